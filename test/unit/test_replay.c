#include <stdlib.h>

#include "counters.h"

#define DEFAULT_STEPS 100000U

/** The same device for all tests, new in each. */
static device D;

/** Where things stand in the record of the counters (doc/storage.md). */
#define AT_LAST 8U
#define AT_FLOORS 80U
#define AT_DATED_COUNT 152U
#define AT_DATED 153U
#define DATED_SIZE 11U

/** Size of the record without dated counters and action. */
#define SMALLEST 154U
/** Octets of an action with a key behind the mark that there is one. */
#define INTENT_SIZE 128U
/** Size of the record with all that it can hold. */
#define LARGEST (SMALLEST + (DATED_SIZE * GBCS_DATED_COUNTERS) + INTENT_SIZE)

static const gbcs_counter_id SUPPLIER = {GBCS_ROLE_SUPPLIER, 0U};
static const gbcs_counter_id ACB = {GBCS_ROLE_ACB, 0U};

static void new_device(void)
{
    device_new(&D, true, DEVICE_OWN_COUNTER);
}

static void reboot(void)
{
    assert_int_equal(device_reboot(&D), GBCS_OK);
}

static gbcs_status accept(uint8_t role, uint16_t code, uint64_t counter)
{
    return device_accept(&D, role, code, counter);
}

static size_t octets_of(uint16_t number, gbcs_copies copies, uint8_t *octets)
{
    return device_octets(&D, number, copies, octets);
}

static void put_octets(uint16_t number, const uint8_t *octets, size_t size)
{
    device_put(&D, number, octets, size);
}

/* provisioning and opening */

static void begins_with_nothing_taken(void **state)
{
    gbcs_replay zeros;

    (void)state;
    new_device();
    memset(&zeros, 0, sizeof zeros);
    assert_true(same_counters(&D.replay, &zeros));
    assert_true(same_intent(&D.replay.intent, &zeros.intent));
    assert_false(D.replay.unsaved);
    assert_ptr_equal(D.replay.store, &D.store);
    assert_true((D.replay.own_next == DEVICE_OWN_COUNTER) &&
                (D.replay.own_end == DEVICE_OWN_COUNTER));
}

static void begins_inside_a_transaction(void **state)
{
    uint16_t number;

    (void)state;
    device_blank(&D, true);
    assert_int_equal(gbcs_replay_begin(&D.store, 1), GBCS_OK);
    assert_int_equal(D.store.writes, 0);
    gbcs_store_abandon(&D.store);
    assert_int_equal(gbcs_replay_open(&D.replay, &D.store), GBCS_ERR_NO_RECORD);
    assert_zeros(&D.replay, sizeof D.replay);
    assert_int_equal(gbcs_replay_begin(&D.store, 1), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&D.store), GBCS_OK);
    for (number = 0; number < DEVICE_RECORDS; number++) {
        assert_int_equal(gbcs_memory_record(&D.memory, number).size > 0U,
                         (number >= GBCS_RECORD_OWN_COUNTER) && (number < GBCS_RECORD_LOG_READ));
    }
}

static void begins_with_a_counter_only(void **state)
{
    static const struct {
        uint64_t own;
        gbcs_status status;
    } cases[] = {
        {0, GBCS_ERR_ARGUMENT},          {1, GBCS_OK},
        {GBCS_COUNTER_LAST, GBCS_OK},    {GBCS_COUNTER_LAST + 1U, GBCS_ERR_ARGUMENT},
        {UINT64_MAX, GBCS_ERR_ARGUMENT},
    };
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        device_blank(&D, true);
        assert_int_equal(gbcs_replay_begin(&D.store, cases[i].own), cases[i].status);
        assert_int_equal(D.store.count, (cases[i].status == GBCS_OK) ? 7 : 0);
    }
}

static void begins_nothing_in_a_store_that_refuses(void **state)
{
    static const uint8_t octets[GBCS_RECORD_SIZE - 60U];
    const gbcs_record big = {GBCS_RECORD_LIFE, 1U, GBCS_COPY_TWIN, sizeof octets};
    /* beside the seven records of the counters, which need this much, and its own overhead */
    const size_t most =
        GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD - (8U * GBCS_CHANGE_OVERHEAD) - SMALLEST - 8U;
    size_t size;

    (void)state;
    device_blank(&D, true);
    D.store.open = false;
    assert_int_equal(gbcs_replay_begin(&D.store, 1), GBCS_ERR_UNFINISHED);
    /* at each of the records the transaction becomes too large */
    for (size = most - 50U; size <= (most + 230U); size++) {
        device_blank(&D, true);
        assert_int_equal(gbcs_store_put(&D.store, &big, gbcs_bytes_of(octets, size)), GBCS_OK);
        assert_int_equal(gbcs_replay_begin(&D.store, 1), (size <= most) ? GBCS_OK : GBCS_ERR_SPACE);
    }
}

static void opens_no_store_that_lacks_a_record(void **state)
{
    static const struct {
        uint16_t number;
        bool needed;
    } records[] = {
        {GBCS_RECORD_COUNTERS, true},       {GBCS_RECORD_OWN_COUNTER, true},
        {GBCS_RECORD_ANSWERED, false},      {GBCS_RECORD_ANSWERED + 2U, false},
        {GBCS_RECORD_ANSWERED + 4U, false}, {GBCS_RECORD_ANSWERED + 6U, false},
        {GBCS_RECORD_ANSWERED + 8U, false},
    };
    static const uint8_t roles[] = {0,
                                    0,
                                    GBCS_ROLE_SUPPLIER,
                                    GBCS_ROLE_NETWORK_OPERATOR,
                                    GBCS_ROLE_ACB,
                                    GBCS_ROLE_LOAD_CONTROLLER,
                                    GBCS_ANSWERED_TOP_UPS};
    size_t i;
    size_t damaged;
    uint16_t place;

    (void)state;
    for (i = 0; i < (sizeof records / sizeof records[0]); i++) {
        for (damaged = 0; damaged < 2U; damaged++) {
            const gbcs_status expected = (damaged == 1U) ? GBCS_ERR_RECORD : GBCS_ERR_NO_RECORD;

            new_device();
            for (place = records[i].number; place < (records[i].number + 2U); place++) {
                if (damaged == 1U) {
                    gbcs_memory_flip(&D.memory, place, 300U);
                } else {
                    gbcs_memory_place(&D.memory, place, gbcs_bytes_of(NULL, 0));
                }
            }
            if (records[i].needed) {
                assert_int_equal(device_reboot(&D), expected);
                assert_zeros(&D.replay, sizeof D.replay);
            } else {
                reboot();
                assert_int_equal(gbcs_replay_answer(&D.replay, roles[i], 1), expected);
                assert_int_equal(gbcs_replay_answer(&D.replay, roles[i], 1), expected);
                assert_int_equal(D.store.writes, 0);
            }
        }
    }
}

static void opens_no_closed_store(void **state)
{
    (void)state;
    new_device();
    D.store.open = false;
    assert_int_equal(gbcs_replay_open(&D.replay, &D.store), GBCS_ERR_UNFINISHED);
    assert_zeros(&D.replay, sizeof D.replay);
}

