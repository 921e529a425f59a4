#include <string.h>

#include "gbcs/codec/ber.h"
#include "joining/rules.h"
#include "message/cell_name.h"

/** CS07, GCS59. */
#define CODE_READ 0x0013U
#define CODE_RESTORE 0x008CU
/** The event of GCS62. */
#define EVENT_BACKUP 0x8071U

/** Outcome of CS07. */
#define READ_SUCCESS 0U
#define READ_FAILURE 1U

/** A restored device may be of any type: bit n for DeviceType n. */
#define ALL_TYPES 0xFFU

/* ---- DeviceLogEntry (GBCS 13.7) --------------------------------------------------------------- */

static void write_log_entry(gbcs_writer *writer, const device_entry *one)
{
    uint8_t octets[sizeof one->entity];
    gbcs_writer entity = gbcs_writer_of(octets, sizeof octets);
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_u64(&entity, one->entity);
    gbcs_write_tlv(writer, GBCS_BER_OCTET_STRING, GBCS_BER_NO_81, gbcs_writer_bytes(&entity));
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, one->type);
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}

/** Reads an entry that is to be joined by method B. */
static void read_named_device(gbcs_reader *list, device_entry *one)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(list, GBCS_BER, GBCS_BER_SEQUENCE));
    gbcs_status status;

    (void)memset(one, 0, sizeof *one);
    one->entity = rules_read_entity(&reader);
    one->type = (uint8_t)number_read(&reader, GBCS_BER, GBCS_BER_INTEGER, UINT8_MAX);
    one->method = (uint8_t)GBCS_JOIN_B;
    one->state = DEVICE_JOINED;
    status = gbcs_reader_finish(&reader);
    if (status != GBCS_OK) {
        /* an error of the list itself came first and stays */
        gbcs_reader_fail(list, status);
    }
}

/** Writes the devices that this one is joined with. */
static void write_list(gbcs_writer *writer, const device_log *all)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t place = 0U;
    device_entry one;

    while (devices_next(all, &place, &one)) {
        if (one.state != DEVICE_JOINING) {
            write_log_entry(writer, &one);
        }
    }
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}

/* ---- CS07 ------------------------------------------------------------------------------------- */

static gbcs_status read_nothing(gbcs_bytes payload)
{
    gbcs_reader reader = gbcs_reader_of(payload);
    const gbcs_bytes value = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_NULL);

    if (value.size > 0U) {
        gbcs_reader_fail(&reader, GBCS_ERR_LENGTH);
    }
    return gbcs_reader_finish(&reader);
}

gbcs_status gbcs_joining_read(const gbcs_desk *desk, const gbcs_command *command,
                              gbcs_writer *response, gbcs_effects *effects)
{
    gbcs_store *const store = desk->store;
    gbcs_status status = GBCS_ERR_ARGUMENT;
    device_log all;
    size_t mark;

    if (rules_begin(command, effects) == CODE_READ) {
        status = read_nothing(command->frame.payload);
    }
    if (status == GBCS_OK) {
        status = devices_preview(store, &all);
        if (status == GBCS_ERR_LAYOUT) {
            all.damaged = true;
            status = GBCS_OK;
        }
    }
    if (status == GBCS_OK) {
        mark = gbcs_write_open(response, GBCS_BER_SEQUENCE);
        gbcs_write_unsigned(response, GBCS_BER_INTEGER, all.damaged ? READ_FAILURE : READ_SUCCESS);
        if (!all.damaged) {
            write_list(response, &all);
        }
        gbcs_write_close(response, mark, GBCS_BER_NO_81);
        status = response->status;
    }
    return status;
}

/* ---- GCS59, GCS62 ----------------------------------------------------------------------------- */

/** The list of devices to be restored, all of it well formed. */
static gbcs_status read_list(gbcs_bytes payload, gbcs_bytes *entries)
{
    gbcs_reader outer = gbcs_reader_of(payload);
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_BER, GBCS_BER_SEQUENCE));
    gbcs_reader list;
    gbcs_status status = gbcs_reader_finish(&outer);
    device_entry one;

    *entries = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_SEQUENCE);
    if (status == GBCS_OK) {
        status = gbcs_reader_finish(&reader);
    }
    if (status == GBCS_OK) {
        list = gbcs_reader_of(*entries);
        while (gbcs_reader_left(&list) > 0U) {
            read_named_device(&list, &one);
        }
        status = gbcs_reader_finish(&list);
    }
    return status;
}

