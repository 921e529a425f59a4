/*
 * The cryptographic test vector of GBCS 18.4: a critical command, ECS04b, with every intermediate
 * value (recomputed with an independent program).
 */
#include "hex.h"

#include "gbcs/gbcs.h"

#define SUPPLIER_DS_PRIVATE "3A6B2EAA0D9F25A9E455983FEB5BB947528121911BF3B76BE5661C89DBF24B26"
#define SUPPLIER_DS_PUBLIC                                                                         \
    "04 76628E1C84EF7935548AE5D62C7BB3AD28964CF794F0387A697EEC19CDD98F46"                          \
    "0A4D5E19087EF7216ED89C29831A6EE838C8DE88EF34F11D3F41F36D80B2A5D5"
#define ACB_KA_PRIVATE "E4A6CFB431471CFCAE491FD566D19C87082CF9FA7722D7FA24B2B3F5669DBEFB"
#define ACB_KA_PUBLIC                                                                              \
    "04 292F97FEC1B30C3849B806D90446E4A037D6D178019796E76E5255BDC3A08E34"                          \
    "6F9F6E6E7E8F6A4D55962D2F2D0E16CFF27BF3F925FA7DBAFD15A8B1DC695894"
#define DEVICE_KA_PUBLIC                                                                           \
    "04 2DB45A3F21889438B42C8F464C75292BACF5FDDB5DA0B492501B299CBFE92D8F"                          \
    "DB90FC8FF4026129838B1BCAD1402CAE47FE7D8084E409A41AFCE16D63579C5F"
#define GROUPING "DF 09 01 0000000000000001 08 123456789ABCDEF0 08 FFFFFFFFFFFFFFFE 00 02 00B3 35"
#define PAYLOAD                                                                                    \
    "D92000000100 03 0300700000130A00FF02 0300700000130A01FF02 0300700000130A02FF02"               \
    "03 0500000000 0500000000 0500000000"
#define SIGNATURE                                                                                  \
    "59045AB0F554622B0360340B9D87B5A23ED5723B41DE3F206E58CDD10F915B9F"                             \
    "E2E12E2DA3632478A8DF678E418895869AC1E55318CCE04D120D2D6B44DC167B"
#define MAC "5D832D15B57A56D620F198B3"
#define MESSAGE "DD000000000000 81A9 1100000000" GROUPING PAYLOAD "40" SIGNATURE MAC
#define Z "9AACF2E6D51BD5FF8F37BF368019A691CB5B2FCB7B5F030A00063647B20E13FE"

typedef struct fixture {
    gbcs_crypto crypto;
    uint8_t octets[256];
    gbcs_frame frame;
} fixture;

static gbcs_private_key private_key(const char *hex)
{
    uint8_t octets[GBCS_SCALAR_SIZE];
    gbcs_private_key key;

    assert_int_equal(gbcs_private_key_from(hex_bytes(hex, octets, sizeof octets), &key), GBCS_OK);
    return key;
}

static gbcs_public_key public_key(const fixture *f, const char *hex)
{
    uint8_t octets[GBCS_POINT_SIZE];
    gbcs_public_key key;

    assert_int_equal(gbcs_public_key_from(&f->crypto, hex_bytes(hex, octets, sizeof octets), &key),
                     GBCS_OK);
    return key;
}

static int setup(void **state)
{
    static fixture f;

    gbcs_crypto_default(&f.crypto);
    assert_int_equal(gbcs_frame_parse(hex_bytes(MESSAGE, f.octets, sizeof f.octets), &f.frame),
                     GBCS_OK);
    *state = &f;
    return 0;
}

static void it_is_taken_apart(void **state)
{
    const fixture *f = *state;

    assert_int_equal(f->frame.header.cra, GBCS_CRA_COMMAND);
    assert_int_equal(f->frame.header.counter, 1);
    assert_true(f->frame.header.originator == 0x123456789ABCDEF0U);
    assert_true(f->frame.header.recipient == 0xFFFFFFFFFFFFFFFEU);
    assert_int_equal(f->frame.header.message_code, 0x00B3);
    assert_bytes(f->frame.grouping, GROUPING);
    assert_bytes(f->frame.payload, PAYLOAD);
    assert_bytes(f->frame.signature, SIGNATURE);
    assert_bytes(f->frame.mac, MAC);
}

