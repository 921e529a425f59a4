#include "gbcs/crypto.h"

void gbcs_sha256_begin(const gbcs_crypto *crypto, gbcs_sha256 *sha256)
{
    crypto->sha256->init(&sha256->state.vtable);
}

void gbcs_sha256_add(gbcs_sha256 *sha256, gbcs_bytes data)
{
    if (data.size > 0U) {
        sha256->state.vtable->update(&sha256->state.vtable, data.data, data.size);
    }
}

void gbcs_sha256_end(gbcs_sha256 *sha256, uint8_t digest[GBCS_DIGEST_SIZE])
{
    sha256->state.vtable->out(&sha256->state.vtable, digest);
    gbcs_wipe(sha256, sizeof *sha256);
}

void gbcs_sha256_of(const gbcs_crypto *crypto, gbcs_bytes data, uint8_t digest[GBCS_DIGEST_SIZE])
{
    gbcs_sha256 sha256;

    gbcs_sha256_begin(crypto, &sha256);
    gbcs_sha256_add(&sha256, data);
    gbcs_sha256_end(&sha256, digest);
}
