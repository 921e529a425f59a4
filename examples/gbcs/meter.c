/**
 * @file
 * gbcs meter: picks the subcommand.
 */
#include "meter_simulator.h"
#include "subcommand.h"

static const char DOCUMENTATION[] =
    "Simulate a meter: the device side, with its records in a folder."
    "\v"
    "Subcommands:\n"
    "  init   make a meter: give it its keys, and the certificates of those it trusts\n"
    "  run    hand it messages, and show what it makes of them and what it sends\n"
    "  enter  type prepayment tokens in\n"
    "  show   show whom it trusts, its balance, and what it keeps\n"
    "  log    show its Security Log\n"
    "\n"
    "`gbcs meter SUBCOMMAND --help' tells more about each.\n"
    "\n"
    "The library itself carries out credentials (CS02), joining (CS03, CS04, CS07) and the check "
    "of "
    "tokens. Behind it is a small application (examples/meter): a load switch, a prepayment "
    "account, "
    "prices and a few registers; all else is answered with an error.\n"
    "\n"
    "Exit status: 0 all is well; 1 a message or token was refused; 2 a file, key, folder or option "
    "is "
    "bad.\n"
    "\n"
    "Example:\n"
    "  gbcs meter init --state /tmp/meter --keys examples/keystore \\\n"
    "    --device 00005EEF100000E0 --supplier 00005EEF10000002\n"
    "  gbcs meter run --state /tmp/meter examples/messages/ECS42/ECS42_COMMAND.HEX";

int command_meter(int argc, char **argv)
{
    static char init_name[] = "gbcs meter init";
    static char run_name[] = "gbcs meter run";
    static char enter_name[] = "gbcs meter enter";
    static char show_name[] = "gbcs meter show";
    static char log_name[] = "gbcs meter log";
    static const subcommand TABLE[] = {{"init", init_name, command_meter_init},
                                       {"run", run_name, command_meter_run},
                                       {"enter", enter_name, command_meter_enter},
                                       {"show", show_name, command_meter_show},
                                       {"log", log_name, command_meter_log}};
    static const struct argp ARGUMENTS = {.args_doc = "SUBCOMMAND [ARGUMENT...]",
                                          .doc = DOCUMENTATION};

    return subcommand_run(&ARGUMENTS, TABLE, TOOL_COUNT(TABLE), argc, argv);
}
