#include "gbcs/codec/dlms.h"
#include "hex.h"

static const gbcs_bytes NO_TIME = {NULL, 0};

/** Reads one value with all its members; the status that the walk ended with. */
static gbcs_status walk(gbcs_bytes input, size_t *count)
{
    gbcs_axdr_walk walk = gbcs_axdr_walk_of(input);
    gbcs_axdr_element element;

    *count = 0;
    while (gbcs_axdr_walk_next(&walk, &element)) {
        assert_int_equal(input.data[element.offset], element.type);
        (*count)++;
    }
    /* after the last one, or an error, there is none */
    assert_int_equal(element.type, GBCS_AXDR_NULL);
    assert_int_equal(element.depth, 0);
    assert_int_equal(element.offset, 0);
    assert_int_equal(element.count, 0);
    assert_int_equal(element.value.size, 0);
    assert_int_equal(element.description.size, 0);
    assert_false(gbcs_axdr_walk_next(&walk, &element));
    return gbcs_axdr_walk_end(&walk);
}

/** Types without members: octets of a value, and where its own octets begin. */
static const struct {
    gbcs_axdr_type type;
    const char *hex;
    size_t value_at;
    size_t count;
} SIMPLE[] = {
    {GBCS_AXDR_NULL, "00", 1, 0},
    {GBCS_AXDR_BOOLEAN, "03FF", 1, 0},
    {GBCS_AXDR_BIT_STRING, "0400", 2, 0},
    {GBCS_AXDR_BIT_STRING, "0401 80", 2, 1},
    {GBCS_AXDR_BIT_STRING, "0407 FE", 2, 7},
    {GBCS_AXDR_BIT_STRING, "0408 FF", 2, 8},
    {GBCS_AXDR_BIT_STRING, "0409 FF80", 2, 9},
    {GBCS_AXDR_BIT_STRING, "048180 000102030405060708090A0B0C0D0E0F", 3, 128},
    {GBCS_AXDR_INT32, "05 80000001", 1, 0},
    {GBCS_AXDR_UINT32, "06 80000001", 1, 0},
    {GBCS_AXDR_OCTET_STRING, "0900", 2, 0},
    {GBCS_AXDR_OCTET_STRING, "0903 010203", 2, 0},
    {GBCS_AXDR_VISIBLE_STRING, "0A03 414243", 2, 0},
    {GBCS_AXDR_UTF8_STRING, "0C02 C2A3", 2, 0},
    {GBCS_AXDR_BCD, "0D 42", 1, 0},
    {GBCS_AXDR_INT8, "0F FF", 1, 0},
    {GBCS_AXDR_INT16, "10 FFFE", 1, 0},
    {GBCS_AXDR_UINT8, "11 FF", 1, 0},
    {GBCS_AXDR_UINT16, "12 FFFE", 1, 0},
    {GBCS_AXDR_INT64, "14 0102030405060708", 1, 0},
    {GBCS_AXDR_UINT64, "15 0102030405060708", 1, 0},
    {GBCS_AXDR_ENUM, "16 05", 1, 0},
    {GBCS_AXDR_FLOAT32, "17 3F800000", 1, 0},
    {GBCS_AXDR_FLOAT64, "18 3FF0000000000000", 1, 0},
    {GBCS_AXDR_DATE_TIME, "19 07E8021DFF173B3B00800000", 1, 0},
    {GBCS_AXDR_DATE, "1A 07E8021DFF", 1, 0},
    {GBCS_AXDR_TIME, "1B 173B3B00", 1, 0},
    {GBCS_AXDR_DONT_CARE, "FF", 1, 0},
};

#define SIMPLE_COUNT (sizeof SIMPLE / sizeof SIMPLE[0])

static void each_simple_type_is_read(void **state)
{
    uint8_t buffer[32];
    size_t i;

    (void)state;
    for (i = 0; i < SIMPLE_COUNT; i++) {
        const gbcs_bytes input = hex_bytes(SIMPLE[i].hex, buffer, sizeof buffer);
        gbcs_axdr_walk steps = gbcs_axdr_walk_of(input);
        gbcs_axdr_element element;
        size_t count;
        size_t size;

        assert_true(gbcs_axdr_walk_next(&steps, &element));
        assert_int_equal(element.type, SIMPLE[i].type);
        assert_int_equal(element.depth, 0);
        assert_int_equal(element.offset, 0);
        assert_int_equal(element.count, SIMPLE[i].count);
        assert_int_equal(element.value.size, input.size - SIMPLE[i].value_at);
        if (element.value.size > 0U) {
            assert_ptr_equal(element.value.data, &buffer[SIMPLE[i].value_at]);
        }
        assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_OK);
        for (size = 0; size < input.size; size++) {
            assert_int_equal(walk(gbcs_bytes_of(buffer, size), &count), GBCS_ERR_TRUNCATED);
            assert_int_equal(count, 0);
        }
        buffer[input.size] = 0;
        assert_int_equal(walk(gbcs_bytes_of(buffer, input.size + 1U), &count), GBCS_ERR_TRAILING);
        assert_int_equal(count, 1);
    }
}

static void unknown_types_are_refused(void **state)
{
    unsigned int type;

    (void)state;
    for (type = 0; type <= 0xFFU; type++) {
        uint8_t input[16] = {0};
        gbcs_reader reader;
        bool known = (type == 1U) || (type == 2U) || (type == 19U);
        size_t i;

        for (i = 0; i < SIMPLE_COUNT; i++) {
            known = known || ((unsigned int)SIMPLE[i].type == type);
        }
        input[0] = (uint8_t)type;
        /* a compact-array needs a type that takes an octet */
        input[1] = (type == 19U) ? 0x11U : 0U;
        reader = gbcs_reader_of(gbcs_bytes_of(input, sizeof input));
        assert_int_equal(gbcs_read_axdr(&reader).size > 0U, known);
        assert_int_equal(reader.status, known ? GBCS_OK : GBCS_ERR_TAG);
    }
}

