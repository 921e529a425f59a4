/**
 * @file
 * What the headers of messages and of blocks have in common: the Message Identifier (GBCS 7.2.7).
 */
#ifndef CODEC_IDENTIFIER_H
#define CODEC_IDENTIFIER_H

#include "gbcs/codec/frame.h"

/** Octets of a transaction-id: CRA flag, Originator Counter. */
#define TRANSACTION_ID_SIZE 9U
/** Octets of an Entity Identifier. */
#define ENTITY_ID_SIZE 8U
/** Octets of a Message Code. */
#define MESSAGE_CODE_SIZE 2U

/** A Message Identifier. */
typedef struct identifier {
    /** CRA flag. */
    gbcs_cra cra;
    /** Originator Counter. */
    uint64_t counter;
    /** Business Originator ID. */
    gbcs_entity_id originator;
    /** Business Target ID. */
    gbcs_entity_id recipient;
} identifier;

/**
 * Reads transaction-id, originator-system-title and recipient-system-title.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED, #GBCS_ERR_TAG for a length that is not
 *               theirs, or #GBCS_ERR_VALUE for another CRA flag
 * @return the identifier
 */
identifier identifier_read(gbcs_reader *reader);

/**
 * Writes transaction-id, originator-system-title and recipient-system-title.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for another CRA flag
 * @param id     the identifier
 */
void identifier_write(gbcs_writer *writer, const identifier *id);

#endif
