/**
 * @file
 * Lines of JSON, for gbcs meter.
 */
#ifndef GBCS_METER_JSON_H
#define GBCS_METER_JSON_H

#include <jansson.h>

#include "tool.h"

/** Begins a line of a kind. */
json_t *json_line(const char *kind);

/** Prints a line, and frees it. */
void json_print(json_t *line);

/** @name Members
 * What is 0 is null.
 * @{ */
/** A Message Code or event: four digits. */
void json_add_code(json_t *line, const char *name, uint16_t code);
/** An Entity Identifier: 16 digits. */
void json_add_entity(json_t *line, const char *name, gbcs_entity_id entity);
/** A time. */
void json_add_time(json_t *line, const char *name, gbcs_utc time);
/** @} */

/** A counter: a string, as numbers of JSON are exact to 53 bits only. */
void json_add_counter(json_t *line, const char *name, uint64_t counter);

/** A number. */
void json_add_number(json_t *line, const char *name, int64_t number);

/** Octets: digits. */
void json_add_octets(json_t *line, const char *name, gbcs_bytes octets);

/** A string that may hold anything, as file names do. */
void json_add_text(json_t *line, const char *name, const char *text);

#endif
