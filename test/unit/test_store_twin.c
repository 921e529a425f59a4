#include "board.h"

static const gbcs_record TWIN = {3U, 1U, GBCS_COPY_TWIN, 64U};
static const gbcs_record OTHER = {1U, 1U, GBCS_COPY_ONE, 64U};
/** The same two places, written alternately. */
static const gbcs_record ALTERNATE = {3U, 1U, GBCS_COPY_ALTERNATE, 64U};
/** Its two places in storage. */
#define FIRST 3U
#define SECOND 4U

/** The same board for all tests of this file, new in each. */
static board B;

static gbcs_bytes text(const char *characters)
{
    return gbcs_bytes_of((const uint8_t *)characters, strlen(characters));
}

static void put_alone(const gbcs_record *record, const char *characters)
{
    assert_int_equal(gbcs_store_put(&B.store, record, text(characters)), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
}

static void new_board(void)
{
    board_init(&B, true);
    assert_int_equal(board_open(&B), GBCS_OK);
    put_alone(&TWIN, "older");
    put_alone(&TWIN, "newer");
}

static gbcs_status status_of_twin(void)
{
    uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    return gbcs_store_load(&B.store, &TWIN, &writer);
}

static void assert_holds(const char *characters)
{
    uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    assert_int_equal(gbcs_store_load(&B.store, &TWIN, &writer), GBCS_OK);
    assert_zeros(B.buffer, sizeof B.buffer);
    assert_int_equal(writer.used, strlen(characters));
    assert_memory_equal(octets, characters, writer.used);
}

static gbcs_bytes copy_of(uint16_t place, uint8_t *octets)
{
    const gbcs_bytes record = gbcs_memory_record(&B.memory, place);

    memcpy(octets, record.data, record.size);
    return gbcs_bytes_of(octets, record.size);
}

/** What may become of one place of a twin. */
typedef enum fate { WHOLE, DAMAGED, EMPTY, BEHIND } fate;

/** Gives a place its fate; it holds "newer" before, and some time ago held the older octets. */
static void suffer(uint16_t place, fate what, gbcs_bytes older)
{
    switch (what) {
    case DAMAGED:
        gbcs_memory_flip(&B.memory, place, 77);
        break;
    case EMPTY:
        gbcs_memory_place(&B.memory, place, gbcs_bytes_of(NULL, 0));
        break;
    case BEHIND:
        gbcs_memory_place(&B.memory, place, older);
        break;
    case WHOLE:
    default:
        break;
    }
}

static const struct {
    fate first;
    fate second;
    /** What the twin is then. */
    gbcs_status status;
    const char *content;
    /** Whether a place is found damaged while the other is good. */
    bool lost;
} FATES[] = {
    {WHOLE, WHOLE, GBCS_OK, "newer", false},
    {WHOLE, DAMAGED, GBCS_OK, "newer", true},
    {WHOLE, EMPTY, GBCS_OK, "newer", false},
    {WHOLE, BEHIND, GBCS_OK, "newer", false},
    {DAMAGED, WHOLE, GBCS_OK, "newer", true},
    {DAMAGED, DAMAGED, GBCS_ERR_RECORD, NULL, false},
    {DAMAGED, EMPTY, GBCS_ERR_RECORD, NULL, false},
    {DAMAGED, BEHIND, GBCS_OK, "older", true},
    {EMPTY, WHOLE, GBCS_OK, "newer", false},
    {EMPTY, DAMAGED, GBCS_ERR_RECORD, NULL, false},
    {EMPTY, EMPTY, GBCS_ERR_NO_RECORD, NULL, false},
    {EMPTY, BEHIND, GBCS_OK, "older", false},
    {BEHIND, WHOLE, GBCS_OK, "newer", false},
    {BEHIND, DAMAGED, GBCS_OK, "older", true},
    {BEHIND, EMPTY, GBCS_OK, "older", false},
    {BEHIND, BEHIND, GBCS_OK, "older", false},
};
#define FATE_COUNT (sizeof FATES / sizeof FATES[0])

/** A new board on which the two places have met their fates. */
static void meet_fates(size_t row)
{
    uint8_t first[BOARD_RECORD_SIZE];
    uint8_t second[BOARD_RECORD_SIZE];
    gbcs_bytes older_first;
    gbcs_bytes older_second;

    board_init(&B, (row % 2U) == 0U);
    assert_int_equal(board_open(&B), GBCS_OK);
    put_alone(&TWIN, "older");
    older_first = copy_of(FIRST, first);
    older_second = copy_of(SECOND, second);
    put_alone(&TWIN, "newer");
    suffer(FIRST, FATES[row].first, older_first);
    suffer(SECOND, FATES[row].second, older_second);
    assert_int_equal(board_reboot(&B), GBCS_OK);
}

static void the_newer_place_that_verifies_counts(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < FATE_COUNT; i++) {
        meet_fates(i);
        assert_int_equal(status_of_twin(), FATES[i].status);
        assert_int_equal(B.store.lost, FATES[i].lost ? 1 : 0);
        assert_int_equal(board_reboot(&B), GBCS_OK);
        if (FATES[i].status == GBCS_OK) {
            assert_holds(FATES[i].content);
        }
        assert_int_equal(B.store.lost, (FATES[i].lost) ? 1 : 0);
    }
}

