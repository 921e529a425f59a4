#include "gbcs/codec/ber.h"
#include "joining/rules.h"

/** CS04AC: methods A and C. CS04B: method B. */
#define CODE_UNJOIN_AC 0x000FU
#define CODE_UNJOIN_B 0x0010U

static gbcs_status read_unjoin(gbcs_bytes payload, gbcs_entity_id *entity)
{
    gbcs_reader reader = gbcs_reader_of(payload);

    *entity = rules_read_entity(&reader);
    return gbcs_reader_finish(&reader);
}

/** Whether a method is that of the Message Code: what was joined by a critical command is not
 * unjoined by another. */
static bool unjoins(uint16_t message_code, uint8_t method)
{
    return (message_code == CODE_UNJOIN_B) == (method == (uint8_t)GBCS_JOIN_B);
}

static gbcs_unjoin_code judge_unjoin(uint16_t message_code, const device_log *all,
                                     gbcs_entity_id entity, device_entry *one)
{
    gbcs_unjoin_code code = GBCS_UNJOIN_SUCCESS;

    if (all->damaged) {
        code = GBCS_UNJOIN_FAILURE;
    } else if (!devices_find(all, entity, one)) {
        code = GBCS_UNJOIN_NOT_IN_LOG;
    } else if (!unjoins(message_code, one->method)) {
        code = GBCS_UNJOIN_FAILURE;
    } else {
        /* it may go */
    }
    return code;
}

gbcs_status gbcs_joining_unjoin(const gbcs_desk *desk, const gbcs_command *command,
                                gbcs_writer *response, gbcs_effects *effects)
{
    gbcs_store *const store = desk->store;
    const uint16_t message_code = rules_begin(command, effects);
    gbcs_status status = GBCS_ERR_ARGUMENT;
    gbcs_unjoin_code code;
    gbcs_entity_id entity;
    device_log all;
    device_entry one;

    if ((message_code == CODE_UNJOIN_AC) || (message_code == CODE_UNJOIN_B)) {
        status = read_unjoin(command->frame.payload, &entity);
    }
    if (status == GBCS_OK) {
        status = rules_load(store, &all);
    }
    if (status == GBCS_OK) {
        code = judge_unjoin(message_code, &all, entity, &one);
        if (code == GBCS_UNJOIN_SUCCESS) {
            effects->hands_out = true;
            one.state = DEVICE_LEAVING;
            status = devices_set(&all, &one);
        } else {
            rules_raise(effects, EVENT_UNJOIN_FAILED);
            gbcs_write_unsigned(response, GBCS_BER_INTEGER, (uint64_t)code);
            status = response->status;
        }
    }
    if ((status == GBCS_OK) && effects->hands_out) {
        status = devices_put(store, &all);
    }
    return rules_end(effects, status);
}
