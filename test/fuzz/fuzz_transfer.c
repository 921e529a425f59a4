/**
 * @file
 * Blocks in any order: what is refused changes nothing, and a message that is complete is the one that
 * its blocks were cut from.
 */
#include "fuzz.h"
#include "gbcs/config.h"
#include "gbcs/message/transfer.h"

/** Most octets of the buffers. */
#define ROOM 300U

/** Adds octets from a buffer of exactly their size; a refusal leaves an open message as it was. */
static gbcs_status add(gbcs_assembly *assembly, gbcs_bytes octets, uint32_t uptime,
                       gbcs_bytes *message)
{
    uint8_t *copy = fuzz_memory(assembly->room);
    gbcs_assembly before;
    gbcs_status status;

    memcpy(&before, assembly, sizeof before);
    memcpy(copy, assembly->buffer, assembly->room);
    status = gbcs_assembly_add(assembly, octets, uptime, message);
    if (status != GBCS_OK) {
        REQUIRE(message->size == 0U);
        REQUIRE((status == GBCS_ERR_SPACE) ||
                (gbcs_status_class_of(status) == GBCS_CLASS_MALFORMED));
        REQUIRE(!assembly->open || (memcmp(assembly, &before, sizeof before) == 0));
        REQUIRE(!assembly->open || (memcmp(assembly->buffer, copy, assembly->room) == 0));
    }
    free(copy);
    REQUIRE(fuzz_inside(*message, gbcs_bytes_of(assembly->buffer, assembly->room)));
    REQUIRE((message->size == 0U) || !assembly->open);
    REQUIRE((assembly->last <= GBCS_GBT_BLOCKS) && (assembly->block_size <= GBCS_GBT_BLOCK_SIZE));
    return status;
}

/** A request is one exactly if the last block is there and another is missing. */
static void request(const gbcs_assembly *assembly)
{
    gbcs_writer writer = fuzz_writer(64U);

    gbcs_assembly_request(assembly, &writer);
    REQUIRE(writer.status == GBCS_OK);
    REQUIRE((writer.used > 0U) == (assembly->open && (assembly->last > 0U)));
    if (writer.used > 0U) {
        gbcs_gbt_block block;

        REQUIRE(gbcs_gbt_parse(gbcs_writer_bytes(&writer), &block) == GBCS_OK);
        REQUIRE((block.acknowledged < assembly->last) && (block.data.size == 0U));
        REQUIRE(((assembly->present >> block.acknowledged) & 1U) == 0U);
    }
    free(writer.data);
}

/** Blocks that the input says: number, control, size, whose, and when. */
static void any_blocks(gbcs_bytes input)
{
    gbcs_reader reader = gbcs_reader_of(input);
    gbcs_writer room = fuzz_writer(gbcs_read_u8(&reader));
    gbcs_assembly assembly;
    uint32_t uptime = 0U;

    memset(room.data, 0, (room.room == 0U) ? 1U : room.room);
    gbcs_assembly_begin(&assembly, room.data, room.room);
    while (gbcs_reader_left(&reader) > 0U) {
        gbcs_writer writer = fuzz_writer(400U);
        const uint8_t whose = gbcs_read_u8(&reader);
        gbcs_gbt_block block;
        gbcs_bytes message;

        memset(&block, 0, sizeof block);
        uptime += whose >> 4U;
        block.cra = GBCS_CRA_COMMAND;
        block.message_code = whose & 1U;
        block.counter = (whose >> 1U) & 1U;
        block.number = gbcs_read_u8(&reader) & 0x3FU;
        block.control = gbcs_read_u8(&reader);
        block.data = gbcs_read_bytes(&reader, gbcs_read_u8(&reader));
        gbcs_write_gbt(&writer, &block);
        if (writer.status == GBCS_OK) {
            (void)add(&assembly, gbcs_writer_bytes(&writer), uptime, &message);
            request(&assembly);
        }
        free(writer.data);
    }
    free(room.data);
}

