#include "gbcs/top_up.h"

#include <string.h>

/** Seconds in which a further suspension is longer than the one before. */
#define DAY_SECONDS 86400U
/** Longest time for which entries may not be looked at. */
#define HOUR_SECONDS 3600U

#if (GBCS_ENTRY_FAILURES < 1U) || (GBCS_ENTRY_FAILURES > 50U)
#error "GBCS_ENTRY_FAILURES: 1 to 50"
#endif
#if (GBCS_ENTRY_WINDOW < 1U) || (GBCS_ENTRY_WINDOW > 65535U)
#error "GBCS_ENTRY_WINDOW: the record has 16 bits for it"
#endif
#if (GBCS_ENTRY_SUSPENSION < 1U) || (GBCS_ENTRY_SUSPENSION > GBCS_ENTRY_SUSPENSION_MAX)
#error "GBCS_ENTRY_SUSPENSION: at least a second, at most GBCS_ENTRY_SUSPENSION_MAX"
#endif
#if GBCS_ENTRY_SUSPENSION_MAX > HOUR_SECONDS
#error "GBCS_ENTRY_SUSPENSION_MAX: not over 60 minutes (DEV.7)"
#endif
#if (GBCS_ENTRY_GRANULE < 1U) || (GBCS_ENTRY_DAY_GRANULE < GBCS_ENTRY_GRANULE) ||                  \
    (GBCS_ENTRY_DAY_GRANULE > DAY_SECONDS)
#error "GBCS_ENTRY_GRANULE: from a second to GBCS_ENTRY_DAY_GRANULE, and that at most a day"
#endif

/** Most octets of a way in the record: with as many failures as may be without a suspension. */
#define STATE_SIZE (2U + 2U + 4U + 1U + (2U * (GBCS_ENTRY_FAILURES - 1U)))
/** Most octets of the record. */
#define LIMIT_SIZE (GBCS_LIMITED_WAYS * STATE_SIZE)

static const gbcs_record ENTRIES = {GBCS_RECORD_ENTRIES, 1U, GBCS_COPY_ALTERNATE, LIMIT_SIZE};

/** The place of a way among those that have a limit; #GBCS_LIMITED_WAYS of another. */
static size_t place_of_way(gbcs_way way)
{
    size_t place = GBCS_LIMITED_WAYS;

    if (way == GBCS_WAY_KEYPAD) {
        place = 0U;
    } else if (way == GBCS_WAY_PPMID) {
        place = 1U;
    } else {
        /* it has none */
    }
    return place;
}

/* ---- counting down --------------------------------------------------------------------------- */

/** What is left of some seconds after others. */
static uint32_t left_after(uint32_t seconds, uint32_t passed)
{
    uint32_t left = 0U;

    if (seconds > passed) {
        left = seconds - passed;
    }
    return left;
}

static void count_down(gbcs_limit_state *state, uint32_t passed)
{
    size_t kept = 0U;
    size_t i;

    state->suspended = (uint16_t)left_after(state->suspended, passed);
    state->day = left_after(state->day, passed);
    if (state->day == 0U) {
        state->last = 0U;
    }
    for (i = 0U; i < state->failure_count; i++) {
        if (state->failures[i] > passed) {
            state->failures[kept] = (uint16_t)(state->failures[i] - passed);
            kept++;
        }
    }
    state->failure_count = kept;
}

static uint32_t passed_since(const gbcs_limit *limit, uint32_t uptime)
{
    return left_after(uptime, limit->since);
}

/** Brings what is counted up to the present. */
static void bring_up(gbcs_limit *limit, uint32_t uptime)
{
    const uint32_t passed = passed_since(limit, uptime);
    size_t i;

    for (i = 0U; i < GBCS_LIMITED_WAYS; i++) {
        count_down(&limit->states[i], passed);
    }
    limit->since = uptime;
}

static void begin_suspension(gbcs_limit_state *state, uint32_t seconds)
{
    state->suspended = (uint16_t)seconds;
    state->last = (uint16_t)seconds;
    state->day = DAY_SECONDS;
    state->failure_count = 0U;
}

/** Counts a failure; one too many suspends. */
static void add_failure(gbcs_limit_state *state)
{
    uint32_t seconds = GBCS_ENTRY_SUSPENSION;

    state->failures[state->failure_count] = (uint16_t)GBCS_ENTRY_WINDOW;
    state->failure_count++;
    if (state->failure_count == GBCS_ENTRY_FAILURES) {
        if (state->last > 0U) {
            seconds = 2U * (uint32_t)state->last;
        }
        begin_suspension(state, (seconds < GBCS_ENTRY_SUSPENSION_MAX) ? seconds
                                                                      : GBCS_ENTRY_SUSPENSION_MAX);
    }
}

