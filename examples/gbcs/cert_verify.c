/**
 * @file
 * gbcs cert verify: certificates against a root, a line a certificate.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cert.h"
#include "input.h"
#include "options.h"

/** Keys of options in argp that have no short form. */
#define KEY_ROOT 0x100
#define KEY_WITH 0x101
#define KEY_TIME 0x102

/** What the command line says, and what the files hold. */
typedef struct verify_request {
    const char *root;
    const char *with[GBCS_PATH_CERTIFICATES];
    /** The stored root, the certificates at hand, the moment. */
    gbcs_path path;
    gbcs_trust_anchor anchor;
    tool_options files;
    gbcs_crypto crypto;
} verify_request;

static const struct argp_option OPTIONS[] = {
    {"root", KEY_ROOT, "FILE", 0, "certificate or public key of the root that is trusted", 0},
    {"with", KEY_WITH, "FILE", 0,
     "certificate of an issuing authority, or link to a new root; up to four", 0},
    {"time", KEY_TIME, "UTC", 0,
     "moment at which all must be valid: now (the default), as in 2026-02-03T10:15:00Z or "
     "2026-02-03, or none",
     0},
    {0}};

static const char DOCUMENTATION[] =
    "Check certificates against a root, as devices do (RFC 5280 6.1, GBCS 13.3)."
    "\v"
    "Prints a line a certificate, its columns separated by tabs: path; profile; valid or invalid; "
    "and why, if it is not. What stands between a certificate and the root is given with --with. "
    "The certificate of an issuing authority, or a link, may be checked itself: then it stands "
    "directly below the root.\n"
    "\n"
    "Exit status: 0 if all are valid; 1 if not; 2 if a file or option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs cert verify --root examples/keystore/root.pem \\\n"
    "    --with examples/keystore/organisation-issuer.pem \\\n"
    "    examples/keystore/00005eef10000002-ds.pem";

static error_t parse_with(verify_request *request, const char *path)
{
    error_t result = 0;

    if (request->path.count == GBCS_PATH_CERTIFICATES) {
        tool_error("--with=%s: more than %u", path, (unsigned int)GBCS_PATH_CERTIFICATES);
        result = EINVAL;
    } else {
        request->with[request->path.count] = path;
        request->path.count++;
    }
    return result;
}

