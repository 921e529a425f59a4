/**
 * @file
 * gbcs meter run: hands messages to a simulated meter, from files, standard input or UDP.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "meter_simulator.h"
#include "options.h"

/** Keys of options in argp that have no short form. */
#define KEY_TIME 0x100

/** Octets of the longest datagram. */
#define DATAGRAM_SIZE 65536U
/** How long the application may take for an action, and how often it is asked, in milliseconds. */
#define ACTION_LIMIT 10000L
#define ACTION_STEP 50L

/** What the command line says, and what came of it. */
typedef struct run_request {
    const char *state;
    const char *time;
    tool_options options;
    bool listen;
    uint16_t port;
    /** The meter. */
    simulator *own;
    /** The worst exit status so far. */
    int result;
    /** The socket, and who sent the last datagram. */
    int socket;
    struct sockaddr_in peer;
    bool has_peer;
} run_request;

static const struct argp_option OPTIONS[] = {
    {"state", 's', "DIR", 0, "folder of the meter's records", 0},
    OPTION_JSON,
    {"listen", 'l', "PORT", 0,
     "take a message a datagram at UDP port PORT of 127.0.0.1, and answer to its sender; 0 for any "
     "free port",
     0},
    {"time", KEY_TIME, "UTC", 0,
     "set the meter's clock first: \"now\", or as in 2026-02-03T10:15:00Z", 0},
    {0}};

static const char DOCUMENTATION[] =
    "Hand messages to a simulated meter, and show what it makes of them and what it sends."
    "\v"
    "A MESSAGE is a file or folder, as for `gbcs decode'. Without one, or for `-', messages are "
    "read from standard input, one a line, in hexadecimal digits; empty lines and lines that begin "
    "with # are passed over. Messages and blocks of messages are taken.\n"
    "\n"
    "For each message comes its title, the verdict, and what the meter sends: a title, what it "
    "says, and its octets on a line of their own, for `gbcs decode -' and `gbcs verify -'. What an "
    "action sends later is waited for. The records stay in the folder: the next run goes on "
    "where this one ended.\n"
    "\n"
    "The clock goes on with the system's once it was set; before, the meter does not know the "
    "time. What is due by then is done first.\n"
    "\n"
    "What the meter changes is shown before the message that tells of it: \"cell\", a Trust Anchor "
    "Cell that holds another key; \"credit\", a change of the balance; \"due\", prices whose date "
    "has come.\n"
    "\n"
    "A line of JSON holds kind and what belongs to it: \"verdict\" source, taken, status, text; "
    "\"response\", \"alert\" and \"block\" octets, and an alert event and event_name; all four "
    "message_code, use_case, counter, originator, recipient. \"cell\" role, key_usage, cell_usage, "
    "former, entity, key_identifier; \"credit\" change, balance (pence); \"prices\" message_code, "
    "counter, done; \"notice\" notice, text; \"error\" source, error; \"listening\" address, "
    "port.\n"
    "\n"
    "Exit status: 0 if all messages were taken; 1 if one was refused; 2 if a line, file, folder or "
    "option is bad.\n"
    "\n"
    "Examples:\n"
    "  gbcs meter run --state /tmp/meter examples/messages/ECS42/ECS42_COMMAND.HEX\n"
    "  gbcs meter run --state /tmp/meter --json < lines.txt\n"
    "  gbcs meter run --state /tmp/meter --listen 4059";

/** Set by a signal: the meter is to be switched off. */
static volatile sig_atomic_t ended = 0;

static void end(int number)
{
    (void)number;
    ended = 1;
}

/* ---- the command line ------------------------------------------------------------------------ */

static error_t read_port(const char *text, uint16_t *port)
{
    char *rest = NULL;
    unsigned long number = 0UL;
    bool good = (text[0] >= '0') && (text[0] <= '9');

    if (good) {
        errno = 0;
        number = strtoul(text, &rest, 10);
        good = (*rest == '\0') && (errno == 0) && (number <= UINT16_MAX);
    }
    if (!good) {
        tool_error("--listen=%s: not a port from 0 to 65535", text);
    }
    *port = (uint16_t)number;
    return good ? 0 : EINVAL;
}

