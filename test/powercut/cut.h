/**
 * @file
 * What the programs share that cut the power of a whole meter: a board with room for a record of the
 * application's own, moments to which everything goes back, cuts and failures, numbers that look random.
 *
 * Whoever includes it has defined `world` before: what is outside of the meter, and goes back with it.
 */
#ifndef CUT_H
#define CUT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "pki.h"

/** The application's own record, behind the meter's. */
#define CUT_OWN_RECORD GBCS_RECORD_COUNT
#define CUT_RECORDS (GBCS_RECORD_COUNT + 1U)

static device D;
static world W;
static uint8_t cut_medium[CUT_RECORDS * DEVICE_RECORD_SIZE];
static size_t cut_sizes[CUT_RECORDS];

/** What was tried. */
static struct {
    unsigned long cuts;
    unsigned long second_cuts;
    unsigned long failures;
} tried;

/* ---- the board ------------------------------------------------------------------------------ */

/** A blank device on the larger board, whose clock goes on without power. */
static inline void cut_board(uint8_t device_type)
{
    device_must(device_init_blank(&D, device_type));
    gbcs_memory_init(&D.memory, &D.port, cut_medium, cut_sizes, DEVICE_RECORD_SIZE, CUT_RECORDS);
    D.memory.clock_set = true;
    D.memory.clock_backed = true;
    D.memory.now = (gbcs_utc)1767225600; /* 2026-01-01 */
    memset(&W, 0, sizeof W);
    device_must(gbcs_meter_boot(&D.meter, &D.setup));
}

/** The same with each party in the cells of its role. */
static inline void cut_device(uint8_t device_type)
{
    cut_board(device_type);
    device_must(device_hand_cells(&D, GBCS_ROLE_ROOT, GBCS_ROLE_ROOT));
    device_make_quick(&D);
    device_must(gbcs_meter_seal(&D.meter));
}

/** A moment. */
typedef struct moment {
    uint8_t medium[sizeof cut_medium];
    size_t sizes[CUT_RECORDS];
    gbcs_memory memory;
    gbcs_meter meter;
    party self;
    party parties[GBCS_ROLES + 1U];
    world around;
} moment;

static inline void keep(moment *m)
{
    memcpy(m->medium, cut_medium, sizeof m->medium);
    memcpy(m->sizes, cut_sizes, sizeof m->sizes);
    m->memory = D.memory;
    m->meter = D.meter;
    m->self = D.self;
    memcpy(m->parties, D.parties, sizeof m->parties);
    m->around = W;
}

static inline void go_back(const moment *m)
{
    memcpy(cut_medium, m->medium, sizeof m->medium);
    memcpy(cut_sizes, m->sizes, sizeof m->sizes);
    D.memory = m->memory;
    D.meter = m->meter;
    D.self = m->self;
    memcpy(D.parties, m->parties, sizeof m->parties);
    W = m->around;
}

/* ---- cuts and failures ---------------------------------------------------------------------- */

/** The next cut: at a write from now on, before its effect (even) or after it (odd). */
static inline void order_cut(uint32_t number)
{
    gbcs_memory_cut(&D.memory, number / 2U,
                    ((number % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
}

/** A call of something on the board that can fail, but is not storage. */
static inline gbcs_status cut_call(gbcs_memory_call call, gbcs_memory_effect *effect)
{
    gbcs_memory_failure *failure = &D.memory.failures[call];
    gbcs_status status = D.memory.powered ? GBCS_OK : GBCS_ERR_STORAGE;

    D.memory.calls[call]++;
    *effect = GBCS_MEMORY_BEFORE;
    if ((status == GBCS_OK) && (failure->in > 0U)) {
        failure->in--;
        if (failure->in == 0U) {
            status = failure->status;
            *effect = failure->effect;
        }
    }
    return status;
}

/** A write of something that keeps what it has without power, but is not storage. */
static inline gbcs_status cut_write(gbcs_memory_effect *effect)
{
    gbcs_status status = cut_call(GBCS_MEMORY_STORE, effect);

    if ((status == GBCS_OK) && D.memory.cut_ordered) {
        if (D.memory.cut_in == 0U) {
            D.memory.powered = false;
            *effect = D.memory.cut_effect;
            status = GBCS_ERR_STORAGE;
        } else {
            D.memory.cut_in--;
        }
    }
    return status;
}

/** A start as a product makes it. */
static inline gbcs_status start(void)
{
    gbcs_status status = gbcs_meter_boot(&D.meter, &D.setup);
    uint32_t next;

    if (status == GBCS_OK) {
        status = gbcs_meter_tick(&D.meter, &next);
    }
    return status;
}

/** Power comes back, and stays. */
static inline void come_back(void)
{
    gbcs_memory_reboot(&D.memory);
    assert_int_equal(start(), GBCS_OK);
}

/** Only reads what is stored, as a start does. */
static inline void boot_only(void)
{
    gbcs_memory_reboot(&D.memory);
    assert_int_equal(gbcs_meter_boot(&D.meter, &D.setup), GBCS_OK);
}

/** Seconds pass, and what was put off is done. */
static inline void wait_for(uint32_t seconds)
{
    uint32_t next;

    gbcs_memory_pass(&D.memory, seconds);
    assert_int_equal(gbcs_meter_tick(&D.meter, &next), GBCS_OK);
}

static inline void order_failure(gbcs_memory_call call, uint32_t number)
{
    static const gbcs_status SAID[GBCS_MEMORY_CALLS] = {
        [GBCS_MEMORY_ENTROPY] = GBCS_ERR_ENTROPY, [GBCS_MEMORY_TIME_GET] = GBCS_ERR_CLOCK};

    gbcs_memory_fail(&D.memory, call, 1U + (number / 2U),
                     (SAID[call] != GBCS_OK) ? SAID[call] : GBCS_ERR_STORAGE,
                     ((number % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
}

/** Whether the failure that was ordered has happened; none is ordered any more. */
static inline bool take_failure(gbcs_memory_call call)
{
    const bool failed = D.memory.failures[call].in == 0U;

    memset(D.memory.failures, 0, sizeof D.memory.failures);
    tried.failures += failed ? 1U : 0U;
    return failed;
}

/* ---- numbers -------------------------------------------------------------------------------- */

static uint32_t cut_seed;

/* xorshift32 (Marsaglia 2003) */
static inline uint32_t pick(uint32_t below)
{
    cut_seed ^= cut_seed << 13;
    cut_seed ^= cut_seed >> 17;
    cut_seed ^= cut_seed << 5;
    return (cut_seed >> 8) % below;
}

/** The number of random histories: GBCS_POWERCUT_SEEDS in the environment, else the default. */
static inline uint32_t cut_histories(uint32_t otherwise)
{
    const char *wanted = getenv("GBCS_POWERCUT_SEEDS");

    return (wanted == NULL) ? otherwise : (uint32_t)strtoul(wanted, NULL, 10);
}

#endif
