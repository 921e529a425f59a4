/* Tokens on a whole meter in the course of time (GBCS 14): counters, who sells them, answers that come
 * later, and how often a wrong one may be typed in. */
#include "top_up_bench.h"

static void begin_quick(uint8_t device_type)
{
    begin(device_type);
    device_make_quick(&d);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
}

/* ---- counters ------------------------------------------------------------------------------- */

/** Neither moves the counter of other commands, nor is it refused for it. */
static void a_top_up_does_not_move_the_counter(void **state)
{
    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 10U), GBCS_OK);
    assert_int_equal(by_command(0x7FFFFFFFU), GBCS_OK);
    (void)response_of(whole(0x7FFFFFFFU));
    assert_true(d.meter.replay.last[SUPPLIER] == 10U);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 11U), GBCS_OK);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 11U), GBCS_ERR_REPLAY);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, whole(9U) + 5U), GBCS_OK);
    /* below the counter of the others */
    assert_int_equal(by_command(3U), GBCS_OK);
    (void)response_of(whole(3U));
    assert_int_equal(by_command(9U), GBCS_OK);
    assert_int_equal(d.application.balance, 3U * DEVICE_CREDIT);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, whole(9U) + 5U), GBCS_ERR_REPLAY);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, whole(9U) + 6U), GBCS_OK);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_true(d.meter.replay.last[SUPPLIER] == (whole(9U) + 6U));
    assert_int_equal(by_command(4U), GBCS_OK);
    assert_int_equal(d.application.balance, 4U * DEVICE_CREDIT);
}

/** As if what goes were the oldest, and not the lowest. */
static void none_is_taken_twice_in_whatever_order(void **state)
{
    (void)state;
    for (int typed = 0; typed < 2; typed++) {
        const gbcs_status again = (typed != 0) ? GBCS_ERR_REPLAY : GBCS_OK;
        gbcs_status (*take)(uint32_t) = (typed != 0) ? by_keypad : by_command;

        begin_quick(GBCS_DEVICE_ESME);
        assert_int_equal(take(100U), GBCS_OK);
        for (uint32_t i = 1U; i < 100U; i++) {
            assert_int_equal(take(i), GBCS_OK);
        }
        assert_int_equal(take(101U), GBCS_OK);
        assert_int_equal(d.application.balance, 101U * DEVICE_CREDIT);
        assert_int_equal(gbcs_meter_stop(&d.meter), GBCS_OK);
        assert_int_equal(device_reboot(&d), GBCS_OK);
        look();
        for (uint32_t i = 1U; i <= 101U; i++) {
            assert_int_equal(take(i), again);
        }
        assert_untaken(0U, 1U);
        assert_int_equal(take(102U), GBCS_OK);
    }
}

/** How far ahead what is typed in may be. */
static void tokens_are_found_near_the_highest(void **state)
{
    static const struct {
        uint32_t highest;
        uint32_t counter;
        gbcs_status status;
    } CASES[] = {
        {0U, 1023U, GBCS_OK},
        {0U, 1024U, GBCS_OK},
        {0U, 2047U, GBCS_OK},
        {0U, 2048U, GBCS_ERR_MAC},
        {1023U, 2047U, GBCS_OK},
        {1023U, 2048U, GBCS_ERR_MAC},
        {1024U, 3071U, GBCS_OK},
        {1024U, 3072U, GBCS_ERR_MAC},
        {1024U, 1U, GBCS_OK},
        {1024U, 1023U, GBCS_OK},
        {2047U, 1024U, GBCS_OK},
        {2047U, 1U, GBCS_OK},
        {2048U, 1023U, GBCS_ERR_MAC},
        {2048U, 1024U, GBCS_OK},
        {2048U, 2048U, GBCS_ERR_REPLAY},
        {0x7FFFFFFEU, 0x7FFFFFFFU, GBCS_OK},
        {0x7FFFFFFFU, 0x7FFFF800U, GBCS_OK},
        {0x7FFFFFFFU, 0x7FFFF7FFU, GBCS_ERR_MAC},
    };

    (void)state;
    for (size_t i = 0U; i < (sizeof CASES / sizeof CASES[0]); i++) {
        begin_quick(GBCS_DEVICE_ESME);
        if (CASES[i].highest > 0U) {
            assert_int_equal(by_command(CASES[i].highest), GBCS_OK);
        }
        assert_int_equal(by_keypad(CASES[i].counter), CASES[i].status);
        assert_int_equal(d.application.balance,
                         DEVICE_CREDIT * (((CASES[i].highest > 0U) ? 1U : 0U) +
                                          ((CASES[i].status == GBCS_OK) ? 1U : 0U)));
        /* a command says its counter, and is found wherever it is */
        assert_int_equal(by_command(CASES[i].counter), GBCS_OK);
        assert_true(in_cache(CASES[i].counter));
    }
}

