#include "hex.h"

static const uint8_t OCTETS[] = {0x01U, 0x02U, 0x03U, 0x04U, 0x05U, 0x06U, 0x07U, 0x08U, 0x09U};

static gbcs_bytes octets(size_t size)
{
    return gbcs_bytes_of(OCTETS, size);
}

static void a_slice_lies_inside_or_is_empty(void **state)
{
    static const struct {
        size_t offset;
        size_t size;
        size_t found;
    } rows[] = {
        {0, 9, 9},        {0, 0, 0},        {0, 10, 0}, {4, 5, 5},  {4, 6, 0},
        {8, 1, 1},        {9, 0, 0},        {9, 1, 0},  {10, 0, 0}, {10, 1, 0},
        {SIZE_MAX, 1, 0}, {1, SIZE_MAX, 0}, {2, 0, 0},  {0, 1, 1},  {SIZE_MAX, 2, 0},
        {2, SIZE_MAX, 0}, {9, SIZE_MAX, 0}, {5, 4, 4},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_bytes part = gbcs_bytes_slice(octets(9), rows[i].offset, rows[i].size);

        assert_int_equal(part.size, rows[i].found);
        if (part.size > 0U) {
            assert_ptr_equal(part.data, &OCTETS[rows[i].offset]);
        } else {
            assert_null(part.data);
        }
    }
    assert_int_equal(gbcs_bytes_slice(gbcs_bytes_of(NULL, 0), 0, 1).size, 0);
}

static void octets_are_compared(void **state)
{
    static const struct {
        const char *a;
        const char *b;
        bool equal;
    } rows[] = {
        {"", "", true},
        {"00", "", false},
        {"", "00", false},
        {"00", "00", true},
        {"00", "01", false},
        {"80", "00", false},
        {"010203", "010203", true},
        {"010203", "010204", false},
        {"010203", "110203", false},
        {"010203", "0102", false},
        {"0102", "010203", false},
        {"0100", "0001", false},
        {"0101", "0000", false},
    };
    uint8_t a[8];
    uint8_t b[8];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_bytes left = hex_bytes(rows[i].a, a, sizeof a);
        gbcs_bytes right = hex_bytes(rows[i].b, b, sizeof b);

        assert_int_equal(gbcs_bytes_equal(left, right), rows[i].equal);
        assert_int_equal(gbcs_bytes_equal_secret(left, right), rows[i].equal);
    }
    assert_true(gbcs_bytes_equal(gbcs_bytes_of(NULL, 0), octets(0)));
    assert_true(gbcs_bytes_equal_secret(gbcs_bytes_of(NULL, 0), octets(0)));
}

static void every_bit_counts_in_a_comparison(void **state)
{
    uint8_t changed[sizeof OCTETS];
    size_t bit;

    (void)state;
    for (bit = 0; bit < 8U * sizeof OCTETS; bit++) {
        memcpy(changed, OCTETS, sizeof OCTETS);
        changed[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
        assert_false(gbcs_bytes_equal(octets(9), gbcs_bytes_of(changed, sizeof changed)));
        assert_false(gbcs_bytes_equal_secret(octets(9), gbcs_bytes_of(changed, sizeof changed)));
    }
}

static void wiping_clears_just_what_it_is_given(void **state)
{
    uint8_t memory[5] = {1, 2, 3, 4, 5};

    (void)state;
    gbcs_wipe(NULL, 0);
    gbcs_wipe(memory, 0);
    assert_octets(memory, sizeof memory, "0102030405");
    gbcs_wipe(&memory[1], 3);
    assert_octets(memory, sizeof memory, "0100000005");
}

static void integers_are_read_big_endian(void **state)
{
    static const uint8_t input[] = {0xF1U, 0xF2U, 0xF3U, 0xF4U, 0xF5U, 0xF6U, 0xF7U, 0xF8U,
                                    0xF9U, 0xFAU, 0xFBU, 0xFCU, 0xFDU, 0xFEU, 0xFFU};
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(input, sizeof input));

    (void)state;
    assert_int_equal(gbcs_reader_left(&reader), 15);
    assert_int_equal(gbcs_reader_peek(&reader), 0xF1);
    assert_int_equal(gbcs_read_u8(&reader), 0xF1);
    assert_int_equal(gbcs_read_u16(&reader), 0xF2F3);
    assert_int_equal(gbcs_read_u32(&reader), 0xF4F5F6F7U);
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_ERR_TRAILING);
    assert_true(gbcs_read_u64(&reader) == UINT64_C(0xF8F9FAFBFCFDFEFF));
    assert_int_equal(reader.position, 15);
    assert_int_equal(gbcs_reader_left(&reader), 0);
    assert_int_equal(gbcs_reader_peek(&reader), 0);
    assert_int_equal(reader.status, GBCS_OK);
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_OK);
}

