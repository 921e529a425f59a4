/**
 * @file
 * A device, a PKI of its own and commands about credentials, for tests of the services.
 *
 * Keys follow from numbers. Certificates are made part by part, so that each part can be made wrong.
 * One command goes through the gate; the others are made from it.
 */
#ifndef CREDENTIALS_BENCH_H
#define CREDENTIALS_BENCH_H

#include "gbcs/records.h"

#define BOARD_RECORD_SIZE GBCS_RECORD_SIZE
#define BOARD_RECORDS GBCS_RECORD_COUNT
#include "board.h"

#include "gbcs/codec/ber.h"
#include "gbcs/credentials.h"

#define DEVICE 0x00005EEF100000E0U
/** Entity Identifier of the party of a role, and of the one that takes its place. */
#define ENTITY(role) (0x00005EEF10000000U + (uint64_t)(role))
#define NEWCOMER(role) (0x00005EEF10000080U + (uint64_t)(role))

#define SIGNATURE GBCS_KEY_USAGE_SIGNATURE
#define AGREEMENT GBCS_KEY_USAGE_AGREEMENT
#define CERTIFICATES GBCS_KEY_USAGE_CERTIFICATES
#define TOP_UP GBCS_CELL_TOP_UP

/** Numbers of keys: the cell with an index has that number plus one. */
#define KEY_ROOT 1U
#define KEY_AUTHORITY 0x31U
#define KEY_OTHER 0x32U
#define KEY_NEW_ROOT 0x33U
#define KEY_NEW_AUTHORITY 0x34U
#define KEY_FRESH 0x40U

/** 2026-06-01 00:00:00 UTC: certificates are valid from 2026-01-01 to 2026-12-31 unless told. */
#define NOW ((gbcs_utc)1780272000)
#define FIRST "260101000000Z"
#define LAST "261231235959Z"

/** What a certificate is, and is wrong with it. */
typedef enum cert_kind { ORGANISATION, AUTHORITY, ROOT, LINK, OWN } cert_kind;
typedef struct cert {
    cert_kind kind;
    /** Numbers of the keys. */
    unsigned int key;
    unsigned int signer;
    /** Role of an organisation, and its Entity Identifier, or the device's. */
    uint8_t role;
    uint64_t entity;
    /** Key usage. */
    uint8_t usage;
    /** Validity; null: as above. */
    const char *first;
    const char *last;
    /** Policy; 0: the first one. */
    uint8_t policy;
    /** Whether the signature is damaged. */
    bool forged;
    /** Whether the key identifier is another one. */
    bool misnamed;
    /** Whether the point is not on the curve. */
    bool off_curve;
    /** Whether a basicConstraints says that the organisation is an authority. */
    bool is_authority;
    /** Octets cut off at the end. */
    size_t cut;
    /** Octets of an extension that nobody knows; 0: none. At most 400. */
    size_t padding;
} cert;

/** A replacement, and a command. */
typedef struct swap {
    gbcs_cell_id cell;
    cert of;
} swap;

typedef struct change {
    uint8_t role;
    uint64_t floor;
    /** A floor for top ups; negative for none. */
    int64_t top_up;
} change;

typedef struct ask {
    uint16_t code;
    uint8_t mode;
    /** Role in which it is sent. */
    uint8_t role;
    bool disapply;
    /** Whether it names no cell. */
    bool unnamed;
    uint64_t counter;
    /** Floors; negative for none. */
    int64_t floor;
    int64_t top_up;
    change others[GBCS_ROLES];
    size_t other_count;
    swap swaps[GBCS_CELLS + 1U];
    size_t count;
    cert path[GBCS_PATH_CERTIFICATES + 1U];
    size_t path_count;
    /** GeneralizedTime; null for none. */
    const char *date;
} ask;

typedef struct bench {
    board board;
    gbcs_trust trust;
    gbcs_replay replay;
    gbcs_schedule schedule;
    gbcs_desk desk;
    gbcs_effects effects;
    /** One that was accepted. */
    gbcs_command accepted;
    uint8_t message[1024];
    gbcs_command command;
    uint8_t payload[12000];
    uint8_t out[4096];
    gbcs_writer response;
    uint16_t event;
} bench;

