/**
 * @file
 * Which keys protect a message, and whether they do.
 */
#ifndef GBCS_CHECK_H
#define GBCS_CHECK_H

#include "keystore.h"

/** Octets of a reason, with the closing null. */
#define CHECK_REASON_SIZE 200U

/** A verdict on a MAC or a signature. */
typedef enum check_verdict {
    CHECK_NONE,     /**< the message has none */
    CHECK_VALID,    /**< it is authentic */
    CHECK_INVALID,  /**< it is not */
    CHECK_UNCHECKED /**< a key is missing */
} check_verdict;

/** Number of verdicts. */
#define CHECK_VERDICTS 4U

/** What was found out about a message. */
typedef struct check_result {
    /** Its MAC. */
    check_verdict mac;
    /** Its signature. */
    check_verdict signature;
    /** Why a verdict is invalid or unchecked; empty if both are good. */
    char reason[2U * (CHECK_REASON_SIZE + 2U)];
} check_result;

/**
 * Checks MAC and signature of a message.
 *
 * @param[in,out] store  the keys; shared secrets are kept in it
 * @param[in]     frame  the message
 * @param[out]    result what was found out
 */
void check_message(keystore *store, const gbcs_frame *frame, check_result *result);

/**
 * The shared secret that the encrypted attributes of a response or alert are sealed with.
 *
 * @param[in]  store  the keys
 * @param[in]  header the message's grouping header
 * @param[out] secret Z; the caller wipes it
 * @param[out] reason why not; empty on success
 * @return true on success
 */
bool check_encryption_secret(keystore *store, const gbcs_header *header, gbcs_shared_secret *secret,
                             char reason[CHECK_REASON_SIZE]);

/**
 * Says why there is no shared secret.
 *
 * @param store  the keys
 * @param answer what keystore_secret() said
 * @param a      one entity
 * @param b      the other
 * @param reason receives a clause
 */
void check_explain(const keystore *store, keystore_answer answer, gbcs_entity_id a,
                   gbcs_entity_id b, char reason[CHECK_REASON_SIZE]);

/**
 * The name of a verdict.
 *
 * @param verdict the verdict
 * @return valid, invalid, none or unchecked
 */
const char *check_verdict_name(check_verdict verdict);

/**
 * What a message is.
 *
 * @param frame the message
 * @return COMMAND, RESPONSE, ALERT or PRECOMMAND
 */
const char *check_kind(const gbcs_frame *frame);

#endif
