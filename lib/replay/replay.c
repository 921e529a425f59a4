#include "replay/record.h"

#include <string.h>

gbcs_status gbcs_replay_open(gbcs_replay *replay, gbcs_store *store)
{
    gbcs_status status;

    (void)memset(replay, 0, sizeof *replay);
    replay->store = store;
    status = counters_load(replay);
    if (status == GBCS_OK) {
        status = own_load(replay);
    }
    if (status == GBCS_OK) {
        status = answered_mend(store);
    }
    if (status != GBCS_OK) {
        (void)memset(replay, 0, sizeof *replay);
    }
    return status;
}

gbcs_status gbcs_replay_begin(gbcs_store *store, uint64_t own_counter)
{
    gbcs_replay blank;
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if ((own_counter > 0U) && (own_counter <= GBCS_COUNTER_LAST)) {
        (void)memset(&blank, 0, sizeof blank);
        status = counters_put(store, &blank);
    }
    if (status == GBCS_OK) {
        status = own_put(store, own_counter);
    }
    if (status == GBCS_OK) {
        status = answered_put_empty(store);
    }
    return status;
}

/** The counter that is held; 0 if none was taken or set yet. */
static uint64_t held(const gbcs_replay *replay, const gbcs_counter_id *id)
{
    const size_t i = dated_find(replay, id);
    uint64_t counter;

    if (id->code == 0U) {
        counter = replay->last[id->role];
    } else if (i < replay->dated_count) {
        counter = replay->dated[i].counter;
    } else {
        counter = replay->floors[id->role];
    }
    return counter;
}

gbcs_status gbcs_replay_check(const gbcs_replay *replay, const gbcs_counter_id *id,
                              uint64_t counter)
{
    gbcs_status status = GBCS_OK;

    if (replay->store == NULL) {
        status = GBCS_ERR_UNFINISHED;
    } else if (id->role >= GBCS_ROLES) {
        status = GBCS_ERR_ARGUMENT;
    } else if ((counter > GBCS_COUNTER_LAST) || (counter <= held(replay, id))) {
        status = GBCS_ERR_REPLAY;
    } else {
        /* fresh (GBCS 4.3.1.5) */
    }
    return status;
}

/** Notes a counter of a command with a date. */
static gbcs_status take_dated(gbcs_replay *replay, const gbcs_counter_id *id, uint64_t counter)
{
    const size_t i = dated_find(replay, id);
    gbcs_status status = GBCS_OK;

    if (i >= GBCS_DATED_COUNTERS) {
        status = GBCS_ERR_SPACE;
    } else {
        if (i == replay->dated_count) {
            replay->dated_count++;
        }
        replay->dated[i].id = *id;
        replay->dated[i].counter = counter;
    }
    return status;
}

static gbcs_status take_counter(gbcs_replay *replay, const gbcs_counter_id *id, uint64_t counter)
{
    gbcs_status status = gbcs_replay_check(replay, id, counter);

    if (status != GBCS_OK) {
        /* not fresh */
    } else if (id->code == 0U) {
        replay->last[id->role] = counter;
    } else {
        status = take_dated(replay, id, counter);
    }
    return status;
}

/** Gives an action its id. No id is used twice. */
static gbcs_status begin_action(gbcs_replay *replay, const gbcs_intent *intent)
{
    gbcs_status status = GBCS_OK;

    if (!intent_is_sound(intent)) {
        status = GBCS_ERR_ARGUMENT;
    } else if (replay->last_id == UINT64_MAX) {
        status = GBCS_ERR_SPACE;
    } else {
        replay->last_id++;
        replay->intent = *intent;
        replay->intent.id = replay->last_id;
        if (!intent->has_party_key) {
            (void)memset(&replay->intent.party_key, 0, sizeof replay->intent.party_key);
        }
        replay->intent.header.date_time = gbcs_bytes_of(NULL, 0U);
        replay->intent.header.party_certificate = gbcs_bytes_of(NULL, 0U);
    }
    return status;
}

/** Makes the open transaction, with a state in it. */
static gbcs_status save(gbcs_store *store, const gbcs_replay *replay)
{
    return commit_added(store, counters_put(store, replay));
}

/** Takes the counter of a command, if one guards it, into a state without an open action. */
static gbcs_status take_command(gbcs_replay *replay, const gbcs_counter_id *id, uint64_t counter)
{
    gbcs_status status = (id == NULL) ? GBCS_OK : take_counter(replay, id, counter);

    if ((status == GBCS_OK) && (replay->intent.id != 0U)) {
        status = GBCS_ERR_BUSY;
    }
    return status;
}

