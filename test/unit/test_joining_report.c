/* CS07, GCS59, GCS62: the device log is read, restored and copied. */
#include "joining_bench.h"

#define A "0408 00005EEF10000101"
#define C "0408 00005EEF10000102"
#define D "0408 00005EEF10000103"
#define SELF "0408 00005EEF100000E0"
#define NOBODY "0408 0000000000000000"

static uint8_t octets[2048];

static gbcs_status restore(const char *hex)
{
    return serve(GCS59, gbcs_bytes_of(octets, hex_decode(hex, octets, sizeof octets)));
}

static void read_payload(void **state)
{
    static const char *const WRONG[] = {"",      "05",   "0501",      "050100", "050000",
                                        "04 00", "3000", "3002 0500", "020100"};
    uint8_t payload[8];
    size_t room;
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_GPF);
    for (i = 0U; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        const gbcs_status status =
            serve(CS07, gbcs_bytes_of(payload, hex_decode(WRONG[i], payload, sizeof payload)));

        assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
        assert_no_effects();
        assert_int_equal(B.response.used, 0U);
    }
    do_join(CS03B, 2U, PEER(1), 5U, NOTHING);
    assert_read("3014 020100 300F 300D " A " 020105");
    for (room = 0U; room < 22U; room++) {
        (void)hex_decode("0500", payload, sizeof payload);
        bench_command(CS07, 2U, gbcs_bytes_of(payload, 2U), 1U);
        B.response = gbcs_writer_of(B.out, room);
        assert_int_equal(gbcs_joining_read(&B.desk, &B.command, &B.response, &B.effects),
                         GBCS_ERR_SPACE);
    }
    /* other commands */
    bench_command(GCS59, 2U, gbcs_bytes_of(payload, 2U), 1U);
    assert_int_equal(gbcs_joining_read(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    bench_command(CS07, 2U, gbcs_bytes_of(payload, 2U), 1U);
    assert_int_equal(gbcs_joining_restore(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    B.command.accepted ^= 1U;
    assert_int_equal(gbcs_joining_read(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    bench_command(GCS59, 2U, gbcs_bytes_of(payload, 2U), 1U);
    B.command.accepted ^= 1U;
    assert_int_equal(gbcs_joining_restore(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    assert_no_effects();
}

static void restored(void **state)
{
    (void)state;
    bench_open(GBCS_DEVICE_GPF);
    /* none */
    assert_int_equal(restore("3002 3000"), GBCS_OK);
    assert_response("3002 3000");
    assert_no_effects();
    assert_int_equal(B.board.store.count, 0U);
    /* two */
    assert_int_equal(restore("3020 301E 300D " A " 020105 300D " C " 020106"), GBCS_OK);
    assert_response("302A 3028 3012 300D " A " 020105 020100 3012 300D " C " 020106 020100");
    assert_events(0x8F49U, 0U);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    assert_stored("00005EEF10000101 05 02 01 00005EEF10000102 06 02 01");
    /* some are there, twice the same, another type, itself, nobody, a type that is none */
    assert_int_equal(restore("307B 3079 300D " C " 020106 300D " C " 020105 300D " D " 020100"
                             "300D " D " 020100 300D " D " 020101 300D " SELF " 020105"
                             "300D " NOBODY " 020105 300E 0408 00005EEF10000104 020200FF"),
                     GBCS_OK);
    assert_response("308200A5 308200A1"
                    "3012 300D " C " 020106 020100 3012 300D " C " 020105 020103"
                    "3012 300D " D " 020100 020100 3012 300D " D " 020100 020100"
                    "3012 300D " D " 020101 020103 3012 300D " SELF " 020105 020102"
                    "3012 300D " NOBODY " 020105 020102"
                    "3013 300E 0408 00005EEF10000104 020200FF 020102");
    assert_events(0x8F49U, 0x8F48U);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    assert_stored("00005EEF10000101 05 02 01 00005EEF10000102 06 02 01 00005EEF10000103 00 02 01");
    /* none of them */
    assert_int_equal(restore("3011 300F 300D " C " 020105"), GBCS_OK);
    assert_events(0x8F48U, 0U);
    assert_int_equal(B.board.store.count, 0U);
}

/** Of a device that was joined by another method, or is being joined; a damaged log. */
static void others(void **state)
{
    (void)state;
    bench_open(GBCS_DEVICE_GSME);
    do_join(CS03A1, 0U, PEER(1), 5U, NOTHING);
    assert_int_equal(restore("3011 300F 300D " A " 020105"), GBCS_OK);
    assert_response("3016 3014 3012 300D " A " 020105 020103");
    assert_events(0x8F48U, 0U);
    assert_int_equal(serve(CS03A1, join_payload(0U, PEER(2), 5U, NOTHING)), GBCS_OK);
    assert_handed_out();
    assert_int_equal(restore("3011 300F 300D " C " 020106"), GBCS_OK);
    assert_response("3016 3014 3012 300D " C " 020106 020100");
    assert_events(0x8F49U, 0U);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    assert_stored("00005EEF10000101 05 00 01 00005EEF10000102 06 02 01");
    store_log(gbcs_bytes_of((const uint8_t *)"damage", 6U), 1U);
    assert_int_equal(restore("3011 300F 300D " C " 020106"), GBCS_OK);
    assert_events(0x8F49U, 0U);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    assert_stored("00005EEF10000102 06 02 01");
    store_log(gbcs_bytes_of((const uint8_t *)"another", 7U), 2U);
    assert_int_equal(restore("3011 300F 300D " C " 020106"), GBCS_ERR_LAYOUT);
    assert_no_effects();
    assert_int_equal(B.response.used, 0U);
}

/** More than there is room for. */
static void full(void **state)
{
    gbcs_writer w = gbcs_writer_of(octets, sizeof octets);
    const size_t outer = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    const size_t inner = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    gbcs_reader r;
    unsigned int i;

    (void)state;
    bench_open(GBCS_DEVICE_GPF);
    for (i = 0U; i < GBCS_DEVICE_ENTRIES + 3U; i++) {
        const size_t one = gbcs_write_open(&w, GBCS_BER_SEQUENCE);

        put_entity(&w, PEER(i));
        gbcs_write_unsigned(&w, GBCS_BER_INTEGER, 6U);
        close_it(&w, one);
    }
    close_it(&w, inner);
    close_it(&w, outer);
    assert_int_equal(serve(GCS59, gbcs_writer_bytes(&w)), GBCS_OK);
    assert_events(0x8F49U, 0x8F48U);
    r = gbcs_reader_of(gbcs_writer_bytes(&B.response));
    r = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
    r = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));
    for (i = 0U; i < GBCS_DEVICE_ENTRIES + 3U; i++) {
        gbcs_reader one = gbcs_reader_of(gbcs_read_tagged(&r, GBCS_BER, GBCS_BER_SEQUENCE));

        (void)gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_SEQUENCE);
        assert_int_equal(number_in(&one, GBCS_BER_INTEGER), (i < GBCS_DEVICE_ENTRIES) ? 0U : 4U);
        assert_int_equal(gbcs_reader_finish(&one), GBCS_OK);
    }
    assert_int_equal(gbcs_reader_finish(&r), GBCS_OK);
    /* a response that does not fit */
    gbcs_store_abandon(&B.board.store);
    for (i = 0U; i < 300U; i += 7U) {
        bench_command(GCS59, 2U, gbcs_writer_bytes(&w), 1U);
        B.response = gbcs_writer_of(B.out, i);
        assert_int_equal(gbcs_joining_restore(&B.desk, &B.command, &B.response, &B.effects),
                         GBCS_ERR_SPACE);
        assert_no_effects();
        assert_int_equal(B.board.store.count, 0U);
    }
    /* a transaction that has no room */
    B.board.store.changes.room = 20U;
    assert_int_equal(restore("3020 301E 300D " A " 020105 300D " C " 020106"), GBCS_ERR_SPACE);
    assert_no_effects();
    gbcs_store_abandon(&B.board.store);
    assert_stored("-");
}

/** The payload of GCS59 cut off, and with each octet changed. */
static void restore_payload(void **state)
{
    static const char GOOD[] = "3020 301E 300D " A " 020105 300D " C " 020106";
    static const char *const WRONG[] = {
        "3000",
        "3002 0500",
        "3004 3000 3000",
        "3003 3000 05",
        "3002 3000 00",
        "3011 300F 300D 0407 005EEF10000101 02020105",
        "3012 3010 300E " A " 02020001",
        "3013 3011 300F " A " 020105 0500",
        "3010 300E 300C " A " 0201",
        "300E 300C 300A " A,
        "3012 3010 300E " A " 02020100",
        "3011 300F 300D " A " 0201FF",
        "3011 300F 310D " A " 020105",
    };
    size_t size;
    size_t i;
    unsigned int value;
    gbcs_status status;

    (void)state;
    bench_open(GBCS_DEVICE_GPF);
    for (i = 0U; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        assert_int_equal(gbcs_status_class_of(restore(WRONG[i])), GBCS_CLASS_MALFORMED);
        assert_no_effects();
        assert_int_equal(B.response.used, 0U);
    }
    size = hex_decode(GOOD, octets, sizeof octets);
    for (i = 0U; i < size; i++) {
        const uint8_t before = octets[i];

        status = serve(GCS59, gbcs_bytes_of(octets, i));
        assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
        assert_int_equal(B.response.used, 0U);
        for (value = 0U; value < 256U; value++) {
            octets[i] = (uint8_t)value;
            status = serve(GCS59, gbcs_bytes_of(octets, size));
            if (status != GBCS_OK) {
                assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
                assert_no_effects();
                assert_int_equal(B.response.used, 0U);
                assert_int_equal(B.board.store.count, 0U);
            } else {
                assert_true(B.response.used == 44U);
            }
            gbcs_store_abandon(&B.board.store);
        }
        octets[i] = before;
    }
    /* lengths that are not the shortest, as devices write them */
    assert_int_equal(restore("3082 0015 3081 12 3081 0F 0481 08 00005EEF10000101 0281 01 05"),
                     GBCS_OK);
    assert_response("3016 3014 3012 300D " A " 020105 020100");
    gbcs_store_abandon(&B.board.store);
}

static gbcs_status backup(gbcs_utc time, size_t room)
{
    B.response = gbcs_writer_of(B.out, room);
    return gbcs_joining_backup(&B.board.store, time, &B.response);
}

static void backed_up(void **state)
{
    size_t room;

    (void)state;
    bench_open(GBCS_DEVICE_GPF);
    assert_int_equal(backup(NOW, sizeof B.out), GBCS_OK);
    assert_response("3018 0203008071 180F 32303236303630313030303030305A 3000");
    do_join(CS03B, 2U, PEER(1), 5U, NOTHING);
    do_join(CS03B, 2U, PEER(2), 6U, NOTHING);
    assert_int_equal(serve(CS03B, join_payload(2U, PEER(3), 6U, NOTHING)), GBCS_OK);
    assert_handed_out();
    assert_int_equal(backup(NOW, sizeof B.out), GBCS_OK);
    assert_response("3036 0203008071 180F 32303236303630313030303030305A"
                    "301E 300D " A " 020105 300D " C " 020106");
    for (room = 0U; room < 56U; room++) {
        assert_int_equal(backup(NOW, room), GBCS_ERR_SPACE);
    }
    assert_int_equal(backup(GBCS_UTC_LAST + 1, sizeof B.out), GBCS_ERR_TIME);
    /* an empty list would have the copy thrown away */
    store_log(gbcs_bytes_of((const uint8_t *)"damage", 6U), 1U);
    assert_int_equal(backup(NOW, sizeof B.out), GBCS_ERR_RECORD);
    assert_int_equal(B.response.used, 0U);
    store_log(gbcs_bytes_of((const uint8_t *)"another", 7U), 2U);
    assert_int_equal(backup(NOW, sizeof B.out), GBCS_ERR_LAYOUT);
    assert_int_equal(B.response.used, 0U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(read_payload),    cmocka_unit_test(restored),
        cmocka_unit_test(others),          cmocka_unit_test(full),
        cmocka_unit_test(restore_payload), cmocka_unit_test(backed_up),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
