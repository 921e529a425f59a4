#include "joining/rules.h"

#include <string.h>

#include "gbcs/codec/ber.h"

uint16_t rules_begin(const gbcs_command *command, gbcs_effects *effects)
{
    (void)memset(effects, 0, sizeof *effects);
    return gbcs_command_accepted(command) ? command->use_case->code : 0U;
}

void rules_raise(gbcs_effects *effects, uint16_t event)
{
    effects->events[effects->event_count] = event;
    effects->event_count++;
}

gbcs_status rules_end(gbcs_effects *effects, gbcs_status status)
{
    if (status != GBCS_OK) {
        (void)memset(effects, 0, sizeof *effects);
    }
    return status;
}

gbcs_status rules_load(gbcs_store *store, device_log *all)
{
    gbcs_status status = devices_preview(store, all);

    if (status == GBCS_OK) {
        status = devices_revert(all);
    }
    return status;
}

gbcs_join_code rules_judge(gbcs_entity_id own, uint16_t peers, const device_log *all,
                           const device_entry *wanted)
{
    gbcs_join_code code = GBCS_JOIN_SUCCESS;
    device_entry held;

    if ((wanted->entity == 0U) || (wanted->entity == own) || (wanted->type >= GBCS_DEVICES) ||
        (((peers >> wanted->type) & 1U) == 0U)) {
        code = GBCS_JOIN_INVALID_METHOD;
    } else if (devices_find(all, wanted->entity, &held)) {
        if ((held.type != wanted->type) || (held.method != wanted->method)) {
            code = GBCS_JOIN_INCOMPATIBLE;
        }
    } else if (all->count == GBCS_DEVICE_ENTRIES) {
        code = GBCS_JOIN_LOG_FULL;
    } else {
        /* a device that is not known yet, and room for it */
    }
    return code;
}

gbcs_entity_id rules_read_entity(gbcs_reader *reader)
{
    gbcs_reader octets = gbcs_reader_of(gbcs_read_tagged(reader, GBCS_BER, GBCS_BER_OCTET_STRING));
    const gbcs_entity_id entity = gbcs_read_u64(&octets);
    const gbcs_status status = gbcs_reader_finish(&octets);

    if (status != GBCS_OK) {
        /* an error of the reader itself came first and stays */
        gbcs_reader_fail(reader, status);
    }
    return entity;
}
