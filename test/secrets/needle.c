#include "needle.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** Octets that make a finding. */
#define RUN 8U
/** Places of the table, a power of two, far more than there are secrets. */
#define PLACES (1UL << 21)
/** Words of the schedule that the portable AES holds, and that it works with: of 64 and of 32 bits. */
#define HELD_64 22U
#define USED_64 (4U * HELD_64)
#define HELD_32 44U
#define USED_32 (2U * HELD_32)

typedef struct needle {
    uint64_t run;
    const char *name;
} needle;

struct needles {
    needle places[PLACES];
    size_t count;
};

needles *needles_new(void)
{
    needles *set = calloc(1U, sizeof *set);

    if (set == NULL) {
        abort();
    }
    return set;
}

void needles_free(needles *set)
{
    free(set);
}

static size_t place_of(uint64_t run)
{
    return (size_t)((run * 0x9E3779B97F4A7C15U) >> 43U) & (PLACES - 1U);
}

/** Runs that memory holds by chance: of zeros, of ones, small numbers. */
static bool is_common(uint64_t run)
{
    uint8_t octets[RUN];
    unsigned int different = 0U;

    memcpy(octets, &run, sizeof octets);
    for (size_t i = 0U; i < RUN; i++) {
        bool seen = false;
        for (size_t k = 0U; k < i; k++) {
            seen = seen || (octets[k] == octets[i]);
        }
        different += seen ? 0U : 1U;
    }
    return different < 5U;
}

static void add_run(needles *set, uint64_t run, const char *name)
{
    size_t place = place_of(run);

    while ((set->places[place].name != NULL) && (set->places[place].run != run)) {
        place = (place + 1U) & (PLACES - 1U);
    }
    if (set->places[place].name == NULL) {
        set->places[place] = (needle){run, name};
        set->count++;
        if (set->count > (PLACES / 2U)) {
            (void)fprintf(stderr, "secrets: too many\n");
            abort();
        }
    }
}

static void add(needles *set, const void *at, const char *name)
{
    uint64_t run;

    memcpy(&run, at, sizeof run);
    if (!is_common(run)) {
        add_run(set, run, name);
    }
}

/** A word in which each digit is 0 or F: not if that is what a mask or a small number looks like. */
static void add_spread(needles *set, uint64_t run, const char *name)
{
    unsigned int changes = 0U;

    for (unsigned int i = 4U; i < 64U; i += 4U) {
        changes += (((run >> i) ^ (run >> (i - 4U))) & 1U) != 0U ? 1U : 0U;
    }
    if ((changes >= 8U) && (run != ((run << 32U) | (run >> 32U)))) {
        add_run(set, run, name);
    }
}

void needles_add_plain(needles *set, gbcs_bytes octets, const char *name)
{
    for (size_t i = 0U; (i + RUN) <= octets.size; i++) {
        add(set, &octets.data[i], name);
    }
}

/** Runs of words that are part of a longer array of words. */
static void add_words(needles *set, const uint32_t *words, size_t count, const char *name)
{
    for (size_t i = 0U; (i + 1U) < count; i++) {
        add(set, &words[i], name);
    }
}

/** Octets as they are, from last to first, and as words that SHA-256 has read at any offset. */
static void add_octets(needles *set, const uint8_t *octets, size_t size, const char *name)
{
    uint8_t turned[64];

    needles_add_plain(set, gbcs_bytes_of(octets, size), name);
    for (size_t i = 0U; i < size; i++) {
        turned[i] = octets[size - 1U - i];
    }
    needles_add_plain(set, gbcs_bytes_of(turned, size), name);
    for (size_t i = 0U; (i + RUN) <= size; i++) {
        uint8_t run[RUN];
        for (size_t k = 0U; k < RUN; k++) {
            run[k] = octets[i + (k ^ 3U)];
        }
        add(set, run, name);
    }
}

/** Bits of a number. */
static uint32_t bits_of(const uint8_t number[32], unsigned int first, unsigned int count)
{
    uint32_t bits = 0U;

    for (unsigned int i = first; (i < (first + count)) && (i < 256U); i++) {
        bits |= (((uint32_t)number[31U - (i / 8U)] >> (i % 8U)) & 1U) << (i - first);
    }
    return bits;
}

/** A number in limbs of so many bits, lowest first: two words make a run, of 13 bits too. */
static void add_limbs(needles *set, const uint8_t number[32], unsigned int bits, const char *name)
{
    for (unsigned int i = 0U; (i + (2U * bits)) <= 256U; i += bits) {
        const uint64_t low = bits_of(number, i, bits);
        const uint64_t high = bits_of(number, i + bits, bits);
        if ((low > 0xFFU) && (high > 0xFFU)) {
            add_run(set, low | (high << 32U), name);
        }
    }
}

