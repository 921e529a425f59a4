#include "codec/length.h"
#include "gbcs/message/respond.h"

/*
 * What a payload of a use case with encrypted attributes (GBCS 8, 20) may say without encryption.
 * The source names the attributes; which item may hold them is ours to say, and it is the least that
 * every known message needs. All the rest is sensitive:
 *
 *     DLMS response   null-data, with any result; other data only as the answer to
 *                     get_protected_attributes, where it is encrypted
 *     DLMS alert      code and time; one further element, which is encrypted
 *     GBZ response    the ZCL default response: command and status; all else in components that are
 *                     encrypted
 *     GBZ alert       code and time; components as in a response
 *
 * In other use cases an answer to get_protected_attributes and a component that says so are
 * encrypted as well; nothing else is looked at.
 */

/** Class Data Protection, method get_protected_attributes (GBCS 8). */
#define CLASS_DATA_PROTECTION 30U
#define GET_PROTECTED_ATTRIBUTES 1U

/** Members of the structure that stands for protected data: parameters, sealed data. */
#define PROTECTED_MEMBERS 2U
/** Octets of the protection parameters. */
#define PARAMETERS_SIZE 52U
/** Octets of an A-XDR type. */
#define TYPE_SIZE 1U

/** Elements of an alert that holds protected data: code, time, parameters, sealed data. */
#define SEALED_ELEMENTS 4U

/** ZCL: a command of the whole profile, not of a cluster; the default response. */
#define ZCL_FRAME_TYPE 0x03U
#define ZCL_DEFAULT_RESPONSE 0x0BU
#define ZCL_DEFAULT_RESPONSE_SIZE 2U

/** Octets of a GBZ payload up to its components: profile and count. */
#define GBZ_HEAD_SIZE 3U
/** Octets of a component, its length with what precedes it, at most. */
#define COMPONENT_SIZE_MAX (5U + 0xFFFFU)

/** Where the payload goes: what is measured first is written by the same steps. */
typedef struct sealing {
    const gbcs_crypto *crypto;
    const gbcs_shared_secret *secret;
    const gbcs_header *header;
    /** Null while it is only measured. */
    gbcs_writer *writer;
    /** Whether the use case has encrypted attributes. */
    bool sensitive;
    size_t size;
    bool sealed;
} sealing;

static void put(sealing *to, gbcs_bytes octets)
{
    to->size += octets.size;
    if (to->writer != NULL) {
        gbcs_write_bytes(to->writer, octets);
    }
}

static void put_u8(sealing *to, uint8_t octet)
{
    put(to, gbcs_bytes_of(&octet, 1U));
}

/** Protection parameters and sealed data. */
static void put_protected(sealing *to, gbcs_bytes value)
{
    const size_t sealed = value.size + GBCS_SEAL_OVERHEAD;

    to->size += PARAMETERS_SIZE + TYPE_SIZE + length_size(sealed) + sealed;
    to->sealed = true;
    if (to->writer != NULL) {
        gbcs_write_dlms_protected(to->crypto, to->secret, to->header, value, to->writer);
    }
}

static bool is_null(gbcs_bytes value)
{
    const gbcs_reader reader = gbcs_reader_of(value);

    return gbcs_reader_peek(&reader) == (uint8_t)GBCS_AXDR_NULL;
}

/** What was asked for, as a response names it. */
static gbcs_access answered_access(gbcs_access access)
{
    gbcs_access answered = access;

    if (access == GBCS_ACCESS_GET_SELECTED) {
        answered = GBCS_ACCESS_GET;
    } else if (access == GBCS_ACCESS_SET_SELECTED) {
        answered = GBCS_ACCESS_SET;
    } else {
        /* it has the same name */
    }
    return answered;
}

static bool asks_protected(const gbcs_dlms_request_item *item)
{
    return (item->access == GBCS_ACCESS_ACTION) && (item->class_id == CLASS_DATA_PROTECTION) &&
           (item->attribute == GET_PROTECTED_ATTRIBUTES);
}

/** One value of a response, as the request's item says. */
static gbcs_status put_answer(sealing *to, const gbcs_dlms_request_item *asked, gbcs_bytes value)
{
    gbcs_status status = GBCS_OK;

    if (is_null(value)) {
        put(to, value);
    } else if (asks_protected(asked)) {
        put_u8(to, (uint8_t)GBCS_AXDR_STRUCTURE);
        put_u8(to, PROTECTED_MEMBERS);
        put_protected(to, value);
    } else if (to->sensitive) {
        status = GBCS_ERR_PLAIN;
    } else {
        put(to, value);
    }
    return status;
}

