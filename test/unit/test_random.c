#include "hex.h"

#include "crypto/drbg.h"
#include "gbcs/random.h"

/** What the source of the tests does. */
typedef enum behaviour { SOUND, SILENT, BROKEN } behaviour;

/** A noise source made of arithmetic, with a stretch in which all samples are equal. */
typedef struct source {
    uint32_t state;
    behaviour does;
    /** What it returns when it is broken. */
    gbcs_status status;
    /** Of eight samples so many are replaced by zero. */
    uint32_t bias;
    /** Samples up to now. */
    size_t samples;
    /** Samples from this one on (SILENT: there are none from this one on), */
    size_t stuck_at;
    /** so many of them, are equal. */
    size_t stuck;
    /** Calls of the port's wait. */
    size_t waits;
} source;

/** A generator and what it stands on. */
typedef struct bench {
    source source;
    gbcs_port port;
    gbcs_crypto crypto;
    gbcs_noise noise;
    gbcs_random random;
} bench;

/** One bit in a sample, alpha 2^-40. */
static const gbcs_noise one_bit = {100U, 41U, 336U, GBCS_NOISE_WINDOW, 1024U};

/** The highest octet of xorshift32 (random_answers.py has the same). */
static uint8_t next_sample(source *s)
{
    uint8_t sample;

    s->state ^= s->state << 13;
    s->state ^= s->state >> 17;
    s->state ^= s->state << 5;
    sample = (uint8_t)(s->state >> 24);
    if ((s->samples % 8U) < s->bias) {
        sample = 0U;
    }
    if ((s->samples >= s->stuck_at) && ((s->samples - s->stuck_at) < s->stuck)) {
        sample = 0x77U;
    }
    s->samples++;
    return sample;
}

static gbcs_status entropy(void *context, uint8_t *samples, size_t size)
{
    source *s = (source *)context;
    gbcs_status status = GBCS_OK;
    size_t i;

    for (i = 0U; ((s->does != SILENT) || (s->samples < s->stuck_at)) && (i < size); i++) {
        samples[i] = next_sample(s);
    }
    if (s->does == BROKEN) {
        status = s->status;
    }
    return status;
}

static void wait(void *context)
{
    ((source *)context)->waits++;
}

static void bench_init(bench *b)
{
    memset(b, 0, sizeof *b);
    b->source.state = 1U;
    b->source.status = GBCS_ERR_ENTROPY;
    b->port.context = &b->source;
    b->port.entropy = entropy;
    b->noise = one_bit;
    gbcs_crypto_default(&b->crypto);
    memset(&b->random, 0xEE, sizeof b->random);
}

static gbcs_status begin(bench *b)
{
    static const uint8_t name[] = {'m', 'e', 't', 'e', 'r'};

    return gbcs_random_begin(&b->crypto, &b->port, &b->noise, gbcs_bytes_of(name, sizeof name),
                             &b->random);
}

static void bench_begin(bench *b)
{
    bench_init(b);
    assert_int_equal(begin(b), GBCS_OK);
}

/** Nothing is left of the generator, and it gives nothing. */
static void assert_ended(bench *b)
{
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    uint8_t octets[4] = {1U, 2U, 3U, 4U};

    assert_zeros(&b->random, sizeof b->random);
    assert_int_equal(gbcs_random_octets(&b->random, octets, sizeof octets), GBCS_ERR_ENTROPY);
    assert_zeros(octets, sizeof octets);
    assert_int_equal(gbcs_random_reseed(&b->random), GBCS_ERR_ENTROPY);
    memset(&private_key, 0xEE, sizeof private_key);
    memset(&public_key, 0xEE, sizeof public_key);
    assert_int_equal(gbcs_random_key_pair(&b->random, &private_key, &public_key), GBCS_ERR_ENTROPY);
    assert_zeros(&private_key, sizeof private_key);
    assert_zeros(&public_key, sizeof public_key);
    assert_zeros(&b->random, sizeof b->random);
}

