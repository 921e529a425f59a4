#include "commands.h"

/** Which function carries out a command. */
typedef struct command {
    uint16_t code;
    command_function carry_out;
} command;

static const command COMMANDS[] = {
    {0x0027U, dlms_read_import}, /* ECS17b Read ESME Energy Registers (Import Energy) */
    {0x004EU, dlms_read},        /* ECS40 Read MPAN Value on the ESME */
    {0x004FU, switch_close},     /* ECS42 Remotely Close the Load Switch on the ESME */
    {0x0050U, switch_open},      /* ECS43 Remotely Open the Load Switch on the ESME */
    {0x0051U, switch_arm},       /* ECS44 Arm Load Switch in ESME */
    {0x0074U, gbz_read},         /* GCS13a Read GSME Consumption Register */
};

/** ASN.1 commands are about credentials, the clock, firmware and top ups: nothing is done for them. */
static gbcs_reply do_nothing(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    (void)app;
    (void)order;
    (void)answer;
    return GBCS_REPLY_NONE;
}

/** What answers a command that is not in the table, by the notation of its payload. */
static command_function refuse_for(uint16_t code)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(code);
    command_function function = do_nothing;

    if ((use_case != NULL) && (use_case->family == GBCS_FAMILY_DLMS)) {
        function = dlms_other_reason;
    } else if ((use_case != NULL) && (use_case->family == GBCS_FAMILY_GBZ)) {
        function = gbz_default_response;
    } else {
        function = do_nothing;
    }
    return function;
}

/*
 * The callback. It is called from gbcs_meter_receive(), or from gbcs_meter_tick() for an order that a
 * restart interrupted: then order->command is null, and only order->intent says what it was.
 */
gbcs_reply application_execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    application *app = context;
    const uint16_t code = order->intent->header.message_code;
    command_function carry_out = refuse_for(code);

    for (size_t i = 0U; i < (sizeof COMMANDS / sizeof COMMANDS[0]); i++) {
        if (COMMANDS[i].code == code) {
            carry_out = COMMANDS[i].carry_out;
        }
    }
    return carry_out(app, order, answer);
}
