/**
 * @file
 * Commands that the set lacks, made with the keys of their senders: what comes before a message of the
 * set, so that it comes out of a device.
 */
#ifndef GBCS_TEST_CONFORMANCE_MADE_H
#define GBCS_TEST_CONFORMANCE_MADE_H

#include "checks.h"

/**
 * Makes a command.
 *
 * @param on        the keys: of an Access Control Broker or the device, and of the originator if it is
 *                  signed
 * @param header    its grouping header
 * @param payload   its payload
 * @param is_signed whether it is signed
 * @return the command, on the heap; empty if a key is not at hand
 */
gbcs_bytes made_command(bench *on, const gbcs_header *header, gbcs_bytes payload, bool is_signed);

#endif
