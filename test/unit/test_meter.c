/* The life of a meter: boot, provisioning, sealing, erasure; what time asks for; what may call it. */
#include "meter_bench.h"

static image before;

static void a_blank_device_does_nothing(void **state)
{
    const gbcs_occurrence event = {.event = 0x8F3FU};
    uint32_t next = 0U;

    (void)state;
    assert_int_equal(device_init_blank(&d, GBCS_DEVICE_ESME), GBCS_OK);
    assert_int_equal(d.meter.trust.life, GBCS_LIFE_BLANK);
    take_image(&before);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_ERR_LIFE);
    assert_int_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(NULL, 0U)), GBCS_ERR_LIFE);
    assert_int_equal(gbcs_meter_raise(&d.meter, &event), GBCS_ERR_LIFE);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_ERR_LIFE);
    assert_int_equal(gbcs_meter_tick(&d.meter, &next), GBCS_OK);
    assert_int_equal(next, UINT32_MAX);
    assert_int_equal(d.application.asked, 0U);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(d.meter.counts.received, 2U);
    assert_nothing_changed(&before);
}

static void a_setup_must_be_complete(void **state)
{
    (void)state;
    assert_int_equal(device_init_blank(&d, GBCS_DEVICE_ESME), GBCS_OK);
    for (size_t i = 0U; i < 7U; i++) {
        gbcs_meter_setup setup = d.setup;
        uint32_t next = 0U;

        setup.port = (i == 0U) ? NULL : setup.port;
        setup.crypto = (i == 1U) ? NULL : setup.crypto;
        setup.application.execute = (i == 2U) ? NULL : setup.application.execute;
        setup.application.send = (i == 3U) ? NULL : setup.application.send;
        setup.store_buffer = (i == 4U) ? NULL : setup.store_buffer;
        setup.output = (i == 5U) ? NULL : setup.output;
        setup.input = (i == 6U) ? NULL : setup.input;
        assert_int_equal(gbcs_meter_boot(&d.meter, &setup), GBCS_ERR_ARGUMENT);
        assert_int_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(NULL, 0U)), GBCS_ERR_ARGUMENT);
        assert_int_equal(gbcs_meter_tick(&d.meter, &next), GBCS_ERR_ARGUMENT);
        assert_int_equal(next, 1U);
        assert_int_equal(gbcs_meter_erase(&d.meter), GBCS_ERR_ARGUMENT);
    }
    gbcs_meter_setup setup = d.setup;
    setup.input = NULL;
    setup.input_room = 0U;
    setup.application.notify = NULL;
    assert_int_equal(gbcs_meter_boot(&d.meter, &setup), GBCS_OK);
    for (size_t room = 0U; room < d.setup.store_room; room += 256U) {
        setup.store_room = room;
        gbcs_status status = gbcs_meter_boot(&d.meter, &setup);
        assert_int_equal(status,
                         (room < gbcs_store_buffer_size(&d.port)) ? GBCS_ERR_SPACE : GBCS_OK);
    }
    setup.store_room = gbcs_store_buffer_size(&d.port) - 1U;
    assert_int_equal(gbcs_meter_boot(&d.meter, &setup), GBCS_ERR_SPACE);
    assert_int_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(NULL, 0U)), GBCS_ERR_SPACE);
    setup.store_room++;
    assert_int_equal(gbcs_meter_boot(&d.meter, &setup), GBCS_OK);
}

static void nothing_is_provisioned_after_sealing(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(d.meter.trust.life, GBCS_LIFE_MANUFACTURE);
    assert_int_equal(device_hand_cells(&d, BROKER, SUPPLIER), GBCS_OK);
    assert_int_equal(d.meter.trust.life, GBCS_LIFE_MANUFACTURE);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
    assert_int_equal(d.meter.trust.life, GBCS_LIFE_SEALED);
    take_image(&before);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
    assert_int_equal(device_hand_cells(&d, SUPPLIER, SUPPLIER), GBCS_ERR_LIFE);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(d.meter.trust.life, GBCS_LIFE_SEALED);
    assert_int_equal(device_hand_cells(&d, SUPPLIER, SUPPLIER), GBCS_ERR_LIFE);
    assert_nothing_changed(&before);
    /* and what was there is still there */
    assert_int_equal(device_send(&d, READ, BROKER, 1U), GBCS_OK);
}

