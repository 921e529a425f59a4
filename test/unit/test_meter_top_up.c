/* Top ups on a whole meter (GBCS 14): what the application is handed, who is told, and what is refused. */
#include "top_up_bench.h"

/* ---- each way ------------------------------------------------------------------------------- */

/** The application was handed this, for the first time. */
static void assert_handed(gbcs_way way, uint32_t counter, gbcs_value_class value_class,
                          uint16_t value)
{
    const gbcs_top_up *t = &d.application.top_up;
    const uint32_t pence = (value_class == GBCS_VALUE_POUNDS) ? (100U * value) : value;

    assert_int_equal(d.application.asked, seen.asked + 1U);
    assert_int_equal(d.application.judged, seen.judged + 1U);
    assert_int_equal(d.application.resumed, 0U);
    assert_true(d.application.has_top_up);
    assert_int_equal(d.application.role, SUPPLIER);
    assert_int_equal(t->way, way);
    assert_int_equal(t->counter, counter);
    assert_int_equal(t->value_class, value_class);
    assert_int_equal(t->value, value);
    assert_int_equal(t->pence, pence);
    assert_true(t->supplier == d.parties[SUPPLIER].id);
    assert_int_equal(d.application.balance, seen.balance + pence);
    assert_int_equal(d.meter.log.next, seen.logs);
    assert_true(in_cache(counter));
    assert_int_equal(d.meter.replay.intent.id, 0U);
    assert_true(d.meter.replay.last[SUPPLIER] == seen.last);
}

static const struct value_case {
    gbcs_value_class value_class;
    uint16_t value;
} VALUES[] = {
    {GBCS_VALUE_PENCE, 1U},
    {GBCS_VALUE_PENCE, GBCS_TOKEN_VALUE_MAX},
    {GBCS_VALUE_POUNDS, 1U},
    {GBCS_VALUE_POUNDS, GBCS_TOKEN_VALUE_MAX},
};

#define VALUE_COUNT (sizeof VALUES / sizeof VALUES[0])

static const uint8_t SMARTS[] = {GBCS_DEVICE_ESME, GBCS_DEVICE_GSME};

/** CS01a and CS01b: the response is the application's, and there is no alert. */
static void a_command_is_answered(void **state)
{
    (void)state;
    for (size_t k = 0U; k < sizeof SMARTS; k++) {
        begin(SMARTS[k]);
        for (uint32_t i = 0U; i < VALUE_COUNT; i++) {
            const sale what = {i + 5U, VALUES[i].value_class, VALUES[i].value, NULL, 0U};
            uint32_t writes;

            look();
            writes = device_writes(&d);
            assert_int_equal(command_with(whole(i + 5U), sell(&what)), GBCS_OK);
            assert_handed(GBCS_WAY_COMMAND, i + 5U, what.value_class, what.value);
            assert_int_equal(d.application.code, command_code());
            assert_int_equal(d.application.sent_count, seen.sent + 1U);
            assert_payload(response_of(whole(i + 5U)), (SMARTS[k] == GBCS_DEVICE_ESME)
                                                           ? "DA200000000000010001 0300"
                                                           : "01090101070000051800 0B0000");
            assert_int_equal(d.meter.counts.accepted, i + 1U);
            /* cache and action in one transaction, then the answered counter; the first one ends
             * manufacture */
            writes = device_writes(&d) - writes;
            assert_in_range(writes, 1U, 12U);
        }
    }
}

/** Keypad and PPMID: only the supplier's alert. */
static void what_is_typed_in_is_told_to_the_supplier(void **state)
{
    static const gbcs_way WAYS[] = {GBCS_WAY_KEYPAD, GBCS_WAY_PPMID};

    (void)state;
    for (size_t k = 0U; k < (2U * sizeof SMARTS); k++) {
        const gbcs_way way = WAYS[k % 2U];

        begin(SMARTS[k / 2U]);
        for (uint32_t i = 0U; i < VALUE_COUNT; i++) {
            const sale what = {i + 5U, VALUES[i].value_class, VALUES[i].value, NULL, 0U};

            look();
            assert_int_equal(gbcs_meter_top_up(&d.meter, way, sell(&what)), GBCS_OK);
            assert_handed(way, i + 5U, what.value_class, what.value);
            assert_int_equal(d.application.code, (way == GBCS_WAY_PPMID) ? PECS01 : 0U);
            assert_int_equal(d.application.sent_count, seen.sent + 1U);
            assert_int_equal(event_alerted(0U), CREDITED);
        }
    }
}

