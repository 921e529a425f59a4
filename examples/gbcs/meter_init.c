/**
 * @file
 * gbcs meter init: provisions a simulated meter from a folder of keys.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "input.h"
#include "meter_init.h"
#include "meter_simulator.h"
#include "options.h"
#include "pem.h"

/** Keys of options in argp that have no short form: those of roles follow the first. */
#define KEY_ROLE 0x100
#define KEY_ROOT 0x200
#define KEY_SEAL 0x201
#define KEY_OWN_COUNTER 0x202

/** Types of devices, as on the command line. */
static const struct {
    const char *name;
    uint8_t device_type;
} TYPES[] = {
    {"esme", GBCS_DEVICE_ESME}, {"gsme", GBCS_DEVICE_GSME},     {"chf", GBCS_DEVICE_CHF},
    {"gpf", GBCS_DEVICE_GPF},   {"hcalcs", GBCS_DEVICE_HCALCS}, {"ppmid", GBCS_DEVICE_PPMID},
    {"sapc", GBCS_DEVICE_SAPC},
};

static const struct argp_option OPTIONS[] = {
    {"state", 's', "DIR", 0, "folder of the meter's records; made if there is none", 0},
    OPTION_KEYS,
    {"device", 'd', "EUI64", 0, "Entity Identifier of the meter, 16 digits", 0},
    {"type", 't', "TYPE", 0, "esme (the default), gsme, chf, gpf, hcalcs, ppmid or sapc", 0},
    {"seal", KEY_SEAL, NULL, 0, "end manufacture now; else the first command that is accepted does",
     0},
    {"own-counter", KEY_OWN_COUNTER, "N", 0, "first own Originator Counter; 1 if not given", 0},
    {"root", KEY_ROOT, "FILE", 0,
     "certificate of the root; root.pem in the folder of keys if not given", 0},
    {NULL, 0, NULL, 0, "Parties, if more than one of the folder could be meant:", 1},
    {"supplier", KEY_ROLE + GBCS_ROLE_SUPPLIER, "EUI64", 0, "supplier", 1},
    {"network-operator", KEY_ROLE + GBCS_ROLE_NETWORK_OPERATOR, "EUI64", 0, "network operator", 1},
    {"acb", KEY_ROLE + GBCS_ROLE_ACB, "EUI64", 0, "Access Control Broker", 1},
    {"recovery", KEY_ROLE + GBCS_ROLE_RECOVERY, "EUI64", 0, "recovery", 1},
    {"transitional-cos", KEY_ROLE + GBCS_ROLE_TRANSITIONAL_COS, "EUI64", 0,
     "transitional change of supplier", 1},
    {"wan-provider", KEY_ROLE + GBCS_ROLE_WAN_PROVIDER, "EUI64", 0, "WAN provider", 1},
    {"load-controller", KEY_ROLE + GBCS_ROLE_LOAD_CONTROLLER, "EUI64", 0, "load controller", 1},
    {0}};

static const char DOCUMENTATION[] =
    "Make a simulated meter: give it its own keys, and put the certificates of the parties that it "
    "trusts into its Trust Anchor Cells."
    "\v"
    "The folder of keys is as for `gbcs verify'. The meter's own private keys must be there; its "
    "own "
    "certificates are given to it if they are. Which "
    "role a party has is read from its certificate. A cell takes the only party of its role; if "
    "the folder has several, one must be named. What is not there leaves its cells empty. Before a "
    "handover the Access Control Broker is in the cells of supplier and network operator: name it "
    "there.\n"
    "\n"
    "A meter can be made anew until it is sealed. Whoever makes one again with the same keys gives "
    "with --own-counter a number above all that it used, as a counter must not be used twice.\n"
    "\n"
    "Prints the cells and who is in them. Exit status: 0, or 2 if it can't be done.\n"
    "\n"
    "Example:\n"
    "  gbcs meter init --state /tmp/meter --keys examples/keystore \\\n"
    "    --device 00005EEF100000E0 --supplier 00005EEF10000002";

/* ---- the command line ------------------------------------------------------------------------ */

static error_t read_entity(const char *option, const char *text, gbcs_entity_id *entity)
{
    const bool good = (strlen(text) == 16U) && tool_entity_from(text, entity) && (*entity != 0U);

    if (!good) {
        tool_error("--%s=%s: not 16 hexadecimal digits that name somebody", option, text);
    }
    return good ? 0 : EINVAL;
}

static error_t read_type(const char *text, uint8_t *device_type)
{
    error_t result = EINVAL;

    for (size_t i = 0U; i < TOOL_COUNT(TYPES); i++) {
        if (strcmp(text, TYPES[i].name) == 0) {
            *device_type = TYPES[i].device_type;
            result = 0;
        }
    }
    if (result != 0) {
        tool_error("--type=%s: none of esme, gsme, chf, gpf, hcalcs, ppmid, sapc", text);
    }
    return result;
}

