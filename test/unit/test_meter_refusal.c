/* Commands that are refused: nothing changes but the log, nothing is answered, and who must know is
 * told, but not without end. */
#include "meter_bench.h"

static image before;
static uint8_t octets[DEVICE_MESSAGE];

typedef enum twist {
    PLAIN = 0,
    /** One bit of the MAC. */
    BAD_MAC,
    /** One bit of the signature, with its right MAC. */
    BAD_SIGNATURE,
    /** MAC only, signature only, both, none. */
    MACED,
    SIGNED,
    BOTH,
    BARE,
    /** Signed by the operator. */
    OTHER_SIGNER,
    /** To another device. */
    OTHER_TARGET,
    /** A response, an alert. */
    RESPONSE,
    ALERT,
    /** A payload that is none. */
    BAD_PAYLOAD,
    /** A certificate that is none. */
    BAD_CERTIFICATE
} twist;

static const struct refusal_case {
    const char *name;
    uint16_t code;
    uint8_t from;
    uint64_t counter;
    twist how;
    gbcs_status status;
    /** Event that is logged and alerted; 0 if the message is only counted. */
    uint16_t event;
} CASES[] = {
    {"wrong target", READ, SUPPLIER, 50U, OTHER_TARGET, GBCS_ERR_TARGET, 0U},
    {"response", READ, SUPPLIER, 50U, RESPONSE, GBCS_ERR_CRA, 0U},
    {"alert", READ, SUPPLIER, 50U, ALERT, GBCS_ERR_CRA, 0U},
    {"pre-command", READ, SUPPLIER, 50U, BARE, GBCS_ERR_FORM, 0U},
    {"critical pre-command", CRITICAL, SUPPLIER, 50U, BARE, GBCS_ERR_FORM, 0U},
    {"unknown originator", READ, STRANGER, 50U, MACED, GBCS_ERR_ORIGINATOR, 0x8F3EU},
    {"unknown originator, critical", CRITICAL, STRANGER, 50U, BOTH, GBCS_ERR_ORIGINATOR, 0x8F3EU},
    {"unknown originator, signed", CRITICAL, STRANGER, 50U, SIGNED, GBCS_ERR_ORIGINATOR, 0U},
    {"unknown originator, bad MAC", READ, STRANGER, 50U, BAD_MAC, GBCS_ERR_MAC, 0x8F3DU},
    {"role", GUARDED, OPERATOR, 50U, MACED, GBCS_ERR_ROLE, 0x8F30U},
    {"role, critical", CRITICAL, OPERATOR, 50U, BOTH, GBCS_ERR_ROLE, 0x8F30U},
    {"role, bad MAC", GUARDED, OPERATOR, 50U, BAD_MAC, GBCS_ERR_MAC, 0x8F3DU},
    {"code of another device", 0x006BU, SUPPLIER, 50U, BOTH, GBCS_ERR_UNSUPPORTED, 0x8F85U},
    {"code that is none", 0x9999U, SUPPLIER, 50U, MACED, GBCS_ERR_UNSUPPORTED, 0x8F85U},
    {"code of an alert", 0x0061U, SUPPLIER, 50U, MACED, GBCS_ERR_UNSUPPORTED, 0x8F85U},
    {"code that is none, bad MAC", 0x9999U, SUPPLIER, 50U, BAD_MAC, GBCS_ERR_MAC, 0x8F3DU},
    {"bad MAC", READ, SUPPLIER, 50U, BAD_MAC, GBCS_ERR_MAC, 0x8F3DU},
    {"bad MAC, guarded", GUARDED, SUPPLIER, 50U, BAD_MAC, GBCS_ERR_MAC, 0x8F3DU},
    {"right signature, wrong MAC", CRITICAL, SUPPLIER, 50U, BAD_MAC, GBCS_ERR_MAC, 0x8F3DU},
    {"right MAC, wrong signature", CRITICAL, SUPPLIER, 50U, BAD_SIGNATURE, GBCS_ERR_SIGNATURE,
     0x8F3DU},
    {"signed by another", CRITICAL, SUPPLIER, 50U, OTHER_SIGNER, GBCS_ERR_SIGNATURE, 0x8F3DU},
    {"critical, MAC only", CRITICAL, SUPPLIER, 50U, MACED, GBCS_ERR_FORM, 0x8F3DU},
    {"critical, signature only", CRITICAL, SUPPLIER, 50U, SIGNED, GBCS_ERR_FORM, 0U},
    {"not critical, signed", GUARDED, SUPPLIER, 50U, BOTH, GBCS_ERR_FORM, 0x8F3DU},
    {"replay", GUARDED, SUPPLIER, 20U, PLAIN, GBCS_ERR_REPLAY, 0x8F53U},
    {"replay, lower", GUARDED, SUPPLIER, 1U, PLAIN, GBCS_ERR_REPLAY, 0x8F53U},
    {"replay, critical", CRITICAL, SUPPLIER, 20U, PLAIN, GBCS_ERR_REPLAY, 0x8F53U},
    {"counter too high", GUARDED, SUPPLIER, GBCS_COUNTER_LAST + 1U, PLAIN, GBCS_ERR_REPLAY,
     0x8F53U},
    {"replay, bad MAC", GUARDED, SUPPLIER, 20U, BAD_MAC, GBCS_ERR_MAC, 0x8F3DU},
    {"payload", READ, SUPPLIER, 50U, BAD_PAYLOAD, GBCS_ERR_TAG, 0x8F1EU},
    {"payload, guarded", GUARDED, SUPPLIER, 50U, BAD_PAYLOAD, GBCS_ERR_TAG, 0x8F1EU},
    {"certificate", OTHER_READ, BROKER, 50U, BAD_CERTIFICATE, GBCS_ERR_TAG, 0x8F1EU},
};

