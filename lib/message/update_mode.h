/**
 * @file
 * The modes of CS02b and CS02g: who sends them, and what they may replace (GBCS 13.3, 13.10).
 */
#ifndef GBCS_MESSAGE_UPDATE_MODE_H
#define GBCS_MESSAGE_UPDATE_MODE_H

#include "gbcs/trust.h"

/** A mode. */
typedef struct update_mode {
    /** Message Code. */
    uint16_t code;
    /** The credentialsReplacementMode that its payload must have. */
    uint8_t mode;
    /** Role of the cell that authorises; #GBCS_ROLE_NONE if nobody may use it. */
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
 * @return the mode, or null if the code is of another use case
 */
const update_mode *update_mode_find(uint16_t code);

#endif
