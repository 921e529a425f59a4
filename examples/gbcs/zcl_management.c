/**
 * @file
 * Fields of the Calendar, Device Management and Events clusters (ZigBee Smart Energy 1.2).
 */
#include "zcl.h"

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
static const name_table CALENDAR_NAMES = NAME_TABLE(CALENDAR);
static const name_table LOG_NAMES = NAME_TABLE(LOG);

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
    {0x0707U, false, 0x00U, "Get Calendar", ZCL_FIELDS(GET_CALENDAR)},
    {0x0707U, false, 0x01U, "Get Day Profiles", ZCL_FIELDS(GET_DAY_PROFILES)},
    {0x0707U, false, 0x02U, "Get Week Profiles", ZCL_FIELDS(GET_WEEK_PROFILES)},
    {0x0707U, false, 0x03U, "Get Seasons", ZCL_FIELDS(GET_SEASONS)},
    {0x0707U, false, 0x04U, "Get Special Days", ZCL_FIELDS(GET_SPECIAL_DAYS)},
    {0x0707U, true, 0x00U, "Publish Calendar", ZCL_FIELDS(PUBLISH_CALENDAR)},
    {0x0707U, true, 0x01U, "Publish Day Profile", ZCL_FIELDS(PUBLISH_DAY_PROFILE)},
    {0x0707U, true, 0x02U, "Publish Week Profile", ZCL_FIELDS(PUBLISH_WEEK_PROFILE)},
    {0x0707U, true, 0x03U, "Publish Seasons", ZCL_FIELDS(PUBLISH_SEASONS)},
    {0x0707U, true, 0x04U, "Publish Special Days", ZCL_FIELDS(PUBLISH_SPECIAL_DAYS)},
    {0x0708U, false, 0x04U, "Report Event Configuration", ZCL_FIELDS(REPORT_EVENT_CONFIGURATION)},
    {0x0708U, true, 0x00U, "Publish Change of Tenancy", ZCL_FIELDS(PUBLISH_CHANGE_OF_TENANCY)},
    {0x0708U, true, 0x01U, "Publish Change of Supplier", ZCL_FIELDS(PUBLISH_CHANGE_OF_SUPPLIER)},
    {0x0708U, true, 0x02U, "Request New Password Response",
     ZCL_FIELDS(REQUEST_NEW_PASSWORD_RESPONSE)},
    {0x0708U, true, 0x03U, "Update Site ID", ZCL_FIELDS(UPDATE_SITE_ID)},
    {0x0708U, true, 0x04U, "Set Event Configuration", ZCL_FIELDS(SET_EVENT_CONFIGURATION)},
    {0x0708U, true, 0x05U, "Get Event Configuration", ZCL_FIELDS(GET_EVENT_CONFIGURATION)},
    {0x0708U, true, 0x06U, "Update CIN", ZCL_FIELDS(UPDATE_CIN)},
    {0x0709U, false, 0x00U, "Get Event Log", ZCL_FIELDS(GET_EVENT_LOG)},
    {0x0709U, false, 0x01U, "Clear Event Log Request", ZCL_FIELDS(CLEAR_EVENT_LOG_REQUEST)},
    {0x0709U, true, 0x01U, "Publish Event Log", ZCL_FIELDS(PUBLISH_EVENT_LOG)},
    {0x0709U, true, 0x02U, "Clear Event Log Response", ZCL_FIELDS(CLEAR_EVENT_LOG_RESPONSE)},
};

const zcl_table ZCL_MANAGEMENT = {COMMANDS, TOOL_COUNT(COMMANDS)};
