#include "hex.h"

#include "gbcs/crypto.h"
#include "implementations.h"

/** Octets of the longest text and of the longest additional data here. */
#define MOST 64U

/** A sealed text, in hexadecimal. */
typedef struct sealed_text {
    const char *key;
    const char *iv;
    const char *additional;
    const char *plain;
    const char *cipher;
    const char *tag;
} sealed_text;

/* McGrew and Viega, The Galois/Counter Mode of Operation, appendix B, cases 1 to 4; the last one is
   their case 4 without text, whose tag OpenSSL 3.0 gave */
static const sealed_text cases[] = {
    {"00000000000000000000000000000000", "000000000000000000000000", "", "", "",
     "58e2fccefa7e3061367f1d57a4e7455a"},
    {"00000000000000000000000000000000", "000000000000000000000000", "",
     "00000000000000000000000000000000", "0388dace60b6a392f328c2b971b2fe78",
     "ab6e47d42cec13bdf53a67b21257bddf"},
    {"feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888", "",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255",
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
     "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091473f5985",
     "4d5c2af327cd64a62cf35abd2ba6fab4"},
    {"feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2",
     "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
     "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
     "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e"
     "21d514b25466931c7d8f6a5aac84aa051ba30b396a0aac973d58e091",
     "5bc94fbc3221a5db94fae95ae7121a47"},
    {"feffe9928665731c6d6a8f9467308308", "cafebabefacedbaddecaf888",
     "feedfacedeadbeeffeedfacedeadbeefabaddad2", "", "", "346434fd51d5cd0c5887ec63e39b907a"},
};

/** The last case: 20 octets of additional data, 60 of text. */
#define FULL (&cases[3])

/** The octets of a case. */
typedef struct octets {
    gbcs_aes_key key;
    uint8_t iv[GBCS_IV_SIZE];
    uint8_t additional[MOST];
    size_t additional_size;
    uint8_t text[MOST];
    size_t text_size;
    uint8_t tag[GBCS_TAG_SIZE];
} octets;

/** The implementations under test. */
static implementation set;

/** The octets of a case with its ciphertext as the text. */
static octets octets_of(const sealed_text *sealed)
{
    octets result;

    (void)hex_decode(sealed->key, result.key.octets, sizeof result.key.octets);
    (void)hex_decode(sealed->iv, result.iv, sizeof result.iv);
    result.additional_size = hex_decode(sealed->additional, result.additional, MOST);
    result.text_size = hex_decode(sealed->cipher, result.text, MOST);
    (void)hex_decode(sealed->tag, result.tag, sizeof result.tag);
    return result;
}

static gbcs_bytes view(const uint8_t *data, size_t size)
{
    return gbcs_bytes_of((size == 0U) ? NULL : data, size);
}

/** Decrypts the text in place and checks the first octets of the tag. */
static gbcs_status open_sealed(octets *sealed, size_t tag_size)
{
    gbcs_gcm gcm;

    gbcs_gcm_begin(&set.crypto, &sealed->key, sealed->iv, &gcm);
    gbcs_gcm_add(&gcm, view(sealed->additional, sealed->additional_size));
    gbcs_gcm_decrypt(&gcm, sealed->text, sealed->text_size);
    return gbcs_gcm_check(&gcm, view(sealed->tag, tag_size));
}

static void test_seal(void **state)
{
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof cases / sizeof cases[0]); i++) {
        octets sealed = octets_of(&cases[i]);
        uint8_t text[MOST];
        uint8_t tag[GBCS_TAG_SIZE];
        size_t size = hex_decode(cases[i].plain, text, MOST);
        gbcs_gcm gcm;

        gbcs_gcm_begin(&set.crypto, &sealed.key, sealed.iv, &gcm);
        gbcs_gcm_add(&gcm, view(sealed.additional, sealed.additional_size));
        gbcs_gcm_encrypt(&gcm, text, size);
        gbcs_gcm_end(&gcm, tag);
        assert_octets(text, size, cases[i].cipher);
        assert_octets(tag, sizeof tag, cases[i].tag);
        assert_zeros(&gcm, sizeof gcm);
    }
}

