/**
 * @file
 * gbcs cert show: what certificates and certification requests say, and which rule they break.
 */
#include <stdlib.h>
#include <string.h>

#include "cert.h"
#include "cert_fields.h"
#include "input.h"
#include "options.h"

static const gbcs_bytes NO_OCTETS = {NULL, 0U};

static const struct argp_option OPTIONS[] = {
    OPTION_COLOR, {"json", 'j', NULL, 0, "print a JSON document a file, one a line", 0}, {0}};

static const char DOCUMENTATION[] =
    "Show what certificates and certification requests say, and whether they are as GBCS 12 and 13 "
    "ask for."
    "\v"
    "The profile (organisation, device, issuing authority, root, link) is the one that a "
    "certificate seems to have; the last line says whether it keeps all rules of it, or the first "
    "that it breaks. Signatures of certificates are not checked, `gbcs cert verify' does that; the "
    "signature of a request is. Several files may be named; of a file with several certificates "
    "the first is shown.\n"
    "\n"
    "Exit status: 0 if all keep their rules; 1 if one breaks a rule or is no certificate; 2 if a "
    "file or option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs cert show examples/keystore/00005eef10000002-ds.pem";

static const struct argp ARGUMENTS = {
    .options = OPTIONS, .args_doc = "FILE...", .doc = DOCUMENTATION};

/* ---- the whole ------------------------------------------------------------------------------- */

static void add_verdict(report *rows, const char *rule, gbcs_status status)
{
    if (status == GBCS_OK) {
        report_add(rows, NO_OCTETS, "verdict", "keeps %s", rule);
        report_set_mood(rows, REPORT_GOOD);
    } else {
        report_add(rows, NO_OCTETS, "verdict", "breaks %s: %s: %s", rule, gbcs_status_name(status),
                   gbcs_status_text(status));
        report_set_mood(rows, REPORT_BAD);
    }
}

static void add_certificate(report *rows, const gbcs_certificate *certificate)
{
    format_text text;

    report_add(rows, NO_OCTETS, "version", "%llu", (unsigned long long)certificate->version + 1U);
    report_add(rows, NO_OCTETS, "serial number", "%s", format_hex(certificate->serial, &text));
    cert_add_name(rows, "issuer", certificate->issuer);
    report_add(rows, NO_OCTETS, "not before", "%s", format_utc(certificate->not_before, &text));
    report_add(rows, NO_OCTETS, "not after", "%s%s", format_utc(certificate->not_after, &text),
               (certificate->not_after == GBCS_UTC_LAST) ? " (never expires)" : "");
    cert_add_name(rows, "subject", certificate->subject);
    cert_add_identity(rows, certificate->subject);
    cert_add_key(rows, certificate->key_algorithm, certificate->public_key);
    cert_add_extensions(rows, certificate->extensions);
    cert_add_signature(rows, certificate->signature_algorithm, certificate->signature);
}

/** Null, or why nothing can be shown. */
static const char *show_certificate(report *rows, const gbcs_crypto *crypto, gbcs_bytes octets,
                                    gbcs_status *status)
{
    gbcs_certificate certificate;
    gbcs_credential credential;
    const cert_profile *profile;
    const char *reason = NULL;

    *status = gbcs_certificate_parse(octets, &certificate);
    if (*status == GBCS_OK) {
        add_certificate(rows, &certificate);
        *status = cert_judge(crypto, octets, &credential, &profile);
        report_add(rows, NO_OCTETS, "profile", "%s", profile->name);
        add_verdict(rows, "the rules of its profile", *status);
    } else {
        reason = gbcs_status_text(*status);
    }
    return reason;
}

static const char *show_request(report *rows, const gbcs_crypto *crypto, gbcs_bytes octets,
                                gbcs_status *status)
{
    cert_asked asked;
    cert_wish wish;
    const char *reason = NULL;

    *status = cert_request_parse(octets, &asked);
    if (*status == GBCS_OK) {
        report_add(rows, NO_OCTETS, "version", "%llu", (unsigned long long)asked.version + 1U);
        cert_add_name(rows, "subject", asked.subject);
        cert_add_key(rows, asked.key_algorithm, asked.public_key);
        cert_add_extensions(rows, asked.extensions);
        cert_add_signature(rows, asked.signature_algorithm, asked.signature);
        *status = cert_request_judge(crypto, octets, &asked, &wish);
        add_verdict(rows, "the rules of a device's request", *status);
    } else {
        reason = gbcs_status_text(*status);
    }
    return reason;
}

