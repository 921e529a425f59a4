/* Commands that are handed to the application: its replies, answers that come later, restarts. */
#include "meter_bench.h"

static image before;

/** An answer as gbcs_meter_complete() takes it: the least one of DLMS, for one item that is got. */
static gbcs_answer late_answer(uint8_t *buffer, size_t room)
{
    static const uint8_t LEAST[] = {0xDA, 0x20, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0};
    gbcs_answer answer = {.payload = gbcs_writer_of(buffer, room)};

    gbcs_write_bytes(&answer.payload, gbcs_bytes_of(LEAST, sizeof LEAST));
    return answer;
}

static gbcs_status complete(uint64_t id)
{
    uint8_t buffer[64];
    const gbcs_answer answer = late_answer(buffer, sizeof buffer);

    return gbcs_meter_complete(&d.meter, id, &answer);
}

/** Nothing of a plain answer is left behind the message. */
static void assert_clean(const void *plain, size_t size)
{
    assert_false(holds(d.output, sizeof d.output, plain, size));
}

static void orders_say_what_is_asked(void **state)
{
    static const struct {
        uint16_t code;
        uint8_t role;
    } CASES[] = {
        {READ, SUPPLIER},    {READ, OPERATOR},     {READ, BROKER},
        {GUARDED, SUPPLIER}, {CRITICAL, SUPPLIER},
    };

    (void)state;
    begin(GBCS_DEVICE_ESME);
    for (size_t i = 0U; i < (sizeof CASES / sizeof CASES[0]); i++) {
        assert_int_equal(device_send(&d, CASES[i].code, CASES[i].role, 10U + i), GBCS_OK);
        assert_int_equal(d.application.asked, i + 1U);
        assert_int_equal(d.application.code, CASES[i].code);
        assert_int_equal(d.application.role, CASES[i].role);
        assert_int_equal(d.application.resumed, 0U);
        gbcs_frame frame = verified_frame(0U);
        assert_int_equal(frame.header.cra, GBCS_CRA_RESPONSE);
        assert_int_equal(frame.header.message_code, CASES[i].code);
        assert_int_equal(frame.header.recipient, PARTY_ID(CASES[i].role));
        assert_int_equal(frame.header.counter, 10U + i);
    }
}

/** The library answers what it knows itself. */
static void the_application_is_not_asked_for_credentials(void **state)
{
    static const uint8_t ROLES[] = {SUPPLIER, OPERATOR, BROKER};

    (void)state;
    begin(GBCS_DEVICE_ESME);
    for (size_t i = 0U; i < 3U; i++) {
        assert_int_equal(device_send(&d, DETAILS, ROLES[i], 10U + i), GBCS_OK);
        assert_int_equal(d.application.asked, 0U);
        gbcs_frame frame = verified_frame(0U);
        assert_int_equal(frame.header.cra, GBCS_CRA_RESPONSE);
        assert_int_equal(frame.header.message_code, DETAILS);
        assert_int_equal(frame.header.recipient, PARTY_ID(ROLES[i]));
        assert_int_equal(frame.header.counter, 10U + i);
    }
    assert_int_equal(d.meter.counts.accepted, 3U);
}

