/**
 * @file
 * A device in memory and the parties that command it, for tests of the gate: real trust, counters
 * and storage, curve operations that are counted, and commands of any kind, good and bad.
 */
#ifndef VERIFY_BENCH_H
#define VERIFY_BENCH_H

#include "hex.h"

#include <stdlib.h>

#include "gbcs/codec/ber.h"
#include "gbcs/message/verify.h"
#include "gbcs_memory.h"

/** Entity Identifier of the device. */
#define DEVICE 0x00005EEF100000E0U
/** Entity Identifier of a party in no cell. */
#define STRANGER 0x00005EEF10000077U
/** Entity Identifier of the party whose role is a number. */
#define ENTITY(role) ((uint64_t)0x00005EEF10000000U + (uint64_t)(role))

/** Room for a payload, and for a message. */
#define PAYLOAD_ROOM 1024U
#define MESSAGE_ROOM 2048U

/** The keys of a remote party. */
typedef struct party {
    gbcs_private_key signature_key;
    gbcs_private_key agreement_key;
    gbcs_public_key signature_public;
    gbcs_public_key agreement_public;
} party;

/** A device and its surroundings. Stays where it is. */
typedef struct bench {
    uint8_t medium[GBCS_RECORD_COUNT * GBCS_RECORD_SIZE];
    size_t sizes[GBCS_RECORD_COUNT];
    uint8_t buffer[2U * GBCS_RECORD_SIZE];
    gbcs_memory memory;
    gbcs_port port;
    gbcs_crypto crypto;
    gbcs_store store;
    gbcs_trust trust;
    gbcs_replay replay;
    gbcs_budget budget;
    gbcs_gate gate;
    /** Parties by role; the one of role 0 is the root, that of 7 the stranger. */
    party parties[GBCS_ROLES];
    /** Whose keys and identifier are in the cells of each role; 255: the cells are empty. */
    uint8_t holder[GBCS_ROLES];
    /** Z of Access Control Broker and device. */
    gbcs_shared_secret secret;
    /** What became of the last message. */
    uint8_t octets[MESSAGE_ROOM];
    gbcs_bytes sent;
    gbcs_command command;
    gbcs_refusal refusal;
} bench;

/** A command to be made. */
typedef struct message {
    gbcs_header header;
    gbcs_form form;
    /** Who signs. */
    const gbcs_private_key *signer;
    /** Z that makes the MAC. */
    const gbcs_shared_secret *secret;
    uint8_t payload[PAYLOAD_ROOM];
    size_t payload_size;
} message;

/** Curve operations of the library since the counts were last cleared. */
typedef struct curve_counts {
    unsigned int multiplications;
    unsigned int verifications;
} curve_counts;

static curve_counts counts;
static gbcs_crypto real_crypto;
static br_ec_impl counting_curve;
/** What a fault sets to 0 while a signature is verified; null for none. */
static uint8_t *fault;

static inline uint32_t count_mul(unsigned char *g, size_t g_len, const unsigned char *x,
                                 size_t x_len, int curve)
{
    counts.multiplications++;
    return real_crypto.ec->mul(g, g_len, x, x_len, curve);
}

static inline size_t count_mulgen(unsigned char *r, const unsigned char *x, size_t x_len, int curve)
{
    counts.multiplications++;
    return real_crypto.ec->mulgen(r, x, x_len, curve);
}

static inline uint32_t count_verify(const br_ec_impl *impl, const void *hash, size_t hash_len,
                                    const br_ec_public_key *pk, const void *sig, size_t sig_len)
{
    (void)impl;
    counts.verifications++;
    if (fault != NULL) {
        *fault = 0U;
    }
    return real_crypto.verify(real_crypto.ec, hash, hash_len, pk, sig, sig_len);
}