static json_t *text_of(const char *text)
{
    char *copy = tool_copy(text);
    json_t *string = NULL;

    for (char *each = copy; *each != '\0'; each++) {
        if (((unsigned char)*each) >= 0x80U) {
            *each = '?';
        }
    }
    string = json_string(copy);
    free(copy);
    return string;
}

static void print_json(const report *rows, const char *path, const char *kind, gbcs_status status)
{
    json_t *document = json_object();
    json_t *fields = json_array();

    for (size_t i = 0U; i < rows->count; i++) {
        json_t *field = json_object();
        (void)json_object_set_new(field, "name", text_of(rows->rows[i].name));
        (void)json_object_set_new(field, "value", text_of(rows->rows[i].value));
        (void)json_array_append_new(fields, field);
    }
    (void)json_object_set_new(document, "path", text_of(path));
    (void)json_object_set_new(document, "kind", text_of(kind));
    (void)json_object_set_new(document, "status", text_of(gbcs_status_name(status)));
    (void)json_object_set_new(document, "fields", fields);
    (void)json_dumpf(document, stdout, JSON_COMPACT);
    (void)putchar('\n');
    json_decref(document);
}

static void print_rows(const tool_options *options, const report *rows, const char *path,
                       const char *kind, gbcs_status status)
{
    char line[TOOL_TEXT_SIZE];
    report_title title = {.path = line};

    if (options->json) {
        print_json(rows, path, kind, status);
    } else {
        (void)snprintf(line, sizeof line, "%.200s: %s", path, kind);
        report_print_text(
            rows, &title,
            report_color(options->color == COLOR_ALWAYS, options->color == COLOR_NEVER));
    }
}

static void refuse(const tool_options *options, const char *path, const char *reason)
{
    if (options->json) {
        report_print_json_error(path, reason);
    }
    tool_error("%s: %s", path, reason);
}

static int show_file(const tool_options *options, const gbcs_crypto *crypto, const char *path)
{
    gbcs_bytes octets;
    cert_form form;
    const char *reason = NULL;
    gbcs_status status = GBCS_OK;
    int result = TOOL_ERROR;
    report rows;

    if (!cert_read(path, &octets, &form, &reason)) {
        refuse(options, path, reason);
    } else if (form == CERT_PUBLIC_KEY) {
        refuse(options, path, "a public key, neither a certificate nor a request");
    } else {
        report_begin(&rows, octets);
        reason = ((form == CERT_REQUEST) ? show_request : show_certificate)(&rows, crypto, octets,
                                                                            &status);
        result = (status == GBCS_OK) ? TOOL_OK : TOOL_FAILED;
        if (reason != NULL) {
            char text[TOOL_TEXT_SIZE];
            (void)snprintf(text, sizeof text, "not a certificate: %s: %s", gbcs_status_name(status),
                           reason);
            refuse(options, path, text);
        } else {
            print_rows(options, &rows, path,
                       (form == CERT_REQUEST) ? "certification request" : "certificate", status);
        }
        report_free(&rows);
    }
    input_release(&octets);
    return result;
}

int command_cert_show(int argc, char **argv)
{
    tool_options options;
    gbcs_crypto crypto;
    int result = TOOL_ERROR;

    gbcs_crypto_default(&crypto);
    if (!options_parse(&ARGUMENTS, argc, argv, &options)) {
        result = TOOL_ERROR; /* getopt has said what is wrong */
    } else if (options.path_count == 0U) {
        tool_error("no FILE: name a certificate or certification request, or - for standard input");
    } else {
        result = TOOL_OK;
        for (size_t i = 0U; i < options.path_count; i++) {
            const int one = show_file(&options, &crypto, options.paths[i]);
            result = (one > result) ? one : result;
        }
    }
    options_free(&options);
    return result;
}
