/**
 * @file
 * gbcs meter show: what a simulated meter has in its records.
 */
#include <string.h>

#include "build.h"
#include "format.h"
#include "keystore.h"
#include "meter_json.h"
#include "meter_simulator.h"
#include "options.h"

/** Octets of the longest device log, and more. */
#define DEVICE_LOG_SIZE 4096U
/** Most devices that are shown. */
#define DEVICES 64U

/** What the command line says. */
typedef struct show_request {
    const char *state;
    bool json;
} show_request;

static const struct argp_option OPTIONS[] = {
    {"state", 's', "DIR", 0, "folder of the meter's records", 0},
    {"json", 'j', NULL, 0, "print a JSON document", 0},
    {0}};

static const char DOCUMENTATION[] =
    "Show what a simulated meter keeps: whom it trusts, its balance, what waits, which tokens were "
    "used."
    "\v"
    "Its life; its Trust Anchor Cells, who is in them, and the identifiers of their keys; the "
    "clock; the "
    "balance; which command has brought the prices; the load switch; instructions that wait for "
    "their "
    "date; the devices that it is joined with; the UTRN Counter Cache, to be compared with what "
    "the "
    "supplier sold: no token up to the floor is taken any more, nor one of those used; and how "
    "entries "
    "of tokens stand.\n"
    "\n"
    "The meter is switched on for it, and off again; nothing that is due is done.\n"
    "\n"
    "The JSON document holds kind (\"meter\"), device, type, life, cells, time, balance (pence), "
    "prices, "
    "load_switch, pending, devices, top_ups and entries; devices and top_ups are null if their "
    "records "
    "are damaged.\n"
    "\n"
    "Exit status: 0, or 2 if the folder or an option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs meter show --state /tmp/meter";

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    show_request *request = state->input;
    error_t result = 0;

    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL; /* one line of getopt is enough */
    } else if (key == 's') {
        request->state = argument;
    } else if (key == 'j') {
        request->json = true;
    } else if (key == ARGP_KEY_ARG) {
        tool_error("%s: no argument is wanted here", argument);
        result = EINVAL;
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const struct argp ARGUMENTS = {
    .options = OPTIONS, .parser = parse_option, .args_doc = "--state DIR", .doc = DOCUMENTATION};

/* ---- what there is --------------------------------------------------------------------------- */

/** What the records say, beside cells and account. */
typedef struct contents {
    /** The time; 0 if it is not known. */
    gbcs_utc time;
    /** Devices that it is joined with; whether the log of them can be read. */
    gbcs_peer devices[DEVICES];
    size_t device_count;
    bool devices_known;
    /** Used tokens; whether that can be read. */
    gbcs_cache cache;
    bool cache_known;
} contents;

/** The entries of a device log, as the alert GCS62 tells them. */
static void read_entries(gbcs_reader *entries, contents *all)
{
    while ((gbcs_reader_left(entries) > 0U) && (all->device_count < DEVICES)) {
        gbcs_peer *device = &all->devices[all->device_count];
        gbcs_reader entry = gbcs_reader_of(gbcs_read_tlv(entries, GBCS_BER).value);
        device->entity = format_number(gbcs_read_tlv(&entry, GBCS_BER).value);
        device->type = (uint8_t)format_number(gbcs_read_tlv(&entry, GBCS_BER).value);
        all->device_count++;
    }
}

static void read_devices(simulator *own, contents *all)
{
    uint8_t octets[DEVICE_LOG_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    all->devices_known = gbcs_joining_backup(&own->meter.store, GBCS_UTC_FIRST, &writer) == GBCS_OK;
    if (all->devices_known) {
        gbcs_reader outer = gbcs_reader_of(gbcs_writer_bytes(&writer));
        gbcs_reader members = gbcs_reader_of(gbcs_read_tlv(&outer, GBCS_BER).value);
        gbcs_reader entries;
        (void)gbcs_read_tlv(&members, GBCS_BER); /* the event */
        (void)gbcs_read_tlv(&members, GBCS_BER); /* the time */
        entries = gbcs_reader_of(gbcs_read_tlv(&members, GBCS_BER).value);
        read_entries(&entries, all);
    }
}

static void read_contents(simulator *own, contents *all)
{
    (void)memset(all, 0, sizeof *all);
    if (own->port.time_get(own->port.context, &all->time) != GBCS_OK) {
        all->time = 0;
    }
    read_devices(own, all);
    all->cache_known = gbcs_cache_load(&own->meter.store, &all->cache) == GBCS_OK;
}

/** The instructions that wait, one after the other; false after the last. */
static bool next_pending(const simulator *own, uint8_t *role, size_t *index, gbcs_pending *pending)
{
    bool found = false;

    while (!found && (*role < GBCS_ROLES)) {
        found = gbcs_schedule_of_role(&own->meter.schedule, *role, *index, pending) == GBCS_OK;
        if (found) {
            (*index)++;
        } else {
            (*role)++;
            *index = 0U;
        }
    }
    return found;
}

static const char *switch_name(switch_position position)
{
    static const char *const NAMES[] = {
        [SWITCH_OPEN] = "open", [SWITCH_ARMED] = "armed", [SWITCH_CLOSED] = "closed"};

    return NAMES[position];
}

static const char *const WAYS[GBCS_LIMITED_WAYS] = {"keypad", "ppmid"};

/* ---- text ------------------------------------------------------------------------------------ */

static void print_pending(const simulator *own)
{
    gbcs_pending pending;
    format_text date;
    uint8_t role = 0U;
    size_t index = 0U;
    const char *label = "waits";

    while (next_pending(own, &role, &index, &pending)) {
        (void)printf("%-9s %s  %04X %s\n%-9s of %016llX, counter %llu\n", label,
                     format_utc(pending.date, &date), (unsigned int)pending.code,
                     gbcs_use_case_name(pending.code), "", (unsigned long long)pending.originator,
                     (unsigned long long)pending.counter);
        label = "";
    }
    if (own->meter.schedule.count == 0U) {
        (void)printf("%-9s nothing\n", label);
    }
}

static void print_devices(const contents *all)
{
    const char *label = "joined";

    for (size_t i = 0U; i < all->device_count; i++) {
        (void)printf("%-9s %016llX, %s\n", label, (unsigned long long)all->devices[i].entity,
                     build_device_type_name(all->devices[i].type));
        label = "";
    }
    if (all->device_count == 0U) {
        (void)printf("%-9s %s\n", label, all->devices_known ? "nobody" : "the log is damaged");
    }
}

/** Whether a counter of the cache is one that was used, and not the floor. */
static bool is_used(const gbcs_cache *cache, size_t i)
{
    return cache->counters[i] > cache->counters[0];
}

static void print_cache(const contents *all)
{
    const char *separator = "; used ";

    if (all->cache_known) {
        (void)printf("%-9s up to %lu", "tokens", (unsigned long)all->cache.counters[0]);
        for (size_t i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
            if (is_used(&all->cache, i)) {
                (void)printf("%s%lu", separator, (unsigned long)all->cache.counters[i]);
                separator = ", ";
            }
        }
        (void)putchar('\n');
    } else {
        (void)printf("%-9s the record is damaged: none is taken\n", "tokens");
    }
}

static void print_text(const simulator *own, const contents *all)
{
    const tariff *prices = &own->app.tariff;
    char balance[TOOL_TEXT_SIZE];
    format_text time;

    meter_print_trust(&own->meter.trust, true);
    (void)printf("%-9s %s\n", "clock", (all->time != 0) ? format_utc(all->time, &time) : "not set");
    (void)printf("%-9s %s\n", "balance", meter_money(own->app.account.balance, balance));
    (void)printf("%-9s ", "prices");
    if (prices->active != 0U) {
        (void)printf("of command %llu", (unsigned long long)prices->active);
    } else {
        (void)printf("none");
    }
    if (prices->waiting != 0U) {
        (void)printf("; those of command %llu wait", (unsigned long long)prices->waiting);
    }
    (void)printf("\n%-9s %s\n", "switch", switch_name(own->app.load_switch.position));
    print_pending(own);
    print_devices(all);
    print_cache(all);
    for (size_t i = 0U; i < GBCS_LIMITED_WAYS; i++) {
        const gbcs_limit_state *state = &own->meter.limit.states[i];
        if (state->suspended > 0U) {
            (void)printf("%-9s suspended for %u s\n", WAYS[i], (unsigned int)state->suspended);
        } else {
            (void)printf("%-9s %zu wrong\n", WAYS[i], state->failure_count);
        }
    }
}

/* ---- JSON ------------------------------------------------------------------------------------ */

static json_t *cells_of(const gbcs_trust *trust)
{
    json_t *list = json_array();

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const gbcs_cell *cell = gbcs_trust_find(trust, id);
        if (cell != NULL) {
            json_t *one = json_object();
            json_add_text(one, "role", keystore_role_name(id->role));
            json_add_text(one, "key_usage", meter_usage_name(id->key_usage));
            json_add_text(one, "cell_usage", meter_cell_usage_name(id->cell_usage));
            json_add_entity(one, "entity", cell->entity);
            json_add_octets(one, "key_identifier",
                            gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier));
            (void)json_array_append_new(list, one);
        }
    }
    return list;
}

