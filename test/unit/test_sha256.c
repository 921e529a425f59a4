#include "hex.h"

#include "gbcs/crypto.h"

/** A message, as so many repetitions of a text, and its digest. */
typedef struct known_answer {
    const char *text;
    size_t times;
    const char *digest;
} known_answer;

/* FIPS 180-2 B.1 to B.3, and the two-block and empty examples that NIST publishes beside FIPS 180-4 */
static const known_answer known_answers[] = {
    {"", 1U, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", 1U, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1U,
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnop"
     "qr"
     "smnopqrstnopqrstu",
     1U, "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"},
    {"aaaaaaaaaa", 100000U, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

static gbcs_bytes bytes_of(const char *text)
{
    return gbcs_bytes_of((const uint8_t *)text, strlen(text));
}

static void test_known_answers(void **state)
{
    gbcs_crypto crypto;
    size_t i;
    size_t k;

    (void)state;
    gbcs_crypto_default(&crypto);
    for (i = 0U; i < (sizeof known_answers / sizeof known_answers[0]); i++) {
        const known_answer *answer = &known_answers[i];
        uint8_t digest[GBCS_DIGEST_SIZE];
        gbcs_sha256 sha256;

        gbcs_sha256_begin(&crypto, &sha256);
        for (k = 0U; k < answer->times; k++) {
            gbcs_sha256_add(&sha256, bytes_of(answer->text));
        }
        gbcs_sha256_end(&sha256, digest);
        assert_octets(digest, sizeof digest, answer->digest);
        if (answer->times == 1U) {
            gbcs_sha256_of(&crypto, bytes_of(answer->text), digest);
            assert_octets(digest, sizeof digest, answer->digest);
        }
    }
}

/** Wherever a message is cut, its digest is the same. */
static void test_pieces(void **state)
{
    gbcs_crypto crypto;
    uint8_t message[130];
    uint8_t whole[GBCS_DIGEST_SIZE];
    uint8_t digest[GBCS_DIGEST_SIZE];
    size_t size;
    size_t cut;

    (void)state;
    gbcs_crypto_default(&crypto);
    for (size = 0U; size < sizeof message; size++) {
        message[size] = (uint8_t)(size * 7U);
    }
    for (size = 0U; size <= sizeof message; size++) {
        gbcs_sha256_of(&crypto, gbcs_bytes_of(message, size), whole);
        for (cut = 0U; cut <= size; cut++) {
            gbcs_sha256 sha256;

            gbcs_sha256_begin(&crypto, &sha256);
            gbcs_sha256_add(&sha256, gbcs_bytes_of(message, cut));
            gbcs_sha256_add(&sha256, gbcs_bytes_of(NULL, 0U));
            gbcs_sha256_add(&sha256, gbcs_bytes_of(&message[cut], size - cut));
            gbcs_sha256_end(&sha256, digest);
            assert_memory_equal(digest, whole, sizeof whole);
        }
    }
}

static void test_wiped(void **state)
{
    gbcs_crypto crypto;
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_sha256 sha256;

    (void)state;
    gbcs_crypto_default(&crypto);
    gbcs_sha256_begin(&crypto, &sha256);
    gbcs_sha256_add(&sha256, bytes_of("secret"));
    gbcs_sha256_end(&sha256, digest);
    assert_zeros(&sha256, sizeof sha256);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_answers),
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_wiped),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
