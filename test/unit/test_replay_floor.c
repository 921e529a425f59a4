/*
 * Counters that are set, together with the open transaction: another party has a role, or its party
 * asks for a least value.
 */
#include "counters.h"

/** The same device for all tests, new in each. */
static device D;

static const gbcs_counter_id SUPPLIER = {GBCS_ROLE_SUPPLIER, 0U};
static const gbcs_counter_id RECOVERY = {GBCS_ROLE_RECOVERY, 0U};

/** Writes of a floor for another supplier: counters, and two records of answered ones, with the journal. */
#define FORGETTING 8U

/** Message Codes of commands with a date; the last one is never taken. */
enum { FIRST = 0x0020, SECOND = 0x0021, NEVER = 0x0022 };

static void reboot(void)
{
    assert_int_equal(device_reboot(&D), GBCS_OK);
}

static gbcs_status accept(uint8_t role, uint16_t code, uint64_t counter)
{
    return device_accept(&D, role, code, counter);
}

/** Sets one floor, without a command's counter. */
static gbcs_status set(uint8_t role, uint64_t counter, bool replaces)
{
    const gbcs_floor floor = {role, counter, replaces};

    return gbcs_replay_apply(&D.replay, NULL, 0, &floor, 1);
}

/** A device that has taken counters of two roles. */
static void device_with_counters(void)
{
    device_new(&D, true, DEVICE_OWN_COUNTER);
    assert_int_equal(accept(GBCS_ROLE_SUPPLIER, FIRST, 50), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_ACB, FIRST, 5), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_SUPPLIER, SECOND, 200), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_SUPPLIER, 0, 100), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_ACB, 0, 10), GBCS_OK);
    assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
}

/** That just this counter is held. */
static void assert_held(uint8_t role, uint16_t code, uint64_t counter)
{
    const gbcs_counter_id id = {role, code};

    assert_int_equal(gbcs_replay_check(&D.replay, &id, counter), GBCS_ERR_REPLAY);
    assert_int_equal(gbcs_replay_check(&D.replay, &id, counter + 1U),
                     (counter < GBCS_COUNTER_LAST) ? GBCS_OK : GBCS_ERR_REPLAY);
}

/** Those of the supplier: without a date; with one, of each code. */
typedef struct held {
    uint64_t undated;
    uint64_t first;
    uint64_t second;
    uint64_t never;
} held;

static void assert_supplier(const held *expected)
{
    assert_held(GBCS_ROLE_SUPPLIER, 0, expected->undated);
    assert_held(GBCS_ROLE_SUPPLIER, FIRST, expected->first);
    assert_held(GBCS_ROLE_SUPPLIER, SECOND, expected->second);
    assert_held(GBCS_ROLE_SUPPLIER, NEVER, expected->never);
}

/** Those that no floor of the supplier moves. */
static void assert_others(void)
{
    uint8_t role;

    for (role = 0; role < GBCS_ROLES; role++) {
        if (role != GBCS_ROLE_SUPPLIER) {
            assert_held(role, 0, (role == GBCS_ROLE_ACB) ? 10 : 0);
            assert_held(role, FIRST, (role == GBCS_ROLE_ACB) ? 5 : 0);
            assert_held(role, NEVER, 0);
        }
    }
}

/* what a floor does */

static void another_party_begins_at_its_own_value(void **state)
{
    static const uint64_t values[] = {0, 1, 40, 50, 51, 100, 150, 200, 300, GBCS_COUNTER_LAST};
    size_t i;
    size_t again;

    (void)state;
    for (i = 0; i < (sizeof values / sizeof values[0]); i++) {
        const held expected = {values[i], values[i], values[i], values[i]};
        uint32_t writes;

        device_with_counters();
        writes = D.store.writes;
        assert_int_equal(set(GBCS_ROLE_SUPPLIER, values[i], true), GBCS_OK);
        /* with two records of answered counters */
        assert_int_equal(D.store.writes - writes, FORGETTING);
        for (again = 0; again < 2U; again++) {
            assert_supplier(&expected);
            assert_others();
            /* the places of its counters are free */
            assert_int_equal(D.replay.dated_count, 1);
            reboot();
        }
    }
}

