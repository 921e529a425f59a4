#include "rig.h"

#include <stdlib.h>
#include <string.h>

/** 2026-01-01 00:00:00 UTC. */
#define START ((gbcs_utc)1767225600)
/** More than a device has to do at one moment. */
#define RIG_TICKS 100U

/* ---- the application ------------------------------------------------------------------------ */

static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    rig *r = context;
    const rig_answer *with = &r->outfit.answer;

    r->order.count++;
    r->order.message_code = order->intent->header.message_code;
    r->order.role = order->intent->role;
    r->order.waits = order->waits;
    if (order->peer != NULL) {
        r->order.peer = *order->peer;
    }
    if (order->top_up != NULL) {
        r->order.top_up = *order->top_up;
    }
    gbcs_write_bytes(&answer->payload, with->payload);
    answer->timed = with->timed;
    answer->time = with->time;
    answer->clock_status = with->clock_status;
    return GBCS_REPLY_NOW;
}

static bool activate(void *context, const gbcs_pending *item)
{
    rig *r = context;

    (void)item;
    r->order.activations++;
    return !r->outfit.inactive;
}

static gbcs_credit_limit may_credit(void *context, const gbcs_top_up *top_up)
{
    const rig *r = context;

    (void)top_up;
    return r->outfit.exceeds ? GBCS_CREDIT_ABOVE_THRESHOLD : GBCS_CREDIT_FITS;
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

/** What is known of a cell better than from the keys, or null. */
static const gbcs_cell *known_content(const rig_outfit *outfit, const gbcs_cell_id *id)
{
    const gbcs_cell *found = NULL;

    for (size_t i = 0U; i < outfit->cell_count; i++) {
        const gbcs_cell_id *is = &outfit->cells[i].id;
        if ((is->role == id->role) && (is->key_usage == id->key_usage) &&
            (is->cell_usage == id->cell_usage)) {
            found = &outfit->cells[i].content;
        }
    }
    return found;
}

/** Fills a cell, if there is a key for it. */
static bool fill(const rig *r, keystore *keys, gbcs_entity_id device, gbcs_provision_cell *cell)
{
    const rig_outfit *outfit = &r->outfit;
    const gbcs_entity_id holder = holder_of(keys, device, &outfit->parties, cell->id.role);
    const keystore_key *key = keystore_find(keys, holder, use_of(&cell->id));
    const gbcs_cell *known = known_content(outfit, &cell->id);
    bool filled = true;

    (void)memset(&cell->content, 0, sizeof cell->content);
    if (cell->id.role == GBCS_ROLE_ROOT) {
        cell->content.key =
            (outfit->root != NULL) ? *outfit->root : r->keys.pairs[GBCS_SLOT_SIGNATURE].point;
    } else if (known != NULL) {
        cell->content = *known;
        filled = known->entity != 0U;
    } else if (key != NULL) {
        cell->content.entity = holder;
        cell->content.key = key->public_key;
    } else {
        filled = false;
    }
    gbcs_key_identifier(&cell->content.key, cell->content.key_identifier);
    return filled;
}

static gbcs_status provision(rig *r, keystore *keys, gbcs_entity_id device, uint8_t device_type)
{
    gbcs_provision_cell cells[GBCS_CELLS];
    gbcs_provision with = {.device = device,
                           .device_type = device_type,
                           .cells = cells,
                           .own_counter = r->outfit.own_counter,
                           .signature_certificate = r->outfit.signature_certificate,
                           .agreement_certificate = r->outfit.agreement_certificate};

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        cells[with.cell_count].id = *gbcs_cell_at(i);
        if ((gbcs_cell_index(device_type, gbcs_cell_at(i)) < GBCS_CELLS) &&
            fill(r, keys, device, &cells[with.cell_count])) {
            with.cell_count++;
        }
    }
    return gbcs_meter_provision(&r->meter, &with);
}

/* ---- the meter ------------------------------------------------------------------------------ */

/** The key in a certificate of the device; null if there is none. */
static const gbcs_public_key *certified(const keystore *keys, gbcs_bytes certificate,
                                        gbcs_credential *credential)
{
    const bool good = (certificate.size > 0U) &&
                      (gbcs_credential_device(&keys->crypto, certificate, credential) == GBCS_OK);

    return good ? &credential->key : NULL;
}

static void equip(rig *r, const keystore *keys, const gbcs_public_key *agreement)
{
    const rig_outfit *outfit = &r->outfit;
    gbcs_credential for_signature;
    gbcs_credential for_agreement;
    const gbcs_public_key *signature =
        certified(keys, outfit->signature_certificate, &for_signature);
    const gbcs_public_key *other = certified(keys, outfit->agreement_certificate, &for_agreement);

    vault_begin(&r->keys, keys, signature, (other != NULL) ? other : agreement);
    r->keys.makes_none = outfit->makes_no_keys;
    gbcs_memory_init(&r->memory, &r->port, r->medium, r->sizes, GBCS_RECORD_SIZE,
                     GBCS_RECORD_COUNT);
    r->memory.clock_set = true;
    r->memory.clock_backed = true;
    r->memory.now = (outfit->now != 0) ? outfit->now : START;
    r->port.vault = &VAULT;
}

