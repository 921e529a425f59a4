#include "credentials/mode.h"

const update_mode *mode_of_code(uint16_t code)
{
    const update_mode *found = update_mode_find(code);

    if (found != NULL) {
        if (found->role == GBCS_ROLE_NONE) {
            found = NULL;
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
