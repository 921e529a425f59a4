#include "codec/dlms_item.h"
#include "codec/length.h"

/** Kinds of access in a request, and of them the first ones in a response (IEC 62056-5-3). */
#define REQUEST_KINDS 5U
#define RESPONSE_KINDS 3U

/** Octets that name an attribute or method: class, instance, number. */
#define ATTRIBUTE_SIZE (2U + GBCS_OBIS_SIZE + 1U)

bool dlms_data_fits(gbcs_access access, gbcs_bytes data)
{
    const bool is_get = (access == GBCS_ACCESS_GET) || (access == GBCS_ACCESS_GET_SELECTED);

    return (!is_get) || ((data.size == 1U) && (data.data[0] == (uint8_t)GBCS_AXDR_NULL));
}

/** What was read since a position; empty after an error. */
static gbcs_bytes read_since(const gbcs_reader *reader, size_t start)
{
    const gbcs_bytes none = {NULL, 0U};

    return (reader->status == GBCS_OK)
               ? gbcs_bytes_slice(reader->input, start, reader->position - start)
               : none;
}

/** Reads a kind of access, one of the first so many. */
static gbcs_access read_access(gbcs_reader *reader, uint8_t kinds)
{
    static const gbcs_access ACCESS[REQUEST_KINDS] = {GBCS_ACCESS_GET, GBCS_ACCESS_SET,
                                                      GBCS_ACCESS_ACTION, GBCS_ACCESS_GET_SELECTED,
                                                      GBCS_ACCESS_SET_SELECTED};
    const uint8_t kind = gbcs_read_u8(reader);
    gbcs_access access = GBCS_ACCESS_GET;

    if ((kind == 0U) || (kind > kinds)) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    } else {
        access = ACCESS[kind - 1U];
    }
    return access;
}

