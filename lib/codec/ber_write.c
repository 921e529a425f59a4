#include "gbcs/codec/ber.h"

#include <string.h>

#include "codec/length.h"

/** Most octets of a length. */
#define LENGTH_SIZE_MAX 5U
/** Octets of the greatest number, with its sign. */
#define INTEGER_SIZE_MAX 9U

/** Writes a length in the form that is asked for. */
static void write_length(gbcs_writer *writer, gbcs_ber_form form, size_t length)
{
    if ((form == GBCS_BER_NO_81) && (length > 0x7FU) && (length <= 0xFFU)) {
        gbcs_write_u8(writer, 0x82U);
        gbcs_write_u16(writer, (uint16_t)length);
    } else {
        length_write(writer, length);
    }
}

void gbcs_write_tlv(gbcs_writer *writer, uint8_t tag, gbcs_ber_form form, gbcs_bytes value)
{
    gbcs_write_u8(writer, tag);
    write_length(writer, form, value.size);
    gbcs_write_bytes(writer, value);
}

void gbcs_write_unsigned(gbcs_writer *writer, uint8_t tag, uint64_t number)
{
    uint8_t octets[INTEGER_SIZE_MAX];
    gbcs_writer integer = gbcs_writer_of(octets, sizeof octets);
    size_t first = 0U;

    gbcs_write_u8(&integer, 0U);
    gbcs_write_u64(&integer, number);
    /* an octet of zeros may go if the next one does not begin with a sign (X.690 8.3.2) */
    while ((first < (INTEGER_SIZE_MAX - 1U)) && (octets[first] == 0U) &&
           (octets[first + 1U] < 0x80U)) {
        first++;
    }
    gbcs_write_tlv(writer, tag, GBCS_BER_SHORTEST,
                   gbcs_bytes_slice(gbcs_writer_bytes(&integer), first, INTEGER_SIZE_MAX - first));
}

size_t gbcs_write_open(gbcs_writer *writer, uint8_t tag)
{
    gbcs_write_u8(writer, tag);
    return writer->used;
}

void gbcs_write_close(gbcs_writer *writer, size_t mark, gbcs_ber_form form)
{
    uint8_t octets[LENGTH_SIZE_MAX];
    gbcs_writer length = gbcs_writer_of(octets, sizeof octets);
    gbcs_bytes length_octets;
    size_t size;

    if (mark > writer->used) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        size = writer->used - mark;
        write_length(&length, form, size);
        length_octets = gbcs_writer_bytes(&length);
        gbcs_writer_fail(writer, length.status);
        /* at the end first, where it finds out whether there is room */
        gbcs_write_bytes(writer, length_octets);
        if (writer->status == GBCS_OK) {
            (void)memmove(&writer->data[mark + length_octets.size], &writer->data[mark], size);
            (void)memcpy(&writer->data[mark], length_octets.data, length_octets.size);
        }
    }
}