/* ---- the record ------------------------------------------------------------------------------ */

static void write_state(gbcs_writer *writer, const gbcs_limit_state *state)
{
    size_t i;

    gbcs_write_u16(writer, state->suspended);
    gbcs_write_u16(writer, state->last);
    gbcs_write_u32(writer, state->day);
    gbcs_write_u8(writer, (uint8_t)state->failure_count);
    for (i = 0U; i < state->failure_count; i++) {
        gbcs_write_u16(writer, state->failures[i]);
    }
}

/** Whether suspension, its length, and the day after it belong together. */
static bool suspension_is_sound(const gbcs_limit_state *state)
{
    return (state->last <= GBCS_ENTRY_SUSPENSION_MAX) && (state->suspended <= state->last) &&
           (state->day <= DAY_SECONDS) && ((state->day > 0U) == (state->last > 0U));
}

static void read_state(gbcs_reader *reader, gbcs_limit_state *state)
{
    uint16_t before = 1U;
    size_t count;
    size_t i;

    state->suspended = gbcs_read_u16(reader);
    state->last = gbcs_read_u16(reader);
    state->day = gbcs_read_u32(reader);
    count = gbcs_read_u8(reader);
    if ((!suspension_is_sound(state)) || (count >= GBCS_ENTRY_FAILURES)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    } else {
        for (i = 0U; i < count; i++) {
            state->failures[i] = gbcs_read_u16(reader);
            if ((state->failures[i] < before) || (state->failures[i] > GBCS_ENTRY_WINDOW)) {
                gbcs_reader_fail(reader, GBCS_ERR_VALUE);
            }
            before = state->failures[i];
        }
        state->failure_count = count;
    }
}

