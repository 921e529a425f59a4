/**
 * @file
 * DLMS: an access-request has items, and the access-response has an answer for each of them, in the
 * same order. What is sensitive is handed over plain: the meter encrypts it where the command asks
 * for protected attributes (GBCS 8).
 */
#include "commands.h"

/** An attribute that can be read. */
typedef struct attribute {
    uint16_t class_id;
    uint8_t instance[GBCS_OBIS_SIZE];
    uint8_t number;
    /** Its value in A-XDR. */
    const uint8_t *value;
    size_t size;
} attribute;

/** MPANs: octet-strings of 13 digits. */
static const uint8_t IMPORT_MPAN[] = {
    GBCS_AXDR_OCTET_STRING, 13U, '9', '9', '0', '0', '0', '0', '0', '0', '0', '0', '0', '1', '3'};
static const uint8_t EXPORT_MPAN[] = {
    GBCS_AXDR_OCTET_STRING, 13U, '9', '9', '0', '0', '0', '0', '0', '0', '0', '0', '0', '2', '1'};

static const attribute ATTRIBUTES[] = {
    {1U, {0x00U, 0x00U, 0x5EU, 0x2CU, 0x22U, 0x0BU}, 2U, IMPORT_MPAN, sizeof IMPORT_MPAN},
    {1U, {0x01U, 0x00U, 0x00U, 0x00U, 0x02U, 0xFFU}, 2U, EXPORT_MPAN, sizeof EXPORT_MPAN},
};

/** Import Register Collection, and the class of objects that hand attributes out encrypted. */
static const uint8_t IMPORT_COLLECTION[GBCS_OBIS_SIZE] = {0x00U, 0x00U, 0x2BU, 0x02U, 0x08U, 0xFFU};
#define DATA_PROTECTION 30U
#define GET_PROTECTED_ATTRIBUTES 1U

/** What the meter has counted, in Wh and varh. */
#define ACTIVE_IMPORT 4711815U
#define REACTIVE_IMPORT 310742U
#define UNIT_WH 30U
#define UNIT_VARH 32U

uint32_t dlms_invoke_id(const gbcs_order *order)
{
    return 0x20000000U | (uint32_t)(order->intent->header.counter & 0xFFFFFFU);
}

bool dlms_only_item(const gbcs_order *order, gbcs_dlms_request_item *item)
{
    gbcs_dlms_list request;
    gbcs_dlms_items items;
    bool only = false;

    if ((order->command != NULL) &&
        (gbcs_dlms_request_parse(order->command->frame.payload, &request) == GBCS_OK)) {
        items = gbcs_dlms_items_of(&request);
        only = (request.count == 1U) && gbcs_dlms_request_next(&items, item);
    }
    return only;
}

void dlms_answer_one(gbcs_answer *answer, uint32_t invoke_id, gbcs_access access, gbcs_bytes data,
                     uint8_t result)
{
    static const uint8_t NULL_DATA[] = {GBCS_AXDR_NULL};
    const gbcs_dlms_response_item item = {
        (data.size > 0U) ? data : gbcs_bytes_of(NULL_DATA, sizeof NULL_DATA), access, result};

    gbcs_write_dlms_response(&answer->payload, invoke_id, gbcs_bytes_of(NULL, 0U), &item, 1U);
}

/** Answers one item of a request. */
typedef void (*item_function)(const gbcs_dlms_request_item *item, gbcs_dlms_response_item *result);

/** Gives each item of a request its answer; null-data and "other reason" to begin with. */
static gbcs_reply answer_items(const gbcs_order *order, gbcs_answer *answer, item_function function)
{
    static const uint8_t NULL_DATA[] = {GBCS_AXDR_NULL};
    gbcs_dlms_list request = {.count = 0U};
    gbcs_dlms_items items;
    gbcs_dlms_request_item item;
    gbcs_dlms_response_item results[DLMS_ITEMS];
    gbcs_reply reply = GBCS_REPLY_NONE; /* for an order whose command is gone */

    if ((order->command != NULL) &&
        (gbcs_dlms_request_parse(order->command->frame.payload, &request) == GBCS_OK) &&
        (request.count <= DLMS_ITEMS)) {
        items = gbcs_dlms_items_of(&request);
        for (size_t i = 0U; gbcs_dlms_request_next(&items, &item); i++) {
            results[i].data = gbcs_bytes_of(NULL_DATA, sizeof NULL_DATA);
            results[i].result = DLMS_OTHER_REASON;
            results[i].access = item.access;
            if (item.access == GBCS_ACCESS_GET_SELECTED) {
                results[i].access = GBCS_ACCESS_GET;
            } else if (item.access == GBCS_ACCESS_SET_SELECTED) {
                results[i].access = GBCS_ACCESS_SET;
            }
            function(&item, &results[i]);
        }
        gbcs_write_dlms_response(&answer->payload, request.invoke_id, gbcs_bytes_of(NULL, 0U),
                                 results, request.count);
        reply = GBCS_REPLY_NOW;
    }
    return reply;
}

