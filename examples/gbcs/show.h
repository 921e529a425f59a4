/**
 * @file
 * Takes a message apart into the rows of a report: frame, payload, values, certificates.
 */
#ifndef GBCS_SHOW_H
#define GBCS_SHOW_H

#include "keystore.h"
#include "report.h"

/** A sealed block of a message, and what is in it. */
typedef struct show_block {
    /** Security header, ciphertext, tag: a part of the message. */
    gbcs_bytes sealed;
    /** What was sealed; null if it could not be opened. */
    uint8_t *plain;
    /** Octets of plain. */
    size_t plain_size;
} show_block;

/** A message on its way into a report. */
typedef struct show {
    /** The rows. */
    report rows;
    /** The keys, or null. */
    keystore *store;
    /** The message. */
    const gbcs_frame *frame;
    /** Its sealed blocks. */
    show_block *blocks;
    /** Their number. */
    size_t block_count;
    /** Room in blocks. */
    size_t block_room;
    /** Why sealed blocks stay closed; null if there is nothing to say. */
    char *block_reason;
    /** Whether a part of it is not what it should be. */
    bool broken;
} show;

/** What the octets of a string are made of. */
typedef enum show_part_kind {
    PART_MESSAGE_CODE,
    PART_COUNTER,
    PART_ENTITY,
    PART_CRA,
    PART_CLASS,
    PART_OBIS,
    PART_ATTRIBUTE,
    PART_CLUSTER,
    PART_FRAME_CONTROL,
    PART_ZCL_COMMAND,
    PART_OCTETS,
    PART_INTEGRITY
} show_part_kind;

/** What an A-XDR value is. */
typedef enum show_axdr_kind {
    AXDR_ANY,               /**< nothing is known of it */
    AXDR_PROTECTED_REQUEST, /**< parameter of get_protected_attributes */
    AXDR_PROTECTED_DATA,    /**< its answer: protection parameters and sealed data */
    AXDR_LAYERS             /**< protection parameters alone */
} show_axdr_kind;

/**
 * Begins with a message, and opens its sealed blocks if there are keys.
 *
 * @param message the message
 * @param frame   the same, parsed; null if it is a block of a transfer
 * @param octets  its octets
 * @param store   the keys, or null
 */
void show_begin(show *message, const gbcs_frame *frame, gbcs_bytes octets, keystore *store);

/** Wipes and frees what was collected. */
void show_end(show *message);

/** Shows the whole message. */
void show_message(show *message);

/** Shows a block of a General Block Transfer. */
void show_gbt(show *message, gbcs_bytes octets, const gbcs_gbt_block *block);

/** Shows a payload by its family. */
void show_payload(show *message);

/** Shows a DLMS payload; #GBCS_OK, or what is wrong with it. */
gbcs_status show_dlms(show *message, gbcs_bytes payload);

/** Shows a GBZ payload; #GBCS_OK, or what is wrong with it. */
gbcs_status show_gbz(show *message, gbcs_bytes payload);

/**
 * Shows an ASN.1 payload, with names if the Message Code tells what it is; #GBCS_OK, or what is wrong
 * with it.
 */
gbcs_status show_asn1(show *message, gbcs_bytes payload);

/** Shows a certificate; #GBCS_OK, or what is wrong with it. */
gbcs_status show_certificate(show *message, gbcs_bytes octets, const char *name);

/**
 * Shows an A-XDR value.
 *
 * @param message the message
 * @param value   the value
 * @param label   its name
 * @param kind    what it is
 */
void show_axdr(show *message, gbcs_bytes value, const char *label, show_axdr_kind kind);

/**
 * Shows an A-XDR value that holds no others.
 *
 * @param message the message
 * @param element the value
 * @param octets  its octets; empty after an error
 * @param name    its name
 * @param more    what else is known of its meaning, or null
 */
void show_axdr_leaf(show *message, const gbcs_axdr_element *element, gbcs_bytes octets,
                    const char *name, const char *more);

/** Shows the members of a compact-array. */
void show_axdr_compact(show *message, const gbcs_axdr_element *element);

/** The sealed block that octets are, or null. */
const show_block *show_find_block(const show *message, gbcs_bytes octets);

/** Shows the parts of a sealed block: security header, ciphertext, tag. */
void show_sealed(show *message, const show_block *block);

/** Begins the rows of what was in a sealed block. The view that is returned is what to show. */
gbcs_bytes show_open_plain(show *message, const show_block *block);

/** Ends the rows of what was in a sealed block. */
void show_close_plain(show *message);

/**
 * Shows a ZCL command.
 *
 * @param message       the message
 * @param cluster       the cluster
 * @param frame_control the ZCL frame control
 * @param command       the command
 * @param body          its octets
 */
void show_zcl(show *message, uint16_t cluster, uint8_t frame_control, uint8_t command,
              gbcs_bytes body);

/** The name of a ZCL command; "command" if it has none. */
const char *show_zcl_name(uint16_t cluster, uint8_t frame_control, uint8_t command);

/** Shows what is particular to an alert, if its Message Code tells. False if it does not. */
bool show_alert_parts(show *message, gbcs_bytes octets, size_t head);

/** The octets between two places of the message. */
gbcs_bytes show_between(const uint8_t *first, const uint8_t *end);

#endif