/** Statements about a noise source, and whether the tests take them. */
typedef struct noise_case {
    gbcs_noise noise;
    gbcs_status status;
} noise_case;

static const noise_case noise_cases[] = {
    {{100U, 41U, 336U, 512U, 1024U}, GBCS_OK},
    {{0U, 41U, 336U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{1U, 4001U, 512U, 512U, 1024U}, GBCS_OK},
    {{1U, 4002U, 512U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{800U, 6U, 19U, 512U, 1024U}, GBCS_OK},
    {{801U, 6U, 19U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{65535U, 2U, 2U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{800U, 7U, 19U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{300U, 15U, 100U, 512U, 1024U}, GBCS_OK},
    {{300U, 16U, 100U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 42U, 336U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{800U, 65535U, 19U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 2U, 336U, 512U, 1024U}, GBCS_OK},
    {{100U, 1U, 336U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 0U, 336U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 2U, 512U, 1024U}, GBCS_OK},
    {{100U, 41U, 1U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 0U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 512U, 512U, 1024U}, GBCS_OK},
    {{100U, 41U, 513U, 512U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 1024U, 1024U, 1024U}, GBCS_OK},
    {{100U, 41U, 1025U, 1024U, 1024U}, GBCS_ERR_ARGUMENT},
    {{101U, 40U, 625U, 1024U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 336U, 511U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 336U, 513U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 336U, 1023U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 336U, 1025U, 1024U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 336U, 512U, 1023U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 336U, 512U, 0U}, GBCS_ERR_ARGUMENT},
    {{100U, 41U, 336U, 512U, 65535U}, GBCS_OK},
};

static void test_noise(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof noise_cases / sizeof noise_cases[0]); i++) {
        gbcs_health health;
        bench b;

        memset(&health, 0xEE, sizeof health);
        assert_int_equal(gbcs_health_begin(&noise_cases[i].noise, &health), noise_cases[i].status);
        if (noise_cases[i].status != GBCS_OK) {
            assert_zeros(&health, sizeof health);
            bench_init(&b);
            b.noise = noise_cases[i].noise;
            assert_int_equal(begin(&b), GBCS_ERR_ARGUMENT);
            assert_int_equal(b.source.samples, 0U);
            assert_ended(&b);
        }
    }
}

/** Adds one sample several times, in calls of one or in one call. */
static gbcs_status add(gbcs_health *health, uint8_t sample, size_t count, bool single)
{
    static uint8_t samples[1024];
    gbcs_status status = GBCS_OK;
    size_t i;

    memset(samples, sample, sizeof samples);
    if (single) {
        for (i = 0U; i < count; i++) {
            status = gbcs_health_add(health, gbcs_bytes_of(samples, 1U));
        }
    } else {
        status = gbcs_health_add(health, gbcs_bytes_of(samples, count));
    }
    return status;
}

/** After a failure nothing is taken any more. */
static void assert_latched(gbcs_health *health)
{
    size_t i;

    assert_int_equal(gbcs_health_add(health, gbcs_bytes_of(NULL, 0U)), GBCS_ERR_ENTROPY);
    for (i = 0U; i < 1500U; i++) {
        const uint8_t sample = (uint8_t)i;

        assert_int_equal(gbcs_health_add(health, gbcs_bytes_of(&sample, 1U)), GBCS_ERR_ENTROPY);
    }
}

/* SP 800-90B 4.4.1: C equal samples in a row fail, C - 1 pass; DEV.4.M911 */
static void test_repetition(void **state)
{
    static const uint16_t cutoffs[] = {2U, 3U, 6U, 21U, 41U};
    static const uint8_t values[] = {0x00U, 0x01U, 0x7FU, 0x80U, 0xFFU};
    size_t i;
    size_t j;

    (void)state;
    for (i = 0U; i < 50U; i++) {
        const uint8_t value = values[i % 5U];
        const uint16_t cutoff = cutoffs[(i / 5U) % 5U];
        const bool single = i >= 25U;
        gbcs_noise noise = one_bit;
        gbcs_health health;

        noise.repetition_cutoff = cutoff;
        assert_int_equal(gbcs_health_begin(&noise, &health), GBCS_OK);
        for (j = 0U; j < 3U; j++) {
            /* a run is forgotten with the first other sample; that one counts */
            assert_int_equal(add(&health, value, cutoff - 1U, single), GBCS_OK);
            assert_int_equal(add(&health, value ^ 0x10U, cutoff - 1U, single), GBCS_OK);
        }
        assert_int_equal(add(&health, value ^ 0x10U, 1U, single), GBCS_ERR_ENTROPY);
        assert_latched(&health);
        /* a failure in the middle of a call is one too */
        assert_int_equal(gbcs_health_begin(&noise, &health), GBCS_OK);
        assert_int_equal(add(&health, value, cutoff, single), GBCS_ERR_ENTROPY);
        assert_latched(&health);
        assert_int_equal(gbcs_health_begin(&noise, &health), GBCS_OK);
        assert_int_equal(gbcs_health_add(&health, gbcs_bytes_of(NULL, 0U)), GBCS_OK);
    }
}

/** Fills a window: its first sample and so many equal to it, at its begin or at its end. */
static void window(uint8_t *samples, size_t size, size_t matches, bool late)
{
    size_t i;

    for (i = 0U; i < size; i++) {
        samples[i] = (uint8_t)(1U + (i % 2U));
    }
    samples[0] = 9U;
    for (i = 1U; i < matches; i++) {
        samples[late ? (size - i) : i] = 9U;
    }
}

/* SP 800-90B 4.4.2: C samples equal to the first of the window, it included, fail; DEV.4.M911 */
static void test_proportion(void **state)
{
    static const gbcs_noise noises[] = {
        {1U, 4001U, 2U, 512U, 1024U},    {1U, 4001U, 13U, 512U, 1024U},
        {1U, 4001U, 336U, 512U, 1024U},  {1U, 4001U, 512U, 512U, 1024U},
        {1U, 4001U, 2U, 1024U, 1024U},   {1U, 4001U, 625U, 1024U, 1024U},
        {1U, 4001U, 1024U, 1024U, 1024U}};
    uint8_t samples[1024];
    size_t i;

    (void)state;
    for (i = 0U; i < (2U * (sizeof noises / sizeof noises[0])); i++) {
        const gbcs_noise *noise = &noises[i / 2U];
        const bool late = (i % 2U) == 1U;
        const size_t size = noise->proportion_window;
        gbcs_health health;
        size_t j;

        assert_int_equal(gbcs_health_begin(noise, &health), GBCS_OK);
        /* one below the cut-off, in window after window: nothing is carried over */
        window(samples, size, noise->proportion_cutoff - 1U, late);
        for (j = 0U; j < 4U; j++) {
            assert_int_equal(gbcs_health_add(&health, gbcs_bytes_of(samples, size)), GBCS_OK);
        }
        window(samples, size, noise->proportion_cutoff, late);
        j = late ? (size - 1U) : (noise->proportion_cutoff - 1U);
        assert_int_equal(gbcs_health_add(&health, gbcs_bytes_of(samples, j)), GBCS_OK);
        assert_int_equal(gbcs_health_add(&health, gbcs_bytes_of(&samples[j], 1U)),
                         GBCS_ERR_ENTROPY);
        assert_latched(&health);
    }
}

static void test_health_zeros(void **state)
{
    static const uint8_t sample[1] = {5U};
    gbcs_health health;

    (void)state;
    memset(&health, 0, sizeof health);
    assert_int_equal(gbcs_health_add(&health, gbcs_bytes_of(NULL, 0U)), GBCS_ERR_ENTROPY);
    assert_int_equal(gbcs_health_add(&health, gbcs_bytes_of(sample, 1U)), GBCS_ERR_ENTROPY);
}

/** A known answer of HMAC_DRBG: the octets of the second request after a reseed. */
typedef struct answer {
    /** Entropy input, nonce and personalization string. */
    const char *seed;
    const char *reseed;
    const char *octets;
} answer;

/* NIST CAVP drbgtestvectors, HMAC_DRBG, SHA-256, as in hmac_drbg.vec of Botan: with neither
   additional input nor prediction resistance, without and with personalization string */
static const answer answers[] = {
    {"06032cd5eed33f39265f49ecb142c511da9aff2af71203bffaf34a9ca5bd9c0d0e66f71edc43e42a45ad3c6fc6"
     "cdc4df",
     "01920a4e669ed3a85ae8a33b35a74ad7fb2a6bb4cf395ce00334a9c9a5a5d552",
     "76fc79fe9b50beccc991a11b5635783a83536add03c157fb30645e611c2898bb2b1bc215000209208cd506cb28"
     "da2a51bdb03826aaf2bd2335d576d519160842e7158ad0949d1a9ec3e66ea1b1a064b005de914eac2e9d4f2d72"
     "a8616a80225422918250ff66a41bd2f864a6a38cc5b6499dc43f7f2bd09e1e0f8f5885935124"},
    {"fa0ee1fe39c7c390aa94159d0de97564342b591777f3e5f6a4ba2aea342ec840dd0820655cb2ffdb0da9e9310a"
     "67c9e5f2e58fe60a3afc59dad37595415ffd318ccf69d67780f6fa0797dc9aa43e144c",
     "e0629b6d7975ddfa96a399648740e60f1f9557dc58b3d7415f9ba9d4dbb501f6",
     "f92d4cf99a535b20222a52a68db04c5af6f5ffc7b66a473a37a256bd8d298f9b4aa4af7e8d181e02367903f93b"
     "db744c6c2f3f3472626b40ce9bd6a70e7b8f93992a16a76fab6b5f162568e08ee6c3e804aefd952ddd3acb791c"
     "50f2ad69e9a04028a06a9c01d3a62aca2aaf6efe69ed97a016213a2dd642b4886764072d9cbe"},
    {"9284fd4660beb7a154349d74e2ad8442a5ac0667ac4d28daf0529dac5c805a21afe96e33c6d5bef1652821dedb"
     "9641831b3419bec2513531fa5fafb42785eb07ec01b61a1e06452808b227f5f5c873cf",
     "f4942b20a42589a22e1b3b2214336d1ba3b11753937b93f1d7c3636b346d70a1",
     "f0b87f8c3c67f4df3cc613c3c67999675951177c2d7d646ec03e522267ea1d39d42060d8b157774af7ad7fd7f8"
     "51f9c13aafa56a64d7c0ff86c8dd9588f69c6e7a9680759bc1b602798b23959fe54ff4bd2ce2d8ede7298f6880"
     "1aad61977485e0acbadeecf47b7eb30e92f406d973e326518db3af0ea06ea574ba7b0161abf2"},
};

static void test_answers(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof answers / sizeof answers[0]); i++) {
        br_hmac_drbg_context drbg;
        uint8_t seed[80];
        uint8_t entropy_input[DRBG_ENTROPY_SIZE];
        uint8_t octets[128];
        gbcs_crypto crypto;
        size_t size = hex_decode(answers[i].seed, seed, sizeof seed);

        gbcs_crypto_default(&crypto);
        assert_int_equal(hex_decode(answers[i].reseed, entropy_input, sizeof entropy_input),
                         sizeof entropy_input);
        drbg_instantiate(&crypto, seed, &seed[32], gbcs_bytes_of(&seed[48], size - 48U), &drbg);
        drbg_reseed(&drbg, entropy_input);
        drbg_generate(&drbg, octets, sizeof octets);
        drbg_generate(&drbg, octets, sizeof octets);
        assert_octets(octets, sizeof octets, answers[i].octets);
    }
}

/* The answers are those of random_answers.py; DEV.4.M140 */
static void test_whole(void **state)
{
    static const gbcs_noise odd = {799U, 6U, 19U, 512U, 1025U};
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    gbcs_public_key expected;
    uint8_t octets[40];
    bench b;

    (void)state;
    bench_begin(&b);
    assert_int_equal(gbcs_random_octets(&b.random, octets, 40U), GBCS_OK);
    assert_octets(
        octets, 40U,
        "71ae307cd46cea8f2481f83fe295c2d10881da4034535255322d38471f3762e454afadbb01504c07");
    assert_int_equal(gbcs_random_octets(&b.random, octets, 8U), GBCS_OK);
    assert_octets(octets, 8U, "4d10e40e63a9f06f");
    assert_int_equal(gbcs_random_reseed(&b.random), GBCS_OK);
    assert_int_equal(gbcs_random_octets(&b.random, octets, 16U), GBCS_OK);
    assert_octets(octets, 16U, "0ed6603e3a1ecd9b83fcfc8e1e3d5f20");
    assert_int_equal(gbcs_random_key_pair(&b.random, &private_key, &public_key), GBCS_OK);
    assert_octets(private_key.scalar, sizeof private_key.scalar,
                  "1f35c1b2e15fd094b36c26662db6a6a17ea6663feccf2104787c662aa158041e");
    assert_int_equal(gbcs_public_key_of(&b.crypto, &private_key, &expected), GBCS_OK);
    assert_memory_equal(&public_key, &expected, sizeof expected);
    assert_int_equal(b.random.requests, 1U);
    gbcs_random_end(&b.random);
    assert_ended(&b);
    /* numbers of samples that fill no chunk */
    bench_init(&b);
    b.noise = odd;
    assert_int_equal(begin(&b), GBCS_OK);
    assert_int_equal(gbcs_random_octets(&b.random, octets, 16U), GBCS_OK);
    assert_octets(octets, 16U, "beb623d6af02ec47d79a27f764a4a42b");
}

/** Takes 32 octets of a new generator. */
static void first_octets(uint32_t seed, const char *name, uint8_t octets[32])
{
    uint8_t buffer[GBCS_RANDOM_PERSONALIZATION];
    bench b;

    bench_init(&b);
    b.source.state = seed;
    assert_int_equal(gbcs_random_begin(&b.crypto, &b.port, &b.noise,
                                       hex_bytes(name, buffer, sizeof buffer), &b.random),
                     GBCS_OK);
    assert_int_equal(gbcs_random_octets(&b.random, octets, 32U), GBCS_OK);
}

static void test_difference(void **state)
{
    uint8_t octets[32];
    uint8_t other[32];

    (void)state;
    first_octets(1U, "01", octets);
    first_octets(1U, "01", other);
    assert_memory_equal(octets, other, sizeof octets);
    first_octets(2U, "01", other);
    assert_memory_not_equal(octets, other, sizeof octets);
    first_octets(1U, "02", other);
    assert_memory_not_equal(octets, other, sizeof octets);
    first_octets(1U, "", other);
    assert_memory_not_equal(octets, other, sizeof octets);
}

/** Min-entropy of a sample and the samples that a digest needs. */
typedef struct amount {
    gbcs_noise noise;
    size_t samples;
} amount;

static void test_amounts(void **state)
{
    static const amount amounts[] = {{{800U, 6U, 19U, 512U, 1024U}, 40U},
                                     {{799U, 6U, 19U, 512U, 1024U}, 41U},
                                     {{100U, 41U, 336U, 512U, 1024U}, 320U},
                                     {{33U, 122U, 480U, 512U, 1025U}, 970U},
                                     {{1U, 4001U, 512U, 512U, 5000U}, 32000U}};
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof amounts / sizeof amounts[0]); i++) {
        size_t start = amounts[i].noise.start_up;
        bench b;

        bench_init(&b);
        b.noise = amounts[i].noise;
        b.port.wait = wait;
        assert_int_equal(begin(&b), GBCS_OK);
        assert_int_equal(b.source.samples, start + (2U * amounts[i].samples));
        assert_int_equal(b.source.waits,
                         ((start + 63U) / 64U) + (2U * ((amounts[i].samples + 63U) / 64U)));
        assert_int_equal(gbcs_random_reseed(&b.random), GBCS_OK);
        assert_int_equal(b.source.samples, start + (3U * amounts[i].samples));
    }
}

