/**
 * @file
 * A meter on a board in memory, with the parties that talk to it, for tests and benchmarks.
 *
 * Parties have keys made from their names, so that every run is the same. The application behind the
 * meter records what it is asked and says what the test told it to say.
 */
#ifndef DEVICE_H
#define DEVICE_H

#include "gbcs/gbcs.h"
#include "gbcs_memory.h"

/** Octets of the largest record of the board. */
#define DEVICE_RECORD_SIZE GBCS_RECORD_SIZE
/** Most octets of a message in these tests. */
#define DEVICE_MESSAGE 4096U
/** Most octets of a command with certificates. */
#define DEVICE_LONG_COMMAND 8192U
/** Messages sent that are kept. */
#define DEVICE_SENT 80U

/** Entity Identifier of the device. */
#define DEVICE_ID 0x00DB0000000000E1U
/** Entity Identifier of the party of a role: the role in the low octet. */
#define PARTY_ID(role) (0x90B30000000000A0U + (uint64_t)(role))
/** Entity Identifier of a party that is in no cell; it has keys like the others, as role "other". */
#define STRANGER_ID 0x90B30000000000FFU
/** Entity Identifier of the party that takes the place of the one of a role. */
#define NEWCOMER_ID(role) (0x90B3000000000BA0U + (uint64_t)(role))
/** Entity Identifiers of devices that the device is joined with: by method A, by method B. */
#define PEER_A 0x00DB0000000000A1U
#define PEER_B 0x00DB0000000000B1U
/** One that it may be joined with by method C. */
#define PEER_C 0x00DB0000000000C1U

/** A remote party, and what it holds. */
typedef struct party {
    /** Its Entity Identifier. */
    gbcs_entity_id id;
    /** Digital signature. */
    gbcs_private_key signature_key;
    gbcs_public_key signature_point;
    /** Key agreement. */
    gbcs_private_key agreement_key;
    gbcs_public_key agreement_point;
    /** Key agreement for top up. */
    gbcs_private_key top_up_key;
    gbcs_public_key top_up_point;
} party;

/** A message that was sent. */
typedef struct sent_message {
    size_t size;
    uint8_t octets[DEVICE_MESSAGE];
} sent_message;

/** What the application is told to do, and what it saw. */
typedef struct test_application {
    /** What it replies. */
    gbcs_reply reply;
    /** What it answers; null: a payload that fits to the family of the command. */
    const uint8_t *payload;
    size_t payload_size;
    /** Time of the answer. */
    bool timed;
    gbcs_utc time;
    uint8_t clock_status;
    /** How often it was asked, and how often with a resumed action. */
    uint32_t asked;
    uint32_t resumed;
    /** The last order. */
    uint64_t id;
    uint16_t code;
    uint8_t role;
    gbcs_date date;
    /** Messages sent. */
    uint32_t sent_count;
    sent_message sent[DEVICE_SENT];
    /** Notices, by gbcs_notice. */
    uint32_t notices[4];
    /** Whether the last order is to wait for its date. */
    bool waits;
    /** Whom the last order joins or unjoins, if it does. */
    bool has_peer;
    gbcs_peer peer;
    /** What the last order credits, if it does. */
    bool has_top_up;
    gbcs_top_up top_up;
    /** The application's own storage: credit in hundredths of the currency unit, and with it the id of
     * the order that was credited last: a second time it is answered only. */
    uint32_t balance;
    uint64_t credited;
    /** What it says of credit, and how often it was asked. */
    gbcs_credit_limit limit;
    uint32_t judged;
    /** How often an item that was due was to take effect, the last one, and whether that fails. */
    uint32_t activated;
    gbcs_pending item;
    bool fails_to_activate;
    /** Whether it says that nothing waits. */
    bool nothing_waits;
    /** Called before the reply, if not null: for a test that looks at storage in the middle. */
    void (*before_reply)(void *argument);
    void *argument;
} test_application;

/** Curve operations that the meter asked for. */
typedef struct curve_counts {
    uint32_t multiplications;
    uint32_t verifications;
    uint32_t signatures;
} curve_counts;

/** A device. Stays where it is; large: make it static. */
typedef struct device {
    uint8_t medium[GBCS_RECORD_COUNT * DEVICE_RECORD_SIZE];
    size_t sizes[GBCS_RECORD_COUNT];
    uint8_t store_buffer[2U * DEVICE_RECORD_SIZE];
    uint8_t input[DEVICE_MESSAGE];
    uint8_t output[DEVICE_MESSAGE];
    gbcs_memory memory;
    gbcs_port port;
    /** The meter's implementations: they count. */
    gbcs_crypto crypto;
    gbcs_meter_setup setup;
    gbcs_meter meter;
    test_application application;
    uint8_t device_type;
    /** The device's own keys. */
    party self;
    /** The parties by role; the last is the stranger. The root issues certificates with its signature
     * key. */
    party parties[GBCS_ROLES + 1U];
    /** Whether signatures are only marks, see device_make_quick(). */
    bool quick;
} device;

