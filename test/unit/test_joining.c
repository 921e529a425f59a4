/* CS03 and CS04: devices are joined and unjoined. */
#include "joining_bench.h"

#include <stdio.h>

#define GSME GBCS_DEVICE_GSME
#define ESME GBCS_DEVICE_ESME
#define GPF GBCS_DEVICE_GPF
#define HCALCS GBCS_DEVICE_HCALCS
#define PPMID GBCS_DEVICE_PPMID
#define SAPC GBCS_DEVICE_SAPC
/** A type 2 device. */
#define TYPE_2 6U

static void clear_log(void)
{
    static const gbcs_record record = {GBCS_RECORD_DEVICES, 1U, GBCS_COPY_TWIN, DEVICES_SIZE};

    assert_int_equal(gbcs_store_remove(&B.board.store, &record), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
}

static gbcs_status join(uint16_t code, uint64_t method, uint64_t entity, uint64_t type)
{
    return serve(code,
                 join_payload(method, entity, type,
                              (method == 3U) ? good_certificate(entity, KEY_PEER(0U)) : NOTHING));
}

/** Each method, with each Message Code, on each type of device, with each type of device. */
static void every_method(void **state)
{
    /* for the method of the code: which types 0 to 8 it joins the device with */
    static const struct {
        uint16_t code;
        uint8_t method;
        uint8_t device;
        const char *peers;
    } ROWS[] = {
        {CS03A1, 0U, GSME, "....xx..."},  {CS03A1, 0U, ESME, "....xx..."},
        {CS03A1, 0U, SAPC, "....xx..."},  {CS03A2, 1U, HCALCS, "xx.....x."},
        {CS03A2, 1U, PPMID, "xx.....x."}, {CS03B, 2U, GSME, "xxxxxxxx."},
        {CS03B, 2U, ESME, "xxxxxxxx."},   {CS03B, 2U, GPF, "xxxxxxxx."},
        {CS03B, 2U, SAPC, "xxxxxxxx."},   {CS03C, 3U, GSME, ".....x..."},
        {CS03C, 3U, PPMID, "x........"},
    };
    size_t i;
    uint8_t method;
    uint8_t type;

    (void)state;
    for (i = 0U; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        bench_open(ROWS[i].device);
        for (method = 0U; method <= 5U; method++) {
            for (type = 0U; type <= 8U; type++) {
                assert_int_equal(join(ROWS[i].code, method, PEER(1), type), GBCS_OK);
                if (method >= 4U) {
                    assert_refused(2U, 0x8F48U);
                } else if (method != ROWS[i].method) {
                    assert_refused(1U, 0x8F48U);
                } else if (ROWS[i].peers[type] == '.') {
                    assert_refused(2U, 0x8F48U);
                } else {
                    assert_handed_out();
                    clear_log();
                }
            }
        }
        /* nobody; itself; a type and a method far away */
        assert_int_equal(join(ROWS[i].code, ROWS[i].method, 0U, strcspn(ROWS[i].peers, "x")),
                         GBCS_OK);
        assert_refused(2U, 0x8F48U);
        assert_int_equal(join(ROWS[i].code, ROWS[i].method, DEVICE, strcspn(ROWS[i].peers, "x")),
                         GBCS_OK);
        assert_refused(2U, 0x8F48U);
        assert_int_equal(join(ROWS[i].code, ROWS[i].method, PEER(1), 255U), GBCS_OK);
        assert_refused(2U, 0x8F48U);
        assert_int_equal(join(ROWS[i].code, 255U, PEER(1), strcspn(ROWS[i].peers, "x")), GBCS_OK);
        assert_refused(2U, 0x8F48U);
        assert_stored("-");
    }
}

/** Commands that are none of these, or not for the device. */
static void other_commands(void **state)
{
    const struct {
        uint16_t code;
        uint8_t device;
    } ROWS[] = {{CS03A1, PPMID}, {CS03A1, GPF}, {CS03A2, ESME}, {CS03C, ESME},
                {CS03C, HCALCS}, {CS03C, GPF},  {0x0008U, ESME}};
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        bench_open(ROWS[i].device);
        assert_int_equal(join(ROWS[i].code, 0U, PEER(1), PPMID), GBCS_ERR_ARGUMENT);
        assert_no_effects();
        assert_int_equal(B.response.used, 0U);
    }
    /* not accepted */
    bench_open(ESME);
    bench_command(CS03A1, 2U, join_payload(0U, PEER(1), PPMID, NOTHING), 1U);
    B.command.accepted ^= 1U;
    assert_int_equal(gbcs_joining_join(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    assert_no_effects();
    bench_command(CS04AC, 2U, unjoin_payload(PEER(1)), 1U);
    B.command.accepted ^= 1U;
    assert_int_equal(gbcs_joining_unjoin(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    bench_command(CS03A1, 2U, unjoin_payload(PEER(1)), 1U);
    assert_int_equal(gbcs_joining_unjoin(&B.desk, &B.command, &B.response, &B.effects),
                     GBCS_ERR_ARGUMENT);
    assert_no_effects();
    assert_stored("-");
}

/** From command to answer, by each method. */
static void joined(void **state)
{
    gbcs_public_key key;
    gbcs_peer peer;

    (void)state;
    bench_open(GSME);
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_ERR_ABSENT);
    assert_read("300502010030 00");
    assert_int_equal(join(CS03A1, 0U, PEER(1), PPMID), GBCS_OK);
    /* nothing is told before the commit */
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_ERR_ABSENT);
    assert_int_equal(peer.entity, 0U);
    assert_handed_out();
    assert_stored("00005EEF10000101 05 00 02");
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_OK);
    assert_int_equal(peer.entity, PEER(1));
    assert_int_equal(peer.type, PPMID);
    assert_int_equal(peer.method, GBCS_JOIN_A_INITIATOR);
    assert_false(peer.leaves);
    assert_read("300502010030 00");
    conclude("020100");
    assert_events(0x8F49U, 0U);
    assert_stored("00005EEF10000101 05 00 01");
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_ERR_ABSENT);
    assert_read("3014 020100 300F 300D 0408 00005EEF10000101 020105");
    do_join(CS03B, 2U, PEER(2), TYPE_2, NOTHING);
    do_join(CS03C, 3U, PEER(3), PPMID, good_certificate(PEER(3), KEY_PEER(3)));
    assert_read("3032 020100 302D 300D 0408 00005EEF10000101 020105"
                "300D 0408 00005EEF10000102 020106 300D 0408 00005EEF10000103 020105");
    /* the key of method C, and of no other */
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(3), &key), GBCS_OK);
    assert_memory_equal(&key, point_of(KEY_PEER(3)), sizeof key);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(1), &key), GBCS_ERR_ABSENT);
    assert_int_equal(key.point[0], 0U);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(2), &key), GBCS_ERR_ABSENT);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(4), &key), GBCS_ERR_ABSENT);
    assert_int_equal(gbcs_joining_key(&B.board.store, 0U, &key), GBCS_ERR_ABSENT);
}

