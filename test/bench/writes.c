/* Writes to storage, and operations on the curve, for each kind of message. */
#include "bench.h"

#include "pki.h"

#include <stdio.h>

#define GUARDED 0x0023U     /* ECS14: guarded against replay */
#define DATED 0x0019U       /* ECS01a: future dateable */
#define READ 0x004EU        /* ECS40 */
#define SECRET_READ 0x0060U /* ECS66: encrypted answer */
#define WRONG 0x8F3DU       /* authentication failed: in the log, alerted */
#define UNLOGGED 0x8006U    /* supply quality: alerted, and in a log of the application */

#define SUPPLIER GBCS_ROLE_SUPPLIER

static device d;

/** What was counted when the measure began. */
static uint32_t writes_before;
static uint32_t curve_before;

static uint32_t curve_operations(void)
{
    const curve_counts counts = device_curve();

    return counts.multiplications + counts.verifications + counts.signatures;
}

static void mark(void)
{
    writes_before = device_writes(&d);
    curve_before = curve_operations();
}

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

/** What was counted since the mark. */
static void row(const char *name)
{
    const uint32_t at_once = device_writes(&d) - writes_before;
    const uint32_t curve = curve_operations() - curve_before;

    (void)printf("| %s | %u | %u | %u |\n", name, (unsigned int)at_once,
                 (unsigned int)later(GBCS_DONE_SECONDS), (unsigned int)curve);
}

static void send_row(const char *name, uint16_t code, const gbcs_date *date)
{
    begin();
    mark();
    device_must(device_send_dated(&d, code, SUPPLIER, 2U, date));
    row(name);
}

static void commands(void)
{
    const gbcs_date date = {GBCS_DATING_DATED, 1798761600};
    device_must(device_init(&d, GBCS_DEVICE_ESME));
    mark();
    device_must(device_send(&d, GUARDED, SUPPLIER, 1U));
    row("the first command of all, which ends manufacture");
    send_row("command that is guarded against replay", GUARDED, NULL);
    begin();
    mark();
    for (uint64_t counter = 2U; counter < 12U; counter++) {
        device_must(device_send(&d, GUARDED, SUPPLIER, counter));
    }
    row("ten of them, one after the other");
    send_row("command with a date", DATED, &date);
    send_row("read", READ, NULL);
    send_row("read with an encrypted answer", SECRET_READ, NULL);
}

static void answers(void)
{
    static uint8_t buffer[64];
    begin();
    d.application.reply = GBCS_REPLY_LATER;
    mark();
    device_must(device_send(&d, GUARDED, SUPPLIER, 2U));
    row("guarded command, to be answered later");
    {
        gbcs_answer answer = {.payload = gbcs_writer_of(buffer, sizeof buffer)};
        static const uint8_t LEAST[] = {0xDA, 0x20, 0x00, 0x00, 0x02, 0x00,
                                        0x00, 0x01, 0x00, 0x01, 0x01, 0x00};
        gbcs_write_bytes(&answer.payload, gbcs_bytes_of(LEAST, sizeof LEAST));
        mark();
        device_must(gbcs_meter_complete(&d.meter, d.application.id, &answer));
        row("its answer");
    }
    begin();
    d.application.reply = GBCS_REPLY_NONE;
    mark();
    device_must(device_send(&d, GUARDED, SUPPLIER, 2U));
    row("guarded command that is not carried out");
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
    begin();
    mark();
    refused(2U);
    row("refusal, the first of its kind in a window");
    mark();
    refused(3U);
    row("refusal, a further one");
    (void)printf("| end of the window | 0 | %u | 0 |\n", (unsigned int)later(GBCS_REFUSAL_WINDOW));
}

static void alerts(void)
{
    begin();
    mark();
    device_must(gbcs_meter_raise(&d.meter, &(gbcs_occurrence){.event = WRONG}));
    row("event that is logged and alerted");
    mark();
    device_must(gbcs_meter_raise(&d.meter, &(gbcs_occurrence){.event = UNLOGGED}));
    row("alert alone");
    mark();
    for (size_t i = 0U; i < GBCS_OWN_BLOCK; i++) {
        device_must(gbcs_meter_raise(&d.meter, &(gbcs_occurrence){.event = UNLOGGED}));
    }
    (void)printf("| alerts alone, %u of them: one reservation of own counters | %u | 0 | 0 |\n",
                 (unsigned int)GBCS_OWN_BLOCK, (unsigned int)(device_writes(&d) - writes_before));
}

/** An update of the first cells of a role, or of all, by keys of the next generation. */
static void update_row(const char *name, uint16_t code, size_t count)
{
    update u = {.code = code, .counter = 2U};

    for (size_t i = 0U; (i < GBCS_CELLS) && (u.count < count); i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const bool of_supplier = id->role == SUPPLIER;

        if ((gbcs_cell_index(GBCS_DEVICE_ESME, id) < GBCS_CELLS) && (id->role != GBCS_ROLE_ROOT) &&
            (of_supplier || (count > 3U))) {
            u.replacements[u.count] = device_replacement(id->role, id->key_usage, id->cell_usage,
                                                         device_party(PARTY_ID(id->role), 1U));
            u.count++;
        }
    }
    begin();
    mark();
    device_must(device_update(&d, &u));
    row(name);
}

/** What the library carries out itself. */
static void credentials(void)
{
    const gbcs_date date = {GBCS_DATING_DATED, 1798761600};

    update_row("CS02b, one credential", 0x0102U, 1U);
    update_row("CS02b, the three of a supplier", 0x0102U, 3U);
    update_row("CS02b, all of an ESME but the root", 0x0108U, GBCS_CELLS);
    begin();
    mark();
    device_must(device_send_dated(&d, 0x0102U, SUPPLIER, 2U, &date));
    row("CS02b with a date");
    begin();
    device_give_noise(&d);
    mark();
    device_must(device_send(&d, 0x000AU, SUPPLIER, 2U));
    row("CS02c, a key pair");
    begin();
    device_furnish(&d);
    mark();
    device_must(device_send(&d, 0x000BU, SUPPLIER, 2U));
    row("CS02d, its certificate");
}

static void entry_row(const char *name, uint32_t counter, bool spoilt, gbcs_status expected)
{
    uint8_t utrn[GBCS_UTRN_SIZE];

    device_token(&d, SUPPLIER, counter, utrn);
    if (spoilt) {
        device_token(&d, GBCS_ROLE_NETWORK_OPERATOR, counter, utrn);
    }
    mark();
    if (gbcs_meter_top_up(&d.meter, GBCS_WAY_KEYPAD, gbcs_bytes_of(utrn, sizeof utrn)) !=
        expected) {
        device_must(GBCS_ERR_ARGUMENT);
    }
    row(name);
}

static void top_ups(void)
{
    begin();
    mark();
    device_must(device_send(&d, 0x0007U, SUPPLIER, 0x0000000300000000U));
    row("CS01a, the first since the start");
    entry_row("token that is typed in", 4U, false, GBCS_OK);
    entry_row("the same again", 4U, false, GBCS_ERR_REPLAY);
    entry_row("token that is not authentic", 5U, true, GBCS_ERR_MAC);
}

void bench_writes(void)
{
    (void)printf("| kind | at once | put off | curve operations |\n|---|---|---|---|\n");
    commands();
    answers();
    refusals();
    alerts();
    credentials();
    top_ups();
}
