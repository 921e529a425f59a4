/**
 * @file
 * The sink for people: columns of offset, name, octets and meaning.
 */
#include "report.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Octets in a line. */
#define OCTETS_IN_LINE 16U
/** A name longer than this pushes the columns after it to the right. */
#define NAME_WIDTH 52U
/** Spaces that a row is moved to the right for each row above it. */
#define INDENT 2U

/** Colours, as the select graphic rendition sequences of ECMA-48. */
#define SGR_OFF "\033[0m"
#define SGR_TITLE "\033[1m"
#define SGR_OFFSET "\033[2m"
#define SGR_HEAD "\033[1;34m"
#define SGR_OCTETS "\033[36m"

/** By mood. */
static const char *const SGR_VALUES[] = {"", "\033[32m", "\033[33m", "\033[1;31m"};

bool report_color(bool always, bool never)
{
    const char *no_color = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool color = always;

    if (!always && !never) {
        color = (isatty(STDOUT_FILENO) == 1) && ((no_color == NULL) || (no_color[0] == '\0')) &&
                ((terminal == NULL) || (strcmp(terminal, "dumb") != 0));
    }
    return color;
}

static void print_colored(const char *text, const char *sgr, bool color)
{
    if (color && (sgr[0] != '\0')) {
        (void)printf("%s%s" SGR_OFF, sgr, text);
    } else {
        (void)fputs(text, stdout);
    }
}

static void print_spaces(size_t count)
{
    (void)printf("%*s", (int)count, "");
}

static size_t name_width(const report *rows)
{
    size_t width = 0U;

    for (size_t i = 0U; i < rows->count; i++) {
        const size_t own = (INDENT * rows->rows[i].depth) + strlen(rows->rows[i].name);
        if ((own > width) && (own <= NAME_WIDTH)) {
            width = own;
        }
    }
    return width;
}

static size_t octets_width(const report *rows)
{
    size_t most = 0U;

    for (size_t i = 0U; i < rows->count; i++) {
        const size_t own = rows->rows[i].size;
        most = (own > most) ? own : most;
    }
    return 2U * ((most < OCTETS_IN_LINE) ? most : OCTETS_IN_LINE);
}

static void print_octets(const report_row *row, size_t first, size_t width, bool pad, bool color)
{
    char text[(2U * OCTETS_IN_LINE) + 1U] = "";
    size_t used = 0U;

    for (size_t i = first; (i < row->size) && (i < (first + OCTETS_IN_LINE)); i++) {
        (void)snprintf(&text[used], sizeof text - used, "%02X", row->octets[i]);
        used += 2U;
    }
    print_colored(text, SGR_OCTETS, color);
    if (pad && (used < width)) {
        print_spaces(width - used);
    }
}

static void print_row(const report_row *row, bool head, size_t names, size_t octets, bool color)
{
    char offset[32] = "";
    char *value = tool_copy(row->value);
    const size_t name_used = (INDENT * row->depth) + strlen(row->name);

    tool_printable(value);
    if (row->size > 0U) {
        (void)snprintf(offset, sizeof offset, "%c%04zX", row->decrypted ? '+' : ' ', row->offset);
    } else {
        (void)snprintf(offset, sizeof offset, "     ");
    }
    print_colored(offset, SGR_OFFSET, color);
    print_spaces(2U + (INDENT * row->depth));
    print_colored(row->name, head ? SGR_HEAD : "", color);
    if ((row->size > 0U) || (value[0] != '\0')) {
        print_spaces(2U + ((name_used < names) ? (names - name_used) : 0U));
        print_octets(row, 0U, octets, value[0] != '\0', color);
    }
    if (value[0] != '\0') {
        print_spaces(2U);
        print_colored(value, SGR_VALUES[row->mood], color);
    }
    (void)putchar('\n');
    for (size_t i = OCTETS_IN_LINE; i < row->size; i += OCTETS_IN_LINE) {
        print_spaces(5U + 2U + names + 2U);
        print_octets(row, i, octets, false, color);
        (void)putchar('\n');
    }
    gbcs_wipe(value, strlen(value));
    free(value);
}

static void print_title(const report_title *title, bool color)
{
    char *path = tool_copy(title->path);

    tool_printable(path);
    print_colored(path, SGR_TITLE, color);
    (void)putchar('\n');
    if (title->kind != NULL) {
        char line[TOOL_TEXT_SIZE];
        (void)snprintf(line, sizeof line, "%s %04X %s, %zu octets", title->kind, title->code,
                       title->use_case, title->size);
        print_colored(line, SGR_TITLE, color);
        (void)putchar('\n');
    }
    free(path);
}

void report_print_text(const report *rows, const report_title *title, bool color)
{
    const size_t names = name_width(rows);
    const size_t octets = octets_width(rows);

    print_title(title, color);
    for (size_t i = 0U; i < rows->count; i++) {
        const report_row *row = &rows->rows[i];
        const bool head = ((i + 1U) < rows->count) && (rows->rows[i + 1U].depth > row->depth);
        print_row(row, head, names, octets, color);
    }
    (void)putchar('\n');
}