static bench B;

static inline gbcs_private_key key_of(unsigned int number)
{
    gbcs_private_key key;

    memset(key.scalar, 0x27, sizeof key.scalar);
    key.scalar[31] = (uint8_t)number;
    return key;
}

/** Public keys are computed once. */
static inline const gbcs_public_key *point_of(unsigned int number)
{
    static gbcs_public_key points[256];
    const gbcs_private_key key = key_of(number);

    if (points[number].point[0] == 0U) {
        assert_int_equal(gbcs_public_key_of(&B.board.crypto, &key, &points[number]), GBCS_OK);
    }
    return &points[number];
}

/* ---- certificates --------------------------------------------------------------------------- */

static inline gbcs_bytes text(const char *characters)
{
    return gbcs_bytes_of((const uint8_t *)characters, strlen(characters));
}

static inline void put_hex(gbcs_writer *w, const char *hex)
{
    uint8_t octets[64];

    gbcs_write_bytes(w, gbcs_bytes_of(octets, hex_decode(hex, octets, sizeof octets)));
}

static inline void close_it(gbcs_writer *w, size_t mark)
{
    gbcs_write_close(w, mark, GBCS_BER_SHORTEST);
}

static inline void put_attribute(gbcs_writer *w, const char *oid, uint8_t tag, gbcs_bytes value)
{
    const size_t set = gbcs_write_open(w, GBCS_BER_SET);
    const size_t sequence = gbcs_write_open(w, GBCS_BER_SEQUENCE);

    put_hex(w, oid);
    gbcs_write_tlv(w, tag, GBCS_BER_SHORTEST, value);
    close_it(w, sequence);
    close_it(w, set);
}

/** The name of the owner of a key: of an authority or root, by the number; else of an organisation. */
static inline void put_name(gbcs_writer *w, unsigned int key, const cert *organisation)
{
    static const char digits[] = "0123456789ABCDEF";
    const size_t mark = gbcs_write_open(w, GBCS_BER_SEQUENCE);
    const bool is_root = (key == KEY_ROOT) || (key == KEY_NEW_ROOT);
    const uint8_t role = (organisation != NULL) ? organisation->role : (is_root ? 0U : 7U);
    const char unit[] = {digits[role >> 4], digits[role & 15U], '\0'};
    const char title[] = {'K', (char)('0' + (key % 10U)), (char)('0' + (key / 10U)), '\0'};

    put_attribute(w, "060355040B", GBCS_BER_UTF8_STRING, text(unit));
    if (organisation == NULL) {
        put_attribute(w, "0603550403", GBCS_BER_UTF8_STRING, text(title));
    } else {
        uint8_t octets[9];
        gbcs_writer id = gbcs_writer_of(octets, sizeof octets);

        gbcs_write_u8(&id, 0U);
        gbcs_write_u64(&id, organisation->entity);
        put_attribute(w, "060355042D", GBCS_BER_BIT_STRING, gbcs_writer_bytes(&id));
    }
    close_it(w, mark);
}

/** The KeyUsage of one purpose, or of digital signature and key agreement both. */
static inline const char *usage_text(uint8_t usage)
{
    return (usage == SIGNATURE)                 ? "03020780"
           : (usage == AGREEMENT)               ? "03020308"
           : (usage == (SIGNATURE | AGREEMENT)) ? "03020388"
                                                : "03020204";
}

/** An extension; its value is what the text and the identifier of a key make. */
static inline void put_extension(gbcs_writer *w, const char *oid, bool critical, const char *head,
                                 gbcs_bytes tail)
{
    const size_t mark = gbcs_write_open(w, GBCS_BER_SEQUENCE);
    size_t value;

    put_hex(w, oid);
    if (critical) {
        put_hex(w, "0101FF");
    }
    value = gbcs_write_open(w, GBCS_BER_OCTET_STRING);
    put_hex(w, head);
    gbcs_write_bytes(w, tail);
    close_it(w, value);
    close_it(w, mark);
}

/** The name of a device: a hardwareModuleName, as in the certificates of GBCS 12. */
static inline void put_module(gbcs_writer *w, uint64_t entity)
{
    uint8_t octets[8];
    gbcs_writer serial = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u64(&serial, entity);
    put_extension(w, "0603551D11", true,
                  "3029A02706082B06010505070804A01B3019060D2A863A0001848FB90F01020201 0408",
                  gbcs_writer_bytes(&serial));
}

