/**
 * @file
 * DLMS payloads (GBCS 7.2.8): access-request, access-response and data-notification, and the values
 * that they carry in A-XDR (IEC 62056-6-2, 4.1.5).
 */
#ifndef GBCS_CODEC_DLMS_H
#define GBCS_CODEC_DLMS_H

#include "gbcs/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** First octet of an access-request: a Command. */
#define GBCS_TAG_ACCESS_REQUEST 0xD9U
/** First octet of an access-response: a Response. */
#define GBCS_TAG_ACCESS_RESPONSE 0xDAU
/** First octet of a data-notification: an Alert. */
#define GBCS_TAG_DATA_NOTIFICATION 0x0FU
/** Octets of an instance identifier (OBIS code). */
#define GBCS_OBIS_SIZE 6U
/** Deepest nesting of arrays and structures that is followed. */
#define GBCS_AXDR_DEPTH 12U

/** Types of A-XDR data. */
typedef enum gbcs_axdr_type {
    GBCS_AXDR_NULL = 0,            /**< null-data, no octets */
    GBCS_AXDR_ARRAY = 1,           /**< array: a count, then as many values, each with its type */
    GBCS_AXDR_STRUCTURE = 2,       /**< structure: a count, then as many values */
    GBCS_AXDR_BOOLEAN = 3,         /**< boolean, 1 octet */
    GBCS_AXDR_BIT_STRING = 4,      /**< bit-string: a number of bits, then octets */
    GBCS_AXDR_INT32 = 5,           /**< double-long, 4 octets */
    GBCS_AXDR_UINT32 = 6,          /**< double-long-unsigned, 4 octets */
    GBCS_AXDR_OCTET_STRING = 9,    /**< octet-string: a length, then octets */
    GBCS_AXDR_VISIBLE_STRING = 10, /**< visible-string: a length, then characters */
    GBCS_AXDR_UTF8_STRING = 12,    /**< utf8-string: a length, then octets */
    GBCS_AXDR_BCD = 13,            /**< bcd, 1 octet */
    GBCS_AXDR_INT8 = 15,           /**< integer, 1 octet */
    GBCS_AXDR_INT16 = 16,          /**< long, 2 octets */
    GBCS_AXDR_UINT8 = 17,          /**< unsigned, 1 octet */
    GBCS_AXDR_UINT16 = 18,         /**< long-unsigned, 2 octets */
    GBCS_AXDR_COMPACT_ARRAY = 19,  /**< compact-array: a type, a length, then values without type */
    GBCS_AXDR_INT64 = 20,          /**< long64, 8 octets */
    GBCS_AXDR_UINT64 = 21,         /**< long64-unsigned, 8 octets */
    GBCS_AXDR_ENUM = 22,           /**< enum, 1 octet */
    GBCS_AXDR_FLOAT32 = 23,        /**< float32, 4 octets */
    GBCS_AXDR_FLOAT64 = 24,        /**< float64, 8 octets */
    GBCS_AXDR_DATE_TIME = 25,      /**< date-time, 12 octets */
    GBCS_AXDR_DATE = 26,           /**< date, 5 octets */
    GBCS_AXDR_TIME = 27,           /**< time, 4 octets */
    GBCS_AXDR_DONT_CARE = 255      /**< don't-care, no octets */
} gbcs_axdr_type;

/** A value met on a walk. */
typedef struct gbcs_axdr_element {
    /** Its type. */
    gbcs_axdr_type type;
    /** How many arrays and structures it lies in. */
    size_t depth;
    /** Its first octet, counted from the start of the walk's input. */
    size_t offset;
    /** Members of an array or structure, bits of a bit-string; else 0. */
    size_t count;
    /** Octets of its value, without type and length; empty for an array or structure. */
    gbcs_bytes value;
    /** Type description of a compact-array, whose value is whole members of that type; else empty. */
    gbcs_bytes description;
} gbcs_axdr_element;

