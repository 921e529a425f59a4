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

static void make_key(gbcs_entity_id id, uint8_t usage, gbcs_private_key *key,
                     gbcs_public_key *point)
{
    uint8_t name[9];
    gbcs_writer writer = gbcs_writer_of(name, sizeof name);

    gbcs_write_u64(&writer, id);
    gbcs_write_u8(&writer, usage);
    /* a digest is a private key, but for one in 2^32 */
    gbcs_sha256_of(&plain, gbcs_writer_bytes(&writer), key->scalar);
    key->scalar[0] &= 0x7FU;
    device_must(gbcs_public_key_of(&plain, key, point));
}

static void make_party(gbcs_entity_id id, party *p)
{
    p->id = id;
    make_key(id, GBCS_KEY_USAGE_SIGNATURE, &p->signature_key, &p->signature_point);
    make_key(id, GBCS_KEY_USAGE_AGREEMENT, &p->agreement_key, &p->agreement_point);
    make_key(id, 0xFFU, &p->top_up_key, &p->top_up_point);
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

/** The least answer that is well formed. */
static void answer_least(const gbcs_order *order, gbcs_writer *writer)
{
    static const uint8_t GBZ[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x00, 0x00,
                                  0x05, 0x18, 0x00, 0x0B, 0x00, 0x00};
    static const uint8_t ASN1[] = {0x05, 0x00};
    const gbcs_use_case *use_case = gbcs_use_case_find(order->intent->header.message_code);
    uint64_t counter = order->intent->header.counter;

    if ((use_case->family == GBCS_FAMILY_DLMS) || (use_case->family == GBCS_FAMILY_ANY)) {
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

static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    test_application *a = context;

    a->asked++;
    a->resumed += order->resumed ? 1U : 0U;
    a->id = order->id;
    a->code = order->intent->header.message_code;
    a->role = order->intent->role;
    if (order->command != NULL) {
        a->date = order->command->date;
    }
    if (a->payload != NULL) {
        gbcs_write_bytes(&answer->payload, gbcs_bytes_of(a->payload, a->payload_size));
    } else {
        answer_least(order, &answer->payload);
    }
    answer->timed = a->timed;
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
    make_party(DEVICE_ID, &d->self);
    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        make_party(PARTY_ID(i), &d->parties[i]);
    }
    make_party(STRANGER_ID, &d->parties[STRANGER]);
    d->setup = (gbcs_meter_setup){
        .port = &d->port,
        .crypto = &d->crypto,
        .application = {&d->application, execute, keep_sent, keep_notice},
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
        if (d->parties[i].id != frame->header.recipient) {
            /* another one */
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
