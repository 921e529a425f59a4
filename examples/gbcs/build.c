/**
 * @file
 * gbcs build: a complete command from what it says, as the head-end makes it.
 */
#include <errno.h>
#include <stdlib.h>

#include "build.h"
#include "protect.h"
#include "subcommand.h"

/** Key in argp of the first option of #build_option: none of them has a short
 * form. */
#define KEY_FIRST 0x100

/** A row of the table of options. */
#define OPTION(name, option, value, text, group)                                                   \
    {                                                                                              \
        name, KEY_FIRST + (option), value, 0, text, group                                          \
    }

static const struct argp_option OPTIONS[] = {
    OPTION_KEYS,
    OPTION("originator", BUILD_ORIGINATOR, "EUI64", "Business Originator ID: who sends it", 0),
    OPTION("target", BUILD_TARGET, "EUI64", "Business Target ID: the device", 0),
    OPTION("counter", BUILD_COUNTER, "N", "Originator Counter, decimal or as in 0x300000000", 0),
    OPTION("device-type", BUILD_DEVICE_TYPE, "TYPE",
           "esme, gsme, chf, gpf, hcalcs, ppmid or sapc; if not given, the "
           "first of these that the "
           "use case is for",
           0),
    OPTION_ACB,
    OPTION_OUTPUT,
    OPTION_BINARY,
    OPTION("party", BUILD_PARTY, "EUI64",
           "Supplementary Remote Party ID: on whose behalf the Access Control "
           "Broker sends it",
           0),
    OPTION("party-counter", BUILD_PARTY_COUNTER, "N", "Supplementary Remote Party Counter", 0),
    {NULL, 0, NULL, 0, "Credentials:", 1},
    OPTION("role", BUILD_ROLE, "ROLE", "whose credentials are to be read; may be repeated", 1),
    OPTION("as", BUILD_AS, "ROLE",
           "role in which the originator asks; that of its certificate if not "
           "given",
           1),
    OPTION("mode", BUILD_MODE, "MODE", "who replaces whose credentials", 1),
    OPTION("replace", BUILD_REPLACE, "CELL=FILE",
           "certificate for a Trust Anchor Cell; may be repeated", 1),
    OPTION("path", BUILD_PATH, "FILE",
           "certificate of the authority that issued them; may be repeated", 1),
    OPTION("floor", BUILD_FLOOR, "N", "counter above which the sender's role goes on", 1),
    OPTION("top-up-floor", BUILD_TOP_UP_FLOOR, "N", "the same for its top ups", 1),
    OPTION("other-floor", BUILD_OTHER_FLOOR, "ROLE=N",
           "the same for another role; supplier=N,N sets that of its top ups "
           "too; may be repeated",
           1),
    OPTION("no-time-check", BUILD_NO_TIME_CHECK, NULL, "the times in the certificates do not count",
           1),
    OPTION("date", BUILD_DATE, "UTC", "when to do it, as in 2026-02-03T10:15:00Z; or \"cancel\"",
           1),
    OPTION("key-usage", BUILD_USAGE, "USAGE", "of the device's key pair: signature or agreement",
           1),
    OPTION("certificate", BUILD_CERTIFICATE, "FILE", "certificate of the device, or of the peer",
           1),
    {NULL, 0, NULL, 0, "Joining:", 2},
    OPTION("peer", BUILD_PEER, "EUI64", "the other device", 2),
    OPTION("peer-type", BUILD_PEER_TYPE, "TYPE",
           "its type: esme, gsme, chf, gpf, hcalcs, ppmid or type2", 2),
    OPTION("join-as", BUILD_JOIN_AS, "PART", "initiator or responder", 2),
    {NULL, 0, NULL, 0, "Top up:", 3},
    OPTION("token", BUILD_TOKEN, "UTRN", "20 digits, as gbcs utrn make prints them", 3),
    {NULL, 0, NULL, 0, NULL, 4},
    {0}};