/** The other end of each method. */
static void peers(void **state)
{
    gbcs_peer peer;

    (void)state;
    bench_open(PPMID);
    assert_int_equal(join(CS03A2, 1U, PEER(1), ESME), GBCS_OK);
    assert_handed_out();
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_OK);
    assert_int_equal(peer.method, GBCS_JOIN_A_RESPONDER);
    assert_int_equal(peer.type, ESME);
    conclude("020100");
    assert_int_equal(join(CS03C, 3U, PEER(2), GSME), GBCS_OK);
    assert_handed_out();
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_OK);
    assert_int_equal(peer.method, GBCS_JOIN_C);
    assert_int_equal(peer.type, GSME);
    conclude("020100");
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(1))), GBCS_OK);
    assert_handed_out();
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_OK);
    assert_int_equal(peer.entity, PEER(1));
    assert_int_equal(peer.method, GBCS_JOIN_A_RESPONDER);
    assert_true(peer.leaves);
}

/** A device that is in the log with another type or method. */
static void incompatible(void **state)
{
    (void)state;
    bench_open(GSME);
    do_join(CS03A1, 0U, PEER(1), PPMID, NOTHING);
    do_join(CS03B, 2U, PEER(2), PPMID, NOTHING);
    assert_int_equal(join(CS03A1, 0U, PEER(1), HCALCS), GBCS_OK);
    assert_refused(3U, 0x8F48U);
    assert_int_equal(join(CS03B, 2U, PEER(1), PPMID), GBCS_OK);
    assert_refused(3U, 0x8F48U);
    assert_int_equal(join(CS03C, 3U, PEER(1), PPMID), GBCS_OK);
    assert_refused(3U, 0x8F48U);
    assert_int_equal(join(CS03A1, 0U, PEER(2), PPMID), GBCS_OK);
    assert_refused(3U, 0x8F48U);
    assert_int_equal(join(CS03B, 2U, PEER(2), ESME), GBCS_OK);
    assert_refused(3U, 0x8F48U);
    /* earlier checks come first, the certificate last */
    assert_int_equal(join(CS03A1, 2U, PEER(2), PPMID), GBCS_OK);
    assert_refused(1U, 0x8F48U);
    assert_int_equal(join(CS03A1, 0U, PEER(2), ESME), GBCS_OK);
    assert_refused(2U, 0x8F48U);
    assert_int_equal(serve(CS03C, join_payload(3U, PEER(2), PPMID, NOTHING)), GBCS_OK);
    assert_refused(3U, 0x8F48U);
    assert_stored("00005EEF10000101 05 00 01 00005EEF10000102 05 02 01");
}

