/**
 * @file
 * The types of certificates and certification requests (RFC 5280, RFC 2986, RFC 4108, GBCS 12).
 */
#include <string.h>

#include "asn1.h"
#include "keystore.h"

#define CONTEXT(number) (GBCS_BER_CONTEXT + (number))
#define CONTEXT_OF(number) (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + (number))
#define WITH_MEMBERS(kind, list)                                                                   \
    {                                                                                              \
        .shape = (kind), .members = (list), .count = TOOL_COUNT(list)                              \
    }

/** Octets of the longest OBJECT IDENTIFIER that has a name here. */
#define OID_LIMIT 10U

/** An OBJECT IDENTIFIER and its name. */
typedef struct oid_name {
    size_t size;
    uint8_t value[OID_LIMIT];
    const char *name;
} oid_name;

static const oid_name OIDS[] = {
    {3U, {0x55U, 0x04U, 0x03U}, "commonName"},
    {3U, {0x55U, 0x04U, 0x06U}, "countryName"},
    {3U, {0x55U, 0x04U, 0x0AU}, "organizationName"},
    {3U, {0x55U, 0x04U, 0x0BU}, "organizationalUnitName"},
    {3U, {0x55U, 0x04U, 0x2DU}, "x500UniqueIdentifier"},
    {3U, {0x55U, 0x1DU, 0x0EU}, "subjectKeyIdentifier"},
    {3U, {0x55U, 0x1DU, 0x0FU}, "keyUsage"},
    {3U, {0x55U, 0x1DU, 0x11U}, "subjectAltName"},
    {3U, {0x55U, 0x1DU, 0x13U}, "basicConstraints"},
    {3U, {0x55U, 0x1DU, 0x20U}, "certificatePolicies"},
    {3U, {0x55U, 0x1DU, 0x23U}, "authorityKeyIdentifier"},
    {7U, {0x2AU, 0x86U, 0x48U, 0xCEU, 0x3DU, 0x02U, 0x01U}, "id-ecPublicKey"},
    {8U, {0x2AU, 0x86U, 0x48U, 0xCEU, 0x3DU, 0x03U, 0x01U, 0x07U}, "prime256v1"},
    {8U, {0x2AU, 0x86U, 0x48U, 0xCEU, 0x3DU, 0x04U, 0x03U, 0x02U}, "ecdsa-with-SHA256"},
    {8U, {0x2BU, 0x06U, 0x01U, 0x05U, 0x05U, 0x07U, 0x08U, 0x04U}, "id-on-hardwareModuleName"},
    {9U, {0x2AU, 0x86U, 0x48U, 0x86U, 0xF7U, 0x0DU, 0x01U, 0x09U, 0x0EU}, "extensionRequest"},
};

static const uint8_t OID_UNIT[] = {0x55U, 0x04U, 0x0BU};
static const uint8_t OID_KEY_USAGE[] = {0x55U, 0x1DU, 0x0FU};
static const uint8_t OID_KEY_IDENTIFIER[] = {0x55U, 0x1DU, 0x0EU};
static const uint8_t OID_UNIQUE_IDENTIFIER[] = {0x55U, 0x04U, 0x2DU};
static const uint8_t OID_ALTERNATIVE_NAME[] = {0x55U, 0x1DU, 0x11U};

static const number_name USAGES[] = {
    {0U, "digitalSignature"}, {1U, "nonRepudiation"}, {2U, "keyEncipherment"},
    {3U, "dataEncipherment"}, {4U, "keyAgreement"},   {5U, "keyCertSign"},
    {6U, "cRLSign"},          {7U, "encipherOnly"},
};

static bool is_oid(gbcs_bytes oid, const uint8_t *value, size_t size)
{
    return gbcs_bytes_equal(oid, gbcs_bytes_of(value, size));
}

