/* Long commands, which come in blocks. */
#include "meter_bench.h"

#define ITEMS 250U
#define BLOCKS 3U

static uint8_t request_octets[3000];
static uint8_t answer_octets[1000];
static uint8_t message_octets[DEVICE_MESSAGE];
static uint8_t block_octets[BLOCKS][GBCS_BLOCK_ROOM];
static gbcs_bytes blocks[BLOCKS];

/** A read of many attributes, in blocks, and its answer. */
static void make_long(uint16_t code, uint64_t counter, gbcs_entity_id recipient)
{
    static const uint8_t HEAD[] = {0xD9, 0x20, 0, 0, 1, 0, 0x81, ITEMS};
    static const uint8_t ITEM[] = {1, 0, 3, 1, 0, 1, 8, 0, 0xFF, 2};
    static const uint8_t ANSWER[] = {0xDA, 0x20, 0, 0, 1, 0, 0, 0x81, ITEMS};
    static const uint8_t COUNT[] = {0x81, ITEMS};
    static const uint8_t RESULT[] = {1, 0};
    gbcs_writer request = gbcs_writer_of(request_octets, sizeof request_octets);
    gbcs_writer answer = gbcs_writer_of(answer_octets, sizeof answer_octets);
    gbcs_writer message = gbcs_writer_of(message_octets, sizeof message_octets);
    recipe of = recipe_of(code, SUPPLIER, counter);

    gbcs_write_bytes(&request, gbcs_bytes_of(HEAD, sizeof HEAD));
    gbcs_write_bytes(&answer, gbcs_bytes_of(ANSWER, sizeof ANSWER));
    for (size_t i = 0U; i < ITEMS; i++) {
        gbcs_write_bytes(&request, gbcs_bytes_of(ITEM, sizeof ITEM));
        gbcs_write_u8(&answer, 0U);
    }
    gbcs_write_bytes(&request, gbcs_bytes_of(COUNT, sizeof COUNT));
    gbcs_write_bytes(&answer, gbcs_bytes_of(COUNT, sizeof COUNT));
    for (size_t i = 0U; i < ITEMS; i++) {
        gbcs_write_u8(&request, 0U);
        gbcs_write_bytes(&answer, gbcs_bytes_of(RESULT, sizeof RESULT));
    }
    of.payload = gbcs_writer_bytes(&request);
    of.recipient = recipient;
    device_command(&d, &of, &message);
    assert_int_equal(message.status, GBCS_OK);
    assert_int_equal(gbcs_block_count(message.used), BLOCKS);
    for (size_t i = 0U; i < BLOCKS; i++) {
        gbcs_writer writer = gbcs_writer_of(block_octets[i], GBCS_BLOCK_ROOM);
        gbcs_write_block(gbcs_writer_bytes(&message), i + 1U, &writer);
        assert_int_equal(writer.status, GBCS_OK);
        blocks[i] = gbcs_writer_bytes(&writer);
    }
    d.application.payload = answer_octets;
    d.application.payload_size = answer.used;
}

static gbcs_status send_block(size_t number)
{
    return gbcs_meter_receive(&d.meter, blocks[number - 1U]);
}

/** The request for missing blocks that was sent last. */
static uint16_t requested(void)
{
    gbcs_gbt_block block;

    assert_int_equal(gbcs_gbt_parse(sent_octets(0U), &block), GBCS_OK);
    assert_int_equal(block.number, 0U);
    assert_int_equal(block.data.size, 0U);
    assert_int_equal(block.originator, PARTY_ID(SUPPLIER));
    assert_int_equal(block.recipient, DEVICE_ID);
    return (uint16_t)(block.acknowledged + 1U);
}

static void blocks_in_any_order(void **state)
{
    static const size_t ORDERS[][BLOCKS] = {{1, 2, 3}, {1, 3, 2}, {2, 1, 3},
                                            {2, 3, 1}, {3, 1, 2}, {3, 2, 1}};

    (void)state;
    begin(GBCS_DEVICE_ESME);
    for (size_t i = 0U; i < 6U; i++) {
        make_long((i == 0U) ? GUARDED : READ, 10U + i, 0U);
        d.application.asked = 0U;
        for (size_t k = 0U; k < BLOCKS; k++) {
            assert_int_equal(d.application.asked, 0U);
            assert_int_equal(send_block(ORDERS[i][k]), GBCS_OK);
        }
        assert_int_equal(d.application.asked, 1U);
        assert_int_equal(verified_frame(0U).header.counter, 10U + i);
    }
    assert_int_equal(d.meter.counts.accepted, 6U);
    assert_int_equal(d.meter.counts.ignored, 0U);
}

