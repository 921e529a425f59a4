/**
 * @file
 * The gbcs tool: picks the subcommand.
 */
#include "tool.h"

#include <argp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

/** A subcommand. */
typedef struct subcommand {
    const char *name;
    /** Name in messages and in --help. */
    char *full_name;
    int (*run)(int argc, char **argv);
} subcommand;

static char decode_name[] = "gbcs decode";
static char verify_name[] = "gbcs verify";
static char sign_name[] = "gbcs sign";
static char mac_name[] = "gbcs mac";
static char decrypt_name[] = "gbcs decrypt";

static const subcommand SUBCOMMANDS[] = {
    {"decode", decode_name, command_decode},    {"verify", verify_name, command_verify},
    {"sign", sign_name, command_sign},          {"mac", mac_name, command_mac},
    {"decrypt", decrypt_name, command_decrypt},
};

static const char DOCUMENTATION[] =
    "Read, check and protect GBCS messages (Great Britain Companion Specification, smart meters)."
    "\v"
    "Subcommands:\n"
    "  decode   show every field of a message: its place, its octets, its meaning\n"
    "  verify   check MACs and signatures with the keys of a folder\n"
    "  sign     make a signed command from a pre-command\n"
    "  mac      add the Access Control Broker's MAC to a command\n"
    "  decrypt  open the encrypted attributes of a response or alert\n"
    "\n"
    "`gbcs SUBCOMMAND --help' tells more about each.\n"
    "\n"
    "Messages are files of hexadecimal digits or of plain octets, folders of such files (searched "
    "through for *.hex and *.bin), or `-' for standard input.\n"
    "\n"
    "Exit status: 0 all is well; 1 a message is broken or not authentic; 2 a file, key, folder or "
    "option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs decode --color=always examples/messages | less -R";

const char *argp_program_version = "gbcs " GBCS_VERSION;

/** Stops at the first argument: all that follows is the subcommand's. */
static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    int *first = state->input;
    error_t result = 0;

    (void)argument;
    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL;
    } else if (key == ARGP_KEY_ARG) {
        *first = state->next - 1;
        state->next = state->argc;
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const struct argp PARSER = {
    .parser = parse_option, .args_doc = "SUBCOMMAND [ARGUMENT...]", .doc = DOCUMENTATION};

int main(int argc, char **argv)
{
    static char name[] = "gbcs";
    int first = 0;
    int status = TOOL_ERROR;

    (void)signal(SIGPIPE, SIG_IGN);
    argp_err_exit_status = TOOL_ERROR;
    if (argc > 0) {
        argv[0] = name;
    }
    if (argp_parse(&PARSER, argc, argv, ARGP_IN_ORDER, NULL, &first) != 0) {
        status = TOOL_ERROR; /* getopt has said what is wrong */
    } else if (first == 0) {
        tool_error("no subcommand; `gbcs --help' lists them");
    } else {
        const subcommand *found = NULL;
        for (size_t i = 0U; i < TOOL_COUNT(SUBCOMMANDS); i++) {
            if (strcmp(argv[first], SUBCOMMANDS[i].name) == 0) {
                found = &SUBCOMMANDS[i];
            }
        }
        if (found != NULL) {
            argv[first] = found->full_name;
            tool_set_name(found->full_name);
            status = tool_finish_output(found->run(argc - first, &argv[first]));
        } else {
            tool_error("%s: no such subcommand; `gbcs --help' lists them", argv[first]);
        }
    }
    return status;
}
