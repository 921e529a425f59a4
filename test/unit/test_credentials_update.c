/* CS02b and CS02g at once: who may replace what, with which certificates, and what follows. */
#include "credentials_bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "trust/change.h"

/** The cells once more, and under each DeviceType 0 to 7 an x for those that have it. */
static const struct {
    gbcs_cell_id id;
    const char *devices;
} CELLS[] = {
    {{0, CERTIFICATES, 0}, "xxxxxx.x"}, {{1, SIGNATURE, 0}, "xxxxxx.x"},
    {{2, SIGNATURE, 0}, "xx.xxx.x"},    {{2, AGREEMENT, 0}, "xx.x...x"},
    {{2, AGREEMENT, 1}, "xx.x...."},    {{3, SIGNATURE, 0}, "xx.x...x"},
    {{3, AGREEMENT, 0}, "xx.x...x"},    {{4, SIGNATURE, 0}, "..x.xx.."},
    {{4, AGREEMENT, 0}, "xxxxxx.x"},    {{5, SIGNATURE, 0}, "xxxxxx.x"},
    {{6, SIGNATURE, 0}, "..x....."},    {{8, SIGNATURE, 0}, ".x.....x"},
    {{8, AGREEMENT, 0}, ".x.....x"},
};

#define CELL_COUNT ((sizeof CELLS) / (sizeof CELLS[0]))

/** Each mode with each cell of each device type: allowed, or not found and nothing changed. */
static void modes_and_cells(void **state)
{
    uint8_t device;
    size_t m;
    size_t c;

    (void)state;
    for (device = 0U; device < GBCS_DEVICES; device++) {
        if (device == 6U) {
            continue;
        }
        bench_open(device);
        for (m = 0U; m < MODE_ROW_COUNT; m++) {
            for (c = 0U; c < CELL_COUNT; c++) {
                const gbcs_cell_id *id = &CELLS[c].id;
                const bool allowed =
                    (MODE_ROWS[m].targets[id->role] == 'x') && (CELLS[c].devices[device] == 'x');
                ask a = ask_of(MODE_ROWS[m].code);

                add_swap(&a, id->role, id->key_usage, id->cell_usage, ENTITY(id->role));
                if (id->role == GBCS_ROLE_ROOT) {
                    a.path[0] = GOOD_LINK;
                }
                assert_int_equal(update(&a), GBCS_OK);
                assert_int_equal(told_of(0U).status, allowed ? 0U : 25U);
                assert_int_equal(B.effects.trust_changed, allowed);
                assert_int_equal(B.board.store.count > 0U, allowed);
                gbcs_store_abandon(&B.board.store);
            }
        }
    }
}

/** Names of cells that no device has. */
static void no_such_cells(void **state)
{
    static const gbcs_cell_id NONE[] = {
        {1, AGREEMENT, 0}, {2, CERTIFICATES, 0}, {2, SIGNATURE, 1},  {7, SIGNATURE, 0},
        {9, SIGNATURE, 0}, {127, SIGNATURE, 0},  {255, SIGNATURE, 0}};
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof NONE / sizeof NONE[0]; i++) {
        ask a = ask_of(0x0108U);
        told t;

        add_swap(&a, NONE[i].role, NONE[i].key_usage, NONE[i].cell_usage, ENTITY(2));
        a.swaps[0].of.role = 2U;
        assert_int_equal(update(&a), GBCS_OK);
        t = told_of(0U);
        assert_int_equal(t.status, 25U);
        assert_int_equal(t.cell.role, NONE[i].role);
        assert_int_equal(t.before.size, 8U);
        assert_int_equal(t.before.data[7], 0U);
        assert_int_equal(t.before_key.data[0], 0U);
        assert_false(B.effects.trust_changed);
        assert_int_equal(B.effects.event_count, 1U);
    }
}

/** The role in a certificate must be that of the cell. */
static void roles(void **state)
{
    static const struct {
        uint16_t code;
        uint8_t cell;
        uint8_t party;
        bool accepted;
    } CASES[] = {
        {0x0102, 2, 2, true},  {0x0102, 2, 3, false},   {0x0102, 2, 4, false},
        {0x0102, 2, 8, false}, {0x0103, 3, 3, true},    {0x0103, 3, 2, false},
        {0x0103, 3, 4, false}, {0x0107, 2, 4, false},   {0x0106, 5, 5, true},
        {0x0106, 5, 1, false}, {0x0106, 5, 2, false},   {0x0126, 8, 8, true},
        {0x0126, 8, 2, true},  {0x0126, 8, 3, false},   {0x0126, 8, 4, false},
        {0x0125, 8, 2, true},  {0x0125, 8, 5, false},   {0x0108, 8, 2, true},
        {0x0108, 2, 4, true},  {0x0108, 3, 4, true},    {0x0108, 1, 4, false},
        {0x0108, 5, 4, false}, {0x0108, 3, 2, false},   {0x0108, 1, 1, true},
        {0x0108, 8, 4, false}, {0x0102, 2, 127, false},
    };
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        ask a = ask_of(CASES[i].code);

        add_swap(&a, CASES[i].cell, SIGNATURE, 0U, ENTITY(CASES[i].party));
        a.swaps[0].of.role = CASES[i].party;
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, CASES[i].accepted ? 0U : 5U);
        gbcs_store_abandon(&B.board.store);
    }
}

