/*
 * What is left in memory after each call of a meter: the call runs on a stack of its own, which is
 * painted before. Then stack, buffers, the meter itself and all static data are searched for each
 * run of eight octets of a private key, a shared secret, a derived key, a key of the storage, a
 * nonce of a signature, and of what was encrypted.
 *
 * Registers are not searched. Only for Linux on x86-64.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "device.h"
#include "needle.h"

#define STACK_SIZE ((size_t)262144U)
#define PAINT 0xA5U
/** Places where something was found that are told of a call. */
#define MOST_TOLD 12U
/** Message Codes: read; encrypted read; the same also for another party; guarded; critical; CS02a. */
#define READ 0x004EU
#define SECRET_READ 0x0060U
#define OTHER_READ 0x0037U
#define GUARDED 0x0023U
#define CRITICAL 0x0020U
#define DETAILS 0x0008U
#define BILLING_ALERT 0x0061U

/** Where static data begins and ends: names of the GNU linker. */
extern uint8_t __data_start[]; /* NOLINT */
extern uint8_t _end[];         /* NOLINT */

/** Something found. */
typedef struct finding {
    const char *name;
    size_t count;
    const uint8_t *first;
    const uint8_t *last;
} finding;

/** What was found in one area. */
typedef struct findings {
    finding list[MOST_TOLD];
    size_t count;
} findings;

/** The call under test. */
typedef struct call {
    gbcs_status (*run)(const struct call *call);
    gbcs_bytes octets;
    const gbcs_occurrence *occurrence;
    uint64_t id;
    const gbcs_answer *answer;
    gbcs_status status;
} call;

/* all on the heap or in read-only data, but for pointers: static data is searched */
static device *d;
static needles *sought;
static uint8_t *stack;
static uint8_t *message;
static gbcs_shared_secret *party_secret;
static call *now;
static ucontext_t *here;
static ucontext_t *there;
static uint32_t sent_before;
static uint64_t counter;
static unsigned int failures;
static unsigned int calls;
static size_t deepest;

static void *heap(size_t size)
{
    void *memory = calloc(1U, size);

    if (memory == NULL) {
        abort();
    }
    return memory;
}

/* ---- what is sought ------------------------------------------------------------------------- */

/** Keys of a message: of its MAC, and of what is encrypted in it. */
static void seek_keys(const gbcs_header *header, const gbcs_shared_secret *secret)
{
    const gbcs_key_info infos[2] = {gbcs_mac_key_info(header), gbcs_encryption_key_info(header)};
    gbcs_crypto plain;

    gbcs_crypto_default(&plain);
    for (size_t i = 0U; i < 2U; i++) {
        gbcs_aes_key key;
        gbcs_derive_key(&plain, secret, &infos[i], &key);
        needles_add_key(sought, &plain, key.octets, "key of a message");
    }
}

static void seek_message(gbcs_bytes octets)
{
    gbcs_frame frame;
    gbcs_shared_secret secret;
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_crypto plain;

    if (gbcs_frame_parse(octets, &frame) == GBCS_OK) {
        for (size_t i = 0U; i < GBCS_ROLES; i++) {
            device_must(device_secret(d, i, &secret));
            seek_keys(&frame.header, &secret);
        }
        seek_keys(&frame.header, party_secret);
        if (frame.signature.size > 0U) {
            gbcs_crypto_default(&plain);
            gbcs_sha256_of(&plain, frame.signed_octets, digest);
            needles_add_nonce(sought, &d->self.signature_key, digest, "nonce of a signature");
        }
    }
}

/** A key that the store derives from the storage key. */
static void seek_storage_key(const char *label, const char *name)
{
    uint8_t input[16U + GBCS_STORAGE_KEY_SIZE];
    uint8_t key[GBCS_DIGEST_SIZE];
    gbcs_crypto plain;

    gbcs_crypto_default(&plain);
    memcpy(input, label, 16U);
    memcpy(&input[16], d->memory.key, GBCS_STORAGE_KEY_SIZE);
    gbcs_sha256_of(&plain, gbcs_bytes_of(input, sizeof input), key);
    needles_add_number(sought, key, name);
    needles_add_key(sought, &plain, key, name);
}

