/**
 * @file
 * Which keys verify what.
 */
#ifndef GBCS_TEST_CONFORMANCE_KEYS_H
#define GBCS_TEST_CONFORMANCE_KEYS_H

#include "keystore.h"

/** The public key that a message's signature is to be verified with: its originator's. */
bool keys_signer(const keystore *from, const gbcs_header *header, gbcs_public_key *key);

/**
 * The secret that a message's MAC is to be verified with: of Access Control Broker and device for a
 * command, whoever its originator is (where there are several brokers, the one whose secret fits); else
 * of originator and recipient.
 */
bool keys_mac_secret(keystore *from, const gbcs_frame *frame, gbcs_shared_secret *secret);

/** The secret that attributes are encrypted with: of the device and the party that is to read them. */
bool keys_encryption_secret(keystore *from, const gbcs_header *header, gbcs_shared_secret *secret);

/** The secret that top-up tokens are made with: of the supplier's top-up key and the meter. */
bool keys_token_secret(const keystore *from, gbcs_entity_id supplier, gbcs_entity_id meter,
                       gbcs_shared_secret *secret);

#endif
