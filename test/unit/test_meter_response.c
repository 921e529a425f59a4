/* What a meter answers: headers, protection, dates, encrypted attributes, long responses. */
#include "meter_bench.h"

/* clang-format off */
/** Certificate of an organisation, as in test_verify.c, but for key agreement. */
static const char ORGANISATION[] =
    "3082019030820136a00302010202106b0ec20689a17dde8cbbc9dcb2c283c3300a06082a8648ce3d"
    "0403023021310b3009060355040b0c0230373112301006035504030c09417574686f72697479301e"
    "170d3232303130313030303030305a170d3331313233313233353935395a3021310b300906035504"
    "0b0c02303231123010060355042d03090000005eef100000023059301306072a8648ce3d02010608"
    "2a8648ce3d030107034200044b271ae3cc8603784fdbeeb42d8460425f75a161905b40b248d28037"
    "ebcf9344e852106d3c99b8fe57c66b46716d0926ffd4d2ac7ebd33c4b01d265fa7f9fa26a350304e"
    "300e0603551d0f0101ff04040302030830110603551d0e040a04084bfdd06cbdc225a53014060355"
    "1d200101ff040a3008300606048837010130130603551d23040c300a800841c7f6bad967e9d0300a"
    "06082a8648ce3d0403020348003045022056f2d83314f266ff5d6166bd3fb161145d6c2dba1db730"
    "ff9640c5575c32f0d6022100f1d3f9a5283e166c43d560b996bf0fe3466c6207dc8dc82af16b1fb3"
    "f5be1b53";
/* clang-format on */
#define ORGANISATION_ENTITY 0x00005EEF10000002U

static const gbcs_bytes NONE = {NULL, 0U};

static void responses_are_protected_by_their_command(void **state)
{
    static const struct {
        uint8_t device;
        uint16_t code;
        uint8_t role;
        bool is_signed;
    } CASES[] = {
        {GBCS_DEVICE_ESME, READ, SUPPLIER, false},
        {GBCS_DEVICE_ESME, READ, OPERATOR, false},
        {GBCS_DEVICE_ESME, READ, BROKER, false},
        {GBCS_DEVICE_ESME, GUARDED, SUPPLIER, false},
        {GBCS_DEVICE_ESME, CRITICAL, SUPPLIER, true},
        {GBCS_DEVICE_ESME, CRITICAL_READ, SUPPLIER, true},
        {GBCS_DEVICE_ESME, DATED, SUPPLIER, true},
        {GBCS_DEVICE_ESME, 0x0012U, SUPPLIER, true},
        {GBCS_DEVICE_GSME, 0x006BU, SUPPLIER, true},
        {GBCS_DEVICE_GSME, 0x0071U, SUPPLIER, false},
        {GBCS_DEVICE_GPF, 0x0072U, SUPPLIER, false},
        {GBCS_DEVICE_CHF, 0x0001U, BROKER, false},
    };

    (void)state;
    for (size_t i = 0U; i < (sizeof CASES / sizeof CASES[0]); i++) {
        begin(CASES[i].device);
        assert_int_equal(device_send(&d, CASES[i].code, CASES[i].role, 0x123456789ABCU), GBCS_OK);
        assert_int_equal(d.application.sent_count, 1U);
        gbcs_frame frame = verified_frame(0U);
        assert_int_equal(frame.header.cra, GBCS_CRA_RESPONSE);
        assert_int_equal(frame.header.counter, 0x123456789ABCU);
        assert_int_equal(frame.header.originator, DEVICE_ID);
        assert_int_equal(frame.header.recipient, PARTY_ID(CASES[i].role));
        assert_int_equal(frame.header.message_code, CASES[i].code);
        assert_int_equal(frame.header.other_form, GBCS_OTHER_CODE);
        assert_zeros(&d.output[frame.octets.size], sizeof d.output - frame.octets.size);
        assert_int_equal(frame.signature.size, CASES[i].is_signed ? GBCS_SIGNATURE_SIZE : 0U);
        assert_int_equal(frame.mac.size, CASES[i].is_signed ? 0U : GBCS_FRAME_MAC_SIZE);
        const gbcs_use_case *use_case = gbcs_use_case_find(CASES[i].code);
        assert_int_equal(frame.header.date_time.size,
                         ((use_case->flags & GBCS_USE_RESPONSE_TIME) != 0U) ? GBCS_DLMS_TIME_SIZE
                                                                            : 0U);
    }
}

