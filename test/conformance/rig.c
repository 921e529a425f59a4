#include "rig.h"

#include <stdlib.h>
#include <string.h>

/** 2026-01-01 00:00:00 UTC. */
#define START ((gbcs_utc)1767225600)

/* ---- the vault ------------------------------------------------------------------------------ */

static rig *rig_of(void *context)
{
    return context;
}

static gbcs_status vault_generate(void *context, gbcs_vault_slot slot, uint8_t point[65])
{
    (void)context;
    (void)slot;
    (void)point;
    return GBCS_ERR_PRIVATE_KEY;
}

static gbcs_status vault_promote(void *context, gbcs_vault_slot slot)
{
    (void)context;
    (void)slot;
    return GBCS_ERR_PRIVATE_KEY;
}

static gbcs_status vault_sign(void *context, gbcs_vault_slot slot, const uint8_t digest[32],
                              uint8_t signature[64])
{
    const rig *r = rig_of(context);

    return (slot == GBCS_SLOT_SIGNATURE)
               ? gbcs_ecdsa_sign(r->setup.crypto, &r->test_key, digest, signature)
               : GBCS_ERR_PRIVATE_KEY;
}

/** Whether a key pair makes shared secrets of the device and a peer: the one's or the other's. */
static bool is_of_pair(const rig *r, const keystore_key *key, const uint8_t peer[65])
{
    return key->has_private &&
           ((memcmp(key->public_key.point, peer, GBCS_POINT_SIZE) == 0) ||
            (memcmp(key->public_key.point, r->device_key.point, GBCS_POINT_SIZE) == 0));
}

/** The secret as the other party computes it, with the device's certificate; or the device itself. */
static gbcs_status vault_agree(void *context, gbcs_vault_slot slot, const uint8_t peer[65],
                               uint8_t z[32])
{
    const rig *r = rig_of(context);
    gbcs_public_key other;
    gbcs_shared_secret secret;
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;

    for (size_t i = 0U;
         (slot == GBCS_SLOT_AGREEMENT) && (status != GBCS_OK) && (i < r->keys->count); i++) {
        const keystore_key *key = &r->keys->keys[i];
        if (is_of_pair(r, key, peer)) {
            (void)memcpy(other.point, peer, sizeof other.point);
            if (memcmp(key->public_key.point, peer, sizeof other.point) == 0) {
                other = r->device_key;
            }
            status = gbcs_ecdh(r->setup.crypto, &key->private_key, &other, &secret);
            (void)memcpy(z, secret.z, sizeof secret.z);
            gbcs_wipe(&secret, sizeof secret);
        }
    }
    return status;
}

static gbcs_status vault_erase(void *context)
{
    (void)context;
    return GBCS_OK;
}

static const gbcs_vault VAULT = {vault_generate, vault_promote, vault_sign, vault_agree,
                                 vault_erase};

/* ---- the application ------------------------------------------------------------------------ */

static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    rig *r = context;

    r->order.count++;
    r->order.message_code = order->intent->header.message_code;
    r->order.role = order->intent->role;
    if (order->command != NULL) {
        r->order.date = order->command->date;
    }
    gbcs_write_bytes(&answer->payload, r->answer.payload);
    answer->timed = r->answer.timed;
    answer->time = r->answer.time;
    answer->clock_status = r->answer.clock_status;
    return GBCS_REPLY_NOW;
}

static void keep(void *context, gbcs_bytes octets)
{
    rig *r = context;

    if (r->sent_count < RIG_SENT) {
        r->sent[r->sent_count] = heap_copy(octets);
        r->sent_count++;
    }
}

/* ---- whom it trusts ------------------------------------------------------------------------- */

uint8_t rig_role_of(const keystore *keys, gbcs_entity_id party)
{
    const keystore_key *key = keystore_find(keys, party, KEY_SIGNATURE);

    if ((key == NULL) || (key->role == KEYSTORE_NO_ROLE)) {
        key = keystore_find(keys, party, KEY_AGREEMENT);
    }
    return ((key == NULL) || (key->role == KEYSTORE_NO_ROLE)) ? (uint8_t)GBCS_ROLE_NONE
                                                              : (uint8_t)key->role;
}

static key_use use_of(const gbcs_cell_id *id)
{
    key_use use = KEY_SIGNATURE;

    if (id->cell_usage == GBCS_CELL_TOP_UP) {
        use = KEY_PREPAYMENT_TOP_UP;
    } else if (id->key_usage == GBCS_KEY_USAGE_AGREEMENT) {
        use = KEY_AGREEMENT;
    } else {
        /* signatures */
    }
    return use;
}

