#include "store/journal.h"

/** Number of the layout of the journal, to be raised when a change looks different. */
#define JOURNAL_LAYOUT 1U

/** Whether a change is one that this store makes. */
static bool may_be_made(const gbcs_store *store, const change *item)
{
    const gbcs_record record = {item->number, 1U,
                                (item->copies == CHANGE_ONE) ? GBCS_COPY_ONE : GBCS_COPY_TWIN,
                                item->octets.size};

    return place_fits(store, &record) && (item->copies >= CHANGE_ONE) &&
           (item->copies <= CHANGE_ALTERNATES) &&
           ((item->layout != CHANGE_ERASES) || (item->octets.size == 0U));
}

/** Whether the changes in a journal can all be made: before the first one is. */
static gbcs_status examine(const gbcs_store *store, gbcs_bytes changes)
{
    gbcs_reader reader = gbcs_reader_of(changes);
    bool good = true;
    change item;

    while (gbcs_reader_left(&reader) > 0U) {
        change_read(&reader, &item);
        good = good && may_be_made(store, &item);
    }
    return (good && (reader.status == GBCS_OK)) ? GBCS_OK : GBCS_ERR_RECORD;
}

gbcs_status journal_load(gbcs_store *store, size_t *size)
{
    record_head head;
    gbcs_status status = place_load(store, GBCS_RECORD_JOURNAL, store->journal, &head);

    if ((status == GBCS_OK) && (head.layout != JOURNAL_LAYOUT)) {
        status = GBCS_ERR_LAYOUT;
    }
    if (status == GBCS_OK) {
        status = examine(store, gbcs_bytes_of(&store->journal[RECORD_BODY], head.size));
    }
    *size = head.size;
    return status;
}

gbcs_status journal_play(gbcs_store *store, size_t size)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(&store->journal[RECORD_BODY], size));
    gbcs_status status = GBCS_OK;
    change item;

    while ((status == GBCS_OK) && (gbcs_reader_left(&reader) > 0U)) {
        change_read(&reader, &item);
        status = change_make(store, &item, item.number);
    }
    if (status == GBCS_OK) {
        status = place_erase(store, GBCS_RECORD_JOURNAL);
    }
    return status;
}

/** Gives every change its version. */
static gbcs_status settle_all(gbcs_store *store)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_writer_bytes(&store->changes));
    gbcs_status status = GBCS_OK;
    holding found;
    size_t offset;
    change item;

    while ((status == GBCS_OK) && (gbcs_reader_left(&reader) > 0U)) {
        offset = reader.position;
        change_read(&reader, &item);
        status = change_settle(store, offset, &item, &found);
    }
    return status;
}

gbcs_status journal_commit(gbcs_store *store)
{
    /*
     * Versions begin again each time: the journal is erased in between, and its changes carry
     * theirs.
     */
    const record_head head = {GBCS_RECORD_JOURNAL, JOURNAL_LAYOUT, 1U, store->changes.used};
    record_head opened;
    gbcs_status status = settle_all(store);

    if (status == GBCS_OK) {
        status = place_store(store, &head, store->journal);
    }
    if (status == GBCS_OK) {
        /* It was sealed where it lies, so it is opened again: just as after a power cut. */
        status = record_open(store, GBCS_RECORD_JOURNAL, store->journal,
                             GBCS_RECORD_OVERHEAD + head.size, &opened);
    }
    if (status == GBCS_OK) {
        status = journal_play(store, opened.size);
    }
    return status;
}
