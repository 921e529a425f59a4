/**
 * @file
 * The date of a command (GBCS 9.2): at once, at a moment, or never. It is read from the command
 * alone, and tells which counter guards it; no clock has a part in that.
 */
#ifndef GBCS_MESSAGE_DATE_H
#define GBCS_MESSAGE_DATE_H

#include "gbcs/codec/dlms.h"
#include "gbcs/codec/frame.h"
#include "gbcs/message/usecase.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Octets that name what an item of a command is about. DLMS: class (2), OBIS code (6), attribute
 * (1); GBZ: cluster (2), frame control (1), command (1), zeros. */
#define GBCS_OBJECT_SIZE 9U

/** What a command says of its date. */
typedef enum gbcs_dating {
    /** To be done at once. */
    GBCS_DATING_IMMEDIATE = 0,
    /** To be done at a moment, which may be past. */
    GBCS_DATING_DATED = 1,
    /** What was to be done before is not to be done. */
    GBCS_DATING_CANCEL = 2
} gbcs_dating;

/** The date of a command. */
typedef struct gbcs_date {
    /** What it says. */
    gbcs_dating dating;
    /** The moment, if it is dated; else 0. */
    gbcs_utc time;
} gbcs_date;

/** A walk over the items of a command that hold its date. */
typedef struct gbcs_dated_objects {
    /** Items of DLMS still to come. */
    gbcs_dlms_items items;
    /** Components of GBZ still to come. */
    gbcs_reader components;
} gbcs_dated_objects;

/**
 * Whether a payload is well formed for its family: all of it is read, but not understood.
 *
 * @param family  what it must be written in
 * @param payload payload of a command
 * @return #GBCS_OK or a status of class malformed; #GBCS_ERR_TAG for another family
 */
GBCS_MUST_USE gbcs_status gbcs_payload_check(gbcs_family family, gbcs_bytes payload);

/**
 * Reads the date of a command. A use case that can't be future dated is immediate. All dates of one
 * command must be equal: each field that may hold one counts, and a field that says "at once" beside
 * one that says otherwise is a contradiction.
 *
 * @param[in]  use_case its use case
 * @param[in]  payload  its payload
 * @param[out] date     the date; immediate on failure
 * @return #GBCS_OK, or a status of class malformed: #GBCS_ERR_TIME for what is no date,
 *         #GBCS_ERR_VALUE for dates that differ
 */
GBCS_MUST_USE gbcs_status gbcs_command_date(const gbcs_use_case *use_case, gbcs_bytes payload,
                                            gbcs_date *date);

/**
 * Begins a walk over what a command is about: each item that holds a date which
 * gbcs_command_date() has read is one instruction (GBCS 9.2). A command in ASN.1 has none, it is one
 * instruction as a whole.
 *
 * @param use_case its use case
 * @param payload  its payload; outlives the walk
 * @return the walk; without items if the use case can't be future dated, or the payload is malformed
 */
gbcs_dated_objects gbcs_dated_objects_of(const gbcs_use_case *use_case, gbcs_bytes payload);

/**
 * Goes to the next item.
 *
 * @param[in,out] walk   the walk
 * @param[out]    object what the item is about; zeros at the end
 * @return true if there is one
 */
bool gbcs_dated_object_next(gbcs_dated_objects *walk, uint8_t object[GBCS_OBJECT_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
