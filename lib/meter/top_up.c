#include "meter/inside.h"

#include <string.h>

/** Credit added locally; limits of value; suspension of entries (GBCS 16.2). */
#define EVENT_CREDIT_ADDED 0x810EU
#define EVENT_ABOVE_BALANCE 0x8F47U
#define EVENT_ABOVE_THRESHOLD 0x8F5BU
#define EVENT_SUSPENDED 0x81C4U
#define EVENT_LOCKED_OUT 0x81C5U

/** A token from a PPMID on the HAN of an ESME; the code only names it in logs (GBCS 16.4). */
#define CODE_FROM_PPMID 0x0116U

/** Who sells tokens. It can't be replaced while an action is open. */
static gbcs_entity_id seller(const gbcs_meter *meter)
{
    static const gbcs_cell_id id = {GBCS_ROLE_SUPPLIER, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_TOP_UP};
    const gbcs_cell *cell = gbcs_trust_find(&meter->trust, &id);

    return (cell != NULL) ? cell->entity : 0U;
}

const gbcs_top_up *meter_top_up_of(const gbcs_meter *meter, const gbcs_intent *intent,
                                   gbcs_top_up *top_up)
{
    return (gbcs_top_up_from_note(intent->note, seller(meter), top_up) == GBCS_OK) ? top_up : NULL;
}

/** Asks whether the credit is within the limits. */
static gbcs_status check_limits(const gbcs_meter *meter, const gbcs_top_up *top_up, uint16_t *event)
{
    const gbcs_application *application = &meter->setup->application;
    gbcs_credit_limit limit = GBCS_CREDIT_FITS;
    gbcs_status status = GBCS_OK;

    if (application->may_credit != NULL) {
        limit = application->may_credit(application->context, top_up);
    }
    if (limit != GBCS_CREDIT_FITS) {
        *event = (limit == GBCS_CREDIT_ABOVE_BALANCE) ? EVENT_ABOVE_BALANCE : EVENT_ABOVE_THRESHOLD;
        status = GBCS_ERR_CREDIT;
    }
    return status;
}

/** Looks at a token, and at what it is worth (GBCS 14.3.4 to 14.3.6). */
static gbcs_status judge_token(gbcs_meter *meter, const gbcs_top_up_entry *entry,
                               gbcs_top_up *top_up, uint16_t *event)
{
    gbcs_status status = gbcs_top_up_verify(meter->setup->crypto, &meter->store, &meter->trust,
                                            entry, top_up, event);

    if (status == GBCS_OK) {
        status = check_limits(meter, top_up, event);
    }
    return status;
}

/**
 * Notes why a token was not taken; nothing is noted of one that was mistyped. Any can come again and again,
 * also in a command that somebody has recorded, so they share entries: but for those that were typed in and
 * are not authentic, which have limits of their own.
 */
static gbcs_status log_refused(gbcs_meter *meter, const gbcs_header *header, gbcs_way way,
                               uint16_t event, uint32_t uptime)
{
    gbcs_log_entry entry;
    bool alert = false;
    gbcs_status status = GBCS_OK;

    meter_entry(meter, event, header, &entry);
    if (event == 0U) {
        /* mistyped */
    } else if ((event == GBCS_EVENT_NOT_AUTHENTIC) && (way != GBCS_WAY_COMMAND)) {
        status = meter_log(meter, &entry);
    } else {
        /* none of these has an alert */
        status = gbcs_refusals_note(&meter->refusals, &meter->log, &entry, uptime, &alert);
    }
    return status;
}

/** Saves that the token is used, together with the action, and hands it out. */
static gbcs_status credit(gbcs_meter *meter, const gbcs_top_up *top_up, gbcs_order *order,
                          gbcs_intent *intent, gbcs_bytes request)
{
    gbcs_status status = gbcs_top_up_take(&meter->store, top_up);

    if (status == GBCS_OK) {
        status = gbcs_top_up_note(top_up, intent->note);
    }
    if (status == GBCS_OK) {
        status = gbcs_replay_accept(&meter->replay, NULL, 0U, intent);
    } else {
        gbcs_store_abandon(&meter->store);
    }
    if (status == GBCS_OK) {
        order->top_up = top_up;
        status = meter_ask(meter, order, intent, true, request);
    }
    return status;
}

