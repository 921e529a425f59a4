/**
 * @file
 * A page of the Security Log: a record with up to #GBCS_LOG_PAGE_ENTRIES entries whose numbers
 * follow each other. A page begins with a number that is 1 more than a multiple of
 * #GBCS_LOG_PAGE_ENTRIES, and the number says which record it is.
 */
#ifndef LOG_PAGE_H
#define LOG_PAGE_H

#include "gbcs/log.h"
#include "gbcs/records.h"

/** Octets before the entries: number of the first one, and how many there are. */
#define LOG_PAGE_HEAD 5U
/** Octets of an entry. */
#define LOG_ENTRY_SIZE 33U
/** Most octets of a page. */
#define LOG_PAGE_SIZE (LOG_PAGE_HEAD + (LOG_ENTRY_SIZE * GBCS_LOG_PAGE_ENTRIES))
/** The last number that an entry can have; its page is the last one. */
#define LOG_LAST (((UINT32_MAX / GBCS_LOG_PAGE_ENTRIES) - 1U) * GBCS_LOG_PAGE_ENTRIES)

/** A page in memory. */
typedef struct log_page {
    /** Number of its first entry. */
    uint32_t first;
    /** Number of entries; 0 for a record that was never stored. */
    uint32_t count;
    /** The record. */
    uint8_t octets[LOG_PAGE_SIZE];
} log_page;

/**
 * The page that an entry belongs to.
 *
 * @param number number of the entry
 * @return number of the first entry of its page
 */
uint32_t log_page_start(uint32_t number);

/**
 * The record that an entry belongs to.
 *
 * @param number number of the entry
 * @return which of the records of the log, from 0
 */
uint32_t log_page_index(uint32_t number);

/**
 * Makes a page without entries.
 *
 * @param[out] page  the page
 * @param[in]  first number that its first entry will have
 */
void log_page_begin(log_page *page, uint32_t first);

/**
 * Reads a page, and checks all of it.
 *
 * @param[in]  store the records
 * @param[in]  index which of the records of the log
 * @param[out] page  the page; without entries if the record was never stored, and on failure
 * @return #GBCS_OK; #GBCS_ERR_RECORD if it is damaged or is no page of this log; or what the port
 *         says
 */
GBCS_MUST_USE gbcs_status log_page_load(gbcs_store *store, uint32_t index, log_page *page);

/**
 * Takes an entry out of a page.
 *
 * @param[in]  page   the page
 * @param[in]  number number of the entry
 * @param[out] entry  the entry; zeros on failure
 * @return #GBCS_OK, or #GBCS_ERR_RECORD if it is not there
 */
GBCS_MUST_USE gbcs_status log_page_get(const log_page *page, uint32_t number,
                                       gbcs_log_entry *entry);

/**
 * Adds an entry to a page that has room for it.
 *
 * @param page  the page
 * @param entry the entry
 */
void log_page_append(log_page *page, const gbcs_log_entry *entry);

/**
 * Adds a page to the store's transaction.
 *
 * @param store the records
 * @param page  the page
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status log_page_put(gbcs_store *store, const log_page *page);

/**
 * Adds the erasure of a page to the store's transaction.
 *
 * @param store the records
 * @param index which of the records of the log
 * @return as gbcs_store_remove()
 */
GBCS_MUST_USE gbcs_status log_page_remove(gbcs_store *store, uint32_t index);

#endif
