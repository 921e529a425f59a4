#include "hex.h"

/** A status, its class, and its name as the compiler spells it. */
#define ROW(status, class)                                                                         \
    {                                                                                              \
        status, class, #status                                                                     \
    }

static const struct {
    gbcs_status status;
    gbcs_status_class class;
    const char *name;
} ROWS[] = {
    ROW(GBCS_OK, GBCS_CLASS_OK),
    ROW(GBCS_ERR_ARGUMENT, GBCS_CLASS_USAGE),
    ROW(GBCS_ERR_SPACE, GBCS_CLASS_USAGE),
    ROW(GBCS_ERR_ABSENT, GBCS_CLASS_USAGE),
    ROW(GBCS_ERR_PRIVATE_KEY, GBCS_CLASS_USAGE),
    ROW(GBCS_ERR_CLOCK, GBCS_CLASS_USAGE),
    ROW(GBCS_ERR_BUSY, GBCS_CLASS_USAGE),
    ROW(GBCS_ERR_TICKET, GBCS_CLASS_USAGE),
    ROW(GBCS_ERR_TRUNCATED, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_TRAILING, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_TAG, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_LENGTH, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_VALUE, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_NESTING, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_TIME, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_CHECK_DIGIT, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_CRA, GBCS_CLASS_MALFORMED),
    ROW(GBCS_ERR_MAC, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_SIGNATURE, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_PUBLIC_KEY, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_PROFILE, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_ALGORITHM, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_KEY_USAGE, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_KEY_IDENTIFIER, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_IDENTITY, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_POLICY, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_AUTHORITY, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_PATH, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_NOT_YET_VALID, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_EXPIRED, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_FORM, GBCS_CLASS_AUTHENTICATION),
    ROW(GBCS_ERR_TARGET, GBCS_CLASS_AUTHORISATION),
    ROW(GBCS_ERR_UNSUPPORTED, GBCS_CLASS_AUTHORISATION),
    ROW(GBCS_ERR_ORIGINATOR, GBCS_CLASS_AUTHORISATION),
    ROW(GBCS_ERR_ROLE, GBCS_CLASS_AUTHORISATION),
    ROW(GBCS_ERR_LIFE, GBCS_CLASS_AUTHORISATION),
    ROW(GBCS_ERR_PLAIN, GBCS_CLASS_AUTHORISATION),
    ROW(GBCS_ERR_SUSPENDED, GBCS_CLASS_AUTHORISATION),
    ROW(GBCS_ERR_CREDIT, GBCS_CLASS_AUTHORISATION),
    ROW(GBCS_ERR_REPLAY, GBCS_CLASS_FRESHNESS),
    ROW(GBCS_ERR_ANSWERED, GBCS_CLASS_FRESHNESS),
    ROW(GBCS_ERR_STORAGE, GBCS_CLASS_STORAGE),
    ROW(GBCS_ERR_NO_RECORD, GBCS_CLASS_STORAGE),
    ROW(GBCS_ERR_RECORD, GBCS_CLASS_STORAGE),
    ROW(GBCS_ERR_LAYOUT, GBCS_CLASS_STORAGE),
    ROW(GBCS_ERR_UNFINISHED, GBCS_CLASS_STORAGE),
    ROW(GBCS_ERR_ENTROPY, GBCS_CLASS_SELF_TEST),
};

#define COUNT (sizeof ROWS / sizeof ROWS[0])

static void each_status_has_its_name_and_class(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < COUNT; i++) {
        assert_string_equal(gbcs_status_name(ROWS[i].status), ROWS[i].name);
        assert_int_equal(gbcs_status_class_of(ROWS[i].status), ROWS[i].class);
    }
    assert_int_equal(GBCS_OK, 0);
}

static void texts_differ_and_are_clauses(void **state)
{
    size_t i;
    size_t j;

    (void)state;
    for (i = 0; i < COUNT; i++) {
        const char *text = gbcs_status_text(ROWS[i].status);

        assert_true(strlen(text) > 3U);
        assert_true((text[0] >= 'a') && (text[0] <= 'z'));
        assert_int_not_equal(text[strlen(text) - 1U], '.');
        for (j = 0; j < i; j++) {
            assert_string_not_equal(text, gbcs_status_text(ROWS[j].status));
        }
    }
}

static void any_other_value_is_unknown(void **state)
{
    size_t known = 0;
    unsigned int value;

    (void)state;
    for (value = 0; value <= 0xFFFFU; value++) {
        const gbcs_status status = (gbcs_status)value;

        if (strcmp(gbcs_status_name(status), "GBCS_ERR_UNKNOWN") != 0) {
            known++;
        } else {
            assert_string_equal(gbcs_status_text(status), "the status is unknown");
        }
        assert_int_equal(gbcs_status_class_of(status), value >> 8);
    }
    assert_int_equal(known, COUNT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_status_has_its_name_and_class),
        cmocka_unit_test(texts_differ_and_are_clauses),
        cmocka_unit_test(any_other_value_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
