/**
 * @file
 * Each command of the use-case table, on each type of device that takes it, from each role that may send
 * it; what was done, and by whom. CS02b in mode 9 is left out: no role may send it.
 *
 * What the application is asked for is done by it; what the library does itself is told by its
 * response. A top up is protected by its token: its counter is a UTRN Counter.
 */
#ifndef REPLAY_BENCH_H
#define REPLAY_BENCH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "device.h"

/** CS02b that is authorised by no cell. */
#define CONTINGENCY 0x0109U
/** CS02c, which makes a key pair. */
#define ISSUE 0x000AU
/** Seconds in a day. */
#define DAY ((gbcs_utc)86400)
/** Orders that are kept. */
#define ORDERS 64U
/** A counter to begin with. */
#define FIRST 1000U

/* Pairs of command, type of device and role that there are at least: so that none is left out
 * unseen. */
#define PROTECTED 150U
#define TOP_UPS 2U
/** The highest UTRN Counter that an Originator Counter can have. */
#define LAST_TOKEN ((uint32_t)(GBCS_COUNTER_LAST >> 32))
#define DATEABLE 60U
#define UNPROTECTED 220U
#define SECRET 55U

/** A command of the table, to a device, from a role. */
typedef struct command {
    const gbcs_use_case *use_case;
    uint8_t device_type;
    uint8_t role;
} command;

/** Something that was done, or begun. */
typedef struct order {
    /** Whether the application was asked; else the library did it. */
    bool asked;
    bool resumed;
    uint64_t id;
    uint64_t counter;
    uint16_t code;
    gbcs_entity_id sender;
} order;

static device D;
/** A new device of the type. */
static device FRESH;
/** The device before what is tried. */
static device START;

static order orders[ORDERS];
static size_t order_count;
static gbcs_reply (*fixture_execute)(void *context, const gbcs_order *order, gbcs_answer *answer);
static void (*fixture_send)(void *context, gbcs_bytes octets);

static inline bool is_top_up(uint16_t code)
{
    return (gbcs_use_case_find(code)->flags & GBCS_USE_TOP_UP) != 0U;
}

/** The counter of a command by its number: of a top up the high half. */
static inline uint64_t numbered(uint16_t code, uint64_t number)
{
    return is_top_up(code) ? (number << 32) : number;
}

static inline void add_order(const gbcs_header *header, gbcs_entity_id sender)
{
    order *o = &orders[order_count % ORDERS];

    memset(o, 0, sizeof *o);
    o->code = header->message_code;
    o->counter = is_top_up(o->code) ? (header->counter >> 32) : header->counter;
    o->sender = sender;
    order_count++;
    assert_true(order_count <= ORDERS);
}

static inline gbcs_reply spy(void *context, const gbcs_order *given, gbcs_answer *answer)
{
    const gbcs_header *header = &given->intent->header;

    add_order(header, header->originator);
    orders[order_count - 1U].asked = true;
    orders[order_count - 1U].resumed = given->resumed;
    orders[order_count - 1U].id = given->id;
    return fixture_execute(context, given, answer);
}

/** A response of which the application was not asked tells what the library did. */
static inline void hear(void *context, gbcs_bytes octets)
{
    const order *last = &orders[(order_count + ORDERS - 1U) % ORDERS];
    gbcs_frame frame;

    fixture_send(context, octets);
    assert_int_equal(gbcs_frame_parse(octets, &frame), GBCS_OK);
    if ((frame.header.cra == GBCS_CRA_RESPONSE) && !is_top_up(frame.header.message_code) &&
        ((order_count == 0U) || !last->asked || (last->counter != frame.header.counter) ||
         (last->code != frame.header.message_code))) {
        add_order(&frame.header, frame.header.recipient);
    }
}

/** How often something was done with a counter, new or taken up again. */
static inline uint32_t seen(uint64_t counter, bool resumed)
{
    uint32_t count = 0;
    size_t i;

    for (i = 0; i < order_count; i++) {
        count += ((orders[i].counter == counter) && (orders[i].resumed == resumed)) ? 1U : 0U;
    }
    return count;
}

static inline void begin_at(const device *d)
{
    D = *d;
    order_count = 0;
}

/** A new device, with what the command needs. */
static inline void begin_new(const command *c)
{
    begin_at(&FRESH);
    if (c->use_case->code == ISSUE) {
        device_give_noise(&D);
    }
}

static inline bool is_protected(const command *c)
{
    return (c->use_case->flags & GBCS_USE_REPLAY) != 0U;
}

static inline bool is_encrypted(const command *c)
{
    return (c->use_case->flags & GBCS_USE_ENCRYPTED) != 0U;
}

static inline bool can_be_dated(const command *c)
{
    return (c->use_case->flags & GBCS_USE_FUTURE_DATED) != 0U;
}

static inline gbcs_form form_of(const command *c)
{
    return gbcs_command_form(c->use_case, c->device_type, c->role);
}

/** Whether the device has the cell in which it looks for the sender. */
static inline bool is_held(const command *c)
{
    const gbcs_cell_id id = {c->role,
                             (form_of(c) == GBCS_FORM_MACED) ? GBCS_KEY_USAGE_AGREEMENT
                                                             : GBCS_KEY_USAGE_SIGNATURE,
                             GBCS_CELL_MANAGEMENT};

    return gbcs_cell_index(c->device_type, &id) < GBCS_CELLS;
}

static inline gbcs_status give(const command *c, uint64_t counter, const gbcs_date *date)
{
    return device_send_dated(&D, c->use_case->code, c->role, numbered(c->use_case->code, counter),
                             date);
}

