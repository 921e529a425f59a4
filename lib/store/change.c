#include "store/change.h"

#include <string.h>

uint8_t change_copies(const gbcs_record *record)
{
    uint8_t copies = CHANGE_TWIN;

    if (record->copies == GBCS_COPY_ONE) {
        copies = CHANGE_ONE;
    } else if (record->copies == GBCS_COPY_ALTERNATE) {
        copies = CHANGE_ALTERNATES;
    } else {
        /* a twin: of two places the safer kind */
    }
    return copies;
}

/** In how many places a change is made. */
static uint8_t places_of(const change *item)
{
    return (item->copies == CHANGE_ONE) ? 1U : 2U;
}

void change_read(gbcs_reader *reader, change *item)
{
    size_t size;

    item->number = gbcs_read_u16(reader);
    item->layout = gbcs_read_u8(reader);
    item->copies = gbcs_read_u8(reader);
    item->version = gbcs_read_u64(reader);
    size = gbcs_read_u16(reader);
    item->octets = gbcs_read_bytes(reader, size);
}

static void change_write(gbcs_writer *writer, const change *item)
{
    gbcs_write_u16(writer, item->number);
    gbcs_write_u8(writer, item->layout);
    gbcs_write_u8(writer, item->copies);
    gbcs_write_u64(writer, item->version);
    gbcs_write_u16(writer, (uint16_t)item->octets.size);
    gbcs_write_bytes(writer, item->octets);
}

void change_begin(gbcs_store *store)
{
    gbcs_wipe(store->journal, store->room);
    if (store->room > 0U) {
        store->changes = gbcs_writer_of(&store->journal[RECORD_BODY], store->room - RECORD_BODY);
    }
    store->count = 0U;
}

/** Takes octets out of what was written. */
static void cut_out(gbcs_writer *writer, size_t begin, size_t end)
{
    (void)memmove(&writer->data[begin], &writer->data[end], writer->used - end);
    writer->used -= (end - begin);
}

bool change_find(const gbcs_store *store, uint16_t number, change *item, size_t *offset)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_writer_bytes(&store->changes));
    bool found = false;
    size_t begin;
    change next;

    while (gbcs_reader_left(&reader) > 0U) {
        begin = reader.position;
        change_read(&reader, &next);
        if (next.number == number) {
            found = true;
            *item = next;
            *offset = begin;
        }
    }
    return found;
}

/** Takes the change of a record out of the transaction, if there is one. */
static void change_drop(gbcs_store *store, uint16_t number)
{
    size_t begin;
    change item;

    if (change_find(store, number, &item, &begin)) {
        cut_out(&store->changes, begin, begin + GBCS_CHANGE_OVERHEAD + item.octets.size);
        store->count--;
    }
}

void change_add(gbcs_store *store, const change *item)
{
    change_drop(store, item->number);
    change_write(&store->changes, item);
    store->count++;
    /* A change that is alone goes without a journal, and may be as large as a record may be. */
    if ((store->count > 1U) && (store->changes.used > (store->room - GBCS_RECORD_OVERHEAD))) {
        gbcs_writer_fail(&store->changes, GBCS_ERR_SPACE);
    }
}

gbcs_status change_settle(gbcs_store *store, size_t offset, change *item, holding *found)
{
    gbcs_writer writer = gbcs_writer_of(&store->changes.data[offset + CHANGE_VERSION], 8U);
    gbcs_status status = place_look(store, item->number, places_of(item), found);

    if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
        /* a new record, or one that its owner has given up: versions begin again */
        status = GBCS_OK;
    }
    if ((status == GBCS_OK) && (item->layout != CHANGE_ERASES)) {
        if (found->newest.version == UINT64_MAX) {
            status = GBCS_ERR_RECORD;
        } else {
            item->version = found->newest.version + 1U;
            gbcs_write_u64(&writer, item->version);
        }
    }
    return status;
}

static gbcs_status make_at(gbcs_store *store, const change *item, uint16_t place)
{
    const record_head head = {place, item->layout, item->version, item->octets.size};
    gbcs_status status;

    if (item->layout == CHANGE_ERASES) {
        status = place_erase(store, place);
    } else {
        if (item->octets.size > 0U) {
            (void)memcpy(&store->record[RECORD_BODY], item->octets.data, item->octets.size);
        }
        status = place_store(store, &head, store->record);
    }
    return status;
}

gbcs_status change_make(gbcs_store *store, const change *item, uint16_t last)
{
    gbcs_status status = GBCS_OK;

    if (places_of(item) > 1U) {
        status = make_at(store, item, place_other(item->number, last));
    }
    if (status == GBCS_OK) {
        status = make_at(store, item, last);
    }
    return status;
}

gbcs_status change_make_alone(gbcs_store *store, const change *item, const holding *found)
{
    /* What counts now is changed last: it is there should the medium fail in the other place. */
    const uint16_t last = (found->good > 0U) ? found->newest.place : item->number;
    gbcs_status status;

    if ((item->copies == CHANGE_ALTERNATES) && (item->layout != CHANGE_ERASES) &&
        (found->good > 0U)) {
        /* what counts now stays; where nothing does, one place would be too little */
        status = make_at(store, item, place_other(item->number, last));
    } else {
        status = change_make(store, item, last);
    }
    return status;
}
