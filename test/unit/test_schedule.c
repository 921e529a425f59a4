/* What is pending and what is due (GBCS 9.2). */
#include <stdlib.h>

#include "schedule_board.h"

#include "gbcs/replay.h"

#define DEFAULT_STEPS 20000U

#define CS02B 0x0102U
#define CS06 0x0012U
#define NONE gbcs_bytes_of(NULL, 0)

/** Where things stand in the records (doc/storage.md). */
#define HEAD 27U
#define ITEM 36U
#define INSTRUCTION 39U

/** The same board for all tests, new in each. */
static board B;
static gbcs_schedule S;
static model M;

static void open_schedule(void)
{
    assert_int_equal(gbcs_schedule_open(&S, &B.store), GBCS_OK);
}

static void new_board(void)
{
    board_init(&B, true);
    memset(&M, 0, sizeof M);
    assert_int_equal(board_open(&B), GBCS_OK);
    open_schedule();
}

static void commit(void)
{
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    open_schedule();
}

static void reboot(void)
{
    assert_int_equal(board_reboot(&B), GBCS_OK);
    open_schedule();
}

/** Puts an instruction into board and model, whatever comes of it. */
static gbcs_status put(const gbcs_pending *pending, size_t payload_size)
{
    const uint32_t seed = (uint32_t)pending->counter;
    const gbcs_status status = gbcs_schedule_put(&S, pending, payload_of(seed, payload_size));

    assert_int_equal(status, model_put(&M, pending, seed, payload_size));
    return status;
}

static void put_one(const gbcs_pending *pending, size_t payload_size)
{
    assert_int_equal(put(pending, payload_size), GBCS_OK);
    commit();
    assert_model(&S, &M);
}

/** What is due, or code 0. */
static gbcs_pending due(gbcs_utc now)
{
    gbcs_pending pending;
    const gbcs_status status = gbcs_schedule_due(&S, now, &pending);

    if (status != GBCS_OK) {
        assert_int_equal(status, GBCS_ERR_ABSENT);
        assert_zeros(&pending, sizeof pending);
    }
    return pending;
}

/* opening */

static void begins_with_nothing(void **state)
{
    (void)state;
    new_board();
    assert_model(&S, &M);
    assert_int_equal(due(GBCS_UTC_LAST).code, 0);
    assert_int_equal(B.store.writes, 0);
    /* nothing to remove, nothing to write */
    assert_int_equal(gbcs_schedule_drop(&S, 0xFFFF), GBCS_OK);
    assert_int_equal(gbcs_schedule_remove(&S, CS06, whole_of(CS06, 2, 0).object, 2), GBCS_OK);
    assert_int_equal(B.store.count, 0);
}

static void does_nothing_unless_it_is_open(void **state)
{
    const gbcs_pending item = item_of(1, 2, 0);
    gbcs_schedule closed;
    gbcs_pending pending;
    uint8_t octets[8];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    (void)state;
    new_board();
    memset(&closed, 0, sizeof closed);
    assert_int_equal(gbcs_schedule_put(&closed, &item, NONE), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_schedule_remove(&closed, 1, item.object, 2), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_schedule_drop(&closed, 0), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_schedule_due(&closed, 0, &pending), GBCS_ERR_UNFINISHED);
    assert_zeros(&pending, sizeof pending);
    assert_int_equal(gbcs_schedule_of_role(&closed, 2, 0, &pending), GBCS_ERR_UNFINISHED);
    assert_zeros(&pending, sizeof pending);
    assert_int_equal(gbcs_schedule_payload(&closed, &item, &writer), GBCS_ERR_UNFINISHED);
    /* nor if the store is not */
    memset(&B.store, 0, sizeof B.store);
    assert_int_equal(gbcs_schedule_open(&S, &B.store), GBCS_ERR_UNFINISHED);
    assert_zeros(&S, sizeof S);
}

static void changes_count_from_the_commit_on(void **state)
{
    const gbcs_pending item = item_of(1, 2, 100);
    const gbcs_pending whole = whole_of(CS02B, 2, 100);

    (void)state;
    new_board();
    assert_int_equal(gbcs_schedule_put(&S, &item, NONE), GBCS_OK);
    open_schedule();
    assert_model(&S, &M);
    gbcs_store_abandon(&B.store);
    open_schedule();
    assert_model(&S, &M);
    /* the payload is written, but no instruction names it */
    assert_int_equal(gbcs_schedule_put(&S, &whole, payload_of(1, 3000)), GBCS_OK);
    assert_int_equal(B.store.writes, 2);
    gbcs_store_abandon(&B.store);
    reboot();
    assert_model(&S, &M);
    put_one(&item, 0);
    put_one(&whole, 3000);
    reboot();
    assert_model(&S, &M);
}

/* one transaction */

static void changes_of_one_transaction_add_up(void **state)
{
    gbcs_pending pending;
    uint8_t object;

    (void)state;
    new_board();
    for (object = 1; object <= 6; object++) {
        pending = item_of(object, 2, 500);
        assert_int_equal(put(&pending, 0), GBCS_OK);
    }
    pending = item_of(9, 3, 500);
    assert_int_equal(put(&pending, 0), GBCS_OK);
    assert_int_equal(B.store.count, 1);
    commit();
    assert_model(&S, &M);
    /* journal not needed: one record in two places */
    assert_int_equal(B.store.writes, 2);
    /* remove, put, replace, drop together */
    pending = item_of(2, 2, 0);
    assert_int_equal(gbcs_schedule_remove(&S, 0, pending.object, 2), GBCS_OK);
    model_remove(&M, &pending);
    pending = item_of(7, 2, 400);
    assert_int_equal(put(&pending, 0), GBCS_OK);
    pending = item_of(7, 2, 300);
    assert_int_equal(put(&pending, 0), GBCS_OK);
    assert_int_equal(gbcs_schedule_drop(&S, 1U << 3), GBCS_OK);
    model_drop(&M, 1U << 3);
    commit();
    assert_model(&S, &M);
    assert_int_equal(S.count, 6);
}

