/*
 * Answers requests about top-up tokens, one line each, with libgbcs: the other side of tokens.py.
 *
 *     VERB ARGUMENT ...   ->   ok RESULT ...   or the name of a status
 *
 * Octets and integers are hexadecimal, "-" is no octets. PARTIES stands for three words: Z,
 * supplier, device. FIELDS stands for truncated counter, value class, value.
 * UTRNs lie in memory of exactly their size, so that a tool can see an access beyond them.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbcs/utrn.h"

#define MAX_ARGUMENTS 8U

static gbcs_crypto crypto;

static uint64_t integer_of(const char *text)
{
    return strtoull(text, NULL, 16);
}

/** Octets in memory of their own, which the caller frees. */
static uint8_t *octets_of(const char *text, size_t *size)
{
    uint8_t *octets;
    char digits[3] = {'\0', '\0', '\0'};

    *size = (strcmp(text, "-") == 0) ? 0U : (strlen(text) / 2U);
    octets = malloc((*size > 0U) ? *size : 1U);
    if (octets == NULL) {
        abort();
    }
    for (size_t i = 0U; i < *size; i++) {
        memcpy(digits, &text[2U * i], 2U);
        octets[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return octets;
}

/** Octets of a fixed number; less are followed by zeros, more are cut off. */
static void fill(const char *text, uint8_t *out, size_t room)
{
    size_t size;
    uint8_t *octets = octets_of(text, &size);

    memset(out, 0, room);
    memcpy(out, octets, (size < room) ? size : room);
    free(octets);
}

static gbcs_token_parties parties_of(char *const *arguments, gbcs_shared_secret *secret)
{
    const gbcs_token_parties parties = {integer_of(arguments[1]), integer_of(arguments[2]), secret};

    fill(arguments[0], secret->z, sizeof secret->z);
    return parties;
}

static gbcs_status parse(const char *text, gbcs_token *token)
{
    size_t size;
    uint8_t *utrn = octets_of(text, &size);
    const gbcs_status status = gbcs_utrn_parse(gbcs_bytes_of(utrn, size), token);

    free(utrn);
    return status;
}

static void put_octets(gbcs_bytes octets)
{
    putchar(' ');
    for (size_t i = 0U; i < octets.size; i++) {
        printf("%02x", octets.data[i]);
    }
}

static void put_status(gbcs_status status)
{
    fputs((status == GBCS_OK) ? "ok" : gbcs_status_name(status), stdout);
}

/** Answers with the UTRN of a token. */
static void put_utrn(const gbcs_token *token)
{
    uint8_t utrn[GBCS_UTRN_SIZE];
    gbcs_writer writer = gbcs_writer_of(utrn, sizeof utrn);

    gbcs_write_utrn(&writer, token);
    put_status(writer.status);
    if (writer.status == GBCS_OK) {
        put_octets(gbcs_writer_bytes(&writer));
    }
}

/** parse UTRN -> FIELDS, MAC */
static void answer_parse(char *const *arguments)
{
    gbcs_token token;
    const gbcs_status status = parse(arguments[0], &token);

    put_status(status);
    if (status == GBCS_OK) {
        printf(" %x %x %x", token.truncated_counter, (unsigned int)token.value_class, token.value);
        put_octets(gbcs_bytes_of(token.mac, sizeof token.mac));
    }
}

/** write FIELDS MAC -> UTRN */
static void answer_write(char *const *arguments)
{
    gbcs_token token = {(uint16_t)integer_of(arguments[0]),
                        (gbcs_value_class)integer_of(arguments[1]),
                        (uint16_t)integer_of(arguments[2]),
                        {0}};

    fill(arguments[3], token.mac, sizeof token.mac);
    put_utrn(&token);
}

/** make PARTIES COUNTER CLASS VALUE -> UTRN */
static void answer_make(char *const *arguments)
{
    gbcs_shared_secret secret;
    const gbcs_token_parties parties = parties_of(arguments, &secret);
    gbcs_token token;
    const gbcs_status status = gbcs_token_make(
        &crypto, &parties, (uint32_t)integer_of(arguments[3]),
        (gbcs_value_class)integer_of(arguments[4]), (uint16_t)integer_of(arguments[5]), &token);

    if (status == GBCS_OK) {
        put_utrn(&token);
    } else {
        put_status(status);
    }
}

/** verify PARTIES COUNTER UTRN -> nothing more */
static void answer_verify(char *const *arguments)
{
    gbcs_shared_secret secret;
    const gbcs_token_parties parties = parties_of(arguments, &secret);
    gbcs_token token;
    gbcs_status status = parse(arguments[4], &token);

    if (status == GBCS_OK) {
        status = gbcs_token_verify(&crypto, &parties, (uint32_t)integer_of(arguments[3]), &token);
    }
    put_status(status);
}

/** find PARTIES HIGHEST UTRN -> UTRN Counter */
static void answer_find(char *const *arguments)
{
    gbcs_shared_secret secret;
    const gbcs_token_parties parties = parties_of(arguments, &secret);
    gbcs_token token;
    uint32_t counter = 0U;
    gbcs_status status = parse(arguments[4], &token);

    if (status == GBCS_OK) {
        status = gbcs_token_find_counter(&crypto, &parties, (uint32_t)integer_of(arguments[3]),
                                         &token, &counter);
    }
    put_status(status);
    if (status == GBCS_OK) {
        printf(" %" PRIx32, counter);
    }
}

static const struct {
    const char *verb;
    size_t arguments;
    void (*answer)(char *const *arguments);
} VERBS[] = {
    {"parse", 1U, answer_parse},   {"write", 4U, answer_write}, {"make", 6U, answer_make},
    {"verify", 5U, answer_verify}, {"find", 5U, answer_find},
};

static void answer(char *line)
{
    char *arguments[MAX_ARGUMENTS];
    size_t count = 0U;
    bool known = false;
    char *word = strtok(line, " \n");

    while ((word != NULL) && (count < MAX_ARGUMENTS)) {
        arguments[count] = word;
        count++;
        word = strtok(NULL, " \n");
    }
    for (size_t i = 0U; i < (sizeof VERBS / sizeof VERBS[0]); i++) {
        if ((count == (VERBS[i].arguments + 1U)) && (strcmp(arguments[0], VERBS[i].verb) == 0)) {
            VERBS[i].answer(&arguments[1]);
            known = true;
        }
    }
    if (!known) {
        fputs("no such request", stdout);
    }
    putchar('\n');
}

int main(void)
{
    char *line = NULL;
    size_t room = 0U;

    gbcs_crypto_default(&crypto);
    while (getline(&line, &room, stdin) > 0) {
        answer(line);
        /* whoever asks one by one waits for the answer; whoever sends many does not mind */
        (void)fflush(stdout);
    }
    free(line);
    return 0;
}
