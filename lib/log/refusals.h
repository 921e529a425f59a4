/**
 * @file
 * The events that are refusals.
 */
#ifndef LOG_REFUSALS_H
#define LOG_REFUSALS_H

#include "gbcs/log.h"

/**
 * The kind of a refusal.
 *
 * @param event code of an event
 * @return its kind, from 0; #GBCS_REFUSAL_KINDS for an event that is no refusal
 */
uint32_t log_refusal_kind(uint16_t event);

/**
 * Whether anyone can cause an event by sending messages, so that its entries are limited.
 *
 * @param event code of an event
 * @return true for a refusal, and for the event of too many of them
 */
bool log_is_limited(uint16_t event);

#endif