/** An Originator Counter has 63 bits: there is no token above. */
static void counters_have_an_end(void **state)
{
    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    assert_int_equal(by_command(0x7FFFFFFFU), GBCS_OK);
    assert_int_equal(by_keypad(0x80000000U), GBCS_ERR_MAC);
    look();
    assert_int_equal(by_command(0x80000000U), GBCS_OK);
    assert_int_equal(by_command(0xFFFFFFFFU), GBCS_OK);
    assert_int_equal(d.application.asked, seen.asked);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
    assert_false(in_cache(0x80000000U));
}

/** The ten bits wrap, and wrap again. */
static void tokens_are_found_across_a_wrap(void **state)
{
    uint32_t taken = 0U;

    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    for (uint32_t counter = 900U; counter < 5000U; counter += 97U) {
        assert_int_equal(by_keypad(counter), GBCS_OK);
        assert_int_equal(d.application.top_up.counter, counter);
        assert_int_equal(by_ppmid(counter), GBCS_ERR_REPLAY);
        taken++;
    }
    assert_int_equal(d.application.balance, taken * DEVICE_CREDIT);
}

/* ---- who sells ------------------------------------------------------------------------------ */

/** The transitional change of supplier: all cells of the supplier, with a floor or without. */
static void change_supplier(uint64_t counter, uint32_t floor, bool with_top_up_key)
{
    update u = update_of(CHANGE_SUPPLIER, counter);

    u.floors[0] = (floor_of){.role = SUPPLIER, .counter = 1U, .top_up = floor};
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, newcomer(SUPPLIER));
    put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, newcomer(SUPPLIER));
    if (with_top_up_key) {
        put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, newcomer(SUPPLIER));
    }
    must_update(&u);
}

static void another_supplier_sells(void **state)
{
    uint8_t digits[GBCS_UTRN_SIZE];
    const gbcs_bytes old = {digits, sizeof digits};

    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    /* answered under this counter; the next supplier is answered under it too */
    assert_int_equal(by_command(50U), GBCS_OK);
    memcpy(digits, token(51U).data, sizeof digits);
    change_supplier(5U, 20U, true);
    look();
    assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, old), GBCS_ERR_MAC);
    assert_untaken(0U, 1U);
    assert_int_equal(by_command(51U), GBCS_ERR_ORIGINATOR);
    d.parties[SUPPLIER] = *newcomer(SUPPLIER);
    assert_int_equal(by_keypad(20U), GBCS_ERR_REPLAY);
    assert_int_equal(by_keypad(1U), GBCS_ERR_REPLAY);
    look();
    assert_int_equal(by_command(19U), GBCS_OK);
    assert_untaken(1U, 0U);
    assert_payload(response_of(whole(19U)), REFUSED_A);
    assert_int_equal(by_keypad(21U), GBCS_OK);
    assert_true(d.application.top_up.supplier == NEWCOMER_ID(SUPPLIER));
    assert_int_equal(event_alerted(0U), CREDITED);
    assert_int_equal(by_command(50U), GBCS_OK);
    (void)response_of(whole(50U));
    assert_int_equal(d.application.balance, 3U * DEVICE_CREDIT);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(by_keypad(50U), GBCS_ERR_REPLAY);
    assert_int_equal(by_keypad(22U), GBCS_OK);
}

/** What was used stays used under the same key; its floor only raises. */
static void used_stays_used_without_another_key(void **state)
{
    static const uint32_t FLOORS[] = {0U, 45U, 60U};

    (void)state;
    for (size_t i = 0U; i < 3U; i++) {
        begin_quick(GBCS_DEVICE_ESME);
        assert_int_equal(by_keypad(50U), GBCS_OK);
        assert_int_equal(by_keypad(40U), GBCS_OK);
        change_supplier(5U, FLOORS[i], false);
        assert_int_equal(by_keypad(50U), GBCS_ERR_REPLAY);
        assert_int_equal(by_keypad(40U), GBCS_ERR_REPLAY);
        assert_int_equal(by_keypad(41U), (FLOORS[i] == 0U) ? GBCS_OK : GBCS_ERR_REPLAY);
        assert_int_equal(by_keypad(49U), (FLOORS[i] < 49U) ? GBCS_OK : GBCS_ERR_REPLAY);
        assert_int_equal(by_keypad(60U), (FLOORS[i] < 60U) ? GBCS_OK : GBCS_ERR_REPLAY);
        assert_int_equal(by_keypad(61U), GBCS_OK);
        assert_true(d.application.top_up.supplier == PARTY_ID(SUPPLIER));
    }
}

