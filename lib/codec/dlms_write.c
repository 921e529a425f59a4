#include "codec/dlms_item.h"
#include "codec/length.h"

/** Whether octets are so many A-XDR values and nothing else. */
static bool are_values(gbcs_bytes octets, size_t count)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    size_t found = 0U;

    while (gbcs_reader_left(&reader) > 0U) {
        (void)gbcs_read_axdr(&reader);
        found++;
    }
    return (gbcs_reader_finish(&reader) == GBCS_OK) && (found == count);
}

static bool is_selective(gbcs_access access)
{
    return (access == GBCS_ACCESS_GET_SELECTED) || (access == GBCS_ACCESS_SET_SELECTED);
}

/** Kinds of access that a response can name. */
static bool is_basic(gbcs_access access)
{
    return (access == GBCS_ACCESS_GET) || (access == GBCS_ACCESS_SET) ||
           (access == GBCS_ACCESS_ACTION);
}

static bool can_request(const gbcs_dlms_request_item *item)
{
    bool can = false;

    if (is_selective(item->access)) {
        can = are_values(item->parameters, 1U);
    } else {
        can = is_basic(item->access) && (item->selector == 0U) && (item->parameters.size == 0U);
    }
    return can && (item->instance.size == GBCS_OBIS_SIZE) && are_values(item->data, 1U) &&
           dlms_data_fits(item->access, item->data);
}

static void write_header(gbcs_writer *writer, uint8_t tag, uint32_t invoke_id, gbcs_bytes date_time)
{
    if ((date_time.size != 0U) && (date_time.size != GBCS_DLMS_TIME_SIZE)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    gbcs_write_u8(writer, tag);
    gbcs_write_u32(writer, invoke_id);
    length_write(writer, date_time.size);
    gbcs_write_bytes(writer, date_time);
}

static void write_specification(gbcs_writer *writer, const gbcs_dlms_request_item *item)
{
    if (!can_request(item)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    gbcs_write_u8(writer, (uint8_t)item->access);
    gbcs_write_u16(writer, item->class_id);
    gbcs_write_bytes(writer, item->instance);
    gbcs_write_u8(writer, item->attribute);
    if (is_selective(item->access)) {
        gbcs_write_u8(writer, item->selector);
        gbcs_write_bytes(writer, item->parameters);
    }
}

void gbcs_write_dlms_request(gbcs_writer *writer, uint32_t invoke_id, gbcs_bytes date_time,
                             const gbcs_dlms_request_item *items, size_t count)
{
    size_t i;

    write_header(writer, GBCS_TAG_ACCESS_REQUEST, invoke_id, date_time);
    length_write(writer, count);
    for (i = 0U; i < count; i++) {
        write_specification(writer, &items[i]);
    }
    length_write(writer, count);
    for (i = 0U; i < count; i++) {
        gbcs_write_bytes(writer, items[i].data);
    }
}

void gbcs_write_dlms_response(gbcs_writer *writer, uint32_t invoke_id, gbcs_bytes date_time,
                              const gbcs_dlms_response_item *items, size_t count)
{
    size_t i;

    write_header(writer, GBCS_TAG_ACCESS_RESPONSE, invoke_id, date_time);
    /* the request's specifications are not repeated (GBCS 7.2.8) */
    gbcs_write_u8(writer, 0U);
    length_write(writer, count);
    for (i = 0U; i < count; i++) {
        if ((!is_basic(items[i].access)) || (!are_values(items[i].data, 1U))) {
            gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
        }
        gbcs_write_bytes(writer, items[i].data);
    }
    length_write(writer, count);
    for (i = 0U; i < count; i++) {
        gbcs_write_u8(writer, (uint8_t)items[i].access);
        gbcs_write_u8(writer, items[i].result);
    }
}

void gbcs_write_dlms_notification(gbcs_writer *writer, const gbcs_dlms_notification *notification)
{
    if ((notification->alert_time.size != GBCS_DLMS_TIME_SIZE) ||
        (!are_values(notification->extra, notification->extra_count))) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    write_header(writer, GBCS_TAG_DATA_NOTIFICATION, notification->invoke_id,
                 notification->date_time);
    gbcs_write_axdr_head(writer, GBCS_AXDR_STRUCTURE, 2U + notification->extra_count);
    gbcs_write_u8(writer, (uint8_t)GBCS_AXDR_UINT16);
    gbcs_write_u16(writer, notification->alert_code);
    gbcs_write_axdr_head(writer, GBCS_AXDR_OCTET_STRING, notification->alert_time.size);
    gbcs_write_bytes(writer, notification->alert_time);
    gbcs_write_bytes(writer, notification->extra);
}
