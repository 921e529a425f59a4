/**
 * @file
 * A port in memory, for tests: every write can be cut, every call can be made to fail, the clock
 * stands still until it is told to go, and samples repeat with their seed.
 *
 * Not for devices: nothing here is noise, and nothing lasts.
 */
#ifndef GBCS_MEMORY_H
#define GBCS_MEMORY_H

#include "gbcs/port.h"

/** The calls of a port. */
typedef enum gbcs_memory_call {
    /** Reading noise. */
    GBCS_MEMORY_ENTROPY = 0,
    /** Reading the clock. */
    GBCS_MEMORY_TIME_GET = 1,
    /** Setting the clock. */
    GBCS_MEMORY_TIME_SET = 2,
    /** Reading the time since power-on. */
    GBCS_MEMORY_UPTIME = 3,
    /** Reading a record. */
    GBCS_MEMORY_LOAD = 4,
    /** Writing a record. */
    GBCS_MEMORY_STORE = 5,
    /** Erasing a record. */
    GBCS_MEMORY_ERASE = 6,
    /** Reading the storage key. */
    GBCS_MEMORY_STORAGE_KEY = 7,
    /** Feeding the watchdog; cannot fail. */
    GBCS_MEMORY_WAIT = 8
} gbcs_memory_call;

/** Number of calls. */
#define GBCS_MEMORY_CALLS 9U

/** What becomes of a write or an erasure that is cut or fails. */
typedef enum gbcs_memory_effect {
    /** The record stays as it was. */
    GBCS_MEMORY_BEFORE = 0,
    /** The record is as it was to become. */
    GBCS_MEMORY_AFTER = 1
} gbcs_memory_effect;

/** A failure that was ordered for a call. */
typedef struct gbcs_memory_failure {
    /** 0 for none; else how many calls from now, this one counted. */
    uint32_t in;
    /** What the call returns. */
    gbcs_status status;
    /** Whether a write takes effect nevertheless. */
    gbcs_memory_effect effect;
} gbcs_memory_failure;

/** The board. */
typedef struct gbcs_memory {
    /** The medium: record_count slots of record_size octets. */
    uint8_t *medium;
    /** Size of the record in each slot; 0 for none. */
    size_t *sizes;
    /** As in the port. */
    size_t record_size;
    /** As in the port. */
    uint16_t record_count;

    /** Whether power is on. Without it every call fails. */
    bool powered;
    /** Whether a cut was ordered. */
    bool cut_ordered;
    /** Writes and erasures that succeed before it. */
    uint32_t cut_in;
    /** What becomes of the write that is cut. */
    gbcs_memory_effect cut_effect;
    /** Failures that were ordered, by call. */
    gbcs_memory_failure failures[GBCS_MEMORY_CALLS];
    /** Calls so far, by call. */
    uint32_t calls[GBCS_MEMORY_CALLS];

    /** Whether the clock has been set. */
    bool clock_set;
    /** Whether the clock goes on without power. */
    bool clock_backed;
    /** The clock's time. */
    gbcs_utc now;
    /** Seconds since power-on. */
    uint32_t uptime;
    /** State of the sample source. */
    uint32_t noise;
    /** The storage key. */
    uint8_t key[GBCS_STORAGE_KEY_SIZE];
} gbcs_memory;

/**
 * Sets up a new board, with power on, an empty medium, a clock that was never set and a storage
 * key.
 *
 * @param[out] memory       the board; stays where it is while the port is used
 * @param[out] port         its services; set storage_key to null for a board without one
 * @param[in]  medium       record_count times record_size octets
 * @param[in]  sizes        record_count sizes
 * @param[in]  record_size  largest record
 * @param[in]  record_count number of records
 */
void gbcs_memory_init(gbcs_memory *memory, gbcs_port *port, uint8_t *medium, size_t *sizes,
                      size_t record_size, uint16_t record_count);

/**
 * Orders a power cut.
 *
 * @param memory the board
 * @param writes number of writes and erasures that succeed before it; the next one is cut
 * @param effect what becomes of that one
 */
void gbcs_memory_cut(gbcs_memory *memory, uint32_t writes, gbcs_memory_effect effect);

/**
 * Switches power off and on: no failure and no cut is ordered any more, uptime begins again, the
 * clock has lost its time unless it is backed.
 *
 * @param memory the board
 */
void gbcs_memory_reboot(gbcs_memory *memory);

/**
 * Orders a failure, once.
 *
 * @param memory the board
 * @param call   which call fails
 * @param in     1 for the next such call, 2 for the one after it...
 * @param status what it returns
 * @param effect what becomes of a write or erasure
 */
void gbcs_memory_fail(gbcs_memory *memory, gbcs_memory_call call, uint32_t in, gbcs_status status,
                      gbcs_memory_effect effect);

/**
 * Lets time pass.
 *
 * @param memory  the board
 * @param seconds how much
 */
void gbcs_memory_pass(gbcs_memory *memory, uint32_t seconds);

/**
 * What the medium holds.
 *
 * @param memory the board
 * @param record number of the record
 * @return its octets as they were stored; empty if there is none
 */
gbcs_bytes gbcs_memory_record(const gbcs_memory *memory, uint16_t record);

/**
 * Puts octets onto the medium, as no port would.
 *
 * @param memory the board
 * @param record number of the record
 * @param octets its octets; none to take it away
 */
void gbcs_memory_place(gbcs_memory *memory, uint16_t record, gbcs_bytes octets);

/**
 * Turns over one bit of a record.
 *
 * @param memory the board
 * @param record number of the record
 * @param bit    number of the bit, from 0; 8 in each octet, lowest first
 */
void gbcs_memory_flip(gbcs_memory *memory, uint16_t record, size_t bit);

#endif