static void leave_as_it_is(const gbcs_dlms_request_item *item, gbcs_dlms_response_item *result)
{
    (void)item;
    (void)result;
}

gbcs_reply dlms_other_reason(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    (void)app;
    return answer_items(order, answer, leave_as_it_is);
}

static void accept_item(const gbcs_dlms_request_item *item, gbcs_dlms_response_item *result)
{
    (void)item;
    result->result = DLMS_SUCCESS;
}

gbcs_reply dlms_accept(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    (void)app;
    return answer_items(order, answer, accept_item);
}

static void read_item(const gbcs_dlms_request_item *item, gbcs_dlms_response_item *result)
{
    if (item->access == GBCS_ACCESS_GET) {
        result->result = DLMS_OBJECT_UNDEFINED;
        for (size_t i = 0U; i < (sizeof ATTRIBUTES / sizeof ATTRIBUTES[0]); i++) {
            const attribute *own = &ATTRIBUTES[i];
            if ((item->class_id == own->class_id) && (item->attribute == own->number) &&
                gbcs_bytes_equal(item->instance, gbcs_bytes_of(own->instance, GBCS_OBIS_SIZE))) {
                result->data = gbcs_bytes_of(own->value, own->size);
                result->result = DLMS_SUCCESS;
            }
        }
    }
}

gbcs_reply dlms_read(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    (void)app;
    return answer_items(order, answer, read_item);
}

/** A register: its value, then scaler (10 to the power of 0) and unit. */
static void write_register(gbcs_writer *writer, uint32_t value, uint8_t unit)
{
    gbcs_write_u8(writer, GBCS_AXDR_UINT32);
    gbcs_write_u32(writer, value);
    gbcs_write_axdr_head(writer, GBCS_AXDR_STRUCTURE, 2U);
    gbcs_write_u8(writer, GBCS_AXDR_INT8);
    gbcs_write_u8(writer, 0U);
    gbcs_write_u8(writer, GBCS_AXDR_ENUM);
    gbcs_write_u8(writer, unit);
}

/* The answer to get_protected_attributes: a structure of the attributes asked for, here one, in
 * plain. */
gbcs_reply dlms_read_import(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    gbcs_dlms_request_item item;
    uint8_t plain[64];
    gbcs_writer writer = gbcs_writer_of(plain, sizeof plain);
    gbcs_reply reply = GBCS_REPLY_NOW;

    gbcs_write_axdr_head(&writer, GBCS_AXDR_STRUCTURE, 1U);
    gbcs_write_axdr_head(&writer, GBCS_AXDR_STRUCTURE, 4U);
    write_register(&writer, ACTIVE_IMPORT, UNIT_WH);
    write_register(&writer, REACTIVE_IMPORT, UNIT_VARH);
    if (dlms_only_item(order, &item) && (item.access == GBCS_ACCESS_ACTION) &&
        (item.class_id == DATA_PROTECTION) && (item.attribute == GET_PROTECTED_ATTRIBUTES) &&
        gbcs_bytes_equal(item.instance, gbcs_bytes_of(IMPORT_COLLECTION, GBCS_OBIS_SIZE))) {
        dlms_answer_one(answer, dlms_invoke_id(order), item.access, gbcs_writer_bytes(&writer),
                        DLMS_SUCCESS);
    } else {
        reply = dlms_other_reason(app, order, answer);
    }
    gbcs_wipe(plain, sizeof plain);
    return reply;
}
