#include "hex.h"

#include "gbcs/crypto.h"
#include "implementations.h"

#define P "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff"
#define P_PLUS_1 "ffffffff00000001000000000000000000000001000000000000000000000000"
#define N "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"
#define N_MINUS_1 "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550"
#define ZERO "0000000000000000000000000000000000000000000000000000000000000000"
#define ONE "0000000000000000000000000000000000000000000000000000000000000001"
#define ALL_ONES "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"

/* The base point (FIPS 186-4 D.1.2.3), and the other value of y at its x */
#define GX "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
#define GY "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
#define GY_NEGATIVE "b01cbd1c01e58065711814b583f061e9d431cca994cea1313449bf97c840ae0a"
/* The y of a point with x = 0, and the x of one with y = 1 */
#define Y_AT_0 "66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4"
#define X_AT_1 "09e78d4ef60d05f750f6636209092bc43cbdd6b47e11a9de20a9feb2a50bb96c"

/** A number and whether it is a private key. */
typedef struct scalar_case {
    const char *scalar;
    gbcs_status status;
} scalar_case;

static const scalar_case scalar_cases[] = {
    {ZERO, GBCS_ERR_PRIVATE_KEY},
    {ONE, GBCS_OK},
    {"0100000000000000000000000000000000000000000000000000000000000000", GBCS_OK},
    {"8000000000000000000000000000000000000000000000000000000000000000", GBCS_OK},
    {"ffffffff00000000fffffffffffffffeffffffffffffffffffffffffffffffff", GBCS_OK},
    {"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc6324ff", GBCS_OK},
    {N_MINUS_1, GBCS_OK},
    {N, GBCS_ERR_PRIVATE_KEY},
    {"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552", GBCS_ERR_PRIVATE_KEY},
    {"ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632600", GBCS_ERR_PRIVATE_KEY},
    {"ffffffff00000001000000000000000000000000000000000000000000000000", GBCS_ERR_PRIVATE_KEY},
    {ALL_ONES, GBCS_ERR_PRIVATE_KEY},
};

/** A private key and its public key. */
typedef struct pair {
    const char *scalar;
    const char *point;
} pair;

static const pair pairs[] = {
    {ONE, "04" GX GY},
    {N_MINUS_1, "04" GX GY_NEGATIVE},
    /* RFC 6979 A.2.5 */
    {"c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
     "0460fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
     "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"},
    /* RFC 5903 8.1 */
    {"c88f01f510d9ac3f70a292daa2316de544e9aab8afe84049c62a9c57862d1433",
     "04dad0b65394221cf9b051e1feca5787d098dfe637fc90b9ef945d0c3772581180"
     "5271a0461cdb8252d61f1c456fa3e59ab1f45b33accf5f58389e0577b8990bb3"},
};

/** Octets and whether they are a public key. */
typedef struct point_case {
    const char *point;
    gbcs_status status;
} point_case;

static const point_case point_cases[] = {
    {"04" GX GY, GBCS_OK},
    {"04" GX GY_NEGATIVE, GBCS_OK},
    /* x = 0 is on the curve; p, which is congruent to it, is not a coordinate. So with y. */
    {"04" ZERO Y_AT_0, GBCS_OK},
    {"04" P Y_AT_0, GBCS_ERR_PUBLIC_KEY},
    {"04" X_AT_1 ONE, GBCS_OK},
    {"04" X_AT_1 P_PLUS_1, GBCS_ERR_PUBLIC_KEY},
    {"04" ALL_ONES GY, GBCS_ERR_PUBLIC_KEY},
    {"04" GX ALL_ONES, GBCS_ERR_PUBLIC_KEY},
    {"04" ALL_ONES ALL_ONES, GBCS_ERR_PUBLIC_KEY},
    /* not on the curve */
    {"04" GY GX, GBCS_ERR_PUBLIC_KEY},
    {"04" GX GX, GBCS_ERR_PUBLIC_KEY},
    {"04" ZERO ZERO, GBCS_ERR_PUBLIC_KEY},
    {"04" P P, GBCS_ERR_PUBLIC_KEY},
    {"04" ONE ONE, GBCS_ERR_PUBLIC_KEY},
    /* NIST CAVP, FIPS 186-3 PKV.rsp, P-256, first case with "Point not on curve" */
    {"04f2d1c0dc0852c3d8a2a2500a23a44813ccce1ac4e58444175b440469ffc12273"
     "32bfe992831b305d8c37b9672df5d29fcb5c29b4a40534683e3ace23d24647dd",
     GBCS_ERR_PUBLIC_KEY},
    /* infinity (SEC 1 2.3.3), compressed, and lengths beside the right one */
    {"", GBCS_ERR_PUBLIC_KEY},
    {"00", GBCS_ERR_PUBLIC_KEY},
    {"00" ZERO ZERO, GBCS_ERR_PUBLIC_KEY},
    {"02" GX, GBCS_ERR_PUBLIC_KEY},
    {"03" GX, GBCS_ERR_PUBLIC_KEY},
    {GX GY, GBCS_ERR_PUBLIC_KEY},
    {"04" GX GY "00", GBCS_ERR_PUBLIC_KEY},
    {"0004" GX GY, GBCS_ERR_PUBLIC_KEY},
};

