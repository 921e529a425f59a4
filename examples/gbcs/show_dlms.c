/**
 * @file
 * DLMS payloads: access-request, access-response, data-notification (GBCS 7.2.8).
 */
#include "format.h"
#include "names.h"
#include "show.h"

/** Class whose method 1 reads attributes under protection. */
#define CLASS_DATA_PROTECTION 30U
/** Message Code of the alert whose further members are protected data. */
#define CODE_BILLING_DATA_LOG 0x0061U

static const char *access_name(gbcs_access access)
{
    static const char *const NAMES[] = {"", "get", "set", "action", "get selected", "set selected"};

    return NAMES[access];
}

/** Tag, long-invoke-id-and-priority and date-time, which all three begin with. */
static void show_head(show *message, gbcs_bytes payload, const char *name, gbcs_bytes date_time)
{
    report_add(&message->rows, gbcs_bytes_slice(payload, 0U, 1U), name, "DLMS APDU");
    report_add(&message->rows, gbcs_bytes_slice(payload, 1U, 4U), "long-invoke-id-and-priority",
               "low 24 bits of the Originator Counter: %llu",
               (unsigned long long)format_number(gbcs_bytes_slice(payload, 2U, 3U)));
    report_add(&message->rows, gbcs_bytes_slice(payload, 5U, 1U + date_time.size), "date-time",
               "%s", (date_time.size == 0U) ? "none" : "");
}

/** Name of the attribute or method that an item is about. */
static const char *member_of(const gbcs_dlms_request_item *item, format_text *text)
{
    const bool method = item->access == GBCS_ACCESS_ACTION;
    const char *name = method ? name_of_method(item->class_id, item->attribute)
                              : name_of_attribute(item->class_id, item->attribute);

    if (name == NULL) {
        (void)snprintf(text->text, sizeof text->text, "%s %u", method ? "method" : "attribute",
                       item->attribute);
        name = text->text;
    }
    return name;
}

static void show_specification(show *message, const gbcs_dlms_request_item *item, size_t place)
{
    report *rows = &message->rows;
    const uint8_t *instance = item->instance.data;
    const char *class_name = name_of_class(item->class_id);
    const char *object = name_of_object(item->instance);
    format_text text;
    format_text obis;
    format_text member;

    (void)snprintf(text.text, sizeof text.text, "[%zu] %s", place, access_name(item->access));
    report_add(rows, show_between(&instance[-3], &instance[-2]), text.text, "%s%s%s",
               (object != NULL) ? object : "", (object != NULL) ? ": " : "",
               member_of(item, &member));
    rows->depth++;
    report_add(rows, show_between(&instance[-2], instance), "class", "%u%s%s", item->class_id,
               (class_name != NULL) ? " " : "", (class_name != NULL) ? class_name : "");
    report_add(rows, item->instance, "instance", "%s%s%s", format_obis(item->instance, &obis),
               (object != NULL) ? " " : "", (object != NULL) ? object : "");
    report_add(rows, show_between(&instance[6], &instance[7]),
               (item->access == GBCS_ACCESS_ACTION) ? "method" : "attribute", "%u %s",
               item->attribute, member_of(item, &member));
    if (item->parameters.size > 0U) {
        report_add(rows, show_between(&instance[7], item->parameters.data), "access selector", "%u",
                   item->selector);
        show_axdr(message, item->parameters, "access parameters", AXDR_ANY);
    }
    rows->depth--;
}

/** A request or response that asks for nothing: its counts are all that is left. */
static void show_nothing(show *message, gbcs_bytes payload, const char *name,
                         const gbcs_dlms_list *list)
{
    const size_t head = 6U + list->date_time.size;

    show_head(message, payload, name, list->date_time);
    report_add(&message->rows, gbcs_bytes_slice(payload, head, payload.size - head), "lists",
               "empty");
}

static gbcs_status show_request(show *message, gbcs_bytes payload)
{
    gbcs_dlms_list list;
    gbcs_dlms_request_item item;
    const gbcs_status status = gbcs_dlms_request_parse(payload, &list);

    if ((status == GBCS_OK) && (list.count == 0U)) {
        show_nothing(message, payload, "access-request", &list);
    } else if (status == GBCS_OK) {
        const uint8_t *after_head = &payload.data[6U + list.date_time.size];
        gbcs_dlms_items items = gbcs_dlms_items_of(&list);
        show_head(message, payload, "access-request", list.date_time);
        report_add(&message->rows, show_between(after_head, list.control.data),
                   "access specifications", "%zu", list.count);
        message->rows.depth++;
        for (size_t i = 0U; gbcs_dlms_request_next(&items, &item); i++) {
            show_specification(message, &item, i);
        }
        message->rows.depth--;
        report_add(&message->rows,
                   show_between(&list.control.data[list.control.size], list.data.data),
                   "access data", "%zu", list.count);
        message->rows.depth++;
        items = gbcs_dlms_items_of(&list);
        for (size_t i = 0U; gbcs_dlms_request_next(&items, &item); i++) {
            const bool protected_read =
                (item.class_id == CLASS_DATA_PROTECTION) && (item.access == GBCS_ACCESS_ACTION);
            format_text member;
            format_text label;
            (void)snprintf(label.text, sizeof label.text, "[%zu] %.100s", i,
                           member_of(&item, &member));
            show_axdr(message, item.data, label.text,
                      protected_read ? AXDR_PROTECTED_REQUEST : AXDR_ANY);
        }
        message->rows.depth--;
    }
    return status;
}

