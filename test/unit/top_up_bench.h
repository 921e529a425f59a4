/**
 * @file
 * What the tests of top ups on a whole meter share: tokens of any value, and the ways that they come in.
 */
#ifndef TOP_UP_BENCH_H
#define TOP_UP_BENCH_H

#include "update_bench.h"

#define CS01A 0x0007U
#define CS01B 0x0097U
#define PCS01 0x009BU
#define JOIN_C 0x00AFU
#define PECS01 0x0116U

/** Events of tokens (GBCS 16.2). */
#define CREDITED 0x810EU
#define SUSPENDED 0x81C4U
#define LOCKED_OUT 0x81C5U
#define NOT_AUTHENTIC 0x8F63U
#define DUPLICATE 0x8F51U
#define ABOVE_THRESHOLD 0x8F5BU
#define ABOVE_BALANCE 0x8F47U
#define NOT_ACTIONED 0x8155U

/** What says that nothing was credited. */
#define REFUSED_A "DA200000000000010001 0301"
#define REFUSED_B "01 09 01 01 0705 000D 09 00 03 01 FFFFFFFF 00 FFFFFFFF"
#define REFUSED_PCS01 "01 09 01 01 0705 000D 09 00 03 01 FFFFFFFF 02 FFFFFFFF"

/** What is sold. Zeros: of the supplier, for the device, 500 pence. */
typedef struct sale {
    uint32_t counter;
    gbcs_value_class value_class;
    uint16_t value;
    /** Who sells it with whose key; null: the supplier. */
    const party *by;
    gbcs_entity_id device;
} sale;

