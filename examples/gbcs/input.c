#include "input.h"

#include <errno.h>
#include <fts.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

/** No message is longer; keeps the tool from reading a disk image by mistake. */
#define INPUT_LIMIT (16U * 1024U * 1024U)

static void add_path(input_list *list, const char *path)
{
    list->paths = tool_grow(list->paths, list->count, &list->room, sizeof list->paths[0]);
    list->paths[list->count] = tool_copy(path);
    list->count++;
}

static bool is_message_name(const char *name)
{
    const char *dot = strrchr(name, '.');

    return (dot != NULL) && ((strcasecmp(dot, ".hex") == 0) || (strcasecmp(dot, ".bin") == 0));
}

static int by_name(const FTSENT **a, const FTSENT **b)
{
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/** Adds what lies in a folder. False after an error. */
static bool add_folder(input_list *list, const char *path)
{
    char *copy = tool_copy(path);
    char *const roots[] = {copy, NULL};
    const size_t before = list->count;
    bool valid = true;
    FTS *tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
    const FTSENT *entry = (tree != NULL) ? fts_read(tree) : NULL;

    while (entry != NULL) {
        if ((entry->fts_info == FTS_F) && is_message_name(entry->fts_name)) {
            add_path(list, entry->fts_path);
        } else if ((entry->fts_info == FTS_DNR) || (entry->fts_info == FTS_ERR) ||
                   (entry->fts_info == FTS_NS)) {
            tool_error("%s: %s", entry->fts_path, strerror(entry->fts_errno));
            valid = false;
        }
        entry = fts_read(tree);
    }
    if ((tree == NULL) || (errno != 0)) {
        tool_error("%s: %s", path, strerror(errno));
        valid = false;
    } else if (valid && (list->count == before)) {
        tool_error("%s: no messages in this folder (no *.hex or *.bin)", path);
        valid = false;
    }
    if (tree != NULL) {
        (void)fts_close(tree);
    }
    free(copy);
    return valid;
}

bool input_add(input_list *list, const char *path)
{
    struct stat status;
    bool valid = true;

    if (strcmp(path, "-") == 0) {
        add_path(list, path);
    } else if (stat(path, &status) != 0) {
        tool_error("%s: %s", path, strerror(errno));
        valid = false;
    } else if (S_ISDIR(status.st_mode)) {
        errno = 0;
        valid = add_folder(list, path);
    } else {
        add_path(list, path);
    }
    return valid;
}

void input_free(input_list *list)
{
    for (size_t i = 0U; i < list->count; i++) {
        free(list->paths[i]);
    }
    free(list->paths);
    *list = (input_list){NULL, 0U, 0U};
}

void input_release(gbcs_bytes *octets)
{
    if (octets->data != NULL) {
        uint8_t *memory = (uint8_t *)(uintptr_t)octets->data; /* allocated here, so not constant */
        gbcs_wipe(memory, octets->size);
        free(memory);
    }
    *octets = gbcs_bytes_of(NULL, 0U);
}

/** Doubles a buffer without leaving its octets behind. */
static uint8_t *enlarge(uint8_t *buffer, size_t used, size_t *room)
{
    uint8_t *larger = tool_allocate(*room * 2U);

    (void)memcpy(larger, buffer, used);
    gbcs_wipe(buffer, used);
    free(buffer);
    *room *= 2U;
    return larger;
}

bool input_read_file(const char *path, gbcs_bytes *octets, const char **reason)
{
    const bool standard = (strcmp(path, "-") == 0);
    FILE *file = standard ? stdin : fopen(path, "rb");
    size_t room = 8192U;
    size_t used = 0U;
    uint8_t *buffer = NULL;

    *octets = gbcs_bytes_of(NULL, 0U);
    *reason = NULL;
    if (file == NULL) {
        *reason = strerror(errno);
    } else {
        size_t got = 0U;
        (void)setvbuf(file, NULL, _IONBF, 0U); /* no second copy of a key in a stream's buffer */
        buffer = tool_allocate(room);
        do {
            if (used == room) {
                buffer = enlarge(buffer, used, &room);
            }
            errno = 0;
            got = fread(&buffer[used], 1U, room - used, file);
            used += got;
        } while ((got > 0U) && (used <= INPUT_LIMIT));
        if (ferror(file) != 0) {
            *reason = strerror(errno);
        } else if (used > INPUT_LIMIT) {
            *reason = "too long for a message";
        }
        if (!standard) {
            (void)fclose(file);
        }
    }
    if (*reason == NULL) {
        *octets = gbcs_bytes_of(buffer, used);
    } else if (buffer != NULL) {
        gbcs_wipe(buffer, used);
        free(buffer);
    }
    return *reason == NULL;
}

size_t input_from_digits(uint8_t *text, size_t size, const char **reason)
{
    size_t digits = 0U;

    for (size_t i = 0U; (*reason == NULL) && (i < size); i++) {
        const int digit = tool_hex_digit(text[i]);
        if (digit >= 0) {
            const uint8_t high = (uint8_t)((digits % 2U == 0U) ? 0U : text[digits / 2U]);
            text[digits / 2U] = (uint8_t)((unsigned int)(high << 4) | (unsigned int)digit);
            digits++;
        } else if (strchr(" \t\r\n", text[i]) == NULL) {
            *reason = "not hexadecimal";
        }
    }
    if ((*reason == NULL) && (digits == 0U)) {
        *reason = "empty";
    } else if ((*reason == NULL) && (digits % 2U != 0U)) {
        *reason = "odd number of hexadecimal digits";
    }
    return digits / 2U;
}

bool input_read(const char *path, gbcs_bytes *octets, const char **reason)
{
    if (input_read_file(path, octets, reason)) {
        if (octets->size == 0U) {
            *reason = "empty";
        } else if ((octets->data[0] < 0x80U) && (memchr(octets->data, 0, octets->size) == NULL)) {
            octets->size =
                input_from_digits((uint8_t *)(uintptr_t)octets->data, octets->size, reason);
        }
        if (*reason != NULL) {
            input_release(octets);
        }
    }
    return *reason == NULL;
}