/** PCS01: the PPMID is answered under the key of the two devices, and the supplier alerted. */
static void a_ppmid_is_answered(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_GSME);
    join_ppmid();
    for (uint32_t i = 0U; i < VALUE_COUNT; i++) {
        const sale what = {i + 5U, VALUES[i].value_class, VALUES[i].value, NULL, 0U};

        look();
        assert_int_equal(ppmid_sends(i, carried(PCS01, sell(&what))), GBCS_OK);
        assert_handed(GBCS_WAY_PPMID, i + 5U, what.value_class, what.value);
        assert_int_equal(d.application.code, PCS01);
        assert_int_equal(d.application.sent_count, seen.sent + 2U);
        assert_payload(ppmid_response(1U, i), "010901010700000518000B0000");
        assert_int_equal(event_alerted(0U), CREDITED);
    }
}

static const gbcs_order *last_order;
static gbcs_command last_command;
static bool had_command;

static gbcs_reply watch(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    (void)answer;
    last_order = order;
    had_command = order->command != NULL;
    if (had_command) {
        last_command = *order->command;
    }
    assert_non_null(order->top_up);
    assert_non_null(order->intent);
    assert_null(order->peer);
    assert_false(order->waits);
    assert_int_equal(order->id >> 63, 0U);
    assert_true(
        order->intent->header.originator ==
        ((order->top_up->way == GBCS_WAY_PPMID) && had_command ? PEER_C : PARTY_ID(SUPPLIER)));
    assert_true(order->intent->header.recipient == DEVICE_ID);
    ((test_application *)context)->asked++;
    return GBCS_REPLY_NONE;
}

/** Only what came in a command has one; each has an id of its own. */
static void an_order_says_how_it_came(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_GSME);
    join_ppmid();
    d.setup.application.execute = watch;
    assert_int_equal(by_command(2U), GBCS_OK);
    assert_true(had_command);
    assert_int_equal(last_command.use_case->code, CS01B);
    assert_true(last_command.frame.header.counter == whole(2U));
    assert_int_equal(by_pcs01(3U), GBCS_OK);
    assert_true(had_command);
    assert_int_equal(last_command.use_case->code, PCS01);
    assert_int_equal(by_keypad(4U), GBCS_OK);
    assert_false(had_command);
    assert_int_equal(by_ppmid(5U), GBCS_OK);
    assert_false(had_command);
}

/** Many are asked for, one after the other: no id is given twice. */
static void ids_rise(void **state)
{
    uint64_t before = 0U;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    for (uint32_t i = 1U; i < 8U; i++) {
        assert_int_equal((i % 2U == 0U) ? by_command(i) : by_keypad(i), GBCS_OK);
        assert_true(d.application.id > before);
        before = d.application.id;
        if (i == 4U) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
        }
    }
}

/* ---- duplicates ----------------------------------------------------------------------------- */

typedef gbcs_status (*taking)(uint32_t counter);

static const struct way_case {
    taking take;
    bool typed;
    /** Party and Message Code in the log. */
    gbcs_entity_id party;
    uint16_t code;
} WAYS[] = {
    {by_command, false, PARTY_ID(SUPPLIER), CS01B},
    {by_keypad, true, PARTY_ID(SUPPLIER), 0U},
    {by_ppmid, true, PARTY_ID(SUPPLIER), PECS01},
    {by_pcs01, false, PEER_C, PCS01},
};

#define WAY_COUNT (sizeof WAYS / sizeof WAYS[0])
#define COMMAND_ROW 0U
#define PCS01_ROW 3U