/* ---- what the application replies ------------------------------------------------------------ */

static const uint8_t DONE[] = {0xDA, 0x20, 0x00, 0x00, 0x00, 0x00,
                               0x00, 0x01, 0x00, 0x01, 0x03, 0x00};

/** For a GSME: Publish Top Up, accepted. */
static const uint8_t DONE_GBZ[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x05, 0x00, 0x0D, 0x09, 0x00, 0x03,
                                   0x00, 0x01, 0x00, 0x00, 0x00, 0x02, 0x02, 0x00, 0x00, 0x00};

static gbcs_status complete(uint64_t id)
{
    uint8_t octets[sizeof DONE_GBZ];
    gbcs_answer answer = {.payload = gbcs_writer_of(octets, sizeof octets)};

    gbcs_write_bytes(&answer.payload, (d.device_type == GBCS_DEVICE_ESME)
                                          ? gbcs_bytes_of(DONE, sizeof DONE)
                                          : gbcs_bytes_of(DONE_GBZ, sizeof DONE_GBZ));
    return gbcs_meter_complete(&d.meter, id, &answer);
}

static void a_command_may_be_answered_later(void **state)
{
    uint64_t id;

    (void)state;
    for (int restarts = 0; restarts < 3; restarts++) {
        begin_quick(GBCS_DEVICE_ESME);
        d.application.reply = GBCS_REPLY_LATER;
        look();
        assert_int_equal(by_command(7U), GBCS_OK);
        assert_int_equal(d.application.sent_count, seen.sent);
        id = d.application.id;
        for (int i = 0; i < restarts; i++) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
            (void)ticked();
            assert_int_equal(d.application.resumed, (uint32_t)(i + 1));
            assert_true(d.application.id == id);
            assert_true(d.application.has_top_up);
            assert_int_equal(d.application.top_up.way, GBCS_WAY_COMMAND);
            assert_int_equal(d.application.top_up.counter, 7U);
            assert_int_equal(d.application.top_up.pence, DEVICE_CREDIT);
            assert_true(d.application.top_up.supplier == PARTY_ID(SUPPLIER));
        }
        /* nothing else is taken meanwhile, nor looked at */
        look();
        assert_int_equal(by_keypad(8U), GBCS_ERR_BUSY);
        assert_int_equal(by_ppmid(8U), GBCS_ERR_BUSY);
        assert_int_equal(by_command(8U), GBCS_ERR_BUSY);
        assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, forged(8U)), GBCS_ERR_BUSY);
        assert_int_equal(d.application.judged, seen.judged);
        assert_int_equal(d.meter.log.next, seen.logs);
        assert_int_equal(complete(id + 1U), GBCS_ERR_TICKET);
        assert_int_equal(complete(id), GBCS_OK);
        assert_int_equal(d.application.sent_count, seen.sent + 1U);
        assert_payload(response_of(whole(7U)), "DA200000000000010001 0300");
        assert_int_equal(complete(id), GBCS_ERR_TICKET);
        d.application.reply = GBCS_REPLY_NOW;
        assert_int_equal(by_keypad(8U), GBCS_OK);
        assert_true(d.application.id > id);
    }
}

/** Once answered it is not answered again, and yet the order is closed. */
static void a_late_answer_may_be_one_too_many(void **state)
{
    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    d.application.limit = GBCS_CREDIT_ABOVE_BALANCE;
    assert_int_equal(by_command(7U), GBCS_OK);
    d.application.limit = GBCS_CREDIT_FITS;
    d.application.reply = GBCS_REPLY_LATER;
    look();
    assert_int_equal(by_command(7U), GBCS_OK);
    assert_int_equal(d.application.asked, seen.asked + 1U);
    assert_int_equal(complete(d.application.id), GBCS_OK);
    assert_int_equal(d.application.sent_count, seen.sent);
    assert_int_equal(d.application.notices[GBCS_NOTICE_ANSWER_LOST], 0U);
    assert_int_equal(complete(d.application.id), GBCS_ERR_TICKET);
    d.application.reply = GBCS_REPLY_NOW;
    assert_int_equal(by_keypad(8U), GBCS_OK);
}

