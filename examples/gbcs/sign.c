/**
 * @file
 * gbcs sign: a signed command from a pre-command.
 */
#include "protect.h"

static const struct argp_option OPTIONS[] = {OPTION_KEYS, OPTION_OUTPUT, OPTION_BINARY, {0}};

static const char DOCUMENTATION[] =
    "Sign a pre-command with the digital signature key of its originator."
    "\v"
    "PATH holds a pre-command (a grouping header and a payload), or is `-' for "
    "standard input. The "
    "key is <originator>-ds.key in the folder of keys. The result is the "
    "signed command; `gbcs "
    "mac' "
    "adds the MAC that most commands need before a device takes them.\n"
    "\n"
    "Refused: what is not a pre-command, and use cases whose commands are not "
    "signed.\n"
    "\n"
    "The signature's nonce is made from key and message (RFC 6979), so that "
    "the same input gives "
    "the "
    "same output.\n"
    "\n"
    "Exit status: 0, or 2 if it can't be done.\n"
    "\n"
    "Example:\n"
    "  gbcs sign --keys examples/keystore precommand.hex | gbcs mac --keys "
    "examples/keystore -";

static const struct argp ARGUMENTS = {
    .options = OPTIONS, .args_doc = "--keys DIR PATH", .doc = DOCUMENTATION};

/** Whether a command may be signed. */
static bool may_be_signed(const char *path, const protect_input *input, const keystore *store)
{
    const gbcs_header *header = &input->frame.header;
    const keystore_key *originator = keystore_find(store, header->originator, KEY_AGREEMENT);
    const bool broker = (originator != NULL) && (originator->role == KEYSTORE_ROLE_ACB);
    bool may = false;

    if (input->frame.signature.size > 0U) {
        tool_error("%s: is signed already", path);
    } else if (input->frame.signature_part.size > 0U) {
        tool_error("%s: not a pre-command", path);
    } else if ((input->rule == PROTECT_MAC) || ((input->rule == PROTECT_EITHER) && broker)) {
        tool_error("%s: commands of %04X (%s)%s are not signed", path, header->message_code,
                   gbcs_use_case_name(header->message_code),
                   broker ? " by an Access Control Broker" : "");
    } else {
        may = true;
    }
    return may;
}

static bool sign(const tool_options *options, const char *path, const keystore *store)
{
    protect_input input;
    bool valid = protect_read(path, &input) && may_be_signed(path, &input, store);

    if (valid) {
        const gbcs_protection protection = {
            .signing_key = protect_signing_key(options, store, input.frame.header.originator)};
        valid =
            (protection.signing_key != NULL) && protect_write(options, store, &input, &protection);
    }
    protect_release(&input);
    return valid;
}

int command_sign(int argc, char **argv)
{
    tool_options options;
    keystore store = {.keys = NULL};
    const char *path = NULL;
    bool valid = options_parse(&ARGUMENTS, argc, argv, &options) && options_need_keys(&options);

    if (valid) {
        path = options_one_path(&options);
    }
    valid = (path != NULL) && keystore_open(&store, options.keys) && sign(&options, path, &store);
    keystore_close(&store);
    options_free(&options);
    return valid ? TOOL_OK : TOOL_ERROR;
}
