/*
 * Power cuts while credit is added: a token in a command, typed in on the keypad or on a PPMID, with power
 * cut at each write, the application's own included, and again at each write of the start after that; and
 * with each call of storage failing in turn. The application keeps the order's id with its balance, in one
 * record. Then a token is credited once or, if it was not, still good; it is never used up for nothing.
 *
 * An application that keeps its balance only is there for comparison: it credits twice.
 *
 * Then random histories of tokens, updates with another key for tokens, floors and restarts, against a
 * model of cache and balance; and the limits of entry, which power that goes off and on does not free.
 *
 * GBCS_POWERCUT_SEEDS in the environment sets the number of random histories.
 */
#include "credit.h"

#define DEFAULT_SEEDS 12U
#define STEPS 40U

/* ---- cuts ----------------------------------------------------------------------------------- */

static void cut_the_start(const step *s, const moment *after_cut)
{
    bool through = false;
    uint32_t i;

    for (i = 0; !through; i++) {
        go_back(after_cut);
        gbcs_memory_reboot(&D.memory);
        order_cut(i);
        (void)start();
        through = D.memory.powered;
        if (!through) {
            tried.second_cuts++;
            come_back();
            once_more(s);
            go_on();
        }
    }
    go_back(after_cut);
}

/** Power goes when all is done, but perhaps not all of it noted. */
static void cut_after(const step *s, const moment *begin)
{
    go_back(begin);
    (void)perform(s);
    tried.cuts++;
    come_back();
    note_twice(s);
    once_more(s);
    go_on();
}

/** Cut at each write; ends as one of the outcomes, the last one if none is chosen. */
static void cut_each_write(const step *s, const moment *begin, bool thorough, uint32_t chosen)
{
    static moment after_cut;
    static moment outcome;
    bool through = false;
    bool kept = false;
    uint32_t i;

    for (i = 0; !through; i++) {
        go_back(begin);
        order_cut(i);
        (void)perform(s);
        through = D.memory.powered;
        if (!through) {
            tried.cuts++;
            keep(&after_cut);
            if (thorough) {
                cut_the_start(s, &after_cut);
            }
            come_back();
            note_twice(s);
            once_more(s);
            if (i == chosen) {
                keep(&outcome);
                kept = true;
            }
            go_on();
        }
    }
    cut_after(s, begin);
    go_back(begin);
    if (kept) {
        go_back(&outcome);
    } else {
        do_it(s);
    }
}

static void fail_each_call(const step *s, const moment *begin)
{
    static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE, GBCS_MEMORY_ERASE,
                                             GBCS_MEMORY_STORAGE_KEY, GBCS_MEMORY_UPTIME};

    may_suspend = true;
    for (size_t call = 0; call < (sizeof CALLS / sizeof CALLS[0]); call++) {
        bool failed = true;
        uint32_t number;

        for (number = 0; failed; number++) {
            go_back(begin);
            order_failure(CALLS[call], number);
            (void)perform(s);
            failed = take_failure(CALLS[call]);
            if (failed) {
                /* what is open is handed out again */
                wait_for(0U);
                once_more(s);
                go_on();
                come_back();
                go_on();
            }
        }
    }
    may_suspend = false;
    go_back(begin);
}

/* ---- each way of a token --------------------------------------------------------------------- */

static const struct {
    uint8_t device_type;
    gbcs_way way;
} WAYS[] = {
    {GBCS_DEVICE_ESME, GBCS_WAY_COMMAND}, {GBCS_DEVICE_GSME, GBCS_WAY_COMMAND},
    {GBCS_DEVICE_ESME, GBCS_WAY_KEYPAD},  {GBCS_DEVICE_GSME, GBCS_WAY_KEYPAD},
    {GBCS_DEVICE_ESME, GBCS_WAY_PPMID},
};

