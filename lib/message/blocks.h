/**
 * @file
 * What the two ways of a block transfer have in common: whose block it is.
 */
#ifndef MESSAGE_BLOCKS_H
#define MESSAGE_BLOCKS_H

#include "gbcs/codec/gbt.h"

/**
 * The fields that the blocks of a message have in common.
 *
 * @param header the message's grouping header
 * @return a block with control, numbers and data zero
 */
gbcs_gbt_block block_common(const gbcs_header *header);

/**
 * Whether two blocks are of one message, as far as their routing headers tell.
 *
 * @param a one
 * @param b another
 * @return true if all fields of their routing headers are equal
 */
bool block_same_message(const gbcs_gbt_block *a, const gbcs_gbt_block *b);

#endif
