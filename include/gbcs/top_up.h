/**
 * @file
 * Prepayment top up on the meter (GBCS 14): which UTRN Counters were used, how often a wrong token may
 * be typed in, and whether a UTRN that came in is to be credited.
 *
 * A token that was ever taken is in the UTRN Counter Cache, or not above its lowest counter: a new
 * counter takes the place of the lowest, not of the oldest. So none is taken twice, in whatever order
 * they come.
 *
 * Tokens come in a command (CS01a, CS01b), from the keypad of the meter, or from a PPMID (PCS01, or on
 * the HAN). On the latter two anybody can try numbers, so each of them has a limit of its own.
 *
 * What is done with an entry, in this order:
 *
 * 1. gbcs_limit_check(): if it is suspended the entry is not looked at (81C5).
 * 2. gbcs_top_up_verify(): if it says 8F63, and it did not come in a command, gbcs_limit_fail() before
 *    anybody is told (81C4 if that suspends).
 * 3. The application is asked whether the value is within its limits (8F5B, 8F47); else the token stays
 *    good.
 * 4. gbcs_top_up_take() in the transaction that also opens the action; its note is gbcs_top_up_note().
 */
#ifndef GBCS_TOP_UP_H
#define GBCS_TOP_UP_H

#include "gbcs/replay.h"
#include "gbcs/service.h"
#include "gbcs/utrn.h"

