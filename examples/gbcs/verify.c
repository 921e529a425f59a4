/**
 * @file
 * gbcs verify: MACs and signatures, a line a message.
 */
#include <stdlib.h>

#include "check.h"
#include "options.h"

/** What was counted. */
typedef struct tally {
    size_t messages;
    size_t parsed;
    size_t mac[CHECK_VERDICTS];
    size_t signature[CHECK_VERDICTS];
    /** Files that could not be read as octets. */
    size_t bad_files;
} tally;

static const struct argp_option OPTIONS[] = {OPTION_KEYS, {0}};

static const char DOCUMENTATION[] =
    "Check the MAC and the signature of messages."
    "\v"
    "Prints a line a message, its columns separated by tabs: path; COMMAND, RESPONSE, ALERT or "
    "PRECOMMAND; Message Code; mac=VERDICT; signature=VERDICT; and why, where a verdict is not "
    "good. "
    "A VERDICT is valid, invalid, none (the message has no such part) or unchecked (a key is "
    "missing). Columns of a file that is no message hold a hyphen. The last line counts.\n"
    "\n"
    "The folder of keys holds <entity identifier>-ka.pem and -ds.pem (certificates), -ka.key and "
    "-ds.key (private keys, PKCS#8 in PEM), the Entity Identifier being 16 hexadecimal digits. A "
    "MAC "
    "needs the key agreement keys of both parties, one of them private.\n"
    "\n"
    "Exit status: 0 if all messages parse and none is invalid; 1 if not; 2 if a file, key, folder "
    "or "
    "option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs verify --keys examples/keystore examples/messages";

static const struct argp ARGUMENTS = {
    .options = OPTIONS, .args_doc = "--keys DIR PATH...", .doc = DOCUMENTATION};

/** Prints the start of a line: the path, without what would break the columns. */
static void print_path(const char *path)
{
    char *text = tool_copy(path);

    tool_printable(text);
    (void)printf("%s\t", text);
    free(text);
}

static void print_broken(const char *path, const char *reason)
{
    print_path(path);
    (void)printf("-\t-\tmac=unchecked\tsignature=unchecked\t%s\n", reason);
}

/** Says what is wrong with octets that are not a message. */
static void not_a_message(gbcs_bytes octets, gbcs_status status, char reason[CHECK_REASON_SIZE])
{
    gbcs_gbt_block block;

    if (!gbcs_gbt_is_block(octets)) {
        (void)snprintf(reason, CHECK_REASON_SIZE, "not parsed: %s", gbcs_status_text(status));
    } else if (gbcs_gbt_parse(octets, &block) == GBCS_OK) {
        (void)snprintf(reason, CHECK_REASON_SIZE,
                       "not parsed: block %u of a General Block Transfer of message %04X, not a "
                       "message of its own",
                       block.number, block.message_code);
    } else {
        (void)snprintf(reason, CHECK_REASON_SIZE,
                       "not parsed: a broken block of a General Block Transfer");
    }
}

static void verify_octets(keystore *store, const char *path, gbcs_bytes octets, tally *counts)
{
    gbcs_frame frame;
    check_result result = {CHECK_UNCHECKED, CHECK_UNCHECKED, ""};
    const gbcs_status status = gbcs_frame_parse(octets, &frame);

    if (status == GBCS_OK) {
        check_message(store, &frame, &result);
        counts->parsed++;
        print_path(path);
        (void)printf("%s\t%04X\tmac=%s\tsignature=%s%s%s\n", check_kind(&frame),
                     frame.header.message_code, check_verdict_name(result.mac),
                     check_verdict_name(result.signature), (result.reason[0] != '\0') ? "\t" : "",
                     result.reason);
    } else {
        not_a_message(octets, status, result.reason);
        print_broken(path, result.reason);
    }
    counts->mac[result.mac]++;
    counts->signature[result.signature]++;
}

static void verify_file(keystore *store, const char *path, tally *counts)
{
    gbcs_bytes octets;
    const char *reason = NULL;

    counts->messages++;
    if (input_read(path, &octets, &reason)) {
        verify_octets(store, path, octets, counts);
    } else {
        char text[CHECK_REASON_SIZE];
        tool_error("%s: %s", path, reason);
        (void)snprintf(text, sizeof text, "not parsed: %s", reason);
        print_broken(path, text);
        counts->bad_files++;
        counts->mac[CHECK_UNCHECKED]++;
        counts->signature[CHECK_UNCHECKED]++;
    }
    input_release(&octets);
}

static void print_counts(const tally *counts)
{
    (void)printf("%zu messages: %zu parsed; mac %zu valid %zu invalid %zu none %zu unchecked; "
                 "signature %zu valid %zu invalid %zu none %zu unchecked\n",
                 counts->messages, counts->parsed, counts->mac[CHECK_VALID],
                 counts->mac[CHECK_INVALID], counts->mac[CHECK_NONE], counts->mac[CHECK_UNCHECKED],
                 counts->signature[CHECK_VALID], counts->signature[CHECK_INVALID],
                 counts->signature[CHECK_NONE], counts->signature[CHECK_UNCHECKED]);
}

static int exit_status(const tally *counts, bool paths_valid)
{
    int status = TOOL_OK;

    if (!paths_valid || (counts->bad_files > 0U)) {
        status = TOOL_ERROR;
    } else if ((counts->parsed < counts->messages) || (counts->mac[CHECK_INVALID] > 0U) ||
               (counts->signature[CHECK_INVALID] > 0U)) {
        status = TOOL_FAILED;
    }
    return status;
}

static int verify_all(const tool_options *options)
{
    keystore store;
    input_list list = {NULL, 0U, 0U};
    tally counts = {0U};
    int status = TOOL_ERROR;

    if (keystore_open(&store, options->keys)) {
        const bool paths_valid = options_inputs(options, &list);
        for (size_t i = 0U; (i < list.count) && tool_output_works(); i++) {
            tool_progress_hide();
            verify_file(&store, list.paths[i], &counts);
            tool_progress(i + 1U, list.count);
        }
        if (list.count > 0U) {
            print_counts(&counts);
        }
        status = exit_status(&counts, paths_valid);
    }
    input_free(&list);
    keystore_close(&store);
    return status;
}

int command_verify(int argc, char **argv)
{
    tool_options options;
    int status = TOOL_ERROR;

    if (options_parse(&ARGUMENTS, argc, argv, &options) && options_need_keys(&options)) {
        status = verify_all(&options);
    }
    options_free(&options);
    return status;
}
