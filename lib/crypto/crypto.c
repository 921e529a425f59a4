#include "gbcs/crypto.h"

#if defined(__x86_64__) || defined(__i386__) || defined(_M_X64) || defined(_M_IX86)
/** What the processor at hand can do in hardware: AES and the carry-less multiplication of GHASH. */
static void use_instructions(gbcs_crypto *crypto)
{
    const br_block_ctr_class *aes_ctr = br_aes_x86ni_ctr_get_vtable();
    br_ghash ghash = br_ghash_pclmul_get();

    if (aes_ctr != NULL) {
        crypto->aes_ctr = aes_ctr;
    }
    if (ghash != NULL) {
        crypto->ghash = ghash;
    }
}
#else
/** No instructions to use. */
static void use_instructions(const gbcs_crypto *crypto)
{
    (void)crypto;
}
#endif

void gbcs_crypto_default(gbcs_crypto *crypto)
{
#if defined(__ARM_ARCH_6M__) || defined(__ARM_ARCH_7M__) || defined(__ARM_ARCH_8M_BASE__)
    /* Cortex-M0, M0+, M1, M3, M23: a multiplication of 32 by 32 to 64 bits is absent, or takes a
       time that depends on its operands. These implementations need the low 32 bits only. */
    crypto->ec = &br_ec_p256_m15;
    crypto->sign = &br_ecdsa_i15_sign_raw;
    crypto->verify = &br_ecdsa_i15_vrfy_raw;
    crypto->aes_ctr = &br_aes_ct_ctr_vtable;
    crypto->ghash = &br_ghash_ctmul32;
#elif defined(__LP64__) || defined(_WIN64)
    crypto->ec = &br_ec_p256_m31;
    crypto->sign = &br_ecdsa_i31_sign_raw;
    crypto->verify = &br_ecdsa_i31_vrfy_raw;
    crypto->aes_ctr = &br_aes_ct64_ctr_vtable;
    crypto->ghash = &br_ghash_ctmul64;
#else
    crypto->ec = &br_ec_p256_m31;
    crypto->sign = &br_ecdsa_i31_sign_raw;
    crypto->verify = &br_ecdsa_i31_vrfy_raw;
    crypto->aes_ctr = &br_aes_ct_ctr_vtable;
    crypto->ghash = &br_ghash_ctmul;
#endif
    crypto->sha256 = &br_sha256_vtable;
    use_instructions(crypto);
}
