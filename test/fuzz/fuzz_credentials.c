/**
 * @file
 * Commands about credentials and joined devices, at a whole meter: the input says what is in them, and
 * each gets a counter, MAC and signature that are right, so that it comes to the service. Certificates
 * are changed, cut and exchanged, and may be signed anew after that.
 *
 * A command that was refused has changed nothing; a cell changes only if a response or an alert says so,
 * and to what it says; whoever is in the cells of the Access Control Broker is answered; a restart finds
 * everything as it was; what is spent on curve operations is bounded.
 *
 *     first    the device: ESME, GSME, Gas Proxy Function, ESME that makes keys; mod 4
 *     step     kind, and what it takes
 *     00       a command of a code from the list below (1), role (1; FF: that of its use case), payload:
 *              size (2), octets
 *     01       a command with its usual payload: code (1), role (1), octet to change (2), change (1)
 *     02       an update of credentials, see update_of()
 *     03       a certificate for the device (CS02d): choices (1), octet to change (2), change (1)
 *     04       a join (CS03, GCS59): code (1), method (1), device (1), type (1), choices (1)
 *     05       time passes: seconds, times 64 (2)
 *     06       power goes off and on
 *     07       how the application answers from here on (1)
 *     08       the application completes what it has put off, with this outcome (1)
 *     09       power goes after so many writes (1) of the next step
 */
#include "fuzz_device.h"
#include "gbcs/codec/ber.h"
#include "pki.h"

/** Kinds of steps. */
#define STEPS 10U
/** Most steps of one input. */
#define MOST_STEPS 16U
/** Curve operations of the gate and of the answer, and of a replacement (gbcs/credentials.h). */
#define CURVE_COMMAND 12U
#define CURVE_REPLACEMENT (3U + GBCS_PATH_CERTIFICATES)

/** Commands that the library serves, and one that it does not. */
static const uint16_t CODES[] = {0x0008, 0x000A, 0x000B, 0x000C, 0x000D, 0x000E, 0x000F,
                                 0x0010, 0x0013, 0x008C, 0x00AB, 0x00AF, 0x0100, 0x0101,
                                 0x0102, 0x0103, 0x0104, 0x0105, 0x0106, 0x0107, 0x0108,
                                 0x0109, 0x011B, 0x0125, 0x0126, 0x0012};
#define CODE_COUNT ((sizeof CODES) / (sizeof CODES[0]))
/** The updates among them. */
#define FIRST_UPDATE 12U
#define UPDATES 13U

static device fresh[4];
static device d;
static uint64_t next_counter;
static br_ecdsa_vrfy real_verify;
static const br_ec_impl *real_ec;
static br_ec_impl counting;
static uint32_t operations;

static uint32_t count_verify(const br_ec_impl *impl, const void *hash, size_t size,
                             const br_ec_public_key *key, const void *signature, size_t length)
{
    operations++;
    return real_verify(impl, hash, size, key, signature, length);
}

static uint32_t count_mul(unsigned char *g, size_t glen, const unsigned char *x, size_t xlen,
                          int curve)
{
    operations++;
    return real_ec->mul(g, glen, x, xlen, curve);
}

/* ---- what must hold -------------------------------------------------------------------------- */

/** What a refused command leaves alone. */
typedef struct snapshot {
    gbcs_cell cells[GBCS_CELLS];
    uint64_t last[GBCS_ROLES];
    size_t sizes[GBCS_RECORD_COUNT];
    uint8_t medium[GBCS_RECORD_COUNT * DEVICE_RECORD_SIZE];
    uint32_t sent;
} snapshot;

static void take(snapshot *s)
{
    memcpy(s->cells, d.meter.trust.cells, sizeof s->cells);
    memcpy(s->last, d.meter.replay.last, sizeof s->last);
    memcpy(s->sizes, d.sizes, sizeof s->sizes);
    memcpy(s->medium, d.medium, sizeof s->medium);
    s->sent = d.application.sent_count;
}

static bool same_cell(const gbcs_cell *a, const gbcs_cell *b)
{
    return (a->entity == b->entity) && (memcmp(&a->key, &b->key, sizeof a->key) == 0) &&
           (memcmp(a->key_identifier, b->key_identifier, sizeof a->key_identifier) == 0);
}

static bool same_record(const snapshot *s, uint16_t record)
{
    const size_t place = (size_t)record * DEVICE_RECORD_SIZE;

    return (s->sizes[record] == d.sizes[record]) &&
           (memcmp(&s->medium[place], &d.medium[place], d.sizes[record]) == 0);
}

