/**
 * @file
 * Certificates: what is parsed is DER, its parts lie where they should, and the outer SEQUENCE is
 * written again from them as it was.
 */
#include "fuzz.h"
#include "gbcs/codec/ber.h"
#include "gbcs/codec/certificate.h"

/** Attribute types organizationalUnitName, commonName, serialNumber (RFC 5280 A.1). */
static const uint8_t OIDS[][3] = {{0x55, 0x04, 0x0B}, {0x55, 0x04, 0x03}, {0x55, 0x04, 0x05}};

static void parts_are_inside(const gbcs_certificate *certificate, gbcs_bytes input)
{
    const gbcs_bytes parts[] = {certificate->serial,     certificate->issuer,
                                certificate->subject,    certificate->key_algorithm,
                                certificate->public_key, certificate->extensions};
    REQUIRE(gbcs_bytes_equal(certificate->octets, input));
    REQUIRE(fuzz_inside(certificate->signed_octets, input));
    REQUIRE(fuzz_inside(certificate->signature_algorithm, input));
    REQUIRE(fuzz_inside(certificate->signature, input));
    for (size_t i = 0U; i < sizeof(parts) / sizeof(parts[0]); i++) {
        REQUIRE(fuzz_inside(parts[i], certificate->signed_octets));
    }
}

static void outside_again(const gbcs_certificate *certificate, gbcs_bytes input)
{
    gbcs_writer writer = fuzz_writer(input.size);
    size_t outer = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    size_t bits;

    gbcs_write_bytes(&writer, certificate->signed_octets);
    gbcs_write_bytes(&writer, certificate->signature_algorithm);
    bits = gbcs_write_open(&writer, GBCS_BER_BIT_STRING);
    gbcs_write_u8(&writer, 0U);
    gbcs_write_bytes(&writer, certificate->signature);
    gbcs_write_close(&writer, bits, GBCS_BER_SHORTEST);
    gbcs_write_close(&writer, outer, GBCS_BER_SHORTEST);
    fuzz_require_written(&writer, input);
}

static void write_time(gbcs_writer *writer, gbcs_utc utc)
{
    /* RFC 5280 4.1.2.5: GeneralizedTime from 2050-01-01T00:00:00Z on */
    bool late = utc >= 2524608000;
    size_t mark = gbcs_write_open(writer, late ? GBCS_BER_GENERALIZED_TIME : GBCS_BER_UTC_TIME);
    if (late) {
        gbcs_write_generalized_time(writer, utc);
    } else {
        gbcs_write_utc_time(writer, utc);
    }
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

static void write_validity(gbcs_writer *writer, const gbcs_certificate *certificate)
{
    size_t validity = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    write_time(writer, certificate->not_before);
    write_time(writer, certificate->not_after);
    gbcs_write_close(writer, validity, GBCS_BER_SHORTEST);
}

static void write_key(gbcs_writer *writer, const gbcs_certificate *certificate)
{
    size_t key = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t bits;
    gbcs_write_bytes(writer, certificate->key_algorithm);
    bits = gbcs_write_open(writer, GBCS_BER_BIT_STRING);
    gbcs_write_u8(writer, 0U);
    gbcs_write_bytes(writer, certificate->public_key);
    gbcs_write_close(writer, bits, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, key, GBCS_BER_SHORTEST);
}

/** What is signed, written again up to the key: unique identifiers, which are not kept, come next. */
static void inside_again(const gbcs_certificate *certificate)
{
    gbcs_reader reader = gbcs_reader_of(certificate->signed_octets);
    gbcs_bytes value = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    gbcs_writer writer = fuzz_writer(value.size);
    size_t mark;

    if (certificate->version > 0U) {
        mark = gbcs_write_open(&writer, GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED);
        gbcs_write_unsigned(&writer, GBCS_BER_INTEGER, certificate->version);
        gbcs_write_close(&writer, mark, GBCS_BER_SHORTEST);
    }
    gbcs_write_tlv(&writer, GBCS_BER_INTEGER, GBCS_BER_SHORTEST, certificate->serial);
    gbcs_write_bytes(&writer, certificate->signature_algorithm);
    gbcs_write_bytes(&writer, certificate->issuer);
    write_validity(&writer, certificate);
    gbcs_write_bytes(&writer, certificate->subject);
    write_key(&writer, certificate);
    fuzz_require_written(&writer, gbcs_bytes_slice(value, 0U, writer.used));
}

static void walk_extensions(gbcs_bytes extensions)
{
    gbcs_reader reader = gbcs_reader_of(extensions);
    gbcs_extension extension;
    size_t position = 0U;

    while (gbcs_read_extension(&reader, &extension)) {
        REQUIRE(reader.position > position);
        REQUIRE(fuzz_inside(extension.oid, extensions));
        REQUIRE(fuzz_inside(extension.value, extensions));
        position = reader.position;
    }
}

static void names(gbcs_bytes name)
{
    for (size_t i = 0U; i < sizeof(OIDS) / sizeof(OIDS[0]); i++) {
        gbcs_bytes value;
        if (!gbcs_name_attribute(name, gbcs_bytes_of(OIDS[i], sizeof(OIDS[i])), &value)) {
            REQUIRE(value.size == 0U);
        }
        REQUIRE(fuzz_inside(value, name));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_bytes input = gbcs_bytes_of(data, size);
    gbcs_certificate certificate;

    if (gbcs_certificate_parse(input, &certificate) == GBCS_OK) {
        REQUIRE(gbcs_ber_validate(input, GBCS_DER) == GBCS_OK);
        REQUIRE(certificate.not_before >= GBCS_UTC_FIRST);
        REQUIRE(certificate.not_after <= GBCS_UTC_LAST);
        parts_are_inside(&certificate, input);
        outside_again(&certificate, input);
        inside_again(&certificate);
        walk_extensions(certificate.extensions);
        names(certificate.issuer);
        names(certificate.subject);
    } else {
        REQUIRE((certificate.octets.size == 0U) && (certificate.public_key.size == 0U));
        REQUIRE((certificate.signed_octets.size == 0U) && (certificate.extensions.size == 0U));
    }
    names(input);
    walk_extensions(input);
    return 0;
}