static void an_instruction_is_put_before_all_else(void **state)
{
    const gbcs_pending item = item_of(1, 2, 100);
    const gbcs_pending whole = whole_of(CS02B, 2, 100);

    (void)state;
    new_board();
    assert_int_equal(gbcs_schedule_put(&S, &item, NONE), GBCS_OK);
    assert_int_equal(gbcs_schedule_put(&S, &whole, payload_of(1, 1)), GBCS_ERR_BUSY);
    assert_int_equal(B.store.writes, 0);
    gbcs_store_abandon(&B.store);
    assert_int_equal(put(&whole, 1), GBCS_OK);
    assert_int_equal(put(&item, 0), GBCS_OK);
    commit();
    assert_model(&S, &M);
}

static void a_transaction_that_failed_takes_nothing(void **state)
{
    const gbcs_record unfit = {5000U, 1U, GBCS_COPY_ONE, 1U};
    const gbcs_pending item = item_of(1, 2, 100);

    (void)state;
    new_board();
    assert_int_equal(gbcs_store_put(&B.store, &unfit, NONE), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_schedule_put(&S, &item, NONE), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_schedule_remove(&S, 0, item.object, 2), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_schedule_drop(&S, 1), GBCS_ERR_ARGUMENT);
    gbcs_store_abandon(&B.store);
}

/* replacing and removing */

static void only_its_own_role_replaces_or_removes(void **state)
{
    gbcs_pending first[2] = {item_of(1, 2, 100), whole_of(CS02B, 2, 100)};
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        const size_t size = i * 50U;
        gbcs_pending other = first[i];
        uint32_t writes;

        new_board();
        put_one(&first[i], size);
        writes = B.store.writes;
        other.role = 4;
        other.counter = 9;
        assert_int_equal(put(&other, size), GBCS_ERR_ROLE);
        assert_int_equal(gbcs_schedule_remove(&S, other.code, other.object, 4), GBCS_OK);
        assert_int_equal(gbcs_schedule_drop(&S, (uint16_t) ~(1U << 2)), GBCS_OK);
        assert_int_equal(B.store.count, 0);
        assert_int_equal(B.store.writes, writes);
        assert_model(&S, &M);
        /* another sender of the same role, another code for the same object, another date */
        other = first[i];
        other.originator = 77;
        other.counter = 3;
        other.date = 50;
        other.code = (uint16_t)(other.code + (i == 0 ? 1U : 0U));
        put_one(&other, size + i);
        assert_int_equal(S.count, 1);
        assert_int_equal(gbcs_schedule_remove(&S, other.code, other.object, 2), GBCS_OK);
        model_remove(&M, &other);
        commit();
        assert_model(&S, &M);
        assert_int_equal(S.count, 0);
        assert_int_equal(due(GBCS_UTC_LAST).code, 0);
    }
}

static void what_differs_is_kept_apart(void **state)
{
    gbcs_pending pending;
    size_t i;

    (void)state;
    new_board();
    for (i = 0; i < GBCS_OBJECT_SIZE; i++) {
        pending = item_of(1, 2, 100);
        pending.object[i] ^= 0x55U;
        put_one(&pending, 0);
    }
    pending = whole_of(0x0102, 2, 100);
    put_one(&pending, 10);
    pending = whole_of(0x0002, 2, 100);
    put_one(&pending, 11);
    pending = whole_of(0x0103, 2, 100);
    put_one(&pending, 12);
    assert_int_equal(S.count, GBCS_OBJECT_SIZE + 3U);
}

/* arguments */

static void only_what_can_be_pending_is_taken(void **state)
{
    gbcs_pending good[2] = {item_of(1, 2, 100), whole_of(CS02B, 2, 100)};
    gbcs_pending bad;
    size_t i;

    (void)state;
    new_board();
    for (i = 0; i < 2; i++) {
        const gbcs_bytes payload = payload_of(1, i);

        bad = good[i];
        bad.code = 0;
        assert_int_equal(gbcs_schedule_put(&S, &bad, payload), GBCS_ERR_ARGUMENT);
        bad = good[i];
        bad.role = GBCS_ROLES;
        assert_int_equal(gbcs_schedule_put(&S, &bad, payload), GBCS_ERR_ARGUMENT);
        bad = good[i];
        bad.counter = GBCS_COUNTER_LAST + 1U;
        assert_int_equal(gbcs_schedule_put(&S, &bad, payload), GBCS_ERR_ARGUMENT);
        bad = good[i];
        bad.date = GBCS_UTC_LAST + 1;
        assert_int_equal(gbcs_schedule_put(&S, &bad, payload), GBCS_ERR_ARGUMENT);
        bad.date = GBCS_UTC_FIRST - 1;
        assert_int_equal(gbcs_schedule_put(&S, &bad, payload), GBCS_ERR_ARGUMENT);
        /* a payload where none belongs, none where one does */
        assert_int_equal(gbcs_schedule_put(&S, &good[i], payload_of(1, 1U - i)), GBCS_ERR_ARGUMENT);
    }
    bad = good[0];
    bad.verdict = true;
    assert_int_equal(gbcs_schedule_put(&S, &bad, NONE), GBCS_ERR_ARGUMENT);
    assert_int_equal(B.store.count, 0);
    assert_int_equal(B.store.writes, 0);
    /* all that is the largest */
    for (i = 0; i < 2; i++) {
        good[i].code = 0xFFFF;
        good[i].role = GBCS_ROLES - 1U;
        good[i].originator = UINT64_MAX;
        good[i].counter = GBCS_COUNTER_LAST;
        good[i].date = GBCS_UTC_LAST;
        good[i].verdict = i == 1;
        put_one(&good[i], i);
    }
    reboot();
    assert_model(&S, &M);
}

