/* The Security Log against a model: rounds, restarts, damage, failures; and the refusals' windows. */
#include "log_board.h"

/** Entries that the model remembers. */
#define HISTORY 4096U
/** The record of how far the log was read. */
#define MARK GBCS_RECORD_LOG_READ
/** Octets of an entry, and before the first one. */
#define ENTRY 33U
#define HEAD 5U

static log_board B;
/** What was logged, by number; event 0 if the number was not given. */
static gbcs_log_entry history[HISTORY];
static uint32_t salt;

static const uint16_t REFUSALS[GBCS_REFUSAL_KINDS] = {0x8F1E, 0x8F30, 0x8F3D, 0x8F3E, 0x8F53,
                                                      0x8F85, 0x8F47, 0x8F51, 0x8F5B, 0x8F63};

static bool is_refusal(uint16_t event)
{
    bool refusal = false;
    size_t i;

    for (i = 0; i < GBCS_REFUSAL_KINDS; i++) {
        refusal = refusal || (REFUSALS[i] == event);
    }
    return refusal;
}

static void start(void)
{
    salt = 0;
    memset(history, 0, sizeof history);
    log_board_init(&B);
    assert_int_equal(log_board_open(&B), GBCS_OK);
}

/** Adds an entry, which must get a number that was never given. */
static uint32_t add(uint16_t event)
{
    gbcs_log_entry entry = log_board_entry(salt, event);

    salt++;
    assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_OK);
    assert_in_range(entry.number, 1, HISTORY - 1U);
    assert_int_equal(history[entry.number].event, 0);
    assert_int_equal(B.log.next, entry.number + 1U);
    history[entry.number] = entry;
    return entry.number;
}

/** Adds entries, every third one a refusal. */
static void add_some(uint32_t count)
{
    uint32_t i;

    for (i = 0; i < count; i++) {
        (void)add(((salt % 3U) == 0U) ? REFUSALS[(salt / 3U) % GBCS_REFUSAL_KINDS] : 0x8F70U);
    }
}

/** Compares all of the log with the model; returns how many entries are there. */
static uint32_t compare(void)
{
    uint32_t unread_refusals = 0;
    uint32_t found = 0;
    uint32_t number;

    for (number = 0; number < HISTORY; number++) {
        gbcs_log_entry entry;
        const gbcs_status status = gbcs_log_get(&B.log, number, &entry);

        if ((number < B.log.first) || (number >= B.log.next)) {
            assert_int_equal(status, GBCS_ERR_ABSENT);
        } else if (status == GBCS_OK) {
            assert_entry(&entry, &history[number]);
            found++;
            unread_refusals += ((number >= B.log.unread) && is_refusal(entry.event)) ? 1U : 0U;
        } else {
            assert_int_equal(status, GBCS_ERR_RECORD);
        }
        if (status != GBCS_OK) {
            assert_zeros(&entry, sizeof entry);
        }
    }
    assert_int_equal(B.log.unread_refusals, unread_refusals);
    return found;
}

/** Restarts; the log must be as it was. */
static void restart(void)
{
    const gbcs_log before = B.log;

    assert_int_equal(log_board_reboot(&B), GBCS_OK);
    assert_int_equal(B.log.next, before.next);
    assert_int_equal(B.log.first, before.first);
    assert_int_equal(B.log.unread, before.unread);
    assert_int_equal(B.log.unread_refusals, before.unread_refusals);
    assert_false(B.log.damaged);
}

static void a_new_log_is_empty(void **state)
{
    gbcs_log_entry entry;

    (void)state;
    start();
    assert_int_equal(B.log.next, 1);
    assert_int_equal(B.log.first, 1);
    assert_int_equal(B.log.unread, 1);
    assert_int_equal(B.log.unread_refusals, 0);
    assert_false(B.log.damaged);
    assert_int_equal(B.store.writes, 0);
    assert_int_equal(gbcs_log_room(&B.log), LOG_ENTRIES);
    assert_int_equal(gbcs_log_get(&B.log, 0, &entry), GBCS_ERR_ABSENT);
    assert_int_equal(gbcs_log_get(&B.log, 1, &entry), GBCS_ERR_ABSENT);
    assert_int_equal(gbcs_log_mark_read(&B.log, 1), GBCS_OK);
    restart();
}

static void an_entry_is_one_write(void **state)
{
    uint32_t i;

    (void)state;
    start();
    for (i = 0; i < (3U * LOG_ENTRIES); i++) {
        const uint32_t before = B.memory.calls[GBCS_MEMORY_STORE];

        assert_int_equal(add(0x8F3D), i + 1U);
        assert_int_equal(B.memory.calls[GBCS_MEMORY_STORE], before + 1U);
    }
    assert_int_equal(B.memory.calls[GBCS_MEMORY_ERASE], 0);
}

/** Asserts what a record holds. */
static void assert_body(uint16_t number, size_t room, const char *hex)
{
    const gbcs_record record = {number, 1U, GBCS_COPY_ONE, room};
    uint8_t octets[HEAD + (ENTRY * GBCS_LOG_PAGE_ENTRIES)];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    assert_int_equal(gbcs_store_load(&B.store, &record, &writer), GBCS_OK);
    assert_bytes(gbcs_writer_bytes(&writer), hex);
}

