/**
 * @file
 * Changes of credentials: each with the device before it, and the command that asks for it.
 */
#ifndef CUT_CHANGE_H
#define CUT_CHANGE_H

#include "state.h"

#define SUPPLIER GBCS_ROLE_SUPPLIER
#define OPERATOR GBCS_ROLE_NETWORK_OPERATOR
#define BROKER GBCS_ROLE_ACB
#define ROLE(name) (1U << (name))

/** Which cells of a role: the keys in them. */
#define SIGNS 1U
#define AGREES 2U
#define TOPS_UP 4U
#define EACH (SIGNS | AGREES | TOPS_UP)

#define DAY 86400U
/** Counter of the command in question, and the floors that it sets for its own party and another one. */
#define COUNTER 1000U
#define FLOOR 5000U
#define OTHER_FLOOR 20U
#define TOP_UP_FLOOR 45U

/** When an update is done. */
typedef enum timing { AT_ONCE, PUT_OFF, CANCELLED, PAST, DUE } timing;

/** A change that a command asks for. */
typedef struct change {
    const char *name;
    uint16_t code;
    /** Of parties: roles, cells of them, whether another party gets them, and when. */
    uint16_t roles;
    uint8_t uses;
    bool another;
    timing when;
    /** Of the device: usage, whether there is a vault, whether a key pair is pending before CS02c. */
    uint8_t usage;
    bool vault;
    bool pends;
    /** Of the device log: what the application answers. */
    uint8_t answer;
    /** What the command is told when it comes again. */
    gbcs_status again;
    /** Parts that follow with the next call, and those that are not compared. */
    unsigned int late;
    unsigned int loose;
} change;

