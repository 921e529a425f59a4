/**
 * @file
 * The head of a token: its first 32 bits, all but the MAC (GBCS 14).
 */
#ifndef UTRN_HEAD_H
#define UTRN_HEAD_H

#include "gbcs/utrn.h"

/**
 * Packs the head of a token.
 *
 * @param[in]  token the token
 * @param[out] head  lead, sub class, truncated counter, value class, value; 0 on failure
 * @return false if a field is out of range, and would run into its neighbour
 */
bool token_head_pack(const gbcs_token *token, uint32_t *head);

/**
 * Unpacks the head of a token; the MAC is left as it is.
 *
 * @param[in]  head  the head
 * @param[out] token receives truncated counter, value class and value, if true
 * @return false for a lead, sub class or value class that no token has
 */
bool token_head_unpack(uint32_t head, gbcs_token *token);

#endif
