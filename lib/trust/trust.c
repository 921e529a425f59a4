#include <string.h>

#include "trust/certificate.h"
#include "trust/record.h"

/** Whether the private keys are as they should be: in a record, or in the vault and in no record. */
static gbcs_status check_keys(gbcs_store *store, bool wanted)
{
    key_pair keys;
    gbcs_status status = record_load_keys(store, &keys);

    gbcs_wipe(&keys, sizeof keys);
    if ((status == GBCS_OK) && (!wanted)) {
        status = GBCS_ERR_RECORD;
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = wanted ? GBCS_ERR_RECORD : GBCS_OK;
    } else {
        /* as wanted, or unreadable */
    }
    return status;
}

/** A device that is blank has no pending key pair. */
static gbcs_status check_no_pending(gbcs_store *store, uint8_t key_usage)
{
    pending_pair pair;
    gbcs_status status = record_load_pending(store, key_usage, &pair);

    gbcs_wipe(&pair, sizeof pair);
    if (status == GBCS_OK) {
        status = GBCS_ERR_RECORD;
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = GBCS_OK;
    } else {
        /* unreadable */
    }
    return status;
}

/** A device without identity must have nothing else either. */
static gbcs_status check_blank(gbcs_trust *trust, gbcs_store *store)
{
    gbcs_status status = record_load_cells(store, GBCS_DEVICE_ESME, trust->cells);

    if (status == GBCS_OK) {
        status = GBCS_ERR_RECORD;
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = check_keys(store, false);
    } else {
        /* unreadable */
    }
    if (status == GBCS_OK) {
        status = check_no_pending(store, GBCS_KEY_USAGE_SIGNATURE);
    }
    if (status == GBCS_OK) {
        status = check_no_pending(store, GBCS_KEY_USAGE_AGREEMENT);
    }
    if (status == GBCS_OK) {
        status = certificate_check_absent(store, GBCS_KEY_USAGE_SIGNATURE);
    }
    if (status == GBCS_OK) {
        status = certificate_check_absent(store, GBCS_KEY_USAGE_AGREEMENT);
    }
    return status;
}

static gbcs_status open_rest(gbcs_trust *trust, gbcs_store *store, const identity *who)
{
    gbcs_status status = record_load_cells(store, who->device_type, trust->cells);

    if (status == GBCS_ERR_NO_RECORD) {
        status = GBCS_ERR_RECORD;
    }
    if (status == GBCS_OK) {
        status = check_keys(store, store->port->vault == NULL);
    }
    if (status == GBCS_OK) {
        status = record_mend_all(store);
    }
    if (status == GBCS_OK) {
        trust->life = who->life;
        trust->device_type = who->device_type;
        trust->device = who->device;
        status = gbcs_trust_settle(trust);
    }
    return status;
}

/** Forgets everything but where the records are. */
static void clear(gbcs_trust *trust, gbcs_store *store, gbcs_life life)
{
    gbcs_wipe(trust, sizeof *trust);
    trust->store = store;
    trust->life = life;
}

gbcs_status gbcs_trust_open(gbcs_trust *trust, gbcs_store *store)
{
    identity who;
    gbcs_status status = record_load_identity(store, &who);

    clear(trust, store, GBCS_LIFE_BLANK);
    if (status == GBCS_OK) {
        status = open_rest(trust, store, &who);
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = check_blank(trust, store);
    } else {
        /* unreadable */
    }
    if (status != GBCS_OK) {
        clear(trust, store, GBCS_LIFE_UNKNOWN);
    }
    return status;
}

gbcs_status gbcs_trust_seal(gbcs_trust *trust)
{
    identity who;
    gbcs_status status = GBCS_ERR_LIFE;

    if (trust->life == GBCS_LIFE_SEALED) {
        status = GBCS_OK;
    } else if (trust->life == GBCS_LIFE_MANUFACTURE) {
        /* what is stored counts: it may have been provisioned since the trust was opened */
        status = record_load_identity(trust->store, &who);
        if (status == GBCS_OK) {
            who.life = GBCS_LIFE_SEALED;
            status = record_put_identity(trust->store, &who);
        }
        if (status == GBCS_OK) {
            status = gbcs_store_commit(trust->store);
        } else {
            gbcs_store_abandon(trust->store);
        }
        if (status == GBCS_OK) {
            trust->life = GBCS_LIFE_SEALED;
        }
    } else {
        /* there is nothing to seal */
    }
    return status;
}

static gbcs_status erase_vault(const gbcs_port *port)
{
    gbcs_status status = GBCS_OK;

    if ((port != NULL) && (port->vault != NULL)) {
        status = port->vault->erase(port->context);
    }
    return status;
}

gbcs_status gbcs_trust_erase(gbcs_trust *trust)
{
    gbcs_store *store = trust->store;
    gbcs_status status = GBCS_ERR_ARGUMENT;
    gbcs_status erased;

    clear(trust, store, GBCS_LIFE_UNKNOWN);
    if (store != NULL) {
        status = erase_vault(store->port);
        erased = record_erase_all(store);
        if (status == GBCS_OK) {
            status = erased;
        }
        if (status == GBCS_OK) {
            trust->life = GBCS_LIFE_BLANK;
        }
    }
    return status;
}

const gbcs_cell *gbcs_trust_find(const gbcs_trust *trust, const gbcs_cell_id *id)
{
    const size_t index = gbcs_cell_index(trust->device_type, id);
    const gbcs_cell *cell = NULL;

    if (index < GBCS_CELLS) {
        if (cell_is_filled(&trust->cells[index])) {
            cell = &trust->cells[index];
        }
    }
    return cell;
}

/** Whether a party is in a cell. A root has no Entity Identifier, so nobody is in its cell. */
static bool is_in(const gbcs_cell *cell, gbcs_entity_id entity)
{
    return (cell->entity == entity) && (entity != 0U) && cell_is_filled(cell);
}

uint16_t gbcs_trust_roles(const gbcs_trust *trust, gbcs_entity_id entity, uint8_t key_usage)
{
    const gbcs_cell_id *id;
    uint16_t roles = 0U;
    size_t i;

    for (i = 0U; i < GBCS_CELLS; i++) {
        if (is_in(&trust->cells[i], entity)) {
            id = gbcs_cell_at(i);
            if ((id->key_usage == key_usage) && (id->cell_usage == GBCS_CELL_MANAGEMENT)) {
                roles |= (uint16_t)(1UL << id->role);
            }
        }
    }
    return roles;
}

gbcs_entity_id gbcs_trust_control(const gbcs_trust *trust, uint8_t role)
{
    const gbcs_cell_id signature = {role, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT};
    const gbcs_cell_id agreement = {role, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT};
    const bool signs = gbcs_cell_index(trust->device_type, &signature) < GBCS_CELLS;
    const gbcs_cell *cell = gbcs_trust_find(trust, signs ? &signature : &agreement);

    return (cell != NULL) ? cell->entity : 0U;
}

bool gbcs_trust_knows(const gbcs_trust *trust, gbcs_entity_id entity)
{
    bool known = false;
    size_t i;

    for (i = 0U; (i < GBCS_CELLS) && (!known); i++) {
        known = is_in(&trust->cells[i], entity);
    }
    return known;
}
