/*
 * The checks themselves: a good port passes all of them, and each way to break a port that is known
 * here makes the check fail that is there for it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "gbcs_memory.h"
#include "my_port.h"
#include "port_conformance.h"

#define RECORD_SIZE 300U
#define RECORD_COUNT 9U

/** The sound port below, and the one that is checked: the same, but for what a case breaks. */
static struct {
    uint8_t medium[RECORD_COUNT * RECORD_SIZE];
    size_t sizes[RECORD_COUNT];
    gbcs_memory memory;
    gbcs_port sound;
    gbcs_port port;
    uint8_t buffer[2U * (RECORD_SIZE + 64U)];
    /** What a broken function remembers. */
    uint32_t calls;
    uint8_t kept_medium[RECORD_COUNT * RECORD_SIZE];
    size_t kept_sizes[RECORD_COUNT];
    /** The check that is expected to fail, and whether it did. */
    const char *expected;
    bool seen;
} T;

static gbcs_status restart(void *context)
{
    (void)context;
    gbcs_memory_reboot(&T.memory);
    return GBCS_OK;
}

static void pause_for(void *context, uint32_t seconds)
{
    (void)context;
    gbcs_memory_pass(&T.memory, seconds);
}

static void report(void *context, const char *check, port_verdict verdict)
{
    (void)context;
    if ((T.expected != NULL) && (strcmp(check, T.expected) == 0)) {
        T.seen = verdict == PORT_FAILED;
    }
    if ((T.expected == NULL) && (verdict == PORT_FAILED)) {
        print_error("failed: %s\n", check);
    }
}

static port_hooks hooks(void)
{
    const port_hooks all = {NULL, report, restart, pause_for, T.buffer, sizeof T.buffer, 300U};

    return all;
}

static void new_port(void)
{
    memset(&T, 0, sizeof T);
    gbcs_memory_init(&T.memory, &T.sound, T.medium, T.sizes, RECORD_SIZE, RECORD_COUNT);
    T.memory.clock_backed = true;
    T.port = T.sound;
}

/** How often a sound port is written; the last 300 times are there to wear it. */
static uint32_t sound_writes;

static void a_sound_port_passes(void **state)
{
    const port_hooks with_all = hooks();
    port_hooks without = with_all;
    port_result result;

    (void)state;
    new_port();
    result = port_conformance(&T.port, &with_all);
    assert_int_equal(result.failed, 0);
    assert_int_equal(result.skipped, 0);
    assert_int_equal(result.passed, 25);
    assert_true(T.memory.calls[GBCS_MEMORY_WAIT] > 20U);
    sound_writes = T.memory.calls[GBCS_MEMORY_STORE];

    /* less to see is no failure, but is said */
    new_port();
    T.memory.clock_backed = false;
    T.port.storage_key = NULL;
    T.port.wait = NULL;
    without.restart = NULL;
    without.pause = NULL;
    without.report = NULL;
    result = port_conformance(&T.port, &without);
    assert_int_equal(result.failed, 0);
    assert_int_equal(result.skipped, 6);
    assert_int_equal(result.passed, 19);
}

static void an_empty_port_fails(void **state)
{
    static uint8_t buffer[2U * (4096U + 64U)];
    port_hooks all = hooks();
    my_port board;
    port_result result;

    (void)state;
    new_port();
    my_port_init(&board, &T.port);
    all.buffer = buffer;
    all.room = sizeof buffer;
    all.restart = NULL;
    all.report = NULL;
    result = port_conformance(&T.port, &all);
    assert_int_equal(result.passed, 2);
    assert_int_equal(result.skipped, 0);
    assert_int_equal(result.failed, 23);

    new_port();
    all.room = port_conformance_buffer_size(&T.port) - 1U;
    result = port_conformance(&T.port, &all);
    assert_int_equal(result.failed, 1);
    assert_int_equal(result.passed, 1);
    memset(&T.port, 0, sizeof T.port);
    result = port_conformance(&T.port, &all);
    assert_int_equal(result.failed, 2);
}