static void the_same_party_is_only_raised(void **state)
{
    static const struct {
        uint64_t value;
        held expected;
    } cases[] = {
        {0, {100, 50, 200, 0}},
        {1, {100, 50, 200, 1}},
        {49, {100, 50, 200, 49}},
        {50, {100, 50, 200, 50}},
        {51, {100, 51, 200, 51}},
        {100, {100, 100, 200, 100}},
        {101, {101, 101, 200, 101}},
        {200, {200, 200, 200, 200}},
        {201, {201, 201, 201, 201}},
        {GBCS_COUNTER_LAST,
         {GBCS_COUNTER_LAST, GBCS_COUNTER_LAST, GBCS_COUNTER_LAST, GBCS_COUNTER_LAST}},
    };
    size_t i;
    size_t again;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        uint32_t writes;

        device_with_counters();
        writes = D.store.writes;
        assert_int_equal(set(GBCS_ROLE_SUPPLIER, cases[i].value, false), GBCS_OK);
        assert_int_equal(D.store.writes - writes, 1);
        for (again = 0; again < 2U; again++) {
            assert_supplier(&cases[i].expected);
            assert_others();
            assert_int_equal(D.replay.dated_count, 3);
            reboot();
        }
    }
}

static void a_lower_floor_lowers_nothing_that_was_raised(void **state)
{
    static const held raised = {150, 150, 200, 150};
    static const held replaced = {20, 20, 20, 20};

    (void)state;
    device_with_counters();
    assert_int_equal(set(GBCS_ROLE_SUPPLIER, 150, false), GBCS_OK);
    assert_int_equal(set(GBCS_ROLE_SUPPLIER, 149, false), GBCS_OK);
    assert_supplier(&raised);
    assert_int_equal(set(GBCS_ROLE_SUPPLIER, 20, true), GBCS_OK);
    assert_supplier(&replaced);
    assert_int_equal(set(GBCS_ROLE_SUPPLIER, 19, false), GBCS_OK);
    assert_supplier(&replaced);
}

static void each_role_has_a_floor_of_its_own(void **state)
{
    uint8_t role;
    size_t again;

    (void)state;
    device_new(&D, true, DEVICE_OWN_COUNTER);
    for (role = 0; role < GBCS_ROLES; role++) {
        assert_int_equal(set(role, 30U + role, (role % 2U) == 0U), GBCS_OK);
    }
    for (again = 0; again < 2U; again++) {
        for (role = 0; role < GBCS_ROLES; role++) {
            assert_held(role, 0, 30U + role);
            assert_held(role, NEVER, 30U + role);
        }
        reboot();
    }
    assert_int_equal(D.replay.dated_count, 0);
}

/** A code that was never taken is held at the floor, then at its own counter. */
static void a_first_command_with_a_date_is_above_the_floor(void **state)
{
    static const bool kinds[] = {false, true};
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof kinds / sizeof kinds[0]); i++) {
        device_with_counters();
        assert_int_equal(set(GBCS_ROLE_SUPPLIER, 70, kinds[i]), GBCS_OK);
        assert_int_equal(accept(GBCS_ROLE_SUPPLIER, NEVER, 70), GBCS_ERR_REPLAY);
        assert_int_equal(accept(GBCS_ROLE_SUPPLIER, NEVER, 71), GBCS_OK);
        assert_int_equal(D.replay.dated_count, kinds[i] ? 2 : 4);
        reboot();
        assert_held(GBCS_ROLE_SUPPLIER, NEVER, 71);
        assert_int_equal(D.replay.floors[GBCS_ROLE_SUPPLIER], 70);
    }
}

