#include "schedule/list.h"
#include "schedule/page.h"

#include <string.h>

static gbcs_status check_open(const gbcs_schedule *schedule)
{
    return (schedule->store == NULL) ? GBCS_ERR_UNFINISHED : GBCS_OK;
}

/** Takes a record into account. */
static gbcs_status count_in(gbcs_schedule *schedule, uint16_t kind)
{
    list all;
    entry one;
    gbcs_status status = list_mend(schedule->store, kind);
    size_t i;

    all.count = 0U;
    all.damaged = false;
    if (status == GBCS_OK) {
        status = list_load(schedule->store, kind, &all);
    }
    for (i = 0U; i < all.count; i++) {
        list_get(&all, i, &one);
        if (one.pending.date < schedule->next) {
            schedule->next = one.pending.date;
        }
    }
    schedule->count += all.count;
    schedule->damaged = schedule->damaged || all.damaged;
    return status;
}

gbcs_status gbcs_schedule_open(gbcs_schedule *schedule, gbcs_store *store)
{
    gbcs_status status;

    (void)memset(schedule, 0, sizeof *schedule);
    schedule->store = store;
    schedule->next = GBCS_UTC_LAST;
    status = count_in(schedule, LIST_ITEMS);
    if (status == GBCS_OK) {
        status = count_in(schedule, LIST_INSTRUCTIONS);
    }
    if (status != GBCS_OK) {
        (void)memset(schedule, 0, sizeof *schedule);
    }
    return status;
}

/** Whether an instruction may be put; an ASN.1 one has a payload, and others have none. */
static gbcs_status check_put(const gbcs_schedule *schedule, const gbcs_pending *pending,
                             gbcs_bytes payload)
{
    const bool is_whole = (list_kind_of(pending->object) == LIST_INSTRUCTIONS);
    const bool fits = is_whole ? (payload.size > 0U) : (payload.size == 0U);
    gbcs_status status = check_open(schedule);

    if (status != GBCS_OK) {
        /* not open */
    } else if ((!list_may_hold(pending)) || (!fits)) {
        status = GBCS_ERR_ARGUMENT;
    } else if (is_whole && (schedule->store->count > 0U)) {
        status = GBCS_ERR_BUSY;
    } else {
        /* it may */
    }
    return status;
}

/** Whether a place in a record may be taken: of what is there by the same role only. */
static gbcs_status check_place(const list *all, size_t index, uint8_t role)
{
    gbcs_status status = GBCS_OK;
    entry old;

    if (index < all->count) {
        list_get(all, index, &old);
        status = (old.pending.role == role) ? GBCS_OK : GBCS_ERR_ROLE;
    } else if (!list_has_room(all)) {
        status = GBCS_ERR_SPACE;
    } else {
        /* a new one */
    }
    return status;
}

/** Adds an instruction to a record. The payload goes beside that of the one that it replaces, which
 * counts until the commit. */
static gbcs_status put_into(gbcs_store *store, list *all, const gbcs_pending *pending,
                            gbcs_bytes payload)
{
    const size_t index = list_find(all, pending->code, pending->object);
    gbcs_status status = check_place(all, index, pending->role);
    entry one;

    (void)memset(&one, 0, sizeof one);
    one.pending = *pending;
    if ((status == GBCS_OK) && (payload.size > 0U)) {
        status = pages_write(store, all, payload, &one);
    }
    if (status == GBCS_OK) {
        if (index < all->count) {
            list_cut(all, index);
        }
        list_append(all, &one);
        status = list_put(store, all);
    }
    return status;
}

gbcs_status gbcs_schedule_put(gbcs_schedule *schedule, const gbcs_pending *pending,
                              gbcs_bytes payload)
{
    list all;
    gbcs_status status = check_put(schedule, pending, payload);

    if (status == GBCS_OK) {
        status = list_preview(schedule->store, list_kind_of(pending->object), &all);
    }
    if (status == GBCS_OK) {
        status = put_into(schedule->store, &all, pending, payload);
    }
    return status;
}

gbcs_status gbcs_schedule_remove(gbcs_schedule *schedule, uint16_t code,
                                 const uint8_t object[GBCS_OBJECT_SIZE], uint8_t role)
{
    list all;
    size_t index;
    gbcs_status status = check_open(schedule);

    if (status == GBCS_OK) {
        status = list_preview(schedule->store, list_kind_of(object), &all);
    }
    if (status == GBCS_OK) {
        index = list_find(&all, code, object);
        if ((index < all.count) && (check_place(&all, index, role) == GBCS_OK)) {
            list_cut(&all, index);
            status = list_put(schedule->store, &all);
        }
    }
    return status;
}

/** Takes out of a record what is of some roles. */
static gbcs_status drop_from(gbcs_store *store, uint16_t kind, uint16_t roles)
{
    list all;
    entry one;
    gbcs_status status = list_preview(store, kind, &all);
    const size_t before = all.count;
    size_t i;

    for (i = before; i > 0U; i--) {
        list_get(&all, i - 1U, &one);
        if (gbcs_roles_hold(roles, one.pending.role)) {
            list_cut(&all, i - 1U);
        }
    }
    if ((status == GBCS_OK) && (all.damaged || (all.count < before))) {
        status = list_put(store, &all);
    }
    return status;
}

