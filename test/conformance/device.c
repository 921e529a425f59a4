/*
 * Commands through a whole device: taken or refused as they must be, answered as the reference
 * answers, refused when they are forged and when they come again.
 */
#include <stdlib.h>
#include <string.h>

#include "checks.h"
#include "device.h"
#include "kind.h"
#include "plain.h"

static rig under_test;

/* ---- what the command is -------------------------------------------------------------------- */

static bool is_protected(const trial *t)
{
    return (t->use_case->flags & GBCS_USE_REPLAY) != 0U;
}

/** Whether it can be said what a device sends: its MAC and what is encrypted in it. */
static bool is_comparable(const message *response)
{
    return (response->mac != VERDICT_UNCHECKABLE) && plain_is_known(response);
}

/** The next response to the command; null if there is none. */
static const message *next_answer(const trial *t, size_t *index)
{
    const message *found = NULL;

    for (; (found == NULL) && (*index < t->set->count); *index += 1U) {
        const message *of = &t->set->messages[*index];
        if (of->parsed && message_answers(of, t->of)) {
            found = of;
        }
    }
    return found;
}

/** The same of those that what is sent can be compared with. */
static const message *next_response(const trial *t, size_t *index)
{
    const message *found = next_answer(t, index);

    while ((found != NULL) && !is_comparable(found)) {
        found = next_answer(t, index);
    }
    return found;
}

/** Whether the response carries an own counter, to which what is encrypted in it is bound. */
static bool has_own_counter(const trial *t)
{
    size_t index = 0U;
    const message *response = (t->response != NULL) ? t->response : next_answer(t, &index);

    return (response != NULL) ? (response->frame.header.other_form == GBCS_OTHER_ORIGINATOR_COUNTER)
                              : (t->of->frame.header.other_form == GBCS_OTHER_CERTIFICATE);
}

/** Whether a command may not come again because its answer is encrypted (GBCS 8). */
static bool is_answered_once(const trial *t)
{
    return ((t->use_case->flags & GBCS_USE_ENCRYPTED) != 0U) && !has_own_counter(t);
}

/** Whether a second answer would use a key and an initialisation vector again. */
static bool is_encrypted_once(const trial *t)
{
    return (t->response != NULL) && (t->response->block_count > 0U) && !has_own_counter(t);
}

/* ---- taken ---------------------------------------------------------------------------------- */

/** Whether the file's name says another date. */
static bool date_differs(const message *of, gbcs_dating dating)
{
    static const struct {
        const char *word;
        gbcs_dating dating;
    } WORDS[] = {{"_FUTURE_DATED_", GBCS_DATING_DATED},
                 {"_CANCELLATION_", GBCS_DATING_CANCEL},
                 {"_IMMEDIATE_", GBCS_DATING_IMMEDIATE}};
    const char *slash = strrchr(of->path, '/');
    const char *name = (slash == NULL) ? of->path : slash;
    bool differs = false;

    for (size_t i = 0U; i < sizeof WORDS / sizeof WORDS[0]; i++) {
        if ((strstr(name, WORDS[i].word) != NULL) && (dating != WORDS[i].dating)) {
            differs = true;
        }
    }
    return differs;
}

/** Which counter guards the command, by what the application was told of it. */
static gbcs_status check_counter(const trial *t)
{
    const gbcs_counter_id id = {t->parties.role,
                                (under_test.order.date.dating == GBCS_DATING_IMMEDIATE)
                                    ? 0U
                                    : t->of->frame.header.message_code};
    return gbcs_replay_check(&under_test.meter.replay, &id, t->of->frame.header.counter);
}

/** Writes that taking the command costs; the own counter's reserve comes on top of them. */
static bool writes_differ(const trial *t, uint32_t writes)
{
    const bool noted = is_answered_once(t) || is_encrypted_once(t);
    const uint32_t expected = (is_protected(t) ? 1U : 0U) + (noted ? 1U : 0U);

    return !has_own_counter(t) && (writes != expected);
}