static void assert_time(gbcs_bytes made, gbcs_utc time, uint8_t clock_status)
{
    uint8_t octets[GBCS_DLMS_TIME_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_dlms_time(&writer, time, clock_status);
    assert_int_equal(writer.status, GBCS_OK);
    assert_int_equal(made.size, sizeof octets);
    assert_memory_equal(made.data, octets, sizeof octets);
}

static void responses_say_when(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    /* by the clock */
    assert_int_equal(device_send(&d, TIMED_READ, SUPPLIER, 1U), GBCS_OK);
    assert_time(verified_frame(0U).header.date_time, d.memory.now, 0xFFU);
    /* as given */
    d.application.timed = true;
    d.application.time = 1700000000;
    d.application.clock_status = 0x02U;
    assert_int_equal(device_send(&d, TIMED_READ, SUPPLIER, 2U), GBCS_OK);
    assert_time(verified_frame(0U).header.date_time, 1700000000, 0x02U);
    /* one that has no place for it */
    assert_int_equal(device_send(&d, READ, SUPPLIER, 3U), GBCS_OK);
    assert_int_equal(verified_frame(0U).header.date_time.size, 0U);
    /* a clock that was never set: 2000-01-01 00:00:01, invalid */
    d.application.timed = false;
    d.memory.clock_set = false;
    assert_int_equal(device_send(&d, TIMED_READ, SUPPLIER, 4U), GBCS_OK);
    assert_time(verified_frame(0U).header.date_time, 946684801, 0x01U);
    /* late: the time is that of the end */
    uint8_t buffer[64];
    gbcs_answer answer = {.payload = gbcs_writer_of(buffer, sizeof buffer)};
    uint8_t least[16];
    gbcs_write_bytes(&answer.payload, hex_bytes("da2000000100000100010100", least, sizeof least));
    d.memory.clock_set = true;
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, TIMED_READ, SUPPLIER, 5U), GBCS_OK);
    gbcs_memory_pass(&d.memory, 100U);
    assert_int_equal(gbcs_meter_complete(&d.meter, d.application.id, &answer), GBCS_OK);
    assert_time(verified_frame(0U).header.date_time, d.memory.now, 0xFFU);
}

static void sensitive_data_is_for_the_sender(void **state)
{
    static const uint8_t ROLES[] = {SUPPLIER, OPERATOR, BROKER};
    gbcs_shared_secret secret;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    for (size_t i = 0U; i < sizeof ROLES; i++) {
        const recipe of = asking(SECRET_READ, ROLES[i], 9U);

        assert_int_equal(send_recipe(&of), GBCS_OK);
        const gbcs_frame frame = verified_frame(0U);
        assert_int_equal(frame.header.recipient, PARTY_ID(ROLES[i]));
        assert_int_equal(device_secret(&d, ROLES[i], &secret), GBCS_OK);
        assert_opened(&frame, &secret, VALUE);
    }
    assert_int_equal(d.application.sent_count, 3U);
}

