/**
 * @file
 * Judges certificates and makes certification requests for a program in another language.
 *
 * One request a line on standard input: an operation and its words, with one blank between; octets are
 * hexadecimal, or - for none. One answer a line on standard output:
 *
 *     ok WORD...           done
 *     refused WHAT STATUS  the library says no to this part of the request
 *     error                this is no request
 *
 *     credential KIND CERTIFICATE
 *     verify KIND CERTIFICATE POINT
 *     path KIND CERTIFICATE POINT SECONDS POLICY CERTIFICATE...
 *     request SCALAR USAGE HARDWARE-TYPE DEVICE
 *     signed-request POINT USAGE HARDWARE-TYPE DEVICE SIGNATURE
 *     certificate PROFILE SERIAL NAME NAME SECONDS SECONDS POINT USAGE POLICY HARDWARE-TYPE IDENTIFIER
 *         SCALAR
 *     signed-certificate ... SIGNATURE
 *     from-der SIGNATURE
 *     to-der SIGNATURE
 *
 * A NAME is four words: its octets, or else role, Entity Identifier and commonName.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbcs/cpv.h"

/** Characters of the longest request. */
#define LINE_ROOM 65536U
/** Most words of a path: one more than it may have, so that it can be refused. */
#define PATH_WORDS (6U + GBCS_PATH_CERTIFICATES + 1U)
/** Words of a certificate that is to be made, the most of all. */
#define WORDS 19U

/** A request taken apart. */
struct request {
    char *word[WORDS];
    size_t words;
    uint8_t octets[LINE_ROOM / 2U];
    size_t used;
};

static gbcs_crypto crypto;

/** The octets of a word; the program ends if they are none. */
static gbcs_bytes octets_of(struct request *request, size_t index)
{
    const char *word = (index < request->words) ? request->word[index] : "?";
    uint8_t *start = &request->octets[request->used];
    size_t size = 0U;
    unsigned int octet;
    int length;

    while ((strcmp(word, "-") != 0) && (*word != '\0')) {
        if ((sscanf(word, "%2x%n", &octet, &length) != 1) || (length != 2)) {
            (void)fprintf(stderr, "no hexadecimal: %s\n", word);
            exit(2);
        }
        start[size] = (uint8_t)octet;
        size++;
        word += 2;
    }
    request->used += size;
    return gbcs_bytes_of((size == 0U) ? NULL : start, size);
}

static void print_octets(const uint8_t *data, size_t size)
{
    (void)fputs((size == 0U) ? " -" : " ", stdout);
    for (size_t i = 0U; i < size; i++) {
        (void)printf("%02x", data[i]);
    }
}

static void print_bytes(gbcs_bytes bytes)
{
    print_octets(bytes.data, bytes.size);
}

static void refuse(const char *what, gbcs_status status)
{
    (void)printf("refused %s %s\n", what, gbcs_status_name(status));
}

/** Reads a certificate as one of a kind. */
static gbcs_status read_credential(const char *kind, gbcs_bytes octets, gbcs_credential *credential)
{
    static const struct {
        const char *kind;
        gbcs_status (*read)(const gbcs_crypto *, gbcs_bytes, gbcs_credential *);
    } kinds[] = {
        {"organisation", gbcs_credential_organisation},
        {"device", gbcs_credential_device},
        {"authority", gbcs_credential_authority},
        {"root", gbcs_credential_root},
    };

    for (size_t i = 0U; i < (sizeof kinds / sizeof kinds[0]); i++) {
        if (strcmp(kind, kinds[i].kind) == 0) {
            return kinds[i].read(&crypto, octets, credential);
        }
    }
    return GBCS_ERR_ARGUMENT;
}

static void print_credential(const gbcs_credential *credential)
{
    (void)printf("ok %02x %02x %016" PRIx64 " %" PRIu64, credential->role, credential->key_usage,
                 credential->entity, credential->path_length);
    print_octets(credential->key.point, sizeof credential->key.point);
    print_octets(credential->key_identifier, sizeof credential->key_identifier);
    print_octets(credential->authority_identifier, sizeof credential->authority_identifier);
    print_bytes(credential->policies);
    print_bytes(credential->hardware_type);
    (void)putchar('\n');
}

static void answer_credential(struct request *request)
{
    gbcs_credential credential;
    gbcs_status status = read_credential(request->word[1], octets_of(request, 2U), &credential);

    if (status == GBCS_OK) {
        print_credential(&credential);
    } else {
        refuse("credential", status);
    }
}