static const char DOCUMENTATION[] =
    "Make a command, complete with signature and MAC, and print it in "
    "hexadecimal digits."
    "\v"
    "Use cases, and the options that each has beside --originator, --target "
    "and --counter:\n"
    "\n"
    "  CS01a, CS01b    top up               --token\n"
    "  CS02a, CS02f    read credentials     --role... [--as]\n"
    "  CS02b, CS02g    update credentials   --mode --replace... [--path...]\n"
    "                                       [--floor [--top-up-floor]]\n"
    "                                       [--other-floor...] "
    "[--no-time-check]\n"
    "                                       [--date]\n"
    "  CS02c           new key pair         --key-usage\n"
    "  CS02d           certificate for it   --certificate\n"
    "  CS02e           read a certificate   --key-usage\n"
    "  CS03A1, CS03A2  join, method A       --peer --peer-type --join-as\n"
    "                                       [--certificate]\n"
    "  CS03B, CS03C    join, methods B, C   --peer --peer-type "
    "[--certificate]\n"
    "  CS04AC, CS04B   unjoin               --peer\n"
    "  CS07            read the device log\n"
    "\n"
    "Modes of CS02b: root-by-supplier, root-by-wan-provider, "
    "supplier-by-supplier, "
    "network-operator-by-network-operator, acb-by-acb, "
    "wan-provider-by-wan-provider, "
    "transcos-by-transcos, supplier-by-transcos, any-by-recovery; of CS02g: "
    "load-controller-by-load-controller, load-controller-by-supplier. The "
    "Message Code follows "
    "from the mode.\n"
    "\n"
    "A ROLE is root, recovery, supplier, network-operator, acb, "
    "transitional-cos, wan-provider or "
    "load-controller. A CELL is root, or a role and a use: supplier/signature, "
    "supplier/agreement, supplier/top-up.\n"
    "\n"
    "Keys are found as by `gbcs sign' and `gbcs mac'. Whether a command is "
    "signed, has a MAC, or "
    "both, follows from its Message Code, the type of the device, and in CS02a "
    "and CS02f the role "
    "of the originator. Nothing is remembered here: whoever runs this keeps "
    "count. Whether the "
    "originator may send the command, and whether token and certificates are "
    "good, is for the "
    "device to find.\n"
    "\n"
    "Exit status: 0, or 2 if it can't be done.\n"
    "\n"
    "Example:\n"
    "  gbcs build CS02a --keys examples/keystore --originator 00005EEF10000004 "
    "\\\n"
    "    --target 00005EEF100000E0 --counter 3100 --role supplier";

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    build_request *request = state->input;
    error_t result = 0;

    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL; /* one line of getopt is enough */
    } else if (key == 'k') {
        request->tool.keys = argument;
    } else if (key == 'o') {
        request->tool.output = argument;
    } else if (key == 'b') {
        request->tool.binary = true;
    } else if (key == 'a') {
        result = build_take(BUILD_ACB, argument, request) ? 0 : EINVAL;
    } else if ((key >= KEY_FIRST) && (key < (KEY_FIRST + (int)BUILD_OPTIONS))) {
        result = build_take((build_option)(key - KEY_FIRST), argument, request) ? 0 : EINVAL;
    } else if ((key == ARGP_KEY_ARG) && (request->use_case == NULL)) {
        request->use_case = build_find(argument);
        if (request->use_case == NULL) {
            tool_error("%s: no use case that can be built; --help lists them", argument);
            result = EINVAL;
        }
    } else if (key == ARGP_KEY_ARG) {
        tool_error("%s: more than one use case", argument);
        result = EINVAL;
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const struct argp ARGUMENTS = {
    .options = OPTIONS,
    .parser = parse_option,
    .args_doc = "USE-CASE --keys DIR --originator EUI64 --target EUI64 --counter N",
    .doc = DOCUMENTATION};

static bool has_use_case(const build_request *request)
{
    if (request->use_case == NULL) {
        tool_error("no use case; --help lists them");
    }
    return request->use_case != NULL;
}

/** The role in the certificates of an entity; #GBCS_ROLE_NONE if they name
 * none. */
static uint8_t role_of(const keystore *store, gbcs_entity_id entity)
{
    uint8_t role = GBCS_ROLE_NONE;

    for (size_t i = 0U; i < store->count; i++) {
        if ((store->keys[i].entity == entity) && (store->keys[i].role != KEYSTORE_NO_ROLE)) {
            role = (uint8_t)store->keys[i].role;
        }
    }
    return role;
}

/** Finds out how the command is protected, and in which role the originator
 * speaks. */
static bool find_form(build_request *request, const keystore *store)
{
    const bool asks = (request->use_case->required & BUILD_BIT(BUILD_ROLE)) != 0U;
    char originator[TOOL_ENTITY_SIZE];
    bool found = true;

    if (!build_has(request, BUILD_AS)) {
        request->as = role_of(store, request->originator);
        found = !asks || (request->as != GBCS_ROLE_NONE);
    }
    if (!found) {
        tool_error("%s: no certificate tells the role of the originator %s; name "
                   "it with --as",
                   request->tool.keys, tool_entity(request->originator, originator));
    }
    request->form = gbcs_command_form(request->row, request->device_type, request->as);
    return found;
}

/** Finds the keys that the form needs, and writes the command. */
static bool protect(const build_request *request, keystore *store, gbcs_bytes payload)
{
    const bool is_signed = (request->form == GBCS_FORM_SIGNED) || (request->form == GBCS_FORM_BOTH);
    const bool is_maced = (request->form == GBCS_FORM_MACED) || (request->form == GBCS_FORM_BOTH);
    protect_input input = {.frame = {.payload = payload}};
    gbcs_protection protection = {.signing_key = NULL};

    input.frame.header = (gbcs_header){
        .cra = GBCS_CRA_COMMAND,
        .counter = request->counter,
        .originator = request->originator,
        .recipient = request->target,
        .message_code = request->row->code,
        .other_form = build_has(request, BUILD_PARTY) ? GBCS_OTHER_PARTY_COUNTER : GBCS_OTHER_CODE,
        .party = request->party,
        .party_counter = request->party_counter,
    };
    if (is_signed) {
        protection.signing_key = protect_signing_key(&request->tool, store, request->originator);
    }
    if (is_maced && (!is_signed || (protection.signing_key != NULL))) {
        protection.secret =
            protect_mac_secret(&request->tool, store, request->originator, request->target);
    }
    return (!is_signed || (protection.signing_key != NULL)) &&
           (!is_maced || (protection.secret != NULL)) &&
           protect_write(&request->tool, store, &input, &protection);
}

/** Makes the command. */
static bool build(const build_request *request, keystore *store)
{
    const size_t room = build_payload_room(request);
    uint8_t *buffer = tool_allocate(room);
    gbcs_writer writer = gbcs_writer_of(buffer, room);
    gbcs_status status = GBCS_OK;
    bool made = false;

    request->use_case->write(&writer, request);
    status = writer.status;
    if (status == GBCS_OK) {
        status = gbcs_payload_check(request->row->family, gbcs_writer_bytes(&writer));
    }
    if (status != GBCS_OK) {
        tool_error("the payload can't be built: %s", gbcs_status_text(status));
    } else {
        made = protect(request, store, gbcs_writer_bytes(&writer));
    }
    free(buffer);
    return made;
}

int command_build(int argc, char **argv)
{
    build_request request = {.as = GBCS_ROLE_NONE};
    keystore store = {.keys = NULL};
    const bool made = (argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, &request) == 0) &&
                      has_use_case(&request) && options_need_keys(&request.tool) &&
                      build_check(&request) && keystore_open(&store, request.tool.keys) &&
                      find_form(&request, &store) && build(&request, &store);

    keystore_close(&store);
    build_release(&request);
    return made ? TOOL_OK : TOOL_ERROR;
}
