/**
 * @file
 * gbcs utrn: the 20 digits of prepayment top ups.
 */
#include <errno.h>
#include <string.h>

#include "keystore.h"
#include "options.h"
#include "subcommand.h"

/** Characters of a UTRN, with the closing null. */
#define UTRN_TEXT_SIZE (GBCS_UTRN_SIZE + 1U)

/** Options that have a value of their own here. */
typedef enum setting_name {
    SETTING_ORIGINATOR,
    SETTING_TARGET,
    SETTING_COUNTER,
    SETTING_VALUE,
    SETTING_CLASS,
    SETTING_HIGHEST,
    SETTINGS
} setting_name;

/** Key of the first setting in argp: none of them has a short option. */
#define SETTING_KEY 0x100

/** One of them. */
typedef struct setting {
    bool given;
    uint64_t value;
} setting;

/** What the command line says. */
typedef struct request {
    const char *keys;
    const char *token;
    setting settings[SETTINGS];
} request;

static bool read_entity(const char *text, uint64_t *value, const char **reason)
{
    const bool valid = (strlen(text) == 16U) && tool_entity_from(text, value);

    *reason = valid ? NULL : "not 16 hexadecimal digits";
    return valid;
}

/** A number without sign or blanks; a leading zero does not make it octal. */
static bool read_number(const char *text, uint64_t *value, const char **reason)
{
    const bool hexadecimal = (text[0] == '0') && ((text[1] == 'x') || (text[1] == 'X'));
    const uint64_t base = hexadecimal ? 16U : 10U;
    const char *digits = hexadecimal ? &text[2] : text;
    bool valid = digits[0] != '\0';

    *value = 0U;
    *reason = NULL;
    for (size_t i = 0U; valid && (digits[i] != '\0'); i++) {
        const int digit = tool_hex_digit((unsigned char)digits[i]);
        valid = (digit >= 0) && ((uint64_t)digit < base) &&
                (*value <= ((UINT64_MAX - (uint64_t)digit) / base));
        *value = (*value * base) + (uint64_t)(valid ? digit : 0);
    }
    if (!valid) {
        *reason = "not a number of up to 64 bits, decimal or 0x and hexadecimal digits";
    }
    return valid;
}

static bool read_counter(const char *text, uint64_t *value, const char **reason)
{
    bool valid = read_number(text, value, reason);

    if (valid && (*value == 0U)) {
        *reason = "an Originator Counter is not 0";
        valid = false;
    } else if (valid && ((*value & UINT32_MAX) != 0U)) {
        *reason = "the low 32 bits of a top up's Originator Counter are zero, as in "
                  "0x0000000300000000";
        valid = false;
    }
    return valid;
}

static bool read_value(const char *text, uint64_t *value, const char **reason)
{
    bool valid = read_number(text, value, reason);

    if (valid && (*value > GBCS_TOKEN_VALUE_MAX)) {
        *reason = "over 8191, the highest value of a token";
        valid = false;
    }
    return valid;
}

static bool read_class(const char *text, uint64_t *value, const char **reason)
{
    const bool pounds = strcmp(text, "pounds") == 0;
    const bool valid = pounds || (strcmp(text, "pence") == 0);

    *value = pounds ? GBCS_VALUE_POUNDS : GBCS_VALUE_PENCE;
    *reason = valid ? NULL : "neither pence nor pounds";
    return valid;
}

static bool read_highest(const char *text, uint64_t *value, const char **reason)
{
    bool valid = read_number(text, value, reason);

    if (valid && (*value > UINT32_MAX)) {
        *reason = "over 32 bits: a UTRN Counter is the high half of an Originator Counter";
        valid = false;
    }
    return valid;
}

/** An option with a value of its own here. */
typedef struct setting_kind {
    const char *name;
    bool (*read)(const char *text, uint64_t *value, const char **reason);
} setting_kind;

static const setting_kind KINDS[SETTINGS] = {
    {"originator", read_entity}, {"target", read_entity}, {"counter", read_counter},
    {"value", read_value},       {"class", read_class},   {"highest", read_highest},
};

