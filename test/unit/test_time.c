#include "hex.h"

/** Moments, their number as POSIX counts seconds, and their day of the week (Monday is 1). */
static const struct {
    gbcs_civil civil;
    gbcs_utc utc;
    unsigned int weekday;
} MOMENTS[] = {
    {{1, 1, 1, 0, 0, 0}, INT64_C(-62135596800), 1},
    {{1, 1, 1, 23, 59, 59}, INT64_C(-62135510401), 1},
    {{4, 2, 29, 0, 0, 0}, INT64_C(-62035891200), 7},
    {{100, 3, 1, 0, 0, 0}, INT64_C(-59006361600), 1},
    {{400, 2, 29, 12, 0, 0}, INT64_C(-49539297600), 2},
    {{1582, 10, 15, 0, 0, 0}, INT64_C(-12219292800), 5},
    {{1900, 2, 28, 23, 59, 59}, INT64_C(-2203891201), 3},
    {{1900, 3, 1, 0, 0, 0}, INT64_C(-2203891200), 4},
    {{1949, 12, 31, 23, 59, 59}, INT64_C(-631152001), 6},
    {{1950, 1, 1, 0, 0, 0}, INT64_C(-631152000), 7},
    {{1969, 12, 31, 23, 59, 59}, INT64_C(-1), 3},
    {{1970, 1, 1, 0, 0, 0}, INT64_C(0), 4},
    {{1999, 12, 31, 23, 59, 59}, INT64_C(946684799), 5},
    {{2000, 1, 1, 0, 0, 0}, INT64_C(946684800), 6},
    {{2000, 2, 29, 0, 0, 0}, INT64_C(951782400), 2},
    {{2000, 3, 1, 0, 0, 0}, INT64_C(951868800), 3},
    {{2015, 1, 1, 0, 0, 0}, INT64_C(1420070400), 4},
    {{2038, 1, 19, 3, 14, 7}, INT64_C(2147483647), 2},
    {{2038, 1, 19, 3, 14, 8}, INT64_C(2147483648), 2},
    {{2049, 12, 31, 23, 59, 59}, INT64_C(2524607999), 5},
    {{2050, 1, 1, 0, 0, 0}, INT64_C(2524608000), 6},
    {{2100, 2, 28, 23, 59, 59}, INT64_C(4107542399), 7},
    {{2100, 3, 1, 0, 0, 0}, INT64_C(4107542400), 1},
    {{2106, 2, 7, 6, 28, 15}, INT64_C(4294967295), 7},
    {{2136, 2, 7, 6, 28, 14}, INT64_C(5241652094), 2},
    {{2136, 2, 7, 6, 28, 15}, INT64_C(5241652095), 2},
    {{2400, 2, 29, 0, 0, 0}, INT64_C(13574563200), 2},
    {{2400, 12, 31, 23, 59, 59}, INT64_C(13601087999), 7},
    {{9999, 12, 31, 23, 59, 59}, INT64_C(253402300799), 5},
};

#define MOMENT_COUNT (sizeof MOMENTS / sizeof MOMENTS[0])

static void assert_civil(const gbcs_civil *found, const gbcs_civil *expected)
{
    assert_int_equal(found->year, expected->year);
    assert_int_equal(found->month, expected->month);
    assert_int_equal(found->day, expected->day);
    assert_int_equal(found->hour, expected->hour);
    assert_int_equal(found->minute, expected->minute);
    assert_int_equal(found->second, expected->second);
}

static void known_moments_are_converted(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; i < MOMENT_COUNT; i++) {
        gbcs_civil civil;
        gbcs_utc utc;

        assert_int_equal(gbcs_utc_from_civil(&MOMENTS[i].civil, &utc), GBCS_OK);
        assert_true(utc == MOMENTS[i].utc);
        assert_int_equal(gbcs_utc_to_civil(utc, &civil), GBCS_OK);
        assert_civil(&civil, &MOMENTS[i].civil);
    }
    assert_true(GBCS_UTC_FIRST == MOMENTS[0].utc);
    assert_true(GBCS_UTC_LAST == MOMENTS[MOMENT_COUNT - 1U].utc);
}

/** Days of a month, said in another way than the library does. */
static unsigned int days_in(unsigned int year, unsigned int month)
{
    static const unsigned int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = ((year % 4U == 0U) && (year % 100U != 0U)) || (year % 400U == 0U);

    return ((month == 2U) && leap) ? 29U : days[month - 1U];
}

