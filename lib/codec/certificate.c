#include "gbcs/codec/certificate.h"

#include <string.h>

#include "gbcs/codec/ber.h"

/** Context tag of the version. */
#define TAG_VERSION (GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED | 0U)
/** Context tag of issuerUniqueID. */
#define TAG_ISSUER_ID (GBCS_BER_CONTEXT | 1U)
/** Context tag of subjectUniqueID. */
#define TAG_SUBJECT_ID (GBCS_BER_CONTEXT | 2U)
/** Context tag of the extensions. */
#define TAG_EXTENSIONS (GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED | 3U)
/** Number that says v3. */
#define VERSION_3 2U
/** 2050-01-01T00:00:00Z: the first moment to be written as GeneralizedTime (RFC 5280 4.1.2.5). */
#define UTC_2050 ((gbcs_utc)2524608000)

/** An attribute that is looked for in a Name, and what was found. */
typedef struct search {
    /** Its type; empty to find none. */
    gbcs_bytes oid;
    /** The last value found. */
    gbcs_bytes value;
    /** How many were found. */
    size_t count;
} search;

/** Reads an element of any type, whose value must be well formed. */
static gbcs_tlv read_any(gbcs_reader *reader)
{
    const gbcs_tlv tlv = gbcs_read_tlv(reader, GBCS_DER);

    gbcs_reader_fail(reader, gbcs_ber_check(&tlv, GBCS_DER));
    return tlv;
}

/** Reads an element of a given type, whose value must be well formed. */
static gbcs_tlv read_typed(gbcs_reader *reader, uint8_t tag)
{
    if ((gbcs_reader_left(reader) > 0U) && (gbcs_reader_peek(reader) != tag)) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
    return read_any(reader);
}

/** Ends the reading of a value that has been read in a reader of its own. */
static void end_value(gbcs_reader *reader, const gbcs_reader *value)
{
    gbcs_reader_fail(reader, gbcs_reader_finish(value));
}

/** The octets of a BIT STRING of whole octets, as keys and signatures are. */
static gbcs_bytes read_bit_octets(gbcs_reader *reader)
{
    const gbcs_bytes value = read_typed(reader, GBCS_BER_BIT_STRING).value;
    gbcs_reader bits = gbcs_reader_of(value);

    if (gbcs_read_u8(&bits) != 0U) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return gbcs_read_bytes(&bits, gbcs_reader_left(&bits));
}

/** Reads an AlgorithmIdentifier: an algorithm, and perhaps parameters of any type. */
static gbcs_bytes read_algorithm(gbcs_reader *reader)
{
    const gbcs_tlv algorithm = read_typed(reader, GBCS_BER_SEQUENCE);
    gbcs_reader inner = gbcs_reader_of(algorithm.value);

    (void)read_typed(&inner, GBCS_BER_OID);
    if (gbcs_reader_left(&inner) > 0U) {
        (void)read_any(&inner);
    }
    end_value(reader, &inner);
    return algorithm.octets;
}

/** Reads an AttributeTypeAndValue. */
static gbcs_bytes read_attribute(gbcs_reader *reader, search *wanted)
{
    const gbcs_tlv attribute = read_typed(reader, GBCS_BER_SEQUENCE);
    gbcs_reader inner = gbcs_reader_of(attribute.value);
    const gbcs_bytes oid = read_typed(&inner, GBCS_BER_OID).value;
    const gbcs_bytes value = read_any(&inner).value;

    end_value(reader, &inner);
    if (gbcs_bytes_equal(oid, wanted->oid)) {
        wanted->value = value;
        wanted->count++;
    }
    return attribute.octets;
}

/**
 * Whether one element of a SET OF may follow another (X.690 11.6).
 *
 * No element begins with the whole of another one, so they differ within the shorter one.
 */
static bool is_ascending(gbcs_bytes first, gbcs_bytes second)
{
    const size_t size = (first.size < second.size) ? first.size : second.size;

    return (size == 0U) || (memcmp(first.data, second.data, size) < 0);
}

/** Reads a RelativeDistinguishedName: attributes in the order of DER, none twice, at least one. */
static void read_rdn(gbcs_reader *reader, search *wanted)
{
    gbcs_reader inner = gbcs_reader_of(read_typed(reader, GBCS_BER_SET).value);
    gbcs_bytes before = read_attribute(&inner, wanted);

    while (gbcs_reader_left(&inner) > 0U) {
        const gbcs_bytes attribute = read_attribute(&inner, wanted);

        if (!is_ascending(before, attribute)) {
            gbcs_reader_fail(&inner, GBCS_ERR_VALUE);
        }
        before = attribute;
    }
    end_value(reader, &inner);
}

