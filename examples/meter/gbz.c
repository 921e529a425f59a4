/**
 * @file
 * GBZ: a command has components, each a ZCL command, and the response has a component for each of
 * them. A component that is to be encrypted has #GBCS_GBZ_ENCRYPTED set and a plain body; the meter
 * does the rest.
 */
#include "commands.h"

/** ZCL frame control of a response: a general command, server to client, no default response. */
#define ZCL_RESPONSE 0x18U
/** ZCL frame control of a command that is the cluster's own. */
#define ZCL_OF_CLUSTER 0x01U
/** General ZCL commands and statuses (ZigBee Cluster Library, 2.4, 2.5). */
#define ZCL_READ_ATTRIBUTES 0x00U
#define ZCL_READ_ATTRIBUTES_RESPONSE 0x01U
#define ZCL_DEFAULT_RESPONSE 0x0BU
#define ZCL_SUCCESS 0x00U
#define ZCL_UNSUPPORTED_CLUSTER_COMMAND 0x81U
#define ZCL_UNSUPPORTED_COMMAND 0x82U
#define ZCL_UNSUPPORTED_ATTRIBUTE 0x86U
/** The cluster of which attributes can be read. */
#define CLUSTER_METERING 0x0702U
/** Octets of the longest answer to one component. */
#define BODY_SIZE 128U

/** An attribute that can be read: 25 * 10^-3 and so on, as it goes over the air. */
typedef struct zcl_attribute {
    uint16_t id;
    uint8_t type;
    uint8_t value[6];
    size_t size;
} zcl_attribute;

static const zcl_attribute METERING[] = {
    {0x0302U, 0x22U, {0xE8U, 0x03U, 0x00U}, 3U},                      /* divisor: 1000 */
    {0x0301U, 0x22U, {0x01U, 0x00U, 0x00U}, 3U},                      /* multiplier: 1 */
    {0x0300U, 0x30U, {0x01U}, 1U},                                    /* unit: cubic metres */
    {0x0000U, 0x25U, {0x4DU, 0x7AU, 0x29U, 0x00U, 0x00U, 0x00U}, 6U}, /* summation: 2718.285 */
};

/** Little-endian, as all of ZCL. */
static void write_le16(gbcs_writer *writer, uint16_t value)
{
    gbcs_write_u8(writer, (uint8_t)(value & 0xFFU));
    gbcs_write_u8(writer, (uint8_t)(value >> 8));
}

static void write_attribute(gbcs_writer *writer, uint16_t id)
{
    const zcl_attribute *found = NULL;

    for (size_t i = 0U; i < (sizeof METERING / sizeof METERING[0]); i++) {
        if (METERING[i].id == id) {
            found = &METERING[i];
        }
    }
    write_le16(writer, id);
    if (found != NULL) {
        gbcs_write_u8(writer, ZCL_SUCCESS);
        gbcs_write_u8(writer, found->type);
        gbcs_write_bytes(writer, gbcs_bytes_of(found->value, found->size));
    } else {
        gbcs_write_u8(writer, ZCL_UNSUPPORTED_ATTRIBUTE);
    }
}

/** The values of the attributes that a component asks for, to be encrypted. */
static void read_attributes(gbcs_bytes wanted, gbcs_gbz_component *response, gbcs_writer *body)
{
    gbcs_reader reader = gbcs_reader_of(wanted);

    response->command = ZCL_READ_ATTRIBUTES_RESPONSE;
    response->control |= GBCS_GBZ_ENCRYPTED;
    while (gbcs_reader_left(&reader) >= 2U) {
        const uint16_t low = gbcs_read_u8(&reader);
        const uint16_t high = gbcs_read_u8(&reader);
        write_attribute(body, (uint16_t)(low | (uint16_t)(high << 8)));
    }
}

/** Says that a command was carried out. */
static void accept(const gbcs_gbz_component *component, gbcs_gbz_component *response,
                   gbcs_writer *body)
{
    response->command = ZCL_DEFAULT_RESPONSE;
    gbcs_write_u8(body, component->command);
    gbcs_write_u8(body, ZCL_SUCCESS);
}

/** Says that a command is not known. */
static void refuse(const gbcs_gbz_component *component, gbcs_gbz_component *response,
                   gbcs_writer *body)
{
    const bool of_cluster = (component->frame_control & ZCL_OF_CLUSTER) != 0U;

    response->command = ZCL_DEFAULT_RESPONSE;
    gbcs_write_u8(body, component->command);
    gbcs_write_u8(body, of_cluster ? ZCL_UNSUPPORTED_CLUSTER_COMMAND : ZCL_UNSUPPORTED_COMMAND);
}

/** Answers one component of a command. */
typedef void (*component_function)(const gbcs_gbz_component *component,
                                   gbcs_gbz_component *response, gbcs_writer *body);

static void read_component(const gbcs_gbz_component *component, gbcs_gbz_component *response,
                           gbcs_writer *body)
{
    if ((component->cluster == CLUSTER_METERING) && (component->frame_control == 0U) &&
        (component->command == ZCL_READ_ATTRIBUTES)) {
        read_attributes(component->body, response, body);
    } else {
        refuse(component, response, body);
    }
}

/** Gives each component of a command its answer. */
static gbcs_reply answer_components(const gbcs_order *order, gbcs_answer *answer,
                                    component_function function)
{
    gbcs_gbz request = {.count = 0U};
    gbcs_gbz_component component;
    gbcs_reader reader;
    gbcs_reply reply = GBCS_REPLY_NONE; /* for an order whose command is gone */

    if ((order->command != NULL) &&
        (gbcs_gbz_parse(order->command->frame.payload, &request) == GBCS_OK)) {
        reader = gbcs_reader_of(request.components);
        gbcs_write_u16(&answer->payload, GBCS_GBZ_PROFILE);
        gbcs_write_u8(&answer->payload, request.count);
        for (size_t i = 0U; i < request.count; i++) {
            uint8_t octets[BODY_SIZE];
            gbcs_writer body = gbcs_writer_of(octets, sizeof octets);
            gbcs_gbz_component response = {.frame_control = ZCL_RESPONSE};
            gbcs_read_gbz_component(&reader, &component);
            response.control = component.control & GBCS_GBZ_LAST;
            response.cluster = component.cluster;
            response.sequence = component.sequence;
            function(&component, &response, &body);
            gbcs_writer_fail(&answer->payload, body.status);
            response.body = gbcs_writer_bytes(&body);
            gbcs_write_gbz_component(&answer->payload, &response);
            gbcs_wipe(octets, sizeof octets);
        }
        reply = GBCS_REPLY_NOW;
    }
    return reply;
}

gbcs_reply gbz_read(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    (void)app;
    return answer_components(order, answer, read_component);
}

gbcs_reply gbz_accept(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    (void)app;
    return answer_components(order, answer, accept);
}

gbcs_reply gbz_default_response(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    (void)app;
    return answer_components(order, answer, refuse);
}
