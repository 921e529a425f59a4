/* The commands of test parties: payloads that fit to their use cases, and their protection. */
#include "pki.h"

#include "gbcs/codec/ber.h"

/** A get of one attribute, or for a date a set of an activation time (spec: future dating). */
static void write_dlms(const recipe *of, const gbcs_date *date, gbcs_writer *writer)
{
    static const uint8_t GET[] = {0x01, 0x01, 0x00, 0x03, 0x01, 0x00, 0x01,
                                  0x08, 0x00, 0xFF, 0x02, 0x01, 0x00};
    static const uint8_t SET[] = {0x01, 0x02, 0x23, 0x28, 0x00, 0x00, 0x5E,
                                  0x2C, 0x80, 0x01, 0x06, 0x01, 0x09, 0x0C};

    gbcs_write_u8(writer, GBCS_TAG_ACCESS_REQUEST);
    gbcs_write_u32(writer, 0x20000000U | (uint32_t)(of->counter & 0xFFFFFFU));
    gbcs_write_u8(writer, 0U);
    if (date == NULL) {
        gbcs_write_bytes(writer, gbcs_bytes_of(GET, sizeof GET));
    } else {
        gbcs_write_bytes(writer, gbcs_bytes_of(SET, sizeof SET));
        if (date->dating == GBCS_DATING_DATED) {
            gbcs_write_dlms_time(writer, date->time, 0xFFU);
        } else {
            gbcs_write_bytes(writer, gbcs_bytes_of((date->dating == GBCS_DATING_CANCEL)
                                                       ? GBCS_DLMS_TIME_NEVER
                                                       : GBCS_DLMS_TIME_NOW,
                                                   GBCS_DLMS_TIME_SIZE));
        }
    }
}

static void write_le32(gbcs_writer *writer, uint32_t value)
{
    for (unsigned int shift = 0U; shift < 32U; shift += 8U) {
        gbcs_write_u8(writer, (uint8_t)(value >> shift));
    }
}

/** A read of attributes, or for a date a Publish Price Matrix (cluster 0705, command 06). */
static void write_gbz(const gbcs_date *date, gbcs_writer *writer)
{
    static const uint8_t READ[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x02, 0x00,
                                   0x05, 0x00, 0x00, 0x00, 0x00, 0x00};
    static const uint8_t DATED[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x05, 0x00, 0x0F, 0x01, 0x00,
                                    0x06, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00};
    uint32_t seconds = 0U;

    if (date == NULL) {
        gbcs_write_bytes(writer, gbcs_bytes_of(READ, sizeof READ));
    } else {
        gbcs_write_bytes(writer, gbcs_bytes_of(DATED, sizeof DATED));
        if (date->dating == GBCS_DATING_DATED) {
            device_must(gbcs_utc_to_zigbee(date->time, &seconds));
        } else {
            seconds = (date->dating == GBCS_DATING_CANCEL) ? UINT32_MAX : 0U;
        }
        write_le32(writer, seconds);
    }
}

static void close_it(gbcs_writer *writer, size_t mark)
{
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** CS06: hash, counter, time. */
static void write_activation(const recipe *of, const gbcs_date *date, gbcs_writer *writer)
{
    static const uint8_t HASH[32] = {0U};
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_tlv(writer, GBCS_BER_OCTET_STRING, GBCS_BER_SHORTEST,
                   gbcs_bytes_of(HASH, sizeof HASH));
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, of->counter);
    if ((date != NULL) && (date->dating != GBCS_DATING_IMMEDIATE)) {
        gbcs_write_u8(writer, GBCS_BER_GENERALIZED_TIME);
        gbcs_write_u8(writer, GBCS_GENERALIZED_TIME_SIZE);
        gbcs_write_generalized_time(writer, (date->dating == GBCS_DATING_CANCEL) ? GBCS_UTC_LAST
                                                                                 : date->time);
    }
    close_it(writer, mark);
}

/** CS02a, CS02f: authorising cell, roles asked for. */
static void write_details(const recipe *of, gbcs_writer *writer)
{
    const gbcs_cell_id authority = {(uint8_t)of->from,
                                    (of->form == GBCS_FORM_MACED) ? GBCS_KEY_USAGE_AGREEMENT
                                                                  : GBCS_KEY_USAGE_SIGNATURE,
                                    GBCS_CELL_MANAGEMENT};
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t list;

    device_write_cell(writer, GBCS_BER_SEQUENCE, &authority);
    list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, GBCS_ROLE_SUPPLIER);
    close_it(writer, list);
    close_it(writer, mark);
}

