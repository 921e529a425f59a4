/**
 * @file
 * What all services of the library have in common: the desk at which they work, and the effects that
 * they ask for. A service changes nothing itself but the open transaction; the meter commits that
 * together with the command's counter, and then applies the effects.
 */
#ifndef GBCS_SERVICE_H
#define GBCS_SERVICE_H

#include "gbcs/message/verify.h"
#include "gbcs/random.h"
#include "gbcs/schedule.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most events that one service asks for. */
#define GBCS_EFFECT_EVENTS 4U

/** How far the clock is to be believed. */
typedef enum gbcs_clock_state {
    /** It was never set, or lost its time. */
    GBCS_CLOCK_UNKNOWN = 0,
    /** It runs, but may be wrong. */
    GBCS_CLOCK_UNRELIABLE = 1,
    /** It was set from a source that is trusted. */
    GBCS_CLOCK_RELIABLE = 2
} gbcs_clock_state;

/** What a service works with. */
typedef struct gbcs_desk {
    /** The implementations. */
    const gbcs_crypto *crypto;
    /** The records; a transaction is open. */
    gbcs_store *store;
    /** Whom the device trusts. */
    gbcs_trust *trust;
    /** The counters. */
    const gbcs_replay *replay;
    /** What is pending. */
    gbcs_schedule *schedule;
    /** The generator; null if the device makes no keys. */
    gbcs_random *random;
    /** The time. */
    gbcs_utc now;
    /** How far it is to be believed. */
    gbcs_clock_state clock;
    /** Hardware type of the device, for certification requests: the octets of its OBJECT IDENTIFIER;
     * none if the device asks for no certificates. */
    gbcs_bytes hardware_type;
} gbcs_desk;

/** What becomes of the UTRN Counter Cache (GBCS 14). */
typedef enum gbcs_cache_change {
    /** Nothing. */
    GBCS_CACHE_STAYS = 0,
    /** Entries below the floor become the floor: the key of top-up tokens is the same. */
    GBCS_CACHE_RAISED = 1,
    /** All entries become the floor: the key of top-up tokens is another one. */
    GBCS_CACHE_REFILLED = 2
} gbcs_cache_change;

/** What is to be done together with, or after, the commit. All zeros: nothing. */
typedef struct gbcs_effects {
    /** Counters to be set, in the same transaction. */
    gbcs_floor floors[GBCS_ROLES];
    /** Their number. */
    size_t floor_count;
    /** What becomes of the UTRN Counter Cache, in the same transaction. */
    gbcs_cache_change cache;
    /** The UTRN Counter for that. */
    uint32_t cache_floor;
    /** Whether cells or keys have changed: trust is opened anew, shared secrets are dropped. */
    bool trust_changed;
    /** Events for the Security Log, in the entry of the command. */
    uint16_t events[GBCS_EFFECT_EVENTS];
    /** Their number. */
    size_t event_count;
    /** Whether the application has to do its part, and gives the answer: the service has written
     * none. */
    bool hands_out;
} gbcs_effects;

/**
 * A service: does what a command asks for, in the open transaction.
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response
 * @param[out]    effects  what else is to be done; zeros on failure
 * @return #GBCS_OK, also if the response says that nothing was done; a status of class malformed for a
 *         payload that is not what the command asks for; any other: nothing is done, the transaction
 *         is to be abandoned, and there is no response
 */
typedef gbcs_status (*gbcs_service)(const gbcs_desk *desk, const gbcs_command *command,
                                    gbcs_writer *response, gbcs_effects *effects);

#ifdef __cplusplus
}
#endif

#endif