/** The implementations under test. */
static implementation set;

static void test_private_key(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof scalar_cases / sizeof scalar_cases[0]); i++) {
        const scalar_case *scalar = &scalar_cases[i];
        uint8_t octets[GBCS_SCALAR_SIZE];
        gbcs_private_key key;

        (void)memset(&key, 0xA5, sizeof key);
        assert_int_equal(
            gbcs_private_key_from(hex_bytes(scalar->scalar, octets, sizeof octets), &key),
            scalar->status);
        if (scalar->status == GBCS_OK) {
            assert_octets(key.scalar, sizeof key.scalar, scalar->scalar);
        } else {
            assert_zeros(&key, sizeof key);
        }
    }
}

static void test_private_key_length(void **state)
{
    uint8_t octets[GBCS_SCALAR_SIZE + 2U];
    gbcs_private_key key;
    size_t size;

    (void)state;
    (void)memset(octets, 1, sizeof octets);
    for (size = 0U; size <= sizeof octets; size++) {
        (void)memset(&key, 0xA5, sizeof key);
        if (size == GBCS_SCALAR_SIZE) {
            assert_int_equal(gbcs_private_key_from(gbcs_bytes_of(octets, size), &key), GBCS_OK);
        } else {
            assert_int_equal(gbcs_private_key_from(gbcs_bytes_of(octets, size), &key),
                             GBCS_ERR_ARGUMENT);
            assert_zeros(&key, sizeof key);
        }
    }
    assert_int_equal(gbcs_private_key_from(gbcs_bytes_of(NULL, 0U), &key), GBCS_ERR_ARGUMENT);
}

static void test_public_key_of(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof pairs / sizeof pairs[0]); i++) {
        gbcs_private_key private_key;
        gbcs_public_key public_key;

        (void)hex_decode(pairs[i].scalar, private_key.scalar, sizeof private_key.scalar);
        assert_int_equal(gbcs_public_key_of(&set.crypto, &private_key, &public_key), GBCS_OK);
        assert_octets(public_key.point, sizeof public_key.point, pairs[i].point);
    }
}

/** A private key that was never taken, or was wiped, has no public key. */
static void test_public_key_of_no_key(void **state)
{
    static const char *const scalars[] = {ZERO, N, ALL_ONES};
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof scalars / sizeof scalars[0]); i++) {
        gbcs_private_key private_key;
        gbcs_public_key public_key;

        (void)hex_decode(scalars[i], private_key.scalar, sizeof private_key.scalar);
        (void)memset(&public_key, 0xA5, sizeof public_key);
        assert_int_equal(gbcs_public_key_of(&set.crypto, &private_key, &public_key),
                         GBCS_ERR_PRIVATE_KEY);
        assert_zeros(&public_key, sizeof public_key);
    }
}

static void check_point(gbcs_bytes point, gbcs_status status)
{
    gbcs_public_key key;

    (void)memset(&key, 0xA5, sizeof key);
    assert_int_equal(gbcs_public_key_from(&set.crypto, point, &key), status);
    if (status == GBCS_OK) {
        assert_memory_equal(key.point, point.data, sizeof key.point);
    } else {
        assert_zeros(&key, sizeof key);
    }
}

static void test_public_key(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof point_cases / sizeof point_cases[0]); i++) {
        uint8_t octets[GBCS_POINT_SIZE + 1U];

        check_point(hex_bytes(point_cases[i].point, octets, sizeof octets), point_cases[i].status);
    }
}

