/**
 * @file
 * The random generator: HMAC_DRBG with SHA-256 (SP 800-90A 10.1.2), security strength 256 bits.
 *
 * It is seeded and reseeded from raw samples of the port's noise source and from nothing else.
 * Every sample passes the health tests of SP 800-90B 4.4 before it counts. SHA-256 conditions the
 * samples (a vetted function, SP 800-90B 3.1.5.1.1): each 256 bits of seed are the digest of
 * samples that hold 320 bits of min-entropy, 64 more than come out.
 *
 * What is left to the caller: one generator for a device, begun at each power-on (nothing of it is
 * kept over a restart), reseeded at least once a month with gbcs_random_reseed(). A test that fails
 * ends the generator for good; beginning it anew is the test on demand (SP 800-90B 4.2).
 */
#ifndef GBCS_RANDOM_H
#define GBCS_RANDOM_H

#include "gbcs/crypto.h"
#include "gbcs/port.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Most octets in one request (SP 800-90A 10.1, table 2: 2^19 bits). */
#define GBCS_RANDOM_REQUEST 65536U
/** Requests after which the generator reseeds itself. SP 800-90A allows 2^48; a meter needs few. */
#define GBCS_RANDOM_INTERVAL 4096U
/** Most octets of a personalization string. */
#define GBCS_RANDOM_PERSONALIZATION 64U

/** Least samples of a start-up test (SP 800-90B 4.3). */
#define GBCS_NOISE_START_UP 1024U
/** Window of the adaptive proportion test for samples of many values (SP 800-90B 4.4.2). */
#define GBCS_NOISE_WINDOW 512U
/** Its window for samples of two values. */
#define GBCS_NOISE_WINDOW_BINARY 1024U

/**
 * What the vendor states of the noise source, from its assessment by SP 800-90B 3. The library has
 * no default: nobody else can know it.
 *
 * With H the min-entropy of a sample in bits and alpha the accepted rate of false alarms of one
 * test, 2^-20 to 2^-40:
 *
 *     repetition cut-off = 1 + ceiling(-log2(alpha) / H)            SP 800-90B 4.4.1
 *     proportion cut-off = 1 + CRITBINOM(window, 2^-H, 1 - alpha)   SP 800-90B 4.4.2
 *
 * CRITBINOM(n, p, q) is the least k for which at most k successes in n tries have a probability of
 * at least q. A cut-off is the count that fails: one less passes. The sample that a run or a window
 * begins with counts as 1.
 */
typedef struct gbcs_noise {
    /** H, in hundredths of a bit, rounded down: 1 to 800, for samples of two values at most 100. */
    uint16_t min_entropy;
    /** Equal samples in a row that fail: at least 2, at most what alpha = 2^-40 gives. */
    uint16_t repetition_cutoff;
    /** Samples of a window equal to its first one that fail: 2 to proportion_window. */
    uint16_t proportion_cutoff;
    /** Samples of a window: #GBCS_NOISE_WINDOW or, for two values, #GBCS_NOISE_WINDOW_BINARY. */
    uint16_t proportion_window;
    /** Samples that are tested and thrown away at the start: at least #GBCS_NOISE_START_UP. */
    uint16_t start_up;
} gbcs_noise;

/** The health tests of a noise source under way. All zeros, they refuse every sample. Secret. */
typedef struct gbcs_health {
    /** What is known of the source. */
    gbcs_noise noise;
    /** Repetition count: equal samples up to now. */
    uint32_t run;
    /** Adaptive proportion: samples of this window up to now. */
    uint32_t position;
    /** Of these, how many are equal to the first one. */
    uint32_t matches;
    /** A pattern as long as no test has failed. */
    uint32_t sound;
    /** The last sample. */
    uint8_t last;
    /** The first sample of the window. */
    uint8_t reference;
} gbcs_health;