static void missing_blocks_are_asked_for(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    make_long(READ, 10U, 0U);
    assert_int_equal(send_block(1U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 0U);
    assert_int_equal(send_block(3U), GBCS_OK);
    assert_int_equal(d.application.sent_count, 1U);
    assert_int_equal(requested(), 2U);
    assert_int_equal(send_block(3U), GBCS_OK);
    assert_int_equal(requested(), 2U);
    assert_int_equal(send_block(2U), GBCS_OK);
    assert_int_equal(d.application.asked, 1U);
    assert_int_equal(send_block(3U), GBCS_OK);
    assert_int_equal(requested(), 1U);
}

static void short_ones_come_in_between(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    make_long(GUARDED, 10U, 0U);
    assert_int_equal(send_block(1U), GBCS_OK);
    d.application.payload = NULL;
    assert_int_equal(device_send(&d, READ, OPERATOR, 11U), GBCS_OK);
    assert_int_equal(verified_frame(0U).header.counter, 11U);
    assert_int_equal(device_send(&d, READ, STRANGER, 11U), GBCS_ERR_ORIGINATOR);
    assert_int_equal(send_block(2U), GBCS_OK);
    d.application.payload = answer_octets;
    assert_int_equal(send_block(3U), GBCS_OK);
    assert_int_equal(verified_frame(0U).header.counter, 10U);
    assert_int_equal(d.application.asked, 2U);
    /* it is a command as any other */
    for (size_t i = 1U; i < BLOCKS; i++) {
        assert_int_equal(send_block(i), GBCS_OK);
    }
    assert_int_equal(send_block(BLOCKS), GBCS_ERR_REPLAY);
    assert_int_equal(logged(0U).event, 0x8F53U);
}

static void other_blocks_are_refused(void **state)
{
    static image before;
    uint8_t changed[GBCS_BLOCK_ROOM];

    (void)state;
    begin(GBCS_DEVICE_ESME);
    make_long(READ, 10U, STRANGER_ID);
    take_image(&before);
    for (size_t i = 1U; i <= BLOCKS; i++) {
        assert_int_equal(send_block(i), GBCS_ERR_TARGET);
        assert_int_equal(d.meter.counts.ignored, i);
    }
    assert_false(d.meter.assembly.open);
    make_long(READ, 10U, 0U);
    for (size_t i = 0U; i < 60U; i++) {
        assert_int_not_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(blocks[0].data, i)),
                             GBCS_OK);
    }
    assert_only_reported(&before);
    /* one that differs from what came before */
    assert_int_equal(send_block(1U), GBCS_OK);
    memcpy(changed, blocks[0].data, blocks[0].size);
    changed[blocks[0].size - 1U] ^= 1U;
    assert_int_not_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(changed, blocks[0].size)),
                         GBCS_OK);
    /* one that is not authentic */
    assert_int_equal(send_block(2U), GBCS_OK);
    memcpy(changed, blocks[2].data, blocks[2].size);
    changed[blocks[2].size - 1U] ^= 1U;
    assert_int_equal(gbcs_meter_receive(&d.meter, gbcs_bytes_of(changed, blocks[2].size)),
                     GBCS_ERR_MAC);
    assert_int_equal(logged(0U).event, 0x8F3DU);
    assert_int_equal(d.application.asked, 0U);
}

static void what_does_not_go_on_is_dropped(void **state)
{
    (void)state;
    begin(GBCS_DEVICE_ESME);
    (void)ticked();
    make_long(READ, 10U, 0U);
    assert_int_equal(send_block(1U), GBCS_OK);
    assert_int_equal(ticked(), GBCS_GBT_SECONDS);
    gbcs_memory_pass(&d.memory, GBCS_GBT_SECONDS - 1U);
    assert_int_equal(ticked(), 1U);
    assert_int_equal(send_block(2U), GBCS_OK);
    assert_int_equal(ticked(), GBCS_GBT_SECONDS);
    gbcs_memory_pass(&d.memory, GBCS_GBT_SECONDS);
    assert_int_equal(d.meter.counts.ignored, 0U);
    assert_int_equal(ticked(), UINT32_MAX);
    assert_int_equal(d.meter.counts.ignored, 1U);
    assert_int_equal(send_block(3U), GBCS_OK);
    assert_int_equal(d.application.asked, 0U);
}

/** Without a buffer no long message is taken; with one that is too small neither. */
static void a_meter_without_a_buffer(void **state)
{
    static const size_t ROOMS[] = {0U, 100U, 2000U};

    (void)state;
    for (size_t i = 0U; i < 3U; i++) {
        begin(GBCS_DEVICE_ESME);
        make_long(READ, 10U, 0U);
        d.setup.input_room = ROOMS[i];
        assert_int_equal(gbcs_meter_boot(&d.meter, &d.setup), GBCS_OK);
        size_t refused = 0U;
        for (size_t k = 1U; k <= BLOCKS; k++) {
            refused += (send_block(k) == GBCS_ERR_SPACE) ? 1U : 0U;
        }
        assert_true(refused > 0U);
        assert_int_equal(d.application.asked, 0U);
        d.application.payload = NULL;
        assert_int_equal(device_send(&d, READ, SUPPLIER, 11U), GBCS_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_in_any_order),
        cmocka_unit_test(missing_blocks_are_asked_for),
        cmocka_unit_test(short_ones_come_in_between),
        cmocka_unit_test(other_blocks_are_refused),
        cmocka_unit_test(what_does_not_go_on_is_dropped),
        cmocka_unit_test(a_meter_without_a_buffer),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
