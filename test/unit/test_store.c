#include "board.h"

static const gbcs_record ONE = {1U, 1U, GBCS_COPY_ONE, 64U};
static const gbcs_record TWO = {2U, 7U, GBCS_COPY_ONE, 64U};
static const gbcs_record TWIN = {3U, 1U, GBCS_COPY_TWIN, 64U};
/** As large as a record of the board may be. */
static const gbcs_record LARGE = {5U, 1U, GBCS_COPY_ONE, BOARD_RECORD_SIZE - GBCS_RECORD_OVERHEAD};
static const gbcs_record LARGE_TOO = {6U, 1U, GBCS_COPY_ONE,
                                      BOARD_RECORD_SIZE - GBCS_RECORD_OVERHEAD};

/** The same board for all tests of this file, new in each. */
static board B;

static void new_board(void)
{
    board_init(&B, true);
    assert_int_equal(board_open(&B), GBCS_OK);
}

static gbcs_bytes text(const char *characters)
{
    return gbcs_bytes_of((const uint8_t *)characters, strlen(characters));
}

static void put(const gbcs_record *record, const char *characters)
{
    assert_int_equal(gbcs_store_put(&B.store, record, text(characters)), GBCS_OK);
}

static void commit(void)
{
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_zeros(B.buffer, sizeof B.buffer);
}

