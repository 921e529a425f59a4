/*
 * The POSIX port, with each system call failing in turn, interrupted, or doing less than it was
 * asked.
 *
 * The port is compiled into this file, so that its system calls can be put in the hands of the
 * test.
 */
#define _GNU_SOURCE

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "gbcs_posix.h"

/** The system calls of the port. */
typedef enum call {
    CALL_NONE,
    CALL_OPENAT,
    CALL_WRITE,
    CALL_READ,
    CALL_FSYNC,
    CALL_RENAMEAT,
    CALL_UNLINKAT,
    CALL_CLOSE,
    CALL_FSTAT,
    CALL_FLOCK,
    CALL_GETRANDOM,
    CALL_CLOCK,
    CALLS
} call;

/**
 * What is to happen: the n-th of a call fails; all reads, writes and samples come in small pieces.
 */
static struct {
    call which;
    int in;
    int error;
    /** Whether the failing call returns 0 instead of an error. */
    bool nothing;
    size_t piece;
} fault;

static bool fails(call which)
{
    bool now = false;

    if ((fault.which == which) && (fault.in > 0)) {
        fault.in--;
        now = fault.in == 0;
        errno = fault.error;
    }
    return now;
}

static size_t piece_of(size_t size)
{
    return ((fault.piece > 0U) && (fault.piece < size)) ? fault.piece : size;
}

static int test_openat(int folder, const char *name, int flags, ...)
{
    /* the port makes files of one mode only */
    return fails(CALL_OPENAT) ? -1 : openat(folder, name, flags, 0600);
}

static ssize_t test_write(int file, const void *data, size_t size)
{
    if (fails(CALL_WRITE)) {
        return fault.nothing ? 0 : -1;
    }
    return write(file, data, piece_of(size));
}

static ssize_t test_read(int file, void *data, size_t size)
{
    if (fails(CALL_READ)) {
        return fault.nothing ? 0 : -1;
    }
    return read(file, data, piece_of(size));
}

static int test_fsync(int file)
{
    return fails(CALL_FSYNC) ? -1 : fsync(file);
}

static int test_renameat(int from, const char *name, int to, const char *new_name)
{
    return fails(CALL_RENAMEAT) ? -1 : renameat(from, name, to, new_name);
}

static int test_unlinkat(int folder, const char *name, int flags)
{
    return fails(CALL_UNLINKAT) ? -1 : unlinkat(folder, name, flags);
}

static int test_close(int file)
{
    const int result = close(file);

    return fails(CALL_CLOSE) ? -1 : result;
}

static int test_fstat(int file, struct stat *properties)
{
    return fails(CALL_FSTAT) ? -1 : fstat(file, properties);
}

static int test_flock(int file, int operation)
{
    return fails(CALL_FLOCK) ? -1 : flock(file, operation);
}

static ssize_t test_getrandom(void *samples, size_t size, unsigned int flags)
{
    if (fails(CALL_GETRANDOM)) {
        return fault.nothing ? 0 : -1;
    }
    return getrandom(samples, piece_of(size), flags);
}

/** What the system's clock shows beyond the truth. */
static time_t clock_ahead;

static int test_clock(clockid_t clock, struct timespec *now)
{
    int result = clock_gettime(clock, now);

    if (clock == CLOCK_REALTIME) {
        now->tv_sec += clock_ahead;
    }
    if (fails(CALL_CLOCK)) {
        result = -1;
    }
    return result;
}

#define openat test_openat
#define write test_write
#define read test_read
#define fsync test_fsync
#define renameat test_renameat
#define unlinkat test_unlinkat
#define close test_close
#define fstat(file, properties) test_fstat(file, properties)
#define flock(file, operation) test_flock(file, operation)
#define getrandom test_getrandom
#define clock_gettime test_clock

#include "gbcs_posix.c"

#define RECORD_SIZE 512U
#define RECORD_COUNT 8U

