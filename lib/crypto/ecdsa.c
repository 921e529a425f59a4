#include "scalar.h"

#include <string.h>

/** FIPS 186-4 6.4.2 asks it of a received signature, and 6.4.1 of one's own. */
static bool halves_in_range(const uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    return scalar_in_range(signature) && scalar_in_range(&signature[GBCS_SCALAR_SIZE]);
}

gbcs_status gbcs_ecdsa_sign(const gbcs_crypto *crypto, const gbcs_private_key *key,
                            const uint8_t digest[GBCS_DIGEST_SIZE],
                            uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;
    /* a copy: the key that BearSSL takes has no const */
    uint8_t scalar[GBCS_SCALAR_SIZE];
    const br_ec_private_key signer = {BR_EC_secp256r1, scalar, GBCS_SCALAR_SIZE};

    (void)memcpy(scalar, key->scalar, GBCS_SCALAR_SIZE);
    if (scalar_in_range(scalar)) {
        if ((crypto->sign(crypto->ec, crypto->sha256, digest, &signer, signature) ==
             GBCS_SIGNATURE_SIZE) &&
            halves_in_range(signature)) {
            status = GBCS_OK;
        }
        gbcs_wipe_stack_curve();
    }
    gbcs_wipe(scalar, sizeof scalar);
    if (status != GBCS_OK) {
        gbcs_wipe(signature, GBCS_SIGNATURE_SIZE);
    }
    return status;
}

gbcs_status gbcs_ecdsa_verify(const gbcs_crypto *crypto, const gbcs_public_key *key,
                              const uint8_t digest[GBCS_DIGEST_SIZE], gbcs_bytes signature)
{
    gbcs_status status = GBCS_ERR_SIGNATURE;
    /* a copy: the key that BearSSL takes has no const */
    uint8_t point[GBCS_POINT_SIZE];
    const br_ec_public_key signer = {BR_EC_secp256r1, point, GBCS_POINT_SIZE};

    (void)memcpy(point, key->point, GBCS_POINT_SIZE);
    /* The range is not left to BearSSL: it lets r = 0 pass, and such a signature holds if the
       digest is 0 too. */
    if (signature.size == GBCS_SIGNATURE_SIZE) {
        if (halves_in_range(signature.data) &&
            (crypto->verify(crypto->ec, digest, GBCS_DIGEST_SIZE, &signer, signature.data,
                            GBCS_SIGNATURE_SIZE) == 1U)) {
            status = GBCS_OK;
        }
    }
    return status;
}