/** CS02c, CS02e: for digital signature. */
static void write_usage(gbcs_writer *writer)
{
    static const uint8_t USAGE[] = {0x30, 0x04, 0x03, 0x02, 0x07, 0x80};

    gbcs_write_bytes(writer, gbcs_bytes_of(USAGE, sizeof USAGE));
}

static void write_entity(gbcs_writer *writer, gbcs_entity_id entity)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_OCTET_STRING);

    gbcs_write_u64(writer, entity);
    close_it(writer, mark);
}

/** CS03: method, device, type, and for method C its certificate. */
static void write_join(const device *d, uint16_t code, gbcs_writer *writer)
{
    static const struct {
        uint16_t code;
        gbcs_join_method method;
        gbcs_entity_id peer;
        uint8_t type;
    } JOINS[] = {
        {0x000D, GBCS_JOIN_A_INITIATOR, PEER_A, GBCS_DEVICE_PPMID},
        {0x000E, GBCS_JOIN_B, PEER_B, GBCS_DEVICE_PPMID},
        {0x00AB, GBCS_JOIN_A_RESPONDER, PEER_C, GBCS_DEVICE_ESME},
        {0x00AF, GBCS_JOIN_C, PEER_C, GBCS_DEVICE_GSME},
    };
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t i = 0U;

    while (JOINS[i].code != code) {
        i++;
    }
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, JOINS[i].method);
    write_entity(writer, JOINS[i].peer);
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER,
                        (d->device_type == GBCS_DEVICE_GSME) ? GBCS_DEVICE_PPMID : JOINS[i].type);
    if (JOINS[i].method == GBCS_JOIN_C) {
        device_write_own_certificate(d, PEER_C, GBCS_KEY_USAGE_AGREEMENT,
                                     &device_party(PEER_C, 0U)->agreement_point, writer);
    }
    close_it(writer, mark);
}

/** GCS59: one device. */
static void write_restore(gbcs_writer *writer)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const size_t list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const size_t one = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    write_entity(writer, PEER_B);
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, GBCS_DEVICE_PPMID);
    close_it(writer, one);
    close_it(writer, list);
    close_it(writer, mark);
}

/** CS01: the token of a UTRN Counter. */
static void write_top_up(const device *d, const recipe *of, gbcs_writer *writer)
{
    static const uint8_t ENTER[] = {0x01, 0x03, 0x00, 0x73, 0x00, 0x00, 0x13,
                                    0x28, 0x00, 0xFF, 0x01, 0x01, 0x09, GBCS_UTRN_SIZE};
    static const uint8_t CONSUMER_TOP_UP[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x05,          0x00,
                                              0x19, 0x01, 0x00, 0x04, 0x00, GBCS_UTRN_SIZE};
    uint8_t utrn[GBCS_UTRN_SIZE];

    device_token(d, of->from, (uint32_t)(of->counter >> 32), utrn);
    if (of->code == 0x0007U) {
        gbcs_write_u8(writer, GBCS_TAG_ACCESS_REQUEST);
        gbcs_write_u32(writer, 0x20000000U | (uint32_t)(of->counter & 0xFFFFFFU));
        gbcs_write_u8(writer, 0U);
        gbcs_write_bytes(writer, gbcs_bytes_of(ENTER, sizeof ENTER));
    } else {
        gbcs_write_bytes(writer, gbcs_bytes_of(CONSUMER_TOP_UP, sizeof CONSUMER_TOP_UP));
    }
    gbcs_write_bytes(writer, gbcs_bytes_of(utrn, sizeof utrn));
}

/** The payload of an update that replaces nothing. */
static void write_empty_update(const device *d, const recipe *of, const gbcs_date *date,
                               gbcs_writer *writer)
{
    const update nothing = {.code = of->code, .counter = of->counter, .date = date};

    device_write_update(d, &nothing, writer);
}

static void write_generic(const recipe *of, const gbcs_use_case *use_case, const gbcs_date *date,
                          gbcs_writer *writer)
{
    static const uint8_t NOTHING[] = {0x05, 0x00};
    const gbcs_family family = (use_case != NULL) ? use_case->family : GBCS_FAMILY_DLMS;

    if (family == GBCS_FAMILY_GBZ) {
        write_gbz(date, writer);
    } else if (family == GBCS_FAMILY_ASN1) {
        gbcs_write_bytes(writer, gbcs_bytes_of(NOTHING, sizeof NOTHING));
    } else {
        write_dlms(of, date, writer);
    }
}

