/* Elements of ASN.1: reading, checking, walking, writing. Rules: X.690, by the clause named. */
#include "hex.h"

#include <stdlib.h>

#include "gbcs/codec/ber.h"

#define ROOM 1024U

/** Octets and what reading one element of them gives, by DER and by BER. */
typedef struct tlv_row {
    const char *name;
    const char *hex;
    gbcs_status der;
    gbcs_status ber;
    const char *value;
} tlv_row;

static const tlv_row TLVS[] = {
    {"empty element", "0500", GBCS_OK, GBCS_OK, ""},
    {"one octet", "0403AABBCC", GBCS_OK, GBCS_OK, "AABBCC"},
    {"more follows", "0401AA0500", GBCS_OK, GBCS_OK, "AA"},
    {"context tag", "8001AA", GBCS_OK, GBCS_OK, "AA"},
    {"context tag 30", "9E01AA", GBCS_OK, GBCS_OK, "AA"},
    {"constructed context tag", "A3020500", GBCS_OK, GBCS_OK, "0500"},
    {"SEQUENCE", "30020500", GBCS_OK, GBCS_OK, "0500"},
    {"SET", "31020500", GBCS_OK, GBCS_OK, "0500"},
    {"length in 81, not shortest (10.1)", "048101AA", GBCS_ERR_LENGTH, GBCS_OK, "AA"},
    {"length in 82, not shortest", "04820001AA", GBCS_ERR_LENGTH, GBCS_OK, "AA"},
    {"length in 84, not shortest", "048400000001AA", GBCS_ERR_LENGTH, GBCS_OK, "AA"},
    {"length in 85", "04850000000001AA", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH, ""},
    {"indefinite length (8.1.3.6)", "3080050000000000", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH, ""},
    {"reserved length (8.1.3.5)", "04FF", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH, ""},
    {"nothing", "", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED, ""},
    {"tag only", "04", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED, ""},
    {"length cut off", "0482", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED, ""},
    {"value cut off", "0402AA", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED, ""},
    {"value of 2^32 - 1", "0484FFFFFFFFAA", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED, ""},
    {"tag of two octets (8.1.2.4)", "1F0100", GBCS_ERR_TAG, GBCS_ERR_TAG, ""},
    {"context tag of two octets", "BF8100", GBCS_ERR_TAG, GBCS_ERR_TAG, ""},
    {"tag 00 (8.1.5)", "0000", GBCS_ERR_TAG, GBCS_ERR_TAG, ""},
    {"primitive SEQUENCE (8.9.1)", "1000", GBCS_ERR_TAG, GBCS_ERR_TAG, ""},
    {"primitive SET (8.11.1)", "1100", GBCS_ERR_TAG, GBCS_ERR_TAG, ""},
    {"constructed INTEGER (8.3.1)", "2203020100", GBCS_ERR_TAG, GBCS_ERR_TAG, ""},
    {"constructed OCTET STRING (10.2)", "24030401AA", GBCS_ERR_TAG, GBCS_ERR_TAG, ""},
};

static void assert_empty(const gbcs_tlv *tlv)
{
    assert_int_equal(tlv->tag, 0);
    assert_int_equal(tlv->value.size, 0);
    assert_int_equal(tlv->octets.size, 0);
}

static void check_row(const tlv_row *row, gbcs_ber_rules rules, gbcs_status expected)
{
    uint8_t buffer[ROOM];
    gbcs_reader reader = gbcs_reader_of(hex_bytes(row->hex, buffer, sizeof buffer));
    gbcs_tlv tlv = gbcs_read_tlv(&reader, rules);

    if (reader.status != expected) {
        fail_msg("%s: %s", row->name, gbcs_status_name(reader.status));
    }
    if (expected == GBCS_OK) {
        assert_int_equal(tlv.tag, buffer[0]);
        assert_bytes(tlv.value, row->value);
        assert_ptr_equal(tlv.octets.data, buffer);
        assert_int_equal(tlv.octets.size, reader.position);
    } else {
        assert_empty(&tlv);
    }
}