/** What was used on one way is used on all. */
static void used_is_used_on_every_way(void **state)
{
    (void)state;
    for (size_t i = 0U; i < (2U * WAY_COUNT * WAY_COUNT); i++) {
        const struct way_case *first = &WAYS[i % WAY_COUNT];
        const struct way_case *second = &WAYS[(i / WAY_COUNT) % WAY_COUNT];
        const bool restart = i >= (WAY_COUNT * WAY_COUNT);
        gbcs_log_entry entry;
        uint32_t answers = 0U;

        begin(GBCS_DEVICE_GSME);
        device_make_quick(&d);
        join_ppmid();
        assert_int_equal(first->take(9U), GBCS_OK);
        assert_int_equal(d.application.balance, DEVICE_CREDIT);
        if (restart) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
            (void)ticked();
        }
        look();
        assert_int_equal(second->take(9U), second->typed ? GBCS_ERR_REPLAY : GBCS_OK);
        /* a command of a counter that was not answered before is */
        if ((second == &WAYS[COMMAND_ROW]) && (first != second)) {
            answers = 1U;
            assert_payload(response_of(whole(9U)), REFUSED_B);
        }
        assert_untaken(answers, 1U);
        assert_int_equal(d.application.judged, seen.judged);
        entry = logged(0U);
        assert_int_equal(entry.event, DUPLICATE);
        assert_int_equal(entry.message_code, second->code);
        assert_true(entry.party == second->party);
        assert_true(entry.detail == ((second == &WAYS[COMMAND_ROW]) ? whole(9U)
                                     : (second == &WAYS[PCS01_ROW]) ? ppmid_counter
                                                                    : 0U));
        /* and never is answered again */
        look();
        assert_int_equal(second->take(9U), second->typed ? GBCS_ERR_REPLAY : GBCS_OK);
        assert_untaken(0U, 0U);
    }
}

/** The same one again and again takes one entry in a window, and its number. */
static void duplicates_share_entries(void **state)
{
    uint32_t next;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    device_make_quick(&d);
    assert_int_equal(by_command(9U), GBCS_OK);
    look();
    for (uint32_t i = 0U; i < 300U; i++) {
        assert_int_equal(by_keypad(9U), GBCS_ERR_REPLAY);
        assert_int_equal(by_command(9U), GBCS_OK);
    }
    assert_untaken(0U, 1U);
    assert_int_equal(logged(0U).count, 1U);
    do {
        next = ticked();
        assert_true(next <= GBCS_REFUSAL_WINDOW);
        gbcs_memory_pass(&d.memory, next);
    } while (next + d.memory.uptime < GBCS_REFUSAL_WINDOW);
    (void)ticked();
    assert_untaken(0U, 2U);
    assert_int_equal(logged(0U).event, DUPLICATE);
    assert_int_equal(logged(0U).count, 599U);
    /* nothing of it counts for the limits of entry */
    assert_int_equal(by_keypad(10U), GBCS_OK);
    /* not more than a quarter of the log, however long it is done */
    for (uint32_t i = 0U; i < 200U; i++) {
        assert_int_equal(by_keypad(9U), GBCS_ERR_REPLAY);
        gbcs_memory_pass(&d.memory, GBCS_REFUSAL_WINDOW);
        (void)ticked();
    }
    assert_true(d.meter.log.unread_refusals <= (GBCS_LOG_PAGES * GBCS_LOG_PAGE_ENTRIES) / 4U);
    assert_true(d.meter.log.next < 40U);
}

/* ---- not authentic -------------------------------------------------------------------------- */

/** Refused with a response and a log entry. */
static void assert_refused_command(uint64_t counter, uint16_t event)
{
    assert_untaken(1U, (event == NOT_AUTHENTIC) ? seen.share : ((event != 0U) ? 1U : 0U));
    assert_payload(response_of(counter),
                   (d.device_type == GBCS_DEVICE_ESME) ? REFUSED_A : REFUSED_B);
    if (event != 0U) {
        assert_noted(event, command_code(), d.parties[SUPPLIER].id, counter);
        if (d.meter.log.next != seen.logs) {
            assert_logged(0U, event, command_code(), d.parties[SUPPLIER].id, counter);
        }
    }
}

