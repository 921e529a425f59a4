#include "message/speaker.h"

#include "message/authority.h"
#include "message/update_mode.h"

/** CS02a and CS02f. */
#define CODE_DETAILS 0x0008U
#define CODE_DETAILS_F 0x011BU

/** The set of roles that is the Access Control Broker's, and that of all others. */
#define ONLY_ACB (1U << GBCS_ROLE_ACB)
#define NOT_ACB (0xFFFFU - ONLY_ACB)

/**
 * The role among those that are possible. Before handover the Access Control Broker is in the cells
 * of others too, and speaks as itself wherever it may. Where it may not, and more than one role is
 * left, the lowest is taken, so that the same command is always guarded by the same counter.
 */
static uint8_t choose(uint16_t roles)
{
    return gbcs_roles_hold(roles, GBCS_ROLE_ACB) ? (uint8_t)GBCS_ROLE_ACB : gbcs_roles_first(roles);
}

/** The roles in which the originator can speak with a key of a usage, and may send the command. */
static uint16_t possible(const gbcs_trust *trust, const gbcs_use_case *use_case,
                         const gbcs_frame *frame, uint8_t key_usage)
{
    return (uint16_t)(gbcs_trust_roles(trust, frame->header.originator, key_usage) &
                      use_case->roles);
}

/** The usage of the key that shows who speaks, in a command of a form. */
static uint8_t usage_of(gbcs_form form)
{
    return (form == GBCS_FORM_MACED) ? (uint8_t)GBCS_KEY_USAGE_AGREEMENT
                                     : (uint8_t)GBCS_KEY_USAGE_SIGNATURE;
}

static uint8_t find_ordinary(const gbcs_trust *trust, const gbcs_use_case *use_case,
                             const gbcs_frame *frame)
{
    const gbcs_form form = gbcs_command_form(use_case, trust->device_type, GBCS_ROLE_NONE);

    return choose(possible(trust, use_case, frame, usage_of(form)));
}

/**
 * CS02a, CS02f: the authorising cell tells (GBCS 13.2, 13.9). If it can't be read, the role is the
 * one that fits what protects the command, for the sake of its authenticity.
 */
static uint8_t find_for_details(const gbcs_trust *trust, const gbcs_use_case *use_case,
                                const gbcs_frame *frame, gbcs_status *content)
{
    const uint16_t signers =
        (uint16_t)(possible(trust, use_case, frame, GBCS_KEY_USAGE_SIGNATURE) & NOT_ACB);
    const uint16_t broker =
        (uint16_t)(possible(trust, use_case, frame, GBCS_KEY_USAGE_AGREEMENT) & ONLY_ACB);
    uint8_t role = GBCS_ROLE_NONE;
    uint16_t roles;
    authority who;

    *content = authority_of_details(frame->payload, &who);
    if (*content != GBCS_OK) {
        role = gbcs_roles_first((frame->signature.size > 0U) ? signers : broker);
    } else {
        roles = (who.cell.key_usage == GBCS_KEY_USAGE_SIGNATURE) ? signers : broker;
        if ((who.cell.key_usage != GBCS_KEY_USAGE_CERTIFICATES) &&
            (who.cell.cell_usage == GBCS_CELL_MANAGEMENT) &&
            gbcs_roles_hold(roles, who.cell.role)) {
            role = who.cell.role;
        }
    }
    return role;
}

/** What the payload of CS02b or CS02g says must fit code, header and protection (GBCS 13.3). */
static gbcs_status check_update(const update_mode *row, const gbcs_frame *frame, gbcs_form form,
                                const authority *who)
{
    gbcs_status status = GBCS_OK;

    /* a command without a signature is authorised by no cell that could be named */
    if ((who->mode != row->mode) || (who->counter != frame->header.counter) ||
        (who->named != (form != GBCS_FORM_MACED))) {
        status = GBCS_ERR_VALUE;
    }
    return status;
}

/** CS02b, CS02g: the mode, which is that of the code, tells; the cell must be that role's. */
static uint8_t find_for_update(const gbcs_trust *trust, const gbcs_use_case *use_case,
                               const gbcs_frame *frame, const update_mode *row,
                               gbcs_status *content)
{
    const gbcs_form form = gbcs_command_form(use_case, trust->device_type, row->role);
    const uint16_t roles = possible(trust, use_case, frame, usage_of(form));
    uint8_t role = gbcs_roles_hold(roles, row->role) ? row->role : (uint8_t)GBCS_ROLE_NONE;
    authority who;

    *content = authority_of_update(frame->payload, &who);
    if (*content == GBCS_OK) {
        *content = check_update(row, frame, form, &who);
        if (who.named &&
            ((who.cell.role != row->role) || (who.cell.key_usage != GBCS_KEY_USAGE_SIGNATURE) ||
             (who.cell.cell_usage != GBCS_CELL_MANAGEMENT))) {
            role = GBCS_ROLE_NONE;
        }
    }
    return role;
}

void speaker_find(const gbcs_trust *trust, const gbcs_use_case *use_case, const gbcs_frame *frame,
                  speaker *who)
{
    const update_mode *update = update_mode_find(use_case->code);

    who->form = GBCS_FORM_BARE;
    who->content = GBCS_OK;
    who->verdict = GBCS_OK;
    if ((use_case->code == CODE_DETAILS) || (use_case->code == CODE_DETAILS_F)) {
        who->role = find_for_details(trust, use_case, frame, &who->content);
    } else if (update != NULL) {
        who->role = find_for_update(trust, use_case, frame, update, &who->content);
    } else {
        who->role = find_ordinary(trust, use_case, frame);
    }
    /* a Supplementary Remote Party has only the Access Control Broker to speak for it (GBCS 7.2.7) */
    if ((frame->header.other_form != GBCS_OTHER_CODE) && (who->role != GBCS_ROLE_ACB)) {
        who->role = GBCS_ROLE_NONE;
    }
    /* nobody has the identifier 0, but an empty cell and a root's cell do */
    if ((frame->header.originator == 0U) || !gbcs_trust_knows(trust, frame->header.originator)) {
        who->role = GBCS_ROLE_NONE;
        who->verdict = GBCS_ERR_ORIGINATOR;
    } else if (who->role == GBCS_ROLE_NONE) {
        who->verdict = GBCS_ERR_ROLE;
    } else {
        who->form = gbcs_command_form(use_case, trust->device_type, who->role);
    }
}

const gbcs_cell *speaker_cell(const gbcs_trust *trust, gbcs_entity_id originator,
                              const speaker *who, uint8_t *role)
{
    const gbcs_cell *cell;
    gbcs_cell_id id = {who->role, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT};

    if ((who->form != GBCS_FORM_SIGNED) && (who->form != GBCS_FORM_BOTH)) {
        id.role = gbcs_roles_first(gbcs_trust_roles(trust, originator, GBCS_KEY_USAGE_SIGNATURE));
    }
    cell = gbcs_trust_find(trust, &id);
    if ((cell != NULL) && (cell->entity != originator)) {
        cell = NULL;
    }
    *role = (cell != NULL) ? id.role : (uint8_t)GBCS_ROLE_NONE;
    return cell;
}