static char folder[64];
static gbcs_posix posix;
static gbcs_port port;

static void open_folder(void)
{
    memset(&fault, 0, sizeof fault);
    assert_int_equal(gbcs_posix_open(&posix, &port, folder, RECORD_SIZE, RECORD_COUNT), GBCS_OK);
}

static int new_folder(void **state)
{
    (void)state;
    (void)strcpy(folder, "/tmp/gbcs-posix-XXXXXX");
    assert_non_null(mkdtemp(folder));
    clock_ahead = 0;
    open_folder();
    return 0;
}

static int remove_folder(void **state)
{
    char command[100];

    (void)state;
    gbcs_posix_close(&posix);
    (void)snprintf(command, sizeof command, "rm -rf '%s'", folder);
    return system(command);
}

static void path_of(const char *name, char path[100])
{
    (void)snprintf(path, 100, "%s/%s", folder, name);
}

static bool exists(const char *name)
{
    char path[100];

    path_of(name, path);
    return access(path, F_OK) == 0;
}

static void make_file(const char *name, size_t size)
{
    char path[100];
    FILE *file;

    path_of(name, path);
    file = fopen(path, "wb");
    assert_non_null(file);
    while (size > 0U) {
        (void)fputc('x', file);
        size--;
    }
    assert_int_equal(fclose(file), 0);
}

/** A record of one octet, repeated. */
static gbcs_status store_octets(uint8_t octet, size_t size)
{
    uint8_t octets[RECORD_SIZE + 1U];

    memset(octets, octet, sizeof octets);
    return port.store(port.context, 1, octets, size);
}

static gbcs_status load_octets(uint8_t *octet, size_t *size)
{
    uint8_t octets[RECORD_SIZE];
    const gbcs_status status = port.load(port.context, 1, octets, sizeof octets, size);
    size_t i;

    if (status == GBCS_OK) {
        *octet = octets[0];
        for (i = 1; i < *size; i++) {
            assert_int_equal(octets[i], octets[0]);
        }
    }
    return status;
}

static void assert_holds(uint8_t octet, size_t size)
{
    uint8_t found = 0;
    size_t found_size = 0;

    assert_int_equal(load_octets(&found, &found_size), GBCS_OK);
    assert_int_equal(found, octet);
    assert_int_equal(found_size, size);
}

/* An interrupted call is made again, and one that does less is continued. */
static void interruptions_do_no_harm(void **state)
{
    static const call INTERRUPTED[] = {CALL_WRITE, CALL_READ, CALL_FSYNC, CALL_CLOSE,
                                       CALL_GETRANDOM};
    uint8_t samples[100];
    size_t i;
    int in;

    (void)state;
    for (i = 0; i < (sizeof INTERRUPTED / sizeof INTERRUPTED[0]); i++) {
        for (in = 1; in <= 3; in++) {
            fault.piece = 7;
            fault.which = INTERRUPTED[i];
            fault.error = EINTR;
            fault.in = in;
            assert_int_equal(store_octets((uint8_t)(i + 1U), 200U + i), GBCS_OK);
            assert_holds((uint8_t)(i + 1U), 200U + i);
            assert_int_equal(port.entropy(port.context, samples, sizeof samples), GBCS_OK);
            assert_true((fault.in == 0) || (INTERRUPTED[i] == CALL_CLOSE) ||
                        (INTERRUPTED[i] == CALL_FSYNC));
        }
    }
    memset(&fault, 0, sizeof fault);
    gbcs_posix_close(&posix);
    fault.which = CALL_FLOCK;
    fault.error = EINTR;
    fault.in = 1;
    assert_int_equal(gbcs_posix_open(&posix, &port, folder, RECORD_SIZE, RECORD_COUNT), GBCS_OK);
}