/*
 * ---- ways to break a port ----------------------------------------------------------------------
 */

static gbcs_status pass_store(uint16_t record, const uint8_t *data, size_t size)
{
    return T.sound.store(T.sound.context, record, data, size);
}

static gbcs_status store_nothing(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    (void)record;
    (void)data;
    (void)size;
    return GBCS_OK;
}

static gbcs_status store_whole_words(void *context, uint16_t record, const uint8_t *data,
                                     size_t size)
{
    uint8_t padded[RECORD_SIZE] = {0U};
    const size_t whole = (size + 3U) & ~(size_t)3U;

    (void)context;
    if ((size == 0U) || (size > RECORD_SIZE)) {
        return GBCS_ERR_ARGUMENT;
    }
    memcpy(padded, data, size);
    return pass_store(record, padded, whole);
}

static gbcs_status store_short(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    return pass_store(record, data, (size > 256U) ? 256U : size);
}

static gbcs_status store_without_erasing(void *context, uint16_t record, const uint8_t *data,
                                         size_t size)
{
    uint8_t merged[RECORD_SIZE];
    size_t i;

    (void)context;
    for (i = 0; (i < size) && (i < RECORD_SIZE); i++) {
        /* flash that is programmed twice */
        merged[i] = (uint8_t)(data[i] & T.kept_medium[i]);
        T.kept_medium[i] = merged[i];
    }
    return (size > RECORD_SIZE) ? GBCS_ERR_ARGUMENT : pass_store(record, merged, size);
}

static gbcs_status store_at_eight(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    return pass_store((record < RECORD_COUNT) ? (uint16_t)(record % 8U) : record, data, size);
}

static gbcs_status store_once(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    /* only what is not yet there is written */
    return ((record < RECORD_COUNT) && (size > 0U) && (size <= RECORD_SIZE) &&
            (T.sizes[record] > 0U))
               ? GBCS_OK
               : pass_store(record, data, size);
}

static gbcs_status store_into_next(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    if ((record + 1U) < RECORD_COUNT) {
        gbcs_memory_flip(&T.memory, (uint16_t)(record + 1U), 3);
    }
    return pass_store(record, data, size);
}

static gbcs_status store_any_number(void *context, uint16_t record, const uint8_t *data,
                                    size_t size)
{
    (void)context;
    return pass_store((uint16_t)(record % RECORD_COUNT), data, size);
}

static gbcs_status store_empty(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    return (size == 0U) ? T.sound.erase(T.sound.context, record) : pass_store(record, data, size);
}

static gbcs_status store_too_large(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    return pass_store(record, data, (size > RECORD_SIZE) ? RECORD_SIZE : size);
}

static gbcs_status store_until_worn(void *context, uint16_t record, const uint8_t *data,
                                    size_t size)
{
    (void)context;
    T.calls++;
    return (T.calls > (sound_writes - 100U)) ? GBCS_ERR_STORAGE : pass_store(record, data, size);
}

static gbcs_status store_half_the_capacity(void *context, uint16_t record, const uint8_t *data,
                                           size_t size)
{
    size_t used = size;
    uint16_t i;

    (void)context;
    for (i = 0; i < RECORD_COUNT; i++) {
        used += (i == record) ? 0U : T.sizes[i];
    }
    return (used > ((RECORD_COUNT / 2U) * RECORD_SIZE)) ? GBCS_ERR_STORAGE
                                                        : pass_store(record, data, size);
}

static gbcs_status store_over_the_source(void *context, uint16_t record, const uint8_t *data,
                                         size_t size)
{
    const gbcs_status status = pass_store(record, data, size);

    (void)context;
    if (status == GBCS_OK) {
        T.buffer[size - 1U] ^= 1U;
    }
    return status;
}

