/**
 * @file
 * The records of the counters (doc/storage.md).
 */
#ifndef REPLAY_RECORD_H
#define REPLAY_RECORD_H

#include "gbcs/records.h"
#include "gbcs/replay.h"

/**
 * Where a counter of commands with a date is held.
 *
 * @param replay the counters
 * @param id     which
 * @return its index; gbcs_replay::dated_count if there is none
 */
size_t dated_find(const gbcs_replay *replay, const gbcs_counter_id *id);

/**
 * Whether an action is one that can be stored, and read again.
 *
 * @param intent the action; its id is not looked at
 * @return true if it is
 */
bool intent_is_sound(const gbcs_intent *intent);

/**
 * Whether a transaction of our own may begin.
 *
 * @param replay the counters
 * @return #GBCS_OK; #GBCS_ERR_UNFINISHED if they are not open; #GBCS_ERR_BUSY if the store has an
 *         open transaction, which is another layer's and not complete
 */
GBCS_MUST_USE gbcs_status may_write(const gbcs_replay *replay);

/**
 * Makes the open transaction, or drops it if a change could not be added.
 *
 * @param store the records
 * @param added what adding the last change said
 * @return that, or as gbcs_store_commit()
 */
GBCS_MUST_USE gbcs_status commit_added(gbcs_store *store, gbcs_status added);

/**
 * Reads the counters of remote parties and the open action, and mends their record.
 *
 * @param[in,out] replay the counters; nothing of use on failure
 * @return #GBCS_OK or a status of class storage
 */
GBCS_MUST_USE gbcs_status counters_load(gbcs_replay *replay);

/**
 * Adds the counters of remote parties and the open action to the transaction.
 *
 * @param store  the records
 * @param replay the counters
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status counters_put(gbcs_store *store, const gbcs_replay *replay);

/**
 * Reads up to where own counters are reserved, and mends the record. The next own counter is the
 * first one behind.
 *
 * @param[in,out] replay the counters; nothing of use on failure
 * @return #GBCS_OK or a status of class storage
 */
GBCS_MUST_USE gbcs_status own_load(gbcs_replay *replay);

/**
 * Adds the reservation of own counters to the transaction.
 *
 * @param store the records
 * @param end   the first own counter that is not reserved
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status own_put(gbcs_store *store, uint64_t end);

/**
 * Mends the records of answered counters. One that is lost is no failure here: it is one as soon as
 * it is needed.
 *
 * @param store the records
 * @return #GBCS_OK or what the port says
 */
GBCS_MUST_USE gbcs_status answered_mend(gbcs_store *store);

/**
 * Adds to the transaction that no counter of a role was answered: another party has it, and other keys. For
 * the supplier's, none of a top up either.
 *
 * @param store the records
 * @param role  RemotePartyRole; nothing is added for one that reads nothing encrypted
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status answered_forget(gbcs_store *store, uint8_t role);

/**
 * Adds empty records of answered counters to the transaction.
 *
 * @param store the records
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status answered_put_empty(gbcs_store *store);

#endif
