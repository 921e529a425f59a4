#include <string.h>

#include "gbcs/config.h"
#include "gbcs/message/transfer.h"
#include "message/blocks.h"

/** The bit of a block in the set of those that are there. */
static uint64_t bit_of(uint16_t number)
{
    const uint16_t before = (uint16_t)(number - 1U);

    return (uint64_t)1U << before;
}

static bool is_last(const gbcs_gbt_block *block)
{
    return (block->control & GBCS_GBT_LAST) != 0U;
}

static bool is_present(const gbcs_assembly *assembly, uint16_t number)
{
    return (assembly->present & bit_of(number)) != 0U;
}

/** Octets of a block that is there, or is being added. */
static size_t size_of(const gbcs_assembly *assembly, uint16_t number)
{
    return (number == assembly->last) ? assembly->last_size : assembly->block_size;
}

/** Where a block lies; the last one at the front while it is alone, and the size not known. */
static size_t place_of(const gbcs_assembly *assembly, uint16_t number)
{
    return ((size_t)number - 1U) * assembly->block_size;
}

static void close_assembly(gbcs_assembly *assembly)
{
    gbcs_assembly_begin(assembly, assembly->buffer, assembly->room);
}

void gbcs_assembly_begin(gbcs_assembly *assembly, uint8_t *buffer, size_t room)
{
    (void)memset(assembly, 0, sizeof *assembly);
    assembly->buffer = buffer;
    assembly->room = room;
}

bool gbcs_assembly_expire(gbcs_assembly *assembly, uint32_t uptime)
{
    /* the difference is right even if the uptime began again at 0 in between */
    const bool dropped =
        assembly->open && ((uint32_t)(uptime - assembly->since) >= GBCS_GBT_SECONDS);

    if (dropped) {
        close_assembly(assembly);
    }
    return dropped;
}

/** Checks what a block must be that carries a part of a message. */
static gbcs_status check_block(const gbcs_gbt_block *block)
{
    gbcs_status status = GBCS_OK;

    if (block->data.size == 0U) {
        status = GBCS_ERR_LENGTH; /* an acknowledgement */
    } else if ((block->number == GBCS_GBT_BLOCKS) && (!is_last(block))) {
        status = GBCS_ERR_VALUE; /* no number is left for the last one */
    } else {
        /* it may be one */
    }
    return status;
}

/** Opens an assembly if a block may do so, or checks that it is of the open one. */
static gbcs_status join(gbcs_assembly *assembly, const gbcs_gbt_block *block)
{
    const bool same = assembly->open && block_same_message(&assembly->common, block);
    gbcs_status status = GBCS_OK;

    if (assembly->open && (!same) && (block->number != 1U)) {
        status = GBCS_ERR_VALUE;
    } else if (!same) {
        close_assembly(assembly);
        assembly->common = *block;
        assembly->common.data = gbcs_bytes_of(NULL, 0U);
        assembly->open = true;
    } else {
        /* one more block of the open one */
    }
    return status;
}

/** Checks that a block is the one that came before. */
static gbcs_status check_again(const gbcs_assembly *assembly, const gbcs_gbt_block *block)
{
    const uint16_t number = block->number;
    const gbcs_bytes whole = gbcs_bytes_of(assembly->buffer, assembly->room);
    const gbcs_bytes before =
        gbcs_bytes_slice(whole, place_of(assembly, number), size_of(assembly, number));

    return (gbcs_bytes_equal(before, block->data) && (is_last(block) == (number == assembly->last)))
               ? GBCS_OK
               : GBCS_ERR_VALUE;
}

/** Notes what a new block tells of the message, if it agrees with what is known. */
static gbcs_status note_block(gbcs_assembly *assembly, const gbcs_gbt_block *block)
{
    gbcs_status status = GBCS_OK;

    if (is_last(block)) {
        if ((assembly->last != 0U) || ((assembly->present >> (block->number - 1U)) != 0U)) {
            status = GBCS_ERR_VALUE; /* there is another last one, or one beyond it */
        }
        assembly->last = block->number;
        assembly->last_size = block->data.size;
    } else {
        if ((assembly->last != 0U) && (block->number > assembly->last)) {
            status = GBCS_ERR_VALUE;
        } else if ((assembly->block_size != 0U) && (block->data.size != assembly->block_size)) {
            status = GBCS_ERR_LENGTH;
        } else {
            /* it fits */
        }
        assembly->block_size = block->data.size;
    }
    assembly->present |= bit_of(block->number);
    return status;
}