/** Sends a command that must be taken, and be done, once. */
static inline void must_take(const command *c, uint64_t counter, const gbcs_date *date)
{
    const uint32_t before = seen(counter, false);
    const order *last;
    gbcs_status status;

    status = give(c, counter, date);
    if ((status != GBCS_OK) || (seen(counter, false) != (before + 1U))) {
        fail_msg("command %04X to device type %u from role %u: %s", (unsigned int)c->use_case->code,
                 (unsigned int)c->device_type, (unsigned int)c->role, gbcs_status_text(status));
    }
    last = &orders[order_count - 1U];
    assert_int_equal(last->counter, counter);
    assert_false(last->resumed);
    assert_int_equal(last->code, c->use_case->code);
    assert_true(last->sender == PARTY_ID(c->role));
    if (last->asked) {
        assert_int_equal(D.application.role, c->role);
    }
    /* the first command ends manufacture */
    assert_int_equal(D.meter.trust.life, GBCS_LIFE_SEALED);
}

/** Sends a command that must be refused as seen before, and must not be done. A top up is answered, with
 * a refusal. */
static inline void must_refuse(const command *c, uint64_t counter, const gbcs_date *date)
{
    const uint32_t before = seen(counter, false);
    const uint32_t balance = D.application.balance;

    assert_int_equal(give(c, counter, date),
                     is_top_up(c->use_case->code) ? GBCS_OK : GBCS_ERR_REPLAY);
    assert_int_equal(seen(counter, false), before);
    assert_int_equal(D.application.balance, balance);
}

/** The counter that is held; 0 if none is. */
static inline uint64_t held(uint8_t role, uint16_t code)
{
    const gbcs_replay *r = &D.meter.replay;
    uint64_t counter = (code == 0U) ? r->last[role] : 0U;
    size_t i;

    for (i = 0; i < r->dated_count; i++) {
        if ((code != 0U) && (r->dated[i].id.role == role) && (r->dated[i].id.code == code)) {
            counter = r->dated[i].counter;
        }
    }
    return counter;
}

/** Asserts that all counters are what they were. */
static inline void assert_not_moved(const device *before)
{
    const gbcs_replay *a = &before->meter.replay;
    const gbcs_replay *b = &D.meter.replay;
    size_t i;

    assert_memory_equal(a->last, b->last, sizeof a->last);
    assert_int_equal(a->dated_count, b->dated_count);
    for (i = 0; i < a->dated_count; i++) {
        assert_int_equal(a->dated[i].id.role, b->dated[i].id.role);
        assert_int_equal(a->dated[i].id.code, b->dated[i].id.code);
        assert_int_equal(a->dated[i].counter, b->dated[i].counter);
    }
    assert_true(a->last_id == b->last_id);
    assert_true(a->intent.id == b->intent.id);
}

static inline gbcs_status tick(void)
{
    uint32_t next;

    return gbcs_meter_tick(&D.meter, &next);
}

static inline void restart(void)
{
    assert_int_equal(device_reboot(&D), GBCS_OK);
    assert_int_equal(tick(), GBCS_OK);
}

/** What is tried with each command. */
typedef void (*trial)(const command *c);

/** Tries each command of the table that passes; returns how many did. */
static inline uint32_t for_each(bool (*passes)(const command *c), trial run)
{
    uint32_t count = 0;
    size_t i;
    command c;

    for (c.device_type = 0; c.device_type < GBCS_DEVICES; c.device_type++) {
        if (c.device_type == 6U) {
            continue;
        }
        assert_int_equal(device_init(&D, c.device_type), GBCS_OK);
        device_make_quick(&D);
        device_furnish(&D);
        fixture_execute = D.setup.application.execute;
        fixture_send = D.setup.application.send;
        D.setup.application.execute = spy;
        D.setup.application.send = hear;
        FRESH = D;
        for (i = 0; (c.use_case = gbcs_use_case_at(i)) != NULL; i++) {
            for (c.role = 0; c.role < GBCS_ROLES; c.role++) {
                if ((c.use_case->code != CONTINGENCY) && (form_of(&c) != GBCS_FORM_BARE) &&
                    gbcs_use_case_for_role(c.use_case, c.role) && passes(&c)) {
                    begin_new(&c);
                    run(&c);
                    /* of a top up that is taken up again only one answer is sent (GBCS 14) */
                    assert_true(is_top_up(c.use_case->code) ||
                                (D.application.notices[GBCS_NOTICE_ANSWER_LOST] == 0U));
                    count++;
                }
            }
        }
    }
    return count;
}

/* ---- sets of commands ------------------------------------------------------------------------ */

static inline bool taken(const command *c)
{
    return is_held(c);
}

static inline bool not_held(const command *c)
{
    return !is_held(c);
}

static inline bool taken_protected(const command *c)
{
    return is_held(c) && is_protected(c);
}

/** Its counter is compared with the one that is held. */
static inline bool taken_counted(const command *c)
{
    return taken_protected(c) && !is_top_up(c->use_case->code);
}

static inline bool taken_top_up(const command *c)
{
    return taken_protected(c) && is_top_up(c->use_case->code);
}

static inline bool taken_unprotected(const command *c)
{
    return is_held(c) && !is_protected(c) && !is_encrypted(c);
}

static inline bool taken_encrypted(const command *c)
{
    return is_held(c) && !is_protected(c) && is_encrypted(c);
}

static inline bool taken_dateable(const command *c)
{
    return is_held(c) && can_be_dated(c);
}

#endif