/** Whether a party and the device share this secret. */
static bool shares(keystore *keys, gbcs_entity_id party, gbcs_entity_id device,
                   const gbcs_shared_secret *secret)
{
    const gbcs_shared_secret *found = NULL;

    return (keystore_secret(keys, party, device, &found) == KEYSTORE_FOUND) &&
           (memcmp(found->z, secret->z, sizeof found->z) == 0);
}

/** Whether MACs of commands are made with the key of a party; true if nothing is known of that. */
static bool makes_macs(keystore *keys, gbcs_entity_id device, const rig_parties *parties,
                       gbcs_entity_id party)
{
    return (parties->secret == NULL) || (rig_role_of(keys, party) != GBCS_ROLE_ACB) ||
           shares(keys, party, device, parties->secret);
}

/**
 * Whose key is in the cells of a role: the party that speaks in it; else its Supplementary Remote
 * Party; else the first one of the role; of Access Control Brokers, the one whose MACs they are.
 */
static gbcs_entity_id holder_of(keystore *keys, gbcs_entity_id device, const rig_parties *parties,
                                uint8_t role)
{
    gbcs_entity_id found = 0U;

    if (parties->role == role) {
        found = parties->party;
    } else if (rig_role_of(keys, parties->supplementary) == role) {
        found = parties->supplementary;
    } else {
        for (size_t i = 0U; (found == 0U) && (i < keys->count); i++) {
            const gbcs_entity_id party = keys->keys[i].entity;
            if ((rig_role_of(keys, party) == role) && (party != parties->stranger) &&
                makes_macs(keys, device, parties, party)) {
                found = party;
            }
        }
    }
    return found;
}

/** Fills a cell, if there is a key for it. */
static bool fill(const rig *r, keystore *keys, gbcs_entity_id device, const rig_parties *parties,
                 gbcs_provision_cell *cell)
{
    const gbcs_entity_id holder = holder_of(keys, device, parties, cell->id.role);
    const keystore_key *key = keystore_find(keys, holder, use_of(&cell->id));
    bool filled = true;

    (void)memset(&cell->content, 0, sizeof cell->content);
    if (cell->id.role == GBCS_ROLE_ROOT) {
        /* no certificate is checked with it here */
        cell->content.key = r->test_point;
    } else if (key != NULL) {
        cell->content.entity = holder;
        cell->content.key = key->public_key;
    } else {
        filled = false;
    }
    gbcs_key_identifier(&cell->content.key, cell->content.key_identifier);
    return filled;
}

static gbcs_status provision(rig *r, keystore *keys, gbcs_entity_id device, uint8_t device_type,
                             const rig_parties *parties, uint64_t own_counter)
{
    gbcs_provision_cell cells[GBCS_CELLS];
    gbcs_provision with = {
        .device = device, .device_type = device_type, .cells = cells, .own_counter = own_counter};

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        cells[with.cell_count].id = *gbcs_cell_at(i);
        if ((gbcs_cell_index(device_type, gbcs_cell_at(i)) < GBCS_CELLS) &&
            fill(r, keys, device, parties, &cells[with.cell_count])) {
            with.cell_count++;
        }
    }
    return gbcs_meter_provision(&r->meter, &with);
}

/* ---- the meter ------------------------------------------------------------------------------ */

static void make_test_key(rig *r, const gbcs_crypto *crypto)
{
    (void)memset(r->test_key.scalar, 0x35, sizeof r->test_key.scalar);
    if (gbcs_public_key_of(crypto, &r->test_key, &r->test_point) != GBCS_OK) {
        (void)memset(&r->test_point, 0, sizeof r->test_point);
    }
}

gbcs_status rig_start(rig *r, keystore *keys, gbcs_entity_id device, uint8_t device_type,
                      const rig_parties *parties, uint64_t own_counter)
{
    const keystore_key *own = keystore_find(keys, device, KEY_AGREEMENT);
    gbcs_status status = GBCS_ERR_ABSENT;

    (void)memset(r, 0, sizeof *r);
    gbcs_memory_init(&r->memory, &r->port, r->medium, r->sizes, GBCS_RECORD_SIZE,
                     GBCS_RECORD_COUNT);
    r->memory.clock_set = true;
    r->memory.clock_backed = true;
    r->memory.now = START;
    r->port.vault = &VAULT;
    r->keys = keys;
    make_test_key(r, &keys->crypto);
    r->setup = (gbcs_meter_setup){
        .port = &r->port,
        .crypto = &keys->crypto,
        .application = {r, execute, keep, NULL},
        .store_buffer = r->store_buffer,
        .store_room = sizeof r->store_buffer,
        .input = r->input,
        .input_room = sizeof r->input,
        .output = r->output,
        .output_room = sizeof r->output,
    };
    if (own != NULL) {
        r->device_key = own->public_key;
        status = gbcs_meter_boot(&r->meter, &r->setup);
    }
    if (status == GBCS_OK) {
        status = provision(r, keys, device, device_type, parties, own_counter);
    }
    if (status == GBCS_OK) {
        status = gbcs_meter_seal(&r->meter);
    }
    return status;
}