static json_t *pending_of(const simulator *own)
{
    json_t *list = json_array();
    gbcs_pending pending;
    uint8_t role = 0U;
    size_t index = 0U;

    while (next_pending(own, &role, &index, &pending)) {
        json_t *one = json_object();
        json_add_time(one, "date", pending.date);
        json_add_code(one, "message_code", pending.code);
        json_add_entity(one, "originator", pending.originator);
        json_add_counter(one, "counter", pending.counter);
        (void)json_array_append_new(list, one);
    }
    return list;
}

static json_t *devices_of(const contents *all)
{
    json_t *list = json_array();

    for (size_t i = 0U; i < all->device_count; i++) {
        json_t *one = json_object();
        json_add_entity(one, "device", all->devices[i].entity);
        json_add_text(one, "type", build_device_type_name(all->devices[i].type));
        (void)json_array_append_new(list, one);
    }
    return list;
}

static json_t *top_ups_of(const contents *all)
{
    json_t *object = json_object();
    json_t *used = json_array();

    for (size_t i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
        if (is_used(&all->cache, i)) {
            (void)json_array_append_new(used, json_integer((json_int_t)all->cache.counters[i]));
        }
    }
    json_add_number(object, "floor", (int64_t)all->cache.counters[0]);
    (void)json_object_set_new(object, "used", used);
    return object;
}

