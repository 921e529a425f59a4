/*
 * How often a wrong token may be typed in: every edge of the clock, and random lives with power cuts
 * beside a model that has no countdowns but moments of a clock of its own.
 *
 * GBCS_LIMIT_STEPS in the environment sets the number of seconds of a random life.
 */
#include <stdlib.h>

#define BOARD_RECORD_SIZE 256U
#define BOARD_RECORDS GBCS_RECORD_COUNT

#include "gbcs/records.h"

#include "board.h"

#include "gbcs/top_up.h"

#define FAILURES GBCS_ENTRY_FAILURES
#define WINDOW GBCS_ENTRY_WINDOW
#define FIRST GBCS_ENTRY_SUSPENSION
#define LONGEST GBCS_ENTRY_SUSPENSION_MAX
#define GRANULE GBCS_ENTRY_GRANULE
#define DAY 86400U
#define DEFAULT_STEPS 1000000UL
/** The record when nothing is counted. */
#define NOTHING "0000 0000 00000000 00  0000 0000 00000000 00"

static const gbcs_record RECORD = {GBCS_RECORD_ENTRIES, 1U, GBCS_COPY_ALTERNATE, 64U};
static const gbcs_record OTHER = {GBCS_RECORD_LOG_READ, 1U, GBCS_COPY_ONE, 8U};

static board b;
static gbcs_limit limit;
/** Seconds since power-on. */
static uint32_t now;

static int setup(void **state)
{
    (void)state;
    board_init(&b, false);
    assert_int_equal(board_open(&b), GBCS_OK);
    now = 1000;
    memset(&limit, 0, sizeof limit);
    assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_OK);
    return 0;
}

/** Switches power off and on. */
static void reboot(uint32_t uptime)
{
    assert_int_equal(board_reboot(&b), GBCS_OK);
    now = uptime;
    memset(&limit, 0, sizeof limit);
    assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_OK);
}

static uint32_t remaining(gbcs_way way)
{
    uint32_t left;
    const bool open = gbcs_limit_check(&limit, way, now, &left);

    assert_int_equal(open, left == 0U);
    return left;
}

/** Counts a failure; true if a suspension has begun. */
static bool fail_once(gbcs_way way)
{
    bool suspended;

    assert_int_equal(remaining(way), 0);
    assert_int_equal(gbcs_limit_fail(&limit, way, now, &suspended), GBCS_OK);
    return suspended;
}

/** As many failures as make a suspension; its length. */
static uint32_t suspend(gbcs_way way)
{
    unsigned int i;

    for (i = 1; i < FAILURES; i++) {
        assert_false(fail_once(way));
    }
    assert_true(fail_once(way));
    return remaining(way);
}

/** Lets time pass, second by second or up to when a call is due. */
static void pass(uint32_t seconds)
{
    const uint32_t end = now + seconds;
    uint32_t next;

    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    while (now < end) {
        now = ((next == UINT32_MAX) || ((end - now) < next)) ? end : (now + next);
        assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
        assert_true(next > 0U);
    }
}

static void put_octets(const char *hex)
{
    uint8_t octets[64];
    const gbcs_bytes bytes = hex_bytes(hex, octets, sizeof octets);

    assert_int_equal(gbcs_store_put(&b.store, &RECORD, bytes), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
}

static void assert_stored(const char *hex)
{
    uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    assert_int_equal(gbcs_store_load(&b.store, &RECORD, &writer), GBCS_OK);
    assert_bytes(gbcs_writer_bytes(&writer), hex);
}

/* ---- the rule -------------------------------------------------------------------------------- */

static void as_many_failures_suspend_and_no_less(void **state)
{
    unsigned int i;

    (void)state;
    for (i = 1; i < FAILURES; i++) {
        assert_false(fail_once(GBCS_WAY_KEYPAD));
        assert_int_equal(remaining(GBCS_WAY_KEYPAD), 0);
    }
    assert_true(fail_once(GBCS_WAY_KEYPAD));
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), FIRST);
}

static void a_suspension_ends_to_the_second(void **state)
{
    uint32_t i;

    (void)state;
    assert_int_equal(suspend(GBCS_WAY_PPMID), FIRST);
    for (i = FIRST; i > 0U; i--) {
        bool suspended = true;

        assert_int_equal(remaining(GBCS_WAY_PPMID), i);
        assert_int_equal(gbcs_limit_fail(&limit, GBCS_WAY_PPMID, now, &suspended), GBCS_ERR_BUSY);
        assert_false(suspended);
        pass(1);
    }
    assert_int_equal(remaining(GBCS_WAY_PPMID), 0);
    /* and it takes as many failures again */
    assert_int_equal(suspend(GBCS_WAY_PPMID), 2U * FIRST);
}

