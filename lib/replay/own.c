#include "replay/record.h"

#if GBCS_OWN_BLOCK < 1U
#error "GBCS_OWN_BLOCK: at least one own counter is reserved at a time"
#endif

/** The first number that is no counter: where the last reservation ends. */
#define COUNTER_END (GBCS_COUNTER_LAST + 1U)
/** Octets of the record. */
#define OWN_SIZE 8U

static const gbcs_record OWN = {GBCS_RECORD_OWN_COUNTER, 1U, GBCS_COPY_TWIN, OWN_SIZE};

gbcs_status own_put(gbcs_store *store, uint64_t end)
{
    uint8_t octets[OWN_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u64(&writer, end);
    return gbcs_store_put(store, &OWN, gbcs_writer_bytes(&writer));
}

gbcs_status own_load(gbcs_replay *replay)
{
    uint8_t octets[OWN_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_reader reader;
    gbcs_status status = gbcs_store_load(replay->store, &OWN, &writer);

    if (status == GBCS_OK) {
        /* How many of the reserved ones were used is not known: none of them is used any more. */
        reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
        replay->own_end = gbcs_read_u64(&reader);
        replay->own_next = replay->own_end;
        if ((gbcs_reader_finish(&reader) != GBCS_OK) || (replay->own_end == 0U) ||
            (replay->own_end > COUNTER_END)) {
            status = GBCS_ERR_RECORD;
        }
    }
    if (status == GBCS_OK) {
        status = gbcs_store_mend(replay->store, &OWN);
    }
    return status;
}

/** Reserves the next counters, as many as there are. */
static gbcs_status reserve(gbcs_replay *replay)
{
    const uint64_t left = COUNTER_END - replay->own_end;
    const uint64_t end = replay->own_end + ((left < GBCS_OWN_BLOCK) ? left : GBCS_OWN_BLOCK);
    gbcs_status status = GBCS_ERR_SPACE;

    if (left > 0U) {
        status = commit_added(replay->store, own_put(replay->store, end));
    }
    if (status == GBCS_OK) {
        replay->own_end = end;
    }
    return status;
}

gbcs_status gbcs_replay_own(gbcs_replay *replay, uint64_t *counter)
{
    gbcs_status status = may_write(replay);

    *counter = 0U;
    if ((status == GBCS_OK) && (replay->own_next >= replay->own_end)) {
        status = reserve(replay);
    }
    if (status == GBCS_OK) {
        *counter = replay->own_next;
        replay->own_next++;
    }
    return status;
}
