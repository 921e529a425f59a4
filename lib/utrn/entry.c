#include "utrn/cache.h"

static const gbcs_top_up NO_TOP_UP = {(gbcs_way)0, 0U, GBCS_VALUE_PENCE, 0U, 0U, 0U};

/** Bits of an Originator Counter below the UTRN Counter. */
#define LOW_HALF 0xFFFFFFFFU
/** Hundredths in the currency unit. */
#define PENCE_IN_POUND 100U

static bool is_way(gbcs_way way)
{
    return (way == GBCS_WAY_COMMAND) || (way == GBCS_WAY_KEYPAD) || (way == GBCS_WAY_PPMID);
}

static uint32_t pence_of(gbcs_value_class value_class, uint16_t value)
{
    return (value_class == GBCS_VALUE_POUNDS) ? ((uint32_t)value * PENCE_IN_POUND) : value;
}

/** The MAC of a token, with the UTRN Counter that is known from the command or found. */
static gbcs_status check_token_mac(const gbcs_crypto *crypto, const gbcs_token_parties *parties,
                                   const gbcs_top_up_entry *entry, uint32_t highest,
                                   const gbcs_token *token, uint32_t *counter)
{
    gbcs_status status = GBCS_ERR_MAC;

    *counter = 0U;
    if (entry->way != GBCS_WAY_COMMAND) {
        status = gbcs_token_find_counter(crypto, parties, highest, token, counter);
    } else if ((entry->counter & LOW_HALF) == 0U) {
        *counter = (uint32_t)(entry->counter >> 32);
        status = gbcs_token_verify(crypto, parties, *counter, token);
    } else {
        /* no token is of such a counter */
    }
    if ((status == GBCS_OK) && (*counter > GBCS_UTRN_COUNTER_LAST)) {
        /* no command is, so none could credit it */
        status = GBCS_ERR_MAC;
    }
    return status;
}

/** Whether a token is of the party whose key the device has for tokens. */
static gbcs_status authenticate_token(const gbcs_crypto *crypto, gbcs_trust *trust,
                                      const gbcs_top_up_entry *entry, uint32_t highest,
                                      const gbcs_token *token, gbcs_top_up *top_up)
{
    /* the cell of the party that sells tokens */
    static const gbcs_cell_id TOP_UP_CELL = {GBCS_ROLE_SUPPLIER, GBCS_KEY_USAGE_AGREEMENT,
                                             GBCS_CELL_TOP_UP};
    const gbcs_cell *cell = gbcs_trust_find(trust, &TOP_UP_CELL);
    gbcs_shared_secret secret;
    gbcs_token_parties parties;
    gbcs_status status;

    if (cell == NULL) {
        status = GBCS_ERR_ABSENT;
    } else if ((entry->way == GBCS_WAY_COMMAND) && (entry->originator != cell->entity)) {
        status = GBCS_ERR_ORIGINATOR;
    } else {
        status = gbcs_trust_secret(trust, &TOP_UP_CELL, &secret);
        if (status == GBCS_OK) {
            parties.supplier = cell->entity;
            parties.device = trust->device;
            parties.secret = &secret;
            status = check_token_mac(crypto, &parties, entry, highest, token, &top_up->counter);
        }
        top_up->supplier = cell->entity;
        gbcs_wipe(&secret, sizeof secret);
    }
    return status;
}

/**
 * The highest counter of the cache. Not the cache itself, which would lie on the stack under the curve
 * operation of a key agreement.
 */
static gbcs_status highest_counter(gbcs_store *store, uint32_t *highest)
{
    gbcs_cache cache;
    const gbcs_status status = gbcs_cache_load(store, &cache);

    *highest = gbcs_cache_highest(&cache);
    return status;
}

static gbcs_status check_unused(gbcs_store *store, uint32_t counter)
{
    gbcs_cache cache;
    gbcs_status status = gbcs_cache_load(store, &cache);

    if (status == GBCS_OK) {
        status = gbcs_cache_check(&cache, counter);
    }
    return status;
}

/** What is to be logged of a UTRN whose digits are those of a token. */
static uint16_t event_of_token(gbcs_status status)
{
    uint16_t event = 0U;

    if ((status == GBCS_ERR_MAC) || (status == GBCS_ERR_ORIGINATOR) ||
        (status == GBCS_ERR_ABSENT)) {
        event = GBCS_EVENT_NOT_AUTHENTIC;
    } else if (status == GBCS_ERR_REPLAY) {
        event = GBCS_EVENT_DUPLICATE;
    } else {
        /* nothing */
    }
    return event;
}