static void a_provision_that_is_wrong_changes_nothing(void **state)
{
    gbcs_provision_cell cell = {{SUPPLIER, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT},
                                {0U, {{0U}}, {0U}}};
    gbcs_provision p = {.device = DEVICE_ID,
                        .device_type = GBCS_DEVICE_ESME,
                        .cells = &cell,
                        .cell_count = 1U,
                        .own_counter = 1U};

    (void)state;
    begin(GBCS_DEVICE_ESME);
    p.signature_key = &d.self.signature_key;
    p.agreement_key = &d.self.agreement_key;
    take_image(&before);
    assert_int_equal(gbcs_meter_provision(&d.meter, &p), GBCS_ERR_PUBLIC_KEY);
    p.cell_count = 0U;
    p.own_counter = 0U;
    assert_int_equal(gbcs_meter_provision(&d.meter, &p), GBCS_ERR_ARGUMENT);
    assert_nothing_changed(&before);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
}

static void the_first_command_that_is_accepted_seals(void **state)
{
    recipe bad;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    bad = recipe_of(READ, SUPPLIER, 1U);
    bad.recipient = STRANGER_ID;
    assert_int_equal(send_recipe(&bad), GBCS_ERR_TARGET);
    bad = recipe_of(READ, STRANGER, 1U);
    bad.form = GBCS_FORM_MACED;
    assert_int_equal(send_recipe(&bad), GBCS_ERR_ORIGINATOR);
    assert_int_equal(d.meter.trust.life, GBCS_LIFE_MANUFACTURE);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
    assert_int_equal(d.meter.trust.life, GBCS_LIFE_SEALED);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(d.meter.trust.life, GBCS_LIFE_SEALED);
}

static bool anywhere(const void *what, size_t size)
{
    return holds(d.medium, sizeof d.medium, what, size) ||
           holds(&d.meter.trust, sizeof d.meter.trust, what, size) ||
           holds(&d.meter.replay, sizeof d.meter.replay, what, size) ||
           holds(d.store_buffer, sizeof d.store_buffer, what, size) ||
           holds(d.output, sizeof d.output, what, size) ||
           holds(d.input, sizeof d.input, what, size);
}

static void assert_no_secrets(void)
{
    gbcs_shared_secret secret;

    assert_false(anywhere(d.self.signature_key.scalar, sizeof d.self.signature_key.scalar));
    assert_false(anywhere(d.self.agreement_key.scalar, sizeof d.self.agreement_key.scalar));
    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        assert_int_equal(device_secret(&d, i, &secret), GBCS_OK);
        assert_false(anywhere(&secret, sizeof secret));
    }
}

static void erasure_leaves_nothing(void **state)
{
    (void)state;
    for (int keyed = 0; keyed < 2; keyed++) {
        begin(GBCS_DEVICE_ESME);
        if (keyed == 0) {
            /* records in the clear, so that what is left of them can be seen */
            assert_int_equal(device_init_blank(&d, GBCS_DEVICE_ESME), GBCS_OK);
            d.port.storage_key = NULL;
            assert_int_equal(gbcs_meter_boot(&d.meter, &d.setup), GBCS_OK);
            assert_int_equal(device_hand_cells(&d, GBCS_ROLE_ROOT, GBCS_ROLE_ROOT), GBCS_OK);
            assert_true(holds(d.medium, sizeof d.medium, d.self.agreement_key.scalar, 32U));
        }
        assert_int_equal(device_send(&d, SECRET_READ, SUPPLIER, 1U), GBCS_OK);
        assert_int_equal(gbcs_meter_erase(&d.meter), GBCS_OK);
        for (size_t i = 0U; i < GBCS_RECORD_COUNT; i++) {
            assert_int_equal(d.sizes[i], 0U);
        }
        assert_no_secrets();
        assert_zeros(d.output, sizeof d.output);
        assert_zeros((const uint8_t *)&d.meter.replay, sizeof d.meter.replay);
        assert_zeros((const uint8_t *)&d.meter.limit, sizeof d.meter.limit);
        for (size_t i = 0U; i < GBCS_ROLES; i++) {
            assert_false(anywhere(&d.parties[i].id, sizeof d.parties[i].id));
            assert_false(anywhere(&d.parties[i].agreement_point, 32U));
            assert_false(anywhere(&d.parties[i].signature_point, 32U));
        }
        assert_int_equal(device_send(&d, READ, SUPPLIER, 2U), GBCS_ERR_LIFE);
        assert_int_equal(device_reboot(&d), GBCS_OK);
        assert_int_equal(d.meter.trust.life, GBCS_LIFE_BLANK);
        assert_int_equal(device_send(&d, READ, SUPPLIER, 2U), GBCS_ERR_LIFE);
        /* a new life */
        assert_int_equal(device_hand_cells(&d, GBCS_ROLE_ROOT, GBCS_ROLE_ROOT), GBCS_OK);
        assert_int_equal(d.meter.trust.life, GBCS_LIFE_MANUFACTURE);
        assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1U), GBCS_OK);
    }
}