static void every_day_of_the_calendar_has_its_number(void **state)
{
    gbcs_utc expected = GBCS_UTC_FIRST;
    unsigned int year;
    unsigned int month;
    unsigned int day;

    (void)state;
    for (year = 1; year <= 9999U; year++) {
        for (month = 1; month <= 12U; month++) {
            for (day = 1; day <= 31U; day++) {
                gbcs_civil civil = {(uint16_t)year, (uint8_t)month, (uint8_t)day, 0, 0, 0};
                gbcs_civil back;
                gbcs_utc utc;

                if (day <= days_in(year, month)) {
                    assert_int_equal(gbcs_utc_from_civil(&civil, &utc), GBCS_OK);
                    assert_true(utc == expected);
                    assert_int_equal(gbcs_utc_to_civil(utc + 86399, &back), GBCS_OK);
                    assert_true((back.year == year) && (back.month == month) && (back.day == day) &&
                                (back.hour == 23U) && (back.second == 59U));
                    expected += 86400;
                } else {
                    assert_int_equal(gbcs_utc_from_civil(&civil, &utc), GBCS_ERR_TIME);
                }
            }
        }
    }
    assert_true(expected == GBCS_UTC_LAST + 1);
}

static void dates_and_times_that_do_not_exist_are_refused(void **state)
{
    static const gbcs_civil none[] = {
        {0, 1, 1, 0, 0, 0},      {10000, 1, 1, 0, 0, 0},     {65535, 1, 1, 0, 0, 0},
        {2000, 0, 1, 0, 0, 0},   {2000, 13, 1, 0, 0, 0},     {2000, 255, 1, 0, 0, 0},
        {2000, 1, 0, 0, 0, 0},   {2000, 1, 32, 0, 0, 0},     {2000, 1, 255, 0, 0, 0},
        {2000, 2, 30, 0, 0, 0},  {1900, 2, 29, 0, 0, 0},     {2001, 2, 29, 0, 0, 0},
        {2100, 2, 29, 0, 0, 0},  {2000, 4, 31, 0, 0, 0},     {2000, 6, 31, 0, 0, 0},
        {2000, 9, 31, 0, 0, 0},  {2000, 11, 31, 0, 0, 0},    {2000, 1, 1, 24, 0, 0},
        {2000, 1, 1, 255, 0, 0}, {2000, 1, 1, 0, 60, 0},     {2000, 1, 1, 0, 255, 0},
        {2000, 1, 1, 0, 0, 60},  {2016, 12, 31, 23, 59, 60}, {2000, 1, 1, 0, 0, 255},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof none / sizeof none[0]; i++) {
        gbcs_utc utc = 1;

        assert_int_equal(gbcs_utc_from_civil(&none[i], &utc), GBCS_ERR_TIME);
        assert_true(utc == 0);
    }
}

static void moments_outside_the_calendar_are_refused(void **state)
{
    static const gbcs_utc outside[] = {GBCS_UTC_FIRST - 1, GBCS_UTC_LAST + 1, INT64_MIN, INT64_MAX};
    size_t i;

    (void)state;
    for (i = 0; i < sizeof outside / sizeof outside[0]; i++) {
        gbcs_civil civil = {1, 1, 1, 1, 1, 1};
        const gbcs_civil none = {0, 0, 0, 0, 0, 0};
        uint8_t buffer[16];
        gbcs_writer dlms = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_writer generalized = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_writer utc_time = gbcs_writer_of(buffer, sizeof buffer);
        uint32_t seconds = 1;

        assert_int_equal(gbcs_utc_to_civil(outside[i], &civil), GBCS_ERR_TIME);
        assert_civil(&civil, &none);
        gbcs_write_dlms_time(&dlms, outside[i], 0);
        assert_int_equal(dlms.status, GBCS_ERR_TIME);
        gbcs_write_generalized_time(&generalized, outside[i]);
        assert_int_equal(generalized.status, GBCS_ERR_TIME);
        gbcs_write_utc_time(&utc_time, outside[i]);
        assert_int_equal(utc_time.status, GBCS_ERR_TIME);
        assert_int_equal(gbcs_utc_to_zigbee(outside[i], &seconds), GBCS_ERR_TIME);
        assert_int_equal(seconds, 0);
    }
}

