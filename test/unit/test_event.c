/* The table of events: its order, its lookup, what must hold for every row, names (GBCS 16.2). */
#include "hex.h"

#include "gbcs/log.h"

#define S (1U << GBCS_ROLE_SUPPLIER)
#define NO (1U << GBCS_ROLE_NETWORK_OPERATOR)
#define ACB (1U << GBCS_ROLE_ACB)
#define WAN (1U << GBCS_ROLE_WAN_PROVIDER)

#define SEC GBCS_EVENT_SECURITY_LOG
#define LOG GBCS_EVENT_OTHER_LOG
#define ALERT GBCS_EVENT_ALERT
#define CRIT (GBCS_EVENT_ALERT | GBCS_EVENT_CRITICAL)
#define CONTENT GBCS_EVENT_CONTENT
#define HAN GBCS_EVENT_HAN

/** Events known. */
#define EVENTS 190U

/** Alerts whose recipient is the party that they answer. */
static const uint16_t GIVEN[] = {0x8F66, 0x8F67, 0x8F84, 0x8F85, 0x8F86, 0x8F87, 0x8F88};

/** Alerts of the hub, which has no signature that the Access Control Broker would ask for. */
static bool is_mac_alert_of_hub(uint16_t code)
{
    return (code == 0x8F12U) || ((code >= 0x8F20U) && (code <= 0x8F2DU));
}

static bool is_given(uint16_t code)
{
    bool given = false;
    size_t i;

    for (i = 0; i < (sizeof GIVEN / sizeof GIVEN[0]); i++) {
        given = given || (GIVEN[i] == code);
    }
    return given;
}

static void rows_are_in_order(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; gbcs_event_at(i) != NULL; i++) {
        if (i > 0U) {
            assert_true(gbcs_event_at(i - 1U)->code < gbcs_event_at(i)->code);
        }
    }
    assert_int_equal(i, EVENTS);
    assert_null(gbcs_event_at(EVENTS + 1U));
    assert_null(gbcs_event_at(SIZE_MAX));
}

static void every_code_is_found_and_no_other(void **state)
{
    uint32_t code;
    size_t place = 0;

    (void)state;
    for (code = 0; code <= 0xFFFFU; code++) {
        const gbcs_event *row = gbcs_event_at(place);

        if ((row != NULL) && (row->code == code)) {
            assert_ptr_equal(gbcs_event_find((uint16_t)code), row);
            place++;
        } else {
            assert_null(gbcs_event_find((uint16_t)code));
        }
    }
    assert_int_equal(place, EVENTS);
}

static void rows_make_sense(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < EVENTS; i++) {
        const gbcs_event *row = gbcs_event_at(i);
        const bool alert = (row->flags & ALERT) != 0U;
        const bool critical = (row->flags & GBCS_EVENT_CRITICAL) != 0U;

        assert_int_equal(row->flags & ~0x3FU, 0);
        assert_int_equal(row->recipients & ~(S | NO | ACB | WAN), 0);
        /* only an alert is critical, has content, or goes to somebody */
        assert_true(alert || ((row->flags & (GBCS_EVENT_CRITICAL | CONTENT)) == 0U));
        assert_true(alert || (row->recipients == 0U));
        assert_int_equal(alert && (row->recipients == 0U), is_given(row->code));
        /* an alert of 8F is critical, another one is not; the MACed ones of the hub excepted */
        if (alert) {
            assert_int_equal(critical, (row->code >= 0x8F00U) && (!is_mac_alert_of_hub(row->code)));
        }
        /* in one log at most */
        assert_int_not_equal(row->flags & (SEC | LOG), SEC | LOG);
        /* the Security Log is for 8F, and for an action of which nobody knows how it ended */
        assert_true(((row->flags & SEC) == 0U) || (row->code >= 0x8F00U) || (row->code == 0x8155U));
    }
}

/** A row, written a second time. */
typedef struct spot {
    uint16_t code;
    unsigned int flags;
    unsigned int recipients;
} spot;

