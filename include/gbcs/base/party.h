/**
 * @file
 * Who is who: Entity Identifiers, roles of remote parties, types of devices.
 */
#ifndef GBCS_BASE_PARTY_H
#define GBCS_BASE_PARTY_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Entity Identifier (EUI-64) of a remote party or device. Zero is nobody. */
typedef uint64_t gbcs_entity_id;

/** RemotePartyRole: root (GBCS 13.2). */
#define GBCS_ROLE_ROOT 0U
/** RemotePartyRole: recovery. */
#define GBCS_ROLE_RECOVERY 1U
/** RemotePartyRole: supplier. */
#define GBCS_ROLE_SUPPLIER 2U
/** RemotePartyRole: network operator. */
#define GBCS_ROLE_NETWORK_OPERATOR 3U
/** RemotePartyRole: Access Control Broker. */
#define GBCS_ROLE_ACB 4U
/** RemotePartyRole: transitional change of supplier. */
#define GBCS_ROLE_TRANSITIONAL_COS 5U
/** RemotePartyRole: WAN provider. */
#define GBCS_ROLE_WAN_PROVIDER 6U
/** RemotePartyRole: issuing authority. */
#define GBCS_ROLE_ISSUING_AUTHORITY 7U
/** RemotePartyRole: load controller. */
#define GBCS_ROLE_LOAD_CONTROLLER 8U
/** RemotePartyRole: other. */
#define GBCS_ROLE_OTHER 127U
/** No RemotePartyRole: that of a device, and of an authority whose name has none. */
#define GBCS_ROLE_NONE 255U

/** Number of roles from root to load controller. A set of roles has bit n for RemotePartyRole n. */
#define GBCS_ROLES 9U

/** DeviceType: gas meter (GBCS 13.7). */
#define GBCS_DEVICE_GSME 0U
/** DeviceType: electricity meter. */
#define GBCS_DEVICE_ESME 1U
/** DeviceType: Communications Hub Function. */
#define GBCS_DEVICE_CHF 2U
/** DeviceType: Gas Proxy Function. */
#define GBCS_DEVICE_GPF 3U
/** DeviceType: HAN Connected Auxiliary Load Control Switch. */
#define GBCS_DEVICE_HCALCS 4U
/** DeviceType: Prepayment Meter Interface Device. */
#define GBCS_DEVICE_PPMID 5U
/** Standalone Auxiliary Proportional Controller. Its DeviceType is not known; 6 is a type 2 device,
 * which has no keys. */
#define GBCS_DEVICE_SAPC 7U

/** Number of device types. A set of device types has bit n for DeviceType n. */
#define GBCS_DEVICES 8U

/**
 * Whether a role is in a set.
 *
 * @param roles the set: bit n for RemotePartyRole n
 * @param role  the role
 * @return true if it is
 */
bool gbcs_roles_hold(uint16_t roles, uint8_t role);

/**
 * The lowest role of a set.
 *
 * @param roles the set
 * @return the role; #GBCS_ROLE_NONE if the set is empty
 */
uint8_t gbcs_roles_first(uint16_t roles);

#ifdef __cplusplus
}
#endif

#endif