static void is_closed_when_all_is_zero(void **state)
{
    gbcs_intent intent = full_intent();
    uint64_t own = 1;

    (void)state;
    memset(&D.replay, 0, sizeof D.replay);
    assert_int_equal(gbcs_replay_check(&D.replay, &SUPPLIER, 1), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 1, NULL), GBCS_ERR_UNFINISHED);
    intent.id = 1;
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 1, &intent), GBCS_ERR_UNFINISHED);
    assert_int_equal(intent.id, 0);
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_ACB, 1), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_ERR_UNFINISHED);
    assert_int_equal(own, 0);
    assert_int_equal(gbcs_replay_later(&D.replay), GBCS_ERR_ABSENT);
    gbcs_replay_done(&D.replay);
    assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
    assert_zeros(&D.replay, sizeof D.replay);
}

static void survives_the_loss_of_one_place(void **state)
{
    uint16_t place;
    size_t damaged;

    (void)state;
    for (place = GBCS_RECORD_OWN_COUNTER; place < GBCS_RECORD_LOG_READ; place++) {
        for (damaged = 0; damaged < 2U; damaged++) {
            gbcs_replay before;
            uint64_t own;

            new_device();
            assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_OK);
            assert_int_equal(accept(GBCS_ROLE_SUPPLIER, 0x0001, 7), GBCS_OK);
            assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
            assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_ACB, 5), GBCS_OK);
            assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_ACB, 6), GBCS_OK);
            reboot();
            assert_int_equal(D.store.writes, 0);
            before = D.replay;
            if (damaged == 1U) {
                gbcs_memory_flip(&D.memory, place, 300U);
            } else {
                gbcs_memory_place(&D.memory, place, gbcs_bytes_of(NULL, 0));
            }
            reboot();
            assert_int_equal(D.store.writes, 1);
            assert_true(same_counters(&D.replay, &before));
            assert_int_equal(D.replay.own_end, before.own_end);
            assert_int_equal(accept(GBCS_ROLE_SUPPLIER, 0x0001, 7), GBCS_ERR_REPLAY);
            assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_ACB, 5), GBCS_ERR_ANSWERED);
            reboot();
            assert_int_equal(D.store.writes, 0);
            assert_int_equal(D.store.lost, 0);
        }
    }
}

/** Either place may be lost once it was flushed, and no counter is open again. */
static void survives_the_loss_of_one_place_after_a_flush(void **state)
{
    size_t with_action;
    uint16_t place;

    (void)state;
    for (with_action = 0; with_action < 2U; with_action++) {
        for (place = GBCS_RECORD_COUNTERS; place < (GBCS_RECORD_COUNTERS + 2U); place++) {
            gbcs_intent intent = full_intent();

            new_device();
            assert_int_equal(
                gbcs_replay_accept(&D.replay, &ACB, 9, (with_action == 1U) ? &intent : NULL),
                GBCS_OK);
            gbcs_replay_done(&D.replay);
            assert_true(D.replay.unsaved);
            assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
            gbcs_memory_flip(&D.memory, place, 300U);
            reboot();
            assert_int_equal(D.store.lost > 0U, 1);
            assert_int_equal(D.replay.last[GBCS_ROLE_ACB], 9);
            assert_int_equal(D.replay.last_id, with_action);
            assert_int_equal(accept(GBCS_ROLE_ACB, 0, 9), GBCS_ERR_REPLAY);
        }
    }
}

/* taking counters */

static void checks_what_is_fresh(void **state)
{
    static const struct {
        gbcs_counter_id id;
        uint64_t counter;
        gbcs_status status;
    } cases[] = {
        {{GBCS_ROLE_SUPPLIER, 0}, 0, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, 0}, 99, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, 0}, 100, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, 0}, 101, GBCS_OK},
        {{GBCS_ROLE_SUPPLIER, 0}, GBCS_COUNTER_LAST, GBCS_OK},
        {{GBCS_ROLE_SUPPLIER, 0}, GBCS_COUNTER_LAST + 1U, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, 0}, UINT64_MAX, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, 0x0020}, 50, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, 0x0020}, 51, GBCS_OK},
        {{GBCS_ROLE_SUPPLIER, 0x0020}, GBCS_COUNTER_LAST + 1U, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_SUPPLIER, 0x0021}, 1, GBCS_OK},
        {{GBCS_ROLE_SUPPLIER, 0x0021}, 0, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_ACB, 0x0020}, 1, GBCS_OK},
        {{GBCS_ROLE_ROOT, 0}, 0, GBCS_ERR_REPLAY},
        {{GBCS_ROLE_ROOT, 0}, 1, GBCS_OK},
        {{GBCS_ROLE_LOAD_CONTROLLER, 0}, 1, GBCS_OK},
        {{GBCS_ROLES, 0}, 1, GBCS_ERR_ARGUMENT},
        {{GBCS_ROLES, 0x0020}, 1, GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_OTHER, 0}, 1, GBCS_ERR_ARGUMENT},
        {{GBCS_ROLE_NONE, 0}, 1, GBCS_ERR_ARGUMENT},
    };
    gbcs_replay before;
    uint32_t writes;
    size_t i;

    (void)state;
    new_device();
    assert_int_equal(accept(GBCS_ROLE_SUPPLIER, 0, 100), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_SUPPLIER, 0x0020, 50), GBCS_OK);
    before = D.replay;
    writes = D.store.writes;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        assert_int_equal(gbcs_replay_check(&D.replay, &cases[i].id, cases[i].counter),
                         cases[i].status);
        if (cases[i].status != GBCS_OK) {
            /* who did not ask first is told the same */
            assert_int_equal(gbcs_replay_accept(&D.replay, &cases[i].id, cases[i].counter, NULL),
                             cases[i].status);
        }
    }
    assert_true(same_counters(&D.replay, &before));
    assert_int_equal(D.store.writes, writes);
}

static void takes_each_counter_once_with_one_write(void **state)
{
    uint8_t role;
    gbcs_replay before;

    (void)state;
    new_device();
    for (role = 0; role < GBCS_ROLES; role++) {
        const uint32_t writes = D.store.writes;

        before = D.replay;
        assert_int_equal(accept(role, 0, 10U + role), GBCS_OK);
        assert_int_equal(D.store.writes - writes, 1);
        before.last[role] = 10U + role;
        assert_true(same_counters(&D.replay, &before));
        assert_int_equal(accept(role, 0, 10U + role), GBCS_ERR_REPLAY);
        assert_int_equal(D.store.writes - writes, 1);
    }
    reboot();
    assert_true(same_counters(&D.replay, &before));
    for (role = 0; role < GBCS_ROLES; role++) {
        assert_int_equal(accept(role, 0, 10U + role), GBCS_ERR_REPLAY);
        assert_int_equal(accept(role, 0, GBCS_COUNTER_LAST), GBCS_OK);
        assert_int_equal(accept(role, 0, GBCS_COUNTER_LAST), GBCS_ERR_REPLAY);
    }
    reboot();
}

