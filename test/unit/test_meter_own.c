/* The device's own keys and certificates on a whole meter: CS02c, CS02d, CS02e (GBCS 13.4 to 13.6). */
#include "update_bench.h"

#define ISSUE 0x000AU
#define INSTALL 0x000BU
#define PROVIDE 0x000CU

static image before;

static uint8_t buffer[1024];

static gbcs_bytes usage_payload(uint8_t usage)
{
    static const uint8_t OF_SIGNATURE[] = {0x30, 0x04, 0x03, 0x02, 0x07, 0x80};
    static const uint8_t OF_AGREEMENT[] = {0x30, 0x04, 0x03, 0x02, 0x03, 0x08};

    return gbcs_bytes_of((usage == SIGNATURE) ? OF_SIGNATURE : OF_AGREEMENT, 6U);
}

static gbcs_bytes certificate_of(gbcs_entity_id entity, uint8_t usage, const gbcs_public_key *key)
{
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    device_write_own_certificate(&d, entity, usage, key, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

/** Sends a command of the supplier; the payload of its response, signed. */
static gbcs_bytes asked(uint16_t code, uint64_t counter, gbcs_bytes payload)
{
    recipe of = recipe_of(code, SUPPLIER, counter);
    gbcs_frame frame;

    of.payload = payload;
    assert_int_equal(send_recipe(&of), GBCS_OK);
    frame = verified_frame(0U);
    assert_int_equal(frame.header.cra, GBCS_CRA_RESPONSE);
    assert_int_equal(frame.header.message_code, code);
    assert_int_equal(frame.header.counter, counter);
    assert_int_equal(frame.signature.size, GBCS_SIGNATURE_SIZE);
    return frame.payload;
}

/** The response is a number. */
static void assert_result(gbcs_bytes payload, unsigned int number)
{
    const uint8_t expected[] = {0x02, 0x01, (uint8_t)number};

    assert_int_equal(payload.size, sizeof expected);
    assert_memory_equal(payload.data, expected, sizeof expected);
}

/** The public key in a certification request, which is signed with it. */
static gbcs_public_key requested(gbcs_bytes request)
{
    static const uint8_t POINT[] = {0x03, 0x42, 0x00, 0x04};
    gbcs_reader outer = gbcs_reader_of(request);
    gbcs_reader r = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_DER, GBCS_BER_SEQUENCE));
    const gbcs_tlv info = gbcs_read_tlv(&r, GBCS_DER);
    gbcs_bytes bits;
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_public_key key;
    size_t at = 0U;

    (void)gbcs_read_tlv(&r, GBCS_DER);
    bits = gbcs_read_tagged(&r, GBCS_DER, GBCS_BER_BIT_STRING);
    assert_int_equal(gbcs_reader_finish(&r), GBCS_OK);
    assert_int_equal(gbcs_reader_finish(&outer), GBCS_OK);
    while (memcmp(&info.octets.data[at], POINT, sizeof POINT) != 0) {
        at++;
        assert_true((at + 68U) < info.octets.size);
    }
    memcpy(key.point, &info.octets.data[at + 3U], sizeof key.point);
    assert_int_equal(
        gbcs_ecdsa_signature_from_der(gbcs_bytes_slice(bits, 1U, bits.size - 1U), signature),
        GBCS_OK);
    gbcs_sha256_of(&theirs, info.octets, digest);
    assert_int_equal(
        gbcs_ecdsa_verify(&theirs, &key, digest, gbcs_bytes_of(signature, sizeof signature)),
        GBCS_OK);
    return key;
}

static void without_noise_there_are_no_keys(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    device_give_noise(&d);
    d.setup.noise = NULL;
    assert_result(asked(ISSUE, 5U, usage_payload(SIGNATURE)), GBCS_ISSUE_KEY_PAIR_FAILED);
    assert_int_equal(device_send(&d, ISSUE, SUPPLIER, 5U), GBCS_ERR_REPLAY);
    assert_int_equal(d.application.notices[GBCS_NOTICE_NO_RANDOM], 0U);
    assert_int_equal(d.application.asked, 0U);
}

/** Noise that does not answer is told of, and tried again later. */
static void noise_that_fails_is_tried_again(void **state)
{
    uint32_t next;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    device_give_noise(&d);
    gbcs_memory_fail(&d.memory, GBCS_MEMORY_ENTROPY, 1U, GBCS_ERR_ENTROPY, GBCS_MEMORY_BEFORE);
    assert_result(asked(ISSUE, 5U, usage_payload(SIGNATURE)), GBCS_ISSUE_KEY_PAIR_FAILED);
    assert_int_equal(d.application.notices[GBCS_NOTICE_NO_RANDOM], 1U);
    gbcs_memory_pass(&d.memory, 3599U);
    next = ticked();
    assert_int_equal(next, 1U);
    gbcs_memory_pass(&d.memory, next);
    (void)requested(asked(ISSUE, 6U, usage_payload(SIGNATURE)));
    assert_int_equal(d.application.notices[GBCS_NOTICE_NO_RANDOM], 1U);
}

