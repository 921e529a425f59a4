#include "gbcs/base/party.h"

bool gbcs_roles_hold(uint16_t roles, uint8_t role)
{
    return (role < GBCS_ROLES) && ((((uint32_t)roles >> role) & 1U) != 0U);
}

uint8_t gbcs_roles_first(uint16_t roles)
{
    uint8_t found = GBCS_ROLE_NONE;
    uint8_t role;

    for (role = 0U; (role < GBCS_ROLES) && (found == GBCS_ROLE_NONE); role++) {
        if (gbcs_roles_hold(roles, role)) {
            found = role;
        }
    }
    return found;
}