/* dates */

static void is_due_from_its_date_on(void **state)
{
    static const gbcs_utc dates[] = {GBCS_UTC_FIRST,    -1,           0, 1, 1893553445,
                                     GBCS_UTC_LAST - 1, GBCS_UTC_LAST};
    size_t i;
    int whole;

    (void)state;
    for (whole = 0; whole < 2; whole++) {
        for (i = 0; i < (sizeof dates / sizeof dates[0]); i++) {
            const gbcs_pending pending =
                (whole == 1) ? whole_of(CS06, 2, dates[i]) : item_of(1, 2, dates[i]);

            new_board();
            put_one(&pending, whole == 1 ? 5U : 0U);
            assert_int_equal(due(dates[i] - 1).code, 0);
            assert_int_equal(due(dates[i]).code, pending.code);
            assert_int_equal(due(GBCS_UTC_LAST).code, pending.code);
            assert_int_equal(due(INT64_MAX).code, pending.code);
            assert_int_equal(due(INT64_MIN).code, 0);
            /* the clock goes back and forth */
            assert_int_equal(due(dates[i] - 1).code, 0);
            assert_int_equal(due(dates[i]).code, pending.code);
            /* done: not again, whatever the clock does */
            assert_int_equal(gbcs_schedule_remove(&S, pending.code, pending.object, 2), GBCS_OK);
            commit();
            assert_int_equal(due(GBCS_UTC_LAST).code, 0);
            reboot();
            assert_int_equal(due(dates[i]).code, 0);
        }
    }
}

static void the_first_is_done_first(void **state)
{
    /* date, then counter, then the order in which they were put, items first */
    static const struct {
        bool whole;
        uint8_t number;
        gbcs_utc date;
        uint64_t counter;
        size_t place;
    } cases[] = {
        {false, 1, 300, 1, 6}, {false, 2, 200, 9, 5}, {false, 3, 100, 8, 2}, {true, 4, 100, 7, 1},
        {false, 5, 100, 5, 0}, {false, 6, 100, 8, 3}, {true, 7, 100, 8, 4},  {true, 8, 400, 0, 7},
    };
    size_t i;
    size_t place;

    (void)state;
    new_board();
    for (i = 0; i < 8; i++) {
        gbcs_pending pending = cases[i].whole ? whole_of(cases[i].number, 2, cases[i].date)
                                              : item_of(cases[i].number, 2, cases[i].date);

        pending.code = cases[i].number;
        pending.counter = cases[i].counter;
        put_one(&pending, cases[i].whole ? 1U : 0U);
    }
    assert_true(S.next == 100);
    for (place = 0; place < 8; place++) {
        const gbcs_pending pending = due(1000);

        i = 0;
        while (cases[i].place != place) {
            i++;
        }
        assert_int_equal(pending.code, cases[i].number);
        assert_int_equal(gbcs_schedule_remove(&S, pending.code, pending.object, pending.role),
                         GBCS_OK);
        commit();
    }
    assert_int_equal(S.count, 0);
}

static void a_replaced_item_goes_behind(void **state)
{
    gbcs_pending a = item_of(1, 2, 100);
    gbcs_pending b = item_of(2, 2, 100);

    (void)state;
    new_board();
    b.counter = a.counter;
    put_one(&a, 0);
    put_one(&b, 0);
    put_one(&a, 0);
    assert_int_equal(due(100).code, b.code);
}

static void nothing_is_read_while_nothing_is_due(void **state)
{
    const gbcs_pending item = item_of(1, 2, 100);
    uint32_t loads;

    (void)state;
    new_board();
    put_one(&item, 0);
    loads = B.memory.calls[GBCS_MEMORY_LOAD];
    assert_int_equal(due(99).code, 0);
    assert_int_equal(B.memory.calls[GBCS_MEMORY_LOAD], loads);
    assert_int_equal(due(100).code, item.code);
    assert_true(B.memory.calls[GBCS_MEMORY_LOAD] > loads);
}

/* room */

