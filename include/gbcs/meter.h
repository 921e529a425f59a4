/**
 * @file
 * The device: one context that takes what comes from the HAN and gives back what is to be sent.
 *
 * Everything is called from one task, the one that owns the context. No call may be made from an
 * interrupt or from inside a callback (#GBCS_ERR_BUSY); an interrupt sets a flag, and the task calls
 * gbcs_meter_raise(). No call waits for anything but the port.
 *
 * After a failure of storage the meter is closed: it does nothing until its records can be read
 * again, which each call tries first.
 */
#ifndef GBCS_METER_H
#define GBCS_METER_H

#include "gbcs/joining.h"
#include "gbcs/log.h"
#include "gbcs/message/respond.h"
#include "gbcs/message/transfer.h"
#include "gbcs/service.h"
#include "gbcs/top_up.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A command for the application. It lives as long as the call. */
typedef struct gbcs_order {
    /** Names the action. Of a command that is protected against replay it is never given again in
     * the life of the device, so an application that keeps it with what it changed can tell a second
     * time. Ids of other commands, which have the highest bit set, are for gbcs_meter_complete()
     * only. */
    uint64_t id;
    /** The command; its frame's payload is what is asked for. */
    const gbcs_command *command;
    /** Whether it was begun before a restart; then there is no command, only intent. */
    bool resumed;
    /** Who asks for what: Message Code, role, parties, counter. */
    const gbcs_intent *intent;
    /** Whether the meter calls gbcs_application::activate when the command's date has come. What it
     * asks for is to be kept until then (GBCS 9.2). False if it is resumed: what was not kept before
     * power went is not activated. */
    bool waits;
    /** The device to be joined or unjoined (CS03, CS04): all that the library can check is checked, the
     * application does what the network needs, and its answer decides. Else null. */
    const gbcs_peer *peer;
    /** Credit to be added (CS01, keypad, PPMID): the token is authentic, was never used, and is within the
     * limits that the application has said. Else null. It is added once: whoever is asked again with the
     * same id, after a power cut, answers only. The token is used whatever the reply is; one that was
     * typed in can't be answered later. */
    const gbcs_top_up *top_up;
} gbcs_order;

/** What the application answers. */
typedef struct gbcs_answer {
    /** Receives the payload of the response, sensitive values in plain. */
    gbcs_writer payload;
    /** Whether time and clock_status are given; else the clock is read. */
    bool timed;
    /** When the command was carried out, for responses that say so. */
    gbcs_utc time;
    /** Status of the clock then: last octet of a DLMS date-time. */
    uint8_t clock_status;
    /** Of an order that waits: that it does not, as the answer says that nothing was taken. What waited
     * before for the same objects does not either. */
    bool nothing_waits;
} gbcs_answer;

/** How the application answers. */
typedef enum gbcs_reply {
    /** Now: the answer is in the payload. */
    GBCS_REPLY_NOW = 0,
    /** Later, with gbcs_meter_complete(). Not for use cases with sensitive data, not for a token that was
     * typed in without a command (keypad, or PPMID of an ESME), and only if no other action is open: it is
     * #GBCS_REPLY_NONE then. */
    GBCS_REPLY_LATER = 1,
    /** Not at all: nothing was done, or (resumed) nobody knows. It is logged. */
    GBCS_REPLY_NONE = 2,
    /** Not at all: the product does not have what the command is about. The sender is told so. */
    GBCS_REPLY_UNSUPPORTED = 3
} gbcs_reply;

/** Whether credit is within the limits of the meter (GBCS 14.3.5). */
typedef enum gbcs_credit_limit {
    /** It is. */
    GBCS_CREDIT_FITS = 0,
    /** The value is above the Maximum Credit Threshold (8F5B). */
    GBCS_CREDIT_ABOVE_THRESHOLD = 1,
    /** The Meter Balance would be above the Maximum Meter Balance Threshold (8F47). */
    GBCS_CREDIT_ABOVE_BALANCE = 2
} gbcs_credit_limit;

