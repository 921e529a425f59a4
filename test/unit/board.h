/**
 * @file
 * A board in memory with its store, for tests.
 */
#ifndef BOARD_H
#define BOARD_H

#include "hex.h"

#include "gbcs/store.h"
#include "gbcs_memory.h"

/** Octets of the largest record of the board; a test may set its own. */
#ifndef BOARD_RECORD_SIZE
#define BOARD_RECORD_SIZE 256U
#endif
/** Its number of records; likewise. */
#ifndef BOARD_RECORDS
#define BOARD_RECORDS 16U
#endif

/** A board. Stays where it is. */
typedef struct board {
    uint8_t medium[BOARD_RECORDS * BOARD_RECORD_SIZE];
    size_t sizes[BOARD_RECORDS];
    uint8_t buffer[2U * BOARD_RECORD_SIZE];
    gbcs_memory memory;
    gbcs_port port;
    gbcs_crypto crypto;
    gbcs_store store;
} board;

/** A new board whose store is not yet open, with or without storage key. */
static inline void board_init(board *b, bool sealed)
{
    memset(b, 0, sizeof *b);
    gbcs_crypto_default(&b->crypto);
    gbcs_memory_init(&b->memory, &b->port, b->medium, b->sizes, BOARD_RECORD_SIZE, BOARD_RECORDS);
    if (!sealed) {
        b->port.storage_key = NULL;
    }
}

/** Opens the store. */
static inline gbcs_status board_open(board *b)
{
    return gbcs_store_open(&b->store, &b->port, &b->crypto, b->buffer, sizeof b->buffer);
}

/** Switches power off and on, and opens the store. */
static inline gbcs_status board_reboot(board *b)
{
    gbcs_memory_reboot(&b->memory);
    return board_open(b);
}

/** Writes and erasures that the medium has seen. */
static inline uint32_t board_writes(const board *b)
{
    return b->memory.calls[GBCS_MEMORY_STORE] + b->memory.calls[GBCS_MEMORY_ERASE];
}

#endif
