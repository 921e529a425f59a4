/**
 * @file
 * Whom a device trusts, and who it is: Trust Anchor Cells (GBCS 4.4, 13), the device's own keys, and
 * its life cycle.
 *
 * A cell is named by {role, key usage, cell usage} and holds the key of one remote party. Which
 * cells a device has depends on its type. The role of a cell and the role of the party in it may
 * differ: before handover the Access Control Broker is in the cells of supplier and network
 * operator.
 *
 * Life goes one way: blank, in manufacture, sealed. What is put in during manufacture can't be put
 * in later; after that only commands change it.
 */
#ifndef GBCS_TRUST_H
#define GBCS_TRUST_H

#include "gbcs/cpv.h"
#include "gbcs/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Cell usage: management (GBCS 13.2). */
#define GBCS_CELL_MANAGEMENT 0U
/** Cell usage: prepayment top up. */
#define GBCS_CELL_TOP_UP 1U

/** Number of different cells; no device has all of them. */
#define GBCS_CELLS 13U
/** How many of them hold a key agreement key. */
#define GBCS_AGREEMENT_CELLS 5U

/** The name of a Trust Anchor Cell. */
typedef struct gbcs_cell_id {
    /** RemotePartyRole: #GBCS_ROLE_SUPPLIER and others. */
    uint8_t role;
    /** #GBCS_KEY_USAGE_SIGNATURE, #GBCS_KEY_USAGE_AGREEMENT or #GBCS_KEY_USAGE_CERTIFICATES. */
    uint8_t key_usage;
    /** #GBCS_CELL_MANAGEMENT or #GBCS_CELL_TOP_UP. */
    uint8_t cell_usage;
} gbcs_cell_id;

/** What is in a Trust Anchor Cell; all zeros if it is empty. */
typedef struct gbcs_cell {
    /** Entity Identifier of the party; 0 for a root. */
    gbcs_entity_id entity;
    /** Its public key, validated when it was put in. */
    gbcs_public_key key;
    /** Key identifier of the key; of an empty cell zeros, which no key has. */
    uint8_t key_identifier[GBCS_KEY_IDENTIFIER_SIZE];
} gbcs_cell;

/** Where a device is in its life; the values are far from each other. */
typedef enum gbcs_life {
    /** Nothing is known of the device: a new one, or one that was erased. */
    GBCS_LIFE_BLANK = 0,
    /** In manufacture: provisioning may go on. */
    GBCS_LIFE_MANUFACTURE = 0x3A,
    /** In service. */
    GBCS_LIFE_SEALED = 0xC5,
    /** Storage can't be read, or not all of it was erased: nothing may be done but to open the trust
     * anew or to erase it. Never stored. */
    GBCS_LIFE_UNKNOWN = 0x69
} gbcs_life;

/** A cell to be filled in manufacture. */
typedef struct gbcs_provision_cell {
    /** Which. */
    gbcs_cell_id id;
    /** Its content. */
    gbcs_cell content;
} gbcs_provision_cell;

/** What a device is given in manufacture. */
typedef struct gbcs_provision {
    /** Its Entity Identifier; not 0. */
    gbcs_entity_id device;
    /** Its DeviceType: #GBCS_DEVICE_ESME and others. */
    uint8_t device_type;
    /** Its digital signature key; null if the port has a vault, which holds it then. */
    const gbcs_private_key *signature_key;
    /** Its key agreement key; null if the port has a vault. */
    const gbcs_private_key *agreement_key;
    /** Its cells. Those that are not named stay empty. */
    const gbcs_provision_cell *cells;
    /** Their number. */
    size_t cell_count;
    /** Its first own Originator Counter; 1 unless counters were used under the same keys before. */
    uint64_t own_counter;
    /** Its certificate for digital signature; empty if it has none yet. */
    gbcs_bytes signature_certificate;
    /** Its certificate for key agreement; empty if it has none yet. */
    gbcs_bytes agreement_certificate;
} gbcs_provision;

