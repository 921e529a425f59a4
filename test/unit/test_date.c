/* The date of a command and the form of its payload, from payloads made here (GBCS 9.2). */
#include <stdio.h>

#include "hex.h"

#include "gbcs/codec/ber.h"
#include "gbcs/codec/dlms.h"
#include "gbcs/codec/gbz.h"
#include "gbcs/message/date.h"

/** 2030-01-02T03:04:05Z, as UTC, as DLMS and ZigBee have it. */
#define MOMENT ((gbcs_utc)1893553445)
#define ZIGBEE_MOMENT 0x387011A5U
#define DLMS_MOMENT "07EE0102FF030405008000FF"
#define DLMS_NOW "0000000000000000008000FF"
#define DLMS_NEVER "FFFFFFFFFFFFFFFFFF8000FF"
#define DLMS_LATER "07EE0102FF030406008000FF"

#define NOW GBCS_DATING_IMMEDIATE
#define DATED GBCS_DATING_DATED
#define CANCEL GBCS_DATING_CANCEL

#define COUNT_OF(table) (sizeof(table) / sizeof((table)[0]))

/* dateable use cases of each family */
#define ECS01A 0x0019U
#define GCS05 0x006FU
#define CS06 0x0012U
#define CS02B 0x0102U

static void assert_date(uint16_t code, gbcs_bytes payload, gbcs_status status, gbcs_dating dating)
{
    gbcs_date date = {GBCS_DATING_DATED, 1};

    assert_int_equal(gbcs_command_date(gbcs_use_case_find(code), payload, &date), status);
    assert_int_equal(date.dating, dating);
    assert_int_equal(date.time, (dating == DATED) ? MOMENT : 0);
}

/** Every beginning of a payload is refused, in both functions, and by the rules of any family. */
static void assert_beginnings_refused(uint16_t code, gbcs_family family, gbcs_bytes payload)
{
    for (size_t size = 0U; size < payload.size; size++) {
        const gbcs_bytes beginning = gbcs_bytes_slice(payload, 0U, size);
        gbcs_date date = {GBCS_DATING_DATED, 1};

        assert_int_not_equal(gbcs_payload_check(family, beginning), GBCS_OK);
        assert_int_not_equal(gbcs_payload_check(GBCS_FAMILY_ANY, beginning), GBCS_OK);
        assert_int_not_equal(gbcs_command_date(gbcs_use_case_find(code), beginning, &date),
                             GBCS_OK);
        assert_int_equal(date.dating, NOW);
        assert_int_equal(date.time, 0);
    }
}

/* ---- DLMS ---- */

/** A request of items {access, class, attribute, data in hexadecimal}. */
typedef struct dlms_case {
    gbcs_access access;
    uint16_t class_id;
    uint8_t attribute;
    const char *data;
} dlms_case;

