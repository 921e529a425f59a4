/*
 * Protection against replay and actions done once, as a whole meter sees them (GBCS 4.3.1.4,
 * 4.3.1.5): each command of the use-case table, on each type of device that takes it, from each
 * role that may send it. CS02b in mode 9 is left out: no role may send it.
 */
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
/** Seconds in a day. */
#define DAY ((gbcs_utc)86400)
/** Orders that are kept. */
#define ORDERS 64U
/** A counter to begin with. */
#define FIRST 1000U

/* Pairs of command, type of device and role that there are at least: so that none is left out
 * unseen. */
#define PROTECTED 150U
#define DATEABLE 60U
#define UNPROTECTED 220U
#define SECRET 55U

/** A command of the table, to a device, from a role. */
typedef struct command {
    const gbcs_use_case *use_case;
    uint8_t device_type;
    uint8_t role;
} command;

/** An order that the application saw. */
typedef struct order {
    bool resumed;
    uint64_t id;
    uint64_t counter;
} order;

static device D;
/** A new device of the type. */
static device FRESH;
/** The device before what is tried. */
static device START;

static order orders[ORDERS];
static size_t order_count;
static gbcs_reply (*fixture_execute)(void *context, const gbcs_order *order, gbcs_answer *answer);

static gbcs_reply spy(void *context, const gbcs_order *given, gbcs_answer *answer)
{
    order *o = &orders[order_count % ORDERS];

    o->resumed = given->resumed;
    o->id = given->id;
    o->counter = given->intent->header.counter;
    order_count++;
    assert_true(order_count <= ORDERS);
    return fixture_execute(context, given, answer);
}

/** How often the application saw an order with a counter, new or taken up again. */
static uint32_t seen(uint64_t counter, bool resumed)
{
    uint32_t count = 0;
    size_t i;

    for (i = 0; i < order_count; i++) {
        count += ((orders[i].counter == counter) && (orders[i].resumed == resumed)) ? 1U : 0U;
    }
    return count;
}

static void begin_at(const device *d)
{
    D = *d;
    order_count = 0;
}

static bool is_protected(const command *c)
{
    return (c->use_case->flags & GBCS_USE_REPLAY) != 0U;
}

static bool is_encrypted(const command *c)
{
    return (c->use_case->flags & GBCS_USE_ENCRYPTED) != 0U;
}

static bool can_be_dated(const command *c)
{
    return (c->use_case->flags & GBCS_USE_FUTURE_DATED) != 0U;
}

static gbcs_form form_of(const command *c)
{
    return gbcs_command_form(c->use_case, c->device_type, c->role);
}

/** Whether the device has the cell in which it looks for the sender. */
static bool is_held(const command *c)
{
    const gbcs_cell_id id = {c->role,
                             (form_of(c) == GBCS_FORM_MACED) ? GBCS_KEY_USAGE_AGREEMENT
                                                             : GBCS_KEY_USAGE_SIGNATURE,
                             GBCS_CELL_MANAGEMENT};

    return gbcs_cell_index(c->device_type, &id) < GBCS_CELLS;
}

static gbcs_status give(const command *c, uint64_t counter, const gbcs_date *date)
{
    return device_send_dated(&D, c->use_case->code, c->role, counter, date);
}

/** Sends a command that must be taken, and be new to the application. */
static void must_take(const command *c, uint64_t counter, const gbcs_date *date)
{
    const uint32_t before = seen(counter, false);

    assert_int_equal(give(c, counter, date), GBCS_OK);
    assert_int_equal(seen(counter, false), before + 1U);
    assert_int_equal(orders[order_count - 1U].counter, counter);
    assert_false(orders[order_count - 1U].resumed);
    assert_int_equal(D.application.code, c->use_case->code);
    assert_int_equal(D.application.role, c->role);
    /* the first command ends manufacture */
    assert_int_equal(D.meter.trust.life, GBCS_LIFE_SEALED);
}

/** Sends a command that must be refused as seen before, and must not reach the application. */
static void must_refuse(const command *c, uint64_t counter, const gbcs_date *date)
{
    const uint32_t before = seen(counter, false);

    assert_int_equal(give(c, counter, date), GBCS_ERR_REPLAY);
    assert_int_equal(seen(counter, false), before);
}

