/*
 * What another program found in the same messages: a file with one JSON object a line.
 */
#include "checks.h"

#ifdef HAVE_JANSSON
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kind.h"
#include "payload.h"
#include "tool.h"

/** Longest line of a manifest. */
#define LINE_SIZE 65536

/** What a comparison found; the first difference counts. */
typedef struct difference {
    const json_t *line;
    const char *key;
} difference;

static void differ(difference *at, const char *key, bool equal)
{
    if (!equal && (at->key == NULL)) {
        at->key = key;
    }
}

/** A text, or an empty one for what is absent or null. */
static const char *text_of(const json_t *object, const char *key)
{
    const char *text = json_string_value(json_object_get(object, key));
    return (text == NULL) ? "" : text;
}

/** Whether a text is these octets in hexadecimal digits of any case. */
static bool is_hex(const char *text, gbcs_bytes octets)
{
    bool equal = strlen(text) == 2U * octets.size;
    for (size_t i = 0U; equal && (i < octets.size); i++) {
        char digits[3];
        (void)snprintf(digits, sizeof digits, "%02x", (unsigned int)octets.data[i]);
        equal = (tolower((unsigned char)text[2U * i]) == digits[0]) &&
                (tolower((unsigned char)text[2U * i + 1U]) == digits[1]);
    }
    return equal;
}

static void compare_hex(difference *at, const char *key, gbcs_bytes octets)
{
    differ(at, key, is_hex(text_of(at->line, key), octets));
}

/** Compares an integer of so many octets; absent must it be where the field is. */
static void compare_number(difference *at, const char *key, uint64_t number, size_t size,
                           bool present)
{
    uint8_t memory[8];
    gbcs_writer writer = gbcs_writer_of(memory, sizeof memory);
    gbcs_write_u64(&writer, number);
    compare_hex(at, key,
                present ? gbcs_bytes_of(&memory[sizeof memory - size], size)
                        : gbcs_bytes_of(memory, 0U));
}

static void compare_size(difference *at, const char *key, size_t size)
{
    differ(at, key, json_integer_value(json_object_get(at->line, key)) == (json_int_t)size);
}

static void compare_header(difference *at, const gbcs_header *header)
{
    bool counter = (header->other_form >= GBCS_OTHER_PARTY_COUNTER);
    compare_size(at, "cra", (size_t)header->cra);
    compare_number(at, "counter", header->counter, 8U, true);
    compare_number(at, "originator", header->originator, 8U, true);
    compare_number(at, "recipient", header->recipient, 8U, true);
    compare_number(at, "message_code", header->message_code, 2U, true);
    compare_hex(at, "date_time", header->date_time);
    compare_number(at, "supp_remote_party", header->party, 8U,
                   header->other_form != GBCS_OTHER_CODE);
    compare_number(at, "supp_remote_party_counter", header->party_counter, 8U, counter);
    compare_number(at, "supp_originator_counter", header->party_originator_counter, 8U,
                   header->other_form == GBCS_OTHER_ORIGINATOR_COUNTER);
    compare_size(at, "supp_certificate_len", header->party_certificate.size);
}

/** The verdicts' names, in the order of their enumerators. */
static void compare_verdict(difference *at, const char *key, verdict is)
{
    static const char *const names[VERDICTS] = {"none", "valid", "invalid", "uncheckable"};
    differ(at, key, strcmp(text_of(at->line, key), names[is]) == 0);
}

static void compare_blocks(difference *at, const message *of)
{
    const json_t *blocks = json_object_get(at->line, "encrypted");
    differ(at, "encrypted", json_array_size(blocks) == of->block_count);
    for (size_t i = 0U; (at->key == NULL) && (i < of->block_count); i++) {
        differ(at, "encrypted", is_hex(text_of(json_array_get(blocks, i), "plain"), of->blocks[i]));
    }
}

