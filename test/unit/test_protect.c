/* Building and verifying messages: every form, every refusal. */
#include "hex.h"

#include "gbcs/gbcs.h"

#define DEVICE 0x00DB0000000000A0U
#define SUPPLIER 0x90B3D51F00000001U
#define COUNTER 0x0000000000000102U

static gbcs_crypto crypto;
static gbcs_private_key signer;
static gbcs_public_key signer_public;
static gbcs_shared_secret secret;
static const uint8_t payload_octets[] = {0xD9, 0x20, 0x00, 0x01, 0x02, 0x00, 0x00, 0x00};

static gbcs_bytes payload(void)
{
    return gbcs_bytes_of(payload_octets, sizeof payload_octets);
}

static gbcs_header header(void)
{
    gbcs_header fields = {0};

    fields.cra = GBCS_CRA_COMMAND;
    fields.counter = COUNTER;
    fields.originator = SUPPLIER;
    fields.recipient = DEVICE;
    fields.message_code = 0x004F;
    return fields;
}

static int setup(void **state)
{
    (void)state;
    gbcs_crypto_default(&crypto);
    memset(&signer, 0x17, sizeof signer);
    memset(&secret, 0x42, sizeof secret);
    assert_int_equal(gbcs_public_key_of(&crypto, &signer, &signer_public), GBCS_OK);
    return 0;
}

/** Builds a message; the buffer is the caller's. */
static gbcs_bytes build(const gbcs_header *fields, const gbcs_protection *protection,
                        uint8_t *buffer, size_t room)
{
    gbcs_writer writer = gbcs_writer_of(buffer, room);

    gbcs_write_message(&crypto, fields, payload(), protection, &writer);
    return gbcs_writer_bytes(&writer);
}

static void a_key_is_bound_to_all_of_its_info(void **state)
{
    const gbcs_key_info base = {GBCS_PURPOSE_COMMAND, SUPPLIER, COUNTER, DEVICE};
    gbcs_key_info changed[4] = {base, base, base, base};
    gbcs_aes_key key;
    gbcs_aes_key other;
    size_t i;

    (void)state;
    changed[0].purpose = GBCS_PURPOSE_ENCRYPTION;
    changed[1].originator ^= 1U;
    changed[2].counter ^= 1U;
    changed[3].recipient ^= 1U;
    gbcs_derive_key(&crypto, &secret, &base, &key);
    for (i = 0U; i < 4U; i++) {
        gbcs_derive_key(&crypto, &secret, &changed[i], &other);
        assert_memory_not_equal(key.octets, other.octets, sizeof key.octets);
    }
}

static void a_mac_key_serves_the_kind_of_message(void **state)
{
    gbcs_header fields = header();

    (void)state;
    assert_int_equal(gbcs_mac_key_info(&fields).purpose, GBCS_PURPOSE_COMMAND);
    fields.cra = GBCS_CRA_RESPONSE;
    assert_int_equal(gbcs_mac_key_info(&fields).purpose, GBCS_PURPOSE_RESPONSE);
    fields.cra = GBCS_CRA_ALERT;
    assert_int_equal(gbcs_mac_key_info(&fields).purpose, GBCS_PURPOSE_ALERT);
}

/** Builds, parses and verifies a message of one form. */
static void check_form(bool is_signed, bool is_maced)
{
    const gbcs_header fields = header();
    const gbcs_protection protection = {
        is_signed ? &signer : NULL, {NULL, 0U}, is_maced ? &secret : NULL};
    uint8_t buffer[256];
    gbcs_bytes message = build(&fields, &protection, buffer, sizeof buffer);
    gbcs_frame frame;

    assert_int_equal(message.size, gbcs_message_size(&fields, sizeof payload_octets, &protection));
    assert_int_equal(gbcs_frame_parse(message, &frame), GBCS_OK);
    assert_true(gbcs_bytes_equal(frame.payload, payload()));
    assert_int_equal(gbcs_signature_verify(&crypto, &signer_public, &frame),
                     is_signed ? GBCS_OK : GBCS_ERR_ABSENT);
    assert_int_equal(gbcs_mac_verify(&crypto, &secret, &frame),
                     is_maced ? GBCS_OK : GBCS_ERR_ABSENT);
}