static void an_integer_that_is_cut_is_zero(void **state)
{
    size_t size;
    size_t left;

    (void)state;
    for (size = 1; size <= 8U; size *= 2U) {
        for (left = 0; left < size; left++) {
            gbcs_reader reader = gbcs_reader_of(octets(left));
            uint64_t found = 1U;

            if (size == 1U) {
                found = gbcs_read_u8(&reader);
            } else if (size == 2U) {
                found = gbcs_read_u16(&reader);
            } else if (size == 4U) {
                found = gbcs_read_u32(&reader);
            } else {
                found = gbcs_read_u64(&reader);
            }
            assert_true(found == 0U);
            assert_int_equal(reader.status, GBCS_ERR_TRUNCATED);
            assert_int_equal(gbcs_reader_finish(&reader), GBCS_ERR_TRUNCATED);
        }
    }
}

static void views_are_read_in_place(void **state)
{
    gbcs_reader reader = gbcs_reader_of(octets(9));
    gbcs_bytes part;

    (void)state;
    part = gbcs_read_bytes(&reader, 0);
    assert_int_equal(part.size, 0);
    part = gbcs_read_bytes(&reader, 4);
    assert_ptr_equal(part.data, OCTETS);
    assert_int_equal(part.size, 4);
    part = gbcs_read_bytes(&reader, 5);
    assert_ptr_equal(part.data, &OCTETS[4]);
    assert_int_equal(part.size, 5);
    assert_int_equal(gbcs_read_bytes(&reader, 0).size, 0);
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_OK);
    assert_int_equal(gbcs_read_bytes(&reader, 1).size, 0);
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_ERR_TRUNCATED);
    reader = gbcs_reader_of(octets(9));
    assert_int_equal(gbcs_read_bytes(&reader, SIZE_MAX).size, 0);
    assert_int_equal(reader.status, GBCS_ERR_TRUNCATED);
}

static void a_reader_keeps_its_first_error_and_reads_no_further(void **state)
{
    gbcs_reader reader = gbcs_reader_of(octets(9));

    (void)state;
    assert_int_equal(gbcs_read_u8(&reader), 1);
    gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
    gbcs_reader_fail(&reader, GBCS_ERR_TIME);
    assert_int_equal(gbcs_reader_left(&reader), 0);
    assert_int_equal(gbcs_reader_peek(&reader), 0);
    assert_int_equal(gbcs_read_u8(&reader), 0);
    assert_int_equal(gbcs_read_bytes(&reader, 0).size, 0);
    gbcs_read_constant(&reader, 2);
    assert_int_equal(reader.position, 1);
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_ERR_VALUE);
}

static void a_constant_octet_is_required(void **state)
{
    static const struct {
        const char *input;
        uint8_t constant;
        gbcs_status status;
        size_t position;
    } rows[] = {
        {"00", 0x00, GBCS_OK, 1},          {"DF", 0xDF, GBCS_OK, 1},
        {"DF", 0xDD, GBCS_ERR_TAG, 0},     {"00", 0x01, GBCS_ERR_TAG, 0},
        {"", 0x00, GBCS_ERR_TRUNCATED, 0}, {"", 0xDF, GBCS_ERR_TRUNCATED, 0},
    };
    uint8_t buffer[4];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_reader reader = gbcs_reader_of(hex_bytes(rows[i].input, buffer, sizeof buffer));

        gbcs_read_constant(&reader, rows[i].constant);
        assert_int_equal(reader.status, rows[i].status);
        assert_int_equal(reader.position, rows[i].position);
    }
}

