/**
 * @file
 * Checks a port against the contract of gbcs/port.h, on the host or on the board itself.
 *
 * All records are erased and the clock is set: never run it on a board that is in use. Nothing is
 * needed but string.h; what can only be had on the board comes in by hooks.
 */
#ifndef PORT_CONFORMANCE_H
#define PORT_CONFORMANCE_H

#include "gbcs/port.h"

/** What came of a check. */
typedef enum port_verdict {
    /** The port keeps the contract there. */
    PORT_PASSED = 0,
    /** It does not. */
    PORT_FAILED = 1,
    /** Nobody knows: a hook is missing, or the port does without that service. */
    PORT_SKIPPED = 2
} port_verdict;

/** What the program around the checks does for them. */
typedef struct port_hooks {
    /** Handed to every function below. */
    void *context;
    /** Receives the verdict of each check (may be null). */
    void (*report)(void *context, const char *check, port_verdict verdict);
    /**
     * Starts the port anew as after a power cut: closes and opens it, or better cuts the power in a
     * way that the program survives (may be null: what must last is then skipped). The port's
     * functions, context and sizes stay the same.
     */
    gbcs_status (*restart)(void *context);
    /** Lets seconds pass (may be null: what takes time is then skipped). */
    void (*pause)(void *context, uint32_t seconds);
    /** Work buffer. */
    uint8_t *buffer;
    /** Its size: see port_conformance_buffer_size(). */
    size_t room;
    /**
     * How often one record is written to wear the medium a little; at least so often that the medium
     * must clean up, if it ever does.
     */
    uint32_t rounds;
} port_hooks;

/** How many checks came out how. */
typedef struct port_result {
    unsigned int passed;
    unsigned int failed;
    unsigned int skipped;
} port_result;

/**
 * Octets of work buffer that the checks need.
 *
 * @param port the port
 * @return their number
 */
size_t port_conformance_buffer_size(const gbcs_port *port);

/**
 * Makes all checks.
 *
 * @param port  the port
 * @param hooks the program around
 * @return how many came out how
 */
port_result port_conformance(const gbcs_port *port, const port_hooks *hooks);

#endif
