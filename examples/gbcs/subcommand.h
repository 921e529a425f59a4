/**
 * @file
 * Subcommands: the tool's own, and those of a subcommand that has some itself.
 */
#ifndef GBCS_SUBCOMMAND_H
#define GBCS_SUBCOMMAND_H

#include <argp.h>

#include "tool.h"

/** A subcommand. */
typedef struct subcommand {
    /** As typed. */
    const char *name;
    /** Name in messages and in --help. */
    char *full_name;
    /** Gets its own arguments, its full name first; returns the exit status. */
    int (*run)(int argc, char **argv);
} subcommand;

/**
 * Picks a subcommand and runs it. Says on standard error if there is none.
 *
 * @param argp  help; its parser is not used
 * @param table the subcommands
 * @param count their number
 * @param argc  number of arguments, the name included
 * @param argv  the arguments
 * @return its exit status, or #TOOL_ERROR
 */
int subcommand_run(const struct argp *argp, const subcommand *table, size_t count, int argc,
                   char **argv);

#endif
