/**
 * @file
 * The sink for programs: a JSON document a message, one a line.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>

/** Rows are never deeper: frame, payload, component, decrypted, and what BER and A-XDR allow. */
#define DEPTH_LIMIT 64U

/** A string; octets that are not UTF-8 become question marks. */
static json_t *string_of(const char *text)
{
    json_t *string = json_string(text);

    if (string == NULL) {
        char *copy = tool_copy(text);
        for (char *each = copy; *each != '\0'; each++) {
            if (((unsigned char)*each) >= 0x80U) {
                *each = '?';
            }
        }
        string = json_string(copy);
        free(copy);
    }
    return string;
}

static json_t *hex_of(const report_row *row)
{
    char *text = tool_allocate((2U * row->size) + 1U);
    json_t *string = NULL;

    for (size_t i = 0U; i < row->size; i++) {
        (void)snprintf(&text[2U * i], 3U, "%02X", row->octets[i]);
    }
    string = json_string(text);
    gbcs_wipe(text, 2U * row->size);
    free(text);
    return string;
}

static json_t *object_of(const report_row *row)
{
    json_t *object = json_object();

    (void)json_object_set_new(object, "name", string_of(row->name));
    (void)json_object_set_new(
        object, "offset", (row->size > 0U) ? json_integer((json_int_t)row->offset) : json_null());
    (void)json_object_set_new(object, "size", json_integer((json_int_t)row->size));
    (void)json_object_set_new(object, "hex", hex_of(row));
    (void)json_object_set_new(object, "value",
                              (row->value[0] != '\0') ? string_of(row->value) : json_null());
    if (row->decrypted) {
        (void)json_object_set_new(object, "decrypted", json_true());
    }
    return object;
}

/** Turns rows with depths into a tree. */
static json_t *fields_of(const report *rows)
{
    json_t *lists[DEPTH_LIMIT + 1U] = {json_array()};
    json_t *last[DEPTH_LIMIT] = {NULL};

    for (size_t i = 0U; i < rows->count; i++) {
        const report_row *row = &rows->rows[i];
        const size_t depth = (row->depth < DEPTH_LIMIT) ? row->depth : (DEPTH_LIMIT - 1U);
        if ((depth > 0U) && (json_object_get(last[depth - 1U], "fields") == NULL)) {
            lists[depth] = json_array();
            (void)json_object_set_new(last[depth - 1U], "fields", lists[depth]);
        }
        last[depth] = object_of(row);
        (void)json_array_append_new(lists[depth], last[depth]);
    }
    return lists[0];
}

static void print_line(json_t *document)
{
    if (json_dumpf(document, stdout, JSON_COMPACT) != 0) {
        /* the stream remembers a failed write; a document that can't be made is out of memory */
        if (tool_output_works()) {
            tool_error("out of memory");
            exit(TOOL_ERROR);
        }
    }
    (void)putchar('\n');
    json_decref(document);
}

void report_print_json(const report *rows, const report_title *title)
{
    char code[8];
    json_t *document = json_object();

    (void)snprintf(code, sizeof code, "%04X", title->code);
    (void)json_object_set_new(document, "path", string_of(title->path));
    (void)json_object_set_new(document, "kind", string_of(title->kind));
    (void)json_object_set_new(document, "message_code", json_string(code));
    (void)json_object_set_new(document, "use_case", string_of(title->use_case));
    (void)json_object_set_new(document, "size", json_integer((json_int_t)title->size));
    (void)json_object_set_new(document, "fields", fields_of(rows));
    print_line(document);
}

void report_print_json_error(const char *path, const char *reason)
{
    json_t *document = json_object();

    (void)json_object_set_new(document, "path", string_of(path));
    (void)json_object_set_new(document, "error", string_of(reason));
    print_line(document);
}
