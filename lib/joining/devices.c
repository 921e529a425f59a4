#include "joining/devices.h"

#include <string.h>

/** First octet of a public key that is not compressed (SEC 1 2.3.3). */
#define POINT_UNCOMPRESSED 0x04U

/** Octets that a transaction has for its changes, and those that the counters take, which go with
 * the log (doc/storage.md). */
#define TRANSACTION_ROOM (GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD)
#define COUNTERS_CHANGE (GBCS_CHANGE_OVERHEAD + GBCS_COUNTERS_SIZE)

#if (GBCS_DEVICE_ENTRIES < 1U) || (GBCS_DEVICE_ENTRIES > 23U)
#error "GBCS_DEVICE_ENTRIES: 1 to 23 devices fit into a transaction with the counters"
#endif
#if (GBCS_CHANGE_OVERHEAD + DEVICES_SIZE + COUNTERS_CHANGE) > TRANSACTION_ROOM
#error "the device log does not fit into a transaction with the counters"
#endif

static const gbcs_record RECORD = {GBCS_RECORD_DEVICES, 1U, GBCS_COPY_TWIN, DEVICES_SIZE};

static bool has_key(const device_entry *one)
{
    return one->method == (uint8_t)GBCS_JOIN_C;
}

static bool has_next_key(const device_entry *one)
{
    return has_key(one) && (one->state == DEVICE_REJOINING);
}

/** Whether an entry is one that can be stored, and read again. */
static bool is_possible(const device_entry *one)
{
    return (one->entity != 0U) && (one->type < GBCS_DEVICES) &&
           (one->method <= (uint8_t)GBCS_JOIN_C) && (one->state >= DEVICE_JOINED) &&
           (one->state <= DEVICE_LEAVING);
}

static void read_point(gbcs_reader *reader, gbcs_public_key *key)
{
    gbcs_writer writer = gbcs_writer_of(key->point, sizeof key->point);

    gbcs_write_bytes(&writer, gbcs_read_bytes(reader, sizeof key->point));
    if (key->point[0] != POINT_UNCOMPRESSED) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
}

static void read_device(gbcs_reader *reader, device_entry *one)
{
    (void)memset(one, 0, sizeof *one);
    one->entity = gbcs_read_u64(reader);
    one->type = gbcs_read_u8(reader);
    one->method = gbcs_read_u8(reader);
    one->state = gbcs_read_u8(reader);
    if (!is_possible(one)) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    if (has_key(one)) {
        read_point(reader, &one->key);
    }
    if (has_next_key(one)) {
        read_point(reader, &one->next_key);
    }
}

static void write_device(gbcs_writer *writer, const device_entry *one)
{
    gbcs_write_u64(writer, one->entity);
    gbcs_write_u8(writer, one->type);
    gbcs_write_u8(writer, one->method);
    gbcs_write_u8(writer, one->state);
    if (has_key(one)) {
        gbcs_write_bytes(writer, gbcs_bytes_of(one->key.point, sizeof one->key.point));
    }
    if (has_next_key(one)) {
        gbcs_write_bytes(writer, gbcs_bytes_of(one->next_key.point, sizeof one->next_key.point));
    }
}

bool devices_next(const device_log *all, size_t *place, device_entry *one)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(all->octets, all->size));
    bool found = false;

    (void)memset(one, 0, sizeof *one);
    (void)gbcs_read_bytes(&reader, *place);
    if (gbcs_reader_left(&reader) > 0U) {
        read_device(&reader, one);
        *place = reader.position;
        found = reader.status == GBCS_OK;
    }
    return found;
}

/**
 * Looks for a device.
 *
 * @return the place of its entry; the end if there is none, and zeros in the entry
 */
static size_t locate(const device_log *all, gbcs_entity_id entity, device_entry *one)
{
    size_t found = 0U;
    size_t place = 0U;

    while (devices_next(all, &place, one) && (one->entity != entity)) {
        found = place;
    }
    return found;
}

bool devices_find(const device_log *all, gbcs_entity_id entity, device_entry *one)
{
    return locate(all, entity, one) < all->size;
}

bool devices_find_open(const device_log *all, device_entry *one)
{
    size_t place = 0U;
    bool found = devices_next(all, &place, one);

    while (found && (one->state == DEVICE_JOINED)) {
        found = devices_next(all, &place, one);
    }
    return found;
}

