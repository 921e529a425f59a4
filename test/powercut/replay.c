/*
 * Power cuts in the life of counters: random histories, in which each call that writes is cut at
 * each of its writes, before and after it takes effect, and each call of the port fails in turn. The
 * state is then the old or the new one, and which of the two is known beforehand. The history goes
 * on from one of the outcomes, beside a ledger of all that was ever taken or given: nothing is taken
 * or given twice.
 *
 * GBCS_POWERCUT_SEEDS in the environment sets the number of random histories.
 */
#include <stdio.h>
#include <stdlib.h>

#include "counters.h"

#define DEFAULT_SEEDS 100U
#define STEPS 30U
#define CODES 3U
#define FLOORS 3U
/** Counters of reads lie below. */
#define READS 200U

/** What is done. */
typedef enum kind { ACCEPT, APPLY, DONE, FLUSH, LATER, ANSWER, OWN } kind;

/** One call. */
typedef struct act {
    kind what;
    /** Of an accept or apply: whether a counter is taken, an action opened, another record changed. */
    bool counts;
    bool acts;
    bool joined;
    gbcs_counter_id id;
    uint64_t counter;
    gbcs_intent intent;
    /** What is set by an apply. */
    gbcs_floor floors[FLOORS];
    size_t floor_count;
    /** New octet of the other record. */
    uint8_t other;
} act;

/** What all devices of a history together took and gave, as the world saw it. */
typedef struct ledger {
    uint64_t counters[GBCS_ROLES][CODES];
    uint64_t last_id;
    uint64_t own;
    bool answered[GBCS_ROLES][READS];
} ledger;

/** What is in storage. */
typedef struct stored {
    gbcs_replay replay;
    uint8_t other;
} stored;

static device D;
/** The device before the call, after a cut, and where the history goes on. */
static device START;
static device CUT;
static device NEXT;
static ledger L;
static uint32_t seed;
static unsigned long cuts;
static unsigned long second_cuts;
static unsigned long failures;
static unsigned long applied;

static uint8_t other_octet(void)
{
    uint8_t octet = 0;
    gbcs_writer writer = gbcs_writer_of(&octet, 1);

    assert_int_equal(gbcs_store_load(&D.store, &DEVICE_OTHER, &writer), GBCS_OK);
    return octet;
}

/** What a start finds. */
static stored restarted(void)
{
    stored s;

    assert_int_equal(device_reboot(&D), GBCS_OK);
    s.replay = D.replay;
    s.other = other_octet();
    return s;
}

static bool same_stored(const stored *a, const stored *b)
{
    return same_counters(&a->replay, &b->replay) &&
           same_intent(&a->replay.intent, &b->replay.intent) &&
           (a->replay.own_next == b->replay.own_next) && (a->replay.own_end == b->replay.own_end) &&
           (a->other == b->other);
}

/** After a failure RAM is as it was. */
static void assert_unchanged(void)
{
    assert_true(same_counters(&D.replay, &START.replay));
    assert_true(same_intent(&D.replay.intent, &START.replay.intent));
    assert_int_equal(D.replay.unsaved, START.replay.unsaved);
    assert_true((D.replay.own_next == START.replay.own_next) &&
                (D.replay.own_end == START.replay.own_end));
}

/** Some lower than what is held, some higher. */
static void choose_floors(act *a)
{
    size_t i;

    a->floor_count = pick(&seed, FLOORS + 1U);
    for (i = 0; i < a->floor_count; i++) {
        gbcs_floor *floor = &a->floors[i];

        floor->role = (pick(&seed, 3) == 0U) ? a->id.role : (uint8_t)pick(&seed, GBCS_ROLES);
        floor->counter = L.counters[floor->role][pick(&seed, CODES)] / 2U + pick(&seed, 10);
        floor->replaces = pick(&seed, 2) == 0U;
    }
}

