#include <string.h>

#include "cpv/credential.h"
#include "cpv/oid.h"
#include "cpv/parts.h"

/** Number that says v3. */
#define NUMBER_OF_V3 2U
/** Context tag of the version (RFC 5280 4.1). */
#define TAG_OF_VERSION (GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED | 0U)
/** Context tag of the extensions. */
#define TAG_OF_EXTENSIONS (GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED | 3U)
/** 1950-01-01T00:00:00Z: the first moment that a certificate can say (RFC 5280 4.1.2.5). */
#define UTC_1950 ((gbcs_utc)-631152000)
/** 2050-01-01T00:00:00Z: the first moment to be written as GeneralizedTime. */
#define UTC_OF_2050 ((gbcs_utc)2524608000)

/** Certificates with a subject that is an organisation or a device. */
#define OF_ENDS (GBCS_PROFILE_ORGANISATION | GBCS_PROFILE_DEVICE)
/** Certificates of those that issue certificates. */
#define OF_ISSUERS (GBCS_PROFILE_AUTHORITY | GBCS_PROFILE_ROOT | GBCS_PROFILE_LINK)
/** All of them. */
#define OF_ALL (OF_ENDS | OF_ISSUERS)

/** An extension in the order in which certificates have them. */
typedef struct extension_writing {
    /** Profiles that have it here: a sum of GBCS_PROFILE values. */
    uint8_t profiles;
    /** Writes it. */
    void (*write)(gbcs_writer *writer, const gbcs_certificate_content *content);
} extension_writing;

/* ---- names ----------------------------------------------------------------------------------- */

/** Writes an RDN of one attribute. */
static void write_attribute(gbcs_writer *writer, const uint8_t oid[OID_ATTRIBUTE_SIZE], uint8_t tag,
                            gbcs_bytes value)
{
    const size_t rdn = gbcs_write_open(writer, GBCS_BER_SET);
    const size_t attribute = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    part_oid(writer, gbcs_bytes_of(oid, OID_ATTRIBUTE_SIZE));
    gbcs_write_tlv(writer, tag, GBCS_BER_SHORTEST, value);
    gbcs_write_close(writer, attribute, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, rdn, GBCS_BER_SHORTEST);
}

/** Writes a commonName, if there is one. */
static void write_title(gbcs_writer *writer, gbcs_bytes title)
{
    gbcs_reader characters = gbcs_reader_of(title);

    while (gbcs_reader_left(&characters) > 0U) {
        const uint8_t character = gbcs_read_u8(&characters);

        if ((character < 0x20U) || (character > 0x7EU)) {
            gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
        }
    }
    if (title.size > GBCS_COMMON_NAME_SIZE) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    if (title.size > 0U) {
        write_attribute(writer, OID_TITLE, GBCS_BER_UTF8_STRING, title);
    }
}

/** Writes a role, if there is one, as two digits (GBCS 12). */
static void write_unit(gbcs_writer *writer, uint8_t role)
{
    static const uint8_t DIGITS[] = {0x30U, 0x31U, 0x32U, 0x33U, 0x34U, 0x35U, 0x36U, 0x37U,
                                     0x38U, 0x39U, 0x41U, 0x42U, 0x43U, 0x44U, 0x45U, 0x46U};
    const uint8_t digits[] = {DIGITS[role >> 4], DIGITS[role & 0x0FU]};

    if (role != GBCS_ROLE_NONE) {
        write_attribute(writer, OID_UNIT, GBCS_BER_UTF8_STRING,
                        gbcs_bytes_of(digits, sizeof digits));
    }
}

/** Writes an Entity Identifier: a BIT STRING of 64 bits. */
static void write_unique_id(gbcs_writer *writer, gbcs_entity_id entity)
{
    uint8_t octets[1U + sizeof(gbcs_entity_id)];
    gbcs_writer bits = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u8(&bits, 0U);
    gbcs_write_u64(&bits, entity);
    write_attribute(writer, OID_UNIQUE_ID, GBCS_BER_BIT_STRING, gbcs_writer_bytes(&bits));
}

/** Writes a Name. An organisation's commonName comes first, an authority's last: so they are seen. */
static void write_whole_name(gbcs_writer *writer, const gbcs_certificate_name *name, bool is_device)
{
    const bool has_entity = (name->entity != 0U) && (!is_device);
    size_t mark;

    if (name->octets.size > 0U) {
        gbcs_write_bytes(writer, name->octets);
    } else {
        mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
        if (has_entity) {
            write_title(writer, name->common_name);
            write_unit(writer, name->role);
            write_unique_id(writer, name->entity);
        } else {
            write_unit(writer, name->role);
            write_title(writer, name->common_name);
        }
        gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
    }
}

