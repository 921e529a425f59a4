/**
 * @file
 * Which devices this one is joined with, and the commands about it: CS03, CS04, CS07 and, on a Gas Proxy
 * Function, GCS59 and GCS62 (GBCS 13.7, 13.8).
 *
 * The device log is a record; nothing of it is kept in RAM. A log that was never stored is empty. One
 * that is damaged holds nothing that may be used: it is told as unreadable, and the next device that
 * is joined begins a new one.
 *
 * A join or unjoin is in two parts. The service makes the entry open, in the transaction of the command,
 * and the application does what the network needs. With its answer gbcs_joining_conclude() closes the
 * entry, in the transaction that the meter commits before it sends the answer on. Until then the log
 * counts as it was before. There is one open entry at most; one that was never concluded goes back to
 * what it was when the next service changes the log.
 */
#ifndef GBCS_JOINING_H
#define GBCS_JOINING_H

#include "gbcs/service.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How two devices are joined, and this one's part in it (joinMethodAndRole). */
typedef enum gbcs_join_method {
    /** Method A: key establishment (CBKE), which this device begins. */
    GBCS_JOIN_A_INITIATOR = 0,
    /** Method A: the other device begins. */
    GBCS_JOIN_A_RESPONDER = 1,
    /** Method B: an entry in the log, no keys. */
    GBCS_JOIN_B = 2,
    /** Method C, between GSME and PPMID: the key in the other device's certificate. */
    GBCS_JOIN_C = 3
} gbcs_join_method;

/** Outcome of a join: the payload of the response. */
typedef enum gbcs_join_code {
    /** Joined. */
    GBCS_JOIN_SUCCESS = 0,
    /** The method is not that of the Message Code. */
    GBCS_JOIN_OTHER_MESSAGE_CODE = 1,
    /** There is no such method, or it does not join these two devices. */
    GBCS_JOIN_INVALID_METHOD = 2,
    /** The other device is in the log with another type or method. */
    GBCS_JOIN_INCOMPATIBLE = 3,
    /** The log is full. */
    GBCS_JOIN_LOG_FULL = 4,
    /** 5 to 10 are the application's to say. */
    GBCS_JOIN_WRITE_FAILURE = 5,
    GBCS_JOIN_NO_RESOURCES = 6,
    GBCS_JOIN_UNKNOWN_ISSUER = 7,
    GBCS_JOIN_UNSUPPORTED_SUITE = 8,
    GBCS_JOIN_BAD_MESSAGE = 9,
    GBCS_JOIN_BAD_KEY_CONFIRM = 10,
    /** Method C without a certificate of the other device's key agreement key; or another method with
     * a certificate. */
    GBCS_JOIN_CERTIFICATE = 11,
    /** The application's to say, like the next one. */
    GBCS_JOIN_NO_LINK_KEY = 12,
    GBCS_JOIN_NO_CBKE_RESPONSE = 13
} gbcs_join_code;

/** Outcome of an unjoin. */
typedef enum gbcs_unjoin_code {
    /** The device is not in the log any more. */
    GBCS_UNJOIN_SUCCESS = 0,
    /** It was not in it. */
    GBCS_UNJOIN_NOT_IN_LOG = 1,
    /** It was joined by a method that is another command's, the log is damaged, or the application
     * failed. */
    GBCS_UNJOIN_FAILURE = 2
} gbcs_unjoin_code;

/** Whom the application has to join or unjoin. */
typedef struct gbcs_peer {
    /** Entity Identifier of the other device. */
    gbcs_entity_id entity;
    /** Its DeviceType. */
    uint8_t type;
    /** How it is, or is to be, joined. */
    gbcs_join_method method;
    /** Whether it is to be unjoined. */
    bool leaves;
} gbcs_peer;

/**
 * Makes both copies of the log good again: once after the store was opened.
 *
 * @param store the records, without an open transaction
 * @return #GBCS_OK, also if there is no log or both copies are damaged; or what the port says
 */
GBCS_MUST_USE gbcs_status gbcs_joining_mend(gbcs_store *store);