static const char *oid_name_of(gbcs_bytes oid)
{
    const char *name = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(OIDS); i++) {
        if (is_oid(oid, OIDS[i].value, OIDS[i].size)) {
            name = OIDS[i].name;
        }
    }
    return name;
}

void asn1_format_number(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    uint64_t number = 0U;

    (void)oid;
    text->text[0] = '\0';
    if (gbcs_ber_unsigned(tlv->value, &number) == GBCS_OK) {
        (void)snprintf(text->text, sizeof text->text, "%llu", (unsigned long long)number);
    }
}

void asn1_format_octets(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    (void)oid;
    text->text[0] = '\0';
    if (tlv->value.size <= 32U) {
        (void)format_hex(tlv->value, text);
    }
}

void asn1_format_time(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    (void)oid;
    (void)format_asn1_time(tlv->value, text);
}

void asn1_format_key_usage(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    static const name_table TABLE = NAME_TABLE(USAGES);
    size_t used = 0U;

    (void)oid;
    text->text[0] = '\0';
    for (uint32_t i = 0U; (tlv->value.size >= 2U) && (i < TABLE.count); i++) {
        if ((((unsigned int)tlv->value.data[1] << i) & 0x80U) != 0U) {
            used += (size_t)snprintf(&text->text[used], sizeof text->text - used, "%s%s",
                                     (used > 0U) ? ", " : "", name_of(&TABLE, i));
        }
    }
}

/** An OBJECT IDENTIFIER by its name, or as numbers. */
static void format_oid(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    const char *name = oid_name_of(tlv->value);
    uint64_t arc = 0U;
    size_t used = 0U;
    bool first = true;

    (void)oid;
    text->text[0] = '\0';
    if (name != NULL) {
        (void)snprintf(text->text, sizeof text->text, "%s", name);
    }
    for (size_t i = 0U; (name == NULL) && (i < tlv->value.size) && (used < 200U); i++) {
        arc = (arc << 7) | (tlv->value.data[i] & 0x7FU);
        if ((tlv->value.data[i] & 0x80U) == 0U) {
            if (first) {
                const unsigned int top = (arc < 80U) ? (unsigned int)(arc / 40U) : 2U;
                used += (size_t)snprintf(&text->text[used], sizeof text->text - used, "%u.%llu",
                                         top, (unsigned long long)(arc - (40U * top)));
            } else {
                used += (size_t)snprintf(&text->text[used], sizeof text->text - used, ".%llu",
                                         (unsigned long long)arc);
            }
            first = false;
            arc = 0U;
        }
    }
}

/** An attribute of a Name; an organisational unit is a role. */
static void format_attribute(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    const bool bits = tlv->tag == GBCS_BER_BIT_STRING;
    const gbcs_bytes value =
        bits
            ? gbcs_bytes_slice(tlv->value, 1U, tlv->value.size - ((tlv->value.size > 0U) ? 1U : 0U))
            : tlv->value;
    const char *role = NULL;
    size_t used = 0U;

    if (bits) {
        used = strlen(format_hex(value, text));
    } else {
        used = strlen(format_string(value, text));
    }
    if (is_oid(oid, OID_UNIT, sizeof OID_UNIT) && (value.size == 2U) &&
        (tool_hex_digit(value.data[0]) >= 0) && (tool_hex_digit(value.data[1]) >= 0)) {
        role = keystore_role_name((16 * tool_hex_digit(value.data[0])) +
                                  tool_hex_digit(value.data[1]));
    }
    if (role != NULL) {
        (void)snprintf(&text->text[used], sizeof text->text - used, " %s", role);
    }
}

static void format_boolean(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    (void)oid;
    (void)snprintf(text->text, sizeof text->text, "%s",
                   ((tlv->value.size > 0U) && (tlv->value.data[0] != 0U)) ? "true" : "false");
}

static void format_version(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    uint64_t number = 0U;

    (void)oid;
    text->text[0] = '\0';
    if ((gbcs_ber_unsigned(tlv->value, &number) == GBCS_OK) && (number < 9U)) {
        (void)snprintf(text->text, sizeof text->text, "v%u", (unsigned int)number + 1U);
    }
}

