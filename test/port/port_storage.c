#include "port_bench.h"

#include <string.h>

/** Stands in memory that the port must not touch. */
#define MARK 0xA5U

/*
 * ---- tools -------------------------------------------------------------------------------------
 */

static gbcs_status store(const port_bench *b, uint16_t record, uint32_t pattern, size_t size)
{
    port_fill(b->out, size, pattern);
    return b->port->store(b->port->context, record, b->out, size);
}

static bool stores(const port_bench *b, uint16_t record, uint32_t pattern, size_t size)
{
    return (store(b, record, pattern, size) == GBCS_OK) &&
           /* what was given to be stored is still what it was */
           port_is_filled(b->out, size, pattern);
}

/** Loads into a buffer of some room, and looks that nothing behind it is touched. */
static gbcs_status load(const port_bench *b, uint16_t record, size_t room, size_t *size)
{
    gbcs_status status;

    memset(b->in, MARK, b->port->record_size + 1U + PORT_GUARD);
    *size = 0U;
    status = b->port->load(b->port->context, record, b->in, room, size);
    if (!port_is_constant(&b->in[room], b->port->record_size + 1U + PORT_GUARD - room, MARK)) {
        status = GBCS_ERR_ARGUMENT;
    }
    return status;
}

/** Whether a record holds a pattern; read with just enough room, and with room to spare. */
static bool holds(const port_bench *b, uint16_t record, uint32_t pattern, size_t size)
{
    size_t loaded;
    bool good = (load(b, record, size, &loaded) == GBCS_OK) && (loaded == size) &&
                port_is_filled(b->in, size, pattern);

    return good && (load(b, record, b->port->record_size, &loaded) == GBCS_OK) &&
           (loaded == size) && port_is_filled(b->in, size, pattern);
}

static bool is_absent(const port_bench *b, uint16_t record)
{
    size_t size;

    return load(b, record, b->port->record_size, &size) == GBCS_ERR_NO_RECORD;
}

static bool erases(const port_bench *b, uint16_t record)
{
    return b->port->erase(b->port->context, record) == GBCS_OK;
}

static bool erase_all(const port_bench *b)
{
    bool good = true;
    uint16_t i;

    for (i = 0; i < b->port->record_count; i++) {
        good = good && erases(b, i);
    }
    return good;
}

static bool restarts(const port_bench *b)
{
    return b->hooks->restart(b->hooks->context) == GBCS_OK;
}

/** The highest record number. */
static uint16_t last(const port_bench *b)
{
    return (uint16_t)(b->port->record_count - 1U);
}

/** Some size for each record number, small enough for all to fit. */
static size_t size_for(const port_bench *b, uint16_t record, uint32_t round)
{
    const size_t most = b->port->capacity / b->port->record_count;
    const size_t limit = (most < b->port->record_size) ? most : b->port->record_size;

    return (limit == 0U) ? 1U : (1U + (((record * 37U) + (round * 101U)) % limit));
}

static bool store_all(const port_bench *b, uint32_t round)
{
    bool good = true;
    uint16_t i;

    for (i = 0; i < b->port->record_count; i++) {
        good = good && stores(b, i, round + i, size_for(b, i, round));
    }
    return good;
}

/** Whether all records but one hold what store_all() gave them. */
static bool all_hold_but(const port_bench *b, uint32_t round, uint16_t except)
{
    bool good = true;
    uint16_t i;

    for (i = 0; i < b->port->record_count; i++) {
        good = good && ((i == except) || holds(b, i, round + i, size_for(b, i, round)));
    }
    return good;
}

/** Exempts none in all_hold_but(). */
#define NONE 0xFFFFU

/*
 * ---- checks ------------------------------------------------------------------------------------
 */

static port_verdict nothing_is_there(const port_bench *b)
{
    bool good = true;
    uint16_t i;

    for (i = 0; i < b->port->record_count; i++) {
        good = good && is_absent(b, i) && erases(b, i) && is_absent(b, i);
    }
    return port_verdict_of(good);
}