/** Each way in which a certificate or its path can be bad. */
static void certificates(void **state)
{
    enum {
        NOTHING,
        USAGE,
        USAGE_CA,
        NOT_YET,
        EXPIRED,
        FORGED,
        MISNAMED,
        OFF_CURVE,
        CA_EXTENSION,
        CUT,
        NO_ENTITY,
        POLICY,
        ISSUER,
        NO_PATH,
        PATH_FORGED,
        PATH_LATE,
        PATH_EARLY,
        PATH_CUT,
        PATH_MISNAMED,
        PATH_UNDER_OTHER,
        PATH_SECOND,
        IS_AUTHORITY
    };
    static const struct {
        int what;
        uint64_t status;
    } CASES[] = {
        {NOTHING, 0},      {USAGE, 5},        {USAGE_CA, 5},       {NOT_YET, 5},
        {EXPIRED, 5},      {FORGED, 10},      {MISNAMED, 5},       {OFF_CURVE, 5},
        {CA_EXTENSION, 5}, {CUT, 5},          {NO_ENTITY, 5},      {POLICY, 10},
        {ISSUER, 10},      {NO_PATH, 10},     {PATH_FORGED, 10},   {PATH_LATE, 5},
        {PATH_EARLY, 5},   {PATH_CUT, 10},    {PATH_MISNAMED, 10}, {PATH_UNDER_OTHER, 10},
        {PATH_SECOND, 0},  {IS_AUTHORITY, 5},
    };
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        ask a = ask_of(0x0102U);
        cert *end;
        cert *authority = &a.path[0];

        add_swap(&a, 2U, SIGNATURE, 0U, ENTITY(2));
        add_swap(&a, 2U, AGREEMENT, 0U, ENTITY(2));
        end = &a.swaps[0].of;
        switch (CASES[i].what) {
        case USAGE:
            end->usage = AGREEMENT;
            break;
        case USAGE_CA:
            end->usage = CERTIFICATES;
            break;
        case NOT_YET:
            end->first = "260601000001Z";
            break;
        case EXPIRED:
            end->last = "260531235959Z";
            break;
        case FORGED:
            end->forged = true;
            break;
        case MISNAMED:
            end->misnamed = true;
            break;
        case OFF_CURVE:
            end->off_curve = true;
            break;
        case CA_EXTENSION:
            end->is_authority = true;
            break;
        case CUT:
            end->cut = 1U;
            break;
        case NO_ENTITY:
            end->entity = 0U;
            break;
        case POLICY:
            end->policy = 1U;
            break;
        case ISSUER:
            end->signer = KEY_OTHER;
            break;
        case NO_PATH:
            a.path_count = 0U;
            break;
        case PATH_FORGED:
            authority->forged = true;
            break;
        case PATH_LATE:
            authority->last = "260531235959Z";
            break;
        case PATH_EARLY:
            authority->first = "260601000001Z";
            break;
        case PATH_CUT:
            authority->cut = 1U;
            break;
        case PATH_MISNAMED:
            authority->misnamed = true;
            break;
        case PATH_UNDER_OTHER:
            authority->signer = KEY_NEW_ROOT;
            break;
        case PATH_SECOND:
            a.path[1] = a.path[0];
            a.path[0].key = KEY_OTHER;
            a.path_count = 2U;
            break;
        case IS_AUTHORITY:
            *end = GOOD_AUTHORITY;
            break;
        default:
            break;
        }
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, CASES[i].status);
        /* the other one is by itself, but needs the same path */
        assert_int_equal(
            told_of(1U).status,
            ((CASES[i].what >= NO_PATH) && (CASES[i].what < PATH_SECOND)) ? CASES[i].status : 0U);
        gbcs_store_abandon(&B.board.store);
    }
}

/** Both bounds of a validity are included; an unreliable clock counts, one that was never set not. */
static void times(void **state)
{
    static const struct {
        const char *first;
        const char *last;
        gbcs_clock_state clock;
        bool disapply;
        uint64_t status;
    } CASES[] = {
        {"260601000000Z", LAST, GBCS_CLOCK_RELIABLE, false, 0},
        {FIRST, "260601000000Z", GBCS_CLOCK_RELIABLE, false, 0},
        {"260601000001Z", LAST, GBCS_CLOCK_RELIABLE, false, 5},
        {FIRST, "260531235959Z", GBCS_CLOCK_RELIABLE, false, 5},
        {"260601000001Z", LAST, GBCS_CLOCK_UNRELIABLE, false, 5},
        {FIRST, "260531235959Z", GBCS_CLOCK_UNRELIABLE, false, 5},
        {"260601000001Z", LAST, GBCS_CLOCK_UNKNOWN, false, 0},
        {FIRST, "260531235959Z", GBCS_CLOCK_UNKNOWN, false, 0},
        {FIRST, "260531235959Z", GBCS_CLOCK_RELIABLE, true, 0},
        {FIRST, "260531235959Z", GBCS_CLOCK_UNKNOWN, true, 0},
    };
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        ask a = ask_of(0x0102U);

        add_swap(&a, 2U, SIGNATURE, 0U, ENTITY(2));
        a.swaps[0].of.first = CASES[i].first;
        a.swaps[0].of.last = CASES[i].last;
        a.disapply = CASES[i].disapply;
        B.desk.clock = CASES[i].clock;
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, CASES[i].status);
        gbcs_store_abandon(&B.board.store);
    }
}

