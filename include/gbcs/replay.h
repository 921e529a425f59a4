/**
 * @file
 * Protection against replay (GBCS 4.3.1.4, 4.3.1.5), actions done once, and the device's own
 * Originator Counter.
 *
 * A counter is held for each role, for commands without a date; and for each future-dateable
 * Message Code and role, for commands with one. A command must have a greater one. Counter and
 * intended action are saved in one write, before the action.
 *
 * The mark that the action is done may wait a while for a write that it can share. If power goes
 * before, the next start finds the action open.
 *
 * gbcs_replay_accept() makes the transaction that is open in the store, with the counter in it; so
 * an action inside the library is done together with taking its counter. All other calls that write
 * make a transaction of their own, and refuse with #GBCS_ERR_BUSY while another one is open.
 */
#ifndef GBCS_REPLAY_H
#define GBCS_REPLAY_H

#include "gbcs/codec/frame.h"
#include "gbcs/crypto.h"
#include "gbcs/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most counters for commands with a date: pairs of Message Code and role of any device type. */
#define GBCS_DATED_COUNTERS 32U

/** The largest counter: ASN.1 carries it as a positive INTEGER of 64 bits. */
#define GBCS_COUNTER_LAST 0x7FFFFFFFFFFFFFFFU

/** For gbcs_replay_answer(): the top ups of the supplier, whose counters are UTRN Counters. */
#define GBCS_ANSWERED_TOP_UPS GBCS_ROLES

/** Octets that the layer above keeps with an action. */
#define GBCS_INTENT_NOTE 8U

/** Which counter guards a command. */
typedef struct gbcs_counter_id {
    /** RemotePartyRole of the sender. */
    uint8_t role;
    /** Message Code for a command with a date; 0 for one without. */
    uint16_t code;
} gbcs_counter_id;

/** A counter of commands with a date. */
typedef struct gbcs_dated_counter {
    /** Which. */
    gbcs_counter_id id;
    /** The last one that was taken. */
    uint64_t counter;
} gbcs_dated_counter;

/** A counter that is to be set, as another party now has a role, or as its party asks for. */
typedef struct gbcs_floor {
    /** Of which role: for commands without a date, and for all Message Codes with one. */
    uint8_t role;
    /** The new value. */
    uint64_t counter;
    /** Whether it takes the place of the old one (another party now has the role), or is a least
     * value (the same party). */
    bool replaces;
} gbcs_floor;

/**
 * An action of the application that was begun: what is needed to take it up again after a restart,
 * and to answer. All zeros if there is none.
 */
typedef struct gbcs_intent {
    /** Names the action for good: grows by one with each. 0: there is none. */
    uint64_t id;
    /** Grouping header of the command, without views: date_time, party_certificate are empty. */
    gbcs_header header;
    /** Role of the sender. */
    uint8_t role;
    /** How the response is protected: a #gbcs_form. */
    uint8_t form;
    /** Whether the application has said that it will answer later. */
    bool later;
    /** Whether party_key is there. */
    bool has_party_key;
    /** Key of the Supplementary Remote Party, from the command's certificate. */
    gbcs_public_key party_key;
    /** What the layer above has to know of it after a restart; zeros if nothing. */
    uint8_t note[GBCS_INTENT_NOTE];
} gbcs_intent;

/**
 * The counters of a device, in RAM. The caller's. All zeros are counters that are not open: nothing
 * is taken, answered or given then (#GBCS_ERR_UNFINISHED).
 */
typedef struct gbcs_replay {
    /** The records. */
    gbcs_store *store;
    /** The last counter that was taken, by RemotePartyRole; 0 if none was. */
    uint64_t last[GBCS_ROLES];
    /** The counter that commands with a date begin at, by RemotePartyRole: for codes that are not in
     * gbcs_replay::dated. */
    uint64_t floors[GBCS_ROLES];
    /** The last ones of commands with a date. */
    gbcs_dated_counter dated[GBCS_DATED_COUNTERS];
    /** Their number. */
    size_t dated_count;
    /** Number of the last action. */
    uint64_t last_id;
    /** The open action. */
    gbcs_intent intent;
    /** Whether gbcs_replay_flush() has something to write: the record in storage still says that
     * the last action is open, or only one of its two places holds the last counter. */
    bool unsaved;
    /** The next own counter. */
    uint64_t own_next;
    /** The first own counter that is not reserved. */
    uint64_t own_end;
} gbcs_replay;

/**
 * Reads the counters, and mends their records (gbcs_store_mend()).
 *
 * @param[out] replay the counters; zeros on failure
 * @param[in]  store  the records, open; stay where they are
 * @return #GBCS_OK; a status of class storage: #GBCS_ERR_NO_RECORD and #GBCS_ERR_RECORD too are
 *         failures, as counters never begin anew under old keys
 */
GBCS_MUST_USE gbcs_status gbcs_replay_open(gbcs_replay *replay, gbcs_store *store);

/**
 * Adds the first state of all counters to the open transaction: for provisioning.
 *
 * @param store       the records
 * @param own_counter the first own counter: 1 to #GBCS_COUNTER_LAST
 * @return as gbcs_store_put(); #GBCS_ERR_ARGUMENT for another own counter
 */
GBCS_MUST_USE gbcs_status gbcs_replay_begin(gbcs_store *store, uint64_t own_counter);

