/*
 * Commands through a whole device: taken or refused as they must be, answered as the reference
 * answers, refused when they are forged and when they come again.
 */
#include <stdlib.h>
#include <string.h>

#include "kind.h"
#include "plain.h"
#include "service.h"

static rig under_test;

/* ---- what the command is -------------------------------------------------------------------- */

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

const message *trial_response(const trial *t, size_t *index)
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

/** Which counter guards the command. */
static gbcs_status check_counter(const trial *t)
{
    const gbcs_counter_id id = {t->parties.role, (t->date.dating == GBCS_DATING_IMMEDIATE)
                                                     ? 0U
                                                     : t->of->frame.header.message_code};

    return gbcs_replay_check(&under_test.meter.replay, &id, t->of->frame.header.counter);
}

/** Whether it costs another number of writes; the own counter's reserve comes on top of them. */
static bool writes_differ(const trial *t, uint32_t writes)
{
    const bool noted = is_answered_once(t) || is_encrypted_once(t);

    return !has_own_counter(t) && (writes != (expected_writes(t) + (noted ? 1U : 0U)));
}

/** What is wrong with what the application was told; null if nothing is. */
static const char *wrong_order(const trial *t)
{
    const rig_order *order = &under_test.order;
    const char *wrong = NULL;

    if (order->count != (expected_order(t) ? 1U : 0U)) {
        wrong = expected_order(t) ? "not handed out once" : "handed out";
    } else if (order->count == 0U) {
        /* carried out by the library */
    } else if (order->message_code != t->of->frame.header.message_code) {
        wrong = "another Message Code";
    } else if (order->role != t->parties.role) {
        wrong = "another role";
    } else if (order->waits != expected_to_wait(t)) {
        wrong = "to be kept for a date, or not";
    } else {
        /* as it should be */
    }
    return wrong;
}

/** What is wrong with how the command was taken; null if nothing is. */
static const char *wrong_taking(const trial *t, uint32_t writes)
{
    const bool lost = trial_lost_role(t, &under_test);
    const char *wrong = wrong_order(t);

    if (wrong != NULL) {
        /* that */
    } else if (date_differs(t->of, t->date.dating)) {
        wrong = "another date than its name says";
    } else if (!lost && ((check_counter(t) == GBCS_ERR_REPLAY) != is_protected(t))) {
        wrong = "its counter did not move, or did though nothing protects it";
    } else if (!lost && (rig_counter_moved(&under_test) != is_protected(t))) {
        wrong = "another counter moved";
    } else if (writes_differ(t, writes)) {
        wrong = "another number of writes to storage";
    } else {
        /* as it should be */
    }
    return wrong;
}

/** Hands in the command; what is wrong with how it was taken, or null. */
static const char *take(const trial *t)
{
    const uint32_t before = rig_writes(&under_test);
    const gbcs_status status = rig_receive(&under_test, t->of->octets, false);

    return (status == GBCS_OK) ? wrong_taking(t, rig_writes(&under_test) - before)
                               : gbcs_status_text(status);
}

/* ---- answered ------------------------------------------------------------------------------- */

/** Takes the answer that the application gives from the response. */
static gbcs_status read_answer(trial *t)
{
    const message *response = t->response;
    const gbcs_bytes date_time = response->frame.header.date_time;
    rig_answer *answer = &t->outfit.answer;
    gbcs_status status = GBCS_OK;

    t->plain = heap_writer(RIG_MESSAGE);
    if (response->block_count > 0U) {
        plain_payload(response, &t->plain);
    } else {
        gbcs_write_bytes(&t->plain, response->frame.payload);
    }
    answer->payload = gbcs_writer_bytes(&t->plain);
    if (date_time.size > 0U) {
        answer->timed = true;
        status = gbcs_utc_from_dlms(date_time, &answer->time, &answer->clock_status);
        t->outfit.now = answer->time;
    }
    return (t->plain.status == GBCS_OK) ? status : t->plain.status;
}