static void rows_are_these(void **state)
{
    static const spot spots[] = {
        {0x8002, LOG | ALERT, NO},
        {0x8006, LOG | ALERT, NO},
        {0x8010, LOG | ALERT, NO},
        {0x8020, LOG | ALERT, NO},
        {0x802F, LOG | ALERT, NO},
        {0x8071, ALERT | CONTENT, ACB},
        {0x809C, LOG | ALERT, NO},
        {0x810D, ALERT | HAN, S},
        {0x810E, ALERT, S},
        {0x8119, ALERT | HAN, S},
        {0x811A, LOG | ALERT, S},
        {0x8145, LOG, 0},
        {0x8154, LOG, 0},
        {0x8155, SEC, 0},
        {0x8161, LOG, 0},
        {0x8162, LOG, 0},
        {0x8168, 0, 0},
        {0x8183, LOG | ALERT, S},
        {0x81A0, LOG | ALERT | CONTENT, S},
        {0x81A2, 0, 0},
        {0x81A3, 0, 0},
        {0x81A4, LOG | ALERT, S},
        {0x81AA, LOG | ALERT | HAN, S},
        {0x81AB, LOG | ALERT | HAN, S},
        {0x81B8, LOG | ALERT, S},
        {0x81B9, ALERT, S},
        {0x81C4, LOG | ALERT | HAN, S},
        {0x81C5, LOG | ALERT, S},
        {0x8F0A, CRIT | CONTENT, S},
        {0x8F0C, SEC | CRIT, S},
        {0x8F0F, CRIT, S},
        {0x8F12, ALERT | CONTENT, ACB},
        {0x8F1B, SEC | CRIT, S | WAN},
        {0x8F1C, SEC | CRIT | CONTENT, S},
        {0x8F1E, SEC | CRIT, S},
        {0x8F20, ALERT | CONTENT, ACB},
        {0x8F21, ALERT, ACB},
        {0x8F2D, ALERT | CONTENT, ACB},
        {0x8F30, SEC | CRIT, S},
        {0x8F34, CRIT | HAN, S | NO},
        {0x8F35, LOG | CRIT | CONTENT, NO},
        {0x8F36, LOG | CRIT | CONTENT, NO},
        {0x8F3D, SEC | CRIT, S},
        {0x8F3E, SEC | CRIT, S},
        {0x8F3F, SEC | CRIT, S},
        {0x8F43, SEC, 0},
        {0x8F47, SEC, 0},
        {0x8F48, SEC, 0},
        {0x8F4B, SEC, 0},
        {0x8F4C, SEC, 0},
        {0x8F51, SEC, 0},
        {0x8F53, SEC | CRIT, S},
        {0x8F57, LOG, 0},
        {0x8F5B, SEC, 0},
        {0x8F60, SEC | CRIT, S},
        {0x8F63, SEC, 0},
        {0x8F64, SEC, 0},
        {0x8F66, CRIT | CONTENT, 0},
        {0x8F67, CRIT | CONTENT, 0},
        {0x8F69, CRIT, S},
        {0x8F70, SEC, 0},
        {0x8F72, SEC | CRIT | CONTENT, S},
        {0x8F74, SEC | CRIT, S | NO},
        {0x8F75, SEC | CRIT, S | WAN},
        {0x8F76, SEC | CRIT, S | NO},
        {0x8F78, SEC | CRIT, S | NO | ACB},
        {0x8F83, CRIT, S},
        {0x8F84, CRIT | CONTENT, 0},
        {0x8F85, SEC | CRIT | CONTENT, 0},
        {0x8F86, CRIT | CONTENT, 0},
        {0x8F89, CRIT | CONTENT, ACB},
        {0x8F8A, CRIT | CONTENT, ACB},
        {0x8F8B, CRIT | CONTENT, ACB},
    };
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof spots / sizeof spots[0]); i++) {
        const gbcs_event *row = gbcs_event_find(spots[i].code);

        assert_non_null(row);
        if ((row->flags != spots[i].flags) || (row->recipients != spots[i].recipients)) {
            fail_msg("%04X: %02X %04X", (unsigned int)row->code, (unsigned int)row->flags,
                     (unsigned int)row->recipients);
        }
    }
}

static void every_row_has_a_name_of_its_own(void **state)
{
    uint32_t code;
    size_t i;
    size_t j;

    (void)state;
    for (code = 0; code <= 0xFFFFU; code++) {
        assert_int_equal(strcmp(gbcs_event_name((uint16_t)code), "unknown") != 0,
                         gbcs_event_find((uint16_t)code) != NULL);
    }
    for (i = 0; i < EVENTS; i++) {
        for (j = 0; j < i; j++) {
            assert_string_not_equal(gbcs_event_name(gbcs_event_at(i)->code),
                                    gbcs_event_name(gbcs_event_at(j)->code));
        }
    }
    assert_string_equal(gbcs_event_name(0x8002),
                        "Average RMS Voltage above Average RMS Over Voltage Threshold: now above, "
                        "was below");
    assert_string_equal(gbcs_event_name(0x8F3D), "Trusted Source Authentication Failure");
    assert_string_equal(gbcs_event_name(0x8F51), "Duplicate UTRN entered");
    assert_string_equal(gbcs_event_name(0x8F8B), "Read Firmware version alert");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_in_order),
        cmocka_unit_test(every_code_is_found_and_no_other),
        cmocka_unit_test(rows_make_sense),
        cmocka_unit_test(rows_are_these),
        cmocka_unit_test(every_row_has_a_name_of_its_own),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
