#include <string.h>

#include "trust/keys.h"
#include "trust/record.h"

/** Signed to see which key pair a vault has. Not zeros: that has no signature that verifies. */
static const uint8_t PROBE[GBCS_DIGEST_SIZE] = {1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U,
                                                1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U,
                                                1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U, 1U};

static gbcs_vault_slot slot_in_use(uint8_t key_usage)
{
    return (key_usage == GBCS_KEY_USAGE_SIGNATURE) ? GBCS_SLOT_SIGNATURE : GBCS_SLOT_AGREEMENT;
}

static gbcs_vault_slot slot_pending(uint8_t key_usage)
{
    return (key_usage == GBCS_KEY_USAGE_SIGNATURE) ? GBCS_SLOT_SIGNATURE_PENDING
                                                   : GBCS_SLOT_AGREEMENT_PENDING;
}

static gbcs_status check_pending(const gbcs_trust *trust, uint8_t key_usage)
{
    gbcs_status status = GBCS_OK;

    if ((key_usage != GBCS_KEY_USAGE_SIGNATURE) && (key_usage != GBCS_KEY_USAGE_AGREEMENT)) {
        status = GBCS_ERR_ARGUMENT;
    } else if (!keys_are_there(trust)) {
        status = GBCS_ERR_LIFE;
    } else {
        /* it may be asked for */
    }
    return status;
}

/** The same for a change. */
static gbcs_status check_change(const gbcs_trust *trust, uint8_t key_usage)
{
    gbcs_status status = check_pending(trust, key_usage);

    if ((status == GBCS_OK) && trust->unsettled) {
        status = GBCS_ERR_BUSY;
    }
    return status;
}

/** Reads the key pair that is pending; one that is to be put into use is not any more. */
static gbcs_status load(gbcs_trust *trust, uint8_t key_usage, pending_pair *pair)
{
    gbcs_status status = check_pending(trust, key_usage);

    gbcs_wipe(pair, sizeof *pair);
    if (status == GBCS_OK) {
        status = record_load_pending(trust->store, key_usage, pair);
        if ((status == GBCS_ERR_NO_RECORD) || (pair->kind == PENDING_DUE)) {
            gbcs_wipe(pair, sizeof *pair);
            status = GBCS_ERR_ABSENT;
        }
    }
    return status;
}

static gbcs_status pend_in_vault(gbcs_store *store, uint8_t key_usage)
{
    const gbcs_port *port = store->port;
    uint8_t point[GBCS_POINT_SIZE] = {0};
    pending_pair pair;
    gbcs_status status = port->vault->generate(port->context, slot_pending(key_usage), point);

    (void)memset(&pair, 0, sizeof pair);
    pair.kind = PENDING_IN_VAULT;
    if (status == GBCS_OK) {
        status = gbcs_public_key_from(store->crypto, gbcs_bytes_of(point, sizeof point),
                                      &pair.public_key);
    }
    if (status == GBCS_OK) {
        status = record_put_pending(store, key_usage, &pair);
    }
    return status;
}

static gbcs_status pend_here(gbcs_store *store, uint8_t key_usage, const gbcs_private_key *key)
{
    pending_pair pair;
    gbcs_status status;

    (void)memset(&pair, 0, sizeof pair);
    pair.kind = PENDING_HERE;
    status =
        gbcs_private_key_from(gbcs_bytes_of(key->scalar, sizeof key->scalar), &pair.private_key);
    if (status == GBCS_OK) {
        status = record_put_pending(store, key_usage, &pair);
    }
    gbcs_wipe(&pair, sizeof pair);
    return status;
}

gbcs_status gbcs_trust_pend(gbcs_trust *trust, uint8_t key_usage, const gbcs_private_key *key)
{
    gbcs_status status = check_change(trust, key_usage);

    if (status == GBCS_OK) {
        if ((key == NULL) != (trust->store->port->vault != NULL)) {
            status = GBCS_ERR_ARGUMENT;
        } else if (key == NULL) {
            status = pend_in_vault(trust->store, key_usage);
        } else {
            status = pend_here(trust->store, key_usage, key);
        }
    }
    return status;
}

gbcs_status gbcs_trust_pending(gbcs_trust *trust, uint8_t key_usage, gbcs_public_key *key)
{
    pending_pair pair;
    gbcs_status status = load(trust, key_usage, &pair);

    gbcs_wipe(key, sizeof *key);
    if (status != GBCS_OK) {
        /* none, or unreadable */
    } else if (pair.kind == PENDING_HERE) {
        status = gbcs_public_key_of(trust->store->crypto, &pair.private_key, key);
    } else {
        *key = pair.public_key;
    }
    gbcs_wipe(&pair, sizeof pair);
    return status;
}

