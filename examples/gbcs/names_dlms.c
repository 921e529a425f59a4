/**
 * @file
 * Names of DLMS classes, attributes, methods, objects, types and results.
 */
#include "names.h"

#include <string.h>

/** A class: attributes are numbered from 2 (1 is the logical name), methods from 1. */
typedef struct dlms_class {
    uint16_t id;
    const char *name;
    const char *attributes[19];
    const char *methods[12];
} dlms_class;

static const dlms_class CLASSES[] = {
    {1U, "Data", {"value"}, {NULL}},
    {3U, "Register", {"value", "scaler_unit"}, {"reset"}},
    {4U, "Extended register", {"value", "scaler_unit", "status", "capture_time"}, {"reset"}},
    {5U,
     "Demand register",
     {"current_average_value", "last_average_value", "scaler_unit", "status", "capture_time",
      "start_time_current", "period", "number_of_periods"},
     {"reset", "next_period"}},
    {6U, "Register activation", {"register_assignment", "mask_list", "active_mask"}, {NULL}},
    {7U,
     "Profile generic",
     {"buffer", "capture_objects", "capture_period", "sort_method", "sort_object", "entries_in_use",
      "profile_entries"},
     {"reset", "capture"}},
    {8U,
     "Clock",
     {"time", "time_zone", "status", "daylight_savings_begin", "daylight_savings_end",
      "daylight_savings_deviation", "daylight_savings_enabled", "clock_base"},
     {"adjust_to_quarter", "adjust_to_measuring_period", "adjust_to_minute",
      "adjust_to_preset_time", "preset_adjusting_time", "shift_time"}},
    {9U, "Script table", {"scripts"}, {"execute"}},
    {10U, "Schedule", {"entries"}, {"enable_disable", "insert", "delete"}},
    {11U, "Special days table", {"entries"}, {"insert", "delete"}},
    {15U,
     "Association LN",
     {"object_list", "associated_partners_id", "application_context_name", "xDLMS_context_info",
      "authentication_mechanism_name", "secret", "association_status", "security_setup_reference"},
     {NULL}},
    {17U, "SAP assignment", {"SAP_assignment_list"}, {NULL}},
    {18U,
     "Image transfer",
     {"image_block_size", "image_transferred_blocks_status", "image_first_not_transferred_block",
      "image_transfer_enabled", "image_transfer_status", "image_to_activate_info"},
     {"image_transfer_initiate", "image_block_transfer", "image_verify", "image_activate"}},
    {20U,
     "Activity calendar",
     {"calendar_name_active", "season_profile_active", "week_profile_table_active",
      "day_profile_table_active", "calendar_name_passive", "season_profile_passive",
      "week_profile_table_passive", "day_profile_table_passive", "activate_passive_calendar_time"},
     {"activate_passive_calendar"}},
    {21U, "Register monitor", {"thresholds", "monitored_value", "actions"}, {NULL}},
    {22U, "Single action schedule", {"executed_script", "type", "execution_time"}, {NULL}},
    {30U,
     "Data protection",
     {"protection_buffer", "protection_object_list", "protection_parameters_get",
      "protection_parameters_set", "required_protection"},
     {"get_protected_attributes", "set_protected_attributes", "invoke_protected_method"}},
    {70U,
     "Disconnect control",
     {"output_state", "control_state", "control_mode"},
     {"remote_disconnect", "remote_reconnect"}},
    {71U,
     "Limiter",
     {"monitored_value", "threshold_active", "threshold_normal", "threshold_emergency",
      "min_over_threshold_duration", "min_under_threshold_duration", "emergency_profile",
      "emergency_profile_group_id_list", "emergency_profile_active", "actions"},
     {NULL}},
    {104U,
     "ZigBee network control",
     {"enable_disable_joining", "join_timeout", "active_devices"},
     {"register_device", "unregister_device", "unregister_all_devices", "backup_PAN", "restore_PAN",
      "identify_device", "remove_mirror", "update_network_key", "update_link_key", "create_PAN",
      "remove_PAN"}},
    {111U,
     "Account",
     {"account_mode_and_status", "current_credit_in_use", "current_credit_status",
      "available_credit", "amount_to_clear", "clearance_threshold", "aggregated_debt",
      "credit_reference_list", "charge_reference_list", "credit_charge_configuration",
      "token_gateway_configuration", "account_activation_time", "account_closure_time", "currency",
      "low_credit_threshold", "next_credit_available_threshold", "max_provision",
      "max_provision_period"},
     {"activate_account", "close_account", "reset_account"}},
    {112U,
     "Credit",
     {"current_credit_amount", "credit_type", "priority", "warning_threshold", "limit",
      "credit_configuration", "credit_status", "preset_credit_amount", "credit_available_threshold",
      "period"},
     {"update_amount", "set_amount_to_value", "invoke_credit"}},
    {113U,
     "Charge",
     {"total_amount_paid", "charge_type", "priority", "unit_charge_active", "unit_charge_passive",
      "unit_charge_activation_time", "period", "charge_configuration", "last_collection_time",
      "last_collection_amount", "total_amount_remaining", "proportion"},
     {"update_unit_charge", "activate_passive_unit_charge", "collect",
      "update_total_amount_remaining", "set_total_amount_remaining"}},
    {115U,
     "Token gateway",
     {"token", "token_time", "token_description", "token_delivery_method", "token_status"},
     {"enter"}},
    {9000U,
     "Extended data",
     {"value_active", "scaler_unit_active", "value_passive", "scaler_unit_passive",
      "activate_passive_value_time"},
     {"reset", "activate_passive_value"}},
};