/** What restoring came to. */
typedef struct restored {
    /** Whether any device was joined. */
    bool some_joined;
    /** Whether any was not. */
    bool some_refused;
} restored;

/** Joins one device, and writes what came of it. */
static gbcs_status restore_one(gbcs_entity_id own, device_log *all, const device_entry *wanted,
                               gbcs_writer *response, restored *outcome)
{
    const gbcs_join_code code = rules_judge(own, ALL_TYPES, all, wanted);
    const size_t mark = gbcs_write_open(response, GBCS_BER_SEQUENCE);
    gbcs_status status = GBCS_OK;

    write_log_entry(response, wanted);
    gbcs_write_unsigned(response, GBCS_BER_INTEGER, (uint64_t)code);
    gbcs_write_close(response, mark, GBCS_BER_NO_81);
    if (code == GBCS_JOIN_SUCCESS) {
        outcome->some_joined = true;
        status = devices_set(all, wanted);
    } else {
        outcome->some_refused = true;
    }
    return status;
}

static gbcs_status restore_all(gbcs_entity_id own, device_log *all, gbcs_bytes entries,
                               gbcs_writer *response, restored *outcome)
{
    const size_t outer = gbcs_write_open(response, GBCS_BER_SEQUENCE);
    const size_t inner = gbcs_write_open(response, GBCS_BER_SEQUENCE);
    gbcs_reader list = gbcs_reader_of(entries);
    gbcs_status status = GBCS_OK;
    device_entry one;

    while ((status == GBCS_OK) && (gbcs_reader_left(&list) > 0U)) {
        read_named_device(&list, &one);
        status = restore_one(own, all, &one, response, outcome);
    }
    gbcs_write_close(response, inner, GBCS_BER_NO_81);
    gbcs_write_close(response, outer, GBCS_BER_NO_81);
    return (status == GBCS_OK) ? response->status : status;
}

gbcs_status gbcs_joining_restore(const gbcs_desk *desk, const gbcs_command *command,
                                 gbcs_writer *response, gbcs_effects *effects)
{
    gbcs_store *const store = desk->store;
    gbcs_status status = GBCS_ERR_ARGUMENT;
    restored outcome = {false, false};
    gbcs_bytes entries = {NULL, 0U};
    device_log all;

    if (rules_begin(command, effects) == CODE_RESTORE) {
        status = read_list(command->frame.payload, &entries);
    }
    if (status == GBCS_OK) {
        status = rules_load(store, &all);
    }
    if (status == GBCS_OK) {
        status = restore_all(desk->trust->device, &all, entries, response, &outcome);
    }
    if ((status == GBCS_OK) && outcome.some_joined) {
        rules_raise(effects, EVENT_JOINED);
        status = devices_put(store, &all);
    }
    if (outcome.some_refused) {
        rules_raise(effects, EVENT_JOIN_FAILED);
    }
    return rules_end(effects, status);
}

gbcs_status gbcs_joining_backup(gbcs_store *store, gbcs_utc time, gbcs_writer *writer)
{
    device_log all;
    gbcs_status status = devices_load(store, &all);
    size_t mark;

    if ((status == GBCS_OK) && all.damaged) {
        /* an empty list would have the other copy thrown away */
        status = GBCS_ERR_RECORD;
    }
    if (status == GBCS_OK) {
        mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, EVENT_BACKUP);
        gbcs_write_u8(writer, GBCS_BER_GENERALIZED_TIME);
        gbcs_write_u8(writer, GBCS_GENERALIZED_TIME_SIZE);
        gbcs_write_generalized_time(writer, time);
        write_list(writer, &all);
        gbcs_write_close(writer, mark, GBCS_BER_NO_81);
        status = writer->status;
    }
    return status;
}
