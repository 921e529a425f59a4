/* Top ups on a whole meter against a model of them: tokens on every way, restarts, power cuts, updates and
 * time, in random order. Steps and seed: GBCS_STEPS, GBCS_SEED. */
#include "top_up_bench.h"

#include <stdlib.h>

/** Highest UTRN Counter of a life of a key. */
#define COUNTERS 12000U
/** Updates: each makes keys. */
#define GENERATIONS 24U

/** What is expected of one way in. */
typedef struct model_way {
    uint32_t failures[GBCS_ENTRY_FAILURES];
    size_t count;
    uint32_t suspended;
    uint32_t last;
    /** The day may be longer by what was not saved before restarts. */
    uint32_t day;
    uint32_t day_longest;
    bool told;
} model_way;

static struct {
    bool used[COUNTERS];
    uint32_t floor;
    uint32_t highest;
    uint32_t balance;
    uint64_t counter;
    uint8_t generation;
    model_way ways[2];
    uint32_t credits;
    uint32_t refusals;
    uint32_t suspensions;
    uint32_t cuts;
} m;

static uint32_t seed;

static uint32_t draw(uint32_t below)
{
    seed = (seed * 1664525U) + 1013904223U;
    return (seed >> 8) % below;
}

/** The lowest of the hundred highest that were used; all below are refused. */
static uint32_t lowest(void)
{
    uint32_t left = GBCS_CACHE_ENTRIES;
    uint32_t c = m.highest;

    while (c > m.floor) {
        if (m.used[c]) {
            left--;
            if (left == 0U) {
                return c;
            }
        }
        c--;
    }
    return m.floor;
}

static bool is_used(uint32_t c)
{
    return m.used[c] || (c <= lowest());
}

static void use(uint32_t c)
{
    m.used[c] = true;
    m.highest = (c > m.highest) ? c : m.highest;
    m.balance += DEVICE_CREDIT;
    m.credits++;
}

static bool is_reached(uint32_t c)
{
    return ((c / 1024U) + 1U >= (m.highest / 1024U)) && ((c / 1024U) <= ((m.highest / 1024U) + 1U));
}

/** A counter near those that were used. */
static uint32_t any_counter(void)
{
    uint32_t c = 0U;

    switch (draw(6U)) {
    case 0U:
        c = m.highest + 1U;
        break;
    case 1U:
        c = 1U + draw(m.highest + 1U);
        break;
    case 2U:
        c = m.highest + draw(1500U);
        break;
    default:
        c = m.highest + 30U - draw(150U);
        break;
    }
    return ((c == 0U) || (c >= COUNTERS)) ? 1U : c;
}

/** A failure; whether it suspends. */
static bool fail_model(model_way *w, size_t index)
{
    bool suspends;

    w->failures[w->count] = GBCS_ENTRY_WINDOW;
    w->count++;
    suspends = w->count == GBCS_ENTRY_FAILURES;
    if (suspends) {
        const uint32_t twice = (2U * w->last > 3600U) ? 3600U : (2U * w->last);

        if (w->last == 0U) {
            w->suspended = GBCS_ENTRY_SUSPENSION;
        } else if (w->day > 0U) {
            w->suspended = twice;
        } else {
            /* it depends on what was saved */
            w->suspended = d.meter.limit.states[index].suspended;
            assert_true((w->suspended == twice) || (w->suspended == GBCS_ENTRY_SUSPENSION));
        }
        w->last = w->suspended;
        w->day = 86400U;
        w->day_longest = w->day;
        w->count = 0U;
        w->told = false;
        m.suspensions++;
    }
    return suspends;
}

static uint32_t less(uint32_t from, uint32_t seconds)
{
    return (from > seconds) ? (from - seconds) : 0U;
}

/** Everything is counted in granules, so that restarts change nothing. */
static void pass(uint32_t granules)
{
    const uint32_t seconds = granules * GBCS_ENTRY_GRANULE;

    gbcs_memory_pass(&d.memory, seconds);
    (void)ticked();
    for (size_t i = 0U; i < 2U; i++) {
        model_way *w = &m.ways[i];
        size_t kept = 0U;

        w->suspended = less(w->suspended, seconds);
        w->day = less(w->day, seconds);
        w->day_longest = less(w->day_longest, seconds);
        w->last = (w->day_longest > 0U) ? w->last : 0U;
        for (size_t n = 0U; n < w->count; n++) {
            if (w->failures[n] > seconds) {
                w->failures[kept] = w->failures[n] - seconds;
                kept++;
            }
        }
        w->count = kept;
    }
}

