/* Top-up tokens: digits, MAC, counter; and everything that must be refused. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "hex.h"

#include "gbcs/utrn.h"

#define SUPPLIER 0x00005EEF10000002U
#define DEVICE 0x00005EEF100000E0U

/** A token that is known. */
typedef struct answer {
    uint32_t counter;
    gbcs_value_class value_class;
    uint16_t value;
    const char *utrn;
} answer;

/**
 * Tokens of our own keys: all octets of the supplier's are 51, of the device's DE. Made by
 * test/oracle/tokens.py --answers.
 */
static const answer ANSWERS[] = {
    {0x00000001U, GBCS_VALUE_POUNDS, 10U, "73943329556539012939"},
    {0x00000002U, GBCS_VALUE_PENCE, 0U, "73944384682318388144"},
    {0x000003FFU, GBCS_VALUE_POUNDS, 8191U, "75382018094898951355"},
    {0x00000400U, GBCS_VALUE_PENCE, 1250U, "73941623608825560561"},
    {0x000007FFU, GBCS_VALUE_PENCE, 8191U, "75381666256110930112"},
    {0x00000800U, GBCS_VALUE_POUNDS, 1U, "73941921832694673387"},
    {0x80000000U, GBCS_VALUE_POUNDS, 100U, "73941926060626943667"},
    {0xFFFFFC00U, GBCS_VALUE_PENCE, 100U, "73941574228503949389"},
    {0xFFFFFFFFU, GBCS_VALUE_POUNDS, 50U, "75381668422696595243"},
};

/** The MAC of this one is right, but its counter is 0. */
static const char COUNTER_ZERO[] = "73941569961017064686";

/** The MAC of this one is right for the counter 7, but it carries the low ten bits of 6. */
static const char COUNTER_CONTRADICTED[] = "73950014235706060250";

#define ANSWER_COUNT (sizeof ANSWERS / sizeof ANSWERS[0])

static gbcs_crypto crypto;
/** Z as the supplier and as the device have it. */
static gbcs_shared_secret supplier_secret;
static gbcs_shared_secret device_secret;
static const gbcs_token_parties supplier_side = {SUPPLIER, DEVICE, &supplier_secret};
static const gbcs_token_parties device_side = {SUPPLIER, DEVICE, &device_secret};

static int setup(void **state)
{
    gbcs_private_key supplier;
    gbcs_private_key device;
    gbcs_public_key public_key;

    (void)state;
    gbcs_crypto_default(&crypto);
    memset(&supplier, 0x51, sizeof supplier);
    memset(&device, 0xDE, sizeof device);
    assert_int_equal(gbcs_public_key_of(&crypto, &device, &public_key), GBCS_OK);
    assert_int_equal(gbcs_ecdh(&crypto, &supplier, &public_key, &supplier_secret), GBCS_OK);
    assert_int_equal(gbcs_public_key_of(&crypto, &supplier, &public_key), GBCS_OK);
    assert_int_equal(gbcs_ecdh(&crypto, &device, &public_key, &device_secret), GBCS_OK);
    return 0;
}

static gbcs_status parse(const char *utrn, gbcs_token *token)
{
    return gbcs_utrn_parse(gbcs_bytes_of((const uint8_t *)utrn, strlen(utrn)), token);
}

/** The token of a UTRN that is one. */
static gbcs_token token_of(const char *utrn)
{
    gbcs_token token;

    assert_int_equal(parse(utrn, &token), GBCS_OK);
    return token;
}

/** Asserts that all fields are zero; what may lie between them is nobody's. */
static void assert_no_token(const gbcs_token *token)
{
    assert_int_equal(token->truncated_counter, 0);
    assert_int_equal(token->value_class, 0);
    assert_int_equal(token->value, 0);
    assert_zeros(token->mac, sizeof token->mac);
}

static gbcs_token make(uint32_t counter)
{
    gbcs_token token;

    assert_int_equal(
        gbcs_token_make(&crypto, &supplier_side, counter, GBCS_VALUE_POUNDS, 10U, &token), GBCS_OK);
    return token;
}

