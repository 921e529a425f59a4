/**
 * @file
 * gbcs meter enter: types prepayment tokens in on a simulated meter.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "meter_json.h"
#include "meter_simulator.h"
#include "options.h"

/** Keys of options in argp that have no short form. */
#define KEY_PPMID 0x100
#define KEY_WAIT 0x101

/** Most seconds that may be waited: a year. */
#define WAIT_MAX 31536000UL

/** What the command line says, and what came of it. */
typedef struct enter_request {
    const char *state;
    tool_options options;
    gbcs_way way;
    uint32_t wait;
    /** The meter. */
    simulator *own;
    /** The worst exit status so far. */
    int result;
} enter_request;

static const struct argp_option OPTIONS[] = {
    {"state", 's', "DIR", 0, "folder of the meter's records", 0},
    {"json", 'j', NULL, 0, "print a JSON document a token, one a line", 0},
    {"ppmid", KEY_PPMID, NULL, 0, "the tokens come from a PPMID, not from the meter's keypad", 0},
    {"wait", KEY_WAIT, "SECONDS", 0, "let so much time pass first", 0},
    {0}};

static const char DOCUMENTATION[] =
    "Type prepayment tokens in on a simulated meter."
    "\v"
    "A TOKEN is 20 digits, as `gbcs utrn make' prints them. Without one, or for `-', tokens are "
    "read "
    "from standard input, one a line. For each comes a line: accepted, or why not; then what the "
    "meter "
    "sends, as in `gbcs meter run'.\n"
    "\n"
    "A credit is limited to 250.00, the balance to 500.00; what is above that can be typed in "
    "again "
    "later. Five tokens within ten minutes that are not for this meter suspend the keypad, or the "
    "PPMID, "
    "for ten minutes. Time without power does not count, which is the time between two runs of "
    "this "
    "tool: so --wait lets some pass, of the clock too.\n"
    "\n"
    "A line of JSON holds kind (\"token\"), utrn, way, accepted, status, text and balance (pence), "
    "or is "
    "one of `gbcs meter run'.\n"
    "\n"
    "Exit status: 0 if all tokens were accepted; 1 if one was not; 2 if the folder or an option is "
    "bad.\n"
    "\n"
    "Examples:\n"
    "  gbcs meter enter --state /tmp/meter 73946144348006662608\n"
    "  gbcs meter enter --state /tmp/meter --wait 600 73946144348006662608";

/* ---- the command line ------------------------------------------------------------------------ */

