#include "replay/record.h"

#include <string.h>

#if (GBCS_ANSWERED < 1U) || (GBCS_ANSWERED > 240U)
#error "GBCS_ANSWERED: the record holds 1 to 240 counters"
#endif

/** Octets of a counter. */
#define COUNTER_SIZE 8U
/** Most octets of a record: the counters, lowest first. */
#define ANSWERED_SIZE (COUNTER_SIZE * GBCS_ANSWERED)
/** Number of the records. */
#define ANSWERED_RECORDS 5U

/** The record of the role with an index. */
static gbcs_record record_at(uint16_t index)
{
    const gbcs_record record = {(uint16_t)(GBCS_RECORD_ANSWERED + (2U * index)), 1U,
                                GBCS_COPY_ALTERNATE, ANSWERED_SIZE};

    return record;
}

/** The index of a role, or of top ups; #ANSWERED_RECORDS of one that reads nothing encrypted. */
static uint16_t index_of(uint8_t role)
{
    uint16_t index = ANSWERED_RECORDS;

    switch (role) {
    case GBCS_ROLE_SUPPLIER:
        index = 0U;
        break;
    case GBCS_ROLE_NETWORK_OPERATOR:
        index = 1U;
        break;
    case GBCS_ROLE_ACB:
        index = 2U;
        break;
    case GBCS_ROLE_LOAD_CONTROLLER:
        index = 3U;
        break;
    case GBCS_ANSWERED_TOP_UPS:
        index = 4U;
        break;
    default:
        /* none */
        break;
    }
    return index;
}

gbcs_status answered_mend(gbcs_store *store)
{
    gbcs_status status = GBCS_OK;
    gbcs_record record;
    uint16_t i;

    for (i = 0U; i < ANSWERED_RECORDS; i++) {
        if (status == GBCS_OK) {
            record = record_at(i);
            status = gbcs_store_mend(store, &record);
            if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
                status = GBCS_OK;
            }
        }
    }
    return status;
}

gbcs_status answered_put_empty(gbcs_store *store)
{
    gbcs_status status = GBCS_OK;
    gbcs_record record;
    uint16_t i;

    for (i = 0U; i < ANSWERED_RECORDS; i++) {
        if (status == GBCS_OK) {
            record = record_at(i);
            status = gbcs_store_put(store, &record, gbcs_bytes_of(NULL, 0U));
        }
    }
    return status;
}

/** Adds that a record is empty. */
static gbcs_status put_none(gbcs_store *store, uint8_t role)
{
    const uint16_t index = index_of(role);
    const gbcs_record record = record_at(index);

    return (index < ANSWERED_RECORDS) ? gbcs_store_put(store, &record, gbcs_bytes_of(NULL, 0U))
                                      : GBCS_OK;
}

gbcs_status answered_forget(gbcs_store *store, uint8_t role)
{
    gbcs_status status = put_none(store, role);

    if ((status == GBCS_OK) && (role == GBCS_ROLE_SUPPLIER)) {
        status = put_none(store, GBCS_ANSWERED_TOP_UPS);
    }
    return status;
}

/** Where a counter stands, or would stand, among those of a record. */
typedef struct standing {
    /** Counters in the record. */
    size_t count;
    /** Those that are lower. */
    size_t lower;
    /** Whether it is one of them. */
    bool present;
} standing;

/** Looks for a counter in a record, all of which must rise. */
static gbcs_status look_up(gbcs_bytes octets, uint64_t counter, standing *where)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_status status = GBCS_OK;
    uint64_t item;
    uint64_t before = 0U;

    (void)memset(where, 0, sizeof *where);
    while (gbcs_reader_left(&reader) > 0U) {
        item = gbcs_read_u64(&reader);
        if ((item > GBCS_COUNTER_LAST) || ((where->count > 0U) && (item <= before))) {
            gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
        }
        where->lower += (item < counter) ? 1U : 0U;
        where->present = where->present || (item == counter);
        where->count++;
        before = item;
    }
    if (gbcs_reader_finish(&reader) != GBCS_OK) {
        status = GBCS_ERR_RECORD;
    }
    return status;
}

/** Whether a counter was answered, or may have been and be forgotten. */
static bool was_answered(const standing *where)
{
#if GBCS_STRICT_READS
    return where->lower < where->count;
#else
    return where->present || ((where->lower == 0U) && (where->count == GBCS_ANSWERED));
#endif
}

/**
 * Puts a counter where it stands. When there are as many as there may be the lowest goes, not the
 * oldest: so whatever was answered is either there or lower than all that are.
 */
static size_t insert(uint8_t octets[ANSWERED_SIZE], const standing *where, uint64_t counter)
{
    const size_t begin = where->lower * COUNTER_SIZE;
    const size_t end = where->count * COUNTER_SIZE;
    gbcs_writer writer;
    size_t size = end;

    if (where->count == GBCS_ANSWERED) {
        (void)memmove(octets, &octets[COUNTER_SIZE], begin - COUNTER_SIZE);
        writer = gbcs_writer_of(&octets[begin - COUNTER_SIZE], COUNTER_SIZE);
    } else {
        (void)memmove(&octets[begin + COUNTER_SIZE], &octets[begin], end - begin);
        writer = gbcs_writer_of(&octets[begin], COUNTER_SIZE);
        size += COUNTER_SIZE;
    }
    gbcs_write_u64(&writer, counter);
    return size;
}

/** Notes a counter in a record, if it is not there. */
static gbcs_status note_counter(gbcs_store *store, const gbcs_record *record, uint64_t counter)
{
    uint8_t octets[ANSWERED_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    standing where;
    size_t size;
    gbcs_status status = gbcs_store_load(store, record, &writer);

    if (status == GBCS_OK) {
        status = look_up(gbcs_writer_bytes(&writer), counter, &where);
    }
    if ((status == GBCS_OK) && was_answered(&where)) {
        status = GBCS_ERR_ANSWERED;
    }
    if (status == GBCS_OK) {
        size = insert(octets, &where, counter);
        status = commit_added(store, gbcs_store_put(store, record, gbcs_bytes_of(octets, size)));
    }
    return status;
}

/** Whether a floor says of a counter that it was used: perhaps answered, when its party had the role before. */
static bool is_below_floor(const gbcs_replay *replay, uint8_t role, uint64_t counter)
{
    return (role < GBCS_ROLES) && (replay->floors[role] > 0U) && (counter <= replay->floors[role]);
}

gbcs_status gbcs_replay_answer(gbcs_replay *replay, uint8_t role, uint64_t counter)
{
    const uint16_t index = index_of(role);
    const gbcs_record record = record_at(index);
    gbcs_status status = may_write(replay);

    if (status != GBCS_OK) {
        /* not now */
    } else if (index == ANSWERED_RECORDS) {
        status = GBCS_ERR_ARGUMENT;
    } else if ((counter > GBCS_COUNTER_LAST) || is_below_floor(replay, role, counter)) {
        status = GBCS_ERR_ANSWERED;
    } else {
        status = note_counter(replay->store, &record, counter);
    }
    return status;
}
