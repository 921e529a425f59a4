#include "gbcs/random.h"

/** The pattern of tests that have not failed. */
#define SOUND 0x5AC3A53CU
/** Most hundredths of a bit in a sample: 8 bits, and 1 bit for samples of two values. */
#define MOST_ENTROPY 800U
#define MOST_ENTROPY_BINARY 100U
/** The rarest false alarms that a vendor may choose: -log2(alpha), in hundredths. */
#define MOST_ALPHA 4000U

/** Whether the cut-off is at most 1 + ceiling(40 / H): else the test is weaker than H calls for. */
static bool repetition_is_right(const gbcs_noise *noise)
{
    return (noise->repetition_cutoff >= 2U) &&
           ((((uint32_t)noise->repetition_cutoff - 2U) * noise->min_entropy) < MOST_ALPHA);
}

static bool proportion_is_right(const gbcs_noise *noise)
{
    return (noise->proportion_cutoff >= 2U) &&
           (noise->proportion_cutoff <= noise->proportion_window) &&
           ((noise->proportion_window == GBCS_NOISE_WINDOW) ||
            ((noise->proportion_window == GBCS_NOISE_WINDOW_BINARY) &&
             (noise->min_entropy <= MOST_ENTROPY_BINARY)));
}

gbcs_status gbcs_health_begin(const gbcs_noise *noise, gbcs_health *health)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;

    gbcs_wipe(health, sizeof *health);
    if ((noise->min_entropy >= 1U) && (noise->min_entropy <= MOST_ENTROPY) &&
        repetition_is_right(noise) && proportion_is_right(noise) &&
        (noise->start_up >= GBCS_NOISE_START_UP)) {
        health->noise = *noise;
        health->sound = SOUND;
        status = GBCS_OK;
    }
    return status;
}

/** 1 if the samples are equal, else 0. They will be seed, so nothing branches on them. */
static uint32_t equal(uint8_t a, uint8_t b)
{
    uint32_t difference = (uint32_t)a ^ (uint32_t)b;

    return (difference - 1U) >> 31;
}

/** 1 if a count has reached its cut-off, else 0; both are far below 2^31. */
static uint32_t reached(uint32_t count, uint16_t cutoff)
{
    return ((uint32_t)cutoff - 1U - count) >> 31;
}

/** SP 800-90B 4.4.1: fails as soon as B >= C. */
static uint32_t repetition_fails(gbcs_health *health, uint8_t sample)
{
    health->run = (health->run & (0U - equal(sample, health->last))) + 1U;
    health->last = sample;
    return reached(health->run, health->noise.repetition_cutoff);
}

/** SP 800-90B 4.4.2: fails if B >= C in a window, here without waiting for the window's end. */
static uint32_t proportion_fails(gbcs_health *health, uint8_t sample)
{
    if (health->position == 0U) {
        health->reference = sample;
        health->matches = 0U;
    }
    health->matches += equal(sample, health->reference);
    health->position++;
    if (health->position == health->noise.proportion_window) {
        health->position = 0U;
    }
    return reached(health->matches, health->noise.proportion_cutoff);
}

gbcs_status gbcs_health_add(gbcs_health *health, gbcs_bytes samples)
{
    size_t i;

    /* whether a test has failed is no secret, so the first failure may end it */
    for (i = 0U; (i < samples.size) && (health->sound == SOUND); i++) {
        uint32_t fails = repetition_fails(health, samples.data[i]);

        fails |= proportion_fails(health, samples.data[i]);
        health->sound &= fails - 1U;
    }
    return (health->sound == SOUND) ? GBCS_OK : GBCS_ERR_ENTROPY;
}