/** Enters a fresh token each way, with each cut and each failure; how often one was credited twice. */
static unsigned long enter_each_way(bool keeps_no_id)
{
    static moment begin;

    memset(&tried, 0, sizeof tried);
    forgetful = keeps_no_id;
    twice = 0;
    for (size_t i = 0; i < (sizeof WAYS / sizeof WAYS[0]); i++) {
        const step before = {.what = TOKEN, .way = GBCS_WAY_KEYPAD, .counter = 40};
        const step s = {.what = TOKEN, .way = WAYS[i].way, .counter = 43};

        new_device(WAYS[i].device_type);
        do_it(&before);
        wait_for(GBCS_DONE_SECONDS);
        keep(&begin);
        cut_each_write(&s, &begin, true, UINT32_MAX);
        fail_each_call(&s, &begin);
    }
    forgetful = false;
    printf("%s: %lu cuts, after %lu of them credited twice; %lu cuts in the start after them, %lu "
           "failed calls\n",
           keeps_no_id ? "balance only" : "balance and id", tried.cuts, twice, tried.second_cuts,
           tried.failures);
    return twice;
}

static void a_token_is_credited_once(void **state)
{
    (void)state;
    assert_int_equal(enter_each_way(false), 0);
    assert_true((tried.cuts > 50U) && (tried.second_cuts > tried.cuts));
}

static void without_the_id_it_is_credited_twice(void **state)
{
    (void)state;
    assert_true(enter_each_way(true) > 0U);
}

/* ---- random histories ------------------------------------------------------------------------ */

/** A step that fits to what there is. */
static step any_step(void)
{
    static const gbcs_way ANY[] = {GBCS_WAY_COMMAND, GBCS_WAY_KEYPAD, GBCS_WAY_PPMID};
    const uint32_t highest = W.cache[ENTRIES - 1U];
    const uint32_t choice = pick(20U);
    step s = {.what = TOKEN, .way = ANY[pick(3U)]};

    if (choice < 9U) {
        s.counter = highest + 1U + pick(12U);
    } else if (choice < 13U) {
        /* used, or left out before */
        s.counter = (highest > 30U) ? (highest - pick(30U)) : (1U + pick(30U));
    } else if (choice < 15U) {
        s.counter = highest + 1U;
        s.forged = true;
    } else if (choice < 17U) {
        s.what = UPDATE;
        s.another = (pick(2U) == 0U) && ((W.generation + 2U) < GENERATIONS);
        s.floor = 1U + pick(highest + 20U);
        s.number = ++W.counter;
    } else {
        s.what = (choice < 18U) ? RESTART : PASS;
    }
    return s;
}

static void live(uint32_t number)
{
    static moment begin;

    cut_seed = 0x9E3779B9U ^ (number * 2654435761U);
    new_device(GBCS_DEVICE_ESME);
    for (uint32_t i = 0; i < STEPS; i++) {
        const step s = any_step();

        /* what was typed in wrongly is forgotten */
        gbcs_memory_pass(&D.memory, 700U);
        wait_for(0U);
        assert_true(W.cache[ENTRIES - 1U] < (COUNTERS - 100U));
        keep(&begin);
        if (pick(8U) == 0U) {
            fail_each_call(&s, &begin);
        }
        cut_each_write(&s, &begin, pick(8U) == 0U, pick(24U));
    }
    go_on();
}

static void random_histories(void **state)
{
    const uint32_t histories = cut_histories(DEFAULT_SEEDS);

    (void)state;
    memset(&tried, 0, sizeof tried);
    for (uint32_t number = 1; number <= histories; number++) {
        live(number);
    }
    printf("%u histories, %lu cuts, %lu cuts in the start after them, %lu failed calls\n",
           (unsigned int)histories, tried.cuts, tried.second_cuts, tried.failures);
    assert_true((tried.cuts > histories) && (tried.failures > 0U));
}

/* ---- limits of entry ------------------------------------------------------------------------- */

static gbcs_status mistake(void)
{
    const step wrong = {.what = TOKEN, .way = GBCS_WAY_KEYPAD, .counter = 43, .forged = true};

    return perform(&wrong);
}

