/*
 * Messages in blocks of General Block Transfer (GBCS 7.2.11).
 */
#include "checks.h"

#include <stdlib.h>

/** The number of lengths at which a cut off block is accepted. */
static size_t accepted_cuts(gbcs_bytes octets)
{
    size_t wrong = 0U;
    for (size_t i = 0U; i < octets.size; i++) {
        gbcs_bytes cut = heap_copy(gbcs_bytes_slice(octets, 0U, i));
        gbcs_gbt_block block;
        if (gbcs_gbt_parse(cut, &block) == GBCS_OK) {
            wrong++;
        }
        heap_free(cut);
    }
    return wrong;
}

void check_block(bench *on, message *of)
{
    gbcs_status status = gbcs_gbt_parse(of->octets, &of->block);
    gbcs_writer writer = heap_writer(of->octets.size);

    of->is_block = (status == GBCS_OK);
    if (of->is_block) {
        gbcs_write_gbt(&writer, &of->block);
    }
    if (!heap_written(&writer, of->octets)) {
        results_fail(&on->results, CHECK_BLOCK, of->path, "%s",
                     of->is_block ? "written again, it differs" : gbcs_status_text(status));
    } else if (accepted_cuts(of->octets) > 0U) {
        results_fail(&on->results, CHECK_BLOCK, of->path, "cut off, it is accepted");
    } else {
        results_pass(&on->results, CHECK_BLOCK);
    }
    results_tried(&on->results, CHECK_BLOCK, of->octets.size);
}

/** Whether two blocks are of one message. */
static bool is_same_message(const gbcs_gbt_block *a, const gbcs_gbt_block *b)
{
    return (a->cra == b->cra) && (a->counter == b->counter) && (a->originator == b->originator) &&
           (a->recipient == b->recipient) && (a->message_code == b->message_code);
}

/** Puts the block of a number behind what is there; null if it is not in the set. */
static const message *add_block(const message_set *set, const message *first, size_t number,
                                gbcs_writer *whole)
{
    const message *found = NULL;
    for (size_t i = 0U; (found == NULL) && (i < set->count); i++) {
        const message *of = &set->messages[i];
        if (of->is_block && message_same_folder(of, first) && (of->block.number == number) &&
            is_same_message(&of->block, &first->block)) {
            found = of;
            gbcs_write_bytes(whole, of->block.data);
        }
    }
    return found;
}

/** A message whose identifier and Message Code are those of its blocks. */
static bool is_message_of(gbcs_bytes octets, const gbcs_gbt_block *block)
{
    gbcs_frame frame;
    return (gbcs_frame_parse(octets, &frame) == GBCS_OK) && (frame.header.cra == block->cra) &&
           (frame.header.counter == block->counter) &&
           (frame.header.originator == block->originator) &&
           (frame.header.recipient == block->recipient) &&
           (frame.header.message_code == block->message_code);
}

static void put_together(bench *on, const message_set *set, const message *first)
{
    gbcs_writer whole = heap_writer(GBCS_GBT_BLOCKS * GBCS_GBT_BLOCK_SIZE);
    const message *last = NULL;
    bool complete = false;
    size_t beside = 0U;
    size_t equal = 0U;

    for (size_t number = 1U; !complete && (number <= GBCS_GBT_BLOCKS); number++) {
        last = add_block(set, first, number, &whole);
        complete = (last == NULL) || ((last->block.control & GBCS_GBT_LAST) != 0U);
    }
    for (size_t i = 0U; i < set->count; i++) {
        const message *of = &set->messages[i];
        if (of->parsed && message_same_folder(of, first) && (of->frame.signature_part.size > 0U) &&
            is_message_of(of->octets, &first->block)) {
            beside++;
            equal += gbcs_bytes_equal(of->octets, gbcs_writer_bytes(&whole)) ? 1U : 0U;
        }
    }
    if (last == NULL) {
        results_skip(&on->results, CHECK_BLOCK, first->path, "blocks that follow it are not there");
    } else if (!is_message_of(gbcs_writer_bytes(&whole), &first->block)) {
        results_fail(&on->results, CHECK_BLOCK, first->path, "put together, it is not the message");
    } else if ((beside > 0U) && (equal == 0U)) {
        results_fail(&on->results, CHECK_BLOCK, first->path, "put together, it is another message");
    } else {
        results_pass(&on->results, CHECK_BLOCK);
    }
    free(whole.data);
}

void check_blocks(bench *on, const message_set *set)
{
    for (size_t i = 0U; i < set->count; i++) {
        if (set->messages[i].is_block && (set->messages[i].block.number == 1U)) {
            put_together(on, set, &set->messages[i]);
        }
    }
}
