/**
 * @file
 * The frame of a GBCS message: MAC header, grouping header, payload, signature part, MAC (GBCS
 * 7.2).
 *
 * Four forms occur on the wire:
 *
 *     grouping header, payload                                          pre-command
 *     grouping header, payload, 40, signature                           signed only
 *     MAC header, grouping header, payload, 00, MAC                     MAC only
 *     MAC header, grouping header, payload, 40, signature, MAC          signed and MACed
 */
#ifndef GBCS_CODEC_FRAME_H
#define GBCS_CODEC_FRAME_H

#include "gbcs/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** First octet of a message that has a MAC: DLMS general-ciphering (GBCS 7.2.5). */
#define GBCS_TAG_GENERAL_CIPHERING 0xDDU
/** First octet of the grouping header: DLMS general-signing (GBCS 7.2.7). */
#define GBCS_TAG_GENERAL_SIGNING 0xDFU
/** Octets of a signature in a message. */
#define GBCS_FRAME_SIGNATURE_SIZE 64U
/** Octets of a MAC in a message. */
#define GBCS_FRAME_MAC_SIZE 12U

/** The CRA flag: what a message is. */
typedef enum gbcs_cra {
    /** Command, or the pre-command that it is made from. */
    GBCS_CRA_COMMAND = 0x01,
    /** Response. */
    GBCS_CRA_RESPONSE = 0x02,
    /** Alert. */
    GBCS_CRA_ALERT = 0x03
} gbcs_cra;

/** What stands in other-information; each form but the last adds eight octets to the one before. */
typedef enum gbcs_other_form {
    /** 2 octets: Message Code. */
    GBCS_OTHER_CODE = 0,
    /** 10 octets: and the Supplementary Remote Party ID. */
    GBCS_OTHER_PARTY = 1,
    /** 18 octets: and the Supplementary Remote Party Counter. */
    GBCS_OTHER_PARTY_COUNTER = 2,
    /** 26 octets: and the Supplementary Originator Counter. */
    GBCS_OTHER_ORIGINATOR_COUNTER = 3,
    /** 18 octets and the Supplementary Remote Party's key agreement certificate. */
    GBCS_OTHER_CERTIFICATE = 4
} gbcs_other_form;

/** The fields of a grouping header (GBCS 7.2.7). */
typedef struct gbcs_header {
    /** CRA flag. */
    gbcs_cra cra;
    /** Originator Counter. */
    uint64_t counter;
    /** Business Originator ID. */
    gbcs_entity_id originator;
    /** Business Target ID. */
    gbcs_entity_id recipient;
    /** DLMS date-time: 12 octets, or none. */
    gbcs_bytes date_time;
    /** Message Code. */
    uint16_t message_code;
    /** Which of the following fields are there. */
    gbcs_other_form other_form;
    /** Supplementary Remote Party ID; 0 if absent, and never 0 in a message. */
    gbcs_entity_id party;
    /** Supplementary Remote Party Counter; 0 if absent. */
    uint64_t party_counter;
    /** Supplementary Originator Counter; 0 if absent. */
    uint64_t party_originator_counter;
    /** Supplementary Remote Party's key agreement certificate, DER; empty if absent. */
    gbcs_bytes party_certificate;
} gbcs_header;

/** A parsed message: views into it, nothing copied and nothing trusted. */
typedef struct gbcs_frame {
    /** The whole message. */
    gbcs_bytes octets;
    /** Fields of the grouping header. */
    gbcs_header header;
    /** The grouping header, from its tag DF to the length of the payload. */
    gbcs_bytes grouping;
    /** The payload. */
    gbcs_bytes payload;
    /** 40 and the signature, or 00; empty in a pre-command. */
    gbcs_bytes signature_part;
    /** The signature r, s: 64 octets, or none. */
    gbcs_bytes signature;
    /** The MAC: 12 octets, or none. */
    gbcs_bytes mac;
    /** What a signature covers: grouping header without its tag, payload (GBCS 6.3.3). */
    gbcs_bytes signed_octets;
    /** What a MAC covers after its constant prefix: grouping header, payload, signature part; there
     * in all forms. */
    gbcs_bytes maced_octets;
} gbcs_frame;

/**
 * Parses a message.
 *
 * Every length must be in its shortest form and agree with what it measures; no octet may be left
 * over. Only a command may end after its payload. The payload must not be empty, and is not looked
 * at. A block (gbcs/codec/gbt.h) is refused with #GBCS_ERR_TAG.
 *
 * @param[in]  octets the message
 * @param[out] frame  views into octets; all empty on failure
 * @return #GBCS_OK, #GBCS_ERR_TRUNCATED, #GBCS_ERR_TRAILING, #GBCS_ERR_TAG, #GBCS_ERR_LENGTH or
 *         #GBCS_ERR_VALUE
 */
GBCS_MUST_USE gbcs_status gbcs_frame_parse(gbcs_bytes octets, gbcs_frame *frame);

/**
 * Octets of a grouping header.
 *
 * @param header       its fields
 * @param payload_size octets of the payload that follows
 * @return its size, tag and lengths included
 */
size_t gbcs_grouping_size(const gbcs_header *header, size_t payload_size);

/**
 * Writes a grouping header, tag DF to payload length.
 *
 * @param writer       the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT if
 *                     gbcs_frame_parse() could not give the same fields back: an enumerator that is
 *                     none, a date_time that has neither 0 nor 12 octets, a party or certificate
 *                     that the chosen form needs and that is missing, a field set that the form
 *                     does not have, no payload
 * @param header       its fields
 * @param payload_size octets of the payload that follows
 */
void gbcs_write_grouping(gbcs_writer *writer, const gbcs_header *header, size_t payload_size);

/**
 * Octets of a MAC header, security header included.
 *
 * @param content_size octets from the grouping header to the signature part
 * @return its size
 */
size_t gbcs_mac_header_size(size_t content_size);

/**
 * Writes a MAC header up to its security header (DD to the invocation counter).
 *
 * @param writer       the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for more octets
 *                     than a length of four octets can measure
 * @param content_size octets from the grouping header to the signature part
 */
void gbcs_write_mac_header(gbcs_writer *writer, size_t content_size);

/**
 * Writes a signature part: 40 and the signature, or 00.
 *
 * @param writer    the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for another length
 * @param signature 64 octets, or none
 */
void gbcs_write_signature_part(gbcs_writer *writer, gbcs_bytes signature);

#ifdef __cplusplus
}
#endif

#endif