static void a_device_that_cannot_be_read_can_be_erased(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    gbcs_memory_flip(&d.memory, GBCS_RECORD_CELLS, 99U);
    gbcs_memory_flip(&d.memory, GBCS_RECORD_CELLS + 1U, 98U);
    assert_int_equal(gbcs_status_class_of(device_reboot(&d)), GBCS_CLASS_STORAGE);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_ERR_RECORD);
    assert_int_equal(device_hand_cells(&d, SUPPLIER, SUPPLIER), GBCS_ERR_RECORD);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_ERR_RECORD);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(gbcs_meter_erase(&d.meter), GBCS_OK);
    assert_int_equal(device_hand_cells(&d, GBCS_ROLE_ROOT, GBCS_ROLE_ROOT), GBCS_OK);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
}

static void a_meter_that_was_stopped_must_be_booted(void **state)
{
    static const gbcs_meter ZEROS;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
    assert_int_equal(gbcs_meter_stop(&d.meter), GBCS_OK);
    assert_memory_equal(&d.meter, &ZEROS, sizeof ZEROS);
    assert_no_secrets();
    assert_int_equal(device_send(&d, READ, SUPPLIER, 2U), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_meter_boot(&d.meter, &d.setup), GBCS_OK);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 2U), GBCS_OK);
}

static void counts(void **state)
{
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(device_send(&d, READ, SUPPLIER, 1U), GBCS_OK);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1U), GBCS_OK);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1U), GBCS_ERR_REPLAY);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1U), GBCS_ERR_REPLAY);
    of = recipe_of(READ, SUPPLIER, 1U);
    of.recipient = STRANGER_ID;
    assert_int_equal(send_recipe(&of), GBCS_ERR_TARGET);
    assert_int_equal(device_send(&d, SECRET_READ, SUPPLIER, 1U), GBCS_OK);
    assert_int_equal(device_send(&d, SECRET_READ, SUPPLIER, 1U), GBCS_ERR_ANSWERED);
    assert_int_equal(d.meter.counts.received, 7U);
    assert_int_equal(d.meter.counts.accepted, 3U);
    assert_int_equal(d.meter.counts.refused, 2U);
    assert_int_equal(d.meter.counts.ignored, 2U);
}

/* ---- time ----------------------------------------------------------------------------------- */

static void the_mark_of_an_action_waits(void **state)
{
    uint32_t writes;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    ticked();
    gbcs_memory_pass(&d.memory, 100U);
    assert_int_equal(ticked(), UINT32_MAX);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1U), GBCS_OK);
    writes = device_writes(&d);
    assert_int_equal(ticked(), GBCS_DONE_SECONDS);
    gbcs_memory_pass(&d.memory, GBCS_DONE_SECONDS - 1U);
    assert_int_equal(ticked(), 1U);
    assert_int_equal(device_writes(&d), writes);
    gbcs_memory_pass(&d.memory, 1U);
    assert_int_equal(ticked(), UINT32_MAX);
    assert_true(device_writes(&d) > writes);
    /* and then there is nothing to be taken up */
    assert_int_equal(device_reboot(&d), GBCS_OK);
    ticked();
    assert_int_equal(d.application.resumed, 0U);
}

static void the_soonest_is_next(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    ticked();
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1U), GBCS_OK);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1U), GBCS_ERR_REPLAY);
    assert_int_equal(ticked(), GBCS_DONE_SECONDS);
    gbcs_memory_pass(&d.memory, 5U);
    assert_int_equal(ticked(), GBCS_REFUSAL_WINDOW - 5U);
    assert_int_equal(ticked(), GBCS_REFUSAL_WINDOW - 5U);
    gbcs_memory_pass(&d.memory, GBCS_REFUSAL_WINDOW - 5U);
    assert_int_equal(ticked(), UINT32_MAX);
}

static void a_tick_without_a_time_comes_again(void **state)
{
    uint32_t next = 0U;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    gbcs_memory_fail(&d.memory, GBCS_MEMORY_UPTIME, 1U, GBCS_ERR_CLOCK, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_meter_tick(&d.meter, &next), GBCS_ERR_CLOCK);
    assert_int_equal(next, 1U);
    assert_int_equal(gbcs_meter_tick(&d.meter, &next), GBCS_OK);
    assert_int_equal(next, UINT32_MAX);
}

