/**
 * @file
 * gbcs mac: the Access Control Broker's MAC on a command.
 */
#include "protect.h"

static const struct argp_option OPTIONS[] = {
    OPTION_KEYS, OPTION_ACB, OPTION_OUTPUT, OPTION_BINARY, {0}};

static const char DOCUMENTATION[] =
    "Add the Access Control Broker's MAC to a command."
    "\v"
    "PATH holds a signed command, or a pre-command of a use case whose "
    "commands are not signed, or "
    "is "
    "`-' for standard input. The MAC is made with the key agreement keys of "
    "the broker and the "
    "device, one of them private. The broker is the one in the folder of keys "
    "whose certificate "
    "has "
    "that role (organisational unit 04); if there are several, the originator "
    "if it is one of "
    "them, "
    "else the one that --acb names. A command between devices (PCS01, PCS02) "
    "gets the MAC of its "
    "two "
    "parties.\n"
    "\n"
    "Refused: a pre-command of a critical use case (sign it first), a "
    "signature that is not "
    "authentic, use cases whose commands have no MAC, and what has a MAC "
    "already.\n"
    "\n"
    "Exit status: 0, or 2 if it can't be done.\n"
    "\n"
    "Example:\n"
    "  gbcs mac --keys examples/keystore --output command.hex signed.hex";

static const struct argp ARGUMENTS = {
    .options = OPTIONS, .args_doc = "--keys DIR PATH", .doc = DOCUMENTATION};

/** Whether a command may have a MAC. */
static bool may_be_maced(const char *path, const protect_input *input)
{
    const uint16_t code = input->frame.header.message_code;
    const bool is_signed = input->frame.signature.size > 0U;
    const char *reason = NULL;

    if (!is_signed && (input->frame.signature_part.size > 0U)) {
        reason = "neither a pre-command nor a signed command";
    } else if ((input->rule == PROTECT_SIGN_MAC) && !is_signed) {
        reason = "its use case is critical; sign it first";
    } else if ((input->rule == PROTECT_MAC) && is_signed) {
        reason = "signed, but commands of its use case are not";
    } else if (input->rule == PROTECT_SIGN) {
        reason = "commands of its use case have a signature and no MAC";
    } else if ((input->rule == PROTECT_EITHER) && is_signed) {
        reason = "signed, and commands of its use case have a signature or a MAC, "
                 "not both";
    } else {
        reason = NULL;
    }
    if (reason != NULL) {
        tool_error("%s: %04X (%s): %s", path, code, gbcs_use_case_name(code), reason);
    }
    return reason == NULL;
}

/** A signature that is at hand must be good, if there is a key to tell. */
static bool signature_holds(const char *path, const protect_input *input, keystore *store)
{
    check_result result;

    check_message(store, &input->frame, &result);
    if (result.signature == CHECK_INVALID) {
        tool_error("%s: the signature is not authentic", path);
    }
    return result.signature != CHECK_INVALID;
}

/** The secret of the broker and the device, or of two devices. Null after a
 * message. */
static const gbcs_shared_secret *find_secret(const tool_options *options, keystore *store,
                                             const gbcs_header *header)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(header->message_code);
    const gbcs_shared_secret *secret = NULL;

    if ((use_case != NULL) && (use_case->category == GBCS_CATEGORY_HAN_COMMAND)) {
        secret = protect_secret_of(options, store, header->originator, header->recipient);
    } else {
        secret = protect_mac_secret(options, store, header->originator, header->recipient);
    }
    return secret;
}

static bool add_mac(const tool_options *options, const protect_input *input, keystore *store)
{
    const gbcs_protection protection = {.signature = input->frame.signature,
                                        .secret =
                                            find_secret(options, store, &input->frame.header)};

    return (protection.secret != NULL) && protect_write(options, store, input, &protection);
}

int command_mac(int argc, char **argv)
{
    tool_options options;
    keystore store = {.keys = NULL};
    protect_input input = {.rule = PROTECT_NEVER};
    const char *path = NULL;
    bool valid = options_parse(&ARGUMENTS, argc, argv, &options) && options_need_keys(&options);

    if (valid) {
        path = options_one_path(&options);
    }
    valid = (path != NULL) && keystore_open(&store, options.keys) && protect_read(path, &input) &&
            may_be_maced(path, &input) && signature_holds(path, &input, &store) &&
            add_mac(&options, &input, &store);
    protect_release(&input);
    keystore_close(&store);
    options_free(&options);
    return valid ? TOOL_OK : TOOL_ERROR;
}
