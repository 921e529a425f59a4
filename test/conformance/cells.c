/*
 * Trust Anchor Cells: CS02a, CS02f, CS02b, CS02g (GBCS 13.2, 13.3).
 */
#include <string.h>

#include "element.h"
#include "service.h"

/** Message Codes of the alerts that tell how an update ended. */
#define CODE_ALERT 0x00CBU
#define CODE_ALERT_G 0x0124U
/** applyTimeBasedCPVChecks, when it says that times don't count. */
#define TAG_TIMES (GBCS_BER_CONTEXT + 1U)

static const char NOT_AT_HAND[] = "a key in its cells is not at hand";

/* ---- what is in the cells before ------------------------------------------------------------ */

/** What follows the role in the name of a cell. */
static void read_usage(gbcs_reader *reader, gbcs_cell_id *id)
{
    const gbcs_bytes usage = gbcs_read_tagged(reader, GBCS_BER, GBCS_BER_BIT_STRING);

    id->key_usage = (usage.size == 2U) ? usage.data[1] : 0U;
    id->cell_usage = GBCS_CELL_MANAGEMENT;
    if (gbcs_reader_peek(reader) == GBCS_BER_INTEGER) {
        id->cell_usage = (uint8_t)element_number(reader, GBCS_BER_INTEGER);
    }
}

/** The name of a cell. */
static gbcs_cell_id read_name(gbcs_reader *reader)
{
    gbcs_reader name = element_inside(reader, GBCS_BER_SEQUENCE);
    gbcs_cell_id id = {.role = (uint8_t)element_number(&name, GBCS_BER_INTEGER)};

    read_usage(&name, &id);
    return id;
}

/** Says what is in a cell. */
static void set_cell(trial *t, const gbcs_cell_id *id, const gbcs_cell *content)
{
    rig_outfit *outfit = &t->outfit;
    size_t place = 0U;

    while ((place < outfit->cell_count) &&
           (memcmp(&outfit->cells[place].id, id, sizeof *id) != 0)) {
        place++;
    }
    if (place < GBCS_CELLS) {
        outfit->cells[place].id = *id;
        outfit->cells[place].content = *content;
        outfit->cell_count += (place == outfit->cell_count) ? 1U : 0U;
    }
}

/** A party and the identifier of its key, as they are told; false if that key is not at hand. */
static bool read_cell(const trial *t, gbcs_reader *reader, gbcs_cell *cell)
{
    const keystore *keys = &t->on->keys;
    gbcs_bytes identifier;
    bool found = false;

    (void)memset(cell, 0, sizeof *cell);
    cell->entity = element_entity(reader);
    identifier = gbcs_read_tagged(reader, GBCS_BER, GBCS_BER_OCTET_STRING);
    for (size_t i = 0U; !found && (i < keys->count); i++) {
        cell->key = keys->keys[i].public_key;
        gbcs_key_identifier(&cell->key, cell->key_identifier);
        found = gbcs_bytes_equal(gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier),
                                 identifier);
    }
    return found;
}

static void empty_cells_of(trial *t, uint8_t role)
{
    const gbcs_cell nothing = {.entity = 0U};

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        if (gbcs_cell_at(i)->role == role) {
            set_cell(t, gbcs_cell_at(i), &nothing);
        }
    }
}

const char *details_equip(trial *t)
{
    gbcs_reader list = element_sequence(t->response->frame.payload);
    bool good = true;

    while (good && (gbcs_reader_left(&list) > 0U)) {
        gbcs_reader one = element_inside(&list, GBCS_BER_SEQUENCE);
        gbcs_cell_id id = {.role = (uint8_t)element_number(&one, GBCS_BER_INTEGER)};
        gbcs_reader cells;
        element_skip(&one, 2U);
        empty_cells_of(t, id.role);
        cells = element_inside(&one, GBCS_BER_SEQUENCE);
        while (good && (gbcs_reader_left(&cells) > 0U)) {
            gbcs_reader reader = element_inside(&cells, GBCS_BER_SEQUENCE);
            gbcs_cell cell;
            read_usage(&reader, &id);
            good = read_cell(t, &reader, &cell);
            set_cell(t, &id, &cell);
        }
    }
    return good ? NULL : NOT_AT_HAND;
}

/** Sets the counters that a response tells of. */
gbcs_status details_store(const trial *t, rig *r)
{
    gbcs_reader list = element_sequence(t->response->frame.payload);
    gbcs_floor floors[GBCS_ROLES];
    size_t count = 0U;

    while ((count < GBCS_ROLES) && (gbcs_reader_left(&list) > 0U)) {
        gbcs_reader one = element_inside(&list, GBCS_BER_SEQUENCE);
        floors[count].role = (uint8_t)element_number(&one, GBCS_BER_INTEGER);
        floors[count].replaces = true;
        element_skip(&one, 1U);
        if (gbcs_reader_left(&one) > 0U) {
            floors[count].counter = element_number(&one, GBCS_BER_INTEGER);
            count++;
        }
    }
    return gbcs_replay_apply(&r->meter.replay, NULL, 0U, floors, count);
}

