#include "gbcs/message/verify.h"

#include <string.h>

#include "message/budget.h"
#include "message/content.h"
#include "message/speaker.h"

/** The pattern in a command that was accepted. */
#define ACCEPTED 0x6D3AC591U

/*
 * What each stage adds when it is passed. The sum must be the one that the use case asks for, so an
 * instruction that was skipped, or a branch that was turned, leaves a command that is not accepted.
 */
#define PASSED_TARGET 0x1D8E4E27U
#define PASSED_MAC 0x50F28B6BU
#define PASSED_SIGNATURE 0x2B7E1516U
#define PASSED_SPEAKER 0x3C6EF372U
#define PASSED_FRESH 0x1F83D9ABU
#define PASSED_UNGUARDED 0x5BE0CD19U
#define PASSED_CONTENT 0x510E527FU
#define PASSED_CERTIFICATE 0x4A09E667U
#define PASSED_NO_CERTIFICATE 0x2BB67AE8U

/* Events (GBCS 16.2). */
#define EVENT_NONE 0U
#define EVENT_CONTENT 0x8F1EU
#define EVENT_AUTHENTICATION 0x8F3DU

/** A failure that is remembered, and its event. */
typedef struct remembered_row {
    gbcs_status status;
    uint16_t event;
} remembered_row;

/* MISRA Ref 8.9.1 */
static const remembered_row REMEMBERED[] = {
    {GBCS_ERR_UNSUPPORTED, 0x8F85U},
    {GBCS_ERR_ORIGINATOR, 0x8F3EU},
    {GBCS_ERR_ROLE, 0x8F30U},
    {GBCS_ERR_REPLAY, 0x8F53U},
};

#define REMEMBERED_COUNT ((sizeof REMEMBERED) / (sizeof REMEMBERED[0]))

/** A command on its way through the gate. */
typedef struct trial {
    /** What is known. */
    gbcs_gate *gate;
    /** The message. */
    const gbcs_frame *frame;
    /** Its use case; null if it is not the one of a command to the device. */
    const gbcs_use_case *use_case;
    /** Who speaks. */
    speaker who;
    /** Whether that is another device on the HAN, and its key. */
    bool has_peer;
    gbcs_public_key peer_key;
    /** What is wrong with use case or speaker, or #GBCS_OK: not to be told before authenticity. */
    gbcs_status verdict;
    /** Its date, and whether that could be read. */
    gbcs_date date;
    gbcs_status date_status;
    /** Whether its counter is fresh. */
    gbcs_status fresh;
    /** Sum of the stages that were passed; volatile, so that it is not computed beforehand. */
    volatile uint32_t passed;
} trial;

static gbcs_status refuse(gbcs_refusal *refusal, gbcs_status status, uint16_t event)
{
    refusal->status = status;
    refusal->event = event;
    return status;
}

/** The event of a failure that was remembered; none if the device itself failed. */
static uint16_t event_of(gbcs_status status)
{
    uint16_t event = EVENT_NONE;
    size_t i;

    for (i = 0U; i < REMEMBERED_COUNT; i++) {
        if (REMEMBERED[i].status == status) {
            event = REMEMBERED[i].event;
        }
    }
    return event;
}

/** A command, and to this device (GBCS 7.2.7). A device that has no identifier is not addressed. */
static gbcs_status check_target(trial *t)
{
    gbcs_status status = GBCS_ERR_TARGET;

    if (t->frame->header.cra != GBCS_CRA_COMMAND) {
        status = GBCS_ERR_CRA;
    } else if ((t->gate->trust->device != 0U) &&
               (t->frame->header.recipient == t->gate->trust->device)) {
        status = GBCS_OK;
        t->passed += PASSED_TARGET;
    } else {
        /* for another one */
    }
    return status;
}

/** Whether a counter that is held guards a use case. UTRN Counters come in any order. */
static bool is_guarded(const gbcs_use_case *use_case)
{
    return (use_case->flags & (GBCS_USE_REPLAY | GBCS_USE_TOP_UP)) == GBCS_USE_REPLAY;
}