/** The default implementations, with curve operations counted. */
static inline void counting_crypto(gbcs_crypto *crypto)
{
    gbcs_crypto_default(&real_crypto);
    *crypto = real_crypto;
    counting_curve = *real_crypto.ec;
    counting_curve.mul = count_mul;
    counting_curve.mulgen = count_mulgen;
    crypto->ec = &counting_curve;
    crypto->verify = count_verify;
}

/** A private key that follows from a number. */
static inline gbcs_private_key key_of(unsigned int number)
{
    gbcs_private_key key;

    memset(key.scalar, 0x21, sizeof key.scalar);
    key.scalar[31] = (uint8_t)number;
    return key;
}

/** A new board and its parties; nobody is in no cell but that of his role. */
static inline void bench_begin(bench *b)
{
    unsigned int role;
    gbcs_private_key device = key_of(0x41U);

    memset(b, 0, sizeof *b);
    counting_crypto(&b->crypto);
    for (role = 0U; role < GBCS_ROLES; role++) {
        party *p = &b->parties[role];

        p->signature_key = key_of(role);
        p->agreement_key = key_of(role + 0x10U);
        assert_int_equal(gbcs_public_key_of(&b->crypto, &p->signature_key, &p->signature_public),
                         GBCS_OK);
        assert_int_equal(gbcs_public_key_of(&b->crypto, &p->agreement_key, &p->agreement_public),
                         GBCS_OK);
        b->holder[role] = (uint8_t)role;
    }
    {
        gbcs_public_key device_public;

        assert_int_equal(gbcs_public_key_of(&b->crypto, &device, &device_public), GBCS_OK);
        assert_int_equal(gbcs_ecdh(&b->crypto, &b->parties[GBCS_ROLE_ACB].agreement_key,
                                   &device_public, &b->secret),
                         GBCS_OK);
    }
}

/** Fills the cells that a device type has. */
static inline size_t bench_cells(const bench *b, uint8_t device_type, gbcs_provision_cell *cells)
{
    const gbcs_cell_id *id;
    size_t count = 0U;
    size_t i;

    for (i = 0U; (id = gbcs_cell_at(i)) != NULL; i++) {
        const uint8_t holder = b->holder[id->role];

        if ((gbcs_cell_index(device_type, id) < GBCS_CELLS) && (holder < GBCS_ROLES)) {
            gbcs_cell *cell = &cells[count].content;

            cells[count].id = *id;
            cell->entity = (id->role == GBCS_ROLE_ROOT) ? 0U : ENTITY(holder);
            cell->key = (id->key_usage == GBCS_KEY_USAGE_AGREEMENT)
                            ? b->parties[holder].agreement_public
                            : b->parties[holder].signature_public;
            gbcs_key_identifier(&cell->key, cell->key_identifier);
            count++;
        }
    }
    return count;
}

/** Makes the device of a type, with the holders that are set, and switches it on. */
static inline void bench_device(bench *b, uint8_t device_type)
{
    static gbcs_provision_cell cells[GBCS_CELLS];
    const gbcs_private_key signature_key = key_of(0x40U);
    const gbcs_private_key agreement_key = key_of(0x41U);
    gbcs_provision provision = {.device = DEVICE,
                                .device_type = device_type,
                                .signature_key = &signature_key,
                                .agreement_key = &agreement_key,
                                .cells = cells,
                                .own_counter = 1U};

    memset(cells, 0, sizeof cells);
    provision.cell_count = bench_cells(b, device_type, cells);
    memset(b->medium, 0, sizeof b->medium);
    memset(b->sizes, 0, sizeof b->sizes);
    gbcs_memory_init(&b->memory, &b->port, b->medium, b->sizes, GBCS_RECORD_SIZE,
                     GBCS_RECORD_COUNT);
    assert_int_equal(gbcs_store_open(&b->store, &b->port, &b->crypto, b->buffer, sizeof b->buffer),
                     GBCS_OK);
    assert_int_equal(gbcs_trust_open(&b->trust, &b->store), GBCS_OK);
    assert_int_equal(gbcs_trust_provision(&b->trust, &provision), GBCS_OK);
    assert_int_equal(gbcs_replay_begin(&b->store, 1U), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b->store), GBCS_OK);
    assert_int_equal(gbcs_trust_open(&b->trust, &b->store), GBCS_OK);
    assert_int_equal(gbcs_trust_seal(&b->trust), GBCS_OK);
    assert_int_equal(gbcs_replay_open(&b->replay, &b->store), GBCS_OK);
    memset(&b->budget, 0, sizeof b->budget);
    b->gate.crypto = &b->crypto;
    b->gate.trust = &b->trust;
    b->gate.replay = &b->replay;
    b->gate.budget = &b->budget;
    b->gate.uptime = 1000U;
}

