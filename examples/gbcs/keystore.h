/**
 * @file
 * A folder of keys. The name of a file says whose key it holds and what for:
 *
 *     <entity identifier>-ka.pem  -ka.key       key agreement: certificate, private key
 *     <entity identifier>-ds.pem  -ds.key       digital signature
 *     <entity identifier>-pp-ka.pem -pp-ka.key  key agreement for prepayment top-ups
 *
 * where the Entity Identifier is 16 hexadecimal digits. A bare public key may stand in place of a
 * certificate; its entity then has no role. Other files are not looked at. The entity is the
 * one that the name says, not the one that the certificate names; the role is the certificate's.
 */
#ifndef GBCS_KEYSTORE_H
#define GBCS_KEYSTORE_H

#include "tool.h"

/** What a key is for. */
typedef enum key_use {
    KEY_AGREEMENT,        /**< -ka */
    KEY_SIGNATURE,        /**< -ds */
    KEY_PREPAYMENT_TOP_UP /**< -pp-ka */
} key_use;

/** Role of an entity whose certificate names none: a device. */
#define KEYSTORE_NO_ROLE (-1)
/** RemotePartyRole of the Access Control Broker (GBCS 12). */
#define KEYSTORE_ROLE_ACB 4

/** The key of one entity for one use. */
typedef struct keystore_key {
    /** Whose. */
    gbcs_entity_id entity;
    /** What for. */
    key_use use;
    /** RemotePartyRole in the organisational unit of the certificate, or #KEYSTORE_NO_ROLE. */
    int role;
    /** Whether there is a certificate, or a public key in its place. */
    bool has_certificate;
    /** Whether there is a private key. */
    bool has_private;
    /** From the certificate, or else from the private key. */
    gbcs_public_key public_key;
    /** Zeros unless has_private. */
    gbcs_private_key private_key;
} keystore_key;

/** A shared secret that was computed before. */
typedef struct keystore_pair {
    /** The lower Entity Identifier. */
    gbcs_entity_id low;
    /** The higher one. */
    gbcs_entity_id high;
    /** Z of both. */
    gbcs_shared_secret secret;
} keystore_pair;

/** All keys of a folder. */
typedef struct keystore {
    /** Implementations for everything that is done with the keys. */
    gbcs_crypto crypto;
    /** The keys, sorted by entity and use. */
    keystore_key *keys;
    /** Their number. */
    size_t count;
    /** Room in keys. */
    size_t room;
    /** Shared secrets computed so far. */
    keystore_pair *pairs;
    /** Their number. */
    size_t pair_count;
    /** Room in pairs. */
    size_t pair_room;
} keystore;

/** Why there is, or is not, a shared secret. */
typedef enum keystore_answer {
    KEYSTORE_FOUND,      /**< here it is */
    KEYSTORE_NO_PUBLIC,  /**< one party's public key is not in the folder */
    KEYSTORE_NO_PRIVATE, /**< neither party's private key is in the folder */
    KEYSTORE_UNUSABLE    /**< the keys do not make a secret */
} keystore_answer;

/**
 * Reads a folder of keys.
 *
 * @param[out] store  the keys; to be closed with keystore_close() even on failure
 * @param[in]  folder the folder
 * @return false, after a message on standard error that names the file, if the folder can't be read or
 *         a key in it is broken, not on P-256, or not the one of its certificate
 */
bool keystore_open(keystore *store, const char *folder);

/**
 * Wipes and frees all keys and secrets.
 *
 * @param store the keys
 */
void keystore_close(keystore *store);

/**
 * Finds a key.
 *
 * @param store  the keys
 * @param entity whose
 * @param use    what for
 * @return the key, or null
 */
const keystore_key *keystore_find(const keystore *store, gbcs_entity_id entity, key_use use);

/**
 * Goes through the Access Control Brokers: entities with a key agreement certificate of that role.
 *
 * @param store the keys
 * @param after the one that was returned before, or null
 * @return the next one, or null
 */
const keystore_key *keystore_next_acb(const keystore *store, const keystore_key *after);

/**
 * The shared secret of two entities, from the private key of either. Computed once a pair.
 *
 * @param[in]  store  the keys
 * @param[in]  a      one entity
 * @param[in]  b      the other
 * @param[out] secret points into the store until the next call; null unless #KEYSTORE_FOUND
 * @return whether there is one
 */
keystore_answer keystore_secret(keystore *store, gbcs_entity_id a, gbcs_entity_id b,
                                const gbcs_shared_secret **secret);

/**
 * The shared secret of an entity and a public key that is not in the folder, such as one from a
 * certificate in a message.
 *
 * @param[in]  store      the keys
 * @param[in]  entity     whose private key is used
 * @param[in]  public_key the other party's key
 * @param[out] secret     Z; the caller wipes it
 * @return whether there is one
 */
keystore_answer keystore_secret_with(const keystore *store, gbcs_entity_id entity,
                                     const gbcs_public_key *public_key, gbcs_shared_secret *secret);

/**
 * The name of a RemotePartyRole.
 *
 * @param role the role
 * @return its name, or null
 */
const char *keystore_role_name(int role);

#endif