static void what_is_not_authentic_is_refused(void **state)
{
    const sale foreign = {.counter = 7U, .device = DEVICE_ID + 1U};
    const sale others = {.counter = 7U, .by = newcomer(SUPPLIER)};
    const sale impostor = {.counter = 7U, .by = &d.parties[OPERATOR]};

    (void)state;
    for (size_t k = 0U; k < sizeof SMARTS; k++) {
        for (uint32_t i = 0U; i < 8U; i++) {
            uint64_t counter = whole(7U);
            gbcs_bytes utrn = token(7U);
            bool typed_too = true;

            begin(SMARTS[k]);
            if (i == 0U) {
                utrn = forged(7U);
            } else if (i == 1U) {
                utrn = sell(&foreign);
            } else if (i == 2U) {
                utrn = sell(&others);
            } else if (i == 3U) {
                utrn = sell(&impostor);
            } else {
                /* the token is good, but not of the command's counter */
                static const uint64_t COUNTERS[] = {0x0000000700000001U, 0x0000000780000000U,
                                                    0x0000040700000000U, 0x0000000800000000U};

                counter = COUNTERS[i - 4U];
                typed_too = false;
            }
            assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
            look();
            assert_int_equal(command_with(counter, utrn), GBCS_OK);
            assert_refused_command(counter, NOT_AUTHENTIC);
            assert_int_equal(d.application.judged, 0U);
            if (typed_too) {
                look();
                assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, utrn), GBCS_ERR_MAC);
                assert_untaken(0U, 1U);
                assert_logged(0U, NOT_AUTHENTIC, 0U, PARTY_ID(SUPPLIER), 0U);
                look();
                assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_PPMID, utrn), GBCS_ERR_MAC);
                assert_untaken(0U, 1U);
                assert_logged(0U, NOT_AUTHENTIC, PECS01, PARTY_ID(SUPPLIER), 0U);
            }
            /* the good one is not spoilt by it */
            assert_int_equal(by_keypad(7U), GBCS_OK);
            assert_int_equal(d.application.balance, DEVICE_CREDIT);
        }
    }
}

/** A command that was recorded, and has a token of a key that is not used any more, comes without end. */
static void what_is_not_authentic_does_not_flood_the_log(void **state)
{
    uint32_t writes;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    device_make_quick(&d);
    assert_int_equal(command_with(whole(7U), forged(7U)), GBCS_OK);
    look();
    writes = device_writes(&d);
    for (uint32_t i = 0U; i < 500U; i++) {
        assert_int_equal(command_with(whole(7U), forged(7U)), GBCS_OK);
    }
    assert_untaken(0U, 0U);
    assert_int_equal(device_writes(&d), writes);
    assert_int_equal(window_of(NOT_AUTHENTIC)->count, 500U);
    gbcs_memory_pass(&d.memory, GBCS_REFUSAL_WINDOW);
    (void)ticked();
    assert_int_equal(logged(0U).event, NOT_AUTHENTIC);
    assert_int_equal(logged(0U).count, 500U);
    /* nor does it keep out what comes after it */
    assert_int_equal(by_command(7U), GBCS_OK);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
}

/** The cache is damaged: what was used is not known, so nothing is taken, answered or counted. */
static void without_a_cache_nothing_is_taken(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_GSME);
    join_ppmid();
    assert_int_equal(by_command(7U), GBCS_OK);
    look();
    gbcs_memory_flip(&d.memory, GBCS_RECORD_CACHE, 99U);
    gbcs_memory_flip(&d.memory, GBCS_RECORD_CACHE + 1U, 98U);
    for (int boots = 0; boots < 2; boots++) {
        assert_int_equal(by_command(8U), GBCS_ERR_RECORD);
        assert_int_equal(by_pcs01(8U), GBCS_ERR_RECORD);
        for (uint32_t i = 0U; i <= GBCS_ENTRY_FAILURES; i++) {
            assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, forged(8U)),
                             GBCS_ERR_RECORD);
            assert_int_equal(by_ppmid(8U), GBCS_ERR_RECORD);
        }
        assert_int_equal(d.application.balance, DEVICE_CREDIT);
        assert_int_equal(d.application.sent_count, seen.sent);
        assert_int_equal(d.meter.log.next, seen.logs);
        if (boots == 0) {
            assert_int_equal(gbcs_meter_stop(&d.meter), GBCS_OK);
            assert_int_equal(device_reboot(&d), GBCS_OK);
        }
    }
}