/** A key that is trusted; its point is taken as it is. */
static gbcs_trust_anchor anchor_of(gbcs_bytes point)
{
    gbcs_trust_anchor anchor;

    if (gbcs_public_key_from(&crypto, point, &anchor.key) != GBCS_OK) {
        (void)fputs("no public key\n", stderr);
        exit(2);
    }
    gbcs_key_identifier(&anchor.key, anchor.key_identifier);
    return anchor;
}

static void answer_verify(struct request *request)
{
    gbcs_credential credential;
    gbcs_status status = read_credential(request->word[1], octets_of(request, 2U), &credential);
    gbcs_trust_anchor anchor = anchor_of(octets_of(request, 3U));

    if (status != GBCS_OK) {
        refuse("credential", status);
    } else {
        status = gbcs_credential_verify(&crypto, &credential, &anchor);
        if (status == GBCS_OK) {
            print_credential(&credential);
        } else {
            refuse("path", status);
        }
    }
}

static void answer_path(struct request *request)
{
    gbcs_credential credential;
    gbcs_status status = read_credential(request->word[1], octets_of(request, 2U), &credential);
    gbcs_trust_anchor anchor = anchor_of(octets_of(request, 3U));
    gbcs_path path;

    (void)memset(&path, 0, sizeof path);
    path.end = &credential;
    path.root = &anchor;
    path.at_time = strcmp(request->word[4], "-") != 0;
    path.time = path.at_time ? strtoll(request->word[4], NULL, 10) : 0;
    path.policy = octets_of(request, 5U);
    path.count = request->words - 6U;
    for (size_t i = 0U; (i < path.count) && (i < GBCS_PATH_CERTIFICATES); i++) {
        path.certificates[i] = octets_of(request, 6U + i);
    }
    if (status != GBCS_OK) {
        refuse("credential", status);
    } else {
        status = gbcs_path_check(&crypto, &path);
        if (status == GBCS_OK) {
            print_credential(&credential);
        } else {
            refuse("path", status);
        }
    }
}

/** What a request says; its words begin with the second one. */
static gbcs_request request_of(struct request *request, const gbcs_public_key *key)
{
    gbcs_request what;
    gbcs_reader usage = gbcs_reader_of(octets_of(request, 2U));
    gbcs_reader device;

    what.key = key;
    what.key_usage = gbcs_read_u8(&usage);
    what.hardware_type = octets_of(request, 3U);
    device = gbcs_reader_of(octets_of(request, 4U));
    what.device = gbcs_read_u64(&device);
    return what;
}

static void print_written(const char *what, const gbcs_writer *writer)
{
    if (writer->status == GBCS_OK) {
        (void)fputs("ok", stdout);
        print_bytes(gbcs_writer_bytes(writer));
        (void)putchar('\n');
    } else {
        refuse(what, writer->status);
    }
}

static void answer_request(struct request *request)
{
    uint8_t room[512];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    gbcs_status status = gbcs_private_key_from(octets_of(request, 1U), &private_key);

    if (status == GBCS_OK) {
        status = gbcs_public_key_of(&crypto, &private_key, &public_key);
    }
    gbcs_writer_fail(&writer, status);
    if (status == GBCS_OK) {
        const gbcs_request what = request_of(request, &public_key);

        gbcs_write_request(&crypto, &what, &private_key, &writer);
    }
    print_written("request", &writer);
}

/** The signature comes from elsewhere. */
static void answer_signed_request(struct request *request)
{
    uint8_t room[512];
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    const gbcs_trust_anchor anchor = anchor_of(octets_of(request, 1U));
    const gbcs_request what = request_of(request, &anchor.key);
    const gbcs_bytes signature = octets_of(request, 5U);
    const size_t mark = gbcs_write_request_open(&crypto, &what, &writer, digest);

    if ((writer.status == GBCS_OK) && (signature.size == GBCS_SIGNATURE_SIZE)) {
        gbcs_write_request_close(&writer, mark, signature.data);
    }
    print_written("request", &writer);
}

static uint8_t octet_of(struct request *request, size_t index)
{
    gbcs_reader reader = gbcs_reader_of(octets_of(request, index));

    return gbcs_read_u8(&reader);
}

static gbcs_certificate_name name_of(struct request *request, size_t first)
{
    gbcs_certificate_name name;
    gbcs_reader entity;

    name.octets = octets_of(request, first);
    name.role = octet_of(request, first + 1U);
    entity = gbcs_reader_of(octets_of(request, first + 2U));
    name.entity = gbcs_read_u64(&entity);
    name.common_name = octets_of(request, first + 3U);
    return name;
}

