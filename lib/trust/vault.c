#include "trust/vault.h"

#include <string.h>

gbcs_vault_slot vault_slot_pending(uint8_t key_usage)
{
    return (key_usage == GBCS_KEY_USAGE_SIGNATURE) ? GBCS_SLOT_SIGNATURE_PENDING
                                                   : GBCS_SLOT_AGREEMENT_PENDING;
}

gbcs_status vault_sign(const gbcs_store *store, gbcs_vault_slot slot, const gbcs_public_key *key,
                       const uint8_t digest[GBCS_DIGEST_SIZE],
                       uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    const gbcs_port *port = store->port;
    gbcs_status status = port->vault->sign(port->context, slot, digest, signature);

    if ((status == GBCS_OK) &&
        (gbcs_ecdsa_verify(store->crypto, key, digest,
                           gbcs_bytes_of(signature, GBCS_SIGNATURE_SIZE)) != GBCS_OK)) {
        status = GBCS_ERR_ABSENT;
    }
    return status;
}

gbcs_status vault_signs_as(const gbcs_store *store, gbcs_vault_slot slot,
                           const gbcs_public_key *key)
{
    /* not zeros: that has no signature that verifies */
    static const uint8_t PROBE[GBCS_DIGEST_SIZE] = {1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U,
                                                    1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U,
                                                    1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U};
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    const gbcs_status status = vault_sign(store, slot, key, PROBE, signature);

    gbcs_wipe(signature, sizeof signature);
    return status;
}

/** Whether the vault uses a key pair for key agreement: with the base point it gives its public key. */
static gbcs_status agrees_as(const gbcs_store *store, const gbcs_public_key *key)
{
    gbcs_private_key one;
    const gbcs_port *port = store->port;
    gbcs_public_key base;
    uint8_t x[GBCS_SECRET_SIZE];
    gbcs_status status;

    (void)memset(&one, 0, sizeof one);
    one.scalar[GBCS_SCALAR_SIZE - 1U] = 1U;
    status = gbcs_public_key_of(store->crypto, &one, &base);

    if (status == GBCS_OK) {
        status = port->vault->agree(port->context, GBCS_SLOT_AGREEMENT, base.point, x);
    }
    if ((status == GBCS_OK) &&
        !gbcs_bytes_equal(gbcs_bytes_of(x, sizeof x), gbcs_bytes_of(&key->point[1], sizeof x))) {
        status = GBCS_ERR_ABSENT;
    }
    return status;
}

gbcs_status vault_uses(const gbcs_store *store, uint8_t key_usage, const gbcs_public_key *key)
{
    return (key_usage == GBCS_KEY_USAGE_SIGNATURE) ? vault_signs_as(store, GBCS_SLOT_SIGNATURE, key)
                                                   : agrees_as(store, key);
}