static void failures_count_for_the_window(void **state)
{
    unsigned int i;

    (void)state;
    /* the first and the last one second less than the window apart */
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    pass(WINDOW - 1U);
    for (i = 2; i < FAILURES; i++) {
        assert_false(fail_once(GBCS_WAY_KEYPAD));
    }
    assert_true(fail_once(GBCS_WAY_KEYPAD));

    (void)setup(NULL);
    /* as long apart as the window is */
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    pass(WINDOW);
    for (i = 2; i <= FAILURES; i++) {
        assert_false(fail_once(GBCS_WAY_KEYPAD));
    }
    assert_true(fail_once(GBCS_WAY_KEYPAD));

    (void)setup(NULL);
    /* spread so that there are never enough of them */
    for (i = 0; i < (20U * FAILURES); i++) {
        assert_false(fail_once(GBCS_WAY_KEYPAD));
        pass(WINDOW / (FAILURES - 1U));
    }
    /* and just so that there are */
    (void)setup(NULL);
    for (i = 1; i < FAILURES; i++) {
        assert_false(fail_once(GBCS_WAY_KEYPAD));
        pass((WINDOW / (FAILURES - 1U)) - 1U);
    }
    assert_true(fail_once(GBCS_WAY_KEYPAD));
}

static void each_further_suspension_of_a_day_is_twice_as_long(void **state)
{
    uint32_t expected = FIRST;
    unsigned int i;

    (void)state;
    for (i = 0; i < 10U; i++) {
        assert_int_equal(suspend(GBCS_WAY_KEYPAD), expected);
        assert_true(expected <= 3600U);
        pass(expected - 1U);
        assert_int_equal(remaining(GBCS_WAY_KEYPAD), 1);
        pass(1);
        expected = ((2U * expected) < LONGEST) ? (2U * expected) : LONGEST;
    }
    assert_int_equal(expected, LONGEST);
}

static void after_a_day_it_begins_anew(void **state)
{
    (void)state;
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), FIRST);
    pass(DAY - 1U);
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), 2U * FIRST);
    /* counted from the beginning of the last one */
    pass(DAY - 1U);
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), (4U * FIRST < LONGEST) ? (4U * FIRST) : LONGEST);
    pass(DAY);
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), FIRST);
}

static void the_ways_are_counted_apart(void **state)
{
    unsigned int i;

    (void)state;
    for (i = 1; i < FAILURES; i++) {
        assert_false(fail_once(GBCS_WAY_KEYPAD));
        assert_false(fail_once(GBCS_WAY_PPMID));
    }
    assert_true(fail_once(GBCS_WAY_KEYPAD));
    assert_int_equal(remaining(GBCS_WAY_PPMID), 0);
    pass(100);
    assert_true(fail_once(GBCS_WAY_PPMID));
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), FIRST - 100U);
    assert_int_equal(remaining(GBCS_WAY_PPMID), FIRST);
    reboot(0);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), FIRST - 100U);
    assert_int_equal(remaining(GBCS_WAY_PPMID), FIRST);
}

static void commands_have_no_limit_and_other_ways_no_entry(void **state)
{
    bool suspended = true;

    (void)state;
    (void)suspend(GBCS_WAY_KEYPAD);
    (void)suspend(GBCS_WAY_PPMID);
    assert_int_equal(remaining(GBCS_WAY_COMMAND), 0);
    assert_int_equal(remaining((gbcs_way)0), UINT32_MAX);
    assert_int_equal(remaining((gbcs_way)4), UINT32_MAX);
    assert_int_equal(gbcs_limit_fail(&limit, GBCS_WAY_COMMAND, now, &suspended), GBCS_ERR_ARGUMENT);
    assert_false(suspended);
    assert_int_equal(gbcs_limit_fail(&limit, (gbcs_way)4, now, &suspended), GBCS_ERR_ARGUMENT);
}

static void closed_limits_look_at_nothing(void **state)
{
    bool suspended = true;
    uint32_t next = 0;

    (void)state;
    memset(&limit, 0, sizeof limit);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), UINT32_MAX);
    assert_int_equal(remaining(GBCS_WAY_PPMID), UINT32_MAX);
    assert_int_equal(remaining(GBCS_WAY_COMMAND), 0);
    assert_int_equal(gbcs_limit_fail(&limit, GBCS_WAY_KEYPAD, now, &suspended),
                     GBCS_ERR_UNFINISHED);
    assert_false(suspended);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_ERR_UNFINISHED);
    assert_int_equal(next, UINT32_MAX);
}

