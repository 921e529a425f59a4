/**
 * @file
 * Certificates as GBCS 12 asks for them, read and made; the path from one to a stored root (GBCS
 * 13.3); certification requests (GBCS 13.4).
 *
 * A certificate becomes a #gbcs_credential only by way of the profile of its kind, all of which is
 * checked. A credential is not trusted yet: gbcs_path_check() or gbcs_credential_verify() says whether
 * it is signed as it should be. The caller then compares role, Entity Identifier and key usage with
 * those of the place that the credential is meant for.
 *
 * A status names the first rule that was broken. Of class malformed: the octets are no certificate.
 */
#ifndef GBCS_CPV_H
#define GBCS_CPV_H

#include "gbcs/codec/certificate.h"
#include "gbcs/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Kind of certificate: organisation (GBCS 12). */
#define GBCS_PROFILE_ORGANISATION 0x01U
/** Kind: device. */
#define GBCS_PROFILE_DEVICE 0x02U
/** Kind: issuing authority, for organisations or for devices. */
#define GBCS_PROFILE_AUTHORITY 0x04U
/** Kind: root, self-signed. */
#define GBCS_PROFILE_ROOT 0x08U
/** Kind: link, by which a root vouches for the key of the root that takes its place. */
#define GBCS_PROFILE_LINK 0x10U

/** Key usage: digitalSignature. Usages are sums of these, bit 0 of KeyUsage on top. */
#define GBCS_KEY_USAGE_SIGNATURE 0x80U
/** Key usage: keyAgreement. */
#define GBCS_KEY_USAGE_AGREEMENT 0x08U
/** Key usage: keyCertSign. */
#define GBCS_KEY_USAGE_CERTIFICATES 0x04U
/** Key usage: cRLSign. */
#define GBCS_KEY_USAGE_REVOCATIONS 0x02U

/** The path length of an authority that has no limit, and of no authority. */
#define GBCS_PATH_LENGTH_NONE UINT64_MAX

/** Most certificates that may be at hand to build a path from. */
#define GBCS_PATH_CERTIFICATES 4U

/** What a certificate says, once it is known to be what its kind asks for. */
typedef struct gbcs_credential {
    /** The certificate: views into octets that the caller keeps. */
    gbcs_certificate certificate;
    /** Its kind: a GBCS_PROFILE value; 0 if this is no credential. */
    uint8_t profile;
    /** Role of the subject: a GBCS_PARTY value. */
    uint8_t role;
    /** Key usage: a sum of GBCS_KEY_USAGE values. */
    uint8_t key_usage;
    /** Entity Identifier of an organisation or device; 0 for others. */
    gbcs_entity_id entity;
    /** Public key, validated. */
    gbcs_public_key key;
    /** Key identifier of the public key. */
    uint8_t key_identifier[GBCS_KEY_IDENTIFIER_SIZE];
    /** Key identifier of the issuer's key; for a root, of its own. */
    uint8_t authority_identifier[GBCS_KEY_IDENTIFIER_SIZE];
    /** The certificate policies: a run of one or more PolicyInformation of an identifier each. */
    gbcs_bytes policies;
    /** A device's hardware type: the octets of its OBJECT IDENTIFIER; empty for others. */
    gbcs_bytes hardware_type;
    /** Certificates of authorities that may come between this one and the last: 0 for an authority. */
    uint64_t path_length;
    /** Signature of the certificate: r, s. */
    uint8_t signature[GBCS_SIGNATURE_SIZE];
} gbcs_credential;

/** A key that is trusted because it is stored: all that a device keeps of its root. */
typedef struct gbcs_trust_anchor {
    /** The key. */
    gbcs_public_key key;
    /** Its key identifier. */
    uint8_t key_identifier[GBCS_KEY_IDENTIFIER_SIZE];
} gbcs_trust_anchor;

/** A path to be checked. */
typedef struct gbcs_path {
    /** The certificate that it ends with: an organisation's, a device's or a new root's. */
    const gbcs_credential *end;
    /** Certificates at hand, in any order: of issuing authorities, or links to the new root. */
    gbcs_bytes certificates[GBCS_PATH_CERTIFICATES];
    /** Their number. */
    size_t count;
    /** The stored root. */
    const gbcs_trust_anchor *root;
    /** Octets of the OBJECT IDENTIFIER of the only policy to accept; empty for any. */
    gbcs_bytes policy;
    /** Whether the certificates must be valid at a moment. */
    bool at_time;
    /** The moment. */
    gbcs_utc time;
} gbcs_path;

