/**
 * @file
 * Names of numbers: what the standards call them. All are null for a number without a name.
 */
#ifndef GBCS_NAMES_H
#define GBCS_NAMES_H

#include "tool.h"

/** A number and its name. */
typedef struct number_name {
    uint32_t number;  /**< the number */
    const char *name; /**< its name */
} number_name;

/** A table of names. */
typedef struct name_table {
    const number_name *rows; /**< its rows */
    size_t count;            /**< their number */
} name_table;

/** A #name_table over an array of #number_name. */
#define NAME_TABLE(array)                                                                          \
    {                                                                                              \
        (array), TOOL_COUNT(array)                                                                 \
    }

/**
 * Looks up a number.
 *
 * @param table  the table
 * @param number the number
 * @return its name, or null
 */
const char *name_of(const name_table *table, uint32_t number);

/** @name Events and alerts (GBCS 16.2)
 * @{ */
const char *name_of_alert(uint32_t code);
/** @} */

/** @name DLMS (IEC 62056-6-2; the class 9000 and objects of GBCS)
 * @{ */
const char *name_of_class(uint16_t class_id);
const char *name_of_attribute(uint16_t class_id, uint8_t attribute);
const char *name_of_method(uint16_t class_id, uint8_t method);
const char *name_of_object(gbcs_bytes obis);
const char *name_of_result(uint8_t result);
const char *name_of_axdr(gbcs_axdr_type type);
/** @} */

/** @name ZigBee (ZigBee Cluster Library, ZigBee Smart Energy 1.2)
 * @{ */
const char *name_of_cluster(uint16_t cluster);
const char *name_of_zcl_attribute(uint16_t cluster, uint16_t attribute);
const char *name_of_zcl_type(uint8_t type);
const char *name_of_zcl_status(uint8_t status);
/** @} */

#endif