static void members_are_walked_before_what_follows(void **state)
{
    /* structure { array { uint8 1, uint8 2 }, structure { }, array { structure { null } }, enum 7 } */
    static const char *hex = "0204 0102 1101 1102 0200 0101 0201 00 1607";
    static const struct {
        gbcs_axdr_type type;
        size_t depth;
        size_t offset;
        size_t count;
    } expected[] = {
        {GBCS_AXDR_STRUCTURE, 0, 0, 4},  {GBCS_AXDR_ARRAY, 1, 2, 2},
        {GBCS_AXDR_UINT8, 2, 4, 0},      {GBCS_AXDR_UINT8, 2, 6, 0},
        {GBCS_AXDR_STRUCTURE, 1, 8, 0},  {GBCS_AXDR_ARRAY, 1, 10, 1},
        {GBCS_AXDR_STRUCTURE, 2, 12, 1}, {GBCS_AXDR_NULL, 3, 14, 0},
        {GBCS_AXDR_ENUM, 1, 15, 0},
    };
    uint8_t buffer[32];
    const gbcs_bytes input = hex_bytes(hex, buffer, sizeof buffer);
    gbcs_axdr_walk steps = gbcs_axdr_walk_of(input);
    gbcs_axdr_element element;
    size_t size;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof expected / sizeof expected[0]; i++) {
        assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_ERR_TRAILING);
        assert_true(gbcs_axdr_walk_next(&steps, &element));
        assert_int_equal(element.type, expected[i].type);
        assert_int_equal(element.depth, expected[i].depth);
        assert_int_equal(element.offset, expected[i].offset);
        assert_int_equal(element.count, expected[i].count);
    }
    assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_OK);
    assert_false(gbcs_axdr_walk_next(&steps, &element));
    assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_OK);
    for (size = 0; size < input.size; size++) {
        assert_int_equal(walk(gbcs_bytes_of(buffer, size), &i), GBCS_ERR_TRUNCATED);
    }
}

static void a_walk_that_has_not_come_to_the_end_is_not_done(void **state)
{
    static const uint8_t begun[] = {0x02U, 0x01U};
    static const uint8_t one_of_two[] = {0x02U, 0x02U, 0x02U, 0x01U, 0x00U};
    gbcs_axdr_walk steps = gbcs_axdr_walk_of(gbcs_bytes_of(begun, 0));
    gbcs_axdr_element element;
    size_t i;

    (void)state;
    assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_ERR_TRUNCATED);
    steps = gbcs_axdr_walk_of(gbcs_bytes_of(begun, 2));
    assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_ERR_TRAILING);
    assert_false(gbcs_axdr_walk_next(&steps, &element));
    assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_ERR_TRUNCATED);
    /* a member of the outer structure is still to come when the octets end */
    steps = gbcs_axdr_walk_of(gbcs_bytes_of(one_of_two, sizeof one_of_two));
    for (i = 0; i < 3U; i++) {
        assert_true(gbcs_axdr_walk_next(&steps, &element));
    }
    assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_ERR_TRUNCATED);
}

static void malformed_values_are_refused(void **state)
{
    static const struct {
        const char *hex;
        gbcs_status status;
    } rows[] = {
        {"", GBCS_ERR_TRUNCATED},
        /* lengths and counts not in shortest form, indefinite, too long */
        {"098100", GBCS_ERR_LENGTH},
        {"0981017F", GBCS_ERR_LENGTH},
        {"0A820001", GBCS_ERR_LENGTH},
        {"0C80", GBCS_ERR_LENGTH},
        {"0985 0000000001 00", GBCS_ERR_LENGTH},
        {"04810180", GBCS_ERR_LENGTH},
        {"01810100", GBCS_ERR_LENGTH},
        {"0281010000", GBCS_ERR_LENGTH},
        {"0280", GBCS_ERR_LENGTH},
        /* counts and lengths beyond what follows */
        {"0101", GBCS_ERR_TRUNCATED},
        {"0102 00", GBCS_ERR_TRUNCATED},
        {"0284FFFFFFFF 0000000000000000", GBCS_ERR_TRUNCATED},
        {"0184FFFFFFFF 0000000000000000", GBCS_ERR_TRUNCATED},
        {"0984FFFFFFFF 0000000000000000", GBCS_ERR_TRUNCATED},
        {"0484FFFFFFFF 0000000000000000", GBCS_ERR_TRUNCATED},
        {"0484FFFFFFF9 0000000000000000", GBCS_ERR_TRUNCATED},
        {"0202 0204 00 00", GBCS_ERR_TRUNCATED},
        /* an error inside */
        {"0201 07", GBCS_ERR_TAG},
        {"0102 1101 08", GBCS_ERR_TAG},
        {"0201 0101 0E", GBCS_ERR_TAG},
        /* something after the value */
        {"0201 00 00", GBCS_ERR_TRAILING},
        {"0100 00", GBCS_ERR_TRAILING},
    };
    uint8_t buffer[32];
    size_t count;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(walk(hex_bytes(rows[i].hex, buffer, sizeof buffer), &count),
                         rows[i].status);
    }
}

static void nesting_is_bounded(void **state)
{
    uint8_t input[2U * GBCS_AXDR_DEPTH + 3U];
    size_t count;
    size_t i;

    (void)state;
    for (i = 0; i < GBCS_AXDR_DEPTH; i++) {
        input[2U * i] = (i % 2U == 0U) ? GBCS_AXDR_STRUCTURE : GBCS_AXDR_ARRAY;
        input[2U * i + 1U] = 1;
    }
    input[2U * GBCS_AXDR_DEPTH] = GBCS_AXDR_NULL;
    assert_int_equal(walk(gbcs_bytes_of(input, 2U * GBCS_AXDR_DEPTH + 1U), &count), GBCS_OK);
    assert_int_equal(count, GBCS_AXDR_DEPTH + 1U);
    input[2U * GBCS_AXDR_DEPTH] = GBCS_AXDR_STRUCTURE;
    input[2U * GBCS_AXDR_DEPTH + 1U] = 1;
    input[2U * GBCS_AXDR_DEPTH + 2U] = GBCS_AXDR_NULL;
    assert_int_equal(walk(gbcs_bytes_of(input, sizeof input), &count), GBCS_ERR_NESTING);
    assert_int_equal(count, GBCS_AXDR_DEPTH);
    input[2U * GBCS_AXDR_DEPTH + 1U] = 0;
    assert_int_equal(walk(gbcs_bytes_of(input, 2U * GBCS_AXDR_DEPTH + 2U), &count),
                     GBCS_ERR_NESTING);
}

