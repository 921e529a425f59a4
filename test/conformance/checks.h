/**
 * @file
 * The checks, by subject.
 */
#ifndef GBCS_TEST_CONFORMANCE_CHECKS_H
#define GBCS_TEST_CONFORMANCE_CHECKS_H

#include "keys.h"
#include "message.h"
#include "results.h"

/** Which messages are changed, and how many of their octets. */
typedef struct change_plan {
    /** Every message, not just the first one of each folder and kind. */
    bool all;
    /** Each octet of how many has a bit changed; 0 for none. */
    size_t step;
} change_plan;

/** What all checks need. */
typedef struct bench {
    gbcs_crypto crypto;
    keystore keys;
    results results;
    change_plan plan;
    /** The key of the root, if it is at hand. */
    gbcs_public_key root;
    bool has_root;
} bench;

/** Parses the message, writes frame and payload again; or a block. */
void check_structure(bench *on, message *of);

/** Reads the certificates in the payload and in other-information. */
void check_certificates(bench *on, message *of);

/** Verifies MAC and signature. */
void check_protection(bench *on, message *of);

/** Opens encrypted blocks and closes them again, makes MACed messages anew. */
void check_making(bench *on, message *of);

/** Parses a block, writes it again. */
void check_block(bench *on, message *of);

/** Blocks put together are a whole message: the one beside them, if it is there. */
void check_blocks(bench *on, const message_set *set);

/** A pre-command is what its command has between MAC header and signature part. */
void check_precommands(bench *on, const message_set *set);

/** What a device sends: alerts, responses to their commands, and both in pieces. */
void check_responses(bench *on, const message_set *set);

/** Commands to devices, and alerts from them, through a whole device. */
void check_device(bench *on, const message_set *set);

/** A message with one bit changed is refused. */
void check_changes(bench *on, const message_set *set);

/** A message or payload that is cut off is refused, and nothing beyond its end is read. */
void check_truncation(bench *on, const message *of);

/** Known top-up tokens. */
void check_tokens(bench *on);

/** The top-up token in a CS01a command. */
void check_token_of(bench *on, const message *of);

/** Compares with what another program found, one JSON object a line; false if it can't be read. */
bool check_manifest(bench *on, const message_set *set, const char *path);

#endif