static void full(void **state)
{
    gbcs_public_key key;
    unsigned int i;

    (void)state;
    bench_open(GSME);
    for (i = 0U; i < GBCS_DEVICE_ENTRIES; i++) {
        do_join(CS03C, 3U, PEER(i), PPMID, good_certificate(PEER(i), KEY_PEER(i)));
    }
    assert_int_equal(join(CS03B, 2U, PEER(i), PPMID), GBCS_OK);
    assert_refused(4U, 0x8F48U);
    /* before the certificate is looked at */
    assert_int_equal(serve(CS03C, join_payload(3U, PEER(i), PPMID, NOTHING)), GBCS_OK);
    assert_refused(4U, 0x8F48U);
    /* one of them again, with another key: the largest log there is */
    do_join(CS03C, 3U, PEER(7), PPMID, good_certificate(PEER(7), KEY_PEER(i)));
    for (i = 0U; i < GBCS_DEVICE_ENTRIES; i++) {
        assert_int_equal(gbcs_joining_key(&B.board.store, PEER(i), &key), GBCS_OK);
        assert_memory_equal(&key, point_of((i == 7U) ? KEY_PEER(GBCS_DEVICE_ENTRIES) : KEY_PEER(i)),
                            sizeof key);
    }
    /* room again */
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(3))), GBCS_OK);
    assert_handed_out();
    assert_int_equal(join(CS03B, 2U, PEER(i), PPMID), GBCS_OK);
    assert_refused(4U, 0x8F48U);
    conclude("020100");
    assert_events(0x8F4BU, 0U);
    do_join(CS03B, 2U, PEER(i), PPMID, NOTHING);
}

