/**
 * @file
 * The change of Trust Anchor Cells and of the device's certificates by a command. Not for applications:
 * what they may change is what an accepted command says.
 */
#ifndef TRUST_CHANGE_H
#define TRUST_CHANGE_H

#include "gbcs/trust.h"

/**
 * Adds to the open transaction that some cells have another content; the others stay. After the commit
 * the trust is to be opened anew. A second call in a transaction takes the place of the first.
 *
 * @param trust   the trust
 * @param changes the new content of each cell, its key validated; null for one that stays
 * @return #GBCS_OK; #GBCS_ERR_LIFE for a device that is blank or whose storage can't be read;
 *         #GBCS_ERR_ARGUMENT for a cell that the device does not have, or a content that is not sound;
 *         or as gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status trust_put_cells(const gbcs_trust *trust,
                                          const gbcs_cell *const changes[GBCS_CELLS]);

/**
 * Adds to the open transaction that the device has a certificate, in place of the one for the same usage.
 *
 * @param trust       the trust
 * @param key_usage   #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT
 * @param certificate the certificate, which the caller has checked; none if it is empty
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for another usage, and for more than #GBCS_DEVICE_CERTIFICATE
 *         octets; #GBCS_ERR_LIFE for a device that is blank or whose storage can't be read; or as
 *         gbcs_store_put()
 */
GBCS_MUST_USE gbcs_status trust_put_certificate(const gbcs_trust *trust, uint8_t key_usage,
                                                gbcs_bytes certificate);

#endif