/** The value of an extension; empty if it is not there. */
static gbcs_bytes find_extension(const gbcs_certificate *certificate, const uint8_t *oid,
                                 size_t size)
{
    gbcs_reader reader = gbcs_reader_of(certificate->extensions);
    gbcs_extension extension;
    gbcs_bytes value = gbcs_bytes_of(NULL, 0U);

    while (gbcs_read_extension(&reader, &extension)) {
        if (is_oid(extension.oid, oid, size)) {
            value = extension.value;
        }
    }
    return value;
}

/** Whom a certificate is for: role and Entity Identifier of a subject, or a device's from its name. */
static void format_holder(const gbcs_certificate *certificate, format_text *text)
{
    gbcs_bytes unit;
    gbcs_bytes id;
    const gbcs_bytes name =
        find_extension(certificate, OID_ALTERNATIVE_NAME, sizeof OID_ALTERNATIVE_NAME);
    const char *role = NULL;

    if (gbcs_name_attribute(certificate->subject, gbcs_bytes_of(OID_UNIT, sizeof OID_UNIT),
                            &unit) &&
        (unit.size == 2U) && (tool_hex_digit(unit.data[0]) >= 0) &&
        (tool_hex_digit(unit.data[1]) >= 0)) {
        role =
            keystore_role_name((16 * tool_hex_digit(unit.data[0])) + tool_hex_digit(unit.data[1]));
    }
    if (gbcs_name_attribute(certificate->subject,
                            gbcs_bytes_of(OID_UNIQUE_IDENTIFIER, sizeof OID_UNIQUE_IDENTIFIER),
                            &id) &&
        (id.size == 9U)) {
        (void)snprintf(text->text, sizeof text->text, "%s%s%016llX", (role != NULL) ? role : "",
                       (role != NULL) ? " " : "",
                       (unsigned long long)format_number(gbcs_bytes_slice(id, 1U, 8U)));
    } else if (name.size >= 10U) {
        /* hwSerialNum is the last element of the only name */
        (void)snprintf(
            text->text, sizeof text->text, "device %016llX",
            (unsigned long long)format_number(gbcs_bytes_slice(name, name.size - 8U, 8U)));
    } else {
        (void)snprintf(text->text, sizeof text->text, "%s", (role != NULL) ? role : "unnamed");
    }
}

/** A certificate in a line. */
static void format_certificate(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text)
{
    gbcs_certificate certificate;
    const gbcs_status status = gbcs_certificate_parse(tlv->octets, &certificate);

    (void)oid;
    if (status != GBCS_OK) {
        (void)snprintf(text->text, sizeof text->text, "not a certificate: %s",
                       gbcs_status_text(status));
    } else {
        const gbcs_bytes usage = find_extension(&certificate, OID_KEY_USAGE, sizeof OID_KEY_USAGE);
        const gbcs_bytes id =
            find_extension(&certificate, OID_KEY_IDENTIFIER, sizeof OID_KEY_IDENTIFIER);
        const gbcs_tlv bits = {
            GBCS_BER_BIT_STRING,
            gbcs_bytes_slice(usage, 2U, (usage.size > 2U) ? usage.size - 2U : 0U), usage};
        format_text holder;
        format_text usages;
        format_text key;
        format_text from;
        format_text to;
        format_holder(&certificate, &holder);
        asn1_format_key_usage(&bits, oid, &usages);
        (void)format_hex(gbcs_bytes_slice(id, 2U, (id.size > 2U) ? id.size - 2U : 0U), &key);
        (void)snprintf(text->text, sizeof text->text, "%.60s, %.60s, key %.20s, %.10s to %.10s",
                       holder.text, usages.text, key.text,
                       format_utc(certificate.not_before, &from),
                       format_utc(certificate.not_after, &to));
    }
}

