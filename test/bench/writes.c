/* Writes to storage for each kind of message. */
#include "bench.h"

#include <stdio.h>

#define GUARDED 0x0023U     /* ECS14: guarded against replay */
#define DATED 0x0019U       /* ECS01a: future dateable */
#define READ 0x004EU        /* ECS40 */
#define SECRET_READ 0x0060U /* ECS66: encrypted answer */
#define WRONG 0x8F3DU       /* authentication failed: in the log, alerted */
#define UNLOGGED 0x8006U    /* supply quality: alerted, and in a log of the application */

#define SUPPLIER GBCS_ROLE_SUPPLIER

static device d;

/** A device in service: its first command is behind it, and nothing waits to be written. */
static void begin(void)
{
    uint32_t next;

    device_must(device_init(&d, GBCS_DEVICE_ESME));
    device_must(device_send(&d, GUARDED, SUPPLIER, 1U));
    device_must(gbcs_meter_raise(&d.meter, &(gbcs_occurrence){.event = UNLOGGED}));
    gbcs_memory_pass(&d.memory, GBCS_DONE_SECONDS);
    device_must(gbcs_meter_tick(&d.meter, &next));
}

/** Writes after a tick when all that was put off is due. */
static uint32_t later(uint32_t seconds)
{
    const uint32_t before = device_writes(&d);
    uint32_t next;

    gbcs_memory_pass(&d.memory, seconds);
    device_must(gbcs_meter_tick(&d.meter, &next));
    return device_writes(&d) - before;
}

static void row(const char *name, uint32_t before)
{
    const uint32_t at_once = device_writes(&d) - before;

    (void)printf("| %s | %u | %u |\n", name, (unsigned int)at_once,
                 (unsigned int)later(GBCS_DONE_SECONDS));
}

static void send_row(const char *name, uint16_t code, const gbcs_date *date)
{
    uint32_t before;

    begin();
    before = device_writes(&d);
    device_must(device_send_dated(&d, code, SUPPLIER, 2U, date));
    row(name, before);
}

static void commands(void)
{
    const gbcs_date date = {GBCS_DATING_DATED, 1798761600};
    uint32_t before;

    device_must(device_init(&d, GBCS_DEVICE_ESME));
    before = device_writes(&d);
    device_must(device_send(&d, GUARDED, SUPPLIER, 1U));
    row("the first command of all, which ends manufacture", before);
    send_row("command that is guarded against replay", GUARDED, NULL);
    begin();
    before = device_writes(&d);
    for (uint64_t counter = 2U; counter < 12U; counter++) {
        device_must(device_send(&d, GUARDED, SUPPLIER, counter));
    }
    row("ten of them, one after the other", before);
    send_row("command with a date", DATED, &date);
    send_row("read", READ, NULL);
    send_row("read with an encrypted answer", SECRET_READ, NULL);
}

static void answers(void)
{
    static uint8_t buffer[64];
    uint32_t before;

    begin();
    d.application.reply = GBCS_REPLY_LATER;
    before = device_writes(&d);
    device_must(device_send(&d, GUARDED, SUPPLIER, 2U));
    row("guarded command, to be answered later", before);
    {
        gbcs_answer answer = {.payload = gbcs_writer_of(buffer, sizeof buffer)};
        static const uint8_t LEAST[] = {0xDA, 0x20, 0x00, 0x00, 0x02, 0x00,
                                        0x00, 0x01, 0x00, 0x01, 0x01, 0x00};
        gbcs_write_bytes(&answer.payload, gbcs_bytes_of(LEAST, sizeof LEAST));
        before = device_writes(&d);
        device_must(gbcs_meter_complete(&d.meter, d.application.id, &answer));
        row("its answer", before);
    }
    begin();
    d.application.reply = GBCS_REPLY_NONE;
    before = device_writes(&d);
    device_must(device_send(&d, GUARDED, SUPPLIER, 2U));
    row("guarded command that is not carried out", before);
}

/** A message that is refused, as its MAC is wrong. */
static void refused(uint64_t counter)
{
    static uint8_t octets[DEVICE_MESSAGE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    const recipe of = {
        .code = GUARDED, .counter = counter, .from = SUPPLIER, .form = GBCS_FORM_MACED};

    device_command(&d, &of, &writer);
    octets[writer.used - 1U] ^= 1U;
    if (gbcs_meter_receive(&d.meter, gbcs_writer_bytes(&writer)) != GBCS_ERR_MAC) {
        device_must(GBCS_ERR_ARGUMENT);
    }
}

static void refusals(void)
{
    uint32_t before;

    begin();
    before = device_writes(&d);
    refused(2U);
    row("refusal, the first of its kind in a window", before);
    before = device_writes(&d);
    refused(3U);
    row("refusal, a further one", before);
    (void)printf("| end of the window | 0 | %u |\n", (unsigned int)later(GBCS_REFUSAL_WINDOW));
}

static void alerts(void)
{
    uint32_t before;

    begin();
    before = device_writes(&d);
    device_must(gbcs_meter_raise(&d.meter, &(gbcs_occurrence){.event = WRONG}));
    row("event that is logged and alerted", before);
    before = device_writes(&d);
    device_must(gbcs_meter_raise(&d.meter, &(gbcs_occurrence){.event = UNLOGGED}));
    row("alert alone", before);
    before = device_writes(&d);
    for (size_t i = 0U; i < GBCS_OWN_BLOCK; i++) {
        device_must(gbcs_meter_raise(&d.meter, &(gbcs_occurrence){.event = UNLOGGED}));
    }
    (void)printf("| alerts alone, %u of them: one reservation of own counters | %u | 0 |\n",
                 (unsigned int)GBCS_OWN_BLOCK, (unsigned int)(device_writes(&d) - before));
}

void bench_writes(void)
{
    (void)printf("| kind | at once | put off |\n|---|---|---|\n");
    commands();
    answers();
    refusals();
    alerts();
}