/** Method C needs a certificate, the others may have none. */
static void certificates(void **state)
{
    static const device_cert ROWS[] = {
        {.entity = PEER(1), .key = KEY_PEER(1), .usage = SIGNATURE},
        {.entity = PEER(1), .key = KEY_PEER(1), .usage = AGREEMENT, .off_curve = true},
        {.entity = PEER(1), .key = KEY_PEER(1), .usage = AGREEMENT, .expires = true},
    };
    static uint8_t copy[sizeof certificate_octets];
    gbcs_bytes good;
    size_t i;

    (void)state;
    bench_open(GSME);
    for (i = 0U; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        assert_int_equal(serve(CS03C, join_payload(3U, PEER(1), PPMID, certificate_of(&ROWS[i]))),
                         GBCS_OK);
        assert_refused(11U, 0x8F48U);
    }
    assert_int_equal(serve(CS03C, join_payload(3U, PEER(1), PPMID, NOTHING)), GBCS_OK);
    assert_refused(11U, 0x8F48U);
    /* a SEQUENCE that is no certificate */
    assert_int_equal(
        serve(CS03C, join_payload(3U, PEER(1), PPMID, gbcs_bytes_of((const uint8_t *)"\x30", 2U))),
        GBCS_OK);
    assert_refused(11U, 0x8F48U);
    good = good_certificate(PEER(1), KEY_PEER(1));
    assert_int_equal(serve(CS03A1, join_payload(0U, PEER(1), PPMID, good)), GBCS_OK);
    assert_refused(11U, 0x8F48U);
    assert_int_equal(serve(CS03B, join_payload(2U, PEER(1), PPMID, good)), GBCS_OK);
    assert_refused(11U, 0x8F48U);
    assert_stored("-");
    /* a length that is not the shortest may be in the payload, not in the certificate */
    assert_int_equal(good.data[1], 0x82U);
    memcpy(copy, good.data, good.size);
    memmove(&copy[3], &copy[2], good.size - 2U);
    copy[1] = 0x83U;
    copy[2] = 0U;
    assert_int_equal(
        serve(CS03C, join_payload(3U, PEER(1), PPMID, gbcs_bytes_of(copy, good.size + 1U))),
        GBCS_OK);
    assert_refused(11U, 0x8F48U);
    do_join(CS03C, 3U, PEER(1), PPMID, good);
    /* whose certificate it is the sender vouches for, as in a reference message */
    do_join(CS03C, 3U, PEER(2), PPMID, good_certificate(PEER(1), KEY_PEER(1)));
}

/** A device that is joined is joined anew; if that fails it stays as it was. */
static void again(void **state)
{
    gbcs_public_key key;
    gbcs_peer peer;

    (void)state;
    bench_open(GSME);
    do_join(CS03C, 3U, PEER(1), PPMID, good_certificate(PEER(1), KEY_PEER(1)));
    do_join(CS03A1, 0U, PEER(2), PPMID, NOTHING);
    /* another key; the application fails */
    assert_int_equal(
        serve(CS03C, join_payload(3U, PEER(1), PPMID, good_certificate(PEER(1), KEY_PEER(2)))),
        GBCS_OK);
    assert_handed_out();
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_OK);
    assert_int_equal(peer.entity, PEER(1));
    assert_int_equal(peer.method, GBCS_JOIN_C);
    assert_false(peer.leaves);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(1), &key), GBCS_OK);
    assert_memory_equal(&key, point_of(KEY_PEER(1)), sizeof key);
    assert_read("3023 020100 301E 300D 0408 00005EEF10000101 020105"
                "300D 0408 00005EEF10000102 020105");
    conclude("02010A");
    assert_events(0x8F48U, 0U);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(1), &key), GBCS_OK);
    assert_memory_equal(&key, point_of(KEY_PEER(1)), sizeof key);
    /* it does not */
    do_join(CS03C, 3U, PEER(1), PPMID, good_certificate(PEER(1), KEY_PEER(2)));
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(1), &key), GBCS_OK);
    assert_memory_equal(&key, point_of(KEY_PEER(2)), sizeof key);
    /* method A; no answer at all */
    assert_int_equal(join(CS03A1, 0U, PEER(2), PPMID), GBCS_OK);
    assert_handed_out();
    conclude("");
    assert_events(0x8F48U, 0U);
    assert_read("3023 020100 301E 300D 0408 00005EEF10000101 020105"
                "300D 0408 00005EEF10000102 020105");
    /* a certificate that is none, of a device that is joined */
    assert_int_equal(serve(CS03C, join_payload(3U, PEER(1), PPMID, NOTHING)), GBCS_OK);
    assert_refused(11U, 0x8F48U);
    /* the application's part of joining anew is done by nobody: unjoined */
    assert_int_equal(join(CS03A1, 0U, PEER(2), PPMID), GBCS_OK);
    assert_handed_out();
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(2))), GBCS_OK);
    assert_handed_out();
    conclude("020100");
    assert_events(0x8F4BU, 0U);
    assert_read("3014 020100 300F 300D 0408 00005EEF10000101 020105");
}