static gbcs_status status_of(const gbcs_record *record)
{
    uint8_t octets[BOARD_RECORD_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    const gbcs_status status = gbcs_store_load(&B.store, record, &writer);

    assert_int_equal(writer.status, GBCS_OK);
    if (status != GBCS_OK) {
        assert_int_equal(writer.used, 0);
    }
    return status;
}

static void assert_holds(const gbcs_record *record, const char *characters)
{
    uint8_t octets[BOARD_RECORD_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    assert_int_equal(gbcs_store_load(&B.store, record, &writer), GBCS_OK);
    assert_int_equal(writer.used, strlen(characters));
    assert_memory_equal(octets, characters, strlen(characters));
}

static void a_port_that_lacks_something_is_refused(void **state)
{
    gbcs_port ports[11];
    uint8_t large[2U * 0x10000U];
    size_t i;

    (void)state;
    board_init(&B, true);
    for (i = 0; i < 11; i++) {
        ports[i] = B.port;
    }
    ports[0].entropy = NULL;
    ports[1].time_get = NULL;
    ports[2].time_set = NULL;
    ports[3].uptime = NULL;
    ports[4].load = NULL;
    ports[5].store = NULL;
    ports[6].erase = NULL;
    ports[7].record_size = 63U;
    ports[8].record_size = 0x10000U;
    ports[9].record_count = 1U;
    ports[10].capacity = (2U * BOARD_RECORD_SIZE) - 1U;
    for (i = 0; i < 11; i++) {
        assert_int_equal(gbcs_store_open(&B.store, &ports[i], &B.crypto, large, sizeof large),
                         GBCS_ERR_ARGUMENT);
        assert_int_equal(status_of(&ONE), GBCS_ERR_UNFINISHED);
    }
    assert_int_equal(gbcs_store_open(&B.store, NULL, &B.crypto, large, sizeof large),
                     GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_store_open(&B.store, &B.port, NULL, large, sizeof large),
                     GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_store_open(&B.store, &B.port, &B.crypto, NULL, sizeof large),
                     GBCS_ERR_ARGUMENT);
    ports[0] = B.port;
    ports[0].record_size = 0xFFFFU;
    ports[0].capacity = 2U * 0xFFFFU;
    assert_int_equal(gbcs_store_open(&B.store, &ports[0], &B.crypto, large, sizeof large), GBCS_OK);
    ports[0].record_size = 64U;
    ports[0].record_count = 2U;
    ports[0].capacity = 128U;
    ports[0].wait = NULL;
    ports[0].vault = NULL;
    ports[0].storage_key = NULL;
    assert_int_equal(gbcs_store_open(&B.store, &ports[0], &B.crypto, large, 128U), GBCS_OK);
}

static gbcs_status generate_nothing(void *context, gbcs_vault_slot slot, uint8_t point[65])
{
    (void)context;
    (void)slot;
    (void)point;
    fail_msg("the vault was asked");
    return GBCS_ERR_STORAGE;
}

/*
 * It keeps private keys; records are sealed with the storage key, whether there is a vault or not.
 */
static void a_vault_makes_no_difference(void **state)
{
    const gbcs_vault vault = {.generate = generate_nothing};

    (void)state;
    board_init(&B, true);
    B.port.vault = &vault;
    assert_int_equal(board_open(&B), GBCS_OK);
    put(&ONE, "sealed");
    commit();
    assert_holds(&ONE, "sealed");
    B.port.vault = NULL;
    assert_holds(&ONE, "sealed");
}

static void a_buffer_that_is_too_small_is_refused(void **state)
{
    size_t room;

    (void)state;
    board_init(&B, true);
    assert_int_equal(gbcs_store_buffer_size(&B.port), 2U * BOARD_RECORD_SIZE);
    for (room = 0; room < gbcs_store_buffer_size(&B.port); room++) {
        assert_int_equal(gbcs_store_open(&B.store, &B.port, &B.crypto, B.buffer, room),
                         GBCS_ERR_SPACE);
        assert_false(B.store.open);
    }
    assert_int_equal(board_open(&B), GBCS_OK);
    assert_true(B.store.open);
}

static void a_store_that_is_not_open_does_nothing(void **state)
{
    gbcs_writer writer = gbcs_writer_of(NULL, 0);

    (void)state;
    memset(&B, 0, sizeof B);
    assert_int_equal(gbcs_store_load(&B.store, &ONE, &writer), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_store_put(&B.store, &ONE, text("x")), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_store_remove(&B.store, &ONE), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_store_discard(&B.store), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_store_erase_all(&B.store, &ONE), GBCS_ERR_ARGUMENT);
    gbcs_store_abandon(&B.store);
}

static void what_was_put_is_loaded(void **state)
{
    uint8_t octets[BOARD_RECORD_SIZE];
    uint8_t loaded[BOARD_RECORD_SIZE];
    int sealed;
    size_t size;

    (void)state;
    for (size = 0; size < sizeof octets; size++) {
        octets[size] = (uint8_t)(size * 7U);
    }
    for (sealed = 0; sealed < 2; sealed++) {
        board_init(&B, sealed == 1);
        assert_int_equal(board_open(&B), GBCS_OK);
        assert_int_equal(status_of(&LARGE), GBCS_ERR_NO_RECORD);
        for (size = 0; size <= LARGE.size; size++) {
            gbcs_writer writer = gbcs_writer_of(loaded, sizeof loaded);

            assert_int_equal(gbcs_store_put(&B.store, &LARGE, gbcs_bytes_of(octets, size)),
                             GBCS_OK);
            commit();
            if ((size % 3U) == 0U) {
                assert_int_equal(board_reboot(&B), GBCS_OK);
            }
            gbcs_write_u8(&writer, 0xEE);
            assert_int_equal(gbcs_store_load(&B.store, &LARGE, &writer), GBCS_OK);
            assert_zeros(B.buffer, sizeof B.buffer);
            assert_int_equal(writer.used, size + 1U);
            assert_int_equal(loaded[0], 0xEE);
            assert_memory_equal(&loaded[1], octets, size);
            assert_int_equal(gbcs_memory_record(&B.memory, LARGE.number).size,
                             size + GBCS_RECORD_OVERHEAD);
        }
    }
}

static void a_writer_that_is_too_small_gets_nothing(void **state)
{
    uint8_t octets[8];
    size_t room;

    (void)state;
    new_board();
    put(&ONE, "eight...");
    commit();
    for (room = 0; room <= 8; room++) {
        gbcs_writer writer = gbcs_writer_of(octets, room);

        memset(octets, 0xEE, sizeof octets);
        assert_int_equal(gbcs_store_load(&B.store, &ONE, &writer),
                         (room < 8U) ? GBCS_ERR_SPACE : GBCS_OK);
        assert_int_equal(writer.status, GBCS_OK);
        assert_int_equal(writer.used, (room < 8U) ? 0 : 8);
        assert_int_equal(octets[0], (room < 8U) ? 0xEE : 'e');
        assert_zeros(B.buffer, sizeof B.buffer);
    }
}

static void a_writer_that_failed_stays_so(void **state)
{
    uint8_t octets[8];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    (void)state;
    new_board();
    put(&ONE, "x");
    commit();
    gbcs_writer_fail(&writer, GBCS_ERR_TIME);
    assert_int_equal(gbcs_store_load(&B.store, &ONE, &writer), GBCS_ERR_TIME);
    assert_int_equal(writer.used, 0);
}

static void a_record_must_fit_into_the_port(void **state)
{
    static const struct {
        gbcs_record record;
        gbcs_status expected;
    } CASES[] = {
        {{0U, 1U, GBCS_COPY_ONE, 1U}, GBCS_ERR_ARGUMENT},
        {{1U, 0U, GBCS_COPY_ONE, 1U}, GBCS_ERR_ARGUMENT},
        {{BOARD_RECORDS - 1U, 1U, GBCS_COPY_ONE, 1U}, GBCS_OK},
        {{BOARD_RECORDS, 1U, GBCS_COPY_ONE, 1U}, GBCS_ERR_ARGUMENT},
        {{BOARD_RECORDS - 2U, 1U, GBCS_COPY_TWIN, 1U}, GBCS_OK},
        {{BOARD_RECORDS - 1U, 1U, GBCS_COPY_TWIN, 1U}, GBCS_ERR_ARGUMENT},
        {{0xFFFFU, 1U, GBCS_COPY_TWIN, 1U}, GBCS_ERR_ARGUMENT},
        {{1U, 1U, GBCS_COPY_ONE, BOARD_RECORD_SIZE - GBCS_RECORD_OVERHEAD}, GBCS_OK},
        {{1U, 1U, GBCS_COPY_ONE, BOARD_RECORD_SIZE - GBCS_RECORD_OVERHEAD + 1U}, GBCS_ERR_ARGUMENT},
        {{1U, 1U, GBCS_COPY_ONE, SIZE_MAX}, GBCS_ERR_ARGUMENT},
    };
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        const gbcs_record *record = &CASES[i].record;
        const gbcs_status expected = CASES[i].expected;

        new_board();
        assert_int_equal(gbcs_store_put(&B.store, record, text("x")), expected);
        assert_int_equal(gbcs_store_commit(&B.store), expected);
        assert_int_equal(gbcs_store_remove(&B.store, record), expected);
        gbcs_store_abandon(&B.store);
        assert_int_equal(status_of(record), expected);
        assert_int_equal(gbcs_store_mend(&B.store, record), expected);
        if (expected != GBCS_OK) {
            assert_int_equal(gbcs_store_erase_all(&B.store, record), GBCS_ERR_ARGUMENT);
            assert_int_equal(board_writes(&B), 0);
        }
        assert_true(B.store.open);
    }
}

static void another_layout_is_not_handed_out(void **state)
{
    static const gbcs_record NEXT = {2U, 8U, GBCS_COPY_ONE, 64U};
    static const gbcs_record SMALLER = {2U, 7U, GBCS_COPY_ONE, 5U};
    static const gbcs_record EQUAL = {2U, 7U, GBCS_COPY_ONE, 6U};

    (void)state;
    new_board();
    put(&TWO, "octets");
    commit();
    assert_int_equal(status_of(&NEXT), GBCS_ERR_LAYOUT);
    assert_int_equal(status_of(&SMALLER), GBCS_ERR_LAYOUT);
    assert_int_equal(status_of(&EQUAL), GBCS_OK);
    put(&NEXT, "octets in the next layout");
    commit();
    assert_int_equal(status_of(&TWO), GBCS_ERR_LAYOUT);
    assert_holds(&NEXT, "octets in the next layout");
}

static void more_octets_than_declared_are_refused(void **state)
{
    static const gbcs_record FEW = {1U, 1U, GBCS_COPY_ONE, 3U};

    (void)state;
    new_board();
    assert_int_equal(gbcs_store_put(&B.store, &FEW, text("four")), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_ARGUMENT);
    put(&FEW, "tri");
    commit();
    assert_holds(&FEW, "tri");
}

static void changes_are_seen_after_the_commit(void **state)
{
    (void)state;
    new_board();
    put(&ONE, "one");
    put(&TWIN, "twin");
    assert_int_equal(board_writes(&B), 0);
    assert_int_equal(status_of(&ONE), GBCS_ERR_NO_RECORD);
    commit();
    put(&ONE, "uno");
    assert_int_equal(gbcs_store_remove(&B.store, &TWIN), GBCS_OK);
    assert_holds(&ONE, "one");
    assert_holds(&TWIN, "twin");
    commit();
    assert_holds(&ONE, "uno");
    assert_int_equal(status_of(&TWIN), GBCS_ERR_NO_RECORD);
}

static void a_later_change_takes_the_place_of_the_earlier(void **state)
{
    (void)state;
    new_board();
    put(&ONE, "first");
    put(&TWO, "two");
    put(&TWIN, "twin");
    put(&TWO, "longer than before");
    put(&ONE, "1");
    assert_int_equal(B.store.count, 3);
    assert_int_equal(B.store.changes.used, (3U * GBCS_CHANGE_OVERHEAD) + strlen("twin"
                                                                                "longer than before"
                                                                                "1"));
    commit();
    assert_holds(&ONE, "1");
    assert_holds(&TWO, "longer than before");
    assert_holds(&TWIN, "twin");
    put(&ONE, "put, then removed");
    assert_int_equal(gbcs_store_remove(&B.store, &ONE), GBCS_OK);
    assert_int_equal(gbcs_store_remove(&B.store, &TWO), GBCS_OK);
    put(&TWO, "removed, then put");
    commit();
    assert_int_equal(status_of(&ONE), GBCS_ERR_NO_RECORD);
    assert_holds(&TWO, "removed, then put");
}

/** What the open transaction would leave. */
static gbcs_status preview(const gbcs_record *record, size_t room, const char *expected)
{
    uint8_t octets[BOARD_RECORD_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, room);
    const gbcs_status status = gbcs_store_preview(&B.store, record, &writer);

    assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&writer), text(expected)));
    assert_int_equal(writer.status, GBCS_OK);
    return status;
}