/** Asserts that a token is refused with its counter, and near it. */
static void assert_refused(const gbcs_token_parties *parties, uint32_t counter,
                           const gbcs_token *token, gbcs_status status)
{
    uint32_t found = 1U;

    assert_int_equal(gbcs_token_verify(&crypto, parties, counter, token), status);
    assert_int_equal(gbcs_token_find_counter(&crypto, parties, counter, token, &found), status);
    assert_int_equal(found, 0);
}

/** 19 digits and the last one of ten that is the check digit. */
static void close_number(uint64_t number, char utrn[GBCS_UTRN_SIZE + 1U])
{
    char closed[32] = "";
    char tried[32];
    gbcs_token token;
    unsigned int closing = 0U;
    unsigned int digit;

    for (digit = 0U; digit < 10U; digit++) {
        (void)snprintf(tried, sizeof tried, "%019" PRIu64 "%u", number, digit);
        if (parse(tried, &token) != GBCS_ERR_CHECK_DIGIT) {
            memcpy(closed, tried, sizeof closed);
            closing++;
        }
    }
    assert_int_equal(closing, 1);
    assert_int_equal(strlen(closed), GBCS_UTRN_SIZE);
    memcpy(utrn, closed, GBCS_UTRN_SIZE + 1U);
}

/* ---- digits ---------------------------------------------------------------------------------- */

static void known_tokens_are_read(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < ANSWER_COUNT; i++) {
        const gbcs_token token = token_of(ANSWERS[i].utrn);

        assert_int_equal(token.truncated_counter, ANSWERS[i].counter % 1024U);
        assert_int_equal(token.value_class, ANSWERS[i].value_class);
        assert_int_equal(token.value, ANSWERS[i].value);
    }
}

static void known_tokens_are_made_and_written(void **state)
{
    uint8_t utrn[GBCS_UTRN_SIZE];
    gbcs_token token;
    size_t i;

    (void)state;
    for (i = 0U; i < ANSWER_COUNT; i++) {
        gbcs_writer writer = gbcs_writer_of(utrn, sizeof utrn);

        assert_int_equal(gbcs_token_make(&crypto, &supplier_side, ANSWERS[i].counter,
                                         ANSWERS[i].value_class, ANSWERS[i].value, &token),
                         GBCS_OK);
        gbcs_write_utrn(&writer, &token);
        assert_int_equal(writer.status, GBCS_OK);
        assert_int_equal(writer.used, GBCS_UTRN_SIZE);
        assert_memory_equal(utrn, ANSWERS[i].utrn, GBCS_UTRN_SIZE);
    }
}

static void every_field_is_read_from_its_place(void **state)
{
    const gbcs_token expected = {1023U, GBCS_VALUE_POUNDS, 8191U, {0xFEU, 0xDCU, 0xBAU, 0x98U}};
    const uint64_t bits = 0x01FFBFFFFEDCBA98U;
    uint8_t octets[GBCS_UTRN_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    char utrn[GBCS_UTRN_SIZE + 1U];
    gbcs_token token;

    (void)state;
    close_number(GBCS_UTRN_BASE + bits, utrn);
    token = token_of(utrn);
    assert_int_equal(token.truncated_counter, expected.truncated_counter);
    assert_int_equal(token.value_class, expected.value_class);
    assert_int_equal(token.value, expected.value);
    assert_memory_equal(token.mac, expected.mac, sizeof token.mac);
    gbcs_write_utrn(&writer, &expected);
    assert_int_equal(writer.used, GBCS_UTRN_SIZE);
    assert_memory_equal(octets, utrn, GBCS_UTRN_SIZE);
}

static void numbers_out_of_range_are_refused(void **state)
{
    static const struct {
        uint64_t number;
        gbcs_status status;
    } cases[] = {
        {0U, GBCS_ERR_VALUE},
        {GBCS_UTRN_BASE - 1U, GBCS_ERR_VALUE},
        {GBCS_UTRN_BASE, GBCS_OK},
        /* value class 01, 10, 11 */
        {GBCS_UTRN_BASE + (1ULL << 45), GBCS_OK},
        {GBCS_UTRN_BASE + (2ULL << 45), GBCS_ERR_VALUE},
        {GBCS_UTRN_BASE + (3ULL << 45), GBCS_ERR_VALUE},
        /* the highest token, and the number after it */
        {GBCS_UTRN_BASE + 0x01FFBFFFFFFFFFFFU, GBCS_OK},
        {GBCS_UTRN_BASE + 0x01FFC00000000000U, GBCS_ERR_VALUE},
        /* sub class 0001, 1000; lead 001 */
        {GBCS_UTRN_BASE + (1ULL << 57), GBCS_ERR_VALUE},
        {GBCS_UTRN_BASE + (1ULL << 60), GBCS_ERR_VALUE},
        {GBCS_UTRN_BASE + (1ULL << 61), GBCS_ERR_VALUE},
        {9999999999999999999U, GBCS_ERR_VALUE},
    };
    char utrn[GBCS_UTRN_SIZE + 1U];
    gbcs_token token;
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof cases / sizeof cases[0]); i++) {
        close_number(cases[i].number, utrn);
        memset(&token, 0xFF, sizeof token);
        assert_int_equal(parse(utrn, &token), cases[i].status);
        if (cases[i].status != GBCS_OK) {
            assert_no_token(&token);
        }
    }
}

