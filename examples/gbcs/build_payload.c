#include "build.h"

/** Instance of the token gateway of the ESME (GBCS 14.4): 0-0:19.40.0.255. */
static const uint8_t TOKEN_GATEWAY[] = {0x00U, 0x00U, 0x13U, 0x28U, 0x00U, 0xFFU};
/** Class of a token gateway, and the method that takes a token. */
#define TOKEN_GATEWAY_CLASS 0x0073U
#define TOKEN_ENTER 1U
/** long-invoke-id-and-priority: this and the low 24 bits of the Originator Counter. */
#define INVOKE_ID 0x20000000U
#define INVOKE_ID_COUNTER 0xFFFFFFU

/** Prepayment cluster, and its command Consumer Top Up to the server (ZigBee Smart Energy D.7). */
#define CLUSTER_PREPAYMENT 0x0705U
#define ZCL_CLUSTER_COMMAND 0x01U
#define ZCL_CONSUMER_TOP_UP 0x04U
/** Originating device of a top up: the ESI, which stands for all that is not on the HAN. */
#define TOP_UP_REMOTE 0x00U

/** Octets of a token in A-XDR or ZCL: at most two before its digits. */
#define TOKEN_ROOM (GBCS_UTRN_SIZE + 2U)

void build_write_key_usage(gbcs_writer *writer, uint8_t usage)
{
    uint8_t octets[] = {0U, usage};

    /* the last bit is the one that is set (X.690 11.2.2) */
    while (((usage >> octets[0]) & 1U) == 0U) {
        octets[0]++;
    }
    gbcs_write_tlv(writer, GBCS_BER_BIT_STRING, GBCS_BER_SHORTEST,
                   gbcs_bytes_of(octets, sizeof octets));
}

/** CS02c, CS02e: SEQUENCE { keyUsage } (GBCS 13.4, 13.6). */
void build_write_usage(gbcs_writer *writer, const build_request *request)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    build_write_key_usage(writer, request->usage);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** CS02d: Certificate (GBCS 13.5). */
void build_write_certificate(gbcs_writer *writer, const build_request *request)
{
    gbcs_write_bytes(writer, request->certificate);
}

/** The device that is to be joined or not. */
static void write_peer(gbcs_writer *writer, const build_request *request)
{
    uint8_t octets[sizeof(gbcs_entity_id)];
    gbcs_writer entity = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u64(&entity, request->peer);
    gbcs_write_tlv(writer, GBCS_BER_OCTET_STRING, GBCS_BER_SHORTEST, gbcs_writer_bytes(&entity));
}

/** CS03A1, CS03A2, CS03B, CS03C (GBCS 13.7). */
void build_write_join(gbcs_writer *writer, const build_request *request)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER,
                        request->use_case->join_method + (request->responds ? 1U : 0U));
    write_peer(writer, request);
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, request->peer_type);
    gbcs_write_bytes(writer, request->certificate);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** CS04AC, CS04B: OCTET STRING (GBCS 13.7). */
void build_write_unjoin(gbcs_writer *writer, const build_request *request)
{
    write_peer(writer, request);
}

/** CS07: NULL (GBCS 13.7). */
void build_write_nothing(gbcs_writer *writer, const build_request *request)
{
    (void)request;
    gbcs_write_tlv(writer, GBCS_BER_NULL, GBCS_BER_SHORTEST, gbcs_bytes_of(NULL, 0U));
}

/** CS01a: the token goes to the token gateway (GBCS 14.4). */
void build_write_top_up_dlms(gbcs_writer *writer, const build_request *request)
{
    uint8_t octets[TOKEN_ROOM];
    gbcs_writer data = gbcs_writer_of(octets, sizeof octets);
    gbcs_dlms_request_item item = {
        .access = GBCS_ACCESS_ACTION,
        .class_id = TOKEN_GATEWAY_CLASS,
        .instance = gbcs_bytes_of(TOKEN_GATEWAY, sizeof TOKEN_GATEWAY),
        .attribute = TOKEN_ENTER,
    };

    gbcs_write_axdr_head(&data, GBCS_AXDR_OCTET_STRING, request->token.size);
    gbcs_write_bytes(&data, request->token);
    item.data = gbcs_writer_bytes(&data);
    gbcs_write_dlms_request(writer, INVOKE_ID | (uint32_t)(request->counter & INVOKE_ID_COUNTER),
                            gbcs_bytes_of(NULL, 0U), &item, 1U);
}

/** CS01b: Consumer Top Up (GBCS 14.5). */
void build_write_top_up_gbz(gbcs_writer *writer, const build_request *request)
{
    uint8_t octets[TOKEN_ROOM];
    gbcs_writer body = gbcs_writer_of(octets, sizeof octets);
    gbcs_gbz_component component = {
        .cluster = CLUSTER_PREPAYMENT,
        .frame_control = ZCL_CLUSTER_COMMAND,
        .command = ZCL_CONSUMER_TOP_UP,
    };

    gbcs_write_u8(&body, TOP_UP_REMOTE);
    gbcs_write_u8(&body, (uint8_t)request->token.size);
    gbcs_write_bytes(&body, request->token);
    component.body = gbcs_writer_bytes(&body);
    gbcs_write_gbz(writer, &component, 1U);
}