/** With the fields of a Supplementary Remote Party the answer is for it. */
static void sensitive_data_for_a_known_party(void **state)
{
    gbcs_header header = {.cra = GBCS_CRA_COMMAND,
                          .other_form = GBCS_OTHER_PARTY_COUNTER,
                          .party = PARTY_ID(OPERATOR),
                          .party_counter = 0x55U};
    gbcs_shared_secret secret;
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    of = asking(OTHER_READ, BROKER, 9U);
    of.header = &header;
    assert_int_equal(send_recipe(&of), GBCS_OK);
    gbcs_frame frame = verified_frame(0U);
    assert_int_equal(frame.header.recipient, PARTY_ID(BROKER));
    assert_int_equal(frame.header.other_form, GBCS_OTHER_PARTY_COUNTER);
    assert_int_equal(frame.header.party, PARTY_ID(OPERATOR));
    assert_int_equal(frame.header.party_counter, 0x55U);
    assert_int_equal(device_secret(&d, OPERATOR, &secret), GBCS_OK);
    assert_opened(&frame, &secret, VALUE);
    /* a party that is in no cell has no key */
    of = asking(OTHER_READ, BROKER, 10U);
    header.party = STRANGER_ID;
    of.header = &header;
    assert_int_equal(send_recipe(&of), GBCS_OK);
    assert_int_equal(d.application.sent_count, 1U);
    assert_int_equal(d.application.notices[GBCS_NOTICE_ANSWER_LOST], 1U);
    assert_false(holds(d.output, sizeof d.output, "\xD5\xD5\xD5\xD5", 4U));
}

static void sensitive_data_for_an_unknown_party(void **state)
{
    static uint8_t octets[1024];
    gbcs_header header = {.cra = GBCS_CRA_COMMAND,
                          .other_form = GBCS_OTHER_CERTIFICATE,
                          .party = ORGANISATION_ENTITY,
                          .party_counter = 0x55U,
                          .party_certificate = hex_bytes(ORGANISATION, octets, sizeof octets)};
    gbcs_credential credential;
    gbcs_shared_secret secret;
    uint64_t last = 0U;
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_credential_organisation(&theirs, header.party_certificate, &credential),
                     GBCS_OK);
    /* Z is the same from both sides */
    assert_int_equal(gbcs_ecdh(&theirs, &d.self.agreement_key, &credential.key, &secret), GBCS_OK);
    for (size_t i = 0U; i < 3U; i++) {
        /* the same command again: the key is bound to a counter of the device's own */
        of = asking(OTHER_READ, BROKER, 9U);
        of.header = &header;
        assert_int_equal(send_recipe(&of), GBCS_OK);
        gbcs_frame frame = verified_frame(0U);
        assert_int_equal(frame.header.other_form, GBCS_OTHER_ORIGINATOR_COUNTER);
        assert_int_equal(frame.header.party, ORGANISATION_ENTITY);
        assert_int_equal(frame.header.party_counter, 0x55U);
        assert_int_equal(frame.header.counter, 9U);
        assert_true(frame.header.party_originator_counter > last);
        last = frame.header.party_originator_counter;
        assert_opened(&frame, &secret, VALUE);
        if (i == 1U) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
        }
    }
    /* also in a use case that is not known for encrypted attributes */
    for (size_t i = 0U; i < 2U; i++) {
        of = asking(0x0038U, BROKER, 9U);
        of.header = &header;
        assert_int_equal(send_recipe(&of), GBCS_OK);
        gbcs_frame frame = verified_frame(0U);
        assert_true(frame.header.party_originator_counter > last);
        last = frame.header.party_originator_counter;
        assert_opened(&frame, &secret, VALUE);
    }
    assert_int_equal(d.application.sent_count, 5U);
}

static void an_encrypted_answer_is_given_once(void **state)
{
    recipe of;
    uint32_t sent;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    of = asking(SECRET_READ, SUPPLIER, 9U);
    assert_int_equal(send_recipe(&of), GBCS_OK);
    assert_int_equal(send_recipe(&of), GBCS_ERR_ANSWERED);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(send_recipe(&of), GBCS_ERR_ANSWERED);
    assert_int_equal(d.application.asked, 1U);
    assert_int_equal(d.application.sent_count, 1U);
    of.counter = 8U;
    assert_int_equal(send_recipe(&of), GBCS_OK);
    assert_int_equal(d.application.sent_count, 2U);
    /* also if the use case is not known for encrypted attributes */
    of = asking(READ, SUPPLIER, 20U);
    assert_int_equal(send_recipe(&of), GBCS_OK);
    sent = d.application.sent_count;
    assert_int_equal(sent, 3U);
    assert_int_equal(send_recipe(&of), GBCS_OK);
    assert_int_equal(d.application.sent_count, sent);
    assert_int_equal(d.application.notices[GBCS_NOTICE_ANSWER_LOST], 0U);
    assert_false(holds(d.output, sizeof d.output, "\xD5\xD5\xD5\xD5", 4U));
    /* what is guarded can't come again */
    of = asking(GUARDED, SUPPLIER, 20U);
    assert_int_equal(send_recipe(&of), GBCS_OK);
    assert_int_equal(d.application.sent_count, sent + 1U);
}

