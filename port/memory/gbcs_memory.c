#include "gbcs_memory.h"

#include <string.h>

/** Counts a call, and tells whether it is to fail. */
static gbcs_status enter(gbcs_memory *memory, gbcs_memory_call call, gbcs_memory_effect *effect)
{
    gbcs_memory_failure *failure = &memory->failures[call];
    gbcs_status status = GBCS_OK;

    memory->calls[call]++;
    *effect = GBCS_MEMORY_BEFORE;
    if (!memory->powered) {
        status = GBCS_ERR_STORAGE;
    } else if (failure->in > 0U) {
        failure->in--;
        if (failure->in == 0U) {
            status = failure->status;
            *effect = failure->effect;
        }
    }
    return status;
}

/** Counts a write, and tells whether it is to fail or to be cut. */
static gbcs_status enter_write(gbcs_memory *memory, gbcs_memory_call call,
                               gbcs_memory_effect *effect)
{
    gbcs_status status = enter(memory, call, effect);

    if ((status == GBCS_OK) && memory->cut_ordered) {
        if (memory->cut_in == 0U) {
            memory->powered = false;
            *effect = memory->cut_effect;
            status = GBCS_ERR_STORAGE;
        } else {
            memory->cut_in--;
        }
    }
    return status;
}

/* xorshift32 (Marsaglia 2003): repeats with its seed, and its octets look like samples. */
static uint8_t sample(gbcs_memory *memory)
{
    memory->noise ^= memory->noise << 13;
    memory->noise ^= memory->noise >> 17;
    memory->noise ^= memory->noise << 5;
    return (uint8_t)(memory->noise >> 16);
}

static gbcs_status entropy(void *context, uint8_t *samples, size_t size)
{
    gbcs_memory *memory = context;
    gbcs_memory_effect effect;
    gbcs_status status = enter(memory, GBCS_MEMORY_ENTROPY, &effect);
    size_t i;

    if (status == GBCS_OK) {
        for (i = 0U; i < size; i++) {
            samples[i] = sample(memory);
        }
    }
    return status;
}

static gbcs_status time_get(void *context, gbcs_utc *now)
{
    gbcs_memory *memory = context;
    gbcs_memory_effect effect;
    gbcs_status status = enter(memory, GBCS_MEMORY_TIME_GET, &effect);

    if ((status == GBCS_OK) && !memory->clock_set) {
        status = GBCS_ERR_CLOCK;
    }
    if (status == GBCS_OK) {
        *now = memory->now;
    }
    return status;
}

static gbcs_status time_set(void *context, gbcs_utc now)
{
    gbcs_memory *memory = context;
    gbcs_memory_effect effect;
    gbcs_status status = enter(memory, GBCS_MEMORY_TIME_SET, &effect);

    if ((status == GBCS_OK) && ((now < GBCS_UTC_FIRST) || (now > GBCS_UTC_LAST))) {
        status = GBCS_ERR_ARGUMENT;
    }
    if (status == GBCS_OK) {
        memory->now = now;
        memory->clock_set = true;
    }
    return status;
}

static gbcs_status uptime(void *context, uint32_t *seconds)
{
    gbcs_memory *memory = context;
    gbcs_memory_effect effect;
    gbcs_status status = enter(memory, GBCS_MEMORY_UPTIME, &effect);

    if (status == GBCS_OK) {
        *seconds = memory->uptime;
    }
    return status;
}

static uint8_t *slot(const gbcs_memory *memory, uint16_t record)
{
    return &memory->medium[memory->record_size * record];
}

static gbcs_status load(void *context, uint16_t record, uint8_t *data, size_t room, size_t *size)
{
    gbcs_memory *memory = context;
    gbcs_memory_effect effect;
    gbcs_status status = enter(memory, GBCS_MEMORY_LOAD, &effect);

    *size = 0U;
    if (status != GBCS_OK) {
        /* as ordered */
    } else if (record >= memory->record_count) {
        status = GBCS_ERR_ARGUMENT;
    } else if (memory->sizes[record] == 0U) {
        status = GBCS_ERR_NO_RECORD;
    } else if (memory->sizes[record] > room) {
        status = GBCS_ERR_SPACE;
    } else {
        *size = memory->sizes[record];
        (void)memcpy(data, slot(memory, record), *size);
    }
    return status;
}

