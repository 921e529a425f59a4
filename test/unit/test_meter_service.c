/* A port that fails while the library does something itself: each call once, in each thing that it does.
 * With the next call the meter goes on, and what was asked for is done, once. */
#include "update_bench.h"

#define JOIN 0x000DU   /* CS03A1 */
#define UNJOIN 0x000FU /* CS04AC */
#define JOINED 0x0013U /* CS07 */
#define ISSUE 0x000AU  /* CS02c */
#define INSTALL 0x000BU
#define BUY 0x0007U /* CS01a */

static device saved;

/** Something that the library does. */
typedef struct scenario {
    const char *name;
    /** What has to be there before. */
    void (*prepare)(void);
    /** Does it, or does it once more. */
    gbcs_status (*run)(void);
    /** Whether it is done. */
    bool (*is_done)(void);
} scenario;

static void nothing(void)
{
}

static gbcs_status tick(void)
{
    uint32_t next = 0U;

    return gbcs_meter_tick(&d.meter, &next);
}

/* ---- updates -------------------------------------------------------------------------------- */

static update of_supplier(uint64_t counter, const gbcs_date *date)
{
    update u = update_of(UPDATE_SUPPLIER, counter);

    u.date = date;
    put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, renewed(SUPPLIER));
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, renewed(SUPPLIER));
    return u;
}

static gbcs_status run_update(void)
{
    const update u = of_supplier(5U, NULL);

    return device_update(&d, &u);
}

static bool is_updated(void)
{
    const bool first = memcmp(cell_of(SUPPLIER, AGREEMENT, TOP_UP)->key.point,
                              renewed(SUPPLIER)->top_up_point.point, GBCS_POINT_SIZE) == 0;
    const bool second = memcmp(cell_of(SUPPLIER, AGREEMENT, MANAGEMENT)->key.point,
                               renewed(SUPPLIER)->agreement_point.point, GBCS_POINT_SIZE) == 0;

    assert_true(first == second);
    return first;
}

static void put_off(void)
{
    const gbcs_date date = {GBCS_DATING_DATED, d.memory.now + 10};
    const update u = of_supplier(5U, &date);

    assert_int_equal(device_update(&d, &u), GBCS_OK);
    assert_int_equal(device_send_dated(&d, UPDATE_OPERATOR, OPERATOR, 5U, &date), GBCS_OK);
    assert_int_equal(device_send_dated(&d, DATED, SUPPLIER, 6U, &date), GBCS_OK);
    gbcs_memory_pass(&d.memory, 9U);
    assert_int_equal(tick(), GBCS_OK);
    assert_int_equal(tick(), GBCS_OK);
    gbcs_memory_pass(&d.memory, 1U);
}

static gbcs_status run_put_off(void)
{
    const gbcs_date date = {GBCS_DATING_DATED, d.memory.now + 10};
    const update u = of_supplier(5U, &date);

    return device_update(&d, &u);
}

static bool waits(void)
{
    gbcs_pending pending;

    return (d.meter.schedule.count == 1U) &&
           (gbcs_schedule_of_role(&d.meter.schedule, SUPPLIER, 0U, &pending) == GBCS_OK) &&
           (pending.counter == 5U);
}

static bool all_due_is_done(void)
{
    return is_updated() && (d.meter.schedule.count == 0U) && (d.application.activated > 0U);
}

/** Control of the role goes to another supplier; what waits is dropped. */
static void hand_over(void)
{
    update u = update_of(CHANGE_SUPPLIER, 9U);

    put_off();
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, newcomer(SUPPLIER));
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    /* so that the start finds only what waits */
    gbcs_memory_pass(&d.memory, GBCS_DONE_SECONDS);
    d.memory.now -= 1000;
}

static bool is_dropped(void)
{
    return (d.meter.schedule.count == 1U) && (d.application.activated == 0U);
}