/** An entry that nobody concluded goes back when the next service changes the log. */
static void left_open(void **state)
{
    gbcs_peer peer;

    (void)state;
    bench_open(GSME);
    do_join(CS03B, 2U, PEER(1), TYPE_2, NOTHING);
    assert_int_equal(join(CS03B, 2U, PEER(2), TYPE_2), GBCS_OK);
    assert_handed_out();
    /* refusals change nothing */
    assert_int_equal(join(CS03B, 1U, PEER(3), TYPE_2), GBCS_OK);
    assert_refused(1U, 0x8F48U);
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(2))), GBCS_OK);
    assert_refused(1U, 0x8F4AU);
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_OK);
    assert_int_equal(peer.entity, PEER(2));
    /* the same once more, as another type */
    assert_int_equal(join(CS03B, 2U, PEER(2), ESME), GBCS_OK);
    assert_handed_out();
    assert_stored("00005EEF10000101 06 02 01 00005EEF10000102 01 02 02");
    /* one that leaves stays */
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(1))), GBCS_OK);
    assert_handed_out();
    assert_stored("00005EEF10000101 06 02 04");
    assert_int_equal(join(CS03B, 2U, PEER(4), TYPE_2), GBCS_OK);
    assert_handed_out();
    assert_stored("00005EEF10000101 06 02 01 00005EEF10000104 06 02 02");
}

static void unjoined(void **state)
{
    gbcs_public_key key;

    (void)state;
    bench_open(GSME);
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(1))), GBCS_OK);
    assert_refused(1U, 0x8F4AU);
    assert_stored("-");
    do_join(CS03A1, 0U, PEER(1), PPMID, NOTHING);
    do_join(CS03B, 2U, PEER(2), TYPE_2, NOTHING);
    do_join(CS03C, 3U, PEER(3), PPMID, good_certificate(PEER(3), KEY_PEER(3)));
    /* by the command of another method */
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(1))), GBCS_OK);
    assert_refused(2U, 0x8F4AU);
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(2))), GBCS_OK);
    assert_refused(2U, 0x8F4AU);
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(3))), GBCS_OK);
    assert_refused(2U, 0x8F4AU);
    /* unknown, nobody */
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(4))), GBCS_OK);
    assert_refused(1U, 0x8F4AU);
    assert_int_equal(serve(CS04B, unjoin_payload(0U)), GBCS_OK);
    assert_refused(1U, 0x8F4AU);
    /* the application fails */
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(3))), GBCS_OK);
    assert_handed_out();
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(3), &key), GBCS_ERR_ABSENT);
    assert_read("3032 020100 302D 300D 0408 00005EEF10000101 020105"
                "300D 0408 00005EEF10000102 020106 300D 0408 00005EEF10000103 020105");
    conclude("020102");
    assert_events(0x8F4AU, 0U);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(3), &key), GBCS_OK);
    assert_memory_equal(&key, point_of(KEY_PEER(3)), sizeof key);
    /* it does not: in the middle, at the end, at the front */
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(2))), GBCS_OK);
    assert_handed_out();
    conclude("020100");
    assert_events(0x8F4BU, 0U);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(3), &key), GBCS_OK);
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(3))), GBCS_OK);
    assert_handed_out();
    conclude("020100");
    assert_stored("00005EEF10000101 05 00 01");
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(1))), GBCS_OK);
    assert_handed_out();
    conclude("020100");
    assert_stored("");
    assert_read("300502010030 00");
    assert_int_equal(serve(CS04AC, unjoin_payload(PEER(1))), GBCS_OK);
    assert_refused(1U, 0x8F4AU);
}

