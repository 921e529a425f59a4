#include "hex.h"

#include "gbcs/crypto.h"
#include "implementations.h"

#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define N "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define N_MINUS_1 "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550"
#define N_PLUS_1 "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552"
#define ALL_ONES "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

/* RFC 6979 A.2.5: the key, and r, s of "sample"; N - s beside it */
#define SCALAR "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
#define R "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
#define S "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"
#define S_LOW "0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9"

/** A message and its signature. */
typedef struct known_answer {
    const char *scalar;
    const char *digest;
    const char *signature;
} known_answer;

static const known_answer known_answers[] = {
    /* RFC 6979 A.2.5, SHA-256: "sample", "test" */
    {SCALAR, "af2bdbe1aa9b6ec1e2ade1d694f41fc71a831d0268e9891562113d8a62add1bf", R S},
    {SCALAR, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
     "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
     "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
};

/** A signature of the first known answer with one half replaced, and whether it is one. */
typedef struct signature_case {
    const char *signature;
    gbcs_status status;
} signature_case;

static const signature_case signature_cases[] = {
    {R S, GBCS_OK},
    {R S_LOW, GBCS_OK}, /* both are signatures (FIPS 186-4 6.4) */
    {S R, GBCS_ERR_SIGNATURE},
    {ZERO S, GBCS_ERR_SIGNATURE},
    {R ZERO, GBCS_ERR_SIGNATURE},
    {ZERO ZERO, GBCS_ERR_SIGNATURE},
    {N S, GBCS_ERR_SIGNATURE},
    {R N, GBCS_ERR_SIGNATURE},
    {N N, GBCS_ERR_SIGNATURE},
    {N_MINUS_1 S, GBCS_ERR_SIGNATURE},
    {R N_MINUS_1, GBCS_ERR_SIGNATURE},
    {N_PLUS_1 S, GBCS_ERR_SIGNATURE},
    {R N_PLUS_1, GBCS_ERR_SIGNATURE},
    {ONE ONE, GBCS_ERR_SIGNATURE},
    {R ONE, GBCS_ERR_SIGNATURE},
    {ALL_ONES S, GBCS_ERR_SIGNATURE},
    {R ALL_ONES, GBCS_ERR_SIGNATURE},
    /* lengths; a leading zero would change no number */
    {"", GBCS_ERR_SIGNATURE},
    {"00" R "00" S, GBCS_ERR_SIGNATURE},
    {R S "00", GBCS_ERR_SIGNATURE},
    {"00" R S, GBCS_ERR_SIGNATURE},
    {R, GBCS_ERR_SIGNATURE},
};

/** The implementations under test. */
static implementation set;

/** A private key without a check. */
static gbcs_private_key private_key_of(const char *scalar)
{
    gbcs_private_key key;

    (void)hex_decode(scalar, key.scalar, sizeof key.scalar);
    return key;
}

static gbcs_public_key public_key_of(const char *scalar)
{
    gbcs_private_key private_key = private_key_of(scalar);
    gbcs_public_key public_key;

    assert_int_equal(gbcs_public_key_of(&set.crypto, &private_key, &public_key), GBCS_OK);
    return public_key;
}

static void test_sign(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof known_answers / sizeof known_answers[0]); i++) {
        gbcs_private_key key = private_key_of(known_answers[i].scalar);
        uint8_t digest[GBCS_DIGEST_SIZE];
        uint8_t signature[GBCS_SIGNATURE_SIZE];

        (void)hex_decode(known_answers[i].digest, digest, sizeof digest);
        assert_int_equal(gbcs_ecdsa_sign(&set.crypto, &key, digest, signature), GBCS_OK);
        assert_octets(signature, sizeof signature, known_answers[i].signature);
    }
}

static void test_sign_bad_key(void **state)
{
    static const char *const scalars[] = {ZERO, N, N_PLUS_1, ALL_ONES};
    static const uint8_t digest[GBCS_DIGEST_SIZE] = {1U};
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof scalars / sizeof scalars[0]); i++) {
        gbcs_private_key key = private_key_of(scalars[i]);
        uint8_t signature[GBCS_SIGNATURE_SIZE];

        (void)memset(signature, 0xA5, sizeof signature);
        assert_int_equal(gbcs_ecdsa_sign(&set.crypto, &key, digest, signature),
                         GBCS_ERR_PRIVATE_KEY);
        assert_zeros(signature, sizeof signature);
    }
}

