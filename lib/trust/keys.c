#include <string.h>

#include "gbcs/config.h"
#include "trust/keys.h"
#include "trust/record.h"

bool keys_are_there(const gbcs_trust *trust)
{
    return (trust->life == GBCS_LIFE_MANUFACTURE) || (trust->life == GBCS_LIFE_SEALED);
}

gbcs_status keys_check_usage(const gbcs_trust *trust, uint8_t key_usage)
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

void gbcs_trust_forget(gbcs_trust *trust)
{
    gbcs_wipe(trust->secrets, sizeof trust->secrets);
    trust->secrets_held = 0U;
}

static bool is_held(const gbcs_trust *trust, size_t slot)
{
    return (((uint32_t)trust->secrets_held >> slot) & 1U) == 1U;
}

static void keep(gbcs_trust *trust, size_t slot, const gbcs_shared_secret *secret)
{
#if GBCS_KEEP_SECRETS
    if (!trust->unsettled) {
        trust->secrets[slot] = *secret;
        trust->secrets_held |= (uint8_t)(1UL << slot);
    }
#else
    (void)trust;
    (void)slot;
    (void)secret;
#endif
}

bool gbcs_trust_has_secret(const gbcs_trust *trust, const gbcs_cell_id *id)
{
    return is_held(trust, cell_agreement_slot(gbcs_cell_index(trust->device_type, id)));
}

gbcs_status gbcs_trust_secret(gbcs_trust *trust, const gbcs_cell_id *id, gbcs_shared_secret *secret)
{
    const size_t index = gbcs_cell_index(trust->device_type, id);
    const size_t slot = cell_agreement_slot(index);
    gbcs_status status = GBCS_ERR_ABSENT;

    gbcs_wipe(secret, sizeof *secret);
    if ((slot >= GBCS_AGREEMENT_CELLS) || (!cell_is_filled(&trust->cells[index]))) {
        /* nobody to agree with */
    } else if (is_held(trust, slot)) {
        *secret = trust->secrets[slot];
        status = GBCS_OK;
    } else {
        status = gbcs_trust_agree(trust, &trust->cells[index].key, secret);
        if (status == GBCS_OK) {
            keep(trust, slot, secret);
        }
    }
    return status;
}

static gbcs_status agree_with_vault(gbcs_trust *trust, const gbcs_public_key *key,
                                    gbcs_shared_secret *secret)
{
    const gbcs_port *port = trust->store->port;

    trust->agreements++;
    return port->vault->agree(port->context, GBCS_SLOT_AGREEMENT, key->point, secret->z);
}

static gbcs_status agree_with_record(gbcs_trust *trust, const gbcs_public_key *key,
                                     gbcs_shared_secret *secret)
{
    key_pair keys;
    gbcs_status status = record_load_keys(trust->store, &keys);

    gbcs_wipe(&keys.signature, sizeof keys.signature);
    if (status == GBCS_OK) {
        trust->agreements++;
        status = gbcs_ecdh(trust->store->crypto, &keys.agreement, key, secret);
    }
    gbcs_wipe(&keys, sizeof keys);
    return status;
}

gbcs_status gbcs_trust_agree(gbcs_trust *trust, const gbcs_public_key *key,
                             gbcs_shared_secret *secret)
{
    gbcs_status status = GBCS_ERR_NO_RECORD;

    gbcs_wipe(secret, sizeof *secret);
    if (keys_are_there(trust)) {
        status = (trust->store->port->vault != NULL) ? agree_with_vault(trust, key, secret)
                                                     : agree_with_record(trust, key, secret);
    }
    if (status != GBCS_OK) {
        gbcs_wipe(secret, sizeof *secret);
    }
    return status;
}

static gbcs_status sign_with_record(gbcs_trust *trust, const uint8_t digest[GBCS_DIGEST_SIZE],
                                    uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    key_pair keys;
    gbcs_status status = record_load_keys(trust->store, &keys);

    gbcs_wipe(&keys.agreement, sizeof keys.agreement);
    if (status == GBCS_OK) {
        status = gbcs_ecdsa_sign(trust->store->crypto, &keys.signature, digest, signature);
    }
    gbcs_wipe(&keys, sizeof keys);
    return status;
}

gbcs_status gbcs_trust_sign(gbcs_trust *trust, const uint8_t digest[GBCS_DIGEST_SIZE],
                            uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    const gbcs_port *port;
    gbcs_status status = GBCS_ERR_NO_RECORD;

    if (keys_are_there(trust)) {
        port = trust->store->port;
        status = (port->vault != NULL)
                     ? port->vault->sign(port->context, GBCS_SLOT_SIGNATURE, digest, signature)
                     : sign_with_record(trust, digest, signature);
    }
    if (status != GBCS_OK) {
        gbcs_wipe(signature, GBCS_SIGNATURE_SIZE);
    }
    return status;
}
