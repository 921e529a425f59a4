/* What a meter does when its date has come (GBCS 9.2): updates of credentials, items of DLMS and GBZ. */
#include "update_bench.h"

/** Items that can be dated: on an ESME, the same also for another tariff; on a GSME. */
#define OTHER_DATED 0x00A2U /* ECS01b */
#define DATED_GBZ 0x006FU   /* GCS05 */

/** What the object of the dated command of these tests is: class, OBIS code, attribute. */
static const uint8_t OBJECT[GBCS_OBJECT_SIZE] = {0x23, 0x28, 0x00, 0x00, 0x5E,
                                                 0x2C, 0x80, 0x01, 0x06};

static image before;

static gbcs_date in_seconds(int64_t seconds)
{
    const gbcs_date date = {GBCS_DATING_DATED, d.memory.now + seconds};

    return date;
}

/** Puts an update of the supplier's key for tokens off. */
static void put_off(uint64_t counter, int64_t seconds, const party *holder)
{
    const gbcs_date date = in_seconds(seconds);
    update u = update_of(UPDATE_SUPPLIER, counter);

    u.date = &date;
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, holder);
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    assert_false(answered(u.code, counter).executed);
}

static bool holds_top_up_key_of(const party *p)
{
    return memcmp(cell_of(SUPPLIER, AGREEMENT, TOP_UP)->key.point, p->top_up_point.point,
                  sizeof p->top_up_point.point) == 0;
}

/** The last message is the alert that tells how an update ended. */
static outcome alerted(uint16_t code, gbcs_entity_id recipient)
{
    const gbcs_frame frame = verified_frame(0U);

    assert_int_equal(frame.header.cra, GBCS_CRA_ALERT);
    assert_int_equal(frame.header.message_code, code);
    assert_true(frame.header.recipient == recipient);
    return outcome_in(frame.payload);
}

/** The last message is the alert that tells how an item of DLMS ended. */
static void assert_item_told(uint16_t event, uint16_t code, uint64_t counter,
                             const uint8_t object[GBCS_OBJECT_SIZE])
{
    const gbcs_frame frame = verified_frame(0U);
    uint8_t content[21];
    gbcs_writer writer = gbcs_writer_of(content, sizeof content);
    gbcs_dlms_notification read;

    gbcs_write_u16(&writer, 0x0913U);
    gbcs_write_u16(&writer, code);
    gbcs_write_u64(&writer, counter);
    gbcs_write_bytes(&writer, gbcs_bytes_of(object, GBCS_OBJECT_SIZE));
    assert_int_equal(frame.header.message_code, 0x00CCU);
    assert_int_equal(alert_event(&frame), event);
    assert_int_equal(gbcs_dlms_notification_parse(frame.payload, &read), GBCS_OK);
    assert_int_equal(read.extra.size, sizeof content);
    assert_memory_equal(read.extra.data, content, sizeof content);
}

/* ---- updates -------------------------------------------------------------------------------- */

static void an_update_is_done_at_its_date(void **state)
{
    outcome o;

    (void)state;
    for (int restart = 0; restart < 2; restart++) {
        begin(GBCS_DEVICE_ESME);
        put_off(5U, 100, renewed(SUPPLIER));
        (void)ticked();
        if (restart == 1) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
        }
        (void)ticked();
        assert_int_equal(ticked(), 100U);
        gbcs_memory_pass(&d.memory, 99U);
        assert_int_equal(ticked(), 1U);
        assert_false(holds_top_up_key_of(renewed(SUPPLIER)));
        assert_int_equal(d.application.sent_count, 1U);
        assert_int_equal(log_count(), 0U);
        gbcs_memory_pass(&d.memory, 1U);
        assert_int_equal(ticked(), 0U);
        assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
        o = alerted(0x00CBU, PARTY_ID(SUPPLIER));
        assert_int_equal(o.event, 0x8F66U);
        assert_int_equal(o.counter, 5U);
        assert_int_equal(o.count, 1U);
        assert_int_equal(o.statuses[0], GBCS_REPLACEMENT_SUCCESS);
        assert_logged(0U, 0x8F70U, UPDATE_SUPPLIER, PARTY_ID(SUPPLIER), 5U);
        assert_int_equal(d.meter.schedule.count, 0U);
        (void)ticked();
        assert_int_equal(device_reboot(&d), GBCS_OK);
        (void)ticked();
        assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
        assert_int_equal(d.application.sent_count, 2U);
        assert_int_equal(log_count(), 1U);
    }
}

