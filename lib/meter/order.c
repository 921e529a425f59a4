#include "meter/inside.h"

#include <string.h>

/** Bit of the ids of commands that are not protected against replay. */
#define UNGUARDED_IDS 0x8000000000000000U

/** GCS61. */
#define CODE_WITHOUT_OWN_COUNTER 0x00A0U

void meter_intent_of(const gbcs_command *command, gbcs_intent *intent)
{
    (void)memset(intent, 0, sizeof *intent);
    intent->header = command->frame.header;
    intent->header.date_time = gbcs_bytes_of(NULL, 0U);
    intent->header.party_certificate = gbcs_bytes_of(NULL, 0U);
    intent->role = command->role;
    intent->form = (uint8_t)gbcs_response_form(command->use_case, command->form);
    intent->has_party_key = command->has_party_key;
    intent->party_key = command->party_key;
}

static bool has_sensitive_data(const gbcs_use_case *use_case)
{
    return (use_case->flags & GBCS_USE_ENCRYPTED) != 0U;
}

/** The date-time of a response, if its use case has one. */
static void write_date_time(const gbcs_meter *meter, const gbcs_use_case *use_case,
                            const gbcs_answer *answer, gbcs_writer *writer)
{
    moment now;

    if ((use_case->flags & GBCS_USE_RESPONSE_TIME) == 0U) {
        /* none */
    } else if (answer->timed) {
        gbcs_write_dlms_time(writer, answer->time, answer->clock_status);
    } else {
        now = meter_now(meter);
        gbcs_write_dlms_time(writer, now.time, now.clock_status);
    }
}

/**
 * Whether what is encrypted for an unknown party is bound to an own counter, which the response then
 * carries. The one use case whose reference message does not do so is GCS61.
 */
static bool binds_own_counter(const gbcs_use_case *use_case, bool has_party_key)
{
    return has_party_key && (use_case->code != CODE_WITHOUT_OWN_COUNTER);
}

/** Answers a command, whose plain payload is at the start of the output buffer. */
static gbcs_status respond(gbcs_meter *meter, const gbcs_intent *intent, gbcs_bytes request,
                           const gbcs_answer *answer)
{
    uint8_t date_time[GBCS_DLMS_TIME_SIZE];
    gbcs_writer writer = gbcs_writer_of(date_time, sizeof date_time);
    outgoing out = {.use_case = gbcs_use_case_find(intent->header.message_code),
                    .form = (gbcs_form)intent->form,
                    .role = intent->role,
                    .request = request,
                    .plain_size = answer->payload.used,
                    .party_key = intent->has_party_key ? &intent->party_key : NULL};
    uint64_t own_counter = 0U;
    gbcs_status status = answer->payload.status;

    if ((status == GBCS_OK) && (out.use_case == NULL)) {
        status = GBCS_ERR_RECORD;
    }
    if (status == GBCS_OK) {
        write_date_time(meter, out.use_case, answer, &writer);
        status = writer.status;
    }
    if ((status == GBCS_OK) && ((out.use_case->flags & GBCS_USE_TOP_UP) != 0U) &&
        (out.use_case->category == GBCS_CATEGORY_COMMAND)) {
        /* refused for a limit it may come again, and be answered in other words (GBCS 14) */
        status = gbcs_replay_answer(&meter->replay, GBCS_ANSWERED_TOP_UPS, intent->header.counter);
    }
    if ((status == GBCS_OK) && binds_own_counter(out.use_case, intent->has_party_key)) {
        status = gbcs_replay_own(&meter->replay, &own_counter);
    }
    if (status == GBCS_OK) {
        gbcs_response_header(intent, own_counter, gbcs_writer_bytes(&writer), &out.header);
        status = meter_send(meter, &out);
    } else {
        meter_wipe_output(meter);
    }
    return status;
}

gbcs_status meter_log_not_actioned(gbcs_meter *meter, const gbcs_header *header)
{
    gbcs_log_entry entry;

    meter_entry(meter, EVENT_NOT_ACTIONED, header, &entry);
    return meter_log(meter, &entry);
}