const asn1_type ASN1_NUMBER = {.shape = ASN1_VALUE, .format = asn1_format_number};
const asn1_type ASN1_OCTETS = {.shape = ASN1_VALUE, .format = asn1_format_octets};
const asn1_type ASN1_KEY_USAGE = {.shape = ASN1_VALUE, .format = asn1_format_key_usage};
const asn1_type ASN1_TIME = {.shape = ASN1_VALUE, .format = asn1_format_time};
const asn1_type ASN1_NOTHING = {.shape = ASN1_VALUE};

static const asn1_type OID = {.shape = ASN1_VALUE, .format = format_oid};
static const asn1_type ATTRIBUTE_VALUE = {.shape = ASN1_VALUE, .format = format_attribute};
static const asn1_type BOOLEAN = {.shape = ASN1_VALUE, .format = format_boolean};
static const asn1_type VERSION = {.shape = ASN1_VALUE, .format = format_version};
static const asn1_type BITS = {.shape = ASN1_VALUE};
static const asn1_type EXTENSION_VALUE = {.shape = ASN1_EXTENSION};

static const asn1_member VERSION_ONE[] = {{"number", GBCS_BER_INTEGER, &VERSION, false}};
static const asn1_type EXPLICIT_VERSION = WITH_MEMBERS(ASN1_SEQUENCE, VERSION_ONE);

static const asn1_member ALGORITHM_MEMBERS[] = {
    {"algorithm", GBCS_BER_OID, &OID, false},
    {"parameters", GBCS_BER_OID, &OID, true},
};
static const asn1_type ALGORITHM = WITH_MEMBERS(ASN1_SEQUENCE, ALGORITHM_MEMBERS);

static const asn1_member ATTRIBUTE_MEMBERS[] = {
    {"type", GBCS_BER_OID, &OID, false},
    {"value", 0U, &ATTRIBUTE_VALUE, false},
};
static const asn1_type ATTRIBUTE = WITH_MEMBERS(ASN1_SEQUENCE, ATTRIBUTE_MEMBERS);
static const asn1_member ATTRIBUTE_ONE[] = {{"attribute", GBCS_BER_SEQUENCE, &ATTRIBUTE, false}};
static const asn1_type RELATIVE_NAME = WITH_MEMBERS(ASN1_LIST, ATTRIBUTE_ONE);
static const asn1_member RELATIVE_NAME_ONE[] = {
    {"relativeDistinguishedName", GBCS_BER_SET, &RELATIVE_NAME, false}};
static const asn1_type NAME = WITH_MEMBERS(ASN1_LIST, RELATIVE_NAME_ONE);

static const asn1_member VALIDITY_MEMBERS[] = {
    {"notBefore", 0U, &ASN1_TIME, false},
    {"notAfter", 0U, &ASN1_TIME, false},
};
static const asn1_type VALIDITY = WITH_MEMBERS(ASN1_SEQUENCE, VALIDITY_MEMBERS);

static const asn1_member KEY_INFO_MEMBERS[] = {
    {"algorithm", GBCS_BER_SEQUENCE, &ALGORITHM, false},
    {"subjectPublicKey", GBCS_BER_BIT_STRING, &BITS, false},
};
static const asn1_type KEY_INFO = WITH_MEMBERS(ASN1_SEQUENCE, KEY_INFO_MEMBERS);

static const asn1_member EXTENSION_MEMBERS[] = {
    {"extnID", GBCS_BER_OID, &OID, false},
    {"critical", GBCS_BER_BOOLEAN, &BOOLEAN, true},
    {"extnValue", GBCS_BER_OCTET_STRING, &EXTENSION_VALUE, false},
};
static const asn1_type EXTENSION = WITH_MEMBERS(ASN1_SEQUENCE, EXTENSION_MEMBERS);
static const asn1_member EXTENSION_ONE[] = {{"extension", GBCS_BER_SEQUENCE, &EXTENSION, false}};
static const asn1_type EXTENSION_LIST = WITH_MEMBERS(ASN1_LIST, EXTENSION_ONE);
static const asn1_member EXTENSIONS_ONE[] = {{"list", GBCS_BER_SEQUENCE, &EXTENSION_LIST, false}};
static const asn1_type EXPLICIT_EXTENSIONS = WITH_MEMBERS(ASN1_SEQUENCE, EXTENSIONS_ONE);