/**
 * Answers that nothing was credited. To a device on the HAN nothing is said of a token that was used: it
 * may have been answered under the same key, and its counters are not remembered.
 */
static gbcs_status refuse_credit(gbcs_meter *meter, const gbcs_command *command,
                                 const gbcs_intent *intent, const gbcs_top_up_request *request,
                                 uint16_t event)
{
    gbcs_answer answer;
    gbcs_status status = GBCS_OK;

    if ((request->way == GBCS_WAY_COMMAND) || (event != GBCS_EVENT_DUPLICATE)) {
        (void)memset(&answer, 0, sizeof answer);
        meter->sent = gbcs_bytes_of(NULL, 0U);
        answer.payload = meter_output(meter);
        gbcs_write_top_up_refusal(&answer.payload, request);
        status = meter_answer(meter, intent, command->frame.payload, &answer);
    }
    return status;
}

/** What stands for the command of a token that was typed in: who has sold it, and its counter. */
static void intent_of_entry(const gbcs_meter *meter, gbcs_way way, const gbcs_top_up *top_up,
                            gbcs_intent *intent)
{
    (void)memset(intent, 0, sizeof *intent);
    intent->header.cra = GBCS_CRA_COMMAND;
    intent->header.counter = (uint64_t)top_up->counter << 32;
    intent->header.originator = seller(meter);
    intent->header.recipient = meter->trust.device;
    intent->header.message_code = (way == GBCS_WAY_PPMID) ? CODE_FROM_PPMID : 0U;
    intent->role = GBCS_ROLE_SUPPLIER;
    intent->form = (uint8_t)GBCS_FORM_MACED;
}

/** Raises an event that nothing is to be said of but that it was. */
static gbcs_status tell(gbcs_meter *meter, uint16_t event)
{
    const gbcs_occurrence occurrence = {.event = event};

    return meter_worse(GBCS_OK, meter_raise(meter, &occurrence));
}

gbcs_status meter_tell_credit(gbcs_meter *meter)
{
    return tell(meter, EVENT_CREDIT_ADDED);
}

/** Counts a token that was not authentic, before anybody is told. */
static gbcs_status count_failure(gbcs_meter *meter, gbcs_way way, uint32_t uptime)
{
    bool suspended = false;
    gbcs_status status = gbcs_limit_fail(&meter->limit, way, uptime, &suspended);

    if ((status == GBCS_OK) && suspended) {
        meter->suspension_told[(way == GBCS_WAY_KEYPAD) ? 0U : 1U] = false;
        status = tell(meter, EVENT_SUSPENDED);
    }
    return status;
}

/** Whether entries are looked at. If not, the first that comes is told of. */
static gbcs_status check_suspension(gbcs_meter *meter, gbcs_way way, uint32_t uptime)
{
    bool *const told = &meter->suspension_told[(way == GBCS_WAY_KEYPAD) ? 0U : 1U];
    uint32_t remaining = 0U;
    gbcs_status status = GBCS_OK;

    if (!gbcs_limit_check(&meter->limit, way, uptime, &remaining)) {
        status = GBCS_ERR_SUSPENDED;
        if (!*told) {
            *told = true;
            status = meter_worse(status, tell(meter, EVENT_LOCKED_OUT));
        }
    }
    return status;
}

/** Notes that a token that was typed in was not taken. */
static gbcs_status refuse_entry(gbcs_meter *meter, const gbcs_intent *intent, gbcs_way way,
                                uint16_t event, uint32_t uptime)
{
    gbcs_status status = GBCS_OK;

    if ((event == GBCS_EVENT_NOT_AUTHENTIC) && (way != GBCS_WAY_COMMAND)) {
        status = count_failure(meter, way, uptime);
    }
    if (status == GBCS_OK) {
        status = log_refused(meter, &intent->header, way, event, uptime);
    }
    return status;
}