/** An answer that can't be sent is lost; the action is done nevertheless. */
static gbcs_status settle_answer(gbcs_meter *meter, gbcs_status status)
{
    gbcs_status result = status;

    if (status == GBCS_ERR_ANSWERED) {
        /* under its key there is one answer, and it is out */
        result = GBCS_OK;
    } else if ((status != GBCS_OK) && (gbcs_status_class_of(status) != GBCS_CLASS_STORAGE)) {
        meter_notify(meter, GBCS_NOTICE_ANSWER_LOST);
        result = GBCS_OK;
    } else {
        /* sent, or storage failed */
    }
    return result;
}

gbcs_status meter_answer(gbcs_meter *meter, const gbcs_intent *intent, gbcs_bytes request,
                         const gbcs_answer *answer)
{
    return settle_answer(meter, respond(meter, intent, request, answer));
}

/** Closes the open action. The mark waits for a write that it can share; without a time, for the
 * next tick. */
static void close_action(gbcs_meter *meter)
{
    gbcs_replay_done(&meter->replay);
    if (meter_uptime(meter, &meter->put_off) != GBCS_OK) {
        meter->put_off = 0U;
    }
}

/** Whether it was no command: a token that was typed in. */
static bool is_local(const gbcs_use_case *use_case)
{
    return (use_case == NULL) || (use_case->category == GBCS_CATEGORY_LOCAL);
}

/**
 * The application wants to answer later. Sensitive data can't be: what is to be encrypted is said
 * by the command, which is gone then. Nor can what nobody waits for an answer to.
 */
static gbcs_status put_off_answer(gbcs_meter *meter, gbcs_intent *intent, bool opened)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(intent->header.message_code);
    gbcs_status status = GBCS_OK;

    if (is_local(use_case) || has_sensitive_data(use_case)) {
        status = GBCS_ERR_PLAIN;
    } else if (opened) {
        status = gbcs_replay_later(&meter->replay);
    } else {
        intent->later = true;
        status = gbcs_replay_accept(&meter->replay, NULL, 0U, intent);
    }
    return status;
}

/** Ends an action: its service concludes what it has begun, and the action is closed. If that fails, the
 * records are read anew, and it is handed out again. */
static gbcs_status end_action(gbcs_meter *meter, const gbcs_intent *intent, bool opened,
                              gbcs_bytes answer)
{
    const gbcs_status status = meter_conclude(meter, intent, answer);

    if (status != GBCS_OK) {
        meter->ready = false;
    } else if (opened) {
        close_action(meter);
    } else {
        /* it was never saved */
    }
    return status;
}

/** The application answers later, if it may: else it gives no answer. */
static gbcs_status follow_later(gbcs_meter *meter, gbcs_intent *intent, bool opened,
                                gbcs_reply *decided)
{
    gbcs_status status = put_off_answer(meter, intent, opened);

    if (gbcs_status_class_of(status) == GBCS_CLASS_STORAGE) {
        /* read anew, the action is open, and is handed out again */
        meter->ready = false;
    } else if (status != GBCS_OK) {
        *decided = GBCS_REPLY_NONE;
        status = GBCS_OK;
    } else {
        /* it will be completed */
    }
    return status;
}

/** Tells the supplier of credit that was typed in; of its own command it is told by the response. */
static gbcs_status tell_credit_of(gbcs_meter *meter, const gbcs_top_up *top_up)
{
    gbcs_status status = GBCS_OK;

    if ((top_up != NULL) && (top_up->way != GBCS_WAY_COMMAND)) {
        status = meter_tell_credit(meter);
    }
    return status;
}

/** Tells whoever is to be told that it is done: the sender of the command, and of credit that was typed in
 * the supplier. */
static gbcs_status tell_done(gbcs_meter *meter, const gbcs_order *order, const gbcs_intent *intent,
                             gbcs_bytes request, const gbcs_answer *answer)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(intent->header.message_code);
    gbcs_status status = GBCS_OK;

    if (is_local(use_case)) {
        meter_wipe_output(meter);
    } else {
        status = meter_answer(meter, intent, request, answer);
    }
    if (status == GBCS_OK) {
        status = tell_credit_of(meter, order->top_up);
    }
    return status;
}

