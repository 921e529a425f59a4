/*
 * Commands that are put off: done when their date has come, told as the alerts say, and not done if they
 * were cancelled (GBCS 9.2).
 */
#include <string.h>

#include "made.h"
#include "plain.h"
#include "service.h"

/** Message Codes of alerts about items of DLMS and of GBZ. */
#define CODE_ITEM_DLMS 0x00CCU
#define CODE_ITEM_GBZ 0x00CDU
/** Event: future dated command actioned. */
#define EVENT_ACTIONED 0x8F66U
/** Octets of an object in an alert about an item of GBZ. */
#define GBZ_OBJECT 4U

static rig under_test;

/* ---- the alerts of the set ------------------------------------------------------------------ */

/** What an alert about an item says: the event, and what of which command it is about. */
typedef struct item_alert {
    uint16_t event;
    uint16_t code;
    uint64_t counter;
    gbcs_bytes object;
} item_alert;

/** Reads an alert about an item; false if it is none. */
static bool read_item_alert(const message *of, item_alert *item)
{
    const uint16_t code = of->frame.header.message_code;
    gbcs_family kind;
    gbcs_alert alert;
    gbcs_reader reader;
    bool good = of->parsed && ((code == CODE_ITEM_DLMS) || (code == CODE_ITEM_GBZ)) &&
                (plain_read_alert(&of->frame, &kind, &alert) == GBCS_OK);

    if (good) {
        reader = gbcs_reader_of(alert.content);
        /* length, and in DLMS the type before it */
        (void)gbcs_read_bytes(&reader, (kind == GBCS_FAMILY_DLMS) ? 2U : 1U);
        item->event = alert.event;
        item->code = gbcs_read_u16(&reader);
        item->counter = gbcs_read_u64(&reader);
        item->object = gbcs_read_bytes(&reader, gbcs_reader_left(&reader));
        good = reader.status == GBCS_OK;
    }
    return good;
}

/** Whether an alert is about an item of the command. */
static bool is_about(const trial *t, const message *of, item_alert *item)
{
    return message_same_folder(of, t->of) && read_item_alert(of, item) &&
           (item->code == t->of->frame.header.message_code) &&
           (item->counter == t->of->frame.header.counter);
}

/** How many items of the command wait; and the place of one of them, their number if it is none. */
static size_t count_items(const trial *t, gbcs_bytes object, size_t *place)
{
    gbcs_dated_objects walk = gbcs_dated_objects_of(t->use_case, t->of->frame.payload);
    uint8_t is[GBCS_OBJECT_SIZE];
    size_t count = 0U;
    bool found = false;

    *place = 0U;
    while (gbcs_dated_object_next(&walk, is)) {
        found = found ||
                ((object.size > 0U) && gbcs_bytes_equal(gbcs_bytes_of(is, object.size), object));
        *place += found ? 0U : 1U;
        count++;
    }
    return count;
}

/* ---- the trials ----------------------------------------------------------------------------- */

static void tell(const trial *t, const char *path, const char *wrong)
{
    if (wrong == NULL) {
        results_pass(&t->on->results, CHECK_DATED);
    } else {
        results_fail(&t->on->results, CHECK_DATED, path, "%s", wrong);
    }
}

/** The command to a fresh device, and then the time until a second before its date. */
static const char *take(const trial *t)
{
    const char *wrong = NULL;
    gbcs_status status = trial_start(t, &under_test);

    if (status == GBCS_OK) {
        status = rig_receive(&under_test, t->of->octets, false);
    }
    rig_forget(&under_test);
    if (status == GBCS_OK) {
        status = rig_wait(&under_test, t->date.time - 1);
    }
    if (status != GBCS_OK) {
        wrong = gbcs_status_text(status);
    } else if ((under_test.sent_count > 0U) || (under_test.order.activations > 0U)) {
        wrong = "done before its date";
    } else {
        /* it waits */
    }
    return wrong;
}

/** Lets the date come; each of what waits is done once, and nothing waits then. */
static const char *come(const trial *t, size_t alerts, size_t activations)
{
    const char *wrong = NULL;
    gbcs_status status = rig_wait(&under_test, t->date.time);

    if (status == GBCS_OK) {
        status = rig_wait(&under_test, t->date.time);
    }
    if (status != GBCS_OK) {
        wrong = gbcs_status_text(status);
    } else if (under_test.order.activations != activations) {
        wrong = "not all that waits is done, or more than once";
    } else if (under_test.sent_count != alerts) {
        wrong = "another number of alerts";
    } else if (under_test.meter.schedule.count > 0U) {
        wrong = "something still waits";
    } else {
        /* done */
    }
    return wrong;
}

/** An alert of the set comes out when the date has come. */
static void check_item_alert(trial *t, const message *of, const item_alert *item)
{
    size_t place;
    const size_t count = count_items(t, item->object, &place);
    const char *wrong = "its object is not one of the command's that wait";

    if ((place < count) && (of->frame.header.counter > place)) {
        /* alerts come one after the other, each with the next counter */
        t->outfit.own_counter = of->frame.header.counter - place;
        t->outfit.inactive = item->event != EVENT_ACTIONED;
        wrong = take(t);
        wrong = (wrong == NULL) ? come(t, count, count) : wrong;
        if (wrong == NULL) {
            (void)rig_keep_only(&under_test, place);
            wrong = rig_compare(&under_test, of, false);
        }
        rig_stop(&under_test);
    }
    tell(t, of->path, wrong);
}

