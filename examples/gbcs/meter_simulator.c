#include "meter_simulator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/** Characters of a moment on the command line: 2026-02-03T10:15:00Z. */
#define TIME_TEXT_SIZE 20U

/**
 * What is known of getrandom(): the kernel's generator gives full entropy, which is 8 bits a sample. The
 * cut-offs are those of a false alarm in 2^40 (SP 800-90B 4.4).
 */
static const gbcs_noise NOISE = {800U, 6U, 19U, GBCS_NOISE_WINDOW, GBCS_NOISE_START_UP};

static simulator_event *add_event(simulator *own, simulator_kind kind)
{
    simulator_event *event = NULL;

    own->events = tool_grow(own->events, own->event_count, &own->event_room, sizeof own->events[0]);
    event = &own->events[own->event_count];
    (void)memset(event, 0, sizeof *event);
    event->kind = kind;
    own->event_count++;
    return event;
}

/** The content of a cell; zeros if it is empty. */
static gbcs_cell content_of(const gbcs_trust *trust, const gbcs_cell_id *id)
{
    const gbcs_cell *cell = gbcs_trust_find(trust, id);
    gbcs_cell content;

    (void)memset(&content, 0, sizeof content);
    return (cell != NULL) ? *cell : content;
}

void simulator_note_cells(simulator *own)
{
    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const gbcs_cell now = content_of(&own->meter.trust, id);
        if (memcmp(now.key_identifier, own->cells[i].key_identifier, sizeof now.key_identifier) !=
            0) {
            simulator_event *event = add_event(own, SIMULATOR_CELL);
            event->cell = id;
            event->former = own->cells[i].entity;
            event->content = now;
            own->cells[i] = now;
        }
    }
}

/** gbcs_application::send */
static void send_octets(void *context, gbcs_bytes octets)
{
    simulator *own = context;
    simulator_event *event = NULL;

    simulator_note_cells(own);
    event = add_event(own, SIMULATOR_SENT);
    event->octets = tool_allocate(octets.size);
    event->size = octets.size;
    (void)memcpy(event->octets, octets.data, octets.size);
}

/** gbcs_application::notify */
static void take_notice(void *context, gbcs_notice notice)
{
    simulator *own = context;

    add_event(own, SIMULATOR_NOTICE)->notice = notice;
}

/** gbcs_application::execute */
static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    simulator *own = context;
    const account before = own->app.account;
    const gbcs_reply reply = application_execute(&own->app, order, answer);

    if (own->app.account.changed_by != before.changed_by) {
        simulator_event *event = add_event(own, SIMULATOR_CREDIT);
        event->balance = own->app.account.balance;
        event->change = event->balance - before.balance;
    }
    return reply;
}

/** gbcs_application::activate */
static bool activate(void *context, const gbcs_pending *item)
{
    simulator *own = context;
    const bool done = application_activate(&own->app, item);
    simulator_event *event = add_event(own, SIMULATOR_PRICES);

    event->code = item->code;
    event->counter = item->counter;
    event->done = done;
    return done;
}

/** gbcs_application::may_credit */
static gbcs_credit_limit may_credit(void *context, const gbcs_top_up *top_up)
{
    simulator *own = context;

    return application_may_credit(&own->app, top_up);
}

void simulator_forget_events(simulator *own)
{
    for (size_t i = 0U; i < own->event_count; i++) {
        free(own->events[i].octets);
    }
    own->event_count = 0U;
}

static void fill_setup(simulator *own)
{
    gbcs_crypto_default(&own->crypto);
    own->setup = (gbcs_meter_setup){
        .port = &own->port,
        .crypto = &own->crypto,
        .application = {own, execute, send_octets, take_notice, activate, may_credit},
        .noise = &NOISE,
        .store_buffer = own->store_buffer,
        .store_room = sizeof own->store_buffer,
        .input = own->input,
        .input_room = sizeof own->input,
        .output = own->output,
        .output_room = sizeof own->output,
    };
}

/** Whether there is a folder to open, or one may be made. False after a message. */
static bool folder_is_there(const char *folder, bool make)
{
    struct stat status;
    bool good = false;

    if (folder == NULL) {
        tool_error("--state is missing: name the folder of the meter's records");
    } else if (stat(folder, &status) != 0) {
        good = make && (errno == ENOENT);
        if (!good && (errno == ENOENT)) {
            tool_error("%s: no such folder; `gbcs meter init' makes one", folder);
        } else if (!good) {
            tool_error("%s: %s", folder, strerror(errno));
        }
    } else if (!S_ISDIR(status.st_mode)) {
        tool_error("%s: not a folder", folder);
    } else {
        good = true;
    }
    return good;
}

