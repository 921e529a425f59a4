#include "meter/inside.h"

#include <string.h>

#include "gbcs/credentials.h"

/** Message Codes of the alerts that tell how an instruction ended: an item of DLMS, of GBZ; CS02b,
 * CS02g (GBCS 9.2, 13). */
#define CODE_ITEM_DLMS 0x00CCU
#define CODE_ITEM_GBZ 0x00CDU
#define CODE_UPDATE 0x00CBU
#define CODE_UPDATE_LOAD_CONTROLLER 0x0124U

/** The first Message Code of CS02g. */
#define CODE_CS02G 0x0125U

/** Octets of what an alert says of an item: its command, and the object (DLMS) or the cluster, frame
 * control and command (GBZ). */
#define ITEM_SIZE_DLMS (10U + GBCS_OBJECT_SIZE)
#define ITEM_SIZE_GBZ (10U + GBZ_OBJECT)
#define GBZ_OBJECT 4U
/** The longer of them, with a head. */
#define ITEM_ROOM (2U + ITEM_SIZE_DLMS)

static uint32_t seconds_until(gbcs_utc from, gbcs_utc to)
{
    const gbcs_utc seconds = to - from;

    return (seconds > (gbcs_utc)UINT32_MAX) ? UINT32_MAX : (uint32_t)seconds;
}

/** Whether a date is still to come. While the time is not known none is past (GBCS 9.2). */
static bool is_to_come(const gbcs_meter *meter, const gbcs_date *date)
{
    const moment now = meter_now(meter);

    return (date->dating == GBCS_DATING_DATED) && ((!now.known) || (date->time > now.time));
}

/** Puts an item off, or takes back that one was. */
static gbcs_status plan_item(gbcs_schedule *schedule, const gbcs_command *command, bool waits,
                             const uint8_t object[GBCS_OBJECT_SIZE])
{
    const uint16_t code = command->use_case->code;
    gbcs_pending item;

    (void)memset(&item, 0, sizeof item);
    item.code = code;
    item.role = command->role;
    item.originator = command->frame.header.originator;
    item.counter = command->frame.header.counter;
    item.date = command->date.time;
    (void)memcpy(item.object, object, sizeof item.object);
    return waits ? gbcs_schedule_put(schedule, &item, gbcs_bytes_of(NULL, 0U))
                 : gbcs_schedule_remove(schedule, code, object, command->role);
}

/** Puts all items of a command off, or takes back that they were. */
static gbcs_status plan_items(gbcs_meter *meter, const gbcs_command *command, bool waits,
                              bool *found)
{
    gbcs_dated_objects walk = gbcs_dated_objects_of(command->use_case, command->frame.payload);
    uint8_t object[GBCS_OBJECT_SIZE];
    gbcs_status status = GBCS_OK;

    *found = false;
    while ((status == GBCS_OK) && gbcs_dated_object_next(&walk, object)) {
        *found = true;
        status = plan_item(&meter->schedule, command, waits, object);
    }
    return status;
}

gbcs_status meter_plan(gbcs_meter *meter, const gbcs_command *command, bool *waits)
{
    const bool may_wait = (command->use_case->flags & GBCS_USE_FUTURE_DATED) != 0U;
    bool to_come = false;
    bool found = false;
    gbcs_status status = GBCS_OK;

    if (may_wait && (meter->setup->application.activate != NULL)) {
        to_come = is_to_come(meter, &command->date);
        status = plan_items(meter, command, to_come, &found);
    }
    *waits = found && to_come;
    return status;
}

/** What is known of the command of an instruction. */
static gbcs_header header_of(const gbcs_pending *pending)
{
    gbcs_header header;

    (void)memset(&header, 0, sizeof header);
    header.message_code = pending->code;
    header.originator = pending->originator;
    header.counter = pending->counter;
    return header;
}

/** Alerts the sender of an instruction, if it is still known. */
static gbcs_status alert_sender(gbcs_meter *meter, const gbcs_pending *pending,
                                const gbcs_occurrence *occurrence)
{
    gbcs_occurrence to = *occurrence;
    gbcs_status status;

    to.recipient = pending->originator;
    status = meter_send_alerts(meter, &to);
    if ((status != GBCS_OK) && (gbcs_status_class_of(status) != GBCS_CLASS_STORAGE)) {
        meter_wipe_output(meter);
        if (status != GBCS_ERR_ABSENT) {
            meter_notify(meter, GBCS_NOTICE_ANSWER_LOST);
        }
        status = GBCS_OK;
    }
    return status;
}