static void an_open_transaction_can_be_seen(void **state)
{
    static const gbcs_record unfit = {5000U, 1U, GBCS_COPY_ONE, 1U};
    gbcs_record other = TWO;

    (void)state;
    new_board();
    assert_int_equal(preview(&ONE, 64, ""), GBCS_ERR_NO_RECORD);
    put(&ONE, "old");
    put(&TWIN, "twin");
    commit();
    assert_int_equal(preview(&ONE, 64, "old"), GBCS_OK);
    put(&TWO, "second");
    put(&ONE, "new");
    put(&TWIN, "");
    assert_int_equal(preview(&ONE, 64, "new"), GBCS_OK);
    assert_int_equal(preview(&TWO, 64, "second"), GBCS_OK);
    assert_int_equal(preview(&TWIN, 0, ""), GBCS_OK);
    put(&ONE, "newer");
    assert_int_equal(preview(&ONE, 5, "newer"), GBCS_OK);
    assert_int_equal(preview(&ONE, 4, ""), GBCS_ERR_SPACE);
    other.layout++;
    assert_int_equal(preview(&other, 64, ""), GBCS_ERR_LAYOUT);
    other = TWO;
    other.size = 5;
    assert_int_equal(preview(&other, 64, ""), GBCS_ERR_LAYOUT);
    assert_int_equal(gbcs_store_remove(&B.store, &ONE), GBCS_OK);
    assert_int_equal(preview(&ONE, 64, ""), GBCS_ERR_NO_RECORD);
    assert_int_equal(preview(&unfit, 64, ""), GBCS_ERR_ARGUMENT);
    /* nothing was written, and nothing is different for that it was looked at */
    assert_int_equal(B.store.count, 3);
    commit();
    assert_int_equal(preview(&ONE, 64, ""), GBCS_ERR_NO_RECORD);
    assert_int_equal(preview(&TWO, 64, "second"), GBCS_OK);
    /* of a transaction that has failed there is nothing to be seen */
    assert_int_equal(gbcs_store_put(&B.store, &unfit, text("")), GBCS_ERR_ARGUMENT);
    assert_int_equal(preview(&TWO, 64, ""), GBCS_ERR_ARGUMENT);
    gbcs_store_abandon(&B.store);
    assert_int_equal(preview(&TWO, 64, "second"), GBCS_OK);
    memset(&B.store, 0, sizeof B.store);
    assert_int_equal(preview(&TWO, 64, ""), GBCS_ERR_UNFINISHED);
}