static void require_records(const snapshot *s, uint16_t first, uint16_t behind)
{
    for (uint16_t i = first; i < behind; i++) {
        REQUIRE(same_record(s, i));
    }
}

/** Nothing but the Security Log has changed. */
static void require_same(const snapshot *s)
{
    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        REQUIRE(same_cell(&s->cells[i], &d.meter.trust.cells[i]));
    }
    REQUIRE(memcmp(s->last, d.meter.replay.last, sizeof s->last) == 0);
    require_records(s, GBCS_RECORD_CELLS, GBCS_RECORD_OWN_COUNTER);
    require_records(s, GBCS_RECORD_PENDING, GBCS_RECORD_ENTRIES);
    require_records(s, GBCS_RECORD_PAYLOADS, GBCS_RECORD_COUNT);
}

/** Reads ReplacementOutcome; on success the cell is what it says. */
static void read_outcome(gbcs_reader *list, bool told[GBCS_CELLS])
{
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(list, GBCS_BER, GBCS_BER_SEQUENCE));
    const gbcs_bytes name = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_SEQUENCE);
    gbcs_reader cell = gbcs_reader_of(name);
    gbcs_cell_id id = {0U, 0U, GBCS_CELL_MANAGEMENT};
    gbcs_bytes value = gbcs_read_tagged(&cell, GBCS_BER, GBCS_BER_INTEGER);
    gbcs_bytes status;
    gbcs_reader entity;
    size_t index;

    id.role = value.data[value.size - 1U];
    value = gbcs_read_tagged(&cell, GBCS_BER, GBCS_BER_BIT_STRING);
    id.key_usage = value.data[1];
    if (gbcs_reader_left(&cell) > 0U) {
        id.cell_usage = GBCS_CELL_TOP_UP;
    }
    status = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_ENUMERATED);
    for (size_t i = 0U; i < 2U; i++) {
        (void)gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_OCTET_STRING);
    }
    entity = gbcs_reader_of(gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_OCTET_STRING));
    value = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_OCTET_STRING);
    REQUIRE(gbcs_reader_finish(&reader) == GBCS_OK);
    index = gbcs_cell_index(d.device_type, &id);
    if (status.data[0] == (uint8_t)GBCS_REPLACEMENT_SUCCESS) {
        REQUIRE((index < GBCS_CELLS) && !told[index]);
        told[index] = true;
        REQUIRE(d.meter.trust.cells[index].entity == gbcs_read_u64(&entity));
        REQUIRE(memcmp(d.meter.trust.cells[index].key_identifier, value.data,
                       GBCS_KEY_IDENTIFIER_SIZE) == 0);
    }
}

/** Reads ExecutionOutcome: counter, mode, floors, replacements. */
static void read_outcomes(gbcs_reader *reader, bool told[GBCS_CELLS])
{
    gbcs_reader outcome = gbcs_reader_of(gbcs_read_tagged(reader, GBCS_BER, GBCS_BER_SEQUENCE));
    gbcs_reader list;

    (void)gbcs_read_tagged(&outcome, GBCS_BER, GBCS_BER_INTEGER);
    (void)gbcs_read_tagged(&outcome, GBCS_BER, GBCS_BER_INTEGER);
    (void)gbcs_read_tagged(&outcome, GBCS_BER, GBCS_BER_SEQUENCE);
    list = gbcs_reader_of(gbcs_read_tagged(&outcome, GBCS_BER, GBCS_BER_SEQUENCE));
    REQUIRE(gbcs_reader_finish(&outcome) == GBCS_OK);
    while (gbcs_reader_left(&list) > 0U) {
        read_outcome(&list, told);
    }
}

static bool is_update(uint16_t code)
{
    return ((code >= 0x0100U) && (code <= 0x0109U)) || (code == 0x0125U) || (code == 0x0126U);
}

/** What was sent says which cells have changed. */
static void read_sent(uint32_t from, bool told[GBCS_CELLS])
{
    for (uint32_t i = from; i != d.application.sent_count; i++) {
        const sent_message *message = &d.application.sent[i % DEVICE_SENT];
        gbcs_frame frame;
        gbcs_reader outer;
        gbcs_reader reader;

        REQUIRE(gbcs_frame_parse(gbcs_bytes_of(message->octets, message->size), &frame) == GBCS_OK);
        outer = gbcs_reader_of(frame.payload);
        if (is_update(frame.header.message_code)) {
            reader = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_BER, GBCS_BER_SEQUENCE));
            (void)gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_NULL);
            if (gbcs_reader_left(&reader) > 0U) {
                read_outcomes(&reader, told);
            }
            REQUIRE(gbcs_reader_finish(&reader) == GBCS_OK);
        } else if ((frame.header.message_code == 0x00CBU) ||
                   (frame.header.message_code == 0x0124U)) {
            reader = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_BER, GBCS_BER_SEQUENCE));
            (void)gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_INTEGER);
            (void)gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_GENERALIZED_TIME);
            read_outcomes(&reader, told);
            REQUIRE(gbcs_reader_finish(&reader) == GBCS_OK);
        } else {
            /* not about cells */
        }
    }
}