static void seek_all(void)
{
    gbcs_shared_secret secret;
    gbcs_crypto plain;

    gbcs_crypto_default(&plain);
    needles_add_number(sought, d->self.signature_key.scalar, "private key, signature");
    needles_add_number(sought, d->self.agreement_key.scalar, "private key, agreement");
    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        device_must(device_secret(d, i, &secret));
        needles_add_number(sought, secret.z, "shared secret");
    }
    needles_add_number(sought, party_secret->z, "shared secret, other party");
    needles_add_key(sought, &plain, d->memory.key, "storage key");
    seek_storage_key("GBCS record seal", "storage key for sealing");
    seek_storage_key("GBCS record salt", "storage key for nonces");
}

/* ---- the search ----------------------------------------------------------------------------- */

static void note(void *context, const uint8_t *place, const char *name)
{
    findings *f = context;
    size_t i = 0U;

    while ((i < f->count) && (f->list[i].name != name)) {
        i++;
    }
    if (i < MOST_TOLD) {
        if (i == f->count) {
            f->list[i] = (finding){name, 0U, place, place};
            f->count++;
        }
        f->list[i].count++;
        f->list[i].last = place;
    }
}

/** Searches one area; tells what was found by its distance from an end of it. */
static size_t search(const char *what, const char *where, const void *start, const void *end,
                     bool from_end)
{
    const uint8_t *first = start;
    const uint8_t *last = end;
    findings *f = heap(sizeof *f);
    size_t found;

    needles_search(sought, gbcs_bytes_of(first, (size_t)(last - first)), note, f);
    found = f->count;
    for (size_t i = 0U; (i < found) && (what != NULL); i++) {
        const finding *one = &f->list[i];
        (void)printf("%s: %s in %s, %zu runs, octets %td to %td\n", what, one->name, where,
                     one->count, from_end ? (last - one->first) : (one->first - first),
                     from_end ? (last - one->last) : (one->last - first));
    }
    free(f);
    return found;
}

/** Searches everything, the shared secrets that a running meter keeps excepted. */
static size_t search_all(const char *what)
{
    const uint8_t *kept = (const uint8_t *)d->meter.trust.secrets;
    const uint8_t *after = (GBCS_KEEP_SECRETS && (d->meter.trust.secrets_held != 0U))
                               ? &kept[sizeof d->meter.trust.secrets]
                               : kept;
    const uint8_t *key = d->memory.key;
    size_t found = search(what, "the stack", stack, &stack[STACK_SIZE], true);

    found += search(what, "medium and buffers", d->medium, key, false);
    found += search(what, "port and meter", &key[sizeof d->memory.key], kept, false);
    found += search(what, "the meter and what it has sent", after, &d->self, false);
    found += search(what, "static data", __data_start, _end, false);
    return found;
}

/** How much of the stack is not as it was painted. */
static size_t stack_used(void)
{
    size_t clean = 0U;

    while ((clean < STACK_SIZE) && (stack[clean] == PAINT)) {
        clean++;
    }
    return STACK_SIZE - clean;
}

/* ---- a call on a stack of its own ----------------------------------------------------------- */

static void trampoline(void)
{
    now->status = now->run(now);
}

static void on_painted_stack(call *c)
{
    memset(stack, PAINT, STACK_SIZE);
    now = c;
    sent_before = d->application.sent_count;
    if (getcontext(there) != 0) {
        abort();
    }
    there->uc_stack.ss_sp = stack;
    there->uc_stack.ss_size = STACK_SIZE;
    there->uc_link = here;
    makecontext(there, trampoline, 0);
    if (swapcontext(here, there) != 0) {
        abort();
    }
    for (uint32_t i = sent_before; i != d->application.sent_count; i++) {
        const sent_message *sent = &d->application.sent[i % DEVICE_SENT];
        seek_message(gbcs_bytes_of(sent->octets, sent->size));
    }
}

