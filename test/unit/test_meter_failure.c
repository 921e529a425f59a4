/* A port that fails: each call once, in a life from one start to the next. A meter says so, goes on
 * with the next call, does nothing twice, and repeats no counter. */
#include "meter_bench.h"

#define STEPS 12U

static device saved;
static gbcs_reply (*saved_execute)(void *context, const gbcs_order *order, gbcs_answer *answer);
static void (*saved_send)(void *context, gbcs_bytes octets);

/** How often each counter of a command was carried out. */
static uint32_t carried_out[64];
static uint64_t last_id;
/** The last own counter that was seen. */
static uint64_t own_counter;
static bool failed_here;

static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(order->intent->header.message_code);

    if (!order->resumed) {
        assert_true(order->intent->header.counter < 64U);
        carried_out[order->intent->header.counter]++;
    }
    if ((use_case->flags & GBCS_USE_REPLAY) != 0U) {
        assert_true(order->resumed ? (order->id >= last_id) : (order->id > last_id));
        last_id = order->id;
    }
    /* what was done before, of which the mark was lost, is not done again; only 33 is put off */
    return (order->resumed && (order->intent->header.counter != 33U))
               ? GBCS_REPLY_NONE
               : saved_execute(context, order, answer);
}

static void look_at_sent(void *context, gbcs_bytes octets)
{
    gbcs_frame frame;

    assert_int_equal(gbcs_frame_parse(octets, &frame), GBCS_OK);
    assert_int_equal(device_verify_sent(&d, &frame), GBCS_OK);
    if (frame.header.cra == GBCS_CRA_ALERT) {
        assert_true(frame.header.counter > own_counter);
        own_counter = frame.header.counter;
    }
    saved_send(context, octets);
}

static gbcs_status late(void)
{
    static const uint8_t LEAST[] = {0xDA, 0x20, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0};
    uint8_t buffer[32];
    gbcs_answer answer = {.payload = gbcs_writer_of(buffer, sizeof buffer)};

    gbcs_write_bytes(&answer.payload, gbcs_bytes_of(LEAST, sizeof LEAST));
    return gbcs_meter_complete(&d.meter, d.application.id, &answer);
}

/** One step of the life. */
static gbcs_status step(size_t number)
{
    static const gbcs_occurrence TAMPER = {.event = 0x8F3FU};
    static const gbcs_occurrence VOLTAGE = {.event = 0x8006U};
    gbcs_status status = GBCS_ERR_ARGUMENT;
    uint32_t next;

    d.application.reply = (number == 4U) ? GBCS_REPLY_LATER : GBCS_REPLY_NOW;
    switch (number) {
    case 0U:
        status = gbcs_meter_boot(&d.meter, &d.setup);
        break;
    case 1U:
        status = device_send(&d, GUARDED, SUPPLIER, 30U);
        break;
    case 2U:
        status = device_send(&d, SECRET_READ, SUPPLIER, 31U);
        break;
    case 3U:
        status = device_send(&d, CRITICAL, SUPPLIER, 32U);
        break;
    case 4U:
        status = device_send(&d, GUARDED, SUPPLIER, 33U);
        break;
    case 5U:
        status = late();
        break;
    case 6U:
        status = device_send(&d, GUARDED, SUPPLIER, 20U);
        break;
    case 7U:
        status = gbcs_meter_raise(&d.meter, &TAMPER);
        break;
    case 8U:
        status = gbcs_meter_raise(&d.meter, &VOLTAGE);
        break;
    case 9U:
        gbcs_memory_pass(&d.memory, 3U);
        status = gbcs_meter_tick(&d.meter, &next);
        assert_true((status == GBCS_OK) || (next == 1U));
        break;
    case 10U:
        status = device_send(&d, READ, OPERATOR, 34U);
        break;
    default:
        gbcs_memory_pass(&d.memory, GBCS_REFUSAL_WINDOW);
        status = gbcs_meter_tick(&d.meter, &next);
        break;
    }
    return status;
}

/** What a step says when nothing fails. */
static gbcs_status usual(size_t number)
{
    return (number == 6U) ? GBCS_ERR_REPLAY : GBCS_OK;
}

/** Whether that may be said of a step that is done again after a failure. */
static bool is_good_again(size_t number, gbcs_status status)
{
    bool good = (status == usual(number));

    if ((number == 1U) || (number == 3U) || (number == 4U)) {
        /* its counter was taken before, and at 4 it may be open */
        good = good || (status == GBCS_ERR_REPLAY);
    } else if (number == 2U) {
        good = good || (status == GBCS_ERR_ANSWERED);
    } else if (number == 5U) {
        good = good || (status == GBCS_ERR_TICKET);
    } else {
        /* nothing to be done once */
    }
    return good;
}

/** A life in which a call fails; returns whether it came to that. */
static bool live(gbcs_memory_call call, uint32_t in, gbcs_status with, gbcs_memory_effect effect)
{
    memcpy(&d, &saved, sizeof d);
    memset(carried_out, 0, sizeof carried_out);
    last_id = 0U;
    own_counter = 0U;
    failed_here = false;
    gbcs_memory_reboot(&d.memory);
    gbcs_memory_fail(&d.memory, call, in, with, effect);
    for (size_t i = 0U; i < STEPS; i++) {
        const bool before_it = (d.memory.failures[call].in > 0U);
        const gbcs_status status = step(i);
        const bool hit = before_it && (d.memory.failures[call].in == 0U);

        if (status == usual(i)) {
            continue;
        }
        if (is_good_again(i, status) && failed_here && (i != 5U)) {
            /* an earlier failure has left a counter that was taken; but a ticket is never lost */
            continue;
        }
        if (!hit || ((status != with) && (gbcs_status_class_of(status) != GBCS_CLASS_STORAGE))) {
            fail_msg("call %u, %u: step %u: %s", (unsigned int)call, (unsigned int)in,
                     (unsigned int)i, gbcs_status_name(status));
        }
        failed_here = true;
        const gbcs_status again = step(i);
        if (!is_good_again(i, again)) {
            fail_msg("call %u, %u: step %u again: %s", (unsigned int)call, (unsigned int)in,
                     (unsigned int)i, gbcs_status_name(again));
        }
    }
    return d.memory.failures[call].in == 0U;
}

