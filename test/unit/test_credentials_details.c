/* CS02a and CS02f: what is in the cells. */
#include "credentials_bench.h"

#include <stdio.h>
#include <stdlib.h>

#define CS02A 0x0008U
#define CS02F 0x011BU

static gbcs_status details(uint16_t code, gbcs_bytes payload)
{
    bench_command(code, 2U, payload, 1000U);
    return gbcs_credentials_details(&B.desk, &B.command, &B.response, &B.effects);
}

/** Asks for roles. */
static gbcs_status ask_for(uint16_t code, const uint8_t *roles, size_t count)
{
    const gbcs_cell_id authority = {2U, SIGNATURE, 0U};
    gbcs_writer w = gbcs_writer_of(B.payload, sizeof B.payload);
    const size_t outer = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    size_t list;
    size_t i;

    put_cell(&w, GBCS_BER_SEQUENCE, &authority);
    list = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    for (i = 0U; i < count; i++) {
        gbcs_write_unsigned(&w, GBCS_BER_INTEGER, roles[i]);
    }
    close_it(&w, list);
    close_it(&w, outer);
    return details(code, gbcs_writer_bytes(&w));
}

/** What is told of a role, and in which order: the letters of its cells (C root, S signature, A
 * agreement, T top up); "?" for status 25, "!" for 127. */
static void told_role(const char *expected, uint8_t role, uint64_t counter)
{
    gbcs_reader r = gbcs_reader_of(gbcs_writer_bytes(&B.response));
    uint64_t status;
    size_t i = 0U;

    r = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
    r = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
    assert_int_equal(number_in(&r, GBCS_BER_INTEGER), role);
    status = number_in(&r, GBCS_BER_ENUMERATED);
    assert_int_equal(status, (expected[0] == '?') ? 25U : ((expected[0] == '!') ? 127U : 0U));
    if (status == 0U) {
        assert_int_equal(number_in(&r, GBCS_BER_INTEGER), counter);
        r = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
        while (gbcs_reader_left(&r) > 0U) {
            gbcs_reader cell = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
            gbcs_cell_id id = {role, 0U, 0U};
            gbcs_reader entity;
            const gbcs_cell *held;

            id.key_usage = gbcs_read_tagged(&cell, GBCS_BER, GBCS_BER_BIT_STRING).data[1];
            if (gbcs_reader_peek(&cell) == GBCS_BER_INTEGER) {
                id.cell_usage = (uint8_t)number_in(&cell, GBCS_BER_INTEGER);
            }
            entity = gbcs_reader_of(gbcs_read_tagged(&cell, GBCS_BER, GBCS_BER_OCTET_STRING));
            held = gbcs_trust_find(&B.trust, &id);
            assert_non_null(held);
            assert_int_equal(gbcs_read_u64(&entity), held->entity);
            assert_true(
                gbcs_bytes_equal(gbcs_read_tagged(&cell, GBCS_BER, GBCS_BER_OCTET_STRING),
                                 gbcs_bytes_of(held->key_identifier, sizeof held->key_identifier)));
            assert_int_equal(gbcs_reader_finish(&cell), GBCS_OK);
            assert_int_equal(expected[i], (id.cell_usage == TOP_UP)     ? 'T'
                                          : (id.key_usage == SIGNATURE) ? 'S'
                                          : (id.key_usage == AGREEMENT) ? 'A'
                                                                        : 'C');
            i++;
        }
        assert_int_equal(strlen(expected), i);
    }
    assert_int_equal(gbcs_reader_finish(&r), GBCS_OK);
}

