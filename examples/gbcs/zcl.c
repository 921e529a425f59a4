/**
 * @file
 * The fields of the ZCL commands that GBCS messages carry (ZigBee Smart Energy 1.2).
 */
#include "zcl.h"

static const number_name SUPPLY[] = {{0U, "off"}, {1U, "off / armed"}, {2U, "on"}};
static const number_name ORIGIN[] = {
    {0U, "Energy Service Interface"}, {1U, "meter"}, {2U, "In-Home Display"}};
static const number_name TOP_UP[] = {{0U, "accepted"}, {1U, "rejected"}};
static const number_name CALENDAR[] = {{0U, "delivered"},
                                       {1U, "received"},
                                       {2U, "delivered and received"},
                                       {3U, "friendly credit"},
                                       {4U, "auxiliary load switch"}};
static const number_name LOG[] = {{0U, "all logs"},
                                  {1U, "Tamper Log"},
                                  {2U, "Fault Log"},
                                  {3U, "General Event Log"},
                                  {4U, "Security Event Log"},
                                  {5U, "Network Event Log"},
                                  {6U, "General Event Log of the GSME"},
                                  {7U, "Security Event Log of the GSME"}};

static const name_table SUPPLY_NAMES = NAME_TABLE(SUPPLY);
static const name_table ORIGIN_NAMES = NAME_TABLE(ORIGIN);
static const name_table TOP_UP_NAMES = NAME_TABLE(TOP_UP);
static const name_table CALENDAR_NAMES = NAME_TABLE(CALENDAR);
static const name_table LOG_NAMES = NAME_TABLE(LOG);

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
static const zcl_field GET_CALENDAR[] = {
    {ZCL_TIME, 4U, "Earliest Start Time", NULL}, {ZCL_UINT, 4U, "Minimum Issuer Event ID", NULL},
    {ZCL_UINT, 1U, "Number of Calendars", NULL}, {ZCL_UINT, 1U, "Calendar Type", &CALENDAR_NAMES},
    {ZCL_UINT, 4U, "Provider ID", NULL},
};
static const zcl_field GET_DAY_PROFILES[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},
    {ZCL_UINT, 1U, "Start Day ID", NULL},
    {ZCL_UINT, 1U, "Number of Days", NULL},
};
static const zcl_field GET_WEEK_PROFILES[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},
    {ZCL_UINT, 1U, "Start Week ID", NULL},
    {ZCL_UINT, 1U, "Number of Weeks", NULL},
};
static const zcl_field GET_SEASONS[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},
};
static const zcl_field GET_SPECIAL_DAYS[] = {
    {ZCL_TIME, 4U, "Start Time", NULL},
    {ZCL_UINT, 1U, "Number of Events", NULL},
    {ZCL_UINT, 1U, "Calendar Type", &CALENDAR_NAMES},
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},
};
static const zcl_field PUBLISH_CALENDAR[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},
    {ZCL_UINT, 1U, "Calendar Type", &CALENDAR_NAMES},
    {ZCL_UINT, 1U, "Calendar Time Reference", NULL},
    {ZCL_STRING, 0U, "Calendar Name", NULL},
    {ZCL_UINT, 1U, "Number of Seasons", NULL},
    {ZCL_UINT, 1U, "Number of Week Profiles", NULL},
    {ZCL_UINT, 1U, "Number of Day Profiles", NULL},
};
static const zcl_field PUBLISH_DAY_PROFILE[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},
    {ZCL_UINT, 1U, "Day ID", NULL},
    {ZCL_UINT, 1U, "Total Number of Schedule Entries", NULL},
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Number of Commands", NULL},
    {ZCL_UINT, 1U, "Calendar Type", &CALENDAR_NAMES},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_MINUTES, 2U, "Start Time", NULL},
    {ZCL_UINT, 1U, "Price Tier or Friendly Credit", NULL},
};
static const zcl_field PUBLISH_WEEK_PROFILE[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},         {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},  {ZCL_UINT, 1U, "Week ID", NULL},
    {ZCL_UINT, 1U, "Day ID of Monday", NULL},    {ZCL_UINT, 1U, "Day ID of Tuesday", NULL},
    {ZCL_UINT, 1U, "Day ID of Wednesday", NULL}, {ZCL_UINT, 1U, "Day ID of Thursday", NULL},
    {ZCL_UINT, 1U, "Day ID of Friday", NULL},    {ZCL_UINT, 1U, "Day ID of Saturday", NULL},
    {ZCL_UINT, 1U, "Day ID of Sunday", NULL},
};
static const zcl_field PUBLISH_SEASONS[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Number of Commands", NULL},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_DATE, 4U, "Season Start Date", NULL},
    {ZCL_UINT, 1U, "Week ID", NULL},
};
static const zcl_field PUBLISH_SPECIAL_DAYS[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_UINT, 4U, "Issuer Calendar ID", NULL},
    {ZCL_START, 4U, "Start Time", NULL},
    {ZCL_UINT, 1U, "Calendar Type", &CALENDAR_NAMES},
    {ZCL_UINT, 1U, "Total Number of Special Days", NULL},
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Number of Commands", NULL},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_DATE, 4U, "Special Day Date", NULL},
    {ZCL_UINT, 1U, "Day ID", NULL},
};
static const zcl_field REPORT_EVENT_CONFIGURATION[] = {
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Commands", NULL},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_EVENT, 2U, "Event ID", NULL},
    {ZCL_BITS, 1U, "Event Configuration", NULL},
};
static const zcl_field PUBLISH_CHANGE_OF_TENANCY[] = {
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_BITS, 1U, "Tariff Type", NULL},
    {ZCL_START, 4U, "Implementation Date/Time", NULL},
    {ZCL_BITS, 4U, "Proposed Tenancy Change Control", NULL},
};
static const zcl_field PUBLISH_CHANGE_OF_SUPPLIER[] = {
    {ZCL_UINT, 4U, "Current Provider ID", NULL},
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_BITS, 1U, "Tariff Type", NULL},
    {ZCL_UINT, 4U, "Proposed Provider ID", NULL},
    {ZCL_START, 4U, "Provider Change Implementation Time", NULL},
    {ZCL_BITS, 4U, "Provider Change Control", NULL},
    {ZCL_STRING, 0U, "Proposed Provider Name", NULL},
    {ZCL_STRING, 0U, "Proposed Provider Contact Details", NULL},
};
static const zcl_field REQUEST_NEW_PASSWORD_RESPONSE[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},     {ZCL_START, 4U, "Implementation Date/Time", NULL},
    {ZCL_UINT, 2U, "Duration in Minutes", NULL}, {ZCL_UINT, 1U, "Password Type", NULL},
    {ZCL_STRING, 0U, "Password", NULL},
};
static const zcl_field UPDATE_SITE_ID[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "Site ID Time", NULL},
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_STRING, 0U, "Site ID", NULL},
};
static const zcl_field SET_EVENT_CONFIGURATION[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},     {ZCL_START, 4U, "Start Date/Time", NULL},
    {ZCL_BITS, 1U, "Event Configuration", NULL}, {ZCL_UINT, 1U, "Configuration Control", NULL},
    {ZCL_UINT, 1U, "Number of Events", NULL},    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_EVENT, 2U, "Event ID", NULL},
};
static const zcl_field GET_EVENT_CONFIGURATION[] = {
    {ZCL_EVENT, 2U, "Event ID", NULL},
};
static const zcl_field UPDATE_CIN[] = {
    {ZCL_UINT, 4U, "Issuer Event ID", NULL},
    {ZCL_START, 4U, "CIN Implementation Time", NULL},
    {ZCL_UINT, 4U, "Provider ID", NULL},
    {ZCL_STRING, 0U, "Customer ID Number", NULL},
};
static const zcl_field GET_EVENT_LOG[] = {
    {ZCL_BITS, 1U, "Event Control and Log ID", NULL},
    {ZCL_EVENT, 2U, "Event ID", NULL},
    {ZCL_TIME, 4U, "Start Time", NULL},
    {ZCL_TIME, 4U, "End Time", NULL},
    {ZCL_UINT, 1U, "Number of Events", NULL},
    {ZCL_UINT, 2U, "Event Offset", NULL},
};
static const zcl_field CLEAR_EVENT_LOG_REQUEST[] = {
    {ZCL_BITS, 1U, "Log ID", NULL},
};
static const zcl_field PUBLISH_EVENT_LOG[] = {
    {ZCL_UINT, 2U, "Total Number of Events", NULL},
    {ZCL_UINT, 1U, "Command Index", NULL},
    {ZCL_UINT, 1U, "Total Commands", NULL},
    {ZCL_BITS, 1U, "Log Payload Control", NULL},
    {ZCL_REPEAT, 0U, "", NULL},
    {ZCL_UINT, 1U, "Log ID", &LOG_NAMES},
    {ZCL_EVENT, 2U, "Event ID", NULL},
    {ZCL_TIME, 4U, "Event Time", NULL},
    {ZCL_STRING, 0U, "Event Data", NULL},
};
static const zcl_field CLEAR_EVENT_LOG_RESPONSE[] = {
    {ZCL_BITS, 1U, "Cleared Event Logs", NULL},
};