/** Which counter guards a command. */
static gbcs_counter_id counter_of(const gbcs_use_case *use_case, uint8_t role,
                                  const gbcs_date *date)
{
    gbcs_counter_id id = {role, 0U};

    if (date->dating != GBCS_DATING_IMMEDIATE) {
        id.code = use_case->code;
    }
    return id;
}

/** Whether the counter is fresh (GBCS 4.3.1.5). A date that can't be read is refused later. */
static void judge_counter(trial *t)
{
    const gbcs_counter_id id = counter_of(t->use_case, t->who.role, &t->date);

    if (!is_guarded(t->use_case)) {
        t->passed += PASSED_UNGUARDED;
    } else if (t->date_status == GBCS_OK) {
        t->fresh = gbcs_replay_check(t->gate->replay, &id, t->frame->header.counter);
        if (t->fresh == GBCS_OK) {
            t->passed += PASSED_FRESH;
        }
    } else {
        /* which counter guards it is not known */
    }
}

/** Between devices: the sender is one that this one is joined with, and speaks for itself (GBCS 13.7). */
static void find_peer(trial *t)
{
    const gbcs_peers *peers = t->gate->peers;

    t->who.content = GBCS_OK;
    t->who.form = GBCS_FORM_MACED;
    t->who.verdict = GBCS_ERR_ORIGINATOR;
    if ((peers != NULL) && (t->frame->header.other_form == GBCS_OTHER_CODE)) {
        gbcs_store *const store = peers->store;

        t->who.verdict = peers->key(store, t->frame->header.originator, &t->peer_key);
        t->has_peer = t->who.verdict == GBCS_OK;
        if (t->who.verdict == GBCS_ERR_ABSENT) {
            t->who.verdict = GBCS_ERR_ORIGINATOR;
        }
    }
}

/** All that can be known before authenticity; nothing of it is told yet (GBCS 6.2.4). */
static void judge_unproven(trial *t)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(t->frame->header.message_code);
    const uint8_t device_type = t->gate->trust->device_type;

    t->verdict = GBCS_ERR_UNSUPPORTED;
    t->who.role = GBCS_ROLE_NONE;
    if ((use_case != NULL) &&
        (gbcs_command_form(use_case, device_type, GBCS_ROLE_NONE) != GBCS_FORM_BARE)) {
        t->use_case = use_case;
        t->date_status = gbcs_command_date(use_case, t->frame->payload, &t->date);
        if (use_case->category == GBCS_CATEGORY_HAN_COMMAND) {
            find_peer(t);
        } else {
            speaker_find(t->gate->trust, use_case, t->frame, &t->who);
        }
        t->verdict = t->who.verdict;
        if (t->verdict == GBCS_OK) {
            t->passed += PASSED_SPEAKER;
            judge_counter(t);
        }
    }
}

/** The Access Control Broker's cell: its key makes the MAC, whoever the originator is (GBCS 6.2.3). */
static const gbcs_cell_id BROKER = {GBCS_ROLE_ACB, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT};

/** The shared secret that the MAC is made with. */
static gbcs_status mac_secret(const trial *t, gbcs_shared_secret *secret)
{
    gbcs_trust *const trust = t->gate->trust;

    return t->has_peer ? gbcs_trust_agree(trust, &t->peer_key, secret)
                       : gbcs_trust_secret(trust, &BROKER, secret);
}

static gbcs_status check_mac(trial *t)
{
    const bool at_hand = (!t->has_peer) && gbcs_trust_has_secret(t->gate->trust, &BROKER);
    bool allowed = at_hand;
    gbcs_status status = GBCS_ERR_BUSY;
    gbcs_shared_secret secret;

    if (!at_hand) {
        allowed = budget_spend(t->gate->budget, t->gate->uptime);
    }
    if (allowed) {
        status = mac_secret(t, &secret);
        if (status == GBCS_OK) {
            status = gbcs_mac_verify(t->gate->crypto, &secret, t->frame);
        }
        gbcs_wipe(&secret, sizeof secret);
    }
    if (status == GBCS_OK) {
        t->passed += PASSED_MAC;
        if (!at_hand) {
            budget_return(t->gate->budget);
        }
    }
    return status;
}

