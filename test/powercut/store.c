/*
 * Power cuts in transactions of the store: random transactions against a model, cut at each write,
 * before and after it takes effect; and cut again at each write while the next start finishes what
 * was begun. All records are then old or all are new, and which of the two is known beforehand.
 * Likewise with every call of the port failing in turn.
 *
 * GBCS_POWERCUT_SEEDS in the environment sets the number of random histories.
 */
#include <stdio.h>
#include <stdlib.h>

#include "board.h"

#define DEFAULT_SEEDS 2000U
#define LARGEST 212U

static const gbcs_record RECORDS[] = {
    {1U, 1U, GBCS_COPY_ONE, 40U},       {2U, 2U, GBCS_COPY_ONE, 40U},
    {3U, 1U, GBCS_COPY_TWIN, 24U},      {5U, 3U, GBCS_COPY_TWIN, 24U},
    {7U, 1U, GBCS_COPY_ONE, LARGEST},   {8U, 1U, GBCS_COPY_ONE, 8U},
    {9U, 1U, GBCS_COPY_ALTERNATE, 24U}, {11U, 2U, GBCS_COPY_ALTERNATE, 8U},
};
#define RECORD_COUNT (sizeof RECORDS / sizeof RECORDS[0])

/** What a record should hold. */
typedef struct content {
    bool present;
    size_t size;
    uint8_t octets[LARGEST];
} content;

/** What all records should hold. */
typedef struct model {
    content records[RECORD_COUNT];
    /** What an alternating record may fall back to when its newer place is lost. */
    content fallback[RECORD_COUNT];
} model;

/** The records that a transaction changes, and to what. */
typedef struct transaction {
    size_t count;
    bool changed[RECORD_COUNT];
    model after;
} transaction;

/** A medium at some moment. */
typedef struct snapshot {
    uint8_t medium[BOARD_RECORDS * BOARD_RECORD_SIZE];
    size_t sizes[BOARD_RECORDS];
} snapshot;

static board B;
static uint32_t seed;
/** Power cuts, second power cuts, failures so far. */
static unsigned long cuts;
static unsigned long second_cuts;
static unsigned long failures;

/* xorshift32 (Marsaglia 2003) */
static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (seed >> 8) % below;
}

static void keep(snapshot *s)
{
    memcpy(s->medium, B.medium, sizeof s->medium);
    memcpy(s->sizes, B.sizes, sizeof s->sizes);
}

static void restore(const snapshot *s)
{
    memcpy(B.medium, s->medium, sizeof s->medium);
    memcpy(B.sizes, s->sizes, sizeof s->sizes);
    gbcs_memory_reboot(&B.memory);
}

static void restore_and_open(const snapshot *s)
{
    restore(s);
    assert_int_equal(board_open(&B), GBCS_OK);
}

/** Whether the store holds what the model does. */
static bool agrees(const model *m)
{
    bool same = true;
    size_t i;

    for (i = 0; i < RECORD_COUNT; i++) {
        const content *expected = &m->records[i];
        uint8_t octets[LARGEST];
        gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
        const gbcs_status status = gbcs_store_load(&B.store, &RECORDS[i], &writer);

        assert_true((status == GBCS_OK) || (status == GBCS_ERR_NO_RECORD));
        same = same && ((status == GBCS_OK) == expected->present) &&
               (!expected->present || ((writer.used == expected->size) &&
                                       (memcmp(octets, expected->octets, expected->size) == 0)));
    }
    return same;
}

static bool is_same(const content *a, const content *b)
{
    return (a->present == b->present) && (a->size == b->size) &&
           (memcmp(a->octets, b->octets, a->size) == 0);
}

static content content_of(size_t i)
{
    gbcs_writer writer;
    content c;

    memset(&c, 0, sizeof c);
    writer = gbcs_writer_of(c.octets, sizeof c.octets);
    c.present = gbcs_store_load(&B.store, &RECORDS[i], &writer) == GBCS_OK;
    c.size = writer.used;
    return c;
}

/** Whether every record that is kept twice is still there when either place is lost. */
static bool survives_losses(const model *m)
{
    bool survives = true;
    size_t i;

    for (i = 0; i < RECORD_COUNT; i++) {
        if ((RECORDS[i].copies != GBCS_COPY_ONE) && m->records[i].present) {
            uint32_t current = 0;
            uint16_t place;

            for (place = RECORDS[i].number; place <= (RECORDS[i].number + 1U); place++) {
                content left;
                bool same;

                gbcs_memory_flip(&B.memory, place, 100);
                left = content_of(i);
                gbcs_memory_flip(&B.memory, place, 100);
                same = is_same(&left, &m->records[i]);
                current += same ? 1U : 0U;
                survives = survives && (same || ((RECORDS[i].copies == GBCS_COPY_ALTERNATE) &&
                                                 is_same(&left, &m->fallback[i])));
            }
            survives = survives && (current > 0U);
        }
    }
    B.store.lost = 0;
    return survives;
}