static inline gbcs_bytes identifier_of(unsigned int key, uint8_t octets[GBCS_KEY_IDENTIFIER_SIZE])
{
    gbcs_key_identifier(point_of(key), octets);
    return gbcs_bytes_of(octets, GBCS_KEY_IDENTIFIER_SIZE);
}

static inline void put_extensions(gbcs_writer *w, const cert *c)
{
    static const gbcs_bytes none = {NULL, 0U};
    uint8_t octets[GBCS_KEY_IDENTIFIER_SIZE];
    const size_t outer = gbcs_write_open(w, 0xA3U);
    const size_t mark = gbcs_write_open(w, GBCS_BER_SEQUENCE);

    if (c->kind == OWN) {
        put_extension(w, "0603551D0F", true, usage_text(c->usage), none);
    } else if (c->kind != ORGANISATION) {
        put_extension(w, "0603551D0F", true, "03020106", none);
        put_extension(w, "0603551D13", true,
                      (c->kind == AUTHORITY) ? "30060101FF020100" : "30030101FF", none);
    } else {
        put_extension(w, "0603551D0F", true, usage_text(c->usage), none);
    }
    if (c->is_authority) {
        put_extension(w, "0603551D13", true, "30060101FF020100", none);
    }
    put_extension(w, "0603551D0E", false, "0408",
                  identifier_of(c->misnamed ? KEY_OTHER : c->key, octets));
    if (c->kind == OWN) {
        put_module(w, c->entity);
    }
    put_extension(w, "0603551D20", true,
                  (c->policy == 0U) ? "300830060604883701"
                                      "01"
                                    : "300830060604883701"
                                      "03",
                  none);
    put_extension(w, "0603551D23", false, "300A8008", identifier_of(c->signer, octets));
    if (c->padding > 0U) {
        static const uint8_t padding[400];

        put_extension(w, "06032A0304", false, "", gbcs_bytes_of(padding, c->padding));
    }
    close_it(w, mark);
    close_it(w, outer);
}

static inline void put_signed(gbcs_writer *w, const cert *c)
{
    const size_t mark = gbcs_write_open(w, GBCS_BER_SEQUENCE);
    size_t inner;
    size_t bits;
    gbcs_public_key point = *point_of(c->key);

    point.point[64] ^= c->off_curve ? 1U : 0U;
    put_hex(w, "A003020102 0202 1234 300A06082A8648CE3D040302");
    put_name(w, c->signer, NULL);
    inner = gbcs_write_open(w, GBCS_BER_SEQUENCE);
    gbcs_write_tlv(w, GBCS_BER_UTC_TIME, GBCS_BER_SHORTEST,
                   text((c->first != NULL) ? c->first : FIRST));
    if (c->kind == OWN) {
        gbcs_write_tlv(w, GBCS_BER_GENERALIZED_TIME, GBCS_BER_SHORTEST, text("99991231235959Z"));
        close_it(w, inner);
        put_hex(w, "3000");
    } else {
        gbcs_write_tlv(w, GBCS_BER_UTC_TIME, GBCS_BER_SHORTEST,
                       text((c->last != NULL) ? c->last : LAST));
        close_it(w, inner);
        put_name(w, c->key, (c->kind == ORGANISATION) ? c : NULL);
    }
    inner = gbcs_write_open(w, GBCS_BER_SEQUENCE);
    put_hex(w, "301306072A8648CE3D020106082A8648CE3D030107");
    bits = gbcs_write_open(w, GBCS_BER_BIT_STRING);
    gbcs_write_u8(w, 0U);
    gbcs_write_bytes(w, gbcs_bytes_of(point.point, sizeof point.point));
    close_it(w, bits);
    close_it(w, inner);
    put_extensions(w, c);
    close_it(w, mark);
}