/** Signs in a vault, and makes sure that it was done with the private key of a public key. */
static gbcs_status sign_in_vault(const gbcs_store *store, gbcs_vault_slot slot,
                                 const gbcs_public_key *key, const uint8_t digest[GBCS_DIGEST_SIZE],
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

static gbcs_status sign_with(const gbcs_store *store, uint8_t key_usage, const pending_pair *pair,
                             const uint8_t digest[GBCS_DIGEST_SIZE],
                             uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    return (pair->kind == PENDING_HERE)
               ? gbcs_ecdsa_sign(store->crypto, &pair->private_key, digest, signature)
               : sign_in_vault(store, slot_pending(key_usage), &pair->public_key, digest,
                               signature);
}

gbcs_status gbcs_trust_sign_request(gbcs_trust *trust, uint8_t key_usage,
                                    const uint8_t digest[GBCS_DIGEST_SIZE],
                                    uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    pending_pair pair;
    gbcs_status status = load(trust, key_usage, &pair);

    if (status == GBCS_OK) {
        status = sign_with(trust->store, key_usage, &pair, digest, signature);
    }
    gbcs_wipe(&pair, sizeof pair);
    if (status != GBCS_OK) {
        gbcs_wipe(signature, GBCS_SIGNATURE_SIZE);
    }
    return status;
}

static gbcs_status promote_here(gbcs_store *store, uint8_t key_usage, const pending_pair *pair)
{
    key_pair keys;
    gbcs_status status = record_load_keys(store, &keys);

    if (status == GBCS_OK) {
        if (key_usage == GBCS_KEY_USAGE_SIGNATURE) {
            keys.signature = pair->private_key;
        } else {
            keys.agreement = pair->private_key;
        }
        status = record_put_keys(store, &keys.signature, &keys.agreement);
    }
    gbcs_wipe(&keys, sizeof keys);
    if (status == GBCS_OK) {
        status = record_remove_pending(store, key_usage);
    }
    return status;
}

/** A vault is told after the commit; before it, that it has the key pair is made sure of. */
static gbcs_status promote_in_vault(gbcs_store *store, uint8_t key_usage, const pending_pair *pair)
{
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    pending_pair due = *pair;
    gbcs_status status =
        sign_in_vault(store, slot_pending(key_usage), &pair->public_key, PROBE, signature);

    gbcs_wipe(signature, sizeof signature);
    if (status == GBCS_OK) {
        due.kind = PENDING_DUE;
        status = record_put_pending(store, key_usage, &due);
    }
    return status;
}

gbcs_status gbcs_trust_promote(gbcs_trust *trust, uint8_t key_usage)
{
    pending_pair pair;
    gbcs_status status = check_change(trust, key_usage);

    if (status == GBCS_OK) {
        status = load(trust, key_usage, &pair);
        if (status == GBCS_OK) {
            status = (pair.kind == PENDING_HERE) ? promote_here(trust->store, key_usage, &pair)
                                                 : promote_in_vault(trust->store, key_usage, &pair);
        }
        gbcs_wipe(&pair, sizeof pair);
    }
    if (status == GBCS_OK) {
        gbcs_trust_forget(trust);
        trust->unsettled = true;
    }
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

/** Whether the vault uses a key pair already: #GBCS_ERR_ABSENT if it is another one. */
static gbcs_status is_in_use(const gbcs_store *store, uint8_t key_usage, const gbcs_public_key *key)
{
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_status status;

    if (key_usage == GBCS_KEY_USAGE_SIGNATURE) {
        status = sign_in_vault(store, slot_in_use(key_usage), key, PROBE, signature);
        gbcs_wipe(signature, sizeof signature);
    } else {
        status = agrees_as(store, key);
    }
    return status;
}

/** Lets the vault do what was decided; it may have done so before power went. */
static gbcs_status settle_promotion(gbcs_store *store, uint8_t key_usage)
{
    const gbcs_port *port = store->port;
    pending_pair pair;
    gbcs_status status = record_load_pending(store, key_usage, &pair);

    if ((status == GBCS_OK) && (pair.kind == PENDING_DUE)) {
        status = is_in_use(store, key_usage, &pair.public_key);
        if (status == GBCS_ERR_ABSENT) {
            status = port->vault->promote(port->context, slot_pending(key_usage));
        }
        if (status == GBCS_OK) {
            status = record_remove_pending(store, key_usage);
        }
        if (status == GBCS_OK) {
            status = gbcs_store_commit(store);
        }
    } else if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
        /* none, or one that is lost */
        status = GBCS_OK;
    } else {
        /* still pending, or unreadable */
    }
    return status;
}

gbcs_status gbcs_trust_settle(gbcs_trust *trust)
{
    gbcs_status status = GBCS_OK;

    gbcs_trust_forget(trust);
    if (keys_are_there(trust) && (trust->store->port->vault != NULL)) {
        status = settle_promotion(trust->store, GBCS_KEY_USAGE_SIGNATURE);
        if (status == GBCS_OK) {
            status = settle_promotion(trust->store, GBCS_KEY_USAGE_AGREEMENT);
        }
    }
    trust->unsettled = trust->unsettled && (status != GBCS_OK);
    return status;
}