static uint32_t remaining(void)
{
    uint32_t seconds = 0;

    (void)gbcs_limit_check(&D.meter.limit, GBCS_WAY_KEYPAD, D.memory.uptime, &seconds);
    return seconds;
}

/** Whatever is cut, nobody is told of more wrong tokens than may be before entries are suspended. */
static void wrong_tokens_are_counted(void **state)
{
    static moment begin;
    uint32_t told;
    bool through;
    uint32_t i;

    (void)state;
    memset(&tried, 0, sizeof tried);
    for (told = 0; told < GBCS_ENTRY_FAILURES; told++) {
        new_device(GBCS_DEVICE_ESME);
        for (i = 0; i < told; i++) {
            assert_int_equal(mistake(), GBCS_ERR_MAC);
        }
        keep(&begin);
        through = false;
        for (i = 0; !through; i++) {
            uint32_t more = 0;

            go_back(&begin);
            order_cut(i);
            (void)mistake();
            through = D.memory.powered;
            more += through ? 1U : 0U;
            tried.cuts += through ? 0U : 1U;
            come_back();
            while (mistake() == GBCS_ERR_MAC) {
                more++;
            }
            assert_int_equal(mistake(), GBCS_ERR_SUSPENDED);
            assert_true((told + more) <= GBCS_ENTRY_FAILURES);
            assert_true((told + more) >= (GBCS_ENTRY_FAILURES - 1U));
            assert_true(remaining() <= GBCS_ENTRY_SUSPENSION);
        }
    }
    printf("wrong tokens: %lu cuts\n", tried.cuts);
}

/** Time without power does not count; a restart takes nothing off, and adds a granule at most. */
static void a_suspension_lasts(void **state)
{
    const uint32_t histories = cut_histories(DEFAULT_SEEDS);
    unsigned long restarts = 0;

    (void)state;
    for (uint32_t number = 1; number <= histories; number++) {
        uint32_t most = GBCS_ENTRY_SUSPENSION;
        uint32_t granules = 0;

        cut_seed = 0x9E3779B9U ^ (number * 2654435761U);
        new_device(GBCS_DEVICE_ESME);
        for (uint32_t i = 0; i < GBCS_ENTRY_FAILURES; i++) {
            assert_int_equal(mistake(), GBCS_ERR_MAC);
        }
        while (remaining() > 0U) {
            /* the tick is called when it asks to be */
            const uint32_t seconds = 1U + pick(20U);
            uint32_t next;

            for (uint32_t i = 0; i < seconds; i++) {
                gbcs_memory_pass(&D.memory, 1U);
                most -= (most > 0U) ? 1U : 0U;
                assert_int_equal(gbcs_meter_tick(&D.meter, &next), GBCS_OK);
            }
            if (pick(10U) == 0U) {
                /* switched off, in the middle of a write or not, for any time */
                order_cut(pick(4U));
                gbcs_memory_pass(&D.memory, 1U);
                most -= (most > 0U) ? 1U : 0U;
                if (gbcs_meter_tick(&D.meter, &next) != GBCS_OK) {
                    assert_false(D.memory.powered);
                }
                D.memory.now += pick(1000U);
                come_back();
                granules++;
                restarts++;
            }
            assert_true(remaining() >= most);
            assert_true(remaining() <= (most + (granules * GBCS_ENTRY_GRANULE)));
            if (remaining() > 0U) {
                assert_int_equal(mistake(), GBCS_ERR_SUSPENDED);
            }
        }
        assert_int_equal(remaining(), 0);
        go_on();
    }
    printf("%lu restarts in %u suspensions\n", restarts, (unsigned int)histories);
    assert_true(restarts > histories);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_token_is_credited_once),
        cmocka_unit_test(without_the_id_it_is_credited_twice),
        cmocka_unit_test(random_histories),
        cmocka_unit_test(wrong_tokens_are_counted),
        cmocka_unit_test(a_suspension_lasts),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