gbcs_status gbcs_schedule_drop(gbcs_schedule *schedule, uint16_t roles)
{
    gbcs_status status = check_open(schedule);

    if (status == GBCS_OK) {
        status = drop_from(schedule->store, LIST_ITEMS, roles);
    }
    if (status == GBCS_OK) {
        status = drop_from(schedule->store, LIST_INSTRUCTIONS, roles);
    }
    return status;
}

/** Whether an instruction is to be done before another one. */
static bool is_before(const gbcs_pending *a, const gbcs_pending *b)
{
    return (a->date < b->date) || ((a->date == b->date) && (a->counter < b->counter));
}

/** Looks in a record for what is due before all that was found. */
static gbcs_status find_due(gbcs_store *store, uint16_t kind, gbcs_utc now, bool *found,
                            gbcs_pending *first)
{
    list all;
    entry one;
    const gbcs_status status = list_load(store, kind, &all);
    size_t i;

    for (i = 0U; i < all.count; i++) {
        list_get(&all, i, &one);
        if ((one.pending.date <= now) && ((!*found) || is_before(&one.pending, first))) {
            *found = true;
            *first = one.pending;
        }
    }
    return status;
}

/** The end of a search: what was found, or nothing at all. */
static gbcs_status hand_out(gbcs_status searched, bool found, gbcs_pending *pending)
{
    gbcs_status status = searched;

    if ((status == GBCS_OK) && (!found)) {
        status = GBCS_ERR_ABSENT;
    }
    if (status != GBCS_OK) {
        (void)memset(pending, 0, sizeof *pending);
    }
    return status;
}

gbcs_status gbcs_schedule_due(const gbcs_schedule *schedule, gbcs_utc now, gbcs_pending *pending)
{
    gbcs_store *const store = schedule->store;
    bool found = false;
    gbcs_status status = check_open(schedule);

    if ((status == GBCS_OK) && (schedule->next <= now)) {
        status = find_due(store, LIST_ITEMS, now, &found, pending);
        if (status == GBCS_OK) {
            status = find_due(store, LIST_INSTRUCTIONS, now, &found, pending);
        }
    }
    return hand_out(status, found, pending);
}

/** Looks in a record for one of a role's instructions; left is how many come before it. */
static gbcs_status find_of_role(gbcs_store *store, uint16_t kind, uint8_t role, size_t *left,
                                bool *found, gbcs_pending *pending)
{
    list all;
    entry one;
    const gbcs_status status = list_load(store, kind, &all);
    size_t i;

    for (i = 0U; i < all.count; i++) {
        list_get(&all, i, &one);
        if ((!*found) && (one.pending.role == role)) {
            if (*left == 0U) {
                *found = true;
                *pending = one.pending;
            } else {
                *left = *left - 1U;
            }
        }
    }
    return status;
}

gbcs_status gbcs_schedule_of_role(const gbcs_schedule *schedule, uint8_t role, size_t index,
                                  gbcs_pending *pending)
{
    gbcs_store *const store = schedule->store;
    bool found = false;
    size_t left = index;
    gbcs_status status = check_open(schedule);

    if (status == GBCS_OK) {
        status = find_of_role(store, LIST_ITEMS, role, &left, &found, pending);
    }
    if ((status == GBCS_OK) && (!found)) {
        status = find_of_role(store, LIST_INSTRUCTIONS, role, &left, &found, pending);
    }
    return hand_out(status, found, pending);
}

/** Looks for an instruction as it is: not for a later one in its place. */
static gbcs_status find_same(gbcs_store *store, const gbcs_pending *pending, entry *one)
{
    list all;
    gbcs_status status = list_load(store, LIST_INSTRUCTIONS, &all);
    size_t index;

    if (status == GBCS_OK) {
        index = list_find(&all, pending->code, pending->object);
        if ((index < all.count) && (list_kind_of(pending->object) == LIST_INSTRUCTIONS)) {
            list_get(&all, index, one);
        } else {
            status = GBCS_ERR_ABSENT;
        }
    }
    if ((status == GBCS_OK) &&
        ((one->pending.role != pending->role) || (one->pending.counter != pending->counter))) {
        status = GBCS_ERR_ABSENT;
    }
    return status;
}

gbcs_status gbcs_schedule_payload(const gbcs_schedule *schedule, const gbcs_pending *pending,
                                  gbcs_writer *writer)
{
    gbcs_store *const store = schedule->store;
    entry one;
    gbcs_status status = check_open(schedule);

    if (status == GBCS_OK) {
        status = find_same(store, pending, &one);
    }
    if (status == GBCS_OK) {
        status = pages_read(store, &one, writer);
    }
    return status;
}
