/**
 * @file
 * What a simulated meter makes of messages, and what it sends: as text, or as lines of JSON.
 */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "check.h"
#include "format.h"
#include "meter_simulator.h"
#include "names.h"

/** What there is to say of a message. */
typedef struct summary {
    /** COMMAND, RESPONSE, ALERT, PRECOMMAND or BLOCK; null if it is no message. */
    const char *kind;
    /** Message Code. */
    uint16_t code;
    /** Originator Counter. */
    uint64_t counter;
    /** Parties. */
    gbcs_entity_id originator;
    gbcs_entity_id recipient;
    /** Event of an alert; 0 if there is none. */
    uint16_t event;
    /** What the payload says, for people; may be empty. */
    char hint[2U * TOOL_TEXT_SIZE];
} summary;

/* ---- looking into a message ------------------------------------------------------------------ */

static void hint_dlms_response(gbcs_bytes payload, summary *of)
{
    gbcs_dlms_list response;
    gbcs_dlms_response_item item;

    if (gbcs_dlms_response_parse(payload, &response) == GBCS_OK) {
        gbcs_dlms_items items = gbcs_dlms_items_of(&response);
        size_t failed = 0U;
        uint8_t first = 0U;
        while (gbcs_dlms_response_next(&items, &item)) {
            failed += (item.result != 0U) ? 1U : 0U;
            first = (first == 0U) ? item.result : first;
        }
        if (failed == 0U) {
            (void)snprintf(of->hint, sizeof of->hint, "%zu item%s: success", response.count,
                           (response.count == 1U) ? "" : "s");
        } else {
            const char *name = name_of_result(first);
            (void)snprintf(of->hint, sizeof of->hint, "%zu of %zu items failed: %s", failed,
                           response.count, (name != NULL) ? name : "unknown");
        }
    }
}

static void hint_gbz_response(gbcs_bytes payload, summary *of)
{
    gbcs_gbz gbz;

    if (gbcs_gbz_parse(payload, &gbz) == GBCS_OK) {
        (void)snprintf(of->hint, sizeof of->hint, "%u component%s", (unsigned int)gbz.count,
                       (gbz.count == 1U) ? "" : "s");
    }
}

static void hint_alert(gbcs_bytes payload, summary *of)
{
    gbcs_dlms_notification dlms;
    gbcs_gbz_alert gbz;
    gbcs_utc time = 0;
    format_text text;
    bool known = false;

    if (gbcs_dlms_notification_parse(payload, &dlms) == GBCS_OK) {
        of->event = dlms.alert_code;
        (void)format_dlms_time(dlms.alert_time, &text);
        known = true;
    } else if (gbcs_gbz_alert_parse(payload, &gbz) == GBCS_OK) {
        of->event = gbz.alert_code;
        known = gbcs_utc_from_zigbee(gbz.time, &time) == GBCS_OK;
        (void)format_utc(time, &text);
    }
    if (of->event != 0U) {
        (void)snprintf(of->hint, sizeof of->hint, "%04X %s%s%s", (unsigned int)of->event,
                       gbcs_event_name(of->event), known ? ", " : "", known ? text.text : "");
    }
}

static void summarise_block(gbcs_bytes octets, summary *of)
{
    gbcs_gbt_block block;

    if (gbcs_gbt_parse(octets, &block) == GBCS_OK) {
        of->kind = "BLOCK";
        of->code = block.message_code;
        of->counter = block.counter;
        of->originator = block.originator;
        of->recipient = block.recipient;
        (void)snprintf(of->hint, sizeof of->hint, "block %u", (unsigned int)block.number);
    }
}

