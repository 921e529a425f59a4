#include "log/page.h"
#include "log/refusals.h"

#include <string.h>

/** Octets of the record that says how far the log was read. */
#define MARK_SIZE 8U
/** In place of the number of a record of the log: none of them. */
#define NO_PAGE GBCS_LOG_PAGES

/* first entry that was not read, and the next number at that time; single, as losing it costs
 * nothing but reading again */
static const gbcs_record MARK = {GBCS_RECORD_LOG_READ, 1U, GBCS_COPY_ONE, MARK_SIZE};

/** What the pages hold together. */
typedef struct survey {
    /** One more than the highest number. */
    uint32_t end;
    /** The lowest number; UINT32_MAX if there is no entry. */
    uint32_t oldest;
    /** Unread refusals. */
    uint32_t refusals;
    /** Damaged pages. */
    uint32_t damaged;
} survey;

/** Adds a page to what is known. */
static void survey_page(const log_page *page, uint32_t unread, survey *seen)
{
    const uint32_t end = page->first + page->count;
    gbcs_log_entry entry;
    uint32_t number;

    if (end > seen->end) {
        seen->end = end;
    }
    if (page->first < seen->oldest) {
        seen->oldest = page->first;
    }
    for (number = page->first; number < end; number++) {
        if ((log_page_get(page, number, &entry) == GBCS_OK) && (number >= unread) &&
            log_is_limited(entry.event)) {
            seen->refusals++;
        }
    }
}

/** Looks at all pages but one. A damaged page is a finding, not a failure. */
static gbcs_status look(gbcs_store *store, uint32_t unread, uint32_t except, log_page *page,
                        survey *seen)
{
    const survey nothing = {1U, UINT32_MAX, 0U, 0U};
    gbcs_status status = GBCS_OK;
    uint32_t i;

    *seen = nothing;
    for (i = 0U; i < GBCS_LOG_PAGES; i++) {
        if ((status == GBCS_OK) && (i != except)) {
            status = log_page_load(store, i, page);
            if (status == GBCS_ERR_RECORD) {
                seen->damaged++;
                status = GBCS_OK;
            } else if ((status == GBCS_OK) && (page->count > 0U)) {
                survey_page(page, unread, seen);
            } else {
                /* an empty page, or the port failed */
            }
        }
    }
    return status;
}

/**
 * The number to go on with. The floor is one below which all numbers may have been given; 0 if it
 * was lost.
 *
 * From the floor, or from the newest page that is left, pages were begun one after the other. So
 * those that are newer than it are not more than the damaged ones. To pass over as many pages as
 * are damaged makes sure that no number is given twice. Where the floor was lost too, an earlier
 * passing over is not known of: a round more is then passed over.
 */
static uint32_t number_after(const survey *seen, uint32_t floor)
{
    uint64_t next = (floor > seen->end) ? floor : seen->end;

    if ((seen->damaged > 0U) || (floor > seen->end)) {
        next = ((next + GBCS_LOG_PAGE_ENTRIES) - 2U) / GBCS_LOG_PAGE_ENTRIES;
        next += seen->damaged;
        next += (floor == 0U) ? GBCS_LOG_PAGES : 0U;
        next = (next * GBCS_LOG_PAGE_ENTRIES) + 1U;
    }
    return (next > LOG_LAST) ? (uint32_t)(LOG_LAST + 1U) : (uint32_t)next;
}

