#include "gbcs/message/encrypt.h"

/*
 * DLMS protected data (GBCS 8): an array of one protection structure, and an octet-string.
 *
 *     array[1] structure[2] {
 *         enum 2                             authentication and encryption
 *         structure[5] {
 *             octet-string[9]  04, counter   transaction identifier
 *             octet-string[8]                originator
 *             octet-string[8]                recipient
 *             octet-string[0]                other information
 *             structure[2] {
 *                 enum 2                     agreed key
 *                 structure[2] {
 *                     octet-string[1] 02     C(0e, 2s, ECC CDH)
 *                     octet-string[0]        key-ciphered data
 *     octet-string                           sealed data
 */
static const uint8_t TO_COUNTER[] = {0x01, 0x01, 0x02, 0x02, 0x16, 0x02,
                                     0x02, 0x05, 0x09, 0x09, 0x04};
static const uint8_t TO_IDENTIFIER[] = {0x09, 0x08};
static const uint8_t TO_END[] = {0x09, 0x00, 0x02, 0x02, 0x16, 0x02, 0x02,
                                 0x02, 0x09, 0x01, 0x02, 0x09, 0x00};

/** Counts above it take more than one octet. */
#define LARGEST_SHORT_COUNT 0x7FU

static void read_octets(gbcs_reader *reader, const uint8_t *octets, size_t size)
{
    if (!gbcs_bytes_equal(gbcs_read_bytes(reader, size), gbcs_bytes_of(octets, size))) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
}

/** Reads protected data, or leaves the reader where it is. */
static bool read_protected(gbcs_reader *reader, gbcs_bytes *sealed)
{
    gbcs_reader ahead = *reader;
    gbcs_axdr_walk walk;
    gbcs_axdr_element element;
    bool found = false;

    read_octets(&ahead, TO_COUNTER, sizeof TO_COUNTER);
    (void)gbcs_read_u64(&ahead);
    read_octets(&ahead, TO_IDENTIFIER, sizeof TO_IDENTIFIER);
    (void)gbcs_read_u64(&ahead);
    read_octets(&ahead, TO_IDENTIFIER, sizeof TO_IDENTIFIER);
    (void)gbcs_read_u64(&ahead);
    read_octets(&ahead, TO_END, sizeof TO_END);
    walk = gbcs_axdr_walk_of(gbcs_read_axdr(&ahead));
    if (gbcs_axdr_walk_next(&walk, &element) && (element.type == GBCS_AXDR_OCTET_STRING)) {
        *sealed = element.value;
        *reader = ahead;
        found = true;
    }
    return found;
}

