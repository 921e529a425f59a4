#include "gbcs/base/bytes.h"

#include <string.h>

gbcs_bytes gbcs_bytes_slice(gbcs_bytes bytes, size_t offset, size_t size)
{
    gbcs_bytes part = {NULL, 0U};

    if ((offset <= bytes.size) && (size <= (bytes.size - offset)) && (size > 0U)) {
        part.data = &bytes.data[offset];
        part.size = size;
    }
    return part;
}

bool gbcs_bytes_equal(gbcs_bytes a, gbcs_bytes b)
{
    return (a.size == b.size) && ((a.size == 0U) || (memcmp(a.data, b.data, a.size) == 0));
}

bool gbcs_bytes_equal_secret(gbcs_bytes a, gbcs_bytes b)
{
    bool equal = false;

    if (a.size == b.size) {
        /* volatile: the compiler may not see that one difference decides and leave the loop early */
        volatile uint8_t difference = 0U;
        size_t i;

        for (i = 0U; i < a.size; i++) {
            difference = (uint8_t)(difference | (uint8_t)(a.data[i] ^ b.data[i]));
        }
        equal = (difference == 0U);
    }
    return equal;
}

void gbcs_wipe(void *memory, size_t size)
{
    /* volatile: the compiler may not know that it is memset, whose work it could find useless */
    static void *(*const volatile fill)(void *, int, size_t) = memset;

    if (size > 0U) {
        (void)fill(memory, 0, size);
    }
}

gbcs_reader gbcs_reader_of(gbcs_bytes input)
{
    gbcs_reader reader;

    reader.input = input;
    reader.position = 0U;
    reader.status = GBCS_OK;
    return reader;
}

size_t gbcs_reader_left(const gbcs_reader *reader)
{
    return (reader->status == GBCS_OK) ? (reader->input.size - reader->position) : 0U;
}

void gbcs_reader_fail(gbcs_reader *reader, gbcs_status status)
{
    if (reader->status == GBCS_OK) {
        reader->status = status;
    }
}

gbcs_status gbcs_reader_finish(const gbcs_reader *reader)
{
    gbcs_status status = reader->status;

    if ((status == GBCS_OK) && (reader->position != reader->input.size)) {
        status = GBCS_ERR_TRAILING;
    }
    return status;
}

uint8_t gbcs_reader_peek(const gbcs_reader *reader)
{
    return (gbcs_reader_left(reader) > 0U) ? reader->input.data[reader->position] : 0U;
}

/** Goes past so many octets, one at least, and tells where they are; null after an error. */
static const uint8_t *take_octets(gbcs_reader *reader, size_t size)
{
    const uint8_t *octets = NULL;

    if (reader->status != GBCS_OK) {
        /* nothing is read any more */
    } else if (size > (reader->input.size - reader->position)) {
        reader->status = GBCS_ERR_TRUNCATED;
    } else {
        octets = &reader->input.data[reader->position];
        reader->position += size;
    }
    return octets;
}

gbcs_bytes gbcs_read_bytes(gbcs_reader *reader, size_t size)
{
    const uint8_t *octets = (size > 0U) ? take_octets(reader, size) : NULL;

    return gbcs_bytes_of(octets, (octets != NULL) ? size : 0U);
}

uint8_t gbcs_read_u8(gbcs_reader *reader)
{
    const uint8_t *octets = take_octets(reader, 1U);

    return (octets != NULL) ? octets[0] : 0U;
}

uint16_t gbcs_read_u16(gbcs_reader *reader)
{
    const uint8_t *octets = take_octets(reader, 2U);

    return (octets != NULL) ? (uint16_t)(((uint32_t)octets[0] << 8) | octets[1]) : 0U;
}

static uint32_t value_of(const uint8_t octets[4])
{
    return ((uint32_t)octets[0] << 24) | ((uint32_t)octets[1] << 16) | ((uint32_t)octets[2] << 8) |
           octets[3];
}

uint32_t gbcs_read_u32(gbcs_reader *reader)
{
    const uint8_t *octets = take_octets(reader, 4U);

    return (octets != NULL) ? value_of(octets) : 0U;
}

uint64_t gbcs_read_u64(gbcs_reader *reader)
{
    const uint8_t *octets = take_octets(reader, 8U);

    return (octets != NULL) ? (((uint64_t)value_of(octets) << 32) | value_of(&octets[4])) : 0U;
}

void gbcs_read_constant(gbcs_reader *reader, uint8_t octet)
{
    const uint8_t *octets = take_octets(reader, 1U);

    if ((octets != NULL) && (octets[0] != octet)) {
        reader->position--;
        reader->status = GBCS_ERR_TAG;
    }
}

gbcs_writer gbcs_writer_of(uint8_t *data, size_t room)
{
    gbcs_writer writer = {data, room, 0U, GBCS_OK};
    return writer;
}

void gbcs_writer_fail(gbcs_writer *writer, gbcs_status status)
{
    if (writer->status == GBCS_OK) {
        writer->status = status;
    }
}

gbcs_bytes gbcs_writer_bytes(const gbcs_writer *writer)
{
    return gbcs_bytes_of(writer->data, (writer->status == GBCS_OK) ? writer->used : 0U);
}

void gbcs_write_bytes(gbcs_writer *writer, gbcs_bytes bytes)
{
    if (bytes.size > (writer->room - writer->used)) {
        gbcs_writer_fail(writer, GBCS_ERR_SPACE);
    }
    if ((writer->status == GBCS_OK) && (bytes.size > 0U)) {
        /* memmove: a payload may be built into the message from further on in the same buffer */
        (void)memmove(&writer->data[writer->used], bytes.data, bytes.size);
        writer->used += bytes.size;
    }
}

/** Writes the lowest octets of an unsigned integer, 1 to 8 of them. */
static void write_unsigned(gbcs_writer *writer, uint64_t value, size_t size)
{
    uint8_t octets[8];
    uint64_t rest = value;
    size_t i;

    for (i = size; i > 0U; i--) {
        octets[i - 1U] = (uint8_t)(rest & 0xFFU);
        rest >>= 8;
    }
    gbcs_write_bytes(writer, gbcs_bytes_of(octets, size));
}

void gbcs_write_u8(gbcs_writer *writer, uint8_t value)
{
    write_unsigned(writer, value, 1U);
}

void gbcs_write_u16(gbcs_writer *writer, uint16_t value)
{
    write_unsigned(writer, value, 2U);
}

void gbcs_write_u32(gbcs_writer *writer, uint32_t value)
{
    write_unsigned(writer, value, 4U);
}

void gbcs_write_u64(gbcs_writer *writer, uint64_t value)
{
    write_unsigned(writer, value, 8U);
}
