/**
 * @file
 * What type a device is, from the messages to it and from it.
 */
#ifndef GBCS_TEST_CONFORMANCE_KIND_H
#define GBCS_TEST_CONFORMANCE_KIND_H

#include "message.h"

/**
 * The type of a device: the one that has the use cases of most messages to and from it. Between
 * types that have as many, the one with the fewest use cases of all, which says the most; then the
 * one with the lowest number, which is arbitrary, and no message tells them apart.
 *
 * @return DeviceType, or #GBCS_DEVICES if no type has any of them
 */
uint8_t kind_of_device(const message_set *set, gbcs_entity_id device);

/** The device that a message is to or from: a command's recipient, else the originator. */
gbcs_entity_id kind_device_of(const message *of);

/** The name of a DeviceType, such as "ESME". */
const char *kind_name(uint8_t device_type);

#endif
