/*
 * The UTRN Counter Cache: what it refuses, what becomes of it, and a million counters in any order
 * beside a ledger of all that was ever taken.
 *
 * GBCS_CACHE_STEPS in the environment sets the number of steps.
 */
#include <stdlib.h>

#define BOARD_RECORD_SIZE GBCS_RECORD_SIZE
#define BOARD_RECORDS GBCS_RECORD_COUNT

#include "gbcs/records.h"

#include "board.h"

#include "utrn/cache.h"

#define ENTRIES GBCS_CACHE_ENTRIES
#define DEFAULT_STEPS 1000000UL
/** Counters of the ledger: as many as can be remembered one by one. */
#define LEDGER 65536U

static const gbcs_record RECORD = {GBCS_RECORD_CACHE, 1U, GBCS_COPY_TWIN, GBCS_CACHE_SIZE};
/** Another record, so that a transaction has two. */
static const gbcs_record OTHER = {GBCS_RECORD_LOG_READ, 1U, GBCS_COPY_ONE, 8U};

static board b;

/** A board whose cache was begun. */
static int setup(void **state)
{
    (void)state;
    board_init(&b, true);
    assert_int_equal(board_open(&b), GBCS_OK);
    assert_int_equal(gbcs_cache_begin(&b.store), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
    return 0;
}

static gbcs_cache loaded(void)
{
    gbcs_cache cache;

    assert_int_equal(gbcs_cache_load(&b.store, &cache), GBCS_OK);
    return cache;
}

/** Takes a counter as a top up does. */
static gbcs_status take(uint32_t counter)
{
    const gbcs_top_up top_up = {GBCS_WAY_KEYPAD, counter, GBCS_VALUE_PENCE, 1U, 1U, 1U};
    gbcs_status status = gbcs_top_up_take(&b.store, &top_up);

    if (status == GBCS_OK) {
        status = gbcs_store_commit(&b.store);
    } else {
        gbcs_store_abandon(&b.store);
    }
    return status;
}

static void apply(gbcs_cache_change change, uint32_t floor)
{
    assert_int_equal(gbcs_cache_apply(&b.store, change, floor), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
}

static gbcs_cache filled(uint32_t counter)
{
    gbcs_cache cache;
    size_t i;

    for (i = 0; i < ENTRIES; i++) {
        cache.counters[i] = counter;
    }
    return cache;
}

static void assert_filled(const gbcs_cache *cache, uint32_t counter)
{
    const gbcs_cache expected = filled(counter);

    assert_memory_equal(cache->counters, expected.counters, sizeof expected.counters);
}

/** Puts octets where the cache is, as if they had been written. */
static void put_octets(const uint8_t *octets, size_t size)
{
    const gbcs_record wide = {GBCS_RECORD_CACHE, 1U, GBCS_COPY_TWIN, GBCS_CACHE_SIZE + 8U};

    assert_int_equal(gbcs_store_put(&b.store, &wide, gbcs_bytes_of(octets, size)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
}

static void assert_closed(gbcs_status why)
{
    gbcs_cache cache = filled(0);

    assert_int_equal(gbcs_cache_load(&b.store, &cache), why);
    assert_filled(&cache, UINT32_MAX);
    assert_int_equal(gbcs_cache_check(&cache, UINT32_MAX), GBCS_ERR_REPLAY);
    assert_int_equal(take(1000), why);
    assert_int_equal(take(UINT32_MAX), why);
}

/* ---- the rule -------------------------------------------------------------------------------- */

static void a_new_cache_takes_all_but_zero(void **state)
{
    gbcs_cache cache = loaded();

    (void)state;
    assert_filled(&cache, 0);
    assert_int_equal(gbcs_cache_highest(&cache), 0);
    assert_int_equal(gbcs_cache_check(&cache, 0), GBCS_ERR_REPLAY);
    assert_int_equal(gbcs_cache_check(&cache, 1), GBCS_OK);
    assert_int_equal(gbcs_cache_check(&cache, UINT32_MAX), GBCS_OK);
}

static void the_lowest_goes_and_not_the_oldest(void **state)
{
    uint32_t counter;

    (void)state;
    assert_int_equal(take(ENTRIES), GBCS_OK);
    for (counter = 1; counter < ENTRIES; counter++) {
        assert_int_equal(take(counter), GBCS_OK);
    }
    assert_int_equal(take(ENTRIES + 1U), GBCS_OK);
    /* a ring would have let go of it by now */
    assert_int_equal(take(ENTRIES), GBCS_ERR_REPLAY);
    for (counter = 0; counter <= (ENTRIES + 1U); counter++) {
        assert_int_equal(take(counter), GBCS_ERR_REPLAY);
    }
    assert_int_equal(take(ENTRIES + 2U), GBCS_OK);
}

static void a_counter_takes_its_place_in_the_order(void **state)
{
    static const uint32_t order[] = {50, 10, 30, UINT32_MAX, 1, 40, 20, 2};
    static const uint32_t sorted[] = {1, 2, 10, 20, 30, 40, 50, UINT32_MAX};
    const size_t count = sizeof order / sizeof order[0];
    gbcs_cache cache = loaded();
    size_t i;

    (void)state;
    for (i = 0; i < count; i++) {
        assert_int_equal(gbcs_cache_add(&cache, order[i]), GBCS_OK);
    }
    for (i = 0; i < (ENTRIES - count); i++) {
        assert_int_equal(cache.counters[i], 0);
    }
    for (i = 0; i < count; i++) {
        assert_int_equal(cache.counters[ENTRIES - count + i], sorted[i]);
        assert_int_equal(gbcs_cache_check(&cache, sorted[i]), GBCS_ERR_REPLAY);
    }
    assert_int_equal(gbcs_cache_highest(&cache), UINT32_MAX);
}

static void a_refused_counter_changes_nothing(void **state)
{
    gbcs_cache cache = loaded();
    gbcs_cache before;

    (void)state;
    assert_int_equal(gbcs_cache_add(&cache, 5), GBCS_OK);
    before = cache;
    assert_int_equal(gbcs_cache_add(&cache, 5), GBCS_ERR_REPLAY);
    assert_int_equal(gbcs_cache_add(&cache, 0), GBCS_ERR_REPLAY);
    assert_memory_equal(cache.counters, before.counters, sizeof cache.counters);
}

static void the_edges_of_a_full_cache(void **state)
{
    gbcs_cache cache;
    size_t i;

    (void)state;
    for (i = 0; i < ENTRIES; i++) {
        cache.counters[i] = 1000U + (10U * (uint32_t)i);
    }
    assert_int_equal(gbcs_cache_check(&cache, 999), GBCS_ERR_REPLAY);
    assert_int_equal(gbcs_cache_check(&cache, 1000), GBCS_ERR_REPLAY);
    assert_int_equal(gbcs_cache_check(&cache, 1001), GBCS_OK);
    assert_int_equal(gbcs_cache_check(&cache, 1000U + (10U * (ENTRIES - 1U))), GBCS_ERR_REPLAY);
    assert_int_equal(gbcs_cache_check(&cache, 1001U + (10U * (ENTRIES - 1U))), GBCS_OK);
    /* one that is new and becomes the lowest */
    assert_int_equal(gbcs_cache_add(&cache, 1001), GBCS_OK);
    assert_int_equal(cache.counters[0], 1001);
    assert_int_equal(cache.counters[1], 1010);
    assert_int_equal(gbcs_cache_check(&cache, 1000), GBCS_ERR_REPLAY);
}

/* ---- floors ---------------------------------------------------------------------------------- */

static void a_refill_forgets_what_was_and_takes_above_the_floor(void **state)
{
    gbcs_cache cache;

    (void)state;
    assert_int_equal(take(70), GBCS_OK);
    apply(GBCS_CACHE_REFILLED, 50);
    cache = loaded();
    assert_filled(&cache, 50);
    assert_int_equal(take(49), GBCS_ERR_REPLAY);
    assert_int_equal(take(50), GBCS_ERR_REPLAY);
    assert_int_equal(take(70), GBCS_OK);
    assert_int_equal(take(51), GBCS_OK);
    assert_int_equal(take(70), GBCS_ERR_REPLAY);
    apply(GBCS_CACHE_REFILLED, 0);
    assert_int_equal(take(1), GBCS_OK);
    apply(GBCS_CACHE_REFILLED, UINT32_MAX);
    assert_int_equal(take(UINT32_MAX), GBCS_ERR_REPLAY);
}

static void a_floor_raises_what_is_below_it(void **state)
{
    gbcs_cache cache;

    (void)state;
    assert_int_equal(take(70), GBCS_OK);
    assert_int_equal(take(60), GBCS_OK);
    assert_int_equal(take(20), GBCS_OK);
    apply(GBCS_CACHE_RAISED, 60);
    cache = loaded();
    assert_int_equal(cache.counters[0], 60);
    assert_int_equal(cache.counters[ENTRIES - 2U], 60);
    assert_int_equal(cache.counters[ENTRIES - 1U], 70);
    assert_int_equal(take(59), GBCS_ERR_REPLAY);
    assert_int_equal(take(60), GBCS_ERR_REPLAY);
    assert_int_equal(take(70), GBCS_ERR_REPLAY);
    assert_int_equal(take(61), GBCS_OK);
    /* a lower one does nothing */
    apply(GBCS_CACHE_RAISED, 5);
    assert_int_equal(take(30), GBCS_ERR_REPLAY);
    assert_int_equal(take(61), GBCS_ERR_REPLAY);
    apply(GBCS_CACHE_RAISED, 1000);
    cache = loaded();
    assert_filled(&cache, 1000);
}

static void nothing_is_changed_without_an_order(void **state)
{
    (void)state;
    assert_int_equal(gbcs_cache_apply(&b.store, GBCS_CACHE_STAYS, 99), GBCS_OK);
    assert_int_equal(b.store.count, 0);
    assert_int_equal(gbcs_cache_apply(&b.store, (gbcs_cache_change)3, 99), GBCS_ERR_ARGUMENT);
    assert_int_equal(b.store.count, 0);
}

static void changes_of_one_transaction_build_on_each_other(void **state)
{
    const gbcs_top_up top_up = {GBCS_WAY_KEYPAD, 80, GBCS_VALUE_PENCE, 1U, 1U, 1U};
    gbcs_cache cache;

    (void)state;
    assert_int_equal(gbcs_cache_apply(&b.store, GBCS_CACHE_REFILLED, 40), GBCS_OK);
    assert_int_equal(gbcs_top_up_take(&b.store, &top_up), GBCS_OK);
    assert_int_equal(gbcs_cache_apply(&b.store, GBCS_CACHE_RAISED, 60), GBCS_OK);
    assert_int_equal(gbcs_top_up_take(&b.store, &top_up), GBCS_ERR_REPLAY);
    cache = loaded();
    assert_int_equal(cache.counters[0], 60);
    assert_int_equal(gbcs_cache_highest(&cache), 80);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
    assert_int_equal(take(80), GBCS_ERR_REPLAY);
    /* what is abandoned was not */
    assert_int_equal(gbcs_cache_apply(&b.store, GBCS_CACHE_REFILLED, 0), GBCS_OK);
    gbcs_store_abandon(&b.store);
    assert_int_equal(take(80), GBCS_ERR_REPLAY);
}

/* ---- storage --------------------------------------------------------------------------------- */

static void the_record_is_as_documented(void **state)
{
    uint8_t octets[GBCS_CACHE_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    (void)state;
    assert_int_equal(take(0x01020304), GBCS_OK);
    assert_int_equal(take(0xA1A2A3A4U), GBCS_OK);
    assert_int_equal(gbcs_store_load(&b.store, &RECORD, &writer), GBCS_OK);
    assert_int_equal(writer.used, 4U * ENTRIES);
    assert_zeros(octets, (4U * ENTRIES) - 8U);
    assert_octets(&octets[(4U * ENTRIES) - 8U], 8, "01020304 A1A2A3A4");
}

static void no_record_is_no_new_cache(void **state)
{
    (void)state;
    board_init(&b, true);
    assert_int_equal(board_open(&b), GBCS_OK);
    assert_int_equal(gbcs_cache_mend(&b.store), GBCS_OK);
    assert_closed(GBCS_ERR_NO_RECORD);
    apply(GBCS_CACHE_RAISED, 5);
    assert_closed(GBCS_ERR_NO_RECORD);
    apply(GBCS_CACHE_REFILLED, 5);
    assert_int_equal(take(6), GBCS_OK);
}

static void one_place_is_enough(void **state)
{
    uint16_t place;

    for (place = 0; place < 2U; place++) {
        (void)setup(state);
        assert_int_equal(take(77), GBCS_OK);
        gbcs_memory_flip(&b.memory, (uint16_t)(GBCS_RECORD_CACHE + place), 300);
        assert_int_equal(board_reboot(&b), GBCS_OK);
        assert_int_equal(take(77), GBCS_ERR_REPLAY);
        assert_int_equal(gbcs_cache_mend(&b.store), GBCS_OK);
        gbcs_memory_flip(&b.memory, (uint16_t)(GBCS_RECORD_CACHE + 1U - place), 300);
        assert_int_equal(take(77), GBCS_ERR_REPLAY);
        assert_int_equal(take(78), GBCS_OK);
    }
}

static void without_both_places_nothing_is_taken_until_a_new_key(void **state)
{
    (void)state;
    assert_int_equal(take(77), GBCS_OK);
    gbcs_memory_flip(&b.memory, GBCS_RECORD_CACHE, 300);
    gbcs_memory_flip(&b.memory, GBCS_RECORD_CACHE + 1U, 300);
    assert_int_equal(gbcs_cache_mend(&b.store), GBCS_OK);
    assert_closed(GBCS_ERR_RECORD);
    apply(GBCS_CACHE_RAISED, UINT32_MAX);
    assert_closed(GBCS_ERR_RECORD);
    apply(GBCS_CACHE_REFILLED, 10);
    assert_int_equal(take(10), GBCS_ERR_REPLAY);
    assert_int_equal(take(77), GBCS_OK);
}

static void another_layout_is_closed_too(void **state)
{
    const gbcs_record other = {GBCS_RECORD_CACHE, 2U, GBCS_COPY_TWIN, GBCS_CACHE_SIZE};
    const uint8_t octet = 0;

    (void)state;
    assert_int_equal(gbcs_store_put(&b.store, &other, gbcs_bytes_of(&octet, 1)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
    assert_int_equal(gbcs_cache_mend(&b.store), GBCS_OK);
    assert_closed(GBCS_ERR_LAYOUT);
    apply(GBCS_CACHE_RAISED, 5);
    assert_closed(GBCS_ERR_LAYOUT);
}

static void a_record_is_read_strictly(void **state)
{
    uint8_t octets[GBCS_CACHE_SIZE + 8U] = {0};
    size_t size;
    size_t i;

    (void)state;
    for (size = 0; size <= sizeof octets; size++) {
        put_octets(octets, size);
        if (size == GBCS_CACHE_SIZE) {
            assert_int_equal(take(1), GBCS_OK);
        } else if (size > GBCS_CACHE_SIZE) {
            assert_closed(GBCS_ERR_LAYOUT);
        } else {
            assert_closed(GBCS_ERR_RECORD);
        }
    }
    /* falling, anywhere */
    for (i = 1; i < ENTRIES; i++) {
        memset(octets, 0, sizeof octets);
        octets[(4U * i) - 1U] = 1;
        put_octets(octets, GBCS_CACHE_SIZE);
        assert_closed(GBCS_ERR_RECORD);
    }
    /* one twice that is not the lowest */
    memset(octets, 0, sizeof octets);
    octets[GBCS_CACHE_SIZE - 5U] = 1;
    octets[GBCS_CACHE_SIZE - 1U] = 1;
    put_octets(octets, GBCS_CACHE_SIZE);
    assert_closed(GBCS_ERR_RECORD);
    octets[GBCS_CACHE_SIZE - 1U] = 2;
    put_octets(octets, GBCS_CACHE_SIZE);
    assert_int_equal(take(3), GBCS_OK);
}

static void a_medium_that_fails_is_told(void **state)
{
    gbcs_cache cache;

    (void)state;
    gbcs_memory_fail(&b.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_cache_load(&b.store, &cache), GBCS_ERR_STORAGE);
    gbcs_memory_fail(&b.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_cache_apply(&b.store, GBCS_CACHE_RAISED, 1), GBCS_ERR_STORAGE);
    gbcs_memory_fail(&b.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_cache_mend(&b.store), GBCS_ERR_STORAGE);
    memset(&b.store, 0, sizeof b.store);
    assert_int_equal(gbcs_cache_begin(&b.store), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_cache_load(&b.store, &cache), GBCS_ERR_UNFINISHED);
}

static void a_power_cut_takes_a_counter_or_does_not(void **state)
{
    const uint8_t octet = 7;
    uint32_t writes;
    int effect;

    /* two records in the transaction: journal, 3 writes, erasure */
    for (writes = 0; writes <= 5U; writes++) {
        for (effect = GBCS_MEMORY_BEFORE; effect <= GBCS_MEMORY_AFTER; effect++) {
            const bool taken = (writes > 0U) || (effect == GBCS_MEMORY_AFTER);
            const gbcs_top_up top_up = {GBCS_WAY_KEYPAD, 9, GBCS_VALUE_PENCE, 1U, 1U, 1U};

            (void)setup(state);
            assert_int_equal(gbcs_top_up_take(&b.store, &top_up), GBCS_OK);
            assert_int_equal(gbcs_store_put(&b.store, &OTHER, gbcs_bytes_of(&octet, 1)), GBCS_OK);
            gbcs_memory_cut(&b.memory, writes, (gbcs_memory_effect)effect);
            assert_int_equal(gbcs_store_commit(&b.store),
                             (writes == 5U) ? GBCS_OK : GBCS_ERR_UNFINISHED);
            assert_int_equal(board_reboot(&b), GBCS_OK);
            assert_int_equal(take(9), taken ? GBCS_ERR_REPLAY : GBCS_OK);
        }
    }
}

/* ---- a million counters ---------------------------------------------------------------------- */

/** What was taken under the present key, and what the cache should hold: in no order. */
typedef struct ledger {
    bool taken[LEDGER];
    uint32_t floor;
    uint32_t held[ENTRIES];
} ledger;

static ledger L;
static uint32_t seed;

static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (seed >> 8) % below;
}

static size_t lowest_held(void)
{
    size_t lowest = 0;
    size_t i;

    for (i = 1; i < ENTRIES; i++) {
        lowest = (L.held[i] < L.held[lowest]) ? i : lowest;
    }
    return lowest;
}

/** What the rule says, from the unsorted list. */
static bool ledger_takes(uint32_t counter)
{
    const size_t lowest = lowest_held();
    bool fresh = counter >= L.held[lowest];
    size_t i;

    for (i = 0; i < ENTRIES; i++) {
        fresh = fresh && (counter != L.held[i]);
    }
    if (fresh) {
        L.held[lowest] = counter;
    }
    return fresh;
}

static void ledger_floor(uint32_t floor, bool refill)
{
    size_t i;

    for (i = 0; i < ENTRIES; i++) {
        L.held[i] = (refill || (L.held[i] < floor)) ? floor : L.held[i];
    }
    if (refill) {
        memset(L.taken, 0, sizeof L.taken);
        L.floor = floor;
    }
    L.floor = (floor > L.floor) ? floor : L.floor;
}

static int compare(const void *one, const void *other)
{
    uint32_t a;
    uint32_t c;

    memcpy(&a, one, sizeof a);
    memcpy(&c, other, sizeof c);
    return (a > c) - (a < c);
}

static void assert_ledger(const gbcs_cache *cache)
{
    uint32_t sorted[ENTRIES];

    memcpy(sorted, L.held, sizeof sorted);
    qsort(sorted, ENTRIES, sizeof sorted[0], compare);
    assert_memory_equal(sorted, cache->counters, sizeof sorted);
}

/** Mostly near the highest, in any order; seldom far away. */
static uint32_t some_counter(const gbcs_cache *cache)
{
    const uint32_t highest = gbcs_cache_highest(cache);
    uint32_t counter = pick(LEDGER);

    if (pick(50) != 0U) {
        counter = highest + pick(8);
        counter = (counter > 150U) ? (counter - pick(150)) : counter;
    }
    return counter % LEDGER;
}

/** A floor, through storage. */
static void change_cache(gbcs_cache *cache)
{
    const bool refill = (gbcs_cache_highest(cache) > (LEDGER - 500U)) || (pick(8) == 0U);
    const uint32_t floor = refill ? pick(1000) : (cache->counters[0] + pick(200));

    assert_int_equal(cache_put(&b.store, cache), GBCS_OK);
    apply(refill ? GBCS_CACHE_REFILLED : GBCS_CACHE_RAISED, floor);
    ledger_floor(floor, refill);
    *cache = loaded();
}

/** A counter, sometimes through storage. */
static bool step_takes(gbcs_cache *cache, uint32_t counter)
{
    gbcs_status status;

    if (pick(100) == 0U) {
        assert_int_equal(cache_put(&b.store, cache), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
        status = take(counter);
        *cache = loaded();
    } else {
        status = gbcs_cache_add(cache, counter);
    }
    assert_int_equal(status, ledger_takes(counter) ? GBCS_OK : GBCS_ERR_REPLAY);
    return status == GBCS_OK;
}

static void nothing_is_taken_twice_in_any_order(void **state)
{
    const char *wanted = getenv("GBCS_CACHE_STEPS");
    const unsigned long steps = (wanted == NULL) ? DEFAULT_STEPS : strtoul(wanted, NULL, 10);
    unsigned long took = 0;
    unsigned long step;
    gbcs_cache cache = filled(0);

    (void)state;
    board_init(&b, false);
    assert_int_equal(board_open(&b), GBCS_OK);
    memset(&L, 0, sizeof L);
    seed = 14;
    for (step = 0; step < steps; step++) {
        const uint32_t counter = some_counter(&cache);

        if (step_takes(&cache, counter)) {
            assert_false(L.taken[counter]);
            assert_true(counter > L.floor);
            L.taken[counter] = true;
            took++;
        }
        if ((pick(500) == 0U) || (gbcs_cache_highest(&cache) > (LEDGER - 500U))) {
            change_cache(&cache);
        }
        if ((step % 64U) == 0U) {
            assert_ledger(&cache);
        }
    }
    print_message("%lu counters, %lu taken\n", steps, took);
    assert_true(took >= (steps / 20U));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_new_cache_takes_all_but_zero, setup),
        cmocka_unit_test_setup(the_lowest_goes_and_not_the_oldest, setup),
        cmocka_unit_test_setup(a_counter_takes_its_place_in_the_order, setup),
        cmocka_unit_test_setup(a_refused_counter_changes_nothing, setup),
        cmocka_unit_test_setup(the_edges_of_a_full_cache, setup),
        cmocka_unit_test_setup(a_refill_forgets_what_was_and_takes_above_the_floor, setup),
        cmocka_unit_test_setup(a_floor_raises_what_is_below_it, setup),
        cmocka_unit_test_setup(nothing_is_changed_without_an_order, setup),
        cmocka_unit_test_setup(changes_of_one_transaction_build_on_each_other, setup),
        cmocka_unit_test_setup(the_record_is_as_documented, setup),
        cmocka_unit_test_setup(no_record_is_no_new_cache, setup),
        cmocka_unit_test(one_place_is_enough),
        cmocka_unit_test_setup(without_both_places_nothing_is_taken_until_a_new_key, setup),
        cmocka_unit_test_setup(another_layout_is_closed_too, setup),
        cmocka_unit_test_setup(a_record_is_read_strictly, setup),
        cmocka_unit_test_setup(a_medium_that_fails_is_told, setup),
        cmocka_unit_test(a_power_cut_takes_a_counter_or_does_not),
        cmocka_unit_test(nothing_is_taken_twice_in_any_order),
    };

    return cmocka_run_group_tests_name("cache", tests, NULL, NULL);
}
