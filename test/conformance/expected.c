/*
 * What a device must do with a command.
 */
#include "device.h"

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

gbcs_status trial_start(const trial *t, rig *r, uint64_t own_counter)
{
    return rig_start(r, &t->on->keys, t->of->frame.header.recipient, t->device_type, &t->parties,
                     own_counter);
}
