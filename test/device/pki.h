/**
 * @file
 * A small public key infrastructure for the parties of the test device, and commands that replace
 * credentials (CS02b, CS02g).
 *
 * The party in the place of the root issues everything, by way of one issuing authority: so a test that
 * replaces the root puts the next generation of it into that place.
 */
#ifndef PKI_H
#define PKI_H

#include "device.h"

/** Entity Identifier that only names the keys of the issuing authority. */
#define AUTHORITY_ID 0x90B3000000000707U

/** A certificate of an organisation, or of a new root. */
typedef struct certificate {
    /** Whose it is, and what its role is; #GBCS_ROLE_ROOT for a root's. */
    const party *holder;
    uint8_t role;
    /** Which of the holder's keys: #GBCS_KEY_USAGE_SIGNATURE, #GBCS_KEY_USAGE_AGREEMENT, and whether it is
     * that for top up. */
    uint8_t key_usage;
    bool top_up;
    /** Validity; 0: 2025 to 2035. */
    gbcs_utc first;
    gbcs_utc last;
} certificate;

/** A replacement: what is to be in a cell. */
typedef struct replacement {
    gbcs_cell_id cell;
    certificate content;
} replacement;

/** A counter that an update sets; the lists end with role 0. */
typedef struct floor_of {
    uint8_t role;
    uint64_t counter;
    /** UTRN Counter; 0 for none. */
    uint32_t top_up;
} floor_of;

/** A command that replaces credentials. All zeros but code and counter: it replaces nothing. */
typedef struct update {
    uint16_t code;
    uint64_t counter;
    /** Whether times of certificates do not count. */
    bool timeless;
    /** Counter for the role that authorises, and UTRN Counter; 0 for none. */
    uint64_t floor;
    uint32_t top_up_floor;
    /** Counters for other roles. */
    floor_of floors[GBCS_ROLES];
    replacement replacements[GBCS_CELLS];
    size_t count;
    /** The link to a new root, if there is one among the replacements: to the root of this generation. */
    uint8_t link_to;
    /** Its date; null for none. */
    const gbcs_date *date;
} update;

/** A replacement for a cell: by a party with the role of the cell. */
replacement device_replacement(uint8_t role, uint8_t key_usage, uint8_t cell_usage,
                               const party *holder);

/** Writes a certificate of an organisation or root. */
void device_write_certificate(const device *d, const certificate *of, gbcs_writer *writer);

/** Writes a certificate of a device for one of its keys. */
void device_write_own_certificate(const device *d, gbcs_entity_id entity, uint8_t key_usage,
                                  const gbcs_public_key *key, gbcs_writer *writer);

/** Writes TrustAnchorCellIdentifier. */
void device_write_cell(gbcs_writer *writer, uint8_t tag, const gbcs_cell_id *cell);

/** The role that authorises an update with a Message Code. */
uint8_t device_update_role(uint16_t code);

/** Writes the payload of an update. */
void device_write_update(const device *d, const update *of, gbcs_writer *writer);

/** Makes an update and sends it. */
gbcs_status device_update(device *d, const update *of);

#endif