static void a_compact_array_is_read(void **state)
{
    static const struct {
        const char *hex;
        size_t description;
        size_t value;
    } rows[] = {
        {"13 11 00", 1, 0},
        {"13 11 03 010203", 1, 3},
        {"13 12 04 01020304", 1, 4},
        {"13 09 06 0100 03010203", 1, 6},
        {"13 04 04 09FF80 00", 1, 4},
        {"13 02020606 10 0000000100000002 0000000300000004", 4, 16},
        {"13 0203061209 0F 00000001000200 00000003000401FF", 5, 15},
        {"13 02021102021111 06 010203 040506", 7, 6},
        {"13 01000311 06 010203 040506", 4, 6},
        {"13 02020100021211 0A 0001000203 0004000506", 7, 10},
        {"13 01000201000311 0C 010203 040506 070809 0A0B0C", 7, 12},
        {"13 01000202021112 0C 010002 030004 050006 070008", 7, 12},
        {"13 0203010002110202111101000111 0A 01020304 05 060708090A", 14, 10},
        {"13 01FFFF11 00", 4, 0},
    };
    uint8_t buffer[64];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const gbcs_bytes input = hex_bytes(rows[i].hex, buffer, sizeof buffer);
        gbcs_axdr_walk steps = gbcs_axdr_walk_of(input);
        gbcs_axdr_element element;
        size_t count;
        size_t size;

        assert_true(gbcs_axdr_walk_next(&steps, &element));
        assert_int_equal(element.type, GBCS_AXDR_COMPACT_ARRAY);
        assert_int_equal(element.count, 0);
        assert_int_equal(element.description.size, rows[i].description);
        assert_ptr_equal(element.description.data, &buffer[1]);
        assert_int_equal(element.value.size, rows[i].value);
        if (rows[i].value > 0U) {
            assert_ptr_equal(element.value.data, &buffer[input.size - rows[i].value]);
        }
        assert_int_equal(gbcs_axdr_walk_end(&steps), GBCS_OK);
        for (size = 0; size < input.size; size++) {
            assert_int_equal(walk(gbcs_bytes_of(buffer, size), &count), GBCS_ERR_TRUNCATED);
        }
    }
}

static void malformed_compact_arrays_are_refused(void **state)
{
    static const struct {
        const char *hex;
        gbcs_status status;
    } rows[] = {
        /* types that are unknown, take no octet, or have a description of their own */
        {"13 07 01 00", GBCS_ERR_TAG},
        {"13 00 01 00", GBCS_ERR_TAG},
        {"13 FF 01 00", GBCS_ERR_TAG},
        {"13 13 11 01 00", GBCS_ERR_TAG},
        {"13 02021100 01 00", GBCS_ERR_TAG},
        {"13 01FFFF00 01 00", GBCS_ERR_TAG},
        {"13 01FFFF01FFFF00 00", GBCS_ERR_TAG},
        /* no members */
        {"13 0200 01 00", GBCS_ERR_LENGTH},
        {"13 01000011 01 00", GBCS_ERR_LENGTH},
        {"13 0202110200 01 00", GBCS_ERR_LENGTH},
        /* more members described than there are octets */
        {"13 02051111 00", GBCS_ERR_TRUNCATED},
        {"13 0284FFFFFFFF1111 00", GBCS_ERR_TRUNCATED},
        {"13 02810111 00", GBCS_ERR_LENGTH},
        /* contents that end within a member */
        {"13 12 01 01", GBCS_ERR_LENGTH},
        {"13 12 03 010203", GBCS_ERR_LENGTH},
        {"13 02020606 0C 000000010000000200000003", GBCS_ERR_LENGTH},
        {"13 02020606 0B 0000000100000002000000", GBCS_ERR_LENGTH},
        {"13 09 02 0201", GBCS_ERR_LENGTH},
        {"13 09 03 810101", GBCS_ERR_LENGTH},
        {"13 09 06 84FFFFFFFF01", GBCS_ERR_LENGTH},
        {"13 01000311 05 0102030405", GBCS_ERR_LENGTH},
        {"13 01FFFF11 03 010203", GBCS_ERR_LENGTH},
        {"13 01FFFF01FFFF01FFFF01FFFF11 03 010203", GBCS_ERR_LENGTH},
        /* a length that is not shortest, or too great */
        {"13 11 8101 01", GBCS_ERR_LENGTH},
        {"13 11 02 01", GBCS_ERR_TRUNCATED},
        {"13 11 84FFFFFFFF 01", GBCS_ERR_TRUNCATED},
        {"13 11 01 01 01", GBCS_ERR_TRAILING},
    };
    uint8_t buffer[32];
    size_t count;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(walk(hex_bytes(rows[i].hex, buffer, sizeof buffer), &count),
                         rows[i].status);
        assert_int_equal(count, rows[i].status == GBCS_ERR_TRAILING);
    }
}

static void nesting_is_bounded_in_a_compact_array(void **state)
{
    uint8_t input[1U + 2U * GBCS_AXDR_DEPTH + 2U + 3U];
    const size_t last = 1U + 2U * GBCS_AXDR_DEPTH;
    size_t count;
    size_t i;

    (void)state;
    input[0] = GBCS_AXDR_COMPACT_ARRAY;
    for (i = 0; i < GBCS_AXDR_DEPTH; i++) {
        input[1U + 2U * i] = GBCS_AXDR_STRUCTURE;
        input[2U + 2U * i] = 1;
    }
    input[last] = GBCS_AXDR_UINT8;
    input[last + 1U] = 1;
    input[last + 2U] = 0;
    assert_int_equal(walk(gbcs_bytes_of(input, last + 3U), &count), GBCS_OK);
    input[last] = GBCS_AXDR_STRUCTURE;
    input[last + 1U] = 1;
    input[last + 2U] = GBCS_AXDR_UINT8;
    input[last + 3U] = 0;
    assert_int_equal(walk(gbcs_bytes_of(input, last + 4U), &count), GBCS_ERR_NESTING);
}

static void a_value_is_read_where_the_reader_stands(void **state)
{
    uint8_t buffer[16];
    gbcs_reader reader = gbcs_reader_of(hex_bytes("AA 0202 1101 00 0901BB 07", buffer, 16));
    gbcs_bytes value;

    (void)state;
    assert_int_equal(gbcs_read_u8(&reader), 0xAA);
    value = gbcs_read_axdr(&reader);
    assert_ptr_equal(value.data, &buffer[1]);
    assert_bytes(value, "0202110100");
    assert_bytes(gbcs_read_axdr(&reader), "0901BB");
    assert_int_equal(gbcs_read_axdr(&reader).size, 0);
    assert_int_equal(reader.status, GBCS_ERR_TAG);
    reader = gbcs_reader_of(gbcs_bytes_of(buffer, 0));
    assert_int_equal(gbcs_read_axdr(&reader).size, 0);
    assert_int_equal(reader.status, GBCS_ERR_TRUNCATED);
    reader = gbcs_reader_of(gbcs_bytes_of(buffer, 16));
    gbcs_reader_fail(&reader, GBCS_ERR_TIME);
    assert_int_equal(gbcs_read_axdr(&reader).size, 0);
    assert_int_equal(reader.status, GBCS_ERR_TIME);
}

