/**
 * @file
 * A device in memory that has counters and nothing else, for tests of replay.
 */
#ifndef COUNTERS_H
#define COUNTERS_H

#include "hex.h"

#include "gbcs/records.h"
#include "gbcs/replay.h"
#include "gbcs_memory.h"

/** Records up to the last one of the counters, and one more. */
#define DEVICE_RECORDS (GBCS_RECORD_LOG_READ + 1U)
/** Its first own counter. */
#define DEVICE_OWN_COUNTER 1000U

/** A record that is not one of the counters'. */
static const gbcs_record DEVICE_OTHER = {GBCS_RECORD_LOG_READ, 1U, GBCS_COPY_ONE, 8U};

/** A device. Stays where it is. */
typedef struct device {
    uint8_t medium[DEVICE_RECORDS * GBCS_RECORD_SIZE];
    size_t sizes[DEVICE_RECORDS];
    uint8_t buffer[2U * GBCS_RECORD_SIZE];
    gbcs_memory memory;
    gbcs_port port;
    gbcs_crypto crypto;
    gbcs_store store;
    gbcs_replay replay;
} device;

/** A new board, its store open and empty. */
static inline void device_blank(device *d, bool sealed)
{
    memset(d, 0, sizeof *d);
    gbcs_crypto_default(&d->crypto);
    gbcs_memory_init(&d->memory, &d->port, d->medium, d->sizes, GBCS_RECORD_SIZE, DEVICE_RECORDS);
    if (!sealed) {
        d->port.storage_key = NULL;
    }
    assert_int_equal(gbcs_store_open(&d->store, &d->port, &d->crypto, d->buffer, sizeof d->buffer),
                     GBCS_OK);
}

/** Takes a counter, without an action. */
static inline gbcs_status device_accept(device *d, uint8_t role, uint16_t code, uint64_t counter)
{
    const gbcs_counter_id id = {role, code};

    return gbcs_replay_accept(&d->replay, &id, counter, NULL);
}

/** How a record of the counters is kept; large enough for any test. */
static inline gbcs_record device_record(uint16_t number, gbcs_copies copies)
{
    const uint8_t layout = (number == GBCS_RECORD_COUNTERS) ? 2U : 1U;
    const gbcs_record record = {number, layout, copies, 1024U};

    return record;
}

/** Reads a record as it is, into 1,024 octets. */
static inline size_t device_octets(device *d, uint16_t number, gbcs_copies copies, uint8_t *octets)
{
    const gbcs_record record = device_record(number, copies);
    gbcs_writer writer = gbcs_writer_of(octets, record.size);

    assert_int_equal(gbcs_store_load(&d->store, &record, &writer), GBCS_OK);
    return writer.used;
}

/** Writes a record as no layer would. */
static inline void device_put(device *d, uint16_t number, const uint8_t *octets, size_t size)
{
    const gbcs_record record = device_record(number, GBCS_COPY_TWIN);

    assert_int_equal(gbcs_store_put(&d->store, &record, gbcs_bytes_of(octets, size)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&d->store), GBCS_OK);
}

/** Opens store and counters. */
static inline gbcs_status device_open(device *d)
{
    gbcs_status status =
        gbcs_store_open(&d->store, &d->port, &d->crypto, d->buffer, sizeof d->buffer);

    return (status == GBCS_OK) ? gbcs_replay_open(&d->replay, &d->store) : status;
}

/** Switches power off and on. */
static inline gbcs_status device_reboot(device *d)
{
    gbcs_memory_reboot(&d->memory);
    return device_open(d);
}

/** A new device with its first counters, open. */
static inline void device_new(device *d, bool sealed, uint64_t own_counter)
{
    device_blank(d, sealed);
    assert_int_equal(gbcs_replay_begin(&d->store, own_counter), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&d->store), GBCS_OK);
    assert_int_equal(device_reboot(d), GBCS_OK);
    assert_int_equal(d->store.writes, 0);
}

/** Whether two states say the same of all remote counters and of the action. */
static inline bool same_counters(const gbcs_replay *a, const gbcs_replay *b)
{
    bool same = (memcmp(a->last, b->last, sizeof a->last) == 0) &&
                (memcmp(a->floors, b->floors, sizeof a->floors) == 0) &&
                (a->dated_count == b->dated_count) && (a->last_id == b->last_id);
    size_t i;

    for (i = 0; i < a->dated_count; i++) {
        same = same && (a->dated[i].id.role == b->dated[i].id.role) &&
               (a->dated[i].id.code == b->dated[i].id.code) &&
               (a->dated[i].counter == b->dated[i].counter);
    }
    return same;
}