static void records_have_this_layout(void **state)
{
    static const gbcs_log_entry largest = {0,      GBCS_UTC_LAST, 0xFE,       0xFFFF,
                                           0xFFFF, UINT64_MAX,    UINT64_MAX, UINT32_MAX};
    static const gbcs_log_entry first = {
        0,         0x0102030405, 0x06, 0x0708, 0x090A, 0x0B0C0D0E0F101112U, 0x1314151617181920U,
        0x21222324};
    gbcs_log_entry entry = first;
    gbcs_log_entry found;

    (void)state;
    start();
    assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_OK);
    assert_int_equal(entry.number, 1);
    assert_body(GBCS_RECORD_LOG, 533,
                "00000001 01 0000000102030405 06 0708 090A 0B0C0D0E0F101112 1314151617181920"
                "21222324");
    entry = largest;
    assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_OK);
    assert_int_equal(gbcs_log_get(&B.log, 2, &found), GBCS_OK);
    assert_entry(&found, &entry);
    assert_body(
        GBCS_RECORD_LOG, 533,
        "00000001 02 0000000102030405 06 0708 090A 0B0C0D0E0F101112 1314151617181920"
        "21222324 0000003AFFF4417F FE FFFF FFFF FFFFFFFFFFFFFFFF FFFFFFFFFFFFFFFF FFFFFFFF");
    assert_int_equal(gbcs_log_mark_read(&B.log, 2), GBCS_OK);
    assert_body(MARK, 8, "00000002 00000003");
}

static void a_time_that_cannot_be_is_logged_as_not_known(void **state)
{
    static const gbcs_utc times[] = {-1, GBCS_UTC_FIRST, INT64_MIN, GBCS_UTC_LAST + 1, INT64_MAX};
    gbcs_log_entry found;
    size_t i;

    (void)state;
    start();
    for (i = 0; i < (sizeof times / sizeof times[0]); i++) {
        gbcs_log_entry entry = log_board_entry(1, 0x8F70);

        entry.time = times[i];
        assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_OK);
        assert_int_equal(gbcs_log_get(&B.log, entry.number, &found), GBCS_OK);
        assert_true(found.time == 0);
        assert_int_equal(found.clock_status, 0xFF);
    }
    restart();
}

static void what_is_no_entry_is_refused(void **state)
{
    gbcs_log_entry entry = log_board_entry(1, 0);

    (void)state;
    start();
    assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_ERR_ARGUMENT);
    entry.event = 1;
    entry.count = 0;
    assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_ERR_ARGUMENT);
    assert_int_equal(B.store.writes, 0);
    assert_int_equal(B.log.next, 1);
}

static void the_oldest_page_goes(void **state)
{
    uint32_t i;

    (void)state;
    start();
    for (i = 1; i <= (4U * LOG_ENTRIES); i++) {
        const uint32_t gone =
            (i > LOG_ENTRIES)
                ? (((i - LOG_ENTRIES - 1U) / GBCS_LOG_PAGE_ENTRIES) + 1U) * GBCS_LOG_PAGE_ENTRIES
                : 0U;

        add_some(1);
        assert_int_equal(B.log.first, gone + 1U);
        restart();
        if (((i % GBCS_LOG_PAGE_ENTRIES) < 2U) || ((i % 7U) == 0U)) {
            assert_int_equal(compare(), i - gone);
        }
    }
}

static void reading_is_remembered(void **state)
{
    uint32_t round;

    (void)state;
    start();
    for (round = 0; round < 60U; round++) {
        add_some((round * 5U) % 41U);
        assert_int_equal(gbcs_log_mark_read(&B.log, B.log.next + 1U), GBCS_ERR_ARGUMENT);
        assert_int_equal(gbcs_log_mark_read(&B.log, B.log.unread - 1U), GBCS_ERR_ARGUMENT);
        if ((round % 3U) != 0U) {
            const uint32_t unread = B.log.next - ((B.log.next - B.log.unread) / (round % 3U + 1U));

            assert_int_equal(gbcs_log_mark_read(&B.log, unread), GBCS_OK);
            assert_int_equal(B.log.unread, unread);
        }
        (void)compare();
        restart();
    }
    assert_int_equal(gbcs_log_mark_read(&B.log, B.log.next), GBCS_OK);
    assert_int_equal(B.log.unread_refusals, 0);
}

/** Number of the oldest entry that is kept and unread. */
static uint32_t oldest_unread(void)
{
    return (B.log.unread > B.log.first) ? B.log.unread : B.log.first;
}

static void room_is_told(void **state)
{
    uint32_t read;

    (void)state;
    for (read = 1; read <= 100U; read += 11U) {
        uint32_t room;
        uint32_t oldest;

        start();
        add_some(100U + read);
        assert_int_equal(gbcs_log_mark_read(&B.log, read), GBCS_OK);
        room = gbcs_log_room(&B.log);
        oldest = oldest_unread();
        for (; room > 0U; room--) {
            assert_int_equal(gbcs_log_room(&B.log), room);
            assert_int_equal(oldest_unread(), oldest);
            add_some(1);
        }
        assert_int_equal(gbcs_log_room(&B.log), 0);
        assert_int_equal(oldest_unread(), oldest);
        add_some(1);
        assert_true(oldest_unread() > oldest);
        assert_true(gbcs_log_room(&B.log) > 0U);
    }
}

