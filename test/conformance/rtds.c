/**
 * @file
 * Runs the library over a folder of GBCS reference messages with their test keys: reads them, writes
 * them again, verifies, opens, makes anew, and sees that what is not as it was is refused.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "input.h"
#include "issuers.h"
#include "tool.h"

static const char USAGE[] =
    "usage: rtds --keys FOLDER [--manifest FILE] [--issuers FILE] [--expect NUMBERS]\n"
    "            [--changes PLAN] MESSAGES...\n"
    "  --keys FOLDER    certificates (*.pem) and private keys (*.key), named by Entity Identifier\n"
    "  --manifest FILE  what another program found in the messages, one JSON object a line\n"
    "  --issuers FILE   key of the root: its certificate, or a list of authorities in JSON\n"
    "  --expect NUMBERS such as mac=554/2,signature=326: passed and skipped of some checks\n"
    "  --changes PLAN   changed bits: none, few (each 16th octet), sample (each octet of one "
    "message\n"
    "                   of each folder and kind; the default), all (each octet of all messages)\n";

/** What the command line says. */
typedef struct settings {
    const char *keys;
    const char *manifest;
    const char *issuers;
    const char *expect;
} settings;

static bool plan_of(const char *name, change_plan *plan)
{
    static const struct {
        const char *name;
        change_plan plan;
    } plans[] = {
        {"none", {false, 0U}}, {"few", {false, 16U}}, {"sample", {false, 1U}}, {"all", {true, 1U}}};
    bool found = false;
    for (size_t i = 0U; i < sizeof plans / sizeof plans[0]; i++) {
        if (strcmp(plans[i].name, name) == 0) {
            *plan = plans[i].plan;
            found = true;
        }
    }
    return found;
}

static bool read_options(int argc, char **argv, settings *to, change_plan *plan)
{
    static const struct option options[] = {
        {"keys", required_argument, NULL, 'k'},    {"manifest", required_argument, NULL, 'm'},
        {"issuers", required_argument, NULL, 'i'}, {"expect", required_argument, NULL, 'e'},
        {"changes", required_argument, NULL, 'c'}, {NULL, 0, NULL, 0}};
    bool valid = true;
    int option = getopt_long(argc, argv, "", options, NULL);

    *to = (settings){NULL, NULL, NULL, NULL};
    *plan = (change_plan){false, 1U};
    while (option != -1) {
        if (option == 'k') {
            to->keys = optarg;
        } else if (option == 'm') {
            to->manifest = optarg;
        } else if (option == 'i') {
            to->issuers = optarg;
        } else if (option == 'e') {
            to->expect = optarg;
        } else if (option == 'c') {
            valid = plan_of(optarg, plan) && valid;
        } else {
            valid = false;
        }
        option = getopt_long(argc, argv, "", options, NULL);
    }
    return valid && (to->keys != NULL) && (optind < argc);
}

/** Reads all messages; false if a path or a file can't be read. */
static bool read_messages(char **paths, message_set *set)
{
    input_list list = {NULL, 0U, 0U};
    bool valid = true;

    for (size_t i = 0U; paths[i] != NULL; i++) {
        valid = input_add(&list, paths[i]) && valid;
    }
    set->messages = heap(list.count * sizeof *set->messages);
    set->count = 0U;
    for (size_t i = 0U; valid && (i < list.count); i++) {
        message *of = &set->messages[set->count];
        gbcs_bytes octets;
        const char *reason;
        valid = input_read(list.paths[i], &octets, &reason);
        if (valid) {
            *of = (message){.path = list.paths[i], .octets = heap_copy(octets)};
            list.paths[i] = NULL;
            set->count++;
            input_release(&octets);
        } else {
            tool_error("%s: %s", list.paths[i], reason);
        }
    }
    input_free(&list);
    return valid;
}

static void free_messages(message_set *set)
{
    for (size_t i = 0U; i < set->count; i++) {
        message *of = &set->messages[i];
        for (size_t j = 0U; j < of->block_count; j++) {
            heap_free(of->blocks[j]);
        }
        heap_free(of->octets);
        free(of->path);
    }
    free(set->messages);
}

/** All checks; false if an option can't be followed. */
static bool run_checks(bench *on, const message_set *set, const settings *as)
{
    bool valid = true;

    on->has_root = issuers_root(as->issuers, &on->root);
    for (size_t i = 0U; i < set->count; i++) {
        check_structure(on, &set->messages[i]);
        check_certificates(on, &set->messages[i]);
        check_protection(on, &set->messages[i]);
        check_making(on, &set->messages[i]);
        check_truncation(on, &set->messages[i]);
        check_token_of(on, &set->messages[i]);
    }
    check_blocks(on, set);
    check_precommands(on, set);
    check_responses(on, set);
    check_device(on, set);
    check_changes(on, set);
    check_tokens(on);
    if (as->manifest != NULL) {
        valid = check_manifest(on, set, as->manifest);
    }
    if ((as->expect != NULL) && !results_expect(&on->results, as->expect)) {
        tool_error("--expect is not understood: %s", as->expect);
        valid = false;
    }
    return valid;
}

int main(int argc, char **argv)
{
    static bench on;
    settings as;
    message_set set = {NULL, 0U};
    int result = EXIT_FAILURE;

    if (!read_options(argc, argv, &as, &on.plan)) {
        (void)fputs(USAGE, stderr);
    } else {
        tool_set_name("rtds");
        gbcs_crypto_default(&on.crypto);
        if (keystore_open(&on.keys, as.keys) && read_messages(&argv[optind], &set)) {
            bool valid = run_checks(&on, &set, &as);
            if (results_close(&on.results) && valid) {
                result = EXIT_SUCCESS;
            }
        }
        free_messages(&set);
        keystore_close(&on.keys);
    }
    return result;
}
