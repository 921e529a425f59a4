/**
 * @file
 * The parts of the check of a whole device.
 */
#ifndef GBCS_TEST_CONFORMANCE_DEVICE_H
#define GBCS_TEST_CONFORMANCE_DEVICE_H

#include "checks.h"
#include "rig.h"

/** A command, and what is expected of it. */
typedef struct trial {
    bench *on;
    const message_set *set;
    const message *of;
    /** Its use case; null for an unknown code. */
    const gbcs_use_case *use_case;
    uint8_t device_type;
    rig_parties parties;
    /** Its response of the moment; null if there is none. */
    const message *response;
} trial;

/**
 * The role in which the originator speaks: that of the cell that the payload names; else its own, if
 * it may send the code; else the first that may, whose cells it holds before handover.
 */
uint8_t expected_role(const trial *t);

/** Whether a command is one between devices, whose MAC no Access Control Broker makes. */
bool is_between_devices(const trial *t);

/** #GBCS_OK if the device takes the command; else why it refuses it. */
gbcs_status expected_status(const trial *t);

/** Why a command can't be tried; null if it can. */
const char *expected_skip(const trial *t);

/** Starts a new device of the kind that the command is for, with those in its cells who speak. */
gbcs_status trial_start(const trial *t, rig *r, uint64_t own_counter);

/** Forged copies are refused; then the command is taken all the same, in blocks if it is long. */
void check_forged(const trial *t);

/** A command that must be refused is. */
void check_refused(const trial *t, gbcs_status expected);

/** An alert is raised by the event that it is about, and comes out the same. */
void check_raised(bench *on, const message_set *set, const message *of);

#endif
