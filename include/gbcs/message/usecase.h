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

/** Device: electricity meter. */
#define GBCS_DEVICE_ESME 0x01U
/** Device: gas meter. */
#define GBCS_DEVICE_GSME 0x02U
/** Device: Communications Hub Function. */
#define GBCS_DEVICE_CHF 0x04U
/** Device: Gas Proxy Function. */
#define GBCS_DEVICE_GPF 0x08U
/** Device: HAN Connected Auxiliary Load Control Switch. */
#define GBCS_DEVICE_HCALCS 0x10U
/** Device: Prepayment Meter Interface Device. */
#define GBCS_DEVICE_PPMID 0x20U
/** Device: Standalone Auxiliary Proportional Controller. */
#define GBCS_DEVICE_SAPC 0x40U

/** Role: supplier. */
#define GBCS_ROLE_SUPPLIER 0x01U
/** Role: network operator. */
#define GBCS_ROLE_NETWORK_OPERATOR 0x02U
/** Role: Access Control Broker. */
#define GBCS_ROLE_ACB 0x04U
/** Role: load controller. */
#define GBCS_ROLE_LOAD_CONTROLLER 0x08U
/** Role: transitional change of supplier. */
#define GBCS_ROLE_TRANSITIONAL_COS 0x10U
/** Role: recovery. */
#define GBCS_ROLE_RECOVERY 0x20U
/** Role: WAN provider. */
#define GBCS_ROLE_WAN_PROVIDER 0x40U

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

/** A use case. */
typedef struct gbcs_use_case {
    /** Message Code. */
    uint16_t code;
    /** Devices that take it or send it: a sum of GBCS_DEVICE values. */
    uint8_t devices;
    /** Roles that may send it: a sum of GBCS_ROLE values; 0 for alerts. */
    uint8_t roles;
    /** A sum of GBCS_USE values. */
    uint8_t flags;
    /** Its category. */
    gbcs_category category;
} gbcs_use_case;

/**
 * Finds a use case.
 *
 * @param code the Message Code
 * @return its row, or null if the code is unknown
 */
const gbcs_use_case *gbcs_use_case_find(uint16_t code);

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
