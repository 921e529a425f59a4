#include "gbcs/base/party.h"
#include "gbcs/log.h"

/*
 * Short names, so that a row of the table reads like a row of the table of events (GBCS 16.2).
 * Columns: code; what it asks for; who is alerted.
 *
 * Rows marked "chosen" were not seen in the standard, nor in a message: 8F with an alert is taken
 * as critical; supply quality and outages go to the Network Operator, the radio of the hub to the
 * Access Control Broker, all else to the Supplier. Refusals go to the Supplier whatever the device,
 * though the standard names other parties beside it.
 */

#define NOTHING 0U
#define SECURITY GBCS_EVENT_SECURITY_LOG
#define LOGGED GBCS_EVENT_OTHER_LOG
#define ALERT GBCS_EVENT_ALERT
#define CRITICAL (GBCS_EVENT_ALERT + GBCS_EVENT_CRITICAL)
#define CONTENT GBCS_EVENT_CONTENT
#define HAN GBCS_EVENT_HAN

#define NOBODY 0U
/* the party that the alert answers, which the caller knows */
#define GIVEN 0U
#define S (1U << GBCS_ROLE_SUPPLIER)
#define NO (1U << GBCS_ROLE_NETWORK_OPERATOR)
#define ACB (1U << GBCS_ROLE_ACB)
#define WAN (1U << GBCS_ROLE_WAN_PROVIDER)

