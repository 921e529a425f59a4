/* Blocks of General Block Transfer: what is read, written, refused. */
#include "hex.h"

#include <stdlib.h>

#include "gbcs/codec/gbt.h"

#define ROOM 1300U

/* A routing header up to its length, and a security header. */
#define ROUTING "DD 09 02 0000000000000102 08 00DB0000000000A0 08 90B3D51F00000001 00 02 0034 00 "
#define SECURITY "0000000000 "

/** Parses, and asserts that a refusal leaves nothing behind. */
static gbcs_status parse(gbcs_bytes octets, gbcs_gbt_block *block)
{
    gbcs_status status;

    memset(block, 0xA5, sizeof *block);
    status = gbcs_gbt_parse(octets, block);
    if (status != GBCS_OK) {
        assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
        assert_zeros(block, sizeof *block);
    }
    return status;
}

static gbcs_gbt_block block_of(const uint8_t *data, size_t size)
{
    gbcs_gbt_block block;

    memset(&block, 0, sizeof block);
    block.cra = GBCS_CRA_RESPONSE;
    block.counter = 0x102U;
    block.originator = 0x00DB0000000000A0U;
    block.recipient = 0x90B3D51F00000001U;
    block.message_code = 0x0034U;
    block.control = GBCS_GBT_STREAMING | GBCS_GBT_BLOCKS;
    block.number = 1U;
    block.data = gbcs_bytes_of(data, size);
    return block;
}

static gbcs_bytes written(const gbcs_gbt_block *block, uint8_t *buffer, size_t room)
{
    gbcs_writer writer = gbcs_writer_of(buffer, room);

    gbcs_write_gbt(&writer, block);
    return gbcs_writer_bytes(&writer);
}

static void assert_written_back(const gbcs_gbt_block *block, gbcs_bytes octets)
{
    uint8_t buffer[ROOM];

    assert_true(gbcs_bytes_equal(written(block, buffer, sizeof buffer), octets));
}

static void a_block_is_read_and_written_back(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_bytes octets =
        hex_bytes(ROUTING "0F " SECURITY "E0 C3 0002 0001 03 AABBCC", buffer, sizeof buffer);
    gbcs_gbt_block block;

    (void)state;
    assert_true(gbcs_gbt_is_block(octets));
    assert_int_equal(parse(octets, &block), GBCS_OK);
    assert_int_equal(block.cra, GBCS_CRA_RESPONSE);
    assert_true(block.counter == 0x102U);
    assert_true(block.originator == 0x00DB0000000000A0U);
    assert_true(block.recipient == 0x90B3D51F00000001U);
    assert_int_equal(block.message_code, 0x0034);
    assert_int_equal(block.control, GBCS_GBT_LAST | GBCS_GBT_STREAMING | 3U);
    assert_int_equal(block.control & GBCS_GBT_WINDOW, 3);
    assert_int_equal(block.number, 2);
    assert_int_equal(block.acknowledged, 1);
    assert_bytes(block.data, "AABBCC");
    assert_written_back(&block, octets);
}

static void an_acknowledgement_has_no_data(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_bytes octets =
        hex_bytes(ROUTING "0C " SECURITY "E0 80 0000 003F 00", buffer, sizeof buffer);
    gbcs_gbt_block block;

    (void)state;
    assert_int_equal(parse(octets, &block), GBCS_OK);
    assert_int_equal(block.number, 0);
    assert_int_equal(block.acknowledged, GBCS_GBT_BLOCKS);
    assert_int_equal(block.data.size, 0);
    assert_written_back(&block, octets);
}

static void a_block_of_any_size_is_written_and_read_back(void **state)
{
    /* where a length grows, in the block header and in the routing header */
    static const size_t SIZES[] = {0U,   1U,   115U, 116U, 127U,  128U,
                                   241U, 242U, 255U, 256U, 1148U, GBCS_GBT_BLOCK_SIZE};
    uint8_t data[GBCS_GBT_BLOCK_SIZE];
    uint8_t buffer[ROOM];
    size_t i;

    (void)state;
    memset(data, 0x5A, sizeof data);
    for (i = 0U; i < (sizeof SIZES / sizeof SIZES[0]); i++) {
        gbcs_gbt_block block = block_of(data, SIZES[i]);
        gbcs_bytes octets = written(&block, buffer, sizeof buffer);
        gbcs_gbt_block parsed;

        assert_int_equal(parse(octets, &parsed), GBCS_OK);
        assert_int_equal(parsed.data.size, SIZES[i]);
        assert_written_back(&parsed, octets);
    }
}

static void the_largest_block_fills_a_message(void **state)
{
    static const uint8_t data[GBCS_GBT_BLOCK_SIZE + 1U];
    uint8_t buffer[ROOM];
    gbcs_gbt_block block = block_of(data, GBCS_GBT_BLOCK_SIZE);
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    assert_int_equal(written(&block, buffer, sizeof buffer).size, GBCS_GBT_MESSAGE_SIZE);
    block = block_of(data, GBCS_GBT_BLOCK_SIZE + 1U);
    gbcs_write_gbt(&writer, &block);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
}