/** The second replacement of a cell is refused, whatever became of the first. */
static void a_cell_twice(void **state)
{
    ask a = ask_of(0x0102U);
    told first;
    told second;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    add_swap(&a, 2U, SIGNATURE, 0U, ENTITY(2));
    add_swap(&a, 2U, AGREEMENT, 0U, ENTITY(2));
    add_swap(&a, 2U, SIGNATURE, 0U, NEWCOMER(2));
    a.swaps[2].of.key = KEY_FRESH + 0x3FU;
    assert_int_equal(update(&a), GBCS_OK);
    first = told_of(0U);
    second = told_of(2U);
    assert_int_equal(first.status, 0U);
    assert_int_equal(told_of(1U).status, 0U);
    assert_int_equal(second.status, 127U);
    assert_true(gbcs_bytes_equal(first.before_key, second.before_key));
    commit();
    assert_true(memcmp(cell_of(2U, SIGNATURE, 0U)->key.point, point_of(a.swaps[0].of.key)->point,
                       GBCS_POINT_SIZE) == 0);
    a.swaps[0].of.forged = true;
    a.counter++;
    assert_int_equal(update(&a), GBCS_OK);
    assert_int_equal(told_of(0U).status, 10U);
    assert_int_equal(told_of(2U).status, 127U);
    gbcs_store_abandon(&B.board.store);
}

/** The two identifiers are those of a cell. */
static void told_holder(gbcs_bytes entity, gbcs_bytes identifier, const gbcs_cell *cell)
{
    gbcs_reader reader = gbcs_reader_of(entity);

    assert_int_equal(gbcs_read_u64(&reader), cell->entity);
    assert_true(gbcs_bytes_equal(identifier,
                                 gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier)));
}

/** What was replaced is in the cells after the commit, and nothing else is. */
static void contents(void **state)
{
    ask a = ask_of(0x0107U);
    gbcs_cell before[GBCS_CELLS];
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    memcpy(before, B.trust.cells, sizeof before);
    add_swap(&a, 2U, SIGNATURE, 0U, NEWCOMER(2));
    add_swap(&a, 2U, AGREEMENT, 1U, NEWCOMER(2));
    assert_int_equal(update(&a), GBCS_OK);
    assert_memory_equal(before, B.trust.cells, sizeof before);
    told_holder(told_of(0U).before, told_of(0U).before_key, &before[2]);
    told_holder(told_of(1U).before, told_of(1U).before_key, &before[4]);
    commit();
    told_holder(told_of(0U).now, told_of(0U).now_key, &B.trust.cells[2]);
    told_holder(told_of(1U).now, told_of(1U).now_key, &B.trust.cells[4]);
    for (i = 0U; i < GBCS_CELLS; i++) {
        if ((i == 2U) || (i == 4U)) {
            const cert *c = &a.swaps[(i == 2U) ? 0U : 1U].of;

            assert_int_equal(B.trust.cells[i].entity, NEWCOMER(2));
            assert_memory_equal(B.trust.cells[i].key.point, point_of(c->key)->point,
                                GBCS_POINT_SIZE);
        } else {
            assert_memory_equal(&before[i], &B.trust.cells[i], sizeof before[i]);
        }
    }
    assert_int_equal(B.replay.last[5], 1000U);
}

/** A new root needs a link from the stored one, and takes effect after the others. */
static void root(void **state)
{
    static const uint16_t CODES[] = {0x0100U, 0x0108U};
    size_t i;

    (void)state;
    for (i = 0U; i < 2U; i++) {
        ask a = ask_of(CODES[i]);

        bench_open(GBCS_DEVICE_ESME);
        add_swap(&a, 0U, CERTIFICATES, 0U, 0U);
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, 10U);
        a.path[1] = GOOD_LINK;
        a.path_count = 2U;
        a.swaps[0].of.forged = true;
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, 10U);
        a.swaps[0].of.forged = false;
        a.path[1].forged = true;
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, 10U);
        a.path[1].forged = false;
        /* one that is signed by the old root's authority, one by the new root's */
        add_swap(&a, 1U, SIGNATURE, 0U, ENTITY(1));
        add_swap(&a, 5U, SIGNATURE, 0U, ENTITY(5));
        a.swaps[2].of.signer = KEY_NEW_AUTHORITY;
        a.path[2] = GOOD_AUTHORITY;
        a.path[2].key = KEY_NEW_AUTHORITY;
        a.path[2].signer = KEY_NEW_ROOT;
        a.path_count = 3U;
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, 0U);
        assert_int_equal(told_of(0U).now.data[7], 0U);
        assert_int_equal(told_of(1U).status, (CODES[i] == 0x0108U) ? 0U : 25U);
        assert_int_equal(told_of(2U).status, (CODES[i] == 0x0108U) ? 10U : 25U);
        commit();
        assert_memory_equal(B.trust.cells[0].key.point, point_of(KEY_NEW_ROOT)->point,
                            GBCS_POINT_SIZE);
        assert_int_equal(B.trust.cells[0].entity, 0U);
        /* now the new root's authority counts, and the old root's does not */
        a = ask_of(0x0106U);
        add_swap(&a, 5U, SIGNATURE, 0U, ENTITY(5));
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, 10U);
        a.swaps[0].of.signer = KEY_NEW_AUTHORITY;
        a.path[0].key = KEY_NEW_AUTHORITY;
        a.path[0].signer = KEY_NEW_ROOT;
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(told_of(0U).status, 0U);
        gbcs_store_abandon(&B.board.store);
    }
}

