/**
 * @file
 * The gate: from the octets of a command to one that may be carried out, or a refusal with its
 * reason (GBCS 6.2.4, 6.3.4).
 *
 * The order is: framing and target; who speaks, may they, is it fresh, all remembered and not
 * reported; MAC; signature; what was remembered; payload. So nothing is said of a command to anyone
 * who cannot make its MAC, and nothing is changed here.
 */
#ifndef GBCS_MESSAGE_VERIFY_H
#define GBCS_MESSAGE_VERIFY_H

#include "gbcs/message/date.h"
#include "gbcs/message/protect.h"
#include "gbcs/replay.h"
#include "gbcs/trust.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How a message is protected (GBCS 6). */
typedef enum gbcs_form {
    /** Not at all: never accepted. */
    GBCS_FORM_BARE = 0,
    /** MAC only: non-critical commands, their responses, non-critical alerts. */
    GBCS_FORM_MACED = 1,
    /** Signature only: commands of recovery and others; critical responses and alerts. */
    GBCS_FORM_SIGNED = 2,
    /** Signature and MAC: critical commands. */
    GBCS_FORM_BOTH = 3
} gbcs_form;

/** A limit on curve operations for messages that are not authentic: a token bucket. */
typedef struct gbcs_budget {
    /** Operations spent and not yet regained. */
    uint32_t spent;
    /** Seconds since power-on up to which they were regained. */
    uint32_t since;
} gbcs_budget;

/** Other devices on the HAN whose commands are taken (GBCS 13.7): who they are is known above. */
typedef struct gbcs_peers {
    /** The records, handed to the function. */
    gbcs_store *store;
    /**
     * Gives the key agreement key of a device.
     *
     * @param[in]  store  the records
     * @param[in]  device its Entity Identifier
     * @param[out] key    its key, validated; zeros on failure
     * @return #GBCS_OK; #GBCS_ERR_ABSENT if it is not known; or a status of class storage
     */
    gbcs_status (*key)(gbcs_store *store, gbcs_entity_id device, gbcs_public_key *key);
} gbcs_peers;

/** What a gate knows. */
typedef struct gbcs_gate {
    /** The implementations. */
    const gbcs_crypto *crypto;
    /** Whom the device trusts. */
    gbcs_trust *trust;
    /** The counters. */
    const gbcs_replay *replay;
    /** The limit. */
    gbcs_budget *budget;
    /** Seconds since power-on. */
    uint32_t uptime;
    /** Other devices; null if no command of theirs is taken. */
    const gbcs_peers *peers;
} gbcs_gate;

/**
 * A command that is authentic, authorised, fresh and well formed. Only gbcs_command_verify() makes
 * one; all views are into the octets that it was given.
 */
typedef struct gbcs_command {
    /** A pattern in one that was accepted; anything else is none. */
    uint32_t accepted;
    /** The message. */
    gbcs_frame frame;
    /** Its use case. */
    const gbcs_use_case *use_case;
    /** Role in which its originator speaks; #GBCS_ROLE_NONE for another device on the HAN. */
    uint8_t role;
    /** How it is protected. */
    gbcs_form form;
    /** Its date. */
    gbcs_date date;
    /** Whether it came with the certificate of a Supplementary Remote Party. */
    bool has_party_key;
    /** That party's key agreement key. */
    gbcs_public_key party_key;
} gbcs_command;

/** Why a command was refused. */
typedef struct gbcs_refusal {
    /** The reason. */
    gbcs_status status;
    /** Event to be reported: 8F3D, 8F3E, 8F30, 8F53, 8F1E or 8F85; 0 if the message is only counted. */
    uint16_t event;
} gbcs_refusal;

/**
 * How a command of a use case must be protected (GBCS 6, 13.2, 13.3).
 *
 * @param use_case    its use case, of a command
 * @param device_type DeviceType of the device that it is for
 * @param role        role of its sender, where that decides
 * @return the form; #GBCS_FORM_BARE if it is not the use case of a command to such a device
 */
gbcs_form gbcs_command_form(const gbcs_use_case *use_case, uint8_t device_type, uint8_t role);

/**
 * How the response to a command is protected.
 *
 * @param use_case     its use case
 * @param command_form how the command was protected
 * @return #GBCS_FORM_MACED or #GBCS_FORM_SIGNED
 */
gbcs_form gbcs_response_form(const gbcs_use_case *use_case, gbcs_form command_form);

/**
 * Which counter guards a command that was accepted.
 *
 * @param[in]  command the command
 * @param[out] id      the counter
 * @return false if the use case is not protected against replay, or by the UTRN Counter Cache
 */
bool gbcs_command_counter(const gbcs_command *command, gbcs_counter_id *id);

/**
 * Verifies a command, and all there is to verify. Changes no state but the budget and the shared
 * secrets that are kept. At most one key agreement, one verification of a signature, one validation
 * of a key.
 *
 * @param[in,out] gate    what is known
 * @param[in]     octets  the message
 * @param[out]    command the command; its frame is filled as far as it could be read, also on
 *                        failure, for reports
 * @param[out]    refusal why not; zeros on success
 * @return #GBCS_OK, or gbcs_refusal::status:
 *         of class malformed with event 0, for what is no message; with event 8F1E, for an
 *         authentic command with a payload or certificate that is none, and #GBCS_ERR_VALUE for one
 *         whose header is not that of a command or whose payload contradicts it;
 *         #GBCS_ERR_CRA, #GBCS_ERR_TARGET (only counted);
 *         #GBCS_ERR_MAC, #GBCS_ERR_SIGNATURE, #GBCS_ERR_FORM for a message that is protected, but not as its
 *         use case asks (8F3D; only counted if it has no MAC);
 *         #GBCS_ERR_UNSUPPORTED (8F85), #GBCS_ERR_ORIGINATOR (8F3E), #GBCS_ERR_ROLE (8F30; also for a
 *         Supplementary Remote Party in a command that does not come from the Access Control
 *         Broker), #GBCS_ERR_REPLAY (8F53); each without event if the message has no MAC and there
 *         is no key to verify its signature with;
 *         #GBCS_ERR_BUSY if the budget is spent (only counted);
 *         a status of the classes usage, storage or of the vault, if it could not be verified (0)
 */
GBCS_MUST_USE gbcs_status gbcs_command_verify(gbcs_gate *gate, gbcs_bytes octets,
                                              gbcs_command *command, gbcs_refusal *refusal);

/**
 * Whether a command was accepted.
 *
 * @param command any command
 * @return true if gbcs_command_verify() made it and accepted it
 */
bool gbcs_command_accepted(const gbcs_command *command);

#ifdef __cplusplus
}
#endif

#endif
