/**
 * @file
 * Prices: values that a command brings, at once or for a date.
 *
 * The meter keeps the date and calls application_activate() when it has come, once for each object that
 * the command is about. What the application keeps is the values, and the counter of the command that
 * brought them, which names them. To let them count a second time makes no difference.
 */
#include "commands.h"

/** Octets of the record: layout, counters of the commands. */
#define RECORD_SIZE 17U
/** First octet of the record. */
#define RECORD_LAYOUT 1U

static gbcs_status store_tariff(const application *app, const tariff *changed)
{
    uint8_t octets[RECORD_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u8(&writer, RECORD_LAYOUT);
    gbcs_write_u64(&writer, changed->active);
    gbcs_write_u64(&writer, changed->waiting);
    return app->port->store(app->port->context, TARIFF_RECORD, octets, sizeof octets);
}

gbcs_status tariff_begin(application *app)
{
    tariff *own = &app->tariff;
    uint8_t octets[RECORD_SIZE];
    size_t size = 0U;
    gbcs_status status =
        app->port->load(app->port->context, TARIFF_RECORD, octets, sizeof octets, &size);
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(octets, size));

    if (status == GBCS_OK) {
        gbcs_read_constant(&reader, RECORD_LAYOUT);
        own->active = gbcs_read_u64(&reader);
        own->waiting = gbcs_read_u64(&reader);
        status = (gbcs_reader_finish(&reader) == GBCS_OK) ? GBCS_OK : GBCS_ERR_RECORD;
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = GBCS_OK; /* new: no prices */
    }
    return status;
}

/** Changes which prices count, in storage first. */
static bool change_tariff(application *app, tariff changed)
{
    const bool changes =
        (changed.active != app->tariff.active) || (changed.waiting != app->tariff.waiting);
    const bool good = !changes || (store_tariff(app, &changed) == GBCS_OK);

    if (good) {
        app->tariff = changed;
    }
    return good;
}

gbcs_reply tariff_set(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    const uint64_t counter = order->intent->header.counter;
    tariff changed = app->tariff;
    command_function respond = dlms_accept;
    gbcs_reply reply =
        GBCS_REPLY_NONE; /* after a power cut: the values are gone with the command */

    if (!order->resumed) {
        const bool is_dlms = order->command->use_case->family == GBCS_FAMILY_DLMS;
        respond = is_dlms ? dlms_accept : gbz_accept;
        changed.waiting = order->waits ? counter : 0U;
        if (!order->waits && (order->command->date.dating != GBCS_DATING_CANCEL)) {
            changed.active = counter;
        }
        if (!change_tariff(app, changed)) {
            respond = is_dlms ? dlms_other_reason : gbz_default_response;
        }
        reply = respond(app, order, answer);
    }
    return reply;
}

bool application_activate(void *context, const gbcs_pending *item)
{
    application *app = context;
    tariff changed = app->tariff;
    bool good = false;

    if (item->counter == app->tariff.waiting) {
        changed.active = changed.waiting;
        changed.waiting = 0U;
        good = change_tariff(app, changed);
    } else {
        /* another object of the same command; or nothing that was kept */
        good = item->counter == app->tariff.active;
    }
    return good;
}