static void an_abandoned_transaction_leaves_nothing(void **state)
{
    (void)state;
    new_board();
    put(&ONE, "old");
    commit();
    put(&ONE, "new");
    put(&TWO, "new");
    gbcs_store_abandon(&B.store);
    assert_zeros(B.buffer, sizeof B.buffer);
    commit();
    assert_holds(&ONE, "old");
    assert_int_equal(status_of(&TWO), GBCS_ERR_NO_RECORD);
    assert_int_equal(B.store.writes, 1);
}

static void a_transaction_costs_few_writes(void **state)
{
    (void)state;
    new_board();
    commit();
    assert_int_equal(B.store.writes, 0);
    put(&ONE, "one record: one write");
    commit();
    assert_int_equal(B.store.writes, 1);
    put(&TWIN, "a twin: two");
    commit();
    assert_int_equal(B.store.writes, 3);
    put(&ONE, "several: journal, each place, journal");
    put(&TWO, "");
    put(&TWIN, "");
    commit();
    assert_int_equal(B.store.writes, 3 + 6);
    assert_int_equal(gbcs_store_remove(&B.store, &TWIN), GBCS_OK);
    commit();
    assert_int_equal(B.store.writes, 9 + 2);
    assert_int_equal(board_writes(&B), 11);
    assert_int_equal(B.memory.calls[GBCS_MEMORY_WAIT], 11);
    B.port.wait = NULL;
    put(&ONE, "without a watchdog");
    commit();
    assert_int_equal(gbcs_store_remove(&B.store, &ONE), GBCS_OK);
    commit();
    assert_int_equal(B.memory.calls[GBCS_MEMORY_WAIT], 11);
}

