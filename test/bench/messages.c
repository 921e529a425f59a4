/* What the verification of a command costs, beside what its cryptography alone costs. */
#include "bench.h"

#include <stdio.h>

/** ECS40: a read; the supplier's, with MAC only. */
#define MACED_COMMAND 0x004EU
/** ECS09: a critical command of the supplier, signed and with MAC. */
#define SIGNED_COMMAND 0x0020U
/** GCS10a: a read, GBZ. */
#define GBZ_COMMAND 0x0014U

/** What a payload is made of. */
typedef enum shape {
    /** DLMS: one attribute is set, to one long value. */
    SHAPE_VALUE,
    /** DLMS: as many attributes as possible are read. */
    SHAPE_LIST,
    /** GBZ: one component. */
    SHAPE_GBZ
} shape;

/** A command that is measured. */
typedef struct subject {
    const char *name;
    uint8_t device_type;
    uint16_t code;
    shape shape;
    /** Octets of its payload. */
    size_t size;
} subject;

static const subject SUBJECTS[] = {
    {"maced value 100", GBCS_DEVICE_ESME, MACED_COMMAND, SHAPE_VALUE, 100U},
    {"maced value 500", GBCS_DEVICE_ESME, MACED_COMMAND, SHAPE_VALUE, 500U},
    {"maced value 1000", GBCS_DEVICE_ESME, MACED_COMMAND, SHAPE_VALUE, 1000U},
    {"maced list 100", GBCS_DEVICE_ESME, MACED_COMMAND, SHAPE_LIST, 100U},
    {"maced list 500", GBCS_DEVICE_ESME, MACED_COMMAND, SHAPE_LIST, 500U},
    {"maced list 1000", GBCS_DEVICE_ESME, MACED_COMMAND, SHAPE_LIST, 1000U},
    {"maced gbz 100", GBCS_DEVICE_GSME, GBZ_COMMAND, SHAPE_GBZ, 100U},
    {"maced gbz 1000", GBCS_DEVICE_GSME, GBZ_COMMAND, SHAPE_GBZ, 1000U},
    {"signed value 100", GBCS_DEVICE_ESME, SIGNED_COMMAND, SHAPE_VALUE, 100U},
    {"signed value 500", GBCS_DEVICE_ESME, SIGNED_COMMAND, SHAPE_VALUE, 500U},
    {"signed value 1000", GBCS_DEVICE_ESME, SIGNED_COMMAND, SHAPE_VALUE, 1000U},
    {"signed list 1000", GBCS_DEVICE_ESME, SIGNED_COMMAND, SHAPE_LIST, 1000U},
};

#define SUBJECT_COUNT ((sizeof SUBJECTS) / (sizeof SUBJECTS[0]))

static device d;
static uint8_t octets[DEVICE_MESSAGE];
static gbcs_bytes message;
static gbcs_frame frame;
static gbcs_shared_secret secret;

/** A length of A-XDR or GBZ beside the octets that it leaves of a size. */
static size_t value_size(size_t left)
{
    return (left > 131U) ? (left - ((left > 259U) ? 3U : 2U)) : (left - 1U);
}

static void write_value(size_t size, gbcs_writer *writer)
{
    static const uint8_t HEAD[] = {GBCS_TAG_ACCESS_REQUEST,
                                   0x20,
                                   0x00,
                                   0x00,
                                   0x01,
                                   0x00,
                                   0x01,
                                   0x02,
                                   0x00,
                                   0x01,
                                   0x00,
                                   0x00,
                                   0x60,
                                   0x01,
                                   0x00,
                                   0xFF,
                                   0x02,
                                   0x01};
    const size_t length = value_size(size - sizeof HEAD - 1U);

    gbcs_write_bytes(writer, gbcs_bytes_of(HEAD, sizeof HEAD));
    gbcs_write_axdr_head(writer, GBCS_AXDR_OCTET_STRING, length);
    for (size_t i = 0U; i < length; i++) {
        gbcs_write_u8(writer, (uint8_t)i);
    }
}

/** Ten octets say what is read, one that there is no data; the last value fills up. */
static void write_list(size_t size, gbcs_writer *writer)
{
    static const uint8_t HEAD[] = {GBCS_TAG_ACCESS_REQUEST, 0x20, 0x00, 0x00, 0x01, 0x00};
    static const uint8_t GET[] = {0x01, 0x00, 0x03, 0x01, 0x00, 0x01, 0x08, 0x00, 0xFF, 0x02};
    const size_t count = (size - sizeof HEAD - 2U) / 11U;

    gbcs_write_bytes(writer, gbcs_bytes_of(HEAD, sizeof HEAD));
    gbcs_write_u8(writer, (uint8_t)count);
    for (size_t i = 0U; i < count; i++) {
        gbcs_write_bytes(writer, gbcs_bytes_of(GET, sizeof GET));
    }
    gbcs_write_u8(writer, (uint8_t)count);
    for (size_t i = 0U; i < count; i++) {
        gbcs_write_u8(writer, 0U);
    }
}

static void write_gbz(size_t size, gbcs_writer *writer)
{
    static const uint8_t HEAD[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x02};
    const size_t length = size - sizeof HEAD - 2U;

    gbcs_write_bytes(writer, gbcs_bytes_of(HEAD, sizeof HEAD));
    gbcs_write_u16(writer, (uint16_t)length);
    for (size_t i = 0U; i < length; i++) {
        gbcs_write_u8(writer, (uint8_t)0U);
    }
}

/** Makes the command, and puts the shared secret into the cache. */
static void set_up(const subject *of)
{
    uint8_t buffer[1024];
    gbcs_writer payload = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    recipe how = {.code = of->code, .counter = 1U, .from = GBCS_ROLE_SUPPLIER};

    device_must(device_init(&d, of->device_type));
    bench_portable(&d.crypto);
    how.form = gbcs_command_form(gbcs_use_case_find(of->code), of->device_type, GBCS_ROLE_SUPPLIER);
    if (of->shape == SHAPE_VALUE) {
        write_value(of->size, &payload);
    } else if (of->shape == SHAPE_LIST) {
        write_list(of->size, &payload);
    } else {
        write_gbz(of->size, &payload);
    }
    device_must(payload.status);
    how.payload = gbcs_writer_bytes(&payload);
    device_command(&d, &how, &writer);
    device_must(writer.status);
    message = gbcs_writer_bytes(&writer);
    device_must(gbcs_frame_parse(message, &frame));
    device_must(device_secret(&d, GBCS_ROLE_ACB, &secret));
}

static void whole(void)
{
    gbcs_gate gate = {.crypto = &d.crypto,
                      .trust = &d.meter.trust,
                      .replay = &d.meter.replay,
                      .budget = &d.meter.budget};
    gbcs_command command;
    gbcs_refusal refusal;

    device_must(gbcs_command_verify(&gate, message, &command, &refusal));
}

static void mac(void)
{
    device_must(gbcs_mac_verify(&d.crypto, &secret, &frame));
}

static void signature(void)
{
    device_must(
        gbcs_signature_verify(&d.crypto, &d.parties[GBCS_ROLE_SUPPLIER].signature_point, &frame));
}

void bench_messages(void)
{
    for (size_t i = 0U; i < SUBJECT_COUNT; i++) {
        const subject *of = &SUBJECTS[i];
        const bool is_signed = of->code == SIGNED_COMMAND;

        set_up(of);
        whole();
        bench_measure(of->name, "whole", whole);
        bench_measure(of->name, "mac", mac);
        if (is_signed) {
            bench_measure(of->name, "signature", signature);
        }
    }
}