static act random_act(void)
{
    static const uint8_t readers[] = {GBCS_ROLE_SUPPLIER, GBCS_ROLE_NETWORK_OPERATOR, GBCS_ROLE_ACB,
                                      GBCS_ROLE_LOAD_CONTROLLER};
    static const kind often[] = {ACCEPT, ACCEPT, APPLY, APPLY,  APPLY, DONE,
                                 DONE,   FLUSH,  LATER, ANSWER, OWN};
    const uint32_t form = pick(&seed, 3);
    act a;

    memset(&a, 0, sizeof a);
    a.what = often[pick(&seed, sizeof often / sizeof often[0])];
    a.intent = random_intent(&seed);
    a.other = (uint8_t)pick(&seed, 256);
    if (a.what == ANSWER) {
        a.id.role = readers[pick(&seed, 4)];
        a.counter = pick(&seed, READS);
    } else {
        a.counts = form != 0U;
        a.acts = form != 1U;
        a.joined = pick(&seed, (a.what == APPLY) ? 2 : 4) == 0U;
        a.id.role = (uint8_t)pick(&seed, GBCS_ROLES);
        a.id.code = (uint16_t)pick(&seed, CODES);
        /* mostly a fresh one; the ledger may be behind the device, never before it */
        a.counter = L.counters[a.id.role][a.id.code] + pick(&seed, 5);
        choose_floors(&a);
    }
    return a;
}

static void put_other(const act *a)
{
    if (a->joined) {
        assert_int_equal(gbcs_store_put(&D.store, &DEVICE_OTHER, gbcs_bytes_of(&a->other, 1)),
                         GBCS_OK);
    }
}

/** Makes the call. given receives the id or own counter. */
static gbcs_status perform(const act *a, uint64_t *given)
{
    gbcs_intent intent = a->intent;
    gbcs_status status = GBCS_OK;

    *given = 0;
    switch (a->what) {
    case ACCEPT:
        put_other(a);
        status = gbcs_replay_accept(&D.replay, a->counts ? &a->id : NULL, a->counter,
                                    a->acts ? &intent : NULL);
        *given = a->acts ? intent.id : 0U;
        break;
    case APPLY:
        put_other(a);
        status = gbcs_replay_apply(&D.replay, a->counts ? &a->id : NULL, a->counter, a->floors,
                                   a->floor_count);
        break;
    case DONE:
        gbcs_replay_done(&D.replay);
        break;
    case FLUSH:
        status = gbcs_replay_flush(&D.replay);
        break;
    case LATER:
        status = gbcs_replay_later(&D.replay);
        break;
    case ANSWER:
        status = gbcs_replay_answer(&D.replay, a->id.role, a->counter);
        break;
    case OWN:
        status = gbcs_replay_own(&D.replay, given);
        break;
    default:
        fail();
        break;
    }
    return status;
}

/** What a floor leaves of a counter. */
static uint64_t floored(const gbcs_floor *floor, uint64_t counter)
{
    return (floor->replaces || (floor->counter > counter)) ? floor->counter : counter;
}

/** Notes what a call that went well took, set and gave. */
static void note(const act *a, uint64_t given)
{
    size_t code;
    size_t i;

    if (((a->what == ACCEPT) || (a->what == APPLY)) && a->counts) {
        assert_true(a->counter > L.counters[a->id.role][a->id.code]);
        L.counters[a->id.role][a->id.code] = a->counter;
    }
    for (i = 0; (a->what == APPLY) && (i < a->floor_count); i++) {
        for (code = 0; code < CODES; code++) {
            uint64_t *counter = &L.counters[a->floors[i].role][code];

            *counter = floored(&a->floors[i], *counter);
        }
        if (a->floors[i].replaces) {
            /* another party, and other keys */
            memset(L.answered[a->floors[i].role], 0, sizeof L.answered[0]);
        }
    }
    applied += (a->what == APPLY) ? 1U : 0U;
    if ((a->what == ACCEPT) && a->acts) {
        assert_true(given > L.last_id);
        L.last_id = given;
    }
    if (a->what == OWN) {
        assert_true(given > L.own);
        L.own = given;
    }
    if (a->what == ANSWER) {
        assert_false(L.answered[a->id.role][a->counter]);
        L.answered[a->id.role][a->counter] = true;
    }
}

