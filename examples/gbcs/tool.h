/**
 * @file
 * What all parts of the gbcs tool share: exit statuses, messages on standard error, memory, text.
 */
#ifndef GBCS_TOOL_H
#define GBCS_TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "gbcs/gbcs.h"

/** Exit statuses of the tool. */
typedef enum tool_exit {
    TOOL_OK = 0,     /**< all is well */
    TOOL_FAILED = 1, /**< the work was done, and its answer is no */
    TOOL_ERROR = 2   /**< the work could not be done: a bad file, key, folder or option */
} tool_exit;

/** Number of members of an array. */
#define TOOL_COUNT(array) (sizeof(array) / sizeof((array)[0]))

/** Characters of an Entity Identifier in text, with the closing null. */
#define TOOL_ENTITY_SIZE 17U

/** Characters that are enough for one formatted value, with the closing null. */
#define TOOL_TEXT_SIZE 256U

/**
 * Sets the name that messages begin with.
 *
 * @param name such as "gbcs verify"; must outlive the program
 */
void tool_set_name(const char *name);

/**
 * Prints one line on standard error: the tool's name, a colon, the message. Control characters are
 * shown as question marks, so that a hostile file name can't forge a line.
 *
 * @param format as for printf
 */
void tool_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/**
 * Allocates memory, or ends the program with a message and status 2.
 *
 * @param size octets
 * @return zeroed memory; to be freed with free()
 */
void *tool_allocate(size_t size);

/**
 * Makes room for one more member in an array that grows, or ends the program.
 *
 * @param array the array, or null
 * @param count members in use
 * @param room  members that it has room for; updated
 * @param size  octets of a member
 * @return the array, perhaps moved
 */
void *tool_grow(void *array, size_t count, size_t *room, size_t size);

/**
 * Copies a string, or ends the program.
 *
 * @param text the string
 * @return the copy; to be freed with free()
 */
char *tool_copy(const char *text);

/**
 * Replaces control characters by question marks, in place.
 *
 * @param text a string
 */
void tool_printable(char *text);

/**
 * Formats an Entity Identifier as 16 hexadecimal digits.
 *
 * @param id   the identifier
 * @param text receives the digits
 * @return text
 */
const char *tool_entity(gbcs_entity_id id, char text[TOOL_ENTITY_SIZE]);

/**
 * Reads an Entity Identifier from 16 hexadecimal digits.
 *
 * @param[in]  text the digits; what follows them is not looked at
 * @param[out] id   the identifier
 * @return true if there are 16 digits
 */
bool tool_entity_from(const char *text, gbcs_entity_id *id);

/**
 * The value of a hexadecimal digit.
 *
 * @param digit the digit
 * @return 0 to 15, or -1
 */
int tool_hex_digit(int digit);

/**
 * Prints octets as hexadecimal digits, upper case.
 *
 * @param stream where to
 * @param octets the octets
 */
void tool_print_hex(FILE *stream, gbcs_bytes octets);

/**
 * Whether standard output still takes what is written to it.
 *
 * @return false after an error, such as a closed pipe
 */
bool tool_output_works(void);

/**
 * Flushes standard output, and says so if it failed. A closed pipe fails in silence.
 *
 * @param status exit status so far
 * @return status, or #TOOL_ERROR
 */
int tool_finish_output(int status);

/**
 * Shows on standard error how far a long run is, if that is a terminal.
 *
 * @param done  messages done
 * @param total messages in all; the line goes when done reaches it
 */
void tool_progress(size_t done, size_t total);

/** Takes the line of tool_progress() away before output to the same terminal. */
void tool_progress_hide(void);

/** @name Subcommands
 * Each gets its own arguments, its name first, and returns the exit status.
 * @{ */
int command_decode(int argc, char **argv);
int command_verify(int argc, char **argv);
int command_sign(int argc, char **argv);
int command_mac(int argc, char **argv);
int command_decrypt(int argc, char **argv);
int command_utrn(int argc, char **argv);
int command_build(int argc, char **argv);
int command_cert(int argc, char **argv);
int command_meter(int argc, char **argv);
/** @} */

#endif
