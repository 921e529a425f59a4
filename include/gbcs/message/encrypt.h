/**
 * @file
 * Encryption of attributes (GBCS 8): sensitive data in responses and alerts, from a device to a remote
 * party. DLMS puts it into protected data, GBZ into encrypted components; what is sealed looks the same
 * in both:
 *
 *     31, 00000000, ciphertext, tag (12)
 *
 * All encrypted blocks of one message share key and IV. That is how GBCS messages are, and a weakness:
 * see doc/threat-model.md.
 */
#ifndef GBCS_MESSAGE_ENCRYPT_H
#define GBCS_MESSAGE_ENCRYPT_H

#include "gbcs/codec/dlms.h"
#include "gbcs/codec/gbz.h"
#include "gbcs/message/protect.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Octets that sealing adds: security header (5) and tag (12). */
#define GBCS_SEAL_OVERHEAD 17U

/** A walk over the sealed blocks of a message. */
typedef struct gbcs_sealed_walk {
    /** Blocks are looked for here. */
    gbcs_reader reader;
    /** Whether the payload is GBZ, not DLMS. */
    bool gbz;
} gbcs_sealed_walk;

/**
 * What the encryption key of a response or alert is bound to: the device; the Supplementary Originator
 * Counter if there is one, else the Originator Counter; the Supplementary Remote Party if there is
 * one, else the recipient (spec: GBCS 8; seen in reference messages).
 *
 * @param header the grouping header of the response or alert
 * @return the binding; its recipient is also the party whose key makes Z
 */
gbcs_key_info gbcs_encryption_key_info(const gbcs_header *header);

/**
 * Seals data.
 *
 * @param crypto the implementations
 * @param secret Z of device and recipient
 * @param info   what the key is bound to
 * @param plain  the data
 * @param writer receives plain.size + #GBCS_SEAL_OVERHEAD octets; fails with #GBCS_ERR_SPACE
 */
void gbcs_seal(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
               const gbcs_key_info *info, gbcs_bytes plain, gbcs_writer *writer);

/**
 * Opens sealed data.
 *
 * @param crypto the implementations
 * @param secret Z of device and recipient
 * @param info   what the key is bound to
 * @param sealed security header, ciphertext, tag
 * @param writer receives the data; on failure it fails and what was written is wiped
 * @return #GBCS_OK, #GBCS_ERR_MAC, #GBCS_ERR_TRUNCATED, #GBCS_ERR_TAG or #GBCS_ERR_SPACE
 */
GBCS_MUST_USE gbcs_status gbcs_unseal(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                                      const gbcs_key_info *info, gbcs_bytes sealed,
                                      gbcs_writer *writer);

/**
 * Begins a walk over the sealed blocks of a response or alert, DLMS or GBZ.
 *
 * @param[in]  frame the message
 * @param[out] walk  the walk
 * @return #GBCS_OK, or a status of class malformed if the payload is broken; a payload that can hold
 *         no sealed block gives an empty walk
 */
GBCS_MUST_USE gbcs_status gbcs_sealed_walk_of(const gbcs_frame *frame, gbcs_sealed_walk *walk);

/**
 * Goes to the next sealed block.
 *
 * @param[in,out] walk   the walk
 * @param[out]    sealed security header, ciphertext, tag: a view into the message
 * @return true if there is one
 */
bool gbcs_sealed_next(gbcs_sealed_walk *walk, gbcs_bytes *sealed);

/**
 * Writes the two A-XDR values of DLMS protected data: the protection parameters, which name the
 * header's counter, originator and recipient (not what the key is bound to), and the sealed data.
 *
 * @param crypto the implementations
 * @param secret Z of device and recipient
 * @param header grouping header of the message that carries it
 * @param plain  the data: one A-XDR value
 * @param writer receives them; fails with #GBCS_ERR_SPACE
 */
void gbcs_write_dlms_protected(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                               const gbcs_header *header, gbcs_bytes plain, gbcs_writer *writer);

/**
 * Writes an encrypted GBZ component.
 *
 * @param crypto    the implementations
 * @param secret    Z of device and recipient
 * @param header    grouping header of the message that carries it
 * @param component its fields, #GBCS_GBZ_ENCRYPTED set, body in plain
 * @param writer    receives it; fails with #GBCS_ERR_SPACE or #GBCS_ERR_ARGUMENT
 */
void gbcs_write_gbz_protected(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                              const gbcs_header *header, const gbcs_gbz_component *component,
                              gbcs_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