/** What was good at receipt may not be so any more. */
static void an_update_that_fails_is_told_so(void **state)
{
    update root = update_of(UPDATE_ROOT, 7U);
    outcome o;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_off(5U, 100, renewed(SUPPLIER));
    root.link_to = 1U;
    put_in(&root, GBCS_ROLE_ROOT, GBCS_KEY_USAGE_CERTIFICATES, MANAGEMENT, renewed(GBCS_ROLE_ROOT));
    must_update(&root);
    gbcs_memory_pass(&d.memory, 100U);
    (void)ticked();
    o = alerted(0x00CBU, PARTY_ID(SUPPLIER));
    assert_int_equal(o.event, 0x8F67U);
    assert_int_equal(o.statuses[0], GBCS_REPLACEMENT_NO_TRUST_ANCHOR);
    assert_false(holds_top_up_key_of(renewed(SUPPLIER)));
    assert_int_equal(d.meter.schedule.count, 0U);
}

static void a_clock_that_jumps_finds_each_update_once(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_off(5U, 100, renewed(SUPPLIER));
    d.memory.now += 1000000;
    assert_int_equal(ticked(), 0U);
    assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
    d.memory.now -= 2000000;
    (void)ticked();
    d.memory.now += 2000000;
    (void)ticked();
    assert_int_equal(d.application.sent_count, 2U);
    /* set back before its date: it waits longer */
    put_off(6U, 100, newcomer(SUPPLIER));
    d.memory.now -= 500;
    (void)ticked();
    assert_int_equal(ticked(), 600U);
    d.memory.now += 600;
    (void)ticked();
    assert_true(holds_top_up_key_of(newcomer(SUPPLIER)));
    assert_int_equal(d.application.sent_count, 4U);
}

/** While the time is not known no date is past, not even one that is. */
static void without_a_time_everything_waits(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.memory.clock_set = false;
    put_off(5U, -100, renewed(SUPPLIER));
    assert_int_equal(device_send_dated(&d, DATED, SUPPLIER, 5U, &(gbcs_date){GBCS_DATING_DATED, 1}),
                     GBCS_OK);
    assert_true(d.application.waits);
    (void)ticked();
    gbcs_memory_pass(&d.memory, GBCS_DONE_SECONDS);
    assert_int_equal(ticked(), UINT32_MAX);
    assert_int_equal(d.meter.schedule.count, 2U);
    d.memory.clock_set = true;
    assert_int_equal(ticked(), 0U);
    assert_int_equal(d.application.activated, 1U);
    assert_int_equal(ticked(), 0U);
    assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
    assert_int_equal(d.meter.schedule.count, 0U);
}

static void an_update_is_cancelled_or_replaced(void **state)
{
    const gbcs_date never = {GBCS_DATING_CANCEL, 0};
    const gbcs_date past = {GBCS_DATING_DATED, 1500000000};
    update u = update_of(UPDATE_SUPPLIER, 6U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_off(5U, 100, renewed(SUPPLIER));
    u.date = &never;
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    assert_false(answered(u.code, 6U).executed);
    assert_int_equal(d.meter.schedule.count, 0U);
    /* by a later one */
    put_off(7U, 100, renewed(SUPPLIER));
    put_off(8U, 200, newcomer(SUPPLIER));
    assert_int_equal(d.meter.schedule.count, 1U);
    gbcs_memory_pass(&d.memory, 150U);
    (void)ticked();
    assert_int_equal(ticked(), 50U);
    gbcs_memory_pass(&d.memory, 50U);
    (void)ticked();
    assert_true(holds_top_up_key_of(newcomer(SUPPLIER)));
    assert_int_equal(alerted(0x00CBU, PARTY_ID(SUPPLIER)).counter, 8U);
    /* by one whose date is past: done at once */
    put_off(9U, 100, newcomer(SUPPLIER));
    u.counter = 10U;
    u.date = &past;
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, renewed(SUPPLIER));
    must_update(&u);
    assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
    assert_int_equal(d.meter.schedule.count, 0U);
}