static void elements_are_read_by_the_rules(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof TLVS / sizeof TLVS[0]); i++) {
        check_row(&TLVS[i], GBCS_DER, TLVS[i].der);
        check_row(&TLVS[i], GBCS_BER, TLVS[i].ber);
    }
}

static void a_reader_that_failed_gives_no_element(void **state)
{
    static const uint8_t OCTETS[] = {0x05, 0x00};
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(OCTETS, sizeof OCTETS));
    gbcs_bytes value;
    gbcs_tlv tlv;

    (void)state;
    gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
    tlv = gbcs_read_tlv(&reader, GBCS_DER);
    assert_empty(&tlv);
    assert_int_equal(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_NULL).size, 0);
    assert_false(gbcs_read_optional(&reader, GBCS_DER, GBCS_BER_NULL, &value));
    assert_int_equal(reader.status, GBCS_ERR_VALUE);
}

static void a_given_tag_is_asked_for(void **state)
{
    uint8_t buffer[8];
    gbcs_reader reader = gbcs_reader_of(hex_bytes("0401AA 0500", buffer, sizeof buffer));

    (void)state;
    assert_bytes(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_OCTET_STRING), "AA");
    assert_int_equal(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_INTEGER).size, 0);
    assert_int_equal(reader.status, GBCS_ERR_TAG);
    assert_int_equal(reader.position, 3);

    reader = gbcs_reader_of(gbcs_bytes_of(buffer, 1U));
    assert_int_equal(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_NULL).size, 0);
    assert_int_equal(reader.status, GBCS_ERR_TAG);

    reader = gbcs_reader_of(gbcs_bytes_of(buffer, 0U));
    assert_int_equal(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_NULL).size, 0);
    assert_int_equal(reader.status, GBCS_ERR_TRUNCATED);
}

static void an_optional_element_may_be_absent(void **state)
{
    uint8_t buffer[8];
    gbcs_bytes value;
    gbcs_reader reader = gbcs_reader_of(hex_bytes("A001AA 0402BB", buffer, sizeof buffer));

    (void)state;
    assert_false(gbcs_read_optional(&reader, GBCS_DER, 0xA1U, &value));
    assert_int_equal(value.size, 0);
    assert_true(gbcs_read_optional(&reader, GBCS_DER, 0xA0U, &value));
    assert_bytes(value, "AA");
    assert_int_equal(reader.status, GBCS_OK);
    /* there, but cut off */
    assert_false(gbcs_read_optional(&reader, GBCS_DER, 0x04U, &value));
    assert_int_equal(value.size, 0);
    assert_int_equal(reader.status, GBCS_ERR_TRUNCATED);
    reader = gbcs_reader_of(gbcs_bytes_of(buffer, 1U));
    assert_false(gbcs_read_optional(&reader, GBCS_DER, 0xA0U, &value));
    assert_int_equal(reader.status, GBCS_ERR_TRUNCATED);
    /* a tag of 0 is not what the end looks like */
    reader = gbcs_reader_of(gbcs_bytes_of(buffer, 0U));
    assert_false(gbcs_read_optional(&reader, GBCS_DER, 0x00U, &value));
    assert_int_equal(reader.status, GBCS_OK);
}

/** The value of an INTEGER, and the number that it is. */
typedef struct number_row {
    const char *hex;
    gbcs_status status;
    uint64_t number;
} number_row;

static const number_row NUMBERS[] = {
    {"00", GBCS_OK, 0U},
    {"01", GBCS_OK, 1U},
    {"7F", GBCS_OK, 127U},
    {"0080", GBCS_OK, 128U},
    {"00FF", GBCS_OK, 255U},
    {"0100", GBCS_OK, 256U},
    {"7FFFFFFFFFFFFFFF", GBCS_OK, 0x7FFFFFFFFFFFFFFFU},
    {"", GBCS_ERR_LENGTH, 0U},
    {"0000", GBCS_ERR_LENGTH, 0U},
    {"007F", GBCS_ERR_LENGTH, 0U},
    {"FFFF", GBCS_ERR_LENGTH, 0U},
    {"FF80", GBCS_ERR_LENGTH, 0U},
    {"FF", GBCS_ERR_VALUE, 0U},
    {"80", GBCS_ERR_VALUE, 0U},
    {"FF7F", GBCS_ERR_VALUE, 0U},
    {"8000000000000000", GBCS_ERR_VALUE, 0U},
    {"008000000000000000", GBCS_ERR_VALUE, 0U},
    {"010000000000000000", GBCS_ERR_VALUE, 0U},
};

