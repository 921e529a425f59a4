/* Events that the application raises: what is logged, who is alerted, and how. */
#include "meter_bench.h"

static gbcs_status raise_event(uint16_t event)
{
    const gbcs_occurrence occurrence = {.event = event};

    return gbcs_meter_raise(&d.meter, &occurrence);
}

static void assert_generic(uint32_t ago, uint16_t event, uint8_t role, bool critical)
{
    gbcs_frame frame = verified_frame(ago);
    gbcs_dlms_notification read;
    uint8_t time[GBCS_DLMS_TIME_SIZE];
    gbcs_writer writer = gbcs_writer_of(time, sizeof time);

    assert_int_equal(frame.header.cra, GBCS_CRA_ALERT);
    assert_int_equal(frame.header.originator, DEVICE_ID);
    assert_int_equal(frame.header.recipient, PARTY_ID(role));
    assert_int_equal(frame.header.message_code, critical ? 0x1000U : 0x1001U);
    assert_int_equal(frame.header.other_form, GBCS_OTHER_CODE);
    assert_int_equal(frame.header.date_time.size, 0U);
    assert_int_equal(frame.signature.size, critical ? GBCS_SIGNATURE_SIZE : 0U);
    assert_int_equal(frame.mac.size, critical ? 0U : GBCS_FRAME_MAC_SIZE);
    assert_int_equal(gbcs_dlms_notification_parse(frame.payload, &read), GBCS_OK);
    assert_int_equal(read.alert_code, event);
    assert_int_equal(read.extra_count, 0U);
    assert_int_equal(read.invoke_id & 0xFFFFFFU, frame.header.counter & 0xFFFFFFU);
    gbcs_write_dlms_time(&writer, d.memory.now, 0xFFU);
    assert_memory_equal(read.alert_time.data, time, sizeof time);
}

