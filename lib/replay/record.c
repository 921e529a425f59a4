#include "replay/record.h"

/** Octets before the counters of commands with a date: last_id, the counters, the floors, their
 * number. */
#define FIXED_SIZE (8U + (2U * (8U * GBCS_ROLES)) + 1U)
/** Octets of a counter of commands with a date: role, code, counter. */
#define DATED_SIZE (1U + 2U + 8U)
/** Most octets of an action: header, four octets about it, key, note. */
#define INTENT_SIZE (51U + 4U + GBCS_POINT_SIZE + GBCS_INTENT_NOTE)
/** And before it whether there is one. */
#define COUNTERS_SIZE (FIXED_SIZE + (GBCS_DATED_COUNTERS * DATED_SIZE) + 1U + INTENT_SIZE)

#if COUNTERS_SIZE != GBCS_COUNTERS_SIZE
#error "GBCS_COUNTERS_SIZE: other layers reckon with it for their transactions"
#endif

/** The values of #gbcs_intent::form; message/verify.h, which is above, names them. */
#define FORM_FIRST 1U
#define FORM_LAST 2U

/** First octet of a point that is not compressed (SEC 1 2.3.3). */
#define POINT_TAG 0x04U

static const gbcs_record COUNTERS = {GBCS_RECORD_COUNTERS, 2U, GBCS_COPY_ALTERNATE, COUNTERS_SIZE};

size_t dated_find(const gbcs_replay *replay, const gbcs_counter_id *id)
{
    size_t found = replay->dated_count;
    size_t i;

    for (i = 0U; i < replay->dated_count; i++) {
        if ((replay->dated[i].id.role == id->role) && (replay->dated[i].id.code == id->code)) {
            found = i;
        }
    }
    return found;
}

gbcs_status may_write(const gbcs_replay *replay)
{
    gbcs_status status = GBCS_OK;

    if (replay->store == NULL) {
        status = GBCS_ERR_UNFINISHED;
    } else if (replay->store->count > 0U) {
        status = GBCS_ERR_BUSY;
    } else {
        /* it may */
    }
    return status;
}

gbcs_status commit_added(gbcs_store *store, gbcs_status added)
{
    gbcs_status status = added;

    if (status == GBCS_OK) {
        status = gbcs_store_commit(store);
    } else {
        gbcs_store_abandon(store);
    }
    return status;
}

/** A counter, or a failure if it is none. */
static uint64_t read_counter(gbcs_reader *reader)
{
    const uint64_t counter = gbcs_read_u64(reader);

    if (counter > GBCS_COUNTER_LAST) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return counter;
}

static bool read_flag(gbcs_reader *reader)
{
    const uint8_t octet = gbcs_read_u8(reader);

    if (octet > 1U) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    return octet == 1U;
}

static void write_flag(gbcs_writer *writer, bool flag)
{
    gbcs_write_u8(writer, flag ? 1U : 0U);
}

static gbcs_other_form read_other_form(gbcs_reader *reader)
{
    gbcs_other_form form = GBCS_OTHER_CODE;

    switch (gbcs_read_u8(reader)) {
    case (uint8_t)GBCS_OTHER_CODE:
        break;
    case (uint8_t)GBCS_OTHER_PARTY:
        form = GBCS_OTHER_PARTY;
        break;
    case (uint8_t)GBCS_OTHER_PARTY_COUNTER:
        form = GBCS_OTHER_PARTY_COUNTER;
        break;
    case (uint8_t)GBCS_OTHER_ORIGINATOR_COUNTER:
        form = GBCS_OTHER_ORIGINATOR_COUNTER;
        break;
    case (uint8_t)GBCS_OTHER_CERTIFICATE:
        form = GBCS_OTHER_CERTIFICATE;
        break;
    default:
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        break;
    }
    return form;
}

/** Whether a header is that of a command, without views, and has the fields of its form only. */
static bool header_is_sound(const gbcs_header *header)
{
    const gbcs_other_form form = header->other_form;
    const bool has_party = (form != GBCS_OTHER_CODE);
    const bool has_counter = has_party && (form != GBCS_OTHER_PARTY);
    const bool has_own_counter = (form == GBCS_OTHER_ORIGINATOR_COUNTER);

    return (header->cra == GBCS_CRA_COMMAND) && (header->counter <= GBCS_COUNTER_LAST) &&
           (header->date_time.size == 0U) && (header->party_certificate.size == 0U) &&
           ((uint32_t)form <= (uint32_t)GBCS_OTHER_CERTIFICATE) &&
           ((header->party != 0U) == has_party) && (has_counter || (header->party_counter == 0U)) &&
           (has_own_counter || (header->party_originator_counter == 0U));
}

bool intent_is_sound(const gbcs_intent *intent)
{
    return header_is_sound(&intent->header) && (intent->role < GBCS_ROLES) &&
           (intent->form >= FORM_FIRST) && (intent->form <= FORM_LAST) &&
           ((!intent->has_party_key) || (intent->party_key.point[0] == POINT_TAG));
}

static void write_intent_header(gbcs_writer *writer, const gbcs_header *header)
{
    gbcs_write_u64(writer, header->counter);
    gbcs_write_u64(writer, header->originator);
    gbcs_write_u64(writer, header->recipient);
    gbcs_write_u16(writer, header->message_code);
    gbcs_write_u8(writer, (uint8_t)header->other_form);
    gbcs_write_u64(writer, header->party);
    gbcs_write_u64(writer, header->party_counter);
    gbcs_write_u64(writer, header->party_originator_counter);
}