/** The generator. Secret; all zeros, it refuses every request. */
typedef struct gbcs_random {
    /** The implementations. */
    const gbcs_crypto *crypto;
    /** Where samples come from. */
    const gbcs_port *port;
    /** The tests, which go on over all samples since the start. */
    gbcs_health health;
    /** The working state: K and V. */
    br_hmac_drbg_context state;
    /** Requests since the last seed. */
    uint32_t requests;
    /** A pattern as long as the generator is seeded. */
    uint32_t seeded;
} gbcs_random;

/**
 * Begins the health tests of a noise source.
 *
 * @param[in]  noise  what is known of the source
 * @param[out] health the tests; zeros on failure
 * @return #GBCS_OK, or #GBCS_ERR_ARGUMENT if noise is outside what its fields take
 */
GBCS_MUST_USE gbcs_status gbcs_health_begin(const gbcs_noise *noise, gbcs_health *health);

/**
 * Tests samples, each by both tests, in a time that does not depend on them. After a failure
 * everything is refused, until the tests are begun anew.
 *
 * @param health  the tests
 * @param samples the samples, one an octet
 * @return #GBCS_OK or #GBCS_ERR_ENTROPY
 */
GBCS_MUST_USE gbcs_status gbcs_health_add(gbcs_health *health, gbcs_bytes samples);

/**
 * Begins the generator: start-up test of the noise source, then instantiation with 256 bits of
 * entropy and a nonce of 128 bits (SP 800-90A 9.1, 10.1.2.3). Of the port it uses entropy and wait
 * only.
 *
 * @param[in]  crypto          the implementations; must outlive the generator
 * @param[in]  port            the source of samples; must outlive the generator
 * @param[in]  noise           what is known of the source
 * @param[in]  personalization what tells this device from others, not secret: 0 to 64 octets
 * @param[out] random          the generator; zeros on failure
 * @return #GBCS_OK, #GBCS_ERR_ARGUMENT, or #GBCS_ERR_ENTROPY if the source did not answer or failed
 * a test
 */
GBCS_MUST_USE gbcs_status gbcs_random_begin(const gbcs_crypto *crypto, const gbcs_port *port,
                                            const gbcs_noise *noise, gbcs_bytes personalization,
                                            gbcs_random *random);

/**
 * Reseeds the generator with 256 bits of fresh entropy (SP 800-90A 9.2, 10.1.2.4). If the source
 * does not answer, nothing more is generated until a reseed succeeds. If it fails a test, the
 * generator has ended.
 *
 * @param random the generator
 * @return #GBCS_OK or #GBCS_ERR_ENTROPY
 */
GBCS_MUST_USE gbcs_status gbcs_random_reseed(gbcs_random *random);

/**
 * Generates random octets (SP 800-90A 9.3, 10.1.2.5), after a reseed if one is due.
 *
 * @param[in]  random the generator
 * @param[out] octets the octets; zeros on failure
 * @param[in]  size   their number, 0 to #GBCS_RANDOM_REQUEST
 * @return #GBCS_OK, #GBCS_ERR_ARGUMENT for more, #GBCS_ERR_ENTROPY if the generator is not seeded
 * or a reseed is due and fails
 */
GBCS_MUST_USE gbcs_status gbcs_random_octets(gbcs_random *random, uint8_t *octets, size_t size);

/**
 * Makes a key pair on P-256: reseeds, then draws 32 octets until they are a private key. Every
 * private key is then equally likely, as in FIPS 186-4 B.4.2.
 *
 * @param[in]  random      the generator
 * @param[out] private_key the private key; wiped on failure
 * @param[out] public_key  its public key; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ENTROPY if the generator is not seeded, the reseed fails, or no
 * drawing is a private key (it is then broken, and has ended); #GBCS_ERR_PRIVATE_KEY if the
 * arithmetic fails
 */
GBCS_MUST_USE gbcs_status gbcs_random_key_pair(gbcs_random *random, gbcs_private_key *private_key,
                                               gbcs_public_key *public_key);

/**
 * Ends the generator: nothing of it is left (SP 800-90A 9.4).
 *
 * @param random the generator
 */
void gbcs_random_end(gbcs_random *random);

#ifdef __cplusplus
}
#endif

#endif
