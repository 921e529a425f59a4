/**
 * @file
 * gbcs cert: picks the subcommand.
 */
#include "cert.h"
#include "subcommand.h"

static const char DOCUMENTATION[] =
    "Show, check and make certificates and certification requests (GBCS 12 and 13)."
    "\v"
    "Subcommands:\n"
    "  show     show what certificates and certification requests say, and which rule they break\n"
    "  verify   check certificates against a root\n"
    "  request  make a certification request, as a device does\n"
    "  issue    make the certificate of a device or an organisation\n"
    "\n"
    "`gbcs cert SUBCOMMAND --help' tells more about each.\n"
    "\n"
    "Files are PEM, DER, or DER in hexadecimal digits; `-' is standard input.\n"
    "\n"
    "Exit status: 0 all is well; 1 a certificate or request is not as it should be; 2 a file, key "
    "or option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs cert show examples/keystore/00005eef10000002-ds.pem\n"
    "  gbcs cert verify --root examples/keystore/root.pem \\\n"
    "    --with examples/keystore/organisation-issuer.pem \\\n"
    "    examples/keystore/00005eef10000002-ds.pem";

int command_cert(int argc, char **argv)
{
    static char show_name[] = "gbcs cert show";
    static char verify_name[] = "gbcs cert verify";
    static char request_name[] = "gbcs cert request";
    static char issue_name[] = "gbcs cert issue";
    static const subcommand TABLE[] = {{"show", show_name, command_cert_show},
                                       {"verify", verify_name, command_cert_verify},
                                       {"request", request_name, command_cert_request},
                                       {"issue", issue_name, command_cert_issue}};
    static const struct argp ARGUMENTS = {.args_doc = "SUBCOMMAND [ARGUMENT...]",
                                          .doc = DOCUMENTATION};

    return subcommand_run(&ARGUMENTS, TABLE, TOOL_COUNT(TABLE), argc, argv);
}
