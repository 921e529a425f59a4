#include "format.h"

#include <string.h>

/** The ZigBee markers in a date of activation (GBCS 9.2). */
#define ZIGBEE_NOW 0x00000000U
#define ZIGBEE_CANCEL_CALENDAR 0xFFFFFFFEU
#define ZIGBEE_CANCEL 0xFFFFFFFFU
/** The DLMS deviation that is not specified. */
#define DEVIATION_OPEN (-32768)

const char *format_utc(gbcs_utc utc, format_text *out)
{
    gbcs_civil civil;

    if (gbcs_utc_to_civil(utc, &civil) == GBCS_OK) {
        (void)snprintf(out->text, sizeof out->text, "%04u-%02u-%02u %02u:%02u:%02uZ", civil.year,
                       civil.month, civil.day, civil.hour, civil.minute, civil.second);
    } else {
        (void)snprintf(out->text, sizeof out->text, "no date");
    }
    return out->text;
}

/** Two digits, or two asterisks for an octet that leaves its part open. */
static size_t put_part(char *text, size_t room, uint8_t octet, const char *before)
{
    int used = 0;

    if (octet == 0xFFU) {
        used = snprintf(text, room, "%s**", before);
    } else {
        used = snprintf(text, room, "%s%02u", before, octet);
    }
    return (used > 0) ? (size_t)used : 0U;
}

static const char *day_name(uint8_t day)
{
    static const char *const NAMES[] = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                        "Friday", "Saturday", "Sunday"};

    return ((day >= 1U) && (day <= 7U)) ? NAMES[day - 1U] : NULL;
}

const char *format_dlms_date(gbcs_bytes octets, format_text *out)
{
    const uint8_t *date = octets.data;
    char *text = out->text;
    const uint16_t year = (uint16_t)(((uint16_t)date[0] << 8) | date[1]);
    const char *weekday = day_name(date[4]);
    size_t used = 0U;

    used = (size_t)((year == 0xFFFFU) ? snprintf(text, sizeof out->text, "****")
                                      : snprintf(text, sizeof out->text, "%04u", year));
    if ((date[2] == 0xFEU) || (date[2] == 0xFDU)) {
        used += (size_t)snprintf(&text[used], sizeof out->text - used, "-%s",
                                 (date[2] == 0xFEU) ? "summer-time-begin" : "summer-time-end");
    } else {
        used += put_part(&text[used], sizeof out->text - used, date[2], "-");
    }
    if ((date[3] == 0xFEU) || (date[3] == 0xFDU)) {
        used += (size_t)snprintf(&text[used], sizeof out->text - used, "-%s",
                                 (date[3] == 0xFEU) ? "last" : "second-last");
    } else {
        used += put_part(&text[used], sizeof out->text - used, date[3], "-");
    }
    if (weekday != NULL) {
        (void)snprintf(&text[used], sizeof out->text - used, " %s", weekday);
    }
    return text;
}

const char *format_dlms_clock(gbcs_bytes octets, format_text *out)
{
    const uint8_t *clock = octets.data;
    char *text = out->text;
    size_t used = put_part(text, sizeof out->text, clock[0], "");

    used += put_part(&text[used], sizeof out->text - used, clock[1], ":");
    used += put_part(&text[used], sizeof out->text - used, clock[2], ":");
    if ((clock[3] != 0U) && (clock[3] != 0xFFU)) {
        (void)put_part(&text[used], sizeof out->text - used, clock[3], ".");
    }
    return text;
}

const char *format_dlms_time(gbcs_bytes octets, format_text *out)
{
    const uint8_t status = octets.data[11];
    const int deviation = (int)(int16_t)(((uint16_t)octets.data[9] << 8) | octets.data[10]);
    gbcs_utc utc;

    if (memcmp(octets.data, GBCS_DLMS_TIME_NOW, GBCS_DLMS_TIME_SIZE) == 0) {
        (void)snprintf(out->text, sizeof out->text, "at once");
    } else if (memcmp(octets.data, GBCS_DLMS_TIME_NEVER, GBCS_DLMS_TIME_SIZE) == 0) {
        (void)snprintf(out->text, sizeof out->text, "never (nothing specified)");
    } else {
        format_text date;
        format_text clock;
        size_t used = 0U;
        if (gbcs_utc_from_dlms(octets, &utc, NULL) == GBCS_OK) {
            used = strlen(format_utc(utc, out));
        } else {
            used = (size_t)snprintf(out->text, sizeof out->text, "%.60s %.60s",
                                    format_dlms_date(gbcs_bytes_slice(octets, 0U, 5U), &date),
                                    format_dlms_clock(gbcs_bytes_slice(octets, 5U, 4U), &clock));
            if (deviation != DEVIATION_OPEN) {
                used += (size_t)snprintf(&out->text[used], sizeof out->text - used,
                                         ", deviation %d minutes", deviation);
            }
        }
        if ((status != 0x00U) && (status != 0xFFU)) {
            (void)snprintf(&out->text[used], sizeof out->text - used, ", clock status %02X",
                           status);
        }
    }
    return out->text;
}

