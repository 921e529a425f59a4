/**
 * @file
 * Who may replace what: the modes of CS02b and CS02g (GBCS 13.3, 13.10).
 */
#ifndef CREDENTIALS_MODE_H
#define CREDENTIALS_MODE_H

#include "gbcs/trust.h"

/** A mode. */
typedef struct update_mode {
    /** Message Code. */
    uint16_t code;
    /** credentialsReplacementMode. */
    uint8_t mode;
    /** Role of the cell that authorises. */
    uint8_t role;
    /** Roles whose cells may be replaced: bit n for role n. */
    uint16_t targets;
    /** Whether the Access Control Broker may be put into the cells of supplier and network operator, as
     * before handover. */
    bool hands_back;
} update_mode;

/**
 * The mode of a Message Code.
 *
 * @param code Message Code
 * @return the mode, or null if there is none, or nobody may use it
 */
const update_mode *mode_of_code(uint16_t code);

/**
 * Whether a mode may replace the cells of a role.
 *
 * @param mode the mode
 * @param role role of the cell
 * @return true if it may
 */
bool mode_may_replace(const update_mode *mode, uint8_t role);

/**
 * Whether the party that a certificate names may be in a cell.
 *
 * @param mode  the mode
 * @param cell  role of the cell
 * @param party role in the certificate
 * @return true if it may
 */
bool mode_accepts(const update_mode *mode, uint8_t cell, uint8_t party);

#endif
