#include "store/hmac.h"

/** Octets of a block of SHA-256. */
#define BLOCK_SIZE 64U
/** What the key is combined with for the inner and the outer hash (RFC 2104, 2). */
#define INNER_PAD 0x36U
#define OUTER_PAD 0x5CU

/** Begins a hash with the key, combined with a pad and filled up to a block. */
static void begin_keyed(const gbcs_crypto *crypto, const uint8_t key[HMAC_KEY_SIZE], uint8_t pad,
                        gbcs_sha256 *sha256)
{
    uint8_t block[BLOCK_SIZE];
    size_t i;

    for (i = 0U; i < BLOCK_SIZE; i++) {
        block[i] = (i < HMAC_KEY_SIZE) ? (uint8_t)(key[i] ^ pad) : pad;
    }
    gbcs_sha256_begin(crypto, sha256);
    gbcs_sha256_add(sha256, gbcs_bytes_of(block, sizeof block));
    gbcs_wipe(block, sizeof block);
}

void hmac_sha256(const gbcs_crypto *crypto, const uint8_t key[HMAC_KEY_SIZE], gbcs_bytes first,
                 gbcs_bytes second, uint8_t mac[GBCS_DIGEST_SIZE])
{
    gbcs_sha256 sha256;
    uint8_t inner[GBCS_DIGEST_SIZE];

    begin_keyed(crypto, key, INNER_PAD, &sha256);
    gbcs_sha256_add(&sha256, first);
    gbcs_sha256_add(&sha256, second);
    gbcs_sha256_end(&sha256, inner);
    begin_keyed(crypto, key, OUTER_PAD, &sha256);
    gbcs_sha256_add(&sha256, gbcs_bytes_of(inner, sizeof inner));
    gbcs_sha256_end(&sha256, mac);
    gbcs_wipe(inner, sizeof inner);
    gbcs_wipe_stack_cipher();
}
