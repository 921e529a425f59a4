/**
 * @file
 * Fields of the Price, Metering and Messaging clusters (ZigBee Smart Energy 1.2).
 */
#include "zcl.h"

static const number_name SUPPLY[] = {{0U, "off"}, {1U, "off / armed"}, {2U, "on"}};
static const name_table SUPPLY_NAMES = NAME_TABLE(SUPPLY);

static const zcl_field GET_CURRENT_PRICE[] = {
    {ZCL_UINT, 1U, "Command Options", NULL},
};
static const zcl_field GET_BILLING_PERIOD[] = {
    {ZCL_TIME, 4U, "Earliest Start Time", NULL},
    {ZCL_UINT, 4U, "Minimum Issuer Event ID", NULL},
    {ZCL_UINT, 1U, "Number of Commands", NULL},
    {ZCL_BITS, 1U, "Tariff Type", NULL},
};
static const zcl_field PUBLISH_PRICE[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_STRING, 0U, "Rate Label", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_TIME, 4U, "Current Time", NULL},
    {ZCL_UINT, 1U, "Unit of Measure", NULL},
    {ZCL_UINT, 2U, "Currency", NULL},
    {ZCL_BITS, 1U, "Price Trailing Digit and Price Tier", NULL},
    {ZCL_BITS, 1U, "Number of Price Tiers and Register Tier", NULL},
    {ZCL_TIME, 4U, "Start Time", NULL},
    {ZCL_UINT, 2U, "Duration in Minutes", NULL},
    {ZCL_UINT, 4U, "Price", NULL},
};
static const zcl_field PUBLISH_BLOCK_PERIOD[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_TIME, 4U, "Block Period Start Time", NULL},
    {ZCL_UINT, 3U, "Block Period Duration", NULL},
    {ZCL_BITS, 1U, "Block Period Control", NULL},
    {ZCL_BITS, 1U, "Block Period Duration Type", NULL},
    {ZCL_BITS, 1U, "Tariff Type", NULL},
    {ZCL_UINT, 1U, "Tariff Resolution Period", NULL},
};
static const zcl_field PUBLISH_CONVERSION_FACTOR[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},
    {ZCL_UINT, 4U, "Conversion Factor", NULL},
    {ZCL_BITS, 1U, "Conversion Factor Trailing Digit", NULL},
};
static const zcl_field PUBLISH_CALORIFIC_VALUE[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},
    {ZCL_UINT, 4U, "Calorific Value", NULL},
    {ZCL_UINT, 1U, "Calorific Value Unit", NULL},
    {ZCL_BITS, 1U, "Calorific Value Trailing Digit", NULL},
};
static const zcl_field PUBLISH_TARIFF_INFORMATION[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_UINT, 4U, "Issuer Tariff ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},
    {ZCL_BITS, 1U, "Tariff Type and Charging Scheme", NULL},
    {ZCL_STRING, 0U, "Tariff Label", NULL},
    {ZCL_UINT, 1U, "Number of Price Tiers in Use", NULL},
    {ZCL_UINT, 1U, "Number of Block Thresholds in Use", NULL},
    {ZCL_UINT, 1U, "Unit of Measure", NULL},
    {ZCL_UINT, 2U, "Currency", NULL},
    {ZCL_BITS, 1U, "Price Trailing Digit", NULL},
    {ZCL_UINT, 4U, "Standing Charge", NULL},
    {ZCL_UINT, 1U, "Tier Block Mode", NULL},
    {ZCL_UINT, 3U, "Block Threshold Multiplier", NULL},
    {ZCL_UINT, 3U, "Block Threshold Divisor", NULL},
};
static const zcl_field PUBLISH_PRICE_MATRIX[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},         {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},         {ZCL_UINT, 4U, "Issuer Tariff ID", NULL},
    {ZCL_UINT, 1U, "Command Index", NULL},       {ZCL_UINT, 1U, "Number of Commands", NULL},
    {ZCL_BITS, 1U, "Sub-payload Control", NULL}, {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_BITS, 1U, "Tier or Block ID", NULL},    {ZCL_UINT, 4U, "Price", NULL},
};
static const zcl_field PUBLISH_BLOCK_THRESHOLDS[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},
    {ZCL_UINT, 4U, "Issuer Tariff ID", NULL},
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Number of Commands", NULL},
    {ZCL_BITS, 1U, "Sub-payload Control", NULL},
    {ZCL_BITS, 1U, "Tier and Number of Block Thresholds", NULL},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_UINT, 6U, "Block Threshold", NULL},
};
static const zcl_field PUBLISH_BILLING_PERIOD[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Billing Period Start Time", NULL},
    {ZCL_UINT, 3U, "Billing Period Duration", NULL},
    {ZCL_BITS, 1U, "Billing Period Duration Type", NULL},
    {ZCL_BITS, 1U, "Tariff Type", NULL},
};
static const zcl_field GET_SNAPSHOT[] = {
    {ZCL_TIME, 4U, "Earliest Start Time", NULL},
    {ZCL_TIME, 4U, "Latest End Time", NULL},
    {ZCL_UINT, 1U, "Snapshot Offset", NULL},
    {ZCL_BITS, 4U, "Snapshot Cause", NULL},
};
static const zcl_field START_SAMPLING[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},       {ZCL_START, 4U, "Start Sampling Time", NULL},
    {ZCL_UINT, 1U, "Sample Type", NULL},           {ZCL_UINT, 2U, "Sample Request Interval", NULL},
    {ZCL_UINT, 2U, "Max Number of Samples", NULL},
};
static const zcl_field GET_SAMPLED_DATA[] = {
    {ZCL_UINT, 2U, "Sample ID", NULL},
    {ZCL_TIME, 4U, "Earliest Sample Time", NULL},
    {ZCL_UINT, 1U, "Sample Type", NULL},
    {ZCL_UINT, 2U, "Number of Samples", NULL},
};
static const zcl_field CHANGE_SUPPLY[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_TIME, 4U, "Request Date/Time", NULL},
    {ZCL_START, 4U, "Implementation Date/Time", NULL},
    {ZCL_UINT, 1U, "Proposed Supply Status", &SUPPLY_NAMES},
    {ZCL_BITS, 1U, "Supply Control Bits", NULL},
};
static const zcl_field SET_SUPPLY_STATUS[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_UINT, 1U, "Supply Tamper State", NULL},
    {ZCL_UINT, 1U, "Supply Depletion State", NULL},
    {ZCL_UINT, 1U, "Supply Uncontrolled Flow State", NULL},
    {ZCL_UINT, 1U, "Load Limit Supply State", NULL},
};
static const zcl_field SET_UNCONTROLLED_FLOW_THRESHOLD[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_UINT, 2U, "Uncontrolled Flow Threshold", NULL},
    {ZCL_UINT, 1U, "Unit of Measure", NULL},
    {ZCL_UINT, 2U, "Multiplier", NULL},
    {ZCL_UINT, 2U, "Divisor", NULL},
    {ZCL_UINT, 1U, "Stabilisation Period", NULL},
    {ZCL_UINT, 2U, "Measurement Period", NULL},
};
static const zcl_field PUBLISH_SNAPSHOT[] = {
    {ZCL_UINT, 4U, "Snapshot ID", NULL},
    {ZCL_TIME, 4U, "Snapshot Time", NULL},
    {ZCL_UINT, 1U, "Total Snapshots Found", NULL},
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Number of Commands", NULL},
    {ZCL_BITS, 4U, "Snapshot Cause", NULL},
    {ZCL_UINT, 1U, "Snapshot Payload Type", NULL},
    {ZCL_UINT, 6U, "Current Summation Delivered", NULL},
    {ZCL_UINT, 1U, "Number of Tiers in Use", NULL},
    {ZCL_UINT, 6U, "Tier 1 Summation", NULL},
    {ZCL_UINT, 6U, "Tier 2 Summation", NULL},
    {ZCL_UINT, 6U, "Tier 3 Summation", NULL},
    {ZCL_UINT, 6U, "Tier 4 Summation", NULL},
    {ZCL_BITS, 1U, "Number of Tiers and Block Thresholds in Use", NULL},
    {ZCL_UINT, 6U, "Block 1 Summation", NULL},
    {ZCL_UINT, 6U, "Block 2 Summation", NULL},
    {ZCL_UINT, 6U, "Block 3 Summation", NULL},
    {ZCL_UINT, 6U, "Block 4 Summation", NULL},
};
static const zcl_field GET_SAMPLED_DATA_RESPONSE[] = {
    {ZCL_UINT, 2U, "Sample ID", NULL},
    {ZCL_TIME, 4U, "Sample Start Time", NULL},
    {ZCL_UINT, 1U, "Sample Type", NULL},
    {ZCL_UINT, 2U, "Sample Request Interval", NULL},
    {ZCL_UINT, 2U, "Number of Samples", NULL},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_UINT, 3U, "Sample", NULL},
};
static const zcl_field SUPPLY_STATUS_RESPONSE[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_TIME, 4U, "Implementation Date/Time", NULL},
    {ZCL_UINT, 1U, "Supply Status", &SUPPLY_NAMES},
};
static const zcl_field START_SAMPLING_RESPONSE[] = {
    {ZCL_UINT, 2U, "Sample ID", NULL},
};
static const zcl_field DISPLAY_MESSAGE[] = {
    {ZCL_UINT, 4U, "Message ID", NULL},  {ZCL_BITS, 1U, "Message Control", NULL},
    {ZCL_START, 4U, "Start Time", NULL}, {ZCL_UINT, 2U, "Duration in Minutes", NULL},
    {ZCL_STRING, 0U, "Message", NULL},   {ZCL_BITS, 1U, "Extended Message Control", NULL},
};

