/*
 * Prepayment top ups: CS01a, CS01b (GBCS 14).
 */
#include "keys.h"
#include "service.h"

/** The token that a command brings. */
static gbcs_bytes token_in(const trial *t)
{
    gbcs_top_up_request request;

    return (gbcs_top_up_read(GBCS_WAY_COMMAND, t->of->frame.payload, &request) == GBCS_OK)
               ? request.utrn
               : gbcs_bytes_of(NULL, 0U);
}

/** Whether a token is one that the supplier made for the device, by the key of the other side. */
static bool is_authentic(const trial *t)
{
    const gbcs_header *header = &t->of->frame.header;
    gbcs_shared_secret secret;
    gbcs_token token;
    bool good = (gbcs_utrn_parse(token_in(t), &token) == GBCS_OK) &&
                keys_token_secret(&t->on->keys, header->originator, header->recipient, &secret);

    if (good) {
        const gbcs_token_parties parties = {header->originator, header->recipient, &secret};
        good = gbcs_token_verify(&t->on->crypto, &parties, (uint32_t)(header->counter >> 32),
                                 &token) == GBCS_OK;
        gbcs_wipe(&secret, sizeof secret);
    }
    return good;
}

/** Whether the response says that nothing was credited: result of an action, or of a Consumer Top Up. */
static bool is_refused(const trial *t)
{
    const gbcs_bytes payload = t->response->frame.payload;
    gbcs_dlms_list list;
    gbcs_dlms_items items;
    gbcs_dlms_response_item item;
    gbcs_gbz gbz;
    gbcs_gbz_component component;
    gbcs_reader reader;
    bool refused = false;

    if (gbcs_dlms_response_parse(payload, &list) == GBCS_OK) {
        items = gbcs_dlms_items_of(&list);
        refused = gbcs_dlms_response_next(&items, &item) && (item.result != 0U);
    } else if (gbcs_gbz_parse(payload, &gbz) == GBCS_OK) {
        reader = gbcs_reader_of(gbz.components);
        gbcs_read_gbz_component(&reader, &component);
        reader = gbcs_reader_of(component.body);
        refused = gbcs_read_u8(&reader) != 0U;
    } else {
        /* neither */
    }
    return refused;
}

/** A token that is good, and not credited nevertheless, exceeds a limit. */
const char *credit_equip(trial *t)
{
    t->outfit.exceeds = is_refused(t);
    return NULL;
}

bool credit_asks(const trial *t)
{
    return is_authentic(t) && !is_refused(t);
}

const char *credit_left(const trial *t, rig *r)
{
    const uint64_t counter = t->of->frame.header.counter;
    const char *wrong = NULL;
    gbcs_cache cache;

    if (gbcs_cache_load(&r->meter.store, &cache) != GBCS_OK) {
        wrong = "no counters of tokens";
    } else if ((gbcs_cache_check(&cache, (uint32_t)(counter >> 32)) == GBCS_ERR_REPLAY) !=
               credit_asks(t)) {
        wrong = "the token is used, or is not";
    } else if (credit_asks(t) &&
               ((r->order.top_up.counter != (counter >> 32)) || (r->order.top_up.value == 0U))) {
        wrong = "the application was not told what to credit";
    } else {
        /* as it should be */
    }
    return wrong;
}

/** The token is used; the answer is noted. A token that was not mistyped, and is refused, is an event. */
cost credit_costs(const trial *t)
{
    gbcs_token token;
    const bool is_event = !credit_asks(t) && (gbcs_utrn_parse(token_in(t), &token) == GBCS_OK);

    return (cost){credit_asks(t) ? 1U : 0U, is_event ? 2U : 1U};
}
