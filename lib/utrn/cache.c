#include "utrn/cache.h"

#include <string.h>

/** What goes with the cache in one transaction at most, when credentials change that were pending: the
 * counters, the Trust Anchor Cells, the pending instructions, an empty list of items (doc/storage.md). */
#define OTHER_CHANGES ((4U * GBCS_CHANGE_OVERHEAD) + GBCS_COUNTERS_SIZE + 1222U + 157U + 1U)

#if GBCS_CACHE_ENTRIES < 2U
#error "GBCS_CACHE_ENTRIES: at least two"
#endif
#if (GBCS_CHANGE_OVERHEAD + GBCS_CACHE_SIZE + OTHER_CHANGES) >                                     \
    (GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD)
#error "GBCS_CACHE_ENTRIES: the cache does not fit into a transaction that changes credentials"
#endif

static const gbcs_record CACHE = {GBCS_RECORD_CACHE, 1U, GBCS_COPY_TWIN, GBCS_CACHE_SIZE};

/** Makes all counters of a cache the same. */
static void fill_cache(gbcs_cache *cache, uint32_t counter)
{
    size_t i;

    for (i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
        cache->counters[i] = counter;
    }
}

/** Whether a counter may stand after others: only the lowest may be there again. */
static bool may_follow(const gbcs_cache *cache, size_t index)
{
    return (index == 0U) || (cache->counters[index] > cache->counters[index - 1U]) ||
           ((cache->counters[index] == cache->counters[index - 1U]) &&
            (cache->counters[index] == cache->counters[0]));
}

/** Reads as many counters as there must be, rising. */
static gbcs_status read_cache(gbcs_bytes octets, gbcs_cache *cache)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_status status = GBCS_OK;
    size_t i;

    for (i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
        cache->counters[i] = gbcs_read_u32(&reader);
        if (!may_follow(cache, i)) {
            gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
        }
    }
    if (gbcs_reader_finish(&reader) != GBCS_OK) {
        status = GBCS_ERR_RECORD;
    }
    return status;
}

gbcs_status cache_put(gbcs_store *store, const gbcs_cache *cache)
{
    uint8_t octets[GBCS_CACHE_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    size_t i;

    for (i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
        gbcs_write_u32(&writer, cache->counters[i]);
    }
    return gbcs_store_put(store, &CACHE, gbcs_writer_bytes(&writer));
}

/** Adds a cache to the transaction whose counters are all the same. */
static gbcs_status put_filled(gbcs_store *store, uint32_t counter)
{
    gbcs_cache cache;

    fill_cache(&cache, counter);
    return cache_put(store, &cache);
}

gbcs_status gbcs_cache_begin(gbcs_store *store)
{
    return put_filled(store, 0U);
}

/** Whether a status says that what was used is not known, though storage works. */
static bool is_lost(gbcs_status status)
{
    return (status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD) ||
           (status == GBCS_ERR_LAYOUT);
}

gbcs_status gbcs_cache_mend(gbcs_store *store)
{
    gbcs_status status = gbcs_store_mend(store, &CACHE);

    if (is_lost(status)) {
        status = GBCS_OK;
    }
    return status;
}

gbcs_status gbcs_cache_load(gbcs_store *store, gbcs_cache *cache)
{
    uint8_t octets[GBCS_CACHE_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_status status = gbcs_store_preview(store, &CACHE, &writer);

    if (status == GBCS_OK) {
        status = read_cache(gbcs_writer_bytes(&writer), cache);
    }
    if (status != GBCS_OK) {
        fill_cache(cache, UINT32_MAX);
    }
    return status;
}

/** Number of counters of a cache that are below another. */
static size_t count_below(const gbcs_cache *cache, uint32_t counter)
{
    size_t below = 0U;
    size_t i;

    for (i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
        below += (cache->counters[i] < counter) ? 1U : 0U;
    }
    return below;
}

gbcs_status gbcs_cache_check(const gbcs_cache *cache, uint32_t counter)
{
    const size_t below = count_below(cache, counter);
    gbcs_status status = GBCS_OK;

    if ((below == 0U) || ((below < GBCS_CACHE_ENTRIES) && (cache->counters[below] == counter))) {
        status = GBCS_ERR_REPLAY;
    }
    return status;
}

gbcs_status gbcs_cache_add(gbcs_cache *cache, uint32_t counter)
{
    const size_t below = count_below(cache, counter);
    const gbcs_status status = gbcs_cache_check(cache, counter);

    if (status == GBCS_OK) {
        /* the lowest goes, those up to the new one move into its place */
        (void)memmove(&cache->counters[0], &cache->counters[1],
                      (below - 1U) * sizeof cache->counters[0]);
        cache->counters[below - 1U] = counter;
    }
    return status;
}

uint32_t gbcs_cache_highest(const gbcs_cache *cache)
{
    return cache->counters[GBCS_CACHE_ENTRIES - 1U];
}

/** Makes counters below a floor the floor. */
static gbcs_status raise_cache(gbcs_store *store, uint32_t floor)
{
    gbcs_cache cache;
    gbcs_status status = gbcs_cache_load(store, &cache);
    size_t i;

    if (status == GBCS_OK) {
        for (i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
            if (cache.counters[i] < floor) {
                cache.counters[i] = floor;
            }
        }
        status = cache_put(store, &cache);
    } else if (is_lost(status)) {
        /* the floor may be below what was used: no reason to begin anew */
        status = GBCS_OK;
    } else {
        /* storage does not work */
    }
    return status;
}

gbcs_status gbcs_cache_apply(gbcs_store *store, gbcs_cache_change change, uint32_t floor)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;

    switch (change) {
    case GBCS_CACHE_STAYS:
        status = GBCS_OK;
        break;
    case GBCS_CACHE_RAISED:
        status = raise_cache(store, floor);
        break;
    case GBCS_CACHE_REFILLED:
        status = put_filled(store, floor);
        break;
    default:
        /* none */
        break;
    }
    return status;
}
