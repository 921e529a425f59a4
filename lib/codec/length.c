#include "codec/length.h"

/** First octet of a length of several octets: this and their number. */
#define LENGTH_LONG 0x80U

/** Most octets that may follow the first one: lengths stay below 2^32. */
#define LENGTH_OCTETS 4U

/** Reads a length of several octets, after the first one. */
static size_t read_long(gbcs_reader *reader, size_t count)
{
    gbcs_bytes octets;
    size_t length = 0U;
    size_t i;

    if ((count == 0U) || (count > LENGTH_OCTETS)) {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
    octets = gbcs_read_bytes(reader, count);
    for (i = 0U; i < octets.size; i++) {
        length = (length << 8) | octets.data[i];
    }
    return length;
}

size_t length_read_any(gbcs_reader *reader)
{
    const size_t first = gbcs_read_u8(reader);

    return (first >= LENGTH_LONG) ? read_long(reader, first - LENGTH_LONG) : first;
}

size_t length_read(gbcs_reader *reader)
{
    size_t length = gbcs_read_u8(reader);

    if (length >= LENGTH_LONG) {
        const size_t count = length - LENGTH_LONG;

        length = read_long(reader, count);
        if ((1U + count) != length_size(length)) {
            gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
            length = 0U;
        }
    }
    return length;
}

size_t length_size(size_t length)
{
    size_t size = 1U;

    if (length >= LENGTH_LONG) {
        size_t rest;

        for (rest = length; rest > 0U; rest >>= 8) {
            size++;
        }
    }
    return size;
}

void length_write(gbcs_writer *writer, size_t length)
{
    const size_t size = length_size(length);
    size_t i;

    if (size > (1U + LENGTH_OCTETS)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else if (size == 1U) {
        gbcs_write_u8(writer, (uint8_t)length);
    } else {
        gbcs_write_u8(writer, (uint8_t)(LENGTH_LONG + (size - 1U)));
        for (i = size - 1U; i > 0U; i--) {
            gbcs_write_u8(writer, (uint8_t)(length >> (8U * (i - 1U))));
        }
    }
}
