#include "my_port.h"

#include <string.h>

/** Largest record. The largest transaction of the library must fit as well: see doc/storage.md. */
#define RECORD_SIZE 4096U
/** Number of records. */
#define RECORD_COUNT 64U
/** Octets that all records may have together. */
#define CAPACITY 32768U
/** Writes of one record that the medium survives, wear levelling counted in. */
#define ENDURANCE 100000U

/*
 * Noise: raw samples of the board's source, one in each octet, before any hash or cipher. The
 * library tests them and conditions them; samples that were conditioned before hide a source that
 * has failed.
 *
 * - Wait for each sample with a limit; if it passes, return GBCS_ERR_ENTROPY.
 * - If the hardware reports a fault of its own, return GBCS_ERR_ENTROPY.
 * - Never fill in anything else, not even for a first start.
 */
static gbcs_status entropy(void *context, uint8_t *samples, size_t size)
{
    (void)context;
    (void)samples;
    (void)size;
    return GBCS_ERR_ENTROPY;
}

/*
 * The board's clock, in seconds since 1970 UTC.
 *
 * - Never set, or power and backup were lost: GBCS_ERR_CLOCK. A time that may be wrong is worse
 *   than none.
 * - A counter of 32 bits ends in 2038 or 2106: keep the part above it.
 */
static gbcs_status time_get(void *context, gbcs_utc *now)
{
    (void)context;
    (void)now;
    return GBCS_ERR_CLOCK;
}

/* Sets the board's clock. Times outside what it can show: GBCS_ERR_ARGUMENT. */
static gbcs_status time_set(void *context, gbcs_utc now)
{
    (void)context;
    (void)now;
    return GBCS_ERR_CLOCK;
}

/*
 * Seconds since power-on. From a timer that time_set() does not touch; a tick counter of 32 bits
 * that counts milliseconds runs over after 49 days: widen it.
 */
static gbcs_status uptime(void *context, uint32_t *seconds)
{
    (void)context;
    (void)seconds;
    return GBCS_ERR_CLOCK;
}

/*
 * Reads a record.
 *
 * - Number out of range: GBCS_ERR_ARGUMENT.
 * - Not there: GBCS_ERR_NO_RECORD.
 * - Larger than room: GBCS_ERR_SPACE.
 * - The medium's checksum or ECC says that just this record is gone: GBCS_ERR_RECORD.
 * - Any other failure: GBCS_ERR_STORAGE.
 */
static gbcs_status load(void *context, uint16_t record, uint8_t *data, size_t room, size_t *size)
{
    (void)context;
    (void)record;
    (void)data;
    (void)room;
    *size = 0U;
    return GBCS_ERR_STORAGE;
}

/*
 * Writes a record. Old or new, never else, whenever power goes; and on the medium when it returns.
 *
 * - Number or size out of range: GBCS_ERR_ARGUMENT, and nothing changes.
 * - On flash: write the new record to a free spot, verify it, then make it valid by one program
 *   operation that is small enough to be atomic; only then free the old one.
 * - On a file system: write another file, sync it, rename it, sync the folder.
 * - No cache may hold the write back.
 */
static gbcs_status store(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    (void)record;
    (void)data;
    (void)size;
    return GBCS_ERR_STORAGE;
}

/*
 * Erases a record: there or gone, never else. Not there: GBCS_OK. Where the medium can, overwrite
 * it.
 */
static gbcs_status erase(void *context, uint16_t record)
{
    (void)context;
    (void)record;
    return GBCS_ERR_STORAGE;
}

/* Feeds the watchdog. Without one, leave port->wait null. */
static void wait_long(void *context)
{
    (void)context;
}

/*
 * A secret of this one device: fuses, a PUF, a key slot. Not the serial number, not a key that a
 * series of devices has in common. Without one, leave port->storage_key null and read
 * doc/threat-model.md.
 */
static gbcs_status storage_key(void *context, uint8_t key[GBCS_STORAGE_KEY_SIZE])
{
    (void)context;
    (void)key;
    return GBCS_ERR_STORAGE;
}

void my_port_init(my_port *board, gbcs_port *port)
{
    board->nothing_yet = 0;
    (void)memset(port, 0, sizeof *port);
    port->context = board;
    port->entropy = entropy;
    port->time_get = time_get;
    port->time_set = time_set;
    port->uptime = uptime;
    port->load = load;
    port->store = store;
    port->erase = erase;
    port->wait = wait_long;
    port->storage_key = storage_key;
    /* port->vault stays null until there is a secure element */
    port->record_size = RECORD_SIZE;
    port->record_count = RECORD_COUNT;
    port->capacity = CAPACITY;
    port->endurance = ENDURANCE;
}
