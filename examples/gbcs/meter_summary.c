#include "meter_summary.h"

#include <string.h>

#include "asn1.h"
#include "check.h"
#include "format.h"
#include "names.h"

/** The prepayment cluster of ZigBee, its Consumer Top Up Response, and octets of that. */
#define CLUSTER_PREPAYMENT 0x0705U
#define CONSUMER_TOP_UP_RESPONSE 0x03U
#define CONSUMER_TOP_UP_SIZE 10U

static void hint_dlms_response(gbcs_bytes payload, summary *of)
{
    gbcs_dlms_list response;
    gbcs_dlms_response_item item;

    if (gbcs_dlms_response_parse(payload, &response) == GBCS_OK) {
        gbcs_dlms_items items = gbcs_dlms_items_of(&response);
        size_t failed = 0U;
        uint8_t first = 0U;
        while (gbcs_dlms_response_next(&items, &item)) {
            failed += (item.result != 0U) ? 1U : 0U;
            first = (first == 0U) ? item.result : first;
        }
        if (failed == 0U) {
            (void)snprintf(of->hint, sizeof of->hint, "%zu item%s: success", response.count,
                           (response.count == 1U) ? "" : "s");
        } else {
            const char *name = name_of_result(first);
            (void)snprintf(of->hint, sizeof of->hint, "%zu of %zu items failed: %s", failed,
                           response.count, (name != NULL) ? name : "unknown");
        }
    }
}

/** Consumer Top Up Response: result, value, source, balance. */
static bool hint_top_up(const gbcs_gbz_component *component, summary *of)
{
    const gbcs_bytes body = component->body;
    const bool is_one = (component->cluster == CLUSTER_PREPAYMENT) &&
                        (component->command == CONSUMER_TOP_UP_RESPONSE) &&
                        (body.size == CONSUMER_TOP_UP_SIZE);

    if (is_one && (body.data[0] == 0U)) {
        const uint64_t value = format_number_le(gbcs_bytes_slice(body, 1U, 4U));
        const int64_t balance = format_signed(format_number_le(gbcs_bytes_slice(body, 6U, 4U)), 4U);
        (void)snprintf(of->hint, sizeof of->hint, "accepted, value %llu, balance %lld",
                       (unsigned long long)value, (long long)balance);
    } else if (is_one) {
        (void)snprintf(of->hint, sizeof of->hint, "rejected");
    } else {
        /* something else */
    }
    return is_one;
}

static void hint_gbz_response(gbcs_bytes payload, summary *of)
{
    gbcs_gbz gbz;
    gbcs_gbz_component component;

    if (gbcs_gbz_parse(payload, &gbz) == GBCS_OK) {
        gbcs_reader reader = gbcs_reader_of(gbz.components);
        gbcs_read_gbz_component(&reader, &component);
        if ((gbz.count != 1U) || !hint_top_up(&component, of)) {
            (void)snprintf(of->hint, sizeof of->hint, "%u component%s", (unsigned int)gbz.count,
                           (gbz.count == 1U) ? "" : "s");
        }
    }
}

/** Outcomes of a payload, each with the number of times that it was met, the first first. */
typedef struct outcomes {
    struct {
        const char *name;
        size_t count;
    } rows[8];
    size_t count;
} outcomes;

static void add_outcome(outcomes *list, const asn1_type *type, gbcs_bytes value)
{
    uint64_t number = 0U;
    const char *name = (gbcs_ber_unsigned(value, &number) == GBCS_OK)
                           ? name_of(type->names, (uint32_t)number)
                           : NULL;
    size_t i = 0U;

    while ((name != NULL) && (i < list->count) && (strcmp(list->rows[i].name, name) != 0)) {
        i++;
    }
    if ((name != NULL) && (i < TOOL_COUNT(list->rows))) {
        list->rows[i].name = name;
        list->rows[i].count++;
        list->count += (i == list->count) ? 1U : 0U;
    }
}

/** Whether a member tells how something ended: its name is one of an outcome. */
static bool is_outcome(const asn1_member *member)
{
    const char *end = strstr(member->name, "Code");

    return (member->type->names != NULL) && (end != NULL) && (strcmp(end, "Code") == 0);
}

/** Collects the outcomes that are in an element. */
static void collect(const asn1_member *member, const gbcs_tlv *tlv, outcomes *list, size_t depth)
{
    const asn1_type *type = member->type;
    gbcs_reader reader = gbcs_reader_of(tlv->value);
    size_t place = 0U;

    if (is_outcome(member) || ((depth == 0U) && (type->names != NULL))) {
        add_outcome(list, type, tlv->value);
    } else if ((depth < GBCS_BER_DEPTH) &&
               ((type->shape == ASN1_SEQUENCE) || (type->shape == ASN1_LIST))) {
        while (gbcs_reader_left(&reader) > 0U) {
            const gbcs_tlv inner = gbcs_read_tlv(&reader, GBCS_BER);
            place = (type->shape == ASN1_LIST) ? 0U : place;
            while ((place < type->count) && (type->members[place].tag != 0U) &&
                   (type->members[place].tag != inner.tag)) {
                place++;
            }
            if (place < type->count) {
                collect(&type->members[place], &inner, list, depth + 1U);
            }
            place++;
        }
    } else {
        /* no outcome */
    }
}

