/**
 * @file
 * Runs the bare HMAC_DRBG of the library for a program in another language.
 *
 * One request a line on standard input, with one blank between:
 *
 *     drbg SEED ENTROPY ADDITIONAL1 ADDITIONAL2 SIZE
 *
 * Instantiates with the seed (32 octets of entropy input, 16 of nonce, personalization string),
 * reseeds with the entropy input (32 octets, additional input), generates twice SIZE octets, a
 * multiple of 32. Octets are in hexadecimal, - for none. One answer a line on standard output:
 * `ok OCTETS`, those of the second time, or `error request`.
 *
 * The library knows no additional input; here it is put around its generator.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "crypto/drbg.h"

/** Characters of the longest request. */
#define LINE_ROOM 4096U
/** Most octets that are generated at once. */
#define OUTPUT_ROOM 1024U
/** Fields of a request that are octets. */
#define FIELDS 4U
/** Octets before the personalization string. */
#define SEED_SIZE (DRBG_ENTROPY_SIZE + DRBG_NONCE_SIZE)

/** A request taken apart. */
struct request {
    uint8_t octets[FIELDS][LINE_ROOM / 2U];
    gbcs_bytes field[FIELDS];
    size_t size;
};

static bool decode(const char *word, uint8_t *octets, gbcs_bytes *field)
{
    size_t length = (strcmp(word, "-") == 0) ? 0U : strlen(word);
    bool good = ((length % 2U) == 0U) && (strspn(word, "0123456789abcdef") >= length);
    size_t i;

    for (i = 0U; good && (i < (length / 2U)); i++) {
        const char digits[3] = {word[2U * i], word[(2U * i) + 1U], '\0'};

        octets[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    *field = gbcs_bytes_of(octets, length / 2U);
    return good;
}

static bool take(char *line, struct request *request)
{
    char *word = strtok(line, " \n");
    bool good = (word != NULL) && (strcmp(word, "drbg") == 0);
    size_t i;

    for (i = 0U; good && (i < FIELDS); i++) {
        word = strtok(NULL, " \n");
        good = (word != NULL) && decode(word, request->octets[i], &request->field[i]);
    }
    word = good ? strtok(NULL, " \n") : NULL;
    good = (word != NULL) && (strtok(NULL, " \n") == NULL);
    if (good) {
        request->size = strtoul(word, NULL, 10);
    }
    return good && (request->field[0].size >= SEED_SIZE) &&
           (request->field[0].size <= (SEED_SIZE + GBCS_RANDOM_PERSONALIZATION)) &&
           (request->field[1].size >= DRBG_ENTROPY_SIZE) && (request->size > 0U) &&
           (request->size <= OUTPUT_ROOM) && ((request->size % GBCS_DIGEST_SIZE) == 0U);
}

/** SP 800-90A 10.1.2.5: additional input comes first, and again where the generator updates itself.
 */
static void generate(br_hmac_drbg_context *state, gbcs_bytes additional, uint8_t *octets,
                     size_t size)
{
    uint8_t key[GBCS_DIGEST_SIZE];

    if (additional.size > 0U) {
        br_hmac_drbg_update(state, additional.data, additional.size);
    }
    (void)memcpy(key, state->K, sizeof key);
    drbg_generate(state, octets, size);
    if (additional.size > 0U) {
        /* back to K and V before the update: the last V is the last output */
        (void)memcpy(state->K, key, sizeof key);
        (void)memcpy(state->V, &octets[size - GBCS_DIGEST_SIZE], GBCS_DIGEST_SIZE);
        br_hmac_drbg_update(state, additional.data, additional.size);
    }
}

static void run(const gbcs_crypto *crypto, const struct request *request)
{
    gbcs_bytes seed = request->field[0];
    br_hmac_drbg_context state;
    uint8_t octets[OUTPUT_ROOM];
    size_t i;

    drbg_instantiate(crypto, seed.data, &seed.data[DRBG_ENTROPY_SIZE],
                     gbcs_bytes_of(&seed.data[SEED_SIZE], seed.size - SEED_SIZE), &state);
    if (request->field[1].size == DRBG_ENTROPY_SIZE) {
        drbg_reseed(&state, request->field[1].data);
    } else {
        br_hmac_drbg_update(&state, request->field[1].data, request->field[1].size);
    }
    generate(&state, request->field[2], octets, request->size);
    generate(&state, request->field[3], octets, request->size);
    (void)printf("ok ");
    for (i = 0U; i < request->size; i++) {
        (void)printf("%02x", octets[i]);
    }
    (void)printf("\n");
}

int main(void)
{
    static char line[LINE_ROOM];
    static struct request request;
    gbcs_crypto crypto;

    gbcs_crypto_default(&crypto);
    while (fgets(line, sizeof line, stdin) != NULL) {
        if (take(line, &request)) {
            run(&crypto, &request);
        } else {
            (void)printf("error request\n");
        }
        (void)fflush(stdout);
    }
    return EXIT_SUCCESS;
}