static gbcs_bytes dlms_request(const dlms_case *cases, size_t count, uint8_t *buffer, size_t room)
{
    static const uint8_t OBIS[GBCS_OBIS_SIZE] = {0, 0, 1, 0, 0, 255};
    static const uint8_t NOTHING[1] = {0};
    static uint8_t data[8][64];
    gbcs_dlms_request_item items[8];
    gbcs_writer writer = gbcs_writer_of(buffer, room);
    const gbcs_bytes none = {NULL, 0U};

    for (size_t i = 0U; i < count; i++) {
        const bool selected = cases[i].access > GBCS_ACCESS_ACTION;

        items[i].access = cases[i].access;
        items[i].class_id = cases[i].class_id;
        items[i].instance = gbcs_bytes_of(OBIS, sizeof OBIS);
        items[i].attribute = cases[i].attribute;
        items[i].selector = selected ? 1U : 0U;
        items[i].parameters = selected ? gbcs_bytes_of(NOTHING, sizeof NOTHING) : none;
        items[i].data = hex_bytes(cases[i].data, data[i], sizeof data[i]);
    }
    gbcs_write_dlms_request(&writer, 0x20000001U, none, items, count);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

static void dlms_places(void **state)
{
    static const struct {
        uint16_t class_id;
        uint8_t attribute;
    } PLACES[] = {{20, 10}, {111, 13}, {113, 7}, {9000, 6}};
    static const struct {
        const char *data;
        gbcs_status status;
        gbcs_dating dating;
    } VALUES[] = {
        {"090C" DLMS_NOW, GBCS_OK, NOW},
        {"090C" DLMS_MOMENT, GBCS_OK, DATED},
        {"090C" DLMS_NEVER, GBCS_OK, CANCEL},
        /* the same with its day of the week; in local time, one hour ahead; on a wrong day */
        {"090C07EE010203030405000000FF", GBCS_OK, DATED},
        {"090C07EE01020304040500FFC4FF", GBCS_OK, DATED},
        {"090C07EE010204030405008000FF", GBCS_ERR_TIME, NOW},
        /* almost a marker */
        {"090C000000000000000000800000", GBCS_ERR_TIME, NOW},
        {"090CFFFFFFFFFFFFFFFFFFFFFFFF", GBCS_ERR_TIME, NOW},
        /* no date there is; not 12 octets; another type; hidden in a structure */
        {"090C07EE021EFF030405008000FF", GBCS_ERR_TIME, NOW},
        {"090B07EE0102FF030405008000", GBCS_ERR_TIME, NOW},
        {"090D" DLMS_MOMENT "00", GBCS_ERR_TIME, NOW},
        {"0900", GBCS_ERR_TIME, NOW},
        {"00", GBCS_ERR_TIME, NOW},
        {"19" DLMS_MOMENT, GBCS_ERR_TIME, NOW},
        {"0A0C" DLMS_MOMENT, GBCS_ERR_TIME, NOW},
        {"0201090C" DLMS_MOMENT, GBCS_ERR_TIME, NOW},
    };
    static const gbcs_access SETS[] = {GBCS_ACCESS_SET, GBCS_ACCESS_SET_SELECTED};
    uint8_t buffer[256];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(PLACES); i++) {
        for (size_t j = 0U; j < COUNT_OF(VALUES); j++) {
            for (size_t k = 0U; k < COUNT_OF(SETS); k++) {
                const dlms_case one = {SETS[k], PLACES[i].class_id, PLACES[i].attribute,
                                       VALUES[j].data};
                const gbcs_bytes payload = dlms_request(&one, 1U, buffer, sizeof buffer);

                assert_int_equal(gbcs_payload_check(GBCS_FAMILY_DLMS, payload), GBCS_OK);
                assert_date(ECS01A, payload, VALUES[j].status, VALUES[j].dating);
                /* a use case that can't wait: not looked at */
                assert_date(0x004FU, payload, GBCS_OK, NOW);
            }
        }
    }
}

static void dlms_items_without_a_date(void **state)
{
    static const dlms_case CASES[] = {
        {GBCS_ACCESS_GET, 9000, 6, "00"},
        {GBCS_ACCESS_GET_SELECTED, 113, 7, "00"},
        {GBCS_ACCESS_ACTION, 113, 7, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET, 20, 9, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET, 20, 11, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET, 113, 13, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET, 111, 7, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET, 9001, 6, "090C" DLMS_MOMENT},
    };
    static const dlms_case DATE = {GBCS_ACCESS_SET, 113, 7, "090C" DLMS_MOMENT};
    uint8_t buffer[256];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(CASES); i++) {
        dlms_case both[3];

        assert_date(ECS01A, dlms_request(&CASES[i], 1U, buffer, sizeof buffer), GBCS_OK, NOW);
        /* nor does it stand against a date */
        both[0] = CASES[i];
        both[1] = DATE;
        both[2] = CASES[i];
        assert_date(ECS01A, dlms_request(both, 3U, buffer, sizeof buffer), GBCS_OK, DATED);
    }
    assert_date(ECS01A, dlms_request(CASES, 0U, buffer, sizeof buffer), GBCS_OK, NOW);
}

static void dlms_dates_must_be_equal(void **state)
{
    static const char *const DATES[] = {DLMS_NOW, DLMS_MOMENT, DLMS_NEVER, DLMS_LATER};
    uint8_t buffer[512];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(DATES); i++) {
        for (size_t j = 0U; j < COUNT_OF(DATES); j++) {
            char first[32] = "090C";
            char other[32] = "090C";
            const dlms_case items[] = {
                {GBCS_ACCESS_SET, 113, 7, first},
                {GBCS_ACCESS_SET, 20, 10, first},
                {GBCS_ACCESS_SET, 9000, 6, other},
            };
            gbcs_date date;

            (void)strcat(first, DATES[i]);
            (void)strcat(other, DATES[j]);
            assert_int_equal(
                gbcs_command_date(gbcs_use_case_find(ECS01A),
                                  dlms_request(items, COUNT_OF(items), buffer, sizeof buffer),
                                  &date),
                (i == j) ? GBCS_OK : GBCS_ERR_VALUE);
            if (i != j) {
                assert_int_equal(date.dating, NOW);
                assert_int_equal(date.time, 0);
            }
        }
    }
}