/** What each reply leads to, of a command that is guarded and of one that is not. */
static void replies(void **state)
{
    static const uint16_t CODES[] = {READ, GUARDED, CRITICAL, CRITICAL_READ};
    static const uint8_t SECRET[] = {0xD5, 0xD5, 0xD5, 0xD5, 0xD5, 0xD5, 0xD5};

    (void)state;
    for (size_t i = 0U; i < 4U; i++) {
        begin(GBCS_DEVICE_ESME);
        /* none: logged, no response */
        d.application.payload = SECRET;
        d.application.payload_size = sizeof SECRET;
        d.application.reply = GBCS_REPLY_NONE;
        assert_int_equal(device_send(&d, CODES[i], SUPPLIER, 5U), GBCS_OK);
        assert_int_equal(d.application.sent_count, 0U);
        assert_int_equal(log_count(), 1U);
        gbcs_log_entry entry = logged(0U);
        assert_int_equal(entry.event, 0x8155U);
        assert_int_equal(entry.message_code, CODES[i]);
        assert_int_equal(entry.party, PARTY_ID(SUPPLIER));
        assert_int_equal(entry.detail, 5U);
        assert_int_equal(entry.time, d.memory.now);
        assert_clean(SECRET, sizeof SECRET);
        /* a reply that is none is none */
        d.application.reply = (gbcs_reply)99;
        assert_int_equal(device_send(&d, CODES[i], SUPPLIER, 6U), GBCS_OK);
        assert_int_equal(d.application.sent_count, 0U);
        assert_int_equal(log_count(), 2U);
        /* unsupported: the sender is told */
        d.application.reply = GBCS_REPLY_UNSUPPORTED;
        assert_int_equal(device_send(&d, CODES[i], SUPPLIER, 7U), GBCS_OK);
        assert_int_equal(d.application.sent_count, 1U);
        gbcs_frame frame = verified_frame(0U);
        assert_int_equal(frame.header.message_code, 0x0120U);
        assert_int_equal(frame.header.recipient, PARTY_ID(SUPPLIER));
        assert_int_equal(alert_event(&frame), 0x8F85U);
        gbcs_dlms_notification read;
        assert_int_equal(gbcs_dlms_notification_parse(frame.payload, &read), GBCS_OK);
        uint8_t content[12] = {0x09, 0x0A, 0, (uint8_t)CODES[i], 0, 0, 0, 0, 0, 0, 0, 7};
        assert_int_equal(read.extra.size, sizeof content);
        assert_memory_equal(read.extra.data, content, sizeof content);
        assert_int_equal(log_count(), 2U);
        assert_clean(SECRET, sizeof SECRET);
        /* later, and a second one that can't be taken meanwhile */
        d.application.reply = GBCS_REPLY_LATER;
        assert_int_equal(device_send(&d, CODES[i], SUPPLIER, 8U), GBCS_OK);
        assert_int_equal(d.application.sent_count, 1U);
        assert_int_equal(log_count(), 2U);
        assert_clean(SECRET, sizeof SECRET);
        uint64_t id = d.application.id;
        assert_true(id != 0U);
        assert_int_equal(complete(id), GBCS_OK);
        assert_int_equal(d.application.sent_count, 2U);
        frame = verified_frame(0U);
        assert_int_equal(frame.header.message_code, CODES[i]);
        assert_int_equal(frame.header.counter, 8U);
        assert_int_equal(frame.payload.size, 12U);
        assert_int_equal(complete(id), GBCS_ERR_TICKET);
        /* now */
        d.application.reply = GBCS_REPLY_NOW;
        d.application.payload = NULL;
        assert_int_equal(device_send(&d, CODES[i], SUPPLIER, 9U), GBCS_OK);
        assert_int_equal(d.application.sent_count, 3U);
        assert_int_equal(log_count(), 2U);
        assert_int_equal(d.application.notices[GBCS_NOTICE_ANSWER_LOST], 0U);
        /* and nothing is open */
        assert_int_equal(device_reboot(&d), GBCS_OK);
        (void)ticked();
        gbcs_memory_pass(&d.memory, 10U);
        (void)ticked();
    }
}

/** A command that is not supported, with the fields of a Supplementary Remote Party. */
static void unsupported_of_another_party(void **state)
{
    const gbcs_header header = {.cra = GBCS_CRA_COMMAND,
                                .other_form = GBCS_OTHER_PARTY_COUNTER,
                                .party = STRANGER_ID,
                                .party_counter = 77U};
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    of = recipe_of(OTHER_READ, BROKER, 5U);
    of.header = &header;
    d.application.reply = GBCS_REPLY_UNSUPPORTED;
    assert_int_equal(send_recipe(&of), GBCS_OK);
    gbcs_frame frame = verified_frame(0U);
    assert_int_equal(frame.header.message_code, 0x0120U);
    assert_int_equal(frame.header.recipient, PARTY_ID(BROKER));
    assert_int_equal(frame.header.other_form, GBCS_OTHER_PARTY_COUNTER);
    assert_int_equal(frame.header.party, STRANGER_ID);
    assert_int_equal(frame.header.party_counter, 77U);
}

static void ids_grow_and_never_repeat(void **state)
{
    uint64_t last = 0U;
    uint64_t last_unguarded = 0U;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    for (uint64_t i = 1U; i < 20U; i++) {
        assert_int_equal(device_send(&d, GUARDED, SUPPLIER, i), GBCS_OK);
        assert_true(d.application.id > last);
        last = d.application.id;
        if ((i % 4U) == 0U) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
            (void)ticked();
        }
        if ((i % 3U) == 0U) {
            d.application.reply = GBCS_REPLY_LATER;
            assert_int_equal(device_send(&d, READ, SUPPLIER, i), GBCS_OK);
            /* in a range of its own */
            assert_true(d.application.id > UINT64_MAX / 2U);
            assert_true(d.application.id > last_unguarded);
            last_unguarded = d.application.id;
            d.application.reply = GBCS_REPLY_NOW;
            assert_int_equal(complete(last_unguarded), GBCS_OK);
        }
    }
}

