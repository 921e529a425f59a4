#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Fewer messages are done before anybody wonders. */
#define PROGRESS_FROM 200U
/** The line of progress is drawn after so many messages. */
#define PROGRESS_STEP 16U

static const char *tool_name = "gbcs";
/** Whether the line of progress stands on the terminal. */
static bool progress_shown = false;

void tool_set_name(const char *name)
{
    tool_name = name;
}

void tool_printable(char *text)
{
    for (; *text != '\0'; text++) {
        const unsigned char octet = (unsigned char)*text;
        if ((octet < 0x20U) || (octet == 0x7FU)) {
            *text = '?';
        }
    }
}

static void progress_clear(void)
{
    if (progress_shown) {
        (void)fputs("\r\033[K", stderr);
        progress_shown = false;
    }
}

void tool_progress_hide(void)
{
    if (progress_shown && (isatty(STDOUT_FILENO) == 1)) {
        progress_clear();
    }
}

void tool_progress(size_t done, size_t total)
{
    if (done >= total) {
        progress_clear();
    } else if ((total >= PROGRESS_FROM) && (done % PROGRESS_STEP == 0U) &&
               (isatty(STDERR_FILENO) == 1)) {
        (void)fprintf(stderr, "\r%zu of %zu messages\033[K", done, total);
        progress_shown = true;
    } else {
        /* not now */
    }
}

void tool_error(const char *format, ...)
{
    char *text = NULL;
    va_list arguments;

    va_start(arguments, format);
    if (vasprintf(&text, format, arguments) < 0) {
        text = NULL;
    }
    va_end(arguments);
    if (text != NULL) {
        tool_printable(text);
    }
    progress_clear();
    (void)fprintf(stderr, "%s: %s\n", tool_name, (text != NULL) ? text : "out of memory");
    free(text);
}

void *tool_allocate(size_t size)
{
    void *memory = calloc(1U, (size > 0U) ? size : 1U);

    if (memory == NULL) {
        tool_error("out of memory");
        exit(TOOL_ERROR);
    }
    return memory;
}

void *tool_grow(void *array, size_t count, size_t *room, size_t size)
{
    void *grown = array;

    if (count == *room) {
        const size_t wanted = (*room == 0U) ? 16U : (2U * *room);
        grown = reallocarray(array, wanted, size);
        if (grown == NULL) {
            tool_error("out of memory");
            exit(TOOL_ERROR);
        }
        *room = wanted;
    }
    return grown;
}

char *tool_copy(const char *text)
{
    const size_t size = strlen(text) + 1U;
    char *copy = tool_allocate(size);

    (void)memcpy(copy, text, size);
    return copy;
}

const char *tool_entity(gbcs_entity_id id, char text[TOOL_ENTITY_SIZE])
{
    (void)snprintf(text, TOOL_ENTITY_SIZE, "%016llX", (unsigned long long)id);
    return text;
}

int tool_hex_digit(int digit)
{
    int value = -1;

    if ((digit >= '0') && (digit <= '9')) {
        value = digit - '0';
    } else if ((digit >= 'a') && (digit <= 'f')) {
        value = digit - 'a' + 10;
    } else if ((digit >= 'A') && (digit <= 'F')) {
        value = digit - 'A' + 10;
    }
    return value;
}

bool tool_entity_from(const char *text, gbcs_entity_id *id)
{
    bool valid = true;

    *id = 0U;
    for (size_t i = 0U; valid && (i < 16U); i++) {
        const int digit = tool_hex_digit((unsigned char)text[i]);
        valid = (digit >= 0);
        *id = (*id << 4) | (gbcs_entity_id)(valid ? digit : 0);
    }
    return valid;
}

void tool_print_hex(FILE *stream, gbcs_bytes octets)
{
    for (size_t i = 0U; i < octets.size; i++) {
        (void)fprintf(stream, "%02X", octets.data[i]);
    }
}

bool tool_output_works(void)
{
    return ferror(stdout) == 0;
}

int tool_finish_output(int status)
{
    int result = status;

    errno = 0;
    if ((fflush(stdout) != 0) || (ferror(stdout) != 0)) {
        /* whoever closed the pipe has seen enough and needs no message */
        if (errno != EPIPE) {
            tool_error("standard output: %s", (errno != 0) ? strerror(errno) : "write error");
        }
        result = TOOL_ERROR;
    }
    return result;
}
