/**
 * @file
 * MAC and signature of a message: make and verify, in both directions (GBCS 6.2, 6.3, 6.4).
 *
 * Whose keys make the shared secret Z:
 *
 *     command           Access Control Broker and device, whoever the originator is
 *     response, alert   device and recipient
 *     between devices   originator and recipient
 */
#ifndef GBCS_MESSAGE_PROTECT_H
#define GBCS_MESSAGE_PROTECT_H

#include "gbcs/codec/frame.h"
#include "gbcs/crypto.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What a derived key is for: the octet before the counter in OtherInfo (GBCS 4.3.3.3). */
typedef enum gbcs_purpose {
    /** MAC of a command. */
    GBCS_PURPOSE_COMMAND = 0x01,
    /** MAC of a response. */
    GBCS_PURPOSE_RESPONSE = 0x02,
    /** MAC of an alert. */
    GBCS_PURPOSE_ALERT = 0x03,
    /** Encryption of attributes. */
    GBCS_PURPOSE_ENCRYPTION = 0x04
} gbcs_purpose;

/** What a derived key is bound to. */
typedef struct gbcs_key_info {
    /** What it is for. */
    gbcs_purpose purpose;
    /** Who makes the message. */
    gbcs_entity_id originator;
    /** Originator Counter, or Supplementary Originator Counter. */
    uint64_t counter;
    /** Who gets it. */
    gbcs_entity_id recipient;
} gbcs_key_info;

/** How a message that is built is protected; all empty makes a pre-command. */
typedef struct gbcs_protection {
    /** Key to sign with; null if the message is not signed, or its signature is at hand. */
    const gbcs_private_key *signing_key;
    /** Signature at hand: 64 octets, or none. */
    gbcs_bytes signature;
    /** Shared secret to make the MAC with; null if the message has no MAC. */
    const gbcs_shared_secret *secret;
} gbcs_protection;

/**
 * What the MAC key of a message is bound to.
 *
 * @param header the message's grouping header
 * @return the binding
 */
gbcs_key_info gbcs_mac_key_info(const gbcs_header *header);

/**
 * Derives the key of one message (GBCS 4.3.3.3).
 *
 * @param[in]  crypto the implementations
 * @param[in]  secret Z of the two parties
 * @param[in]  info   what the key is bound to
 * @param[out] key    the key; wipe it after use
 */
void gbcs_derive_key(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                     const gbcs_key_info *info, gbcs_aes_key *key);

/**
 * The initialisation vector: the originator's Entity Identifier and four zeros (GBCS 4.3.3.4).
 *
 * @param[in]  originator who makes the message
 * @param[out] iv         12 octets
 */
void gbcs_make_iv(gbcs_entity_id originator, uint8_t iv[GBCS_IV_SIZE]);

/**
 * Makes the MAC of a message.
 *
 * @param[in]  crypto       the implementations
 * @param[in]  secret       Z of the two parties
 * @param[in]  header       the message's grouping header
 * @param[in]  maced_octets grouping header, payload and signature part
 * @param[out] mac          12 octets
 */
void gbcs_mac_make(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                   const gbcs_header *header, gbcs_bytes maced_octets, uint8_t mac[GBCS_MAC_SIZE]);

/**
 * Verifies the MAC of a message.
 *
 * @param crypto the implementations
 * @param secret Z of the two parties
 * @param frame  the message
 * @return #GBCS_OK, #GBCS_ERR_MAC, or #GBCS_ERR_ABSENT if it has none
 */
GBCS_MUST_USE gbcs_status gbcs_mac_verify(const gbcs_crypto *crypto,
                                          const gbcs_shared_secret *secret,
                                          const gbcs_frame *frame);

/**
 * Verifies the signature of a message.
 *
 * @param crypto the implementations
 * @param key    the signer's public key
 * @param frame  the message
 * @return #GBCS_OK, #GBCS_ERR_SIGNATURE, or #GBCS_ERR_ABSENT if it has none
 */
GBCS_MUST_USE gbcs_status gbcs_signature_verify(const gbcs_crypto *crypto,
                                                const gbcs_public_key *key,
                                                const gbcs_frame *frame);

/**
 * Octets of a message.
 *
 * @param header       its grouping header
 * @param payload_size octets of its payload
 * @param protection   how it is protected
 * @return its size
 */
size_t gbcs_message_size(const gbcs_header *header, size_t payload_size,
                         const gbcs_protection *protection);

/**
 * Builds a message, signs it and makes its MAC.
 *
 * @param crypto     the implementations
 * @param header     its grouping header
 * @param payload    its payload; may already lie in the writer's buffer beyond the place it goes to
 * @param protection how it is protected
 * @param writer     receives the message; fails with #GBCS_ERR_SPACE, #GBCS_ERR_ARGUMENT or
 *                   #GBCS_ERR_PRIVATE_KEY, and then holds nothing of it
 */
void gbcs_write_message(const gbcs_crypto *crypto, const gbcs_header *header, gbcs_bytes payload,
                        const gbcs_protection *protection, gbcs_writer *writer);

#ifdef __cplusplus
}
#endif

#endif
