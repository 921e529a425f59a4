/**
 * @file
 * gbcs cert request: a certification request, as a device makes it for CS02c.
 */
#include <errno.h>
#include <string.h>

#include "cert.h"
#include "options.h"
#include "pem.h"

/** Keys of options in argp that have no short form. */
#define KEY_KEY 0x100
#define KEY_USAGE 0x101
#define KEY_HARDWARE 0x102
/** Octets of a request, with room to spare. */
#define REQUEST_ROOM 1024U
/** Octets of the longest hardware type. */
#define OID_ROOM 64U
/** The hardware type of the published reference messages. */
#define HARDWARE_TYPE "1.2.826.0.1.8641679.1.2.2.1"

/** What the command line says. */
typedef struct request_wish {
    const char *key;
    const char *output;
    bool binary;
    gbcs_entity_id device;
    uint8_t usage;
    gbcs_writer hardware_type;
    uint8_t hardware_octets[OID_ROOM];
} request_wish;

static const struct argp_option OPTIONS[] = {
    {"key", KEY_KEY, "FILE", 0, "private key to be certified, PEM", 0},
    {"device", 'd', "EUI64", 0, "Entity Identifier of the device, 16 digits", 0},
    {"key-usage", KEY_USAGE, "USAGE", 0, "what the key is for: signature or agreement", 0},
    {"hardware-type", KEY_HARDWARE, "OID", 0,
     "type of the device, numbers with dots; " HARDWARE_TYPE " if not given", 0},
    OPTION_OUTPUT,
    {"binary", 'b', NULL, 0, "write DER instead of PEM", 0},
    {0}};

static const char DOCUMENTATION[] =
    "Make a certification request (PKCS #10), as a device does in answer to Issue Security "
    "Credentials (CS02c, GBCS 13.4)."
    "\v"
    "The subject is empty: device and hardware type are in the subjectAltName that is asked for. "
    "`gbcs cert issue' makes a certificate of it.\n"
    "\n"
    "Exit status: 0, or 2 if it can't be done.\n"
    "\n"
    "Example:\n"
    "  gbcs cert request --key examples/keystore/00005eef100000e0-ds.key \\\n"
    "    --device 00005EEF100000E0 --key-usage signature --output /tmp/device.csr";

static error_t refuse_value(const char *option, const char *text, const char *reason)
{
    tool_error("--%s=%s: %s", option, text, reason);
    return EINVAL;
}

static error_t parse_hardware(request_wish *wish, const char *text)
{
    wish->hardware_type = gbcs_writer_of(wish->hardware_octets, sizeof wish->hardware_octets);
    cert_oid_from(text, &wish->hardware_type);
    return (wish->hardware_type.status == GBCS_OK)
               ? 0
               : refuse_value("hardware-type", text, "not numbers with dots between them");
}

static error_t parse_device(request_wish *wish, const char *text)
{
    const bool good =
        (strlen(text) == 16U) && tool_entity_from(text, &wish->device) && (wish->device != 0U);

    return good ? 0 : refuse_value("device", text, "not 16 hexadecimal digits that name somebody");
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    request_wish *wish = state->input;
    error_t result = 0;

    switch (key) {
    case ARGP_KEY_INIT:
        state->err_stream = NULL; /* one line of getopt is enough */
        break;
    case KEY_KEY:
        wish->key = argument;
        break;
    case 'd':
        result = parse_device(wish, argument);
        break;
    case KEY_USAGE:
        result = cert_usage_from(argument, &wish->usage)
                     ? 0
                     : refuse_value("key-usage", argument, "neither signature nor agreement");
        break;
    case KEY_HARDWARE:
        result = parse_hardware(wish, argument);
        break;
    case 'o':
        wish->output = argument;
        break;
    case 'b':
        wish->binary = true;
        break;
    case ARGP_KEY_ARG:
        result = EINVAL;
        tool_error("%s: no argument is wanted here", argument);
        break;
    default:
        result = ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

static const struct argp ARGUMENTS = {
    .options = OPTIONS,
    .parser = parse_option,
    .args_doc = "--key FILE --device EUI64 --key-usage signature|agreement",
    .doc = DOCUMENTATION};

static bool is_complete(const request_wish *wish)
{
    bool complete = false;

    if (wish->key == NULL) {
        tool_error("--key is missing: name the file of the private key");
    } else if (wish->device == 0U) {
        tool_error("--device is missing: give the Entity Identifier of the device");
    } else if (wish->usage == 0U) {
        tool_error("--key-usage is missing: signature or agreement");
    } else {
        complete = true;
    }
    return complete;
}

static bool make_request(const request_wish *wish, const gbcs_private_key *private_key)
{
    uint8_t room[REQUEST_ROOM];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    gbcs_crypto crypto;
    gbcs_public_key key;
    const gbcs_request request = {.key = &key,
                                  .key_usage = wish->usage,
                                  .hardware_type = gbcs_writer_bytes(&wish->hardware_type),
                                  .device = wish->device};

    gbcs_crypto_default(&crypto);
    gbcs_writer_fail(&writer, gbcs_public_key_of(&crypto, private_key, &key));
    gbcs_write_request(&crypto, &request, private_key, &writer);
    if (writer.status != GBCS_OK) {
        tool_error("%s", gbcs_status_text(writer.status));
    }
    return (writer.status == GBCS_OK) && cert_write(wish->output, gbcs_writer_bytes(&writer),
                                                    "CERTIFICATE REQUEST", wish->binary);
}

int command_cert_request(int argc, char **argv)
{
    request_wish wish = {.key = NULL};
    gbcs_private_key key = {{0U}};
    const char *reason = NULL;
    bool good = parse_hardware(&wish, HARDWARE_TYPE) == 0;

    good = good && (argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, &wish) == 0) && is_complete(&wish);
    if (good && !pem_read_private_key(wish.key, &key, &reason)) {
        tool_error("%s: %s", wish.key, reason);
        good = false;
    }
    good = good && make_request(&wish, &key);
    gbcs_wipe(&key, sizeof key);
    return good ? TOOL_OK : TOOL_ERROR;
}