static void only_the_right_ticket_is_taken(void **state)
{
    uint64_t id;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(complete(0U), GBCS_ERR_TICKET);
    assert_int_equal(complete(1U), GBCS_ERR_TICKET);
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_OK);
    id = d.application.id;
    assert_int_equal(complete(0U), GBCS_ERR_TICKET);
    assert_int_equal(complete(id - 1U), GBCS_ERR_TICKET);
    assert_int_equal(complete(id + 1U), GBCS_ERR_TICKET);
    assert_int_equal(complete(UINT64_MAX), GBCS_ERR_TICKET);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(complete(id), GBCS_OK);
    assert_int_equal(complete(id), GBCS_ERR_TICKET);
    assert_int_equal(d.application.sent_count, 1U);
}

static void a_late_answer_that_is_wrong_can_be_mended(void **state)
{
    static uint8_t large[sizeof d.output + 1U];
    uint8_t small[8];
    gbcs_answer answer = late_answer(small, sizeof small);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_OK);
    /* the answer did not fit to its own buffer */
    assert_int_equal(answer.payload.status, GBCS_ERR_SPACE);
    assert_int_equal(gbcs_meter_complete(&d.meter, d.application.id, &answer), GBCS_ERR_SPACE);
    /* nor to the meter's */
    memset(large, 0xD5, sizeof large);
    answer.payload = (gbcs_writer){.data = large, .room = sizeof large, .used = sizeof large};
    assert_int_equal(gbcs_meter_complete(&d.meter, d.application.id, &answer), GBCS_ERR_SPACE);
    answer.payload.used = sizeof d.output;
    assert_int_equal(gbcs_meter_complete(&d.meter, d.application.id, &answer), GBCS_ERR_SPACE);
    assert_clean(large, 4U);
    /* nothing at all, and a time that can't be said */
    answer.payload = gbcs_writer_of(small, sizeof small);
    assert_true(gbcs_meter_complete(&d.meter, d.application.id, &answer) != GBCS_OK);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(complete(d.application.id), GBCS_OK);
    (void)verified_frame(0U);
}

static void a_ticket_outlives_restarts(void **state)
{
    static const uint16_t CODES[] = {READ, GUARDED};
    uint64_t id;

    (void)state;
    for (size_t i = 0U; i < 2U; i++) {
        begin(GBCS_DEVICE_ESME);
        d.application.reply = GBCS_REPLY_LATER;
        assert_int_equal(device_send(&d, CODES[i], SUPPLIER, 5U), GBCS_OK);
        id = d.application.id;
        for (uint32_t n = 1U; n < 4U; n++) {
            d.application.id = 0U;
            assert_int_equal(device_reboot(&d), GBCS_OK);
            assert_int_equal(d.application.resumed, n - 1U);
            (void)ticked();
            assert_int_equal(d.application.resumed, n);
            assert_int_equal(d.application.id, id);
            assert_int_equal(d.application.code, CODES[i]);
            assert_int_equal(d.application.role, SUPPLIER);
            (void)ticked();
            assert_int_equal(d.application.resumed, n);
        }
        assert_int_equal(complete(id), GBCS_OK);
        assert_int_equal(verified_frame(0U).header.counter, 5U);
        assert_int_equal(complete(id), GBCS_ERR_TICKET);
        /* the mark waits for its write; without it the action would be open again */
        gbcs_memory_pass(&d.memory, GBCS_DONE_SECONDS);
        (void)ticked();
        assert_int_equal(device_reboot(&d), GBCS_OK);
        (void)ticked();
        assert_int_equal(d.application.resumed, 3U);
        assert_int_equal(complete(id), GBCS_ERR_TICKET);
    }
}

/** The application knows its ticket, and need not wait until it is asked. */
static void a_ticket_is_taken_before_it_is_resumed(void **state)
{
    uint64_t id;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_OK);
    id = d.application.id;
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(complete(id), GBCS_OK);
    (void)ticked();
    assert_int_equal(d.application.resumed, 0U);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 6U), GBCS_OK);
    assert_int_equal(d.application.resumed, 0U);
}