static void numbers_are_read(void **state)
{
    uint8_t buffer[16];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof NUMBERS / sizeof NUMBERS[0]); i++) {
        uint64_t number = 99U;
        gbcs_bytes value = hex_bytes(NUMBERS[i].hex, buffer, sizeof buffer);

        assert_int_equal(gbcs_ber_unsigned(value, &number), NUMBERS[i].status);
        assert_true(number == NUMBERS[i].number);
    }
}

/** An element and what its check says, by DER and by BER. */
typedef struct check_case {
    const char *hex;
    gbcs_status der;
    gbcs_status ber;
} check_case;

static const check_case CHECKS[] = {
    /* BOOLEAN (8.2, 11.1) */
    {"010100", GBCS_OK, GBCS_OK},
    {"0101FF", GBCS_OK, GBCS_OK},
    {"010101", GBCS_ERR_VALUE, GBCS_OK},
    {"0100", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"0102FFFF", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    /* INTEGER, ENUMERATED (8.3.2, 8.4) */
    {"020100", GBCS_OK, GBCS_OK},
    {"020180", GBCS_OK, GBCS_OK},
    {"02020080", GBCS_OK, GBCS_OK},
    {"0202FF7F", GBCS_OK, GBCS_OK},
    {"0200", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"02020000", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"0202FFFF", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"0A0105", GBCS_OK, GBCS_OK},
    {"0A00", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"0A020001", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    /* BIT STRING (8.6.2, 11.2.1) */
    {"030100", GBCS_OK, GBCS_OK},
    {"03020780", GBCS_OK, GBCS_OK},
    {"030200FF", GBCS_OK, GBCS_OK},
    {"0303040AF0", GBCS_OK, GBCS_OK},
    {"030207C0", GBCS_ERR_VALUE, GBCS_OK},
    {"03020101", GBCS_ERR_VALUE, GBCS_OK},
    {"03020880", GBCS_ERR_VALUE, GBCS_ERR_VALUE},
    {"030101", GBCS_ERR_VALUE, GBCS_ERR_VALUE},
    {"030107", GBCS_ERR_VALUE, GBCS_ERR_VALUE},
    {"0300", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    /* NULL (8.8.2) */
    {"0500", GBCS_OK, GBCS_OK},
    {"050100", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    /* OBJECT IDENTIFIER (8.19.2) */
    {"06032A8648", GBCS_OK, GBCS_OK},
    {"06042A868001", GBCS_OK, GBCS_OK},
    {"06012A", GBCS_OK, GBCS_OK},
    {"0600", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"06022A86", GBCS_ERR_VALUE, GBCS_ERR_VALUE},
    {"06032A8680", GBCS_ERR_VALUE, GBCS_ERR_VALUE},
    {"06018001", GBCS_ERR_VALUE, GBCS_ERR_VALUE},
    {"06032A8001", GBCS_ERR_VALUE, GBCS_ERR_VALUE},
    {"060280012A", GBCS_ERR_VALUE, GBCS_ERR_VALUE},
    /* nothing is asked of others */
    {"0400", GBCS_OK, GBCS_OK},
    {"8000", GBCS_OK, GBCS_OK},
    {"1301FF", GBCS_OK, GBCS_OK},
};

static void values_are_checked(void **state)
{
    uint8_t buffer[16];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof CHECKS / sizeof CHECKS[0]); i++) {
        const check_case *row = &CHECKS[i];
        gbcs_reader reader = gbcs_reader_of(hex_bytes(row->hex, buffer, sizeof buffer));
        gbcs_tlv tlv = gbcs_read_tlv(&reader, GBCS_DER);

        assert_int_equal(reader.status, GBCS_OK);
        if ((gbcs_ber_check(&tlv, GBCS_DER) != row->der) ||
            (gbcs_ber_check(&tlv, GBCS_BER) != row->ber)) {
            fail_msg("%s", row->hex);
        }
    }
}

static void a_walk_meets_each_element_before_what_it_contains(void **state)
{
    /* tag, depth and offset of the elements of the tree */
    static const size_t EXPECTED[][3] = {{0x30, 0, 0}, {0x30, 1, 2},  {0x05, 2, 4},  {0x31, 1, 6},
                                         {0xA1, 1, 8}, {0x02, 2, 10}, {0x04, 1, 13}, {0x05, 0, 16}};
    uint8_t buffer[32];
    gbcs_bytes tree = hex_bytes("300E 30020500 3100 A103020100 0401AA 0500", buffer, sizeof buffer);
    gbcs_ber_walk walk = gbcs_ber_walk_of(tree, GBCS_DER);
    gbcs_ber_element element;
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof EXPECTED / sizeof EXPECTED[0]); i++) {
        if (i == 3U) {
            assert_int_equal(gbcs_ber_walk_end(&walk), GBCS_ERR_TRAILING);
        }
        assert_true(gbcs_ber_walk_next(&walk, &element));
        assert_int_equal(element.tlv.tag, EXPECTED[i][0]);
        assert_int_equal(element.depth, EXPECTED[i][1]);
        assert_int_equal(element.offset, EXPECTED[i][2]);
        assert_ptr_equal(element.tlv.octets.data, &buffer[element.offset]);
    }
    assert_false(gbcs_ber_walk_next(&walk, &element));
    assert_empty(&element.tlv);
    assert_int_equal(element.depth, 0);
    assert_int_equal(element.offset, 0);
    assert_false(gbcs_ber_walk_next(&walk, &element));
    assert_int_equal(gbcs_ber_walk_end(&walk), GBCS_OK);
}