/** Starts with a cut at each write, until a start comes through. */
static void cut_the_start(const stored *expected)
{
    bool through = false;
    uint32_t i;

    CUT = D;
    for (i = 0; !through; i++) {
        D = CUT;
        gbcs_memory_reboot(&D.memory);
        gbcs_memory_cut(&D.memory, i / 2U,
                        ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        through = device_open(&D) == GBCS_OK;
        if (!through) {
            const stored s = restarted();

            second_cuts++;
            assert_true(same_stored(&s, expected));
        }
    }
    D = CUT;
}

/** Whether the counter of an apply that was made is still held: its own floors may have lowered it. */
static bool still_held(const act *a)
{
    uint64_t counter = a->counter;
    size_t i;

    for (i = 0; i < a->floor_count; i++) {
        counter = (a->floors[i].role == a->id.role) ? floored(&a->floors[i], counter) : counter;
    }
    return a->counter <= counter;
}

/** After a cut: the same call again does what it should, in the one state or the other. */
static void repeat(const act *a, bool is_new)
{
    const bool open = D.replay.intent.id != 0U;
    const uint64_t id = D.replay.last_id;
    uint64_t given;
    gbcs_status status;

    if (a->what == ACCEPT) {
        status = perform(a, &given);
        if (is_new && a->counts) {
            assert_int_equal(status, GBCS_ERR_REPLAY);
        } else {
            assert_int_equal(status, open ? GBCS_ERR_BUSY : GBCS_OK);
        }
        assert_int_equal(given, ((status == GBCS_OK) && a->acts) ? (id + 1U) : 0U);
    } else if (a->what == APPLY) {
        /* the mark of the action before it went with it, or was lost */
        assert_int_equal(perform(a, &given), (is_new && a->counts && still_held(a))
                                                 ? GBCS_ERR_REPLAY
                                                 : (open ? GBCS_ERR_BUSY : GBCS_OK));
    } else if (a->what == ANSWER) {
        assert_int_equal(perform(a, &given), is_new ? GBCS_ERR_ANSWERED : GBCS_OK);
    } else if (a->what == OWN) {
        assert_int_equal(perform(a, &given), GBCS_OK);
        assert_true(given > L.own);
    } else {
        /* nothing to be told apart */
    }
}

/** Whether a cut finds the change made: the first write decides, of one place, of a twin, of the
 * journal. */
static bool cut_is_late(uint32_t cut)
{
    return ((cut / 2U) + (cut % 2U)) > 0U;
}

static void cut_it(const act *a, uint32_t writes, const stored *before, const stored *after,
                   uint32_t goes_on)
{
    uint32_t i;

    for (i = 0; i < (2U * writes); i++) {
        const bool takes_effect = (i % 2U) == 1U;
        const bool is_new = cut_is_late(i);
        stored s;
        uint64_t given;

        D = START;
        gbcs_memory_cut(&D.memory, i / 2U, takes_effect ? GBCS_MEMORY_AFTER : GBCS_MEMORY_BEFORE);
        assert_int_equal(perform(a, &given), GBCS_ERR_UNFINISHED);
        assert_int_equal(given, 0);
        assert_unchanged();
        cuts++;
        cut_the_start(is_new ? after : before);
        s = restarted();
        assert_true(same_stored(&s, is_new ? after : before));
        if (i == goes_on) {
            NEXT = D;
        }
        repeat(a, is_new);
    }
}

/** Calls that can fail. */
static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE, GBCS_MEMORY_ERASE,
                                         GBCS_MEMORY_STORAGE_KEY};

/** After a failure: nothing is changed and it goes on, or all is closed until it is opened. */
static void judge_failure(gbcs_status status, const act *a, const stored *before,
                          const stored *after)
{
    uint64_t given;
    stored s;

    failures++;
    assert_unchanged();
    if (status == GBCS_ERR_UNFINISHED) {
        assert_false(D.store.open);
        s = restarted();
        assert_true(same_stored(&s, before) || same_stored(&s, after));
    } else {
        assert_int_equal(status, GBCS_ERR_STORAGE);
        assert_int_equal(perform(a, &given), GBCS_OK);
        s = restarted();
        assert_true(same_stored(&s, after));
    }
}

