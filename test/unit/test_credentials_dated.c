/* CS02b and CS02g with a date: kept, cancelled, done when due. */
#include "credentials_bench.h"

#include <stdio.h>
#include <stdlib.h>

/** A day after the bench's time, and its GeneralizedTime; a day before; never. */
#define TOMORROW (NOW + 86400)
#define TOMORROW_TEXT "20260602000000Z"
#define YESTERDAY_TEXT "20260531000000Z"
#define NOW_TEXT "20260601000000Z"
#define NEVER_TEXT "99991231235959Z"

static const uint8_t ACCEPTED[] = {0x30, 0x02, 0x05, 0x00};

/** A command of the supplier with two replacements. */
static ask dated(const char *date)
{
    ask a = ask_of(0x0102U);

    add_swap(&a, 2U, SIGNATURE, 0U, NEWCOMER(2));
    add_swap(&a, 2U, AGREEMENT, 0U, NEWCOMER(2));
    a.floor = 3;
    a.date = date;
    return a;
}

static void commit_dated(void)
{
    gbcs_counter_id id;

    assert_true(gbcs_command_counter(&B.command, &id));
    assert_int_equal(gbcs_replay_accept(&B.replay, &id, B.command.frame.header.counter, NULL),
                     GBCS_OK);
    bench_reopen();
}

/** Accepts a command that is put off. */
static void accept(const ask *a)
{
    assert_int_equal(update(a), GBCS_OK);
    assert_true(
        gbcs_bytes_equal(gbcs_writer_bytes(&B.response), gbcs_bytes_of(ACCEPTED, sizeof ACCEPTED)));
    assert_int_equal(B.effects.event_count, 0U);
    assert_int_equal(B.effects.floor_count, 0U);
    assert_false(B.effects.trust_changed);
    commit_dated();
}

/** What is due at a moment, done. */
static gbcs_status due(gbcs_utc at)
{
    static uint8_t payload[4096];
    gbcs_writer w = gbcs_writer_of(payload, sizeof payload);
    gbcs_pending pending;
    gbcs_status status = gbcs_schedule_due(&B.schedule, at, &pending);

    B.response = gbcs_writer_of(B.out, sizeof B.out);
    if (status == GBCS_OK) {
        assert_int_equal(gbcs_schedule_payload(&B.schedule, &pending, &w), GBCS_OK);
        B.desk.now = at;
        status = gbcs_credentials_due(&B.desk, &pending, gbcs_writer_bytes(&w), &B.response,
                                      &B.event, &B.effects);
    }
    return status;
}

/** Put off, kept over a restart, not done before its time, done once. */
static void put_off(void **state)
{
    const ask a = dated(TOMORROW_TEXT);
    static const uint8_t HEAD[] = {0x02, 0x03, 0x00, 0x8F, 0x66, 0x18, 0x0F};

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    accept(&a);
    assert_int_equal(B.schedule.count, 1U);
    assert_int_equal(B.schedule.next, TOMORROW);
    assert_int_equal(cell_of(2U, SIGNATURE, 0U)->entity, ENTITY(2));
    assert_int_equal(board_reboot(&B.board), GBCS_OK);
    bench_reopen();
    assert_int_equal(due(TOMORROW - 1), GBCS_ERR_ABSENT);
    assert_int_equal(due(TOMORROW + 5), GBCS_OK);
    assert_int_equal(B.event, 0x8F66U);
    assert_int_equal(told_of(0U).status, 0U);
    assert_int_equal(told_of(1U).status, 0U);
    assert_memory_equal(&B.out[4], HEAD, sizeof HEAD);
    assert_memory_equal(&B.out[4 + sizeof HEAD], TOMORROW_TEXT, 15U);
    assert_true(B.effects.trust_changed);
    assert_int_equal(B.effects.floors[0].counter, 3U);
    assert_true(B.effects.floors[0].replaces);
    assert_int_equal(B.effects.events[0], 0x8F70U);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    bench_reopen();
    assert_int_equal(cell_of(2U, SIGNATURE, 0U)->entity, NEWCOMER(2));
    assert_int_equal(B.schedule.count, 0U);
    assert_int_equal(due(TOMORROW + 5), GBCS_ERR_ABSENT);
}