/** Adds to the transaction how far the log was read, and the number below which none is given. */
static gbcs_status put_mark(gbcs_store *store, uint32_t unread, uint32_t next)
{
    uint8_t octets[MARK_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u32(&writer, unread);
    gbcs_write_u32(&writer, next);
    return gbcs_store_put(store, &MARK, gbcs_writer_bytes(&writer));
}

/** Ends the transaction: makes its changes if all has gone well so far, else none. */
static gbcs_status finish(gbcs_store *store, gbcs_status before)
{
    gbcs_status status = before;

    if (status == GBCS_OK) {
        status = gbcs_store_commit(store);
    } else {
        gbcs_store_abandon(store);
    }
    return status;
}

/** Takes damaged pages away, together with a note of the number to go on with. */
static gbcs_status mend(gbcs_log *log, log_page *page)
{
    gbcs_status status = put_mark(log->store, log->unread, log->next);
    uint32_t i;

    for (i = 0U; i < GBCS_LOG_PAGES; i++) {
        if (status == GBCS_OK) {
            status = log_page_load(log->store, i, page);
            if (status == GBCS_ERR_RECORD) {
                status = log_page_remove(log->store, i);
            }
        }
    }
    return finish(log->store, status);
}

/** Finds out what is there and where to go on. */
static gbcs_status take_up_pages(gbcs_log *log, uint32_t floor, log_page *page)
{
    gbcs_log found = *log;
    survey seen;
    gbcs_status status = look(found.store, found.unread, NO_PAGE, page, &seen);

    if (status == GBCS_OK) {
        found.next = number_after(&seen, floor);
        found.first = (seen.oldest < found.next) ? seen.oldest : found.next;
        found.unread_refusals = seen.refusals;
        if ((seen.damaged > 0U) || (floor == 0U)) {
            found.damaged = true;
            status = mend(&found, page);
        }
    }
    if (status == GBCS_OK) {
        /* not before the number to go on with is noted */
        *log = found;
    }
    return status;
}

/** Reads how far the log was read. */
static gbcs_status load_mark(gbcs_store *store, uint32_t *unread, uint32_t *floor)
{
    uint8_t octets[MARK_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_status status = gbcs_store_load(store, &MARK, &writer);
    gbcs_reader reader = gbcs_reader_of(gbcs_writer_bytes(&writer));

    if (status == GBCS_OK) {
        *unread = gbcs_read_u32(&reader);
        *floor = gbcs_read_u32(&reader);
        if ((gbcs_reader_finish(&reader) != GBCS_OK) || (*unread == 0U) || (*unread > *floor) ||
            (*floor > (LOG_LAST + 1U))) {
            status = GBCS_ERR_RECORD;
        }
    }
    return status;
}

gbcs_status gbcs_log_open(gbcs_log *log, gbcs_store *store)
{
    log_page page;
    uint32_t floor = 1U;
    gbcs_status status;

    (void)memset(log, 0, sizeof *log);
    log->store = store;
    log->next = 1U;
    log->first = 1U;
    status = load_mark(store, &log->unread, &floor);
    if (status == GBCS_ERR_NO_RECORD) {
        log->unread = 1U;
        status = GBCS_OK;
    } else if ((status == GBCS_ERR_RECORD) || (status == GBCS_ERR_LAYOUT)) {
        log->unread = 1U;
        floor = 0U;
        status = GBCS_OK;
    } else {
        /* it is known, or the port failed */
    }
    if (status == GBCS_OK) {
        status = take_up_pages(log, floor, &page);
    }
    return status;
}

/**
 * Reads the page that the next entry belongs to.
 *
 * @return whether it is as it should be: it ends before that entry, or holds an old page in the
 *         place of a new one
 */
static bool load_current(gbcs_log *log, log_page *page, gbcs_status *status)
{
    const uint32_t start = log_page_start(log->next);
    bool right;

    *status = log_page_load(log->store, log_page_index(log->next), page);
    if (*status == GBCS_ERR_RECORD) {
        log->damaged = true;
    }
    right = ((page->count > 0U) && (page->first == start)) ? ((start + page->count) == log->next)
                                                           : (log->next == start);
    if (right && ((*status == GBCS_OK) || (*status == GBCS_ERR_RECORD)) && (log->next == start)) {
        log_page_begin(page, start);
        *status = GBCS_OK;
    }
    return right;
}

/**
 * Finds the page that takes the next entry. If the current one is lost, or holds what a write that
 * seemed to fail has left, the log is taken up anew.
 */
static gbcs_status find_page(gbcs_log *log, log_page *page)
{
    gbcs_status status;
    const bool right = load_current(log, page, &status);

    if ((!right) && ((status == GBCS_OK) || (status == GBCS_ERR_RECORD))) {
        status = take_up_pages(log, log->next, page);
        if (status == GBCS_OK) {
            (void)load_current(log, page, &status);
        }
    }
    if ((status == GBCS_OK) && (log->next > LOG_LAST)) {
        status = GBCS_ERR_RECORD;
    }
    return status;
}

/** Looks what is left when a new page takes the place of the oldest one. */
static gbcs_status turn_page(gbcs_log *log, log_page *page, survey *left)
{
    const gbcs_status status = look(log->store, log->unread, log_page_index(log->next), page, left);

    if ((status == GBCS_OK) && (left->damaged > 0U)) {
        log->damaged = true;
    }
    log_page_begin(page, log->next);
    return status;
}

gbcs_status gbcs_log_add(gbcs_log *log, gbcs_log_entry *entry)
{
    log_page page;
    survey left = {log->next, log->first, log->unread_refusals, 0U};
    gbcs_status status =
        ((entry->event == 0U) || (entry->count == 0U)) ? GBCS_ERR_ARGUMENT : GBCS_OK;

    if (status == GBCS_OK) {
        status = find_page(log, &page);
        left.oldest = log->first;
        left.refusals = log->unread_refusals;
    }
    if ((status == GBCS_OK) && (page.count == 0U)) {
        status = turn_page(log, &page, &left);
    }
    if (status == GBCS_OK) {
        log_page_append(&page, entry);
        status = finish(log->store, log_page_put(log->store, &page));
    }
    if (status == GBCS_OK) {
        entry->number = log->next;
        log->first = (left.oldest < log->next) ? left.oldest : log->next;
        log->unread_refusals = left.refusals;
        if (log_is_limited(entry->event)) {
            log->unread_refusals++;
        }
        log->next++;
    }
    return status;
}

gbcs_status gbcs_log_get(gbcs_log *log, uint32_t number, gbcs_log_entry *entry)
{
    log_page page;
    gbcs_status status = GBCS_ERR_ABSENT;

    (void)memset(entry, 0, sizeof *entry);
    if ((number >= log->first) && (number < log->next)) {
        status = log_page_load(log->store, log_page_index(number), &page);
        if (status == GBCS_OK) {
            status = log_page_get(&page, number, entry);
        }
    }
    return status;
}

gbcs_status gbcs_log_mark_read(gbcs_log *log, uint32_t number)
{
    log_page page;
    survey seen;
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if ((number >= log->unread) && (number <= log->next)) {
        status = look(log->store, number, NO_PAGE, &page, &seen);
        if (status == GBCS_OK) {
            status = finish(log->store, put_mark(log->store, number, log->next));
        }
        if (status == GBCS_OK) {
            log->unread = number;
            log->unread_refusals = seen.refusals;
        }
    }
    return status;
}

uint32_t gbcs_log_room(const gbcs_log *log)
{
    const uint32_t oldest = (log->unread > log->first) ? log->unread : log->first;
    const uint32_t start = log_page_start(oldest);
    /* the number whose page takes the place of the one that holds the oldest unread entry */
    uint32_t limit = LOG_LAST + 1U;

    if (start <= (LOG_LAST - (GBCS_LOG_PAGES * GBCS_LOG_PAGE_ENTRIES))) {
        limit = start + (GBCS_LOG_PAGES * GBCS_LOG_PAGE_ENTRIES);
    }
    return (limit > log->next) ? (limit - log->next) : 0U;
}