/** The signature, with the key in a cell (GBCS 6.3.4). */
static gbcs_status check_signature(trial *t, const gbcs_cell *cell, uint8_t role)
{
    const gbcs_status status = gbcs_signature_verify(t->gate->crypto, &cell->key, t->frame);

    if ((status == GBCS_OK) && (role == t->who.role)) {
        t->passed += PASSED_SIGNATURE;
    }
    return status;
}

/** MAC, then signature if there is one and a key to verify it with. */
static gbcs_status check_maced(trial *t)
{
    gbcs_status status = check_mac(t);
    const gbcs_cell *cell;
    uint8_t role;

    if ((status == GBCS_OK) && (t->frame->signature.size > 0U)) {
        cell = speaker_cell(t->gate->trust, t->frame->header.originator, &t->who, &role);
        if (cell != NULL) {
            status = check_signature(t, cell, role);
        }
    }
    return status;
}

/** Signature alone. Anyone can send such a message, so it is paid for before it is looked at. */
static gbcs_status check_signed(trial *t)
{
    uint8_t role;
    const gbcs_cell *cell =
        speaker_cell(t->gate->trust, t->frame->header.originator, &t->who, &role);
    gbcs_status status;

    if (cell == NULL) {
        status = (t->verdict == GBCS_OK) ? GBCS_ERR_FORM : t->verdict;
    } else if (budget_spend(t->gate->budget, t->gate->uptime)) {
        status = check_signature(t, cell, role);
        if (status == GBCS_OK) {
            budget_return(t->gate->budget);
        }
    } else {
        status = GBCS_ERR_BUSY;
    }
    return status;
}

/** Authenticity. Only someone who was near a key of the device's parties is reported. */
static gbcs_status authenticate(trial *t, gbcs_refusal *refusal)
{
    gbcs_status status = GBCS_ERR_FORM;
    uint16_t event = EVENT_NONE;

    if (t->frame->mac.size > 0U) {
        status = check_maced(t);
        if ((status == GBCS_ERR_MAC) || (status == GBCS_ERR_SIGNATURE)) {
            event = EVENT_AUTHENTICATION;
        }
    } else if (t->frame->signature.size > 0U) {
        status = check_signed(t);
    } else {
        /* a pre-command is no command */
    }
    return refuse(refusal, status, event);
}

static gbcs_form form_of_frame(const gbcs_frame *frame)
{
    gbcs_form form = GBCS_FORM_SIGNED;

    if (frame->mac.size > 0U) {
        form = (frame->signature.size > 0U) ? GBCS_FORM_BOTH : GBCS_FORM_MACED;
    }
    return form;
}

/** What was remembered of an authentic message, and whether it is protected as it must be. */
static gbcs_status authorise(const trial *t, gbcs_refusal *refusal)
{
    gbcs_status status = t->verdict;
    uint16_t event = event_of(status);

    if (status == GBCS_OK) {
        if (form_of_frame(t->frame) != t->who.form) {
            status = GBCS_ERR_FORM;
            event = (t->frame->mac.size > 0U) ? EVENT_AUTHENTICATION : EVENT_NONE;
        } else {
            status = t->fresh;
            event = event_of(status);
        }
    }
    return refuse(refusal, status, event);
}

/** The first failure among what the header and the payload hold. */
static gbcs_status check_content(trial *t)
{
    gbcs_status status = content_check(t->use_case, t->frame);

    if (status == GBCS_OK) {
        status = t->who.content;
    }
    if (status == GBCS_OK) {
        status = t->date_status;
    }
    if (status == GBCS_OK) {
        t->passed += PASSED_CONTENT;
    }
    return status;
}

