/**
 * @file
 * ZCL commands: the general ones by their own rules, those of a cluster by a table of their fields
 * (ZigBee Cluster Library; ZigBee Smart Energy 1.2, as GBCS uses it).
 */
#include "format.h"
#include "names.h"
#include "show.h"
#include "zcl.h"

/** ZCL frame control: from server to client. */
#define SERVER_TO_CLIENT 0x08U
/** ZCL frame control: the two bits that tell a general command (0) from a cluster's (1). */
#define FRAME_TYPE 0x03U

/** General commands. */
#define READ_ATTRIBUTES 0x00U
#define READ_ATTRIBUTES_RESPONSE 0x01U
#define DEFAULT_RESPONSE 0x0BU

static const number_name GENERAL[] = {
    {READ_ATTRIBUTES, "Read Attributes"}, {READ_ATTRIBUTES_RESPONSE, "Read Attributes Response"},
    {0x02U, "Write Attributes"},          {0x04U, "Write Attributes Response"},
    {0x0AU, "Report Attributes"},         {DEFAULT_RESPONSE, "Default Response"},
};

const char *show_zcl_name(uint16_t cluster, uint8_t frame_control, uint8_t command)
{
    static const name_table TABLE = NAME_TABLE(GENERAL);
    const zcl_command *found = NULL;
    const char *name = NULL;

    if ((frame_control & FRAME_TYPE) == 0U) {
        name = name_of(&TABLE, command);
    } else {
        found = zcl_find(cluster, (frame_control & SERVER_TO_CLIENT) != 0U, command);
        name = (found != NULL) ? found->name : NULL;
    }
    return (name != NULL) ? name : "unknown command";
}

/** Octets that the table does not account for. */
static void show_rest(show *message, gbcs_reader *reader, const char *name)
{
    const size_t left = reader->input.size - reader->position;

    if (left > 0U) {
        report_add(&message->rows, gbcs_bytes_slice(reader->input, reader->position, left), name,
                   "%zu octets", left);
        reader->position = reader->input.size;
    }
}

static void show_read_attributes(show *message, gbcs_reader *reader, uint16_t cluster)
{
    for (size_t i = 0U; gbcs_reader_left(reader) >= 2U; i++) {
        const gbcs_bytes octets = gbcs_read_bytes(reader, 2U);
        const uint16_t attribute = (uint16_t)format_number_le(octets);
        const char *name = name_of_zcl_attribute(cluster, attribute);
        format_text label;
        (void)snprintf(label.text, sizeof label.text, "attribute [%zu]", i);
        report_add(&message->rows, octets, label.text, "%04X%s%s", attribute,
                   (name != NULL) ? " " : "", (name != NULL) ? name : "");
    }
}

/** Octets of a value of a ZCL type; 0 for a string, whose first octet tells. */
static size_t size_of_type(uint8_t type)
{
    size_t size = 0U;

    if ((type == 0x10U) || (type == 0x18U) || (type == 0x20U) || (type == 0x28U) ||
        (type == 0x30U)) {
        size = 1U;
    } else if ((type == 0x19U) || (type == 0x31U)) {
        size = 2U;
    } else if ((type == 0x1AU) || (type == 0x1BU)) {
        size = (size_t)type - 0x17U;
    } else if ((type >= 0x21U) && (type <= 0x27U)) {
        size = (size_t)type - 0x1FU;
    } else if ((type >= 0x29U) && (type <= 0x2FU)) {
        size = (size_t)type - 0x27U;
    } else if (type == 0xE2U) {
        size = 4U;
    } else {
        size = 0U;
    }
    return size;
}