/** Reads the first fields of all payloads: tag, long-invoke-id-and-priority, date-time. */
static gbcs_bytes read_header(gbcs_reader *reader, uint8_t tag, uint32_t *invoke_id)
{
    size_t size;

    gbcs_read_constant(reader, tag);
    *invoke_id = gbcs_read_u32(reader);
    size = length_read(reader);
    if ((size != 0U) && (size != GBCS_DLMS_TIME_SIZE)) {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
    return gbcs_read_bytes(reader, size);
}

/** Reads the count of the second list, which is that of the first. */
static void read_same_count(gbcs_reader *reader, size_t count)
{
    if (length_read(reader) != count) {
        gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
    }
}

static void read_specification(gbcs_reader *reader, gbcs_dlms_request_item *item)
{
    item->access = read_access(reader, REQUEST_KINDS);
    item->class_id = gbcs_read_u16(reader);
    item->instance = gbcs_read_bytes(reader, GBCS_OBIS_SIZE);
    item->attribute = gbcs_read_u8(reader);
    if ((item->access == GBCS_ACCESS_GET_SELECTED) || (item->access == GBCS_ACCESS_SET_SELECTED)) {
        item->selector = gbcs_read_u8(reader);
        item->parameters = gbcs_read_axdr(reader);
    }
}

/** Goes past a specification, and tells its kind of access. */
static gbcs_access pass_specification(gbcs_reader *reader)
{
    const gbcs_access access = read_access(reader, REQUEST_KINDS);

    (void)gbcs_read_bytes(reader, ATTRIBUTE_SIZE);
    if ((access == GBCS_ACCESS_GET_SELECTED) || (access == GBCS_ACCESS_SET_SELECTED)) {
        (void)gbcs_read_u8(reader);
        (void)gbcs_read_axdr(reader);
    }
    return access;
}

static gbcs_bytes read_specifications(gbcs_reader *reader, size_t count)
{
    const size_t start = reader->position;
    size_t left = count;

    while ((left > 0U) && (reader->status == GBCS_OK)) {
        (void)pass_specification(reader);
        left--;
    }
    return read_since(reader, start);
}

static gbcs_bytes read_values(gbcs_reader *reader, size_t count)
{
    const size_t start = reader->position;
    size_t left = count;

    while ((left > 0U) && (reader->status == GBCS_OK)) {
        (void)gbcs_read_axdr(reader);
        left--;
    }
    return read_since(reader, start);
}

static gbcs_bytes read_results(gbcs_reader *reader, size_t count)
{
    const size_t start = reader->position;
    size_t left = count;

    while ((left > 0U) && (reader->status == GBCS_OK)) {
        (void)read_access(reader, RESPONSE_KINDS);
        (void)gbcs_read_u8(reader);
        left--;
    }
    return read_since(reader, start);
}

/** Reads the values of a request, each beside its specification. */
static gbcs_bytes read_checked(gbcs_reader *reader, const gbcs_dlms_list *request)
{
    const size_t start = reader->position;
    gbcs_reader control = gbcs_reader_of(request->control);
    size_t left = request->count;
    bool fits = true;

    while ((left > 0U) && (reader->status == GBCS_OK)) {
        const gbcs_access access = pass_specification(&control);

        fits = dlms_data_fits(access, gbcs_read_axdr(reader)) && fits;
        left--;
    }
    if (!fits) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return read_since(reader, start);
}

gbcs_status gbcs_dlms_request_parse(gbcs_bytes payload, gbcs_dlms_list *request)
{
    const gbcs_dlms_list none = {0U, {NULL, 0U}, 0U, {NULL, 0U}, {NULL, 0U}};
    gbcs_reader reader = gbcs_reader_of(payload);
    gbcs_status status;

    request->date_time = read_header(&reader, GBCS_TAG_ACCESS_REQUEST, &request->invoke_id);
    request->count = length_read(&reader);
    request->control = read_specifications(&reader, request->count);
    read_same_count(&reader, request->count);
    request->data = read_checked(&reader, request);
    status = gbcs_reader_finish(&reader);
    if (status != GBCS_OK) {
        *request = none;
    }
    return status;
}

gbcs_status gbcs_dlms_response_parse(gbcs_bytes payload, gbcs_dlms_list *response)
{
    const gbcs_dlms_list none = {0U, {NULL, 0U}, 0U, {NULL, 0U}, {NULL, 0U}};
    gbcs_reader reader = gbcs_reader_of(payload);
    gbcs_status status;

    response->date_time = read_header(&reader, GBCS_TAG_ACCESS_RESPONSE, &response->invoke_id);
    /* the request's specifications are not repeated (GBCS 7.2.8) */
    gbcs_read_constant(&reader, 0U);
    response->count = length_read(&reader);
    response->data = read_values(&reader, response->count);
    read_same_count(&reader, response->count);
    response->control = read_results(&reader, response->count);
    status = gbcs_reader_finish(&reader);
    if (status != GBCS_OK) {
        *response = none;
    }
    return status;
}

/** Takes the body of an alert apart; that it is one sound A-XDR value is known. */
static gbcs_status read_alert(gbcs_dlms_notification *notification)
{
    gbcs_reader reader = gbcs_reader_of(notification->body);
    size_t count;

    gbcs_read_constant(&reader, (uint8_t)GBCS_AXDR_STRUCTURE);
    count = length_read(&reader);
    if (count < 2U) {
        gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
    }
    gbcs_read_constant(&reader, (uint8_t)GBCS_AXDR_UINT16);
    notification->alert_code = gbcs_read_u16(&reader);
    gbcs_read_constant(&reader, (uint8_t)GBCS_AXDR_OCTET_STRING);
    if (length_read(&reader) != GBCS_DLMS_TIME_SIZE) {
        gbcs_reader_fail(&reader, GBCS_ERR_LENGTH);
    }
    notification->alert_time = gbcs_read_bytes(&reader, GBCS_DLMS_TIME_SIZE);
    notification->extra_count = count - 2U;
    notification->extra = gbcs_read_bytes(&reader, gbcs_reader_left(&reader));
    return gbcs_reader_finish(&reader);
}

gbcs_status gbcs_dlms_notification_parse(gbcs_bytes payload, gbcs_dlms_notification *notification)
{
    const gbcs_dlms_notification none = {0U,         {NULL, 0U}, {NULL, 0U}, 0U,
                                         {NULL, 0U}, 0U,         {NULL, 0U}};
    gbcs_reader reader = gbcs_reader_of(payload);
    gbcs_status status;

    notification->date_time =
        read_header(&reader, GBCS_TAG_DATA_NOTIFICATION, &notification->invoke_id);
    notification->body = gbcs_read_axdr(&reader);
    status = gbcs_reader_finish(&reader);
    if (status == GBCS_OK) {
        status = read_alert(notification);
    }
    if (status != GBCS_OK) {
        *notification = none;
    }
    return status;
}

gbcs_dlms_items gbcs_dlms_items_of(const gbcs_dlms_list *list)
{
    gbcs_dlms_items items;

    items.left = list->count;
    items.control = gbcs_reader_of(list->control);
    items.data = gbcs_reader_of(list->data);
    return items;
}

/** Whether an item was read; no further ones after an error. */
static bool item_read(gbcs_dlms_items *items)
{
    const bool sound = (items->control.status == GBCS_OK) && (items->data.status == GBCS_OK);

    items->left = sound ? (items->left - 1U) : 0U;
    return sound;
}

bool gbcs_dlms_request_next(gbcs_dlms_items *items, gbcs_dlms_request_item *item)
{
    const gbcs_dlms_request_item none = {GBCS_ACCESS_GET, 0U,        {NULL, 0U}, 0U, 0U,
                                         {NULL, 0U},      {NULL, 0U}};
    bool found = false;

    *item = none;
    if (items->left > 0U) {
        read_specification(&items->control, item);
        item->data = gbcs_read_axdr(&items->data);
        found = item_read(items);
    }
    if (!found) {
        *item = none;
    }
    return found;
}

bool gbcs_dlms_response_next(gbcs_dlms_items *items, gbcs_dlms_response_item *item)
{
    const gbcs_dlms_response_item none = {{NULL, 0U}, GBCS_ACCESS_GET, 0U};
    bool found = false;

    *item = none;
    if (items->left > 0U) {
        item->data = gbcs_read_axdr(&items->data);
        item->access = read_access(&items->control, RESPONSE_KINDS);
        item->result = gbcs_read_u8(&items->control);
        found = item_read(items);
    }
    if (!found) {
        *item = none;
    }
    return found;
}
