/**
 * @file
 * What a mode of CS02b or CS02g allows (GBCS 13.3, 13.10).
 */
#ifndef CREDENTIALS_MODE_H
#define CREDENTIALS_MODE_H

#include "message/update_mode.h"

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