static void floors_follow_each_other_in_their_order(void **state)
{
    static const struct {
        gbcs_floor floors[3];
        held expected;
    } cases[] = {
        {{{GBCS_ROLE_SUPPLIER, 10, true},
          {GBCS_ROLE_SUPPLIER, 20, false},
          {GBCS_ROLE_ACB, 1, false}},
         {20, 20, 20, 20}},
        {{{GBCS_ROLE_SUPPLIER, 20, false},
          {GBCS_ROLE_SUPPLIER, 10, true},
          {GBCS_ROLE_ACB, 1, false}},
         {10, 10, 10, 10}},
        {{{GBCS_ROLE_SUPPLIER, 20, true},
          {GBCS_ROLE_SUPPLIER, 10, false},
          {GBCS_ROLE_ACB, 1, false}},
         {20, 20, 20, 20}},
        {{{GBCS_ROLE_SUPPLIER, 20, true},
          {GBCS_ROLE_ACB, 1, false},
          {GBCS_ROLE_SUPPLIER, 10, true}},
         {10, 10, 10, 10}},
        {{{GBCS_ROLE_ACB, 1, false},
          {GBCS_ROLE_SUPPLIER, 60, false},
          {GBCS_ROLE_SUPPLIER, 70, false}},
         {100, 70, 200, 70}},
        {{{GBCS_ROLE_SUPPLIER, 70, false},
          {GBCS_ROLE_SUPPLIER, 60, false},
          {GBCS_ROLE_ACB, 1, false}},
         {100, 70, 200, 70}},
    };
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        device_with_counters();
        assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0, cases[i].floors, 3), GBCS_OK);
        reboot();
        assert_supplier(&cases[i].expected);
        assert_held(GBCS_ROLE_ACB, 0, 10);
        assert_held(GBCS_ROLE_ACB, FIRST, 5);
        assert_held(GBCS_ROLE_ACB, NEVER, 1);
    }
}

/** Only so many of the list count. */
static void no_floor_behind_the_list_is_set(void **state)
{
    static const gbcs_floor floors[] = {
        {GBCS_ROLE_SUPPLIER, 300, true}, {GBCS_ROLE_ACB, 300, true}, {GBCS_ROLES, 300, true}};
    size_t count;

    (void)state;
    for (count = 0; count <= 3U; count++) {
        device_with_counters();
        assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0, floors, count),
                         (count < 3U) ? GBCS_OK : GBCS_ERR_ARGUMENT);
        assert_held(GBCS_ROLE_SUPPLIER, 0, ((count == 0U) || (count == 3U)) ? 100 : 300);
        assert_held(GBCS_ROLE_ACB, 0, (count == 2U) ? 300 : 10);
    }
}

/* together with the counter of a command */