static void dlms_date_times_are_read(void **state)
{
    static const struct {
        const char *hex;
        gbcs_civil civil;
        uint8_t clock_status;
    } rows[] = {
        {"07DF 01 01 FF 00 00 00 00 8000 FF", {2015, 1, 1, 0, 0, 0}, 0xFF},
        {"07DF 01 01 04 00 00 00 FF 8000 00", {2015, 1, 1, 0, 0, 0}, 0x00},
        {"07E8 02 1D FF 17 3B 3B 63 0000 02", {2024, 2, 29, 23, 59, 59}, 0x02},
        {"07E8 02 1D 04 17 3B 3B 63 8000 80", {2024, 2, 29, 23, 59, 59}, 0x80},
        {"0001 01 01 01 00 00 00 00 8000 00", {1, 1, 1, 0, 0, 0}, 0x00},
        {"270F 0C 1F 05 17 3B 3B 00 8000 04", {9999, 12, 31, 23, 59, 59}, 0x04},
        {"07E8 06 10 07 0C 00 00 00 8000 00", {2024, 6, 16, 12, 0, 0}, 0x00},
        /* deviation: minutes from local time to UTC, so British Summer Time has -60 */
        {"07E8 06 10 07 0C 00 00 00 FFC4 80", {2024, 6, 16, 11, 0, 0}, 0x80},
        {"07E8 06 10 FF 0C 00 00 00 003C 00", {2024, 6, 16, 13, 0, 0}, 0x00},
        {"07E8 06 10 FF 0C 00 00 00 0001 00", {2024, 6, 16, 12, 1, 0}, 0x00},
        {"07E8 06 10 FF 0C 00 00 00 FFFF 00", {2024, 6, 16, 11, 59, 0}, 0x00},
        {"07E8 06 10 FF 0C 00 00 00 02D0 00", {2024, 6, 17, 0, 0, 0}, 0x00},
        {"07E8 06 10 FF 0C 00 00 00 FD30 00", {2024, 6, 16, 0, 0, 0}, 0x00},
        /* the day of the week is that of the local date */
        {"07E8 01 01 01 00 1E 00 00 FFC4 00", {2023, 12, 31, 23, 30, 0}, 0x00},
        {"07E7 0C 1F 07 17 1E 00 00 003C 00", {2024, 1, 1, 0, 30, 0}, 0x00},
    };
    uint8_t buffer[16];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const gbcs_bytes octets = hex_bytes(rows[i].hex, buffer, sizeof buffer);
        uint8_t clock_status = 0x55;
        gbcs_civil civil;
        gbcs_utc utc;

        assert_int_equal(gbcs_utc_from_dlms(octets, &utc, &clock_status), GBCS_OK);
        assert_int_equal(gbcs_utc_to_civil(utc, &civil), GBCS_OK);
        assert_civil(&civil, &rows[i].civil);
        assert_int_equal(clock_status, rows[i].clock_status);
        utc = 0;
        assert_int_equal(gbcs_utc_from_dlms(octets, &utc, NULL), GBCS_OK);
        assert_int_equal(gbcs_utc_to_civil(utc, &civil), GBCS_OK);
        assert_civil(&civil, &rows[i].civil);
    }
}

static void any_clock_status_is_handed_on(void **state)
{
    uint8_t buffer[16];
    unsigned int value;

    (void)state;
    for (value = 0; value <= 0xFFU; value++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        uint8_t clock_status;
        gbcs_utc utc;

        gbcs_write_dlms_time(&writer, 0, (uint8_t)value);
        assert_int_equal(gbcs_utc_from_dlms(gbcs_writer_bytes(&writer), &utc, &clock_status),
                         GBCS_OK);
        assert_int_equal(clock_status, value);
    }
}

