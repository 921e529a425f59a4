/**
 * @file
 * Answers requests for single primitives, so that a program in another language can test them.
 *
 * One request a line on standard input: an operation and its fields, with one blank between. A field
 * is octets in hexadecimal, or - for none. One answer a line on standard output:
 *
 *     ok FIELD...      done
 *     refused STATUS   the library says no
 *     error REASON     this is no request
 *
 * The argument names the set of implementations (test/unit/implementations.h).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbcs/crypto.h"
#include "implementations.h"

/** Characters of the longest request. */
#define LINE_ROOM 262144U
/** Most fields of a request. */
#define FIELDS 5U

/** A request taken apart, and what the answer will hold. */
struct request {
    gbcs_bytes field[FIELDS];
    /** Fields of the answer. */
    gbcs_bytes result[2];
    size_t results;
};

/** An operation: its name, what it does, and how long its fields must be (any if 0). */
struct operation {
    const char *name;
    gbcs_status (*run)(const gbcs_crypto *crypto, struct request *request);
    size_t fields;
    size_t sizes[FIELDS];
};

/** The octets of the request, and of the result if it is not in place. */
static uint8_t octets[LINE_ROOM / 2U];
static uint8_t output[GBCS_POINT_SIZE];

/** Adds a field to the answer. */
static void answer(struct request *request, const uint8_t *data, size_t size)
{
    request->result[request->results] = gbcs_bytes_of(data, size);
    request->results++;
}

/** Writable view of a field: it lies in octets[]. */
static uint8_t *in_place(gbcs_bytes field)
{
    return (field.size == 0U) ? octets : &octets[field.data - octets];
}

static gbcs_status run_sha256(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_sha256_of(crypto, request->field[0], output);
    answer(request, output, GBCS_DIGEST_SIZE);
    return GBCS_OK;
}

/** A thousand digests, each of the last three joined (NIST SHAVS 6.4). */
static gbcs_status run_sha256_monte(const gbcs_crypto *crypto, struct request *request)
{
    uint8_t last[3U * GBCS_DIGEST_SIZE];
    size_t i;

    for (i = 0U; i < 3U; i++) {
        (void)memcpy(&last[i * GBCS_DIGEST_SIZE], request->field[0].data, GBCS_DIGEST_SIZE);
    }
    for (i = 0U; i < 1000U; i++) {
        gbcs_sha256_of(crypto, gbcs_bytes_of(last, sizeof last), output);
        (void)memmove(last, &last[GBCS_DIGEST_SIZE], 2U * GBCS_DIGEST_SIZE);
        (void)memcpy(&last[2U * GBCS_DIGEST_SIZE], output, GBCS_DIGEST_SIZE);
    }
    answer(request, output, GBCS_DIGEST_SIZE);
    return GBCS_OK;
}

/** Begins with key, initialisation vector and additional data, the first three fields. */
static void begin_gcm(const gbcs_crypto *crypto, const struct request *request, gbcs_gcm *gcm)
{
    gbcs_aes_key key;

    (void)memcpy(key.octets, request->field[0].data, sizeof key.octets);
    gbcs_gcm_begin(crypto, &key, request->field[1].data, gcm);
    gbcs_gcm_add(gcm, request->field[2]);
}

static gbcs_status run_gmac(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_gcm gcm;

    begin_gcm(crypto, request, &gcm);
    gbcs_gcm_end(&gcm, output);
    answer(request, output, GBCS_TAG_SIZE);
    return GBCS_OK;
}

static gbcs_status run_gcm_seal(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_bytes text = request->field[3];
    gbcs_gcm gcm;

    begin_gcm(crypto, request, &gcm);
    gbcs_gcm_encrypt(&gcm, in_place(text), text.size);
    gbcs_gcm_end(&gcm, output);
    answer(request, text.data, text.size);
    answer(request, output, GBCS_TAG_SIZE);
    return GBCS_OK;
}

static gbcs_status run_gcm_open(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_bytes text = request->field[3];
    gbcs_gcm gcm;

    begin_gcm(crypto, request, &gcm);
    gbcs_gcm_decrypt(&gcm, in_place(text), text.size);
    answer(request, text.data, text.size);
    return gbcs_gcm_check(&gcm, request->field[4]);
}

static gbcs_status run_public_of(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    gbcs_status status = gbcs_private_key_from(request->field[0], &private_key);

    if (status == GBCS_OK) {
        status = gbcs_public_key_of(crypto, &private_key, &public_key);
        (void)memcpy(output, public_key.point, sizeof public_key.point);
    }
    answer(request, output, GBCS_POINT_SIZE);
    return status;
}

