#include "schedule/list.h"

#include <string.h>

#include "schedule/page.h"

/** Octets that a transaction has for its changes. */
#define TRANSACTION_ROOM (GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD)
/** What goes with a list in one transaction at most: the counters; and when an instruction is due,
 * the Trust Anchor Cells, and an empty list of items (doc/storage.md). */
#define COUNTERS_CHANGE (GBCS_CHANGE_OVERHEAD + GBCS_COUNTERS_SIZE)
#define CELLS_CHANGE (GBCS_CHANGE_OVERHEAD + 1222U)
#define EMPTY_CHANGE (GBCS_CHANGE_OVERHEAD + 1U)

#if (GBCS_PENDING_ITEMS < 1U) || (GBCS_PENDING_ITEMS > 39U)
#error "GBCS_PENDING_ITEMS: 1 to 39 items fit into a transaction with the counters"
#endif
#if (GBCS_PENDING_INSTRUCTIONS < 1U) || (GBCS_PENDING_INSTRUCTIONS > 4U)
#error "GBCS_PENDING_INSTRUCTIONS: 1 to 4 fit into a transaction that changes credentials"
#endif
#if (GBCS_CHANGE_OVERHEAD + ITEMS_SIZE + COUNTERS_CHANGE) > TRANSACTION_ROOM
#error "the items do not fit into a transaction with the counters"
#endif
#if (GBCS_CHANGE_OVERHEAD + INSTRUCTIONS_SIZE + COUNTERS_CHANGE + CELLS_CHANGE + EMPTY_CHANGE) >   \
    TRANSACTION_ROOM
#error "the instructions do not fit into a transaction that changes credentials"
#endif

/** What the two kinds of list differ in. */
typedef struct list_form {
    gbcs_record record;
    size_t entry_size;
    size_t most;
    /** Where an entry has what no other entry may have too, and its octets. */
    size_t key_offset;
    size_t key_size;
} list_form;

static const list_form *form_of(uint16_t kind)
{
    static const list_form FORMS[LIST_KINDS] = {
        {{GBCS_RECORD_ITEMS, 1U, GBCS_COPY_TWIN, ITEMS_SIZE},
         ITEM_SIZE,
         GBCS_PENDING_ITEMS,
         ENTRY_HEAD,
         GBCS_OBJECT_SIZE},
        {{GBCS_RECORD_INSTRUCTIONS, 1U, GBCS_COPY_TWIN, INSTRUCTIONS_SIZE},
         INSTRUCTION_SIZE,
         GBCS_PENDING_INSTRUCTIONS,
         0U,
         2U},
    };

    return &FORMS[kind];
}

uint16_t list_kind_of(const uint8_t object[GBCS_OBJECT_SIZE])
{
    uint16_t kind = LIST_INSTRUCTIONS;
    size_t i;

    for (i = 0U; i < GBCS_OBJECT_SIZE; i++) {
        if (object[i] != 0U) {
            kind = LIST_ITEMS;
        }
    }
    return kind;
}

bool list_may_hold(const gbcs_pending *pending)
{
    /* An Originator Counter is a positive INTEGER of 64 bits (GBCS 4.3.1.2). */
    return (pending->code != 0U) && (pending->role < GBCS_ROLES) &&
           (pending->counter <= (uint64_t)INT64_MAX) && (pending->date >= GBCS_UTC_FIRST) &&
           (pending->date <= GBCS_UTC_LAST) &&
           ((!pending->verdict) || (list_kind_of(pending->object) == LIST_INSTRUCTIONS));
}

/** Dates are counted from the first one, so that none is negative. */
static void write_head(gbcs_writer *writer, const gbcs_pending *pending)
{
    gbcs_write_u16(writer, pending->code);
    gbcs_write_u8(writer, pending->role);
    gbcs_write_u64(writer, pending->originator);
    gbcs_write_u64(writer, pending->counter);
    gbcs_write_u64(writer, (uint64_t)(pending->date - GBCS_UTC_FIRST));
}

static void read_head(gbcs_reader *reader, gbcs_pending *pending)
{
    uint64_t since_first;

    pending->code = gbcs_read_u16(reader);
    pending->role = gbcs_read_u8(reader);
    pending->originator = gbcs_read_u64(reader);
    pending->counter = gbcs_read_u64(reader);
    since_first = gbcs_read_u64(reader);
    if (since_first > (uint64_t)(GBCS_UTC_LAST - GBCS_UTC_FIRST)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        since_first = 0U;
    }
    pending->date = (gbcs_utc)since_first + GBCS_UTC_FIRST;
}

/** Reads octets into an array. */
static void read_into(gbcs_reader *reader, uint8_t *octets, size_t size)
{
    gbcs_writer writer = gbcs_writer_of(octets, size);

    gbcs_write_bytes(&writer, gbcs_read_bytes(reader, size));
}

