/* The record of the device log. */
#include "joining_bench.h"

static device_log LOG;

static void reload(void)
{
    memset(&LOG, 0xA5, sizeof LOG);
    assert_int_equal(devices_load(&B.board.store, &LOG), GBCS_OK);
}

/** A key in hex, that is only looked at for its first octet. */
#define K1                                                                                         \
    "04 1111111111111111111111111111111111111111111111111111111111111111"                          \
    "2222222222222222222222222222222222222222222222222222222222222222"
#define K2                                                                                         \
    "04 3333333333333333333333333333333333333333333333333333333333333333"                          \
    "4444444444444444444444444444444444444444444444444444444444444444"
#define A "00005EEF10000101"
#define C "00005EEF10000102"
#define D "00005EEF10000103"

static gbcs_bytes octets_of(const char *hex)
{
    static uint8_t octets[DEVICES_SIZE + 100U];

    return gbcs_bytes_of(octets, hex_decode(hex, octets, sizeof octets));
}

/** The layout: what each field is, and every state. */
static void layout(void **state)
{
    size_t place = 0U;
    device_entry one;

    (void)state;
    bench_open(GBCS_DEVICE_GSME);
    reload();
    assert_int_equal(LOG.count, 0U);
    assert_false(LOG.damaged);
    store_log(octets_of(A "050001" C "050303" K1 K2 D "000301" K2), 1U);
    reload();
    assert_false(LOG.damaged);
    assert_int_equal(LOG.count, 3U);
    assert_true(devices_next(&LOG, &place, &one));
    assert_int_equal(one.entity, PEER(1));
    assert_int_equal(one.type, 5U);
    assert_int_equal(one.method, 0U);
    assert_int_equal(one.state, DEVICE_JOINED);
    assert_int_equal(one.key.point[0], 0U);
    assert_true(devices_next(&LOG, &place, &one));
    assert_int_equal(one.entity, PEER(2));
    assert_int_equal(one.state, DEVICE_REJOINING);
    assert_int_equal(one.key.point[1], 0x11U);
    assert_int_equal(one.key.point[64], 0x22U);
    assert_int_equal(one.next_key.point[1], 0x33U);
    assert_int_equal(one.next_key.point[64], 0x44U);
    assert_true(devices_next(&LOG, &place, &one));
    assert_int_equal(one.entity, PEER(3));
    assert_int_equal(one.type, 0U);
    assert_int_equal(one.key.point[1], 0x33U);
    assert_int_equal(one.next_key.point[0], 0U);
    assert_false(devices_next(&LOG, &place, &one));
    assert_int_equal(one.entity, 0U);
    assert_false(devices_next(&LOG, &place, &one));
    assert_true(devices_find_open(&LOG, &one));
    assert_int_equal(one.entity, PEER(2));
    assert_true(devices_find(&LOG, PEER(3), &one));
    assert_int_equal(one.key.point[64], 0x44U);
    assert_false(devices_find(&LOG, PEER(4), &one));
    assert_int_equal(one.entity, 0U);
}

/** What can't be is damage. */
static void impossible(void **state)
{
    static const struct {
        const char *hex;
        bool good;
    } ROWS[] = {
        {"", true},
        {A "050001", true},
        {A "070204", true},
        {A "050303" K1 K2, true},
        {A "050302" K1, true},
        {"0000000000000000 050001", false},
        {A "080001", false},
        {A "FF0001", false},
        {A "050401", false},
        {A "05FF01", false},
        {A "050000", false},
        {A "050005", false},
        {A "0500FF", false},
        {A "05000100", false},
        {A "0500", false},
        {A "050301", false},
        {A "050303" K1, false},
        {A "050301" K1 K2, false},
        {A "050302" K1 K2, false},
        {A "050003" K1, false},
        {A "050301 02" K1, false},
        /* twice the same, next to each other or not */
        {A "050001" A "050001", false},
        {A "050001" C "050001" A "050201", false},
        /* two are open */
        {A "050002" C "050002", false},
        {A "050004" C "050001" D "050303" K1 K2, false},
        {A "050004" C "050001" D "050301" K1, true},
    };
    size_t i;

    (void)state;
    bench_open(GBCS_DEVICE_GSME);
    for (i = 0U; i < sizeof ROWS / sizeof ROWS[0]; i++) {
        store_log(octets_of(ROWS[i].hex), 1U);
        reload();
        assert_int_equal(LOG.damaged, !ROWS[i].good);
        if (LOG.damaged) {
            assert_int_equal(LOG.count, 0U);
            assert_int_equal(LOG.size, 0U);
        }
    }
    /* a key that is compressed */
    {
        uint8_t key[11U + GBCS_POINT_SIZE];

        (void)hex_decode(A "050301" K1, key, sizeof key);
        key[11] = 0x02U;
        store_log(gbcs_bytes_of(key, sizeof key), 1U);
        reload();
        assert_true(LOG.damaged);
    }
}

/** Cut off at each length, and with each octet changed: damage, or another log that could be. */
static void changed(void **state)
{
    uint8_t octets[300];
    const size_t size = hex_decode(A "050001" C "050303" K1 K2 D "000201", octets, sizeof octets);
    size_t i;
    unsigned int bit;

    (void)state;
    bench_open(GBCS_DEVICE_GSME);
    for (i = 0U; i < size; i++) {
        store_log(gbcs_bytes_of(octets, i), 1U);
        reload();
        assert_int_equal(LOG.damaged, !((i == 0U) || (i == 11U) || (i == 11U + 141U)));
        for (bit = 0U; bit < 8U; bit++) {
            octets[i] ^= (uint8_t)(1U << bit);
            store_log(gbcs_bytes_of(octets, size), 1U);
            octets[i] ^= (uint8_t)(1U << bit);
            reload();
            assert_true(LOG.damaged || (LOG.count == 3U));
        }
    }
}