/** Whether a value holds a sealed block. */
static bool holds_block(const show *message, gbcs_bytes value)
{
    bool holds = false;

    for (size_t i = 0U; i < message->block_count; i++) {
        const uint8_t *sealed = message->blocks[i].sealed.data;
        holds = holds || ((sealed >= value.data) && (sealed < &value.data[value.size]));
    }
    return holds;
}

static void show_results(show *message, const gbcs_dlms_list *list)
{
    gbcs_dlms_items items = gbcs_dlms_items_of(list);
    gbcs_reader control = gbcs_reader_of(list->control);
    gbcs_dlms_response_item item;

    for (size_t i = 0U; gbcs_dlms_response_next(&items, &item); i++) {
        const char *name = name_of_result(item.result);
        format_text label;
        (void)snprintf(label.text, sizeof label.text, "[%zu] %s", i, access_name(item.access));
        report_add(&message->rows, gbcs_read_bytes(&control, 2U), label.text, "%s",
                   (name != NULL) ? name : "unknown result");
        report_set_mood(&message->rows, (item.result == 0U) ? REPORT_GOOD : REPORT_BAD);
    }
}

static gbcs_status show_response(show *message, gbcs_bytes payload)
{
    gbcs_dlms_list list;
    gbcs_dlms_response_item item;
    const gbcs_status status = gbcs_dlms_response_parse(payload, &list);

    if ((status == GBCS_OK) && (list.count == 0U)) {
        show_nothing(message, payload, "access-response", &list);
    } else if (status == GBCS_OK) {
        const uint8_t *after_head = &payload.data[6U + list.date_time.size];
        gbcs_dlms_items items = gbcs_dlms_items_of(&list);
        show_head(message, payload, "access-response", list.date_time);
        report_add(&message->rows, show_between(after_head, &after_head[1]),
                   "access specifications", "not repeated");
        report_add(&message->rows, show_between(&after_head[1], list.data.data), "access data",
                   "%zu", list.count);
        message->rows.depth++;
        for (size_t i = 0U; gbcs_dlms_response_next(&items, &item); i++) {
            format_text label;
            (void)snprintf(label.text, sizeof label.text, "[%zu]", i);
            show_axdr(message, item.data, label.text,
                      holds_block(message, item.data) ? AXDR_PROTECTED_DATA : AXDR_ANY);
        }
        message->rows.depth--;
        report_add(&message->rows, show_between(&list.data.data[list.data.size], list.control.data),
                   "access results", "%zu", list.count);
        message->rows.depth++;
        show_results(message, &list);
        message->rows.depth--;
    }
    return status;
}

/** The further members of an alert. */
static void show_extra(show *message, const gbcs_dlms_notification *notification)
{
    gbcs_reader reader = gbcs_reader_of(notification->extra);

    for (size_t i = 0U; i < notification->extra_count; i++) {
        const gbcs_bytes value = gbcs_read_axdr(&reader);
        gbcs_axdr_walk walk = gbcs_axdr_walk_of(value);
        gbcs_axdr_element element;
        const bool string =
            gbcs_axdr_walk_next(&walk, &element) && (element.type == GBCS_AXDR_OCTET_STRING);
        format_text label;
        if (!string || !show_alert_parts(message, value, value.size - element.value.size)) {
            (void)snprintf(label.text, sizeof label.text, "[%zu]", i + 2U);
            show_axdr(message, value, label.text,
                      (message->frame->header.message_code == CODE_BILLING_DATA_LOG) && !string
                          ? AXDR_LAYERS
                          : AXDR_ANY);
        }
    }
}

static gbcs_status show_notification(show *message, gbcs_bytes payload)
{
    gbcs_dlms_notification notification;
    const gbcs_status status = gbcs_dlms_notification_parse(payload, &notification);

    if (status == GBCS_OK) {
        const uint8_t *time = &notification.alert_time.data[-2];
        const uint8_t *code = &time[-3];
        const char *name = name_of_alert(notification.alert_code);
        format_text text;
        show_head(message, payload, "data-notification", notification.date_time);
        report_add(&message->rows, show_between(notification.body.data, code), "body",
                   "structure of %zu", notification.extra_count + 2U);
        message->rows.depth++;
        report_add(&message->rows, show_between(code, time), "alert code", "%04X %s",
                   notification.alert_code, (name != NULL) ? name : "");
        report_add(&message->rows, gbcs_bytes_of(time, 2U + notification.alert_time.size),
                   "alert time", "%s", format_dlms_time(notification.alert_time, &text));
        show_extra(message, &notification);
        message->rows.depth--;
    }
    return status;
}

gbcs_status show_dlms(show *message, gbcs_bytes payload)
{
    gbcs_status status = GBCS_OK;

    if (payload.data[0] == GBCS_TAG_ACCESS_REQUEST) {
        status = show_request(message, payload);
    } else if (payload.data[0] == GBCS_TAG_ACCESS_RESPONSE) {
        status = show_response(message, payload);
    } else {
        status = show_notification(message, payload);
    }
    return status;
}
