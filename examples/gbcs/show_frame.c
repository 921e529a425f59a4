/**
 * @file
 * The frame of a message: MAC header, grouping header, signature, MAC (GBCS 7.2); and blocks of a
 * General Block Transfer (GBCS 7.2.11).
 */
#include "check.h"
#include "format.h"
#include "names.h"
#include "show.h"

/** Octets of the empty fields between the tag of a MAC header and its length. */
#define EMPTY_FIELDS_SIZE 6U

/** The length octets at a place: one, or one that tells how many follow. */
static gbcs_bytes read_length(gbcs_reader *reader)
{
    const uint8_t first = gbcs_reader_peek(reader);
    const size_t size = (first >= 0x80U) ? (1U + (size_t)(first & 0x7FU)) : 1U;

    return gbcs_read_bytes(reader, size);
}

static void add_length(show *message, gbcs_reader *reader, const char *name)
{
    const gbcs_bytes length = read_length(reader);
    const size_t number =
        (length.size > 1U) ? (size_t)format_number(gbcs_bytes_slice(length, 1U, length.size - 1U))
                           : (size_t)format_number(length);

    report_add(&message->rows, length, name, "%zu", number);
}

static void add_entity(show *message, gbcs_bytes octets, const char *name)
{
    const gbcs_entity_id id = format_number(gbcs_bytes_slice(octets, octets.size - 8U, 8U));
    const keystore_key *key = NULL;
    const char *role = NULL;
    char text[TOOL_ENTITY_SIZE];

    if (message->store != NULL) {
        key = keystore_find(message->store, id, KEY_AGREEMENT);
        key = (key != NULL) ? key : keystore_find(message->store, id, KEY_SIGNATURE);
    }
    if ((key != NULL) && key->has_certificate) {
        role = (key->role == KEYSTORE_NO_ROLE) ? "device" : keystore_role_name(key->role);
    }
    report_add(&message->rows, octets, name, "%s%s%s", tool_entity(id, text),
               (role != NULL) ? " " : "", (role != NULL) ? role : "");
}

static void add_counter(show *message, gbcs_bytes octets, const char *name)
{
    report_add(&message->rows, octets, name, "%llu", (unsigned long long)format_number(octets));
}

static const char *cra_name(uint8_t cra)
{
    static const char *const NAMES[] = {"unknown", "command", "response", "alert"};

    return NAMES[(cra < TOOL_COUNT(NAMES)) ? cra : 0U];
}

/** The transaction-id of a grouping or routing header, and the two parties. */
static void show_identifier(show *message, gbcs_reader *reader)
{
    gbcs_bytes cra;

    report_add(&message->rows, gbcs_read_bytes(reader, 1U), "transaction-id", "9 octets");
    message->rows.depth++;
    cra = gbcs_read_bytes(reader, 1U);
    report_add(&message->rows, cra, "CRA Flag", "%s", cra_name((uint8_t)format_number(cra)));
    add_counter(message, gbcs_read_bytes(reader, 8U), "Originator Counter");
    message->rows.depth--;
    add_entity(message, gbcs_read_bytes(reader, 9U), "Business Originator ID");
    add_entity(message, gbcs_read_bytes(reader, 9U), "Business Target ID");
}

static void show_date_time(show *message, gbcs_reader *reader)
{
    const uint8_t size = gbcs_reader_peek(reader);
    const gbcs_bytes octets = gbcs_read_bytes(reader, 1U + (size_t)size);
    format_text text;

    if (octets.size == (1U + GBCS_DLMS_TIME_SIZE)) {
        report_add(&message->rows, octets, "date-time", "%s",
                   format_dlms_time(gbcs_bytes_slice(octets, 1U, GBCS_DLMS_TIME_SIZE), &text));
    } else {
        report_add(&message->rows, octets, "date-time", "none");
    }
}

static void add_message_code(show *message, gbcs_bytes octets)
{
    const uint16_t code = (uint16_t)format_number(octets);

    report_add(&message->rows, octets, "Message Code", "%s", gbcs_use_case_name(code));
}

/** What an unknown party's certificate is called. */
#define PARTY_CERTIFICATE "Supplementary Remote Party Key Agreement Certificate"

/** Fields that only some messages have, in the order of their forms. */
static void show_other_information(show *message, gbcs_reader *reader)
{
    const gbcs_header *header = &message->frame->header;

    add_length(message, reader, "other-information");
    message->rows.depth++;
    add_message_code(message, gbcs_read_bytes(reader, 2U));
    if (header->other_form != GBCS_OTHER_CODE) {
        add_entity(message, gbcs_read_bytes(reader, 8U), "Supplementary Remote Party ID");
    }
    if ((header->other_form != GBCS_OTHER_CODE) && (header->other_form != GBCS_OTHER_PARTY)) {
        add_counter(message, gbcs_read_bytes(reader, 8U), "Supplementary Remote Party Counter");
    }
    if (header->other_form == GBCS_OTHER_ORIGINATOR_COUNTER) {
        add_counter(message, gbcs_read_bytes(reader, 8U), "Supplementary Originator Counter");
    }
    if (header->other_form == GBCS_OTHER_CERTIFICATE) {
        const gbcs_bytes certificate = gbcs_read_bytes(reader, header->party_certificate.size);
        const gbcs_status status = show_certificate(message, certificate, PARTY_CERTIFICATE);
        if (status != GBCS_OK) {
            report_add(&message->rows, certificate, PARTY_CERTIFICATE, "not a certificate: %s",
                       gbcs_status_text(status));
            report_set_mood(&message->rows, REPORT_BAD);
            message->broken = true;
        }
    }
    message->rows.depth--;
}