/** The member of a choice that an element is; any other type is its own. */
static const asn1_member *chosen_by(const asn1_member *member, uint8_t tag)
{
    const asn1_member *chosen = member;

    if (member->type->shape == ASN1_CHOICE) {
        chosen = NULL;
        for (size_t i = 0U; i < member->type->count; i++) {
            if (member->type->members[i].tag == tag) {
                chosen = &member->type->members[i];
            }
        }
    }
    return chosen;
}

static void add_hint(summary *of, const char *name, size_t count)
{
    const size_t used = strlen(of->hint);
    char times[32] = "";

    if (count > 1U) {
        (void)snprintf(times, sizeof times, " (%zu times)", count);
    }
    (void)snprintf(&of->hint[used], sizeof of->hint - used, "%s%s%s", (used > 0U) ? ", " : "", name,
                   times);
}

/** What ASN.1 says: how each thing ended, or what was given. */
static void hint_asn1(const gbcs_frame *frame, summary *of)
{
    const asn1_member *member = asn1_payload(frame->header.message_code, frame->header.cra);
    const bool is_good =
        (member != NULL) && (gbcs_ber_validate(frame->payload, GBCS_BER) == GBCS_OK);
    gbcs_reader reader = gbcs_reader_of(frame->payload);
    outcomes list = {.count = 0U};

    if (is_good) {
        const gbcs_tlv tlv = gbcs_read_tlv(&reader, GBCS_BER);
        const asn1_member *chosen = chosen_by(member, tlv.tag);
        if (chosen != NULL) {
            collect(chosen, &tlv, &list, 0U);
        }
        if ((chosen != NULL) && (chosen != member) && (list.count == 0U)) {
            add_hint(of, chosen->name, 1U);
        }
    }
    for (size_t i = 0U; i < list.count; i++) {
        add_hint(of, list.rows[i].name, list.rows[i].count);
    }
}

/** The event of an alert in ASN.1, which comes first. */
static void hint_asn1_alert(const gbcs_frame *frame, summary *of)
{
    gbcs_reader outer = gbcs_reader_of(frame->payload);
    gbcs_reader inner = gbcs_reader_of(gbcs_read_tlv(&outer, GBCS_BER).value);
    const gbcs_tlv first = gbcs_read_tlv(&inner, GBCS_BER);
    uint64_t event = 0U;

    if ((first.tag == GBCS_BER_INTEGER) && (gbcs_ber_unsigned(first.value, &event) == GBCS_OK) &&
        (event <= UINT16_MAX)) {
        of->event = (uint16_t)event;
        (void)snprintf(of->hint, sizeof of->hint, "%04X %s", (unsigned int)of->event,
                       gbcs_event_name(of->event));
        hint_asn1(frame, of);
    }
}

static void hint_response(const gbcs_frame *frame, summary *of)
{
    hint_dlms_response(frame->payload, of);
    if (of->hint[0] == '\0') {
        hint_gbz_response(frame->payload, of);
    }
    if (of->hint[0] == '\0') {
        hint_asn1(frame, of);
    }
}

static void hint_alert(const gbcs_frame *frame, summary *of)
{
    const gbcs_bytes payload = frame->payload;
    gbcs_dlms_notification dlms;
    gbcs_gbz_alert gbz;
    gbcs_utc time = 0;
    format_text text;
    bool known = false;

    if (gbcs_dlms_notification_parse(payload, &dlms) == GBCS_OK) {
        of->event = dlms.alert_code;
        (void)format_dlms_time(dlms.alert_time, &text);
        known = true;
    } else if (gbcs_gbz_alert_parse(payload, &gbz) == GBCS_OK) {
        of->event = gbz.alert_code;
        known = gbcs_utc_from_zigbee(gbz.time, &time) == GBCS_OK;
        (void)format_utc(time, &text);
    }
    if (of->event == 0U) {
        hint_asn1_alert(frame, of);
    } else {
        (void)snprintf(of->hint, sizeof of->hint, "%04X %s%s%s", (unsigned int)of->event,
                       gbcs_event_name(of->event), known ? ", " : "", known ? text.text : "");
    }
}

static void summarise_block(gbcs_bytes octets, summary *of)
{
    gbcs_gbt_block block;

    if (gbcs_gbt_parse(octets, &block) == GBCS_OK) {
        of->kind = "BLOCK";
        of->code = block.message_code;
        of->counter = block.counter;
        of->originator = block.originator;
        of->recipient = block.recipient;
        (void)snprintf(of->hint, sizeof of->hint, "block %u", (unsigned int)block.number);
    }
}

void summarise(gbcs_bytes octets, summary *of)
{
    gbcs_frame frame;

    (void)memset(of, 0, sizeof *of);
    if (gbcs_gbt_is_block(octets)) {
        summarise_block(octets, of);
    } else if (gbcs_frame_parse(octets, &frame) == GBCS_OK) {
        of->kind = check_kind(&frame);
        of->code = frame.header.message_code;
        of->counter = frame.header.counter;
        of->originator = frame.header.originator;
        of->recipient = frame.header.recipient;
        if (frame.header.cra == GBCS_CRA_RESPONSE) {
            hint_response(&frame, of);
        } else if (frame.header.cra == GBCS_CRA_ALERT) {
            hint_alert(&frame, of);
        } else {
            /* what a command says is decode's business */
        }
    } else {
        /* no message */
    }
}