/** Tells what the application's reply asks for, when the action is closed. */
static gbcs_status tell_outcome(gbcs_meter *meter, const gbcs_order *order,
                                const gbcs_intent *intent, gbcs_bytes request, gbcs_reply reply,
                                const gbcs_answer *answer)
{
    gbcs_status status = GBCS_OK;

    if (reply == GBCS_REPLY_NOW) {
        status = tell_done(meter, order, intent, request, answer);
    } else if ((reply == GBCS_REPLY_UNSUPPORTED) && (order->top_up == NULL)) {
        status = settle_answer(meter, meter_alert_unsupported(meter, &intent->header));
    } else if (reply != GBCS_REPLY_LATER) {
        status = meter_log_not_actioned(meter, &intent->header);
    } else {
        /* it will be completed */
    }
    return status;
}

/** Does what the application's reply asks for. */
static gbcs_status follow(gbcs_meter *meter, const gbcs_order *order, gbcs_intent *intent,
                          bool opened, gbcs_bytes request, gbcs_reply reply,
                          const gbcs_answer *answer)
{
    gbcs_bytes said = {NULL, 0U};
    gbcs_reply decided = reply;
    gbcs_status status = GBCS_OK;

    if (reply == GBCS_REPLY_LATER) {
        status = follow_later(meter, intent, opened, &decided);
    }
    if (decided == GBCS_REPLY_NOW) {
        said = gbcs_writer_bytes(&answer->payload);
    }
    if ((status == GBCS_OK) && order->waits &&
        ((decided == GBCS_REPLY_NONE) || (decided == GBCS_REPLY_UNSUPPORTED) ||
         answer->nothing_waits)) {
        status = meter_unplan(meter, order->command);
    }
    if ((status == GBCS_OK) && (decided != GBCS_REPLY_LATER)) {
        status = end_action(meter, intent, opened, said);
    }
    if ((status != GBCS_OK) || (decided != GBCS_REPLY_NOW)) {
        meter_wipe_output(meter);
    }
    if (status == GBCS_OK) {
        status = tell_outcome(meter, order, intent, request, decided, answer);
    }
    return status;
}

/**
 * A read with an encrypted answer must not be answered twice under one key. With the certificate of
 * an unknown party the key is bound to an own counter, which is always new.
 */
static gbcs_status check_answered(gbcs_meter *meter, const gbcs_command *command)
{
    gbcs_status status = GBCS_OK;

    if (has_sensitive_data(command->use_case) &&
        !binds_own_counter(command->use_case, command->has_party_key)) {
        status = gbcs_replay_answer(&meter->replay, command->role, command->frame.header.counter);
    }
    return status;
}

/**
 * The id under which the application knows an action. Those of commands that are not protected
 * against replay are a range apart: their number is saved only when they are answered later, and until
 * then the next action may get it.
 */
static uint64_t order_id(const gbcs_meter *meter, const gbcs_intent *intent)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(intent->header.message_code);
    gbcs_top_up top_up;
    const bool guarded = ((use_case != NULL) && ((use_case->flags & GBCS_USE_REPLAY) != 0U)) ||
                         (meter_top_up_of(meter, intent, &top_up) != NULL);

    return guarded ? intent->id : (intent->id | UNGUARDED_IDS);
}

/** Saves counter and intent, before anything is done. */
static gbcs_status open_action(gbcs_meter *meter, const gbcs_command *command, gbcs_intent *intent,
                               bool *opened)
{
    gbcs_counter_id id;
    gbcs_status status = GBCS_OK;

    *opened = gbcs_command_counter(command, &id);
    if (*opened) {
        status = gbcs_replay_accept(&meter->replay, &id, command->frame.header.counter, intent);
    } else {
        /* the number that it has if it is answered later */
        intent->id = meter->replay.last_id + 1U;
    }
    return status;
}

/** Saves counter and intent, and with them what is to wait. */
static gbcs_status save_action(gbcs_meter *meter, const gbcs_command *command, gbcs_intent *intent,
                               bool *opened, bool *waits)
{
    bool planned = false;
    gbcs_status status = meter_plan(meter, command, waits);

    if (status != GBCS_OK) {
        gbcs_store_abandon(&meter->store);
        if (gbcs_status_class_of(status) != GBCS_CLASS_STORAGE) {
            status = meter_worse(status, meter_log_not_actioned(meter, &command->frame.header));
        }
    } else {
        planned = meter->store.count > 0U;
        status = open_action(meter, command, intent, opened);
        if ((status == GBCS_OK) && planned) {
            status = gbcs_schedule_open(&meter->schedule, &meter->store);
            if (status != GBCS_OK) {
                /* read anew, the action is open, and is handed out then */
                meter->ready = false;
            }
        }
    }
    return status;
}