static gbcs_status run_public_check(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_public_key key;

    return gbcs_public_key_from(crypto, request->field[0], &key);
}

static gbcs_status sign(const gbcs_crypto *crypto, struct request *request, const uint8_t *digest)
{
    gbcs_private_key key;
    gbcs_status status = gbcs_private_key_from(request->field[0], &key);

    if (status == GBCS_OK) {
        status = gbcs_ecdsa_sign(crypto, &key, digest, output);
    }
    answer(request, output, GBCS_SIGNATURE_SIZE);
    return status;
}

static gbcs_status run_ecdsa_sign(const gbcs_crypto *crypto, struct request *request)
{
    uint8_t digest[GBCS_DIGEST_SIZE];

    gbcs_sha256_of(crypto, request->field[1], digest);
    return sign(crypto, request, digest);
}

static gbcs_status run_ecdsa_sign_digest(const gbcs_crypto *crypto, struct request *request)
{
    return sign(crypto, request, request->field[1].data);
}

static gbcs_status run_ecdsa_verify(const gbcs_crypto *crypto, struct request *request)
{
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_public_key key;
    gbcs_status status = gbcs_public_key_from(crypto, request->field[0], &key);

    if (status == GBCS_OK) {
        gbcs_sha256_of(crypto, request->field[1], digest);
        status = gbcs_ecdsa_verify(crypto, &key, digest, request->field[2]);
    }
    return status;
}

/** The agreement of a private key, the first field, with a public key, the second. */
static gbcs_status agree(const gbcs_crypto *crypto, struct request *request,
                         gbcs_shared_secret *secret)
{
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    gbcs_status status = gbcs_private_key_from(request->field[0], &private_key);

    if (status == GBCS_OK) {
        status = gbcs_public_key_from(crypto, request->field[1], &public_key);
    }
    if (status == GBCS_OK) {
        status = gbcs_ecdh(crypto, &private_key, &public_key, secret);
    }
    if (status == GBCS_OK) {
        (void)memcpy(output, secret->z, sizeof secret->z);
    }
    answer(request, output, GBCS_SECRET_SIZE);
    return status;
}

static gbcs_status run_ecdh(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_shared_secret secret;

    return agree(crypto, request, &secret);
}

static gbcs_status run_ecdh_kdf(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_shared_secret secret;
    gbcs_aes_key key;
    gbcs_status status = agree(crypto, request, &secret);

    if (status == GBCS_OK) {
        gbcs_kdf(crypto, &secret, request->field[2], &key);
        (void)memcpy(&output[GBCS_SECRET_SIZE], key.octets, sizeof key.octets);
    }
    answer(request, &output[GBCS_SECRET_SIZE], GBCS_AES_KEY_SIZE);
    return status;
}

static gbcs_status run_kdf(const gbcs_crypto *crypto, struct request *request)
{
    gbcs_shared_secret secret;
    gbcs_aes_key key;

    (void)memcpy(secret.z, request->field[0].data, sizeof secret.z);
    gbcs_kdf(crypto, &secret, request->field[1], &key);
    (void)memcpy(output, key.octets, sizeof key.octets);
    answer(request, output, GBCS_AES_KEY_SIZE);
    return GBCS_OK;
}

static const struct operation operations[] = {
    {"sha256", run_sha256, 1U, {0U}},              /* message -> digest */
    {"sha256-monte", run_sha256_monte, 1U, {32U}}, /* seed -> digest */
    {"gmac", run_gmac, 3U, {16U, 12U}},            /* key iv data -> tag */
    {"gcm-seal", run_gcm_seal, 4U, {16U, 12U}},    /* key iv data plain -> cipher tag */
    {"gcm-open", run_gcm_open, 5U, {16U, 12U}},    /* key iv data cipher tag -> plain */
    {"public-of", run_public_of, 1U, {0U}},        /* scalar -> point */
    {"public-check", run_public_check, 1U, {0U}},  /* point -> */
    {"ecdsa-sign", run_ecdsa_sign, 2U, {0U}},      /* scalar message -> signature */
    {"ecdsa-sign-digest", run_ecdsa_sign_digest, 2U, {0U, 32U}}, /* scalar digest -> signature */
    {"ecdsa-verify", run_ecdsa_verify, 3U, {0U}},                /* point message signature -> */
    {"ecdh", run_ecdh, 2U, {0U}},                                /* scalar point -> secret */
    {"ecdh-kdf", run_ecdh_kdf, 3U, {0U}}, /* scalar point other-info -> secret key */
    {"kdf", run_kdf, 2U, {32U}},          /* secret other-info -> key */
};