/** What a device says in a certification request. */
typedef struct gbcs_request {
    /** The public key to be certified. */
    const gbcs_public_key *key;
    /** Its use: #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT. */
    uint8_t key_usage;
    /** Hardware type: the octets of its OBJECT IDENTIFIER. */
    gbcs_bytes hardware_type;
    /** Entity Identifier of the device. */
    gbcs_entity_id device;
} gbcs_request;

/** Most characters of a commonName that is written (RFC 5280 A.1: ub-common-name). */
#define GBCS_COMMON_NAME_SIZE 64U

/** The name of an issuer or subject, for a certificate that is made. */
typedef struct gbcs_certificate_name {
    /** The whole Name, tag and length included, as it is in another certificate: an issuer is named as
     * in its own certificate, octet by octet. If it is empty, the name is made of what follows. */
    gbcs_bytes octets;
    /** Role: a GBCS_ROLE value; #GBCS_ROLE_NONE for a name without. */
    uint8_t role;
    /** Entity Identifier of an organisation or device; 0 for others. */
    gbcs_entity_id entity;
    /** commonName: up to #GBCS_COMMON_NAME_SIZE printable characters of ASCII; empty for a name without. */
    gbcs_bytes common_name;
} gbcs_certificate_name;

/** What a certificate that is made is to say. */
typedef struct gbcs_certificate_content {
    /** Its kind: a GBCS_PROFILE value. */
    uint8_t profile;
    /** Octets of the serial number: 1 to 16, the shortest that say it, positive. */
    gbcs_bytes serial;
    /** Issuer. */
    gbcs_certificate_name issuer;
    /** Subject. A device's has the Entity Identifier only, which goes into the subjectAltName. */
    gbcs_certificate_name subject;
    /** First moment of validity, from 1950 on. */
    gbcs_utc not_before;
    /** Last moment of validity; #GBCS_UTC_LAST for a device. */
    gbcs_utc not_after;
    /** The public key to be certified. */
    const gbcs_public_key *key;
    /** Key usage: a sum of GBCS_KEY_USAGE values. */
    uint8_t key_usage;
    /** Octets of the OBJECT IDENTIFIER of the policy. */
    gbcs_bytes policy;
    /** A device's hardware type: the octets of its OBJECT IDENTIFIER; empty for others. */
    gbcs_bytes hardware_type;
    /** Key identifier of the issuer's key. A root's is its own; zeros if it is to say none. */
    uint8_t authority_identifier[GBCS_KEY_IDENTIFIER_SIZE];
} gbcs_certificate_content;

/**
 * Takes the certificate of an organisation apart and checks it against its profile (GBCS 12).
 *
 * Version 3; serial number positive, of at most 16 octets; signed with ECDSA and SHA-256, without
 * parameters; key on the named curve P-256, uncompressed. Issuer with role 07; subject with one
 * organizationalUnitName, a role of two upper-case hexadecimal digits but not 00 or 07, and one
 * x500UniqueIdentifier, the Entity Identifier. Extensions: keyUsage (critical, digitalSignature or
 * keyAgreement alone), subjectKeyIdentifier and authorityKeyIdentifier (not critical, 8 octets),
 * certificatePolicies (critical, one or more, without qualifiers); no basicConstraints or
 * subjectAltName; no other that is critical. One curve operation, the validation of the key.
 *
 * @param[in]  crypto     the implementations
 * @param[in]  octets     the certificate
 * @param[out] credential what it says; zeros on failure
 * @return #GBCS_OK, a status of class malformed, #GBCS_ERR_PROFILE, #GBCS_ERR_ALGORITHM,
 *         #GBCS_ERR_KEY_USAGE, #GBCS_ERR_KEY_IDENTIFIER, #GBCS_ERR_IDENTITY, #GBCS_ERR_POLICY,
 *         #GBCS_ERR_AUTHORITY or #GBCS_ERR_PUBLIC_KEY
 */
GBCS_MUST_USE gbcs_status gbcs_credential_organisation(const gbcs_crypto *crypto, gbcs_bytes octets,
                                                       gbcs_credential *credential);