/** The trust of a device, in RAM. Holds secrets; the caller's; all zeros it trusts nobody. */
typedef struct gbcs_trust {
    /** The records. */
    gbcs_store *store;
    /** Entity Identifier of the device. */
    gbcs_entity_id device;
    /** Its DeviceType. */
    uint8_t device_type;
    /** Where it is in its life. */
    gbcs_life life;
    /** The cells, as in storage. */
    gbcs_cell cells[GBCS_CELLS];
    /** Shared secrets with the key agreement cells, in the order of the cells. */
    gbcs_shared_secret secrets[GBCS_AGREEMENT_CELLS];
    /** Which of them are there: bit n for the n-th. */
    uint8_t secrets_held;
    /** Whether gbcs_trust_promote() has changed a key pair and gbcs_trust_settle() is to follow. No
     * shared secret is kept meanwhile: nobody knows which key pair it is of. */
    bool unsettled;
    /** Key agreements since the start, for figures. */
    uint32_t agreements;
} gbcs_trust;

/**
 * The names of all cells, in the order in which they are stored.
 *
 * @param index from 0
 * @return the name, or null after the last
 */
const gbcs_cell_id *gbcs_cell_at(size_t index);

/**
 * The place of a cell, if a device of the type has it (GBCS 13; doc/conformance.md).
 *
 * @param device_type DeviceType
 * @param id          name of the cell
 * @return its place, from 0; #GBCS_CELLS if there is no such cell, or the type does not have it
 */
size_t gbcs_cell_index(uint8_t device_type, const gbcs_cell_id *id);

/**
 * The content of a cell that a credential gives.
 *
 * @param[in]  credential what the certificate says
 * @param[out] cell       the content
 */
void gbcs_cell_from_credential(const gbcs_credential *credential, gbcs_cell *cell);

/**
 * Reads the trust of a device from storage, and mends its records (gbcs_store_mend()). With a vault it
 * also ends what gbcs_trust_promote() has begun, as gbcs_trust_settle() does. A device that has no
 * records is blank, which is no failure.
 *
 * @param[out] trust the trust; on failure it trusts nobody, has no keys, and may only be erased or
 *                   opened anew
 * @param[in]  store the records, open, without an open transaction; stay where they are
 * @return #GBCS_OK; #GBCS_ERR_RECORD if a record is damaged, is missing while others are there, or
 *         says what can't be, but for those of the device's certificates and pending key pairs, without
 *         which it works; another status of class storage; or what the vault says
 */
GBCS_MUST_USE gbcs_status gbcs_trust_open(gbcs_trust *trust, gbcs_store *store);

/**
 * Adds to the open transaction what a device is given in manufacture: it takes the place of what it
 * was given before, pending key pairs and certificates too, and the device is in manufacture then. After
 * the commit the trust is to be opened anew. The counters are not part of it, see gbcs_replay_begin().
 *
 * The certificates are checked against profile, identity and keys (a vault is made to use its keys for
 * that). Who signed them can't be checked: the issuing authority of devices is in no cell.
 *
 * @param trust     the trust, open
 * @param provision what the device is given
 * @return #GBCS_OK; #GBCS_ERR_LIFE if the device is sealed; #GBCS_ERR_ARGUMENT for an Entity
 *         Identifier 0, a type that is none, a cell that the type does not have or that is named
 *         twice, a content without Entity Identifier (a root's: with one) or one whose key
 *         identifier is not that of its key, a key that is missing, or given though there is a
 *         vault, a certificate that is none, larger than #GBCS_DEVICE_CERTIFICATE, or of another
 *         device, usage or key, a trust that is all zeros; #GBCS_ERR_PUBLIC_KEY; #GBCS_ERR_PRIVATE_KEY;
 *         what the vault says; or as gbcs_store_put(). The transaction is abandoned then.
 */
GBCS_MUST_USE gbcs_status gbcs_trust_provision(gbcs_trust *trust, const gbcs_provision *provision);

/**
 * Ends manufacture, for good. Commits the open transaction with it.
 *
 * @param trust the trust
 * @return #GBCS_OK, also if it is sealed already; #GBCS_ERR_LIFE for a blank device; or a status of
 *         class storage
 */
GBCS_MUST_USE gbcs_status gbcs_trust_seal(gbcs_trust *trust);

/**
 * Ends the life of the device: destroys its private keys first, pending ones before those in use, then
 * everything else. (If the store could not be opened, pending ones go with everything else.) It is blank
 * then, and may only be provisioned anew, with other keys. A failure does not stop it: it goes on and
 * tells in the end, and may be called again.
 *
 * @param trust the trust; also if gbcs_trust_open() has failed, or the store could not be opened
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for a trust that gbcs_trust_open() never saw; or what the port
 *         says
 */
