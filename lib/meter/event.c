#include "meter/inside.h"

#include <string.h>

/** Octets of what an alert ECS100 says: Message Code and Originator Counter of the command. */
#define UNSUPPORTED_SIZE 10U
/** The same with the head of a DLMS octet-string. */
#define UNSUPPORTED_ROOM 12U

/** The device types whose application is DLMS; the others' is GBZ (GBCS 7.2.8, 7.2.10). */
#define DLMS_DEVICES                                                                               \
    ((1U << GBCS_DEVICE_ESME) | (1U << GBCS_DEVICE_CHF) | (1U << GBCS_DEVICE_HCALCS) |             \
     (1U << GBCS_DEVICE_SAPC))

gbcs_family meter_family_of(const gbcs_meter *meter, const gbcs_use_case *use_case)
{
    gbcs_family family = GBCS_FAMILY_GBZ;

    if (use_case->family == GBCS_FAMILY_ASN1) {
        family = GBCS_FAMILY_ASN1;
    } else if ((DLMS_DEVICES & (1U << meter->trust.device_type)) != 0U) {
        family = GBCS_FAMILY_DLMS;
    } else {
        /* ZigBee */
    }
    return family;
}

/** Whether the device sends such an alert. */
static bool is_sent_as_alert(const gbcs_meter *meter, const gbcs_use_case *use_case)
{
    return (use_case != NULL) && gbcs_use_case_for_device(use_case, meter->trust.device_type) &&
           ((use_case->category == GBCS_CATEGORY_CRITICAL_ALERT) ||
            (use_case->category == GBCS_CATEGORY_ALERT));
}

/** Puts the payload of an alert at the start of the output buffer. */
static gbcs_status stage_alert(gbcs_meter *meter, gbcs_family family,
                               const gbcs_occurrence *occurrence, uint64_t counter, size_t *size)
{
    const moment now = meter_now(meter);
    const gbcs_alert alert = {occurrence->event, now.time, now.clock_status,
                              occurrence->element_count, occurrence->content};
    gbcs_writer writer = meter_output(meter);

    gbcs_status status;

    if (family == GBCS_FAMILY_ASN1) {
        /* it may be there already */
        status = meter_stage(meter, occurrence->content);
        *size = occurrence->content.size;
    } else {
        gbcs_write_alert(family, &alert, counter, &writer);
        *size = writer.used;
        status = writer.status;
    }
    return status;
}

/** Who is to get an alert, and how it is protected. */
typedef struct envelope {
    const gbcs_use_case *use_case;
    gbcs_entity_id recipient;
    /** Role whose key makes the MAC of a non-critical alert. */
    uint8_t role;
    /** Supplementary fields; all zeros if there are none. */
    gbcs_other_form other_form;
    gbcs_entity_id party;
    uint64_t party_counter;
} envelope;

static gbcs_status send_alert(gbcs_meter *meter, const gbcs_occurrence *occurrence,
                              const envelope *to)
{
    outgoing out = {.use_case = to->use_case, .role = to->role};
    gbcs_status status;

    out.form = (to->use_case->category == GBCS_CATEGORY_CRITICAL_ALERT) ? GBCS_FORM_SIGNED
                                                                        : GBCS_FORM_MACED;
    out.header.cra = GBCS_CRA_ALERT;
    out.header.originator = meter->trust.device;
    out.header.recipient = to->recipient;
    out.header.message_code = to->use_case->code;
    out.header.other_form = to->other_form;
    out.header.party = to->party;
    out.header.party_counter = to->party_counter;
    meter->sent = gbcs_bytes_of(NULL, 0U);
    status = gbcs_replay_own(&meter->replay, &out.header.counter);
    if (status == GBCS_OK) {
        status = stage_alert(meter, meter_family_of(meter, to->use_case), occurrence,
                             out.header.counter, &out.plain_size);
    }
    if (status == GBCS_OK) {
        status = meter_send(meter, &out);
    } else {
        meter_wipe_output(meter);
    }
    return status;
}

/** The party in a role, to be alerted: of its key agreement cell, or else its signature
 * cell. */
static gbcs_entity_id party_in(const gbcs_meter *meter, uint8_t role)
{
    const gbcs_cell_id agreement = {role, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT};
    const gbcs_cell_id signature = {role, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT};
    const gbcs_cell *cell = gbcs_trust_find(&meter->trust, &agreement);

    if (cell == NULL) {
        cell = gbcs_trust_find(&meter->trust, &signature);
    }
    return (cell != NULL) ? cell->entity : 0U;
}

/** Sends an alert to each role that the event table says. */
static gbcs_status alert_roles(gbcs_meter *meter, const gbcs_occurrence *occurrence, uint16_t roles,
                               envelope *to)
{
    gbcs_status first_failure = (roles == 0U) ? GBCS_ERR_ARGUMENT : GBCS_OK;
    gbcs_status status;
    uint8_t role;

    for (role = 0U; role < GBCS_ROLES; role++) {
        if (gbcs_roles_hold(roles, role)) {
            to->role = role;
            to->recipient = party_in(meter, role);
            status = (to->recipient == 0U) ? GBCS_ERR_ABSENT : send_alert(meter, occurrence, to);
            if (first_failure == GBCS_OK) {
                first_failure = status;
            }
        }
    }
    return first_failure;
}