/** A PPMID's too; the supplier is alerted when it is done. */
static void a_ppmid_may_be_answered_later(void **state)
{
    (void)state;
    begin_quick(GBCS_DEVICE_GSME);
    join_ppmid();
    d.application.reply = GBCS_REPLY_LATER;
    look();
    assert_int_equal(by_pcs01(7U), GBCS_OK);
    assert_int_equal(d.application.sent_count, seen.sent);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    (void)ticked();
    assert_int_equal(d.application.top_up.way, GBCS_WAY_PPMID);
    assert_true(d.application.top_up.supplier == PARTY_ID(SUPPLIER));
    assert_int_equal(complete(d.application.id), GBCS_OK);
    assert_int_equal(d.application.sent_count, seen.sent + 2U);
    (void)ppmid_response(1U, ppmid_counter);
    assert_int_equal(event_alerted(0U), CREDITED);
}

/** What was typed in can't be answered later: nobody waits for the answer. */
static void what_is_typed_in_is_answered_now(void **state)
{
    static const gbcs_reply REPLIES[] = {GBCS_REPLY_LATER, GBCS_REPLY_NONE, GBCS_REPLY_UNSUPPORTED};

    (void)state;
    for (size_t i = 0U; i < 6U; i++) {
        const bool ppmid = i >= 3U;

        begin_quick(GBCS_DEVICE_ESME);
        d.application.reply = REPLIES[i % 3U];
        look();
        assert_int_equal(ppmid ? by_ppmid(7U) : by_keypad(7U), GBCS_OK);
        assert_int_equal(d.application.sent_count, seen.sent);
        assert_int_equal(d.meter.replay.intent.id, 0U);
        assert_int_equal(d.meter.log.next, seen.logs + 1U);
        assert_logged(0U, NOT_ACTIONED, ppmid ? PECS01 : 0U, PARTY_ID(SUPPLIER), whole(7U));
        assert_int_equal(by_keypad(7U), GBCS_ERR_REPLAY);
        d.application.reply = GBCS_REPLY_NOW;
        assert_int_equal(by_keypad(8U), GBCS_OK);
        assert_int_equal(d.application.balance, DEVICE_CREDIT);
    }
}

/** Nobody knows whether it was credited: it is logged, and the token is used. */
static void a_command_may_not_be_answered(void **state)
{
    static const gbcs_reply REPLIES[] = {GBCS_REPLY_NONE, GBCS_REPLY_UNSUPPORTED};

    (void)state;
    for (size_t i = 0U; i < 2U; i++) {
        begin_quick(GBCS_DEVICE_ESME);
        d.application.reply = REPLIES[i];
        look();
        assert_int_equal(by_command(7U), GBCS_OK);
        assert_int_equal(d.application.sent_count, seen.sent);
        assert_int_equal(d.meter.log.next, seen.logs + 1U);
        assert_logged(0U, NOT_ACTIONED, CS01A, PARTY_ID(SUPPLIER), whole(7U));
        assert_true(in_cache(7U));
        assert_int_equal(by_keypad(7U), GBCS_ERR_REPLAY);
    }
}

static void power_off(void *argument)
{
    (void)argument;
    d.memory.powered = false;
}

/** Power goes while the application adds the credit: it is asked again, and adds it once. */
static void it_is_credited_once(void **state)
{
    static gbcs_status (*const TAKE[])(uint32_t) = {by_keypad, by_ppmid, by_pcs01, by_command};

    (void)state;
    for (size_t i = 0U; i < 4U; i++) {
        uint64_t id;

        begin_quick(GBCS_DEVICE_GSME);
        join_ppmid();
        d.application.before_reply = power_off;
        look();
        (void)TAKE[i](7U);
        assert_int_equal(d.application.asked, seen.asked + 1U);
        assert_int_equal(d.application.balance, DEVICE_CREDIT);
        assert_int_equal(d.application.sent_count, seen.sent);
        d.application.before_reply = NULL;
        id = d.application.id;
        assert_int_equal(device_reboot(&d), GBCS_OK);
        look();
        /* any call does it; the token was used */
        assert_int_equal(by_keypad(7U), GBCS_ERR_REPLAY);
        assert_int_equal(d.application.resumed, 1U);
        assert_true(d.application.id == id);
        assert_true(d.application.has_top_up);
        assert_int_equal(d.application.top_up.counter, 7U);
        assert_true(d.application.top_up.supplier == PARTY_ID(SUPPLIER));
        assert_int_equal(d.application.balance, DEVICE_CREDIT);
        assert_int_equal(d.application.sent_count, seen.sent + ((i == 2U) ? 2U : 1U));
        if (i == 3U) {
            (void)response_of(whole(7U));
        } else {
            assert_int_equal(event_alerted(0U), CREDITED);
        }
        if (i == 2U) {
            (void)ppmid_response(1U, ppmid_counter);
        }
        assert_int_equal(device_reboot(&d), GBCS_OK);
        (void)ticked();
        assert_int_equal(d.application.balance, DEVICE_CREDIT);
    }
}