static void an_update_waits_for_an_open_order(void **state)
{
    static const uint8_t LEAST[] = {0xDA, 0x20, 0, 0, 1, 0, 0, 1, 0, 1, 1, 0};
    uint8_t buffer[32];
    gbcs_answer answer = {.payload = gbcs_writer_of(buffer, sizeof buffer)};

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_off(5U, 100, renewed(SUPPLIER));
    d.application.reply = GBCS_REPLY_LATER;
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 6U), GBCS_OK);
    gbcs_memory_pass(&d.memory, 100U);
    assert_int_equal(ticked(), UINT32_MAX);
    assert_false(holds_top_up_key_of(renewed(SUPPLIER)));
    gbcs_write_bytes(&answer.payload, gbcs_bytes_of(LEAST, sizeof LEAST));
    assert_int_equal(gbcs_meter_complete(&d.meter, d.application.id, &answer), GBCS_OK);
    assert_int_equal(ticked(), 0U);
    assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
}

/** Counters are set when it is done, not when it comes in. */
static void counters_are_set_at_the_date(void **state)
{
    gbcs_date date;
    update u = update_of(UPDATE_SUPPLIER, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    date = in_seconds(100);
    u.date = &date;
    u.floor = 1000U;
    u.top_up_floor = 50U;
    put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, renewed(SUPPLIER));
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 6U), GBCS_OK);
    gbcs_memory_pass(&d.memory, 100U);
    assert_int_equal(ticked(), 0U);
    assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1000U), GBCS_ERR_REPLAY);
    assert_int_equal(device_send(&d, GUARDED, SUPPLIER, 1001U), GBCS_OK);
    d.parties[SUPPLIER].top_up_key = renewed(SUPPLIER)->top_up_key;
    assert_int_equal(device_send(&d, 0x0007U, SUPPLIER, (uint64_t)50U << 32), GBCS_OK);
    assert_int_equal(d.application.balance, 0U);
    assert_int_equal(device_send(&d, 0x0007U, SUPPLIER, (uint64_t)51U << 32), GBCS_OK);
    assert_int_equal(d.application.balance, DEVICE_CREDIT);
}

/** It is read into the input buffer: a long message that is coming in there is to be sent anew. */
static void a_message_that_is_coming_in_is_dropped(void **state)
{
    static uint8_t octets[2U * DEVICE_MESSAGE];
    static uint8_t long_message[DEVICE_MESSAGE];
    gbcs_writer message = gbcs_writer_of(long_message, sizeof long_message);
    recipe of;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_off(5U, 10, renewed(SUPPLIER));
    of = recipe_of(READ, SUPPLIER, 6U);
    of.payload = gbcs_bytes_of(octets, 3000U);
    device_command(&d, &of, &message);
    assert_int_equal(message.status, GBCS_OK);
    gbcs_writer block = gbcs_writer_of(octets, sizeof octets);
    gbcs_write_block(gbcs_writer_bytes(&message), 1U, &block);
    assert_int_equal(gbcs_meter_receive(&d.meter, gbcs_writer_bytes(&block)), GBCS_OK);
    assert_true(d.meter.assembly.open);
    gbcs_memory_pass(&d.memory, 10U);
    (void)ticked();
    assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
    assert_false(d.meter.assembly.open);
}

