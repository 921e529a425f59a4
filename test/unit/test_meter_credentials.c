/* Credentials of parties on a whole meter (GBCS 13.3): what a replacement changes in all that it serves. */
#include "update_bench.h"

static image before;

/* ---- each mode ------------------------------------------------------------------------------ */

static const struct mode_case {
    uint16_t code;
    gbcs_cell_id cell;
} MODE_CASES[] = {
    {UPDATE_SUPPLIER, {SUPPLIER, SIGNATURE, MANAGEMENT}},
    {UPDATE_SUPPLIER, {SUPPLIER, AGREEMENT, MANAGEMENT}},
    {UPDATE_SUPPLIER, {SUPPLIER, AGREEMENT, TOP_UP}},
    {UPDATE_OPERATOR, {OPERATOR, SIGNATURE, MANAGEMENT}},
    {UPDATE_OPERATOR, {OPERATOR, AGREEMENT, MANAGEMENT}},
    {UPDATE_BROKER, {BROKER, AGREEMENT, MANAGEMENT}},
    {0x0106, {GBCS_ROLE_TRANSITIONAL_COS, SIGNATURE, MANAGEMENT}},
    {CHANGE_SUPPLIER, {SUPPLIER, SIGNATURE, MANAGEMENT}},
    {CHANGE_SUPPLIER, {SUPPLIER, AGREEMENT, TOP_UP}},
    {RECOVER, {GBCS_ROLE_RECOVERY, SIGNATURE, MANAGEMENT}},
    {RECOVER, {OPERATOR, AGREEMENT, MANAGEMENT}},
    {RECOVER, {BROKER, AGREEMENT, MANAGEMENT}},
    {0x0125, {GBCS_ROLE_LOAD_CONTROLLER, SIGNATURE, MANAGEMENT}},
    {0x0126, {GBCS_ROLE_LOAD_CONTROLLER, SIGNATURE, MANAGEMENT}},
};

/** It is old, and perhaps not authentic any more. */
static void assert_refused_again(const update *u)
{
    const gbcs_status status = device_update(&d, u);

    assert_true((status == GBCS_ERR_REPLAY) || (status == GBCS_ERR_SIGNATURE) ||
                (status == GBCS_ERR_MAC));
}

static void each_mode_replaces(void **state)
{
    (void)state;
    for (size_t i = 0U; i < (sizeof MODE_CASES / sizeof MODE_CASES[0]); i++) {
        const gbcs_cell_id *cell = &MODE_CASES[i].cell;
        const uint16_t code = MODE_CASES[i].code;
        const party *holder = renewed(cell->role);
        const gbcs_public_key *key = key_for(holder, cell->key_usage, cell->cell_usage);
        update u = update_of(code, 77U);

        begin(GBCS_DEVICE_ESME);
        put_in(&u, cell->role, cell->key_usage, cell->cell_usage, holder);
        must_update(&u);
        assert_in_cell(cell->role, cell->key_usage, cell->cell_usage, holder->id, key);
        assert_int_equal(log_count(), 1U);
        assert_logged(0U, 0x8F70U, code, PARTY_ID(device_update_role(code)), 77U);
        assert_refused_again(&u);
        assert_int_equal(device_reboot(&d), GBCS_OK);
        assert_in_cell(cell->role, cell->key_usage, cell->cell_usage, holder->id, key);
        assert_refused_again(&u);
        assert_int_equal(d.application.asked, 0U);
    }
}

/** What a mode does not reach stays, and the response says so. */
static void a_mode_has_its_cells(void **state)
{
    update u = update_of(UPDATE_SUPPLIER, 5U);
    outcome o;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_in(&u, OPERATOR, SIGNATURE, MANAGEMENT, renewed(OPERATOR));
    put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, renewed(SUPPLIER));
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    o = answered(u.code, u.counter);
    assert_int_equal(o.mode, 2U);
    assert_int_equal(o.count, 2U);
    assert_int_equal(o.statuses[0], GBCS_REPLACEMENT_TRUST_ANCHOR_NOT_FOUND);
    assert_int_equal(o.statuses[1], GBCS_REPLACEMENT_SUCCESS);
    assert_in_cell(OPERATOR, SIGNATURE, MANAGEMENT, PARTY_ID(OPERATOR),
                   &d.parties[OPERATOR].signature_point);
    assert_in_cell(SUPPLIER, AGREEMENT, MANAGEMENT, PARTY_ID(SUPPLIER),
                   &renewed(SUPPLIER)->agreement_point);
}

