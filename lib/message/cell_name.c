#include "message/cell_name.h"

#include <string.h>

/** Octets of a KeyUsage: the number of unused bits, and the bits. */
#define KEY_USAGE_SIZE 2U

/** A KeyUsage of one purpose, whose last bit is that purpose's (X.690 11.2.2). */
typedef struct usage_row {
    uint8_t usage;
    uint8_t octets[KEY_USAGE_SIZE];
} usage_row;

static const usage_row USAGES[] = {
    {GBCS_KEY_USAGE_SIGNATURE, {0x07U, GBCS_KEY_USAGE_SIGNATURE}},
    {GBCS_KEY_USAGE_AGREEMENT, {0x03U, GBCS_KEY_USAGE_AGREEMENT}},
    {GBCS_KEY_USAGE_CERTIFICATES, {0x02U, GBCS_KEY_USAGE_CERTIFICATES}},
};

#define USAGE_COUNT ((sizeof USAGES) / (sizeof USAGES[0]))

uint64_t number_read(gbcs_reader *reader, gbcs_ber_rules rules, uint8_t tag, uint64_t limit)
{
    const gbcs_bytes value = gbcs_read_tagged(reader, rules, tag);
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
static uint8_t read_usage(gbcs_reader *reader, gbcs_ber_rules rules)
{
    const gbcs_bytes value = gbcs_read_tagged(reader, rules, GBCS_BER_BIT_STRING);
    uint8_t usage = 0U;
    size_t i;

    for (i = 0U; i < USAGE_COUNT; i++) {
        if (gbcs_bytes_equal(value, gbcs_bytes_of(USAGES[i].octets, KEY_USAGE_SIZE))) {
            usage = USAGES[i].usage;
        }
    }
    if (usage == 0U) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return usage;
}

gbcs_status cell_name_read(gbcs_bytes octets, gbcs_ber_rules rules, gbcs_cell_id *cell)
{
    gbcs_reader reader = gbcs_reader_of(octets);

    cell->role = (uint8_t)number_read(&reader, rules, GBCS_BER_INTEGER, UINT8_MAX);
    cell->key_usage = read_usage(&reader, rules);
    cell->cell_usage = GBCS_CELL_MANAGEMENT;
    if (gbcs_reader_left(&reader) > 0U) {
        cell->cell_usage = (uint8_t)number_read(&reader, rules, GBCS_BER_INTEGER, GBCS_CELL_TOP_UP);
        if ((rules == GBCS_DER) && (cell->cell_usage == GBCS_CELL_MANAGEMENT)) {
            /* a default is not written (X.690 11.5) */
            gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
        }
    }
    return gbcs_reader_finish(&reader);
}

void cell_name_write_usage(gbcs_writer *writer, const gbcs_cell_id *cell)
{
    size_t i;

    for (i = 0U; i < USAGE_COUNT; i++) {
        if (USAGES[i].usage == cell->key_usage) {
            gbcs_write_tlv(writer, GBCS_BER_BIT_STRING, GBCS_BER_SHORTEST,
                           gbcs_bytes_of(USAGES[i].octets, KEY_USAGE_SIZE));
        }
    }
    if (cell->cell_usage != GBCS_CELL_MANAGEMENT) {
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, cell->cell_usage);
    }
}

void cell_name_write(gbcs_writer *writer, const gbcs_cell_id *cell)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, cell->role);
    cell_name_write_usage(writer, cell);
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}

void cell_holder_write(gbcs_writer *writer, const gbcs_cell *cell)
{
    uint8_t octets[sizeof(gbcs_entity_id)];
    uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE];
    gbcs_writer entity = gbcs_writer_of(octets, sizeof octets);

    (void)memset(identifier, 0, sizeof identifier);
    gbcs_write_u64(&entity, (cell != NULL) ? cell->entity : 0U);
    if (cell != NULL) {
        (void)memcpy(identifier, cell->key_identifier, sizeof identifier);
    }
    gbcs_write_tlv(writer, GBCS_BER_OCTET_STRING, GBCS_BER_NO_81, gbcs_writer_bytes(&entity));
    gbcs_write_tlv(writer, GBCS_BER_OCTET_STRING, GBCS_BER_NO_81,
                   gbcs_bytes_of(identifier, sizeof identifier));
}
