#include "device.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** 2026-01-01 00:00:00 UTC. */
#define START ((gbcs_utc)1767225600)

/* ---- implementations that count ------------------------------------------------------------- */

static curve_counts counts;
static gbcs_crypto plain;
static br_ec_impl counting;

static uint32_t count_mul(unsigned char *g, size_t glen, const unsigned char *x, size_t xlen,
                          int curve)
{
    counts.multiplications++;
    return plain.ec->mul(g, glen, x, xlen, curve);
}

static uint32_t count_verify(const br_ec_impl *impl, const void *hash, size_t size,
                             const br_ec_public_key *key, const void *signature, size_t length)
{
    (void)impl;
    counts.verifications++;
    return plain.verify(plain.ec, hash, size, key, signature, length);
}

static size_t count_sign(const br_ec_impl *impl, const br_hash_class *hash, const void *value,
                         const br_ec_private_key *key, void *signature)
{
    (void)impl;
    counts.signatures++;
    return plain.sign(plain.ec, hash, value, key, signature);
}

static void make_counting(gbcs_crypto *crypto)
{
    gbcs_crypto_default(&plain);
    *crypto = plain;
    counting = *plain.ec;
    counting.mul = count_mul;
    crypto->ec = &counting;
    crypto->verify = count_verify;
    crypto->sign = count_sign;
}

curve_counts device_curve(void)
{
    return counts;
}

void device_must(gbcs_status status)
{
    if (status != GBCS_OK) {
        (void)fprintf(stderr, "test device: %s\n", gbcs_status_text(status));
        abort();
    }
}

/* ---- parties -------------------------------------------------------------------------------- */

/** Parties that were made. */
#define PARTIES 64U

static void make_key(const party *p, uint8_t usage, uint8_t generation, gbcs_private_key *key,
                     gbcs_public_key *point)
{
    uint8_t name[10];
    gbcs_writer writer = gbcs_writer_of(name, sizeof name);

    gbcs_write_u64(&writer, p->id);
    gbcs_write_u8(&writer, usage);
    if (generation > 0U) {
        gbcs_write_u8(&writer, generation);
    }
    /* a digest is a private key, but for one in 2^32 */
    gbcs_sha256_of(&plain, gbcs_writer_bytes(&writer), key->scalar);
    key->scalar[0] &= 0x7FU;
    device_must(gbcs_public_key_of(&plain, key, point));
}

const party *device_party(gbcs_entity_id id, uint8_t generation)
{
    /* not in static data, which is searched for keys by test/secrets */
    static party *made;
    static uint8_t generations[PARTIES];
    size_t i = 0U;

    if (made == NULL) {
        made = calloc(PARTIES, sizeof *made);
        device_must((made != NULL) ? GBCS_OK : GBCS_ERR_SPACE);
    }
    while ((i < PARTIES) && (made[i].id != 0U) &&
           ((made[i].id != id) || (generations[i] != generation))) {
        i++;
    }
    if (i == PARTIES) {
        device_must(GBCS_ERR_SPACE);
    } else if (made[i].id == 0U) {
        party *p = &made[i];

        gbcs_crypto_default(&plain);
        p->id = id;
        generations[i] = generation;
        make_key(p, GBCS_KEY_USAGE_SIGNATURE, generation, &p->signature_key, &p->signature_point);
        make_key(p, GBCS_KEY_USAGE_AGREEMENT, generation, &p->agreement_key, &p->agreement_point);
        make_key(p, 0xFFU, generation, &p->top_up_key, &p->top_up_point);
    } else {
        /* it was made before */
    }
    return &made[i];
}

static const gbcs_public_key *point_for(const party *p, const gbcs_cell_id *id)
{
    const gbcs_public_key *point = &p->signature_point;

    if (id->cell_usage == GBCS_CELL_TOP_UP) {
        point = &p->top_up_point;
    } else if (id->key_usage == GBCS_KEY_USAGE_AGREEMENT) {
        point = &p->agreement_point;
    } else {
        /* signatures, and the root's certificates */
    }
    return point;
}

/** Provisions the device; the party `holder` also sits in the cells of role `of_role`. */
static gbcs_status provision(device *d, uint8_t holder, uint8_t of_role)
{
    gbcs_provision_cell cells[GBCS_CELLS];
    gbcs_provision p = {.device = DEVICE_ID,
                        .device_type = d->device_type,
                        .signature_key = &d->self.signature_key,
                        .agreement_key = &d->self.agreement_key,
                        .cells = cells,
                        .own_counter = 1U};

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const party *in = &d->parties[(id->role == of_role) ? holder : id->role];
        gbcs_provision_cell *to = &cells[p.cell_count];

        if (gbcs_cell_index(d->device_type, id) < GBCS_CELLS) {
            to->id = *id;
            to->content.entity = (id->role == GBCS_ROLE_ROOT) ? 0U : in->id;
            to->content.key = *point_for(in, id);
            gbcs_key_identifier(&to->content.key, to->content.key_identifier);
            p.cell_count++;
        }
    }
    return gbcs_meter_provision(&d->meter, &p);
}

/* ---- the application ------------------------------------------------------------------------ */

