/**
 * @file
 * What a simulated meter makes of messages, and what it sends: as text, or as lines of JSON.
 */
#include <stdlib.h>
#include <string.h>

#include "build.h"
#include "format.h"
#include "keystore.h"
#include "meter_json.h"
#include "meter_simulator.h"
#include "meter_summary.h"

/* ---- messages -------------------------------------------------------------------------------- */

static void add_summary(json_t *line, const summary *of)
{
    json_add_code(line, "message_code", of->code);
    (void)json_object_set_new(line, "use_case",
                              (of->kind != NULL) ? json_string(gbcs_use_case_name(of->code))
                                                 : json_null());
    json_add_counter(line, "counter", of->counter);
    json_add_entity(line, "originator", of->originator);
    json_add_entity(line, "recipient", of->recipient);
    if (of->event != 0U) {
        json_add_code(line, "event", of->event);
        (void)json_object_set_new(line, "event_name", json_string(gbcs_event_name(of->event)));
    }
}

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

void meter_print_verdict(bool json, const char *source, gbcs_bytes octets, gbcs_status status)
{
    summary of;

    summarise(octets, &of);
    if (json) {
        json_t *line = json_line("verdict");
        json_add_text(line, "source", source);
        (void)json_object_set_new(line, "taken", json_boolean(status == GBCS_OK));
        (void)json_object_set_new(line, "status", json_string(gbcs_status_name(status)));
        (void)json_object_set_new(line, "text", json_string(gbcs_status_text(status)));
        add_summary(line, &of);
        json_print(line);
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

void meter_print_error(bool json, const char *source, const char *reason)
{
    tool_error("%s: %s", source, reason);
    if (json) {
        json_t *line = json_line("error");
        json_add_text(line, "source", source);
        (void)json_object_set_new(line, "error", json_string(reason));
        json_print(line);
    }
}

static void print_sent(bool json, gbcs_bytes octets)
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
        line = json_line(kind);
        add_summary(line, &of);
        json_add_octets(line, "octets", octets);
        json_print(line);
    } else {
        print_title("sent", &of, octets.size);
        (void)printf("%s%s\n", (of.hint[0] != '\0') ? ": " : "", of.hint);
        tool_print_hex(stdout, octets);
        (void)putchar('\n');
    }
}

static void print_notice(bool json, gbcs_notice notice)
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
        [GBCS_NOTICE_NO_RANDOM] = {"NO_RANDOM", "the noise source fails: no keys can be made"},
    };
    const char *name = "UNKNOWN";
    const char *text = "unknown";

    if ((size_t)notice < TOOL_COUNT(NOTICES)) {
        name = NOTICES[notice].name;
        text = NOTICES[notice].text;
    }
    if (json) {
        json_t *line = json_line("notice");
        (void)json_object_set_new(line, "notice", json_string(name));
        (void)json_object_set_new(line, "text", json_string(text));
        json_print(line);
    } else {
        (void)printf("%-9s %s: %s\n", "notice", name, text);
    }
}

const char *meter_money(int32_t pence, char text[TOOL_TEXT_SIZE])
{
    const int64_t size = (pence < 0) ? -(int64_t)pence : (int64_t)pence;

    (void)snprintf(text, TOOL_TEXT_SIZE, "%s%lld.%02lld", (pence < 0) ? "-" : "",
                   (long long)(size / 100), (long long)(size % 100));
    return text;
}

static void print_credit(bool json, const simulator_event *event)
{
    char change[TOOL_TEXT_SIZE];
    char balance[TOOL_TEXT_SIZE];

    if (json) {
        json_t *line = json_line("credit");
        json_add_number(line, "change", event->change);
        json_add_number(line, "balance", event->balance);
        json_print(line);
    } else {
        (void)printf("%-9s %s, balance %s\n", "credit", meter_money(event->change, change),
                     meter_money(event->balance, balance));
    }
}

static void print_prices(bool json, const simulator_event *event)
{
    if (json) {
        json_t *line = json_line("prices");
        json_add_code(line, "message_code", event->code);
        json_add_counter(line, "counter", event->counter);
        (void)json_object_set_new(line, "done", json_boolean(event->done));
        json_print(line);
    } else {
        (void)printf("%-9s %04X %s, counter %llu: %s\n", "due", (unsigned int)event->code,
                     gbcs_use_case_name(event->code), (unsigned long long)event->counter,
                     event->done ? "counts now" : "nothing is known of it");
    }
}

const char *meter_usage_name(uint8_t key_usage)
{
    const char *name = "keyCertSign";

    if (key_usage == GBCS_KEY_USAGE_SIGNATURE) {
        name = "digitalSignature";
    } else if (key_usage == GBCS_KEY_USAGE_AGREEMENT) {
        name = "keyAgreement";
    } else {
        name = "keyCertSign";
    }
    return name;
}

const char *meter_cell_usage_name(uint8_t cell_usage)
{
    return (cell_usage == GBCS_CELL_TOP_UP) ? "top up" : "management";
}

