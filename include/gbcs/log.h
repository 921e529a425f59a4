/**
 * @file
 * Events (GBCS 16): what each of them asks for, and the Security Log.
 *
 * The log is a ring of #GBCS_LOG_PAGES records of #GBCS_LOG_PAGE_ENTRIES entries each. Entries are
 * only added; the oldest record's go when the ring is full, so that at least
 * (GBCS_LOG_PAGES - 1) * GBCS_LOG_PAGE_ENTRIES are kept. An entry is one write.
 *
 * Numbers are never given twice: after damage the log goes on at a number that can't have been
 * given yet, so that a gap in the numbers shows what was lost.
 *
 * The calls make transactions of their own: the store has none open when they are called.
 */
#ifndef GBCS_LOG_H
#define GBCS_LOG_H

#include "gbcs/store.h"

#ifdef __cplusplus
extern "C" {
#endif

/** An event is written to the Security Log. */
#define GBCS_EVENT_SECURITY_LOG 0x01U
/** It is written to another log, which is the application's: Event Log, Power Event Log, ALCS. */
#define GBCS_EVENT_OTHER_LOG 0x02U
/** An alert is sent to a remote party. */
#define GBCS_EVENT_ALERT 0x04U
/** The alert is critical: signed, not MACed; it can't be switched off. */
#define GBCS_EVENT_CRITICAL 0x08U
/** The alert has a Message Code and content of its own, and is not a generic one. */
#define GBCS_EVENT_CONTENT 0x10U
/** An alert is sent on the HAN too, which is the application's. */
#define GBCS_EVENT_HAN 0x20U

/** What an event asks for (GBCS 16.2). */
typedef struct gbcs_event {
    /** Its code. */
    uint16_t code;
    /** A sum of GBCS_EVENT values. */
    uint8_t flags;
    /** Who is alerted: bit n for RemotePartyRole n. 0 with an alert: the party that it answers, which
     * the caller knows. */
    uint16_t recipients;
} gbcs_event;

/**
 * Finds an event.
 *
 * @param code its code
 * @return what it asks for, or null for a code that is none
 */
const gbcs_event *gbcs_event_find(uint16_t code);

/**
 * The event in a place of the table.
 *
 * @param index from 0
 * @return its row, or null after the last
 */
const gbcs_event *gbcs_event_at(size_t index);

/**
 * The name of an event, for tools. Apart from the table, so that a device that does not ask has no
 * text in its flash.
 *
 * @param code its code
 * @return such as "Duplicate UTRN entered"; "unknown"
 */
const char *gbcs_event_name(uint16_t code);

/** What is known when something is logged. */
typedef struct gbcs_log_entry {
    /** Number of the entry, from 1; given by the log. */
    uint32_t number;
    /** UTC, not before 1970; 0 if the clock is not known. Another time is logged as not known. */
    gbcs_utc time;
    /** Status of the clock at that time, as in a DLMS date-time: 00 reliable, FF not known. */
    uint8_t clock_status;
    /** Code of the event. */
    uint16_t event;
    /** Message Code that it is about; 0 if none. */
    uint16_t message_code;
    /** Party that it is about: sender of a message; 0 if none. */
    gbcs_entity_id party;
    /** Originator Counter that it is about, or another number; 0 if none. */
    uint64_t detail;
    /** How many occurrences the entry stands for, itself included. */
    uint32_t count;
} gbcs_log_entry;

/** The Security Log. The caller's. */
typedef struct gbcs_log {
    /** The records. */
    gbcs_store *store;
    /** Number of the next entry. */
    uint32_t next;
    /** Number of the oldest entry that is kept; that of the next one if there is none. */
    uint32_t first;
    /** Number of the first entry that was not read; below first if it was lost unread. */
    uint32_t unread;
    /** Unread entries that are refusals, or 8F60. */
    uint32_t unread_refusals;
    /** Whether records were found damaged since the log was opened; it goes on after them. */
    bool damaged;
} gbcs_log;

/**
 * Opens the log. A record that is damaged is lost with its entries: it is erased, and the number to
 * go on with noted in the same transaction. If what is lost is how far the log was read, nothing
 * was read.
 *
 * @param[out] log   the log
 * @param[in]  store the records, open; stay where they are
 * @return #GBCS_OK or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_log_open(gbcs_log *log, gbcs_store *store);

/**
 * Adds an entry: one write. Only if the record that it goes to turns out to be damaged, that is
 * mended first, as in gbcs_log_open().
 *
 * @param[in,out] log   the log
 * @param[in,out] entry the entry; is given its number
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for an event or a count of 0; #GBCS_ERR_RECORD if there are no
 *         more numbers; or another status of class storage. After #GBCS_ERR_UNFINISHED the entry
 *         may be there or not: it shows when the store and the log are opened again.
 */
GBCS_MUST_USE gbcs_status gbcs_log_add(gbcs_log *log, gbcs_log_entry *entry);

/**
 * Reads an entry.
 *
 * @param[in]  log    the log
 * @param[in]  number number of the entry, from gbcs_log::first to gbcs_log::next less 1
 * @param[out] entry  the entry
 * @return #GBCS_OK; #GBCS_ERR_ABSENT if there is no such entry (any more); #GBCS_ERR_RECORD if it
 *         was lost; or another status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_log_get(gbcs_log *log, uint32_t number, gbcs_log_entry *entry);

/**
 * Notes how far the log was read, for good: one write. What was read stays read.
 *
 * @param log    the log
 * @param number the first entry that was not read; from gbcs_log::unread to gbcs_log::next
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT; or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_log_mark_read(gbcs_log *log, uint32_t number);

/**
 * How many more entries can be added before one that was not read is lost. It may be more than that
 * after damage, as long as the entries of before were not read.
 *
 * @param log the log
 * @return their number
 */
uint32_t gbcs_log_room(const gbcs_log *log);

/** Kinds of refusal that anybody can cause again and again, and that are logged: of messages, and of
 * tokens. */
#define GBCS_REFUSAL_KINDS 10U

/** A window in which refusals of one kind share a log entry and an alert. */
typedef struct gbcs_refusal_window {
    /** The event code; 0 if the window is not open. */
    uint16_t event;
    /** Seconds since power-on at which it opened. */
    uint32_t opened;
    /** Refusals in it that were not logged. */
    uint32_t count;
    /** The last one. */
    gbcs_log_entry last;
} gbcs_refusal_window;

/** The windows, and what was ignored. In RAM only: a power cut ends all windows. Starts as all
 * zeros. */
typedef struct gbcs_refusals {
    /** The windows. */
    gbcs_refusal_window windows[GBCS_REFUSAL_KINDS];
    /** Messages ignored or refused since unusual_since. */
    uint32_t unusual;
    /** Seconds since power-on at which that count began, or 8F60 was raised. */
    uint32_t unusual_since;
    /** Whether 8F60 was raised in this time. */
    bool unusual_raised;
} gbcs_refusals;

/**
 * Notes a refusal: the first of its kind in a window is logged at once, the others are counted and
 * logged together, as the last of them with their number, when the window closes. No refusal is
 * logged while a quarter of the log is unread refusals; it is counted, and logged when the window
 * closes if the log was read by then.
 *
 * @param[in,out] refusals the windows
 * @param[in,out] log      the log
 * @param[in]     entry    what to log; event is one of 8F3D, 8F3E, 8F30, 8F53, 8F1E,
 *                         8F85, 8F47, 8F51, 8F5B, 8F63; its count does not matter
 * @param[in]     uptime   seconds since power-on
 * @param[out]    alert    whether an alert is due: for the first in a window, also if it could not
 *                         be logged
 * @return #GBCS_OK, #GBCS_ERR_ARGUMENT for another event, or a status of class storage
 */
GBCS_MUST_USE gbcs_status gbcs_refusals_note(gbcs_refusals *refusals, gbcs_log *log,
                                             const gbcs_log_entry *entry, uint32_t uptime,
                                             bool *alert);

/**
 * Whether the log may hold one more entry that anyone can cause: a refusal, or 8F60. Those that were
 * not read are a quarter of the log at most, so that a flood does not wash out the others.
 *
 * @param log the log
 * @return true if it may
 */
bool gbcs_log_takes_refusal(const gbcs_log *log);

/**
 * Counts a message that was ignored or refused.
 *
 * @param refusals the windows
 * @param uptime   seconds since power-on
 * @return true if event 8F60 is to be raised: once in #GBCS_REFUSAL_WINDOW seconds, when there were
 *         #GBCS_UNUSUAL_NUMBER of them
 */
bool gbcs_refusals_count(gbcs_refusals *refusals, uint32_t uptime);

/**
 * Closes the windows whose time is over, and logs what they counted.
 *
 * @param[in,out] refusals the windows
 * @param[in,out] log      the log
 * @param[in]     uptime   seconds since power-on
 * @param[out]    next     seconds until the next window closes, 0 if one could not be logged;
 *                         UINT32_MAX if none is open
 * @return #GBCS_OK or a status of class storage; windows that could not be logged stay open
 */
GBCS_MUST_USE gbcs_status gbcs_refusals_close(gbcs_refusals *refusals, gbcs_log *log,
                                              uint32_t uptime, uint32_t *next);

#ifdef __cplusplus
}
#endif

#endif