/** Adds entries over more than a round; all kept ones must be good in the end. */
static void go_on(void)
{
    add_some(LOG_ENTRIES + 20U);
    (void)compare();
    restart();
    assert_true(compare() > (LOG_ENTRIES - GBCS_LOG_PAGE_ENTRIES));
    assert_int_equal(B.log.next - B.log.first, compare());
}

static void a_damaged_page_is_lost_and_no_number_given_twice(void **state)
{
    uint32_t fill;
    uint16_t page;

    (void)state;
    for (fill = 1; fill <= (2U * LOG_ENTRIES); fill += 5U) {
        for (page = 0; page < GBCS_LOG_PAGES; page++) {
            uint32_t kept;
            uint32_t left;
            gbcs_log before;

            start();
            add_some(fill);
            assert_int_equal(gbcs_log_mark_read(&B.log, (fill + 1U) / 2U), GBCS_OK);
            kept = compare();
            log_board_damage(&B, (uint16_t)(GBCS_RECORD_LOG + page));
            assert_int_equal(log_board_reboot(&B), GBCS_OK);
            assert_int_equal(B.log.damaged, (page * GBCS_LOG_PAGE_ENTRIES) < fill);
            left = compare();
            assert_true(B.log.damaged ? ((left < kept) && ((left + GBCS_LOG_PAGE_ENTRIES) >= kept))
                                      : (left == kept));
            /* it was mended, so the next start finds no damage, and goes on at the same place */
            before = B.log;
            restart();
            assert_int_equal(B.log.next, before.next);
            assert_int_equal(B.store.writes, 0);
            go_on();
        }
    }
}

static void newest_pages_may_be_lost_again_and_again(void **state)
{
    uint32_t seed = 1;
    uint32_t round;

    (void)state;
    start();
    add_some(200);
    for (round = 0; round < 40U; round++) {
        const uint32_t newest = ((B.log.next - 2U) / GBCS_LOG_PAGE_ENTRIES) % GBCS_LOG_PAGES;
        const uint32_t lost = 1U + (round % 3U);
        uint32_t i;

        for (i = 0; i < lost; i++) {
            log_board_damage(
                &B, (uint16_t)(GBCS_RECORD_LOG + ((newest + GBCS_LOG_PAGES - i) % GBCS_LOG_PAGES)));
        }
        assert_int_equal(log_board_reboot(&B), GBCS_OK);
        assert_true(B.log.damaged);
        seed = (seed * 1103515245U) + 12345U;
        if ((seed & 0x10000U) != 0U) {
            assert_int_equal(gbcs_log_mark_read(&B.log, B.log.next), GBCS_OK);
            restart();
        }
        add_some(1U + ((seed >> 20) % 20U));
        (void)compare();
        restart();
    }
    go_on();
}

static void all_pages_may_be_lost(void **state)
{
    uint16_t page;

    (void)state;
    start();
    add_some(200);
    assert_int_equal(gbcs_log_mark_read(&B.log, 190), GBCS_OK);
    for (page = 0; page < GBCS_LOG_PAGES; page++) {
        log_board_damage(&B, (uint16_t)(GBCS_RECORD_LOG + page));
    }
    assert_int_equal(log_board_reboot(&B), GBCS_OK);
    assert_true(B.log.damaged);
    assert_int_equal(B.log.first, B.log.next);
    assert_int_equal(B.log.unread, 190);
    assert_int_equal(compare(), 0);
    go_on();
}

static void losing_how_far_it_was_read_means_nothing_was(void **state)
{
    uint32_t fill;

    (void)state;
    for (fill = 1; fill < 300U; fill += 13U) {
        uint32_t kept;

        start();
        add_some(fill);
        assert_int_equal(gbcs_log_mark_read(&B.log, fill), GBCS_OK);
        kept = compare();
        log_board_damage(&B, MARK);
        assert_int_equal(log_board_reboot(&B), GBCS_OK);
        assert_true(B.log.damaged);
        assert_int_equal(B.log.unread, 1);
        assert_int_equal(B.log.next, fill + 1U);
        assert_int_equal(compare(), kept);
        restart();
        go_on();
    }
}

static void both_may_be_lost(void **state)
{
    uint32_t newest;
    uint32_t round;

    (void)state;
    start();
    add_some(150);
    for (round = 0; round < 10U; round++) {
        assert_int_equal(gbcs_log_mark_read(&B.log, B.log.next), GBCS_OK);
        newest = ((B.log.next - 2U) / GBCS_LOG_PAGE_ENTRIES) % GBCS_LOG_PAGES;
        log_board_damage(&B, (uint16_t)(GBCS_RECORD_LOG + newest));
        log_board_damage(&B, MARK);
        assert_int_equal(log_board_reboot(&B), GBCS_OK);
        assert_true(B.log.damaged);
        assert_int_equal(B.log.unread, 1);
        /* a page must be left between one such loss and the next */
        add_some(GBCS_LOG_PAGE_ENTRIES + 4U);
        (void)compare();
        restart();
    }
    go_on();
}