/** 1 to 70, then around each power of two, then the largest. */
static size_t next_size(size_t size, size_t largest)
{
    size_t next = size + 1U;
    size_t power = 64U;

    if (size > 70U) {
        while ((power - 1U) <= size) {
            power *= 2U;
        }
        next = ((size + 1U) <= ((power / 2U) + 1U)) ? (size + 1U) : (power - 1U);
    }
    return ((next > largest) && (size < largest)) ? largest : next;
}

static port_verdict every_size_comes_back(const port_bench *b)
{
    bool good = true;
    size_t size;

    for (size = 1; size <= b->port->record_size; size = next_size(size, b->port->record_size)) {
        good = good && stores(b, 1, (uint32_t)size, size) && holds(b, 1, (uint32_t)size, size);
    }
    return port_verdict_of(good);
}

static port_verdict any_octets_come_back(const port_bench *b)
{
    static const uint8_t VALUES[] = {0x00U, 0xFFU, 0x55U, 0xAAU};
    const size_t size = b->port->record_size;
    size_t loaded;
    bool good = true;
    size_t i;

    for (i = 0; i < sizeof VALUES; i++) {
        memset(b->out, VALUES[i], size);
        good = good && (b->port->store(b->port->context, 0, b->out, size) == GBCS_OK) &&
               (load(b, 0, size, &loaded) == GBCS_OK) && (loaded == size) &&
               port_is_constant(b->in, size, VALUES[i]);
    }
    return port_verdict_of(good);
}

static port_verdict a_small_buffer_is_refused(const port_bench *b)
{
    bool good = stores(b, 1, 1, 40);
    size_t size;
    size_t room;

    for (room = 0; room < 40U; room++) {
        good = good && (load(b, 1, room, &size) == GBCS_ERR_SPACE);
    }
    return port_verdict_of(good && holds(b, 1, 1, 40));
}

static port_verdict the_new_takes_the_place_of_the_old(const port_bench *b)
{
    const size_t sizes[] = {b->port->record_size, 1U, b->port->record_size - 1U, 33U, 33U,
                            b->port->record_size};
    bool good = true;
    uint32_t i;

    for (i = 0; i < (sizeof sizes / sizeof sizes[0]); i++) {
        good = good && stores(b, last(b), i, sizes[i]) && holds(b, last(b), i, sizes[i]);
    }
    return port_verdict_of(good);
}

static port_verdict each_number_is_a_record_of_its_own(const port_bench *b)
{
    return port_verdict_of(store_all(b, 1000) && all_hold_but(b, 1000, NONE));
}

static port_verdict a_write_changes_no_other_record(const port_bench *b)
{
    const uint16_t some[] = {0U, 1U, (uint16_t)(last(b) / 2U), last(b)};
    bool good = store_all(b, 2000);
    size_t i;

    for (i = 0; i < (sizeof some / sizeof some[0]); i++) {
        const size_t size = size_for(b, some[i], 2000);

        good = good && stores(b, some[i], 7, size) && holds(b, some[i], 7, size) &&
               all_hold_but(b, 2000, some[i]) && stores(b, some[i], 2000U + some[i], size);
    }
    return port_verdict_of(good);
}

static port_verdict an_erasure_changes_no_other_record(const port_bench *b)
{
    const uint16_t some[] = {0U, 1U, (uint16_t)(last(b) / 2U), last(b)};
    bool good = store_all(b, 3000);
    size_t i;

    for (i = 0; i < (sizeof some / sizeof some[0]); i++) {
        good = good && erases(b, some[i]) && is_absent(b, some[i]) &&
               all_hold_but(b, 3000, some[i]) &&
               stores(b, some[i], 3000U + some[i], size_for(b, some[i], 3000));
    }
    return port_verdict_of(good);
}

