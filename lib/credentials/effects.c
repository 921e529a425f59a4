#include <string.h>

#include "credentials/execution.h"

/** Update Security Credentials (GBCS 16.2): for the Security Log, never an alert. */
#define EVENT_UPDATED 0x8F70U

/** The content that a cell will have. */
static const gbcs_cell *content_of(const execution *run, size_t index)
{
    return (run->changes[index] != NULL) ? run->changes[index] : &run->trust->cells[index];
}

/** Whether a cell is one by which a party of a role can speak. */
static bool is_voice(size_t index, uint8_t role)
{
    const gbcs_cell_id *id = gbcs_cell_at(index);

    return (id->role == role) && (id->cell_usage == GBCS_CELL_MANAGEMENT);
}

/** Whether any cell of a role is replaced. */
static bool is_replaced(const execution *run, uint8_t role)
{
    bool replaced = false;
    size_t i;

    for (i = 0U; i < GBCS_CELLS; i++) {
        replaced = replaced || ((gbcs_cell_at(i)->role == role) && (run->changes[i] != NULL));
    }
    return replaced;
}

/** Whether a party could speak for a role before. */
static bool could_speak(const execution *run, uint8_t role, gbcs_entity_id entity)
{
    bool could = false;
    size_t i;

    for (i = 0U; i < GBCS_CELLS; i++) {
        could = could || (is_voice(i, role) && (run->trust->cells[i].entity == entity));
    }
    return could;
}

/**
 * Whether nobody who could speak for a role before can do so now. If one could, a counter that goes back
 * would let its old commands be taken again. An empty cell and a root's have the Entity Identifier 0,
 * which is nobody's, so it counts only where a cell is replaced.
 */
static bool is_another(const execution *run, uint8_t role)
{
    bool another = is_replaced(run, role);
    size_t i;

    for (i = 0U; i < GBCS_CELLS; i++) {
        if (is_voice(i, role) &&
            ((content_of(run, i)->entity != 0U) || (run->changes[i] != NULL))) {
            another = another && (!could_speak(run, role, content_of(run, i)->entity));
        }
    }
    return another;
}

/** The floor that is asked for a role, or null. */
static const update_floor *floor_of(const update *what, uint8_t role)
{
    const update_floor *floor = NULL;
    size_t i;

    for (i = 0U; i < what->floor_count; i++) {
        if (what->floors[i].role == role) {
            floor = &what->floors[i];
        }
    }
    return floor;
}

/** A floor counts if a cell of its role was replaced; another party begins anew without one. */
static void set_floor(const execution *run, uint8_t role, gbcs_effects *effects)
{
    const update_floor *asked = floor_of(&run->what, role);
    const bool another = is_another(run, role);
    gbcs_floor *floor = &effects->floors[effects->floor_count];

    if (is_replaced(run, role) && (another || (asked != NULL))) {
        floor->role = role;
        floor->counter = (asked != NULL) ? asked->counter : 0U;
        floor->replaces = another;
        effects->floor_count++;
    }
}

/** The UTRN Counter that a floor stands for: the high half of an Originator Counter (GBCS 14). */
static uint32_t utrn_counter_of(uint64_t floor)
{
    return (floor > UINT32_MAX) ? (uint32_t)(floor >> 32) : (uint32_t)floor;
}

/** The cache follows the key of top-up tokens. */
static void set_cache(const execution *run, gbcs_effects *effects)
{
    static const gbcs_cell_id id = {GBCS_ROLE_SUPPLIER, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_TOP_UP};
    const size_t index = gbcs_cell_index(run->trust->device_type, &id);
    const update_floor *asked = floor_of(&run->what, GBCS_ROLE_SUPPLIER);
    const bool has_floor = (asked != NULL) && asked->has_top_up;
    bool same_key = true;

    if ((index < GBCS_CELLS) && is_replaced(run, GBCS_ROLE_SUPPLIER)) {
        same_key = memcmp(content_of(run, index)->key.point, run->trust->cells[index].key.point,
                          GBCS_POINT_SIZE) == 0;
        if (!same_key) {
            effects->cache = GBCS_CACHE_REFILLED;
        } else if (has_floor) {
            effects->cache = GBCS_CACHE_RAISED;
        } else {
            effects->cache = GBCS_CACHE_STAYS;
        }
        if (has_floor) {
            effects->cache_floor = utrn_counter_of(asked->top_up);
        }
    }
}

void execution_effects(const execution *run, gbcs_effects *effects)
{
    uint8_t role;

    for (role = 0U; role < GBCS_ROLES; role++) {
        set_floor(run, role, effects);
    }
    set_cache(run, effects);
    effects->trust_changed = run->succeeded > 0U;
    effects->events[0] = EVENT_UPDATED;
    effects->event_count = 1U;
}
