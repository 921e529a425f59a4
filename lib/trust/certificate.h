/**
 * @file
 * The device's own certificates in storage: public data, without which it still works.
 */
#ifndef TRUST_CERTIFICATE_H
#define TRUST_CERTIFICATE_H

#include "gbcs/trust.h"

/**
 * Checks a certificate that the device is given in manufacture: its profile, and that Entity
 * Identifier, usage and public key are the device's.
 *
 * @param store       the records
 * @param device      Entity Identifier of the device
 * @param key_usage   #GBCS_KEY_USAGE_SIGNATURE or #GBCS_KEY_USAGE_AGREEMENT
 * @param certificate the certificate; none if it is empty
 * @param key         its private key; null if the vault has it
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT; #GBCS_ERR_PRIVATE_KEY; or what the vault says
 */
GBCS_MUST_USE gbcs_status certificate_check(const gbcs_store *store, gbcs_entity_id device,
                                            uint8_t key_usage, gbcs_bytes certificate,
                                            const gbcs_private_key *key);

/**
 * Adds a certificate to the transaction.
 *
 * @param store       the records
 * @param key_usage   as in certificate_check()
 * @param certificate the certificate; empty if there is none any more
 * @return as gbcs_store_put(): #GBCS_ERR_ARGUMENT for more than #GBCS_DEVICE_CERTIFICATE octets
 */
GBCS_MUST_USE gbcs_status certificate_put(gbcs_store *store, uint8_t key_usage,
                                          gbcs_bytes certificate);

/**
 * Whether there is no certificate, as on a blank device.
 *
 * @param store     the records
 * @param key_usage as in certificate_check()
 * @return #GBCS_OK if there is none; #GBCS_ERR_RECORD if there is one; another status of class storage
 */
GBCS_MUST_USE gbcs_status certificate_check_absent(gbcs_store *store, uint8_t key_usage);

/**
 * Mends both certificates. One that can't be mended is lost, which is no failure.
 *
 * @param store the records
 * @return as gbcs_store_mend()
 */
GBCS_MUST_USE gbcs_status certificate_mend(gbcs_store *store);

#endif