/** Something that the application should know of. */
typedef enum gbcs_notice {
    /** Soon entries of the Security Log that were not read will be lost. */
    GBCS_NOTICE_LOG_FILLING = 0,
    /** Records of the Security Log were damaged. */
    GBCS_NOTICE_LOG_DAMAGED = 1,
    /** A message could not be built: its answer did not fit, or was not well formed. */
    GBCS_NOTICE_ANSWER_LOST = 2,
    /** The noise source does not answer, or has failed its tests: no keys can be made. */
    GBCS_NOTICE_NO_RANDOM = 3
} gbcs_notice;

/** The application. */
typedef struct gbcs_application {
    /** Handed to each function. */
    void *context;
    /**
     * Carries out a command. Returns soon.
     *
     * @param[in]     context the application's
     * @param[in]     order   the command
     * @param[in,out] answer  receives the answer
     */
    gbcs_reply (*execute)(void *context, const gbcs_order *order, gbcs_answer *answer);
    /**
     * Sends octets to the Communications Hub: a message or a block of one.
     *
     * @param context the application's
     * @param octets  at most #GBCS_GBT_MESSAGE_SIZE; valid during the call
     */
    void (*send)(void *context, gbcs_bytes octets);
    /**
     * Tells of something (optional).
     *
     * @param context the application's
     * @param notice  what
     */
    void (*notify)(void *context, gbcs_notice notice);
    /**
     * Lets take effect what an item of a DLMS or GBZ command had put off (optional: without it dates
     * are the application's). Done a second time, after a power cut, it makes no difference.
     *
     * @param context the application's
     * @param item    what, and whose: counter and object name it for good
     * @return whether it took effect; the sender is alerted
     */
    bool (*activate)(void *context, const gbcs_pending *item);
    /**
     * Says whether credit is within limits (optional: there are none). Nothing is changed yet: a token
     * that is refused stays good.
     *
     * @param context the application's
     * @param top_up  the credit
     * @return whether it is
     */
    gbcs_credit_limit (*may_credit)(void *context, const gbcs_top_up *top_up);
} gbcs_application;

/** What a meter is made of; constant, stays where it is. */
typedef struct gbcs_meter_setup {
    /** The board. */
    const gbcs_port *port;
    /** The implementations. */
    const gbcs_crypto *crypto;
    /** The application. */
    gbcs_application application;
    /** Work buffer of the store: gbcs_store_buffer_size() octets. */
    uint8_t *store_buffer;
    /** Its size. */
    size_t store_room;
    /** What is known of the board's noise; null if the device makes no keys itself. */
    const gbcs_noise *noise;
    /** Hardware type, for certification requests: the octets of its OBJECT IDENTIFIER; may be none. */
    gbcs_bytes hardware_type;
    /** Where long messages are put together, and instructions that are due; none if only single
     * messages are taken, and no instruction in ASN.1 can wait. */
    uint8_t *input;
    /** Its size: 4,096 hold the longest message known. */
    size_t input_room;
    /** Where messages are built; a long one stays here for repetition until the next one. */
    uint8_t *output;
    /** Its size: that of the longest response or alert, and #GBCS_BLOCK_ROOM more if that is above
     * #GBCS_GBT_MESSAGE_SIZE; 2,640 for the reference messages. */
    size_t output_room;
} gbcs_meter_setup;

/** What came in, for figures; since power-on. */
typedef struct gbcs_meter_counts {
    /** Messages and blocks. */
    uint32_t received;
    /** Commands accepted. */
    uint32_t accepted;
    /** Commands refused and reported. */
    uint32_t refused;
    /** Messages only counted. */
    uint32_t ignored;
} gbcs_meter_counts;