static void fail_it(const act *a, const stored *before, const stored *after)
{
    size_t call;
    uint32_t i;

    for (call = 0; call < (sizeof CALLS / sizeof CALLS[0]); call++) {
        bool through = false;

        for (i = 2; !through; i++) {
            gbcs_status status;
            uint64_t given;

            D = START;
            gbcs_memory_fail(&D.memory, CALLS[call], i / 2U, GBCS_ERR_STORAGE,
                             ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
            status = perform(a, &given);
            through = status == GBCS_OK;
            if (through) {
                assert_true(D.memory.failures[CALLS[call]].in > 0U);
            } else {
                assert_int_equal(given, 0);
                judge_failure(status, a, before, after);
            }
        }
    }
}

/** Starts with each call of the port failing, also while it mends a record. */
static void fail_the_start(const stored *expected)
{
    uint16_t damaged;
    size_t call;
    uint32_t in;

    /* no place of the own counters, or one; and one of the answered ones */
    for (damaged = GBCS_RECORD_LIFE; damaged <= (GBCS_RECORD_OWN_COUNTER + 1U); damaged += 6U) {
        for (call = 0; call < (sizeof CALLS / sizeof CALLS[0]); call++) {
            bool through = false;

            for (in = 1; !through; in++) {
                stored s;

                D = START;
                gbcs_memory_reboot(&D.memory);
                if (damaged == GBCS_RECORD_OWN_COUNTER) {
                    gbcs_memory_flip(&D.memory, damaged, 100);
                    gbcs_memory_place(&D.memory, GBCS_RECORD_ANSWERED + 7U, gbcs_bytes_of(NULL, 0));
                }
                gbcs_memory_fail(&D.memory, CALLS[call], in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
                memset(&D.replay, 0, sizeof D.replay);
                through = device_open(&D) == GBCS_OK;
                if (!through) {
                    failures++;
                    assert_zeros(&D.replay, sizeof D.replay);
                }
                s = restarted();
                assert_true(same_stored(&s, expected));
            }
        }
    }
}

/** One call, with all that can happen to it. */
static void live_through(const act *a)
{
    uint64_t given;
    gbcs_status status;
    stored before;
    stored after;
    uint32_t writes;

    START = D;
    before = restarted();
    fail_the_start(&before);
    D = START;
    writes = D.store.writes;
    status = perform(a, &given);
    writes = D.store.writes - writes;
    NEXT = D;
    after = restarted();
    if (status == GBCS_OK) {
        /* one of the cuts, or none */
        const uint32_t goes_on = pick(&seed, 2U * ((2U * writes) + 1U));

        cut_it(a, writes, &before, &after, goes_on);
        if (writes > 0U) {
            fail_it(a, &before, &after);
        }
        /* what is done inside is done when it is in storage, whether anybody saw it or not */
        if ((goes_on >= (2U * writes)) || ((a->what == APPLY) && cut_is_late(goes_on))) {
            note(a, given);
        }
    } else {
        assert_int_equal(writes, 0);
        assert_true(same_stored(&before, &after));
    }
    D = NEXT;
}

static void live(uint32_t number)
{
    static const uint8_t zero = 0;
    uint32_t i;

    seed = 0x9E3779B9U ^ (number * 2654435761U);
    memset(&L, 0, sizeof L);
    device_new(&D, (number % 2U) == 0U, 1U + pick(&seed, 1000));
    assert_int_equal(gbcs_store_put(&D.store, &DEVICE_OTHER, gbcs_bytes_of(&zero, 1)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&D.store), GBCS_OK);
    for (i = 0; i < STEPS; i++) {
        const act a = random_act();

        live_through(&a);
        if (pick(&seed, 8) == 0U) {
            (void)restarted();
        }
        if (D.replay.intent.id > 0U) {
            /* handed out, at the latest now */
            L.last_id = (D.replay.intent.id > L.last_id) ? D.replay.intent.id : L.last_id;
            assert_true(D.replay.intent.id == L.last_id);
        }
    }
}

static void nothing_is_taken_or_given_twice(void **state)
{
    const char *wanted = getenv("GBCS_POWERCUT_SEEDS");
    const unsigned long seeds = (wanted == NULL) ? DEFAULT_SEEDS : strtoul(wanted, NULL, 10);
    uint32_t number;

    (void)state;
    for (number = 1; number <= seeds; number++) {
        live(number);
    }
    printf("%lu histories with %lu applied, %lu cuts, %lu cuts in the start after them, %lu failed "
           "calls\n",
           seeds, applied, cuts, second_cuts, failures);
    assert_true((applied > seeds) && (cuts > seeds) && (second_cuts > seeds) && (failures > seeds));
}

/** Provisioning: after a cut all counters are there or none, and what is not there is not zero. */
static void a_device_begins_whole_or_not_at_all(void **state)
{
    bool through = false;
    uint32_t i;

    (void)state;
    for (i = 0; !through; i++) {
        gbcs_status status;

        device_blank(&D, true);
        assert_int_equal(gbcs_replay_begin(&D.store, 5), GBCS_OK);
        gbcs_memory_cut(&D.memory, i / 2U,
                        ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        through = gbcs_store_commit(&D.store) == GBCS_OK;
        status = device_reboot(&D);
        assert_int_equal(status, (i == 0U) ? GBCS_ERR_NO_RECORD : GBCS_OK);
    }
    /* the journal, six records in two places each, the journal again */
    assert_int_equal(i, (2U * 16U) + 1U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_device_begins_whole_or_not_at_all),
        cmocka_unit_test(nothing_is_taken_or_given_twice),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