static void read_instruction(gbcs_reader *reader, entry *one)
{
    const uint8_t verdict = gbcs_read_u8(reader);

    one->pending.verdict = (verdict == 1U);
    one->pending.payload_size = gbcs_read_u16(reader);
    one->pages = gbcs_read_u8(reader);
    read_into(reader, one->digest, PAYLOAD_DIGEST);
    if ((verdict > 1U) || (!pages_fit(one->pages, one->pending.payload_size))) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

static void read_entry(gbcs_reader *reader, uint16_t kind, entry *one)
{
    (void)memset(one, 0, sizeof *one);
    read_head(reader, &one->pending);
    if (kind == LIST_ITEMS) {
        read_into(reader, one->pending.object, GBCS_OBJECT_SIZE);
    } else {
        read_instruction(reader, one);
    }
    if ((!list_may_hold(&one->pending)) || (list_kind_of(one->pending.object) != kind)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

/** The octets of an entry. */
static gbcs_bytes octets_at(const list *all, size_t index)
{
    const size_t size = form_of(all->kind)->entry_size;

    return gbcs_bytes_of(&all->octets[1U + (index * size)], size);
}

void list_get(const list *all, size_t index, entry *one)
{
    gbcs_reader reader = gbcs_reader_of(octets_at(all, index));

    read_entry(&reader, all->kind, one);
}

/** The first entry that has a key. */
static size_t find_key(const list *all, gbcs_bytes key)
{
    const list_form *form = form_of(all->kind);
    size_t found = all->count;
    size_t i;

    for (i = 0U; i < all->count; i++) {
        if ((found == all->count) &&
            gbcs_bytes_equal(gbcs_bytes_slice(octets_at(all, i), form->key_offset, form->key_size),
                             key)) {
            found = i;
        }
    }
    return found;
}

size_t list_find(const list *all, uint16_t code, const uint8_t object[GBCS_OBJECT_SIZE])
{
    uint8_t octets[2];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u16(&writer, code);
    return find_key(all, (all->kind == LIST_ITEMS) ? gbcs_bytes_of(object, GBCS_OBJECT_SIZE)
                                                   : gbcs_writer_bytes(&writer));
}

/** Checks a record: each entry, each key once, each page once. */
static gbcs_status check_all(list *all, gbcs_bytes octets)
{
    const list_form *form = form_of(all->kind);
    gbcs_reader reader = gbcs_reader_of(octets);
    uint8_t used = 0U;
    entry one;
    size_t i;

    all->count = gbcs_read_u8(&reader);
    if ((all->count > form->most) ||
        (gbcs_reader_left(&reader) != (all->count * form->entry_size))) {
        gbcs_reader_fail(&reader, GBCS_ERR_LENGTH);
        all->count = 0U;
    }
    for (i = 0U; i < all->count; i++) {
        read_entry(&reader, all->kind, &one);
        if (((used & one.pages) != 0U) ||
            (list_find(all, one.pending.code, one.pending.object) != i)) {
            gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
        }
        used |= one.pages;
    }
    return (gbcs_reader_finish(&reader) == GBCS_OK) ? GBCS_OK : GBCS_ERR_RECORD;
}

/** Makes a list of what was read of the record. */
static gbcs_status take(list *all, gbcs_status was_read, gbcs_bytes octets)
{
    gbcs_status status = was_read;

    all->count = 0U;
    if (status == GBCS_OK) {
        status = check_all(all, octets);
    }
    all->damaged = (status == GBCS_ERR_RECORD);
    if (status != GBCS_OK) {
        all->count = 0U;
    }
    if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
        status = GBCS_OK;
    }
    return status;
}

gbcs_status list_load(gbcs_store *store, uint16_t kind, list *all)
{
    gbcs_writer writer = gbcs_writer_of(all->octets, sizeof all->octets);
    const gbcs_status status = gbcs_store_load(store, &form_of(kind)->record, &writer);

    all->kind = kind;
    return take(all, status, gbcs_writer_bytes(&writer));
}

gbcs_status list_preview(gbcs_store *store, uint16_t kind, list *all)
{
    gbcs_writer writer = gbcs_writer_of(all->octets, sizeof all->octets);
    const gbcs_status status = gbcs_store_preview(store, &form_of(kind)->record, &writer);

    all->kind = kind;
    return take(all, status, gbcs_writer_bytes(&writer));
}

gbcs_status list_mend(gbcs_store *store, uint16_t kind)
{
    gbcs_status status = gbcs_store_mend(store, &form_of(kind)->record);

    if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
        status = GBCS_OK;
    }
    return status;
}

gbcs_status list_put(gbcs_store *store, list *all)
{
    const list_form *form = form_of(all->kind);

    all->octets[0] = (uint8_t)all->count;
    return gbcs_store_put(store, &form->record,
                          gbcs_bytes_of(all->octets, 1U + (all->count * form->entry_size)));
}

void list_cut(list *all, size_t index)
{
    const size_t size = form_of(all->kind)->entry_size;
    const size_t begin = 1U + (index * size);
    const size_t end = 1U + (all->count * size);

    (void)memmove(&all->octets[begin], &all->octets[begin + size], end - (begin + size));
    all->count--;
}

bool list_has_room(const list *all)
{
    return all->count < form_of(all->kind)->most;
}

void list_append(list *all, const entry *one)
{
    const list_form *form = form_of(all->kind);
    gbcs_writer writer =
        gbcs_writer_of(&all->octets[1U + (all->count * form->entry_size)], form->entry_size);

    write_head(&writer, &one->pending);
    if (all->kind == LIST_ITEMS) {
        gbcs_write_bytes(&writer, gbcs_bytes_of(one->pending.object, GBCS_OBJECT_SIZE));
    } else {
        gbcs_write_u8(&writer, one->pending.verdict ? 1U : 0U);
        gbcs_write_u16(&writer, (uint16_t)one->pending.payload_size);
        gbcs_write_u8(&writer, one->pages);
        gbcs_write_bytes(&writer, gbcs_bytes_of(one->digest, PAYLOAD_DIGEST));
    }
    all->count++;
}