static inline void put_certificate(gbcs_writer *w, const cert *c)
{
    uint8_t octets[1200];
    gbcs_writer to_sign = gbcs_writer_of(octets, sizeof octets);
    const gbcs_private_key key = key_of(c->signer);
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    const size_t mark = gbcs_write_open(w, GBCS_BER_SEQUENCE);
    size_t bits;
    gbcs_bytes signed_octets;

    put_signed(&to_sign, c);
    assert_int_equal(to_sign.status, GBCS_OK);
    signed_octets = gbcs_writer_bytes(&to_sign);
    gbcs_sha256_of(&B.board.crypto, signed_octets, digest);
    assert_int_equal(gbcs_ecdsa_sign(&B.board.crypto, &key, digest, signature), GBCS_OK);
    signature[63] ^= c->forged ? 1U : 0U;
    gbcs_write_bytes(w, gbcs_bytes_slice(signed_octets, 0U, signed_octets.size - c->cut));
    put_hex(w, "300A06082A8648CE3D040302");
    bits = gbcs_write_open(w, GBCS_BER_BIT_STRING);
    gbcs_write_u8(w, 0U);
    gbcs_write_ecdsa_signature(w, signature);
    close_it(w, bits);
    close_it(w, mark);
}

/** A good certificate for a cell: of the party of its role, or the newcomer's. */
static inline cert good_cert(const gbcs_cell_id *cell, uint64_t entity)
{
    cert c = {.kind = ORGANISATION,
              .key = KEY_FRESH + ((cell->role & 31U) * 4U) + (cell->key_usage >> 7) +
                     (cell->cell_usage * 2U),
              .signer = KEY_AUTHORITY,
              .role = cell->role,
              .entity = entity,
              .usage = cell->key_usage};

    if (cell->role == GBCS_ROLE_ROOT) {
        c.kind = ROOT;
        c.key = KEY_NEW_ROOT;
        c.signer = KEY_NEW_ROOT;
    }
    return c;
}

static const cert GOOD_AUTHORITY = {.kind = AUTHORITY, .key = KEY_AUTHORITY, .signer = KEY_ROOT};
static const cert GOOD_LINK = {.kind = LINK, .key = KEY_NEW_ROOT, .signer = KEY_ROOT};

/* ---- commands ------------------------------------------------------------------------------- */

static inline void put_cell(gbcs_writer *w, uint8_t tag, const gbcs_cell_id *cell)
{
    const size_t mark = gbcs_write_open(w, tag);

    gbcs_write_unsigned(w, GBCS_BER_INTEGER, cell->role);
    put_hex(w, usage_text(cell->key_usage));
    if (cell->cell_usage != 0U) {
        gbcs_write_unsigned(w, GBCS_BER_INTEGER, cell->cell_usage);
    }
    close_it(w, mark);
}

static inline void put_top_up(gbcs_writer *w, uint8_t tag, int64_t floor)
{
    if (floor >= 0) {
        const size_t list = gbcs_write_open(w, tag);
        const size_t one = gbcs_write_open(w, GBCS_BER_SEQUENCE);

        gbcs_write_unsigned(w, GBCS_BER_INTEGER, 0U);
        gbcs_write_unsigned(w, GBCS_BER_INTEGER, (uint64_t)floor);
        close_it(w, one);
        close_it(w, list);
    }
}

static inline void put_control(gbcs_writer *w, const ask *a)
{
    const gbcs_cell_id authority = {a->role, SIGNATURE, GBCS_CELL_MANAGEMENT};
    const size_t mark = gbcs_write_open(w, GBCS_BER_SEQUENCE);
    size_t list;
    size_t i;

    gbcs_write_unsigned(w, GBCS_BER_INTEGER, a->mode);
    if (a->disapply) {
        put_hex(w, "810101");
    }
    if (!a->unnamed) {
        put_cell(w, 0xA2U, &authority);
    }
    gbcs_write_unsigned(w, 0x83U, a->counter);
    if (a->floor >= 0) {
        gbcs_write_unsigned(w, 0x84U, (uint64_t)a->floor);
    }
    put_top_up(w, 0xA5U, a->top_up);
    if (a->other_count > 0U) {
        list = gbcs_write_open(w, 0xA6U);
        for (i = 0U; i < a->other_count; i++) {
            const size_t one = gbcs_write_open(w, GBCS_BER_SEQUENCE);

            gbcs_write_unsigned(w, GBCS_BER_INTEGER, a->others[i].role);
            gbcs_write_unsigned(w, GBCS_BER_INTEGER, a->others[i].floor);
            put_top_up(w, GBCS_BER_SEQUENCE, a->others[i].top_up);
            close_it(w, one);
        }
        close_it(w, list);
    }
    close_it(w, mark);
}