/** Writes a record as the log would. */
static void write_body(uint16_t number, uint8_t layout, gbcs_bytes body)
{
    const gbcs_record record = {number, layout, GBCS_COPY_ONE, 600U};

    assert_int_equal(gbcs_store_put(&B.store, &record, body), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
}

#define GOOD_ENTRY "0000000065000000 00 8F70 0000 0000000000000000 0000000000000000 00000001"
/** Number, layout, body. */
typedef struct bad_record {
    uint16_t number;
    uint8_t layout;
    const char *body;
} bad_record;

static void a_record_that_says_nonsense_is_damaged(void **state)
{
    static const bad_record bad[] = {
        {GBCS_RECORD_LOG, 2, "00000001 01" GOOD_ENTRY},
        {GBCS_RECORD_LOG, 1, ""},
        {GBCS_RECORD_LOG, 1, "00000000 01" GOOD_ENTRY},
        {GBCS_RECORD_LOG, 1, "00000002 01" GOOD_ENTRY},
        {GBCS_RECORD_LOG, 1, "00000011 01" GOOD_ENTRY},
        {GBCS_RECORD_LOG + 1, 1, "00000001 01" GOOD_ENTRY},
        {GBCS_RECORD_LOG + 6, 1, "FFFFFFE1 01" GOOD_ENTRY},
        {GBCS_RECORD_LOG + 7, 1, "FFFFFFF1 01" GOOD_ENTRY},
        {GBCS_RECORD_LOG, 1, "00000001 00"},
        {GBCS_RECORD_LOG, 1, "00000001 02" GOOD_ENTRY},
        {GBCS_RECORD_LOG, 1, "00000001 11" GOOD_ENTRY},
        {GBCS_RECORD_LOG, 1, "00000001 01" GOOD_ENTRY GOOD_ENTRY},
        {GBCS_RECORD_LOG, 1, "00000001 01" GOOD_ENTRY "00"},
        {GBCS_RECORD_LOG, 1,
         "00000001 01 0000003AFFF44180 00 8F70 0000 0000000000000000 0000000000000000 00000001"},
        {GBCS_RECORD_LOG, 1,
         "00000001 01 8000000000000000 00 8F70 0000 0000000000000000 0000000000000000 00000001"},
        {GBCS_RECORD_LOG, 1,
         "00000001 01 0000000065000000 00 0000 0000 0000000000000000 0000000000000000 00000001"},
        {GBCS_RECORD_LOG, 1,
         "00000001 01 0000000065000000 00 8F70 0000 0000000000000000 0000000000000000 00000000"},
        {MARK, 2, "00000001 00000001"},
        {MARK, 1, ""},
        {MARK, 1, "00000000 00000001"},
        {MARK, 1, "00000002 00000001"},
        {MARK, 1, "00000001 FFFFFFE2"},
        {MARK, 1, "00000001 00000001 00"},
        {MARK, 1, "00000001 000000"},
    };
    uint8_t octets[600];
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof bad / sizeof bad[0]); i++) {
        const size_t size = hex_decode(bad[i].body, octets, sizeof octets);

        start();
        write_body(bad[i].number, bad[i].layout, gbcs_bytes_of(octets, size));
        assert_int_equal(log_board_reboot(&B), GBCS_OK);
        if (!B.log.damaged) {
            fail_msg("taken: %u %s", (unsigned int)bad[i].number, bad[i].body);
        }
        restart();
        go_on();
    }
}

static void a_page_is_read_whole_or_not_at_all(void **state)
{
    static uint8_t octets[HEAD + (GBCS_LOG_PAGE_ENTRIES + 1U) * ENTRY];
    size_t entries = 0;
    size_t i;

    (void)state;
    (void)hex_decode("00000001 10", octets, sizeof octets);
    for (i = 0; i <= GBCS_LOG_PAGE_ENTRIES; i++) {
        (void)hex_decode(GOOD_ENTRY, &octets[HEAD + (i * ENTRY)], ENTRY);
    }
    for (i = 0; i <= (HEAD + (GBCS_LOG_PAGE_ENTRIES * ENTRY)); i++) {
        start();
        write_body(GBCS_RECORD_LOG, 1, gbcs_bytes_of(octets, i));
        assert_int_equal(gbcs_log_open(&B.log, &B.store), GBCS_OK);
        assert_int_equal(B.log.damaged, i < (HEAD + (GBCS_LOG_PAGE_ENTRIES * ENTRY)));
        entries = B.log.next - B.log.first;
    }
    assert_int_equal(entries, GBCS_LOG_PAGE_ENTRIES);
    /* one entry more than a page holds */
    octets[4] = GBCS_LOG_PAGE_ENTRIES + 1U;
    start();
    write_body(GBCS_RECORD_LOG, 1, gbcs_bytes_of(octets, sizeof octets));
    assert_int_equal(gbcs_log_open(&B.log, &B.store), GBCS_OK);
    assert_true(B.log.damaged);
}

