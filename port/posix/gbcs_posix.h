/**
 * @file
 * A port for POSIX systems: records are files in a folder, the clock is the system's with an
 * offset.
 *
 * For Linux-based devices, tools and tests. What fsync() and rename() promise here is what the file
 * system and the medium below it keep. The octets of getrandom() are conditioned by the kernel
 * already, so the health tests of the library see less of the source than they would on a bare
 * board.
 */
#ifndef GBCS_POSIX_H
#define GBCS_POSIX_H

#include "gbcs/port.h"

/** An open folder. Stays where it is while the port is used. */
typedef struct gbcs_posix {
    /** The folder. */
    int folder;
    /** The file whose lock keeps other processes out. */
    int lock;
    /** As in the port. */
    size_t record_size;
    /** As in the port. */
    uint16_t record_count;
    /** What the clock of uptime showed when the folder was opened. */
    int64_t start;
} gbcs_posix;

/**
 * Opens a folder, and makes it if there is none. Only one process can have it open.
 *
 * @param[out] posix        the folder
 * @param[out] port         its services; there is no storage key, watchdog or vault
 * @param[in]  folder       its path
 * @param[in]  record_size  largest record
 * @param[in]  record_count number of records
 * @return #GBCS_OK, or #GBCS_ERR_STORAGE if it cannot be opened or somebody else has it open
 */
GBCS_MUST_USE gbcs_status gbcs_posix_open(gbcs_posix *posix, gbcs_port *port, const char *folder,
                                          size_t record_size, uint16_t record_count);

/**
 * Closes the folder.
 *
 * @param posix the folder; the port must not be used any more
 */
void gbcs_posix_close(gbcs_posix *posix);

#endif