static void damage(void)
{
    put_off();
    d.memory.now -= 1000;
    gbcs_memory_flip(&d.memory, GBCS_RECORD_ITEMS, 99U);
    gbcs_memory_flip(&d.memory, GBCS_RECORD_ITEMS + 1U, 98U);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_true(d.meter.schedule.damaged);
}

static bool is_mended(void)
{
    return !d.meter.schedule.damaged && (d.meter.schedule.count == 2U) && (log_count() > 0U);
}

/* ---- own keys ------------------------------------------------------------------------------- */

/** What can't be read is answered as a failure of the key pair; the sender tries again. */
static gbcs_status run_own(uint16_t code)
{
    return device_send(&d, code, SUPPLIER, d.meter.replay.last[SUPPLIER] + 1U);
}

static gbcs_status run_issue(void)
{
    return run_own(ISSUE);
}

static bool is_issued(void)
{
    gbcs_public_key key;

    return gbcs_trust_pending(&d.meter.trust, SIGNATURE, &key) == GBCS_OK;
}

static void furnish(void)
{
    device_furnish(&d);
}

static void make_noise(void)
{
    device_give_noise(&d);
}

static gbcs_status run_install(void)
{
    return run_own(INSTALL);
}

static bool is_installed(void)
{
    uint8_t octets[GBCS_DEVICE_CERTIFICATE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    const bool held = gbcs_trust_certificate(&d.meter.trust, SIGNATURE, &writer) == GBCS_OK;
    gbcs_frame frame;

    if (held) {
        /* and its key pair is the one in use */
        d.self.signature_point = device_pending_key()->signature_point;
        assert_int_equal(device_send(&d, CRITICAL_READ, SUPPLIER, 90U), GBCS_OK);
        frame = verified_frame(0U);
        assert_int_equal(frame.header.message_code, CRITICAL_READ);
    }
    return held;
}

/* ---- joining -------------------------------------------------------------------------------- */

static bool is_in_log(gbcs_entity_id entity)
{
    uint8_t octets[8];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_frame frame;
    gbcs_peer peer;

    assert_int_equal(gbcs_joining_open(&d.meter.store, &peer), GBCS_ERR_ABSENT);
    assert_int_equal(device_send(&d, JOINED, SUPPLIER, 95U), GBCS_OK);
    frame = sent_frame(0U);
    assert_int_equal(frame.header.message_code, JOINED);
    gbcs_write_u64(&writer, entity);
    return holds(frame.payload.data, frame.payload.size, octets, sizeof octets);
}

static gbcs_status run_join(void)
{
    return device_send(&d, JOIN, SUPPLIER, 5U);
}

static bool is_joined(void)
{
    return is_in_log(PEER_A);
}

static const uint8_t SUCCESS[] = {0x02, 0x01, 0x00};

static void join(void)
{
    device_furnish(&d);
    d.application.payload = SUCCESS;
    d.application.payload_size = sizeof SUCCESS;
}

static gbcs_status run_unjoin(void)
{
    return device_send(&d, UNJOIN, SUPPLIER, 5U);
}

static bool is_unjoined(void)
{
    return !is_in_log(PEER_A) && is_in_log(PEER_B);
}

/* ---- top up --------------------------------------------------------------------------------- */

static gbcs_status run_buy(void)
{
    return device_send(&d, BUY, SUPPLIER, (uint64_t)7U << 32);
}

static gbcs_status run_keypad(void)
{
    uint8_t utrn[GBCS_UTRN_SIZE];
    gbcs_status status;

    device_token(&d, SUPPLIER, 7U, utrn);
    status = gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, gbcs_bytes_of(utrn, sizeof utrn));
    return status;
}

static bool is_credited(void)
{
    assert_true(d.application.balance <= DEVICE_CREDIT);
    return d.application.balance == DEVICE_CREDIT;
}

/* ---- failures ------------------------------------------------------------------------------- */