const char *format_zigbee_time(uint32_t seconds, format_text *out)
{
    gbcs_utc utc;

    if (seconds == ZIGBEE_NOW) {
        (void)snprintf(out->text, sizeof out->text, "0 (at once)");
    } else if ((seconds == ZIGBEE_CANCEL) || (seconds == ZIGBEE_CANCEL_CALENDAR)) {
        (void)snprintf(out->text, sizeof out->text, "never");
    } else if (gbcs_utc_from_zigbee(seconds, &utc) == GBCS_OK) {
        (void)format_utc(utc, out);
    } else {
        (void)snprintf(out->text, sizeof out->text, "no date");
    }
    return out->text;
}

const char *format_asn1_time(gbcs_bytes characters, format_text *out)
{
    gbcs_utc utc = 0;
    const gbcs_status status = (characters.size == GBCS_UTC_TIME_SIZE)
                                   ? gbcs_utc_from_utc_time(characters, &utc)
                                   : gbcs_utc_from_generalized(characters, &utc);

    if (status != GBCS_OK) {
        (void)snprintf(out->text, sizeof out->text, "not a date");
    } else if (utc == GBCS_UTC_LAST) {
        (void)snprintf(out->text, sizeof out->text, "never (9999-12-31 23:59:59Z)");
    } else {
        (void)format_utc(utc, out);
    }
    return out->text;
}

const char *format_obis(gbcs_bytes octets, format_text *out)
{
    const uint8_t *o = octets.data;

    (void)snprintf(out->text, sizeof out->text, "%u-%u:%u.%u.%u.%u", o[0], o[1], o[2], o[3], o[4],
                   o[5]);
    return out->text;
}

/** Whether octets are characters of UTF-8 that a terminal shows and does not obey. */
static bool is_printable(gbcs_bytes octets)
{
    size_t more = 0U;
    bool printable = octets.size > 0U;

    for (size_t i = 0U; printable && (i < octets.size); i++) {
        const uint8_t octet = octets.data[i];
        if (more > 0U) {
            /* C2 80 to C2 9F are control characters too, overlong forms are none at all */
            printable = ((octet & 0xC0U) == 0x80U) &&
                        !((octets.data[i - 1U] == 0xC2U) && (octet < 0xA0U)) &&
                        !((octets.data[i - 1U] == 0xE0U) && (octet < 0xA0U)) &&
                        !((octets.data[i - 1U] == 0xEDU) && (octet >= 0xA0U)) &&
                        !((octets.data[i - 1U] == 0xF0U) && (octet < 0x90U));
            more--;
        } else if (octet >= 0x80U) {
            more = (octet >= 0xF0U) ? 3U : ((octet >= 0xE0U) ? 2U : 1U);
            printable = (octet >= 0xC2U) && (octet < 0xF4U);
        } else {
            printable = (octet >= 0x20U) && (octet != 0x7FU);
        }
    }
    return printable && (more == 0U);
}

const char *format_string(gbcs_bytes octets, format_text *out)
{
    out->text[0] = '\0';
    if (is_printable(octets) && (octets.size < (sizeof out->text - 3U))) {
        (void)snprintf(out->text, sizeof out->text, "\"%.*s\"", (int)octets.size,
                       (const char *)octets.data);
    }
    return out->text;
}

const char *format_hex(gbcs_bytes octets, format_text *out)
{
    size_t used = 0U;

    out->text[0] = '\0';
    for (size_t i = 0U; (i < octets.size) && ((used + 8U) < sizeof out->text); i++) {
        (void)snprintf(&out->text[used], sizeof out->text - used, "%02X", octets.data[i]);
        used += 2U;
    }
    if ((2U * octets.size) > used) {
        (void)snprintf(&out->text[used], sizeof out->text - used, "...");
    }
    return out->text;
}

uint64_t format_number(gbcs_bytes octets)
{
    uint64_t number = 0U;

    for (size_t i = 0U; i < octets.size; i++) {
        number = (number << 8) | octets.data[i];
    }
    return number;
}

uint64_t format_number_le(gbcs_bytes octets)
{
    uint64_t number = 0U;

    for (size_t i = octets.size; i > 0U; i--) {
        number = (number << 8) | octets.data[i - 1U];
    }
    return number;
}

int64_t format_signed(uint64_t number, size_t size)
{
    const unsigned int unused = 64U - (8U * (unsigned int)size);
    uint64_t extended = number << unused;
    int64_t value = 0;

    (void)memcpy(&value, &extended, sizeof value);
    return value >> unused;
}