static gbcs_status load_empty(void *context, uint16_t record, uint8_t *data, size_t room,
                              size_t *size)
{
    const gbcs_status status = T.sound.load(T.sound.context, record, data, room, size);

    (void)context;
    return (status == GBCS_ERR_NO_RECORD) ? GBCS_OK : status;
}

static gbcs_status load_what_fits(void *context, uint16_t record, uint8_t *data, size_t room,
                                  size_t *size)
{
    uint8_t octets[RECORD_SIZE];
    const gbcs_status status = T.sound.load(T.sound.context, record, octets, sizeof octets, size);

    (void)context;
    *size = (*size > room) ? room : *size;
    memcpy(data, octets, *size);
    return status;
}

static gbcs_status load_beyond(void *context, uint16_t record, uint8_t *data, size_t room,
                               size_t *size)
{
    const gbcs_status status = T.sound.load(T.sound.context, record, data, room, size);

    (void)context;
    if ((status == GBCS_OK) && (*size == room)) {
        data[room] = 0U;
    }
    return status;
}

static gbcs_status erase_nothing(void *context, uint16_t record)
{
    (void)context;
    return (record < RECORD_COUNT) ? GBCS_OK : GBCS_ERR_ARGUMENT;
}

static gbcs_status erase_what_is_there(void *context, uint16_t record)
{
    (void)context;
    return ((record < RECORD_COUNT) && (T.sizes[record] == 0U))
               ? GBCS_ERR_NO_RECORD
               : T.sound.erase(T.sound.context, record);
}

static gbcs_status erase_the_sector(void *context, uint16_t record)
{
    const gbcs_status status = T.sound.erase(T.sound.context, record);

    (void)context;
    if ((status == GBCS_OK) && (T.calls > 0U)) {
        (void)T.sound.erase(T.sound.context, record ^ 1U);
    }
    T.calls = (record == (RECORD_COUNT - 1U)) ? 1U : T.calls;
    return status;
}

/** A write that stays in a cache. */
static gbcs_status store_late(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    (void)context;
    memcpy(T.kept_medium, T.medium, sizeof T.medium);
    memcpy(T.kept_sizes, T.sizes, sizeof T.sizes);
    return pass_store(record, data, size);
}

static gbcs_status restart_without_the_last(void *context)
{
    (void)context;
    memcpy(T.medium, T.kept_medium, sizeof T.medium);
    memcpy(T.sizes, T.kept_sizes, sizeof T.sizes);
    gbcs_memory_reboot(&T.memory);
    return GBCS_OK;
}

static gbcs_status set_32_bits(void *context, gbcs_utc now)
{
    (void)context;
    return T.sound.time_set(T.sound.context, (gbcs_utc)(int32_t)((uint64_t)now & 0xFFFFFFFFU));
}

static gbcs_status get_32_bits(void *context, gbcs_utc *now)
{
    const gbcs_status status = T.sound.time_get(T.sound.context, now);

    (void)context;
    if ((status == GBCS_OK) && (*now >= 2147483648) && (*now < 2147483700)) {
        *now -= 4294967296;
    }
    return status;
}

static gbcs_status set_and_clip(void *context, gbcs_utc now)
{
    (void)context;
    return T.sound.time_set(T.sound.context, (now > 4102444800) ? 4102444800 : now);
}

static gbcs_status get_stopped(void *context, gbcs_utc *now)
{
    const gbcs_status status = T.sound.time_get(T.sound.context, now);

    (void)context;
    *now -= (T.memory.uptime > 0U) ? 2 : 0;
    return status;
}

static gbcs_status get_anything(void *context, gbcs_utc *now)
{
    const gbcs_status status = T.sound.time_get(T.sound.context, now);

    (void)context;
    if (status == GBCS_ERR_CLOCK) {
        *now = 946684800;
    }
    return GBCS_OK;
}

static gbcs_status restart_without_backup(void *context)
{
    T.memory.clock_backed = false;
    return restart(context);
}

static gbcs_status uptime_by_clock(void *context, uint32_t *seconds)
{
    (void)context;
    *seconds = (uint32_t)(uint64_t)T.memory.now;
    return GBCS_OK;
}

