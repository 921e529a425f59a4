/**
 * @file
 * A meter on a board in memory, provisioned from a folder of keys. Its private keys are in a vault
 * that does not have them: it computes shared secrets from the other party's side, and signs with a
 * key of its own.
 */
#ifndef GBCS_TEST_CONFORMANCE_RIG_H
#define GBCS_TEST_CONFORMANCE_RIG_H

#include "gbcs_memory.h"
#include "keystore.h"
#include "message.h"

/** Octets of the longest message that goes in or out. */
#define RIG_MESSAGE 8192U
/** Most messages and blocks that are kept. */
#define RIG_SENT 64U

/** What the application answers. */
typedef struct rig_answer {
    /** Payload with plain values; an empty one is no answer. */
    gbcs_bytes payload;
    /** Whether there is a time. */
    bool timed;
    gbcs_utc time;
    uint8_t clock_status;
} rig_answer;

/** What the application saw. */
typedef struct rig_order {
    /** How often it was asked; the rest is of the last time. */
    size_t count;
    uint16_t message_code;
    uint8_t role;
    gbcs_date date;
} rig_order;

/** The meter under test. Large: make it static. */
typedef struct rig {
    /** The board; the first member, as it is the port's context. */
    gbcs_memory memory;
    gbcs_port port;
    uint8_t medium[GBCS_RECORD_COUNT * GBCS_RECORD_SIZE];
    size_t sizes[GBCS_RECORD_COUNT];
    uint8_t store_buffer[2U * GBCS_RECORD_SIZE];
    uint8_t input[RIG_MESSAGE];
    uint8_t output[RIG_MESSAGE];
    uint8_t whole[RIG_MESSAGE];
    gbcs_meter_setup setup;
    gbcs_meter meter;
    /** What the vault looks for its secrets in. */
    const keystore *keys;
    /** The device's key agreement key. */
    gbcs_public_key device_key;
    /** What the vault signs with. */
    gbcs_private_key test_key;
    gbcs_public_key test_point;
    rig_answer answer;
    rig_order order;
    /** What was sent, each on the heap. */
    gbcs_bytes sent[RIG_SENT];
    size_t sent_count;
} rig;

/** Who talks to the device: parties that sit in their cells before others of their role. */
typedef struct rig_parties {
    /** Entity Identifiers; 0 for none. */
    gbcs_entity_id party;
    gbcs_entity_id supplementary;
    /** A party that sits in no cell: the certificate of its key comes with the command. */
    gbcs_entity_id stranger;
    /** Role in which the party speaks: the cells of this role are its own. */
    uint8_t role;
    /** What MACs of commands are made with: tells several Access Control Brokers apart; or null. */
    const gbcs_shared_secret *secret;
} rig_parties;

/**
 * The role of a party: that of its certificates; of the one for signatures, if they differ.
 *
 * @return its RemotePartyRole, or #GBCS_ROLE_NONE
 */
uint8_t rig_role_of(const keystore *keys, gbcs_entity_id party);

/**
 * Starts a new device and provisions it.
 *
 * @param r           the rig; whatever it was before, if it was used, it was stopped
 * @param keys        the keys
 * @param device      Entity Identifier; its key agreement key is in keys
 * @param device_type DeviceType
 * @param parties     who talks to it
 * @param own_counter its first own counter
 */
gbcs_status rig_start(rig *r, keystore *keys, gbcs_entity_id device, uint8_t device_type,
                      const rig_parties *parties, uint64_t own_counter);

/** Gives memory back, and wipes the meter. */
void rig_stop(rig *r);

/** Ends the meter as before power is switched off on purpose, and switches power off and on. */
gbcs_status rig_restart(rig *r);

/** Hands a message to the meter: in blocks, if it is asked for and the message is long enough. */
gbcs_status rig_receive(rig *r, gbcs_bytes octets, bool in_blocks);

/** Writes and erasures so far. */
uint32_t rig_writes(const rig *r);

/** Whether any counter of commands has moved since the device was new. */
bool rig_counter_moved(const rig *r);

/** Forgets what was sent and asked so far. */
void rig_forget(rig *r);

/**
 * Compares what was sent with a message: octet for octet, but for a signature, which must be of the
 * test's key.
 *
 * @return null if it is the same; else what is not
 */
const char *rig_compare(rig *r, const message *with);

#endif
