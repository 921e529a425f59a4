/*
 * Power cuts in the life of a whole meter: commands, alerts, refusals and the clock's ticks, with
 * power cut at every single write of storage, the application's own included, before and after its
 * effect; and cut again at each write of the start after it. Then:
 *
 * - what is stored is the old or the new state, in each of its parts;
 * - no order is new twice, only the one that is open is taken up again, and an application that
 *   keeps the id of its orders counts each of them exactly once;
 * - no own counter is sent twice, and they rise over all cuts;
 * - no encrypted answer is sent twice for a counter;
 * - the run goes on, and all that comes later is taken.
 *
 * Likewise with each call of storage failing in turn while power stays.
 *
 * First a script of all kinds, cut at each of its writes and then run to its end; then random
 * histories, which go on from one of the outcomes of each step.
 *
 * GBCS_POWERCUT_SEEDS in the environment sets the number of random histories.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "device.h"
#include "hex.h"

#define DEFAULT_SEEDS 120U
#define STEPS 25U
/** Log entries that are compared. */
#define ENTRIES 48U
/** Counters of encrypted reads lie below. */
#define READS 4096U

/* What the application does with each command. */
/** Adds credit, and keeps the id of the order with the balance (CS01a). Its token is in the cache of those
 * that were used, and its Originator Counter is the UTRN Counter times 2^32. */
#define CREDIT 0x0007U
/** Is done at most once (ECS42). */
#define SWITCH 0x004FU
/** Is answered later (ECS14; ECS16, which is not protected). */
#define LONG 0x0023U
#define LONG_READ 0x0025U
/** Has a date, and the id is kept with the setting (ECS08). */
#define SETTING 0x001FU
/** Reads, in plain and encrypted (ECS40, ECS17b). */
#define READ 0x004EU
#define SECRET_READ 0x0027U
/** Reads for a party that is not known but by its certificate (ECS22b). */
#define GUEST_READ 0x0037U
/** Needs what the product does not have (ECS81). */
#define MISSING 0x0068U

/* Events with an alert, critical and not. */
#define CRITICAL_EVENT 0x8F0CU
#define OTHER_EVENT 0x81A4U

/* clang-format off */
/** Certificate of an organisation, as in test_verify.c, but for key agreement. */
static const char ORGANISATION[] =
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
/* clang-format on */
/** Whose it is. */
#define ORGANISATION_ENTITY 0x00005EEF10000002U

/** What is outside of the meter: no power cut undoes it. */
typedef struct world {
    /** The application's storage: balance and setting, each written together with the order's id. */
    uint64_t balance;
    uint64_t credit_id;
    uint64_t settings;
    uint64_t setting_id;
    /** Counter of the last command that switched. */
    uint64_t switched;
    /** What the parties saw: the balance that is due, and the last counter that they used. */
    uint64_t due;
    uint64_t settings_due;
    uint64_t counter;
    /** The last own counter that was sent. */
    uint64_t own;
    /** The last order: the next new one has a greater id. */
    uint64_t id;
    uint64_t id_counter;
    bool answered[READS];
    /** Tokens that were taken, and that were answered, by UTRN Counter. */
    bool used[READS];
    bool told[READS];
    /** The application's RAM: what it will answer later; lost with power. */
    uint64_t ticket;
    uint64_t ticket_counter;
} world;

/** A step of a run. */
typedef enum kind { PROVISION, SEAL, COMMAND, COMPLETE, RAISE, TICK, RESTART, FORGERY } kind;

typedef struct step {
    kind what;
    /** Of a command: Message Code; of an event: its code; of a tick: seconds that pass before. */
    uint16_t code;
    /** Its date. */
    gbcs_dating dating;
    /** Its counter; 0 for the next one. */
    uint64_t counter;
} step;

/** What storage holds, as the API shows it. */
typedef struct stored {
    gbcs_life life;
    uint64_t last[GBCS_ROLES];
    gbcs_dated_counter dated[GBCS_DATED_COUNTERS];
    size_t dated_count;
    uint64_t last_id;
    uint64_t open_id;
    bool open_later;
    uint64_t own_end;
    uint32_t log_next;
    gbcs_log_entry log[ENTRIES];
} stored;

/** A moment. */
typedef struct snapshot {
    uint8_t medium[GBCS_RECORD_COUNT * DEVICE_RECORD_SIZE];
    size_t sizes[GBCS_RECORD_COUNT];
    gbcs_memory memory;
    gbcs_meter meter;
    world around;
} snapshot;