static void test_open(void **state)
{
    static const size_t tag_sizes[] = {GBCS_MAC_SIZE, GBCS_TAG_SIZE};
    size_t i;
    size_t k;

    (void)state;
    for (i = 0U; i < (sizeof cases / sizeof cases[0]); i++) {
        for (k = 0U; k < (sizeof tag_sizes / sizeof tag_sizes[0]); k++) {
            octets sealed = octets_of(&cases[i]);

            assert_int_equal(open_sealed(&sealed, tag_sizes[k]), GBCS_OK);
            assert_octets(sealed.text, sealed.text_size, cases[i].plain);
        }
    }
}

/** Wherever additional data and text are cut, with empty pieces between, the result is the same. */
static void test_pieces(void **state)
{
    size_t additional_cut;
    size_t text_cut;

    (void)state;
    for (additional_cut = 0U; additional_cut <= 20U; additional_cut++) {
        for (text_cut = 0U; text_cut <= 60U; text_cut++) {
            octets sealed = octets_of(FULL);
            uint8_t tag[GBCS_TAG_SIZE];
            gbcs_gcm gcm;

            gbcs_gcm_begin(&set.crypto, &sealed.key, sealed.iv, &gcm);
            gbcs_gcm_encrypt(&gcm, NULL, 0U);
            gbcs_gcm_add(&gcm, view(sealed.additional, additional_cut));
            gbcs_gcm_add(&gcm, view(NULL, 0U));
            gbcs_gcm_decrypt(&gcm, NULL, 0U);
            gbcs_gcm_add(&gcm, view(&sealed.additional[additional_cut], 20U - additional_cut));
            gbcs_gcm_decrypt(&gcm, sealed.text, text_cut);
            gbcs_gcm_decrypt(&gcm, NULL, 0U);
            gbcs_gcm_decrypt(&gcm, &sealed.text[text_cut], 60U - text_cut);
            gbcs_gcm_end(&gcm, tag);
            assert_octets(sealed.text, sealed.text_size, FULL->plain);
            assert_octets(tag, sizeof tag, FULL->tag);
        }
    }
}

static void test_octet_by_octet(void **state)
{
    octets sealed = octets_of(FULL);
    uint8_t text[MOST];
    uint8_t tag[GBCS_TAG_SIZE];
    gbcs_gcm gcm;
    size_t i;

    (void)state;
    (void)hex_decode(FULL->plain, text, MOST);
    gbcs_gcm_begin(&set.crypto, &sealed.key, sealed.iv, &gcm);
    for (i = 0U; i < sealed.additional_size; i++) {
        gbcs_gcm_add(&gcm, view(&sealed.additional[i], 1U));
    }
    for (i = 0U; i < sealed.text_size; i++) {
        gbcs_gcm_encrypt(&gcm, &text[i], 1U);
    }
    gbcs_gcm_end(&gcm, tag);
    assert_octets(text, sealed.text_size, FULL->cipher);
    assert_octets(tag, sizeof tag, FULL->tag);
}

static void test_tag_lengths(void **state)
{
    uint8_t longer[GBCS_TAG_SIZE + 1U] = {0U};
    octets sealed;
    gbcs_gcm gcm;
    size_t size;

    (void)state;
    for (size = 0U; size <= sizeof longer; size++) {
        sealed = octets_of(FULL);
        (void)memcpy(longer, sealed.tag, sizeof sealed.tag);
        gbcs_gcm_begin(&set.crypto, &sealed.key, sealed.iv, &gcm);
        gbcs_gcm_add(&gcm, view(sealed.additional, sealed.additional_size));
        gbcs_gcm_decrypt(&gcm, sealed.text, sealed.text_size);
        assert_int_equal(gbcs_gcm_check(&gcm, view(longer, size)),
                         ((size == GBCS_MAC_SIZE) || (size == GBCS_TAG_SIZE)) ? GBCS_OK
                                                                              : GBCS_ERR_ARGUMENT);
        assert_zeros(&gcm, sizeof gcm);
    }
}

/** Every bit of the tag counts, but those beyond a tag of 12 octets. */
static void test_tag_bits(void **state)
{
    size_t bit;

    (void)state;
    for (bit = 0U; bit < (8U * GBCS_TAG_SIZE); bit++) {
        octets sealed = octets_of(FULL);
        octets again;

        sealed.tag[bit / 8U] = (uint8_t)(sealed.tag[bit / 8U] ^ (1U << (bit % 8U)));
        again = sealed;
        assert_int_equal(open_sealed(&sealed, GBCS_TAG_SIZE), GBCS_ERR_MAC);
        assert_int_equal(open_sealed(&again, GBCS_MAC_SIZE),
                         (bit < (8U * GBCS_MAC_SIZE)) ? GBCS_ERR_MAC : GBCS_OK);
    }
}