#define CASE_COUNT (sizeof CASES / sizeof CASES[0])

/** Turns a bit of one octet of the signature over, and makes the right MAC for it. */
static void spoil_signature(const recipe *of, gbcs_bytes message, gbcs_writer *writer)
{
    uint8_t signature[GBCS_SIGNATURE_SIZE] = {0U};
    gbcs_shared_secret secret;
    gbcs_frame frame;
    gbcs_protection protection = {NULL, gbcs_bytes_of(signature, sizeof signature), &secret};

    (void)of;
    assert_int_equal(gbcs_frame_parse(message, &frame), GBCS_OK);
    memcpy(signature, frame.signature.data, sizeof signature);
    signature[40] ^= 0x01U;
    assert_int_equal(device_secret(&d, BROKER, &secret), GBCS_OK);
    gbcs_write_message(&theirs, &frame.header, frame.payload, &protection, writer);
}

/** A message of another kind than a command, with its right protection. */
static void as_other_kind(const recipe *of, gbcs_cra cra, gbcs_writer *writer)
{
    const gbcs_header header = {.cra = cra};
    recipe other = *of;

    other.header = &header;
    device_command(&d, &other, writer);
}

/** The octets of a case. */
static gbcs_bytes make_case(const struct refusal_case *as)
{
    static const uint8_t NONSENSE[] = {0x11, 0x22, 0x33};
    static const uint8_t NO_CERTIFICATE[32] = {0x30, 0x1E, 0x02, 0x1C, 0x05};
    static const gbcs_header WITH_CERTIFICATE = {
        .cra = GBCS_CRA_COMMAND,
        .other_form = GBCS_OTHER_CERTIFICATE,
        .party = STRANGER_ID,
        .party_counter = 1U,
        .party_certificate = {NO_CERTIFICATE, sizeof NO_CERTIFICATE}};
    recipe of = recipe_of(as->code, as->from, as->counter);
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    bool made = false;

    switch (as->how) {
    case MACED:
        of.form = GBCS_FORM_MACED;
        break;
    case SIGNED:
        of.form = GBCS_FORM_SIGNED;
        break;
    case BOTH:
        of.form = GBCS_FORM_BOTH;
        break;
    case BARE:
        of.form = GBCS_FORM_BARE;
        break;
    case OTHER_SIGNER:
        of.signer = OPERATOR;
        break;
    case OTHER_TARGET:
        of.recipient = STRANGER_ID;
        break;
    case RESPONSE:
    case ALERT:
        as_other_kind(&of, (as->how == ALERT) ? GBCS_CRA_ALERT : GBCS_CRA_RESPONSE, &writer);
        made = true;
        break;
    case BAD_SIGNATURE:
        spoil_signature(&of, command_of(&of), &writer);
        made = true;
        break;
    case BAD_PAYLOAD:
        of.payload = gbcs_bytes_of(NONSENSE, sizeof NONSENSE);
        break;
    case BAD_CERTIFICATE:
        of.header = &WITH_CERTIFICATE;
        break;
    case BAD_MAC:
        if (of.form == GBCS_FORM_BARE) {
            of.form = GBCS_FORM_MACED;
        }
        break;
    case PLAIN:
    default:
        break;
    }
    if (!made) {
        device_command(&d, &of, &writer);
    }
    if (writer.status != GBCS_OK) {
        fail_msg("%s: %s", as->name, gbcs_status_name(writer.status));
    }
    if (as->how == BAD_MAC) {
        octets[writer.used - 1U] ^= 0x01U;
    }
    return gbcs_writer_bytes(&writer);
}