static void compare_alert_code(difference *at, const message *of)
{
    gbcs_dlms_notification notification;
    gbcs_gbz_alert alert;
    family is = payload_family_of(&of->frame);
    if ((is == FAMILY_NOTIFICATION) &&
        (gbcs_dlms_notification_parse(of->frame.payload, &notification) == GBCS_OK)) {
        compare_number(at, "alert_code", notification.alert_code, 2U, true);
    } else if ((is == FAMILY_GBZ_ALERT) &&
               (gbcs_gbz_alert_parse(of->frame.payload, &alert) == GBCS_OK)) {
        compare_number(at, "alert_code", alert.alert_code, 2U, true);
    } else {
        /* ASN.1 alerts are not taken apart */
    }
}

/** The type that was inferred for the device, if the line knows it. */
static void compare_device(difference *at, const message_set *set, const message *of)
{
    const char *name = text_of(at->line, "device_kind");
    if (name[0] != '\0') {
        differ(at, "device_kind",
               strcmp(name, kind_name(kind_of_device(set, kind_device_of(of)))) == 0);
    }
}

static void compare(bench *on, const message_set *set, const message *of, const json_t *line)
{
    const char *family_name = payload_family_name(payload_family_of(&of->frame));
    uint8_t digest[GBCS_DIGEST_SIZE];
    difference at = {line, NULL};

    gbcs_sha256_of(&on->crypto, of->octets, digest);
    compare_hex(&at, "sha256", gbcs_bytes_of(digest, sizeof digest));
    compare_size(&at, "total_len", of->octets.size);
    compare_size(&at, "payload_len", of->frame.payload.size);
    compare_header(&at, &of->frame.header);
    differ(&at, "payload_family",
           strncmp(text_of(line, "payload_family"), family_name, strlen(family_name)) == 0);
    compare_size(&at, "embedded_certs", of->certificate_count);
    compare_alert_code(&at, of);
    compare_verdict(&at, "mac_verdict", of->mac);
    compare_verdict(&at, "sig_verdict", of->signature);
    compare_blocks(&at, of);
    compare_device(&at, set, of);
    if (at.key == NULL) {
        results_pass(&on->results, CHECK_MANIFEST);
    } else {
        results_fail(&on->results, CHECK_MANIFEST, of->path, "another %s", at.key);
    }
}

/** Whether a path ends with another, at a slash. */
static bool ends_with(const char *path, const char *end)
{
    size_t a = strlen(path);
    size_t b = strlen(end);
    return (b > 0U) && (a >= b) && (strcmp(&path[a - b], end) == 0) &&
           ((a == b) || (path[a - b - 1U] == '/'));
}

/** The message that a line is about, if it is in the set. */
static void compare_line(bench *on, const message_set *set, const json_t *line)
{
    const char *path = text_of(line, "path");
    bool found = false;
    for (size_t i = 0U; !found && (i < set->count); i++) {
        const message *of = &set->messages[i];
        found = ends_with(of->path, path);
        if (found && of->parsed) {
            compare(on, set, of, line);
        }
    }
}

bool check_manifest(bench *on, const message_set *set, const char *path)
{
    FILE *file = fopen(path, "r");
    char *text = heap(LINE_SIZE);
    bool valid = (file != NULL);

    if (!valid) {
        tool_error("%s: %s", path, strerror(errno));
    }
    while (valid && (fgets(text, LINE_SIZE, file) != NULL)) {
        json_error_t error;
        json_t *line = json_loads(text, 0, &error);
        valid = (line != NULL);
        if (valid) {
            compare_line(on, set, line);
            json_decref(line);
        } else {
            tool_error("%s: %s", path, error.text);
        }
    }
    if (file != NULL) {
        (void)fclose(file);
    }
    free(text);
    return valid;
}

#else

bool check_manifest(bench *on, const message_set *set, const char *path)
{
    (void)set;
    results_skip(&on->results, CHECK_MANIFEST, path, "built without a JSON library");
    return true;
}

#endif