/** From the request to the certificate in use, for both usages. */
static void a_new_key_pair_comes_into_use(void **state)
{
    static const uint8_t USAGES[] = {SIGNATURE, AGREEMENT};

    (void)state;
    for (size_t i = 0U; i < 2U; i++) {
        const uint8_t usage = USAGES[i];
        gbcs_public_key key;
        gbcs_bytes own;
        uint8_t copy[sizeof buffer];

        begin(GBCS_DEVICE_ESME);
        device_give_noise(&d);
        assert_result(asked(PROVIDE, 4U, usage_payload(usage)), GBCS_PROVIDE_NO_CERTIFICATE);
        key = requested(asked(ISSUE, 5U, usage_payload(usage)));
        assert_int_equal(log_count(), 0U);
        /* it is kept over a restart, and the former one is in use */
        assert_int_equal(device_reboot(&d), GBCS_OK);
        assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 6U), GBCS_OK);
        (void)verified_frame(0U);
        own = certificate_of(DEVICE_ID, usage, &key);
        memcpy(copy, own.data, own.size);
        own.data = copy;
        if (usage == SIGNATURE) {
            /* the response is signed with it already */
            d.self.signature_point = key;
        }
        assert_result(asked(INSTALL, 7U, own), GBCS_INSTALL_SUCCESS);
        assert_logged(0U, (usage == SIGNATURE) ? 0x8F4DU : 0x8F4FU, INSTALL, PARTY_ID(SUPPLIER),
                      7U);
        if (usage == AGREEMENT) {
            assert_int_equal(device_send(&d, READ, SUPPLIER, 8U), GBCS_ERR_MAC);
            d.self.agreement_point = key;
        }
        for (int boots = 0; boots < 2; boots++) {
            const uint64_t counter = 10U * ((uint64_t)boots + 1U);
            const gbcs_bytes given = asked(PROVIDE, counter, usage_payload(usage));

            assert_int_equal(given.size, own.size);
            assert_memory_equal(given.data, own.data, given.size);
            assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, counter), GBCS_OK);
            assert_int_equal(device_send(&d, READ, SUPPLIER, counter), GBCS_OK);
            (void)verified_frame(0U);
            assert_int_equal(device_reboot(&d), GBCS_OK);
        }
        /* and is not pending any more */
        assert_result(asked(INSTALL, 30U, own), GBCS_INSTALL_NO_KEY_PAIR);
        assert_logged(0U, (usage == SIGNATURE) ? 0x8F4CU : 0x8F4EU, INSTALL, PARTY_ID(SUPPLIER),
                      30U);
    }
}

/** What is in use, and what is pending, stay. */
static void a_certificate_that_is_wrong_changes_nothing(void **state)
{
    const party *pending = device_pending_key();
    const struct {
        gbcs_entity_id entity;
        uint8_t usage;
        const gbcs_public_key *key;
        gbcs_install_result result;
        uint16_t event;
    } cases[] = {
        {PEER_A, SIGNATURE, &pending->signature_point, GBCS_INSTALL_WRONG_IDENTITY, 0x8F4C},
        {DEVICE_ID, SIGNATURE, &pending->agreement_point, GBCS_INSTALL_WRONG_PUBLIC_KEY, 0x8F4C},
        {DEVICE_ID, AGREEMENT, &pending->signature_point, GBCS_INSTALL_WRONG_PUBLIC_KEY, 0x8F4E},
    };

    (void)state;
    begin(GBCS_DEVICE_ESME);
    device_furnish(&d);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
    for (size_t i = 0U; i < 3U; i++) {
        const gbcs_bytes own = certificate_of(cases[i].entity, cases[i].usage, cases[i].key);

        take_image(&before);
        assert_result(asked(INSTALL, 5U + i, own), (unsigned int)cases[i].result);
        assert_logged(0U, cases[i].event, INSTALL, PARTY_ID(SUPPLIER), 5U + i);
        for (size_t record = GBCS_RECORD_KEYS; record < (GBCS_RECORD_KEYS + 2U); record++) {
            assert_true(same_record(&before, record));
        }
        for (size_t record = GBCS_RECORD_PENDING; record < GBCS_RECORD_COUNT; record++) {
            assert_true(same_record(&before, record));
        }
    }
    d.self.signature_point = pending->signature_point;
    assert_result(
        asked(INSTALL, 9U, certificate_of(DEVICE_ID, SIGNATURE, &pending->signature_point)),
        GBCS_INSTALL_SUCCESS);
}

static void what_is_malformed_is_refused(void **state)
{
    static const uint8_t NOT_A_USAGE[] = {0x05, 0x00};
    static const uint16_t CODES[] = {ISSUE, INSTALL, PROVIDE};

    (void)state;
    for (size_t i = 0U; i < 3U; i++) {
        recipe of;

        begin(GBCS_DEVICE_ESME);
        device_give_noise(&d);
        assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
        of = recipe_of(CODES[i], SUPPLIER, 5U);
        of.payload = gbcs_bytes_of(NOT_A_USAGE, sizeof NOT_A_USAGE);
        take_image(&before);
        assert_int_equal(gbcs_status_class_of(send_recipe(&of)), GBCS_CLASS_MALFORMED);
        assert_only_reported(&before);
        assert_logged(0U, 0x8F1EU, CODES[i], PARTY_ID(SUPPLIER), 5U);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_noise_there_are_no_keys),
        cmocka_unit_test(noise_that_fails_is_tried_again),
        cmocka_unit_test(a_new_key_pair_comes_into_use),
        cmocka_unit_test(a_certificate_that_is_wrong_changes_nothing),
        cmocka_unit_test(what_is_malformed_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