static void holds_so_many_dated_counters(void **state)
{
    gbcs_replay before;
    uint32_t writes;
    uint16_t i;

    (void)state;
    new_device();
    for (i = 0; i < GBCS_DATED_COUNTERS; i++) {
        writes = D.store.writes;
        assert_int_equal(accept((uint8_t)(i % GBCS_ROLES), (uint16_t)(1U + (i / GBCS_ROLES)), 5),
                         GBCS_OK);
        assert_int_equal(D.store.writes - writes, 1);
    }
    before = D.replay;
    writes = D.store.writes;
    assert_int_equal(accept(GBCS_ROLE_LOAD_CONTROLLER, 0x00FF, 5), GBCS_ERR_SPACE);
    assert_int_equal(D.store.writes, writes);
    assert_true(same_counters(&D.replay, &before));
    assert_int_equal(accept(GBCS_ROLE_SUPPLIER, 0, 5), GBCS_OK);
    assert_int_equal(accept(0, 1, 5), GBCS_ERR_REPLAY);
    assert_int_equal(accept(0, 1, 6), GBCS_OK);
    before = D.replay;
    assert_int_equal(before.dated_count, GBCS_DATED_COUNTERS);
    reboot();
    assert_true(same_counters(&D.replay, &before));
    assert_int_equal(D.replay.dated[0].counter, 6);
    assert_int_equal(accept(0, 1, 6), GBCS_ERR_REPLAY);
}

/* actions */

static void opens_one_action_at_a_time(void **state)
{
    gbcs_intent first = full_intent();
    gbcs_intent second = full_intent();
    uint32_t writes;

    (void)state;
    new_device();
    writes = D.store.writes;
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 1, &first), GBCS_OK);
    assert_int_equal(D.store.writes - writes, 1);
    assert_int_equal(first.id, 1);
    assert_true(same_intent(&D.replay.intent, &first));
    assert_false(D.replay.unsaved);

    second.id = 99;
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 2, &second), GBCS_ERR_BUSY);
    assert_int_equal(second.id, 0);
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 0, &second), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 2, NULL), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 1, NULL), GBCS_ERR_REPLAY);
    assert_int_equal(D.store.writes - writes, 1);
    assert_int_equal(D.replay.last[GBCS_ROLE_SUPPLIER], 1);

    gbcs_replay_done(&D.replay);
    assert_int_equal(D.store.writes - writes, 1);
    assert_true(D.replay.unsaved);
    assert_zeros(&D.replay.intent, sizeof D.replay.intent);
    /* the next one takes the mark of the last one with it */
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 2, &second), GBCS_OK);
    assert_int_equal(second.id, 2);
    assert_int_equal(D.store.writes - writes, 2);
    assert_false(D.replay.unsaved);
    assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
    assert_int_equal(D.store.writes - writes, 2);
}

static void keeps_each_field_over_a_restart(void **state)
{
    static const gbcs_other_form forms[] = {GBCS_OTHER_CODE, GBCS_OTHER_PARTY,
                                            GBCS_OTHER_PARTY_COUNTER, GBCS_OTHER_ORIGINATOR_COUNTER,
                                            GBCS_OTHER_CERTIFICATE};
    size_t i;

    (void)state;
    new_device();
    for (i = 0; i < (4U * (sizeof forms / sizeof forms[0])); i++) {
        gbcs_intent intent = full_intent();
        uint8_t octets[1024];

        intent.header.other_form = forms[i / 4U];
        intent.header.party *= (i >= 4U);
        intent.header.party_counter *= (i >= 8U);
        intent.header.party_originator_counter *= ((i / 4U) == 3U);
        intent.later = (i % 2U) == 1U;
        intent.has_party_key = ((i / 2U) % 2U) == 1U;
        intent.form = (uint8_t)(1U + (i % 2U));
        assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 0, &intent), GBCS_OK);
        if (!intent.has_party_key) {
            /* what is not there is not kept */
            memset(&intent.party_key, 0, sizeof intent.party_key);
        }
        assert_true(same_intent(&D.replay.intent, &intent));
        assert_int_equal(octets_of(GBCS_RECORD_COUNTERS, GBCS_COPY_ALTERNATE, octets),
                         SMALLEST + INTENT_SIZE - (intent.has_party_key ? 0U : GBCS_POINT_SIZE));
        reboot();
        assert_true(same_intent(&D.replay.intent, &intent));
        assert_int_equal(D.replay.intent.id, i + 1U);
        gbcs_replay_done(&D.replay);
    }
}

/** As octets, so that the layout does not change unseen. */
static void writes_this_record(void **state)
{
    const gbcs_floor floor = {GBCS_ROLE_SUPPLIER, 0x11, false};
    gbcs_intent intent = full_intent();
    uint8_t octets[1024];
    size_t size;

    (void)state;
    new_device();
    assert_int_equal(accept(GBCS_ROLE_LOAD_CONTROLLER, 0x0102, 0x30), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_ROOT, 0, 0x20), GBCS_OK);
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0, &floor, 1), GBCS_OK);
    intent.later = true;
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 0x40, &intent), GBCS_OK);
    size = octets_of(GBCS_RECORD_COUNTERS, GBCS_COPY_ALTERNATE, octets);
    assert_octets(octets, size,
                  "0000000000000001"
                  "0000000000000020 0000000000000000 0000000000000040"
                  "0000000000000000 0000000000000000 0000000000000000"
                  "0000000000000000 0000000000000000 0000000000000000"
                  "0000000000000000 0000000000000000 0000000000000011"
                  "0000000000000000 0000000000000000 0000000000000000"
                  "0000000000000000 0000000000000000 0000000000000000"
                  "01 08 0102 0000000000000030"
                  "01 0102030405060708 1112131415161718 2122232425262728 3132 03"
                  "4142434445464748 5152535455565758 6162636465666768"
                  "04 02 01 01"
                  "04 8182838485868788898A8B8C8D8E8F90 9192939495969798999A9B9C9D9E9FA0"
                  "A1A2A3A4A5A6A7A8A9AAABACADAEAFB0 B1B2B3B4B5B6B7B8B9BABBBCBDBEBFC0"
                  "7172737475767778");
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_LOAD_CONTROLLER, 0x10), GBCS_OK);
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_LOAD_CONTROLLER, 0x12), GBCS_OK);
    size = octets_of(GBCS_RECORD_ANSWERED + 6U, GBCS_COPY_ALTERNATE, octets);
    assert_octets(octets, size, "0000000000000010 0000000000000012");
    size = octets_of(GBCS_RECORD_OWN_COUNTER, GBCS_COPY_TWIN, octets);
    assert_octets(octets, size, "00000000000003E8");
}

static void an_action_that_was_not_flushed_is_open_again(void **state)
{
    gbcs_intent intent = full_intent();

    (void)state;
    new_device();
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 1, &intent), GBCS_OK);
    gbcs_replay_done(&D.replay);
    reboot();
    assert_int_equal(D.replay.intent.id, 1);
    assert_false(D.replay.unsaved);
    gbcs_replay_done(&D.replay);
    assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
    reboot();
    assert_int_equal(D.replay.intent.id, 0);
    assert_int_equal(D.replay.last_id, 1);
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 0, &intent), GBCS_OK);
    assert_int_equal(intent.id, 2);
}

