#include <string.h>

#include "gbcs/codec/ber.h"
#include "joining/rules.h"
#include "message/cell_name.h"

/** Whether an answer says that all went well; any other is a failure. */
static bool is_success(gbcs_bytes answer)
{
    gbcs_reader reader = gbcs_reader_of(answer);

    /* success is 0 of a join and of an unjoin */
    (void)number_read(&reader, GBCS_DER, GBCS_BER_INTEGER, 0U);
    return gbcs_reader_finish(&reader) == GBCS_OK;
}

/** The other device is joined, or is not in the log any more. */
static gbcs_status finish_entry(device_log *all, device_entry *one)
{
    gbcs_status status = GBCS_OK;

    if (one->state == DEVICE_LEAVING) {
        devices_remove(all, one->entity);
    } else {
        if (one->state == DEVICE_REJOINING) {
            one->key = one->next_key;
        }
        one->state = DEVICE_JOINED;
        status = devices_set(all, one);
    }
    return status;
}

static uint16_t outcome_event(bool leaves, bool succeeded)
{
    uint16_t event;

    if (leaves) {
        event = succeeded ? EVENT_UNJOINED : EVENT_UNJOIN_FAILED;
    } else {
        event = succeeded ? EVENT_JOINED : EVENT_JOIN_FAILED;
    }
    return event;
}

gbcs_status gbcs_joining_conclude(const gbcs_desk *desk, gbcs_bytes answer, gbcs_effects *effects)
{
    gbcs_store *const store = desk->store;
    const bool succeeded = is_success(answer);
    device_log all;
    device_entry one;
    gbcs_status status = devices_preview(store, &all);

    (void)memset(effects, 0, sizeof *effects);
    if ((status == GBCS_OK) && devices_find_open(&all, &one)) {
        rules_raise(effects, outcome_event(one.state == DEVICE_LEAVING, succeeded));
        status = succeeded ? finish_entry(&all, &one) : devices_revert(&all);
        if (status == GBCS_OK) {
            status = devices_put(store, &all);
        }
    }
    return rules_end(effects, status);
}

gbcs_status gbcs_joining_open(gbcs_store *store, gbcs_peer *peer)
{
    device_log all;
    device_entry one;
    gbcs_status status = devices_load(store, &all);

    (void)memset(peer, 0, sizeof *peer);
    if ((status == GBCS_OK) && (!devices_find_open(&all, &one))) {
        status = GBCS_ERR_ABSENT;
    }
    if (status == GBCS_OK) {
        peer->entity = one.entity;
        peer->type = one.type;
        peer->method = (gbcs_join_method)one.method;
        peer->leaves = one.state == DEVICE_LEAVING;
    }
    return status;
}

gbcs_status gbcs_joining_key(gbcs_store *store, gbcs_entity_id entity, gbcs_public_key *key)
{
    device_log all;
    device_entry one;
    gbcs_status status = devices_load(store, &all);

    (void)memset(key, 0, sizeof *key);
    if ((status == GBCS_OK) && all.damaged) {
        status = GBCS_ERR_RECORD;
    }
    if ((status == GBCS_OK) && (!devices_find(&all, entity, &one))) {
        status = GBCS_ERR_ABSENT;
    }
    if (status != GBCS_OK) {
        /* no entry */
    } else if ((one.method == (uint8_t)GBCS_JOIN_C) &&
               ((one.state == DEVICE_JOINED) || (one.state == DEVICE_REJOINING))) {
        *key = one.key;
    } else {
        status = GBCS_ERR_ABSENT;
    }
    return status;
}

gbcs_status gbcs_joining_mend(gbcs_store *store)
{
    return devices_mend(store);
}