static void has_room_for_so_many(void **state)
{
    gbcs_pending pending;
    uint32_t writes;
    size_t i;

    (void)state;
    new_board();
    for (i = 0; i < GBCS_PENDING_ITEMS; i++) {
        pending = item_of((uint8_t)i, 2, 100);
        put_one(&pending, 0);
    }
    for (i = 0; i < GBCS_PENDING_INSTRUCTIONS; i++) {
        pending = whole_of((uint16_t)(0x0100U + i), 2, 100);
        put_one(&pending, 1);
    }
    writes = B.store.writes;
    pending = item_of(0xFF, 2, 1);
    assert_int_equal(put(&pending, 0), GBCS_ERR_SPACE);
    pending = whole_of(0x01FF, 2, 1);
    assert_int_equal(put(&pending, 1), GBCS_ERR_SPACE);
    assert_int_equal(B.store.writes, writes);
    assert_int_equal(B.store.count, 0);
    assert_model(&S, &M);
    /* but each can be replaced */
    for (i = 0; i < GBCS_PENDING_ITEMS; i++) {
        pending = item_of((uint8_t)i, 2, 50);
        put_one(&pending, 0);
    }
    for (i = 0; i < GBCS_PENDING_INSTRUCTIONS; i++) {
        pending = whole_of((uint16_t)(0x0100U + i), 2, 50);
        put_one(&pending, 2);
    }
    assert_int_equal(gbcs_schedule_drop(&S, 1U << 2), GBCS_OK);
    model_drop(&M, 1U << 2);
    commit();
    assert_model(&S, &M);
}

/** Puts a payload and reads it into too little room, enough, and enough behind another octet. */
static void keep_payload(size_t size)
{
    static uint8_t octets[GBCS_PENDING_PAYLOAD + 1U];
    const gbcs_pending pending = whole_of(CS02B, 2, 100);
    gbcs_writer writer;
    size_t room;

    put_one(&pending, size);
    for (room = size - 1U; room <= (size + 1U); room++) {
        writer = gbcs_writer_of(octets, room);
        if (room > size) {
            gbcs_write_u8(&writer, 0xEE);
        }
        assert_int_equal(gbcs_schedule_payload(&S, &pending, &writer),
                         (room < size) ? GBCS_ERR_SPACE : GBCS_OK);
        assert_int_equal(writer.used, (room < size) ? 0U : room);
        assert_int_equal(writer.status, GBCS_OK);
    }
    assert_int_equal(octets[0], 0xEE);
    assert_true(gbcs_bytes_equal(gbcs_bytes_of(&octets[1], size),
                                 payload_of((uint32_t)pending.counter, size)));
    assert_int_equal(gbcs_schedule_drop(&S, 1U << 2), GBCS_OK);
    model_drop(&M, 1U << 2);
    commit();
}

static void keeps_payloads_of_each_size(void **state)
{
    const gbcs_pending pending = whole_of(CS02B, 2, 100);
    size_t page;

    (void)state;
    new_board();
    keep_payload(1);
    keep_payload(2);
    for (page = 1; page <= GBCS_PENDING_PAGES; page++) {
        keep_payload((page * GBCS_PAYLOAD_PAGE) - 1U);
        keep_payload(page * GBCS_PAYLOAD_PAGE);
        if (page < GBCS_PENDING_PAGES) {
            keep_payload((page * GBCS_PAYLOAD_PAGE) + 1U);
        }
    }
    assert_int_equal(put(&pending, GBCS_PENDING_PAYLOAD + 1U), GBCS_ERR_SPACE);
    assert_int_equal(B.store.count, 0);
}

static void a_payload_needs_room_beside_the_one_it_replaces(void **state)
{
    const gbcs_pending pending = whole_of(CS02B, 2, 100);
    const size_t half = (GBCS_PENDING_PAGES / 2U) * GBCS_PAYLOAD_PAGE;

    (void)state;
    new_board();
    put_one(&pending, half);
    put_one(&pending, half);
    put_one(&pending, half);
    assert_int_equal(put(&pending, half + GBCS_PAYLOAD_PAGE), GBCS_ERR_SPACE);
    assert_model(&S, &M);
    /* cancelled first, all is free */
    assert_int_equal(gbcs_schedule_remove(&S, CS02B, pending.object, 2), GBCS_OK);
    model_remove(&M, &pending);
    commit();
    put_one(&pending, GBCS_PENDING_PAYLOAD);
}

static void a_payload_is_that_of_its_instruction(void **state)
{
    const gbcs_pending item = item_of(1, 2, 100);
    const gbcs_pending whole = whole_of(CS02B, 2, 100);
    uint8_t octets[16];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_pending other = whole;

    (void)state;
    new_board();
    put_one(&item, 0);
    put_one(&whole, 5);
    assert_int_equal(gbcs_schedule_payload(&S, &item, &writer), GBCS_ERR_ABSENT);
    other = item;
    other.code = CS02B;
    other.counter = whole.counter;
    assert_int_equal(gbcs_schedule_payload(&S, &other, &writer), GBCS_ERR_ABSENT);
    other = whole;
    other.code = CS06;
    assert_int_equal(gbcs_schedule_payload(&S, &other, &writer), GBCS_ERR_ABSENT);
    other = whole;
    other.counter++;
    assert_int_equal(gbcs_schedule_payload(&S, &other, &writer), GBCS_ERR_ABSENT);
    other = whole;
    other.role++;
    assert_int_equal(gbcs_schedule_payload(&S, &other, &writer), GBCS_ERR_ABSENT);
    assert_int_equal(writer.used, 0);
    gbcs_writer_fail(&writer, GBCS_ERR_SPACE);
    assert_int_equal(gbcs_schedule_payload(&S, &whole, &writer), GBCS_ERR_SPACE);
}

static const gbcs_record CELLS = {GBCS_RECORD_CELLS, 1U, GBCS_COPY_TWIN, 1222U};
static const gbcs_record COUNTERS = {GBCS_RECORD_COUNTERS, 2U, GBCS_COPY_ALTERNATE, 634U};