static void a_failed_write_leaves_old_or_new(void **state)
{
    static const struct {
        call which;
        int calls;
    } CASES[] = {
        {CALL_OPENAT, 1}, {CALL_WRITE, 4}, {CALL_FSYNC, 1}, {CALL_CLOSE, 1}, {CALL_RENAMEAT, 1}};
    size_t i;
    int in;

    (void)state;
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        for (in = 1; in <= CASES[i].calls; in++) {
            assert_int_equal(store_octets(1, 20), GBCS_OK);
            fault.piece = 100;
            fault.which = CASES[i].which;
            fault.error = ENOSPC;
            fault.in = in;
            assert_int_equal(store_octets(2, 400), GBCS_ERR_STORAGE);
            assert_holds(1, 20);
            assert_false(exists("new"));
            assert_int_equal(store_octets(3, 30), GBCS_OK);
            assert_holds(3, 30);
        }
    }
    fault.which = CALL_WRITE;
    fault.nothing = true;
    fault.in = 1;
    assert_int_equal(store_octets(2, 400), GBCS_ERR_STORAGE);
    assert_holds(3, 30);
    /* the folder cannot be synced: it is the new one, but perhaps not for long */
    fault.which = CALL_FSYNC;
    fault.error = EIO;
    fault.in = 2;
    assert_int_equal(store_octets(4, 40), GBCS_ERR_STORAGE);
    assert_holds(4, 40);
    fault.which = CALL_FSYNC;
    fault.in = 1;
    assert_int_equal(port.erase(port.context, 1), GBCS_ERR_STORAGE);
    fault.which = CALL_UNLINKAT;
    fault.in = 1;
    assert_int_equal(port.erase(port.context, 1), GBCS_ERR_STORAGE);
    assert_int_equal(port.erase(port.context, 1), GBCS_OK);
}

static void a_failed_read_says_what_failed(void **state)
{
    static const struct {
        call which;
        int error;
        gbcs_status expected;
    } CASES[] = {
        {CALL_OPENAT, EMFILE, GBCS_ERR_STORAGE}, {CALL_OPENAT, ENOENT, GBCS_ERR_NO_RECORD},
        {CALL_OPENAT, EACCES, GBCS_ERR_STORAGE}, {CALL_FSTAT, EIO, GBCS_ERR_STORAGE},
        {CALL_READ, EIO, GBCS_ERR_RECORD},       {CALL_READ, EBADF, GBCS_ERR_STORAGE},
    };
    size_t size = 0;
    uint8_t octet = 0;
    size_t i;

    (void)state;
    assert_int_equal(store_octets(1, 20), GBCS_OK);
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        fault.which = CASES[i].which;
        fault.error = CASES[i].error;
        fault.in = 1;
        assert_int_equal(load_octets(&octet, &size), CASES[i].expected);
        assert_int_equal(size, 0);
        assert_holds(1, 20);
    }
    /* the file ends before its length */
    fault.which = CALL_READ;
    fault.nothing = true;
    fault.in = 1;
    assert_int_equal(load_octets(&octet, &size), GBCS_ERR_STORAGE);
    assert_holds(1, 20);
}

static void odd_files_are_no_records(void **state)
{
    char from[100];
    char to[100];
    size_t size = 0;
    uint8_t octet = 0;

    (void)state;
    make_file("record-00001", 0);
    assert_int_equal(load_octets(&octet, &size), GBCS_ERR_RECORD);
    make_file("record-00001", RECORD_SIZE + 1U);
    assert_int_equal(load_octets(&octet, &size), GBCS_ERR_SPACE);
    make_file("record-00001", RECORD_SIZE);
    assert_holds('x', RECORD_SIZE);
    path_of("record-00001", from);
    path_of("elsewhere", to);
    assert_int_equal(rename(from, to), 0);
    assert_int_equal(symlink(to, from), 0);
    assert_int_equal(load_octets(&octet, &size), GBCS_ERR_STORAGE);
    assert_int_equal(unlink(from), 0);
    assert_int_equal(mkdir(from, 0700), 0);
    assert_int_equal(load_octets(&octet, &size), GBCS_ERR_STORAGE);
    assert_int_equal(store_octets(1, 1), GBCS_ERR_STORAGE);
    assert_int_equal(port.erase(port.context, 1), GBCS_ERR_STORAGE);
}