/** An object. */
typedef struct dlms_object {
    uint8_t obis[GBCS_OBIS_SIZE];
    const char *name;
} dlms_object;

static const dlms_object OBJECTS[] = {
    {{0, 0, 1, 0, 0, 255}, "clock"},
    {{0, 0, 10, 0, 100, 255}, "tariff scripts"},
    {{0, 0, 10, 0, 103, 255}, "output signal scripts"},
    {{0, 0, 10, 0, 106, 255}, "load switch scripts"},
    {{0, 1, 11, 0, 0, 255}, "special days of the Tariff Switching Table"},
    {{0, 1, 11, 0, 1, 255}, "special days of the secondary Tariff Switching Table"},
    {{0, 1, 11, 0, 2, 255}, "special days of the Non-Disablement Calendar"},
    {{0, 1, 12, 0, 1, 255}, "Non-Disablement Calendar"},
    {{0, 0, 13, 0, 0, 255}, "Tariff Switching Table"},
    {{0, 0, 13, 0, 1, 255}, "secondary Tariff Switching Table"},
    {{0, 0, 19, 0, 0, 255}, "active account"},
    {{0, 1, 19, 0, 0, 255}, "passive account: Payment Mode, Suspend Debt"},
    {{0, 0, 19, 10, 0, 255}, "Meter Balance"},
    {{0, 0, 19, 10, 1, 255}, "Emergency Credit Balance"},
    {{0, 0, 19, 10, 2, 255}, "Accumulated Debt Register"},
    {{0, 0, 19, 20, 0, 255}, "Tariff TOU Price Matrix, Tariff Block Price Matrix"},
    {{0, 0, 19, 20, 1, 255}, "time debt 1"},
    {{0, 0, 19, 20, 2, 255}, "time debt 2"},
    {{0, 0, 19, 20, 3, 255}, "payment debt"},
    {{0, 0, 19, 20, 4, 255}, "Standing Charge"},
    {{0, 0, 19, 20, 5, 255}, "Secondary Tariff TOU Price Matrix"},
    {{0, 0, 19, 40, 0, 255}, "prepayment tokens"},
    {{0, 0, 30, 3, 0, 255}, "CHF Device Log"},
    {{0, 0, 40, 0, 0, 255}, "current association"},
    {{0, 0, 41, 0, 0, 255}, "SAP assignment"},
    {{0, 0, 42, 0, 0, 255}, "logical device name"},
    {{0, 0, 43, 2, 8, 255}, "Import Register Collection"},
    {{0, 0, 43, 2, 9, 255}, "Tariff TOU Register Collection"},
    {{0, 0, 43, 2, 10, 255}, "Tariff Block TOU Register Collection"},
    {{0, 0, 94, 44, 2, 0}, "Currency Units"},
    {{0, 0, 94, 44, 2, 10}, "Maximum Credit Threshold"},
    {{0, 0, 94, 44, 2, 20}, "Maximum Meter Balance Threshold"},
    {{0, 0, 94, 44, 3, 1}, "Disable Privacy PIN Protection"},
    {{0, 0, 94, 44, 3, 2}, "restriction of data after change of tenancy"},
    {{0, 0, 94, 44, 10, 0}, "Sub GHz configuration settings"},
    {{0, 0, 94, 44, 10, 1}, "Sub GHz channel scan"},
    {{0, 0, 94, 44, 10, 2}, "operating Sub GHz channel"},
    {{0, 0, 94, 44, 34, 20}, "Power Import collection"},
    {{0, 0, 94, 44, 128, 2}, "Emergency Credit Limit"},
    {{0, 0, 94, 44, 128, 3}, "Emergency Credit Threshold"},
    {{0, 0, 94, 44, 128, 9}, "Low Credit Threshold"},
    {{0, 0, 94, 44, 128, 12}, "Debt Recovery Rate Cap, amount"},
    {{0, 0, 94, 44, 128, 13}, "Debt Recovery Rate Cap, period"},
    {{0, 0, 94, 44, 128, 22}, "Disablement Threshold"},
    {{0, 0, 94, 44, 128, 28}, "Non-Disablement Calendar"},
    {{0, 0, 94, 44, 128, 29}, "special days of the Tariff Switching Table"},
    {{0, 0, 94, 44, 128, 30}, "special days of the secondary Tariff Switching Table"},
    {{0, 0, 94, 44, 128, 31}, "special days of the Non-Disablement Calendar"},
    {{0, 0, 96, 1, 0, 255}, "device identifier 1"},
    {{0, 0, 96, 1, 1, 255}, "device identifier 2"},
    {{0, 0, 96, 1, 2, 255}, "device identifier 3"},
    {{0, 0, 96, 1, 4, 255}, "device identifier 5"},
    {{0, 0, 96, 1, 6, 255}, "device identifier 7"},
    {{0, 0, 96, 3, 10, 255}, "load switch"},
    {{0, 1, 96, 3, 10, 255}, "auxiliary load control switch 1"},
    {{0, 2, 96, 3, 10, 255}, "auxiliary load control switch 2"},
    {{0, 3, 96, 3, 10, 255}, "auxiliary load control switch 3"},
    {{0, 4, 96, 3, 10, 255}, "auxiliary load control switch 4"},
    {{0, 5, 96, 3, 10, 255}, "auxiliary load control switch 5"},
    {{0, 0, 96, 13, 0, 255}, "supplier telephone number"},
    {{0, 0, 96, 13, 1, 255}, "supplier name"},
    {{0, 38, 96, 13, 1, 255}, "supplier message"},
    {{0, 0, 99, 98, 0, 255}, "Event Log"},
    {{0, 17, 99, 98, 2, 255}, "Auxiliary Load Control Switch Event Log"},
    {{1, 0, 0, 2, 0, 255}, "active firmware version"},
    {{1, 0, 1, 6, 0, 255}, "maximum demand, active import"},
    {{1, 0, 2, 6, 0, 255}, "maximum demand, active export"},
    {{1, 0, 1, 8, 0, 255}, "Active Import Register"},
    {{1, 0, 2, 8, 0, 255}, "Active Export Register"},
    {{1, 0, 3, 8, 0, 255}, "Reactive Import Register"},
    {{1, 0, 4, 8, 0, 255}, "Reactive Export Register"},
};

