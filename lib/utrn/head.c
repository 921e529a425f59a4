#include "utrn/head.h"

/** Lowest bit of the truncated counter; below it are value class and value. */
#define COUNTER_SHIFT 15U
/** Lowest bit of the value class. */
#define CLASS_SHIFT 13U

bool token_head_pack(const gbcs_token *token, uint32_t *head)
{
    bool packed = false;

    *head = 0U;
    if ((token->truncated_counter <= GBCS_TOKEN_COUNTER_MASK) &&
        ((token->value_class == GBCS_VALUE_PENCE) || (token->value_class == GBCS_VALUE_POUNDS)) &&
        (token->value <= GBCS_TOKEN_VALUE_MAX)) {
        *head = ((uint32_t)token->truncated_counter << COUNTER_SHIFT) |
                ((uint32_t)token->value_class << CLASS_SHIFT) | token->value;
        packed = true;
    }
    return packed;
}

bool token_head_unpack(uint32_t head, gbcs_token *token)
{
    /* lead and sub class are zero, so the counter is all that is above its lowest bit */
    const uint32_t counter = head >> COUNTER_SHIFT;
    const uint32_t value_class = (head >> CLASS_SHIFT) & 0x3U;
    bool unpacked = false;

    if ((counter <= GBCS_TOKEN_COUNTER_MASK) && (value_class <= (uint32_t)GBCS_VALUE_POUNDS)) {
        token->truncated_counter = (uint16_t)counter;
        token->value_class = (value_class == 0U) ? GBCS_VALUE_PENCE : GBCS_VALUE_POUNDS;
        token->value = (uint16_t)(head & GBCS_TOKEN_VALUE_MAX);
        unpacked = true;
    }
    return unpacked;
}