static gbcs_status check_certificate(trial *t, gbcs_command *command)
{
    gbcs_status status = GBCS_OK;

    if (t->frame->header.other_form != GBCS_OTHER_CERTIFICATE) {
        t->passed += PASSED_NO_CERTIFICATE;
    } else {
        status = content_party_key(t->gate->crypto, &t->frame->header, &command->party_key);
        if (status == GBCS_OK) {
            command->has_party_key = true;
            t->passed += PASSED_CERTIFICATE;
        }
    }
    return status;
}

static gbcs_status check_payload(trial *t, gbcs_command *command, gbcs_refusal *refusal)
{
    gbcs_status status = check_content(t);

    if (status == GBCS_OK) {
        status = check_certificate(t, command);
    }
    return refuse(refusal, status, (status == GBCS_OK) ? EVENT_NONE : EVENT_CONTENT);
}

/** The sum that a command must have reached, worked out anew from its use case, role and header. */
static uint32_t sum_of(const gbcs_command *command, uint8_t device_type)
{
    const gbcs_form form = gbcs_command_form(command->use_case, device_type, command->role);
    uint32_t sum = PASSED_TARGET + PASSED_SPEAKER + PASSED_CONTENT;

    sum += is_guarded(command->use_case) ? PASSED_FRESH : PASSED_UNGUARDED;
    sum += (command->frame.header.other_form == GBCS_OTHER_CERTIFICATE) ? PASSED_CERTIFICATE
                                                                        : PASSED_NO_CERTIFICATE;
    if ((form == GBCS_FORM_MACED) || (form == GBCS_FORM_BOTH)) {
        sum += PASSED_MAC;
    }
    if ((form == GBCS_FORM_SIGNED) || (form == GBCS_FORM_BOTH)) {
        sum += PASSED_SIGNATURE;
    }
    return sum;
}

/** Fills the command. It is accepted if no stage is missing from the sum. */
static gbcs_status accept(const trial *t, gbcs_command *command)
{
    command->use_case = t->use_case;
    command->role = t->who.role;
    command->form = t->who.form;
    command->date = t->date;
    command->accepted = ACCEPTED + (t->passed - sum_of(command, t->gate->trust->device_type));
    return gbcs_command_accepted(command) ? GBCS_OK : GBCS_ERR_FORM;
}

/** Leaves of a command that was refused only what reports need. */
static void empty(gbcs_command *command)
{
    const gbcs_frame frame = command->frame;

    gbcs_wipe(command, sizeof *command);
    command->frame = frame;
}

gbcs_status gbcs_command_verify(gbcs_gate *gate, gbcs_bytes octets, gbcs_command *command,
                                gbcs_refusal *refusal)
{
    trial t;
    gbcs_status status;

    (void)memset(&t, 0, sizeof t);
    (void)memset(command, 0, sizeof *command);
    (void)memset(refusal, 0, sizeof *refusal);
    t.gate = gate;
    t.frame = &command->frame;
    status = gbcs_frame_parse(octets, &command->frame);
    if (status == GBCS_OK) {
        status = check_target(&t);
    }
    (void)refuse(refusal, status, EVENT_NONE);
    if (status == GBCS_OK) {
        judge_unproven(&t);
        status = authenticate(&t, refusal);
    }
    if (status == GBCS_OK) {
        status = authorise(&t, refusal);
    }
    if (status == GBCS_OK) {
        status = check_payload(&t, command, refusal);
    }
    if (status == GBCS_OK) {
        status = refuse(refusal, accept(&t, command), EVENT_NONE);
    }
    if (status != GBCS_OK) {
        empty(command);
    }
    return status;
}

bool gbcs_command_accepted(const gbcs_command *command)
{
    return command->accepted == ACCEPTED;
}

bool gbcs_command_counter(const gbcs_command *command, gbcs_counter_id *id)
{
    bool guarded = false;

    (void)memset(id, 0, sizeof *id);
    if (command->use_case != NULL) {
        *id = counter_of(command->use_case, command->role, &command->date);
        guarded = is_guarded(command->use_case);
    }
    return guarded;
}
