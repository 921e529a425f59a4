#include "meter_simulator.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

/** Characters of a moment on the command line: 2026-02-03T10:15:00Z. */
#define TIME_TEXT_SIZE 20U

static simulator_event *add_event(simulator *own)
{
    simulator_event *event = NULL;

    own->events = tool_grow(own->events, own->event_count, &own->event_room, sizeof own->events[0]);
    event = &own->events[own->event_count];
    (void)memset(event, 0, sizeof *event);
    own->event_count++;
    return event;
}

/** gbcs_application::send */
static void send_octets(void *context, gbcs_bytes octets)
{
    simulator *own = context;
    simulator_event *event = add_event(own);

    event->octets = tool_allocate(octets.size);
    event->size = octets.size;
    (void)memcpy(event->octets, octets.data, octets.size);
}

/** gbcs_application::notify */
static void take_notice(void *context, gbcs_notice notice)
{
    simulator *own = context;

    add_event(own)->notice = notice;
}

/** gbcs_application::execute */
static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    simulator *own = context;

    return application_execute(&own->app, order, answer);
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
        .application = {own, execute, send_octets, take_notice},
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