/** Takes counter and action into a state. */
static gbcs_status take_both(gbcs_replay *replay, const gbcs_counter_id *id, uint64_t counter,
                             const gbcs_intent *intent)
{
    gbcs_status status =
        ((id == NULL) && (intent == NULL)) ? GBCS_ERR_ARGUMENT : take_command(replay, id, counter);

    if ((status == GBCS_OK) && (intent != NULL)) {
        status = begin_action(replay, intent);
    }
    return status;
}

/** Another party begins at its own value: what the one before it left is gone (GBCS 13.3). */
static void replace_counters(gbcs_replay *replay, const gbcs_floor *floor)
{
    size_t kept = 0U;
    size_t i;

    for (i = 0U; i < replay->dated_count; i++) {
        if (replay->dated[i].id.role != floor->role) {
            replay->dated[kept] = replay->dated[i];
            kept++;
        }
    }
    replay->dated_count = kept;
    replay->last[floor->role] = floor->counter;
    replay->floors[floor->role] = floor->counter;
}

static uint64_t greater(uint64_t a, uint64_t b)
{
    return (a > b) ? a : b;
}

/** Nothing that a party has sent becomes fresh again. */
static void raise_counters(gbcs_replay *replay, const gbcs_floor *floor)
{
    size_t i;

    for (i = 0U; i < replay->dated_count; i++) {
        if (replay->dated[i].id.role == floor->role) {
            replay->dated[i].counter = greater(replay->dated[i].counter, floor->counter);
        }
    }
    replay->last[floor->role] = greater(replay->last[floor->role], floor->counter);
    replay->floors[floor->role] = greater(replay->floors[floor->role], floor->counter);
}

static gbcs_status take_floor(gbcs_replay *replay, const gbcs_floor *floor)
{
    gbcs_status status = GBCS_OK;

    if ((floor->role >= GBCS_ROLES) || (floor->counter > GBCS_COUNTER_LAST)) {
        status = GBCS_ERR_ARGUMENT;
    } else if (floor->replaces) {
        replace_counters(replay, floor);
    } else {
        raise_counters(replay, floor);
    }
    return status;
}

/**
 * Makes the open transaction with the next state in it; drops it if that one was refused. A write that
 * is alone goes to one place: the mark of an action makes it two, else flush.
 */
static gbcs_status step_to(gbcs_replay *replay, gbcs_replay *next, gbcs_status taken)
{
    gbcs_status status = taken;

    next->unsaved = (next->intent.id == 0U) && (replay->store->count == 0U);
    if (status == GBCS_OK) {
        status = save(replay->store, next);
    } else {
        gbcs_store_abandon(replay->store);
    }
    if (status == GBCS_OK) {
        *replay = *next;
    }
    return status;
}

gbcs_status gbcs_replay_accept(gbcs_replay *replay, const gbcs_counter_id *id, uint64_t counter,
                               gbcs_intent *intent)
{
    gbcs_replay next = *replay;
    gbcs_status status = GBCS_ERR_UNFINISHED;

    if (replay->store != NULL) {
        status = take_both(&next, id, counter, intent);
        status = step_to(replay, &next, status);
    }
    if (intent != NULL) {
        intent->id = (status == GBCS_OK) ? next.intent.id : 0U;
    }
    return status;
}

gbcs_status gbcs_replay_apply(gbcs_replay *replay, const gbcs_counter_id *id, uint64_t counter,
                              const gbcs_floor *floors, size_t count)
{
    gbcs_replay next = *replay;
    gbcs_status status = GBCS_ERR_UNFINISHED;
    size_t i;

    if (replay->store != NULL) {
        status = take_command(&next, id, counter);
        for (i = 0U; i < count; i++) {
            if (status == GBCS_OK) {
                status = take_floor(&next, &floors[i]);
            }
            if ((status == GBCS_OK) && floors[i].replaces) {
                status = answered_forget(next.store, floors[i].role);
            }
        }
        status = step_to(replay, &next, status);
    }
    return status;
}

gbcs_status gbcs_replay_later(gbcs_replay *replay)
{
    gbcs_status status = (replay->intent.id == 0U) ? GBCS_ERR_ABSENT : may_write(replay);

    /* it may have been noted before, perhaps before a restart */
    if ((status == GBCS_OK) && (!replay->intent.later)) {
        replay->intent.later = true;
        status = save(replay->store, replay);
        replay->intent.later = (status == GBCS_OK);
    }
    return status;
}

void gbcs_replay_done(gbcs_replay *replay)
{
    if (replay->intent.id != 0U) {
        (void)memset(&replay->intent, 0, sizeof replay->intent);
        replay->unsaved = true;
    }
}

gbcs_status gbcs_replay_flush(gbcs_replay *replay)
{
    gbcs_status status = GBCS_OK;

    if (replay->unsaved) {
        status = may_write(replay);
        if (status == GBCS_OK) {
            status = save(replay->store, replay);
        }
        replay->unsaved = (status != GBCS_OK);
    }
    return status;
}