/** Of all lengths only 65 is right, of all first octets only 04: not the hybrid forms 06 and 07. */
static void test_public_key_form(void **state)
{
    uint8_t octets[GBCS_POINT_SIZE + 2U] = {0U};
    size_t i;

    (void)state;
    (void)hex_decode("04" GX GY, octets, sizeof octets);
    for (i = 0U; i <= sizeof octets; i++) {
        check_point(gbcs_bytes_of(octets, i),
                    (i == GBCS_POINT_SIZE) ? GBCS_OK : GBCS_ERR_PUBLIC_KEY);
    }
    for (i = 0U; i <= 0xFFU; i++) {
        octets[0] = (uint8_t)i;
        check_point(gbcs_bytes_of(octets, GBCS_POINT_SIZE),
                    (i == 0x04U) ? GBCS_OK : GBCS_ERR_PUBLIC_KEY);
    }
}

/** Each bit of the coordinates counts. */
static void test_public_key_bits(void **state)
{
    uint8_t octets[GBCS_POINT_SIZE];
    size_t bit;

    (void)state;
    for (bit = 8U; bit < (8U * sizeof octets); bit++) {
        (void)hex_decode("04" GX GY, octets, sizeof octets);
        octets[bit / 8U] = (uint8_t)(octets[bit / 8U] ^ (1U << (bit % 8U)));
        check_point(gbcs_bytes_of(octets, sizeof octets), GBCS_ERR_PUBLIC_KEY);
    }
}

/** A multiplication that turns a hybrid encoding into an uncompressed one, as some would. */
static uint32_t lenient_mul(unsigned char *point, size_t point_size, const unsigned char *factor,
                            size_t factor_size, int curve)
{
    (void)point_size;
    (void)factor;
    (void)factor_size;
    (void)curve;
    point[0] = 0x04U;
    return 1U;
}

/** A multiplication that fails and leaves something behind. */
static size_t failing_mulgen(unsigned char *point, const unsigned char *factor, size_t factor_size,
                             int curve)
{
    (void)factor;
    (void)factor_size;
    (void)curve;
    point[0] = 0x04U;
    return 0U;
}

/** What an accelerator of a vendor does wrong is not passed on. */
static void test_other_implementation(void **state)
{
    br_ec_impl ec = *set.crypto.ec;
    const br_ec_impl *right = set.crypto.ec;
    uint8_t octets[GBCS_POINT_SIZE];
    gbcs_private_key private_key;
    gbcs_public_key public_key;

    (void)state;
    ec.mul = lenient_mul;
    ec.mulgen = failing_mulgen;
    set.crypto.ec = &ec;
    check_point(hex_bytes("04" GX GY, octets, sizeof octets), GBCS_OK);
    check_point(hex_bytes("07" GX GY, octets, sizeof octets), GBCS_ERR_PUBLIC_KEY);
    (void)hex_decode(ONE, private_key.scalar, sizeof private_key.scalar);
    assert_int_equal(gbcs_public_key_of(&set.crypto, &private_key, &public_key),
                     GBCS_ERR_PRIVATE_KEY);
    assert_zeros(&public_key, sizeof public_key);
    set.crypto.ec = right;
}

/** RFC 5280 4.2.1.2, method 2, of the public key of RFC 6979 A.2.5; computed with another SHA-1. */
static void test_key_identifier(void **state)
{
    uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE];
    gbcs_public_key key;

    (void)state;
    hex_decode("04 60FED4BA255A9D31C961EB74C6356D68C049B8923B61FA6CE669622E60F29FB6"
               "7903FE1008B8BC99A41AE9E95628BC64F2F1B20C2D7E9F5177A3C294D4462299",
               key.point, sizeof key.point);
    gbcs_key_identifier(&key, identifier);
    assert_octets(identifier, sizeof identifier, "49C0B56431563710");
    key.point[64] ^= 1U;
    gbcs_key_identifier(&key, identifier);
    assert_int_equal(identifier[0] >> 4, 4); /* the bits 0100, whatever the key */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_private_key),     cmocka_unit_test(test_private_key_length),
        cmocka_unit_test(test_public_key_of),   cmocka_unit_test(test_public_key_of_no_key),
        cmocka_unit_test(test_public_key),      cmocka_unit_test(test_public_key_form),
        cmocka_unit_test(test_public_key_bits), cmocka_unit_test(test_other_implementation),
        cmocka_unit_test(test_key_identifier),
    };
    size_t i;
    int failed = 0;

    for (i = 0U; implementation_get(i, &set); i++) {
        failed += cmocka_run_group_tests_name(set.name, tests, NULL, NULL);
    }
    return failed;
}