static void a_walk_stays_inside_what_it_entered(void **state)
{
    uint8_t buffer[8];
    gbcs_ber_walk walk =
        gbcs_ber_walk_of(hex_bytes("3001 0500 0500", buffer, sizeof buffer), GBCS_BER);
    gbcs_ber_element element;

    (void)state;
    assert_true(gbcs_ber_walk_next(&walk, &element));
    assert_false(gbcs_ber_walk_next(&walk, &element));
    assert_empty(&element.tlv);
    assert_int_equal(gbcs_ber_walk_end(&walk), GBCS_ERR_LENGTH);

    walk = gbcs_ber_walk_of(gbcs_bytes_of(NULL, 0U), GBCS_BER);
    assert_false(gbcs_ber_walk_next(&walk, &element));
    assert_int_equal(gbcs_ber_walk_end(&walk), GBCS_OK);
}

/** A tree and what validation says, by DER and by BER. */
static const check_case TREES[] = {
    {"0500", GBCS_OK, GBCS_OK},
    {"3000", GBCS_OK, GBCS_OK},
    {"300430020500", GBCS_OK, GBCS_OK},
    /* a response of CS02a and its relatives write a length of 128 to 255 as 82 00 xx */
    {"30820003020105", GBCS_ERR_LENGTH, GBCS_OK},
    {"3006308200020500", GBCS_ERR_LENGTH, GBCS_OK},
    {"", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED},
    {"05000500", GBCS_ERR_TRAILING, GBCS_ERR_TRAILING},
    {"300205000500", GBCS_ERR_TRAILING, GBCS_ERR_TRAILING},
    {"30030500", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED},
    /* the element inside goes beyond its parent: with its value, with its length */
    {"3007 3002 0202 0101 05", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"3006 3001 04 02 AABB", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"3005 3001 05 00 05", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"3003 0402 AA", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED},
    {"30050404AABBCC", GBCS_ERR_TRUNCATED, GBCS_ERR_TRUNCATED},
    /* checks reach the inside */
    {"3003010101", GBCS_ERR_VALUE, GBCS_OK},
    {"A104 A002 0200", GBCS_ERR_LENGTH, GBCS_ERR_LENGTH},
    {"3002 1000", GBCS_ERR_TAG, GBCS_ERR_TAG},
    {"3002 0000", GBCS_ERR_TAG, GBCS_ERR_TAG},
};

