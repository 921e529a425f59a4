#include "meter/inside.h"

#include <string.h>

#include "gbcs/credentials.h"

/** Device joined, and unjoined (GBCS 16.2). */
#define EVENT_JOINED 0x8F49U
#define EVENT_UNJOINED 0x8F4BU
/** The device log of a Gas Proxy Function has changed, and the alert that keeps a copy of it (GCS62). */
#define EVENT_LOG_CHANGED 0x8071U
#define CODE_LOG_COPY 0x00B2U

/** Ends what a service has begun, when the application has done its part. */
typedef gbcs_status (*conclusion)(const gbcs_desk *desk, gbcs_bytes answer, gbcs_effects *effects);

/** A command that the library carries out itself. */
typedef struct served {
    /** Its Message Code. */
    uint16_t code;
    /** What does it. */
    gbcs_service service;
    /** What ends it; null if the application has no part in it. */
    conclusion conclude;
} served;

/* MISRA Ref 8.9.1 */
static const served SERVED[] = {
    {0x0008U, gbcs_credentials_details, NULL},             /* CS02a */
    {0x000AU, gbcs_credentials_issue, NULL},               /* CS02c */
    {0x000BU, gbcs_credentials_install, NULL},             /* CS02d */
    {0x000CU, gbcs_credentials_provide, NULL},             /* CS02e */
    {0x000DU, gbcs_joining_join, gbcs_joining_conclude},   /* CS03A1 */
    {0x000EU, gbcs_joining_join, gbcs_joining_conclude},   /* CS03B */
    {0x000FU, gbcs_joining_unjoin, gbcs_joining_conclude}, /* CS04AC */
    {0x0010U, gbcs_joining_unjoin, gbcs_joining_conclude}, /* CS04B */
    {0x0013U, gbcs_joining_read, NULL},                    /* CS07 */
    {0x008CU, gbcs_joining_restore, NULL},                 /* GCS59 */
    {0x00ABU, gbcs_joining_join, gbcs_joining_conclude},   /* CS03A2 */
    {0x00AFU, gbcs_joining_join, gbcs_joining_conclude},   /* CS03C */
    {0x0100U, gbcs_credentials_update, NULL},              /* CS02b, a code for each mode */
    {0x0101U, gbcs_credentials_update, NULL},
    {0x0102U, gbcs_credentials_update, NULL},
    {0x0103U, gbcs_credentials_update, NULL},
    {0x0104U, gbcs_credentials_update, NULL},
    {0x0105U, gbcs_credentials_update, NULL},
    {0x0106U, gbcs_credentials_update, NULL},
    {0x0107U, gbcs_credentials_update, NULL},
    {0x0108U, gbcs_credentials_update, NULL},
    {0x0109U, gbcs_credentials_update, NULL},
    {0x011BU, gbcs_credentials_details, NULL}, /* CS02f */
    {0x0125U, gbcs_credentials_update, NULL},  /* CS02g */
    {0x0126U, gbcs_credentials_update, NULL},
};

#define SERVED_COUNT ((sizeof SERVED) / (sizeof SERVED[0]))

static const served *served_find(uint16_t code)
{
    const served *found = NULL;
    size_t i;

    for (i = 0U; i < SERVED_COUNT; i++) {
        if (SERVED[i].code == code) {
            found = &SERVED[i];
        }
    }
    return found;
}

gbcs_desk meter_desk(gbcs_meter *meter)
{
    const moment now = meter_now(meter);
    gbcs_desk desk;

    (void)memset(&desk, 0, sizeof desk);
    desk.crypto = meter->setup->crypto;
    desk.store = &meter->store;
    desk.trust = &meter->trust;
    desk.replay = &meter->replay;
    desk.schedule = &meter->schedule;
    desk.random = (meter->setup->noise != NULL) ? &meter->random : NULL;
    desk.now = now.time;
    /* what makes a clock reliable is not known here */
    desk.clock = now.known ? GBCS_CLOCK_UNRELIABLE : GBCS_CLOCK_UNKNOWN;
    desk.hardware_type = meter->setup->hardware_type;
    return desk;
}

