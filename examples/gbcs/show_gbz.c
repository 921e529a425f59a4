/**
 * @file
 * GBZ payloads: components with ZCL commands, and alerts (GBCS 7.2.10).
 */
#include "format.h"
#include "names.h"
#include "show.h"

/** Message Codes of alerts, and how many octets stand before their parts. */
#define CODE_FUTURE_DATED 0x00CDU
#define CODE_FIRMWARE_RECEIPT 0x00CFU
#define CODE_BILLING_DATA_LOG 0x008BU
/** ZCL frame control: from server to client. */
#define SERVER_TO_CLIENT 0x08U

static void show_control(show *message, gbcs_bytes octets, uint8_t control)
{
    report_add(&message->rows, octets, "control", "%s%s%s%s",
               ((control & GBCS_GBZ_LAST) != 0U) ? "last" : "not the last",
               ((control & GBCS_GBZ_ENCRYPTED) != 0U) ? ", encrypted" : "",
               ((control & GBCS_GBZ_FROM_DATE_TIME) != 0U) ? ", From Date Time" : "", "");
}

/** The ZCL header. */
static void show_zcl_header(show *message, gbcs_reader *reader, const gbcs_gbz_component *component)
{
    report *rows = &message->rows;

    report_add(rows, gbcs_read_bytes(reader, 1U), "ZCL frame control", "%s, %s",
               ((component->frame_control & 0x03U) == 0U) ? "general command" : "cluster command",
               ((component->frame_control & SERVER_TO_CLIENT) != 0U) ? "server to client"
                                                                     : "client to server");
    report_add(rows, gbcs_read_bytes(reader, 1U), "ZCL sequence number", "%u", component->sequence);
    report_add(rows, gbcs_read_bytes(reader, 1U), "ZCL command", "%s",
               show_zcl_name(component->cluster, component->frame_control, component->command));
}

/** A sealed ZCL payload: opened if it could be. */
static void show_sealed_body(show *message, gbcs_reader *reader,
                             const gbcs_gbz_component *component)
{
    const show_block *block = show_find_block(message, component->body);

    report_add(&message->rows, gbcs_read_bytes(reader, 2U), "ciphered information",
               "%zu octets, sealed", component->body.size);
    message->rows.depth++;
    if (block == NULL) {
        report_add(&message->rows, component->body, "octets", "not a sealed block");
        report_set_mood(&message->rows, REPORT_BAD);
    } else {
        show_sealed(message, block);
        if (block->plain != NULL) {
            const gbcs_bytes plain = show_open_plain(message, block);
            show_zcl(message, component->cluster, component->frame_control, component->command,
                     plain);
            show_close_plain(message);
        }
    }
    message->rows.depth--;
}

/** The ZCL payload of a component. */
static void show_body(show *message, gbcs_reader *reader, const gbcs_gbz_component *component)
{
    if ((component->control & GBCS_GBZ_ENCRYPTED) != 0U) {
        show_sealed_body(message, reader, component);
    } else {
        show_zcl(message, component->cluster, component->frame_control, component->command,
                 component->body);
    }
}

static void show_component(show *message, gbcs_bytes octets, const gbcs_gbz_component *component,
                           size_t place)
{
    report *rows = &message->rows;
    gbcs_reader reader = gbcs_reader_of(octets);
    const char *cluster = name_of_cluster(component->cluster);
    format_text text;

    (void)snprintf(text.text, sizeof text.text, "component [%zu]", place);
    report_add(rows, gbcs_bytes_of(NULL, 0U), text.text, "%s: %s, %s%s",
               (cluster != NULL) ? cluster : "unknown cluster",
               show_zcl_name(component->cluster, component->frame_control, component->command),
               ((component->frame_control & SERVER_TO_CLIENT) != 0U) ? "server to client"
                                                                     : "client to server",
               ((component->control & GBCS_GBZ_ENCRYPTED) != 0U) ? ", encrypted" : "");
    rows->depth++;
    show_control(message, gbcs_read_bytes(&reader, 1U), component->control);
    report_add(rows, gbcs_read_bytes(&reader, 2U), "cluster", "%s",
               (cluster != NULL) ? cluster : "unknown");
    report_add(rows, gbcs_read_bytes(&reader, 2U), "length", "%zu", octets.size - 5U);
    if ((component->control & GBCS_GBZ_ENCRYPTED) != 0U) {
        report_add(rows, gbcs_read_bytes(&reader, 1U), "additional header control", "%u",
                   component->additional_control);
        report_add(rows, gbcs_read_bytes(&reader, 1U), "additional header frame counter", "%u",
                   component->frame_counter);
    }
    if ((component->control & GBCS_GBZ_FROM_DATE_TIME) != 0U) {
        report_add(rows, gbcs_read_bytes(&reader, 4U), "From Date Time", "%s",
                   format_zigbee_time(component->from_date_time, &text));
    }
    show_zcl_header(message, &reader, component);
    show_body(message, &reader, component);
    rows->depth--;
}