static void another_length_is_refused(void **state)
{
    char utrn[GBCS_UTRN_SIZE + 2U] = "739433295565390129390";
    gbcs_token token;
    size_t size;

    (void)state;
    for (size = 0U; size < GBCS_UTRN_SIZE; size++) {
        memset(&token, 0xFF, sizeof token);
        assert_int_equal(gbcs_utrn_parse(gbcs_bytes_of((const uint8_t *)utrn, size), &token),
                         GBCS_ERR_TRUNCATED);
        assert_no_token(&token);
    }
    assert_int_equal(gbcs_utrn_parse(gbcs_bytes_of((const uint8_t *)utrn, 20U), &token), GBCS_OK);
    assert_int_equal(gbcs_utrn_parse(gbcs_bytes_of((const uint8_t *)utrn, 21U), &token),
                     GBCS_ERR_TRAILING);
    assert_no_token(&token);
    assert_int_equal(gbcs_utrn_parse(gbcs_bytes_of(NULL, 0U), &token), GBCS_ERR_TRUNCATED);
}

static void what_is_no_digit_is_refused(void **state)
{
    uint8_t utrn[GBCS_UTRN_SIZE];
    gbcs_token token;
    unsigned int octet;
    size_t i;

    (void)state;
    for (i = 0U; i < GBCS_UTRN_SIZE; i++) {
        for (octet = 0U; octet <= 0xFFU; octet++) {
            if ((octet < '0') || (octet > '9')) {
                memcpy(utrn, ANSWERS[0].utrn, sizeof utrn);
                utrn[i] = (uint8_t)octet;
                assert_int_equal(gbcs_utrn_parse(gbcs_bytes_of(utrn, sizeof utrn), &token),
                                 GBCS_ERR_TAG);
                assert_no_token(&token);
            }
        }
    }
}

static void every_changed_digit_is_found(void **state)
{
    char utrn[GBCS_UTRN_SIZE + 1U];
    gbcs_token token;
    size_t i;
    size_t place;
    char digit;

    (void)state;
    for (i = 0U; i < ANSWER_COUNT; i++) {
        for (place = 0U; place < GBCS_UTRN_SIZE; place++) {
            for (digit = '0'; digit <= '9'; digit++) {
                memcpy(utrn, ANSWERS[i].utrn, sizeof utrn);
                utrn[place] = digit;
                assert_int_equal(parse(utrn, &token), (digit == ANSWERS[i].utrn[place])
                                                          ? GBCS_OK
                                                          : GBCS_ERR_CHECK_DIGIT);
            }
        }
    }
}

static void every_exchange_of_neighbours_is_found(void **state)
{
    char utrn[GBCS_UTRN_SIZE + 1U];
    gbcs_token token;
    size_t i;
    size_t place;

    (void)state;
    for (i = 0U; i < ANSWER_COUNT; i++) {
        for (place = 0U; place < (GBCS_UTRN_SIZE - 1U); place++) {
            memcpy(utrn, ANSWERS[i].utrn, sizeof utrn);
            utrn[place] = ANSWERS[i].utrn[place + 1U];
            utrn[place + 1U] = ANSWERS[i].utrn[place];
            assert_int_equal(parse(utrn, &token),
                             (utrn[place] == utrn[place + 1U]) ? GBCS_OK : GBCS_ERR_CHECK_DIGIT);
        }
    }
}

