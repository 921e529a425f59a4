#include "meter/inside.h"

#include <string.h>

/** What a device without a time says: one second after the epoch of ZigBee (GBCS 10.2). */
#define NO_TIME ((gbcs_utc)946684801)
/** Clock status of a time that is none: "invalid value" (IEC 62056-6-2, 4.1.6.1). */
#define CLOCK_INVALID 0x01U
/** Clock status of a time that the port gives, of which nothing more is known: "not specified", as in
 * all known alerts. */
#define CLOCK_UNSPECIFIED 0xFFU

/** Seconds after which a noise source that has failed is tried again. */
#define RETRY_SECONDS 3600U

static bool is_setup_complete(const gbcs_meter_setup *setup)
{
    return (setup->port != NULL) && (setup->crypto != NULL) &&
           (setup->application.execute != NULL) && (setup->application.send != NULL) &&
           (setup->store_buffer != NULL) && (setup->output != NULL) &&
           ((setup->input != NULL) || (setup->input_room == 0U));
}

/** Whether the board has room for all records. */
static bool has_room(const gbcs_port *port)
{
    return (port->record_count >= GBCS_RECORD_COUNT) && (port->record_size >= GBCS_RECORD_SIZE);
}

void meter_begin_assembly(gbcs_meter *meter)
{
    uint8_t *const input = meter->setup->input;

    gbcs_assembly_begin(&meter->assembly, input, meter->setup->input_room);
}

/** Reads how often tokens were wrong. */
static gbcs_status open_limit(gbcs_meter *meter)
{
    uint32_t uptime = 0U;
    gbcs_status status = meter_uptime(meter, &uptime);

    if (status == GBCS_OK) {
        status = gbcs_limit_open(&meter->limit, &meter->store, uptime);
    }
    return status;
}

/** Reads all records. A device that is blank has no counters yet. */
static gbcs_status read_records(gbcs_meter *meter)
{
    const gbcs_meter_setup *setup = meter->setup;
    uint8_t *const buffer = setup->store_buffer;
    gbcs_status status =
        gbcs_store_open(&meter->store, setup->port, setup->crypto, buffer, setup->store_room);

    if (status == GBCS_OK) {
        status = gbcs_trust_open(&meter->trust, &meter->store);
    }
    if ((status == GBCS_OK) && (meter->trust.life != GBCS_LIFE_BLANK)) {
        status = gbcs_replay_open(&meter->replay, &meter->store);
        meter->to_resume = (status == GBCS_OK) && (meter->replay.intent.id != 0U);
        meter->to_sweep = true;
    }
    if (status == GBCS_OK) {
        status = gbcs_schedule_open(&meter->schedule, &meter->store);
    }
    if (status == GBCS_OK) {
        status = gbcs_joining_mend(&meter->store);
    }
    if (status == GBCS_OK) {
        status = gbcs_cache_mend(&meter->store);
    }
    if (status == GBCS_OK) {
        status = open_limit(meter);
    }
    if (status == GBCS_OK) {
        status = gbcs_log_open(&meter->log, &meter->store);
    }
    meter->damage_told = false;
    meter->ready = (status == GBCS_OK);
    return status;
}

void meter_seed(gbcs_meter *meter, uint32_t uptime)
{
    const gbcs_meter_setup *setup = meter->setup;
    uint8_t name[sizeof(gbcs_entity_id)];
    gbcs_writer writer = gbcs_writer_of(name, sizeof name);

    if ((setup->noise != NULL) && (uptime >= meter->seed_at)) {
        meter->seed_at = uptime + GBCS_RESEED_SECONDS;
        gbcs_write_u64(&writer, meter->trust.device);
        if ((gbcs_random_reseed(&meter->random) != GBCS_OK) &&
            (gbcs_random_begin(setup->crypto, setup->port, setup->noise, gbcs_writer_bytes(&writer),
                               &meter->random) != GBCS_OK)) {
            meter->seed_at = uptime + RETRY_SECONDS;
            meter_notify(meter, GBCS_NOTICE_NO_RANDOM);
        }
    }
}

gbcs_status gbcs_meter_boot(gbcs_meter *meter, const gbcs_meter_setup *setup)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;

    (void)memset(meter, 0, sizeof *meter);
    if (!is_setup_complete(setup)) {
        /* nothing can be done without it */
    } else if (!has_room(setup->port)) {
        status = GBCS_ERR_SPACE;
    } else {
        meter->setup = setup;
        meter_begin_assembly(meter);
        status = read_records(meter);
    }
    return status;
}

gbcs_status meter_worse(gbcs_status reason, gbcs_status failure)
{
    return (gbcs_status_class_of(failure) == GBCS_CLASS_STORAGE) ? failure : reason;
}

