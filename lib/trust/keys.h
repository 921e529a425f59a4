/**
 * @file
 * When the device has keys, and for what.
 */
#ifndef TRUST_KEYS_H
#define TRUST_KEYS_H

#include "gbcs/trust.h"

/**
 * Whether the device has keys: while it is blank, or its records are damaged, none is used.
 *
 * @param trust the trust
 * @return true if it has
 */
bool keys_are_there(const gbcs_trust *trust);

/**
 * Whether the device may be asked about its key pair of a usage.
 *
 * @param trust     the trust
 * @param key_usage the usage
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for another usage than #GBCS_KEY_USAGE_SIGNATURE and
 *         #GBCS_KEY_USAGE_AGREEMENT; #GBCS_ERR_LIFE if it has no keys
 */
GBCS_MUST_USE gbcs_status keys_check_usage(const gbcs_trust *trust, uint8_t key_usage);

#endif