static void one_process_has_the_folder(void **state)
{
    gbcs_posix other;
    gbcs_port other_port;
    gbcs_status status;
    pid_t child;
    int result = 0;

    (void)state;
    status = gbcs_posix_open(&other, &other_port, folder, RECORD_SIZE, RECORD_COUNT);
    assert_int_equal(status, GBCS_ERR_STORAGE);
    assert_null(other_port.load);
    child = fork();
    if (child == 0) {
        _exit((gbcs_posix_open(&other, &other_port, folder, RECORD_SIZE, RECORD_COUNT) ==
               GBCS_ERR_STORAGE)
                  ? 0
                  : 1);
    }
    assert_int_equal(waitpid(child, &result, 0), child);
    assert_int_equal(result, 0);
    gbcs_posix_close(&posix);
    assert_int_equal(gbcs_posix_open(&other, &other_port, folder, RECORD_SIZE, RECORD_COUNT),
                     GBCS_OK);
    gbcs_posix_close(&other);
    gbcs_posix_close(&other);
}

static void a_folder_that_cannot_be_opened_is_said(void **state)
{
    static const call REFUSED[] = {CALL_OPENAT, CALL_FLOCK, CALL_CLOCK};
    gbcs_posix other;
    gbcs_port other_port;
    char path[100];
    size_t i;

    (void)state;
    path_of("no/such", path);
    assert_int_equal(gbcs_posix_open(&other, &other_port, path, RECORD_SIZE, RECORD_COUNT),
                     GBCS_ERR_STORAGE);
    make_file("file", 1);
    path_of("file", path);
    assert_int_equal(gbcs_posix_open(&other, &other_port, path, RECORD_SIZE, RECORD_COUNT),
                     GBCS_ERR_STORAGE);
    path_of("made", path);
    for (i = 0; i < (sizeof REFUSED / sizeof REFUSED[0]); i++) {
        fault.which = REFUSED[i];
        fault.error = EACCES;
        fault.in = 1;
        assert_int_equal(gbcs_posix_open(&other, &other_port, path, RECORD_SIZE, RECORD_COUNT),
                         GBCS_ERR_STORAGE);
    }
    assert_int_equal(gbcs_posix_open(&other, &other_port, path, RECORD_SIZE, RECORD_COUNT),
                     GBCS_OK);
    gbcs_posix_close(&other);
}

static void the_clock_is_an_offset(void **state)
{
    gbcs_utc now = 0;
    size_t size;

    (void)state;
    assert_int_equal(port.time_get(port.context, &now), GBCS_ERR_CLOCK);
    assert_int_equal(port.time_set(port.context, 1000000000), GBCS_OK);
    clock_ahead = 5000;
    gbcs_posix_close(&posix);
    open_folder();
    assert_int_equal(port.time_get(port.context, &now), GBCS_OK);
    assert_in_range(now, 1000005000, 1000005002);
    assert_int_equal(port.time_set(port.context, GBCS_UTC_LAST + 1), GBCS_ERR_ARGUMENT);
    assert_int_equal(port.time_set(port.context, GBCS_UTC_FIRST - 1), GBCS_ERR_ARGUMENT);
    fault.which = CALL_CLOCK;
    fault.in = 1;
    assert_int_equal(port.time_set(port.context, 2), GBCS_ERR_CLOCK);
    fault.in = 1;
    assert_int_equal(port.time_get(port.context, &now), GBCS_ERR_CLOCK);
    fault.which = CALL_RENAMEAT;
    fault.in = 1;
    assert_int_equal(port.time_set(port.context, 2), GBCS_ERR_STORAGE);
    assert_int_equal(port.time_get(port.context, &now), GBCS_OK);
    assert_in_range(now, 1000005000, 1000005002);
    /* past the end of the calendar it is no time any more */
    assert_int_equal(port.time_set(port.context, GBCS_UTC_LAST), GBCS_OK);
    clock_ahead += 100;
    assert_int_equal(port.time_get(port.context, &now), GBCS_ERR_CLOCK);
    for (size = 0; size <= 9U; size++) {
        /* "xxxxxxxx" is a number, but not of seconds */
        make_file("clock", size);
        assert_int_equal(port.time_get(port.context, &now), GBCS_ERR_CLOCK);
    }
}

