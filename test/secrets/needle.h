/**
 * @file
 * Secrets that are looked for in memory: any eight octets of one, in each form that the library or
 * BearSSL may have given it.
 */
#ifndef NEEDLE_H
#define NEEDLE_H

#include "gbcs/gbcs.h"

/** Everything that is looked for. Lies on the heap, which is not searched. */
typedef struct needles needles;

/** Called for each place where something was found. */
typedef void (*needle_found)(void *context, const uint8_t *place, const char *name);

/** A set without secrets. Ends the program if there is no memory. */
needles *needles_new(void);

/** Frees a set. */
void needles_free(needles *set);

/** Adds octets as they are. */
void needles_add_plain(needles *set, gbcs_bytes octets, const char *name);

/** Adds a number of 32 octets: in both orders, in words, in limbs of 30 and 31 bits. */
void needles_add_number(needles *set, const uint8_t number[32], const char *name);

/** Adds an AES key: in both orders, in words, and with its schedules, as they are held and as they
 * are used; and the GHASH key that follows from it. */
void needles_add_key(needles *set, const gbcs_crypto *crypto, const uint8_t key[GBCS_AES_KEY_SIZE],
                     const char *name);

/** Adds the nonce of a signature (RFC 6979 3.2), which gives the private key away. */
void needles_add_nonce(needles *set, const gbcs_private_key *key,
                       const uint8_t digest[GBCS_DIGEST_SIZE], const char *name);

/** Looks at each place of an area. */
void needles_search(const needles *set, gbcs_bytes area, needle_found found, void *context);

#endif
