/**
 * @file
 * The command line of gbcs cert issue.
 */
#include <errno.h>
#include <string.h>

#include "cert_issue.h"
#include "options.h"

/** Options. */
typedef enum issue_option {
    ISSUE_ISSUER = 0x100,
    ISSUE_ISSUER_KEY,
    ISSUE_REQUEST,
    ISSUE_KEY,
    ISSUE_ROLE,
    ISSUE_ENTITY,
    ISSUE_USAGE,
    ISSUE_NAME,
    ISSUE_NOT_BEFORE,
    ISSUE_NOT_AFTER,
    ISSUE_SERIAL
} issue_option;

static const struct argp_option OPTIONS[] = {
    {"issuer", ISSUE_ISSUER, "FILE", 0, "certificate of the issuing authority", 0},
    {"issuer-key", ISSUE_ISSUER_KEY, "FILE", 0, "its private key, PEM", 0},
    {"not-before", ISSUE_NOT_BEFORE, "UTC", 0,
     "first moment of validity: now (the default), or as in 2026-02-03T10:15:00Z or 2026-02-03", 0},
    {"serial", ISSUE_SERIAL, "HEX", 0, "serial number, up to 16 octets; a random one if not given",
     0},
    OPTION_OUTPUT,
    {"binary", 'b', NULL, 0, "write DER instead of PEM", 0},
    {NULL, 0, NULL, 0, "For a device:", 1},
    {"request", ISSUE_REQUEST, "FILE", 0, "its certification request", 1},
    {NULL, 0, NULL, 0, "For an organisation:", 2},
    {"key", ISSUE_KEY, "FILE", 0, "its public key, or a certificate that holds it", 2},
    {"role", ISSUE_ROLE, "ROLE", 0,
     "recovery, supplier, network-operator, acb, transitional-cos, wan-provider, load-controller "
     "or other",
     2},
    {"entity", ISSUE_ENTITY, "EUI64", 0, "its Entity Identifier, 16 digits", 2},
    {"key-usage", ISSUE_USAGE, "USAGE", 0, "what the key is for: signature or agreement", 2},
    {"name", ISSUE_NAME, "TEXT", 0, "its commonName; none if not given", 2},
    {"not-after", ISSUE_NOT_AFTER, "UTC", 0, "last moment of validity; 10 years on if not given",
     2},
    {0}};

static const char DOCUMENTATION[] =
    "Make the certificate of a device from its certification request, or the certificate of an "
    "organisation."
    "\v"
    "A device's certificate says what the request asks for, and never expires. The request must be "
    "as GBCS 13.4 has it, and signed with the key that it is for. The policy is the issuer's.\n"
    "\n"
    "For trying things out: whoever has read this file has the issuer's key, which a real "
    "authority "
    "keeps in hardware.\n"
    "\n"
    "Exit status: 0; 1 if the request is not one of a device or is not authentic; 2 if a file, key "
    "or option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs cert issue --issuer examples/keystore/device-issuer.pem \\\n"
    "    --issuer-key examples/keystore/device-issuer.key --request /tmp/device.csr\n"
    "  gbcs cert issue --issuer examples/keystore/organisation-issuer.pem \\\n"
    "    --issuer-key examples/keystore/organisation-issuer.key --role supplier \\\n"
    "    --entity 00005EEF10000002 --key-usage signature --key /tmp/supplier-public.pem";

/** Readers of values: null, or what is wrong. */
static const char *read_role(const char *text, issue_wish *wish)
{
    wish->has_role = cert_role_from(text, &wish->content.subject.role);
    return wish->has_role ? NULL : "no role of an organisation";
}

static const char *read_entity(const char *text, issue_wish *wish)
{
    gbcs_entity_id *entity = &wish->content.subject.entity;

    return ((strlen(text) == 16U) && tool_entity_from(text, entity) && (*entity != 0U))
               ? NULL
               : "not 16 hexadecimal digits that name somebody";
}

static const char *read_usage(const char *text, issue_wish *wish)
{
    return cert_usage_from(text, &wish->content.key_usage) ? NULL
                                                           : "neither signature nor agreement";
}

static const char *read_name(const char *text, issue_wish *wish)
{
    const size_t size = strlen(text);
    bool good = (size > 0U) && (size <= GBCS_COMMON_NAME_SIZE);

    for (size_t i = 0U; i < size; i++) {
        good = good && (text[i] >= ' ') && (text[i] <= '~');
    }
    wish->content.subject.common_name = gbcs_bytes_of((const uint8_t *)text, size);
    return good ? NULL : "not 1 to 64 printable characters of ASCII";
}

static const char *read_moment(const char *text, gbcs_utc *utc)
{
    return cert_time_from(text, utc) ? NULL : "not now or a moment as in 2026-02-03T10:15:00Z";
}

static const char *read_not_before(const char *text, issue_wish *wish)
{
    return read_moment(text, &wish->content.not_before);
}

static const char *read_not_after(const char *text, issue_wish *wish)
{
    wish->has_not_after = true;
    return read_moment(text, &wish->content.not_after);
}

