/*
 * A UTRN that came in: what is taken, what is refused and with which event; what is kept of it over a
 * restart; and the payloads that carry it.
 *
 * GBCS_TOP_UP_ENTRIES in the environment sets the number of random entries.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define BOARD_RECORD_SIZE GBCS_RECORD_SIZE
#define BOARD_RECORDS GBCS_RECORD_COUNT

#include "gbcs/records.h"

#include "board.h"

#include "gbcs/codec.h"
#include "gbcs/top_up.h"

#define SUPPLIER 0x00005EEF10000002U
#define DEVICE 0x00005EEF100000E0U
#define DEFAULT_ENTRIES 1000000UL
/** Orders at random: tokens sold, and entries of them. */
#define SOLD 400U
#define ORDERS 4000U

static const gbcs_cell_id CELL = {GBCS_ROLE_SUPPLIER, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_TOP_UP};

static board b;
static gbcs_trust trust;
static gbcs_shared_secret seller_secret;
static const gbcs_token_parties seller = {SUPPLIER, DEVICE, &seller_secret};

/** A key pair whose private octets are all the same: those of test/oracle/tokens.py. */
static gbcs_private_key key_of(uint8_t octet, gbcs_public_key *public_key)
{
    gbcs_private_key key;

    memset(&key, octet, sizeof key);
    assert_int_equal(gbcs_public_key_of(&b.crypto, &key, public_key), GBCS_OK);
    return key;
}