static void read_intent_header(gbcs_reader *reader, gbcs_header *header)
{
    header->cra = GBCS_CRA_COMMAND;
    header->counter = gbcs_read_u64(reader);
    header->originator = gbcs_read_u64(reader);
    header->recipient = gbcs_read_u64(reader);
    header->message_code = gbcs_read_u16(reader);
    header->other_form = read_other_form(reader);
    header->party = gbcs_read_u64(reader);
    header->party_counter = gbcs_read_u64(reader);
    header->party_originator_counter = gbcs_read_u64(reader);
}

static void write_intent(gbcs_writer *writer, const gbcs_intent *intent)
{
    write_intent_header(writer, &intent->header);
    gbcs_write_u8(writer, intent->role);
    gbcs_write_u8(writer, intent->form);
    write_flag(writer, intent->later);
    write_flag(writer, intent->has_party_key);
    if (intent->has_party_key) {
        gbcs_write_bytes(writer, gbcs_bytes_of(intent->party_key.point, GBCS_POINT_SIZE));
    }
    gbcs_write_bytes(writer, gbcs_bytes_of(intent->note, GBCS_INTENT_NOTE));
}

static void read_intent(gbcs_reader *reader, gbcs_intent *intent)
{
    gbcs_writer key = gbcs_writer_of(intent->party_key.point, GBCS_POINT_SIZE);
    gbcs_writer note = gbcs_writer_of(intent->note, GBCS_INTENT_NOTE);

    read_intent_header(reader, &intent->header);
    intent->role = gbcs_read_u8(reader);
    intent->form = gbcs_read_u8(reader);
    intent->later = read_flag(reader);
    intent->has_party_key = read_flag(reader);
    if (intent->has_party_key) {
        gbcs_write_bytes(&key, gbcs_read_bytes(reader, GBCS_POINT_SIZE));
    }
    gbcs_write_bytes(&note, gbcs_read_bytes(reader, GBCS_INTENT_NOTE));
    if (!intent_is_sound(intent)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

static void write_dated(gbcs_writer *writer, const gbcs_dated_counter *dated)
{
    gbcs_write_u8(writer, dated->id.role);
    gbcs_write_u16(writer, dated->id.code);
    gbcs_write_u64(writer, dated->counter);
}

/** Each role and code once, and none below its floor. */
static void read_dated(gbcs_reader *reader, gbcs_replay *replay)
{
    gbcs_dated_counter dated;

    dated.id.role = gbcs_read_u8(reader);
    dated.id.code = gbcs_read_u16(reader);
    dated.counter = read_counter(reader);
    if ((dated.id.role >= GBCS_ROLES) || (dated.id.code == 0U) ||
        (dated.counter < replay->floors[dated.id.role]) ||
        (dated_find(replay, &dated.id) < replay->dated_count)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    } else {
        replay->dated[replay->dated_count] = dated;
        replay->dated_count++;
    }
}

static void read_all_dated(gbcs_reader *reader, gbcs_replay *replay)
{
    const uint8_t count = gbcs_read_u8(reader);
    uint8_t i;

    if (count > GBCS_DATED_COUNTERS) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    } else {
        for (i = 0U; i < count; i++) {
            read_dated(reader, replay);
        }
    }
}

static void read_open_action(gbcs_reader *reader, gbcs_replay *replay)
{
    if (read_flag(reader)) {
        if (replay->last_id == 0U) {
            gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        }
        replay->intent.id = replay->last_id;
        read_intent(reader, &replay->intent);
    }
}

/** The counters of commands without a date, and the floors of those with one: never higher. */
static void read_by_role(gbcs_reader *reader, gbcs_replay *replay)
{
    size_t i;

    for (i = 0U; i < GBCS_ROLES; i++) {
        replay->last[i] = read_counter(reader);
    }
    for (i = 0U; i < GBCS_ROLES; i++) {
        replay->floors[i] = gbcs_read_u64(reader);
        if (replay->floors[i] > replay->last[i]) {
            gbcs_reader_fail(reader, GBCS_ERR_VALUE);
        }
    }
}

/** Takes the record to pieces. Nothing in it but what counters_put() writes is believed. */
static gbcs_status counters_read(gbcs_bytes octets, gbcs_replay *replay)
{
    gbcs_reader reader = gbcs_reader_of(octets);

    replay->last_id = gbcs_read_u64(&reader);
    read_by_role(&reader, replay);
    read_all_dated(&reader, replay);
    read_open_action(&reader, replay);
    return (gbcs_reader_finish(&reader) == GBCS_OK) ? GBCS_OK : GBCS_ERR_RECORD;
}

gbcs_status counters_load(gbcs_replay *replay)
{
    uint8_t octets[COUNTERS_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_status status = gbcs_store_load(replay->store, &COUNTERS, &writer);

    if (status == GBCS_OK) {
        status = counters_read(gbcs_writer_bytes(&writer), replay);
    }
    if (status == GBCS_OK) {
        status = gbcs_store_mend(replay->store, &COUNTERS);
    }
    return status;
}

gbcs_status counters_put(gbcs_store *store, const gbcs_replay *replay)
{
    uint8_t octets[COUNTERS_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    size_t i;

    gbcs_write_u64(&writer, replay->last_id);
    for (i = 0U; i < GBCS_ROLES; i++) {
        gbcs_write_u64(&writer, replay->last[i]);
    }
    for (i = 0U; i < GBCS_ROLES; i++) {
        gbcs_write_u64(&writer, replay->floors[i]);
    }
    gbcs_write_u8(&writer, (uint8_t)replay->dated_count);
    for (i = 0U; i < replay->dated_count; i++) {
        write_dated(&writer, &replay->dated[i]);
    }
    write_flag(&writer, replay->intent.id != 0U);
    if (replay->intent.id != 0U) {
        write_intent(&writer, &replay->intent);
    }
    return gbcs_store_put(store, &COUNTERS, gbcs_writer_bytes(&writer));
}