static void heads_are_written(void **state)
{
    static const struct {
        gbcs_axdr_type type;
        size_t count;
        const char *hex;
    } rows[] = {
        {GBCS_AXDR_ARRAY, 0, "0100"},
        {GBCS_AXDR_STRUCTURE, 2, "0202"},
        {GBCS_AXDR_STRUCTURE, 128, "028180"},
        {GBCS_AXDR_BIT_STRING, 9, "0409"},
        {GBCS_AXDR_OCTET_STRING, 300, "0982012C"},
        {GBCS_AXDR_VISIBLE_STRING, 127, "0A7F"},
        {GBCS_AXDR_UTF8_STRING, 1, "0C01"},
    };
    static const gbcs_axdr_type other[] = {
        GBCS_AXDR_NULL,      GBCS_AXDR_BOOLEAN,   GBCS_AXDR_COMPACT_ARRAY,
        GBCS_AXDR_DATE_TIME, GBCS_AXDR_DONT_CARE, (gbcs_axdr_type)7,
    };
    uint8_t buffer[8];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

        gbcs_write_axdr_head(&writer, rows[i].type, rows[i].count);
        assert_int_equal(writer.status, GBCS_OK);
        assert_bytes(gbcs_writer_bytes(&writer), rows[i].hex);
        writer = gbcs_writer_of(buffer, gbcs_writer_bytes(&writer).size - 1U);
        gbcs_write_axdr_head(&writer, rows[i].type, rows[i].count);
        assert_int_equal(writer.status, GBCS_ERR_SPACE);
    }
    for (i = 0; i < sizeof other / sizeof other[0]; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

        gbcs_write_axdr_head(&writer, other[i], 1);
        assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    }
}

/** One item of each kind, with and without data. */
static const char REQUEST[] = "D9 20012345 00"
                              "05"
                              "01 0003 0100010800FF 02"
                              "02 0008 0000010000FF 09"
                              "03 0046 0000600305FF 01"
                              "04 0007 0000636200FF 02 01 0202 1101 1105"
                              "05 0007 0100630100FF 03 02 00"
                              "05"
                              "00 1605 0F00 00 0101 0202 1200 01 09021234";

static void a_request_is_taken_apart(void **state)
{
    static const struct {
        gbcs_access access;
        uint16_t class_id;
        const char *instance;
        uint8_t attribute;
        uint8_t selector;
        const char *parameters;
        const char *data;
    } expected[] = {
        {GBCS_ACCESS_GET, 3, "0100010800FF", 2, 0, "", "00"},
        {GBCS_ACCESS_SET, 8, "0000010000FF", 9, 0, "", "1605"},
        {GBCS_ACCESS_ACTION, 0x46, "0000600305FF", 1, 0, "", "0F00"},
        {GBCS_ACCESS_GET_SELECTED, 7, "0000636200FF", 2, 1, "0202 1101 1105", "00"},
        {GBCS_ACCESS_SET_SELECTED, 7, "0100630100FF", 3, 2, "00", "0101 0202 120001 09021234"},
    };
    uint8_t buffer[128];
    gbcs_dlms_request_item item;
    gbcs_dlms_list request;
    gbcs_dlms_items items;
    size_t i;

    (void)state;
    assert_int_equal(gbcs_dlms_request_parse(hex_bytes(REQUEST, buffer, sizeof buffer), &request),
                     GBCS_OK);
    assert_int_equal(request.invoke_id, 0x20012345);
    assert_int_equal(request.date_time.size, 0);
    assert_int_equal(request.count, 5);
    assert_ptr_equal(request.control.data, &buffer[7]);
    assert_bytes(request.data, "00 1605 0F00 00 0101 0202 120001 09021234");
    items = gbcs_dlms_items_of(&request);
    for (i = 0; i < 5U; i++) {
        assert_int_equal(items.left, 5U - i);
        assert_true(gbcs_dlms_request_next(&items, &item));
        assert_int_equal(item.access, expected[i].access);
        assert_int_equal(item.class_id, expected[i].class_id);
        assert_bytes(item.instance, expected[i].instance);
        assert_int_equal(item.attribute, expected[i].attribute);
        assert_int_equal(item.selector, expected[i].selector);
        assert_bytes(item.parameters, expected[i].parameters);
        assert_bytes(item.data, expected[i].data);
    }
    assert_false(gbcs_dlms_request_next(&items, &item));
    assert_int_equal(item.instance.size, 0);
    assert_int_equal(item.data.size, 0);
}

static void assert_none(gbcs_bytes bytes)
{
    assert_null(bytes.data);
    assert_int_equal(bytes.size, 0);
}

/** Parses a payload of a kind; checks that nothing is handed out if it is refused. */
static gbcs_status parse(uint8_t tag, gbcs_bytes payload)
{
    gbcs_dlms_list list;
    gbcs_dlms_notification notification;
    gbcs_status status;

    memset(&list, 0x5A, sizeof list);
    memset(&notification, 0x5A, sizeof notification);
    if (tag == GBCS_TAG_DATA_NOTIFICATION) {
        status = gbcs_dlms_notification_parse(payload, &notification);
        if (status != GBCS_OK) {
            assert_int_equal(notification.invoke_id, 0);
            assert_int_equal(notification.alert_code, 0);
            assert_int_equal(notification.extra_count, 0);
            assert_none(notification.date_time);
            assert_none(notification.body);
            assert_none(notification.alert_time);
            assert_none(notification.extra);
        }
    } else {
        status = (tag == GBCS_TAG_ACCESS_REQUEST) ? gbcs_dlms_request_parse(payload, &list)
                                                  : gbcs_dlms_response_parse(payload, &list);
        if (status != GBCS_OK) {
            assert_int_equal(list.invoke_id, 0);
            assert_int_equal(list.count, 0);
            assert_none(list.date_time);
            assert_none(list.control);
            assert_none(list.data);
        }
    }
    return status;
}