gbcs_status rig_start(rig *r, keystore *keys, gbcs_entity_id device, uint8_t device_type,
                      const rig_outfit *outfit)
{
    const keystore_key *own = keystore_find(keys, device, KEY_AGREEMENT);
    gbcs_status status = GBCS_ERR_ABSENT;

    (void)memset(r, 0, sizeof *r);
    r->outfit = *outfit;
    r->setup = (gbcs_meter_setup){
        .port = &r->port,
        .crypto = &r->keys.crypto,
        .application = {r, execute, keep, NULL, activate, may_credit},
        .store_buffer = r->store_buffer,
        .store_room = sizeof r->store_buffer,
        .hardware_type = outfit->hardware_type,
        .input = r->input,
        .input_room = sizeof r->input,
        .output = r->output,
        .output_room = sizeof r->output,
    };
    if (own != NULL) {
        equip(r, keys, &own->public_key);
        status = gbcs_meter_boot(&r->meter, &r->setup);
    }
    if (status == GBCS_OK) {
        status = provision(r, keys, device, device_type);
    }
    if (status == GBCS_OK) {
        status = gbcs_meter_seal(&r->meter);
    }
    rig_note(r);
    return status;
}

gbcs_status rig_store(rig *r, uint16_t number, gbcs_bytes octets)
{
    const gbcs_record record = {number, 1U, GBCS_COPY_TWIN, octets.size};
    gbcs_status status = gbcs_store_put(&r->meter.store, &record, octets);

    return (status == GBCS_OK) ? gbcs_store_commit(&r->meter.store) : status;
}

void rig_note(rig *r)
{
    r->before = r->meter.replay;
    (void)memcpy(r->cells_before, r->meter.trust.cells, sizeof r->cells_before);
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

gbcs_status rig_wait(rig *r, gbcs_utc until)
{
    uint32_t next = 0U;
    gbcs_status status = GBCS_OK;

    r->memory.now = until;
    for (size_t i = 0U; (status == GBCS_OK) && (next == 0U) && (i < RIG_TICKS); i++) {
        status = gbcs_meter_tick(&r->meter, &next);
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
    bool moved = replay->dated_count != r->before.dated_count;

    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        moved = moved || (replay->last[i] != r->before.last[i]) ||
                (replay->floors[i] != r->before.floors[i]);
    }
    return moved;
}

/* ---- what was sent -------------------------------------------------------------------------- */

bool rig_keep_only(rig *r, size_t index)
{
    const bool found = index < r->sent_count;

    for (size_t i = 0U; i < r->sent_count; i++) {
        if (i != index) {
            heap_free(r->sent[i]);
        }
    }
    if (found) {
        r->sent[0] = r->sent[index];
    }
    r->sent_count = found ? 1U : 0U;
    return found;
}

gbcs_bytes rig_sent(rig *r)
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

bool rig_is_signed(const rig *r, const gbcs_frame *frame)
{
    return gbcs_signature_verify(&r->keys.crypto, &r->keys.pairs[GBCS_SLOT_SIGNATURE].point,
                                 frame) == GBCS_OK;
}

static bool is_signed_by_device(const rig *r, gbcs_bytes octets)
{
    gbcs_frame frame;

    return (gbcs_frame_parse(octets, &frame) == GBCS_OK) && rig_is_signed(r, &frame);
}

/** The message as it would be at the time of the device's clock; on the heap. */
static gbcs_bytes at_its_time(const rig *r, const message *with)
{
    const gbcs_bytes date_time = with->frame.header.date_time;
    const gbcs_bytes copy = heap_copy(with->octets);
    gbcs_writer writer = gbcs_writer_of((uint8_t *)(uintptr_t)copy.data, copy.size);

    if (date_time.size > 0U) {
        writer.used = (size_t)(date_time.data - with->octets.data);
        gbcs_write_dlms_time(&writer, r->memory.now, date_time.data[date_time.size - 1U]);
    }
    return copy;
}

const char *rig_compare(rig *r, const message *with, bool moved)
{
    const gbcs_bytes is = rig_sent(r);
    const gbcs_bytes expected = moved ? at_its_time(r, with) : heap_copy(with->octets);
    const bool is_signed = with->frame.signature.size > 0U;
    const size_t same = expected.size - (is_signed ? GBCS_SIGNATURE_SIZE : 0U);
    const char *wrong = NULL;

    if (r->sent_count == 0U) {
        wrong = "nothing was sent";
    } else if (is.size == 0U) {
        wrong = "what was sent is not one message";
    } else if ((is.size > GBCS_GBT_MESSAGE_SIZE) != (r->sent_count > 1U)) {
        wrong = "blocks, and it is short; or none, and it is long";
    } else if (is.size != expected.size) {
        wrong = "of another length";
    } else if (!gbcs_bytes_equal(gbcs_bytes_slice(is, 0U, same),
                                 gbcs_bytes_slice(expected, 0U, same))) {
        wrong = "other octets";
    } else if (is_signed && !is_signed_by_device(r, is)) {
        wrong = "its signature is not the device's";
    } else {
        /* the same */
    }
    heap_free(expected);
    return wrong;
}
