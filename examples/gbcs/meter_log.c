/**
 * @file
 * gbcs meter log: the Security Log of a simulated meter.
 */
#include "meter_simulator.h"
#include "options.h"

/** What the command line says. */
typedef struct log_request {
    const char *state;
    bool json;
    bool mark_read;
} log_request;

static const struct argp_option OPTIONS[] = {
    {"state", 's', "DIR", 0, "folder of the meter's records", 0},
    {"json", 'j', NULL, 0, "print a JSON document an entry, one a line", 0},
    {"mark-read", 'r', NULL, 0, "note that the entries were read", 0},
    {0}};

static const char DOCUMENTATION[] =
    "Show the Security Log of a simulated meter."
    "\v"
    "An entry shows its number, the time, the event, and what it is about: Message Code, party, "
    "Originator Counter. Refusals of one kind within ten minutes share two entries: the first, and "
    "one for all others when the time is over.\n"
    "\n"
    "While a quarter of the log is refusals that nobody has read, no more of them are logged: "
    "--mark-read says that all were read now.\n"
    "\n"
    "A line of JSON holds kind (\"entry\"), number, time (null if the clock was not known), "
    "clock_status, event, event_name, message_code, party, detail and count.\n"
    "\n"
    "Exit status: 0; 1 if entries are damaged; 2 if the folder or an option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs meter log --state /tmp/meter";

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    log_request *request = state->input;
    error_t result = 0;

    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL; /* one line of getopt is enough */
    } else if (key == 's') {
        request->state = argument;
    } else if (key == 'j') {
        request->json = true;
    } else if (key == 'r') {
        request->mark_read = true;
    } else if (key == ARGP_KEY_ARG) {
        tool_error("%s: no argument is wanted here", argument);
        result = EINVAL;
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const struct argp ARGUMENTS = {
    .options = OPTIONS, .parser = parse_option, .args_doc = "--state DIR", .doc = DOCUMENTATION};

static int show_log(const log_request *request, simulator *own)
{
    gbcs_log *log = &own->meter.log;
    int result = TOOL_OK;

    for (uint32_t number = log->first; number != log->next; number++) {
        gbcs_log_entry entry;
        const gbcs_status status = gbcs_log_get(log, number, &entry);
        if (status == GBCS_OK) {
            meter_print_entry(request->json, &entry);
        } else {
            meter_print_lost_entry(request->json, number, status);
            result = TOOL_FAILED;
        }
    }
    if ((log->first == log->next) && !request->json) {
        (void)puts("no entries");
    }
    if (request->mark_read) {
        const gbcs_status status = gbcs_log_mark_read(log, log->next);
        if (status != GBCS_OK) {
            tool_error("%s: %s", request->state, gbcs_status_text(status));
            result = TOOL_ERROR;
        }
    }
    return result;
}

int command_meter_log(int argc, char **argv)
{
    log_request request = {.state = NULL};
    simulator *own = NULL;
    int result = TOOL_ERROR;

    if (argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, &request) == 0) {
        own = simulator_open(request.state, false);
    }
    if (own != NULL) {
        result = show_log(&request, own);
    }
    simulator_close(own);
    return result;
}
