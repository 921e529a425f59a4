#include "store/journal.h"

#include <string.h>

/** Smallest and largest record_size of a port: some room for changes; two octets for a length. */
#define SMALLEST_RECORD 64U
#define LARGEST_RECORD 0xFFFFU
/** The journal and one record. */
#define FEWEST_RECORDS 2U

size_t gbcs_store_buffer_size(const gbcs_port *port)
{
    return 2U * port->record_size;
}

/** Whether a port has what the library cannot do without. */
static bool is_complete(const gbcs_port *port)
{
    return (port->entropy != NULL) && (port->time_get != NULL) && (port->time_set != NULL) &&
           (port->uptime != NULL) && (port->load != NULL) && (port->store != NULL) &&
           (port->erase != NULL) && (port->record_size >= SMALLEST_RECORD) &&
           (port->record_size <= LARGEST_RECORD) && (port->record_count >= FEWEST_RECORDS) &&
           (port->capacity >= (FEWEST_RECORDS * port->record_size));
}

static gbcs_status prepare(gbcs_store *store, const gbcs_port *port, const gbcs_crypto *crypto,
                           uint8_t *buffer, size_t room)
{
    gbcs_status status = GBCS_OK;

    (void)memset(store, 0, sizeof *store);
    if ((port == NULL) || (crypto == NULL) || (buffer == NULL)) {
        status = GBCS_ERR_ARGUMENT;
    } else if (!is_complete(port)) {
        status = GBCS_ERR_ARGUMENT;
    } else if (room < gbcs_store_buffer_size(port)) {
        status = GBCS_ERR_SPACE;
    } else {
        store->port = port;
        store->crypto = crypto;
        store->record = buffer;
        store->journal = &buffer[port->record_size];
        store->room = port->record_size;
    }
    return status;
}

gbcs_status gbcs_store_open(gbcs_store *store, const gbcs_port *port, const gbcs_crypto *crypto,
                            uint8_t *buffer, size_t room)
{
    size_t size = 0U;
    gbcs_status status = prepare(store, port, crypto, buffer, room);

    if (status == GBCS_OK) {
        status = journal_load(store, &size);
        if (status == GBCS_OK) {
            status = journal_play(store, size);
        } else if (status == GBCS_ERR_NO_RECORD) {
            status = GBCS_OK;
        } else {
            /* stays closed */
        }
        place_wipe(store);
        change_begin(store);
    }
    store->open = (status == GBCS_OK);
    store->failure = status;
    return status;
}

gbcs_status gbcs_store_discard(gbcs_store *store)
{
    size_t size = 0U;
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if ((store->port != NULL) && (!store->open)) {
        status = journal_load(store, &size);
        if ((status == GBCS_ERR_RECORD) || (status == GBCS_ERR_LAYOUT)) {
            status = place_erase(store, GBCS_RECORD_JOURNAL);
            store->open = (status == GBCS_OK);
        } else if ((status == GBCS_OK) || (status == GBCS_ERR_NO_RECORD)) {
            status = GBCS_ERR_ARGUMENT;
        } else {
            /* what the port says */
        }
        change_begin(store);
    }
    return status;
}

/** Erases records one after the other, whatever happens, and keeps the first failure. */
static void erase_range(gbcs_store *store, uint32_t begin, uint32_t end, gbcs_status *first_failure)
{
    uint32_t place;
    gbcs_status status;

    for (place = begin; place < end; place++) {
        status = place_erase(store, (uint16_t)place);
        if (*first_failure == GBCS_OK) {
            *first_failure = status;
        }
    }
}

gbcs_status gbcs_store_erase_all(gbcs_store *store, const gbcs_record *first)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;
    uint32_t number;

    if ((store->port != NULL) && place_fits(store, first)) {
        number = first->number;
        status = GBCS_OK;
        erase_range(store, GBCS_RECORD_JOURNAL, GBCS_RECORD_JOURNAL + 1U, &status);
        erase_range(store, number, number + place_copies(first), &status);
        erase_range(store, GBCS_RECORD_JOURNAL + 1U, store->port->record_count, &status);
        place_wipe(store);
        change_begin(store);
        store->open = (status == GBCS_OK);
        store->failure = status;
    }
    return status;
}