static void test_begin_arguments(void **state)
{
    uint8_t name[GBCS_RANDOM_PERSONALIZATION + 1U] = {0U};
    bench b;

    (void)state;
    bench_init(&b);
    assert_int_equal(gbcs_random_begin(&b.crypto, &b.port, &b.noise,
                                       gbcs_bytes_of(name, sizeof name), &b.random),
                     GBCS_ERR_ARGUMENT);
    assert_ended(&b);
    assert_int_equal(gbcs_random_begin(&b.crypto, &b.port, &b.noise,
                                       gbcs_bytes_of(name, sizeof name - 1U), &b.random),
                     GBCS_OK);
    b.port.entropy = NULL;
    assert_int_equal(begin(&b), GBCS_ERR_ARGUMENT);
    assert_ended(&b);
}

/* A source that fails at any moment of the begin leaves nothing; DEV.4.M911 */
static void test_begin_failures(void **state)
{
    static const size_t at[] = {0U, 500U, 983U, 984U, 1000U, 1023U, 1024U, 1343U, 1344U, 1623U};
    size_t i;
    bench b;

    (void)state;
    for (i = 0U; i < (sizeof at / sizeof at[0]); i++) {
        bench_init(&b);
        b.source.stuck_at = at[i];
        b.source.stuck = 40U;
        assert_int_equal(begin(&b), GBCS_OK);
        bench_init(&b);
        b.source.stuck_at = at[i];
        b.source.stuck = 41U;
        assert_int_equal(begin(&b), GBCS_ERR_ENTROPY);
        assert_ended(&b);
    }
    /* five of eight are 320 of 512, six are 384; the cut-off is 336 */
    bench_init(&b);
    b.source.bias = 5U;
    assert_int_equal(begin(&b), GBCS_OK);
    bench_init(&b);
    b.source.bias = 6U;
    assert_int_equal(begin(&b), GBCS_ERR_ENTROPY);
    assert_ended(&b);
    bench_init(&b);
    b.source.does = SILENT;
    assert_int_equal(begin(&b), GBCS_ERR_ENTROPY);
    assert_ended(&b);
    bench_init(&b);
    b.source.does = BROKEN;
    b.source.status = GBCS_ERR_STORAGE;
    assert_int_equal(begin(&b), GBCS_ERR_ENTROPY);
    assert_ended(&b);
}