static gbcs_status store(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    gbcs_memory *memory = context;
    gbcs_memory_effect effect = GBCS_MEMORY_BEFORE;
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if ((record < memory->record_count) && (size > 0U) && (size <= memory->record_size)) {
        status = enter_write(memory, GBCS_MEMORY_STORE, &effect);
        if ((status == GBCS_OK) || (effect == GBCS_MEMORY_AFTER)) {
            gbcs_memory_place(memory, record, gbcs_bytes_of(data, size));
        }
    }
    return status;
}

static gbcs_status erase(void *context, uint16_t record)
{
    gbcs_memory *memory = context;
    gbcs_memory_effect effect = GBCS_MEMORY_BEFORE;
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if (record < memory->record_count) {
        status = enter_write(memory, GBCS_MEMORY_ERASE, &effect);
        if ((status == GBCS_OK) || (effect == GBCS_MEMORY_AFTER)) {
            gbcs_memory_place(memory, record, gbcs_bytes_of(NULL, 0U));
        }
    }
    return status;
}

static gbcs_status storage_key(void *context, uint8_t key[GBCS_STORAGE_KEY_SIZE])
{
    gbcs_memory *memory = context;
    gbcs_memory_effect effect;
    gbcs_status status = enter(memory, GBCS_MEMORY_STORAGE_KEY, &effect);

    if (status == GBCS_OK) {
        (void)memcpy(key, memory->key, GBCS_STORAGE_KEY_SIZE);
    }
    return status;
}

static void wait_long(void *context)
{
    gbcs_memory *memory = context;

    memory->calls[GBCS_MEMORY_WAIT]++;
}

void gbcs_memory_init(gbcs_memory *memory, gbcs_port *port, uint8_t *medium, size_t *sizes,
                      size_t record_size, uint16_t record_count)
{
    size_t i;

    (void)memset(memory, 0, sizeof *memory);
    (void)memset(sizes, 0, record_count * sizeof *sizes);
    (void)memset(medium, 0xFF, record_count * record_size);
    memory->medium = medium;
    memory->sizes = sizes;
    memory->record_size = record_size;
    memory->record_count = record_count;
    memory->powered = true;
    memory->noise = 0x6D656D6FU;
    for (i = 0U; i < GBCS_STORAGE_KEY_SIZE; i++) {
        memory->key[i] = (uint8_t)(0xA0U + i);
    }
    (void)memset(port, 0, sizeof *port);
    port->context = memory;
    port->entropy = entropy;
    port->time_get = time_get;
    port->time_set = time_set;
    port->uptime = uptime;
    port->load = load;
    port->store = store;
    port->erase = erase;
    port->wait = wait_long;
    port->storage_key = storage_key;
    port->record_size = record_size;
    port->record_count = record_count;
    port->capacity = record_count * record_size;
    port->endurance = UINT32_MAX;
}

void gbcs_memory_cut(gbcs_memory *memory, uint32_t writes, gbcs_memory_effect effect)
{
    memory->cut_ordered = true;
    memory->cut_in = writes;
    memory->cut_effect = effect;
}

void gbcs_memory_reboot(gbcs_memory *memory)
{
    memory->powered = true;
    memory->cut_ordered = false;
    (void)memset(memory->failures, 0, sizeof memory->failures);
    memory->uptime = 0U;
    memory->clock_set = memory->clock_set && memory->clock_backed;
}

void gbcs_memory_fail(gbcs_memory *memory, gbcs_memory_call call, uint32_t in, gbcs_status status,
                      gbcs_memory_effect effect)
{
    memory->failures[call].in = in;
    memory->failures[call].status = status;
    memory->failures[call].effect = effect;
}

void gbcs_memory_pass(gbcs_memory *memory, uint32_t seconds)
{
    memory->uptime += seconds;
    memory->now += seconds;
}

gbcs_bytes gbcs_memory_record(const gbcs_memory *memory, uint16_t record)
{
    return gbcs_bytes_of(slot(memory, record), memory->sizes[record]);
}

void gbcs_memory_place(gbcs_memory *memory, uint16_t record, gbcs_bytes octets)
{
    (void)memset(slot(memory, record), 0xFF, memory->record_size);
    if (octets.size > 0U) {
        (void)memcpy(slot(memory, record), octets.data, octets.size);
    }
    memory->sizes[record] = octets.size;
}

void gbcs_memory_flip(gbcs_memory *memory, uint16_t record, size_t bit)
{
    uint8_t *octet = &slot(memory, record)[bit / 8U];

    *octet = (uint8_t)(*octet ^ (1U << (bit % 8U)));
}