void device_payload(const device *d, const recipe *of, const gbcs_date *date, gbcs_writer *writer)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(of->code);
    const gbcs_date *dated =
        ((use_case != NULL) && ((use_case->flags & GBCS_USE_FUTURE_DATED) != 0U)) ? date : NULL;

    switch (of->code) {
    case 0x0007:
    case 0x0097:
        write_top_up(d, of, writer);
        break;
    case 0x0008:
    case 0x011B:
        write_details(of, writer);
        break;
    case 0x000A:
    case 0x000C:
        write_usage(writer);
        break;
    case 0x000B:
        device_write_own_certificate(d, DEVICE_ID, GBCS_KEY_USAGE_SIGNATURE,
                                     &device_pending_key()->signature_point, writer);
        break;
    case 0x000D:
    case 0x000E:
    case 0x00AB:
    case 0x00AF:
        write_join(d, of->code, writer);
        break;
    case 0x000F:
    case 0x0010:
        write_entity(writer, (of->code == 0x000FU) ? PEER_A : PEER_B);
        break;
    case 0x0012:
        write_activation(of, dated, writer);
        break;
    case 0x008C:
        write_restore(writer);
        break;
    default:
        if (((of->code >= 0x0100U) && (of->code <= 0x0109U)) || (of->code == 0x0125U) ||
            (of->code == 0x0126U)) {
            write_empty_update(d, of, dated, writer);
        } else {
            write_generic(of, use_case, dated, writer);
        }
        break;
    }
}

void device_token(const device *d, size_t number, uint32_t counter, uint8_t utrn[GBCS_UTRN_SIZE])
{
    gbcs_crypto plain;
    gbcs_shared_secret secret;
    gbcs_token token;
    const gbcs_token_parties parties = {d->parties[number].id, DEVICE_ID, &secret};
    gbcs_writer writer = gbcs_writer_of(utrn, GBCS_UTRN_SIZE);

    gbcs_crypto_default(&plain);
    device_must(gbcs_ecdh(d->quick ? &d->crypto : &plain, &d->parties[number].top_up_key,
                          &d->self.agreement_point, &secret));
    /* counter 0 is never sold: that of a command without a top up's counter */
    device_must(gbcs_token_make(&plain, &parties, (counter == 0U) ? 1U : counter, GBCS_VALUE_PENCE,
                                DEVICE_CREDIT, &token));
    gbcs_write_utrn(&writer, &token);
    device_must(writer.status);
}

void device_command(const device *d, const recipe *of, gbcs_writer *writer)
{
    gbcs_crypto plain;
    uint8_t buffer[1024];
    gbcs_writer made = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_header header = {.cra = GBCS_CRA_COMMAND};
    gbcs_shared_secret secret;
    gbcs_protection protection = {NULL, {NULL, 0U}, NULL};
    gbcs_bytes payload = of->payload;

    if (of->header != NULL) {
        header = *of->header;
    }
    header.counter = of->counter;
    header.originator = d->parties[of->from].id;
    header.recipient = (of->recipient != 0U) ? of->recipient : DEVICE_ID;
    header.message_code = of->code;
    if (payload.size == 0U) {
        device_payload(d, of, NULL, &made);
        payload = gbcs_writer_bytes(&made);
    }
    if ((of->form == GBCS_FORM_SIGNED) || (of->form == GBCS_FORM_BOTH)) {
        protection.signing_key =
            &d->parties[(of->signer != 0U) ? of->signer : of->from].signature_key;
    }
    if ((of->form == GBCS_FORM_MACED) || (of->form == GBCS_FORM_BOTH)) {
        device_must(device_secret(d, GBCS_ROLE_ACB, &secret));
        protection.secret = &secret;
    }
    if (d->quick) {
        plain = d->crypto;
    } else {
        gbcs_crypto_default(&plain);
    }
    gbcs_write_message(&plain, &header, payload, &protection, writer);
}

gbcs_status device_send_dated(device *d, uint16_t code, uint8_t role, uint64_t counter,
                              const gbcs_date *date)
{
    static uint8_t message[DEVICE_MESSAGE];
    uint8_t buffer[1024];
    gbcs_writer payload = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_writer writer = gbcs_writer_of(message, sizeof message);
    const gbcs_use_case *use_case = gbcs_use_case_find(code);
    recipe of = {.code = code, .counter = counter, .from = role, .form = GBCS_FORM_MACED};

    if (use_case != NULL) {
        of.form = gbcs_command_form(use_case, d->device_type, role);
    }
    device_payload(d, &of, date, &payload);
    of.payload = gbcs_writer_bytes(&payload);
    device_command(d, &of, &writer);
    return gbcs_meter_receive(&d->meter, gbcs_writer_bytes(&writer));
}

gbcs_status device_send(device *d, uint16_t code, uint8_t role, uint64_t counter)
{
    return device_send_dated(d, code, role, counter, NULL);
}
