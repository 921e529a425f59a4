/**
 * @file
 * What a command's payload is written in.
 */
#ifndef MESSAGE_PAYLOAD_H
#define MESSAGE_PAYLOAD_H

#include "gbcs/message/usecase.h"

/**
 * The family of a command's payload, told from its first octets.
 *
 * @param payload the payload
 * @return DLMS, GBZ or ASN.1; ASN.1 for what is none of them
 */
gbcs_family payload_family(gbcs_bytes payload);

#endif