static device D;
static world W;
static gbcs_reply (*fixture_execute)(void *context, const gbcs_order *order, gbcs_answer *answer);
/** Whether an answer may be lost: of a top up one only is sent, whatever it says. */
static bool may_be_lost;
static unsigned long cuts;
static unsigned long second_cuts;
static unsigned long failures;

static void keep(snapshot *s)
{
    memcpy(s->medium, D.medium, sizeof s->medium);
    memcpy(s->sizes, D.sizes, sizeof s->sizes);
    s->memory = D.memory;
    s->meter = D.meter;
    s->around = W;
}

static void go_back(const snapshot *s)
{
    memcpy(D.medium, s->medium, sizeof s->medium);
    memcpy(D.sizes, s->sizes, sizeof s->sizes);
    D.memory = s->memory;
    D.meter = s->meter;
    W = s->around;
}

/* ---- the application ------------------------------------------------------------------------ */

/** A write of the application's own, which power can be cut at too; whether it has effect. */
static bool application_writes(void)
{
    bool effect = D.memory.powered;

    D.memory.calls[GBCS_MEMORY_STORE]++;
    if (effect && D.memory.cut_ordered) {
        if (D.memory.cut_in == 0U) {
            D.memory.powered = false;
            effect = D.memory.cut_effect == GBCS_MEMORY_AFTER;
        } else {
            D.memory.cut_in--;
        }
    }
    return effect;
}

static bool is_protected(uint16_t code)
{
    return (gbcs_use_case_find(code)->flags & GBCS_USE_REPLAY) != 0U;
}

/** The number of an action: ids of commands that are not protected have the highest bit on top. */
static uint64_t number_of(uint64_t id)
{
    return id & (UINT64_MAX / 2U);
}

/** No order is new twice; only the open one is taken up again. */
static void check_order(const gbcs_order *order)
{
    const gbcs_header *header = &order->intent->header;
    const uint64_t number = number_of(order->id);
    const bool was_seen = number == W.id;

    assert_true(D.memory.powered);
    assert_true(number == order->intent->id);
    assert_true((number == order->id) == is_protected(header->message_code));
    assert_true((order->command == NULL) == order->resumed);
    if (order->resumed) {
        assert_true(number == D.meter.replay.intent.id);
        /* it may have been begun, and power be gone before it was handed out */
        assert_true(number >= W.id);
        assert_true(!was_seen || (header->counter == W.id_counter));
    } else {
        assert_true(number > W.id);
    }
    if (order->resumed || is_protected(header->message_code)) {
        W.id = number;
        W.id_counter = header->counter;
    }
}

static gbcs_reply act(const gbcs_order *order)
{
    const gbcs_header *header = &order->intent->header;
    gbcs_reply reply = GBCS_REPLY_NOW;

    switch (header->message_code) {
    case CREDIT:
        assert_non_null(order->top_up);
        assert_int_equal(order->top_up->counter, header->counter >> 32);
        assert_int_equal(order->top_up->pence, DEVICE_CREDIT);
        may_be_lost = true;
        if ((W.credit_id != order->id) && application_writes()) {
            assert_true(order->id > W.credit_id);
            W.credit_id = order->id;
            W.balance += order->top_up->counter;
        }
        break;
    case SETTING:
        if ((W.setting_id != order->id) && application_writes()) {
            W.setting_id = order->id;
            W.settings += header->counter;
        }
        break;
    case SWITCH:
        if (order->resumed) {
            reply = GBCS_REPLY_NONE;
        } else if (application_writes()) {
            assert_true(header->counter > W.switched);
            W.switched = header->counter;
        } else {
            /* power went before */
        }
        break;
    case LONG:
    case LONG_READ:
        if ((W.ticket == 0U) || order->resumed) {
            W.ticket = order->id;
            W.ticket_counter = header->counter;
            reply = GBCS_REPLY_LATER;
        } else {
            reply = GBCS_REPLY_NONE;
        }
        break;
    case MISSING:
        reply = GBCS_REPLY_UNSUPPORTED;
        break;
    default:
        assert_false(order->resumed);
        break;
    }
    return reply;
}

static gbcs_reply execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    check_order(order);
    /* the least answer that is well formed */
    (void)fixture_execute(context, order, answer);
    return act(order);
}

