/**
 * @file
 * ASN.1: elements of BER, with the names that a table of types has for them.
 */
#include <string.h>

#include "asn1.h"
#include "show.h"

/** What is carried along through a tree. */
typedef struct asn1_show {
    show *message;
    /** Value of the OBJECT IDENTIFIER that was met last. */
    gbcs_bytes oid;
    /** How many elements are open. */
    size_t depth;
} asn1_show;

static const number_name TAGS[] = {
    {GBCS_BER_BOOLEAN, "BOOLEAN"},
    {GBCS_BER_INTEGER, "INTEGER"},
    {GBCS_BER_BIT_STRING, "BIT STRING"},
    {GBCS_BER_OCTET_STRING, "OCTET STRING"},
    {GBCS_BER_NULL, "NULL"},
    {GBCS_BER_OID, "OBJECT IDENTIFIER"},
    {GBCS_BER_ENUMERATED, "ENUMERATED"},
    {GBCS_BER_UTF8_STRING, "UTF8String"},
    {GBCS_BER_PRINTABLE_STRING, "PrintableString"},
    {GBCS_BER_IA5_STRING, "IA5String"},
    {GBCS_BER_UTC_TIME, "UTCTime"},
    {GBCS_BER_GENERALIZED_TIME, "GeneralizedTime"},
    {GBCS_BER_SEQUENCE, "SEQUENCE"},
    {GBCS_BER_SET, "SET"},
};

static void show_element(asn1_show *tree, const gbcs_tlv *tlv, const asn1_member *member,
                         const char *name);

/** The name of a tag: of a universal type, or a number in brackets. */
static void format_tag(uint8_t tag, format_text *text)
{
    static const name_table TABLE = NAME_TABLE(TAGS);
    const char *name = name_of(&TABLE, tag);

    if (name != NULL) {
        (void)snprintf(text->text, sizeof text->text, "%s", name);
    } else if ((tag & 0xC0U) == GBCS_BER_CONTEXT) {
        (void)snprintf(text->text, sizeof text->text, "[%u]", tag & 0x1FU);
    } else {
        (void)snprintf(text->text, sizeof text->text, "tag %02X", tag);
    }
}

/** The member that an element is, from a place on; moves the place behind it. Null if it is none. */
static const asn1_member *match_member(const asn1_type *type, size_t *place, uint8_t tag)
{
    const asn1_member *found = NULL;
    size_t i = *place;

    if ((type != NULL) && (type->shape == ASN1_LIST)) {
        found =
            ((type->members[0].tag == 0U) || (type->members[0].tag == tag)) ? type->members : NULL;
    } else if ((type != NULL) && (type->shape == ASN1_SEQUENCE)) {
        while ((found == NULL) && (i < type->count)) {
            const asn1_member *each = &type->members[i];
            if ((each->tag == 0U) || (each->tag == tag)) {
                found = each;
                *place = i + 1U;
            }
            /* what must be there and is not: the names after it would be guesses */
            i = ((found == NULL) && !each->optional) ? type->count : (i + 1U);
        }
    } else {
        found = NULL;
    }
    return found;
}

/** The elements within one. */
static void show_elements(asn1_show *tree, gbcs_bytes octets, const asn1_type *type)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    size_t place = 0U;

    tree->message->rows.depth++;
    tree->depth++;
    for (size_t i = 0U; gbcs_reader_left(&reader) > 0U; i++) {
        const gbcs_tlv tlv = gbcs_read_tlv(&reader, GBCS_BER);
        const asn1_member *member = match_member(type, &place, tlv.tag);
        format_text name;
        if (reader.status == GBCS_OK) {
            if (member == NULL) {
                (void)snprintf(name.text, sizeof name.text, "[%zu]", i);
            } else if (type->shape == ASN1_LIST) {
                (void)snprintf(name.text, sizeof name.text, "%s [%zu]", member->name, i);
            } else {
                (void)snprintf(name.text, sizeof name.text, "%s", member->name);
            }
            show_element(tree, &tlv, member, name.text);
        }
    }
    tree->depth--;
    tree->message->rows.depth--;
}

/** Meaning of an element whose type is not known. */
static void format_unknown(const gbcs_tlv *tlv, format_text *text)
{
    text->text[0] = '\0';
    if ((tlv->tag == GBCS_BER_INTEGER) || (tlv->tag == GBCS_BER_ENUMERATED)) {
        asn1_format_number(tlv, tlv->value, text);
    } else if ((tlv->tag == GBCS_BER_GENERALIZED_TIME) || (tlv->tag == GBCS_BER_UTC_TIME)) {
        asn1_format_time(tlv, tlv->value, text);
    } else if ((tlv->tag == GBCS_BER_UTF8_STRING) || (tlv->tag == GBCS_BER_PRINTABLE_STRING) ||
               (tlv->tag == GBCS_BER_IA5_STRING)) {
        (void)format_string(tlv->value, text);
    } else {
        text->text[0] = '\0';
    }
}