static inline gbcs_bytes make_payload(const ask *a)
{
    gbcs_writer w = gbcs_writer_of(B.payload, sizeof B.payload);
    const size_t outer = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    size_t list;
    size_t i;

    put_control(&w, a);
    list = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    for (i = 0U; i < a->count; i++) {
        const size_t one = gbcs_write_open(&w, GBCS_BER_SEQUENCE);

        put_certificate(&w, &a->swaps[i].of);
        put_cell(&w, GBCS_BER_SEQUENCE, &a->swaps[i].cell);
        close_it(&w, one);
    }
    close_it(&w, list);
    list = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    for (i = 0U; i < a->path_count; i++) {
        put_certificate(&w, &a->path[i]);
    }
    close_it(&w, list);
    if (a->date != NULL) {
        gbcs_write_tlv(&w, GBCS_BER_GENERALIZED_TIME, GBCS_BER_SHORTEST, text(a->date));
    }
    close_it(&w, outer);
    assert_int_equal(w.status, GBCS_OK);
    return gbcs_writer_bytes(&w);
}

/** The modes once more: code, mode, role that authorises. */
static const struct mode_row {
    uint16_t code;
    uint8_t mode;
    uint8_t role;
    /** Which roles' cells, 0 to 8: an x for those that may be replaced. */
    const char *targets;
} MODE_ROWS[] = {
    {0x0100, 0, 2, "x........"},  {0x0101, 1, 6, "x........"},  {0x0102, 2, 2, "..x......"},
    {0x0103, 3, 3, "...x....."},  {0x0104, 4, 4, "....x...."},  {0x0105, 5, 6, "......x.."},
    {0x0106, 6, 5, ".....x..."},  {0x0107, 7, 5, "..x......"},  {0x0108, 8, 1, "xxxxxxx.x"},
    {0x0125, 10, 8, "........x"}, {0x0126, 11, 2, "........x"},
};

#define MODE_ROW_COUNT ((sizeof MODE_ROWS) / (sizeof MODE_ROWS[0]))

/** A command of a code that asks for nothing yet. */
static inline ask ask_of(uint16_t code)
{
    ask a = {.code = code, .counter = 1000U, .floor = -1, .top_up = -1};
    size_t i;

    for (i = 0U; i < MODE_ROW_COUNT; i++) {
        if (MODE_ROWS[i].code == code) {
            a.mode = MODE_ROWS[i].mode;
            a.role = MODE_ROWS[i].role;
        }
    }
    a.unnamed = code == 0x0104U;
    a.path[0] = GOOD_AUTHORITY;
    a.path_count = 1U;
    return a;
}

static inline void add_swap(ask *a, uint8_t role, uint8_t usage, uint8_t cell_usage,
                            uint64_t entity)
{
    const gbcs_cell_id cell = {role, usage, cell_usage};

    a->swaps[a->count].cell = cell;
    a->swaps[a->count].of = good_cert(&cell, entity);
    a->count++;
}

/* ---- the device ----------------------------------------------------------------------------- */

static inline void bench_reopen(void)
{
    assert_int_equal(gbcs_trust_open(&B.trust, &B.board.store), GBCS_OK);
    assert_int_equal(gbcs_replay_open(&B.replay, &B.board.store), GBCS_OK);
    assert_int_equal(gbcs_schedule_open(&B.schedule, &B.board.store), GBCS_OK);
}