gbcs_status meter_ask(gbcs_meter *meter, gbcs_order *order, gbcs_intent *intent, bool opened,
                      gbcs_bytes request)
{
    const gbcs_application *application = &meter->setup->application;
    gbcs_answer answer;
    gbcs_reply reply;

    (void)memset(&answer, 0, sizeof answer);
    meter->sent = gbcs_bytes_of(NULL, 0U);
    answer.payload = meter_output(meter);
    order->intent = intent;
    order->id = order_id(meter, intent);
    reply = application->execute(application->context, order, &answer);
    return follow(meter, order, intent, opened, request, reply, &answer);
}

gbcs_status meter_hand_out(gbcs_meter *meter, const gbcs_command *command)
{
    gbcs_intent intent;
    gbcs_order order;
    gbcs_peer peer;
    bool opened = false;
    gbcs_status status = check_answered(meter, command);

    (void)memset(&order, 0, sizeof order);
    order.command = command;
    meter_intent_of(command, &intent);
    if (status == GBCS_OK) {
        status = save_action(meter, command, &intent, &opened, &order.waits);
    }
    if (status == GBCS_OK) {
        status = meter_peer(meter, &intent, &peer, &order.peer);
        if (status != GBCS_OK) {
            /* read anew, the action is open, and is handed out then */
            meter->ready = false;
        }
    }
    if (status == GBCS_OK) {
        status = meter_ask(meter, &order, &intent, opened, command->frame.payload);
    }
    return status;
}

/** Asks for the outcome of the action that was open, and does what the reply asks for. */
static gbcs_status take_up_action(gbcs_meter *meter)
{
    gbcs_intent intent = meter->replay.intent;
    gbcs_top_up top_up;
    gbcs_order order;
    gbcs_peer peer;
    gbcs_status status;

    (void)memset(&order, 0, sizeof order);
    order.resumed = true;
    order.top_up = meter_top_up_of(meter, &intent, &top_up);
    status = meter_peer(meter, &intent, &peer, &order.peer);
    if (status == GBCS_OK) {
        status = meter_ask(meter, &order, &intent, true, gbcs_bytes_of(NULL, 0U));
    }
    return status;
}

gbcs_status meter_resume(gbcs_meter *meter, uint32_t uptime)
{
    gbcs_status status = meter_sweep(meter);

    meter_seed(meter, uptime);

    /* it may have been completed before it was handed out */
    if ((status == GBCS_OK) && meter->to_resume && (meter->replay.intent.id != 0U)) {
        status = take_up_action(meter);
    }
    meter->to_resume = meter->to_resume && (status != GBCS_OK);
    return status;
}

/** Answers the open action. */
static gbcs_status answer_open(gbcs_meter *meter, const gbcs_intent *intent,
                               const gbcs_answer *answer)
{
    const gbcs_bytes said = gbcs_writer_bytes(&answer->payload);
    gbcs_top_up top_up;
    const gbcs_top_up *const credited = meter_top_up_of(meter, intent, &top_up);
    gbcs_status status = meter_stage(meter, said);

    if (status == GBCS_OK) {
        status = meter_conclude(meter, intent, said);
    }
    if (status == GBCS_OK) {
        status = respond(meter, intent, gbcs_bytes_of(NULL, 0U), answer);
        if (status == GBCS_ERR_ANSWERED) {
            /* no other answer will do */
            status = GBCS_OK;
        }
    }
    if (status == GBCS_OK) {
        close_action(meter);
        status = tell_credit_of(meter, credited);
    }
    return status;
}

gbcs_status gbcs_meter_complete(gbcs_meter *meter, uint64_t id, const gbcs_answer *answer)
{
    gbcs_intent intent;
    gbcs_status status = meter_enter(meter);

    if (status == GBCS_OK) {
        intent = meter->replay.intent;
        status = ((intent.id == 0U) || (order_id(meter, &intent) != id) || (!intent.later))
                     ? GBCS_ERR_TICKET
                     : answer_open(meter, &intent, answer);
        meter_leave(meter);
    }
    return status;
}