static void flushes_once_what_waits(void **state)
{
    gbcs_intent intent = full_intent();
    uint32_t writes;

    (void)state;
    new_device();
    assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
    gbcs_replay_done(&D.replay);
    assert_false(D.replay.unsaved);
    assert_int_equal(D.store.writes, 0);
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 1, &intent), GBCS_OK);
    gbcs_replay_done(&D.replay);
    writes = D.store.writes;
    assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
    assert_int_equal(D.store.writes - writes, 1);
    assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
    assert_int_equal(D.store.writes - writes, 1);
    reboot();
    assert_int_equal(D.store.writes, 0);
}

static void notes_that_it_will_answer_later(void **state)
{
    gbcs_intent intent = full_intent();
    uint32_t writes;

    (void)state;
    new_device();
    assert_int_equal(gbcs_replay_later(&D.replay), GBCS_ERR_ABSENT);
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 1, &intent), GBCS_OK);
    writes = D.store.writes;
    assert_int_equal(gbcs_replay_later(&D.replay), GBCS_OK);
    assert_int_equal(D.store.writes - writes, 1);
    assert_true(D.replay.intent.later);
    assert_int_equal(gbcs_replay_later(&D.replay), GBCS_OK);
    assert_int_equal(D.store.writes - writes, 1);
    reboot();
    assert_true(D.replay.intent.later);
    assert_int_equal(gbcs_replay_later(&D.replay), GBCS_OK);
    assert_int_equal(D.store.writes, 0);
    gbcs_replay_done(&D.replay);
    assert_int_equal(gbcs_replay_later(&D.replay), GBCS_ERR_ABSENT);
}

/** What makes an action one that could not be read again. */
static void spoil(gbcs_intent *intent, int how)
{
    static const uint8_t octet = 0;

    switch (how) {
    case 0:
        intent->header.cra = GBCS_CRA_RESPONSE;
        break;
    case 1:
        intent->header.cra = GBCS_CRA_ALERT;
        break;
    case 2:
        intent->header.counter = GBCS_COUNTER_LAST + 1U;
        break;
    case 3:
        intent->header.date_time = gbcs_bytes_of(&octet, 1);
        break;
    case 4:
        intent->header.party_certificate = gbcs_bytes_of(&octet, 1);
        break;
    case 5:
        intent->header.other_form = (gbcs_other_form)5;
        break;
    case 6:
        intent->header.other_form = GBCS_OTHER_CODE;
        break;
    case 7:
        intent->header.other_form = GBCS_OTHER_PARTY;
        break;
    case 8:
        intent->header.other_form = GBCS_OTHER_PARTY_COUNTER;
        break;
    case 9:
        intent->header.other_form = GBCS_OTHER_CERTIFICATE;
        break;
    case 10:
        intent->header.party = 0;
        break;
    case 11:
        intent->role = GBCS_ROLES;
        break;
    case 12:
        intent->role = GBCS_ROLE_NONE;
        break;
    case 13:
        intent->form = 0;
        break;
    case 14:
        intent->form = 3;
        break;
    case 15:
        intent->party_key.point[0] = 0x02U;
        break;
    case 17:
        intent->header.other_form = (gbcs_other_form)5;
        intent->header.party_originator_counter = 0;
        break;
    case 16:
        intent->header.other_form = GBCS_OTHER_PARTY;
        intent->header.party_originator_counter = 0;
        break;
    default:
        intent->header.other_form = GBCS_OTHER_CODE;
        intent->header.party_counter = 0;
        intent->header.party_originator_counter = 0;
        break;
    }
}

static void takes_no_action_that_could_not_be_read_again(void **state)
{
    int how;

    (void)state;
    new_device();
    for (how = 0; how < 19; how++) {
        gbcs_intent intent = full_intent();

        intent.id = 5;
        spoil(&intent, how);
        assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 1, &intent), GBCS_ERR_ARGUMENT);
        assert_int_equal(intent.id, 0);
        assert_int_equal(D.replay.last[GBCS_ROLE_SUPPLIER], 0);
        assert_int_equal(D.replay.last_id, 0);
    }
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 1, NULL), GBCS_ERR_ARGUMENT);
    assert_int_equal(D.store.writes, 0);
}

static void runs_out_of_ids_and_not_over(void **state)
{
    gbcs_intent intent = full_intent();
    uint8_t octets[SMALLEST] = {0};

    (void)state;
    new_device();
    memset(octets, 0xFF, 7);
    octets[7] = 0xFE;
    put_octets(GBCS_RECORD_COUNTERS, octets, sizeof octets);
    reboot();
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 0, &intent), GBCS_OK);
    assert_true(intent.id == UINT64_MAX);
    gbcs_replay_done(&D.replay);
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 0, &intent), GBCS_ERR_SPACE);
    assert_int_equal(intent.id, 0);
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 1, NULL), GBCS_OK);
}

/* transactions */

static bool other_is_there(void)
{
    uint8_t octets[8];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    return gbcs_store_load(&D.store, &DEVICE_OTHER, &writer) == GBCS_OK;
}

static void put_other(void)
{
    assert_int_equal(gbcs_store_put(&D.store, &DEVICE_OTHER, gbcs_bytes_of(NULL, 0)), GBCS_OK);
}

static void makes_the_open_transaction(void **state)
{
    gbcs_intent intent = full_intent();

    (void)state;
    new_device();
    put_other();
    assert_int_equal(accept(GBCS_ROLE_ACB, 0, 1), GBCS_OK);
    assert_true(other_is_there());
    /* a journal fills both places */
    assert_false(D.replay.unsaved);
    reboot();
    assert_int_equal(D.store.writes, 0);
    assert_int_equal(D.replay.last[GBCS_ROLE_ACB], 1);
    put_other();
    assert_int_equal(gbcs_replay_accept(&D.replay, &ACB, 2, &intent), GBCS_OK);
    assert_int_equal(intent.id, 1);
}

static void drops_the_open_transaction_of_what_it_refuses(void **state)
{
    const gbcs_record strange = {0U, 1U, GBCS_COPY_ONE, 1U};
    gbcs_intent intent = full_intent();

    (void)state;
    new_device();
    assert_int_equal(accept(GBCS_ROLE_ACB, 0, 5), GBCS_OK);
    put_other();
    assert_int_equal(accept(GBCS_ROLE_ACB, 0, 5), GBCS_ERR_REPLAY);
    assert_int_equal(D.store.count, 0);
    put_other();
    assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 5, NULL), GBCS_ERR_ARGUMENT);
    assert_int_equal(D.store.count, 0);
    /* a transaction that has failed before */
    put_other();
    assert_int_equal(gbcs_store_put(&D.store, &strange, gbcs_bytes_of(NULL, 0)), GBCS_ERR_ARGUMENT);
    intent.id = 3;
    assert_int_equal(gbcs_replay_accept(&D.replay, &ACB, 6, &intent), GBCS_ERR_ARGUMENT);
    assert_int_equal(intent.id, 0);
    assert_int_equal(D.store.count, 0);
    assert_int_equal(D.replay.last[GBCS_ROLE_ACB], 5);
    assert_int_equal(D.replay.last_id, 0);
    assert_int_equal(accept(GBCS_ROLE_ACB, 0, 6), GBCS_OK);
    assert_false(other_is_there());
}

