#include <string.h>

#include "build.h"
#include "meter_init.h"

/** credentialsReplacementMode. Mode 9, by contingency, needs a key in a form that is not known. */
static const build_mode MODES[] = {
    {"root-by-supplier", 0U, GBCS_ROLE_SUPPLIER, 0x0100U},
    {"root-by-wan-provider", 1U, GBCS_ROLE_WAN_PROVIDER, 0x0101U},
    {"supplier-by-supplier", 2U, GBCS_ROLE_SUPPLIER, 0x0102U},
    {"network-operator-by-network-operator", 3U, GBCS_ROLE_NETWORK_OPERATOR, 0x0103U},
    {"acb-by-acb", 4U, GBCS_ROLE_ACB, 0x0104U},
    {"wan-provider-by-wan-provider", 5U, GBCS_ROLE_WAN_PROVIDER, 0x0105U},
    {"transcos-by-transcos", 6U, GBCS_ROLE_TRANSITIONAL_COS, 0x0106U},
    {"supplier-by-transcos", 7U, GBCS_ROLE_TRANSITIONAL_COS, 0x0107U},
    {"any-by-recovery", 8U, GBCS_ROLE_RECOVERY, 0x0108U},
    {"load-controller-by-load-controller", 10U, GBCS_ROLE_LOAD_CONTROLLER, 0x0125U},
    {"load-controller-by-supplier", 11U, GBCS_ROLE_SUPPLIER, 0x0126U},
};

const build_mode *build_mode_find(const char *name)
{
    const build_mode *found = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(MODES); i++) {
        if (strcmp(name, MODES[i].name) == 0) {
            found = &MODES[i];
        }
    }
    return found;
}

/** Whether a name is the one that was looked for. */
static bool is_name(const char *name, const char *text, size_t size)
{
    return (name != NULL) && (strlen(name) == size) && (memcmp(name, text, size) == 0);
}

/** Name of a role; null if none is needed. */
static const char *role_name(size_t role)
{
    return (role == GBCS_ROLE_ROOT) ? "root" : INIT_ROLE_OPTIONS[role];
}

bool build_role_find(const char *name, size_t size, uint8_t *role)
{
    bool found = false;

    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        if (is_name(role_name(i), name, size)) {
            *role = (uint8_t)i;
            found = true;
        }
    }
    return found;
}

/** The part of a cell's name after the hyphen; null if the role is enough. */
static const char *use_name(const gbcs_cell_id *id)
{
    const char *name = NULL;

    if (id->cell_usage == GBCS_CELL_TOP_UP) {
        name = "top-up";
    } else if (id->key_usage == GBCS_KEY_USAGE_AGREEMENT) {
        name = "agreement";
    } else if (id->key_usage == GBCS_KEY_USAGE_SIGNATURE) {
        name = "signature";
    } else {
        name = NULL;
    }
    return name;
}

bool build_cell_find(const char *name, size_t size, gbcs_cell_id *cell)
{
    const char *slash = memchr(name, '/', size);
    const size_t role_size = (slash != NULL) ? (size_t)(slash - name) : size;
    const size_t use_size = (slash != NULL) ? (size - role_size - 1U) : 0U;
    bool found = false;

    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const char *use = use_name(id);
        if (is_name(role_name(id->role), name, role_size) &&
            ((slash != NULL) ? is_name(use, &slash[1], use_size) : (use == NULL))) {
            *cell = *id;
            found = true;
        }
    }
    return found;
}

/** DeviceType of a type 2 device, which has no keys: only ever the other one of a join. */
#define TYPE_2 6U

/** Types of devices; the default is the first that a use case is for. */
static const struct {
    const char *name;
    uint8_t device_type;
} TYPES[] = {
    {"esme", GBCS_DEVICE_ESME},     {"gsme", GBCS_DEVICE_GSME},
    {"chf", GBCS_DEVICE_CHF},       {"gpf", GBCS_DEVICE_GPF},
    {"hcalcs", GBCS_DEVICE_HCALCS}, {"ppmid", GBCS_DEVICE_PPMID},
    {"sapc", GBCS_DEVICE_SAPC},     {"type2", TYPE_2},
};

bool build_device_type_find(const char *name, uint8_t *device_type)
{
    bool found = false;

    for (size_t i = 0U; i < TOOL_COUNT(TYPES); i++) {
        if (strcmp(name, TYPES[i].name) == 0) {
            *device_type = TYPES[i].device_type;
            found = true;
        }
    }
    return found;
}

uint8_t build_device_type_default(const gbcs_use_case *row)
{
    size_t i = 0U;

    while ((i < (TOOL_COUNT(TYPES) - 1U)) && !gbcs_use_case_for_device(row, TYPES[i].device_type)) {
        i++;
    }
    return TYPES[i].device_type;
}

const char *build_device_type_name(uint8_t device_type)
{
    const char *name = "";

    for (size_t i = 0U; i < TOOL_COUNT(TYPES); i++) {
        if (TYPES[i].device_type == device_type) {
            name = TYPES[i].name;
        }
    }
    return name;
}
