/**
 * @file
 * A device, devices that it is joined with, and commands about them, for tests of the device log.
 */
#ifndef JOINING_BENCH_H
#define JOINING_BENCH_H

#include "credentials_bench.h"

#include "gbcs/joining.h"
#include "joining/devices.h"

#define CS03A1 0x000DU
#define CS03B 0x000EU
#define CS04AC 0x000FU
#define CS04B 0x0010U
#define CS07 0x0013U
#define GCS59 0x008CU
#define CS03A2 0x00ABU
#define CS03C 0x00AFU

/** Other devices; their keys have the numbers of these. */
#define PEER(n) (0x00005EEF10000100U + (uint64_t)(n))
#define KEY_PEER(n) (0x80U + (unsigned int)(n))

/** The certificate of a device, and what is wrong with it. */
typedef struct device_cert {
    uint64_t entity;
    unsigned int key;
    uint8_t usage;
    bool off_curve;
    bool expires;
} device_cert;

static const gbcs_bytes NOTHING = {NULL, 0U};

static uint8_t certificate_octets[700];

static inline void put_device_extensions(gbcs_writer *w, const device_cert *c)
{
    uint8_t octets[GBCS_KEY_IDENTIFIER_SIZE];
    uint8_t id[8];
    gbcs_writer entity = gbcs_writer_of(id, sizeof id);
    const size_t outer = gbcs_write_open(w, 0xA3U);
    const size_t mark = gbcs_write_open(w, GBCS_BER_SEQUENCE);

    gbcs_write_u64(&entity, c->entity);
    put_extension(w, "0603551D0F", true, (c->usage == SIGNATURE) ? "03020780" : "03020308",
                  NOTHING);
    put_extension(w, "0603551D0E", false, "0408", identifier_of(c->key, octets));
    put_extension(w, "0603551D11", true, "301FA01D06082B06010505070804A011300F06032A03040408",
                  gbcs_writer_bytes(&entity));
    put_extension(w, "0603551D20", true, "30083006060488370101", NOTHING);
    put_extension(w, "0603551D23", false, "300A8008", identifier_of(KEY_AUTHORITY, octets));
    close_it(w, mark);
    close_it(w, outer);
}

/** The certificate of a device. Its signature is of nothing: no path is checked. */
static inline gbcs_bytes certificate_of(const device_cert *c)
{
    static const uint8_t some[GBCS_SIGNATURE_SIZE] = {1U, [63] = 1U};
    gbcs_writer w = gbcs_writer_of(certificate_octets, sizeof certificate_octets);
    gbcs_public_key point = *point_of(c->key);
    const size_t outer = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    const size_t mark = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    size_t inner;
    size_t bits;

    point.point[64] ^= c->off_curve ? 1U : 0U;
    put_hex(&w, "A003020102 0202 1234 300A06082A8648CE3D040302");
    put_name(&w, KEY_AUTHORITY, NULL);
    inner = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    gbcs_write_tlv(&w, GBCS_BER_UTC_TIME, GBCS_BER_SHORTEST, text(FIRST));
    gbcs_write_tlv(&w, GBCS_BER_GENERALIZED_TIME, GBCS_BER_SHORTEST,
                   text(c->expires ? "99981231235959Z" : "99991231235959Z"));
    close_it(&w, inner);
    put_hex(&w, "3000");
    inner = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    put_hex(&w, "301306072A8648CE3D020106082A8648CE3D030107");
    bits = gbcs_write_open(&w, GBCS_BER_BIT_STRING);
    gbcs_write_u8(&w, 0U);
    gbcs_write_bytes(&w, gbcs_bytes_of(point.point, sizeof point.point));
    close_it(&w, bits);
    close_it(&w, inner);
    put_device_extensions(&w, c);
    close_it(&w, mark);
    put_hex(&w, "300A06082A8648CE3D040302");
    bits = gbcs_write_open(&w, GBCS_BER_BIT_STRING);
    gbcs_write_u8(&w, 0U);
    gbcs_write_ecdsa_signature(&w, some);
    close_it(&w, bits);
    close_it(&w, outer);
    assert_int_equal(w.status, GBCS_OK);
    return gbcs_writer_bytes(&w);
}

/** A good one, of a device with the key of a number. */
static inline gbcs_bytes good_certificate(uint64_t entity, unsigned int key)
{
    const device_cert c = {.entity = entity, .key = key, .usage = AGREEMENT};

    return certificate_of(&c);
}

static inline void put_entity(gbcs_writer *w, uint64_t entity)
{
    gbcs_write_u8(w, GBCS_BER_OCTET_STRING);
    gbcs_write_u8(w, 8U);
    gbcs_write_u64(w, entity);
}

static inline gbcs_bytes join_payload(uint64_t method, uint64_t entity, uint64_t type,
                                      gbcs_bytes certificate)
{
    gbcs_writer w = gbcs_writer_of(B.payload, sizeof B.payload);
    const size_t mark = gbcs_write_open(&w, GBCS_BER_SEQUENCE);

    gbcs_write_unsigned(&w, GBCS_BER_INTEGER, method);
    put_entity(&w, entity);
    gbcs_write_unsigned(&w, GBCS_BER_INTEGER, type);
    gbcs_write_bytes(&w, certificate);
    close_it(&w, mark);
    assert_int_equal(w.status, GBCS_OK);
    return gbcs_writer_bytes(&w);
}

