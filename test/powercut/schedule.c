/*
 * Power cuts in the life of a schedule: random histories, in which each transaction is cut at each of
 * its writes, before and after it takes effect, and each call of the port fails in turn, in the
 * transaction and in the start after it. Then all of it is done or nothing: instructions, payloads,
 * and another record of the same transaction. The history goes on from one of the outcomes.
 *
 * GBCS_POWERCUT_SEEDS in the environment sets the number of random histories.
 */
#include <stdio.h>
#include <stdlib.h>

#include "schedule_board.h"

#define DEFAULT_SEEDS 10U
#define STEPS 30U
#define ACTS 4U

/** What is done. */
typedef enum kind { PUT, REMOVE, DROP, DUE, KINDS } kind;

typedef struct act {
    kind what;
    gbcs_pending pending;
    uint32_t payload_seed;
    size_t payload_size;
    uint16_t roles;
} act;

/** One transaction. */
typedef struct deal {
    act acts[ACTS];
    size_t count;
    /** New octet of the other record. */
    uint8_t other;
} deal;

/** A device with its schedule. */
typedef struct device {
    board b;
    gbcs_schedule s;
} device;

static device D;
/** The device before the transaction, and where the history goes on. */
static device START;
static device NEXT;
static uint32_t seed;
static unsigned long cuts;
static unsigned long second_cuts;
static unsigned long failures;

static uint8_t other_octet(void)
{
    uint8_t octet = 0;
    gbcs_writer writer = gbcs_writer_of(&octet, 1);

    assert_int_equal(gbcs_store_load(&D.b.store, &BOARD_OTHER, &writer), GBCS_OK);
    return octet;
}

static gbcs_status start(void)
{
    const gbcs_status status = board_open(&D.b);

    return (status == GBCS_OK) ? gbcs_schedule_open(&D.s, &D.b.store) : status;
}

static gbcs_status restart(void)
{
    gbcs_memory_reboot(&D.b.memory);
    return start();
}

static void assert_state(model *m, uint8_t other)
{
    assert_model(&D.s, m);
    assert_int_equal(other_octet(), other);
}

static act random_act(bool first)
{
    act a;

    memset(&a, 0, sizeof a);
    a.what = (kind)((pick(&seed, 2) == 0U) ? PUT : pick(&seed, KINDS));
    a.roles = (uint16_t)(1U << pick(&seed, 4));
    if (first && (pick(&seed, 3) == 0U)) {
        a.pending = whole_of((uint16_t)(0x0100U + pick(&seed, 4)), 2, pick(&seed, 100));
        a.payload_size = 1U + pick(&seed, 2U * GBCS_PAYLOAD_PAGE);
    } else {
        a.pending = item_of((uint8_t)(1U + pick(&seed, 8)), 2, pick(&seed, 100));
    }
    a.pending.role = (uint8_t)(2U + (pick(&seed, 6) == 0U ? 1U : 0U));
    a.pending.counter = pick(&seed, 1000);
    a.payload_seed = seed;
    return a;
}

static deal random_deal(void)
{
    deal d;
    size_t i;

    memset(&d, 0, sizeof d);
    d.count = 1U + pick(&seed, ACTS);
    d.other = (uint8_t)pick(&seed, 256);
    for (i = 0; i < d.count; i++) {
        d.acts[i] = random_act(i == 0U);
    }
    return d;
}

/** Does an act to the device, and to a model if there is one. A refusal is none of a device's. */
static gbcs_status perform(const act *a, model *m)
{
    const uint8_t role = a->pending.role;
    gbcs_pending pending;
    gbcs_status status = GBCS_OK;
    gbcs_status expected;

    switch (a->what) {
    case PUT:
        status = gbcs_schedule_put(&D.s, &a->pending, payload_of(a->payload_seed, a->payload_size));
        if (m != NULL) {
            expected = model_put(m, &a->pending, a->payload_seed, a->payload_size);
            assert_int_equal(status, expected);
        }
        status = ((status == GBCS_ERR_ROLE) || (status == GBCS_ERR_SPACE)) ? GBCS_OK : status;
        break;
    case REMOVE:
        status = gbcs_schedule_remove(&D.s, a->pending.code, a->pending.object, role);
        if (m != NULL) {
            model_remove(m, &a->pending);
        }
        break;
    case DROP:
        status = gbcs_schedule_drop(&D.s, a->roles);
        if (m != NULL) {
            model_drop(m, a->roles);
        }
        break;
    case DUE:
    case KINDS:
    default:
        status = gbcs_schedule_due(&D.s, 50, &pending);
        if (status == GBCS_OK) {
            status = gbcs_schedule_remove(&D.s, pending.code, pending.object, pending.role);
            if (m != NULL) {
                model_remove(m, &pending);
            }
        }
        status = (status == GBCS_ERR_ABSENT) ? GBCS_OK : status;
        break;
    }
    return status;
}

static gbcs_status transact(const deal *d, model *m)
{
    gbcs_status status = GBCS_OK;
    size_t i;

    for (i = 0; (i < d->count) && (status == GBCS_OK); i++) {
        status = perform(&d->acts[i], m);
    }
    if (status == GBCS_OK) {
        status = gbcs_store_put(&D.b.store, &BOARD_OTHER, gbcs_bytes_of(&d->other, 1));
    }
    if (status == GBCS_OK) {
        status = gbcs_store_commit(&D.b.store);
    } else {
        gbcs_store_abandon(&D.b.store);
    }
    return status;
}

