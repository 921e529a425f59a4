/**
 * @file
 * Names of ZigBee clusters, attributes, data types and statuses.
 */
#include "names.h"

static const number_name CLUSTERS[] = {
    {0x0000U, "Basic"},     {0x000AU, "Time"},
    {0x0700U, "Price"},     {0x0702U, "Metering"},
    {0x0703U, "Messaging"}, {0x0705U, "Prepayment"},
    {0x0707U, "Calendar"},  {0x0708U, "Device Management"},
    {0x0709U, "Events"},
};

/** Attributes; the number is the cluster in its high half, the attribute in its low half. */
static const number_name ATTRIBUTES[] = {
    {0x00000003U, "HW Version"},
    {0x00000004U, "Manufacturer Name"},
    {0x00000005U, "Model Identifier"},
    {0x07000100U, "Block 1 Threshold"},
    {0x07000101U, "Block 2 Threshold"},
    {0x07000102U, "Block 3 Threshold"},
    {0x07000202U, "Threshold Multiplier"},
    {0x07000203U, "Threshold Divisor"},
    {0x07000301U, "Standing Charge"},
    {0x07000302U, "Conversion Factor"},
    {0x07000303U, "Conversion Factor Trailing Digit"},
    {0x07000304U, "Calorific Value"},
    {0x07000305U, "Calorific Value Unit"},
    {0x07000306U, "Calorific Value Trailing Digit"},
    {0x07000400U, "No Tier Block 1 Price"},
    {0x07000401U, "No Tier Block 2 Price"},
    {0x07000402U, "No Tier Block 3 Price"},
    {0x07000403U, "No Tier Block 4 Price"},
    {0x07000410U, "Tier 1 Block 1 Price"},
    {0x07000420U, "Tier 2 Block 1 Price"},
    {0x07000430U, "Tier 3 Block 1 Price"},
    {0x07000440U, "Tier 4 Block 1 Price"},
    {0x07000615U, "Unit of Measure"},
    {0x07000616U, "Currency"},
    {0x07000617U, "Price Trailing Digit"},
    {0x07020000U, "Current Summation Delivered"},
    {0x07020014U, "Supply Status"},
    {0x07020100U, "Current Tier 1 Summation Delivered"},
    {0x07020102U, "Current Tier 2 Summation Delivered"},
    {0x07020104U, "Current Tier 3 Summation Delivered"},
    {0x07020106U, "Current Tier 4 Summation Delivered"},
    {0x07020205U, "Remaining Battery Life in Days"},
    {0x07020206U, "Current Meter ID"},
    {0x07020300U, "Unit of Measure"},
    {0x07020301U, "Multiplier"},
    {0x07020302U, "Divisor"},
    {0x07020307U, "Site ID"},
    {0x07020607U, "Supply Tamper State"},
    {0x07020608U, "Supply Depletion State"},
    {0x07020700U, "Current No Tier Block 1 Summation Delivered"},
    {0x07020701U, "Current No Tier Block 2 Summation Delivered"},
    {0x07020702U, "Current No Tier Block 3 Summation Delivered"},
    {0x07020703U, "Current No Tier Block 4 Summation Delivered"},
    {0x07020A00U, "Bill to Date Delivered"},
    {0x07020B10U, "Uncontrolled Flow Threshold"},
    {0x07020B11U, "Uncontrolled Flow Threshold Unit of Measure"},
    {0x07020B12U, "Uncontrolled Flow Multiplier"},
    {0x07020B13U, "Uncontrolled Flow Divisor"},
    {0x07020B14U, "Flow Stabilisation Period"},
    {0x07020B15U, "Flow Measurement Period"},
    {0x07050000U, "Payment Control Configuration"},
    {0x07050001U, "Credit Remaining"},
    {0x07050002U, "Emergency Credit Remaining"},
    {0x07050005U, "Accumulated Debt"},
    {0x07050006U, "Overall Debt Cap"},
    {0x07050010U, "Emergency Credit Limit"},
    {0x07050011U, "Emergency Credit Threshold"},
    {0x07050021U, "Max Credit Limit"},
    {0x07050022U, "Max Credit Per Top Up"},
    {0x07050031U, "Low Credit Warning Level"},
    {0x07050040U, "Cut Off Value"},
    {0x07050211U, "Debt Amount 1"},
    {0x07050216U, "Debt Recovery Frequency 1"},
    {0x07050217U, "Debt Recovery Amount 1"},
    {0x07050221U, "Debt Amount 2"},
    {0x07050226U, "Debt Recovery Frequency 2"},
    {0x07050227U, "Debt Recovery Amount 2"},
    {0x07050231U, "Debt Amount 3"},
    {0x07050239U, "Debt Recovery Top Up Percentage 3"},
};

