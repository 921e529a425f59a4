/* Encryption of attributes: sealing, opening, and finding sealed blocks in DLMS and GBZ payloads. */
#include "hex.h"

#include "gbcs/gbcs.h"

#define DEVICE 0x00DB0000000000A0U
#define SUPPLIER 0x90B3D51F00000001U
#define BROKER 0x90B3D51F00000002U
#define COUNTER 0x0000000000000102U
#define PARAMETERS                                                                                 \
    "0101 0202 1602 0205 0909 04 0000000000000102 0908 00DB0000000000A0"                           \
    "0908 90B3D51F00000001 0900 0202 1602 0202 090102 0900"

static gbcs_crypto crypto;
static gbcs_shared_secret secret;
static uint8_t octets[1024];

static int setup(void **state)
{
    (void)state;
    gbcs_crypto_default(&crypto);
    memset(&secret, 0x42, sizeof secret);
    return 0;
}

static gbcs_header header(gbcs_cra cra)
{
    gbcs_header fields = {0};

    fields.cra = cra;
    fields.counter = COUNTER;
    fields.originator = DEVICE;
    fields.recipient = SUPPLIER;
    fields.message_code = 0x0027;
    return fields;
}

static gbcs_key_info info(void)
{
    const gbcs_key_info bound = {GBCS_PURPOSE_ENCRYPTION, DEVICE, COUNTER, SUPPLIER};

    return bound;
}

static void a_key_follows_the_supplementary_party(void **state)
{
    gbcs_header fields = header(GBCS_CRA_RESPONSE);
    gbcs_key_info bound = gbcs_encryption_key_info(&fields);

    (void)state;
    assert_int_equal(bound.purpose, GBCS_PURPOSE_ENCRYPTION);
    assert_true(bound.originator == DEVICE);
    assert_true(bound.counter == COUNTER);
    assert_true(bound.recipient == SUPPLIER);

    fields.recipient = BROKER;
    fields.party = SUPPLIER;
    fields.party_originator_counter = 7U;
    fields.other_form = GBCS_OTHER_PARTY_COUNTER;
    bound = gbcs_encryption_key_info(&fields);
    assert_true(bound.counter == COUNTER);
    assert_true(bound.recipient == SUPPLIER);

    fields.other_form = GBCS_OTHER_ORIGINATOR_COUNTER;
    bound = gbcs_encryption_key_info(&fields);
    assert_true(bound.counter == 7U);
    assert_true(bound.recipient == SUPPLIER);
}

/** Computed with another implementation of SHA-256 and AES-GCM. */
static void sealing_gives_a_known_answer(void **state)
{
    const gbcs_key_info bound = info();
    const uint8_t plain[] = {0x02, 0x01, 0x11, 0x05};
    const size_t before = 3U;
    const size_t room = before + sizeof plain + GBCS_SEAL_OVERHEAD;
    gbcs_writer writer;

    (void)state;
    for (size_t less = 0U; less < 2U; less++) {
        memset(octets, 0, sizeof octets);
        writer = gbcs_writer_of(octets, room - less);
        gbcs_write_bytes(&writer, gbcs_bytes_of(plain, before));
        gbcs_seal(&crypto, &secret, &bound, gbcs_bytes_of(plain, sizeof plain), &writer);
        if (less == 0U) {
            assert_bytes(gbcs_bytes_slice(gbcs_writer_bytes(&writer), before, room - before),
                         "3100000000 A9862909 9AB316B8038BD47D82327080");
        } else {
            assert_int_equal(writer.status, GBCS_ERR_SPACE);
            assert_zeros(&octets[before], sizeof octets - before);
        }
    }
}