static void trees_are_validated(void **state)
{
    uint8_t buffer[32];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof TREES / sizeof TREES[0]); i++) {
        gbcs_bytes octets = hex_bytes(TREES[i].hex, buffer, sizeof buffer);
        gbcs_status der = gbcs_ber_validate(octets, GBCS_DER);
        gbcs_status ber = gbcs_ber_validate(octets, GBCS_BER);

        if ((der != TREES[i].der) || (ber != TREES[i].ber)) {
            fail_msg("%s: %s, %s", TREES[i].hex, gbcs_status_name(der), gbcs_status_name(ber));
        }
    }
}

/** SEQUENCEs, each in the one before; the innermost holds a NULL. */
static gbcs_bytes nest(size_t depth, uint8_t *buffer, size_t room)
{
    gbcs_writer writer = gbcs_writer_of(buffer, room);
    size_t marks[GBCS_BER_DEPTH + 2U];
    size_t i;

    for (i = 0U; i < depth; i++) {
        marks[i] = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    }
    gbcs_write_tlv(&writer, GBCS_BER_NULL, GBCS_BER_SHORTEST, gbcs_bytes_of(NULL, 0U));
    for (i = depth; i > 0U; i--) {
        gbcs_write_close(&writer, marks[i - 1U], GBCS_BER_SHORTEST);
    }
    return gbcs_writer_bytes(&writer);
}

static void nesting_has_a_limit(void **state)
{
    uint8_t buffer[64];
    gbcs_bytes octets = nest(GBCS_BER_DEPTH, buffer, sizeof buffer);
    gbcs_ber_walk walk = gbcs_ber_walk_of(octets, GBCS_DER);
    gbcs_ber_element element;
    size_t deepest = 0U;

    (void)state;
    while (gbcs_ber_walk_next(&walk, &element)) {
        deepest = element.depth;
    }
    assert_int_equal(deepest, GBCS_BER_DEPTH);
    assert_int_equal(gbcs_ber_walk_end(&walk), GBCS_OK);
    octets = nest(GBCS_BER_DEPTH + 1U, buffer, sizeof buffer);
    assert_int_equal(gbcs_ber_validate(octets, GBCS_DER), GBCS_ERR_NESTING);
}

/** Validates octets that lie at the very end of their memory. */
static gbcs_status validate_exact(const uint8_t *octets, size_t size)
{
    uint8_t *copy = malloc((size > 0U) ? size : 1U);
    gbcs_status status;

    assert_non_null(copy);
    memcpy(copy, octets, size);
    status = gbcs_ber_validate(gbcs_bytes_of(copy, size), GBCS_DER);
    free(copy);
    return status;
}

static void a_tree_cut_off_anywhere_is_refused(void **state)
{
    static const char HEX[] = "301B 3007 020103 02020080 03020780 A105 0403AABBCC 0500 0603551D0F";
    /* where an element of the outer SEQUENCE begins */
    static const size_t BEGINS[] = {2U, 11U, 15U, 22U, 24U};
    uint8_t buffer[64];
    gbcs_bytes octets = hex_bytes(HEX, buffer, sizeof buffer);
    size_t next = 0U;
    size_t size;

    (void)state;
    assert_int_equal(validate_exact(buffer, octets.size), GBCS_OK);
    for (size = 0U; size < octets.size; size++) {
        assert_int_equal(validate_exact(buffer, size), GBCS_ERR_TRUNCATED);
    }
    /* the same with an outer length that is right: only the elements inside can be cut */
    for (size = 2U; size < octets.size; size++) {
        const bool between = (next < 5U) && (size == BEGINS[next]);

        buffer[1] = (uint8_t)(size - 2U);
        assert_int_equal(validate_exact(buffer, size), between ? GBCS_OK : GBCS_ERR_TRUNCATED);
        next += between ? 1U : 0U;
    }
    assert_int_equal(next, 5);
}