static void mending_makes_both_places_good(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < FATE_COUNT; i++) {
        const bool whole = FATES[i].first == FATES[i].second;

        meet_fates(i);
        assert_int_equal(gbcs_store_mend(&B.store, &TWIN), FATES[i].status);
        assert_zeros(B.buffer, sizeof B.buffer);
        assert_int_equal(B.store.lost, FATES[i].lost ? 1 : 0);
        assert_int_equal(B.store.writes, ((FATES[i].status == GBCS_OK) && !whole) ? 1 : 0);
        if (FATES[i].status == GBCS_OK) {
            uint8_t octets[BOARD_RECORD_SIZE];
            const gbcs_bytes first = copy_of(FIRST, octets);
            const uint32_t writes = B.store.writes;

            assert_holds(FATES[i].content);
            assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_OK);
            assert_int_equal(B.store.writes, writes);
            /* now either place is enough */
            suffer(FIRST, DAMAGED, first);
            assert_holds(FATES[i].content);
            gbcs_memory_place(&B.memory, FIRST, first);
            suffer(SECOND, DAMAGED, first);
            assert_holds(FATES[i].content);
        }
    }
}

static void a_twin_can_be_written_whatever_became_of_it(void **state)
{
    size_t i;
    int other;

    (void)state;
    for (i = 0; i < FATE_COUNT; i++) {
        for (other = 0; other < 2; other++) {
            meet_fates(i);
            if (other == 1) {
                assert_int_equal(gbcs_store_put(&B.store, &OTHER, text("")), GBCS_OK);
            }
            put_alone(&TWIN, "newest");
            assert_holds("newest");
            suffer(FIRST, DAMAGED, text(""));
            assert_holds("newest");
            assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_OK);
            suffer(SECOND, DAMAGED, text(""));
            assert_holds("newest");
            assert_int_equal(gbcs_store_remove(&B.store, &TWIN), GBCS_OK);
            assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
            assert_int_equal(status_of_twin(), GBCS_ERR_NO_RECORD);
        }
    }
}

/*
 * The medium may destroy the place that it is writing, against the contract. What counted before,
 * or counts already, is in the other place.
 */
static void the_place_that_counts_is_changed_last(void **state)
{
    static const struct {
        fate first;
        fate second;
        bool second_is_last;
    } CASES[] = {
        {WHOLE, WHOLE, false}, {WHOLE, BEHIND, false}, {WHOLE, DAMAGED, false},
        {WHOLE, EMPTY, false}, {BEHIND, WHOLE, true},  {DAMAGED, WHOLE, true},
        {EMPTY, WHOLE, true},
    };
    size_t i;
    int removal;

    (void)state;
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        for (removal = 0; removal < 2; removal++) {
            uint8_t first[BOARD_RECORD_SIZE];
            uint8_t second[BOARD_RECORD_SIZE];
            gbcs_bytes last_before;
            uint16_t last = CASES[i].second_is_last ? SECOND : FIRST;

            board_init(&B, true);
            assert_int_equal(board_open(&B), GBCS_OK);
            put_alone(&TWIN, "older");
            {
                const gbcs_bytes older_first = copy_of(FIRST, first);
                const gbcs_bytes older_second = copy_of(SECOND, second);

                put_alone(&TWIN, "newer");
                suffer(FIRST, CASES[i].first, older_first);
                suffer(SECOND, CASES[i].second, older_second);
            }
            last_before = copy_of(last, first);
            gbcs_memory_cut(&B.memory, 0, GBCS_MEMORY_AFTER);
            assert_int_equal((removal == 1) ? gbcs_store_remove(&B.store, &TWIN)
                                            : gbcs_store_put(&B.store, &TWIN, text("newest")),
                             GBCS_OK);
            assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_UNFINISHED);
            assert_true(gbcs_bytes_equal(gbcs_memory_record(&B.memory, last), last_before));
            assert_int_equal(board_reboot(&B), GBCS_OK);
            assert_holds((removal == 1) ? "newer" : "newest");
        }
    }
}

