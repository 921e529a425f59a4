#include "port_bench.h"

#include <string.h>

/** Seconds by which a clock may be off when it was just set or read. */
#define SLACK 2
/** Seconds that the checks wait where time must pass. */
#define WHILE 2U
/** Samples that are looked at, and how often one value may come: a sample may be a single bit. */
#define SAMPLES 1024U
#define MOST_OF_ONE ((SAMPLES * 7U) / 8U)

/*
 * ---- clock -------------------------------------------------------------------------------------
 */

/** 2000, a leap day, the ends of 31 bits, of UTCTime and of what must be shown. */
static const gbcs_utc TIMES[] = {946684800,  1709164800, 1709251199, 2147483646,
                                 2147483648, 2524607999, 2524608000, 4102444790};

static bool is_near(gbcs_utc a, gbcs_utc b)
{
    return (a >= b) && ((a - b) <= SLACK);
}

static bool shows(const port_bench *b, gbcs_utc expected)
{
    gbcs_utc now = 0;

    return (b->port->time_get(b->port->context, &now) == GBCS_OK) && is_near(now, expected);
}

static bool sets(const port_bench *b, gbcs_utc now)
{
    return b->port->time_set(b->port->context, now) == GBCS_OK;
}

static port_verdict the_clock_shows_what_it_was_set_to(const port_bench *b)
{
    bool good = true;
    size_t i;

    for (i = 0; i < (sizeof TIMES / sizeof TIMES[0]); i++) {
        good = good && sets(b, TIMES[i]) && shows(b, TIMES[i]);
    }
    return port_verdict_of(good);
}

static port_verdict the_clock_goes_on(const port_bench *b)
{
    gbcs_utc now = 0;

    if (b->hooks->pause == NULL) {
        return PORT_SKIPPED;
    }
    /* over the end of 31 bits */
    if (!sets(b, 2147483646)) {
        return PORT_FAILED;
    }
    b->hooks->pause(b->hooks->context, WHILE);
    return port_verdict_of((b->port->time_get(b->port->context, &now) == GBCS_OK) &&
                           (now >= (2147483646 + (int64_t)WHILE - 1)) &&
                           (now <= (2147483646 + (int64_t)WHILE + SLACK)));
}

static port_verdict a_time_that_cannot_be_shown_is_refused(const port_bench *b)
{
    static const gbcs_utc FAR[] = {GBCS_UTC_FIRST, -1,          0,
                                   4294967296,     16725225600, GBCS_UTC_LAST - 10};
    bool good = true;
    size_t i;

    for (i = 0; i < (sizeof FAR / sizeof FAR[0]); i++) {
        gbcs_status status;

        good = good && sets(b, TIMES[1]);
        status = b->port->time_set(b->port->context, FAR[i]);
        good = good && (((status == GBCS_OK) && shows(b, FAR[i])) ||
                        ((status == GBCS_ERR_ARGUMENT) && shows(b, TIMES[1])));
    }
    return port_verdict_of(good);
}

static port_verdict the_clock_after_a_restart_is_right_or_lost(const port_bench *b)
{
    gbcs_utc now = 0;
    gbcs_status status;

    if (b->hooks->restart == NULL) {
        return PORT_SKIPPED;
    }
    if (!sets(b, TIMES[2]) || (b->hooks->restart(b->hooks->context) != GBCS_OK)) {
        return PORT_FAILED;
    }
    status = b->port->time_get(b->port->context, &now);
    /* how long the restart took is not known here: a minute at most */
    return port_verdict_of((status == GBCS_ERR_CLOCK) ||
                           ((status == GBCS_OK) && (now >= TIMES[2]) && (now < (TIMES[2] + 60))));
}

/*
 * ---- uptime ------------------------------------------------------------------------------------
 */

static bool read_uptime(const port_bench *b, uint32_t *seconds)
{
    return b->port->uptime(b->port->context, seconds) == GBCS_OK;
}

/** Whether uptime has gone on from a reading, and by not more than some seconds. */
static bool has_gone_on(const port_bench *b, uint32_t since, uint32_t least, uint32_t most)
{
    uint32_t now = 0U;

    return read_uptime(b, &now) && (now >= since) && ((now - since) >= least) &&
           ((now - since) <= most);
}

static port_verdict uptime_never_goes_back(const port_bench *b)
{
    uint32_t before = 0U;
    uint32_t now = 0U;
    bool good = read_uptime(b, &before);
    unsigned int i;

    for (i = 0; i < 10000U; i++) {
        good = good && read_uptime(b, &now) && (now >= before);
        before = now;
    }
    return port_verdict_of(good);
}

static port_verdict uptime_does_not_follow_the_clock(const port_bench *b)
{
    uint32_t before = 0U;
    bool good = read_uptime(b, &before);
    size_t i;

    for (i = 0; i < (sizeof TIMES / sizeof TIMES[0]); i++) {
        good = good && sets(b, TIMES[(i * 3U) % (sizeof TIMES / sizeof TIMES[0])]);
        good = good && has_gone_on(b, before, 0U, 30U);
    }
    return port_verdict_of(good);
}