static inline gbcs_bytes unjoin_payload(uint64_t entity)
{
    gbcs_writer w = gbcs_writer_of(B.payload, sizeof B.payload);

    put_entity(&w, entity);
    return gbcs_writer_bytes(&w);
}

/** Hands a command to its service. Effects are dirty before. */
static inline gbcs_status serve(uint16_t code, gbcs_bytes payload)
{
    gbcs_status status;

    memset(&B.effects, 0xA5, sizeof B.effects);
    bench_command(code, GBCS_ROLE_ACB, payload, 1000U);
    switch (code) {
    case CS04AC:
    case CS04B:
        status = gbcs_joining_unjoin(&B.desk, &B.command, &B.response, &B.effects);
        break;
    case CS07:
        status = gbcs_joining_read(&B.desk, &B.command, &B.response, &B.effects);
        break;
    case GCS59:
        status = gbcs_joining_restore(&B.desk, &B.command, &B.response, &B.effects);
        break;
    default:
        status = gbcs_joining_join(&B.desk, &B.command, &B.response, &B.effects);
        break;
    }
    return status;
}

static inline void assert_no_effects(void)
{
    const uint8_t *octets = (const uint8_t *)&B.effects;
    size_t i;

    for (i = 0U; i < sizeof B.effects; i++) {
        assert_int_equal(octets[i], 0U);
    }
}

/** The effects are these events, 0 for none, and nothing else. */
static inline void assert_events(uint16_t first, uint16_t second)
{
    const size_t count = ((first != 0U) ? 1U : 0U) + ((second != 0U) ? 1U : 0U);

    assert_int_equal(B.effects.event_count, count);
    assert_int_equal(B.effects.events[0], first);
    assert_int_equal(B.effects.events[1], second);
    memset(B.effects.events, 0, sizeof B.effects.events);
    B.effects.event_count = 0U;
    assert_no_effects();
}

/** The service has refused: an INTEGER is the response, nothing is changed. */
static inline void assert_refused(uint8_t code, uint16_t event)
{
    const uint8_t expected[] = {2U, 1U, code};

    assert_true(
        gbcs_bytes_equal(gbcs_writer_bytes(&B.response), gbcs_bytes_of(expected, sizeof expected)));
    assert_events(event, 0U);
    assert_int_equal(B.board.store.count, 0U);
}

/** The service has left it to the application, without a response. */
static inline void assert_handed_out(void)
{
    assert_int_equal(B.response.used, 0U);
    assert_true(B.effects.hands_out);
    B.effects.hands_out = false;
    assert_no_effects();
    assert_int_equal(B.board.store.count, 1U);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
}

/** The application's answer, in hex. */
static inline void conclude(const char *answer)
{
    uint8_t octets[32];
    const gbcs_bytes given = gbcs_bytes_of(octets, hex_decode(answer, octets, sizeof octets));

    memset(&B.effects, 0xA5, sizeof B.effects);
    assert_int_equal(gbcs_joining_conclude(&B.desk, given, &B.effects), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
}

/** Joins a device, both parts. */
static inline void do_join(uint16_t code, uint8_t method, uint64_t entity, uint8_t type,
                           gbcs_bytes certificate)
{
    assert_int_equal(serve(code, join_payload(method, entity, type, certificate)), GBCS_OK);
    assert_handed_out();
    conclude("020100");
    assert_events(0x8F49U, 0U);
}

/** What is stored, in hex; "-" for nothing. */
static inline void assert_stored(const char *hex)
{
    static const gbcs_record record = {GBCS_RECORD_DEVICES, 1U, GBCS_COPY_TWIN, DEVICES_SIZE};
    static uint8_t expected[DEVICES_SIZE];
    static uint8_t octets[DEVICES_SIZE];
    gbcs_writer w = gbcs_writer_of(octets, sizeof octets);
    const gbcs_status status = gbcs_store_load(&B.board.store, &record, &w);

    if (hex[0] == '-') {
        assert_int_equal(status, GBCS_ERR_NO_RECORD);
    } else {
        assert_int_equal(status, GBCS_OK);
        assert_true(
            gbcs_bytes_equal(gbcs_writer_bytes(&w),
                             gbcs_bytes_of(expected, hex_decode(hex, expected, sizeof expected))));
    }
}

/** Stores a log as it is given. */
static inline void store_log(gbcs_bytes octets, uint8_t layout)
{
    const gbcs_record record = {GBCS_RECORD_DEVICES, layout, GBCS_COPY_TWIN, DEVICES_SIZE + 20U};

    assert_int_equal(gbcs_store_put(&B.board.store, &record, octets), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
}

/** The response, in hex. */
static inline void assert_response(const char *hex)
{
    static uint8_t expected[1024];

    assert_true(
        gbcs_bytes_equal(gbcs_writer_bytes(&B.response),
                         gbcs_bytes_of(expected, hex_decode(hex, expected, sizeof expected))));
}

/** What CS07 tells, in hex. */
static inline void assert_read(const char *hex)
{
    static const uint8_t null[] = {5U, 0U};

    assert_int_equal(serve(CS07, gbcs_bytes_of(null, sizeof null)), GBCS_OK);
    assert_no_effects();
    assert_response(hex);
    assert_int_equal(B.board.store.count, 0U);
}

#endif