static void change_content(content *c, size_t largest)
{
    size_t i;

    c->present = pick(5) != 0U;
    c->size = c->present ? pick((uint32_t)largest + 1U) : 0U;
    for (i = 0; i < c->size; i++) {
        c->octets[i] = (uint8_t)pick(256);
    }
}

/** Octets that a transaction takes in the journal. */
static size_t size_of(const transaction *t)
{
    size_t size = 0;
    size_t i;

    for (i = 0; i < RECORD_COUNT; i++) {
        size += t->changed[i] ? (GBCS_CHANGE_OVERHEAD + t->after.records[i].size) : 0U;
    }
    return size;
}

/** A change that is alone leaves the content before it in the other place. */
static void foresee_fallbacks(transaction *t, const model *before)
{
    size_t i;

    for (i = 0; i < RECORD_COUNT; i++) {
        if (t->changed[i]) {
            t->after.fallback[i] = ((t->count == 1U) && before->records[i].present)
                                       ? before->records[i]
                                       : t->after.records[i];
        }
    }
}

static transaction random_transaction(const model *before)
{
    const uint32_t wanted = 1U + pick(RECORD_COUNT);
    transaction t;
    size_t i;

    do {
        memset(&t, 0, sizeof t);
        t.after = *before;
        for (i = 0; i < RECORD_COUNT; i++) {
            if (pick(RECORD_COUNT) < wanted) {
                t.changed[i] = true;
                t.count++;
                change_content(&t.after.records[i], RECORDS[i].size);
            }
        }
        foresee_fallbacks(&t, before);
    } while ((t.count == 0U) ||
             ((t.count > 1U) && (size_of(&t) > (BOARD_RECORD_SIZE - GBCS_RECORD_OVERHEAD))));
    return t;
}

static gbcs_status run(const transaction *t)
{
    size_t i;

    for (i = 0; i < RECORD_COUNT; i++) {
        const content *c = &t->after.records[i];

        if (t->changed[i] && c->present) {
            assert_int_equal(
                gbcs_store_put(&B.store, &RECORDS[i], gbcs_bytes_of(c->octets, c->size)), GBCS_OK);
        } else if (t->changed[i]) {
            assert_int_equal(gbcs_store_remove(&B.store, &RECORDS[i]), GBCS_OK);
        }
    }
    return gbcs_store_commit(&B.store);
}

/** The write of a transaction that decides, counted from 0. */
static uint32_t deciding_write(const transaction *t, uint32_t writes)
{
    bool removal = false;
    size_t i;

    for (i = 0; i < RECORD_COUNT; i++) {
        removal = removal || (t->changed[i] && !t->after.records[i].present);
    }
    /* the journal, or the first place; only a removal that goes alone is decided by its last */
    return ((t->count == 1U) && removal) ? (writes - 1U) : 0U;
}

/** After the state is known: it stays, twins can be mended, and the next transaction works. */
static void go_on(const model *m)
{
    transaction next;
    size_t i;

    assert_true(agrees(m));
    for (i = 0; i < RECORD_COUNT; i++) {
        const gbcs_status status = gbcs_store_mend(&B.store, &RECORDS[i]);

        assert_true((status == GBCS_OK) || (status == GBCS_ERR_NO_RECORD));
    }
    assert_int_equal(B.store.lost, 0);
    assert_int_equal(board_reboot(&B), GBCS_OK);
    assert_int_equal(B.store.writes, 0);
    assert_true(agrees(m));
    assert_true(survives_losses(m));
    for (i = 0; i < RECORD_COUNT; i++) {
        const gbcs_status status = gbcs_store_mend(&B.store, &RECORDS[i]);

        assert_true((status == GBCS_OK) || (status == GBCS_ERR_NO_RECORD));
    }
    assert_int_equal(B.store.writes, 0);
    next = random_transaction(m);
    assert_int_equal(run(&next), GBCS_OK);
    assert_true(agrees(&next.after));
}

