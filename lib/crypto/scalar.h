/**
 * @file
 * Numbers modulo the order n of P-256: private keys, and the two halves of a signature.
 */
#ifndef CRYPTO_SCALAR_H
#define CRYPTO_SCALAR_H

#include "gbcs/crypto.h"

/**
 * Checks a number in a time that does not depend on it.
 *
 * @param scalar the number, big-endian
 * @return true if it is from 1 to n - 1
 */
bool scalar_in_range(const uint8_t scalar[GBCS_SCALAR_SIZE]);

#endif