/* clang-format off */
static const gbcs_event EVENTS[] = {
    /* quality of supply: average RMS voltage out of its range */
    {0x8002U, LOGGED + ALERT, NO}, /* chosen */
    {0x8003U, LOGGED + ALERT, NO}, /* chosen */
    {0x8004U, LOGGED + ALERT, NO}, /* chosen */
    {0x8005U, LOGGED + ALERT, NO}, /* chosen */
    {0x8006U, LOGGED + ALERT, NO},
    {0x8007U, LOGGED + ALERT, NO},
    {0x8008U, LOGGED + ALERT, NO},
    {0x8009U, LOGGED + ALERT, NO},
    /* current and power factor */
    {0x8010U, LOGGED + ALERT, NO},
    {0x8011U, LOGGED + ALERT, NO}, /* chosen */
    {0x8013U, LOGGED + ALERT, NO}, /* chosen */
    {0x8014U, LOGGED + ALERT, NO},
    {0x8015U, LOGGED + ALERT, NO},
    {0x8016U, LOGGED + ALERT, NO},
    /* extreme voltages, swells and sags */
    {0x8020U, LOGGED + ALERT, NO},
    {0x8021U, LOGGED + ALERT, NO}, /* chosen */
    {0x8022U, LOGGED + ALERT, NO}, /* chosen */
    {0x8023U, LOGGED + ALERT, NO}, /* chosen */
    {0x8024U, LOGGED + ALERT, NO}, /* chosen */
    {0x8025U, LOGGED + ALERT, NO}, /* chosen */
    {0x8026U, LOGGED + ALERT, NO}, /* chosen */
    {0x8027U, LOGGED + ALERT, NO}, /* chosen */
    {0x8028U, LOGGED + ALERT, NO}, /* chosen */
    {0x8029U, LOGGED + ALERT, NO}, /* chosen */
    {0x802AU, LOGGED + ALERT, NO}, /* chosen */
    {0x802BU, LOGGED + ALERT, NO}, /* chosen */
    {0x802CU, LOGGED + ALERT, NO}, /* chosen */
    {0x802DU, LOGGED + ALERT, NO}, /* chosen */
    {0x802EU, LOGGED + ALERT, NO}, /* chosen */
    {0x802FU, LOGGED + ALERT, NO}, /* chosen */
    /* Gas Proxy Function */
    {0x8071U, ALERT + CONTENT, ACB},
    /* voltages back in their range */
    {0x8085U, LOGGED + ALERT, NO},
    {0x8086U, LOGGED + ALERT, NO}, /* chosen */
    {0x8087U, LOGGED + ALERT, NO}, /* chosen */
    {0x8088U, LOGGED + ALERT, NO}, /* chosen */
    {0x8089U, LOGGED + ALERT, NO},
    {0x808AU, LOGGED + ALERT, NO}, /* chosen */
    {0x808BU, LOGGED + ALERT, NO}, /* chosen */
    {0x808CU, LOGGED + ALERT, NO}, /* chosen */
    {0x808DU, LOGGED + ALERT, NO},
    {0x808EU, LOGGED + ALERT, NO}, /* chosen */
    {0x808FU, LOGGED + ALERT, NO}, /* chosen */
    {0x8090U, LOGGED + ALERT, NO}, /* chosen */
    {0x8091U, LOGGED + ALERT, NO},
    {0x8092U, LOGGED + ALERT, NO}, /* chosen */
    {0x8093U, LOGGED + ALERT, NO}, /* chosen */
    {0x8094U, LOGGED + ALERT, NO}, /* chosen */
    {0x8095U, LOGGED + ALERT, NO},
    {0x8096U, LOGGED + ALERT, NO}, /* chosen */
    {0x8097U, LOGGED + ALERT, NO}, /* chosen */
    {0x8098U, LOGGED + ALERT, NO}, /* chosen */
    {0x8099U, LOGGED + ALERT, NO},
    {0x809AU, LOGGED + ALERT, NO}, /* chosen */
    {0x809BU, LOGGED + ALERT, NO}, /* chosen */
    {0x809CU, LOGGED + ALERT, NO}, /* chosen */
    /* credit, auxiliary switches, clock, user interface */
    {0x810DU, ALERT + HAN, S},
    {0x810EU, ALERT, S},
    {0x8119U, ALERT + HAN, S},
    {0x811AU, LOGGED + ALERT, S},
    {0x8131U, LOGGED + ALERT, S}, /* chosen */
    {0x8145U, LOGGED, NOBODY},
    {0x8154U, LOGGED, NOBODY}, /* chosen */
    {0x8155U, SECURITY, NOBODY}, /* chosen: the log that the library keeps */
    {0x8161U, LOGGED, NOBODY}, /* chosen */
    {0x8162U, LOGGED, NOBODY}, /* chosen */
    {0x8168U, NOTHING, NOBODY},
    /* devices on the HAN */
    {0x8183U, LOGGED + ALERT, S},
    {0x8184U, LOGGED + ALERT, S}, /* chosen */
    {0x819DU, LOGGED + ALERT, S}, /* chosen */
    {0x819EU, LOGGED + ALERT, S}, /* chosen */
    /* condition of the meter, and its use */
    {0x81A0U, LOGGED + ALERT + CONTENT, S},
    {0x81A1U, LOGGED + ALERT, S}, /* chosen */
    {0x81A2U, NOTHING, NOBODY},
    {0x81A3U, NOTHING, NOBODY},
    {0x81A4U, LOGGED + ALERT, S},
    {0x81A5U, LOGGED + ALERT, S},
    {0x81A6U, LOGGED + ALERT, S},
    {0x81A7U, LOGGED + ALERT, S},
    {0x81A8U, LOGGED + ALERT, S},
    {0x81A9U, LOGGED + ALERT, S},
    {0x81AAU, LOGGED + ALERT + HAN, S},
    {0x81ABU, LOGGED + ALERT + HAN, S},
    {0x81ACU, LOGGED + ALERT, S},
    {0x81ADU, LOGGED + ALERT, S},
    {0x81AEU, LOGGED + ALERT, S},
    {0x81AFU, LOGGED + ALERT, S}, /* chosen */
    {0x81B0U, LOGGED + ALERT, S}, /* chosen */
    {0x81B1U, LOGGED + ALERT, S}, /* chosen */
    {0x81B2U, LOGGED + ALERT, S},
    {0x81B3U, LOGGED + ALERT, S},
    {0x81B4U, LOGGED + ALERT, S}, /* chosen */
    {0x81B5U, LOGGED + ALERT, S}, /* chosen */
    {0x81B6U, LOGGED + ALERT, S}, /* chosen */
    {0x81B7U, LOGGED + ALERT, S}, /* chosen */
    {0x81B8U, LOGGED + ALERT, S},
    {0x81B9U, ALERT, S},
    {0x81BAU, LOGGED + ALERT, S},
    {0x81BBU, LOGGED + ALERT, S},
    {0x81BCU, LOGGED + ALERT, S},
    {0x81BDU, LOGGED + ALERT, S}, /* chosen */
    {0x81BEU, LOGGED + ALERT, S},
    {0x81BFU, LOGGED + ALERT, S}, /* chosen */
    {0x81C0U, LOGGED + ALERT, S}, /* chosen */
    {0x81C1U, LOGGED + ALERT, S},
    {0x81C2U, LOGGED + ALERT, S}, /* chosen */
    {0x81C3U, LOGGED + ALERT, S}, /* chosen */
    {0x81C4U, LOGGED + ALERT + HAN, S},
    {0x81C5U, LOGGED + ALERT, S},
    {0x81C6U, LOGGED + ALERT, S}, /* chosen */
    /* supply, billing, clock, firmware */
    {0x8F01U, CRITICAL, S}, /* chosen */
    {0x8F0AU, CRITICAL + CONTENT, S},
    {0x8F0CU, SECURITY + CRITICAL, S},
    {0x8F0FU, CRITICAL, S},
    {0x8F12U, ALERT + CONTENT, ACB},
    {0x8F1BU, SECURITY + CRITICAL, S + WAN},
    {0x8F1CU, SECURITY + CRITICAL + CONTENT, S},
    {0x8F1DU, CRITICAL, S}, /* chosen */
    {0x8F1EU, SECURITY + CRITICAL, S}, /* chosen */
    {0x8F1FU, CRITICAL, S}, /* chosen */
    /* sub GHz radio of the hub */
    {0x8F20U, ALERT + CONTENT, ACB},
    {0x8F21U, ALERT, ACB}, /* chosen */
    {0x8F22U, ALERT, ACB}, /* chosen */
    {0x8F23U, ALERT, ACB}, /* chosen */
    {0x8F24U, ALERT, ACB}, /* chosen */
    {0x8F25U, ALERT, ACB}, /* chosen */
    {0x8F26U, ALERT + CONTENT, ACB},
    {0x8F27U, ALERT, ACB}, /* chosen */
    {0x8F28U, ALERT + CONTENT, ACB},
    {0x8F29U, ALERT, ACB}, /* chosen */
    {0x8F2AU, ALERT + CONTENT, ACB},
    {0x8F2BU, ALERT, ACB}, /* chosen */
    {0x8F2CU, ALERT + CONTENT, ACB},
    {0x8F2DU, ALERT + CONTENT, ACB},
    /* authority; supply */
    {0x8F30U, SECURITY + CRITICAL, S}, /* chosen */
    {0x8F32U, CRITICAL, S}, /* chosen */
    {0x8F33U, CRITICAL, S}, /* chosen */
    {0x8F34U, CRITICAL + HAN, S + NO},
    {0x8F35U, LOGGED + CRITICAL + CONTENT, NO},
    {0x8F36U, LOGGED + CRITICAL + CONTENT, NO},
    {0x8F37U, LOGGED + CRITICAL + CONTENT, NO}, /* chosen */
    {0x8F38U, LOGGED + CRITICAL + CONTENT, NO}, /* chosen */
    {0x8F39U, LOGGED + CRITICAL + CONTENT, NO}, /* chosen */
    {0x8F3AU, LOGGED + CRITICAL + CONTENT, NO}, /* chosen */
    {0x8F3BU, LOGGED + CRITICAL + CONTENT, NO}, /* chosen */
    {0x8F3CU, LOGGED + CRITICAL + CONTENT, NO}, /* chosen */
    /* authenticity and access */
    {0x8F3DU, SECURITY + CRITICAL, S}, /* chosen */
    {0x8F3EU, SECURITY + CRITICAL, S}, /* chosen */
    {0x8F3FU, SECURITY + CRITICAL, S}, /* chosen */
    /* firmware, joining, own certificates */
    {0x8F43U, SECURITY, NOBODY},
    {0x8F47U, SECURITY, NOBODY},
    {0x8F48U, SECURITY, NOBODY},
    {0x8F49U, SECURITY, NOBODY},
    {0x8F4AU, SECURITY, NOBODY},
    {0x8F4BU, SECURITY, NOBODY},
    {0x8F4CU, SECURITY, NOBODY},
    {0x8F4DU, SECURITY, NOBODY}, /* chosen */
    {0x8F4EU, SECURITY, NOBODY}, /* chosen */
    {0x8F4FU, SECURITY, NOBODY}, /* chosen */
    /* prepayment tokens, logs, authentication, supply */
    {0x8F51U, SECURITY, NOBODY}, /* chosen */
    {0x8F52U, SECURITY, NOBODY}, /* chosen */
    {0x8F53U, SECURITY + CRITICAL, S}, /* chosen */
    {0x8F57U, LOGGED, NOBODY},
    {0x8F58U, LOGGED, NOBODY}, /* chosen */
    {0x8F59U, LOGGED, NOBODY}, /* chosen */
    {0x8F5AU, LOGGED, NOBODY}, /* chosen */
    {0x8F5BU, SECURITY, NOBODY}, /* chosen */
    {0x8F60U, SECURITY + CRITICAL, S}, /* chosen */
    {0x8F63U, SECURITY, NOBODY}, /* chosen */
    {0x8F64U, SECURITY, NOBODY}, /* chosen */
    /* future-dated commands, credentials, firmware */
    {0x8F66U, CRITICAL + CONTENT, GIVEN},
    {0x8F67U, CRITICAL + CONTENT, GIVEN},
    {0x8F69U, CRITICAL, S},
    {0x8F70U, SECURITY, NOBODY},
    {0x8F72U, SECURITY + CRITICAL + CONTENT, S},
    /* physical access, battery, supply */
    {0x8F73U, SECURITY + CRITICAL, S + NO}, /* chosen */
    {0x8F74U, SECURITY + CRITICAL, S + NO},
    {0x8F75U, SECURITY + CRITICAL, S + WAN},
    {0x8F76U, SECURITY + CRITICAL, S + NO},
    {0x8F77U, SECURITY + CRITICAL, S + NO}, /* chosen */
    {0x8F78U, SECURITY + CRITICAL, S + NO + ACB},
    {0x8F82U, CRITICAL, S}, /* chosen */
    {0x8F83U, CRITICAL, S},
    /* alerts with content of their own */
    {0x8F84U, CRITICAL + CONTENT, GIVEN}, /* chosen */
    {0x8F85U, SECURITY + CRITICAL + CONTENT, GIVEN}, /* chosen */
    {0x8F86U, CRITICAL + CONTENT, GIVEN}, /* chosen */
    {0x8F87U, CRITICAL + CONTENT, GIVEN}, /* chosen */
    {0x8F88U, CRITICAL + CONTENT, GIVEN}, /* chosen */
    {0x8F89U, CRITICAL + CONTENT, ACB}, /* chosen */
    {0x8F8AU, CRITICAL + CONTENT, ACB},
    {0x8F8BU, CRITICAL + CONTENT, ACB},
};
/* clang-format on */

#define EVENT_COUNT ((sizeof EVENTS) / (sizeof EVENTS[0]))

const gbcs_event *gbcs_event_find(uint16_t code)
{
    /* if the code is there, its place is in first .. end - 1 */
    size_t first = 0U;
    size_t end = EVENT_COUNT;
    size_t middle;

    while ((end - first) > 1U) {
        middle = first + ((end - first) / 2U);
        if (EVENTS[middle].code <= code) {
            first = middle;
        } else {
            end = middle;
        }
    }
    return (EVENTS[first].code == code) ? &EVENTS[first] : NULL;
}

const gbcs_event *gbcs_event_at(size_t index)
{
    return (index < EVENT_COUNT) ? &EVENTS[index] : NULL;
}