static void a_small_buffer_is_left_clean(void **state)
{
    const gbcs_token token = token_of(ANSWERS[0].utrn);
    uint8_t buffer[GBCS_UTRN_SIZE] = {0U};
    size_t room;

    (void)state;
    for (room = 0U; room < sizeof buffer; room++) {
        gbcs_writer writer = gbcs_writer_of(buffer, room);

        gbcs_write_utrn(&writer, &token);
        assert_int_equal(writer.status, GBCS_ERR_SPACE);
        assert_int_equal(writer.used, 0);
        assert_zeros(buffer, sizeof buffer);
    }
}

/* ---- MAC ------------------------------------------------------------------------------------- */

static void known_tokens_are_authentic(void **state)
{
    uint32_t counter;
    size_t i;

    (void)state;
    for (i = 0U; i < ANSWER_COUNT; i++) {
        const gbcs_token token = token_of(ANSWERS[i].utrn);

        assert_int_equal(gbcs_token_verify(&crypto, &device_side, ANSWERS[i].counter, &token),
                         GBCS_OK);
        assert_int_equal(
            gbcs_token_find_counter(&crypto, &device_side, ANSWERS[i].counter, &token, &counter),
            GBCS_OK);
        assert_int_equal(counter, ANSWERS[i].counter);
    }
}

static void every_changed_bit_is_refused(void **state)
{
    char utrn[GBCS_UTRN_SIZE + 1U];
    char digits[GBCS_UTRN_SIZE];
    gbcs_token token;
    uint64_t bits;
    size_t i;
    unsigned int bit;

    (void)state;
    for (i = 0U; i < ANSWER_COUNT; i++) {
        memcpy(digits, ANSWERS[i].utrn, sizeof digits);
        digits[GBCS_UTRN_SIZE - 1U] = '\0';
        bits = strtoull(digits, NULL, 10) - GBCS_UTRN_BASE;
        for (bit = 0U; bit < 57U; bit++) {
            close_number(GBCS_UTRN_BASE + (bits ^ (1ULL << bit)), utrn);
            if (bit == 46U) {
                assert_int_equal(parse(utrn, &token), GBCS_ERR_VALUE);
            } else {
                token = token_of(utrn);
                assert_refused(&device_side, ANSWERS[i].counter, &token, GBCS_ERR_MAC);
            }
        }
    }
}

