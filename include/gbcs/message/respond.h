/**
 * @file
 * What a device sends: responses and alerts, whole or in pieces (GBCS 6.2.5, 6.4, 7.2).
 *
 * In pieces, the payload need never be in memory at once: only its size must be known before. The
 * caller empties the writer as it likes between the calls.
 *
 *     gbcs_pieces_begin()     MAC header, grouping header
 *     gbcs_pieces_append()    payload, as often as needed
 *     gbcs_pieces_digest()    what is to be signed, if it is signed
 *     gbcs_pieces_finish()    signature part, MAC
 */
#ifndef GBCS_MESSAGE_RESPOND_H
#define GBCS_MESSAGE_RESPOND_H

#include "gbcs/message/encrypt.h"
#include "gbcs/message/verify.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A message that is made in pieces. Secret while it has a MAC; ends with gbcs_pieces_finish(). */
typedef struct gbcs_pieces {
    /** Octets of payload that are still to come. */
    size_t left;
    /** Whether it is signed. */
    bool is_signed;
    /** Whether it has a MAC. */
    bool is_maced;
    /** Digest of what is signed. */
    gbcs_sha256 sha256;
    /** GMAC under way. */
    gbcs_gcm gcm;
} gbcs_pieces;

/**
 * Begins a message in pieces.
 *
 * @param[out] pieces       the message; must not be moved
 * @param[in]  crypto       the implementations
 * @param[in]  header       its grouping header
 * @param[in]  payload_size octets of its payload
 * @param[in]  form         #GBCS_FORM_MACED, #GBCS_FORM_SIGNED or #GBCS_FORM_BOTH
 * @param[in]  secret       Z of the two parties; null unless it has a MAC
 * @param[in]  writer       receives what comes before the payload, or nothing; fails with
 *                          #GBCS_ERR_SPACE or #GBCS_ERR_ARGUMENT
 */
void gbcs_pieces_begin(gbcs_pieces *pieces, const gbcs_crypto *crypto, const gbcs_header *header,
                       size_t payload_size, gbcs_form form, const gbcs_shared_secret *secret,
                       gbcs_writer *writer);

/**
 * Adds octets of the payload.
 *
 * @param pieces the message
 * @param octets the octets; may lie in the writer's buffer, at or beyond the place they go to
 * @param writer receives them; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_LENGTH for more octets than
 *               were announced
 */
void gbcs_pieces_append(gbcs_pieces *pieces, gbcs_bytes octets, gbcs_writer *writer);

/**
 * The digest to be signed, after the whole payload.
 *
 * @param[in]  pieces the message
 * @param[out] digest SHA-256 of what is signed; zeros, which no one signs, if it is not to be signed
 *                    or payload is missing
 */
void gbcs_pieces_digest(const gbcs_pieces *pieces, uint8_t digest[GBCS_DIGEST_SIZE]);

/**
 * Ends a message in pieces, and wipes its state. To be called also when something failed.
 *
 * @param pieces    the message
 * @param signature 64 octets, or none if it is not signed
 * @param writer    receives the rest; fails with #GBCS_ERR_SPACE, #GBCS_ERR_LENGTH if payload is
 *                  missing, or #GBCS_ERR_ARGUMENT for a signature that is missing or too much
 */
void gbcs_pieces_finish(gbcs_pieces *pieces, gbcs_bytes signature, gbcs_writer *writer);

/**
 * The grouping header of a response (GBCS 7.2.7): counter of the command, parties swapped, same
 * Message Code and supplementary fields. To a command with a certificate the Supplementary
 * Originator Counter comes in the certificate's place.
 *
 * @param[in]  intent      what the command asked for
 * @param[in]  own_counter own counter for the Supplementary Originator Counter, 0 if there is none
 * @param[in]  date_time   12 octets, or none
 * @param[out] header      the grouping header
 */