static void malformed_dlms_date_times_are_refused(void **state)
{
    static const struct {
        const char *hex;
        gbcs_status status;
    } rows[] = {
        {"", GBCS_ERR_LENGTH},
        {"07DF0101FF000000008000", GBCS_ERR_LENGTH},
        {"07DF0101FF000000008000FF00", GBCS_ERR_LENGTH},
        /* markers and wildcards are not moments */
        {"0000 00 00 00 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"FFFF FF FF FF FF FF FF FF 8000 FF", GBCS_ERR_TIME},
        {"FFFF 01 01 FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF FF 01 FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF FD 01 FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF FE 01 FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 FF FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 FD FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 FE FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF FF 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 FF 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 00 FF 00 8000 FF", GBCS_ERR_TIME},
        /* no such date or time */
        {"07DF 02 1D FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"0000 01 01 FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"2710 01 01 FF 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 18 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 3C 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 00 3C 00 8000 FF", GBCS_ERR_TIME},
        /* 2015-01-01 was a Thursday */
        {"07DF 01 01 00 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 01 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 03 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 05 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 07 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 08 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 0B 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FE 00 00 00 00 8000 FF", GBCS_ERR_TIME},
        /* hundredths, deviation */
        {"07DF 01 01 FF 00 00 00 64 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 00 00 FE 8000 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 00 00 00 02D1 FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 00 00 00 FD2F FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 00 00 00 7FFF FF", GBCS_ERR_TIME},
        {"07DF 01 01 FF 00 00 00 00 8001 FF", GBCS_ERR_TIME},
        /* a deviation that leads out of the calendar */
        {"0001 01 01 FF 00 00 00 00 FFFF FF", GBCS_ERR_TIME},
        {"270F 0C 1F FF 17 3B 3B 00 0001 FF", GBCS_ERR_TIME},
    };
    uint8_t buffer[16];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint8_t clock_status = 1;
        gbcs_utc utc = 1;

        assert_int_equal(
            gbcs_utc_from_dlms(hex_bytes(rows[i].hex, buffer, sizeof buffer), &utc, &clock_status),
            rows[i].status);
        assert_true(utc == 0);
        assert_int_equal(clock_status, 0);
    }
}

static void the_day_of_the_week_is_right(void **state)
{
    size_t i;
    unsigned int weekday;

    (void)state;
    for (i = 0; i < MOMENT_COUNT; i++) {
        for (weekday = 0; weekday <= 0xFFU; weekday++) {
            uint8_t buffer[GBCS_DLMS_TIME_SIZE];
            gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
            gbcs_utc utc;
            gbcs_status status;

            gbcs_write_dlms_time(&writer, MOMENTS[i].utc, 0);
            buffer[4] = (uint8_t)weekday;
            status = gbcs_utc_from_dlms(gbcs_writer_bytes(&writer), &utc, NULL);
            assert_int_equal(status == GBCS_OK,
                             (weekday == MOMENTS[i].weekday) || (weekday == 0xFFU));
        }
    }
}

static void the_markers_are_those_of_gbcs(void **state)
{
    (void)state;
    assert_octets(GBCS_DLMS_TIME_NOW, GBCS_DLMS_TIME_SIZE, "0000000000000000008000FF");
    assert_octets(GBCS_DLMS_TIME_NEVER, GBCS_DLMS_TIME_SIZE, "FFFFFFFFFFFFFFFFFF8000FF");
}

static void times_are_written(void **state)
{
    uint8_t buffer[16];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    gbcs_write_dlms_time(&writer, INT64_C(1709251199), 0x04);
    assert_bytes(gbcs_writer_bytes(&writer), "07E8021DFF173B3B00800004");
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_generalized_time(&writer, INT64_C(1709251199));
    assert_int_equal(gbcs_writer_bytes(&writer).size, GBCS_GENERALIZED_TIME_SIZE);
    assert_memory_equal(buffer, "20240229235959Z", GBCS_GENERALIZED_TIME_SIZE);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_utc_time(&writer, INT64_C(1709251199));
    assert_int_equal(gbcs_writer_bytes(&writer).size, GBCS_UTC_TIME_SIZE);
    assert_memory_equal(buffer, "240229235959Z", GBCS_UTC_TIME_SIZE);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_generalized_time(&writer, GBCS_UTC_FIRST);
    assert_memory_equal(buffer, "00010101000000Z", GBCS_GENERALIZED_TIME_SIZE);
}

static void a_time_that_does_not_fit_is_not_written(void **state)
{
    uint8_t buffer[16];
    size_t room;

    (void)state;
    for (room = 0; room < sizeof buffer; room++) {
        gbcs_writer dlms = gbcs_writer_of(buffer, room);
        gbcs_writer generalized = gbcs_writer_of(buffer, room);
        gbcs_writer utc_time = gbcs_writer_of(buffer, room);

        gbcs_write_dlms_time(&dlms, 0, 0);
        assert_int_equal(dlms.status, (room < 12U) ? GBCS_ERR_SPACE : GBCS_OK);
        gbcs_write_generalized_time(&generalized, 0);
        assert_int_equal(generalized.status, (room < 15U) ? GBCS_ERR_SPACE : GBCS_OK);
        gbcs_write_utc_time(&utc_time, 0);
        assert_int_equal(utc_time.status, (room < 13U) ? GBCS_ERR_SPACE : GBCS_OK);
    }
}

