/**
 * @file
 * A meter and what it is sent: the input is a row of steps, each a message or some time that passes.
 * A message may be raw, or one whose MAC and signature are made anew with the right keys, so that it
 * is judged by all that comes after. What is refused changes no counter, and no counter is executed
 * twice.
 *
 *     step     kind, and what it takes
 *     00       a message as it is: size (2), octets
 *     01       the same, MAC and signature right
 *     02       the same, with a counter above all others, for the device
 *     03       a command of the meter's own making: Message Code (2), role, counter (1)
 *     04       time passes: seconds (2)
 *     05       power goes off and on
 *     06       how the application answers from here on (1)
 *     07       the application completes what it has put off
 *     08       a command as of 03 in blocks of this size (1), in the order of the octets that follow
 */
#include "device.h"
#include "fuzz.h"

/** Kinds of steps. */
#define STEPS 9U
/** Most signatures that are verified for a message that is accepted. */
#define MOST_VERIFIED (1U + (2U * GBCS_CELLS))
/** Most steps of one input. */
#define MOST_STEPS 24U

static device fresh;
static device d;
static uint64_t next_counter;
static br_ecdsa_vrfy real_verify;
static uint32_t verifications;

static uint32_t count_verify(const br_ec_impl *impl, const void *hash, size_t size,
                             const br_ec_public_key *key, const void *signature, size_t length)
{
    verifications++;
    return real_verify(impl, hash, size, key, signature, length);
}

/* ---- what must hold ------------------------------------------------------------------------- */

/** Counters, as they are in RAM. */
typedef struct snapshot {
    uint64_t last[GBCS_ROLES];
    gbcs_dated_counter dated[GBCS_DATED_COUNTERS];
    size_t dated_count;
    uint64_t last_id;
    uint32_t asked;
} snapshot;

static snapshot take(void)
{
    snapshot s;

    memset(&s, 0, sizeof s);
    memcpy(s.last, d.meter.replay.last, sizeof s.last);
    for (size_t i = 0U; i < d.meter.replay.dated_count; i++) {
        s.dated[i] = d.meter.replay.dated[i];
    }
    s.dated_count = d.meter.replay.dated_count;
    s.last_id = d.meter.replay.last_id;
    s.asked = d.application.asked;
    return s;
}

static bool same_counters(const snapshot *a, const snapshot *b)
{
    bool same = (memcmp(a->last, b->last, sizeof a->last) == 0) &&
                (a->dated_count == b->dated_count) && (a->last_id == b->last_id);

    for (size_t i = 0U; same && (i < a->dated_count); i++) {
        same = (a->dated[i].counter == b->dated[i].counter) &&
               (a->dated[i].id.code == b->dated[i].id.code) &&
               (a->dated[i].id.role == b->dated[i].id.role);
    }
    return same;
}

/** The counter that guards a command, as a snapshot has it. */
static uint64_t guard(const snapshot *s, uint16_t code, uint8_t role, const gbcs_date *date)
{
    uint64_t counter = 0U;

    if (date->dating == GBCS_DATING_IMMEDIATE) {
        counter = s->last[role];
    } else {
        for (size_t i = 0U; i < s->dated_count; i++) {
            if ((s->dated[i].id.code == code) && (s->dated[i].id.role == role)) {
                counter = s->dated[i].counter;
            }
        }
    }
    return counter;
}

/** A guarded command is executed with a counter above the one held before. */
static void check_executed(const snapshot *before)
{
    const test_application *a = &d.application;
    const gbcs_use_case *use_case = gbcs_use_case_find(a->code);

    REQUIRE(a->asked <= (before->asked + 2U));
    REQUIRE((a->asked == before->asked) || (use_case != NULL));
    if ((a->asked > before->asked) && (a->resumed == 0U) &&
        ((use_case->flags & (GBCS_USE_REPLAY | GBCS_USE_TOP_UP)) == GBCS_USE_REPLAY)) {
        const snapshot after = take();
        REQUIRE(guard(&after, a->code, a->role, &a->date) >
                guard(before, a->code, a->role, &a->date));
    }
    d.application.resumed = 0U;
}

