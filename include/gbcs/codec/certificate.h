/**
 * @file
 * The parts of an X.509 certificate (RFC 5280 4.1), as views. Its syntax is judged here; whether
 * what it says is what RFC 5280 and GBCS 12 ask for (algorithms, key usage, chain, dates) is not.
 */
#ifndef GBCS_CODEC_CERTIFICATE_H
#define GBCS_CODEC_CERTIFICATE_H

#include "gbcs/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A certificate taken apart: views into it, nothing copied and nothing trusted. */
typedef struct gbcs_certificate {
    /** The whole certificate. */
    gbcs_bytes octets;
    /** tbsCertificate, tag and length included: what the signature covers. */
    gbcs_bytes signed_octets;
    /** Version as written: 0 is v1, 2 is v3. */
    uint64_t version;
    /** Octets of the serial number. */
    gbcs_bytes serial;
    /** Issuer Name, tag and length included. */
    gbcs_bytes issuer;
    /** First moment of validity. */
    gbcs_utc not_before;
    /** Last moment of validity. */
    gbcs_utc not_after;
    /** Subject Name, tag and length included. */
    gbcs_bytes subject;
    /** SubjectPublicKeyInfo's algorithm, tag and length included. */
    gbcs_bytes key_algorithm;
    /** The public key: the octets of the BIT STRING, without its count of unused bits (0). */
    gbcs_bytes public_key;
    /** Value of the SEQUENCE OF Extension; empty if there is none. */
    gbcs_bytes extensions;
    /** Signature algorithm, tag and length included; the same inside and outside what is signed. */
    gbcs_bytes signature_algorithm;
    /** Signature: the octets of the BIT STRING, without its count of unused bits (0). */
    gbcs_bytes signature;
} gbcs_certificate;

/** An extension of a certificate. */
typedef struct gbcs_extension {
    /** Octets of its OBJECT IDENTIFIER. */
    gbcs_bytes oid;
    /** Whether it is critical. */
    bool critical;
    /** Octets of its value. */
    gbcs_bytes value;
} gbcs_extension;

/**
 * Parses a certificate of version 1 or 3 by the rules of DER.
 *
 * Times up to 2049 must be UTCTime (RFC 5280 4.1.2.5), no type of extension may occur twice (RFC
 * 5280 4.2). The work grows with the square of the number of extensions.
 *
 * @param[in]  octets      the certificate
 * @param[out] certificate views into octets; all empty on failure
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status gbcs_certificate_parse(gbcs_bytes octets, gbcs_certificate *certificate);

/**
 * Reads the next extension of a certificate.
 *
 * @param[in,out] reader    over the extensions of a certificate; fails with a status of class
 *                          malformed
 * @param[out]    extension the extension
 * @return true if there is one
 */
bool gbcs_read_extension(gbcs_reader *reader, gbcs_extension *extension);

/**
 * Finds an attribute of a Name.
 *
 * @param[in]  name  a Name, tag and length included
 * @param[in]  oid   octets of the attribute type's OBJECT IDENTIFIER
 * @param[out] value octets of its value without tag and length, of whatever type (of a BIT STRING
 *                   with its count of unused bits); empty if it is not there exactly once
 * @return true if it is there exactly once in a well-formed Name
 */
bool gbcs_name_attribute(gbcs_bytes name, gbcs_bytes oid, gbcs_bytes *value);

#ifdef __cplusplus
}
#endif

#endif