/** A device of a type in service, each role held by its own party. */
static inline void bench_open(bench *b, uint8_t device_type)
{
    bench_begin(b);
    bench_device(b, device_type);
}

/** Computes the shared secret, so that it is at hand. */
static inline void bench_warm(bench *b)
{
    static const gbcs_cell_id acb = {GBCS_ROLE_ACB, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT};
    gbcs_shared_secret secret;

    assert_int_equal(gbcs_trust_secret(&b->trust, &acb, &secret), GBCS_OK);
    assert_memory_equal(&secret, &b->secret, sizeof secret);
}

/** Makes the last counter of a role, or of a role and Message Code, one that was taken. */
static inline void bench_take(bench *b, uint8_t role, uint16_t code, uint64_t counter)
{
    const gbcs_counter_id id = {role, code};

    assert_int_equal(gbcs_replay_accept(&b->replay, &id, counter, NULL), GBCS_OK);
}

static inline void set_payload(message *m, const char *hex)
{
    m->payload_size = hex_decode(hex, m->payload, sizeof m->payload);
}

/** A TrustAnchorCellIdentifier without its tag. */
static inline void write_cell(gbcs_writer *w, const gbcs_cell_id *cell)
{
    const uint8_t unused = (cell->key_usage == GBCS_KEY_USAGE_SIGNATURE)   ? 7U
                           : (cell->key_usage == GBCS_KEY_USAGE_AGREEMENT) ? 3U
                                                                           : 2U;
    const uint8_t usage[] = {unused, cell->key_usage};

    gbcs_write_unsigned(w, GBCS_BER_INTEGER, cell->role);
    gbcs_write_tlv(w, GBCS_BER_BIT_STRING, GBCS_BER_SHORTEST, gbcs_bytes_of(usage, sizeof usage));
    if (cell->cell_usage != GBCS_CELL_MANAGEMENT) {
        gbcs_write_unsigned(w, GBCS_BER_INTEGER, cell->cell_usage);
    }
}

/** The payload of CS02a and CS02f. */
static inline void set_details(message *m, gbcs_cell_id cell)
{
    gbcs_writer w = gbcs_writer_of(m->payload, sizeof m->payload);
    const size_t outer = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    size_t inner = gbcs_write_open(&w, GBCS_BER_SEQUENCE);

    write_cell(&w, &cell);
    gbcs_write_close(&w, inner, GBCS_BER_SHORTEST);
    inner = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    gbcs_write_unsigned(&w, GBCS_BER_INTEGER, GBCS_ROLE_SUPPLIER);
    gbcs_write_close(&w, inner, GBCS_BER_SHORTEST);
    gbcs_write_close(&w, outer, GBCS_BER_SHORTEST);
    assert_int_equal(w.status, GBCS_OK);
    m->payload_size = w.used;
}