static void receive(gbcs_bytes octets)
{
    const snapshot before = take();
    uint8_t *exact = fuzz_memory(octets.size);
    const uint32_t verified = verifications;
    gbcs_status status;
    snapshot after;

    if (octets.size > 0U) {
        memcpy(exact, octets.data, octets.size);
    }
    status = gbcs_meter_receive(&d.meter, gbcs_bytes_of(exact, octets.size));
    free(exact);
    after = take();
    REQUIRE(!d.meter.busy && d.meter.ready);
    REQUIRE(gbcs_status_class_of(status) != GBCS_CLASS_STORAGE);
    /* the message, and of an update that was accepted two for each replacement */
    REQUIRE((verifications - verified) <= ((status == GBCS_OK) ? MOST_VERIFIED : 1U));
    if (status != GBCS_OK) {
        REQUIRE(same_counters(&before, &after) || (after.asked > before.asked));
    }
    check_executed(&before);
}

/* ---- steps ---------------------------------------------------------------------------------- */

static size_t number_of(gbcs_entity_id id)
{
    size_t number = STRANGER;

    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        number = (d.parties[i].id == id) ? i : number;
    }
    return number;
}

/** The message again, with the protection that it says it has, made with the right keys. */
static void give_authentic(gbcs_bytes octets, bool addressed)
{
    gbcs_frame frame;
    gbcs_shared_secret secret;
    gbcs_protection protection = {NULL, {NULL, 0U}, NULL};
    static uint8_t buffer[2U * DEVICE_MESSAGE];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    if (gbcs_frame_parse(octets, &frame) == GBCS_OK) {
        if (addressed) {
            next_counter++;
            frame.header.cra = GBCS_CRA_COMMAND;
            frame.header.recipient = DEVICE_ID;
            frame.header.counter = next_counter;
        }
        if (frame.mac.size > 0U) {
            device_must(device_secret(&d, GBCS_ROLE_ACB, &secret));
            protection.secret = &secret;
        }
        if (frame.signature.size > 0U) {
            protection.signing_key = &d.parties[number_of(frame.header.originator)].signature_key;
        }
        gbcs_write_message(&d.crypto, &frame.header, frame.payload, &protection, &writer);
        if (writer.status == GBCS_OK) {
            receive(gbcs_writer_bytes(&writer));
        }
    }
}

/** A command of a code and a role, as the parties make them. */
static gbcs_bytes own_command(gbcs_reader *reader, uint8_t *buffer, size_t room)
{
    const uint16_t code = gbcs_read_u16(reader);
    const uint8_t role = gbcs_read_u8(reader) % GBCS_ROLES;
    const uint8_t ahead = gbcs_read_u8(reader);
    const gbcs_use_case *use_case = gbcs_use_case_find(code);
    recipe of = {.code = code, .from = role, .form = GBCS_FORM_MACED};
    gbcs_writer writer = gbcs_writer_of(buffer, room);

    next_counter += ahead & 0x0FU;
    of.counter = next_counter;
    if (use_case != NULL) {
        of.form = gbcs_command_form(use_case, d.device_type, role);
    }
    if (of.form != GBCS_FORM_BARE) {
        device_command(&d, &of, &writer);
    }
    return gbcs_writer_bytes(&writer);
}

static void give_blocks(gbcs_reader *reader)
{
    static uint8_t buffer[DEVICE_MESSAGE];
    uint8_t octets[GBCS_GBT_MESSAGE_SIZE];
    const size_t size = 8U + gbcs_read_u8(reader);
    const gbcs_bytes whole = own_command(reader, buffer, sizeof buffer);
    const size_t count = (whole.size + size - 1U) / size;
    gbcs_frame frame;

    for (size_t i = 0U; (i < count) && (count <= GBCS_GBT_BLOCKS); i++) {
        const size_t number = 1U + ((i + (gbcs_read_u8(reader) & 3U)) % count);
        const size_t offset = (number - 1U) * size;
        gbcs_gbt_block block;
        gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

        device_must(gbcs_frame_parse(whole, &frame));
        memset(&block, 0, sizeof block);
        block.cra = frame.header.cra;
        block.counter = frame.header.counter;
        block.originator = frame.header.originator;
        block.recipient = frame.header.recipient;
        block.message_code = frame.header.message_code;
        block.number = (uint16_t)number;
        block.control = (number == count) ? GBCS_GBT_LAST : GBCS_GBT_STREAMING;
        block.data =
            gbcs_bytes_slice(whole, offset, (number == count) ? (whole.size - offset) : size);
        gbcs_write_gbt(&writer, &block);
        if (writer.status == GBCS_OK) {
            receive(gbcs_writer_bytes(&writer));
        }
    }
}