/** Writes each kind of item once: 1 + 2 + 4 + 8 + 3 octets. */
static void write_all(gbcs_writer *writer)
{
    gbcs_write_u8(writer, 0xF1);
    gbcs_write_u16(writer, 0xF2F3);
    gbcs_write_u32(writer, 0xF4F5F6F7U);
    gbcs_write_u64(writer, UINT64_C(0xF8F9FAFBFCFDFEFF));
    gbcs_write_bytes(writer, octets(3));
    gbcs_write_bytes(writer, gbcs_bytes_of(NULL, 0));
}

static void what_is_written_can_be_seen(void **state)
{
    uint8_t buffer[18];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    assert_int_equal(gbcs_writer_bytes(&writer).size, 0);
    write_all(&writer);
    assert_int_equal(writer.status, GBCS_OK);
    assert_bytes(gbcs_writer_bytes(&writer), "F1F2F3F4F5F6F7F8F9FAFBFCFDFEFF010203");
    assert_ptr_equal(gbcs_writer_bytes(&writer).data, buffer);
}

static void a_buffer_too_small_gives_nothing_and_is_never_overrun(void **state)
{
    uint8_t buffer[18];
    size_t room;
    size_t i;

    (void)state;
    for (room = 0; room < 18U; room++) {
        gbcs_writer writer = gbcs_writer_of(buffer, room);

        memset(buffer, 0x5A, sizeof buffer);
        write_all(&writer);
        assert_int_equal(writer.status, GBCS_ERR_SPACE);
        assert_int_equal(gbcs_writer_bytes(&writer).size, 0);
        assert_true(writer.used <= room);
        for (i = room; i < sizeof buffer; i++) {
            assert_int_equal(buffer[i], 0x5A);
        }
    }
}

static void a_writer_keeps_its_first_error_and_writes_no_further(void **state)
{
    uint8_t buffer[4] = {0};
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    gbcs_write_u8(&writer, 1);
    gbcs_writer_fail(&writer, GBCS_ERR_ARGUMENT);
    gbcs_writer_fail(&writer, GBCS_ERR_SPACE);
    gbcs_write_u8(&writer, 2);
    gbcs_write_u64(&writer, 3);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    assert_int_equal(writer.used, 1);
    assert_int_equal(gbcs_writer_bytes(&writer).size, 0);
    assert_octets(buffer, sizeof buffer, "01000000");
}

static void a_writer_without_a_buffer_takes_nothing(void **state)
{
    gbcs_writer writer = gbcs_writer_of(NULL, 0);

    (void)state;
    gbcs_write_bytes(&writer, gbcs_bytes_of(NULL, 0));
    assert_int_equal(writer.status, GBCS_OK);
    gbcs_write_u8(&writer, 0);
    assert_int_equal(writer.status, GBCS_ERR_SPACE);
    writer = gbcs_writer_of(NULL, 0);
    gbcs_write_bytes(&writer, gbcs_bytes_of(OCTETS, SIZE_MAX));
    assert_int_equal(writer.status, GBCS_ERR_SPACE);
}

static void octets_may_come_from_further_on_in_the_same_buffer(void **state)
{
    uint8_t buffer[] = {0, 0, 1, 2, 3, 4, 5};
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    gbcs_write_bytes(&writer, gbcs_bytes_of(&buffer[2], 5));
    assert_bytes(gbcs_writer_bytes(&writer), "0102030405");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_slice_lies_inside_or_is_empty),
        cmocka_unit_test(octets_are_compared),
        cmocka_unit_test(every_bit_counts_in_a_comparison),
        cmocka_unit_test(wiping_clears_just_what_it_is_given),
        cmocka_unit_test(integers_are_read_big_endian),
        cmocka_unit_test(an_integer_that_is_cut_is_zero),
        cmocka_unit_test(views_are_read_in_place),
        cmocka_unit_test(a_reader_keeps_its_first_error_and_reads_no_further),
        cmocka_unit_test(a_constant_octet_is_required),
        cmocka_unit_test(what_is_written_can_be_seen),
        cmocka_unit_test(a_buffer_too_small_gives_nothing_and_is_never_overrun),
        cmocka_unit_test(a_writer_keeps_its_first_error_and_writes_no_further),
        cmocka_unit_test(a_writer_without_a_buffer_takes_nothing),
        cmocka_unit_test(octets_may_come_from_further_on_in_the_same_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
