/**
 * @file
 * Blocks of General Block Transfer: what is parsed is written again as it was.
 */
#include "fuzz.h"
#include "gbcs/codec/gbt.h"

/** A block made from fields that the input says, and read again. */
static void made(gbcs_bytes input)
{
    static const gbcs_cra cra[] = {GBCS_CRA_COMMAND, GBCS_CRA_RESPONSE, GBCS_CRA_ALERT};
    gbcs_reader reader = gbcs_reader_of(input);
    gbcs_writer writer = fuzz_writer(input.size + 64U);
    gbcs_gbt_block block;
    gbcs_gbt_block again;

    block.cra = cra[gbcs_read_u8(&reader) % 3U];
    block.control = gbcs_read_u8(&reader);
    block.number = gbcs_read_u8(&reader);
    block.acknowledged = gbcs_read_u8(&reader);
    block.message_code = gbcs_read_u16(&reader);
    block.counter = gbcs_read_u32(&reader);
    block.originator = block.counter << 32U;
    block.recipient = ~block.counter;
    block.data = gbcs_read_bytes(&reader, gbcs_reader_left(&reader));
    gbcs_write_gbt(&writer, &block);
    if (writer.status == GBCS_OK) {
        REQUIRE(gbcs_gbt_parse(gbcs_writer_bytes(&writer), &again) == GBCS_OK);
        REQUIRE((again.cra == block.cra) && (again.counter == block.counter));
        REQUIRE((again.originator == block.originator) && (again.recipient == block.recipient));
        REQUIRE((again.number == block.number) && (again.acknowledged == block.acknowledged));
        REQUIRE((again.control == block.control) && (again.message_code == block.message_code));
        REQUIRE(gbcs_bytes_equal(again.data, block.data));
    } else {
        REQUIRE(writer.status == GBCS_ERR_ARGUMENT);
    }
    free(writer.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_bytes input = gbcs_bytes_of(data, size);
    gbcs_gbt_block block;
    bool is_block = gbcs_gbt_is_block(input);

    if (gbcs_gbt_parse(input, &block) == GBCS_OK) {
        gbcs_writer writer = fuzz_writer(size);
        REQUIRE(is_block);
        REQUIRE(fuzz_inside(block.data, input));
        REQUIRE(block.data.size <= GBCS_GBT_BLOCK_SIZE);
        REQUIRE(block.number <= GBCS_GBT_BLOCKS);
        gbcs_write_gbt(&writer, &block);
        fuzz_require_written(&writer, input);
    }
    made(input);
    return 0;
}
