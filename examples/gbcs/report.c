#include "report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void report_begin(report *rows, gbcs_bytes message)
{
    (void)memset(rows, 0, sizeof *rows);
    rows->origin = message.data;
}

void report_add(report *rows, gbcs_bytes octets, const char *name, const char *format, ...)
{
    report_row row = {.depth = rows->depth, .decrypted = rows->decrypted, .size = octets.size};
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&row.value, format, arguments) < 0) {
        row.value = tool_copy("");
    }
    va_end(arguments);
    row.name = tool_copy(name);
    if (octets.size > 0U) {
        row.octets = tool_allocate(octets.size);
        (void)memcpy(row.octets, octets.data, octets.size);
        row.offset = (size_t)(octets.data - rows->origin);
    }
    rows->rows = tool_grow(rows->rows, rows->count, &rows->room, sizeof rows->rows[0]);
    rows->rows[rows->count] = row;
    rows->count++;
}

void report_set_mood(report *rows, report_mood mood)
{
    if (rows->count > 0U) {
        rows->rows[rows->count - 1U].mood = mood;
    }
}

void report_free(report *rows)
{
    for (size_t i = 0U; i < rows->count; i++) {
        report_row *row = &rows->rows[i];
        if (row->octets != NULL) {
            gbcs_wipe(row->octets, row->size);
        }
        gbcs_wipe(row->value, strlen(row->value));
        free(row->octets);
        free(row->value);
        free(row->name);
    }
    free(rows->rows);
    (void)memset(rows, 0, sizeof *rows);
}
