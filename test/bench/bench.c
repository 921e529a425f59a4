/*
 * Benchmarks of a whole device. Its own figures are counts, which are the same in each run; a time
 * would say more about the machine.
 *
 * Usage: bench instructions (under callgrind) | bench writes
 */
#include "bench.h"

#include <stdio.h>
#include <string.h>

#include <valgrind/callgrind.h>

void bench_portable(gbcs_crypto *crypto)
{
    crypto->aes_ctr = &br_aes_ct_ctr_vtable;
    crypto->ghash = &br_ghash_ctmul;
}

void bench_measure(const char *subject, const char *part, void (*call)(void))
{
    char name[80];

    (void)snprintf(name, sizeof name, "%s: %s", subject, part);
    CALLGRIND_ZERO_STATS;
    call();
    CALLGRIND_DUMP_STATS_AT(name);
}

int main(int argc, char **argv)
{
    int result = 0;

    if ((argc == 2) && (strcmp(argv[1], "instructions") == 0)) {
        bench_messages();
        bench_calls();
    } else if ((argc == 2) && (strcmp(argv[1], "writes") == 0)) {
        bench_writes();
    } else {
        (void)fprintf(stderr, "usage: bench instructions | bench writes\n");
        result = 2;
    }
    return result;
}