/** Opens the full case with one octet in memory changed. */
static gbcs_status open_changed(octets *sealed, uint8_t *octet)
{
    *octet = (uint8_t)(*octet ^ 0x10U);
    return open_sealed(sealed, GBCS_MAC_SIZE);
}

static void test_every_octet_counts(void **state)
{
    octets sealed;
    size_t i;

    (void)state;
    for (i = 0U; i < GBCS_AES_KEY_SIZE; i++) {
        sealed = octets_of(FULL);
        assert_int_equal(open_changed(&sealed, &sealed.key.octets[i]), GBCS_ERR_MAC);
    }
    for (i = 0U; i < GBCS_IV_SIZE; i++) {
        sealed = octets_of(FULL);
        assert_int_equal(open_changed(&sealed, &sealed.iv[i]), GBCS_ERR_MAC);
    }
    for (i = 0U; i < 20U; i++) {
        sealed = octets_of(FULL);
        assert_int_equal(open_changed(&sealed, &sealed.additional[i]), GBCS_ERR_MAC);
    }
    for (i = 0U; i < 60U; i++) {
        sealed = octets_of(FULL);
        assert_int_equal(open_changed(&sealed, &sealed.text[i]), GBCS_ERR_MAC);
    }
}

/** What is missing at the end, or moved from additional data to text, is noticed. */
static void test_lengths_count(void **state)
{
    octets sealed = octets_of(FULL);

    (void)state;
    sealed.additional_size--;
    assert_int_equal(open_sealed(&sealed, GBCS_MAC_SIZE), GBCS_ERR_MAC);
    sealed = octets_of(FULL);
    sealed.text_size--;
    assert_int_equal(open_sealed(&sealed, GBCS_MAC_SIZE), GBCS_ERR_MAC);
    sealed = octets_of(FULL);
    sealed.text_size = 0U;
    assert_int_equal(open_sealed(&sealed, GBCS_MAC_SIZE), GBCS_ERR_MAC);
}

/** Additional data after text spoils the computation: no tag comes out and none is right. */
static void test_order(void **state)
{
    octets sealed = octets_of(FULL);
    uint8_t tag[GBCS_TAG_SIZE];
    gbcs_gcm gcm;

    (void)state;
    gbcs_gcm_begin(&set.crypto, &sealed.key, sealed.iv, &gcm);
    gbcs_gcm_encrypt(&gcm, sealed.text, 1U);
    gbcs_gcm_add(&gcm, view(sealed.additional, 1U));
    gbcs_gcm_end(&gcm, tag);
    assert_zeros(tag, sizeof tag);
    assert_zeros(&gcm, sizeof gcm);

    gbcs_gcm_begin(&set.crypto, &sealed.key, sealed.iv, &gcm);
    gbcs_gcm_decrypt(&gcm, sealed.text, 1U);
    gbcs_gcm_add(&gcm, view(sealed.additional, 0U));
    assert_int_equal(gbcs_gcm_check(&gcm, view(tag, sizeof tag)), GBCS_ERR_ARGUMENT);
    assert_zeros(&gcm, sizeof gcm);
}

static void test_wiped_on_refusal(void **state)
{
    octets sealed = octets_of(FULL);
    gbcs_gcm gcm;

    (void)state;
    gbcs_gcm_begin(&set.crypto, &sealed.key, sealed.iv, &gcm);
    assert_int_equal(gbcs_gcm_check(&gcm, view(sealed.tag, GBCS_TAG_SIZE)), GBCS_ERR_MAC);
    assert_zeros(&gcm, sizeof gcm);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seal),
        cmocka_unit_test(test_open),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_octet_by_octet),
        cmocka_unit_test(test_tag_lengths),
        cmocka_unit_test(test_tag_bits),
        cmocka_unit_test(test_every_octet_counts),
        cmocka_unit_test(test_lengths_count),
        cmocka_unit_test(test_order),
        cmocka_unit_test(test_wiped_on_refusal),
    };
    size_t i;
    int failed = 0;

    for (i = 0U; implementation_get(i, &set); i++) {
        failed += cmocka_run_group_tests_name(set.name, tests, NULL, NULL);
    }
    return failed;
}
