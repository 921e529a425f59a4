/**
 * @file
 * A limit on curve operations for messages that are not authentic, so that a flood of them leaves
 * time for good ones.
 */
#ifndef GBCS_MESSAGE_BUDGET_H
#define GBCS_MESSAGE_BUDGET_H

#include "gbcs/message/verify.h"

/**
 * Spends one curve operation.
 *
 * @param budget the limit
 * @param uptime seconds since power-on
 * @return false if there is none left: the operation must not be done
 */
bool budget_spend(gbcs_budget *budget, uint32_t uptime);

/**
 * Gives back what was spent last: the message was authentic.
 *
 * @param budget the limit
 */
void budget_return(gbcs_budget *budget);

#endif