/** An organisation in the root's cell, and a root in an organisation's. */
static void wrong_kinds(void **state)
{
    ask a = ask_of(0x0108U);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    add_swap(&a, 0U, CERTIFICATES, 0U, 0U);
    add_swap(&a, 1U, SIGNATURE, 0U, ENTITY(1));
    {
        const cert c = a.swaps[0].of;

        a.swaps[0].of = a.swaps[1].of;
        a.swaps[1].of = c;
    }
    a.path[0] = GOOD_LINK;
    assert_int_equal(update(&a), GBCS_OK);
    assert_int_equal(told_of(0U).status, 5U);
    assert_int_equal(told_of(1U).status, 5U);
    assert_false(B.effects.trust_changed);
}

/** Without a root there is no path. */
static void no_root(void **state)
{
    ask a = ask_of(0x0102U);

    (void)state;
    bench_open_with(GBCS_DEVICE_ESME, 1U);
    add_swap(&a, 2U, SIGNATURE, 0U, ENTITY(2));
    assert_int_equal(update(&a), GBCS_OK);
    assert_int_equal(told_of(0U).status, 10U);
    assert_int_equal(B.board.store.count, 0U);
}

/** An empty cell is filled; who was there before is nobody. */
static void empty_cell(void **state)
{
    ask a = ask_of(0x0126U);
    told t;

    (void)state;
    bench_open_with(GBCS_DEVICE_ESME, 1U << 8);
    a.others[0] = (change){8U, 7U, -1};
    a.other_count = 1U;
    add_swap(&a, 8U, SIGNATURE, 0U, NEWCOMER(2));
    a.swaps[0].of.role = 2U;
    assert_int_equal(update(&a), GBCS_OK);
    t = told_of(0U);
    assert_int_equal(t.status, 0U);
    assert_int_equal(t.before.data[7], 0U);
    assert_int_equal(B.effects.floor_count, 1U);
    assert_int_equal(B.effects.floors[0].role, 8U);
    assert_int_equal(B.effects.floors[0].counter, 7U);
    assert_true(B.effects.floors[0].replaces);
    commit();
    assert_int_equal(cell_of(8U, SIGNATURE, 0U)->entity, NEWCOMER(2));
    assert_null(cell_of(8U, AGREEMENT, 0U));
}

/* ---- floors, cache --------------------------------------------------------------------------- */

/** Whose certificates go into the supplier's cells (S: the same party, N: another one, x: another one,
 * but bad, -: none): signature, agreement, top up; what is asked; what follows. */
static void floors(void **state)
{
    static const struct {
        const char *swaps;
        int64_t floor;
        int64_t top_up;
        /* expected: a floor at all, its counter, whether it replaces; cache */
        int floor_count;
        uint64_t counter;
        bool replaces;
        gbcs_cache_change cache;
        uint32_t cache_floor;
    } CASES[] = {
        {"---", 5, 6, 0, 0, false, GBCS_CACHE_STAYS, 0},
        {"SS-", -1, -1, 0, 0, false, GBCS_CACHE_STAYS, 0},
        {"SS-", 5, -1, 1, 5, false, GBCS_CACHE_STAYS, 0},
        {"SS-", 5, 9, 1, 5, false, GBCS_CACHE_RAISED, 9},
        {"SSS", 5, 9, 1, 5, false, GBCS_CACHE_REFILLED, 9},
        {"SSS", -1, -1, 0, 0, false, GBCS_CACHE_REFILLED, 0},
        {"NNN", -1, -1, 1, 0, true, GBCS_CACHE_REFILLED, 0},
        {"NNN", 5, 9, 1, 5, true, GBCS_CACHE_REFILLED, 9},
        {"NN-", 5, 9, 1, 5, true, GBCS_CACHE_RAISED, 9},
        {"NNN", 0, 0xFFFFFFFF, 1, 0, true, GBCS_CACHE_REFILLED, 0xFFFFFFFF},
        {"NNN", 0, 0x100000000, 1, 0, true, GBCS_CACHE_REFILLED, 1},
        {"NNN", 0, INT64_MAX, 1, 0, true, GBCS_CACHE_REFILLED, 0x7FFFFFFF},
        {"N--", 5, -1, 1, 5, false, GBCS_CACHE_STAYS, 0},
        {"N--", -1, -1, 0, 0, false, GBCS_CACHE_STAYS, 0},
        {"-N-", 5, -1, 1, 5, false, GBCS_CACHE_STAYS, 0},
        {"NS-", 5, -1, 1, 5, false, GBCS_CACHE_STAYS, 0},
        {"--N", 5, 3, 1, 5, false, GBCS_CACHE_REFILLED, 3},
        {"xx-", 5, 9, 0, 0, false, GBCS_CACHE_STAYS, 0},
        {"xN-", 5, -1, 1, 5, false, GBCS_CACHE_STAYS, 0},
        {"NNx", 5, 9, 1, 5, true, GBCS_CACHE_RAISED, 9},
    };
    static const gbcs_cell_id SUPPLIER[] = {
        {2, SIGNATURE, 0}, {2, AGREEMENT, 0}, {2, AGREEMENT, 1}};
    size_t i;
    size_t j;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        ask a = ask_of(0x0102U);

        a.floor = CASES[i].floor;
        a.top_up = CASES[i].top_up;
        for (j = 0U; j < 3U; j++) {
            if (CASES[i].swaps[j] != '-') {
                add_swap(&a, 2U, SUPPLIER[j].key_usage, SUPPLIER[j].cell_usage,
                         (CASES[i].swaps[j] == 'S') ? ENTITY(2) : NEWCOMER(2));
                a.swaps[a.count - 1U].of.forged = CASES[i].swaps[j] == 'x';
            }
        }
        assert_int_equal(update(&a), GBCS_OK);
        assert_int_equal(B.effects.floor_count, CASES[i].floor_count);
        if (CASES[i].floor_count > 0) {
            assert_int_equal(B.effects.floors[0].role, 2U);
            assert_int_equal(B.effects.floors[0].counter, CASES[i].counter);
            assert_int_equal(B.effects.floors[0].replaces, CASES[i].replaces);
        }
        assert_int_equal(B.effects.cache, CASES[i].cache);
        assert_int_equal(B.effects.cache_floor, CASES[i].cache_floor);
        assert_int_equal(B.effects.event_count, 1U);
        assert_int_equal(B.effects.events[0], 0x8F70U);
        gbcs_store_abandon(&B.board.store);
    }
}