/** Who is in a cell; a root has no Entity Identifier. */
static const char *holder(gbcs_entity_id entity, bool there, char text[TOOL_ENTITY_SIZE])
{
    (void)snprintf(text, TOOL_ENTITY_SIZE, "%s", there ? "there" : "empty");
    if (entity != 0U) {
        (void)tool_entity(entity, text);
    }
    return text;
}

static void print_cell(bool json, const simulator_event *event)
{
    const gbcs_cell_id *id = event->cell;
    const gbcs_bytes identifier =
        gbcs_bytes_of(event->content.key_identifier, sizeof event->content.key_identifier);
    char entity[TOOL_ENTITY_SIZE];

    if (json) {
        json_t *line = json_line("cell");
        (void)json_object_set_new(line, "role", json_string(keystore_role_name(id->role)));
        (void)json_object_set_new(line, "key_usage", json_string(meter_usage_name(id->key_usage)));
        (void)json_object_set_new(line, "cell_usage",
                                  json_string(meter_cell_usage_name(id->cell_usage)));
        json_add_entity(line, "former", event->former);
        json_add_entity(line, "entity", event->content.entity);
        json_add_octets(line, "key_identifier", identifier);
        json_print(line);
    } else {
        (void)printf("%-9s %s %s %s: %s, key ", "cell", keystore_role_name(id->role),
                     meter_usage_name(id->key_usage), meter_cell_usage_name(id->cell_usage),
                     holder(event->content.entity, true, entity));
        tool_print_hex(stdout, identifier);
        (void)putchar('\n');
    }
}

void meter_print_events(bool json, simulator *own)
{
    simulator_note_cells(own);
    for (size_t i = 0U; i < own->event_count; i++) {
        const simulator_event *event = &own->events[i];
        switch (event->kind) {
        case SIMULATOR_SENT:
            print_sent(json, gbcs_bytes_of(event->octets, event->size));
            break;
        case SIMULATOR_NOTICE:
            print_notice(json, event->notice);
            break;
        case SIMULATOR_CREDIT:
            print_credit(json, event);
            break;
        case SIMULATOR_PRICES:
            print_prices(json, event);
            break;
        case SIMULATOR_CELL:
            print_cell(json, event);
            break;
        default:
            break;
        }
    }
}

void meter_print_trust(const gbcs_trust *trust, bool identifiers)
{
    (void)printf("%016llX, %s, %s\n", (unsigned long long)trust->device,
                 build_device_type_name(trust->device_type),
                 (trust->life == GBCS_LIFE_SEALED) ? "sealed" : "in manufacture");
    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const gbcs_cell *cell = gbcs_trust_find(trust, id);
        char entity[TOOL_ENTITY_SIZE];
        if (gbcs_cell_index(trust->device_type, id) < GBCS_CELLS) {
            (void)printf("  %-22s %-17s %-11s %s", keystore_role_name(id->role),
                         meter_usage_name(id->key_usage), meter_cell_usage_name(id->cell_usage),
                         holder((cell != NULL) ? cell->entity : 0U, cell != NULL, entity));
            if (identifiers && (cell != NULL)) {
                (void)printf("%*s", (cell->entity != 0U) ? 2 : 13, "");
                tool_print_hex(stdout,
                               gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier));
            }
            (void)putchar('\n');
        }
    }
}

void meter_print_port(bool json, uint16_t port)
{
    if (json) {
        json_t *line = json_line("listening");
        (void)json_object_set_new(line, "address", json_string("127.0.0.1"));
        (void)json_object_set_new(line, "port", json_integer((json_int_t)port));
        json_print(line);
    } else {
        (void)printf("listening on 127.0.0.1:%u\n", (unsigned int)port);
    }
}

/* ---- the Security Log ------------------------------------------------------------------------ */

static void print_entry_text(const gbcs_log_entry *entry)
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

void meter_print_entry(bool json, const gbcs_log_entry *entry)
{
    format_text time;

    if (json) {
        json_t *line = json_line("entry");
        (void)json_object_set_new(line, "number", json_integer((json_int_t)entry->number));
        (void)json_object_set_new(line, "time",
                                  (entry->time != 0) ? json_string(format_utc(entry->time, &time))
                                                     : json_null());
        (void)json_object_set_new(line, "clock_status",
                                  json_integer((json_int_t)entry->clock_status));
        json_add_code(line, "event", entry->event);
        (void)json_object_set_new(line, "event_name", json_string(gbcs_event_name(entry->event)));
        json_add_code(line, "message_code", entry->message_code);
        json_add_entity(line, "party", entry->party);
        json_add_counter(line, "detail", entry->detail);
        (void)json_object_set_new(line, "count", json_integer((json_int_t)entry->count));
        json_print(line);
    } else {
        print_entry_text(entry);
    }
}

void meter_print_lost_entry(bool json, uint32_t number, gbcs_status status)
{
    if (json) {
        json_t *line = json_line("lost");
        (void)json_object_set_new(line, "number", json_integer((json_int_t)number));
        (void)json_object_set_new(line, "status", json_string(gbcs_status_name(status)));
        json_print(line);
    } else {
        (void)printf("%4lu  lost: %s\n", (unsigned long)number, gbcs_status_text(status));
    }
}
