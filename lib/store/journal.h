/**
 * @file
 * The journal: record 0, which holds the changes of a transaction until all of them are made.
 */
#ifndef STORE_JOURNAL_H
#define STORE_JOURNAL_H

#include "store/change.h"

/**
 * Reads the journal and looks whether it can be used.
 *
 * @param[in]  store the records; the journal's octets are left in their work area
 * @param[out] size  octets of its changes
 * @return #GBCS_OK; #GBCS_ERR_NO_RECORD; #GBCS_ERR_RECORD; #GBCS_ERR_LAYOUT; or what the port says
 */
GBCS_MUST_USE gbcs_status journal_load(gbcs_store *store, size_t *size);

/**
 * Makes all changes of a journal that is in its work area, then erases it.
 *
 * @param store the records
 * @param size  octets of its changes
 * @return #GBCS_OK; #GBCS_ERR_RECORD if the changes are none that this store makes; or what the
 *         port says
 */
GBCS_MUST_USE gbcs_status journal_play(gbcs_store *store, size_t size);

/**
 * Writes the changes of the transaction to the journal, and makes them.
 *
 * @param store the records
 * @return #GBCS_OK; #GBCS_ERR_RECORD if a version cannot grow; or what the port says
 */
GBCS_MUST_USE gbcs_status journal_commit(gbcs_store *store);

#endif
