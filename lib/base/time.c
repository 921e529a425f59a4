#include "gbcs/base/time.h"

#define SECONDS_PER_DAY 86400U

/** Number of 0001-01-01, counted from 0000-03-01. */
#define DAY_OF_0001 306U

/** Days of four hundred years, after which the calendar repeats itself. */
#define DAYS_PER_ERA 146097U

/** 2000-01-01T00:00:00Z, where ZigBee UTCTime begins (ZigBee Cluster Library, UTCTime). */
#define ZIGBEE_EPOCH ((gbcs_utc)946684800)

/** ZigBee UTCTime that says "invalid". */
#define ZIGBEE_INVALID 0xFFFFFFFFU

/** "Not specified" in an octet of a DLMS date-time (IEC 62056-6-2, 4.1.6.1). */
#define DLMS_OPEN 0xFFU

/** "Not specified" as deviation (IEC 62056-6-2, 4.1.6.1). */
#define DLMS_OPEN_DEVIATION 0x8000U

/** Greatest deviation in minutes, either way (IEC 62056-6-2, 4.1.6.1). */
#define DLMS_GREATEST_DEVIATION 720U

const uint8_t GBCS_DLMS_TIME_NOW[GBCS_DLMS_TIME_SIZE] = {
    0x00U, 0x00U, 0x00U, 0x00U, 0x00U, 0x00U, 0x00U, 0x00U, 0x00U, 0x80U, 0x00U, 0xFFU,
};

const uint8_t GBCS_DLMS_TIME_NEVER[GBCS_DLMS_TIME_SIZE] = {
    0xFFU, 0xFFU, 0xFFU, 0xFFU, 0xFFU, 0xFFU, 0xFFU, 0xFFU, 0xFFU, 0x80U, 0x00U, 0xFFU,
};

/**
 * Number of a day, counted from 0000-03-01. Years begin in March here, so that the leap day is the last of
 * its year; then (153 m + 2) / 5 is the number of days before the m-th month after March.
 */
static uint32_t day_from_civil(const gbcs_civil *civil)
{
    const uint32_t month_of_year = civil->month;
    const uint32_t year = civil->year - ((14U - month_of_year) / 12U);
    const uint32_t month = (month_of_year + 9U) % 12U;
    const uint32_t leap_days = ((year / 4U) - (year / 100U)) + (year / 400U);
    const uint32_t days_before = ((153U * month) + 2U) / 5U;

    return ((((365U * year) + leap_days) + days_before) + civil->day) - 1U;
}

/** The same backwards. */
static void civil_from_day(uint32_t day, gbcs_civil *civil)
{
    const uint32_t era = day / DAYS_PER_ERA;
    const uint32_t day_of_era = day % DAYS_PER_ERA;
    /* less the leap days before it: at the ends of cycles of 4, but not of 100, but of 400 years */
    const uint32_t plain_day = ((day_of_era - (day_of_era / 1460U)) + (day_of_era / 36524U)) -
                               (day_of_era / (DAYS_PER_ERA - 1U));
    const uint32_t year_of_era = plain_day / 365U;
    const uint32_t leap_days = (year_of_era / 4U) - (year_of_era / 100U);
    const uint32_t day_of_year = day_of_era - ((365U * year_of_era) + leap_days);
    const uint32_t month = ((5U * day_of_year) + 2U) / 153U;
    const uint32_t days_before = ((153U * month) + 2U) / 5U;
    const uint32_t after = month / 10U;
    const uint32_t year = ((era * 400U) + year_of_era) + after;
    const uint32_t month_of_year = (month + 3U) - (12U * after);
    const uint32_t day_of_month = (day_of_year - days_before) + 1U;

    civil->year = (uint16_t)year;
    civil->month = (uint8_t)month_of_year;
    civil->day = (uint8_t)day_of_month;
}

