/**
 * @file
 * A message of the set, and what was found out about it.
 */
#ifndef GBCS_TEST_CONFORMANCE_MESSAGE_H
#define GBCS_TEST_CONFORMANCE_MESSAGE_H

#include "gbcs/gbcs.h"

/** Most encrypted blocks that are looked at in one message. */
#define MESSAGE_BLOCKS 32U

/** What there is to say about a MAC or a signature. */
typedef enum verdict {
    VERDICT_NONE,        /**< there is none */
    VERDICT_VALID,       /**< verified */
    VERDICT_INVALID,     /**< refused */
    VERDICT_UNCHECKABLE, /**< no key at hand */
    VERDICTS             /**< how many there are */
} verdict;

/** A message. */
typedef struct message {
    /** Where it was read. */
    char *path;
    /** Its octets, in a heap block of exactly their size. */
    gbcs_bytes octets;
    /** Whether it is a block of a message, and could be parsed as one. */
    bool is_block;
    /** Views into octets, if it is a block. */
    gbcs_gbt_block block;
    /** Whether it is a message, and could be parsed. */
    bool parsed;
    /** Views into octets. */
    gbcs_frame frame;
    /** Number of certificates in its payload. */
    size_t certificate_count;
    /** Its MAC. */
    verdict mac;
    /** What its MAC was verified with; zeros unless mac is #VERDICT_VALID. */
    gbcs_shared_secret secret;
    /** Its signature. */
    verdict signature;
    /** What its signature was verified with; zeros unless signature is #VERDICT_VALID. */
    gbcs_public_key signer;
    /** Number of encrypted blocks that could be opened. */
    size_t block_count;
    /** What was in them, on the heap. */
    gbcs_bytes blocks[MESSAGE_BLOCKS];
} message;

/** All messages of a run. */
typedef struct message_set {
    /** The messages, in the order of their paths. */
    message *messages;
    /** Their number. */
    size_t count;
} message_set;

/** Whether two messages were read from the same folder. */
bool message_same_folder(const message *a, const message *b);

/** Whether a message is a response to a command that is protected: same counter and Message Code,
 * parties swapped, same folder. */
bool message_answers(const message *answer, const message *command);

/** Heap memory; the program ends if there is none. */
void *heap(size_t size);

/** A copy of octets in a heap block of exactly their size, so that a read beyond them is seen. */
gbcs_bytes heap_copy(gbcs_bytes octets);

/** Gives it back. */
void heap_free(gbcs_bytes octets);

/** A writer over heap memory. */
gbcs_writer heap_writer(size_t room);

/** Whether what was written is exactly this; frees the writer's memory. */
bool heap_written(gbcs_writer *writer, gbcs_bytes expected);

#endif
