/**
 * @file
 * The identifiers that certificates and certification requests have in common.
 */
#ifndef CPV_OID_H
#define CPV_OID_H

#include "gbcs/codec/ber.h"

/** Octets of the types of extension of RFC 5280. */
#define OID_EXTENSION_SIZE 3U
/** Octets of the types of attribute of a Name. */
#define OID_ATTRIBUTE_SIZE 3U
/** Octets of id-on-hardwareModuleName. */
#define OID_MODULE_NAME_SIZE 8U
/** Octets of the AlgorithmIdentifier of a key. */
#define ALGORITHM_KEY_SIZE 21U
/** Octets of the AlgorithmIdentifier of a signature. */
#define ALGORITHM_SIGNATURE_SIZE 12U

/** id-ce-keyUsage (RFC 5280 4.2.1.3). */
extern const uint8_t OID_KEY_USAGE[OID_EXTENSION_SIZE];
/** id-ce-subjectAltName (RFC 5280 4.2.1.6). */
extern const uint8_t OID_ALTERNATIVE_NAME[OID_EXTENSION_SIZE];
/** id-ce-subjectKeyIdentifier (RFC 5280 4.2.1.2). */
extern const uint8_t OID_SUBJECT_KEY[OID_EXTENSION_SIZE];
/** id-ce-authorityKeyIdentifier (RFC 5280 4.2.1.1). */
extern const uint8_t OID_AUTHORITY_KEY[OID_EXTENSION_SIZE];
/** id-ce-certificatePolicies (RFC 5280 4.2.1.4). */
extern const uint8_t OID_POLICIES[OID_EXTENSION_SIZE];
/** id-ce-basicConstraints (RFC 5280 4.2.1.9). */
extern const uint8_t OID_CONSTRAINTS[OID_EXTENSION_SIZE];
/** id-at-commonName (RFC 5280 A.1). */
extern const uint8_t OID_TITLE[OID_ATTRIBUTE_SIZE];
/** id-at-organizationalUnitName (RFC 5280 A.1): a role. */
extern const uint8_t OID_UNIT[OID_ATTRIBUTE_SIZE];
/** id-at-uniqueIdentifier (X.520 6.2.7): an Entity Identifier. */
extern const uint8_t OID_UNIQUE_ID[OID_ATTRIBUTE_SIZE];
/** id-on-hardwareModuleName (RFC 4108 5). */
extern const uint8_t OID_MODULE_NAME[OID_MODULE_NAME_SIZE];
/** id-ecPublicKey with the named curve secp256r1 (RFC 5480 2.1.1), as a whole SEQUENCE. */
extern const uint8_t ALGORITHM_KEY[ALGORITHM_KEY_SIZE];
/** ecdsa-with-SHA256, without parameters (RFC 5758 3.2), as a whole SEQUENCE. */
extern const uint8_t ALGORITHM_SIGNATURE[ALGORITHM_SIGNATURE_SIZE];

/** Tag of an otherName, which is [0], and of the value in it, which is [0] too (RFC 5280 4.2.1.6). */
#define TAG_OTHER_NAME (GBCS_BER_CONTEXT | GBCS_BER_CONSTRUCTED | 0U)
/** Tag of keyIdentifier in an authorityKeyIdentifier: [0] (RFC 5280 4.2.1.1). */
#define TAG_KEY_IDENTIFIER (GBCS_BER_CONTEXT | 0U)

#endif
