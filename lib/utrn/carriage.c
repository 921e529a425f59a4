#include "gbcs/top_up.h"

#include "gbcs/codec.h"

#include <string.h>

/** Class and method of the token gateway (IEC 62056-6-2): enter a token. */
#define TOKEN_GATEWAY 115U
#define METHOD_ENTER 1U
/** Result of the action when nothing was credited: hardware-fault, as the reference response has it. */
#define ACTION_FAILED 1U

/** The prepayment cluster (ZigBee Smart Energy) and its two commands. */
#define CLUSTER_PREPAYMENT 0x0705U
#define CONSUMER_TOP_UP 0x04U
#define CONSUMER_TOP_UP_RESPONSE 0x03U
/** ZCL frame control: a command of the cluster, from client to server; and back. */
#define TO_SERVER 0x01U
#define TO_CLIENT 0x09U
/** Where a top up comes from: the energy supplier, or an in-home display, which a PPMID is. */
#define FROM_SUPPLIER 0x00U
#define FROM_DISPLAY 0x02U
/** Result type: rejected. An amount that is not given. */
#define RESULT_REJECTED 0x01U
#define NO_AMOUNT 0xFFFFFFFFU
/** Octets of the response. */
#define RESPONSE_SIZE 10U

/** The value of an octet-string of 20 octets, and of nothing else. */
static gbcs_status read_digits_value(gbcs_bytes data, gbcs_bytes *utrn)
{
    gbcs_reader reader = gbcs_reader_of(data);

    gbcs_read_constant(&reader, (uint8_t)GBCS_AXDR_OCTET_STRING);
    gbcs_read_constant(&reader, (uint8_t)GBCS_UTRN_SIZE);
    *utrn = gbcs_read_bytes(&reader, GBCS_UTRN_SIZE);
    return gbcs_reader_finish(&reader);
}

static bool enters_token(const gbcs_dlms_request_item *item)
{
    /* 0-0:19.40.0.255, the token gateway */
    static const uint8_t GATEWAY[GBCS_OBIS_SIZE] = {0x00U, 0x00U, 0x13U, 0x28U, 0x00U, 0xFFU};

    return (item->access == GBCS_ACCESS_ACTION) && (item->class_id == TOKEN_GATEWAY) &&
           gbcs_bytes_equal(item->instance, gbcs_bytes_of(GATEWAY, sizeof GATEWAY)) &&
           (item->attribute == METHOD_ENTER);
}

static gbcs_status read_in_dlms(gbcs_bytes payload, gbcs_top_up_request *request)
{
    gbcs_dlms_list list;
    gbcs_dlms_items items;
    gbcs_dlms_request_item item;
    gbcs_status status = gbcs_dlms_request_parse(payload, &list);

    if (status == GBCS_OK) {
        items = gbcs_dlms_items_of(&list);
        status = GBCS_ERR_VALUE;
        if ((list.count == 1U) && (list.date_time.size == 0U) &&
            gbcs_dlms_request_next(&items, &item) && enters_token(&item)) {
            status = read_digits_value(item.data, &request->utrn);
        }
        request->number = list.invoke_id;
    }
    return status;
}

/** Where a top up says that it comes from. */
static uint8_t source_of(gbcs_way way)
{
    return (way == GBCS_WAY_COMMAND) ? (uint8_t)FROM_SUPPLIER : (uint8_t)FROM_DISPLAY;
}

static gbcs_status read_in_gbz(gbcs_bytes payload, gbcs_top_up_request *request)
{
    gbcs_gbz_component component;
    gbcs_gbz gbz;
    gbcs_reader reader;
    gbcs_status status = gbcs_gbz_parse(payload, &gbz);

    if (status == GBCS_OK) {
        reader = gbcs_reader_of(gbz.components);
        gbcs_read_gbz_component(&reader, &component);
        status = GBCS_ERR_VALUE;
        if ((gbz.count == 1U) && (component.control == GBCS_GBZ_LAST) &&
            (component.cluster == CLUSTER_PREPAYMENT) && (component.frame_control == TO_SERVER) &&
            (component.command == CONSUMER_TOP_UP)) {
            reader = gbcs_reader_of(component.body);
            gbcs_read_constant(&reader, source_of(request->way));
            gbcs_read_constant(&reader, (uint8_t)GBCS_UTRN_SIZE);
            request->utrn = gbcs_read_bytes(&reader, GBCS_UTRN_SIZE);
            status = gbcs_reader_finish(&reader);
        }
        request->number = component.sequence;
    }
    return status;
}

gbcs_status gbcs_top_up_read(gbcs_way way, gbcs_bytes payload, gbcs_top_up_request *request)
{
    const gbcs_reader reader = gbcs_reader_of(payload);
    gbcs_status status;

    (void)memset(request, 0, sizeof *request);
    request->way = way;
    if ((way != GBCS_WAY_COMMAND) && (way != GBCS_WAY_PPMID)) {
        status = GBCS_ERR_ARGUMENT;
    } else if ((way == GBCS_WAY_COMMAND) &&
               (gbcs_reader_peek(&reader) == GBCS_TAG_ACCESS_REQUEST)) {
        status = read_in_dlms(payload, request);
    } else {
        request->is_gbz = true;
        status = read_in_gbz(payload, request);
    }
    if (status != GBCS_OK) {
        (void)memset(request, 0, sizeof *request);
    }
    return status;
}

static void write_dlms_refusal(gbcs_writer *writer, const gbcs_top_up_request *request)
{
    static const uint8_t NULL_DATA = (uint8_t)GBCS_AXDR_NULL;
    const gbcs_dlms_response_item item = {
        {&NULL_DATA, sizeof NULL_DATA}, GBCS_ACCESS_ACTION, ACTION_FAILED};

    gbcs_write_dlms_response(writer, request->number, gbcs_bytes_of(NULL, 0U), &item, 1U);
}

static void write_gbz_refusal(gbcs_writer *writer, const gbcs_top_up_request *request)
{
    uint8_t octets[RESPONSE_SIZE];
    gbcs_writer body = gbcs_writer_of(octets, sizeof octets);
    gbcs_gbz_component component;

    gbcs_write_u8(&body, RESULT_REJECTED);
    gbcs_write_u32(&body, NO_AMOUNT);
    gbcs_write_u8(&body, source_of(request->way));
    gbcs_write_u32(&body, NO_AMOUNT);
    (void)memset(&component, 0, sizeof component);
    component.cluster = CLUSTER_PREPAYMENT;
    component.frame_control = TO_CLIENT;
    component.sequence = (uint8_t)(request->number & 0xFFU);
    component.command = CONSUMER_TOP_UP_RESPONSE;
    component.body = gbcs_writer_bytes(&body);
    gbcs_write_gbz(writer, &component, 1U);
}

void gbcs_write_top_up_refusal(gbcs_writer *writer, const gbcs_top_up_request *request)
{
    if (request->is_gbz) {
        write_gbz_refusal(writer, request);
    } else {
        write_dlms_refusal(writer, request);
    }
}
