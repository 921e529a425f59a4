/**
 * @file
 * Values as text. Each function fills a buffer of #TOOL_TEXT_SIZE and returns it.
 */
#ifndef GBCS_FORMAT_H
#define GBCS_FORMAT_H

#include "tool.h"

/** A value as text. */
typedef struct format_text {
    /** The text. */
    char text[TOOL_TEXT_SIZE];
} format_text;

/** A moment: 2015-01-01 00:00:00Z. */
const char *format_utc(gbcs_utc utc, format_text *out);

/** A DLMS date-time; unspecified parts are asterisks, the markers "at once" and "never". */
const char *format_dlms_time(gbcs_bytes octets, format_text *out);

/** A DLMS date (5 octets). */
const char *format_dlms_date(gbcs_bytes octets, format_text *out);

/** Hours to hundredths of a DLMS time (4 octets). */
const char *format_dlms_clock(gbcs_bytes octets, format_text *out);

/** A ZigBee UTCTime; with what 0, FFFFFFFE and FFFFFFFF mean in a date of activation. */
const char *format_zigbee_time(uint32_t seconds, format_text *out);

/** The characters of a GeneralizedTime or UTCTime; the last moment of 9999 is "never". */
const char *format_asn1_time(gbcs_bytes characters, format_text *out);

/** An OBIS code: 0-0:1.0.0.255. */
const char *format_obis(gbcs_bytes octets, format_text *out);

/** Characters in quotation marks if all can be printed, else nothing. */
const char *format_string(gbcs_bytes octets, format_text *out);

/** Hexadecimal digits, cut short with dots. */
const char *format_hex(gbcs_bytes octets, format_text *out);

/** An unsigned integer of up to 8 octets, big-endian. */
uint64_t format_number(gbcs_bytes octets);

/** An unsigned integer of up to 8 octets, little-endian. */
uint64_t format_number_le(gbcs_bytes octets);

/** An integer of 1 to 8 octets as signed. */
int64_t format_signed(uint64_t number, size_t size);

#endif
