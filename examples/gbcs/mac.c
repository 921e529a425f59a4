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
    "PATH holds a signed command, or a pre-command of a use case whose commands are not signed, or "
    "is "
    "`-' for standard input. The MAC is made with the key agreement keys of the broker and the "
    "device, one of them private. The broker is the one in the folder of keys whose certificate "
    "has "
    "that role (organisational unit 04); if there are several, the originator if it is one of "
    "them, "
    "else the one that --acb names. A command between devices (PCS01, PCS02) gets the MAC of its "
    "two "
    "parties.\n"
    "\n"
    "Refused: a pre-command of a critical use case (sign it first), a signature that is not "
    "authentic, use cases whose commands have no MAC, and what has a MAC already.\n"
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
        reason = "signed, and commands of its use case have a signature or a MAC, not both";
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

static bool is_broker(const keystore *store, gbcs_entity_id entity)
{
    const keystore_key *key = keystore_find(store, entity, KEY_AGREEMENT);

    return (key != NULL) && (key->role == KEYSTORE_ROLE_ACB);
}

/** The broker whose MAC it is to be. Null after a message. */
static const keystore_key *choose_broker(const tool_options *options, const keystore *store,
                                         const gbcs_header *header)
{
    const keystore_key *only = keystore_next_acb(store, NULL);
    const keystore_key *second = (only != NULL) ? keystore_next_acb(store, only) : NULL;
    const bool own = is_broker(store, header->originator);
    const keystore_key *chosen = NULL;
    char first_text[TOOL_ENTITY_SIZE];
    char second_text[TOOL_ENTITY_SIZE];

    if (options->has_acb && !is_broker(store, options->acb)) {
        tool_error("%s: no key agreement certificate of an Access Control Broker %s", options->keys,
                   tool_entity(options->acb, first_text));
    } else if (options->has_acb && own && (options->acb != header->originator)) {
        tool_error("--acb=%s: the originator %s is an Access Control Broker itself",
                   tool_entity(options->acb, first_text),
                   tool_entity(header->originator, second_text));
    } else if (options->has_acb || own) {
        chosen = keystore_find(store, own ? header->originator : options->acb, KEY_AGREEMENT);
    } else if (only == NULL) {
        tool_error("%s: no key agreement certificate of an Access Control Broker", options->keys);
    } else if (second != NULL) {
        tool_error("%s: several Access Control Brokers (%s, %s); choose one with --acb",
                   options->keys, tool_entity(only->entity, first_text),
                   tool_entity(second->entity, second_text));
    } else {
        chosen = only;
    }
    return chosen;
}

/** Whose keys make the MAC, beside the recipient's. False after a message. */
static bool choose_party(const tool_options *options, const keystore *store,
                         const gbcs_header *header, gbcs_entity_id *party)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(header->message_code);
    bool found = true;

    if ((use_case != NULL) && (use_case->category == GBCS_CATEGORY_HAN_COMMAND)) {
        *party = header->originator;
    } else {
        const keystore_key *broker = choose_broker(options, store, header);
        found = broker != NULL;
        *party = found ? broker->entity : 0U;
    }
    return found;
}

static bool add_mac(const tool_options *options, const protect_input *input, keystore *store)
{
    gbcs_entity_id party = 0U;
    const gbcs_shared_secret *secret = NULL;
    char reason[CHECK_REASON_SIZE];
    bool valid = choose_party(options, store, &input->frame.header, &party);

    if (valid) {
        const keystore_answer answer =
            keystore_secret(store, party, input->frame.header.recipient, &secret);
        valid = answer == KEYSTORE_FOUND;
        if (valid) {
            const gbcs_protection protection = {.signature = input->frame.signature,
                                                .secret = secret};
            valid = protect_write(options, store, input, &protection);
        } else {
            check_explain(store, answer, party, input->frame.header.recipient, reason);
            tool_error("%s: %s", options->keys, reason);
        }
    }
    return valid;
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
