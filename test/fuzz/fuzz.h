/**
 * @file
 * What the fuzz targets share: requirements that stop the run, and a buffer of exactly the size that a
 * result must have.
 */
#ifndef GBCS_TEST_FUZZ_H
#define GBCS_TEST_FUZZ_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbcs/base.h"

/** Stops the run unless something holds. */
#define REQUIRE(what) fuzz_require((what), #what, __FILE__, __LINE__)

/** The entry point that libFuzzer calls. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static inline void fuzz_require(bool holds, const char *what, const char *file, int line)
{
    if (!holds) {
        (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
        abort();
    }
}

/** Memory that can't be had is no finding. */
static inline void *fuzz_memory(size_t size)
{
    void *memory = malloc(size + 1U);
    if (memory == NULL) {
        exit(EXIT_FAILURE);
    }
    return memory;
}

/** Whether a view lies inside another; an empty one may lie nowhere. */
static inline bool fuzz_inside(gbcs_bytes view, gbcs_bytes whole)
{
    return (view.size == 0U) || ((view.data >= whole.data) && (view.size <= whole.size) &&
                                 ((size_t)(view.data - whole.data) <= whole.size - view.size));
}

/** A writer over heap memory of exactly that size, so that AddressSanitizer sees one octet too many. */
static inline gbcs_writer fuzz_writer(size_t size)
{
    uint8_t *memory = malloc((size == 0U) ? 1U : size);
    if (memory == NULL) {
        exit(EXIT_FAILURE);
    }
    return gbcs_writer_of(memory, size);
}

/** Requires that exactly these octets were written, and frees the buffer. */
static inline void fuzz_require_written(gbcs_writer *writer, gbcs_bytes expected)
{
    REQUIRE(writer->status == GBCS_OK);
    REQUIRE(writer->used == expected.size);
    REQUIRE(gbcs_bytes_equal(gbcs_writer_bytes(writer), expected));
    free(writer->data);
}

#endif