/* ---- how often ------------------------------------------------------------------------------ */

static gbcs_status wrong(gbcs_way way)
{
    return gbcs_meter_top_up(&d.meter, way, forged(900U));
}

/** The supplier is told of the last failure. */
static void fail_until_suspended(gbcs_way way)
{
    for (uint32_t i = 1U; i <= GBCS_ENTRY_FAILURES; i++) {
        look();
        assert_int_equal(wrong(way), GBCS_ERR_MAC);
        assert_untaken((i == GBCS_ENTRY_FAILURES) ? 1U : 0U, 1U);
        assert_logged(0U, NOT_AUTHENTIC, (way == GBCS_WAY_PPMID) ? PECS01 : 0U, PARTY_ID(SUPPLIER),
                      0U);
    }
    assert_int_equal(event_alerted(0U), SUSPENDED);
}

/** Nothing is looked at; the first is told of. */
static void assert_suspended(gbcs_way way, bool told)
{
    const gbcs_bytes entries[] = {token(7U), forged(8U), mistyped(9U)};
    curve_counts before;

    look();
    before = device_curve();
    for (size_t i = 0U; i < 3U; i++) {
        assert_int_equal(gbcs_meter_top_up(&d.meter, way, entries[i]), GBCS_ERR_SUSPENDED);
    }
    assert_untaken(told ? 0U : 1U, 0U);
    assert_int_equal(d.application.judged, seen.judged);
    assert_int_equal(device_curve().multiplications, before.multiplications);
    if (!told) {
        assert_int_equal(event_alerted(0U), LOCKED_OUT);
    }
}

static const gbcs_way TYPED[] = {GBCS_WAY_KEYPAD, GBCS_WAY_PPMID};

static void wrong_ones_suspend(void **state)
{
    (void)state;
    for (size_t i = 0U; i < 4U; i++) {
        const gbcs_way way = TYPED[i % 2U];
        const gbcs_way other = TYPED[1U - (i % 2U)];

        begin((i < 2U) ? GBCS_DEVICE_ESME : GBCS_DEVICE_GSME);
        device_make_quick(&d);
        fail_until_suspended(way);
        assert_suspended(way, false);
        assert_suspended(way, true);
        /* the other ways go on, with limits of their own */
        assert_int_equal(gbcs_meter_top_up(&d.meter, other, token(7U)), GBCS_OK);
        assert_int_equal(by_command(8U), GBCS_OK);
        (void)response_of(whole(8U));
        fail_until_suspended(other);
        assert_suspended(other, false);
        assert_int_equal(by_command(9U), GBCS_OK);
        gbcs_memory_pass(&d.memory, GBCS_ENTRY_SUSPENSION - 1U);
        assert_suspended(way, true);
        gbcs_memory_pass(&d.memory, 1U);
        assert_int_equal(gbcs_meter_top_up(&d.meter, way, token(10U)), GBCS_OK);
        /* twice as long, and told of again */
        fail_until_suspended(way);
        gbcs_memory_pass(&d.memory, (2U * GBCS_ENTRY_SUSPENSION) - 1U);
        assert_suspended(way, false);
        gbcs_memory_pass(&d.memory, 1U);
        assert_int_equal(gbcs_meter_top_up(&d.meter, way, token(11U)), GBCS_OK);
        assert_int_equal(d.application.balance, 5U * DEVICE_CREDIT);
    }
}

/** Commands that are not authentic suspend nothing; those of a PPMID count with it. */
static void commands_do_not_suspend(void **state)
{
    (void)state;
    begin_quick(GBCS_DEVICE_GSME);
    join_ppmid();
    for (uint32_t i = 0U; i < 20U; i++) {
        assert_int_equal(command_with(whole(30U + i), forged(30U + i)), GBCS_OK);
    }
    assert_int_equal(by_keypad(7U), GBCS_OK);
    assert_int_equal(by_ppmid(8U), GBCS_OK);
    for (uint32_t i = 0U; i < 3U; i++) {
        assert_int_equal(ppmid_sends(200U + i, carried(PCS01, forged(40U + i))), GBCS_OK);
    }
    assert_int_equal(wrong(GBCS_WAY_PPMID), GBCS_ERR_MAC);
    look();
    assert_int_equal(ppmid_sends(300U, carried(PCS01, forged(44U))), GBCS_OK);
    assert_untaken(2U, 1U);
    assert_logged(0U, NOT_AUTHENTIC, PCS01, PEER_C, 300U);
    assert_int_equal(event_alerted(1U), SUSPENDED);
    assert_payload(ppmid_response(0U, 300U), REFUSED_PCS01);
    look();
    assert_int_equal(ppmid_sends(301U, carried(PCS01, token(45U))), GBCS_OK);
    assert_int_equal(event_alerted(1U), LOCKED_OUT);
    assert_payload(ppmid_response(0U, 301U), REFUSED_PCS01);
    assert_untaken(2U, 0U);
    assert_int_equal(by_ppmid(45U), GBCS_ERR_SUSPENDED);
    assert_int_equal(by_keypad(9U), GBCS_OK);
    gbcs_memory_pass(&d.memory, GBCS_ENTRY_SUSPENSION);
    assert_int_equal(by_pcs01(45U), GBCS_OK);
    assert_int_equal(d.application.balance, 4U * DEVICE_CREDIT);
}

