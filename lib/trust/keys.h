/**
 * @file
 * When the device has keys.
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

#endif
