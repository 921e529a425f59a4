#include "gbcs/codec/frame.h"

#include <string.h>

#include "codec/identifier.h"
#include "codec/length.h"
#include "gbcs/codec/ber.h"

/** Octets of the longest other-information without a certificate. */
#define OTHER_SIZE_MAX 26U

/* MISRA Ref 8.9.1 */
/** A MAC header begins with its tag and six fields that GBCS leaves empty (GBCS 7.2.5). */
static const uint8_t BEFORE_LENGTH[] = {GBCS_TAG_GENERAL_CIPHERING, 0U, 0U, 0U, 0U, 0U, 0U};

/**
 * Security control: authentication only, security suite 1; and an invocation counter, in GBCS all
 * zero (GBCS 7.2.5).
 */
/* MISRA Ref 8.9.1 */
static const uint8_t AFTER_LENGTH[] = {0x11U, 0U, 0U, 0U, 0U};

static void read_expected(gbcs_reader *reader, gbcs_bytes expected)
{
    if (!gbcs_bytes_equal(gbcs_read_bytes(reader, expected.size), expected)) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
}

/** Reads a MAC header (GBCS 7.2.5), whose length must reach exactly to the end of the message. */
static void read_mac_header(gbcs_reader *reader)
{
    size_t size;

    read_expected(reader, gbcs_bytes_of(BEFORE_LENGTH, sizeof(BEFORE_LENGTH)));
    size = length_read(reader);
    if (size > gbcs_reader_left(reader)) {
        gbcs_reader_fail(reader, GBCS_ERR_TRUNCATED);
    } else if (size < gbcs_reader_left(reader)) {
        gbcs_reader_fail(reader, GBCS_ERR_TRAILING);
    } else {
        read_expected(reader, gbcs_bytes_of(AFTER_LENGTH, sizeof(AFTER_LENGTH)));
    }
}

static gbcs_cra read_cra(gbcs_reader *reader)
{
    gbcs_cra cra = GBCS_CRA_COMMAND;

    switch (gbcs_read_u8(reader)) {
    case (uint8_t)GBCS_CRA_COMMAND:
        cra = GBCS_CRA_COMMAND;
        break;
    case (uint8_t)GBCS_CRA_RESPONSE:
        cra = GBCS_CRA_RESPONSE;
        break;
    case (uint8_t)GBCS_CRA_ALERT:
        cra = GBCS_CRA_ALERT;
        break;
    default:
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        break;
    }
    return cra;
}

static gbcs_entity_id read_entity_id(gbcs_reader *reader)
{
    gbcs_read_constant(reader, ENTITY_ID_SIZE);
    return gbcs_read_u64(reader);
}

identifier identifier_read(gbcs_reader *reader)
{
    identifier id = {GBCS_CRA_COMMAND, 0U, 0U, 0U};

    gbcs_read_constant(reader, TRANSACTION_ID_SIZE);
    id.cra = read_cra(reader);
    id.counter = gbcs_read_u64(reader);
    id.originator = read_entity_id(reader);
    id.recipient = read_entity_id(reader);
    return id;
}