/** Reads a Name: any number of RDNs, none for the subject of a device (RFC 5280 4.1.2.4). */
static gbcs_bytes read_name(gbcs_reader *reader, search *wanted)
{
    const gbcs_tlv name = read_typed(reader, GBCS_BER_SEQUENCE);
    gbcs_reader inner = gbcs_reader_of(name.value);

    while (gbcs_reader_left(&inner) > 0U) {
        read_rdn(&inner, wanted);
    }
    end_value(reader, &inner);
    return name.octets;
}

/** Reads a Time: a UTCTime through 2049, a GeneralizedTime from 2050 on (RFC 5280 4.1.2.5). */
static gbcs_utc read_time(gbcs_reader *reader)
{
    const gbcs_tlv time = read_any(reader);
    gbcs_utc utc = 0;
    gbcs_status status = GBCS_OK;

    if (time.tag == GBCS_BER_UTC_TIME) {
        status = gbcs_utc_from_utc_time(time.value, &utc);
    } else if (time.tag == GBCS_BER_GENERALIZED_TIME) {
        status = gbcs_utc_from_generalized(time.value, &utc);
        if ((status == GBCS_OK) && (utc < UTC_2050)) {
            status = GBCS_ERR_TIME;
        }
    } else {
        status = GBCS_ERR_TAG;
    }
    gbcs_reader_fail(reader, status);
    return utc;
}

static void read_validity(gbcs_reader *reader, gbcs_certificate *certificate)
{
    gbcs_reader inner = gbcs_reader_of(read_typed(reader, GBCS_BER_SEQUENCE).value);

    certificate->not_before = read_time(&inner);
    certificate->not_after = read_time(&inner);
    end_value(reader, &inner);
}

/** Reads the version. DER does not write v1, which is the default; v2 never came into use. */
static uint64_t read_version(gbcs_reader *reader)
{
    gbcs_bytes value;
    uint64_t version = 0U;

    if (gbcs_read_optional(reader, GBCS_DER, TAG_VERSION, &value)) {
        gbcs_reader inner = gbcs_reader_of(value);
        const gbcs_bytes integer = read_typed(&inner, GBCS_BER_INTEGER).value;
        const gbcs_status status = gbcs_ber_unsigned(integer, &version);

        end_value(reader, &inner);
        gbcs_reader_fail(reader, status);
        if (version != VERSION_3) {
            gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        }
    }
    return version;
}

static void read_key(gbcs_reader *reader, gbcs_certificate *certificate)
{
    gbcs_reader inner = gbcs_reader_of(read_typed(reader, GBCS_BER_SEQUENCE).value);

    certificate->key_algorithm = read_algorithm(&inner);
    certificate->public_key = read_bit_octets(&inner);
    end_value(reader, &inner);
}

/** Skips an issuerUniqueID or subjectUniqueID: a BIT STRING under a tag of its own. */
static void skip_unique_id(gbcs_reader *reader, uint8_t tag)
{
    gbcs_tlv bits = {GBCS_BER_BIT_STRING, {NULL, 0U}, {NULL, 0U}};

    if (gbcs_read_optional(reader, GBCS_DER, tag, &bits.value)) {
        gbcs_reader_fail(reader, gbcs_ber_check(&bits, GBCS_DER));
    }
}

/** How many extensions have a given type (RFC 5280 4.2: no more than one may). */
static size_t count_extensions(gbcs_bytes extensions, gbcs_bytes oid)
{
    gbcs_reader reader = gbcs_reader_of(extensions);
    gbcs_extension extension;
    size_t count = 0U;

    while (gbcs_read_extension(&reader, &extension)) {
        if (gbcs_bytes_equal(extension.oid, oid)) {
            count++;
        }
    }
    return count;
}