static const zcl_command COMMANDS[] = {
    {0x0700U, false, 0x00U, "Get Current Price", GET_CURRENT_PRICE, TOOL_COUNT(GET_CURRENT_PRICE)},
    {0x0700U, false, 0x0BU, "Get Billing Period", GET_BILLING_PERIOD,
     TOOL_COUNT(GET_BILLING_PERIOD)},
    {0x0700U, true, 0x00U, "Publish Price", PUBLISH_PRICE, TOOL_COUNT(PUBLISH_PRICE)},
    {0x0700U, true, 0x01U, "Publish Block Period", PUBLISH_BLOCK_PERIOD,
     TOOL_COUNT(PUBLISH_BLOCK_PERIOD)},
    {0x0700U, true, 0x02U, "Publish Conversion Factor", PUBLISH_CONVERSION_FACTOR,
     TOOL_COUNT(PUBLISH_CONVERSION_FACTOR)},
    {0x0700U, true, 0x03U, "Publish Calorific Value", PUBLISH_CALORIFIC_VALUE,
     TOOL_COUNT(PUBLISH_CALORIFIC_VALUE)},
    {0x0700U, true, 0x04U, "Publish Tariff Information", PUBLISH_TARIFF_INFORMATION,
     TOOL_COUNT(PUBLISH_TARIFF_INFORMATION)},
    {0x0700U, true, 0x05U, "Publish Price Matrix", PUBLISH_PRICE_MATRIX,
     TOOL_COUNT(PUBLISH_PRICE_MATRIX)},
    {0x0700U, true, 0x06U, "Publish Block Thresholds", PUBLISH_BLOCK_THRESHOLDS,
     TOOL_COUNT(PUBLISH_BLOCK_THRESHOLDS)},
    {0x0700U, true, 0x09U, "Publish Billing Period", PUBLISH_BILLING_PERIOD,
     TOOL_COUNT(PUBLISH_BILLING_PERIOD)},
    {0x0702U, false, 0x06U, "Get Snapshot", GET_SNAPSHOT, TOOL_COUNT(GET_SNAPSHOT)},
    {0x0702U, false, 0x07U, "Start Sampling", START_SAMPLING, TOOL_COUNT(START_SAMPLING)},
    {0x0702U, false, 0x08U, "Get Sampled Data", GET_SAMPLED_DATA, TOOL_COUNT(GET_SAMPLED_DATA)},
    {0x0702U, false, 0x0BU, "Change Supply", CHANGE_SUPPLY, TOOL_COUNT(CHANGE_SUPPLY)},
    {0x0702U, false, 0x0DU, "Set Supply Status", SET_SUPPLY_STATUS, TOOL_COUNT(SET_SUPPLY_STATUS)},
    {0x0702U, false, 0x0EU, "Set Uncontrolled Flow Threshold", SET_UNCONTROLLED_FLOW_THRESHOLD,
     TOOL_COUNT(SET_UNCONTROLLED_FLOW_THRESHOLD)},
    {0x0702U, true, 0x06U, "Publish Snapshot", PUBLISH_SNAPSHOT, TOOL_COUNT(PUBLISH_SNAPSHOT)},
    {0x0702U, true, 0x07U, "Get Sampled Data Response", GET_SAMPLED_DATA_RESPONSE,
     TOOL_COUNT(GET_SAMPLED_DATA_RESPONSE)},
    {0x0702U, true, 0x0CU, "Supply Status Response", SUPPLY_STATUS_RESPONSE,
     TOOL_COUNT(SUPPLY_STATUS_RESPONSE)},
    {0x0702U, true, 0x0DU, "Start Sampling Response", START_SAMPLING_RESPONSE,
     TOOL_COUNT(START_SAMPLING_RESPONSE)},
    {0x0703U, true, 0x00U, "Display Message", DISPLAY_MESSAGE, TOOL_COUNT(DISPLAY_MESSAGE)},
    {0x0705U, false, 0x00U, "Select Available Emergency Credit", SELECT_AVAILABLE_EMERGENCY_CREDIT,
     TOOL_COUNT(SELECT_AVAILABLE_EMERGENCY_CREDIT)},
    {0x0705U, false, 0x02U, "Change Debt", CHANGE_DEBT, TOOL_COUNT(CHANGE_DEBT)},
    {0x0705U, false, 0x03U, "Emergency Credit Setup", EMERGENCY_CREDIT_SETUP,
     TOOL_COUNT(EMERGENCY_CREDIT_SETUP)},
    {0x0705U, false, 0x04U, "Consumer Top Up", CONSUMER_TOP_UP, TOOL_COUNT(CONSUMER_TOP_UP)},
    {0x0705U, false, 0x05U, "Credit Adjustment", CREDIT_ADJUSTMENT, TOOL_COUNT(CREDIT_ADJUSTMENT)},
    {0x0705U, false, 0x06U, "Change Payment Mode", CHANGE_PAYMENT_MODE,
     TOOL_COUNT(CHANGE_PAYMENT_MODE)},
    {0x0705U, false, 0x07U, "Get Prepay Snapshot", GET_PREPAY_SNAPSHOT,
     TOOL_COUNT(GET_PREPAY_SNAPSHOT)},
    {0x0705U, false, 0x08U, "Get Top Up Log", GET_TOP_UP_LOG, TOOL_COUNT(GET_TOP_UP_LOG)},
    {0x0705U, false, 0x09U, "Set Low Credit Warning Level", SET_LOW_CREDIT_WARNING_LEVEL,
     TOOL_COUNT(SET_LOW_CREDIT_WARNING_LEVEL)},
    {0x0705U, false, 0x0AU, "Get Debt Repayment Log", GET_DEBT_REPAYMENT_LOG,
     TOOL_COUNT(GET_DEBT_REPAYMENT_LOG)},
    {0x0705U, false, 0x0BU, "Set Maximum Credit Limit", SET_MAXIMUM_CREDIT_LIMIT,
     TOOL_COUNT(SET_MAXIMUM_CREDIT_LIMIT)},
    {0x0705U, false, 0x0CU, "Set Overall Debt Cap", SET_OVERALL_DEBT_CAP,
     TOOL_COUNT(SET_OVERALL_DEBT_CAP)},
    {0x0705U, true, 0x01U, "Publish Prepay Snapshot", PUBLISH_PREPAY_SNAPSHOT,
     TOOL_COUNT(PUBLISH_PREPAY_SNAPSHOT)},
    {0x0705U, true, 0x02U, "Change Payment Mode Response", CHANGE_PAYMENT_MODE_RESPONSE,
     TOOL_COUNT(CHANGE_PAYMENT_MODE_RESPONSE)},
    {0x0705U, true, 0x03U, "Consumer Top Up Response", CONSUMER_TOP_UP_RESPONSE,
     TOOL_COUNT(CONSUMER_TOP_UP_RESPONSE)},
    {0x0705U, true, 0x05U, "Publish Top Up Log", PUBLISH_TOP_UP_LOG,
     TOOL_COUNT(PUBLISH_TOP_UP_LOG)},
    {0x0705U, true, 0x06U, "Publish Debt Log", PUBLISH_DEBT_LOG, TOOL_COUNT(PUBLISH_DEBT_LOG)},
    {0x0707U, false, 0x00U, "Get Calendar", GET_CALENDAR, TOOL_COUNT(GET_CALENDAR)},
    {0x0707U, false, 0x01U, "Get Day Profiles", GET_DAY_PROFILES, TOOL_COUNT(GET_DAY_PROFILES)},
    {0x0707U, false, 0x02U, "Get Week Profiles", GET_WEEK_PROFILES, TOOL_COUNT(GET_WEEK_PROFILES)},
    {0x0707U, false, 0x03U, "Get Seasons", GET_SEASONS, TOOL_COUNT(GET_SEASONS)},
    {0x0707U, false, 0x04U, "Get Special Days", GET_SPECIAL_DAYS, TOOL_COUNT(GET_SPECIAL_DAYS)},
    {0x0707U, true, 0x00U, "Publish Calendar", PUBLISH_CALENDAR, TOOL_COUNT(PUBLISH_CALENDAR)},
    {0x0707U, true, 0x01U, "Publish Day Profile", PUBLISH_DAY_PROFILE,
     TOOL_COUNT(PUBLISH_DAY_PROFILE)},
    {0x0707U, true, 0x02U, "Publish Week Profile", PUBLISH_WEEK_PROFILE,
     TOOL_COUNT(PUBLISH_WEEK_PROFILE)},
    {0x0707U, true, 0x03U, "Publish Seasons", PUBLISH_SEASONS, TOOL_COUNT(PUBLISH_SEASONS)},
    {0x0707U, true, 0x04U, "Publish Special Days", PUBLISH_SPECIAL_DAYS,
     TOOL_COUNT(PUBLISH_SPECIAL_DAYS)},
    {0x0708U, false, 0x04U, "Report Event Configuration", REPORT_EVENT_CONFIGURATION,
     TOOL_COUNT(REPORT_EVENT_CONFIGURATION)},
    {0x0708U, true, 0x00U, "Publish Change of Tenancy", PUBLISH_CHANGE_OF_TENANCY,
     TOOL_COUNT(PUBLISH_CHANGE_OF_TENANCY)},
    {0x0708U, true, 0x01U, "Publish Change of Supplier", PUBLISH_CHANGE_OF_SUPPLIER,
     TOOL_COUNT(PUBLISH_CHANGE_OF_SUPPLIER)},
    {0x0708U, true, 0x02U, "Request New Password Response", REQUEST_NEW_PASSWORD_RESPONSE,
     TOOL_COUNT(REQUEST_NEW_PASSWORD_RESPONSE)},
    {0x0708U, true, 0x03U, "Update Site ID", UPDATE_SITE_ID, TOOL_COUNT(UPDATE_SITE_ID)},
    {0x0708U, true, 0x04U, "Set Event Configuration", SET_EVENT_CONFIGURATION,
     TOOL_COUNT(SET_EVENT_CONFIGURATION)},
    {0x0708U, true, 0x05U, "Get Event Configuration", GET_EVENT_CONFIGURATION,
     TOOL_COUNT(GET_EVENT_CONFIGURATION)},
    {0x0708U, true, 0x06U, "Update CIN", UPDATE_CIN, TOOL_COUNT(UPDATE_CIN)},
    {0x0709U, false, 0x00U, "Get Event Log", GET_EVENT_LOG, TOOL_COUNT(GET_EVENT_LOG)},
    {0x0709U, false, 0x01U, "Clear Event Log Request", CLEAR_EVENT_LOG_REQUEST,
     TOOL_COUNT(CLEAR_EVENT_LOG_REQUEST)},
    {0x0709U, true, 0x01U, "Publish Event Log", PUBLISH_EVENT_LOG, TOOL_COUNT(PUBLISH_EVENT_LOG)},
    {0x0709U, true, 0x02U, "Clear Event Log Response", CLEAR_EVENT_LOG_RESPONSE,
     TOOL_COUNT(CLEAR_EVENT_LOG_RESPONSE)},
};

const zcl_command *zcl_find(uint16_t cluster, bool from_server, uint8_t command)
{
    const zcl_command *found = NULL;

    for (size_t i = 0U; i < TOOL_COUNT(COMMANDS); i++) {
        if ((COMMANDS[i].cluster == cluster) && (COMMANDS[i].from_server == from_server) &&
            (COMMANDS[i].command == command)) {
            found = &COMMANDS[i];
        }
    }
    return found;
}