/** The first error is the one that is told. */
static void dlms_errors_stay(void **state)
{
    static const dlms_case ITEMS[] = {
        {GBCS_ACCESS_SET, 113, 7, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET, 113, 7, "0900"},
        {GBCS_ACCESS_SET, 113, 7, "090C" DLMS_NOW},
    };
    uint8_t buffer[512];

    (void)state;
    assert_date(ECS01A, dlms_request(ITEMS, COUNT_OF(ITEMS), buffer, sizeof buffer), GBCS_ERR_TIME,
                NOW);
}

static void dlms_malformed(void **state)
{
    static const char *const PAYLOADS[] = {
        /* a count of 2^32 - 1, and none of its items; another count of data */
        "D92000000100 84FFFFFFFF",
        "D92000000100 01 02 0071 0000010000FF 07 02 00 00",
        /* more arrays in one another than are followed */
        ("D92000000100 01 02 0071 0000010000FF 07 01"
         "0101 0101 0101 0101 0101 0101 0101 0101 0101 0101 0101 0101 0101 0101 00"),
        /* an array of 2^32 - 1 values, and nothing of it */
        "D92000000100 01 02 0071 0000010000FF 07 01 0184FFFFFFFF",
        /* a get with a value; something behind; a response */
        "D92000000100 01 01 0071 0000010000FF 07 01 1100",
        "D92000000100 00 00 00",
        "DA2000000100 00 00 00",
    };
    uint8_t buffer[256];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(PAYLOADS); i++) {
        const gbcs_bytes payload = hex_bytes(PAYLOADS[i], buffer, sizeof buffer);
        gbcs_date date = {GBCS_DATING_DATED, 1};

        assert_int_not_equal(gbcs_payload_check(GBCS_FAMILY_DLMS, payload), GBCS_OK);
        assert_int_not_equal(gbcs_command_date(gbcs_use_case_find(ECS01A), payload, &date),
                             GBCS_OK);
        assert_int_equal(date.dating, NOW);
        assert_int_equal(date.time, 0);
    }
}

static void dlms_truncated(void **state)
{
    static const dlms_case ITEMS[] = {
        {GBCS_ACCESS_SET, 113, 7, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET_SELECTED, 20, 10, "090C" DLMS_MOMENT},
    };
    uint8_t buffer[256];

    (void)state;
    assert_beginnings_refused(ECS01A, GBCS_FAMILY_DLMS,
                              dlms_request(ITEMS, COUNT_OF(ITEMS), buffer, sizeof buffer));
}

/* ---- GBZ ---- */

/** Where each command has its date; IN_HEADER for From Date Time. */
#define IN_HEADER 0xFFU
typedef struct gbz_case {
    uint16_t cluster;
    uint8_t command;
    uint8_t offset;
    uint32_t never;
} gbz_case;

static const gbz_case GBZ_CASES[] = {
    {0x0700, 0x04, 12, 0xFFFFFFFFU}, {0x0700, 0x05, 8, 0xFFFFFFFEU},
    {0x0700, 0x06, 8, 0xFFFFFFFEU},  {0x0705, 0x03, 4, 0xFFFFFFFFU},
    {0x0705, 0x06, 8, 0xFFFFFFFFU},  {0x0705, 0x09, IN_HEADER, 0xFFFFFFFFU},
    {0x0705, 0x0B, 8, 0xFFFFFFFFU},  {0x0705, 0x0C, 8, 0xFFFFFFFFU},
    {0x0707, 0x00, 12, 0xFFFFFFFEU}, {0x0707, 0x04, 12, 0xFFFFFFFEU},
};

/** A component with its date, in a body that has nothing but A5 else and ends with the date. */
static gbcs_gbz_component dated_component(const gbz_case *place, uint32_t date, uint8_t *body)
{
    gbcs_gbz_component component = {0U, 0U, 0U, 0U, 0U, 0x01U, 0U, 0U, {NULL, 0U}};

    component.cluster = place->cluster;
    component.command = place->command;
    (void)memset(body, 0xA5, 16U);
    if (place->offset == IN_HEADER) {
        component.control = GBCS_GBZ_FROM_DATE_TIME;
        component.from_date_time = date;
        component.body = gbcs_bytes_of(body, 4U);
    } else {
        for (size_t i = 0U; i < 4U; i++) {
            body[place->offset + i] = (uint8_t)(date >> (8U * i));
        }
        component.body = gbcs_bytes_of(body, place->offset + 4U);
    }
    return component;
}