/** What a certificate is to say; its words begin with the second one. */
static gbcs_certificate_content content_of(struct request *request, gbcs_public_key *key)
{
    gbcs_certificate_content content;
    gbcs_bytes identifier;

    (void)memset(&content, 0, sizeof content);
    (void)memset(key, 0, sizeof *key);
    content.profile = octet_of(request, 1U);
    content.serial = octets_of(request, 2U);
    content.issuer = name_of(request, 3U);
    content.subject = name_of(request, 7U);
    content.not_before = strtoll(request->word[11], NULL, 10);
    content.not_after = strtoll(request->word[12], NULL, 10);
    identifier = octets_of(request, 13U);
    (void)memcpy(key->point, identifier.data,
                 (identifier.size < sizeof key->point) ? identifier.size : sizeof key->point);
    content.key = key;
    content.key_usage = octet_of(request, 14U);
    content.policy = octets_of(request, 15U);
    content.hardware_type = octets_of(request, 16U);
    identifier = octets_of(request, 17U);
    if (identifier.size == sizeof content.authority_identifier) {
        (void)memcpy(content.authority_identifier, identifier.data, identifier.size);
    }
    return content;
}

static void answer_certificate(struct request *request)
{
    uint8_t room[1024];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    const gbcs_certificate_content content = content_of(request, &public_key);
    const gbcs_status status = gbcs_private_key_from(octets_of(request, 18U), &private_key);

    gbcs_writer_fail(&writer, status);
    gbcs_write_certificate(&crypto, &content, &private_key, &writer);
    print_written("certificate", &writer);
}

/** The signature comes from elsewhere. */
static void answer_signed_certificate(struct request *request)
{
    uint8_t room[1024];
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    gbcs_public_key public_key;
    const gbcs_certificate_content content = content_of(request, &public_key);
    const gbcs_bytes signature = octets_of(request, 18U);
    const size_t mark = gbcs_write_certificate_open(&crypto, &content, &writer, digest);

    if ((writer.status == GBCS_OK) && (signature.size == GBCS_SIGNATURE_SIZE)) {
        gbcs_write_certificate_close(&writer, mark, signature.data);
    }
    print_written("certificate", &writer);
}

static void answer_from_der(struct request *request)
{
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    const gbcs_status status = gbcs_ecdsa_signature_from_der(octets_of(request, 1U), signature);

    if (status == GBCS_OK) {
        (void)fputs("ok", stdout);
        print_octets(signature, sizeof signature);
        (void)putchar('\n');
    } else {
        refuse("signature", status);
    }
}

static void answer_to_der(struct request *request)
{
    uint8_t room[80];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);

    gbcs_write_ecdsa_signature(&writer, octets_of(request, 1U).data);
    print_written("signature", &writer);
}

static void respond(struct request *request)
{
    static const struct {
        const char *name;
        size_t words;
        size_t most;
        void (*answer)(struct request *);
    } operations[] = {
        {"credential", 3U, 3U, answer_credential},
        {"verify", 4U, 4U, answer_verify},
        {"path", 6U, PATH_WORDS, answer_path},
        {"request", 5U, 5U, answer_request},
        {"signed-request", 6U, 6U, answer_signed_request},
        {"certificate", WORDS, WORDS, answer_certificate},
        {"signed-certificate", WORDS, WORDS, answer_signed_certificate},
        {"from-der", 2U, 2U, answer_from_der},
        {"to-der", 2U, 2U, answer_to_der},
    };
    bool answered = false;

    for (size_t i = 0U; i < (sizeof operations / sizeof operations[0]); i++) {
        if ((request->words >= operations[i].words) && (request->words <= operations[i].most) &&
            (strcmp(request->word[0], operations[i].name) == 0)) {
            operations[i].answer(request);
            answered = true;
        }
    }
    if (!answered) {
        (void)puts("error");
    }
}

int main(void)
{
    static char line[LINE_ROOM];
    static struct request request;

    gbcs_crypto_default(&crypto);
    while (fgets(line, (int)sizeof line, stdin) != NULL) {
        request.words = 0U;
        request.used = 0U;
        for (char *word = strtok(line, " \n"); word != NULL; word = strtok(NULL, " \n")) {
            if (request.words < WORDS) {
                request.word[request.words] = word;
            }
            request.words++;
        }
        respond(&request);
        (void)fflush(stdout);
    }
    return 0;
}
