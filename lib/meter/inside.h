/**
 * @file
 * What the files of the meter share.
 */
#ifndef GBCS_METER_INSIDE_H
#define GBCS_METER_INSIDE_H

#include "gbcs/meter.h"

/** Unusual numbers of malformed, out-of-order or unexpected commands (GBCS 16.2). */
#define EVENT_UNUSUAL_NUMBER 0x8F60U
/** Command not supported by the device. */
#define EVENT_UNSUPPORTED 0x8F85U
/** Command received, but not successfully actioned: of one whose outcome nobody knows. */
#define EVENT_NOT_ACTIONED 0x8155U

/** Message Code of the alert that tells of a command that is not supported (ECS100). */
#define CODE_UNSUPPORTED 0x0120U
/** Message Code of a generic critical alert. */
#define CODE_CRITICAL_ALERT 0x1000U
/** Message Code of a generic alert. */
#define CODE_ALERT 0x1001U

/** A moment, and how far the clock is to be believed. */
typedef struct moment {
    gbcs_utc time;
    /** Last octet of a DLMS date-time. */
    uint8_t clock_status;
    /** Whether there is a time at all. */
    bool known;
} moment;

/** A message to be sent, whose plain payload lies at the start of the output buffer. */
typedef struct outgoing {
    /** Its grouping header. */
    gbcs_header header;
    /** Its use case. */
    const gbcs_use_case *use_case;
    /** #GBCS_FORM_MACED or #GBCS_FORM_SIGNED. */
    gbcs_form form;
    /** Role of the recipient: whose key makes the MAC. */
    uint8_t role;
    /** Payload of the command that it answers; none for an alert. */
    gbcs_bytes request;
    /** Octets of the plain payload. */
    size_t plain_size;
    /** Key of the party that sensitive data is for; null for the recipient's. */
    const gbcs_public_key *party_key;
} outgoing;

/**
 * Begins a call: it may not be inside another one, and the records must be readable.
 *
 * @param meter the meter
 * @return #GBCS_OK: end with meter_leave()
 */
gbcs_status meter_enter(gbcs_meter *meter);

/**
 * Ends a call.
 *
 * @param meter the meter
 */
void meter_leave(gbcs_meter *meter);

/**
 * Seconds since power-on.
 *
 * @param[in]  meter  the meter
 * @param[out] uptime the seconds
 * @return what the port says
 */
gbcs_status meter_uptime(const gbcs_meter *meter, uint32_t *uptime);

/**
 * The time, as logs, alerts and responses give it.
 *
 * @param meter the meter
 * @return the moment
 */
moment meter_now(const gbcs_meter *meter);

/**
 * Tells the application of something.
 *
 * @param meter  the meter
 * @param notice what
 */
void meter_notify(const gbcs_meter *meter, gbcs_notice notice);

/**
 * A log entry of now.
 *
 * @param[in]  meter  the meter
 * @param[in]  event  code of the event
 * @param[in]  header grouping header of the command that it is about; null if none
 * @param[out] entry  the entry
 */
void meter_entry(const gbcs_meter *meter, uint16_t event, const gbcs_header *header,
                 gbcs_log_entry *entry);

/**
 * Adds an entry to the Security Log.
 *
 * @param meter the meter
 * @param entry the entry
 * @return what gbcs_log_add() says
 */
gbcs_status meter_log(gbcs_meter *meter, gbcs_log_entry *entry);

/**
 * Builds a message from the plain payload in the output buffer, and sends it. Nothing plain is left
 * in the buffer.
 *
 * @param meter the meter
 * @param out   the message
 * @return #GBCS_OK or why it could not be built
 */
gbcs_status meter_send(gbcs_meter *meter, const outgoing *out);

/**
 * Sends the last long message once more, from a block on.
 *
 * @param meter the meter
 * @param first number of the first block
 */
void meter_send_again(gbcs_meter *meter, size_t first);

/**
 * The output buffer, to be written from its start.
 *
 * @param meter the meter
 * @return the writer
 */
gbcs_writer meter_output(const gbcs_meter *meter);

/**
 * Wipes the output buffer. No message can be repeated then.
 *
 * @param meter the meter
 */
void meter_wipe_output(gbcs_meter *meter);

/**
 * The role of a party whose key can make a MAC: it has a key agreement cell.
 *
 * @param meter the meter
 * @param party Entity Identifier of the party
 * @return the role; #GBCS_ROLE_NONE if there is none
 */
uint8_t meter_role_of(const gbcs_meter *meter, gbcs_entity_id party);

/**
 * Puts a payload that lies elsewhere at the start of the output buffer.
 *
 * @param meter  the meter
 * @param octets the payload
 * @return #GBCS_OK or #GBCS_ERR_SPACE
 */
gbcs_status meter_stage(gbcs_meter *meter, gbcs_bytes octets);

/**
 * Carries out a command that was accepted.
 *
 * @param meter   the meter
 * @param command the command
 * @return #GBCS_OK; #GBCS_ERR_ANSWERED; #GBCS_ERR_BUSY; or a status of class storage
 */
gbcs_status meter_carry_out(gbcs_meter *meter, const gbcs_command *command);

/**
 * Hands out the action that was open when power went.
 *
 * @param meter the meter
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_resume(gbcs_meter *meter);

/**
 * Raises an event, inside a call.
 *
 * @param meter      the meter
 * @param occurrence what happened
 * @return as gbcs_meter_raise()
 */
gbcs_status meter_raise(gbcs_meter *meter, const gbcs_occurrence *occurrence);

/**
 * Sends the alerts of an event, without logging it.
 *
 * @param meter      the meter
 * @param occurrence what happened
 * @return as gbcs_meter_raise()
 */
gbcs_status meter_send_alerts(gbcs_meter *meter, const gbcs_occurrence *occurrence);

/**
 * Sends the alert that tells of a command that is not supported (ECS100), to its sender.
 *
 * @param meter  the meter
 * @param header grouping header of the command
 * @return as meter_send()
 */
gbcs_status meter_alert_unsupported(gbcs_meter *meter, const gbcs_header *header);

#endif