/* A test that fails later ends the generator; a new start brings it back; DEV.4.M911 */
static void test_reseed_unhealthy(void **state)
{
    bench b;

    (void)state;
    bench_begin(&b);
    b.source.stuck_at = 1700U;
    b.source.stuck = 41U;
    assert_int_equal(gbcs_random_reseed(&b.random), GBCS_ERR_ENTROPY);
    assert_ended(&b);
    b.source.stuck = 0U;
    assert_ended(&b);
    assert_int_equal(begin(&b), GBCS_OK);
    /* a run over the end of one seed and the start of the next */
    b.source.stuck_at = b.source.samples + 300U;
    b.source.stuck = 41U;
    assert_int_equal(gbcs_random_reseed(&b.random), GBCS_OK);
    assert_int_equal(gbcs_random_reseed(&b.random), GBCS_ERR_ENTROPY);
    assert_ended(&b);
    /* what a silent source leaves is not the samples before */
    bench_begin(&b);
    b.source.does = SILENT;
    b.source.stuck_at = b.source.samples + 64U;
    assert_int_equal(gbcs_random_reseed(&b.random), GBCS_ERR_ENTROPY);
    assert_ended(&b);
}

/* While the source does not answer nothing is generated, then all goes on; DEV.4.M141 */
static void test_reseed_failure(void **state)
{
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    uint8_t octets[32];
    bench b;

    (void)state;
    bench_begin(&b);
    assert_int_equal(gbcs_random_octets(&b.random, octets, sizeof octets), GBCS_OK);
    b.source.does = BROKEN;
    assert_int_equal(gbcs_random_reseed(&b.random), GBCS_ERR_ENTROPY);
    assert_int_equal(gbcs_random_octets(&b.random, octets, sizeof octets), GBCS_ERR_ENTROPY);
    assert_zeros(octets, sizeof octets);
    memset(&private_key, 0xEE, sizeof private_key);
    memset(&public_key, 0xEE, sizeof public_key);
    assert_int_equal(gbcs_random_key_pair(&b.random, &private_key, &public_key), GBCS_ERR_ENTROPY);
    assert_zeros(&private_key, sizeof private_key);
    assert_zeros(&public_key, sizeof public_key);
    b.source.does = SOUND;
    assert_int_equal(gbcs_random_octets(&b.random, octets, sizeof octets), GBCS_OK);
    assert_int_equal(b.random.requests, 1U);
}

