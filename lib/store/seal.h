/**
 * @file
 * One record as it lies in storage: head, nonce, body, tag (doc/storage.md).
 */
#ifndef STORE_SEAL_H
#define STORE_SEAL_H

#include "gbcs/store.h"

/** Where the body begins: after the head (16 octets) and the nonce (12). */
#define RECORD_BODY 28U
/** Octets of the tag, behind the body. */
#define RECORD_TAG_SIZE 16U

/** What the head of a record says, beyond its constants. */
typedef struct record_head {
    /** Its number in storage; the two of a twin have different ones. */
    uint16_t place;
    /** Number of the layout of the body. */
    uint8_t layout;
    /** Grows with each write of the record. */
    uint64_t version;
    /** Octets of the body. */
    size_t size;
} record_head;

/**
 * Makes a record of a body.
 *
 * @param store port and implementations
 * @param head  what the head says; size at most 65,535
 * @param image the body at #RECORD_BODY, and room for head, nonce and tag around it; wiped on
 *              failure
 * @return #GBCS_OK, or what the port says when asked for the storage key
 */
GBCS_MUST_USE gbcs_status record_seal(const gbcs_store *store, const record_head *head,
                                      uint8_t *image);

/**
 * Takes a body out of a record, if the record verifies.
 *
 * @param[in]     store port and implementations
 * @param[in]     place where the record was found
 * @param[in,out] image the record; afterwards its body is at #RECORD_BODY; wiped on failure
 * @param[in]     size  octets of the record
 * @param[out]    head  what its head says; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_RECORD; or what the port says when asked for the storage key
 */
GBCS_MUST_USE gbcs_status record_open(const gbcs_store *store, uint16_t place, uint8_t *image,
                                      size_t size, record_head *head);

#endif