/** Takes over what a transaction has changed in storage. If that fails the meter is closed. */
static gbcs_status take_over(gbcs_meter *meter, const gbcs_effects *effects)
{
    gbcs_status status = GBCS_OK;

    if (effects->trust_changed) {
        status = gbcs_trust_open(&meter->trust, &meter->store);
        meter->to_sweep = true;
    }
    if (status == GBCS_OK) {
        status = gbcs_schedule_open(&meter->schedule, &meter->store);
    }
    if (status != GBCS_OK) {
        meter->ready = false;
    }
    return status;
}

/** Logs the events of a service. */
static gbcs_status log_events(gbcs_meter *meter, const gbcs_effects *effects,
                              const gbcs_header *header)
{
    gbcs_log_entry entry;
    gbcs_status status = GBCS_OK;
    size_t i;

    for (i = 0U; (i < effects->event_count) && (status == GBCS_OK); i++) {
        const uint16_t event = effects->events[i];

        meter->to_copy = meter->to_copy || (event == EVENT_JOINED) || (event == EVENT_UNJOINED);
        meter_entry(meter, event, header, &entry);
        status = meter_log(meter, &entry);
    }
    return status;
}

gbcs_status meter_make(gbcs_meter *meter, const gbcs_counter_id *id, const gbcs_header *header,
                       const gbcs_effects *effects)
{
    gbcs_status status = gbcs_cache_apply(&meter->store, effects->cache, effects->cache_floor);

    if (status == GBCS_OK) {
        status = gbcs_replay_apply(&meter->replay, id, header->counter, effects->floors,
                                   effects->floor_count);
    } else {
        gbcs_store_abandon(&meter->store);
    }
    if (status == GBCS_OK) {
        status = take_over(meter, effects);
    }
    if (status == GBCS_OK) {
        status = log_events(meter, effects, header);
    }
    return status;
}

gbcs_status meter_copy_devices(gbcs_meter *meter)
{
    const moment now = meter_now(meter);
    gbcs_writer writer = meter_output(meter);
    gbcs_occurrence occurrence = {.event = EVENT_LOG_CHANGED, .message_code = CODE_LOG_COPY};
    gbcs_status status = GBCS_OK;

    if (meter->to_copy && (meter->trust.device_type == GBCS_DEVICE_GPF)) {
        meter->sent = gbcs_bytes_of(NULL, 0U);
        status = gbcs_joining_backup(&meter->store, now.time, &writer);
        if (status == GBCS_OK) {
            occurrence.content = gbcs_writer_bytes(&writer);
            status = meter_raise(meter, &occurrence);
        }
        status = meter_worse(GBCS_OK, status);
    }
    meter->to_copy = meter->to_copy && (status != GBCS_OK);
    return status;
}

/** Answers with what the service has written into the output buffer. */
static gbcs_status answer_served(gbcs_meter *meter, const gbcs_command *command,
                                 const gbcs_answer *answer)
{
    gbcs_intent intent;

    meter_intent_of(command, &intent);
    return meter_answer(meter, &intent, command->frame.payload, answer);
}

/** Makes what a service has prepared, and answers. One that is not protected against replay only tells. */
static gbcs_status finish_served(gbcs_meter *meter, const gbcs_command *command,
                                 const gbcs_effects *effects, const gbcs_answer *answer)
{
    gbcs_counter_id id;
    gbcs_status status = GBCS_OK;

    if (gbcs_command_counter(command, &id)) {
        status = meter_make(meter, &id, &command->frame.header, effects);
    }
    if (status == GBCS_OK) {
        status = answer_served(meter, command, answer);
    }
    return status;
}

