/**
 * @file
 * Certificates read in two steps, so that one that does not fit is dropped before it costs much.
 */
#ifndef CPV_CREDENTIAL_H
#define CPV_CREDENTIAL_H

#include "gbcs/cpv.h"

/**
 * First step: the syntax.
 *
 * @param[in]  octets     the certificate
 * @param[out] credential its member certificate is filled, the rest is zeros; all zeros on failure
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status credential_parse(gbcs_bytes octets, gbcs_credential *credential);

/**
 * Second step: the profile.
 *
 * @param[in]     crypto     the implementations
 * @param[in]     profile    the profile: one of the GBCS_PROFILE values
 * @param[in,out] credential as credential_parse() left it; filled, or zeros on failure
 * @return as gbcs_credential_organisation()
 */
GBCS_MUST_USE gbcs_status credential_judge(const gbcs_crypto *crypto, uint8_t profile,
                                           gbcs_credential *credential);

#endif
