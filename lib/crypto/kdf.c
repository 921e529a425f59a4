#include "scalar.h"

#include <string.h>

/** BearSSL writes the point at infinity, which has no coordinates, as zeros. */
static bool is_infinity(const uint8_t point[GBCS_POINT_SIZE])
{
    uint32_t bits = 0U;
    size_t i;

    for (i = 1U; i < GBCS_POINT_SIZE; i++) {
        bits |= point[i];
    }
    return bits == 0U;
}

gbcs_status gbcs_ecdh(const gbcs_crypto *crypto, const gbcs_private_key *private_key,
                      const gbcs_public_key *public_key, gbcs_shared_secret *secret)
{
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;
    uint8_t point[GBCS_POINT_SIZE];

    (void)memcpy(point, public_key->point, GBCS_POINT_SIZE);
    gbcs_wipe(secret, sizeof *secret);
    if (scalar_in_range(private_key->scalar)) {
        status = GBCS_ERR_PUBLIC_KEY;
        /* the multiplication validates the point again, as in gbcs_public_key_from() */
        if ((crypto->ec->mul(point, GBCS_POINT_SIZE, private_key->scalar, GBCS_SCALAR_SIZE,
                             BR_EC_secp256r1) == 1U) &&
            !is_infinity(point)) {
            (void)memcpy(secret->z, &point[1], GBCS_SECRET_SIZE);
            status = GBCS_OK;
        }
        gbcs_wipe_stack_curve();
    }
    gbcs_wipe(point, sizeof point);
    return status;
}

void gbcs_kdf(const gbcs_crypto *crypto, const gbcs_shared_secret *secret, gbcs_bytes other_info,
              gbcs_aes_key *key)
{
    static const uint8_t counter[4] = {0x00U, 0x00U, 0x00U, 0x01U};
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_sha256 sha256;

    gbcs_sha256_begin(crypto, &sha256);
    gbcs_sha256_add(&sha256, gbcs_bytes_of(counter, sizeof counter));
    gbcs_sha256_add(&sha256, gbcs_bytes_of(secret->z, GBCS_SECRET_SIZE));
    gbcs_sha256_add(&sha256, other_info);
    gbcs_sha256_end(&sha256, digest);
    (void)memcpy(key->octets, digest, GBCS_AES_KEY_SIZE);
    gbcs_wipe(digest, sizeof digest);
    gbcs_wipe_stack_cipher();
}