/** Whatever has failed: after a restart everything works, and nothing is possible twice. */
static void assert_sound(gbcs_memory_call call, uint32_t in)
{
    static const uint64_t COUNTERS[] = {30U, 32U, 33U};

    d.application.reply = GBCS_REPLY_NONE;
    assert_int_equal(device_reboot(&d), GBCS_OK);
    (void)ticked();
    for (size_t i = 0U; i < 3U; i++) {
        assert_int_equal(device_send(&d, GUARDED, SUPPLIER, COUNTERS[i]), GBCS_ERR_REPLAY);
    }
    assert_int_equal(device_send(&d, SECRET_READ, SUPPLIER, 31U), GBCS_ERR_ANSWERED);
    for (size_t i = 0U; i < 64U; i++) {
        /* the read is not guarded, and was sent again */
        if ((carried_out[i] > 1U) && (i != 34U)) {
            fail_msg("call %u, %u: counter %u carried out %u times", (unsigned int)call,
                     (unsigned int)in, (unsigned int)i, (unsigned int)carried_out[i]);
        }
    }
    d.application.reply = GBCS_REPLY_NOW;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 40U), GBCS_OK);
    assert_int_equal(carried_out[40], 1U);
    assert_int_equal(step(7U), GBCS_OK);
    assert_int_equal(step(8U), GBCS_OK);
    for (uint32_t i = d.meter.log.first; i < d.meter.log.next; i++) {
        gbcs_log_entry entry;
        assert_int_equal(gbcs_log_get(&d.meter.log, i, &entry), GBCS_OK);
    }
}

static void prepare(bool fresh)
{
    begin(GBCS_DEVICE_ESME);
    device_make_quick(&d);
    if (!fresh) {
        assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 20U), GBCS_OK);
        assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 21U), GBCS_OK);
    }
    saved_execute = d.setup.application.execute;
    saved_send = d.setup.application.send;
    d.setup.application.execute = execute;
    d.setup.application.send = look_at_sent;
    memcpy(&saved, &d, sizeof d);
}

static void each_call_fails_once(void **state)
{
    static const struct {
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
        {GBCS_MEMORY_UPTIME, GBCS_ERR_CLOCK, GBCS_MEMORY_BEFORE},
        {GBCS_MEMORY_TIME_GET, GBCS_ERR_CLOCK, GBCS_MEMORY_BEFORE},
    };

    (void)state;
    for (int fresh = 0; fresh < 2; fresh++) {
        prepare(fresh == 1);
        for (size_t i = 0U; i < (sizeof FAILURES / sizeof FAILURES[0]); i++) {
            uint32_t in = 1U;
            while (live(FAILURES[i].call, in, FAILURES[i].status, FAILURES[i].effect)) {
                assert_sound(FAILURES[i].call, in);
                in++;
            }
            assert_sound(FAILURES[i].call, in);
        }
    }
}

/** Power is cut at each write, before it or after it. */
static void power_is_cut_at_each_write(void **state)
{
    (void)state;
    prepare(true);
    for (uint32_t effect = 0U; effect < 2U; effect++) {
        bool cut = true;
        for (uint32_t in = 0U; cut; in++) {
            memcpy(&d, &saved, sizeof d);
            memset(carried_out, 0, sizeof carried_out);
            last_id = 0U;
            own_counter = 0U;
            gbcs_memory_reboot(&d.memory);
            gbcs_memory_cut(&d.memory, in, (gbcs_memory_effect)effect);
            cut = false;
            for (size_t i = 0U; i < STEPS; i++) {
                (void)step(i);
                if (!d.memory.powered) {
                    cut = true;
                    gbcs_memory_reboot(&d.memory);
                    assert_int_equal(gbcs_meter_boot(&d.meter, &d.setup), GBCS_OK);
                    assert_true(is_good_again(i, step(i)));
                }
            }
            assert_sound(GBCS_MEMORY_WAIT, in);
        }
    }
}

static void erasure_goes_on_after_a_failure(void **state)
{
    (void)state;
    prepare(false);
    for (uint32_t in = 1U;; in++) {
        memcpy(&d, &saved, sizeof d);
        gbcs_memory_fail(&d.memory, GBCS_MEMORY_ERASE, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        const gbcs_status status = gbcs_meter_erase(&d.meter);
        if (d.memory.failures[GBCS_MEMORY_ERASE].in > 0U) {
            assert_int_equal(status, GBCS_OK);
            break;
        }
        assert_int_not_equal(device_send(&d, READ, SUPPLIER, 50U), GBCS_OK);
        if (status != GBCS_OK) {
            assert_int_equal(status, GBCS_ERR_STORAGE);
            assert_int_equal(gbcs_meter_erase(&d.meter), GBCS_OK);
        }
        /* the keys are erased twice, so that one failure may do no harm */
        for (size_t i = 0U; i < GBCS_RECORD_COUNT; i++) {
            assert_int_equal(d.sizes[i], 0U);
        }
        assert_int_equal(device_send(&d, READ, SUPPLIER, 50U), GBCS_ERR_LIFE);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_call_fails_once),
        cmocka_unit_test(power_is_cut_at_each_write),
        cmocka_unit_test(erasure_goes_on_after_a_failure),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