/** Components one after another. False if they are broken. */
static bool show_components(show *message, gbcs_bytes octets, size_t count)
{
    gbcs_reader reader = gbcs_reader_of(octets);

    for (size_t i = 0U; (i < count) && (reader.status == GBCS_OK); i++) {
        const size_t before = reader.position;
        gbcs_gbz_component component;
        gbcs_read_gbz_component(&reader, &component);
        if (reader.status == GBCS_OK) {
            show_component(message, gbcs_bytes_slice(octets, before, reader.position - before),
                           &component, i);
        }
    }
    return gbcs_reader_finish(&reader) == GBCS_OK;
}

/** What is particular to an alert. */
static void show_extra(show *message, gbcs_bytes extra)
{
    const uint16_t code = message->frame->header.message_code;
    const size_t head =
        (code == CODE_FUTURE_DATED) ? 1U : ((code == CODE_FIRMWARE_RECEIPT) ? 2U : 0U);
    gbcs_reader reader = gbcs_reader_of(extra);
    gbcs_gbz_component component;
    bool shown = false;

    if (code == CODE_BILLING_DATA_LOG) {
        gbcs_read_gbz_component(&reader, &component);
        shown = gbcs_reader_finish(&reader) == GBCS_OK;
        if (shown) {
            shown = show_components(message, extra, 1U);
        }
    } else {
        shown = show_alert_parts(message, extra, head);
    }
    if (!shown) {
        report_add(&message->rows, extra, "particular to the alert", "%s", "");
    }
}

static gbcs_status show_alert(show *message, gbcs_bytes payload)
{
    gbcs_gbz_alert alert;
    const gbcs_status status = gbcs_gbz_alert_parse(payload, &alert);

    if (status == GBCS_OK) {
        const char *name = name_of_alert(alert.alert_code);
        format_text text;
        report_add(&message->rows, gbcs_bytes_slice(payload, 0U, 2U), "profile",
                   "ZigBee Smart Energy");
        report_add(&message->rows, gbcs_bytes_slice(payload, 2U, 1U), "components", "%u",
                   alert.has_extra);
        report_add(&message->rows, gbcs_bytes_slice(payload, 3U, 2U), "alert code", "%04X %s",
                   alert.alert_code, (name != NULL) ? name : "");
        report_add(&message->rows, gbcs_bytes_slice(payload, 5U, 4U), "alert time", "%s",
                   format_zigbee_time(alert.time, &text));
        if (alert.extra.size > 0U) {
            show_extra(message, alert.extra);
        }
    }
    return status;
}

static gbcs_status show_command(show *message, gbcs_bytes payload)
{
    gbcs_gbz gbz;
    const gbcs_status status = gbcs_gbz_parse(payload, &gbz);

    if (status == GBCS_OK) {
        report_add(&message->rows, gbcs_bytes_slice(payload, 0U, 2U), "profile",
                   "ZigBee Smart Energy");
        report_add(&message->rows, gbcs_bytes_slice(payload, 2U, 1U), "components", "%u",
                   gbz.count);
        message->rows.depth++;
        (void)show_components(message, gbz.components, gbz.count);
        message->rows.depth--;
    }
    return status;
}

gbcs_status show_gbz(show *message, gbcs_bytes payload)
{
    return (message->frame->header.cra == GBCS_CRA_ALERT) ? show_alert(message, payload)
                                                          : show_command(message, payload);
}