static void what_is_sealed_can_be_opened(void **state)
{
    const gbcs_key_info bound = info();
    static const size_t sizes[] = {0U, 1U, 15U, 16U, 17U, 127U, 500U};
    uint8_t plain[500];
    uint8_t opened[500];
    size_t i;

    (void)state;
    memset(plain, 0x5A, sizeof plain);
    for (i = 0U; i < (sizeof sizes / sizeof sizes[0]); i++) {
        gbcs_writer sealed = gbcs_writer_of(octets, sizeof octets);
        gbcs_writer writer = gbcs_writer_of(opened, sizeof opened);

        gbcs_seal(&crypto, &secret, &bound, gbcs_bytes_of(plain, sizes[i]), &sealed);
        assert_int_equal(sealed.used, sizes[i] + GBCS_SEAL_OVERHEAD);
        assert_int_equal(gbcs_unseal(&crypto, &secret, &bound, gbcs_writer_bytes(&sealed), &writer),
                         GBCS_OK);
        assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&writer), gbcs_bytes_of(plain, sizes[i])));
    }
}

static void every_changed_bit_is_refused(void **state)
{
    const gbcs_key_info bound = info();
    const uint8_t plain[20] = {1, 2, 3};
    uint8_t opened[20];
    gbcs_writer sealed = gbcs_writer_of(octets, sizeof octets);
    size_t bit;

    (void)state;
    gbcs_seal(&crypto, &secret, &bound, gbcs_bytes_of(plain, sizeof plain), &sealed);
    for (bit = 0U; bit < (8U * sealed.used); bit++) {
        gbcs_writer writer = gbcs_writer_of(opened, sizeof opened);

        octets[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
        memset(opened, 0, sizeof opened);
        assert_int_equal(gbcs_unseal(&crypto, &secret, &bound, gbcs_writer_bytes(&sealed), &writer),
                         (bit < 40U) ? GBCS_ERR_TAG : GBCS_ERR_MAC);
        assert_int_equal(writer.used, 0);
        assert_zeros(opened, sizeof opened);
        octets[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
    }
}

static void truncation_and_small_buffers_are_refused(void **state)
{
    const gbcs_key_info bound = info();
    const uint8_t plain[20] = {1, 2, 3};
    uint8_t opened[20];
    gbcs_writer sealed = gbcs_writer_of(octets, sizeof octets);
    size_t size;

    (void)state;
    gbcs_seal(&crypto, &secret, &bound, gbcs_bytes_of(plain, sizeof plain), &sealed);
    for (size = 0U; size < sealed.used; size++) {
        gbcs_writer writer = gbcs_writer_of(opened, sizeof opened);

        assert_int_not_equal(
            gbcs_unseal(&crypto, &secret, &bound, gbcs_bytes_of(octets, size), &writer), GBCS_OK);
    }
    for (size = 0U; size < sizeof plain; size++) {
        gbcs_writer writer = gbcs_writer_of(opened, size);

        assert_int_equal(gbcs_unseal(&crypto, &secret, &bound, gbcs_writer_bytes(&sealed), &writer),
                         GBCS_ERR_SPACE);
    }
    for (size = 0U; size < (sizeof plain + GBCS_SEAL_OVERHEAD); size++) {
        uint8_t small[64] = {0};
        gbcs_writer writer = gbcs_writer_of(small, size);

        gbcs_seal(&crypto, &secret, &bound, gbcs_bytes_of(plain, sizeof plain), &writer);
        assert_int_equal(writer.status, GBCS_ERR_SPACE);
        assert_zeros(small, sizeof small); /* no plaintext is left behind */
    }
}

static gbcs_sealed_walk walk_of(gbcs_cra cra, const char *payload_hex)
{
    static uint8_t payload[1024];
    gbcs_frame frame = {0};
    gbcs_sealed_walk walk;

    frame.header = header(cra);
    frame.payload = hex_bytes(payload_hex, payload, sizeof payload);
    assert_int_equal(gbcs_sealed_walk_of(&frame, &walk), GBCS_OK);
    return walk;
}

#define SEALED "31 00000000 AABB 000102030405060708090A0B"

static void assert_blocks(gbcs_cra cra, const char *payload_hex, size_t count)
{
    gbcs_sealed_walk walk = walk_of(cra, payload_hex);
    gbcs_bytes sealed;
    size_t i;

    for (i = 0U; i < count; i++) {
        assert_true(gbcs_sealed_next(&walk, &sealed));
        assert_bytes(sealed, SEALED);
    }
    assert_false(gbcs_sealed_next(&walk, &sealed));
}

static void blocks_are_found_where_they_are(void **state)
{
    (void)state;
    /* access-response: one protected item; two, with a plain one and null-data between */
    assert_blocks(GBCS_CRA_RESPONSE, "DA20000102 00 00 01 0202" PARAMETERS "0913" SEALED "01 0300",
                  1);
    assert_blocks(GBCS_CRA_RESPONSE,
                  "DA20000102 00 00 04 0202" PARAMETERS "0913" SEALED "00 01021100 1101"
                  "0202" PARAMETERS "0913" SEALED "04 0300 0300 0100 0300",
                  2);
    /* data-notification: parameters and sealed data are members of the body */
    assert_blocks(GBCS_CRA_ALERT,
                  "0F20000102 00 0204 128F0A 090C07DF0101FF000000008000FF" PARAMETERS "0913" SEALED,
                  1);
    /* GBZ: an encrypted component between plain ones */
    assert_blocks(GBCS_CRA_RESPONSE,
                  "0109 03 00 0702 0004 18 00 01 AA"
                  "02 0702 001A 00 00 18 01 01 0013" SEALED "01 0702 0003 18 02 01",
                  1);
    /* GBZ alert: the Billing Data Log holds a component, a message code is none */
    assert_blocks(GBCS_CRA_ALERT, "0109 01 8F0A 1C374A80 03 0702 001A 00 00 19 00 06 0013" SEALED,
                  1);
    assert_blocks(GBCS_CRA_ALERT, "0109 01 81A0 1C374A80 0005", 0);
    assert_blocks(GBCS_CRA_ALERT, "0109 00 8F30 1C374A80", 0);
}

static void nothing_is_found_where_there_is_none(void **state)
{
    (void)state;
    assert_blocks(GBCS_CRA_RESPONSE, "DA20000102 00 00 01 00 01 0300", 0);
    assert_blocks(GBCS_CRA_RESPONSE, "DA20000102 00 00 01 0202 0100 0900 01 0300", 0);
    /* protection parameters, but no octet-string behind them */
    assert_blocks(GBCS_CRA_RESPONSE, "DA20000102 00 00 01 0202" PARAMETERS "1105 01 0300", 0);
    assert_blocks(GBCS_CRA_COMMAND, "D920000102 00 01 01 0008 0000010000FF 02 01 00", 0);
    assert_blocks(GBCS_CRA_RESPONSE, "3009 020100 0404 0123ABCE", 0);
    assert_blocks(GBCS_CRA_RESPONSE, "0101 FF", 0); /* BOOLEAN, not the profile of GBZ */
}

static void a_broken_payload_is_refused(void **state)
{
    static const struct {
        gbcs_cra cra;
        const char *payload;
    } cases[] = {{GBCS_CRA_RESPONSE, "DA2000"},
                 {GBCS_CRA_ALERT, "0F20000102 00"},
                 {GBCS_CRA_RESPONSE, "0109 02 01"},
                 {GBCS_CRA_ALERT, "0109 00 8F"}};
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof cases / sizeof cases[0]); i++) {
        uint8_t payload[64];
        gbcs_frame frame = {0};
        gbcs_sealed_walk walk;
        gbcs_bytes sealed;

        frame.header = header(cases[i].cra);
        frame.payload = hex_bytes(cases[i].payload, payload, sizeof payload);
        assert_int_equal(gbcs_status_class_of(gbcs_sealed_walk_of(&frame, &walk)),
                         GBCS_CLASS_MALFORMED);
        assert_false(gbcs_sealed_next(&walk, &sealed));
    }
}