/* DEV.4.M141 */
static void test_interval(void **state)
{
    uint8_t octets[1] = {1U};
    size_t samples;
    size_t i;
    bench b;

    (void)state;
    bench_begin(&b);
    samples = b.source.samples;
    for (i = 0U; i < GBCS_RANDOM_INTERVAL; i++) {
        assert_int_equal(gbcs_random_octets(&b.random, octets, (i % 2U)), GBCS_OK);
    }
    assert_int_equal(b.source.samples, samples);
    b.source.does = BROKEN;
    octets[0] = 1U;
    assert_int_equal(gbcs_random_octets(&b.random, octets, 1U), GBCS_ERR_ENTROPY);
    assert_int_equal(octets[0], 0U);
    b.source.does = SOUND;
    samples = b.source.samples;
    assert_int_equal(gbcs_random_octets(&b.random, octets, 1U), GBCS_OK);
    assert_int_equal(b.source.samples, samples + 320U);
    assert_int_equal(b.random.requests, 1U);
    assert_int_equal(gbcs_random_octets(&b.random, octets, 1U), GBCS_OK);
    assert_int_equal(b.source.samples, samples + 320U);
}

static void test_sizes(void **state)
{
    static uint8_t octets[GBCS_RANDOM_REQUEST + 2U];
    static uint8_t all[GBCS_RANDOM_REQUEST];
    static const size_t sizes[] = {0U, 1U, 31U, 32U, 33U, 64U, 65535U, GBCS_RANDOM_REQUEST};
    size_t i;
    bench b;

    (void)state;
    bench_begin(&b);
    assert_int_equal(gbcs_random_octets(&b.random, all, sizeof all), GBCS_OK);
    for (i = 0U; i < (sizeof sizes / sizeof sizes[0]); i++) {
        bench_begin(&b);
        memset(octets, 0xEE, sizeof octets);
        assert_int_equal(gbcs_random_octets(&b.random, octets, sizes[i]), GBCS_OK);
        assert_memory_equal(octets, all, (sizes[i] == 0U) ? 0U : sizes[i]);
        assert_int_equal(octets[sizes[i]], 0xEE);
    }
    assert_int_equal(gbcs_random_octets(&b.random, octets, GBCS_RANDOM_REQUEST + 1U),
                     GBCS_ERR_ARGUMENT);
    assert_zeros(octets, GBCS_RANDOM_REQUEST + 1U);
    assert_int_equal(octets[GBCS_RANDOM_REQUEST + 1U], 0xEE);
    assert_int_equal(gbcs_random_octets(&b.random, NULL, 0U), GBCS_OK);
}