static void uptime_begins_with_the_folder(void **state)
{
    uint32_t seconds = 77;

    (void)state;
    assert_int_equal(port.uptime(port.context, &seconds), GBCS_OK);
    assert_in_range(seconds, 0, 2);
    posix.start -= 1000;
    clock_ahead = 50000;
    assert_int_equal(port.uptime(port.context, &seconds), GBCS_OK);
    assert_in_range(seconds, 1000, 1002);
    fault.which = CALL_CLOCK;
    fault.in = 1;
    assert_int_equal(port.uptime(port.context, &seconds), GBCS_ERR_CLOCK);
}

static void noise_that_fails_is_said(void **state)
{
    uint8_t samples[10];

    (void)state;
    fault.which = CALL_GETRANDOM;
    fault.error = EAGAIN;
    fault.in = 1;
    assert_int_equal(port.entropy(port.context, samples, sizeof samples), GBCS_ERR_ENTROPY);
    fault.nothing = true;
    fault.in = 1;
    assert_int_equal(port.entropy(port.context, samples, sizeof samples), GBCS_ERR_ENTROPY);
}

/** Writes for ever. */
static void write_until_killed(void)
{
    unsigned int i;

    for (i = 1;; i++) {
        if ((i % 11U) == 0U) {
            (void)port.erase(port.context, 1);
        } else {
            (void)store_octets((uint8_t)i, 1U + ((i * 37U) % RECORD_SIZE));
        }
    }
}

static void a_killed_process_leaves_a_whole_record(void **state)
{
    unsigned int round;

    (void)state;
    for (round = 0; round < 40U; round++) {
        const struct timespec moment = {0, (long)(100000U + (round * 70001U))};
        pid_t child;
        size_t size = 0;
        uint8_t octet = 0;
        gbcs_status status;

        fault.piece = 16;
        child = fork();
        if (child == 0) {
            write_until_killed();
        }
        assert_int_equal(nanosleep(&moment, NULL), 0);
        assert_int_equal(kill(child, SIGKILL), 0);
        assert_int_equal(waitpid(child, NULL, 0), child);
        gbcs_posix_close(&posix);
        open_folder();
        status = load_octets(&octet, &size);
        assert_true((status == GBCS_OK) || (status == GBCS_ERR_NO_RECORD));
        if (status == GBCS_OK) {
            bool one_of_them = false;
            unsigned int i;

            for (i = 1; i <= (256U * 512U); i++) {
                one_of_them = one_of_them ||
                              (((uint8_t)i == octet) && ((1U + ((i * 37U) % RECORD_SIZE)) == size));
            }
            assert_true(one_of_them);
        }
    }
}

#define POSIX_TEST(test) cmocka_unit_test_setup_teardown(test, new_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        POSIX_TEST(interruptions_do_no_harm),
        POSIX_TEST(a_failed_write_leaves_old_or_new),
        POSIX_TEST(a_failed_read_says_what_failed),
        POSIX_TEST(odd_files_are_no_records),
        POSIX_TEST(one_process_has_the_folder),
        POSIX_TEST(a_folder_that_cannot_be_opened_is_said),
        POSIX_TEST(the_clock_is_an_offset),
        POSIX_TEST(uptime_begins_with_the_folder),
        POSIX_TEST(noise_that_fails_is_said),
        POSIX_TEST(a_killed_process_leaves_a_whole_record),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
