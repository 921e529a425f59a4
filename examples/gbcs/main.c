/**
 * @file
 * The gbcs tool: picks the subcommand.
 */
#include <signal.h>

#include "subcommand.h"

static char decode_name[] = "gbcs decode";
static char verify_name[] = "gbcs verify";
static char sign_name[] = "gbcs sign";
static char mac_name[] = "gbcs mac";
static char decrypt_name[] = "gbcs decrypt";
static char utrn_name[] = "gbcs utrn";
static char build_name[] = "gbcs build";
static char cert_name[] = "gbcs cert";
static char meter_name[] = "gbcs meter";

static const subcommand SUBCOMMANDS[] = {
    {"decode", decode_name, command_decode},    {"verify", verify_name, command_verify},
    {"sign", sign_name, command_sign},          {"mac", mac_name, command_mac},
    {"decrypt", decrypt_name, command_decrypt}, {"utrn", utrn_name, command_utrn},
    {"build", build_name, command_build},       {"cert", cert_name, command_cert},
    {"meter", meter_name, command_meter},
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
    "  utrn     make, check and take apart the 20 digits of a prepayment top up\n"
    "  build    make a command: credentials, joining, top ups\n"
    "  cert     show, check and make certificates\n"
    "  meter    simulate a meter that takes messages and answers\n"
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

static const struct argp PARSER = {.args_doc = "SUBCOMMAND [ARGUMENT...]", .doc = DOCUMENTATION};

int main(int argc, char **argv)
{
    static char name[] = "gbcs";

    (void)signal(SIGPIPE, SIG_IGN);
    argp_err_exit_status = TOOL_ERROR;
    if (argc > 0) {
        argv[0] = name;
    }
    return tool_finish_output(
        subcommand_run(&PARSER, SUBCOMMANDS, TOOL_COUNT(SUBCOMMANDS), argc, argv));
}
