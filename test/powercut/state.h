/**
 * @file
 * What a meter says of itself, part by part: two of them are compared.
 */
#ifndef CUT_STATE_H
#define CUT_STATE_H

#include "vault.h"

#define KEY_SIGNATURE GBCS_KEY_USAGE_SIGNATURE
#define KEY_AGREEMENT GBCS_KEY_USAGE_AGREEMENT

/** What is compared. */
enum { LIFE, CELLS, KEYS, CERTIFICATES, PENDING, COUNTERS, CACHE, INSTRUCTIONS, DEVICES, PARTS };
#define BIT(part) (1U << (part))

/** What a meter says of itself: a digest of each part; and its log. */
typedef struct state {
    uint8_t parts[PARTS][GBCS_DIGEST_SIZE];
    uint32_t log_next;
    uint16_t events[64];
} state;

static uint8_t part_octets[8192];

static void write_status(gbcs_writer *w, gbcs_status status)
{
    gbcs_write_u16(w, (uint16_t)status);
}

static void write_cells(gbcs_writer *w)
{
    for (size_t i = 0; i < GBCS_CELLS; i++) {
        const gbcs_cell *cell = gbcs_trust_find(&D.meter.trust, gbcs_cell_at(i));

        gbcs_write_u8(w, (cell != NULL) ? 1U : 0U);
        if (cell != NULL) {
            gbcs_write_u64(w, cell->entity);
            gbcs_write_bytes(w, gbcs_bytes_of(cell->key.point, sizeof cell->key.point));
            gbcs_write_bytes(w, gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier));
        }
    }
}

/** What the device does with its keys: signatures are marks, and the same each time. */
static void write_keys(gbcs_writer *w)
{
    static const uint8_t digest[GBCS_DIGEST_SIZE] = {7};
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_shared_secret secret;

    assert_int_equal(gbcs_trust_sign(&D.meter.trust, digest, signature), GBCS_OK);
    gbcs_write_bytes(w, gbcs_bytes_of(signature, sizeof signature));
    assert_int_equal(
        gbcs_trust_agree(&D.meter.trust, &D.parties[STRANGER].agreement_point, &secret), GBCS_OK);
    gbcs_write_bytes(w, gbcs_bytes_of(secret.z, sizeof secret.z));
}

static void write_certificates(gbcs_writer *w)
{
    static const uint8_t USAGES[] = {KEY_SIGNATURE, KEY_AGREEMENT};

    for (size_t i = 0; i < 2U; i++) {
        write_status(w, gbcs_trust_certificate(&D.meter.trust, USAGES[i], w));
    }
}

/** Which key pair is pending is chance; but it is there and can be used, or not. */
static void write_pending(gbcs_writer *w)
{
    static const uint8_t USAGES[] = {KEY_SIGNATURE, KEY_AGREEMENT};
    static const uint8_t digest[GBCS_DIGEST_SIZE] = {7};
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_public_key key;

    for (size_t i = 0; i < 2U; i++) {
        write_status(w, gbcs_trust_pending(&D.meter.trust, USAGES[i], &key));
        write_status(w, gbcs_trust_sign_request(&D.meter.trust, USAGES[i], digest, signature));
    }
}

static void write_counters(gbcs_writer *w)
{
    const gbcs_replay *r = &D.meter.replay;

    for (size_t i = 0; i < GBCS_ROLES; i++) {
        gbcs_write_u64(w, r->last[i]);
        gbcs_write_u64(w, r->floors[i]);
    }
    for (size_t i = 0; i < r->dated_count; i++) {
        gbcs_write_u8(w, r->dated[i].id.role);
        gbcs_write_u16(w, r->dated[i].id.code);
        gbcs_write_u64(w, r->dated[i].counter);
    }
}

static void write_cache(gbcs_writer *w)
{
    gbcs_cache cache;

    write_status(w, gbcs_cache_load(&D.meter.store, &cache));
    for (size_t i = 0; i < GBCS_CACHE_ENTRIES; i++) {
        gbcs_write_u32(w, cache.counters[i]);
    }
}

static void write_instructions(gbcs_writer *w)
{
    gbcs_pending p;

    for (uint8_t role = 0; role < GBCS_ROLES; role++) {
        for (size_t i = 0; gbcs_schedule_of_role(&D.meter.schedule, role, i, &p) == GBCS_OK; i++) {
            gbcs_write_u16(w, p.code);
            gbcs_write_u64(w, p.originator);
            gbcs_write_u64(w, p.counter);
            gbcs_write_u64(w, (uint64_t)p.date);
            gbcs_write_bytes(w, gbcs_bytes_of(p.object, sizeof p.object));
            if (p.payload_size > 0U) {
                write_status(w, gbcs_schedule_payload(&D.meter.schedule, &p, w));
            }
        }
    }
}

static void write_devices(gbcs_writer *w)
{
    gbcs_peer peer;
    gbcs_public_key key;

    write_status(w, gbcs_joining_backup(&D.meter.store, GBCS_UTC_FIRST, w));
    write_status(w, gbcs_joining_open(&D.meter.store, &peer));
    gbcs_write_u64(w, peer.entity);
    gbcs_write_u8(w, peer.leaves ? 1U : 0U);
    write_status(w, gbcs_joining_key(&D.meter.store, PEER_C, &key));
    gbcs_write_bytes(w, gbcs_bytes_of(key.point, sizeof key.point));
}

static void write_life(gbcs_writer *w)
{
    gbcs_write_u8(w, (uint8_t)D.meter.trust.life);
    gbcs_write_u64(w, D.meter.trust.device);
}

static void look(state *s)
{
    static void (*const WRITE[PARTS])(gbcs_writer *) = {
        write_life,     write_cells, write_keys,         write_certificates, write_pending,
        write_counters, write_cache, write_instructions, write_devices};
    uint32_t number;

    memset(s, 0, sizeof *s);
    for (size_t part = 0; part < PARTS; part++) {
        gbcs_writer w = gbcs_writer_of(part_octets, sizeof part_octets);

        WRITE[part](&w);
        assert_int_equal(w.status, GBCS_OK);
        gbcs_sha256_of(&D.crypto, gbcs_writer_bytes(&w), s->parts[part]);
    }
    s->log_next = D.meter.log.next;
    assert_true(s->log_next <= 64U);
    for (number = D.meter.log.first; number < s->log_next; number++) {
        gbcs_log_entry entry;

        assert_int_equal(gbcs_log_get(&D.meter.log, number, &entry), GBCS_OK);
        s->events[number] = entry.event;
    }
}

/** The parts that differ. */
static unsigned int differences(const state *a, const state *b)
{
    unsigned int parts = 0;

    for (size_t part = 0; part < PARTS; part++) {
        if (memcmp(a->parts[part], b->parts[part], GBCS_DIGEST_SIZE) != 0) {
            parts |= BIT(part);
        }
    }
    return parts;
}

/** Whether the log is the beginning of another. */
static bool is_beginning(const state *a, const state *b)
{
    return (a->log_next <= b->log_next) &&
           (memcmp(a->events, b->events, a->log_next * sizeof a->events[0]) == 0);
}

#endif