/**
 * The same for the certificate of a device: no subject; subjectAltName (critical) that is one
 * hardwareModuleName (RFC 4108) with the Entity Identifier as serial number; one policy, critical or
 * not; valid until 99991231235959Z. The issuer's name may be without a role.
 *
 * @param[in]  crypto     the implementations
 * @param[in]  octets     the certificate
 * @param[out] credential what it says; zeros on failure
 * @return as gbcs_credential_organisation()
 */
GBCS_MUST_USE gbcs_status gbcs_credential_device(const gbcs_crypto *crypto, gbcs_bytes octets,
                                                 gbcs_credential *credential);

/**
 * The same for the certificate of an issuing authority: keyUsage is keyCertSign and cRLSign together;
 * basicConstraints (critical) says CA and path length 0; the subject has a commonName and role 07, the
 * issuer role 00, but either may be without a role, as the issuers of device certificates are.
 *
 * @param[in]  crypto     the implementations
 * @param[in]  octets     the certificate
 * @param[out] credential what it says; zeros on failure
 * @return as gbcs_credential_organisation()
 */
GBCS_MUST_USE gbcs_status gbcs_credential_authority(const gbcs_crypto *crypto, gbcs_bytes octets,
                                                    gbcs_credential *credential);

/**
 * The same for the certificate of a root: issuer and subject are the same name, with role 00 and a
 * commonName; keyUsage is keyCertSign, with or without cRLSign; basicConstraints says CA and no path
 * length, or 1 or more; authorityKeyIdentifier may be absent, else it is the key's own. The signature
 * is not checked: gbcs_path_check() does that.
 *
 * @param[in]  crypto     the implementations
 * @param[in]  octets     the certificate
 * @param[out] credential what it says; zeros on failure
 * @return as gbcs_credential_organisation()
 */
GBCS_MUST_USE gbcs_status gbcs_credential_root(const gbcs_crypto *crypto, gbcs_bytes octets,
                                               gbcs_credential *credential);

/**
 * The same for a link, by which a root vouches for the key of the root that takes its place: issuer and
 * subject have role 00, the subject a commonName; keyUsage and basicConstraints are as in
 * gbcs_credential_root(); authorityKeyIdentifier is that of another key.
 *
 * @param[in]  crypto     the implementations
 * @param[in]  octets     the certificate
 * @param[out] credential what it says; zeros on failure
 * @return as gbcs_credential_organisation()
 */
GBCS_MUST_USE gbcs_status gbcs_credential_link(const gbcs_crypto *crypto, gbcs_bytes octets,
                                               gbcs_credential *credential);

/**
 * Checks that a credential is signed by a key that is trusted on its own, such as that of an issuing
 * authority. One curve operation. Nothing is said about time and policy.
 *
 * @param crypto     the implementations
 * @param credential the credential
 * @param issuer     the key
 * @return #GBCS_OK, #GBCS_ERR_PATH if the credential names another key as its issuer's,
 *         #GBCS_ERR_SIGNATURE
 */
GBCS_MUST_USE gbcs_status gbcs_credential_verify(const gbcs_crypto *crypto,
                                                 const gbcs_credential *credential,
                                                 const gbcs_trust_anchor *issuer);

/**
 * Checks the path from a stored root over one certificate at hand to the credential at its end
 * (RFC 5280 6.1; GBCS 13.3).
 *
 * For an organisation or device, the one between is an issuing authority's. For a new root it is a
 * link: the new root's name and key, signed by the stored root; the new root is self-signed.
 *
 * The first certificate at hand that fits by name, key identifiers, profile, policies and time is
 * taken, before any signature is looked at. Then its signature is verified, then that of the end: at
 * most 2 verifications, and at most #GBCS_PATH_CERTIFICATES validations of keys. The end's policies
 * must be its issuer's. Both ends of a validity are included. Revocation is not looked at: devices
 * have no revocation lists.
 *
 * @param crypto the implementations
 * @param path   the path
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for an end of another kind or too many certificates;
 *         #GBCS_ERR_POLICY; #GBCS_ERR_NOT_YET_VALID; #GBCS_ERR_EXPIRED; #GBCS_ERR_PATH if no
 *         certificate at hand fits by name and key identifiers, otherwise what the first one that
 *         fits by name broke, as in gbcs_credential_authority(); #GBCS_ERR_SIGNATURE
 */
GBCS_MUST_USE gbcs_status gbcs_path_check(const gbcs_crypto *crypto, const gbcs_path *path);