/* ---- calls from inside ---------------------------------------------------------------------- */

static uint32_t inside;

/** Each call, as from inside a callback. */
static void call_all(void)
{
    const gbcs_occurrence event = {.event = 0x8F3FU};
    const gbcs_answer answer = {.timed = false};
    const gbcs_provision provision = {.device = 1U};
    uint8_t octet = 0xDDU;
    uint32_t next = 0U;

    assert_int_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(&octet, 1U)), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_meter_raise(&d.meter, &event), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_meter_complete(&d.meter, 1U, &answer), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_meter_tick(&d.meter, &next), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_meter_provision(&d.meter, &provision), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_meter_erase(&d.meter), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_meter_stop(&d.meter), GBCS_ERR_BUSY);
    assert_non_null(d.meter.setup);
    inside++;
}

static void from_execute(void *argument)
{
    (void)argument;
    call_all();
}

static void from_send(void *context, gbcs_bytes octets)
{
    (void)context;
    (void)octets;
    call_all();
}

static void from_notify(void *context, gbcs_notice notice)
{
    (void)context;
    (void)notice;
    call_all();
}

static void nothing_is_called_from_inside(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    inside = 0U;
    d.application.before_reply = from_execute;
    d.setup.application.send = from_send;
    d.setup.application.notify = from_notify;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1U), GBCS_OK);
    assert_int_equal(inside, 2U);
    d.application.payload = d.output;
    d.application.payload_size = 1U;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 2U), GBCS_OK);
    assert_int_equal(inside, 4U);
}

/** The log is read at the start, and anew after a failure: the application hears of it in a call. */
static void damage_is_told_in_a_call(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(device_send(&d, READ, STRANGER, 1U), GBCS_ERR_ORIGINATOR);
    gbcs_memory_flip(&d.memory, GBCS_RECORD_LOG, 77U);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    assert_int_equal(d.application.notices[GBCS_NOTICE_LOG_DAMAGED], 0U);
    ticked();
    assert_int_equal(d.application.notices[GBCS_NOTICE_LOG_DAMAGED], 1U);
    ticked();
    assert_int_equal(d.application.notices[GBCS_NOTICE_LOG_DAMAGED], 1U);
    /* not a callback from which the meter can be called */
    assert_int_equal(device_send(&d, READ, STRANGER, 1U), GBCS_ERR_ORIGINATOR);
    for (uint16_t i = GBCS_RECORD_LOG; i < GBCS_RECORD_COUNT; i++) {
        if (d.sizes[i] > 0U) {
            gbcs_memory_flip(&d.memory, i, 77U);
        }
    }
    assert_int_equal(device_reboot(&d), GBCS_OK);
    inside = 0U;
    d.setup.application.notify = from_notify;
    ticked();
    assert_int_equal(inside, 1U);
}

static void the_log_warns_before_it_is_full(void **state)
{
    const gbcs_occurrence event = {.event = 0x8F43U};
    uint32_t added = 0U;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    while (gbcs_log_room(&d.meter.log) > (GBCS_LOG_WARNING + 1U)) {
        assert_int_equal(gbcs_meter_raise(&d.meter, &event), GBCS_OK);
        added++;
    }
    assert_true(added > 0U);
    assert_int_equal(d.application.notices[GBCS_NOTICE_LOG_FILLING], 0U);
    assert_int_equal(gbcs_meter_raise(&d.meter, &event), GBCS_OK);
    assert_int_equal(d.application.notices[GBCS_NOTICE_LOG_FILLING], 1U);
    d.setup.application.notify = NULL;
    assert_int_equal(gbcs_meter_raise(&d.meter, &event), GBCS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_blank_device_does_nothing),
        cmocka_unit_test(a_setup_must_be_complete),
        cmocka_unit_test(nothing_is_provisioned_after_sealing),
        cmocka_unit_test(a_provision_that_is_wrong_changes_nothing),
        cmocka_unit_test(the_first_command_that_is_accepted_seals),
        cmocka_unit_test(erasure_leaves_nothing),
        cmocka_unit_test(a_device_that_cannot_be_read_can_be_erased),
        cmocka_unit_test(a_meter_that_was_stopped_must_be_booted),
        cmocka_unit_test(counts),
        cmocka_unit_test(the_mark_of_an_action_waits),
        cmocka_unit_test(the_soonest_is_next),
        cmocka_unit_test(a_tick_without_a_time_comes_again),
        cmocka_unit_test(nothing_is_called_from_inside),
        cmocka_unit_test(damage_is_told_in_a_call),
        cmocka_unit_test(the_log_warns_before_it_is_full),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