/** The counter that is held; 0 if none is. */
static uint64_t held(uint8_t role, uint16_t code)
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
static void assert_not_moved(const device *before)
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

static gbcs_status tick(void)
{
    uint32_t next;

    return gbcs_meter_tick(&D.meter, &next);
}

static void restart(void)
{
    assert_int_equal(device_reboot(&D), GBCS_OK);
    assert_int_equal(tick(), GBCS_OK);
}

/** What is tried with each command. */
typedef void (*trial)(const command *c);

/** Tries each command of the table that passes; returns how many did. */
static uint32_t for_each(bool (*passes)(const command *c), trial run)
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
        fixture_execute = D.setup.application.execute;
        D.setup.application.execute = spy;
        FRESH = D;
        for (i = 0; (c.use_case = gbcs_use_case_at(i)) != NULL; i++) {
            for (c.role = 0; c.role < GBCS_ROLES; c.role++) {
                if ((c.use_case->code != CONTINGENCY) && (form_of(&c) != GBCS_FORM_BARE) &&
                    gbcs_use_case_for_role(c.use_case, c.role) && passes(&c)) {
                    begin_at(&FRESH);
                    run(&c);
                    assert_int_equal(D.application.notices[GBCS_NOTICE_ANSWER_LOST], 0);
                    count++;
                }
            }
        }
    }
    return count;
}

/* ---- commands that are protected ------------------------------------------------------------ */

static bool taken(const command *c)
{
    return is_held(c);
}

static bool not_held(const command *c)
{
    return !is_held(c);
}

static bool taken_protected(const command *c)
{
    return is_held(c) && is_protected(c);
}

static bool taken_unprotected(const command *c)
{
    return is_held(c) && !is_protected(c) && !is_encrypted(c);
}

static bool taken_encrypted(const command *c)
{
    return is_held(c) && !is_protected(c) && is_encrypted(c);
}

static bool taken_dateable(const command *c)
{
    return is_held(c) && can_be_dated(c);
}

static void take_once(const command *c)
{
    must_take(c, FIRST, NULL);
    must_refuse(c, FIRST, NULL);
    must_refuse(c, FIRST - 1U, NULL);
    must_refuse(c, 1, NULL);
    must_refuse(c, 0, NULL);
    must_take(c, FIRST + 1U, NULL);
    restart();
    must_refuse(c, FIRST + 1U, NULL);
    must_refuse(c, FIRST, NULL);
    must_refuse(c, 1, NULL);
    must_take(c, FIRST + 2U, NULL);
    must_take(c, GBCS_COUNTER_LAST, NULL);
    must_refuse(c, GBCS_COUNTER_LAST, NULL);
    restart();
    must_refuse(c, GBCS_COUNTER_LAST, NULL);
    assert_int_equal(order_count - D.application.resumed, 4);
}

static void a_protected_command_is_taken_once(void **state)
{
    (void)state;
    assert_true(for_each(taken_protected, take_once) >= PROTECTED);
}

/** All that is written for a command: it, and the mark that it is done. */
static gbcs_status live_through(const command *c, uint64_t counter, const gbcs_date *date)
{
    gbcs_status status = give(c, counter, date);

    if (status == GBCS_OK) {
        gbcs_memory_pass(&D.memory, GBCS_DONE_SECONDS);
        status = tick();
    }
    return status;
}

/** After a cut: the command is taken exactly if it was not begun, and the next one in any case. */
static bool judge_cut(const command *c, const gbcs_date *date)
{
    const uint32_t before = seen(FIRST, false);
    uint64_t id = (before > 0U) ? orders[order_count - 1U].id : 0U;
    bool begun;

    assert_true(before <= 1U);
    assert_int_equal(seen(FIRST, true), 0);
    restart();
    assert_int_equal(seen(FIRST, false), before);
    assert_true(seen(FIRST, true) <= 1U);
    begun = (before + seen(FIRST, true)) > 0U;
    if (seen(FIRST, true) > 0U) {
        assert_true((id == 0U) || (orders[order_count - 1U].id == id));
    }
    if (begun) {
        must_refuse(c, FIRST, date);
    } else {
        must_take(c, FIRST, date);
    }
    must_refuse(c, FIRST, date);
    must_refuse(c, FIRST - 1U, date);
    must_take(c, FIRST + 1U, date);
    return begun;
}