static gbcs_bytes gbz_request(const gbcs_gbz_component *components, size_t count, uint8_t *buffer,
                              size_t room)
{
    gbcs_writer writer = gbcs_writer_of(buffer, room);

    gbcs_write_gbz(&writer, components, count);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

static void assert_gbz_date(const gbcs_gbz_component *component, gbcs_status status,
                            gbcs_dating dating)
{
    uint8_t buffer[64];
    const gbcs_bytes payload = gbz_request(component, 1U, buffer, sizeof buffer);

    assert_int_equal(gbcs_payload_check(GBCS_FAMILY_GBZ, payload), GBCS_OK);
    assert_int_equal(gbcs_payload_check(GBCS_FAMILY_ANY, payload), GBCS_OK);
    assert_date(GCS05, payload, status, dating);
    /* a use case that can't wait: not looked at */
    assert_date(0x006EU, payload, GBCS_OK, NOW);
}

static void gbz_places(void **state)
{
    uint8_t body[16];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(GBZ_CASES); i++) {
        const gbz_case *place = &GBZ_CASES[i];
        gbcs_gbz_component component = dated_component(place, 0U, body);

        assert_gbz_date(&component, GBCS_OK, NOW);
        component = dated_component(place, place->never, body);
        assert_gbz_date(&component, GBCS_OK, CANCEL);
        component = dated_component(place, ZIGBEE_MOMENT, body);
        assert_gbz_date(&component, GBCS_OK, DATED);
        /* from the server: the same */
        component.frame_control = 0x09U;
        assert_gbz_date(&component, GBCS_OK, DATED);
        if (place->never != 0xFFFFFFFFU) {
            /* "invalid" is no date */
            component = dated_component(place, 0xFFFFFFFFU, body);
            assert_gbz_date(&component, GBCS_ERR_TIME, NOW);
        }
    }
}

static void gbz_body_too_short(void **state)
{
    uint8_t body[16];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(GBZ_CASES); i++) {
        gbcs_gbz_component component = dated_component(&GBZ_CASES[i], ZIGBEE_MOMENT, body);

        while (component.body.size > 0U) {
            component.body.size--;
            if (GBZ_CASES[i].offset == IN_HEADER) {
                assert_gbz_date(&component, GBCS_OK, DATED);
            } else {
                assert_gbz_date(&component, GBCS_ERR_TRUNCATED, NOW);
            }
        }
    }
}

static void gbz_without_a_date(void **state)
{
    static const gbz_case OTHERS[] = {
        {0x0707, 0x01, 12, 0U}, {0x0707, 0x02, 12, 0U}, {0x0707, 0x03, 12, 0U},
        {0x0707, 0x05, 12, 0U}, {0x0700, 0x03, 12, 0U}, {0x0700, 0x07, 12, 0U},
        {0x0705, 0x0A, 8, 0U},  {0x0705, 0x0D, 8, 0U},  {0x0701, 0x04, 12, 0U},
    };
    uint8_t body[16];
    gbcs_gbz_component component;

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(OTHERS); i++) {
        component = dated_component(&OTHERS[i], ZIGBEE_MOMENT, body);
        assert_gbz_date(&component, GBCS_OK, NOW);
    }
    for (size_t i = 0U; i < COUNT_OF(GBZ_CASES); i++) {
        if (GBZ_CASES[i].offset != IN_HEADER) {
            /* a command for all clusters; a manufacturer's own one */
            component = dated_component(&GBZ_CASES[i], ZIGBEE_MOMENT, body);
            component.frame_control = 0x00U;
            assert_gbz_date(&component, GBCS_OK, NOW);
            component.frame_control = 0x05U;
            assert_gbz_date(&component, GBCS_OK, NOW);
            /* no component with a date is encrypted */
            component.frame_control = 0x01U;
            component.control = GBCS_GBZ_ENCRYPTED;
            assert_gbz_date(&component, GBCS_ERR_TIME, NOW);
        }
    }
}