/* ---- updates -------------------------------------------------------------------------------- */

/** The outcome in a response or alert; empty if there is none. */
static gbcs_reader outcome_of(const message *in)
{
    gbcs_reader reader = element_sequence(in->frame.payload);

    if (gbcs_reader_peek(&reader) == GBCS_BER_INTEGER) {
        element_skip(&reader, 1U);
    }
    element_skip(&reader, 1U);
    return (gbcs_reader_left(&reader) > 0U) ? element_inside(&reader, GBCS_BER_SEQUENCE)
                                            : gbcs_reader_of(gbcs_bytes_of(NULL, 0U));
}

/** What became of each cell. */
static gbcs_reader replacements_in(const message *in)
{
    gbcs_reader outcome = outcome_of(in);

    element_skip(&outcome, 3U);
    return element_inside(&outcome, GBCS_BER_SEQUENCE);
}

const message *update_alert(const trial *t)
{
    const message *found = NULL;

    for (size_t i = 0U; (found == NULL) && (i < t->set->count); i++) {
        const message *of = &t->set->messages[i];
        if (of->parsed && message_same_folder(of, t->of) &&
            ((of->frame.header.message_code == CODE_ALERT) ||
             (of->frame.header.message_code == CODE_ALERT_G))) {
            gbcs_reader outcome = outcome_of(of);
            if (element_number(&outcome, GBCS_BER_INTEGER) == t->of->frame.header.counter) {
                found = of;
            }
        }
    }
    return found;
}

/** Whether a command says that times of certificates don't count. */
static bool disapplies_times(const message *command)
{
    gbcs_reader payload = element_sequence(command->frame.payload);
    gbcs_reader control = element_inside(&payload, GBCS_BER_SEQUENCE);
    bool disapplies = false;

    while (gbcs_reader_left(&control) > 0U) {
        const gbcs_tlv one = gbcs_read_tlv(&control, GBCS_BER);
        disapplies = disapplies || ((one.tag == TAG_TIMES) && (one.value.size == 1U) &&
                                    (one.value.data[0] != 0U));
    }
    return disapplies;
}

/**
 * Sets the clock to a moment at which all certificates are valid, the first one. The reference devices
 * ran before any of them was, and did not mind.
 */
static void set_clock(trial *t)
{
    gbcs_ber_walk walk = gbcs_ber_walk_of(t->of->frame.payload, GBCS_BER);
    gbcs_ber_element element;
    gbcs_certificate one;
    gbcs_utc first = t->outfit.now;

    while (gbcs_ber_walk_next(&walk, &element)) {
        if ((element.tlv.tag == GBCS_BER_SEQUENCE) &&
            (gbcs_certificate_parse(element.tlv.octets, &one) == GBCS_OK) &&
            (one.not_before > first)) {
            first = one.not_before;
        }
    }
    t->moved = first != t->outfit.now;
    t->outfit.now = first;
}

const char *update_equip(trial *t)
{
    const message *alert = update_alert(t);
    gbcs_reader list = replacements_in((alert != NULL) ? alert : t->response);
    const char *reason = t->on->has_root ? NULL : "no root at hand";

    t->outfit.root = &t->on->root;
    while ((reason == NULL) && (gbcs_reader_left(&list) > 0U)) {
        gbcs_reader one = element_inside(&list, GBCS_BER_SEQUENCE);
        const gbcs_cell_id id = read_name(&one);
        gbcs_cell cell;
        element_skip(&one, 1U);
        if (id.role == GBCS_ROLE_ROOT) {
            /* that is the root */
        } else if (read_cell(t, &one, &cell)) {
            set_cell(t, &id, &cell);
        } else {
            reason = NOT_AT_HAND;
        }
    }
    if (!disapplies_times(t->of)) {
        set_clock(t);
    }
    return reason;
}

/* ---- what is left behind -------------------------------------------------------------------- */

/** What became of a cell, as it is told. */
typedef struct replaced {
    gbcs_cell_id id;
    bool succeeded;
    gbcs_entity_id before;
    gbcs_entity_id after;
    gbcs_bytes identifier_before;
    gbcs_bytes identifier;
} replaced;

static replaced read_replaced(gbcs_reader *list)
{
    gbcs_reader one = element_inside(list, GBCS_BER_SEQUENCE);
    replaced is = {.id = read_name(&one)};

    is.succeeded = element_number(&one, GBCS_BER_ENUMERATED) == 0U;
    is.before = element_entity(&one);
    is.identifier_before = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
    is.after = element_entity(&one);
    is.identifier = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
    return is;
}