/** Whether somebody who was in a cell is in none any more, and is not alerted of what was done then. */
static bool somebody_left(const snapshot *before)
{
    bool left = false;

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        left = left || ((before->cells[i].entity != 0U) &&
                        !gbcs_trust_knows(&d.meter.trust, before->cells[i].entity));
    }
    return left;
}

static void require_told(const snapshot *before, bool by_alert)
{
    const bool may_be_silent = by_alert && somebody_left(before);
    bool told[GBCS_CELLS] = {false};

    read_sent(before->sent, told);
    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        REQUIRE(told[i] || may_be_silent || same_cell(&before->cells[i], &d.meter.trust.cells[i]));
    }
}

/* ---- the parties follow the cells ------------------------------------------------------------ */

/** Parties that may be in cells: those of the roles, twice, and the newcomers. */
#define OWNERS (3U * GBCS_ROLES)

/** A party that has a key, for any use; null if nobody here has it. */
static const party *owner(const gbcs_public_key *key)
{
    static const party *owners[OWNERS];
    const party *found = NULL;

    for (size_t i = 0U; i < OWNERS; i++) {
        const uint8_t role = (uint8_t)(i % GBCS_ROLES);
        const party *p;

        if ((owners[i] == NULL) && (i < (2U * GBCS_ROLES))) {
            owners[i] = device_party(PARTY_ID(role), (uint8_t)(i / GBCS_ROLES));
        } else if (owners[i] == NULL) {
            owners[i] = device_party(NEWCOMER_ID(role), 0U);
        } else {
            /* it was looked up before */
        }
        p = owners[i];
        if ((memcmp(&p->signature_point, key, sizeof *key) == 0) ||
            (memcmp(&p->agreement_point, key, sizeof *key) == 0) ||
            (memcmp(&p->top_up_point, key, sizeof *key) == 0)) {
            found = p;
        }
    }
    return found;
}

/** The private key for a public one of its owner. */
static const gbcs_private_key *private_of(const party *p, const gbcs_public_key *key)
{
    const gbcs_private_key *found = &p->top_up_key;

    if (memcmp(&p->signature_point, key, sizeof *key) == 0) {
        found = &p->signature_key;
    } else if (memcmp(&p->agreement_point, key, sizeof *key) == 0) {
        found = &p->agreement_key;
    } else {
        /* for top up */
    }
    return found;
}

/** Who is in the cells of a role speaks for it from here on. */
static void follow_cells(void)
{
    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const gbcs_cell *cell = gbcs_trust_find(&d.meter.trust, id);
        const party *p = (cell != NULL) ? owner(&cell->key) : NULL;
        party *in = &d.parties[id->role];

        if (p == NULL) {
            /* empty */
            REQUIRE(cell == NULL);
        } else if (id->cell_usage == GBCS_CELL_TOP_UP) {
            in->top_up_key = *private_of(p, &cell->key);
            in->top_up_point = cell->key;
        } else if (id->key_usage == GBCS_KEY_USAGE_AGREEMENT) {
            in->agreement_key = *private_of(p, &cell->key);
            in->agreement_point = cell->key;
            in->id = cell->entity;
        } else {
            in->signature_key = *private_of(p, &cell->key);
            in->signature_point = cell->key;
            in->id = (id->role == GBCS_ROLE_ROOT) ? in->id : cell->entity;
        }
    }
}

/** The pending key pairs of the device: digital signature, key agreement. */
static struct {
    bool there;
    gbcs_public_key key;
} pending[2];

/** A pending key pair that is none any more is in use. */
static void follow_keys(void)
{
    static const uint8_t USAGES[] = {GBCS_KEY_USAGE_SIGNATURE, GBCS_KEY_USAGE_AGREEMENT};

    for (size_t i = 0U; i < 2U; i++) {
        gbcs_public_key key;
        const gbcs_status status = gbcs_trust_pending(&d.meter.trust, USAGES[i], &key);

        REQUIRE((status == GBCS_OK) || (status == GBCS_ERR_ABSENT));
        if (pending[i].there && (status == GBCS_ERR_ABSENT)) {
            if (i == 0U) {
                d.self.signature_point = pending[i].key;
            } else {
                d.self.agreement_point = pending[i].key;
            }
        }
        pending[i].there = status == GBCS_OK;
        pending[i].key = key;
    }
}