static void test_verify(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof known_answers / sizeof known_answers[0]); i++) {
        gbcs_public_key key = public_key_of(known_answers[i].scalar);
        uint8_t digest[GBCS_DIGEST_SIZE];
        uint8_t signature[GBCS_SIGNATURE_SIZE];

        (void)hex_decode(known_answers[i].digest, digest, sizeof digest);
        assert_int_equal(
            gbcs_ecdsa_verify(&set.crypto, &key, digest,
                              hex_bytes(known_answers[i].signature, signature, sizeof signature)),
            GBCS_OK);
    }
}

static void test_signatures(void **state)
{
    gbcs_public_key key = public_key_of(SCALAR);
    uint8_t digest[GBCS_DIGEST_SIZE];
    size_t i;

    (void)state;
    (void)hex_decode(known_answers[0].digest, digest, sizeof digest);
    for (i = 0U; i < (sizeof signature_cases / sizeof signature_cases[0]); i++) {
        uint8_t signature[GBCS_SIGNATURE_SIZE + 2U];

        assert_int_equal(
            gbcs_ecdsa_verify(&set.crypto, &key, digest,
                              hex_bytes(signature_cases[i].signature, signature, sizeof signature)),
            signature_cases[i].status);
    }
}

static void test_signature_length(void **state)
{
    gbcs_public_key key = public_key_of(SCALAR);
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[2U * GBCS_SIGNATURE_SIZE] = {0U};
    size_t size;

    (void)state;
    (void)hex_decode(known_answers[0].digest, digest, sizeof digest);
    (void)hex_decode(R S, signature, sizeof signature);
    for (size = 0U; size <= sizeof signature; size++) {
        assert_int_equal(
            gbcs_ecdsa_verify(&set.crypto, &key, digest, gbcs_bytes_of(signature, size)),
            (size == GBCS_SIGNATURE_SIZE) ? GBCS_OK : GBCS_ERR_SIGNATURE);
    }
    assert_int_equal(gbcs_ecdsa_verify(&set.crypto, &key, digest, gbcs_bytes_of(NULL, 0U)),
                     GBCS_ERR_SIGNATURE);
}

/** Every octet of digest, signature and key counts. */
static void test_every_octet_counts(void **state)
{
    const gbcs_public_key right_key = public_key_of(SCALAR);
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    size_t i;

    (void)state;
    for (i = 0U; i < (GBCS_DIGEST_SIZE + GBCS_SIGNATURE_SIZE + GBCS_POINT_SIZE); i++) {
        gbcs_public_key key = right_key;

        (void)hex_decode(known_answers[0].digest, digest, sizeof digest);
        (void)hex_decode(R S, signature, sizeof signature);
        if (i < GBCS_DIGEST_SIZE) {
            digest[i] = (uint8_t)(digest[i] ^ 0x01U);
        } else if (i < (GBCS_DIGEST_SIZE + GBCS_SIGNATURE_SIZE)) {
            signature[i - GBCS_DIGEST_SIZE] = (uint8_t)(signature[i - GBCS_DIGEST_SIZE] ^ 0x80U);
        } else {
            key.point[i - GBCS_DIGEST_SIZE - GBCS_SIGNATURE_SIZE] ^= 0x01U;
        }
        assert_int_equal(gbcs_ecdsa_verify(&set.crypto, &key, digest,
                                           gbcs_bytes_of(signature, sizeof signature)),
                         GBCS_ERR_SIGNATURE);
    }
}

/** Neither another key nor the zeros of a refused one verify. */
static void test_other_key(void **state)
{
    gbcs_public_key key = public_key_of(ONE);
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t octets[GBCS_SIGNATURE_SIZE];
    gbcs_bytes signature = hex_bytes(R S, octets, sizeof octets);

    (void)state;
    (void)hex_decode(known_answers[0].digest, digest, sizeof digest);
    assert_int_equal(gbcs_ecdsa_verify(&set.crypto, &key, digest, signature), GBCS_ERR_SIGNATURE);
    (void)memset(&key, 0, sizeof key);
    assert_int_equal(gbcs_ecdsa_verify(&set.crypto, &key, digest, signature), GBCS_ERR_SIGNATURE);
}

/** With r = 0 and a digest that is 0 modulo n both products are infinity, whose x BearSSL takes for 0. */
static void test_forgery_at_infinity(void **state)
{
    static const char *const digests[] = {ZERO, N};
    static const char *const signatures[] = {ZERO ONE, ZERO S, N ONE};
    gbcs_public_key key = public_key_of(SCALAR);
    size_t i;
    size_t k;

    (void)state;
    for (i = 0U; i < (sizeof digests / sizeof digests[0]); i++) {
        for (k = 0U; k < (sizeof signatures / sizeof signatures[0]); k++) {
            uint8_t digest[GBCS_DIGEST_SIZE];
            uint8_t signature[GBCS_SIGNATURE_SIZE];

            (void)hex_decode(digests[i], digest, sizeof digest);
            assert_int_equal(
                gbcs_ecdsa_verify(&set.crypto, &key, digest,
                                  hex_bytes(signatures[k], signature, sizeof signature)),
                GBCS_ERR_SIGNATURE);
        }
    }
}

