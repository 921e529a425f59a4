/**
 * @file
 * HMAC with SHA-256 (RFC 2104, FIPS 198-1), for keys of 32 octets.
 */
#ifndef STORE_HMAC_H
#define STORE_HMAC_H

#include "gbcs/crypto.h"

/** Octets of a key. */
#define HMAC_KEY_SIZE 32U

/**
 * The MAC of two views, one after the other.
 *
 * @param[in]  crypto the implementations
 * @param[in]  key    the key
 * @param[in]  first  what is authenticated
 * @param[in]  second its continuation
 * @param[out] mac    32 octets
 */
void hmac_sha256(const gbcs_crypto *crypto, const uint8_t key[HMAC_KEY_SIZE], gbcs_bytes first,
                 gbcs_bytes second, uint8_t mac[GBCS_DIGEST_SIZE]);

#endif