static const char *read_serial(const char *text, issue_wish *wish)
{
    const size_t size = strlen(text) / 2U;
    bool good = (size > 0U) && (size <= SERIAL_SIZE) && ((strlen(text) % 2U) == 0U);

    for (size_t i = 0U; good && (i < size); i++) {
        const int high = tool_hex_digit((unsigned char)text[2U * i]);
        const int low = tool_hex_digit((unsigned char)text[(2U * i) + 1U]);
        good = (high >= 0) && (low >= 0);
        wish->serial[i] = good ? (uint8_t)((high * 16) + low) : 0U;
    }
    /* the shortest octets of a number above 0 */
    good = good && (wish->serial[0] < 0x80U) &&
           ((wish->serial[0] != 0U) || ((size > 1U) && (wish->serial[1] >= 0x80U)));
    wish->content.serial = gbcs_bytes_of(wish->serial, size);
    return good ? NULL : "not 1 to 16 octets of a positive number in its shortest form";
}

static const struct {
    issue_option option;
    const char *name;
    const char *(*read)(const char *text, issue_wish *wish);
} VALUES[] = {
    {ISSUE_ROLE, "role", read_role},
    {ISSUE_ENTITY, "entity", read_entity},
    {ISSUE_USAGE, "key-usage", read_usage},
    {ISSUE_NAME, "name", read_name},
    {ISSUE_NOT_BEFORE, "not-before", read_not_before},
    {ISSUE_NOT_AFTER, "not-after", read_not_after},
    {ISSUE_SERIAL, "serial", read_serial},
};

/** An option with a value that is read here. */
static error_t parse_value(int key, const char *text, issue_wish *wish)
{
    error_t result = ARGP_ERR_UNKNOWN;

    for (size_t i = 0U; i < TOOL_COUNT(VALUES); i++) {
        if ((int)VALUES[i].option == key) {
            const char *reason = VALUES[i].read(text, wish);
            result = (reason == NULL) ? 0 : EINVAL;
            if (reason != NULL) {
                tool_error("--%s=%s: %s", VALUES[i].name, text, reason);
            }
        }
    }
    return result;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    issue_wish *wish = state->input;
    error_t result = 0;

    switch (key) {
    case ARGP_KEY_INIT:
        state->err_stream = NULL; /* one line of getopt is enough */
        break;
    case ISSUE_ISSUER:
        wish->issuer = argument;
        break;
    case ISSUE_ISSUER_KEY:
        wish->issuer_key = argument;
        break;
    case ISSUE_REQUEST:
        wish->request = argument;
        break;
    case ISSUE_KEY:
        wish->key = argument;
        break;
    case 'o':
        wish->output = argument;
        break;
    case 'b':
        wish->binary = true;
        break;
    case ARGP_KEY_ARG:
        tool_error("%s: no argument is wanted here", argument);
        result = EINVAL;
        break;
    default:
        result = parse_value(key, argument, wish);
        break;
    }
    return result;
}

static const struct argp ARGUMENTS = {
    .options = OPTIONS,
    .parser = parse_option,
    .args_doc = "--issuer FILE --issuer-key FILE --request FILE\n"
                "--issuer FILE --issuer-key FILE --key FILE --role ROLE --entity EUI64 "
                "--key-usage signature|agreement",
    .doc = DOCUMENTATION};

/** Says what is missing; null if nothing is. */
static bool is_complete(const issue_wish *wish)
{
    const gbcs_certificate_name *subject = &wish->content.subject;
    const bool of_organisation = wish->has_role || (wish->key != NULL) || (subject->entity != 0U) ||
                                 (wish->content.key_usage != 0U) || wish->has_not_after ||
                                 (subject->common_name.size > 0U);
    const char *missing = NULL;

    if (wish->issuer == NULL) {
        missing = "--issuer is missing: name the certificate of the issuing authority";
    } else if (wish->issuer_key == NULL) {
        missing = "--issuer-key is missing: name the private key of the issuing authority";
    } else if ((wish->request != NULL) && of_organisation) {
        missing = "--request says all there is to say of a device; the options for an "
                  "organisation exclude it";
    } else if (!of_organisation && (wish->request == NULL)) {
        missing =
            "--request is missing, or --key, --role, --entity and --key-usage for an organisation";
    } else if (of_organisation && (wish->key == NULL)) {
        missing = "--key is missing: name the public key of the organisation";
    } else if (of_organisation && !wish->has_role) {
        missing = "--role is missing: give the role of the organisation";
    } else if (of_organisation && (subject->entity == 0U)) {
        missing = "--entity is missing: give the Entity Identifier of the organisation";
    } else if (of_organisation && (wish->content.key_usage == 0U)) {
        missing = "--key-usage is missing: signature or agreement";
    } else {
        missing = NULL;
    }
    if (missing != NULL) {
        tool_error("%s", missing);
    }
    return missing == NULL;
}

bool issue_parse(int argc, char **argv, issue_wish *wish)
{
    return (argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, wish) == 0) && is_complete(wish);
}
