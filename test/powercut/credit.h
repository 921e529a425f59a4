/**
 * @file
 * Credit on a meter whose power is cut: an application with an account, tokens that come in each way,
 * updates of their key, and a model of what has become of them.
 */
#ifndef CUT_CREDIT_H
#define CUT_CREDIT_H

#include "gbcs/base.h"

/** Counters of tokens lie below, and generations of their key. */
#define COUNTERS 4096U
#define GENERATIONS 6U
/** Entries of the cache (GBCS 14.1), as the model has it. */
#define ENTRIES 100U

/** What is outside of the meter: no power cut undoes it. */
typedef struct world {
    /** The last own counter that was sent. */
    uint64_t own;
    /** How often each token was credited. */
    uint8_t times[GENERATIONS][COUNTERS];
    uint32_t credits;
    /** The model: key of tokens, cache, counter of the supplier. */
    uint8_t generation;
    uint32_t cache[ENTRIES];
    uint64_t counter;
} world;

#include "cut.h"

#define SUPPLIER GBCS_ROLE_SUPPLIER

static gbcs_reply (*fixture_execute)(void *context, const gbcs_order *order, gbcs_answer *answer);
/** Whether the application keeps only its balance. */
static bool forgetful;
/** Cuts after which a token was credited twice. */
static unsigned long twice;
/** Whether a wrong token may suspend entries at once, as it could not be saved. */
static bool may_suspend;

/* ---- the application ------------------------------------------------------------------------ */

/** Its record: the balance, and the order that changed it last. */
typedef struct account {
    uint32_t balance;
    uint64_t id;
} account;

static account load_account(void)
{
    uint8_t octets[12];
    size_t size = 0;
    account a = {0, 0};
    gbcs_status status = D.port.load(&D.memory, CUT_OWN_RECORD, octets, sizeof octets, &size);

    if ((status != GBCS_OK) && (status != GBCS_ERR_NO_RECORD) && D.memory.powered) {
        status = D.port.load(&D.memory, CUT_OWN_RECORD, octets, sizeof octets, &size);
    }
    if (status == GBCS_OK) {
        gbcs_reader r = gbcs_reader_of(gbcs_bytes_of(octets, size));

        a.balance = gbcs_read_u32(&r);
        a.id = gbcs_read_u64(&r);
    }
    return a;
}

/** One write: balance and id. What it comes to is seen on the medium. */
static void store_account(const account *a, const gbcs_top_up *top_up)
{
    uint8_t octets[12];
    gbcs_writer w = gbcs_writer_of(octets, sizeof octets);
    gbcs_bytes there;

    gbcs_write_u32(&w, a->balance);
    gbcs_write_u64(&w, a->id);
    if ((D.port.store(&D.memory, CUT_OWN_RECORD, octets, w.used) != GBCS_OK) && D.memory.powered) {
        /* it may be there or not: the same once more */
        assert_int_equal(D.port.store(&D.memory, CUT_OWN_RECORD, octets, w.used), GBCS_OK);
    }
    there = gbcs_memory_record(&D.memory, CUT_OWN_RECORD);
    if (gbcs_bytes_equal(there, gbcs_writer_bytes(&w))) {
        W.times[W.generation][top_up->counter]++;
        W.credits++;
    }
}

static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    account a;

    if ((order->top_up != NULL) && D.memory.powered) {
        assert_int_equal(order->top_up->pence, DEVICE_CREDIT);
        assert_true(order->top_up->supplier == PARTY_ID(SUPPLIER));
        a = load_account();
        if (forgetful || (a.id != order->id)) {
            a.balance += order->top_up->pence;
            a.id = order->id;
            store_account(&a, order->top_up);
        }
    }
    return fixture_execute(context, order, answer);
}

