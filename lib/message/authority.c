#include "message/authority.h"

#include <string.h>

#include "gbcs/codec/ber.h"

/** Context tags of AuthorisingRemotePartyControl (GBCS 13.3). */
#define TAG_SYMMETRIC_KEY (GBCS_BER_CONTEXT + 0U)
#define TAG_TIME_CHECKS (GBCS_BER_CONTEXT + 1U)
#define TAG_CELL (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 2U)
#define TAG_COUNTER (GBCS_BER_CONTEXT + 3U)
#define TAG_FLOOR (GBCS_BER_CONTEXT + 4U)
#define TAG_SPECIALIST_FLOORS (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 5U)
#define TAG_OTHER_FLOORS (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 6U)

/** Octets of a KeyUsage in a payload: unused bits, and the bits. */
#define KEY_USAGE_SIZE 2U

/** The octet of unused bits in a KeyUsage whose last bit is that of a usage (X.690 8.6, 11.2.2). */
typedef struct key_usage_row {
    uint8_t unused;
    uint8_t usage;
} key_usage_row;

/* MISRA Ref 8.9.1 */
static const key_usage_row KEY_USAGES[] = {
    {7U, GBCS_KEY_USAGE_SIGNATURE},
    {3U, GBCS_KEY_USAGE_AGREEMENT},
    {2U, GBCS_KEY_USAGE_CERTIFICATES},
};

#define KEY_USAGE_COUNT ((sizeof KEY_USAGES) / (sizeof KEY_USAGES[0]))

/** Reads a number that is not negative and not above a limit. */
static uint64_t read_number(gbcs_reader *reader, uint8_t tag, uint64_t limit)
{
    const gbcs_bytes value = gbcs_read_tagged(reader, GBCS_BER, tag);
    uint64_t number = 0U;
    gbcs_status status = gbcs_ber_unsigned(value, &number);

    if ((status == GBCS_OK) && (number > limit)) {
        number = 0U;
        status = GBCS_ERR_VALUE;
    }
    if (status != GBCS_OK) {
        /* an error of the reader itself came first and stays */
        gbcs_reader_fail(reader, status);
    }
    return number;
}

/** Reads a KeyUsage of exactly one purpose. */
static uint8_t read_one_key_usage(gbcs_reader *reader)
{
    const gbcs_bytes value = gbcs_read_tagged(reader, GBCS_BER, GBCS_BER_BIT_STRING);
    uint8_t usage = 0U;
    size_t i;

    if (value.size == KEY_USAGE_SIZE) {
        for (i = 0U; i < KEY_USAGE_COUNT; i++) {
            if ((value.data[0] == KEY_USAGES[i].unused) && (value.data[1] == KEY_USAGES[i].usage)) {
                usage = KEY_USAGES[i].usage;
            }
        }
    }
    if (usage == 0U) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return usage;
}

/** Reads the inside of a TrustAnchorCellIdentifier: all of it must be that. */
static gbcs_status read_cell_id(gbcs_bytes octets, gbcs_cell_id *cell)
{
    gbcs_reader reader = gbcs_reader_of(octets);

    cell->role = (uint8_t)read_number(&reader, GBCS_BER_INTEGER, UINT8_MAX);
    cell->key_usage = read_one_key_usage(&reader);
    cell->cell_usage = GBCS_CELL_MANAGEMENT;
    if (gbcs_reader_left(&reader) > 0U) {
        cell->cell_usage = (uint8_t)read_number(&reader, GBCS_BER_INTEGER, GBCS_CELL_TOP_UP);
    }
    return gbcs_reader_finish(&reader);
}

/** Reads the inside of an AuthorisingRemotePartyControl. */
static gbcs_status read_authority_control(gbcs_bytes octets, authority *who)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_status status = GBCS_OK;
    gbcs_bytes cell;
    gbcs_bytes other;

    who->mode = (uint8_t)read_number(&reader, GBCS_BER_INTEGER, UINT8_MAX);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_SYMMETRIC_KEY, &other);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_TIME_CHECKS, &other);
    who->named = gbcs_read_optional(&reader, GBCS_BER, TAG_CELL, &cell);
    who->counter = read_number(&reader, TAG_COUNTER, UINT64_MAX);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_FLOOR, &other);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_SPECIALIST_FLOORS, &other);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_OTHER_FLOORS, &other);
    if (who->named) {
        status = read_cell_id(cell, &who->cell);
    }
    if (status == GBCS_OK) {
        status = gbcs_reader_finish(&reader);
    }
    return status;
}

/** The elements in the SEQUENCE that a payload is. */
static gbcs_reader elements_of(gbcs_bytes payload, gbcs_status *status)
{
    gbcs_reader reader = gbcs_reader_of(payload);
    const gbcs_bytes inside = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_SEQUENCE);

    *status = gbcs_reader_finish(&reader);
    return gbcs_reader_of(inside);
}

/** The first of two errors; zeros if there is one. */
static gbcs_status settle_errors(authority *who, gbcs_status first, gbcs_status second)
{
    const gbcs_status status = (first == GBCS_OK) ? second : first;

    if (status != GBCS_OK) {
        (void)memset(who, 0, sizeof *who);
    }
    return status;
}

gbcs_status authority_of_details(gbcs_bytes payload, authority *who)
{
    gbcs_status status;
    gbcs_reader reader = elements_of(payload, &status);
    const gbcs_bytes cell = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_SEQUENCE);

    (void)memset(who, 0, sizeof *who);
    (void)gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_SEQUENCE);
    status = settle_errors(who, status, gbcs_reader_finish(&reader));
    if (status == GBCS_OK) {
        who->named = true;
        status = settle_errors(who, read_cell_id(cell, &who->cell), GBCS_OK);
    }
    return status;
}

gbcs_status authority_of_update(gbcs_bytes payload, authority *who)
{
    gbcs_status status;
    gbcs_reader reader = elements_of(payload, &status);
    const gbcs_bytes control = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_SEQUENCE);

    (void)memset(who, 0, sizeof *who);
    status = settle_errors(who, status, reader.status);
    if (status == GBCS_OK) {
        status = settle_errors(who, read_authority_control(control, who), GBCS_OK);
    }
    return status;
}

gbcs_status authority_of_activation(gbcs_bytes payload, authority *who)
{
    gbcs_status status;
    gbcs_reader reader = elements_of(payload, &status);

    (void)memset(who, 0, sizeof *who);
    (void)gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_OCTET_STRING);
    who->counter = read_number(&reader, GBCS_BER_INTEGER, UINT64_MAX);
    return settle_errors(who, status, reader.status);
}