/** Refuses the payload cut anywhere or with an octet more. */
static void assert_exact(uint8_t tag, const char *hex)
{
    uint8_t buffer[256];
    const gbcs_bytes payload = hex_bytes(hex, buffer, sizeof buffer - 1U);
    size_t size;

    assert_int_equal(parse(tag, payload), GBCS_OK);
    for (size = 0; size < payload.size; size++) {
        assert_int_equal(parse(tag, gbcs_bytes_of(buffer, size)), GBCS_ERR_TRUNCATED);
    }
    buffer[payload.size] = 0;
    assert_int_equal(parse(tag, gbcs_bytes_of(buffer, payload.size + 1U)), GBCS_ERR_TRAILING);
}

static const char RESPONSE[] = "DA 20012345 00 00"
                               "04"
                               "00 0600000005 00 0203 00 1101 09021234"
                               "04"
                               "02 00 01 00 03 0B 01 FA";

static const char ALERT[] = "0F 20ABCDEF 00"
                            "0204 12 8F66 090C 07E8021DFF173B3B00800004"
                            "0903010203 0202 1101 00";

static void payloads_end_where_they_end(void **state)
{
    (void)state;
    assert_exact(GBCS_TAG_ACCESS_REQUEST, REQUEST);
    assert_exact(GBCS_TAG_ACCESS_RESPONSE, RESPONSE);
    assert_exact(GBCS_TAG_DATA_NOTIFICATION, ALERT);
    /* with a date-time */
    assert_exact(GBCS_TAG_ACCESS_REQUEST,
                 "D9 20000001 0C 07E8021DFF173B3B00800004 01 03 0046 0000600305FF 01 01 0F00");
    assert_exact(GBCS_TAG_ACCESS_RESPONSE,
                 "DA 20000001 0C 07E8021DFF173B3B00800004 00 01 00 01 0300");
    assert_exact(GBCS_TAG_DATA_NOTIFICATION, "0F 20000001 0C 07E8021DFF173B3B00800004"
                                             "0202 12 8F66 090C 07E8021DFF173B3B00800004");
    /* without items */
    assert_exact(GBCS_TAG_ACCESS_REQUEST, "D9 20000001 00 00 00");
    assert_exact(GBCS_TAG_ACCESS_RESPONSE, "DA 20000001 00 00 00 00");
}

static void malformed_payloads_are_refused(void **state)
{
    static const struct {
        const char *hex;
        gbcs_status status;
    } rows[] = {
        /* tag */
        {"DB 20000001 00 00 00", GBCS_ERR_TAG},
        /* date-time of neither 0 nor 12 octets, or with a long length */
        {"D9 20000001 01 00 00 00", GBCS_ERR_LENGTH},
        {"D9 20000001 0B 07E8021DFF173B3B008000 00 00", GBCS_ERR_LENGTH},
        {"D9 20000001 0D 07E8021DFF173B3B0080000400 00 00", GBCS_ERR_LENGTH},
        {"D9 20000001 810C 07E8021DFF173B3B00800004 00 00", GBCS_ERR_LENGTH},
        /* kinds of access */
        {"D9 20000001 00 01 00 0008 0000010000FF 02 01 00", GBCS_ERR_TAG},
        {"D9 20000001 00 01 06 0008 0000010000FF 02 01 00", GBCS_ERR_TAG},
        {"D9 20000001 00 01 FF 0008 0000010000FF 02 01 00", GBCS_ERR_TAG},
        {"DA 20000001 00 00 01 00 01 0000", GBCS_ERR_TAG},
        {"DA 20000001 00 00 01 00 01 0400", GBCS_ERR_TAG},
        {"DA 20000001 00 00 01 00 01 0500", GBCS_ERR_TAG},
        /* counts that differ, are not shortest, or beyond what follows */
        {"D9 20000001 00 01 01 0008 0000010000FF 02 00", GBCS_ERR_LENGTH},
        {"D9 20000001 00 01 01 0008 0000010000FF 02 02 00 00", GBCS_ERR_LENGTH},
        {"D9 20000001 00 00 01 00", GBCS_ERR_LENGTH},
        {"D9 20000001 00 8101 01 0008 0000010000FF 02 01 00", GBCS_ERR_LENGTH},
        {"D9 20000001 00 01 01 0008 0000010000FF 02 8101 00", GBCS_ERR_LENGTH},
        {"D9 20000001 00 84FFFFFFFF 01 0008 0000010000FF 02 00 00", GBCS_ERR_TAG},
        {"D9 20000001 00 84FFFFFFFF 01 0008 0000010000FF 02", GBCS_ERR_TRUNCATED},
        {"DA 20000001 00 00 01 00 00", GBCS_ERR_LENGTH},
        {"DA 20000001 00 00 01 00 02 0100 0100", GBCS_ERR_LENGTH},
        {"DA 20000001 00 00 84FFFFFFFF 00 00 00 00 00 00", GBCS_ERR_TRUNCATED},
        /* the request's specifications repeated */
        {"DA 20000001 00 01 01 01 0008 0000010000FF 02 01 00 01 0100", GBCS_ERR_TAG},
        /* a get that carries data */
        {"D9 20000001 00 01 01 0008 0000010000FF 02 01 1100", GBCS_ERR_VALUE},
        {"D9 20000001 00 01 04 0008 0000010000FF 02 01 00 01 0200", GBCS_ERR_VALUE},
        {"D9 20000001 00 02 01 0008 0000010000FF 02 02 0008 0000010000FF 02 02 FF 00",
         GBCS_ERR_VALUE},
        /* values */
        {"D9 20000001 00 01 02 0008 0000010000FF 02 01 07", GBCS_ERR_TAG},
        {"D9 20000001 00 01 04 0008 0000010000FF 02 01 07 01 00", GBCS_ERR_TAG},
        {"DA 20000001 00 00 01 07 01 0100", GBCS_ERR_TAG},
        {"DA 20000001 00 00 01 098101FF 01 0100", GBCS_ERR_LENGTH},
        /* alerts: not a structure, too few members, other members */
        {"0F 20000001 00 12 8F66", GBCS_ERR_TAG},
        {"0F 20000001 00 0102 12 8F66 090C 07E8021DFF173B3B00800004", GBCS_ERR_TAG},
        {"0F 20000001 00 0200", GBCS_ERR_VALUE},
        {"0F 20000001 00 0201 12 8F66", GBCS_ERR_VALUE},
        {"0F 20000001 00 0202 10 8F66 090C 07E8021DFF173B3B00800004", GBCS_ERR_TAG},
        {"0F 20000001 00 0202 12 8F66 0A0C 07E8021DFF173B3B00800004", GBCS_ERR_TAG},
        {"0F 20000001 00 0202 12 8F66 19 07E8021DFF173B3B00800004", GBCS_ERR_TAG},
        {"0F 20000001 00 0202 12 8F66 090B 07E8021DFF173B3B008000", GBCS_ERR_LENGTH},
        {"0F 20000001 00 0202 12 8F66 090D 07E8021DFF173B3B0080000400", GBCS_ERR_LENGTH},
        {"0F 20000001 00 0202 12 8F66 0900", GBCS_ERR_LENGTH},
        {"0F 20000001 00 0203 12 8F66 090C 07E8021DFF173B3B00800004 07", GBCS_ERR_TAG},
    };
    static const uint8_t tags[] = {GBCS_TAG_ACCESS_REQUEST, GBCS_TAG_ACCESS_RESPONSE,
                                   GBCS_TAG_DATA_NOTIFICATION};
    uint8_t buffer[64];
    size_t i;
    size_t j;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const gbcs_bytes payload = hex_bytes(rows[i].hex, buffer, sizeof buffer);

        for (j = 0; j < sizeof tags; j++) {
            const bool own = (buffer[0] == tags[j]);

            assert_int_equal(parse(tags[j], payload), own ? rows[i].status : GBCS_ERR_TAG);
        }
    }
}