static void every_form_is_built_and_verified(void **state)
{
    (void)state;
    check_form(false, false);
    check_form(false, true);
    check_form(true, false);
    check_form(true, true);
}

static void another_key_is_refused(void **state)
{
    const gbcs_header fields = header();
    const gbcs_protection protection = {&signer, {NULL, 0U}, &secret};
    gbcs_private_key stranger = signer;
    gbcs_public_key stranger_public;
    gbcs_shared_secret other = secret;
    uint8_t buffer[256];
    gbcs_frame frame;

    (void)state;
    stranger.scalar[31] ^= 1U;
    other.z[0] ^= 1U;
    assert_int_equal(gbcs_public_key_of(&crypto, &stranger, &stranger_public), GBCS_OK);
    assert_int_equal(gbcs_frame_parse(build(&fields, &protection, buffer, sizeof buffer), &frame),
                     GBCS_OK);
    assert_int_equal(gbcs_signature_verify(&crypto, &stranger_public, &frame), GBCS_ERR_SIGNATURE);
    assert_int_equal(gbcs_mac_verify(&crypto, &other, &frame), GBCS_ERR_MAC);
}

static void every_changed_bit_is_refused(void **state)
{
    const gbcs_header fields = header();
    const gbcs_protection protection = {&signer, {NULL, 0U}, &secret};
    uint8_t buffer[256];
    const size_t size = build(&fields, &protection, buffer, sizeof buffer).size;
    gbcs_frame frame;
    size_t bit;

    (void)state;
    for (bit = 0U; bit < (8U * size); bit++) {
        buffer[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
        if (gbcs_frame_parse(gbcs_bytes_of(buffer, size), &frame) == GBCS_OK) {
            assert_int_equal(gbcs_mac_verify(&crypto, &secret, &frame), GBCS_ERR_MAC);
        }
        buffer[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
    }
}

static void a_small_buffer_is_left_clean(void **state)
{
    const gbcs_header fields = header();
    const gbcs_protection protections[] = {
        {NULL, {NULL, 0U}, NULL}, {NULL, {NULL, 0U}, &secret}, {&signer, {NULL, 0U}, &secret}};
    uint8_t buffer[256];
    size_t form;
    size_t room;

    (void)state;
    for (form = 0U; form < 3U; form++) {
        const size_t size = gbcs_message_size(&fields, sizeof payload_octets, &protections[form]);

        for (room = 0U; room < size; room++) {
            gbcs_writer writer = gbcs_writer_of(buffer, room);

            memset(buffer, 0, sizeof buffer);
            gbcs_write_message(&crypto, &fields, payload(), &protections[form], &writer);
            assert_int_equal(writer.status, GBCS_ERR_SPACE);
            assert_int_equal(writer.used, 0);
            assert_zeros(buffer, sizeof buffer);
        }
        assert_int_equal(build(&fields, &protections[form], buffer, size).size, size);
    }
}

static void a_bad_key_or_signature_leaves_nothing(void **state)
{
    const gbcs_header fields = header();
    const gbcs_private_key zero = {{0}};
    const uint8_t half[32] = {1};
    const gbcs_protection bad_key = {&zero, {NULL, 0U}, &secret};
    const gbcs_protection bad_signature = {NULL, {half, sizeof half}, &secret};
    uint8_t buffer[256] = {0};
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    gbcs_write_message(&crypto, &fields, payload(), &bad_key, &writer);
    assert_int_equal(writer.status, GBCS_ERR_PRIVATE_KEY);
    assert_int_equal(writer.used, 0);
    assert_zeros(buffer, sizeof buffer);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_message(&crypto, &fields, payload(), &bad_signature, &writer);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    assert_int_equal(writer.used, 0);
    assert_zeros(buffer, sizeof buffer);
}

static void a_short_signature_makes_no_pre_command(void **state)
{
    const gbcs_header fields = header();
    const uint8_t octet = 1U;
    const gbcs_protection protection = {NULL, {&octet, 1U}, NULL};
    uint8_t buffer[256];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    gbcs_write_message(&crypto, &fields, payload(), &protection, &writer);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
}

static void what_lies_around_a_failed_message_is_left_alone(void **state)
{
    const gbcs_header fields = header();
    const gbcs_private_key zero = {{0}};
    const gbcs_protection protection = {&zero, {NULL, 0U}, NULL};
    const size_t written =
        gbcs_grouping_size(&fields, sizeof payload_octets) + sizeof payload_octets;
    uint8_t buffer[256];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    size_t i;

    (void)state;
    memset(buffer, 0xEE, sizeof buffer);
    gbcs_write_u32(&writer, 0xEEEEEEEEU);
    gbcs_write_message(&crypto, &fields, payload(), &protection, &writer);
    assert_int_equal(writer.status, GBCS_ERR_PRIVATE_KEY);
    assert_int_equal(writer.used, 4);
    for (i = 0U; i < sizeof buffer; i++) {
        assert_int_equal(buffer[i], ((i < 4U) || (i >= (4U + written))) ? 0xEE : 0);
    }
}

static void a_writer_that_failed_stays_as_it_is(void **state)
{
    const gbcs_header fields = header();
    const gbcs_protection protection = {NULL, {NULL, 0U}, &secret};
    uint8_t buffer[256] = {0x55};
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    gbcs_write_u8(&writer, 0x55U);
    gbcs_writer_fail(&writer, GBCS_ERR_VALUE);
    gbcs_write_message(&crypto, &fields, payload(), &protection, &writer);
    assert_int_equal(writer.status, GBCS_ERR_VALUE);
    assert_int_equal(writer.used, 1);
    assert_int_equal(buffer[0], 0x55);
    assert_zeros(&buffer[1], sizeof buffer - 1U);
}

static void a_payload_may_lie_in_the_buffer_already(void **state)
{
    const gbcs_header fields = header();
    const gbcs_protection protection = {&signer, {NULL, 0U}, &secret};
    uint8_t apart[256];
    uint8_t together[256];
    const gbcs_bytes expected = build(&fields, &protection, apart, sizeof apart);
    gbcs_writer writer = gbcs_writer_of(together, sizeof together);

    (void)state;
    memcpy(&together[60], payload_octets, sizeof payload_octets);
    gbcs_write_message(&crypto, &fields, gbcs_bytes_of(&together[60], sizeof payload_octets),
                       &protection, &writer);
    assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&writer), expected));
}

