/**
 * @file
 * The application of a meter that is only simulated: how to write what stands behind the callback of
 * gbcs/meter.h.
 *
 * It has a load switch that takes a second to move, a few registers, and one record of storage. What
 * reaches it is authentic, allowed and fresh, so all it has to do is to act and to answer. It never
 * calls the meter from within the callback; what takes longer is answered from application_tick().
 *
 *     application.c    which function carries out which command
 *     load_switch.c    an action that is done once and answered later
 *     dlms.c           reads, and the answer to all other DLMS commands
 *     gbz.c            the same for gas meters
 */
#ifndef GBCS_EXAMPLE_APPLICATION_H
#define GBCS_EXAMPLE_APPLICATION_H

#include "gbcs/meter.h"
#include "gbcs/records.h"

/** The application's own record: the first one after those of the library. */
#define APPLICATION_RECORD GBCS_RECORD_COUNT
/** Number of records that the port must have for both. */
#define APPLICATION_RECORD_COUNT (APPLICATION_RECORD + 1U)

/** Where the load switch stands. */
typedef enum switch_position {
    /** Off supply. */
    SWITCH_OPEN = 0,
    /** Off supply; the consumer may close it. */
    SWITCH_ARMED = 1,
    /** On supply. */
    SWITCH_CLOSED = 2
} switch_position;

/** The load switch. */
typedef struct load_switch {
    /** Where it stands. */
    switch_position position;
    /** The order that moved it there; 0 if none did. Stored together with the position. */
    uint64_t moved_by;
    /** The order that moves it now; 0 if it stands still. */
    uint64_t order;
    /** Where that moves it. */
    switch_position target;
    /** Invoke id of the command, which the response repeats. */
    uint32_t invoke_id;
    /** Seconds since power-on at which it is there. */
    uint32_t due;
} load_switch;

/** The application. */
typedef struct application {
    /** The board. */
    const gbcs_port *port;
    /** The meter, to answer later. */
    gbcs_meter *meter;
    /** The load switch. */
    load_switch load_switch;
} application;

/**
 * Starts the application: reads its record, or forgets it if the meter is blank. To be called after
 * gbcs_meter_boot() and before the first gbcs_meter_tick().
 *
 * @param[out] app   the application
 * @param[in]  port  the board, with #APPLICATION_RECORD_COUNT records
 * @param[in]  meter the meter that it belongs to
 * @return #GBCS_OK, or a status of class storage
 */
GBCS_MUST_USE gbcs_status application_begin(application *app, const gbcs_port *port,
                                            gbcs_meter *meter);

/** Carries out a command: gbcs_application::execute. */
gbcs_reply application_execute(void *context, const gbcs_order *order, gbcs_answer *answer);

/**
 * Does what takes time. To be called like gbcs_meter_tick(), and after it.
 *
 * @param[in,out] app  the application
 * @param[out]    next seconds until it has to be called again; UINT32_MAX if there is no need
 * @return #GBCS_OK; or what gbcs_meter_complete() says: it is then tried again
 */
GBCS_MUST_USE gbcs_status application_tick(application *app, uint32_t *next);

#endif