static void the_keys_are_pairs(void **state)
{
    const fixture *f = *state;
    const gbcs_private_key supplier = private_key(SUPPLIER_DS_PRIVATE);
    const gbcs_private_key acb = private_key(ACB_KA_PRIVATE);
    gbcs_public_key key;

    assert_int_equal(gbcs_public_key_of(&f->crypto, &supplier, &key), GBCS_OK);
    assert_octets(key.point, sizeof key.point, SUPPLIER_DS_PUBLIC);
    assert_int_equal(gbcs_public_key_of(&f->crypto, &acb, &key), GBCS_OK);
    assert_octets(key.point, sizeof key.point, ACB_KA_PUBLIC);
}

static void the_signature_is_good(void **state)
{
    const fixture *f = *state;
    const gbcs_public_key supplier = public_key(f, SUPPLIER_DS_PUBLIC);
    uint8_t digest[GBCS_DIGEST_SIZE];

    gbcs_sha256_of(&f->crypto, f->frame.signed_octets, digest);
    assert_octets(digest, sizeof digest,
                  "930589363b347647c0373d13f8af75636a745793efa3bdf75f1d8bbcd632e012");
    assert_int_equal(gbcs_signature_verify(&f->crypto, &supplier, &f->frame), GBCS_OK);
}

static void the_mac_is_good_at_every_step(void **state)
{
    const fixture *f = *state;
    const gbcs_private_key acb = private_key(ACB_KA_PRIVATE);
    const gbcs_public_key device = public_key(f, DEVICE_KA_PUBLIC);
    const gbcs_key_info info = gbcs_mac_key_info(&f->frame.header);
    const uint8_t prefix[6] = {0x11};
    gbcs_shared_secret secret;
    gbcs_aes_key key;
    uint8_t iv[GBCS_IV_SIZE];
    gbcs_gcm gcm;
    uint8_t tag[GBCS_TAG_SIZE];
    uint8_t mac[GBCS_MAC_SIZE];

    assert_int_equal(gbcs_ecdh(&f->crypto, &acb, &device, &secret), GBCS_OK);
    assert_octets(secret.z, sizeof secret.z, Z);
    gbcs_derive_key(&f->crypto, &secret, &info, &key);
    assert_octets(key.octets, sizeof key.octets, "859b846a24e1ea70a168409a1180676b");
    gbcs_make_iv(f->frame.header.originator, iv);
    assert_octets(iv, sizeof iv, "123456789abcdef0 00000000");
    gbcs_gcm_begin(&f->crypto, &key, iv, &gcm);
    gbcs_gcm_add(&gcm, gbcs_bytes_of(prefix, sizeof prefix));
    gbcs_gcm_add(&gcm, f->frame.maced_octets);
    gbcs_gcm_end(&gcm, tag);
    assert_octets(tag, sizeof tag, "5d832d15b57a56d620f198b3ab4893cc");
    gbcs_mac_make(&f->crypto, &secret, &f->frame.header, f->frame.maced_octets, mac);
    assert_octets(mac, sizeof mac, "5d832d15b57a56d620f198b3");
    assert_int_equal(gbcs_mac_verify(&f->crypto, &secret, &f->frame), GBCS_OK);
}

static void it_is_built_again(void **state)
{
    const fixture *f = *state;
    gbcs_shared_secret secret;
    uint8_t buffer[256];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    const gbcs_protection protection = {NULL, f->frame.signature, &secret};

    assert_int_equal(hex_decode(Z, secret.z, sizeof secret.z), sizeof secret.z);
    gbcs_write_message(&f->crypto, &f->frame.header, f->frame.payload, &protection, &writer);
    assert_bytes(gbcs_writer_bytes(&writer), MESSAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(it_is_taken_apart, setup),
        cmocka_unit_test_setup(the_keys_are_pairs, setup),
        cmocka_unit_test_setup(the_signature_is_good, setup),
        cmocka_unit_test_setup(the_mac_is_good_at_every_step, setup),
        cmocka_unit_test_setup(it_is_built_again, setup),
    };
    return cmocka_run_group_tests_name("GBCS 18.4", tests, NULL, NULL);
}
