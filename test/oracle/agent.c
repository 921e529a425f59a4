/*
 * Answers requests about messages, one line each, with libgbcs: the other side of run.py.
 *
 *     VERB ARGUMENT ...   ->   ok RESULT ...   or the name of a status
 *
 * Octets and integers are hexadecimal, "-" is no octets. HEADER stands for eleven words: CRA flag,
 * Originator Counter, originator, recipient, Message Code, date-time, form of other-information,
 * Supplementary Remote Party ID, its counter, Supplementary Originator Counter, certificate.
 * All octets lie in memory of exactly their size, so that a tool can see an access beyond them.
 */
#define _POSIX_C_SOURCE 200809L

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbcs/codec/gbt.h"
#include "gbcs/message.h"

#define MAX_ARGUMENTS 32U
#define HEADER_ARGUMENTS 11U

static gbcs_crypto crypto;

/** Memory of one request, freed after its answer. */
static void *memories[2U * MAX_ARGUMENTS];
static size_t memory_count;

static void *claim(size_t size)
{
    void *memory = malloc((size > 0U) ? size : 1U);

    if ((memory == NULL) || (memory_count == (sizeof memories / sizeof memories[0]))) {
        abort();
    }
    memories[memory_count] = memory;
    memory_count++;
    return memory;
}

static void release(void)
{
    while (memory_count > 0U) {
        memory_count--;
        free(memories[memory_count]);
    }
}

static uint64_t integer_of(const char *text)
{
    return strtoull(text, NULL, 16);
}