/** Failures count for ten minutes, whatever comes between them. */
static void failures_are_forgotten(void **state)
{
    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    for (uint32_t i = 0U; i < 30U; i++) {
        assert_int_equal(wrong(GBCS_WAY_KEYPAD), GBCS_ERR_MAC);
        gbcs_memory_pass(&d.memory, GBCS_ENTRY_WINDOW / (GBCS_ENTRY_FAILURES - 1U));
    }
    gbcs_memory_pass(&d.memory, GBCS_ENTRY_WINDOW);
    for (uint32_t i = 1U; i <= GBCS_ENTRY_FAILURES; i++) {
        assert_int_equal(by_keypad(i), GBCS_OK);
        assert_int_equal(by_keypad(i), GBCS_ERR_REPLAY);
        assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, mistyped(i)),
                         GBCS_ERR_CHECK_DIGIT);
        assert_int_equal(wrong(GBCS_WAY_KEYPAD), GBCS_ERR_MAC);
    }
    assert_suspended(GBCS_WAY_KEYPAD, false);
}

/** Power, and a clock that is set, make no difference. */
static void a_suspension_outlasts_power(void **state)
{
    uint32_t left = GBCS_ENTRY_SUSPENSION;

    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    for (uint32_t i = 1U; i < GBCS_ENTRY_FAILURES; i++) {
        assert_int_equal(wrong(GBCS_WAY_KEYPAD), GBCS_ERR_MAC);
        assert_int_equal(device_reboot(&d), GBCS_OK);
    }
    look();
    assert_int_equal(wrong(GBCS_WAY_KEYPAD), GBCS_ERR_MAC);
    assert_int_equal(event_alerted(0U), SUSPENDED);
    assert_suspended(GBCS_WAY_KEYPAD, false);
    for (int i = 0; i < 4; i++) {
        d.memory.now += (i == 1) ? -1000000 : 1000000;
        /* a whole granule was saved; what began after it counts from there anew */
        gbcs_memory_pass(&d.memory, GBCS_ENTRY_GRANULE);
        (void)ticked();
        left -= GBCS_ENTRY_GRANULE;
        gbcs_memory_pass(&d.memory, GBCS_ENTRY_GRANULE - 1U);
        assert_int_equal(device_reboot(&d), GBCS_OK);
        (void)ticked();
        assert_suspended(GBCS_WAY_KEYPAD, false);
        assert_suspended(GBCS_WAY_KEYPAD, true);
        assert_int_equal(by_ppmid((uint32_t)i + 20U), GBCS_OK);
    }
    gbcs_memory_pass(&d.memory, left - 1U);
    assert_suspended(GBCS_WAY_KEYPAD, true);
    gbcs_memory_pass(&d.memory, 1U);
    assert_int_equal(by_keypad(7U), GBCS_OK);
}

/** While something is counted the meter wants to be called: once in a granule, with one write. */
static void a_tick_saves_what_is_counted(void **state)
{
    uint32_t writes;

    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    assert_int_equal(ticked(), UINT32_MAX);
    assert_int_equal(wrong(GBCS_WAY_KEYPAD), GBCS_ERR_MAC);
    assert_int_equal(ticked(), GBCS_ENTRY_GRANULE);
    gbcs_memory_pass(&d.memory, GBCS_ENTRY_GRANULE - 1U);
    writes = device_writes(&d);
    assert_int_equal(ticked(), 1U);
    assert_int_equal(device_writes(&d), writes);
    gbcs_memory_pass(&d.memory, 1U);
    assert_int_equal(ticked(), GBCS_ENTRY_GRANULE);
    assert_int_equal(device_writes(&d), writes + 1U);
    /* so that a power cut takes off no more than one */
    for (uint32_t t = 2U * GBCS_ENTRY_GRANULE; t < GBCS_ENTRY_WINDOW; t += GBCS_ENTRY_GRANULE) {
        gbcs_memory_pass(&d.memory, GBCS_ENTRY_GRANULE);
        (void)ticked();
    }
    assert_int_equal(d.meter.limit.states[0].failure_count, 1U);
    gbcs_memory_pass(&d.memory, GBCS_ENTRY_GRANULE);
    (void)ticked();
    gbcs_memory_pass(&d.memory, GBCS_ENTRY_GRANULE);
    assert_int_equal(ticked(), UINT32_MAX);
}