/** What is wrong with what the application was told; null if nothing is. */
static const char *wrong_order(const trial *t, uint32_t writes)
{
    const rig_order *order = &under_test.order;
    const char *wrong = NULL;

    if (order->count != 1U) {
        wrong = "not handed out once";
    } else if (order->message_code != t->of->frame.header.message_code) {
        wrong = "another Message Code";
    } else if (order->role != t->parties.role) {
        wrong = "another role";
    } else if (date_differs(t->of, order->date.dating)) {
        wrong = "another date than its name says";
    } else if ((check_counter(t) == GBCS_ERR_REPLAY) != is_protected(t)) {
        wrong = "its counter did not move, or did though nothing protects it";
    } else if (rig_counter_moved(&under_test) != is_protected(t)) {
        wrong = "another counter moved";
    } else if (writes_differ(t, writes)) {
        wrong = "another number of writes to storage";
    } else {
        /* as it should be */
    }
    return wrong;
}

/** Hands in the command; what is wrong with how it was taken, or null. */
static const char *take(const trial *t, bool in_blocks)
{
    const uint32_t before = rig_writes(&under_test);
    const gbcs_status status = rig_receive(&under_test, t->of->octets, in_blocks);

    return (status == GBCS_OK) ? wrong_order(t, rig_writes(&under_test) - before)
                               : gbcs_status_text(status);
}

/* ---- answered ------------------------------------------------------------------------------- */

/** Takes the answer that the application gives from the response. */
static gbcs_status read_answer(const message *response, gbcs_writer *plain, rig_answer *answer)
{
    const gbcs_bytes date_time = response->frame.header.date_time;
    gbcs_status status = GBCS_OK;

    (void)memset(answer, 0, sizeof *answer);
    if (response->block_count > 0U) {
        plain_payload(response, plain);
    } else {
        gbcs_write_bytes(plain, response->frame.payload);
    }
    answer->payload = gbcs_writer_bytes(plain);
    if (date_time.size > 0U) {
        answer->timed = true;
        status = gbcs_utc_from_dlms(date_time, &answer->time, &answer->clock_status);
    }
    return (plain->status == GBCS_OK) ? status : plain->status;
}

/** A fresh device, whose application answers as in the response and whose counter is the same. */
static gbcs_status start_with_answer(const trial *t, gbcs_writer *plain)
{
    const message *response = t->response;
    gbcs_status status = trial_start(t, &under_test,
                                     ((response != NULL) && has_own_counter(t))
                                         ? response->frame.header.party_originator_counter
                                         : 1U);

    if ((status == GBCS_OK) && (response != NULL)) {
        status = read_answer(response, plain, &under_test.answer);
    }
    return status;
}

/** The command to a fresh device; what is wrong with how it is taken, and with the response. */
static const char *answer(const trial *t, const char **taken)
{
    gbcs_writer plain = heap_writer(RIG_MESSAGE);
    const gbcs_status status = start_with_answer(t, &plain);
    const char *wrong = NULL;

    if (status == GBCS_OK) {
        *taken = take(t, false);
        wrong = (t->response != NULL) ? rig_compare(&under_test, t->response) : NULL;
    } else {
        wrong = gbcs_status_text(status);
        *taken = wrong;
    }
    rig_stop(&under_test);
    free(plain.data);
    return wrong;
}

/** Each response to the command comes out; a command without one is only taken. */
static void check_answers(trial *t)
{
    results *to = &t->on->results;
    const char *wrong_taking = NULL;
    size_t index = 0U;
    bool more = true;

    t->response = next_response(t, &index);
    while (more) {
        const char *taken = NULL;
        const char *wrong = answer(t, &taken);
        wrong_taking = (wrong_taking == NULL) ? taken : wrong_taking;
        if (t->response == NULL) {
            /* nothing to compare with */
        } else if (wrong == NULL) {
            results_pass(to, CHECK_ANSWER);
        } else {
            results_fail(to, CHECK_ANSWER, t->response->path, "%s", wrong);
        }
        t->response = next_response(t, &index);
        more = (t->response != NULL);
    }
    if (wrong_taking == NULL) {
        results_pass(to, CHECK_COMMAND);
    } else {
        results_fail(to, CHECK_COMMAND, t->of->path, "%s", wrong_taking);
    }
}

/* ---- the second time ------------------------------------------------------------------------ */

/** How the command is received the second time. */
static gbcs_status expected_again(const trial *t)
{
    gbcs_status expected = GBCS_OK;

    if (is_protected(t)) {
        expected = GBCS_ERR_REPLAY;
    } else if (is_answered_once(t)) {
        expected = GBCS_ERR_ANSWERED;
    } else {
        /* it may come as often as it likes */
    }
    return expected;
}