static gbcs_bytes octets_of(const char *text)
{
    const size_t size = (strcmp(text, "-") == 0) ? 0U : (strlen(text) / 2U);
    uint8_t *octets = claim(size);
    char digits[3] = {'\0', '\0', '\0'};

    for (size_t i = 0U; i < size; i++) {
        memcpy(digits, &text[2U * i], 2U);
        octets[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return gbcs_bytes_of(octets, size);
}

static gbcs_header header_of(char *const *arguments)
{
    gbcs_header header = {
        .cra = (gbcs_cra)integer_of(arguments[0]),
        .counter = integer_of(arguments[1]),
        .originator = integer_of(arguments[2]),
        .recipient = integer_of(arguments[3]),
        .message_code = (uint16_t)integer_of(arguments[4]),
        .date_time = octets_of(arguments[5]),
        .other_form = (gbcs_other_form)integer_of(arguments[6]),
        .party = integer_of(arguments[7]),
        .party_counter = integer_of(arguments[8]),
        .party_originator_counter = integer_of(arguments[9]),
        .party_certificate = octets_of(arguments[10]),
    };
    return header;
}

static gbcs_shared_secret secret_of(const char *text)
{
    gbcs_shared_secret secret;
    const gbcs_bytes z = octets_of(text);

    memset(&secret, 0, sizeof secret);
    memcpy(secret.z, z.data, (z.size < sizeof secret.z) ? z.size : sizeof secret.z);
    return secret;
}

static void put_octets(gbcs_bytes octets)
{
    putchar(' ');
    if (octets.size == 0U) {
        putchar('-');
    }
    for (size_t i = 0U; i < octets.size; i++) {
        printf("%02x", octets.data[i]);
    }
}

static void put_status(gbcs_status status)
{
    fputs((status == GBCS_OK) ? "ok" : gbcs_status_name(status), stdout);
}

/** Answers with what a writer holds. */
static void put_written(const gbcs_writer *writer)
{
    put_status(writer->status);
    if (writer->status == GBCS_OK) {
        put_octets(gbcs_writer_bytes(writer));
    }
}

/** parse MESSAGE -> HEADER, payload, signature, MAC, signed octets, MACed octets */
static void parse(char *const *arguments)
{
    gbcs_frame frame;
    const gbcs_status status = gbcs_frame_parse(octets_of(arguments[0]), &frame);
    const gbcs_header *header = &frame.header;

    put_status(status);
    if (status == GBCS_OK) {
        printf(" %x %" PRIx64 " %" PRIx64 " %" PRIx64 " %x", (unsigned int)header->cra,
               header->counter, header->originator, header->recipient, header->message_code);
        put_octets(header->date_time);
        printf(" %x %" PRIx64 " %" PRIx64 " %" PRIx64, (unsigned int)header->other_form,
               header->party, header->party_counter, header->party_originator_counter);
        put_octets(header->party_certificate);
        put_octets(frame.payload);
        put_octets(frame.signature);
        put_octets(frame.mac);
        put_octets(frame.signed_octets);
        put_octets(frame.maced_octets);
    }
}

/** verify Z POINT MESSAGE -> what the MAC, what the signature says; only if it parses */
static void verify(char *const *arguments)
{
    const gbcs_shared_secret secret = secret_of(arguments[0]);
    gbcs_public_key key;
    gbcs_frame frame;
    gbcs_status status = gbcs_public_key_from(&crypto, octets_of(arguments[1]), &key);

    if (status == GBCS_OK) {
        status = gbcs_frame_parse(octets_of(arguments[2]), &frame);
    }
    put_status(status);
    if (status == GBCS_OK) {
        putchar(' ');
        put_status(gbcs_mac_verify(&crypto, &secret, &frame));
        putchar(' ');
        put_status(gbcs_signature_verify(&crypto, &key, &frame));
    }
}

/** Builds with a buffer that has room octets and holds the payload at its end. */
static gbcs_writer build_into(size_t room, const gbcs_header *header, gbcs_bytes payload,
                              const gbcs_protection *protection)
{
    uint8_t *buffer = claim(room + payload.size);
    gbcs_writer writer = gbcs_writer_of(buffer, room);

    if (payload.size > 0U) {
        memcpy(&buffer[room], payload.data, payload.size);
    }
    gbcs_write_message(&crypto, header, gbcs_bytes_of(&buffer[room], payload.size), protection,
                       &writer);
    return writer;
}

/** build HEADER PAYLOAD PRIVATE-KEY SIGNATURE Z -> message; "GBCS_ERR_..." or "uneven" */
static void build(char *const *arguments)
{
    const gbcs_header header = header_of(arguments);
    const gbcs_bytes payload = octets_of(arguments[HEADER_ARGUMENTS]);
    const gbcs_bytes scalar = octets_of(arguments[HEADER_ARGUMENTS + 1U]);
    const gbcs_shared_secret secret = secret_of(arguments[HEADER_ARGUMENTS + 3U]);
    gbcs_private_key key;
    gbcs_protection protection = {NULL, octets_of(arguments[HEADER_ARGUMENTS + 2U]), NULL};
    gbcs_status status = GBCS_OK;
    gbcs_writer writer;
    gbcs_writer tight;
    size_t size;

    if (scalar.size > 0U) {
        status = gbcs_private_key_from(scalar, &key);
        protection.signing_key = &key;
    }
    if (strcmp(arguments[HEADER_ARGUMENTS + 3U], "-") != 0) {
        protection.secret = &secret;
    }
    if (status == GBCS_OK) {
        size = gbcs_message_size(&header, payload.size, &protection);
        writer = build_into(size, &header, payload, &protection);
        tight = build_into(size - 1U, &header, payload, &protection);
        if ((writer.status == GBCS_OK) &&
            ((writer.used != size) || (tight.status != GBCS_ERR_SPACE) || (tight.used != 0U))) {
            fputs("uneven", stdout);
        } else {
            put_written(&writer);
        }
    } else {
        put_status(status);
    }
}

/** agree PRIVATE-KEY POINT -> Z */
static void agree(char *const *arguments)
{
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    gbcs_shared_secret secret;
    gbcs_status status = gbcs_private_key_from(octets_of(arguments[0]), &private_key);

    if (status == GBCS_OK) {
        status = gbcs_public_key_from(&crypto, octets_of(arguments[1]), &public_key);
    }
    if (status == GBCS_OK) {
        status = gbcs_ecdh(&crypto, &private_key, &public_key, &secret);
    }
    put_status(status);
    if (status == GBCS_OK) {
        put_octets(gbcs_bytes_of(secret.z, sizeof secret.z));
    }
}

/** derive Z PURPOSE ORIGINATOR COUNTER RECIPIENT -> key */
static void derive(char *const *arguments)
{
    const gbcs_shared_secret secret = secret_of(arguments[0]);
    const gbcs_key_info info = {(gbcs_purpose)integer_of(arguments[1]), integer_of(arguments[2]),
                                integer_of(arguments[3]), integer_of(arguments[4])};
    gbcs_aes_key key;

    gbcs_derive_key(&crypto, &secret, &info, &key);
    put_status(GBCS_OK);
    put_octets(gbcs_bytes_of(key.octets, sizeof key.octets));
}

/** seal Z HEADER PLAIN -> sealed */
static void seal(char *const *arguments)
{
    const gbcs_shared_secret secret = secret_of(arguments[0]);
    const gbcs_header header = header_of(&arguments[1]);
    const gbcs_key_info info = gbcs_encryption_key_info(&header);
    const gbcs_bytes plain = octets_of(arguments[HEADER_ARGUMENTS + 1U]);
    const size_t room = plain.size + GBCS_SEAL_OVERHEAD;
    gbcs_writer writer = gbcs_writer_of(claim(room), room);

    gbcs_seal(&crypto, &secret, &info, plain, &writer);
    put_written(&writer);
}

/** unseal Z HEADER SEALED -> plain */
static void unseal(char *const *arguments)
{
    const gbcs_shared_secret secret = secret_of(arguments[0]);
    const gbcs_header header = header_of(&arguments[1]);
    const gbcs_key_info info = gbcs_encryption_key_info(&header);
    const gbcs_bytes sealed = octets_of(arguments[HEADER_ARGUMENTS + 1U]);
    const size_t room =
        (sealed.size > GBCS_SEAL_OVERHEAD) ? (sealed.size - GBCS_SEAL_OVERHEAD) : 0U;
    gbcs_writer writer = gbcs_writer_of(claim(room), room);
    const gbcs_status status = gbcs_unseal(&crypto, &secret, &info, sealed, &writer);

    if (status == writer.status) {
        put_written(&writer);
    } else {
        fputs("uneven", stdout);
    }
}

/** dlms Z HEADER PLAIN -> the two values of protected data */
static void dlms(char *const *arguments)
{
    const gbcs_shared_secret secret = secret_of(arguments[0]);
    const gbcs_header header = header_of(&arguments[1]);
    const gbcs_bytes plain = octets_of(arguments[HEADER_ARGUMENTS + 1U]);
    const size_t room = plain.size + 128U;
    gbcs_writer writer = gbcs_writer_of(claim(room), room);

    gbcs_write_dlms_protected(&crypto, &secret, &header, plain, &writer);
    put_written(&writer);
}

/** gbz Z HEADER CONTROL CLUSTER COUNTER FROM FRAME-CONTROL SEQUENCE COMMAND PLAIN -> component */
static void gbz(char *const *arguments)
{
    const gbcs_shared_secret secret = secret_of(arguments[0]);
    const gbcs_header header = header_of(&arguments[1]);
    char *const *fields = &arguments[HEADER_ARGUMENTS + 1U];
    const gbcs_gbz_component component = {
        .control = (uint8_t)integer_of(fields[0]),
        .cluster = (uint16_t)integer_of(fields[1]),
        .frame_counter = (uint8_t)integer_of(fields[2]),
        .from_date_time = (uint32_t)integer_of(fields[3]),
        .frame_control = (uint8_t)integer_of(fields[4]),
        .sequence = (uint8_t)integer_of(fields[5]),
        .command = (uint8_t)integer_of(fields[6]),
        .body = octets_of(fields[7]),
    };
    const size_t room = component.body.size + 64U;
    gbcs_writer writer = gbcs_writer_of(claim(room), room);

    gbcs_write_gbz_protected(&crypto, &secret, &header, &component, &writer);
    put_written(&writer);
}

/** open Z MESSAGE -> the plain octets of each sealed block */
static void open_blocks(char *const *arguments)
{
    const gbcs_shared_secret secret = secret_of(arguments[0]);
    const gbcs_bytes message = octets_of(arguments[1]);
    uint8_t *buffer = claim(message.size);
    gbcs_writer writer;
    gbcs_frame frame;
    gbcs_sealed_walk walk;
    gbcs_bytes sealed;
    gbcs_key_info info;
    gbcs_status status = gbcs_frame_parse(message, &frame);

    if (status == GBCS_OK) {
        status = gbcs_sealed_walk_of(&frame, &walk);
    }
    put_status(status);
    if (status == GBCS_OK) {
        info = gbcs_encryption_key_info(&frame.header);
        while (gbcs_sealed_next(&walk, &sealed)) {
            writer = gbcs_writer_of(buffer, message.size);
            status = gbcs_unseal(&crypto, &secret, &info, sealed, &writer);
            if (status == GBCS_OK) {
                put_octets(gbcs_writer_bytes(&writer));
            } else {
                printf(" %s", gbcs_status_name(status));
            }
        }
    }
}

/** block OCTETS -> the fields, and the block written anew from them */
static void block(char *const *arguments)
{
    const gbcs_bytes octets = octets_of(arguments[0]);
    gbcs_writer writer = gbcs_writer_of(claim(octets.size), octets.size);
    gbcs_gbt_block parsed;
    const gbcs_status status = gbcs_gbt_parse(octets, &parsed);

    put_status(status);
    if (status == GBCS_OK) {
        printf(" %x %" PRIx64 " %" PRIx64 " %" PRIx64 " %x %x %x %x", (unsigned int)parsed.cra,
               parsed.counter, parsed.originator, parsed.recipient, parsed.message_code,
               parsed.control, parsed.number, parsed.acknowledged);
        put_octets(parsed.data);
        gbcs_write_gbt(&writer, &parsed);
        put_octets(gbcs_writer_bytes(&writer));
    }
}

static void put_use_case(const gbcs_use_case *row)
{
    if (row == NULL) {
        fputs("none", stdout);
    } else {
        printf("ok %04x %02x %03x %02x %x %x %s", row->code, row->devices, row->roles, row->flags,
               (unsigned int)row->category, (unsigned int)row->family,
               gbcs_use_case_name(row->code));
    }
}

/** use-case CODE -> code, devices, roles, flags, category, family, name; or "none" */
static void use_case(char *const *arguments)
{
    put_use_case(gbcs_use_case_find((uint16_t)integer_of(arguments[0])));
}

/** use-case-at INDEX -> the same */
static void use_case_at(char *const *arguments)
{
    put_use_case(gbcs_use_case_at((size_t)integer_of(arguments[0])));
}

static const struct {
    const char *verb;
    size_t arguments;
    void (*answer)(char *const *arguments);
} VERBS[] = {
    {"parse", 1U, parse},
    {"verify", 3U, verify},
    {"build", HEADER_ARGUMENTS + 4U, build},
    {"agree", 2U, agree},
    {"derive", 5U, derive},
    {"seal", HEADER_ARGUMENTS + 2U, seal},
    {"unseal", HEADER_ARGUMENTS + 2U, unseal},
    {"dlms", HEADER_ARGUMENTS + 2U, dlms},
    {"gbz", HEADER_ARGUMENTS + 9U, gbz},
    {"open", 2U, open_blocks},
    {"block", 1U, block},
    {"use-case", 1U, use_case},
    {"use-case-at", 1U, use_case_at},
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
    release();
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
