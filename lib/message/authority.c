#include "message/authority.h"

#include <string.h>

#include "message/cell_name.h"

/** Context tags of AuthorisingRemotePartyControl (GBCS 13.3). */
#define TAG_SYMMETRIC_KEY (GBCS_BER_CONTEXT + 0U)
#define TAG_TIME_CHECKS (GBCS_BER_CONTEXT + 1U)
#define TAG_CELL (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 2U)
#define TAG_COUNTER (GBCS_BER_CONTEXT + 3U)
#define TAG_FLOOR (GBCS_BER_CONTEXT + 4U)
#define TAG_SPECIALIST_FLOORS (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 5U)
#define TAG_OTHER_FLOORS (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 6U)

/** Reads the inside of an AuthorisingRemotePartyControl. */
static gbcs_status read_authority_control(gbcs_bytes octets, authority *who)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_status status = GBCS_OK;
    gbcs_bytes cell;
    gbcs_bytes other;

    who->mode = (uint8_t)number_read(&reader, GBCS_BER, GBCS_BER_INTEGER, UINT8_MAX);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_SYMMETRIC_KEY, &other);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_TIME_CHECKS, &other);
    who->named = gbcs_read_optional(&reader, GBCS_BER, TAG_CELL, &cell);
    who->counter = number_read(&reader, GBCS_BER, TAG_COUNTER, UINT64_MAX);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_FLOOR, &other);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_SPECIALIST_FLOORS, &other);
    (void)gbcs_read_optional(&reader, GBCS_BER, TAG_OTHER_FLOORS, &other);
    if (who->named) {
        status = cell_name_read(cell, GBCS_BER, &who->cell);
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
        status = settle_errors(who, cell_name_read(cell, GBCS_BER, &who->cell), GBCS_OK);
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
    who->counter = number_read(&reader, GBCS_BER, GBCS_BER_INTEGER, UINT64_MAX);
    return settle_errors(who, status, reader.status);
}