static void at_the_last_number_the_log_ends(void **state)
{
    uint8_t octets[HEAD + ENTRY];
    gbcs_log_entry entry = log_board_entry(1, 0x8F3D);
    uint32_t i;

    (void)state;
    /* FFFFFFD1 to FFFFFFE0 is the last page */
    start();
    (void)hex_decode("FFFFFFD1 01" GOOD_ENTRY, octets, sizeof octets);
    write_body(GBCS_RECORD_LOG + 5U, 1, gbcs_bytes_of(octets, sizeof octets));
    assert_int_equal(log_board_reboot(&B), GBCS_OK);
    assert_false(B.log.damaged);
    assert_int_equal(B.log.next, 0xFFFFFFD2U);
    for (i = 0xFFFFFFD2U; i <= 0xFFFFFFE0U; i++) {
        assert_int_equal(gbcs_log_room(&B.log), 0xFFFFFFE1U - i);
        assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_OK);
        assert_int_equal(entry.number, i);
    }
    for (i = 0; i < 2U; i++) {
        assert_int_equal(gbcs_log_room(&B.log), 0);
        assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_ERR_RECORD);
        assert_int_equal(gbcs_log_get(&B.log, 0xFFFFFFE0U, &entry), GBCS_OK);
        assert_int_equal(gbcs_log_mark_read(&B.log, 0xFFFFFFE1U), GBCS_OK);
        restart();
    }
    /* no jump leads beyond it */
    (void)hex_decode("FFFFFF51 01" GOOD_ENTRY, octets, sizeof octets);
    start();
    write_body(GBCS_RECORD_LOG + 5U, 1, gbcs_bytes_of(octets, sizeof octets));
    write_body(GBCS_RECORD_LOG + 6U, 1, gbcs_bytes_of(octets, 7));
    write_body(MARK, 1, gbcs_bytes_of(octets, 7));
    assert_int_equal(log_board_reboot(&B), GBCS_OK);
    assert_true(B.log.damaged);
    assert_int_equal(B.log.next, 0xFFFFFFE1U);
    assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_ERR_RECORD);
    restart();
}

static void damage_while_it_runs_is_passed_over(void **state)
{
    uint32_t fill;
    uint16_t page;

    (void)state;
    for (fill = 1; fill <= (LOG_ENTRIES + 40U); fill += 3U) {
        for (page = 0; page < GBCS_LOG_PAGES; page++) {
            start();
            add_some(fill);
            log_board_damage(&B, (uint16_t)(GBCS_RECORD_LOG + page));
            add_some(GBCS_LOG_PAGE_ENTRIES + 1U);
            assert_int_equal(B.log.damaged, (page * GBCS_LOG_PAGE_ENTRIES) < fill);
            assert_int_equal(log_board_reboot(&B), GBCS_OK);
            (void)compare();
            go_on();
        }
    }
}

static void a_page_that_is_gone_or_another_is_passed_over(void **state)
{
    uint32_t fill;

    (void)state;
    for (fill = 2; fill < 40U; fill++) {
        uint8_t old[GBCS_RECORD_SIZE];
        const uint16_t record =
            (uint16_t)(GBCS_RECORD_LOG + ((fill - 1U) / GBCS_LOG_PAGE_ENTRIES) % GBCS_LOG_PAGES);
        gbcs_bytes octets;

        start();
        add_some(fill - 1U);
        octets = gbcs_memory_record(&B.memory, record);
        memcpy(old, octets.data, octets.size);
        octets.data = old;
        add_some(1);
        /* an older copy of the current page: the number that it lacks is not given again */
        gbcs_memory_place(&B.memory, record, octets);
        add_some(2);
        (void)compare();
        /* the current page is gone */
        gbcs_memory_place(&B.memory,
                          (uint16_t)(GBCS_RECORD_LOG +
                                     ((B.log.next - 2U) / GBCS_LOG_PAGE_ENTRIES) % GBCS_LOG_PAGES),
                          gbcs_bytes_of(NULL, 0));
        add_some(3);
        (void)compare();
        go_on();
    }
}

static void a_failed_call_changes_nothing_or_shows_later(void **state)
{
    static const gbcs_memory_call calls[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE};
    static const uint32_t fills[] = {0, 1, 15, 16, 17, 127, 128, 129, 200, 256};
    size_t call;
    size_t fill;
    uint32_t in;

    (void)state;
    for (fill = 0; fill < (sizeof fills / sizeof fills[0]); fill++) {
        for (call = 0; call < 2U; call++) {
            bool through = false;

            for (in = 2; !through; in++) {
                gbcs_log_entry entry = log_board_entry(9999, 0x8F3D);
                gbcs_status status;
                gbcs_log before;

                start();
                add_some(fills[fill]);
                before = B.log;
                gbcs_memory_fail(&B.memory, calls[call], in / 2U, GBCS_ERR_STORAGE,
                                 ((in % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
                status = gbcs_log_add(&B.log, &entry);
                through = status == GBCS_OK;
                if (!through) {
                    assert_int_equal(status, (calls[call] == GBCS_MEMORY_LOAD)
                                                 ? GBCS_ERR_STORAGE
                                                 : GBCS_ERR_UNFINISHED);
                    assert_memory_equal(&B.log, &before, sizeof before);
                    assert_int_equal(entry.number, 0);
                    if (status == GBCS_ERR_UNFINISHED) {
                        assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_ERR_UNFINISHED);
                        /* only the store is opened again: the log finds out by itself */
                        assert_int_equal(gbcs_store_open(&B.store, &B.port, &B.crypto, B.buffer,
                                                         sizeof B.buffer),
                                         GBCS_OK);
                        if ((in % 2U) == 1U) {
                            history[fills[fill] + 1U] = log_board_entry(9999, 0x8F3D);
                            history[fills[fill] + 1U].number = fills[fill] + 1U;
                        }
                    }
                    add_some(1);
                    (void)compare();
                    restart();
                }
                gbcs_memory_reboot(&B.memory);
            }
        }
    }
}

static void opening_and_reading_fail_with_the_port(void **state)
{
    gbcs_log_entry entry;
    uint32_t in;

    (void)state;
    start();
    add_some(150);
    for (in = 1; in <= (GBCS_LOG_PAGES + 1U); in++) {
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_log_open(&B.log, &B.store), GBCS_ERR_STORAGE);
    }
    assert_int_equal(gbcs_log_open(&B.log, &B.store), GBCS_OK);
    assert_int_equal(compare(), 118);
    for (in = 1; in <= GBCS_LOG_PAGES; in++) {
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_log_mark_read(&B.log, 100), GBCS_ERR_STORAGE);
        assert_int_equal(B.log.unread, 1);
    }
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_log_get(&B.log, 100, &entry), GBCS_ERR_STORAGE);
    assert_zeros(&entry, sizeof entry);
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_STORE, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_log_mark_read(&B.log, 100), GBCS_ERR_UNFINISHED);
    assert_int_equal(B.log.unread, 1);
    assert_int_equal(gbcs_log_open(&B.log, &B.store), GBCS_ERR_UNFINISHED);
    assert_int_equal(log_board_reboot(&B), GBCS_OK);
    assert_int_equal(compare(), 118);
}

