/*
 * The device log: CS03, CS04, CS07, GCS59 (GBCS 13.7, 13.8).
 */
#include <stdlib.h>
#include <string.h>

#include "element.h"
#include "service.h"

/** CS04B. */
#define CODE_UNJOIN_B 0x0010U
/** Octets of an entry without a key in the record, and of a record of them. */
#define ENTRY_SIZE 11U
#define LOG_SIZE (ENTRY_SIZE * GBCS_DEVICE_ENTRIES)
/** State of an entry: joined. */
#define JOINED 1U
/** Devices that are joined with none of the set. */
#define STRANGERS 0x0000000000000001U

/** A device that a command or response names. */
typedef struct named {
    uint8_t method;
    gbcs_entity_id entity;
    uint8_t type;
    /** Its certificate; empty if there is none. */
    gbcs_bytes certificate;
} named;

/* ---- the record ----------------------------------------------------------------------------- */

static void add_entry(gbcs_writer *log, const named *one)
{
    gbcs_write_u64(log, one->entity);
    gbcs_write_u8(log, one->type);
    gbcs_write_u8(log, one->method);
    gbcs_write_u8(log, JOINED);
}

/** Adds devices of which nothing else is known, up to a number of entries. */
static void fill_up(gbcs_writer *log, size_t entries)
{
    named one = {(uint8_t)GBCS_JOIN_B, STRANGERS, GBCS_DEVICE_PPMID, {NULL, 0U}};

    while (log->used < (ENTRY_SIZE * entries)) {
        add_entry(log, &one);
        one.entity++;
    }
}

/** Another type of device, so that an entry does not fit. */
static uint8_t other_type(uint8_t type)
{
    return (uint8_t)((type == GBCS_DEVICE_ESME) ? GBCS_DEVICE_GSME : GBCS_DEVICE_ESME);
}

/** DeviceLogEntry. */
static named read_entry(gbcs_reader *list)
{
    gbcs_reader reader = element_inside(list, GBCS_BER_SEQUENCE);
    named one = {(uint8_t)GBCS_JOIN_B, element_entity(&reader), 0U, {NULL, 0U}};

    one.type = (uint8_t)element_number(&reader, GBCS_BER_INTEGER);
    return one;
}

/** Adds the entries of a list. */
static void add_list(gbcs_writer *log, gbcs_reader list)
{
    while (gbcs_reader_left(&list) > 0U) {
        const named one = read_entry(&list);
        add_entry(log, &one);
    }
}

static gbcs_status store_log(rig *r, const gbcs_writer *log)
{
    gbcs_status status = log->status;

    if ((status == GBCS_OK) && (log->used > 0U)) {
        status = rig_store(r, GBCS_RECORD_DEVICES, gbcs_writer_bytes(log));
    }
    return status;
}

/** Whether the device is in the log, as its alert tells it. */
static bool is_logged(rig *r, gbcs_entity_id entity)
{
    gbcs_writer alert = heap_writer(RIG_MESSAGE);
    bool found = false;

    if (gbcs_joining_backup(&r->meter.store, 0, &alert) == GBCS_OK) {
        gbcs_reader reader = element_sequence(gbcs_writer_bytes(&alert));
        element_skip(&reader, 2U);
        reader = element_inside(&reader, GBCS_BER_SEQUENCE);
        while (!found && (gbcs_reader_left(&reader) > 0U)) {
            found = read_entry(&reader).entity == entity;
        }
    }
    free(alert.data);
    return found;
}

static uint64_t result_of(const trial *t)
{
    return element_only_number(t->response->frame.payload);
}

/** Whether the application was told what it has to do. */
static bool is_told_of(const rig *r, gbcs_entity_id entity, bool leaves)
{
    return (r->order.peer.entity == entity) && (r->order.peer.leaves == leaves);
}

/* ---- CS03 ----------------------------------------------------------------------------------- */

