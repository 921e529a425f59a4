#include "gbcs/codec/gbt.h"

#include <string.h>

#include "codec/identifier.h"
#include "codec/length.h"

/** Second octet of a routing header: the length of transaction-id, 0 in a MAC header. */
#define ROUTING_SECOND TRANSACTION_ID_SIZE
/** First octet of a block header: DLMS general-block-transfer. */
#define TAG_BLOCK 0xE0U
/** Octets of the security header: security control, invocation counter; all zero. */
#define SECURITY_HEADER_SIZE 5U
/** Octets of a block header up to block number acknowledged. */
#define BLOCK_HEADER_SIZE 6U

/** Whether number and data agree; a block without data only acknowledges, and needs no number. */
static bool numbers_are_allowed(const gbcs_gbt_block *block)
{
    return (block->number <= GBCS_GBT_BLOCKS) && (block->acknowledged <= GBCS_GBT_BLOCKS) &&
           ((block->number > 0U) || (block->data.size == 0U));
}

bool gbcs_gbt_is_block(gbcs_bytes octets)
{
    gbcs_reader reader = gbcs_reader_of(octets);

    gbcs_read_constant(&reader, GBCS_TAG_GENERAL_CIPHERING);
    gbcs_read_constant(&reader, ROUTING_SECOND);
    return reader.status == GBCS_OK;
}

/** Reads a routing header, whose length must reach exactly to the end. */
static void read_routing(gbcs_reader *reader, gbcs_gbt_block *block)
{
    identifier id;
    size_t size;
    size_t i;

    gbcs_read_constant(reader, GBCS_TAG_GENERAL_CIPHERING);
    id = identifier_read(reader);
    block->cra = id.cra;
    block->counter = id.counter;
    block->originator = id.originator;
    block->recipient = id.recipient;
    gbcs_read_constant(reader, 0U); /* no date-time */
    gbcs_read_constant(reader, MESSAGE_CODE_SIZE);
    block->message_code = gbcs_read_u16(reader);
    gbcs_read_constant(reader, 0U); /* no key-info */
    size = length_read(reader);
    if (size > gbcs_reader_left(reader)) {
        gbcs_reader_fail(reader, GBCS_ERR_TRUNCATED);
    } else if (size < gbcs_reader_left(reader)) {
        gbcs_reader_fail(reader, GBCS_ERR_TRAILING);
    } else {
        for (i = 0U; i < SECURITY_HEADER_SIZE; i++) {
            gbcs_read_constant(reader, 0U);
        }
    }
}

/** Reads a block header and the data. */
static void read_block(gbcs_reader *reader, gbcs_gbt_block *block)
{
    size_t size;

    gbcs_read_constant(reader, TAG_BLOCK);
    block->control = gbcs_read_u8(reader);
    block->number = gbcs_read_u16(reader);
    block->acknowledged = gbcs_read_u16(reader);
    size = length_read(reader);
    if (size > GBCS_GBT_BLOCK_SIZE) {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
    block->data = gbcs_read_bytes(reader, size);
    if (!numbers_are_allowed(block)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

gbcs_status gbcs_gbt_parse(gbcs_bytes octets, gbcs_gbt_block *block)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_status status;

    (void)memset(block, 0, sizeof *block);
    read_routing(&reader, block);
    read_block(&reader, block);
    status = gbcs_reader_finish(&reader);
    if (status != GBCS_OK) {
        (void)memset(block, 0, sizeof *block);
    }
    return status;
}

void gbcs_write_gbt(gbcs_writer *writer, const gbcs_gbt_block *block)
{
    static const uint8_t SECURITY_HEADER[SECURITY_HEADER_SIZE] = {0U, 0U, 0U, 0U, 0U};
    const identifier id = {block->cra, block->counter, block->originator, block->recipient};
    const size_t size = block->data.size;

    if ((size > GBCS_GBT_BLOCK_SIZE) || (!numbers_are_allowed(block))) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        gbcs_write_u8(writer, GBCS_TAG_GENERAL_CIPHERING);
        identifier_write(writer, &id);
        gbcs_write_u8(writer, 0U); /* no date-time */
        gbcs_write_u8(writer, MESSAGE_CODE_SIZE);
        gbcs_write_u16(writer, block->message_code);
        gbcs_write_u8(writer, 0U); /* no key-info */
        length_write(writer, SECURITY_HEADER_SIZE + BLOCK_HEADER_SIZE + length_size(size) + size);
        gbcs_write_bytes(writer, gbcs_bytes_of(SECURITY_HEADER, sizeof SECURITY_HEADER));
        gbcs_write_u8(writer, TAG_BLOCK);
        gbcs_write_u8(writer, block->control);
        gbcs_write_u16(writer, block->number);
        gbcs_write_u16(writer, block->acknowledged);
        length_write(writer, size);
        gbcs_write_bytes(writer, block->data);
    }
}
