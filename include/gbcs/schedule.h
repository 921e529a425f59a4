/**
 * @file
 * What is to be done at a later moment (GBCS 9.2): kept over restarts, found when it is due. It runs
 * nothing, and knows no clock: what is due depends on the moment that it is asked for, and on what
 * was put and removed. So a clock that jumps forward finds each instruction once, as long as it is
 * removed when it is done, and one that is set back finds it again never.
 *
 * An ASN.1 instruction is kept whole, one for each Message Code. Of a DLMS or GBZ command each item
 * is an instruction of its own, one for each object; its value is the application's, and only what
 * is needed to say that it was done is kept.
 *
 * Changes are added to the open transaction of the store, one after the other: each sees those
 * before it. Nothing but a payload is written before the commit, and a payload that no instruction
 * names is free room. After the commit the schedule is to be opened anew; until then it shows what
 * was before. A change that fails adds nothing: whoever made others before it in the same
 * transaction drops them (gbcs_store_abandon()).
 */
#ifndef GBCS_SCHEDULE_H
#define GBCS_SCHEDULE_H

#include "gbcs/base/party.h"
#include "gbcs/message/date.h"
#include "gbcs/records.h"
#include "gbcs/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Octets of a payload that one record takes. */
#define GBCS_PAYLOAD_PAGE (GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD)

/** Largest payload of an instruction. */
#define GBCS_PENDING_PAYLOAD (GBCS_PENDING_PAGES * GBCS_PAYLOAD_PAGE)

/** An instruction that is pending. */
typedef struct gbcs_pending {
    /** Message Code of its command. */
    uint16_t code;
    /** RemotePartyRole of its sender. */
    uint8_t role;
    /** Its sender. */
    gbcs_entity_id originator;
    /** Originator Counter of its command. */
    uint64_t counter;
    /** When it is due: #GBCS_UTC_FIRST to #GBCS_UTC_LAST. */
    gbcs_utc date;
    /** What it is about: an item's object as gbcs_dated_object_next() names it; ASN.1: zeros. */
    uint8_t object[GBCS_OBJECT_SIZE];
    /** ASN.1: whether times of certificates were to be checked, and were good at receipt (CS02b);
     * else false. */
    bool verdict;
    /** Octets of the payload that is kept with it; 0 for DLMS and GBZ. Not looked at when it is
     * put. */
    size_t payload_size;
} gbcs_pending;

/** The instructions that are pending. The caller's. All zeros is a schedule that is not open. */
typedef struct gbcs_schedule {
    /** The records. */
    gbcs_store *store;
    /** Their number. */
    size_t count;
    /** When the first of them is due; #GBCS_UTC_LAST if there is none. */
    gbcs_utc next;
    /**
     * Whether instructions were lost: a record of them, kept twice, verifies in neither place, or
     * does not hold what this layer writes. It counts as empty. To refuse service for it would stop
     * metering too, and to go on in silence would hide the loss from the parties whose instructions
     * they were: so the owner logs it, and then has the record written anew with the next change
     * (gbcs_schedule_drop() with no role, if there is no other).
     */
    bool damaged;
} gbcs_schedule;

/**
 * Opens the schedule, and mends its records (gbcs_store_mend()).
 *
 * @param[out] schedule the schedule; zeros on failure
 * @param[in]  store    the records, open; stay where they are
 * @return #GBCS_OK, also if nothing was ever put, or gbcs_schedule::damaged; a status of class
 *         storage, #GBCS_ERR_LAYOUT if the records are another release's
 */
GBCS_MUST_USE gbcs_status gbcs_schedule_open(gbcs_schedule *schedule, gbcs_store *store);

/**
 * Adds an instruction to the open transaction, in place of one about the same object (ASN.1: of the
 * same code).
 *
 * The payload of an ASN.1 instruction may be larger than what a transaction holds beside the
 * counters. It is written before, where nothing refers to it: so the transaction must be empty, and
 * a store whose write fails closes itself. If the transaction is not made, that room is free again.
 *
 * @param schedule the schedule
 * @param pending  the instruction
 * @param payload  its payload, to be kept: ASN.1; none for DLMS and GBZ
 * @return #GBCS_OK; #GBCS_ERR_ROLE if the one that is there is another role's; #GBCS_ERR_SPACE if
 *         there is no room for it; #GBCS_ERR_BUSY for ASN.1 if the transaction has changes already;
 *         #GBCS_ERR_ARGUMENT if the instruction is none that can be pending;
 *         #GBCS_ERR_UNFINISHED if the schedule is not open; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_schedule_put(gbcs_schedule *schedule, const gbcs_pending *pending,
                                            gbcs_bytes payload);

/**
 * Adds the removal of an instruction to the open transaction: it is cancelled, replaced by one that
 * is done at once, or done. One that is not there is no error, and no change.
 *
 * @param schedule the schedule
 * @param code     Message Code, for ASN.1; not looked at for an item
 * @param object   what it is about; ASN.1: zeros
 * @param role     role of the sender: another role's stays
 * @return #GBCS_OK; #GBCS_ERR_UNFINISHED; #GBCS_ERR_SPACE if the transaction becomes too large; or
 *         a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_schedule_remove(gbcs_schedule *schedule, uint16_t code,
                                               const uint8_t object[GBCS_OBJECT_SIZE],
                                               uint8_t role);

/**
 * Adds the removal of all instructions of some roles to the open transaction: another party now has
 * the role. Records that are damaged are written anew, also for no role at all.
 *
 * @param schedule the schedule
 * @param roles    bit n for RemotePartyRole n
 * @return as gbcs_schedule_remove()
 */
GBCS_MUST_USE gbcs_status gbcs_schedule_drop(gbcs_schedule *schedule, uint16_t roles);

/**
 * The instruction that is due first, at or before a moment; of several of one moment the one with
 * the lowest counter, and of one command the one that was put first. Nothing is read from storage
 * unless one is due.
 *
 * @param[in]  schedule the schedule
 * @param[in]  now      the moment
 * @param[out] pending  the instruction; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if none is due; #GBCS_ERR_UNFINISHED; or a status of class
 *         storage
 */
GBCS_MUST_USE gbcs_status gbcs_schedule_due(const gbcs_schedule *schedule, gbcs_utc now,
                                            gbcs_pending *pending);

/**
 * The instructions of a role, one after the other: for what has to be said of them when they are
 * dropped, and for floors.
 *
 * @param[in]  schedule the schedule
 * @param[in]  role     the role
 * @param[in]  index    which, from 0
 * @param[out] pending  the instruction; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if the role has no more; #GBCS_ERR_UNFINISHED; or a status of
 *         class storage
 */
GBCS_MUST_USE gbcs_status gbcs_schedule_of_role(const gbcs_schedule *schedule, uint8_t role,
                                                size_t index, gbcs_pending *pending);

/**
 * The payload of an instruction.
 *
 * @param[in]     schedule the schedule
 * @param[in]     pending  the instruction, as gbcs_schedule_due() gave it
 * @param[in,out] writer   receives its payload; holds none of it on failure, and is not latched
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if it is not pending, or an item; #GBCS_ERR_RECORD if the
 *         payload is lost; #GBCS_ERR_SPACE; #GBCS_ERR_UNFINISHED; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_schedule_payload(const gbcs_schedule *schedule,
                                                const gbcs_pending *pending, gbcs_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