/** A meter in manufacture, with or without a supplier of tokens. */
static void make_meter(bool has_supplier)
{
    gbcs_public_key supplier_point;
    gbcs_public_key device_point;
    gbcs_private_key supplier_key;
    gbcs_private_key device_key;
    gbcs_provision_cell cell;
    gbcs_provision provision;

    board_init(&b, false);
    assert_int_equal(board_open(&b), GBCS_OK);
    assert_int_equal(gbcs_trust_open(&trust, &b.store), GBCS_OK);
    supplier_key = key_of(0x51, &supplier_point);
    device_key = key_of(0xDE, &device_point);
    assert_int_equal(gbcs_ecdh(&b.crypto, &supplier_key, &device_point, &seller_secret), GBCS_OK);
    memset(&cell, 0, sizeof cell);
    cell.id = CELL;
    cell.content.entity = SUPPLIER;
    cell.content.key = supplier_point;
    gbcs_key_identifier(&supplier_point, cell.content.key_identifier);
    memset(&provision, 0, sizeof provision);
    provision.device = DEVICE;
    provision.device_type = GBCS_DEVICE_ESME;
    provision.signature_key = &device_key;
    provision.agreement_key = &device_key;
    provision.cells = &cell;
    provision.cell_count = has_supplier ? 1U : 0U;
    provision.own_counter = 1U;
    assert_int_equal(gbcs_trust_provision(&trust, &provision), GBCS_OK);
    assert_int_equal(gbcs_cache_begin(&b.store), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
    assert_int_equal(gbcs_trust_open(&trust, &b.store), GBCS_OK);
}

static int setup(void **state)
{
    (void)state;
    make_meter(true);
    return 0;
}

/** Digits, with an end mark. */
typedef struct digits {
    char text[GBCS_UTRN_SIZE + 1U];
} digits;

static digits written(const gbcs_token *token)
{
    digits utrn = {""};
    gbcs_writer writer = gbcs_writer_of((uint8_t *)utrn.text, GBCS_UTRN_SIZE);

    gbcs_write_utrn(&writer, token);
    assert_int_equal(writer.status, GBCS_OK);
    return utrn;
}

static gbcs_token made_by(const gbcs_token_parties *parties, uint32_t counter,
                          gbcs_value_class value_class, uint16_t value)
{
    gbcs_token token;

    assert_int_equal(gbcs_token_make(&b.crypto, parties, counter, value_class, value, &token),
                     GBCS_OK);
    return token;
}

/** A token of 10 pounds. */
static digits sold(uint32_t counter)
{
    const gbcs_token token = made_by(&seller, counter, GBCS_VALUE_POUNDS, 10);

    return written(&token);
}

static gbcs_top_up_entry entry_of(gbcs_way way, const char *utrn, uint64_t counter)
{
    const gbcs_top_up_entry entry = {way, gbcs_bytes_of((const uint8_t *)utrn, strlen(utrn)),
                                     SUPPLIER, counter};

    return entry;
}

static gbcs_status verify(const gbcs_top_up_entry *entry, gbcs_top_up *top_up, uint16_t *event)
{
    memset(top_up, 0xEE, sizeof *top_up);
    *event = 0xEEEE;
    return gbcs_top_up_verify(&b.crypto, &b.store, &trust, entry, top_up, event);
}

static void assert_none(const gbcs_top_up *top_up)
{
    assert_true((top_up->way == 0) && (top_up->counter == 0U) && (top_up->value_class == 0) &&
                (top_up->value == 0U) && (top_up->pence == 0U) && (top_up->supplier == 0U));
}

static void assert_refused(const gbcs_top_up_entry *entry, gbcs_status status, uint16_t event)
{
    gbcs_top_up top_up;
    uint16_t said;

    assert_int_equal(verify(entry, &top_up, &said), status);
    assert_int_equal(said, event);
    assert_none(&top_up);
}

/** Typed in: refused. */
static void assert_typed_refused(const char *utrn, gbcs_status status, uint16_t event)
{
    const gbcs_top_up_entry keypad = entry_of(GBCS_WAY_KEYPAD, utrn, 0);
    const gbcs_top_up_entry ppmid = entry_of(GBCS_WAY_PPMID, utrn, 0);

    assert_refused(&keypad, status, event);
    assert_refused(&ppmid, status, event);
}

/** In a command: refused. */
static void assert_sent_refused(const char *utrn, uint32_t counter, gbcs_status status,
                                uint16_t event)
{
    const gbcs_top_up_entry entry = entry_of(GBCS_WAY_COMMAND, utrn, (uint64_t)counter << 32);

    assert_refused(&entry, status, event);
}

static gbcs_top_up assert_good(const gbcs_top_up_entry *entry)
{
    gbcs_top_up top_up;
    uint16_t event;

    assert_int_equal(verify(entry, &top_up, &event), GBCS_OK);
    assert_int_equal(event, 0);
    assert_int_equal(top_up.way, entry->way);
    assert_true(top_up.supplier == SUPPLIER);
    return top_up;
}

static void take(const gbcs_top_up *top_up)
{
    assert_int_equal(gbcs_top_up_take(&b.store, top_up), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
}

/** Credits a token that is typed in. */
static void type_in(uint32_t counter)
{
    const digits utrn = sold(counter);
    const gbcs_top_up_entry entry = entry_of(GBCS_WAY_KEYPAD, utrn.text, 0);
    const gbcs_top_up top_up = assert_good(&entry);

    assert_int_equal(top_up.counter, counter);
    take(&top_up);
    assert_typed_refused(utrn.text, GBCS_ERR_REPLAY, GBCS_EVENT_DUPLICATE);
    assert_sent_refused(utrn.text, counter, GBCS_ERR_REPLAY, GBCS_EVENT_DUPLICATE);
}

/* ---- taken ----------------------------------------------------------------------------------- */

/** Tokens of the same keys; made by test/oracle/tokens.py --answers. */
static const struct {
    uint32_t counter;
    gbcs_value_class value_class;
    uint16_t value;
    uint32_t pence;
    const char *utrn;
} ANSWERS[] = {
    {0x00000001U, GBCS_VALUE_POUNDS, 10U, 1000U, "73943329556539012939"},
    {0x00000002U, GBCS_VALUE_PENCE, 0U, 0U, "73944384682318388144"},
    {0x000003FFU, GBCS_VALUE_POUNDS, 8191U, 819100U, "75382018094898951355"},
    {0x00000400U, GBCS_VALUE_PENCE, 1250U, 1250U, "73941623608825560561"},
    {0x000007FFU, GBCS_VALUE_PENCE, 8191U, 8191U, "75381666256110930112"},
    {0x00000800U, GBCS_VALUE_POUNDS, 1U, 100U, "73941921832694673387"},
};

static void known_tokens_are_taken_on_each_way(void **state)
{
    static const gbcs_way ways[] = {GBCS_WAY_COMMAND, GBCS_WAY_KEYPAD, GBCS_WAY_PPMID};
    size_t i;
    size_t w;

    (void)state;
    for (i = 0; i < (sizeof ANSWERS / sizeof ANSWERS[0]); i++) {
        gbcs_top_up top_up;

        for (w = 0; w < 3U; w++) {
            const gbcs_top_up_entry entry =
                entry_of(ways[w], ANSWERS[i].utrn, (uint64_t)ANSWERS[i].counter << 32);

            top_up = assert_good(&entry);
            assert_int_equal(top_up.counter, ANSWERS[i].counter);
            assert_int_equal(top_up.value_class, ANSWERS[i].value_class);
            assert_int_equal(top_up.value, ANSWERS[i].value);
            assert_int_equal(top_up.pence, ANSWERS[i].pence);
        }
        take(&top_up);
        assert_typed_refused(ANSWERS[i].utrn, GBCS_ERR_REPLAY, GBCS_EVENT_DUPLICATE);
        assert_sent_refused(ANSWERS[i].utrn, ANSWERS[i].counter, GBCS_ERR_REPLAY,
                            GBCS_EVENT_DUPLICATE);
    }
}

static void nothing_changes_before_it_is_taken(void **state)
{
    const digits utrn = sold(5);
    const gbcs_top_up_entry entry = entry_of(GBCS_WAY_KEYPAD, utrn.text, 0);
    gbcs_top_up top_up;

    (void)state;
    (void)assert_good(&entry);
    b.store.writes = 0;
    top_up = assert_good(&entry);
    assert_int_equal(b.store.writes, 0);
    assert_int_equal(b.store.count, 0);
    /* nor if the transaction is dropped */
    assert_int_equal(gbcs_top_up_take(&b.store, &top_up), GBCS_OK);
    gbcs_store_abandon(&b.store);
    (void)assert_good(&entry);
}

static void used_ones_stay_used_though_they_fell_out_of_order(void **state)
{
    const digits early = sold(100);
    uint32_t counter;

    (void)state;
    type_in(100);
    for (counter = 1; counter < 100U; counter++) {
        type_in(counter);
    }
    type_in(101);
    assert_typed_refused(early.text, GBCS_ERR_REPLAY, GBCS_EVENT_DUPLICATE);
    for (counter = 1; counter <= 101U; counter++) {
        const digits utrn = sold(counter);

        assert_typed_refused(utrn.text, GBCS_ERR_REPLAY, GBCS_EVENT_DUPLICATE);
    }
}

static void the_ten_bits_begin_anew(void **state)
{
    static const uint32_t counters[] = {1,    1020, 1023, 1024, 1025, 1022, 2047, 2048,
                                        2049, 3071, 3072, 3,    4095, 5119, 5120, 7167};
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof counters / sizeof counters[0]); i++) {
        if (counters[i] == 3U) {
            /* out of reach below: not found, so not authentic; but a command says its counter */
            const digits utrn = sold(3);
            const gbcs_top_up_entry entry = entry_of(GBCS_WAY_COMMAND, utrn.text, 3ULL << 32);
            gbcs_top_up top_up;

            assert_typed_refused(utrn.text, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
            top_up = assert_good(&entry);
            assert_int_equal(top_up.counter, 3);
        } else {
            type_in(counters[i]);
        }
    }
}

static void the_reach_above_is_one_to_two_blocks(void **state)
{
    const digits last = sold(2047);
    const digits next = sold(2048);
    const gbcs_top_up_entry entry = entry_of(GBCS_WAY_KEYPAD, last.text, 0);

    (void)state;
    assert_int_equal(assert_good(&entry).counter, 2047);
    assert_typed_refused(next.text, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
    type_in(1024);
    type_in(2048);
}

static void after_another_floor_what_is_above_it_is_found(void **state)
{
    (void)state;
    assert_int_equal(gbcs_cache_apply(&b.store, GBCS_CACHE_REFILLED, 0x7FFFFBFFU), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
    type_in(0x7FFFFC00U);
    type_in(GBCS_UTRN_COUNTER_LAST);
    type_in(0x7FFFFFFEU);
}

/** No command has such a counter, so that no action can be opened for it. */
static void counters_above_the_last_are_not_authentic(void **state)
{
    static const struct {
        uint32_t floor;
        uint32_t counter;
    } cases[] = {
        {0x7FFFFFFEU, 0x80000000U}, {0x7FFFFFFFU, 0x80000000U}, {0x7FFFFFFFU, 0x800003FFU},
        {0x80000000U, 0x80000001U}, {0xFFFFFC00U, 0xFFFFFFFFU}, {0, 0x80000001U},
    };
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        const digits utrn = sold(cases[i].counter);

        assert_int_equal(gbcs_cache_apply(&b.store, GBCS_CACHE_REFILLED, cases[i].floor), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
        assert_typed_refused(utrn.text, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
        assert_sent_refused(utrn.text, cases[i].counter, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
    }
    assert_int_equal((uint64_t)GBCS_UTRN_COUNTER_LAST << 32,
                     GBCS_COUNTER_LAST & 0xFFFFFFFF00000000ULL);
}

/* ---- refused --------------------------------------------------------------------------------- */

static void mistyped_digits_are_refused_without_an_event(void **state)
{
    const digits utrn = sold(9);
    digits changed;
    size_t i;
    char digit;

    (void)state;
    for (i = 0; i < GBCS_UTRN_SIZE; i++) {
        for (digit = '0'; digit <= '9'; digit++) {
            changed = utrn;
            changed.text[i] = digit;
            if (digit != utrn.text[i]) {
                assert_typed_refused(changed.text, GBCS_ERR_CHECK_DIGIT, 0);
                assert_sent_refused(changed.text, 9, GBCS_ERR_CHECK_DIGIT, 0);
            }
        }
        changed = utrn;
        if ((i > 0U) && (utrn.text[i] != utrn.text[i - 1U])) {
            changed.text[i] = utrn.text[i - 1U];
            changed.text[i - 1U] = utrn.text[i];
            assert_typed_refused(changed.text, GBCS_ERR_CHECK_DIGIT, 0);
        }
        changed = utrn;
        changed.text[i] = 'x';
        assert_typed_refused(changed.text, GBCS_ERR_TAG, 0);
        changed.text[i] = '\0';
        assert_typed_refused(changed.text, GBCS_ERR_TRUNCATED, 0);
    }
    assert_typed_refused("739433295565390129390", GBCS_ERR_TRAILING, 0);
    /* right check digit, no token: from the reference CS01b that is refused it has a wrong one */
    assert_typed_refused("12345678910121314156", GBCS_ERR_CHECK_DIGIT, 0);
    assert_typed_refused("00000000000000000000", GBCS_ERR_CHECK_DIGIT, 0);
}

static void changed_tokens_are_not_authentic(void **state)
{
    const gbcs_token token = made_by(&seller, 9, GBCS_VALUE_PENCE, 100);
    gbcs_token changed = token;
    digits utrn;
    unsigned int bit;

    (void)state;
    changed.value_class = GBCS_VALUE_POUNDS;
    utrn = written(&changed);
    assert_typed_refused(utrn.text, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
    assert_sent_refused(utrn.text, 9, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
    for (bit = 0; bit < 55U; bit++) {
        changed = token;
        if (bit < 13U) {
            changed.value ^= (uint16_t)(1U << bit);
        } else if (bit < 23U) {
            changed.truncated_counter ^= (uint16_t)(1U << (bit - 13U));
        } else {
            changed.mac[(bit - 23U) / 8U] ^= (uint8_t)(1U << ((bit - 23U) % 8U));
        }
        utrn = written(&changed);
        assert_typed_refused(utrn.text, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
        assert_sent_refused(utrn.text, 9, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
    }
}

static void tokens_of_others_are_not_authentic(void **state)
{
    gbcs_shared_secret other_secret = seller_secret;
    const gbcs_token_parties cases[] = {
        {SUPPLIER, DEVICE + 1U, &seller_secret},
        {SUPPLIER + 1U, DEVICE, &seller_secret},
        {SUPPLIER, DEVICE, &other_secret},
    };
    size_t i;

    (void)state;
    other_secret.z[0] ^= 1U;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        const gbcs_token token = made_by(&cases[i], 9, GBCS_VALUE_POUNDS, 10);
        const digits utrn = written(&token);

        assert_typed_refused(utrn.text, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
        assert_sent_refused(utrn.text, 9, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
    }
}

static void a_command_must_be_of_the_party_and_the_counter(void **state)
{
    static const uint64_t counters[] = {
        9ULL, (9ULL << 32) | 1U, (9ULL << 32) | 0x80000000U, 8ULL << 32, (9ULL + 1024U) << 32, 0};
    const digits utrn = sold(9);
    gbcs_top_up_entry entry = entry_of(GBCS_WAY_COMMAND, utrn.text, 9ULL << 32);
    size_t i;

    (void)state;
    (void)assert_good(&entry);
    for (i = 0; i < (sizeof counters / sizeof counters[0]); i++) {
        entry.counter = counters[i];
        assert_refused(&entry, GBCS_ERR_MAC, GBCS_EVENT_NOT_AUTHENTIC);
    }
    entry.counter = 9ULL << 32;
    entry.originator = SUPPLIER + 1U;
    assert_refused(&entry, GBCS_ERR_ORIGINATOR, GBCS_EVENT_NOT_AUTHENTIC);
    entry.originator = 0;
    assert_refused(&entry, GBCS_ERR_ORIGINATOR, GBCS_EVENT_NOT_AUTHENTIC);
    /* whoever types it in has no name */
    entry.way = GBCS_WAY_KEYPAD;
    entry.counter = 77;
    (void)assert_good(&entry);
}

static void without_a_key_nothing_is_authentic(void **state)
{
    (void)state;
    make_meter(false);
    assert_typed_refused(ANSWERS[0].utrn, GBCS_ERR_ABSENT, GBCS_EVENT_NOT_AUTHENTIC);
    assert_sent_refused(ANSWERS[0].utrn, 1, GBCS_ERR_ABSENT, GBCS_EVENT_NOT_AUTHENTIC);
}

static void another_way_is_none(void **state)
{
    const gbcs_top_up_entry none = entry_of((gbcs_way)0, ANSWERS[0].utrn, 0);
    const gbcs_top_up_entry other = entry_of((gbcs_way)4, ANSWERS[0].utrn, 0);

    (void)state;
    assert_refused(&none, GBCS_ERR_ARGUMENT, 0);
    assert_refused(&other, GBCS_ERR_ARGUMENT, 0);
}

static void without_a_cache_nothing_is_taken(void **state)
{
    const digits utrn = sold(9);
    const gbcs_top_up_entry entry = entry_of(GBCS_WAY_KEYPAD, utrn.text, 0);
    const gbcs_top_up top_up = assert_good(&entry);
    const uint32_t agreements = trust.agreements;

    (void)state;
    gbcs_memory_flip(&b.memory, GBCS_RECORD_CACHE, 300);
    gbcs_memory_flip(&b.memory, GBCS_RECORD_CACHE + 1U, 300);
    assert_typed_refused(utrn.text, GBCS_ERR_RECORD, 0);
    assert_sent_refused(utrn.text, 9, GBCS_ERR_RECORD, 0);
    assert_int_equal(trust.agreements, agreements);
    assert_int_equal(gbcs_top_up_take(&b.store, &top_up), GBCS_ERR_RECORD);
    assert_int_equal(gbcs_cache_apply(&b.store, GBCS_CACHE_REFILLED, 0), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&b.store), GBCS_OK);
    (void)assert_good(&entry);
}

static void every_failure_of_storage_refuses(void **state)
{
    const digits utrn = sold(9);
    const gbcs_top_up_entry entry = entry_of(GBCS_WAY_KEYPAD, utrn.text, 0);
    uint32_t in;
    uint32_t reads;

    (void)state;
    gbcs_trust_forget(&trust);
    reads = b.memory.calls[GBCS_MEMORY_LOAD];
    (void)assert_good(&entry);
    reads = b.memory.calls[GBCS_MEMORY_LOAD] - reads;
    assert_true(reads > 2U);
    for (in = 1; in <= reads; in++) {
        gbcs_trust_forget(&trust);
        gbcs_memory_fail(&b.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_refused(&entry, GBCS_ERR_STORAGE, 0);
    }
    (void)assert_good(&entry);
}

/* ---- at random ------------------------------------------------------------------------------- */

static uint32_t seed;

static uint32_t pick(uint32_t below)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return (seed >> 8) % below;
}

static uint64_t some_number(void)
{
    uint64_t number = pick(1U << 22);

    number = (number << 21) | pick(1U << 21);
    return (number << 21) | pick(1U << 21);
}

/** Any digits, and one in ten times between the lowest and the highest token. */
static void random_utrn(char *text, size_t room)
{
    const uint64_t first = some_number();
    const uint64_t second = some_number();
    const unsigned int check = pick(10);

    if (pick(10) == 0U) {
        (void)snprintf(text, room, "%019" PRIu64 "%u",
                       (uint64_t)(GBCS_UTRN_BASE + (first % (1ULL << 57))), check);
    } else {
        (void)snprintf(text, room, "%010" PRIu64 "%010" PRIu64, first % 10000000000U,
                       second % 10000000000U);
    }
}

static void random_digits_are_refused(void **state)
{
    const char *wanted = getenv("GBCS_TOP_UP_ENTRIES");
    const unsigned long entries = (wanted == NULL) ? DEFAULT_ENTRIES : strtoul(wanted, NULL, 10);
    unsigned long refused[3] = {0, 0, 0};
    unsigned long i;

    (void)state;
    seed = 20;
    for (i = 0; i < entries; i++) {
        char text[32];
        gbcs_top_up_entry entry;
        gbcs_top_up top_up;
        gbcs_status status;
        uint16_t event;

        random_utrn(text, sizeof text);
        entry = entry_of((pick(2) == 0U) ? GBCS_WAY_KEYPAD : GBCS_WAY_PPMID, text, 0);
        status = verify(&entry, &top_up, &event);
        assert_none(&top_up);
        if (status == GBCS_ERR_MAC) {
            assert_int_equal(event, GBCS_EVENT_NOT_AUTHENTIC);
            refused[2]++;
        } else {
            assert_int_equal(event, 0);
            assert_true((status == GBCS_ERR_CHECK_DIGIT) || (status == GBCS_ERR_VALUE));
            refused[(status == GBCS_ERR_VALUE) ? 1 : 0]++;
        }
    }
    print_message("%lu entries: check digit %lu, range %lu, MAC %lu\n", entries, refused[0],
                  refused[1], refused[2]);
    assert_true(refused[2] > (entries / 500U));
}

/** Whether the cache, as it is stored, lets a counter in; looked up without help of the code. */
static bool is_fresh(uint32_t counter)
{
    gbcs_cache cache;
    bool fresh;
    size_t i;

    assert_int_equal(gbcs_cache_load(&b.store, &cache), GBCS_OK);
    fresh = counter > cache.counters[0];
    for (i = 0; i < GBCS_CACHE_ENTRIES; i++) {
        fresh = fresh && (cache.counters[i] != counter);
    }
    return fresh;
}

static void in_any_order_each_token_is_taken_once(void **state)
{
    static digits tokens[SOLD + 1U];
    static bool used[SOLD + 1U];
    unsigned int took = 0;
    unsigned int i;

    (void)state;
    memset(used, 0, sizeof used);
    seed = 99;
    for (i = 1; i <= SOLD; i++) {
        tokens[i] = sold(i);
    }
    for (i = 0; i < ORDERS; i++) {
        /* what was sold lately, and now and then something old */
        const uint32_t latest = 1U + ((i * (SOLD - 1U)) / ORDERS);
        const uint32_t back = pick(((latest < 130U) || (pick(10) == 0U)) ? latest : 130U);
        const uint32_t counter = latest - back;
        const gbcs_top_up_entry entry =
            entry_of((gbcs_way)(1U + pick(3)), tokens[counter].text, (uint64_t)counter << 32);

        if (is_fresh(counter)) {
            const gbcs_top_up top_up = assert_good(&entry);

            assert_false(used[counter]);
            assert_int_equal(top_up.counter, counter);
            take(&top_up);
            used[counter] = true;
            took++;
        } else {
            assert_refused(&entry, GBCS_ERR_REPLAY, GBCS_EVENT_DUPLICATE);
        }
    }
    print_message("%u entries, %u taken\n", ORDERS, took);
    assert_true((took > (SOLD / 2U)) && (took < SOLD));
}

/* ---- after a restart ------------------------------------------------------------------------- */

static void a_note_says_what_is_to_be_credited(void **state)
{
    static const gbcs_way ways[] = {GBCS_WAY_COMMAND, GBCS_WAY_KEYPAD, GBCS_WAY_PPMID};
    uint8_t note[GBCS_INTENT_NOTE];
    size_t i;
    size_t w;

    (void)state;
    for (i = 0; i < (sizeof ANSWERS / sizeof ANSWERS[0]); i++) {
        for (w = 0; w < 3U; w++) {
            const gbcs_top_up_entry entry =
                entry_of(GBCS_WAY_COMMAND, ANSWERS[i].utrn, (uint64_t)ANSWERS[i].counter << 32);
            gbcs_top_up top_up = assert_good(&entry);
            gbcs_top_up back;

            top_up.way = ways[w];
            memset(&back, 0xEE, sizeof back);
            assert_int_equal(gbcs_top_up_note(&top_up, note), GBCS_OK);
            assert_int_equal(gbcs_top_up_from_note(note, SUPPLIER, &back), GBCS_OK);
            assert_true((back.way == top_up.way) && (back.counter == top_up.counter) &&
                        (back.value_class == top_up.value_class) && (back.value == top_up.value) &&
                        (back.pence == top_up.pence) && (back.supplier == top_up.supplier));
        }
    }
    assert_octets(note, sizeof note, "03 01 0001 00000800");
}

static void what_is_no_note_is_refused(void **state)
{
    static const char *const notes[] = {
        "00 00 0000 00000000",                                               /* none */
        "00 01 0001 00000800", "04 01 0001 00000800", "FF 01 0001 00000800", /* no way */
        "01 02 0001 00000800", "01 FF 0001 00000800",                        /* no value class */
        "01 01 2000 00000800", "01 01 FFFF 00000800", /* more than a token has */
        "01 01 0001 00000000", "01 01 0001 80000000", "01 01 0001 FFFFFFFF", /* no counter */
    };
    gbcs_top_up top_up;
    uint8_t note[GBCS_INTENT_NOTE];
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof notes / sizeof notes[0]); i++) {
        assert_int_equal(hex_decode(notes[i], note, sizeof note), sizeof note);
        memset(&top_up, 0xEE, sizeof top_up);
        assert_int_equal(gbcs_top_up_from_note(note, SUPPLIER, &top_up), GBCS_ERR_RECORD);
        assert_none(&top_up);
    }
    (void)hex_decode("01 01 1FFF 7FFFFFFF", note, sizeof note);
    assert_int_equal(gbcs_top_up_from_note(note, SUPPLIER, &top_up), GBCS_OK);
    assert_int_equal(top_up.pence, 819100);
}

static void what_is_no_top_up_has_no_note(void **state)
{
    const gbcs_top_up good = {GBCS_WAY_PPMID, 1, GBCS_VALUE_POUNDS, 8191, 819100, SUPPLIER};
    gbcs_top_up cases[5] = {good, good, good, good, good};
    uint8_t note[GBCS_INTENT_NOTE];
    size_t i;

    (void)state;
    cases[0].way = (gbcs_way)0;
    cases[1].counter = 0;
    cases[2].value_class = (gbcs_value_class)2;
    cases[3].value = 8192;
    cases[4].counter = 0x80000000U;
    for (i = 0; i < 5U; i++) {
        memset(note, 0xEE, sizeof note);
        assert_int_equal(gbcs_top_up_note(&cases[i], note), GBCS_ERR_ARGUMENT);
        assert_zeros(note, sizeof note);
    }
    assert_int_equal(gbcs_top_up_note(&good, note), GBCS_OK);
}

/* ---- carriage -------------------------------------------------------------------------------- */

/** Payloads of RTDS 4.5.0: CS01a_2.2_SUCCESS_COMMAND, CS01a_2.2_ERROR_RESPONSE, PCS01_NA_SUCCESS_COMMAND.
 * CS01b differs from PCS01 in the originating device. */
#define CS01A                                                                                      \
    "D9 20000000 00 01 03 0073 0000132800FF 01 01 0914 "                                           \
    "3733393436313434333332303430323137333135"
#define CS01A_REFUSED "DA 20000000 00 00 01 00 01 0301"
#define PCS01 "0109 01 01 0705 0019 01 00 04 02 14 3733393431363536383830393530383034343835"
#define CS01B "0109 01 01 0705 0019 01 07 04 00 14 3733393431363536383830393530383034343835"

static gbcs_status read_hex(gbcs_way way, const char *hex, gbcs_top_up_request *request)
{
    static uint8_t octets[256];

    memset(request, 0xEE, sizeof *request);
    return gbcs_top_up_read(way, hex_bytes(hex, octets, sizeof octets), request);
}

static void assert_refusal(const gbcs_top_up_request *request, const char *hex)
{
    uint8_t octets[64];
    uint8_t expected[64];
    const size_t size = hex_decode(hex, expected, sizeof expected);
    gbcs_writer writer;
    size_t room;

    for (room = 0; room < size; room++) {
        writer = gbcs_writer_of(octets, room);
        gbcs_write_top_up_refusal(&writer, request);
        assert_int_equal(writer.status, GBCS_ERR_SPACE);
    }
    writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_write_top_up_refusal(&writer, request);
    assert_int_equal(writer.status, GBCS_OK);
    assert_bytes(gbcs_writer_bytes(&writer), hex);
}

static void reference_payloads_are_read_and_refused(void **state)
{
    gbcs_top_up_request request;

    (void)state;
    assert_int_equal(read_hex(GBCS_WAY_COMMAND, CS01A, &request), GBCS_OK);
    assert_int_equal(request.way, GBCS_WAY_COMMAND);
    assert_false(request.is_gbz);
    assert_int_equal(request.number, 0x20000000);
    assert_int_equal(request.utrn.size, GBCS_UTRN_SIZE);
    assert_memory_equal(request.utrn.data, "73946144332040217315", GBCS_UTRN_SIZE);
    assert_refusal(&request, CS01A_REFUSED);

    assert_int_equal(read_hex(GBCS_WAY_PPMID, PCS01, &request), GBCS_OK);
    assert_int_equal(request.way, GBCS_WAY_PPMID);
    assert_true(request.is_gbz);
    assert_int_equal(request.number, 0);
    assert_memory_equal(request.utrn.data, "73941656880950804485", GBCS_UTRN_SIZE);
    /* the fields of PCS01_NA_SUCCESS_RESPONSE, with what the refused CS01b says in them */
    assert_refusal(&request, "0109 01 01 0705 000D 09 00 03 01 FFFFFFFF 02 FFFFFFFF");

    assert_int_equal(read_hex(GBCS_WAY_COMMAND, CS01B, &request), GBCS_OK);
    assert_int_equal(request.way, GBCS_WAY_COMMAND);
    assert_true(request.is_gbz);
    assert_int_equal(request.number, 7);
    assert_refusal(&request, "0109 01 01 0705 000D 09 07 03 01 FFFFFFFF 00 FFFFFFFF");
}

#define DIGITS "3733393436313434333332303430323137333135"

static void other_payloads_are_malformed(void **state)
{
    static const struct {
        gbcs_way way;
        const char *payload;
        gbcs_status status;
    } cases[] = {
        {GBCS_WAY_KEYPAD, CS01A, GBCS_ERR_ARGUMENT},
        {(gbcs_way)0, CS01A, GBCS_ERR_ARGUMENT},
        {GBCS_WAY_PPMID, CS01A, GBCS_ERR_TAG},
        /* a set, another class, instance, method, two items, none, a date */
        {GBCS_WAY_COMMAND, "D92000000000010200730000132800FF01010914" DIGITS, GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND, "D92000000000010300720000132800FF01010914" DIGITS, GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND, "D92000000000010300730000132801FF01010914" DIGITS, GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND, "D92000000000010300730000132800FF02010914" DIGITS, GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND,
         "D92000000000020300730000132800FF010300730000132800FF01020914" DIGITS "0914" DIGITS,
         GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND, "D920000000000000", GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND,
         "D9200000000C07DF0101FF00000000800004010300730000132800FF01010914" DIGITS, GBCS_ERR_VALUE},
        /* a visible string, 19 and 21 digits, a structure of one */
        {GBCS_WAY_COMMAND, "D92000000000010300730000132800FF01010A14" DIGITS, GBCS_ERR_TAG},
        {GBCS_WAY_COMMAND,
         "D92000000000010300730000132800FF0101091337333934363134343333323034303231373331",
         GBCS_ERR_TAG},
        {GBCS_WAY_COMMAND, "D92000000000010300730000132800FF01010915" DIGITS "30", GBCS_ERR_TAG},
        {GBCS_WAY_COMMAND, "D92000000000010300730000132800FF010102010914" DIGITS, GBCS_ERR_TAG},
        {GBCS_WAY_COMMAND, CS01A "00", GBCS_ERR_TRAILING},
        /* the source of the other; of none */
        {GBCS_WAY_COMMAND, PCS01, GBCS_ERR_TAG},
        {GBCS_WAY_PPMID, CS01B, GBCS_ERR_TAG},
        {GBCS_WAY_COMMAND,
         "010901010705001901000401"
         "14" DIGITS,
         GBCS_ERR_TAG},
        /* another cluster, direction, command; two of them; a date; 19 and 21 digits, one more octet */
        {GBCS_WAY_COMMAND,
         "010901010704001901000400"
         "14" DIGITS,
         GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND,
         "010901010705001909000400"
         "14" DIGITS,
         GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND,
         "010901010705001901000300"
         "14" DIGITS,
         GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND,
         "010902000705001901000400"
         "14" DIGITS "010705001901000400"
         "14" DIGITS,
         GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND,
         "010901110705001D1122334401000400"
         "14" DIGITS,
         GBCS_ERR_VALUE},
        {GBCS_WAY_COMMAND,
         "01090101070500180100040013"
         "37333934363134343333323034303231373331",
         GBCS_ERR_TAG},
        {GBCS_WAY_COMMAND, "010901010705001A0100040015" DIGITS "30", GBCS_ERR_TAG},
        {GBCS_WAY_COMMAND, "010901010705001A0100040014" DIGITS "30", GBCS_ERR_TRAILING},
        {GBCS_WAY_COMMAND, "0109010107050018010004001437333934363134343333323034303231373331",
         GBCS_ERR_TRUNCATED},
        {GBCS_WAY_COMMAND, "", GBCS_ERR_TRUNCATED},
        {GBCS_WAY_COMMAND, "30", GBCS_ERR_TRUNCATED},
    };
    const gbcs_top_up_request none = {(gbcs_way)0, false, 0, {NULL, 0}};
    gbcs_top_up_request request;
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof cases / sizeof cases[0]); i++) {
        const gbcs_status status = read_hex(cases[i].way, cases[i].payload, &request);

        if (status != cases[i].status) {
            fail_msg("%s: %s", cases[i].payload, gbcs_status_name(status));
        }
        assert_true((request.way == none.way) && !request.is_gbz && (request.number == 0U) &&
                    (request.utrn.data == NULL) && (request.utrn.size == 0U));
    }
}

static void cut_off_payloads_are_malformed(void **state)
{
    static const char *const payloads[] = {CS01A, CS01B};
    uint8_t octets[64];
    gbcs_top_up_request request;
    size_t i;
    size_t size;

    (void)state;
    for (i = 0; i < 2U; i++) {
        const size_t whole = hex_decode(payloads[i], octets, sizeof octets);

        for (size = 0; size < whole; size++) {
            const gbcs_status status =
                gbcs_top_up_read(GBCS_WAY_COMMAND, gbcs_bytes_of(octets, size), &request);

            assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
        }
        assert_int_equal(gbcs_top_up_read(GBCS_WAY_COMMAND, gbcs_bytes_of(octets, whole), &request),
                         GBCS_OK);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(known_tokens_are_taken_on_each_way, setup),
        cmocka_unit_test_setup(nothing_changes_before_it_is_taken, setup),
        cmocka_unit_test_setup(used_ones_stay_used_though_they_fell_out_of_order, setup),
        cmocka_unit_test_setup(the_ten_bits_begin_anew, setup),
        cmocka_unit_test_setup(the_reach_above_is_one_to_two_blocks, setup),
        cmocka_unit_test_setup(after_another_floor_what_is_above_it_is_found, setup),
        cmocka_unit_test_setup(counters_above_the_last_are_not_authentic, setup),
        cmocka_unit_test_setup(mistyped_digits_are_refused_without_an_event, setup),
        cmocka_unit_test_setup(changed_tokens_are_not_authentic, setup),
        cmocka_unit_test_setup(tokens_of_others_are_not_authentic, setup),
        cmocka_unit_test_setup(a_command_must_be_of_the_party_and_the_counter, setup),
        cmocka_unit_test(without_a_key_nothing_is_authentic),
        cmocka_unit_test_setup(another_way_is_none, setup),
        cmocka_unit_test_setup(without_a_cache_nothing_is_taken, setup),
        cmocka_unit_test_setup(every_failure_of_storage_refuses, setup),
        cmocka_unit_test_setup(random_digits_are_refused, setup),
        cmocka_unit_test_setup(in_any_order_each_token_is_taken_once, setup),
        cmocka_unit_test_setup(a_note_says_what_is_to_be_credited, setup),
        cmocka_unit_test(what_is_no_note_is_refused),
        cmocka_unit_test(what_is_no_top_up_has_no_note),
        cmocka_unit_test(reference_payloads_are_read_and_refused),
        cmocka_unit_test(other_payloads_are_malformed),
        cmocka_unit_test(cut_off_payloads_are_malformed),
    };

    return cmocka_run_group_tests_name("top_up", tests, NULL, NULL);
}
