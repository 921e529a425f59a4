#include "store/place.h"

#include <string.h>

uint8_t place_copies(const gbcs_record *record)
{
    return (record->copies == GBCS_COPY_ONE) ? 1U : 2U;
}

uint16_t place_other(uint16_t number, uint16_t place)
{
    return (place == number) ? (uint16_t)(number + 1U) : number;
}

bool place_fits(const gbcs_store *store, const gbcs_record *record)
{
    const uint32_t end = (uint32_t)record->number + place_copies(record);

    return (record->number > 0U) && (end <= store->port->record_count) && (record->layout > 0U) &&
           (record->size <= (store->room - GBCS_RECORD_OVERHEAD));
}

gbcs_status place_load(const gbcs_store *store, uint16_t place, uint8_t *image, record_head *head)
{
    size_t size = 0U;
    gbcs_status status = store->port->load(store->port->context, place, image, store->room, &size);

    (void)memset(head, 0, sizeof *head);
    if (status == GBCS_ERR_SPACE) {
        /* larger than what this device writes, so none of its own */
        status = GBCS_ERR_RECORD;
    } else if ((status == GBCS_OK) && (size > store->room)) {
        status = GBCS_ERR_STORAGE;
    } else if (status == GBCS_OK) {
        status = record_open(store, place, image, size, head);
    } else {
        /* what the port says */
    }
    return status;
}

/** Keeps the watchdog quiet after a step that may be long. */
static void wait_for(const gbcs_port *port)
{
    if (port->wait != NULL) {
        port->wait(port->context);
    }
}

gbcs_status place_store(gbcs_store *store, const record_head *head, uint8_t *image)
{
    gbcs_status status = record_seal(store, head, image);

    if (status == GBCS_OK) {
        store->writes++;
        status = store->port->store(store->port->context, head->place, image,
                                    GBCS_RECORD_OVERHEAD + head->size);
        wait_for(store->port);
    }
    return status;
}

gbcs_status place_erase(gbcs_store *store, uint16_t place)
{
    gbcs_status status;

    store->writes++;
    status = store->port->erase(store->port->context, place);
    wait_for(store->port);
    return status;
}

/** Takes note of a record that verifies; versions begin with 1. */
static void note_good(holding *found, const record_head *head)
{
    if (head->version > found->newest.version) {
        found->current = 0U;
    }
    if (head->version >= found->newest.version) {
        found->newest = *head;
        found->current++;
    }
    found->good++;
}

/** Looks at one place. A place that is damaged or empty is a finding, not a failure. */
static gbcs_status look_at(gbcs_store *store, uint16_t place, holding *found, uint32_t *damaged)
{
    record_head head;
    gbcs_status status = place_load(store, place, store->record, &head);

    if (status == GBCS_OK) {
        note_good(found, &head);
    } else if (status == GBCS_ERR_RECORD) {
        *damaged += 1U;
        status = GBCS_OK;
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = GBCS_OK;
    } else {
        /* the port failed */
    }
    return status;
}

/** What the findings amount to. */
static gbcs_status conclude(const holding *found, uint32_t damaged)
{
    gbcs_status status = GBCS_OK;

    if ((found->good == 0U) && (damaged > 0U)) {
        status = GBCS_ERR_RECORD;
    } else if (found->good == 0U) {
        status = GBCS_ERR_NO_RECORD;
    } else {
        /* one is enough */
    }
    return status;
}

gbcs_status place_look(gbcs_store *store, uint16_t number, uint8_t copies, holding *found)
{
    uint32_t damaged = 0U;
    gbcs_status status = GBCS_OK;
    uint8_t i;

    (void)memset(found, 0, sizeof *found);
    /*
     * The first place comes last: it mostly is the one that counts, and is then in the work area.
     */
    for (i = copies; i > 0U; i--) {
        if (status == GBCS_OK) {
            status = look_at(store, (uint16_t)(number + i - 1U), found, &damaged);
        }
    }
    if (status == GBCS_OK) {
        status = conclude(found, damaged);
    }
    if (status == GBCS_OK) {
        store->lost += damaged;
    }
    if ((status == GBCS_OK) && (found->newest.place != number)) {
        status = place_load(store, found->newest.place, store->record, &found->newest);
    }
    if (status != GBCS_OK) {
        (void)memset(found, 0, sizeof *found);
    }
    return status;
}

void place_wipe(gbcs_store *store)
{
    gbcs_wipe(store->record, store->room);
}