/** Digits; a view of memory that the next sales but three overwrite. */
static inline gbcs_bytes sell(const sale *what)
{
    static uint8_t digits[4][GBCS_UTRN_SIZE];
    static size_t next;
    const party *by = (what->by != NULL) ? what->by : &d.parties[SUPPLIER];
    gbcs_shared_secret secret;
    const gbcs_token_parties parties = {by->id, (what->device != 0U) ? what->device : DEVICE_ID,
                                        &secret};
    gbcs_token token;
    gbcs_writer writer;

    next = (next + 1U) % 4U;
    writer = gbcs_writer_of(digits[next], GBCS_UTRN_SIZE);
    assert_int_equal(
        gbcs_ecdh(d.quick ? &d.crypto : &theirs, &by->top_up_key, &d.self.agreement_point, &secret),
        GBCS_OK);
    assert_int_equal(gbcs_token_make(&theirs, &parties, what->counter, what->value_class,
                                     (what->value != 0U) ? what->value : DEVICE_CREDIT, &token),
                     GBCS_OK);
    gbcs_write_utrn(&writer, &token);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

static inline gbcs_bytes token(uint32_t counter)
{
    const sale what = {.counter = counter};

    return sell(&what);
}

/** The digits of the same token with another MAC. */
static inline gbcs_bytes forged(uint32_t counter)
{
    static uint8_t digits[GBCS_UTRN_SIZE];
    gbcs_writer writer = gbcs_writer_of(digits, sizeof digits);
    gbcs_token read;

    assert_int_equal(gbcs_utrn_parse(token(counter), &read), GBCS_OK);
    read.mac[3] ^= 1U;
    gbcs_write_utrn(&writer, &read);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

/** Another last digit. */
static inline gbcs_bytes mistyped(uint32_t counter)
{
    static uint8_t digits[GBCS_UTRN_SIZE];

    memcpy(digits, token(counter).data, sizeof digits);
    digits[GBCS_UTRN_SIZE - 1U] =
        (digits[GBCS_UTRN_SIZE - 1U] == (uint8_t)'9') ? (uint8_t)'0' : (uint8_t)'9';
    return gbcs_bytes_of(digits, sizeof digits);
}

/** The payload of a command with a token. */
static inline gbcs_bytes carried(uint16_t code, gbcs_bytes utrn)
{
    static const uint8_t DLMS[] = {0xD9, 0x20, 0x00, 0x00, 0x00, 0x00, 0x01, 0x03, 0x00, 0x73,
                                   0x00, 0x00, 0x13, 0x28, 0x00, 0xFF, 0x01, 0x01, 0x09, 0x14};
    static const uint8_t GBZ[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x05, 0x00, 0x19, 0x01, 0x00, 0x04};
    static uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    if (code == CS01A) {
        gbcs_write_bytes(&writer, gbcs_bytes_of(DLMS, sizeof DLMS));
    } else {
        gbcs_write_bytes(&writer, gbcs_bytes_of(GBZ, sizeof GBZ));
        gbcs_write_u8(&writer, (code == CS01B) ? 0x00U : 0x02U);
        gbcs_write_u8(&writer, 0x14U);
    }
    gbcs_write_bytes(&writer, utrn);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

static inline uint64_t whole(uint32_t counter)
{
    return (uint64_t)counter << 32;
}

/** The supplier's command for the device. */
static inline uint16_t command_code(void)
{
    return (d.device_type == GBCS_DEVICE_ESME) ? CS01A : CS01B;
}

/** A command of the supplier with any digits and any counter. */
static inline gbcs_status command_with(uint64_t counter, gbcs_bytes utrn)
{
    recipe of = recipe_of(command_code(), SUPPLIER, counter);

    of.payload = carried(of.code, utrn);
    return send_recipe(&of);
}

static inline gbcs_status by_command(uint32_t counter)
{
    return command_with(whole(counter), token(counter));
}

static inline gbcs_status by_keypad(uint32_t counter)
{
    return gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, token(counter));
}

static inline gbcs_status by_ppmid(uint32_t counter)
{
    return gbcs_meter_top_up(&d.meter, GBCS_WAY_PPMID, token(counter));
}

/* ---- a PPMID -------------------------------------------------------------------------------- */

static uint64_t ppmid_counter;

/** Joins a PPMID by method C. */
static inline void join_ppmid(void)
{
    assert_int_equal(device_send(&d, JOIN_C, SUPPLIER, d.meter.replay.last[SUPPLIER] + 1U),
                     GBCS_OK);
    ppmid_counter = 100U;
}

static inline gbcs_shared_secret ppmid_secret(void)
{
    gbcs_shared_secret secret;

    assert_int_equal(gbcs_ecdh(d.quick ? &d.crypto : &theirs,
                               &device_party(PEER_C, 0U)->agreement_key, &d.self.agreement_point,
                               &secret),
                     GBCS_OK);
    return secret;
}

/** A PCS01 with a payload. */
static inline gbcs_status ppmid_sends(uint64_t counter, gbcs_bytes payload)
{
    const gbcs_shared_secret secret = ppmid_secret();
    const gbcs_protection protection = {NULL, {NULL, 0U}, &secret};
    const gbcs_header header = {.cra = GBCS_CRA_COMMAND,
                                .counter = counter,
                                .originator = PEER_C,
                                .recipient = DEVICE_ID,
                                .message_code = PCS01};
    uint8_t octets[256];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_message(&theirs, &header, payload, &protection, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_meter_receive(&d.meter, gbcs_writer_bytes(&writer));
}

static inline gbcs_status by_pcs01(uint32_t counter)
{
    ppmid_counter++;
    return ppmid_sends(ppmid_counter, carried(PCS01, token(counter)));
}

/* ---- what came of it ------------------------------------------------------------------------ */

/** Parts of what was seen before. */
static struct {
    uint32_t sent;
    uint32_t asked;
    uint32_t judged;
    uint32_t balance;
    uint32_t logs;
    /** Entries that a token that is not authentic would make now: it may share one. */
    uint32_t share;
    uint64_t last;
    gbcs_cache cache;
    image all;
} seen;

/** The window that refusals of tokens of an event share. */
static inline const gbcs_refusal_window *window_of(uint16_t event)
{
    const gbcs_refusal_window *found = NULL;

    for (size_t i = 0U; i < GBCS_REFUSAL_KINDS; i++) {
        if (d.meter.refusals.windows[i].event == event) {
            found = &d.meter.refusals.windows[i];
        }
    }
    return found;
}

/** Entries that a refusal with an event would make now. */
static inline uint32_t entries_for(uint16_t event)
{
    const gbcs_refusal_window *w = window_of(event);
    uint32_t entries = 0U;

    if (w == NULL) {
        entries = 1U;
    } else if ((d.memory.uptime - w->opened) >= GBCS_REFUSAL_WINDOW) {
        entries = (w->count > 0U) ? 2U : 1U;
    } else {
        /* it is counted */
    }
    return entries;
}

/** A token was refused, and is the last one in the window of its kind. */
static inline void assert_noted(uint16_t event, uint16_t code, gbcs_entity_id sender,
                                uint64_t counter)
{
    const gbcs_refusal_window *w = window_of(event);

    assert_non_null(w);
    assert_int_equal(w->last.event, event);
    assert_int_equal(w->last.message_code, code);
    assert_true(w->last.party == sender);
    assert_true(w->last.detail == counter);
}

static inline void look(void)
{
    seen.sent = d.application.sent_count;
    seen.asked = d.application.asked;
    seen.judged = d.application.judged;
    seen.balance = d.application.balance;
    seen.logs = d.meter.log.next;
    seen.share = entries_for(NOT_AUTHENTIC);
    seen.last = d.meter.replay.last[SUPPLIER];
    assert_int_equal(gbcs_cache_load(&d.meter.store, &seen.cache), GBCS_OK);
    take_image(&seen.all);
}

/** So many messages and log entries since look(), nothing was asked or credited, and no counter used. */
static inline void assert_untaken(uint32_t sent, uint32_t logs)
{
    gbcs_cache cache;

    assert_int_equal(d.application.sent_count, seen.sent + sent);
    assert_int_equal(d.meter.log.next, seen.logs + logs);
    assert_int_equal(d.application.asked, seen.asked);
    assert_int_equal(d.application.balance, seen.balance);
    assert_true(d.meter.replay.last[SUPPLIER] == seen.last);
    assert_int_equal(d.meter.replay.intent.id, 0U);
    assert_int_equal(gbcs_cache_load(&d.meter.store, &cache), GBCS_OK);
    assert_memory_equal(&cache, &seen.cache, sizeof cache);
}

static inline bool in_cache(uint32_t counter)
{
    gbcs_cache cache;
    bool found = false;

    assert_int_equal(gbcs_cache_load(&d.meter.store, &cache), GBCS_OK);
    for (size_t i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
        found = found || (cache.counters[i] == counter);
    }
    return found;
}

/** What the supplier's alert says; of either family. */
static inline uint16_t event_alerted(uint32_t ago)
{
    const gbcs_frame frame = verified_frame(ago);
    uint16_t event = 0U;

    assert_int_equal(frame.header.cra, GBCS_CRA_ALERT);
    assert_int_equal(frame.header.message_code, 0x1001U);
    assert_true(frame.header.recipient == PARTY_ID(SUPPLIER) ||
                frame.header.recipient == NEWCOMER_ID(SUPPLIER));
    assert_int_equal(frame.mac.size, GBCS_MAC_SIZE);
    assert_int_equal(frame.signature.size, 0U);
    if (d.device_type == GBCS_DEVICE_ESME) {
        event = alert_event(&frame);
    } else {
        gbcs_gbz_alert read;

        assert_int_equal(gbcs_gbz_alert_parse(frame.payload, &read), GBCS_OK);
        event = read.alert_code;
    }
    return event;
}

/** The last message is the response to a CS01. */
static inline gbcs_bytes response_of(uint64_t counter)
{
    const gbcs_frame frame = verified_frame(0U);

    assert_int_equal(frame.header.cra, GBCS_CRA_RESPONSE);
    assert_int_equal(frame.header.message_code, command_code());
    assert_true(frame.header.counter == counter);
    assert_true(frame.header.recipient == d.parties[SUPPLIER].id);
    assert_int_equal(frame.mac.size, GBCS_MAC_SIZE);
    assert_int_equal(frame.header.date_time.size, GBCS_DLMS_TIME_SIZE);
    return frame.payload;
}

/** A message so many ago is the response to a PCS01. */
static inline gbcs_bytes ppmid_response(uint32_t ago, uint64_t counter)
{
    const gbcs_frame frame = sent_frame(ago);
    const gbcs_shared_secret secret = ppmid_secret();

    assert_int_equal(frame.header.cra, GBCS_CRA_RESPONSE);
    assert_int_equal(frame.header.message_code, PCS01);
    assert_true(frame.header.counter == counter);
    assert_true(frame.header.originator == DEVICE_ID);
    assert_true(frame.header.recipient == PEER_C);
    assert_int_equal(gbcs_mac_verify(&theirs, &secret, &frame), GBCS_OK);
    return frame.payload;
}

static inline void assert_payload(gbcs_bytes payload, const char *hex)
{
    uint8_t octets[64];
    const gbcs_bytes expected = hex_bytes(hex, octets, sizeof octets);

    assert_int_equal(payload.size, expected.size);
    assert_memory_equal(payload.data, expected.data, expected.size);
}

#endif
