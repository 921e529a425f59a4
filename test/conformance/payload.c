#include "payload.h"

#include <stdlib.h>

#include "message.h"

/** Octets of a GBZ alert up to and with its time: profile, flag, alert code, time. */
#define GBZ_ALERT_HEAD 9U

/** What is done with a family's payload; the writer is null if it is only parsed. */
typedef struct family_row {
    const char *name;
    gbcs_status (*again)(gbcs_bytes payload, gbcs_writer *writer);
} family_row;

static gbcs_status request_again(gbcs_bytes payload, gbcs_writer *writer)
{
    gbcs_dlms_list list;
    gbcs_status status = gbcs_dlms_request_parse(payload, &list);
    if ((status == GBCS_OK) && (writer != NULL)) {
        gbcs_dlms_request_item *items = heap(list.count * sizeof(*items));
        gbcs_dlms_items walk = gbcs_dlms_items_of(&list);
        size_t count = 0U;
        while ((count < list.count) && gbcs_dlms_request_next(&walk, &items[count])) {
            count++;
        }
        gbcs_write_dlms_request(writer, list.invoke_id, list.date_time, items, count);
        free(items);
    }
    return status;
}

static gbcs_status response_again(gbcs_bytes payload, gbcs_writer *writer)
{
    gbcs_dlms_list list;
    gbcs_status status = gbcs_dlms_response_parse(payload, &list);
    if ((status == GBCS_OK) && (writer != NULL)) {
        gbcs_dlms_response_item *items = heap(list.count * sizeof(*items));
        gbcs_dlms_items walk = gbcs_dlms_items_of(&list);
        size_t count = 0U;
        while ((count < list.count) && gbcs_dlms_response_next(&walk, &items[count])) {
            count++;
        }
        gbcs_write_dlms_response(writer, list.invoke_id, list.date_time, items, count);
        free(items);
    }
    return status;
}

static gbcs_status notification_again(gbcs_bytes payload, gbcs_writer *writer)
{
    gbcs_dlms_notification notification;
    gbcs_status status = gbcs_dlms_notification_parse(payload, &notification);
    if ((status == GBCS_OK) && (writer != NULL)) {
        notification.body = gbcs_bytes_of(NULL, 0U);
        gbcs_write_dlms_notification(writer, &notification);
    }
    return status;
}

static gbcs_status gbz_again(gbcs_bytes payload, gbcs_writer *writer)
{
    gbcs_gbz gbz;
    gbcs_status status = gbcs_gbz_parse(payload, &gbz);
    if ((status == GBCS_OK) && (writer != NULL)) {
        gbcs_gbz_component components[UINT8_MAX];
        gbcs_reader reader = gbcs_reader_of(gbz.components);
        for (size_t i = 0U; i < gbz.count; i++) {
            gbcs_read_gbz_component(&reader, &components[i]);
            components[i].control &= (uint8_t)~GBCS_GBZ_LAST; /* the writer's to set */
        }
        status = gbcs_reader_finish(&reader);
        gbcs_write_gbz(writer, components, gbz.count);
    }
    return status;
}

static gbcs_status gbz_alert_again(gbcs_bytes payload, gbcs_writer *writer)
{
    gbcs_gbz_alert alert;
    gbcs_status status = gbcs_gbz_alert_parse(payload, &alert);
    if ((status == GBCS_OK) && (writer != NULL)) {
        gbcs_write_gbz_alert(writer, &alert);
    }
    return status;
}

/** The form in which an element's length was written, if it is one that the library writes. */
static gbcs_ber_form form_of(const gbcs_tlv *tlv)
{
    bool no_81 =
        (tlv->value.size >= 128U) && (tlv->value.size <= 255U) && (tlv->octets.data[1] == 0x82U);
    return no_81 ? GBCS_BER_NO_81 : GBCS_BER_SHORTEST;
}

static gbcs_status ber_again(gbcs_bytes payload, gbcs_writer *writer)
{
    gbcs_ber_walk walk = gbcs_ber_walk_of(payload, GBCS_BER);
    gbcs_ber_element element;
    size_t mark[GBCS_BER_DEPTH];
    gbcs_ber_form form[GBCS_BER_DEPTH];
    size_t open = 0U;
    gbcs_status status = gbcs_ber_validate(payload, GBCS_BER);

    while ((status == GBCS_OK) && (writer != NULL) && gbcs_ber_walk_next(&walk, &element)) {
        for (; open > element.depth; open--) {
            gbcs_write_close(writer, mark[open - 1U], form[open - 1U]);
        }
        if (((element.tlv.tag & GBCS_BER_CONSTRUCTED) != 0U) && (open < GBCS_BER_DEPTH)) {
            mark[open] = gbcs_write_open(writer, element.tlv.tag);
            form[open] = form_of(&element.tlv);
            open++;
        } else {
            gbcs_write_tlv(writer, element.tlv.tag, form_of(&element.tlv), element.tlv.value);
        }
    }
    for (; open > 0U; open--) {
        gbcs_write_close(writer, mark[open - 1U], form[open - 1U]);
    }
    return status;
}

static const family_row FAMILY_ROWS[FAMILIES] = {
    {"DLMS access-request", request_again},
    {"DLMS access-response", response_again},
    {"DLMS data-notification", notification_again},
    {"GBZ", gbz_again},
    {"GBZ", gbz_alert_again},
    {"ASN.1", ber_again},
};

family payload_family_of(const gbcs_frame *frame)
{
    gbcs_reader reader = gbcs_reader_of(frame->payload);
    uint8_t first = gbcs_reader_peek(&reader);
    family is = FAMILY_BER;

    if (first == GBCS_TAG_ACCESS_REQUEST) {
        is = FAMILY_REQUEST;
    } else if (first == GBCS_TAG_ACCESS_RESPONSE) {
        is = FAMILY_RESPONSE;
    } else if (first == GBCS_TAG_DATA_NOTIFICATION) {
        is = FAMILY_NOTIFICATION;
    } else if (gbcs_read_u16(&reader) == GBCS_GBZ_PROFILE) {
        is = (frame->header.cra == GBCS_CRA_ALERT) ? FAMILY_GBZ_ALERT : FAMILY_GBZ;
    }
    return is;
}

const char *payload_family_name(family of)
{
    return FAMILY_ROWS[of].name;
}

gbcs_status payload_parse(family as, gbcs_bytes payload)
{
    return FAMILY_ROWS[as].again(payload, NULL);
}

gbcs_status payload_write_again(family as, gbcs_bytes payload, gbcs_writer *writer)
{
    return FAMILY_ROWS[as].again(payload, writer);
}

bool payload_prefix_is_whole(family of, gbcs_bytes payload, size_t size)
{
    gbcs_gbz_alert alert;
    return (of == FAMILY_GBZ_ALERT) && (gbcs_gbz_alert_parse(payload, &alert) == GBCS_OK) &&
           (alert.has_extra != 0U) && (size >= GBZ_ALERT_HEAD);
}
