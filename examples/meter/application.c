#include <string.h>

#include "commands.h"
#include "gbcs/codec.h"

/** Which function carries out a command. */
typedef struct command {
    uint16_t code;
    command_function carry_out;
} command;

static const command COMMANDS[] = {
    {0x0019U, tariff_set},       /* ECS01a Set Tariff and Price on ESME */
    {0x0027U, dlms_read_import}, /* ECS17b Read ESME Energy Registers (Import Energy) */
    {0x004EU, dlms_read},        /* ECS40 Read MPAN Value on the ESME */
    {0x004FU, switch_close},     /* ECS42 Remotely Close the Load Switch on the ESME */
    {0x0050U, switch_open},      /* ECS43 Remotely Open the Load Switch on the ESME */
    {0x0051U, switch_arm},       /* ECS44 Arm Load Switch in ESME */
    {0x0069U, account_read},     /* ECS82 Read Meter Balance for ESME */
    {0x006BU, tariff_set},       /* GCS01a Set Tariff and Price on GSME */
    {0x0074U, gbz_read},         /* GCS13a Read GSME Consumption Register */
    {0x00A2U, tariff_set},       /* ECS01b Set Price on ESME */
    {0x00A3U, tariff_set},       /* GCS01b Set Price on GSME */
    {0x00B3U, account_reset},    /* ECS04b Reset Meter Balance on the ESME */
    {0x00B7U, tariff_set},       /* ECS01c Set Tariff and Price on ESME secondary */
    {0x00C7U, tariff_set},       /* ECS01d Set Price on ESME secondary */
};

/** ASN.1 commands that the library hands out are about the clock and firmware: nothing is done here. */
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

bool was_done(const gbcs_order *order, uint64_t kept)
{
    return (order->id != 0U) && (kept == order->id);
}

/**
 * Joins or unjoins a device. The radio network is not simulated: key establishment always succeeds. A
 * real one takes a while, so it would be answered later.
 */
static gbcs_reply join(gbcs_answer *answer)
{
    /* an INTEGER of ASN.1: success */
    gbcs_write_u8(&answer->payload, GBCS_BER_INTEGER);
    gbcs_write_u8(&answer->payload, 1U);
    gbcs_write_u8(&answer->payload, (uint8_t)GBCS_JOIN_SUCCESS);
    return GBCS_REPLY_NOW;
}

gbcs_status application_begin(application *app, const gbcs_port *port, gbcs_meter *meter)
{
    /* a meter that was erased begins its life, and the ids of its orders, anew */
    const bool forgets = meter->trust.life == GBCS_LIFE_BLANK;
    gbcs_status status = GBCS_OK;

    (void)memset(app, 0, sizeof *app);
    app->port = port;
    app->meter = meter;
    for (uint16_t record = GBCS_RECORD_COUNT;
         forgets && (status == GBCS_OK) && (record < APPLICATION_RECORD_COUNT); record++) {
        status = port->erase(port->context, record);
    }
    if (status == GBCS_OK) {
        status = switch_begin(app);
    }
    if (status == GBCS_OK) {
        status = account_begin(app);
    }
    if (status == GBCS_OK) {
        status = tariff_begin(app);
    }
    return status;
}

/*
 * The callback. It is called from gbcs_meter_receive() and gbcs_meter_top_up(), or from
 * gbcs_meter_tick() for an order that a restart interrupted: then order->command is null, and only
 * order->intent says what it was. What is to be credited, and who is to be joined, is told in both cases.
 */
gbcs_reply application_execute(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    application *app = context;
    const uint16_t code = order->intent->header.message_code;
    command_function carry_out = refuse_for(code);
    gbcs_reply reply = GBCS_REPLY_NONE;

    for (size_t i = 0U; i < (sizeof COMMANDS / sizeof COMMANDS[0]); i++) {
        if (COMMANDS[i].code == code) {
            carry_out = COMMANDS[i].carry_out;
        }
    }
    if (order->top_up != NULL) {
        reply = account_credit(app, order, answer);
    } else if (order->peer != NULL) {
        reply = join(answer);
    } else {
        reply = carry_out(app, order, answer);
    }
    return reply;
}
