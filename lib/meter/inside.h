/**
 * @file
 * What the files of the meter share.
 */
#ifndef GBCS_METER_INSIDE_H
#define GBCS_METER_INSIDE_H

#include "gbcs/meter.h"

/** Unusual numbers of malformed, out-of-order or unexpected commands (GBCS 16.2). */
#define EVENT_UNUSUAL_NUMBER 0x8F60U
/** Integrity check of content or format of a command failed. */
#define EVENT_CONTENT 0x8F1EU
/** Command not supported by the device. */
#define EVENT_UNSUPPORTED 0x8F85U
/** Command received, but not successfully actioned: of one whose outcome nobody knows. */
#define EVENT_NOT_ACTIONED 0x8155U

/** Future dated command actioned, and not actioned. */
#define EVENT_DUE_ACTIONED 0x8F66U
#define EVENT_DUE_NOT_ACTIONED 0x8F67U

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
 * What a call returns if reporting the reason of a refusal may have failed too: a failure of storage is
 * worth more than the reason, one of an alert is not.
 *
 * @param reason  the reason
 * @param failure what reporting it said
 * @return one of them
 */
gbcs_status meter_worse(gbcs_status reason, gbcs_status failure);

/**
 * Makes room for messages in blocks; one that is coming in is dropped.
 *
 * @param meter the meter
 */
void meter_begin_assembly(gbcs_meter *meter);

/**
 * Gives the generator fresh entropy if it is time, and begins it anew if it has failed; nothing if the
 * device makes no keys itself.
 *
 * @param meter  the meter
 * @param uptime seconds since power-on
 */
void meter_seed(gbcs_meter *meter, uint32_t uptime);

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
 * Carries out a command that was accepted: the library itself, or the application.
 *
 * @param meter   the meter
 * @param command the command
 * @return #GBCS_OK; #GBCS_ERR_ANSWERED; #GBCS_ERR_BUSY; a status of class malformed for a payload that
 *         is not what the command asks for; another one if it could not be done, which is logged; or a
 *         status of class storage
 */
gbcs_status meter_carry_out(gbcs_meter *meter, const gbcs_command *command);

/**
 * Hands a command to the application. The open transaction is made with its counter.
 *
 * @param meter   the meter
 * @param command the command
 * @return #GBCS_OK; #GBCS_ERR_ANSWERED; #GBCS_ERR_BUSY; or a status of class storage
 */
gbcs_status meter_hand_out(gbcs_meter *meter, const gbcs_command *command);

/**
 * Hands an order to the application, and does what its reply asks for.
 *
 * @param meter   the meter
 * @param order   the order, without intent and id
 * @param intent  its action
 * @param opened  whether the action is saved
 * @param request payload of the command; none if it is gone
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_ask(gbcs_meter *meter, gbcs_order *order, gbcs_intent *intent, bool opened,
                      gbcs_bytes request);

/**
 * Takes a top up that came in a command (CS01a, CS01b), or in one of a PPMID (PCS01).
 *
 * @param meter   the meter
 * @param command the command
 * @return as meter_carry_out()
 */
gbcs_status meter_take_top_up(gbcs_meter *meter, const gbcs_command *command);

/**
 * Does what is due after credit was added: the supplier is told of what was typed in.
 *
 * @param meter the meter
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_tell_credit(gbcs_meter *meter);

/**
 * The top up that an action is about.
 *
 * @param[in]  meter  the meter
 * @param[in]  intent the action
 * @param[out] top_up that
 * @return that, or null if it is about none
 */
const gbcs_top_up *meter_top_up_of(const gbcs_meter *meter, const gbcs_intent *intent,
                                   gbcs_top_up *top_up);

/**
 * What has to be remembered of a command.
 *
 * @param[in]  command the command
 * @param[out] intent  that, without an id
 */
void meter_intent_of(const gbcs_command *command, gbcs_intent *intent);

/**
 * Answers a command, whose plain payload is at the start of the output buffer. An answer that can't be
 * built is lost, which the application is told.
 *
 * @param meter   the meter
 * @param intent  what has to be known of the command
 * @param request its payload; none if it is gone
 * @param answer  the answer
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_answer(gbcs_meter *meter, const gbcs_intent *intent, gbcs_bytes request,
                         const gbcs_answer *answer);

/**
 * Notes that a command was not carried out, or that nobody knows.
 *
 * @param meter  the meter
 * @param header its grouping header
 * @return as meter_log()
 */
gbcs_status meter_log_not_actioned(gbcs_meter *meter, const gbcs_header *header);

/**
 * What a service works with.
 *
 * @param meter the meter
 * @return the desk
 */
gbcs_desk meter_desk(gbcs_meter *meter);

/**
 * Makes the open transaction of a service, with the command's counter and what else follows from it; reads
 * anew what has changed, and logs the events.
 *
 * @param meter   the meter
 * @param id      which counter guards the command; null if it was taken before
 * @param header  grouping header of the command
 * @param effects what follows
 * @return #GBCS_OK; as gbcs_replay_apply(); or a status of class storage: if something was made and can't be
 *         read, the meter is closed
 */
gbcs_status meter_make(gbcs_meter *meter, const gbcs_counter_id *id, const gbcs_header *header,
                       const gbcs_effects *effects);

/**
 * The device that an action of the application is about.
 *
 * @param[in]  meter  the meter
 * @param[in]  intent the action
 * @param[out] peer   the device, if there is one
 * @param[out] found  that, or null
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_peer(gbcs_meter *meter, const gbcs_intent *intent, gbcs_peer *peer,
                       const gbcs_peer **found);

/**
 * Sends a copy of the device log elsewhere, if it has changed: a Gas Proxy Function does (GCS62).
 *
 * @param meter the meter
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_copy_devices(gbcs_meter *meter);

/**
 * Lets the service of an action of the application conclude what it has begun.
 *
 * @param meter  the meter
 * @param intent the action
 * @param answer payload of the response; empty if there is none
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_conclude(gbcs_meter *meter, const gbcs_intent *intent, gbcs_bytes answer);

/**
 * Notes in the open transaction which items of a command are to wait for its date, and which no longer
 * do.
 *
 * @param[in]  meter   the meter
 * @param[in]  command the command
 * @param[out] waits   whether there is something that waits
 * @return as gbcs_schedule_put()
 */
gbcs_status meter_plan(gbcs_meter *meter, const gbcs_command *command, bool *waits);

/**
 * Takes back what meter_plan() has noted, in a transaction of its own.
 *
 * @param meter   the meter
 * @param command the command
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_unplan(gbcs_meter *meter, const gbcs_command *command);

/**
 * Does one instruction that is due.
 *
 * @param[in]     meter the meter
 * @param[in,out] next  seconds until there is something to do
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_do_due(gbcs_meter *meter, uint32_t *next);

/**
 * Drops the instructions of those who have lost control of their roles (GBCS 13.3).
 *
 * @param meter the meter
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_sweep(gbcs_meter *meter);

/**
 * Does what comes before anything else: drops what has lost its sender, seeds the generator, and hands
 * out the action that was open when power went.
 *
 * @param meter  the meter
 * @param uptime seconds since power-on
 * @return #GBCS_OK or a status of class storage
 */
gbcs_status meter_resume(gbcs_meter *meter, uint32_t uptime);

/**
 * What the payload of an alert is written in: ASN.1, or what the device type's application is.
 *
 * @param meter    the meter
 * @param use_case use case of the alert
 * @return the family
 */
gbcs_family meter_family_of(const gbcs_meter *meter, const gbcs_use_case *use_case);

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
