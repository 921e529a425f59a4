/*
 * What a device sends: alerts and responses, their headers, sensitive parts and pieces.
 */
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "payload.h"
#include "plain.h"

static bool is_kind(const message *of, gbcs_cra cra)
{
    return of->parsed && (of->frame.header.cra == cra);
}

/** The command beside a response that it answers; null if it is not there. */
static const message *find_command(const message_set *set, const message *response)
{
    const message *found = NULL;

    for (size_t i = 0U; (found == NULL) && (i < set->count); i++) {
        const message *of = &set->messages[i];
        if (of->parsed && message_answers(response, of)) {
            found = of;
        }
    }
    return found;
}

static void check_alert(bench *on, const message *of)
{
    gbcs_family kind;
    gbcs_alert alert;
    gbcs_status status = plain_read_alert(&of->frame, &kind, &alert);

    if (status == GBCS_ERR_ABSENT) {
        /* nothing to make it from */
    } else if (status != GBCS_OK) {
        results_fail(&on->results, CHECK_ALERT, of->path, "%s", gbcs_status_text(status));
    } else {
        gbcs_writer writer = heap_writer(of->frame.payload.size);
        size_t size = gbcs_alert_size(kind, &alert);
        gbcs_write_alert(kind, &alert, of->frame.header.counter, &writer);
        if (heap_written(&writer, of->frame.payload) && (size == of->frame.payload.size)) {
            results_pass(&on->results, CHECK_ALERT);
        } else {
            results_fail(&on->results, CHECK_ALERT, of->path, "made anew, it differs");
        }
    }
}

/** The header from the command's, as it is kept while the command is carried out. */
static void check_header(bench *on, const message *of, const message *command)
{
    const gbcs_header *is = &of->frame.header;
    gbcs_intent intent;
    gbcs_header header;
    size_t size = gbcs_grouping_size(is, of->frame.payload.size);
    gbcs_writer writer = heap_writer(size);

    (void)memset(&intent, 0, sizeof intent);
    intent.header = command->frame.header;
    intent.header.date_time = gbcs_bytes_of(NULL, 0U);
    intent.header.party_certificate = gbcs_bytes_of(NULL, 0U);
    gbcs_response_header(&intent, is->party_originator_counter, is->date_time, &header);
    gbcs_write_grouping(&writer, &header, of->frame.payload.size);
    if (heap_written(&writer, of->frame.grouping)) {
        results_pass(&on->results, CHECK_HEADER);
    } else {
        results_fail(&on->results, CHECK_HEADER, of->path, "made from its command's, it differs");
    }
}

/** Encrypts a payload again, with the plain one at the far end of the buffer that it goes to. */
static bool sealed_again(bench *on, const message *of, const gbcs_use_case *use_case,
                         gbcs_bytes request, gbcs_bytes plain)
{
    gbcs_bytes payload = of->frame.payload;
    gbcs_shared_secret secret;
    gbcs_writer writer = heap_writer(payload.size);
    bool done = keys_encryption_secret(&on->keys, &of->frame.header, &secret);

    if (done) {
        size_t place = payload.size - plain.size;
        (void)memcpy(&writer.data[place], plain.data, plain.size);
        gbcs_write_sealed_payload(&on->crypto, &secret, use_case, &of->frame.header, request,
                                  gbcs_bytes_of(&writer.data[place], plain.size), &writer);
    }
    gbcs_wipe(&secret, sizeof secret);
    return heap_written(&writer, payload) && done;
}

