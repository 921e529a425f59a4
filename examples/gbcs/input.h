/**
 * @file
 * Messages from files of hexadecimal digits or plain octets, from folders, and from standard input.
 */
#ifndef GBCS_INPUT_H
#define GBCS_INPUT_H

#include "tool.h"

/** Paths of messages, in the order in which they are to be read. */
typedef struct input_list {
    /** The paths; "-" is standard input. */
    char **paths;
    /** Their number. */
    size_t count;
    /** Room in paths. */
    size_t room;
} input_list;

/**
 * Adds a path: a file as it is, standard input for "-", or all messages of a folder and the folders in
 * it (*.hex and *.bin, upper or lower case), sorted by name.
 *
 * @param list the list; begins all zero
 * @param path the path
 * @return false, after a message on standard error, if the path can't be read or is a folder without
 *         messages
 */
bool input_add(input_list *list, const char *path);

/**
 * Frees a list.
 *
 * @param list the list; all zero afterwards
 */
void input_free(input_list *list);

/**
 * Reads a message.
 *
 * Digits may be in either case and have white space between them. A file that begins with an octet
 * above 7F, or that holds a null octet, is taken as plain octets.
 *
 * @param[in]  path   the file, or "-"
 * @param[out] octets the message; to be freed with input_release(); empty on failure
 * @param[out] reason what is wrong, in a clause; null on success
 * @return true on success
 */
bool input_read(const char *path, gbcs_bytes *octets, const char **reason);

/**
 * Turns hexadecimal digits into octets, in place. White space between digits does no harm.
 *
 * @param[in,out] text   the digits; its beginning becomes the octets
 * @param[in]     size   characters
 * @param[out]    reason what is wrong, in a clause; is to be null before, and stays so on success
 * @return number of octets
 */
size_t input_from_digits(uint8_t *text, size_t size, const char **reason);

/**
 * Frees a message.
 *
 * @param octets the message; empty afterwards
 */
void input_release(gbcs_bytes *octets);

/**
 * Reads a file whole. Also used for keys, so what is read is never left behind in freed memory.
 *
 * @param[in]  path   the file, or "-" for standard input
 * @param[out] octets its octets; to be freed with input_release(); empty on failure
 * @param[out] reason what is wrong, in a clause; null on success
 * @return true on success
 */
bool input_read_file(const char *path, gbcs_bytes *octets, const char **reason);

#endif