/** Whether the cells hold what is told, also those that were not replaced. */
static bool cells_are_told(const rig *r, const message *in)
{
    gbcs_reader list = replacements_in(in);
    bool good = true;

    while (good && (gbcs_reader_left(&list) > 0U)) {
        const replaced is = read_replaced(&list);
        const gbcs_cell *cell = gbcs_trust_find(&r->meter.trust, &is.id);
        good = (cell != NULL) && (cell->entity == is.after) &&
               gbcs_bytes_equal(gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier),
                                is.identifier);
    }
    return good;
}

/** The floor that is told for a role; false if there is none. */
static bool floor_in(const message *in, uint8_t role, uint64_t *floor, uint64_t *top_up)
{
    gbcs_reader outcome = outcome_of(in);
    gbcs_reader list;
    bool found = false;

    element_skip(&outcome, 2U);
    list = element_inside(&outcome, GBCS_BER_SEQUENCE);
    *floor = 0U;
    *top_up = 0U;
    while (!found && (gbcs_reader_left(&list) > 0U)) {
        gbcs_reader one = element_inside(&list, GBCS_BER_SEQUENCE);
        found = element_number(&one, GBCS_BER_INTEGER) == role;
        if (found) {
            gbcs_reader special;
            *floor = element_number(&one, GBCS_BER_INTEGER);
            special = element_inside(&one, GBCS_BER_SEQUENCE);
            special = element_inside(&special, GBCS_BER_SEQUENCE);
            element_skip(&special, 1U);
            *top_up =
                (gbcs_reader_left(&special) > 0U) ? element_number(&special, GBCS_BER_INTEGER) : 0U;
        }
    }
    return found;
}

/** Whether a floor for tokens is told. */
static bool top_up_floor_in(const message *in)
{
    gbcs_reader outcome = outcome_of(in);
    gbcs_reader list;
    bool found = false;

    element_skip(&outcome, 2U);
    list = element_inside(&outcome, GBCS_BER_SEQUENCE);
    while (gbcs_reader_left(&list) > 0U) {
        gbcs_reader one = element_inside(&list, GBCS_BER_SEQUENCE);
        element_skip(&one, 2U);
        found = found || (gbcs_reader_left(&one) > 0U);
    }
    return found;
}

/** Whether a role's cells were replaced, and whether by those of another party. */
static bool role_replaced(const message *in, uint8_t role, bool *by_another)
{
    gbcs_reader list = replacements_in(in);
    bool is_replaced = false;

    *by_another = false;
    while (gbcs_reader_left(&list) > 0U) {
        const replaced is = read_replaced(&list);
        if ((is.id.role == role) && is.succeeded) {
            is_replaced = true;
            *by_another = *by_another || (is.before != is.after);
        }
    }
    return is_replaced;
}

/** Whether the counter of a role is what it must be: the floor for another party, at least the floor for
 * the same one, and what it was if nothing was replaced. */
static bool counter_is_told(const trial *t, const rig *r, const message *in, uint8_t role)
{
    const bool is_senders = (role == t->parties.role) && (t->date.dating == GBCS_DATING_IMMEDIATE);
    const uint64_t counter = is_senders ? t->of->frame.header.counter : r->before.last[role];
    uint64_t expected = counter;
    uint64_t floor = 0U;
    uint64_t top_up = 0U;
    bool by_another = false;

    if (role_replaced(in, role, &by_another)) {
        const bool has_floor = floor_in(in, role, &floor, &top_up);
        if (by_another) {
            expected = floor;
        } else if (has_floor && (floor > counter)) {
            expected = floor;
        } else {
            /* as it was */
        }
    }
    return r->meter.replay.last[role] == expected;
}

/** Whether the tokens that were used are forgotten with their key, and only then. */
static bool tokens_are_told(rig *r, const message *in)
{
    gbcs_reader list = replacements_in(in);
    gbcs_cache cache;
    uint64_t floor = 0U;
    uint64_t top_up = 0U;
    bool good = gbcs_cache_load(&r->meter.store, &cache) == GBCS_OK;

    while (good && (gbcs_reader_left(&list) > 0U)) {
        const replaced is = read_replaced(&list);
        if (is.succeeded && (is.id.cell_usage == GBCS_CELL_TOP_UP) &&
            !gbcs_bytes_equal(is.identifier, is.identifier_before)) {
            (void)floor_in(in, is.id.role, &floor, &top_up);
            top_up = (top_up > UINT32_MAX) ? (top_up >> 32) : top_up;
            good = (gbcs_cache_highest(&cache) == top_up) && (cache.counters[0] == top_up);
        }
    }
    return good;
}

