/**
 * @file
 * The cryptographic primitives that GBCS 4.3.3 names, and no others.
 *
 * BearSSL does the arithmetic. Which of its implementations is used is chosen once, in a #gbcs_crypto,
 * and can be replaced there by one of the vendor's own (an accelerator, a secure element).
 *
 * All of it runs in a time that does not depend on secrets, but for one thing: in ECDSA signing of
 * BearSSL 0.6 a nonce whose highest octet is zero (one in 256) takes 14 instructions less. See
 * doc/threat-model.md.
 */
#ifndef GBCS_CRYPTO_H
#define GBCS_CRYPTO_H

/* The one that BearSSL asks for: a system may keep the others in a folder of their own. */
#include <bearssl.h>

#include "gbcs/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Octets of a SHA-256 digest. */
#define GBCS_DIGEST_SIZE 32U
/** Octets of an uncompressed point on P-256: 04, x, y. */
#define GBCS_POINT_SIZE 65U
/** Octets of a key identifier. */
#define GBCS_KEY_IDENTIFIER_SIZE 8U
/** Octets of a private key on P-256. */
#define GBCS_SCALAR_SIZE 32U
/** Octets of a signature in plain form: r, s (GBCS 4.3.3.2). */
#define GBCS_SIGNATURE_SIZE 64U
/** Octets of a shared secret Z: the x coordinate. */
#define GBCS_SECRET_SIZE 32U
/** Octets of an AES-128 key. */
#define GBCS_AES_KEY_SIZE 16U
/** Octets of a GCM initialisation vector. */
#define GBCS_IV_SIZE 12U
/** Octets of a full GCM tag. */
#define GBCS_TAG_SIZE 16U
/** Octets of a MAC in a GBCS message: the first ones of the tag. */
#define GBCS_MAC_SIZE 12U

/** The implementations that do the work. Constant after it has been filled; may be shared. */
typedef struct gbcs_crypto {
    /** Curve arithmetic on P-256. */
    const br_ec_impl *ec;
    /** ECDSA signing with the deterministic nonce of RFC 6979, plain signature. */
    br_ecdsa_sign sign;
    /** ECDSA verification, plain signature. */
    br_ecdsa_vrfy verify;
    /** SHA-256. */
    const br_hash_class *sha256;
    /** AES in counter mode. */
    const br_block_ctr_class *aes_ctr;
    /** GHASH. */
    br_ghash ghash;
} gbcs_crypto;

/** A private key on P-256: a number from 1 to n - 1, big-endian. Secret. */
typedef struct gbcs_private_key {
    /** The number. */
    uint8_t scalar[GBCS_SCALAR_SIZE];
} gbcs_private_key;

/** A public key on P-256. */
typedef struct gbcs_public_key {
    /** 04, x, y; x and y big-endian. */
    uint8_t point[GBCS_POINT_SIZE];
} gbcs_public_key;

/** The shared secret Z of a static key agreement (SP 800-56A 5.7.1.2). As secret as a private key. */
typedef struct gbcs_shared_secret {
    /** x coordinate of the common point, big-endian. */
    uint8_t z[GBCS_SECRET_SIZE];
} gbcs_shared_secret;

/** A key for AES-128. Secret; in GBCS good for one message only. */
typedef struct gbcs_aes_key {
    /** The key. */
    uint8_t octets[GBCS_AES_KEY_SIZE];
} gbcs_aes_key;

/** A SHA-256 computation under way. */
typedef struct gbcs_sha256 {
    /** BearSSL's state. */
    br_hash_compat_context state; /* MISRA Ref 19.2.1 */
} gbcs_sha256;

/** An AES-128-GCM computation under way. Secret; ends with gbcs_gcm_end(). */
typedef struct gbcs_gcm {
    /** The expanded key. */
    br_aes_gen_ctr_keys key; /* MISRA Ref 19.2.1 */
    /** BearSSL's state; points into key, so this struct must not be moved. */
    br_gcm_context state;
    /** Whether the additional data has ended. */
    bool text;
    /** #GBCS_OK, or #GBCS_ERR_ARGUMENT once additional data has come after text. */
    gbcs_status status;
} gbcs_gcm;