static const asn1_member TBS_MEMBERS[] = {
    {"version", CONTEXT_OF(0U), &EXPLICIT_VERSION, true},
    {"serialNumber", GBCS_BER_INTEGER, &ASN1_OCTETS, false},
    {"signature", GBCS_BER_SEQUENCE, &ALGORITHM, false},
    {"issuer", GBCS_BER_SEQUENCE, &NAME, false},
    {"validity", GBCS_BER_SEQUENCE, &VALIDITY, false},
    {"subject", GBCS_BER_SEQUENCE, &NAME, false},
    {"subjectPublicKeyInfo", GBCS_BER_SEQUENCE, &KEY_INFO, false},
    {"extensions", CONTEXT_OF(3U), &EXPLICIT_EXTENSIONS, true},
};
static const asn1_type TBS = WITH_MEMBERS(ASN1_SEQUENCE, TBS_MEMBERS);
static const asn1_member CERTIFICATE_MEMBERS[] = {
    {"tbsCertificate", GBCS_BER_SEQUENCE, &TBS, false},
    {"signatureAlgorithm", GBCS_BER_SEQUENCE, &ALGORITHM, false},
    {"signatureValue", GBCS_BER_BIT_STRING, &BITS, false},
};
const asn1_type ASN1_CERTIFICATE = {.shape = ASN1_SEQUENCE,
                                    .format = format_certificate,
                                    .members = CERTIFICATE_MEMBERS,
                                    .count = TOOL_COUNT(CERTIFICATE_MEMBERS)};

static const asn1_type REQUEST_SET = WITH_MEMBERS(ASN1_LIST, EXTENSIONS_ONE);
static const asn1_member REQUEST_ATTRIBUTE_MEMBERS[] = {
    {"type", GBCS_BER_OID, &OID, false},
    {"values", GBCS_BER_SET, &REQUEST_SET, false},
};
static const asn1_type REQUEST_ATTRIBUTE = WITH_MEMBERS(ASN1_SEQUENCE, REQUEST_ATTRIBUTE_MEMBERS);
static const asn1_member REQUEST_ATTRIBUTE_ONE[] = {
    {"attribute", GBCS_BER_SEQUENCE, &REQUEST_ATTRIBUTE, false}};
static const asn1_type REQUEST_ATTRIBUTES = WITH_MEMBERS(ASN1_LIST, REQUEST_ATTRIBUTE_ONE);
static const asn1_member REQUEST_INFO_MEMBERS[] = {
    {"version", GBCS_BER_INTEGER, &VERSION, false},
    {"subject", GBCS_BER_SEQUENCE, &NAME, false},
    {"subjectPKInfo", GBCS_BER_SEQUENCE, &KEY_INFO, false},
    {"attributes", CONTEXT_OF(0U), &REQUEST_ATTRIBUTES, false},
};
static const asn1_type REQUEST_INFO = WITH_MEMBERS(ASN1_SEQUENCE, REQUEST_INFO_MEMBERS);
static const asn1_member REQUEST_MEMBERS[] = {
    {"certificationRequestInfo", GBCS_BER_SEQUENCE, &REQUEST_INFO, false},
    {"signatureAlgorithm", GBCS_BER_SEQUENCE, &ALGORITHM, false},
    {"signature", GBCS_BER_BIT_STRING, &BITS, false},
};
const asn1_type ASN1_REQUEST = WITH_MEMBERS(ASN1_SEQUENCE, REQUEST_MEMBERS);