/** Cancelled, and replaced by a later one. */
static void cancelled(void **state)
{
    ask a = dated(TOMORROW_TEXT);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    accept(&a);
    a.date = "20260603000000Z";
    a.counter = 1001U;
    accept(&a);
    assert_int_equal(B.schedule.count, 1U);
    assert_int_equal(B.schedule.next, TOMORROW + 86400);
    a.date = NEVER_TEXT;
    a.counter = 1002U;
    accept(&a);
    assert_int_equal(B.schedule.count, 0U);
    /* there is nothing to cancel, which is no error */
    a.counter = 1003U;
    accept(&a);
}

/** One that is malformed is refused at receipt, whatever its date. */
static void malformed_at_receipt(void **state)
{
    static const char *const DATES[] = {TOMORROW_TEXT, NEVER_TEXT, NOW_TEXT};
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < 3U; i++) {
        ask a = dated(DATES[i]);

        a.mode = 3U;
        assert_int_equal(update(&a), GBCS_ERR_VALUE);
        assert_int_equal(B.board.store.count, 0U);
        assert_int_equal(B.response.used, 0U);
    }
}

/** A date that is past, or now, is at once, takes the place of what is pending, and answers in full. */
static void past(void **state)
{
    static const char *const DATES[] = {YESTERDAY_TEXT, NOW_TEXT};
    size_t i;

    (void)state;
    for (i = 0U; i < 2U; i++) {
        ask a = dated(TOMORROW_TEXT);

        bench_open(GBCS_DEVICE_ESME);
        accept(&a);
        a.date = DATES[i];
        a.counter = 1001U;
        B.desk.clock = GBCS_CLOCK_UNRELIABLE;
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, 0U);
        assert_true(B.effects.trust_changed);
        commit_dated();
        assert_int_equal(B.schedule.count, 0U);
        assert_int_equal(cell_of(2U, SIGNATURE, 0U)->entity, NEWCOMER(2));
        assert_int_equal(B.replay.dated_count, 1U);
        assert_int_equal(B.replay.last[2], 0U);
    }
}

/** Without a time no date is past. */
static void no_clock(void **state)
{
    ask a = dated(YESTERDAY_TEXT);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    B.desk.clock = GBCS_CLOCK_UNKNOWN;
    a.swaps[0].of.last = "260531235959Z";
    assert_int_equal(update(&a), GBCS_OK);
    assert_int_equal(B.response.used, sizeof ACCEPTED);
    commit_dated();
    assert_int_equal(B.schedule.count, 1U);
    /* its times were not checked at receipt, and are not when it is due */
    B.desk.clock = GBCS_CLOCK_RELIABLE;
    assert_int_equal(due(NOW), GBCS_OK);
    assert_int_equal(B.event, 0x8F66U);
    gbcs_store_abandon(&B.board.store);
}

/** Times count at receipt, and not again when it is due. */
static void times(void **state)
{
    static const struct {
        bool of_authority;
        const char *first;
        const char *last;
        bool disapply;
        bool good;
    } CASES[] = {
        {false, FIRST, "260601000000Z", false, true}, {false, FIRST, "260531235959Z", false, false},
        {false, "260601000001Z", LAST, false, false}, {false, "260601000000Z", LAST, false, true},
        {false, FIRST, "260531235959Z", true, true},  {true, FIRST, "260531235959Z", false, false},
        {true, FIRST, "260601000000Z", false, true},
    };
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        ask a = dated(TOMORROW_TEXT);
        cert *c = CASES[i].of_authority ? &a.path[0] : &a.swaps[1].of;

        bench_open(GBCS_DEVICE_ESME);
        c->first = CASES[i].first;
        c->last = CASES[i].last;
        a.disapply = CASES[i].disapply;
        accept(&a);
        assert_int_equal(due(TOMORROW), GBCS_OK);
        assert_int_equal(told_of(0U).status, CASES[i].good ? 0U : 5U);
        assert_int_equal(told_of(1U).status, CASES[i].good ? 0U : 5U);
        assert_int_equal(B.event, CASES[i].good ? 0x8F66U : 0x8F67U);
        assert_int_equal(B.effects.trust_changed, CASES[i].good);
        gbcs_store_abandon(&B.board.store);
    }
}

