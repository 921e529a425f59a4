/**
 * @file
 * The events that are refusals.
 */
#ifndef LOG_REFUSALS_H
#define LOG_REFUSALS_H

#include "gbcs/log.h"

/**
 * Whether anyone can cause an event by sending messages, so that its entries are limited.
 *
 * @param event code of an event
 * @return true for a refusal, and for the event of too many of them
 */
bool log_is_limited(uint16_t event);

#endif