/* Two changes whose octets just fill the journal; then one octet more. */
static void a_transaction_has_an_end(void **state)
{
    uint8_t octets[BOARD_RECORD_SIZE] = {0};
    const size_t room = BOARD_RECORD_SIZE - GBCS_RECORD_OVERHEAD - (2U * GBCS_CHANGE_OVERHEAD);
    size_t size;

    (void)state;
    for (size = 0; size <= room; size++) {
        new_board();
        put(&TWO, "old");
        commit();
        assert_int_equal(gbcs_store_put(&B.store, &LARGE, gbcs_bytes_of(octets, size)), GBCS_OK);
        assert_int_equal(
            gbcs_store_put(&B.store, &LARGE_TOO, gbcs_bytes_of(octets, room - size + 1U)),
            GBCS_ERR_SPACE);
        /* whatever follows, nothing of it is made */
        assert_int_equal(gbcs_store_put(&B.store, &TWO, text("new")), GBCS_ERR_SPACE);
        assert_int_equal(gbcs_store_remove(&B.store, &LARGE), GBCS_ERR_SPACE);
        assert_int_equal(gbcs_store_put(&B.store, &LARGE_TOO, text("")), GBCS_ERR_SPACE);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_SPACE);
        assert_int_equal(B.store.writes, 1);
        assert_holds(&TWO, "old");
        /* the next transaction is a new one */
        assert_int_equal(gbcs_store_put(&B.store, &LARGE, gbcs_bytes_of(octets, size)), GBCS_OK);
        assert_int_equal(gbcs_store_put(&B.store, &LARGE_TOO, gbcs_bytes_of(octets, room - size)),
                         GBCS_OK);
        commit();
        assert_int_equal(status_of(&LARGE), GBCS_OK);
        assert_int_equal(status_of(&LARGE_TOO), GBCS_OK);
    }
}

static void the_largest_record_goes_alone(void **state)
{
    uint8_t octets[BOARD_RECORD_SIZE] = {0};

    (void)state;
    new_board();
    assert_int_equal(gbcs_store_put(&B.store, &LARGE, gbcs_bytes_of(octets, LARGE.size)), GBCS_OK);
    /* changing it once more in the same transaction is no second change */
    assert_int_equal(gbcs_store_put(&B.store, &LARGE, gbcs_bytes_of(octets, LARGE.size)), GBCS_OK);
    commit();
    assert_int_equal(gbcs_store_put(&B.store, &LARGE, gbcs_bytes_of(octets, LARGE.size)), GBCS_OK);
    assert_int_equal(gbcs_store_remove(&B.store, &ONE), GBCS_ERR_SPACE);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_SPACE);
    assert_int_equal(gbcs_store_remove(&B.store, &ONE), GBCS_OK);
    assert_int_equal(gbcs_store_put(&B.store, &LARGE, gbcs_bytes_of(octets, LARGE.size)),
                     GBCS_ERR_SPACE);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_SPACE);
}

