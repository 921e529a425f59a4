/* flock, getrandom, CLOCK_BOOTTIME */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif

#include "gbcs_posix.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifdef CLOCK_BOOTTIME
/** Goes on while the system is suspended. */
#define UPTIME_CLOCK CLOCK_BOOTTIME
#else
#define UPTIME_CLOCK CLOCK_MONOTONIC
#endif

/** Room for the name of a file. */
#define NAME_SIZE 24U
/** The file that every write goes to first. */
#define NEW_FILE "new"
/** Seconds that the clock is ahead of the system's: 8 octets, big-endian. No file: never set. */
#define CLOCK_FILE "clock"
#define CLOCK_SIZE 8U

/*
 * ---- files -------------------------------------------------------------------------------------
 */

static gbcs_status sync_descriptor(int descriptor)
{
    int result;

    do {
        result = fsync(descriptor);
    } while ((result != 0) && (errno == EINTR));
    return (result == 0) ? GBCS_OK : GBCS_ERR_STORAGE;
}

static gbcs_status write_all(int file, const uint8_t *data, size_t size)
{
    size_t done = 0U;
    gbcs_status status = GBCS_OK;

    while ((done < size) && (status == GBCS_OK)) {
        const ssize_t written = write(file, &data[done], size - done);

        if (written > 0) {
            done += (size_t)written;
        } else if ((written == 0) || (errno != EINTR)) {
            status = GBCS_ERR_STORAGE;
        }
    }
    return status;
}