static port_verdict uptime_counts_seconds(const port_bench *b)
{
    uint32_t before = 0U;
    bool good = read_uptime(b, &before);

    if (b->hooks->pause == NULL) {
        return PORT_SKIPPED;
    }
    b->hooks->pause(b->hooks->context, WHILE);
    return port_verdict_of(good && has_gone_on(b, before, WHILE - 1U, WHILE + (uint32_t)SLACK));
}

/*
 * ---- noise -------------------------------------------------------------------------------------
 */

static bool reads_noise(const port_bench *b, uint8_t *samples, size_t size)
{
    return b->port->entropy(b->port->context, samples, size) == GBCS_OK;
}

/*
 * An octet that was written differs at least once from what stood there; one behind it never does.
 */
static port_verdict samples_fill_the_buffer(const port_bench *b)
{
    static const size_t SIZES[] = {1U, 7U, 16U, 48U};
    bool good = true;
    size_t i;
    size_t k;
    unsigned int round;

    for (i = 0; i < (sizeof SIZES / sizeof SIZES[0]); i++) {
        uint8_t samples[48U + PORT_GUARD];
        bool written[48U] = {false};

        for (round = 0; round < 16U; round++) {
            const uint8_t before = (uint8_t)(round * 17U);

            memset(samples, before, sizeof samples);
            good = good && reads_noise(b, samples, SIZES[i]) &&
                   port_is_constant(&samples[SIZES[i]], sizeof samples - SIZES[i], before);
            for (k = 0; k < SIZES[i]; k++) {
                written[k] = written[k] || (samples[k] != before);
            }
        }
        for (k = 0; k < SIZES[i]; k++) {
            good = good && written[k];
        }
    }
    return port_verdict_of(good);
}

/*
 * Coarse: a line that is stuck, a buffer that is given twice. The library tests what it is given.
 */
static port_verdict samples_vary(const port_bench *b)
{
    unsigned int of_each[256] = {0U};
    uint8_t samples[64] = {0U}; /* a broken port may leave some out */
    uint8_t before[64] = {0U};
    bool good = true;
    size_t i;
    size_t k;

    for (i = 0; i < (SAMPLES / sizeof samples); i++) {
        good = good && reads_noise(b, samples, sizeof samples) &&
               (memcmp(samples, before, sizeof samples) != 0);
        memcpy(before, samples, sizeof samples);
        for (k = 0; k < sizeof samples; k++) {
            of_each[samples[k]]++;
        }
    }
    for (i = 0; i < 256U; i++) {
        good = good && (of_each[i] <= MOST_OF_ONE);
    }
    return port_verdict_of(good);
}

static port_verdict samples_differ_after_a_restart(const port_bench *b)
{
    uint8_t first[64];
    uint8_t second[64];

    if (b->hooks->restart == NULL) {
        return PORT_SKIPPED;
    }
    return port_verdict_of(
        (b->hooks->restart(b->hooks->context) == GBCS_OK) && reads_noise(b, first, sizeof first) &&
        (b->hooks->restart(b->hooks->context) == GBCS_OK) &&
        reads_noise(b, second, sizeof second) && (memcmp(first, second, sizeof first) != 0));
}

/*
 * ---- storage key -------------------------------------------------------------------------------
 */

static bool reads_key(const port_bench *b, uint8_t key[GBCS_STORAGE_KEY_SIZE])
{
    return b->port->storage_key(b->port->context, key) == GBCS_OK;
}

static port_verdict the_storage_key_stays(const port_bench *b)
{
    uint8_t first[GBCS_STORAGE_KEY_SIZE] = {0U};
    uint8_t second[GBCS_STORAGE_KEY_SIZE];
    bool good;

    if (b->port->storage_key == NULL) {
        return PORT_SKIPPED;
    }
    memset(second, 0xFF, sizeof second);
    good = reads_key(b, first) && reads_key(b, second) &&
           (memcmp(first, second, sizeof first) == 0) &&
           !port_is_constant(first, sizeof first, first[0]);
    if (b->hooks->restart != NULL) {
        good = good && (b->hooks->restart(b->hooks->context) == GBCS_OK) && reads_key(b, second) &&
               (memcmp(first, second, sizeof first) == 0);
    }
    return port_verdict_of(good);
}

const port_check PORT_OTHER_CHECKS[] = {
    {"the clock shows what it was set to", the_clock_shows_what_it_was_set_to},
    {"the clock goes on, past 2038", the_clock_goes_on},
    {"a time that cannot be shown is refused", a_time_that_cannot_be_shown_is_refused},
    {"the clock after a restart is right or lost", the_clock_after_a_restart_is_right_or_lost},
    {"uptime never goes back", uptime_never_goes_back},
    {"uptime does not follow the clock", uptime_does_not_follow_the_clock},
    {"uptime counts seconds", uptime_counts_seconds},
    {"samples fill the buffer and nothing else", samples_fill_the_buffer},
    {"samples vary", samples_vary},
    {"samples differ after a restart", samples_differ_after_a_restart},
    {"the storage key stays, and is not constant", the_storage_key_stays},
    {NULL, NULL},
};