/** The same key again is no other key. */
static void same_top_up_key(void **state)
{
    ask a = ask_of(0x0102U);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    add_swap(&a, 2U, AGREEMENT, 1U, NEWCOMER(2));
    a.swaps[0].of.key = 5U;
    a.floor = 0;
    a.top_up = 77;
    assert_int_equal(update(&a), GBCS_OK);
    assert_int_equal(told_of(0U).status, 0U);
    assert_int_equal(B.effects.cache, GBCS_CACHE_RAISED);
    assert_int_equal(B.effects.cache_floor, 77U);
    gbcs_store_abandon(&B.board.store);
}

/** Floors of all roles, in the order of the command in the response, and by role in the effects. */
static void floors_of_others(void **state)
{
    static const uint8_t EXPECTED[] = {0x30, 0x23, 0x30, 0x06, 0x02, 0x01, 0x01, 0x02, 0x01, 0x01,
                                       0x30, 0x06, 0x02, 0x01, 0x05, 0x02, 0x01, 0x05, 0x30, 0x11,
                                       0x02, 0x01, 0x02, 0x02, 0x02, 0x00, 0x80, 0x30, 0x08, 0x30,
                                       0x06, 0x02, 0x01, 0x00, 0x02, 0x01, 0x09};
    ask a = ask_of(0x0108U);
    gbcs_reader r;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    a.floor = 1;
    a.others[0] = (change){5U, 5U, -1};
    a.others[1] = (change){2U, 128U, 9};
    a.other_count = 2U;
    add_swap(&a, 5U, SIGNATURE, 0U, NEWCOMER(5));
    add_swap(&a, 4U, AGREEMENT, 0U, NEWCOMER(4));
    assert_int_equal(update(&a), GBCS_OK);
    r = gbcs_reader_of(gbcs_writer_bytes(&B.response));
    r = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
    (void)gbcs_read_tlv(&r, GBCS_BER);
    r = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
    assert_int_equal(number_in(&r, GBCS_BER_INTEGER), 1000U);
    assert_int_equal(number_in(&r, GBCS_BER_INTEGER), 8U);
    assert_true(gbcs_bytes_equal(gbcs_read_tlv(&r, GBCS_BER).octets,
                                 gbcs_bytes_of(EXPECTED, sizeof EXPECTED)));
    /* the broker got another party without a floor, the supplier a floor without another party */
    assert_int_equal(B.effects.floor_count, 2U);
    assert_int_equal(B.effects.floors[0].role, 4U);
    assert_int_equal(B.effects.floors[0].counter, 0U);
    assert_true(B.effects.floors[0].replaces);
    assert_int_equal(B.effects.floors[1].role, 5U);
    assert_int_equal(B.effects.floors[1].counter, 5U);
    assert_true(B.effects.floors[1].replaces);
    assert_int_equal(B.effects.cache, GBCS_CACHE_STAYS);
    gbcs_store_abandon(&B.board.store);
}

/** A root has no counter that could be set back. */
static void floor_of_root(void **state)
{
    ask a = ask_of(0x0100U);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    a.floor = 3;
    a.others[0] = (change){0U, 4U, -1};
    a.other_count = 1U;
    a.path[0] = GOOD_LINK;
    add_swap(&a, 0U, CERTIFICATES, 0U, 0U);
    assert_int_equal(update(&a), GBCS_OK);
    assert_int_equal(told_of(0U).status, 0U);
    assert_int_equal(B.effects.floor_count, 1U);
    assert_int_equal(B.effects.floors[0].role, 0U);
    assert_false(B.effects.floors[0].replaces);
    gbcs_store_abandon(&B.board.store);
}