static void leaves_an_open_transaction_of_others_alone(void **state)
{
    gbcs_intent intent = full_intent();
    uint32_t writes;
    uint64_t own = 1;

    (void)state;
    new_device();
    assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_OK);
    assert_int_equal(gbcs_replay_accept(&D.replay, &ACB, 1, &intent), GBCS_OK);
    put_other();
    writes = D.store.writes;
    assert_int_equal(gbcs_replay_later(&D.replay), GBCS_ERR_BUSY);
    assert_false(D.replay.intent.later);
    gbcs_replay_done(&D.replay);
    assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_ERR_BUSY);
    assert_true(D.replay.unsaved);
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_ACB, 1), GBCS_ERR_BUSY);
    assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_ERR_BUSY);
    assert_int_equal(own, 0);
    assert_int_equal(D.store.count, 1);
    assert_int_equal(D.store.writes, writes);
}

/* own counters */

static void gives_own_counters_in_blocks(void **state)
{
    uint64_t expected = DEVICE_OWN_COUNTER;
    uint64_t own;
    uint32_t i;

    (void)state;
    new_device();
    for (i = 0; i < (3U * GBCS_OWN_BLOCK); i++) {
        const uint32_t writes = D.store.writes;

        assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_OK);
        assert_int_equal(own, expected + i);
        assert_int_equal(D.store.writes - writes, ((i % GBCS_OWN_BLOCK) == 0U) ? 2 : 0);
    }
    expected += 3U * GBCS_OWN_BLOCK;
    reboot();
    assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_OK);
    assert_int_equal(own, expected);
    reboot();
    assert_int_equal(D.store.writes, 0);
    assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_OK);
    assert_int_equal(own, expected + GBCS_OWN_BLOCK);
}

static void gives_no_own_counter_behind_the_last(void **state)
{
    uint64_t first;

    (void)state;
    for (first = GBCS_COUNTER_LAST - (2U * GBCS_OWN_BLOCK); first <= GBCS_COUNTER_LAST; first++) {
        uint64_t expected;
        uint64_t own = 1;

        device_new(&D, false, first);
        for (expected = first; expected <= GBCS_COUNTER_LAST; expected++) {
            assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_OK);
            assert_true(own == expected);
        }
        assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_ERR_SPACE);
        assert_int_equal(own, 0);
        reboot();
        own = 1;
        assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_ERR_SPACE);
        assert_int_equal(own, 0);
        assert_int_equal(D.store.writes, 0);
    }
}

static void reads_only_an_own_counter(void **state)
{
    static const struct {
        const char *octets;
        gbcs_status status;
    } cases[] = {
        {"", GBCS_ERR_RECORD},
        {"00000000000001", GBCS_ERR_RECORD},
        {"0000000000000000", GBCS_ERR_RECORD},
        {"0000000000000001", GBCS_OK},
        {"7FFFFFFFFFFFFFFF", GBCS_OK},
        {"8000000000000000", GBCS_OK},
        {"8000000000000001", GBCS_ERR_RECORD},
        {"FFFFFFFFFFFFFFFF", GBCS_ERR_RECORD},
        {"000000000000000100", GBCS_ERR_LAYOUT},
    };
    uint8_t octets[16];
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        new_device();
        put_octets(GBCS_RECORD_OWN_COUNTER, octets,
                   hex_decode(cases[i].octets, octets, sizeof octets));
        assert_int_equal(device_reboot(&D), cases[i].status);
    }
}

/* answered counters */

static const uint8_t ANSWERED_ROLES[] = {GBCS_ANSWERED_TOP_UPS, GBCS_ROLE_SUPPLIER,
                                         GBCS_ROLE_NETWORK_OPERATOR, GBCS_ROLE_ACB,
                                         GBCS_ROLE_LOAD_CONTROLLER};

static void answers_each_counter_once(void **state)
{
    size_t i;
    uint16_t role;

    (void)state;
    new_device();
    for (i = 0; i < sizeof ANSWERED_ROLES; i++) {
        const uint32_t writes = D.store.writes;

        assert_int_equal(gbcs_replay_answer(&D.replay, ANSWERED_ROLES[i], 0), GBCS_OK);
        assert_int_equal(gbcs_replay_answer(&D.replay, ANSWERED_ROLES[i], 77), GBCS_OK);
        assert_int_equal(D.store.writes - writes, 2);
        assert_int_equal(gbcs_replay_answer(&D.replay, ANSWERED_ROLES[i], 77), GBCS_ERR_ANSWERED);
        assert_int_equal(gbcs_replay_answer(&D.replay, ANSWERED_ROLES[i], 0), GBCS_ERR_ANSWERED);
        assert_int_equal(gbcs_replay_answer(&D.replay, ANSWERED_ROLES[i], GBCS_COUNTER_LAST + 1U),
                         GBCS_ERR_ANSWERED);
        assert_int_equal(D.store.writes - writes, 2);
        reboot();
        assert_int_equal(gbcs_replay_answer(&D.replay, ANSWERED_ROLES[i], 77), GBCS_ERR_ANSWERED);
        assert_int_equal(gbcs_replay_answer(&D.replay, ANSWERED_ROLES[i], GBCS_COUNTER_LAST),
                         GBCS_OK);
    }
    for (role = 0; role <= GBCS_ROLE_NONE; role++) {
        if (memchr(ANSWERED_ROLES, role, sizeof ANSWERED_ROLES) == NULL) {
            assert_int_equal(gbcs_replay_answer(&D.replay, (uint8_t)role, 99), GBCS_ERR_ARGUMENT);
        }
    }
}

/** At random, against the list of all that was ever answered. */
static void answers_no_counter_twice(void **state)
{
    enum { RANGE = 400, STEPS = 4000 };
    static bool answered[RANGE];
    uint32_t seed = 0x1234567U;
    uint32_t refused = 0;
    uint32_t step;

    (void)state;
    memset(answered, 0, sizeof answered);
    device_new(&D, false, 1);
    for (step = 0; step < STEPS; step++) {
        /* the window moves slowly up */
        const uint32_t counter = pick(&seed, 1U + ((RANGE - 1U) * (step + 1U) / STEPS));
        bool expected = !answered[counter];
        uint32_t higher = 0;
        uint32_t all = 0;
        uint32_t i;

        for (i = 0; i < RANGE; i++) {
            higher += (answered[i] && (i > counter)) ? 1U : 0U;
            all += answered[i] ? 1U : 0U;
        }
#if GBCS_STRICT_READS
        expected = expected && (higher == 0U);
#else
        /* below all of the highest, of which so many are kept */
        expected = expected && (higher < GBCS_ANSWERED);
#endif
        assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_SUPPLIER, counter),
                         expected ? GBCS_OK : GBCS_ERR_ANSWERED);
        answered[counter] = answered[counter] || expected;
        refused += (!expected && (all >= GBCS_ANSWERED)) ? 1U : 0U;
    }