/** Monday is 1, Sunday 7: 0000-03-01 is a Wednesday. */
static uint32_t day_of_week(const gbcs_civil *civil)
{
    return ((day_from_civil(civil) + 2U) % 7U) + 1U;
}

static bool civil_exists(const gbcs_civil *civil)
{
    bool exists = (civil->year >= 1U) && (civil->year <= 9999U) && (civil->month >= 1U) &&
                  (civil->month <= 12U) && (civil->day >= 1U) && (civil->day <= 31U) &&
                  (civil->hour <= 23U) && (civil->minute <= 59U) && (civil->second <= 59U);

    if (exists) {
        gbcs_civil same;

        /* a day that its month doesn't have lies in the next one */
        civil_from_day(day_from_civil(civil), &same);
        exists = (same.month == civil->month);
    }
    return exists;
}

static bool in_calendar(gbcs_utc utc)
{
    return (utc >= GBCS_UTC_FIRST) && (utc <= GBCS_UTC_LAST);
}

gbcs_status gbcs_utc_from_civil(const gbcs_civil *civil, gbcs_utc *utc)
{
    gbcs_status status = GBCS_ERR_TIME;

    *utc = 0;
    if (civil_exists(civil)) {
        const uint64_t days = day_from_civil(civil) - DAY_OF_0001;
        const uint64_t minutes = (((days * 24U) + civil->hour) * 60U) + civil->minute;
        const uint64_t seconds = (minutes * 60U) + civil->second;

        *utc = GBCS_UTC_FIRST + (int64_t)seconds;
        status = GBCS_OK;
    }
    return status;
}

gbcs_status gbcs_utc_to_civil(gbcs_utc utc, gbcs_civil *civil)
{
    const gbcs_civil none = {0U, 0U, 0U, 0U, 0U, 0U};
    gbcs_status status = GBCS_ERR_TIME;

    *civil = none;
    if (in_calendar(utc)) {
        const gbcs_utc since = utc - GBCS_UTC_FIRST;
        const uint64_t seconds = (uint64_t)since;
        const uint32_t days = (uint32_t)(seconds / SECONDS_PER_DAY);
        const uint32_t second = (uint32_t)(seconds % SECONDS_PER_DAY);

        civil_from_day(days + DAY_OF_0001, civil);
        civil->hour = (uint8_t)(second / 3600U);
        civil->minute = (uint8_t)((second / 60U) % 60U);
        civil->second = (uint8_t)(second % 60U);
        status = GBCS_OK;
    }
    return status;
}

/** UTC as a calendar date and time for writing; the writer fails if there is none. */
static gbcs_civil civil_to_write(gbcs_writer *writer, gbcs_utc utc)
{
    gbcs_civil civil;
    const gbcs_status status = gbcs_utc_to_civil(utc, &civil);

    gbcs_writer_fail(writer, status);
    return civil;
}

/** Reads a deviation as seconds to be added to local time to get UTC. */
static gbcs_utc read_deviation(gbcs_reader *reader)
{
    const uint32_t minutes = gbcs_read_u16(reader);
    const uint32_t negative = 0x10000U - minutes;
    gbcs_utc seconds = 0;

    if (minutes <= DLMS_GREATEST_DEVIATION) {
        seconds = (gbcs_utc)minutes * 60;
    } else if (negative <= DLMS_GREATEST_DEVIATION) {
        seconds = -((gbcs_utc)negative * 60);
    } else if (minutes != DLMS_OPEN_DEVIATION) {
        gbcs_reader_fail(reader, GBCS_ERR_TIME);
    } else {
        /* not specified: GBCS devices keep UTC */
    }
    return seconds;
}