/* ---- sending --------------------------------------------------------------------------------- */

static void tick(void)
{
    static snapshot before;
    uint32_t next = 0U;
    gbcs_status status;

    take(&before);
    status = gbcs_meter_tick(&d.meter, &next);
    REQUIRE((status == GBCS_OK) || !d.memory.powered);
    if (d.memory.powered) {
        require_told(&before, true);
        fuzz_device_sent(&d, before.sent);
        follow_cells();
    }
}

static void restart(void)
{
    static snapshot before;
    const bool cut = !d.memory.powered;

    take(&before);
    REQUIRE(device_reboot(&d) == GBCS_OK);
    if (!cut) {
        require_same(&before);
    }
    follow_cells();
    follow_keys();
    tick();
}

/** A counter that is good for a role; 0 if there is none any more. */
static uint64_t counter_for(uint8_t role)
{
    next_counter += 0x100000000U;
    if ((role < GBCS_ROLES) && (d.meter.replay.last[role] >= next_counter)) {
        next_counter = d.meter.replay.last[role] + 1U;
    }
    return (next_counter <= GBCS_COUNTER_LAST) ? next_counter : 0U;
}

static void send(uint16_t code, uint8_t role, uint64_t counter, gbcs_bytes payload, size_t count)
{
    static snapshot before;
    static uint8_t octets[DEVICE_LONG_COMMAND];
    const gbcs_use_case *use_case = gbcs_use_case_find(code);
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    recipe of = {.code = code, .counter = counter, .from = role, .payload = payload};
    gbcs_status status;
    uint32_t spent;

    of.form = gbcs_command_form(use_case, d.device_type, role);
    if ((of.form == GBCS_FORM_BARE) || (counter == 0U) || (payload.size == 0U)) {
        return;
    }
    device_command(&d, &of, &writer);
    if (writer.status != GBCS_OK) {
        return;
    }
    tick();
    take(&before);
    spent = operations;
    status = gbcs_meter_receive(&d.meter, gbcs_writer_bytes(&writer));
    REQUIRE((operations - spent) <= (CURVE_COMMAND + (count * CURVE_REPLACEMENT)));
    if (!d.memory.powered) {
        restart();
    } else {
        d.memory.cut_ordered = false;
        REQUIRE(gbcs_status_class_of(status) != GBCS_CLASS_STORAGE);
        REQUIRE((status != GBCS_ERR_MAC) && (status != GBCS_ERR_SIGNATURE));
        if (status != GBCS_OK) {
            require_same(&before);
        }
        require_told(&before, false);
        follow_cells();
        follow_keys();
        fuzz_device_sent(&d, before.sent);
    }
}

/** Whether the party of a role can verify a response to it: with the key of that role, whatever other cells
 * it sits in. */
static bool is_answer_to(uint8_t role, const gbcs_frame *frame)
{
    gbcs_shared_secret secret;
    gbcs_status status;

    if (frame->signature.size > 0U) {
        status = gbcs_signature_verify(&d.crypto, &d.self.signature_point, frame);
    } else {
        status = device_secret(&d, role, &secret);
        if (status == GBCS_OK) {
            status = gbcs_mac_verify(&d.crypto, &secret, frame);
        }
    }
    return (status == GBCS_OK) && (frame->header.recipient == d.parties[role].id);
}

/** Whoever is in the cells of the broker is answered. */
static void ask_broker(void)
{
    static const gbcs_cell_id SIGNS = {GBCS_ROLE_ACB, GBCS_KEY_USAGE_SIGNATURE,
                                       GBCS_CELL_MANAGEMENT};
    static const gbcs_cell_id AGREES = {GBCS_ROLE_ACB, GBCS_KEY_USAGE_AGREEMENT,
                                        GBCS_CELL_MANAGEMENT};
    const gbcs_cell *signs = gbcs_trust_find(&d.meter.trust, &SIGNS);
    const gbcs_cell *agrees = gbcs_trust_find(&d.meter.trust, &AGREES);
    const uint64_t counter = counter_for(GBCS_ROLE_ACB);
    const uint32_t sent = d.application.sent_count;
    gbcs_frame frame;

    if ((agrees != NULL) && ((signs == NULL) || (signs->entity == agrees->entity)) &&
        (counter != 0U)) {
        REQUIRE(device_send(&d, 0x0008U, GBCS_ROLE_ACB, counter) == GBCS_OK);
        REQUIRE(d.application.sent_count > sent);
        REQUIRE(device_last_sent(&d, &frame) == GBCS_OK);
        REQUIRE(is_answer_to(GBCS_ROLE_ACB, &frame));
        REQUIRE((frame.header.message_code == 0x0008U) && (frame.header.cra == GBCS_CRA_RESPONSE));
    }
}

