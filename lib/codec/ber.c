#include "gbcs/codec/ber.h"

#include <string.h>

#include "codec/length.h"

/** Bits of a tag that hold its class; 0 is universal. */
#define CLASS_BITS 0xC0U
/** Bits of a tag that hold its number; all ones say that the number follows in more octets. */
#define NUMBER_BITS 0x1FU
/** Top bit of an octet: the sign of an INTEGER, or "more follows" in an OBJECT IDENTIFIER. */
#define TOP_BIT 0x80U
/** Octets of the greatest INTEGER of GBCS, 2^63 - 1. */
#define UNSIGNED_SIZE 8U

/**
 * Whether a tag may stand here: one octet, not the reserved 00, and SEQUENCE and SET, but no other
 * universal type, made of elements (X.690 8.9.1, 8.11.1, 10.2).
 */
static bool tag_is_allowed(uint8_t tag)
{
    const bool universal = (tag & CLASS_BITS) == 0U;
    const bool constructed = (tag & GBCS_BER_CONSTRUCTED) != 0U;
    const uint8_t number = (uint8_t)(tag & NUMBER_BITS);
    const bool collection =
        (number == (GBCS_BER_SEQUENCE & NUMBER_BITS)) || (number == (GBCS_BER_SET & NUMBER_BITS));

    return (tag != 0U) && (number != NUMBER_BITS) && ((!universal) || (constructed == collection));
}

gbcs_tlv gbcs_read_tlv(gbcs_reader *reader, gbcs_ber_rules rules)
{
    const size_t start = reader->position;
    gbcs_tlv tlv = {0U, {NULL, 0U}, {NULL, 0U}};
    const uint8_t tag = gbcs_read_u8(reader);
    gbcs_bytes value;
    size_t size;

    if (!tag_is_allowed(tag)) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
    size = (rules == GBCS_BER) ? length_read_any(reader) : length_read(reader);
    value = gbcs_read_bytes(reader, size);
    if (reader->status == GBCS_OK) {
        tlv.tag = tag;
        tlv.value = value;
        tlv.octets = gbcs_bytes_slice(reader->input, start, reader->position - start);
    }
    return tlv;
}

gbcs_bytes gbcs_read_tagged(gbcs_reader *reader, gbcs_ber_rules rules, uint8_t tag)
{
    if ((gbcs_reader_left(reader) > 0U) && (gbcs_reader_peek(reader) != tag)) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
    return gbcs_read_tlv(reader, rules).value;
}

bool gbcs_read_optional(gbcs_reader *reader, gbcs_ber_rules rules, uint8_t tag, gbcs_bytes *value)
{
    bool present = (gbcs_reader_left(reader) > 0U) && (gbcs_reader_peek(reader) == tag);
    gbcs_tlv tlv = {0U, {NULL, 0U}, {NULL, 0U}};

    if (present) {
        tlv = gbcs_read_tlv(reader, rules);
        present = reader->status == GBCS_OK;
    }
    *value = tlv.value;
    return present;
}

/** An INTEGER has an octet, and its first nine bits are not all alike (X.690 8.3.2). */
static gbcs_status check_integer(gbcs_bytes value)
{
    gbcs_status status = GBCS_OK;

    if (value.size == 0U) {
        status = GBCS_ERR_LENGTH;
    } else if (value.size > 1U) {
        const bool next_is_negative = value.data[1] >= TOP_BIT;

        if (((value.data[0] == 0x00U) && (!next_is_negative)) ||
            ((value.data[0] == 0xFFU) && next_is_negative)) {
            status = GBCS_ERR_LENGTH;
        }
    } else {
        status = GBCS_OK;
    }
    return status;
}

gbcs_status gbcs_ber_unsigned(gbcs_bytes value, uint64_t *number)
{
    gbcs_status status = check_integer(value);
    gbcs_reader reader = gbcs_reader_of(value);

    *number = 0U;
    if (status == GBCS_OK) {
        if ((value.data[0] >= TOP_BIT) || (value.size > UNSIGNED_SIZE)) {
            status = GBCS_ERR_VALUE;
        } else {
            while (gbcs_reader_left(&reader) > 0U) {
                *number = (*number << 8) | gbcs_read_u8(&reader);
            }
        }
    }
    return status;
}

/** A BOOLEAN is one octet; by DER it is 00 or FF (X.690 8.2, 11.1). */
static gbcs_status check_boolean(gbcs_bytes value, gbcs_ber_rules rules)
{
    gbcs_status status = GBCS_OK;

    if (value.size != 1U) {
        status = GBCS_ERR_LENGTH;
    } else if ((rules == GBCS_DER) && (value.data[0] != 0x00U) && (value.data[0] != 0xFFU)) {
        status = GBCS_ERR_VALUE;
    } else {
        status = GBCS_OK;
    }
    return status;
}

