/**
 * @file
 * ASN.1 in BER and DER: a reader, a walker over a whole tree, a writer.
 *
 * Tags are one octet. Lengths are definite, of at most four octets. Certificates are read by the
 * rules of DER. Payloads are read as #GBCS_BER, because devices in the field write lengths of 128
 * to 255 as 82 00 xx; such octets are kept as they were.
 */
#ifndef GBCS_CODEC_BER_H
#define GBCS_CODEC_BER_H

#include "gbcs/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** BOOLEAN. */
#define GBCS_BER_BOOLEAN 0x01U
/** INTEGER. */
#define GBCS_BER_INTEGER 0x02U
/** BIT STRING. */
#define GBCS_BER_BIT_STRING 0x03U
/** OCTET STRING. */
#define GBCS_BER_OCTET_STRING 0x04U
/** NULL. */
#define GBCS_BER_NULL 0x05U
/** OBJECT IDENTIFIER. */
#define GBCS_BER_OID 0x06U
/** ENUMERATED. */
#define GBCS_BER_ENUMERATED 0x0AU
/** UTF8String. */
#define GBCS_BER_UTF8_STRING 0x0CU
/** PrintableString. */
#define GBCS_BER_PRINTABLE_STRING 0x13U
/** IA5String. */
#define GBCS_BER_IA5_STRING 0x16U
/** UTCTime. */
#define GBCS_BER_UTC_TIME 0x17U
/** GeneralizedTime. */
#define GBCS_BER_GENERALIZED_TIME 0x18U
/** SEQUENCE or SEQUENCE OF. */
#define GBCS_BER_SEQUENCE 0x30U
/** SET or SET OF. */
#define GBCS_BER_SET 0x31U
/** Bit of a tag: its value is made of elements. */
#define GBCS_BER_CONSTRUCTED 0x20U
/** Bits of a context-specific tag; add its number, and #GBCS_BER_CONSTRUCTED where it applies. */
#define GBCS_BER_CONTEXT 0x80U

/** Deepest nesting that the walker follows. A certificate in a CS02b command needs 12. */
#define GBCS_BER_DEPTH 16U

/** How strictly lengths and primitive values are read. */
typedef enum gbcs_ber_rules {
    /** Shortest lengths, canonical BOOLEAN and BIT STRING. */
    GBCS_DER = 0,
    /** Definite lengths of up to four octets in any form. */
    GBCS_BER = 1
} gbcs_ber_rules;

/** How a length is written. */
typedef enum gbcs_ber_form {
    /** Shortest form. */
    GBCS_BER_SHORTEST = 0,
    /** Shortest form, but 82 00 xx for 128 to 255, as devices answer CS02a, b, f and g. */
    GBCS_BER_NO_81 = 1
} gbcs_ber_form;

/** An element. */
typedef struct gbcs_tlv {
    /** Its tag. */
    uint8_t tag;
    /** Its value. */
    gbcs_bytes value;
    /** All of it: tag, length, value. */
    gbcs_bytes octets;
} gbcs_tlv;

/** An element met on a walk. */
typedef struct gbcs_ber_element {
    /** The element. */
    gbcs_tlv tlv;
    /** How many elements it lies in. */
    size_t depth;
    /** Its first octet, counted from the start of the walk's input. */
    size_t offset;
} gbcs_ber_element;

/** A walk over all elements of a tree, each before what it contains. */
typedef struct gbcs_ber_walk {
    /** Where the walk is. */
    gbcs_reader reader;
    /** The rules. */
    gbcs_ber_rules rules;
    /** Number of open constructed elements. */
    size_t depth;
    /** Where each of them ends. */
    size_t end[GBCS_BER_DEPTH];
} gbcs_ber_walk;

/**
 * Reads an element.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED, #GBCS_ERR_TAG for a tag of several
 *               octets, the tag 00, a SEQUENCE or SET that is primitive or another universal type
 *               that is constructed, #GBCS_ERR_LENGTH for an indefinite, too long or (by #GBCS_DER)
 *               not shortest length
 * @param rules  the rules
 * @return the element; empty after an error
 */
gbcs_tlv gbcs_read_tlv(gbcs_reader *reader, gbcs_ber_rules rules);

/**
 * Reads an element that must have a given tag.
 *
 * @param reader the reader; fails as gbcs_read_tlv() does, and with #GBCS_ERR_TAG for another tag
 * @param rules  the rules
 * @param tag    the tag
 * @return its value; empty after an error
 */