static void show_mac_header(show *message, gbcs_reader *reader)
{
    report_add(&message->rows, gbcs_read_bytes(reader, 1U), "MAC header", "general-ciphering");
    message->rows.depth++;
    report_add(&message->rows, gbcs_read_bytes(reader, EMPTY_FIELDS_SIZE), "empty fields",
               "transaction-id to key-info");
    add_length(message, reader, "length");
    report_add(&message->rows, gbcs_read_bytes(reader, 1U), "security control",
               "authenticated, security suite 1");
    report_add(&message->rows, gbcs_read_bytes(reader, 4U), "invocation counter", "0");
    message->rows.depth--;
}

/** What a verdict makes of a row. */
static report_mood mood_of(check_verdict verdict)
{
    static const report_mood MOODS[CHECK_VERDICTS] = {REPORT_PLAIN, REPORT_GOOD, REPORT_BAD,
                                                      REPORT_DOUBT};

    return MOODS[verdict];
}

static void show_protection(show *message)
{
    const gbcs_frame *frame = message->frame;
    check_result result = {CHECK_UNCHECKED, CHECK_UNCHECKED, ""};
    const bool checked = message->store != NULL;

    if (checked) {
        check_message(message->store, frame, &result);
    }
    if (frame->signature_part.size > 0U) {
        report_add(&message->rows, gbcs_bytes_slice(frame->signature_part, 0U, 1U), "signature",
                   "%s", (frame->signature.size > 0U) ? "64 octets" : "none");
    }
    if (frame->signature.size > 0U) {
        message->rows.depth++;
        report_add(&message->rows, frame->signature, "r, s", "%s%s%s",
                   checked ? check_verdict_name(result.signature) : "",
                   (result.signature == CHECK_UNCHECKED) && checked ? ": " : "",
                   (result.signature == CHECK_UNCHECKED) ? result.reason : "");
        report_set_mood(&message->rows, mood_of(result.signature));
        message->rows.depth--;
    }
    if (frame->mac.size > 0U) {
        report_add(&message->rows, frame->mac, "MAC", "%s%s%s",
                   checked ? check_verdict_name(result.mac) : "",
                   (result.mac == CHECK_UNCHECKED) && checked ? ": " : "",
                   (result.mac == CHECK_UNCHECKED) ? result.reason : "");
        report_set_mood(&message->rows, mood_of(result.mac));
    }
}

void show_message(show *message)
{
    const gbcs_frame *frame = message->frame;
    gbcs_reader reader = gbcs_reader_of(frame->octets);

    if (frame->mac.size > 0U) {
        show_mac_header(message, &reader);
    }
    report_add(&message->rows, gbcs_read_bytes(&reader, 1U), "grouping header", "general-signing");
    message->rows.depth++;
    show_identifier(message, &reader);
    show_date_time(message, &reader);
    show_other_information(message, &reader);
    add_length(message, &reader, "payload length");
    message->rows.depth--;
    show_payload(message);
    show_protection(message);
}

void show_gbt(show *message, gbcs_bytes octets, const gbcs_gbt_block *block)
{
    gbcs_reader reader = gbcs_reader_of(octets);

    report_add(&message->rows, gbcs_read_bytes(&reader, 1U), "routing header", "general-ciphering");
    message->rows.depth++;
    show_identifier(message, &reader);
    show_date_time(message, &reader);
    add_length(message, &reader, "other-information");
    message->rows.depth++;
    add_message_code(message, gbcs_read_bytes(&reader, 2U));
    message->rows.depth--;
    report_add(&message->rows, gbcs_read_bytes(&reader, 1U), "key-info", "none");
    add_length(message, &reader, "length");
    report_add(&message->rows, gbcs_read_bytes(&reader, 5U), "security header", "no protection");
    message->rows.depth--;
    report_add(&message->rows, gbcs_read_bytes(&reader, 1U), "block header",
               "general-block-transfer");
    message->rows.depth++;
    report_add(&message->rows, gbcs_read_bytes(&reader, 1U), "block control", "%s%swindow %u",
               ((block->control & GBCS_GBT_LAST) != 0U) ? "last block, " : "",
               ((block->control & GBCS_GBT_STREAMING) != 0U) ? "streaming, " : "",
               block->control & GBCS_GBT_WINDOW);
    add_counter(message, gbcs_read_bytes(&reader, 2U), "block number");
    add_counter(message, gbcs_read_bytes(&reader, 2U), "block number acknowledged");
    add_length(message, &reader, "block length");
    report_add(&message->rows, block->data, "block data", "%s",
               (block->data.size == 0U) ? "none: an acknowledgement" : "part of the message");
    message->rows.depth--;
}