/* ---- fields ---------------------------------------------------------------------------------- */

/** Writes a Time (RFC 5280 4.1.2.5). */
static void write_moment(gbcs_writer *writer, gbcs_utc utc)
{
    const bool is_short = utc < UTC_OF_2050;
    const size_t mark =
        gbcs_write_open(writer, is_short ? GBCS_BER_UTC_TIME : GBCS_BER_GENERALIZED_TIME);

    if ((utc < UTC_1950) || (utc > GBCS_UTC_LAST)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else if (is_short) {
        gbcs_write_utc_time(writer, utc);
    } else {
        gbcs_write_generalized_time(writer, utc);
    }
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

static void write_period(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    write_moment(writer, content->not_before);
    write_moment(writer, content->not_after);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

static void write_version(gbcs_writer *writer)
{
    const size_t mark = gbcs_write_open(writer, TAG_OF_VERSION);

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, NUMBER_OF_V3);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/* ---- extensions ------------------------------------------------------------------------------ */

static void add_usage(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    part_key_usage(writer, content->key_usage);
}

/** Writes basicConstraints: CA, and of an issuing authority path length 0. */
static void add_constraints(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    static const uint8_t YES[] = {0xFFU};
    const open_extension extension =
        part_extension_open(writer, gbcs_bytes_of(OID_CONSTRAINTS, sizeof OID_CONSTRAINTS), true);
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_tlv(writer, GBCS_BER_BOOLEAN, GBCS_BER_SHORTEST, gbcs_bytes_of(YES, sizeof YES));
    if (content->profile == GBCS_PROFILE_AUTHORITY) {
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, 0U);
    }
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
    part_extension_close(writer, extension);
}

/** Writes certificatePolicies: one, without qualifiers. */
static void add_policy(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    const open_extension extension =
        part_extension_open(writer, gbcs_bytes_of(OID_POLICIES, sizeof OID_POLICIES), true);
    const size_t list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const size_t information = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    part_oid(writer, content->policy);
    gbcs_write_close(writer, information, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    part_extension_close(writer, extension);
}

static void add_subject_key(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    const gbcs_bytes oid = gbcs_bytes_of(OID_SUBJECT_KEY, sizeof OID_SUBJECT_KEY);
    const open_extension extension = part_extension_open(writer, oid, false);
    uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE];

    gbcs_key_identifier(content->key, identifier);
    gbcs_write_tlv(writer, GBCS_BER_OCTET_STRING, GBCS_BER_SHORTEST,
                   gbcs_bytes_of(identifier, sizeof identifier));
    part_extension_close(writer, extension);
}

/** Writes the name of a device; one that is missing or too much is found when it is read back. */
static void add_hardware(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    if (content->hardware_type.size > 0U) {
        part_module_name(writer, content->hardware_type, content->subject.entity);
    }
}

/** Whether there is a key identifier of the issuer: zeros are none. */
static bool names_authority(const gbcs_certificate_content *content)
{
    gbcs_reader identifier = gbcs_reader_of(
        gbcs_bytes_of(content->authority_identifier, sizeof content->authority_identifier));

    return gbcs_read_u64(&identifier) != 0U;
}

/** Writes authorityKeyIdentifier, if it is known. */
static void add_authority_key(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    const gbcs_bytes oid = gbcs_bytes_of(OID_AUTHORITY_KEY, sizeof OID_AUTHORITY_KEY);

    if (names_authority(content)) {
        const open_extension extension = part_extension_open(writer, oid, false);
        const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

        gbcs_write_tlv(
            writer, TAG_KEY_IDENTIFIER, GBCS_BER_SHORTEST,
            gbcs_bytes_of(content->authority_identifier, sizeof content->authority_identifier));
        gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
        part_extension_close(writer, extension);
    }
}

static void write_all_extensions(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    static const extension_writing TABLE[] = {
        {OF_ALL, add_usage},         {OF_ISSUERS, add_constraints}, {OF_ISSUERS, add_policy},
        {OF_ALL, add_subject_key},   {OF_ALL, add_hardware},        {OF_ENDS, add_policy},
        {OF_ALL, add_authority_key},
    };
    const size_t outer = gbcs_write_open(writer, TAG_OF_EXTENSIONS);
    const size_t list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t i;

    for (i = 0U; i < (sizeof(TABLE) / sizeof(TABLE[0])); i++) {
        if ((TABLE[i].profiles & content->profile) != 0U) {
            TABLE[i].write(writer, content);
        }
    }
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, outer, GBCS_BER_SHORTEST);
}

/* ---- the whole ------------------------------------------------------------------------------- */

/** Begins a Certificate, and writes its TBSCertificate (RFC 5280 4.1). */
static size_t write_tbs(gbcs_writer *writer, const gbcs_certificate_content *content)
{
    const bool is_device = content->profile == GBCS_PROFILE_DEVICE;
    const size_t whole = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    write_version(writer);
    gbcs_write_tlv(writer, GBCS_BER_INTEGER, GBCS_BER_SHORTEST, content->serial);
    gbcs_write_bytes(writer, gbcs_bytes_of(ALGORITHM_SIGNATURE, sizeof ALGORITHM_SIGNATURE));
    write_whole_name(writer, &content->issuer, false);
    write_period(writer, content);
    write_whole_name(writer, &content->subject, is_device);
    part_key(writer, content->key);
    write_all_extensions(writer, content);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
    return whole;
}

/**
 * Reads back what is written, under the shortest signature that there is, so that each rule of a kind
 * of certificate is in one place only: where it is read.
 */
static void check_by_reading(const gbcs_crypto *crypto, const gbcs_certificate_content *content,
                             gbcs_writer *writer)
{
    const size_t start = writer->used;
    uint8_t shortest[GBCS_SIGNATURE_SIZE];
    gbcs_credential credential;
    gbcs_status status;
    size_t mark;

    (void)memset(shortest, 0, sizeof shortest);
    shortest[(GBCS_SIGNATURE_SIZE / 2U) - 1U] = 1U;
    shortest[GBCS_SIGNATURE_SIZE - 1U] = 1U;
    mark = write_tbs(writer, content);
    part_signature(writer, mark, shortest);
    if (writer->status == GBCS_OK) {
        const gbcs_bytes written = gbcs_writer_bytes(writer);

        status =
            credential_parse(gbcs_bytes_slice(written, start, written.size - start), &credential);
        if (status == GBCS_OK) {
            status = credential_judge(crypto, content->profile, &credential);
        }
        if (status != GBCS_OK) {
            gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
        }
    }
    part_take_back(writer, start);
}

size_t gbcs_write_certificate_open(const gbcs_crypto *crypto,
                                   const gbcs_certificate_content *content, gbcs_writer *writer,
                                   uint8_t digest[GBCS_DIGEST_SIZE])
{
    const size_t start = writer->used;
    size_t mark;

    check_by_reading(crypto, content, writer);
    mark = write_tbs(writer, content);
    part_digest(crypto, writer, mark, digest);
    part_abandon(writer, start);
    return mark;
}

void gbcs_write_certificate_close(gbcs_writer *writer, size_t mark,
                                  const uint8_t signature[GBCS_SIGNATURE_SIZE])
{
    part_signature(writer, mark, signature);
}

/** Whether a key is the one that the content names as its issuer's. */
static gbcs_status check_issuer_key(const gbcs_crypto *crypto,
                                    const gbcs_certificate_content *content,
                                    const gbcs_private_key *key)
{
    uint8_t named[GBCS_KEY_IDENTIFIER_SIZE];
    uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE];
    gbcs_public_key own;
    gbcs_status status = gbcs_public_key_of(crypto, key, &own);

    if (status == GBCS_OK) {
        if (names_authority(content)) {
            (void)memcpy(named, content->authority_identifier, sizeof named);
        } else {
            gbcs_key_identifier(content->key, named);
        }
        gbcs_key_identifier(&own, identifier);
        if (memcmp(named, identifier, sizeof named) != 0) {
            status = GBCS_ERR_KEY_IDENTIFIER;
        }
    }
    return status;
}

void gbcs_write_certificate(const gbcs_crypto *crypto, const gbcs_certificate_content *content,
                            const gbcs_private_key *key, gbcs_writer *writer)
{
    const size_t start = writer->used;
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    const size_t mark = gbcs_write_certificate_open(crypto, content, writer, digest);

    if (writer->status == GBCS_OK) {
        gbcs_writer_fail(writer, check_issuer_key(crypto, content, key));
    }
    if (writer->status == GBCS_OK) {
        gbcs_writer_fail(writer, gbcs_ecdsa_sign(crypto, key, digest, signature));
    }
    if (writer->status == GBCS_OK) {
        gbcs_write_certificate_close(writer, mark, signature);
    }
    part_abandon(writer, start);
}