static void time_that_goes_back_does_not_pass(void **state)
{
    (void)state;
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), FIRST);
    pass(100);
    now -= 50U;
    assert_in_range(remaining(GBCS_WAY_KEYPAD), FIRST - 100U, FIRST);
}

/* ---- writes ---------------------------------------------------------------------------------- */

static void nothing_is_written_while_nothing_is_counted(void **state)
{
    uint32_t next;

    (void)state;
    assert_int_equal(b.store.writes, 0);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, UINT32_MAX);
    pass(100000);
    reboot(5);
    assert_int_equal(b.store.writes, 0);
}

static void a_failure_is_written_and_then_one_write_a_granule(void **state)
{
    uint32_t next;

    (void)state;
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    /* the first one goes to both places */
    assert_int_equal(b.store.writes, 2);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, GRANULE);
    pass(GRANULE - 1U);
    assert_int_equal(b.store.writes, 2);
    pass(1);
    assert_int_equal(b.store.writes, 3);
    pass(100000);
    /* the last write says that nothing is counted */
    assert_int_equal(b.store.writes, 2U + (WINDOW / GRANULE));
    assert_stored(NOTHING);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, UINT32_MAX);
    reboot(0);
    assert_int_equal(b.store.writes, 0);
}

static void a_day_is_counted_in_longer_granules(void **state)
{
    const uint32_t expected =
        FAILURES + 1U + (FIRST / GRANULE) +
        ((DAY - FIRST + GBCS_ENTRY_DAY_GRANULE - 1U) / GBCS_ENTRY_DAY_GRANULE);
    uint32_t next;

    (void)state;
    (void)suspend(GBCS_WAY_KEYPAD);
    pass(FIRST);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, GBCS_ENTRY_DAY_GRANULE);
    pass(2U * DAY);
    assert_int_equal(b.store.writes, expected);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, UINT32_MAX);
}

static void what_ends_is_written_when_it_does(void **state)
{
    static const struct {
        const char *before;
        const char *after;
        uint32_t next;
    } cases[] = {
        /* the last second of a suspension, of a day, of the last failure, of either way */
        {"0001 0258 00010000 00  0000 0000 00000000 00",
         "0000 0258 0000FFFF 00  0000 0000 00000000 00", GBCS_ENTRY_DAY_GRANULE},
        {"0000 0258 00000001 00  0000 0000 00000000 00", NOTHING, UINT32_MAX},
        {"0000 0000 00000000 00  0000 0258 00000001 00", NOTHING, UINT32_MAX},
        {"0000 0000 00000000 00  0000 0000 00000000 02 0001 0001", NOTHING, UINT32_MAX},
        /* while others go on */
        {"0258 0258 00015180 00  0001 0258 00010000 00",
         "0257 0258 0001517F 00  0000 0258 0000FFFF 00", GRANULE},
        {"0002 0258 00010000 00  0000 0000 00000000 01 0001",
         "0001 0258 0000FFFF 00  0000 0000 00000000 00", 1},
    };
    size_t i;

    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        uint32_t next;

        (void)setup(state);
        put_octets(cases[i].before);
        reboot(7);
        assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
        assert_int_equal(next, 1);
        assert_int_equal(b.store.writes, 0);
        now += 1U;
        assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
        assert_int_equal(next, cases[i].next);
        assert_int_equal(b.store.writes, 1);
        assert_stored(cases[i].after);
    }
}

static void of_many_failures_only_the_last_ends_a_granule(void **state)
{
    uint32_t next;

    (void)state;
    put_octets("0000 0000 00000000 00  0000 0000 00000000 03 0002 0003 0064");
    reboot(0);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, GRANULE);
}

static void the_record_is_as_documented(void **state)
{
    (void)state;
    assert_false(fail_once(GBCS_WAY_PPMID));
    pass(5);
    assert_false(fail_once(GBCS_WAY_PPMID));
    /* 600 - 5 and 600 */
    assert_stored("0000 0000 00000000 00  0000 0000 00000000 02 0253 0258");
    (void)suspend(GBCS_WAY_KEYPAD);
    /* 600, 600, 86400 */
    assert_stored("0258 0258 00015180 00  0000 0000 00000000 02 0253 0258");
    /* and so it stays up to the end of the granule: 590, 600, 86390, 585, 590 */
    pass(GRANULE - 1U);
    assert_stored("0258 0258 00015180 00  0000 0000 00000000 02 0253 0258");
    pass(1);
    assert_stored("024E 0258 00015176 00  0000 0000 00000000 02 0249 024E");
}

static void a_late_call_saves_what_is_then(void **state)
{
    uint32_t next;

    (void)state;
    (void)suspend(GBCS_WAY_KEYPAD);
    now += GRANULE + 7U;
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, GRANULE);
    reboot(0);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), FIRST - GRANULE - 7U);
}

