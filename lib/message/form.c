#include "gbcs/message/verify.h"

/** Stands for each device type or role. */
#define ANY 0xFFU

/** How a use case with rules of its own is protected. */
typedef struct variant_form {
    /** Message Code. */
    uint16_t code;
    /** DeviceType that the row is for. */
    uint8_t device_type;
    /** Role of the sender that the row is for. */
    uint8_t role;
    /** Form of the command. */
    gbcs_form command;
    /** Form of its response. */
    gbcs_form response;
} variant_form;

/*
 * The first row that fits counts. CS02a and CS02f: the Access Control Broker asks with a MAC, others
 * with a signature (GBCS 13.2, 13.9). CS02b: commands without a signature, or without a MAC, are
 * those in which the ACB replaces its own credentials on a device that holds no signature key of it,
 * and those that must work when the ACB's key is lost; the response is signed always (GBCS 13.3).
 */
static const variant_form VARIANTS[] = {
    {0x0008U, ANY, GBCS_ROLE_ACB, GBCS_FORM_MACED, GBCS_FORM_MACED},
    {0x0008U, ANY, ANY, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
    {0x0104U, GBCS_DEVICE_CHF, ANY, GBCS_FORM_BOTH, GBCS_FORM_SIGNED},
    {0x0104U, ANY, ANY, GBCS_FORM_MACED, GBCS_FORM_SIGNED},
    {0x0108U, ANY, ANY, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
    {0x0109U, ANY, ANY, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
    {0x011BU, ANY, GBCS_ROLE_ACB, GBCS_FORM_MACED, GBCS_FORM_MACED},
    {0x011BU, ANY, ANY, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
};

#define VARIANT_COUNT ((sizeof VARIANTS) / (sizeof VARIANTS[0]))

static bool fits(uint8_t pattern, uint8_t value)
{
    return (pattern == ANY) || (pattern == value);
}

/** Form of a command with rules of its own. */
static gbcs_form variant_command(uint16_t code, uint8_t device_type, uint8_t role)
{
    gbcs_form form = GBCS_FORM_BARE;
    size_t i;

    for (i = 0U; (i < VARIANT_COUNT) && (form == GBCS_FORM_BARE); i++) {
        if ((VARIANTS[i].code == code) && fits(VARIANTS[i].device_type, device_type) &&
            fits(VARIANTS[i].role, role)) {
            form = VARIANTS[i].command;
        }
    }
    return form;
}

/** Form of the response to such a command: signed, unless a row says otherwise. */
static gbcs_form variant_response(uint16_t code, gbcs_form command_form)
{
    gbcs_form form = GBCS_FORM_SIGNED;
    size_t i;

    for (i = 0U; i < VARIANT_COUNT; i++) {
        if ((VARIANTS[i].code == code) && (VARIANTS[i].command == command_form)) {
            form = VARIANTS[i].response;
        }
    }
    return form;
}

gbcs_form gbcs_command_form(const gbcs_use_case *use_case, uint8_t device_type, uint8_t role)
{
    gbcs_form form = GBCS_FORM_BARE;

    if (!gbcs_use_case_for_device(use_case, device_type)) {
        /* not for such a device */
    } else if (use_case->category == GBCS_CATEGORY_CRITICAL_COMMAND) {
        form = GBCS_FORM_BOTH;
    } else if ((use_case->category == GBCS_CATEGORY_COMMAND) ||
               (use_case->category == GBCS_CATEGORY_HAN_COMMAND)) {
        form = GBCS_FORM_MACED;
    } else if (use_case->category == GBCS_CATEGORY_VARIANT) {
        form = variant_command(use_case->code, device_type, role);
    } else {
        /* an alert, or no message at all */
    }
    return form;
}

gbcs_form gbcs_response_form(const gbcs_use_case *use_case, gbcs_form command_form)
{
    gbcs_form form = GBCS_FORM_SIGNED;

    if ((use_case->category == GBCS_CATEGORY_COMMAND) ||
        (use_case->category == GBCS_CATEGORY_HAN_COMMAND)) {
        form = GBCS_FORM_MACED;
    } else if (use_case->category == GBCS_CATEGORY_VARIANT) {
        form = variant_response(use_case->code, command_form);
    } else {
        /* critical: signed */
    }
    return form;
}
