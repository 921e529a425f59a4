/**
 * @file
 * The parts of the check of a whole device.
 */
#ifndef GBCS_TEST_CONFORMANCE_DEVICE_H
#define GBCS_TEST_CONFORMANCE_DEVICE_H

#include "checks.h"
#include "rig.h"

struct service;

/** A command, and what is expected of it. */
typedef struct trial {
    bench *on;
    const message_set *set;
    const message *of;
    /** Its use case; null for an unknown code. */
    const gbcs_use_case *use_case;
    uint8_t device_type;
    rig_parties parties;
    /** What it says of its date. */
    gbcs_date date;
    /** What the library has to do with it itself; null if nothing. */
    const struct service *service;
    /** Its response of the moment; null if there is none. */
    const message *response;
    /** What the device has, so that the response is the one to be expected. */
    rig_outfit outfit;
    /** Whether its clock does not say what the response says. */
    bool moved;
    /** The payload of the response, with plain values; on the heap. */
    gbcs_writer plain;
} trial;

/**
 * The role in which the originator speaks: that of the cell that the payload names; else its own, if
 * it may send the code; else the first that may, whose cells it holds before handover.
 */
uint8_t expected_role(const trial *t);

/** Whether a command is one between devices, whose MAC no Access Control Broker makes. */
bool is_between_devices(const trial *t);

/** Whether a command moves a counter. Those of top ups are in a cache of their own. */
bool is_protected(const trial *t);

/** #GBCS_OK if the device takes the command; else why it refuses it. */
gbcs_status expected_status(const trial *t);

/** Why a command can't be tried; null if it can. */
const char *expected_skip(const trial *t);

/** Whether the application is asked to carry it out. */
bool expected_order(const trial *t);

/** Whether the application is told that it waits for its date. */
bool expected_to_wait(const trial *t);

/** Writes that carrying it out costs; what is noted for the answer comes on top of them. */
uint32_t expected_writes(const trial *t);

/** How the command is received a second time. */
gbcs_status expected_again(const trial *t, const rig *r);

/** The next response to the command that what is sent can be compared with; null if there is none. */
const message *trial_response(const trial *t, size_t *index);

/**
 * Takes a response, or none, for the one to be expected.
 *
 * @return why the device can't be what it must be for that; null if it can
 */
const char *trial_prepare(trial *t, const message *response);

/** Gives memory back. */
void trial_release(trial *t);

/** Starts a new device, as trial_prepare() found that it must be. */
gbcs_status trial_start(const trial *t, rig *r);

/** Whether the originator has lost the cells by which it spoke. */
bool trial_lost_role(const trial *t, const rig *r);

/** Forged copies are refused; then the command is taken all the same, in blocks if it is long. */
void check_forged(const trial *t);

/** A command that must be refused is. */
void check_refused(const trial *t, gbcs_status expected);

/** What was put off is done when its date has come, and told as the alerts say; or is cancelled. */
void check_dated(trial *t);

/** An alert is raised by the event that it is about, and comes out the same. */
void check_raised(bench *on, const message_set *set, const message *of);

#endif