/** All alerts of the set about items of the command. */
static void check_item_alerts(trial *t)
{
    item_alert item;

    for (size_t i = 0U; i < t->set->count; i++) {
        if (is_about(t, &t->set->messages[i], &item)) {
            check_item_alert(t, &t->set->messages[i], &item);
        }
    }
    t->outfit.inactive = false;
}

/** Power goes before the date, and comes after it. */
static void check_overslept(const trial *t)
{
    const bool is_update = count_items(t, gbcs_bytes_of(NULL, 0U), &(size_t){0U}) == 0U;
    const size_t count = is_update ? 0U : count_items(t, gbcs_bytes_of(NULL, 0U), &(size_t){0U});
    const char *wrong = take(t);

    if ((wrong == NULL) && (rig_restart(&under_test) != GBCS_OK)) {
        wrong = "not started again";
    }
    wrong = (wrong == NULL) ? come(t, is_update ? 1U : count, count) : wrong;
    tell(t, t->of->path, wrong);
    rig_stop(&under_test);
}

/** An update of credentials: its alert, and what it leaves behind. */
static void check_update(trial *t)
{
    const message *alert = update_alert(t);
    const char *wrong;

    if (alert != NULL) {
        t->outfit.own_counter = alert->frame.header.counter;
        wrong = take(t);
        wrong = (wrong == NULL) ? come(t, 1U, 0U) : wrong;
        wrong = (wrong == NULL) ? rig_compare(&under_test, alert, false) : wrong;
        tell(t, alert->path, wrong);
        wrong = (wrong == NULL) ? update_outcome(t, &under_test, alert) : wrong;
        tell(t, t->of->path, wrong);
        rig_stop(&under_test);
    }
}

/** The command of the same folder, with a date, that another one cancels; null if there is none. */
static const message *cancelled_by(const trial *t, gbcs_utc *date)
{
    const gbcs_header *header = &t->of->frame.header;
    const message *found = NULL;

    for (size_t i = 0U; i < t->set->count; i++) {
        const message *of = &t->set->messages[i];
        const gbcs_header *is = &of->frame.header;
        gbcs_date when;
        if (of->parsed && (of->frame.signature_part.size > 0U) && (is->cra == GBCS_CRA_COMMAND) &&
            message_same_folder(of, t->of) && (is->message_code == header->message_code) &&
            (is->originator == header->originator) && (is->recipient == header->recipient) &&
            (gbcs_command_date(t->use_case, of->frame.payload, &when) == GBCS_OK) &&
            (when.dating == GBCS_DATING_DATED)) {
            found = of;
            *date = when.time;
        }
    }
    return found;
}

/** The command that is cancelled; made anew with a lower counter, if its own is not. */
static gbcs_bytes before_it(const trial *t, const message *before)
{
    gbcs_header header = before->frame.header;
    gbcs_bytes octets;

    if (header.counter < t->of->frame.header.counter) {
        octets = heap_copy(before->octets);
    } else {
        header.counter = t->of->frame.header.counter - 1U;
        octets =
            made_command(t->on, &header, before->frame.payload, before->frame.signature.size > 0U);
    }
    return octets;
}

/** What was put off before is not done any more. */
static void check_cancelled(const trial *t)
{
    gbcs_utc date = 0;
    const message *before = cancelled_by(t, &date);
    const char *wrong = NULL;
    gbcs_status status;
    gbcs_bytes octets = {NULL, 0U};
    size_t waiting = 0U;

    if (before != NULL) {
        octets = before_it(t, before);
    }
    if (octets.size == 0U) {
        results_skip(&t->on->results, CHECK_DATED, t->of->path, "nothing that it cancels");
    } else {
        status = trial_start(t, &under_test);
        if (status == GBCS_OK) {
            status = rig_receive(&under_test, octets, false);
            waiting = under_test.meter.schedule.count;
        }
        if (status == GBCS_OK) {
            status = rig_receive(&under_test, t->of->octets, false);
        }
        rig_forget(&under_test);
        if (status != GBCS_OK) {
            wrong = gbcs_status_text(status);
        } else if ((waiting == 0U) || (under_test.meter.schedule.count > 0U)) {
            wrong = "nothing waited, or something still waits";
        } else {
            const trial then = {.date = {GBCS_DATING_DATED, date}};
            wrong = come(&then, 0U, 0U);
        }
        tell(t, t->of->path, wrong);
        rig_stop(&under_test);
    }
    heap_free(octets);
}

void check_dated(trial *t)
{
    size_t place;
    const bool has_items = count_items(t, gbcs_bytes_of(NULL, 0U), &place) > 0U;
    const bool is_update = (t->use_case->family == GBCS_FAMILY_ASN1) && (t->service != NULL);

    if ((!has_items && !is_update) || (t->date.dating == GBCS_DATING_IMMEDIATE)) {
        /* nothing is put off, or the application does all of it */
    } else if (t->date.dating == GBCS_DATING_CANCEL) {
        check_cancelled(t);
    } else {
        if (is_update) {
            check_update(t);
        } else {
            check_item_alerts(t);
        }
        check_overslept(t);
    }
}