/** Each answer; twice; without an entry that is open. */
static void answers(void **state)
{
    static const char *const FAILURES[] = {
        "",           "020101",   "020102",     "02010D",   "02010E", "0201FF", "02020000",
        "02020001",   "02020100", "0200",       "0201",     "02",     "0A0100", "040100",
        "0201000500", "30030201", "3003020100", "02810100", "00",     "050000"};
    char number[7];
    unsigned int code;
    size_t i;

    (void)state;
    bench_open(GSME);
    conclude("020100");
    assert_no_effects();
    assert_stored("-");
    do_join(CS03B, 2U, PEER(1), TYPE_2, NOTHING);
    conclude("020100");
    assert_no_effects();
    conclude("");
    assert_no_effects();
    for (i = 0U; i < sizeof FAILURES / sizeof FAILURES[0]; i++) {
        assert_int_equal(join(CS03B, 2U, PEER(2), TYPE_2), GBCS_OK);
        assert_handed_out();
        conclude(FAILURES[i]);
        assert_events(0x8F48U, 0U);
        conclude("020100");
        assert_no_effects();
        assert_int_equal(serve(CS04B, unjoin_payload(PEER(1))), GBCS_OK);
        assert_handed_out();
        conclude(FAILURES[i]);
        assert_events(0x8F4AU, 0U);
        conclude("020100");
        assert_no_effects();
        assert_stored("00005EEF10000101 06 02 01");
    }
    for (code = 1U; code < 128U; code++) {
        (void)snprintf(number, sizeof number, "0201%02X", code);
        assert_int_equal(join(CS03B, 2U, PEER(2), TYPE_2), GBCS_OK);
        assert_handed_out();
        conclude(number);
        assert_events(0x8F48U, 0U);
    }
    assert_stored("00005EEF10000101 06 02 01");
}

/** Payloads that are cut off, have something behind, or have one octet changed. */
static void payloads(void **state)
{
    static const struct {
        uint16_t code;
        const char *payload;
    } ROWS[] = {
        {CS03A1, "3010 020100 0408 00005EEF10000101 020105"},
        {CS03C, "3010 020103 0408 00005EEF10000101 020105"},
        {CS04B, "0408 00005EEF10000102"},
        {CS03B, "3081 10 020102 0408 00005EEF10000102 020106"},
    };
    uint8_t octets[32];
    size_t size;
    size_t cut;
    size_t i;
    unsigned int value;
    gbcs_status status;

    (void)state;
    bench_open(GSME);
    do_join(CS03B, 2U, PEER(2), TYPE_2, NOTHING);
    for (i = 0U; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        size = hex_decode(ROWS[i].payload, octets, sizeof octets);
        for (cut = 0U; cut < size; cut++) {
            status = serve(ROWS[i].code, gbcs_bytes_of(octets, cut));
            assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
            assert_no_effects();
            assert_int_equal(B.response.used, 0U);
            assert_int_equal(B.board.store.count, 0U);
        }
        octets[size] = 0U;
        assert_int_equal(
            gbcs_status_class_of(serve(ROWS[i].code, gbcs_bytes_of(octets, size + 1U))),
            GBCS_CLASS_MALFORMED);
        for (cut = 0U; cut < size; cut++) {
            const uint8_t before = octets[cut];

            for (value = 0U; value < 256U; value++) {
                octets[cut] = (uint8_t)value;
                status = serve(ROWS[i].code, gbcs_bytes_of(octets, size));
                if (status != GBCS_OK) {
                    assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
                    assert_no_effects();
                    assert_int_equal(B.response.used, 0U);
                    assert_int_equal(B.board.store.count, 0U);
                } else {
                    /* a value, not a tag or a length */
                    assert_true(B.effects.hands_out != (B.response.used == 3U));
                    assert_true((value == before) || ((cut >= 2U) && (octets[0] != 0U)));
                }
                gbcs_store_abandon(&B.board.store);
            }
            octets[cut] = before;
        }
    }
    /* lengths of a SEQUENCE and of its members that do not agree, numbers that are too large */
    static const char *const WRONG[] = {
        "300F 020100 0407 005EEF10000101 020105",
        "3011 020100 0409 0000005EEF10000101 020105",
        "3011 02020100 0408 00005EEF10000101 020105",
        "3011 020100 0408 00005EEF10000101 02020100",
        "3010 0201FF 0408 00005EEF10000101 020105",
        "3010 020100 0408 00005EEF10000101 0201FF",
        "3012 020100 0408 00005EEF10000101 020105 0500",
        "3014 020100 0408 00005EEF10000101 020105 3000 3000",
        "300D 020100 0408 00005EEF10000101",
        "3012 020100 0408 00005EEF10000101 020105 3001",
        "3110 020100 0408 00005EEF10000101 020105",
    };
    for (i = 0U; i < sizeof WRONG / sizeof WRONG[0]; i++) {
        size = hex_decode(WRONG[i], octets, sizeof octets);
        status = serve(CS03A1, gbcs_bytes_of(octets, size));
        assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
        assert_no_effects();
    }
}

