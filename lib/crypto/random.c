#include "drbg.h"

/** The pattern of a generator that is seeded. */
#define SEEDED 0xA53C5AC3U
/** Samples asked of the port in one call. */
#define CHUNK 64U
/** Min-entropy of the samples in a digest, in hundredths of a bit: 256 bits and 64 more, so that
   the digest may be taken for full of entropy (SP 800-90C, conditioning to full entropy). */
#define SEED_ENTROPY 32000U
/** Drawings for a private key. All fail with a probability of 2^-128. */
#define DRAWINGS 4U

/** Samples that hold the entropy of a digest, rounded up. */
static uint32_t samples_of_seed(const gbcs_noise *noise)
{
    return ((SEED_ENTROPY + noise->min_entropy) - 1U) / noise->min_entropy;
}

/** Samples that have passed the tests; zeros go there from a port that says yes and gives none. */
static gbcs_status draw(gbcs_random *random, uint8_t samples[CHUNK], size_t size)
{
    gbcs_status status = GBCS_ERR_ENTROPY;

    if (random->port->wait != NULL) {
        random->port->wait(random->port->context);
    }
    gbcs_wipe(samples, CHUNK);
    if (random->port->entropy(random->port->context, samples, size) == GBCS_OK) {
        status = gbcs_health_add(&random->health, gbcs_bytes_of(samples, size));
    }
    return status;
}

/** The digest of so many fresh samples (SP 800-90B 3.1.5.1.1); zeros on failure. */
static gbcs_status condition(gbcs_random *random, uint32_t samples,
                             uint8_t digest[GBCS_DIGEST_SIZE])
{
    gbcs_status status = GBCS_OK;
    uint8_t chunk[CHUNK];
    gbcs_sha256 sha256;
    uint32_t left = samples;

    gbcs_sha256_begin(random->crypto, &sha256);
    while ((status == GBCS_OK) && (left > 0U)) {
        uint32_t size = (left < CHUNK) ? left : CHUNK;

        status = draw(random, chunk, size);
        gbcs_sha256_add(&sha256, gbcs_bytes_of(chunk, size));
        left -= size;
    }
    gbcs_sha256_end(&sha256, digest);
    if (status != GBCS_OK) {
        gbcs_wipe(digest, GBCS_DIGEST_SIZE);
    }
    gbcs_wipe(chunk, sizeof chunk);
    return status;
}

/** The first seed: entropy input and, from other samples, a nonce. */
static gbcs_status instantiate(gbcs_random *random, gbcs_bytes personalization)
{
    uint32_t samples = samples_of_seed(&random->health.noise);
    uint8_t entropy[GBCS_DIGEST_SIZE];
    uint8_t nonce[GBCS_DIGEST_SIZE];
    gbcs_status status = condition(random, samples, entropy);

    if (status == GBCS_OK) {
        status = condition(random, samples, nonce);
    }
    if (status == GBCS_OK) {
        drbg_instantiate(random->crypto, entropy, nonce, personalization, &random->state);
        random->requests = 0U;
        random->seeded = SEEDED;
    }
    gbcs_wipe(entropy, sizeof entropy);
    gbcs_wipe(nonce, sizeof nonce);
    return status;
}

gbcs_status gbcs_random_begin(const gbcs_crypto *crypto, const gbcs_port *port,
                              const gbcs_noise *noise, gbcs_bytes personalization,
                              gbcs_random *random)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;
    uint8_t start_up[GBCS_DIGEST_SIZE];

    gbcs_random_end(random);
    if ((port->entropy != NULL) && (personalization.size <= GBCS_RANDOM_PERSONALIZATION)) {
        random->crypto = crypto;
        random->port = port;
        status = gbcs_health_begin(noise, &random->health);
    }
    if (status == GBCS_OK) {
        /* SP 800-90B 4.3: these samples are tested, and then used for nothing */
        status = condition(random, noise->start_up, start_up);
        gbcs_wipe(start_up, sizeof start_up);
    }
    if (status == GBCS_OK) {
        status = instantiate(random, personalization);
    }
    if (status != GBCS_OK) {
        gbcs_random_end(random);
    }
    return status;
}

gbcs_status gbcs_random_reseed(gbcs_random *random)
{
    gbcs_status status = GBCS_ERR_ENTROPY;
    uint8_t entropy[GBCS_DIGEST_SIZE];

    if (random->seeded == SEEDED) {
        /* due until it has succeeded */
        random->requests = GBCS_RANDOM_INTERVAL;
        status = condition(random, samples_of_seed(&random->health.noise), entropy);
        if (status == GBCS_OK) {
            drbg_reseed(&random->state, entropy);
            random->requests = 0U;
        } else if (gbcs_health_add(&random->health, gbcs_bytes_of(NULL, 0U)) != GBCS_OK) {
            /* a test has failed: only a new start with its test may bring the source back */
            gbcs_random_end(random);
        } else {
            /* the source did not answer, and may do so later */
        }
        gbcs_wipe(entropy, sizeof entropy);
    }
    return status;
}

gbcs_status gbcs_random_octets(gbcs_random *random, uint8_t *octets, size_t size)
{
    gbcs_status status = GBCS_ERR_ENTROPY;

    if (size > GBCS_RANDOM_REQUEST) {
        status = GBCS_ERR_ARGUMENT;
    } else if (random->requests >= GBCS_RANDOM_INTERVAL) {
        status = gbcs_random_reseed(random);
    } else if (random->seeded == SEEDED) {
        status = GBCS_OK;
    } else {
        /* refused */
    }
    if (status == GBCS_OK) {
        drbg_generate(&random->state, octets, size);
        random->requests++;
    } else {
        gbcs_wipe(octets, size);
    }
    return status;
}

/** Draws until a private key comes; #GBCS_ERR_PRIVATE_KEY if none does. */
static gbcs_status draw_private_key(gbcs_random *random, gbcs_private_key *key)
{
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;
    uint8_t scalar[GBCS_SCALAR_SIZE];
    size_t i;

    for (i = 0U; (status == GBCS_ERR_PRIVATE_KEY) && (i < DRAWINGS); i++) {
        status = gbcs_random_octets(random, scalar, sizeof scalar);
        if (status == GBCS_OK) {
            status = gbcs_private_key_from(gbcs_bytes_of(scalar, sizeof scalar), key);
        }
    }
    gbcs_wipe(scalar, sizeof scalar);
    return status;
}

gbcs_status gbcs_random_key_pair(gbcs_random *random, gbcs_private_key *private_key,
                                 gbcs_public_key *public_key)
{
    gbcs_status status = gbcs_random_reseed(random);

    gbcs_wipe(public_key, sizeof *public_key);
    if (status == GBCS_OK) {
        if (draw_private_key(random, private_key) == GBCS_OK) {
            status = gbcs_public_key_of(random->crypto, private_key, public_key);
        } else {
            /* less likely than broken arithmetic */
            gbcs_random_end(random);
            status = GBCS_ERR_ENTROPY;
        }
    }
    if (status != GBCS_OK) {
        gbcs_wipe(private_key, sizeof *private_key);
    }
    return status;
}

void gbcs_random_end(gbcs_random *random)
{
    gbcs_wipe(random, sizeof *random);
}