static void tick(void)
{
    const snapshot before = take();
    uint32_t next = 0U;

    REQUIRE(gbcs_meter_tick(&d.meter, &next) == GBCS_OK);
    REQUIRE(next > 0U);
    check_executed(&before);
}

static void reboot(void)
{
    const snapshot before = take();

    REQUIRE(device_reboot(&d) == GBCS_OK);
    /* nothing that was taken is forgotten */
    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        REQUIRE(d.meter.replay.last[i] == before.last[i]);
    }
    REQUIRE(d.meter.replay.dated_count == before.dated_count);
    tick();
}

static void complete(void)
{
    static uint8_t octets[] = {0xDA, 0x20, 0x00, 0x00, 0x01, 0x00,
                               0x00, 0x01, 0x00, 0x01, 0x01, 0x00};
    gbcs_answer answer;
    gbcs_status status;

    memset(&answer, 0, sizeof answer);
    answer.payload = gbcs_writer_of(octets, sizeof octets);
    answer.payload.used = sizeof octets;
    status = gbcs_meter_complete(&d.meter, d.application.id, &answer);
    REQUIRE(gbcs_status_class_of(status) != GBCS_CLASS_STORAGE);
}

static void step(gbcs_reader *reader)
{
    static uint8_t buffer[DEVICE_MESSAGE];
    const uint8_t kind = gbcs_read_u8(reader) % STEPS;
    gbcs_bytes octets = {NULL, 0U};

    if (kind <= 2U) {
        const size_t size = gbcs_read_u16(reader);
        const size_t left = gbcs_reader_left(reader);
        octets = gbcs_read_bytes(reader, (size < left) ? size : left);
    }
    switch (kind) {
    case 0U:
        receive(octets);
        break;
    case 1U:
        give_authentic(octets, false);
        break;
    case 2U:
        give_authentic(octets, true);
        break;
    case 3U:
        receive(own_command(reader, buffer, sizeof buffer));
        break;
    case 4U:
        gbcs_memory_pass(&d.memory, gbcs_read_u16(reader));
        tick();
        break;
    case 5U:
        reboot();
        break;
    case 6U:
        d.application.reply = (gbcs_reply)(gbcs_read_u8(reader) & 3U);
        break;
    case 7U:
        complete();
        break;
    default:
        give_blocks(reader);
        break;
    }
}

/** A device as it left the factory, without making it anew: only its views of itself are set. */
static void begin(void)
{
    static bool made;

    if (!made) {
        device_must(device_init(&fresh, GBCS_DEVICE_ESME));
        made = true;
    }
    d = fresh;
    d.memory.medium = d.medium;
    d.memory.sizes = d.sizes;
    d.port.context = &d.memory;
    d.setup.port = &d.port;
    d.setup.crypto = &d.crypto;
    d.setup.application.context = &d.application;
    d.setup.store_buffer = d.store_buffer;
    d.setup.input = d.input;
    d.setup.output = d.output;
    /* the input decides what is looked at, not the cost of signatures */
    device_make_quick(&d);
    real_verify = d.crypto.verify;
    d.crypto.verify = count_verify;
    device_must(gbcs_meter_boot(&d.meter, &d.setup));
    next_counter = 0x100000000U;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(data, size));

    begin();
    for (size_t i = 0U; (i < MOST_STEPS) && (gbcs_reader_left(&reader) > 0U); i++) {
        step(&reader);
    }
    REQUIRE(gbcs_meter_stop(&d.meter) == GBCS_OK);
    return 0;
}
