/*
 * Commands that a device refuses: forged copies, and those that are not for it.
 */
#include <stdlib.h>
#include <string.h>

#include "device.h"

static rig under_test;

/** The message is refused for a reason, is not handed out, and moves no counter. */
static const char *refused(gbcs_bytes octets, gbcs_status expected)
{
    const gbcs_status status = rig_receive(&under_test, octets, false);
    const char *wrong = NULL;

    if (status != expected) {
        wrong = (status == GBCS_OK) ? "accepted" : gbcs_status_text(status);
    } else if (under_test.order.count != 0U) {
        wrong = "handed out";
    } else if (rig_counter_moved(&under_test)) {
        wrong = "moved a counter";
    } else {
        /* refused */
    }
    return wrong;
}

/** The command with one bit changed, of the octet in a place from its end. */
static const char *changed_refused(const trial *t, size_t from_end, gbcs_status expected)
{
    gbcs_bytes copy = heap_copy(t->of->octets);
    uint8_t *octets = (uint8_t *)(uintptr_t)copy.data;
    const char *wrong;

    octets[copy.size - from_end] ^= 0x10U;
    wrong = refused(copy, expected);
    heap_free(copy);
    return wrong;
}

/** The command with a changed signature, and the MAC that the Access Control Broker would make. */
static const char *resigned_refused(const trial *t)
{
    const gbcs_frame *frame = &t->of->frame;
    uint8_t signature[GBCS_SIGNATURE_SIZE] = {0U};
    const gbcs_protection protection = {NULL, gbcs_bytes_of(signature, sizeof signature),
                                        &t->of->secret};
    gbcs_writer writer = heap_writer(t->of->octets.size);
    const char *wrong;

    (void)memcpy(signature, frame->signature.data, sizeof signature);
    signature[GBCS_SIGNATURE_SIZE - 1U] ^= 0x01U;
    gbcs_write_message(&t->on->crypto, &frame->header, frame->payload, &protection, &writer);
    wrong = (writer.status == GBCS_OK) ? refused(gbcs_writer_bytes(&writer), GBCS_ERR_SIGNATURE)
                                       : gbcs_status_text(writer.status);
    free(writer.data);
    return wrong;
}

void check_forged(const trial *t)
{
    const gbcs_frame *frame = &t->of->frame;
    const char *wrong = NULL;
    size_t tried = 0U;

    if (trial_start(t, &under_test) != GBCS_OK) {
        wrong = "no device to hand it to";
    }
    if ((wrong == NULL) && (frame->mac.size > 0U)) {
        wrong = changed_refused(t, 1U, GBCS_ERR_MAC);
        tried++;
    }
    if ((wrong == NULL) && (frame->signature.size > 0U)) {
        wrong = changed_refused(t, frame->mac.size + 1U,
                                (frame->mac.size > 0U) ? GBCS_ERR_MAC : GBCS_ERR_SIGNATURE);
        tried++;
    }
    if ((wrong == NULL) && (frame->signature.size > 0U) && (frame->mac.size > 0U)) {
        wrong = resigned_refused(t);
        tried++;
    }
    if (wrong == NULL) {
        wrong = (rig_receive(&under_test, t->of->octets, true) == GBCS_OK) ? NULL
                                                                           : "then refused itself";
    }
    results_tried(&t->on->results, CHECK_FORGED, tried);
    if (wrong == NULL) {
        results_pass(&t->on->results, CHECK_FORGED);
    } else {
        results_fail(&t->on->results, CHECK_FORGED, t->of->path, "forged: %s", wrong);
    }
    rig_stop(&under_test);
}

void check_refused(const trial *t, gbcs_status expected)
{
    const char *wrong = (trial_start(t, &under_test) == GBCS_OK) ? refused(t->of->octets, expected)
                                                                 : "no device to hand it to";

    if (wrong == NULL) {
        results_pass(&t->on->results, CHECK_COMMAND);
    } else {
        results_fail(&t->on->results, CHECK_COMMAND, t->of->path, "not refused as \"%s\": %s",
                     gbcs_status_text(expected), wrong);
    }
    rig_stop(&under_test);
}