gbcs_status meter_enter(gbcs_meter *meter)
{
    gbcs_status status = GBCS_OK;

    if (meter->setup == NULL) {
        status = GBCS_ERR_ARGUMENT;
    } else if (meter->busy) {
        status = GBCS_ERR_BUSY;
    } else if (!meter->ready) {
        status = read_records(meter);
    } else {
        /* as it was left */
    }
    meter->busy = meter->busy || (status == GBCS_OK);
    return status;
}

void meter_leave(gbcs_meter *meter)
{
    if (meter->log.damaged && (!meter->damage_told)) {
        meter->damage_told = true;
        meter_notify(meter, GBCS_NOTICE_LOG_DAMAGED);
    }
    /* A write has failed: what is in RAM may be older or newer than the records. */
    if (!meter->store.open) {
        meter->ready = false;
    }
    meter->busy = false;
}

gbcs_status meter_uptime(const gbcs_meter *meter, uint32_t *uptime)
{
    const gbcs_port *port = meter->setup->port;

    return port->uptime(port->context, uptime);
}

moment meter_now(const gbcs_meter *meter)
{
    const gbcs_port *port = meter->setup->port;
    moment now = {0, CLOCK_UNSPECIFIED, true};

    if (port->time_get(port->context, &now.time) != GBCS_OK) {
        now.time = NO_TIME;
        now.clock_status = CLOCK_INVALID;
        now.known = false;
    }
    return now;
}

void meter_notify(const gbcs_meter *meter, gbcs_notice notice)
{
    const gbcs_application *application = &meter->setup->application;

    if (application->notify != NULL) {
        application->notify(application->context, notice);
    }
}

void meter_entry(const gbcs_meter *meter, uint16_t event, const gbcs_header *header,
                 gbcs_log_entry *entry)
{
    const moment now = meter_now(meter);

    (void)memset(entry, 0, sizeof *entry);
    entry->time = now.known ? now.time : 0;
    entry->clock_status = now.clock_status;
    entry->event = event;
    entry->count = 1U;
    if (header != NULL) {
        entry->message_code = header->message_code;
        entry->party = header->originator;
        entry->detail = header->counter;
    }
}

gbcs_status meter_log(gbcs_meter *meter, gbcs_log_entry *entry)
{
    gbcs_status status = gbcs_log_add(&meter->log, entry);

    if ((status == GBCS_OK) && (gbcs_log_room(&meter->log) <= GBCS_LOG_WARNING)) {
        meter_notify(meter, GBCS_NOTICE_LOG_FILLING);
    }
    return status;
}

gbcs_status gbcs_meter_provision(gbcs_meter *meter, const gbcs_provision *provision)
{
    gbcs_status status = meter_enter(meter);

    if (status == GBCS_OK) {
        status = gbcs_trust_provision(&meter->trust, provision);
        if (status == GBCS_OK) {
            status = gbcs_replay_begin(&meter->store, provision->own_counter);
        }
        if (status == GBCS_OK) {
            status = gbcs_cache_begin(&meter->store);
        }
        if (status == GBCS_OK) {
            status = gbcs_store_commit(&meter->store);
        } else {
            gbcs_store_abandon(&meter->store);
        }
        if (status == GBCS_OK) {
            status = read_records(meter);
        }
        meter_leave(meter);
    }
    return status;
}

gbcs_status gbcs_meter_seal(gbcs_meter *meter)
{
    gbcs_status status = meter_enter(meter);

    if (status == GBCS_OK) {
        status = gbcs_trust_seal(&meter->trust);
        meter_leave(meter);
    }
    return status;
}

gbcs_status gbcs_meter_erase(gbcs_meter *meter)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if (meter->busy) {
        status = GBCS_ERR_BUSY;
    } else if (meter->setup != NULL) {
        /* also of a meter whose records can't be read */
        meter->trust.store = &meter->store;
        status = gbcs_trust_erase(&meter->trust);
        gbcs_wipe(&meter->replay, sizeof meter->replay);
        gbcs_wipe(&meter->schedule, sizeof meter->schedule);
        gbcs_wipe(&meter->limit, sizeof meter->limit);
        meter_wipe_output(meter);
        meter_begin_assembly(meter);
        meter->to_resume = false;
        meter->ready = false;
    } else {
        /* it was not booted */
    }
    return status;
}

gbcs_status gbcs_meter_stop(gbcs_meter *meter)
{
    gbcs_status status = meter_enter(meter);

    if (status == GBCS_OK) {
        status = gbcs_replay_flush(&meter->replay);
        meter_leave(meter);
    }
    if (status != GBCS_ERR_BUSY) {
        gbcs_wipe(meter, sizeof *meter);
    }
    return status;
}