/* ---- commands -------------------------------------------------------------------------------- */

static uint8_t role_of(uint8_t wanted, uint16_t code)
{
    uint8_t role = wanted % GBCS_ROLES;

    if (wanted == 0xFFU) {
        role = is_update(code)
                   ? device_update_role(code)
                   : ((d.device_type == GBCS_DEVICE_GPF) || (code == 0x0008U) ? GBCS_ROLE_ACB
                                                                              : GBCS_ROLE_SUPPLIER);
    }
    return role;
}

static gbcs_bytes some(gbcs_reader *reader)
{
    const size_t wanted = gbcs_read_u16(reader);
    const size_t left = gbcs_reader_left(reader);

    return gbcs_read_bytes(reader, (wanted < left) ? wanted : left);
}

static void change(gbcs_writer *writer, gbcs_reader *reader)
{
    const size_t place = gbcs_read_u16(reader);
    const uint8_t by = gbcs_read_u8(reader);

    if ((writer->status == GBCS_OK) && (writer->used > 0U)) {
        writer->data[place % writer->used] ^= by;
    }
}

static void as_it_is(gbcs_reader *reader)
{
    const uint16_t code = CODES[gbcs_read_u8(reader) % CODE_COUNT];
    const uint8_t role = role_of(gbcs_read_u8(reader), code);

    send(code, role, counter_for(role), some(reader), GBCS_CELLS);
}

static void usual(gbcs_reader *reader)
{
    static uint8_t octets[DEVICE_MESSAGE];
    const uint16_t code = CODES[gbcs_read_u8(reader) % CODE_COUNT];
    const uint8_t role = role_of(gbcs_read_u8(reader), code);
    recipe of = {.code = code, .counter = counter_for(role), .from = role};
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    of.form = gbcs_command_form(gbcs_use_case_find(code), d.device_type, role);
    device_payload(&d, &of, NULL, &writer);
    device_must(writer.status);
    change(&writer, reader);
    send(code, role, of.counter, gbcs_writer_bytes(&writer), 1U);
}

/** Octets of a certificate, changed, and signed anew. */
static void write_changed(gbcs_writer *writer, gbcs_bytes octets, const party *issuer, uint8_t how,
                          gbcs_reader *reader)
{
    static uint8_t room[1024];
    gbcs_writer copy = gbcs_writer_of(room, sizeof room);
    gbcs_certificate certificate;
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];

    gbcs_write_bytes(&copy, octets);
    device_must(copy.status);
    if ((how & 1U) != 0U) {
        change(&copy, reader);
    }
    if ((how & 2U) != 0U) {
        copy.used -= gbcs_read_u8(reader) % copy.used;
    }
    if (((how & 4U) != 0U) &&
        (gbcs_certificate_parse(gbcs_writer_bytes(&copy), &certificate) == GBCS_OK)) {
        const size_t outer = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
        size_t bits;

        gbcs_sha256_of(&d.crypto, certificate.signed_octets, digest);
        device_must(gbcs_ecdsa_sign(&d.crypto, &issuer->signature_key, digest, signature));
        gbcs_write_bytes(writer, certificate.signed_octets);
        gbcs_write_bytes(writer, certificate.signature_algorithm);
        bits = gbcs_write_open(writer, GBCS_BER_BIT_STRING);
        gbcs_write_u8(writer, 0U);
        gbcs_write_ecdsa_signature(writer, signature);
        gbcs_write_close(writer, bits, GBCS_BER_SHORTEST);
        gbcs_write_close(writer, outer, GBCS_BER_SHORTEST);
    } else {
        gbcs_write_bytes(writer, gbcs_writer_bytes(&copy));
    }
}

