#include <string.h>

#include "trust/keys.h"
#include "trust/record.h"
#include "trust/vault.h"

/** Whether a change may be asked for. */
static gbcs_status check_change(const gbcs_trust *trust, uint8_t key_usage)
{
    gbcs_status status = keys_check_usage(trust, key_usage);

    if ((status == GBCS_OK) && trust->unsettled) {
        status = GBCS_ERR_BUSY;
    }
    return status;
}

/**
 * Reads the key pair that is pending, as the open transaction would leave it; one that is to be put into
 * use is not any more.
 */
static gbcs_status load(gbcs_trust *trust, uint8_t key_usage, pending_pair *pair)
{
    gbcs_status status = keys_check_usage(trust, key_usage);

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
    gbcs_status status = port->vault->generate(port->context, vault_slot_pending(key_usage), point);

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

static gbcs_status sign_with(const gbcs_store *store, uint8_t key_usage, const pending_pair *pair,
                             const uint8_t digest[GBCS_DIGEST_SIZE],
                             uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    return (pair->kind == PENDING_HERE)
               ? gbcs_ecdsa_sign(store->crypto, &pair->private_key, digest, signature)
               : vault_sign(store, vault_slot_pending(key_usage), &pair->public_key, digest,
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
    pending_pair due = *pair;
    gbcs_status status = vault_signs_as(store, vault_slot_pending(key_usage), &pair->public_key);

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

/** Lets the vault do what was decided; it may have done so before power went. */
static gbcs_status settle_promotion(gbcs_store *store, uint8_t key_usage)
{
    const gbcs_port *port = store->port;
    pending_pair pair;
    gbcs_status status = record_load_pending(store, key_usage, &pair);

    if ((status == GBCS_OK) && (pair.kind == PENDING_DUE)) {
        status = vault_uses(store, key_usage, &pair.public_key);
        if (status == GBCS_ERR_ABSENT) {
            status = port->vault->promote(port->context, vault_slot_pending(key_usage));
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