/** A meter that has taken commands, with nothing that waits. */
static void begin_in_service(void)
{
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 19U), GBCS_OK);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 20U), GBCS_OK);
    gbcs_memory_pass(&d.memory, 100U);
    (void)ticked();
    d.application.sent_count = 0U;
    d.application.asked = 0U;
}

static void assert_case_logged(const struct refusal_case *as, uint32_t ago, uint32_t count)
{
    const gbcs_log_entry entry = logged(ago);

    assert_int_equal(entry.event, as->event);
    assert_int_equal(entry.message_code, as->code);
    assert_int_equal(entry.party, d.parties[as->from].id);
    assert_int_equal(entry.detail, as->counter);
    assert_int_equal(entry.time, d.memory.now);
    assert_int_equal(entry.count, count);
}

static void assert_case_alerted(const struct refusal_case *as)
{
    const gbcs_frame frame = verified_frame(0U);
    gbcs_dlms_notification read;

    assert_int_equal(frame.header.cra, GBCS_CRA_ALERT);
    assert_int_equal(frame.header.originator, DEVICE_ID);
    assert_int_equal(frame.signature.size, GBCS_SIGNATURE_SIZE);
    assert_int_equal(alert_event(&frame), as->event);
    assert_int_equal(gbcs_dlms_notification_parse(frame.payload, &read), GBCS_OK);
    if (as->event == 0x8F85U) {
        uint8_t content[12] = {0x09, 0x0A, (uint8_t)(as->code >> 8), (uint8_t)as->code, [11] = 50};
        assert_int_equal(frame.header.message_code, 0x0120U);
        assert_int_equal(frame.header.recipient, d.parties[as->from].id);
        assert_int_equal(read.extra.size, sizeof content);
        assert_memory_equal(read.extra.data, content, sizeof content);
    } else {
        /* code and time, and nothing that the sender has said */
        assert_int_equal(frame.header.message_code, 0x1000U);
        assert_int_equal(frame.header.recipient, PARTY_ID(SUPPLIER));
        assert_int_equal(read.extra_count, 0U);
    }
}

