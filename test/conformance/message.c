#include "message.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Octets of a path up to the file's name. */
static size_t folder_size(const char *path)
{
    const char *slash = strrchr(path, '/');
    return (slash == NULL) ? 0U : (size_t)(slash - path);
}

bool message_same_folder(const message *a, const message *b)
{
    size_t size = folder_size(a->path);
    return (size == folder_size(b->path)) && (strncmp(a->path, b->path, size) == 0);
}

bool message_answers(const message *answer, const message *command)
{
    const gbcs_header *to = &command->frame.header;
    const gbcs_header *is = &answer->frame.header;

    /* the pre-command has the same header */
    return (is->cra == GBCS_CRA_RESPONSE) && (to->cra == GBCS_CRA_COMMAND) &&
           (command->frame.signature_part.size > 0U) && (to->counter == is->counter) &&
           (to->originator == is->recipient) && (to->recipient == is->originator) &&
           (to->message_code == is->message_code) && message_same_folder(command, answer);
}

void *heap(size_t size)
{
    void *memory = malloc((size > 0U) ? size : 1U);
    if (memory == NULL) {
        (void)fprintf(stderr, "rtds: out of memory\n");
        exit(EXIT_FAILURE);
    }
    return memory;
}

gbcs_bytes heap_copy(gbcs_bytes octets)
{
    uint8_t *copy = heap(octets.size);
    if (octets.size > 0U) {
        (void)memcpy(copy, octets.data, octets.size);
    }
    return gbcs_bytes_of(copy, octets.size);
}

void heap_free(gbcs_bytes octets)
{
    free((void *)(uintptr_t)octets.data);
}

gbcs_writer heap_writer(size_t room)
{
    return gbcs_writer_of(heap(room), room);
}

bool heap_written(gbcs_writer *writer, gbcs_bytes expected)
{
    bool equal =
        (writer->status == GBCS_OK) && gbcs_bytes_equal(gbcs_writer_bytes(writer), expected);
    free(writer->data);
    return equal;
}