/** Holder of a certificate: who is there, a newcomer, or somebody of another role. */
static const party *holder_of(uint8_t role, uint8_t choice)
{
    const party *p = device_party(NEWCOMER_ID(role), 0U);

    if (role == GBCS_ROLE_ROOT) {
        p = device_party(PARTY_ID(role), 1U);
    } else if (choice == 1U) {
        p = device_party(PARTY_ID(role), 0U);
    } else if (choice == 2U) {
        p = device_party(NEWCOMER_ID((role + 1U) % GBCS_ROLES), 0U);
    } else if (choice == 3U) {
        p = device_party(NEWCOMER_ID(GBCS_ROLE_ACB), 0U);
    } else {
        /* a newcomer */
    }
    return p;
}

/** A replacement: cell (1), choices (1): holder, times, role of the certificate, change; what changes. */
static void write_replacement(gbcs_writer *writer, gbcs_reader *reader)
{
    static uint8_t room[1024];
    gbcs_cell_id id = *gbcs_cell_at(gbcs_read_u8(reader) % GBCS_CELLS);
    const uint8_t choice = gbcs_read_u8(reader);
    const uint8_t how = gbcs_read_u8(reader);
    replacement r =
        device_replacement(id.role, id.key_usage, id.cell_usage, holder_of(id.role, choice & 3U));
    gbcs_writer certificate = gbcs_writer_of(room, sizeof room);
    size_t mark;

    if ((choice & 4U) != 0U) {
        r.content.last = d.memory.now - 1;
    } else if ((choice & 8U) != 0U) {
        r.content.first = d.memory.now + 1000;
    } else {
        /* good */
    }
    if ((choice & 0x10U) != 0U) {
        r.content.role = GBCS_ROLE_ACB;
    }
    if ((choice & 0x20U) != 0U) {
        id.role = (uint8_t)(choice >> 4);
    }
    if (id.role == GBCS_ROLE_ROOT) {
        r.content.role = GBCS_ROLE_ROOT;
    }
    device_write_certificate(&d, &r.content, &certificate);
    if (certificate.status != GBCS_OK) {
        return;
    }
    mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    write_changed(writer, gbcs_writer_bytes(&certificate),
                  (r.content.role == GBCS_ROLE_ROOT) ? r.content.holder
                                                     : device_party(AUTHORITY_ID, 0U),
                  how, reader);
    device_write_cell(writer, GBCS_BER_SEQUENCE, &id);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** Certificates at hand: as they are, exchanged, twice, or changed. */
static void write_at_hand(gbcs_writer *writer, gbcs_bytes octets, uint8_t choice,
                          gbcs_reader *reader)
{
    gbcs_reader list = gbcs_reader_of(octets);
    const gbcs_tlv authority = gbcs_read_tlv(&list, GBCS_DER);
    const gbcs_bytes others =
        gbcs_bytes_slice(octets, authority.octets.size, octets.size - authority.octets.size);
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const party *root = &d.parties[GBCS_ROLE_ROOT];

    if ((choice & 1U) != 0U) {
        gbcs_write_bytes(writer, others);
    }
    if ((choice & 2U) != 0U) {
        write_changed(writer, authority.octets, root, gbcs_read_u8(reader), reader);
    }
    if ((choice & 4U) == 0U) {
        gbcs_write_bytes(writer, authority.octets);
    }
    if ((choice & 1U) == 0U) {
        gbcs_write_bytes(writer, others);
    }
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** What else an update says: times, floors, link, date. */
static void read_options(gbcs_reader *reader, update *u, gbcs_date *date)
{
    const uint8_t what = gbcs_read_u8(reader);

    u->timeless = (what & 1U) != 0U;
    if ((what & 2U) != 0U) {
        u->floor = gbcs_read_u64(reader);
    }
    if (((what & 4U) != 0U) && (u->floor != 0U)) {
        u->top_up_floor = gbcs_read_u32(reader);
    }
    if ((what & 8U) != 0U) {
        u->floors[0].role = gbcs_read_u8(reader);
        u->floors[0].counter = gbcs_read_u64(reader);
        u->floors[0].top_up = ((what & 4U) != 0U) ? 9U : 0U;
    }
    u->link_to = ((what & 0x10U) != 0U) ? 1U : 0U;
    if ((what & 0x20U) != 0U) {
        memset(date, 0, sizeof *date);
        date->dating = ((what & 0x40U) != 0U) ? GBCS_DATING_CANCEL : GBCS_DATING_DATED;
        date->time = (d.memory.now - 600) + (gbcs_utc)gbcs_read_u16(reader);
        u->date = date;
    }
}

/** code (1), options, certificates at hand (1), number (1), replacements, change of the payload. */
static void update_of(gbcs_reader *reader)
{
    static uint8_t base_room[DEVICE_LONG_COMMAND];
    static uint8_t room[DEVICE_LONG_COMMAND];
    gbcs_writer base = gbcs_writer_of(base_room, sizeof base_room);
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    update u = {.code = CODES[FIRST_UPDATE + (gbcs_read_u8(reader) % UPDATES)], .count = 1U};
    uint8_t at_hand;
    size_t count;
    gbcs_reader outer;
    gbcs_reader parts;
    gbcs_bytes issuers;
    gbcs_date date;
    size_t mark;
    size_t list;
    uint8_t role;

    if (!is_update(u.code)) {
        u.code = 0x0102U;
    }
    role = device_update_role(u.code);
    u.counter = counter_for(role);
    u.replacements[0] =
        device_replacement(GBCS_ROLE_SUPPLIER, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT,
                           device_party(NEWCOMER_ID(GBCS_ROLE_SUPPLIER), 0U));
    read_options(reader, &u, &date);
    at_hand = gbcs_read_u8(reader);
    count = gbcs_read_u8(reader) % (GBCS_CELLS + 2U);
    device_write_update(&d, &u, &base);
    if (base.status != GBCS_OK) {
        /* a root does not vouch for itself, and numbers have their limits */
        return;
    }
    outer = gbcs_reader_of(gbcs_writer_bytes(&base));
    parts = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_DER, GBCS_BER_SEQUENCE));
    mark = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    gbcs_write_bytes(&writer, gbcs_read_tlv(&parts, GBCS_DER).octets);
    (void)gbcs_read_tlv(&parts, GBCS_DER);
    issuers = gbcs_read_tagged(&parts, GBCS_DER, GBCS_BER_SEQUENCE);
    list = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    for (size_t i = 0U; i < count; i++) {
        write_replacement(&writer, reader);
    }
    gbcs_write_close(&writer, list, GBCS_BER_SHORTEST);
    write_at_hand(&writer, issuers, at_hand, reader);
    gbcs_write_bytes(&writer, gbcs_read_bytes(&parts, gbcs_reader_left(&parts)));
    gbcs_write_close(&writer, mark, GBCS_BER_SHORTEST);
    change(&writer, reader);
    if (writer.status == GBCS_OK) {
        send(u.code, role, u.counter, gbcs_writer_bytes(&writer), count);
    }
}

