/**
 * @file
 * Octets as hexadecimal text, for tests.
 *
 * Blanks and line ends in the text are ignored. Text that is no hexadecimal, or octets that do not
 * fit, fail the running test.
 */
#ifndef HEX_H
#define HEX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gbcs/base.h"

/** The value of a digit; -1 for another character. */
static inline int hex_digit(char c)
{
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = (c == '\0') ? NULL : strchr(digits, c);

    return (found == NULL) ? -1 : (int)((found - digits) % 16);
}

/**
 * Turns hexadecimal text into octets.
 *
 * @param[in]  hex  the text
 * @param[out] out  the octets
 * @param[in]  room most octets that fit
 * @return number of octets
 */
static inline size_t hex_decode(const char *hex, uint8_t *out, size_t room)
{
    size_t digits = 0U;
    unsigned int octet = 0U;

    for (; *hex != '\0'; hex++) {
        if (strchr(" \t\r\n", *hex) == NULL) {
            int value = hex_digit(*hex);

            if (value < 0) {
                fail_msg("no hexadecimal digit: %c", *hex);
            }
            octet = ((octet << 4) | (unsigned int)value) & 0xFFU;
            if ((digits % 2U) == 1U) {
                if ((digits / 2U) >= room) {
                    fail_msg("more than %u octets", (unsigned int)room);
                }
                out[digits / 2U] = (uint8_t)octet;
            }
            digits++;
        }
    }
    if ((digits % 2U) != 0U) {
        fail_msg("an odd number of hexadecimal digits: %u", (unsigned int)digits);
    }
    return digits / 2U;
}

/**
 * Turns hexadecimal text into a view of octets in a buffer.
 *
 * @param[in]  hex    the text
 * @param[out] buffer holds the octets
 * @param[in]  room   its size
 * @return the view
 */
static inline gbcs_bytes hex_bytes(const char *hex, uint8_t *buffer, size_t room)
{
    return gbcs_bytes_of(buffer, hex_decode(hex, buffer, room));
}

/**
 * Asserts that octets are those of a hexadecimal text.
 *
 * @param octets the octets
 * @param size   their number
 * @param hex    the text
 */
static inline void assert_octets(const uint8_t *octets, size_t size, const char *hex)
{
    uint8_t expected[4096];
    size_t expected_size = hex_decode(hex, expected, sizeof expected);

    assert_int_equal(size, expected_size);
    if (size > 0U) {
        assert_memory_equal(octets, expected, size);
    }
}

/**
 * Asserts that a view has the octets of a hexadecimal text.
 *
 * @param bytes the view
 * @param hex   the text
 */
static inline void assert_bytes(gbcs_bytes bytes, const char *hex)
{
    assert_octets(bytes.data, bytes.size, hex);
}

/**
 * Asserts that all octets are zero.
 *
 * @param memory the octets
 * @param size   their number
 */
static inline void assert_zeros(const void *memory, size_t size)
{
    const uint8_t *octets = (const uint8_t *)memory;
    size_t i;

    for (i = 0U; i < size; i++) {
        assert_int_equal(octets[i], 0);
    }
}

#endif