static void a_response_is_taken_apart(void **state)
{
    static const struct {
        const char *data;
        gbcs_access access;
        uint8_t result;
    } expected[] = {
        {"00", GBCS_ACCESS_SET, 0},
        {"0600000005", GBCS_ACCESS_GET, 0},
        {"00", GBCS_ACCESS_ACTION, 11},
        {"0203 00 1101 09021234", GBCS_ACCESS_GET, 250},
    };
    uint8_t buffer[64];
    gbcs_dlms_response_item item;
    gbcs_dlms_list response;
    gbcs_dlms_items items;
    size_t i;

    (void)state;
    assert_int_equal(
        gbcs_dlms_response_parse(hex_bytes(RESPONSE, buffer, sizeof buffer), &response), GBCS_OK);
    assert_int_equal(response.invoke_id, 0x20012345);
    assert_int_equal(response.date_time.size, 0);
    assert_int_equal(response.count, 4);
    assert_bytes(response.control, "02 00 01 00 03 0B 01 FA");
    items = gbcs_dlms_items_of(&response);
    for (i = 0; i < 4U; i++) {
        assert_true(gbcs_dlms_response_next(&items, &item));
        assert_bytes(item.data, expected[i].data);
        assert_int_equal(item.access, expected[i].access);
        assert_int_equal(item.result, expected[i].result);
    }
    assert_false(gbcs_dlms_response_next(&items, &item));
    assert_int_equal(item.data.size, 0);
}

static void items_that_were_never_parsed_end_the_walk(void **state)
{
    static const uint8_t zeros[8] = {0};
    static const uint8_t results[] = {0x01U, 0x05U, 0x01U};
    static const uint8_t specification[] = {0x01U, 0x00U, 0x08U, 0x00U, 0x00U,
                                            0x01U, 0x00U, 0x00U, 0xFFU, 0x02U};
    /* items of each list: none; more than there are data; more than there are others */
    static const struct {
        size_t count;
        size_t data;
        size_t items;
    } rows[] = {{0, 8, 1}, {2, 1, 2}, {2, 8, 1}, {1, 0, 1}, {1, 1, 0}};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const size_t sound = (rows[i].data < rows[i].items) ? rows[i].data : rows[i].items;
        const size_t count = (sound < rows[i].count) ? sound : rows[i].count;
        gbcs_dlms_list list = {0U, {NULL, 0U}, 0U, {NULL, 0U}, {NULL, 0U}};
        gbcs_dlms_items items;
        gbcs_dlms_response_item response;
        gbcs_dlms_request_item request;
        size_t found = 0;

        list.count = rows[i].count;
        list.data = gbcs_bytes_of(zeros, rows[i].data);
        list.control = gbcs_bytes_of(results, (rows[i].items > 1U) ? 3U : 2U * rows[i].items);
        items = gbcs_dlms_items_of(&list);
        while (gbcs_dlms_response_next(&items, &response)) {
            assert_int_equal(response.result, 5);
            found++;
        }
        assert_int_equal(found, count);
        assert_int_equal(items.left, 0);
        assert_none(response.data);
        assert_int_equal(response.access, GBCS_ACCESS_GET);
        assert_int_equal(response.result, 0);

        found = 0;
        list.control = gbcs_bytes_of(specification, (rows[i].items > 0U) ? 10U : 9U);
        items = gbcs_dlms_items_of(&list);
        while (gbcs_dlms_request_next(&items, &request)) {
            assert_int_equal(request.class_id, 8);
            found++;
        }
        assert_int_equal(found, count);
        assert_int_equal(items.left, 0);
        assert_int_equal(request.access, GBCS_ACCESS_GET);
        assert_int_equal(request.class_id, 0);
        assert_none(request.instance);
        assert_int_equal(request.attribute, 0);
        assert_int_equal(request.selector, 0);
        assert_none(request.parameters);
        assert_none(request.data);
    }
}

static void a_date_time_of_a_payload_is_kept(void **state)
{
    uint8_t buffer[64];
    uint8_t again[64];
    gbcs_dlms_list list;
    gbcs_dlms_notification notification;
    gbcs_writer writer;

    (void)state;
    assert_int_equal(
        gbcs_dlms_response_parse(
            hex_bytes("DA 20000001 0C 07E8021DFF173B3B00800004 00 00 00", buffer, sizeof buffer),
            &list),
        GBCS_OK);
    assert_bytes(list.date_time, "07E8021DFF173B3B00800004");
    writer = gbcs_writer_of(again, sizeof again);
    gbcs_write_dlms_response(&writer, list.invoke_id, list.date_time, NULL, 0);
    assert_bytes(gbcs_writer_bytes(&writer), "DA 20000001 0C 07E8021DFF173B3B00800004 00 00 00");
    writer = gbcs_writer_of(again, sizeof again);
    gbcs_write_dlms_request(&writer, 1, gbcs_bytes_of(again, 11), NULL, 0);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    assert_int_equal(
        gbcs_dlms_notification_parse(hex_bytes("0F 20000001 0C 07E8021DFF173B3B00800004"
                                               "0202 12 8F66 090C 07E8021DFF000000008000FF",
                                               buffer, sizeof buffer),
                                     &notification),
        GBCS_OK);
    assert_bytes(notification.date_time, "07E8021DFF173B3B00800004");
    assert_bytes(notification.alert_time, "07E8021DFF000000008000FF");
}

