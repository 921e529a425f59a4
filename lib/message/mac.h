/**
 * @file
 * The MAC of a message in pieces (GBCS 6.2.3, 6.4.5).
 */
#ifndef MESSAGE_MAC_H
#define MESSAGE_MAC_H

#include "gbcs/message/protect.h"

/**
 * Begins the GMAC of a message: derives its key, and takes what precedes the grouping header.
 *
 * @param[in]  crypto the implementations
 * @param[in]  secret Z of the two parties
 * @param[in]  header the message's grouping header
 * @param[out] gcm    the computation, to which grouping header, payload and signature part are added
 */
void mac_begin(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
               const gbcs_header *header, gbcs_gcm *gcm);

/**
 * The MAC, and wipes the computation.
 *
 * @param[in,out] gcm the computation
 * @param[out]    mac 12 octets
 */
void mac_end(gbcs_gcm *gcm, uint8_t mac[GBCS_MAC_SIZE]);

#endif