/** The device. Holds secrets; the caller's; all zeros it does nothing. */
typedef struct gbcs_meter {
    /** What it is made of. */
    const gbcs_meter_setup *setup;
    /** The records. */
    gbcs_store store;
    /** Whom it trusts. */
    gbcs_trust trust;
    /** The counters. */
    gbcs_replay replay;
    /** What is pending. */
    gbcs_schedule schedule;
    /** The generator; all zeros if the device makes no keys, or it has failed. */
    gbcs_random random;
    /** Entries of tokens. */
    gbcs_limit limit;
    /** Whether it was told that entries come while they are suspended: by keypad, by PPMID. */
    bool suspension_told[GBCS_LIMITED_WAYS];
    /** The Security Log. */
    gbcs_log log;
    /** Refusals. */
    gbcs_refusals refusals;
    /** Curve operations for what is not authentic. */
    gbcs_budget budget;
    /** The long message that comes in. */
    gbcs_assembly assembly;
    /** The long message that went out last, in the output buffer. */
    gbcs_bytes sent;
    /** Figures. */
    gbcs_meter_counts counts;
    /** Seconds since power-on when something was put off. */
    uint32_t put_off;
    /** Seconds since power-on at which the generator takes fresh entropy. */
    uint32_t seed_at;
    /** Whether the records are read. */
    bool ready;
    /** Whether the application was told that the Security Log was damaged. */
    bool damage_told;
    /** Whether an open action of before the start is still to be handed out. */
    bool to_resume;
    /** Whether instructions may be pending whose sender has lost control. */
    bool to_sweep;
    /** Whether the device log has changed since a copy of it was sent. */
    bool to_copy;
    /** Whether a call is under way. */
    bool busy;
} gbcs_meter;

/** An event that the application raises. */
typedef struct gbcs_occurrence {
    /** Its code. */
    uint16_t event;
    /** Message Code of its alert, if it has content of its own; 0 for a generic alert. */
    uint16_t message_code;
    /** Elements of the content, DLMS. */
    uint8_t element_count;
    /** Content: DLMS and GBZ, what follows code and time, sensitive values in plain; ASN.1, the
     * whole payload. */
    gbcs_bytes content;
    /** Who is alerted; 0 for those that the event table says. */
    gbcs_entity_id recipient;
    /** Supplementary Remote Party of an alert to a recipient that is named; 0 if none. */
    gbcs_entity_id party;
    /** For the log: Message Code that it is about; 0 if none. */
    uint16_t about_code;
    /** For the log: party that it is about; 0 if none. */
    gbcs_entity_id about_party;
    /** For the log: counter, or another number, that it is about; 0 if none. */
    uint64_t about_detail;
} gbcs_occurrence;

/**
 * Starts a meter: opens storage, finishes what a power cut interrupted, reads everything. Of the
 * application it calls notify only. The next call tests the noise source and seeds the generator.
 *
 * @param[out] meter the meter
 * @param[in]  setup what it is made of
 * @return #GBCS_OK, also for a device that is blank; #GBCS_ERR_ARGUMENT for a setup that lacks
 *         something; #GBCS_ERR_SPACE for a buffer that is too small, or a board with less than
 *         #GBCS_RECORD_COUNT records of #GBCS_RECORD_SIZE octets; or a status of class storage:
 *         the meter is then closed
 */
GBCS_MUST_USE gbcs_status gbcs_meter_boot(gbcs_meter *meter, const gbcs_meter_setup *setup);

/**
 * Provisions the meter, see gbcs_trust_provision().
 *
 * @param meter     the meter
 * @param provision what it is given
 * @return as gbcs_trust_provision(), or #GBCS_ERR_BUSY
 */
GBCS_MUST_USE gbcs_status gbcs_meter_provision(gbcs_meter *meter, const gbcs_provision *provision);

/**
 * Ends manufacture, see gbcs_trust_seal(). The first command that is accepted does so too.
 *
 * @param meter the meter
 * @return as gbcs_trust_seal(), or #GBCS_ERR_BUSY
 */
GBCS_MUST_USE gbcs_status gbcs_meter_seal(gbcs_meter *meter);

/**
 * Ends the life of the device, see gbcs_trust_erase(). The numbers of orders begin anew in the next
 * life: the application forgets those that it has kept.
 *
 * @param meter the meter; blank afterwards
 * @return as gbcs_trust_erase(), or #GBCS_ERR_BUSY
 */
