/**
 * @file
 * Fields of the Prepayment cluster (ZigBee Smart Energy 1.2).
 */
#include "zcl.h"

static const number_name ORIGIN[] = {
    {0U, "Energy Service Interface"}, {1U, "meter"}, {2U, "In-Home Display"}};
static const number_name TOP_UP[] = {{0U, "accepted"}, {1U, "rejected"}};
static const name_table ORIGIN_NAMES = NAME_TABLE(ORIGIN);
static const name_table TOP_UP_NAMES = NAME_TABLE(TOP_UP);

static const zcl_field SELECT_AVAILABLE_EMERGENCY_CREDIT[] = {
    {ZCL_TIME, 4U, "Command Issue Date/Time", NULL},
    {ZCL_UINT, 1U, "Originating Device", &ORIGIN_NAMES},
};
static const zcl_field CHANGE_DEBT[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_STRING, 0U, "Debt Label", NULL},
    {ZCL_INT, 4U, "Debt Amount", NULL},
    {ZCL_UINT, 1U, "Debt Recovery Method", NULL},
    {ZCL_UINT, 1U, "Debt Amount Type", NULL},
    {ZCL_TIME, 4U, "Debt Recovery Start Time", NULL},
    {ZCL_UINT, 2U, "Debt Recovery Collection Time", NULL},
    {ZCL_UINT, 1U, "Debt Recovery Frequency", NULL},
    {ZCL_INT, 4U, "Debt Recovery Amount", NULL},
    {ZCL_UINT, 2U, "Debt Recovery Balance Percentage", NULL},
};
static const zcl_field EMERGENCY_CREDIT_SETUP[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},
    {ZCL_UINT, 4U, "Emergency Credit Limit", NULL},
    {ZCL_UINT, 4U, "Emergency Credit Threshold", NULL},
};
static const zcl_field CONSUMER_TOP_UP[] = {
    {ZCL_UINT, 1U, "Originating Device", &ORIGIN_NAMES},
    {ZCL_STRING, 0U, "Top Up Code", NULL},
};
static const zcl_field CREDIT_ADJUSTMENT[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},
    {ZCL_UINT, 1U, "Credit Adjustment Type", NULL},
    {ZCL_INT, 4U, "Credit Adjustment Value", NULL},
};
static const zcl_field CHANGE_PAYMENT_MODE[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Implementation Date/Time", NULL},
    {ZCL_BITS, 2U, "Proposed Payment Control Configuration", NULL},
    {ZCL_INT, 4U, "Cut Off Value", NULL},
};
static const zcl_field GET_PREPAY_SNAPSHOT[] = {
    {ZCL_TIME, 4U, "Earliest Start Time", NULL},
    {ZCL_TIME, 4U, "Latest End Time", NULL},
    {ZCL_UINT, 1U, "Snapshot Offset", NULL},
    {ZCL_BITS, 4U, "Snapshot Cause", NULL},
};
static const zcl_field GET_TOP_UP_LOG[] = {
    {ZCL_TIME, 4U, "Latest End Time", NULL},
    {ZCL_UINT, 1U, "Number of Records", NULL},
};
static const zcl_field SET_LOW_CREDIT_WARNING_LEVEL[] = {
    {ZCL_UINT, 4U, "Low Credit Warning Level", NULL},
};
static const zcl_field GET_DEBT_REPAYMENT_LOG[] = {
    {ZCL_TIME, 4U, "Latest End Time", NULL},
    {ZCL_UINT, 1U, "Number of Debts", NULL},
    {ZCL_UINT, 1U, "Debt Type", NULL},
};
static const zcl_field SET_MAXIMUM_CREDIT_LIMIT[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Implementation Date/Time", NULL},
    {ZCL_UINT, 4U, "Maximum Credit Level", NULL},
    {ZCL_UINT, 4U, "Maximum Credit Per Top Up", NULL},
};
static const zcl_field SET_OVERALL_DEBT_CAP[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Implementation Date/Time", NULL},
    {ZCL_INT, 4U, "Overall Debt Cap", NULL},
};
static const zcl_field PUBLISH_PREPAY_SNAPSHOT[] = {
    {ZCL_UINT, 4U, "Snapshot ID", NULL},
    {ZCL_TIME, 4U, "Snapshot Time", NULL},
    {ZCL_UINT, 1U, "Total Snapshots Found", NULL},
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Number of Commands", NULL},
    {ZCL_BITS, 4U, "Snapshot Cause", NULL},
    {ZCL_UINT, 1U, "Snapshot Payload Type", NULL},
    {ZCL_INT, 4U, "Accumulated Debt", NULL},
    {ZCL_UINT, 4U, "Type 1 Debt Remaining", NULL},
    {ZCL_UINT, 4U, "Type 2 Debt Remaining", NULL},
    {ZCL_UINT, 4U, "Type 3 Debt Remaining", NULL},
    {ZCL_INT, 4U, "Emergency Credit Remaining", NULL},
    {ZCL_INT, 4U, "Credit Remaining", NULL},
};
static const zcl_field CHANGE_PAYMENT_MODE_RESPONSE[] = {
    {ZCL_BITS, 1U, "Friendly Credit", NULL},
    {ZCL_UINT, 4U, "Friendly Credit Calendar ID", NULL},
    {ZCL_UINT, 4U, "Emergency Credit Limit", NULL},
    {ZCL_UINT, 4U, "Emergency Credit Threshold", NULL},
};
static const zcl_field CONSUMER_TOP_UP_RESPONSE[] = {
    {ZCL_UINT, 1U, "Result Type", &TOP_UP_NAMES},
    {ZCL_INT, 4U, "Top Up Value", NULL},
    {ZCL_UINT, 1U, "Source of Top Up", &ORIGIN_NAMES},
    {ZCL_INT, 4U, "Credit Remaining", NULL},
};
static const zcl_field PUBLISH_TOP_UP_LOG[] = {
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Number of Commands", NULL},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_STRING, 0U, "Top Up Code", NULL},
    {ZCL_INT, 4U, "Top Up Amount", NULL},
    {ZCL_TIME, 4U, "Top Up Time", NULL},
};
static const zcl_field PUBLISH_DEBT_LOG[] = {
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Number of Commands", NULL},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_TIME, 4U, "Collection Time", NULL},
    {ZCL_UINT, 4U, "Amount Collected", NULL},
    {ZCL_UINT, 1U, "Debt Type", NULL},
    {ZCL_UINT, 4U, "Outstanding Debt", NULL},
};