/** Goes past the head of a structure, to its first member. */
static void enter_structure(gbcs_reader *reader)
{
    gbcs_read_constant(reader, (uint8_t)GBCS_AXDR_STRUCTURE);
    if (gbcs_read_u8(reader) > LARGEST_SHORT_COUNT) {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
}

/** The next protected data among A-XDR values: looked for in structures, not in other arrays. */
static bool next_dlms(gbcs_reader *reader, gbcs_bytes *sealed)
{
    bool found = false;

    while ((!found) && (gbcs_reader_left(reader) > 0U)) {
        found = read_protected(reader, sealed);
        if (found) {
            /* the reader stands behind it */
        } else if (gbcs_reader_peek(reader) == (uint8_t)GBCS_AXDR_STRUCTURE) {
            enter_structure(reader);
        } else {
            (void)gbcs_read_axdr(reader);
        }
    }
    return found;
}

static bool next_gbz(gbcs_reader *reader, gbcs_bytes *sealed)
{
    gbcs_gbz_component component;
    bool found = false;

    while ((!found) && (gbcs_reader_left(reader) > 0U)) {
        gbcs_read_gbz_component(reader, &component);
        if ((reader->status == GBCS_OK) && ((component.control & GBCS_GBZ_ENCRYPTED) != 0U)) {
            *sealed = component.body;
            found = true;
        }
    }
    return found;
}

/** Whether what is particular to a GBZ alert is components; only the Billing Data Log's is. */
static bool holds_components(gbcs_bytes extra)
{
    gbcs_reader reader = gbcs_reader_of(extra);
    gbcs_gbz_component component;
    uint8_t control = 0U;

    while (gbcs_reader_left(&reader) > 0U) {
        gbcs_read_gbz_component(&reader, &component);
        control = component.control;
    }
    return (reader.status == GBCS_OK) && ((control & GBCS_GBZ_LAST) != 0U);
}

static gbcs_status open_gbz(const gbcs_frame *frame, gbcs_bytes *blocks)
{
    gbcs_status status;
    gbcs_gbz gbz;
    gbcs_gbz_alert alert;

    if (frame->header.cra == GBCS_CRA_ALERT) {
        status = gbcs_gbz_alert_parse(frame->payload, &alert);
        if ((status == GBCS_OK) && holds_components(alert.extra)) {
            *blocks = alert.extra;
        }
    } else {
        status = gbcs_gbz_parse(frame->payload, &gbz);
        if (status == GBCS_OK) {
            *blocks = gbz.components;
        }
    }
    return status;
}

static gbcs_status open_response(gbcs_bytes payload, gbcs_bytes *blocks)
{
    gbcs_dlms_list response;
    gbcs_status status = gbcs_dlms_response_parse(payload, &response);

    if (status == GBCS_OK) {
        *blocks = response.data;
    }
    return status;
}

static gbcs_status open_notification(gbcs_bytes payload, gbcs_bytes *blocks)
{
    gbcs_dlms_notification notification;
    gbcs_status status = gbcs_dlms_notification_parse(payload, &notification);

    if (status == GBCS_OK) {
        *blocks = notification.body;
    }
    return status;
}

/** The profile tells GBZ; a payload of ASN.1 may begin with its first octet too. */
static bool is_gbz(gbcs_bytes payload)
{
    gbcs_reader reader = gbcs_reader_of(payload);

    return gbcs_read_u16(&reader) == GBCS_GBZ_PROFILE;
}

gbcs_status gbcs_sealed_walk_of(const gbcs_frame *frame, gbcs_sealed_walk *walk)
{
    const gbcs_reader first = gbcs_reader_of(frame->payload);
    gbcs_bytes blocks = {NULL, 0U};
    gbcs_status status = GBCS_OK;

    walk->gbz = is_gbz(frame->payload);
    if (walk->gbz) {
        status = open_gbz(frame, &blocks);
    } else if (gbcs_reader_peek(&first) == GBCS_TAG_ACCESS_RESPONSE) {
        status = open_response(frame->payload, &blocks);
    } else if (gbcs_reader_peek(&first) == GBCS_TAG_DATA_NOTIFICATION) {
        status = open_notification(frame->payload, &blocks);
    } else {
        /* commands and ASN.1 hold no sealed block */
    }
    walk->reader = gbcs_reader_of(blocks);
    return status;
}

bool gbcs_sealed_next(gbcs_sealed_walk *walk, gbcs_bytes *sealed)
{
    return walk->gbz ? next_gbz(&walk->reader, sealed) : next_dlms(&walk->reader, sealed);
}

void gbcs_write_dlms_protected(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                               const gbcs_header *header, gbcs_bytes plain, gbcs_writer *writer)
{
    const gbcs_key_info info = gbcs_encryption_key_info(header);

    gbcs_write_bytes(writer, gbcs_bytes_of(TO_COUNTER, sizeof TO_COUNTER));
    gbcs_write_u64(writer, header->counter);
    gbcs_write_bytes(writer, gbcs_bytes_of(TO_IDENTIFIER, sizeof TO_IDENTIFIER));
    gbcs_write_u64(writer, header->originator);
    gbcs_write_bytes(writer, gbcs_bytes_of(TO_IDENTIFIER, sizeof TO_IDENTIFIER));
    gbcs_write_u64(writer, header->recipient);
    gbcs_write_bytes(writer, gbcs_bytes_of(TO_END, sizeof TO_END));
    gbcs_write_axdr_head(writer, GBCS_AXDR_OCTET_STRING, plain.size + GBCS_SEAL_OVERHEAD);
    gbcs_seal(crypto, secret, &info, plain, writer);
}

void gbcs_write_gbz_protected(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                              const gbcs_header *header, const gbcs_gbz_component *component,
                              gbcs_writer *writer)
{
    const gbcs_key_info info = gbcs_encryption_key_info(header);

    gbcs_write_gbz_head(writer, component, component->body.size + GBCS_SEAL_OVERHEAD);
    gbcs_seal(crypto, secret, &info, component->body, writer);
}