/** Adds the largest change of another layer to the transaction. */
static void put_largest(const gbcs_record *record)
{
    static const uint8_t octets[1222] = {0};

    assert_int_equal(gbcs_store_put(&B.store, record, gbcs_bytes_of(octets, record->size)),
                     GBCS_OK);
}

static void fits_beside_the_largest_changes(void **state)
{
    gbcs_pending pending;
    size_t i;

    (void)state;
    new_board();
    for (i = 0; i < GBCS_PENDING_INSTRUCTIONS; i++) {
        pending = whole_of((uint16_t)(0x0100U + i), 5, 100);
        put_one(&pending, 1);
    }
    /* a command with as many items as there can be, and the counters */
    for (i = 0; i < GBCS_PENDING_ITEMS; i++) {
        pending = item_of((uint8_t)i, 2, 100);
        assert_int_equal(put(&pending, 0), GBCS_OK);
    }
    put_largest(&COUNTERS);
    commit();
    assert_model(&S, &M);
    /* a change of control that was due: cells, counters, all items dropped */
    pending = whole_of(0x0100, 5, 100);
    assert_int_equal(gbcs_schedule_remove(&S, pending.code, pending.object, 5), GBCS_OK);
    model_remove(&M, &pending);
    assert_int_equal(gbcs_schedule_drop(&S, 1U << 2), GBCS_OK);
    model_drop(&M, 1U << 2);
    put_largest(&CELLS);
    put_largest(&COUNTERS);
    commit();
    assert_model(&S, &M);
}

static void what_does_not_fit_is_refused_as_a_whole(void **state)
{
    gbcs_pending pending;
    size_t i;

    (void)state;
    new_board();
    for (i = 0; i < GBCS_PENDING_ITEMS; i++) {
        pending = item_of((uint8_t)i, 2, 100);
        put_one(&pending, 0);
    }
    put_largest(&CELLS);
    put_largest(&COUNTERS);
    pending = item_of(0, 2, 50);
    assert_int_equal(gbcs_schedule_put(&S, &pending, NONE), GBCS_ERR_SPACE);
    assert_int_equal(gbcs_schedule_remove(&S, 0, pending.object, 2), GBCS_ERR_SPACE);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_SPACE);
    open_schedule();
    assert_model(&S, &M);
}

/* layout of the records */

static const gbcs_record ITEMS = {GBCS_RECORD_ITEMS, 1U, GBCS_COPY_TWIN, 2000U};
static const gbcs_record WHOLE = {GBCS_RECORD_INSTRUCTIONS, 1U, GBCS_COPY_TWIN, 2000U};

static size_t octets_of(const gbcs_record *record, uint8_t *octets)
{
    gbcs_writer writer = gbcs_writer_of(octets, 2000U);

    assert_int_equal(gbcs_store_load(&B.store, record, &writer), GBCS_OK);
    return writer.used;
}

