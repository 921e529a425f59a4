#include "vault.h"

#include <string.h>

static vault *current;

/* ---- stand-ins ------------------------------------------------------------------------------ */

/** Verifies a signature, under the stand-in's key if a stand-in is seen as the signer. */
static uint32_t verify(const br_ec_impl *curve, const void *hash, size_t hash_size,
                       const br_ec_public_key *key, const void *signature, size_t size)
{
    br_ec_public_key signer = *key;

    for (size_t i = 0U; i < VAULT_SLOTS; i++) {
        vault_pair *pair = &current->pairs[i];
        if (pair->is_there && (key->qlen == sizeof pair->seen.point) &&
            (memcmp(key->q, pair->seen.point, sizeof pair->seen.point) == 0)) {
            signer.q = pair->point.point;
        }
    }
    return current->keys->crypto.verify(curve, hash, hash_size, &signer, signature, size);
}

/** Makes a key pair, another one for each slot. */
static void make(vault *of, gbcs_vault_slot slot, const gbcs_public_key *seen)
{
    vault_pair *pair = &of->pairs[slot];

    (void)memset(pair->key.scalar, 0x35 + (int)slot, sizeof pair->key.scalar);
    pair->is_there = gbcs_public_key_of(&of->keys->crypto, &pair->key, &pair->point) == GBCS_OK;
    pair->seen = (seen != NULL) ? *seen : pair->point;
}

void vault_begin(vault *of, const keystore *keys, const gbcs_public_key *signature,
                 const gbcs_public_key *agreement)
{
    (void)memset(of, 0, sizeof *of);
    of->keys = keys;
    of->crypto = keys->crypto;
    of->crypto.verify = verify;
    make(of, GBCS_SLOT_SIGNATURE, signature);
    make(of, GBCS_SLOT_AGREEMENT, agreement);
    current = of;
}

/* ---- its functions -------------------------------------------------------------------------- */

static gbcs_status generate(void *context, gbcs_vault_slot slot, uint8_t point[65])
{
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;

    (void)context;
    if (!current->makes_none) {
        make(current, slot, current->next);
        (void)memcpy(point, current->pairs[slot].seen.point, GBCS_POINT_SIZE);
        status = GBCS_OK;
    }
    return status;
}

static gbcs_status promote(void *context, gbcs_vault_slot slot)
{
    const gbcs_vault_slot to =
        (slot == GBCS_SLOT_SIGNATURE_PENDING) ? GBCS_SLOT_SIGNATURE : GBCS_SLOT_AGREEMENT;
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;

    (void)context;
    if (current->pairs[slot].is_there) {
        current->pairs[to] = current->pairs[slot];
        gbcs_wipe(&current->pairs[slot], sizeof current->pairs[slot]);
        status = GBCS_OK;
    }
    return status;
}

static gbcs_status sign(void *context, gbcs_vault_slot slot, const uint8_t digest[32],
                        uint8_t signature[64])
{
    const vault_pair *pair = &current->pairs[slot];

    (void)context;
    return pair->is_there ? gbcs_ecdsa_sign(&current->crypto, &pair->key, digest, signature)
                          : GBCS_ERR_PRIVATE_KEY;
}

static bool is_point(const gbcs_public_key *key, const uint8_t point[65])
{
    return memcmp(key->point, point, sizeof key->point) == 0;
}

/** The point that a key agreement gives the device's own public key with. */
static bool is_base(const uint8_t point[65])
{
    gbcs_private_key one = {{0U}};
    gbcs_public_key base;

    one.scalar[GBCS_SCALAR_SIZE - 1U] = 1U;
    return (gbcs_public_key_of(&current->crypto, &one, &base) == GBCS_OK) && is_point(&base, point);
}

/** The secret as the other party computes it, with the device's certificate; or the device itself. */
static gbcs_status agree(void *context, gbcs_vault_slot slot, const uint8_t peer[65], uint8_t z[32])
{
    const gbcs_public_key *own = &current->pairs[slot].seen;
    const bool is_in_use = slot == GBCS_SLOT_AGREEMENT;
    gbcs_public_key other;
    gbcs_shared_secret secret;
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;

    (void)context;
    if (is_in_use && is_base(peer)) {
        (void)memcpy(z, &own->point[1], sizeof secret.z);
        status = GBCS_OK;
    }
    for (size_t i = 0U; is_in_use && (status != GBCS_OK) && (i < current->keys->count); i++) {
        const keystore_key *key = &current->keys->keys[i];
        const bool is_peers = is_point(&key->public_key, peer);
        if (key->has_private && (is_peers || is_point(&key->public_key, own->point))) {
            (void)memcpy(other.point, peer, sizeof other.point);
            status =
                gbcs_ecdh(&current->crypto, &key->private_key, is_peers ? own : &other, &secret);
            (void)memcpy(z, secret.z, sizeof secret.z);
            gbcs_wipe(&secret, sizeof secret);
        }
    }
    return status;
}

static gbcs_status erase(void *context)
{
    (void)context;
    gbcs_wipe(current->pairs, sizeof current->pairs);
    return GBCS_OK;
}

const gbcs_vault VAULT = {generate, promote, sign, agree, erase};