static void hear(void *context, gbcs_bytes octets)
{
    gbcs_frame frame;

    (void)context;
    if (D.memory.powered) {
        assert_int_equal(gbcs_frame_parse(octets, &frame), GBCS_OK);
        if (frame.header.cra == GBCS_CRA_ALERT) {
            assert_true(frame.header.counter > W.own);
            W.own = frame.header.counter;
        }
    }
}

/* ---- entries -------------------------------------------------------------------------------- */

/** A step of a history. */
typedef enum kind { TOKEN, UPDATE, RESTART, PASS } kind;

typedef struct step {
    kind what;
    /** Of a token: how it comes, its counter, whether it is forged. */
    gbcs_way way;
    uint32_t counter;
    bool forged;
    /** Of an update: whether there is another key, and the floor. */
    bool another;
    uint32_t floor;
    /** Its own counter. */
    uint64_t number;
} step;

static void new_device(uint8_t device_type)
{
    cut_device(device_type);
    fixture_execute = D.setup.application.execute;
    D.setup.application.execute = execute;
    D.setup.application.send = hear;
    wait_for(GBCS_DONE_SECONDS);
}

/** The parties have the key for tokens that the meter should have. */
static void seat(void)
{
    const party *p = device_party(PARTY_ID(SUPPLIER), W.generation);

    D.parties[SUPPLIER].top_up_key = p->top_up_key;
    D.parties[SUPPLIER].top_up_point = p->top_up_point;
}

/** A token that is typed in, or comes in a command: CS01a, to a GSME CS01b. */
static gbcs_status enter(const step *s)
{
    uint8_t utrn[GBCS_UTRN_SIZE];
    gbcs_status status;

    seat();
    if (s->forged) {
        D.parties[SUPPLIER].top_up_key = D.parties[STRANGER].top_up_key;
    }
    if (s->way == GBCS_WAY_COMMAND) {
        status = device_send(&D, (D.device_type == GBCS_DEVICE_ESME) ? 0x0007 : 0x0097, SUPPLIER,
                             (uint64_t)s->counter << 32);
    } else {
        device_token(&D, SUPPLIER, s->counter, utrn);
        status = gbcs_meter_top_up(&D.meter, s->way, gbcs_bytes_of(utrn, sizeof utrn));
    }
    seat();
    return status;
}

static gbcs_status change_key(const step *s)
{
    update u = {.code = 0x0102, .counter = s->number, .floor = s->number, .count = 1};
    const party *p = device_party(PARTY_ID(SUPPLIER), (uint8_t)(W.generation + 1U));

    u.top_up_floor = s->floor;
    /* the key for agreement is put in once more */
    u.replacements[0] =
        s->another ? device_replacement(SUPPLIER, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_TOP_UP, p)
                   : device_replacement(SUPPLIER, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT,
                                        &D.parties[SUPPLIER]);
    return device_update(&D, &u);
}

static gbcs_status perform(const step *s)
{
    uint32_t next;
    gbcs_status status;

    switch (s->what) {
    case TOKEN:
        status = enter(s);
        break;
    case UPDATE:
        status = change_key(s);
        break;
    case PASS:
        gbcs_memory_pass(&D.memory, 700U);
        status = gbcs_meter_tick(&D.meter, &next);
        break;
    case RESTART:
    default:
        status = start();
        break;
    }
    return status;
}

/* ---- the model ------------------------------------------------------------------------------ */

/** What becomes of the model's cache: the lowest makes room (doc/meter.md). */
static void insert(uint32_t cache[ENTRIES], uint32_t counter)
{
    size_t i = 0;

    while (((i + 1U) < ENTRIES) && (cache[i + 1U] < counter)) {
        cache[i] = cache[i + 1U];
        i++;
    }
    cache[i] = counter;
}

static bool is_fresh(uint32_t counter)
{
    bool fresh = counter > W.cache[0];

    for (size_t i = 0; i < ENTRIES; i++) {
        fresh = fresh && (W.cache[i] != counter);
    }
    return fresh;
}

