/**
 * @file
 * What an authentic command holds: a header that is a command's, a payload of its family that says
 * what the header says, the key of the party that it was sent for.
 */
#ifndef GBCS_MESSAGE_CONTENT_H
#define GBCS_MESSAGE_CONTENT_H

#include "gbcs/cpv.h"
#include "gbcs/message/date.h"

/**
 * Checks header and payload.
 *
 * @param use_case use case of the command
 * @param frame    the command
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status content_check(const gbcs_use_case *use_case, const gbcs_frame *frame);

/**
 * Takes the key out of the certificate of a Supplementary Remote Party. The MAC of the Access Control
 * Broker vouches for it, so no path is looked for; but it must be the party's own, and for key
 * agreement. One curve operation, the validation of the key.
 *
 * @param[in]  crypto the implementations
 * @param[in]  header header with a certificate
 * @param[out] key    the key; unchanged on failure
 * @return #GBCS_OK, as gbcs_credential_organisation(), #GBCS_ERR_KEY_USAGE for another use,
 *         #GBCS_ERR_IDENTITY for another party's certificate
 */
GBCS_MUST_USE gbcs_status content_party_key(const gbcs_crypto *crypto, const gbcs_header *header,
                                            gbcs_public_key *key);

#endif
