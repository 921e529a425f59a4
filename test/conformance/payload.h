/**
 * @file
 * Payloads by their family: parsed, and written again from what was parsed.
 */
#ifndef GBCS_TEST_CONFORMANCE_PAYLOAD_H
#define GBCS_TEST_CONFORMANCE_PAYLOAD_H

#include "gbcs/gbcs.h"

/** What a payload is. */
typedef enum family {
    FAMILY_REQUEST,      /**< DLMS access-request */
    FAMILY_RESPONSE,     /**< DLMS access-response */
    FAMILY_NOTIFICATION, /**< DLMS data-notification */
    FAMILY_GBZ,          /**< GBZ command or response */
    FAMILY_GBZ_ALERT,    /**< GBZ alert */
    FAMILY_BER,          /**< ASN.1 */
    FAMILIES             /**< how many there are */
} family;

/** The family that a message's first octets and CRA flag say. */
family payload_family_of(const gbcs_frame *frame);

/** The name of a family, as in "DLMS access-request". */
const char *payload_family_name(family of);

/** Parses a payload as one of a family. */
gbcs_status payload_parse(family as, gbcs_bytes payload);

/**
 * Parses a payload as one of a family and writes it again from its items.
 *
 * @return #GBCS_OK if it could be parsed; the writer says whether it could be written
 */
gbcs_status payload_write_again(family as, gbcs_bytes payload, gbcs_writer *writer);

/**
 * Whether the first octets of a payload are a payload of the same family: only true of GBZ alerts, in
 * which nothing measures what follows the time.
 */
bool payload_prefix_is_whole(family of, gbcs_bytes payload, size_t size);

#endif