/** Starts with a cut at each write, until a start comes through. */
static void cut_the_start(const snapshot *after_cut, const model *expected)
{
    const uint32_t effects = 2U;
    bool through = false;
    uint32_t i;

    for (i = 0; !through; i++) {
        restore(after_cut);
        gbcs_memory_cut(&B.memory, i / effects,
                        ((i % effects) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        through = board_open(&B) == GBCS_OK;
        if (!through) {
            second_cuts++;
            gbcs_memory_reboot(&B.memory);
            if (pick(4) == 0U) {
                gbcs_memory_cut(&B.memory, pick(8), GBCS_MEMORY_AFTER);
                if (board_open(&B) != GBCS_OK) {
                    gbcs_memory_reboot(&B.memory);
                }
                gbcs_memory_reboot(&B.memory);
            }
            assert_int_equal(board_open(&B), GBCS_OK);
            assert_true(agrees(expected));
        }
    }
}

/** Calls that can fail. */
static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE, GBCS_MEMORY_ERASE,
                                         GBCS_MEMORY_STORAGE_KEY};

/** Starts with each call of the port failing, until a start comes through. */
static void fail_the_start(const snapshot *after_cut, const model *expected)
{
    size_t call;
    uint32_t in;

    for (call = 0; call < (sizeof CALLS / sizeof CALLS[0]); call++) {
        bool through = false;

        for (in = 1; !through; in++) {
            restore(after_cut);
            gbcs_memory_fail(&B.memory, CALLS[call], in, GBCS_ERR_STORAGE,
                             (pick(2) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
            through = board_open(&B) == GBCS_OK;
            if (!through) {
                failures++;
                assert_int_equal(B.store.failure, GBCS_ERR_STORAGE);
                assert_int_equal(board_open(&B), GBCS_OK);
                assert_true(agrees(expected));
            }
        }
    }
}

static void cut_a_transaction(const snapshot *start, const model *before, const transaction *t,
                              uint32_t writes, bool thorough)
{
    const uint32_t decides = deciding_write(t, writes);
    uint32_t i;

    for (i = 0; i < (2U * writes); i++) {
        const bool takes_effect = (i % 2U) == 1U;
        const uint32_t durable = (i / 2U) + (takes_effect ? 1U : 0U);
        const model *expected = (durable > decides) ? &t->after : before;
        snapshot after_cut;

        restore_and_open(start);
        gbcs_memory_cut(&B.memory, i / 2U, takes_effect ? GBCS_MEMORY_AFTER : GBCS_MEMORY_BEFORE);
        assert_int_equal(run(t), GBCS_ERR_UNFINISHED);
        cuts++;
        keep(&after_cut);
        if (thorough) {
            cut_the_start(&after_cut, expected);
            fail_the_start(&after_cut, expected);
        }
        restore_and_open(&after_cut);
        go_on(expected);
    }
}

/**
 * After a failure: nothing is changed and the store goes on, or it is closed until it is opened.
 */
static void judge_failure(gbcs_status status, const model *before, const transaction *t)
{
    failures++;
    if (status == GBCS_ERR_UNFINISHED) {
        assert_false(B.store.open);
        assert_int_equal(board_open(&B), GBCS_OK);
        go_on(agrees(&t->after) ? &t->after : before);
    } else {
        assert_int_equal(status, GBCS_ERR_STORAGE);
        assert_true(agrees(before));
        assert_int_equal(run(t), GBCS_OK);
        assert_true(agrees(&t->after));
    }
}

static void fail_a_transaction(const snapshot *start, const model *before, const transaction *t)
{
    size_t call;
    uint32_t i;

    for (call = 0; call < (sizeof CALLS / sizeof CALLS[0]); call++) {
        bool through = false;

        for (i = 2; !through; i++) {
            gbcs_status status;

            restore_and_open(start);
            gbcs_memory_fail(&B.memory, CALLS[call], i / 2U, GBCS_ERR_STORAGE,
                             ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
            status = run(t);
            through = status == GBCS_OK;
            if (through) {
                assert_true(B.memory.failures[CALLS[call]].in > 0U);
                gbcs_memory_reboot(&B.memory);
                assert_true(agrees(&t->after));
            } else {
                judge_failure(status, before, t);
            }
        }
    }
}

/** One history: some transactions that go well, then one with all that can happen to it. */
static void live(uint32_t number)
{
    /*
     * two of eight histories, sealed and not, also meet cuts and failures at the start after the
     * cut
     */
    const bool thorough = (number % 8U) < 2U;
    model m;
    transaction t;
    snapshot start;
    uint32_t writes;
    uint32_t i;

    seed = 0x9E3779B9U ^ (number * 2654435761U);
    memset(&m, 0, sizeof m);
    board_init(&B, (number % 2U) == 0U);
    assert_int_equal(board_open(&B), GBCS_OK);
    for (i = pick(6); i > 0U; i--) {
        t = random_transaction(&m);
        assert_int_equal(run(&t), GBCS_OK);
        m = t.after;
    }
    assert_true(agrees(&m));
    t = random_transaction(&m);
    keep(&start);
    restore_and_open(&start);
    assert_int_equal(run(&t), GBCS_OK);
    writes = B.store.writes;
    assert_true(agrees(&t.after));
    cut_a_transaction(&start, &m, &t, writes, thorough);
    if (thorough) {
        fail_a_transaction(&start, &m, &t);
    }
}

static void all_changes_are_made_or_none(void **state)
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
        cmocka_unit_test(all_changes_are_made_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
