#include "gbcs/base/bytes.h"
#include "gbcs/config.h"

/*
 * Each area takes the place of the frames of a call that has returned. Which function does it is read
 * anew each time, so that no compiler can make it part of its caller: its frame would then lie beside
 * the dead ones and not over them.
 */

#if GBCS_STACK_CIPHER > 0U
static void overwrite_cipher(void)
{
    volatile size_t words[GBCS_STACK_CIPHER / sizeof(size_t)];
    size_t i;

    for (i = 0U; i < ((sizeof words) / (sizeof words[0])); i++) {
        words[i] = 0U;
    }
}
#endif

#if GBCS_STACK_CURVE > 0U
static void overwrite_curve(void)
{
    volatile size_t words[GBCS_STACK_CURVE / sizeof(size_t)];
    size_t i;

    for (i = 0U; i < ((sizeof words) / (sizeof words[0])); i++) {
        words[i] = 0U;
    }
}
#endif

void gbcs_wipe_stack_cipher(void)
{
#if GBCS_STACK_CIPHER > 0U
    static void (*const volatile overwrite)(void) = overwrite_cipher;

    overwrite();
#endif
}

void gbcs_wipe_stack_curve(void)
{
#if GBCS_STACK_CURVE > 0U
    static void (*const volatile overwrite)(void) = overwrite_curve;

    overwrite();
#endif
}
