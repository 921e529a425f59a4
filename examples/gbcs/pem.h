/**
 * @file
 * Reads PEM files with OpenSSL: a certificate as DER, a public key as a point, a private key as a
 * scalar.
 */
#ifndef GBCS_PEM_H
#define GBCS_PEM_H

#include "tool.h"

/**
 * Reads the first certificate or public key of a PEM file.
 *
 * @param[in]  path   the file
 * @param[out] der    the certificate; to be freed with input_release(); empty if it is a public key,
 *                    and on failure
 * @param[out] point  the public key, 65 octets, not validated; to be freed likewise; empty if it is a
 *                    certificate, and on failure
 * @param[out] reason what is wrong, in a clause; null on success
 * @return true on success
 */
bool pem_read_public(const char *path, gbcs_bytes *der, gbcs_bytes *point, const char **reason);

/**
 * Reads the first private key of a PEM file, PKCS#8 or SEC 1, not encrypted.
 *
 * @param[in]  path   the file
 * @param[out] key    the key; zeros on failure
 * @param[out] reason what is wrong, in a clause; null on success
 * @return true on success
 */
bool pem_read_private_key(const char *path, gbcs_private_key *key, const char **reason);

#endif