static void gbz_from_date_time(void **state)
{
    static const gbz_case LEVEL = {0x0705, 0x09, IN_HEADER, 0U};
    static const gbz_case MODE = {0x0705, 0x06, 8, 0U};
    static const gbz_case PART = {0x0707, 0x01, 12, 0U};
    uint8_t body[16];
    uint8_t buffer[64];
    gbcs_gbz_component both[2];
    gbcs_gbz_component component = dated_component(&LEVEL, 0U, body);

    (void)state;
    /* left out: at once */
    component.control = 0U;
    assert_gbz_date(&component, GBCS_OK, NOW);
    /* which can't stand beside a date */
    both[0] = component;
    both[1] = dated_component(&MODE, ZIGBEE_MOMENT, body);
    assert_date(GCS05, gbz_request(both, 2U, buffer, sizeof buffer), GBCS_ERR_VALUE, NOW);
    /* it counts where a command has no date, and must agree where it has */
    component = dated_component(&PART, 0U, body);
    component.control = GBCS_GBZ_FROM_DATE_TIME;
    component.from_date_time = ZIGBEE_MOMENT;
    assert_gbz_date(&component, GBCS_OK, DATED);
    component = dated_component(&MODE, ZIGBEE_MOMENT, body);
    component.control = GBCS_GBZ_FROM_DATE_TIME;
    component.from_date_time = ZIGBEE_MOMENT;
    assert_gbz_date(&component, GBCS_OK, DATED);
    component.from_date_time = ZIGBEE_MOMENT + 1U;
    assert_gbz_date(&component, GBCS_ERR_VALUE, NOW);
    component.from_date_time = 0U;
    assert_gbz_date(&component, GBCS_ERR_VALUE, NOW);
}

/** Two commands: the same, a different date, at once beside a date, never beside a date. */
static void gbz_dates_must_be_equal(void **state)
{
    uint8_t first_body[16];
    uint8_t other_body[16];
    uint8_t buffer[128];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(GBZ_CASES); i++) {
        const gbz_case *place = &GBZ_CASES[i];
        const uint32_t dates[] = {0U, ZIGBEE_MOMENT, place->never, ZIGBEE_MOMENT + 1U};

        for (size_t j = 0U; j < COUNT_OF(dates); j++) {
            gbcs_gbz_component both[2];

            both[0] = dated_component(&GBZ_CASES[0], ZIGBEE_MOMENT, first_body);
            both[1] = dated_component(place, dates[j], other_body);
            assert_date(GCS05, gbz_request(both, 2U, buffer, sizeof buffer),
                        (j == 1U) ? GBCS_OK : GBCS_ERR_VALUE, (j == 1U) ? DATED : NOW);
        }
        /* never is never, however it is written */
        {
            gbcs_gbz_component both[2];

            both[0] = dated_component(&GBZ_CASES[0], 0xFFFFFFFFU, first_body);
            both[1] = dated_component(place, place->never, other_body);
            assert_date(GCS05, gbz_request(both, 2U, buffer, sizeof buffer), GBCS_OK, CANCEL);
        }
    }
}

static void gbz_truncated(void **state)
{
    uint8_t body[2][16];
    uint8_t buffer[128];
    gbcs_gbz_component both[2];

    (void)state;
    both[0] = dated_component(&GBZ_CASES[0], ZIGBEE_MOMENT, body[0]);
    both[1] = dated_component(&GBZ_CASES[5], ZIGBEE_MOMENT, body[1]);
    assert_beginnings_refused(GCS05, GBCS_FAMILY_GBZ, gbz_request(both, 2U, buffer, sizeof buffer));
}

/* ---- ASN.1 ---- */

/* 2030-01-02 03:04:05, 9999-12-31 23:59:59 */
#define ASN1_MOMENT "180F 32303330303130323033303430355A"
#define ASN1_NEVER "180F 39393939313233313233353935395A"

