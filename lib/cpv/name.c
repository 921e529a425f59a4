#include "cpv/name.h"

#include "cpv/oid.h"
#include "gbcs/codec/ber.h"

/** Where type and value of an attribute lie: in a SEQUENCE, in a SET, in the SEQUENCE of the Name. */
#define ATTRIBUTE_DEPTH 3U

/** The types of attribute that are read (RFC 5280 A.1; X.520 6.2.7). */
typedef enum attribute_type {
    ATTRIBUTE_OTHER,
    ATTRIBUTE_TITLE,
    ATTRIBUTE_UNIT,
    ATTRIBUTE_UNIQUE_ID
} attribute_type;

static attribute_type type_of(gbcs_bytes oid)
{
    static const struct {
        gbcs_bytes oid;
        attribute_type type;
    } TABLE[] = {
        {{OID_TITLE, sizeof(OID_TITLE)}, ATTRIBUTE_TITLE},
        {{OID_UNIT, sizeof(OID_UNIT)}, ATTRIBUTE_UNIT},
        {{OID_UNIQUE_ID, sizeof(OID_UNIQUE_ID)}, ATTRIBUTE_UNIQUE_ID},
    };
    attribute_type type = ATTRIBUTE_OTHER;
    size_t i;

    for (i = 0U; i < (sizeof(TABLE) / sizeof(TABLE[0])); i++) {
        if (gbcs_bytes_equal(oid, TABLE[i].oid)) {
            type = TABLE[i].type;
        }
    }
    return type;
}

/** Reads a hexadecimal digit in upper case. */
static uint8_t read_digit(gbcs_reader *reader)
{
    const uint8_t character = gbcs_read_u8(reader);
    uint8_t digit = 0U;

    if ((character >= 0x30U) && (character <= 0x39U)) {
        digit = (uint8_t)(character - 0x30U);
    } else if ((character >= 0x41U) && (character <= 0x46U)) {
        digit = (uint8_t)((character - 0x41U) + 10U);
    } else {
        gbcs_reader_fail(reader, GBCS_ERR_IDENTITY);
    }
    return digit;
}

/** Reads an organizationalUnitName: a role as two digits. */
static gbcs_status read_role(const gbcs_tlv *value, party_name *name)
{
    gbcs_reader reader = gbcs_reader_of(value->value);
    const uint8_t high = read_digit(&reader);
    const uint8_t role = (uint8_t)((uint8_t)(high << 4) | read_digit(&reader));
    const bool is_text =
        (value->tag == GBCS_BER_UTF8_STRING) || (value->tag == GBCS_BER_PRINTABLE_STRING);
    const bool is_role = (role <= GBCS_ROLE_LOAD_CONTROLLER) || (role == GBCS_ROLE_OTHER);
    gbcs_status status = GBCS_ERR_IDENTITY;

    if ((name->role == GBCS_ROLE_NONE) && is_text && is_role &&
        (gbcs_reader_finish(&reader) == GBCS_OK)) {
        name->role = role;
        status = GBCS_OK;
    }
    return status;
}

/** Reads an x500UniqueIdentifier: a BIT STRING of 64 bits. */
static gbcs_status read_entity(const gbcs_tlv *value, party_name *name)
{
    gbcs_reader reader = gbcs_reader_of(value->value);
    const uint8_t unused_bits = gbcs_read_u8(&reader);
    const gbcs_entity_id entity = gbcs_read_u64(&reader);
    gbcs_status status = GBCS_ERR_IDENTITY;

    if ((name->entity == 0U) && (value->tag == GBCS_BER_BIT_STRING) && (unused_bits == 0U) &&
        (entity != 0U) && (gbcs_reader_finish(&reader) == GBCS_OK)) {
        name->entity = entity;
        status = GBCS_OK;
    }
    return status;
}

/** Takes an attribute. */
static gbcs_status take_attribute(attribute_type type, const gbcs_tlv *value, party_name *name)
{
    gbcs_status status = GBCS_OK;

    switch (type) {
    case ATTRIBUTE_TITLE:
        name->titles++;
        break;
    case ATTRIBUTE_UNIT:
        status = read_role(value, name);
        break;
    case ATTRIBUTE_UNIQUE_ID:
        status = read_entity(value, name);
        break;
    case ATTRIBUTE_OTHER:
    default:
        /* whatever else a name says is for people */
        break;
    }
    name->attributes++;
    return status;
}

gbcs_status name_read(gbcs_bytes octets, party_name *name)
{
    gbcs_ber_walk walk = gbcs_ber_walk_of(octets, GBCS_DER);
    gbcs_ber_element element;
    gbcs_status status = GBCS_OK;
    attribute_type type = ATTRIBUTE_OTHER;
    bool is_value = false;

    name->attributes = 0U;
    name->titles = 0U;
    name->role = GBCS_ROLE_NONE;
    name->entity = 0U;
    while ((status == GBCS_OK) && gbcs_ber_walk_next(&walk, &element)) {
        if (element.depth == ATTRIBUTE_DEPTH) {
            if (is_value) {
                status = take_attribute(type, &element.tlv, name);
            } else {
                type = type_of(element.tlv.value);
            }
            is_value = !is_value;
        }
    }
    return (status == GBCS_OK) ? gbcs_ber_walk_end(&walk) : status;
}