static void restart(bool stops)
{
    if (stops) {
        assert_int_equal(gbcs_meter_stop(&d.meter), GBCS_OK);
    }
    assert_int_equal(device_reboot(&d), GBCS_OK);
    d.memory.now = 1767225600 + (gbcs_utc)draw(10000000U);
    (void)ticked();
    for (size_t i = 0U; i < 2U; i++) {
        m.ways[i].told = false;
        if (m.ways[i].last > 0U) {
            m.ways[i].day_longest += GBCS_ENTRY_DAY_GRANULE;
        }
    }
}

typedef enum kind { GOOD, FORGED, MISTYPED } kind;

static gbcs_status expected_of(kind of, uint32_t c, bool typed, bool suspended)
{
    gbcs_status status = GBCS_OK;

    if (suspended) {
        status = GBCS_ERR_SUSPENDED;
    } else if (of == MISTYPED) {
        status = GBCS_ERR_CHECK_DIGIT;
    } else if ((of == FORGED) || (typed && !is_reached(c))) {
        status = GBCS_ERR_MAC;
    } else if (is_used(c)) {
        status = GBCS_ERR_REPLAY;
    } else if (d.application.limit != GBCS_CREDIT_FITS) {
        status = GBCS_ERR_CREDIT;
    } else {
        /* it is credited */
    }
    return status;
}

/** Enters something by keypad, PPMID, PCS01 or command, and sees that all is as the model says. */
static void enter(kind of, uint32_t c, uint32_t by)
{
    const bool typed = by < 3U;
    const size_t index = (by == 0U) ? 0U : 1U;
    model_way *w = &m.ways[index];
    const bool suspended = typed && (w->suspended > 0U);
    const gbcs_status expected = expected_of(of, c, typed, suspended);
    const uint32_t sent = d.application.sent_count;
    uint32_t alerts = 0U;
    gbcs_bytes utrn = token(c);
    gbcs_status status;

    if (of == FORGED) {
        utrn = forged(c);
    } else if (of == MISTYPED) {
        utrn = mistyped(c);
    } else {
        /* as it was sold */
    }
    if (by == 3U) {
        status = command_with(whole(c), utrn);
    } else if (by == 2U) {
        ppmid_counter++;
        status = ppmid_sends(ppmid_counter, carried(PCS01, utrn));
    } else {
        status = gbcs_meter_top_up(&d.meter, (by == 0U) ? GBCS_WAY_KEYPAD : GBCS_WAY_PPMID, utrn);
    }
    assert_int_equal(status, (by < 2U) ? expected : GBCS_OK);
    if (expected == GBCS_OK) {
        use(c);
        alerts = typed ? 1U : 0U;
    } else {
        m.refusals++;
    }
    if (typed && suspended) {
        alerts = w->told ? 0U : 1U;
        w->told = true;
    }
    if (typed && (expected == GBCS_ERR_MAC)) {
        alerts = fail_model(w, index) ? 1U : 0U;
    }
    if (by == 2U) {
        /* and the PPMID's answer */
        alerts += (expected == GBCS_ERR_REPLAY) ? 0U : 1U;
    }
    if (by < 3U) {
        assert_int_equal(d.application.sent_count, sent + alerts);
    } else {
        assert_true(d.application.sent_count <= (sent + 1U));
    }
}