#if !GBCS_STRICT_READS
    assert_true(refused > GBCS_ANSWERED);
#endif
}

static void reads_only_answered_counters_that_rise(void **state)
{
    static const struct {
        const char *octets;
        gbcs_status status;
    } cases[] = {
        {"", GBCS_OK},
        {"00", GBCS_ERR_RECORD},
        {"00000000000001", GBCS_ERR_RECORD},
        {"0000000000000000", GBCS_OK},
        {"0000000000000000 0000000000000000", GBCS_ERR_RECORD},
        {"0000000000000000 0000000000000001", GBCS_OK},
        {"0000000000000001 0000000000000001", GBCS_ERR_RECORD},
        {"0000000000000002 0000000000000001", GBCS_ERR_RECORD},
        {"0000000000000001 0000000000000002 00", GBCS_ERR_RECORD},
        {"8000000000000000", GBCS_ERR_RECORD},
        {"0000000000000001 FFFFFFFFFFFFFFFF", GBCS_ERR_RECORD},
    };
    static uint8_t octets[1024];
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        new_device();
        put_octets(GBCS_RECORD_ANSWERED + 2U, octets,
                   hex_decode(cases[i].octets, octets, sizeof octets));
        reboot();
        assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_NETWORK_OPERATOR, 9),
                         cases[i].status);
    }
    memset(octets, 0, sizeof octets);
    for (i = 0; i <= GBCS_ANSWERED; i++) {
        octets[(8U * i) + 7U] = (uint8_t)i;
    }
    put_octets(GBCS_RECORD_ANSWERED + 2U, octets, 8U * (GBCS_ANSWERED + 1U));
    reboot();
    assert_int_equal(gbcs_replay_answer(&D.replay, GBCS_ROLE_NETWORK_OPERATOR, 999),
                     GBCS_ERR_LAYOUT);
}

/* reading the record of the counters */

/** A record with a floor, two dated counters and an action; returns its size. */
static size_t rich_record(uint8_t *octets)
{
    const gbcs_floor floor = {GBCS_ROLE_ACB, 0x30, true};
    gbcs_intent intent = full_intent();

    new_device();
    assert_int_equal(gbcs_replay_apply(&D.replay, NULL, 0, &floor, 1), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_SUPPLIER, 0x0020, 50), GBCS_OK);
    assert_int_equal(accept(GBCS_ROLE_ACB, 0x0020, 51), GBCS_OK);
    assert_int_equal(gbcs_replay_accept(&D.replay, &SUPPLIER, 52, &intent), GBCS_OK);
    return octets_of(GBCS_RECORD_COUNTERS, GBCS_COPY_ALTERNATE, octets);
}

static void refuses_each_field_that_is_none(void **state)
{
    enum { OPEN = AT_DATED + (2 * DATED_SIZE), INTENT };
    static const struct {
        size_t at;
        uint8_t octet;
        gbcs_status status;
    } cases[] = {
        {AT_LAST, 0x7F, GBCS_OK},
        {AT_LAST, 0x80, GBCS_ERR_RECORD},
        {AT_LAST + 64U, 0x80, GBCS_ERR_RECORD},
        /* the counter of the role is 30, its dated one 33 */
        {AT_LAST + (8U * GBCS_ROLE_ACB) + 7U, 0x2F, GBCS_ERR_RECORD},
        {AT_LAST + (8U * GBCS_ROLE_ACB) + 7U, 0x31, GBCS_OK},
        {AT_FLOORS + (8U * GBCS_ROLE_ACB) + 7U, 0x2F, GBCS_OK},
        {AT_FLOORS + (8U * GBCS_ROLE_ACB) + 7U, 0x31, GBCS_ERR_RECORD},
        {AT_FLOORS, 0x80, GBCS_ERR_RECORD},
        {AT_FLOORS + 71U, 1, GBCS_ERR_RECORD},
        {AT_DATED_COUNT, 1, GBCS_ERR_RECORD},
        {AT_DATED_COUNT, 3, GBCS_ERR_RECORD},
        {AT_DATED_COUNT, 33, GBCS_ERR_RECORD},
        {AT_DATED_COUNT, 255, GBCS_ERR_RECORD},
        {AT_DATED, GBCS_ROLE_LOAD_CONTROLLER, GBCS_OK},
        {AT_DATED, GBCS_ROLES, GBCS_ERR_RECORD},
        {AT_DATED, GBCS_ROLE_ACB, GBCS_ERR_RECORD},
        {AT_DATED + 2U, 0, GBCS_ERR_RECORD},
        {AT_DATED + 3U, 0x7F, GBCS_OK},
        {AT_DATED + 3U, 0x80, GBCS_ERR_RECORD},
        {AT_DATED + DATED_SIZE, GBCS_ROLE_SUPPLIER, GBCS_ERR_RECORD},
        {AT_DATED + DATED_SIZE + 10U, 0x2F, GBCS_ERR_RECORD},
        {AT_DATED + DATED_SIZE + 10U, 0x30, GBCS_OK},
        {OPEN, 0, GBCS_ERR_RECORD},
        {OPEN, 2, GBCS_ERR_RECORD},
        {OPEN, 255, GBCS_ERR_RECORD},
        {7, 0, GBCS_ERR_RECORD},
        {INTENT, 0x80, GBCS_ERR_RECORD},
        {INTENT + 26, 0, GBCS_ERR_RECORD},
        {INTENT + 26, 1, GBCS_ERR_RECORD},
        {INTENT + 26, 2, GBCS_ERR_RECORD},
        {INTENT + 26, 4, GBCS_ERR_RECORD},
        {INTENT + 26, 5, GBCS_ERR_RECORD},
        {INTENT + 51, GBCS_ROLE_ROOT, GBCS_OK},
        {INTENT + 51, GBCS_ROLES, GBCS_ERR_RECORD},
        {INTENT + 52, 0, GBCS_ERR_RECORD},
        {INTENT + 52, 1, GBCS_OK},
        {INTENT + 52, 3, GBCS_ERR_RECORD},
        {INTENT + 53, 1, GBCS_OK},
        {INTENT + 53, 2, GBCS_ERR_RECORD},
        {INTENT + 54, 0, GBCS_ERR_RECORD},
        {INTENT + 54, 2, GBCS_ERR_RECORD},
        {INTENT + 55, 3, GBCS_ERR_RECORD},
        {INTENT + 120, 0xFF, GBCS_OK},
    };
    uint8_t octets[1024];
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        const size_t size = rich_record(octets);

        octets[cases[i].at] = cases[i].octet;
        put_octets(GBCS_RECORD_COUNTERS, octets, size);
        assert_int_equal(device_reboot(&D), cases[i].status);
        if (cases[i].status != GBCS_OK) {
            assert_zeros(&D.replay, sizeof D.replay);
        }
    }
}