/** A walk over a value and all its members, each before what it contains. */
typedef struct gbcs_axdr_walk {
    /** Where the walk is. */
    gbcs_reader reader;
    /** Number of open arrays and structures. */
    size_t depth;
    /** Members that each of them still has to come. */
    size_t left[GBCS_AXDR_DEPTH];
    /** Whether the outermost value has begun. */
    bool begun;
} gbcs_axdr_walk;

/** What is asked for in an item of an access-request. */
typedef enum gbcs_access {
    GBCS_ACCESS_GET = 1,          /**< get an attribute */
    GBCS_ACCESS_SET = 2,          /**< set an attribute */
    GBCS_ACCESS_ACTION = 3,       /**< invoke a method */
    GBCS_ACCESS_GET_SELECTED = 4, /**< get with selective access */
    GBCS_ACCESS_SET_SELECTED = 5  /**< set with selective access */
} gbcs_access;

/** An item of an access-request: its specification and its data. */
typedef struct gbcs_dlms_request_item {
    /** What is asked for. */
    gbcs_access access;
    /** Class of the object. */
    uint16_t class_id;
    /** Instance identifier (OBIS code), 6 octets. */
    gbcs_bytes instance;
    /** Attribute, or method for #GBCS_ACCESS_ACTION. */
    uint8_t attribute;
    /** Access selector of a selective access; else 0. */
    uint8_t selector;
    /** Access parameters of a selective access, one A-XDR value; else empty. */
    gbcs_bytes parameters;
    /** Data, one A-XDR value; null-data for a get. */
    gbcs_bytes data;
} gbcs_dlms_request_item;

/** An item of an access-response: its data and its result. */
typedef struct gbcs_dlms_response_item {
    /** Data, one A-XDR value; null-data where there is none. */
    gbcs_bytes data;
    /** What was asked for: get, set or action. */
    gbcs_access access;
    /** Result; 0 is success. */
    uint8_t result;
} gbcs_dlms_response_item;

/** An access-request or access-response taken apart. */
typedef struct gbcs_dlms_list {
    /** long-invoke-id-and-priority: 20 and the low 24 bits of the Originator Counter. */
    uint32_t invoke_id;
    /** date-time: empty in all GBCS messages, else 12 octets. */
    gbcs_bytes date_time;
    /** Number of items. */
    size_t count;
    /** The specifications of a request, or the results of a response, without their count. */
    gbcs_bytes control;
    /** The data of all items, without their count. */
    gbcs_bytes data;
} gbcs_dlms_list;

/** A data-notification taken apart. */
typedef struct gbcs_dlms_notification {
    /** long-invoke-id-and-priority: 20 and the low 24 bits of the Originator Counter. */
    uint32_t invoke_id;
    /** date-time: empty in all GBCS messages, else 12 octets. */
    gbcs_bytes date_time;
    /** The body, one A-XDR value. */
    gbcs_bytes body;
    /** Alert code: first member of the body. */
    uint16_t alert_code;
    /** DLMS date-time of the alert: second member of the body. */
    gbcs_bytes alert_time;
    /** Number of further members. */
    size_t extra_count;
    /** The further members, A-XDR values one after another. */
    gbcs_bytes extra;
} gbcs_dlms_notification;

/** A walk over the items of a request or response. */
typedef struct gbcs_dlms_items {
    /** Items still to come. */
    size_t left;
    /** In the specifications or results. */
    gbcs_reader control;
    /** In the data. */
    gbcs_reader data;
} gbcs_dlms_items;

/**
 * Begins a walk over one A-XDR value.
 *
 * @param input the value
 * @return the walk
 */
gbcs_axdr_walk gbcs_axdr_walk_of(gbcs_bytes input);

/**
 * Goes to the next value.
 *
 * @param[in,out] walk    the walk
 * @param[out]    element the value
 * @return true if there is one; false at the end and after an error, see gbcs_axdr_walk_end()
 */
bool gbcs_axdr_walk_next(gbcs_axdr_walk *walk, gbcs_axdr_element *element);

