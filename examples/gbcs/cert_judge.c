/**
 * @file
 * What certificates and certification requests are, and whether they are as they should be.
 */
#include <string.h>

#include "cert.h"

/** Tag of the attributes of a request: [0] (RFC 2986 4.1). */
#define TAG_ATTRIBUTES (GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED | 0U)
/** Octets of a Name with nothing in it. */
#define EMPTY_NAME_SIZE 2U
/** Last octets of types of extension: 2.5.29. */
#define LAST_ALTERNATIVE_NAME 0x11U
#define LAST_KEY_USAGE 0x0FU
#define LAST_CONSTRAINTS 0x13U
/** Octets of a request, with room to spare. */
#define REQUEST_ROOM 1024U

/** extensionRequest, 1.2.840.113549.1.9.14. */
static const uint8_t EXTENSION_REQUEST[] = {0x2AU, 0x86U, 0x48U, 0x86U, 0xF7U,
                                            0x0DU, 0x01U, 0x09U, 0x0EU};

static const cert_profile PROFILES[] = {
    {GBCS_PROFILE_ORGANISATION, "organisation", gbcs_credential_organisation},
    {GBCS_PROFILE_DEVICE, "device", gbcs_credential_device},
    {GBCS_PROFILE_AUTHORITY, "issuing authority", gbcs_credential_authority},
    {GBCS_PROFILE_ROOT, "root", gbcs_credential_root},
    {GBCS_PROFILE_LINK, "link", gbcs_credential_link},
};

bool cert_extension(gbcs_bytes extensions, uint8_t last, gbcs_bytes *value)
{
    const uint8_t oid[] = {0x55U, 0x1DU, last};
    gbcs_reader reader = gbcs_reader_of(extensions);
    gbcs_extension extension;
    bool found = false;

    *value = gbcs_bytes_of(NULL, 0U);
    while (!found && gbcs_read_extension(&reader, &extension)) {
        found = gbcs_bytes_equal(extension.oid, gbcs_bytes_of(oid, sizeof oid));
        if (found) {
            *value = extension.value;
        }
    }
    return found;
}

/** Whether a Name has the role 00. */
static bool is_root_name(gbcs_bytes name)
{
    static const uint8_t UNIT[] = {0x55U, 0x04U, 0x0BU};
    gbcs_bytes role;

    return gbcs_name_attribute(name, gbcs_bytes_of(UNIT, sizeof UNIT), &role) &&
           (role.size == 2U) && (memcmp(role.data, "00", 2U) == 0);
}

const cert_profile *cert_profile_of(const gbcs_certificate *certificate)
{
    const bool same = gbcs_bytes_equal(certificate->issuer, certificate->subject);
    gbcs_bytes value;
    uint8_t profile = GBCS_PROFILE_ORGANISATION;
    const cert_profile *found = NULL;

    if (cert_extension(certificate->extensions, LAST_CONSTRAINTS, &value)) {
        profile = GBCS_PROFILE_AUTHORITY;
        if (is_root_name(certificate->subject)) {
            profile = same ? GBCS_PROFILE_ROOT : GBCS_PROFILE_LINK;
        }
    } else if ((certificate->subject.size == EMPTY_NAME_SIZE) ||
               cert_extension(certificate->extensions, LAST_ALTERNATIVE_NAME, &value)) {
        profile = GBCS_PROFILE_DEVICE;
    } else {
        profile = GBCS_PROFILE_ORGANISATION;
    }
    for (size_t i = 0U; i < TOOL_COUNT(PROFILES); i++) {
        if (PROFILES[i].profile == profile) {
            found = &PROFILES[i];
        }
    }
    return found;
}

gbcs_status cert_judge(const gbcs_crypto *crypto, gbcs_bytes octets, gbcs_credential *credential,
                       const cert_profile **profile)
{
    gbcs_certificate certificate;
    gbcs_status status = gbcs_certificate_parse(octets, &certificate);

    *profile = NULL;
    if (status == GBCS_OK) {
        *profile = cert_profile_of(&certificate);
        status = (*profile)->read(crypto, octets, credential);
    }
    return status;
}

/* ---- certification requests ------------------------------------------------------------------ */

/** Reads a BIT STRING of whole octets. */
static gbcs_bytes read_bits(gbcs_reader *reader)
{
    gbcs_reader bits = gbcs_reader_of(gbcs_read_tagged(reader, GBCS_DER, GBCS_BER_BIT_STRING));

    if (gbcs_read_u8(&bits) != 0U) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return gbcs_read_bytes(&bits, gbcs_reader_left(&bits));
}

/** Reads an element that must have a tag, and gives it whole. */
static gbcs_bytes read_whole(gbcs_reader *reader, uint8_t tag)
{
    const gbcs_tlv tlv = gbcs_read_tlv(reader, GBCS_DER);

    if (tlv.tag != tag) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
    return tlv.octets;
}