/** A message in blocks of the size, and in the order, that the input says; then in its own. */
static void cut_and_joined(gbcs_bytes input)
{
    static const gbcs_header HEADER = {.cra = GBCS_CRA_COMMAND,
                                       .counter = 1U,
                                       .originator = 2U,
                                       .recipient = 3U,
                                       .message_code = 4U};
    gbcs_reader reader = gbcs_reader_of(input);
    const size_t block_size = 1U + gbcs_read_u8(&reader);
    const size_t slack = gbcs_read_u8(&reader);
    const size_t payload = 1U + gbcs_read_u8(&reader);
    gbcs_writer whole = fuzz_writer(gbcs_grouping_size(&HEADER, payload) + payload);
    const size_t count = (whole.room + block_size - 1U) / block_size;
    gbcs_writer room = fuzz_writer(whole.room + slack);
    gbcs_assembly assembly;
    gbcs_bytes message = {NULL, 0U};
    size_t step;

    REQUIRE(whole.room + slack <= 2U * ROOM);
    memset(room.data, 0, room.room);
    gbcs_write_grouping(&whole, &HEADER, payload);
    while (whole.used < whole.room) {
        gbcs_write_u8(&whole, (uint8_t)(whole.used * 7U));
    }
    gbcs_assembly_begin(&assembly, room.data, room.room);
    for (step = 0U; (count <= GBCS_GBT_BLOCKS) && (message.size == 0U); step++) {
        const size_t left = gbcs_reader_left(&reader);
        const size_t number =
            1U +
            (((left > 0U) ? gbcs_read_u8(&reader) : (size_t)(2U * count - step % count)) % count);
        const size_t offset = (number - 1U) * block_size;
        gbcs_writer writer = fuzz_writer(400U);
        gbcs_gbt_block block;

        memset(&block, 0, sizeof block);
        block.cra = HEADER.cra;
        block.counter = HEADER.counter;
        block.originator = HEADER.originator;
        block.recipient = HEADER.recipient;
        block.message_code = HEADER.message_code;
        block.number = (uint16_t)number;
        block.control = (number == count) ? GBCS_GBT_LAST : GBCS_GBT_STREAMING;
        block.data = gbcs_bytes_slice(gbcs_writer_bytes(&whole), offset,
                                      (number == count) ? (whole.used - offset) : block_size);
        gbcs_write_gbt(&writer, &block);
        REQUIRE(add(&assembly, gbcs_writer_bytes(&writer), 0U, &message) == GBCS_OK);
        request(&assembly);
        free(writer.data);
        REQUIRE(step <= input.size + count);
    }
    REQUIRE((count > GBCS_GBT_BLOCKS) || gbcs_bytes_equal(message, gbcs_writer_bytes(&whole)));
    free(whole.data);
    free(room.data);
}

/** A message cut by the library and joined again, the last block first; a block, and a request, as the
 * input has them. */
static void as_it_is(gbcs_bytes input)
{
    const size_t count = gbcs_block_count(input.size);
    gbcs_writer room = fuzz_writer(input.size);
    gbcs_assembly assembly;
    gbcs_bytes message = {NULL, 0U};
    gbcs_frame frame;
    const bool parsed = gbcs_frame_parse(input, &frame) == GBCS_OK;
    size_t number;

    memset(room.data, 0, (room.room == 0U) ? 1U : room.room);
    gbcs_assembly_begin(&assembly, room.data, room.room);
    for (number = count; (number > 0U) && parsed; number--) {
        gbcs_writer writer = fuzz_writer(GBCS_GBT_MESSAGE_SIZE);

        gbcs_write_block(input, number, &writer);
        REQUIRE(add(&assembly, gbcs_writer_bytes(&writer), 0U, &message) == GBCS_OK);
        REQUIRE(gbcs_block_requested(gbcs_writer_bytes(&writer), input) == 0U);
        free(writer.data);
    }
    REQUIRE((count == 0U) || !parsed || gbcs_bytes_equal(message, input));
    (void)add(&assembly, input, 0U, &message);
    request(&assembly);
    REQUIRE(gbcs_block_requested(input, input) == 0U);
    free(room.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const gbcs_bytes input = gbcs_bytes_of(data, size);

    any_blocks(input);
    cut_and_joined(input);
    as_it_is(input);
    return 0;
}