const char *trial_prepare(trial *t, const message *response)
{
    const char *reason = NULL;
    gbcs_status status = GBCS_OK;

    trial_release(t);
    (void)memset(&t->outfit, 0, sizeof t->outfit);
    t->outfit.parties = t->parties;
    t->outfit.own_counter = 1U;
    t->response = response;
    t->moved = false;
    if (response != NULL) {
        status = read_answer(t);
        if (has_own_counter(t)) {
            t->outfit.own_counter = response->frame.header.party_originator_counter;
        }
    }
    if (status != GBCS_OK) {
        reason = gbcs_status_text(status);
    } else if (t->service == NULL) {
        /* all that is needed is the answer */
    } else if (response == NULL) {
        reason = "no response at hand that says what it finds";
    } else if (t->service->equip != NULL) {
        reason = t->service->equip(t);
    } else {
        /* nothing special */
    }
    return reason;
}

void trial_release(trial *t)
{
    free(t->plain.data);
    t->plain.data = NULL;
}

gbcs_status trial_start(const trial *t, rig *r)
{
    gbcs_status status =
        rig_start(r, &t->on->keys, t->of->frame.header.recipient, t->device_type, &t->outfit);

    if ((status == GBCS_OK) && (t->service != NULL) && (t->service->store != NULL)) {
        status = t->service->store(t, r);
    }
    rig_note(r);
    return status;
}

/** Whether what was sent is the response. */
static const char *compare(const trial *t)
{
    const char *wrong = NULL;

    if (t->response == NULL) {
        /* nothing to compare with */
    } else if ((t->service != NULL) && (t->service->compare != NULL)) {
        wrong = t->service->compare(t, &under_test);
    } else {
        wrong = rig_compare(&under_test, t->response, t->moved);
    }
    return wrong;
}

/** What the command leaves behind is as the response says. */
static void check_left(const trial *t)
{
    const char *wrong = NULL;

    if ((t->service != NULL) && (t->service->left != NULL)) {
        wrong = t->service->left(t, &under_test);
        if (wrong == NULL) {
            results_pass(&t->on->results, CHECK_EFFECT);
        } else {
            results_fail(&t->on->results, CHECK_EFFECT, t->of->path, "%s", wrong);
        }
    }
}

/** The command to a fresh device; what is wrong with how it is taken, and with the response. */
static const char *answer(const trial *t, const char **taken)
{
    const gbcs_status status = trial_start(t, &under_test);
    const char *wrong = NULL;

    if (status == GBCS_OK) {
        *taken = take(t);
        wrong = compare(t);
        check_left(t);
    } else {
        wrong = gbcs_status_text(status);
        *taken = wrong;
    }
    rig_stop(&under_test);
    return wrong;
}

/** Each response to the command comes out; a command without one is only taken. */
static void check_answers(trial *t)
{
    results *to = &t->on->results;
    const char *first_wrong = NULL;
    size_t index = 0U;
    const message *response = trial_response(t, &index);
    bool more = true;

    while (more) {
        const char *taken = trial_prepare(t, response);
        const char *wrong = (taken == NULL) ? answer(t, &taken) : taken;
        first_wrong = (first_wrong == NULL) ? taken : first_wrong;
        if (response == NULL) {
            /* nothing to compare with */
        } else if (wrong == NULL) {
            results_pass(to, CHECK_ANSWER);
        } else {
            results_fail(to, CHECK_ANSWER, response->path, "%s", wrong);
        }
        response = trial_response(t, &index);
        more = (response != NULL);
    }
    if (first_wrong == NULL) {
        results_pass(to, CHECK_COMMAND);
    } else {
        results_fail(to, CHECK_COMMAND, t->of->path, "%s", first_wrong);
    }
}

/* ---- the second time ------------------------------------------------------------------------ */

/** How the command is received the second time: also for an answer that may not be given twice. */
static gbcs_status wanted_again(const trial *t)
{
    const gbcs_status expected = expected_again(t, &under_test);

    return ((expected == GBCS_OK) && is_answered_once(t)) ? GBCS_ERR_ANSWERED : expected;
}