/** Each bit of value and class is under the MAC. */
static void changed_digits_are_not_authentic(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    device_make_quick(&d);
    for (uint32_t bit = 0U; bit < 14U; bit++) {
        uint8_t digits[GBCS_UTRN_SIZE];
        gbcs_writer writer = gbcs_writer_of(digits, sizeof digits);
        gbcs_token read;

        assert_int_equal(gbcs_utrn_parse(token(20U + bit), &read), GBCS_OK);
        if (bit == 13U) {
            read.value_class = GBCS_VALUE_POUNDS;
        } else {
            read.value ^= (uint16_t)(1U << bit);
        }
        gbcs_write_utrn(&writer, &read);
        look();
        assert_int_equal(command_with(whole(20U + bit), gbcs_writer_bytes(&writer)), GBCS_OK);
        assert_int_equal(logged(0U).event, NOT_AUTHENTIC);
        assert_int_equal(d.application.asked, 0U);
        assert_true(d.meter.replay.last[SUPPLIER] == seen.last);
    }
    assert_int_equal(d.application.balance, 0U);
}

/** Of a PPMID. It may come again, and be answered in the same words. */
static void a_ppmid_is_told_of_a_refusal(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_GSME);
    join_ppmid();
    for (int i = 0; i < 2; i++) {
        look();
        assert_int_equal(ppmid_sends(7U, carried(PCS01, forged(3U))), GBCS_OK);
        assert_untaken(1U, 1U);
        assert_logged(0U, NOT_AUTHENTIC, PCS01, PEER_C, 7U);
        assert_payload(ppmid_response(0U, 7U), REFUSED_PCS01);
    }
    look();
    assert_int_equal(ppmid_sends(8U, carried(PCS01, mistyped(3U))), GBCS_OK);
    assert_untaken(1U, 0U);
    assert_payload(ppmid_response(0U, 8U), REFUSED_PCS01);
    look();
    d.application.limit = GBCS_CREDIT_ABOVE_BALANCE;
    assert_int_equal(ppmid_sends(9U, carried(PCS01, token(3U))), GBCS_OK);
    assert_untaken(1U, 1U);
    assert_logged(0U, ABOVE_BALANCE, PCS01, PEER_C, 9U);
    assert_payload(ppmid_response(0U, 9U), REFUSED_PCS01);
    d.application.limit = GBCS_CREDIT_FITS;
    assert_int_equal(ppmid_sends(10U, carried(PCS01, token(3U))), GBCS_OK);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
}

/** The Access Control Broker's MAC is not enough: who sends has to be who sells. */
static void the_sender_sells(void **state)
{
    const party *next = newcomer(SUPPLIER);
    update u = update_of(CHANGE_SUPPLIER, 5U);
    const sale of_next = {.counter = 8U, .by = next};

    (void)state;
    begin(GBCS_DEVICE_ESME);
    /* another party manages, the former one still sells */
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, next);
    put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, next);
    must_update(&u);
    look();
    /* it is known, but without a right to manage */
    assert_int_equal(by_command(8U), GBCS_ERR_ROLE);
    assert_untaken(1U, 1U);
    const gbcs_bytes good = token(8U);
    d.parties[SUPPLIER] = *next;
    look();
    assert_int_equal(command_with(whole(8U), good), GBCS_OK);
    assert_refused_command(whole(8U), NOT_AUTHENTIC);
    look();
    assert_int_equal(command_with(whole(9U), sell(&of_next)), GBCS_OK);
    assert_refused_command(whole(9U), NOT_AUTHENTIC);
    assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, good), GBCS_OK);
    assert_true(d.application.top_up.supplier == PARTY_ID(SUPPLIER));
    assert_int_equal(event_alerted(0U), CREDITED);
}