/** The payload of CS02b and CS02g, with everything that may be in it; date: a GeneralizedTime. */
static inline void set_update(message *m, uint8_t mode, const gbcs_cell_id *cell, uint64_t counter,
                              const char *date)
{
    static const uint8_t zero[] = {0U};
    gbcs_writer w = gbcs_writer_of(m->payload, sizeof m->payload);
    const size_t outer = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    const size_t control = gbcs_write_open(&w, GBCS_BER_SEQUENCE);

    gbcs_write_unsigned(&w, GBCS_BER_INTEGER, mode);
    gbcs_write_unsigned(&w, GBCS_BER_CONTEXT + 1U, 1U);
    if (cell != NULL) {
        const size_t named = gbcs_write_open(&w, GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 2U);

        write_cell(&w, cell);
        gbcs_write_close(&w, named, GBCS_BER_SHORTEST);
    }
    gbcs_write_unsigned(&w, GBCS_BER_CONTEXT + 3U, counter);
    gbcs_write_unsigned(&w, GBCS_BER_CONTEXT + 4U, 0U);
    gbcs_write_tlv(&w, GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 5U, GBCS_BER_SHORTEST,
                   gbcs_bytes_of(zero, 0U));
    gbcs_write_tlv(&w, GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 6U, GBCS_BER_SHORTEST,
                   gbcs_bytes_of(zero, 0U));
    gbcs_write_close(&w, control, GBCS_BER_SHORTEST);
    gbcs_write_tlv(&w, GBCS_BER_SEQUENCE, GBCS_BER_SHORTEST, gbcs_bytes_of(zero, 0U));
    gbcs_write_tlv(&w, GBCS_BER_SEQUENCE, GBCS_BER_SHORTEST, gbcs_bytes_of(zero, 0U));
    if (date != NULL) {
        gbcs_write_tlv(&w, GBCS_BER_GENERALIZED_TIME, GBCS_BER_SHORTEST,
                       gbcs_bytes_of((const uint8_t *)date, strlen(date)));
    }
    gbcs_write_close(&w, outer, GBCS_BER_SHORTEST);
    assert_int_equal(w.status, GBCS_OK);
    m->payload_size = w.used;
}

/** The payload of CS06. */
static inline void set_activation(message *m, uint64_t counter, const char *date)
{
    static const uint8_t hash[32] = {0x5AU};
    gbcs_writer w = gbcs_writer_of(m->payload, sizeof m->payload);
    const size_t outer = gbcs_write_open(&w, GBCS_BER_SEQUENCE);

    gbcs_write_tlv(&w, GBCS_BER_OCTET_STRING, GBCS_BER_SHORTEST, gbcs_bytes_of(hash, sizeof hash));
    gbcs_write_unsigned(&w, GBCS_BER_INTEGER, counter);
    if (date != NULL) {
        gbcs_write_tlv(&w, GBCS_BER_GENERALIZED_TIME, GBCS_BER_SHORTEST,
                       gbcs_bytes_of((const uint8_t *)date, strlen(date)));
    }
    gbcs_write_close(&w, outer, GBCS_BER_SHORTEST);
    assert_int_equal(w.status, GBCS_OK);
    m->payload_size = w.used;
}

/** What each Message Code of CS02b and CS02g stands for: mode, and role of the cell that authorises
 * (255: one that is none). */
typedef struct update {
    uint16_t code;
    uint8_t mode;
    uint8_t role;
} update;

static const update UPDATES[] = {
    {0x0100, 0, 2}, {0x0101, 1, 6},   {0x0102, 2, 2},  {0x0103, 3, 3},
    {0x0104, 4, 4}, {0x0105, 5, 6},   {0x0106, 6, 5},  {0x0107, 7, 5},
    {0x0108, 8, 1}, {0x0109, 9, 255}, {0x0125, 10, 8}, {0x0126, 11, 2},
};

#define UPDATE_ROWS ((sizeof UPDATES) / (sizeof UPDATES[0]))

static inline const update *update_of(uint16_t code)
{
    const update *found = NULL;
    size_t i;

    for (i = 0U; i < UPDATE_ROWS; i++) {
        if (UPDATES[i].code == code) {
            found = &UPDATES[i];
        }
    }
    return found;
}