/** Whether a token was in the command: then it is used, and its counter was answered under its key. */
static bool is_token(const trial *t)
{
    return (t->use_case->flags & GBCS_USE_TOP_UP) != 0U;
}

/** What is wrong with how the command was received again, or null. */
static const char *wrong_again(const trial *t, gbcs_status expected)
{
    const bool asked = (expected == GBCS_OK) && expected_order(t) && !is_token(t);
    const bool answered = (t->response != NULL) && (expected == GBCS_OK) && !is_token(t);
    const char *wrong = NULL;

    if (under_test.order.count != (asked ? 1U : 0U)) {
        wrong = "handed out, or not";
    } else if ((is_encrypted_once(t) || is_token(t)) && (under_test.sent_count > 0U)) {
        wrong = "answered under the same key";
    } else if (answered && !is_encrypted_once(t) && (under_test.sent_count == 0U)) {
        wrong = "not answered";
    } else {
        /* as it should be */
    }
    return wrong;
}

/** The command again, after a restart; what is wrong with how it is received, or null. */
static const char *again(const trial *t)
{
    gbcs_status expected;
    const char *wrong = NULL;
    gbcs_status status = rig_restart(&under_test);

    rig_forget(&under_test);
    expected = wanted_again(t);
    if (status == GBCS_OK) {
        status = rig_receive(&under_test, t->of->octets, false);
    }
    if (status == expected) {
        wrong = wrong_again(t, expected);
    } else {
        wrong = gbcs_status_text(status);
    }
    return wrong;
}

static void check_repeated(const trial *t)
{
    const char *wrong = "not taken the first time";

    if ((trial_start(t, &under_test) == GBCS_OK) && (take(t) == NULL)) {
        wrong = again(t);
    }
    if (wrong == NULL) {
        results_pass(&t->on->results, CHECK_REPEATED);
    } else {
        results_fail(&t->on->results, CHECK_REPEATED, t->of->path, "the second time: %s", wrong);
    }
    rig_stop(&under_test);
}

/** The responses to a command that is not carried out here. */
static void skip_answers(trial *t, const char *reason)
{
    size_t index = 0U;
    const message *response = trial_response(t, &index);

    for (; response != NULL; response = trial_response(t, &index)) {
        results_skip(&t->on->results, CHECK_ANSWER, response->path, "its command: %s", reason);
    }
}

/* ---- all commands --------------------------------------------------------------------------- */

/** Takes the first response, if there is one, for the one to be expected; why that can't be, or null. */
static const char *begin(trial *t)
{
    size_t index = 0U;

    return trial_prepare(t, trial_response(t, &index));
}

static void check_command(bench *on, const message_set *set, const message *of)
{
    const gbcs_header *header = &of->frame.header;
    trial t = {.on = on, .set = set, .of = of};
    const char *reason;
    const char *impossible;
    gbcs_status expected;

    t.plain = gbcs_writer_of(NULL, 0U);
    t.use_case = gbcs_use_case_find(header->message_code);
    t.service = service_find(header->message_code);
    t.device_type = kind_of_device(set, header->recipient);
    if ((t.use_case == NULL) ||
        (gbcs_command_date(t.use_case, of->frame.payload, &t.date) != GBCS_OK)) {
        t.date.dating = GBCS_DATING_IMMEDIATE;
    }
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
    impossible = begin(&t);
    reason = expected_skip(&t);
    expected = expected_status(&t);
    if ((reason == NULL) && (expected == GBCS_OK)) {
        reason = impossible;
    }
    if (reason != NULL) {
        results_skip(&on->results, CHECK_COMMAND, of->path, "%s", reason);
        skip_answers(&t, reason);
    } else if (expected != GBCS_OK) {
        check_refused(&t, expected);
        skip_answers(&t, gbcs_status_text(expected));
    } else {
        check_answers(&t);
        (void)begin(&t);
        check_forged(&t);
        check_repeated(&t);
        check_dated(&t);
    }
    trial_release(&t);
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