static void a_message_may_follow_other_octets(void **state)
{
    const gbcs_header fields = header();
    const gbcs_protection protection = {&signer, {NULL, 0U}, &secret};
    uint8_t apart[256];
    uint8_t behind[256];
    const gbcs_bytes expected = build(&fields, &protection, apart, sizeof apart);
    gbcs_writer writer = gbcs_writer_of(behind, sizeof behind);

    (void)state;
    gbcs_write_u32(&writer, 0xAABBCCDDU);
    gbcs_write_message(&crypto, &fields, payload(), &protection, &writer);
    assert_true(gbcs_bytes_equal(gbcs_bytes_slice(gbcs_writer_bytes(&writer), 4U, expected.size),
                                 expected));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_is_bound_to_all_of_its_info),
        cmocka_unit_test(a_mac_key_serves_the_kind_of_message),
        cmocka_unit_test(every_form_is_built_and_verified),
        cmocka_unit_test(another_key_is_refused),
        cmocka_unit_test(every_changed_bit_is_refused),
        cmocka_unit_test(a_small_buffer_is_left_clean),
        cmocka_unit_test(a_bad_key_or_signature_leaves_nothing),
        cmocka_unit_test(a_short_signature_makes_no_pre_command),
        cmocka_unit_test(what_lies_around_a_failed_message_is_left_alone),
        cmocka_unit_test(a_writer_that_failed_stays_as_it_is),
        cmocka_unit_test(a_payload_may_lie_in_the_buffer_already),
        cmocka_unit_test(a_message_may_follow_other_octets),
    };
    return cmocka_run_group_tests_name("message/protect", tests, setup, NULL);
}
