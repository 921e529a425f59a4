/**
 * @file
 * What certificates and certification requests have in common, as rows of a report.
 */
#include "cert_fields.h"

#include <string.h>

#include "cert.h"
#include "keystore.h"

/** Octets of id-ecPublicKey with P-256, and of ecdsa-with-SHA256, as whole SEQUENCEs. */
static const uint8_t KEY_ALGORITHM[] = {0x30U, 0x13U, 0x06U, 0x07U, 0x2AU, 0x86U, 0x48U,
                                        0xCEU, 0x3DU, 0x02U, 0x01U, 0x06U, 0x08U, 0x2AU,
                                        0x86U, 0x48U, 0xCEU, 0x3DU, 0x03U, 0x01U, 0x07U};
static const uint8_t SIGNATURE_ALGORITHM[] = {0x30U, 0x0AU, 0x06U, 0x08U, 0x2AU, 0x86U,
                                              0x48U, 0xCEU, 0x3DU, 0x04U, 0x03U, 0x02U};
/** Bits of a keyUsage that have a name. */
#define USAGE_BITS 8U

static const gbcs_bytes NO_OCTETS = {NULL, 0U};

/* ---- fields ---------------------------------------------------------------------------------- */

/** Appends to a text, behind a separator unless it is the first; what does not fit is left out. */
static void append(format_text *out, const char *separator, const char *text)
{
    const char *parts[] = {(out->text[0] != '\0') ? separator : "", text};
    size_t used = strlen(out->text);

    for (size_t i = 0U; i < TOOL_COUNT(parts); i++) {
        for (const char *c = parts[i]; (*c != '\0') && (used < (sizeof out->text - 1U)); c++) {
            out->text[used] = *c;
            used++;
        }
    }
    out->text[used] = '\0';
}

/** An attribute of a Name. */
static void append_attribute(format_text *out, gbcs_bytes oid, const gbcs_tlv *value)
{
    static const uint8_t ATTRIBUTES[] = {0x55U, 0x04U};
    const bool known = (oid.size == 3U) && (memcmp(oid.data, ATTRIBUTES, sizeof ATTRIBUTES) == 0);
    const uint8_t last = known ? oid.data[2] : 0U;
    format_text type;
    format_text text;
    format_text both;

    if ((last == 0x2DU) && (value->value.size > 0U)) {
        /* without the count of unused bits */
        (void)format_hex(gbcs_bytes_slice(value->value, 1U, value->value.size - 1U), &text);
        append(out, ", ", "UID=");
    } else {
        (void)snprintf(type.text, sizeof type.text, "%.60s=",
                       (last == 0x03U)   ? "CN"
                       : (last == 0x0BU) ? "OU"
                                         : cert_oid_text(oid, &both));
        append(out, ", ", type.text);
        (void)format_string(value->value, &text);
    }
    append(out, "", text.text);
}

void cert_add_name(report *rows, const char *label, gbcs_bytes name)
{
    gbcs_ber_walk walk = gbcs_ber_walk_of(name, GBCS_DER);
    gbcs_ber_element element;
    gbcs_bytes oid = NO_OCTETS;
    bool is_value = false;
    format_text text = {""};

    while (gbcs_ber_walk_next(&walk, &element)) {
        if ((element.depth == 3U) && is_value) {
            append_attribute(&text, oid, &element.tlv);
        } else if (element.depth == 3U) {
            oid = element.tlv.value;
        }
        is_value = (element.depth == 3U) && !is_value;
    }
    report_add(rows, NO_OCTETS, label, "%s", (text.text[0] != '\0') ? text.text : "none");
}