static const asn1_member AUTHORITY_MEMBERS[] = {{"keyIdentifier", CONTEXT(0U), &ASN1_OCTETS, true}};
static const asn1_type AUTHORITY = WITH_MEMBERS(ASN1_SEQUENCE, AUTHORITY_MEMBERS);
static const asn1_member CONSTRAINTS_MEMBERS[] = {
    {"cA", GBCS_BER_BOOLEAN, &BOOLEAN, true},
    {"pathLenConstraint", GBCS_BER_INTEGER, &ASN1_NUMBER, true},
};
static const asn1_type CONSTRAINTS = WITH_MEMBERS(ASN1_SEQUENCE, CONSTRAINTS_MEMBERS);
static const asn1_member POLICY_MEMBERS[] = {{"policyIdentifier", GBCS_BER_OID, &OID, false}};
static const asn1_type POLICY = WITH_MEMBERS(ASN1_SEQUENCE, POLICY_MEMBERS);
static const asn1_member POLICY_ONE[] = {{"policyInformation", GBCS_BER_SEQUENCE, &POLICY, false}};
static const asn1_type POLICIES = WITH_MEMBERS(ASN1_LIST, POLICY_ONE);
static const asn1_member HARDWARE_MEMBERS[] = {
    {"hwType", GBCS_BER_OID, &OID, false},
    {"hwSerialNum", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false},
};
static const asn1_type HARDWARE = WITH_MEMBERS(ASN1_SEQUENCE, HARDWARE_MEMBERS);
static const asn1_member HARDWARE_ONE[] = {
    {"hardwareModuleName", GBCS_BER_SEQUENCE, &HARDWARE, false}};
static const asn1_type EXPLICIT_HARDWARE = WITH_MEMBERS(ASN1_SEQUENCE, HARDWARE_ONE);
static const asn1_member OTHER_NAME_MEMBERS[] = {
    {"type-id", GBCS_BER_OID, &OID, false},
    {"value", CONTEXT_OF(0U), &EXPLICIT_HARDWARE, false},
};
static const asn1_type OTHER_NAME = WITH_MEMBERS(ASN1_SEQUENCE, OTHER_NAME_MEMBERS);
static const asn1_member OTHER_NAME_ONE[] = {{"otherName", CONTEXT_OF(0U), &OTHER_NAME, false}};
static const asn1_type ALTERNATIVE_NAME = WITH_MEMBERS(ASN1_LIST, OTHER_NAME_ONE);

/** What stands in the OCTET STRING of an extension. */
static const struct {
    uint8_t oid[3];
    asn1_member value;
} EXTENSIONS[] = {
    {{0x55U, 0x1DU, 0x0EU}, {"keyIdentifier", GBCS_BER_OCTET_STRING, &ASN1_OCTETS, false}},
    {{0x55U, 0x1DU, 0x0FU}, {"keyUsage", GBCS_BER_BIT_STRING, &ASN1_KEY_USAGE, false}},
    {{0x55U, 0x1DU, 0x11U}, {"subjectAltName", GBCS_BER_SEQUENCE, &ALTERNATIVE_NAME, false}},
    {{0x55U, 0x1DU, 0x13U}, {"basicConstraints", GBCS_BER_SEQUENCE, &CONSTRAINTS, false}},
    {{0x55U, 0x1DU, 0x20U}, {"certificatePolicies", GBCS_BER_SEQUENCE, &POLICIES, false}},
    {{0x55U, 0x1DU, 0x23U}, {"authorityKeyIdentifier", GBCS_BER_SEQUENCE, &AUTHORITY, false}},
};

const asn1_member *asn1_extension(gbcs_bytes oid)
{
    const asn1_member *found = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(EXTENSIONS); i++) {
        if (is_oid(oid, EXTENSIONS[i].oid, sizeof EXTENSIONS[i].oid)) {
            found = &EXTENSIONS[i].value;
        }
    }
    return found;
}