static void the_counter_is_taken_before_the_floors_are_set(void **state)
{
    static const struct {
        gbcs_counter_id id;
        gbcs_floor floor;
        held expected;
    } cases[] = {
        {{GBCS_ROLE_SUPPLIER, 0}, {GBCS_ROLE_SUPPLIER, 3, true}, {3, 3, 3, 3}},
        {{GBCS_ROLE_SUPPLIER, 0}, {GBCS_ROLE_SUPPLIER, 500, true}, {500, 500, 500, 500}},
        {{GBCS_ROLE_SUPPLIER, 0}, {GBCS_ROLE_SUPPLIER, 600, true}, {600, 600, 600, 600}},
        {{GBCS_ROLE_SUPPLIER, 0}, {GBCS_ROLE_SUPPLIER, 400, false}, {500, 400, 400, 400}},
        {{GBCS_ROLE_SUPPLIER, 0}, {GBCS_ROLE_SUPPLIER, 500, false}, {500, 500, 500, 500}},
        {{GBCS_ROLE_SUPPLIER, 0}, {GBCS_ROLE_SUPPLIER, 600, false}, {600, 600, 600, 600}},
        {{GBCS_ROLE_SUPPLIER, FIRST}, {GBCS_ROLE_SUPPLIER, 3, true}, {3, 3, 3, 3}},
        {{GBCS_ROLE_SUPPLIER, FIRST}, {GBCS_ROLE_SUPPLIER, 3, false}, {100, 500, 200, 3}},
        {{GBCS_ROLE_SUPPLIER, NEVER}, {GBCS_ROLE_SUPPLIER, 3, true}, {3, 3, 3, 3}},
        {{GBCS_ROLE_SUPPLIER, NEVER}, {GBCS_ROLE_SUPPLIER, 400, false}, {400, 400, 400, 500}},
        {{GBCS_ROLE_SUPPLIER, NEVER}, {GBCS_ROLE_SUPPLIER, 600, false}, {600, 600, 600, 600}},
        {{GBCS_ROLE_SUPPLIER, 0}, {GBCS_ROLE_LOAD_CONTROLLER, 0, true}, {500, 50, 200, 0}},
        {{GBCS_ROLE_LOAD_CONTROLLER, 0}, {GBCS_ROLE_SUPPLIER, 3, true}, {3, 3, 3, 3}},
    };
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        uint32_t writes;

        device_with_counters();
        writes = D.store.writes;
        assert_int_equal(gbcs_replay_apply(&D.replay, &cases[i].id, 500, &cases[i].floor, 1),
                         GBCS_OK);
        assert_int_equal(D.store.writes - writes, (!cases[i].floor.replaces) ? 1U
                                                  : (cases[i].floor.role == GBCS_ROLE_SUPPLIER)
                                                      ? FORGETTING
                                                      : FORGETTING - 2U);
        reboot();
        assert_supplier(&cases[i].expected);
        if (cases[i].id.role != GBCS_ROLE_SUPPLIER) {
            assert_held(cases[i].id.role, 0, 500);
        }
    }
}

static void a_counter_alone_is_taken_once(void **state)
{
    static const held expected = {101, 50, 200, 0};

    (void)state;
    device_with_counters();
    assert_int_equal(gbcs_replay_apply(&D.replay, &SUPPLIER, 100, NULL, 0), GBCS_ERR_REPLAY);
    assert_int_equal(gbcs_replay_apply(&D.replay, &SUPPLIER, 101, NULL, 0), GBCS_OK);
    assert_int_equal(gbcs_replay_apply(&D.replay, &SUPPLIER, 101, NULL, 0), GBCS_ERR_REPLAY);
    reboot();
    assert_supplier(&expected);
    assert_others();
}

/* places of counters of commands with a date */

/** Takes all of them, of three roles in turn. */
static void fill(void)
{
    static const uint8_t roles[] = {GBCS_ROLE_SUPPLIER, GBCS_ROLE_ACB, GBCS_ROLE_LOAD_CONTROLLER};
    uint16_t i;

    device_new(&D, true, DEVICE_OWN_COUNTER);
    for (i = 0; i < GBCS_DATED_COUNTERS; i++) {
        assert_int_equal(accept(roles[i % 3U], (uint16_t)(1U + i), 100U + i), GBCS_OK);
    }
    assert_int_equal(accept(GBCS_ROLE_ROOT, 1, 1), GBCS_ERR_SPACE);
}

static void another_party_frees_places(void **state)
{
    gbcs_replay before;
    size_t freed = 0;
    uint16_t i;

    (void)state;
    fill();
    assert_int_equal(set(GBCS_ROLE_ACB, 7, false), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_ROOT, 1, 1), GBCS_ERR_SPACE);
    assert_int_equal(set(GBCS_ROLE_ACB, 7, true), GBCS_OK);
    reboot();
    before = D.replay;
    for (i = 0; i < GBCS_DATED_COUNTERS; i++) {
        if ((i % 3U) == 1U) {
            freed++;
            assert_held(GBCS_ROLE_ACB, (uint16_t)(1U + i), 7);
        } else {
            assert_held(((i % 3U) == 0U) ? GBCS_ROLE_SUPPLIER : GBCS_ROLE_LOAD_CONTROLLER,
                        (uint16_t)(1U + i), 100U + i);
        }
    }
    assert_int_equal(before.dated_count, GBCS_DATED_COUNTERS - freed);
    for (i = 0; i < freed; i++) {
        assert_int_equal(accept(GBCS_ROLE_ROOT, (uint16_t)(1U + i), 1), GBCS_OK);
    }
    assert_int_equal(accept(GBCS_ROLE_ROOT, 0x0100, 1), GBCS_ERR_SPACE);
    reboot();
    assert_int_equal(D.replay.dated_count, GBCS_DATED_COUNTERS);
}

