/**
 * @file
 * Octets in and octets out: a borrowed view, a reader over it, and a writer into a caller's buffer.
 *
 * Reader and writer remember their first error, so that a run of calls needs one check at its end.
 * Integers are big-endian unless a name ends in _le. No call reads or writes outside the view or the
 * buffer that it was given.
 */
#ifndef GBCS_BASE_BYTES_H
#define GBCS_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "gbcs/base/status.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Borrowed octets: the memory stays the caller's and must outlive the view. */
typedef struct gbcs_bytes {
    /** First octet; may be null only if size is 0. */
    const uint8_t *data;
    /** Number of octets. */
    size_t size;
} gbcs_bytes;

/** A cursor over borrowed octets that remembers its first error. */
typedef struct gbcs_reader {
    /** What is read. */
    gbcs_bytes input;
    /** Octets consumed so far. */
    size_t position;
    /** #GBCS_OK, or the first error. */
    gbcs_status status;
} gbcs_reader;

/** A cursor into a caller's buffer that remembers overflow. */
typedef struct gbcs_writer {
    /** The buffer. */
    uint8_t *data;
    /** Its size in octets. */
    size_t room;
    /** Octets written so far. */
    size_t used;
    /** #GBCS_OK, or the first error. */
    gbcs_status status;
} gbcs_writer;

/**
 * A view of octets in memory.
 *
 * @param data first octet
 * @param size number of octets
 * @return the view
 */
static inline gbcs_bytes gbcs_bytes_of(const uint8_t *data, size_t size)
{
    gbcs_bytes bytes = {data, size};
    return bytes;
}

/**
 * A part of a view.
 *
 * @param bytes  the whole
 * @param offset first octet of the part
 * @param size   number of octets of the part
 * @return the part; empty if it does not lie wholly inside
 */
gbcs_bytes gbcs_bytes_slice(gbcs_bytes bytes, size_t offset, size_t size);

/**
 * Compares public octets. Not for secrets: it stops at the first difference.
 *
 * @param a one view
 * @param b another
 * @return true if both have the same length and octets
 */
bool gbcs_bytes_equal(gbcs_bytes a, gbcs_bytes b);

/**
 * Compares octets in a time that depends on their length only.
 *
 * @param a one view
 * @param b another
 * @return true if both have the same length and octets
 */
bool gbcs_bytes_equal_secret(gbcs_bytes a, gbcs_bytes b);

/**
 * Overwrites memory with zeros in a way that the compiler may not drop.
 *
 * @param memory what to overwrite; may be null only if size is 0
 * @param size   number of octets
 */
void gbcs_wipe(void *memory, size_t size);

/**
 * Overwrites the stack below the caller, where the frames of what it has called are left:
 * #GBCS_STACK_CIPHER octets. After hashing, encryption, MAC and random numbers.
 */
void gbcs_wipe_stack_cipher(void);

/**
 * The same with #GBCS_STACK_CURVE octets: after an operation on the curve.
 */
void gbcs_wipe_stack_curve(void);

/**
 * A reader at the first octet of a view.
 *
 * @param input what to read
 * @return the reader
 */
gbcs_reader gbcs_reader_of(gbcs_bytes input);

/**
 * Octets not yet read.
 *
 * @param reader the reader
 * @return their number; 0 after an error
 */
size_t gbcs_reader_left(const gbcs_reader *reader);

/**
 * Makes the reader fail, unless it failed before.
 *
 * @param reader the reader
 * @param status the reason
 */
void gbcs_reader_fail(gbcs_reader *reader, gbcs_status status);

/**
 * Ends a run of reads that must have consumed everything.
 *
 * @param reader the reader
 * @return the first error, or #GBCS_ERR_TRAILING if octets are left, or #GBCS_OK
 */
GBCS_MUST_USE gbcs_status gbcs_reader_finish(const gbcs_reader *reader);

/**
 * Looks at the next octet without consuming it.
 *
 * @param reader the reader
 * @return the octet; 0 if none is left (the reader does not fail)
 */
uint8_t gbcs_reader_peek(const gbcs_reader *reader);

/**
 * Reads octets as a view into the input.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED if fewer octets are left
 * @param size   number of octets
 * @return the view; empty after an error
 */
gbcs_bytes gbcs_read_bytes(gbcs_reader *reader, size_t size);

/**
 * Reads one octet.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED
 * @return the octet; 0 after an error
 */
uint8_t gbcs_read_u8(gbcs_reader *reader);

/**
 * Reads a 16-bit unsigned integer, big-endian.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED
 * @return the integer; 0 after an error
 */
uint16_t gbcs_read_u16(gbcs_reader *reader);

/**
 * Reads a 32-bit unsigned integer, big-endian.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED
 * @return the integer; 0 after an error
 */
uint32_t gbcs_read_u32(gbcs_reader *reader);

/**
 * Reads a 64-bit unsigned integer, big-endian.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED
 * @return the integer; 0 after an error
 */
uint64_t gbcs_read_u64(gbcs_reader *reader);

/**
 * Reads one octet that must have a given value.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED, or #GBCS_ERR_TAG for another value
 * @param octet  the value
 */
void gbcs_read_constant(gbcs_reader *reader, uint8_t octet);

/**
 * A writer at the start of a buffer.
 *
 * @param data the buffer; may be null only if room is 0
 * @param room its size in octets
 * @return the writer
 */
gbcs_writer gbcs_writer_of(uint8_t *data, size_t room);

/**
 * Makes the writer fail, unless it failed before.
 *
 * @param writer the writer
 * @param status the reason
 */
void gbcs_writer_fail(gbcs_writer *writer, gbcs_status status);

/**
 * What was written so far.
 *
 * @param writer the writer
 * @return a view of the buffer; empty after an error
 */
gbcs_bytes gbcs_writer_bytes(const gbcs_writer *writer);

/**
 * Writes octets.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE if they do not fit
 * @param bytes  the octets
 */
void gbcs_write_bytes(gbcs_writer *writer, gbcs_bytes bytes);

/**
 * Writes one octet.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param value  the octet
 */
void gbcs_write_u8(gbcs_writer *writer, uint8_t value);

/**
 * Writes a 16-bit unsigned integer, big-endian.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param value  the integer
 */
void gbcs_write_u16(gbcs_writer *writer, uint16_t value);

/**
 * Writes a 32-bit unsigned integer, big-endian.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param value  the integer
 */
void gbcs_write_u32(gbcs_writer *writer, uint32_t value);

/**
 * Writes a 64-bit unsigned integer, big-endian.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param value  the integer
 */
void gbcs_write_u64(gbcs_writer *writer, uint64_t value);

#ifdef __cplusplus
}
#endif

#endif