#define OPTION_ORIGINATOR                                                                          \
    {                                                                                              \
        "originator", SETTING_KEY + SETTING_ORIGINATOR, "EUI64", 0,                                \
            "Entity Identifier of the supplier, 16 digits", 0                                      \
    }
#define OPTION_TARGET                                                                              \
    {                                                                                              \
        "target", SETTING_KEY + SETTING_TARGET, "EUI64", 0,                                        \
            "Entity Identifier of the ESME or GSME, 16 digits", 0                                  \
    }
#define OPTION_COUNTER                                                                             \
    {                                                                                              \
        "counter", SETTING_KEY + SETTING_COUNTER, "N", 0,                                          \
            "Originator Counter of the top up, 64 bits of which the low 32 are zero, decimal or "  \
            "hexadecimal, as in 0x0000000300000000",                                               \
            0                                                                                      \
    }

static const struct argp_option MAKE_OPTIONS[] = {
    OPTION_KEYS,
    OPTION_ORIGINATOR,
    OPTION_TARGET,
    OPTION_COUNTER,
    {"value", SETTING_KEY + SETTING_VALUE, "N", 0, "value in the unit of its class, 0 to 8191", 0},
    {"class", SETTING_KEY + SETTING_CLASS, "CLASS", 0, "unit of the value: pence or pounds", 0},
    {0}};

static const struct argp_option CHECK_OPTIONS[] = {
    OPTION_KEYS,
    OPTION_ORIGINATOR,
    OPTION_TARGET,
    OPTION_COUNTER,
    {"highest", SETTING_KEY + SETTING_HIGHEST, "N", 0,
     "highest UTRN Counter known so far, 32 bits; 0 if not given", 0},
    {0}};

static const struct argp_option SHOW_OPTIONS[] = {{0}};

static const char UTRN_DOCUMENTATION[] =
    "Make, check and take apart the 20 digits of a prepayment top up (UTRN)."
    "\v"
    "Subcommands:\n"
    "  make   make a token, as a supplier does\n"
    "  check  tell whether a token is authentic, as a device does\n"
    "  show   take a token apart, without keys\n"
    "\n"
    "`gbcs utrn SUBCOMMAND --help' tells more about each.\n"
    "\n"
    "Keys: the supplier's are <originator>-pp-ka.key and -pp-ka.pem (key agreement for prepayment "
    "top ups, not the -ka pair), the device's are <target>-ka.key and -ka.pem. The private key of "
    "either side and the certificate of the other will do.\n"
    "\n"
    "Exit status: 0 all is well; 1 a token is not authentic; 2 digits, keys or options are bad.\n"
    "\n"
    "Example:\n"
    "  gbcs utrn make --keys examples/keystore --originator 00005EEF10000002 \\\n"
    "    --target 00005EEF100000E0 --counter 0x0000000300000000 --value 10 --class pounds";

static const char MAKE_DOCUMENTATION[] =
    "Make the token of a prepayment top up, and print its 20 digits."
    "\v"
    "An Originator Counter must never be used twice for a device: two tokens would have the same "
    "key and initialisation vector. Nothing is remembered here, so whoever runs this keeps count.\n"
    "\n"
    "Exit status: 0, or 2 if it can't be done.\n"
    "\n"
    "Example:\n"
    "  gbcs utrn make --keys examples/keystore --originator 00005EEF10000002 \\\n"
    "    --target 00005EEF100000E0 --counter 0x0000000300000000 --value 10 --class pounds";

static const char CHECK_DOCUMENTATION[] =
    "Tell whether a token is authentic, and what it says."
    "\v"
    "Give the Originator Counter with --counter if it is known. If not, the token is of little "
    "help: it carries only the low ten bits of its UTRN Counter, which is the high half of the "
    "Originator Counter. Then the counters with these ten bits are tried in the block of 1024 that "
    "--highest lies in, in the block above and in the block below. So a token is found up to 1024 "
    "to 2047 counters above the highest, depending on where that lies in its block, and as many "
    "below.\n"
    "\n"
    "A token that is not authentic is reported on standard error; nothing that it says is printed. "
    "Whether a token was used before is not known here.\n"
    "\n"
    "Exit status: 0 if the token is authentic; 1 if it is well formed and not authentic; 2 if "
    "digits, keys or options are bad.\n"
    "\n"
    "Example:\n"
    "  gbcs utrn check --keys examples/keystore --originator 00005EEF10000002 \\\n"
    "    --target 00005EEF100000E0 --highest 2 73946144348006662608";