static void hear(void *context, gbcs_bytes octets)
{
    gbcs_frame frame;

    (void)context;
    if (D.memory.powered) {
        assert_int_equal(gbcs_frame_parse(octets, &frame), GBCS_OK);
        if (frame.header.cra == GBCS_CRA_ALERT) {
            assert_true(frame.header.counter > W.own);
            W.own = frame.header.counter;
        } else if (frame.header.message_code == GUEST_READ) {
            assert_true(frame.header.party_originator_counter > W.own);
            W.own = frame.header.party_originator_counter;
        } else if (frame.header.message_code == SECRET_READ) {
            assert_true(frame.header.counter < READS);
            assert_false(W.answered[frame.header.counter]);
            W.answered[frame.header.counter] = true;
        } else if (frame.header.message_code == CREDIT) {
            assert_true((frame.header.counter >> 32) < READS);
            assert_false(W.told[frame.header.counter >> 32]);
            W.told[frame.header.counter >> 32] = true;
        } else {
            /* another response */
        }
    }
}

static void notice(void *context, gbcs_notice told)
{
    (void)context;
    assert_int_not_equal(told, GBCS_NOTICE_LOG_DAMAGED);
    assert_true(may_be_lost || (told != GBCS_NOTICE_ANSWER_LOST));
}

/* ---- steps ---------------------------------------------------------------------------------- */

static gbcs_status start(void)
{
    gbcs_status status = gbcs_meter_boot(&D.meter, &D.setup);
    uint32_t next;

    /* the application's RAM is gone too */
    W.ticket = 0;
    if (status == GBCS_OK) {
        status = gbcs_meter_tick(&D.meter, &next);
    }
    return status;
}

