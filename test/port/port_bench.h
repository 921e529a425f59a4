/**
 * @file
 * What the checks of a port have in common.
 */
#ifndef PORT_BENCH_H
#define PORT_BENCH_H

#include "port_conformance.h"

/** Octets behind a buffer that the port must leave alone. */
#define PORT_GUARD 16U

/** The port that is checked, and two areas of record_size + 1 octets and a guard. */
typedef struct port_bench {
    const gbcs_port *port;
    const port_hooks *hooks;
    /** What is given to the port. */
    uint8_t *out;
    /** What the port gives. */
    uint8_t *in;
} port_bench;

/** A check. */
typedef struct port_check {
    const char *name;
    port_verdict (*run)(const port_bench *bench);
} port_check;

/**
 * The checks of storage, in order; a name of null ends them. Each check begins with nothing stored.
 */
extern const port_check PORT_STORAGE_CHECKS[];

/** The checks of clock, noise and keys. */
extern const port_check PORT_OTHER_CHECKS[];

/** Fills octets with a pattern that a number selects. */
void port_fill(uint8_t *octets, size_t size, uint32_t pattern);

/** Whether octets are that pattern. */
bool port_is_filled(const uint8_t *octets, size_t size, uint32_t pattern);

/** Whether all octets have one value. */
bool port_is_constant(const uint8_t *octets, size_t size, uint8_t value);

/** The verdict that a truth amounts to. */
port_verdict port_verdict_of(bool good);

#endif
