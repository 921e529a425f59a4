/*
 * Power cuts in the Security Log: random histories of entries, reading and damage; then one more
 * call, cut at each write, before and after it takes effect. The entry is then there or not, which
 * is known beforehand, all others are as they were, and no number is given twice. Likewise with a
 * cut at each write while the start mends what is damaged.
 *
 * GBCS_POWERCUT_SEEDS in the environment sets the number of random histories.
 */
#include <stdio.h>
#include <stdlib.h>

#include "log_board.h"

#define DEFAULT_SEEDS 300U
/** Numbers that a history may reach. */
#define HISTORY 4096U

/** A medium at some moment. */
typedef struct snapshot {
    uint8_t medium[GBCS_RECORD_COUNT * GBCS_RECORD_SIZE];
    size_t sizes[GBCS_RECORD_COUNT];
} snapshot;

static log_board B;
static snapshot before_call;
/** What was logged, by number; event 0 if the number was not given. */
static gbcs_log_entry history[HISTORY];
/** Which of it may have been lost. */
static bool may_be_lost[HISTORY];
static uint32_t seed;
static uint32_t salt;
static unsigned long cuts;
static unsigned long mends;

/* xorshift32 (Marsaglia 2003) */
static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (seed >> 8) % below;
}

static void keep(void)
{
    memcpy(before_call.medium, B.medium, sizeof B.medium);
    memcpy(before_call.sizes, B.sizes, sizeof B.sizes);
}

static void restore(void)
{
    memcpy(B.medium, before_call.medium, sizeof B.medium);
    memcpy(B.sizes, before_call.sizes, sizeof B.sizes);
    gbcs_memory_reboot(&B.memory);
}

static gbcs_log_entry make(void)
{
    salt++;
    return log_board_entry(salt, (pick(3) == 0U) ? 0x8F3DU : 0x8F70U);
}

static void add(void)
{
    gbcs_log_entry entry = make();

    assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_OK);
    assert_true(entry.number < HISTORY);
    assert_int_equal(history[entry.number].event, 0);
    history[entry.number] = entry;
}

/** Asserts that what is kept is what was logged, with nothing missing that was not damaged. */
static void compare(void)
{
    uint32_t unread_refusals = 0;
    uint32_t number;

    for (number = B.log.first; number < B.log.next; number++) {
        gbcs_log_entry entry;
        const gbcs_status status = gbcs_log_get(&B.log, number, &entry);

        if (status == GBCS_OK) {
            assert_entry(&entry, &history[number]);
            unread_refusals += ((number >= B.log.unread) && (entry.event == 0x8F3DU)) ? 1U : 0U;
        } else {
            assert_int_equal(status, GBCS_ERR_RECORD);
            assert_true((history[number].event == 0U) || may_be_lost[number]);
        }
    }
    assert_int_equal(B.log.unread_refusals, unread_refusals);
}

/** Damages some page. */
static void damage(void)
{
    const uint32_t page = pick(GBCS_LOG_PAGES);
    uint32_t number;

    log_board_damage(&B, (uint16_t)(GBCS_RECORD_LOG + page));
    for (number = 1; number < HISTORY; number++) {
        /* what is on it, or on it and gone since */
        if ((((number - 1U) / GBCS_LOG_PAGE_ENTRIES) % GBCS_LOG_PAGES) == page) {
            may_be_lost[number] = may_be_lost[number] || (history[number].event != 0U);
        }
    }
}

/** After jumps, pages are not begun in the order of their records: older ones are gone. */
static void note_jump(void)
{
    uint32_t number;

    for (number = 1; number < B.log.next; number++) {
        if ((number + (GBCS_LOG_PAGES * GBCS_LOG_PAGE_ENTRIES)) <
            (B.log.next + GBCS_LOG_PAGE_ENTRIES)) {
            may_be_lost[number] = true;
        }
    }
}

static void cut_an_addition(void)
{
    uint32_t i;

    keep();
    for (i = 0; i < 2U; i++) {
        gbcs_log_entry entry = make();
        uint32_t number;

        restore();
        assert_int_equal(log_board_open(&B), GBCS_OK);
        number = B.log.next;
        gbcs_memory_cut(&B.memory, 0, (i == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        assert_int_equal(gbcs_log_add(&B.log, &entry), GBCS_ERR_UNFINISHED);
        cuts++;
        assert_int_equal(log_board_reboot(&B), GBCS_OK);
        assert_int_equal(B.log.next, number + i);
        if (i == 1U) {
            history[number] = entry;
            history[number].number = number;
        }
        note_jump();
        compare();
    }
}

static void cut_the_reading(void)
{
    uint32_t i;

    keep();
    for (i = 0; i < 2U; i++) {
        uint32_t unread;

        restore();
        assert_int_equal(log_board_open(&B), GBCS_OK);
        unread = B.log.unread;
        gbcs_memory_cut(&B.memory, 0, (i == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        assert_int_equal(gbcs_log_mark_read(&B.log, B.log.next), GBCS_ERR_UNFINISHED);
        cuts++;
        assert_int_equal(log_board_reboot(&B), GBCS_OK);
        assert_int_equal(B.log.unread, (i == 0U) ? unread : B.log.next);
        compare();
    }
}

static void cut_the_mending(void)
{
    bool through = false;
    uint32_t next;
    uint32_t i;

    damage();
    if (pick(3) == 0U) {
        damage();
    }
    keep();
    assert_int_equal(log_board_reboot(&B), GBCS_OK);
    next = B.log.next;
    for (i = 0; !through; i++) {
        restore();
        gbcs_memory_cut(&B.memory, i / 2U,
                        ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        through = log_board_open(&B) == GBCS_OK;
        mends += through ? 0U : 1U;
        assert_int_equal(log_board_reboot(&B), GBCS_OK);
        assert_int_equal(B.log.next, next);
        compare();
    }
}

static void live(uint32_t number)
{
    uint32_t steps;

    seed = 0x9E3779B9U ^ (number * 2654435761U);
    salt = 0;
    memset(history, 0, sizeof history);
    memset(may_be_lost, 0, sizeof may_be_lost);
    log_board_init(&B);
    assert_int_equal(log_board_open(&B), GBCS_OK);
    for (steps = 2U + pick(8); steps > 0U; steps--) {
        uint32_t i;

        for (i = pick(60); i > 0U; i--) {
            add();
        }
        note_jump();
        compare();
        switch (pick(4)) {
        case 0:
            cut_the_reading();
            break;
        case 1:
            cut_the_mending();
            break;
        default:
            cut_an_addition();
            break;
        }
    }
    add();
    note_jump();
    compare();
}

static void an_entry_is_there_or_not(void **state)
{
    const char *wanted = getenv("GBCS_POWERCUT_SEEDS");
    const unsigned long seeds = (wanted == NULL) ? DEFAULT_SEEDS : strtoul(wanted, NULL, 10);
    uint32_t number;

    (void)state;
    for (number = 1; number <= seeds; number++) {
        live(number);
    }
    printf("%lu histories, %lu cuts, %lu cuts of mending\n", seeds, cuts, mends);
    assert_true((cuts > seeds) && (mends > seeds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_is_there_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