static void refusals_change_nothing(void **state)
{
    (void)state;
    for (size_t i = 0U; i < CASE_COUNT; i++) {
        const struct refusal_case *as = &CASES[i];
        const bool reported = (as->event != 0U);

        begin_in_service();
        const uint32_t entries = log_count();
        const gbcs_meter_counts counts = d.meter.counts;
        const gbcs_bytes message = make_case(as);
        take_image(&before);
        const gbcs_status status = gbcs_meter_receive(&d.meter, message);
        if (status != as->status) {
            fail_msg("%s: %s", as->name, gbcs_status_name(status));
        }
        assert_only_reported(&before);
        assert_int_equal(d.application.asked, 0U);
        assert_int_equal(d.meter.counts.refused - counts.refused, reported ? 1U : 0U);
        assert_int_equal(d.meter.counts.ignored - counts.ignored, reported ? 0U : 1U);
        assert_int_equal(d.application.sent_count, reported ? 1U : 0U);
        assert_int_equal(log_count() - entries, reported ? 1U : 0U);
        if (reported) {
            assert_case_logged(as, 0U, 1U);
            assert_case_alerted(as);
        } else {
            assert_nothing_changed(&before);
        }
        /* the next of its kind in the window is only counted */
        take_image(&before);
        assert_int_equal(gbcs_meter_receive(&d.meter, message), as->status);
        assert_nothing_changed(&before);
        assert_int_equal(d.application.sent_count, reported ? 1U : 0U);
        /* and logged with its number when the window closes */
        gbcs_memory_pass(&d.memory, GBCS_REFUSAL_WINDOW - 1U);
        assert_int_equal(gbcs_meter_receive(&d.meter, message), as->status);
        assert_int_equal(ticked(), reported ? 1U : UINT32_MAX);
        assert_nothing_changed(&before);
        gbcs_memory_pass(&d.memory, 1U);
        assert_int_equal(ticked(), UINT32_MAX);
        assert_only_reported(&before);
        assert_int_equal(log_count() - entries, reported ? 2U : 0U);
        if (reported) {
            assert_int_equal(logged(0U).event, as->event);
            assert_int_equal(logged(0U).count, 2U);
            assert_int_equal(logged(0U).party, d.parties[as->from].id);
        }
        assert_int_equal(d.application.sent_count, reported ? 1U : 0U);
        /* a new window */
        assert_int_equal(gbcs_meter_receive(&d.meter, message), as->status);
        assert_int_equal(d.application.sent_count, reported ? 2U : 0U);
        assert_int_equal(log_count() - entries, reported ? 3U : 0U);
        /* good ones are taken all the time, with the counter that was refused */
        assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 50U), GBCS_OK);
        assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 51U), GBCS_OK);
    }
}

/** Each octet of a command matters: with any bit turned over it is refused, and changes nothing. */
static void each_octet_matters(void **state)
{
    static const uint16_t CODES[] = {GUARDED, CRITICAL};

    (void)state;
    begin_in_service();
    for (size_t c = 0U; c < 2U; c++) {
        const recipe of = recipe_of(CODES[c], SUPPLIER, 50U + c);
        const gbcs_bytes message = command_of(&of);

        memcpy(octets, message.data, message.size);
        take_image(&before);
        for (size_t i = 0U; i < message.size; i++) {
            /* no budget is spent for good */
            gbcs_memory_pass(&d.memory, GBCS_BUDGET_SECONDS);
            octets[i] ^= (uint8_t)(1U << (i % 8U));
            assert_int_not_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(octets, message.size)),
                                 GBCS_OK);
            assert_int_not_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(octets, i)), GBCS_OK);
            octets[i] ^= (uint8_t)(1U << (i % 8U));
        }
        assert_only_reported(&before);
        assert_int_equal(d.application.asked, c);
        assert_int_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(octets, message.size)),
                         GBCS_OK);
    }
}

