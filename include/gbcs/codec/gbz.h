/**
 * @file
 * GBZ payloads: ZigBee commands in components (GBCS 7.2.10).
 *
 *     command, response:  01 09, count, component ...
 *     alert:              01 09, 00 or 01, alert code (2), time (4) [, what is particular to it]
 *
 * Integers of the envelope are big-endian, those inside a ZCL payload little-endian.
 */
#ifndef GBCS_CODEC_GBZ_H
#define GBCS_CODEC_GBZ_H

#include "gbcs/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Profile identifier of ZigBee Smart Energy, the first two octets. */
#define GBCS_GBZ_PROFILE 0x0109U
/** Control bit: the last component. */
#define GBCS_GBZ_LAST 0x01U
/** Control bit: the ZCL payload is encrypted. */
#define GBCS_GBZ_ENCRYPTED 0x02U
/** Control bit: a From Date Time precedes the ZCL header. */
#define GBCS_GBZ_FROM_DATE_TIME 0x10U

/** A component: one ZCL command. */
typedef struct gbcs_gbz_component {
    /** Control bits; #GBCS_GBZ_LAST is set by the writer. */
    uint8_t control;
    /** ZigBee cluster. */
    uint16_t cluster;
    /** Additional header control; 0 unless #GBCS_GBZ_ENCRYPTED. */
    uint8_t additional_control;
    /** Additional header frame counter; 0 unless #GBCS_GBZ_ENCRYPTED. */
    uint8_t frame_counter;
    /** From Date Time, ZigBee UTCTime; 0 unless #GBCS_GBZ_FROM_DATE_TIME. */
    uint32_t from_date_time;
    /** ZCL frame control. */
    uint8_t frame_control;
    /** ZCL transaction sequence number. */
    uint8_t sequence;
    /** ZCL command. */
    uint8_t command;
    /** ZCL payload; if encrypted: security header, ciphertext and tag, without their length. */
    gbcs_bytes body;
} gbcs_gbz_component;

/** A GBZ command or response taken apart. */
typedef struct gbcs_gbz {
    /** Number of components. */
    uint8_t count;
    /** The components, without their count. */
    gbcs_bytes components;
} gbcs_gbz;

/** A GBZ alert taken apart. */
typedef struct gbcs_gbz_alert {
    /** Whether something particular to the alert follows: the octet after the profile, 0 or 1. */
    uint8_t has_extra;
    /** Alert code. */
    uint16_t alert_code;
    /** ZigBee UTCTime. */
    uint32_t time;
    /** What is particular to the alert; its form depends on the alert code. */
    gbcs_bytes extra;
} gbcs_gbz_alert;

/**
 * Parses a GBZ command or response. All components are checked, and that the last one says so.
 *
 * @param[in]  payload the payload
 * @param[out] gbz     views into payload
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status gbcs_gbz_parse(gbcs_bytes payload, gbcs_gbz *gbz);

/**
 * Reads the next component.
 *
 * @param[in,out] reader    over the components of a #gbcs_gbz, or the extra of an alert that holds
 *                          components; fails with #GBCS_ERR_TRUNCATED, #GBCS_ERR_VALUE for unknown
 *                          control bits, #GBCS_ERR_LENGTH if a length disagrees with what it measures
 * @param[out]    component the component; all 0 after an error
 */
void gbcs_read_gbz_component(gbcs_reader *reader, gbcs_gbz_component *component);

/**
 * Parses a GBZ alert.
 *
 * @param[in]  payload the payload
 * @param[out] alert   views into payload
 * @return #GBCS_OK or a status of class malformed
 */
GBCS_MUST_USE gbcs_status gbcs_gbz_alert_parse(gbcs_bytes payload, gbcs_gbz_alert *alert);

/**
 * Writes a GBZ command or response.
 *
 * @param writer     the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for a component that
 *                   can't be written
 * @param components the components
 * @param count      their number, 1 to 255
 */
void gbcs_write_gbz(gbcs_writer *writer, const gbcs_gbz_component *components, size_t count);

/**
 * Writes a component up to its ZCL payload, which the caller writes next.
 *
 * @param writer    the writer; fails as gbcs_write_gbz() does
 * @param component its fields, #GBCS_GBZ_LAST included; body is not looked at
 * @param body_size octets of the ZCL payload; if encrypted, of what is sealed
 */
void gbcs_write_gbz_head(gbcs_writer *writer, const gbcs_gbz_component *component,
                         size_t body_size);

/**
 * Writes a component as it is, #GBCS_GBZ_LAST included.
 *
 * @param writer    the writer; fails as gbcs_write_gbz() does
 * @param component the component
 */
void gbcs_write_gbz_component(gbcs_writer *writer, const gbcs_gbz_component *component);

/**
 * Writes a GBZ alert.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT if has_extra and extra
 *               disagree
 * @param alert  its fields
 */
void gbcs_write_gbz_alert(gbcs_writer *writer, const gbcs_gbz_alert *alert);

#ifdef __cplusplus
}
#endif

#endif