/** Lets one command through the gate: CS02b of the supplier, which asks for nothing. */
static inline void bench_accept(void)
{
    static const gbcs_cell_id broker = {GBCS_ROLE_ACB, AGREEMENT, GBCS_CELL_MANAGEMENT};
    const ask a = ask_of(0x0102U);
    const gbcs_private_key device_key = key_of(0x21U);
    const gbcs_private_key signer = key_of(1U + 2U);
    const gbcs_header header = {.cra = GBCS_CRA_COMMAND,
                                .counter = a.counter,
                                .originator = ENTITY(GBCS_ROLE_SUPPLIER),
                                .recipient = DEVICE,
                                .message_code = 0x0102U};
    gbcs_budget budget = {0U, 0U};
    gbcs_gate gate = {.crypto = &B.board.crypto,
                      .trust = &B.trust,
                      .replay = &B.replay,
                      .budget = &budget,
                      .uptime = 1000U};
    gbcs_writer w = gbcs_writer_of(B.message, sizeof B.message);
    gbcs_protection protection = {NULL, {NULL, 0U}, NULL};
    gbcs_shared_secret secret;
    gbcs_refusal refusal;

    assert_int_equal(
        gbcs_ecdh(&B.board.crypto, &device_key, &gbcs_trust_find(&B.trust, &broker)->key, &secret),
        GBCS_OK);
    protection.signing_key = &signer;
    protection.secret = &secret;
    gbcs_write_message(&B.board.crypto, &header, make_payload(&a), &protection, &w);
    assert_int_equal(w.status, GBCS_OK);
    assert_int_equal(gbcs_command_verify(&gate, gbcs_writer_bytes(&w), &B.accepted, &refusal),
                     GBCS_OK);
}

/** What else a device is given. */
typedef struct extras {
    /** A vault with its keys. */
    const gbcs_vault *vault;
    /** Its certificates. */
    gbcs_bytes signature;
    gbcs_bytes agreement;
} extras;

static extras GIVEN;

/** A device of a type in service, with the party of each role in its cells; some stay empty. */
static inline void bench_open_with(uint8_t device_type, uint16_t empty_roles)
{
    static gbcs_provision_cell cells[GBCS_CELLS];
    const gbcs_private_key signature_key = key_of(0x20U);
    const gbcs_private_key agreement_key = key_of(0x21U);
    gbcs_provision provision = {.device = DEVICE,
                                .device_type = device_type,
                                .signature_key = &signature_key,
                                .agreement_key = &agreement_key,
                                .cells = cells,
                                .own_counter = 1U};
    size_t i;

    memset(&B, 0, sizeof B);
    board_init(&B.board, true);
    assert_int_equal(board_open(&B.board), GBCS_OK);
    for (i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        gbcs_provision_cell *to = &cells[provision.cell_count];

        if ((gbcs_cell_index(device_type, id) < GBCS_CELLS) &&
            (((empty_roles >> id->role) & 1U) == 0U)) {
            to->id = *id;
            to->content.entity = (id->role == GBCS_ROLE_ROOT) ? 0U : ENTITY(id->role);
            to->content.key = *point_of((unsigned int)i + 1U);
            gbcs_key_identifier(&to->content.key, to->content.key_identifier);
            provision.cell_count++;
        }
    }
    B.board.port.vault = GIVEN.vault;
    if (GIVEN.vault != NULL) {
        provision.signature_key = NULL;
        provision.agreement_key = NULL;
    }
    provision.signature_certificate = GIVEN.signature;
    provision.agreement_certificate = GIVEN.agreement;
    assert_int_equal(gbcs_trust_open(&B.trust, &B.board.store), GBCS_OK);
    assert_int_equal(gbcs_trust_provision(&B.trust, &provision), GBCS_OK);
    assert_int_equal(gbcs_replay_begin(&B.board.store, 1U), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    assert_int_equal(gbcs_trust_open(&B.trust, &B.board.store), GBCS_OK);
    assert_int_equal(gbcs_trust_seal(&B.trust), GBCS_OK);
    bench_reopen();
    B.desk.crypto = &B.board.crypto;
    B.desk.store = &B.board.store;
    B.desk.trust = &B.trust;
    B.desk.replay = &B.replay;
    B.desk.schedule = &B.schedule;
    B.desk.now = NOW;
    B.desk.clock = GBCS_CLOCK_RELIABLE;
}

static gbcs_command any_accepted;

static inline void bench_open(uint8_t device_type)
{
    if (!gbcs_command_accepted(&any_accepted)) {
        bench_open_with(GBCS_DEVICE_ESME, 0U);
        bench_accept();
        any_accepted = B.accepted;
    }
    bench_open_with(device_type, 0U);
}

/** A command that was accepted, with another code, role and payload. */
static inline void bench_command(uint16_t code, uint8_t role, gbcs_bytes payload, uint64_t counter)
{
    B.command = any_accepted;
    B.command.use_case = gbcs_use_case_find(code);
    B.command.role = role;
    B.command.frame.payload = payload;
    B.command.frame.header.counter = counter;
    B.command.frame.header.message_code = code;
    B.command.frame.header.originator = ENTITY(role);
    B.response = gbcs_writer_of(B.out, sizeof B.out);
}

/** Hands a command to the service. */
static inline gbcs_status update(const ask *a)
{
    const gbcs_bytes payload = make_payload(a);

    bench_command(a->code, a->role, payload, a->counter);
    assert_int_equal(gbcs_command_date(B.command.use_case, payload, &B.command.date), GBCS_OK);
    return gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects);
}