static void a_token_for_others_is_refused(void **state)
{
    const gbcs_token token = make(7U);
    const gbcs_token_parties swapped = {DEVICE, SUPPLIER, &device_secret};
    gbcs_shared_secret other = device_secret;
    unsigned int bit;

    (void)state;
    for (bit = 0U; bit < 64U; bit++) {
        const gbcs_token_parties other_supplier = {SUPPLIER ^ (1ULL << bit), DEVICE,
                                                   &device_secret};
        const gbcs_token_parties other_device = {SUPPLIER, DEVICE ^ (1ULL << bit), &device_secret};

        assert_refused(&other_supplier, 7U, &token, GBCS_ERR_MAC);
        assert_refused(&other_device, 7U, &token, GBCS_ERR_MAC);
    }
    assert_refused(&swapped, 7U, &token, GBCS_ERR_MAC);
    for (bit = 0U; bit < 256U; bit++) {
        const gbcs_token_parties other_key = {SUPPLIER, DEVICE, &other};

        other.z[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
        assert_refused(&other_key, 7U, &token, GBCS_ERR_MAC);
        other.z[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
    }
}

static void another_counter_is_refused(void **state)
{
    const gbcs_token token = make(0x12345678U);
    unsigned int bit;

    (void)state;
    for (bit = 0U; bit < 32U; bit++) {
        assert_int_equal(
            gbcs_token_verify(&crypto, &device_side, 0x12345678U ^ (1U << bit), &token),
            GBCS_ERR_MAC);
    }
}

static void the_low_bits_must_be_those_of_the_token(void **state)
{
    const gbcs_token token = token_of(COUNTER_CONTRADICTED);

    (void)state;
    assert_int_equal(token.truncated_counter, 6);
    assert_refused(&device_side, 7U, &token, GBCS_ERR_MAC);
    assert_refused(&device_side, 6U, &token, GBCS_ERR_MAC);
}

static void the_counter_zero_is_refused(void **state)
{
    const gbcs_token zero = token_of(COUNTER_ZERO);
    gbcs_token token;

    (void)state;
    assert_refused(&device_side, 0U, &zero, GBCS_ERR_MAC);
    assert_refused(&device_side, 1U, &zero, GBCS_ERR_MAC);
    assert_refused(&device_side, 1024U, &zero, GBCS_ERR_MAC);
    memset(&token, 0xFF, sizeof token);
    assert_int_equal(gbcs_token_make(&crypto, &supplier_side, 0U, GBCS_VALUE_PENCE, 1U, &token),
                     GBCS_ERR_ARGUMENT);
    assert_no_token(&token);
}

static void fields_out_of_range_are_refused(void **state)
{
    /* 10 pounds, and what would have the same bits; then what has none at all */
    const gbcs_token good = make(7U);
    gbcs_token bad[6] = {good, good, good, good, good, good};
    uint8_t utrn[GBCS_UTRN_SIZE] = {0U};
    gbcs_token token;
    size_t i;

    (void)state;
    bad[0].value_class = GBCS_VALUE_PENCE;
    bad[0].value = 8192U + 10U;
    bad[1].truncated_counter = 7U + 1024U;
    bad[2].value_class = (gbcs_value_class)2;
    bad[3].value_class = (gbcs_value_class)(1 + 4);
    bad[4].value = 0xFFFFU;
    bad[5].truncated_counter = 0xFFFFU;
    for (i = 0U; i < (sizeof bad / sizeof bad[0]); i++) {
        gbcs_writer writer = gbcs_writer_of(utrn, sizeof utrn);

        assert_refused(&device_side, 7U, &bad[i], GBCS_ERR_ARGUMENT);
        gbcs_write_utrn(&writer, &bad[i]);
        assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
        assert_int_equal(writer.used, 0);
        assert_zeros(utrn, sizeof utrn);
        if (bad[i].truncated_counter == 7U) {
            memset(&token, 0xFF, sizeof token);
            assert_int_equal(gbcs_token_make(&crypto, &supplier_side, 7U, bad[i].value_class,
                                             bad[i].value, &token),
                             GBCS_ERR_ARGUMENT);
            assert_no_token(&token);
        }
    }
}

/* ---- counter --------------------------------------------------------------------------------- */

static void a_counter_is_found_in_three_blocks(void **state)
{
    static const struct {
        uint32_t highest;
        uint32_t counter;
        bool found;
    } cases[] = {
        /* nothing used yet: no block below */
        {0U, 1U, true},
        {0U, 1023U, true},
        {0U, 1024U, true},
        {0U, 2047U, true},
        {0U, 2048U, false},
        {0U, 0xFFFFFC01U, false},
        {0U, 0xFFFFFFFFU, false},
        /* the ends of a block */
        {1023U, 1U, true},
        {1023U, 2047U, true},
        {1023U, 2048U, false},
        {1024U, 1U, true},
        {1024U, 3071U, true},
        {1024U, 3072U, false},
        {2047U, 1U, true},
        {2047U, 3071U, true},
        {2047U, 3072U, false},
        {2048U, 1023U, false},
        {2048U, 1024U, true},
        {2048U, 2048U, true},
        /* farthest and nearest reach, above and below */
        {0x12345400U, 0x12345400U + 2047U, true},
        {0x12345400U, 0x12345400U + 2048U, false},
        {0x123457FFU, 0x123457FFU + 1024U, true},
        {0x123457FFU, 0x123457FFU + 1025U, false},
        {0x123457FFU, 0x123457FFU - 2047U, true},
        {0x123457FFU, 0x123457FFU - 2048U, false},
        {0x12345400U, 0x12345400U - 1024U, true},
        {0x12345400U, 0x12345400U - 1025U, false},
        {0x12345678U, 0x12345678U + 0x80000000U, false},
        /* the end of the numbers: no block above */
        {0xFFFFFBFFU, 0xFFFFFFFFU, true},
        {0xFFFFF7FFU, 0xFFFFFFFFU, false},
        {0xFFFFFC00U, 0xFFFFFC00U, true},
        {0xFFFFFFFFU, 0xFFFFFFFFU, true},
        {0xFFFFFFFFU, 0xFFFFFC00U, true},
        {0xFFFFFFFFU, 0xFFFFF800U, true},
        {0xFFFFFFFFU, 0xFFFFF7FFU, false},
        {0xFFFFFFFFU, 1U, false},
        {0xFFFFFFFFU, 1023U, false},
        {0xFFFFFFFFU, 2047U, false},
    };
    uint32_t counter;
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof cases / sizeof cases[0]); i++) {
        const gbcs_token token = make(cases[i].counter);

        counter = 5U;
        assert_int_equal(
            gbcs_token_find_counter(&crypto, &device_side, cases[i].highest, &token, &counter),
            cases[i].found ? GBCS_OK : GBCS_ERR_MAC);
        assert_int_equal(counter, cases[i].found ? cases[i].counter : 0U);
    }
}

