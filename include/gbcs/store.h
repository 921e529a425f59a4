/**
 * @file
 * Records in the board's storage: sealed, versioned, and changed several at a time or not at all.
 *
 * A record holds octets of one layer above, in a layout that has a number. It is sealed with the
 * port's storage key, or else carries a digest. A record that does not verify is reported and never
 * used.
 *
 * Changes are made in transactions. One changed record is one write. Several are first written
 * together into the journal, then each in its place, then the journal is erased: after a power cut
 * gbcs_store_open() finishes what the journal holds, or finds no journal and all records old.
 *
 * A twin is kept in two places with the same content, written one after the other; the newer one
 * that verifies counts. So it survives the loss of one of the two, and does not fall back to older
 * content. An alternating record also has two places, but a change that is alone in its transaction
 * writes only one of them: half the wear, and the loss of the newer place brings back the content
 * before the last change.
 *
 * The format, what survives what, and the arithmetic of wear are in doc/storage.md.
 */
#ifndef GBCS_STORE_H
#define GBCS_STORE_H

#include "gbcs/crypto.h"
#include "gbcs/port.h"
#include "gbcs/records.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Octets that the store adds to a record in storage. */
#define GBCS_RECORD_OVERHEAD 44U

/** Octets that a change adds to its record's octets in a transaction of several changes. */
#define GBCS_CHANGE_OVERHEAD 14U

/** How often a record is kept. */
typedef enum gbcs_copies {
    /** Once. */
    GBCS_COPY_ONE = 0,
    /** Twice: a change writes both places. */
    GBCS_COPY_TWIN = 1,
    /** Twice: a change that is alone in its transaction writes one place, the one that counts less,
     * so that two changes write both; the first one writes both at once, and so does a change in a
     * transaction of several. For a record that is soon written again with the same importance; see
     * doc/storage.md for what a lost place means then. */
    GBCS_COPY_ALTERNATE = 2
} gbcs_copies;

/** What a layer says of a record of its own; constant. */
typedef struct gbcs_record {
    /** Number in storage, from 1 (0 is the journal); one that is kept twice also takes the next. */
    uint16_t number;
    /** Number of its layout, from 1; a changed layout takes the next number. */
    uint8_t layout;
    /** How often it is kept. */
    gbcs_copies copies;
    /** Most octets that it holds: at most the port's record_size less #GBCS_RECORD_OVERHEAD. */
    size_t size;
} gbcs_record;

/**
 * The records of a device. The caller's; stays where it is while it is open. All zeros is a store
 * that is not open.
 */
typedef struct gbcs_store {
    /** The board's services. */
    const gbcs_port *port;
    /** The implementations. */
    const gbcs_crypto *crypto;
    /** Work area: one record as it lies in storage. */
    uint8_t *record;
    /** Work area: the transaction, as it lies in storage when it is the journal. */
    uint8_t *journal;
    /** Size of each work area in octets. */
    size_t room;
    /** The changes of the open transaction, inside the journal. Latches what made it fail. */
    gbcs_writer changes;
    /** Their number. */
    size_t count;
    /** Whether records may be read and written. */
    bool open;
    /** What the port said when the store closed itself (#GBCS_ERR_UNFINISHED); for logs. */
    gbcs_status failure;
    /** Writes and erasures asked of the port since the store was opened. */
    uint32_t writes;
    /** How often, since the store was opened, one of two places was found damaged. */
    uint32_t lost;
} gbcs_store;

/**
 * Octets of work buffer that a store needs: one record and one transaction.
 *
 * @param port the board's services
 * @return twice the port's record_size
 */
size_t gbcs_store_buffer_size(const gbcs_port *port);

/**
 * Opens the records, and finishes an interrupted transaction.
 *
 * Finishing may be interrupted too, at any point and any number of times.
 *
 * A damaged journal is never used. Since storage is atomic it was once whole: it held a transaction
 * that may have been made in part, and the medium has lost the rest. So it is not passed over in
 * silence: the store stays closed, and gbcs_store_discard() opens it.
 *
 * @param[out] store  the records
 * @param[in]  port   the board's services; stay where they are while the store is open
 * @param[in]  crypto the implementations; likewise
 * @param[in]  buffer work buffer, the store's while it is open; no octets of a record are left in
 *                    it between calls, but for those of an open transaction
 * @param[in]  room   its size in octets, see gbcs_store_buffer_size()
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT if the port lacks a function of clock, storage or noise, or
 *         declares sizes that it may not; #GBCS_ERR_SPACE; #GBCS_ERR_RECORD if the journal is
 *         damaged; #GBCS_ERR_LAYOUT if it is in another layout, as another release of the library
 *         may leave it; or what the port says. The store is open after #GBCS_OK only.
 */
GBCS_MUST_USE gbcs_status gbcs_store_open(gbcs_store *store, const gbcs_port *port,
                                          const gbcs_crypto *crypto, uint8_t *buffer, size_t room);