/** The command again, after a restart; what is wrong with how it is received, or null. */
static const char *again(const trial *t)
{
    const gbcs_status expected = expected_again(t);
    const char *wrong = NULL;
    gbcs_status status = rig_restart(&under_test);

    rig_forget(&under_test);
    if (status == GBCS_OK) {
        status = rig_receive(&under_test, t->of->octets, false);
    }
    if (status != expected) {
        wrong = gbcs_status_text(status);
    } else if (under_test.order.count != ((expected == GBCS_OK) ? 1U : 0U)) {
        wrong = "handed out, or not";
    } else if (is_encrypted_once(t) && (under_test.sent_count > 0U)) {
        wrong = "answered under the same key";
    } else if ((t->response != NULL) && (expected == GBCS_OK) && !is_encrypted_once(t) &&
               (under_test.sent_count == 0U)) {
        wrong = "not answered";
    } else {
        /* as it should be */
    }
    return wrong;
}

static void check_repeated(trial *t)
{
    gbcs_writer plain = heap_writer(RIG_MESSAGE);
    const char *wrong = "not taken the first time";
    size_t index = 0U;

    t->response = next_response(t, &index);
    if ((start_with_answer(t, &plain) == GBCS_OK) && (take(t, false) == NULL)) {
        wrong = again(t);
    }
    if (wrong == NULL) {
        results_pass(&t->on->results, CHECK_REPEATED);
    } else {
        results_fail(&t->on->results, CHECK_REPEATED, t->of->path, "the second time: %s", wrong);
    }
    rig_stop(&under_test);
    free(plain.data);
}

/** The responses to a command that is not carried out here. */
static void skip_answers(trial *t, const char *reason)
{
    size_t index = 0U;
    const message *response = next_response(t, &index);

    for (; response != NULL; response = next_response(t, &index)) {
        results_skip(&t->on->results, CHECK_ANSWER, response->path, "its command: %s", reason);
    }
}

/* ---- all commands --------------------------------------------------------------------------- */

static void check_command(bench *on, const message_set *set, const message *of)
{
    const gbcs_header *header = &of->frame.header;
    trial t = {.on = on, .set = set, .of = of};
    const char *reason;
    gbcs_status expected;

    t.use_case = gbcs_use_case_find(header->message_code);
    t.device_type = kind_of_device(set, header->recipient);
    t.parties.party = header->originator;
    t.parties.role = expected_role(&t);
    if ((of->mac == VERDICT_VALID) && !is_between_devices(&t)) {
        t.parties.secret = &of->secret;
    }
    if (header->other_form == GBCS_OTHER_CERTIFICATE) {
        t.parties.stranger = header->party;
    } else {
        t.parties.supplementary = header->party;
    }
    reason = expected_skip(&t);
    expected = expected_status(&t);
    if (reason != NULL) {
        results_skip(&on->results, CHECK_COMMAND, of->path, "%s", reason);
        skip_answers(&t, reason);
    } else if (expected != GBCS_OK) {
        check_refused(&t, expected);
        skip_answers(&t, gbcs_status_text(expected));
    } else {
        check_answers(&t);
        check_forged(&t);
        check_repeated(&t);
    }
}

/** A response that does not come out of any command here. */
static void skip_response(bench *on, const message_set *set, const message *response)
{
    bool found = false;

    for (size_t i = 0U; !found && (i < set->count); i++) {
        found = set->messages[i].parsed && message_answers(response, &set->messages[i]);
    }
    if (!found) {
        results_skip(&on->results, CHECK_ANSWER, response->path, "its command is not there");
    } else if (!is_comparable(response)) {
        results_skip(&on->results, CHECK_ANSWER, response->path, "no private key of either party");
    } else {
        /* it is compared there */
    }
}

void check_device(bench *on, const message_set *set)
{
    for (size_t i = 0U; i < set->count; i++) {
        const message *of = &set->messages[i];
        const gbcs_header *header = &of->frame.header;
        if (!of->parsed) {
            /* no message */
        } else if ((header->cra == GBCS_CRA_COMMAND) && (of->frame.signature_part.size > 0U)) {
            check_command(on, set, of);
        } else if (header->cra == GBCS_CRA_ALERT) {
            check_raised(on, set, of);
        } else if (header->cra == GBCS_CRA_RESPONSE) {
            /* the others come out of their commands */
            skip_response(on, set, of);
        } else {
            /* a pre-command is sent to no device */
        }
    }
}