static void one_octet_too_many_is_refused(void **state)
{
    static const char HEAD[] = ROUTING "820489 " SECURITY "E0 FF 0001 0000 82047E";
    uint8_t buffer[ROOM] = {0};
    const size_t head_size = hex_decode(HEAD, buffer, sizeof buffer);
    gbcs_gbt_block block;

    (void)state;
    buffer[36] = 0x8CU;
    assert_int_equal(parse(gbcs_bytes_of(buffer, head_size + 1150U), &block), GBCS_ERR_LENGTH);
    buffer[36] = 0x8BU;
    buffer[head_size - 1U] = 0x7DU;
    assert_int_equal(parse(gbcs_bytes_of(buffer, head_size + 1149U), &block), GBCS_OK);
}

static void numbers_have_their_range(void **state)
{
    /* number, acknowledged, whether there is data */
    static const struct {
        uint16_t number;
        uint16_t acknowledged;
        bool has_data;
        bool allowed;
    } ROWS[] = {
        {1U, 0U, true, true},      {63U, 0U, true, true},   {64U, 0U, true, false},
        {65535U, 0U, true, false}, {0U, 0U, true, false},   {0U, 0U, false, true},
        {0U, 1U, false, true},     {1U, 1U, false, true},   {0U, 63U, false, true},
        {0U, 64U, false, false},   {64U, 0U, false, false}, {1U, 64U, true, false},
        {257U, 0U, true, false},   {1U, 256U, true, false},
    };
    static const uint8_t data[1] = {0xAA};
    uint8_t buffer[ROOM];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof ROWS / sizeof ROWS[0]); i++) {
        gbcs_gbt_block block = block_of(data, ROWS[i].has_data ? 1U : 0U);
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_gbt_block parsed;
        gbcs_bytes octets = written(&block, buffer, sizeof buffer);

        /* block number and number acknowledged stand after control, before length and data */
        buffer[octets.size - block.data.size - 5U] = (uint8_t)(ROWS[i].number >> 8);
        buffer[octets.size - block.data.size - 4U] = (uint8_t)ROWS[i].number;
        buffer[octets.size - block.data.size - 3U] = (uint8_t)(ROWS[i].acknowledged >> 8);
        buffer[octets.size - block.data.size - 2U] = (uint8_t)ROWS[i].acknowledged;
        assert_int_equal(parse(octets, &parsed), ROWS[i].allowed ? GBCS_OK : GBCS_ERR_VALUE);
        block.number = ROWS[i].number;
        block.acknowledged = ROWS[i].acknowledged;
        gbcs_write_gbt(&writer, &block);
        assert_int_equal(writer.status, ROWS[i].allowed ? GBCS_OK : GBCS_ERR_ARGUMENT);
    }
}

/** Octets that are no block. */
typedef struct bad_row {
    const char *name;
    const char *hex;
    gbcs_status status;
} bad_row;

#define ID "08 00DB0000000000A0 08 90B3D51F00000001 "
#define BLOCK SECURITY "E0 C3 0002 0001 03 AABBCC"

static const bad_row BAD[] = {
    {"nothing", "", GBCS_ERR_TRUNCATED},
    {"a MAC header", "DD 000000000000 05 1100000000", GBCS_ERR_TAG},
    {"a grouping header", "DF 09 02 0000000000000102 " ID "00 02 0034 00 0F " BLOCK, GBCS_ERR_TAG},
    {"CRA flag 0", "DD 09 00 0000000000000102 " ID "00 02 0034 00 0F " BLOCK, GBCS_ERR_VALUE},
    {"CRA flag 4", "DD 09 04 0000000000000102 " ID "00 02 0034 00 0F " BLOCK, GBCS_ERR_VALUE},
    {"originator of 7",
     "DD 09 02 0000000000000102 07 00DB0000000000 08 90B3D51F00000001 00 02 "
     "0034 00 0F " BLOCK,
     GBCS_ERR_TAG},
    {"a date-time",
     "DD 09 02 0000000000000102 " ID "0C 07EA0102FF030405008000FF 02 0034 00 0F " BLOCK,
     GBCS_ERR_TAG},
    {"other-information of 10",
     "DD 09 02 0000000000000102 " ID "00 0A 0034 90B3D51F00000001 00 0F " BLOCK, GBCS_ERR_TAG},
    {"key-info", "DD 09 02 0000000000000102 " ID "00 02 0034 01 0F " BLOCK, GBCS_ERR_TAG},
    {"length that says one too few", ROUTING "0E " BLOCK, GBCS_ERR_TRAILING},
    {"length that says one too many", ROUTING "10 " BLOCK, GBCS_ERR_TRUNCATED},
    {"length in two octets", ROUTING "810F " BLOCK, GBCS_ERR_LENGTH},
    {"security control", ROUTING "0F 1100000000 E0 C3 0002 0001 03 AABBCC", GBCS_ERR_TAG},
    {"invocation counter", ROUTING "0F 0000000001 E0 C3 0002 0001 03 AABBCC", GBCS_ERR_TAG},
    {"another tag inside", ROUTING "0F " SECURITY "DF C3 0002 0001 03 AABBCC", GBCS_ERR_TAG},
    {"data that says one too few", ROUTING "0F " SECURITY "E0 C3 0002 0001 02 AABBCC",
     GBCS_ERR_TRAILING},
    {"data that says one too many", ROUTING "0F " SECURITY "E0 C3 0002 0001 04 AABBCC",
     GBCS_ERR_TRUNCATED},
    {"length of data in two octets", ROUTING "10 " SECURITY "E0 C3 0002 0001 8103 AABBCC",
     GBCS_ERR_LENGTH},
    {"an octet after it", ROUTING "0F " BLOCK "00", GBCS_ERR_TRAILING},
};

