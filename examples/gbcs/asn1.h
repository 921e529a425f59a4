/**
 * @file
 * What ASN.1 payloads and certificates are made of: types as tables (GBCS 13; RFC 5280; RFC 2986).
 */
#ifndef GBCS_ASN1_H
#define GBCS_ASN1_H

#include "format.h"
#include "names.h"

/** What a type is. */
typedef enum asn1_shape {
    ASN1_VALUE,    /**< a value without members */
    ASN1_SEQUENCE, /**< members in their order, some optional */
    ASN1_LIST,     /**< any number of the one member */
    ASN1_CHOICE,   /**< one of the members, told apart by tag */
    ASN1_WRAPPED,  /**< a string that holds the encoding of the one member */
    ASN1_EXTENSION /**< a string whose contents the identifier before it tells */
} asn1_shape;

struct asn1_type;

/** A member of a type. */
typedef struct asn1_member {
    /** Its name. */
    const char *name;
    /** Its tag; 0 for any. */
    uint8_t tag;
    /** Its type. */
    const struct asn1_type *type;
    /** Whether it may be absent. */
    bool optional;
} asn1_member;

/**
 * Says what an element means.
 *
 * @param[in]  tlv  the element
 * @param[in]  oid  value of the OBJECT IDENTIFIER that was met last
 * @param[out] text the meaning
 */
typedef void (*asn1_format)(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text);

/** A type. */
typedef struct asn1_type {
    /** What it is. */
    asn1_shape shape;
    /** Says what an element of it means; null if there is nothing to say beyond the octets. */
    asn1_format format;
    /** Names of numbers; null if it has none. */
    const name_table *names;
    /** Its members. */
    const asn1_member *members;
    /** Their number. */
    size_t count;
} asn1_type;

/** An X.509 certificate. */
extern const asn1_type ASN1_CERTIFICATE;
/** A PKCS#10 certification request. */
extern const asn1_type ASN1_REQUEST;
/** An INTEGER or ENUMERATED that is not negative. */
extern const asn1_type ASN1_NUMBER;
/** An OCTET STRING. */
extern const asn1_type ASN1_OCTETS;
/** A BIT STRING KeyUsage. */
extern const asn1_type ASN1_KEY_USAGE;
/** A GeneralizedTime or UTCTime. */
extern const asn1_type ASN1_TIME;
/** A NULL. */
extern const asn1_type ASN1_NOTHING;

/**
 * The type of a payload.
 *
 * @param code the Message Code
 * @param cra  the CRA flag
 * @return the type, or null if it is not known
 */
const asn1_member *asn1_payload(uint16_t code, gbcs_cra cra);

/**
 * The type of an extension's value.
 *
 * @param oid value of its OBJECT IDENTIFIER
 * @return the type, or null if it is not known
 */
const asn1_member *asn1_extension(gbcs_bytes oid);

/** @name Meanings
 * @{ */
void asn1_format_number(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text);
void asn1_format_octets(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text);
void asn1_format_key_usage(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text);
void asn1_format_time(const gbcs_tlv *tlv, gbcs_bytes oid, format_text *text);
/** @} */

#endif