/** Makes the file that is to take the place of another: its octets are on the medium. */
static gbcs_status make_new_file(int folder, const uint8_t *data, size_t size)
{
    const int file =
        openat(folder, NEW_FILE, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
    gbcs_status status = GBCS_ERR_STORAGE;

    if (file >= 0) {
        status = write_all(file, data, size);
        if (status == GBCS_OK) {
            status = sync_descriptor(file);
        }
        /* EINTR: closed all the same, and the octets are on the medium */
        if ((close(file) != 0) && (errno != EINTR)) {
            status = GBCS_ERR_STORAGE;
        }
    }
    return status;
}

static gbcs_status replace_file(int folder, const char *name, const uint8_t *data, size_t size)
{
    gbcs_status status = make_new_file(folder, data, size);

    if ((status == GBCS_OK) && (renameat(folder, NEW_FILE, folder, name) != 0)) {
        status = GBCS_ERR_STORAGE;
    }
    if (status == GBCS_OK) {
        status = sync_descriptor(folder);
    } else {
        /* what is left of it must not fill the medium */
        (void)unlinkat(folder, NEW_FILE, 0);
    }
    return status;
}

/** Reads up to the end of the file, or until the buffer is full. */
static gbcs_status read_all(int file, uint8_t *data, size_t room, size_t *size)
{
    gbcs_status status = GBCS_OK;
    bool end = false;

    *size = 0U;
    while (!end && (*size < room) && (status == GBCS_OK)) {
        const ssize_t got = read(file, &data[*size], room - *size);

        if (got > 0) {
            *size += (size_t)got;
        } else if (got == 0) {
            end = true;
        } else if (errno == EIO) {
            /* the medium cannot read these octets any more */
            status = GBCS_ERR_RECORD;
        } else if (errno != EINTR) {
            status = GBCS_ERR_STORAGE;
        }
    }
    return status;
}

/** Reads from an open file; its length says what there is to read. */
static gbcs_status read_open_file(int file, uint8_t *data, size_t room, size_t *size)
{
    struct stat properties;
    gbcs_status status;

    if ((fstat(file, &properties) != 0) || !S_ISREG(properties.st_mode)) {
        status = GBCS_ERR_STORAGE;
    } else if (properties.st_size == 0) {
        /* never written by this port: the file system has lost the octets */
        status = GBCS_ERR_RECORD;
    } else if ((uintmax_t)properties.st_size > room) {
        status = GBCS_ERR_SPACE;
    } else {
        status = read_all(file, data, (size_t)properties.st_size, size);
    }
    if ((status == GBCS_OK) && (*size != (size_t)properties.st_size)) {
        status = GBCS_ERR_STORAGE;
    }
    return status;
}

static gbcs_status read_file(int folder, const char *name, uint8_t *data, size_t room, size_t *size)
{
    const int file = openat(folder, name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    gbcs_status status;

    *size = 0U;
    if (file >= 0) {
        status = read_open_file(file, data, room, size);
        (void)close(file);
    } else {
        status = (errno == ENOENT) ? GBCS_ERR_NO_RECORD : GBCS_ERR_STORAGE;
    }
    if (status != GBCS_OK) {
        *size = 0U;
    }
    return status;
}

/*
 * ---- storage -----------------------------------------------------------------------------------
 */

static void name_record(uint16_t record, char name[NAME_SIZE])
{
    (void)snprintf(name, NAME_SIZE, "record-%05u", (unsigned int)record);
}

static gbcs_status load(void *context, uint16_t record, uint8_t *data, size_t room, size_t *size)
{
    const gbcs_posix *posix = context;
    gbcs_status status = GBCS_ERR_ARGUMENT;
    char name[NAME_SIZE];

    *size = 0U;
    if (record < posix->record_count) {
        name_record(record, name);
        status = read_file(posix->folder, name, data, room, size);
    }
    return status;
}

static gbcs_status store(void *context, uint16_t record, const uint8_t *data, size_t size)
{
    const gbcs_posix *posix = context;
    gbcs_status status = GBCS_ERR_ARGUMENT;
    char name[NAME_SIZE];

    if ((record < posix->record_count) && (size > 0U) && (size <= posix->record_size)) {
        name_record(record, name);
        status = replace_file(posix->folder, name, data, size);
    }
    return status;
}

/* The octets themselves stay on the medium until the file system uses them again. */
static gbcs_status erase(void *context, uint16_t record)
{
    const gbcs_posix *posix = context;
    gbcs_status status = GBCS_ERR_ARGUMENT;
    char name[NAME_SIZE];

    if (record < posix->record_count) {
        name_record(record, name);
        if ((unlinkat(posix->folder, name, 0) == 0) || (errno == ENOENT)) {
            status = sync_descriptor(posix->folder);
        } else {
            status = GBCS_ERR_STORAGE;
        }
    }
    return status;
}

/*
 * ---- noise and time ----------------------------------------------------------------------------
 */

static gbcs_status entropy(void *context, uint8_t *samples, size_t size)
{
    gbcs_status status = GBCS_OK;
    size_t done = 0U;

    (void)context;
    while ((done < size) && (status == GBCS_OK)) {
        /* does not wait for a kernel that is not yet seeded */
        const ssize_t got = getrandom(&samples[done], size - done, GRND_NONBLOCK);

        if (got > 0) {
            done += (size_t)got;
        } else if ((got == 0) || (errno != EINTR)) {
            status = GBCS_ERR_ENTROPY;
        }
    }
    return status;
}

static gbcs_status read_clock(clockid_t clock, int64_t *seconds)
{
    struct timespec now;
    const bool good = clock_gettime(clock, &now) == 0;

    *seconds = good ? (int64_t)now.tv_sec : 0;
    return good ? GBCS_OK : GBCS_ERR_CLOCK;
}

static bool is_in_calendar(gbcs_utc utc)
{
    return (utc >= GBCS_UTC_FIRST) && (utc <= GBCS_UTC_LAST);
}

/**
 * Whether a number of seconds can lie between two times: their sum with a third cannot overflow.
 */
static bool is_difference(int64_t seconds)
{
    return (seconds >= (GBCS_UTC_FIRST - GBCS_UTC_LAST)) &&
           (seconds <= (GBCS_UTC_LAST - GBCS_UTC_FIRST));
}

static gbcs_status load_offset(const gbcs_posix *posix, int64_t *offset)
{
    uint8_t octets[CLOCK_SIZE];
    size_t size;
    gbcs_status status = read_file(posix->folder, CLOCK_FILE, octets, sizeof octets, &size);
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(octets, size));

    if (status == GBCS_OK) {
        *offset = (int64_t)gbcs_read_u64(&reader);
        status = gbcs_reader_finish(&reader);
    }
    /* a clock whose offset is gone has lost its time */
    return (status == GBCS_OK) ? GBCS_OK : GBCS_ERR_CLOCK;
}

static gbcs_status time_get(void *context, gbcs_utc *now)
{
    const gbcs_posix *posix = context;
    int64_t offset = 0;
    int64_t system_time = 0;
    gbcs_status status = load_offset(posix, &offset);

    if (status == GBCS_OK) {
        status = read_clock(CLOCK_REALTIME, &system_time);
    }
    if (status == GBCS_OK) {
        if (is_difference(offset) && is_in_calendar(system_time + offset)) {
            *now = system_time + offset;
        } else {
            status = GBCS_ERR_CLOCK;
        }
    }
    return status;
}

static gbcs_status time_set(void *context, gbcs_utc now)
{
    const gbcs_posix *posix = context;
    uint8_t octets[CLOCK_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    int64_t system_time = 0;
    gbcs_status status = is_in_calendar(now) ? GBCS_OK : GBCS_ERR_ARGUMENT;

    if (status == GBCS_OK) {
        status = read_clock(CLOCK_REALTIME, &system_time);
    }
    if (status == GBCS_OK) {
        gbcs_write_u64(&writer, (uint64_t)(now - system_time));
        status = replace_file(posix->folder, CLOCK_FILE, octets, sizeof octets);
    }
    return status;
}

static gbcs_status uptime(void *context, uint32_t *seconds)
{
    const gbcs_posix *posix = context;
    int64_t now = 0;
    const gbcs_status status = read_clock(UPTIME_CLOCK, &now);

    if (status == GBCS_OK) {
        *seconds = (uint32_t)(now - posix->start);
    }
    return status;
}

/*
 * ---- the folder --------------------------------------------------------------------------------
 */

static void fill_port(gbcs_posix *posix, gbcs_port *port)
{
    (void)memset(port, 0, sizeof *port);
    port->context = posix;
    port->entropy = entropy;
    port->time_get = time_get;
    port->time_set = time_set;
    port->uptime = uptime;
    port->load = load;
    port->store = store;
    port->erase = erase;
    port->record_size = posix->record_size;
    port->record_count = posix->record_count;
    port->capacity = posix->record_count * posix->record_size;
    port->endurance = UINT32_MAX;
}

static bool take_lock(gbcs_posix *posix)
{
    int result = -1;

    posix->lock = openat(posix->folder, "lock", O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (posix->lock >= 0) {
        do {
            result = flock(posix->lock, LOCK_EX | LOCK_NB);
        } while ((result != 0) && (errno == EINTR));
    }
    return result == 0;
}

gbcs_status gbcs_posix_open(gbcs_posix *posix, gbcs_port *port, const char *folder,
                            size_t record_size, uint16_t record_count)
{
    gbcs_status status = GBCS_ERR_STORAGE;

    (void)memset(port, 0, sizeof *port);
    posix->folder = -1;
    posix->lock = -1;
    posix->record_size = record_size;
    posix->record_count = record_count;
    posix->start = 0;
    if ((mkdir(folder, 0700) == 0) || (errno == EEXIST)) {
        posix->folder = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    }
    if ((posix->folder >= 0) && take_lock(posix) &&
        (read_clock(UPTIME_CLOCK, &posix->start) == GBCS_OK)) {
        fill_port(posix, port);
        status = GBCS_OK;
    } else {
        gbcs_posix_close(posix);
    }
    return status;
}

static void close_descriptor(int *descriptor)
{
    if (*descriptor >= 0) {
        (void)close(*descriptor);
        *descriptor = -1;
    }
}

void gbcs_posix_close(gbcs_posix *posix)
{
    close_descriptor(&posix->lock);
    close_descriptor(&posix->folder);
}
