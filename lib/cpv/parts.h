/**
 * @file
 * What certificates and certification requests have in common when they are written.
 */
#ifndef CPV_PARTS_H
#define CPV_PARTS_H

#include "gbcs/cpv.h"

/** An extension that is being written: marks of the whole and of its value. */
typedef struct open_extension {
    /** The SEQUENCE. */
    size_t whole;
    /** The OCTET STRING in it. */
    size_t value;
} open_extension;

/**
 * Writes an OBJECT IDENTIFIER.
 *
 * @param writer the writer
 * @param octets its octets
 */
void part_oid(gbcs_writer *writer, gbcs_bytes octets);

/**
 * Writes a SubjectPublicKeyInfo.
 *
 * @param writer the writer
 * @param key    the key
 */
void part_key(gbcs_writer *writer, const gbcs_public_key *key);

/**
 * Writes an extension up to its value, which is written next.
 *
 * @param writer   the writer
 * @param oid      octets of its OBJECT IDENTIFIER
 * @param critical whether it is critical
 * @return for part_extension_close()
 */
open_extension part_extension_open(gbcs_writer *writer, gbcs_bytes oid, bool critical);

/**
 * Ends an extension.
 *
 * @param writer    the writer
 * @param extension what part_extension_open() returned
 */
void part_extension_close(gbcs_writer *writer, open_extension extension);

/**
 * Writes the extension keyUsage, critical.
 *
 * @param writer the writer
 * @param usage  a sum of GBCS_KEY_USAGE values, not 0
 */
void part_key_usage(gbcs_writer *writer, uint8_t usage);

/**
 * Writes the extension subjectAltName, critical: one otherName, a HardwareModuleName (RFC 4108 5).
 *
 * @param writer        the writer
 * @param hardware_type octets of the OBJECT IDENTIFIER
 * @param device        the Entity Identifier
 */
void part_module_name(gbcs_writer *writer, gbcs_bytes hardware_type, gbcs_entity_id device);

/**
 * The digest of what is to be signed.
 *
 * @param[in]  crypto the implementations
 * @param[in]  writer the writer, behind it
 * @param[in]  mark   of the whole, whose value it begins
 * @param[out] digest SHA-256; zeros if the writer has failed
 */
void part_digest(const gbcs_crypto *crypto, const gbcs_writer *writer, size_t mark,
                 uint8_t digest[GBCS_DIGEST_SIZE]);

/**
 * Ends what is signed: adds algorithm and signature, and closes the whole.
 *
 * @param writer    the writer; fails with #GBCS_ERR_ARGUMENT for a mark that is none or a signature
 *                  with a 0, and has then nothing of the whole in it
 * @param mark      of the whole
 * @param signature r, s, 32 octets each
 */
void part_signature(gbcs_writer *writer, size_t mark, const uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * Takes back what was written from a place on, and wipes it.
 *
 * @param writer the writer
 * @param start  the place
 */
void part_take_back(gbcs_writer *writer, size_t start);

/**
 * The same, if something has failed.
 *
 * @param writer the writer
 * @param start  the place
 */
void part_abandon(gbcs_writer *writer, size_t start);

#endif