/** Makes a call, expects a status, and looks at what it left behind. */
static void expect(const char *what, call *c, gbcs_status status)
{
    on_painted_stack(c);
    calls++;
    if (c->status != status) {
        (void)printf("%s: %s\n", what, gbcs_status_text(c->status));
        failures++;
    }
    if (stack_used() > deepest) {
        deepest = stack_used();
    }
    failures += (search_all(what) > 0U) ? 1U : 0U;
}

/* ---- the calls ------------------------------------------------------------------------------ */

static gbcs_status run_boot(const call *c)
{
    (void)c;
    return gbcs_meter_boot(&d->meter, &d->setup);
}

static gbcs_status run_provision(const call *c)
{
    (void)c;
    return device_hand_cells(d, GBCS_ROLE_ROOT, GBCS_ROLE_ROOT);
}

static gbcs_status run_seal(const call *c)
{
    (void)c;
    return gbcs_meter_seal(&d->meter);
}

static gbcs_status run_receive(const call *c)
{
    return gbcs_meter_receive(&d->meter, c->octets);
}

static gbcs_status run_tick(const call *c)
{
    uint32_t next;

    (void)c;
    return gbcs_meter_tick(&d->meter, &next);
}

static gbcs_status run_raise(const call *c)
{
    return gbcs_meter_raise(&d->meter, c->occurrence);
}

static gbcs_status run_complete(const call *c)
{
    return gbcs_meter_complete(&d->meter, c->id, c->answer);
}

static gbcs_status run_erase(const call *c)
{
    (void)c;
    return gbcs_meter_erase(&d->meter);
}

static gbcs_status run_stop(const call *c)
{
    (void)c;
    return gbcs_meter_stop(&d->meter);
}

/** What is left by someone who does not clean up: a shared secret, computed by BearSSL. */
static gbcs_status run_leak(const call *c)
{
    uint8_t point[GBCS_POINT_SIZE];

    (void)c;
    memcpy(point, d->parties[GBCS_ROLE_ACB].agreement_point.point, sizeof point);
    (void)br_ec_p256_m31.mul(point, sizeof point, d->self.agreement_key.scalar, GBCS_SCALAR_SIZE,
                             BR_EC_secp256r1);
    gbcs_wipe(point, sizeof point);
    return GBCS_OK;
}

/* ---- what is done with the meter ------------------------------------------------------------ */

static void plain_call(const char *what, gbcs_status (*run)(const call *c), gbcs_status status)
{
    call c = {.run = run};

    expect(what, &c, status);
}

/** Makes a command by a recipe; the counter is the next one if the recipe has none. */
static gbcs_bytes make(const recipe *of)
{
    gbcs_writer writer = gbcs_writer_of(message, DEVICE_MESSAGE);
    recipe made = *of;

    if (made.counter == 0U) {
        counter++;
        made.counter = counter;
    }
    device_command(d, &made, &writer);
    device_must(writer.status);
    seek_message(gbcs_writer_bytes(&writer));
    return gbcs_writer_bytes(&writer);
}

static void receive(const char *what, gbcs_bytes octets, gbcs_status status)
{
    call c = {.run = run_receive, .octets = octets};

    expect(what, &c, status);
}

static void give(const char *what, uint16_t code, uint8_t role, gbcs_form form)
{
    const recipe of = {.code = code, .from = role, .form = form};

    receive(what, make(&of), GBCS_OK);
}

/** The same with the last octet of its MAC or signature turned over. */
static void give_spoilt(const char *what, uint16_t code, uint8_t role, gbcs_form form,
                        gbcs_status status)
{
    const recipe of = {.code = code, .from = role, .form = form};
    const gbcs_bytes octets = make(&of);

    message[octets.size - 1U] ^= 1U;
    receive(what, octets, status);
}

/* A request of a protected attribute, and its answer before the value and after it. */
static const uint8_t PROTECTED[] = {0xD9, 0x20, 0x00, 0x00, 0x01, 0x00, 0x01, 0x03, 0x00, 0x1E,
                                    0x00, 0x00, 0x2B, 0x02, 0x08, 0xFF, 0x01, 0x01, 0x00};