/** Tells how an item ended (GBCS 9.2). */
static gbcs_status alert_item(gbcs_meter *meter, const gbcs_pending *item, bool actioned)
{
    const bool dlms =
        meter_family_of(meter, gbcs_use_case_find(CODE_ITEM_DLMS)) == GBCS_FAMILY_DLMS;
    uint8_t octets[ITEM_ROOM];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_occurrence occurrence = {.event = actioned ? EVENT_DUE_ACTIONED : EVENT_DUE_NOT_ACTIONED,
                                  .message_code = dlms ? CODE_ITEM_DLMS : CODE_ITEM_GBZ,
                                  .element_count = dlms ? 1U : 0U};

    if (dlms) {
        gbcs_write_axdr_head(&writer, GBCS_AXDR_OCTET_STRING, ITEM_SIZE_DLMS);
    } else {
        gbcs_write_u8(&writer, ITEM_SIZE_GBZ);
    }
    gbcs_write_u16(&writer, item->code);
    gbcs_write_u64(&writer, item->counter);
    gbcs_write_bytes(&writer,
                     gbcs_bytes_of(item->object, dlms ? GBCS_OBJECT_SIZE : (size_t)GBZ_OBJECT));
    occurrence.content = gbcs_writer_bytes(&writer);
    return alert_sender(meter, item, &occurrence);
}

/** Makes the removal of what is done, which is in the open transaction. */
static gbcs_status make_removal(gbcs_meter *meter, gbcs_status added)
{
    gbcs_status status = added;

    if (status == GBCS_OK) {
        status = gbcs_store_commit(&meter->store);
    } else {
        gbcs_store_abandon(&meter->store);
    }
    if (status == GBCS_OK) {
        status = gbcs_schedule_open(&meter->schedule, &meter->store);
    }
    if (status != GBCS_OK) {
        meter->ready = false;
    }
    return status;
}

gbcs_status meter_unplan(gbcs_meter *meter, const gbcs_command *command)
{
    bool found = false;

    return make_removal(meter, plan_items(meter, command, false, &found));
}

/** Lets the application do an item; then it is removed. Power that goes in between lets it be done once
 * more, which makes no difference. */
static gbcs_status do_item(gbcs_meter *meter, const gbcs_pending *item)
{
    const gbcs_application *application = &meter->setup->application;
    gbcs_schedule *const schedule = &meter->schedule;
    const bool actioned =
        (application->activate != NULL) && application->activate(application->context, item);
    gbcs_status status =
        make_removal(meter, gbcs_schedule_remove(schedule, item->code, item->object, item->role));

    if (status == GBCS_OK) {
        status = alert_item(meter, item, actioned);
    }
    return status;
}

/** Reads the payload of an instruction into the input buffer. A long message that comes in is dropped:
 * it will be sent again. */
static gbcs_status fetch(gbcs_meter *meter, const gbcs_pending *pending, gbcs_bytes *payload)
{
    uint8_t *const input = meter->setup->input;
    gbcs_writer writer = gbcs_writer_of(input, meter->setup->input_room);
    gbcs_status status;

    meter_begin_assembly(meter);
    status = gbcs_schedule_payload(&meter->schedule, pending, &writer);
    *payload = gbcs_writer_bytes(&writer);
    return status;
}

/** Tells how an update ended: the service has written the alert into the output buffer. */
static gbcs_status alert_update(gbcs_meter *meter, const gbcs_pending *pending, uint16_t event,
                                gbcs_bytes alert)
{
    const gbcs_occurrence occurrence = {
        .event = event,
        .message_code = (pending->code < CODE_CS02G) ? CODE_UPDATE : CODE_UPDATE_LOAD_CONTROLLER,
        .content = alert};

    return alert_sender(meter, pending, &occurrence);
}

/** Makes an update that was due, and tells of it. Its counter was taken when it came. */
static gbcs_status finish_update(gbcs_meter *meter, const gbcs_pending *pending,
                                 const gbcs_effects *effects, uint16_t event, gbcs_bytes alert)
{
    const gbcs_header header = header_of(pending);
    gbcs_status status = meter_make(meter, NULL, &header, effects);

    if (status == GBCS_OK) {
        status = alert_update(meter, pending, event, alert);
    }
    return status;
}

/** Removes what can't be done any more. */
static gbcs_status drop(gbcs_meter *meter, const gbcs_pending *pending)
{
    const gbcs_header header = header_of(pending);
    gbcs_schedule *const schedule = &meter->schedule;
    gbcs_status status;

    gbcs_store_abandon(&meter->store);
    meter_wipe_output(meter);
    status = meter_log_not_actioned(meter, &header);
    if (status == GBCS_OK) {
        status = make_removal(
            meter, gbcs_schedule_remove(schedule, pending->code, pending->object, pending->role));
    }
    return status;
}

