/*
 * Alerts out of a whole device: raised by their event.
 */
#include <stdlib.h>
#include <string.h>

#include "element.h"
#include "kind.h"
#include "made.h"
#include "payload.h"
#include "plain.h"
#include "service.h"

/** Message Codes of generic alerts: the event table knows which of them an event has. */
#define CODE_CRITICAL_ALERT 0x1000U
#define CODE_ALERT 0x1001U
/** GCS62, which the device makes of its own log, and GCS59, which restores that. */
#define CODE_BACKUP 0x00B2U
#define CODE_RESTORE 0x008CU

/** Clock status "not specified": last octet of a DLMS date-time. */
#define CLOCK_UNSPECIFIED 0xFFU

static rig under_test;

/** The event of an alert in ASN.1: the first INTEGER of its SEQUENCE. */
static uint16_t event_in_asn1(gbcs_bytes payload)
{
    gbcs_ber_walk walk = gbcs_ber_walk_of(payload, GBCS_BER);
    gbcs_ber_element element;
    uint64_t number = 0U;
    bool found = false;

    while (!found && gbcs_ber_walk_next(&walk, &element)) {
        found = (element.tlv.tag == GBCS_BER_INTEGER) && (element.depth == 1U);
        if (found && (gbcs_ber_unsigned(element.tlv.value, &number) != GBCS_OK)) {
            number = 0U;
        }
    }
    return (number <= UINT16_MAX) ? (uint16_t)number : 0U;
}

/** Whether an event is for just this party, so that it need not be named. */
static bool is_for(const bench *on, uint16_t event, gbcs_entity_id party)
{
    const gbcs_event *row = gbcs_event_find(event);
    const uint8_t role = rig_role_of(&on->keys, party);

    return (row != NULL) && (role < GBCS_ROLES) && (row->recipients == (1U << role));
}

/** What the application raises: content with plain values, and what the event table can't know. */
static gbcs_status read_occurrence(const bench *on, const message *of, gbcs_bytes plain,
                                   gbcs_occurrence *occurrence, gbcs_utc *time)
{
    const gbcs_header *header = &of->frame.header;
    gbcs_frame frame = of->frame;
    gbcs_family kind;
    gbcs_alert alert;
    gbcs_status status;

    (void)memset(occurrence, 0, sizeof *occurrence);
    frame.payload = plain;
    status = plain_read_alert(&frame, &kind, &alert);
    if (status == GBCS_ERR_ABSENT) {
        occurrence->event = event_in_asn1(plain);
        occurrence->content = plain;
        status = GBCS_OK;
    } else {
        occurrence->event = alert.event;
        occurrence->element_count = alert.element_count;
        occurrence->content = alert.content;
        *time = alert.time;
    }
    if ((header->message_code != CODE_CRITICAL_ALERT) && (header->message_code != CODE_ALERT)) {
        occurrence->message_code = header->message_code;
    }
    if ((header->party != 0U) || !is_for(on, occurrence->event, header->recipient)) {
        occurrence->recipient = header->recipient;
        occurrence->party = header->party;
    }
    return status;
}

static gbcs_status raise(bench *on, const message_set *set, const message *of, gbcs_bytes plain)
{
    const gbcs_header *header = &of->frame.header;
    const rig_outfit outfit = {.parties = {.party = header->recipient,
                                           .supplementary = header->party,
                                           .role = rig_role_of(&on->keys, header->recipient)},
                               .own_counter = header->counter};
    gbcs_occurrence occurrence;
    gbcs_utc time = 0;
    gbcs_status status = rig_start(&under_test, &on->keys, header->originator,
                                   kind_of_device(set, header->originator), &outfit);

    if (status == GBCS_OK) {
        status = read_occurrence(on, of, plain, &occurrence, &time);
    }
    if ((status == GBCS_OK) && (time != 0)) {
        under_test.memory.now = time;
    }
    if (status == GBCS_OK) {
        status = gbcs_meter_raise(&under_test.meter, &occurrence);
    }
    return status;
}

/** A device like that of an alert, before it; its clock says what the alert says. */
static gbcs_status start(bench *on, const message_set *set, const message *of, gbcs_utc time)
{
    const gbcs_header *header = &of->frame.header;
    const rig_outfit outfit = {.parties = {.party = header->recipient,
                                           .supplementary = header->party,
                                           .role = rig_role_of(&on->keys, header->recipient)},
                               .own_counter = header->counter,
                               .now = time};

    return rig_start(&under_test, &on->keys, header->originator,
                     kind_of_device(set, header->originator), &outfit);
}

