/**
 * @file
 * Certificates: what is parsed is DER, its parts lie where they should, and the outer SEQUENCE is
 * written again from them as it was. What is a credential of one kind says what that kind has to say, is
 * none of another kind, and has no path to itself unless it is a root.
 */
#include "fuzz.h"
#include "gbcs/codec/ber.h"
#include "gbcs/codec/certificate.h"
#include "gbcs/cpv.h"

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

/** A reader of one kind of certificate. */
typedef struct kind {
    uint8_t profile;
    gbcs_status (*read)(const gbcs_crypto *crypto, gbcs_bytes octets, gbcs_credential *credential);
} kind;

static const kind KINDS[] = {{GBCS_PROFILE_ORGANISATION, gbcs_credential_organisation},
                             {GBCS_PROFILE_DEVICE, gbcs_credential_device},
                             {GBCS_PROFILE_AUTHORITY, gbcs_credential_authority},
                             {GBCS_PROFILE_ROOT, gbcs_credential_root},
                             {GBCS_PROFILE_LINK, gbcs_credential_link}};

/** The signature is that of the certificate: written again it is the same. */
static void signature_again(const gbcs_credential *credential)
{
    gbcs_writer writer = fuzz_writer(credential->certificate.signature.size);

    gbcs_write_ecdsa_signature(&writer, credential->signature);
    fuzz_require_written(&writer, credential->certificate.signature);
}

static void is_one(const gbcs_crypto *crypto, const gbcs_credential *credential, gbcs_bytes input)
{
    const bool is_device = credential->profile == GBCS_PROFILE_DEVICE;
    const bool is_end = is_device || (credential->profile == GBCS_PROFILE_ORGANISATION);
    const bool is_own = memcmp(credential->key_identifier, credential->authority_identifier,
                               GBCS_KEY_IDENTIFIER_SIZE) == 0;
    gbcs_public_key key;
    uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE];

    REQUIRE(gbcs_public_key_from(crypto, credential->certificate.public_key, &key) == GBCS_OK);
    REQUIRE(memcmp(&key, &credential->key, sizeof key) == 0);
    gbcs_key_identifier(&key, identifier);
    REQUIRE(memcmp(identifier, credential->key_identifier, sizeof identifier) == 0);
    REQUIRE(is_own == (credential->profile == GBCS_PROFILE_ROOT));
    REQUIRE((credential->entity != 0U) == is_end);
    REQUIRE((credential->hardware_type.size > 0U) == is_device);
    REQUIRE(fuzz_inside(credential->policies, input) && (credential->policies.size > 0U));
    REQUIRE(credential->certificate.serial.size <= 16U);
    REQUIRE(!is_device || (credential->certificate.not_after == GBCS_UTC_LAST));
    if (is_end) {
        REQUIRE((credential->key_usage == GBCS_KEY_USAGE_SIGNATURE) ||
                (credential->key_usage == GBCS_KEY_USAGE_AGREEMENT));
    } else {
        REQUIRE((credential->key_usage & GBCS_KEY_USAGE_CERTIFICATES) != 0U);
    }
    signature_again(credential);
}

/** A path from its own key over itself: nothing but a root is signed by its own key. */
static void path_to_itself(const gbcs_crypto *crypto, const gbcs_credential *credential,
                           gbcs_bytes input)
{
    gbcs_trust_anchor anchor;
    gbcs_path path;
    gbcs_status status;

    memset(&path, 0, sizeof path);
    anchor.key = credential->key;
    memcpy(anchor.key_identifier, credential->key_identifier, sizeof anchor.key_identifier);
    path.end = credential;
    path.certificates[0] = input;
    path.count = 1U;
    path.root = &anchor;
    /* no certificate is its own issuer's, nor a root its own link */
    REQUIRE(gbcs_path_check(crypto, &path) != GBCS_OK);
    status = gbcs_credential_verify(crypto, credential, &anchor);
    REQUIRE((status == GBCS_ERR_PATH) || (credential->profile == GBCS_PROFILE_ROOT));
}

static void credentials(gbcs_bytes input)
{
    gbcs_crypto crypto;
    gbcs_credential credential;
    size_t kinds = 0U;

    gbcs_crypto_default(&crypto);
    for (size_t i = 0U; i < (sizeof(KINDS) / sizeof(KINDS[0])); i++) {
        if (KINDS[i].read(&crypto, input, &credential) == GBCS_OK) {
            REQUIRE(credential.profile == KINDS[i].profile);
            is_one(&crypto, &credential, input);
            path_to_itself(&crypto, &credential, input);
            kinds++;
        } else {
            REQUIRE((credential.profile == 0U) && (credential.entity == 0U));
            REQUIRE((credential.key.point[0] == 0U) && (credential.certificate.octets.size == 0U));
        }
    }
    REQUIRE(kinds <= 1U);
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
    credentials(input);
    names(input);
    walk_extensions(input);
    return 0;
}
