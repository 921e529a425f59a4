/**
 * @file
 * Who speaks: the role in which the originator of a command may send it (GBCS 6.2.4, 17).
 */
#ifndef GBCS_MESSAGE_SPEAKER_H
#define GBCS_MESSAGE_SPEAKER_H

#include "gbcs/message/verify.h"

/** What is known of who speaks, before anything is authentic. */
typedef struct speaker {
    /** The role; #GBCS_ROLE_NONE if there is none. */
    uint8_t role;
    /** How the command must be protected; #GBCS_FORM_BARE if there is no role. */
    gbcs_form form;
    /** #GBCS_OK, #GBCS_ERR_ORIGINATOR or #GBCS_ERR_ROLE. */
    gbcs_status verdict;
    /** #GBCS_OK, or a status of class malformed: what the payload says of it can't be. */
    gbcs_status content;
} speaker;

/**
 * Finds out who speaks.
 *
 * @param[in]  trust    whom the device trusts
 * @param[in]  use_case use case of a command to the device
 * @param[in]  frame    the command
 * @param[out] who      who speaks
 */
void speaker_find(const gbcs_trust *trust, const gbcs_use_case *use_case, const gbcs_frame *frame,
                  speaker *who);

/**
 * The cell whose key must have made the signature of a command. Without a role, or for a command that
 * should have none, the first one that holds the originator.
 *
 * @param[in]  trust      whom the device trusts
 * @param[in]  originator who is said to have signed
 * @param[in]  who        who speaks
 * @param[out] role       role of the cell; #GBCS_ROLE_NONE if there is none
 * @return its content, or null if there is none
 */
const gbcs_cell *speaker_cell(const gbcs_trust *trust, gbcs_entity_id originator,
                              const speaker *who, uint8_t *role);

#endif