/**
 * The best constant-time implementations for the target that the library is built for.
 *
 * @param[out] crypto filled
 */
void gbcs_crypto_default(gbcs_crypto *crypto);

/**
 * SHA-256 of octets in one piece (FIPS 180-4).
 *
 * @param[in]  crypto the implementations
 * @param[in]  data   the octets
 * @param[out] digest 32 octets
 */
void gbcs_sha256_of(const gbcs_crypto *crypto, gbcs_bytes data, uint8_t digest[GBCS_DIGEST_SIZE]);

/**
 * Begins a SHA-256 computation in pieces.
 *
 * @param[in]  crypto the implementations
 * @param[out] sha256 the computation
 */
void gbcs_sha256_begin(const gbcs_crypto *crypto, gbcs_sha256 *sha256);

/**
 * Adds octets.
 *
 * @param sha256 the computation
 * @param data   the octets
 */
void gbcs_sha256_add(gbcs_sha256 *sha256, gbcs_bytes data);

/**
 * The digest of all octets added, and wipes the computation.
 *
 * @param[in,out] sha256 the computation
 * @param[out]    digest 32 octets
 */
void gbcs_sha256_end(gbcs_sha256 *sha256, uint8_t digest[GBCS_DIGEST_SIZE]);

/**
 * Takes a private key from its octets.
 *
 * @param[in]  scalar 32 octets, big-endian
 * @param[out] key    the key; wiped on failure
 * @return #GBCS_OK, #GBCS_ERR_ARGUMENT for another length, #GBCS_ERR_PRIVATE_KEY for a number
 *         outside 1 to n - 1
 */
GBCS_MUST_USE gbcs_status gbcs_private_key_from(gbcs_bytes scalar, gbcs_private_key *key);

/**
 * Takes a public key from its octets after a full validation (SP 800-56A 5.6.2.3.3: 65 octets,
 * uncompressed, coordinates below p, on the curve, not infinity; the cofactor of P-256 is 1).
 *
 * @param[in]  crypto the implementations
 * @param[in]  point  65 octets
 * @param[out] key    the key; zeros on failure
 * @return #GBCS_OK or #GBCS_ERR_PUBLIC_KEY
 */
GBCS_MUST_USE gbcs_status gbcs_public_key_from(const gbcs_crypto *crypto, gbcs_bytes point,
                                               gbcs_public_key *key);

/**
 * The public key of a private key.
 *
 * @param[in]  crypto  the implementations
 * @param[in]  private_key the private key
 * @param[out] public_key  its public key; zeros on failure
 * @return #GBCS_OK or #GBCS_ERR_PRIVATE_KEY
 */
GBCS_MUST_USE gbcs_status gbcs_public_key_of(const gbcs_crypto *crypto,
                                             const gbcs_private_key *private_key,
                                             gbcs_public_key *public_key);

/**
 * The key identifier of a public key: the bits 0100 and the lowest 60 bits of SHA-1 of its point (RFC
 * 5280 4.2.1.2, method 2; GBCS 12). It names a key; it protects nothing.
 *
 * @param[in]  key        the key
 * @param[out] identifier 8 octets
 */
void gbcs_key_identifier(const gbcs_public_key *key, uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE]);

/**
 * ECDSA on P-256 with SHA-256, signing (FIPS 186-4 6.4; nonce by RFC 6979).
 *
 * @param[in]  crypto    the implementations
 * @param[in]  key       the signer's private key
 * @param[in]  digest    SHA-256 of what is signed
 * @param[out] signature r, s, 32 octets each, big-endian; zeros on failure
 * @return #GBCS_OK or #GBCS_ERR_PRIVATE_KEY
 */
GBCS_MUST_USE gbcs_status gbcs_ecdsa_sign(const gbcs_crypto *crypto, const gbcs_private_key *key,
                                          const uint8_t digest[GBCS_DIGEST_SIZE],
                                          uint8_t signature[GBCS_SIGNATURE_SIZE]);