/** Drops what a service has prepared. What is not the sender's fault is logged. */
static gbcs_status give_up(gbcs_meter *meter, const gbcs_command *command, gbcs_status reason)
{
    gbcs_status logged = GBCS_OK;

    gbcs_store_abandon(&meter->store);
    meter_wipe_output(meter);
    if (meter->trust.unsettled && (gbcs_trust_settle(&meter->trust) != GBCS_OK)) {
        /* the next call reads everything anew */
        meter->ready = false;
    }
    if (reason == GBCS_ERR_UNSUPPORTED) {
        logged = meter_alert_unsupported(meter, &command->frame.header);
    } else if ((gbcs_status_class_of(reason) != GBCS_CLASS_MALFORMED) &&
               (gbcs_status_class_of(reason) != GBCS_CLASS_STORAGE) && (reason != GBCS_ERR_BUSY)) {
        logged = meter_log_not_actioned(meter, &command->frame.header);
    } else {
        /* reported as a refusal, or not at all */
    }
    return meter_worse(reason, logged);
}

static gbcs_status serve(gbcs_meter *meter, const gbcs_command *command, gbcs_service service)
{
    const gbcs_desk desk = meter_desk(meter);
    gbcs_answer answer;
    gbcs_effects effects;
    gbcs_counter_id id;
    gbcs_status status = GBCS_OK;

    (void)memset(&answer, 0, sizeof answer);
    (void)memset(&effects, 0, sizeof effects);
    meter->sent = gbcs_bytes_of(NULL, 0U);
    answer.payload = meter_output(meter);
    if ((meter->replay.intent.id != 0U) && gbcs_command_counter(command, &id)) {
        status = GBCS_ERR_BUSY;
    }
    if (status == GBCS_OK) {
        status = service(&desk, command, &answer.payload, &effects);
    }
    if ((status == GBCS_OK) && (!effects.hands_out)) {
        status = finish_served(meter, command, &effects, &answer);
    }
    if (status != GBCS_OK) {
        status = give_up(meter, command, status);
    } else if (effects.hands_out) {
        status = meter_hand_out(meter, command);
    } else {
        /* done */
    }
    return status;
}

gbcs_status meter_carry_out(gbcs_meter *meter, const gbcs_command *command)
{
    const served *known = served_find(command->use_case->code);

    gbcs_service service = NULL;
    gbcs_status status;

    if (known != NULL) {
        service = known->service;
    }
    if (service != NULL) {
        status = serve(meter, command, service);
    } else if ((command->use_case->flags & GBCS_USE_TOP_UP) != 0U) {
        status = meter_take_top_up(meter, command);
    } else {
        status = meter_hand_out(meter, command);
    }
    return status;
}

gbcs_status meter_peer(gbcs_meter *meter, const gbcs_intent *intent, gbcs_peer *peer,
                       const gbcs_peer **found)
{
    const served *known = served_find(intent->header.message_code);
    gbcs_status status = GBCS_OK;

    *found = NULL;
    if ((known != NULL) && (known->conclude != NULL)) {
        status = gbcs_joining_open(&meter->store, peer);
        if (status == GBCS_OK) {
            *found = peer;
        } else if (status == GBCS_ERR_ABSENT) {
            /* it was concluded before power went */
            status = GBCS_OK;
        } else {
            /* storage */
        }
    }
    return status;
}

/** Makes what a service concludes, and logs it. */
static gbcs_status end_served(gbcs_meter *meter, conclusion end, const gbcs_intent *intent,
                              gbcs_bytes answer)
{
    const gbcs_desk desk = meter_desk(meter);
    gbcs_effects effects;
    gbcs_status status = end(&desk, answer, &effects);

    if (status == GBCS_OK) {
        status = gbcs_store_commit(&meter->store);
    } else {
        gbcs_store_abandon(&meter->store);
    }
    if (status == GBCS_OK) {
        status = log_events(meter, &effects, &intent->header);
    }
    return status;
}

gbcs_status meter_conclude(gbcs_meter *meter, const gbcs_intent *intent, gbcs_bytes answer)
{
    const served *known = served_find(intent->header.message_code);
    conclusion end = NULL;

    if (known != NULL) {
        end = known->conclude;
    }
    return (end != NULL) ? end_served(meter, end, intent, answer) : GBCS_OK;
}
