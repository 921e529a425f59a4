/**
 * @file
 * A vault in memory, for a device whose power is cut: making and promoting a key pair are writes like those
 * of storage, signing and agreeing can fail.
 */
#ifndef CUT_VAULT_H
#define CUT_VAULT_H

#include "gbcs/base.h"

/** What is outside of the meter: no power cut undoes it. */
typedef struct world {
    /** The last own counter that was sent. */
    uint64_t own;
    /** The vault: its key pairs, those in use first, and how many of each usage it has made. */
    bool full[4];
    uint8_t keys[4][32];
    uint8_t made[2];
} world;

#include "cut.h"

static const party *own_party(uint8_t generation)
{
    return device_party(DEVICE_ID, generation);
}

static gbcs_status vault_generate(void *context, gbcs_vault_slot slot, uint8_t point[65])
{
    const bool signs = slot == GBCS_SLOT_SIGNATURE_PENDING;
    const size_t usage = signs ? 0U : 1U;
    gbcs_memory_effect effect;
    const gbcs_status status = cut_write(&effect);

    (void)context;
    if ((status == GBCS_OK) || (effect == GBCS_MEMORY_AFTER)) {
        const party *next = own_party(++W.made[usage]);

        memcpy(W.keys[slot], (signs ? &next->signature_key : &next->agreement_key)->scalar, 32U);
        memcpy(point, (signs ? &next->signature_point : &next->agreement_point)->point, 65U);
        W.full[slot] = true;
    }
    return status;
}

static gbcs_status vault_promote(void *context, gbcs_vault_slot slot)
{
    const size_t use = slot - GBCS_SLOT_SIGNATURE_PENDING;
    gbcs_memory_effect effect;
    const gbcs_status status = cut_write(&effect);

    (void)context;
    if ((status == GBCS_OK) || (effect == GBCS_MEMORY_AFTER)) {
        assert_true(W.full[slot]);
        memcpy(W.keys[use], W.keys[slot], sizeof W.keys[use]);
        W.full[slot] = false;
    }
    return status;
}

static gbcs_status vault_sign(void *context, gbcs_vault_slot slot, const uint8_t digest[32],
                              uint8_t signature[64])
{
    gbcs_private_key key;
    gbcs_memory_effect effect;
    gbcs_status status = cut_call(GBCS_MEMORY_ENTROPY, &effect);

    (void)context;
    if ((status == GBCS_OK) && !W.full[slot]) {
        status = GBCS_ERR_ABSENT;
    }
    if (status == GBCS_OK) {
        memcpy(key.scalar, W.keys[slot], sizeof key.scalar);
        status = gbcs_ecdsa_sign(&D.crypto, &key, digest, signature);
    }
    return status;
}

static gbcs_status vault_agree(void *context, gbcs_vault_slot slot, const uint8_t peer[65],
                               uint8_t z[32])
{
    gbcs_private_key key;
    gbcs_public_key point;
    gbcs_shared_secret secret;
    gbcs_memory_effect effect;
    gbcs_status status = cut_call(GBCS_MEMORY_ENTROPY, &effect);

    (void)context;
    if (status == GBCS_OK) {
        memcpy(key.scalar, W.keys[slot], sizeof key.scalar);
        memcpy(point.point, peer, sizeof point.point);
        status = gbcs_ecdh(&D.crypto, &key, &point, &secret);
        memcpy(z, secret.z, sizeof secret.z);
    }
    return status;
}

static gbcs_status vault_erase(void *context)
{
    (void)context;
    memset(W.full, 0, sizeof W.full);
    return GBCS_OK;
}

/** Moves the keys of the device from storage to a vault. */
static void move_to_vault(void)
{
    static const gbcs_vault VAULT = {vault_generate, vault_promote, vault_sign, vault_agree,
                                     vault_erase};

    memcpy(W.keys[GBCS_SLOT_SIGNATURE], D.self.signature_key.scalar, 32U);
    memcpy(W.keys[GBCS_SLOT_AGREEMENT], D.self.agreement_key.scalar, 32U);
    W.full[GBCS_SLOT_SIGNATURE] = true;
    W.full[GBCS_SLOT_AGREEMENT] = true;
    gbcs_memory_place(&D.memory, GBCS_RECORD_KEYS, gbcs_bytes_of(NULL, 0U));
    gbcs_memory_place(&D.memory, GBCS_RECORD_KEYS + 1U, gbcs_bytes_of(NULL, 0U));
    D.port.vault = &VAULT;
    boot_only();
}

#endif
