#include "scalar.h"

#include <string.h>

bool scalar_in_range(const uint8_t scalar[GBCS_SCALAR_SIZE])
{
    /* n, the order of the base point (FIPS 186-4 D.1.2.3) */
    static const uint8_t order[GBCS_SCALAR_SIZE] = {
        0xFFU, 0xFFU, 0xFFU, 0xFFU, 0x00U, 0x00U, 0x00U, 0x00U, 0xFFU, 0xFFU, 0xFFU,
        0xFFU, 0xFFU, 0xFFU, 0xFFU, 0xFFU, 0xBCU, 0xE6U, 0xFAU, 0xADU, 0xA7U, 0x17U,
        0x9EU, 0x84U, 0xF3U, 0xB9U, 0xCAU, 0xC2U, 0xFCU, 0x63U, 0x25U, 0x51U};
    uint32_t borrow = 0U;
    uint32_t bits = 0U;
    size_t i;

    /* scalar - n from the lowest octet upwards: it is below n if the highest octet borrows */
    for (i = GBCS_SCALAR_SIZE; i > 0U; i--) {
        borrow = ((uint32_t)scalar[i - 1U] - (uint32_t)order[i - 1U] - borrow) >> 31;
        bits |= scalar[i - 1U];
    }
    /* 0 - bits has its highest bit set unless bits is 0 */
    return (borrow & ((0U - bits) >> 31)) == 1U;
}

gbcs_status gbcs_private_key_from(gbcs_bytes scalar, gbcs_private_key *key)
{
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;

    gbcs_wipe(key, sizeof *key);
    if (scalar.size != GBCS_SCALAR_SIZE) {
        status = GBCS_ERR_ARGUMENT;
    } else if (scalar_in_range(scalar.data)) {
        (void)memcpy(key->scalar, scalar.data, GBCS_SCALAR_SIZE);
        status = GBCS_OK;
    } else {
        /* refused */
    }
    return status;
}

gbcs_status gbcs_public_key_from(const gbcs_crypto *crypto, gbcs_bytes point, gbcs_public_key *key)
{
    static const uint8_t one[1] = {1U};
    gbcs_status status = GBCS_ERR_PUBLIC_KEY;
    uint8_t product[GBCS_POINT_SIZE];

    gbcs_wipe(key, sizeof *key);
    if (point.size == GBCS_POINT_SIZE) {
        /* To multiply, BearSSL must decode: first octet 04, coordinates below p, curve equation.
           One is the cheapest factor, and must give the same octets back. */
        (void)memcpy(product, point.data, GBCS_POINT_SIZE);
        if ((crypto->ec->mul(product, GBCS_POINT_SIZE, one, sizeof one, BR_EC_secp256r1) == 1U) &&
            (memcmp(product, point.data, GBCS_POINT_SIZE) == 0)) {
            (void)memcpy(key->point, product, GBCS_POINT_SIZE);
            status = GBCS_OK;
        }
    }
    return status;
}

gbcs_status gbcs_public_key_of(const gbcs_crypto *crypto, const gbcs_private_key *private_key,
                               gbcs_public_key *public_key)
{
    gbcs_status status = GBCS_ERR_PRIVATE_KEY;

    gbcs_wipe(public_key, sizeof *public_key);
    if (scalar_in_range(private_key->scalar)) {
        if (crypto->ec->mulgen(public_key->point, private_key->scalar, GBCS_SCALAR_SIZE,
                               BR_EC_secp256r1) == GBCS_POINT_SIZE) {
            status = GBCS_OK;
        } else {
            gbcs_wipe(public_key, sizeof *public_key);
        }
        gbcs_wipe_stack_curve();
    }
    return status;
}