/** Whether two actions are the same in each field. */
static inline bool same_intent(const gbcs_intent *a, const gbcs_intent *b)
{
    const gbcs_header *h = &a->header;
    const gbcs_header *g = &b->header;

    return (a->id == b->id) && (h->cra == g->cra) && (h->counter == g->counter) &&
           (h->originator == g->originator) && (h->recipient == g->recipient) &&
           (h->date_time.size == g->date_time.size) && (h->message_code == g->message_code) &&
           (h->other_form == g->other_form) && (h->party == g->party) &&
           (h->party_counter == g->party_counter) &&
           (h->party_originator_counter == g->party_originator_counter) &&
           (h->party_certificate.size == g->party_certificate.size) && (a->role == b->role) &&
           (a->form == b->form) && (a->later == b->later) &&
           (a->has_party_key == b->has_party_key) &&
           (memcmp(a->party_key.point, b->party_key.point, GBCS_POINT_SIZE) == 0) &&
           (memcmp(a->note, b->note, GBCS_INTENT_NOTE) == 0);
}

/** An action in which every field has a value of its own. */
static inline gbcs_intent full_intent(void)
{
    gbcs_intent intent;
    size_t i;

    memset(&intent, 0, sizeof intent);
    intent.header.cra = GBCS_CRA_COMMAND;
    intent.header.counter = 0x0102030405060708U;
    intent.header.originator = 0x1112131415161718U;
    intent.header.recipient = 0x2122232425262728U;
    intent.header.message_code = 0x3132U;
    intent.header.other_form = GBCS_OTHER_ORIGINATOR_COUNTER;
    intent.header.party = 0x4142434445464748U;
    intent.header.party_counter = 0x5152535455565758U;
    intent.header.party_originator_counter = 0x6162636465666768U;
    intent.role = GBCS_ROLE_ACB;
    intent.form = 2U;
    intent.has_party_key = true;
    for (i = 0; i < GBCS_POINT_SIZE; i++) {
        intent.party_key.point[i] = (uint8_t)(0x80U + i);
    }
    intent.party_key.point[0] = 0x04U;
    for (i = 0; i < GBCS_INTENT_NOTE; i++) {
        intent.note[i] = (uint8_t)(0x71U + i);
    }
    return intent;
}

/** A number below a limit, from a state that is not 0: xorshift32 (Marsaglia 2003). */
static inline uint32_t pick(uint32_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return (*seed >> 8) % below;
}

/** An action at random. */
static inline gbcs_intent random_intent(uint32_t *seed)
{
    static const gbcs_other_form forms[] = {GBCS_OTHER_CODE, GBCS_OTHER_PARTY,
                                            GBCS_OTHER_PARTY_COUNTER, GBCS_OTHER_ORIGINATOR_COUNTER,
                                            GBCS_OTHER_CERTIFICATE};
    gbcs_intent intent = full_intent();

    intent.header.other_form = forms[pick(seed, 5)];
    intent.header.counter = pick(seed, 1000);
    intent.header.message_code = (uint16_t)pick(seed, 0x10000);
    if (intent.header.other_form == GBCS_OTHER_CODE) {
        intent.header.party = 0;
    }
    if (intent.header.other_form < GBCS_OTHER_PARTY_COUNTER) {
        intent.header.party_counter = 0;
    }
    if (intent.header.other_form != GBCS_OTHER_ORIGINATOR_COUNTER) {
        intent.header.party_originator_counter = 0;
    }
    intent.role = (uint8_t)pick(seed, GBCS_ROLES);
    intent.form = (uint8_t)(1U + pick(seed, 2));
    intent.later = pick(seed, 4) == 0U;
    intent.has_party_key = pick(seed, 2) == 0U;
    if (!intent.has_party_key) {
        memset(&intent.party_key, 0, sizeof intent.party_key);
    }
    intent.note[pick(seed, GBCS_INTENT_NOTE)] = (uint8_t)pick(seed, 256);
    return intent;
}

#endif