/* clang-format off */
static const change CHANGES[] = {
    {.name = "a supplier's key for signatures", .code = 0x0102, .roles = ROLE(SUPPLIER), .uses = SIGNS,
     .again = GBCS_ERR_SIGNATURE},
    {.name = "its key for agreement", .code = 0x0102, .roles = ROLE(SUPPLIER), .uses = AGREES,
     .again = GBCS_ERR_REPLAY},
    {.name = "its key for top up", .code = 0x0102, .roles = ROLE(SUPPLIER), .uses = TOPS_UP,
     .again = GBCS_ERR_REPLAY},
    {.name = "another supplier by its own", .code = 0x0102, .roles = ROLE(SUPPLIER), .uses = EACH,
     .another = true, .again = GBCS_ERR_ORIGINATOR, .late = BIT(INSTRUCTIONS)},
    {.name = "all cells of the operator", .code = 0x0103, .roles = ROLE(OPERATOR), .uses = EACH,
     .again = GBCS_ERR_SIGNATURE},
    {.name = "the broker", .code = 0x0104, .roles = ROLE(BROKER), .uses = AGREES,
     .again = GBCS_ERR_MAC},
    {.name = "the transitional change of supplier", .code = 0x0106,
     .roles = ROLE(GBCS_ROLE_TRANSITIONAL_COS), .uses = SIGNS, .again = GBCS_ERR_SIGNATURE},
    {.name = "another supplier", .code = 0x0107, .roles = ROLE(SUPPLIER), .uses = EACH, .another = true,
     .again = GBCS_ERR_REPLAY, .late = BIT(INSTRUCTIONS)},
    {.name = "all by recovery", .code = 0x0108,
     .roles = ROLE(GBCS_ROLE_ROOT) | ROLE(GBCS_ROLE_RECOVERY) | ROLE(SUPPLIER) | ROLE(OPERATOR) |
              ROLE(BROKER) | ROLE(GBCS_ROLE_TRANSITIONAL_COS) | ROLE(GBCS_ROLE_LOAD_CONTROLLER),
     .uses = EACH, .again = GBCS_ERR_SIGNATURE},
    {.name = "all others by recovery", .code = 0x0108, .another = true,
     .roles = ROLE(SUPPLIER) | ROLE(OPERATOR) | ROLE(BROKER) | ROLE(GBCS_ROLE_TRANSITIONAL_COS) |
              ROLE(GBCS_ROLE_LOAD_CONTROLLER),
     .uses = EACH, .again = GBCS_ERR_REPLAY, .late = BIT(INSTRUCTIONS)},
    {.name = "the root with its link", .code = 0x0100, .roles = ROLE(GBCS_ROLE_ROOT), .uses = SIGNS,
     .again = GBCS_ERR_REPLAY},
    {.name = "the load controller", .code = 0x0125, .roles = ROLE(GBCS_ROLE_LOAD_CONTROLLER),
     .uses = EACH, .again = GBCS_ERR_SIGNATURE},
    {.name = "another load controller", .code = 0x0126, .roles = ROLE(GBCS_ROLE_LOAD_CONTROLLER),
     .uses = EACH, .another = true, .again = GBCS_ERR_REPLAY},
    {.name = "the root of a hub", .code = 0x0101,
     .roles = ROLE(GBCS_ROLE_ROOT), .uses = SIGNS, .again = GBCS_ERR_REPLAY},
    {.name = "the WAN provider", .code = 0x0105,
     .roles = ROLE(GBCS_ROLE_WAN_PROVIDER), .uses = SIGNS, .again = GBCS_ERR_SIGNATURE},

    {.name = "put off, in place of another", .code = 0x0102, .roles = ROLE(SUPPLIER), .uses = SIGNS,
     .when = PUT_OFF, .again = GBCS_ERR_REPLAY},
    {.name = "put off", .code = 0x0107, .roles = ROLE(SUPPLIER), .uses = EACH, .another = true,
     .when = PUT_OFF, .again = GBCS_ERR_REPLAY},
    {.name = "cancelled", .code = 0x0102, .roles = ROLE(SUPPLIER), .uses = AGREES, .when = CANCELLED,
     .again = GBCS_ERR_REPLAY},
    {.name = "with a date that is past", .code = 0x0102, .roles = ROLE(SUPPLIER),
     .uses = SIGNS | TOPS_UP, .when = PAST, .again = GBCS_ERR_SIGNATURE},
    {.name = "due", .code = 0x0102, .roles = ROLE(SUPPLIER), .uses = AGREES | TOPS_UP, .when = DUE,
     .again = GBCS_ERR_REPLAY},
    {.name = "another supplier, due", .code = 0x0107, .roles = ROLE(SUPPLIER), .uses = EACH,
     .another = true, .when = DUE, .again = GBCS_ERR_REPLAY, .late = BIT(INSTRUCTIONS)},
    {.name = "all by recovery, due", .code = 0x0108,
     .roles = ROLE(SUPPLIER) | ROLE(OPERATOR) | ROLE(BROKER) | ROLE(GBCS_ROLE_TRANSITIONAL_COS),
     .uses = EACH, .when = DUE, .again = GBCS_ERR_REPLAY},

    {.name = "a key pair for signatures", .code = 0x000A, .usage = KEY_SIGNATURE,
     .again = GBCS_ERR_REPLAY},
    {.name = "one for agreement in place of another", .code = 0x000A, .usage = KEY_AGREEMENT,
     .pends = true, .again = GBCS_ERR_REPLAY},
    {.name = "one of a vault", .code = 0x000A, .usage = KEY_SIGNATURE, .vault = true,
     .again = GBCS_ERR_REPLAY},
    /* the one that the vault had is lost in any case, see gbcs_trust_pend() */
    {.name = "one of a vault in place of another", .code = 0x000A, .usage = KEY_AGREEMENT,
     .vault = true, .pends = true, .again = GBCS_ERR_REPLAY, .loose = BIT(PENDING)},
    {.name = "its certificate for signatures", .code = 0x000B, .usage = KEY_SIGNATURE, .pends = true,
     .again = GBCS_ERR_REPLAY},
    {.name = "its certificate for agreement", .code = 0x000B, .usage = KEY_AGREEMENT, .pends = true,
     .again = GBCS_ERR_MAC},
    {.name = "the same of a vault", .code = 0x000B, .usage = KEY_SIGNATURE, .vault = true,
     .pends = true, .again = GBCS_ERR_REPLAY},
    {.name = "the same of a vault for agreement", .code = 0x000B, .usage = KEY_AGREEMENT,
     .vault = true, .pends = true, .again = GBCS_ERR_MAC},

    {.name = "joined by method A", .code = 0x000D, .again = GBCS_ERR_REPLAY},
    {.name = "joined by method B", .code = 0x000E, .again = GBCS_ERR_REPLAY},
    {.name = "joined by method C", .code = 0x00AF,
     .again = GBCS_ERR_REPLAY},
    {.name = "not joined", .code = 0x000D, .answer = 13, .again = GBCS_ERR_REPLAY},
    {.name = "unjoined", .code = 0x000F, .again = GBCS_ERR_REPLAY},
    {.name = "unjoined by method B", .code = 0x0010, .again = GBCS_ERR_REPLAY},
    {.name = "not unjoined", .code = 0x000F, .answer = 2, .again = GBCS_ERR_REPLAY},
    {.name = "restored on a Gas Proxy Function", .code = 0x008C,
     .again = GBCS_ERR_REPLAY},
};
/* clang-format on */
#define CHANGE_COUNT (sizeof CHANGES / sizeof CHANGES[0])