/** Path and role count when it is due: one replacement that fails makes the event the other one. A
 * certificate that can't be read has no times that could be bad for the others. */
static void failed_in_part(void **state)
{
    ask a = dated(TOMORROW_TEXT);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    a.swaps[1].of.signer = KEY_OTHER;
    add_swap(&a, 2U, AGREEMENT, 1U, NEWCOMER(2));
    a.swaps[2].of.cut = 3U;
    accept(&a);
    assert_int_equal(due(TOMORROW), GBCS_OK);
    assert_int_equal(B.event, 0x8F67U);
    assert_int_equal(told_of(0U).status, 0U);
    assert_int_equal(told_of(1U).status, 10U);
    assert_int_equal(told_of(2U).status, 5U);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    bench_reopen();
    assert_int_equal(cell_of(2U, SIGNATURE, 0U)->entity, NEWCOMER(2));
    assert_int_equal(cell_of(2U, AGREEMENT, 0U)->entity, ENTITY(2));
    assert_int_equal(B.schedule.count, 0U);
}

/** Whoever sent it must still speak in that role; if not, it is removed and nothing is done. */
static void sender_gone(void **state)
{
    ask a = dated(TOMORROW_TEXT);
    ask b = ask_of(0x0107U);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    accept(&a);
    add_swap(&b, 2U, SIGNATURE, 0U, NEWCOMER(2));
    assert_int_equal(update(&b), GBCS_OK);
    commit();
    assert_int_equal(due(TOMORROW), GBCS_ERR_ROLE);
    assert_int_equal(B.event, 0x8F67U);
    assert_int_equal(B.response.used, 0U);
    assert_false(B.effects.trust_changed);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    bench_reopen();
    assert_int_equal(B.schedule.count, 0U);
    assert_int_equal(cell_of(2U, AGREEMENT, 0U)->entity, ENTITY(2));
}

/** The Access Control Broker speaks with its key agreement key, but for a hub. */
static void broker(void **state)
{
    static const uint8_t DEVICES[] = {GBCS_DEVICE_ESME, GBCS_DEVICE_CHF, GBCS_DEVICE_PPMID};
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof DEVICES; i++) {
        ask a = ask_of(0x0104U);

        bench_open(DEVICES[i]);
        a.unnamed = DEVICES[i] != GBCS_DEVICE_CHF;
        add_swap(&a, 4U, AGREEMENT, 0U, ENTITY(4));
        a.date = TOMORROW_TEXT;
        accept(&a);
        assert_int_equal(due(TOMORROW), GBCS_OK);
        assert_int_equal(B.event, 0x8F66U);
        gbcs_store_abandon(&B.board.store);
        /* another one is in its cells for signatures, or for key agreement */
        if (DEVICES[i] == GBCS_DEVICE_CHF) {
            B.trust.cells[7].entity = NEWCOMER(4);
        } else {
            B.trust.cells[8].entity = NEWCOMER(4);
        }
        assert_int_equal(due(TOMORROW), GBCS_ERR_ROLE);
        gbcs_store_abandon(&B.board.store);
    }
}

/** One in a role that is not the mode's, of no mode, or with another payload. */
static void not_what_was_kept(void **state)
{
    gbcs_pending pending = {.code = 0x0109U,
                            .role = 1U,
                            .originator = ENTITY(1),
                            .counter = 1000U,
                            .date = TOMORROW,
                            .verdict = true};
    ask a = dated(TOMORROW_TEXT);
    const gbcs_bytes none = {NULL, 0U};

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    B.response = gbcs_writer_of(B.out, sizeof B.out);
    assert_int_equal(
        gbcs_credentials_due(&B.desk, &pending, none, &B.response, &B.event, &B.effects),
        GBCS_ERR_UNSUPPORTED);
    pending.code = 0x0102U;
    assert_int_equal(
        gbcs_credentials_due(&B.desk, &pending, none, &B.response, &B.event, &B.effects),
        GBCS_ERR_ROLE);
    pending.role = 2U;
    pending.originator = ENTITY(2);
    assert_int_equal(
        gbcs_credentials_due(&B.desk, &pending, none, &B.response, &B.event, &B.effects),
        GBCS_ERR_TRUNCATED);
    pending.counter = 999U;
    assert_int_equal(gbcs_credentials_due(&B.desk, &pending, make_payload(&a), &B.response,
                                          &B.event, &B.effects),
                     GBCS_ERR_VALUE);
    assert_int_equal(B.event, 0x8F67U);
    assert_int_equal(B.response.used, 0U);
    gbcs_store_abandon(&B.board.store);
}