const char *update_outcome(const trial *t, rig *r, const message *in)
{
    const char *wrong = cells_are_told(r, in) ? NULL : "other cells";

    for (uint8_t role = 0U; (wrong == NULL) && (role < GBCS_ROLES); role++) {
        if (!counter_is_told(t, r, in, role)) {
            wrong = "another counter is held";
        }
    }
    if ((wrong == NULL) && !tokens_are_told(r, in)) {
        wrong = "other tokens are used";
    }
    return wrong;
}

const char *update_left(const trial *t, rig *r)
{
    const size_t pending = (t->date.dating == GBCS_DATING_DATED) ? 1U : 0U;
    const char *wrong = NULL;

    if (r->meter.schedule.count != pending) {
        wrong = "put off, or not";
    } else if (t->date.dating == GBCS_DATING_IMMEDIATE) {
        wrong = update_outcome(t, r, t->response);
    } else {
        /* see check_dated() */
    }
    return wrong;
}

/** Whether a cell for tokens, or its floor, is told. */
static bool touches_tokens(const trial *t)
{
    const gbcs_cell_id id = {GBCS_ROLE_SUPPLIER, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_TOP_UP};
    gbcs_reader list = replacements_in(t->response);
    bool touched = false;
    bool supplier = false;

    while (gbcs_reader_left(&list) > 0U) {
        const replaced is = read_replaced(&list);
        supplier = supplier || (is.succeeded && (is.id.role == GBCS_ROLE_SUPPLIER));
        touched = touched || (is.succeeded && (is.id.cell_usage == GBCS_CELL_TOP_UP) &&
                              !gbcs_bytes_equal(is.identifier, is.identifier_before));
    }
    touched = touched || (supplier && top_up_floor_in(t->response));
    return (gbcs_cell_index(t->device_type, &id) < GBCS_CELLS) && touched;
}

static bool some_succeeded(const trial *t)
{
    gbcs_reader list = replacements_in(t->response);
    bool succeeded = false;

    while (gbcs_reader_left(&list) > 0U) {
        const replaced is = read_replaced(&list);
        succeeded = succeeded || is.succeeded;
    }
    return succeeded;
}

/** Whether all cells by which a role can speak have another party now: what was answered is forgotten. */
static bool is_taken_over(const trial *t, uint8_t role)
{
    gbcs_reader list = replacements_in(t->response);
    size_t left = 0U;
    bool kept = false;

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        left += ((id->role == role) && (id->cell_usage == GBCS_CELL_MANAGEMENT) &&
                 (gbcs_cell_index(t->device_type, id) < GBCS_CELLS))
                    ? 1U
                    : 0U;
    }
    while (gbcs_reader_left(&list) > 0U) {
        const replaced is = read_replaced(&list);
        if ((is.id.role == role) && (is.id.cell_usage == GBCS_CELL_MANAGEMENT)) {
            kept = kept || (!is.succeeded) || (is.after == is.before);
            left -= (left > 0U) ? 1U : 0U;
        }
    }
    return (!kept) && (left == 0U);
}

/** Records of answered counters that are emptied: one for a role that reads what is encrypted, and that of
 * top ups. */
static uint32_t forgotten(const trial *t)
{
    static const uint8_t READERS[] = {GBCS_ROLE_SUPPLIER, GBCS_ROLE_SUPPLIER,
                                      GBCS_ROLE_NETWORK_OPERATOR, GBCS_ROLE_ACB,
                                      GBCS_ROLE_LOAD_CONTROLLER};
    uint32_t count = 0U;

    for (size_t i = 0U; i < sizeof READERS; i++) {
        bool has_cell = false;
        for (size_t k = 0U; k < GBCS_CELLS; k++) {
            has_cell =
                has_cell || ((gbcs_cell_at(k)->role == READERS[i]) &&
                             (gbcs_cell_index(t->device_type, gbcs_cell_at(k)) < GBCS_CELLS));
        }
        count += (has_cell && is_taken_over(t, READERS[i])) ? 1U : 0U;
    }
    return count;
}

/** Cells and tokens change, and an event; or the instruction is kept, its payload before it. */
cost update_costs(const trial *t)
{
    const size_t size = t->of->frame.payload.size;
    cost of = {0U, 0U};

    if (t->date.dating == GBCS_DATING_DATED) {
        of.together = 1U;
        of.alone = (uint32_t)((size + GBCS_PAYLOAD_PAGE - 1U) / GBCS_PAYLOAD_PAGE);
    } else if (t->date.dating == GBCS_DATING_IMMEDIATE) {
        of.together = some_succeeded(t) ? (touches_tokens(t) ? 2U : 1U) : 0U;
        of.together += forgotten(t);
        of.alone = 1U;
    } else {
        /* there is nothing to be cancelled */
    }
    return of;
}