/** The same in limbs of 15 bits, in words of 16: four make a run. */
static void add_short_limbs(needles *set, const uint8_t number[32], const char *name)
{
    for (unsigned int i = 0U; (i + 60U) <= 256U; i += 15U) {
        uint64_t run = 0U;
        for (unsigned int k = 0U; k < 4U; k++) {
            run |= (uint64_t)bits_of(number, i + (15U * k), 15U) << (16U * k);
        }
        add_run(set, run, name);
    }
}

void needles_add_number(needles *set, const uint8_t number[32], const char *name)
{
    add_octets(set, number, 32U, name);
    add_limbs(set, number, 13U, name);
    add_short_limbs(set, number, name);
    add_limbs(set, number, 30U, name);
    add_limbs(set, number, 31U, name);
}

/** The schedule that br_aes_ct64 holds, and the one that it works with. */
static void add_schedule_64(needles *set, const uint8_t key[GBCS_AES_KEY_SIZE], const char *name)
{
    br_aes_ct64_ctr_keys keys;

    br_aes_ct64_ctr_init(&keys, key, GBCS_AES_KEY_SIZE);
    for (size_t i = 0U; i < HELD_64; i++) {
        add(set, &keys.skey[i], name);
        for (unsigned int k = 0U; k < 4U; k++) {
            const uint64_t part = (keys.skey[i] >> k) & 0x1111111111111111U;
            add_spread(set, (part << 4U) - part, name);
        }
    }
}

/** The same of br_aes_ct. */
static void add_schedule_32(needles *set, const uint8_t key[GBCS_AES_KEY_SIZE], const char *name)
{
    br_aes_ct_ctr_keys keys;
    uint32_t used[USED_32];

    br_aes_ct_ctr_init(&keys, key, GBCS_AES_KEY_SIZE);
    for (size_t i = 0U; i < HELD_32; i++) {
        const uint32_t even = keys.skey[i] & 0x55555555U;
        const uint32_t odd = keys.skey[i] & 0xAAAAAAAAU;
        used[2U * i] = even | (even << 1U);
        used[(2U * i) + 1U] = odd | (odd >> 1U);
    }
    add_words(set, keys.skey, HELD_32, name);
    add_words(set, used, USED_32, name);
}

void needles_add_key(needles *set, const gbcs_crypto *crypto, const uint8_t key[GBCS_AES_KEY_SIZE],
                     const char *name)
{
    static const uint8_t NO_IV[GBCS_IV_SIZE] = {0U};
    br_aes_gen_ctr_keys at_hand;
    uint8_t hash_key[16] = {0U};

    add_octets(set, key, GBCS_AES_KEY_SIZE, name);
    add_schedule_32(set, key, name);
    add_schedule_64(set, key, name);
    crypto->aes_ctr->init(&at_hand.vtable, key, GBCS_AES_KEY_SIZE);
    /* each round key, from its beginning and from its middle */
    for (size_t i = 0U; i < (2U * 11U); i++) {
        add(set, &at_hand.c_x86ni.skey.skni[RUN * i], name);
    }
    (void)crypto->aes_ctr->run(&at_hand.vtable, NO_IV, 0U, hash_key, sizeof hash_key);
    add_octets(set, hash_key, sizeof hash_key, name);
}

void needles_add_nonce(needles *set, const gbcs_private_key *key,
                       const uint8_t digest[GBCS_DIGEST_SIZE], const char *name)
{
    uint8_t seed[64];
    uint8_t nonce[32];
    br_hmac_drbg_context drbg;

    /* the digest is below n, and so is the nonce, but for one in 2^32 */
    memcpy(seed, key->scalar, 32U);
    memcpy(&seed[32], digest, 32U);
    br_hmac_drbg_init(&drbg, &br_sha256_vtable, seed, sizeof seed);
    br_hmac_drbg_generate(&drbg, nonce, sizeof nonce);
    needles_add_number(set, nonce, name);
}

void needles_search(const needles *set, gbcs_bytes area, needle_found found, void *context)
{
    for (size_t i = 0U; (i + RUN) <= area.size; i++) {
        uint64_t run;
        size_t place;

        memcpy(&run, &area.data[i], sizeof run);
        place = place_of(run);
        while ((set->places[place].name != NULL) && (set->places[place].run != run)) {
            place = (place + 1U) & (PLACES - 1U);
        }
        if (set->places[place].name != NULL) {
            found(context, &area.data[i], set->places[place].name);
        }
    }
}