static void check_extensions(gbcs_reader *reader, gbcs_bytes extensions)
{
    gbcs_reader inner = gbcs_reader_of(extensions);
    gbcs_extension extension;

    if (extensions.size == 0U) {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
    while (gbcs_read_extension(&inner, &extension)) {
        if (count_extensions(extensions, extension.oid) != 1U) {
            gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        }
    }
    end_value(reader, &inner);
}

static gbcs_bytes read_extensions(gbcs_reader *reader)
{
    gbcs_bytes value;
    gbcs_bytes extensions = {NULL, 0U};

    if (gbcs_read_optional(reader, GBCS_DER, TAG_EXTENSIONS, &value)) {
        gbcs_reader inner = gbcs_reader_of(value);

        extensions = read_typed(&inner, GBCS_BER_SEQUENCE).value;
        end_value(reader, &inner);
        check_extensions(reader, extensions);
    }
    return extensions;
}

/** Reads a TBSCertificate (RFC 5280 4.1.2). */
static void read_signed(gbcs_reader *reader, gbcs_certificate *certificate)
{
    const gbcs_tlv signed_part = read_typed(reader, GBCS_BER_SEQUENCE);
    gbcs_reader inner = gbcs_reader_of(signed_part.value);
    search nothing = {{NULL, 0U}, {NULL, 0U}, 0U};

    certificate->signed_octets = signed_part.octets;
    certificate->version = read_version(&inner);
    certificate->serial = read_typed(&inner, GBCS_BER_INTEGER).value;
    certificate->signature_algorithm = read_algorithm(&inner);
    certificate->issuer = read_name(&inner, &nothing);
    read_validity(&inner, certificate);
    certificate->subject = read_name(&inner, &nothing);
    read_key(&inner, certificate);
    if (certificate->version == VERSION_3) {
        skip_unique_id(&inner, TAG_ISSUER_ID);
        skip_unique_id(&inner, TAG_SUBJECT_ID);
        certificate->extensions = read_extensions(&inner);
    }
    end_value(reader, &inner);
}

/** Reads a Certificate (RFC 5280 4.1.1). */
static gbcs_status read_whole(gbcs_bytes octets, gbcs_certificate *certificate)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_reader inner = gbcs_reader_of(read_typed(&reader, GBCS_BER_SEQUENCE).value);

    read_signed(&inner, certificate);
    if (!gbcs_bytes_equal(read_algorithm(&inner), certificate->signature_algorithm)) {
        gbcs_reader_fail(&inner, GBCS_ERR_VALUE);
    }
    certificate->signature = read_bit_octets(&inner);
    certificate->octets = octets;
    end_value(&reader, &inner);
    return gbcs_reader_finish(&reader);
}

gbcs_status gbcs_certificate_parse(gbcs_bytes octets, gbcs_certificate *certificate)
{
    gbcs_status status = gbcs_ber_validate(octets, GBCS_DER);

    (void)memset(certificate, 0, sizeof *certificate);
    if (status == GBCS_OK) {
        status = read_whole(octets, certificate);
    }
    if (status != GBCS_OK) {
        (void)memset(certificate, 0, sizeof *certificate);
    }
    return status;
}

/** Reads whether an extension is critical. DER does not write FALSE, which is the default. */
static bool read_critical(gbcs_reader *reader)
{
    static const uint8_t DER_TRUE[] = {0xFFU};
    gbcs_bytes value;
    const bool present = gbcs_read_optional(reader, GBCS_DER, GBCS_BER_BOOLEAN, &value);

    if (present && (!gbcs_bytes_equal(value, gbcs_bytes_of(DER_TRUE, sizeof DER_TRUE)))) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return present;
}

bool gbcs_read_extension(gbcs_reader *reader, gbcs_extension *extension)
{
    const gbcs_extension none = {{NULL, 0U}, false, {NULL, 0U}};
    bool found = false;

    *extension = none;
    if (gbcs_reader_left(reader) > 0U) {
        gbcs_reader inner = gbcs_reader_of(read_typed(reader, GBCS_BER_SEQUENCE).value);

        extension->oid = read_typed(&inner, GBCS_BER_OID).value;
        extension->critical = read_critical(&inner);
        extension->value = read_typed(&inner, GBCS_BER_OCTET_STRING).value;
        end_value(reader, &inner);
        found = reader->status == GBCS_OK;
    }
    if (!found) {
        *extension = none;
    }
    return found;
}

bool gbcs_name_attribute(gbcs_bytes name, gbcs_bytes oid, gbcs_bytes *value)
{
    gbcs_reader reader = gbcs_reader_of(name);
    search wanted = {oid, {NULL, 0U}, 0U};
    bool found = false;

    (void)read_name(&reader, &wanted);
    found = (gbcs_reader_finish(&reader) == GBCS_OK) && (wanted.count == 1U);
    *value = gbcs_bytes_slice(wanted.value, 0U, found ? wanted.value.size : 0U);
    return found;
}