/* ---- what a key serves ---------------------------------------------------------------------- */

static void a_new_signature_key_is_the_one(void **state)
{
    const party former = *device_party(PARTY_ID(SUPPLIER), 0U);
    update u = update_of(UPDATE_SUPPLIER, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 4U), GBCS_OK);
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, renewed(SUPPLIER));
    must_update(&u);
    for (int boots = 0; boots < 2; boots++) {
        d.parties[SUPPLIER] = former;
        take_image(&before);
        assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 10U), GBCS_ERR_SIGNATURE);
        assert_only_reported(&before);
        d.parties[SUPPLIER].signature_key = renewed(SUPPLIER)->signature_key;
        assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 10U + (uint64_t)boots), GBCS_OK);
        (void)verified_frame(0U);
        /* the other keys are what they were */
        assert_int_equal(device_send(&d, READ, SUPPLIER, 10U), GBCS_OK);
        (void)verified_frame(0U);
        assert_int_equal(device_reboot(&d), GBCS_OK);
    }
}

/** The shared secret that was kept is not used any more, for MACs and for encryption. */
static void a_new_agreement_key_is_the_one(void **state)
{
    update u = update_of(UPDATE_SUPPLIER, 5U);
    gbcs_shared_secret former;
    gbcs_shared_secret secret;
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    of = asking(SECRET_READ, SUPPLIER, 9U);
    assert_int_equal(send_recipe(&of), GBCS_OK);
    assert_int_equal(device_secret(&d, SUPPLIER, &former), GBCS_OK);
    assert_true(holds(&d.meter.trust, sizeof d.meter.trust, &former, sizeof former));
    put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, renewed(SUPPLIER));
    must_update(&u);
    assert_false(holds(&d.meter.trust, sizeof d.meter.trust, &former, sizeof former));
    d.parties[SUPPLIER].agreement_key = renewed(SUPPLIER)->agreement_key;
    assert_int_equal(device_secret(&d, SUPPLIER, &secret), GBCS_OK);
    of = asking(SECRET_READ, SUPPLIER, 10U);
    assert_int_equal(send_recipe(&of), GBCS_OK);
    const gbcs_frame frame = verified_frame(0U);
    assert_opened(&frame, &secret, VALUE);
    assert_int_not_equal(gbcs_mac_verify(&theirs, &former, &frame), GBCS_OK);
}

/** All commands have the MAC of the Access Control Broker's key. */
static void a_new_key_of_the_broker_is_for_all(void **state)
{
    const party former = *device_party(PARTY_ID(BROKER), 0U);
    update u = update_of(UPDATE_BROKER, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_in(&u, BROKER, AGREEMENT, MANAGEMENT, renewed(BROKER));
    must_update(&u);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 9U), GBCS_ERR_MAC);
    assert_int_equal(device_send(&d, READ, BROKER, 9U), GBCS_ERR_MAC);
    d.parties[BROKER] = *renewed(BROKER);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 9U), GBCS_OK);
    assert_int_equal(device_send(&d, READ, BROKER, 9U), GBCS_OK);
    (void)verified_frame(0U);
    d.parties[BROKER] = former;
    assert_int_equal(device_send(&d, READ, BROKER, 10U), GBCS_ERR_MAC);
}