static json_t *entries_of(const gbcs_limit *limit)
{
    json_t *object = json_object();

    for (size_t i = 0U; i < GBCS_LIMITED_WAYS; i++) {
        json_t *one = json_object();
        json_add_number(one, "suspended", limit->states[i].suspended);
        json_add_number(one, "wrong", (int64_t)limit->states[i].failure_count);
        (void)json_object_set_new(object, WAYS[i], one);
    }
    return object;
}

static void print_json(const simulator *own, const contents *all)
{
    const gbcs_trust *trust = &own->meter.trust;
    json_t *line = json_line("meter");
    json_t *prices = json_object();

    json_add_entity(line, "device", trust->device);
    json_add_text(line, "type", build_device_type_name(trust->device_type));
    json_add_text(line, "life", (trust->life == GBCS_LIFE_SEALED) ? "sealed" : "in manufacture");
    (void)json_object_set_new(line, "cells", cells_of(trust));
    json_add_time(line, "time", all->time);
    json_add_number(line, "balance", own->app.account.balance);
    json_add_counter(prices, "active", own->app.tariff.active);
    json_add_counter(prices, "waiting", own->app.tariff.waiting);
    (void)json_object_set_new(line, "prices", prices);
    json_add_text(line, "load_switch", switch_name(own->app.load_switch.position));
    (void)json_object_set_new(line, "pending", pending_of(own));
    (void)json_object_set_new(line, "devices", all->devices_known ? devices_of(all) : json_null());
    (void)json_object_set_new(line, "top_ups", all->cache_known ? top_ups_of(all) : json_null());
    (void)json_object_set_new(line, "entries", entries_of(&own->meter.limit));
    json_print(line);
}

/* ---- all of it ------------------------------------------------------------------------------- */

int command_meter_show(int argc, char **argv)
{
    show_request request = {.state = NULL};
    simulator *own = NULL;
    contents all;
    int result = TOOL_ERROR;

    if (argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, &request) == 0) {
        own = simulator_open(request.state, false);
    }
    if (own != NULL) {
        read_contents(own, &all);
        if (request.json) {
            print_json(own, &all);
        } else {
            print_text(own, &all);
        }
        result = TOOL_OK;
    }
    simulator_close(own);
    return result;
}