static gbcs_status do_update(gbcs_meter *meter, const gbcs_pending *pending)
{
    const gbcs_desk desk = meter_desk(meter);
    gbcs_writer alert = meter_output(meter);
    gbcs_bytes payload;
    gbcs_effects effects;
    uint16_t event = 0U;
    gbcs_status status = fetch(meter, pending, &payload);

    meter->sent = gbcs_bytes_of(NULL, 0U);
    if (status == GBCS_OK) {
        status = gbcs_credentials_due(&desk, pending, payload, &alert, &event, &effects);
    }
    if (status == GBCS_OK) {
        status = finish_update(meter, pending, &effects, event, gbcs_writer_bytes(&alert));
    } else if ((gbcs_status_class_of(status) != GBCS_CLASS_STORAGE) ||
               (status == GBCS_ERR_RECORD)) {
        /* its payload is lost, its sender no longer speaks, ... */
        status = drop(meter, pending);
    } else {
        gbcs_store_abandon(&meter->store);
    }
    return status;
}

gbcs_status meter_do_due(gbcs_meter *meter, uint32_t *next)
{
    const moment now = meter_now(meter);
    gbcs_pending pending;
    gbcs_status status = GBCS_ERR_ABSENT;

    if (now.known && (meter->trust.life != GBCS_LIFE_BLANK)) {
        status = gbcs_schedule_due(&meter->schedule, now.time, &pending);
    }
    if ((status == GBCS_OK) && (pending.payload_size == 0U)) {
        *next = 0U;
        status = do_item(meter, &pending);
    } else if ((status == GBCS_OK) && (meter->replay.intent.id != 0U)) {
        /* counters can't be set while an action is open; there is a tick after it */
    } else if (status == GBCS_OK) {
        *next = 0U;
        status = do_update(meter, &pending);
    } else if (status == GBCS_ERR_ABSENT) {
        if (now.known && (meter->schedule.count > 0U)) {
            *next = seconds_until(now.time, meter->schedule.next);
        }
        status = GBCS_OK;
    } else {
        /* storage */
    }
    return status;
}

/** Looks for an instruction whose sender has lost control of its role. */
static gbcs_status find_orphan(const gbcs_meter *meter, gbcs_pending *pending)
{
    gbcs_status status = GBCS_ERR_ABSENT;
    uint8_t role;

    for (role = 0U; (role < GBCS_ROLES) && (status == GBCS_ERR_ABSENT); role++) {
        const gbcs_entity_id control = gbcs_trust_control(&meter->trust, role);
        size_t i = 0U;

        do {
            status = gbcs_schedule_of_role(&meter->schedule, role, i, pending);
            i++;
        } while ((status == GBCS_OK) && (pending->originator == control));
    }
    return status;
}

/** Drops an instruction, and tells its sender if that is still known. */
static gbcs_status drop_orphan(gbcs_meter *meter, const gbcs_pending *pending)
{
    gbcs_writer alert = meter_output(meter);
    gbcs_status status = drop(meter, pending);

    if (status != GBCS_OK) {
        /* storage */
    } else if (pending->payload_size == 0U) {
        status = alert_item(meter, pending, false);
    } else if (gbcs_credentials_dropped(pending, &alert) == GBCS_OK) {
        status = alert_update(meter, pending, EVENT_DUE_NOT_ACTIONED, gbcs_writer_bytes(&alert));
    } else {
        /* not an instruction of which an alert tells */
    }
    return status;
}

/** Notes that instructions were lost with their record, and begins it anew. */
static gbcs_status mend_schedule(gbcs_meter *meter)
{
    gbcs_schedule *const schedule = &meter->schedule;
    gbcs_status status = GBCS_OK;

    if (schedule->damaged) {
        status = meter_log_not_actioned(meter, NULL);
        if (status == GBCS_OK) {
            status = make_removal(meter, gbcs_schedule_drop(schedule, 0U));
        }
    }
    return status;
}

gbcs_status meter_sweep(gbcs_meter *meter)
{
    gbcs_pending pending;
    gbcs_status status = GBCS_OK;

    if (meter->to_sweep && (meter->trust.life != GBCS_LIFE_BLANK)) {
        status = mend_schedule(meter);
        while (status == GBCS_OK) {
            status = find_orphan(meter, &pending);
            if (status == GBCS_OK) {
                status = drop_orphan(meter, &pending);
            }
        }
        if (status == GBCS_ERR_ABSENT) {
            status = GBCS_OK;
        }
    }
    if (status == GBCS_OK) {
        meter->to_sweep = false;
    }
    return status;
}