/** With the link, and then all paths lead from the new root. */
static void a_new_root_is_the_one(void **state)
{
    const party former = *device_party(PARTY_ID(GBCS_ROLE_ROOT), 0U);
    update u = update_of(UPDATE_ROOT, 5U);
    update later = update_of(UPDATE_SUPPLIER, 6U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_in(&u, GBCS_ROLE_ROOT, GBCS_KEY_USAGE_CERTIFICATES, MANAGEMENT, renewed(GBCS_ROLE_ROOT));
    /* without the link nothing is done */
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    assert_int_equal(answered(u.code, 5U).statuses[0], GBCS_REPLACEMENT_NO_TRUST_ANCHOR);
    u.counter = 6U;
    u.link_to = 1U;
    must_update(&u);
    assert_in_cell(GBCS_ROLE_ROOT, GBCS_KEY_USAGE_CERTIFICATES, MANAGEMENT, 0U,
                   &renewed(GBCS_ROLE_ROOT)->signature_point);
    put_in(&later, SUPPLIER, AGREEMENT, TOP_UP, renewed(SUPPLIER));
    later.counter = 7U;
    assert_int_equal(device_update(&d, &later), GBCS_OK);
    assert_int_equal(answered(later.code, 7U).statuses[0], GBCS_REPLACEMENT_NO_TRUST_ANCHOR);
    d.parties[GBCS_ROLE_ROOT] = *renewed(GBCS_ROLE_ROOT);
    later.counter = 8U;
    must_update(&later);
    d.parties[GBCS_ROLE_ROOT] = former;
    later.counter = 9U;
    assert_int_equal(device_update(&d, &later), GBCS_OK);
    assert_int_equal(answered(later.code, 9U).statuses[0], GBCS_REPLACEMENT_NO_TRUST_ANCHOR);
}

static gbcs_status top_up(uint32_t counter)
{
    return device_send(&d, 0x0007U, SUPPLIER, (uint64_t)counter << 32);
}

/** Under another key no token was used yet; those of the former key are not authentic. */
static void a_new_top_up_key_is_the_one(void **state)
{
    uint8_t utrn[GBCS_UTRN_SIZE];
    update u = update_of(UPDATE_SUPPLIER, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(top_up(40U), GBCS_OK);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
    u.floor = 5U;
    u.top_up_floor = 30U;
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, renewed(SUPPLIER));
    must_update(&u);
    device_token(&d, SUPPLIER, 41U, utrn);
    assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, gbcs_bytes_of(utrn, sizeof utrn)),
                     GBCS_ERR_MAC);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
    d.parties[SUPPLIER].top_up_key = renewed(SUPPLIER)->top_up_key;
    /* 40 was another one's; 30 and below are refused by the floor */
    device_token(&d, SUPPLIER, 30U, utrn);
    assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, gbcs_bytes_of(utrn, sizeof utrn)),
                     GBCS_ERR_REPLAY);
    device_token(&d, SUPPLIER, 40U, utrn);
    assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, gbcs_bytes_of(utrn, sizeof utrn)),
                     GBCS_OK);
    assert_int_equal(top_up(41U), GBCS_OK);
    assert_int_equal(d.application.balance, 3U * DEVICE_CREDIT);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, gbcs_bytes_of(utrn, sizeof utrn)),
                     GBCS_ERR_REPLAY);
}

/** A floor of the same key is only raised. */
static void the_cache_of_the_same_key_is_raised(void **state)
{
    update u = update_of(UPDATE_SUPPLIER, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(top_up(40U), GBCS_OK);
    u.floor = 5U;
    u.top_up_floor = 35U;
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, renewed(SUPPLIER));
    must_update(&u);
    assert_int_equal(top_up(35U), GBCS_OK);
    assert_int_equal(top_up(40U), GBCS_OK);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
    assert_int_equal(top_up(36U), GBCS_OK);
    assert_int_equal(d.application.balance, 2U * DEVICE_CREDIT);
}

/* ---- counters ------------------------------------------------------------------------------- */

static void floors_of_the_same_party_only_rise(void **state)
{
    update u = update_of(UPDATE_SUPPLIER, 100U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, renewed(SUPPLIER));
    u.floor = 1000U;
    must_update(&u);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1000U), GBCS_ERR_REPLAY);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1001U), GBCS_OK);
    u.counter = 2000U;
    u.floor = 50U;
    must_update(&u);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1999U), GBCS_ERR_REPLAY);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 2001U), GBCS_OK);
    /* of a role of which nothing is replaced there is no floor */
    u = update_of(RECOVER, 100U);
    u.floors[0] = (floor_of){.role = OPERATOR, .counter = 700U};
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, renewed(SUPPLIER));
    must_update(&u);
    assert_int_equal(d.meter.replay.last[OPERATOR], 0U);
}

/** The counters of a role begin anew with another party; its former one does not speak any more. */
static void another_supplier_takes_over(void **state)
{
    update u = update_of(CHANGE_SUPPLIER, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 5000U), GBCS_OK);
    u.floors[0] = (floor_of){.role = SUPPLIER, .counter = 20U, .top_up = 3U};
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, newcomer(SUPPLIER));
    put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, newcomer(SUPPLIER));
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, newcomer(SUPPLIER));
    must_update(&u);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 6000U), GBCS_ERR_ORIGINATOR);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 6000U), GBCS_ERR_ORIGINATOR);
    d.parties[SUPPLIER] = *newcomer(SUPPLIER);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 20U), GBCS_ERR_REPLAY);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 21U), GBCS_OK);
    (void)verified_frame(0U);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
    assert_int_equal(top_up(3U), GBCS_OK);
    assert_int_equal(d.application.balance, 0U);
    assert_int_equal(top_up(4U), GBCS_OK);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
}