/** What an element means, the names of numbers included. */
static void format_element(const asn1_show *tree, const gbcs_tlv *tlv, const asn1_type *type,
                           format_text *text)
{
    uint64_t number = 0U;

    text->text[0] = '\0';
    if (type == NULL) {
        format_unknown(tlv, text);
    } else if (type->names != NULL) {
        const char *name = (gbcs_ber_unsigned(tlv->value, &number) == GBCS_OK)
                               ? name_of(type->names, (uint32_t)number)
                               : NULL;
        (void)snprintf(text->text, sizeof text->text, "%llu %s", (unsigned long long)number,
                       (name != NULL) ? name : "unknown");
    } else if (type->format != NULL) {
        type->format(tlv, tree->oid, text);
    } else {
        text->text[0] = '\0';
    }
}

/** The member of a choice that an element is. */
static const asn1_member *choose(const asn1_member *member, uint8_t tag)
{
    const asn1_member *chosen = member;

    if ((member != NULL) && (member->type->shape == ASN1_CHOICE)) {
        chosen = NULL;
        for (size_t i = 0U; i < member->type->count; i++) {
            if (member->type->members[i].tag == tag) {
                chosen = &member->type->members[i];
            }
        }
    }
    return chosen;
}

/** An extension's value: an encoding within a string. */
static void show_extension(asn1_show *tree, gbcs_bytes octets)
{
    const asn1_member *member = asn1_extension(tree->oid);
    gbcs_reader reader = gbcs_reader_of(octets);
    const gbcs_tlv tlv = gbcs_read_tlv(&reader, GBCS_BER);

    tree->message->rows.depth++;
    if ((member != NULL) && (tlv.tag == member->tag) &&
        (gbcs_ber_validate(octets, GBCS_BER) == GBCS_OK)) {
        show_element(tree, &tlv, member, member->name);
    } else {
        report_add(&tree->message->rows, octets, "octets", "%zu", octets.size);
    }
    tree->message->rows.depth--;
}

static void show_element(asn1_show *tree, const gbcs_tlv *tlv, const asn1_member *member,
                         const char *name)
{
    const asn1_member *chosen = choose(member, tlv->tag);
    const asn1_type *type = (chosen != NULL) ? chosen->type : NULL;
    const gbcs_bytes head = gbcs_bytes_slice(tlv->octets, 0U, tlv->octets.size - tlv->value.size);
    const bool extension = (type != NULL) && (type->shape == ASN1_EXTENSION);
    format_text tag;
    format_text text;

    format_tag(tlv->tag, &tag);
    format_element(tree, tlv, type, &text);
    if (tlv->tag == GBCS_BER_OID) {
        tree->oid = tlv->value;
    }
    if (((tlv->tag & GBCS_BER_CONSTRUCTED) != 0U) && (tree->depth < GBCS_BER_DEPTH)) {
        report_add(&tree->message->rows, head, name, "%s%s%s", tag.text,
                   (text.text[0] != '\0') ? ": " : "", text.text);
        show_elements(tree, tlv->value, type);
    } else if (extension) {
        report_add(&tree->message->rows, head, name, "%s", tag.text);
        show_extension(tree, tlv->value);
    } else {
        report_add(&tree->message->rows, tlv->octets, name, "%s%s%s", tag.text,
                   (text.text[0] != '\0') ? ": " : "", text.text);
    }
}

/** Shows one element and all in it, or says what is wrong with it. */
static gbcs_status show_tree(show *message, gbcs_bytes octets, const asn1_member *member,
                             const char *name)
{
    const gbcs_status status = gbcs_ber_validate(octets, GBCS_BER);

    if (status == GBCS_OK) {
        asn1_show tree = {.message = message, .oid = {NULL, 0U}};
        gbcs_reader reader = gbcs_reader_of(octets);
        const gbcs_tlv tlv = gbcs_read_tlv(&reader, GBCS_BER);
        show_element(&tree, &tlv, member, name);
    }
    return status;
}

/** As the ASN.1 modules of GBCS call it. */
static const char *payload_name(gbcs_cra cra)
{
    const char *name = "CommandPayload";

    if (cra == GBCS_CRA_RESPONSE) {
        name = "ResponsePayload";
    } else if (cra == GBCS_CRA_ALERT) {
        name = "AlertPayload";
    } else {
        /* a command's */
    }
    return name;
}

gbcs_status show_asn1(show *message, gbcs_bytes payload)
{
    const gbcs_header *header = &message->frame->header;
    const asn1_member *member = asn1_payload(header->message_code, header->cra);
    gbcs_reader reader = gbcs_reader_of(payload);
    const gbcs_tlv tlv = gbcs_read_tlv(&reader, GBCS_BER);
    const asn1_member *chosen = choose(member, tlv.tag);
    const char *name = (chosen != NULL) ? chosen->name : "value";

    if ((chosen != NULL) && (chosen == member) && (strcmp(name, "payload") == 0)) {
        name = payload_name(header->cra);
    }
    return show_tree(message, payload, member, name);
}

gbcs_status show_certificate(show *message, gbcs_bytes octets, const char *name)
{
    const asn1_member member = {name, GBCS_BER_SEQUENCE, &ASN1_CERTIFICATE, false};

    return show_tree(message, octets, &member, name);
}