static const number_name RESULTS[] = {
    {0U, "success"},
    {1U, "hardware-fault"},
    {2U, "temporary-failure"},
    {3U, "read-write-denied"},
    {4U, "object-undefined"},
    {9U, "object-class-inconsistent"},
    {11U, "object-unavailable"},
    {12U, "type-unmatched"},
    {13U, "scope-of-access-violated"},
    {14U, "data-block-unavailable"},
    {15U, "long-access-aborted"},
    {16U, "no-long-access-in-progress"},
    {250U, "other-reason"},
};

static const number_name TYPES[] = {
    {GBCS_AXDR_NULL, "null-data"},
    {GBCS_AXDR_ARRAY, "array"},
    {GBCS_AXDR_STRUCTURE, "structure"},
    {GBCS_AXDR_BOOLEAN, "boolean"},
    {GBCS_AXDR_BIT_STRING, "bit-string"},
    {GBCS_AXDR_INT32, "double-long"},
    {GBCS_AXDR_UINT32, "double-long-unsigned"},
    {GBCS_AXDR_OCTET_STRING, "octet-string"},
    {GBCS_AXDR_VISIBLE_STRING, "visible-string"},
    {GBCS_AXDR_UTF8_STRING, "utf8-string"},
    {GBCS_AXDR_BCD, "bcd"},
    {GBCS_AXDR_INT8, "integer"},
    {GBCS_AXDR_INT16, "long"},
    {GBCS_AXDR_UINT8, "unsigned"},
    {GBCS_AXDR_UINT16, "long-unsigned"},
    {GBCS_AXDR_INT64, "long64"},
    {GBCS_AXDR_UINT64, "long64-unsigned"},
    {GBCS_AXDR_ENUM, "enum"},
    {GBCS_AXDR_FLOAT32, "float32"},
    {GBCS_AXDR_FLOAT64, "float64"},
    {GBCS_AXDR_DATE_TIME, "date-time"},
    {GBCS_AXDR_DATE, "date"},
    {GBCS_AXDR_TIME, "time"},
    {GBCS_AXDR_DONT_CARE, "don't-care"},
};

