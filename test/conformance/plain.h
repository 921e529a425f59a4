/**
 * @file
 * Payloads as the application of a device hands them over: with their sensitive parts plain.
 */
#ifndef GBCS_TEST_CONFORMANCE_PLAIN_H
#define GBCS_TEST_CONFORMANCE_PLAIN_H

#include "message.h"

/**
 * Code, time and content of an alert, as they stand in its payload.
 *
 * @return #GBCS_ERR_ABSENT for one in ASN.1: its whole payload is particular to it
 */
gbcs_status plain_read_alert(const gbcs_frame *frame, gbcs_family *kind, gbcs_alert *alert);

/** Whether all encrypted blocks of a message were opened. */
bool plain_is_known(const message *of);

/** The payload of a message whose encrypted blocks were opened, with what was in them. */
void plain_payload(const message *of, gbcs_writer *writer);

#endif
