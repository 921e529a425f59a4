/**
 * @file
 * What the benchmarks share. Nothing here passes or fails: limits are in limits.json, and
 * figures.py compares.
 */
#ifndef BENCH_H
#define BENCH_H

#include "device.h"

/**
 * Replaces what a processor with AES instructions would use: the host then does what a
 * Cortex-M4 does.
 *
 * @param crypto the implementations
 */
void bench_portable(gbcs_crypto *crypto);

/**
 * Counts the instructions of a call, if the program runs under callgrind: it leaves a dump that is
 * named "subject: part". It is called once before.
 *
 * @param subject what is measured
 * @param part    which part of it
 * @param call    the call
 */
void bench_measure(const char *subject, const char *part, void (*call)(void));

/** Verification of commands. */
void bench_messages(void);

/** Whole calls of the meter. */
void bench_calls(void);

/** Prints what each kind of message costs in writes, as a table in Markdown. */
void bench_writes(void);

#endif
