/**
 * @file
 * Prepayment Top Up Tokens (GBCS 14): the 20 digits of a UTRN, what they say, and their MAC.
 *
 * A token (PTUT) has 64 bits, the most significant first:
 *
 *     lead 3 (000), sub class 4 (0000), truncated counter 10, value class 2, value 13, MAC 32
 *
 * The first 32 of them are its head H. #GBCS_UTRN_BASE is added; the sum has 19 decimal digits, and
 * the check digit is the 20th.
 *
 * A token carries the low ten bits of its UTRN Counter only. Its MAC covers supplier, device, all
 * 32 bits of the counter, and H; its key is bound to the first three. So a supplier never uses a
 * UTRN Counter twice for one device: two tokens would have the same key and initialisation vector.
 *
 * A token is money, and 32 bits of MAC are few. A forged one is taken for authentic with a
 * probability of 2^-32 by gbcs_token_verify(), and of at most 3 * 2^-32 by
 * gbcs_token_find_counter(), which tries three counters. Who takes tokens from a keypad must limit
 * how many may fail. (A short tag of GMAC can be weaker than its length, SP 800-38D appendix C;
 * not here, where tokens of one key differ in one block.)
 *
 * Nothing here remembers anything: whether an authentic token was used before is not known here.
 */
#ifndef GBCS_UTRN_H
#define GBCS_UTRN_H

#include "gbcs/message/protect.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Digits of a UTRN, each an octet of ASCII; the last one checks the others. */
#define GBCS_UTRN_SIZE 20U
/** What is added to a token's 64 bits to get the first 19 digits (GBCS 14). */
#define GBCS_UTRN_BASE 7394156990786306048U
/** Bits of a UTRN Counter that a token carries: the low ten. */
#define GBCS_TOKEN_COUNTER_MASK 0x3FFU
/** Highest value of a token, in units of its class. */
#define GBCS_TOKEN_VALUE_MAX 8191U
/** Octets of a token's MAC: the last ones of the tag. */
#define GBCS_TOKEN_MAC_SIZE 4U

/** PTUT Value Class: the unit of a token's value. */
typedef enum gbcs_value_class {
    /** Pence: hundredths of the currency unit. */
    GBCS_VALUE_PENCE = 0x00,
    /** Pounds: whole currency units. */
    GBCS_VALUE_POUNDS = 0x01
} gbcs_value_class;

/** What a token says. */
typedef struct gbcs_token {
    /** Low ten bits of the UTRN Counter. */
    uint16_t truncated_counter;
    /** Unit of the value. */
    gbcs_value_class value_class;
    /** Value in that unit, to #GBCS_TOKEN_VALUE_MAX. */
    uint16_t value;
    /** MAC. */
    uint8_t mac[GBCS_TOKEN_MAC_SIZE];
} gbcs_token;

/** Whose tokens for whom. */
typedef struct gbcs_token_parties {
    /** Entity Identifier of the supplier. */
    gbcs_entity_id supplier;
    /** Entity Identifier of the ESME or GSME. */
    gbcs_entity_id device;
    /** Z of the supplier's prepayment top up key pair, not its management one, and the device's key
     *  agreement key pair. */
    const gbcs_shared_secret *secret;
} gbcs_token_parties;

/**
 * Reads a UTRN: digits, check digit (GBCS 14.8), range, in this order. A token that was read is
 * well formed and nothing more: anybody can make one.
 *
 * The check digit finds every change of one digit and every exchange of two neighbours.
 *
 * @param[in]  utrn  20 digits in ASCII
 * @param[out] token what it says; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_TRUNCATED or #GBCS_ERR_TRAILING for another length, #GBCS_ERR_TAG for
 *         an octet that is no digit, #GBCS_ERR_CHECK_DIGIT, or #GBCS_ERR_VALUE for digits below
 *         #GBCS_UTRN_BASE or a lead, sub class or value class that no token has
 */
GBCS_MUST_USE gbcs_status gbcs_utrn_parse(gbcs_bytes utrn, gbcs_token *token);

/**
 * Writes the UTRN of a token: 20 digits in ASCII, no end mark.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for a field out of
 *               range
 * @param token  the token
 */
void gbcs_write_utrn(gbcs_writer *writer, const gbcs_token *token);

/**
 * Makes a token (the supplier's side).
 *
 * A UTRN Counter is the high half of the Originator Counter of a top up, whose low half is zero. It
 * is never 0, as an Originator Counter of 0 is above no counter that a device holds.
 *
 * @param[in]  crypto      the implementations
 * @param[in]  parties     whose token for whom
 * @param[in]  counter     UTRN Counter, from 1; never used before for this device
 * @param[in]  value_class unit of the value
 * @param[in]  value       value in that unit, to #GBCS_TOKEN_VALUE_MAX
 * @param[out] token       the token; zeros on failure
 * @return #GBCS_OK or #GBCS_ERR_ARGUMENT
 */
GBCS_MUST_USE gbcs_status gbcs_token_make(const gbcs_crypto *crypto,
                                          const gbcs_token_parties *parties, uint32_t counter,
                                          gbcs_value_class value_class, uint16_t value,
                                          gbcs_token *token);

/**
 * Verifies a token whose UTRN Counter is known: it came in a message, whose header has the counter.
 *
 * @param crypto  the implementations
 * @param parties whose token for whom
 * @param counter UTRN Counter
 * @param token   the token
 * @return #GBCS_OK; #GBCS_ERR_MAC if the MAC is another, the low ten bits of the counter are not
 *         the token's, or the counter is 0; #GBCS_ERR_ARGUMENT for a field out of range
 */
GBCS_MUST_USE gbcs_status gbcs_token_verify(const gbcs_crypto *crypto,
                                            const gbcs_token_parties *parties, uint32_t counter,
                                            const gbcs_token *token);

/**
 * Verifies a token that came without its UTRN Counter, and finds it.
 *
 * Tried are the counters with the token's low ten bits in the block of 1,024 that the highest
 * counter lies in, in the block above and in the block below, as far as they fit into 32 bits and
 * are not 0. So a token is found up to 1,024 to 2,047 counters above the highest, depending on
 * where that lies in its block, and as many below.
 *
 * The MACs of all three are always computed. Exactly one must be right: should two be, by an
 * accident of one in 2^31 or in a broken accelerator, it is not known which, and the token is
 * refused.
 *
 * @param[in]  crypto  the implementations
 * @param[in]  parties whose token for whom
 * @param[in]  highest the highest UTRN Counter that the device knows of
 * @param[in]  token   the token
 * @param[out] counter its UTRN Counter, authentic; 0 on failure
 * @return #GBCS_OK, #GBCS_ERR_MAC, or #GBCS_ERR_ARGUMENT for a field out of range
 */
GBCS_MUST_USE gbcs_status gbcs_token_find_counter(const gbcs_crypto *crypto,
                                                  const gbcs_token_parties *parties,
                                                  uint32_t highest, const gbcs_token *token,
                                                  uint32_t *counter);

#ifdef __cplusplus
}
#endif

#endif