/** Before handover the Access Control Broker speaks for the supplier, and puts it in itself. */
static void handover(void **state)
{
    update u = update_of(UPDATE_SUPPLIER, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(device_hand_cells(&d, BROKER, SUPPLIER), GBCS_OK);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 4U), GBCS_ERR_ORIGINATOR);
    d.parties[SUPPLIER] = *device_party(PARTY_ID(BROKER), 0U);
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, device_party(PARTY_ID(SUPPLIER), 0U));
    put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, device_party(PARTY_ID(SUPPLIER), 0U));
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, device_party(PARTY_ID(SUPPLIER), 0U));
    must_update(&u);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 6U), GBCS_ERR_ROLE);
    d.parties[SUPPLIER] = *device_party(PARTY_ID(SUPPLIER), 0U);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 1U), GBCS_OK);
    /* and it goes back by recovery only */
    u = update_of(CHANGE_SUPPLIER, 6U);
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, device_party(PARTY_ID(BROKER), 0U));
    u.replacements[0].content.role = BROKER;
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    assert_int_equal(answered(u.code, 6U).statuses[0], GBCS_REPLACEMENT_BAD_CERTIFICATE);
    u.code = RECOVER;
    must_update(&u);
    assert_in_cell(SUPPLIER, SIGNATURE, MANAGEMENT, PARTY_ID(BROKER),
                   &device_party(PARTY_ID(BROKER), 0U)->signature_point);
}

/* ---- what does not work --------------------------------------------------------------------- */

/** Behind the gate, as what is wrong is found by the service. */
static void what_is_malformed_changes_nothing(void **state)
{
    static const uint8_t NO_CONTROL[] = {0x30, 0x06, 0x30, 0x00, 0x30, 0x00, 0x30, 0x00};
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
    of = recipe_of(UPDATE_SUPPLIER, SUPPLIER, 5U);
    of.payload = gbcs_bytes_of(NO_CONTROL, sizeof NO_CONTROL);
    take_image(&before);
    assert_int_equal(gbcs_status_class_of(send_recipe(&of)), GBCS_CLASS_MALFORMED);
    assert_only_reported(&before);
    assert_logged(0U, 0x8F1EU, UPDATE_SUPPLIER, PARTY_ID(SUPPLIER), 5U);
    assert_int_equal(d.meter.counts.refused, 1U);
    assert_int_equal(d.meter.counts.accepted, 0U);
    const gbcs_frame alert = verified_frame(0U);
    assert_int_equal(alert_event(&alert), 0x8F1EU);
    /* its counter was not taken */
    assert_int_equal(device_send(&d, UPDATE_SUPPLIER, SUPPLIER, 5U), GBCS_OK);
}

/** Nothing of an update that can't be saved is done, nor is it answered. */
static void what_cannot_be_saved_is_not_done(void **state)
{
    update u = update_of(UPDATE_SUPPLIER, 5U);

    (void)state;
    put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, renewed(SUPPLIER));
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
    take_image(&before);
    gbcs_memory_fail(&d.memory, GBCS_MEMORY_STORE, 1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_status_class_of(device_update(&d, &u)), GBCS_CLASS_STORAGE);
    assert_nothing_changed(&before);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 4U), GBCS_OK);
    must_update(&u);
}

/** Certificates that are not valid today; without a clock nobody can say. */
static void certificates_have_their_time(void **state)
{
    update u = update_of(UPDATE_SUPPLIER, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, renewed(SUPPLIER));
    u.replacements[0].content.first = d.memory.now + 1;
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    assert_int_equal(answered(u.code, 5U).statuses[0], GBCS_REPLACEMENT_BAD_CERTIFICATE);
    assert_logged(0U, 0x8F70U, UPDATE_SUPPLIER, PARTY_ID(SUPPLIER), 5U);
    u.counter = 6U;
    u.timeless = true;
    must_update(&u);
    u.counter = 7U;
    u.timeless = false;
    d.memory.clock_set = false;
    must_update(&u);
    d.memory.clock_set = true;
    u.counter = 8U;
    gbcs_memory_pass(&d.memory, 1U);
    must_update(&u);
}

