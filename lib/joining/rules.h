/**
 * @file
 * What the services about the device log have in common.
 */
#ifndef JOINING_RULES_H
#define JOINING_RULES_H

#include "joining/devices.h"

/** Device joining failed. */
#define EVENT_JOIN_FAILED 0x8F48U
/** Device joining succeeded. */
#define EVENT_JOINED 0x8F49U
/** Device unjoining failed. */
#define EVENT_UNJOIN_FAILED 0x8F4AU
/** Device unjoining succeeded. */
#define EVENT_UNJOINED 0x8F4BU

/**
 * Begins a service.
 *
 * @param[in]  command the command
 * @param[out] effects zeros
 * @return its Message Code; 0 if it was not accepted
 */
uint16_t rules_begin(const gbcs_command *command, gbcs_effects *effects);

/**
 * Asks for an event.
 *
 * @param effects receives it; there is room
 * @param event   the event
 */
void rules_raise(gbcs_effects *effects, uint16_t event);

/**
 * Ends a service: after a failure there are no effects.
 *
 * @param effects the effects
 * @param status  how it went
 * @return the same status
 */
GBCS_MUST_USE gbcs_status rules_end(gbcs_effects *effects, gbcs_status status);

/**
 * Reads the log for a change, as the open transaction would leave it. An entry that is open was left so
 * by an action of which nobody knows how it ended: it goes back to what it was.
 *
 * @param[in]  store the records
 * @param[out] all   the log
 * @return as devices_preview()
 */
GBCS_MUST_USE gbcs_status rules_load(gbcs_store *store, device_log *all);

/**
 * Whether a device can be joined: the checks that joins and restored entries share.
 *
 * @param own    Entity Identifier of this device
 * @param peers  types of devices that the method joins this one with: bit n for DeviceType n
 * @param all    the log, without an open entry
 * @param wanted the other device, its type and the method
 * @return #GBCS_JOIN_SUCCESS, #GBCS_JOIN_INVALID_METHOD, #GBCS_JOIN_INCOMPATIBLE or #GBCS_JOIN_LOG_FULL
 */
gbcs_join_code rules_judge(gbcs_entity_id own, uint16_t peers, const device_log *all,
                           const device_entry *wanted);

/**
 * Reads an Entity Identifier: an OCTET STRING of eight octets.
 *
 * @param reader the reader; fails with a status of class malformed
 * @return the Entity Identifier; it may be 0
 */
gbcs_entity_id rules_read_entity(gbcs_reader *reader);

#endif