/** Takes an entry that is looked at. */
static gbcs_status take_entry(gbcs_meter *meter, gbcs_way way, gbcs_bytes utrn, uint32_t uptime)
{
    gbcs_top_up_entry entry;
    gbcs_top_up top_up;
    gbcs_intent intent;
    gbcs_order order;
    uint16_t event = 0U;
    gbcs_status status;

    (void)memset(&order, 0, sizeof order);
    (void)memset(&entry, 0, sizeof entry);
    entry.way = way;
    entry.utrn = utrn;
    status = judge_token(meter, &entry, &top_up, &event);
    intent_of_entry(meter, way, &top_up, &intent);
    if (status == GBCS_OK) {
        status = credit(meter, &top_up, &order, &intent, gbcs_bytes_of(NULL, 0U));
    } else {
        status = meter_worse(status, refuse_entry(meter, &intent, way, event, uptime));
    }
    return status;
}

/** Takes a token that a command carries. */
static gbcs_status take_carried(gbcs_meter *meter, const gbcs_command *command,
                                const gbcs_top_up_request *request, uint32_t uptime)
{
    gbcs_top_up_entry entry;
    gbcs_top_up top_up;
    gbcs_intent intent;
    gbcs_order order;
    uint16_t event = 0U;
    gbcs_status status = check_suspension(meter, request->way, uptime);

    entry.way = request->way;
    entry.utrn = request->utrn;
    entry.originator = command->frame.header.originator;
    entry.counter = command->frame.header.counter;
    (void)memset(&order, 0, sizeof order);
    order.command = command;
    meter_intent_of(command, &intent);
    intent.role = GBCS_ROLE_SUPPLIER;
    if (status == GBCS_OK) {
        status = judge_token(meter, &entry, &top_up, &event);
    }
    if (status == GBCS_OK) {
        status = credit(meter, &top_up, &order, &intent, command->frame.payload);
    } else if (gbcs_status_class_of(status) != GBCS_CLASS_STORAGE) {
        /* the sender is told by the response */
        status = refuse_entry(meter, &intent, entry.way, event, uptime);
        if (status == GBCS_OK) {
            status = refuse_credit(meter, command, &intent, request, event);
        }
    } else {
        /* which counters were used is not known */
    }
    return status;
}

gbcs_status meter_take_top_up(gbcs_meter *meter, const gbcs_command *command)
{
    const gbcs_way way = (command->use_case->category == GBCS_CATEGORY_HAN_COMMAND)
                             ? GBCS_WAY_PPMID
                             : GBCS_WAY_COMMAND;
    gbcs_top_up_request request;
    uint32_t uptime = 0U;
    gbcs_status status = gbcs_top_up_read(way, command->frame.payload, &request);

    if ((status == GBCS_OK) && (meter->replay.intent.id != 0U)) {
        status = GBCS_ERR_BUSY;
    }
    if (status == GBCS_OK) {
        status = meter_uptime(meter, &uptime);
    }
    if (status == GBCS_OK) {
        status = take_carried(meter, command, &request, uptime);
    }
    return status;
}

/** What has to be so before an entry is looked at. */
static gbcs_status prepare_entry(gbcs_meter *meter, gbcs_way way, uint32_t *uptime)
{
    gbcs_status status = meter_uptime(meter, uptime);

    if ((way != GBCS_WAY_KEYPAD) && (way != GBCS_WAY_PPMID)) {
        status = GBCS_ERR_ARGUMENT;
    } else if (meter->trust.life == GBCS_LIFE_BLANK) {
        status = GBCS_ERR_LIFE;
    } else {
        /* as the clock says */
    }
    if (status == GBCS_OK) {
        status = meter_resume(meter, *uptime);
    }
    if ((status == GBCS_OK) && (meter->replay.intent.id != 0U)) {
        status = GBCS_ERR_BUSY;
    }
    return status;
}

gbcs_status gbcs_meter_top_up(gbcs_meter *meter, gbcs_way way, gbcs_bytes utrn)
{
    uint32_t uptime = 0U;
    gbcs_status status = meter_enter(meter);

    if (status == GBCS_OK) {
        status = prepare_entry(meter, way, &uptime);
        if (status == GBCS_OK) {
            status = check_suspension(meter, way, uptime);
        }
        if (status == GBCS_OK) {
            status = take_entry(meter, way, utrn, uptime);
        }
        meter_leave(meter);
    }
    return status;
}