static void put_octets(const gbcs_record *record, const uint8_t *octets, size_t size)
{
    assert_int_equal(gbcs_store_put(&B.store, record, gbcs_bytes_of(octets, size)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
}

static void is_stored_as_documented(void **state)
{
    static const uint8_t payload[3] = {'a', 'b', 'c'};
    const gbcs_record page = {GBCS_RECORD_PAYLOADS, 1U, GBCS_COPY_ONE, GBCS_PAYLOAD_PAGE};
    uint8_t octets[2000] = {0U};
    gbcs_pending item = item_of(1, 2, 0);
    gbcs_pending whole = whole_of(CS02B, 5, GBCS_UTC_FIRST);

    (void)state;
    new_board();
    item.counter = 0x0102030405060708U;
    whole.verdict = true;
    put_one(&item, 0);
    assert_int_equal(gbcs_schedule_put(&S, &whole, gbcs_bytes_of(payload, 3)), GBCS_OK);
    commit();
    assert_octets(octets, octets_of(&ITEMS, octets),
                  "01 001A 02 90B3D51F30010002 0102030405060708 0000000E7791F700"
                  "A0A0A0A0A0A0A0A001");
    /* SHA-256 of "abc" (FIPS 180-4) */
    assert_octets(octets, octets_of(&WHOLE, octets),
                  "01 0102 05 90B3D51F30010005 00000000000003E8 0000000000000000"
                  "01 0003 01 BA7816BF8F01CFEA");
    assert_octets(octets, octets_of(&page, octets), "616263");
}

/** A record with other octets counts as lost, and as empty. */
static void assert_lost(const gbcs_record *record, const uint8_t *octets, size_t size)
{
    gbcs_pending pending;

    put_octets(record, octets, size);
    open_schedule();
    assert_true(S.damaged);
    assert_int_equal(S.count, 0);
    assert_true(S.next == GBCS_UTC_LAST);
    assert_int_equal(gbcs_schedule_of_role(&S, 2, 0, &pending), GBCS_ERR_ABSENT);
}

static void records_are_read_strictly(void **state)
{
    /* offset from the beginning of the second entry, what stands there, what is wrong there */
    static const struct {
        bool whole;
        size_t offset;
        size_t size;
        uint8_t octets[9];
    } cases[] = {
        {false, 0, 2, {0, 0}},
        {true, 0, 2, {0, 0}},
        {false, 2, 1, {GBCS_ROLES}},
        {true, 2, 1, {GBCS_ROLES}},
        {false, 11, 1, {0x80}},
        {true, 11, 1, {0x80}},
        {false, 19, 8, {0, 0, 0, 0x49, 0x77, 0x86, 0x38, 0x80}},
        {true, 19, 8, {0, 0, 0, 0x49, 0x77, 0x86, 0x38, 0x80}},
        {false, 19, 1, {0xFF}},
        {false, HEAD, 9, {0}},
        {false, HEAD + 8U, 1, {1}}, /* as the first */
        {true, 0, 2, {0x01, 0x00}}, /* as the first */
        {true, HEAD, 1, {2}},
        {true, HEAD + 1U, 2, {0, 0}},
        /* needs two pages */
        {true,
         HEAD + 1U,
         2,
         {(uint8_t)((GBCS_PAYLOAD_PAGE + 1U) >> 8), (uint8_t)((GBCS_PAYLOAD_PAGE + 1U) & 0xFFU)}},
        {true, HEAD + 3U, 1, {0x00}},
        {true, HEAD + 3U, 1, {0x01}}, /* that of the first */
        {true, HEAD + 3U, 1, {0x06}},
        {true, HEAD + 3U, 1, {0x40}},
        {true, HEAD + 3U, 1, {0x42}},
        {true, HEAD + 3U, 1, {0x80}},
    };
    uint8_t items[2000] = {0U};
    uint8_t whole[2000] = {0U};
    uint8_t octets[2000] = {0U};
    gbcs_pending pending;
    size_t items_size;
    size_t whole_size;
    size_t i;

    (void)state;
    new_board();
    for (i = 1; i <= 3; i++) {
        pending = item_of((uint8_t)i, 2, GBCS_UTC_LAST);
        put_one(&pending, 0);
    }
    items_size = octets_of(&ITEMS, items);
    assert_int_equal(items_size, 1U + (3U * ITEM));
    new_board();
    for (i = 0; i < 3; i++) {
        pending = whole_of((uint16_t)(0x0100U + i), 2, 100);
        put_one(&pending, GBCS_PAYLOAD_PAGE);
    }
    whole_size = octets_of(&WHOLE, whole);
    assert_int_equal(whole_size, 1U + (3U * INSTRUCTION));
    new_board();
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        memcpy(octets, cases[i].whole ? whole : items, sizeof octets);
        memcpy(&octets[1U + (cases[i].whole ? INSTRUCTION : ITEM) + cases[i].offset],
               cases[i].octets, cases[i].size);
        assert_lost(cases[i].whole ? &WHOLE : &ITEMS, octets,
                    cases[i].whole ? whole_size : items_size);
        put_octets(cases[i].whole ? &WHOLE : &ITEMS, cases[i].whole ? whole : items,
                   cases[i].whole ? whole_size : items_size);
        open_schedule();
        assert_false(S.damaged);
        put_octets(cases[i].whole ? &WHOLE : &ITEMS, (const uint8_t *)"", 1);
    }
    /* every other length, every other number */
    for (i = 0; i <= (items_size + ITEM); i++) {
        if (i != items_size) {
            assert_lost(&ITEMS, items, i);
        }
    }
    put_octets(&ITEMS, (const uint8_t *)"", 1);
    for (i = 0; i <= (whole_size + INSTRUCTION); i++) {
        if (i != whole_size) {
            assert_lost(&WHOLE, whole, i);
        }
    }
    for (i = 0; i <= 255; i++) {
        if (i != 3U) {
            whole[0] = (uint8_t)i;
            assert_lost(&WHOLE, whole, whole_size);
        }
    }
    /* one more than there may be */
    put_octets(&WHOLE, (const uint8_t *)"", 1);
    memset(octets, 0, sizeof octets);
    octets[0] = GBCS_PENDING_ITEMS + 1U;
    for (i = 0; i <= GBCS_PENDING_ITEMS; i++) {
        memcpy(&octets[1U + (i * ITEM)], &items[1], ITEM);
        octets[1U + (i * ITEM) + HEAD] = (uint8_t)i;
    }
    put_octets(&ITEMS, octets, 1U + ((GBCS_PENDING_ITEMS + 1U) * ITEM));
    assert_int_equal(gbcs_schedule_open(&S, &B.store), GBCS_ERR_LAYOUT);
    assert_zeros(&S, sizeof S);
}

/* damage */

static void one_of_two_places_is_enough(void **state)
{
    const gbcs_pending item = item_of(1, 2, 100);
    const gbcs_pending whole = whole_of(CS02B, 2, 100);
    uint16_t place;

    (void)state;
    for (place = GBCS_RECORD_ITEMS; place < GBCS_RECORD_PAYLOADS; place++) {
        new_board();
        put_one(&item, 0);
        put_one(&whole, 100);
        gbcs_memory_flip(&B.memory, place, 50);
        reboot();
        assert_model(&S, &M);
        /* mended */
        gbcs_memory_flip(&B.memory,
                         (uint16_t)(((place - GBCS_RECORD_ITEMS) ^ 1U) + GBCS_RECORD_ITEMS), 50);
        reboot();
        assert_model(&S, &M);
    }
}

static void a_loss_is_told_until_it_is_mended(void **state)
{
    const gbcs_pending item = item_of(1, 2, 100);
    const gbcs_pending whole = whole_of(CS02B, 2, 100);
    int lost;
    int how;

    (void)state;
    for (lost = 0; lost < 2; lost++) {
        for (how = 0; how < 2; how++) {
            const uint16_t place = (lost == 0) ? GBCS_RECORD_ITEMS : GBCS_RECORD_INSTRUCTIONS;

            new_board();
            put_one(&item, 0);
            put_one(&whole, 100);
            gbcs_memory_flip(&B.memory, place, 50);
            gbcs_memory_flip(&B.memory, (uint16_t)(place + 1U), 50);
            reboot();
            assert_true(S.damaged);
            assert_int_equal(S.count, 1);
            /* the other ones are there */
            assert_int_equal(due(100).code, (lost == 0) ? whole.code : item.code);
            reboot();
            assert_true(S.damaged);
            if (lost == 0) {
                M.item_count = 0;
            } else {
                M.whole_count = 0;
            }
            if (how == 0) {
                assert_int_equal(gbcs_schedule_drop(&S, 0), GBCS_OK);
                commit();
                assert_model(&S, &M);
            } else {
                put_one((lost == 0) ? &item : &whole, (lost == 0) ? 0U : 7U);
            }
            reboot();
            assert_model(&S, &M);
        }
    }
}

static void a_lost_payload_is_told(void **state)
{
    static uint8_t octets[GBCS_PENDING_PAYLOAD];
    gbcs_pending pending = whole_of(CS02B, 2, 100);
    gbcs_pending found;
    gbcs_writer writer;
    uint16_t page;
    int how;

    (void)state;
    for (page = 0; page < 3; page++) {
        const gbcs_record record = {(uint16_t)(GBCS_RECORD_PAYLOADS + page), 1U, GBCS_COPY_ONE,
                                    GBCS_PAYLOAD_PAGE};

        for (how = 0; how < 4; how++) {
            new_board();
            put_one(&pending, 2U * GBCS_PAYLOAD_PAGE + 9U);
            switch (how) {
            case 0:
                gbcs_memory_flip(&B.memory, record.number, 50);
                break;
            case 1:
                gbcs_memory_place(&B.memory, record.number, NONE);
                break;
            case 2: /* another size */
                put_octets(&record, octets, 8);
                break;
            default: /* other octets */
                memset(octets, 0, sizeof octets);
                put_octets(&record, octets, (page == 2) ? 9U : GBCS_PAYLOAD_PAGE);
                break;
            }
            reboot();
            assert_false(S.damaged);
            assert_int_equal(gbcs_schedule_due(&S, 100, &found), GBCS_OK);
            writer = gbcs_writer_of(octets, sizeof octets);
            assert_int_equal(gbcs_schedule_payload(&S, &found, &writer), GBCS_ERR_RECORD);
            assert_int_equal(writer.used, 0);
            assert_int_equal(writer.status, GBCS_OK);
            /* it can still be cancelled and put again */
            assert_int_equal(gbcs_schedule_remove(&S, found.code, found.object, 2), GBCS_OK);
            commit();
            M.whole_count = 0;
            put_one(&pending, GBCS_PENDING_PAYLOAD);
        }
    }
}

/* a long life beside a model */

static gbcs_pending random_pending(uint32_t *seed)
{
    static const gbcs_utc dates[] = {GBCS_UTC_FIRST, -5, 0, 50, 51, 52, 100, GBCS_UTC_LAST};
    const gbcs_utc date = dates[pick(seed, 8)];
    gbcs_pending pending = (pick(seed, 4) == 0U)
                               ? whole_of((uint16_t)(0x0100U + pick(seed, 7)), 2, date)
                               : item_of((uint8_t)(1U + pick(seed, 45)), 2, date);

    if (pick(seed, 4) == 0U) {
        pending.role = (uint8_t)pick(seed, GBCS_ROLES);
    }
    pending.counter = pick(seed, 1000);
    pending.verdict = is_whole(&pending) && (pick(seed, 2) == 0U);
    return pending;
}

static size_t random_size(uint32_t *seed)
{
    return (pick(seed, 8) != 0U) ? (1U + pick(seed, 100))
                                 : (1U + pick(seed, 3U * GBCS_PAYLOAD_PAGE));
}

static void step(uint32_t *seed)
{
    const gbcs_utc now = (gbcs_utc)pick(seed, 110);
    const bool busy = B.store.count > 0U;
    gbcs_pending pending = random_pending(seed);
    const model_entry *first;
    size_t size;

    switch (pick(seed, 8)) {
    case 0:
    case 1:
    case 2:
        if (!is_whole(&pending)) {
            (void)put(&pending, 0);
        } else if (!busy) {
            size = random_size(seed);
            (void)put(&pending, size);
        } else {
            assert_int_equal(gbcs_schedule_put(&S, &pending, payload_of(1, 1)), GBCS_ERR_BUSY);
        }
        break;
    case 3:
        assert_int_equal(gbcs_schedule_remove(&S, pending.code, pending.object, pending.role),
                         GBCS_OK);
        model_remove(&M, &pending);
        break;
    case 4:
        if (pick(seed, 16) == 0U) {
            const uint16_t roles = (uint16_t)pick(seed, 512);

            assert_int_equal(gbcs_schedule_drop(&S, roles), GBCS_OK);
            model_drop(&M, roles);
        }
        break;
    default:
        if (!busy) {
            first = model_due(&M, now);
            pending = due(now);
            assert_int_equal(pending.code, (first == NULL) ? 0U : first->pending.code);
            if (first != NULL) {
                assert_true(same_pending(&pending, &first->pending));
                assert_int_equal(
                    gbcs_schedule_remove(&S, pending.code, pending.object, pending.role), GBCS_OK);
                model_remove(&M, &pending);
            }
        }
        break;
    }
}

static void agrees_with_a_plain_list(void **state)
{
    const char *wanted = getenv("GBCS_SCHEDULE_STEPS");
    const unsigned long steps = (wanted == NULL) ? DEFAULT_STEPS : strtoul(wanted, NULL, 10);
    uint32_t seed = 0x9E3779B9U;
    model saved;
    unsigned long i;

    (void)state;
    new_board();
    saved = M;
    for (i = 0; i < steps; i++) {
        step(&seed);
        if (pick(&seed, 3) != 0U) {
            if (pick(&seed, 10) == 0U) {
                gbcs_store_abandon(&B.store);
                M = saved;
            }
            commit();
            saved = M;
            if (pick(&seed, 40) == 0U) {
                reboot();
                assert_model(&S, &M);
            }
        }
    }
}

/* ports that fail */

static void a_port_that_fails_is_told(void **state)
{
    static uint8_t octets[GBCS_PENDING_PAYLOAD];
    const gbcs_pending item = item_of(1, 2, 100);
    const gbcs_pending whole = whole_of(CS02B, 2, 100);
    const gbcs_pending unknown = item_of(77, 3, 0);
    gbcs_pending pending;
    gbcs_writer writer;
    bool through;
    uint32_t in;
    int call;

    (void)state;
    for (call = 0; call < 7; call++) {
        through = false;
        for (in = 1; !through; in++) {
            gbcs_status status;

            new_board();
            put_one(&item, 0);
            put_one(&whole, 5000);
            gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
            memset(&pending, 0, sizeof pending);
            writer = gbcs_writer_of(octets, sizeof octets);
            switch (call) {
            case 0:
                status = gbcs_schedule_open(&S, &B.store);
                break;
            case 1:
                status = gbcs_schedule_put(&S, &item, NONE);
                break;
            case 2:
                status = gbcs_schedule_remove(&S, 0, item.object, 2);
                break;
            case 3:
                status = gbcs_schedule_drop(&S, 4);
                break;
            case 4:
                status = gbcs_schedule_due(&S, 100, &pending);
                break;
            case 5:
                status = gbcs_schedule_of_role(&S, unknown.role, 0, &pending);
                status = (status == GBCS_ERR_ABSENT) ? GBCS_OK : status;
                break;
            default:
                pending = whole;
                status = gbcs_schedule_payload(&S, &pending, &writer);
                break;
            }
            through = status == GBCS_OK;
            if (!through) {
                assert_int_equal(status, GBCS_ERR_STORAGE);
                assert_int_equal(writer.used, 0);
                assert_int_equal(B.store.count, (call == 3) && (in > 2U) ? 1 : 0);
                assert_true((call == 6) || (pending.code == 0U));
                gbcs_store_abandon(&B.store);
                open_schedule();
                assert_model(&S, &M);
            }
        }
        assert_true(in > 2U);
    }
}

/** A board whose records are smaller than this layer's. */
static void a_port_that_is_too_small_is_refused(void **state)
{
    const gbcs_pending whole = whole_of(CS02B, 2, 100);
    const gbcs_pending item = item_of(1, 2, 100);

    (void)state;
    new_board();
    B.port.record_size = GBCS_RECORD_SIZE - 1U;
    assert_int_equal(board_open(&B), GBCS_OK);
    open_schedule();
    assert_int_equal(gbcs_schedule_put(&S, &whole, payload_of(1, 1)), GBCS_ERR_ARGUMENT);
    assert_int_equal(B.store.writes, 0);
    /* and the transaction can be used */
    assert_int_equal(put(&item, 0), GBCS_OK);
    commit();
    assert_model(&S, &M);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_with_nothing),
        cmocka_unit_test(does_nothing_unless_it_is_open),
        cmocka_unit_test(changes_count_from_the_commit_on),
        cmocka_unit_test(changes_of_one_transaction_add_up),
        cmocka_unit_test(an_instruction_is_put_before_all_else),
        cmocka_unit_test(a_transaction_that_failed_takes_nothing),
        cmocka_unit_test(only_its_own_role_replaces_or_removes),
        cmocka_unit_test(what_differs_is_kept_apart),
        cmocka_unit_test(only_what_can_be_pending_is_taken),
        cmocka_unit_test(is_due_from_its_date_on),
        cmocka_unit_test(the_first_is_done_first),
        cmocka_unit_test(a_replaced_item_goes_behind),
        cmocka_unit_test(nothing_is_read_while_nothing_is_due),
        cmocka_unit_test(has_room_for_so_many),
        cmocka_unit_test(keeps_payloads_of_each_size),
        cmocka_unit_test(a_payload_needs_room_beside_the_one_it_replaces),
        cmocka_unit_test(a_payload_is_that_of_its_instruction),
        cmocka_unit_test(fits_beside_the_largest_changes),
        cmocka_unit_test(what_does_not_fit_is_refused_as_a_whole),
        cmocka_unit_test(is_stored_as_documented),
        cmocka_unit_test(records_are_read_strictly),
        cmocka_unit_test(one_of_two_places_is_enough),
        cmocka_unit_test(a_loss_is_told_until_it_is_mended),
        cmocka_unit_test(a_lost_payload_is_told),
        cmocka_unit_test(agrees_with_a_plain_list),
        cmocka_unit_test(a_port_that_fails_is_told),
        cmocka_unit_test(a_port_that_is_too_small_is_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
