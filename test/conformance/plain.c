/*
 * Payloads as the application of a device hands them over: with their sensitive parts plain.
 */
#include "plain.h"

#include <string.h>

#include "payload.h"

/** Most items of a response, and components of one. */
#define ITEMS 255U

gbcs_status plain_read_alert(const gbcs_frame *frame, gbcs_family *kind, gbcs_alert *alert)
{
    gbcs_dlms_notification dlms;
    gbcs_gbz_alert gbz;
    gbcs_status status = GBCS_ERR_ABSENT;

    (void)memset(alert, 0, sizeof *alert);
    if (payload_family_of(frame) == FAMILY_NOTIFICATION) {
        *kind = GBCS_FAMILY_DLMS;
        status = gbcs_dlms_notification_parse(frame->payload, &dlms);
        if (status == GBCS_OK) {
            status = gbcs_utc_from_dlms(dlms.alert_time, &alert->time, &alert->clock_status);
        }
        alert->event = dlms.alert_code;
        alert->element_count = (uint8_t)dlms.extra_count;
        alert->content = dlms.extra;
    } else if (payload_family_of(frame) == FAMILY_GBZ_ALERT) {
        *kind = GBCS_FAMILY_GBZ;
        status = gbcs_gbz_alert_parse(frame->payload, &gbz);
        if (status == GBCS_OK) {
            status = gbcs_utc_from_zigbee(gbz.time, &alert->time);
        }
        alert->event = gbz.alert_code;
        alert->content = gbz.extra;
    } else {
        /* ASN.1: the whole payload is particular to it */
    }
    return status;
}

/** The encrypted blocks of a message, in its payload and opened. */
typedef struct blocks {
    const message *of;
    gbcs_sealed_walk walk;
    size_t taken;
    gbcs_bytes sealed;
    bool more;
} blocks;

static blocks blocks_of(const message *of)
{
    blocks all = {.of = of, .taken = 0U};
    all.more = (gbcs_sealed_walk_of(&of->frame, &all.walk) == GBCS_OK) &&
               gbcs_sealed_next(&all.walk, &all.sealed);
    return all;
}

bool plain_is_known(const message *of)
{
    blocks all = blocks_of(of);
    size_t count = 0U;

    while (all.more) {
        count++;
        all.more = gbcs_sealed_next(&all.walk, &all.sealed);
    }
    return count == of->block_count;
}

/** If these octets end with the next block, what was in it; else the octets. */
static gbcs_bytes opened(blocks *all, gbcs_bytes octets)
{
    gbcs_bytes plain = octets;
    if (all->more && (all->taken < all->of->block_count) &&
        (&octets.data[octets.size] == &all->sealed.data[all->sealed.size])) {
        plain = all->of->blocks[all->taken];
        all->taken++;
        all->more = gbcs_sealed_next(&all->walk, &all->sealed);
    }
    return plain;
}

static void open_response(const message *of, gbcs_writer *writer)
{
    static gbcs_dlms_response_item items[ITEMS];
    blocks all = blocks_of(of);
    gbcs_dlms_list list;
    gbcs_dlms_items walk;
    size_t count = 0U;

    gbcs_writer_fail(writer, gbcs_dlms_response_parse(of->frame.payload, &list));
    walk = gbcs_dlms_items_of(&list);
    while ((count < ITEMS) && gbcs_dlms_response_next(&walk, &items[count])) {
        items[count].data = opened(&all, items[count].data);
        count++;
    }
    gbcs_write_dlms_response(writer, list.invoke_id, list.date_time, items, count);
}

static void open_components(const message *of, gbcs_bytes components, gbcs_writer *writer)
{
    blocks all = blocks_of(of);
    gbcs_reader reader = gbcs_reader_of(components);
    gbcs_gbz_component component;

    while (gbcs_reader_left(&reader) > 0U) {
        gbcs_read_gbz_component(&reader, &component);
        component.body = opened(&all, component.body);
        gbcs_write_gbz_component(writer, &component);
    }
    gbcs_writer_fail(writer, reader.status);
}

void plain_payload(const message *of, gbcs_writer *writer)
{
    gbcs_bytes payload = of->frame.payload;
    gbcs_gbz gbz;
    gbcs_family kind;
    gbcs_alert alert;
    gbcs_status status;

    switch (payload_family_of(&of->frame)) {
    case FAMILY_RESPONSE:
        open_response(of, writer);
        break;
    case FAMILY_GBZ:
        gbcs_writer_fail(writer, gbcs_gbz_parse(payload, &gbz));
        gbcs_write_bytes(writer, gbcs_bytes_slice(payload, 0U, payload.size - gbz.components.size));
        open_components(of, gbz.components, writer);
        break;
    case FAMILY_NOTIFICATION:
        status = plain_read_alert(&of->frame, &kind, &alert);
        alert.element_count = 1U;
        alert.content = of->blocks[0];
        gbcs_writer_fail(writer, status);
        gbcs_write_alert(kind, &alert, of->frame.header.counter, writer);
        break;
    case FAMILY_GBZ_ALERT:
        status = plain_read_alert(&of->frame, &kind, &alert);
        gbcs_writer_fail(writer, status);
        gbcs_write_bytes(writer, gbcs_bytes_slice(payload, 0U, payload.size - alert.content.size));
        open_components(of, alert.content, writer);
        break;
    case FAMILY_REQUEST:
    case FAMILY_BER:
    case FAMILIES:
    default:
        gbcs_writer_fail(writer, GBCS_ERR_ABSENT);
        break;
    }
}
