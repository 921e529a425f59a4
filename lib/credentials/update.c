#include <string.h>

#include "credentials/execution.h"
#include "gbcs/codec/ber.h"
#include "trust/change.h"

/** Future dated command actioned, and not actioned (GBCS 16.2). */
#define EVENT_ACTIONED 0x8F66U
#define EVENT_NOT_ACTIONED 0x8F67U

/** Removes what is pending: an ASN.1 instruction is about nothing but its Message Code. */
static gbcs_status remove_pending(gbcs_schedule *schedule, uint16_t code, uint8_t role)
{
    uint8_t object[GBCS_OBJECT_SIZE];

    (void)memset(object, 0, sizeof object);
    return gbcs_schedule_remove(schedule, code, object, role);
}

/** How times are checked of what is done at once. */
static update_times times_of(const gbcs_desk *desk, const update *what)
{
    return (what->times_count && (desk->clock != GBCS_CLOCK_UNKNOWN)) ? UPDATE_TIMES_CHECKED
                                                                      : UPDATE_TIMES_OPEN;
}

/** Adds the changes to the transaction, the last thing that can fail, and says what follows. */
static gbcs_status apply(const execution *run, gbcs_effects *effects)
{
    gbcs_status status = GBCS_OK;

    if (run->succeeded > 0U) {
        status = trust_put_cells(run->trust, run->changes);
    }
    if (status == GBCS_OK) {
        execution_effects(run, effects);
    }
    return status;
}

/** Writes the response of a command that was put off or cancelled. */
static gbcs_status write_accepted(gbcs_writer *response)
{
    const size_t mark = gbcs_write_open(response, GBCS_BER_SEQUENCE);

    gbcs_write_tlv(response, GBCS_BER_NULL, GBCS_BER_NO_81, gbcs_bytes_of(NULL, 0U));
    gbcs_write_close(response, mark, GBCS_BER_NO_81);
    return response->status;
}

static gbcs_status do_now(const gbcs_desk *desk, execution *run, gbcs_writer *response,
                          gbcs_effects *effects)
{
    gbcs_status status;
    size_t mark;

    run->times = times_of(desk, &run->what);
    run->time = desk->now;
    execution_judge(desk->crypto, run);
    mark = gbcs_write_open(response, GBCS_BER_SEQUENCE);
    gbcs_write_tlv(response, GBCS_BER_NULL, GBCS_BER_NO_81, gbcs_bytes_of(NULL, 0U));
    execution_write(response, run);
    gbcs_write_close(response, mark, GBCS_BER_NO_81);
    status = response->status;
    if (status == GBCS_OK) {
        status = apply(run, effects);
    }
    return status;
}

/** Keeps the instruction. Of its certificates only the times are looked at, and remembered. */
static gbcs_status put_off(const gbcs_desk *desk, const gbcs_command *command, const update *what,
                           gbcs_writer *response)
{
    const bool checked = times_of(desk, what) == UPDATE_TIMES_CHECKED;
    gbcs_schedule *schedule = desk->schedule;
    gbcs_pending pending;
    gbcs_status status = write_accepted(response);

    (void)memset(&pending, 0, sizeof pending);
    pending.code = command->use_case->code;
    pending.role = command->role;
    pending.originator = command->frame.header.originator;
    pending.counter = command->frame.header.counter;
    pending.date = command->date.time;
    pending.verdict = (!checked) || execution_times_good(what, desk->now);
    pending.payload_size = command->frame.payload.size;
    if (status == GBCS_OK) {
        status = gbcs_schedule_put(schedule, &pending, command->frame.payload);
    }
    return status;
}

/** A date that is past is at once, once the time is known (GBCS 9.2). */
static bool is_to_wait(const gbcs_desk *desk, const gbcs_date *date)
{
    return (desk->clock == GBCS_CLOCK_UNKNOWN) || (date->time > desk->now);
}

/** Follows the date of the command. One with a date takes the place of what is pending. */
static gbcs_status follow_date(const gbcs_desk *desk, const gbcs_command *command, execution *run,
                               gbcs_writer *response, gbcs_effects *effects)
{
    const gbcs_dating dating = command->date.dating;
    gbcs_schedule *schedule = desk->schedule;
    gbcs_status status = GBCS_OK;

    if (dating == GBCS_DATING_IMMEDIATE) {
        status = do_now(desk, run, response, effects);
    } else if ((dating == GBCS_DATING_DATED) && is_to_wait(desk, &command->date)) {
        status = put_off(desk, command, &run->what, response);
    } else {
        status = remove_pending(schedule, command->use_case->code, command->role);
        if (status != GBCS_OK) {
            /* the transaction has failed */
        } else if (dating == GBCS_DATING_DATED) {
            status = do_now(desk, run, response, effects);
        } else {
            status = write_accepted(response);
        }
    }
    return status;
}