/* ---- limits of value, digits, payload ------------------------------------------------------- */

static const struct limit_case {
    gbcs_credit_limit limit;
    uint16_t event;
} LIMITS[] = {
    {GBCS_CREDIT_ABOVE_THRESHOLD, ABOVE_THRESHOLD},
    {GBCS_CREDIT_ABOVE_BALANCE, ABOVE_BALANCE},
};

static void what_exceeds_a_limit_stays_good(void **state)
{
    (void)state;
    for (size_t i = 0U; i < 4U; i++) {
        const struct limit_case *c = &LIMITS[i % 2U];

        begin(SMARTS[i / 2U]);
        assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
        d.application.limit = c->limit;
        look();
        assert_int_equal(by_command(7U), GBCS_OK);
        assert_refused_command(whole(7U), c->event);
        assert_int_equal(d.application.judged, 1U);
        look();
        assert_int_equal(by_command(7U), GBCS_OK);
        assert_untaken(0U, 0U);
        look();
        assert_int_equal(by_keypad(8U), GBCS_ERR_CREDIT);
        assert_untaken(0U, 0U);
        assert_int_equal(by_ppmid(8U), GBCS_ERR_CREDIT);
        assert_untaken(0U, 0U);
        assert_int_equal(d.meter.refusals.windows[(i % 2U == 0U) ? 8U : 6U].count, 3U);
        assert_int_equal(d.meter.refusals.windows[(i % 2U == 0U) ? 8U : 6U].last.message_code,
                         PECS01);
        assert_true(d.meter.refusals.windows[(i % 2U == 0U) ? 8U : 6U].last.party ==
                    PARTY_ID(SUPPLIER));
        assert_true(d.meter.refusals.windows[(i % 2U == 0U) ? 8U : 6U].last.detail == whole(8U));
        /* never counted as a failure */
        for (int n = 0; n < 6; n++) {
            assert_int_equal(by_keypad(8U), GBCS_ERR_CREDIT);
        }
        assert_int_equal(device_reboot(&d), GBCS_OK);
        d.application.limit = GBCS_CREDIT_FITS;
        look();
        assert_int_equal(by_keypad(8U), GBCS_OK);
        assert_int_equal(d.application.sent_count, seen.sent + 1U);
        /* credited, but not answered a second time under one key */
        look();
        assert_int_equal(by_command(7U), GBCS_OK);
        assert_int_equal(d.application.sent_count, seen.sent);
        assert_int_equal(d.application.asked, seen.asked + 1U);
        assert_int_equal(d.application.balance, 2U * DEVICE_CREDIT);
    }
}

/** Without limits of the application there are none. */
static void there_need_not_be_limits(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.setup.application.may_credit = NULL;
    assert_int_equal(by_command(7U), GBCS_OK);
    assert_int_equal(by_keypad(8U), GBCS_OK);
    assert_int_equal(d.application.balance, 2U * DEVICE_CREDIT);
    assert_int_equal(d.application.judged, 0U);
}

/** Authentic, or not: that is looked at before limits. */
static void limits_come_last(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(by_keypad(7U), GBCS_OK);
    d.application.limit = GBCS_CREDIT_ABOVE_THRESHOLD;
    assert_int_equal(by_keypad(7U), GBCS_ERR_REPLAY);
    assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, forged(8U)), GBCS_ERR_MAC);
    assert_int_equal(d.application.judged, 1U);
}

