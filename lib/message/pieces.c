#include "gbcs/message/respond.h"
#include "message/mac.h"

/** The signature part begins with the signature's length, or is 00. */
#define SIGNATURE_LENGTH_SIZE 1U

/** Whether it was begun, and neither failed then nor has ended. */
static bool is_open(const gbcs_pieces *pieces)
{
    return pieces->is_signed || pieces->is_maced;
}

static size_t signature_part_size(const gbcs_pieces *pieces)
{
    return SIGNATURE_LENGTH_SIZE + (pieces->is_signed ? GBCS_SIGNATURE_SIZE : 0U);
}

/** Octets from the grouping header to the signature part (GBCS 7.2). */
static size_t size_of_pieces(const gbcs_pieces *pieces, const gbcs_header *header,
                             size_t payload_size)
{
    return gbcs_grouping_size(header, payload_size) + payload_size + signature_part_size(pieces);
}

static void write_begin(const gbcs_pieces *pieces, const gbcs_header *header, size_t payload_size,
                        gbcs_writer *writer)
{
    const size_t content = size_of_pieces(pieces, header, payload_size);

    if (content <= payload_size) {
        /* the sum is more than can be counted */
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    if (pieces->is_maced) {
        gbcs_write_mac_header(writer, content);
    }
    gbcs_write_grouping(writer, header, payload_size);
}

void gbcs_pieces_begin(gbcs_pieces *pieces, const gbcs_crypto *crypto, const gbcs_header *header,
                       size_t payload_size, gbcs_form form, const gbcs_shared_secret *secret,
                       gbcs_writer *writer)
{
    const size_t start = writer->used;
    gbcs_bytes grouping;
    size_t size;

    pieces->left = payload_size;
    pieces->is_signed = (form == GBCS_FORM_SIGNED) || (form == GBCS_FORM_BOTH);
    pieces->is_maced = (form == GBCS_FORM_MACED) || (form == GBCS_FORM_BOTH);
    if ((!is_open(pieces)) || (pieces->is_maced != (secret != NULL))) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    write_begin(pieces, header, payload_size, writer);
    if (writer->status != GBCS_OK) {
        gbcs_wipe(&writer->data[start], writer->used - start);
        writer->used = start;
        gbcs_wipe(pieces, sizeof *pieces);
    } else {
        size = gbcs_grouping_size(header, payload_size);
        grouping = gbcs_bytes_slice(gbcs_writer_bytes(writer), writer->used - size, size);
        if (pieces->is_signed) {
            gbcs_sha256_begin(crypto, &pieces->sha256);
            /* a signature leaves out the tag of the grouping header (GBCS 6.3.3) */
            gbcs_sha256_add(&pieces->sha256, gbcs_bytes_slice(grouping, 1U, size - 1U));
        }
        if (pieces->is_maced) {
            mac_begin(crypto, secret, header, &pieces->gcm);
            gbcs_gcm_add(&pieces->gcm, grouping);
        }
    }
}

void gbcs_pieces_append(gbcs_pieces *pieces, gbcs_bytes octets, gbcs_writer *writer)
{
    const size_t start = writer->used;
    gbcs_bytes written;

    if (octets.size > pieces->left) {
        /* also after it has ended: nothing is left then */
        gbcs_writer_fail(writer, GBCS_ERR_LENGTH);
    }
    gbcs_write_bytes(writer, octets);
    if (writer->status == GBCS_OK) {
        /* from where they are now: they may have lain where they overlap it */
        written = gbcs_bytes_slice(gbcs_writer_bytes(writer), start, octets.size);
        pieces->left -= octets.size;
        if (pieces->is_signed) {
            gbcs_sha256_add(&pieces->sha256, written);
        }
        if (pieces->is_maced) {
            gbcs_gcm_add(&pieces->gcm, written);
        }
    }
}

void gbcs_pieces_digest(const gbcs_pieces *pieces, uint8_t digest[GBCS_DIGEST_SIZE])
{
    gbcs_sha256 sha256;

    if (pieces->is_signed && (pieces->left == 0U)) {
        /* a copy, so that it may be asked for again */
        sha256 = pieces->sha256;
        gbcs_sha256_end(&sha256, digest);
    } else {
        /* nothing that could be taken for a digest of the message */
        gbcs_wipe(digest, GBCS_DIGEST_SIZE);
    }
}

static void write_end(gbcs_pieces *pieces, gbcs_bytes signature, gbcs_writer *writer)
{
    const size_t start = writer->used;
    uint8_t mac[GBCS_MAC_SIZE];

    gbcs_write_signature_part(writer, signature);
    if (pieces->is_maced) {
        gbcs_gcm_add(&pieces->gcm,
                     gbcs_bytes_slice(gbcs_writer_bytes(writer), start, writer->used - start));
        mac_end(&pieces->gcm, mac);
        gbcs_write_bytes(writer, gbcs_bytes_of(mac, sizeof mac));
    }
}

void gbcs_pieces_finish(gbcs_pieces *pieces, gbcs_bytes signature, gbcs_writer *writer)
{
    const size_t signature_size = pieces->is_signed ? GBCS_SIGNATURE_SIZE : 0U;
    const size_t mac_size = pieces->is_maced ? GBCS_MAC_SIZE : 0U;

    if (pieces->left > 0U) {
        gbcs_writer_fail(writer, GBCS_ERR_LENGTH);
    } else if ((!is_open(pieces)) || (signature.size != signature_size)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else if ((signature_part_size(pieces) + mac_size) > (writer->room - writer->used)) {
        gbcs_writer_fail(writer, GBCS_ERR_SPACE);
    } else if (writer->status == GBCS_OK) {
        write_end(pieces, signature, writer);
    } else {
        /* what failed before stays so */
    }
    gbcs_wipe(pieces, sizeof *pieces);
}
