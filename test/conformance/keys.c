#include "keys.h"

bool keys_signer(const keystore *from, const gbcs_header *header, gbcs_public_key *key)
{
    const keystore_key *found = keystore_find(from, header->originator, KEY_SIGNATURE);
    if (found != NULL) {
        *key = found->public_key;
    }
    return found != NULL;
}

static bool secret_of(keystore *from, gbcs_entity_id a, gbcs_entity_id b,
                      gbcs_shared_secret *secret)
{
    const gbcs_shared_secret *found = NULL;
    bool there = keystore_secret(from, a, b, &found) == KEYSTORE_FOUND;
    if (there) {
        *secret = *found;
    }
    return there;
}

/** GBCS 6.2.3: a broker's MAC is on every command but those between devices (PCS01, PCS02). */
static bool is_from_broker(const gbcs_header *header)
{
    const gbcs_use_case *row = gbcs_use_case_find(header->message_code);
    return (header->cra == GBCS_CRA_COMMAND) &&
           ((row == NULL) || (row->category != GBCS_CATEGORY_HAN_COMMAND));
}

bool keys_mac_secret(keystore *from, const gbcs_frame *frame, gbcs_shared_secret *secret)
{
    const gbcs_header *header = &frame->header;
    bool there = false;

    if (is_from_broker(header)) {
        const keystore_key *broker = keystore_next_acb(from, NULL);
        bool fits = false;
        while (!fits && (broker != NULL)) {
            if (secret_of(from, broker->entity, header->recipient, secret)) {
                there = true;
                fits = gbcs_mac_verify(&from->crypto, secret, frame) == GBCS_OK;
            }
            broker = keystore_next_acb(from, broker);
        }
    } else {
        there = secret_of(from, header->originator, header->recipient, secret);
    }
    return there;
}

bool keys_encryption_secret(keystore *from, const gbcs_header *header, gbcs_shared_secret *secret)
{
    const gbcs_key_info info = gbcs_encryption_key_info(header);
    return secret_of(from, info.originator, info.recipient, secret);
}

bool keys_token_secret(const keystore *from, gbcs_entity_id supplier, gbcs_entity_id meter,
                       gbcs_shared_secret *secret)
{
    const keystore_key *top_up = keystore_find(from, supplier, KEY_PREPAYMENT_TOP_UP);
    const keystore_key *device = keystore_find(from, meter, KEY_AGREEMENT);
    return (top_up != NULL) && top_up->has_private && (device != NULL) &&
           (gbcs_ecdh(&from->crypto, &top_up->private_key, &device->public_key, secret) == GBCS_OK);
}