/**
 * Whether a command's counter is fresh.
 *
 * @param replay  the counters
 * @param id      which one guards the command
 * @param counter the command's
 * @return #GBCS_OK; #GBCS_ERR_REPLAY if it is not greater than the one held, or greater than
 *         #GBCS_COUNTER_LAST; #GBCS_ERR_ARGUMENT for a role that is none; #GBCS_ERR_UNFINISHED if
 *         the counters are not open
 */
GBCS_MUST_USE gbcs_status gbcs_replay_check(const gbcs_replay *replay, const gbcs_counter_id *id,
                                            uint64_t counter);

/**
 * Takes a command's counter, and opens an action: one write. The mark that the action before it is
 * done goes with it, and so do the changes of the transaction that is open in the store, if one is.
 * Whatever fails, they are dropped.
 *
 * @param[in,out] replay  the counters; unchanged on failure
 * @param[in]     id      which one guards the command; null if none does, and only the action is
 *                        opened
 * @param[in]     counter the command's
 * @param[in,out] intent  the action; is given its id, 0 on failure. Null if there is nothing to be
 *                        done outside
 * @return #GBCS_OK; as gbcs_replay_check(); #GBCS_ERR_BUSY if an action is open;
 *         #GBCS_ERR_ARGUMENT if there is neither counter nor action, or for an action that is not
 *         what #gbcs_intent says; #GBCS_ERR_SPACE if there is no place for another counter of
 *         commands with a date, or no id left; or what gbcs_store_commit() says
 */
GBCS_MUST_USE gbcs_status gbcs_replay_accept(gbcs_replay *replay, const gbcs_counter_id *id,
                                             uint64_t counter, gbcs_intent *intent);

/**
 * Makes the transaction that is open in the store, and with it takes a command's counter and then sets
 * others: for an action inside the library. The mark that the action before it is done goes with it.
 * Whatever fails, all of it is dropped.
 *
 * A floor of another party takes the place of all counters of its role, those of commands with a date
 * too, also where it is lower (GBCS 13.3); one of the same party only raises them. So a pending
 * instruction that is kept is never above its counter: of another party none is kept. What was answered
 * under the keys of the former party is forgotten.
 *
 * @param[in,out] replay  the counters; unchanged on failure
 * @param[in]     id      which one guards the command; null if none does, as when it was pending
 * @param[in]     counter the command's
 * @param[in]     floors  the counters to be set, in their order
 * @param[in]     count   their number, may be 0
 * @return #GBCS_OK; as gbcs_replay_check(); #GBCS_ERR_BUSY if an action of the application is open;
 *         #GBCS_ERR_ARGUMENT for a floor of a role that is none, or above #GBCS_COUNTER_LAST;
 *         #GBCS_ERR_SPACE; or what gbcs_store_commit() says
 */
GBCS_MUST_USE gbcs_status gbcs_replay_apply(gbcs_replay *replay, const gbcs_counter_id *id,
                                            uint64_t counter, const gbcs_floor *floors,
                                            size_t count);

/**
 * Notes, with a write, that the application will answer later. Without that the open action is one
 * that must not be done again after a restart. Nothing is written if it is noted already.
 *
 * @param replay the counters
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if no action is open; #GBCS_ERR_BUSY; or a status of class
 *         storage
 */
GBCS_MUST_USE gbcs_status gbcs_replay_later(gbcs_replay *replay);

/**
 * Closes the open action, if there is one. Nothing is written yet.
 *
 * @param replay the counters
 */
void gbcs_replay_done(gbcs_replay *replay);

/**
 * Writes what waits to be written; nothing if nothing does.
 *
 * @param replay the counters
 * @return #GBCS_OK, #GBCS_ERR_BUSY or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_replay_flush(gbcs_replay *replay);

/**
 * Whether a read with an encrypted answer, or a top up, may be answered, and notes that it is: a second
 * answer would use the same key and initialisation vector for other text. One write.
 *
 * It must be above the floor of its role, if one was set, as its party may have had the role before.
 * Its counter must not be among the last #GBCS_ANSWERED ones that were answered for the role, nor
 * below all of them once there are so many; with #GBCS_STRICT_READS it must be above all of them.
 *
 * @param replay  the counters
 * @param role    role of the sender: supplier, network operator, Access Control Broker or load
 *                controller; or #GBCS_ANSWERED_TOP_UPS
 * @param counter the command's
 * @return #GBCS_OK; #GBCS_ERR_ANSWERED, also above #GBCS_COUNTER_LAST; #GBCS_ERR_ARGUMENT for
 *         another role; #GBCS_ERR_BUSY; or a status of class storage, #GBCS_ERR_NO_RECORD and
 *         #GBCS_ERR_RECORD among them
 */
GBCS_MUST_USE gbcs_status gbcs_replay_answer(gbcs_replay *replay, uint8_t role, uint64_t counter);

/**
 * Takes an own counter. It is never given again, whatever happens: #GBCS_OWN_BLOCK of them are
 * reserved in storage at a time, before the first is used.
 *
 * @param[in,out] replay  the counters
 * @param[out]    counter the counter; 0 on failure
 * @return #GBCS_OK; #GBCS_ERR_SPACE at the end of all counters; #GBCS_ERR_BUSY; or a status of
 *         class storage
 */
GBCS_MUST_USE gbcs_status gbcs_replay_own(gbcs_replay *replay, uint64_t *counter);

#ifdef __cplusplus
}
#endif

#endif
