/**
 * @file
 * What was checked, how often, and with what result.
 */
#ifndef GBCS_TEST_CONFORMANCE_RESULTS_H
#define GBCS_TEST_CONFORMANCE_RESULTS_H

#include <stdbool.h>
#include <stddef.h>

/** What is checked, in the order of the summary. */
typedef enum check {
    CHECK_PARSE,       /**< the message is one */
    CHECK_FRAME,       /**< the frame written again from its fields */
    CHECK_PAYLOAD,     /**< the payload written again from its items */
    CHECK_CERTIFICATE, /**< a certificate in it read, and cut off at each length refused */
    CHECK_MAC,         /**< the MAC verified */
    CHECK_SIGNATURE,   /**< the signature verified */
    CHECK_ENCRYPTED,   /**< an encrypted block opened, and closed again */
    CHECK_REBUILD,     /**< the MACed message made anew from its fields and plain payload */
    CHECK_BLOCK,       /**< a block read and written again; all of a message put together */
    CHECK_PRECOMMAND,  /**< the pre-command is a part of its command */
    CHECK_CHANGE,      /**< the message with one bit changed, refused */
    CHECK_TRUNCATION,  /**< the message and its payload cut off at each length, refused */
    CHECK_ALERT,       /**< the payload of an alert made anew from code, time and content */
    CHECK_HEADER,      /**< the header of a response made from its command's */
    CHECK_SENSITIVE,   /**< sensitive parts of a payload encrypted again, and never left plain */
    CHECK_PIECES,      /**< the response or alert made anew in pieces */
    CHECK_COMMAND,     /**< a device takes the command, or refuses it as it must */
    CHECK_ANSWER,      /**< the response that a device sends to it is the one of the set */
    CHECK_FORGED,      /**< forged copies of it refused, and then itself taken */
    CHECK_REPEATED,    /**< it comes to the device once more, and is refused if it must be */
    CHECK_EFFECT,      /**< what a command leaves behind is what its response says */
    CHECK_DATED,  /**< what was put off is done at its date, and the alerts are those of the set */
    CHECK_RAISED, /**< an alert that a device raises is the one of the set */
    CHECK_TOKEN,  /**< the MAC of a top-up token computed */
    CHECK_MANIFEST, /**< what another program found in the message */
    CHECK_EXPECTED, /**< the numbers that the caller expects */
    CHECKS          /**< how many there are */
} check;

/** Results of one check. */
typedef struct tally {
    size_t passed;  /**< as it should be */
    size_t failed;  /**< not as it should be */
    size_t skipped; /**< can't be checked with what is at hand */
    size_t tried;   /**< single trials that the above are made of, where it matters; else 0 */
} tally;

/** Results of all checks. */
typedef struct results {
    tally tallies[CHECKS];
} results;

/** Counts a success. */
void results_pass(results *to, check what);

/** Counts a failure and prints it. */
void results_fail(results *to, check what, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** Counts something that can't be checked, and prints it. */
void results_skip(results *to, check what, const char *path, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/** Counts single trials. */
void results_tried(results *to, check what, size_t count);

/**
 * Compares the tallies with what the caller expects.
 *
 * @param to       receives the comparison as checks of its own
 * @param expected "mac=554/2,signature=326": names of checks, each with the number passed and, after a
 *                 slash, skipped
 * @return false if it is not written so
 */
bool results_expect(results *to, const char *expected);

/**
 * Prints one line a check and the sum.
 *
 * @return true if nothing failed and something ran
 */
bool results_close(const results *from);

#endif
