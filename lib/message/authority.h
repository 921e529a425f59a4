/**
 * @file
 * What a payload says of who sent it: the authorising Trust Anchor Cell, the mode, the counter. Only
 * that is read; the rest is for those who carry the command out.
 */
#ifndef GBCS_MESSAGE_AUTHORITY_H
#define GBCS_MESSAGE_AUTHORITY_H

#include "gbcs/trust.h"

/** What a payload says of who sent it. */
typedef struct authority {
    /** Whether it names a cell. */
    bool named;
    /** The cell. */
    gbcs_cell_id cell;
    /** credentialsReplacementMode; 0 if the payload has none. */
    uint8_t mode;
    /** The counter that the payload repeats; 0 if it has none. */
    uint64_t counter;
} authority;

/**
 * Reads the payload of CS02a or CS02f: the cell (GBCS 13.2, 13.9).
 *
 * @param[in]  payload the payload
 * @param[out] who     what it says; zeros on failure
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status authority_of_details(gbcs_bytes payload, authority *who);

/**
 * Reads the payload of CS02b or CS02g: mode, cell, counter (GBCS 13.3, 13.10).
 *
 * @param[in]  payload the payload
 * @param[out] who     what it says; zeros on failure
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status authority_of_update(gbcs_bytes payload, authority *who);

/**
 * Reads the payload of CS06: the counter (GBCS 11.2).
 *
 * @param[in]  payload the payload
 * @param[out] who     what it says; zeros on failure
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status authority_of_activation(gbcs_bytes payload, authority *who);

#endif