/** A BIT STRING begins with the number of bits not used in its last octet (X.690 8.6.2, 11.2.1). */
static gbcs_status check_bit_string(gbcs_bytes value, gbcs_ber_rules rules)
{
    gbcs_status status = GBCS_OK;

    if (value.size == 0U) {
        status = GBCS_ERR_LENGTH;
    } else {
        const uint8_t unused = value.data[0];
        const uint8_t last = value.data[value.size - 1U];

        if ((unused > 7U) || ((value.size == 1U) && (unused != 0U))) {
            status = GBCS_ERR_VALUE;
        } else if ((rules == GBCS_DER) && ((last & ((1U << unused) - 1U)) != 0U)) {
            status = GBCS_ERR_VALUE;
        } else {
            status = GBCS_OK;
        }
    }
    return status;
}

/** Each number of an OBJECT IDENTIFIER ends, and does not begin with 80 (X.690 8.19.2). */
static gbcs_status check_oid(gbcs_bytes value)
{
    gbcs_status status = (value.size == 0U) ? GBCS_ERR_LENGTH : GBCS_OK;
    bool inside = false;
    size_t i;

    for (i = 0U; i < value.size; i++) {
        if ((!inside) && (value.data[i] == TOP_BIT)) {
            status = GBCS_ERR_VALUE;
        }
        inside = value.data[i] >= TOP_BIT;
    }
    if (inside) {
        status = GBCS_ERR_VALUE;
    }
    return status;
}

gbcs_status gbcs_ber_check(const gbcs_tlv *tlv, gbcs_ber_rules rules)
{
    gbcs_status status = GBCS_OK;

    switch (tlv->tag) {
    case GBCS_BER_BOOLEAN:
        status = check_boolean(tlv->value, rules);
        break;
    case GBCS_BER_INTEGER:
    case GBCS_BER_ENUMERATED:
        status = check_integer(tlv->value);
        break;
    case GBCS_BER_BIT_STRING:
        status = check_bit_string(tlv->value, rules);
        break;
    case GBCS_BER_NULL:
        status = (tlv->value.size == 0U) ? GBCS_OK : GBCS_ERR_LENGTH;
        break;
    case GBCS_BER_OID:
        status = check_oid(tlv->value);
        break;
    default:
        status = GBCS_OK;
        break;
    }
    return status;
}

gbcs_ber_walk gbcs_ber_walk_of(gbcs_bytes input, gbcs_ber_rules rules)
{
    gbcs_ber_walk walk;

    (void)memset(&walk, 0, sizeof walk);
    walk.reader = gbcs_reader_of(input);
    walk.rules = rules;
    return walk;
}

/** Leaves the elements that end here. */
static void leave_finished(gbcs_ber_walk *walk)
{
    while ((walk->depth > 0U) && (walk->reader.position == walk->end[walk->depth - 1U])) {
        walk->depth--;
    }
}

/** Goes back to the first element inside one that has just been read. */
static void enter(gbcs_ber_walk *walk, size_t value_size)
{
    if (walk->depth == GBCS_BER_DEPTH) {
        gbcs_reader_fail(&walk->reader, GBCS_ERR_NESTING);
    } else {
        walk->end[walk->depth] = walk->reader.position;
        walk->reader.position -= value_size;
        walk->depth++;
    }
}

bool gbcs_ber_walk_next(gbcs_ber_walk *walk, gbcs_ber_element *element)
{
    const gbcs_ber_element none = {{0U, {NULL, 0U}, {NULL, 0U}}, 0U, 0U};
    gbcs_reader *const reader = &walk->reader;
    bool found = false;

    *element = none;
    leave_finished(walk);
    if (gbcs_reader_left(reader) > 0U) {
        element->depth = walk->depth;
        element->offset = reader->position;
        element->tlv = gbcs_read_tlv(reader, walk->rules);
        if ((walk->depth > 0U) && (reader->position > walk->end[walk->depth - 1U])) {
            gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
        }
        gbcs_reader_fail(reader, gbcs_ber_check(&element->tlv, walk->rules));
        if ((reader->status == GBCS_OK) && ((element->tlv.tag & GBCS_BER_CONSTRUCTED) != 0U)) {
            enter(walk, element->tlv.value.size);
        }
        found = reader->status == GBCS_OK;
    }
    if (!found) {
        *element = none;
    }
    return found;
}

gbcs_status gbcs_ber_walk_end(const gbcs_ber_walk *walk)
{
    return gbcs_reader_finish(&walk->reader);
}

gbcs_status gbcs_ber_validate(gbcs_bytes octets, gbcs_ber_rules rules)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_ber_walk walk = gbcs_ber_walk_of(octets, rules);
    gbcs_ber_element element;
    gbcs_status status;

    (void)gbcs_read_tlv(&reader, rules);
    status = gbcs_reader_finish(&reader);
    if (status == GBCS_OK) {
        while (gbcs_ber_walk_next(&walk, &element)) {
            /* the walk checks each element */
        }
        status = gbcs_ber_walk_end(&walk);
    }
    return status;
}