#ifdef __cplusplus
extern "C" {
#endif

/* ---- UTRN Counter Cache ---------------------------------------------------------------------- */

/** Octets of the cache in storage. */
#define GBCS_CACHE_SIZE (4U * GBCS_CACHE_ENTRIES)

/** The UTRN Counter Cache. */
typedef struct gbcs_cache {
    /** The counters, from the lowest to the highest. Only the lowest may be there more than once. */
    uint32_t counters[GBCS_CACHE_ENTRIES];
} gbcs_cache;

/**
 * Adds a cache in which nothing was used, all zeros, to the open transaction: for provisioning.
 *
 * @param store the records
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status gbcs_cache_begin(gbcs_store *store);

/**
 * Mends the record of the cache (gbcs_store_mend()): once after the store was opened.
 *
 * @param store the records, open
 * @return #GBCS_OK, also if there is no cache, or both its places are damaged: nothing is taken then,
 *         until there is another key of top-up tokens; or another status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_cache_mend(gbcs_store *store);

/**
 * Reads the cache as the open transaction would leave it: for a look at it, also to compare what the
 * supplier sold with what was used (DEP.6.M895).
 *
 * @param[in]  store the records
 * @param[out] cache the counters, rising; all UINT32_MAX on failure, so that none is fresh
 * @return #GBCS_OK; #GBCS_ERR_NO_RECORD if gbcs_cache_begin() was never committed; #GBCS_ERR_RECORD,
 *         #GBCS_ERR_LAYOUT or another status of class storage. It never begins anew under a key that
 *         may have been used.
 */
GBCS_MUST_USE gbcs_status gbcs_cache_load(gbcs_store *store, gbcs_cache *cache);

/**
 * Whether a UTRN Counter was not used yet.
 *
 * @param cache   the cache
 * @param counter the UTRN Counter, authentic
 * @return #GBCS_OK; #GBCS_ERR_REPLAY if it is one of the cache, or below all of them
 */
GBCS_MUST_USE gbcs_status gbcs_cache_check(const gbcs_cache *cache, uint32_t counter);

/**
 * Puts a UTRN Counter into the cache, where it takes the place of the lowest.
 *
 * @param cache   the cache; unchanged on failure
 * @param counter the UTRN Counter
 * @return as gbcs_cache_check()
 */
GBCS_MUST_USE gbcs_status gbcs_cache_add(gbcs_cache *cache, uint32_t counter);

/**
 * The highest UTRN Counter that was used, or the floor.
 *
 * @param cache the cache
 * @return its highest counter
 */
uint32_t gbcs_cache_highest(const gbcs_cache *cache);

/**
 * Does what a command asks for (#gbcs_effects::cache), in the open transaction.
 *
 * #GBCS_CACHE_RAISED leaves alone a cache that is absent or damaged: what was used is not known, and
 * the floor could be below it. #GBCS_CACHE_REFILLED makes it good again: tokens of the former key are
 * not authentic any more.
 *
 * @param store  the records
 * @param change what becomes of the cache
 * @param floor  the UTRN Counter for that: neither it nor one below is taken any more
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for a change that is none; a status of class storage; or as
 *         gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status gbcs_cache_apply(gbcs_store *store, gbcs_cache_change change,
                                           uint32_t floor);

/* ---- entries --------------------------------------------------------------------------------- */

/** How a UTRN came in. The numbers are stored. */
typedef enum gbcs_way {
    /** In a command of the supplier: CS01a, CS01b. */
    GBCS_WAY_COMMAND = 1,
    /** Typed in on the meter. */
    GBCS_WAY_KEYPAD = 2,
    /** Typed in on a PPMID: PCS01, or Consumer Top Up on the HAN of an ESME. */
    GBCS_WAY_PPMID = 3
} gbcs_way;

/** A UTRN that came in. */
typedef struct gbcs_top_up_entry {
    /** How. */
    gbcs_way way;
    /** Its digits in ASCII. */
    gbcs_bytes utrn;
    /** Of a command: its sender, who is authentic; else not looked at. */
    gbcs_entity_id originator;
    /** Of a command: its whole Originator Counter; else not looked at. */
    uint64_t counter;
} gbcs_top_up_entry;

/** What is to be credited. All zeros: nothing. */
typedef struct gbcs_top_up {
    /** How it came in. */
    gbcs_way way;
    /** UTRN Counter. */
    uint32_t counter;
    /** Unit of the value. */
    gbcs_value_class value_class;
    /** Value in that unit. */
    uint16_t value;
    /** The same in hundredths of the currency unit. */
    uint32_t pence;
    /** Who has sold it. */
    gbcs_entity_id supplier;
} gbcs_top_up;

/** The last UTRN Counter. Above it the Originator Counter, whose high half it is, would be above
 * #GBCS_COUNTER_LAST. */
#define GBCS_UTRN_COUNTER_LAST 0x7FFFFFFFU

/** Event: UTRN not Authentic. */
#define GBCS_EVENT_NOT_AUTHENTIC 0x8F63U
/** Event: Duplicate UTRN entered. */
#define GBCS_EVENT_DUPLICATE 0x8F51U

/**
 * Looks at a UTRN that came in: digits, MAC, counter (GBCS 14.3.4 to 14.3.6), in this order. Nothing is
 * changed.
 *
 * The key is that of the party in the cell {supplier, key agreement, top up}. The token of a command must
 * be of the sender, and its UTRN Counter is the high half of the command's counter, whose low half is
 * zero. For the others the UTRN Counter is found, see gbcs_token_find_counter().
 *
 * "UTRN not for this Device" (8F64) is never said: the device is one of the things that the key of a
 * token is bound to, so the token of another one can't be told from a forged one.
 *
 * @param[in]     crypto the implementations
 * @param[in]     store  the records
 * @param[in,out] trust  the trust, which may keep a shared secret
 * @param[in]     entry  the UTRN
 * @param[out]    top_up what is to be credited; zeros on failure
 * @param[out]    event  what is to be logged: #GBCS_EVENT_NOT_AUTHENTIC, #GBCS_EVENT_DUPLICATE, or 0
 * @return #GBCS_OK
 *
 *         as gbcs_utrn_parse(), without an event: it was mistyped, nothing was computed;
 *
 *         with #GBCS_EVENT_NOT_AUTHENTIC: #GBCS_ERR_MAC, also for a UTRN Counter above
 *         #GBCS_UTRN_COUNTER_LAST; #GBCS_ERR_ORIGINATOR for a command of another party; #GBCS_ERR_ABSENT if there is no key that it could be authentic under;
 *
 *         #GBCS_ERR_REPLAY with #GBCS_EVENT_DUPLICATE: it is authentic and was used, or may have been;
 *
 *         without an event: #GBCS_ERR_ARGUMENT for a way that is none; a status of class storage, as
 *         gbcs_cache_load(): nothing is taken; or as gbcs_trust_secret()
 */
GBCS_MUST_USE gbcs_status gbcs_top_up_verify(const gbcs_crypto *crypto, gbcs_store *store,
                                             gbcs_trust *trust, const gbcs_top_up_entry *entry,
                                             gbcs_top_up *top_up, uint16_t *event);

/**
 * Adds the counter of a top up to the cache, in the open transaction. Whatever fails, the transaction is
 * to be abandoned.
 *
 * @param store  the records
 * @param top_up what gbcs_top_up_verify() gave
 * @return #GBCS_OK; #GBCS_ERR_REPLAY if it was used meanwhile; as gbcs_cache_load(); or as
 *         gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status gbcs_top_up_take(gbcs_store *store, const gbcs_top_up *top_up);

/**
 * What is kept with the action (#gbcs_intent::note), so that it is known again after a restart.
 *
 * @param[in]  top_up what gbcs_top_up_verify() gave
 * @param[out] note   its octets; zeros on failure
 * @return #GBCS_OK, or #GBCS_ERR_ARGUMENT for what is no top up
 */
GBCS_MUST_USE gbcs_status gbcs_top_up_note(const gbcs_top_up *top_up,
                                           uint8_t note[GBCS_INTENT_NOTE]);

/**
 * The top up of an action that was open when power went.
 *
 * @param[in]  note     what was kept with it
 * @param[in]  supplier who has sold it: of a command, its originator
 * @param[out] top_up   what is to be credited; zeros on failure
 * @return #GBCS_OK, or #GBCS_ERR_RECORD for a note that gbcs_top_up_note() does not make
 */
GBCS_MUST_USE gbcs_status gbcs_top_up_from_note(const uint8_t note[GBCS_INTENT_NOTE],
                                                gbcs_entity_id supplier, gbcs_top_up *top_up);

/* ---- limits ---------------------------------------------------------------------------------- */

/** Ways that have a limit: keypad and PPMID. */
#define GBCS_LIMITED_WAYS 2U

/** What is counted for one way. Everything counts down, and is nothing at 0. */
typedef struct gbcs_limit_state {
    /** Seconds for which entries are not looked at any more. */
    uint16_t suspended;
    /** Seconds that the last suspension had. */
    uint16_t last;
    /** Seconds in which a further suspension is twice as long. */
    uint32_t day;
    /** Seconds for which each failure counts on, the oldest first. */
    uint16_t failures[GBCS_ENTRY_FAILURES];
    /** Their number. */
    size_t failure_count;
} gbcs_limit_state;

/**
 * How often a token that is not authentic may be typed in.
 *
 * #GBCS_ENTRY_FAILURES failures within #GBCS_ENTRY_WINDOW seconds suspend a way for
 * #GBCS_ENTRY_SUSPENSION seconds; a suspension that begins within a day after the beginning of the one
 * before is twice as long as that, at most #GBCS_ENTRY_SUSPENSION_MAX. It needs as many failures again,
 * so between two suspensions entries are looked at.
 *
 * Time is uptime. Time without power does not count. To know after a power cut what was counted, the
 * record in storage says how it was at the beginning of the granule of time that is running
 * (#GBCS_ENTRY_GRANULE seconds), and is written when the next one begins. So a power cut never makes
 * anything shorter, and makes it longer by the time since the last write, which is less than a granule:
 * power that goes again at once changes nothing. A granule ends early with a suspension, and with all
 * else that is counted: what has ended does not come back. Where nothing is counted nothing is written.
 * A failure is written at once, before its outcome may be told.
 *
 * A record that is damaged, or a failure that can't be saved, is taken for the longest suspension, once:
 * then entries are looked at again.
 *
 * Who cuts the power in the moment between a look at a token and the write of its failure has tried a
 * number that is not counted, at the price of a restart; the outcome was not told.
 *
 * The caller's; all zeros is closed, and looks at nothing.
 */
typedef struct gbcs_limit {
    /** The records. */
    gbcs_store *store;
    /** Keypad, PPMID. */
    gbcs_limit_state states[GBCS_LIMITED_WAYS];
    /** Uptime at which that is so. */
    uint32_t since;
    /** Uptime at which the granule ends, and the record in storage is to be written. */
    uint32_t until;
    /** Whether one is running: what the record says is still to change. */
    bool running;
    /** Whether what is counted is known; else the record is to be read. */
    bool known;
    /** Whether the record was found damaged; the caller may note it. */
    bool damaged;
} gbcs_limit;

/**
 * Reads what was counted before power went. Nothing is written, but in place of a damaged record. At each
 * start, and whenever the records are opened anew: while power is on what is counted stays as it is,
 * whatever the record says, so that a write that fails neither frees nor lengthens it. No transaction is
 * open.
 *
 * @param[in,out] limit  the limits: all zeros after power-on. On failure they may be used nevertheless: if
 *                       nothing could be read both ways are suspended for #GBCS_ENTRY_SUSPENSION_MAX
 *                       seconds, until a further call can read.
 * @param[in]     store  the records, open; stay where they are
 * @param[in]     uptime seconds since power-on
 * @return #GBCS_OK, also if there is no record, or a damaged one, which is replaced; or another status of
 *         class storage
 */
GBCS_MUST_USE gbcs_status gbcs_limit_open(gbcs_limit *limit, gbcs_store *store, uint32_t uptime);

/**
 * Whether an entry may be looked at.
 *
 * @param[in]  limit     the limits
 * @param[in]  way       how it came in
 * @param[in]  uptime    seconds since power-on, not less than before
 * @param[out] remaining seconds for which it may not; 0 if it may; UINT32_MAX if the limits are closed
 * @return true if it may, as an entry of #GBCS_WAY_COMMAND always may
 */
bool gbcs_limit_check(const gbcs_limit *limit, gbcs_way way, uint32_t uptime, uint32_t *remaining);

/**
 * Counts a token that was not authentic, and saves it: before the outcome is told. No transaction is
 * open.
 *
 * @param[in,out] limit     the limits
 * @param[in]     way       #GBCS_WAY_KEYPAD or #GBCS_WAY_PPMID
 * @param[in]     uptime    seconds since power-on, not less than before
 * @param[out]    suspended whether a suspension has begun with it (81C4)
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for another way; #GBCS_ERR_BUSY if it is suspended already, or a
 *         transaction is open: nothing is counted; #GBCS_ERR_UNFINISHED if the limits are closed; or a
 *         status of class storage: the way is suspended for #GBCS_ENTRY_SUSPENSION_MAX seconds then
 */
GBCS_MUST_USE gbcs_status gbcs_limit_fail(gbcs_limit *limit, gbcs_way way, uint32_t uptime,
                                          bool *suspended);

/**
 * Saves when a granule has ended. What comes after that and before this call is added to the time by which
 * a power cut makes longer what is counted.
 *
 * @param[in,out] limit  the limits
 * @param[in]     uptime seconds since power-on, not less than before
 * @param[out]    next   seconds until it is to be called again; UINT32_MAX if nothing is counted
 * @return #GBCS_OK; #GBCS_ERR_BUSY if a transaction is open; #GBCS_ERR_UNFINISHED; or a status of class
 *         storage. Unless the limits are closed it is tried again in the next second.
 */
GBCS_MUST_USE gbcs_status gbcs_limit_tick(gbcs_limit *limit, uint32_t uptime, uint32_t *next);

/* ---- carriage -------------------------------------------------------------------------------- */

/** A UTRN in a payload, and what a response needs. */
typedef struct gbcs_top_up_request {
    /** #GBCS_WAY_COMMAND, or #GBCS_WAY_PPMID for PCS01. */
    gbcs_way way;
    /** Whether the payload is GBZ, as in CS01b and PCS01, and not DLMS. */
    bool is_gbz;
    /** long-invoke-id-and-priority, or ZCL transaction sequence number: the response repeats it. */
    uint32_t number;
    /** The 20 octets that should be digits: a view into the payload. */
    gbcs_bytes utrn;
} gbcs_top_up_request;

/**
 * Reads the payload of a CS01a, a CS01b or a PCS01 (GBCS 14.4, 14.5, 14.7): one action of the token
 * gateway, or one Consumer Top Up.
 *
 * @param[in]  way     #GBCS_WAY_COMMAND, or #GBCS_WAY_PPMID for PCS01, which is GBZ
 * @param[in]  payload the payload
 * @param[out] request its parts; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for another way; or a status of class malformed
 */
GBCS_MUST_USE gbcs_status gbcs_top_up_read(gbcs_way way, gbcs_bytes payload,
                                           gbcs_top_up_request *request);

/**
 * Writes the payload of a response that says that nothing was credited. What else it could say (how much
 * was credited, the balance) only the application knows, which writes all others.
 *
 * @param writer  the writer; fails with #GBCS_ERR_SPACE
 * @param request what gbcs_top_up_read() gave
 */
void gbcs_write_top_up_refusal(gbcs_writer *writer, const gbcs_top_up_request *request);

#ifdef __cplusplus
}
#endif

#endif