/** JoinDevice.CommandPayload. */
static named joined_by(const message *command)
{
    gbcs_reader reader = element_sequence(command->frame.payload);
    named one;

    one.method = (uint8_t)element_number(&reader, GBCS_BER_INTEGER);
    one.entity = element_entity(&reader);
    one.type = (uint8_t)element_number(&reader, GBCS_BER_INTEGER);
    one.certificate = gbcs_bytes_of(NULL, 0U);
    if (gbcs_reader_left(&reader) > 0U) {
        one.certificate = gbcs_read_tlv(&reader, GBCS_BER).octets;
    }
    return one;
}

gbcs_status join_store(const trial *t, rig *r)
{
    uint8_t octets[LOG_SIZE];
    gbcs_writer log = gbcs_writer_of(octets, sizeof octets);
    named one = joined_by(t->of);

    if (result_of(t) == (uint64_t)GBCS_JOIN_INCOMPATIBLE) {
        one.type = other_type(one.type);
        one.method = (uint8_t)GBCS_JOIN_B;
        add_entry(&log, &one);
    } else if (result_of(t) == (uint64_t)GBCS_JOIN_LOG_FULL) {
        fill_up(&log, GBCS_DEVICE_ENTRIES);
    } else {
        /* nobody is in it */
    }
    return store_log(r, &log);
}

/** The library says what the command and the log show; all else the application finds out. */
bool join_asks(const trial *t)
{
    const uint64_t result = result_of(t);

    return (result == (uint64_t)GBCS_JOIN_SUCCESS) ||
           ((result >= (uint64_t)GBCS_JOIN_WRITE_FAILURE) &&
            (result != (uint64_t)GBCS_JOIN_CERTIFICATE));
}

/** Whether the device holds the key of the certificate; true if there was none. */
static bool has_its_key(const trial *t, rig *r, const named *one)
{
    gbcs_credential credential;
    gbcs_public_key key;

    return (one->certificate.size == 0U) ||
           ((gbcs_credential_device(&t->on->crypto, one->certificate, &credential) == GBCS_OK) &&
            (gbcs_joining_key(&r->meter.store, one->entity, &key) == GBCS_OK) &&
            (memcmp(key.point, credential.key.point, sizeof key.point) == 0));
}

const char *join_left(const trial *t, rig *r)
{
    const named one = joined_by(t->of);
    const bool joins = result_of(t) == (uint64_t)GBCS_JOIN_SUCCESS;
    const bool was = result_of(t) == (uint64_t)GBCS_JOIN_INCOMPATIBLE;
    gbcs_peer peer;
    const char *wrong = NULL;

    if (join_asks(t) && !is_told_of(r, one.entity, false)) {
        wrong = "the application was not told whom to join";
    } else if (is_logged(r, one.entity) != (joins || was)) {
        wrong = "the device is in the log, or is not";
    } else if (joins && !has_its_key(t, r, &one)) {
        wrong = "not the key of the certificate";
    } else if (gbcs_joining_open(&r->meter.store, &peer) != GBCS_ERR_ABSENT) {
        wrong = "its entry is still open";
    } else {
        /* as it should be */
    }
    return wrong;
}

/** The entry is opened; then it is closed, and an event. */
static cost cost_of(bool asks)
{
    return (cost){asks ? 1U : 0U, asks ? 3U : 1U};
}

cost join_costs(const trial *t)
{
    return cost_of(join_asks(t));
}

/* ---- CS04 ----------------------------------------------------------------------------------- */

static gbcs_entity_id unjoined_by(const message *command)
{
    gbcs_reader reader = gbcs_reader_of(command->frame.payload);

    return element_entity(&reader);
}

gbcs_status unjoin_store(const trial *t, rig *r)
{
    const bool by_b = t->use_case->code == CODE_UNJOIN_B;
    uint8_t octets[LOG_SIZE];
    gbcs_writer log = gbcs_writer_of(octets, sizeof octets);
    const named one = {by_b ? (uint8_t)GBCS_JOIN_B : (uint8_t)GBCS_JOIN_A_INITIATOR,
                       unjoined_by(t->of),
                       GBCS_DEVICE_PPMID,
                       {NULL, 0U}};

    if (result_of(t) != (uint64_t)GBCS_UNJOIN_NOT_IN_LOG) {
        add_entry(&log, &one);
    }
    return store_log(r, &log);
}

bool unjoin_asks(const trial *t)
{
    return result_of(t) != (uint64_t)GBCS_UNJOIN_NOT_IN_LOG;
}

