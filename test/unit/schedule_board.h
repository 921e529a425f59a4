/**
 * @file
 * A board in memory with a schedule, and a model of it: a plain list of what is pending.
 */
#ifndef SCHEDULE_BOARD_H
#define SCHEDULE_BOARD_H

#define BOARD_RECORD_SIZE GBCS_RECORD_SIZE
#define BOARD_RECORDS GBCS_RECORD_COUNT

#include "gbcs/records.h"

#include "board.h"

#include "gbcs/schedule.h"

/** A record that is not the schedule's. */
static const gbcs_record BOARD_OTHER = {GBCS_RECORD_LOG_READ, 1U, GBCS_COPY_ONE, 8U};

/** A pending instruction of the model. */
typedef struct model_entry {
    gbcs_pending pending;
    /** What its payload is made from. */
    uint32_t payload_seed;
} model_entry;

/** What is pending, in the order in which it was put. */
typedef struct model {
    model_entry items[GBCS_PENDING_ITEMS];
    size_t item_count;
    model_entry whole[GBCS_PENDING_INSTRUCTIONS];
    size_t whole_count;
} model;

/** A number below a limit, from a state that is not 0: xorshift32 (Marsaglia 2003). */
static inline uint32_t pick(uint32_t *seed, uint32_t below)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    *seed ^= *seed << 5;
    return (*seed >> 8) % below;
}

/** Octets of a payload. */
static inline gbcs_bytes payload_of(uint32_t seed, size_t size)
{
    static uint8_t octets[GBCS_PENDING_PAYLOAD + 2U];
    size_t i;

    assert_true(size <= sizeof octets);
    for (i = 0; i < size; i++) {
        octets[i] = (uint8_t)((seed + (uint32_t)i) * 2654435761U >> 24);
    }
    return gbcs_bytes_of(octets, size);
}

static inline bool is_whole(const gbcs_pending *pending)
{
    static const uint8_t none[GBCS_OBJECT_SIZE] = {0};

    return memcmp(pending->object, none, sizeof none) == 0;
}

/** An item that differs from others in each field. */
static inline gbcs_pending item_of(uint8_t object, uint8_t role, gbcs_utc date)
{
    gbcs_pending pending;

    memset(&pending, 0, sizeof pending);
    pending.code = (uint16_t)(0x0019U + object);
    pending.role = role;
    pending.originator = 0x90B3D51F30010000U + role;
    pending.counter = 1000U + object;
    pending.date = date;
    memset(pending.object, 0xA0, sizeof pending.object);
    pending.object[8] = object;
    return pending;
}

/** An ASN.1 instruction. */
static inline gbcs_pending whole_of(uint16_t code, uint8_t role, gbcs_utc date)
{
    gbcs_pending pending = item_of(0, role, date);

    pending.code = code;
    memset(pending.object, 0, sizeof pending.object);
    return pending;
}

static inline bool same_pending(const gbcs_pending *a, const gbcs_pending *b)
{
    return (a->code == b->code) && (a->role == b->role) && (a->originator == b->originator) &&
           (a->counter == b->counter) && (a->date == b->date) &&
           (memcmp(a->object, b->object, sizeof a->object) == 0) && (a->verdict == b->verdict) &&
           (a->payload_size == b->payload_size);
}

/** The part of the model that an instruction belongs to. */
static inline model_entry *model_part(model *m, bool whole, size_t **count, size_t *most)
{
    *count = whole ? &m->whole_count : &m->item_count;
    *most = whole ? GBCS_PENDING_INSTRUCTIONS : GBCS_PENDING_ITEMS;
    return whole ? m->whole : m->items;
}

static inline size_t model_find(model_entry *part, size_t count, const gbcs_pending *pending)
{
    const bool whole = is_whole(pending);
    size_t i = 0;

    while ((i < count) &&
           !(whole ? (part[i].pending.code == pending->code)
                   : (memcmp(part[i].pending.object, pending->object, GBCS_OBJECT_SIZE) == 0))) {
        i++;
    }
    return i;
}

static inline void model_cut(model_entry *part, size_t *count, size_t index)
{
    memmove(&part[index], &part[index + 1U], (*count - index - 1U) * sizeof part[0]);
    *count = *count - 1U;
}

