#include <string.h>

#include "trust/certificate.h"
#include "trust/record.h"

/** Whether a device may be provisioned. Storage decides; what is in RAM can only refuse. */
static gbcs_status check_life(gbcs_store *store, gbcs_life life)
{
    identity who;
    gbcs_status status = GBCS_ERR_LIFE;

    if ((life == GBCS_LIFE_BLANK) || (life == GBCS_LIFE_MANUFACTURE)) {
        status = record_load_identity(store, &who);
        if (status == GBCS_ERR_NO_RECORD) {
            status = GBCS_OK;
        } else if ((status == GBCS_OK) && (who.life != GBCS_LIFE_MANUFACTURE)) {
            status = GBCS_ERR_LIFE;
        } else {
            /* in manufacture, or unreadable */
        }
    }
    return status;
}

static gbcs_status check_key(const gbcs_private_key *key)
{
    gbcs_private_key copy;
    const gbcs_status status =
        gbcs_private_key_from(gbcs_bytes_of(key->scalar, sizeof key->scalar), &copy);

    gbcs_wipe(&copy, sizeof copy);
    return status;
}

/** Whether there are private keys where there must be, and none where the vault has them. */
static gbcs_status check_keys_given(const gbcs_provision *provision, bool wanted)
{
    const bool signature = provision->signature_key != NULL;
    const bool agreement = provision->agreement_key != NULL;
    gbcs_status status = GBCS_OK;

    if ((signature != wanted) || (agreement != wanted)) {
        status = GBCS_ERR_ARGUMENT;
    } else if (wanted) {
        status = check_key(provision->signature_key);
        if (status == GBCS_OK) {
            status = check_key(provision->agreement_key);
        }
    } else {
        /* the vault answers for them */
    }
    return status;
}

/** Whether the certificates, as far as there are any, are the device's. */
static gbcs_status check_certificates(const gbcs_store *store, const gbcs_provision *provision)
{
    gbcs_status status =
        certificate_check(store, provision->device, GBCS_KEY_USAGE_SIGNATURE,
                          provision->signature_certificate, provision->signature_key);

    if (status == GBCS_OK) {
        status = certificate_check(store, provision->device, GBCS_KEY_USAGE_AGREEMENT,
                                   provision->agreement_certificate, provision->agreement_key);
    }
    return status;
}

/** Puts a cell in its place if it may be there. */
static gbcs_status place_cell(const gbcs_crypto *crypto, uint8_t device_type,
                              const gbcs_provision_cell *given, const gbcs_cell *cells[GBCS_CELLS])
{
    const size_t index = gbcs_cell_index(device_type, &given->id);
    const gbcs_cell *content = &given->content;
    gbcs_public_key key;
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if (index < GBCS_CELLS) {
        if (cells[index] == NULL) {
            status = gbcs_public_key_from(
                crypto, gbcs_bytes_of(content->key.point, sizeof content->key.point), &key);
        }
    }
    if (status == GBCS_OK) {
        if (cell_is_sound(index, content)) {
            cells[index] = content;
        } else {
            status = GBCS_ERR_ARGUMENT;
        }
    }
    return status;
}

/** Checks everything that the device is given, before any of it is put, and sorts its cells. */
static gbcs_status check_provision(const gbcs_store *store, const gbcs_provision *provision,
                                   const gbcs_cell *cells[GBCS_CELLS])
{
    gbcs_status status = GBCS_OK;
    size_t i;

    for (i = 0U; i < GBCS_CELLS; i++) {
        cells[i] = NULL;
    }
    if ((provision->device == 0U) || (!cell_type_is_known(provision->device_type)) ||
        ((provision->cells == NULL) && (provision->cell_count > 0U))) {
        status = GBCS_ERR_ARGUMENT;
    } else {
        status = check_keys_given(provision, store->port->vault == NULL);
    }
    for (i = 0U; (status == GBCS_OK) && (i < provision->cell_count); i++) {
        status = place_cell(store->crypto, provision->device_type, &provision->cells[i], cells);
    }
    if (status == GBCS_OK) {
        status = check_certificates(store, provision);
    }
    return status;
}

static gbcs_status put_all(gbcs_store *store, const gbcs_provision *provision,
                           const gbcs_cell *const cells[GBCS_CELLS])
{
    const identity who = {GBCS_LIFE_MANUFACTURE, provision->device_type, provision->device};
    gbcs_status status = record_put_identity(store, &who);

    if (status == GBCS_OK) {
        status = record_put_cells(store, cells);
    }
    if ((status == GBCS_OK) && (store->port->vault == NULL)) {
        status = record_put_keys(store, provision->signature_key, provision->agreement_key);
    }
    if (status == GBCS_OK) {
        status = record_remove_pending(store, GBCS_KEY_USAGE_SIGNATURE);
    }
    if (status == GBCS_OK) {
        status = record_remove_pending(store, GBCS_KEY_USAGE_AGREEMENT);
    }
    if (status == GBCS_OK) {
        status = certificate_put(store, GBCS_KEY_USAGE_SIGNATURE, provision->signature_certificate);
    }
    if (status == GBCS_OK) {
        status = certificate_put(store, GBCS_KEY_USAGE_AGREEMENT, provision->agreement_certificate);
    }
    return status;
}

gbcs_status gbcs_trust_provision(gbcs_trust *trust, const gbcs_provision *provision)
{
    const gbcs_cell *cells[GBCS_CELLS];
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if (trust->store != NULL) {
        status = check_life(trust->store, trust->life);
        if (status == GBCS_OK) {
            status = check_provision(trust->store, provision, cells);
        }
        if (status == GBCS_OK) {
            status = put_all(trust->store, provision, cells);
        }
        if (status != GBCS_OK) {
            gbcs_store_abandon(trust->store);
        }
    }
    return status;
}