/** Whether the results answer what was asked, item by item. */
static bool answers(const gbcs_dlms_list *request, const gbcs_dlms_list *response)
{
    gbcs_dlms_items asked_items = gbcs_dlms_items_of(request);
    gbcs_dlms_items items = gbcs_dlms_items_of(response);
    gbcs_dlms_request_item asked;
    gbcs_dlms_response_item item;
    bool same = (request->count == response->count);

    while (same && gbcs_dlms_request_next(&asked_items, &asked) &&
           gbcs_dlms_response_next(&items, &item)) {
        same = (answered_access(asked.access) == item.access);
    }
    return same;
}

/** Head, values, and from the count of the results on the rest. */
static gbcs_status put_response(sealing *to, const gbcs_dlms_list *request,
                                const gbcs_dlms_list *response, gbcs_bytes plain)
{
    const size_t rest = length_size(response->count) + response->control.size;
    const size_t head = plain.size - (response->data.size + rest);
    gbcs_dlms_items items = gbcs_dlms_items_of(request);
    gbcs_reader values = gbcs_reader_of(response->data);
    gbcs_dlms_request_item item;
    gbcs_status status = GBCS_OK;

    put(to, gbcs_bytes_slice(plain, 0U, head));
    while ((status == GBCS_OK) && gbcs_dlms_request_next(&items, &item)) {
        status = put_answer(to, &item, gbcs_read_axdr(&values));
    }
    put(to, gbcs_bytes_slice(plain, plain.size - rest, rest));
    return status;
}

static gbcs_status seal_response(sealing *to, gbcs_bytes request, gbcs_bytes plain)
{
    gbcs_dlms_list asked;
    gbcs_dlms_list answer;
    gbcs_status status;

    if ((request.size == 0U) && (!to->sensitive)) {
        /* a response that comes later: the request is not kept */
        put(to, plain);
        status = GBCS_OK;
    } else {
        status = gbcs_dlms_request_parse(request, &asked);
        if (status == GBCS_OK) {
            status = gbcs_dlms_response_parse(plain, &answer);
        }
        if ((status == GBCS_OK) && (!answers(&asked, &answer))) {
            status = GBCS_ERR_VALUE;
        }
        if (status == GBCS_OK) {
            status = put_response(to, &asked, &answer, plain);
        }
    }
    return status;
}

static gbcs_status seal_notification(sealing *to, gbcs_bytes plain)
{
    gbcs_dlms_notification notification;
    gbcs_status status = gbcs_dlms_notification_parse(plain, &notification);
    const size_t extra = plain.size - notification.extra.size;
    size_t count;

    if (status != GBCS_OK) {
        /* it is no alert */
    } else if (notification.extra_count == 0U) {
        put(to, plain);
    } else if (notification.extra_count == 1U) {
        /* the elements' count is the second octet of the body */
        count = (plain.size - notification.body.size) + TYPE_SIZE;
        put(to, gbcs_bytes_slice(plain, 0U, count));
        put_u8(to, SEALED_ELEMENTS);
        put(to, gbcs_bytes_slice(plain, count + 1U, extra - (count + 1U)));
        put_protected(to, notification.extra);
    } else {
        status = GBCS_ERR_PLAIN;
    }
    return status;
}

/** Says whether a command was carried out, and nothing else. */
static bool is_default_response(const gbcs_gbz_component *component)
{
    return ((component->frame_control & ZCL_FRAME_TYPE) == 0U) &&
           (component->command == ZCL_DEFAULT_RESPONSE) &&
           (component->body.size == ZCL_DEFAULT_RESPONSE_SIZE);
}

static gbcs_status put_component(sealing *to, const gbcs_gbz_component *component,
                                 gbcs_bytes octets)
{
    gbcs_status status = GBCS_OK;

    if ((component->control & GBCS_GBZ_ENCRYPTED) != 0U) {
        if (octets.size > (COMPONENT_SIZE_MAX - GBCS_SEAL_OVERHEAD)) {
            status = GBCS_ERR_LENGTH;
        }
        to->size += octets.size + GBCS_SEAL_OVERHEAD;
        to->sealed = true;
        if (to->writer != NULL) {
            gbcs_write_gbz_protected(to->crypto, to->secret, to->header, component, to->writer);
        }
    } else if (to->sensitive && (!is_default_response(component))) {
        status = GBCS_ERR_PLAIN;
    } else {
        put(to, octets);
    }
    return status;
}

/** The components after so many octets, which go over as they are. */
static gbcs_status seal_components(sealing *to, gbcs_bytes plain, size_t head)
{
    gbcs_reader reader = gbcs_reader_of(plain);
    gbcs_gbz_component component;
    gbcs_status status = GBCS_OK;
    size_t start;

    put(to, gbcs_read_bytes(&reader, head));
    while ((status == GBCS_OK) && (gbcs_reader_left(&reader) > 0U)) {
        start = reader.position;
        gbcs_read_gbz_component(&reader, &component);
        if (((component.control & GBCS_GBZ_LAST) != 0U) != (gbcs_reader_left(&reader) == 0U)) {
            /* in an alert nothing else says where they end */
            gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
        }
        status = reader.status;
        if (status == GBCS_OK) {
            status = put_component(to, &component,
                                   gbcs_bytes_slice(plain, start, reader.position - start));
        }
    }
    return status;
}