static void elements_are_written(void **state)
{
    /* sizes where a length grows, and how it is written in both forms */
    static const struct {
        size_t size;
        const char *shortest;
        const char *no_81;
    } ROWS[] = {
        {0U, "0400", "0400"},
        {1U, "0401", "0401"},
        {127U, "047F", "047F"},
        {128U, "048180", "04820080"},
        {255U, "0481FF", "048200FF"},
        {256U, "04820100", "04820100"},
        {65535U, "0482FFFF", "0482FFFF"},
        {65536U, "0483010000", "0483010000"},
    };
    static uint8_t value[65536];
    static uint8_t buffer[sizeof value + 8U];
    size_t i;
    size_t form;

    (void)state;
    for (i = 0U; i < (sizeof ROWS / sizeof ROWS[0]); i++) {
        for (form = 0U; form < 2U; form++) {
            const char *head = (form == 0U) ? ROWS[i].shortest : ROWS[i].no_81;
            const size_t head_size = strlen(head) / 2U;
            gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
            gbcs_writer opened;
            size_t mark;

            memset(value, 0x5A, sizeof value);
            value[0] = 0x11;
            gbcs_write_tlv(&writer, 0x04U, (gbcs_ber_form)form, gbcs_bytes_of(value, ROWS[i].size));
            assert_int_equal(writer.used, head_size + ROWS[i].size);
            assert_octets(buffer, head_size, head);
            assert_memory_equal(&buffer[head_size], value, ROWS[i].size);

            memset(buffer, 0, sizeof buffer);
            opened = gbcs_writer_of(buffer, sizeof buffer);
            mark = gbcs_write_open(&opened, 0x04U);
            gbcs_write_bytes(&opened, gbcs_bytes_of(value, ROWS[i].size));
            gbcs_write_close(&opened, mark, (gbcs_ber_form)form);
            assert_int_equal(opened.used, head_size + ROWS[i].size);
            assert_octets(buffer, head_size, head);
            assert_memory_equal(&buffer[head_size], value, ROWS[i].size);
        }
    }
}

static void strings_and_times_are_octets_of_any_value(void **state)
{
    static const uint8_t TAGS[] = {GBCS_BER_OCTET_STRING,     GBCS_BER_UTF8_STRING,
                                   GBCS_BER_PRINTABLE_STRING, GBCS_BER_IA5_STRING,
                                   GBCS_BER_UTC_TIME,         GBCS_BER_GENERALIZED_TIME};
    static const uint8_t VALUE[] = {0x00, 0xFF};
    uint8_t buffer[8];
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof TAGS; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

        gbcs_write_tlv(&writer, TAGS[i], GBCS_BER_SHORTEST, gbcs_bytes_of(VALUE, sizeof VALUE));
        assert_int_equal(gbcs_ber_validate(gbcs_writer_bytes(&writer), GBCS_DER), GBCS_OK);
        /* but never made of elements, which DER does not allow (10.2) */
        buffer[0] = (uint8_t)(buffer[0] | GBCS_BER_CONSTRUCTED);
        assert_int_equal(gbcs_ber_validate(gbcs_writer_bytes(&writer), GBCS_BER), GBCS_ERR_TAG);
    }
}

static void numbers_are_written_and_read_back(void **state)
{
    static const struct {
        uint64_t number;
        const char *hex;
    } ROWS[] = {
        {0U, "020100"},
        {127U, "02017F"},
        {128U, "02020080"},
        {255U, "020200FF"},
        {256U, "02020100"},
        {32767U, "02027FFF"},
        {32768U, "0203008000"},
        {0x8F66U, "0203008F66"},
        {0x7FFFFFFFFFFFFFFFU, "02087FFFFFFFFFFFFFFF"},
        {0x8000000000000000U, "0209008000000000000000"},
        {0xFFFFFFFFFFFFFFFFU, "020900FFFFFFFFFFFFFFFF"},
    };
    uint8_t buffer[16];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof ROWS / sizeof ROWS[0]); i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        uint64_t number;

        gbcs_write_unsigned(&writer, GBCS_BER_INTEGER, ROWS[i].number);
        assert_bytes(gbcs_writer_bytes(&writer), ROWS[i].hex);
        assert_int_equal(gbcs_ber_validate(gbcs_writer_bytes(&writer), GBCS_DER), GBCS_OK);
        if (ROWS[i].number <= 0x7FFFFFFFFFFFFFFFU) {
            assert_int_equal(
                gbcs_ber_unsigned(gbcs_bytes_of(&buffer[2], writer.used - 2U), &number), GBCS_OK);
            assert_true(number == ROWS[i].number);
        }
    }
}

