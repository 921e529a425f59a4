/**
 * @file
 * The record of the device log (doc/storage.md).
 */
#ifndef JOINING_DEVICES_H
#define JOINING_DEVICES_H

#include "gbcs/joining.h"

/** State of an entry: joined. */
#define DEVICE_JOINED 1U
/** Open: it is being joined. */
#define DEVICE_JOINING 2U
/** Open: it was joined before, and is being joined anew. */
#define DEVICE_REJOINING 3U
/** Open: it is being unjoined. */
#define DEVICE_LEAVING 4U

/** Octets of an entry without keys: Entity Identifier, type, method, state. */
#define DEVICE_HEAD (8U + 1U + 1U + 1U)
/** Most octets of an entry: with the key in use and the one that is to take its place. */
#define DEVICE_SIZE (DEVICE_HEAD + (2U * GBCS_POINT_SIZE))
/** Most octets of the record: one entry may be open. */
#define DEVICES_SIZE ((GBCS_DEVICE_ENTRIES * (DEVICE_HEAD + GBCS_POINT_SIZE)) + GBCS_POINT_SIZE)

/** An entry. */
typedef struct device_entry {
    /** Entity Identifier of the other device; not 0. */
    gbcs_entity_id entity;
    /** Its DeviceType. */
    uint8_t type;
    /** A #gbcs_join_method. */
    uint8_t method;
    /** #DEVICE_JOINED or another state. */
    uint8_t state;
    /** Its key agreement key, by method C; else zeros. */
    gbcs_public_key key;
    /** The key that takes its place if it is joined anew; else zeros. */
    gbcs_public_key next_key;
} device_entry;

/** The log in memory: its entries as in storage, in the order of joining. */
typedef struct device_log {
    /** Whether the record was not one that can be read, and is empty here. */
    bool damaged;
    /** Number of entries. */
    size_t count;
    /** Octets of the entries. */
    size_t size;
    /** The entries. */
    uint8_t octets[DEVICES_SIZE];
} device_log;

/**
 * Makes both copies of the log good again, if one is.
 *
 * @param store the records
 * @return #GBCS_OK, also if there is none or both are damaged; or what the port says
 */
GBCS_MUST_USE gbcs_status devices_mend(gbcs_store *store);

/**
 * Reads the log, and checks all of it.
 *
 * @param[in]  store the records
 * @param[out] all   the log; without entries if it was never stored, if it is damaged, and on failure
 * @return #GBCS_OK; #GBCS_ERR_LAYOUT; or what the port says
 */
GBCS_MUST_USE gbcs_status devices_load(gbcs_store *store, device_log *all);

/**
 * The same as the open transaction would leave it.
 *
 * @param[in]  store the records
 * @param[out] all   the log
 * @return as devices_load(); or what made the transaction fail
 */
GBCS_MUST_USE gbcs_status devices_preview(gbcs_store *store, device_log *all);

/**
 * Adds the log to the open transaction.
 *
 * @param store the records
 * @param all   the log
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status devices_put(gbcs_store *store, const device_log *all);

/**
 * Goes through the entries.
 *
 * @param[in]     all   the log
 * @param[in,out] place where the next entry is; 0 for the first
 * @param[out]    one   the entry; zeros after the last
 * @return false after the last
 */
bool devices_next(const device_log *all, size_t *place, device_entry *one);

/**
 * Looks for a device.
 *
 * @param[in]  all    the log
 * @param[in]  entity its Entity Identifier
 * @param[out] one    its entry; zeros if there is none
 * @return true if there is one
 */
bool devices_find(const device_log *all, gbcs_entity_id entity, device_entry *one);

/**
 * Looks for the open entry.
 *
 * @param[in]  all the log
 * @param[out] one the entry; zeros if there is none
 * @return true if there is one
 */
bool devices_find_open(const device_log *all, device_entry *one);

/**
 * Changes the entry of a device in its place, or adds it behind all others.
 *
 * @param all the log
 * @param one the entry
 * @return #GBCS_OK; #GBCS_ERR_SPACE if there is no room for it
 */
GBCS_MUST_USE gbcs_status devices_set(device_log *all, const device_entry *one);

/**
 * Takes the entry of a device out, if there is one.
 *
 * @param all    the log
 * @param entity its Entity Identifier
 */
void devices_remove(device_log *all, gbcs_entity_id entity);

/**
 * Puts the open entry back to what it was, if there is one.
 *
 * @param all the log
 * @return #GBCS_OK; as devices_set(), which does not happen as the entry becomes no longer
 */
GBCS_MUST_USE gbcs_status devices_revert(device_log *all);

#endif