static void sensitive_data_is_never_plain(void **state)
{
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    of = asking(SECRET_READ, SUPPLIER, 9U);
    of.payload = NONE; /* a get, whose answer has no place for it */
    assert_int_equal(send_recipe(&of), GBCS_OK);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(d.application.notices[GBCS_NOTICE_ANSWER_LOST], 1U);
    assert_false(holds(d.output, sizeof d.output, "\xD5\xD5\xD5\xD5", 4U));
}

/* ---- long ones ------------------------------------------------------------------------------ */

static uint8_t long_payload[3000];

/** A response of one octet-string of so many octets. */
static void answer_long(size_t size)
{
    static const uint8_t TAIL[] = {0x01, 0x01, 0x00};
    gbcs_writer writer = gbcs_writer_of(long_payload, sizeof long_payload);
    uint8_t head[16];

    gbcs_write_bytes(&writer, hex_bytes("da20000001000001", head, sizeof head));
    gbcs_write_axdr_head(&writer, GBCS_AXDR_OCTET_STRING, size);
    while (writer.used < ((size + 12U))) {
        gbcs_write_u8(&writer, (uint8_t)writer.used);
    }
    gbcs_write_bytes(&writer, gbcs_bytes_of(TAIL, sizeof TAIL));
    assert_int_equal(writer.status, GBCS_OK);
    d.application.payload = long_payload;
    d.application.payload_size = writer.used;
}

static uint8_t assembled[DEVICE_MESSAGE];

/** Puts the last blocks together again, the first of them `first`, and verifies the message. */
static void assert_blocks(uint32_t first, size_t count)
{
    gbcs_assembly assembly;
    gbcs_bytes message = NONE;
    gbcs_frame frame;

    assert_int_equal(d.application.sent_count, first + count);
    gbcs_assembly_begin(&assembly, assembled, sizeof assembled);
    for (size_t i = 0U; i < count; i++) {
        const gbcs_bytes block = sent_octets((uint32_t)(count - 1U - i));
        assert_true(block.size <= GBCS_BLOCK_ROOM);
        assert_int_equal(message.size, 0U);
        assert_int_equal(gbcs_assembly_add(&assembly, block, 0U, &message), GBCS_OK);
    }
    assert_true(message.size > GBCS_GBT_MESSAGE_SIZE);
    assert_int_equal(gbcs_frame_parse(message, &frame), GBCS_OK);
    assert_int_equal(device_verify_sent(&d, &frame), GBCS_OK);
    assert_int_equal(frame.payload.size, d.application.payload_size);
    assert_memory_equal(frame.payload.data, long_payload, frame.payload.size);
}

/** The request for blocks of the last long response, which acknowledges so many. */
static gbcs_status ask_again(uint16_t acknowledged, uint64_t counter)
{
    uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    const gbcs_gbt_block request = {.cra = GBCS_CRA_RESPONSE,
                                    .counter = counter,
                                    .originator = DEVICE_ID,
                                    .recipient = PARTY_ID(SUPPLIER),
                                    .message_code = READ,
                                    .control = GBCS_GBT_BLOCKS,
                                    .acknowledged = acknowledged};

    gbcs_write_gbt(&writer, &request);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_meter_receive(&d.meter, gbcs_writer_bytes(&writer));
}

