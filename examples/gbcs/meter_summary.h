/**
 * @file
 * What a message is, in a line.
 */
#ifndef GBCS_METER_SUMMARY_H
#define GBCS_METER_SUMMARY_H

#include "tool.h"

/** What there is to say of a message. */
typedef struct summary {
    /** COMMAND, RESPONSE, ALERT, PRECOMMAND or BLOCK; null if it is no message. */
    const char *kind;
    /** Message Code. */
    uint16_t code;
    /** Originator Counter. */
    uint64_t counter;
    /** Parties. */
    gbcs_entity_id originator;
    gbcs_entity_id recipient;
    /** Event of an alert; 0 if there is none. */
    uint16_t event;
    /** What the payload says, for people; may be empty. */
    char hint[2U * TOOL_TEXT_SIZE];
} summary;

/**
 * Looks into a message.
 *
 * @param[in]  octets the message, or a block of one; may be anything
 * @param[out] of     what there is to say
 */
void summarise(gbcs_bytes octets, summary *of);

#endif