/**
 * CS03A1, CS03A2, CS03B, CS03C: begins to join a device (GBCS 13.7). The first check that fails makes the
 * response: #GBCS_JOIN_OTHER_MESSAGE_CODE for the method of another Message Code,
 * #GBCS_JOIN_INVALID_METHOD, #GBCS_JOIN_INCOMPATIBLE, #GBCS_JOIN_LOG_FULL, #GBCS_JOIN_CERTIFICATE. Then
 * nothing is changed, and event 8F48 is asked for. If all is well there is no response yet: the entry is
 * open, and the application goes on.
 *
 * A device that is joined by the same method already is joined anew, with the key of the new
 * certificate. If that fails it stays as it was.
 *
 * At most one curve operation, for method C: the validation of the key. The certificate is not checked
 * along a path, as none comes with it: the sender vouches for it.
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response, if a check fails
 * @param[out]    effects  what else is to be done; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for a command that was not accepted, is another one, or not one
 *         for this type of device; a status of class malformed; #GBCS_ERR_SPACE; or a status of class
 *         storage
 */
GBCS_MUST_USE gbcs_status gbcs_joining_join(const gbcs_desk *desk, const gbcs_command *command,
                                            gbcs_writer *response, gbcs_effects *effects);

/**
 * CS04AC, CS04B: begins to unjoin a device (GBCS 13.7). If it is not in the log, or joined by a method
 * that is the other command's, the response says so and event 8F4A is asked for. Else the entry is open,
 * and the application goes on.
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response, if a check fails
 * @param[out]    effects  what else is to be done; zeros on failure
 * @return as gbcs_joining_join()
 */
GBCS_MUST_USE gbcs_status gbcs_joining_unjoin(const gbcs_desk *desk, const gbcs_command *command,
                                              gbcs_writer *response, gbcs_effects *effects);

/**
 * Closes the open entry, in the open transaction: when the application has answered, or will not. With
 * #GBCS_JOIN_SUCCESS the device is joined (event 8F49), or is not in the log any more (8F4B); with
 * anything else it is what it was before (8F48, 8F4A). If no entry is open nothing is done, so that it
 * may be called again after a power cut.
 *
 * @param[in]  desk    the desk
 * @param[in]  answer  the payload of the response that the application gave; empty if it gave none
 * @param[out] effects what else is to be done; zeros on failure
 * @return #GBCS_OK; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_joining_conclude(const gbcs_desk *desk, gbcs_bytes answer,
                                                gbcs_effects *effects);

/**
 * The device of the open entry: what the application has to do its part for.
 *
 * @param[in]  store the records
 * @param[out] peer  the other device; zeros if there is none
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if no entry is open; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_joining_open(gbcs_store *store, gbcs_peer *peer);

/**
 * CS07: the devices that this one is joined with, in the order of joining. One that is being joined is
 * not among them unless it was joined before; one that is being unjoined still is.
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response: readFailure if the log is damaged
 * @param[out]    effects  zeros
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for a command that was not accepted, or another one; a status of
 *         class malformed; #GBCS_ERR_SPACE; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_joining_read(const gbcs_desk *desk, const gbcs_command *command,
                                            gbcs_writer *response, gbcs_effects *effects);

/**
 * GCS59: puts devices into the log as if each was joined by method B, with nothing for the application to
 * do (GBCS 13.8). Each is judged by itself and answered with the code of a join. Devices that are in the
 * log stay in it. Event 8F49 is asked for if any was joined, 8F48 if any was not.
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response
 * @param[out]    effects  what else is to be done; zeros on failure
 * @return as gbcs_joining_read()
 */
GBCS_MUST_USE gbcs_status gbcs_joining_restore(const gbcs_desk *desk, const gbcs_command *command,
                                               gbcs_writer *response, gbcs_effects *effects);

/**
 * GCS62: the payload of the alert that keeps a copy of the log elsewhere, with the devices that CS07
 * tells (GBCS 13.8).
 *
 * @param[in]     store  the records
 * @param[in]     time   the time
 * @param[in,out] writer receives the payload; nothing if the log is damaged
 * @return #GBCS_OK; #GBCS_ERR_RECORD if the log is damaged; another status of class storage;
 *         #GBCS_ERR_SPACE; or #GBCS_ERR_TIME for a time that cannot be written
 */
GBCS_MUST_USE gbcs_status gbcs_joining_backup(gbcs_store *store, gbcs_utc time,
                                              gbcs_writer *writer);

/**
 * The key agreement key of a device that this one is joined with by method C. One that is being unjoined
 * has none any more; one that is being joined anew still has its former one.
 *
 * @param[in]  store  the records
 * @param[in]  entity Entity Identifier of the other device
 * @param[out] key    its key, validated when it was put in; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if there is none; #GBCS_ERR_RECORD if the log is damaged; or another
 *         status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_joining_key(gbcs_store *store, gbcs_entity_id entity,
                                           gbcs_public_key *key);

#ifdef __cplusplus
}
#endif

#endif