static error_t parse_time(verify_request *request, const char *text)
{
    error_t result = 0;

    request->path.at_time = strcmp(text, "none") != 0;
    if (request->path.at_time && !cert_time_from(text, &request->path.time)) {
        tool_error("--time=%s: not now, none, or a moment as in 2026-02-03T10:15:00Z", text);
        result = EINVAL;
    }
    return result;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    verify_request *request = state->input;
    error_t result = 0;

    switch (key) {
    case ARGP_KEY_INIT:
        state->err_stream = NULL; /* one line of getopt is enough */
        break;
    case KEY_ROOT:
        request->root = argument;
        break;
    case KEY_WITH:
        result = parse_with(request, argument);
        break;
    case KEY_TIME:
        result = parse_time(request, argument);
        break;
    case ARGP_KEY_ARG:
        options_add_path(&request->files, argument);
        break;
    default:
        result = ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

static const struct argp ARGUMENTS = {.options = OPTIONS,
                                      .parser = parse_option,
                                      .args_doc = "--root FILE [--with FILE]... FILE...",
                                      .doc = DOCUMENTATION};

/* ---- what is trusted, and what is at hand ---------------------------------------------------- */

/** Takes the key of a root's certificate, which must be signed with it. Null, or what is wrong. */
static const char *take_root(verify_request *request, gbcs_bytes octets)
{
    gbcs_credential root;
    gbcs_status status = gbcs_credential_root(&request->crypto, octets, &root);

    if (status == GBCS_OK) {
        request->anchor.key = root.key;
        (void)memcpy(request->anchor.key_identifier, root.key_identifier,
                     sizeof request->anchor.key_identifier);
        status = gbcs_credential_verify(&request->crypto, &root, &request->anchor);
    }
    return (status == GBCS_OK) ? NULL : gbcs_status_text(status);
}

static const char *take_key(verify_request *request, gbcs_bytes point)
{
    const gbcs_status status = gbcs_public_key_from(&request->crypto, point, &request->anchor.key);

    if (status == GBCS_OK) {
        gbcs_key_identifier(&request->anchor.key, request->anchor.key_identifier);
    }
    return (status == GBCS_OK) ? NULL : gbcs_status_text(status);
}

static bool read_root(verify_request *request)
{
    gbcs_bytes octets;
    cert_form form;
    const char *reason = NULL;

    if (cert_read(request->root, &octets, &form, &reason)) {
        if (form == CERT_REQUEST) {
            reason = "a certification request, not a root";
        } else if (form == CERT_PUBLIC_KEY) {
            reason = take_key(request, octets);
        } else {
            reason = take_root(request, octets);
        }
        if ((reason != NULL) && (form == CERT_CERTIFICATE)) {
            tool_error("%s: not the certificate of a root: %s", request->root, reason);
        } else if (reason != NULL) {
            tool_error("%s: %s", request->root, reason);
        }
    } else {
        tool_error("%s: %s", request->root, reason);
    }
    input_release(&octets);
    return reason == NULL;
}

static bool read_hand(verify_request *request)
{
    bool good = true;

    for (size_t i = 0U; good && (i < request->path.count); i++) {
        good = cert_read_certificate(request->with[i], &request->path.certificates[i]);
    }
    return good;
}

/* ---- verdicts -------------------------------------------------------------------------------- */

static gbcs_status check_time(const gbcs_path *path, const gbcs_credential *credential)
{
    gbcs_status status = GBCS_OK;

    if (path->at_time && (path->time < credential->certificate.not_before)) {
        status = GBCS_ERR_NOT_YET_VALID;
    } else if (path->at_time && (path->time > credential->certificate.not_after)) {
        status = GBCS_ERR_EXPIRED;
    } else {
        status = GBCS_OK;
    }
    return status;
}

/** What the root itself has signed: authorities, links, its own certificate. */
static gbcs_status check_below_root(const verify_request *request,
                                    const gbcs_credential *credential)
{
    gbcs_status status = check_time(&request->path, credential);

    if (status == GBCS_OK) {
        status = gbcs_credential_verify(&request->crypto, credential, &request->anchor);
    }
    return status;
}

static gbcs_status check_path(verify_request *request, const gbcs_credential *credential)
{
    const uint8_t below = GBCS_PROFILE_AUTHORITY | GBCS_PROFILE_LINK;
    const bool is_root = (credential->profile == GBCS_PROFILE_ROOT) &&
                         (memcmp(credential->key.point, request->anchor.key.point,
                                 sizeof credential->key.point) == 0);
    gbcs_status status;

    if (is_root || ((credential->profile & below) != 0U)) {
        status = check_below_root(request, credential);
    } else {
        request->path.end = credential;
        status = gbcs_path_check(&request->crypto, &request->path);
    }
    return status;
}

static int verify_file(verify_request *request, const char *path)
{
    gbcs_bytes octets;
    gbcs_credential credential;
    const cert_profile *profile = NULL;
    int result = TOOL_ERROR;

    if (cert_read_certificate(path, &octets)) {
        char *shown = tool_copy(path);
        gbcs_status status = cert_judge(&request->crypto, octets, &credential, &profile);
        if (status == GBCS_OK) {
            status = check_path(request, &credential);
        }
        tool_printable(shown);
        (void)printf("%s\t%s\t%s", shown, (profile != NULL) ? profile->name : "-",
                     (status == GBCS_OK) ? "valid" : "invalid");
        if (status != GBCS_OK) {
            (void)printf("\t%s: %s", gbcs_status_name(status), gbcs_status_text(status));
        }
        (void)putchar('\n');
        free(shown);
        result = (status == GBCS_OK) ? TOOL_OK : TOOL_FAILED;
    }
    input_release(&octets);
    return result;
}

static int verify_files(verify_request *request)
{
    int result = TOOL_ERROR;

    if (request->root == NULL) {
        tool_error("--root is missing: name the certificate of the root");
    } else if (request->files.path_count == 0U) {
        tool_error("no FILE: name a certificate, or - for standard input");
    } else if (read_root(request) && read_hand(request)) {
        result = TOOL_OK;
        for (size_t i = 0U; i < request->files.path_count; i++) {
            const int one = verify_file(request, request->files.paths[i]);
            result = (one > result) ? one : result;
        }
    } else {
        result = TOOL_ERROR;
    }
    return result;
}

int command_cert_verify(int argc, char **argv)
{
    verify_request request = {.root = NULL};
    int result = TOOL_ERROR;

    gbcs_crypto_default(&request.crypto);
    request.path.root = &request.anchor;
    request.path.at_time = true;
    (void)cert_time_from("now", &request.path.time);
    if (argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, &request) == 0) {
        result = verify_files(&request);
    }
    for (size_t i = 0U; i < request.path.count; i++) {
        input_release(&request.path.certificates[i]);
    }
    options_free(&request.files);
    return result;
}