static void a_damaged_record_can_be_written_anew(void **state)
{
    (void)state;
    new_board();
    put(&ONE, "old");
    commit();
    gbcs_memory_flip(&B.memory, ONE.number, 300);
    assert_int_equal(status_of(&ONE), GBCS_ERR_RECORD);
    put(&ONE, "new");
    commit();
    assert_holds(&ONE, "new");
    gbcs_memory_flip(&B.memory, ONE.number, 300);
    put(&ONE, "newer");
    put(&TWO, "another");
    commit();
    assert_holds(&ONE, "newer");
    gbcs_memory_flip(&B.memory, ONE.number, 300);
    assert_int_equal(gbcs_store_remove(&B.store, &ONE), GBCS_OK);
    commit();
    assert_int_equal(status_of(&ONE), GBCS_ERR_NO_RECORD);
}

/* Before the first write of a transaction a failure changes nothing, and the store goes on. */
static void a_port_that_cannot_read_changes_nothing(void **state)
{
    static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORAGE_KEY};
    size_t i;
    uint32_t in;

    (void)state;
    for (i = 0; i < 2; i++) {
        for (in = 1; in <= 2; in++) {
            new_board();
            put(&ONE, "old");
            put(&TWO, "old");
            commit();
            gbcs_memory_fail(&B.memory, CALLS[i], in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
            put(&ONE, "new");
            put(&TWO, "new");
            assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_STORAGE);
            assert_int_equal(B.store.writes, 4);
            assert_holds(&ONE, "old");
            assert_holds(&TWO, "old");
        }
        gbcs_memory_fail(&B.memory, CALLS[i], 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_int_equal(status_of(&ONE), GBCS_ERR_STORAGE);
        assert_holds(&ONE, "old");
        gbcs_memory_fail(&B.memory, CALLS[i], 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        put(&ONE, "alone");
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_STORAGE);
        assert_holds(&ONE, "old");
    }
    /* the key is asked for to open the old record, for the nonce, and for the seal */
    for (in = 1; in <= 4; in++) {
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_STORAGE_KEY, in, GBCS_ERR_STORAGE,
                         GBCS_MEMORY_BEFORE);
        put(&ONE, "new");
        assert_int_equal(gbcs_store_commit(&B.store), (in <= 3U) ? GBCS_ERR_STORAGE : GBCS_OK);
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_STORAGE_KEY, 0, GBCS_OK, GBCS_MEMORY_BEFORE);
        assert_holds(&ONE, (in <= 3U) ? "old" : "new");
    }
}

static void a_store_whose_write_failed_closes(void **state)
{
    static const gbcs_memory_effect EFFECTS[] = {GBCS_MEMORY_BEFORE, GBCS_MEMORY_AFTER};
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        new_board();
        put(&ONE, "old");
        commit();
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_STORE, 1, GBCS_ERR_SPACE, EFFECTS[i]);
        put(&ONE, "new");
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_UNFINISHED);
        assert_int_equal(B.store.failure, GBCS_ERR_SPACE);
        assert_zeros(B.buffer, sizeof B.buffer);
        assert_int_equal(status_of(&ONE), GBCS_ERR_UNFINISHED);
        assert_int_equal(gbcs_store_put(&B.store, &TWO, text("x")), GBCS_ERR_UNFINISHED);
        assert_int_equal(gbcs_store_remove(&B.store, &TWO), GBCS_ERR_UNFINISHED);
        assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_ERR_UNFINISHED);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_UNFINISHED);
        assert_int_equal(gbcs_store_discard(&B.store), GBCS_ERR_ARGUMENT);
        assert_int_equal(B.store.failure, GBCS_ERR_SPACE);
        assert_int_equal(board_open(&B), GBCS_OK);
        assert_holds(&ONE, (i == 0U) ? "old" : "new");
    }
}

static gbcs_status load_too_much(void *context, uint16_t record, uint8_t *data, size_t room,
                                 size_t *size)
{
    (void)context;
    (void)record;
    (void)data;
    *size = room + 1U;
    return GBCS_OK;
}

static gbcs_status load_too_large(void *context, uint16_t record, uint8_t *data, size_t room,
                                  size_t *size)
{
    (void)context;
    (void)data;
    (void)room;
    *size = 0U;
    return (record == 0U) ? GBCS_ERR_NO_RECORD : GBCS_ERR_SPACE;
}

