#include "log/page.h"

#include <string.h>

/** Number of the layout that is written here. */
#define LAYOUT 1U

#if (GBCS_LOG_PAGES < 2U) || (GBCS_LOG_PAGES > 128U)
#error "the Security Log takes 2 to 128 records"
#endif
#if (GBCS_LOG_PAGE_ENTRIES < 1U) || ((LOG_PAGE_SIZE + GBCS_RECORD_OVERHEAD) > GBCS_RECORD_SIZE)
#error "a page of the Security Log holds at least 1 entry, and fits into a record"
#endif

/** The record that holds a page. */
static gbcs_record record_of_page(uint32_t index)
{
    const gbcs_record record = {(uint16_t)(GBCS_RECORD_LOG + index), LAYOUT, GBCS_COPY_ONE,
                                LOG_PAGE_SIZE};

    return record;
}

uint32_t log_page_start(uint32_t number)
{
    return (((number - 1U) / GBCS_LOG_PAGE_ENTRIES) * GBCS_LOG_PAGE_ENTRIES) + 1U;
}

uint32_t log_page_index(uint32_t number)
{
    return ((number - 1U) / GBCS_LOG_PAGE_ENTRIES) % GBCS_LOG_PAGES;
}

void log_page_begin(log_page *page, uint32_t first)
{
    page->first = first;
    page->count = 0U;
}

/** Reads an entry, all but its number. */
static void read_log_entry(gbcs_reader *reader, gbcs_log_entry *entry)
{
    const uint64_t time = gbcs_read_u64(reader);

    entry->time = (gbcs_utc)time;
    entry->clock_status = gbcs_read_u8(reader);
    entry->event = gbcs_read_u16(reader);
    entry->message_code = gbcs_read_u16(reader);
    entry->party = gbcs_read_u64(reader);
    entry->detail = gbcs_read_u64(reader);
    entry->count = gbcs_read_u32(reader);
    if ((time > (uint64_t)GBCS_UTC_LAST) || (entry->event == 0U) || (entry->count == 0U)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

/** Reads the head of a page, which must belong to this record. */
static void read_page_head(gbcs_reader *reader, uint32_t index, log_page *page)
{
    page->first = gbcs_read_u32(reader);
    page->count = gbcs_read_u8(reader);
    if ((page->first == 0U) || (page->first > LOG_LAST) ||
        (log_page_start(page->first) != page->first) || (log_page_index(page->first) != index) ||
        (page->count == 0U) || (page->count > GBCS_LOG_PAGE_ENTRIES)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

/** Reads all of a page. */
static gbcs_status parse(gbcs_bytes octets, uint32_t index, log_page *page)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_log_entry entry;
    uint32_t i;

    read_page_head(&reader, index, page);
    for (i = 0U; i < page->count; i++) {
        read_log_entry(&reader, &entry);
    }
    return (gbcs_reader_finish(&reader) == GBCS_OK) ? GBCS_OK : GBCS_ERR_RECORD;
}

gbcs_status log_page_load(gbcs_store *store, uint32_t index, log_page *page)
{
    const gbcs_record record = record_of_page(index);
    gbcs_writer writer = gbcs_writer_of(page->octets, sizeof page->octets);
    gbcs_status status = gbcs_store_load(store, &record, &writer);

    log_page_begin(page, 0U);
    if (status == GBCS_OK) {
        status = parse(gbcs_writer_bytes(&writer), index, page);
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = GBCS_OK;
    } else if (status == GBCS_ERR_LAYOUT) {
        status = GBCS_ERR_RECORD;
    } else {
        /* damaged, or the port failed */
    }
    if (status != GBCS_OK) {
        log_page_begin(page, 0U);
    }
    return status;
}

gbcs_status log_page_get(const log_page *page, uint32_t number, gbcs_log_entry *entry)
{
    gbcs_status status = GBCS_ERR_RECORD;
    gbcs_reader reader;

    (void)memset(entry, 0, sizeof *entry);
    if ((number >= page->first) && ((number - page->first) < page->count)) {
        reader = gbcs_reader_of(
            gbcs_bytes_of(&page->octets[LOG_PAGE_HEAD + ((number - page->first) * LOG_ENTRY_SIZE)],
                          LOG_ENTRY_SIZE));
        read_log_entry(&reader, entry);
        entry->number = number;
        status = reader.status;
    }
    return status;
}

void log_page_append(log_page *page, const gbcs_log_entry *entry)
{
    const bool known = (entry->time >= 0) && (entry->time <= GBCS_UTC_LAST);
    gbcs_writer writer = gbcs_writer_of(
        &page->octets[LOG_PAGE_HEAD + (page->count * LOG_ENTRY_SIZE)], LOG_ENTRY_SIZE);

    gbcs_write_u64(&writer, known ? (uint64_t)entry->time : 0U);
    gbcs_write_u8(&writer, known ? entry->clock_status : 0xFFU);
    gbcs_write_u16(&writer, entry->event);
    gbcs_write_u16(&writer, entry->message_code);
    gbcs_write_u64(&writer, entry->party);
    gbcs_write_u64(&writer, entry->detail);
    gbcs_write_u32(&writer, entry->count);
    page->count++;
    writer = gbcs_writer_of(page->octets, LOG_PAGE_HEAD);
    gbcs_write_u32(&writer, page->first);
    gbcs_write_u8(&writer, (uint8_t)page->count);
}

gbcs_status log_page_put(gbcs_store *store, const log_page *page)
{
    const gbcs_record record = record_of_page(log_page_index(page->first));

    return gbcs_store_put(
        store, &record,
        gbcs_bytes_of(page->octets, LOG_PAGE_HEAD + (page->count * LOG_ENTRY_SIZE)));
}

gbcs_status log_page_remove(gbcs_store *store, uint32_t index)
{
    const gbcs_record record = record_of_page(index);

    return gbcs_store_remove(store, &record);
}
