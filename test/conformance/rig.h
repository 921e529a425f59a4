/**
 * @file
 * A meter on a board in memory, provisioned from a folder of keys.
 */
#ifndef GBCS_TEST_CONFORMANCE_RIG_H
#define GBCS_TEST_CONFORMANCE_RIG_H

#include "gbcs_memory.h"
#include "keystore.h"
#include "message.h"
#include "vault.h"

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
    bool waits;
    /** The device to be joined or unjoined; zeros if there is none. */
    gbcs_peer peer;
    /** The credit to be added; zeros if there is none. */
    gbcs_top_up top_up;
    /** How often it had to let an item take effect. */
    size_t activations;
} rig_order;

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

/** What a device is given, and what is around it. All zeros are good, but for its counter. */
typedef struct rig_outfit {
    rig_parties parties;
    /** Its first own counter. */
    uint64_t own_counter;
    /** What its clock says; 0 for the first day of 2026. */
    gbcs_utc now;
    /** The key in its root cell; null for one that no certificate is checked with. */
    const gbcs_public_key *root;
    /** Cells whose content is known better than from the keys; all zeros: nothing is in it. */
    gbcs_provision_cell cells[GBCS_CELLS];
    size_t cell_count;
    /** Its own certificates, or none. */
    gbcs_bytes signature_certificate;
    gbcs_bytes agreement_certificate;
    /** Its hardware type, or none. */
    gbcs_bytes hardware_type;
    /** Whether it can't make key pairs. */
    bool makes_no_keys;
    /** What the application answers. */
    rig_answer answer;
    /** Whether credit exceeds a limit of the application. */
    bool exceeds;
    /** Whether the application fails to let items take effect. */
    bool inactive;
} rig_outfit;

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
    vault keys;
    /** Counters and cells before the first command. */
    gbcs_replay before;
    gbcs_cell cells_before[GBCS_CELLS];
    rig_outfit outfit;
    rig_order order;
    /** What was sent, each on the heap. */
    gbcs_bytes sent[RIG_SENT];
    size_t sent_count;
} rig;

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
 * @param outfit      what it is given
 */
gbcs_status rig_start(rig *r, keystore *keys, gbcs_entity_id device, uint8_t device_type,
                      const rig_outfit *outfit);

/** Stores a record, as doc/storage.md has it. */
gbcs_status rig_store(rig *r, uint16_t number, gbcs_bytes octets);

/** Takes counters and cells for those before the first command. */
void rig_note(rig *r);

/** Gives memory back, and wipes the meter. */
void rig_stop(rig *r);

/** Ends the meter as before power is switched off on purpose, and switches power off and on. */
gbcs_status rig_restart(rig *r);

/** Hands a message to the meter: in blocks, if it is asked for and the message is long enough. */
gbcs_status rig_receive(rig *r, gbcs_bytes octets, bool in_blocks);

/** Sets the clock, and lets everything be done that is due. */
gbcs_status rig_wait(rig *r, gbcs_utc until);

/** Writes and erasures so far. */
uint32_t rig_writes(const rig *r);

/** Whether any counter of commands has moved since rig_note(). */
bool rig_counter_moved(const rig *r);

/** Forgets what was sent and asked so far. */
void rig_forget(rig *r);

/** Forgets all messages that were sent but one; false if there is no such one. */
bool rig_keep_only(rig *r, size_t index);

/** The one message that was sent, put together if it came in blocks; empty if it is not one. */
gbcs_bytes rig_sent(rig *r);

/** Whether a message is signed with the device's key. */
bool rig_is_signed(const rig *r, const gbcs_frame *frame);

/**
 * Compares what was sent with a message: octet for octet, but for a signature, which must be the
 * device's.
 *
 * @param r     the rig
 * @param with  the message
 * @param moved whether the device was run at another time than the message says: the date-time of the
 *              header must be that of its clock
 * @return null if it is the same; else what is not
 */
const char *rig_compare(rig *r, const message *with, bool moved);

#endif