static void refuses_more_dated_counters_than_it_holds(void **state)
{
    uint8_t octets[1024];
    uint8_t count;
    uint8_t i;

    (void)state;
    for (count = GBCS_DATED_COUNTERS; count <= (GBCS_DATED_COUNTERS + 1U); count++) {
        new_device();
        memset(octets, 0, sizeof octets);
        octets[AT_DATED_COUNT] = count;
        for (i = 0; i < count; i++) {
            octets[AT_DATED + (DATED_SIZE * i) + 2U] = (uint8_t)(i + 1U);
        }
        put_octets(GBCS_RECORD_COUNTERS, octets, SMALLEST + (DATED_SIZE * count));
        assert_int_equal(device_reboot(&D),
                         (count <= GBCS_DATED_COUNTERS) ? GBCS_OK : GBCS_ERR_RECORD);
    }
}

/** A form that is none, in a header that would fit the shortest one. */
static void refuses_a_form_that_is_none(void **state)
{
    gbcs_intent intent = full_intent();
    uint8_t octets[1024];
    size_t size;
    unsigned int form;

    (void)state;
    intent.header.other_form = GBCS_OTHER_CODE;
    intent.header.party = 0;
    intent.header.party_counter = 0;
    intent.header.party_originator_counter = 0;
    for (form = 0; form <= 0xFFU; form++) {
        new_device();
        assert_int_equal(gbcs_replay_accept(&D.replay, NULL, 0, &intent), GBCS_OK);
        size = octets_of(GBCS_RECORD_COUNTERS, GBCS_COPY_ALTERNATE, octets);
        assert_int_equal(octets[SMALLEST + 26U], GBCS_OTHER_CODE);
        octets[SMALLEST + 26U] = (uint8_t)form;
        put_octets(GBCS_RECORD_COUNTERS, octets, size);
        assert_int_equal(device_reboot(&D),
                         (form == (unsigned int)GBCS_OTHER_CODE) ? GBCS_OK : GBCS_ERR_RECORD);
    }
}

static void refuses_each_other_length(void **state)
{
    uint8_t octets[1024] = {0U};
    const size_t size = rich_record(octets);
    size_t shorter;

    (void)state;
    for (shorter = 0; shorter < size; shorter++) {
        put_octets(GBCS_RECORD_COUNTERS, octets, shorter);
        assert_int_equal(device_reboot(&D), GBCS_ERR_RECORD);
    }
    octets[size] = 0;
    put_octets(GBCS_RECORD_COUNTERS, octets, size + 1U);
    assert_int_equal(device_reboot(&D), GBCS_ERR_RECORD);
    put_octets(GBCS_RECORD_COUNTERS, octets, LARGEST);
    assert_int_equal(device_reboot(&D), GBCS_ERR_RECORD);
    put_octets(GBCS_RECORD_COUNTERS, octets, LARGEST + 1U);
    assert_int_equal(device_reboot(&D), GBCS_ERR_LAYOUT);
    put_octets(GBCS_RECORD_COUNTERS, octets, size);
    reboot();
}

/** Whatever is read is what would be written: each state has one form. */
static void reads_what_it_writes(void **state)
{
    uint32_t seed = 0xBADC0DEU;
    uint8_t good[1024];
    uint8_t octets[1024];
    uint8_t again[1024];
    const size_t good_size = rich_record(good);
    uint32_t taken = 0;
    uint32_t i;

    (void)state;
    device_new(&D, false, 1);
    for (i = 0; i < 20000U; i++) {
        size_t size = good_size;
        uint32_t changes = 1U + pick(&seed, 3);
        gbcs_status status;

        memset(octets, 0, sizeof octets);
        memcpy(octets, good, good_size);
        for (; changes > 0U; changes--) {
            octets[pick(&seed, (uint32_t)size)] = (uint8_t)pick(&seed, (changes == 2U) ? 10 : 256);
        }
        if (pick(&seed, 8) == 0U) {
            size = pick(&seed, (uint32_t)good_size + 20U);
        }
        put_octets(GBCS_RECORD_COUNTERS, octets, size);
        status = device_reboot(&D);
        assert_true((status == GBCS_OK) || (status == GBCS_ERR_RECORD));
        if (status == GBCS_OK) {
            D.replay.unsaved = true;
            assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
            assert_int_equal(octets_of(GBCS_RECORD_COUNTERS, GBCS_COPY_ALTERNATE, again), size);
            assert_memory_equal(again, octets, size);
            taken++;
        } else {
            /* the store is open; only the counters are not */
            D.store.open = true;
        }
    }
    assert_true((taken > 1000U) && (taken < 19000U));
}

/* all of it at random, against a plain model */

#define CODES 4U

/** What a device should hold. */
typedef struct model {
    /** By role and code; code 0 without a date. */
    uint64_t counters[GBCS_ROLES][CODES];
    /** Whether a place is taken for it, which no floor of another party has freed since. */
    bool placed[GBCS_ROLES][CODES];
    uint64_t last_id;
    /** The action that is open, and the one that is after a restart. */
    gbcs_intent intent;
    gbcs_intent stored;
    uint64_t own;
} model;

static model M;
static uint32_t seed_of_steps = 0x5EED5EEDU;

static void step_accept(void)
{
    const gbcs_counter_id id = {(uint8_t)pick(&seed_of_steps, GBCS_ROLES),
                                (uint16_t)pick(&seed_of_steps, CODES)};
    uint64_t *held = &M.counters[id.role][id.code];
    /* some lower, the same, some higher */
    const uint64_t counter = *held + pick(&seed_of_steps, 8) - ((*held > 2U) ? 2U : 0U);
    const uint32_t what = pick(&seed_of_steps, 3);
    gbcs_intent intent = random_intent(&seed_of_steps);
    const uint32_t writes = D.store.writes;
    gbcs_status expected = GBCS_OK;

    if ((what != 0U) && (counter <= *held)) {
        expected = GBCS_ERR_REPLAY;
    } else if (M.intent.id != 0U) {
        expected = GBCS_ERR_BUSY;
    }
    assert_int_equal(gbcs_replay_accept(&D.replay, (what == 0U) ? NULL : &id, counter,
                                        (what == 1U) ? NULL : &intent),
                     expected);
    assert_int_equal(D.store.writes - writes, (expected == GBCS_OK) ? 1 : 0);
    if (expected == GBCS_OK) {
        *held = (what == 0U) ? *held : counter;
        M.placed[id.role][id.code] = M.placed[id.role][id.code] || (what != 0U);
        if (what != 1U) {
            M.last_id++;
            assert_int_equal(intent.id, M.last_id);
            M.intent = intent;
        }
        M.stored = M.intent;
    }
}

/** What a floor does to the model. */
static void set_in_model(const gbcs_floor *floor)
{
    size_t i;

    for (i = 0; i < CODES; i++) {
        uint64_t *held = &M.counters[floor->role][i];

        *held = (floor->replaces || (floor->counter > *held)) ? floor->counter : *held;
        M.placed[floor->role][i] = M.placed[floor->role][i] && !floor->replaces;
    }
}

/** Roles that read what is encrypted. */
static const uint8_t READERS[] = {GBCS_ROLE_SUPPLIER, GBCS_ROLE_NETWORK_OPERATOR, GBCS_ROLE_ACB,
                                  GBCS_ROLE_LOAD_CONTROLLER};

