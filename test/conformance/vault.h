/**
 * @file
 * The vault of a device under test. It does not have the device's private keys: it computes shared
 * secrets from the other party's side, and signs with keys of its own. Where a certificate names the
 * device's key, one of its own key pairs stands in for that: the device sees the public key of the
 * certificate, and signatures of the stand-in verify under it.
 */
#ifndef GBCS_TEST_CONFORMANCE_VAULT_H
#define GBCS_TEST_CONFORMANCE_VAULT_H

#include "keystore.h"

/** Number of slots. */
#define VAULT_SLOTS 4U

/** A key pair of the device. */
typedef struct vault_pair {
    bool is_there;
    /** Its own keys. */
    gbcs_private_key key;
    gbcs_public_key point;
    /** What it is seen as. */
    gbcs_public_key seen;
} vault_pair;

/** A vault. */
typedef struct vault {
    /** What it looks for its secrets in. */
    const keystore *keys;
    /** The implementations that the device is to use: signatures of stand-ins verify. */
    gbcs_crypto crypto;
    /** Its key pairs, by #gbcs_vault_slot. The private key of the one for key agreement is not used. */
    vault_pair pairs[VAULT_SLOTS];
    /** What the next key pair that is made is seen as; null for what it is. */
    const gbcs_public_key *next;
    /** Whether it can't make key pairs. */
    bool makes_none;
} vault;

/**
 * Fills a vault with the key pairs that are in use. It is the one that #VAULT works with from now on,
 * until the next call.
 *
 * @param of        the vault
 * @param keys      the keys
 * @param signature public key for signatures; null for the stand-in's own
 * @param agreement public key for key agreement
 */
void vault_begin(vault *of, const keystore *keys, const gbcs_public_key *signature,
                 const gbcs_public_key *agreement);

/** Its functions, whose context is not looked at. */
extern const gbcs_vault VAULT;

#endif
