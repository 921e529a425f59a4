/*
 * Checks the POSIX port in a folder. For a port of your own, exchange the functions that begin with
 * board_; on a board, exchange printf too.
 *
 * Usage: check_posix FOLDER (must not exist, or hold nothing of value)
 */
/* nanosleep */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "gbcs_posix.h"
#include "port_conformance.h"

#define RECORD_SIZE 2048U
#define RECORD_COUNT 12U

/** The board that is checked. */
typedef struct board {
    const char *folder;
    gbcs_posix posix;
    gbcs_port port;
} board;

static gbcs_status board_start(board *b)
{
    return gbcs_posix_open(&b->posix, &b->port, b->folder, RECORD_SIZE, RECORD_COUNT);
}

static gbcs_status board_restart(void *context)
{
    board *b = context;

    gbcs_posix_close(&b->posix);
    return board_start(b);
}

static void board_pause(void *context, uint32_t seconds)
{
    const struct timespec time = {(time_t)seconds, 0};

    (void)context;
    (void)nanosleep(&time, NULL);
}

static void report(void *context, const char *check, port_verdict verdict)
{
    static const char *const WORDS[] = {"passed", "FAILED", "skipped"};

    (void)context;
    (void)printf("%-8s %s\n", WORDS[verdict], check);
}

int main(int count, char **arguments)
{
    static uint8_t buffer[2U * (RECORD_SIZE + 64U)];
    static board b;
    const port_hooks hooks = {&b, report, board_restart, board_pause, buffer, sizeof buffer, 100U};
    port_result result;

    if (count != 2) {
        (void)fprintf(stderr, "usage: %s FOLDER\n", arguments[0]);
        return EXIT_FAILURE;
    }
    b.folder = arguments[1];
    if (board_start(&b) != GBCS_OK) {
        (void)fprintf(stderr, "%s cannot be opened\n", b.folder);
        return EXIT_FAILURE;
    }
    result = port_conformance(&b.port, &hooks);
    gbcs_posix_close(&b.posix);
    (void)printf("%u passed, %u failed, %u skipped\n", result.passed, result.failed,
                 result.skipped);
    return (result.failed == 0U) ? EXIT_SUCCESS : EXIT_FAILURE;
}
