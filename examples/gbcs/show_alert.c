/**
 * @file
 * What is particular to alerts, where it is a string of octets (GBCS 16.4).
 */
#include "format.h"
#include "names.h"
#include "show.h"

/** A part of such a string. */
typedef struct part {
    show_part_kind kind;
    size_t size;
    const char *name;
} part;

/** Most parts that a string has. */
#define PARTS_LIMIT 5U

/** The parts of the string that an alert of a Message Code carries. */
typedef struct layout {
    uint16_t code;
    part parts[PARTS_LIMIT];
} layout;

static const layout LAYOUTS[] = {
    {0x00CCU,
     {{PART_MESSAGE_CODE, 2U, "Message Code of the command"},
      {PART_COUNTER, 8U, "Originator Counter of the command"},
      {PART_CLASS, 2U, "class"},
      {PART_OBIS, 6U, "instance"},
      {PART_ATTRIBUTE, 1U, "attribute or method"}}},
    {0x00CDU,
     {{PART_MESSAGE_CODE, 2U, "Message Code of the command"},
      {PART_COUNTER, 8U, "Originator Counter of the command"},
      {PART_CLUSTER, 2U, "cluster"},
      {PART_FRAME_CONTROL, 1U, "ZCL frame control"},
      {PART_ZCL_COMMAND, 1U, "ZCL command"}}},
    {0x00CEU, {{PART_OCTETS, 32U, "Manufacturer Image Hash"}}},
    {0x00CFU, {{PART_OCTETS, 32U, "Manufacturer Image Hash"}}},
    {0x00F0U, {{PART_INTEGRITY, 2U, "integrity issue"}}},
    {0x00F2U, {{PART_INTEGRITY, 2U, "integrity issue"}}},
    {0x0110U, {{PART_ENTITY, 8U, "device"}}},
    {0x0114U,
     {{PART_ENTITY, 8U, "Business Originator ID of the command"},
      {PART_ENTITY, 8U, "Business Target ID of the command"},
      {PART_CRA, 1U, "CRA Flag"},
      {PART_COUNTER, 8U, "Originator Counter of the command"}}},
    {0x0115U, {{PART_ENTITY, 8U, "device"}}},
    {0x0120U,
     {{PART_MESSAGE_CODE, 2U, "Message Code of the command"},
      {PART_COUNTER, 8U, "Originator Counter of the command"}}},
};

static const number_name INTEGRITY[] = {
    {0x0000U, "other"},
    {0x0001U, "non-volatile memory"},
    {0x0002U, "program execution"},
    {0x0003U, "program storage"},
    {0x0004U, "RAM"},
    {0x0005U, "unexpected hardware reset"},
    {0x0006U, "watchdog"},
    {0x0007U, "metrology firmware verification failure"},
    {0x0008U, "measurement fault"},
    {0x0009U, "unspecified"},
};

static size_t size_of_layout(const layout *parts)
{
    size_t size = 0U;

    for (size_t i = 0U; i < PARTS_LIMIT; i++) {
        size += parts->parts[i].size;
    }
    return size;
}

static const layout *find_layout(uint16_t code)
{
    const layout *found = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(LAYOUTS); i++) {
        if (LAYOUTS[i].code == code) {
            found = &LAYOUTS[i];
        }
    }
    return found;
}

/** What was met that tells the meaning of parts after it. */
typedef struct met {
    uint16_t class_id;
    uint16_t cluster;
    uint8_t frame_control;
} met;

/** What a part means. */
static const char *meaning(const part *which, gbcs_bytes octets, met *before, format_text *text)
{
    static const name_table ISSUES = NAME_TABLE(INTEGRITY);
    const uint64_t number = format_number(octets);
    const char *name = NULL;

    text->text[0] = '\0';
    switch (which->kind) {
    case PART_MESSAGE_CODE:
        name = gbcs_use_case_name((uint16_t)number);
        break;
    case PART_COUNTER:
        (void)snprintf(text->text, sizeof text->text, "%llu", (unsigned long long)number);
        break;
    case PART_ENTITY:
    case PART_OCTETS:
        break;
    case PART_CRA:
        name = (number == 1U) ? "command" : "unknown";
        break;
    case PART_CLASS:
        before->class_id = (uint16_t)number;
        name = name_of_class(before->class_id);
        break;
    case PART_OBIS:
        name = name_of_object(octets);
        if (name == NULL) {
            name = format_obis(octets, text);
        }
        break;
    case PART_ATTRIBUTE:
        name = name_of_attribute(before->class_id, (uint8_t)number);
        break;
    case PART_CLUSTER:
        before->cluster = (uint16_t)number;
        name = name_of_cluster(before->cluster);
        break;
    case PART_FRAME_CONTROL:
        before->frame_control = (uint8_t)number;
        name = ((number & 0x08U) != 0U) ? "server to client" : "client to server";
        break;
    case PART_ZCL_COMMAND:
        name = show_zcl_name(before->cluster, before->frame_control, (uint8_t)number);
        break;
    case PART_INTEGRITY:
        name = name_of(&ISSUES, (uint32_t)number);
        break;
    default:
        break;
    }
    return (name != NULL) ? name : text->text;
}

bool show_alert_parts(show *message, gbcs_bytes octets, size_t head)
{
    const layout *parts = find_layout(message->frame->header.message_code);
    bool known = false;

    if ((parts != NULL) && (octets.size == (head + size_of_layout(parts)))) {
        gbcs_reader reader = gbcs_reader_of(octets);
        met before = {0U, 0U, 0U};
        known = true;
        if (head > 0U) {
            report_add(&message->rows, gbcs_read_bytes(&reader, head), "particular to the alert",
                       "%zu octets", octets.size - head);
        } else {
            report_add(&message->rows, gbcs_bytes_of(NULL, 0U), "particular to the alert",
                       "%zu octets", octets.size);
        }
        message->rows.depth++;
        for (size_t i = 0U; (i < PARTS_LIMIT) && (parts->parts[i].size > 0U); i++) {
            const part *each = &parts->parts[i];
            const gbcs_bytes value = gbcs_read_bytes(&reader, each->size);
            format_text text;
            report_add(&message->rows, value, each->name, "%s",
                       meaning(each, value, &before, &text));
        }
        message->rows.depth--;
    }
    return known;
}