/** Counts the entries, each of which must be possible, no two of one device, and one open at most. */
static bool count_all(device_log *all)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(all->octets, all->size));
    size_t open = 0U;
    bool good = true;
    size_t place;
    device_entry one;
    device_entry same;

    all->count = 0U;
    while (good && (gbcs_reader_left(&reader) > 0U)) {
        place = reader.position;
        read_device(&reader, &one);
        open += (one.state == DEVICE_JOINED) ? 0U : 1U;
        all->count++;
        good = (reader.status == GBCS_OK) && (open <= 1U) && (all->count <= GBCS_DEVICE_ENTRIES) &&
               (locate(all, one.entity, &same) == place);
    }
    return good;
}

/** Takes over what storage gave. */
static gbcs_status take_log(device_log *all, gbcs_status loaded, gbcs_bytes octets)
{
    gbcs_status status = loaded;

    all->damaged = status == GBCS_ERR_RECORD;
    all->size = octets.size;
    if ((status == GBCS_OK) && (!count_all(all))) {
        all->damaged = true;
    }
    if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
        status = GBCS_OK;
    }
    if ((status != GBCS_OK) || all->damaged) {
        all->count = 0U;
        all->size = 0U;
    }
    return status;
}

gbcs_status devices_mend(gbcs_store *store)
{
    gbcs_status status = gbcs_store_mend(store, &RECORD);

    if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
        status = GBCS_OK;
    }
    return status;
}

gbcs_status devices_load(gbcs_store *store, device_log *all)
{
    gbcs_writer writer = gbcs_writer_of(all->octets, sizeof all->octets);
    gbcs_status status;

    (void)memset(all, 0, sizeof *all);
    status = gbcs_store_load(store, &RECORD, &writer);
    return take_log(all, status, gbcs_writer_bytes(&writer));
}

gbcs_status devices_preview(gbcs_store *store, device_log *all)
{
    gbcs_writer writer = gbcs_writer_of(all->octets, sizeof all->octets);
    gbcs_status status;

    (void)memset(all, 0, sizeof *all);
    status = gbcs_store_preview(store, &RECORD, &writer);
    return take_log(all, status, gbcs_writer_bytes(&writer));
}

gbcs_status devices_put(gbcs_store *store, const device_log *all)
{
    return gbcs_store_put(store, &RECORD, gbcs_bytes_of(all->octets, all->size));
}

/** Puts octets in the place of others. */
static gbcs_status splice(device_log *all, size_t begin, size_t end, gbcs_bytes octets)
{
    const size_t size = (all->size - (end - begin)) + octets.size;
    gbcs_status status = GBCS_ERR_SPACE;

    if (size <= DEVICES_SIZE) {
        (void)memmove(&all->octets[begin + octets.size], &all->octets[end], all->size - end);
        (void)memcpy(&all->octets[begin], octets.data, octets.size);
        all->size = size;
        status = GBCS_OK;
    }
    return status;
}

gbcs_status devices_set(device_log *all, const device_entry *one)
{
    uint8_t octets[DEVICE_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_status status = GBCS_ERR_SPACE;
    device_entry before;
    const size_t begin = locate(all, one->entity, &before);
    size_t end = begin;
    const bool is_new = !devices_next(all, &end, &before);

    write_device(&writer, one);
    if ((!is_new) || (all->count < GBCS_DEVICE_ENTRIES)) {
        status = splice(all, begin, end, gbcs_writer_bytes(&writer));
    }
    if ((status == GBCS_OK) && is_new) {
        all->count++;
    }
    return status;
}

void devices_remove(device_log *all, gbcs_entity_id entity)
{
    device_entry before;
    const size_t begin = locate(all, entity, &before);
    size_t end = begin;

    if (devices_next(all, &end, &before)) {
        (void)memmove(&all->octets[begin], &all->octets[end], all->size - end);
        all->size -= (end - begin);
        all->count--;
    }
}

gbcs_status devices_revert(device_log *all)
{
    gbcs_status status = GBCS_OK;
    device_entry one;

    if (!devices_find_open(all, &one)) {
        /* nothing is open */
    } else if (one.state == DEVICE_JOINING) {
        devices_remove(all, one.entity);
    } else {
        one.state = DEVICE_JOINED;
        status = devices_set(all, &one);
    }
    return status;
}