/** Reads the attributes; the last extensionRequest counts. */
static void read_attributes(gbcs_reader *reader, cert_asked *asked)
{
    gbcs_reader list = gbcs_reader_of(gbcs_read_tagged(reader, GBCS_DER, TAG_ATTRIBUTES));

    while (gbcs_reader_left(&list) > 0U) {
        gbcs_reader one = gbcs_reader_of(gbcs_read_tagged(&list, GBCS_DER, GBCS_BER_SEQUENCE));
        const gbcs_bytes type = gbcs_read_tagged(&one, GBCS_DER, GBCS_BER_OID);
        gbcs_reader values = gbcs_reader_of(gbcs_read_tagged(&one, GBCS_DER, GBCS_BER_SET));
        if (gbcs_bytes_equal(type, gbcs_bytes_of(EXTENSION_REQUEST, sizeof EXTENSION_REQUEST))) {
            asked->extensions = gbcs_read_tagged(&values, GBCS_DER, GBCS_BER_SEQUENCE);
        }
        gbcs_reader_fail(&list, one.status);
    }
    gbcs_reader_fail(reader, list.status);
}

/** Reads a CertificationRequestInfo (RFC 2986 4.1). */
static void read_info(gbcs_reader *reader, cert_asked *asked)
{
    const gbcs_tlv info = gbcs_read_tlv(reader, GBCS_DER);
    gbcs_reader inner = gbcs_reader_of(info.value);
    gbcs_reader key;
    gbcs_status status;

    asked->signed_octets = info.octets;
    status =
        gbcs_ber_unsigned(gbcs_read_tagged(&inner, GBCS_DER, GBCS_BER_INTEGER), &asked->version);
    gbcs_reader_fail(&inner, status);
    asked->subject = read_whole(&inner, GBCS_BER_SEQUENCE);
    key = gbcs_reader_of(gbcs_read_tagged(&inner, GBCS_DER, GBCS_BER_SEQUENCE));
    asked->key_algorithm = read_whole(&key, GBCS_BER_SEQUENCE);
    asked->public_key = read_bits(&key);
    gbcs_reader_fail(&inner, gbcs_reader_finish(&key));
    read_attributes(&inner, asked);
    gbcs_reader_fail(reader, gbcs_reader_finish(&inner));
}

gbcs_status cert_request_parse(gbcs_bytes octets, cert_asked *asked)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_reader inner;
    gbcs_status status = gbcs_ber_validate(octets, GBCS_DER);

    (void)memset(asked, 0, sizeof *asked);
    if (status == GBCS_OK) {
        inner = gbcs_reader_of(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE));
        read_info(&inner, asked);
        asked->signature_algorithm = read_whole(&inner, GBCS_BER_SEQUENCE);
        asked->signature = read_bits(&inner);
        gbcs_reader_fail(&reader, gbcs_reader_finish(&inner));
        status = gbcs_reader_finish(&reader);
    }
    if (status != GBCS_OK) {
        (void)memset(asked, 0, sizeof *asked);
    }
    return status;
}

/** Takes key usage and name from the places that they have in a request of a device. */
static void take_wish(const cert_asked *asked, cert_wish *wish)
{
    gbcs_bytes usage;
    gbcs_bytes name;
    gbcs_bytes module = gbcs_bytes_of(NULL, 0U);
    gbcs_reader reader;

    (void)memset(wish, 0, sizeof *wish);
    wish->request.key = &wish->key;
    if (cert_extension(asked->extensions, LAST_KEY_USAGE, &usage) && (usage.size == 4U)) {
        wish->request.key_usage = usage.data[3];
    }
    if (cert_extension(asked->extensions, LAST_ALTERNATIVE_NAME, &name)) {
        /* GeneralNames, otherName, behind its type [0], HardwareModuleName */
        reader = gbcs_reader_of(name);
        reader = gbcs_reader_of(gbcs_read_tlv(&reader, GBCS_DER).value);
        reader = gbcs_reader_of(gbcs_read_tlv(&reader, GBCS_DER).value);
        (void)gbcs_read_tlv(&reader, GBCS_DER);
        reader = gbcs_reader_of(gbcs_read_tlv(&reader, GBCS_DER).value);
        module = gbcs_read_tlv(&reader, GBCS_DER).value;
    }
    reader = gbcs_reader_of(module);
    wish->request.hardware_type = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_OID);
    reader = gbcs_reader_of(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_OCTET_STRING));
    wish->request.device = gbcs_read_u64(&reader);
}

/** Whether a request is the one that the library would write: then there is nothing else in it. */
static bool is_as_written(const gbcs_crypto *crypto, gbcs_bytes octets, const cert_wish *wish,
                          const uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    uint8_t room[REQUEST_ROOM];
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    const size_t mark = gbcs_write_request_open(crypto, &wish->request, &writer, digest);

    if (writer.status == GBCS_OK) {
        gbcs_write_request_close(&writer, mark, signature);
    }
    return (writer.status == GBCS_OK) && gbcs_bytes_equal(gbcs_writer_bytes(&writer), octets);
}

gbcs_status cert_request_judge(const gbcs_crypto *crypto, gbcs_bytes octets,
                               const cert_asked *asked, cert_wish *wish)
{
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_status status = gbcs_ecdsa_signature_from_der(asked->signature, signature);

    take_wish(asked, wish);
    if (status == GBCS_OK) {
        status = gbcs_public_key_from(crypto, asked->public_key, &wish->key);
    }
    if ((status == GBCS_OK) && !is_as_written(crypto, octets, wish, signature)) {
        status = GBCS_ERR_PROFILE;
    }
    if (status == GBCS_OK) {
        gbcs_sha256_of(crypto, asked->signed_octets, digest);
        status = gbcs_ecdsa_verify(crypto, &wish->key, digest,
                                   gbcs_bytes_of(signature, sizeof signature));
    }
    return status;
}
