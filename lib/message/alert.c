#include "codec/length.h"
#include "gbcs/codec/gbz.h"
#include "gbcs/message/respond.h"

/** long-invoke-id-and-priority: 20, and the low 24 bits of the Originator Counter (GBCS 7.2.8). */
#define INVOKE_ID 0x20000000U
#define INVOKE_ID_COUNTER 0x00FFFFFFU

/** Octets of a data-notification before the count of its elements, and of code and time. */
#define NOTIFICATION_HEAD_SIZE 7U
#define CODE_AND_TIME_SIZE 17U

/** Octets of a GBZ alert up to its time. */
#define GBZ_ALERT_SIZE 9U

/** Alert code and time are elements too. */
#define FIRST_ELEMENTS 2U

size_t gbcs_alert_size(gbcs_family family, const gbcs_alert *alert)
{
    size_t size = 0U;

    if (family == GBCS_FAMILY_DLMS) {
        size = NOTIFICATION_HEAD_SIZE + length_size(FIRST_ELEMENTS + (size_t)alert->element_count) +
               CODE_AND_TIME_SIZE + alert->content.size;
    } else if (family == GBCS_FAMILY_GBZ) {
        size = GBZ_ALERT_SIZE + alert->content.size;
    } else {
        /* an alert in ASN.1 is its sender's */
    }
    return size;
}

static void write_dlms(const gbcs_alert *alert, uint64_t counter, gbcs_writer *writer)
{
    uint8_t octets[GBCS_DLMS_TIME_SIZE];
    gbcs_writer time = gbcs_writer_of(octets, sizeof octets);
    gbcs_dlms_notification notification = {0U,         {NULL, 0U}, {NULL, 0U}, 0U,
                                           {NULL, 0U}, 0U,         {NULL, 0U}};

    gbcs_write_dlms_time(&time, alert->time, alert->clock_status);
    gbcs_writer_fail(writer, time.status);
    notification.invoke_id = INVOKE_ID | (uint32_t)(counter & INVOKE_ID_COUNTER);
    notification.alert_code = alert->event;
    notification.alert_time = gbcs_writer_bytes(&time);
    notification.extra_count = alert->element_count;
    notification.extra = alert->content;
    gbcs_write_dlms_notification(writer, &notification);
}

static void write_gbz(const gbcs_alert *alert, gbcs_writer *writer)
{
    gbcs_gbz_alert gbz = {0U, 0U, 0U, {NULL, 0U}};

    if (alert->element_count != 0U) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    gbcs_writer_fail(writer, gbcs_utc_to_zigbee(alert->time, &gbz.time));
    gbz.has_extra = (alert->content.size > 0U) ? 1U : 0U;
    gbz.alert_code = alert->event;
    gbz.extra = alert->content;
    gbcs_write_gbz_alert(writer, &gbz);
}

void gbcs_write_alert(gbcs_family family, const gbcs_alert *alert, uint64_t counter,
                      gbcs_writer *writer)
{
    const size_t start = writer->used;

    if (family == GBCS_FAMILY_DLMS) {
        write_dlms(alert, counter, writer);
    } else if (family == GBCS_FAMILY_GBZ) {
        write_gbz(alert, writer);
    } else {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    if (writer->status != GBCS_OK) {
        gbcs_wipe(&writer->data[start], writer->used - start);
        writer->used = start;
    }
}
