#include "meter/inside.h"

static uint32_t sooner(uint32_t a, uint32_t b)
{
    return (a < b) ? a : b;
}

/** Writes the mark that the last action is done, unless another write has taken it along. */
static gbcs_status flush(gbcs_meter *meter, uint32_t uptime, uint32_t *next)
{
    const uint32_t waited = uptime - meter->put_off;
    gbcs_status status = GBCS_OK;

    if (!meter->replay.unsaved) {
        /* nothing waits */
    } else if (waited >= GBCS_DONE_SECONDS) {
        status = gbcs_replay_flush(&meter->replay);
    } else {
        *next = sooner(*next, GBCS_DONE_SECONDS - waited);
    }
    return status;
}

/** Drops a long message that does not go on. */
static void expire(gbcs_meter *meter, uint32_t uptime, uint32_t *next)
{
    if (gbcs_assembly_expire(&meter->assembly, uptime)) {
        meter->counts.ignored++;
    } else if (meter->assembly.open) {
        *next = sooner(*next, GBCS_GBT_SECONDS - (uptime - meter->assembly.since));
    } else {
        /* there is none */
    }
}

static gbcs_status tick(gbcs_meter *meter, uint32_t *next)
{
    uint32_t uptime = 0U;
    gbcs_status status = meter_uptime(meter, &uptime);

    if (status == GBCS_OK) {
        expire(meter, uptime, next);
        status = meter_resume(meter, uptime);
    }
    if (status == GBCS_OK) {
        if (meter->setup->noise != NULL) {
            *next = sooner(*next, meter->seed_at - uptime);
        }
        status = flush(meter, uptime, next);
    }
    if (status == GBCS_OK) {
        uint32_t granule = UINT32_MAX;
        status = gbcs_limit_tick(&meter->limit, uptime, &granule);
        *next = sooner(*next, granule);
    }
    if (status == GBCS_OK) {
        status = meter_copy_devices(meter);
    }
    if (status == GBCS_OK) {
        uint32_t due = UINT32_MAX;
        status = meter_do_due(meter, &due);
        *next = sooner(*next, due);
    }
    if (status == GBCS_OK) {
        uint32_t window = UINT32_MAX;
        status = gbcs_refusals_close(&meter->refusals, &meter->log, uptime, &window);
        *next = sooner(*next, window);
    }
    return status;
}

gbcs_status gbcs_meter_tick(gbcs_meter *meter, uint32_t *next)
{
    gbcs_status status = meter_enter(meter);

    *next = UINT32_MAX;
    if (status == GBCS_OK) {
        status = tick(meter, next);
        meter_leave(meter);
    }
    if (status != GBCS_OK) {
        *next = 1U;
    }
    return status;
}