static const zcl_command COMMANDS[] = {
    {0x0700U, false, 0x00U, "Get Current Price", ZCL_FIELDS(GET_CURRENT_PRICE)},
    {0x0700U, false, 0x0BU, "Get Billing Period", ZCL_FIELDS(GET_BILLING_PERIOD)},
    {0x0700U, true, 0x00U, "Publish Price", ZCL_FIELDS(PUBLISH_PRICE)},
    {0x0700U, true, 0x01U, "Publish Block Period", ZCL_FIELDS(PUBLISH_BLOCK_PERIOD)},
    {0x0700U, true, 0x02U, "Publish Conversion Factor", ZCL_FIELDS(PUBLISH_CONVERSION_FACTOR)},
    {0x0700U, true, 0x03U, "Publish Calorific Value", ZCL_FIELDS(PUBLISH_CALORIFIC_VALUE)},
    {0x0700U, true, 0x04U, "Publish Tariff Information", ZCL_FIELDS(PUBLISH_TARIFF_INFORMATION)},
    {0x0700U, true, 0x05U, "Publish Price Matrix", ZCL_FIELDS(PUBLISH_PRICE_MATRIX)},
    {0x0700U, true, 0x06U, "Publish Block Thresholds", ZCL_FIELDS(PUBLISH_BLOCK_THRESHOLDS)},
    {0x0700U, true, 0x09U, "Publish Billing Period", ZCL_FIELDS(PUBLISH_BILLING_PERIOD)},
    {0x0702U, false, 0x06U, "Get Snapshot", ZCL_FIELDS(GET_SNAPSHOT)},
    {0x0702U, false, 0x07U, "Start Sampling", ZCL_FIELDS(START_SAMPLING)},
    {0x0702U, false, 0x08U, "Get Sampled Data", ZCL_FIELDS(GET_SAMPLED_DATA)},
    {0x0702U, false, 0x0BU, "Change Supply", ZCL_FIELDS(CHANGE_SUPPLY)},
    {0x0702U, false, 0x0DU, "Set Supply Status", ZCL_FIELDS(SET_SUPPLY_STATUS)},
    {0x0702U, false, 0x0EU, "Set Uncontrolled Flow Threshold",
     ZCL_FIELDS(SET_UNCONTROLLED_FLOW_THRESHOLD)},
    {0x0702U, true, 0x06U, "Publish Snapshot", ZCL_FIELDS(PUBLISH_SNAPSHOT)},
    {0x0702U, true, 0x07U, "Get Sampled Data Response", ZCL_FIELDS(GET_SAMPLED_DATA_RESPONSE)},
    {0x0702U, true, 0x0CU, "Supply Status Response", ZCL_FIELDS(SUPPLY_STATUS_RESPONSE)},
    {0x0702U, true, 0x0DU, "Start Sampling Response", ZCL_FIELDS(START_SAMPLING_RESPONSE)},
    {0x0703U, true, 0x00U, "Display Message", ZCL_FIELDS(DISPLAY_MESSAGE)},
};

const zcl_table ZCL_METERING = {COMMANDS, TOOL_COUNT(COMMANDS)};