static void the_medium_may_know_that_a_place_is_damaged(void **state)
{
    (void)state;
    new_board();
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_RECORD, GBCS_MEMORY_BEFORE);
    assert_holds("newer");
    assert_int_equal(B.store.lost, 1);
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 2, GBCS_ERR_RECORD, GBCS_MEMORY_BEFORE);
    assert_holds("newer");
    assert_int_equal(B.store.lost, 2);
}

/* It may be the newer place that cannot be read just now: the older one is no answer. */
static void a_medium_that_fails_is_no_lost_place(void **state)
{
    uint32_t in;

    (void)state;
    for (in = 1; in <= 2; in++) {
        new_board();
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_int_equal(status_of_twin(), GBCS_ERR_STORAGE);
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_ERR_STORAGE);
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_store_put(&B.store, &TWIN, text("newest")), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_STORAGE);
        assert_holds("newer");
        assert_int_equal(B.store.lost, 0);
    }
    /* the second place counts and is read once more, which fails */
    suffer(FIRST, EMPTY, text(""));
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 3, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(status_of_twin(), GBCS_ERR_STORAGE);
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 3, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_ERR_STORAGE);
    assert_holds("newer");
}

static void mending_that_fails_changes_nothing(void **state)
{
    static const gbcs_memory_effect EFFECTS[] = {GBCS_MEMORY_BEFORE, GBCS_MEMORY_AFTER};
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        new_board();
        suffer(SECOND, DAMAGED, text(""));
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_STORE, 1, GBCS_ERR_STORAGE, EFFECTS[i]);
        assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_ERR_STORAGE);
        assert_zeros(B.buffer, sizeof B.buffer);
        assert_holds("newer");
        assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_OK);
        assert_holds("newer");
    }
}