static void dlms_protected_data_is_written_and_found(void **state)
{
    const gbcs_header fields = header(GBCS_CRA_RESPONSE);
    const gbcs_key_info bound = info();
    const uint8_t plain[] = {0x02, 0x01, 0x11, 0x05};
    uint8_t payload[256];
    uint8_t opened[16];
    gbcs_writer writer = gbcs_writer_of(payload, sizeof payload);
    gbcs_writer out = gbcs_writer_of(opened, sizeof opened);
    gbcs_frame frame = {0};
    gbcs_sealed_walk walk;
    gbcs_bytes sealed;

    (void)state;
    gbcs_write_bytes(&writer, hex_bytes("DA20000102 00 00 01 0202", octets, sizeof octets));
    gbcs_write_dlms_protected(&crypto, &secret, &fields, gbcs_bytes_of(plain, sizeof plain),
                              &writer);
    gbcs_write_bytes(&writer, hex_bytes("01 0300", octets, sizeof octets));
    assert_int_equal(writer.status, GBCS_OK);
    assert_bytes(gbcs_bytes_slice(gbcs_writer_bytes(&writer), 10U, 52U), PARAMETERS);

    frame.header = fields;
    frame.payload = gbcs_writer_bytes(&writer);
    assert_int_equal(gbcs_sealed_walk_of(&frame, &walk), GBCS_OK);
    assert_true(gbcs_sealed_next(&walk, &sealed));
    assert_int_equal(gbcs_unseal(&crypto, &secret, &bound, sealed, &out), GBCS_OK);
    assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&out), gbcs_bytes_of(plain, sizeof plain)));
    assert_false(gbcs_sealed_next(&walk, &sealed));
}

