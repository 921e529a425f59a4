#include <string.h>

#include "gbcs/codec/ber.h"
#include "gbcs/cpv.h"

/** Octets of r or of s. */
#define HALF_SIZE (GBCS_SIGNATURE_SIZE / 2U)
/** Top bit of an octet: the sign of an INTEGER. */
#define SIGN_BIT 0x80U

/** Reads an INTEGER above 0 into the 32 octets of a signature that end before an octet. */
static void read_half(gbcs_reader *reader, uint8_t signature[GBCS_SIGNATURE_SIZE], size_t end)
{
    const gbcs_tlv number = gbcs_read_tlv(reader, GBCS_DER);
    gbcs_reader octets = gbcs_reader_of(number.value);

    if (number.tag != GBCS_BER_INTEGER) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
    gbcs_reader_fail(reader, gbcs_ber_check(&number, GBCS_DER));
    if (gbcs_reader_peek(&octets) == 0U) {
        /* it keeps the next octet from being a sign; or the number is 0 */
        (void)gbcs_read_u8(&octets);
    } else if (gbcs_reader_peek(&octets) >= SIGN_BIT) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    } else {
        /* positive */
    }
    if ((gbcs_reader_left(&octets) == 0U) || (gbcs_reader_left(&octets) > HALF_SIZE)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    if (reader->status == GBCS_OK) {
        const gbcs_bytes rest = gbcs_read_bytes(&octets, gbcs_reader_left(&octets));

        (void)memcpy(&signature[end - rest.size], rest.data, rest.size);
    }
}

gbcs_status gbcs_ecdsa_signature_from_der(gbcs_bytes der, uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    gbcs_reader reader = gbcs_reader_of(der);
    gbcs_reader inner = gbcs_reader_of(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE));
    gbcs_status status = gbcs_reader_finish(&reader);

    (void)memset(signature, 0, GBCS_SIGNATURE_SIZE);
    if (status == GBCS_OK) {
        read_half(&inner, signature, HALF_SIZE);
        read_half(&inner, signature, GBCS_SIGNATURE_SIZE);
        status = gbcs_reader_finish(&inner);
    }
    if (status != GBCS_OK) {
        (void)memset(signature, 0, GBCS_SIGNATURE_SIZE);
    }
    return status;
}

/** Writes a number above 0 as INTEGER. */
static void write_half(gbcs_writer *writer, const uint8_t half[HALF_SIZE])
{
    const gbcs_bytes whole = gbcs_bytes_of(half, HALF_SIZE);
    size_t first = 0U;
    size_t mark;

    while ((first < HALF_SIZE) && (half[first] == 0U)) {
        first++;
    }
    if (first == HALF_SIZE) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        mark = gbcs_write_open(writer, GBCS_BER_INTEGER);
        if (half[first] >= SIGN_BIT) {
            gbcs_write_u8(writer, 0U);
        }
        gbcs_write_bytes(writer, gbcs_bytes_slice(whole, first, HALF_SIZE - first));
        gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
    }
}

void gbcs_write_ecdsa_signature(gbcs_writer *writer, const uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    write_half(writer, signature);
    write_half(writer, &signature[HALF_SIZE]);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}
