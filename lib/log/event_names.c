#include "gbcs/log.h"

/** A row of the table of names. */
typedef struct event_name {
    uint16_t code;
    const char *name;
} event_name;

/* clang-format off */
/* GBCS 16.2 */
/* MISRA Ref 8.9.1 */
static const event_name EVENT_NAMES[] = {
    {0x8002U, "Average RMS Voltage above Average RMS Over Voltage Threshold: now above, was below"},
    {0x8003U, "Average RMS Voltage above Average RMS Over Voltage Threshold on Phase 1: now "
              "above, was below"},
    {0x8004U, "Average RMS Voltage above Average RMS Over Voltage Threshold on Phase 2: now "
              "above, was below"},
    {0x8005U, "Average RMS Voltage above Average RMS Over Voltage Threshold on Phase 3: now "
              "above, was below"},
    {0x8006U, "Average RMS Voltage below Average RMS Under Voltage Threshold: now below, was "
              "above"},
    {0x8007U, "Average RMS Voltage below Average RMS Under Voltage Threshold on Phase 1: now "
              "below, was above"},
    {0x8008U, "Average RMS Voltage below Average RMS Under Voltage Threshold on Phase 2: now "
              "below, was above"},
    {0x8009U, "Average RMS Voltage below Average RMS Under Voltage Threshold on Phase 3: now "
              "below, was above"},
    {0x8010U, "Over Current"},
    {0x8011U, "Over Current L1"},
    {0x8013U, "Over Current L3"},
    {0x8014U, "Power Factor Threshold Below"},
    {0x8015U, "Power Factor Threshold Ok"},
    {0x8016U, "Over Current L2"},
    {0x8020U, "RMS Voltage above Extreme Over Voltage Threshold: risen above for the configured "
              "time"},
    {0x8021U, "RMS Voltage above Extreme Over Voltage Threshold on Phase 1: risen above for the "
              "configured time"},
    {0x8022U, "RMS Voltage above Extreme Over Voltage Threshold on Phase 2: risen above for the "
              "configured time"},
    {0x8023U, "RMS Voltage above Extreme Over Voltage Threshold on Phase 3: risen above for the "
              "configured time"},
    {0x8024U, "RMS Voltage above Voltage Swell Threshold: risen above for the configured time"},
    {0x8025U, "RMS Voltage above Voltage Swell Threshold on Phase 1: risen above for the "
              "configured time"},
    {0x8026U, "RMS Voltage above Voltage Swell Threshold on Phase 2: risen above for the "
              "configured time"},
    {0x8027U, "RMS Voltage above Voltage Swell Threshold on Phase 3: risen above for the "
              "configured time"},
    {0x8028U, "RMS Voltage below Extreme Under Voltage Threshold: fallen below for the "
              "configured time"},
    {0x8029U, "RMS Voltage below Extreme Under Voltage Threshold on Phase 1: fallen below for "
              "the configured time"},
    {0x802AU, "RMS Voltage below Extreme Under Voltage Threshold on Phase 2: fallen below for "
              "the configured time"},
    {0x802BU, "RMS Voltage below Extreme Under Voltage Threshold on Phase 3: fallen below for "
              "the configured time"},
    {0x802CU, "RMS Voltage below Voltage Sag Threshold: fallen below for the configured time"},
    {0x802DU, "RMS Voltage below Voltage Sag Threshold on Phase 1: fallen below for the "
              "configured time"},
    {0x802EU, "RMS Voltage below Voltage Sag Threshold on Phase 2: fallen below for the "
              "configured time"},
    {0x802FU, "RMS Voltage below Voltage Sag Threshold on Phase 3: fallen below for the "
              "configured time"},
    {0x8071U, "GPF Device Log Changed"},
    {0x8085U, "Average RMS Voltage below Average RMS Over Voltage Threshold: now below, was above"},
    {0x8086U, "Average RMS Voltage below Average RMS Over Voltage Threshold on Phase 1: now "
              "below, was above"},
    {0x8087U, "Average RMS Voltage below Average RMS Over Voltage Threshold on Phase 2: now "
              "below, was above"},
    {0x8088U, "Average RMS Voltage below Average RMS Over Voltage Threshold on Phase 3: now "
              "below, was above"},
    {0x8089U, "Average RMS Voltage above Average RMS Under Voltage Threshold: now above, was "
              "below"},
    {0x808AU, "Average RMS Voltage above Average RMS Under Voltage Threshold on Phase 1: now "
              "above, was below"},
    {0x808BU, "Average RMS Voltage above Average RMS Under Voltage Threshold on Phase 2: now "
              "above, was below"},
    {0x808CU, "Average RMS Voltage above Average RMS Under Voltage Threshold on Phase 3: now "
              "above, was below"},
    {0x808DU, "RMS Voltage above Extreme Over Voltage Threshold: back below for the configured "
              "time"},
    {0x808EU, "RMS Voltage above Extreme Over Voltage Threshold on Phase 1: back below for the "
              "configured time"},
    {0x808FU, "RMS Voltage above Extreme Over Voltage Threshold on Phase 2: back below for the "
              "configured time"},
    {0x8090U, "RMS Voltage above Extreme Over Voltage Threshold on Phase 3: back below for the "
              "configured time"},
    {0x8091U, "RMS Voltage above Voltage Swell Threshold: back below for the configured time"},
    {0x8092U, "RMS Voltage above Voltage Swell Threshold on Phase 1: back below for the "
              "configured time"},
    {0x8093U, "RMS Voltage above Voltage Swell Threshold on Phase 2: back below for the "
              "configured time"},
    {0x8094U, "RMS Voltage above Voltage Swell Threshold on Phase 3: back below for the "
              "configured time"},
    {0x8095U, "RMS Voltage below Extreme Under Voltage Threshold: back above for the configured "
              "time"},
    {0x8096U, "RMS Voltage below Extreme Under Voltage Threshold on Phase 1: back above for the "
              "configured time"},
    {0x8097U, "RMS Voltage below Extreme Under Voltage Threshold on Phase 2: back above for the "
              "configured time"},
    {0x8098U, "RMS Voltage below Extreme Under Voltage Threshold on Phase 3: back above for the "
              "configured time"},
    {0x8099U, "RMS Voltage below Voltage Sag Threshold: back above for the configured time"},
    {0x809AU, "RMS Voltage below Voltage Sag Threshold on Phase 1: back above for the "
              "configured time"},
    {0x809BU, "RMS Voltage below Voltage Sag Threshold on Phase 2: back above for the "
              "configured time"},
    {0x809CU, "RMS Voltage below Voltage Sag Threshold on Phase 3: back above for the "
              "configured time"},
    {0x810DU, "Combined Credit Below Low Credit Threshold (prepayment mode)"},
    {0x810EU, "Credit Added Locally"},
    {0x8119U, "Emergency Credit Has Become Available (prepayment mode)"},
    {0x811AU, "Failure in changing or maintaining HCALCS or ALCS state"},
    {0x8131U, "Success in changing or maintaining HCALCS or ALCS state"},
    {0x8145U, "Clock adjusted (within tolerance)"},
    {0x8154U, "Immediate HAN Interface Command Received and Successfully Actioned"},
    {0x8155U, "Immediate HAN Interface Command Received but not Successfully Actioned"},
    {0x8161U, "User Interface Command Input and Successfully Actioned"},
    {0x8162U, "User Interface Command Input but not Successfully Actioned"},
    {0x8168U, "Supply Disabled then Armed - Activate Emergency Credit triggered"},
    {0x8183U, "Device joined SMHAN"},
    {0x8184U, "Valve tested"},
    {0x819DU, "GSME Command Not Retrieved"},
    {0x819EU, "Tap Off Message Response or Alert Failure"},
    {0x81A0U, "Smart Meter Integrity Issue - Warning"},
    {0x81A1U, "Battery Cover Closed"},
    {0x81A2U, "CH Connected to ESME"},
    {0x81A3U, "CH Disconnected from ESME"},
    {0x81A4U, "Close Tunnel Command Rejected"},
    {0x81A5U, "Communication From Local Port (e.g. Optical)"},
    {0x81A6U, "Customer Acknowledged Message on HAN Device"},
    {0x81A7U, "Debt Collection Completed - Time Debt 1"},
    {0x81A8U, "Debt Collection Completed - Time Debt 2"},
    {0x81A9U, "Debt Collection Completed - Payment Debt"},
    {0x81AAU, "Emergency Credit Exhausted"},
    {0x81ABU, "Emergency Credit Activated"},
    {0x81ACU, "Error Measurement Fault"},
    {0x81ADU, "Error Metrology Firmware Verification Failure"},
    {0x81AEU, "Error Non Volatile Memory"},
    {0x81AFU, "Error Program Execution"},
    {0x81B0U, "Error Program Storage"},
    {0x81B1U, "Error RAM"},
    {0x81B2U, "Error Unexpected Hardware Reset"},
    {0x81B3U, "Error Watchdog"},
    {0x81B4U, "Excess Gas Flow Beyond Meter Capacity"},
    {0x81B5U, "Flow Sensor Detects Air in Gas Flow"},
    {0x81B6U, "Flow Sensor Detects Reverse Flow of Gas"},
    {0x81B7U, "Incorrect phase sequencing"},
    {0x81B8U, "Incorrect Polarity"},
    {0x81B9U, "Meter Cover Closed"},
    {0x81BAU, "Request Tunnel Command Rejected"},
    {0x81BBU, "Reverse Current"},
    {0x81BCU, "Strong Magnetic Field Removed"},
    {0x81BDU, "Supply Connect Failure (Valve or Load Switch)"},
    {0x81BEU, "Supply Disabled Then Locked - Supply Tamper State Cause"},
    {0x81BFU, "Supply Disabled Then Armed - Uncontrolled Gas Flow Rate"},
    {0x81C0U, "Supply Disconnect Failure (Valve or Load Switch)"},
    {0x81C1U, "Terminal Cover Closed"},
    {0x81C2U, "Tilt Tamper Ended"},
    {0x81C3U, "Tilt Tamper"},
    {0x81C4U, "UTRN Manual Entry Suspended"},
    {0x81C5U, "UTRN rejected as locked out"},
    {0x81C6U, "Clock not adjusted (outside tolerance)"},
    {0x8F01U, "Active Power Import above Load Limit Threshold"},
    {0x8F0AU, "Billing Data Log Updated"},
    {0x8F0CU, "Clock not adjusted (adjustment greater than 10 seconds)"},
    {0x8F0FU, "Credit Below Disablement Threshold (prepayment mode)"},
    {0x8F12U, "CHF Device Log Changed"},
    {0x8F1BU, "Firmware Verification Failed At Power On"},
    {0x8F1CU, "Firmware Verification Failed"},
    {0x8F1DU, "GSME Power Supply Loss"},
    {0x8F1EU, "Integrity check of content or format of command failed"},
    {0x8F1FU, "Low Battery Capacity"},
    {0x8F20U, "Limited Duty Cycle Action Taken"},
    {0x8F21U, "Duty Cycle fallen below Normal-Limited Duty Cycle Threshold"},
    {0x8F22U, "Critical Duty Cycle Action Taken"},
    {0x8F23U, "Duty Cycle fallen below Limited-Critical Duty Cycle Threshold"},
    {0x8F24U, "Regulated Duty Cycle Action Taken"},
    {0x8F25U, "Duty Cycle fallen below Critical-Regulated Duty Cycle Threshold"},
    {0x8F26U, "Sub GHz Channel Changed"},
    {0x8F27U, "Sub GHz Channel Scan initiated"},
    {0x8F28U, "Sub GHz Channel Scan Request Assessment Outcome"},
    {0x8F29U, "Three Lost GSME Searches Failed"},
    {0x8F2AU, "Sub GHz Configuration Changed"},
    {0x8F2BU, "Sub GHz Channel not changed due to Frequency Agility Parameters"},
    {0x8F2CU, "Message Discarded Due to Duty Cycle Management"},
    {0x8F2DU, "No More Sub GHz Device Capacity"},
    {0x8F30U, "Source Does not have Authority for Command"},
    {0x8F32U, "Supply Armed"},
    {0x8F33U, "Supply Disabled then Armed - Load Limit triggered"},
    {0x8F34U, "Supply Enabled after Load Limit Restoration Period (Load Limit triggered)"},
    {0x8F35U, "Supply Outage Restored"},
    {0x8F36U, "Supply Outage Restored - Outage >= 3 minutes"},
    {0x8F37U, "Supply Outage Restored on Phase 1"},
    {0x8F38U, "Supply Outage Restored on Phase 1 Restored - Outage >= 3 minutes"},
    {0x8F39U, "Supply Outage Restored on Phase 2 Restored"},
    {0x8F3AU, "Supply Outage Restored on Phase 2 Restored - Outage >= 3 minutes"},
    {0x8F3BU, "Supply Outage Restored on Phase 3 Restored"},
    {0x8F3CU, "Supply Outage Restored on Phase 3 Restored - Outage >= 3 minutes"},
    {0x8F3DU, "Trusted Source Authentication Failure"},
    {0x8F3EU, "Unauthorised Communication Access attempted"},
    {0x8F3FU, "Unauthorised Physical Access - Tamper Detect"},
    {0x8F43U, "Change in the executing Firmware version"},
    {0x8F47U, "Credit would cause Meter Balance to exceed Maximum Meter Balance Threshold"},
    {0x8F48U, "Device joining failed"},
    {0x8F49U, "Device joining succeeded"},
    {0x8F4AU, "Device Unjoining failed"},
    {0x8F4BU, "Device Unjoining succeeded"},
    {0x8F4CU, "Device's own Digital Signing Certificate replacement failed"},
    {0x8F4DU, "Device's own Digital Signing Certificate replacement succeeded"},
    {0x8F4EU, "Device's own Key Agreement Certificate replacement failed"},
    {0x8F4FU, "Device's own Key Agreement Certificate replacement succeeded"},
    {0x8F51U, "Duplicate UTRN entered"},
    {0x8F52U, "Event Log Cleared"},
    {0x8F53U, "Failed Authentication or Authorisation not covered by other codes"},
    {0x8F57U, "Supply interrupted"},
    {0x8F58U, "Supply interrupted on Phase 1"},
    {0x8F59U, "Supply interrupted on Phase 2"},
    {0x8F5AU, "Supply interrupted on Phase 3"},
    {0x8F5BU, "UTRN exceeds Maximum Credit Threshold"},
    {0x8F60U, "Unusual numbers of malformed, out-of-order or unexpected Commands received"},
    {0x8F63U, "UTRN not Authentic"},
    {0x8F64U, "UTRN not for this Device"},
    {0x8F66U, "Future-date HAN Interface Command Successfully Actioned"},
    {0x8F67U, "Future-date HAN Interface Command not Successfully Actioned"},
    {0x8F69U, "Device commissioned"},
    {0x8F70U, "Update Security Credentials"},
    {0x8F72U, "Firmware Verification Successful"},
    {0x8F73U, "Unauthorised Physical Access - Battery Cover Removed"},
    {0x8F74U, "Unauthorised Physical Access - Meter Cover Removed"},
    {0x8F75U, "Unauthorised Physical Access - Strong Magnetic field"},
    {0x8F76U, "Unauthorised Physical Access - Terminal Cover Removed"},
    {0x8F77U, "Unauthorised Physical Access - Second Terminal Cover Removed"},
    {0x8F78U, "Unauthorised Physical Access - Other"},
    {0x8F82U, "Remaining Battery Capacity reset"},
    {0x8F83U, "Disablement of Supply due to insufficient credit has been suspended"},
    {0x8F84U, "Failure to Deliver Remote Party Message to ESME"},
    {0x8F85U, "Command not supported by Device"},
    {0x8F86U, "Limit APC [n] Level Command processed"},
    {0x8F87U, "Limit APC [n] Level ended or cancelled"},
    {0x8F88U, "Operational Update"},
    {0x8F89U, "Firmware transfer alert FAIL"},
    {0x8F8AU, "Firmware transfer alert SUCCESS"},
    {0x8F8BU, "Read Firmware version alert"},
};
/* clang-format on */

const char *gbcs_event_name(uint16_t code)
{
    const char *name = "unknown";
    size_t i;

    for (i = 0U; i < ((sizeof EVENT_NAMES) / (sizeof EVENT_NAMES[0])); i++) {
        if (EVENT_NAMES[i].code == code) {
            name = EVENT_NAMES[i].name;
        }
    }
    return name;
}