static bool is_update(const change *c)
{
    return c->roles != 0U;
}

static bool is_own(const change *c)
{
    return c->usage != 0U;
}

static bool is_of_device_log(const change *c)
{
    return !is_update(c) && !is_own(c);
}

/* ---- what comes before, and the command ----------------------------------------------------- */

static uint8_t message[DEVICE_LONG_COMMAND];
static size_t message_size;
static void (*fixture_send)(void *context, gbcs_bytes octets);

/** What the device log looks like in the middle, while the application does its part. */
static moment in_the_middle;
static bool has_middle;

static void hear(void *context, gbcs_bytes octets)
{
    gbcs_frame frame;

    if (D.memory.powered) {
        assert_int_equal(gbcs_frame_parse(octets, &frame), GBCS_OK);
        if (frame.header.cra == GBCS_CRA_ALERT) {
            assert_true(frame.header.counter > W.own);
            W.own = frame.header.counter;
        }
        fixture_send(context, octets);
    }
}

static void take_middle(void *argument)
{
    (void)argument;
    keep(&in_the_middle);
    has_middle = true;
}

static uint8_t sender_of(const change *c)
{
    const uint8_t role = (c->code == 0x008CU) ? BROKER : SUPPLIER;

    return is_update(c) ? device_update_role(c->code) : role;
}

/** Makes a command of the change, and keeps it for sending. */
static void make_command(const change *c, gbcs_bytes payload)
{
    const uint8_t role = sender_of(c);
    const recipe of = {.code = c->code,
                       .counter = COUNTER,
                       .from = role,
                       .form = gbcs_command_form(gbcs_use_case_find(c->code), D.device_type, role),
                       .payload = payload};
    gbcs_writer w = gbcs_writer_of(message, sizeof message);

    device_command(&D, &of, &w);
    assert_int_equal(w.status, GBCS_OK);
    message_size = w.used;
}

static gbcs_status send_it(void)
{
    return gbcs_meter_receive(&D.meter, gbcs_bytes_of(message, message_size));
}

static uint8_t use_of(const gbcs_cell_id *id)
{
    const uint8_t agrees = (id->cell_usage == GBCS_CELL_TOP_UP) ? TOPS_UP : AGREES;

    return (id->key_usage == KEY_AGREEMENT) ? agrees : SIGNS;
}

static bool concerns(const change *c, const gbcs_cell_id *id)
{
    return (gbcs_cell_index(D.device_type, id) < GBCS_CELLS) &&
           (((c->roles >> id->role) & 1U) != 0U) && ((c->uses & use_of(id)) != 0U);
}

/** Who comes into the cells of a role. */
static const party *next_of(const change *c, uint8_t role)
{
    return c->another ? device_party(NEWCOMER_ID(role), 0U) : device_party(PARTY_ID(role), 1U);
}

static void add_floors(const change *c, update *u)
{
    const uint64_t floor = c->another ? OTHER_FLOOR : FLOOR;
    size_t n = 0;

    for (uint8_t role = 1; role < GBCS_ROLES; role++) {
        const uint32_t top_up = (role == SUPPLIER) ? TOP_UP_FLOOR : 0U;

        if (((c->roles >> role) & 1U) == 0U) {
            /* not concerned */
        } else if (role == device_update_role(c->code)) {
            u->floor = floor;
            u->top_up_floor = top_up;
        } else {
            u->floors[n++] = (floor_of){role, floor, top_up};
        }
    }
}

static void make_update(const change *c)
{
    static uint8_t octets[DEVICE_LONG_COMMAND];
    gbcs_writer w = gbcs_writer_of(octets, sizeof octets);
    gbcs_date date = {GBCS_DATING_DATED, D.memory.now + (gbcs_utc)(DAY / 2U)};
    update u = {.code = c->code, .counter = COUNTER};

    date.dating = (c->when == CANCELLED) ? GBCS_DATING_CANCEL : GBCS_DATING_DATED;
    date.time -= (c->when == PAST) ? (gbcs_utc)DAY : 0;
    u.date = (c->when == AT_ONCE) ? NULL : &date;
    u.link_to = ((c->roles & ROLE(GBCS_ROLE_ROOT)) != 0U) ? 1U : 0U;
    for (size_t i = 0; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);

        if (concerns(c, id) && (c->when != CANCELLED)) {
            u.replacements[u.count++] =
                device_replacement(id->role, id->key_usage, id->cell_usage, next_of(c, id->role));
        }
    }
    add_floors(c, &u);
    device_write_update(&D, &u, &w);
    assert_int_equal(w.status, GBCS_OK);
    make_command(c, gbcs_writer_bytes(&w));
}