static void a_port_that_lies_does_no_harm(void **state)
{
    (void)state;
    new_board();
    B.port.load = load_too_large;
    assert_int_equal(status_of(&ONE), GBCS_ERR_RECORD);
    B.port.load = load_too_much;
    assert_int_equal(status_of(&ONE), GBCS_ERR_STORAGE);
    assert_int_equal(board_open(&B), GBCS_ERR_STORAGE);
}

/** Leaves a journal behind that holds "new" for two records, and a store that is closed. */
static void leave_journal(void)
{
    new_board();
    put(&ONE, "old");
    put(&TWO, "old");
    commit();
    put(&ONE, "new");
    put(&TWO, "new");
    gbcs_memory_cut(&B.memory, 2, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_UNFINISHED);
    gbcs_memory_reboot(&B.memory);
}

static void an_interrupted_transaction_is_finished(void **state)
{
    uint32_t in;

    (void)state;
    leave_journal();
    assert_int_equal(board_open(&B), GBCS_OK);
    assert_int_equal(B.store.writes, 3);
    assert_zeros(B.buffer, sizeof B.buffer);
    assert_holds(&ONE, "new");
    assert_holds(&TWO, "new");
    assert_int_equal(board_open(&B), GBCS_OK);
    assert_int_equal(B.store.writes, 0);

    /* whatever fails on the way, the next time it is finished */
    for (in = 1; in <= 3; in++) {
        leave_journal();
        gbcs_memory_fail(&B.memory, (in < 3U) ? GBCS_MEMORY_STORE : GBCS_MEMORY_ERASE,
                         (in < 3U) ? in : 1U, GBCS_ERR_SPACE, GBCS_MEMORY_BEFORE);
        assert_int_equal(board_open(&B), GBCS_ERR_SPACE);
        assert_int_equal(B.store.failure, GBCS_ERR_SPACE);
        assert_zeros(B.buffer, sizeof B.buffer);
        assert_int_equal(status_of(&ONE), GBCS_ERR_UNFINISHED);
        assert_int_equal(gbcs_store_discard(&B.store), GBCS_ERR_ARGUMENT);
        assert_zeros(B.buffer, sizeof B.buffer);
        assert_int_equal(board_open(&B), GBCS_OK);
        assert_holds(&ONE, "new");
        assert_holds(&TWO, "new");
    }
}

static void a_damaged_journal_is_not_used(void **state)
{
    size_t bit;
    size_t bits;

    (void)state;
    leave_journal();
    bits = 8U * gbcs_memory_record(&B.memory, 0).size;
    for (bit = 0; bit < bits; bit++) {
        gbcs_memory_flip(&B.memory, 0, bit);
        assert_int_equal(board_open(&B), GBCS_ERR_RECORD);
        assert_int_equal(B.store.writes, 0);
        assert_zeros(B.buffer, sizeof B.buffer);
        assert_int_equal(status_of(&ONE), GBCS_ERR_UNFINISHED);
        gbcs_memory_flip(&B.memory, 0, bit);
    }
    gbcs_memory_flip(&B.memory, 0, 400);
    assert_int_equal(board_open(&B), GBCS_ERR_RECORD);
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_store_discard(&B.store), GBCS_ERR_STORAGE);
    assert_false(B.store.open);
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_ERASE, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_store_discard(&B.store), GBCS_ERR_STORAGE);
    assert_false(B.store.open);
    assert_int_equal(gbcs_store_discard(&B.store), GBCS_OK);
    /* one record was already written, the other is lost */
    assert_holds(&ONE, "new");
    assert_holds(&TWO, "old");
    assert_int_equal(gbcs_store_discard(&B.store), GBCS_ERR_ARGUMENT);
    put(&TWO, "goes on");
    assert_int_equal(gbcs_store_discard(&B.store), GBCS_ERR_ARGUMENT);
    commit();
    assert_holds(&TWO, "goes on");
}

static void everything_can_be_erased(void **state)
{
    uint16_t i;

    (void)state;
    new_board();
    put(&ONE, "one");
    put(&TWIN, "twin");
    put(&TWO, "two");
    commit();
    put(&TWO, "in a transaction that is never made");
    assert_int_equal(gbcs_store_erase_all(&B.store, &TWIN), GBCS_OK);
    assert_zeros(B.buffer, sizeof B.buffer);
    for (i = 0; i < BOARD_RECORDS; i++) {
        assert_int_equal(gbcs_memory_record(&B.memory, i).size, 0);
    }
    commit();
    assert_int_equal(status_of(&TWO), GBCS_ERR_NO_RECORD);
    put(&ONE, "a new life");
    commit();
    assert_holds(&ONE, "a new life");
}