/**
 * ECDSA on P-256 with SHA-256, verification (FIPS 186-4 6.4). Refuses every signature of a digest that
 * is 0 modulo n; no message is known to have one.
 *
 * @param crypto    the implementations
 * @param key       the signer's public key
 * @param digest    SHA-256 of what was signed
 * @param signature r, s; must have 64 octets
 * @return #GBCS_OK or #GBCS_ERR_SIGNATURE
 */
GBCS_MUST_USE gbcs_status gbcs_ecdsa_verify(const gbcs_crypto *crypto, const gbcs_public_key *key,
                                            const uint8_t digest[GBCS_DIGEST_SIZE],
                                            gbcs_bytes signature);

/**
 * Static key agreement C(0e, 2s, ECC CDH) on P-256 (SP 800-56A 6.3.2, 5.7.1.2).
 *
 * @param[in]  crypto      the implementations
 * @param[in]  private_key one party's private key
 * @param[in]  public_key  the other party's public key
 * @param[out] secret      Z; wiped on failure
 * @return #GBCS_OK, #GBCS_ERR_PRIVATE_KEY or #GBCS_ERR_PUBLIC_KEY
 */
GBCS_MUST_USE gbcs_status gbcs_ecdh(const gbcs_crypto *crypto, const gbcs_private_key *private_key,
                                    const gbcs_public_key *public_key, gbcs_shared_secret *secret);

/**
 * Single-step key derivation with SHA-256 (SP 800-56A 5.8.1; GBCS 4.3.3.3): the first 16 octets of
 * SHA-256(00000001 || Z || OtherInfo).
 *
 * @param[in]  crypto     the implementations
 * @param[in]  secret     Z
 * @param[in]  other_info OtherInfo
 * @param[out] key        the key
 */
void gbcs_kdf(const gbcs_crypto *crypto, const gbcs_shared_secret *secret, gbcs_bytes other_info,
              gbcs_aes_key *key);

/**
 * Begins an AES-128-GCM computation (SP 800-38D): first all additional data, then all text, then the
 * tag. Without text it is GMAC.
 *
 * @param[in]  crypto the implementations
 * @param[in]  key    the key
 * @param[in]  iv     12 octets
 * @param[out] gcm    the computation
 */
void gbcs_gcm_begin(const gbcs_crypto *crypto, const gbcs_aes_key *key,
                    const uint8_t iv[GBCS_IV_SIZE], gbcs_gcm *gcm);

/**
 * Adds additional data: authenticated, not encrypted. Only before the first text: later it spoils the
 * computation, whose tag is then zeros and whose check fails.
 *
 * @param gcm  the computation
 * @param data the octets
 */
void gbcs_gcm_add(gbcs_gcm *gcm, gbcs_bytes data);

/**
 * Encrypts text in place.
 *
 * @param gcm  the computation
 * @param text plaintext in, ciphertext out
 * @param size octets of text
 */
void gbcs_gcm_encrypt(gbcs_gcm *gcm, uint8_t *text, size_t size);

/**
 * Decrypts text in place. What comes out is not to be used before gbcs_gcm_check() has said yes.
 *
 * @param gcm  the computation
 * @param text ciphertext in, plaintext out
 * @param size octets of text
 */
void gbcs_gcm_decrypt(gbcs_gcm *gcm, uint8_t *text, size_t size);

/**
 * The full tag, and wipes the computation.
 *
 * @param[in,out] gcm the computation
 * @param[out]    tag 16 octets
 */
void gbcs_gcm_end(gbcs_gcm *gcm, uint8_t tag[GBCS_TAG_SIZE]);

/**
 * Compares the tag with a received one in constant time, and wipes the computation.
 *
 * @param gcm the computation
 * @param tag the first 12 octets of the tag, or all 16
 * @return #GBCS_OK, #GBCS_ERR_MAC if they differ, #GBCS_ERR_ARGUMENT for another length or a spoilt
 *         computation
 */
GBCS_MUST_USE gbcs_status gbcs_gcm_check(gbcs_gcm *gcm, gbcs_bytes tag);

#ifdef __cplusplus
}
#endif

#endif