static void asn1_dates(void **state)
{
    static const struct {
        uint16_t code;
        const char *payload;
        gbcs_status status;
        gbcs_dating dating;
    } CASES[] = {
        {CS06, "3006 0401AA 020105", GBCS_OK, NOW},
        {CS06, "3017 0401AA 020105" ASN1_MOMENT, GBCS_OK, DATED},
        {CS06, "3017 0401AA 020105" ASN1_NEVER, GBCS_OK, CANCEL},
        /* lengths that are not shortest, as devices write them */
        {CS06, "30820017 0401AA 020105" ASN1_MOMENT, GBCS_OK, DATED},
        /* the year 0000; a fraction of a second; no Z; empty */
        {CS06, "3017 0401AA 020105 180F 30303030303130323033303430355A", GBCS_ERR_TIME, NOW},
        {CS06, "3019 0401AA 020105 1811 32303330303130323033303430352E315A", GBCS_ERR_TIME, NOW},
        {CS06, "3016 0401AA 020105 180E 3230333030313032303330343035", GBCS_ERR_TIME, NOW},
        {CS06, "3008 0401AA 020105 1800", GBCS_ERR_TIME, NOW},
        /* a time of another type; the date twice; something behind it; in the wrong place */
        {CS06, "3015 0401AA 020105 170D 3330303130323033303430355A", GBCS_ERR_TRAILING, NOW},
        {CS06, "3028 0401AA 020105" ASN1_MOMENT ASN1_MOMENT, GBCS_ERR_TRAILING, NOW},
        {CS06, "3019 0401AA 020105" ASN1_MOMENT "0500", GBCS_ERR_TRAILING, NOW},
        {CS06, "3006 0401AA 020105 0500", GBCS_ERR_TRAILING, NOW},
        {CS06, "3017" ASN1_MOMENT "0401AA 020105", GBCS_ERR_TAG, NOW},
        {CS06, "3014 0401AA" ASN1_MOMENT, GBCS_ERR_TAG, NOW},
        {CS06, "3106 0401AA 020105", GBCS_ERR_TAG, NOW},
        {CS06, "3006 3000 3000 3000", GBCS_ERR_TAG, NOW},
        {CS02B, "3006 3000 3000 3000", GBCS_OK, NOW},
        {CS02B, "3017 3000 3000 3000" ASN1_MOMENT, GBCS_OK, DATED},
        {CS02B, "3017 3000 3000 3000" ASN1_NEVER, GBCS_OK, CANCEL},
        /* a date in one of the elements is none of the command's */
        {CS02B, "3017 3011" ASN1_MOMENT "3000 3000", GBCS_OK, NOW},
        {CS02B, "3015 3000 3000" ASN1_MOMENT, GBCS_ERR_TAG, NOW},
        {CS02B, "3004 3000 3000", GBCS_ERR_TRUNCATED, NOW},
        {CS02B, "3006 0401AA 020105", GBCS_ERR_TAG, NOW},
        {CS02B, "0500", GBCS_ERR_TAG, NOW},
    };
    uint8_t buffer[64];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(CASES); i++) {
        assert_date(CASES[i].code, hex_bytes(CASES[i].payload, buffer, sizeof buffer),
                    CASES[i].status, CASES[i].dating);
    }
}

/** Every use case of the two forms, and that there is no other one. */
static void asn1_use_cases(void **state)
{
    size_t found = 0U;
    uint8_t buffer[64];

    (void)state;
    for (size_t i = 0U; gbcs_use_case_at(i) != NULL; i++) {
        const gbcs_use_case *row = gbcs_use_case_at(i);
        const char *payload = (row->code == CS06) ? "3017 0401AA 020105" ASN1_MOMENT
                                                  : "3017 3000 3000 3000" ASN1_MOMENT;

        if (((row->flags & GBCS_USE_FUTURE_DATED) != 0U) && (row->family == GBCS_FAMILY_ASN1)) {
            assert_true((row->code == CS06) || ((row->code >= 0x0100U) && (row->code <= 0x0109U)) ||
                        (row->code == 0x0125U) || (row->code == 0x0126U));
            assert_date(row->code, hex_bytes(payload, buffer, sizeof buffer), GBCS_OK, DATED);
            found++;
        }
    }
    assert_int_equal(found, 13);
}

static void asn1_truncated(void **state)
{
    uint8_t buffer[64];

    (void)state;
    assert_beginnings_refused(CS06, GBCS_FAMILY_ASN1,
                              hex_bytes("3017 0401AA 020105" ASN1_MOMENT, buffer, sizeof buffer));
    assert_beginnings_refused(CS02B, GBCS_FAMILY_ASN1,
                              hex_bytes("3017 3000 3000 3000" ASN1_MOMENT, buffer, sizeof buffer));
}

/* ---- families ---- */

static const struct {
    gbcs_family family;
    const char *payload;
} WELL_FORMED[] = {
    {GBCS_FAMILY_DLMS, "D92000000100 0000"},
    {GBCS_FAMILY_GBZ, "0109 01 01 0705 0003 010006"},
    {GBCS_FAMILY_ASN1, "3006 0401AA 020105"},
    /* a length that is not shortest, as devices write them */
    {GBCS_FAMILY_ASN1, "30820006 0401AA 020105"},
    {GBCS_FAMILY_ASN1, "0500"},
    {GBCS_FAMILY_ASN1, "0101FF"},
};

