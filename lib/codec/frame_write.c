#include "gbcs/codec/frame.h"

#include "codec/identifier.h"
#include "codec/length.h"
#include "gbcs/codec/ber.h"

/** Security control: authentication only, security suite 1 (GBCS 7.2.5). */
#define SECURITY_CONTROL 0x11U
/** Octets of the security header: security control, invocation counter. */
#define SECURITY_HEADER_SIZE 5U
/** Octets of the fields of a MAC header that GBCS leaves empty. */
#define EMPTY_FIELDS_SIZE 6U
/** Octets of an identifier or counter in other-information. */
#define OTHER_FIELD_SIZE 8U

/** Octets of other-information: each form but the last adds eight to the one before. */
static size_t other_size(const gbcs_header *header)
{
    size_t fields = (size_t)header->other_form;
    size_t certificate_size = 0U;

    if (header->other_form == GBCS_OTHER_CERTIFICATE) {
        fields = (size_t)GBCS_OTHER_PARTY_COUNTER;
        certificate_size = header->party_certificate.size;
    }
    return MESSAGE_CODE_SIZE + (OTHER_FIELD_SIZE * fields) + certificate_size;
}

/** One element, too long to be taken for a counter. */
static bool is_certificate(gbcs_bytes octets)
{
    gbcs_reader reader = gbcs_reader_of(octets);

    (void)gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    return (octets.size > OTHER_FIELD_SIZE) && (gbcs_reader_finish(&reader) == GBCS_OK);
}

/** Whether the fields of other-information are those of its form, neither fewer nor more. */
static bool other_is_consistent(const gbcs_header *header)
{
    bool consistent = false;
    const bool bare = header->party_certificate.size == 0U;

    switch (header->other_form) {
    case GBCS_OTHER_CODE:
        consistent = bare && (header->party == 0U) && (header->party_counter == 0U) &&
                     (header->party_originator_counter == 0U);
        break;
    case GBCS_OTHER_PARTY:
        consistent = bare && (header->party != 0U) && (header->party_counter == 0U) &&
                     (header->party_originator_counter == 0U);
        break;
    case GBCS_OTHER_PARTY_COUNTER:
        consistent = bare && (header->party != 0U) && (header->party_originator_counter == 0U);
        break;
    case GBCS_OTHER_ORIGINATOR_COUNTER:
        consistent = bare && (header->party != 0U);
        break;
    case GBCS_OTHER_CERTIFICATE:
        consistent = (header->party != 0U) && (header->party_originator_counter == 0U) &&
                     is_certificate(header->party_certificate);
        break;
    default:
        consistent = false;
        break;
    }
    return consistent;
}

/** Whether gbcs_frame_parse() would give the same header back. */
static bool is_consistent(const gbcs_header *header)
{
    return ((header->date_time.size == 0U) || (header->date_time.size == GBCS_DLMS_TIME_SIZE)) &&
           other_is_consistent(header);
}

static void write_entity_id(gbcs_writer *writer, gbcs_entity_id entity_id)
{
    gbcs_write_u8(writer, ENTITY_ID_SIZE);
    gbcs_write_u64(writer, entity_id);
}

void identifier_write(gbcs_writer *writer, const identifier *id)
{
    if ((id->cra != GBCS_CRA_COMMAND) && (id->cra != GBCS_CRA_RESPONSE) &&
        (id->cra != GBCS_CRA_ALERT)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    gbcs_write_u8(writer, TRANSACTION_ID_SIZE);
    gbcs_write_u8(writer, (uint8_t)id->cra);
    gbcs_write_u64(writer, id->counter);
    write_entity_id(writer, id->originator);
    write_entity_id(writer, id->recipient);
}

static void write_other_information(gbcs_writer *writer, const gbcs_header *header)
{
    length_write(writer, other_size(header));
    gbcs_write_u16(writer, header->message_code);
    if (header->other_form >= GBCS_OTHER_PARTY) {
        gbcs_write_u64(writer, header->party);
    }
    if (header->other_form >= GBCS_OTHER_PARTY_COUNTER) {
        gbcs_write_u64(writer, header->party_counter);
    }
    if (header->other_form == GBCS_OTHER_ORIGINATOR_COUNTER) {
        gbcs_write_u64(writer, header->party_originator_counter);
    }
    if (header->other_form == GBCS_OTHER_CERTIFICATE) {
        gbcs_write_bytes(writer, header->party_certificate);
    }
}

size_t gbcs_grouping_size(const gbcs_header *header, size_t payload_size)
{
    const size_t other = other_size(header);

    return 1U + (1U + TRANSACTION_ID_SIZE) + (2U * (1U + ENTITY_ID_SIZE)) +
           (1U + header->date_time.size) + (length_size(other) + other) + length_size(payload_size);
}

void gbcs_write_grouping(gbcs_writer *writer, const gbcs_header *header, size_t payload_size)
{
    const identifier id = {header->cra, header->counter, header->originator, header->recipient};

    if ((!is_consistent(header)) || (payload_size == 0U)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        gbcs_write_u8(writer, GBCS_TAG_GENERAL_SIGNING);
        identifier_write(writer, &id);
        length_write(writer, header->date_time.size);
        gbcs_write_bytes(writer, header->date_time);
        write_other_information(writer, header);
        length_write(writer, payload_size);
    }
}

size_t gbcs_mac_header_size(size_t content_size)
{
    return 1U + EMPTY_FIELDS_SIZE +
           length_size(SECURITY_HEADER_SIZE + content_size + GBCS_FRAME_MAC_SIZE) +
           SECURITY_HEADER_SIZE;
}

void gbcs_write_mac_header(gbcs_writer *writer, size_t content_size)
{
    /* transaction-id, both titles, date-time, other-information and key-info, all empty */
    static const uint8_t EMPTY_FIELDS[EMPTY_FIELDS_SIZE] = {0U, 0U, 0U, 0U, 0U, 0U};

    if (content_size > (SIZE_MAX - (SECURITY_HEADER_SIZE + GBCS_FRAME_MAC_SIZE))) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        gbcs_write_u8(writer, GBCS_TAG_GENERAL_CIPHERING);
        gbcs_write_bytes(writer, gbcs_bytes_of(EMPTY_FIELDS, sizeof EMPTY_FIELDS));
        length_write(writer, SECURITY_HEADER_SIZE + content_size + GBCS_FRAME_MAC_SIZE);
        gbcs_write_u8(writer, SECURITY_CONTROL);
        gbcs_write_u32(writer, 0U);
    }
}

void gbcs_write_signature_part(gbcs_writer *writer, gbcs_bytes signature)
{
    if ((signature.size != 0U) && (signature.size != GBCS_FRAME_SIGNATURE_SIZE)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        length_write(writer, signature.size);
        gbcs_write_bytes(writer, signature);
    }
}