gbcs_status gbcs_top_up_verify(const gbcs_crypto *crypto, gbcs_store *store, gbcs_trust *trust,
                               const gbcs_top_up_entry *entry, gbcs_top_up *top_up, uint16_t *event)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;
    gbcs_token token = {0U, GBCS_VALUE_PENCE, 0U, {0U, 0U, 0U, 0U}};
    uint32_t highest = 0U;

    *top_up = NO_TOP_UP;
    *event = 0U;
    if (is_way(entry->way)) {
        status = gbcs_utrn_parse(entry->utrn, &token);
    }
    if (status == GBCS_OK) {
        status = highest_counter(store, &highest);
    }
    if (status == GBCS_OK) {
        status = authenticate_token(crypto, trust, entry, highest, &token, top_up);
        if (status == GBCS_OK) {
            status = check_unused(store, top_up->counter);
        }
        *event = event_of_token(status);
    }
    if (status == GBCS_OK) {
        top_up->way = entry->way;
        top_up->value_class = token.value_class;
        top_up->value = token.value;
        top_up->pence = pence_of(token.value_class, token.value);
    } else {
        *top_up = NO_TOP_UP;
    }
    return status;
}

gbcs_status gbcs_top_up_take(gbcs_store *store, const gbcs_top_up *top_up)
{
    gbcs_cache cache;
    gbcs_status status = gbcs_cache_load(store, &cache);

    if (status == GBCS_OK) {
        status = gbcs_cache_add(&cache, top_up->counter);
    }
    if (status == GBCS_OK) {
        status = cache_put(store, &cache);
    }
    return status;
}

/** Whether these are the way, the counter, the value class and the value of a top up. */
static bool is_top_up(gbcs_way way, uint32_t counter, uint32_t value_class, uint16_t value)
{
    return is_way(way) && (counter != 0U) && (counter <= GBCS_UTRN_COUNTER_LAST) &&
           (value_class <= (uint32_t)GBCS_VALUE_POUNDS) && (value <= GBCS_TOKEN_VALUE_MAX);
}

gbcs_status gbcs_top_up_note(const gbcs_top_up *top_up, uint8_t note[GBCS_INTENT_NOTE])
{
    gbcs_writer writer = gbcs_writer_of(note, GBCS_INTENT_NOTE);
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if (is_top_up(top_up->way, top_up->counter, (uint32_t)top_up->value_class, top_up->value)) {
        gbcs_write_u8(&writer, (uint8_t)top_up->way);
        gbcs_write_u8(&writer, (uint8_t)top_up->value_class);
        gbcs_write_u16(&writer, top_up->value);
        gbcs_write_u32(&writer, top_up->counter);
        status = GBCS_OK;
    } else {
        gbcs_wipe(note, GBCS_INTENT_NOTE);
    }
    return status;
}

/** The way of a number; 0 for one that is none. */
static gbcs_way way_of(uint8_t number)
{
    gbcs_way way = (gbcs_way)0;

    switch (number) {
    case (uint8_t)GBCS_WAY_COMMAND:
        way = GBCS_WAY_COMMAND;
        break;
    case (uint8_t)GBCS_WAY_KEYPAD:
        way = GBCS_WAY_KEYPAD;
        break;
    case (uint8_t)GBCS_WAY_PPMID:
        way = GBCS_WAY_PPMID;
        break;
    default:
        /* none */
        break;
    }
    return way;
}

gbcs_status gbcs_top_up_from_note(const uint8_t note[GBCS_INTENT_NOTE], gbcs_entity_id supplier,
                                  gbcs_top_up *top_up)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(note, GBCS_INTENT_NOTE));
    const gbcs_way way = way_of(gbcs_read_u8(&reader));
    const uint8_t value_class = gbcs_read_u8(&reader);
    const uint16_t value = gbcs_read_u16(&reader);
    const uint32_t counter = gbcs_read_u32(&reader);
    gbcs_status status = GBCS_ERR_RECORD;

    *top_up = NO_TOP_UP;
    if (is_top_up(way, counter, value_class, value)) {
        top_up->way = way;
        top_up->counter = counter;
        top_up->value_class = (value_class == 0U) ? GBCS_VALUE_PENCE : GBCS_VALUE_POUNDS;
        top_up->value = value;
        top_up->pence = pence_of(top_up->value_class, value);
        top_up->supplier = supplier;
        status = GBCS_OK;
    }
    return status;
}
