/**
 * @file
 * The bare HMAC_DRBG with SHA-256 (SP 800-90A 10.1.2): no source, no limits.
 */
#ifndef CRYPTO_DRBG_H
#define CRYPTO_DRBG_H

#include "gbcs/random.h"

/** Octets of entropy input: 256 bits, all of them entropy. */
#define DRBG_ENTROPY_SIZE 32U
/** Octets of the nonce: 128 bits. */
#define DRBG_NONCE_SIZE 16U

/**
 * Instantiates (SP 800-90A 10.1.2.3).
 *
 * @param[in]  crypto          the implementations
 * @param[in]  entropy         entropy input
 * @param[in]  nonce           nonce
 * @param[in]  personalization at most #GBCS_RANDOM_PERSONALIZATION octets
 * @param[out] state           K and V
 */
void drbg_instantiate(const gbcs_crypto *crypto, const uint8_t entropy[DRBG_ENTROPY_SIZE],
                      const uint8_t nonce[DRBG_NONCE_SIZE], gbcs_bytes personalization,
                      br_hmac_drbg_context *state);

/**
 * Reseeds, without additional input (SP 800-90A 10.1.2.4).
 *
 * @param state   K and V
 * @param entropy entropy input
 */
void drbg_reseed(br_hmac_drbg_context *state, const uint8_t entropy[DRBG_ENTROPY_SIZE]);

/**
 * Generates, without additional input (SP 800-90A 10.1.2.5).
 *
 * @param[in]  state  K and V
 * @param[out] octets the octets
 * @param[in]  size   their number
 */
void drbg_generate(br_hmac_drbg_context *state, uint8_t *octets, size_t size);

#endif
