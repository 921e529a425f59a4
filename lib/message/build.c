#include "gbcs/message/protect.h"

/** The signature part begins with the signature's length, or is 00. */
#define SIGNATURE_LENGTH_SIZE 1U

static bool is_signed(const gbcs_protection *protection)
{
    return (protection->signing_key != NULL) || (protection->signature.size > 0U);
}

static bool is_maced(const gbcs_protection *protection)
{
    return protection->secret != NULL;
}

/** Octets from the grouping header to the signature part (GBCS 7.2). */
static size_t content_size(const gbcs_header *header, size_t payload_size,
                           const gbcs_protection *protection)
{
    size_t size = gbcs_grouping_size(header, payload_size) + payload_size;

    if (is_signed(protection)) {
        size += SIGNATURE_LENGTH_SIZE + GBCS_SIGNATURE_SIZE;
    } else if (is_maced(protection)) {
        size += SIGNATURE_LENGTH_SIZE;
    } else {
        /* a pre-command has no signature part at all */
    }
    return size;
}

size_t gbcs_message_size(const gbcs_header *header, size_t payload_size,
                         const gbcs_protection *protection)
{
    const size_t content = content_size(header, payload_size, protection);

    return is_maced(protection) ? (gbcs_mac_header_size(content) + content + GBCS_MAC_SIZE)
                                : content;
}

/** Signs octets and writes the signature part. */
static void write_signed(const gbcs_crypto *crypto, const gbcs_private_key *key, gbcs_bytes to_sign,
                         gbcs_writer *writer)
{
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_status status;

    gbcs_sha256_of(crypto, to_sign, digest);
    status = gbcs_ecdsa_sign(crypto, key, digest, signature);
    if (status == GBCS_OK) {
        gbcs_write_signature_part(writer, gbcs_bytes_of(signature, sizeof signature));
    } else {
        gbcs_writer_fail(writer, status);
    }
}

/** Writes grouping header, payload and signature part. */
static void write_content(const gbcs_crypto *crypto, const gbcs_header *header, gbcs_bytes payload,
                          const gbcs_protection *protection, gbcs_writer *writer)
{
    const size_t start = writer->used;
    gbcs_bytes written;

    gbcs_write_grouping(writer, header, payload.size);
    gbcs_write_bytes(writer, payload);
    if ((protection->signing_key != NULL) && (writer->status == GBCS_OK)) {
        /* a signature leaves out the tag of the grouping header (GBCS 6.3.3) */
        written = gbcs_writer_bytes(writer);
        write_signed(crypto, protection->signing_key,
                     gbcs_bytes_slice(written, start + 1U, (written.size - start) - 1U), writer);
    } else if (is_signed(protection) || is_maced(protection)) {
        gbcs_write_signature_part(writer, protection->signature);
    } else {
        /* a pre-command ends here */
    }
}

static void write_maced(const gbcs_crypto *crypto, const gbcs_header *header, gbcs_bytes payload,
                        const gbcs_protection *protection, gbcs_writer *writer)
{
    const size_t content = content_size(header, payload.size, protection);
    uint8_t mac[GBCS_MAC_SIZE];
    gbcs_bytes written;

    gbcs_write_mac_header(writer, content);
    write_content(crypto, header, payload, protection, writer);
    if (writer->status == GBCS_OK) {
        written = gbcs_writer_bytes(writer);
        gbcs_mac_make(crypto, protection->secret, header,
                      gbcs_bytes_slice(written, written.size - content, content), mac);
        gbcs_write_bytes(writer, gbcs_bytes_of(mac, sizeof mac));
    }
}

void gbcs_write_message(const gbcs_crypto *crypto, const gbcs_header *header, gbcs_bytes payload,
                        const gbcs_protection *protection, gbcs_writer *writer)
{
    const size_t start = writer->used;

    if (gbcs_message_size(header, payload.size, protection) > (writer->room - writer->used)) {
        gbcs_writer_fail(writer, GBCS_ERR_SPACE);
    } else if (is_maced(protection)) {
        write_maced(crypto, header, payload, protection, writer);
    } else {
        write_content(crypto, header, payload, protection, writer);
    }
    if ((writer->status != GBCS_OK) && (writer->used > start)) {
        gbcs_wipe(&writer->data[start], writer->used - start);
        writer->used = start;
    }
}
