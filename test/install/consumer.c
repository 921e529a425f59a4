/* A program of somebody else: all it knows is what pkg-config says. It is built as C and as C++. */
#include <gbcs/gbcs.h>

#include <string.h>

/* FIPS 180-4, SHA-256 of "abc". */
static const uint8_t ABC_DIGEST[GBCS_DIGEST_SIZE] = {
    0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea, 0x41, 0x41, 0x40, 0xde, 0x5d, 0xae, 0x22, 0x23,
    0xb0, 0x03, 0x61, 0xa3, 0x96, 0x17, 0x7a, 0x9c, 0xb4, 0x10, 0xff, 0x61, 0xf2, 0x00, 0x15, 0xad};

int main(void)
{
    static const uint8_t abc[3] = {0x61, 0x62, 0x63};
    static const uint8_t one[GBCS_SCALAR_SIZE] = {1};
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_crypto crypto;
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    gbcs_status status;

    gbcs_crypto_default(&crypto);
    gbcs_sha256_of(&crypto, gbcs_bytes_of(abc, sizeof abc), digest);
    if (memcmp(digest, ABC_DIGEST, sizeof digest) != 0) {
        return 1;
    }
    status = gbcs_private_key_from(gbcs_bytes_of(one, sizeof one), &private_key);
    if (status == GBCS_OK) {
        status = gbcs_public_key_of(&crypto, &private_key, &public_key);
    }
    if (status == GBCS_OK) {
        status = gbcs_ecdsa_sign(&crypto, &private_key, digest, signature);
    }
    if (status == GBCS_OK) {
        status = gbcs_ecdsa_verify(&crypto, &public_key, digest,
                                   gbcs_bytes_of(signature, sizeof signature));
    }
    return (status == GBCS_OK) ? 0 : 2;
}