/** The command's counter needs a place before the floor frees one. */
static void no_place_is_free_for_the_counter_itself(void **state)
{
    const gbcs_counter_id id = {GBCS_ROLE_ACB, 0x0100};
    const gbcs_floor floor = {GBCS_ROLE_ACB, 7, true};
    gbcs_replay before;

    (void)state;
    fill();
    before = D.replay;
    assert_int_equal(gbcs_replay_apply(&D.replay, &id, 500, &floor, 1), GBCS_ERR_SPACE);
    assert_true(same_counters(&D.replay, &before));
    reboot();
    assert_true(same_counters(&D.replay, &before));
}

/** All that the record can hold: 634 octets (doc/storage.md). */
static void the_largest_record_is_read_again(void **state)
{
    gbcs_intent intent = full_intent();
    uint8_t octets[1024];
    gbcs_replay before;
    uint8_t role;

    (void)state;
    fill();
    for (role = 0; role < GBCS_ROLES; role++) {
        assert_int_equal(set(role, GBCS_COUNTER_LAST - role, false), GBCS_OK);
    }
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 0, &intent), GBCS_OK);
    assert_int_equal(device_octets(&D, GBCS_RECORD_COUNTERS, GBCS_COPY_ALTERNATE, octets), 634);
    before = D.replay;
    reboot();
    assert_true(same_counters(&D.replay, &before));
    assert_true(same_intent(&D.replay.intent, &before.intent));
}

/* what is refused */

static bool other_is_there(void)
{
    uint8_t octets[8];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    return gbcs_store_load(&D.store, &DEVICE_OTHER, &writer) == GBCS_OK;
}

static void put_other(void)
{
    assert_int_equal(gbcs_store_put(&D.store, &DEVICE_OTHER, gbcs_bytes_of(NULL, 0)), GBCS_OK);
}

static void what_is_refused_changes_nothing(void **state)
{
    static const struct {
        gbcs_counter_id id;
        uint64_t counter;
        gbcs_floor floors[2];
        gbcs_status status;
    } cases[] = {
        {{GBCS_ROLE_SUPPLIER, 0}, 100, {{2, 300, false}, {2, 300, true}}, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, FIRST}, 50, {{2, 300, false}, {2, 300, true}}, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, 0},
         GBCS_COUNTER_LAST + 1U,
         {{2, 3, true}, {2, 3, true}},
         GBCS_ERR_REPLAY},
        {{GBCS_ROLES, 0}, 500, {{2, 300, false}, {2, 300, true}}, GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_SUPPLIER, 0},
         500,
         {{GBCS_ROLES, 300, false}, {2, 300, true}},
         GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_SUPPLIER, 0}, 500, {{GBCS_ROLES, 3, true}, {2, 300, true}}, GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_SUPPLIER, 0},
         500,
         {{2, 3, true}, {GBCS_ROLE_OTHER, 3, true}},
         GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_SUPPLIER, 0}, 500, {{2, 3, true}, {255, 300, false}}, GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_SUPPLIER, 0},
         500,
         {{2, 3, true}, {2, GBCS_COUNTER_LAST + 1U, true}},
         GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_SUPPLIER, 0},
         500,
         {{2, 3, true}, {2, GBCS_COUNTER_LAST + 1U, false}},
         GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_SUPPLIER, 0}, 500, {{2, UINT64_MAX, false}, {2, 3, true}}, GBCS_ERR_ARGUMENT},
    };
    gbcs_replay before;
    uint32_t writes;
    size_t i;

    (void)state;
    assert_int_equal(GBCS_ROLE_SUPPLIER, 2);
    device_with_counters();
    before = D.replay;
    writes = D.store.writes;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        put_other();
        assert_int_equal(
            gbcs_replay_apply(&D.replay, &cases[i].id, cases[i].counter, cases[i].floors, 2),
            cases[i].status);
        assert_int_equal(D.store.count, 0);
        assert_true(same_counters(&D.replay, &before));
        assert_false(D.replay.unsaved);
    }
    assert_int_equal(D.store.writes, writes);
    assert_false(other_is_there());
    reboot();
    assert_true(same_counters(&D.replay, &before));
}