/** A notation in characters, and how it is read. */
typedef gbcs_status (*text_reader)(gbcs_bytes characters, gbcs_utc *utc);

static gbcs_status read_text(text_reader read, const char *text, gbcs_utc *utc)
{
    return read(gbcs_bytes_of((const uint8_t *)text, strlen(text)), utc);
}

static void generalized_times_are_read(void **state)
{
    static const struct {
        const char *text;
        gbcs_utc utc;
    } rows[] = {
        {"00010101000000Z", GBCS_UTC_FIRST},
        {"99991231235959Z", GBCS_UTC_LAST},
        {"19700101000000Z", 0},
        {"19691231235959Z", -1},
        {"20000229000000Z", INT64_C(951782400)},
        {"20500101000000Z", INT64_C(2524608000)},
        {"20380119031408Z", INT64_C(2147483648)},
        {"24000229000000Z", INT64_C(13574563200)},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_utc utc = 1;

        assert_int_equal(read_text(gbcs_utc_from_generalized, rows[i].text, &utc), GBCS_OK);
        assert_true(utc == rows[i].utc);
    }
}

static void utc_times_are_read(void **state)
{
    static const struct {
        const char *text;
        gbcs_utc utc;
    } rows[] = {
        {"500101000000Z", INT64_C(-631152000)},
        {"491231235959Z", INT64_C(2524607999)},
        {"991231235959Z", INT64_C(946684799)},
        {"000101000000Z", INT64_C(946684800)},
        {"700101000000Z", 0},
        {"000229000000Z", INT64_C(951782400)},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_utc utc = 1;

        assert_int_equal(read_text(gbcs_utc_from_utc_time, rows[i].text, &utc), GBCS_OK);
        assert_true(utc == rows[i].utc);
    }
}

static void malformed_texts_are_refused(void **state)
{
    static const struct {
        text_reader read;
        const char *text;
        gbcs_status status;
    } rows[] = {
        {gbcs_utc_from_generalized, "", GBCS_ERR_LENGTH},
        {gbcs_utc_from_generalized, "20150101000000", GBCS_ERR_LENGTH},
        {gbcs_utc_from_generalized, "20150101000000Z0", GBCS_ERR_LENGTH},
        {gbcs_utc_from_generalized, "150101000000Z", GBCS_ERR_LENGTH},
        {gbcs_utc_from_generalized, "20150101000000.0Z", GBCS_ERR_LENGTH},
        {gbcs_utc_from_generalized, "20150101000000+0000", GBCS_ERR_LENGTH},
        {gbcs_utc_from_generalized, "201501010000.0Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20150101000000z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "201501010000000", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "2015010100000/Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "2015010100000:Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "/0150101000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20 50101000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "00000101000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20150001000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20151301000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20150100000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20150132000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20150229000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20150101240000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20150101006000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_generalized, "20161231235960Z", GBCS_ERR_TIME},
        {gbcs_utc_from_utc_time, "", GBCS_ERR_LENGTH},
        {gbcs_utc_from_utc_time, "150101000000", GBCS_ERR_LENGTH},
        {gbcs_utc_from_utc_time, "20150101000000Z", GBCS_ERR_LENGTH},
        {gbcs_utc_from_utc_time, "1501010000Z", GBCS_ERR_LENGTH},
        {gbcs_utc_from_utc_time, "1501010000000", GBCS_ERR_TIME},
        {gbcs_utc_from_utc_time, "150229000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_utc_time, "150101240000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_utc_time, "1A0101000000Z", GBCS_ERR_TIME},
        {gbcs_utc_from_utc_time, "15010100000\xB0Z", GBCS_ERR_TIME},
    };
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_utc utc = 1;

        assert_int_equal(read_text(rows[i].read, rows[i].text, &utc), rows[i].status);
        assert_true(utc == 0);
    }
}

static void a_utc_time_is_of_1950_to_2049(void **state)
{
    static const struct {
        gbcs_utc utc;
        gbcs_status status;
    } rows[] = {
        {INT64_C(-631152001), GBCS_ERR_TIME},
        {INT64_C(-631152000), GBCS_OK},
        {INT64_C(2524607999), GBCS_OK},
        {INT64_C(2524608000), GBCS_ERR_TIME},
    };
    uint8_t buffer[16];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

        gbcs_write_utc_time(&writer, rows[i].utc);
        assert_int_equal(writer.status, rows[i].status);
    }
}