/** Whether the one item of a DLMS command of these tests gets (1) or sets (2). */
static uint8_t access_of(const gbcs_order *order)
{
    return (order->command != NULL) ? order->command->frame.payload.data[7] : 1U;
}

/** The least answer that is well formed. A device is joined, but not unjoined, so that it can be asked for
 * again. */
static void answer_least(const gbcs_order *order, gbcs_writer *writer)
{
    static const uint8_t JOINED[] = {0x02, 0x01, 0x00};
    static const uint8_t NOT_UNJOINED[] = {0x02, 0x01, 0x02};
    static const uint8_t GBZ[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x00, 0x00,
                                  0x05, 0x18, 0x00, 0x0B, 0x00, 0x00};
    static const uint8_t ASN1[] = {0x05, 0x00};
    const gbcs_use_case *use_case = gbcs_use_case_find(order->intent->header.message_code);
    uint64_t counter = order->intent->header.counter;

    if (use_case == NULL) {
        /* a token that was typed in: nobody reads the answer */
    } else if (order->peer != NULL) {
        gbcs_write_bytes(writer,
                         gbcs_bytes_of(order->peer->leaves ? NOT_UNJOINED : JOINED, sizeof JOINED));
    } else if ((use_case->family == GBCS_FAMILY_DLMS) || (use_case->family == GBCS_FAMILY_ANY)) {
        gbcs_write_u8(writer, GBCS_TAG_ACCESS_RESPONSE);
        gbcs_write_u32(writer, 0x20000000U | (uint32_t)(counter & 0xFFFFFFU));
        gbcs_write_u16(writer, 0U);
        gbcs_write_u8(writer, 1U);
        gbcs_write_u8(writer, 0U);
        gbcs_write_u8(writer, 1U);
        gbcs_write_u8(writer, access_of(order));
        gbcs_write_u8(writer, 0U);
    } else if (use_case->family == GBCS_FAMILY_GBZ) {
        gbcs_write_bytes(writer, gbcs_bytes_of(GBZ, sizeof GBZ));
    } else {
        gbcs_write_bytes(writer, gbcs_bytes_of(ASN1, sizeof ASN1));
    }
}

/** Adds credit, once for each order. */
static void credit(test_application *a, const gbcs_order *order)
{
    if ((order->top_up != NULL) && (a->reply == GBCS_REPLY_NOW) && (order->id != a->credited)) {
        a->balance += order->top_up->pence;
        a->credited = order->id;
    }
}

/** Keeps what an order says. */
static void keep_order(test_application *a, const gbcs_order *order)
{
    static const gbcs_peer no_peer;
    static const gbcs_top_up no_top_up;

    a->id = order->id;
    a->code = order->intent->header.message_code;
    a->role = order->intent->role;
    a->waits = order->waits;
    a->has_peer = order->peer != NULL;
    a->peer = a->has_peer ? *order->peer : no_peer;
    a->has_top_up = order->top_up != NULL;
    a->top_up = a->has_top_up ? *order->top_up : no_top_up;
    if (order->command != NULL) {
        a->date = order->command->date;
    }
}

static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    test_application *a = context;

    a->asked++;
    a->resumed += order->resumed ? 1U : 0U;
    keep_order(a, order);
    credit(a, order);
    if (a->payload != NULL) {
        gbcs_write_bytes(&answer->payload, gbcs_bytes_of(a->payload, a->payload_size));
    } else {
        answer_least(order, &answer->payload);
    }
    answer->timed = a->timed;
    answer->nothing_waits = a->nothing_waits;
    answer->time = a->time;
    answer->clock_status = a->clock_status;
    if (a->before_reply != NULL) {
        a->before_reply(a->argument);
    }
    return a->reply;
}

static void keep_sent(void *context, gbcs_bytes octets)
{
    test_application *a = context;
    sent_message *to = &a->sent[a->sent_count % DEVICE_SENT];

    to->size = octets.size;
    memcpy(to->octets, octets.data, octets.size);
    a->sent_count++;
}

static void keep_notice(void *context, gbcs_notice notice)
{
    test_application *a = context;

    a->notices[notice]++;
}

static bool activate(void *context, const gbcs_pending *item)
{
    test_application *a = context;

    a->activated++;
    a->item = *item;
    return !a->fails_to_activate;
}

static gbcs_credit_limit may_credit(void *context, const gbcs_top_up *top_up)
{
    test_application *a = context;

    (void)top_up;
    a->judged++;
    return a->limit;
}

/* ---- the device ----------------------------------------------------------------------------- */