static void what_is_no_block_is_refused(void **state)
{
    uint8_t buffer[ROOM];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof BAD / sizeof BAD[0]); i++) {
        gbcs_gbt_block block;
        gbcs_status status = parse(hex_bytes(BAD[i].hex, buffer, sizeof buffer), &block);

        if (status != BAD[i].status) {
            fail_msg("%s: %s", BAD[i].name, gbcs_status_name(status));
        }
    }
}

static void two_octets_tell_a_block_from_a_message(void **state)
{
    static const struct {
        const char *hex;
        bool is_block;
    } ROWS[] = {
        {"DD09", true}, {"DD0901", true}, {"", false},     {"DD", false},
        {"09", false},  {"DD00", false},  {"DF09", false}, {"DD08", false},
    };
    uint8_t buffer[4];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof ROWS / sizeof ROWS[0]); i++) {
        gbcs_bytes octets = hex_bytes(ROWS[i].hex, buffer, sizeof buffer);

        assert_int_equal(gbcs_gbt_is_block(octets), ROWS[i].is_block);
    }
}

static void a_block_cut_off_anywhere_is_refused(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_bytes octets = hex_bytes(ROUTING "0F " BLOCK, buffer, sizeof buffer);
    size_t size;

    (void)state;
    for (size = 0U; size < octets.size; size++) {
        uint8_t *copy = malloc((size > 0U) ? size : 1U);
        gbcs_gbt_block block;

        assert_non_null(copy);
        memcpy(copy, buffer, size);
        assert_int_equal(parse(gbcs_bytes_of(copy, size), &block), GBCS_ERR_TRUNCATED);
        free(copy);
    }
}

static void a_change_of_any_bit_is_refused_or_seen(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_bytes octets = hex_bytes(ROUTING "0F " BLOCK, buffer, sizeof buffer);
    size_t bit;

    (void)state;
    for (bit = 0U; bit < (8U * octets.size); bit++) {
        gbcs_gbt_block block;

        buffer[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
        if (parse(octets, &block) == GBCS_OK) {
            assert_written_back(&block, octets);
        }
        buffer[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
    }
}

static void a_buffer_too_small_fails_at_every_size(void **state)
{
    static const uint8_t data[3] = {1U, 2U, 3U};
    const gbcs_gbt_block block = block_of(data, sizeof data);
    uint8_t buffer[ROOM];
    const size_t needed = written(&block, buffer, sizeof buffer).size;
    size_t room;

    (void)state;
    for (room = 0U; room < needed; room++) {
        gbcs_writer writer = gbcs_writer_of(buffer, room);

        memset(buffer, 0xEE, sizeof buffer);
        gbcs_write_gbt(&writer, &block);
        assert_int_equal(writer.status, GBCS_ERR_SPACE);
        assert_int_equal(buffer[room], 0xEE);
    }
    assert_int_equal(written(&block, buffer, needed).size, needed);
}

static void a_cra_flag_that_is_none_is_not_written(void **state)
{
    gbcs_gbt_block block = block_of(NULL, 0U);
    uint8_t buffer[ROOM];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    block.cra = (gbcs_cra)4;
    gbcs_write_gbt(&writer, &block);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_block_is_read_and_written_back),
        cmocka_unit_test(an_acknowledgement_has_no_data),
        cmocka_unit_test(a_block_of_any_size_is_written_and_read_back),
        cmocka_unit_test(the_largest_block_fills_a_message),
        cmocka_unit_test(one_octet_too_many_is_refused),
        cmocka_unit_test(numbers_have_their_range),
        cmocka_unit_test(what_is_no_block_is_refused),
        cmocka_unit_test(two_octets_tell_a_block_from_a_message),
        cmocka_unit_test(a_block_cut_off_anywhere_is_refused),
        cmocka_unit_test(a_change_of_any_bit_is_refused_or_seen),
        cmocka_unit_test(a_buffer_too_small_fails_at_every_size),
        cmocka_unit_test(a_cra_flag_that_is_none_is_not_written),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