static void mending_may_fail_too(void **state)
{
    uint32_t in;
    bool through = false;

    (void)state;
    for (in = 1; !through; in++) {
        gbcs_status status;

        start();
        add_some(150);
        log_board_damage(&B, GBCS_RECORD_LOG + 1U);
        log_board_damage(&B, GBCS_RECORD_LOG + 4U);
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        status = gbcs_log_open(&B.log, &B.store);
        through = status == GBCS_OK;
        if (!through) {
            assert_in_set(status, ((unsigned long[]){GBCS_ERR_STORAGE, GBCS_ERR_UNFINISHED}), 2);
        }
        assert_int_equal(log_board_reboot(&B), GBCS_OK);
        assert_int_equal(compare(), 118U - 6U - 16U);
        assert_int_equal(B.log.next, 145U + (2U * GBCS_LOG_PAGE_ENTRIES));
        go_on();
    }
    assert_true(in > (1U + (2U * GBCS_LOG_PAGES)));
}

static void passing_over_may_fail_too(void **state)
{
    const gbcs_memory_call calls[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE, GBCS_MEMORY_ERASE};
    size_t call;
    uint32_t in;

    (void)state;
    for (call = 0; call < 3U; call++) {
        bool through = false;

        for (in = 1; !through; in++) {
            gbcs_log_entry entry = log_board_entry(9999, 0x8F3D);
            gbcs_log before;
            gbcs_status status;

            start();
            add_some(150);
            log_board_damage(&B, GBCS_RECORD_LOG + 1U);
            log_board_damage(&B, GBCS_RECORD_LOG + 4U);
            before = B.log;
            gbcs_memory_fail(&B.memory, calls[call], in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
            status = gbcs_log_add(&B.log, &entry);
            through = status == GBCS_OK;
            if (through) {
                history[entry.number] = entry;
            } else if (status == GBCS_ERR_STORAGE) {
                /* as it was, or mended already */
                assert_true((B.log.next == before.next) ||
                            (B.log.next == (145U + (3U * GBCS_LOG_PAGE_ENTRIES))));
            } else {
                assert_int_equal(status, GBCS_ERR_UNFINISHED);
                assert_int_equal(log_board_reboot(&B), GBCS_OK);
            }
            gbcs_memory_reboot(&B.memory);
            add_some(1);
            /* a running log knows of the numbers on the page that is lost, one that starts does not */
            assert_in_range(B.log.next, 146U + (2U * GBCS_LOG_PAGE_ENTRIES),
                            147U + (3U * GBCS_LOG_PAGE_ENTRIES));
            assert_int_equal(log_board_reboot(&B), GBCS_OK);
            (void)compare();
            go_on();
        }
    }
}

static gbcs_refusals R;

static void start_refusals(void)
{
    start();
    memset(&R, 0, sizeof R);
}

/** Notes a refusal; returns whether an alert is due. */
static bool refuse(uint16_t event, uint32_t at, uint32_t number)
{
    gbcs_log_entry entry = log_board_entry(number, event);
    bool alert = (number % 2U) == 0U;

    assert_int_equal(gbcs_refusals_note(&R, &B.log, &entry, at, &alert), GBCS_OK);
    return alert;
}

/** Closes windows; returns the seconds until the next one closes. */
static uint32_t close_at(uint32_t at)
{
    uint32_t next = 0;

    assert_int_equal(gbcs_refusals_close(&R, &B.log, at, &next), GBCS_OK);
    return next;
}

/** Asserts that the last entry is that of a refusal, and stands for so many. */
static void assert_last(uint32_t number, uint16_t event, uint32_t refusal, uint32_t count)
{
    gbcs_log_entry expected = log_board_entry(refusal, event);
    gbcs_log_entry entry;

    expected.number = number;
    expected.count = count;
    assert_int_equal(B.log.next, number + 1U);
    assert_int_equal(gbcs_log_get(&B.log, number, &entry), GBCS_OK);
    assert_entry(&entry, &expected);
}

static void a_window_has_two_entries_and_one_alert(void **state)
{
    /* power-on, and around the wrap of the seconds */
    static const uint32_t opened[] = {
        0, 1, 0x80000000, UINT32_MAX - 600U, UINT32_MAX - 599U, UINT32_MAX - 598U, UINT32_MAX};
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof opened / sizeof opened[0]); i++) {
        const uint32_t t = opened[i];

        start_refusals();
        assert_int_equal(close_at(t), UINT32_MAX);
        assert_true(refuse(0x8F3D, t, 1));
        assert_last(1, 0x8F3D, 1, 1);
        assert_int_equal(close_at(t), GBCS_REFUSAL_WINDOW);
        assert_false(refuse(0x8F3D, t, 2));
        assert_false(refuse(0x8F3D, t + GBCS_REFUSAL_WINDOW - 1U, 3));
        assert_int_equal(close_at(t + GBCS_REFUSAL_WINDOW - 1U), 1);
        assert_int_equal(B.log.next, 2);
        assert_int_equal(close_at(t + GBCS_REFUSAL_WINDOW), UINT32_MAX);
        assert_last(2, 0x8F3D, 3, 2);
        /* a window in which nothing more came closes without an entry */
        assert_true(refuse(0x8F3D, t + GBCS_REFUSAL_WINDOW, 4));
        assert_last(3, 0x8F3D, 4, 1);
        assert_int_equal(close_at(t + (3U * GBCS_REFUSAL_WINDOW)), UINT32_MAX);
        assert_int_equal(B.log.next, 4);
        assert_zeros(R.windows, sizeof R.windows);
    }
}

