/* Whole calls of the meter, with all that they do: storage, answer, sending. */
#include "bench.h"

#include <stdio.h>

/** ECS40, ECS14, ECS09: not guarded against replay; guarded; guarded and signed. */
#define READ 0x004EU
#define GUARDED 0x0023U
#define CRITICAL 0x0020U

static device d;
static uint8_t octets[DEVICE_MESSAGE];
static gbcs_bytes message;

static void make(uint16_t code, uint64_t counter)
{
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    recipe of = {.code = code, .counter = counter, .from = GBCS_ROLE_SUPPLIER};

    of.form = gbcs_command_form(gbcs_use_case_find(code), d.device_type, GBCS_ROLE_SUPPLIER);
    device_command(&d, &of, &writer);
    device_must(writer.status);
    message = gbcs_writer_bytes(&writer);
}

static void receive(void)
{
    device_must(gbcs_meter_receive(&d.meter, message));
}

static void boot(void)
{
    device_must(device_reboot(&d));
}

/** Takes a counter for each role, and for each dated command that a role may send. */
static void fill_counters(void)
{
    const gbcs_use_case *of;

    for (uint8_t role = 0U; role < GBCS_ROLES; role++) {
        const gbcs_counter_id id = {role, 0U};
        device_must(gbcs_replay_accept(&d.meter.replay, &id, 1000U, NULL));
    }
    for (size_t i = 0U; gbcs_use_case_at(i) != NULL; i++) {
        of = gbcs_use_case_at(i);
        for (uint8_t role = 0U; role < GBCS_ROLES; role++) {
            const gbcs_counter_id id = {role, of->code};
            if (((of->flags & GBCS_USE_FUTURE_DATED) != 0U) && gbcs_use_case_for_role(of, role) &&
                gbcs_use_case_for_device(of, d.device_type)) {
                device_must(gbcs_replay_accept(&d.meter.replay, &id, 1000U, NULL));
            }
        }
    }
}

static void fill_answered(void)
{
    static const uint8_t ROLES[] = {GBCS_ROLE_SUPPLIER, GBCS_ROLE_NETWORK_OPERATOR, GBCS_ROLE_ACB,
                                    GBCS_ROLE_LOAD_CONTROLLER};

    for (size_t i = 0U; i < sizeof ROLES; i++) {
        for (uint64_t counter = 1U; counter <= GBCS_ANSWERED; counter++) {
            device_must(gbcs_replay_answer(&d.meter.replay, ROLES[i], counter));
        }
    }
}

static void fill_log(void)
{
    for (size_t i = 0U; i < ((size_t)GBCS_LOG_PAGES * GBCS_LOG_PAGE_ENTRIES); i++) {
        gbcs_log_entry entry = {.event = 0x8F3DU, .count = 1U};
        device_must(gbcs_log_add(&d.meter.log, &entry));
    }
}

static void bench_boot(void)
{
    uint32_t reads;
    uint32_t writes;

    device_must(device_init(&d, GBCS_DEVICE_ESME));
    bench_portable(&d.crypto);
    fill_counters();
    fill_answered();
    fill_log();
    boot();
    bench_measure("boot, records full", "whole", boot);
    reads = d.memory.calls[GBCS_MEMORY_LOAD];
    writes = device_writes(&d);
    boot();
    (void)printf("boot, records full: reads %u writes %u\n",
                 (unsigned int)(d.memory.calls[GBCS_MEMORY_LOAD] - reads),
                 (unsigned int)(device_writes(&d) - writes));
}

static void bench_receive(const char *name, uint16_t code)
{
    device_must(device_init(&d, GBCS_DEVICE_ESME));
    bench_portable(&d.crypto);
    make(code, 1U);
    receive();
    make(code, 2U);
    bench_measure(name, "whole", receive);
}

void bench_calls(void)
{
    bench_boot();
    bench_receive("receive, read", READ);
    bench_receive("receive, guarded", GUARDED);
    bench_receive("receive, critical", CRITICAL);
}