/** What no service asks for, the trust refuses too. */
static void cells_refused(void **state)
{
    const gbcs_cell *changes[GBCS_CELLS] = {NULL};
    gbcs_cell cell;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    cell = B.trust.cells[2];
    /* another identifier than the key's; a root with an Entity Identifier; a cell of a hub */
    changes[2] = &cell;
    cell.key_identifier[7] ^= 1U;
    assert_int_equal(trust_put_cells(&B.trust, changes), GBCS_ERR_ARGUMENT);
    cell.key_identifier[7] ^= 1U;
    changes[2] = NULL;
    changes[0] = &cell;
    assert_int_equal(trust_put_cells(&B.trust, changes), GBCS_ERR_ARGUMENT);
    changes[0] = NULL;
    changes[10] = &cell;
    assert_int_equal(trust_put_cells(&B.trust, changes), GBCS_ERR_ARGUMENT);
    changes[10] = NULL;
    changes[2] = &cell;
    B.trust.life = GBCS_LIFE_UNKNOWN;
    assert_int_equal(trust_put_cells(&B.trust, changes), GBCS_ERR_LIFE);
    B.trust.life = GBCS_LIFE_BLANK;
    assert_int_equal(trust_put_cells(&B.trust, changes), GBCS_ERR_LIFE);
    assert_int_equal(B.board.store.count, 0U);
    B.trust.life = GBCS_LIFE_MANUFACTURE;
    assert_int_equal(trust_put_cells(&B.trust, changes), GBCS_OK);
    assert_int_equal(B.board.store.count, 1U);
    gbcs_store_abandon(&B.board.store);
}

/* ---- what is refused as a whole ------------------------------------------------------------- */

static gbcs_status update_hex(uint16_t code, const char *hex)
{
    static uint8_t payload[512];

    bench_command(code, (code == 0x0104U) ? 4U : 2U,
                  gbcs_bytes_of(payload, hex_decode(hex, payload, sizeof payload)), 1000U);
    memset(&B.command.date, 0, sizeof B.command.date);
    return gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects);
}