static unsigned int steps;

/** GHASH that counts. */
static void counting_ghash(void *y, const void *h, const void *data, size_t size)
{
    gbcs_crypto real;

    gbcs_crypto_default(&real);
    real.ghash(y, h, data, size);
    steps++;
}

static void the_number_of_steps_is_always_the_same(void **state)
{
    static const uint32_t highest[] = {0U,          1U,          1023U,       1024U,
                                       4096U,       0x12345678U, 0x12345278U, 0x12345A78U,
                                       0xFFFFFBFFU, 0xFFFFFFFFU};
    const gbcs_token token = make(0x12345678U);
    gbcs_crypto counting = crypto;
    unsigned int one;
    uint32_t counter;
    size_t i;

    (void)state;
    counting.ghash = counting_ghash;
    steps = 0U;
    assert_int_equal(gbcs_token_verify(&counting, &device_side, 0x12345678U, &token), GBCS_OK);
    one = steps;
    assert_true(one > 0U);
    for (i = 0U; i < (sizeof highest / sizeof highest[0]); i++) {
        steps = 0U;
        assert_int_not_equal(
            gbcs_token_find_counter(&counting, &device_side, highest[i], &token, &counter),
            GBCS_ERR_ARGUMENT);
        assert_int_equal(steps, 3U * one);
        steps = 0U;
        assert_int_not_equal(gbcs_token_verify(&counting, &device_side, highest[i], &token),
                             GBCS_ERR_ARGUMENT);
        assert_int_equal(steps, one);
    }
}

static void idle_init(const br_block_ctr_class **context, const void *key, size_t size);

static uint32_t idle_run(const br_block_ctr_class *const *context, const void *iv, uint32_t counter,
                         void *data, size_t size)
{
    (void)context;
    (void)iv;
    (void)data;
    return counter + (uint32_t)(size / 16U);
}

static const br_block_ctr_class idle_ctr = {sizeof(br_aes_gen_ctr_keys), 16U, 4U, idle_init,
                                            idle_run};

static void idle_init(const br_block_ctr_class **context, const void *key, size_t size)
{
    (void)key;
    (void)size;
    *context = &idle_ctr;
}

static void idle_ghash(void *y, const void *h, const void *data, size_t size)
{
    (void)y;
    (void)h;
    (void)data;
    (void)size;
}

static void two_right_counters_are_none(void **state)
{
    /* an accelerator that does nothing: every MAC is the same */
    gbcs_crypto idle = crypto;
    gbcs_token token;
    uint32_t counter = 5U;

    (void)state;
    idle.aes_ctr = &idle_ctr;
    idle.ghash = idle_ghash;
    assert_int_equal(
        gbcs_token_make(&idle, &supplier_side, 2048U + 5U, GBCS_VALUE_PENCE, 1U, &token), GBCS_OK);
    assert_int_equal(gbcs_token_find_counter(&idle, &device_side, 2048U, &token, &counter),
                     GBCS_ERR_MAC);
    assert_int_equal(counter, 0);
    assert_int_equal(gbcs_token_find_counter(&idle, &device_side, 0U, &token, &counter),
                     GBCS_ERR_MAC);
    assert_int_equal(gbcs_token_find_counter(&idle, &device_side, 0xFFFFFFFFU, &token, &counter),
                     GBCS_ERR_MAC);
    /* of these three, one does not exist, one is 0: neither may be counted */
    token.truncated_counter = 0U;
    assert_int_equal(gbcs_token_find_counter(&idle, &device_side, 0U, &token, &counter), GBCS_OK);
    assert_int_equal(counter, 1024);
}

