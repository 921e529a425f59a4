/**
 * @file
 * What the tests of credentials on a whole meter share: updates, and what is told of them.
 */
#ifndef UPDATE_BENCH_H
#define UPDATE_BENCH_H

#include "meter_bench.h"

#include "gbcs/codec/ber.h"
#include "pki.h"

#define SIGNATURE GBCS_KEY_USAGE_SIGNATURE
#define AGREEMENT GBCS_KEY_USAGE_AGREEMENT
#define MANAGEMENT GBCS_CELL_MANAGEMENT
#define TOP_UP GBCS_CELL_TOP_UP

/** CS02b: the root by the supplier; each party's own; the supplier's by the transitional change of
 * supplier; anything by recovery. */
#define UPDATE_ROOT 0x0100U
#define UPDATE_SUPPLIER 0x0102U
#define UPDATE_OPERATOR 0x0103U
#define UPDATE_BROKER 0x0104U
#define CHANGE_SUPPLIER 0x0107U
#define RECOVER 0x0108U

/** The party of a role with other keys. */
static inline const party *renewed(uint8_t role)
{
    return device_party(PARTY_ID(role), 1U);
}

static inline const party *newcomer(uint8_t role)
{
    return device_party(NEWCOMER_ID(role), 0U);
}

static inline update update_of(uint16_t code, uint64_t counter)
{
    const update u = {.code = code, .counter = counter};

    return u;
}

/** Adds a replacement. */
static inline void put_in(update *u, uint8_t role, uint8_t key_usage, uint8_t cell_usage,
                          const party *holder)
{
    u->replacements[u->count] = device_replacement(role, key_usage, cell_usage, holder);
    u->count++;
}

static inline const gbcs_cell *cell_of(uint8_t role, uint8_t key_usage, uint8_t cell_usage)
{
    const gbcs_cell_id id = {role, key_usage, cell_usage};

    return gbcs_trust_find(&d.meter.trust, &id);
}

/** A cell holds a party with this key. */
static inline void assert_in_cell(uint8_t role, uint8_t key_usage, uint8_t cell_usage,
                                  gbcs_entity_id entity, const gbcs_public_key *key)
{
    const gbcs_cell *cell = cell_of(role, key_usage, cell_usage);
    uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE];

    assert_non_null(cell);
    gbcs_key_identifier(key, identifier);
    assert_true(cell->entity == ((role == GBCS_ROLE_ROOT) ? 0U : entity));
    assert_memory_equal(cell->key.point, key->point, sizeof key->point);
    assert_memory_equal(cell->key_identifier, identifier, sizeof identifier);
}

static inline const gbcs_public_key *key_for(const party *p, uint8_t key_usage, uint8_t cell_usage)
{
    return (cell_usage == TOP_UP)     ? &p->top_up_point
           : (key_usage == AGREEMENT) ? &p->agreement_point
                                      : &p->signature_point;
}

/** What an answer or alert tells of an update. */
typedef struct outcome {
    /** Of an alert: its event, else 0. */
    uint64_t event;
    /** Whether there are replacements at all: not if it was put off. */
    bool executed;
    uint64_t counter;
    uint64_t mode;
    uint64_t statuses[GBCS_CELLS];
    size_t count;
} outcome;

static inline uint64_t number_in(gbcs_reader *r, uint8_t tag)
{
    uint64_t value = 0U;

    assert_int_equal(gbcs_ber_unsigned(gbcs_read_tagged(r, GBCS_BER, tag), &value), GBCS_OK);
    return value;
}

static inline gbcs_reader inside(gbcs_reader *r)
{
    return gbcs_reader_of(gbcs_read_tagged(r, GBCS_BER, GBCS_BER_SEQUENCE));
}

static inline outcome outcome_in(gbcs_bytes payload)
{
    gbcs_reader outer = gbcs_reader_of(payload);
    gbcs_reader r = inside(&outer);
    gbcs_reader list;
    outcome o = {.event = 0U};

    assert_int_equal(gbcs_reader_finish(&outer), GBCS_OK);
    if (gbcs_reader_peek(&r) == GBCS_BER_NULL) {
        (void)gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_NULL);
    } else {
        o.event = number_in(&r, GBCS_BER_INTEGER);
        (void)gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_GENERALIZED_TIME);
    }
    o.executed = gbcs_reader_left(&r) > 0U;
    if (o.executed) {
        r = inside(&r);
        o.counter = number_in(&r, GBCS_BER_INTEGER);
        o.mode = number_in(&r, GBCS_BER_INTEGER);
        (void)gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE);
        list = inside(&r);
        assert_int_equal(gbcs_reader_finish(&r), GBCS_OK);
        while (gbcs_reader_left(&list) > 0U) {
            gbcs_reader one = inside(&list);

            (void)gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_SEQUENCE);
            o.statuses[o.count] = number_in(&one, GBCS_BER_ENUMERATED);
            o.count++;
        }
    }
    return o;
}

/** The last message is the response to an update; what it tells. */
static inline outcome answered(uint16_t code, uint64_t counter)
{
    const gbcs_frame frame = verified_frame(0U);

    assert_int_equal(frame.header.cra, GBCS_CRA_RESPONSE);
    assert_int_equal(frame.header.message_code, code);
    assert_int_equal(frame.header.counter, counter);
    assert_int_equal(frame.signature.size, GBCS_SIGNATURE_SIZE);
    assert_int_equal(frame.header.date_time.size, GBCS_DLMS_TIME_SIZE);
    return outcome_in(frame.payload);
}

/** Sends an update of which all is done. */
static inline void must_update(const update *u)
{
    outcome o;

    assert_int_equal(device_update(&d, u), GBCS_OK);
    o = answered(u->code, u->counter);
    assert_true(o.executed);
    assert_int_equal(o.counter, u->counter);
    assert_int_equal(o.count, u->count);
    for (size_t i = 0U; i < o.count; i++) {
        assert_int_equal(o.statuses[i], GBCS_REPLACEMENT_SUCCESS);
    }
}

/** The log entry so many ago is of an event about a command. */
static inline void assert_logged(uint32_t ago, uint16_t event, uint16_t code, gbcs_entity_id sender,
                                 uint64_t counter)
{
    const gbcs_log_entry entry = logged(ago);

    assert_int_equal(entry.event, event);
    assert_int_equal(entry.message_code, code);
    assert_true(entry.party == sender);
    assert_true(entry.detail == counter);
    assert_int_equal(entry.count, 1U);
}

#endif
