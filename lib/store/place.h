/**
 * @file
 * Places of storage: reading and writing one, and finding the one of two that counts.
 */
#ifndef STORE_PLACE_H
#define STORE_PLACE_H

#include "store/seal.h"

/** What the places of a record hold; all zeros unless one verifies. */
typedef struct holding {
    /** The head of the newest record that verifies. */
    record_head newest;
    /** Places that verify. */
    size_t good;
    /** Places that hold the newest version. */
    size_t current;
} holding;

/**
 * The places that a record takes.
 *
 * @param record the record
 * @return 1 or 2
 */
uint8_t place_copies(const gbcs_record *record);

/**
 * The other one of two places.
 *
 * @param number the number of the record
 * @param place  one place
 * @return the other one
 */
uint16_t place_other(uint16_t number, uint16_t place);

/**
 * Whether a record fits into the port.
 *
 * @param store  the records
 * @param record the record
 * @return true if it does
 */
bool place_fits(const gbcs_store *store, const gbcs_record *record);

/**
 * Reads and opens one place.
 *
 * @param[in]  store the records
 * @param[in]  place its number
 * @param[out] image room octets; the body at #RECORD_BODY
 * @param[out] head  what the head says; zeros on failure
 * @return #GBCS_OK, #GBCS_ERR_NO_RECORD, #GBCS_ERR_RECORD, or what the port says
 */
GBCS_MUST_USE gbcs_status place_load(const gbcs_store *store, uint16_t place, uint8_t *image,
                                     record_head *head);

/**
 * Seals and writes one place.
 *
 * @param store the records
 * @param head  what the head says, the place among it
 * @param image the body at #RECORD_BODY; afterwards the record
 * @return #GBCS_OK or what the port says
 */
GBCS_MUST_USE gbcs_status place_store(gbcs_store *store, const record_head *head, uint8_t *image);

/**
 * Erases one place.
 *
 * @param store the records
 * @param place its number
 * @return #GBCS_OK or what the port says
 */
GBCS_MUST_USE gbcs_status place_erase(gbcs_store *store, uint16_t place);

/**
 * Looks at all places of a record, and leaves the newest body in the record's work area.
 *
 * @param[in]  store  the records
 * @param[in]  number the record's number
 * @param[in]  copies 1 or 2 places
 * @param[out] found  what is there; zeros unless one verifies
 * @return #GBCS_OK if one verifies; else #GBCS_ERR_RECORD if one is damaged, #GBCS_ERR_NO_RECORD if
 *         there is nothing; or what the port says
 */
GBCS_MUST_USE gbcs_status place_look(gbcs_store *store, uint16_t number, uint8_t copies,
                                     holding *found);

/**
 * Leaves nothing of a record behind in the record's work area.
 *
 * @param store the records
 */
void place_wipe(gbcs_store *store);

#endif