static void make_own(const change *c)
{
    static const uint8_t OF_SIGNATURE[] = {0x30, 0x04, 0x03, 0x02, 0x07, 0x80};
    static const uint8_t OF_AGREEMENT[] = {0x30, 0x04, 0x03, 0x02, 0x03, 0x08};
    const bool signs = c->usage == KEY_SIGNATURE;
    uint8_t octets[1024];
    gbcs_writer w = gbcs_writer_of(octets, sizeof octets);
    const party *next = own_party(1U);

    if (c->code == 0x000AU) {
        gbcs_write_bytes(&w, gbcs_bytes_of(signs ? OF_SIGNATURE : OF_AGREEMENT, 6U));
    } else {
        device_write_own_certificate(&D, DEVICE_ID, c->usage,
                                     signs ? &next->signature_point : &next->agreement_point, &w);
    }
    assert_int_equal(w.status, GBCS_OK);
    make_command(c, gbcs_writer_bytes(&w));
}

/** Makes a key pair pending; it is the one of the first generation, also in a vault. */
static void pend(uint8_t usage)
{
    const party *next = own_party(1U);
    const gbcs_private_key *key =
        (usage == KEY_SIGNATURE) ? &next->signature_key : &next->agreement_key;

    device_must(gbcs_trust_pend(&D.meter.trust, usage, (D.port.vault != NULL) ? NULL : key));
    device_must(gbcs_store_commit(&D.meter.store));
}

/** Whether what the device log is to hold must be there before. */
static bool leaves(const change *c)
{
    return (c->code == 0x000FU) || (c->code == 0x0010U);
}

/** What the parties of an ESME have done: counters, credit, and what is pending. */
static void live_before(void)
{
    const gbcs_date later = {GBCS_DATING_DATED, D.memory.now + (gbcs_utc)(10U * DAY)};
    update u = {.code = 0x0102, .counter = 102, .date = &later, .count = 1};
    const update silent = {.code = 0x0103, .counter = 50};

    u.replacements[0] = device_replacement(SUPPLIER, KEY_AGREEMENT, GBCS_CELL_MANAGEMENT,
                                           device_party(PARTY_ID(SUPPLIER), 1U));
    device_must(device_send(&D, 0x0023, SUPPLIER, 100));
    device_must(device_send_dated(&D, 0x001F, SUPPLIER, 101, &later));
    device_must(device_update(&D, &u));
    device_must(device_send(&D, 0x0007, SUPPLIER, 40ULL << 32));
    device_must(device_update(&D, &silent));
}

/** The type of device that takes it. */
static uint8_t type_for(uint16_t code)
{
    uint8_t type = GBCS_DEVICE_ESME;

    if ((code == 0x0101U) || (code == 0x0105U)) {
        type = GBCS_DEVICE_CHF;
    } else if (code == 0x008CU) {
        type = GBCS_DEVICE_GPF;
    } else if (code == 0x00AFU) {
        type = GBCS_DEVICE_GSME;
    } else {
        /* an ESME */
    }
    return type;
}

/** A device before the change, and the command for it. */
static void prepare(const change *c)
{
    static uint8_t answer[] = {0x02, 0x01, 0x00};

    D.port.vault = NULL;
    cut_device(type_for(c->code));
    fixture_send = D.setup.application.send;
    D.setup.application.send = hear;
    if (c->code == 0x000AU) {
        device_give_noise(&D);
    }
    if (c->vault) {
        move_to_vault();
    }
    if (D.device_type == GBCS_DEVICE_ESME) {
        live_before();
    }
    if (leaves(c)) {
        device_furnish(&D);
    } else if (c->pends) {
        pend(c->usage);
    } else {
        /* nothing is there */
    }
    if (is_update(c)) {
        make_update(c);
    } else if (is_own(c)) {
        make_own(c);
    } else {
        make_command(c, gbcs_bytes_of(NULL, 0U));
        answer[2] = c->answer;
        D.application.payload = answer;
        D.application.payload_size = sizeof answer;
    }
    if (c->when == DUE) {
        device_must(send_it());
    }
    wait_for(GBCS_DONE_SECONDS);
}

/** Does it. */
static gbcs_status perform(const change *c)
{
    uint32_t next;
    gbcs_status status;

    if (c->when == DUE) {
        gbcs_memory_pass(&D.memory, DAY);
        status = gbcs_meter_tick(&D.meter, &next);
    } else {
        status = send_it();
    }
    return status;
}

#endif
