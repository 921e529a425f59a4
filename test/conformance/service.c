#include "service.h"

static const service SERVICES[] = {
    {0x0007U, 0x0007U, credit_equip, NULL, credit_asks, NULL, credit_left, credit_costs},
    {0x0008U, 0x0008U, details_equip, details_store, NULL, NULL, NULL, NULL},
    {0x000AU, 0x000AU, issue_equip, NULL, NULL, issue_compare, issue_left, issue_costs},
    {0x000BU, 0x000BU, NULL, install_store, NULL, NULL, install_left, install_costs},
    {0x000CU, 0x000CU, provide_equip, provide_store, NULL, NULL, NULL, NULL},
    {0x000DU, 0x000EU, NULL, join_store, join_asks, NULL, join_left, join_costs},
    {0x000FU, 0x0010U, NULL, unjoin_store, unjoin_asks, NULL, unjoin_left, unjoin_costs},
    {0x0013U, 0x0013U, NULL, read_log_store, NULL, NULL, NULL, NULL},
    {0x008CU, 0x008CU, NULL, restore_log_store, NULL, NULL, restore_log_left, restore_log_costs},
    {0x0097U, 0x0097U, credit_equip, NULL, credit_asks, NULL, credit_left, credit_costs},
    {0x00ABU, 0x00ABU, NULL, join_store, join_asks, NULL, join_left, join_costs},
    {0x00AFU, 0x00AFU, NULL, join_store, join_asks, NULL, join_left, join_costs},
    {0x0100U, 0x0109U, update_equip, NULL, NULL, NULL, update_left, update_costs},
    {0x011BU, 0x011BU, details_equip, details_store, NULL, NULL, NULL, NULL},
    {0x0125U, 0x0126U, update_equip, NULL, NULL, NULL, update_left, update_costs},
};

const service *service_find(uint16_t code)
{
    const service *found = NULL;

    for (size_t i = 0U; i < sizeof SERVICES / sizeof SERVICES[0]; i++) {
        if ((code >= SERVICES[i].first) && (code <= SERVICES[i].last)) {
            found = &SERVICES[i];
        }
    }
    return found;
}