static const zcl_command COMMANDS[] = {
    {0x0705U, false, 0x00U, "Select Available Emergency Credit",
     ZCL_FIELDS(SELECT_AVAILABLE_EMERGENCY_CREDIT)},
    {0x0705U, false, 0x02U, "Change Debt", ZCL_FIELDS(CHANGE_DEBT)},
    {0x0705U, false, 0x03U, "Emergency Credit Setup", ZCL_FIELDS(EMERGENCY_CREDIT_SETUP)},
    {0x0705U, false, 0x04U, "Consumer Top Up", ZCL_FIELDS(CONSUMER_TOP_UP)},
    {0x0705U, false, 0x05U, "Credit Adjustment", ZCL_FIELDS(CREDIT_ADJUSTMENT)},
    {0x0705U, false, 0x06U, "Change Payment Mode", ZCL_FIELDS(CHANGE_PAYMENT_MODE)},
    {0x0705U, false, 0x07U, "Get Prepay Snapshot", ZCL_FIELDS(GET_PREPAY_SNAPSHOT)},
    {0x0705U, false, 0x08U, "Get Top Up Log", ZCL_FIELDS(GET_TOP_UP_LOG)},
    {0x0705U, false, 0x09U, "Set Low Credit Warning Level",
     ZCL_FIELDS(SET_LOW_CREDIT_WARNING_LEVEL)},
    {0x0705U, false, 0x0AU, "Get Debt Repayment Log", ZCL_FIELDS(GET_DEBT_REPAYMENT_LOG)},
    {0x0705U, false, 0x0BU, "Set Maximum Credit Limit", ZCL_FIELDS(SET_MAXIMUM_CREDIT_LIMIT)},
    {0x0705U, false, 0x0CU, "Set Overall Debt Cap", ZCL_FIELDS(SET_OVERALL_DEBT_CAP)},
    {0x0705U, true, 0x01U, "Publish Prepay Snapshot", ZCL_FIELDS(PUBLISH_PREPAY_SNAPSHOT)},
    {0x0705U, true, 0x02U, "Change Payment Mode Response",
     ZCL_FIELDS(CHANGE_PAYMENT_MODE_RESPONSE)},
    {0x0705U, true, 0x03U, "Consumer Top Up Response", ZCL_FIELDS(CONSUMER_TOP_UP_RESPONSE)},
    {0x0705U, true, 0x05U, "Publish Top Up Log", ZCL_FIELDS(PUBLISH_TOP_UP_LOG)},
    {0x0705U, true, 0x06U, "Publish Debt Log", ZCL_FIELDS(PUBLISH_DEBT_LOG)},
};

const zcl_table ZCL_PREPAYMENT = {COMMANDS, TOOL_COUNT(COMMANDS)};