/**
 * Erases a journal that gbcs_store_open() could not use, and opens the store. Each record is then
 * whole, but some may be of before and some of after the lost transaction: the caller must take
 * note of it.
 *
 * @param store the records, which gbcs_store_open() left closed
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT if the journal is good or there is none (open the store
 *         instead); or what the port says
 */
GBCS_MUST_USE gbcs_status gbcs_store_discard(gbcs_store *store);

/**
 * Reads a record as it was before the open transaction.
 *
 * @param[in]  store  the records
 * @param[in]  record which
 * @param[out] writer receives its octets; holds none of them on failure, and is not latched
 * @return #GBCS_OK; #GBCS_ERR_NO_RECORD if it was never stored; #GBCS_ERR_RECORD if it does not
 *         verify, or is not of this place; #GBCS_ERR_LAYOUT if it verifies but its layout is
 *         another one, or it is larger than its layout allows; #GBCS_ERR_SPACE; #GBCS_ERR_ARGUMENT
 *         for a record that does not fit into the port; #GBCS_ERR_UNFINISHED if the store is not
 *         open; or what the port says
 */
GBCS_MUST_USE gbcs_status gbcs_store_load(gbcs_store *store, const gbcs_record *record,
                                          gbcs_writer *writer);

/**
 * Reads a record as the open transaction would leave it: for a change that builds on another one in
 * the same transaction.
 *
 * @param[in]  store  the records
 * @param[in]  record which
 * @param[out] writer receives its octets; holds none of them on failure, and is not latched
 * @return as gbcs_store_load(), #GBCS_ERR_NO_RECORD also if the transaction erases it; or what made
 *         the transaction fail
 */
GBCS_MUST_USE gbcs_status gbcs_store_preview(gbcs_store *store, const gbcs_record *record,
                                             gbcs_writer *writer);

/**
 * Adds a change to the transaction. Nothing is written yet. A later change of the same record in
 * one transaction takes the place of the earlier one.
 *
 * After a failure the transaction can only fail: gbcs_store_commit() then changes nothing and
 * returns the first error. So a run of changes needs one check at its end.
 *
 * A record that is damaged may be written anew.
 *
 * @param store  the records
 * @param record which
 * @param octets its new octets; copied
 * @return #GBCS_OK; #GBCS_ERR_SPACE if the transaction becomes larger than a record of the port;
 *         #GBCS_ERR_ARGUMENT if there are more octets than the record may hold, or for a record
 *         that does not fit into the port; #GBCS_ERR_UNFINISHED if the store is not open
 */
GBCS_MUST_USE gbcs_status gbcs_store_put(gbcs_store *store, const gbcs_record *record,
                                         gbcs_bytes octets);

/**
 * Adds the erasure of a record to the transaction. A record that is not there is no error.
 *
 * @param store  the records
 * @param record which
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status gbcs_store_remove(gbcs_store *store, const gbcs_record *record);

/**
 * Makes all changes of the transaction, or none, and ends it.
 *
 * When a write fails, nobody knows what is in storage. The store then closes itself: every call
 * says #GBCS_ERR_UNFINISHED until gbcs_store_open() has looked, and all changes are made, or none
 * is.
 *
 * @param store the records
 * @return #GBCS_OK: all changes are made and durable; #GBCS_ERR_UNFINISHED: a write failed, and
 *         whether they are made shows when the store is opened again; any other: nothing was
 *         changed, as the transaction had failed before, or the port could not read a record
 *         (#GBCS_ERR_STORAGE), or a version cannot grow any more (#GBCS_ERR_RECORD, after 2^64 - 1
 *         writes)
 */
GBCS_MUST_USE gbcs_status gbcs_store_commit(gbcs_store *store);

/**
 * Drops the changes of the transaction.
 *
 * @param store the records
 */
void gbcs_store_abandon(gbcs_store *store);

/**
 * Makes both places of a record good again: writes the newer content where the other place is
 * damaged or absent, or where that of a twin is older. For each record that is kept twice once after
 * opening, or when gbcs_store::lost has grown. Its content does not change, whether the call
 * succeeds or not.
 *
 * @param store  the records
 * @param record which; nothing is done if it is kept once
 * @return #GBCS_OK; #GBCS_ERR_NO_RECORD; #GBCS_ERR_RECORD if neither place verifies;
 *         #GBCS_ERR_ARGUMENT; #GBCS_ERR_UNFINISHED if the store is not open; or what the port says
 */
GBCS_MUST_USE gbcs_status gbcs_store_mend(gbcs_store *store, const gbcs_record *record);

/**
 * Erases every record of the port: for the end of a device's life. First goes the journal, which
 * could bring records back; then the given record. A failure does not stop it: it goes on and tells
 * in the end. It may be called again, and also on a store that could not be opened.
 *
 * @param store the records; open and empty after #GBCS_OK, else not open
 * @param first the record to destroy first
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT if the store has no port or the record does not fit into it;
 *         or what the port says, in which case something may be left
 */
GBCS_MUST_USE gbcs_status gbcs_store_erase_all(gbcs_store *store, const gbcs_record *first);

#ifdef __cplusplus
}
#endif

#endif