static port_verdict what_is_out_of_range_is_refused(const port_bench *b)
{
    const gbcs_port *port = b->port;
    const uint16_t beyond[] = {port->record_count, 0xFFFFU};
    size_t size;
    size_t i;
    bool good = stores(b, 0, 5, 50) && stores(b, last(b), 6, 60);

    for (i = 0; i < 2U; i++) {
        if (beyond[i] >= port->record_count) {
            good = good && (store(b, beyond[i], 1, 10) == GBCS_ERR_ARGUMENT) &&
                   (load(b, beyond[i], 64, &size) != GBCS_OK) &&
                   (port->erase(port->context, beyond[i]) != GBCS_OK);
        }
    }
    good = good && (store(b, 0, 1, 0) == GBCS_ERR_ARGUMENT) &&
           (store(b, 0, 1, port->record_size + 1U) == GBCS_ERR_ARGUMENT);
    return port_verdict_of(good && holds(b, 0, 5, 50) && holds(b, last(b), 6, 60));
}

/* As many of the largest records as are declared to fit, and then each of them once more. */
static port_verdict the_declared_capacity_is_there(const port_bench *b)
{
    const size_t fitting = b->port->capacity / b->port->record_size;
    const uint16_t count =
        (fitting < b->port->record_count) ? (uint16_t)fitting : b->port->record_count;
    bool good = true;
    uint32_t round;
    uint16_t i;

    for (round = 0; round < 3U; round++) {
        for (i = 0; i < count; i++) {
            good = good && stores(b, i, (round * 10000U) + i, b->port->record_size);
        }
        for (i = 0; i < count; i++) {
            good = good && holds(b, i, (round * 10000U) + i, b->port->record_size);
        }
    }
    return port_verdict_of(good);
}

static port_verdict records_outlast_a_restart(const port_bench *b)
{
    bool good;

    if (b->hooks->restart == NULL) {
        return PORT_SKIPPED;
    }
    good = store_all(b, 4000) && restarts(b) && all_hold_but(b, 4000, NONE);
    /* the newest counts, and what is erased stays erased */
    good = good && stores(b, 0, 8, 1) && stores(b, last(b), 9, 60) && erases(b, last(b)) &&
           restarts(b) && holds(b, 0, 8, 1) && is_absent(b, last(b));
    return port_verdict_of(good && erase_all(b) && restarts(b) && is_absent(b, 0) &&
                           is_absent(b, last(b)));
}

static port_verdict records_outlast_many_writes(const port_bench *b)
{
    const size_t most = b->port->record_size;
    bool good = stores(b, 0, 1, 20) && stores(b, last(b), 2, 30);
    uint32_t i;

    for (i = 1; i <= b->hooks->rounds; i++) {
        const size_t size = 1U + ((i * 131U) % most);

        if ((i % 16U) == 0U) {
            good = good && erases(b, 1) && is_absent(b, 1);
        }
        good = good && stores(b, 1, i, size) && holds(b, 1, i, size);
    }
    return port_verdict_of(good && holds(b, 0, 1, 20) &&
                           ((last(b) == 1U) || holds(b, last(b), 2, 30)));
}

const port_check PORT_STORAGE_CHECKS[] = {
    {"what was never stored is not there, and can be erased", nothing_is_there},
    {"a record of any size comes back", every_size_comes_back},
    {"any octets come back", any_octets_come_back},
    {"a buffer that is too small is refused and not overrun", a_small_buffer_is_refused},
    {"a new record takes the place of the old one", the_new_takes_the_place_of_the_old},
    {"each number is a record of its own", each_number_is_a_record_of_its_own},
    {"a write changes no other record", a_write_changes_no_other_record},
    {"an erasure changes no other record", an_erasure_changes_no_other_record},
    {"numbers and sizes out of range are refused", what_is_out_of_range_is_refused},
    {"the declared capacity is there, again and again", the_declared_capacity_is_there},
    {"records outlast a restart, and erasures too", records_outlast_a_restart},
    {"records outlast many writes", records_outlast_many_writes},
    {NULL, NULL},
};