/** Reads the date and time of a DLMS date-time; the moment is local, without its deviation. */
static gbcs_utc read_dlms_local(gbcs_reader *reader)
{
    gbcs_civil civil;
    gbcs_utc local;
    uint8_t weekday;
    uint8_t hundredths;

    civil.year = gbcs_read_u16(reader);
    civil.month = gbcs_read_u8(reader);
    civil.day = gbcs_read_u8(reader);
    weekday = gbcs_read_u8(reader);
    civil.hour = gbcs_read_u8(reader);
    civil.minute = gbcs_read_u8(reader);
    civil.second = gbcs_read_u8(reader);
    hundredths = gbcs_read_u8(reader);
    if (gbcs_utc_from_civil(&civil, &local) != GBCS_OK) {
        gbcs_reader_fail(reader, GBCS_ERR_TIME);
    } else if ((weekday != DLMS_OPEN) && (weekday != day_of_week(&civil))) {
        gbcs_reader_fail(reader, GBCS_ERR_TIME);
    } else if ((hundredths != DLMS_OPEN) && (hundredths > 99U)) {
        gbcs_reader_fail(reader, GBCS_ERR_TIME);
    } else {
        /* it is a date and time */
    }
    return local;
}

/** What all notations end with: nothing but a moment in the calendar is handed out. */
static gbcs_status finish_utc(gbcs_status status, gbcs_utc found, gbcs_utc *utc)
{
    gbcs_status result = status;

    if ((result == GBCS_OK) && (!in_calendar(found))) {
        result = GBCS_ERR_TIME;
    }
    *utc = (result == GBCS_OK) ? found : 0;
    return result;
}

gbcs_status gbcs_utc_from_dlms(gbcs_bytes octets, gbcs_utc *utc, uint8_t *clock_status)
{
    gbcs_status status = GBCS_ERR_LENGTH;
    uint8_t last = 0U;
    gbcs_utc found = 0;

    if (octets.size == GBCS_DLMS_TIME_SIZE) {
        gbcs_reader reader = gbcs_reader_of(octets);

        found = read_dlms_local(&reader);
        found += read_deviation(&reader);
        last = gbcs_read_u8(&reader);
        status = gbcs_reader_finish(&reader);
    }
    status = finish_utc(status, found, utc);
    if (clock_status != NULL) {
        *clock_status = (status == GBCS_OK) ? last : 0U;
    }
    return status;
}

void gbcs_write_dlms_time(gbcs_writer *writer, gbcs_utc utc, uint8_t clock_status)
{
    const gbcs_civil civil = civil_to_write(writer, utc);

    gbcs_write_u16(writer, civil.year);
    gbcs_write_u8(writer, civil.month);
    gbcs_write_u8(writer, civil.day);
    gbcs_write_u8(writer, DLMS_OPEN);
    gbcs_write_u8(writer, civil.hour);
    gbcs_write_u8(writer, civil.minute);
    gbcs_write_u8(writer, civil.second);
    gbcs_write_u8(writer, 0U);
    gbcs_write_u16(writer, DLMS_OPEN_DEVIATION);
    gbcs_write_u8(writer, clock_status);
}

/** Reads a number of two decimal digits. */
static uint8_t read_two_digits(gbcs_reader *reader)
{
    uint32_t number = 0U;
    size_t i;

    for (i = 0U; i < 2U; i++) {
        const uint8_t character = gbcs_read_u8(reader);

        if ((character < 0x30U) || (character > 0x39U)) {
            gbcs_reader_fail(reader, GBCS_ERR_TIME);
        }
        number = (number * 10U) + (character & 0x0FU);
    }
    return (uint8_t)number;
}

/** Reads what GeneralizedTime and UTCTime have in common: MMDDHHMMSSZ. */
static gbcs_utc read_rest(gbcs_reader *reader, uint32_t year)
{
    gbcs_civil civil;
    gbcs_utc utc;

    civil.year = (uint16_t)year;
    civil.month = read_two_digits(reader);
    civil.day = read_two_digits(reader);
    civil.hour = read_two_digits(reader);
    civil.minute = read_two_digits(reader);
    civil.second = read_two_digits(reader);
    if (gbcs_read_u8(reader) != (uint8_t)'Z') {
        gbcs_reader_fail(reader, GBCS_ERR_TIME);
    }
    gbcs_reader_fail(reader, gbcs_utc_from_civil(&civil, &utc));
    return utc;
}