static const number_name TYPES[] = {
    {0x10U, "boolean"},      {0x18U, "bitmap8"},
    {0x19U, "bitmap16"},     {0x1AU, "bitmap24"},
    {0x1BU, "bitmap32"},     {0x20U, "uint8"},
    {0x21U, "uint16"},       {0x22U, "uint24"},
    {0x23U, "uint32"},       {0x24U, "uint40"},
    {0x25U, "uint48"},       {0x26U, "uint56"},
    {0x27U, "uint64"},       {0x28U, "int8"},
    {0x29U, "int16"},        {0x2AU, "int24"},
    {0x2BU, "int32"},        {0x2FU, "int64"},
    {0x30U, "enum8"},        {0x31U, "enum16"},
    {0x41U, "octet string"}, {0x42U, "character string"},
    {0xE2U, "UTC time"},
};

static const number_name STATUSES[] = {
    {0x00U, "SUCCESS"},
    {0x01U, "FAILURE"},
    {0x7EU, "NOT_AUTHORIZED"},
    {0x7FU, "RESERVED_FIELD_NOT_ZERO"},
    {0x80U, "MALFORMED_COMMAND"},
    {0x81U, "UNSUP_CLUSTER_COMMAND"},
    {0x82U, "UNSUP_GENERAL_COMMAND"},
    {0x83U, "UNSUP_MANUF_CLUSTER_COMMAND"},
    {0x84U, "UNSUP_MANUF_GENERAL_COMMAND"},
    {0x85U, "INVALID_FIELD"},
    {0x86U, "UNSUPPORTED_ATTRIBUTE"},
    {0x87U, "INVALID_VALUE"},
    {0x88U, "READ_ONLY"},
    {0x89U, "INSUFFICIENT_SPACE"},
    {0x8AU, "DUPLICATE_EXISTS"},
    {0x8BU, "NOT_FOUND"},
    {0x8CU, "UNREPORTABLE_ATTRIBUTE"},
    {0x8DU, "INVALID_DATA_TYPE"},
    {0x8EU, "INVALID_SELECTOR"},
    {0x8FU, "WRITE_ONLY"},
    {0x90U, "INCONSISTENT_STARTUP_STATE"},
    {0x91U, "DEFINED_OUT_OF_BAND"},
    {0x92U, "INCONSISTENT"},
    {0x93U, "ACTION_DENIED"},
    {0x94U, "TIMEOUT"},
    {0x95U, "ABORT"},
    {0x96U, "INVALID_IMAGE"},
    {0x97U, "WAIT_FOR_DATA"},
    {0x98U, "NO_IMAGE_AVAILABLE"},
    {0x99U, "REQUIRE_MORE_IMAGE"},
    {0xC0U, "HARDWARE_FAILURE"},
    {0xC1U, "SOFTWARE_FAILURE"},
    {0xC2U, "CALIBRATION_ERROR"},
};

const char *name_of_cluster(uint16_t cluster)
{
    static const name_table TABLE = NAME_TABLE(CLUSTERS);

    return name_of(&TABLE, cluster);
}

const char *name_of_zcl_attribute(uint16_t cluster, uint16_t attribute)
{
    static const name_table TABLE = NAME_TABLE(ATTRIBUTES);

    return name_of(&TABLE, ((uint32_t)cluster << 16) | attribute);
}

const char *name_of_zcl_type(uint8_t type)
{
    static const name_table TABLE = NAME_TABLE(TYPES);

    return name_of(&TABLE, type);
}

const char *name_of_zcl_status(uint8_t status)
{
    static const name_table TABLE = NAME_TABLE(STATUSES);

    return name_of(&TABLE, status);
}
