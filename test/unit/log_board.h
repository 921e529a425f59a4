/**
 * @file
 * A board in memory with a Security Log, for tests.
 */
#ifndef LOG_BOARD_H
#define LOG_BOARD_H

#include "hex.h"

#include "gbcs/log.h"
#include "gbcs/records.h"
#include "gbcs_memory.h"

/** Entries in all pages. */
#define LOG_ENTRIES (GBCS_LOG_PAGES * GBCS_LOG_PAGE_ENTRIES)

/** A board. Stays where it is. */
typedef struct log_board {
    uint8_t medium[GBCS_RECORD_COUNT * GBCS_RECORD_SIZE];
    size_t sizes[GBCS_RECORD_COUNT];
    uint8_t buffer[2U * GBCS_RECORD_SIZE];
    gbcs_memory memory;
    gbcs_port port;
    gbcs_crypto crypto;
    gbcs_store store;
    gbcs_log log;
} log_board;

/** A new board. Without storage key: sealing makes no difference here, and takes time. */
static inline void log_board_init(log_board *b)
{
    memset(b, 0, sizeof *b);
    gbcs_crypto_default(&b->crypto);
    gbcs_memory_init(&b->memory, &b->port, b->medium, b->sizes, GBCS_RECORD_SIZE,
                     GBCS_RECORD_COUNT);
    b->port.storage_key = NULL;
}

/** Opens store and log. */
static inline gbcs_status log_board_open(log_board *b)
{
    gbcs_status status =
        gbcs_store_open(&b->store, &b->port, &b->crypto, b->buffer, sizeof b->buffer);

    if (status == GBCS_OK) {
        status = gbcs_log_open(&b->log, &b->store);
    }
    return status;
}

/** Switches power off and on, and opens store and log. */
static inline gbcs_status log_board_reboot(log_board *b)
{
    gbcs_memory_reboot(&b->memory);
    return log_board_open(b);
}

/** Damages a record, if there is one. */
static inline void log_board_damage(log_board *b, uint16_t record)
{
    if (b->sizes[record] > 0U) {
        gbcs_memory_flip(&b->memory, record, 8U * 20U);
    }
}

/** An entry whose fields all depend on a number. */
static inline gbcs_log_entry log_board_entry(uint32_t salt, uint16_t event)
{
    gbcs_log_entry entry;

    memset(&entry, 0, sizeof entry);
    entry.time = 1700000000 + (gbcs_utc)salt;
    entry.clock_status = (uint8_t)(salt % 5U);
    entry.event = event;
    entry.message_code = (uint16_t)(salt * 7U);
    entry.party = 0x90B3D51F30000000U + salt;
    entry.detail = ((uint64_t)salt << 32) + 1U;
    entry.count = 1U + (salt % 3U);
    return entry;
}

/** Asserts that two entries are the same. */
static inline void assert_entry(const gbcs_log_entry *entry, const gbcs_log_entry *expected)
{
    assert_int_equal(entry->number, expected->number);
    assert_true(entry->time == expected->time);
    assert_int_equal(entry->clock_status, expected->clock_status);
    assert_int_equal(entry->event, expected->event);
    assert_int_equal(entry->message_code, expected->message_code);
    assert_true(entry->party == expected->party);
    assert_true(entry->detail == expected->detail);
    assert_int_equal(entry->count, expected->count);
}

#endif
