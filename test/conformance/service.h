/**
 * @file
 * What the library does with commands itself: what a device must have before a command, so that its
 * response is the one of the set, and what the command leaves behind. All of it is read in command,
 * response and alerts.
 */
#ifndef GBCS_TEST_CONFORMANCE_SERVICE_H
#define GBCS_TEST_CONFORMANCE_SERVICE_H

#include "device.h"

/** What a command costs beside its counter, in records. */
typedef struct cost {
    /** Records that change together with the counter; each is kept twice. */
    uint32_t together;
    /** Writes before and after that: payloads, entries of the Security Log, what is concluded. */
    uint32_t alone;
} cost;

/** A kind of commands. Functions that are null have nothing to say. */
typedef struct service {
    /** Message Codes, from the first to the last. */
    uint16_t first;
    uint16_t last;
    /** Adds to trial::outfit what the device has. Returns why it can't be had, or null. */
    const char *(*equip)(trial *t);
    /** Stores what the device is not provisioned with. */
    gbcs_status (*store)(const trial *t, rig *r);
    /** Whether the application is asked; null for never. */
    bool (*asks)(const trial *t);
    /** Compares the response, if that is not to be done octet for octet. */
    const char *(*compare)(const trial *t, rig *r);
    /** Whether it leaves behind what it must; null, or what is wrong. */
    const char *(*left)(const trial *t, rig *r);
    /** What it costs; null for nothing. */
    cost (*costs)(const trial *t);
} service;

/** What is done with the commands of a Message Code; null if they are the application's. */
const service *service_find(uint16_t code);

/** CS02a, CS02f: the cells that the response lists. */
const char *details_equip(trial *t);
gbcs_status details_store(const trial *t, rig *r);

/** CS02b, CS02g: the cells that the outcome says were there, or are there. */
const char *update_equip(trial *t);
const char *update_left(const trial *t, rig *r);
cost update_costs(const trial *t);

/** The alert about an update that was put off; null if there is none. */
const message *update_alert(const trial *t);

/** Whether the cells, counters and tokens are as the outcome in a response or alert says; null, or
 * what is wrong. */
const char *update_outcome(const trial *t, rig *r, const message *in);

/** CS02c: a key pair. */
const char *issue_equip(trial *t);
const char *issue_compare(const trial *t, rig *r);
const char *issue_left(const trial *t, rig *r);
cost issue_costs(const trial *t);

/** CS02d: a certificate for it. */
gbcs_status install_store(const trial *t, rig *r);
const char *install_left(const trial *t, rig *r);
cost install_costs(const trial *t);

/** CS02e: a certificate of the device. */
const char *provide_equip(trial *t);
gbcs_status provide_store(const trial *t, rig *r);

/** CS03, CS04: a device that is joined or unjoined. */
gbcs_status join_store(const trial *t, rig *r);
bool join_asks(const trial *t);
const char *join_left(const trial *t, rig *r);
cost join_costs(const trial *t);
gbcs_status unjoin_store(const trial *t, rig *r);
bool unjoin_asks(const trial *t);
const char *unjoin_left(const trial *t, rig *r);
cost unjoin_costs(const trial *t);

/** CS07, GCS59: the device log. */
gbcs_status read_log_store(const trial *t, rig *r);
gbcs_status restore_log_store(const trial *t, rig *r);
const char *restore_log_left(const trial *t, rig *r);
cost restore_log_costs(const trial *t);

/** CS01a, CS01b: a token. */
const char *credit_equip(trial *t);
bool credit_asks(const trial *t);
const char *credit_left(const trial *t, rig *r);
cost credit_costs(const trial *t);

#endif