const char *unjoin_left(const trial *t, rig *r)
{
    const gbcs_entity_id entity = unjoined_by(t->of);
    const bool stays = result_of(t) == (uint64_t)GBCS_UNJOIN_FAILURE;
    const char *wrong = NULL;

    if (unjoin_asks(t) && !is_told_of(r, entity, true)) {
        wrong = "the application was not told whom to unjoin";
    } else if (is_logged(r, entity) != stays) {
        wrong = "the device is in the log, or is not";
    } else {
        /* as it should be */
    }
    return wrong;
}

cost unjoin_costs(const trial *t)
{
    return cost_of(unjoin_asks(t));
}

/* ---- CS07, GCS59 --------------------------------------------------------------------- */

gbcs_status read_log_store(const trial *t, rig *r)
{
    uint8_t octets[LOG_SIZE];
    gbcs_writer log = gbcs_writer_of(octets, sizeof octets);
    gbcs_reader reader = element_sequence(t->response->frame.payload);

    if (element_number(&reader, GBCS_BER_INTEGER) == 0U) {
        add_list(&log, element_inside(&reader, GBCS_BER_SEQUENCE));
    } else {
        /* a record that is none */
        gbcs_write_u8(&log, 0xFFU);
    }
    return store_log(r, &log);
}

/** The response to GCS59: what became of each device. */
static gbcs_reader restored_by(const trial *t)
{
    gbcs_reader reader = element_sequence(t->response->frame.payload);

    return element_inside(&reader, GBCS_BER_SEQUENCE);
}

gbcs_status restore_log_store(const trial *t, rig *r)
{
    uint8_t octets[LOG_SIZE];
    gbcs_writer log = gbcs_writer_of(octets, sizeof octets);
    gbcs_reader list = restored_by(t);
    size_t joined = 0U;
    bool is_full = false;

    while (gbcs_reader_left(&list) > 0U) {
        gbcs_reader reader = element_inside(&list, GBCS_BER_SEQUENCE);
        named one = read_entry(&reader);
        const uint64_t result = element_number(&reader, GBCS_BER_INTEGER);
        if (result == (uint64_t)GBCS_JOIN_INCOMPATIBLE) {
            one.type = other_type(one.type);
            add_entry(&log, &one);
        }
        joined += (result == (uint64_t)GBCS_JOIN_SUCCESS) ? 1U : 0U;
        is_full = is_full || (result == (uint64_t)GBCS_JOIN_LOG_FULL);
    }
    if (is_full && (joined <= GBCS_DEVICE_ENTRIES)) {
        fill_up(&log, GBCS_DEVICE_ENTRIES - joined);
    }
    return store_log(r, &log);
}

const char *restore_log_left(const trial *t, rig *r)
{
    gbcs_reader list = restored_by(t);
    bool good = true;

    while (good && (gbcs_reader_left(&list) > 0U)) {
        gbcs_reader reader = element_inside(&list, GBCS_BER_SEQUENCE);
        const named one = read_entry(&reader);
        const uint64_t result = element_number(&reader, GBCS_BER_INTEGER);
        good = is_logged(r, one.entity) == ((result == (uint64_t)GBCS_JOIN_SUCCESS) ||
                                            (result == (uint64_t)GBCS_JOIN_INCOMPATIBLE));
    }
    return good ? NULL : "a device is in the log, or is not";
}

/** An event for those that were joined, and one for those that were not. */
cost restore_log_costs(const trial *t)
{
    gbcs_reader list = restored_by(t);
    bool joined = false;
    bool refused = false;

    while (gbcs_reader_left(&list) > 0U) {
        gbcs_reader reader = element_inside(&list, GBCS_BER_SEQUENCE);
        bool is_joined;
        element_skip(&reader, 1U);
        is_joined = element_number(&reader, GBCS_BER_INTEGER) == (uint64_t)GBCS_JOIN_SUCCESS;
        joined = joined || is_joined;
        refused = refused || !is_joined;
    }
    return (cost){joined ? 1U : 0U, (joined ? 1U : 0U) + (refused ? 1U : 0U)};
}