static void mending_leaves_an_open_transaction_alone(void **state)
{
    (void)state;
    new_board();
    suffer(FIRST, EMPTY, text(""));
    assert_int_equal(gbcs_store_put(&B.store, &TWIN, text("newest")), GBCS_OK);
    assert_int_equal(gbcs_store_put(&B.store, &OTHER, text("other")), GBCS_OK);
    assert_int_equal(gbcs_store_mend(&B.store, &TWIN), GBCS_OK);
    assert_int_equal(gbcs_store_mend(&B.store, &OTHER), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_holds("newest");
    suffer(SECOND, EMPTY, text(""));
    assert_holds("newest");
}

/** What a place holds, if it verifies; the other one is out of the way meanwhile. */
static const char *text_at(uint16_t place)
{
    static char characters[65];
    uint8_t octets[BOARD_RECORD_SIZE];
    const uint16_t other = (place == FIRST) ? SECOND : FIRST;
    const uint32_t lost = B.store.lost;
    const gbcs_bytes kept = copy_of(other, octets);
    gbcs_writer writer = gbcs_writer_of((uint8_t *)characters, 64);
    gbcs_status status;

    gbcs_memory_place(&B.memory, other, gbcs_bytes_of(NULL, 0));
    status = gbcs_store_load(&B.store, &ALTERNATE, &writer);
    gbcs_memory_place(&B.memory, other, kept);
    B.store.lost = lost;
    characters[writer.used] = '\0';
    return (status == GBCS_OK) ? characters : gbcs_status_name(status);
}

/** Puts a change alone, and counts what was written. */
static uint32_t writes_of(const char *characters)
{
    const uint32_t before = board_writes(&B);

    put_alone(&ALTERNATE, characters);
    assert_holds(characters);
    assert_int_equal(B.store.lost, 0);
    return board_writes(&B) - before;
}

static void an_alternating_record_wears_half_as_fast(void **state)
{
    static const char *const CONTENTS[] = {"one", "two", "three", "four", "five"};
    size_t i;

    (void)state;
    board_init(&B, true);
    assert_int_equal(board_open(&B), GBCS_OK);
    /* the first content is never in one place only */
    assert_int_equal(writes_of(CONTENTS[0]), 2);
    assert_string_equal(text_at(FIRST), CONTENTS[0]);
    assert_string_equal(text_at(SECOND), CONTENTS[0]);
    for (i = 1; i < 5; i++) {
        assert_int_equal(writes_of(CONTENTS[i]), 1);
        assert_string_equal(text_at(((i % 2U) == 1U) ? SECOND : FIRST), CONTENTS[i]);
        assert_string_equal(text_at(((i % 2U) == 1U) ? FIRST : SECOND), CONTENTS[i - 1U]);
        /* two contents are no damage: nothing is mended, also after a start */
        assert_int_equal(board_reboot(&B), GBCS_OK);
        assert_int_equal(gbcs_store_mend(&B.store, &ALTERNATE), GBCS_OK);
        assert_int_equal(B.store.writes, 0);
        assert_int_equal(B.store.lost, 0);
    }
}

static void several_changes_write_both_places(void **state)
{
    int round;

    (void)state;
    new_board();
    for (round = 0; round < 2; round++) {
        (void)writes_of("alone");
        assert_true((strcmp(text_at(FIRST), "alone") == 0) !=
                    (strcmp(text_at(SECOND), "alone") == 0));
        assert_int_equal(gbcs_store_put(&B.store, &ALTERNATE, text("together")), GBCS_OK);
        assert_int_equal(gbcs_store_put(&B.store, &OTHER, text("other")), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
        assert_string_equal(text_at(FIRST), "together");
        assert_string_equal(text_at(SECOND), "together");
        assert_int_equal(gbcs_store_mend(&B.store, &ALTERNATE), GBCS_OK);
        assert_int_equal(writes_of("again"), 1);
    }
    /* erased in both places, alone or not; what comes then is a first content */
    assert_int_equal(gbcs_store_remove(&B.store, &ALTERNATE), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_string_equal(text_at(FIRST), "GBCS_ERR_NO_RECORD");
    assert_string_equal(text_at(SECOND), "GBCS_ERR_NO_RECORD");
    assert_int_equal(writes_of("new"), 2);
    assert_int_equal(gbcs_store_remove(&B.store, &ALTERNATE), GBCS_OK);
    assert_int_equal(gbcs_store_remove(&B.store, &OTHER), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_string_equal(text_at(FIRST), "GBCS_ERR_NO_RECORD");
    assert_string_equal(text_at(SECOND), "GBCS_ERR_NO_RECORD");
}

/** What is written with each fate of the two places of an alternating record, and by mending. */
static const struct {
    uint32_t put;
    uint32_t mend;
    /** The place that a put that writes one place leaves alone. */
    uint16_t stays;
} ALTERNATING[FATE_COUNT] = {
    {1, 0, FIRST},  /* both whole */
    {1, 1, FIRST},  /* second damaged */
    {1, 1, FIRST},  /* second absent */
    {1, 0, FIRST},  /* second older */
    {1, 1, SECOND}, /* first damaged */
    {2, 0, 0},      /* both damaged */
    {2, 0, 0},      /* damaged and absent */
    {1, 1, SECOND}, /* first damaged, second older */
    {1, 1, SECOND}, /* first absent */
    {2, 0, 0},      /* absent and damaged */
    {2, 0, 0},      /* nothing */
    {1, 1, SECOND}, /* first absent, second older */
    {1, 0, SECOND}, /* first older */
    {1, 1, FIRST},  /* first older, second damaged */
    {1, 1, FIRST},  /* first older, second absent */
    {1, 0, FIRST},  /* both older */
};

static void the_place_that_counts_less_is_written(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < FATE_COUNT; i++) {
        uint8_t octets[BOARD_RECORD_SIZE];
        gbcs_bytes stays;

        meet_fates(i);
        stays = copy_of((ALTERNATING[i].stays == SECOND) ? SECOND : FIRST, octets);
        put_alone(&ALTERNATE, "newest");
        assert_int_equal(B.store.writes, ALTERNATING[i].put);
        assert_int_equal(B.store.lost, FATES[i].lost ? 1 : 0);
        assert_holds("newest");
        if (ALTERNATING[i].put == 1U) {
            assert_true(
                gbcs_bytes_equal(gbcs_memory_record(&B.memory, ALTERNATING[i].stays), stays));
        } else {
            assert_string_equal(text_at(FIRST), "newest");
            assert_string_equal(text_at(SECOND), "newest");
        }
        /* the loss of the newer place brings back one content, and not more */
        put_alone(&ALTERNATE, "newest of all");
        suffer((strcmp(text_at(FIRST), "newest of all") == 0) ? FIRST : SECOND, DAMAGED, text(""));
        assert_holds("newest");
    }
}

static void an_alternating_record_is_mended_where_it_is_damaged(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < FATE_COUNT; i++) {
        meet_fates(i);
        assert_int_equal(gbcs_store_mend(&B.store, &ALTERNATE), FATES[i].status);
        assert_int_equal(B.store.writes, ALTERNATING[i].mend);
        assert_int_equal(B.store.lost, FATES[i].lost ? 1 : 0);
        if (FATES[i].status == GBCS_OK) {
            assert_holds(FATES[i].content);
            if (ALTERNATING[i].mend == 1U) {
                assert_string_equal(text_at(FIRST), FATES[i].content);
                assert_string_equal(text_at(SECOND), FATES[i].content);
            }
            assert_int_equal(gbcs_store_mend(&B.store, &ALTERNATE), GBCS_OK);
            assert_int_equal(B.store.writes, ALTERNATING[i].mend);
        }
    }
}

/* As counters are written: before an action and, with the same counters, when it is done. */
static void content_that_is_written_twice_survives_the_loss_of_either_place(void **state)
{
    uint16_t place;
    int again;

    (void)state;
    for (place = FIRST; place <= SECOND; place++) {
        for (again = 0; again < 2; again++) {
            new_board();
            if (again == 1) {
                (void)writes_of("one more");
            }
            (void)writes_of("counters");
            (void)writes_of("counters");
            suffer(place, DAMAGED, text(""));
            assert_holds("counters");
        }
    }
}

static void a_cut_in_the_first_write_leaves_one_place_to_be_mended(void **state)
{
    (void)state;
    board_init(&B, true);
    assert_int_equal(board_open(&B), GBCS_OK);
    gbcs_memory_cut(&B.memory, 1, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_store_put(&B.store, &ALTERNATE, text("one")), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_UNFINISHED);
    assert_int_equal(board_reboot(&B), GBCS_OK);
    assert_holds("one");
    assert_int_equal(gbcs_store_mend(&B.store, &ALTERNATE), GBCS_OK);
    assert_int_equal(B.store.writes, 1);
    assert_string_equal(text_at(FIRST), "one");
    assert_string_equal(text_at(SECOND), "one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_newer_place_that_verifies_counts),
        cmocka_unit_test(mending_makes_both_places_good),
        cmocka_unit_test(a_twin_can_be_written_whatever_became_of_it),
        cmocka_unit_test(the_place_that_counts_is_changed_last),
        cmocka_unit_test(the_medium_may_know_that_a_place_is_damaged),
        cmocka_unit_test(a_medium_that_fails_is_no_lost_place),
        cmocka_unit_test(mending_that_fails_changes_nothing),
        cmocka_unit_test(mending_leaves_an_open_transaction_alone),
        cmocka_unit_test(an_alternating_record_wears_half_as_fast),
        cmocka_unit_test(several_changes_write_both_places),
        cmocka_unit_test(the_place_that_counts_less_is_written),
        cmocka_unit_test(an_alternating_record_is_mended_where_it_is_damaged),
        cmocka_unit_test(content_that_is_written_twice_survives_the_loss_of_either_place),
        cmocka_unit_test(a_cut_in_the_first_write_leaves_one_place_to_be_mended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