/** Payloads that are not what the module says. 03E8 is the counter. */
static void payloads(void **state)
{
    static const struct {
        const char *hex;
        gbcs_status status;
    } CASES[] = {
        /* the least one */
        {"3016 3010 020102 A207 020102 03020780 8302 03E8 3000 3000", GBCS_OK},
        /* length in two octets where one does; more after the end; another tag */
        {"308116 3010 020102 A207 020102 03020780 8302 03E8 3000 3000", GBCS_ERR_LENGTH},
        {"3017 308110 020102 A207 020102 03020780 8302 03E8 3000 3000", GBCS_ERR_LENGTH},
        {"3018 3010 020102 A207 020102 03020780 8302 03E8 3000 3000 0500", GBCS_ERR_TRAILING},
        {"3016 3010 020102 A207 020102 03020780 8302 03E8 3000 3000 00", GBCS_ERR_TRAILING},
        {"3016 3110 020102 A207 020102 03020780 8302 03E8 3000 3000", GBCS_ERR_TAG},
        {"3014 3010 020102 A207 020102 03020780 8302 03E8 3000", GBCS_ERR_TRUNCATED},
        /* another mode, another counter, a number that is not shortest */
        {"3016 3010 020103 A207 020102 03020780 8302 03E8 3000 3000", GBCS_ERR_VALUE},
        {"3016 3010 020102 A207 020102 03020780 8302 03E9 3000 3000", GBCS_ERR_VALUE},
        {"3017 3011 02020002 A207 020102 03020780 8302 03E8 3000 3000", GBCS_ERR_LENGTH},
        {"3017 3011 020102 A207 020102 03020780 8303 0003E8 3000 3000", GBCS_ERR_LENGTH},
        /* another cell */
        {"3016 3010 020102 A207 020103 03020780 8302 03E8 3000 3000", GBCS_ERR_VALUE},
        {"3016 3010 020102 A207 020102 03020308 8302 03E8 3000 3000", GBCS_ERR_VALUE},
        {"3016 3010 020102 A207 020102 03020680 8302 03E8 3000 3000", GBCS_ERR_VALUE},
        {"3019 3013 020102 A20A 020102 03020780 020101 8302 03E8 3000 3000", GBCS_ERR_VALUE},
        {"3019 3013 020102 A20A 020102 03020780 020100 8302 03E8 3000 3000", GBCS_ERR_VALUE},
        /* a wrapped key; times of checks: disapply, the default, neither */
        {"301A 3014 020102 8002AABB A207 020102 03020780 8302 03E8 3000 3000", GBCS_ERR_TAG},
        {"3019 3013 020102 810101 A207 020102 03020780 8302 03E8 3000 3000", GBCS_OK},
        {"3019 3013 020102 810100 A207 020102 03020780 8302 03E8 3000 3000", GBCS_ERR_VALUE},
        {"3019 3013 020102 810102 A207 020102 03020780 8302 03E8 3000 3000", GBCS_ERR_VALUE},
        /* order */
        {"3019 3013 020102 A207 020102 03020780 810101 8302 03E8 3000 3000", GBCS_ERR_TAG},
        {"3019 3013 020102 A207 020102 03020780 840100 8302 03E8 3000 3000", GBCS_ERR_TAG},
        /* floors */
        {"3019 3013 020102 A207 020102 03020780 8302 03E8 840100 3000 3000", GBCS_OK},
        {"3019 3013 020102 A207 020102 03020780 8302 03E8 8401FF 3000 3000", GBCS_ERR_VALUE},
        {"3023 301D 020102 A207 020102 03020780 8302 03E8 840100 A508 3006 020100 020100 3000 3000",
         GBCS_OK},
        {"3023 301D 020102 A207 020102 03020780 8302 03E8 840100 A508 3006 020101 020100 3000 3000",
         GBCS_ERR_VALUE},
        {"301B 3015 020102 A207 020102 03020780 8302 03E8 840100 A500 3000 3000",
         GBCS_ERR_TRUNCATED},
        {"3020 301A 020102 A207 020102 03020780 8302 03E8 A508 3006 020100 020100 3000 3000",
         GBCS_ERR_TRAILING},
        {"302B 3025 020102 A207 020102 03020780 8302 03E8 840100 A510 3006 020100 020100"
         " 3006 020100 020100 3000 3000",
         GBCS_ERR_TRAILING},
        {"3026 3020 020102 A207 020102 03020780 8302 03E8 840100 A50B 3009 020100 020100 020100"
         " 3000 3000",
         GBCS_ERR_TRAILING},
        /* floors of others: none, one, the own role, no role, twice */
        {"3018 3012 020102 A207 020102 03020780 8302 03E8 A600 3000 3000", GBCS_OK},
        {"3020 301A 020102 A207 020102 03020780 8302 03E8 A608 3006 020103 020100 3000 3000",
         GBCS_OK},
        {"3020 301A 020102 A207 020102 03020780 8302 03E8 A608 3006 020102 020100 3000 3000",
         GBCS_ERR_VALUE},
        {"3020 301A 020102 A207 020102 03020780 8302 03E8 A608 3006 020109 020100 3000 3000",
         GBCS_ERR_VALUE},
        {"3028 3022 020102 A207 020102 03020780 8302 03E8 A610 3006 020103 020100"
         " 3006 020103 020100 3000 3000",
         GBCS_ERR_VALUE},
        {"302A 3024 020102 A207 020102 03020780 8302 03E8 A612 3010 020103 020100"
         " 3008 3006 020100 020100 3000 3000",
         GBCS_ERR_VALUE},
        /* replacements and certificates that are no SEQUENCE, or have no cell */
        {"3018 3010 020102 A207 020102 03020780 8302 03E8 3002 0500 3000", GBCS_ERR_TAG},
        {"301A 3010 020102 A207 020102 03020780 8302 03E8 3004 3002 3000 3000", GBCS_ERR_TRUNCATED},
        {"3023 3010 020102 A207 020102 03020780 8302 03E8 300D 300B 0500 3007 020102 03020780 3000",
         GBCS_ERR_TAG},
        {"3023 3010 020102 A207 020102 03020780 8302 03E8 300D 300B 3000 3007 020102 03020780 3000",
         GBCS_OK},
        {"3018 3010 020102 A207 020102 03020780 8302 03E8 3000 3002 0500", GBCS_ERR_TAG},
        {"3018 3010 020102 A207 020102 03020780 8302 03E8 3000 3002 3000", GBCS_OK},
        /* the most certificates, and one more */
        {"301E 3010 020102 A207 020102 03020780 8302 03E8 3000 3008 3000 3000 3000 3000", GBCS_OK},
        {"3020 3010 020102 A207 020102 03020780 8302 03E8 3000 300A 3000 3000 3000 3000 3000",
         GBCS_ERR_LENGTH},
        {"", GBCS_ERR_TRUNCATED},
        {"3000", GBCS_ERR_TRUNCATED},
    };
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        const gbcs_status status = update_hex(0x0102U, CASES[i].hex);

        if (status != CASES[i].status) {
            fail_msg("payload %u: %s", (unsigned int)i, gbcs_status_name(status));
        }
        if (status != GBCS_OK) {
            assert_int_equal(B.response.used, 0U);
            assert_int_equal(B.effects.event_count, 0U);
        }
        assert_int_equal(B.board.store.count, 0U);
    }
}

/** A payload cut off at each length. */
static void truncated(void **state)
{
    ask a = ask_of(0x0102U);
    gbcs_bytes payload;
    size_t size;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    a.floor = 1;
    a.top_up = 2;
    add_swap(&a, 2U, SIGNATURE, 0U, ENTITY(2));
    payload = make_payload(&a);
    for (size = 0U; size < payload.size; size++) {
        bench_command(0x0102U, 2U, gbcs_bytes_slice(payload, 0U, size), 1000U);
        memset(&B.command.date, 0, sizeof B.command.date);
        assert_int_equal(gbcs_status_class_of(
                             gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects)),
                         GBCS_CLASS_MALFORMED);
        assert_int_equal(B.board.store.count, 0U);
    }
}

/** As many replacements as there are cells, and one more. */
static void most_replacements(void **state)
{
    ask a = ask_of(0x0108U);
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < CELL_COUNT; i++) {
        add_swap(&a, CELLS[i].id.role, CELLS[i].id.key_usage, CELLS[i].id.cell_usage,
                 ENTITY(CELLS[i].id.role));
    }
    a.path[1] = GOOD_LINK;
    a.path_count = 2U;
    assert_int_equal(update(&a), GBCS_OK);
    for (i = 0U; i < CELL_COUNT; i++) {
        assert_int_equal(told_of(i).status, (CELLS[i].devices[1] == 'x') ? 0U : 25U);
    }
    commit();
    add_swap(&a, 2U, SIGNATURE, 0U, ENTITY(2));
    a.counter++;
    assert_int_equal(update(&a), GBCS_ERR_LENGTH);
    assert_int_equal(B.board.store.count, 0U);
}