/** The step is done. */
static void follow(const step *s)
{
    if (s->what == TOKEN) {
        if (!s->forged && is_fresh(s->counter)) {
            insert(W.cache, s->counter);
        }
    } else if (s->what == UPDATE) {
        W.generation = (uint8_t)(W.generation + (s->another ? 1U : 0U));
        for (size_t i = 0; i < ENTRIES; i++) {
            if (s->another || (W.cache[i] < s->floor)) {
                W.cache[i] = s->floor;
            }
        }
    } else {
        /* nothing to do with tokens */
    }
    seat();
}

/** Whether the meter's cache is as the model. */
static bool is_as_model(void)
{
    gbcs_cache cache;

    assert_int_equal(gbcs_cache_load(&D.meter.store, &cache), GBCS_OK);
    return memcmp(cache.counters, W.cache, sizeof W.cache) == 0;
}

/** What is returned to whoever entered it. */
static gbcs_status foresee(const step *s)
{
    const bool typed = s->way != GBCS_WAY_COMMAND;
    gbcs_status status = GBCS_OK;

    if ((s->what == TOKEN) && typed && s->forged) {
        status = GBCS_ERR_MAC;
    } else if ((s->what == TOKEN) && typed && !is_fresh(s->counter)) {
        status = GBCS_ERR_REPLAY;
    } else {
        /* to a command the response says it */
    }
    return status;
}

/** Each token that was used is credited once, no other one is, and the balance is their sum. */
static void check_account(const step *s)
{
    const account a = load_account();

    assert_int_equal(a.balance, W.credits * DEVICE_CREDIT);
    assert_true(is_as_model());
    if ((s->what == TOKEN) && !s->forged) {
        const uint8_t times = W.times[W.generation][s->counter];

        assert_true((times <= 1U) || forgetful);
        assert_true((times >= 1U) || !is_fresh(s->counter));
    }
}

/** With power on. */
static void do_it(const step *s)
{
    const gbcs_status expected = foresee(s);
    const gbcs_status status = perform(s);

    assert_true((status == expected) ||
                (may_suspend && s->forged && (status == GBCS_ERR_SUSPENDED)));
    follow(s);
    check_account(s);
}

/** After a cut, or a failure: the step is done or not, and if not it is done now. */
static void once_more(const step *s)
{
    gbcs_status status = GBCS_OK;
    bool was_done = !is_as_model();

    if (was_done) {
        follow(s);
        assert_true(is_as_model());
        status = perform(s);
        if (s->what == UPDATE) {
            assert_int_equal(status, GBCS_ERR_REPLAY);
        } else if (s->what == TOKEN) {
            assert_int_equal(status, foresee(s));
        } else {
            assert_int_equal(status, GBCS_OK);
        }
        check_account(s);
    } else if ((s->what == TOKEN) && !s->forged && is_fresh(s->counter)) {
        assert_int_equal(W.times[W.generation][s->counter], 0);
        do_it(s);
    } else if ((s->what == UPDATE) && (D.meter.replay.last[SUPPLIER] >= s->number)) {
        /* a floor that changed nothing */
        assert_int_equal(perform(s), GBCS_ERR_REPLAY);
    } else {
        do_it(s);
    }
}

/** A token that nobody has entered yet. */
static void go_on(void)
{
    const step next = {
        .what = TOKEN, .way = GBCS_WAY_KEYPAD, .counter = W.cache[ENTRIES - 1U] + 7U};
    const uint32_t credits = W.credits;

    gbcs_memory_pass(&D.memory, may_suspend ? GBCS_ENTRY_SUSPENSION_MAX : 700U);
    do_it(&next);
    assert_int_equal(W.credits, credits + 1U);
}

/** Counts the cuts after which a token was credited twice. */
static void note_twice(const step *s)
{
    twice += ((s->what == TOKEN) && (W.times[W.generation][s->counter] > 1U)) ? 1U : 0U;
}

#endif