static gbcs_status uptime_runs_over(void *context, uint32_t *seconds)
{
    (void)context;
    T.calls++;
    *seconds = (T.calls / 100U) % 49U;
    return GBCS_OK;
}

static gbcs_status uptime_in_minutes(void *context, uint32_t *seconds)
{
    (void)context;
    *seconds = T.memory.uptime / 60U;
    return GBCS_OK;
}

static gbcs_status noise_stuck(void *context, uint8_t *samples, size_t size)
{
    (void)context;
    memset(samples, 0x5A, size);
    return GBCS_OK;
}

static gbcs_status noise_short(void *context, uint8_t *samples, size_t size)
{
    (void)context;
    return T.sound.entropy(T.sound.context, samples, (size > 4U) ? (size - 1U) : size);
}

static gbcs_status noise_in_words(void *context, uint8_t *samples, size_t size)
{
    (void)context;
    return T.sound.entropy(T.sound.context, samples, (size + 3U) & ~(size_t)3U);
}

static gbcs_status noise_repeated(void *context, uint8_t *samples, size_t size)
{
    (void)context;
    T.memory.noise = 1U;
    return T.sound.entropy(T.sound.context, samples, size);
}

static gbcs_status restart_with_seed(void *context)
{
    T.memory.noise = 1U;
    return restart(context);
}

static gbcs_status key_changes(void *context, uint8_t key[GBCS_STORAGE_KEY_SIZE])
{
    (void)context;
    T.calls++;
    memset(key, 1, GBCS_STORAGE_KEY_SIZE);
    key[0] = (uint8_t)T.calls;
    return GBCS_OK;
}

static gbcs_status key_of_blank_fuses(void *context, uint8_t key[GBCS_STORAGE_KEY_SIZE])
{
    (void)context;
    memset(key, 0xFF, GBCS_STORAGE_KEY_SIZE);
    return GBCS_OK;
}

static gbcs_status restart_with_another_key(void *context)
{
    T.memory.key[0]++;
    return restart(context);
}

/** What is broken: the functions that are not null take the place of the sound ones. */
typedef struct damage {
    const char *expected;
    gbcs_status (*store)(void *context, uint16_t record, const uint8_t *data, size_t size);
    gbcs_status (*load)(void *context, uint16_t record, uint8_t *data, size_t room, size_t *size);
    gbcs_status (*erase)(void *context, uint16_t record);
    gbcs_status (*time_set)(void *context, gbcs_utc now);
    gbcs_status (*time_get)(void *context, gbcs_utc *now);
    gbcs_status (*uptime)(void *context, uint32_t *seconds);
    gbcs_status (*entropy)(void *context, uint8_t *samples, size_t size);
    gbcs_status (*storage_key)(void *context, uint8_t key[GBCS_STORAGE_KEY_SIZE]);
    gbcs_status (*restart)(void *context);
} damage;

static const char ABSENT[] = "what was never stored is not there, and can be erased";
static const char SIZES[] = "a record of any size comes back";
static const char OCTETS[] = "any octets come back";
static const char SMALL[] = "a buffer that is too small is refused and not overrun";
static const char REPLACED[] = "a new record takes the place of the old one";
static const char NUMBERS[] = "each number is a record of its own";
static const char WRITE[] = "a write changes no other record";
static const char ERASURE[] = "an erasure changes no other record";
static const char RANGE[] = "numbers and sizes out of range are refused";
static const char CAPACITY[] = "the declared capacity is there, again and again";
static const char LASTING[] = "records outlast a restart, and erasures too";
static const char MANY[] = "records outlast many writes";
static const char SHOWN[] = "the clock shows what it was set to";
static const char GOING[] = "the clock goes on, past 2038";
static const char FAR[] = "a time that cannot be shown is refused";
static const char LOST[] = "the clock after a restart is right or lost";
static const char FORWARD[] = "uptime never goes back";
static const char FOLLOWS[] = "uptime does not follow the clock";
static const char COUNTS[] = "uptime counts seconds";
static const char FILLED[] = "samples fill the buffer and nothing else";
static const char VARY[] = "samples vary";
static const char SEEDED[] = "samples differ after a restart";
static const char KEY[] = "the storage key stays, and is not constant";