/** Cuts power at each write of a command, before and after its effect. */
static void cut_at_each_write(const command *c, const gbcs_date *date)
{
    const uint32_t stores = device_writes(&D);
    bool begun = false;
    uint32_t writes;
    uint32_t i;

    START = D;
    order_count = 0;
    assert_int_equal(live_through(c, FIRST, date), GBCS_OK);
    writes = device_writes(&D) - stores;
    /* counter and action, the mark; the first command also ends manufacture, in two places */
    assert_true(writes >= 2U);
    for (i = 0; i < (2U * writes); i++) {
        const bool was_begun = begun;

        begin_at(&START);
        gbcs_memory_cut(&D.memory, i / 2U,
                        ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        assert_int_not_equal(live_through(c, FIRST, date), GBCS_OK);
        assert_false(D.memory.powered);
        begun = judge_cut(c, date);
        assert_true(begun || !was_begun);
    }
    assert_true(begun);
}

static void go_dark(void *argument)
{
    device *d = argument;

    d->memory.powered = false;
    d->application.before_reply = NULL;
}

/** Cuts power while the application carries the command out. */
static void cut_in_the_middle(const command *c, const gbcs_date *date)
{
    begin_at(&START);
    D.application.before_reply = go_dark;
    D.application.argument = &D;
    (void)live_through(c, FIRST, date);
    assert_int_equal(seen(FIRST, false), 1);
    assert_true(judge_cut(c, date));
    assert_int_equal(seen(FIRST, true), 1);
}

static void cut(const command *c)
{
    static const gbcs_dating DATINGS[] = {GBCS_DATING_IMMEDIATE, GBCS_DATING_DATED,
                                          GBCS_DATING_CANCEL};
    const size_t count = can_be_dated(c) ? 3U : 1U;
    size_t i;

    for (i = 0; i < count; i++) {
        const gbcs_date date = {DATINGS[i],
                                (DATINGS[i] == GBCS_DATING_DATED) ? (FRESH.memory.now + DAY) : 0};

        /* in manufacture, and in service with a counter that was taken before */
        begin_at(&FRESH);
        cut_at_each_write(c, &date);
        cut_in_the_middle(c, &date);
        begin_at(&FRESH);
        assert_int_equal(live_through(c, FIRST - 2U, &date), GBCS_OK);
        cut_at_each_write(c, &date);
        cut_in_the_middle(c, &date);
    }
}

static void a_power_cut_neither_loses_nor_repeats_a_command(void **state)
{
    (void)state;
    assert_true(for_each(taken_protected, cut) >= PROTECTED);
}

/* ---- commands with a date ------------------------------------------------------------------- */

/** Another code that the device can be told to do later, from the same role. */
static bool find_other(const command *c, command *other)
{
    size_t i;
    bool found = false;

    *other = *c;
    for (i = 0; !found && ((other->use_case = gbcs_use_case_at(i)) != NULL); i++) {
        found = (other->use_case->code != c->use_case->code) && can_be_dated(other) &&
                gbcs_use_case_for_role(other->use_case, other->role) &&
                (form_of(other) != GBCS_FORM_BARE) && is_held(other);
    }
    return found;
}

static void assert_held(const command *c, uint64_t immediate, uint64_t dated)
{
    assert_int_equal(held(c->role, 0), immediate);
    assert_int_equal(held(c->role, c->use_case->code), dated);
}

/** The dates of the trial: past, this second, to come; cancelled. */
#define DATES 4U

static void refuse_all(const command *c, const gbcs_date dates[DATES])
{
    const gbcs_date now = {GBCS_DATING_IMMEDIATE, 0};
    size_t i;

    must_refuse(c, FIRST, &now);
    for (i = 0; i < DATES; i++) {
        must_refuse(c, 50U + i, &dates[i]);
        /* a counter counts, not the date that it came with */
        must_refuse(c, 50U + i, &dates[(i + 1U) % DATES]);
        must_refuse(c, 53, &dates[i]);
    }
    assert_held(c, FIRST, 53);
}

static void keep_apart(const command *c)
{
    const gbcs_utc begin = D.memory.now;
    const gbcs_date now = {GBCS_DATING_IMMEDIATE, 0};
    const gbcs_date dates[DATES] = {{GBCS_DATING_DATED, begin - DAY},
                                    {GBCS_DATING_DATED, begin},
                                    {GBCS_DATING_DATED, begin + DAY},
                                    {GBCS_DATING_CANCEL, 0}};
    command other;
    size_t i;

    must_take(c, FIRST, &now);
    assert_held(c, FIRST, 0);
    for (i = 0; i < DATES; i++) {
        must_take(c, 50U + i, &dates[i]);
        assert_int_equal(D.application.date.dating, dates[i].dating);
        assert_true(D.application.date.time == dates[i].time);
        assert_held(c, FIRST, 50U + i);
    }
    refuse_all(c, dates);
    /* the clock has passed the dates, is set back, is not known; after a restart */
    D.memory.now = begin + (2 * DAY);
    refuse_all(c, dates);
    D.memory.now = begin - (2 * DAY);
    refuse_all(c, dates);
    restart();
    refuse_all(c, dates);
    D.memory.clock_set = false;
    refuse_all(c, dates);
    /* above the dated counter is not above the other one, and the other way round */
    must_refuse(c, 60, &now);
    must_take(c, 54, &dates[2]);
    assert_held(c, FIRST, 54);
    must_take(c, FIRST + 1U, &now);
    assert_held(c, FIRST + 1U, 54);
    if (find_other(c, &other)) {
        must_take(&other, 7, &dates[2]);
        assert_held(&other, FIRST + 1U, 7);
        assert_held(c, FIRST + 1U, 54);
        must_refuse(c, 54, &dates[3]);
        must_take(&other, 8, &dates[3]);
        must_refuse(&other, FIRST + 1U, &now);
        restart();
        assert_held(&other, FIRST + 1U, 8);
        assert_held(c, FIRST + 1U, 54);
        must_refuse(&other, 8, &dates[2]);
        must_refuse(c, 54, &dates[2]);
        must_take(c, 55, &dates[0]);
    }
}

static void dated_commands_have_counters_of_their_own(void **state)
{
    (void)state;
    assert_true(for_each(taken_dateable, keep_apart) >= DATEABLE);
}

/** All codes that can be dated, of all roles, one after the other on one device. */
static uint64_t next_counter;

static void take_dated(const command *c)
{
    const gbcs_date date = {GBCS_DATING_DATED, FRESH.memory.now + DAY};

    must_take(c, next_counter, &date);
    assert_int_equal(held(c->role, c->use_case->code), next_counter);
    next_counter--;
    /* the next command of the device finds what this one has left */
    FRESH = D;
    order_count = 0;
}

static void no_two_codes_share_a_counter(void **state)
{
    (void)state;
    next_counter = FIRST;
    assert_true(for_each(taken_dateable, take_dated) >= DATEABLE);
}

/* ---- commands that are not protected -------------------------------------------------------- */

static void take_again_and_again(const command *c)
{
    uint32_t i;

    assert_int_equal(gbcs_meter_seal(&D.meter), GBCS_OK);
    START = D;
    for (i = 0; i < 4U; i++) {
        must_take(c, FIRST, NULL);
        must_take(c, FIRST - 1U, NULL);
        assert_not_moved(&START);
    }
    restart();
    must_take(c, FIRST, NULL);
    must_take(c, 0, NULL);
    assert_not_moved(&START);
    assert_int_equal(D.application.resumed, 0);
}

static void other_commands_do_not_move_counters(void **state)
{
    (void)state;
    assert_true(for_each(taken_unprotected, take_again_and_again) >= UNPROTECTED);
}

static gbcs_status give_again(const command *c, uint64_t counter)
{
    const uint32_t before = seen(counter, false);
    const gbcs_status status = give(c, counter, NULL);

    assert_int_equal(seen(counter, false), before);
    return status;
}

/** An encrypted answer is given once for a counter, whatever happens to power. */
static void answer_once(const command *c)
{
    uint32_t i;

    assert_int_equal(gbcs_meter_seal(&D.meter), GBCS_OK);
    START = D;
    must_take(c, FIRST, NULL);
    assert_int_equal(give_again(c, FIRST), GBCS_ERR_ANSWERED);
    must_take(c, FIRST - 1U, NULL);
    restart();
    assert_int_equal(give_again(c, FIRST), GBCS_ERR_ANSWERED);
    assert_int_equal(give_again(c, FIRST - 1U), GBCS_ERR_ANSWERED);
    assert_not_moved(&START);
    for (i = 0; i < 2U; i++) {
        begin_at(&START);
        gbcs_memory_cut(&D.memory, 0, (i == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        assert_int_equal(give_again(c, FIRST), GBCS_ERR_UNFINISHED);
        restart();
        if (i == 0U) {
            must_take(c, FIRST, NULL);
        } else {
            assert_int_equal(give_again(c, FIRST), GBCS_ERR_ANSWERED);
        }
        assert_not_moved(&START);
    }
}

static void an_encrypted_answer_is_given_once(void **state)
{
    (void)state;
    assert_true(for_each(taken_encrypted, answer_once) >= SECRET);
}

/* ---- commands that are refused -------------------------------------------------------------- */

/** What is wrong with a command. */
typedef enum fault { MAC, ADDRESS, PAYLOAD, FORM, PARTY, PRETENDER, FAULTS } fault;

/** A known party that may not send the command. */
static size_t party_without_right(const command *c)
{
    size_t role = 1;

    while ((role < GBCS_ROLES) && (gbcs_use_case_for_role(c->use_case, (uint8_t)role) ||
                                   !gbcs_trust_knows(&D.meter.trust, PARTY_ID(role)))) {
        role++;
    }
    assert_true(role < GBCS_ROLES);
    return role;
}

static gbcs_status give_faulty(const command *c, fault wrong, uint64_t counter)
{
    static uint8_t octets[DEVICE_MESSAGE];
    static const uint8_t nothing[] = {0xD9};
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    recipe of = {
        .code = c->use_case->code, .counter = counter, .from = c->role, .form = form_of(c)};

    switch (wrong) {
    case ADDRESS:
        of.recipient = DEVICE_ID + 1U;
        break;
    case PAYLOAD:
        of.payload = gbcs_bytes_of(nothing, sizeof nothing);
        break;
    case FORM:
        of.form = (of.form == GBCS_FORM_MACED) ? GBCS_FORM_BOTH : GBCS_FORM_MACED;
        break;
    case PARTY:
        of.from = party_without_right(c);
        break;
    case PRETENDER:
        of.from = STRANGER;
        break;
    case MAC:
    case FAULTS:
    default:
        break;
    }
    device_command(&D, &of, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    if (wrong == MAC) {
        octets[writer.used - 1U] ^= 1U;
    }
    return gbcs_meter_receive(&D.meter, gbcs_writer_bytes(&writer));
}

static void refuse(const command *c)
{
    uint32_t wrong;

    assert_int_equal(gbcs_meter_seal(&D.meter), GBCS_OK);
    for (wrong = 0; wrong < (uint32_t)FAULTS; wrong++) {
        START = D;
        assert_int_not_equal(give_faulty(c, (fault)wrong, FIRST + 9U), GBCS_OK);
        assert_int_equal(order_count, 0);
        assert_not_moved(&START);
        restart();
        assert_int_equal(order_count, 0);
        assert_not_moved(&START);
    }
    must_take(c, FIRST, NULL);
}

static void refused_commands_move_nothing(void **state)
{
    (void)state;
    assert_true(for_each(taken, refuse) >= PROTECTED + UNPROTECTED + SECRET);
}

/** The table lets a role send to several types of device; not each of them has a cell for it. */
static void refuse_the_unknown(const command *c)
{
    gbcs_status status;

    START = D;
    status = give(c, FIRST, NULL);
    assert_true((status == GBCS_ERR_ORIGINATOR) || (status == GBCS_ERR_ROLE));
    assert_int_equal(order_count, 0);
    assert_not_moved(&START);
}

static void a_party_in_no_cell_moves_nothing(void **state)
{
    (void)state;
    assert_true(for_each(not_held, refuse_the_unknown) > 0U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_protected_command_is_taken_once),
        cmocka_unit_test(a_power_cut_neither_loses_nor_repeats_a_command),
        cmocka_unit_test(dated_commands_have_counters_of_their_own),
        cmocka_unit_test(no_two_codes_share_a_counter),
        cmocka_unit_test(other_commands_do_not_move_counters),
        cmocka_unit_test(an_encrypted_answer_is_given_once),
        cmocka_unit_test(refused_commands_move_nothing),
        cmocka_unit_test(a_party_in_no_cell_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
