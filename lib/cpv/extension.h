/**
 * @file
 * Extensions of certificates: which may and must be there, and what they say (GBCS 12).
 */
#ifndef CPV_EXTENSION_H
#define CPV_EXTENSION_H

#include "gbcs/cpv.h"

/**
 * Reads all extensions of a certificate.
 *
 * @param credential the certificate and its profile; receives what the extensions say
 * @return #GBCS_OK, #GBCS_ERR_PROFILE if one is missing, may not be there or has the wrong criticality,
 *         or the status of the one whose value is not in the only form that GBCS 12 has
 */
GBCS_MUST_USE gbcs_status extensions_read(gbcs_credential *credential);

/**
 * How often a policy is in a list.
 *
 * @param policies the list, as in a credential
 * @param policy   the octets of its OBJECT IDENTIFIER
 * @return the number
 */
size_t policies_count(gbcs_bytes policies, gbcs_bytes policy);

#endif
