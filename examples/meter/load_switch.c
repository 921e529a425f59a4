/**
 * @file
 * The load switch: an action that must be done once, takes time, and is answered when it is done.
 *
 * The id of the order is what makes "once" true. It is written into the application's record in the
 * same write as the new position, so that after a power cut at any moment the record says whether the
 * order was carried out. The meter does its part: it hands an order that it has no answer for out
 * again after the restart, with the same id.
 */
#include "commands.h"

/** When the switch has surely moved. It takes a second, and the time is known in whole seconds only. */
#define SWITCH_SECONDS 2U
/** Octets of the record: layout, position, id of the order. */
#define RECORD_SIZE 10U
/** First octet of the record. */
#define RECORD_LAYOUT 1U

/** The object whose method moves the switch: class 9, 0-0:10.0.106.255, method 1. */
#define SCRIPT_TABLE 9U
#define SCRIPT_EXECUTE 1U
static const uint8_t SWITCH_SCRIPTS[GBCS_OBIS_SIZE] = {0x00U, 0x00U, 0x0AU, 0x00U, 0x6AU, 0xFFU};

/** Number of its script for each position. */
static const uint8_t SCRIPTS[] = {[SWITCH_OPEN] = 52U, [SWITCH_ARMED] = 54U, [SWITCH_CLOSED] = 51U};

static uint32_t uptime_of(const application *app)
{
    uint32_t seconds = 0U;

    (void)app->port->uptime(app->port->context, &seconds);
    return seconds;
}

/** Stores where the switch is and who moved it there: one write, both or neither. */
static gbcs_status store_position(const application *app, switch_position position, uint64_t order)
{
    uint8_t octets[RECORD_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u8(&writer, RECORD_LAYOUT);
    gbcs_write_u8(&writer, (uint8_t)position);
    gbcs_write_u64(&writer, order);
    return app->port->store(app->port->context, LOAD_SWITCH_RECORD, octets, sizeof octets);
}

gbcs_status switch_begin(application *app)
{
    load_switch *own = &app->load_switch;
    uint8_t octets[RECORD_SIZE];
    size_t size = 0U;
    gbcs_status status =
        app->port->load(app->port->context, LOAD_SWITCH_RECORD, octets, sizeof octets, &size);
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(octets, size));

    if (status == GBCS_OK) {
        uint8_t position;
        gbcs_read_constant(&reader, RECORD_LAYOUT);
        position = gbcs_read_u8(&reader);
        own->moved_by = gbcs_read_u64(&reader);
        own->position = (switch_position)position;
        status = ((gbcs_reader_finish(&reader) == GBCS_OK) && (position <= SWITCH_CLOSED))
                     ? GBCS_OK
                     : GBCS_ERR_RECORD;
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = GBCS_OK; /* new: open, moved by nobody */
    }
    return status;
}

/** Whether the command asks for what its Message Code says: the one script that fits. */
static bool asks_for(const gbcs_order *order, switch_position target)
{
    gbcs_dlms_request_item item;
    const uint8_t script[] = {GBCS_AXDR_UINT16, 0U, SCRIPTS[target]};

    return dlms_only_item(order, &item) && (item.access == GBCS_ACCESS_ACTION) &&
           (item.class_id == SCRIPT_TABLE) && (item.attribute == SCRIPT_EXECUTE) &&
           gbcs_bytes_equal(item.instance, gbcs_bytes_of(SWITCH_SCRIPTS, GBCS_OBIS_SIZE)) &&
           gbcs_bytes_equal(item.data, gbcs_bytes_of(script, sizeof script));
}

static void answer_result(gbcs_answer *answer, uint32_t invoke_id, uint8_t result)
{
    dlms_answer_one(answer, invoke_id, GBCS_ACCESS_ACTION, gbcs_bytes_of(NULL, 0U), result);
}

static gbcs_reply move(application *app, const gbcs_order *order, gbcs_answer *answer,
                       switch_position target)
{
    load_switch *own = &app->load_switch;
    gbcs_reply reply = GBCS_REPLY_NOW;

    if (was_done(order, own->moved_by)) {
        /* power was cut after the switch had moved, and before the meter had the answer */
        answer_result(answer, dlms_invoke_id(order), DLMS_SUCCESS);
    } else if (!order->resumed && !asks_for(order, target)) {
        reply = dlms_other_reason(app, order, answer);
    } else {
        /* begins now, or anew after a power cut: it does not matter how far it had come */
        own->order = order->id;
        own->target = target;
        own->invoke_id = dlms_invoke_id(order);
        own->due = uptime_of(app) + SWITCH_SECONDS;
        reply = GBCS_REPLY_LATER;
    }
    return reply;
}

gbcs_reply switch_open(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    return move(app, order, answer, SWITCH_OPEN);
}

gbcs_reply switch_arm(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    return move(app, order, answer, SWITCH_ARMED);
}

gbcs_reply switch_close(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    return move(app, order, answer, SWITCH_CLOSED);
}

/** The switch has moved: note it, then answer. */
static gbcs_status finish_move(application *app)
{
    load_switch *own = &app->load_switch;
    uint8_t payload[32];
    gbcs_answer answer = {.payload = gbcs_writer_of(payload, sizeof payload)};
    gbcs_status status = GBCS_OK;
    uint8_t result = DLMS_SUCCESS;

    if (store_position(app, own->target, own->order) == GBCS_OK) {
        own->position = own->target;
        own->moved_by = own->order;
    } else {
        result = DLMS_HARDWARE_FAULT;
    }
    answer_result(&answer, own->invoke_id, result);
    status = gbcs_meter_complete(app->meter, own->order, &answer);
    if ((status == GBCS_OK) || (status == GBCS_ERR_TICKET)) {
        own->order = 0U; /* answered; or the meter was erased meanwhile */
        status = GBCS_OK;
    }
    return status;
}

gbcs_status application_tick(application *app, uint32_t *next)
{
    load_switch *own = &app->load_switch;
    const uint32_t now = uptime_of(app);
    gbcs_status status = GBCS_OK;

    if ((own->order != 0U) && (now >= own->due)) {
        status = finish_move(app);
    }
    if (own->order == 0U) {
        *next = UINT32_MAX;
    } else {
        *next = (own->due > now) ? (own->due - now) : 1U;
    }
    return status;
}