void cert_add_identity(report *rows, gbcs_bytes name)
{
    static const uint8_t UNIT[] = {0x55U, 0x04U, 0x0BU};
    static const uint8_t UNIQUE_ID[] = {0x55U, 0x04U, 0x2DU};
    gbcs_bytes value;

    if (gbcs_name_attribute(name, gbcs_bytes_of(UNIT, sizeof UNIT), &value) && (value.size == 2U)) {
        const int number = (16 * tool_hex_digit(value.data[0])) + tool_hex_digit(value.data[1]);
        const char *role = (number == (int)GBCS_ROLE_OTHER) ? "other" : keystore_role_name(number);
        report_add(rows, NO_OCTETS, "role", "%s", (role != NULL) ? role : "none that is known");
    }
    if (gbcs_name_attribute(name, gbcs_bytes_of(UNIQUE_ID, sizeof UNIQUE_ID), &value) &&
        (value.size == 9U)) {
        report_add(rows, NO_OCTETS, "Entity Identifier", "%016llX",
                   (unsigned long long)format_number(gbcs_bytes_slice(value, 1U, 8U)));
    }
}

static void add_algorithm(report *rows, const char *label, gbcs_bytes algorithm, gbcs_bytes usual,
                          const char *name)
{
    gbcs_reader reader = gbcs_reader_of(algorithm);
    gbcs_reader inner = gbcs_reader_of(gbcs_read_tlv(&reader, GBCS_DER).value);
    const bool is_usual = gbcs_bytes_equal(algorithm, usual);
    format_text oid;

    report_add(rows, NO_OCTETS, label, "%s%s",
               is_usual ? name : cert_oid_text(gbcs_read_tlv(&inner, GBCS_DER).value, &oid),
               is_usual ? "" : ", not as GBCS 12 asks for");
    report_set_mood(rows, is_usual ? REPORT_PLAIN : REPORT_BAD);
}

void cert_add_key(report *rows, gbcs_bytes algorithm, gbcs_bytes point)
{
    gbcs_public_key key;
    uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE];
    format_text text;

    add_algorithm(rows, "key algorithm", algorithm,
                  gbcs_bytes_of(KEY_ALGORITHM, sizeof KEY_ALGORITHM), "id-ecPublicKey on P-256");
    report_add(rows, NO_OCTETS, "public key", "%s", format_hex(point, &text));
    if (point.size == GBCS_POINT_SIZE) {
        (void)memcpy(key.point, point.data, sizeof key.point);
        gbcs_key_identifier(&key, identifier);
        report_add(rows, NO_OCTETS, "key identifier, computed", "%s",
                   format_hex(gbcs_bytes_of(identifier, sizeof identifier), &text));
    }
}

/* ---- extensions ------------------------------------------------------------------------------ */

/** The element in an extension. */
static gbcs_bytes content_of(gbcs_bytes value)
{
    gbcs_reader reader = gbcs_reader_of(value);

    return gbcs_read_tlv(&reader, GBCS_DER).value;
}

static void format_usage(gbcs_bytes value, format_text *out)
{
    static const char *const NAMES[USAGE_BITS] = {
        "digitalSignature", "nonRepudiation", "keyEncipherment", "dataEncipherment",
        "keyAgreement",     "keyCertSign",    "cRLSign",         "encipherOnly"};
    const gbcs_bytes bits = content_of(value);
    const unsigned int usage = (bits.size > 1U) ? bits.data[1] : 0U;

    for (size_t i = 0U; i < USAGE_BITS; i++) {
        if (((usage << i) & 0x80U) != 0U) {
            append(out, ", ", NAMES[i]);
        }
    }
}

static void format_identifier(gbcs_bytes value, format_text *out)
{
    (void)format_hex(content_of(value), out);
}

static void format_authority(gbcs_bytes value, format_text *out)
{
    (void)format_hex(content_of(content_of(value)), out);
}

static void format_policies(gbcs_bytes value, format_text *out)
{
    gbcs_reader list = gbcs_reader_of(content_of(value));
    format_text oid;

    while (gbcs_reader_left(&list) > 0U) {
        append(out, ", ", cert_oid_text(content_of(gbcs_read_tlv(&list, GBCS_DER).value), &oid));
    }
}