void gbcs_response_header(const gbcs_intent *intent, uint64_t own_counter, gbcs_bytes date_time,
                          gbcs_header *header);

/**
 * Octets of a payload after its sensitive parts were encrypted.
 *
 * @param[in]  use_case the use case of the response or alert
 * @param[in]  request  payload of the command; none for an alert, or if the use case has no sensitive
 *                     data and the command is not at hand any more
 * @param[in]  plain    payload with plain values, as gbcs_write_sealed_payload() takes it
 * @param[out] size     its size; 0 on failure
 * @param[out] sealed   whether any part is to be encrypted
 * @return #GBCS_OK; a status of class malformed; #GBCS_ERR_PLAIN for sensitive data that has no
 *         place to be encrypted in
 */
GBCS_MUST_USE gbcs_status gbcs_sealed_payload_size(const gbcs_use_case *use_case,
                                                   gbcs_bytes request, gbcs_bytes plain,
                                                   size_t *size, bool *sealed);

/**
 * Writes a payload with its sensitive parts encrypted (GBCS 8). What the plain payload leaves in the
 * writer's buffer is wiped, also on failure.
 *
 * DLMS response: the value that answers an action get_protected_attributes (class 30, method 1) of
 * the request is handed over plain, and becomes protection parameters and sealed data; null-data
 * stays. GBZ: a component with #GBCS_GBZ_ENCRYPTED set is handed over with its body plain. DLMS
 * alert of the Billing Data Log: its third element. GBZ alert of the Billing Data Log: its
 * components.
 *
 * In a use case with #GBCS_USE_ENCRYPTED nothing else may hold data: other items of a DLMS response
 * null-data only, other GBZ components the ZCL default response only.
 *
 * @param crypto   the implementations
 * @param secret   Z of device and recipient, or Supplementary Remote Party
 * @param use_case the use case
 * @param header   grouping header of the message
 * @param request  as in gbcs_sealed_payload_size()
 * @param plain    payload with plain values; may lie in the writer's buffer, at least
 *                 (sealed size - plain size) octets beyond the place it goes to
 * @param writer   receives the payload, or nothing; fails with #GBCS_ERR_SPACE also if the plain
 *                 one is in the way, or as gbcs_sealed_payload_size()
 */
void gbcs_write_sealed_payload(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                               const gbcs_use_case *use_case, const gbcs_header *header,
                               gbcs_bytes request, gbcs_bytes plain, gbcs_writer *writer);

/** What a generic alert, or one with content, says. */
typedef struct gbcs_alert {
    /** Event code: 8F3D and others. */
    uint16_t event;
    /** When it happened. */
    gbcs_utc time;
    /** Status of the clock then: last octet of a DLMS date-time. */
    uint8_t clock_status;
    /** Elements that follow code and time, DLMS; 0 for GBZ. */
    uint8_t element_count;
    /** DLMS: their A-XDR values, plain; GBZ: what follows the time, plain. */
    gbcs_bytes content;
} gbcs_alert;

/**
 * Octets of the payload of an alert.
 *
 * @param family #GBCS_FAMILY_DLMS or #GBCS_FAMILY_GBZ
 * @param alert  what it says
 * @return its size; 0 for another family
 */
size_t gbcs_alert_size(gbcs_family family, const gbcs_alert *alert);

/**
 * Writes the payload of an alert (GBCS 7.2.9, 7.2.10, 16).
 *
 * @param family  #GBCS_FAMILY_DLMS or #GBCS_FAMILY_GBZ
 * @param alert   what it says
 * @param counter Originator Counter of the alert, for the DLMS invoke id
 * @param writer  receives it, or nothing; fails with #GBCS_ERR_SPACE, #GBCS_ERR_ARGUMENT for another
 *                family or content that is not so many elements, or #GBCS_ERR_TIME for a time that
 *                can't be written
 */
void gbcs_write_alert(gbcs_family family, const gbcs_alert *alert, uint64_t counter,
                      gbcs_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
