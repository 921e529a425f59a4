/**
 * @file
 * The changes of a transaction, one after the other, as they stand in the journal (doc/storage.md).
 */
#ifndef STORE_CHANGE_H
#define STORE_CHANGE_H

#include "store/place.h"

/** Where the version stands in a change. */
#define CHANGE_VERSION 4U
/** The layout of a change that erases its record. */
#define CHANGE_ERASES 0U

/** How often the record is kept, as it stands in a change: once; twice; twice, and alone in its
 * transaction the change writes one place only. */
#define CHANGE_ONE 1U
#define CHANGE_TWIN 2U
#define CHANGE_ALTERNATES 3U

/** One change. */
typedef struct change {
    /** The record's number. */
    uint16_t number;
    /** The layout of its new octets, or #CHANGE_ERASES. */
    uint8_t layout;
    /** #CHANGE_ONE, #CHANGE_TWIN or #CHANGE_ALTERNATES. */
    uint8_t copies;
    /** The version that it gets; 0 while the transaction is open. */
    uint64_t version;
    /** Its new octets. */
    gbcs_bytes octets;
} change;

/**
 * How often a record is kept, as it stands in a change.
 *
 * @param record the record
 * @return #CHANGE_ONE, #CHANGE_TWIN or #CHANGE_ALTERNATES
 */
uint8_t change_copies(const gbcs_record *record);

/**
 * Reads a change.
 *
 * @param[in]  reader at the change; fails with a status of malformed input
 * @param[out] item   the change
 */
void change_read(gbcs_reader *reader, change *item);

/**
 * Drops the transaction and begins an empty one.
 *
 * @param store the records, open or not
 */
void change_begin(gbcs_store *store);

/**
 * Looks for the change of a record in the transaction.
 *
 * @param[in]  store  the records
 * @param[in]  number the record's
 * @param[out] item   the change, a view; not set if there is none
 * @param[out] offset where it stands in the transaction; likewise
 * @return true if there is one
 */
bool change_find(const gbcs_store *store, uint16_t number, change *item, size_t *offset);

/**
 * Adds a change to the transaction, in place of one of the same record.
 *
 * @param store the records; the transaction latches #GBCS_ERR_SPACE
 * @param item  the change
 */
void change_add(gbcs_store *store, const change *item);

/**
 * Looks up what a change needs to know of its record, and gives it its version.
 *
 * @param[in]     store  the records
 * @param[in]     offset where the change stands in the transaction
 * @param[in,out] item   the change; its version is set here and in the transaction
 * @param[out]    found  what the record's places hold
 * @return #GBCS_OK; #GBCS_ERR_RECORD if the version cannot grow; or what the port says
 */
GBCS_MUST_USE gbcs_status change_settle(gbcs_store *store, size_t offset, change *item,
                                        holding *found);

/**
 * Makes a change in every place of its record.
 *
 * @param store the records
 * @param item  the change
 * @param last  of two places the one to change last
 * @return #GBCS_OK or what the port says
 */
GBCS_MUST_USE gbcs_status change_make(gbcs_store *store, const change *item, uint16_t last);

/**
 * Makes a change that is alone in its transaction.
 *
 * @param store the records
 * @param item  the change
 * @param found what the record's places hold
 * @return #GBCS_OK or what the port says
 */
GBCS_MUST_USE gbcs_status change_make_alone(gbcs_store *store, const change *item,
                                            const holding *found);

#endif
