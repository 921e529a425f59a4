#include "store/journal.h"

/** Whether a call may go on with a record. */
static gbcs_status check(const gbcs_store *store, const gbcs_record *record)
{
    gbcs_status status = GBCS_OK;

    if (!store->open) {
        status = GBCS_ERR_UNFINISHED;
    } else if (!place_fits(store, record)) {
        status = GBCS_ERR_ARGUMENT;
    } else {
        /* it may */
    }
    return status;
}

/** Hands out a body, if it is what its layer calls its own. */
static gbcs_status hand_out_body(const gbcs_record *record, uint8_t layout, gbcs_bytes body,
                                 gbcs_writer *writer)
{
    gbcs_status status = writer->status;

    if (status != GBCS_OK) {
        /* the writer has failed before */
    } else if ((layout != record->layout) || (body.size > record->size)) {
        status = GBCS_ERR_LAYOUT;
    } else if (body.size > (writer->room - writer->used)) {
        status = GBCS_ERR_SPACE;
    } else {
        gbcs_write_bytes(writer, body);
    }
    return status;
}

gbcs_status gbcs_store_load(gbcs_store *store, const gbcs_record *record, gbcs_writer *writer)
{
    holding found;
    gbcs_status status = check(store, record);

    if (status == GBCS_OK) {
        status = place_look(store, record->number, place_copies(record), &found);
        if (status == GBCS_OK) {
            status = hand_out_body(record, found.newest.layout,
                                   gbcs_bytes_of(&store->record[RECORD_BODY], found.newest.size),
                                   writer);
        }
        place_wipe(store);
    }
    return status;
}

gbcs_status gbcs_store_preview(gbcs_store *store, const gbcs_record *record, gbcs_writer *writer)
{
    size_t offset;
    change item;
    gbcs_status status = check(store, record);

    if (status == GBCS_OK) {
        status = store->changes.status;
    }
    if (status != GBCS_OK) {
        /* there is nothing to be seen */
    } else if (!change_find(store, record->number, &item, &offset)) {
        status = gbcs_store_load(store, record, writer);
    } else if (item.layout == CHANGE_ERASES) {
        status = GBCS_ERR_NO_RECORD;
    } else {
        status = hand_out_body(record, item.layout, item.octets, writer);
    }
    return status;
}

/** Adds a change, or makes the transaction fail. */
static gbcs_status add_change(gbcs_store *store, const gbcs_record *record, uint8_t layout,
                              gbcs_bytes octets)
{
    const change item = {record->number, layout, change_copies(record), 0U, octets};
    gbcs_status status = check(store, record);

    if ((status == GBCS_OK) && (octets.size > record->size)) {
        status = GBCS_ERR_ARGUMENT;
    }
    if (store->open) {
        if (status != GBCS_OK) {
            gbcs_writer_fail(&store->changes, status);
        } else if (store->changes.status == GBCS_OK) {
            change_add(store, &item);
        } else {
            /* the transaction has failed before */
        }
        status = store->changes.status;
    }
    return status;
}

gbcs_status gbcs_store_put(gbcs_store *store, const gbcs_record *record, gbcs_bytes octets)
{
    return add_change(store, record, record->layout, octets);
}

gbcs_status gbcs_store_remove(gbcs_store *store, const gbcs_record *record)
{
    return add_change(store, record, CHANGE_ERASES, gbcs_bytes_of(NULL, 0U));
}

/**
 * Makes a change that is alone. New octets count as soon as one place holds them, an erasure counts
 * when no place holds any: either way one write decides.
 */
static gbcs_status commit_alone(gbcs_store *store)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_writer_bytes(&store->changes));
    holding found;
    change item;
    gbcs_status status;

    change_read(&reader, &item);
    status = change_settle(store, 0U, &item, &found);
    if (status == GBCS_OK) {
        status = change_make_alone(store, &item, &found);
    }
    return status;
}

gbcs_status gbcs_store_commit(gbcs_store *store)
{
    const uint32_t before = store->writes;
    gbcs_status status = store->open ? store->changes.status : GBCS_ERR_UNFINISHED;

    if ((status == GBCS_OK) && (store->count == 1U)) {
        status = commit_alone(store);
    } else if ((status == GBCS_OK) && (store->count > 1U)) {
        status = journal_commit(store);
    } else {
        /* it has failed before, or there is nothing to do */
    }
    if ((status != GBCS_OK) && (store->writes != before)) {
        store->open = false;
        store->failure = status;
        status = GBCS_ERR_UNFINISHED;
    }
    place_wipe(store);
    change_begin(store);
    return status;
}

void gbcs_store_abandon(gbcs_store *store)
{
    change_begin(store);
}

/** Writes the content that counts, which is in the work area, to the other one of two places. */
static gbcs_status write_other(gbcs_store *store, uint16_t number, const record_head *newest)
{
    record_head head = *newest;

    head.place = place_other(number, newest->place);
    return place_store(store, &head, store->record);
}

/** Whether the other place is as the rules of the record leave it: an alternating one may be older. */
static bool is_whole(const gbcs_record *record, const holding *found)
{
    const size_t sound = (record->copies == GBCS_COPY_ALTERNATE) ? found->good : found->current;

    return sound == place_copies(record);
}

gbcs_status gbcs_store_mend(gbcs_store *store, const gbcs_record *record)
{
    holding found;
    gbcs_status status = check(store, record);

    if ((status == GBCS_OK) && (place_copies(record) > 1U)) {
        status = place_look(store, record->number, place_copies(record), &found);
        if ((status == GBCS_OK) && (!is_whole(record, &found))) {
            status = write_other(store, record->number, &found.newest);
        }
        place_wipe(store);
    }
    return status;
}