static const struct operation *find_operation(const char *name)
{
    const struct operation *found = NULL;
    size_t i;

    for (i = 0U; i < (sizeof operations / sizeof operations[0]); i++) {
        if (strcmp(name, operations[i].name) == 0) {
            found = &operations[i];
        }
    }
    return found;
}

/** Cuts the line at its next blank; null if it has ended. */
static char *next_word(char **line)
{
    char *word = *line;
    char *blank = (word == NULL) ? NULL : strchr(word, ' ');

    if (blank != NULL) {
        *blank = '\0';
        blank++;
    }
    *line = blank;
    return word;
}

/** Decodes a field to the end of the octets so far; false if it is not one. */
static bool decode(const char *word, size_t *used, gbcs_bytes *field)
{
    static const char digits[] = "0123456789abcdef";
    size_t length = strlen(word);
    bool good = (length > 0U) && ((length % 2U) == 0U);
    size_t start = *used;
    size_t i;

    if (strcmp(word, "-") == 0) {
        good = true;
        length = 0U;
    }
    for (i = 0U; good && (i < length); i++) {
        const char *digit = strchr(digits, word[i]);

        if (digit == NULL) {
            good = false;
        } else {
            octets[start + (i / 2U)] =
                (uint8_t)((octets[start + (i / 2U)] << 4) | (uint8_t)(digit - digits));
        }
    }
    *field = gbcs_bytes_of((length == 0U) ? NULL : &octets[start], length / 2U);
    *used += length / 2U;
    return good;
}

/** Takes the fields of an operation; returns what is wrong with them, or null. */
static const char *take_fields(const struct operation *operation, char *line,
                               struct request *request)
{
    const char *wrong = NULL;
    size_t used = 0U;
    size_t i;

    for (i = 0U; (wrong == NULL) && (i < operation->fields); i++) {
        const char *word = next_word(&line);

        if (word == NULL) {
            wrong = "too few fields";
        } else if (!decode(word, &used, &request->field[i])) {
            wrong = "a field is not hexadecimal";
        } else if ((operation->sizes[i] != 0U) && (request->field[i].size != operation->sizes[i])) {
            wrong = "a field has another length than the operation asks for";
        } else {
            /* taken */
        }
    }
    return ((wrong == NULL) && (line != NULL)) ? "too many fields" : wrong;
}

static void print_field(gbcs_bytes field)
{
    size_t i;

    (void)fputs((field.size == 0U) ? " -" : " ", stdout);
    for (i = 0U; i < field.size; i++) {
        (void)printf("%02x", field.data[i]);
    }
}

/** Answers one request. */
static void respond(const gbcs_crypto *crypto, char *line)
{
    struct request request = {{{NULL, 0U}}, {{NULL, 0U}}, 0U};
    const char *name = next_word(&line);
    const struct operation *operation = find_operation(name);
    const char *wrong =
        (operation == NULL) ? "no such operation" : take_fields(operation, line, &request);
    gbcs_status status;
    size_t i;

    if (wrong != NULL) {
        (void)printf("error %s\n", wrong);
    } else {
        status = operation->run(crypto, &request);
        if (status != GBCS_OK) {
            (void)printf("refused %s\n", gbcs_status_name(status));
        } else {
            (void)fputs("ok", stdout);
            for (i = 0U; i < request.results; i++) {
                print_field(request.result[i]);
            }
            (void)putchar('\n');
        }
    }
}

/** Reads a line without its end; false at the end of the input. A longer one is cut to nothing. */
static bool read_line(char *line)
{
    bool more = fgets(line, (int)LINE_ROOM, stdin) != NULL;
    size_t length = more ? strlen(line) : 0U;

    if ((length > 0U) && (line[length - 1U] == '\n')) {
        line[length - 1U] = '\0';
    } else if (more) {
        int c = getchar();

        while ((c != '\n') && (c != EOF)) {
            c = getchar();
        }
        line[0] = '\0';
    } else {
        /* the end */
    }
    return more;
}

int main(int argc, char **argv)
{
    static char line[LINE_ROOM];
    const char *name = (argc == 2) ? argv[1] : "";
    implementation set;
    bool found = false;
    size_t i;

    for (i = 0U; !found && implementation_get(i, &set); i++) {
        found = strcmp(name, set.name) == 0;
    }
    if (!found) {
        (void)fprintf(stderr, "usage: agent default|small|32-bit|64-bit\n");
        exit(2);
    }
    while (read_line(line)) {
        respond(&set.crypto, line);
        (void)fflush(stdout);
    }
    return 0;
}