static gbcs_status command(const step *s, bool forged)
{
    static uint8_t octets[DEVICE_MESSAGE];
    uint8_t certificate[512];
    uint8_t buffer[512];
    gbcs_writer payload = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    const gbcs_date date = {s->dating, (s->dating == GBCS_DATING_DATED) ? D.memory.now + 60 : 0};
    gbcs_header guest = {.other_form = GBCS_OTHER_CERTIFICATE,
                         .cra = GBCS_CRA_COMMAND,
                         .party = ORGANISATION_ENTITY,
                         .party_counter = s->counter};
    recipe of = {.code = s->code, .counter = s->counter, .from = GBCS_ROLE_SUPPLIER};

    if (s->code == CREDIT) {
        of.counter <<= 32;
        may_be_lost = true;
    }

    if (s->code == GUEST_READ) {
        guest.party_certificate = hex_bytes(ORGANISATION, certificate, sizeof certificate);
        of.from = GBCS_ROLE_ACB;
        of.header = &guest;
    }
    of.form = gbcs_command_form(gbcs_use_case_find(s->code), GBCS_DEVICE_ESME, GBCS_ROLE_SUPPLIER);
    device_payload(&D, &of, &date, &payload);
    of.payload = gbcs_writer_bytes(&payload);
    device_command(&D, &of, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    octets[writer.used - 1U] ^= forged ? 1U : 0U;
    return gbcs_meter_receive(&D.meter, gbcs_writer_bytes(&writer));
}

/** The answer to a command that was to be answered later. */
static gbcs_status complete(void)
{
    /* one item, null-data; it was got, successfully */
    static const uint8_t DONE[] = {0x01, 0x00, 0x01, 0x01, 0x00};
    uint8_t octets[32];
    gbcs_answer answer;

    memset(&answer, 0, sizeof answer);
    answer.payload = gbcs_writer_of(octets, sizeof octets);
    gbcs_write_u8(&answer.payload, GBCS_TAG_ACCESS_RESPONSE);
    gbcs_write_u32(&answer.payload, 0x20000000U | (uint32_t)(W.ticket_counter & 0xFFFFFFU));
    gbcs_write_u16(&answer.payload, 0U);
    gbcs_write_bytes(&answer.payload, gbcs_bytes_of(DONE, sizeof DONE));
    return gbcs_meter_complete(&D.meter, W.ticket, &answer);
}

static gbcs_status raise(uint16_t code)
{
    const gbcs_occurrence occurrence = {.event = code};

    return gbcs_meter_raise(&D.meter, &occurrence);
}

static gbcs_status perform(const step *s)
{
    gbcs_status status = GBCS_OK;
    uint32_t next;

    may_be_lost = false;
    switch (s->what) {
    case PROVISION:
        status = device_hand_cells(&D, GBCS_ROLE_ROOT, GBCS_ROLE_ROOT);
        break;
    case SEAL:
        status = gbcs_meter_seal(&D.meter);
        break;
    case COMMAND:
        status = command(s, false);
        break;
    case FORGERY:
        status = command(s, true);
        break;
    case COMPLETE:
        status = complete();
        break;
    case RAISE:
        status = raise(s->code);
        break;
    case TICK:
        gbcs_memory_pass(&D.memory, s->code);
        status = gbcs_meter_tick(&D.meter, &next);
        break;
    case RESTART:
    default:
        status = start();
        break;
    }
    return status;
}

/* ---- what is expected ----------------------------------------------------------------------- */

/** The counter that is held for a command. */
static uint64_t held(const step *s)
{
    const gbcs_replay *r = &D.meter.replay;
    uint64_t counter = 0;
    size_t i;

    if (s->dating == GBCS_DATING_IMMEDIATE) {
        counter = r->last[GBCS_ROLE_SUPPLIER];
    } else {
        for (i = 0; i < r->dated_count; i++) {
            counter = (r->dated[i].id.code == s->code) ? r->dated[i].counter : counter;
        }
    }
    return counter;
}

/** What a step returns when power stays. */
static gbcs_status foresee(const step *s)
{
    const gbcs_replay *r = &D.meter.replay;
    gbcs_status status = GBCS_OK;

    if (s->what == FORGERY) {
        status = GBCS_ERR_MAC;
    } else if (s->what == COMPLETE) {
        status =
            ((W.ticket != 0U) && (r->intent.id == number_of(W.ticket))) ? GBCS_OK : GBCS_ERR_TICKET;
    } else if ((s->what == COMMAND) && is_protected(s->code)) {
        if ((s->code != CREDIT) && (s->counter <= held(s))) {
            status = GBCS_ERR_REPLAY;
        } else if (r->intent.id != 0U) {
            status = GBCS_ERR_BUSY;
        } else {
            /* fresh */
        }
    } else {
        /* taken */
    }
    return status;
}

/** Notes what a command means to its sender, who knows that it was taken. */
static void note_taken(const step *s)
{
    if ((s->code == CREDIT) && !W.used[s->counter]) {
        W.used[s->counter] = true;
        W.due += s->counter;
    }
    W.settings_due += (s->code == SETTING) ? s->counter : 0U;
}

/** What must be so between any two steps. */
static void check_world(void)
{
    assert_true(W.balance == W.due);
    assert_true(W.settings == W.settings_due);
    assert_true((W.ticket == 0U) || (number_of(W.ticket) == D.meter.replay.intent.id));
}

/** Notes what a step that was done means to the world. */
static void settle(const step *s, gbcs_status status)
{
    if ((s->what == COMMAND) && (status == GBCS_OK)) {
        /* the first one ends manufacture */
        assert_int_equal(D.meter.trust.life, GBCS_LIFE_SEALED);
        note_taken(s);
        if ((s->code == LONG_READ) && (W.ticket != 0U) && (W.ticket_counter == s->counter)) {
            W.id = number_of(W.ticket);
            W.id_counter = s->counter;
        }
    }
    if (s->what == COMPLETE) {
        W.ticket = 0;
    }
    check_world();
}

/** A step with the next counter, if it has none of its own. */
static step numbered(const step *s)
{
    step n = *s;

    if (((n.what == COMMAND) || (n.what == FORGERY)) && (n.counter == 0U)) {
        W.counter++;
        n.counter = W.counter;
    }
    return n;
}

/** A step with power on all the time. */
static void do_it(const step *s)
{
    const gbcs_status expected = foresee(s);
    const uint32_t entry = D.meter.log.next;
    const uint64_t own = W.own;
    const gbcs_status status = perform(s);

    assert_int_equal(status, expected);
    if (s->what == RAISE) {
        assert_true(W.own > own);
        assert_int_equal(D.meter.log.next, entry + ((s->code == CRITICAL_EVENT) ? 1U : 0U));
    }
    settle(s, status);
}

/**
 * After a cut and a start: who has no answer sends once more, the same octets. They are taken, or were
 * before; an encrypted answer that may have been given is not given again.
 *
 * @param s     the step
 * @param fresh whether it would have been taken
 */
static void once_more(const step *s, bool fresh)
{
    static const step COMPLETION = {.what = COMPLETE};
    gbcs_status expected = foresee(s);
    gbcs_status status = GBCS_OK;

    if (fresh && (expected == GBCS_ERR_BUSY)) {
        /* answered before, but power went before that was noted: it is answered again */
        do_it(&COMPLETION);
        expected = foresee(s);
        assert_int_equal(expected, GBCS_OK);
    }
    switch (s->what) {
    case COMMAND:
        status = perform(s);
        if ((s->code == SECRET_READ) && (status == GBCS_ERR_ANSWERED)) {
            expected = status;
        }
        assert_int_equal(status, expected);
        if (fresh && (status == GBCS_ERR_REPLAY)) {
            note_taken(s);
        }
        settle(s, status);
        break;
    case PROVISION:
    case SEAL:
        status = (D.meter.trust.life == GBCS_LIFE_SEALED) ? GBCS_OK : perform(s);
        assert_int_equal(status, GBCS_OK);
        break;
    case COMPLETE:
        do_it(s);
        break;
    case RAISE:
    case TICK:
    case RESTART:
    case FORGERY:
    default:
        /* nobody waits for it */
        break;
    }
    check_world();
}

/* ---- what is stored ------------------------------------------------------------------------- */

static void look(stored *s)
{
    const gbcs_replay *r = &D.meter.replay;
    uint32_t number;

    memset(s, 0, sizeof *s);
    s->life = D.meter.trust.life;
    memcpy(s->last, r->last, sizeof s->last);
    s->dated_count = r->dated_count;
    memcpy(s->dated, r->dated, sizeof s->dated);
    s->last_id = r->last_id;
    s->open_id = r->intent.id;
    s->open_later = r->intent.later;
    s->own_end = r->own_end;
    s->log_next = D.meter.log.next;
    assert_true(s->log_next <= ENTRIES);
    for (number = D.meter.log.first; number < s->log_next; number++) {
        assert_int_equal(gbcs_log_get(&D.meter.log, number, &s->log[number]), GBCS_OK);
    }
}

/** What the next start finds. */
static void look_at_storage(stored *s)
{
    gbcs_memory_reboot(&D.memory);
    assert_int_equal(gbcs_meter_boot(&D.meter, &D.setup), GBCS_OK);
    look(s);
}

static bool same_counters(const stored *a, const stored *b)
{
    size_t i;
    bool same = (memcmp(a->last, b->last, sizeof a->last) == 0) && (a->last_id == b->last_id) &&
                (a->dated_count == b->dated_count);

    for (i = 0; same && (i < a->dated_count); i++) {
        same = (a->dated[i].id.code == b->dated[i].id.code) &&
               (a->dated[i].id.role == b->dated[i].id.role) &&
               (a->dated[i].counter == b->dated[i].counter);
    }
    return same;
}

/** Whether the log is the beginning of another. */
static bool is_beginning(const stored *a, const stored *b)
{
    bool same = a->log_next <= b->log_next;
    uint32_t number;

    for (number = 1; same && (number < a->log_next); number++) {
        const gbcs_log_entry *x = &a->log[number];
        const gbcs_log_entry *y = &b->log[number];

        same = (x->number == y->number) && (x->time == y->time) && (x->event == y->event) &&
               (x->clock_status == y->clock_status) && (x->message_code == y->message_code) &&
               (x->party == y->party) && (x->detail == y->detail) && (x->count == y->count);
    }
    return same;
}

/** Each part is old or new; `found` may only be newer than what an earlier cut has left. */
static void check_stored(const stored *before, const stored *after, const stored *earlier,
                         const stored *found)
{
    assert_true(same_counters(found, before) || same_counters(found, after));
    assert_true((found->life == before->life) || (found->life == after->life));
    assert_true((found->own_end == before->own_end) || (found->own_end == after->own_end));
    /* of a new action it may be known or not that it will be answered later */
    assert_true((found->open_id == before->open_id) || (found->open_id == after->open_id) ||
                (found->open_id == after->last_id));
    assert_true(!found->open_later || (found->open_id == before->open_id) ||
                (found->open_id == after->open_id));
    assert_true(is_beginning(before, found) && is_beginning(found, after));
    assert_true(is_beginning(earlier, found) && (found->own_end >= earlier->own_end) &&
                (found->last_id >= earlier->last_id));
    assert_true((earlier->life != after->life) || (found->life == after->life));
    assert_true(!same_counters(earlier, after) || same_counters(found, after));
}

/** A start may hand out an order and log what became of it; all else stays. */
static void check_started(const stored *before, const stored *found)
{
    assert_true(same_counters(before, found));
    assert_int_equal(before->life, found->life);
    assert_true(found->own_end >= before->own_end);
    assert_true((found->open_id == before->open_id) || (found->open_id == 0U));
    assert_true(is_beginning(before, found));
}

/* ---- cuts ----------------------------------------------------------------------------------- */

static void order_cut(uint32_t number)
{
    gbcs_memory_cut(&D.memory, number / 2U,
                    ((number % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
}

/** Power comes back, and stays. */
static void come_back(void)
{
    gbcs_memory_reboot(&D.memory);
    assert_int_equal(start(), GBCS_OK);
}

/** What must be possible after everything. */
static void go_on(void)
{
    static const step LATER_STEPS[] = {
        {.what = COMMAND, .code = READ},
        {.what = COMPLETE},
        {.what = COMMAND, .code = CREDIT},
        {.what = COMMAND, .code = SWITCH},
        {.what = COMMAND, .code = SECRET_READ},
        {.what = RAISE, .code = CRITICAL_EVENT},
        {.what = TICK, .code = 3},
    };
    size_t i;

    for (i = 0; i < (sizeof LATER_STEPS / sizeof LATER_STEPS[0]); i++) {
        const step s = numbered(&LATER_STEPS[i]);

        if (D.meter.trust.life != GBCS_LIFE_BLANK) {
            do_it(&s);
        }
    }
}

/** Starts with a cut at each write, until one comes through. */
static void cut_the_start(const step *s, bool fresh, const stored *left)
{
    static snapshot after_cut;
    bool through = false;
    uint32_t i;

    keep(&after_cut);
    for (i = 0; !through; i++) {
        go_back(&after_cut);
        gbcs_memory_reboot(&D.memory);
        order_cut(i);
        (void)start();
        through = D.memory.powered;
        if (!through) {
            stored found;

            second_cuts++;
            look_at_storage(&found);
            check_started(left, &found);
            come_back();
            once_more(s, fresh);
            go_on();
        }
    }
    go_back(&after_cut);
}

/** Calls of the port that can fail while power stays. */
static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE, GBCS_MEMORY_ERASE,
                                         GBCS_MEMORY_STORAGE_KEY};

/** A step in which a call of the port fails; false if there was no such call. */
static bool fail_once(const step *s, bool fresh, gbcs_memory_call call, uint32_t number)
{
    uint32_t next;
    gbcs_status status;
    bool failed;

    gbcs_memory_fail(&D.memory, call, 1U + (number / 2U), GBCS_ERR_STORAGE,
                     ((number % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
    status = perform(s);
    failed = D.memory.failures[call].in == 0U;
    memset(D.memory.failures, 0, sizeof D.memory.failures);
    if (failed) {
        failures++;
        if (!D.meter.ready) {
            /* the application was told: what is still open is handed out again */
            W.ticket = 0;
        }
        assert_int_equal(gbcs_meter_tick(&D.meter, &next), GBCS_OK);
        if (status == GBCS_OK) {
            settle(s, status);
        } else {
            once_more(s, fresh);
        }
        go_on();
    }
    return failed;
}

static void fail_each_call(const step *s, bool fresh)
{
    static snapshot begin;
    size_t call;
    uint32_t number;

    keep(&begin);
    for (call = 0; call < (sizeof CALLS / sizeof CALLS[0]); call++) {
        number = 0;
        while (fail_once(s, fresh, CALLS[call], number)) {
            number++;
            go_back(&begin);
        }
        go_back(&begin);
    }
}

/* ---- random histories ----------------------------------------------------------------------- */

static uint32_t seed;

/* xorshift32 (Marsaglia 2003) */
static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (seed >> 8) % below;
}

static void new_device(void)
{
    static snapshot blank;
    static bool made = false;

    if (!made) {
        assert_int_equal(device_init_blank(&D, GBCS_DEVICE_ESME), GBCS_OK);
        device_make_quick(&D);
        fixture_execute = D.setup.application.execute;
        D.setup.application.execute = execute;
        D.setup.application.send = hear;
        D.setup.application.notify = notice;
        memset(&W, 0, sizeof W);
        assert_int_equal(gbcs_meter_boot(&D.meter, &D.setup), GBCS_OK);
        keep(&blank);
        made = true;
    }
    go_back(&blank);
}

/** Kinds of step, some oftener than others. */
static const step KINDS[] = {
    {.what = COMMAND, .code = CREDIT},
    {.what = COMMAND, .code = CREDIT},
    {.what = COMMAND, .code = SWITCH},
    {.what = COMMAND, .code = LONG},
    {.what = COMMAND, .code = LONG_READ},
    {.what = COMMAND, .code = SETTING},
    {.what = COMMAND, .code = SETTING, .dating = GBCS_DATING_DATED},
    {.what = COMMAND, .code = SETTING, .dating = GBCS_DATING_CANCEL},
    {.what = COMMAND, .code = READ},
    {.what = COMMAND, .code = SECRET_READ},
    {.what = COMMAND, .code = SECRET_READ},
    {.what = COMMAND, .code = GUEST_READ},
    {.what = COMMAND, .code = MISSING},
    {.what = COMMAND, .code = CREDIT, .counter = 1},
    {.what = COMMAND, .code = SETTING, .counter = 1, .dating = GBCS_DATING_DATED},
    {.what = FORGERY, .code = CREDIT},
    {.what = COMPLETE},
    {.what = COMPLETE},
    {.what = RAISE, .code = CRITICAL_EVENT},
    {.what = RAISE, .code = OTHER_EVENT},
    {.what = SEAL},
    {.what = TICK, .code = 1},
    {.what = TICK, .code = 3},
    {.what = TICK, .code = GBCS_REFUSAL_WINDOW},
    {.what = RESTART},
};

/** One step, with all that can happen to it; the history goes on from one of the outcomes. */
static void live_through(const step *s)
{
    static snapshot begin;
    static snapshot next;
    stored before;
    stored after;
    stored earlier;
    const bool fresh = foresee(s) == GBCS_OK;
    const bool thorough = pick(4) == 0U;
    uint32_t writes;
    uint32_t chosen;
    uint32_t i;

    keep(&begin);
    if (thorough) {
        fail_each_call(s, fresh);
    }
    writes = device_writes(&D);
    do_it(s);
    writes = device_writes(&D) - writes;
    keep(&next);
    look_at_storage(&after);
    assert_true((W.ticket == 0U) || ((after.open_id == number_of(W.ticket)) && after.open_later));
    go_back(&begin);
    look_at_storage(&before);
    earlier = before;
    chosen = pick(2U * ((2U * writes) + 1U));
    for (i = 0; i < (2U * writes); i++) {
        stored found;

        go_back(&begin);
        order_cut(i);
        (void)perform(s);
        assert_false(D.memory.powered);
        cuts++;
        look_at_storage(&found);
        check_stored(&before, &after, &earlier, &found);
        earlier = found;
        if (thorough) {
            cut_the_start(s, fresh, &found);
        }
        come_back();
        once_more(s, fresh);
        if (i == chosen) {
            keep(&next);
        }
        go_on();
    }
    go_back(&next);
}

static void live(uint32_t number)
{
    static const step PROVISIONING = {.what = PROVISION};
    uint32_t i;

    seed = 0x9E3779B9U ^ (number * 2654435761U);
    new_device();
    do_it(&PROVISIONING);
    /* a counter that is old later */
    W.counter = 1;
    for (i = 0; i < STEPS; i++) {
        const step s = numbered(&KINDS[pick(sizeof KINDS / sizeof KINDS[0])]);

        live_through(&s);
    }
    go_on();
}

static void random_histories(void **state)
{
    const char *wanted = getenv("GBCS_POWERCUT_SEEDS");
    const unsigned long seeds = (wanted == NULL) ? DEFAULT_SEEDS : strtoul(wanted, NULL, 10);
    uint32_t number;

    (void)state;
    cuts = 0;
    second_cuts = 0;
    for (number = 1; number <= seeds; number++) {
        live(number);
    }
    printf("%lu histories, %lu cuts, %lu cuts in the start after them, %lu failed calls\n", seeds,
           cuts, second_cuts, failures);
    assert_true((cuts > seeds) && (failures > seeds));
}

/* ---- the script ----------------------------------------------------------------------------- */

static const step SCRIPT[] = {
    {.what = PROVISION},
    {.what = RAISE, .code = CRITICAL_EVENT},
    {.what = COMMAND, .code = READ},
    {.what = COMMAND, .code = CREDIT},
    {.what = COMMAND, .code = SWITCH},
    {.what = TICK, .code = 3},
    {.what = COMMAND, .code = SETTING, .dating = GBCS_DATING_DATED},
    {.what = COMMAND, .code = SECRET_READ},
    {.what = FORGERY, .code = SWITCH},
    {.what = COMMAND, .code = CREDIT, .counter = 1},
    {.what = COMMAND, .code = LONG},
    {.what = COMMAND, .code = READ},
    {.what = RAISE, .code = OTHER_EVENT},
    {.what = COMPLETE},
    {.what = COMMAND, .code = SETTING, .dating = GBCS_DATING_CANCEL},
    {.what = COMMAND, .code = SETTING},
    {.what = COMMAND, .code = LONG_READ},
    {.what = COMMAND, .code = SECRET_READ},
    {.what = COMMAND, .code = GUEST_READ},
    {.what = RESTART},
    {.what = COMPLETE},
    {.what = COMMAND, .code = MISSING},
    {.what = COMMAND, .code = GUEST_READ},
    {.what = SEAL},
    {.what = COMMAND, .code = CREDIT},
    {.what = TICK, .code = GBCS_REFUSAL_WINDOW},
    {.what = RESTART},
    {.what = COMMAND, .code = CREDIT},
    {.what = COMMAND, .code = SWITCH},
};
#define SCRIPT_STEPS (sizeof SCRIPT / sizeof SCRIPT[0])

/** The script from a step on, with power on all the time. */
static void run_from(size_t first)
{
    size_t i;

    for (i = first; i < SCRIPT_STEPS; i++) {
        const step s = numbered(&SCRIPT[i]);

        do_it(&s);
    }
}

/** The start after the cut, itself cut at a write; whether there was such a write. */
static bool come_back_twice(uint32_t number)
{
    bool was_cut;

    gbcs_memory_reboot(&D.memory);
    order_cut(number);
    (void)start();
    was_cut = !D.memory.powered;
    second_cuts += was_cut ? 1U : 0U;
    come_back();
    return was_cut;
}

/** After the cut in a step: each way to come back, and the script to its end. */
static void finish(size_t i, const step *s, bool fresh, const world *whole)
{
    static snapshot after_cut;
    bool through = false;
    uint32_t number;

    keep(&after_cut);
    for (number = 0; !through; number++) {
        go_back(&after_cut);
        through = !come_back_twice(number);
        once_more(s, fresh);
        run_from(i + 1U);
        assert_true(W.balance == whole->balance);
        assert_true(W.settings == whole->settings);
        assert_true(W.counter == whole->counter);
        assert_int_equal(D.meter.trust.life, GBCS_LIFE_SEALED);
    }
}

/** The script with a cut at one of its writes; whether there was such a write. */
static bool cut_script(uint32_t number, const world *whole)
{
    bool was_cut = false;
    size_t i;

    new_device();
    order_cut(number);
    for (i = 0; (i < SCRIPT_STEPS) && !was_cut; i++) {
        const step s = numbered(&SCRIPT[i]);
        const bool fresh = foresee(&s) == GBCS_OK;
        const gbcs_status status = perform(&s);

        was_cut = !D.memory.powered;
        if (was_cut) {
            cuts++;
            finish(i, &s, fresh, whole);
        } else {
            settle(&s, status);
        }
    }
    return was_cut;
}

static void a_run_goes_on_after_a_cut_at_any_write(void **state)
{
    world whole;
    uint32_t number = 0;

    (void)state;
    new_device();
    run_from(0);
    whole = W;
    while (cut_script(number, &whole)) {
        number++;
    }
    printf("%lu cuts, %lu cuts in the start after them\n", cuts, second_cuts);
    assert_true((number > 100U) && (second_cuts > number));
}

/* ---- the end -------------------------------------------------------------------------------- */

/** A device whose erasure was cut is what it was, or blank, or can only be erased. */
static void an_erasure_can_be_begun_again(void **state)
{
    static const step PROVISIONING = {.what = PROVISION};
    static snapshot begin;
    bool through = false;
    uint32_t number;

    (void)state;
    new_device();
    run_from(0);
    keep(&begin);
    for (number = 0; !through; number++) {
        gbcs_status status;

        go_back(&begin);
        order_cut(number);
        status = gbcs_meter_erase(&D.meter);
        through = D.memory.powered;
        assert_int_equal(status, through ? GBCS_OK : GBCS_ERR_STORAGE);
        gbcs_memory_reboot(&D.memory);
        status = start();
        if ((status == GBCS_OK) && (D.meter.trust.life != GBCS_LIFE_BLANK)) {
            assert_int_equal(D.meter.trust.life, GBCS_LIFE_SEALED);
            check_world();
            go_on();
        } else if (status != GBCS_OK) {
            assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_STORAGE);
            assert_int_equal(gbcs_status_class_of(raise(CRITICAL_EVENT)), GBCS_CLASS_STORAGE);
        } else {
            /* blank */
        }
        assert_int_equal(gbcs_meter_erase(&D.meter), GBCS_OK);
        come_back();
        assert_int_equal(D.meter.trust.life, GBCS_LIFE_BLANK);
        assert_int_equal(raise(CRITICAL_EVENT), GBCS_ERR_LIFE);
        /* another life, with other parties */
        memset(&W, 0, sizeof W);
        do_it(&PROVISIONING);
        go_on();
    }
    assert_true(number > 10U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_run_goes_on_after_a_cut_at_any_write),
        cmocka_unit_test(random_histories),
        cmocka_unit_test(an_erasure_can_be_begun_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
