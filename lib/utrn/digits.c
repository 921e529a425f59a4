#include "utrn/head.h"

/** Digits without the check digit. */
#define NUMBER_SIZE 19U
/** The digit 0 in ASCII. */
#define ASCII_ZERO 0x30U
/** Rows of the permutation: after so many it begins anew. */
#define ROWS 8U
/** Row of the permutation for the first digit. */
#define FIRST_ROW 4U

/**
 * The check digit of 19 digits, each from 0 to 9 (GBCS 14.8). It is Verhoeff's: digits are
 * multiplied in the dihedral group of order ten, each after the permutation of its place. Nothing
 * here is secret, so digits may be indices.
 */
static uint8_t check_digit(const uint8_t digits[NUMBER_SIZE])
{
    /* P: row n + 1 is row n after row 1 */
    static const uint8_t PERMUTATION[ROWS][10] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 5, 7, 6, 2, 8, 3, 0, 9, 4},
        {5, 8, 0, 3, 7, 9, 6, 1, 4, 2}, {8, 9, 1, 6, 0, 4, 3, 5, 2, 7},
        {9, 4, 5, 3, 1, 2, 6, 8, 7, 0}, {4, 2, 8, 6, 5, 7, 3, 9, 0, 1},
        {2, 7, 9, 3, 8, 0, 6, 4, 1, 5}, {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
    /* D: the product of row and column */
    static const uint8_t PRODUCT[10][10] = {
        {0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, {1, 2, 3, 4, 0, 6, 7, 8, 9, 5},
        {2, 3, 4, 0, 1, 7, 8, 9, 5, 6}, {3, 4, 0, 1, 2, 8, 9, 5, 6, 7},
        {4, 0, 1, 2, 3, 9, 5, 6, 7, 8}, {5, 9, 8, 7, 6, 0, 4, 3, 2, 1},
        {6, 5, 9, 8, 7, 1, 0, 4, 3, 2}, {7, 6, 5, 9, 8, 2, 1, 0, 4, 3},
        {8, 7, 6, 5, 9, 3, 2, 1, 0, 4}, {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
    /* I: the digit that makes the product of all twenty 0 */
    static const uint8_t CLOSING[10] = {1, 2, 6, 7, 5, 8, 3, 0, 9, 4};
    uint8_t product = 0U;
    size_t i;

    for (i = 0U; i < NUMBER_SIZE; i++) {
        product = PRODUCT[product][PERMUTATION[(FIRST_ROW + i) % ROWS][digits[i]]];
    }
    return CLOSING[product];
}

/** Reads one digit. */
static uint8_t next_digit(gbcs_reader *reader)
{
    uint8_t octet = gbcs_read_u8(reader);
    uint8_t digit = 0U;

    if ((octet >= ASCII_ZERO) && (octet <= (ASCII_ZERO + 9U))) {
        digit = (uint8_t)(octet - ASCII_ZERO);
    } else {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
    return digit;
}

/** Reads 19 digits and their check digit as a number. */
static gbcs_status read_utrn_number(gbcs_bytes utrn, uint64_t *number)
{
    gbcs_reader reader = gbcs_reader_of(utrn);
    uint8_t digits[NUMBER_SIZE];
    uint8_t check;
    gbcs_status status;
    size_t i;

    *number = 0U;
    for (i = 0U; i < NUMBER_SIZE; i++) {
        digits[i] = next_digit(&reader);
        *number = (*number * 10U) + digits[i];
    }
    check = next_digit(&reader);
    status = gbcs_reader_finish(&reader);
    if ((status == GBCS_OK) && (check != check_digit(digits))) {
        status = GBCS_ERR_CHECK_DIGIT;
    }
    return status;
}

/** Takes the 64 bits of a token apart. */
static gbcs_status take_bits(uint64_t bits, gbcs_token *token)
{
    gbcs_status status = GBCS_ERR_VALUE;
    gbcs_writer writer = gbcs_writer_of(token->mac, sizeof token->mac);

    if (token_head_unpack((uint32_t)(bits >> 32), token)) {
        gbcs_write_u32(&writer, (uint32_t)(bits & 0xFFFFFFFFU));
        status = GBCS_OK;
    }
    return status;
}

gbcs_status gbcs_utrn_parse(gbcs_bytes utrn, gbcs_token *token)
{
    const gbcs_token none = {0U, GBCS_VALUE_PENCE, 0U, {0U, 0U, 0U, 0U}};
    uint64_t number;
    gbcs_status status = read_utrn_number(utrn, &number);

    *token = none;
    if (status == GBCS_OK) {
        if (number < GBCS_UTRN_BASE) {
            status = GBCS_ERR_VALUE;
        } else {
            status = take_bits(number - GBCS_UTRN_BASE, token);
        }
    }
    return status;
}

void gbcs_write_utrn(gbcs_writer *writer, const gbcs_token *token)
{
    gbcs_reader mac = gbcs_reader_of(gbcs_bytes_of(token->mac, sizeof token->mac));
    uint8_t digits[GBCS_UTRN_SIZE];
    uint32_t head;
    uint64_t rest;
    size_t i;

    if (token_head_pack(token, &head)) {
        rest = GBCS_UTRN_BASE + (((uint64_t)head << 32) | gbcs_read_u32(&mac));
        for (i = NUMBER_SIZE; i > 0U; i--) {
            digits[i - 1U] = (uint8_t)(rest % 10U);
            rest /= 10U;
        }
        digits[NUMBER_SIZE] = check_digit(digits);
        for (i = 0U; i < GBCS_UTRN_SIZE; i++) {
            digits[i] += (uint8_t)ASCII_ZERO;
        }
        gbcs_write_bytes(writer, gbcs_bytes_of(digits, sizeof digits));
    } else {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
}
