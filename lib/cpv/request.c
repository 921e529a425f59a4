#include "cpv/parts.h"
#include "gbcs/codec/ber.h"

/** Tag of the attributes: [0] (RFC 2986 4.1). */
#define TAG_ATTRIBUTES (GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED | 0U)

/** Whether a request is one that a device makes. */
static bool is_good(const gbcs_request *request)
{
    const gbcs_tlv type = {GBCS_BER_OID, request->hardware_type, {NULL, 0U}};

    return ((request->key_usage == GBCS_KEY_USAGE_SIGNATURE) ||
            (request->key_usage == GBCS_KEY_USAGE_AGREEMENT)) &&
           (request->device != 0U) && (gbcs_ber_check(&type, GBCS_DER) == GBCS_OK);
}

/** Writes the attributes: extensionRequest alone (RFC 2985 5.4.2). */
static void write_attributes(gbcs_writer *writer, const gbcs_request *request)
{
    /* 1.2.840.113549.1.9.14 */
    static const uint8_t EXTENSION_REQUEST[] = {0x2AU, 0x86U, 0x48U, 0x86U, 0xF7U,
                                                0x0DU, 0x01U, 0x09U, 0x0EU};
    const size_t attributes = gbcs_write_open(writer, TAG_ATTRIBUTES);
    const size_t attribute = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t values;
    size_t extensions;

    part_oid(writer, gbcs_bytes_of(EXTENSION_REQUEST, sizeof EXTENSION_REQUEST));
    values = gbcs_write_open(writer, GBCS_BER_SET);
    extensions = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    part_key_usage(writer, request->key_usage);
    part_module_name(writer, request->hardware_type, request->device);
    gbcs_write_close(writer, extensions, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, values, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, attribute, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, attributes, GBCS_BER_SHORTEST);
}

/** Writes a CertificationRequestInfo (RFC 2986 4.1). */
static void write_info(gbcs_writer *writer, const gbcs_request *request)
{
    const size_t info = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const gbcs_bytes nothing = {NULL, 0U};

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, 0U);
    gbcs_write_tlv(writer, GBCS_BER_SEQUENCE, GBCS_BER_SHORTEST, nothing);
    part_key(writer, request->key);
    write_attributes(writer, request);
    gbcs_write_close(writer, info, GBCS_BER_SHORTEST);
}

size_t gbcs_write_request_open(const gbcs_crypto *crypto, const gbcs_request *request,
                               gbcs_writer *writer, uint8_t digest[GBCS_DIGEST_SIZE])
{
    const size_t start = writer->used;
    size_t mark;

    if (!is_good(request)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    write_info(writer, request);
    part_digest(crypto, writer, mark, digest);
    part_abandon(writer, start);
    return mark;
}

void gbcs_write_request_close(gbcs_writer *writer, size_t mark,
                              const uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    part_signature(writer, mark, signature);
}

void gbcs_write_request(const gbcs_crypto *crypto, const gbcs_request *request,
                        const gbcs_private_key *key, gbcs_writer *writer)
{
    const size_t start = writer->used;
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    const size_t mark = gbcs_write_request_open(crypto, request, writer, digest);

    if (writer->status == GBCS_OK) {
        gbcs_writer_fail(writer, gbcs_ecdsa_sign(crypto, key, digest, signature));
    }
    if (writer->status == GBCS_OK) {
        gbcs_write_request_close(writer, mark, signature);
    }
    part_abandon(writer, start);
}
