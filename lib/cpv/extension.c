#include "cpv/extension.h"

#include <string.h>

#include "cpv/oid.h"
#include "gbcs/codec/ber.h"

/** Certificates with a subject that is a device or an organisation. */
#define ENDS (GBCS_PROFILE_ORGANISATION | GBCS_PROFILE_DEVICE)
/** Certificates of those that issue certificates. */
#define ISSUERS (GBCS_PROFILE_AUTHORITY | GBCS_PROFILE_ROOT | GBCS_PROFILE_LINK)
/** All certificates. */
#define ALL (ENDS | ISSUERS)
/** All certificates that have an issuer. */
#define BUT_ROOT (ENDS | GBCS_PROFILE_AUTHORITY | GBCS_PROFILE_LINK)

/** An extension that is known. Profiles are sums of GBCS_PROFILE values. */
typedef struct extension_rule {
    /** Octets of its OBJECT IDENTIFIER. */
    gbcs_bytes oid;
    /** Profiles in which it may be critical. */
    uint8_t critical;
    /** Profiles in which it may be not critical. */
    uint8_t plain;
    /** Profiles in which it must be there. */
    uint8_t required;
    /** What is wrong if its value is not as it should be. */
    gbcs_status wrong;
    /** Reads its value; the reader fails for any other form than the one that GBCS 12 has. */
    void (*read)(gbcs_reader *reader, gbcs_credential *credential);
} extension_rule;

/** Reads an element whose value must be well formed; empty after an error. */
static gbcs_bytes read_checked_element(gbcs_reader *reader, uint8_t tag)
{
    const gbcs_tlv none = {tag, {NULL, 0U}, {NULL, 0U}};
    gbcs_tlv tlv = none;

    tlv.value = gbcs_read_tagged(reader, GBCS_DER, tag);
    if (reader->status == GBCS_OK) {
        gbcs_reader_fail(reader, gbcs_ber_check(&tlv, GBCS_DER));
    }
    return (reader->status == GBCS_OK) ? tlv.value : none.value;
}

