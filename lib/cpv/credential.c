#include "cpv/credential.h"

#include <string.h>

#include "cpv/extension.h"
#include "cpv/name.h"
#include "cpv/oid.h"

/** Number that says v3. */
#define VERSION_3 2U
/** Most octets of a serial number. */
#define SERIAL_SIZE_MAX 16U
/** Top bit of an octet: the sign of an INTEGER. */
#define SIGN_BIT 0x80U
/** Octets of a Name with nothing in it: tag and length. */
#define NAME_SIZE_EMPTY 2U

gbcs_status credential_parse(gbcs_bytes octets, gbcs_credential *credential)
{
    (void)memset(credential, 0, sizeof *credential);
    return gbcs_certificate_parse(octets, &credential->certificate);
}

/** A serial number is above 0 (RFC 5280 4.1.2.2); its octets are the shortest already. */
static bool serial_is_good(gbcs_bytes serial)
{
    gbcs_reader reader = gbcs_reader_of(serial);
    const uint8_t first = gbcs_read_u8(&reader);

    return (serial.size <= SERIAL_SIZE_MAX) && (first < SIGN_BIT) &&
           ((first != 0U) || (gbcs_reader_left(&reader) > 0U));
}

/** Version, serial number and validity (GBCS 12). */
static gbcs_status check_fields(const gbcs_credential *credential)
{
    const gbcs_certificate *const certificate = &credential->certificate;
    gbcs_status status = GBCS_ERR_PROFILE;

    if ((certificate->version == VERSION_3) && serial_is_good(certificate->serial) &&
        (certificate->not_before <= certificate->not_after) &&
        ((credential->profile != GBCS_PROFILE_DEVICE) ||
         (certificate->not_after == GBCS_UTC_LAST))) {
        status = GBCS_OK;
    }
    return status;
}

static gbcs_status check_algorithms(const gbcs_certificate *certificate)
{
    const gbcs_bytes key = gbcs_bytes_of(ALGORITHM_KEY, sizeof ALGORITHM_KEY);
    const gbcs_bytes signature = gbcs_bytes_of(ALGORITHM_SIGNATURE, sizeof ALGORITHM_SIGNATURE);

    return (gbcs_bytes_equal(certificate->key_algorithm, key) &&
            gbcs_bytes_equal(certificate->signature_algorithm, signature))
               ? GBCS_OK
               : GBCS_ERR_ALGORITHM;
}

/** Whether the names of issuer and subject are those of the profile (GBCS 12). */
static bool names_fit(const gbcs_credential *credential, const party_name *issuer,
                      const party_name *subject)
{
    const bool issuer_is_root = issuer->role == GBCS_ROLE_ROOT;
    const bool issuer_is_authority = issuer->role == GBCS_ROLE_ISSUING_AUTHORITY;
    const bool issuer_is_open = issuer->role == GBCS_ROLE_NONE;
    const bool subject_is_titled = (subject->titles == 1U) && (subject->entity == 0U);
    bool fit = false;

    switch (credential->profile) {
    case GBCS_PROFILE_ORGANISATION:
        fit = issuer_is_authority && (subject->entity != 0U) && (subject->role != GBCS_ROLE_ROOT) &&
              (subject->role != GBCS_ROLE_ISSUING_AUTHORITY) && (subject->role != GBCS_ROLE_NONE);
        break;
    case GBCS_PROFILE_DEVICE:
        fit = (issuer_is_authority || issuer_is_open) &&
              (credential->certificate.subject.size == NAME_SIZE_EMPTY);
        break;
    case GBCS_PROFILE_AUTHORITY:
        fit = (issuer_is_root || issuer_is_open) && subject_is_titled &&
              ((subject->role == GBCS_ROLE_ISSUING_AUTHORITY) || (subject->role == GBCS_ROLE_NONE));
        break;
    case GBCS_PROFILE_LINK:
        fit = issuer_is_root && subject_is_titled && (subject->role == GBCS_ROLE_ROOT);
        break;
    case GBCS_PROFILE_ROOT:
        fit = issuer_is_root && subject_is_titled &&
              gbcs_bytes_equal(credential->certificate.issuer, credential->certificate.subject);
        break;
    default:
        fit = false;
        break;
    }
    /* an issuer has a name (RFC 5280 4.1.2.4) */
    return fit && (issuer->attributes > 0U);
}

/** Issuer and subject. */
static gbcs_status read_names(gbcs_credential *credential)
{
    party_name issuer;
    party_name subject;
    gbcs_status status = name_read(credential->certificate.issuer, &issuer);

    if (status == GBCS_OK) {
        status = name_read(credential->certificate.subject, &subject);
    }
    if (status == GBCS_OK) {
        status = names_fit(credential, &issuer, &subject) ? GBCS_OK : GBCS_ERR_IDENTITY;
    }
    if (status == GBCS_OK) {
        credential->role = subject.role;
        if (credential->profile == GBCS_PROFILE_ORGANISATION) {
            credential->entity = subject.entity;
        }
    }
    return status;
}