static void a_restart_in_the_middle_is_told(void **state)
{
    static const gbcs_reply REPLIES[] = {GBCS_REPLY_NONE, GBCS_REPLY_NOW, GBCS_REPLY_LATER,
                                         GBCS_REPLY_UNSUPPORTED};
    static const uint16_t CODES[] = {GUARDED, CRITICAL};
    uint64_t id;

    (void)state;
    for (size_t i = 0U; i < 8U; i++) {
        begin(GBCS_DEVICE_ESME);
        d.application.reply = GBCS_REPLY_NOW;
        assert_int_equal(device_send(&d, CODES[i / 4U], SUPPLIER, 5U), GBCS_OK);
        id = d.application.id;
        /* power goes before the mark is written */
        assert_int_equal(device_reboot(&d), GBCS_OK);
        assert_int_equal(complete(id), GBCS_ERR_TICKET);
        d.application.sent_count = 0U;
        d.application.reply = REPLIES[i % 4U];
        if (i < 4U) {
            (void)ticked();
        } else {
            /* also a message brings it about, and is taken itself after it */
            gbcs_status status = device_send(&d, READ, BROKER, 6U);
            assert_int_equal(status, GBCS_OK);
        }
        assert_int_equal(d.application.resumed, 1U);
        if (i < 4U) {
            assert_int_equal(d.application.id, id);
            assert_int_equal(d.application.code, GUARDED);
        }
        if (i == 0U) {
            assert_int_equal(d.application.sent_count, 0U);
            assert_int_equal(logged(0U).event, 0x8155U);
            assert_int_equal(logged(0U).detail, 5U);
            assert_int_equal(logged(0U).message_code, GUARDED);
        } else if (i == 1U) {
            assert_int_equal(verified_frame(0U).header.counter, 5U);
        } else if (i == 2U) {
            assert_int_equal(d.application.sent_count, 0U);
            assert_int_equal(complete(id), GBCS_OK);
        } else if (i == 3U) {
            assert_int_equal(verified_frame(0U).header.message_code, 0x0120U);
        } else {
            /* seen in the first four */
        }
    }
}

static void one_action_is_open_at_a_time(void **state)
{
    uint64_t id;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_OK);
    id = d.application.id;
    d.application.reply = GBCS_REPLY_NOW;
    take_image(&before);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 6U), GBCS_ERR_BUSY);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 7U), GBCS_ERR_BUSY);
    assert_int_equal(d.application.asked, 1U);
    assert_int_equal(d.application.sent_count, 0U);
    assert_nothing_changed(&before);
    /* reads go on */
    assert_int_equal(device_send(&d, READ, SUPPLIER, 6U), GBCS_OK);
    assert_int_equal(device_send(&d, SECRET_READ, SUPPLIER, 6U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 2U);
    /* but not later */
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, READ, SUPPLIER, 7U), GBCS_OK);
    assert_int_equal(logged(0U).event, 0x8155U);
    assert_int_equal(logged(0U).message_code, READ);
    assert_int_equal(d.application.sent_count, 2U);
    d.application.reply = GBCS_REPLY_NOW;
    assert_int_equal(complete(id), GBCS_OK);
    /* what was refused is taken, as nothing was changed */
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 6U), GBCS_OK);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 7U), GBCS_OK);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 7U), GBCS_ERR_REPLAY);
}

static void sensitive_data_is_never_late(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, SECRET_READ, SUPPLIER, 5U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(logged(0U).event, 0x8155U);
    assert_int_equal(logged(0U).message_code, SECRET_READ);
    assert_int_equal(complete(d.application.id), GBCS_ERR_TICKET);
    d.application.reply = GBCS_REPLY_NOW;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 6U), GBCS_OK);
}