/** What is encrypted in the message is encrypted again, and nothing else. */
static void check_sensitive(bench *on, const message *of, gbcs_bytes request)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(of->frame.header.message_code);
    gbcs_writer plain = heap_writer(of->frame.payload.size);
    size_t size = 0U;
    bool sealed = false;
    gbcs_status status = GBCS_ERR_UNSUPPORTED;

    if (of->block_count > 0U) {
        plain_payload(of, &plain);
    } else {
        gbcs_write_bytes(&plain, of->frame.payload);
    }
    if (use_case != NULL) {
        status = (plain.status != GBCS_OK)
                     ? plain.status
                     : gbcs_sealed_payload_size(use_case, request, gbcs_writer_bytes(&plain), &size,
                                                &sealed);
    }
    if (!plain_is_known(of)) {
        results_skip(&on->results, CHECK_SENSITIVE, of->path, "no private key of either party");
    } else if (status != GBCS_OK) {
        results_fail(&on->results, CHECK_SENSITIVE, of->path, "%s", gbcs_status_text(status));
    } else if ((size != of->frame.payload.size) || (sealed != (of->block_count > 0U))) {
        results_fail(&on->results, CHECK_SENSITIVE, of->path, "%s, %zu octets, not %zu",
                     sealed ? "encrypted" : "plain", size, of->frame.payload.size);
    } else if (sealed && !sealed_again(on, of, use_case, request, gbcs_writer_bytes(&plain))) {
        results_fail(&on->results, CHECK_SENSITIVE, of->path, "encrypted again, it differs");
    } else {
        results_pass(&on->results, CHECK_SENSITIVE);
    }
    free(plain.data);
}

/** The message, with its payload in pieces of some octets. */
static bool made_in_pieces(bench *on, const message *of, size_t step)
{
    const gbcs_frame *frame = &of->frame;
    const bool is_maced = (frame->mac.size > 0U);
    const gbcs_form form = is_maced ? GBCS_FORM_MACED : GBCS_FORM_SIGNED;
    gbcs_writer writer = heap_writer(of->octets.size);
    gbcs_pieces pieces;
    uint8_t digest[GBCS_DIGEST_SIZE];
    bool good = true;

    gbcs_pieces_begin(&pieces, &on->crypto, &frame->header, frame->payload.size, form,
                      is_maced ? &of->secret : NULL, &writer);
    for (size_t at = 0U; at < frame->payload.size; at += step) {
        size_t left = frame->payload.size - at;
        gbcs_pieces_append(
            &pieces, gbcs_bytes_slice(frame->payload, at, (left < step) ? left : step), &writer);
    }
    gbcs_pieces_digest(&pieces, digest);
    if (!is_maced) {
        good = gbcs_ecdsa_verify(&on->crypto, &of->signer, digest, frame->signature) == GBCS_OK;
    }
    gbcs_pieces_finish(&pieces, frame->signature, &writer);
    return heap_written(&writer, of->octets) && good;
}

static void check_pieces(bench *on, const message *of)
{
    static const size_t STEPS[] = {1U, 16U, 65535U};
    bool equal = true;

    if ((of->mac != VERDICT_VALID) && (of->signature != VERDICT_VALID)) {
        results_skip(&on->results, CHECK_PIECES, of->path, "no key to make it with");
    } else {
        for (size_t i = 0U; i < sizeof STEPS / sizeof STEPS[0]; i++) {
            equal = made_in_pieces(on, of, STEPS[i]) && equal;
        }
        if (equal) {
            results_pass(&on->results, CHECK_PIECES);
        } else {
            results_fail(&on->results, CHECK_PIECES, of->path, "made in pieces, it differs");
        }
    }
}

static void check_response(bench *on, const message_set *set, const message *of)
{
    const message *command = find_command(set, of);

    if (command == NULL) {
        results_skip(&on->results, CHECK_HEADER, of->path, "its command is not there");
        results_skip(&on->results, CHECK_SENSITIVE, of->path, "its command is not there");
    } else {
        check_header(on, of, command);
        check_sensitive(on, of, command->frame.payload);
    }
}

void check_responses(bench *on, const message_set *set)
{
    for (size_t i = 0U; i < set->count; i++) {
        const message *of = &set->messages[i];
        if (is_kind(of, GBCS_CRA_RESPONSE)) {
            check_response(on, set, of);
            check_pieces(on, of);
        } else if (is_kind(of, GBCS_CRA_ALERT)) {
            check_alert(on, of);
            check_sensitive(on, of, gbcs_bytes_of(NULL, 0U));
            check_pieces(on, of);
        } else {
            /* a device sends no other */
        }
    }
}
