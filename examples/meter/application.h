/**
 * @file
 * The application of a meter that is only simulated: how to write what stands behind the callback of
 * gbcs/meter.h.
 *
 * It has a load switch that takes a second to move, a prepayment account, prices that can wait for
 * their date, a few registers, and a record of storage for each of the first three. What reaches it is
 * authentic, allowed and fresh, so all it has to do is to act and to answer. It never calls the meter
 * from within the callback; what takes longer is answered from application_tick().
 *
 *     application.c    which function carries out which command
 *     load_switch.c    an action that is done once and answered later
 *     account.c        credit that is added once
 *     tariff.c         values that are kept until their date has come
 *     dlms.c           reads, and the answer to all other DLMS commands
 *     gbz.c            the same for gas meters
 */
#ifndef GBCS_EXAMPLE_APPLICATION_H
#define GBCS_EXAMPLE_APPLICATION_H

#include "gbcs/meter.h"
#include "gbcs/records.h"

/** The application's own records: they follow those of the library. */
#define LOAD_SWITCH_RECORD GBCS_RECORD_COUNT
#define ACCOUNT_RECORD (GBCS_RECORD_COUNT + 1U)
#define TARIFF_RECORD (GBCS_RECORD_COUNT + 2U)
/** Number of records that the port must have for both. */
#define APPLICATION_RECORD_COUNT (GBCS_RECORD_COUNT + 3U)

/** Maximum Credit Threshold and Maximum Meter Balance Threshold of the account, in pence. A real meter
 * lets its supplier set both. */
#define MAXIMUM_CREDIT 25000U
#define MAXIMUM_BALANCE 50000U

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

/** The prepayment account. */
typedef struct account {
    /** Meter Balance, in pence. */
    int32_t balance;
    /** The order that changed it last; 0 if none did. Stored together with the balance. */
    uint64_t changed_by;
} account;

/** Which prices count. This simulation keeps no prices, only which command has brought them. */
typedef struct tariff {
    /** Originator Counter of the command whose prices count; 0 if there are none. */
    uint64_t active;
    /** That of the command whose prices wait for their date; 0 if there is none. */
    uint64_t waiting;
} tariff;

/** The application. */
typedef struct application {
    /** The board. */
    const gbcs_port *port;
    /** The meter, to answer later. */
    gbcs_meter *meter;
    /** The load switch. */
    load_switch load_switch;
    /** The account. */
    account account;
    /** The prices. */
    tariff tariff;
} application;

/**
 * Starts the application: reads its records, or forgets them if the meter is blank. To be called after
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

/** Says whether credit is within the limits of the account: gbcs_application::may_credit. */
gbcs_credit_limit application_may_credit(void *context, const gbcs_top_up *top_up);

/** Lets prices count whose date has come: gbcs_application::activate. */
bool application_activate(void *context, const gbcs_pending *item);

/**
 * Does what takes time. To be called like gbcs_meter_tick(), and after it.
 *
 * @param[in,out] app  the application
 * @param[out]    next seconds until it has to be called again; UINT32_MAX if there is no need
 * @return #GBCS_OK; or what gbcs_meter_complete() says: it is then tried again
 */
GBCS_MUST_USE gbcs_status application_tick(application *app, uint32_t *next);

#endif