/**
 * How a walk ended.
 *
 * @param walk the walk
 * @return #GBCS_OK if exactly one value was read, else #GBCS_ERR_TRUNCATED, #GBCS_ERR_TRAILING,
 *         #GBCS_ERR_TAG for an unknown type or one that may not stand in a compact-array,
 *         #GBCS_ERR_LENGTH or #GBCS_ERR_NESTING
 */
GBCS_MUST_USE gbcs_status gbcs_axdr_walk_end(const gbcs_axdr_walk *walk);

/**
 * Reads one A-XDR value with all its members, checked.
 *
 * @param reader the reader; fails as gbcs_axdr_walk_end() says
 * @return the value, type included; empty after an error
 */
gbcs_bytes gbcs_read_axdr(gbcs_reader *reader);

/**
 * Parses an access-request. All items are checked.
 *
 * @param[in]  payload the payload of a command
 * @param[out] request views into payload
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status gbcs_dlms_request_parse(gbcs_bytes payload, gbcs_dlms_list *request);

/**
 * Parses an access-response. All items are checked.
 *
 * @param[in]  payload  the payload of a response
 * @param[out] response views into payload
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status gbcs_dlms_response_parse(gbcs_bytes payload, gbcs_dlms_list *response);

/**
 * Parses a data-notification.
 *
 * @param[in]  payload      the payload of an alert
 * @param[out] notification views into payload
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status gbcs_dlms_notification_parse(gbcs_bytes payload,
                                                       gbcs_dlms_notification *notification);

/**
 * Begins a walk over the items of a parsed request or response.
 *
 * @param list the request or response
 * @return the walk
 */
gbcs_dlms_items gbcs_dlms_items_of(const gbcs_dlms_list *list);

/**
 * Goes to the next item of a request.
 *
 * @param[in,out] items the walk
 * @param[out]    item  the item
 * @return true if there is one
 */
bool gbcs_dlms_request_next(gbcs_dlms_items *items, gbcs_dlms_request_item *item);

/**
 * Goes to the next item of a response.
 *
 * @param[in,out] items the walk
 * @param[out]    item  the item
 * @return true if there is one
 */
bool gbcs_dlms_response_next(gbcs_dlms_items *items, gbcs_dlms_response_item *item);

/**
 * Writes an access-request.
 *
 * @param writer    the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for an item that
 *                  can't be written
 * @param invoke_id long-invoke-id-and-priority
 * @param date_time empty in all GBCS messages, else 12 octets
 * @param items     the items
 * @param count     their number
 */
void gbcs_write_dlms_request(gbcs_writer *writer, uint32_t invoke_id, gbcs_bytes date_time,
                             const gbcs_dlms_request_item *items, size_t count);

/**
 * Writes an access-response.
 *
 * @param writer    the writer; fails as gbcs_write_dlms_request() does
 * @param invoke_id long-invoke-id-and-priority
 * @param date_time empty in all GBCS messages, else 12 octets
 * @param items     the items
 * @param count     their number
 */
void gbcs_write_dlms_response(gbcs_writer *writer, uint32_t invoke_id, gbcs_bytes date_time,
                              const gbcs_dlms_response_item *items, size_t count);

/**
 * Writes a data-notification: an alert code, its time, and what is particular to it.
 *
 * @param writer       the writer; fails as gbcs_write_dlms_request() does
 * @param notification its fields; body is not looked at
 */
void gbcs_write_dlms_notification(gbcs_writer *writer, const gbcs_dlms_notification *notification);

/**
 * Writes the type and length of an A-XDR octet-string, visible-string, utf8-string or bit-string, or the
 * type and count of an array or structure.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for another type
 * @param type   the type
 * @param count  octets, bits or members that follow, below 2^32
 */
void gbcs_write_axdr_head(gbcs_writer *writer, gbcs_axdr_type type, size_t count);

#ifdef __cplusplus
}
#endif

#endif
