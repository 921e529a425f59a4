/**
 * @file
 * gbcs meter: a meter that is only simulated, with its records in a folder.
 */
#ifndef GBCS_METER_SIMULATOR_H
#define GBCS_METER_SIMULATOR_H

#include "application.h"
#include "gbcs_posix.h"
#include "tool.h"

/** Octets of the longest message that is put together from blocks, or is cut into some. */
#define SIMULATOR_MESSAGE_SIZE 4096U

/** What the meter has sent or told of, until it is shown. */
typedef struct simulator_event {
    /** A message, or a block of one; null for a notice. */
    uint8_t *octets;
    /** Octets of it. */
    size_t size;
    /** The notice. */
    gbcs_notice notice;
} simulator_event;

/** The meter, its board and its application. Large. */
typedef struct simulator {
    /** The folder. */
    gbcs_posix posix;
    /** The board. */
    gbcs_port port;
    /** The implementations. */
    gbcs_crypto crypto;
    /** What the meter is made of. */
    gbcs_meter_setup setup;
    /** The meter. */
    gbcs_meter meter;
    /** The application. */
    application app;
    /** Buffers of the meter. */
    uint8_t store_buffer[2U * GBCS_RECORD_SIZE];
    uint8_t input[SIMULATOR_MESSAGE_SIZE];
    uint8_t output[SIMULATOR_MESSAGE_SIZE];
    /** What was not shown yet. */
    simulator_event *events;
    /** Number of events. */
    size_t event_count;
    /** Room for events. */
    size_t event_room;
} simulator;

/**
 * Switches the meter on.
 *
 * @param folder where its records are, or null, if it was not named
 * @param make   whether to make the folder if there is none, and to take a blank meter
 * @return the meter, or null after a message
 */
simulator *simulator_open(const char *folder, bool make);

/**
 * Sets the meter's clock.
 *
 * @param own  the meter
 * @param text such as 2026-02-03T10:15:00Z, or "now"; null to leave the clock alone
 * @return false after a message
 */
bool simulator_set_time(simulator *own, const char *text);

/**
 * Does what time asks for.
 *
 * @param[in,out] own  the meter
 * @param[out]    busy whether the application has work under way
 * @param[out]    next seconds until there is something to do
 * @return what failed, or #GBCS_OK
 */
gbcs_status simulator_tick(simulator *own, bool *busy, uint32_t *next);

/**
 * Switches the meter off.
 *
 * @param own the meter; may be null
 */
void simulator_close(simulator *own);

/** Forgets the events. */
void simulator_forget_events(simulator *own);

/** @name What is shown
 * As text, or as a line of JSON.
 * @{ */

/** A message came in. */
void meter_show_verdict(bool json, const char *source, gbcs_bytes octets, gbcs_status status);
/** Something could not be read as a message. */
void meter_show_error(bool json, const char *source, const char *reason);
/** What the meter has sent and told of since. */
void meter_show_events(bool json, const simulator *own);
/** That it waits for datagrams. */
void meter_show_port(bool json, uint16_t port);
/** An entry of the Security Log. */
void meter_show_entry(bool json, const gbcs_log_entry *entry);
/** An entry of the Security Log that can't be read. */
void meter_show_lost_entry(bool json, uint32_t number, gbcs_status status);
/** @} */

/** @name Subcommands
 * @{ */
int command_meter_init(int argc, char **argv);
int command_meter_run(int argc, char **argv);
int command_meter_log(int argc, char **argv);
/** @} */

#endif
