#include <string.h>

#include "cpv/oid.h"
#include "gbcs/codec/ber.h"
#include "gbcs/cpv.h"

/** Tag of the attributes: [0] (RFC 2986 4.1). */
#define TAG_ATTRIBUTES (GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED | 0U)

/** Takes back what was written from a place on, once something has failed. */
static void abandon(gbcs_writer *writer, size_t start)
{
    if ((writer->status != GBCS_OK) && (writer->used > start)) {
        gbcs_wipe(&writer->data[start], writer->used - start);
        writer->used = start;
    }
}

/** Whether a request is one that a device makes. */
static bool is_good(const gbcs_request *request)
{
    const gbcs_tlv type = {GBCS_BER_OID, request->hardware_type, {NULL, 0U}};

    return ((request->key_usage == GBCS_KEY_USAGE_SIGNATURE) ||
            (request->key_usage == GBCS_KEY_USAGE_AGREEMENT)) &&
           (request->device != 0U) && (gbcs_ber_check(&type, GBCS_DER) == GBCS_OK);
}

static void write_oid(gbcs_writer *writer, const uint8_t *octets, size_t size)
{
    gbcs_write_tlv(writer, GBCS_BER_OID, GBCS_BER_SHORTEST, gbcs_bytes_of(octets, size));
}

/** Writes a BIT STRING of whole octets. */
static void write_bits(gbcs_writer *writer, gbcs_bytes octets)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_BIT_STRING);

    gbcs_write_u8(writer, 0U);
    gbcs_write_bytes(writer, octets);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** Writes a SubjectPublicKeyInfo. */
static void write_key(gbcs_writer *writer, const gbcs_public_key *key)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_bytes(writer, gbcs_bytes_of(ALGORITHM_KEY, sizeof ALGORITHM_KEY));
    write_bits(writer, gbcs_bytes_of(key->point, sizeof key->point));
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** Writes a critical extension up to its value, which is written next. */
static void write_critical(gbcs_writer *writer, const uint8_t oid[OID_EXTENSION_SIZE])
{
    static const uint8_t YES[] = {0xFFU};

    write_oid(writer, oid, OID_EXTENSION_SIZE);
    gbcs_write_tlv(writer, GBCS_BER_BOOLEAN, GBCS_BER_SHORTEST, gbcs_bytes_of(YES, sizeof YES));
}

/** Writes a keyUsage: zeros at the end of its bits are cut off (X.690 11.2.2). */
static void write_key_usage(gbcs_writer *writer, uint8_t usage)
{
    const uint8_t unused = (usage == GBCS_KEY_USAGE_SIGNATURE) ? 7U : 3U;
    const size_t extension = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t value;
    size_t bits;

    write_critical(writer, OID_KEY_USAGE);
    value = gbcs_write_open(writer, GBCS_BER_OCTET_STRING);
    bits = gbcs_write_open(writer, GBCS_BER_BIT_STRING);
    gbcs_write_u8(writer, unused);
    gbcs_write_u8(writer, usage);
    gbcs_write_close(writer, bits, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, value, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, extension, GBCS_BER_SHORTEST);
}

/** Writes a HardwareModuleName (RFC 4108 5). */
static void write_module(gbcs_writer *writer, const gbcs_request *request)
{
    const size_t module = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t serial;

    gbcs_write_tlv(writer, GBCS_BER_OID, GBCS_BER_SHORTEST, request->hardware_type);
    serial = gbcs_write_open(writer, GBCS_BER_OCTET_STRING);
    gbcs_write_u64(writer, request->device);
    gbcs_write_close(writer, serial, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, module, GBCS_BER_SHORTEST);
}

/** Writes a subjectAltName: one otherName, a HardwareModuleName. */
static void write_name(gbcs_writer *writer, const gbcs_request *request)
{
    const size_t extension = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t value;
    size_t names;
    size_t other;
    size_t inner;

    write_critical(writer, OID_ALTERNATIVE_NAME);
    value = gbcs_write_open(writer, GBCS_BER_OCTET_STRING);
    names = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    other = gbcs_write_open(writer, TAG_OTHER_NAME);
    write_oid(writer, OID_MODULE_NAME, sizeof OID_MODULE_NAME);
    inner = gbcs_write_open(writer, TAG_OTHER_NAME);
    write_module(writer, request);
    gbcs_write_close(writer, inner, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, other, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, names, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, value, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, extension, GBCS_BER_SHORTEST);
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

    write_oid(writer, EXTENSION_REQUEST, sizeof EXTENSION_REQUEST);
    values = gbcs_write_open(writer, GBCS_BER_SET);
    extensions = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    write_key_usage(writer, request->key_usage);
    write_name(writer, request);
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
    write_key(writer, request->key);
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
    (void)memset(digest, 0, GBCS_DIGEST_SIZE);
    if (writer->status == GBCS_OK) {
        const gbcs_bytes written = gbcs_writer_bytes(writer);

        gbcs_sha256_of(crypto, gbcs_bytes_slice(written, mark, written.size - mark), digest);
    }
    abandon(writer, start);
    return mark;
}

void gbcs_write_request_close(gbcs_writer *writer, size_t mark,
                              const uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    size_t bits;

    if (mark == 0U) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        gbcs_write_bytes(writer, gbcs_bytes_of(ALGORITHM_SIGNATURE, sizeof ALGORITHM_SIGNATURE));
        bits = gbcs_write_open(writer, GBCS_BER_BIT_STRING);
        gbcs_write_u8(writer, 0U);
        gbcs_write_ecdsa_signature(writer, signature);
        gbcs_write_close(writer, bits, GBCS_BER_SHORTEST);
        gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
        /* with the tag of the whole, which stands before the mark */
        abandon(writer, mark - 1U);
    }
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
    abandon(writer, start);
}
