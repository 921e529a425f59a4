#include "schedule/page.h"

#include <string.h>

#if (GBCS_PENDING_PAGES < 1U) || (GBCS_PENDING_PAGES > 8U)
#error "GBCS_PENDING_PAGES: 1 to 8 records for payloads"
#endif

/** Pages that a payload needs. */
static size_t pages_for(size_t size)
{
    return (size + (GBCS_PAYLOAD_PAGE - 1U)) / GBCS_PAYLOAD_PAGE;
}

/** Whether a page is one of several. */
static bool has_page(uint8_t pages, size_t page)
{
    return (((size_t)pages >> page) & 1U) != 0U;
}

bool pages_fit(uint8_t pages, size_t size)
{
    size_t number = 0U;
    size_t i;

    for (i = 0U; i < GBCS_PENDING_PAGES; i++) {
        number += has_page(pages, i) ? 1U : 0U;
    }
    return (size > 0U) && (number == pages_for(size)) &&
           (((size_t)pages >> GBCS_PENDING_PAGES) == 0U);
}

/** Takes pages that no instruction has; fewer than wanted if there are no more. */
static uint8_t take_pages(const list *all, size_t wanted)
{
    size_t used = 0U;
    size_t taken = 0U;
    size_t number = 0U;
    entry one;
    size_t i;

    for (i = 0U; i < all->count; i++) {
        list_get(all, i, &one);
        used |= one.pages;
    }
    for (i = 0U; i < GBCS_PENDING_PAGES; i++) {
        if ((number < wanted) && (((used >> i) & 1U) == 0U)) {
            taken |= (size_t)1U << i;
            number++;
        }
    }
    return (uint8_t)taken;
}

static gbcs_record record_of(size_t page)
{
    const gbcs_record record = {(uint16_t)(GBCS_RECORD_PAYLOADS + page), 1U, GBCS_COPY_ONE,
                                GBCS_PAYLOAD_PAGE};

    return record;
}

/** The part of a payload from a place, as much as a page takes. */
static size_t part_size(size_t size, size_t offset)
{
    const size_t left = size - offset;

    return (left < GBCS_PAYLOAD_PAGE) ? left : GBCS_PAYLOAD_PAGE;
}

static gbcs_status write_page(gbcs_store *store, size_t page, gbcs_bytes octets)
{
    const gbcs_record record = record_of(page);
    gbcs_status status = gbcs_store_put(store, &record, octets);

    if (status == GBCS_OK) {
        status = gbcs_store_commit(store);
    } else {
        gbcs_store_abandon(store);
    }
    return status;
}

/** The octets of a digest that are kept. */
static void digest_of(const gbcs_store *store, gbcs_bytes payload, uint8_t digest[PAYLOAD_DIGEST])
{
    uint8_t whole[GBCS_DIGEST_SIZE];

    gbcs_sha256_of(store->crypto, payload, whole);
    (void)memcpy(digest, whole, PAYLOAD_DIGEST);
}

gbcs_status pages_write(gbcs_store *store, const list *all, gbcs_bytes payload, entry *one)
{
    const uint8_t pages = take_pages(all, pages_for(payload.size));
    gbcs_status status = pages_fit(pages, payload.size) ? GBCS_OK : GBCS_ERR_SPACE;
    size_t offset = 0U;
    size_t size;
    size_t i;

    for (i = 0U; i < GBCS_PENDING_PAGES; i++) {
        if ((status == GBCS_OK) && has_page(pages, i)) {
            size = part_size(payload.size, offset);
            status = write_page(store, i, gbcs_bytes_slice(payload, offset, size));
            offset += size;
        }
    }
    if (status == GBCS_OK) {
        one->pages = pages;
        one->pending.payload_size = payload.size;
        digest_of(store, payload, one->digest);
    }
    return status;
}

static gbcs_status read_page(gbcs_store *store, size_t page, size_t size, gbcs_writer *writer)
{
    const gbcs_record record = record_of(page);
    const size_t before = writer->used;
    gbcs_status status = gbcs_store_load(store, &record, writer);

    if ((status == GBCS_ERR_NO_RECORD) ||
        ((status == GBCS_OK) && ((writer->used - before) != size))) {
        status = GBCS_ERR_RECORD;
    }
    return status;
}

/** Reads all pages, and looks whether together they are what was written. */
static gbcs_status read_all(gbcs_store *store, const entry *one, gbcs_writer *writer)
{
    const size_t before = writer->used;
    const size_t whole = one->pending.payload_size;
    uint8_t digest[PAYLOAD_DIGEST];
    gbcs_status status = GBCS_OK;
    size_t size;
    size_t i;

    for (i = 0U; i < GBCS_PENDING_PAGES; i++) {
        if ((status == GBCS_OK) && has_page(one->pages, i)) {
            size = part_size(whole, writer->used - before);
            status = read_page(store, i, size, writer);
        }
    }
    if (status == GBCS_OK) {
        digest_of(store, gbcs_bytes_of(&writer->data[before], whole), digest);
        if (memcmp(digest, one->digest, PAYLOAD_DIGEST) != 0) {
            status = GBCS_ERR_RECORD;
        }
    }
    return status;
}

gbcs_status pages_read(gbcs_store *store, const entry *one, gbcs_writer *writer)
{
    const size_t before = writer->used;
    gbcs_status status = writer->status;

    if (status != GBCS_OK) {
        /* the writer has failed before */
    } else if (one->pending.payload_size > (writer->room - before)) {
        status = GBCS_ERR_SPACE;
    } else {
        status = read_all(store, one, writer);
        if (status != GBCS_OK) {
            gbcs_wipe(&writer->data[before], writer->used - before);
            writer->used = before;
        }
    }
    return status;
}