static void a_gbz_component_is_written_and_found(void **state)
{
    const gbcs_header fields = header(GBCS_CRA_RESPONSE);
    const gbcs_key_info bound = info();
    const uint8_t plain[] = {0x00, 0x00, 0x86};
    uint8_t payload[256];
    uint8_t opened[16];
    gbcs_writer writer = gbcs_writer_of(payload, sizeof payload);
    gbcs_writer out = gbcs_writer_of(opened, sizeof opened);
    gbcs_gbz_component component = {0};
    gbcs_frame frame = {0};
    gbcs_sealed_walk walk;
    gbcs_bytes sealed;

    (void)state;
    component.control = GBCS_GBZ_ENCRYPTED | GBCS_GBZ_LAST;
    component.cluster = 0x0702U;
    component.frame_control = 0x18U;
    component.command = 0x01U;
    component.body = gbcs_bytes_of(plain, sizeof plain);
    gbcs_write_bytes(&writer, hex_bytes("0109 01", octets, sizeof octets));
    gbcs_write_gbz_protected(&crypto, &secret, &fields, &component, &writer);
    assert_int_equal(writer.status, GBCS_OK);

    frame.header = fields;
    frame.payload = gbcs_writer_bytes(&writer);
    assert_int_equal(gbcs_sealed_walk_of(&frame, &walk), GBCS_OK);
    assert_true(gbcs_sealed_next(&walk, &sealed));
    assert_int_equal(gbcs_unseal(&crypto, &secret, &bound, sealed, &out), GBCS_OK);
    assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&out), gbcs_bytes_of(plain, sizeof plain)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_key_follows_the_supplementary_party),
        cmocka_unit_test(sealing_gives_a_known_answer),
        cmocka_unit_test(what_is_sealed_can_be_opened),
        cmocka_unit_test(every_changed_bit_is_refused),
        cmocka_unit_test(truncation_and_small_buffers_are_refused),
        cmocka_unit_test(blocks_are_found_where_they_are),
        cmocka_unit_test(nothing_is_found_where_there_is_none),
        cmocka_unit_test(a_broken_payload_is_refused),
        cmocka_unit_test(dlms_protected_data_is_written_and_found),
        cmocka_unit_test(a_gbz_component_is_written_and_found),
    };
    return cmocka_run_group_tests_name("message/encrypt", tests, setup, NULL);
}
