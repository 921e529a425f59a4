/**
 * @file
 * What gbcs build is asked for, the use cases that it knows, and the writers of
 * their payloads.
 */
#ifndef GBCS_BUILD_H
#define GBCS_BUILD_H

#include "keystore.h"
#include "options.h"

/** Most certificates to build paths from in one command; a device takes fewer.
 */
#define BUILD_PATHS 8U

/** Options beside those that several subcommands share. */
typedef enum build_option {
    BUILD_ORIGINATOR,
    BUILD_TARGET,
    BUILD_COUNTER,
    BUILD_DEVICE_TYPE,
    BUILD_ACB,
    BUILD_PARTY,
    BUILD_PARTY_COUNTER,
    BUILD_ROLE,
    BUILD_AS,
    BUILD_MODE,
    BUILD_REPLACE,
    BUILD_PATH,
    BUILD_FLOOR,
    BUILD_TOP_UP_FLOOR,
    BUILD_OTHER_FLOOR,
    BUILD_NO_TIME_CHECK,
    BUILD_DATE,
    BUILD_USAGE,
    BUILD_CERTIFICATE,
    BUILD_PEER,
    BUILD_PEER_TYPE,
    BUILD_JOIN_AS,
    BUILD_TOKEN,
    BUILD_OPTIONS
} build_option;

/** The bit of an option in a set. */
#define BUILD_BIT(option) (UINT32_C(1) << (option))

/** A credentialsReplacementMode (GBCS 13.3, 13.10). */
typedef struct build_mode {
    /** As on the command line. */
    const char *name;
    /** Its number. */
    uint8_t number;
    /** Role of the cell that authorises. */
    uint8_t role;
    /** Message Code that follows from it. */
    uint16_t code;
} build_mode;

/** A certificate for a Trust Anchor Cell. */
typedef struct build_replacement {
    gbcs_cell_id cell;
    gbcs_bytes certificate;
} build_replacement;

/** A floor of another role. */
typedef struct build_floor {
    uint8_t role;
    uint64_t counter;
    bool has_top_up;
    uint64_t top_up;
} build_floor;

struct build_request;

/** A use case. */
typedef struct build_use_case {
    /** As on the command line. */
    const char *name;
    /** Message Code; 0 if it follows from the mode. */
    uint16_t code;
    /** joinMethodAndRole; for method A that of the initiator. */
    uint8_t join_method;
    /** Options without which there is no command: a set of #build_option. */
    uint32_t required;
    /** Options that there may be beside them. */
    uint32_t allowed;
    /** Writes its payload. */
    void (*write)(gbcs_writer *writer, const struct build_request *request);
} build_use_case;

/** What the command line says, and what follows from it. */
typedef struct build_request {
    /** --keys, --acb, --output, --binary. */
    tool_options tool;
    /** The use case; null if there is none. */
    const build_use_case *use_case;
    /** Which options were given: a set of #build_option. */
    uint32_t given;

    gbcs_entity_id originator;
    gbcs_entity_id target;
    uint64_t counter;
    uint8_t device_type;
    gbcs_entity_id party;
    uint64_t party_counter;
    /** --role, in their order. */
    uint8_t roles[GBCS_ROLES];
    size_t role_count;
    /** --as; else the role in the originator's certificate. */
    uint8_t as;
    const build_mode *mode;
    build_replacement replacements[GBCS_CELLS];
    size_t replacement_count;
    gbcs_bytes paths[BUILD_PATHS];
    size_t path_count;
    uint64_t floor;
    uint64_t top_up_floor;
    build_floor other_floors[GBCS_ROLES];
    size_t other_floor_count;
    /** The characters of a GeneralizedTime. */
    uint8_t date[GBCS_GENERALIZED_TIME_SIZE];
    /** Bit of a KeyUsage. */
    uint8_t usage;
    gbcs_bytes certificate;
    gbcs_entity_id peer;
    uint8_t peer_type;
    bool responds;
    gbcs_bytes token;

    /** Row of its Message Code. */
    const gbcs_use_case *row;
    /** How the command is protected. */
    gbcs_form form;
} build_request;