static void an_answer_that_cannot_be_sent_is_lost(void **state)
{
    static uint8_t large[sizeof d.output + 1U];
    static const size_t SIZES[] = {4U, 100U, sizeof d.output - 40U, sizeof d.output,
                                   sizeof d.output + 1U};
    static const uint16_t CODES[] = {READ, GUARDED, CRITICAL, SECRET_READ};

    (void)state;
    memset(large, 0xD5, sizeof large);
    for (size_t c = 0U; c < 4U; c++) {
        begin(GBCS_DEVICE_ESME);
        d.application.payload = large;
        for (size_t i = 0U; i < 5U; i++) {
            d.application.payload_size = SIZES[i];
            assert_int_equal(device_send(&d, CODES[c], SUPPLIER, 5U + i), GBCS_OK);
            assert_int_equal(d.application.notices[GBCS_NOTICE_ANSWER_LOST], i + 1U);
            assert_int_equal(d.application.sent_count, 0U);
            assert_clean(large, 4U);
        }
        /* it was done nevertheless */
        assert_int_equal(d.application.asked, 5U);
        assert_int_equal(d.meter.counts.accepted, 5U);
        gbcs_memory_pass(&d.memory, GBCS_DONE_SECONDS);
        (void)ticked();
        assert_int_equal(device_reboot(&d), GBCS_OK);
        (void)ticked();
        assert_int_equal(d.application.resumed, 0U);
    }
    /* a time that a response can't say */
    begin(GBCS_DEVICE_ESME);
    d.application.timed = true;
    d.application.time = GBCS_UTC_LAST + 1;
    assert_int_equal(device_send(&d, TIMED_READ, SUPPLIER, 5U), GBCS_OK);
    assert_int_equal(d.application.notices[GBCS_NOTICE_ANSWER_LOST], 1U);
    assert_int_equal(d.application.sent_count, 0U);
    for (size_t i = 0U; i < sizeof d.output; i++) {
        assert_int_equal(d.output[i], 0U);
    }
}

/** The seconds since power-on only say when the mark is written. */
static void an_answer_needs_no_uptime(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    gbcs_memory_pass(&d.memory, 1000U);
    gbcs_memory_fail(&d.memory, GBCS_MEMORY_UPTIME, 2U, GBCS_ERR_CLOCK, GBCS_MEMORY_BEFORE);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_OK);
    (void)verified_frame(0U);
    assert_int_equal(ticked(), UINT32_MAX);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    (void)ticked();
    assert_int_equal(d.application.resumed, 0U);
}

static image seen;
static bool counter_saved;

/** What is stored when the application is asked is what a power cut in the action would leave. */
static void look(void *argument)
{
    (void)argument;
    take_image(&seen);
    counter_saved = true;
}

static void the_counter_is_saved_before_the_action(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.application.before_reply = look;
    counter_saved = false;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_OK);
    assert_true(counter_saved);
    memcpy(d.medium, seen.medium, sizeof d.medium);
    memcpy(d.sizes, seen.sizes, sizeof d.sizes);
    d.application.before_reply = NULL;
    d.application.reply = GBCS_REPLY_NONE;
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_ERR_REPLAY);
    assert_int_equal(d.application.resumed, 1U);
    assert_int_equal(d.application.asked, 2U);
}

/** The same from a device whose application is ZigBee. */
static void a_gas_meter_says_what_it_does_not_support(void **state)
{
    static const uint8_t BEGIN[] = {0x01, 0x09, 0x01, 0x8F, 0x85};
    static const uint8_t END[] = {0x00, 0x70, 0, 0, 0, 0, 0, 0, 0, 7};

    (void)state;
    begin(GBCS_DEVICE_GSME);
    d.application.reply = GBCS_REPLY_UNSUPPORTED;
    assert_int_equal(device_send(&d, 0x0070U, SUPPLIER, 7U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 1U);
    const gbcs_frame frame = verified_frame(0U);
    assert_int_equal(frame.header.message_code, 0x0120U);
    const gbcs_bytes payload = frame.payload;
    assert_int_equal(payload.size, sizeof BEGIN + 4U + sizeof END);
    assert_memory_equal(payload.data, BEGIN, sizeof BEGIN);
    assert_memory_equal(&payload.data[payload.size - sizeof END], END, sizeof END);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_gas_meter_says_what_it_does_not_support),
        cmocka_unit_test(orders_say_what_is_asked),
        cmocka_unit_test(the_application_is_not_asked_for_credentials),
        cmocka_unit_test(replies),
        cmocka_unit_test(unsupported_of_another_party),
        cmocka_unit_test(ids_grow_and_never_repeat),
        cmocka_unit_test(only_the_right_ticket_is_taken),
        cmocka_unit_test(a_late_answer_that_is_wrong_can_be_mended),
        cmocka_unit_test(a_ticket_outlives_restarts),
        cmocka_unit_test(a_ticket_is_taken_before_it_is_resumed),
        cmocka_unit_test(a_restart_in_the_middle_is_told),
        cmocka_unit_test(one_action_is_open_at_a_time),
        cmocka_unit_test(sensitive_data_is_never_late),
        cmocka_unit_test(an_answer_that_cannot_be_sent_is_lost),
        cmocka_unit_test(an_answer_needs_no_uptime),
        cmocka_unit_test(the_counter_is_saved_before_the_action),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