static void an_alert_is_taken_apart(void **state)
{
    uint8_t buffer[64];
    gbcs_dlms_notification alert;

    (void)state;
    assert_int_equal(gbcs_dlms_notification_parse(hex_bytes(ALERT, buffer, sizeof buffer), &alert),
                     GBCS_OK);
    assert_int_equal(alert.invoke_id, 0x20ABCDEF);
    assert_int_equal(alert.date_time.size, 0);
    assert_int_equal(alert.alert_code, 0x8F66);
    assert_bytes(alert.alert_time, "07E8021DFF173B3B00800004");
    assert_int_equal(alert.extra_count, 2);
    assert_bytes(alert.extra, "0903010203 0202 1101 00");
    assert_ptr_equal(alert.body.data, &buffer[6]);
    assert_bytes(alert.body, "0204 12 8F66 090C 07E8021DFF173B3B00800004 0903010203 0202 1101 00");
}

static void what_was_read_is_written_again(void **state)
{
    uint8_t buffer[128];
    uint8_t again[128];
    gbcs_dlms_request_item requests[5];
    gbcs_dlms_response_item responses[4];
    gbcs_dlms_notification alert;
    gbcs_dlms_list list;
    gbcs_dlms_items items;
    gbcs_writer writer;
    size_t size;
    size_t room;
    size_t i;

    (void)state;
    size = hex_decode(REQUEST, buffer, sizeof buffer);
    assert_int_equal(gbcs_dlms_request_parse(gbcs_bytes_of(buffer, size), &list), GBCS_OK);
    items = gbcs_dlms_items_of(&list);
    for (i = 0; i < 5U; i++) {
        assert_true(gbcs_dlms_request_next(&items, &requests[i]));
    }
    for (room = 0; room <= size; room++) {
        writer = gbcs_writer_of(again, room);
        gbcs_write_dlms_request(&writer, list.invoke_id, list.date_time, requests, 5);
        assert_int_equal(writer.status, (room < size) ? GBCS_ERR_SPACE : GBCS_OK);
    }
    assert_bytes(gbcs_writer_bytes(&writer), REQUEST);

    size = hex_decode(RESPONSE, buffer, sizeof buffer);
    assert_int_equal(gbcs_dlms_response_parse(gbcs_bytes_of(buffer, size), &list), GBCS_OK);
    items = gbcs_dlms_items_of(&list);
    for (i = 0; i < 4U; i++) {
        assert_true(gbcs_dlms_response_next(&items, &responses[i]));
    }
    for (room = 0; room <= size; room++) {
        writer = gbcs_writer_of(again, room);
        gbcs_write_dlms_response(&writer, list.invoke_id, list.date_time, responses, 4);
        assert_int_equal(writer.status, (room < size) ? GBCS_ERR_SPACE : GBCS_OK);
    }
    assert_bytes(gbcs_writer_bytes(&writer), RESPONSE);

    size = hex_decode(ALERT, buffer, sizeof buffer);
    assert_int_equal(gbcs_dlms_notification_parse(gbcs_bytes_of(buffer, size), &alert), GBCS_OK);
    for (room = 0; room <= size; room++) {
        writer = gbcs_writer_of(again, room);
        gbcs_write_dlms_notification(&writer, &alert);
        assert_int_equal(writer.status, (room < size) ? GBCS_ERR_SPACE : GBCS_OK);
    }
    assert_bytes(gbcs_writer_bytes(&writer), ALERT);
}

static void many_items_have_a_count_of_two_octets(void **state)
{
    static const uint8_t instance[GBCS_OBIS_SIZE] = {0, 0, 1, 0, 0, 0xFF};
    static const uint8_t none[] = {0};
    static gbcs_dlms_request_item items[200];
    static uint8_t buffer[4096];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_dlms_list request;
    size_t i;

    (void)state;
    for (i = 0; i < 200U; i++) {
        items[i].access = GBCS_ACCESS_GET;
        items[i].class_id = (uint16_t)i;
        items[i].instance = gbcs_bytes_of(instance, sizeof instance);
        items[i].attribute = 2;
        items[i].data = gbcs_bytes_of(none, sizeof none);
    }
    gbcs_write_dlms_request(&writer, 0x20000001, NO_TIME, items, 200);
    assert_int_equal(writer.status, GBCS_OK);
    assert_int_equal(gbcs_writer_bytes(&writer).size, 6U + 2U + 200U * 10U + 2U + 200U);
    assert_octets(&buffer[6], 2, "81C8");
    assert_int_equal(gbcs_dlms_request_parse(gbcs_writer_bytes(&writer), &request), GBCS_OK);
    assert_int_equal(request.count, 200);
}

static const uint8_t OCTETS[] = {0x00U, 0x11U, 0x22U, 0x33U, 0x44U, 0x55U, 0x66U,
                                 0x77U, 0x88U, 0x99U, 0xAAU, 0xBBU, 0xCCU};