/* ---- outcomes ------------------------------------------------------------------------------- */

/** What an outcome says of a replacement. */
typedef struct told {
    gbcs_cell_id cell;
    uint64_t status;
    gbcs_bytes before;
    gbcs_bytes before_key;
    gbcs_bytes now;
    gbcs_bytes now_key;
} told;

static inline uint64_t number_in(gbcs_reader *r, uint8_t tag)
{
    uint64_t value = 0U;

    assert_int_equal(gbcs_ber_unsigned(gbcs_read_tagged(r, GBCS_BER, tag), &value), GBCS_OK);
    return value;
}

/** The list of replacements in a response or alert; reads the rest on the way. */
static inline gbcs_reader replacements_in(gbcs_bytes octets)
{
    gbcs_reader outer = gbcs_reader_of(octets);
    gbcs_reader r = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_BER, GBCS_BER_SEQUENCE));

    if (gbcs_reader_peek(&r) == GBCS_BER_NULL) {
        (void)gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_NULL);
    } else {
        (void)number_in(&r, GBCS_BER_INTEGER);
        (void)gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_GENERALIZED_TIME);
    }
    r = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
    (void)number_in(&r, GBCS_BER_INTEGER);
    (void)number_in(&r, GBCS_BER_INTEGER);
    (void)gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE);
    return gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
}

static inline told told_of(size_t index)
{
    gbcs_reader list = replacements_in(gbcs_writer_bytes(&B.response));
    told t = {.status = 0U};
    size_t i;

    for (i = 0U; i <= index; i++) {
        gbcs_reader one = gbcs_reader_of(gbcs_read_tagged(&list, GBCS_BER, GBCS_BER_SEQUENCE));
        gbcs_reader cell = gbcs_reader_of(gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_SEQUENCE));

        t.cell.role = (uint8_t)number_in(&cell, GBCS_BER_INTEGER);
        t.cell.key_usage = gbcs_read_tagged(&cell, GBCS_BER, GBCS_BER_BIT_STRING).data[1];
        t.cell.cell_usage =
            (gbcs_reader_left(&cell) > 0U) ? (uint8_t)number_in(&cell, GBCS_BER_INTEGER) : 0U;
        t.status = number_in(&one, GBCS_BER_ENUMERATED);
        t.before = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
        t.before_key = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
        t.now = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
        t.now_key = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
        assert_int_equal(gbcs_reader_finish(&one), GBCS_OK);
    }
    if (t.status != (uint64_t)GBCS_REPLACEMENT_SUCCESS) {
        assert_true(gbcs_bytes_equal(t.before, t.now));
        assert_true(gbcs_bytes_equal(t.before_key, t.now_key));
    }
    return t;
}

/** Commits with the command's counter, as the meter does, and opens everything anew. */
static inline void commit(void)
{
    gbcs_counter_id id = {B.command.role, 0U};

    assert_true(gbcs_command_counter(&B.command, &id));
    assert_int_equal(gbcs_replay_accept(&B.replay, &id, B.command.frame.header.counter, NULL),
                     GBCS_OK);
    bench_reopen();
}

static inline const gbcs_cell *cell_of(uint8_t role, uint8_t usage, uint8_t cell_usage)
{
    const gbcs_cell_id id = {role, usage, cell_usage};

    return gbcs_trust_find(&B.trust, &id);
}

#endif