/** As many entries as there may be, each as long as it can be; one more; octets beyond. */
static void largest(void **state)
{
    static uint8_t octets[DEVICES_SIZE + 20U];
    static const gbcs_record record = {GBCS_RECORD_DEVICES, 1U, GBCS_COPY_TWIN, DEVICES_SIZE};
    gbcs_writer w = gbcs_writer_of(octets, sizeof octets);
    device_entry one = {.type = 5U, .method = 3U, .state = DEVICE_JOINED};
    device_entry found;
    unsigned int i;

    (void)state;
    bench_open(GBCS_DEVICE_GSME);
    reload();
    one.key.point[0] = 4U;
    for (i = 0U; i < GBCS_DEVICE_ENTRIES; i++) {
        one.entity = PEER(i);
        assert_int_equal(devices_set(&LOG, &one), GBCS_OK);
        assert_int_equal(LOG.count, i + 1U);
    }
    one.entity = PEER(i);
    one.method = 2U;
    assert_int_equal(devices_set(&LOG, &one), GBCS_ERR_SPACE);
    assert_int_equal(LOG.count, GBCS_DEVICE_ENTRIES);
    assert_false(devices_find(&LOG, PEER(i), &found));
    /* two that are joined anew don't fit */
    one.method = 3U;
    one.state = DEVICE_REJOINING;
    one.next_key.point[0] = 4U;
    one.entity = PEER(0);
    assert_int_equal(devices_set(&LOG, &one), GBCS_OK);
    assert_int_equal(LOG.size, DEVICES_SIZE);
    one.entity = PEER(5);
    assert_int_equal(devices_set(&LOG, &one), GBCS_ERR_SPACE);
    assert_int_equal(LOG.size, DEVICES_SIZE);
    /* it fits into a transaction with the counters */
    assert_int_equal(devices_put(&B.board.store, &LOG), GBCS_OK);
    {
        static uint8_t counters[634];
        static const gbcs_record other = {GBCS_RECORD_COUNTERS, 1U, GBCS_COPY_ALTERNATE,
                                          sizeof counters};

        assert_int_equal(
            gbcs_store_put(&B.board.store, &other, gbcs_bytes_of(counters, sizeof counters)),
            GBCS_OK);
    }
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    reload();
    assert_false(LOG.damaged);
    assert_int_equal(LOG.count, GBCS_DEVICE_ENTRIES);
    assert_int_equal(devices_revert(&LOG), GBCS_OK);
    assert_int_equal(LOG.size, DEVICES_SIZE - GBCS_POINT_SIZE);
    assert_int_equal(devices_revert(&LOG), GBCS_OK);
    assert_int_equal(LOG.size, DEVICES_SIZE - GBCS_POINT_SIZE);
    devices_remove(&LOG, PEER(99));
    assert_int_equal(LOG.count, GBCS_DEVICE_ENTRIES);
    /* one entry more than may be */
    for (i = 0U; i <= GBCS_DEVICE_ENTRIES; i++) {
        gbcs_write_u64(&w, PEER(i));
        gbcs_write_u16(&w, 0x0502U);
        gbcs_write_u8(&w, 1U);
    }
    assert_int_equal(
        gbcs_store_put(&B.board.store, &record,
                       gbcs_bytes_slice(gbcs_writer_bytes(&w), 0U, 11U * GBCS_DEVICE_ENTRIES)),
        GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    reload();
    assert_false(LOG.damaged);
    store_log(gbcs_writer_bytes(&w), 1U);
    reload();
    assert_true(LOG.damaged);
}

/** A change in the open transaction is seen by what builds on it, and by nothing else. */
static void preview(void **state)
{
    device_entry one = {.entity = PEER(1), .type = 6U, .method = 2U, .state = DEVICE_JOINED};

    (void)state;
    bench_open(GBCS_DEVICE_GSME);
    reload();
    assert_int_equal(devices_set(&LOG, &one), GBCS_OK);
    assert_int_equal(devices_put(&B.board.store, &LOG), GBCS_OK);
    reload();
    assert_int_equal(LOG.count, 0U);
    assert_int_equal(devices_preview(&B.board.store, &LOG), GBCS_OK);
    assert_int_equal(LOG.count, 1U);
    gbcs_store_abandon(&B.board.store);
    assert_int_equal(devices_preview(&B.board.store, &LOG), GBCS_OK);
    assert_int_equal(LOG.count, 0U);
}

/** One copy is lost, then both. */
static void copies(void **state)
{
    (void)state;
    bench_open(GBCS_DEVICE_GSME);
    assert_int_equal(gbcs_joining_mend(&B.board.store), GBCS_OK);
    store_log(octets_of(A "050001"), 1U);
    gbcs_memory_flip(&B.board.memory, GBCS_RECORD_DEVICES, 100U);
    reload();
    assert_int_equal(LOG.count, 1U);
    assert_int_equal(gbcs_joining_mend(&B.board.store), GBCS_OK);
    gbcs_memory_flip(&B.board.memory, GBCS_RECORD_DEVICES + 1U, 100U);
    reload();
    assert_int_equal(LOG.count, 1U);
    gbcs_memory_flip(&B.board.memory, GBCS_RECORD_DEVICES, 100U);
    reload();
    assert_true(LOG.damaged);
    assert_int_equal(gbcs_joining_mend(&B.board.store), GBCS_OK);
    gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, 1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_joining_mend(&B.board.store), GBCS_ERR_STORAGE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layout),  cmocka_unit_test(impossible), cmocka_unit_test(changed),
        cmocka_unit_test(largest), cmocka_unit_test(preview),    cmocka_unit_test(copies),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