GBCS_MUST_USE gbcs_status gbcs_meter_erase(gbcs_meter *meter);

/**
 * Takes a message, or a block of one, from the HAN.
 *
 * @param meter  the meter
 * @param octets what came in; may be anything, and may be in the input buffer of the board, but not
 *               in the meter's
 * @return #GBCS_OK if a command was accepted, or a block was taken; the reason of a refusal, see
 *         gbcs_command_verify(); #GBCS_ERR_BUSY; #GBCS_ERR_LIFE for a blank device;
 *         #GBCS_ERR_ANSWERED; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_meter_receive(gbcs_meter *meter, gbcs_bytes octets);

/**
 * Does what time asks for: resumes an open action after a restart, does what is due (one instruction a
 * call), closes windows, drops what is overdue, writes what was put off. To be called after the start,
 * after the clock was set, and then at the latest when next is over; more often does no harm.
 *
 * @param[in,out] meter the meter
 * @param[out]    next  seconds until it has to be called again; UINT32_MAX if there is no need
 * @return #GBCS_OK, #GBCS_ERR_BUSY, or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_meter_tick(gbcs_meter *meter, uint32_t *next);

/**
 * Answers a command that the application said it would answer later. That it is answered is written
 * a little later; if power goes before, the order is handed out once more.
 *
 * @param meter  the meter
 * @param id     the order's
 * @param answer the payload that the application has written into a buffer of its own, and the time
 * @return #GBCS_OK; #GBCS_ERR_TICKET if no such action is open; #GBCS_ERR_BUSY; as
 *         gbcs_write_sealed_payload(); or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_meter_complete(gbcs_meter *meter, uint64_t id,
                                              const gbcs_answer *answer);

/**
 * Takes a token that was typed in (GBCS 14.6, 14.7). If it is good the application is asked to add the
 * credit, and the supplier gets alert 810E.
 *
 * @param meter the meter
 * @param way   #GBCS_WAY_KEYPAD or #GBCS_WAY_PPMID
 * @param utrn  20 digits in ASCII
 * @return #GBCS_OK if the application was asked to add it.
 *
 *         For the consumer: #GBCS_ERR_TRUNCATED, #GBCS_ERR_TRAILING, #GBCS_ERR_TAG, #GBCS_ERR_CHECK_DIGIT,
 *         #GBCS_ERR_VALUE if it is mistyped; #GBCS_ERR_MAC if it is not a token for this meter;
 *         #GBCS_ERR_REPLAY if it was used; #GBCS_ERR_CREDIT if it exceeds a limit, and can be used later;
 *         #GBCS_ERR_SUSPENDED if it was not looked at.
 *
 *         #GBCS_ERR_ABSENT if there is no supplier's key for tokens; #GBCS_ERR_ARGUMENT for another way;
 *         #GBCS_ERR_BUSY, also while an order is open; #GBCS_ERR_LIFE; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_meter_top_up(gbcs_meter *meter, gbcs_way way, gbcs_bytes utrn);

/**
 * Raises an event: logs it and sends its alerts as the event table says.
 *
 * @param meter      the meter
 * @param occurrence what happened
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for an event or Message Code that is none, a party without a
 *         recipient, or a content that does not fit to it; #GBCS_ERR_ABSENT if the party to be
 *         alerted is in no cell (the event is logged); #GBCS_ERR_SPACE; #GBCS_ERR_BUSY;
 *         #GBCS_ERR_LIFE; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_meter_raise(gbcs_meter *meter, const gbcs_occurrence *occurrence);

/**
 * Ends the meter, before power is switched off on purpose: writes what was put off, and wipes the
 * context. It must be booted again.
 *
 * @param meter the meter
 * @return #GBCS_OK; #GBCS_ERR_BUSY, and nothing is done; or a status of class storage: the context
 *         is wiped, and the next start finds the last action open
 */
GBCS_MUST_USE gbcs_status gbcs_meter_stop(gbcs_meter *meter);

#ifdef __cplusplus
}
#endif

#endif
