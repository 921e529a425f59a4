/*
 * What a device must do with a command.
 */
#include <string.h>

#include "service.h"

/** Context tag of the cell in an update of credentials that authorises it (GBCS 13.3). */
#define TAG_CELL (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 2U)

/** Where the payload of a use case names the cell that authorises: an element of this tag. */
typedef struct authority_row {
    uint16_t first;
    uint16_t last;
    uint8_t tag;
    uint8_t depth;
} authority_row;

/** The role of the cell that the payload names, whose first INTEGER it is; none if it names none. */
static uint8_t named_role(const gbcs_frame *frame)
{
    static const authority_row ROWS[] = {
        {0x0008U, 0x0008U, GBCS_BER_SEQUENCE, 1U}, /* CS02a */
        {0x011BU, 0x011BU, GBCS_BER_SEQUENCE, 1U}, /* CS02f */
        {0x0100U, 0x0109U, TAG_CELL, 2U},          /* CS02b */
        {0x0125U, 0x0126U, TAG_CELL, 2U},          /* CS02g */
    };
    const uint16_t code = frame->header.message_code;
    uint8_t role = GBCS_ROLE_NONE;

    for (size_t i = 0U; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        gbcs_ber_walk walk = gbcs_ber_walk_of(frame->payload, GBCS_BER);
        gbcs_ber_element element;
        bool inside = false;
        bool done = (code < ROWS[i].first) || (code > ROWS[i].last);
        while (!done && gbcs_ber_walk_next(&walk, &element)) {
            if (inside) {
                role = (element.tlv.value.size == 1U) ? element.tlv.value.data[0] : role;
                done = true;
            }
            inside = (element.tlv.tag == ROWS[i].tag) && (element.depth == ROWS[i].depth);
        }
    }
    return role;
}

uint8_t expected_role(const trial *t)
{
    uint8_t role = named_role(&t->of->frame);

    if (role == GBCS_ROLE_NONE) {
        role = rig_role_of(&t->on->keys, t->of->frame.header.originator);
        if ((t->use_case != NULL) && !gbcs_use_case_for_role(t->use_case, role)) {
            role = 0U;
            while ((role < GBCS_ROLES) && !gbcs_use_case_for_role(t->use_case, role)) {
                role++;
            }
        }
    }
    return role;
}

bool is_between_devices(const trial *t)
{
    return (t->use_case != NULL) && (t->use_case->category == GBCS_CATEGORY_HAN_COMMAND);
}

static bool is_not_of_type(const trial *t)
{
    return (t->use_case == NULL) || !gbcs_use_case_for_device(t->use_case, t->device_type);
}

static bool may_not_send(const trial *t)
{
    return !gbcs_use_case_for_role(t->use_case, t->parties.role);
}

/** A command that must be refused, and why. */
typedef struct refusal_row {
    bool (*is)(const trial *t);
    gbcs_status status;
} refusal_row;

/** The first row that fits counts; none: the command is taken. */
static const refusal_row REFUSALS[] = {
    {is_between_devices, GBCS_ERR_MAC}, /* the MAC is not the Access Control Broker's (6.2.4) */
    {is_not_of_type, GBCS_ERR_UNSUPPORTED},
    {may_not_send, GBCS_ERR_ROLE},
};

gbcs_status expected_status(const trial *t)
{
    gbcs_status status = GBCS_OK;

    for (size_t i = 0U; (status == GBCS_OK) && (i < sizeof REFUSALS / sizeof REFUSALS[0]); i++) {
        if (REFUSALS[i].is(t)) {
            status = REFUSALS[i].status;
        }
    }
    return status;
}

static bool has_key(const trial *t, gbcs_entity_id entity, key_use use)
{
    return keystore_find(&t->on->keys, entity, use) != NULL;
}

/** Whether the MAC of an Access Control Broker could be told from another one. */
static bool has_broker(const trial *t)
{
    keystore *keys = &t->on->keys;
    const keystore_key *broker = keystore_next_acb(keys, NULL);
    const gbcs_shared_secret *secret = NULL;
    bool found = false;

    while (!found && (broker != NULL)) {
        found = keystore_secret(keys, broker->entity, t->of->frame.header.recipient, &secret) ==
                KEYSTORE_FOUND;
        broker = keystore_next_acb(keys, broker);
    }
    return found;
}