/** The record of the limits is damaged: the longest suspension, once. */
static void damage_suspends(void **state)
{
    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    assert_int_equal(wrong(GBCS_WAY_KEYPAD), GBCS_ERR_MAC);
    for (uint16_t i = 0U; i < 2U; i++) {
        if (d.sizes[GBCS_RECORD_ENTRIES + i] > 0U) {
            gbcs_memory_flip(&d.memory, (uint16_t)(GBCS_RECORD_ENTRIES + i), 99U);
        }
    }
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_suspended(GBCS_WAY_KEYPAD, false);
    assert_suspended(GBCS_WAY_PPMID, false);
    assert_int_equal(by_command(7U), GBCS_OK);
    gbcs_memory_pass(&d.memory, GBCS_ENTRY_SUSPENSION_MAX);
    assert_int_equal(by_keypad(8U), GBCS_OK);
}

/* ---- what there need not be ------------------------------------------------------------------ */

/** Devices that nobody sells tokens for. */
static void other_devices_take_none(void **state)
{
    static const uint8_t TYPES[] = {GBCS_DEVICE_CHF, GBCS_DEVICE_HCALCS};

    (void)state;
    for (size_t i = 0U; i < sizeof TYPES; i++) {
        begin_quick(TYPES[i]);
        assert_int_equal(by_keypad(7U), GBCS_ERR_ABSENT);
        assert_int_equal(by_ppmid(7U), GBCS_ERR_ABSENT);
        assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, mistyped(7U)),
                         GBCS_ERR_CHECK_DIGIT);
        assert_int_equal(logged(0U).event, NOT_AUTHENTIC);
        assert_true(logged(0U).party == 0U);
        /* as many as anywhere; nobody is there to be told */
        for (uint32_t n = 1U; n < GBCS_ENTRY_FAILURES; n++) {
            assert_int_equal(by_keypad(7U), GBCS_ERR_ABSENT);
        }
        assert_logged(0U, NOT_AUTHENTIC, 0U, 0U, 0U);
        assert_int_equal(by_keypad(7U), GBCS_ERR_SUSPENDED);
        assert_null(window_of(NOT_AUTHENTIC));
        assert_int_equal(d.application.asked, 0U);
        assert_int_equal(d.application.sent_count, 0U);
    }
}

/* ---- what fails ----------------------------------------------------------------------------- */

