/**
 * @file
 * What is shown of a message: rows, each with a name, the octets that it stands for, and what they
 * mean. Rows are collected first and then go to one of two sinks: aligned text, or JSON.
 *
 * Each octet of a message is in exactly one row: a row that has others below it stands for its own head
 * (tag, length, count) only. So the rows put together are the message. Rows without octets say what
 * follows from others; rows of decrypted data stand for octets that are not in the message.
 */
#ifndef GBCS_REPORT_H
#define GBCS_REPORT_H

#include <jansson.h>

#include "tool.h"

/** How the value of a row is to be taken. */
typedef enum report_mood {
    REPORT_PLAIN, /**< a value */
    REPORT_GOOD,  /**< good news */
    REPORT_DOUBT, /**< something that could not be found out, or is hidden */
    REPORT_BAD    /**< bad news */
} report_mood;

/** A row. */
typedef struct report_row {
    /** How many rows it lies below. */
    size_t depth;
    /** Its name. */
    char *name;
    /** Its octets, a copy; null if there are none. */
    uint8_t *octets;
    /** Their number. */
    size_t size;
    /** Where they begin, in the message or in the decrypted data. */
    size_t offset;
    /** Whether they are decrypted data. */
    bool decrypted;
    /** What they mean; empty if there is nothing to say. */
    char *value;
    /** How that is to be taken. */
    report_mood mood;
} report_row;

/** The rows of a message. */
typedef struct report {
    /** The rows. */
    report_row *rows;
    /** Their number. */
    size_t count;
    /** Room in rows. */
    size_t room;
    /** Depth of the rows that are added next. */
    size_t depth;
    /** Offsets are counted from here. */
    const uint8_t *origin;
    /** Whether the rows that are added next are of decrypted data. */
    bool decrypted;
} report;

/** What stands above the rows of a message. */
typedef struct report_title {
    /** Where it was read from. */
    const char *path;
    /** What it is, such as COMMAND; null if it could not be parsed. */
    const char *kind;
    /** Message Code. */
    uint16_t code;
    /** Name of the use case. */
    const char *use_case;
    /** Octets in all. */
    size_t size;
} report_title;

/**
 * Begins with no rows.
 *
 * @param rows    the report
 * @param message its offsets are counted from the first octet of this
 */
void report_begin(report *rows, gbcs_bytes message);

/**
 * Adds a row.
 *
 * @param rows   the report
 * @param octets the octets that it stands for, a part of the message, or none
 * @param name   its name
 * @param format what they mean, as for printf; may be empty
 */
void report_add(report *rows, gbcs_bytes octets, const char *name, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/**
 * Says how the value of the row that was added last is to be taken.
 *
 * @param rows the report
 * @param mood how
 */
void report_set_mood(report *rows, report_mood mood);

/**
 * Wipes and frees all rows.
 *
 * @param rows the report
 */
void report_free(report *rows);

/**
 * Whether text goes out in colour.
 *
 * @param always whether it was asked for
 * @param never  whether it was asked not to
 * @return true if so
 */
bool report_color(bool always, bool never);

/**
 * Prints a report as aligned text on standard output.
 *
 * @param rows  the rows
 * @param title what stands above them
 * @param color whether in colour
 */
void report_print_text(const report *rows, const report_title *title, bool color);

/**
 * Prints a report as one line of JSON on standard output.
 *
 * @param rows  the rows
 * @param title what stands above them
 */
void report_print_json(const report *rows, const report_title *title);

/**
 * Prints, as one line of JSON on standard output, that something is not a message.
 *
 * @param path   where it was read from
 * @param reason what is wrong with it
 */
void report_print_json_error(const char *path, const char *reason);

#endif