/** Key usage: one purpose; of an authority, certificates and revocation lists (GBCS 12). */
static gbcs_status check_key_usage(const gbcs_credential *credential)
{
    const uint8_t ends = GBCS_PROFILE_ORGANISATION | GBCS_PROFILE_DEVICE;
    const uint8_t roots = GBCS_PROFILE_ROOT | GBCS_PROFILE_LINK;
    const uint8_t both = GBCS_KEY_USAGE_CERTIFICATES | GBCS_KEY_USAGE_REVOCATIONS;
    bool good = false;

    if ((credential->profile & ends) != 0U) {
        good = (credential->key_usage == GBCS_KEY_USAGE_SIGNATURE) ||
               (credential->key_usage == GBCS_KEY_USAGE_AGREEMENT);
    } else if ((credential->profile & roots) != 0U) {
        good = (credential->key_usage == both) ||
               (credential->key_usage == GBCS_KEY_USAGE_CERTIFICATES);
    } else {
        good = credential->key_usage == both;
    }
    return good ? GBCS_OK : GBCS_ERR_KEY_USAGE;
}

/** Path length: 0 of an issuing authority; a root has authorities below it. */
static gbcs_status check_path_length(const gbcs_credential *credential)
{
    const uint8_t ends = GBCS_PROFILE_ORGANISATION | GBCS_PROFILE_DEVICE;
    bool good = true;

    if (credential->profile == GBCS_PROFILE_AUTHORITY) {
        good = credential->path_length == 0U;
    } else {
        good = ((credential->profile & ends) != 0U) || (credential->path_length > 0U);
    }
    return good ? GBCS_OK : GBCS_ERR_AUTHORITY;
}

/** Key and key identifiers. Only a root may be its own issuer (GBCS 12). */
static gbcs_status take_key(const gbcs_crypto *crypto, gbcs_credential *credential)
{
    uint8_t expected[GBCS_KEY_IDENTIFIER_SIZE];
    gbcs_status status =
        gbcs_public_key_from(crypto, credential->certificate.public_key, &credential->key);

    if (status == GBCS_OK) {
        const bool is_own = memcmp(credential->key_identifier, credential->authority_identifier,
                                   GBCS_KEY_IDENTIFIER_SIZE) == 0;
        const bool is_root = credential->profile == GBCS_PROFILE_ROOT;

        gbcs_key_identifier(&credential->key, expected);
        if ((memcmp(credential->key_identifier, expected, GBCS_KEY_IDENTIFIER_SIZE) != 0) ||
            (is_own != is_root)) {
            status = GBCS_ERR_KEY_IDENTIFIER;
        }
    }
    return status;
}

/** All that costs no curve operation. */
static gbcs_status read_cheap(gbcs_credential *credential)
{
    gbcs_status status = check_fields(credential);

    if (status == GBCS_OK) {
        status = check_algorithms(&credential->certificate);
    }
    if (status == GBCS_OK) {
        status = extensions_read(credential);
    }
    if (status == GBCS_OK) {
        status = check_key_usage(credential);
    }
    if (status == GBCS_OK) {
        status = check_path_length(credential);
    }
    if (status == GBCS_OK) {
        status = read_names(credential);
    }
    if (status == GBCS_OK) {
        status =
            gbcs_ecdsa_signature_from_der(credential->certificate.signature, credential->signature);
    }
    return status;
}

gbcs_status credential_judge(const gbcs_crypto *crypto, uint8_t profile,
                             gbcs_credential *credential)
{
    gbcs_status status;

    credential->profile = profile;
    credential->path_length = GBCS_PATH_LENGTH_NONE;
    status = read_cheap(credential);
    if (status == GBCS_OK) {
        status = take_key(crypto, credential);
    }
    if (status != GBCS_OK) {
        (void)memset(credential, 0, sizeof *credential);
    }
    return status;
}

/** Both steps. */
static gbcs_status read_credential(const gbcs_crypto *crypto, uint8_t profile, gbcs_bytes octets,
                                   gbcs_credential *credential)
{
    gbcs_status status = credential_parse(octets, credential);

    if (status == GBCS_OK) {
        status = credential_judge(crypto, profile, credential);
    }
    return status;
}

gbcs_status gbcs_credential_organisation(const gbcs_crypto *crypto, gbcs_bytes octets,
                                         gbcs_credential *credential)
{
    return read_credential(crypto, GBCS_PROFILE_ORGANISATION, octets, credential);
}

gbcs_status gbcs_credential_device(const gbcs_crypto *crypto, gbcs_bytes octets,
                                   gbcs_credential *credential)
{
    return read_credential(crypto, GBCS_PROFILE_DEVICE, octets, credential);
}

gbcs_status gbcs_credential_authority(const gbcs_crypto *crypto, gbcs_bytes octets,
                                      gbcs_credential *credential)
{
    return read_credential(crypto, GBCS_PROFILE_AUTHORITY, octets, credential);
}

gbcs_status gbcs_credential_root(const gbcs_crypto *crypto, gbcs_bytes octets,
                                 gbcs_credential *credential)
{
    return read_credential(crypto, GBCS_PROFILE_ROOT, octets, credential);
}

gbcs_status gbcs_credential_link(const gbcs_crypto *crypto, gbcs_bytes octets,
                                 gbcs_credential *credential)
{
    return read_credential(crypto, GBCS_PROFILE_LINK, octets, credential);
}
