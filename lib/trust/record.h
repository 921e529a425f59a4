/**
 * @file
 * The records of trust: identity and life, cells, private keys (doc/storage.md).
 */
#ifndef TRUST_RECORD_H
#define TRUST_RECORD_H

#include "trust/cells.h"

/** Who a device is, and where in its life. */
typedef struct identity {
    /** Never #GBCS_LIFE_UNKNOWN; #GBCS_LIFE_BLANK is not stored. */
    gbcs_life life;
    /** DeviceType. */
    uint8_t device_type;
    /** Entity Identifier. */
    gbcs_entity_id device;
} identity;

/** The private keys of a device. Secret. */
typedef struct key_pair {
    /** For digital signature. */
    gbcs_private_key signature;
    /** For key agreement. */
    gbcs_private_key agreement;
} key_pair;

/** What a pending key pair is; the values are those in storage. */
typedef enum pending_kind {
    /** Its private key is here. */
    PENDING_HERE = 1,
    /** It is in the vault. */
    PENDING_IN_VAULT = 2,
    /** It is in the vault, which must put it into use: that is decided. */
    PENDING_DUE = 3
} pending_kind;

/** A pending key pair. Secret. */
typedef struct pending_pair {
    /** What it is. */
    pending_kind kind;
    /** Its private key, of #PENDING_HERE. */
    gbcs_private_key private_key;
    /** Its public key, of any other. */
    gbcs_public_key public_key;
} pending_pair;

/**
 * Reads who the device is.
 *
 * @param[in]  store the records
 * @param[out] who   who it is; zeros on failure
 * @return #GBCS_OK, #GBCS_ERR_NO_RECORD, #GBCS_ERR_RECORD, or another status of class storage
 */
GBCS_MUST_USE gbcs_status record_load_identity(gbcs_store *store, identity *who);

/**
 * Adds to the transaction who the device is.
 *
 * @param store the records
 * @param who   who it is
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status record_put_identity(gbcs_store *store, const identity *who);

/**
 * Reads the cells.
 *
 * @param[in]  store       the records
 * @param[in]  device_type DeviceType: other cells than its own must be empty
 * @param[out] cells       the cells; zeros on failure
 * @return as record_load_identity()
 */
GBCS_MUST_USE gbcs_status record_load_cells(gbcs_store *store, uint8_t device_type,
                                            gbcs_cell cells[GBCS_CELLS]);

/**
 * Adds cells to the transaction.
 *
 * @param store the records
 * @param cells the content of each; null for an empty one
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status record_put_cells(gbcs_store *store,
                                           const gbcs_cell *const cells[GBCS_CELLS]);

/**
 * Reads the private keys.
 *
 * @param[in]  store the records
 * @param[out] keys  the keys; wiped on failure
 * @return as record_load_identity()
 */
GBCS_MUST_USE gbcs_status record_load_keys(gbcs_store *store, key_pair *keys);

/**
 * Adds private keys to the transaction.
 *
 * @param store     the records
 * @param signature for digital signature
 * @param agreement for key agreement
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status record_put_keys(gbcs_store *store, const gbcs_private_key *signature,
                                          const gbcs_private_key *agreement);

/**
 * Reads a pending key pair, as the open transaction would leave it. One in a vault is refused if there is
 * no vault, and the other way round.
 *
 * @param[in]  store     the records
 * @param[in]  key_usage #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT
 * @param[out] pair      the key pair; wiped on failure
 * @return as record_load_identity()
 */
GBCS_MUST_USE gbcs_status record_load_pending(gbcs_store *store, uint8_t key_usage,
                                              pending_pair *pair);

/**
 * Adds a pending key pair to the transaction.
 *
 * @param store     the records
 * @param key_usage as in record_load_pending()
 * @param pair      the key pair
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status record_put_pending(gbcs_store *store, uint8_t key_usage,
                                             const pending_pair *pair);

/**
 * Adds to the transaction that no key pair is pending for a usage.
 *
 * @param store     the records
 * @param key_usage as in record_load_pending()
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status record_remove_pending(gbcs_store *store, uint8_t key_usage);

/**
 * Mends all records that are there. One of a pending key pair or of a certificate that can't be mended is
 * lost, which is no failure.
 *
 * @param store the records; identity, cells, and keys unless there is a vault, were read well
 * @return as gbcs_store_mend()
 */
GBCS_MUST_USE gbcs_status record_mend_all(gbcs_store *store);

/**
 * Erases all records of the port, the private keys first.
 *
 * @param store the records, open or not
 * @return as gbcs_store_erase_all()
 */
GBCS_MUST_USE gbcs_status record_erase_all(gbcs_store *store);

#endif
