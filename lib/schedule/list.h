/**
 * @file
 * The two records of what is pending (doc/storage.md): items of DLMS and GBZ commands, and ASN.1
 * instructions. Apart, since the change of credentials that a due instruction makes leaves little
 * room in its transaction.
 */
#ifndef SCHEDULE_LIST_H
#define SCHEDULE_LIST_H

#include "gbcs/schedule.h"

/** Number of the records. */
#define LIST_KINDS 2U
/** Items of DLMS and GBZ commands. */
#define LIST_ITEMS 0U
/** ASN.1 instructions. */
#define LIST_INSTRUCTIONS 1U

/** Octets that both kinds of entry begin with: code, role, originator, counter, date. */
#define ENTRY_HEAD (2U + 1U + 8U + 8U + 8U)
/** Octets of an item: head, object. */
#define ITEM_SIZE (ENTRY_HEAD + GBCS_OBJECT_SIZE)
/** Octets of a digest that are kept. */
#define PAYLOAD_DIGEST 8U
/** Octets of an instruction: head, verdict, octets of its payload, pages, digest. */
#define INSTRUCTION_SIZE (ENTRY_HEAD + 1U + 2U + 1U + PAYLOAD_DIGEST)
/** Most octets of a record: number of entries, entries. */
#define ITEMS_SIZE (1U + (GBCS_PENDING_ITEMS * ITEM_SIZE))
#define INSTRUCTIONS_SIZE (1U + (GBCS_PENDING_INSTRUCTIONS * INSTRUCTION_SIZE))
#define LIST_SIZE ((ITEMS_SIZE > INSTRUCTIONS_SIZE) ? ITEMS_SIZE : INSTRUCTIONS_SIZE)

/** One of the records in memory. */
typedef struct list {
    /** #LIST_ITEMS or #LIST_INSTRUCTIONS. */
    uint16_t kind;
    /** Number of entries. */
    size_t count;
    /** Whether the record was not one that can be read, and is empty here. */
    bool damaged;
    /** The record. */
    uint8_t octets[LIST_SIZE];
} list;

/** An entry. */
typedef struct entry {
    /** The instruction. */
    gbcs_pending pending;
    /** Where its payload is: bit n for page n, the lowest first; 0 of an item. */
    uint8_t pages;
    /** The first octets of the payload's SHA-256; zeros of an item. */
    uint8_t digest[PAYLOAD_DIGEST];
} entry;

/**
 * The record that an instruction belongs to.
 *
 * @param object what it is about
 * @return #LIST_INSTRUCTIONS for zeros, else #LIST_ITEMS
 */
uint16_t list_kind_of(const uint8_t object[GBCS_OBJECT_SIZE]);

/**
 * Whether an instruction is one that can be stored, and read again.
 *
 * @param pending the instruction; the size of its payload is not looked at
 * @return true if it is
 */
bool list_may_hold(const gbcs_pending *pending);

/**
 * Makes a record good in both places, if one is.
 *
 * @param store the records
 * @param kind  which
 * @return #GBCS_OK, also if there is none or both are damaged; or what the port says
 */
GBCS_MUST_USE gbcs_status list_mend(gbcs_store *store, uint16_t kind);

/**
 * Reads a record, and checks all of it.
 *
 * @param[in]  store the records
 * @param[in]  kind  which
 * @param[out] all   the record; without entries if there is none, if it is damaged, and on failure
 * @return #GBCS_OK; #GBCS_ERR_LAYOUT; or what the port says
 */
GBCS_MUST_USE gbcs_status list_load(gbcs_store *store, uint16_t kind, list *all);

/**
 * The same as the open transaction would leave it.
 *
 * @param[in]  store the records
 * @param[in]  kind  which
 * @param[out] all   the record
 * @return as list_load(); or what made the transaction fail
 */
GBCS_MUST_USE gbcs_status list_preview(gbcs_store *store, uint16_t kind, list *all);

/**
 * Adds a record to the open transaction.
 *
 * @param store the records
 * @param all   the record
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status list_put(gbcs_store *store, list *all);

/**
 * Takes an entry out of a record that was read.
 *
 * @param[in]  all   the record
 * @param[in]  index which entry, less than their number
 * @param[out] one   the entry
 */
void list_get(const list *all, size_t index, entry *one);

/**
 * Looks for what an instruction would take the place of.
 *
 * @param all    the record
 * @param code   Message Code, of ASN.1
 * @param object what it is about
 * @return index of the entry; the number of entries if there is none
 */
size_t list_find(const list *all, uint16_t code, const uint8_t object[GBCS_OBJECT_SIZE]);

/**
 * Takes an entry out; those behind it move up.
 *
 * @param all   the record
 * @param index which entry, less than their number
 */
void list_cut(list *all, size_t index);

/**
 * Whether an entry can be added.
 *
 * @param all the record
 * @return true if there is room
 */
bool list_has_room(const list *all);

/**
 * Adds an entry behind all others.
 *
 * @param all the record, which has room
 * @param one the entry
 */
void list_append(list *all, const entry *one);

#endif
