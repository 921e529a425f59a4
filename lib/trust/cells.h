/**
 * @file
 * The table of Trust Anchor Cells, and what their contents must be like.
 */
#ifndef TRUST_CELLS_H
#define TRUST_CELLS_H

#include "gbcs/trust.h"

/**
 * Whether a type of device has Trust Anchor Cells at all.
 *
 * @param device_type DeviceType
 * @return true if it has
 */
bool cell_type_is_known(uint8_t device_type);

/**
 * Whether a device of a type has a cell.
 *
 * @param device_type DeviceType
 * @param index       place of the cell, below #GBCS_CELLS
 * @return true if it has
 */
bool cell_is_of_type(uint8_t device_type, size_t index);

/**
 * The place of a key agreement cell among those.
 *
 * @param index place of the cell, at most #GBCS_CELLS
 * @return its place, from 0; #GBCS_AGREEMENT_CELLS for any other cell
 */
size_t cell_agreement_slot(size_t index);

/**
 * Whether there is something in a cell.
 *
 * @param cell the content
 * @return true if there is
 */
bool cell_is_filled(const gbcs_cell *cell);

/**
 * Whether a content fits a cell: an Entity Identifier unless it is a root's, which has none; a point
 * that is not compressed; the key identifier of that point. The curve has no part in it.
 *
 * @param index place of the cell, below #GBCS_CELLS
 * @param cell  the content
 * @return true if it does
 */
bool cell_is_sound(size_t index, const gbcs_cell *cell);

#endif