/**
 * Whether an option was given.
 *
 * @param request what is asked for
 * @param option  the option
 * @return true if it was
 */
bool build_has(const build_request *request, build_option option);

/**
 * Name of an option.
 *
 * @param option the option
 * @return its name, without the two hyphens
 */
const char *build_option_name(build_option option);

/**
 * Takes the value of an option in.
 *
 * @param[in]     option  the option
 * @param[in]     text    its value; null for one that has none
 * @param[in,out] request receives it
 * @return false after a message
 */
bool build_take(build_option option, const char *text, build_request *request);

/**
 * Frees the certificates of a request.
 *
 * @param request what was asked for
 */
void build_release(build_request *request);

/**
 * Finds a use case by its name.
 *
 * @param name the name, in either case
 * @return the use case, or null
 */
const build_use_case *build_find(const char *name);

/**
 * Checks that the options fit the use case and each other, and finds the row of
 * the Message Code and the type of the device.
 *
 * @param request what is asked for
 * @return false after a message
 */
bool build_check(build_request *request);

/**
 * Octets that are enough for the payload.
 *
 * @param request what is asked for
 * @return their number
 */
size_t build_payload_room(const build_request *request);

/** @name Payloads
 * Each fails as the writer does, and only for want of space.
 * @{ */
void build_write_details(gbcs_writer *writer, const build_request *request);
void build_write_update(gbcs_writer *writer, const build_request *request);
void build_write_usage(gbcs_writer *writer, const build_request *request);
void build_write_certificate(gbcs_writer *writer, const build_request *request);
void build_write_join(gbcs_writer *writer, const build_request *request);
void build_write_unjoin(gbcs_writer *writer, const build_request *request);
void build_write_nothing(gbcs_writer *writer, const build_request *request);
void build_write_top_up_dlms(gbcs_writer *writer, const build_request *request);
void build_write_top_up_gbz(gbcs_writer *writer, const build_request *request);
/** @} */

/**
 * Writes a KeyUsage of one purpose.
 *
 * @param writer the writer
 * @param usage  #GBCS_KEY_USAGE_SIGNATURE or another
 */
void build_write_key_usage(gbcs_writer *writer, uint8_t usage);

/** @name Names on the command line
 * @{ */
/**
 * Finds a mode.
 *
 * @param name its name
 * @return the mode, or null
 */
const build_mode *build_mode_find(const char *name);

/**
 * Finds a role. The names are those of gbcs meter init.
 *
 * @param[in]  name its name
 * @param[in]  size characters of the name
 * @param[out] role RemotePartyRole
 * @return false if there is no such role
 */
bool build_role_find(const char *name, size_t size, uint8_t *role);

/**
 * Finds a Trust Anchor Cell: "root", or role and use, as in "supplier/top-up".
 *
 * @param[in]  name its name
 * @param[in]  size characters of the name
 * @param[out] cell the cell
 * @return false if no device has such a cell
 */
bool build_cell_find(const char *name, size_t size, gbcs_cell_id *cell);

/**
 * Finds a type of devices. The names are those of gbcs meter init.
 *
 * @param[in]  name        its name
 * @param[out] device_type DeviceType
 * @return false if there is no such type
 */
bool build_device_type_find(const char *name, uint8_t *device_type);

/**
 * The type of devices that a use case is taken to be for if none is named.
 *
 * @param row the use case
 * @return the electricity meter if it is for that, else the first that it is
 * for
 */
uint8_t build_device_type_default(const gbcs_use_case *row);

/**
 * Name of a type of devices.
 *
 * @param device_type DeviceType
 * @return its name
 */
const char *build_device_type_name(uint8_t device_type);
/** @} */

#endif
