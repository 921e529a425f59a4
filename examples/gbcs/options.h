/**
 * @file
 * Options that several subcommands share.
 */
#ifndef GBCS_OPTIONS_H
#define GBCS_OPTIONS_H

#include <argp.h>

#include "input.h"

/** When output is coloured. */
typedef enum options_color {
    COLOR_AUTO,   /**< on a terminal */
    COLOR_ALWAYS, /**< always */
    COLOR_NEVER   /**< never */
} options_color;

/** What the command line says. */
typedef struct tool_options {
    /** Folder of keys, or null. */
    const char *keys;
    /** The paths, as given. */
    const char **paths;
    /** Their number. */
    size_t path_count;
    /** Room in paths. */
    size_t path_room;
    /** --color. */
    options_color color;
    /** --json. */
    bool json;
    /** --output, or null. */
    const char *output;
    /** --binary. */
    bool binary;
    /** Whether --acb was given. */
    bool has_acb;
    /** --acb. */
    gbcs_entity_id acb;
} tool_options;

/** @name Rows of a table of options
 * @{ */
#define OPTION_KEYS                                                                                \
    {                                                                                              \
        "keys", 'k', "DIR", 0, "folder of certificates and private keys", 0                        \
    }
#define OPTION_COLOR                                                                               \
    {                                                                                              \
        "color", 'c', "WHEN", 0, "colour: auto (on a terminal, the default), always or never", 0   \
    }
#define OPTION_JSON                                                                                \
    {                                                                                              \
        "json", 'j', NULL, 0, "print a JSON document a message, one a line", 0                     \
    }
#define OPTION_OUTPUT                                                                              \
    {                                                                                              \
        "output", 'o', "FILE", 0, "write to FILE instead of standard output", 0                    \
    }
#define OPTION_BINARY                                                                              \
    {                                                                                              \
        "binary", 'b', NULL, 0, "write octets instead of hexadecimal digits", 0                    \
    }
#define OPTION_ACB                                                                                 \
    {                                                                                              \
        "acb", 'a', "EUI64", 0, "Entity Identifier of the Access Control Broker, 16 digits", 0     \
    }
/** @} */

/**
 * Reads a command line. Says on standard error what is wrong with it.
 *
 * @param[in]  argp    the subcommand's options and help; its parser is not used
 * @param[in]  argc    number of arguments, the name included
 * @param[in]  argv    the arguments
 * @param[out] options what they say; to be freed with options_free() even on failure
 * @return true if all is well
 */
bool options_parse(const struct argp *argp, int argc, char **argv, tool_options *options);

/**
 * Adds a path, for subcommands that read their command line themselves.
 *
 * @param options the options
 * @param path    the path; must outlive them
 */
void options_add_path(tool_options *options, const char *path);

/**
 * Checks that a folder of keys was named.
 *
 * @param options the options
 * @return false after a message
 */
bool options_need_keys(const tool_options *options);

/**
 * Finds all messages that the paths name. At least one path must be there.
 *
 * @param[in]  options the options
 * @param[out] list    the messages; to be freed with input_free()
 * @return false after a message if a path is missing or bad; the others are in the list
 */
bool options_inputs(const tool_options *options, input_list *list);

/**
 * Checks that exactly one path was named.
 *
 * @param options the options
 * @return the path, or null after a message
 */
const char *options_one_path(const tool_options *options);

/**
 * Frees what options_parse() took.
 *
 * @param options the options
 */
void options_free(tool_options *options);

#endif
