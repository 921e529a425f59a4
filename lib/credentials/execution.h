/**
 * @file
 * An update while it is carried out: what becomes of each replacement, what it means, and how that is
 * told (GBCS 13.3).
 */
#ifndef CREDENTIALS_EXECUTION_H
#define CREDENTIALS_EXECUTION_H

#include "credentials/update.h"
#include "gbcs/credentials.h"

/** How times of certificates are checked. */
typedef enum update_times {
    /** Not at all. */
    UPDATE_TIMES_OPEN = 0,
    /** Against a moment. */
    UPDATE_TIMES_CHECKED = 1,
    /** They were, and were not good: no certificate is. */
    UPDATE_TIMES_BAD = 2
} update_times;

/** An update while it is carried out. */
typedef struct execution {
    /** Whom the device trusts, as it was before. */
    const gbcs_trust *trust;
    /** What is asked for. */
    update what;
    /** How times are checked. */
    update_times times;
    /** The moment. */
    gbcs_utc time;
    /** What became of each replacement: a #gbcs_replacement_status. */
    uint8_t statuses[UPDATE_REPLACEMENTS];
    /** Number of replacements that succeeded. */
    size_t succeeded;
    /** The new content of each cell; null for one that stays. */
    const gbcs_cell *changes[GBCS_CELLS];
    /** Where that is. */
    gbcs_cell contents[GBCS_CELLS];
} execution;

/**
 * Judges all replacements, each by itself, in their order. All paths begin at the root that is stored:
 * one that the command replaces takes effect after the others.
 *
 * @param[in]     crypto the implementations
 * @param[in,out] run    the update; receives statuses and changes
 */
void execution_judge(const gbcs_crypto *crypto, execution *run);

/**
 * Whether all certificates of an update that can be read are valid at a moment, both bounds included.
 *
 * @param what the update
 * @param time the moment
 * @return true if they are
 */
bool execution_times_good(const update *what, gbcs_utc time);

/**
 * Writes ExecutionOutcome.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE
 * @param run    the update, judged
 */
void execution_write(gbcs_writer *writer, const execution *run);

/**
 * What else follows from an update.
 *
 * @param[in]  run     the update, judged
 * @param[out] effects floors, cache, events, and that trust has changed
 */
void execution_effects(const execution *run, gbcs_effects *effects);

#endif