GBCS_MUST_USE gbcs_status gbcs_trust_erase(gbcs_trust *trust);

/**
 * The content of a cell.
 *
 * @param trust the trust
 * @param id    name of the cell
 * @return its content, or null if the device does not have it or it is empty
 */
const gbcs_cell *gbcs_trust_find(const gbcs_trust *trust, const gbcs_cell_id *id);

/**
 * The roles for which a party can speak: those whose management cell holds it (GBCS 6.2.4).
 *
 * @param trust     the trust
 * @param entity    the party
 * @param key_usage #GBCS_KEY_USAGE_SIGNATURE for what it signs, #GBCS_KEY_USAGE_AGREEMENT for what
 *                  has a MAC only
 * @return a set: bit n for RemotePartyRole n
 */
uint16_t gbcs_trust_roles(const gbcs_trust *trust, gbcs_entity_id entity, uint8_t key_usage);

/**
 * Who has control of a role (GBCS 13.3): the party in its digitalSignature cell, or in its keyAgreement
 * cell on a device that has no other for the role. When it changes, what the former one has left behind
 * ends.
 *
 * @param trust the trust
 * @param role  RemotePartyRole
 * @return its Entity Identifier; 0 if there is none, and for the root, which has no identifier
 */
gbcs_entity_id gbcs_trust_control(const gbcs_trust *trust, uint8_t role);

/**
 * Whether a party is a Known Remote Party: in at least one cell.
 *
 * @param trust  the trust
 * @param entity the party
 * @return true if it is
 */
bool gbcs_trust_knows(const gbcs_trust *trust, gbcs_entity_id entity);

/**
 * Whether the shared secret with a cell is at hand, so that it costs no curve operation.
 *
 * @param trust the trust
 * @param id    name of a key agreement cell
 * @return true if it is
 */
bool gbcs_trust_has_secret(const gbcs_trust *trust, const gbcs_cell_id *id);

/**
 * The shared secret Z of the device and the party in a cell. It is computed once and kept, unless
 * #GBCS_KEEP_SECRETS is 0.
 *
 * @param[in,out] trust  the trust
 * @param[in]     id     name of a key agreement cell
 * @param[out]    secret Z; wipe it after use; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if there is no such cell or it is empty; #GBCS_ERR_PUBLIC_KEY;
 *         #GBCS_ERR_PRIVATE_KEY; a status of class storage; or what the vault says
 */
GBCS_MUST_USE gbcs_status gbcs_trust_secret(gbcs_trust *trust, const gbcs_cell_id *id,
                                            gbcs_shared_secret *secret);

/**
 * The shared secret of the device and a party that is in no cell. Not kept.
 *
 * @param[in,out] trust  the trust
 * @param[in]     key    the party's key agreement key, validated
 * @param[out]    secret Z; wipe it after use; zeros on failure
 * @return as gbcs_trust_secret()
 */
GBCS_MUST_USE gbcs_status gbcs_trust_agree(gbcs_trust *trust, const gbcs_public_key *key,
                                           gbcs_shared_secret *secret);

/**
 * Signs with the device's key.
 *
 * @param[in]  trust     the trust
 * @param[in]  digest    SHA-256 of what is signed
 * @param[out] signature r, s; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_PRIVATE_KEY; a status of class storage; or what the vault says
 */