/* ---- forgeries ------------------------------------------------------------------------------- */

/** Numbers that are always the same (xorshift64*, Vigna 2016). */
static uint64_t next_number(void)
{
    static uint64_t x = 0x9E3779B97F4A7C15U;

    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    return x * 0x2545F4914F6CDD1DU;
}

static void random_digits_are_refused(void **state)
{
    size_t tried;
    size_t refused_by_check_digit = 0U;
    size_t refused_by_range = 0U;
    size_t refused_by_mac = 0U;

    (void)state;
    for (tried = 0U; tried < 1000000U; tried++) {
        uint64_t number = next_number();
        uint8_t utrn[GBCS_UTRN_SIZE];
        uint32_t counter;
        gbcs_token token;
        gbcs_status status;
        size_t i;

        for (i = 0U; i < GBCS_UTRN_SIZE; i++) {
            utrn[i] = (uint8_t)('0' + (number % 10U));
            number = (i == 9U) ? next_number() : (number / 10U);
        }
        status = gbcs_utrn_parse(gbcs_bytes_of(utrn, sizeof utrn), &token);
        if (status == GBCS_OK) {
            status = gbcs_token_find_counter(&crypto, &device_side, (uint32_t)next_number(), &token,
                                             &counter);
        }
        refused_by_check_digit += (status == GBCS_ERR_CHECK_DIGIT) ? 1U : 0U;
        refused_by_range += (status == GBCS_ERR_VALUE) ? 1U : 0U;
        refused_by_mac += (status == GBCS_ERR_MAC) ? 1U : 0U;
    }
    assert_int_equal(refused_by_check_digit + refused_by_range + refused_by_mac, 1000000);
    /* nine of ten; most of the rest; 2^57 of 10^19, half of the value classes */
    assert_in_range(refused_by_check_digit, 898000, 902000);
    assert_in_range(refused_by_range, 97000, 101500);
    assert_in_range(refused_by_mac, 600, 850);
}

static void random_tokens_are_refused(void **state)
{
    size_t tried;

    (void)state;
    for (tried = 0U; tried < 5000U; tried++) {
        const uint64_t number = next_number();
        const uint32_t counter = (uint32_t)next_number();
        gbcs_token token = {(uint16_t)(counter & GBCS_TOKEN_COUNTER_MASK),
                            GBCS_VALUE_POUNDS,
                            (uint16_t)(number & GBCS_TOKEN_VALUE_MAX),
                            {0U}};

        memcpy(token.mac, &number, sizeof token.mac);
        assert_refused(&device_side, counter, &token, GBCS_ERR_MAC);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_tokens_are_read),
        cmocka_unit_test(known_tokens_are_made_and_written),
        cmocka_unit_test(every_field_is_read_from_its_place),
        cmocka_unit_test(numbers_out_of_range_are_refused),
        cmocka_unit_test(another_length_is_refused),
        cmocka_unit_test(what_is_no_digit_is_refused),
        cmocka_unit_test(every_changed_digit_is_found),
        cmocka_unit_test(every_exchange_of_neighbours_is_found),
        cmocka_unit_test(a_small_buffer_is_left_clean),
        cmocka_unit_test(known_tokens_are_authentic),
        cmocka_unit_test(every_changed_bit_is_refused),
        cmocka_unit_test(a_token_for_others_is_refused),
        cmocka_unit_test(another_counter_is_refused),
        cmocka_unit_test(the_low_bits_must_be_those_of_the_token),
        cmocka_unit_test(the_counter_zero_is_refused),
        cmocka_unit_test(fields_out_of_range_are_refused),
        cmocka_unit_test(a_counter_is_found_in_three_blocks),
        cmocka_unit_test(the_number_of_steps_is_always_the_same),
        cmocka_unit_test(two_right_counters_are_none),
        cmocka_unit_test(random_digits_are_refused),
        cmocka_unit_test(random_tokens_are_refused),
    };
    return cmocka_run_group_tests_name("utrn", tests, setup, NULL);
}
