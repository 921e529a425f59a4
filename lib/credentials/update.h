/**
 * @file
 * A command CS02b or CS02g, taken apart (GBCS 13.3, 13.10). All is views: no certificate is copied.
 */
#ifndef CREDENTIALS_UPDATE_H
#define CREDENTIALS_UPDATE_H

#include "credentials/mode.h"
#include "gbcs/replay.h"

/** Most replacements in a command: each cell once. */
#define UPDATE_REPLACEMENTS GBCS_CELLS

/** A floor that a command asks for. */
typedef struct update_floor {
    /** RemotePartyRole. */
    uint8_t role;
    /** The floor. */
    uint64_t counter;
    /** Whether there is one for top ups too. */
    bool has_top_up;
    /** That one. */
    uint64_t top_up;
} update_floor;

/** A replacement that a command asks for. */
typedef struct update_replacement {
    /** The certificate; nothing is known of it yet. */
    gbcs_bytes certificate;
    /** The cell; it may be one that no device has. */
    gbcs_cell_id cell;
} update_replacement;

/** What a command asks for. */
typedef struct update {
    /** Its mode. */
    const update_mode *mode;
    /** Its counter. */
    uint64_t counter;
    /** Whether times of certificates count. */
    bool times_count;
    /** The floors, the sender's own role first. */
    update_floor floors[GBCS_ROLES];
    /** Their number. */
    size_t floor_count;
    /** The replacements. */
    update_replacement replacements[UPDATE_REPLACEMENTS];
    /** Their number. */
    size_t count;
    /** Certificates to build paths from. */
    gbcs_bytes certificates[GBCS_PATH_CERTIFICATES];
    /** Their number. */
    size_t certificate_count;
} update;

/**
 * Takes a payload apart, by the rules of DER.
 *
 * @param[in]  payload the payload
 * @param[in]  mode    the mode of its Message Code
 * @param[in]  counter Originator Counter of the command
 * @param[out] what    what it asks for
 * @return #GBCS_OK or a status of class malformed: #GBCS_ERR_LENGTH for more replacements or
 *         certificates than there may be, #GBCS_ERR_VALUE for another mode, cell or counter than the
 *         command's, and for floors that can't be
 */
GBCS_MUST_USE gbcs_status update_read(gbcs_bytes payload, const update_mode *mode, uint64_t counter,
                                      update *what);

#endif
