/* The commands of test parties: payloads that fit to their use cases, and their protection. */
#include "device.h"

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

/** INTEGER of up to 8 octets, DER. */
static void write_integer(gbcs_writer *writer, uint8_t tag, uint64_t value)
{
    uint8_t octets[9] = {0U};
    size_t first = 8U;

    for (size_t i = 0U; i < 8U; i++) {
        octets[8U - i] = (uint8_t)(value >> (8U * i));
    }
    for (size_t i = 8U; i > 0U; i--) {
        if (octets[i] != 0U) {
            first = i;
        }
    }
    if (octets[first] >= 0x80U) {
        first--;
    }
    gbcs_write_u8(writer, tag);
    gbcs_write_u8(writer, (uint8_t)(9U - first));
    gbcs_write_bytes(writer, gbcs_bytes_of(&octets[first], 9U - first));
}

/** GeneralizedTime of a date; nothing if it is immediate. */
static void write_execution_time(gbcs_writer *writer, const gbcs_date *date)
{
    if ((date != NULL) && (date->dating != GBCS_DATING_IMMEDIATE)) {
        gbcs_write_u8(writer, 0x18U);
        gbcs_write_u8(writer, GBCS_GENERALIZED_TIME_SIZE);
        gbcs_write_generalized_time(writer, (date->dating == GBCS_DATING_CANCEL) ? GBCS_UTC_LAST
                                                                                 : date->time);
    }
}

/** SEQUENCE of what was written to a small buffer. */
static void write_sequence(gbcs_writer *writer, uint8_t tag, const gbcs_writer *content)
{
    gbcs_write_u8(writer, tag);
    gbcs_write_u8(writer, (uint8_t)content->used);
    gbcs_write_bytes(writer, gbcs_writer_bytes(content));
}

/** TrustAnchorCellIdentifier of the sender. */
static void write_cell(gbcs_writer *writer, uint8_t tag, size_t role, bool is_signed)
{
    static const uint8_t SIGNATURE[] = {0x03, 0x02, 0x07, 0x80};
    static const uint8_t AGREEMENT[] = {0x03, 0x02, 0x03, 0x08};
    uint8_t buffer[16];
    gbcs_writer content = gbcs_writer_of(buffer, sizeof buffer);

    write_integer(&content, 0x02U, role);
    gbcs_write_bytes(&content, gbcs_bytes_of(is_signed ? SIGNATURE : AGREEMENT, 4U));
    write_sequence(writer, tag, &content);
}

/** CS06: hash, counter, time. */
static void write_activation(const recipe *of, const gbcs_date *date, gbcs_writer *writer)
{
    static const uint8_t HASH[32] = {0U};
    uint8_t buffer[96];
    gbcs_writer content = gbcs_writer_of(buffer, sizeof buffer);

    gbcs_write_u16(&content, 0x0420U);
    gbcs_write_bytes(&content, gbcs_bytes_of(HASH, sizeof HASH));
    write_integer(&content, 0x02U, of->counter);
    write_execution_time(&content, date);
    write_sequence(writer, 0x30U, &content);
}

static bool is_update(uint16_t code)
{
    return ((code >= 0x0100U) && (code <= 0x0109U)) || (code == 0x0125U) || (code == 0x0126U);
}

/** CS02b, CS02g: mode, authorising cell, counter; nothing is replaced; time. */
static void write_update(const recipe *of, size_t role, const gbcs_date *date, gbcs_writer *writer)
{
    const uint64_t mode = (of->code < 0x0110U) ? ((uint64_t)of->code - 0x0100U)
                                               : ((uint64_t)of->code - 0x0125U + 10U);
    uint8_t control_buffer[64];
    uint8_t buffer[96];
    gbcs_writer control = gbcs_writer_of(control_buffer, sizeof control_buffer);
    gbcs_writer content = gbcs_writer_of(buffer, sizeof buffer);

    write_integer(&control, 0x02U, mode);
    if (of->form != GBCS_FORM_MACED) {
        write_cell(&control, 0xA2U, role, true);
    }
    write_integer(&control, 0x83U, of->counter);
    write_sequence(&content, 0x30U, &control);
    gbcs_write_u32(&content, 0x30003000U);
    write_execution_time(&content, date);
    write_sequence(writer, 0x30U, &content);
}

/** CS02a, CS02f: authorising cell, roles asked for. */
static void write_details(const recipe *of, size_t role, gbcs_writer *writer)
{
    uint8_t buffer[64];
    gbcs_writer content = gbcs_writer_of(buffer, sizeof buffer);

    write_cell(&content, 0x30U, role, of->form != GBCS_FORM_MACED);
    gbcs_write_u16(&content, 0x3003U);
    write_integer(&content, 0x02U, GBCS_ROLE_SUPPLIER);
    write_sequence(writer, 0x30U, &content);
}

void device_payload(const device *d, const recipe *of, const gbcs_date *date, gbcs_writer *writer)
{
    static const uint8_t NOTHING[] = {0x05, 0x00};
    const gbcs_use_case *use_case = gbcs_use_case_find(of->code);
    const gbcs_family family = (use_case != NULL) ? use_case->family : GBCS_FAMILY_DLMS;
    const gbcs_date *dated =
        ((use_case != NULL) && ((use_case->flags & GBCS_USE_FUTURE_DATED) != 0U)) ? date : NULL;

    (void)d;
    if (is_update(of->code)) {
        write_update(of, of->from, dated, writer);
    } else if (of->code == 0x0012U) {
        write_activation(of, dated, writer);
    } else if ((of->code == 0x0008U) || (of->code == 0x011BU)) {
        write_details(of, of->from, writer);
    } else if (family == GBCS_FAMILY_GBZ) {
        write_gbz(dated, writer);
    } else if (family == GBCS_FAMILY_ASN1) {
        gbcs_write_bytes(writer, gbcs_bytes_of(NOTHING, sizeof NOTHING));
    } else {
        write_dlms(of, dated, writer);
    }
}

void device_command(const device *d, const recipe *of, gbcs_writer *writer)
{
    gbcs_crypto plain;
    uint8_t buffer[512];
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
    uint8_t buffer[512];
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
