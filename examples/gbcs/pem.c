#include "pem.h"

#include <string.h>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "input.h"

/** Octets of the longest name of a curve that is asked for. */
#define GROUP_NAME_SIZE 32U

/** Opens a PEM file as a BIO over octets that the caller releases after it. */
static BIO *open_pem(const char *path, gbcs_bytes *file, const char **reason)
{
    BIO *bio = NULL;

    if (input_read_file(path, file, reason)) {
        bio = BIO_new_mem_buf((file->size > 0U) ? (const void *)file->data : "", (int)file->size);
        if (bio == NULL) {
            *reason = "out of memory";
        }
    }
    return bio;
}

static gbcs_bytes copy_of(const uint8_t *data, size_t size)
{
    uint8_t *copy = tool_allocate(size);

    (void)memcpy(copy, data, size);
    return gbcs_bytes_of(copy, size);
}

/** Takes the point out of a SubjectPublicKeyInfo. Null, or what is wrong. */
static const char *take_point(const unsigned char *data, long size, gbcs_bytes *point)
{
    const unsigned char *next = data;
    EVP_PKEY *pkey = d2i_PUBKEY(NULL, &next, size);
    uint8_t octets[GBCS_POINT_SIZE];
    size_t used = 0U;
    const char *reason = NULL;

    if ((pkey == NULL) || (EVP_PKEY_get_octet_string_param(pkey, OSSL_PKEY_PARAM_PUB_KEY, octets,
                                                           sizeof octets, &used) != 1)) {
        reason = "not a public key on P-256";
    } else {
        *point = copy_of(octets, used);
    }
    EVP_PKEY_free(pkey);
    return reason;
}

bool pem_read_public(const char *path, gbcs_bytes *der, gbcs_bytes *point, const char **reason)
{
    gbcs_bytes file;
    unsigned char *data = NULL;
    long size = 0L;
    char *name = NULL;
    char *header = NULL;
    BIO *bio = open_pem(path, &file, reason);

    *der = gbcs_bytes_of(NULL, 0U);
    *point = gbcs_bytes_of(NULL, 0U);
    if (bio != NULL) {
        if (PEM_read_bio(bio, &name, &header, &data, &size) != 1) {
            *reason = "not a PEM file";
        } else if ((strcmp(name, PEM_STRING_X509) == 0) && (size > 0L)) {
            *der = copy_of(data, (size_t)size);
        } else if (strcmp(name, PEM_STRING_PUBLIC) == 0) {
            *reason = take_point(data, size, point);
        } else {
            *reason = "neither a certificate nor a public key";
        }
        OPENSSL_clear_free(data, (size_t)size);
        OPENSSL_free(name);
        OPENSSL_free(header);
        (void)BIO_free(bio);
        ERR_clear_error();
    }
    input_release(&file);
    return *reason == NULL;
}

/** Instead of a question on the terminal. */
static int no_passphrase(char *buffer, int size, int writing, void *user)
{
    bool *asked = user;

    (void)buffer;
    (void)size;
    (void)writing;
    *asked = true;
    return -1;
}

/** Takes the scalar out of a key. Null, or what is wrong. */
static const char *take_scalar(const EVP_PKEY *pkey, gbcs_private_key *key)
{
    const char *reason = NULL;
    char group[GROUP_NAME_SIZE] = "";
    uint8_t scalar[GBCS_SCALAR_SIZE] = {0U};
    BIGNUM *number = NULL;

    if ((EVP_PKEY_get_group_name(pkey, group, sizeof group, NULL) != 1) ||
        (strcmp(group, "prime256v1") != 0)) {
        reason = "not a private key on P-256";
    } else if ((EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_PRIV_KEY, &number) != 1) ||
               (BN_bn2binpad(number, scalar, (int)sizeof scalar) != (int)sizeof scalar) ||
               (gbcs_private_key_from(gbcs_bytes_of(scalar, sizeof scalar), key) != GBCS_OK)) {
        reason = "not a valid private key";
    }
    BN_clear_free(number);
    gbcs_wipe(scalar, sizeof scalar);
    return reason;
}

bool pem_read_private_key(const char *path, gbcs_private_key *key, const char **reason)
{
    gbcs_bytes file;
    bool asked = false;
    BIO *bio = open_pem(path, &file, reason);

    gbcs_wipe(key, sizeof *key);
    if (bio != NULL) {
        EVP_PKEY *pkey = PEM_read_bio_PrivateKey(bio, NULL, no_passphrase, &asked);
        if (pkey != NULL) {
            *reason = take_scalar(pkey, key);
        } else if (asked) {
            *reason = "the private key is encrypted; only keys without a passphrase can be read";
        } else {
            *reason = "not a PEM private key";
        }
        EVP_PKEY_free(pkey);
        (void)BIO_free(bio);
        ERR_clear_error();
    }
    input_release(&file);
    return *reason == NULL;
}