/** A response that has no room changes nothing, at each size. */
static void no_room(void **state)
{
    ask a = ask_of(0x0102U);
    size_t whole;
    size_t room;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    add_swap(&a, 2U, SIGNATURE, 0U, ENTITY(2));
    assert_int_equal(update(&a), GBCS_OK);
    whole = B.response.used;
    gbcs_store_abandon(&B.board.store);
    for (room = 0U; room <= whole; room++) {
        B.response = gbcs_writer_of(B.out, room);
        assert_int_equal(gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects),
                         (room < whole) ? GBCS_ERR_SPACE : GBCS_OK);
        assert_int_equal(B.board.store.count > 0U, room == whole);
        assert_int_equal(B.effects.trust_changed, room == whole);
    }
    gbcs_store_abandon(&B.board.store);
}

/** Nobody may use contingency; a command that the gate did not accept, or another, is none. */
static void not_for_this(void **state)
{
    ask a = ask_of(0x0102U);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    add_swap(&a, 2U, SIGNATURE, 0U, ENTITY(2));
    assert_int_equal(update(&a), GBCS_OK);
    gbcs_store_abandon(&B.board.store);
    B.command.accepted ^= 1U;
    assert_int_equal(gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    B.command.accepted ^= 1U;
    B.command.role = 3U;
    assert_int_equal(gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ROLE);
    B.command.role = 2U;
    B.command.use_case = gbcs_use_case_find(0x0109U);
    assert_int_equal(gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_UNSUPPORTED);
    B.command.use_case = gbcs_use_case_find(0x0008U);
    assert_int_equal(gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_UNSUPPORTED);
    assert_int_equal(B.board.store.count, 0U);
}

/* ---- power cuts ----------------------------------------------------------------------------- */

/** Power is cut at each write of the commit: all credentials and the counter are old, or all new. */
static void power_cuts(void **state)
{
    static uint8_t medium[sizeof B.board.medium];
    static size_t sizes[sizeof B.board.sizes / sizeof B.board.sizes[0]];
    gbcs_cell before[GBCS_CELLS];
    const gbcs_counter_id id = {5U, 0U};
    ask a = ask_of(0x0107U);
    uint32_t at;
    uint32_t effect;
    bool cut = true;
    unsigned int olds = 0U;
    unsigned int news = 0U;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    memcpy(medium, B.board.medium, sizeof medium);
    memcpy(sizes, B.board.sizes, sizeof sizes);
    memcpy(before, B.trust.cells, sizeof before);
    add_swap(&a, 2U, SIGNATURE, 0U, NEWCOMER(2));
    add_swap(&a, 2U, AGREEMENT, 0U, NEWCOMER(2));
    add_swap(&a, 2U, AGREEMENT, 1U, NEWCOMER(2));
    for (at = 0U; cut; at++) {
        for (effect = 0U; effect < 2U; effect++) {
            bool is_new;

            memcpy(B.board.medium, medium, sizeof medium);
            memcpy(B.board.sizes, sizes, sizeof sizes);
            assert_int_equal(board_reboot(&B.board), GBCS_OK);
            bench_reopen();
            assert_int_equal(update(&a), GBCS_OK);
            B.board.memory.cut_ordered = true;
            B.board.memory.cut_in = at;
            B.board.memory.cut_effect = (effect == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER;
            cut = gbcs_replay_accept(&B.replay, &id, a.counter, NULL) != GBCS_OK;
            assert_int_equal(board_reboot(&B.board), GBCS_OK);
            bench_reopen();
            is_new = B.replay.last[5] == a.counter;
            assert_int_equal(cell_of(2U, SIGNATURE, 0U)->entity, is_new ? NEWCOMER(2) : ENTITY(2));
            assert_int_equal(cell_of(2U, AGREEMENT, 0U)->entity, is_new ? NEWCOMER(2) : ENTITY(2));
            assert_int_equal(cell_of(2U, AGREEMENT, 1U)->entity, is_new ? NEWCOMER(2) : ENTITY(2));
            if (!is_new) {
                assert_memory_equal(before, B.trust.cells, sizeof before);
            }
            olds += is_new ? 0U : 1U;
            news += is_new ? 1U : 0U;
        }
    }
    assert_true(olds > 0U);
    assert_true(news > 2U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(modes_and_cells),
        cmocka_unit_test(no_such_cells),
        cmocka_unit_test(roles),
        cmocka_unit_test(certificates),
        cmocka_unit_test(times),
        cmocka_unit_test(a_cell_twice),
        cmocka_unit_test(contents),
        cmocka_unit_test(root),
        cmocka_unit_test(wrong_kinds),
        cmocka_unit_test(no_root),
        cmocka_unit_test(empty_cell),
        cmocka_unit_test(floors),
        cmocka_unit_test(same_top_up_key),
        cmocka_unit_test(floors_of_others),
        cmocka_unit_test(floor_of_root),
        cmocka_unit_test(cells_refused),
        cmocka_unit_test(payloads),
        cmocka_unit_test(truncated),
        cmocka_unit_test(most_replacements),
        cmocka_unit_test(no_room),
        cmocka_unit_test(not_for_this),
        cmocka_unit_test(power_cuts),
    };

    return cmocka_run_group_tests_name("credentials_update", tests, NULL, NULL);
}