static void no_transaction_is_joined(void **state)
{
    const uint8_t octet = 1;
    bool suspended = true;
    uint32_t next;

    (void)state;
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    now += GRANULE;
    assert_int_equal(gbcs_store_put(&b.store, &OTHER, gbcs_bytes_of(&octet, 1)), GBCS_OK);
    assert_int_equal(gbcs_limit_fail(&limit, GBCS_WAY_KEYPAD, now, &suspended), GBCS_ERR_BUSY);
    assert_false(suspended);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_ERR_BUSY);
    assert_int_equal(next, 1);
    assert_int_equal(b.store.count, 1);
    gbcs_store_abandon(&b.store);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, GRANULE);
    assert_int_equal(limit.states[0].failure_count, 1);
}

/* ---- damage and failures --------------------------------------------------------------------- */

static void assert_longest(void)
{
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), LONGEST);
    assert_int_equal(remaining(GBCS_WAY_PPMID), LONGEST);
    assert_int_equal(remaining(GBCS_WAY_COMMAND), 0);
}

static void a_damaged_record_suspends_for_the_longest_time_once(void **state)
{
    (void)state;
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    gbcs_memory_flip(&b.memory, GBCS_RECORD_ENTRIES, 200);
    gbcs_memory_flip(&b.memory, GBCS_RECORD_ENTRIES + 1U, 200);
    reboot(3);
    assert_true(limit.damaged);
    assert_longest();
    /* saved at once: the next start goes on */
    pass(GRANULE);
    reboot(3);
    assert_false(limit.damaged);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), LONGEST - GRANULE);
    pass(LONGEST - GRANULE);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), 0);
    assert_int_equal(remaining(GBCS_WAY_PPMID), 0);
    assert_false(fail_once(GBCS_WAY_KEYPAD));
}

static void another_layout_is_damage_too(void **state)
{
    const gbcs_record other = {GBCS_RECORD_ENTRIES, 2U, GBCS_COPY_ALTERNATE, 64U};
    const uint8_t octet = 0;

    (void)state;
    assert_int_equal(gbcs_store_put(&b.store, &other, gbcs_bytes_of(&octet, 1)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
    reboot(0);
    assert_true(limit.damaged);
    assert_longest();
}

static void a_record_is_read_strictly(void **state)
{
    static const struct {
        const char *record;
        bool good;
    } cases[] = {
        {"0000 0000 00000000 00  0000 0000 00000000 00", true},
        {"0258 0258 00015180 00  0E10 0E10 00015180 00", true},
        {"0001 0258 00000258 04 0001 0001 0258 0258  0000 0001 00000001 00", true},
        {"", false},
        {"0000 0000 00000000 00  0000 0000 00000000", false},
        {"0000 0000 00000000 00  0000 0000 00000000 00 00", false},
        {"0000 0000 00000000 01  0000 0000 00000000 00", false},
        /* longer than the longest; than the one that it is of; a day, over 24 hours */
        {"0258 0E11 00015180 00  0000 0000 00000000 00", false},
        {"0259 0258 00015180 00  0000 0000 00000000 00", false},
        {"0000 0258 00015181 00  0000 0000 00000000 00", false},
        /* a day without a suspension, and the other way round */
        {"0000 0000 00000001 00  0000 0000 00000000 00", false},
        {"0000 0258 00000000 00  0000 0000 00000000 00", false},
        /* as many failures as suspend; over already; longer than the window; falling */
        {"0000 0000 00000000 05 0001 0001 0001 0001 0001  0000 0000 00000000 00", false},
        {"0000 0000 00000000 01 0000  0000 0000 00000000 00", false},
        {"0000 0000 00000000 01 0259  0000 0000 00000000 00", false},
        {"0000 0000 00000000 02 0002 0001  0000 0000 00000000 00", false},
        /* the other way */
        {"0000 0000 00000000 00  0000 0258 00000000 00", false},
    };
    size_t i;

    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        (void)setup(state);
        put_octets(cases[i].record);
        reboot(0);
        assert_int_equal(limit.damaged, !cases[i].good);
        if (!cases[i].good) {
            assert_longest();
        }
    }
}

static void one_place_is_enough(void **state)
{
    uint16_t place;

    for (place = 0; place < 2U; place++) {
        (void)setup(state);
        assert_int_equal(suspend(GBCS_WAY_KEYPAD), FIRST);
        pass(GRANULE);
        gbcs_memory_flip(&b.memory, (uint16_t)(GBCS_RECORD_ENTRIES + place), 200);
        reboot(0);
        assert_false(limit.damaged);
        /* of the granule that was running, or of the one before */
        assert_in_range(remaining(GBCS_WAY_KEYPAD), FIRST - GRANULE, FIRST);
    }
}

static void a_medium_that_can_not_be_read_suspends(void **state)
{
    uint32_t next;

    (void)state;
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    memset(&limit, 0, sizeof limit);
    gbcs_memory_fail(&b.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_ERR_STORAGE);
    assert_longest();
    now += LONGEST;
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), 0);
    /* until it can */
    memset(&limit, 0, sizeof limit);
    gbcs_memory_fail(&b.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_ERR_STORAGE);
    assert_longest();
    now += 1U;
    assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_OK);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), 0);
    assert_int_equal(limit.states[0].failure_count, 1);
    assert_int_equal(limit.states[0].failures[0], WINDOW);
}