static gbcs_status seal_gbz(sealing *to, gbcs_bytes plain)
{
    gbcs_gbz gbz;
    gbcs_status status = gbcs_gbz_parse(plain, &gbz);

    if (status == GBCS_OK) {
        status = seal_components(to, plain, GBZ_HEAD_SIZE);
    }
    return status;
}

static gbcs_status seal_gbz_alert(sealing *to, gbcs_bytes plain)
{
    gbcs_gbz_alert alert;
    gbcs_status status = gbcs_gbz_alert_parse(plain, &alert);

    if (status == GBCS_OK) {
        status = seal_components(to, plain, plain.size - alert.extra.size);
    }
    return status;
}

static bool is_alert(const gbcs_use_case *use_case)
{
    return (use_case->category == GBCS_CATEGORY_CRITICAL_ALERT) ||
           (use_case->category == GBCS_CATEGORY_ALERT);
}

/** Measures or writes the whole payload. */
static gbcs_status seal_payload(sealing *to, const gbcs_use_case *use_case, gbcs_bytes request,
                                gbcs_bytes plain)
{
    const bool alert = is_alert(use_case);
    gbcs_status status = GBCS_OK;

    to->sensitive = (use_case->flags & GBCS_USE_ENCRYPTED) != 0U;
    if (alert && (!to->sensitive)) {
        /* only the Billing Data Logs are alerts with sensitive parts */
        put(to, plain);
    } else if (use_case->family == GBCS_FAMILY_DLMS) {
        status = alert ? seal_notification(to, plain) : seal_response(to, request, plain);
    } else if (use_case->family == GBCS_FAMILY_GBZ) {
        status = alert ? seal_gbz_alert(to, plain) : seal_gbz(to, plain);
    } else if (to->sensitive) {
        /* ASN.1 has no place to encrypt anything in */
        status = GBCS_ERR_PLAIN;
    } else {
        put(to, plain);
    }
    return status;
}

gbcs_status gbcs_sealed_payload_size(const gbcs_use_case *use_case, gbcs_bytes request,
                                     gbcs_bytes plain, size_t *size, bool *sealed)
{
    sealing to = {NULL, NULL, NULL, NULL, false, 0U, false};
    const gbcs_status status = seal_payload(&to, use_case, request, plain);

    *size = (status == GBCS_OK) ? to.size : 0U;
    *sealed = (status == GBCS_OK) && to.sealed;
    return status;
}

/** Where octets begin in the writer's buffer; its end if they are elsewhere. */
static size_t find_in_buffer(const gbcs_writer *writer, gbcs_bytes octets)
{
    size_t at = 0U;

    while ((at < writer->room) && (&writer->data[at] != octets.data)) {
        at++;
    }
    return at;
}

/** Whether the plain payload lies in the buffer where it would be overwritten before it is read. */
static bool is_in_the_way(const gbcs_writer *writer, size_t plain_at, size_t growth)
{
    return (plain_at < writer->room) && (plain_at < (writer->used + growth));
}

/** Wipes what is left of the plain payload in the buffer, beyond what was written. */
static void wipe_plain(gbcs_writer *writer, size_t plain_at, size_t plain_size)
{
    const size_t from = (plain_at < writer->used) ? plain_at : writer->used;
    const size_t start = (writer->status == GBCS_OK) ? writer->used : from;

    if (plain_at < writer->room) {
        const size_t end = plain_at + plain_size;

        if (end > start) {
            gbcs_wipe(&writer->data[start], end - start);
        }
    }
}

void gbcs_write_sealed_payload(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                               const gbcs_use_case *use_case, const gbcs_header *header,
                               gbcs_bytes request, gbcs_bytes plain, gbcs_writer *writer)
{
    const size_t start = writer->used;
    const size_t plain_at = find_in_buffer(writer, plain);
    sealing to = {crypto, secret, header, writer, false, 0U, false};
    size_t size;
    bool sealed;
    const gbcs_status status = gbcs_sealed_payload_size(use_case, request, plain, &size, &sealed);

    gbcs_writer_fail(writer, status);
    if ((status == GBCS_OK) && is_in_the_way(writer, plain_at, size - plain.size)) {
        gbcs_writer_fail(writer, GBCS_ERR_SPACE);
    }
    if (writer->status == GBCS_OK) {
        gbcs_writer_fail(writer, seal_payload(&to, use_case, request, plain));
    }
    if (writer->status != GBCS_OK) {
        gbcs_wipe(&writer->data[start], writer->used - start);
        writer->used = start;
    }
    wipe_plain(writer, plain_at, plain.size);
}
