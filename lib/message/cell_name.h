/**
 * @file
 * Names and contents of Trust Anchor Cells in payloads (GBCS 13.2).
 */
#ifndef GBCS_MESSAGE_CELL_NAME_H
#define GBCS_MESSAGE_CELL_NAME_H

#include "gbcs/codec/ber.h"
#include "gbcs/trust.h"

/**
 * Reads the inside of a TrustAnchorCellIdentifier.
 *
 * @param[in]  octets what is in its SEQUENCE
 * @param[in]  rules  the rules of its encoding; by those of DER a default is not written
 * @param[out] cell   the name; it may be one that no device has
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status cell_name_read(gbcs_bytes octets, gbcs_ber_rules rules,
                                         gbcs_cell_id *cell);

/**
 * Writes a TrustAnchorCellIdentifier.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param cell   the name
 */
void cell_name_write(gbcs_writer *writer, const gbcs_cell_id *cell);

/**
 * Writes what follows the role in a TrustAnchorCellIdentifier: key usage, and cell usage unless it is
 * management.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param cell   the name
 */
void cell_name_write_usage(gbcs_writer *writer, const gbcs_cell_id *cell);

/**
 * Writes who is in a cell: SubjectUniqueID and SubjectKeyIdentifier.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param cell   the content; null for that of a cell that is not there: zeros
 */
void cell_holder_write(gbcs_writer *writer, const gbcs_cell *cell);

/**
 * Reads a number that is not negative and not above a limit.
 *
 * @param reader the reader; fails with a status of class malformed
 * @param rules  the rules of its encoding
 * @param tag    its tag
 * @param limit  the limit
 * @return the number; 0 after an error
 */
uint64_t number_read(gbcs_reader *reader, gbcs_ber_rules rules, uint8_t tag, uint64_t limit);

#endif