static error_t read_own_counter(const char *text, uint64_t *counter)
{
    char *end = NULL;

    errno = 0;
    *counter = strtoull(text, &end, 0);
    if ((text[0] < '0') || (text[0] > '9') || (*end != '\0') || (errno != 0) || (*counter == 0U) ||
        (*counter > GBCS_COUNTER_LAST)) {
        tool_error("--own-counter=%s: not a number from 1 to %llu", text,
                   (unsigned long long)GBCS_COUNTER_LAST);
        errno = EINVAL;
    }
    return errno;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    init_request *request = state->input;
    error_t result = 0;

    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL; /* one line of getopt is enough */
    } else if (key == 's') {
        request->state = argument;
    } else if (key == 'k') {
        request->keys = argument;
    } else if (key == 'd') {
        request->device_text = argument;
        result = read_entity("device", argument, &request->device);
    } else if (key == 't') {
        result = read_type(argument, &request->device_type);
    } else if (key == KEY_ROOT) {
        request->root = argument;
    } else if (key == KEY_SEAL) {
        request->seal = true;
    } else if (key == KEY_OWN_COUNTER) {
        result = read_own_counter(argument, &request->own_counter);
    } else if ((key >= KEY_ROLE) && (key < (KEY_ROLE + (int)GBCS_ROLES))) {
        const size_t role = (size_t)(key - KEY_ROLE);
        result = read_entity(INIT_ROLE_OPTIONS[role], argument, &request->parties[role]);
    } else if (key == ARGP_KEY_ARG) {
        tool_error("%s: no argument is wanted here", argument);
        result = EINVAL;
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const struct argp ARGUMENTS = {.options = OPTIONS,
                                      .parser = parse_option,
                                      .args_doc = "--state DIR --keys DIR --device EUI64",
                                      .doc = DOCUMENTATION};

static bool is_complete(const init_request *request)
{
    bool complete = false;

    if (request->state == NULL) {
        tool_error("--state is missing: name the folder of the meter's records");
    } else if (request->keys == NULL) {
        tool_error("--keys is missing: name the folder of keys");
    } else if (request->device_text == NULL) {
        tool_error("--device is missing: give the Entity Identifier of the meter");
    } else {
        complete = true;
    }
    return complete;
}

/* ---- the meter ------------------------------------------------------------------------------- */

static const gbcs_private_key *own_key(const init_request *request, const keystore *store,
                                       key_use use)
{
    const keystore_key *key = keystore_find(store, request->device, use);
    const bool there = (key != NULL) && key->has_private;

    if (!there) {
        tool_error("%s: no private key of the meter: %016llx-%s.key", request->keys,
                   (unsigned long long)request->device, (use == KEY_SIGNATURE) ? "ds" : "ka");
    }
    return there ? &key->private_key : NULL;
}

static int make_meter(const init_request *request, const gbcs_provision *provision)
{
    simulator *own = simulator_open(request->state, true);
    gbcs_status status = GBCS_OK;
    bool made = false;

    if (own == NULL) {
        made = false;
    } else if (own->meter.trust.life == GBCS_LIFE_SEALED) {
        tool_error("%s: holds a meter that is sealed, and stays as it is; take another folder",
                   request->state);
    } else {
        status = gbcs_meter_provision(&own->meter, provision);
        if ((status == GBCS_OK) && request->seal) {
            status = gbcs_meter_seal(&own->meter);
        }
        made = status == GBCS_OK;
        if (made) {
            meter_print_trust(&own->meter.trust, false);
        } else {
            tool_error("%s: %s (%s)", request->state, gbcs_status_text(status),
                       gbcs_status_name(status));
        }
    }
    simulator_close(own);
    return made ? TOOL_OK : TOOL_ERROR;
}

/** Reads a certificate of the meter itself, if there is one. False after a message. */
static bool own_certificate(const init_request *request, const char *end, gbcs_bytes *certificate)
{
    gbcs_bytes point = {NULL, 0U};
    const char *reason = NULL;
    char *path = NULL;

    if (asprintf(&path, "%s/%016llx-%s.pem", request->keys, (unsigned long long)request->device,
                 end) < 0) {
        tool_error("out of memory");
        exit(TOOL_ERROR);
    }
    if ((access(path, F_OK) == 0) && !pem_read_public(path, certificate, &point, &reason)) {
        tool_error("%s: %s", path, reason);
    }
    input_release(&point);
    free(path);
    return reason == NULL;
}

int command_meter_init(int argc, char **argv)
{
    init_request request = {.device_type = GBCS_DEVICE_ESME, .own_counter = 1U};
    keystore store = {.keys = NULL};
    init_cells cells = {.count = 0U};
    gbcs_provision provision = {.cells = cells.cells};
    int result = TOOL_ERROR;

    if ((argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, &request) == 0) && is_complete(&request) &&
        keystore_open(&store, request.keys)) {
        provision.device = request.device;
        provision.device_type = request.device_type;
        provision.own_counter = request.own_counter;
        provision.signature_key = own_key(&request, &store, KEY_SIGNATURE);
        if (provision.signature_key != NULL) {
            provision.agreement_key = own_key(&request, &store, KEY_AGREEMENT);
        }
        if ((provision.agreement_key != NULL) &&
            own_certificate(&request, "ds", &provision.signature_certificate) &&
            own_certificate(&request, "ka", &provision.agreement_certificate) &&
            init_find_parties(&store, &request) && init_find_cells(&store, &request, &cells)) {
            provision.cell_count = cells.count;
            result = make_meter(&request, &provision);
        }
    }
    input_release(&provision.signature_certificate);
    input_release(&provision.agreement_certificate);
    keystore_close(&store);
    return result;
}