const char *expected_skip(const trial *t)
{
    const gbcs_header *header = &t->of->frame.header;
    const bool is_signed = t->of->frame.signature.size > 0U;
    const char *reason = NULL;

    if (!has_key(t, header->recipient, KEY_AGREEMENT)) {
        reason = "no key agreement key of the device";
    } else if ((t->of->mac == VERDICT_UNCHECKABLE) && !is_between_devices(t)) {
        reason = "no private key of either party";
    } else if (is_between_devices(t) && !has_broker(t)) {
        reason = "no private key of the Access Control Broker or the device";
    } else if (t->of->signature == VERDICT_UNCHECKABLE) {
        reason = "no public key of the originator";
    } else if (!is_between_devices(t) &&
               !has_key(t, header->originator, is_signed ? KEY_SIGNATURE : KEY_AGREEMENT)) {
        reason = "no key of the originator";
    } else if (t->device_type >= GBCS_DEVICES) {
        reason = "no type of device has its use case";
    } else {
        /* it can */
    }
    return reason;
}

bool is_protected(const trial *t)
{
    return ((t->use_case->flags & GBCS_USE_REPLAY) != 0U) &&
           ((t->use_case->flags & GBCS_USE_TOP_UP) == 0U);
}

bool expected_order(const trial *t)
{
    return (t->service == NULL) || ((t->service->asks != NULL) && t->service->asks(t));
}

/** The cell by which the originator speaks, and the key that it had when it did. */
static const gbcs_cell *voice_of(const trial *t, const rig *r)
{
    const bool is_signed = t->of->frame.signature.size > 0U;
    const gbcs_cell_id id = {t->parties.role,
                             is_signed ? GBCS_KEY_USAGE_SIGNATURE : GBCS_KEY_USAGE_AGREEMENT,
                             GBCS_CELL_MANAGEMENT};

    return gbcs_trust_find(&r->meter.trust, &id);
}

bool trial_lost_role(const trial *t, const rig *r)
{
    const gbcs_cell *cell = voice_of(t, r);

    return (cell == NULL) || (cell->entity != t->of->frame.header.originator);
}

/** Whether the key that a command was signed with is not in its cell any more. */
static bool has_lost_key(const trial *t, const rig *r)
{
    const gbcs_cell *cell = voice_of(t, r);
    const bool is_signed = t->of->frame.signature.size > 0U;

    return is_signed && (cell != NULL) &&
           (memcmp(cell->key.point, t->of->signer.point, sizeof cell->key.point) != 0);
}

/**
 * Why the MAC of a command is not authentic any more: the Access Control Broker has another key, which
 * the vault may find no secret for; #GBCS_OK if it has not, or there is no MAC.
 */
static gbcs_status lost_broker(const trial *t, const rig *r)
{
    const gbcs_cell_id id = {GBCS_ROLE_ACB, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT};
    const size_t place = gbcs_cell_index(t->device_type, &id);
    const gbcs_cell *cell = &r->meter.trust.cells[place];
    uint8_t z[GBCS_SECRET_SIZE];
    gbcs_status lost = GBCS_OK;

    if ((t->of->frame.mac.size > 0U) &&
        (memcmp(cell->key.point, r->cells_before[place].key.point, sizeof cell->key.point) != 0)) {
        lost = VAULT.agree(NULL, GBCS_SLOT_AGREEMENT, cell->key.point, z);
        lost = (lost == GBCS_OK) ? GBCS_ERR_MAC : lost;
    }
    return lost;
}

gbcs_status expected_again(const trial *t, const rig *r)
{
    gbcs_status expected = lost_broker(t, r);

    if (expected != GBCS_OK) {
        /* it is not looked at any further */
    } else if (trial_lost_role(t, r)) {
        expected = GBCS_ERR_ROLE;
    } else if (has_lost_key(t, r)) {
        expected = GBCS_ERR_SIGNATURE;
    } else if (is_protected(t)) {
        expected = GBCS_ERR_REPLAY;
    } else {
        /* it may come as often as it likes */
    }
    return expected;
}

/** Whether something of a command waits that the application has been told of. */
bool expected_to_wait(const trial *t)
{
    gbcs_dated_objects walk = gbcs_dated_objects_of(t->use_case, t->of->frame.payload);
    uint8_t object[GBCS_OBJECT_SIZE];

    return (t->date.dating == GBCS_DATING_DATED) && gbcs_dated_object_next(&walk, object);
}

uint32_t expected_writes(const trial *t)
{
    cost of = {expected_to_wait(t) ? 1U : 0U, 0U};
    uint32_t writes = is_protected(t) ? 1U : 0U;

    if ((t->service != NULL) && (t->service->costs != NULL)) {
        of = t->service->costs(t);
    }
    if (of.together > 0U) {
        /* the journal, both places of each record and of the counters, the journal again */
        writes = 1U + (2U * of.together) + 2U + 1U;
    }
    return writes + of.alone;
}
