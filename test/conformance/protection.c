/*
 * MAC and signature, and what a pre-command is to its command.
 */
#include "checks.h"

static void check_mac(bench *on, message *of)
{
    if (of->frame.mac.size == 0U) {
        of->mac = VERDICT_NONE;
    } else if (!keys_mac_secret(&on->keys, &of->frame, &of->secret)) {
        of->mac = VERDICT_UNCHECKABLE;
        results_skip(&on->results, CHECK_MAC, of->path, "no private key of either party");
    } else if (gbcs_mac_verify(&on->crypto, &of->secret, &of->frame) == GBCS_OK) {
        of->mac = VERDICT_VALID;
        results_pass(&on->results, CHECK_MAC);
    } else {
        of->mac = VERDICT_INVALID;
        results_fail(&on->results, CHECK_MAC, of->path, "%s", gbcs_status_text(GBCS_ERR_MAC));
    }
}

static void check_signature(bench *on, message *of)
{
    if (of->frame.signature.size == 0U) {
        of->signature = VERDICT_NONE;
    } else if (!keys_signer(&on->keys, &of->frame.header, &of->signer)) {
        of->signature = VERDICT_UNCHECKABLE;
        results_skip(&on->results, CHECK_SIGNATURE, of->path, "no public key of the originator");
    } else if (gbcs_signature_verify(&on->crypto, &of->signer, &of->frame) == GBCS_OK) {
        of->signature = VERDICT_VALID;
        results_pass(&on->results, CHECK_SIGNATURE);
    } else {
        of->signature = VERDICT_INVALID;
        results_fail(&on->results, CHECK_SIGNATURE, of->path, "%s",
                     gbcs_status_text(GBCS_ERR_SIGNATURE));
    }
}

void check_protection(bench *on, message *of)
{
    if (of->parsed) {
        check_mac(on, of);
        check_signature(on, of);
    }
}

static bool is_precommand(const message *of)
{
    return of->parsed && (of->frame.signature_part.size == 0U);
}

/** Whether a message is a command with this pre-command's identifier and Message Code, beside it. */
static bool is_command_of(const message *command, const message *precommand)
{
    const gbcs_header *a = &command->frame.header;
    const gbcs_header *b = &precommand->frame.header;
    return command->parsed && !is_precommand(command) && (a->cra == GBCS_CRA_COMMAND) &&
           (a->counter == b->counter) && (a->originator == b->originator) &&
           (a->recipient == b->recipient) && (a->message_code == b->message_code) &&
           message_same_folder(command, precommand);
}

void check_precommands(bench *on, const message_set *set)
{
    for (size_t i = 0U; i < set->count; i++) {
        const message *precommand = &set->messages[i];
        size_t commands = 0U;
        size_t equal = 0U;
        for (size_t j = 0U; is_precommand(precommand) && (j < set->count); j++) {
            const message *command = &set->messages[j];
            if (is_command_of(command, precommand)) {
                commands++;
                /* a pre-command is the tag DF and what a signature covers */
                equal +=
                    gbcs_bytes_equal(command->frame.signed_octets, precommand->frame.signed_octets)
                        ? 1U
                        : 0U;
            }
        }
        if (equal > 0U) {
            results_pass(&on->results, CHECK_PRECOMMAND);
        } else if (commands > 0U) {
            results_fail(&on->results, CHECK_PRECOMMAND, precommand->path,
                         "its command is another");
        } else if (is_precommand(precommand)) {
            results_skip(&on->results, CHECK_PRECOMMAND, precommand->path,
                         "its command is not there");
        } else {
            /* it is none */
        }
    }
}