static void summarise(gbcs_bytes octets, summary *of)
{
    gbcs_frame frame;

    (void)memset(of, 0, sizeof *of);
    if (gbcs_gbt_is_block(octets)) {
        summarise_block(octets, of);
    } else if (gbcs_frame_parse(octets, &frame) == GBCS_OK) {
        of->kind = check_kind(&frame);
        of->code = frame.header.message_code;
        of->counter = frame.header.counter;
        of->originator = frame.header.originator;
        of->recipient = frame.header.recipient;
        if (frame.header.cra == GBCS_CRA_RESPONSE) {
            hint_dlms_response(frame.payload, of);
            if (of->hint[0] == '\0') {
                hint_gbz_response(frame.payload, of);
            }
        } else if (frame.header.cra == GBCS_CRA_ALERT) {
            hint_alert(frame.payload, of);
        } else {
            /* what a command says is decode's business */
        }
    } else {
        /* no message */
    }
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *begin_line(const char *kind)
{
    json_t *line = json_object();

    (void)json_object_set_new(line, "kind", json_string(kind));
    return line;
}

static void add_code(json_t *line, const char *name, uint16_t code)
{
    char text[8];

    (void)snprintf(text, sizeof text, "%04X", (unsigned int)code);
    (void)json_object_set_new(line, name, (code != 0U) ? json_string(text) : json_null());
}

static void add_entity(json_t *line, const char *name, gbcs_entity_id entity)
{
    char text[TOOL_ENTITY_SIZE];

    (void)json_object_set_new(
        line, name, (entity != 0U) ? json_string(tool_entity(entity, text)) : json_null());
}

/** Counters are strings: numbers of JSON are exact to 53 bits only. */
static void add_counter(json_t *line, const char *name, uint64_t counter)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)counter);
    (void)json_object_set_new(line, name, json_string(text));
}

static void add_octets(json_t *line, gbcs_bytes octets)
{
    char *text = tool_allocate((2U * octets.size) + 1U);

    for (size_t i = 0U; i < octets.size; i++) {
        (void)snprintf(&text[2U * i], 3U, "%02X", octets.data[i]);
    }
    (void)json_object_set_new(line, "octets", json_string(text));
    free(text);
}

static void add_summary(json_t *line, const summary *of)
{
    add_code(line, "message_code", of->code);
    (void)json_object_set_new(line, "use_case",
                              (of->kind != NULL) ? json_string(gbcs_use_case_name(of->code))
                                                 : json_null());
    add_counter(line, "counter", of->counter);
    add_entity(line, "originator", of->originator);
    add_entity(line, "recipient", of->recipient);
    if (of->event != 0U) {
        add_code(line, "event", of->event);
        (void)json_object_set_new(line, "event_name", json_string(gbcs_event_name(of->event)));
    }
}

static void print_line(json_t *line)
{
    if ((json_dumpf(line, stdout, JSON_COMPACT) != 0) && tool_output_works()) {
        tool_error("out of memory");
        exit(TOOL_ERROR);
    }
    (void)putchar('\n');
    json_decref(line);
}

/** A string that may hold anything: file names. */
static json_t *string_of(const char *text)
{
    json_t *string = json_string(text);

    return (string != NULL) ? string : json_string("?");
}

/* ---- messages -------------------------------------------------------------------------------- */

static void print_title(const char *label, const summary *of, size_t size)
{
    (void)printf("%-9s ", label);
    if (of->kind != NULL) {
        (void)printf("%s %04X %s, %zu octets", of->kind, (unsigned int)of->code,
                     gbcs_use_case_name(of->code), size);
    } else {
        (void)printf("no message, %zu octets", size);
    }
}

void meter_show_verdict(bool json, const char *source, gbcs_bytes octets, gbcs_status status)
{
    summary of;

    summarise(octets, &of);
    if (json) {
        json_t *line = begin_line("verdict");
        (void)json_object_set_new(line, "source", string_of(source));
        (void)json_object_set_new(line, "taken", json_boolean(status == GBCS_OK));
        (void)json_object_set_new(line, "status", json_string(gbcs_status_name(status)));
        (void)json_object_set_new(line, "text", json_string(gbcs_status_text(status)));
        add_summary(line, &of);
        print_line(line);
    } else {
        char *name = tool_copy(source);
        tool_printable(name);
        print_title("received", &of, octets.size);
        (void)printf(", from %s\n", name);
        (void)printf("%-9s %s: %s\n", "verdict", gbcs_status_name(status),
                     (status == GBCS_OK) ? "taken" : gbcs_status_text(status));
        free(name);
    }
}

void meter_show_error(bool json, const char *source, const char *reason)
{
    tool_error("%s: %s", source, reason);
    if (json) {
        json_t *line = begin_line("error");
        (void)json_object_set_new(line, "source", string_of(source));
        (void)json_object_set_new(line, "error", json_string(reason));
        print_line(line);
    }
}

static void show_sent(bool json, gbcs_bytes octets)
{
    summary of;

    summarise(octets, &of);
    if (json) {
        const char *kind = "message";
        json_t *line = NULL;
        if (gbcs_gbt_is_block(octets)) {
            kind = "block";
        } else if ((of.kind != NULL) && (strcmp(of.kind, "RESPONSE") == 0)) {
            kind = "response";
        } else if ((of.kind != NULL) && (strcmp(of.kind, "ALERT") == 0)) {
            kind = "alert";
        }
        line = begin_line(kind);
        add_summary(line, &of);
        add_octets(line, octets);
        print_line(line);
    } else {
        print_title("sent", &of, octets.size);
        (void)printf("%s%s\n", (of.hint[0] != '\0') ? ": " : "", of.hint);
        tool_print_hex(stdout, octets);
        (void)putchar('\n');
    }
}