static void long_responses_go_in_blocks(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    answer_long(2500U);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
    assert_blocks(0U, 3U);
    /* all over again, and from the second and third on */
    assert_int_equal(ask_again(0U, 1U), GBCS_OK);
    assert_blocks(3U, 3U);
    assert_int_equal(ask_again(1U, 1U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 8U);
    assert_int_equal(ask_again(2U, 1U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 9U);
    assert_memory_equal(sent_octets(0U).data, sent_octets(1U).data, sent_octets(0U).size);
    assert_int_equal(d.application.asked, 1U);
    /* no such block, and another message */
    assert_true(ask_again(3U, 1U) != GBCS_OK);
    assert_true(ask_again(0U, 2U) != GBCS_OK);
    assert_int_equal(d.application.sent_count, 9U);
    /* a refusal without an alert leaves it there */
    assert_int_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(long_payload, 9U)), GBCS_ERR_TAG);
    assert_int_equal(ask_again(2U, 1U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 10U);
}

/** Another message takes the place of the long one. */
static void a_response_is_repeated_until_the_next(void **state)
{
    static const gbcs_occurrence EVENT = {.event = 0x8F3FU};

    (void)state;
    for (size_t i = 0U; i < 6U; i++) {
        begin(GBCS_DEVICE_ESME);
        answer_long(2500U);
        assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
        d.application.payload = NULL;
        switch (i) {
        case 0U:
            assert_int_equal(device_send(&d, READ, OPERATOR, 1U), GBCS_OK);
            break;
        case 1U:
            assert_int_equal(gbcs_meter_raise(&d.meter, &EVENT), GBCS_OK);
            break;
        case 2U:
            assert_int_equal(device_send(&d, READ, STRANGER, 1U), GBCS_ERR_ORIGINATOR);
            break;
        case 3U:
            d.application.reply = GBCS_REPLY_NONE;
            assert_int_equal(device_send(&d, READ, SUPPLIER, 2U), GBCS_OK);
            break;
        case 4U:
            assert_int_equal(gbcs_meter_erase(&d.meter), GBCS_OK);
            assert_int_equal(device_hand_cells(&d, GBCS_ROLE_ROOT, GBCS_ROLE_ROOT), GBCS_OK);
            break;
        default:
            assert_int_equal(device_reboot(&d), GBCS_OK);
            break;
        }
        const uint32_t sent = d.application.sent_count;
        assert_true(ask_again(0U, 1U) != GBCS_OK);
        assert_int_equal(d.application.sent_count, sent);
    }
}

/** A buffer that holds the message, but not a block of it too, is too small; likewise each less. */
static void a_long_response_needs_room_for_a_block(void **state)
{
    size_t least = 0U;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    answer_long(1300U);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
    assert_blocks(0U, 2U);
    d.application.payload = long_payload;
    const size_t size = sent_octets(0U).size + sent_octets(1U).size;
    for (size_t room = 1500U; (room < sizeof d.output) && (least == 0U); room++) {
        const uint32_t sent = d.application.sent_count;
        d.setup.output_room = room;
        assert_int_equal(device_send(&d, READ, SUPPLIER, 2U), GBCS_OK);
        if (d.application.sent_count > sent) {
            least = room;
        }
    }
    assert_true(least > (GBCS_BLOCK_ROOM + 1300U));
    assert_true(least < (GBCS_BLOCK_ROOM + size));
    assert_blocks(d.application.sent_count - 2U, 2U);
    assert_int_equal(ask_again(0U, 2U), GBCS_OK);
    assert_blocks(d.application.sent_count - 2U, 2U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(responses_are_protected_by_their_command),
        cmocka_unit_test(responses_say_when),
        cmocka_unit_test(sensitive_data_is_for_the_sender),
        cmocka_unit_test(sensitive_data_for_a_known_party),
        cmocka_unit_test(sensitive_data_for_an_unknown_party),
        cmocka_unit_test(an_encrypted_answer_is_given_once),
        cmocka_unit_test(sensitive_data_is_never_plain),
        cmocka_unit_test(long_responses_go_in_blocks),
        cmocka_unit_test(a_response_is_repeated_until_the_next),
        cmocka_unit_test(a_long_response_needs_room_for_a_block),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