/** Power goes at some write of a token that is good: it is credited whole, or stays good. */
static void cut(uint32_t c, uint32_t by)
{
    if (expected_of(GOOD, c, by < 3U, (by < 3U) && (m.ways[(by == 0U) ? 0U : 1U].suspended > 0U)) ==
        GBCS_OK) {
        const gbcs_bytes utrn = token(c);

        gbcs_memory_cut(&d.memory, draw(8U),
                        (draw(2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        if (by == 3U) {
            (void)!command_with(whole(c), utrn);
        } else {
            (void)!gbcs_meter_top_up(&d.meter, (by == 0U) ? GBCS_WAY_KEYPAD : GBCS_WAY_PPMID, utrn);
        }
        restart(false);
        if (in_cache(c)) {
            use(c);
        }
        m.cuts++;
    }
}

/** The supplier's own update: with another key for tokens, or only with another floor. */
static void renew(bool key)
{
    update u = update_of(UPDATE_SUPPLIER, m.counter + 1U);
    const uint32_t floor = (draw(2U) == 0U) ? 0U : (1U + draw(m.highest + 20U));

    if (key && (m.generation == GENERATIONS)) {
        return;
    }
    m.counter++;
    u.floor = m.counter;
    u.top_up_floor = floor;
    if (key) {
        m.generation++;
        put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, device_party(PARTY_ID(SUPPLIER), m.generation));
    } else {
        put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, device_party(PARTY_ID(SUPPLIER), 0U));
    }
    must_update(&u);
    if (key) {
        d.parties[SUPPLIER].top_up_key = device_party(PARTY_ID(SUPPLIER), m.generation)->top_up_key;
        memset(m.used, 0, sizeof m.used);
        m.floor = floor;
        m.highest = floor;
    } else {
        m.floor = (floor > m.floor) ? floor : m.floor;
        m.highest = (floor > m.highest) ? floor : m.highest;
    }
}

static void step(void)
{
    const uint32_t what = draw(100U);
    const uint32_t by = draw(4U);

    d.application.limit = (draw(8U) == 0U) ? GBCS_CREDIT_ABOVE_BALANCE : GBCS_CREDIT_FITS;
    if (what < 60U) {
        enter(GOOD, any_counter(), by);
    } else if (what < 72U) {
        enter(FORGED, any_counter(), by);
    } else if (what < 75U) {
        enter(MISTYPED, any_counter(), by);
    } else if (what < 88U) {
        pass((draw(12U) == 0U) ? (60U * (1U + draw(6U))) : (1U + draw(12U)));
    } else if (what < 92U) {
        restart(draw(2U) == 0U);
    } else if (what < 97U) {
        cut(any_counter(), (by == 2U) ? 1U : by);
    } else if (what == 97U) {
        renew(false);
    } else if ((what == 98U) && (draw(12U) == 0U)) {
        pass(8640U + draw(400U));
    } else if ((what == 99U) && ((draw(12U) == 0U) || (m.highest > (COUNTERS - 2000U)))) {
        renew(true);
    } else {
        /* nothing */
    }
    assert_int_equal(d.application.balance, m.balance);
    assert_int_equal(d.meter.replay.intent.id, 0U);
    assert_true(d.meter.replay.last[SUPPLIER] == m.counter);
    for (size_t i = 0U; i < 2U; i++) {
        uint32_t remaining = 0U;
        const bool open =
            gbcs_limit_check(&d.meter.limit, (i == 0U) ? GBCS_WAY_KEYPAD : GBCS_WAY_PPMID,
                             d.memory.uptime, &remaining);

        assert_int_equal(remaining, m.ways[i].suspended);
        assert_true(open == (m.ways[i].suspended == 0U));
    }
}

static uint32_t from_environment(const char *name, uint32_t otherwise)
{
    const char *value = getenv(name);

    return (value != NULL) ? (uint32_t)strtoul(value, NULL, 0) : otherwise;
}

static void all_is_as_the_model_says(void **state)
{
    const uint32_t steps = from_environment("GBCS_STEPS", 20000U);

    (void)state;
    seed = from_environment("GBCS_SEED", 1U);
    memset(&m, 0, sizeof m);
    begin(GBCS_DEVICE_GSME);
    device_make_quick(&d);
    join_ppmid();
    m.counter = d.meter.replay.last[SUPPLIER];
    for (uint32_t i = 0U; i < steps; i++) {
        step();
    }
    if (steps >= 10000U) {
        /* it has seen something of everything */
        assert_true(m.credits > (steps / 20U));
        assert_true(m.refusals > (steps / 20U));
        assert_true(m.suspensions > 10U);
        assert_true(m.cuts > (steps / 200U));
        assert_true(m.generation > 2U);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_is_as_the_model_says),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