static void step_apply(void)
{
    const gbcs_counter_id id = {(uint8_t)pick(&seed_of_steps, GBCS_ROLES),
                                (uint16_t)pick(&seed_of_steps, CODES)};
    const bool counts = pick(&seed_of_steps, 3) != 0U;
    const uint64_t counter = M.counters[id.role][id.code] + pick(&seed_of_steps, 3);
    const size_t count = pick(&seed_of_steps, 4);
    const uint32_t writes = D.store.writes;
    bool forgets = false;
    gbcs_status expected = (M.intent.id != 0U) ? GBCS_ERR_BUSY : GBCS_OK;
    gbcs_floor floors[3];
    size_t i;

    for (i = 0; i < count; i++) {
        floors[i].role = (uint8_t)pick(&seed_of_steps, GBCS_ROLES);
        floors[i].counter =
            M.counters[floors[i].role][pick(&seed_of_steps, CODES)] / 2U + pick(&seed_of_steps, 20);
        floors[i].replaces = pick(&seed_of_steps, 2) == 0U;
        forgets = forgets ||
                  (floors[i].replaces && (memchr(READERS, floors[i].role, sizeof READERS) != NULL));
    }
    if (counts && (counter <= M.counters[id.role][id.code])) {
        expected = GBCS_ERR_REPLAY;
    }
    assert_int_equal(gbcs_replay_apply(&D.replay, counts ? &id : NULL, counter, floors, count),
                     expected);
    /* what was answered to a former party is forgotten in the same transaction */
    if (forgets && (expected == GBCS_OK)) {
        assert_true((D.store.writes - writes) > 1U);
    } else {
        assert_int_equal(D.store.writes - writes, (expected == GBCS_OK) ? 1 : 0);
    }
    if (expected == GBCS_OK) {
        M.counters[id.role][id.code] = counts ? counter : M.counters[id.role][id.code];
        M.placed[id.role][id.code] = M.placed[id.role][id.code] || counts;
        for (i = 0; i < count; i++) {
            set_in_model(&floors[i]);
        }
        M.stored = M.intent;
    }
}

static void step_own(void)
{
    uint64_t own;

    assert_int_equal(gbcs_replay_own(&D.replay, &own), GBCS_OK);
    assert_true((own > M.own) && (own <= (M.own + GBCS_OWN_BLOCK)));
    M.own = own;
}

static void step(void)
{
    uint32_t writes = D.store.writes;
    bool was_later;

    switch (pick(&seed_of_steps, 16)) {
    case 0:
        reboot();
        M.intent = M.stored;
        break;
    case 1:
    case 2:
    case 3:
        gbcs_replay_done(&D.replay);
        memset(&M.intent, 0, sizeof M.intent);
        break;
    case 4:
        assert_int_equal(gbcs_replay_flush(&D.replay), GBCS_OK);
        M.stored = M.intent;
        break;
    case 5:
        was_later = M.intent.later;
        assert_int_equal(gbcs_replay_later(&D.replay),
                         (M.intent.id != 0U) ? GBCS_OK : GBCS_ERR_ABSENT);
        M.intent.later = M.intent.id != 0U;
        assert_int_equal(D.store.writes - writes, (M.intent.later && !was_later) ? 1 : 0);
        M.stored = (M.intent.id != 0U) ? M.intent : M.stored;
        break;
    case 6:
        step_own();
        break;
    case 7:
    case 8:
        step_apply();
        break;
    default:
        step_accept();
        break;
    }
}

static void agree(void)
{
    gbcs_counter_id id;
    size_t dated = 0;

    assert_true(same_intent(&D.replay.intent, &M.intent));
    assert_int_equal(D.replay.last_id, M.last_id);
    for (id.role = 0; id.role < GBCS_ROLES; id.role++) {
        for (id.code = 0; id.code < CODES; id.code++) {
            const uint64_t held = M.counters[id.role][id.code];

            assert_int_equal(gbcs_replay_check(&D.replay, &id, held), GBCS_ERR_REPLAY);
            assert_int_equal(gbcs_replay_check(&D.replay, &id, held + 1U), GBCS_OK);
            dated += ((id.code != 0U) && M.placed[id.role][id.code]) ? 1U : 0U;
        }
    }
    assert_int_equal(D.replay.dated_count, dated);
}

/** GBCS_REPLAY_STEPS in the environment sets their number. */
static void does_what_a_plain_model_does(void **state)
{
    const char *wanted = getenv("GBCS_REPLAY_STEPS");
    const unsigned long steps = (wanted == NULL) ? DEFAULT_STEPS : strtoul(wanted, NULL, 10);
    unsigned long i;

    (void)state;
    memset(&M, 0, sizeof M);
    device_new(&D, false, 1);
    for (i = 0; i < steps; i++) {
        step();
        agree();
    }
    assert_true((M.last_id > (steps / 50U)) && (M.own > (steps / 50U)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(begins_with_nothing_taken),
        cmocka_unit_test(begins_inside_a_transaction),
        cmocka_unit_test(begins_with_a_counter_only),
        cmocka_unit_test(begins_nothing_in_a_store_that_refuses),
        cmocka_unit_test(opens_no_store_that_lacks_a_record),
        cmocka_unit_test(opens_no_closed_store),
        cmocka_unit_test(is_closed_when_all_is_zero),
        cmocka_unit_test(survives_the_loss_of_one_place),
        cmocka_unit_test(survives_the_loss_of_one_place_after_a_flush),
        cmocka_unit_test(checks_what_is_fresh),
        cmocka_unit_test(takes_each_counter_once_with_one_write),
        cmocka_unit_test(holds_so_many_dated_counters),
        cmocka_unit_test(opens_one_action_at_a_time),
        cmocka_unit_test(keeps_each_field_over_a_restart),
        cmocka_unit_test(writes_this_record),
        cmocka_unit_test(an_action_that_was_not_flushed_is_open_again),
        cmocka_unit_test(flushes_once_what_waits),
        cmocka_unit_test(notes_that_it_will_answer_later),
        cmocka_unit_test(takes_no_action_that_could_not_be_read_again),
        cmocka_unit_test(runs_out_of_ids_and_not_over),
        cmocka_unit_test(makes_the_open_transaction),
        cmocka_unit_test(drops_the_open_transaction_of_what_it_refuses),
        cmocka_unit_test(leaves_an_open_transaction_of_others_alone),
        cmocka_unit_test(gives_own_counters_in_blocks),
        cmocka_unit_test(gives_no_own_counter_behind_the_last),
        cmocka_unit_test(reads_only_an_own_counter),
        cmocka_unit_test(answers_each_counter_once),
        cmocka_unit_test(answers_no_counter_twice),
        cmocka_unit_test(reads_only_answered_counters_that_rise),
        cmocka_unit_test(refuses_each_field_that_is_none),
        cmocka_unit_test(refuses_more_dated_counters_than_it_holds),
        cmocka_unit_test(refuses_a_form_that_is_none),
        cmocka_unit_test(refuses_each_other_length),
        cmocka_unit_test(reads_what_it_writes),
        cmocka_unit_test(does_what_a_plain_model_does),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