static void the_next_refusal_closes_a_window_that_is_over(void **state)
{
    (void)state;
    start_refusals();
    assert_true(refuse(0x8F53, 10, 1));
    assert_false(refuse(0x8F53, 11, 2));
    assert_true(refuse(0x8F53, 10 + GBCS_REFUSAL_WINDOW, 3));
    assert_int_equal(B.log.next, 4);
    assert_last(3, 0x8F53, 3, 1);
    assert_int_equal(close_at(11 + GBCS_REFUSAL_WINDOW), GBCS_REFUSAL_WINDOW - 1U);
}

static void each_kind_has_a_window_of_its_own(void **state)
{
    gbcs_log_entry entry = log_board_entry(1, 0x8F60);
    bool alert = true;
    size_t i;

    (void)state;
    start_refusals();
    for (i = 0; i < GBCS_REFUSAL_KINDS; i++) {
        assert_true(refuse(REFUSALS[i], (uint32_t)i, 1));
        assert_false(refuse(REFUSALS[i], (uint32_t)i, 2));
    }
    assert_int_equal(B.log.unread_refusals, GBCS_REFUSAL_KINDS);
    assert_int_equal(close_at(10), GBCS_REFUSAL_WINDOW - 10U);
    for (i = 0; i < GBCS_REFUSAL_KINDS; i++) {
        assert_int_equal(close_at(GBCS_REFUSAL_WINDOW + (uint32_t)i),
                         (i < (GBCS_REFUSAL_KINDS - 1U)) ? 1U : UINT32_MAX);
        assert_last(GBCS_REFUSAL_KINDS + 1U + (uint32_t)i, REFUSALS[i], 2, 1);
    }
    assert_int_equal(gbcs_refusals_note(&R, &B.log, &entry, 1, &alert), GBCS_ERR_ARGUMENT);
    assert_false(alert);
    assert_zeros(R.windows, sizeof R.windows);
}

static void a_flood_leaves_a_quarter_unread_at_most(void **state)
{
    uint32_t alerts = 0;
    uint32_t other = 0;
    uint32_t i;

    (void)state;
    start_refusals();
    for (i = 0; i < 1000000U; i++) {
        /* three a second, so that each kind comes every three seconds */
        alerts += refuse(REFUSALS[i % GBCS_REFUSAL_KINDS], i / 3U, i) ? 1U : 0U;
        assert_true(B.log.unread_refusals <= (LOG_ENTRIES / 4U));
        if ((i % 100000U) == 0U) {
            gbcs_log_entry entry = log_board_entry(i, 0x8F70);

            assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_OK);
            other++;
        }
    }
    assert_int_equal(B.log.unread_refusals, LOG_ENTRIES / 4U);
    assert_int_equal(B.log.next - 1U, (LOG_ENTRIES / 4U) + other);
    assert_int_equal(B.log.first, 1);
    /* the alerts go on: one in a window and kind */
    assert_int_equal(alerts, GBCS_REFUSAL_KINDS *
                                 ((333333U + GBCS_REFUSAL_WINDOW - 1U) / GBCS_REFUSAL_WINDOW));
    /* once the log is read, what the windows counted is logged as they close */
    assert_int_equal(gbcs_log_mark_read(&B.log, B.log.next), GBCS_OK);
    i = B.log.next;
    assert_int_equal(close_at(600000U), UINT32_MAX);
    assert_int_equal(B.log.next, i + GBCS_REFUSAL_KINDS);
}