/** Number of the stranger among the parties. */
#define STRANGER GBCS_ROLES

/**
 * Makes a new device: provisioned with each party in the cells of its role, in manufacture, booted.
 * The clock says 2026-01-01 00:00:00 UTC.
 *
 * @param d           the device
 * @param device_type DeviceType
 * @return status of provisioning
 */
gbcs_status device_init(device *d, uint8_t device_type);

/** The same without provisioning: booted and blank. */
gbcs_status device_init_blank(device *d, uint8_t device_type);

/**
 * From now on signatures of device and parties are marks that are made and verified in no time, and
 * key agreement is computed once for two keys. For tests of many commands, after device_init().
 */
void device_make_quick(device *d);

/** Puts the party of one role also into the cells of another: as before handover. */
gbcs_status device_hand_cells(device *d, uint8_t holder, uint8_t of_role);

/** A party that is no device's: always the same keys for one name and generation, 0 for the first. */
const party *device_party(gbcs_entity_id id, uint8_t generation);

/** Gives a device noise and a hardware type, so that it can make keys, and boots it. */
void device_give_noise(device *d);

/** Puts in what commands need that speak of what is there: devices in the device log (CS04), and a
 * pending key pair of each usage, whose private keys are those of device_pending_key() (CS02d). */
void device_furnish(device *d);

/** The key pair that device_furnish() has made pending. */
const party *device_pending_key(void);

/** Switches power off and on, and boots. */
gbcs_status device_reboot(device *d);

/** Curve operations of the meter since the program began; take differences. */
curve_counts device_curve(void);

/** Writes and erasures that the medium has seen since the last reboot. */
uint32_t device_writes(const device *d);

/** What each token is worth, in hundredths of the currency unit. */
#define DEVICE_CREDIT 500U

/** How a command is made. */
typedef struct recipe {
    /** Message Code. */
    uint16_t code;
    /** Originator Counter. */
    uint64_t counter;
    /** Number of the party that it says it is from. */
    size_t from;
    /** How it is protected. */
    gbcs_form form;
    /** Its payload; none: device_payload(). */
    gbcs_bytes payload;
    /** Header to start from; null for an ordinary one. Parties, counter and code are filled in. */
    const gbcs_header *header;
    /** Number of the party whose key signs it; the party that it is from if 0 (root never signs). */
    size_t signer;
    /** Recipient; the device if 0. */
    gbcs_entity_id recipient;
} recipe;

/**
 * A payload that its use case takes: of its family, or what the library's own service asks for. Updates
 * of credentials replace nothing; a certificate of the device is that of device_pending_key() for digital
 * signature; a token is worth #DEVICE_CREDIT and its UTRN Counter is the high half of the counter, whose
 * low half should be zero.
 *
 * @param d       the device
 * @param of      the recipe; code, counter, from and form count
 * @param date    null for none; else the date that it says, if its use case can be dated
 * @param writer  receives the payload
 */
void device_payload(const device *d, const recipe *of, const gbcs_date *date, gbcs_writer *writer);

/** The digits of a token that a party has sold, with a UTRN Counter. */
void device_token(const device *d, size_t number, uint32_t counter, uint8_t utrn[GBCS_UTRN_SIZE]);

/**
 * Makes a command.
 *
 * @param d      the device
 * @param of     the recipe
 * @param writer receives the message
 */
void device_command(const device *d, const recipe *of, gbcs_writer *writer);

/** Makes a command with all that its use case asks for, from the party of a role, and sends it. */
gbcs_status device_send(device *d, uint16_t code, uint8_t role, uint64_t counter);

/** The same with a date. */
gbcs_status device_send_dated(device *d, uint16_t code, uint8_t role, uint64_t counter,
                              const gbcs_date *date);

/** The message that was sent last; parsed. Fails the test if there is none. */
gbcs_status device_last_sent(const device *d, gbcs_frame *frame);

/** Verifies a response or alert as its recipient does. */
gbcs_status device_verify_sent(const device *d, const gbcs_frame *frame);

/** For what can't fail: ends the program, as a test on top of a failure would prove nothing. */
void device_must(gbcs_status status);

/** The shared secret of the device and a party, from the party's side. */
gbcs_status device_secret(const device *d, size_t number, gbcs_shared_secret *secret);

#endif
