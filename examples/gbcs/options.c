#include "options.h"

#include <stdlib.h>
#include <string.h>

static bool parse_color(const char *when, tool_options *options)
{
    static const char *const NAMES[] = {"auto", "always", "never"};
    bool found = false;

    for (size_t i = 0U; i < TOOL_COUNT(NAMES); i++) {
        if (strcmp(when, NAMES[i]) == 0) {
            options->color = (options_color)i;
            found = true;
        }
    }
    if (!found) {
        tool_error("--color=%s: neither auto, always nor never", when);
    }
    return found;
}

static bool parse_acb(const char *text, tool_options *options)
{
    options->has_acb = (strlen(text) == 16U) && tool_entity_from(text, &options->acb);
    if (!options->has_acb) {
        tool_error("--acb=%s: not 16 hexadecimal digits", text);
    }
    return options->has_acb;
}

void options_add_path(tool_options *options, const char *path)
{
    /* the array holds pointers to constant text, the growing does not mind */
    void *grown = tool_grow((void *)options->paths, options->path_count, &options->path_room,
                            sizeof options->paths[0]);

    options->paths = grown;
    options->paths[options->path_count] = path;
    options->path_count++;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    tool_options *options = state->input;
    error_t result = 0;

    switch (key) {
    case ARGP_KEY_INIT:
        state->err_stream = NULL; /* one line of getopt is enough */
        break;
    case 'k':
        options->keys = argument;
        break;
    case 'c':
        result = parse_color(argument, options) ? 0 : EINVAL;
        break;
    case 'j':
        options->json = true;
        break;
    case 'o':
        options->output = argument;
        break;
    case 'b':
        options->binary = true;
        break;
    case 'a':
        result = parse_acb(argument, options) ? 0 : EINVAL;
        break;
    case ARGP_KEY_ARG:
        options_add_path(options, argument);
        break;
    default:
        result = ARGP_ERR_UNKNOWN;
        break;
    }
    return result;
}

bool options_parse(const struct argp *argp, int argc, char **argv, tool_options *options)
{
    struct argp own = *argp;

    (void)memset(options, 0, sizeof *options);
    own.parser = parse_option;
    return argp_parse(&own, argc, argv, 0U, NULL, options) == 0;
}

bool options_need_keys(const tool_options *options)
{
    if (options->keys == NULL) {
        tool_error("--keys is missing: name the folder of keys");
    }
    return options->keys != NULL;
}

bool options_inputs(const tool_options *options, input_list *list)
{
    bool valid = true;

    (void)memset(list, 0, sizeof *list);
    if (options->path_count == 0U) {
        tool_error("no PATH: name a file or folder of messages, or - for standard input");
        valid = false;
    }
    for (size_t i = 0U; i < options->path_count; i++) {
        valid = input_add(list, options->paths[i]) && valid;
    }
    return valid;
}

const char *options_one_path(const tool_options *options)
{
    const char *path = NULL;

    if (options->path_count == 0U) {
        tool_error("no PATH: name the file of a message, or - for standard input");
    } else if (options->path_count > 1U) {
        tool_error("%s: more than one PATH", options->paths[1]);
    } else {
        path = options->paths[0];
    }
    return path;
}

void options_free(tool_options *options)
{
    free((void *)options->paths);
    options->paths = NULL;
}