static const dlms_class *find_class(uint16_t class_id)
{
    const dlms_class *found = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(CLASSES); i++) {
        if (CLASSES[i].id == class_id) {
            found = &CLASSES[i];
        }
    }
    return found;
}

const char *name_of_class(uint16_t class_id)
{
    const dlms_class *found = find_class(class_id);

    return (found != NULL) ? found->name : NULL;
}

const char *name_of_attribute(uint16_t class_id, uint8_t attribute)
{
    const dlms_class *found = find_class(class_id);
    const char *name = (attribute == 1U) ? "logical_name" : NULL;

    if ((found != NULL) && (attribute >= 2U) &&
        (attribute < (2U + TOOL_COUNT(found->attributes)))) {
        name = found->attributes[attribute - 2U];
    }
    return name;
}

const char *name_of_method(uint16_t class_id, uint8_t method)
{
    const dlms_class *found = find_class(class_id);
    const char *name = NULL;

    if ((found != NULL) && (method >= 1U) && (method < (1U + TOOL_COUNT(found->methods)))) {
        name = found->methods[method - 1U];
    }
    return name;
}

const char *name_of_object(gbcs_bytes obis)
{
    const char *name = NULL;

    for (size_t i = 0U; (obis.size == GBCS_OBIS_SIZE) && (i < TOOL_COUNT(OBJECTS)); i++) {
        if (memcmp(OBJECTS[i].obis, obis.data, GBCS_OBIS_SIZE) == 0) {
            name = OBJECTS[i].name;
        }
    }
    return name;
}

const char *name_of_result(uint8_t result)
{
    static const name_table TABLE = NAME_TABLE(RESULTS);

    return name_of(&TABLE, result);
}

const char *name_of_axdr(gbcs_axdr_type type)
{
    static const name_table TABLE = NAME_TABLE(TYPES);

    return name_of(&TABLE, (uint32_t)type);
}
