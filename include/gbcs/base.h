/**
 * @file
 * The ground: statuses, octets, times. It stands on nothing.
 */
#ifndef GBCS_BASE_H
#define GBCS_BASE_H

#include "gbcs/base/bytes.h"
#include "gbcs/base/status.h"
#include "gbcs/base/time.h"

/** An Entity Identifier (EUI-64): its eight octets as a big-endian integer (GBCS 4.2). */
typedef uint64_t gbcs_entity_id;

#endif