/**
 * Takes a signature from the form that certificates have: SEQUENCE { INTEGER r, INTEGER s } in DER
 * (RFC 5480 A).
 *
 * @param[in]  der       the SEQUENCE, nothing behind it
 * @param[out] signature r, s, 32 octets each; zeros on failure
 * @return #GBCS_OK, or a status of class malformed: #GBCS_ERR_VALUE for a number that is not
 *         positive or has more than 32 octets
 */
GBCS_MUST_USE gbcs_status gbcs_ecdsa_signature_from_der(gbcs_bytes der,
                                                        uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * Writes a signature in the form that certificates have.
 *
 * @param writer    the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT if r or s is 0
 * @param signature r, s, 32 octets each
 */
void gbcs_write_ecdsa_signature(gbcs_writer *writer, const uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * Begins a certification request (PKCS #10, RFC 2986) that is signed elsewhere: writes what is to be
 * signed. Follows gbcs_write_request_close(), with nothing written between them.
 *
 * The subject is empty; who asks is said by the attribute extensionRequest: keyUsage and
 * subjectAltName, both critical (GBCS 13.4).
 *
 * @param[in]     crypto  the implementations
 * @param[in]     request what to say
 * @param[in,out] writer  the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for another key
 *                        usage, Entity Identifier 0 or a hardware type that is no OBJECT IDENTIFIER
 * @param[out]    digest  SHA-256 of what is to be signed; zeros on failure
 * @return a mark for gbcs_write_request_close()
 */
size_t gbcs_write_request_open(const gbcs_crypto *crypto, const gbcs_request *request,
                               gbcs_writer *writer, uint8_t digest[GBCS_DIGEST_SIZE]);

/**
 * Ends a certification request: adds the signature.
 *
 * @param writer    the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for a signature with
 *                  a 0 or a mark that is none
 * @param mark      what gbcs_write_request_open() returned
 * @param signature r, s, 32 octets each, by the private key of the request's public key
 */
void gbcs_write_request_close(gbcs_writer *writer, size_t mark,
                              const uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * Writes a certification request and signs it.
 *
 * @param crypto  the implementations
 * @param request what to say
 * @param key     the private key of the request's public key
 * @param writer  the writer; fails as gbcs_write_request_open() does, or with #GBCS_ERR_PRIVATE_KEY
 */
void gbcs_write_request(const gbcs_crypto *crypto, const gbcs_request *request,
                        const gbcs_private_key *key, gbcs_writer *writer);

/**
 * Begins a certificate that is signed elsewhere: writes what is to be signed. Follows
 * gbcs_write_certificate_close(), with nothing written between them. For those who issue certificates,
 * and for tests: no device does.
 *
 * Whatever is written is read back by the rules of its kind first, as in gbcs_credential_organisation()
 * and its likes; so it costs one curve operation. An authority gets path length 0, a root and a link
 * get none. Extensions are in the order that certificates of their kind are seen with.
 *
 * @param[in]     crypto  the implementations
 * @param[in]     content what to say
 * @param[in,out] writer  the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for content that
 *                        is not what its kind asks for
 * @param[out]    digest  SHA-256 of what is to be signed; zeros on failure
 * @return a mark for gbcs_write_certificate_close()
 */
size_t gbcs_write_certificate_open(const gbcs_crypto *crypto,
                                   const gbcs_certificate_content *content, gbcs_writer *writer,
                                   uint8_t digest[GBCS_DIGEST_SIZE]);

/**
 * Ends a certificate: adds the signature.
 *
 * @param writer    the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for a signature with
 *                  a 0 or a mark that is none
 * @param mark      what gbcs_write_certificate_open() returned
 * @param signature r, s, 32 octets each, by the private key of the issuer
 */
void gbcs_write_certificate_close(gbcs_writer *writer, size_t mark,
                                  const uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * Writes a certificate and signs it.
 *
 * @param crypto  the implementations
 * @param content what to say
 * @param key     the private key of the issuer
 * @param writer  the writer; fails as gbcs_write_certificate_open() does, with #GBCS_ERR_PRIVATE_KEY, or
 *                with #GBCS_ERR_KEY_IDENTIFIER if the content names another key as the issuer's
 */
void gbcs_write_certificate(const gbcs_crypto *crypto, const gbcs_certificate_content *content,
                            const gbcs_private_key *key, gbcs_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
