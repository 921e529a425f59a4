#include "credentials/mode.h"

#define ROOT (1U << GBCS_ROLE_ROOT)
#define RECOVERY (1U << GBCS_ROLE_RECOVERY)
#define SUPPLIER (1U << GBCS_ROLE_SUPPLIER)
#define OPERATOR (1U << GBCS_ROLE_NETWORK_OPERATOR)
#define BROKER (1U << GBCS_ROLE_ACB)
#define CHANGE_OF_SUPPLIER (1U << GBCS_ROLE_TRANSITIONAL_COS)
#define WAN_PROVIDER (1U << GBCS_ROLE_WAN_PROVIDER)
#define LOAD_CONTROLLER ((uint16_t)1U << GBCS_ROLE_LOAD_CONTROLLER)
#define ANY                                                                                        \
    (ROOT + RECOVERY + SUPPLIER + OPERATOR + BROKER + CHANGE_OF_SUPPLIER + WAN_PROVIDER +          \
     LOAD_CONTROLLER)

/*
 * GBCS 13.3, 13.10. Contingency, 0109 with mode 9, is not here: the form of the wrapped key that
 * authorises it is not known, so nobody may use it.
 */
/* MISRA Ref 8.9.1 */
static const update_mode MODES[] = {
    {0x0100U, 0U, GBCS_ROLE_SUPPLIER, ROOT, false},
    {0x0101U, 1U, GBCS_ROLE_WAN_PROVIDER, ROOT, false},
    {0x0102U, 2U, GBCS_ROLE_SUPPLIER, SUPPLIER, false},
    {0x0103U, 3U, GBCS_ROLE_NETWORK_OPERATOR, OPERATOR, false},
    {0x0104U, 4U, GBCS_ROLE_ACB, BROKER, false},
    {0x0105U, 5U, GBCS_ROLE_WAN_PROVIDER, WAN_PROVIDER, false},
    {0x0106U, 6U, GBCS_ROLE_TRANSITIONAL_COS, CHANGE_OF_SUPPLIER, false},
    {0x0107U, 7U, GBCS_ROLE_TRANSITIONAL_COS, SUPPLIER, false},
    {0x0108U, 8U, GBCS_ROLE_RECOVERY, ANY, true},
    {0x0125U, 10U, GBCS_ROLE_LOAD_CONTROLLER, LOAD_CONTROLLER, false},
    {0x0126U, 11U, GBCS_ROLE_SUPPLIER, LOAD_CONTROLLER, false},
};

#define MODE_COUNT ((sizeof MODES) / (sizeof MODES[0]))

const update_mode *mode_of_code(uint16_t code)
{
    const update_mode *found = NULL;
    size_t i;

    for (i = 0U; i < MODE_COUNT; i++) {
        if (MODES[i].code == code) {
            found = &MODES[i];
        }
    }
    return found;
}

bool mode_may_replace(const update_mode *mode, uint8_t role)
{
    return gbcs_roles_hold(mode->targets, role);
}

bool mode_accepts(const update_mode *mode, uint8_t cell, uint8_t party)
{
    const bool handed_over = (cell == GBCS_ROLE_SUPPLIER) || (cell == GBCS_ROLE_NETWORK_OPERATOR);
    bool accepted = party == cell;

    if (cell == GBCS_ROLE_LOAD_CONTROLLER) {
        /* a load controller may also be known by a supplier's certificate (GBCS 13.10) */
        accepted = accepted || (party == GBCS_ROLE_SUPPLIER);
    } else if (handed_over && mode->hands_back) {
        accepted = accepted || (party == GBCS_ROLE_ACB);
    } else {
        /* only its own */
    }
    return accepted;
}