/** Writes a number below 100 as two decimal digits. */
static void write_two_digits(gbcs_writer *writer, uint32_t number)
{
    gbcs_write_u8(writer, (uint8_t)(0x30U + (number / 10U)));
    gbcs_write_u8(writer, (uint8_t)(0x30U + (number % 10U)));
}

static void write_rest(gbcs_writer *writer, const gbcs_civil *civil)
{
    write_two_digits(writer, civil->month);
    write_two_digits(writer, civil->day);
    write_two_digits(writer, civil->hour);
    write_two_digits(writer, civil->minute);
    write_two_digits(writer, civil->second);
    gbcs_write_u8(writer, (uint8_t)'Z');
}

gbcs_status gbcs_utc_from_generalized(gbcs_bytes characters, gbcs_utc *utc)
{
    gbcs_status status = GBCS_ERR_LENGTH;
    gbcs_utc found = 0;

    if (characters.size == GBCS_GENERALIZED_TIME_SIZE) {
        gbcs_reader reader = gbcs_reader_of(characters);
        const uint32_t century = read_two_digits(&reader);
        const uint32_t year = read_two_digits(&reader);

        found = read_rest(&reader, (century * 100U) + year);
        status = gbcs_reader_finish(&reader);
    }
    return finish_utc(status, found, utc);
}

void gbcs_write_generalized_time(gbcs_writer *writer, gbcs_utc utc)
{
    const gbcs_civil civil = civil_to_write(writer, utc);

    write_two_digits(writer, civil.year / 100U);
    write_two_digits(writer, civil.year % 100U);
    write_rest(writer, &civil);
}

gbcs_status gbcs_utc_from_utc_time(gbcs_bytes characters, gbcs_utc *utc)
{
    gbcs_status status = GBCS_ERR_LENGTH;
    gbcs_utc found = 0;

    if (characters.size == GBCS_UTC_TIME_SIZE) {
        gbcs_reader reader = gbcs_reader_of(characters);
        const uint32_t year = read_two_digits(&reader);
        /* RFC 5280 4.1.2.5.1 */
        const bool twentieth = (year >= 50U);

        found = read_rest(&reader, year + (twentieth ? 1900U : 2000U));
        status = gbcs_reader_finish(&reader);
    }
    return finish_utc(status, found, utc);
}

void gbcs_write_utc_time(gbcs_writer *writer, gbcs_utc utc)
{
    const gbcs_civil civil = civil_to_write(writer, utc);

    if ((civil.year < 1950U) || (civil.year > 2049U)) {
        gbcs_writer_fail(writer, GBCS_ERR_TIME);
    }
    write_two_digits(writer, civil.year % 100U);
    write_rest(writer, &civil);
}

gbcs_status gbcs_utc_from_zigbee(uint32_t seconds, gbcs_utc *utc)
{
    const gbcs_status status = (seconds == ZIGBEE_INVALID) ? GBCS_ERR_TIME : GBCS_OK;

    return finish_utc(status, ZIGBEE_EPOCH + (gbcs_utc)seconds, utc);
}

gbcs_status gbcs_utc_to_zigbee(gbcs_utc utc, uint32_t *seconds)
{
    gbcs_status status = GBCS_ERR_TIME;

    *seconds = 0U;
    if ((utc >= ZIGBEE_EPOCH) && (utc < (ZIGBEE_EPOCH + (gbcs_utc)ZIGBEE_INVALID))) {
        const gbcs_utc since = utc - ZIGBEE_EPOCH;

        *seconds = (uint32_t)since;
        status = GBCS_OK;
    }
    return status;
}