/** GCS59, from the recipient of an alert. */
static gbcs_bytes restoring(bench *on, const message *of, gbcs_bytes payload)
{
    gbcs_header header = of->frame.header;

    header.cra = GBCS_CRA_COMMAND;
    header.originator = of->frame.header.recipient;
    header.recipient = of->frame.header.originator;
    header.message_code = CODE_RESTORE;
    return made_command(on, &header, payload, false);
}

/** GCS62: the alert of a device whose log was restored (GCS59), all of it. */
static gbcs_status restore(bench *on, const message_set *set, const message *of)
{
    gbcs_reader alert = element_sequence(of->frame.payload);
    gbcs_writer payload = heap_writer(of->octets.size);
    gbcs_bytes command;
    gbcs_utc time = 0;
    gbcs_status status;
    size_t mark;

    element_skip(&alert, 1U);
    status = gbcs_utc_from_generalized(
        gbcs_read_tagged(&alert, GBCS_BER, GBCS_BER_GENERALIZED_TIME), &time);
    mark = gbcs_write_open(&payload, GBCS_BER_SEQUENCE);
    gbcs_write_bytes(&payload, gbcs_read_tlv(&alert, GBCS_BER).octets);
    gbcs_write_close(&payload, mark, GBCS_BER_SHORTEST);
    command = restoring(on, of, gbcs_writer_bytes(&payload));
    if (status == GBCS_OK) {
        status = start(on, set, of, time);
    }
    if (status == GBCS_OK) {
        status = rig_receive(&under_test, command, false);
    }
    rig_forget(&under_test);
    if (status == GBCS_OK) {
        status = rig_wait(&under_test, time);
    }
    heap_free(command);
    free(payload.data);
    return status;
}

/** Whether an alert says more of the clock than a port can, which only knows that it has a time. */
static bool tells_of_clock(const gbcs_frame *frame)
{
    gbcs_family kind;
    gbcs_alert alert;

    return (plain_read_alert(frame, &kind, &alert) == GBCS_OK) && (kind == GBCS_FAMILY_DLMS) &&
           (alert.clock_status != CLOCK_UNSPECIFIED);
}

static const char *reason_to_skip(const bench *on, const message *of)
{
    const gbcs_header *header = &of->frame.header;
    const char *reason = NULL;

    if (keystore_find(&on->keys, header->originator, KEY_AGREEMENT) == NULL) {
        reason = "no key agreement key of the device";
    } else if (rig_role_of(&on->keys, header->recipient) == GBCS_ROLE_NONE) {
        reason = "no certificate of the recipient";
    } else if ((of->mac == VERDICT_UNCHECKABLE) || !plain_is_known(of)) {
        reason = "no private key of either party";
    } else if (header->other_form == GBCS_OTHER_PARTY_COUNTER) {
        reason = "not raised, but the answer to a command that is not there";
    } else if (tells_of_clock(&of->frame)) {
        reason = "its time has a clock status that the clock of a board does not give";
    } else {
        /* it can be raised */
    }
    return reason;
}

void check_raised(bench *on, const message_set *set, const message *of)
{
    const char *reason = reason_to_skip(on, of);
    gbcs_writer plain = heap_writer(of->octets.size);

    if (of->block_count > 0U) {
        plain_payload(of, &plain);
    } else {
        gbcs_write_bytes(&plain, of->frame.payload);
    }
    if (reason != NULL) {
        results_skip(&on->results, CHECK_RAISED, of->path, "%s", reason);
    } else {
        const gbcs_status status = (of->frame.header.message_code == CODE_BACKUP)
                                       ? restore(on, set, of)
                                       : raise(on, set, of, gbcs_writer_bytes(&plain));
        const char *wrong =
            (status == GBCS_OK) ? rig_compare(&under_test, of, false) : gbcs_status_text(status);
        if (wrong == NULL) {
            results_pass(&on->results, CHECK_RAISED);
        } else {
            results_fail(&on->results, CHECK_RAISED, of->path, "%s", wrong);
        }
        rig_stop(&under_test);
    }
    free(plain.data);
}