/** Starts with a cut at each write, until a start comes through. */
static void cut_the_start(model *m, uint8_t other)
{
    static device cut;
    bool through = false;
    uint32_t i;

    cut = D;
    for (i = 0; !through; i++) {
        D = cut;
        gbcs_memory_reboot(&D.b.memory);
        gbcs_memory_cut(&D.b.memory, i / 2U,
                        ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        through = start() == GBCS_OK;
        if (!through) {
            second_cuts++;
            assert_int_equal(restart(), GBCS_OK);
            assert_state(m, other);
        }
    }
    D = cut;
}

/** What a device is found in after a failure: one of two states. */
static void assert_one_of(model *before, uint8_t old_other, model *after, uint8_t new_other,
                          bool is_new)
{
    if (is_new) {
        assert_state(after, new_other);
    } else {
        assert_state(before, old_other);
    }
}

static void cut_it(const deal *d, uint32_t writes, uint32_t decisive, model *before,
                   uint8_t old_other, model *after, uint32_t goes_on)
{
    uint32_t i;

    for (i = 0; i < (2U * writes); i++) {
        const bool takes_effect = (i % 2U) == 1U;
        /* payloads first, then the write that decides */
        const bool is_new = ((i / 2U) + (takes_effect ? 1U : 0U)) > decisive;

        D = START;
        gbcs_memory_cut(&D.b.memory, i / 2U, takes_effect ? GBCS_MEMORY_AFTER : GBCS_MEMORY_BEFORE);
        assert_int_equal(transact(d, NULL), GBCS_ERR_UNFINISHED);
        cuts++;
        cut_the_start(is_new ? after : before, is_new ? d->other : old_other);
        assert_int_equal(restart(), GBCS_OK);
        assert_one_of(before, old_other, after, d->other, is_new);
        if (i == goes_on) {
            NEXT = D;
        }
        if (!is_new) {
            /* the same again does what it should */
            assert_int_equal(transact(d, NULL), GBCS_OK);
            assert_int_equal(restart(), GBCS_OK);
            assert_state(after, d->other);
        }
    }
}

static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE, GBCS_MEMORY_ERASE,
                                         GBCS_MEMORY_STORAGE_KEY};

static void fail_it(const deal *d, model *before, uint8_t old_other, model *after)
{
    size_t call;
    uint32_t i;

    for (call = 0; call < (sizeof CALLS / sizeof CALLS[0]); call++) {
        bool through = false;

        for (i = 2; !through; i++) {
            gbcs_status status;

            D = START;
            gbcs_memory_fail(&D.b.memory, CALLS[call], i / 2U, GBCS_ERR_STORAGE,
                             ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
            status = transact(d, NULL);
            through = status == GBCS_OK;
            if (!through) {
                const bool closed = status == GBCS_ERR_UNFINISHED;

                failures++;
                assert_int_equal(D.b.store.open, !closed);
                assert_true(closed || (status == GBCS_ERR_STORAGE));
                assert_int_equal(restart(), GBCS_OK);
                assert_one_of(before, old_other, after, d->other,
                              closed && (other_octet() == d->other));
            }
        }
    }
}

/** One transaction, with all that can happen to it. */
static void live_through(const deal *d, model *m)
{
    const uint8_t old_other = other_octet();
    model after = *m;
    uint32_t writes;
    uint32_t payload_writes;
    uint32_t goes_on;

    START = D;
    writes = D.b.store.writes;
    assert_int_equal(transact(d, &after), GBCS_OK);
    writes = D.b.store.writes - writes;
    NEXT = D;
    assert_int_equal(restart(), GBCS_OK);
    assert_state(&after, d->other);
    /* the writes of payloads are those before the transaction has a change */
    D = START;
    payload_writes = D.b.store.writes;
    assert_int_equal(perform(&d->acts[0], NULL), GBCS_OK);
    payload_writes = D.b.store.writes - payload_writes;
    goes_on = pick(&seed, 2U * ((2U * writes) + 1U));
    cut_it(d, writes, payload_writes, m, old_other, &after, goes_on);
    fail_it(d, m, old_other, &after);
    if ((goes_on >= (2U * writes)) || (((goes_on / 2U) + (goes_on % 2U)) > payload_writes)) {
        *m = after;
    }
    D = NEXT;
    assert_int_equal(restart(), GBCS_OK);
}

static void live(uint32_t number)
{
    static const uint8_t zero = 0;
    static model m;
    uint32_t i;

    seed = 0x9E3779B9U ^ (number * 2654435761U);
    memset(&m, 0, sizeof m);
    board_init(&D.b, (number % 2U) == 0U);
    assert_int_equal(start(), GBCS_OK);
    assert_int_equal(gbcs_store_put(&D.b.store, &BOARD_OTHER, gbcs_bytes_of(&zero, 1)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&D.b.store), GBCS_OK);
    for (i = 0; i < STEPS; i++) {
        deal d = random_deal();

        /* so that the two states can be told apart */
        d.other = (d.other == other_octet()) ? (uint8_t)(d.other + 1U) : d.other;
        live_through(&d, &m);
        assert_state(&m, other_octet());
    }
}

static void all_of_a_transaction_or_nothing(void **state)
{
    const char *wanted = getenv("GBCS_POWERCUT_SEEDS");
    const unsigned long seeds = (wanted == NULL) ? DEFAULT_SEEDS : strtoul(wanted, NULL, 10);
    uint32_t number;

    (void)state;
    for (number = 1; number <= seeds; number++) {
        live(number);
    }
    printf("%lu histories, %lu cuts, %lu cuts in the start after them, %lu failed calls\n", seeds,
           cuts, second_cuts, failures);
    assert_true((cuts > seeds) && (second_cuts > seeds) && (failures > seeds));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_of_a_transaction_or_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
