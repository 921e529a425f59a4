/**
 * @file
 * The record of the UTRN Counter Cache.
 */
#ifndef UTRN_CACHE_H
#define UTRN_CACHE_H

#include "gbcs/top_up.h"

/**
 * Adds a cache to the open transaction.
 *
 * @param store the records
 * @param cache the cache
 * @return as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status cache_put(gbcs_store *store, const gbcs_cache *cache);

#endif