/** A made-up response in the manner of CS02a, whose outer length is 128 or more. */
static gbcs_bytes response(uint8_t *buffer, size_t room)
{
    static const uint8_t OCTETS[120] = {0x77};
    gbcs_writer writer = gbcs_writer_of(buffer, room);
    const size_t outer = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    const size_t inner = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);

    gbcs_write_unsigned(&writer, GBCS_BER_INTEGER, 2U);
    gbcs_write_unsigned(&writer, GBCS_BER_ENUMERATED, 0U);
    gbcs_write_close(&writer, inner, GBCS_BER_NO_81);
    gbcs_write_tlv(&writer, GBCS_BER_OCTET_STRING, GBCS_BER_NO_81,
                   gbcs_bytes_of(OCTETS, sizeof OCTETS));
    gbcs_write_close(&writer, outer, GBCS_BER_NO_81);
    return gbcs_writer_bytes(&writer);
}

static void a_tree_is_written_in_the_form_of_devices(void **state)
{
    uint8_t buffer[256];
    gbcs_bytes octets = response(buffer, sizeof buffer);

    (void)state;
    assert_octets(octets.data, 14U, "30820082 3006 020102 0A0100 0478");
    assert_int_equal(octets.size, 134);
    assert_int_equal(gbcs_ber_validate(octets, GBCS_BER), GBCS_OK);
    assert_int_equal(gbcs_ber_validate(octets, GBCS_DER), GBCS_ERR_LENGTH);
}

static void a_buffer_too_small_fails_at_every_size(void **state)
{
    uint8_t buffer[256];
    const size_t needed = response(buffer, sizeof buffer).size;
    size_t room;

    (void)state;
    for (room = 0U; room < needed; room++) {
        memset(buffer, 0xEE, sizeof buffer);
        assert_int_equal(response(buffer, room).size, 0);
        assert_int_equal(buffer[room], 0xEE);
    }
    assert_int_equal(response(buffer, needed).size, needed);
}

static void a_mark_that_is_none_is_refused(void **state)
{
    uint8_t buffer[16];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    size_t mark = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);

    (void)state;
    gbcs_write_close(&writer, mark + 1U, GBCS_BER_SHORTEST);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
}

#if SIZE_MAX > 0xFFFFFFFF
static void a_value_beyond_four_octets_of_length_is_refused(void **state)
{
    uint8_t octets[8] = {0};
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    (void)state;
    /* no such value exists: the length is refused before it would be looked at */
    gbcs_write_tlv(&writer, GBCS_BER_OCTET_STRING, GBCS_BER_SHORTEST,
                   gbcs_bytes_of(octets, (size_t)0xFFFFFFFFU + 1U));
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);

    writer = gbcs_writer_of(octets, SIZE_MAX);
    writer.used = (size_t)0xFFFFFFFFU + 2U;
    gbcs_write_close(&writer, 1U, GBCS_BER_SHORTEST);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_are_read_by_the_rules),
        cmocka_unit_test(a_reader_that_failed_gives_no_element),
        cmocka_unit_test(a_given_tag_is_asked_for),
        cmocka_unit_test(an_optional_element_may_be_absent),
        cmocka_unit_test(numbers_are_read),
        cmocka_unit_test(values_are_checked),
        cmocka_unit_test(a_walk_meets_each_element_before_what_it_contains),
        cmocka_unit_test(a_walk_stays_inside_what_it_entered),
        cmocka_unit_test(trees_are_validated),
        cmocka_unit_test(nesting_has_a_limit),
        cmocka_unit_test(a_tree_cut_off_anywhere_is_refused),
        cmocka_unit_test(elements_are_written),
        cmocka_unit_test(strings_and_times_are_octets_of_any_value),
        cmocka_unit_test(numbers_are_written_and_read_back),
        cmocka_unit_test(a_tree_is_written_in_the_form_of_devices),
        cmocka_unit_test(a_buffer_too_small_fails_at_every_size),
        cmocka_unit_test(a_mark_that_is_none_is_refused),
#if SIZE_MAX > 0xFFFFFFFF
        cmocka_unit_test(a_value_beyond_four_octets_of_length_is_refused),
#endif
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
