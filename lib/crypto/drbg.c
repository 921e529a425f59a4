#include "drbg.h"

#include <string.h>

/** Octets of entropy input and nonce together: where the personalization string begins. */
#define SEED_SIZE (DRBG_ENTROPY_SIZE + DRBG_NONCE_SIZE)

void drbg_instantiate(const gbcs_crypto *crypto, const uint8_t entropy[DRBG_ENTROPY_SIZE],
                      const uint8_t nonce[DRBG_NONCE_SIZE], gbcs_bytes personalization,
                      br_hmac_drbg_context *state)
{
    uint8_t seed[SEED_SIZE + GBCS_RANDOM_PERSONALIZATION];

    (void)memcpy(seed, entropy, DRBG_ENTROPY_SIZE);
    (void)memcpy(&seed[DRBG_ENTROPY_SIZE], nonce, DRBG_NONCE_SIZE);
    if (personalization.size > 0U) {
        (void)memcpy(&seed[SEED_SIZE], personalization.data, personalization.size);
    }
    br_hmac_drbg_init(state, crypto->sha256, seed, SEED_SIZE + personalization.size);
    gbcs_wipe(seed, sizeof seed);
    gbcs_wipe_stack_cipher();
}

void drbg_reseed(br_hmac_drbg_context *state, const uint8_t entropy[DRBG_ENTROPY_SIZE])
{
    br_hmac_drbg_update(state, entropy, DRBG_ENTROPY_SIZE);
    gbcs_wipe_stack_cipher();
}

void drbg_generate(br_hmac_drbg_context *state, uint8_t *octets, size_t size)
{
    br_hmac_drbg_generate(state, octets, size);
    gbcs_wipe_stack_cipher();
}