void rig_forget(rig *r)
{
    for (size_t i = 0U; i < r->sent_count; i++) {
        heap_free(r->sent[i]);
    }
    r->sent_count = 0U;
    (void)memset(&r->order, 0, sizeof r->order);
}

void rig_stop(rig *r)
{
    rig_forget(r);
    if (gbcs_meter_stop(&r->meter) != GBCS_OK) {
        gbcs_wipe(&r->meter, sizeof r->meter);
    }
}

gbcs_status rig_restart(rig *r)
{
    gbcs_status status = gbcs_meter_stop(&r->meter);

    if (status == GBCS_OK) {
        gbcs_memory_reboot(&r->memory);
        status = gbcs_meter_boot(&r->meter, &r->setup);
    }
    return status;
}

gbcs_status rig_receive(rig *r, gbcs_bytes octets, bool in_blocks)
{
    const size_t count = in_blocks ? gbcs_block_count(octets.size) : 0U;
    gbcs_status status = GBCS_OK;

    if (count == 0U) {
        status = gbcs_meter_receive(&r->meter, octets);
    }
    for (size_t number = 1U; (status == GBCS_OK) && (number <= count); number++) {
        uint8_t block[GBCS_BLOCK_ROOM];
        gbcs_writer writer = gbcs_writer_of(block, sizeof block);
        gbcs_write_block(octets, number, &writer);
        status = (writer.status == GBCS_OK)
                     ? gbcs_meter_receive(&r->meter, gbcs_writer_bytes(&writer))
                     : writer.status;
    }
    return status;
}

uint32_t rig_writes(const rig *r)
{
    return r->memory.calls[GBCS_MEMORY_STORE] + r->memory.calls[GBCS_MEMORY_ERASE];
}

bool rig_counter_moved(const rig *r)
{
    const gbcs_replay *replay = &r->meter.replay;
    bool moved = replay->dated_count > 0U;

    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        moved = moved || (replay->last[i] != 0U);
    }
    return moved;
}

/* ---- what was sent -------------------------------------------------------------------------- */

/** The one message that was sent, put together if it came in blocks; empty if it is not one. */
static gbcs_bytes sent_message(rig *r)
{
    gbcs_bytes whole = {NULL, 0U};
    gbcs_assembly assembly;
    bool good = true;

    if ((r->sent_count == 1U) && !gbcs_gbt_is_block(r->sent[0])) {
        whole = r->sent[0];
    } else {
        gbcs_assembly_begin(&assembly, r->whole, sizeof r->whole);
        for (size_t i = 0U; good && (i < r->sent_count); i++) {
            good = (whole.size == 0U) && (r->sent[i].size <= GBCS_GBT_MESSAGE_SIZE) &&
                   (gbcs_assembly_add(&assembly, r->sent[i], 0U, &whole) == GBCS_OK);
        }
    }
    return good ? whole : gbcs_bytes_of(NULL, 0U);
}

static bool is_signed_by_test(const rig *r, gbcs_bytes octets)
{
    gbcs_frame frame;

    return (gbcs_frame_parse(octets, &frame) == GBCS_OK) &&
           (gbcs_signature_verify(r->setup.crypto, &r->test_point, &frame) == GBCS_OK);
}

const char *rig_compare(rig *r, const message *with)
{
    const gbcs_bytes is = sent_message(r);
    const bool is_signed = with->frame.signature.size > 0U;
    const size_t same = with->octets.size - (is_signed ? GBCS_SIGNATURE_SIZE : 0U);
    const char *wrong = NULL;

    if (r->sent_count == 0U) {
        wrong = "nothing was sent";
    } else if (is.size == 0U) {
        wrong = "what was sent is not one message";
    } else if ((is.size > GBCS_GBT_MESSAGE_SIZE) != (r->sent_count > 1U)) {
        wrong = "blocks, and it is short; or none, and it is long";
    } else if (is.size != with->octets.size) {
        wrong = "of another length";
    } else if (!gbcs_bytes_equal(gbcs_bytes_slice(is, 0U, same),
                                 gbcs_bytes_slice(with->octets, 0U, same))) {
        wrong = "other octets";
    } else if (is_signed && !is_signed_by_test(r, is)) {
        wrong = "its signature is not the device's";
    } else {
        /* the same */
    }
    return wrong;
}
