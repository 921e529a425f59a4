#include "port_bench.h"

#include <string.h>

size_t port_conformance_buffer_size(const gbcs_port *port)
{
    return 2U * (port->record_size + 1U + PORT_GUARD);
}

void port_fill(uint8_t *octets, size_t size, uint32_t pattern)
{
    uint32_t state = (pattern * 2654435761U) + 1U;
    size_t i;

    for (i = 0; i < size; i++) {
        state = (state * 1664525U) + 1013904223U;
        octets[i] = (uint8_t)(state >> 24);
    }
}

bool port_is_filled(const uint8_t *octets, size_t size, uint32_t pattern)
{
    uint32_t state = (pattern * 2654435761U) + 1U;
    bool same = true;
    size_t i;

    for (i = 0; i < size; i++) {
        state = (state * 1664525U) + 1013904223U;
        same = same && (octets[i] == (uint8_t)(state >> 24));
    }
    return same;
}

bool port_is_constant(const uint8_t *octets, size_t size, uint8_t value)
{
    bool constant = true;
    size_t i;

    for (i = 0; i < size; i++) {
        constant = constant && (octets[i] == value);
    }
    return constant;
}

port_verdict port_verdict_of(bool good)
{
    return good ? PORT_PASSED : PORT_FAILED;
}

static bool has_all_functions(const gbcs_port *port)
{
    const gbcs_vault *vault = port->vault;

    return (port->entropy != NULL) && (port->time_get != NULL) && (port->time_set != NULL) &&
           (port->uptime != NULL) && (port->load != NULL) && (port->store != NULL) &&
           (port->erase != NULL) &&
           ((vault == NULL) ||
            ((vault->generate != NULL) && (vault->promote != NULL) && (vault->sign != NULL) &&
             (vault->agree != NULL) && (vault->erase != NULL)));
}

static bool declares_sizes(const gbcs_port *port)
{
    return (port->record_size >= 64U) && (port->record_size <= 0xFFFFU) &&
           (port->record_count >= 2U) && (port->capacity >= (2U * port->record_size)) &&
           (port->endurance > 0U);
}

static void count(const port_hooks *hooks, const char *check, port_verdict verdict,
                  port_result *result)
{
    switch (verdict) {
    case PORT_PASSED:
        result->passed++;
        break;
    case PORT_SKIPPED:
        result->skipped++;
        break;
    case PORT_FAILED:
    default:
        result->failed++;
        break;
    }
    if (hooks->report != NULL) {
        hooks->report(hooks->context, check, verdict);
    }
}

static bool erase_all(const gbcs_port *port)
{
    bool good = true;
    uint16_t i;

    for (i = 0; i < port->record_count; i++) {
        good = (port->erase(port->context, i) == GBCS_OK) && good;
    }
    return good;
}

static void run_all(const port_bench *bench, const port_check *checks, port_result *result)
{
    size_t i;

    for (i = 0; checks[i].name != NULL; i++) {
        const port_verdict verdict = erase_all(bench->port) ? checks[i].run(bench) : PORT_FAILED;

        count(bench->hooks, checks[i].name, verdict, result);
        if (bench->port->wait != NULL) {
            bench->port->wait(bench->port->context);
        }
    }
}

port_result port_conformance(const gbcs_port *port, const port_hooks *hooks)
{
    const bool complete = has_all_functions(port) && declares_sizes(port);
    const bool roomy = complete && (hooks->room >= port_conformance_buffer_size(port));
    port_result result = {0U, 0U, 0U};
    port_bench bench = {port, hooks, NULL, NULL};

    count(hooks, "the port has its functions and declares its sizes", port_verdict_of(complete),
          &result);
    count(hooks, "the work buffer is large enough", port_verdict_of(roomy), &result);
    if (complete && roomy) {
        bench.out = hooks->buffer;
        bench.in = &hooks->buffer[port->record_size + 1U + PORT_GUARD];
        run_all(&bench, PORT_STORAGE_CHECKS, &result);
        run_all(&bench, PORT_OTHER_CHECKS, &result);
    }
    return result;
}