gbcs_status device_init_blank(device *d, uint8_t device_type)
{
    memset(d, 0, sizeof *d);
    make_counting(&d->crypto);
    gbcs_memory_init(&d->memory, &d->port, d->medium, d->sizes, DEVICE_RECORD_SIZE,
                     GBCS_RECORD_COUNT);
    d->memory.clock_set = true;
    d->memory.clock_backed = true;
    d->memory.now = START;
    d->device_type = device_type;
    d->self = *device_party(DEVICE_ID, 0U);
    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        d->parties[i] = *device_party(PARTY_ID(i), 0U);
    }
    d->parties[STRANGER] = *device_party(STRANGER_ID, 0U);
    d->setup = (gbcs_meter_setup){
        .port = &d->port,
        .crypto = &d->crypto,
        .application = {&d->application, execute, keep_sent, keep_notice, activate, may_credit},
        .store_buffer = d->store_buffer,
        .store_room = sizeof d->store_buffer,
        .input = d->input,
        .input_room = sizeof d->input,
        .output = d->output,
        .output_room = sizeof d->output,
    };
    return gbcs_meter_boot(&d->meter, &d->setup);
}

gbcs_status device_init(device *d, uint8_t device_type)
{
    gbcs_status status = device_init_blank(d, device_type);

    if (status == GBCS_OK) {
        status = provision(d, GBCS_ROLE_ROOT, GBCS_ROLE_ROOT);
    }
    return status;
}

gbcs_status device_hand_cells(device *d, uint8_t holder, uint8_t of_role)
{
    return provision(d, holder, of_role);
}

void device_give_noise(device *d)
{
    /* cut-offs for one bit of entropy a sample and a false alarm in 2^40 (SP 800-90B 4.4) */
    static const gbcs_noise NOISE = {100U, 41U, 336U, GBCS_NOISE_WINDOW, 1024U};
    /* 1.2.826.0.1.8641679.1.2.2.1, that of the reference devices */
    static const uint8_t HARDWARE_TYPE[] = {0x2A, 0x86, 0x3A, 0x00, 0x01, 0x84, 0x8F,
                                            0xB9, 0x0F, 0x01, 0x02, 0x02, 0x01};

    d->setup.noise = &NOISE;
    d->setup.hardware_type = gbcs_bytes_of(HARDWARE_TYPE, sizeof HARDWARE_TYPE);
    device_must(device_reboot(d));
}

const party *device_pending_key(void)
{
    return device_party(DEVICE_ID, 1U);
}

void device_furnish(device *d)
{
    /* Entity Identifier, type, method, joined (doc/storage.md) */
    static const struct {
        gbcs_entity_id entity;
        gbcs_join_method method;
    } PEERS[] = {{PEER_A, GBCS_JOIN_A_INITIATOR}, {PEER_B, GBCS_JOIN_B}};
    static const gbcs_record LOG = {GBCS_RECORD_DEVICES, 1U, GBCS_COPY_TWIN, 512U};
    const party *next = device_pending_key();
    uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    for (size_t i = 0U; i < 2U; i++) {
        gbcs_write_u64(&writer, PEERS[i].entity);
        gbcs_write_u8(&writer, GBCS_DEVICE_PPMID);
        gbcs_write_u8(&writer, (uint8_t)PEERS[i].method);
        gbcs_write_u8(&writer, 1U);
    }
    device_must(gbcs_store_put(&d->meter.store, &LOG, gbcs_writer_bytes(&writer)));
    device_must(gbcs_trust_pend(&d->meter.trust, GBCS_KEY_USAGE_SIGNATURE, &next->signature_key));
    device_must(gbcs_trust_pend(&d->meter.trust, GBCS_KEY_USAGE_AGREEMENT, &next->agreement_key));
    device_must(gbcs_store_commit(&d->meter.store));
}

gbcs_status device_reboot(device *d)
{
    gbcs_memory_reboot(&d->memory);
    return gbcs_meter_boot(&d->meter, &d->setup);
}

uint32_t device_writes(const device *d)
{
    return d->memory.calls[GBCS_MEMORY_STORE] + d->memory.calls[GBCS_MEMORY_ERASE];
}

gbcs_status device_secret(const device *d, size_t number, gbcs_shared_secret *secret)
{
    return gbcs_ecdh(d->quick ? &d->crypto : &plain, &d->parties[number].agreement_key,
                     &d->self.agreement_point, secret);
}

/* ---- what was sent -------------------------------------------------------------------------- */

gbcs_status device_last_sent(const device *d, gbcs_frame *frame)
{
    const test_application *a = &d->application;
    const sent_message *last = &a->sent[(a->sent_count + DEVICE_SENT - 1U) % DEVICE_SENT];

    return (a->sent_count == 0U) ? GBCS_ERR_ABSENT
                                 : gbcs_frame_parse(gbcs_bytes_of(last->octets, last->size), frame);
}

gbcs_status device_verify_sent(const device *d, const gbcs_frame *frame)
{
    gbcs_shared_secret secret;
    gbcs_status status = GBCS_ERR_ORIGINATOR;

    for (size_t i = 0U; i <= GBCS_ROLES; i++) {
        if ((d->parties[i].id != frame->header.recipient) || (status == GBCS_OK)) {
            /* another one, or it is verified with the key that the recipient has in another role */
        } else if (frame->signature.size > 0U) {
            status = gbcs_signature_verify(d->quick ? &d->crypto : &plain, &d->self.signature_point,
                                           frame);
        } else {
            status = device_secret(d, i, &secret);
            if (status == GBCS_OK) {
                status = gbcs_mac_verify(&plain, &secret, frame);
            }
        }
    }
    return status;
}
