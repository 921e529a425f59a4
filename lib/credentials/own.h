/**
 * @file
 * What the services about the device's own key pairs and certificates share (GBCS 13.4 to 13.6).
 */
#ifndef CREDENTIALS_OWN_H
#define CREDENTIALS_OWN_H

#include "gbcs/credentials.h"

/**
 * Whether a command may be carried out by the service of a Message Code.
 *
 * @param command the command
 * @param code    the Message Code
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for one that was not accepted, or has another code
 */
GBCS_MUST_USE gbcs_status own_check_command(const gbcs_command *command, uint16_t code);

/**
 * Reads a payload that names a key usage: SEQUENCE { keyUsage BIT STRING }.
 *
 * @param[in]  payload   the payload
 * @param[out] key_usage #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT; 0 for anything else, none
 *                       or several
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status own_read_usage(gbcs_bytes payload, uint8_t *key_usage);

/**
 * Writes a response that is a number.
 *
 * @param response the writer
 * @param result   the number
 * @return #GBCS_OK or #GBCS_ERR_SPACE
 */
GBCS_MUST_USE gbcs_status own_answer(gbcs_writer *response, uint32_t result);

#endif