gbcs_bytes gbcs_read_tagged(gbcs_reader *reader, gbcs_ber_rules rules, uint8_t tag);

/**
 * Reads an element if the next tag is the given one.
 *
 * @param[in,out] reader the reader; fails as gbcs_read_tlv() does
 * @param[in]     rules  the rules
 * @param[in]     tag    the tag
 * @param[out]    value  its value; empty if it is not there
 * @return true if it is there
 */
bool gbcs_read_optional(gbcs_reader *reader, gbcs_ber_rules rules, uint8_t tag, gbcs_bytes *value);

/**
 * The value of an INTEGER or ENUMERATED that is not negative.
 *
 * @param[in]  value  the octets of its value
 * @param[out] number the number; 0 on failure
 * @return #GBCS_OK, #GBCS_ERR_LENGTH if empty or not shortest, #GBCS_ERR_VALUE if negative or above
 *         2^63 - 1 (GBCS: INTEGER(0..9223372036854775807))
 */
GBCS_MUST_USE gbcs_status gbcs_ber_unsigned(gbcs_bytes value, uint64_t *number);

/**
 * Checks the value of a primitive element: INTEGER and ENUMERATED not empty and shortest, NULL
 * empty, OBJECT IDENTIFIER well formed, BIT STRING's unused bits 0 to 7, BOOLEAN one octet; by
 * #GBCS_DER also BOOLEAN 00 or FF and unused bits zero.
 *
 * @param tlv   the element; a tag that is not named above passes
 * @param rules the rules
 * @return #GBCS_OK, #GBCS_ERR_LENGTH or #GBCS_ERR_VALUE
 */
GBCS_MUST_USE gbcs_status gbcs_ber_check(const gbcs_tlv *tlv, gbcs_ber_rules rules);

/**
 * Begins a walk.
 *
 * @param input the tree
 * @param rules the rules
 * @return the walk
 */
gbcs_ber_walk gbcs_ber_walk_of(gbcs_bytes input, gbcs_ber_rules rules);

/**
 * Goes to the next element, and checks it with gbcs_ber_check().
 *
 * @param[in,out] walk    the walk
 * @param[out]    element the element
 * @return true if there is one; false at the end and after an error, see gbcs_ber_walk_end()
 */
bool gbcs_ber_walk_next(gbcs_ber_walk *walk, gbcs_ber_element *element);

/**
 * How a walk ended.
 *
 * @param walk the walk
 * @return #GBCS_OK if all was read, or what was wrong: see gbcs_read_tlv() and gbcs_ber_check(),
 *         #GBCS_ERR_LENGTH for an element that goes beyond the one it lies in, #GBCS_ERR_NESTING
 */
GBCS_MUST_USE gbcs_status gbcs_ber_walk_end(const gbcs_ber_walk *walk);

/**
 * Walks over exactly one element and all that it contains.
 *
 * @param octets the element
 * @param rules  the rules
 * @return #GBCS_OK, #GBCS_ERR_TRAILING if another follows, or as gbcs_ber_walk_end()
 */
GBCS_MUST_USE gbcs_status gbcs_ber_validate(gbcs_bytes octets, gbcs_ber_rules rules);

/**
 * Writes an element whose value is at hand.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for a value of 2^32
 *               octets or more
 * @param tag    its tag
 * @param form   how its length is written
 * @param value  its value
 */
void gbcs_write_tlv(gbcs_writer *writer, uint8_t tag, gbcs_ber_form form, gbcs_bytes value);

/**
 * Writes an INTEGER or ENUMERATED that is not negative, in its shortest form.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param tag    its tag
 * @param number the number
 */
void gbcs_write_unsigned(gbcs_writer *writer, uint8_t tag, uint64_t number);

/**
 * Begins an element whose value is written next.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param tag    its tag
 * @return a mark for gbcs_write_close()
 */
size_t gbcs_write_open(gbcs_writer *writer, uint8_t tag);

/**
 * Ends an element: puts its length in place, moving the value behind it.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for a mark that is
 *               none or a value of 2^32 octets or more
 * @param mark   what gbcs_write_open() returned
 * @param form   how its length is written
 */
void gbcs_write_close(gbcs_writer *writer, size_t mark, gbcs_ber_form form);

#ifdef __cplusplus
}
#endif

#endif