static void items_that_cannot_be_read_are_not_written(void **state)
{
    /* how a sound item is spoilt: set with selection, 6 octets of instance, null-data */
    static const struct {
        gbcs_access access;
        size_t instance;
        uint8_t selector;
        const char *parameters;
        const char *data;
        gbcs_status status;
    } rows[] = {
        {GBCS_ACCESS_SET_SELECTED, 6, 1, "00", "1100", GBCS_OK},
        {GBCS_ACCESS_GET_SELECTED, 6, 1, "00", "00", GBCS_OK},
        {GBCS_ACCESS_GET_SELECTED, 6, 0, "00", "00", GBCS_OK},
        {GBCS_ACCESS_SET, 6, 0, "", "1100", GBCS_OK},
        {GBCS_ACCESS_ACTION, 6, 0, "", "00", GBCS_OK},
        {GBCS_ACCESS_GET, 6, 0, "", "00", GBCS_OK},
        {(gbcs_access)0, 6, 0, "", "00", GBCS_ERR_ARGUMENT},
        {(gbcs_access)6, 6, 0, "", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET, 5, 0, "", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET, 7, 0, "", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET, 0, 0, "", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET, 6, 1, "", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET, 6, 0, "00", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET_SELECTED, 6, 1, "", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET_SELECTED, 6, 1, "0000", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET_SELECTED, 6, 1, "07", "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET, 6, 0, "", "", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET, 6, 0, "", "11", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET, 6, 0, "", "110000", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_GET, 6, 0, "", "1100", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_GET, 6, 0, "", "11", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_GET_SELECTED, 6, 1, "00", "FF", GBCS_ERR_ARGUMENT},
    };
    uint8_t buffer[64];
    uint8_t parameters[8];
    uint8_t data[8];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_dlms_request_item item;
        gbcs_dlms_list request;

        item.access = rows[i].access;
        item.class_id = 8;
        item.instance = gbcs_bytes_of(OCTETS, rows[i].instance);
        item.attribute = 2;
        item.selector = rows[i].selector;
        item.parameters = hex_bytes(rows[i].parameters, parameters, sizeof parameters);
        item.data = hex_bytes(rows[i].data, data, sizeof data);
        gbcs_write_dlms_request(&writer, 1, NO_TIME, &item, 1);
        assert_int_equal(writer.status, rows[i].status);
        if (rows[i].status == GBCS_OK) {
            assert_int_equal(gbcs_dlms_request_parse(gbcs_writer_bytes(&writer), &request),
                             GBCS_OK);
        }
    }
}

static void results_that_cannot_be_read_are_not_written(void **state)
{
    static const struct {
        gbcs_access access;
        const char *data;
        gbcs_status status;
    } rows[] = {
        {GBCS_ACCESS_GET, "1100", GBCS_OK},
        {GBCS_ACCESS_SET, "00", GBCS_OK},
        {GBCS_ACCESS_ACTION, "0200", GBCS_OK},
        {(gbcs_access)0, "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_GET_SELECTED, "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_SET_SELECTED, "00", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_GET, "", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_GET, "11", GBCS_ERR_ARGUMENT},
        {GBCS_ACCESS_GET, "0000", GBCS_ERR_ARGUMENT},
    };
    uint8_t buffer[64];
    uint8_t data[8];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_dlms_response_item item;

        item.access = rows[i].access;
        item.data = hex_bytes(rows[i].data, data, sizeof data);
        item.result = 0;
        gbcs_write_dlms_response(&writer, 1, NO_TIME, &item, 1);
        assert_int_equal(writer.status, rows[i].status);
    }
}

static void alerts_that_cannot_be_read_are_not_written(void **state)
{
    static const struct {
        size_t date_time;
        size_t alert_time;
        size_t extra_count;
        const char *extra;
        gbcs_status status;
    } rows[] = {
        {0, 12, 0, "", GBCS_OK},
        {12, 12, 1, "1100", GBCS_OK},
        {0, 12, 3, "00 0201 00 1100", GBCS_OK},
        {1, 12, 0, "", GBCS_ERR_ARGUMENT},
        {11, 12, 0, "", GBCS_ERR_ARGUMENT},
        {13, 12, 0, "", GBCS_ERR_ARGUMENT},
        {0, 0, 0, "", GBCS_ERR_ARGUMENT},
        {0, 11, 0, "", GBCS_ERR_ARGUMENT},
        {0, 13, 0, "", GBCS_ERR_ARGUMENT},
        {0, 12, 1, "", GBCS_ERR_ARGUMENT},
        {0, 12, 0, "00", GBCS_ERR_ARGUMENT},
        {0, 12, 1, "0000", GBCS_ERR_ARGUMENT},
        {0, 12, 1, "11", GBCS_ERR_ARGUMENT},
        {0, 12, 2, "00 07", GBCS_ERR_ARGUMENT},
        {0, 12, SIZE_MAX, "00", GBCS_ERR_ARGUMENT},
    };
    uint8_t buffer[64];
    uint8_t extra[8];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_dlms_notification alert = {0x20000001U, {NULL, 0U}, {NULL, 0U}, 0x8F66U,
                                        {NULL, 0U},  0U,         {NULL, 0U}};
        gbcs_dlms_notification back;

        alert.date_time = gbcs_bytes_of(OCTETS, rows[i].date_time);
        alert.alert_time = gbcs_bytes_of(OCTETS, rows[i].alert_time);
        alert.extra_count = rows[i].extra_count;
        alert.extra = hex_bytes(rows[i].extra, extra, sizeof extra);
        gbcs_write_dlms_notification(&writer, &alert);
        assert_int_equal(writer.status, rows[i].status);
        if (rows[i].status == GBCS_OK) {
            assert_int_equal(gbcs_dlms_notification_parse(gbcs_writer_bytes(&writer), &back),
                             GBCS_OK);
            assert_int_equal(back.extra_count, alert.extra_count);
            assert_true(gbcs_bytes_equal(back.extra, alert.extra));
            assert_true(gbcs_bytes_equal(back.date_time, alert.date_time));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_simple_type_is_read),
        cmocka_unit_test(unknown_types_are_refused),
        cmocka_unit_test(members_are_walked_before_what_follows),
        cmocka_unit_test(a_walk_that_has_not_come_to_the_end_is_not_done),
        cmocka_unit_test(malformed_values_are_refused),
        cmocka_unit_test(nesting_is_bounded),
        cmocka_unit_test(a_compact_array_is_read),
        cmocka_unit_test(malformed_compact_arrays_are_refused),
        cmocka_unit_test(nesting_is_bounded_in_a_compact_array),
        cmocka_unit_test(a_value_is_read_where_the_reader_stands),
        cmocka_unit_test(heads_are_written),
        cmocka_unit_test(a_request_is_taken_apart),
        cmocka_unit_test(a_response_is_taken_apart),
        cmocka_unit_test(an_alert_is_taken_apart),
        cmocka_unit_test(payloads_end_where_they_end),
        cmocka_unit_test(malformed_payloads_are_refused),
        cmocka_unit_test(items_that_were_never_parsed_end_the_walk),
        cmocka_unit_test(a_date_time_of_a_payload_is_kept),
        cmocka_unit_test(what_was_read_is_written_again),
        cmocka_unit_test(many_items_have_a_count_of_two_octets),
        cmocka_unit_test(items_that_cannot_be_read_are_not_written),
        cmocka_unit_test(results_that_cannot_be_read_are_not_written),
        cmocka_unit_test(alerts_that_cannot_be_read_are_not_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
