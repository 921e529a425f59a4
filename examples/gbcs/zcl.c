#include "zcl.h"

const zcl_command *zcl_find(uint16_t cluster, bool from_server, uint8_t command)
{
    static const zcl_table *const TABLES[] = {&ZCL_METERING, &ZCL_PREPAYMENT, &ZCL_MANAGEMENT};
    const zcl_command *found = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(TABLES); i++) {
        for (size_t j = 0U; j < TABLES[i]->count; j++) {
            const zcl_command *each = &TABLES[i]->commands[j];
            if ((each->cluster == cluster) && (each->from_server == from_server) &&
                (each->command == command)) {
                found = each;
            }
        }
    }
    return found;
}