/** A real product knows of what type its hardware is; this one finds it in its own certificate. */
static void find_hardware_type(simulator *own)
{
    uint8_t octets[GBCS_DEVICE_CERTIFICATE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_credential credential;

    if ((gbcs_trust_certificate(&own->meter.trust, GBCS_KEY_USAGE_AGREEMENT, &writer) == GBCS_OK) &&
        (gbcs_credential_device(&own->crypto, gbcs_writer_bytes(&writer), &credential) ==
         GBCS_OK) &&
        (credential.hardware_type.size <= sizeof own->hardware_type)) {
        (void)memcpy(own->hardware_type, credential.hardware_type.data,
                     credential.hardware_type.size);
        own->setup.hardware_type = gbcs_bytes_of(own->hardware_type, credential.hardware_type.size);
    }
}

/** Starts meter and application. False after a message. */
static bool start(simulator *own, const char *folder, bool make)
{
    gbcs_status status = gbcs_meter_boot(&own->meter, &own->setup);
    bool good = false;

    if (status == GBCS_OK) {
        status = application_begin(&own->app, &own->port, &own->meter);
    }
    if (status != GBCS_OK) {
        tool_error("%s: %s (%s)", folder, gbcs_status_text(status), gbcs_status_name(status));
    } else if (!make && (own->meter.trust.life == GBCS_LIFE_BLANK)) {
        tool_error("%s: no meter in this folder; `gbcs meter init' makes one", folder);
    } else {
        for (size_t i = 0U; i < GBCS_CELLS; i++) {
            own->cells[i] = content_of(&own->meter.trust, gbcs_cell_at(i));
        }
        find_hardware_type(own);
        good = true;
    }
    return good;
}

simulator *simulator_open(const char *folder, bool make)
{
    simulator *own = NULL;

    if (folder_is_there(folder, make)) {
        own = tool_allocate(sizeof *own);
        fill_setup(own);
        if (gbcs_posix_open(&own->posix, &own->port, folder, GBCS_RECORD_SIZE,
                            APPLICATION_RECORD_COUNT) != GBCS_OK) {
            tool_error("%s: can't be opened, or another program has it open", folder);
            free(own);
            own = NULL;
        } else if (!start(own, folder, make)) {
            simulator_close(own);
            own = NULL;
        } else {
            /* open */
        }
    }
    return own;
}

void simulator_close(simulator *own)
{
    if (own != NULL) {
        const bool was_ready = own->meter.ready; /* if not, that was said already */
        const gbcs_status status = gbcs_meter_stop(&own->meter);
        if (was_ready && (status != GBCS_OK)) {
            tool_error("the meter did not stop in order: %s", gbcs_status_text(status));
        }
        gbcs_posix_close(&own->posix);
        simulator_forget_events(own);
        free(own->events);
        gbcs_wipe(own, sizeof *own);
        free(own);
    }
}

/** Reads 2026-02-03T10:15:00Z. */
static bool read_time(const char *text, gbcs_utc *utc)
{
    static const char FORM[] = "0000-00-00T00:00:00Z";
    uint8_t characters[TIME_TEXT_SIZE];
    size_t count = 0U;
    bool good = strlen(text) == TIME_TEXT_SIZE;

    for (size_t i = 0U; good && (i < TIME_TEXT_SIZE); i++) {
        if ((FORM[i] == '0') || (FORM[i] == 'Z')) {
            characters[count] = (uint8_t)text[i];
            count++;
        } else {
            good = text[i] == FORM[i];
        }
    }
    return good && (gbcs_utc_from_generalized(gbcs_bytes_of(characters, count), utc) == GBCS_OK);
}

bool simulator_set_time(simulator *own, const char *text)
{
    gbcs_utc utc = 0;
    bool good = true;

    if (text != NULL) {
        if (strcmp(text, "now") == 0) {
            utc = (gbcs_utc)time(NULL);
        } else if (!read_time(text, &utc)) {
            tool_error("--time=%s: neither \"now\" nor a moment such as 2026-02-03T10:15:00Z",
                       text);
            good = false;
        }
        if (good) {
            const gbcs_status status = own->port.time_set(own->port.context, utc);
            good = status == GBCS_OK;
            if (!good) {
                tool_error("--time=%s: %s", text, gbcs_status_text(status));
            }
        }
    }
    return good;
}

void simulator_pass(simulator *own, uint32_t seconds)
{
    gbcs_utc now = 0;

    /* as if the meter had been switched on so much earlier */
    own->posix.start -= (int64_t)seconds;
    if (own->port.time_get(own->port.context, &now) == GBCS_OK) {
        (void)own->port.time_set(own->port.context, now + (gbcs_utc)seconds);
    }
}

gbcs_status simulator_tick(simulator *own, bool *busy, uint32_t *next)
{
    uint32_t meter_next = UINT32_MAX;
    uint32_t app_next = UINT32_MAX;
    gbcs_status status = gbcs_meter_tick(&own->meter, &meter_next);

    if (status == GBCS_OK) {
        status = application_tick(&own->app, &app_next);
    }
    *busy = app_next != UINT32_MAX;
    *next = (app_next < meter_next) ? app_next : meter_next;
    return status;
}