/** A payload as the use case asks for, by a role. */
static inline void default_payload(const bench *b, message *m, const gbcs_use_case *row,
                                   uint8_t role)
{
    const update *u = update_of(m->header.message_code);
    const gbcs_cell_id signing = {role, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT};
    const gbcs_cell_id broker = {role, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT};

    if ((row == NULL) || (row->family == GBCS_FAMILY_DLMS)) {
        set_payload(m, "D9 20000001 00 00 00");
    } else if (row->family == GBCS_FAMILY_GBZ) {
        set_payload(m, "0109 01 01 0708 0003 08 00 0B");
    } else if (m->header.message_code == 0x0012U) {
        set_activation(m, m->header.counter, NULL);
    } else if ((m->header.message_code == 0x0008U) || (m->header.message_code == 0x011BU)) {
        set_details(m, (role == GBCS_ROLE_ACB) ? broker : signing);
    } else if (u != NULL) {
        const bool unnamed = (u->code == 0x0104U) && (b->trust.device_type != GBCS_DEVICE_CHF);

        set_update(m, u->mode, unnamed ? NULL : &signing, m->header.counter, NULL);
    } else {
        set_payload(m, "0500");
    }
}

/** A command as it should be: a code, sent in a role by the party whose role that is. */
static inline void make(const bench *b, message *m, uint16_t code, uint8_t role)
{
    const gbcs_use_case *row = gbcs_use_case_find(code);

    memset(m, 0, sizeof *m);
    m->header.cra = GBCS_CRA_COMMAND;
    m->header.counter = 100U;
    m->header.originator = ENTITY(role);
    m->header.recipient = DEVICE;
    m->header.message_code = code;
    m->form = (row == NULL) ? GBCS_FORM_MACED : gbcs_command_form(row, b->trust.device_type, role);
    m->signer = &b->parties[role].signature_key;
    m->secret = &b->secret;
    default_payload(b, m, row, role);
}

/** Writes the message. */
static inline gbcs_bytes build(bench *b, const message *m)
{
    gbcs_writer w = gbcs_writer_of(b->octets, sizeof b->octets);
    gbcs_protection protection = {NULL, {NULL, 0U}, NULL};

    if ((m->form == GBCS_FORM_SIGNED) || (m->form == GBCS_FORM_BOTH)) {
        protection.signing_key = m->signer;
    }
    if ((m->form == GBCS_FORM_MACED) || (m->form == GBCS_FORM_BOTH)) {
        protection.secret = m->secret;
    }
    gbcs_write_message(&real_crypto, &m->header, gbcs_bytes_of(m->payload, m->payload_size),
                       &protection, &w);
    assert_int_equal(w.status, GBCS_OK);
    return gbcs_writer_bytes(&w);
}

/** Gives octets to the gate; what comes out must be whole or empty. */
static inline gbcs_status give(bench *b, gbcs_bytes octets)
{
    gbcs_status status;

    memset(&b->command, 0xA5, sizeof b->command);
    memset(&b->refusal, 0xA5, sizeof b->refusal);
    memset(&counts, 0, sizeof counts);
    b->sent = octets;
    status = gbcs_command_verify(&b->gate, octets, &b->command, &b->refusal);
    assert_int_equal(b->refusal.status, status);
    assert_int_equal(gbcs_command_accepted(&b->command), status == GBCS_OK);
    if (status == GBCS_OK) {
        assert_int_equal(b->refusal.event, 0);
    } else {
        gbcs_command rest = b->command;

        memset(&rest.frame, 0, sizeof rest.frame);
        assert_zeros(&rest, sizeof rest);
    }
    return status;
}

/** Sends a command, and asserts what becomes of it. */
#define expect(b, m, expected, reported)                                                           \
    do {                                                                                           \
        assert_int_equal(give((b), build((b), (m))), (expected));                                  \
        assert_int_equal((b)->refusal.event, (reported));                                          \
    } while (0)

#endif
