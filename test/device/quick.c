/* Signatures that cost nothing, and products of points that are computed once: for tests in which
 * many commands come in, and whose subject is not cryptography. */
#include <string.h>

#include "device.h"

/** Octets of a coordinate or scalar. */
#define FIELD 32U
/** Products that are remembered. */
#define PRODUCTS 128U

/** A product of a point, or of the generator if it has no octets, and a number. */
typedef struct product {
    size_t size;
    uint8_t factor[GBCS_POINT_SIZE];
    uint8_t scalar[FIELD];
    uint8_t point[GBCS_POINT_SIZE];
} product;

static product products[PRODUCTS];
static size_t product_count;
static gbcs_crypto plain;
static br_ec_impl curve_of_products;

/** Looks a product up, or computes it; 0 if there is none. */
static uint32_t multiply(uint8_t point[GBCS_POINT_SIZE], const uint8_t *factor, size_t size,
                         const uint8_t *x, size_t length, int curve)
{
    product *p = &products[product_count % PRODUCTS];
    uint8_t scalar[FIELD] = {0};
    uint32_t good = 1U;

    memcpy(&scalar[FIELD - length], x, length);
    for (size_t i = 0U; (i < product_count) && (i < PRODUCTS); i++) {
        if ((products[i].size == size) && (memcmp(products[i].factor, factor, size) == 0) &&
            (memcmp(products[i].scalar, scalar, FIELD) == 0)) {
            memcpy(point, products[i].point, GBCS_POINT_SIZE);
            return 1U;
        }
    }
    memset(p, 0, sizeof *p);
    p->size = size;
    memcpy(p->factor, factor, size);
    memcpy(p->scalar, scalar, FIELD);
    if (size == 0U) {
        good = (plain.ec->mulgen(p->point, x, length, curve) == GBCS_POINT_SIZE) ? 1U : 0U;
    } else {
        memcpy(p->point, factor, size);
        good = plain.ec->mul(p->point, size, x, length, curve);
    }
    memcpy(point, p->point, GBCS_POINT_SIZE);
    product_count += good;
    return good;
}

static uint32_t quick_mul(unsigned char *g, size_t glen, const unsigned char *x, size_t xlen,
                          int curve)
{
    uint8_t factor[GBCS_POINT_SIZE];
    uint32_t good = 0U;

    if ((glen == GBCS_POINT_SIZE) && (xlen <= FIELD)) {
        memcpy(factor, g, glen);
        good = multiply(g, factor, glen, x, xlen, curve);
    } else {
        good = plain.ec->mul(g, glen, x, xlen, curve);
    }
    return good;
}

static size_t quick_mulgen(unsigned char *r, const unsigned char *x, size_t xlen, int curve)
{
    static const uint8_t generator[GBCS_POINT_SIZE] = {0};
    size_t size = 0U;

    if (xlen <= FIELD) {
        size = (multiply(r, generator, 0U, x, xlen, curve) != 0U) ? GBCS_POINT_SIZE : 0U;
    } else {
        size = plain.ec->mulgen(r, x, xlen, curve);
    }
    return size;
}

/** What stands for a signature: anyone could make it who knows the public key. */
static void make_mark(const uint8_t point[GBCS_POINT_SIZE], const void *hash,
                      uint8_t mark[GBCS_SIGNATURE_SIZE])
{
    gbcs_sha256 sha256;

    gbcs_sha256_begin(&plain, &sha256);
    gbcs_sha256_add(&sha256, gbcs_bytes_of(point, GBCS_POINT_SIZE));
    gbcs_sha256_add(&sha256, gbcs_bytes_of(hash, GBCS_DIGEST_SIZE));
    gbcs_sha256_end(&sha256, mark);
    memcpy(&mark[GBCS_DIGEST_SIZE], mark, GBCS_DIGEST_SIZE);
}

static size_t quick_sign(const br_ec_impl *impl, const br_hash_class *hash, const void *value,
                         const br_ec_private_key *key, void *signature)
{
    uint8_t point[GBCS_POINT_SIZE];

    (void)impl;
    (void)hash;
    if (quick_mulgen(point, key->x, key->xlen, key->curve) == 0U) {
        return 0U;
    }
    make_mark(point, value, signature);
    return GBCS_SIGNATURE_SIZE;
}

static uint32_t quick_verify(const br_ec_impl *impl, const void *hash, size_t size,
                             const br_ec_public_key *key, const void *signature, size_t length)
{
    uint8_t mark[GBCS_SIGNATURE_SIZE];

    (void)impl;
    if ((size != GBCS_DIGEST_SIZE) || (key->qlen != GBCS_POINT_SIZE) ||
        (length != GBCS_SIGNATURE_SIZE)) {
        return 0U;
    }
    make_mark(key->q, hash, mark);
    return (memcmp(mark, signature, sizeof mark) == 0) ? 1U : 0U;
}

void device_make_quick(device *d)
{
    gbcs_crypto_default(&plain);
    curve_of_products = *plain.ec;
    curve_of_products.mul = quick_mul;
    curve_of_products.mulgen = quick_mulgen;
    d->crypto = plain;
    d->crypto.ec = &curve_of_products;
    d->crypto.sign = quick_sign;
    d->crypto.verify = quick_verify;
    d->quick = true;
}
