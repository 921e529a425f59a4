#include "kind.h"

static const char *const NAMES[GBCS_DEVICES] = {
    [GBCS_DEVICE_GSME] = "GSME", [GBCS_DEVICE_ESME] = "ESME",     [GBCS_DEVICE_CHF] = "CHF",
    [GBCS_DEVICE_GPF] = "GPF",   [GBCS_DEVICE_HCALCS] = "HCALCS", [GBCS_DEVICE_PPMID] = "PPMID",
    [GBCS_DEVICE_SAPC] = "SAPC",
};

const char *kind_name(uint8_t device_type)
{
    return ((device_type < GBCS_DEVICES) && (NAMES[device_type] != NULL)) ? NAMES[device_type] : "";
}

gbcs_entity_id kind_device_of(const message *of)
{
    const gbcs_header *header = &of->frame.header;

    return (header->cra == GBCS_CRA_COMMAND) ? header->recipient : header->originator;
}

/** How many messages to and from a device have a use case of a type. */
static size_t messages_of(const message_set *set, gbcs_entity_id device, uint8_t device_type)
{
    size_t count = 0U;

    for (size_t i = 0U; i < set->count; i++) {
        const message *of = &set->messages[i];
        if (of->parsed && (kind_device_of(of) == device)) {
            const gbcs_use_case *use_case = gbcs_use_case_find(of->frame.header.message_code);
            if ((use_case != NULL) && gbcs_use_case_for_device(use_case, device_type)) {
                count++;
            }
        }
    }
    return count;
}

/** How many use cases a type has. */
static size_t use_cases_of(uint8_t device_type)
{
    size_t count = 0U;
    size_t index = 0U;
    const gbcs_use_case *use_case = gbcs_use_case_at(index);

    while (use_case != NULL) {
        count += gbcs_use_case_for_device(use_case, device_type) ? 1U : 0U;
        index++;
        use_case = gbcs_use_case_at(index);
    }
    return count;
}

uint8_t kind_of_device(const message_set *set, gbcs_entity_id device)
{
    uint8_t best = GBCS_DEVICES;
    size_t most = 0U;

    for (uint8_t type = 0U; type < GBCS_DEVICES; type++) {
        const size_t count = messages_of(set, device, type);
        if ((count > most) ||
            ((count == most) && (count > 0U) && (use_cases_of(type) < use_cases_of(best)))) {
            best = type;
            most = count;
        }
    }
    return best;
}
