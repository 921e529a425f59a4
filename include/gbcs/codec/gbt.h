/**
 * @file
 * General Block Transfer: a long message in blocks (GBCS 7.2.11).
 *
 * Each block has a routing header that repeats the message's identifier, and a block header.
 */
#ifndef GBCS_CODEC_GBT_H
#define GBCS_CODEC_GBT_H

#include "gbcs/codec/frame.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A message of more octets is sent in blocks. */
#define GBCS_GBT_MESSAGE_SIZE 1200U
/** Most octets of a message in one block. */
#define GBCS_GBT_BLOCK_SIZE 1149U
/** Most blocks of one message: one window. */
#define GBCS_GBT_BLOCKS 63U
/** Bit of the block control: the last block. */
#define GBCS_GBT_LAST 0x80U
/** Bit of the block control: more blocks follow without an acknowledgement. */
#define GBCS_GBT_STREAMING 0x40U
/** Bits of the block control: the window size. */
#define GBCS_GBT_WINDOW 0x3FU

/** A block. */
typedef struct gbcs_gbt_block {
    /** CRA flag of the carried message. */
    gbcs_cra cra;
    /** Originator Counter of the carried message. */
    uint64_t counter;
    /** Business Originator ID of the carried message. */
    gbcs_entity_id originator;
    /** Business Target ID of the carried message. */
    gbcs_entity_id recipient;
    /** Message Code of the carried message. */
    uint16_t message_code;
    /** Block control: #GBCS_GBT_LAST, #GBCS_GBT_STREAMING, window. */
    uint8_t control;
    /** Block number, from 1. */
    uint16_t number;
    /** Block number acknowledged. */
    uint16_t acknowledged;
    /** Part of the message; empty in an acknowledgement. */
    gbcs_bytes data;
} gbcs_gbt_block;

/**
 * Whether octets begin as a block and not as a message.
 *
 * @param octets what came in
 * @return true if the first two octets are those of a routing header
 */
bool gbcs_gbt_is_block(gbcs_bytes octets);

/**
 * Parses a block.
 *
 * @param[in]  octets the block
 * @param[out] block  views into octets; all empty on failure
 * @return #GBCS_OK or a status of class malformed; #GBCS_ERR_LENGTH for more than
 *         #GBCS_GBT_BLOCK_SIZE octets of data, #GBCS_ERR_VALUE for a number (of the block, or
 *         acknowledged) outside 0 to #GBCS_GBT_BLOCKS, or the number 0 with data
 */
GBCS_MUST_USE gbcs_status gbcs_gbt_parse(gbcs_bytes octets, gbcs_gbt_block *block);

/**
 * Writes a block.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for what
 *               gbcs_gbt_parse() would refuse
 * @param block  its fields
 */
void gbcs_write_gbt(gbcs_writer *writer, const gbcs_gbt_block *block);

#ifdef __cplusplus
}
#endif

#endif