/** The certificate of a join, cut off and changed: refused, or the same device and key. */
static void changed_certificates(void **state)
{
    static uint8_t octets[sizeof certificate_octets + 32U];
    gbcs_bytes payload;
    size_t accepted = 0U;
    size_t i;
    gbcs_status status;

    (void)state;
    bench_open(GSME);
    payload = join_payload(3U, PEER(1), PPMID, good_certificate(PEER(1), KEY_PEER(1)));
    memcpy(octets, payload.data, payload.size);
    for (i = 0U; i < payload.size; i++) {
        status = serve(CS03C, gbcs_bytes_of(octets, i));
        assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
        assert_no_effects();
        assert_int_equal(B.response.used, 0U);
    }
    for (i = 0U; i < payload.size; i++) {
        octets[i] ^= 0x01U;
        status = serve(CS03C, gbcs_bytes_of(octets, payload.size));
        octets[i] ^= 0x01U;
        if (status != GBCS_OK) {
            assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
            assert_no_effects();
        } else if (B.effects.hands_out) {
            gbcs_public_key key;
            gbcs_peer peer;

            accepted++;
            assert_handed_out();
            assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_OK);
            conclude("020100");
            assert_int_equal(gbcs_joining_key(&B.board.store, peer.entity, &key), GBCS_OK);
            assert_memory_equal(&key, point_of(KEY_PEER(1)), sizeof key);
            clear_log();
        } else {
            assert_int_equal(B.response.used, 3U);
        }
        assert_int_equal(B.board.store.count, 0U);
    }
    /* names, times, numbers, the signature: nothing of the device or its key */
    assert_in_range(accepted, 1U, 120U);
}

