#include "gbcs/message/protect.h"
#include "gbcs/message/respond.h"

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

/** Whichever of signature and MAC it has. */
static gbcs_form form_of_protection(const gbcs_protection *protection)
{
    gbcs_form form = GBCS_FORM_BARE;

    if (is_signed(protection)) {
        form = is_maced(protection) ? GBCS_FORM_BOTH : GBCS_FORM_SIGNED;
    } else if (is_maced(protection)) {
        form = GBCS_FORM_MACED;
    } else {
        /* a pre-command */
    }
    return form;
}

/** The message as one piece. */
static void write_protected(const gbcs_crypto *crypto, const gbcs_header *header,
                            gbcs_bytes payload, const gbcs_protection *protection,
                            gbcs_writer *writer)
{
    gbcs_pieces pieces;
    gbcs_bytes signature = protection->signature;
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t made[GBCS_SIGNATURE_SIZE];

    gbcs_pieces_begin(&pieces, crypto, header, payload.size, form_of_protection(protection),
                      protection->secret, writer);
    gbcs_pieces_append(&pieces, payload, writer);
    if ((protection->signing_key != NULL) && (writer->status == GBCS_OK)) {
        gbcs_pieces_digest(&pieces, digest);
        gbcs_writer_fail(writer, gbcs_ecdsa_sign(crypto, protection->signing_key, digest, made));
        signature = gbcs_bytes_of(made, sizeof made);
    }
    gbcs_pieces_finish(&pieces, signature, writer);
}

void gbcs_write_message(const gbcs_crypto *crypto, const gbcs_header *header, gbcs_bytes payload,
                        const gbcs_protection *protection, gbcs_writer *writer)
{
    const size_t start = writer->used;

    if (gbcs_message_size(header, payload.size, protection) > (writer->room - writer->used)) {
        gbcs_writer_fail(writer, GBCS_ERR_SPACE);
    } else if (form_of_protection(protection) != GBCS_FORM_BARE) {
        write_protected(crypto, header, payload, protection, writer);
    } else {
        gbcs_write_grouping(writer, header, payload.size);
        gbcs_write_bytes(writer, payload);
    }
    if ((writer->status != GBCS_OK) && (writer->used > start)) {
        gbcs_wipe(&writer->data[start], writer->used - start);
        writer->used = start;
    }
}