static error_t parse_option(int key, char *argument, struct argp_state *state)
{
    run_request *request = state->input;
    error_t result = 0;

    if (key == ARGP_KEY_INIT) {
        state->err_stream = NULL; /* one line of getopt is enough */
    } else if (key == 's') {
        request->state = argument;
    } else if (key == 'j') {
        request->options.json = true;
    } else if (key == 'l') {
        request->listen = true;
        result = read_port(argument, &request->port);
    } else if (key == KEY_TIME) {
        request->time = argument;
    } else if (key == ARGP_KEY_ARG) {
        options_add_path(&request->options, argument);
    } else {
        result = ARGP_ERR_UNKNOWN;
    }
    return result;
}

static const struct argp ARGUMENTS = {.options = OPTIONS,
                                      .parser = parse_option,
                                      .args_doc = "--state DIR [MESSAGE...]",
                                      .doc = DOCUMENTATION};

/* ---- the meter ------------------------------------------------------------------------------- */

static void worsen(run_request *request, int result)
{
    request->result = (result > request->result) ? result : request->result;
}

/** Shows what the meter has sent, and sends it on to who is there. */
static void pass_on(run_request *request)
{
    simulator *own = request->own;

    meter_print_events(request->options.json, own);
    for (size_t i = 0U; request->has_peer && (i < own->event_count); i++) {
        const simulator_event *event = &own->events[i];
        if ((event->octets != NULL) &&
            (sendto(request->socket, event->octets, event->size, 0,
                    (const struct sockaddr *)&request->peer, sizeof request->peer) < 0)) {
            tool_error("UDP: %s", strerror(errno));
        }
    }
    simulator_forget_events(own);
    (void)fflush(stdout);
}

/** Lets time pass for the meter; how many seconds it has to spare. */
static uint32_t tick(run_request *request, bool *busy)
{
    uint32_t next = 0U;
    const gbcs_status status = simulator_tick(request->own, busy, &next);

    if (status != GBCS_OK) {
        tool_error("%s: %s (%s)", request->state, gbcs_status_text(status),
                   gbcs_status_name(status));
        worsen(request, TOOL_ERROR);
    }
    pass_on(request);
    return next;
}

/** Does all that is due, and waits until the application has done what it began. */
static void settle(run_request *request)
{
    const struct timespec step = {0, ACTION_STEP * 1000000L};
    long waited = 0L;
    bool busy = false;
    uint32_t next = tick(request, &busy);

    while (((next == 0U) || (busy && (waited < ACTION_LIMIT))) && (ended == 0)) {
        if (next > 0U) {
            (void)nanosleep(&step, NULL);
            waited += ACTION_STEP;
        }
        next = tick(request, &busy);
    }
}

static void hand_over(run_request *request, const char *source, gbcs_bytes octets)
{
    const gbcs_status status = gbcs_meter_receive(&request->own->meter, octets);

    meter_print_verdict(request->options.json, source, octets, status);
    pass_on(request);
    if (gbcs_status_class_of(status) == GBCS_CLASS_STORAGE) {
        worsen(request, TOOL_ERROR);
    } else if (status != GBCS_OK) {
        worsen(request, TOOL_FAILED);
    } else {
        /* taken */
    }
}

/* ---- messages from files and lines ----------------------------------------------------------- */

static void bad_message(run_request *request, const char *source, const char *reason)
{
    meter_print_error(request->options.json, source, reason);
    worsen(request, TOOL_ERROR);
}

static void run_line(run_request *request, char *line, size_t number)
{
    char source[48];
    const char *reason = NULL;
    const size_t size = strlen(line);
    const size_t blank = strspn(line, " \t\r\n");

    (void)snprintf(source, sizeof source, "line %zu", number);
    if ((line[blank] != '\0') && (line[blank] != '#')) {
        const size_t octets = input_from_digits((uint8_t *)line, size, &reason);
        if (reason == NULL) {
            hand_over(request, source, gbcs_bytes_of((const uint8_t *)line, octets));
            settle(request);
        } else {
            bad_message(request, source, reason);
        }
    }
}

static void run_lines(run_request *request)
{
    char *line = NULL;
    size_t room = 0U;
    size_t number = 0U;

    while ((ended == 0) && tool_output_works() && (getline(&line, &room, stdin) >= 0)) {
        number++;
        run_line(request, line, number);
    }
    if ((ferror(stdin) != 0) && (ended == 0)) {
        tool_error("standard input: %s", strerror(errno));
        worsen(request, TOOL_ERROR);
    }
    free(line);
}