static const uint8_t BEFORE[] = {0xDA, 0x20, 0x00, 0x00, 0x01, 0x00, 0x00, 0x01};
static const uint8_t AFTER[] = {0x01, 0x03, 0x00};
#define VALUE_SIZE 40U

/** A value that may be seen encrypted only, as A-XDR. */
static void write_value(gbcs_writer *writer)
{
    gbcs_crypto plain;
    uint8_t value[64];

    gbcs_crypto_default(&plain);
    gbcs_sha256_of(&plain, gbcs_bytes_of((const uint8_t *)"plain", 5U), value);
    gbcs_sha256_of(&plain, gbcs_bytes_of(value, 32U), &value[32]);
    needles_add_plain(sought, gbcs_bytes_of(value, VALUE_SIZE), "what is encrypted");
    gbcs_write_u8(writer, 0x09U);
    gbcs_write_u8(writer, VALUE_SIZE);
    gbcs_write_bytes(writer, gbcs_bytes_of(value, VALUE_SIZE));
}

static void give_encrypted(const char *what, recipe *of)
{
    uint8_t *answer = heap(128U);
    gbcs_writer writer = gbcs_writer_of(answer, 128U);

    gbcs_write_bytes(&writer, gbcs_bytes_of(BEFORE, sizeof BEFORE));
    write_value(&writer);
    gbcs_write_bytes(&writer, gbcs_bytes_of(AFTER, sizeof AFTER));
    of->payload = gbcs_bytes_of(PROTECTED, sizeof PROTECTED);
    d->application.payload = answer;
    d->application.payload_size = writer.used;
    sent_before = d->application.sent_count;
    receive(what, make(of), GBCS_OK);
    if (d->application.sent_count == sent_before) {
        (void)printf("%s: no answer\n", what);
        failures++;
    }
    d->application.payload = NULL;
    free(answer);
}

/* A certificate for key agreement, as test/pki makes them, of the party 00005EEF10000002. */
static const char CERTIFICATE[] =
    "3082019030820136a00302010202106b0ec20689a17dde8cbbc9dcb2c283c3300a06082a8648ce3d"
    "0403023021310b3009060355040b0c0230373112301006035504030c09417574686f72697479301e"
    "170d3232303130313030303030305a170d3331313233313233353935395a3021310b300906035504"
    "0b0c02303231123010060355042d03090000005eef100000023059301306072a8648ce3d02010608"
    "2a8648ce3d030107034200044b271ae3cc8603784fdbeeb42d8460425f75a161905b40b248d28037"
    "ebcf9344e852106d3c99b8fe57c66b46716d0926ffd4d2ac7ebd33c4b01d265fa7f9fa26a350304e"
    "300e0603551d0f0101ff04040302030830110603551d0e040a04084bfdd06cbdc225a53014060355"
    "1d200101ff040a3008300606048837010130130603551d23040c300a800841c7f6bad967e9d0300a"
    "06082a8648ce3d0403020348003045022056f2d83314f266ff5d6166bd3fb161145d6c2dba1db730"
    "ff9640c5575c32f0d6022100f1d3f9a5283e166c43d560b996bf0fe3466c6207dc8dc82af16b1fb3"
    "f5be1b53";
#define CERTIFICATE_ENTITY 0x00005EEF10000002U
#define CERTIFICATE_SIZE ((sizeof CERTIFICATE - 1U) / 2U)

static gbcs_bytes certificate(uint8_t octets[CERTIFICATE_SIZE])
{
    for (size_t i = 0U; i < CERTIFICATE_SIZE; i++) {
        const char digits[3] = {CERTIFICATE[2U * i], CERTIFICATE[(2U * i) + 1U], '\0'};
        octets[i] = (uint8_t)strtoul(digits, NULL, 16);
    }
    return gbcs_bytes_of(octets, CERTIFICATE_SIZE);
}

static void make_party_secret(void)
{
    uint8_t octets[CERTIFICATE_SIZE];
    gbcs_crypto plain;
    gbcs_credential credential;

    gbcs_crypto_default(&plain);
    device_must(gbcs_credential_organisation(&plain, certificate(octets), &credential));
    device_must(gbcs_ecdh(&plain, &d->self.agreement_key, &credential.key, party_secret));
}