static void nothing_is_set_while_an_action_is_open(void **state)
{
    const gbcs_floor floor = {GBCS_ROLE_SUPPLIER, 3, true};
    gbcs_intent intent = full_intent();
    gbcs_replay before;

    (void)state;
    device_with_counters();
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 101, &intent), GBCS_OK);
    before = D.replay;
    put_other();
    assert_int_equal(gbcs_replay_apply(&D.replay, &RECOVERY, 1, &floor, 1), GBCS_ERR_BUSY);
    assert_int_equal(D.store.count, 0);
    put_other();
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0, &floor, 1), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0, NULL, 0), GBCS_ERR_BUSY);
    /* a replay is one, whatever else is going on */
    assert_int_equal(gbcs_replay_apply(&D.replay, &SUPPLIER, 101, &floor, 1), GBCS_ERR_REPLAY);
    assert_true(same_counters(&D.replay, &before));
    assert_true(same_intent(&D.replay.intent, &before.intent));
    assert_false(other_is_there());
    gbcs_replay_done(&D.replay);
    assert_int_equal(gbcs_replay_apply(&D.replay, &RECOVERY, 1, &floor, 1), GBCS_OK);
}

static void counters_that_are_not_open_set_nothing(void **state)
{
    const gbcs_floor floor = {GBCS_ROLE_SUPPLIER, 3, true};

    (void)state;
    memset(&D.replay, 0, sizeof D.replay);
    assert_int_equal(gbcs_replay_apply(&D.replay, &SUPPLIER, 1, &floor, 1), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0, &floor, 1), GBCS_ERR_UNFINISHED);
    assert_zeros(&D.replay, sizeof D.replay);
}

/* transactions */

static void all_of_it_is_one_transaction(void **state)
{
    static const held expected = {3, 3, 3, 3};
    const gbcs_floor floor = {GBCS_ROLE_SUPPLIER, 3, true};

    (void)state;
    device_with_counters();
    put_other();
    assert_int_equal(gbcs_replay_apply(&D.replay, &RECOVERY, 9, &floor, 1), GBCS_OK);
    assert_true(other_is_there());
    /* a journal fills both places */
    assert_false(D.replay.unsaved);
    reboot();
    assert_int_equal(D.store.writes, 0);
    assert_supplier(&expected);
    assert_held(GBCS_ROLE_RECOVERY, 0, 9);
}

/** Whichever place is lost, no counter is as it was before. */
static void what_is_set_is_in_both_places_at_rest(void **state)
{
    static const bool kinds[] = {false, true};
    static const held raised = {300, 300, 300, 300};
    static const held replaced = {3, 3, 3, 3};
    uint16_t place;
    size_t joined;
    size_t i;

    (void)state;
    for (i = 0; i < 4U; i++) {
        joined = i / 2U;
        for (place = GBCS_RECORD_COUNTERS; place < (GBCS_RECORD_COUNTERS + 2U); place++) {
            device_with_counters();
            if (joined == 1U) {
                put_other();
            }
            assert_int_equal(set(GBCS_ROLE_SUPPLIER, kinds[i % 2U] ? 3 : 300, kinds[i % 2U]),
                             GBCS_OK);
            assert_int_equal(D.replay.unsaved, (joined == 0U) && (!kinds[i % 2U]));
            assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
            assert_false(D.replay.unsaved);
            gbcs_memory_flip(&D.memory, place, 300U);
            reboot();
            assert_true(D.store.lost > 0U);
            assert_supplier(kinds[i % 2U] ? &replaced : &raised);
        }
    }
}

