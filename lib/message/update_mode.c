#include "message/update_mode.h"

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
 * GBCS 13.3, 13.10. Contingency, mode 9, is authorised by a key in no cell; how that is wrapped is not
 * known, so no role may send it.
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
    {0x0109U, 9U, GBCS_ROLE_NONE, 0U, false},
    {0x0125U, 10U, GBCS_ROLE_LOAD_CONTROLLER, LOAD_CONTROLLER, false},
    {0x0126U, 11U, GBCS_ROLE_SUPPLIER, LOAD_CONTROLLER, false},
};

#define MODE_COUNT ((sizeof MODES) / (sizeof MODES[0]))

const update_mode *update_mode_find(uint16_t code)
{
    const update_mode *found = NULL;
    size_t i;

    for (i = 0U; (i < MODE_COUNT) && (found == NULL); i++) {
        if (MODES[i].code == code) {
            found = &MODES[i];
        }
    }
    return found;
}