static void zigbee_times_are_seconds_since_2000(void **state)
{
    static const struct {
        uint32_t seconds;
        gbcs_utc utc;
    } rows[] = {
        {0U, INT64_C(946684800)},           {1U, INT64_C(946684801)},
        {0x1C374A80U, INT64_C(1420070400)}, /* 2015-01-01 */
        {0x7FFFFFFFU, INT64_C(3094168447)}, {0x80000000U, INT64_C(3094168448)},
        {0xFFFFFFFEU, INT64_C(5241652094)},
    };
    gbcs_utc utc = 1;
    uint32_t seconds = 1;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(gbcs_utc_from_zigbee(rows[i].seconds, &utc), GBCS_OK);
        assert_true(utc == rows[i].utc);
        assert_int_equal(gbcs_utc_to_zigbee(utc, &seconds), GBCS_OK);
        assert_true(seconds == rows[i].seconds);
    }
    assert_int_equal(gbcs_utc_from_zigbee(0xFFFFFFFFU, &utc), GBCS_ERR_TIME);
    assert_true(utc == 0);
    assert_int_equal(gbcs_utc_to_zigbee(INT64_C(5241652095), &seconds), GBCS_ERR_TIME);
    assert_int_equal(seconds, 0);
    seconds = 1;
    assert_int_equal(gbcs_utc_to_zigbee(INT64_C(946684799), &seconds), GBCS_ERR_TIME);
    assert_int_equal(seconds, 0);
}

/** A small generator (Marsaglia, xorshift64) with a fixed seed, so that a failure can be repeated. */
static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static void all_notations_give_back_what_was_written(void **state)
{
    const uint64_t span = (uint64_t)(GBCS_UTC_LAST - GBCS_UTC_FIRST) + 1U;
    uint64_t seed = UINT64_C(0x9E3779B97F4A7C15);
    uint8_t buffer[16];
    size_t i;

    (void)state;
    for (i = 0; i < 100000U; i++) {
        const gbcs_utc utc = GBCS_UTC_FIRST + (gbcs_utc)(next_random(&seed) % span);
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        uint32_t seconds;
        gbcs_utc back;

        gbcs_write_dlms_time(&writer, utc, 0);
        assert_int_equal(gbcs_utc_from_dlms(gbcs_writer_bytes(&writer), &back, NULL), GBCS_OK);
        assert_true(back == utc);
        writer = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_write_generalized_time(&writer, utc);
        assert_int_equal(gbcs_utc_from_generalized(gbcs_writer_bytes(&writer), &back), GBCS_OK);
        assert_true(back == utc);
        writer = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_write_utc_time(&writer, utc);
        if (writer.status == GBCS_OK) {
            assert_int_equal(gbcs_utc_from_utc_time(gbcs_writer_bytes(&writer), &back), GBCS_OK);
            assert_true(back == utc);
        }
        if (gbcs_utc_to_zigbee(utc, &seconds) == GBCS_OK) {
            assert_int_equal(gbcs_utc_from_zigbee(seconds, &back), GBCS_OK);
            assert_true(back == utc);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_moments_are_converted),
        cmocka_unit_test(every_day_of_the_calendar_has_its_number),
        cmocka_unit_test(dates_and_times_that_do_not_exist_are_refused),
        cmocka_unit_test(moments_outside_the_calendar_are_refused),
        cmocka_unit_test(dlms_date_times_are_read),
        cmocka_unit_test(any_clock_status_is_handed_on),
        cmocka_unit_test(malformed_dlms_date_times_are_refused),
        cmocka_unit_test(the_day_of_the_week_is_right),
        cmocka_unit_test(the_markers_are_those_of_gbcs),
        cmocka_unit_test(times_are_written),
        cmocka_unit_test(a_time_that_does_not_fit_is_not_written),
        cmocka_unit_test(generalized_times_are_read),
        cmocka_unit_test(utc_times_are_read),
        cmocka_unit_test(malformed_texts_are_refused),
        cmocka_unit_test(a_utc_time_is_of_1950_to_2049),
        cmocka_unit_test(zigbee_times_are_seconds_since_2000),
        cmocka_unit_test(all_notations_give_back_what_was_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