/** How many digests of the hash below come out as ones, from now on. */
static size_t spoilt;

static void spoilt_init(const br_hash_class **context);

static void spoilt_out(const br_hash_class *const *context, void *out)
{
    br_sha256_vtable.out(context, out);
    if (spoilt > 0U) {
        spoilt--;
        memset(out, 0xFF, GBCS_DIGEST_SIZE);
    }
}

/** SHA-256 whose digests can be spoilt; the rest of it is set by the test. */
static br_hash_class spoilt_sha256;

static void spoilt_init(const br_hash_class **context)
{
    br_sha256_vtable.init(context);
    *context = &spoilt_sha256;
}

/** Spoilt digests, and the drawings that a key pair then takes; 0 if there is none. */
typedef struct drawing {
    size_t spoilt;
    uint32_t drawings;
} drawing;

/* A reseed takes 1 digest for the samples and 8 for K and V. A drawing takes 2, and then 4 for K
   and V. Ones are above n, so the drawing is refused. */
static void test_drawings(void **state)
{
    static const drawing drawings[] = {{0U, 1U},  {10U, 1U}, {11U, 2U}, {16U, 2U}, {17U, 3U},
                                       {23U, 4U}, {28U, 4U}, {29U, 0U}, {99U, 0U}};
    size_t i;

    (void)state;
    spoilt_sha256 = br_sha256_vtable;
    spoilt_sha256.init = spoilt_init;
    spoilt_sha256.out = spoilt_out;
    for (i = 0U; i < (sizeof drawings / sizeof drawings[0]); i++) {
        gbcs_private_key private_key;
        gbcs_public_key public_key;
        bench b;

        bench_init(&b);
        b.crypto.sha256 = &spoilt_sha256;
        spoilt = 0U;
        assert_int_equal(begin(&b), GBCS_OK);
        spoilt = drawings[i].spoilt;
        memset(&private_key, 0xEE, sizeof private_key);
        memset(&public_key, 0xEE, sizeof public_key);
        if (drawings[i].drawings > 0U) {
            assert_int_equal(gbcs_random_key_pair(&b.random, &private_key, &public_key), GBCS_OK);
            assert_int_equal(b.random.requests, drawings[i].drawings);
        } else {
            assert_int_equal(gbcs_random_key_pair(&b.random, &private_key, &public_key),
                             GBCS_ERR_ENTROPY);
            assert_zeros(&private_key, sizeof private_key);
            assert_zeros(&public_key, sizeof public_key);
            assert_ended(&b);
        }
    }
}