static void garbage_is_counted(void **state)
{
    uint32_t noise = 0x12345678U;

    (void)state;
    begin_in_service();
    take_image(&before);
    for (uint32_t i = 1U; i < GBCS_UNUSUAL_NUMBER; i++) {
        for (size_t k = 0U; k < 100U; k++) {
            noise = (noise * 1664525U) + 1013904223U;
            octets[k] = (uint8_t)(noise >> 24);
        }
        /* in all beginnings that a parser may know */
        octets[0] = ((i % 4U) == 0U) ? 0xDDU : (((i % 4U) == 1U) ? 0xDFU : octets[0]);
        assert_int_not_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(octets, i % 100U)),
                             GBCS_OK);
    }
    assert_nothing_changed(&before);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(d.meter.counts.ignored, GBCS_UNUSUAL_NUMBER - 1U);
}

static void too_many_are_an_event(void **state)
{
    static const uint8_t GARBAGE[] = {0x00, 0x01};
    uint32_t entries;

    (void)state;
    for (uint8_t type = 0U; type < 2U; type++) {
        /* also a device that has nobody to alert logs it */
        begin((type == 0U) ? GBCS_DEVICE_ESME : GBCS_DEVICE_CHF);
        const uint32_t alerts = (type == 0U) ? 1U : 0U;
        entries = log_count();
        for (uint32_t window = 0U; window < 2U; window++) {
            for (uint32_t i = 1U; i < (2U * GBCS_UNUSUAL_NUMBER); i++) {
                assert_int_not_equal(
                    gbcs_meter_receive(&d.meter, gbcs_bytes_of(GARBAGE, sizeof GARBAGE)), GBCS_OK);
                const uint32_t raised = window + ((i >= GBCS_UNUSUAL_NUMBER) ? 1U : 0U);
                assert_int_equal(log_count() - entries, raised);
                assert_int_equal(d.application.sent_count, raised * alerts);
            }
            assert_int_equal(logged(0U).event, 0x8F60U);
            if (alerts > 0U) {
                const gbcs_frame frame = verified_frame(0U);
                assert_int_equal(alert_event(&frame), 0x8F60U);
                assert_int_equal(frame.header.recipient, PARTY_ID(SUPPLIER));
            }
            gbcs_memory_pass(&d.memory, GBCS_REFUSAL_WINDOW);
        }
    }
}

/** A refusal whose alert has nobody to go to is refused, logged and counted as any other. */
static void nobody_to_be_alerted(void **state)
{
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_CHF);
    of = recipe_of(0x0001U, STRANGER, 5U);
    of.form = GBCS_FORM_MACED;
    for (uint32_t i = 1U; i <= GBCS_UNUSUAL_NUMBER; i++) {
        assert_int_equal(send_recipe(&of), GBCS_ERR_ORIGINATOR);
    }
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(log_count(), 2U);
    assert_int_equal(logged(1U).event, 0x8F3EU);
    assert_int_equal(logged(0U).event, 0x8F60U);
}

/** A flood costs a bounded number of curve operations, and a good command is taken during it. */
static void a_flood_is_bounded(void **state)
{
    recipe of;

    (void)state;
    begin_in_service();
    of = recipe_of(0x0108U, GBCS_ROLE_RECOVERY, 50U);
    const gbcs_bytes message = command_of(&of);
    memcpy(octets, message.data, message.size);
    octets[message.size - 20U] ^= 0x01U;
    const curve_counts start = device_curve();
    uint32_t busy = 0U;
    for (uint32_t i = 0U; i < 100U; i++) {
        const gbcs_status status =
            gbcs_meter_receive(&d.meter, gbcs_bytes_of(octets, message.size));
        assert_int_not_equal(status, GBCS_OK);
        busy += (status == GBCS_ERR_BUSY) ? 1U : 0U;
    }
    assert_int_equal(device_curve().verifications - start.verifications, GBCS_BUDGET_SIZE);
    assert_int_equal(busy, 100U - GBCS_BUDGET_SIZE);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 51U), GBCS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(refusals_change_nothing), cmocka_unit_test(each_octet_matters),
        cmocka_unit_test(garbage_is_counted),      cmocka_unit_test(too_many_are_an_event),
        cmocka_unit_test(nobody_to_be_alerted),    cmocka_unit_test(a_flood_is_bounded),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