static void give_for_other_party(void)
{
    uint8_t octets[CERTIFICATE_SIZE];
    const gbcs_header header = {.cra = GBCS_CRA_COMMAND,
                                .other_form = GBCS_OTHER_CERTIFICATE,
                                .party = CERTIFICATE_ENTITY,
                                .party_counter = 5U,
                                .party_certificate = certificate(octets)};
    recipe of = {
        .code = OTHER_READ, .from = GBCS_ROLE_ACB, .form = GBCS_FORM_MACED, .header = &header};

    give_encrypted("receive, encrypted for another party", &of);
}

/** A command that is too long for one message. */
static void give_in_blocks(void)
{
    static const uint8_t HEAD[] = {0xD9, 0x20, 0x00, 0x00, 0x01, 0x00, 0x01, 0x02,
                                   0x00, 0x01, 0x00, 0x00, 0x60, 0x01, 0x00, 0xFF,
                                   0x02, 0x01, 0x09, 0x82, 0x08, 0x00};
    const size_t size = 2048U;
    uint8_t *payload = heap(sizeof HEAD + size);
    uint8_t *block = heap(GBCS_GBT_MESSAGE_SIZE);
    const recipe of = {.code = GUARDED,
                       .from = GBCS_ROLE_SUPPLIER,
                       .form = GBCS_FORM_MACED,
                       .payload = gbcs_bytes_of(payload, sizeof HEAD + size)};
    gbcs_bytes whole;

    memcpy(payload, HEAD, sizeof HEAD);
    whole = make(&of);
    for (size_t i = 1U; i <= gbcs_block_count(whole.size); i++) {
        gbcs_writer writer = gbcs_writer_of(block, GBCS_GBT_MESSAGE_SIZE);
        gbcs_write_block(whole, i, &writer);
        receive("receive, block", gbcs_writer_bytes(&writer), GBCS_OK);
    }
    free(block);
    free(payload);
}

static void answer_later(void)
{
    const uint8_t *made = (const uint8_t[]){0xDA, 0x20, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0};
    gbcs_answer answer = {.payload = gbcs_writer_of((uint8_t *)heap(12U), 12U)};
    call c = {.run = run_complete, .answer = &answer};

    gbcs_write_bytes(&answer.payload, gbcs_bytes_of(made, 12U));
    d->application.reply = GBCS_REPLY_LATER;
    give("receive, answered later", GUARDED, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED);
    d->application.reply = GBCS_REPLY_NOW;
    c.id = d->application.id;
    expect("complete", &c, GBCS_OK);
    free(answer.payload.data);
}

static void raise_events(void)
{
    uint8_t *value = heap(64U);
    gbcs_writer writer = gbcs_writer_of(value, 64U);
    gbcs_occurrence occurrence = {.event = 0x8F60U};
    call c = {.run = run_raise, .occurrence = &occurrence};

    expect("raise, signed alert", &c, GBCS_OK);
    occurrence.event = 0x8006U;
    expect("raise, MACed alert", &c, GBCS_OK);
    write_value(&writer);
    occurrence.event = 0x8F0AU;
    occurrence.message_code = BILLING_ALERT;
    occurrence.element_count = 1U;
    occurrence.content = gbcs_writer_bytes(&writer);
    expect("raise, signed alert with encrypted content", &c, GBCS_OK);
    free(value);
}

static void refused(void)
{
    const recipe replayed = {
        .code = GUARDED, .from = GBCS_ROLE_SUPPLIER, .form = GBCS_FORM_MACED, .counter = 1U};

    give_spoilt("refuse, MAC", READ, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED, GBCS_ERR_MAC);
    give_spoilt("refuse, signature", DETAILS, GBCS_ROLE_TRANSITIONAL_COS, GBCS_FORM_SIGNED,
                GBCS_ERR_SIGNATURE);
    receive("refuse, replay", make(&replayed), GBCS_ERR_REPLAY);
    give_spoilt("refuse, critical", CRITICAL, GBCS_ROLE_SUPPLIER, GBCS_FORM_BOTH, GBCS_ERR_MAC);
    receive("refuse, nonsense", gbcs_bytes_of(PROTECTED, sizeof PROTECTED), GBCS_ERR_TAG);
}