/* The order: journal, the given record, the others. */
static void erasure_begins_with_what_matters(void **state)
{
    uint32_t cut;

    (void)state;
    for (cut = 0; cut < 5; cut++) {
        leave_journal();
        gbcs_memory_place(&B.memory, TWIN.number, text("anything"));
        gbcs_memory_place(&B.memory, TWIN.number + 1U, text("anything"));
        gbcs_memory_cut(&B.memory, cut, GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_store_erase_all(&B.store, &TWIN), GBCS_ERR_STORAGE);
        assert_int_equal(B.store.failure, GBCS_ERR_STORAGE);
        assert_int_equal(status_of(&ONE), GBCS_ERR_UNFINISHED);
        assert_int_equal(gbcs_memory_record(&B.memory, 0).size == 0U, cut > 0U);
        assert_int_equal(gbcs_memory_record(&B.memory, 3).size == 0U, cut > 1U);
        assert_int_equal(gbcs_memory_record(&B.memory, 4).size == 0U, cut > 2U);
        assert_int_equal(gbcs_memory_record(&B.memory, 1).size == 0U, cut > 3U);
        assert_true(gbcs_memory_record(&B.memory, 2).size > 0U);
        gbcs_memory_reboot(&B.memory);
        assert_int_equal(gbcs_store_erase_all(&B.store, &TWIN), GBCS_OK);
        assert_true(B.store.open);
    }
}

static void erasure_goes_on_after_a_failure(void **state)
{
    uint32_t in;
    uint16_t i;

    (void)state;
    for (in = 1; in <= (BOARD_RECORDS + 1U); in++) {
        size_t left = 0;

        leave_journal();
        for (i = 3; i < BOARD_RECORDS; i++) {
            gbcs_memory_place(&B.memory, i, text("anything"));
        }
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_ERASE, in, GBCS_ERR_SPACE, GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_store_erase_all(&B.store, &TWO), GBCS_ERR_SPACE);
        for (i = 0; i < BOARD_RECORDS; i++) {
            left += (gbcs_memory_record(&B.memory, i).size > 0U) ? 1U : 0U;
        }
        /* the given record is erased twice */
        assert_int_equal(left, ((in == 2U) || (in == 4U)) ? 0 : 1);
        assert_false(B.store.open);
        assert_int_equal(gbcs_store_erase_all(&B.store, &TWO), GBCS_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_port_that_lacks_something_is_refused),
        cmocka_unit_test(a_vault_makes_no_difference),
        cmocka_unit_test(a_buffer_that_is_too_small_is_refused),
        cmocka_unit_test(a_store_that_is_not_open_does_nothing),
        cmocka_unit_test(what_was_put_is_loaded),
        cmocka_unit_test(a_writer_that_is_too_small_gets_nothing),
        cmocka_unit_test(a_writer_that_failed_stays_so),
        cmocka_unit_test(a_record_must_fit_into_the_port),
        cmocka_unit_test(another_layout_is_not_handed_out),
        cmocka_unit_test(more_octets_than_declared_are_refused),
        cmocka_unit_test(changes_are_seen_after_the_commit),
        cmocka_unit_test(a_later_change_takes_the_place_of_the_earlier),
        cmocka_unit_test(an_open_transaction_can_be_seen),
        cmocka_unit_test(an_abandoned_transaction_leaves_nothing),
        cmocka_unit_test(a_transaction_costs_few_writes),
        cmocka_unit_test(a_transaction_has_an_end),
        cmocka_unit_test(the_largest_record_goes_alone),
        cmocka_unit_test(a_damaged_record_can_be_written_anew),
        cmocka_unit_test(a_port_that_cannot_read_changes_nothing),
        cmocka_unit_test(a_store_whose_write_failed_closes),
        cmocka_unit_test(a_port_that_lies_does_no_harm),
        cmocka_unit_test(an_interrupted_transaction_is_finished),
        cmocka_unit_test(a_damaged_journal_is_not_used),
        cmocka_unit_test(everything_can_be_erased),
        cmocka_unit_test(erasure_begins_with_what_matters),
        cmocka_unit_test(erasure_goes_on_after_a_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