GBCS_MUST_USE gbcs_status gbcs_trust_sign(gbcs_trust *trust, const uint8_t digest[GBCS_DIGEST_SIZE],
                                          uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * A certificate of the device itself, as it was before the open transaction. It is public, and for
 * others: the device does not use it.
 *
 * @param[in]     trust     the trust
 * @param[in]     key_usage #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT
 * @param[in,out] writer    receives the certificate; holds nothing of it on failure, and is not latched
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if there is none; #GBCS_ERR_ARGUMENT for another usage;
 *         #GBCS_ERR_LIFE for a device that is blank or whose storage can't be read; #GBCS_ERR_SPACE; or
 *         a status of class storage: if it is #GBCS_ERR_RECORD the certificate is lost
 */
GBCS_MUST_USE gbcs_status gbcs_trust_certificate(const gbcs_trust *trust, uint8_t key_usage,
                                                 gbcs_writer *writer);

/**
 * Keeps a new key pair of the device pending, until there is a certificate for it (GBCS 13.4). It
 * takes the place of one that was pending for the same usage; the one in use stays in use.
 *
 * The change is added to the open transaction. But a vault makes its key pair in this call, and loses
 * the one that was pending, whether the transaction is committed or not. If it is not, none is pending
 * for the usage: what storage still says of the former one is found not to be true when it is used.
 *
 * @param trust     the trust
 * @param key_usage #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT
 * @param key       the new private key, see gbcs_random_key_pair(); wipe it then. Null if the port has
 *                  a vault, which makes one.
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for another usage, a key that is missing, or given though there
 *         is a vault; #GBCS_ERR_LIFE for a device that is blank or whose storage can't be read;
 *         #GBCS_ERR_BUSY before gbcs_trust_settle(); #GBCS_ERR_PRIVATE_KEY; #GBCS_ERR_PUBLIC_KEY or
 *         any other status for what the vault gave or said: nothing is added then; or as
 *         gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status gbcs_trust_pend(gbcs_trust *trust, uint8_t key_usage,
                                          const gbcs_private_key *key);

/**
 * The public key of a pending key pair, as the open transaction would leave it: also of one that
 * gbcs_trust_pend() has just made.
 *
 * @param[in]  trust     the trust
 * @param[in]  key_usage as in gbcs_trust_pend()
 * @param[out] key       the public key; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if none is pending for the usage, also after gbcs_trust_promote();
 *         #GBCS_ERR_ARGUMENT and #GBCS_ERR_LIFE as gbcs_trust_pend(); what made the transaction fail; or
 *         a status of class storage: if it is #GBCS_ERR_RECORD the key pair is lost, and only another
 *         one can take its place
 */
GBCS_MUST_USE gbcs_status gbcs_trust_pending(gbcs_trust *trust, uint8_t key_usage,
                                             gbcs_public_key *key);

/**
 * Signs a certification request with the private key that it is about (RFC 2986 3), also with one for
 * key agreement. As for gbcs_trust_pending(), the key pair is that of the open transaction.
 *
 * @param[in]  trust     the trust
 * @param[in]  key_usage as in gbcs_trust_pend()
 * @param[in]  digest    SHA-256 of the information that is signed, nothing else
 * @param[out] signature r, s; zeros on failure
 * @return as gbcs_trust_pending(); #GBCS_ERR_ABSENT also if the vault has another key pair than storage
 *         says; or what the vault says
 */
GBCS_MUST_USE gbcs_status gbcs_trust_sign_request(gbcs_trust *trust, uint8_t key_usage,
                                                  const uint8_t digest[GBCS_DIGEST_SIZE],
                                                  uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * Puts a pending key pair in the place of the one in use, which is destroyed (GBCS 13.5). The change is
 * added to the open transaction, so that the certificate and the command's counter can go with it; the
 * key pair in use stays in use until the commit.
 *
 * gbcs_trust_settle() must follow when the transaction was committed or abandoned.
 *
 * @param trust     the trust
 * @param key_usage as in gbcs_trust_pend()
 * @return #GBCS_OK; as gbcs_trust_sign_request(); #GBCS_ERR_BUSY before gbcs_trust_settle(), so that a
 *         transaction has one such change at most; or as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status gbcs_trust_promote(gbcs_trust *trust, uint8_t key_usage);

/**
 * Comes after gbcs_trust_promote(), when its transaction was committed, abandoned, or failed. Drops the
 * shared secrets of the former key pair, and lets a vault do what was committed. If it is not called, or
 * fails, the next gbcs_trust_open() does the same; a vault uses the former key pair until then.
 *
 * @param trust the trust; no transaction may be open
 * @return #GBCS_OK, also if there is nothing to do; a status of class storage; or what the vault says.
 *         It may be called again.
 */
GBCS_MUST_USE gbcs_status gbcs_trust_settle(gbcs_trust *trust);

/**
 * Drops all shared secrets that are kept: after a change of cells, and at the end.
 *
 * @param trust the trust
 */
void gbcs_trust_forget(gbcs_trust *trust);

#ifdef __cplusplus
}
#endif

#endif