static const char SHOW_DOCUMENTATION[] =
    "Take a token apart. It needs no keys, and so proves nothing."
    "\v"
    "Exit status: 0, or 2 if the digits are no token.\n"
    "\n"
    "Example:\n"
    "  gbcs utrn show 73946144348006662608";

static error_t parse_setting(setting_name name, const char *text, setting *to)
{
    const char *reason = NULL;

    to->given = KINDS[name].read(text, &to->value, &reason);
    if (!to->given) {
        tool_error("--%s=%s: %s", KINDS[name].name, text, reason);
    }
    return to->given ? 0 : EINVAL;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    request *from = state->input;
    error_t result = 0;

    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL; /* one line of getopt is enough */
    } else if (key == 'k') {
        from->keys = argument;
    } else if ((key >= SETTING_KEY) && (key < (SETTING_KEY + SETTINGS))) {
        const setting_name name = (setting_name)(key - SETTING_KEY);
        result = parse_setting(name, argument, &from->settings[name]);
    } else if ((key == ARGP_KEY_ARG) && (from->token == NULL)) {
        from->token = argument;
    } else if (key == ARGP_KEY_ARG) {
        tool_error("%s: more than one TOKEN", argument);
        result = EINVAL;
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const struct argp MAKE_ARGUMENTS = {
    .options = MAKE_OPTIONS,
    .parser = parse_option,
    .args_doc =
        "--keys DIR --originator EUI64 --target EUI64 --counter N --value N --class pence|pounds",
    .doc = MAKE_DOCUMENTATION};

static const struct argp CHECK_ARGUMENTS = {
    .options = CHECK_OPTIONS,
    .parser = parse_option,
    .args_doc = "--keys DIR --originator EUI64 --target EUI64 [--counter N | --highest N] TOKEN",
    .doc = CHECK_DOCUMENTATION};

static const struct argp SHOW_ARGUMENTS = {.options = SHOW_OPTIONS,
                                           .parser = parse_option,
                                           .args_doc = "TOKEN",
                                           .doc = SHOW_DOCUMENTATION};

/** Whether keys were named, and all settings from the first to the last. */
static bool need_settings(const request *from, setting_name first, setting_name last)
{
    bool valid = from->keys != NULL;

    if (!valid) {
        tool_error("--keys is missing: name the folder of keys");
    }
    for (size_t i = (size_t)first; valid && (i <= (size_t)last); i++) {
        valid = from->settings[i].given;
        if (!valid) {
            tool_error("--%s is missing", KINDS[i].name);
        }
    }
    return valid;
}

/** Reads the digits of a token. False after a message. */
static bool read_token(const char *text, gbcs_token *token)
{
    const char *reason = NULL;

    if (text == NULL) {
        tool_error("no TOKEN: give the 20 digits of one");
    } else {
        const gbcs_status status =
            gbcs_utrn_parse(gbcs_bytes_of((const uint8_t *)text, strlen(text)), token);
        if (status == GBCS_OK) {
            reason = NULL;
        } else if (status == GBCS_ERR_TRUNCATED) {
            reason = "too short: a token has 20 digits";
        } else if (status == GBCS_ERR_TRAILING) {
            reason = "too long: a token has 20 digits";
        } else if (status == GBCS_ERR_TAG) {
            reason = "not all of it is digits: a token has 20 of them, and nothing else";
        } else if (status == GBCS_ERR_VALUE) {
            reason = "the digits are not those of a prepayment top up";
        } else {
            reason = gbcs_status_text(status);
        }
        if (reason != NULL) {
            tool_error("%s: %s", text, reason);
        }
    }
    return (text != NULL) && (reason == NULL);
}

/** The secret of a supplier and a device, from the private key of either. False after a message. */
static bool find_secret(const request *from, const keystore *store, gbcs_token_parties *parties,
                        gbcs_shared_secret *secret)
{
    const unsigned long long originator = from->settings[SETTING_ORIGINATOR].value;
    const unsigned long long target = from->settings[SETTING_TARGET].value;
    const keystore_key *top_up = keystore_find(store, originator, KEY_PREPAYMENT_TOP_UP);
    const keystore_key *device = keystore_find(store, target, KEY_AGREEMENT);
    bool found = false;

    if (top_up == NULL) {
        tool_error("%s: no prepayment top up key of the originator (%016llx-pp-ka.pem or .key)",
                   from->keys, originator);
    } else if (device == NULL) {
        tool_error("%s: no key agreement key of the target (%016llx-ka.pem or .key)", from->keys,
                   target);
    } else if (!top_up->has_private && !device->has_private) {
        tool_error("%s: no private key: neither %016llx-pp-ka.key nor %016llx-ka.key", from->keys,
                   originator, target);
    } else {
        const keystore_key *own = top_up->has_private ? top_up : device;
        const keystore_key *other = top_up->has_private ? device : top_up;
        const gbcs_status status =
            gbcs_ecdh(&store->crypto, &own->private_key, &other->public_key, secret);
        found = status == GBCS_OK;
        if (!found) {
            tool_error("%s: %s", from->keys, gbcs_status_text(status));
        }
    }
    *parties = (gbcs_token_parties){originator, target, secret};
    return found;
}

/** Makes a token and prints it. */
static int make_token(const request *from, const gbcs_crypto *crypto,
                      const gbcs_token_parties *parties, gbcs_token *token)
{
    char digits[UTRN_TEXT_SIZE] = {'\0'};
    gbcs_writer writer = gbcs_writer_of((uint8_t *)digits, GBCS_UTRN_SIZE);
    gbcs_status status =
        gbcs_token_make(crypto, parties, (uint32_t)(from->settings[SETTING_COUNTER].value >> 32),
                        (gbcs_value_class)from->settings[SETTING_CLASS].value,
                        (uint16_t)from->settings[SETTING_VALUE].value, token);

    if (status == GBCS_OK) {
        gbcs_write_utrn(&writer, token);
        status = writer.status;
    }
    if (status == GBCS_OK) {
        (void)printf("%s\n", digits);
    } else {
        tool_error("%s", gbcs_status_text(status));
    }
    return (status == GBCS_OK) ? TOOL_OK : TOOL_ERROR;
}

static void print_value(const gbcs_token *token)
{
    const unsigned int value = token->value;

    if (token->value_class == GBCS_VALUE_POUNDS) {
        (void)printf("value    %u.00 pounds (%u, class pounds)\n", value, value);
    } else {
        (void)printf("value    %u.%02u pounds (%u, class pence)\n", value / 100U, value % 100U,
                     value);
    }
}

/** Checks a token; what it says is printed only if it is authentic. */
static int check_token(const request *from, const gbcs_crypto *crypto,
                       const gbcs_token_parties *parties, gbcs_token *token)
{
    const setting *known = &from->settings[SETTING_COUNTER];
    const uint32_t highest = (uint32_t)from->settings[SETTING_HIGHEST].value;
    uint32_t counter = (uint32_t)(known->value >> 32);
    const gbcs_status status =
        known->given ? gbcs_token_verify(crypto, parties, counter, token)
                     : gbcs_token_find_counter(crypto, parties, highest, token, &counter);

    if (status == GBCS_OK) {
        (void)printf("MAC      authentic\n");
        print_value(token);
        (void)printf("counter  0x%08lX00000000 (UTRN Counter %lu)\n", (unsigned long)counter,
                     (unsigned long)counter);
    } else if (known->given && ((counter & GBCS_TOKEN_COUNTER_MASK) != token->truncated_counter)) {
        tool_error("%s: not authentic with this counter: the low ten bits of its UTRN Counter are "
                   "%u, not %u",
                   from->token, (unsigned int)token->truncated_counter,
                   (unsigned int)(counter & GBCS_TOKEN_COUNTER_MASK));
    } else if (known->given) {
        tool_error("%s: not authentic: its MAC is wrong", from->token);
    } else {
        tool_error("%s: not authentic with any UTRN Counter near %lu", from->token,
                   (unsigned long)highest);
    }
    return (status == GBCS_OK) ? TOOL_OK : TOOL_FAILED;
}

/** Work that needs the secret of a supplier and a device. */
typedef int (*token_work)(const request *from, const gbcs_crypto *crypto,
                          const gbcs_token_parties *parties, gbcs_token *token);

static int with_secret(const request *from, token_work work, gbcs_token *token)
{
    keystore store = {.keys = NULL};
    gbcs_token_parties parties;
    gbcs_shared_secret secret;
    int result = TOOL_ERROR;

    if (keystore_open(&store, from->keys) && find_secret(from, &store, &parties, &secret)) {
        result = work(from, &store.crypto, &parties, token);
    }
    gbcs_wipe(&secret, sizeof secret);
    keystore_close(&store);
    return result;
}

static int command_make(int argc, char **argv)
{
    request from = {.keys = NULL};
    gbcs_token token;
    int result = TOOL_ERROR;

    if ((argp_parse(&MAKE_ARGUMENTS, argc, argv, 0U, NULL, &from) != 0) ||
        !need_settings(&from, SETTING_ORIGINATOR, SETTING_CLASS)) {
        result = TOOL_ERROR;
    } else if (from.token != NULL) {
        tool_error("%s: no argument is wanted here", from.token);
    } else {
        result = with_secret(&from, make_token, &token);
    }
    return result;
}

static int command_check(int argc, char **argv)
{
    request from = {.keys = NULL};
    gbcs_token token;
    int result = TOOL_ERROR;

    if ((argp_parse(&CHECK_ARGUMENTS, argc, argv, 0U, NULL, &from) != 0) ||
        !need_settings(&from, SETTING_ORIGINATOR, SETTING_TARGET)) {
        result = TOOL_ERROR;
    } else if (from.settings[SETTING_COUNTER].given && from.settings[SETTING_HIGHEST].given) {
        tool_error("--counter and --highest exclude each other");
    } else if (read_token(from.token, &token)) {
        result = with_secret(&from, check_token, &token);
    } else {
        result = TOOL_ERROR;
    }
    return result;
}

static int command_show(int argc, char **argv)
{
    request from = {.keys = NULL};
    gbcs_token token;
    const bool valid = (argp_parse(&SHOW_ARGUMENTS, argc, argv, 0U, NULL, &from) == 0) &&
                       read_token(from.token, &token);

    if (valid) {
        (void)printf("digits   %s (check digit right)\n", from.token);
        print_value(&token);
        (void)printf("counter  %u (low ten bits of the UTRN Counter)\n",
                     (unsigned int)token.truncated_counter);
        (void)printf("MAC      ");
        tool_print_hex(stdout, gbcs_bytes_of(token.mac, sizeof token.mac));
        (void)printf(" (not checked)\n"
                     "Nothing is proved: anybody can make such digits. `gbcs utrn check' checks "
                     "the MAC.\n");
    }
    return valid ? TOOL_OK : TOOL_ERROR;
}

int command_utrn(int argc, char **argv)
{
    static char make_name[] = "gbcs utrn make";
    static char check_name[] = "gbcs utrn check";
    static char show_name[] = "gbcs utrn show";
    static const subcommand TABLE[] = {{"make", make_name, command_make},
                                       {"check", check_name, command_check},
                                       {"show", show_name, command_show}};
    static const struct argp ARGUMENTS = {.args_doc = "SUBCOMMAND [ARGUMENT...]",
                                          .doc = UTRN_DOCUMENTATION};

    return subcommand_run(&ARGUMENTS, TABLE, TOOL_COUNT(TABLE), argc, argv);
}
