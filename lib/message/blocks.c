#include "message/blocks.h"

#include <string.h>

#include "gbcs/message/transfer.h"

gbcs_gbt_block block_common(const gbcs_header *header)
{
    gbcs_gbt_block block;

    (void)memset(&block, 0, sizeof block);
    block.cra = header->cra;
    block.counter = header->counter;
    block.originator = header->originator;
    block.recipient = header->recipient;
    block.message_code = header->message_code;
    return block;
}

bool block_same_message(const gbcs_gbt_block *a, const gbcs_gbt_block *b)
{
    return (a->cra == b->cra) && (a->counter == b->counter) && (a->originator == b->originator) &&
           (a->recipient == b->recipient) && (a->message_code == b->message_code);
}

size_t gbcs_block_count(size_t size)
{
    size_t count = 0U;

    if (size > GBCS_GBT_MESSAGE_SIZE) {
        count = size / GBCS_GBT_BLOCK_SIZE;
        if ((size % GBCS_GBT_BLOCK_SIZE) > 0U) {
            count++;
        }
    }
    return count;
}

void gbcs_write_block(gbcs_bytes message, size_t number, gbcs_writer *writer)
{
    const size_t count = gbcs_block_count(message.size);
    gbcs_frame frame;

    if ((number == 0U) || (number > count) || (count > GBCS_GBT_BLOCKS) ||
        (gbcs_frame_parse(message, &frame) != GBCS_OK)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        const size_t offset = (number - 1U) * GBCS_GBT_BLOCK_SIZE;
        const bool last = (number == count);
        const size_t size = last ? (message.size - offset) : GBCS_GBT_BLOCK_SIZE;
        gbcs_gbt_block block = block_common(&frame.header);

        /* the window is the largest, so that no message has to wait for an acknowledgement */
        block.control =
            (uint8_t)((last ? GBCS_GBT_LAST : GBCS_GBT_STREAMING) | (uint8_t)GBCS_GBT_BLOCKS);
        block.number = (uint16_t)number;
        block.data = gbcs_bytes_slice(message, offset, size);
        gbcs_write_gbt(writer, &block);
    }
}

size_t gbcs_block_requested(gbcs_bytes octets, gbcs_bytes message)
{
    const size_t count = gbcs_block_count(message.size);
    gbcs_gbt_block block;
    gbcs_frame frame;
    size_t number = 0U;

    if ((count <= GBCS_GBT_BLOCKS) && (gbcs_gbt_parse(octets, &block) == GBCS_OK) &&
        (gbcs_frame_parse(message, &frame) == GBCS_OK)) {
        const gbcs_gbt_block common = block_common(&frame.header);

        if ((block.number == 0U) && (block.acknowledged < count) &&
            block_same_message(&block, &common)) {
            number = (size_t)block.acknowledged + 1U;
        }
    }
    return number;
}