/** Every role on every type of device. */
static void every_role(void **state)
{
    static const struct {
        uint8_t device;
        const char *told[9];
    } ROWS[] = {
        {GBCS_DEVICE_GSME, {"C", "S", "SAT", "SA", "A", "S", "?", "?", "?"}},
        {GBCS_DEVICE_ESME, {"C", "S", "SAT", "SA", "A", "S", "?", "?", "SA"}},
        {GBCS_DEVICE_CHF, {"C", "S", "?", "?", "SA", "S", "S", "?", "?"}},
        {GBCS_DEVICE_GPF, {"C", "S", "SAT", "SA", "A", "S", "?", "?", "?"}},
        {GBCS_DEVICE_HCALCS, {"C", "S", "S", "?", "SA", "S", "?", "?", "?"}},
        {GBCS_DEVICE_PPMID, {"C", "S", "S", "?", "SA", "S", "?", "?", "?"}},
        {GBCS_DEVICE_SAPC, {"C", "S", "SA", "SA", "A", "S", "?", "?", "SA"}},
    };
    size_t i;
    uint8_t role;

    (void)state;
    for (i = 0U; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        bench_open(ROWS[i].device);
        for (role = 0U; role < 9U; role++) {
            B.replay.last[role] = role;
        }
        for (role = 0U; role < 9U; role++) {
            const char *expected = ROWS[i].told[role];

            /* the load controller came with CS02f */
            assert_int_equal(ask_for(CS02A, &role, 1U), GBCS_OK);
            told_role((role == 8U) ? "?" : expected, role, role);
            assert_int_equal(ask_for(CS02F, &role, 1U), GBCS_OK);
            told_role((expected[0] == '?') ? "!" : expected, role, role);
        }
    }
}

/** Numbers that are no role; a role whose cells are empty, or some of them. */
static void others(void **state)
{
    static const uint8_t NONE[] = {9U, 126U, 127U, 128U, 255U};
    static const uint8_t OPERATOR = 3U;
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof NONE; i++) {
        assert_int_equal(ask_for(CS02A, &NONE[i], 1U), GBCS_OK);
        told_role("?", NONE[i], 0U);
        assert_int_equal(ask_for(CS02F, &NONE[i], 1U), GBCS_OK);
        told_role("!", NONE[i], 0U);
    }
    memset(&B.trust.cells[5], 0, sizeof B.trust.cells[5]);
    B.replay.last[3] = GBCS_COUNTER_LAST;
    assert_int_equal(ask_for(CS02A, &OPERATOR, 1U), GBCS_OK);
    told_role("A", 3U, GBCS_COUNTER_LAST);
    memset(&B.trust.cells[6], 0, sizeof B.trust.cells[6]);
    assert_int_equal(ask_for(CS02A, &OPERATOR, 1U), GBCS_OK);
    told_role("?", 3U, 0U);
}

/** A cell as it is told: head up to the Entity Identifier's length, then who is in it. */
static void put_told(gbcs_writer *w, const char *head, size_t index)
{
    put_hex(w, head);
    gbcs_write_u64(w, B.trust.cells[index].entity);
    put_hex(w, "0408");
    gbcs_write_bytes(w, gbcs_bytes_of(B.trust.cells[index].key_identifier, 8U));
}

/** The octets: roles in the order asked for, also twice; lengths of 128 to 255 as 82 00 xx. */
static void octets(void **state)
{
    static const uint8_t ASKED[] = {5U, 7U, 2U, 5U};
    uint8_t expected[512];
    gbcs_writer w = gbcs_writer_of(expected, sizeof expected);

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    B.replay.last[2] = 0x80U;
    assert_int_equal(ask_for(CS02A, ASKED, sizeof ASKED), GBCS_OK);
    put_hex(&w, "308200B5");
    put_told(&w, "3025 020105 0A0100 020100 301A 3018 03020780 0408", 9U);
    put_hex(&w, "3006 020107 0A0119");
    put_told(&w, "305D 020102 0A0100 02020080 3051 3018 03020780 0408", 2U);
    put_told(&w, "3018 03020308 0408", 3U);
    put_told(&w, "301B 03020308 020101 0408", 4U);
    put_told(&w, "3025 020105 0A0100 020100 301A 3018 03020780 0408", 9U);
    assert_int_equal(B.response.used, w.used);
    assert_memory_equal(B.out, expected, w.used);
}