static void payload_of_its_family_only(void **state)
{
    uint8_t buffer[64];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(WELL_FORMED); i++) {
        const gbcs_bytes payload = hex_bytes(WELL_FORMED[i].payload, buffer, sizeof buffer);

        for (int family = GBCS_FAMILY_DLMS; family <= GBCS_FAMILY_ANY; family++) {
            const bool fits = (family == GBCS_FAMILY_ANY) || (family == (int)WELL_FORMED[i].family);

            assert_int_equal(gbcs_payload_check((gbcs_family)family, payload),
                             fits ? GBCS_OK : GBCS_ERR_TAG);
        }
        assert_int_equal(gbcs_payload_check((gbcs_family)4, payload), GBCS_ERR_TAG);
    }
}

static void payload_checked_whole(void **state)
{
    static const struct {
        gbcs_family family;
        const char *payload;
        gbcs_status status;
    } CASES[] = {
        {GBCS_FAMILY_DLMS, "", GBCS_ERR_TRUNCATED},
        {GBCS_FAMILY_GBZ, "", GBCS_ERR_TRUNCATED},
        {GBCS_FAMILY_ASN1, "", GBCS_ERR_TRUNCATED},
        {GBCS_FAMILY_ANY, "", GBCS_ERR_TRUNCATED},
        {GBCS_FAMILY_GBZ, "01", GBCS_ERR_TRUNCATED},
        {GBCS_FAMILY_GBZ, "0109 01 01 0705 0003 010006 00", GBCS_ERR_TRAILING},
        {GBCS_FAMILY_GBZ, "0109 02 01 0705 0003 010006 01 0705 0003 010006", GBCS_ERR_VALUE},
        {GBCS_FAMILY_ASN1, "3003 0401AA 0500", GBCS_ERR_TRAILING},
        /* deep in it: an INTEGER with an octet too many */
        {GBCS_FAMILY_ASN1, "3008 3006 3004 02020005", GBCS_ERR_LENGTH},
        {GBCS_FAMILY_ASN1, "3080 0000", GBCS_ERR_LENGTH},
    };
    uint8_t buffer[64];

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(CASES); i++) {
        assert_int_equal(
            gbcs_payload_check(CASES[i].family, hex_bytes(CASES[i].payload, buffer, sizeof buffer)),
            CASES[i].status);
    }
}

/** A use case of which no message is known: its payload tells how to read it. */
static void family_told_by_the_payload(void **state)
{
    static const gbz_case MODE = {0x0705, 0x06, 8, 0U};
    static const dlms_case CHARGE = {GBCS_ACCESS_SET, 113, 7, "090C" DLMS_MOMENT};
    gbcs_use_case any = {
        CS06, 2U, 4U, GBCS_USE_FUTURE_DATED, GBCS_CATEGORY_CRITICAL_COMMAND, GBCS_FAMILY_ANY};
    uint8_t body[16];
    uint8_t buffer[64];
    const gbcs_gbz_component component = dated_component(&MODE, ZIGBEE_MOMENT, body);
    gbcs_date date;

    (void)state;
    assert_int_equal(
        gbcs_command_date(&any, gbz_request(&component, 1U, buffer, sizeof buffer), &date),
        GBCS_OK);
    assert_int_equal(date.time, MOMENT);
    assert_int_equal(
        gbcs_command_date(&any, dlms_request(&CHARGE, 1U, buffer, sizeof buffer), &date), GBCS_OK);
    assert_int_equal(date.time, MOMENT);
    assert_int_equal(
        gbcs_command_date(&any, hex_bytes("3017 0401AA 020105" ASN1_MOMENT, buffer, sizeof buffer),
                          &date),
        GBCS_OK);
    assert_int_equal(date.time, MOMENT);
}

/* ---- objects ---- */

/** The walk gives these objects, in hexadecimal one after the other, and no more. */
static void assert_objects(uint16_t code, gbcs_bytes payload, const char *expected)
{
    gbcs_dated_objects walk = gbcs_dated_objects_of(gbcs_use_case_find(code), payload);
    uint8_t all[16U * GBCS_OBJECT_SIZE];
    uint8_t object[GBCS_OBJECT_SIZE];
    size_t used = 0U;

    memset(object, 0xEE, sizeof object);
    while (gbcs_dated_object_next(&walk, object)) {
        memcpy(&all[used], object, sizeof object);
        used += sizeof object;
        memset(object, 0xEE, sizeof object);
    }
    assert_zeros(object, sizeof object);
    assert_octets(all, used, expected);
    /* and stays at the end */
    assert_false(gbcs_dated_object_next(&walk, object));
    assert_zeros(object, sizeof object);
}