/** Reads a BIT STRING of named bits: zeros at its end are cut off (X.690 11.2.2). */
static void read_key_usage(gbcs_reader *reader, gbcs_credential *credential)
{
    const gbcs_bytes value = read_checked_element(reader, GBCS_BER_BIT_STRING);
    gbcs_reader bits = gbcs_reader_of(value);
    const uint8_t unused = gbcs_read_u8(&bits);
    const uint8_t usage = gbcs_read_u8(&bits);

    if ((gbcs_reader_finish(&bits) != GBCS_OK) || (((usage >> unused) & 1U) == 0U)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    credential->key_usage = usage;
}

/** Takes a key identifier: 8 octets (GBCS 12). */
static void take_identifier(gbcs_reader *reader, gbcs_bytes value,
                            uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE])
{
    if (value.size == GBCS_KEY_IDENTIFIER_SIZE) {
        (void)memcpy(identifier, value.data, GBCS_KEY_IDENTIFIER_SIZE);
    } else {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
}

static void read_subject_key(gbcs_reader *reader, gbcs_credential *credential)
{
    const gbcs_bytes value = gbcs_read_tagged(reader, GBCS_DER, GBCS_BER_OCTET_STRING);

    take_identifier(reader, value, credential->key_identifier);
    /* until another one is read: a root may leave it out */
    (void)memcpy(credential->authority_identifier, credential->key_identifier,
                 GBCS_KEY_IDENTIFIER_SIZE);
}

/** Reads a SEQUENCE of keyIdentifier alone: no authorityCertIssuer, no serial number. */
static void read_authority_key(gbcs_reader *reader, gbcs_credential *credential)
{
    const gbcs_bytes value = gbcs_read_tagged(reader, GBCS_DER, GBCS_BER_SEQUENCE);
    gbcs_reader inner = gbcs_reader_of(value);

    take_identifier(&inner, gbcs_read_tagged(&inner, GBCS_DER, TAG_KEY_IDENTIFIER),
                    credential->authority_identifier);
    gbcs_reader_fail(reader, gbcs_reader_finish(&inner));
}

size_t policies_count(gbcs_bytes policies, gbcs_bytes policy)
{
    gbcs_reader reader = gbcs_reader_of(policies);
    size_t count = 0U;

    while (gbcs_reader_left(&reader) > 0U) {
        const gbcs_bytes information = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
        gbcs_reader inner = gbcs_reader_of(information);

        if (gbcs_bytes_equal(gbcs_read_tagged(&inner, GBCS_DER, GBCS_BER_OID), policy)) {
            count++;
        }
    }
    return count;
}

/**
 * Reads policies, at least one. Qualifiers are refused: whoever does not interpret them must refuse a
 * certificate that has them in a critical extension (RFC 5280 4.2.1.4).
 */
static void read_policies(gbcs_reader *reader, gbcs_credential *credential)
{
    const gbcs_bytes policies = gbcs_read_tagged(reader, GBCS_DER, GBCS_BER_SEQUENCE);
    gbcs_reader list = gbcs_reader_of(policies);
    size_t number = 0U;

    while (gbcs_reader_left(&list) > 0U) {
        const gbcs_bytes information = gbcs_read_tagged(&list, GBCS_DER, GBCS_BER_SEQUENCE);
        gbcs_reader inner = gbcs_reader_of(information);
        const gbcs_bytes policy = read_checked_element(&inner, GBCS_BER_OID);

        gbcs_reader_fail(&list, gbcs_reader_finish(&inner));
        /* none may be there twice */
        if (policies_count(policies, policy) != 1U) {
            gbcs_reader_fail(&list, GBCS_ERR_VALUE);
        }
        number++;
    }
    if ((number == 0U) || ((credential->profile == GBCS_PROFILE_DEVICE) && (number != 1U))) {
        gbcs_reader_fail(&list, GBCS_ERR_VALUE);
    }
    gbcs_reader_fail(reader, gbcs_reader_finish(&list));
    credential->policies = policies;
}

/** Reads basicConstraints of an authority: CA, and perhaps a path length. */
static void read_constraints(gbcs_reader *reader, gbcs_credential *credential)
{
    const gbcs_bytes constraints = gbcs_read_tagged(reader, GBCS_DER, GBCS_BER_SEQUENCE);
    gbcs_reader inner = gbcs_reader_of(constraints);
    const gbcs_bytes is_authority = read_checked_element(&inner, GBCS_BER_BOOLEAN);
    gbcs_reader flag = gbcs_reader_of(is_authority);
    gbcs_bytes length;

    /* DER does not write FALSE, which is the default */
    gbcs_read_constant(&flag, 0xFFU);
    gbcs_reader_fail(&inner, gbcs_reader_finish(&flag));
    if (gbcs_read_optional(&inner, GBCS_DER, GBCS_BER_INTEGER, &length)) {
        gbcs_reader_fail(&inner, gbcs_ber_unsigned(length, &credential->path_length));
    }
    gbcs_reader_fail(reader, gbcs_reader_finish(&inner));
}

/** Reads a subjectAltName: one otherName, a HardwareModuleName (RFC 4108 5). */
static void read_module_name(gbcs_reader *reader, gbcs_credential *credential)
{
    const gbcs_bytes oid = gbcs_bytes_of(OID_MODULE_NAME, sizeof OID_MODULE_NAME);
    gbcs_reader names = gbcs_reader_of(gbcs_read_tagged(reader, GBCS_DER, GBCS_BER_SEQUENCE));
    gbcs_reader other = gbcs_reader_of(gbcs_read_tagged(&names, GBCS_DER, TAG_OTHER_NAME));
    const gbcs_bytes type = gbcs_read_tagged(&other, GBCS_DER, GBCS_BER_OID);
    gbcs_reader value = gbcs_reader_of(gbcs_read_tagged(&other, GBCS_DER, TAG_OTHER_NAME));
    gbcs_reader module = gbcs_reader_of(gbcs_read_tagged(&value, GBCS_DER, GBCS_BER_SEQUENCE));
    const gbcs_bytes hardware_type = read_checked_element(&module, GBCS_BER_OID);
    gbcs_reader serial = gbcs_reader_of(gbcs_read_tagged(&module, GBCS_DER, GBCS_BER_OCTET_STRING));
    const gbcs_entity_id entity = gbcs_read_u64(&serial);

    if ((!gbcs_bytes_equal(type, oid)) || (entity == 0U)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    gbcs_reader_fail(reader, gbcs_reader_finish(&names));
    gbcs_reader_fail(reader, gbcs_reader_finish(&other));
    gbcs_reader_fail(reader, gbcs_reader_finish(&value));
    gbcs_reader_fail(reader, gbcs_reader_finish(&module));
    gbcs_reader_fail(reader, gbcs_reader_finish(&serial));
    credential->entity = entity;
    credential->hardware_type = hardware_type;
}

/** Reads nothing: what the extension is for does not concern a path. */
static void skip(gbcs_reader *reader, gbcs_credential *credential)
{
    (void)gbcs_read_bytes(reader, gbcs_reader_left(reader));
    (void)credential;
}

/** The extension in a place of the table; null after the last one. */
static const extension_rule *rule_at(size_t index)
{
    /* RFC 5934 B */
    static const uint8_t CONTINGENCY_KEY[] = {0x2BU, 0x06U, 0x01U, 0x05U,
                                              0x05U, 0x07U, 0x01U, 0x14U};
    static const extension_rule TABLE[] = {
        {{OID_KEY_USAGE, sizeof(OID_KEY_USAGE)}, ALL, 0U, ALL, GBCS_ERR_KEY_USAGE, read_key_usage},
        {{OID_SUBJECT_KEY, sizeof(OID_SUBJECT_KEY)},
         0U,
         ALL,
         ALL,
         GBCS_ERR_KEY_IDENTIFIER,
         read_subject_key},
        /* absent only where it would be the subject's */
        {{OID_AUTHORITY_KEY, sizeof(OID_AUTHORITY_KEY)},
         0U,
         ALL,
         BUT_ROOT,
         GBCS_ERR_KEY_IDENTIFIER,
         read_authority_key},
        /* critical, but there are devices whose policies are not */
        {{OID_POLICIES, sizeof(OID_POLICIES)},
         ALL,
         GBCS_PROFILE_DEVICE,
         ALL,
         GBCS_ERR_POLICY,
         read_policies},
        {{OID_CONSTRAINTS, sizeof(OID_CONSTRAINTS)},
         ISSUERS,
         0U,
         ISSUERS,
         GBCS_ERR_AUTHORITY,
         read_constraints},
        {{OID_ALTERNATIVE_NAME, sizeof(OID_ALTERNATIVE_NAME)},
         GBCS_PROFILE_DEVICE,
         0U,
         GBCS_PROFILE_DEVICE,
         GBCS_ERR_IDENTITY,
         read_module_name},
        {{CONTINGENCY_KEY, sizeof(CONTINGENCY_KEY)},
         GBCS_PROFILE_ROOT,
         GBCS_PROFILE_ROOT,
         0U,
         GBCS_ERR_PROFILE,
         skip},
    };

    return (index < (sizeof(TABLE) / sizeof(TABLE[0]))) ? &TABLE[index] : NULL;
}

/** Looks for an extension; none occurs twice in a certificate that has been parsed. */
static bool find(gbcs_bytes extensions, const extension_rule *rule, gbcs_extension *extension)
{
    gbcs_reader reader = gbcs_reader_of(extensions);
    bool found = false;

    while ((!found) && gbcs_read_extension(&reader, extension)) {
        found = gbcs_bytes_equal(rule->oid, extension->oid);
    }
    return found;
}

/** Reads an extension that is known, if it is there. */
static gbcs_status read_known(const extension_rule *rule, gbcs_credential *credential)
{
    gbcs_extension extension;
    gbcs_status status = GBCS_OK;

    if (find(credential->certificate.extensions, rule, &extension)) {
        const uint8_t allowed = extension.critical ? rule->critical : rule->plain;
        gbcs_reader reader = gbcs_reader_of(extension.value);

        if ((allowed & credential->profile) == 0U) {
            status = GBCS_ERR_PROFILE;
        } else {
            rule->read(&reader, credential);
            status = (gbcs_reader_finish(&reader) == GBCS_OK) ? GBCS_OK : rule->wrong;
        }
    } else if ((rule->required & credential->profile) != 0U) {
        status = GBCS_ERR_PROFILE;
    } else {
        status = GBCS_OK;
    }
    return status;
}

static bool is_known(gbcs_bytes oid)
{
    bool known = false;
    size_t i;

    for (i = 0U; rule_at(i) != NULL; i++) {
        known = known || gbcs_bytes_equal(rule_at(i)->oid, oid);
    }
    return known;
}

/** What is critical must be understood; what is not may be passed over (RFC 5280 4.2). */
static gbcs_status refuse_unknown(gbcs_bytes extensions)
{
    gbcs_reader reader = gbcs_reader_of(extensions);
    gbcs_extension extension;
    gbcs_status status = GBCS_OK;

    while (gbcs_read_extension(&reader, &extension)) {
        if (extension.critical && (!is_known(extension.oid))) {
            status = GBCS_ERR_PROFILE;
        }
    }
    return (status == GBCS_OK) ? gbcs_reader_finish(&reader) : status;
}

gbcs_status extensions_read(gbcs_credential *credential)
{
    gbcs_status status = refuse_unknown(credential->certificate.extensions);
    size_t i;

    for (i = 0U; (status == GBCS_OK) && (rule_at(i) != NULL); i++) {
        status = read_known(rule_at(i), credential);
    }
    return status;
}