static const scenario SCENARIOS[] = {
    {"update", nothing, run_update, is_updated},
    {"put off", nothing, run_put_off, waits},
    {"due", put_off, tick, all_due_is_done},
    {"change of control", hand_over, tick, is_dropped},
    {"damage", damage, tick, is_mended},
    {"issue", make_noise, run_issue, is_issued},
    {"install", furnish, run_install, is_installed},
    {"join", nothing, run_join, is_joined},
    {"unjoin", join, run_unjoin, is_unjoined},
    {"buy", nothing, run_buy, is_credited},
    {"keypad", nothing, run_keypad, is_credited},
};

static const struct failure {
    gbcs_memory_call call;
    gbcs_status status;
    gbcs_memory_effect effect;
} FAILURES[] = {
    {GBCS_MEMORY_LOAD, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE},
    {GBCS_MEMORY_STORE, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE},
    {GBCS_MEMORY_STORE, GBCS_ERR_STORAGE, GBCS_MEMORY_AFTER},
    {GBCS_MEMORY_ERASE, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE},
    {GBCS_MEMORY_ERASE, GBCS_ERR_STORAGE, GBCS_MEMORY_AFTER},
    {GBCS_MEMORY_STORAGE_KEY, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE},
};

/** Once more, a few times, until it is done. */
static void insist(const scenario *s, const struct failure *f, uint32_t in)
{
    uint32_t tries = 0U;

    while (!s->is_done()) {
        const gbcs_status status = s->run();

        tries++;
        if ((tries > 4U) || (status != GBCS_OK)) {
            fail_msg("%s, call %u, %u: %s", s->name, (unsigned int)f->call, (unsigned int)in,
                     gbcs_status_text(status));
        }
    }
}

/** One failure; whether it came to that. */
static bool fail_once(const scenario *s, const struct failure *f, uint32_t in, bool restart)
{
    gbcs_status status;
    bool hit;

    memcpy(&d, &saved, sizeof d);
    gbcs_memory_fail(&d.memory, f->call, in, f->status, f->effect);
    status = s->run();
    hit = d.memory.failures[f->call].in == 0U;
    if (hit) {
        memset(d.memory.failures, 0, sizeof d.memory.failures);
        if ((status != GBCS_OK) && (gbcs_status_class_of(status) != GBCS_CLASS_STORAGE)) {
            fail_msg("%s, call %u, %u: %s", s->name, (unsigned int)f->call, (unsigned int)in,
                     gbcs_status_text(status));
        }
        if (restart) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
        }
        assert_int_equal(tick(), GBCS_OK);
        insist(s, f, in);
        assert_int_equal(device_reboot(&d), GBCS_OK);
        assert_int_equal(tick(), GBCS_OK);
        assert_true(s->is_done());
        /* nothing is open, and counters are where they were */
        if (memcmp(cell_of(SUPPLIER, SIGNATURE, MANAGEMENT)->key.point,
                   newcomer(SUPPLIER)->signature_point.point, GBCS_POINT_SIZE) != 0) {
            d.application.payload = NULL;
            d.parties[SUPPLIER].agreement_key = device_party(PARTY_ID(SUPPLIER), 0U)->agreement_key;
            assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 500U), GBCS_OK);
            assert_int_equal(d.application.id != 0U, true);
        }
    }
    return hit;
}

static void each_call_fails_once(void **state)
{
    unsigned int count = 0U;

    (void)state;
    for (size_t i = 0U; i < (sizeof SCENARIOS / sizeof SCENARIOS[0]); i++) {
        begin(GBCS_DEVICE_ESME);
        device_make_quick(&d);
        assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
        SCENARIOS[i].prepare();
        memcpy(&saved, &d, sizeof d);
        for (size_t f = 0U; f < (sizeof FAILURES / sizeof FAILURES[0]); f++) {
            for (uint32_t restart = 0U; restart < 2U; restart++) {
                uint32_t in = 1U;

                while (fail_once(&SCENARIOS[i], &FAILURES[f], in, restart == 1U)) {
                    in++;
                    count++;
                }
            }
        }
    }
    assert_true(count > 200U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_fails_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
