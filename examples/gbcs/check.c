#include "check.h"

#include <string.h>

static const char *const VERDICT_NAMES[CHECK_VERDICTS] = {"none", "valid", "invalid", "unchecked"};

const char *check_verdict_name(check_verdict verdict)
{
    return VERDICT_NAMES[verdict];
}

const char *check_kind(const gbcs_frame *frame)
{
    const char *kind = "COMMAND";

    if (frame->header.cra == GBCS_CRA_RESPONSE) {
        kind = "RESPONSE";
    } else if (frame->header.cra == GBCS_CRA_ALERT) {
        kind = "ALERT";
    } else if (frame->signature_part.size == 0U) {
        kind = "PRECOMMAND";
    }
    return kind;
}

void check_explain(const keystore *store, keystore_answer answer, gbcs_entity_id a,
                   gbcs_entity_id b, char reason[CHECK_REASON_SIZE])
{
    char first[TOOL_ENTITY_SIZE];
    char second[TOOL_ENTITY_SIZE];
    const bool a_missing = keystore_find(store, a, KEY_AGREEMENT) == NULL;
    const bool b_missing = keystore_find(store, b, KEY_AGREEMENT) == NULL;

    (void)tool_entity(a, first);
    (void)tool_entity(b, second);
    if (a_missing && b_missing) {
        (void)snprintf(reason, CHECK_REASON_SIZE, "no key agreement key of %s or %s", first,
                       second);
    } else if (a_missing || b_missing) {
        (void)snprintf(reason, CHECK_REASON_SIZE, "no key agreement key of %s",
                       a_missing ? first : second);
    } else if (answer == KEYSTORE_NO_PRIVATE) {
        (void)snprintf(reason, CHECK_REASON_SIZE, "no private key agreement key of %s, nor of %s",
                       first, second);
    } else {
        (void)snprintf(reason, CHECK_REASON_SIZE, "keys of %s and %s make no shared secret", first,
                       second);
    }
}

/** Checks the MAC with the shared secret of two parties. */
static check_verdict try_mac(keystore *store, const gbcs_frame *frame, gbcs_entity_id a,
                             gbcs_entity_id b, char reason[CHECK_REASON_SIZE])
{
    const gbcs_shared_secret *secret = NULL;
    const keystore_answer answer = keystore_secret(store, a, b, &secret);
    check_verdict verdict = CHECK_UNCHECKED;

    if (answer != KEYSTORE_FOUND) {
        check_explain(store, answer, a, b, reason);
    } else if (gbcs_mac_verify(&store->crypto, secret, frame) == GBCS_OK) {
        verdict = CHECK_VALID;
    } else {
        verdict = CHECK_INVALID;
        (void)snprintf(reason, CHECK_REASON_SIZE, "%s", gbcs_status_text(GBCS_ERR_MAC));
    }
    return verdict;
}

/** Tries each Access Control Broker until one made the MAC. */
static check_verdict try_brokers(keystore *store, const gbcs_frame *frame,
                                 char reason[CHECK_REASON_SIZE])
{
    const keystore_key *broker = keystore_next_acb(store, NULL);
    check_verdict verdict = CHECK_UNCHECKED;

    (void)snprintf(reason, CHECK_REASON_SIZE,
                   "no key agreement certificate of an Access Control Broker");
    while ((broker != NULL) && (verdict != CHECK_VALID)) {
        char why[CHECK_REASON_SIZE] = "";
        const check_verdict one =
            try_mac(store, frame, broker->entity, frame->header.recipient, why);
        if ((one != CHECK_UNCHECKED) || (verdict == CHECK_UNCHECKED)) {
            verdict = one;
            (void)memcpy(reason, why, sizeof why);
        }
        broker = keystore_next_acb(store, broker);
    }
    return verdict;
}

/** Whether a message goes from device to device, without an Access Control Broker (GBCS 6). */
static bool is_han_only(const gbcs_header *header)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(header->message_code);

    return (use_case != NULL) && (use_case->category == GBCS_CATEGORY_HAN_COMMAND);
}

static bool is_broker(const keystore *store, gbcs_entity_id entity)
{
    const keystore_key *key = keystore_find(store, entity, KEY_AGREEMENT);

    return (key != NULL) && (key->role == KEYSTORE_ROLE_ACB);
}

/** GBCS 6.2.3: the broker's MAC on commands; 6.4.5: the device's on responses and alerts. */
static check_verdict check_mac(keystore *store, const gbcs_frame *frame,
                               char reason[CHECK_REASON_SIZE])
{
    const gbcs_header *header = &frame->header;
    check_verdict verdict = CHECK_NONE;

    if (frame->mac.size > 0U) {
        if ((header->cra == GBCS_CRA_COMMAND) && !is_han_only(header) &&
            !is_broker(store, header->originator)) {
            verdict = try_brokers(store, frame, reason);
        } else {
            verdict = try_mac(store, frame, header->originator, header->recipient, reason);
        }
    }
    return verdict;
}

/** GBCS 6.3.3: the originator signs. */
static check_verdict check_signature(const keystore *store, const gbcs_frame *frame,
                                     char reason[CHECK_REASON_SIZE])
{
    const keystore_key *key = keystore_find(store, frame->header.originator, KEY_SIGNATURE);
    char originator[TOOL_ENTITY_SIZE];
    check_verdict verdict = CHECK_NONE;

    if (frame->signature.size > 0U) {
        if (key == NULL) {
            verdict = CHECK_UNCHECKED;
            (void)snprintf(reason, CHECK_REASON_SIZE, "no digital signature key of %s",
                           tool_entity(frame->header.originator, originator));
        } else if (gbcs_signature_verify(&store->crypto, &key->public_key, frame) == GBCS_OK) {
            verdict = CHECK_VALID;
        } else {
            verdict = CHECK_INVALID;
            (void)snprintf(reason, CHECK_REASON_SIZE, "%s", gbcs_status_text(GBCS_ERR_SIGNATURE));
        }
    }
    return verdict;
}

void check_message(keystore *store, const gbcs_frame *frame, check_result *result)
{
    char mac_reason[CHECK_REASON_SIZE] = "";
    char signature_reason[CHECK_REASON_SIZE] = "";

    result->mac = check_mac(store, frame, mac_reason);
    result->signature = check_signature(store, frame, signature_reason);
    (void)snprintf(result->reason, sizeof result->reason, "%s", mac_reason);
    if (signature_reason[0] != '\0') {
        const size_t used = strlen(result->reason);
        (void)snprintf(&result->reason[used], sizeof result->reason - used, "%s%s",
                       (used > 0U) ? "; " : "", signature_reason);
    }
}

bool check_encryption_secret(keystore *store, const gbcs_header *header, gbcs_shared_secret *secret,
                             char reason[CHECK_REASON_SIZE])
{
    const gbcs_key_info info = gbcs_encryption_key_info(header);
    const gbcs_shared_secret *found = NULL;
    const keystore_answer answer = keystore_secret(store, info.originator, info.recipient, &found);

    reason[0] = '\0';
    if (answer == KEYSTORE_FOUND) {
        *secret = *found;
    } else {
        check_explain(store, answer, info.originator, info.recipient, reason);
    }
    return answer == KEYSTORE_FOUND;
}