static void format_constraints(gbcs_bytes value, format_text *out)
{
    gbcs_reader inner = gbcs_reader_of(content_of(value));
    gbcs_bytes flag;
    gbcs_bytes number;
    uint64_t length = 0U;
    const bool has_flag = gbcs_read_optional(&inner, GBCS_DER, GBCS_BER_BOOLEAN, &flag);
    const bool is_authority = has_flag && (flag.size == 1U) && (flag.data[0] != 0U);

    if (gbcs_read_optional(&inner, GBCS_DER, GBCS_BER_INTEGER, &number) &&
        (gbcs_ber_unsigned(number, &length) == GBCS_OK)) {
        (void)snprintf(out->text, sizeof out->text, "%s, path length %llu",
                       is_authority ? "CA" : "no CA", (unsigned long long)length);
    } else {
        append(out, "", is_authority ? "CA, no path length" : "no CA");
    }
}

/** A HardwareModuleName in its otherName in its list. */
static void format_module(gbcs_bytes value, format_text *out)
{
    gbcs_reader other = gbcs_reader_of(content_of(content_of(value)));
    gbcs_reader module;
    gbcs_bytes type;
    format_text oid;
    format_text serial;

    (void)gbcs_read_tlv(&other, GBCS_DER);
    module = gbcs_reader_of(content_of(gbcs_read_tlv(&other, GBCS_DER).value));
    type = gbcs_read_tagged(&module, GBCS_DER, GBCS_BER_OID);
    (void)format_hex(gbcs_read_tagged(&module, GBCS_DER, GBCS_BER_OCTET_STRING), &serial);
    if (module.status == GBCS_OK) {
        (void)snprintf(out->text, sizeof out->text, "device %.32s, hardware type %.120s",
                       serial.text, cert_oid_text(type, &oid));
    } else {
        append(out, "", "not a device's");
    }
}

/** Extensions that have a name: the last octet of their type, 2.5.29. */
static const struct {
    uint8_t last;
    const char *name;
    void (*format)(gbcs_bytes value, format_text *out);
} EXTENSIONS[] = {
    {0x0FU, "key usage", format_usage},
    {0x13U, "basic constraints", format_constraints},
    {0x0EU, "key identifier, stated", format_identifier},
    {0x11U, "subject alternative name", format_module},
    {0x20U, "policies", format_policies},
    {0x23U, "authority key identifier", format_authority},
};

static void add_extension(report *rows, const gbcs_extension *extension)
{
    format_text text = {""};
    const char *name = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(EXTENSIONS); i++) {
        const uint8_t oid[] = {0x55U, 0x1DU, EXTENSIONS[i].last};
        if (gbcs_bytes_equal(extension->oid, gbcs_bytes_of(oid, sizeof oid))) {
            name = EXTENSIONS[i].name;
            EXTENSIONS[i].format(extension->value, &text);
        }
    }
    if (name != NULL) {
        report_add(rows, NO_OCTETS, name, "%s%s", text.text,
                   extension->critical ? " (critical)" : "");
    } else {
        report_add(rows, NO_OCTETS, "other extension", "%s%s", cert_oid_text(extension->oid, &text),
                   extension->critical ? " (critical)" : "");
    }
}

void cert_add_extensions(report *rows, gbcs_bytes extensions)
{
    gbcs_reader reader = gbcs_reader_of(extensions);
    gbcs_extension extension;

    while (gbcs_read_extension(&reader, &extension)) {
        add_extension(rows, &extension);
    }
}

void cert_add_signature(report *rows, gbcs_bytes algorithm, gbcs_bytes octets)
{
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    format_text text;

    add_algorithm(rows, "signature algorithm", algorithm,
                  gbcs_bytes_of(SIGNATURE_ALGORITHM, sizeof SIGNATURE_ALGORITHM),
                  "ecdsa-with-SHA256");
    if (gbcs_ecdsa_signature_from_der(octets, signature) == GBCS_OK) {
        report_add(rows, NO_OCTETS, "signature", "%s",
                   format_hex(gbcs_bytes_of(signature, sizeof signature), &text));
    } else {
        report_add(rows, NO_OCTETS, "signature", "%s, not as GBCS 12 asks for",
                   format_hex(octets, &text));
    }
}