static void a_failure_that_can_not_be_saved_suspends(void **state)
{
    bool suspended = false;
    uint32_t next;

    (void)state;
    /* in the middle of a granule */
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    now += GRANULE / 2U;
    gbcs_memory_fail(&b.memory, GBCS_MEMORY_STORE, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_limit_fail(&limit, GBCS_WAY_KEYPAD, now, &suspended),
                     GBCS_ERR_UNFINISHED);
    assert_true(suspended);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), LONGEST);
    assert_int_equal(remaining(GBCS_WAY_PPMID), 0);
    /* the store is closed: tried again each second, and told */
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, 1);
    now += 1U;
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_ERR_UNFINISHED);
    assert_int_equal(next, 1);
    /* when it is open again the suspension goes on, and is saved */
    assert_int_equal(board_open(&b), GBCS_OK);
    now += 1U;
    assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_OK);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), LONGEST - 2U);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, GRANULE);
    reboot(0);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), LONGEST - 2U);
    pass(LONGEST - 2U);
    assert_false(fail_once(GBCS_WAY_KEYPAD));
}

static void writes_that_fail_do_not_change_the_clock(void **state)
{
    uint32_t i;
    uint32_t next;

    (void)state;
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), FIRST);
    /* each second a write that fails, and the records opened anew */
    for (i = GRANULE; i < FIRST; i++) {
        now = 1000U + i;
        gbcs_memory_fail(&b.memory, GBCS_MEMORY_STORE, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_ERR_UNFINISHED);
        assert_int_equal(next, 1);
        assert_int_equal(board_open(&b), GBCS_OK);
        assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_OK);
        assert_int_equal(remaining(GBCS_WAY_KEYPAD), FIRST - i);
    }
    /* only a power cut brings back what could not be saved */
    reboot(0);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), FIRST);
    pass(FIRST);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), 0);
}

static void an_end_that_can_not_be_saved_is_tried_again(void **state)
{
    uint32_t next;

    (void)state;
    put_octets("0000 0000 00000000 01 0001  0000 0000 00000000 00");
    reboot(0);
    now = 1;
    gbcs_memory_fail(&b.memory, GBCS_MEMORY_STORE, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_ERR_UNFINISHED);
    assert_int_equal(next, 1);
    assert_int_equal(board_open(&b), GBCS_OK);
    now = 2;
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, UINT32_MAX);
    assert_stored(NOTHING);
}

static void damage_that_can_not_be_replaced_is_one_suspension_too(void **state)
{
    uint32_t next;

    (void)state;
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    gbcs_memory_flip(&b.memory, GBCS_RECORD_ENTRIES, 200);
    gbcs_memory_flip(&b.memory, GBCS_RECORD_ENTRIES + 1U, 200);
    assert_int_equal(board_reboot(&b), GBCS_OK);
    now = 0;
    memset(&limit, 0, sizeof limit);
    gbcs_memory_fail(&b.memory, GBCS_MEMORY_STORE, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_ERR_UNFINISHED);
    assert_true(limit.damaged);
    assert_longest();
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, 1);
    now = 100;
    assert_int_equal(board_open(&b), GBCS_OK);
    assert_int_equal(gbcs_limit_open(&limit, &b.store, now), GBCS_OK);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), LONGEST - 100U);
    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    assert_int_equal(next, GRANULE);
    reboot(0);
    assert_false(limit.damaged);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), LONGEST - 100U);
}

/* ---- power ----------------------------------------------------------------------------------- */

