/**
 * @file
 * The use cases: one row a Message Code, in the order of the codes (GBCS 15, 17, 20).
 */
#ifndef GBCS_MESSAGE_USECASE_H
#define GBCS_MESSAGE_USECASE_H

#include "gbcs/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** The use case's commands are protected against replay (GBCS 4.3.1.5). */
#define GBCS_USE_REPLAY 0x01U
/** Its commands may be future dated (GBCS 9.2). */
#define GBCS_USE_FUTURE_DATED 0x02U
/** Its response may go to another party than the sender. */
#define GBCS_USE_OTHER_RECIPIENT 0x04U
/** Its response or alert holds encrypted attributes. */
#define GBCS_USE_ENCRYPTED 0x08U
/** Its response carries a date-time in the grouping header. */
#define GBCS_USE_RESPONSE_TIME 0x10U

/** Its command's counter is a UTRN Counter: protection against replay is the UTRN Counter Cache's
 * (GBCS 14), not the gate's. */
#define GBCS_USE_TOP_UP 0x20U

/** Message category (GBCS 6). */
typedef enum gbcs_category {
    /** SME.C.C: critical command. */
    GBCS_CATEGORY_CRITICAL_COMMAND = 0,
    /** SME.C.NC: non-critical command. */
    GBCS_CATEGORY_COMMAND = 1,
    /** SME.A.C: critical alert. */
    GBCS_CATEGORY_CRITICAL_ALERT = 2,
    /** SME.A.NC: non-critical alert. */
    GBCS_CATEGORY_ALERT = 3,
    /** SME.C.PPMID-GSME: command between devices on the HAN. */
    GBCS_CATEGORY_HAN_COMMAND = 4,
    /** A command with rules of its own. */
    GBCS_CATEGORY_VARIANT = 5,
    /** Never a message: a code that only logs name. */
    GBCS_CATEGORY_LOCAL = 6
} gbcs_category;

/** What a payload is written in (GBCS 7.2.8 to 7.2.10). */
typedef enum gbcs_family {
    /** DLMS: access request, access response, data notification. */
    GBCS_FAMILY_DLMS = 0,
    /** GBZ: ZigBee commands in components. */
    GBCS_FAMILY_GBZ = 1,
    /** ASN.1 in DER. */
    GBCS_FAMILY_ASN1 = 2,
    /** No message of the use case is known: the first octets of the payload tell. */
    GBCS_FAMILY_ANY = 3
} gbcs_family;

/** A use case. */
typedef struct gbcs_use_case {
    /** Message Code. */
    uint16_t code;
    /** Devices that take it or send it: bit n for DeviceType n. */
    uint8_t devices;
    /** Roles that may send it: bit n for RemotePartyRole n; 0 for alerts. */
    uint16_t roles;
    /** A sum of GBCS_USE values. */
    uint8_t flags;
    /** Its category. */
    gbcs_category category;
    /** What its payloads are written in. */
    gbcs_family family;
} gbcs_use_case;

/**
 * Finds a use case.
 *
 * @param code the Message Code
 * @return its row, or null if the code is unknown
 */
const gbcs_use_case *gbcs_use_case_find(uint16_t code);

/**
 * Whether a device type takes or sends a use case.
 *
 * @param use_case    its row
 * @param device_type DeviceType
 * @return true if it does
 */
bool gbcs_use_case_for_device(const gbcs_use_case *use_case, uint8_t device_type);

/**
 * Whether a role may send a use case's commands (GBCS 17).
 *
 * @param use_case its row
 * @param role     RemotePartyRole
 * @return true if it may
 */
bool gbcs_use_case_for_role(const gbcs_use_case *use_case, uint8_t role);

/**
 * The use case in a place of the table.
 *
 * @param index place, from 0
 * @return its row, or null after the last one
 */
const gbcs_use_case *gbcs_use_case_at(size_t index);

/**
 * The name of a use case, for tools. Apart from the table, so that a device that does not ask has no
 * text in its flash.
 *
 * @param code the Message Code
 * @return identifier and title, such as "ECS42 Remotely Close the Load Switch on the ESME"; "unknown"
 */
const char *gbcs_use_case_name(uint16_t code);

#ifdef __cplusplus
}
#endif

#endif