/** An alert that has no room changes no cell. */
static void no_room(void **state)
{
    ask a = dated(TOMORROW_TEXT);
    gbcs_pending pending;
    gbcs_bytes payload;
    size_t whole;
    size_t room;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    accept(&a);
    assert_int_equal(due(TOMORROW), GBCS_OK);
    whole = B.response.used;
    gbcs_store_abandon(&B.board.store);
    assert_int_equal(gbcs_schedule_due(&B.schedule, TOMORROW, &pending), GBCS_OK);
    payload = make_payload(&a);
    for (room = 0U; room < whole; room++) {
        B.response = gbcs_writer_of(B.out, room);
        assert_int_equal(
            gbcs_credentials_due(&B.desk, &pending, payload, &B.response, &B.event, &B.effects),
            GBCS_ERR_SPACE);
        assert_false(B.effects.trust_changed);
        assert_int_equal(B.event, 0x8F67U);
        gbcs_store_abandon(&B.board.store);
    }
}

/** What the schedule says goes through. */
static void no_schedule(void **state)
{
    static const char *const DATES[] = {TOMORROW_TEXT, NEVER_TEXT, YESTERDAY_TEXT};
    gbcs_schedule closed;
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    memset(&closed, 0, sizeof closed);
    B.desk.schedule = &closed;
    for (i = 0U; i < 3U; i++) {
        ask a = dated(DATES[i]);

        assert_int_equal(update(&a), GBCS_ERR_UNFINISHED);
        assert_false(B.effects.trust_changed);
        assert_int_equal(B.board.store.count, 0U);
    }
}

/** Power is cut at each write when it is done: it is pending and all is old, or done and all is new. */
static void power_cuts(void **state)
{
    static uint8_t medium[sizeof B.board.medium];
    static size_t sizes[sizeof B.board.sizes / sizeof B.board.sizes[0]];
    const ask a = dated(TOMORROW_TEXT);
    bool cut = true;
    unsigned int pending = 0U;
    uint32_t at;
    uint32_t effect;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    accept(&a);
    memcpy(medium, B.board.medium, sizeof medium);
    memcpy(sizes, B.board.sizes, sizeof sizes);
    for (at = 0U; cut; at++) {
        for (effect = 0U; effect < 2U; effect++) {
            uint64_t expected;

            memcpy(B.board.medium, medium, sizeof medium);
            memcpy(B.board.sizes, sizes, sizeof sizes);
            assert_int_equal(board_reboot(&B.board), GBCS_OK);
            bench_reopen();
            assert_int_equal(due(TOMORROW), GBCS_OK);
            B.board.memory.cut_ordered = true;
            B.board.memory.cut_in = at;
            B.board.memory.cut_effect = (effect == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER;
            cut = gbcs_store_commit(&B.board.store) != GBCS_OK;
            assert_int_equal(board_reboot(&B.board), GBCS_OK);
            bench_reopen();
            expected = (B.schedule.count == 1U) ? ENTITY(2) : NEWCOMER(2);
            pending += (B.schedule.count == 1U) ? 1U : 0U;
            assert_int_equal(cell_of(2U, SIGNATURE, 0U)->entity, expected);
            assert_int_equal(cell_of(2U, AGREEMENT, 0U)->entity, expected);
        }
    }
    assert_true(pending > 0U);
    assert_true(at > 3U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(put_off),
        cmocka_unit_test(cancelled),
        cmocka_unit_test(malformed_at_receipt),
        cmocka_unit_test(past),
        cmocka_unit_test(no_clock),
        cmocka_unit_test(times),
        cmocka_unit_test(failed_in_part),
        cmocka_unit_test(sender_gone),
        cmocka_unit_test(broker),
        cmocka_unit_test(not_what_was_kept),
        cmocka_unit_test(no_room),
        cmocka_unit_test(no_schedule),
        cmocka_unit_test(power_cuts),
    };

    return cmocka_run_group_tests_name("credentials_dated", tests, NULL, NULL);
}
