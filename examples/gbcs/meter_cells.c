#include "meter_init.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "pem.h"

const char *const INIT_ROLE_OPTIONS[GBCS_ROLES] = {
    [GBCS_ROLE_RECOVERY] = "recovery",
    [GBCS_ROLE_SUPPLIER] = "supplier",
    [GBCS_ROLE_NETWORK_OPERATOR] = "network-operator",
    [GBCS_ROLE_ACB] = "acb",
    [GBCS_ROLE_TRANSITIONAL_COS] = "transitional-cos",
    [GBCS_ROLE_WAN_PROVIDER] = "wan-provider",
    [GBCS_ROLE_LOAD_CONTROLLER] = "load-controller",
};

/** Whether the device has a cell of a role at all. */
static bool has_role(uint8_t device_type, size_t role)
{
    bool has = false;

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        has = has || ((id->role == role) && (gbcs_cell_index(device_type, id) < GBCS_CELLS));
    }
    return has;
}

/** The only party of a role; 0 if there is none. False after a message if there are several. */
static bool only_party(const keystore *store, size_t role, gbcs_entity_id *party)
{
    bool good = true;

    *party = 0U;
    for (size_t i = 0U; good && (i < store->count); i++) {
        const keystore_key *key = &store->keys[i];
        if ((key->role == (int)role) && (*party != key->entity)) {
            good = *party == 0U;
            if (!good) {
                tool_error("%016llX and %016llX are both a %s: name one with --%s",
                           (unsigned long long)*party, (unsigned long long)key->entity,
                           keystore_role_name((int)role), INIT_ROLE_OPTIONS[role]);
            }
            *party = key->entity;
        }
    }
    return good;
}

/** Whether there is any certificate of a party. False after a message. */
static bool is_known(const keystore *store, const char *folder, gbcs_entity_id party)
{
    bool known = false;

    for (size_t i = 0U; i < store->count; i++) {
        known = known || ((store->keys[i].entity == party) && store->keys[i].has_certificate);
    }
    if (!known) {
        tool_error("%s: no certificate of %016llX", folder, (unsigned long long)party);
    }
    return known;
}

bool init_find_parties(const keystore *store, init_request *request)
{
    bool good = true;

    for (size_t role = 0U; good && (role < GBCS_ROLES); role++) {
        const bool named = request->parties[role] != 0U;
        if (INIT_ROLE_OPTIONS[role] == NULL) {
            /* the root has an option of its own */
        } else if (!has_role(request->device_type, role)) {
            good = !named;
            if (!good) {
                tool_error("--%s: a device of this type has no cell for it",
                           INIT_ROLE_OPTIONS[role]);
            }
        } else if (!named) {
            good = only_party(store, role, &request->parties[role]);
        } else {
            good = is_known(store, request->keys, request->parties[role]);
        }
    }
    return good;
}

/** Whether a certificate of one role may be in the cell of another. */
static bool may_be_in(const gbcs_cell_id *id, uint8_t role)
{
    const bool handed_over_later =
        (id->role == GBCS_ROLE_SUPPLIER) || (id->role == GBCS_ROLE_NETWORK_OPERATOR);

    return (role == id->role) || (handed_over_later && (role == GBCS_ROLE_ACB)) ||
           ((id->role == GBCS_ROLE_LOAD_CONTROLLER) && (role == GBCS_ROLE_SUPPLIER));
}

static key_use use_of(const gbcs_cell_id *id)
{
    key_use use = KEY_SIGNATURE;

    if (id->cell_usage == GBCS_CELL_TOP_UP) {
        use = KEY_PREPAYMENT_TOP_UP;
    } else if (id->key_usage == GBCS_KEY_USAGE_AGREEMENT) {
        use = KEY_AGREEMENT;
    } else {
        use = KEY_SIGNATURE;
    }
    return use;
}

/** Reads the certificate of a cell. Null, or what is wrong. */
static const char *read_certificate(const gbcs_crypto *crypto, const char *path,
                                    const gbcs_cell_id *id, gbcs_entity_id party, gbcs_cell *cell)
{
    gbcs_bytes der = {NULL, 0U};
    gbcs_bytes point = {NULL, 0U};
    gbcs_credential credential;
    const char *reason = NULL;

    if (!pem_read_public(path, &der, &point, &reason)) {
        /* it has said why */
    } else if (der.size == 0U) {
        reason = "a bare public key; a certificate is needed here";
    } else {
        const gbcs_status status = (id->role == GBCS_ROLE_ROOT)
                                       ? gbcs_credential_root(crypto, der, &credential)
                                       : gbcs_credential_organisation(crypto, der, &credential);
        if (status != GBCS_OK) {
            reason = gbcs_status_text(status);
        } else if (credential.entity != party) {
            reason = "the certificate of another party than its name says";
        } else if (!may_be_in(id, credential.role)) {
            reason = "the certificate of a party with another role";
        } else if ((credential.key_usage & id->key_usage) == 0U) {
            reason = "the certificate of a key with another usage";
        } else {
            gbcs_cell_from_credential(&credential, cell);
        }
    }
    input_release(&der);
    input_release(&point);
    return reason;
}

/** The file of the certificate for a cell; needed or not. Null if nobody is there for it. */
static char *path_for(const keystore *store, const init_request *request, const gbcs_cell_id *id,
                      bool *needed)
{
    static const char *const ENDS[] = {"-ka.pem", "-ds.pem", "-pp-ka.pem"};
    const gbcs_entity_id party = request->parties[id->role];
    char *path = NULL;
    int size = 0;

    *needed = false;
    if ((id->role == GBCS_ROLE_ROOT) && (request->root != NULL)) {
        size = asprintf(&path, "%s", request->root);
        *needed = true;
    } else if (id->role == GBCS_ROLE_ROOT) {
        size = asprintf(&path, "%s/root.pem", request->keys);
    } else if (party != 0U) {
        const keystore_key *key = keystore_find(store, party, use_of(id));
        size = asprintf(&path, "%s/%016llx%s", request->keys, (unsigned long long)party,
                        ENDS[use_of(id)]);
        *needed = (key != NULL) && key->has_certificate;
    } else {
        /* its cells stay empty */
    }
    if (size < 0) {
        tool_error("out of memory");
        exit(TOOL_ERROR);
    }
    return path;
}

bool init_find_cells(const keystore *store, const init_request *request, init_cells *cells)
{
    const char *reason = NULL;

    cells->count = 0U;
    for (size_t i = 0U; (reason == NULL) && (i < GBCS_CELLS); i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const bool exists = gbcs_cell_index(request->device_type, id) < GBCS_CELLS;
        bool needed = false;
        char *path = exists ? path_for(store, request, id, &needed) : NULL;
        if ((path != NULL) && (needed || (access(path, F_OK) == 0))) {
            gbcs_provision_cell *cell = &cells->cells[cells->count];
            cell->id = *id;
            reason = read_certificate(&store->crypto, path, id, request->parties[id->role],
                                      &cell->content);
            cells->count++;
        }
        if (reason != NULL) {
            tool_error("%s: %s", path, reason);
        }
        free(path);
    }
    return reason == NULL;
}