static void install(gbcs_reader *reader)
{
    static uint8_t room[1024];
    static uint8_t changed_room[1024];
    gbcs_writer certificate = gbcs_writer_of(room, sizeof room);
    gbcs_writer writer = gbcs_writer_of(changed_room, sizeof changed_room);
    const uint8_t choice = gbcs_read_u8(reader);
    const uint8_t usage =
        ((choice & 1U) != 0U) ? GBCS_KEY_USAGE_SIGNATURE : GBCS_KEY_USAGE_AGREEMENT;
    gbcs_public_key key;

    tick();
    if (gbcs_trust_pending(&d.meter.trust, usage, &key) != GBCS_OK) {
        key = device_pending_key()->signature_point;
    }
    device_write_own_certificate(&d, ((choice & 2U) != 0U) ? PEER_A : DEVICE_ID, usage, &key,
                                 &certificate);
    device_must(certificate.status);
    write_changed(&writer, gbcs_writer_bytes(&certificate), device_party(AUTHORITY_ID, 0U),
                  ((choice & 0x40U) != 0U) ? (choice >> 2) & 7U : 0U, reader);
    send(0x000BU, GBCS_ROLE_SUPPLIER, counter_for(GBCS_ROLE_SUPPLIER), gbcs_writer_bytes(&writer),
         1U);
}

static void write_entity(gbcs_writer *writer, gbcs_entity_id entity)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_OCTET_STRING);

    gbcs_write_u64(writer, entity);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** CS03 and GCS59, and CS04 of the same device. */