static error_t read_wait(const char *text, uint32_t *seconds)
{
    char *rest = NULL;
    unsigned long number = 0UL;
    bool good = (text[0] >= '0') && (text[0] <= '9');

    if (good) {
        errno = 0;
        number = strtoul(text, &rest, 10);
        good = (*rest == '\0') && (errno == 0) && (number <= WAIT_MAX);
    }
    if (!good) {
        tool_error("--wait=%s: not a number of seconds from 0 to %lu", text, WAIT_MAX);
    }
    *seconds = (uint32_t)number;
    return good ? 0 : EINVAL;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    enter_request *request = state->input;
    error_t result = 0;

    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL; /* one line of getopt is enough */
    } else if (key == 's') {
        request->state = argument;
    } else if (key == 'j') {
        request->options.json = true;
    } else if (key == KEY_PPMID) {
        request->way = GBCS_WAY_PPMID;
    } else if (key == KEY_WAIT) {
        result = read_wait(argument, &request->wait);
    } else if (key == ARGP_KEY_ARG) {
        options_add_path(&request->options, argument);
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const struct argp ARGUMENTS = {.options = OPTIONS,
                                      .parser = parse_option,
                                      .args_doc = "--state DIR [TOKEN...]",
                                      .doc = DOCUMENTATION};

/* ---- tokens ---------------------------------------------------------------------------------- */

static void worsen(enter_request *request, int result)
{
    request->result = (result > request->result) ? result : request->result;
}

/** What is to be told to the consumer. */
static void say_why(const enter_request *request, gbcs_status status, char text[TOOL_TEXT_SIZE])
{
    static const struct {
        gbcs_status status;
        const char *text;
    } REASONS[] = {
        {GBCS_ERR_TRUNCATED, "mistyped: a token has 20 digits"},
        {GBCS_ERR_TRAILING, "mistyped: a token has 20 digits"},
        {GBCS_ERR_TAG, "mistyped: a token has only digits"},
        {GBCS_ERR_CHECK_DIGIT, "mistyped: the check digit does not fit"},
        {GBCS_ERR_VALUE, "mistyped: no token has these digits"},
        {GBCS_ERR_MAC, "not a token for this meter"},
        {GBCS_ERR_REPLAY, "it was used before"},
        {GBCS_ERR_CREDIT, "above a limit of the meter: it can be used later"},
        {GBCS_ERR_ABSENT, "the meter has no key of a supplier for tokens"},
    };
    const char *reason = gbcs_status_text(status);
    uint32_t remaining = 0U;
    uint32_t uptime = 0U;

    for (size_t i = 0U; i < TOOL_COUNT(REASONS); i++) {
        if (REASONS[i].status == status) {
            reason = REASONS[i].text;
        }
    }
    (void)snprintf(text, TOOL_TEXT_SIZE, "%s", reason);
    if ((status == GBCS_ERR_SUSPENDED) &&
        (request->own->port.uptime(request->own->port.context, &uptime) == GBCS_OK)) {
        (void)gbcs_limit_check(&request->own->meter.limit, request->way, uptime, &remaining);
        (void)snprintf(text, TOOL_TEXT_SIZE, "too many wrong tokens: wait %lu s",
                       (unsigned long)remaining);
    }
}

static void print_outcome(const enter_request *request, const char *token, gbcs_status status,
                          int32_t before)
{
    const int32_t balance = request->own->app.account.balance;
    char text[TOOL_TEXT_SIZE] = "";
    char change[TOOL_TEXT_SIZE];
    char now[TOOL_TEXT_SIZE];

    if (status == GBCS_OK) {
        (void)snprintf(text, sizeof text, "%.32s added, balance %.32s",
                       meter_money(balance - before, change), meter_money(balance, now));
    } else {
        say_why(request, status, text);
    }
    if (request->options.json) {
        json_t *line = json_line("token");
        json_add_text(line, "utrn", token);
        (void)json_object_set_new(
            line, "way", json_string((request->way == GBCS_WAY_PPMID) ? "ppmid" : "keypad"));
        (void)json_object_set_new(line, "accepted", json_boolean(status == GBCS_OK));
        (void)json_object_set_new(line, "status", json_string(gbcs_status_name(status)));
        (void)json_object_set_new(line, "text", json_string(text));
        json_add_number(line, "balance", balance);
        json_print(line);
    } else {
        char *shown = tool_copy(token);
        tool_printable(shown);
        (void)printf("%-20s  %s: %s\n", shown, (status == GBCS_OK) ? "accepted" : "refused", text);
        free(shown);
    }
}

/** Shows what the meter has sent; that the balance has changed is said beside the token. */
static void print_sent(enter_request *request)
{
    simulator *own = request->own;
    size_t kept = 0U;

    for (size_t i = 0U; i < own->event_count; i++) {
        if (own->events[i].kind != SIMULATOR_CREDIT) {
            own->events[kept] = own->events[i];
            kept++;
        }
    }
    own->event_count = kept;
    meter_print_events(request->options.json, own);
    simulator_forget_events(own);
    (void)fflush(stdout);
}

static void type_in(enter_request *request, const char *token)
{
    const int32_t before = request->own->app.account.balance;
    const gbcs_status status = gbcs_meter_top_up(
        &request->own->meter, request->way, gbcs_bytes_of((const uint8_t *)token, strlen(token)));

    print_outcome(request, token, status, before);
    print_sent(request);
    if (gbcs_status_class_of(status) == GBCS_CLASS_STORAGE) {
        worsen(request, TOOL_ERROR);
    } else if (status != GBCS_OK) {
        worsen(request, TOOL_FAILED);
    } else {
        /* accepted */
    }
}

static void type_lines(enter_request *request)
{
    char *line = NULL;
    size_t room = 0U;

    while (tool_output_works() && (getline(&line, &room, stdin) >= 0)) {
        line[strcspn(line, "\r\n")] = '\0';
        if (line[0] != '\0') {
            type_in(request, line);
        }
    }
    if (ferror(stdin) != 0) {
        tool_error("standard input: %s", strerror(errno));
        worsen(request, TOOL_ERROR);
    }
    free(line);
}

/** Does what is due. */
static void settle(enter_request *request)
{
    uint32_t next = 0U;
    bool busy = false;
    gbcs_status status = GBCS_OK;

    while ((status == GBCS_OK) && (next == 0U)) {
        status = simulator_tick(request->own, &busy, &next);
        meter_print_events(request->options.json, request->own);
        simulator_forget_events(request->own);
    }
    if (status != GBCS_OK) {
        tool_error("%s: %s (%s)", request->state, gbcs_status_text(status),
                   gbcs_status_name(status));
        worsen(request, TOOL_ERROR);
    }
}

static void enter(enter_request *request)
{
    const tool_options *options = &request->options;

    settle(request);
    if (request->wait > 0U) {
        simulator_pass(request->own, request->wait);
        settle(request);
    }
    for (size_t i = 0U; (i < options->path_count) && tool_output_works(); i++) {
        if (strcmp(options->paths[i], "-") == 0) {
            type_lines(request);
        } else {
            type_in(request, options->paths[i]);
        }
    }
    if (options->path_count == 0U) {
        type_lines(request);
    }
}

int command_meter_enter(int argc, char **argv)
{
    enter_request request = {.way = GBCS_WAY_KEYPAD};

    if (argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, &request) == 0) {
        request.own = simulator_open(request.state, false);
    }
    if (request.own != NULL) {
        enter(&request);
    } else {
        request.result = TOOL_ERROR;
    }
    simulator_close(request.own);
    options_free(&request.options);
    return request.result;
}