static void dlms_objects(void **state)
{
    static const dlms_case ITEMS[] = {
        {GBCS_ACCESS_SET, 113, 7, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET, 113, 6, "00"},
        {GBCS_ACCESS_GET, 113, 7, "00"},
        {GBCS_ACCESS_SET_SELECTED, 20, 10, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_ACTION, 9000, 6, "090C" DLMS_MOMENT},
        {GBCS_ACCESS_SET, 9000, 6, "090C" DLMS_MOMENT},
    };
    uint8_t buffer[512];
    const gbcs_bytes payload = dlms_request(ITEMS, COUNT_OF(ITEMS), buffer, sizeof buffer);

    (void)state;
    assert_objects(ECS01A, payload,
                   "0071 0000010000FF 07 0014 0000010000FF 0A 2328 0000010000FF 06");
    for (size_t size = 0U; size < payload.size; size++) {
        assert_objects(ECS01A, gbcs_bytes_slice(payload, 0U, size), "");
    }
    assert_objects(ECS01A, dlms_request(&ITEMS[1], 2U, buffer, sizeof buffer), "");
    /* neither a use case that can't wait, nor one of another family */
    assert_objects(0x004FU, dlms_request(ITEMS, 1U, buffer, sizeof buffer), "");
    assert_objects(GCS05, dlms_request(ITEMS, 1U, buffer, sizeof buffer), "");
    assert_objects(CS06, dlms_request(ITEMS, 1U, buffer, sizeof buffer), "");
}

static void gbz_objects(void **state)
{
    static const gbz_case PART = {0x0707, 0x01, 12, 0U};
    gbcs_gbz_component three[3];
    uint8_t bodies[3][32];
    uint8_t buffer[256];
    gbcs_bytes payload;

    (void)state;
    for (size_t i = 0U; i < COUNT_OF(GBZ_CASES); i++) {
        char expected[2U * GBCS_OBJECT_SIZE + 1U];

        three[0] = dated_component(&PART, ZIGBEE_MOMENT, bodies[0]);
        three[1] = dated_component(&GBZ_CASES[i], ZIGBEE_MOMENT, bodies[1]);
        three[1].frame_control = 0x09U;
        three[2] = three[0];
        (void)snprintf(expected, sizeof expected, "%04X09%02X0000000000", three[1].cluster,
                       three[1].command);
        payload = gbz_request(three, 3U, buffer, sizeof buffer);
        assert_objects(GCS05, payload, expected);
        for (size_t size = 0U; size < payload.size; size++) {
            assert_objects(GCS05, gbcs_bytes_slice(payload, 0U, size), "");
        }
        assert_objects(GCS05, gbz_request(three, 1U, buffer, sizeof buffer), "");
    }
    /* a date in front counts wherever it stands */
    three[0].control |= GBCS_GBZ_FROM_DATE_TIME;
    three[0].from_date_time = ZIGBEE_MOMENT;
    assert_objects(GCS05, gbz_request(three, 1U, buffer, sizeof buffer), "070701010000000000");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dlms_places),
        cmocka_unit_test(dlms_items_without_a_date),
        cmocka_unit_test(dlms_dates_must_be_equal),
        cmocka_unit_test(dlms_errors_stay),
        cmocka_unit_test(dlms_malformed),
        cmocka_unit_test(dlms_truncated),
        cmocka_unit_test(gbz_places),
        cmocka_unit_test(gbz_body_too_short),
        cmocka_unit_test(gbz_without_a_date),
        cmocka_unit_test(gbz_from_date_time),
        cmocka_unit_test(gbz_dates_must_be_equal),
        cmocka_unit_test(gbz_truncated),
        cmocka_unit_test(asn1_dates),
        cmocka_unit_test(asn1_use_cases),
        cmocka_unit_test(asn1_truncated),
        cmocka_unit_test(payload_of_its_family_only),
        cmocka_unit_test(payload_checked_whole),
        cmocka_unit_test(family_told_by_the_payload),
        cmocka_unit_test(dlms_objects),
        cmocka_unit_test(gbz_objects),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