static void a_power_cut_at_any_second_adds_less_than_a_granule(void **state)
{
    uint32_t shift;
    uint32_t at;

    /* granules of which one ends with the suspension, and others */
    for (shift = 0; shift < 4U; shift += 3U) {
        for (at = shift; at <= FIRST; at++) {
            const uint32_t left = FIRST - at;

            (void)setup(state);
            assert_int_equal(suspend(GBCS_WAY_KEYPAD), FIRST);
            if (shift > 0U) {
                pass(shift);
                assert_false(fail_once(GBCS_WAY_PPMID));
            }
            pass(at - shift);
            assert_int_equal(remaining(GBCS_WAY_KEYPAD), left);
            reboot(at % 3U);
            assert_int_equal(remaining(GBCS_WAY_KEYPAD),
                             (left == 0U) ? 0U : (left + ((at - shift) % GRANULE)));
        }
    }
}

static void quick_power_cycles_change_nothing(void **state)
{
    gbcs_limit before;
    uint32_t i;

    (void)state;
    assert_false(fail_once(GBCS_WAY_PPMID));
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), FIRST);
    pass((3U * GRANULE) + (GRANULE / 2U));
    reboot(0);
    before = limit;
    for (i = 0; i < 100U; i++) {
        uint32_t next;

        /* however long it takes until the first look at the clock */
        reboot(i % 7U);
        assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
        assert_int_equal(next, GRANULE);
        assert_int_equal(b.store.writes, 0);
        assert_int_equal(remaining(GBCS_WAY_KEYPAD), FIRST - (3U * GRANULE));
        assert_int_equal(remaining(GBCS_WAY_PPMID), 0);
        assert_int_equal(limit.states[0].day, before.states[0].day);
        assert_int_equal(limit.states[0].last, FIRST);
        assert_int_equal(limit.states[1].failure_count, 1);
        assert_int_equal(limit.states[1].failures[0], before.states[1].failures[0]);
    }
    pass(FIRST - (3U * GRANULE));
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), 2U * FIRST);
}

static void time_between_power_cycles_counts_in_granules(void **state)
{
    uint32_t i;

    (void)state;
    assert_int_equal(suspend(GBCS_WAY_KEYPAD), FIRST);
    for (i = 1; i <= (FIRST / GRANULE); i++) {
        pass((2U * GRANULE) - 1U);
        reboot(0);
        assert_int_equal(remaining(GBCS_WAY_KEYPAD), FIRST - (i * GRANULE));
    }
    /* and what has ended is not brought back */
    reboot(0);
    assert_int_equal(remaining(GBCS_WAY_KEYPAD), 0);
}

static void failures_outlast_a_power_cut(void **state)
{
    unsigned int i;

    (void)state;
    for (i = 1; i < FAILURES; i++) {
        assert_false(fail_once(GBCS_WAY_PPMID));
        reboot(i);
    }
    assert_true(fail_once(GBCS_WAY_PPMID));
}

static void a_cut_write_counts_or_does_not(void **state)
{
    uint32_t writes;
    int effect;

    /* the first change goes to both places, the second to one */
    for (writes = 0; writes < 2U; writes++) {
        for (effect = GBCS_MEMORY_BEFORE; effect <= GBCS_MEMORY_AFTER; effect++) {
            bool suspended;

            (void)setup(state);
            gbcs_memory_cut(&b.memory, writes, (gbcs_memory_effect)effect);
            assert_int_equal(gbcs_limit_fail(&limit, GBCS_WAY_KEYPAD, now, &suspended),
                             GBCS_ERR_UNFINISHED);
            assert_true(suspended);
            reboot(0);
            assert_int_equal(limit.states[0].failure_count,
                             ((writes > 0U) || (effect == GBCS_MEMORY_AFTER)) ? 1 : 0);
            assert_int_equal(remaining(GBCS_WAY_KEYPAD), 0);
        }
    }
}

/* ---- random lives ---------------------------------------------------------------------------- */

/** One way of the model: moments, not what is left. */
typedef struct model_way {
    uint64_t failures[FAILURES];
    size_t count;
    uint64_t free_at;
    uint64_t day_end;
    uint32_t last;
    /** Of the last suspension: its length, power-on seconds at its beginning, and how much longer the
     * cuts since may have made it. */
    uint32_t length;
    uint64_t began;
    uint64_t added;
} model_way;

/** The model. Its clock goes on with power, and at a cut goes back to when was saved last. */
typedef struct model {
    uint64_t clock;
    uint64_t saved;
    uint64_t granule_end;
    /** Seconds with power. */
    uint64_t powered;
    model_way ways[2];
} model;

static model M;
static uint32_t seed;
static unsigned long suspensions;
static unsigned long cuts;

static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (seed >> 8) % below;
}

static void model_forget(model_way *way, uint64_t clock)
{
    size_t kept = 0;
    size_t i;

    for (i = 0; i < way->count; i++) {
        if ((way->failures[i] + WINDOW) > clock) {
            way->failures[kept] = way->failures[i];
            kept++;
        }
    }
    way->count = kept;
    way->last = (way->day_end > clock) ? way->last : 0U;
}