static void the_mark_of_the_action_before_goes_with_it(void **state)
{
    gbcs_intent intent = full_intent();
    uint32_t writes;

    (void)state;
    device_with_counters();
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 0, &intent), GBCS_OK);
    gbcs_replay_done(&D.replay);
    writes = D.store.writes;
    put_other();
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0, NULL, 0), GBCS_OK);
    assert_true(D.store.writes > writes);
    assert_false(D.replay.unsaved);
    reboot();
    assert_int_equal(D.replay.intent.id, 0);
    assert_int_equal(D.replay.last_id, 1);
    assert_true(other_is_there());
}

static void a_transaction_that_has_failed_stays_so(void **state)
{
    const gbcs_record strange = {0U, 1U, GBCS_COPY_ONE, 1U};
    gbcs_replay before;

    (void)state;
    device_with_counters();
    before = D.replay;
    put_other();
    assert_int_equal(gbcs_store_put(&D.store, &strange, gbcs_bytes_of(NULL, 0)), GBCS_ERR_ARGUMENT);
    assert_int_equal(set(GBCS_ROLE_SUPPLIER, 3, true), GBCS_ERR_ARGUMENT);
    assert_int_equal(D.store.count, 0);
    assert_true(same_counters(&D.replay, &before));
    assert_false(D.replay.unsaved);
    assert_int_equal(set(GBCS_ROLE_SUPPLIER, 3, true), GBCS_OK);
    assert_false(other_is_there());
}

static void nothing_is_set_when_storage_fails(void **state)
{
    static const struct {
        gbcs_memory_call call;
        gbcs_memory_effect effect;
        gbcs_status status;
        bool is_set;
    } cases[] = {
        {GBCS_MEMORY_LOAD, GBCS_MEMORY_BEFORE, GBCS_ERR_STORAGE, false},
        {GBCS_MEMORY_STORAGE_KEY, GBCS_MEMORY_BEFORE, GBCS_ERR_STORAGE, false},
        {GBCS_MEMORY_STORE, GBCS_MEMORY_BEFORE, GBCS_ERR_UNFINISHED, false},
        {GBCS_MEMORY_STORE, GBCS_MEMORY_AFTER, GBCS_ERR_UNFINISHED, true},
    };
    static const held replaced = {3, 3, 3, 3};
    static const held old = {100, 50, 200, 0};
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        gbcs_replay before;

        device_with_counters();
        before = D.replay;
        gbcs_memory_fail(&D.memory, cases[i].call, 1, GBCS_ERR_STORAGE, cases[i].effect);
        assert_int_equal(set(GBCS_ROLE_SUPPLIER, 3, true), cases[i].status);
        assert_true(same_counters(&D.replay, &before));
        assert_false(D.replay.unsaved);
        reboot();
        assert_supplier(cases[i].is_set ? &replaced : &old);
        assert_others();
    }
}

/* layouts */

/** Counters never begin anew, also where another release of the library has left them. */
static void a_record_in_another_layout_is_refused(void **state)
{
    uint8_t octets[1024];
    unsigned int layout;

    (void)state;
    for (layout = 1; layout <= 3U; layout++) {
        gbcs_record record = {GBCS_RECORD_COUNTERS, (uint8_t)layout, GBCS_COPY_TWIN, 1024U};
        size_t size;

        device_with_counters();
        size = device_octets(&D, GBCS_RECORD_COUNTERS, GBCS_COPY_ALTERNATE, octets);
        if (layout == 1U) {
            /* as it began then */
            memset(octets, 0, sizeof octets);
            size = 82;
        }
        assert_int_equal(gbcs_store_put(&D.store, &record, gbcs_bytes_of(octets, size)), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&D.store), GBCS_OK);
        assert_int_equal(device_reboot(&D), (layout == 2U) ? GBCS_OK : GBCS_ERR_LAYOUT);
        if (layout != 2U) {
            assert_zeros(&D.replay, sizeof D.replay);
        }
    }
}