/** The least octets of a message that has this block, as far as its other sizes are known. */
static size_t least_size(const gbcs_assembly *assembly, uint16_t number)
{
    const size_t before = (assembly->block_size == 0U) ? 1U : assembly->block_size;
    size_t size;

    if (assembly->last != 0U) {
        size = (((size_t)assembly->last - 1U) * before) + assembly->last_size;
    } else {
        size = ((size_t)number * before) + 1U;
    }
    return size;
}

/** Copies a block to its place, and the last one to its own if that is known only now. */
static void put_block(const gbcs_assembly *before, const gbcs_assembly *after,
                      const gbcs_gbt_block *block)
{
    const uint16_t last = before->last;

    if ((last != 0U) && (before->block_size == 0U)) {
        (void)memmove(&after->buffer[place_of(after, last)],
                      &before->buffer[place_of(before, last)], before->last_size);
    }
    (void)memcpy(&after->buffer[place_of(after, block->number)], block->data.data,
                 block->data.size);
}

/** Gives the message if all its blocks are there, and closes the assembly. */
static gbcs_status complete(gbcs_assembly *assembly, gbcs_bytes *message)
{
    gbcs_status status = GBCS_OK;

    if ((assembly->last != 0U) && (assembly->present == ((bit_of(assembly->last) << 1U) - 1U))) {
        const size_t size = place_of(assembly, assembly->last) + assembly->last_size;
        const gbcs_bytes whole = gbcs_bytes_of(assembly->buffer, size);
        gbcs_frame frame;

        status = gbcs_frame_parse(whole, &frame);
        if (status == GBCS_OK) {
            const gbcs_gbt_block common = block_common(&frame.header);

            if (block_same_message(&common, &assembly->common)) {
                *message = whole;
            } else {
                status = GBCS_ERR_VALUE;
            }
        }
        close_assembly(assembly);
    }
    return status;
}

/** Adds a block that did not come before. All is judged on a copy first. */
static gbcs_status add_new(gbcs_assembly *assembly, const gbcs_assembly *joined,
                           const gbcs_gbt_block *block, gbcs_bytes *message)
{
    gbcs_assembly next = *joined;
    gbcs_status status = note_block(&next, block);

    if ((status == GBCS_OK) && (least_size(&next, block->number) > next.room)) {
        status = GBCS_ERR_SPACE;
    }
    if (status == GBCS_OK) {
        put_block(joined, &next, block);
        *assembly = next;
        status = complete(assembly, message);
    }
    return status;
}

gbcs_status gbcs_assembly_add(gbcs_assembly *assembly, gbcs_bytes octets, uint32_t uptime,
                              gbcs_bytes *message)
{
    gbcs_assembly joined;
    gbcs_gbt_block block;
    gbcs_status status = gbcs_gbt_parse(octets, &block);

    *message = gbcs_bytes_of(NULL, 0U);
    (void)gbcs_assembly_expire(assembly, uptime);
    joined = *assembly;
    if (status == GBCS_OK) {
        status = check_block(&block);
    }
    if (status == GBCS_OK) {
        status = join(&joined, &block);
    }
    if (status == GBCS_OK) {
        if (is_present(&joined, block.number)) {
            status = check_again(&joined, &block); /* no progress: it keeps nothing open */
        } else {
            joined.since = uptime;
            status = add_new(assembly, &joined, &block, message);
        }
    }
    return status;
}

void gbcs_assembly_request(const gbcs_assembly *assembly, gbcs_writer *writer)
{
    if (assembly->open && (assembly->last != 0U)) {
        gbcs_gbt_block request = assembly->common;
        uint16_t number = 1U;

        while (is_present(assembly, number)) { /* ends: a complete message is not open */
            number++;
        }
        request.control = (uint8_t)(GBCS_GBT_LAST | GBCS_GBT_BLOCKS);
        request.number = 0U;
        request.acknowledged = (uint16_t)(number - 1U);
        gbcs_write_gbt(writer, &request);
    }
}