static const damage DAMAGES[] = {
    {.expected = SIZES, .store = store_nothing},
    {.expected = SIZES, .store = store_whole_words},
    {.expected = SIZES, .store = store_short},
    {.expected = SIZES, .load = load_beyond},
    {.expected = SIZES, .store = store_over_the_source},
    {.expected = OCTETS, .store = store_without_erasing},
    {.expected = SMALL, .load = load_what_fits},
    {.expected = SMALL, .load = load_beyond},
    {.expected = REPLACED, .store = store_once},
    {.expected = NUMBERS, .store = store_at_eight},
    {.expected = WRITE, .store = store_into_next},
    {.expected = ABSENT, .load = load_empty},
    {.expected = ABSENT, .erase = erase_what_is_there},
    {.expected = ERASURE, .erase = erase_nothing},
    {.expected = ERASURE, .erase = erase_the_sector},
    {.expected = RANGE, .store = store_any_number},
    {.expected = RANGE, .store = store_empty},
    {.expected = RANGE, .store = store_too_large},
    {.expected = CAPACITY, .store = store_half_the_capacity},
    {.expected = LASTING, .store = store_late, .restart = restart_without_the_last},
    {.expected = MANY, .store = store_until_worn},
    {.expected = SHOWN, .time_set = set_32_bits},
    {.expected = GOING, .time_get = get_32_bits},
    {.expected = GOING, .time_get = get_stopped},
    {.expected = FAR, .time_set = set_and_clip},
    {.expected = LOST, .time_get = get_anything, .restart = restart_without_backup},
    {.expected = FORWARD, .uptime = uptime_runs_over},
    {.expected = FOLLOWS, .uptime = uptime_by_clock},
    {.expected = COUNTS, .uptime = uptime_in_minutes},
    {.expected = FILLED, .entropy = noise_short},
    {.expected = FILLED, .entropy = noise_in_words},
    {.expected = VARY, .entropy = noise_stuck},
    {.expected = VARY, .entropy = noise_repeated},
    {.expected = SEEDED, .restart = restart_with_seed},
    {.expected = KEY, .storage_key = key_changes},
    {.expected = KEY, .storage_key = key_of_blank_fuses},
    {.expected = KEY, .restart = restart_with_another_key},
};

static void a_broken_port_is_found(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof DAMAGES / sizeof DAMAGES[0]); i++) {
        const damage *d = &DAMAGES[i];
        port_hooks all;

        new_port();
        all = hooks();
        T.expected = d->expected;
        T.port.store = (d->store != NULL) ? d->store : T.port.store;
        T.port.load = (d->load != NULL) ? d->load : T.port.load;
        T.port.erase = (d->erase != NULL) ? d->erase : T.port.erase;
        T.port.time_set = (d->time_set != NULL) ? d->time_set : T.port.time_set;
        T.port.time_get = (d->time_get != NULL) ? d->time_get : T.port.time_get;
        T.port.uptime = (d->uptime != NULL) ? d->uptime : T.port.uptime;
        T.port.entropy = (d->entropy != NULL) ? d->entropy : T.port.entropy;
        T.port.storage_key = (d->storage_key != NULL) ? d->storage_key : T.port.storage_key;
        all.restart = (d->restart != NULL) ? d->restart : all.restart;
        memset(T.kept_medium, 0xFF, sizeof T.kept_medium);
        (void)port_conformance(&T.port, &all);
        if (!T.seen) {
            fail_msg("case %u is not found by: %s", (unsigned int)i, d->expected);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_sound_port_passes),
        cmocka_unit_test(an_empty_port_fails),
        cmocka_unit_test(a_broken_port_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