/** The load controller's has an alert of its own. */
static void a_load_controller_is_told_too(void **state)
{
    const uint8_t role = GBCS_ROLE_LOAD_CONTROLLER;
    gbcs_date date;
    update u = update_of(0x0125U, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    date = in_seconds(10);
    u.date = &date;
    put_in(&u, role, SIGNATURE, MANAGEMENT, renewed(role));
    assert_int_equal(device_update(&d, &u), GBCS_OK);
    gbcs_memory_pass(&d.memory, 10U);
    (void)ticked();
    assert_int_equal(alerted(0x0124U, PARTY_ID(role)).event, 0x8F66U);
    assert_in_cell(role, SIGNATURE, MANAGEMENT, PARTY_ID(role), &renewed(role)->signature_point);
}

/* ---- items ---------------------------------------------------------------------------------- */

static gbcs_status send_item(uint16_t code, uint64_t counter, int64_t seconds)
{
    const gbcs_date date = in_seconds(seconds);

    return device_send_dated(&d, code, SUPPLIER, counter, &date);
}

static void an_item_takes_effect_at_its_date(void **state)
{
    (void)state;
    for (int fails = 0; fails < 2; fails++) {
        begin(GBCS_DEVICE_ESME);
        d.application.fails_to_activate = fails == 1;
        assert_int_equal(send_item(DATED, 5U, 100), GBCS_OK);
        assert_true(d.application.waits);
        assert_int_equal(d.application.asked, 1U);
        gbcs_memory_pass(&d.memory, 99U);
        (void)ticked();
        assert_int_equal(ticked(), 1U);
        assert_int_equal(device_reboot(&d), GBCS_OK);
        (void)ticked();
        gbcs_memory_pass(&d.memory, 1U);
        assert_int_equal(d.application.activated, 0U);
        assert_int_equal(ticked(), 0U);
        assert_int_equal(d.application.activated, 1U);
        assert_int_equal(d.application.item.code, DATED);
        assert_int_equal(d.application.item.role, SUPPLIER);
        assert_true(d.application.item.originator == PARTY_ID(SUPPLIER));
        assert_int_equal(d.application.item.counter, 5U);
        assert_memory_equal(d.application.item.object, OBJECT, sizeof OBJECT);
        assert_item_told((fails == 1) ? 0x8F67U : 0x8F66U, DATED, 5U, OBJECT);
        (void)ticked();
        assert_int_equal(device_reboot(&d), GBCS_OK);
        (void)ticked();
        assert_int_equal(d.application.activated, 1U);
        assert_int_equal(d.application.sent_count, 2U);
    }
}

static void an_item_of_gbz_takes_effect_too(void **state)
{
    /* event; code and counter; cluster, frame control, command */
    static const uint8_t CONTENT[] = {0x0E, 0x00, 0x6F, 0,    0,    0,    0,   0,
                                      0,    0,    5,    0x07, 0x05, 0x01, 0x06};
    static const uint8_t EVENT[] = {0x8F, 0x66};

    (void)state;
    begin(GBCS_DEVICE_GSME);
    assert_int_equal(send_item(DATED_GBZ, 5U, 100), GBCS_OK);
    assert_true(d.application.waits);
    gbcs_memory_pass(&d.memory, 100U);
    assert_int_equal(ticked(), 0U);
    assert_int_equal(d.application.activated, 1U);
    const gbcs_frame frame = verified_frame(0U);
    assert_int_equal(frame.header.cra, GBCS_CRA_ALERT);
    assert_int_equal(frame.header.message_code, 0x00CDU);
    assert_true(holds(frame.payload.data, frame.payload.size, CONTENT, sizeof CONTENT));
    assert_true(holds(frame.payload.data, frame.payload.size, EVENT, sizeof EVENT));
    assert_int_equal(d.meter.schedule.count, 0U);
}

/** What is said last of an object counts. */
static void an_item_is_taken_back(void **state)
{
    static const gbcs_dating DATINGS[] = {GBCS_DATING_IMMEDIATE, GBCS_DATING_CANCEL,
                                          GBCS_DATING_DATED};

    (void)state;
    for (size_t i = 0U; i < 3U; i++) {
        begin(GBCS_DEVICE_ESME);
        assert_int_equal(send_item(DATED, 5U, 100), GBCS_OK);
        const gbcs_date date = {DATINGS[i], (DATINGS[i] == GBCS_DATING_DATED) ? d.memory.now : 0};
        assert_int_equal(device_send_dated(&d, DATED, SUPPLIER, 6U, &date), GBCS_OK);
        assert_false(d.application.waits);
        assert_int_equal(d.application.asked, 2U);
        assert_int_equal(d.meter.schedule.count, 0U);
        /* by another command about the same object, later */
        assert_int_equal(send_item(DATED, 7U, 100), GBCS_OK);
        assert_int_equal(send_item(OTHER_DATED, 5U, 200), GBCS_OK);
        assert_int_equal(d.meter.schedule.count, 1U);
        gbcs_memory_pass(&d.memory, 200U);
        (void)ticked();
        (void)ticked();
        assert_int_equal(d.application.activated, 1U);
        assert_int_equal(d.application.item.code, OTHER_DATED);
    }
}

/** Power that goes after it took effect lets it be done once more. */
static void an_item_is_done_until_that_is_saved(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(send_item(DATED, 5U, 100), GBCS_OK);
    gbcs_memory_pass(&d.memory, 99U);
    (void)ticked();
    (void)ticked();
    gbcs_memory_pass(&d.memory, 1U);
    gbcs_memory_cut(&d.memory, 0U, GBCS_MEMORY_BEFORE);
    uint32_t next = 0U;
    assert_int_equal(gbcs_status_class_of(gbcs_meter_tick(&d.meter, &next)), GBCS_CLASS_STORAGE);
    assert_int_equal(next, 1U);
    assert_int_equal(d.application.activated, 1U);
    assert_int_equal(d.application.sent_count, 1U);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    (void)ticked();
    assert_int_equal(d.application.activated, 2U);
    assert_item_told(0x8F66U, DATED, 5U, OBJECT);
}

/** What the application does not take does not wait. */
static void what_was_not_taken_does_not_wait(void **state)
{
    static const gbcs_reply REPLIES[] = {GBCS_REPLY_NOW, GBCS_REPLY_NONE, GBCS_REPLY_UNSUPPORTED};

    (void)state;
    for (size_t i = 0U; i < (sizeof REPLIES / sizeof REPLIES[0]); i++) {
        begin(GBCS_DEVICE_ESME);
        d.application.reply = REPLIES[i];
        d.application.nothing_waits = REPLIES[i] == GBCS_REPLY_NOW;
        assert_int_equal(send_item(DATED, 5U, 100), GBCS_OK);
        assert_true(d.application.waits);
        assert_int_equal(d.meter.schedule.count, 0U);
        assert_int_equal(send_item(DATED, 5U, 100), GBCS_ERR_REPLAY);
        gbcs_memory_pass(&d.memory, GBCS_DONE_SECONDS);
        (void)ticked();
        assert_int_equal(device_reboot(&d), GBCS_OK);
        gbcs_memory_pass(&d.memory, 100U);
        (void)ticked();
        assert_int_equal(d.application.activated, 0U);
        assert_int_equal(d.application.asked, 1U);
    }
}

static uint8_t many_octets[1024];

/** A command with many items, each of an object of its own. */
static gbcs_status send_many(uint64_t counter, size_t count, int64_t seconds)
{
    gbcs_writer writer = gbcs_writer_of(many_octets, sizeof many_octets);
    recipe of = recipe_of(DATED, SUPPLIER, counter);

    gbcs_write_u8(&writer, GBCS_TAG_ACCESS_REQUEST);
    gbcs_write_u32(&writer, 0x20000000U | (uint32_t)counter);
    gbcs_write_u8(&writer, 0U);
    gbcs_write_u8(&writer, (uint8_t)count);
    for (size_t i = 0U; i < count; i++) {
        gbcs_write_u8(&writer, 0x02U);
        gbcs_write_bytes(&writer, gbcs_bytes_of(OBJECT, 7U));
        gbcs_write_u8(&writer, (uint8_t)i);
        gbcs_write_u8(&writer, OBJECT[8]);
    }
    gbcs_write_u8(&writer, (uint8_t)count);
    for (size_t i = 0U; i < count; i++) {
        gbcs_write_u16(&writer, 0x090CU);
        gbcs_write_dlms_time(&writer, d.memory.now + seconds, 0xFFU);
    }
    of.payload = gbcs_writer_bytes(&writer);
    return send_recipe(&of);
}

static void one_is_done_in_each_tick(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_off(5U, 50, renewed(SUPPLIER));
    assert_int_equal(send_many(5U, 3U, 50), GBCS_OK);
    assert_int_equal(d.meter.schedule.count, 4U);
    gbcs_memory_pass(&d.memory, 50U);
    for (uint32_t n = 1U; n <= 4U; n++) {
        assert_int_equal(ticked(), 0U);
        assert_int_equal(d.meter.schedule.count, 4U - n);
    }
    assert_int_equal(d.application.activated, 3U);
    assert_true(ticked() > 0U);
}

/** A command of which not all can wait is refused. */
static void a_full_schedule_refuses(void **state)
{
    static const uint16_t CODES[] = {UPDATE_SUPPLIER, UPDATE_OPERATOR, CHANGE_SUPPLIER, RECOVER};
    gbcs_date date;
    update u = update_of(0x0125U, 5U);

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(send_many(5U, GBCS_PENDING_ITEMS, 50), GBCS_OK);
    assert_int_equal(d.meter.schedule.count, GBCS_PENDING_ITEMS);
    (void)ticked();
    gbcs_memory_pass(&d.memory, GBCS_DONE_SECONDS);
    (void)ticked();
    take_image(&before);
    assert_int_equal(send_many(6U, GBCS_PENDING_ITEMS + 1U, 50), GBCS_ERR_SPACE);
    assert_only_reported(&before);
    assert_logged(0U, 0x8155U, DATED, PARTY_ID(SUPPLIER), 6U);
    assert_int_equal(d.application.asked, 1U);
    /* instructions in ASN.1 have room of their own */
    for (size_t i = 0U; i < GBCS_PENDING_INSTRUCTIONS; i++) {
        date = in_seconds(50);
        assert_int_equal(device_send_dated(&d, CODES[i], device_update_role(CODES[i]), 7U, &date),
                         GBCS_OK);
    }
    u.date = &date;
    take_image(&before);
    assert_int_equal(device_update(&d, &u), GBCS_ERR_SPACE);
    assert_only_reported(&before);
    assert_logged(0U, 0x8155U, 0x0125U, PARTY_ID(GBCS_ROLE_LOAD_CONTROLLER), 5U);
}

/** What one role has put off another one can't take back. */
static void an_object_of_another_role_stays(void **state)
{
    gbcs_pending item;

    (void)state;
    begin(GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_meter_seal(&d.meter), GBCS_OK);
    memset(&item, 0, sizeof item);
    item.code = DATED;
    item.role = OPERATOR;
    item.originator = PARTY_ID(OPERATOR);
    item.counter = 3U;
    item.date = d.memory.now + 100;
    memcpy(item.object, OBJECT, sizeof OBJECT);
    assert_int_equal(gbcs_schedule_put(&d.meter.schedule, &item, gbcs_bytes_of(NULL, 0U)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&d.meter.store), GBCS_OK);
    assert_int_equal(gbcs_schedule_open(&d.meter.schedule, &d.meter.store), GBCS_OK);
    take_image(&before);
    assert_int_equal(send_item(DATED, 5U, 100), GBCS_ERR_ROLE);
    assert_only_reported(&before);
    assert_logged(0U, 0x8155U, DATED, PARTY_ID(SUPPLIER), 5U);
    assert_int_equal(d.application.asked, 0U);
    assert_int_equal(d.application.sent_count, 0U);
}

/** Then dates are its own. */
static void without_activate_nothing_is_put_off(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    d.setup.application.activate = NULL;
    assert_int_equal(send_item(DATED, 5U, 100), GBCS_OK);
    assert_int_equal(d.application.asked, 1U);
    assert_false(d.application.waits);
    assert_int_equal(d.application.date.dating, GBCS_DATING_DATED);
    assert_int_equal(d.meter.schedule.count, 0U);
    /* but updates are the library's */
    put_off(6U, 100, renewed(SUPPLIER));
    gbcs_memory_pass(&d.memory, 100U);
    (void)ticked();
    assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
}

/* ---- change of control, damage -------------------------------------------------------------- */

/** What the former supplier has put off is not done any more, and it is told so if it is known. */
static void a_change_of_control_drops_what_waits(void **state)
{
    (void)state;
    for (int trial = 0; trial < 4; trial++) {
        update u = update_of(CHANGE_SUPPLIER, 5U);
        const gbcs_date date = {GBCS_DATING_DATED, 1800000000};
        const bool goes = (trial % 2) == 0;
        uint32_t sent;
        uint32_t entries;

        begin(GBCS_DEVICE_ESME);
        put_off(5U, 100, renewed(SUPPLIER));
        assert_int_equal(send_item(DATED, 5U, 100), GBCS_OK);
        assert_int_equal(device_send_dated(&d, UPDATE_OPERATOR, OPERATOR, 5U, &date), GBCS_OK);
        put_in(&u, SUPPLIER, SIGNATURE, MANAGEMENT, newcomer(SUPPLIER));
        if (goes) {
            put_in(&u, SUPPLIER, AGREEMENT, MANAGEMENT, newcomer(SUPPLIER));
            put_in(&u, SUPPLIER, AGREEMENT, TOP_UP, newcomer(SUPPLIER));
        }
        must_update(&u);
        sent = d.application.sent_count;
        entries = log_count();
        /* also after a power cut right then */
        if (trial >= 2) {
            assert_int_equal(device_reboot(&d), GBCS_OK);
        }
        (void)ticked();
        assert_int_equal(log_count(), entries + 2U);
        assert_int_equal(logged(0U).event, 0x8155U);
        assert_int_equal(logged(1U).event, 0x8155U);
        assert_true(logged(0U).party == PARTY_ID(SUPPLIER));
        assert_int_equal(logged(0U).detail, 5U);
        assert_int_equal(d.application.sent_count, sent + (goes ? 0U : 2U));
        if (!goes) {
            const gbcs_frame one = verified_frame(0U);
            const gbcs_frame other = verified_frame(1U);
            const bool first = one.header.message_code == 0x00CBU;
            const outcome o = outcome_in((first ? one : other).payload);

            assert_int_equal((first ? other : one).header.message_code, 0x00CCU);
            assert_int_equal(alert_event(first ? &other : &one), 0x8F67U);
            assert_int_equal(o.event, 0x8F67U);
            assert_int_equal(o.counter, 5U);
            assert_int_equal(o.count, 0U);
            assert_true(one.header.recipient == PARTY_ID(SUPPLIER));
        }
        assert_int_equal(d.application.notices[GBCS_NOTICE_ANSWER_LOST], 0U);
        /* that of the network operator waits on */
        assert_int_equal(d.meter.schedule.count, 1U);
        gbcs_memory_pass(&d.memory, 1000U);
        (void)ticked();
        assert_int_equal(d.application.activated, 0U);
    }
}

static void instructions_that_are_lost_are_logged(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_off(5U, 100, renewed(SUPPLIER));
    assert_int_equal(send_item(DATED, 5U, 100), GBCS_OK);
    gbcs_memory_flip(&d.memory, GBCS_RECORD_ITEMS, 99U);
    gbcs_memory_flip(&d.memory, GBCS_RECORD_ITEMS + 1U, 98U);
    assert_int_equal(device_reboot(&d), GBCS_OK);
    (void)ticked();
    assert_int_equal(log_count(), 1U);
    assert_logged(0U, 0x8155U, 0U, 0U, 0U);
    (void)ticked();
    assert_int_equal(device_reboot(&d), GBCS_OK);
    (void)ticked();
    assert_int_equal(log_count(), 1U);
    /* the other record is good, and new ones are kept */
    assert_int_equal(send_item(DATED, 6U, 100), GBCS_OK);
    gbcs_memory_pass(&d.memory, 100U);
    (void)ticked();
    (void)ticked();
    assert_int_equal(d.application.activated, 1U);
    assert_true(holds_top_up_key_of(renewed(SUPPLIER)));
}

static void an_update_whose_payload_is_lost_is_dropped(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    put_off(5U, 100, renewed(SUPPLIER));
    for (uint16_t page = 0U; page < GBCS_PENDING_PAGES; page++) {
        if (d.sizes[GBCS_RECORD_PAYLOADS + page] > 0U) {
            gbcs_memory_flip(&d.memory, (uint16_t)(GBCS_RECORD_PAYLOADS + page), 99U);
        }
    }
    gbcs_memory_pass(&d.memory, 100U);
    (void)ticked();
    assert_logged(0U, 0x8155U, UPDATE_SUPPLIER, PARTY_ID(SUPPLIER), 5U);
    assert_int_equal(d.meter.schedule.count, 0U);
    assert_false(holds_top_up_key_of(renewed(SUPPLIER)));
    assert_int_equal(device_send(&d, CRITICAL, SUPPLIER, 6U), GBCS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_update_is_done_at_its_date),
        cmocka_unit_test(an_update_that_fails_is_told_so),
        cmocka_unit_test(a_clock_that_jumps_finds_each_update_once),
        cmocka_unit_test(without_a_time_everything_waits),
        cmocka_unit_test(an_update_is_cancelled_or_replaced),
        cmocka_unit_test(an_update_waits_for_an_open_order),
        cmocka_unit_test(counters_are_set_at_the_date),
        cmocka_unit_test(a_message_that_is_coming_in_is_dropped),
        cmocka_unit_test(a_load_controller_is_told_too),
        cmocka_unit_test(an_item_takes_effect_at_its_date),
        cmocka_unit_test(an_item_of_gbz_takes_effect_too),
        cmocka_unit_test(an_item_is_taken_back),
        cmocka_unit_test(an_item_is_done_until_that_is_saved),
        cmocka_unit_test(what_was_not_taken_does_not_wait),
        cmocka_unit_test(one_is_done_in_each_tick),
        cmocka_unit_test(a_full_schedule_refuses),
        cmocka_unit_test(an_object_of_another_role_stays),
        cmocka_unit_test(without_activate_nothing_is_put_off),
        cmocka_unit_test(a_change_of_control_drops_what_waits),
        cmocka_unit_test(instructions_that_are_lost_are_logged),
        cmocka_unit_test(an_update_whose_payload_is_lost_is_dropped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
