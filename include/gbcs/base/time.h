/**
 * @file
 * Dates and times: one UTC type, and the four notations that GBCS messages use for it.
 *
 * All conversions are strict: a date that does not exist is refused, as is a notation that is not
 * complete. The marker values that mean "at once" or "never" in a notation are not dates; whoever
 * reads a field that allows them looks for them first (#GBCS_DLMS_TIME_NOW, #GBCS_DLMS_TIME_NEVER).
 */
#ifndef GBCS_BASE_TIME_H
#define GBCS_BASE_TIME_H

#include "gbcs/base/bytes.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Seconds since 1970-01-01T00:00:00Z, without leap seconds; negative before. */
typedef int64_t gbcs_utc;

/** 0001-01-01T00:00:00Z, the first moment that the library knows. */
#define GBCS_UTC_FIRST ((gbcs_utc)-62135596800)

/** 9999-12-31T23:59:59Z, the last one: "no expiry" in a certificate, "cancel" in a command. */
#define GBCS_UTC_LAST ((gbcs_utc)253402300799)

/** Octets of a DLMS date-time (IEC 62056-6-2, 4.1.6.1). */
#define GBCS_DLMS_TIME_SIZE 12U

/** Octets of a GeneralizedTime in the form of RFC 5280, 4.1.2.5.2: YYYYMMDDHHMMSSZ. */
#define GBCS_GENERALIZED_TIME_SIZE 15U

/** Octets of a UTCTime in the form of RFC 5280, 4.1.2.5.1: YYMMDDHHMMSSZ. */
#define GBCS_UTC_TIME_SIZE 13U

/** The DLMS date-time of all zeros that means "at once" in an activation time. */
extern const uint8_t GBCS_DLMS_TIME_NOW[GBCS_DLMS_TIME_SIZE];

/** The DLMS date-time with nothing specified that means "never" in an activation time. */
extern const uint8_t GBCS_DLMS_TIME_NEVER[GBCS_DLMS_TIME_SIZE];

/** A date and time of the Gregorian calendar. */
typedef struct gbcs_civil {
    /** Year, 1 to 9999. */
    uint16_t year;
    /** Month, 1 to 12. */
    uint8_t month;
    /** Day of the month, 1 to 31. */
    uint8_t day;
    /** Hour, 0 to 23. */
    uint8_t hour;
    /** Minute, 0 to 59. */
    uint8_t minute;
    /** Second, 0 to 59. */
    uint8_t second;
} gbcs_civil;

/**
 * A calendar date and time as UTC.
 *
 * @param[in]  civil the date and time, in UTC
 * @param[out] utc   the same moment
 * @return #GBCS_OK, or #GBCS_ERR_TIME if there is no such date or time
 */
GBCS_MUST_USE gbcs_status gbcs_utc_from_civil(const gbcs_civil *civil, gbcs_utc *utc);

/**
 * UTC as a calendar date and time.
 *
 * @param[in]  utc   the moment
 * @param[out] civil the same moment
 * @return #GBCS_OK, or #GBCS_ERR_TIME outside #GBCS_UTC_FIRST to #GBCS_UTC_LAST
 */
GBCS_MUST_USE gbcs_status gbcs_utc_to_civil(gbcs_utc utc, gbcs_civil *civil);

/**
 * Reads a DLMS date-time.
 *
 * Year to second must be specified; the day of the week may be left open (FF) or must be right; the
 * hundredths must be 0 to 99 or open; the deviation is 8000 (open, taken as UTC) or -720 to 720
 * minutes, to be added to local time to get UTC.
 *
 * @param[in]  octets       12 octets
 * @param[out] utc          the moment, hundredths cut off
 * @param[out] clock_status the last octet (00 valid, 01 to 04 doubtful, FF not specified); may be null
 * @return #GBCS_OK, #GBCS_ERR_LENGTH or #GBCS_ERR_TIME
 */
GBCS_MUST_USE gbcs_status gbcs_utc_from_dlms(gbcs_bytes octets, gbcs_utc *utc,
                                             uint8_t *clock_status);

/**
 * Writes a DLMS date-time as GBCS devices do: day of the week FF, hundredths 00, deviation 8000.
 *
 * @param writer       receives 12 octets; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_TIME for a moment
 *                     outside the calendar
 * @param utc          the moment
 * @param clock_status the last octet
 */
void gbcs_write_dlms_time(gbcs_writer *writer, gbcs_utc utc, uint8_t clock_status);

/**
 * Reads the characters of a GeneralizedTime: YYYYMMDDHHMMSSZ, nothing else.
 *
 * @param[in]  characters 15 octets
 * @param[out] utc        the moment
 * @return #GBCS_OK, #GBCS_ERR_LENGTH or #GBCS_ERR_TIME
 */
GBCS_MUST_USE gbcs_status gbcs_utc_from_generalized(gbcs_bytes characters, gbcs_utc *utc);

/**
 * Writes the characters of a GeneralizedTime.
 *
 * @param writer receives 15 octets; fails as gbcs_write_dlms_time() does
 * @param utc    the moment
 */
void gbcs_write_generalized_time(gbcs_writer *writer, gbcs_utc utc);

/**
 * Reads the characters of a UTCTime: YYMMDDHHMMSSZ; years 50 to 99 are 1950 to 1999.
 *
 * @param[in]  characters 13 octets
 * @param[out] utc        the moment
 * @return #GBCS_OK, #GBCS_ERR_LENGTH or #GBCS_ERR_TIME
 */
GBCS_MUST_USE gbcs_status gbcs_utc_from_utc_time(gbcs_bytes characters, gbcs_utc *utc);

/**
 * Writes the characters of a UTCTime.
 *
 * @param writer receives 13 octets; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_TIME outside 1950 to 2049
 * @param utc    the moment
 */
void gbcs_write_utc_time(gbcs_writer *writer, gbcs_utc utc);

/**
 * Reads a ZigBee UTCTime. FFFFFFFF is "invalid" there and is refused.
 *
 * @param[in]  seconds since 2000-01-01T00:00:00Z
 * @param[out] utc     the moment
 * @return #GBCS_OK or #GBCS_ERR_TIME
 */
GBCS_MUST_USE gbcs_status gbcs_utc_from_zigbee(uint32_t seconds, gbcs_utc *utc);

/**
 * UTC as ZigBee UTCTime.
 *
 * @param[in]  utc     the moment
 * @param[out] seconds since 2000-01-01T00:00:00Z
 * @return #GBCS_OK, or #GBCS_ERR_TIME if it is before 2000 or after 2136-02-07T06:28:14Z
 */
GBCS_MUST_USE gbcs_status gbcs_utc_to_zigbee(gbcs_utc utc, uint32_t *seconds);

#ifdef __cplusplus
}
#endif

#endif