/** Each call of storage fails once: what failed is not credited twice, and not lost. */
static void each_failure_of_storage(void **state)
{
    static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_STORE, GBCS_MEMORY_LOAD,
                                             GBCS_MEMORY_ERASE};
    uint32_t failed = 0U;

    (void)state;
    for (uint32_t i = 0U; i < (3U * 3U * 2U * 24U); i++) {
        const gbcs_memory_call call = CALLS[i % 3U];
        const uint32_t what = (i / 3U) % 3U;
        gbcs_status status;
        bool fired;

        begin_quick(GBCS_DEVICE_ESME);
        if (what == 1U) {
            for (uint32_t n = 1U; n < GBCS_ENTRY_FAILURES; n++) {
                assert_int_equal(wrong(GBCS_WAY_KEYPAD), GBCS_ERR_MAC);
            }
        }
        gbcs_memory_fail(&d.memory, call, 1U + (i / 18U), GBCS_ERR_STORAGE,
                         ((i / 9U) % 2U == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        status = (what == 0U)   ? by_keypad(7U)
                 : (what == 1U) ? wrong(GBCS_WAY_KEYPAD)
                                : by_command(7U);
        fired = d.memory.failures[call].in == 0U;
        failed += fired ? 1U : 0U;
        if (gbcs_status_class_of(status) != GBCS_CLASS_STORAGE) {
            assert_int_equal(status, (what == 1U) ? GBCS_ERR_MAC : GBCS_OK);
            /* a write that failed is always told of */
            assert_false(fired && (call == GBCS_MEMORY_STORE));
        } else {
            assert_true(fired);
        }
        d.memory.failures[call].in = 0U;
        (void)ticked();
        if (what == 1U) {
            /* the outcome was not told unless it was counted */
            if (status == GBCS_ERR_MAC) {
                assert_int_equal(by_keypad(7U), GBCS_ERR_SUSPENDED);
            } else {
                assert_true(gbcs_status_class_of(status) == GBCS_CLASS_STORAGE);
            }
        } else {
            status = by_keypad(7U);
            assert_true((status == GBCS_OK) || (status == GBCS_ERR_REPLAY));
            assert_int_equal(by_keypad(7U), GBCS_ERR_REPLAY);
            assert_int_equal(d.application.balance, DEVICE_CREDIT);
        }
        assert_int_equal(by_command(8U), GBCS_OK);
    }
    assert_true(failed > 30U);
}

static gbcs_credit_limit damage_cache(void *context, const gbcs_top_up *top_up)
{
    (void)context;
    (void)top_up;
    gbcs_memory_flip(&d.memory, GBCS_RECORD_CACHE, 99U);
    gbcs_memory_flip(&d.memory, GBCS_RECORD_CACHE + 1U, 98U);
    return GBCS_CREDIT_FITS;
}

/** What can't be marked as used is not credited. */
static void a_token_is_used_first(void **state)
{
    (void)state;
    begin_quick(GBCS_DEVICE_ESME);
    assert_int_equal(by_command(6U), GBCS_OK);
    d.setup.application.may_credit = damage_cache;
    look();
    assert_int_equal(by_keypad(7U), GBCS_ERR_RECORD);
    assert_int_equal(d.application.asked, seen.asked);
    assert_int_equal(d.application.sent_count, seen.sent);
    assert_int_equal(d.meter.store.count, 0U);
    assert_int_equal(d.meter.replay.intent.id, 0U);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_OK);
    (void)verified_frame(0U);
}

static void there_has_to_be_a_meter(void **state)
{
    static gbcs_meter none;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_top_up(&none, GBCS_WAY_KEYPAD, token(7U)), GBCS_ERR_ARGUMENT);
    assert_int_equal(device_init_blank(&d, GBCS_DEVICE_ESME), GBCS_OK);
    assert_int_equal(by_keypad(7U), GBCS_ERR_LIFE);
    begin(GBCS_DEVICE_ESME);
    d.meter.busy = true;
    assert_int_equal(by_keypad(7U), GBCS_ERR_BUSY);
    d.meter.busy = false;
    gbcs_memory_fail(&d.memory, GBCS_MEMORY_UPTIME, 1U, GBCS_ERR_CLOCK, GBCS_MEMORY_BEFORE);
    assert_int_equal(by_keypad(7U), GBCS_ERR_CLOCK);
    gbcs_memory_fail(&d.memory, GBCS_MEMORY_UPTIME, 1U, GBCS_ERR_CLOCK, GBCS_MEMORY_BEFORE);
    assert_int_equal(by_command(7U), GBCS_ERR_CLOCK);
    assert_int_equal(by_keypad(7U), GBCS_OK);
    /* its supplier is told, if there is one with a key */
    assert_int_equal(event_alerted(0U), CREDITED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_top_up_does_not_move_the_counter),
        cmocka_unit_test(none_is_taken_twice_in_whatever_order),
        cmocka_unit_test(tokens_are_found_near_the_highest),
        cmocka_unit_test(counters_have_an_end),
        cmocka_unit_test(tokens_are_found_across_a_wrap),
        cmocka_unit_test(another_supplier_sells),
        cmocka_unit_test(used_stays_used_without_another_key),
        cmocka_unit_test(a_command_may_be_answered_later),
        cmocka_unit_test(a_late_answer_may_be_one_too_many),
        cmocka_unit_test(a_ppmid_may_be_answered_later),
        cmocka_unit_test(what_is_typed_in_is_answered_now),
        cmocka_unit_test(a_command_may_not_be_answered),
        cmocka_unit_test(it_is_credited_once),
        cmocka_unit_test(wrong_ones_suspend),
        cmocka_unit_test(commands_do_not_suspend),
        cmocka_unit_test(failures_are_forgotten),
        cmocka_unit_test(a_suspension_outlasts_power),
        cmocka_unit_test(a_tick_saves_what_is_counted),
        cmocka_unit_test(damage_suspends),
        cmocka_unit_test(other_devices_take_none),
        cmocka_unit_test(each_failure_of_storage),
        cmocka_unit_test(a_token_is_used_first),
        cmocka_unit_test(there_has_to_be_a_meter),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