static void a_life(void)
{
    recipe encrypted = {.code = SECRET_READ, .from = GBCS_ROLE_SUPPLIER, .form = GBCS_FORM_MACED};

    plain_call("boot, blank", run_boot, GBCS_OK);
    plain_call("provision", run_provision, GBCS_OK);
    plain_call("seal", run_seal, GBCS_OK);
    give("receive, MACed, first", READ, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED);
    give("receive, MACed, again", READ, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED);
    give("receive, signed", DETAILS, GBCS_ROLE_TRANSITIONAL_COS, GBCS_FORM_SIGNED);
    give("receive, both", CRITICAL, GBCS_ROLE_SUPPLIER, GBCS_FORM_BOTH);
    give("receive, guarded", GUARDED, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED);
    give_encrypted("receive, encrypted", &encrypted);
    give_for_other_party();
    give_in_blocks();
    refused();
    answer_later();
    raise_events();
    gbcs_memory_pass(&d->memory, 700U);
    plain_call("tick", run_tick, GBCS_OK);
    plain_call("stop", run_stop, GBCS_OK);
    plain_call("boot, again", run_boot, GBCS_OK);
    give("receive, after boot", READ, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED);
    plain_call("erase", run_erase, GBCS_OK);
    plain_call("stop, erased", run_stop, GBCS_OK);
}

/** Implementations: those at hand; with no special instructions; those of a small processor. */
static void choose(unsigned int choice, gbcs_crypto *crypto)
{
    if (choice == 1U) {
        crypto->aes_ctr = &br_aes_ct64_ctr_vtable;
        crypto->ghash = br_ghash_ctmul64;
    } else if (choice == 2U) {
        crypto->ec = &br_ec_p256_m15;
        crypto->sign = br_ecdsa_i15_sign_raw;
        crypto->verify = br_ecdsa_i15_vrfy_raw;
        crypto->aes_ctr = &br_aes_ct_ctr_vtable;
        crypto->ghash = br_ghash_ctmul32;
    } else {
        /* as they are */
    }
}

static void begin(unsigned int choice)
{
    device_must(device_init_blank(d, GBCS_DEVICE_ESME));
    choose(choice, &d->crypto);
    for (size_t i = 0U; i < sizeof d->memory.key; i++) {
        d->memory.key[i] = (uint8_t)((i * 0x6BU) + 0x17U);
    }
    make_party_secret();
    counter = 100U;
    sought = needles_new();
    seek_all();
}

/** Whether the search finds what it should: in each form, where nobody has cleaned up. */
static void check_search(void)
{
    call c = {.run = run_leak};

    on_painted_stack(&c);
    if (search(NULL, "", stack, &stack[STACK_SIZE], true) == 0U) {
        (void)printf("the search does not find what was left on purpose\n");
        failures++;
    }
    memset(stack, PAINT, STACK_SIZE);
    memcpy(&stack[STACK_SIZE / 2U], &d->self.signature_key.scalar[3], 8U);
    if (search(NULL, "", stack, &stack[STACK_SIZE], true) != 1U) {
        (void)printf("the search does not find eight octets\n");
        failures++;
    }
}

int main(void)
{
    d = heap(sizeof *d);
    stack = heap(STACK_SIZE);
    message = heap(DEVICE_MESSAGE);
    party_secret = heap(sizeof *party_secret);
    here = heap(sizeof *here);
    there = heap(sizeof *there);
    for (unsigned int choice = 0U; choice < 3U; choice++) {
        begin(choice);
        check_search();
        a_life();
        needles_free(sought);
    }
    (void)printf("secrets: %u calls, at most %zu octets of stack, %u with something left\n", calls,
                 deepest, failures);
    free(there);
    free(here);
    free(party_secret);
    free(message);
    free(stack);
    free(d);
    return (failures == 0U) ? EXIT_SUCCESS : EXIT_FAILURE;
}