gbcs_status gbcs_credentials_update(const gbcs_desk *desk, const gbcs_command *command,
                                    gbcs_writer *response, gbcs_effects *effects)
{
    const update_mode *mode = NULL;
    gbcs_status status = GBCS_ERR_ARGUMENT;
    execution run;

    (void)memset(&run, 0, sizeof run);
    (void)memset(effects, 0, sizeof *effects);
    run.trust = desk->trust;
    if (gbcs_command_accepted(command)) {
        mode = mode_of_code(command->use_case->code);
        status = GBCS_ERR_UNSUPPORTED;
    }
    if (mode != NULL) {
        status = (command->role == mode->role) ? GBCS_OK : GBCS_ERR_ROLE;
    }
    if (status == GBCS_OK) {
        status =
            update_read(command->frame.payload, mode, command->frame.header.counter, &run.what);
    }
    if (status == GBCS_OK) {
        status = follow_date(desk, command, &run, response, effects);
    }
    return status;
}

/** Whether the sender still speaks in the role in which it did. */
static gbcs_status check_sender(const gbcs_trust *trust, const gbcs_pending *pending)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(pending->code);
    uint8_t key_usage = GBCS_KEY_USAGE_SIGNATURE;
    uint16_t roles;

    if (gbcs_command_form(use_case, trust->device_type, pending->role) == GBCS_FORM_MACED) {
        key_usage = GBCS_KEY_USAGE_AGREEMENT;
    }
    roles = gbcs_trust_roles(trust, pending->originator, key_usage);
    return ((((uint32_t)roles >> pending->role) & 1U) != 0U) ? GBCS_OK : GBCS_ERR_ROLE;
}

/** Writes the alert: SEQUENCE { alertCode, executionDateTime, executionOutcome }. */
static gbcs_status write_alert(const gbcs_pending *pending, const execution *run, uint16_t event,
                               gbcs_writer *alert)
{
    const size_t mark = gbcs_write_open(alert, GBCS_BER_SEQUENCE);

    gbcs_write_unsigned(alert, GBCS_BER_INTEGER, event);
    gbcs_write_u8(alert, GBCS_BER_GENERALIZED_TIME);
    gbcs_write_u8(alert, GBCS_GENERALIZED_TIME_SIZE);
    gbcs_write_generalized_time(alert, pending->date);
    execution_write(alert, run);
    gbcs_write_close(alert, mark, GBCS_BER_NO_81);
    return alert->status;
}

/** Does what was pending, whose times were checked at receipt. */
static gbcs_status do_pending(const gbcs_desk *desk, const gbcs_pending *pending, execution *run,
                              gbcs_writer *alert, uint16_t *event, gbcs_effects *effects)
{
    gbcs_status status;
    uint16_t result = EVENT_NOT_ACTIONED;

    if (!pending->verdict) {
        run->times = UPDATE_TIMES_BAD;
    }
    execution_judge(desk->crypto, run);
    if (run->succeeded == run->what.count) {
        result = EVENT_ACTIONED;
    }
    status = write_alert(pending, run, result, alert);
    if (status == GBCS_OK) {
        status = apply(run, effects);
    }
    if (status == GBCS_OK) {
        *event = result;
    }
    return status;
}

gbcs_status gbcs_credentials_due(const gbcs_desk *desk, const gbcs_pending *pending,
                                 gbcs_bytes payload, gbcs_writer *alert, uint16_t *event,
                                 gbcs_effects *effects)
{
    const update_mode *mode = mode_of_code(pending->code);
    gbcs_schedule *schedule = desk->schedule;
    gbcs_status status = GBCS_ERR_UNSUPPORTED;
    execution run;

    (void)memset(&run, 0, sizeof run);
    (void)memset(effects, 0, sizeof *effects);
    *event = EVENT_NOT_ACTIONED;
    run.trust = desk->trust;
    if (mode != NULL) {
        status = remove_pending(schedule, pending->code, pending->role);
    }
    if (status == GBCS_OK) {
        status = (pending->role == mode->role) ? check_sender(desk->trust, pending) : GBCS_ERR_ROLE;
    }
    if (status == GBCS_OK) {
        status = update_read(payload, mode, pending->counter, &run.what);
    }
    if (status == GBCS_OK) {
        status = do_pending(desk, pending, &run, alert, event, effects);
    }
    return status;
}

gbcs_status gbcs_credentials_dropped(const gbcs_pending *pending, gbcs_writer *alert)
{
    gbcs_status status = GBCS_ERR_UNSUPPORTED;
    execution run;

    (void)memset(&run, 0, sizeof run);
    run.what.mode = mode_of_code(pending->code);
    run.what.counter = pending->counter;
    if (run.what.mode != NULL) {
        status = write_alert(pending, &run, EVENT_NOT_ACTIONED, alert);
    }
    return status;
}