static void join(gbcs_reader *reader)
{
    static const uint16_t JOINS[] = {0x000D, 0x000E, 0x00AB, 0x00AF, 0x008C, 0x000F, 0x0010};
    uint8_t room[2048];
    gbcs_writer writer = gbcs_writer_of(room, sizeof room);
    const uint16_t code = JOINS[gbcs_read_u8(reader) % 7U];
    const uint8_t method = gbcs_read_u8(reader);
    const gbcs_entity_id peer = 0x00DB000000000080U + gbcs_read_u8(reader);
    const uint8_t type = gbcs_read_u8(reader);
    const uint8_t choice = gbcs_read_u8(reader);
    const uint8_t role = role_of(0xFFU, code);
    size_t mark;

    if ((code == 0x000FU) || (code == 0x0010U)) {
        write_entity(&writer, peer);
    } else if (code == 0x008CU) {
        mark = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
        {
            const size_t list = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);

            for (uint64_t i = 0U; i < (choice & 0x1FU); i++) {
                const size_t one = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);

                write_entity(&writer, peer + (i % (method + 1U)));
                gbcs_write_unsigned(&writer, GBCS_BER_INTEGER, type);
                gbcs_write_close(&writer, one, GBCS_BER_SHORTEST);
            }
            gbcs_write_close(&writer, list, GBCS_BER_SHORTEST);
        }
        gbcs_write_close(&writer, mark, GBCS_BER_SHORTEST);
    } else {
        mark = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
        gbcs_write_unsigned(&writer, GBCS_BER_INTEGER, method);
        write_entity(&writer, peer);
        gbcs_write_unsigned(&writer, GBCS_BER_INTEGER, type);
        if ((choice & 1U) != 0U) {
            device_write_own_certificate(&d, ((choice & 2U) != 0U) ? PEER_A : peer,
                                         ((choice & 4U) != 0U) ? GBCS_KEY_USAGE_SIGNATURE
                                                               : GBCS_KEY_USAGE_AGREEMENT,
                                         &device_party(PEER_C, 0U)->agreement_point, &writer);
        }
        gbcs_write_close(&writer, mark, GBCS_BER_SHORTEST);
    }
    if (writer.status == GBCS_OK) {
        send(code, role, counter_for(role), gbcs_writer_bytes(&writer), 1U);
    }
}

static void complete(gbcs_reader *reader)
{
    uint8_t octets[] = {0x02, 0x01, gbcs_read_u8(reader) & 15U};
    gbcs_answer answer;
    gbcs_status status;

    memset(&answer, 0, sizeof answer);
    answer.payload = gbcs_writer_of(octets, sizeof octets);
    answer.payload.used = sizeof octets;
    status = gbcs_meter_complete(&d.meter, d.application.id, &answer);
    REQUIRE((gbcs_status_class_of(status) != GBCS_CLASS_STORAGE) || !d.memory.powered);
}

static void step(gbcs_reader *reader)
{
    switch (gbcs_read_u8(reader) % STEPS) {
    case 0U:
        as_it_is(reader);
        break;
    case 1U:
        usual(reader);
        break;
    case 2U:
        update_of(reader);
        break;
    case 3U:
        install(reader);
        break;
    case 4U:
        join(reader);
        break;
    case 5U:
        gbcs_memory_pass(&d.memory, 64U * (uint32_t)gbcs_read_u16(reader));
        tick();
        break;
    case 6U:
        d.memory.cut_ordered = false;
        restart();
        break;
    case 7U:
        d.application.reply = (gbcs_reply)(gbcs_read_u8(reader) & 3U);
        break;
    case 8U:
        complete(reader);
        break;
    default:
        gbcs_memory_cut(&d.memory, gbcs_read_u8(reader) & 0x0FU, GBCS_MEMORY_BEFORE);
        break;
    }
    if (!d.memory.powered) {
        restart();
    }
}

static void begin(uint8_t which)
{
    static const uint8_t TYPES[] = {GBCS_DEVICE_ESME, GBCS_DEVICE_GSME, GBCS_DEVICE_GPF,
                                    GBCS_DEVICE_ESME};
    static bool made;

    if (!made) {
        for (size_t i = 0U; i < 4U; i++) {
            device_must(device_init(&fresh[i], TYPES[i]));
            device_furnish(&fresh[i]);
        }
        device_give_noise(&fresh[3]);
        made = true;
    }
    fuzz_device_take(&d, &fresh[which % 4U]);
    real_verify = d.crypto.verify;
    real_ec = d.crypto.ec;
    counting = *real_ec;
    counting.mul = count_mul;
    d.crypto.verify = count_verify;
    d.crypto.ec = &counting;
    device_must(gbcs_meter_boot(&d.meter, &d.setup));
    next_counter = 0x100000000U;
    memset(pending, 0, sizeof pending);
    follow_keys();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(data, size));

    begin(gbcs_read_u8(&reader));
    for (size_t i = 0U; (i < MOST_STEPS) && (gbcs_reader_left(&reader) > 0U); i++) {
        step(&reader);
    }
    d.memory.cut_ordered = false;
    ask_broker();
    restart();
    ask_broker();
    REQUIRE(gbcs_meter_stop(&d.meter) == GBCS_OK);
    return 0;
}