/** Arithmetic that fails. */
static size_t no_mulgen(unsigned char *point, const unsigned char *factor, size_t size, int curve)
{
    (void)point;
    (void)factor;
    (void)size;
    (void)curve;
    return 0U;
}

/* Each key pair comes from a seed of its own; DEV.4.M141 */
static void test_key_pairs(void **state)
{
    gbcs_private_key private_key;
    gbcs_private_key other;
    gbcs_public_key public_key;
    br_ec_impl broken;
    size_t samples;
    bench b;

    (void)state;
    bench_begin(&b);
    samples = b.source.samples;
    assert_int_equal(gbcs_random_key_pair(&b.random, &private_key, &public_key), GBCS_OK);
    assert_int_equal(b.source.samples, samples + 320U);
    assert_int_equal(gbcs_random_key_pair(&b.random, &other, &public_key), GBCS_OK);
    assert_int_equal(b.source.samples, samples + 640U);
    assert_memory_not_equal(&private_key, &other, sizeof other);
    broken = *b.crypto.ec;
    broken.mulgen = no_mulgen;
    b.crypto.ec = &broken;
    assert_int_equal(gbcs_random_key_pair(&b.random, &private_key, &public_key),
                     GBCS_ERR_PRIVATE_KEY);
    assert_zeros(&private_key, sizeof private_key);
    assert_zeros(&public_key, sizeof public_key);
    assert_int_equal(gbcs_random_octets(&b.random, private_key.scalar, 32U), GBCS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_noise),
        cmocka_unit_test(test_repetition),
        cmocka_unit_test(test_proportion),
        cmocka_unit_test(test_health_zeros),
        cmocka_unit_test(test_answers),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_difference),
        cmocka_unit_test(test_amounts),
        cmocka_unit_test(test_begin_arguments),
        cmocka_unit_test(test_begin_failures),
        cmocka_unit_test(test_reseed_unhealthy),
        cmocka_unit_test(test_reseed_failure),
        cmocka_unit_test(test_interval),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_drawings),
        cmocka_unit_test(test_key_pairs),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
