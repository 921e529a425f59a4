#include "board.h"

#include "store/hmac.h"
#include "store/journal.h"

static const gbcs_record THREE = {3U, 2U, GBCS_COPY_ONE, 64U};
static const gbcs_record FIVE = {5U, 9U, GBCS_COPY_TWIN, 64U};
static const gbcs_record SEVEN = {7U, 1U, GBCS_COPY_ONE, 64U};

/** The same board for all tests of this file, new in each. */
static board B;

static gbcs_bytes text(const char *characters)
{
    return gbcs_bytes_of((const uint8_t *)characters, strlen(characters));
}

static void put_alone(const gbcs_record *record, gbcs_bytes octets)
{
    assert_int_equal(gbcs_store_put(&B.store, record, octets), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
}

static gbcs_status load(const gbcs_record *record)
{
    uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    return gbcs_store_load(&B.store, record, &writer);
}

/*
 * RFC 4231, test cases 1 to 4: a key shorter than a block is filled with zeros, so up to 32 octets.
 */
static void hmac_gives_the_known_answers(void **state)
{
    static const struct {
        const char *key;
        const char *data;
        const char *mac;
    } CASES[] = {
        {"0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b", "4869205468657265",
         "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
        {"4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f",
         "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
        {"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
         "dddddddddddddddddddddddddddddddddddddddddddddddddd"
         "dddddddddddddddddddddddddddddddddddddddddddddddddd",
         "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
        {"0102030405060708090a0b0c0d0e0f10111213141516171819",
         "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd"
         "cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd",
         "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"},
    };
    gbcs_crypto crypto;
    size_t i;
    size_t cut;

    (void)state;
    gbcs_crypto_default(&crypto);
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        uint8_t key[HMAC_KEY_SIZE] = {0};
        uint8_t buffer[64];
        uint8_t mac[GBCS_DIGEST_SIZE];
        const gbcs_bytes data = hex_bytes(CASES[i].data, buffer, sizeof buffer);

        (void)hex_decode(CASES[i].key, key, sizeof key);
        for (cut = 0; cut <= data.size; cut++) {
            hmac_sha256(&crypto, key, gbcs_bytes_slice(data, 0, cut),
                        gbcs_bytes_slice(data, cut, data.size - cut), mac);
            assert_octets(mac, sizeof mac, CASES[i].mac);
        }
    }
}

/* Made by store_answers.py. */
static void records_have_their_octets(void **state)
{
    static const struct {
        bool sealed;
        const char *hello;
        const char *empty;
        const char *journal;
    } CASES[] = {
        {true,
         "4742 81 02 0003 0005 0000000000000001 8745d370ad721debb16c390a"
         "7d346b611e b134cc0ab04dacce30170792c7e537a5",
         "4742 81 02 0003 0000 0000000000000002 9bdcd225278819b6ad9643df"
         "ce270cf4ce84bdbbe6c5313716e0670d",
         "4742 81 01 0000 0032 0000000000000001 c3cc59151114436cf2bc597e"
         "b0ee9503d25aa32af2630db7ef280388fa13a537891bb247d9c0a239f70f9bef136774ae02e7"
         "591c2284c7b458c160374b3819ab37153b7b03c4f0e0a1a83d50bcc3"},
        {false,
         "4742 01 02 0003 0005 0000000000000001 000000000000000000000000"
         "68656c6c6f 0214937db1a82e4a733d79690f5134d7",
         "4742 01 02 0003 0000 0000000000000002 000000000000000000000000"
         "d91fc14a3be8d227d003643683bd48ce",
         "4742 01 01 0000 0032 0000000000000001 000000000000000000000000"
         "0003 02 01 0000000000000001 0005 68656c6c6f"
         "0005 09 02 0000000000000001 0003 010203"
         "0007 00 01 0000000000000000 0000"
         "7c5c84221895c9f9df19f494203aa92d"},
    };
    static const uint8_t SHORT[] = {1U, 2U, 3U};
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        board_init(&B, CASES[i].sealed);
        assert_int_equal(board_open(&B), GBCS_OK);
        put_alone(&THREE, text("hello"));
        assert_bytes(gbcs_memory_record(&B.memory, 3), CASES[i].hello);
        put_alone(&THREE, text(""));
        assert_bytes(gbcs_memory_record(&B.memory, 3), CASES[i].empty);

        board_init(&B, CASES[i].sealed);
        assert_int_equal(board_open(&B), GBCS_OK);
        gbcs_memory_cut(&B.memory, 0, GBCS_MEMORY_AFTER);
        assert_int_equal(gbcs_store_put(&B.store, &THREE, text("hello")), GBCS_OK);
        assert_int_equal(gbcs_store_put(&B.store, &FIVE, gbcs_bytes_of(SHORT, sizeof SHORT)),
                         GBCS_OK);
        assert_int_equal(gbcs_store_remove(&B.store, &SEVEN), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_UNFINISHED);
        assert_bytes(gbcs_memory_record(&B.memory, 0), CASES[i].journal);
    }
}

static void any_changed_bit_is_found(void **state)
{
    const gbcs_record *records[] = {&THREE, &SEVEN};
    int sealed;
    size_t i;
    size_t bit;

    (void)state;
    for (sealed = 0; sealed < 2; sealed++) {
        board_init(&B, sealed == 1);
        assert_int_equal(board_open(&B), GBCS_OK);
        put_alone(&THREE, text("what the meter must not forget"));
        put_alone(&SEVEN, text(""));
        for (i = 0; i < 2; i++) {
            for (bit = 0; bit < (8U * gbcs_memory_record(&B.memory, records[i]->number).size);
                 bit++) {
                gbcs_memory_flip(&B.memory, records[i]->number, bit);
                assert_int_equal(load(records[i]), GBCS_ERR_RECORD);
                assert_zeros(B.buffer, sizeof B.buffer);
                gbcs_memory_flip(&B.memory, records[i]->number, bit);
            }
            assert_int_equal(load(records[i]), GBCS_OK);
        }
    }
}

/* Without a key anybody can make a digest: constants count all the same. */
static void another_format_is_refused(void **state)
{
    static const struct {
        const char *front;
        gbcs_status expected;
    } CASES[] = {
        {"4742 01 02 0003 0001 0000000000000001 000000000000000000000000 AA", GBCS_OK},
        {"4743 01 02 0003 0001 0000000000000001 000000000000000000000000 AA", GBCS_ERR_RECORD},
        {"4642 01 02 0003 0001 0000000000000001 000000000000000000000000 AA", GBCS_ERR_RECORD},
        {"4742 02 02 0003 0001 0000000000000001 000000000000000000000000 AA", GBCS_ERR_RECORD},
        {"4742 00 02 0003 0001 0000000000000001 000000000000000000000000 AA", GBCS_ERR_RECORD},
        {"4742 81 02 0003 0001 0000000000000001 000000000000000000000000 AA", GBCS_ERR_RECORD},
        {"4742 01 02 0003 0002 0000000000000001 000000000000000000000000 AA", GBCS_ERR_RECORD},
        {"4742 01 02 0003 0000 0000000000000001 000000000000000000000000 AA", GBCS_ERR_RECORD},
        {"4742 01 02 0004 0001 0000000000000001 000000000000000000000000 AA", GBCS_ERR_RECORD},
        {"4742 01 03 0003 0001 0000000000000001 000000000000000000000000 AA", GBCS_ERR_LAYOUT},
    };
    size_t i;

    (void)state;
    board_init(&B, false);
    assert_int_equal(board_open(&B), GBCS_OK);
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        uint8_t image[29 + GBCS_DIGEST_SIZE];

        assert_int_equal(hex_decode(CASES[i].front, image, sizeof image), 29);
        gbcs_sha256_of(&B.crypto, gbcs_bytes_of(image, 29), &image[29]);
        gbcs_memory_place(&B.memory, 3, gbcs_bytes_of(image, 29 + RECORD_TAG_SIZE));
        assert_int_equal(load(&THREE), CASES[i].expected);
    }
}

static void what_fails_is_wiped(void **state)
{
    const record_head head = {3U, 2U, 1U, 5U};
    record_head opened;
    uint8_t image[GBCS_RECORD_OVERHEAD + 5U];

    (void)state;
    board_init(&B, true);
    assert_int_equal(board_open(&B), GBCS_OK);
    memset(image, 0x77, sizeof image);
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_STORAGE_KEY, 2, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(record_seal(&B.store, &head, image), GBCS_ERR_STORAGE);
    assert_zeros(image, sizeof image);
    assert_int_equal(record_seal(&B.store, &head, image), GBCS_OK);
    assert_int_equal(record_open(&B.store, 3U, image, sizeof image, &opened), GBCS_OK);
    assert_int_equal(opened.version, 1);
    assert_int_equal(record_seal(&B.store, &head, image), GBCS_OK);
    image[RECORD_BODY] ^= 1U;
    assert_int_equal(record_open(&B.store, 3U, image, sizeof image, &opened), GBCS_ERR_RECORD);
    assert_zeros(image, sizeof image);
    assert_zeros(&opened, sizeof opened);
}

static void any_other_length_is_found(void **state)
{
    int sealed;
    size_t size;

    (void)state;
    for (sealed = 0; sealed < 2; sealed++) {
        uint8_t copy[BOARD_RECORD_SIZE] = {0};
        size_t right;

        board_init(&B, sealed == 1);
        assert_int_equal(board_open(&B), GBCS_OK);
        put_alone(&THREE, text("octets"));
        right = gbcs_memory_record(&B.memory, 3).size;
        memcpy(copy, gbcs_memory_record(&B.memory, 3).data, right);
        for (size = 1; size <= sizeof copy; size++) {
            gbcs_memory_place(&B.memory, 3, gbcs_bytes_of(copy, size));
            assert_int_equal(load(&THREE), (size == right) ? GBCS_OK : GBCS_ERR_RECORD);
        }
    }
}

static void a_record_counts_in_its_place_only(void **state)
{
    int sealed;

    (void)state;
    for (sealed = 0; sealed < 2; sealed++) {
        static const gbcs_record ELSEWHERE = {4U, 2U, GBCS_COPY_ONE, 64U};

        board_init(&B, sealed == 1);
        assert_int_equal(board_open(&B), GBCS_OK);
        put_alone(&THREE, text("octets"));
        gbcs_memory_place(&B.memory, 4, gbcs_memory_record(&B.memory, 3));
        assert_int_equal(load(&ELSEWHERE), GBCS_ERR_RECORD);
        assert_int_equal(load(&THREE), GBCS_OK);
    }
}

static void a_record_counts_under_its_key_only(void **state)
{
    gbcs_status (*storage_key)(void *context, uint8_t key[GBCS_STORAGE_KEY_SIZE]);
    size_t i;

    (void)state;
    board_init(&B, true);
    assert_int_equal(board_open(&B), GBCS_OK);
    put_alone(&THREE, text("octets"));
    for (i = 0; i < (8U * GBCS_STORAGE_KEY_SIZE); i++) {
        B.memory.key[i / 8U] = (uint8_t)(B.memory.key[i / 8U] ^ (1U << (i % 8U)));
        assert_int_equal(load(&THREE), GBCS_ERR_RECORD);
        B.memory.key[i / 8U] = (uint8_t)(B.memory.key[i / 8U] ^ (1U << (i % 8U)));
    }
    storage_key = B.port.storage_key;
    B.port.storage_key = NULL;
    assert_int_equal(load(&THREE), GBCS_ERR_RECORD);
    put_alone(&SEVEN, text("a digest is no seal"));
    assert_int_equal(load(&SEVEN), GBCS_OK);
    B.port.storage_key = storage_key;
    assert_int_equal(load(&THREE), GBCS_OK);
    assert_int_equal(load(&SEVEN), GBCS_ERR_RECORD);
}

static bool medium_holds(const char *secret)
{
    size_t i;
    bool found = false;

    for (i = 0; (i + strlen(secret)) <= sizeof B.medium; i++) {
        found = found || (memcmp(&B.medium[i], secret, strlen(secret)) == 0);
    }
    return found;
}

static void sealed_content_is_not_readable(void **state)
{
    static const char SECRET[] = "a private key";
    int sealed;

    (void)state;
    for (sealed = 0; sealed < 2; sealed++) {
        board_init(&B, sealed == 1);
        assert_int_equal(board_open(&B), GBCS_OK);
        put_alone(&FIVE, text(SECRET));
        assert_int_equal(medium_holds(SECRET), sealed == 0);
        gbcs_memory_cut(&B.memory, 1, GBCS_MEMORY_AFTER);
        assert_int_equal(gbcs_store_put(&B.store, &THREE, text(SECRET)), GBCS_OK);
        assert_int_equal(gbcs_store_put(&B.store, &SEVEN, text(SECRET)), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_UNFINISHED);
        assert_int_equal(medium_holds(SECRET), sealed == 0);
    }
}

/** Every image that was ever written, and whether two share a nonce. */
#define IMAGES 600U
static uint8_t images[IMAGES][BOARD_RECORD_SIZE];
static size_t image_sizes[IMAGES];
static size_t image_count;

static gbcs_status (*store_beneath)(void *context, uint16_t record, const uint8_t *data,
                                    size_t size);

static gbcs_status store_and_remember(void *context, uint16_t record, const uint8_t *data,
                                      size_t size)
{
    assert_true(image_count < IMAGES);
    memcpy(images[image_count], data, size);
    image_sizes[image_count] = size;
    image_count++;
    return store_beneath(context, record, data, size);
}

/*
 * Versions come again after cuts and erasures; a nonce comes again only with all the same octets.
 */
static void a_nonce_serves_one_content(void **state)
{
    const gbcs_record *records[] = {&THREE, &FIVE, &SEVEN};
    size_t same = 0;
    size_t same_version = 0;
    size_t i;
    size_t j;

    (void)state;
    board_init(&B, true);
    store_beneath = B.port.store;
    B.port.store = store_and_remember;
    image_count = 0;
    assert_int_equal(board_open(&B), GBCS_OK);
    for (i = 0; i < 100; i++) {
        const uint8_t octets[2] = {(uint8_t)(i % 7U), (uint8_t)(i % 3U)};
        gbcs_status status;

        if ((i % 4U) != 0U) {
            gbcs_memory_cut(&B.memory, (uint32_t)(i % 5U), GBCS_MEMORY_BEFORE);
        }
        for (j = 0; j < 3; j++) {
            if (((i + j) % 5U) != 0U) {
                assert_int_equal(
                    gbcs_store_put(&B.store, records[j], gbcs_bytes_of(octets, sizeof octets)),
                    GBCS_OK);
            } else {
                assert_int_equal(gbcs_store_remove(&B.store, records[j]), GBCS_OK);
            }
        }
        status = gbcs_store_commit(&B.store);
        assert_true((status == GBCS_OK) || (status == GBCS_ERR_UNFINISHED));
        assert_int_equal(board_reboot(&B), GBCS_OK);
    }
    for (i = 0; i < image_count; i++) {
        for (j = 0; j < i; j++) {
            const bool equal = gbcs_bytes_equal(gbcs_bytes_of(images[i], image_sizes[i]),
                                                gbcs_bytes_of(images[j], image_sizes[j]));

            assert_int_equal(memcmp(&images[i][16], &images[j][16], GBCS_IV_SIZE) == 0, equal);
            same += equal ? 1U : 0U;
            same_version += (memcmp(images[i], images[j], 16) == 0) ? 1U : 0U;
        }
    }
    /* the test saw what it is about */
    assert_true(same > 0U);
    assert_true(same_version > same);
}

/** Makes a journal of given changes, in a given layout, as if a cut had left it. */
static void place_journal(uint8_t layout, gbcs_bytes changes)
{
    uint8_t image[BOARD_RECORD_SIZE];
    const record_head head = {GBCS_RECORD_JOURNAL, layout, 1U, changes.size};

    memcpy(&image[RECORD_BODY], changes.data, changes.size);
    assert_int_equal(record_seal(&B.store, &head, image), GBCS_OK);
    gbcs_memory_place(&B.memory, GBCS_RECORD_JOURNAL,
                      gbcs_bytes_of(image, GBCS_RECORD_OVERHEAD + changes.size));
}

/** A change that can be made, in front of each that cannot. */
#define GOOD "0003 02 01 0000000000000009 0001 AA "

static void a_journal_that_makes_no_sense_changes_nothing(void **state)
{
    static const struct {
        const char *changes;
        uint8_t layout;
        gbcs_status expected;
    } CASES[] = {
        {GOOD, 1, GBCS_OK},
        {GOOD "0005 09 02 0000000000000001 0000", 1, GBCS_OK},
        {GOOD "000F 01 01 0000000000000001 0000", 1, GBCS_OK},
        {GOOD "0004 00 01 0000000000000000 0000", 1, GBCS_OK},
        {GOOD "000E 01 03 0000000000000001 0000", 1, GBCS_OK},
        {GOOD, 2, GBCS_ERR_LAYOUT},
        {GOOD, 0, GBCS_ERR_LAYOUT},
        {GOOD "00", 1, GBCS_ERR_RECORD},
        {GOOD "0004 01 01 0000000000000001 0002 AA", 1, GBCS_ERR_RECORD},
        {GOOD "0000 01 01 0000000000000001 0000", 1, GBCS_ERR_RECORD},
        {GOOD "0010 01 01 0000000000000001 0000", 1, GBCS_ERR_RECORD},
        {GOOD "000F 01 02 0000000000000001 0000", 1, GBCS_ERR_RECORD},
        {GOOD "000F 01 03 0000000000000001 0000", 1, GBCS_ERR_RECORD},
        {GOOD "0004 01 00 0000000000000001 0000", 1, GBCS_ERR_RECORD},
        {GOOD "0004 01 04 0000000000000001 0000", 1, GBCS_ERR_RECORD},
        {GOOD "0004 00 01 0000000000000000 0001 AA", 1, GBCS_ERR_RECORD},
        {"0000 01 01 0000000000000001 0000" GOOD, 1, GBCS_ERR_RECORD},
    };
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        uint8_t buffer[BOARD_RECORD_SIZE];
        uint32_t writes;

        board_init(&B, (i % 2U) == 0U);
        assert_int_equal(board_open(&B), GBCS_OK);
        put_alone(&THREE, text("old"));
        place_journal(CASES[i].layout, hex_bytes(CASES[i].changes, buffer, sizeof buffer));
        writes = board_writes(&B);
        assert_int_equal(board_open(&B), CASES[i].expected);
        if (CASES[i].expected != GBCS_OK) {
            assert_int_equal(board_writes(&B), writes);
            assert_int_equal(load(&THREE), GBCS_ERR_UNFINISHED);
            assert_int_equal(gbcs_store_discard(&B.store), GBCS_OK);
            assert_int_equal(board_writes(&B), writes + 1U);
        }
        assert_int_equal(gbcs_memory_record(&B.memory, GBCS_RECORD_JOURNAL).size, 0);
        assert_int_equal(load(&THREE), GBCS_OK);
    }
}

