/**
 * @file
 * The implementations that gbcs_crypto_default() may choose, on whatever target the test runs.
 */
#ifndef IMPLEMENTATIONS_H
#define IMPLEMENTATIONS_H

#include "gbcs/crypto.h"

/** A named set of implementations. */
typedef struct implementation {
    /** What the sets are called here. */
    const char *name;
    /** The set. */
    gbcs_crypto crypto;
} implementation;

/**
 * The sets of implementations, by number.
 *
 * @param[in]  number 0 for the default of this target, then the portable ones
 * @param[out] set    filled
 * @return false, and set unchanged, if there is none with this number
 */
static inline bool implementation_get(size_t number, implementation *set)
{
    static const implementation portable[] = {
        {"small", /* Cortex-M0 to M3 */
         {&br_ec_p256_m15, &br_ecdsa_i15_sign_raw, &br_ecdsa_i15_vrfy_raw, &br_sha256_vtable,
          &br_aes_ct_ctr_vtable, &br_ghash_ctmul32}},
        {"32-bit",
         {&br_ec_p256_m31, &br_ecdsa_i31_sign_raw, &br_ecdsa_i31_vrfy_raw, &br_sha256_vtable,
          &br_aes_ct_ctr_vtable, &br_ghash_ctmul}},
        {"64-bit",
         {&br_ec_p256_m31, &br_ecdsa_i31_sign_raw, &br_ecdsa_i31_vrfy_raw, &br_sha256_vtable,
          &br_aes_ct64_ctr_vtable, &br_ghash_ctmul64}},
    };
    bool found = true;

    if (number == 0U) {
        set->name = "default";
        gbcs_crypto_default(&set->crypto);
    } else if (number <= (sizeof portable / sizeof portable[0])) {
        *set = portable[number - 1U];
    } else {
        found = false;
    }
    return found;
}

#endif
