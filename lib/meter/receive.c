#include "meter/inside.h"

/** Octets of a request for blocks: a routing header and an empty block. */
#define REQUEST_ROOM 64U

/** Notes a message that was ignored or refused; too many of them are an event of their own. */
static gbcs_status note_unusual(gbcs_meter *meter, uint32_t uptime)
{
    static const gbcs_occurrence UNUSUAL = {.event = EVENT_UNUSUAL_NUMBER};
    gbcs_status status = GBCS_OK;

    if (gbcs_refusals_count(&meter->refusals, uptime)) {
        status = gbcs_log_takes_refusal(&meter->log) ? meter_raise(meter, &UNUSUAL)
                                                     : meter_send_alerts(meter, &UNUSUAL);
    }
    return status;
}

/** The alert about a refusal: code and time only, to the supplier (GBCS 16.2); or ECS100. */
static gbcs_status alert_refusal(gbcs_meter *meter, const gbcs_header *header, uint16_t event)
{
    const gbcs_occurrence occurrence = {.event = event};

    return (event == EVENT_UNSUPPORTED) ? meter_alert_unsupported(meter, header)
                                        : meter_send_alerts(meter, &occurrence);
}

/** Reports a refusal: a share in a log entry, and in an alert. */
static gbcs_status report(gbcs_meter *meter, const gbcs_header *header, uint16_t event,
                          uint32_t uptime)
{
    gbcs_log_entry entry;
    bool alert = false;
    gbcs_status status;

    meter->counts.refused++;
    meter_entry(meter, event, header, &entry);
    status = gbcs_refusals_note(&meter->refusals, &meter->log, &entry, uptime, &alert);
    if ((status == GBCS_OK) && alert) {
        status = alert_refusal(meter, header, event);
    }
    return status;
}

static gbcs_status refuse_command(gbcs_meter *meter, const gbcs_command *command,
                                  const gbcs_refusal *refusal, uint32_t uptime)
{
    gbcs_status status = GBCS_OK;

    if (refusal->event != 0U) {
        status = report(meter, &command->frame.header, refusal->event, uptime);
    } else {
        meter->counts.ignored++;
    }
    if (gbcs_status_class_of(status) != GBCS_CLASS_STORAGE) {
        status = note_unusual(meter, uptime);
    }
    return meter_worse(refusal->status, status);
}

/** Carries out what was accepted; the first command ends manufacture. */
static gbcs_status accept_command(gbcs_meter *meter, const gbcs_command *command)
{
    gbcs_status status = GBCS_ERR_MAC;

    if (gbcs_command_accepted(command)) {
        status = gbcs_trust_seal(&meter->trust);
    }
    if (status == GBCS_OK) {
        status = meter_carry_out(meter, command);
    }
    return status;
}

static gbcs_status take_message(gbcs_meter *meter, gbcs_bytes octets, uint32_t uptime)
{
    const gbcs_peers peers = {&meter->store, gbcs_joining_key};
    gbcs_gate gate = {meter->setup->crypto, &meter->trust, &meter->replay,
                      &meter->budget,       uptime,        &peers};
    gbcs_command command;
    gbcs_refusal refusal;
    gbcs_status status = gbcs_command_verify(&gate, octets, &command, &refusal);

    if (status == GBCS_OK) {
        status = accept_command(meter, &command);
        if (status == GBCS_OK) {
            meter->counts.accepted++;
        } else if (gbcs_status_class_of(status) == GBCS_CLASS_MALFORMED) {
            /* found out by the service that it is for */
            refusal.status = status;
            refusal.event = EVENT_CONTENT;
            status = refuse_command(meter, &command, &refusal, uptime);
        } else {
            meter->counts.ignored++;
        }
    } else {
        status = refuse_command(meter, &command, &refusal, uptime);
    }
    return status;
}

/** Whether a block is for this device at all. */
static gbcs_status check_block_target(const gbcs_meter *meter, gbcs_bytes octets)
{
    gbcs_gbt_block block;
    gbcs_status status = gbcs_gbt_parse(octets, &block);

    if ((status == GBCS_OK) && (block.recipient != meter->trust.device)) {
        status = GBCS_ERR_TARGET;
    }
    return status;
}

/** Adds a block to the message that comes in; the last one makes it a message. */
static gbcs_status add_block(gbcs_meter *meter, gbcs_bytes octets, uint32_t uptime)
{
    uint8_t request[REQUEST_ROOM];
    gbcs_writer writer = gbcs_writer_of(request, sizeof request);
    const gbcs_application *application = &meter->setup->application;
    gbcs_bytes message = {NULL, 0U};
    gbcs_status status = check_block_target(meter, octets);

    if (status == GBCS_OK) {
        status = gbcs_assembly_add(&meter->assembly, octets, uptime, &message);
    }
    if (status != GBCS_OK) {
        const gbcs_refusal ignored = {status, 0U};
        status = refuse_command(meter, NULL, &ignored, uptime);
    } else if (message.size > 0U) {
        status = take_message(meter, message, uptime);
    } else {
        gbcs_assembly_request(&meter->assembly, &writer);
        if ((writer.status == GBCS_OK) && (writer.used > 0U)) {
            application->send(application->context, gbcs_writer_bytes(&writer));
        }
    }
    return status;
}

static gbcs_status take_block(gbcs_meter *meter, gbcs_bytes octets, uint32_t uptime)
{
    const size_t again = (meter->sent.size > 0U) ? gbcs_block_requested(octets, meter->sent) : 0U;
    gbcs_status status = GBCS_OK;

    if (again > 0U) {
        meter_send_again(meter, again);
    } else {
        status = add_block(meter, octets, uptime);
    }
    return status;
}

static gbcs_status take_received(gbcs_meter *meter, gbcs_bytes octets)
{
    uint32_t uptime = 0U;
    gbcs_status status = meter_uptime(meter, &uptime);

    if ((status == GBCS_OK) && (meter->trust.life == GBCS_LIFE_BLANK)) {
        status = GBCS_ERR_LIFE;
    }
    if (status == GBCS_OK) {
        status = meter_resume(meter, uptime);
    }
    if (status == GBCS_OK) {
        status = gbcs_gbt_is_block(octets) ? take_block(meter, octets, uptime)
                                           : take_message(meter, octets, uptime);
    }
    return status;
}

gbcs_status gbcs_meter_receive(gbcs_meter *meter, gbcs_bytes octets)
{
    gbcs_status status = meter_enter(meter);

    if (status == GBCS_OK) {
        meter->counts.received++;
        status = take_received(meter, octets);
        meter_leave(meter);
    }
    return status;
}