static void what_is_mistyped_costs_nothing(void **state)
{
    static const struct {
        const char *digits;
        size_t size;
        gbcs_status status;
    } ENTRIES[] = {
        {"", 0U, GBCS_ERR_TRUNCATED},
        {"7394333345718904331", 19U, GBCS_ERR_TRUNCATED},
        {"739433334571890433130", 21U, GBCS_ERR_TRAILING},
        {"7394333345718904331x", 20U, GBCS_ERR_TAG},
        {"73943333457189043314", 20U, GBCS_ERR_CHECK_DIGIT},
        {"12345678901012134156", 20U, GBCS_ERR_VALUE},
    };
    curve_counts before;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    look();
    before = device_curve();
    for (uint32_t i = 0U; i < 60U; i++) {
        const size_t n = i % (sizeof ENTRIES / sizeof ENTRIES[0]);
        const gbcs_bytes digits =
            gbcs_bytes_of((const uint8_t *)ENTRIES[n].digits, ENTRIES[n].size);

        assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, digits), ENTRIES[n].status);
        assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_PPMID, digits), ENTRIES[n].status);
    }
    assert_untaken(0U, 0U);
    assert_nothing_changed(&seen.all);
    assert_int_equal(device_curve().multiplications, before.multiplications);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
    look();
    assert_int_equal(command_with(whole(7U), mistyped(7U)), GBCS_OK);
    assert_refused_command(whole(7U), 0U);
    assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_COMMAND, token(7U)), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_meter_top_up(&d.meter, (gbcs_way)0, token(7U)), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_meter_top_up(&d.meter, (gbcs_way)4, token(7U)), GBCS_ERR_ARGUMENT);
    assert_int_equal(by_keypad(7U), GBCS_OK);
}

/** What is no top up is refused like other content (8F1E), and the counter stays. */
static void another_payload_is_malformed(void **state)
{
    static const char *const PAYLOADS[] = {
        "D920000000000001010003010001 0800FF020100",
        "D9200000000000010300730000132800FF020109143733393433333333343537313839303433333133",
        "01090101070500190100 0400 14 3733393433333333343537313839303433333133",
    };

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
    for (uint32_t i = 0U; i < 2U; i++) {
        uint8_t octets[64];
        recipe of = recipe_of(CS01A, SUPPLIER, whole(7U));

        of.payload = hex_bytes(PAYLOADS[i], octets, sizeof octets);
        look();
        assert_int_equal(gbcs_status_class_of(send_recipe(&of)), GBCS_CLASS_MALFORMED);
        assert_untaken((i == 0U) ? 1U : 0U, (i == 0U) ? 1U : 0U);
        assert_int_equal(logged(0U).event, 0x8F1EU);
        const gbcs_frame alert = verified_frame(0U);
        assert_int_equal(alert_event(&alert), 0x8F1EU);
        assert_int_equal(d.meter.counts.refused, i + 1U);
        assert_int_equal(d.meter.counts.accepted, 0U);
    }
    assert_int_equal(by_command(7U), GBCS_OK);
    /* a PPMID that says it was the supplier */
    begin(GBCS_DEVICE_GSME);
    join_ppmid();
    look();
    assert_int_equal(ppmid_sends(1U, carried(CS01B, token(7U))), GBCS_ERR_TAG);
    assert_untaken(1U, 1U);
    assert_logged(0U, 0x8F1EU, PCS01, PEER_C, 1U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_answered),
        cmocka_unit_test(what_is_typed_in_is_told_to_the_supplier),
        cmocka_unit_test(a_ppmid_is_answered),
        cmocka_unit_test(an_order_says_how_it_came),
        cmocka_unit_test(ids_rise),
        cmocka_unit_test(used_is_used_on_every_way),
        cmocka_unit_test(duplicates_share_entries),
        cmocka_unit_test(what_is_not_authentic_is_refused),
        cmocka_unit_test(what_is_not_authentic_does_not_flood_the_log),
        cmocka_unit_test(without_a_cache_nothing_is_taken),
        cmocka_unit_test(changed_digits_are_not_authentic),
        cmocka_unit_test(a_ppmid_is_told_of_a_refusal),
        cmocka_unit_test(the_sender_sells),
        cmocka_unit_test(what_exceeds_a_limit_stays_good),
        cmocka_unit_test(there_need_not_be_limits),
        cmocka_unit_test(limits_come_last),
        cmocka_unit_test(what_is_mistyped_costs_nothing),
        cmocka_unit_test(another_payload_is_malformed),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
