#include "subcommand.h"

#include <string.h>

/** Stops at the first argument: all that follows is the subcommand's. */
static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    int *first = state->input;
    error_t result = 0;

    (void)argument;
    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL; /* one line of getopt is enough */
    } else if (key == ARGP_KEY_ARG) {
        *first = state->next - 1;
        state->next = state->argc;
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

int subcommand_run(const struct argp *argp, const subcommand *table, size_t count, int argc,
                   char **argv)
{
    struct argp own = *argp;
    const subcommand *found = NULL;
    int first = 0;
    int status = TOOL_ERROR;

    own.parser = parse_option;
    if (argp_parse(&own, argc, argv, ARGP_IN_ORDER, NULL, &first) != 0) {
        status = TOOL_ERROR; /* getopt has said what is wrong */
    } else if (first == 0) {
        tool_error("no subcommand; --help lists them");
    } else {
        for (size_t i = 0U; i < count; i++) {
            if (strcmp(argv[first], table[i].name) == 0) {
                found = &table[i];
            }
        }
        if (found != NULL) {
            argv[first] = found->full_name;
            tool_set_name(found->full_name);
            status = found->run(argc - first, &argv[first]);
        } else {
            tool_error("%s: no such subcommand; --help lists them", argv[first]);
        }
    }
    return status;
}