static void show_notice(bool json, gbcs_notice notice)
{
    static const struct {
        const char *name;
        const char *text;
    } NOTICES[] = {
        [GBCS_NOTICE_LOG_FILLING] = {"LOG_FILLING",
                                     "entries of the Security Log that were not read will soon be "
                                     "lost"},
        [GBCS_NOTICE_LOG_DAMAGED] = {"LOG_DAMAGED", "records of the Security Log were damaged"},
        [GBCS_NOTICE_ANSWER_LOST] = {"ANSWER_LOST", "a response or alert could not be built"},
    };
    const char *name = "UNKNOWN";
    const char *text = "unknown";

    if ((size_t)notice < TOOL_COUNT(NOTICES)) {
        name = NOTICES[notice].name;
        text = NOTICES[notice].text;
    }
    if (json) {
        json_t *line = begin_line("notice");
        (void)json_object_set_new(line, "notice", json_string(name));
        (void)json_object_set_new(line, "text", json_string(text));
        print_line(line);
    } else {
        (void)printf("%-9s %s: %s\n", "notice", name, text);
    }
}

void meter_show_events(bool json, const simulator *own)
{
    for (size_t i = 0U; i < own->event_count; i++) {
        const simulator_event *event = &own->events[i];
        if (event->octets != NULL) {
            show_sent(json, gbcs_bytes_of(event->octets, event->size));
        } else {
            show_notice(json, event->notice);
        }
    }
}

void meter_show_port(bool json, uint16_t port)
{
    if (json) {
        json_t *line = begin_line("listening");
        (void)json_object_set_new(line, "address", json_string("127.0.0.1"));
        (void)json_object_set_new(line, "port", json_integer((json_int_t)port));
        print_line(line);
    } else {
        (void)printf("listening on 127.0.0.1:%u\n", (unsigned int)port);
    }
}

/* ---- the Security Log ------------------------------------------------------------------------ */

static void print_entry(const gbcs_log_entry *entry)
{
    format_text time;

    (void)printf("%4lu  %-20s  %04X %s", (unsigned long)entry->number,
                 (entry->time != 0) ? format_utc(entry->time, &time) : "time not known",
                 (unsigned int)entry->event, gbcs_event_name(entry->event));
    if (entry->count > 1U) {
        (void)printf(" (%lu times)", (unsigned long)entry->count);
    }
    if (entry->message_code != 0U) {
        (void)printf("\n      about %04X %s", (unsigned int)entry->message_code,
                     gbcs_use_case_name(entry->message_code));
    }
    if (entry->party != 0U) {
        (void)printf("\n      of %016llX, counter %llu", (unsigned long long)entry->party,
                     (unsigned long long)entry->detail);
    }
    (void)putchar('\n');
}

void meter_show_entry(bool json, const gbcs_log_entry *entry)
{
    format_text time;

    if (json) {
        json_t *line = begin_line("entry");
        (void)json_object_set_new(line, "number", json_integer((json_int_t)entry->number));
        (void)json_object_set_new(line, "time",
                                  (entry->time != 0) ? json_string(format_utc(entry->time, &time))
                                                     : json_null());
        (void)json_object_set_new(line, "clock_status",
                                  json_integer((json_int_t)entry->clock_status));
        add_code(line, "event", entry->event);
        (void)json_object_set_new(line, "event_name", json_string(gbcs_event_name(entry->event)));
        add_code(line, "message_code", entry->message_code);
        add_entity(line, "party", entry->party);
        add_counter(line, "detail", entry->detail);
        (void)json_object_set_new(line, "count", json_integer((json_int_t)entry->count));
        print_line(line);
    } else {
        print_entry(entry);
    }
}

void meter_show_lost_entry(bool json, uint32_t number, gbcs_status status)
{
    if (json) {
        json_t *line = begin_line("lost");
        (void)json_object_set_new(line, "number", json_integer((json_int_t)number));
        (void)json_object_set_new(line, "status", json_string(gbcs_status_name(status)));
        print_line(line);
    } else {
        (void)printf("%4lu  lost: %s\n", (unsigned long)number, gbcs_status_text(status));
    }
}