/** Whether something will be counted at a moment: a suspension or failure, or also a day. */
static bool model_counts(uint64_t clock, bool days)
{
    bool counts = false;
    size_t i;
    size_t j;

    for (i = 0; i < 2U; i++) {
        const model_way *way = &M.ways[i];

        counts = counts || (way->free_at > clock) || (days && (way->day_end > clock));
        for (j = 0; j < way->count; j++) {
            counts = counts || ((way->failures[j] + WINDOW) > clock);
        }
    }
    return counts;
}

static void model_end(uint64_t moment)
{
    if ((moment > M.clock) && (moment < M.granule_end)) {
        M.granule_end = moment;
    }
}

/** A granule begins, which also ends where something does. */
static void model_begin(void)
{
    size_t i;

    M.granule_end = M.clock + (model_counts(M.clock, false) ? GRANULE : GBCS_ENTRY_DAY_GRANULE);
    for (i = 0; i < 2U; i++) {
        const model_way *way = &M.ways[i];

        model_end(way->free_at);
        model_end(way->day_end);
        if (way->count > 0U) {
            model_end(way->failures[way->count - 1U] + WINDOW);
        }
    }
}

static void model_save(void)
{
    M.saved = M.clock;
    model_begin();
}

static bool model_is_due(void)
{
    return (M.clock >= M.granule_end) && model_counts(M.saved, true);
}

static bool model_fail(size_t place)
{
    model_way *way = &M.ways[place];
    bool suspended = false;

    model_forget(way, M.clock);
    way->failures[way->count] = M.clock;
    way->count++;
    if (way->count == FAILURES) {
        way->length = (way->last == 0U) ? FIRST : (2U * way->last);
        way->length = (way->length > LONGEST) ? LONGEST : way->length;
        way->last = way->length;
        way->free_at = M.clock + way->length;
        way->day_end = M.clock + DAY;
        way->count = 0;
        way->began = M.powered;
        way->added = 0;
        suspended = true;
    }
    model_save();
    return suspended;
}

/** A cut; in the moment in which a granule ends it can take the whole of it. */
static void model_cut(void)
{
    const uint64_t most = (M.clock < M.granule_end) ? (GRANULE - 1U) : GRANULE;

    M.ways[0].added += most;
    M.ways[1].added += most;
    M.clock = M.saved;
    model_begin();
}

/** Both say the same, and nothing is shorter than without power cuts, nor longer by a granule for
 * each. */
static void assert_model(void)
{
    size_t i;

    for (i = 0; i < 2U; i++) {
        const model_way *way = &M.ways[i];
        const uint32_t left = remaining((i == 0U) ? GBCS_WAY_KEYPAD : GBCS_WAY_PPMID);
        const uint64_t passed = M.powered - way->began;

        assert_int_equal(left, (way->free_at > M.clock) ? (way->free_at - M.clock) : 0U);
        assert_true((left + passed) >= way->length);
        if (left > 0U) {
            assert_true((left + passed) <= (way->length + way->added));
        }
    }
}

/** Off and on, at times again and again. */
static void life_reboot(void)
{
    const uint32_t times = (pick(4) == 0U) ? (1U + pick(30)) : 1U;
    uint32_t i;

    for (i = 0; i < times; i++) {
        cuts++;
        model_cut();
        reboot(pick(3));
        assert_false(limit.damaged);
        assert_int_equal(b.store.writes, 0);
    }
}

/** A wrong token; now and then power goes while it is saved. */
static void life_fail(size_t place)
{
    const gbcs_way way = (place == 0U) ? GBCS_WAY_KEYPAD : GBCS_WAY_PPMID;
    const model before = M;
    bool suspended;

    if (M.ways[place].free_at > M.clock) {
        assert_int_equal(gbcs_limit_fail(&limit, way, now, &suspended), GBCS_ERR_BUSY);
    } else if (pick(8) == 0U) {
        const bool after = pick(2) == 0U;

        gbcs_memory_cut(&b.memory, 0, after ? GBCS_MEMORY_AFTER : GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_limit_fail(&limit, way, now, &suspended), GBCS_ERR_UNFINISHED);
        (void)model_fail(place);
        M = after ? M : before;
        life_reboot();
    } else {
        assert_int_equal(gbcs_limit_fail(&limit, way, now, &suspended), GBCS_OK);
        assert_int_equal(suspended, model_fail(place));
        suspensions += suspended ? 1U : 0U;
    }
}

