#include "hex.h"

#include "gbcs/crypto.h"
#include "implementations.h"

#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define N "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define P "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
#define ALL_ONES "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

/* The point with x = 0 */
#define Y_AT_0 "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4"

/* RFC 5903 8.1: the private and public keys of both sides, and what they share */
#define SCALAR_I "c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433"
#define POINT_I                                                                                    \
    "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"                           \
    "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3"
#define SCALAR_R "c6ef9c5d78ae012a011164acb397ce2088685d8f06bf9be0b283ab46476bee53"
#define POINT_R                                                                                    \
    "04d12dfb5289c8d4f81208b70270398c342296970a0bccb74c736fc7554494bf63"                           \
    "56fbf3ca366cc23e8157854c13c58d6aac23f046ada30f8353e74f33039872ab"
#define SHARED "d6840f6b42f6edafd13116e0e12565202fef8e9ece7dce03812464d04b9442de"

/** An agreement. */
typedef struct agreement {
    const char *scalar;
    const char *point;
    gbcs_status status;
    const char *shared;
} agreement;

static const agreement agreements[] = {
    {SCALAR_I, POINT_R, GBCS_OK, SHARED},
    {SCALAR_R, POINT_I, GBCS_OK, SHARED},
    /* Wycheproof, ecdh_secp256r1_ecpoint_test.json, 3: x = 0 is a secret like any other */
    {"0a0d622a47e48f6bc1038ace438c6f528aa00ad2bd1da5f13ee46bf5f633d71a",
     "0458fd4168a87795603e2b04390285bdca6e57de6027fe211dd9d25e2212d29e62"
     "080d36bd224d7405509295eed02a17150e03b314f96da37445b0d1d29377d12c",
     GBCS_OK, ZERO},
    {ZERO, POINT_R, GBCS_ERR_PRIVATE_KEY, ZERO},
    {N, POINT_R, GBCS_ERR_PRIVATE_KEY, ZERO},
    {ALL_ONES, POINT_R, GBCS_ERR_PRIVATE_KEY, ZERO},
    {SCALAR_I, "04" ZERO ZERO, GBCS_ERR_PUBLIC_KEY, ZERO},
    {SCALAR_I, "00" ZERO ZERO, GBCS_ERR_PUBLIC_KEY, ZERO},
    {SCALAR_I, "04" P Y_AT_0, GBCS_ERR_PUBLIC_KEY, ZERO},
    {SCALAR_I, "04" SHARED SHARED, GBCS_ERR_PUBLIC_KEY, ZERO},
    {ZERO, "04" ZERO ZERO, GBCS_ERR_PRIVATE_KEY, ZERO},
};

/** A derivation. */
typedef struct derivation {
    const char *secret;
    const char *other_info;
    const char *key;
} derivation;

/* NIST CAVP, KASValidityTest_ECCStaticUnified_KDFConcat_NOKC, EC - SHA256: init 13 and resp 1 */
static const derivation derivations[] = {
    {"d8c649ddf2da82673daba95b7ec8b5fcb6bd159d3211227e08fedf6594b89dcc",
     "a1b2c3d4e597faa16b3ce97643ee6684ce6fbd32e543415653696475bf4573d55883d88bcca925a5bc5cbd0a46da3"
     "5",
     "040a15e0a90e1a897ecee51f5234fa48"},
    {"704d119a7584d7c090c675c4175ad793aec049c44c4a6aa450210489c08f3350",
     "43415653696498d3df37a71edaf0bc60c8479771f4e9a1b2c3d4e51c0cc52cb783c82be1d2b51837b1b392b2c61c9"
     "5",
     "4e117f484402c3dc8e1df276fca05041"},
};

/** The implementations under test. */
static implementation set;

static void test_ecdh(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof agreements / sizeof agreements[0]); i++) {
        gbcs_private_key private_key;
        gbcs_public_key public_key;
        gbcs_shared_secret secret;

        (void)hex_decode(agreements[i].scalar, private_key.scalar, sizeof private_key.scalar);
        (void)hex_decode(agreements[i].point, public_key.point, sizeof public_key.point);
        (void)memset(&secret, 0xA5, sizeof secret);
        assert_int_equal(gbcs_ecdh(&set.crypto, &private_key, &public_key, &secret),
                         agreements[i].status);
        assert_octets(secret.z, sizeof secret.z, agreements[i].shared);
    }
}

/** What multiply() leaves behind. */
static const char *product;

static uint32_t multiply(unsigned char *point, size_t point_size, const unsigned char *factor,
                         size_t factor_size, int curve)
{
    (void)factor;
    (void)factor_size;
    (void)curve;
    (void)hex_decode(product, point, point_size);
    return 1U;
}

/** A product at infinity, which has no x, is refused even if the multiplication was content. */
static void test_ecdh_infinity(void **state)
{
    br_ec_impl ec = *set.crypto.ec;
    const br_ec_impl *right = set.crypto.ec;
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    gbcs_shared_secret secret;

    (void)state;
    (void)hex_decode(SCALAR_I, private_key.scalar, sizeof private_key.scalar);
    (void)hex_decode(POINT_R, public_key.point, sizeof public_key.point);
    ec.mul = multiply;
    set.crypto.ec = &ec;
    product = POINT_I;
    assert_int_equal(gbcs_ecdh(&set.crypto, &private_key, &public_key, &secret), GBCS_OK);
    product = "04" ZERO ZERO;
    assert_int_equal(gbcs_ecdh(&set.crypto, &private_key, &public_key, &secret),
                     GBCS_ERR_PUBLIC_KEY);
    assert_zeros(&secret, sizeof secret);
    set.crypto.ec = right;
}

static void test_kdf(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof derivations / sizeof derivations[0]); i++) {
        gbcs_shared_secret secret;
        gbcs_aes_key key;
        uint8_t other_info[64];

        (void)hex_decode(derivations[i].secret, secret.z, sizeof secret.z);
        gbcs_kdf(&set.crypto, &secret,
                 hex_bytes(derivations[i].other_info, other_info, sizeof other_info), &key);
        assert_octets(key.octets, sizeof key.octets, derivations[i].key);
    }
}

/** OtherInfo may be empty: SHA-256(00000001 || Z). */
static void test_kdf_no_other_info(void **state)
{
    uint8_t input[4U + GBCS_SECRET_SIZE] = {0x00U, 0x00U, 0x00U, 0x01U};
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_shared_secret secret;
    gbcs_aes_key key;

    (void)state;
    (void)hex_decode(SHARED, secret.z, sizeof secret.z);
    (void)memcpy(&input[4], secret.z, sizeof secret.z);
    gbcs_sha256_of(&set.crypto, gbcs_bytes_of(input, sizeof input), digest);
    gbcs_kdf(&set.crypto, &secret, gbcs_bytes_of(NULL, 0U), &key);
    assert_memory_equal(key.octets, digest, sizeof key.octets);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ecdh),
        cmocka_unit_test(test_ecdh_infinity),
        cmocka_unit_test(test_kdf),
        cmocka_unit_test(test_kdf_no_other_info),
    };
    size_t i;
    int failed = 0;

    for (i = 0U; implementation_get(i, &set); i++) {
        failed += cmocka_run_group_tests_name(set.name, tests, NULL, NULL);
    }
    return failed;
}
