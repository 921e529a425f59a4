#include "cpv/parts.h"

#include <string.h>

#include "cpv/oid.h"

/** Bits of an octet, but for the first. */
#define UNUSED_MAX 7U

void part_take_back(gbcs_writer *writer, size_t start)
{
    if (writer->used > start) {
        gbcs_wipe(&writer->data[start], writer->used - start);
        writer->used = start;
    }
}

void part_abandon(gbcs_writer *writer, size_t start)
{
    if (writer->status != GBCS_OK) {
        part_take_back(writer, start);
    }
}

void part_oid(gbcs_writer *writer, gbcs_bytes octets)
{
    gbcs_write_tlv(writer, GBCS_BER_OID, GBCS_BER_SHORTEST, octets);
}

/** Writes a BIT STRING of whole octets. */
static void write_bits(gbcs_writer *writer, gbcs_bytes octets)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_BIT_STRING);

    gbcs_write_u8(writer, 0U);
    gbcs_write_bytes(writer, octets);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

void part_key(gbcs_writer *writer, const gbcs_public_key *key)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_bytes(writer, gbcs_bytes_of(ALGORITHM_KEY, sizeof ALGORITHM_KEY));
    write_bits(writer, gbcs_bytes_of(key->point, sizeof key->point));
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

open_extension part_extension_open(gbcs_writer *writer, gbcs_bytes oid, bool critical)
{
    static const uint8_t YES[] = {0xFFU};
    open_extension extension;

    extension.whole = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    part_oid(writer, oid);
    /* DER does not write FALSE, which is the default */
    if (critical) {
        gbcs_write_tlv(writer, GBCS_BER_BOOLEAN, GBCS_BER_SHORTEST, gbcs_bytes_of(YES, sizeof YES));
    }
    extension.value = gbcs_write_open(writer, GBCS_BER_OCTET_STRING);
    return extension;
}

void part_extension_close(gbcs_writer *writer, open_extension extension)
{
    gbcs_write_close(writer, extension.value, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, extension.whole, GBCS_BER_SHORTEST);
}

void part_key_usage(gbcs_writer *writer, uint8_t usage)
{
    const open_extension extension =
        part_extension_open(writer, gbcs_bytes_of(OID_KEY_USAGE, sizeof OID_KEY_USAGE), true);
    const size_t bits = gbcs_write_open(writer, GBCS_BER_BIT_STRING);
    uint8_t unused = 0U;

    /* zeros at the end of the bits are cut off (X.690 11.2.2) */
    while ((unused < UNUSED_MAX) && (((usage >> unused) & 1U) == 0U)) {
        unused++;
    }
    gbcs_write_u8(writer, unused);
    gbcs_write_u8(writer, usage);
    gbcs_write_close(writer, bits, GBCS_BER_SHORTEST);
    part_extension_close(writer, extension);
}

/** Writes a HardwareModuleName (RFC 4108 5). */
static void write_module(gbcs_writer *writer, gbcs_bytes hardware_type, gbcs_entity_id device)
{
    const size_t module = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t serial;

    part_oid(writer, hardware_type);
    serial = gbcs_write_open(writer, GBCS_BER_OCTET_STRING);
    gbcs_write_u64(writer, device);
    gbcs_write_close(writer, serial, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, module, GBCS_BER_SHORTEST);
}

void part_module_name(gbcs_writer *writer, gbcs_bytes hardware_type, gbcs_entity_id device)
{
    const gbcs_bytes oid = gbcs_bytes_of(OID_ALTERNATIVE_NAME, sizeof OID_ALTERNATIVE_NAME);
    const open_extension extension = part_extension_open(writer, oid, true);
    const size_t names = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const size_t other = gbcs_write_open(writer, TAG_OTHER_NAME);
    size_t inner;

    part_oid(writer, gbcs_bytes_of(OID_MODULE_NAME, sizeof OID_MODULE_NAME));
    inner = gbcs_write_open(writer, TAG_OTHER_NAME);
    write_module(writer, hardware_type, device);
    gbcs_write_close(writer, inner, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, other, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, names, GBCS_BER_SHORTEST);
    part_extension_close(writer, extension);
}

void part_digest(const gbcs_crypto *crypto, const gbcs_writer *writer, size_t mark,
                 uint8_t digest[GBCS_DIGEST_SIZE])
{
    const gbcs_bytes written = gbcs_writer_bytes(writer);

    (void)memset(digest, 0, GBCS_DIGEST_SIZE);
    if (writer->status == GBCS_OK) {
        gbcs_sha256_of(crypto, gbcs_bytes_slice(written, mark, written.size - mark), digest);
    }
}

void part_signature(gbcs_writer *writer, size_t mark, const uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    size_t bits;

    if (mark == 0U) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    /* one that has failed before has no whole */
    if (writer->status == GBCS_OK) {
        gbcs_write_bytes(writer, gbcs_bytes_of(ALGORITHM_SIGNATURE, sizeof ALGORITHM_SIGNATURE));
        bits = gbcs_write_open(writer, GBCS_BER_BIT_STRING);
        gbcs_write_u8(writer, 0U);
        gbcs_write_ecdsa_signature(writer, signature);
        gbcs_write_close(writer, bits, GBCS_BER_SHORTEST);
        gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
        /* with the tag of the whole, which stands before the mark */
        part_abandon(writer, mark - 1U);
    }
}