/** A record whose version is about to run out. */
static void place_version(uint64_t version)
{
    uint8_t image[GBCS_RECORD_OVERHEAD];
    const record_head head = {3U, 2U, version, 0U};

    assert_int_equal(record_seal(&B.store, &head, image), GBCS_OK);
    gbcs_memory_place(&B.memory, 3, gbcs_bytes_of(image, sizeof image));
}

static void versions_never_begin_again(void **state)
{
    uint32_t writes;

    (void)state;
    board_init(&B, true);
    assert_int_equal(board_open(&B), GBCS_OK);
    place_version(UINT64_MAX - 1U);
    put_alone(&THREE, text("the last one"));
    writes = board_writes(&B);
    assert_int_equal(gbcs_store_put(&B.store, &THREE, text("one more")), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_RECORD);
    assert_int_equal(gbcs_store_put(&B.store, &SEVEN, text("another")), GBCS_OK);
    assert_int_equal(gbcs_store_put(&B.store, &THREE, text("one more")), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_RECORD);
    assert_int_equal(board_writes(&B), writes);
    assert_int_equal(load(&THREE), GBCS_OK);
    assert_int_equal(load(&SEVEN), GBCS_ERR_NO_RECORD);
    /* it can still be erased, and is then another record */
    assert_int_equal(gbcs_store_remove(&B.store, &THREE), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    put_alone(&THREE, text("again"));
    assert_int_equal(load(&THREE), GBCS_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(hmac_gives_the_known_answers),
        cmocka_unit_test(records_have_their_octets),
        cmocka_unit_test(any_changed_bit_is_found),
        cmocka_unit_test(another_format_is_refused),
        cmocka_unit_test(what_fails_is_wiped),
        cmocka_unit_test(any_other_length_is_found),
        cmocka_unit_test(a_record_counts_in_its_place_only),
        cmocka_unit_test(a_record_counts_under_its_key_only),
        cmocka_unit_test(sealed_content_is_not_readable),
        cmocka_unit_test(a_nonce_serves_one_content),
        cmocka_unit_test(a_journal_that_makes_no_sense_changes_nothing),
        cmocka_unit_test(versions_never_begin_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