static void run_file(run_request *request, const char *path)
{
    gbcs_bytes octets;
    const char *reason = NULL;

    if (strcmp(path, "-") == 0) {
        run_lines(request);
    } else if (input_read(path, &octets, &reason)) {
        hand_over(request, path, octets);
        input_release(&octets);
        settle(request);
    } else {
        bad_message(request, path, reason);
    }
}

static void run_files(run_request *request)
{
    input_list list = {NULL, 0U, 0U};

    if (!options_inputs(&request->options, &list)) {
        worsen(request, TOOL_ERROR);
    }
    for (size_t i = 0U; (i < list.count) && (ended == 0) && tool_output_works(); i++) {
        run_file(request, list.paths[i]);
    }
    input_free(&list);
}

/* ---- messages from UDP ----------------------------------------------------------------------- */

/** Opens the socket, on the loopback interface only. False after a message. */
static bool open_socket(run_request *request)
{
    struct sockaddr_in address = {.sin_family = AF_INET,
                                  .sin_port = htons(request->port),
                                  .sin_addr = {htonl(INADDR_LOOPBACK)}};
    socklen_t size = sizeof address;
    bool good = false;

    request->socket = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    good = (request->socket >= 0) &&
           (bind(request->socket, (const struct sockaddr *)&address, size) == 0) &&
           (getsockname(request->socket, (struct sockaddr *)&address, &size) == 0);
    if (good) {
        meter_print_port(request->options.json, ntohs(address.sin_port));
        (void)fflush(stdout);
    } else {
        tool_error("UDP port %u: %s", (unsigned int)request->port, strerror(errno));
        worsen(request, TOOL_ERROR);
    }
    return good;
}

static void take_datagram(run_request *request, uint8_t *buffer)
{
    char source[64];
    struct sockaddr_in peer;
    socklen_t size = sizeof peer;
    const ssize_t got =
        recvfrom(request->socket, buffer, DATAGRAM_SIZE, 0, (struct sockaddr *)&peer, &size);

    if (got >= 0) {
        request->peer = peer;
        request->has_peer = true;
        (void)snprintf(source, sizeof source, "port %u", (unsigned int)ntohs(peer.sin_port));
        hand_over(request, source, gbcs_bytes_of(buffer, (size_t)got));
    } else if ((errno != EINTR) && (errno != ECONNREFUSED)) {
        tool_error("UDP: %s", strerror(errno));
        worsen(request, TOOL_ERROR);
        ended = 1;
    } else {
        /* ended, or the one who got the last answer has gone */
    }
}

static void run_socket(run_request *request)
{
    uint8_t *buffer = tool_allocate(DATAGRAM_SIZE);

    if (open_socket(request)) {
        while ((ended == 0) && tool_output_works()) {
            struct pollfd wait = {.fd = request->socket, .events = POLLIN};
            bool busy = false;
            /* a second is soon enough for everything, and for a signal that comes just before */
            const int limit = (tick(request, &busy) == 0U) ? 0 : 1000;
            if (poll(&wait, 1U, busy ? (int)ACTION_STEP : limit) > 0) {
                take_datagram(request, buffer);
            }
        }
    }
    free(buffer);
}

/* ---- all of it ------------------------------------------------------------------------------- */

static void run(run_request *request)
{
    if (request->listen) {
        run_socket(request);
    } else {
        settle(request);
        if (request->options.path_count > 0U) {
            run_files(request);
        } else {
            run_lines(request);
        }
    }
}

/** Ends at an interrupt in an orderly way: a call that waits returns. */
static void catch_signals(void)
{
    struct sigaction action = {.sa_handler = end};

    (void)sigaction(SIGINT, &action, NULL);
    (void)sigaction(SIGTERM, &action, NULL);
}

int command_meter_run(int argc, char **argv)
{
    run_request request = {.socket = -1};

    if (argp_parse(&ARGUMENTS, argc, argv, 0U, NULL, &request) != 0) {
        request.result = TOOL_ERROR;
    } else if (request.listen && (request.options.path_count > 0U)) {
        tool_error("%s: --listen takes no MESSAGE", request.options.paths[0]);
        request.result = TOOL_ERROR;
    } else {
        request.own = simulator_open(request.state, false);
        if ((request.own != NULL) && simulator_set_time(request.own, request.time)) {
            catch_signals();
            run(&request);
        } else {
            request.result = TOOL_ERROR;
        }
    }
    if (request.socket >= 0) {
        (void)close(request.socket);
    }
    simulator_close(request.own);
    options_free(&request.options);
    return request.result;
}