/** A signature of a digest that is 0 modulo n can be made, but BearSSL verifies none. */
static void test_zero_digest(void **state)
{
    static const uint8_t digest[GBCS_DIGEST_SIZE] = {0U};
    gbcs_private_key private_key =
        private_key_of("0000000000000000000000000000000000000000000000000000000000000005");
    gbcs_public_key public_key =
        public_key_of("0000000000000000000000000000000000000000000000000000000000000005");
    uint8_t signature[GBCS_SIGNATURE_SIZE];

    (void)state;
    assert_int_equal(gbcs_ecdsa_sign(&set.crypto, &private_key, digest, signature), GBCS_OK);
    /* Botan 2.19.3, ecdsa_rfc6979.vec, the case "hashes to all zeros" with Raw(SHA-256) */
    assert_octets(signature, sizeof signature,
                  "921d2c2012856c4f8bd1ab9229c302848ab99cfcf92a512bd24b9a08f3c0df99"
                  "ce18d76b930b81493e77737e24285d07f2919c98afe32f2450a28ba50fbe32e8");
    assert_int_equal(gbcs_ecdsa_verify(&set.crypto, &public_key, digest,
                                       gbcs_bytes_of(signature, sizeof signature)),
                     GBCS_ERR_SIGNATURE);
}

/** What other_sign() returns and leaves behind. */
static size_t other_size;
static const char *other_signature;

static size_t other_sign(const br_ec_impl *ec, const br_hash_class *hash, const void *digest,
                         const br_ec_private_key *key, void *signature)
{
    (void)ec;
    (void)hash;
    (void)digest;
    (void)key;
    (void)hex_decode(other_signature, (uint8_t *)signature, GBCS_SIGNATURE_SIZE);
    return other_size;
}

/** A signature that none may make does not leave: another length, or a half out of range. */
static void test_other_implementation(void **state)
{
    static const char *const refused[] = {ZERO S, R ZERO, N S, R N};
    static const uint8_t digest[GBCS_DIGEST_SIZE] = {1U};
    gbcs_private_key key = private_key_of(SCALAR);
    br_ecdsa_sign right = set.crypto.sign;
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    size_t i;

    (void)state;
    set.crypto.sign = other_sign;
    other_size = GBCS_SIGNATURE_SIZE;
    other_signature = R S;
    assert_int_equal(gbcs_ecdsa_sign(&set.crypto, &key, digest, signature), GBCS_OK);
    assert_octets(signature, sizeof signature, R S);
    for (i = 0U; i < (sizeof refused / sizeof refused[0]); i++) {
        other_signature = refused[i];
        assert_int_equal(gbcs_ecdsa_sign(&set.crypto, &key, digest, signature),
                         GBCS_ERR_PRIVATE_KEY);
        assert_zeros(signature, sizeof signature);
    }
    other_signature = R S;
    (void)memset(&key, 0, sizeof key);
    assert_int_equal(gbcs_ecdsa_sign(&set.crypto, &key, digest, signature), GBCS_ERR_PRIVATE_KEY);
    assert_zeros(signature, sizeof signature);
    key = private_key_of(SCALAR);
    other_size = 0U;
    assert_int_equal(gbcs_ecdsa_sign(&set.crypto, &key, digest, signature), GBCS_ERR_PRIVATE_KEY);
    assert_zeros(signature, sizeof signature);
    set.crypto.sign = right;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sign),
        cmocka_unit_test(test_sign_bad_key),
        cmocka_unit_test(test_verify),
        cmocka_unit_test(test_signatures),
        cmocka_unit_test(test_signature_length),
        cmocka_unit_test(test_every_octet_counts),
        cmocka_unit_test(test_other_key),
        cmocka_unit_test(test_forgery_at_infinity),
        cmocka_unit_test(test_zero_digest),
        cmocka_unit_test(test_other_implementation),
    };
    size_t i;
    int failed = 0;

    for (i = 0U; implementation_get(i, &set); i++) {
        failed += cmocka_run_group_tests_name(set.name, tests, NULL, NULL);
    }
    return failed;
}
