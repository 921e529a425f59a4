/**
 * @file
 * The fields of the ZCL commands that GBCS messages carry.
 */
#ifndef GBCS_ZCL_H
#define GBCS_ZCL_H

#include "names.h"

/** What a field is. */
typedef enum zcl_kind {
    ZCL_UINT,    /**< unsigned integer */
    ZCL_INT,     /**< signed integer */
    ZCL_BITS,    /**< bitmap, shown in hexadecimal digits */
    ZCL_TIME,    /**< UTCTime */
    ZCL_START,   /**< UTCTime at which something is to begin: at once, or never, too */
    ZCL_STRING,  /**< length, then octets */
    ZCL_DATE,    /**< year since 1900, month, day, day of the week */
    ZCL_MINUTES, /**< minutes since midnight */
    ZCL_EVENT,   /**< event or alert code */
    ZCL_OCTETS,  /**< octets */
    ZCL_REPEAT   /**< no field: those after it repeat to the end */
} zcl_kind;

/** A field. */
typedef struct zcl_field {
    zcl_kind kind;           /**< what it is */
    uint8_t size;            /**< octets; 0 for a string */
    const char *name;        /**< its name */
    const name_table *names; /**< names of its values, or null */
} zcl_field;

/** A command of a cluster. */
typedef struct zcl_command {
    uint16_t cluster;        /**< the cluster */
    bool from_server;        /**< from server to client */
    uint8_t command;         /**< the command */
    const char *name;        /**< its name */
    const zcl_field *fields; /**< its fields */
    size_t count;            /**< their number */
} zcl_command;

/** Commands of some clusters. */
typedef struct zcl_table {
    const zcl_command *commands; /**< the commands */
    size_t count;                /**< their number */
} zcl_table;

/** The last two members of a #zcl_command, from an array of fields. */
#define ZCL_FIELDS(array) (array), TOOL_COUNT(array)

/** Price, Metering, Messaging. */
extern const zcl_table ZCL_METERING;
/** Prepayment. */
extern const zcl_table ZCL_PREPAYMENT;
/** Calendar, Device Management, Events. */
extern const zcl_table ZCL_MANAGEMENT;

/**
 * Finds a command of a cluster.
 *
 * @param cluster     the cluster
 * @param from_server from server to client
 * @param command     the command
 * @return the command, or null
 */
const zcl_command *zcl_find(uint16_t cluster, bool from_server, uint8_t command);

#endif