/** A response that does not fit; storage that fails. */
static void failures(void **state)
{
    static uint8_t null[] = {5U, 0U};
    gbcs_peer peer;
    gbcs_public_key key;
    size_t room;

    (void)state;
    bench_open(GSME);
    for (room = 0U; room < 3U; room++) {
        bench_command(CS03A1, 2U, join_payload(1U, PEER(1), PPMID, NOTHING), 1U);
        B.response = gbcs_writer_of(B.out, room);
        assert_int_equal(gbcs_joining_join(&B.desk, &B.command, &B.response, &B.effects),
                         GBCS_ERR_SPACE);
        assert_no_effects();
        bench_command(CS04AC, 2U, unjoin_payload(PEER(1)), 1U);
        B.response = gbcs_writer_of(B.out, room);
        assert_int_equal(gbcs_joining_unjoin(&B.desk, &B.command, &B.response, &B.effects),
                         GBCS_ERR_SPACE);
        assert_no_effects();
    }
    /* the medium can't be read */
    do_join(CS03B, 2U, PEER(1), TYPE_2, NOTHING);
    gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, 1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(join(CS03B, 2U, PEER(2), TYPE_2), GBCS_ERR_STORAGE);
    assert_no_effects();
    gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, 1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(1))), GBCS_ERR_STORAGE);
    gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, 1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(serve(CS07, gbcs_bytes_of(null, sizeof null)), GBCS_ERR_STORAGE);
    gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, 1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    memset(&B.effects, 0xA5, sizeof B.effects);
    assert_int_equal(gbcs_joining_conclude(&B.desk, NOTHING, &B.effects), GBCS_ERR_STORAGE);
    assert_no_effects();
    gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, 1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_ERR_STORAGE);
    gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, 1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(1), &key), GBCS_ERR_STORAGE);
    assert_int_equal(key.point[0], 0U);
    /* the transaction has failed before */
    gbcs_writer_fail(&B.board.store.changes, GBCS_ERR_SPACE);
    assert_int_equal(join(CS03B, 2U, PEER(2), TYPE_2), GBCS_ERR_SPACE);
    assert_no_effects();
    gbcs_store_abandon(&B.board.store);
    /* or has no room left */
    assert_int_equal(join(CS03B, 2U, PEER(2), TYPE_2), GBCS_OK);
    assert_handed_out();
    B.board.store.changes.room = B.board.store.changes.used + 20U;
    assert_int_equal(join(CS03B, 2U, PEER(3), TYPE_2), GBCS_ERR_SPACE);
    assert_no_effects();
    gbcs_store_abandon(&B.board.store);
    B.board.store.changes.room = 20U;
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(1))), GBCS_ERR_SPACE);
    assert_no_effects();
    gbcs_store_abandon(&B.board.store);
    B.board.store.changes.room = 20U;
    assert_int_equal(gbcs_joining_conclude(&B.desk, NOTHING, &B.effects), GBCS_ERR_SPACE);
    assert_no_effects();
    gbcs_store_abandon(&B.board.store);
    assert_stored("00005EEF10000101 06 02 01 00005EEF10000102 06 02 02");
}

/** A log that is damaged, or in another layout. */
static void damaged(void **state)
{
    gbcs_public_key key;
    gbcs_peer peer;

    (void)state;
    bench_open(GSME);
    store_log(gbcs_bytes_of((const uint8_t *)"damage", 6U), 1U);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(1), &key), GBCS_ERR_RECORD);
    assert_int_equal(gbcs_joining_open(&B.board.store, &peer), GBCS_ERR_ABSENT);
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(1))), GBCS_OK);
    assert_refused(2U, 0x8F4AU);
    conclude("020100");
    assert_no_effects();
    assert_read("3003 020101");
    do_join(CS03B, 2U, PEER(1), TYPE_2, NOTHING);
    assert_read("3014 020100 300F 300D 0408 00005EEF10000101 020106");
    store_log(gbcs_bytes_of((const uint8_t *)"another", 7U), 2U);
    assert_int_equal(join(CS03B, 2U, PEER(1), TYPE_2), GBCS_ERR_LAYOUT);
    assert_int_equal(serve(CS04B, unjoin_payload(PEER(1))), GBCS_ERR_LAYOUT);
    assert_int_equal(gbcs_joining_key(&B.board.store, PEER(1), &key), GBCS_ERR_LAYOUT);
    assert_int_equal(gbcs_joining_conclude(&B.desk, NOTHING, &B.effects), GBCS_ERR_LAYOUT);
    assert_read("3003 020101");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_method),
        cmocka_unit_test(other_commands),
        cmocka_unit_test(joined),
        cmocka_unit_test(peers),
        cmocka_unit_test(incompatible),
        cmocka_unit_test(full),
        cmocka_unit_test(certificates),
        cmocka_unit_test(again),
        cmocka_unit_test(left_open),
        cmocka_unit_test(unjoined),
        cmocka_unit_test(answers),
        cmocka_unit_test(payloads),
        cmocka_unit_test(changed_certificates),
        cmocka_unit_test(failures),
        cmocka_unit_test(damaged),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
