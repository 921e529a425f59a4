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

/** Octets of the longest OBJECT IDENTIFIER of a hardware type. */
#define SIMULATOR_HARDWARE_TYPE 32U

/** What an event is. */
typedef enum simulator_kind {
    SIMULATOR_SENT,   /**< a message, or a block of one, was sent */
    SIMULATOR_NOTICE, /**< the library has told of something */
    SIMULATOR_CREDIT, /**< the application has changed the balance */
    SIMULATOR_PRICES, /**< prices whose date has come count, or could not be found */
    SIMULATOR_CELL    /**< a Trust Anchor Cell holds another key */
} simulator_kind;

/** What happened, until it is shown. */
typedef struct simulator_event {
    /** What it is. */
    simulator_kind kind;
    /** What was sent. */
    uint8_t *octets;
    /** Octets of it. */
    size_t size;
    /** The notice. */
    gbcs_notice notice;
    /** By how much the balance has changed, and what it is now: pence. */
    int32_t change;
    int32_t balance;
    /** Message Code and counter of the command that brought the prices. */
    uint16_t code;
    uint64_t counter;
    /** Whether they count now. */
    bool done;
    /** The cell, who was in it, and what is in it now. */
    const gbcs_cell_id *cell;
    gbcs_entity_id former;
    gbcs_cell content;
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
    /** Hardware type, from the meter's own certificate. */
    uint8_t hardware_type[SIMULATOR_HARDWARE_TYPE];
    /** The cells as they were when somebody was told last. */
    gbcs_cell cells[GBCS_CELLS];
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
 * Lets time pass: of uptime, and of the clock if that was set.
 *
 * @param own     the meter
 * @param seconds how much
 */
void simulator_pass(simulator *own, uint32_t seconds);

/** Notes which cells have changed since it was done last. */
void simulator_note_cells(simulator *own);

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
void meter_print_verdict(bool json, const char *source, gbcs_bytes octets, gbcs_status status);
/** Something could not be read as a message. */
void meter_print_error(bool json, const char *source, const char *reason);
/** What has happened since. */
void meter_print_events(bool json, simulator *own);
/** That it waits for datagrams. */
void meter_print_port(bool json, uint16_t port);
/** An entry of the Security Log. */
void meter_print_entry(bool json, const gbcs_log_entry *entry);
/** An entry of the Security Log that can't be read. */
void meter_print_lost_entry(bool json, uint32_t number, gbcs_status status);
/** Pence as pounds: 12.34. */
const char *meter_money(int32_t pence, char text[TOOL_TEXT_SIZE]);
/** What the key of a cell is for. */
const char *meter_usage_name(uint8_t key_usage);
/** What a cell is for. */
const char *meter_cell_usage_name(uint8_t cell_usage);
/** Who a meter is, and its cells: with key identifiers, or without. */
void meter_print_trust(const gbcs_trust *trust, bool identifiers);
/** @} */

/** @name Subcommands
 * @{ */
int command_meter_init(int argc, char **argv);
int command_meter_run(int argc, char **argv);
int command_meter_enter(int argc, char **argv);
int command_meter_show(int argc, char **argv);
int command_meter_log(int argc, char **argv);
/** @} */

#endif
