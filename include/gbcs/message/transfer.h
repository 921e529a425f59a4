/**
 * @file
 * General Block Transfer both ways (GBCS 7.2.11): blocks become a message in a caller's buffer, and
 * a message is cut into blocks.
 *
 * Nothing here is authentic: only the message that the blocks make can be verified. So one transfer
 * is open at a time, it takes no memory but the buffer, and a first block of another message takes
 * its place.
 */
#ifndef GBCS_MESSAGE_TRANSFER_H
#define GBCS_MESSAGE_TRANSFER_H

#include "gbcs/codec/gbt.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Octets of a block with the most data: a message of #GBCS_GBT_MESSAGE_SIZE octets. */
#define GBCS_BLOCK_ROOM 1200U

/** A message that is put together. The caller's; all zeros there is none. */
typedef struct gbcs_assembly {
    /** Where it is put together. */
    uint8_t *buffer;
    /** Octets of the buffer. */
    size_t room;
    /** Fields that all its blocks have in common; data, number and control are not used. */
    gbcs_gbt_block common;
    /** Which blocks are there: bit n for block n + 1. */
    uint64_t present;
    /** Octets of each block but the last; 0 if not known yet. */
    size_t block_size;
    /** Number of the last block; 0 if not known yet. */
    uint16_t last;
    /** Octets of the last block. */
    size_t last_size;
    /** Seconds since power-on at which a block was added. */
    uint32_t since;
    /** Whether one is open. */
    bool open;
} gbcs_assembly;

/**
 * A place to put messages together in.
 *
 * @param[out] assembly no message is open
 * @param[in]  buffer   its buffer; stays where it is
 * @param[in]  room     octets of the buffer
 */
void gbcs_assembly_begin(gbcs_assembly *assembly, uint8_t *buffer, size_t room);

/**
 * Adds a block, in any order.
 *
 * If a message is open, a block of another one is refused, unless it is the first: then the other
 * message takes its place. Window, streaming and the number acknowledged are not looked at. All
 * blocks but the last are of one size. A block that came before must be equal, and is no progress
 * that puts off the end of the time. A message whose time is over is dropped first.
 *
 * A message of as many octets as the buffer has is put together from blocks in any order.
 *
 * @param[in,out] assembly the message
 * @param[in]     octets   the block; not in the buffer
 * @param[in]     uptime   seconds since power-on
 * @param[out]    message  the message, in the buffer, when it is complete, and none is open then;
 *                         else empty. Its grouping header is the one of its blocks.
 * @return #GBCS_OK if the block was taken; a status of class malformed if it is none, does not fit
 *         to the others, or makes a message that is another than its blocks say; #GBCS_ERR_SPACE if
 *         it is beyond the buffer. The assembly is as it was then, but closed if it was complete.
 */
GBCS_MUST_USE gbcs_status gbcs_assembly_add(gbcs_assembly *assembly, gbcs_bytes octets,
                                            uint32_t uptime, gbcs_bytes *message);

/**
 * Writes the request for what is missing, when the last block is there and others are not: a block
 * without data, number 0, that acknowledges the blocks before the first missing one.
 *
 * @param assembly the message
 * @param writer   receives the request, or nothing if nothing is to be asked
 */
void gbcs_assembly_request(const gbcs_assembly *assembly, gbcs_writer *writer);

/**
 * Drops a message whose last block came #GBCS_GBT_SECONDS ago or more.
 *
 * @param assembly the message
 * @param uptime   seconds since power-on
 * @return true if one was dropped
 */
bool gbcs_assembly_expire(gbcs_assembly *assembly, uint32_t uptime);

/**
 * Number of blocks of a message: 0 if it goes in one piece.
 *
 * @param size octets of the message
 * @return 0, or 2 to #GBCS_GBT_BLOCKS; 64 or more if it is too long for any transfer
 */
size_t gbcs_block_count(size_t size);

/**
 * Writes one block of a message.
 *
 * @param message a message that gbcs_frame_parse() takes
 * @param number  number of the block, from 1
 * @param writer  receives the block; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for a number
 *                that it does not have or octets that are no message
 */
void gbcs_write_block(gbcs_bytes message, size_t number, gbcs_writer *writer);

/**
 * The first block that a request asks for again.
 *
 * @param octets  the request
 * @param message the message that was cut
 * @return the number of the block; 0 if the octets are no request for this message
 */
size_t gbcs_block_requested(gbcs_bytes octets, gbcs_bytes message);

#ifdef __cplusplus
}
#endif

#endif
