/**
 * @file
 * What gbcs meter init is asked for, and who gets into the cells of the meter.
 */
#ifndef GBCS_METER_INIT_H
#define GBCS_METER_INIT_H

#include "gbcs/trust.h"
#include "keystore.h"

/** What the command line says. */
typedef struct init_request {
    const char *state;
    const char *keys;
    const char *device_text;
    const char *root;
    bool seal;
    gbcs_entity_id device;
    uint8_t device_type;
    uint64_t own_counter;
    /** By role: who was named; 0 if nobody was. */
    gbcs_entity_id parties[GBCS_ROLES];
} init_request;

/** Names of the options that name a party, by role; null for roles that none names. */
extern const char *const INIT_ROLE_OPTIONS[GBCS_ROLES];

/** Whose cells these are, and what goes into them. */
typedef struct init_cells {
    /** The cells. */
    gbcs_provision_cell cells[GBCS_CELLS];
    /** Their number. */
    size_t count;
} init_cells;

/**
 * Finds the parties that were not named, by the roles in their certificates.
 *
 * @param[in]     store   the folder of keys
 * @param[in,out] request what is asked for
 * @return false after a message: two parties have a role, or the device has no cell for one named
 */
bool init_find_parties(const keystore *store, init_request *request);

/**
 * Reads the certificates of the parties.
 *
 * @param[in]  store   the folder of keys
 * @param[in]  request what is asked for, with all parties
 * @param[out] cells   what goes into the cells
 * @return false after a message: a certificate is not what it should be
 */
bool init_find_cells(const keystore *store, const init_request *request, init_cells *cells);

#endif
