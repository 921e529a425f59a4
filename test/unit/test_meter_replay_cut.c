/* Actions done once, whenever power is cut, as a whole meter sees it (GBCS 4.3.1.5). */
#include "replay_bench.h"

/** Whether the library carries out the command that is tried, without the application. */
static bool by_library;

/** All that is written for a command: it, and the mark that it is done. */
static gbcs_status live_through(const command *c, uint64_t counter, const gbcs_date *date)
{
    gbcs_status status = give(c, counter, date);

    if (status == GBCS_OK) {
        gbcs_memory_pass(&D.memory, GBCS_DONE_SECONDS);
        status = tick();
    }
    return status;
}

/** Credit before what is tried. */
static uint32_t balance_before;

/** After a cut: what the application may have begun is taken up again, what the library did is known by
 * the counter. */
static bool was_begun(const command *c, const gbcs_date *date, uint32_t before)
{
    const bool dated = (date != NULL) && (date->dating != GBCS_DATING_IMMEDIATE);
    bool begun = (before + seen(FIRST, true)) > 0U;

    if (by_library) {
        begun = held(c->role, dated ? c->use_case->code : 0U) == FIRST;
        /* what was answered was done */
        assert_true(begun || (before == 0U));
        assert_int_equal(seen(FIRST, true), 0U);
    }
    return begun;
}

/** After a cut: the command is taken exactly if it was not begun, and the next one in any case. */
static bool judge_cut(const command *c, const gbcs_date *date)
{
    const uint32_t before = seen(FIRST, false);
    uint64_t id = (before > 0U) ? orders[order_count - 1U].id : 0U;
    bool begun;

    assert_true(before <= 1U);
    assert_int_equal(seen(FIRST, true), 0);
    restart();
    assert_int_equal(seen(FIRST, false), before);
    assert_true(seen(FIRST, true) <= 1U);
    begun = was_begun(c, date, before);
    if (seen(FIRST, true) > 0U) {
        assert_true((id == 0U) || (orders[order_count - 1U].id == id));
    }
    if (begun) {
        must_refuse(c, FIRST, date);
    } else {
        must_take(c, FIRST, date);
    }
    must_refuse(c, FIRST, date);
    if (is_top_up(c->use_case->code)) {
        /* credited once, by the application's own account of orders */
        assert_int_equal(D.application.balance, balance_before + DEVICE_CREDIT);
    } else {
        must_refuse(c, FIRST - 1U, date);
    }
    must_take(c, FIRST + 1U, date);
    return begun;
}

/** Cuts power at each write of a command, before and after its effect. */
static void cut_at_each_write(const command *c, const gbcs_date *date)
{
    const uint32_t stores = device_writes(&D);
    bool begun = false;
    uint32_t writes;
    uint32_t i;

    START = D;
    order_count = 0;
    balance_before = D.application.balance;
    assert_int_equal(live_through(c, FIRST, date), GBCS_OK);
    by_library = !orders[0].asked;
    writes = device_writes(&D) - stores;
    /* counter and action, the mark; the first command also ends manufacture, in two places */
    assert_true(writes >= (by_library ? 1U : 2U));
    for (i = 0; i < (2U * writes); i++) {
        const bool earlier = begun;

        begin_at(&START);
        gbcs_memory_cut(&D.memory, i / 2U,
                        ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        assert_int_not_equal(live_through(c, FIRST, date), GBCS_OK);
        assert_false(D.memory.powered);
        begun = judge_cut(c, date);
        assert_true(begun || !earlier);
    }
    assert_true(begun);
}

static void go_dark(void *argument)
{
    device *d = argument;

    d->memory.powered = false;
    d->application.before_reply = NULL;
}

/** Cuts power while the application carries the command out. */
static void cut_in_the_middle(const command *c, const gbcs_date *date)
{
    begin_at(&START);
    D.application.before_reply = go_dark;
    D.application.argument = &D;
    if (!by_library) {
        (void)live_through(c, FIRST, date);
        assert_int_equal(seen(FIRST, false), 1);
        assert_true(judge_cut(c, date));
        assert_int_equal(seen(FIRST, true), 1);
    }
}

static void cut(const command *c)
{
    static const gbcs_dating DATINGS[] = {GBCS_DATING_IMMEDIATE, GBCS_DATING_DATED,
                                          GBCS_DATING_CANCEL};
    const size_t count = can_be_dated(c) ? 3U : 1U;
    size_t i;

    for (i = 0; i < count; i++) {
        const gbcs_date date = {DATINGS[i],
                                (DATINGS[i] == GBCS_DATING_DATED) ? (FRESH.memory.now + DAY) : 0};

        /* in manufacture, and in service with a counter that was taken before */
        begin_new(c);
        cut_at_each_write(c, &date);
        cut_in_the_middle(c, &date);
        begin_new(c);
        assert_int_equal(live_through(c, FIRST - 2U, &date), GBCS_OK);
        cut_at_each_write(c, &date);
        cut_in_the_middle(c, &date);
    }
}

static void a_power_cut_neither_loses_nor_repeats_a_command(void **state)
{
    (void)state;
    assert_true(for_each(taken_protected, cut) >= PROTECTED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_power_cut_neither_loses_nor_repeats_a_command),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