static gbcs_bytes read_date_time(gbcs_reader *reader)
{
    const size_t size = length_read(reader);

    if ((size != 0U) && (size != GBCS_DLMS_TIME_SIZE)) {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
    return gbcs_read_bytes(reader, size);
}

/** The form of other-information follows from its length alone. */
static gbcs_other_form other_form_of(gbcs_reader *reader, size_t size)
{
    gbcs_other_form form = GBCS_OTHER_CERTIFICATE;

    switch (size) {
    case 2U:
        form = GBCS_OTHER_CODE;
        break;
    case 10U:
        form = GBCS_OTHER_PARTY;
        break;
    case 18U:
        form = GBCS_OTHER_PARTY_COUNTER;
        break;
    case OTHER_SIZE_MAX:
        form = GBCS_OTHER_ORIGINATOR_COUNTER;
        break;
    default:
        if (size < OTHER_SIZE_MAX) {
            gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
        }
        break;
    }
    return form;
}

/** Reads an Entity Identifier that must not be 0: a header says by 0 that there is none. */
static gbcs_entity_id read_party(gbcs_reader *reader)
{
    const gbcs_entity_id party = gbcs_read_u64(reader);

    if (party == 0U) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return party;
}

/** Takes the certificate that ends other-information: one element, and nothing after it. */
static gbcs_bytes read_party_certificate(gbcs_reader *reader)
{
    const gbcs_tlv element = gbcs_read_tlv(reader, GBCS_DER);

    if (element.tag != GBCS_BER_SEQUENCE) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
    return element.octets;
}

static void read_other_information(gbcs_reader *reader, gbcs_header *header)
{
    const gbcs_bytes octets = gbcs_read_bytes(reader, length_read(reader));
    gbcs_reader other = gbcs_reader_of(octets);

    header->other_form = other_form_of(&other, octets.size);
    header->message_code = gbcs_read_u16(&other);
    if (header->other_form >= GBCS_OTHER_PARTY) {
        header->party = read_party(&other);
    }
    if (header->other_form >= GBCS_OTHER_PARTY_COUNTER) {
        header->party_counter = gbcs_read_u64(&other);
    }
    if (header->other_form == GBCS_OTHER_ORIGINATOR_COUNTER) {
        header->party_originator_counter = gbcs_read_u64(&other);
    }
    if (header->other_form == GBCS_OTHER_CERTIFICATE) {
        header->party_certificate = read_party_certificate(&other);
    }
    gbcs_reader_fail(reader, gbcs_reader_finish(&other));
}

/** Reads a grouping header (GBCS 7.2.7) up to the length of the payload, which it returns. */
static size_t read_grouping(gbcs_reader *reader, gbcs_header *header)
{
    identifier id;
    size_t payload_size;

    gbcs_read_constant(reader, GBCS_TAG_GENERAL_SIGNING);
    id = identifier_read(reader);
    header->cra = id.cra;
    header->counter = id.counter;
    header->originator = id.originator;
    header->recipient = id.recipient;
    header->date_time = read_date_time(reader);
    read_other_information(reader, header);
    payload_size = length_read(reader);
    if (payload_size == 0U) {
        /* no Use Case has an empty payload */
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
    return payload_size;
}

/** Reads 40 and a signature, or 00. A message must be protected by one of signature and MAC. */
static void read_signature_part(gbcs_reader *reader, bool has_mac, gbcs_frame *frame)
{
    const size_t start = reader->position;
    const size_t size = length_read(reader);

    if ((size == GBCS_FRAME_SIGNATURE_SIZE) || ((size == 0U) && has_mac)) {
        frame->signature = gbcs_read_bytes(reader, size);
    } else {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
    frame->signature_part = gbcs_bytes_slice(reader->input, start, reader->position - start);
}

/** Reads what follows the MAC header, up to the signature part. */
static void read_content(gbcs_reader *reader, bool has_mac, gbcs_frame *frame)
{
    const size_t start = reader->position;
    const size_t payload_size = read_grouping(reader, &frame->header);
    const size_t grouping_size = reader->position - start;

    frame->payload = gbcs_read_bytes(reader, payload_size);
    /* only what a command is made from may end here; a cut off response or alert may not */
    if (has_mac || (gbcs_reader_left(reader) > 0U) || (frame->header.cra != GBCS_CRA_COMMAND)) {
        read_signature_part(reader, has_mac, frame);
    }
    if (reader->status == GBCS_OK) {
        frame->grouping = gbcs_bytes_slice(reader->input, start, grouping_size);
        /* GBCS 6.3.3: without the tag DF */
        frame->signed_octets =
            gbcs_bytes_slice(reader->input, start + 1U, (grouping_size + payload_size) - 1U);
        frame->maced_octets = gbcs_bytes_slice(reader->input, start, reader->position - start);
    }
}

gbcs_status gbcs_frame_parse(gbcs_bytes octets, gbcs_frame *frame)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    const bool has_mac = gbcs_reader_peek(&reader) == GBCS_TAG_GENERAL_CIPHERING;
    gbcs_status status;

    (void)memset(frame, 0, sizeof *frame);
    frame->octets = octets;
    if (has_mac) {
        read_mac_header(&reader);
    }
    read_content(&reader, has_mac, frame);
    if (has_mac) {
        frame->mac = gbcs_read_bytes(&reader, GBCS_FRAME_MAC_SIZE);
    }
    status = gbcs_reader_finish(&reader);
    if (status != GBCS_OK) {
        (void)memset(frame, 0, sizeof *frame);
    }
    return status;
}