/** An attribute's value after its type. Fails the reader for a type that is not known. */
static void show_attribute_value(show *message, gbcs_reader *reader, uint8_t type)
{
    const size_t size = size_of_type(type);
    format_text text;

    if ((type == 0x41U) || (type == 0x42U)) {
        const gbcs_bytes octets = gbcs_read_bytes(reader, 1U + (size_t)gbcs_reader_peek(reader));
        if (octets.size > 0U) {
            report_add(&message->rows, octets, "value", "%s",
                       format_string(gbcs_bytes_slice(octets, 1U, octets.size - 1U), &text));
        }
    } else if (size > 0U) {
        const gbcs_bytes octets = gbcs_read_bytes(reader, size);
        const uint64_t number = format_number_le(octets);
        if (octets.size == 0U) {
            report_add(&message->rows, octets, "value", "missing");
        } else if (type == 0xE2U) {
            report_add(&message->rows, octets, "value", "%s",
                       format_zigbee_time((uint32_t)number, &text));
        } else if ((type >= 0x28U) && (type <= 0x2FU)) {
            report_add(&message->rows, octets, "value", "%lld",
                       (long long)format_signed(number, size));
        } else if ((type >= 0x18U) && (type <= 0x1BU)) {
            report_add(&message->rows, octets, "value", "%0*llX", (int)(2U * size),
                       (unsigned long long)number);
        } else {
            report_add(&message->rows, octets, "value", "%llu", (unsigned long long)number);
        }
    } else {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
}

static void add_status(show *message, gbcs_bytes octets)
{
    const uint8_t status = (uint8_t)format_number(octets);
    const char *name = name_of_zcl_status(status);

    report_add(&message->rows, octets, "status", "%s", (name != NULL) ? name : "unknown status");
    report_set_mood(&message->rows, (status == 0U) ? REPORT_GOOD : REPORT_BAD);
}

static void show_attributes_response(show *message, gbcs_reader *reader, uint16_t cluster)
{
    for (size_t i = 0U; gbcs_reader_left(reader) >= 3U; i++) {
        const gbcs_bytes id = gbcs_read_bytes(reader, 2U);
        const gbcs_bytes status = gbcs_read_bytes(reader, 1U);
        const uint16_t attribute = (uint16_t)format_number_le(id);
        const char *name = name_of_zcl_attribute(cluster, attribute);
        format_text label;
        (void)snprintf(label.text, sizeof label.text, "attribute [%zu]", i);
        report_add(&message->rows, id, label.text, "%04X%s%s", attribute, (name != NULL) ? " " : "",
                   (name != NULL) ? name : "");
        message->rows.depth++;
        add_status(message, status);
        if ((status.data[0] == 0U) && (gbcs_reader_left(reader) >= 1U)) {
            const gbcs_bytes type = gbcs_read_bytes(reader, 1U);
            const char *type_name = name_of_zcl_type(type.data[0]);
            report_add(&message->rows, type, "type", "%s",
                       (type_name != NULL) ? type_name : "unknown type");
            show_attribute_value(message, reader, type.data[0]);
        }
        message->rows.depth--;
    }
}

/**
 * The name of the command that a Default Response answers: one of the cluster that went the other way,
 * or, where a device got the direction wrong, this way; or a general one.
 */
static const char *answered_name(uint16_t cluster, uint8_t frame_control, uint8_t command)
{
    const bool from_server = (frame_control & SERVER_TO_CLIENT) != 0U;
    const zcl_command *found = zcl_find(cluster, !from_server, command);

    if (found == NULL) {
        found = zcl_find(cluster, from_server, command);
    }
    return (found != NULL) ? found->name : show_zcl_name(cluster, 0U, command);
}

static void show_default_response(show *message, gbcs_reader *reader, uint16_t cluster,
                                  uint8_t frame_control)
{
    if (gbcs_reader_left(reader) >= 2U) {
        const gbcs_bytes command = gbcs_read_bytes(reader, 1U);
        report_add(&message->rows, command, "command answered", "%s",
                   answered_name(cluster, frame_control, command.data[0]));
        add_status(message, gbcs_read_bytes(reader, 1U));
    }
}

/** Octets of the next field. Fails the reader if they are not there. */
static gbcs_bytes read_field(gbcs_reader *reader, const zcl_field *field)
{
    const size_t size =
        (field->kind == ZCL_STRING) ? (1U + (size_t)gbcs_reader_peek(reader)) : (size_t)field->size;

    return gbcs_read_bytes(reader, size);
}

/** The date of ZCL: year since 1900, month, day, day of the week. */
static void format_zcl_date(gbcs_bytes octets, format_text *text)
{
    const uint16_t year = (octets.data[0] == 0xFFU) ? 0xFFFFU : (uint16_t)(1900U + octets.data[0]);
    const uint8_t date[5] = {(uint8_t)(year >> 8), (uint8_t)(year & 0xFFU), octets.data[1],
                             octets.data[2], octets.data[3]};

    (void)format_dlms_date(gbcs_bytes_of(date, sizeof date), text);
}

static const char *format_field(const zcl_field *field, gbcs_bytes octets, format_text *text)
{
    const uint64_t number = (octets.size <= 8U) ? format_number_le(octets) : 0U;
    const char *name = (field->names != NULL) ? name_of(field->names, (uint32_t)number) : NULL;

    text->text[0] = '\0';
    switch (field->kind) {
    case ZCL_UINT:
        (void)snprintf(text->text, sizeof text->text, "%llu%s%s", (unsigned long long)number,
                       (name != NULL) ? " " : "", (name != NULL) ? name : "");
        break;
    case ZCL_INT:
        (void)snprintf(text->text, sizeof text->text, "%lld",
                       (long long)format_signed(number, octets.size));
        break;
    case ZCL_BITS:
        (void)snprintf(text->text, sizeof text->text, "%0*llX", (int)(2U * octets.size),
                       (unsigned long long)number);
        break;
    case ZCL_TIME:
        if ((number == 0U) || (number == 0xFFFFFFFFU)) {
            (void)snprintf(text->text, sizeof text->text, "%s", (number == 0U) ? "0" : "not set");
        } else {
            (void)format_zigbee_time((uint32_t)number, text);
        }
        break;
    case ZCL_START:
        (void)format_zigbee_time((uint32_t)number, text);
        break;
    case ZCL_STRING:
        if (octets.size == 1U) {
            (void)snprintf(text->text, sizeof text->text, "empty");
        } else {
            (void)format_string(gbcs_bytes_slice(octets, 1U, octets.size - 1U), text);
        }
        break;
    case ZCL_DATE:
        format_zcl_date(octets, text);
        break;
    case ZCL_MINUTES:
        (void)snprintf(text->text, sizeof text->text, "%02u:%02u", (unsigned int)(number / 60U),
                       (unsigned int)(number % 60U));
        break;
    case ZCL_EVENT:
        name = name_of_alert((uint32_t)number);
        (void)snprintf(text->text, sizeof text->text, "%04X%s%s", (unsigned int)number,
                       (name != NULL) ? " " : "", (name != NULL) ? name : "");
        break;
    case ZCL_OCTETS:
    case ZCL_REPEAT:
    default:
        break;
    }
    return text->text;
}

/** Shows one field, if its octets are there. */
static bool show_field(show *message, gbcs_reader *reader, const zcl_field *field, size_t turn)
{
    const size_t before = reader->position;
    const gbcs_bytes octets = read_field(reader, field);
    format_text text;
    format_text label;

    if (octets.size > 0U) {
        if (turn > 0U) {
            (void)snprintf(label.text, sizeof label.text, "%s [%zu]", field->name, turn - 1U);
        } else {
            (void)snprintf(label.text, sizeof label.text, "%s", field->name);
        }
        report_add(&message->rows, octets, label.text, "%s", format_field(field, octets, &text));
    } else {
        *reader = gbcs_reader_of(reader->input);
        reader->position = before;
    }
    return octets.size > 0U;
}

/** Fields as the table has them; those after the mark of repetition until nothing is left. */
static void show_fields(show *message, gbcs_reader *reader, const zcl_command *command)
{
    size_t repeat_from = command->count;
    size_t turn = 0U;
    bool complete = true;

    for (size_t i = 0U; complete && (i < command->count); i++) {
        if (command->fields[i].kind == ZCL_REPEAT) {
            repeat_from = i + 1U;
            i = command->count;
        } else {
            complete = show_field(message, reader, &command->fields[i], 0U);
        }
    }
    while (complete && (repeat_from < command->count) && (gbcs_reader_left(reader) > 0U)) {
        turn++;
        for (size_t i = repeat_from; complete && (i < command->count); i++) {
            complete = show_field(message, reader, &command->fields[i], turn);
        }
    }
}

void show_zcl(show *message, uint16_t cluster, uint8_t frame_control, uint8_t command,
              gbcs_bytes body)
{
    gbcs_reader reader = gbcs_reader_of(body);
    const bool general = (frame_control & FRAME_TYPE) == 0U;
    const zcl_command *known =
        general ? NULL : zcl_find(cluster, (frame_control & SERVER_TO_CLIENT) != 0U, command);
    const char *rest = "more octets";

    if (general && (command == READ_ATTRIBUTES)) {
        show_read_attributes(message, &reader, cluster);
    } else if (general && (command == READ_ATTRIBUTES_RESPONSE)) {
        show_attributes_response(message, &reader, cluster);
    } else if (general && (command == DEFAULT_RESPONSE)) {
        show_default_response(message, &reader, cluster, frame_control);
    } else if (known != NULL) {
        show_fields(message, &reader, known);
    } else {
        rest = "ZCL payload";
    }
    show_rest(message, &reader, rest);
}