/** Pages that a payload needs. */
static inline size_t pages_for(size_t size)
{
    return (size + GBCS_PAYLOAD_PAGE - 1U) / GBCS_PAYLOAD_PAGE;
}

static inline gbcs_status model_put(model *m, const gbcs_pending *pending, uint32_t payload_seed,
                                    size_t payload_size)
{
    size_t most;
    size_t *count;
    model_entry *part = model_part(m, is_whole(pending), &count, &most);
    const size_t index = model_find(part, *count, pending);
    size_t pages = pages_for(payload_size);
    size_t i;

    if ((index < *count) && (part[index].pending.role != pending->role)) {
        return GBCS_ERR_ROLE;
    }
    for (i = 0; i < *count; i++) {
        pages += pages_for(part[i].pending.payload_size);
    }
    if (((index == *count) && (*count == most)) || (pages > GBCS_PENDING_PAGES)) {
        return GBCS_ERR_SPACE;
    }
    if (index < *count) {
        model_cut(part, count, index);
    }
    part[*count].pending = *pending;
    part[*count].pending.payload_size = payload_size;
    part[*count].payload_seed = payload_seed;
    *count = *count + 1U;
    return GBCS_OK;
}

static inline void model_remove(model *m, const gbcs_pending *pending)
{
    size_t most;
    size_t *count;
    model_entry *part = model_part(m, is_whole(pending), &count, &most);
    const size_t index = model_find(part, *count, pending);

    if ((index < *count) && (part[index].pending.role == pending->role)) {
        model_cut(part, count, index);
    }
}

static inline void model_drop(model *m, uint16_t roles)
{
    size_t most;
    size_t *count;
    size_t i;
    int whole;

    for (whole = 0; whole < 2; whole++) {
        model_entry *part = model_part(m, whole == 1, &count, &most);

        i = 0;
        while (i < *count) {
            if (((roles >> part[i].pending.role) & 1U) != 0U) {
                model_cut(part, count, i);
            } else {
                i++;
            }
        }
    }
}

/** What is due first, items before whole instructions; null if nothing is. */
static inline const model_entry *model_due(model *m, gbcs_utc now)
{
    const model_entry *first = NULL;
    size_t i;

    for (i = 0; i < (m->item_count + m->whole_count); i++) {
        const model_entry *e = (i < m->item_count) ? &m->items[i] : &m->whole[i - m->item_count];

        if ((e->pending.date <= now) &&
            ((first == NULL) || (e->pending.date < first->pending.date) ||
             ((e->pending.date == first->pending.date) &&
              (e->pending.counter < first->pending.counter)))) {
            first = e;
        }
    }
    return first;
}

/** The schedule holds what the model holds, and nothing else; payloads too. */
static inline void assert_model(const gbcs_schedule *schedule, model *m)
{
    static uint8_t octets[GBCS_PENDING_PAYLOAD];
    size_t seen[GBCS_ROLES] = {0};
    gbcs_utc next = GBCS_UTC_LAST;
    gbcs_pending pending;
    size_t i;

    for (i = 0; i < (m->item_count + m->whole_count); i++) {
        const model_entry *e = (i < m->item_count) ? &m->items[i] : &m->whole[i - m->item_count];
        const uint8_t role = e->pending.role;
        gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

        assert_int_equal(gbcs_schedule_of_role(schedule, role, seen[role], &pending), GBCS_OK);
        assert_true(same_pending(&pending, &e->pending));
        seen[role]++;
        next = (e->pending.date < next) ? e->pending.date : next;
        if (is_whole(&pending)) {
            assert_int_equal(gbcs_schedule_payload(schedule, &pending, &writer), GBCS_OK);
            assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&writer),
                                         payload_of(e->payload_seed, pending.payload_size)));
        }
    }
    for (i = 0; i < GBCS_ROLES; i++) {
        assert_int_equal(gbcs_schedule_of_role(schedule, (uint8_t)i, seen[i], &pending),
                         GBCS_ERR_ABSENT);
        assert_zeros(&pending, sizeof pending);
    }
    assert_int_equal(schedule->count, m->item_count + m->whole_count);
    assert_true(schedule->next == next);
    assert_false(schedule->damaged);
}

#endif