static void generic_alerts(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(raise_event(0x8F3FU), GBCS_OK);
    assert_int_equal(d.application.sent_count, 1U);
    assert_generic(0U, 0x8F3FU, SUPPLIER, true);
    assert_int_equal(log_count(), 1U);
    assert_int_equal(logged(0U).event, 0x8F3FU);
    /* not critical, and not of the Security Log */
    assert_int_equal(raise_event(0x8006U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 2U);
    assert_generic(0U, 0x8006U, OPERATOR, false);
    assert_int_equal(log_count(), 1U);
    /* several recipients, in the order of the roles */
    assert_int_equal(raise_event(0x8F78U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 5U);
    assert_generic(2U, 0x8F78U, SUPPLIER, true);
    assert_generic(1U, 0x8F78U, OPERATOR, true);
    assert_generic(0U, 0x8F78U, BROKER, true);
    assert_int_equal(log_count(), 2U);
    /* only logged; not even that */
    assert_int_equal(raise_event(0x8F43U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 5U);
    assert_int_equal(log_count(), 3U);
    assert_int_equal(raise_event(0x8168U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 5U);
    assert_int_equal(log_count(), 3U);
    /* none */
    assert_int_equal(raise_event(0x8F44U + 0x7000U), GBCS_ERR_ARGUMENT);
    assert_int_equal(raise_event(0U), GBCS_ERR_ARGUMENT);
    assert_int_equal(d.application.sent_count, 5U);
    assert_int_equal(log_count(), 3U);
}

static void the_log_says_what_it_is_about(void **state)
{
    const gbcs_occurrence occurrence = {.event = 0x8F43U,
                                        .about_code = 0x0012U,
                                        .about_party = PARTY_ID(SUPPLIER),
                                        .about_detail = 0x1122334455U};

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    assert_int_equal(logged(0U).message_code, 0x0012U);
    assert_int_equal(logged(0U).party, PARTY_ID(SUPPLIER));
    assert_int_equal(logged(0U).detail, 0x1122334455U);
    assert_int_equal(logged(0U).time, d.memory.now);
    assert_int_equal(logged(0U).count, 1U);
    /* a clock that was never set */
    d.memory.clock_set = false;
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    assert_int_equal(logged(0U).time, 0U);
    assert_int_equal(raise_event(0x8F3FU), GBCS_OK);
    (void)verified_frame(0U);
}

static void the_payload_is_that_of_the_device(void **state)
{
    static const struct {
        uint8_t device;
        bool gbz;
    } DEVICES[] = {
        {GBCS_DEVICE_ESME, false},
        {GBCS_DEVICE_GSME, true},
        {GBCS_DEVICE_GPF, true},
        {GBCS_DEVICE_SAPC, false},
    };

    (void)state;
    for (size_t i = 0U; i < (sizeof DEVICES / sizeof DEVICES[0]); i++) {
        begin(DEVICES[i].device);
        assert_int_equal(raise_event(0x8F3FU), GBCS_OK);
        const gbcs_frame frame = verified_frame(0U);
        if (DEVICES[i].gbz) {
            gbcs_gbz_alert alert;
            assert_int_equal(gbcs_gbz_alert_parse(frame.payload, &alert), GBCS_OK);
            assert_int_equal(alert.alert_code, 0x8F3FU);
            assert_int_equal(alert.extra.size, 0U);
        } else {
            assert_int_equal(alert_event(&frame), 0x8F3FU);
        }
    }
}

static void alerts_with_content(void **state)
{
    static const uint8_t DLMS[] = {0x09, 0x02, 0xAA, 0xBB, 0x11, 0x07};
    static const uint8_t GBZ[] = {0x01, 0x02, 0x03};
    static const uint8_t ASN1[] = {0x30, 0x03, 0x02, 0x01, 0x05};
    gbcs_occurrence occurrence = {.event = 0x8F66U,
                                  .message_code = 0x00CCU,
                                  .element_count = 2U,
                                  .content = gbcs_bytes_of(DLMS, sizeof DLMS),
                                  .recipient = PARTY_ID(SUPPLIER)};
    gbcs_dlms_notification dlms;
    gbcs_gbz_alert gbz;
    gbcs_frame frame;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    frame = verified_frame(0U);
    assert_int_equal(frame.header.message_code, 0x00CCU);
    assert_int_equal(frame.signature.size, GBCS_SIGNATURE_SIZE);
    assert_int_equal(gbcs_dlms_notification_parse(frame.payload, &dlms), GBCS_OK);
    assert_int_equal(dlms.extra_count, 2U);
    assert_int_equal(dlms.extra.size, sizeof DLMS);
    assert_memory_equal(dlms.extra.data, DLMS, sizeof DLMS);
    /* ASN.1: the whole payload */
    occurrence.event = 0x8F66U;
    occurrence.message_code = 0x00CAU;
    occurrence.content = gbcs_bytes_of(ASN1, sizeof ASN1);
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    frame = verified_frame(0U);
    assert_int_equal(frame.header.message_code, 0x00CAU);
    assert_int_equal(frame.payload.size, sizeof ASN1);
    assert_memory_equal(frame.payload.data, ASN1, sizeof ASN1);
    /* another device's alert, a command, a code that is none; and nobody to be alerted */
    static const uint16_t OTHERS[] = {0x00CDU, READ, 0x00FFU, 0xFFFFU, 0x0018U};
    occurrence.content.size = 0U;
    occurrence.element_count = 0U;
    for (size_t i = 0U; i < (sizeof OTHERS / sizeof OTHERS[0]); i++) {
        occurrence.message_code = OTHERS[i];
        assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_ERR_ARGUMENT);
    }
    occurrence.message_code = 0x00CAU;
    occurrence.content.size = sizeof ASN1;
    occurrence.recipient = 0U;
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_ERR_ARGUMENT);
    assert_int_equal(d.application.sent_count, 2U);
    /* nothing as the payload */
    occurrence.recipient = PARTY_ID(SUPPLIER);
    occurrence.content.size = 0U;
    assert_true(gbcs_meter_raise(&d.meter, &occurrence) != GBCS_OK);
    assert_int_equal(d.application.sent_count, 2U);

    begin(GBCS_DEVICE_GSME);
    occurrence.message_code = 0x00CDU;
    occurrence.element_count = 2U;
    occurrence.content = gbcs_bytes_of(GBZ, sizeof GBZ);
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_ERR_ARGUMENT);
    occurrence.element_count = 0U;
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    frame = verified_frame(0U);
    assert_int_equal(gbcs_gbz_alert_parse(frame.payload, &gbz), GBCS_OK);
    assert_int_equal(gbz.alert_code, 0x8F66U);
    assert_memory_equal(gbz.extra.data, GBZ, sizeof GBZ);
}

/** The Billing Data Log, for its recipient's eyes. */
static void sensitive_alerts(void **state)
{
    static const struct {
        uint8_t device;
        uint16_t code;
        const char *content;
        const char *value;
    } CASES[] = {
        {GBCS_DEVICE_ESME, 0x0061U, "0908d5d5d5d5d5d5d5d5", "0908d5d5d5d5d5d5d5d5"},
        {GBCS_DEVICE_GSME, 0x008BU, "030702000f00001900060008d5d5d5d5d5d5d5d5", "d5d5d5d5d5d5d5d5"},
    };

    (void)state;
    for (size_t i = 0U; i < 2U; i++) {
        uint8_t octets[32];
        uint8_t expected[16];
        uint8_t opened[32];
        gbcs_writer writer = gbcs_writer_of(opened, sizeof opened);
        const gbcs_bytes value = hex_bytes(CASES[i].value, expected, sizeof expected);
        const gbcs_occurrence occurrence = {.event = 0x8F0AU,
                                            .message_code = CASES[i].code,
                                            .element_count = (i == 0U) ? 1U : 0U,
                                            .content =
                                                hex_bytes(CASES[i].content, octets, sizeof octets)};
        gbcs_shared_secret secret;
        gbcs_sealed_walk walk;
        gbcs_bytes sealed;

        begin(CASES[i].device);
        assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
        const gbcs_frame frame = verified_frame(0U);
        const gbcs_key_info info = gbcs_encryption_key_info(&frame.header);
        assert_int_equal(frame.header.message_code, CASES[i].code);
        assert_int_equal(frame.header.recipient, PARTY_ID(SUPPLIER));
        assert_false(holds(frame.octets.data, frame.octets.size, value.data, value.size));
        assert_false(holds(d.output, sizeof d.output, value.data, value.size));
        assert_int_equal(device_secret(&d, SUPPLIER, &secret), GBCS_OK);
        assert_int_equal(gbcs_sealed_walk_of(&frame, &walk), GBCS_OK);
        assert_true(gbcs_sealed_next(&walk, &sealed));
        assert_int_equal(gbcs_unseal(&theirs, &secret, &info, sealed, &writer), GBCS_OK);
        assert_true(holds(opened, writer.used, value.data, value.size));
    }
}

static void a_recipient_that_is_named(void **state)
{
    gbcs_occurrence occurrence = {.event = 0x8F3FU, .recipient = PARTY_ID(OPERATOR)};
    gbcs_frame frame;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    assert_int_equal(d.application.sent_count, 1U);
    assert_generic(0U, 0x8F3FU, OPERATOR, true);
    occurrence.event = 0x8006U;
    occurrence.recipient = PARTY_ID(BROKER);
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    assert_generic(0U, 0x8006U, BROKER, false);
    occurrence.party = STRANGER_ID;
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    frame = verified_frame(0U);
    assert_int_equal(frame.header.other_form, GBCS_OTHER_PARTY);
    assert_int_equal(frame.header.party, STRANGER_ID);
    assert_int_equal(d.application.sent_count, 3U);
    /* in no cell: logged nevertheless */
    occurrence.recipient = STRANGER_ID;
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_ERR_ABSENT);
    occurrence.event = 0x8F3FU;
    const uint32_t entries = log_count();
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_ERR_ABSENT);
    assert_int_equal(log_count(), entries + 1U);
    /* in a cell for signatures only: no MAC, but a signature */
    occurrence.recipient = PARTY_ID(GBCS_ROLE_TRANSITIONAL_COS);
    occurrence.event = 0x8006U;
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_ERR_ABSENT);
    assert_int_equal(d.application.sent_count, 3U);
    occurrence.event = 0x8F3FU;
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    assert_int_equal(verified_frame(0U).header.recipient, occurrence.recipient);
}