/** What was answered to one party says nothing of another one; what its floor says counts. */
static void another_party_is_answered_anew(void **state)
{
    static const uint8_t KEPT[] = {GBCS_ROLE_NETWORK_OPERATOR, GBCS_ROLE_ACB};
    gbcs_floor floor = {GBCS_ROLE_SUPPLIER, 0U, true};

    (void)state;
    device_new(&D, true, DEVICE_OWN_COUNTER);
    for (uint64_t counter = 5U; counter <= 50U; counter += 45U) {
        assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_SUPPLIER, counter), GBCS_OK);
        assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ANSWERED_TOP_UPS, counter), GBCS_OK);
        assert_int_equal(gbcs_replay_answer(&D.replay, KEPT[0], counter), GBCS_OK);
        assert_int_equal(gbcs_replay_answer(&D.replay, KEPT[1], counter), GBCS_OK);
    }
    /* of the same party it is not forgotten */
    floor.replaces = false;
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0U, &floor, 1U), GBCS_OK);
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_SUPPLIER, 50U), GBCS_ERR_ANSWERED);
    floor.replaces = true;
    floor.counter = 20U;
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0U, &floor, 1U), GBCS_OK);
    reboot();
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_SUPPLIER, 50U), GBCS_OK);
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_SUPPLIER, 50U), GBCS_ERR_ANSWERED);
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_SUPPLIER, 20U), GBCS_ERR_ANSWERED);
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_SUPPLIER, 21U), GBCS_OK);
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ANSWERED_TOP_UPS, 5U), GBCS_OK);
    assert_int_equal(gbcs_replay_answer(&D.replay, KEPT[0], 50U), GBCS_ERR_ANSWERED);
    assert_int_equal(gbcs_replay_answer(&D.replay, KEPT[1], 50U), GBCS_ERR_ANSWERED);
    /* a role that reads nothing encrypted has nothing to forget */
    floor.role = GBCS_ROLE_TRANSITIONAL_COS;
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0U, &floor, 1U), GBCS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(another_party_is_answered_anew),
        cmocka_unit_test(another_party_begins_at_its_own_value),
        cmocka_unit_test(the_same_party_is_only_raised),
        cmocka_unit_test(a_lower_floor_lowers_nothing_that_was_raised),
        cmocka_unit_test(each_role_has_a_floor_of_its_own),
        cmocka_unit_test(a_first_command_with_a_date_is_above_the_floor),
        cmocka_unit_test(floors_follow_each_other_in_their_order),
        cmocka_unit_test(no_floor_behind_the_list_is_set),
        cmocka_unit_test(the_counter_is_taken_before_the_floors_are_set),
        cmocka_unit_test(a_counter_alone_is_taken_once),
        cmocka_unit_test(another_party_frees_places),
        cmocka_unit_test(no_place_is_free_for_the_counter_itself),
        cmocka_unit_test(the_largest_record_is_read_again),
        cmocka_unit_test(what_is_refused_changes_nothing),
        cmocka_unit_test(nothing_is_set_while_an_action_is_open),
        cmocka_unit_test(counters_that_are_not_open_set_nothing),
        cmocka_unit_test(all_of_it_is_one_transaction),
        cmocka_unit_test(what_is_set_is_in_both_places_at_rest),
        cmocka_unit_test(the_mark_of_the_action_before_goes_with_it),
        cmocka_unit_test(a_transaction_that_has_failed_stays_so),
        cmocka_unit_test(nothing_is_set_when_storage_fails),
        cmocka_unit_test(a_record_in_another_layout_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