/** Each role once is the most; none is nothing. */
static void numbers(void **state)
{
    static const uint8_t ASKED[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 2};

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    assert_int_equal(ask_for(CS02F, ASKED, 9U), GBCS_OK);
    assert_int_equal(ask_for(CS02F, ASKED, 10U), GBCS_ERR_LENGTH);
    assert_int_equal(B.response.used, 0U);
    assert_int_equal(ask_for(CS02F, ASKED, 0U), GBCS_OK);
    assert_int_equal(B.response.used, 2U);
}

/** Requests that are none. */
static void malformed(void **state)
{
    static const struct {
        const char *hex;
        gbcs_status status;
    } CASES[] = {
        {"300E 3007 020102 03020780 3003 020102", GBCS_OK},
        {"30810E 3007 020102 03020780 3003 020102", GBCS_ERR_LENGTH},
        {"300F 3007 020102 03020780 308103 020102", GBCS_ERR_LENGTH},
        {"300F 3008 02020002 03020780 3003 020102", GBCS_ERR_LENGTH},
        {"300F 3007 020102 03020780 3004 02020002", GBCS_ERR_LENGTH},
        {"300F 3007 020102 03020780 3004 02020100", GBCS_ERR_VALUE},
        {"300E 3007 020102 03020780 3003 0201FF", GBCS_ERR_VALUE},
        {"300E 3007 020102 03020780 3003 0A0102", GBCS_ERR_TAG},
        {"300E 3007 020102 03020780 3103 020102", GBCS_ERR_TAG},
        {"300E 3007 020102 03020788 3003 020102", GBCS_ERR_VALUE},
        {"3011 300A 020102 03020780 020100 3003 020102", GBCS_ERR_VALUE},
        {"3010 3007 020102 03020780 3003 020102 0500", GBCS_ERR_TRAILING},
        {"300E 3007 020102 03020780 3003 020102 00", GBCS_ERR_TRAILING},
        {"3009 3007 020102 03020780", GBCS_ERR_TRUNCATED},
    };
    uint8_t payload[64];
    size_t i;
    size_t size;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        size = hex_decode(CASES[i].hex, payload, sizeof payload);
        assert_int_equal(details(CS02A, gbcs_bytes_of(payload, size)), CASES[i].status);
        assert_int_equal(B.response.used > 0U, CASES[i].status == GBCS_OK);
    }
    (void)hex_decode(CASES[0].hex, payload, sizeof payload);
    for (size = 0U; size < 16U; size++) {
        assert_int_equal(gbcs_status_class_of(details(CS02A, gbcs_bytes_of(payload, size))),
                         GBCS_CLASS_MALFORMED);
        assert_int_equal(B.response.used, 0U);
    }
}

/** A response that has no room, at each size; a command that is none, or another. */
static void refused(void **state)
{
    static const uint8_t SUPPLIER = 2U;
    size_t whole;
    size_t room;

    (void)state;
    bench_open(GBCS_DEVICE_ESME);
    assert_int_equal(ask_for(CS02A, &SUPPLIER, 1U), GBCS_OK);
    whole = B.response.used;
    for (room = 0U; room <= whole; room++) {
        B.response = gbcs_writer_of(B.out, room);
        assert_int_equal(gbcs_credentials_details(&B.desk, &B.command, &B.response, &B.effects),
                         (room < whole) ? GBCS_ERR_SPACE : GBCS_OK);
    }
    B.command.accepted ^= 1U;
    assert_int_equal(gbcs_credentials_details(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    B.command.accepted ^= 1U;
    B.command.use_case = gbcs_use_case_find(0x0102U);
    assert_int_equal(gbcs_credentials_details(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_role), cmocka_unit_test(others),    cmocka_unit_test(octets),
        cmocka_unit_test(numbers),    cmocka_unit_test(malformed), cmocka_unit_test(refused),
    };

    return cmocka_run_group_tests_name("credentials_details", tests, NULL, NULL);
}