static void a_refusal_that_could_not_be_logged_stays_counted(void **state)
{
    gbcs_log_entry entry = log_board_entry(1, 0x8F30);
    uint32_t next = 0;
    bool alert = false;

    (void)state;
    start_refusals();
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_refusals_note(&R, &B.log, &entry, 5, &alert), GBCS_ERR_STORAGE);
    assert_true(alert);
    assert_int_equal(B.log.next, 1);
    assert_false(refuse(0x8F30, 6, 2));
    assert_true(refuse(0x8F3E, 6, 3));
    assert_false(refuse(0x8F3E, 6, 4));
    /* a window that can't be logged stays open, the others close */
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_refusals_close(&R, &B.log, 1000, &next), GBCS_ERR_STORAGE);
    assert_int_equal(next, 0);
    assert_last(2, 0x8F3E, 4, 1);
    /* so does it when the next one comes, which is counted in it */
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_refusals_note(&R, &B.log, &entry, 1001, &alert), GBCS_ERR_STORAGE);
    assert_false(alert);
    assert_int_equal(close_at(1002), UINT32_MAX);
    assert_last(3, 0x8F30, 1, 3);
}

static void a_count_does_not_wrap(void **state)
{
    (void)state;
    start_refusals();
    assert_true(refuse(0x8F1E, 0, 1));
    R.windows[0].count = UINT32_MAX - 1U;
    assert_false(refuse(0x8F1E, 1, 2));
    assert_false(refuse(0x8F1E, 1, 3));
    assert_int_equal(close_at(GBCS_REFUSAL_WINDOW), UINT32_MAX);
    assert_last(2, 0x8F1E, 3, UINT32_MAX);
    (void)gbcs_refusals_count(&R, 1);
    R.unusual = UINT32_MAX;
    R.unusual_raised = true;
    assert_false(gbcs_refusals_count(&R, 2));
    assert_int_equal(R.unusual, UINT32_MAX);
}

static void an_unusual_number_is_raised_once_a_window(void **state)
{
    static const uint32_t starts[] = {0, 7, UINT32_MAX - 100U, UINT32_MAX};
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof starts / sizeof starts[0]); i++) {
        const uint32_t t = starts[i];
        uint32_t n;

        start_refusals();
        /* one less than the number in a window is usual */
        for (n = 1; n < GBCS_UNUSUAL_NUMBER; n++) {
            assert_false(gbcs_refusals_count(&R, t + n));
        }
        /* counted from the first one on; the last second counts */
        assert_true(gbcs_refusals_count(&R, t + GBCS_REFUSAL_WINDOW));
        for (n = 0; n < (3U * GBCS_UNUSUAL_NUMBER); n++) {
            assert_false(gbcs_refusals_count(&R, t + (2U * GBCS_REFUSAL_WINDOW) - 1U));
        }
        /* and anew after a window */
        for (n = 1; n < GBCS_UNUSUAL_NUMBER; n++) {
            assert_false(gbcs_refusals_count(&R, t + (2U * GBCS_REFUSAL_WINDOW)));
        }
        assert_false(gbcs_refusals_count(&R, t + (3U * GBCS_REFUSAL_WINDOW)));
        for (n = 2; n < GBCS_UNUSUAL_NUMBER; n++) {
            assert_false(gbcs_refusals_count(&R, t + (3U * GBCS_REFUSAL_WINDOW)));
        }
        assert_true(gbcs_refusals_count(&R, t + (3U * GBCS_REFUSAL_WINDOW)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_log_is_empty),
        cmocka_unit_test(an_entry_is_one_write),
        cmocka_unit_test(records_have_this_layout),
        cmocka_unit_test(a_time_that_cannot_be_is_logged_as_not_known),
        cmocka_unit_test(what_is_no_entry_is_refused),
        cmocka_unit_test(the_oldest_page_goes),
        cmocka_unit_test(reading_is_remembered),
        cmocka_unit_test(room_is_told),
        cmocka_unit_test(a_damaged_page_is_lost_and_no_number_given_twice),
        cmocka_unit_test(newest_pages_may_be_lost_again_and_again),
        cmocka_unit_test(all_pages_may_be_lost),
        cmocka_unit_test(losing_how_far_it_was_read_means_nothing_was),
        cmocka_unit_test(both_may_be_lost),
        cmocka_unit_test(a_record_that_says_nonsense_is_damaged),
        cmocka_unit_test(a_page_is_read_whole_or_not_at_all),
        cmocka_unit_test(at_the_last_number_the_log_ends),
        cmocka_unit_test(damage_while_it_runs_is_passed_over),
        cmocka_unit_test(a_page_that_is_gone_or_another_is_passed_over),
        cmocka_unit_test(a_failed_call_changes_nothing_or_shows_later),
        cmocka_unit_test(opening_and_reading_fail_with_the_port),
        cmocka_unit_test(mending_may_fail_too),
        cmocka_unit_test(passing_over_may_fail_too),
        cmocka_unit_test(a_window_has_two_entries_and_one_alert),
        cmocka_unit_test(the_next_refusal_closes_a_window_that_is_over),
        cmocka_unit_test(each_kind_has_a_window_of_its_own),
        cmocka_unit_test(a_flood_leaves_a_quarter_unread_at_most),
        cmocka_unit_test(a_refusal_that_could_not_be_logged_stays_counted),
        cmocka_unit_test(a_count_does_not_wrap),
        cmocka_unit_test(an_unusual_number_is_raised_once_a_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
