#include <string.h>

#include "gbcs/codec/ber.h"
#include "gbcs/cpv.h"
#include "joining/rules.h"
#include "message/cell_name.h"

/** Sets of device types: bit n for DeviceType n. */
#define GSME 0x01U
#define PPMID 0x20U
/** ESME, GSME, SAPC. */
#define METERS 0x83U
/** HCALCS, PPMID. */
#define NO_METERS 0x30U
#define ALL_TYPES 0xFFU
/** Number of rows in the table of joins. */
#define JOIN_COUNT 5U

/** What a Message Code joins. */
typedef struct join_row {
    /** Message Code. */
    uint16_t code;
    /** Types of devices that take it. */
    uint16_t devices;
    /** The method that it is for. */
    uint8_t method;
    /** Types of devices that it joins these with. */
    uint16_t peers;
} join_row;

/** What is asked for. */
typedef struct join_request {
    /** The other device as it would be in the log; not open yet. */
    device_entry wanted;
    /** Whether there is a certificate of it. */
    bool has_certificate;
    /** The certificate. */
    gbcs_bytes certificate;
} join_request;

/**
 * What a Message Code joins a type of device with (GBCS 13.7). Of method A one end is told to begin by
 * CS03A1, the other to respond by CS03A2.
 *
 * @return null for a code that is none of these, or not for the type
 */
static const join_row *find_row(uint16_t code, uint8_t device_type)
{
    static const join_row JOINS[JOIN_COUNT] = {
        {0x000DU, METERS, (uint8_t)GBCS_JOIN_A_INITIATOR, NO_METERS}, /* CS03A1 */
        {0x00ABU, NO_METERS, (uint8_t)GBCS_JOIN_A_RESPONDER, METERS}, /* CS03A2 */
        {0x000EU, ALL_TYPES, (uint8_t)GBCS_JOIN_B, ALL_TYPES},        /* CS03B */
        {0x00AFU, GSME, (uint8_t)GBCS_JOIN_C, PPMID},                 /* CS03C */
        {0x00AFU, PPMID, (uint8_t)GBCS_JOIN_C, GSME},
    };
    const join_row *found = NULL;
    size_t i;

    for (i = 0U; i < JOIN_COUNT; i++) {
        if ((JOINS[i].code == code) && (((JOINS[i].devices >> device_type) & 1U) != 0U)) {
            found = &JOINS[i];
        }
    }
    return found;
}

/** Reads JoinDevice.CommandPayload. */
static gbcs_status read_join(gbcs_bytes payload, join_request *asked)
{
    gbcs_reader outer = gbcs_reader_of(payload);
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_BER, GBCS_BER_SEQUENCE));
    gbcs_status status = gbcs_reader_finish(&outer);
    size_t begin;

    (void)memset(asked, 0, sizeof *asked);
    asked->wanted.method = (uint8_t)number_read(&reader, GBCS_BER, GBCS_BER_INTEGER, UINT8_MAX);
    asked->wanted.entity = rules_read_entity(&reader);
    asked->wanted.type = (uint8_t)number_read(&reader, GBCS_BER, GBCS_BER_INTEGER, UINT8_MAX);
    begin = reader.position;
    asked->has_certificate =
        gbcs_read_optional(&reader, GBCS_BER, GBCS_BER_SEQUENCE, &asked->certificate);
    /* what is in it is judged with its frame */
    asked->certificate = gbcs_bytes_slice(reader.input, begin, reader.position - begin);
    if (status == GBCS_OK) {
        status = gbcs_reader_finish(&reader);
    }
    return status;
}

/** Method C has the certificate of the other device's key, other methods have none (GBCS 13.7). */
static gbcs_join_code take_peer_key(const gbcs_crypto *crypto, join_request *asked)
{
    const bool needs_key = asked->wanted.method == (uint8_t)GBCS_JOIN_C;
    gbcs_join_code code = GBCS_JOIN_CERTIFICATE;
    gbcs_credential credential;

    if (needs_key != asked->has_certificate) {
        /* it is missing, or nobody would look at it */
    } else if (!needs_key) {
        code = GBCS_JOIN_SUCCESS;
    } else if ((gbcs_credential_device(crypto, asked->certificate, &credential) == GBCS_OK) &&
               (credential.key_usage == GBCS_KEY_USAGE_AGREEMENT)) {
        /* whose it is, the sender vouches for: a reference message has another device's */
        asked->wanted.key = credential.key;
        code = GBCS_JOIN_SUCCESS;
    } else {
        /* not a device's certificate for key agreement */
    }
    return code;
}

/** All checks, in their order (GBCS 13.7). */
static gbcs_join_code judge_join(const gbcs_desk *desk, const join_row *row, const device_log *all,
                                 join_request *asked)
{
    const uint8_t method = asked->wanted.method;
    gbcs_join_code code;

    if (method > (uint8_t)GBCS_JOIN_C) {
        code = GBCS_JOIN_INVALID_METHOD;
    } else if (method != row->method) {
        code = GBCS_JOIN_OTHER_MESSAGE_CODE;
    } else {
        code = rules_judge(desk->trust->device, row->peers, all, &asked->wanted);
        if (code == GBCS_JOIN_SUCCESS) {
            code = take_peer_key(desk->crypto, asked);
        }
    }
    return code;
}

/** Makes the entry open: of a device that is joined already, beside what it goes back to. */
static gbcs_status open_entry(device_log *all, const device_entry *wanted)
{
    device_entry one;

    if (devices_find(all, wanted->entity, &one)) {
        one.state = DEVICE_REJOINING;
        one.next_key = wanted->key;
    } else {
        one = *wanted;
        one.state = DEVICE_JOINING;
    }
    return devices_set(all, &one);
}

gbcs_status gbcs_joining_join(const gbcs_desk *desk, const gbcs_command *command,
                              gbcs_writer *response, gbcs_effects *effects)
{
    gbcs_store *const store = desk->store;
    const uint16_t message_code = rules_begin(command, effects);
    const join_row *row = find_row(message_code, desk->trust->device_type);
    gbcs_status status = GBCS_ERR_ARGUMENT;
    gbcs_join_code code = GBCS_JOIN_SUCCESS;
    join_request asked;
    device_log all;

    if (row != NULL) {
        status = read_join(command->frame.payload, &asked);
    }
    if (status == GBCS_OK) {
        status = rules_load(store, &all);
    }
    if (status == GBCS_OK) {
        code = judge_join(desk, row, &all, &asked);
        if (code == GBCS_JOIN_SUCCESS) {
            effects->hands_out = true;
            status = open_entry(&all, &asked.wanted);
        } else {
            rules_raise(effects, EVENT_JOIN_FAILED);
            gbcs_write_unsigned(response, GBCS_BER_INTEGER, (uint64_t)code);
            status = response->status;
        }
    }
    if ((status == GBCS_OK) && effects->hands_out) {
        status = devices_put(store, &all);
    }
    return rules_end(effects, status);
}