/** A device without the cells of those who are to be alerted. */
static void a_recipient_that_is_absent(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_CHF);
    assert_int_equal(raise_event(0x8F3FU), GBCS_ERR_ABSENT);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(logged(0U).event, 0x8F3FU);
    /* some of them are there; the WAN provider has a signature cell only */
    assert_int_equal(raise_event(0x8F78U), GBCS_ERR_ABSENT);
    assert_int_equal(d.application.sent_count, 1U);
    assert_int_equal(verified_frame(0U).header.recipient, PARTY_ID(BROKER));
    assert_int_equal(raise_event(0x8F75U), GBCS_ERR_ABSENT);
    assert_int_equal(d.application.sent_count, 2U);
    assert_int_equal(verified_frame(0U).header.recipient, PARTY_ID(GBCS_ROLE_WAN_PROVIDER));
}

static void own_counters_never_repeat(void **state)
{
    uint64_t last = 0U;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    for (uint32_t i = 0U; i < 150U; i++) {
        assert_int_equal(raise_event(0x8006U), GBCS_OK);
        const gbcs_frame frame = sent_frame(0U);
        assert_true(frame.header.counter > last);
        last = frame.header.counter;
        if ((i % 50U) == 7U) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
        }
    }
}

/** An alert that does not fit leaves nothing behind. */
static void a_buffer_that_is_too_small(void **state)
{
    static const uint8_t CONTENT[] = {0x09, 0x08, 0xD5, 0xD5, 0xD5, 0xD5, 0xD5, 0xD5, 0xD5, 0xD5};
    const gbcs_occurrence occurrence = {.event = 0x8F66U,
                                        .message_code = 0x00CCU,
                                        .element_count = 1U,
                                        .content = gbcs_bytes_of(CONTENT, sizeof CONTENT),
                                        .recipient = PARTY_ID(SUPPLIER)};
    size_t size;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    size = sent_octets(0U).size;
    for (size_t room = 0U; room < size; room++) {
        d.setup.output_room = room;
        memset(d.output, 0, sizeof d.output);
        assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_ERR_SPACE);
        assert_int_equal(d.application.sent_count, 1U);
        assert_false(holds(d.output, sizeof d.output, &CONTENT[2], 4U));
    }
    d.setup.output_room = size;
    assert_int_equal(gbcs_meter_raise(&d.meter, &occurrence), GBCS_OK);
    (void)verified_frame(0U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(generic_alerts),
        cmocka_unit_test(the_log_says_what_it_is_about),
        cmocka_unit_test(the_payload_is_that_of_the_device),
        cmocka_unit_test(alerts_with_content),
        cmocka_unit_test(sensitive_alerts),
        cmocka_unit_test(a_recipient_that_is_named),
        cmocka_unit_test(a_recipient_that_is_absent),
        cmocka_unit_test(own_counters_never_repeat),
        cmocka_unit_test(a_buffer_that_is_too_small),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