/** While an order is open no counter can be set. */
static void an_open_order_is_waited_for(void **state)
{
    update u = update_of(UPDATE_SUPPLIER, 6U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 5U), GBCS_OK);
    take_image(&before);
    assert_int_equal(device_update(&d, &u), GBCS_ERR_BUSY);
    assert_nothing_changed(&before);
    assert_int_equal(device_send(&d, DETAILS, SUPPLIER, 5U), GBCS_OK);
}

/* ---- all at once ---------------------------------------------------------------------------- */

/** Takes as many counters as there can be. */
static void fill_counters(void)
{
    const gbcs_use_case *of;
    gbcs_status status = GBCS_OK;

    for (uint8_t role = 0U; role < GBCS_ROLES; role++) {
        const gbcs_counter_id id = {role, 0U};
        device_must(gbcs_replay_accept(&d.meter.replay, &id, 1000U, NULL));
    }
    for (size_t i = 0U; ((of = gbcs_use_case_at(i)) != NULL) && (status == GBCS_OK); i++) {
        for (uint8_t role = 0U; (role < GBCS_ROLES) && (status == GBCS_OK); role++) {
            const gbcs_counter_id id = {role, of->code};
            if (d.meter.replay.dated_count < GBCS_DATED_COUNTERS) {
                device_must(gbcs_replay_accept(&d.meter.replay, &id, 1000U, NULL));
            }
        }
    }
}

/** Every cell, every counter and the cache, in one transaction. */
static void all_cells_change_at_once(void **state)
{
    update u = update_of(RECOVER, 5000U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    device_furnish(&d);
    assert_int_equal(top_up(40U), GBCS_OK);
    fill_counters();
    assert_int_equal(d.meter.replay.dated_count, GBCS_DATED_COUNTERS);
    u.floor = 6000U;
    u.link_to = 1U;
    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const party *holder =
            (id->role == GBCS_ROLE_ROOT) ? renewed(GBCS_ROLE_ROOT) : newcomer(id->role);

        if (gbcs_cell_index(GBCS_DEVICE_ESME, id) < GBCS_CELLS) {
            put_in(&u, id->role, id->key_usage, id->cell_usage, holder);
        }
    }
    for (uint8_t role = SUPPLIER; role <= GBCS_ROLE_TRANSITIONAL_COS; role++) {
        u.floors[role - SUPPLIER] = (floor_of){.role = role,
                                               .counter = 100U * (uint64_t)role,
                                               .top_up = (role == SUPPLIER) ? 50U : 0U};
    }
    assert_true(u.count >= 10U);
    must_update(&u);
    for (size_t i = 0U; i < u.count; i++) {
        const replacement *r = &u.replacements[i];
        assert_in_cell(r->cell.role, r->cell.key_usage, r->cell.cell_usage, r->content.holder->id,
                       key_for(r->content.holder, r->cell.key_usage, r->cell.cell_usage));
    }
    for (uint8_t role = 0U; role < GBCS_ROLES; role++) {
        d.parties[role] = (role == GBCS_ROLE_ROOT) ? *renewed(GBCS_ROLE_ROOT) : *newcomer(role);
    }
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 200U), GBCS_ERR_REPLAY);
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 201U), GBCS_OK);
    assert_int_equal(device_send(&d, UPDATE_OPERATOR, OPERATOR, 301U), GBCS_OK);
    assert_int_equal(top_up(50U), GBCS_OK);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
    assert_int_equal(top_up(51U), GBCS_OK);
    assert_int_equal(d.application.balance, 2U * DEVICE_CREDIT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_mode_replaces),
        cmocka_unit_test(a_mode_has_its_cells),
        cmocka_unit_test(a_new_signature_key_is_the_one),
        cmocka_unit_test(a_new_agreement_key_is_the_one),
        cmocka_unit_test(a_new_key_of_the_broker_is_for_all),
        cmocka_unit_test(a_new_root_is_the_one),
        cmocka_unit_test(a_new_top_up_key_is_the_one),
        cmocka_unit_test(the_cache_of_the_same_key_is_raised),
        cmocka_unit_test(floors_of_the_same_party_only_rise),
        cmocka_unit_test(another_supplier_takes_over),
        cmocka_unit_test(handover),
        cmocka_unit_test(what_is_malformed_changes_nothing),
        cmocka_unit_test(what_cannot_be_saved_is_not_done),
        cmocka_unit_test(certificates_have_their_time),
        cmocka_unit_test(an_open_order_is_waited_for),
        cmocka_unit_test(all_cells_change_at_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
