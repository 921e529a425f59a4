/**
 * @file
 * A port to begin with: copy the folder, rename it, and fill in the functions one after the other.
 *
 * It compiles as it is and fails in every call. doc/porting.md leads through it.
 */
#ifndef MY_PORT_H
#define MY_PORT_H

#include "gbcs/port.h"

/** What the port needs to know of the board. Stays where it is while the port is used. */
typedef struct my_port {
    /** Handles of drivers, addresses, a mutex: whatever the functions need. */
    int nothing_yet;
} my_port;

/**
 * Fills in the services of the board. Initialise the drivers before.
 *
 * @param[out] board what the port needs to know
 * @param[out] port  the services
 */
void my_port_init(my_port *board, gbcs_port *port);

#endif