/** Time passes, no further than to the next call. */
static void life_pass(uint32_t seconds)
{
    uint32_t next;
    uint32_t passed;

    assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    passed = (seconds < next) ? seconds : next;
    now += passed;
    M.clock += passed;
    M.powered += passed;
    if (model_is_due() && (pick(20) == 0U)) {
        const bool after = pick(2) == 0U;

        gbcs_memory_cut(&b.memory, 0, after ? GBCS_MEMORY_AFTER : GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_ERR_UNFINISHED);
        assert_int_equal(next, 1);
        if (after) {
            model_save();
        }
        life_reboot();
    } else {
        if (model_is_due()) {
            model_save();
        }
        assert_int_equal(gbcs_limit_tick(&limit, now, &next), GBCS_OK);
    }
}

static void random_lives_are_as_the_model(void **state)
{
    const char *wanted = getenv("GBCS_LIMIT_STEPS");
    const unsigned long steps = (wanted == NULL) ? DEFAULT_STEPS : strtoul(wanted, NULL, 10);
    unsigned long step;
    uint32_t mood = 0;

    memset(&M, 0, sizeof M);
    seed = 7;
    suspensions = 0;
    cuts = 0;
    (void)setup(state);
    /* the record is there: from now on a change is one write */
    assert_false(fail_once(GBCS_WAY_KEYPAD));
    (void)model_fail(0);
    for (step = 0; step < steps; step++) {
        if ((step % 1000U) == 0U) {
            mood = pick(4);
        }
        life_pass((pick(10) == 0U) ? (1U + pick(2000)) : pick(3));
        assert_model();
        if (pick(20U << mood) == 0U) {
            life_fail(pick(2));
        }
        if (pick(400) == 0U) {
            life_reboot();
        }
        assert_model();
    }
    print_message("%lu steps, %lu suspensions, %lu power cuts\n", steps, suspensions, cuts);
    assert_true((suspensions > (steps / 5000U)) && (cuts > (steps / 1000U)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(as_many_failures_suspend_and_no_less, setup),
        cmocka_unit_test_setup(a_suspension_ends_to_the_second, setup),
        cmocka_unit_test_setup(failures_count_for_the_window, setup),
        cmocka_unit_test_setup(each_further_suspension_of_a_day_is_twice_as_long, setup),
        cmocka_unit_test_setup(after_a_day_it_begins_anew, setup),
        cmocka_unit_test_setup(the_ways_are_counted_apart, setup),
        cmocka_unit_test_setup(commands_have_no_limit_and_other_ways_no_entry, setup),
        cmocka_unit_test_setup(closed_limits_look_at_nothing, setup),
        cmocka_unit_test_setup(time_that_goes_back_does_not_pass, setup),
        cmocka_unit_test_setup(nothing_is_written_while_nothing_is_counted, setup),
        cmocka_unit_test_setup(a_failure_is_written_and_then_one_write_a_granule, setup),
        cmocka_unit_test_setup(a_day_is_counted_in_longer_granules, setup),
        cmocka_unit_test(what_ends_is_written_when_it_does),
        cmocka_unit_test_setup(of_many_failures_only_the_last_ends_a_granule, setup),
        cmocka_unit_test_setup(the_record_is_as_documented, setup),
        cmocka_unit_test_setup(a_late_call_saves_what_is_then, setup),
        cmocka_unit_test_setup(no_transaction_is_joined, setup),
        cmocka_unit_test_setup(a_damaged_record_suspends_for_the_longest_time_once, setup),
        cmocka_unit_test_setup(another_layout_is_damage_too, setup),
        cmocka_unit_test(a_record_is_read_strictly),
        cmocka_unit_test(one_place_is_enough),
        cmocka_unit_test_setup(a_medium_that_can_not_be_read_suspends, setup),
        cmocka_unit_test_setup(a_failure_that_can_not_be_saved_suspends, setup),
        cmocka_unit_test_setup(writes_that_fail_do_not_change_the_clock, setup),
        cmocka_unit_test_setup(an_end_that_can_not_be_saved_is_tried_again, setup),
        cmocka_unit_test_setup(damage_that_can_not_be_replaced_is_one_suspension_too, setup),
        cmocka_unit_test(a_power_cut_at_any_second_adds_less_than_a_granule),
        cmocka_unit_test_setup(quick_power_cycles_change_nothing, setup),
        cmocka_unit_test_setup(time_between_power_cycles_counts_in_granules, setup),
        cmocka_unit_test_setup(failures_outlast_a_power_cut, setup),
        cmocka_unit_test(a_cut_write_counts_or_does_not),
        cmocka_unit_test(random_lives_are_as_the_model),
    };

    return cmocka_run_group_tests_name("limit", tests, NULL, NULL);
}