/** The use case of the alert: its own one, or a generic one. */
static const gbcs_use_case *alert_use_case(const gbcs_event *event,
                                           const gbcs_occurrence *occurrence)
{
    uint16_t code = occurrence->message_code;

    if (code == 0U) {
        code = ((event->flags & GBCS_EVENT_CRITICAL) != 0U) ? CODE_CRITICAL_ALERT : CODE_ALERT;
    }
    return gbcs_use_case_find(code);
}

gbcs_status meter_send_alerts(gbcs_meter *meter, const gbcs_occurrence *occurrence)
{
    const gbcs_event *event = gbcs_event_find(occurrence->event);
    envelope to = {.other_form = GBCS_OTHER_CODE};
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if (event != NULL) {
        to.use_case = alert_use_case(event, occurrence);
    }
    if (!is_sent_as_alert(meter, to.use_case)) {
        /* not what an alert could be sent as */
    } else if ((occurrence->recipient != 0U) &&
               (!gbcs_trust_knows(&meter->trust, occurrence->recipient))) {
        status = GBCS_ERR_ABSENT;
    } else if (occurrence->recipient != 0U) {
        to.recipient = occurrence->recipient;
        to.role = meter_role_of(meter, occurrence->recipient);
        if (occurrence->party != 0U) {
            to.other_form = GBCS_OTHER_PARTY;
            to.party = occurrence->party;
        }
        status = send_alert(meter, occurrence, &to);
    } else {
        status = alert_roles(meter, occurrence, event->recipients, &to);
    }
    return status;
}

gbcs_status meter_alert_unsupported(gbcs_meter *meter, const gbcs_header *header)
{
    const envelope to = {.use_case = gbcs_use_case_find(CODE_UNSUPPORTED),
                         .recipient = header->originator,
                         .role = GBCS_ROLE_ACB,
                         .other_form = (header->other_form == GBCS_OTHER_CODE)
                                           ? GBCS_OTHER_CODE
                                           : GBCS_OTHER_PARTY_COUNTER,
                         .party = header->party,
                         .party_counter = header->party_counter};
    gbcs_occurrence occurrence = {.event = EVENT_UNSUPPORTED};
    uint8_t content[UNSUPPORTED_ROOM];
    gbcs_writer writer = gbcs_writer_of(content, sizeof content);

    if (meter_family_of(meter, to.use_case) == GBCS_FAMILY_DLMS) {
        occurrence.element_count = 1U;
        gbcs_write_axdr_head(&writer, GBCS_AXDR_OCTET_STRING, UNSUPPORTED_SIZE);
    }
    gbcs_write_u16(&writer, header->message_code);
    gbcs_write_u64(&writer, header->counter);
    occurrence.content = gbcs_writer_bytes(&writer);
    return send_alert(meter, &occurrence, &to);
}

/** Writes an event to the Security Log, if the table says so. */
static gbcs_status log_event(gbcs_meter *meter, const gbcs_event *event,
                             const gbcs_occurrence *occurrence)
{
    gbcs_log_entry entry;
    gbcs_status status = GBCS_OK;

    if ((event->flags & GBCS_EVENT_SECURITY_LOG) != 0U) {
        meter_entry(meter, event->code, NULL, &entry);
        entry.message_code = occurrence->about_code;
        entry.party = occurrence->about_party;
        entry.detail = occurrence->about_detail;
        status = meter_log(meter, &entry);
    }
    return status;
}

/** Whether its alert, if there is to be one, is one that the device sends; before it is logged. */
static bool is_sound(const gbcs_meter *meter, const gbcs_event *event,
                     const gbcs_occurrence *occurrence)
{
    return ((event->flags & GBCS_EVENT_ALERT) == 0U) ||
           (is_sent_as_alert(meter, alert_use_case(event, occurrence)) &&
            ((occurrence->party == 0U) || (occurrence->recipient != 0U)));
}

gbcs_status meter_raise(gbcs_meter *meter, const gbcs_occurrence *occurrence)
{
    const gbcs_event *event = gbcs_event_find(occurrence->event);
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if ((event != NULL) && is_sound(meter, event, occurrence)) {
        status = log_event(meter, event, occurrence);
    }
    if ((status == GBCS_OK) && ((event->flags & GBCS_EVENT_ALERT) != 0U)) {
        status = meter_send_alerts(meter, occurrence);
    }
    return status;
}

gbcs_status gbcs_meter_raise(gbcs_meter *meter, const gbcs_occurrence *occurrence)
{
    gbcs_status status = meter_enter(meter);

    if (status == GBCS_OK) {
        status =
            (meter->trust.life == GBCS_LIFE_BLANK) ? GBCS_ERR_LIFE : meter_raise(meter, occurrence);
        meter_leave(meter);
    }
    return status;
}
