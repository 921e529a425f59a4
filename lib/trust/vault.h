/**
 * @file
 * What is asked of a vault with a public key at hand: whether it has the private one.
 */
#ifndef TRUST_VAULT_H
#define TRUST_VAULT_H

#include "gbcs/trust.h"

/**
 * The slot of a key pair that is pending.
 *
 * @param key_usage #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT
 * @return the slot
 */
gbcs_vault_slot vault_slot_pending(uint8_t key_usage);

/**
 * Signs in the vault, and makes sure that it was done with the private key of a public key.
 *
 * @param[in]  store     the records; the port has a vault
 * @param[in]  slot      which key pair signs
 * @param[in]  key       its public key, as far as is known
 * @param[in]  digest    what is signed
 * @param[out] signature r, s; only good after #GBCS_OK
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if the vault has another key pair; or what the vault says
 */
GBCS_MUST_USE gbcs_status vault_sign(const gbcs_store *store, gbcs_vault_slot slot,
                                     const gbcs_public_key *key,
                                     const uint8_t digest[GBCS_DIGEST_SIZE],
                                     uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * Whether the key pair in a slot that can sign is that of a public key.
 *
 * @param store the records; the port has a vault
 * @param slot  the slot
 * @param key   the public key
 * @return as vault_sign()
 */
GBCS_MUST_USE gbcs_status vault_signs_as(const gbcs_store *store, gbcs_vault_slot slot,
                                         const gbcs_public_key *key);

/**
 * Whether the key pair in use for a usage is that of a public key.
 *
 * @param store     the records; the port has a vault
 * @param key_usage #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT
 * @param key       the public key
 * @return as vault_sign()
 */
GBCS_MUST_USE gbcs_status vault_uses(const gbcs_store *store, uint8_t key_usage,
                                     const gbcs_public_key *key);

#endif