static gbcs_status load_states(gbcs_limit *limit)
{
    uint8_t octets[LIMIT_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_reader reader;
    gbcs_status status = gbcs_store_load(limit->store, &ENTRIES, &writer);
    size_t i;

    if (status == GBCS_OK) {
        reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
        for (i = 0U; i < GBCS_LIMITED_WAYS; i++) {
            read_state(&reader, &limit->states[i]);
        }
        if (gbcs_reader_finish(&reader) != GBCS_OK) {
            status = GBCS_ERR_RECORD;
        }
    }
    return status;
}

/** Whether the present suspensions and failures, and not just days, are counted. */
static bool counts_entries(const gbcs_limit *limit)
{
    bool counts = false;
    size_t i;

    for (i = 0U; i < GBCS_LIMITED_WAYS; i++) {
        counts =
            counts || (limit->states[i].suspended > 0U) || (limit->states[i].failure_count > 0U);
    }
    return counts;
}

/** Whether anything is counted; there is no suspension without its day. */
static bool counts_anything(const gbcs_limit *limit)
{
    return counts_entries(limit) || (limit->states[0].day > 0U) || (limit->states[1].day > 0U);
}

/** The sooner end: of so many seconds, or of what is counted down, if it is. */
static uint32_t sooner_end(uint32_t seconds, uint32_t left)
{
    return ((left > 0U) && (left < seconds)) ? left : seconds;
}

/** Seconds until the record is to be written again. What ends is written when it does, so that a power
 * cut does not bring it back. */
static uint32_t granule_of(const gbcs_limit *limit)
{
    uint32_t seconds = counts_entries(limit) ? GBCS_ENTRY_GRANULE : GBCS_ENTRY_DAY_GRANULE;
    size_t i;

    for (i = 0U; i < GBCS_LIMITED_WAYS; i++) {
        const gbcs_limit_state *state = &limit->states[i];

        seconds = sooner_end(seconds, state->suspended);
        seconds = sooner_end(seconds, state->day);
        if (state->failure_count > 0U) {
            seconds = sooner_end(seconds, state->failures[state->failure_count - 1U]);
        }
    }
    return seconds;
}

/** Begins a granule: the record says how things are. */
static void begin_granule(gbcs_limit *limit)
{
    limit->until = limit->since + granule_of(limit);
    limit->running = counts_anything(limit);
    limit->known = true;
}

/** Saves how things are. Until that succeeds the record says how they were, and it is tried again. */
static gbcs_status save_states(gbcs_limit *limit)
{
    uint8_t octets[LIMIT_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_status status;
    size_t i;

    for (i = 0U; i < GBCS_LIMITED_WAYS; i++) {
        write_state(&writer, &limit->states[i]);
    }
    status = gbcs_store_put(limit->store, &ENTRIES, gbcs_writer_bytes(&writer));
    if (status == GBCS_OK) {
        status = gbcs_store_commit(limit->store);
    } else {
        gbcs_store_abandon(limit->store);
    }
    if (status == GBCS_OK) {
        begin_granule(limit);
    } else {
        limit->until = limit->since + 1U;
        limit->running = true;
    }
    return status;
}

/* ---- calls ----------------------------------------------------------------------------------- */

/** What was counted is not known. */
static void suspend_both(gbcs_limit *limit)
{
    size_t i;

    for (i = 0U; i < GBCS_LIMITED_WAYS; i++) {
        begin_suspension(&limit->states[i], GBCS_ENTRY_SUSPENSION_MAX);
    }
}

/** Takes what is counted from the record. */
static gbcs_status take_record(gbcs_limit *limit)
{
    gbcs_status status = load_states(limit);

    if ((status == GBCS_OK) || (status == GBCS_ERR_NO_RECORD)) {
        begin_granule(limit);
        status = GBCS_OK;
    } else {
        suspend_both(limit);
        if ((status == GBCS_ERR_RECORD) || (status == GBCS_ERR_LAYOUT)) {
            limit->damaged = true;
            limit->known = true;
            status = save_states(limit);
        }
    }
    return status;
}

gbcs_status gbcs_limit_open(gbcs_limit *limit, gbcs_store *store, uint32_t uptime)
{
    gbcs_status status = GBCS_OK;

    if (!limit->known) {
        (void)memset(limit, 0, sizeof *limit);
        limit->store = store;
        limit->since = uptime;
        status = take_record(limit);
    }
    return status;
}

bool gbcs_limit_check(const gbcs_limit *limit, gbcs_way way, uint32_t uptime, uint32_t *remaining)
{
    const size_t place = place_of_way(way);

    *remaining = UINT32_MAX;
    if (way == GBCS_WAY_COMMAND) {
        *remaining = 0U;
    } else if ((limit->store != NULL) && (place < GBCS_LIMITED_WAYS)) {
        *remaining = left_after(limit->states[place].suspended, passed_since(limit, uptime));
    } else {
        /* never */
    }
    return *remaining == 0U;
}

/** Whether there may be a transaction of the limits now. */
static gbcs_status may_save(const gbcs_limit *limit)
{
    gbcs_status status = GBCS_OK;

    if (limit->store == NULL) {
        status = GBCS_ERR_UNFINISHED;
    } else if (limit->store->count > 0U) {
        status = GBCS_ERR_BUSY;
    } else {
        /* there may */
    }
    return status;
}

gbcs_status gbcs_limit_fail(gbcs_limit *limit, gbcs_way way, uint32_t uptime, bool *suspended)
{
    const size_t place = place_of_way(way);
    gbcs_status status = may_save(limit);
    gbcs_limit_state *state;

    *suspended = false;
    if (status != GBCS_OK) {
        /* not now */
    } else if (place == GBCS_LIMITED_WAYS) {
        status = GBCS_ERR_ARGUMENT;
    } else {
        bring_up(limit, uptime);
        state = &limit->states[place];
        if (state->suspended > 0U) {
            status = GBCS_ERR_BUSY;
        } else {
            add_failure(state);
            status = save_states(limit);
            if (status != GBCS_OK) {
                begin_suspension(state, GBCS_ENTRY_SUSPENSION_MAX);
            }
            *suspended = state->suspended > 0U;
        }
    }
    return status;
}

gbcs_status gbcs_limit_tick(gbcs_limit *limit, uint32_t uptime, uint32_t *next)
{
    gbcs_status status = GBCS_OK;

    *next = UINT32_MAX;
    if (limit->store == NULL) {
        status = GBCS_ERR_UNFINISHED;
    } else if (limit->running) {
        if (uptime >= limit->until) {
            status = may_save(limit);
            if (status == GBCS_OK) {
                bring_up(limit, uptime);
                status = save_states(limit);
            }
        }
        if (limit->running) {
            *next = (limit->until > uptime) ? (limit->until - uptime) : 1U;
        }
    } else {
        /* nothing is counted */
    }
    return status;
}
