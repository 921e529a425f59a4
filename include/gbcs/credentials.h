/**
 * @file
 * Credentials of remote parties and of the device: CS02a, CS02b, CS02f, CS02g (GBCS 13).
 */
#ifndef GBCS_CREDENTIALS_H
#define GBCS_CREDENTIALS_H

#include "gbcs/service.h"

#ifdef __cplusplus
extern "C" {
#endif

/** StatusCode of a replacement (GBCS 13.3; RFC 5934). */
typedef enum gbcs_replacement_status {
    /** The cell has the new content. */
    GBCS_REPLACEMENT_SUCCESS = 0,
    /** The certificate is not what its profile or the cell asks for, or not valid at the time. */
    GBCS_REPLACEMENT_BAD_CERTIFICATE = 5,
    /** No path leads from the stored root to the certificate. */
    GBCS_REPLACEMENT_NO_TRUST_ANCHOR = 10,
    /** Not said by this library, nor is the one after the next. */
    GBCS_REPLACEMENT_INSUFFICIENT_MEMORY = 17,
    /** The device does not have the cell, or it may not be replaced in this mode. */
    GBCS_REPLACEMENT_TRUST_ANCHOR_NOT_FOUND = 25,
    GBCS_REPLACEMENT_RESOURCES_BUSY = 30,
    /** An earlier replacement of the same command is about the same cell; CS02f: as 25. */
    GBCS_REPLACEMENT_OTHER = 127
} gbcs_replacement_status;

/**
 * CS02a, CS02f: what is in the cells of the roles asked for (GBCS 13.2, 13.9), in the order in which
 * they are asked for, and the counter held for each. A role without any filled cell is told by its
 * status only. At most #GBCS_ROLES roles may be asked for.
 *
 * @param desk     the desk
 * @param command  the command, accepted
 * @param response receives the payload of the response
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for another command, or one that was not accepted; a status of
 *         class malformed, with nothing written; #GBCS_ERR_SPACE
 */
GBCS_MUST_USE gbcs_status gbcs_credentials_details(const gbcs_desk *desk,
                                                   const gbcs_command *command,
                                                   gbcs_writer *response);

/**
 * CS02b, CS02g: replaces credentials at once, or puts that off, or cancels it (GBCS 13.3, 13.10).
 * The changes are added to the open transaction, which must be empty before. Each replacement is
 * judged by itself; all that succeed are made together.
 *
 * With a date that is past, it is done at once and answered like a command without one. While the
 * time is not known no date is past.
 *
 * At most 3 curve operations and #GBCS_PATH_CERTIFICATES more a replacement; at most #GBCS_CELLS
 * replacements.
 *
 * @param[in]     desk     the desk; trust and counters as they were before the command
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response
 * @param[out]    effects  what else is to be done; zeros on failure
 * @return #GBCS_OK, also if no replacement succeeded: the response says so. #GBCS_ERR_ARGUMENT for a
 *         command that was not accepted; #GBCS_ERR_UNSUPPORTED for another one, and for contingency
 *         (mode 9); #GBCS_ERR_ROLE; a status of class malformed, with nothing written; #GBCS_ERR_SPACE;
 *         as gbcs_schedule_put(); or a status of class storage. On failure nothing was added but, for
 *         one with a past date, the removal of what it takes the place of: the caller abandons the
 *         transaction.
 */
GBCS_MUST_USE gbcs_status gbcs_credentials_update(const gbcs_desk *desk,
                                                  const gbcs_command *command,
                                                  gbcs_writer *response, gbcs_effects *effects);

/**
 * CS02b, CS02g when it is due: as gbcs_credentials_update(), but for the alert. Removes the instruction
 * from the schedule, in the open transaction. Times of certificates are not looked at again: if they
 * were not good at receipt, no replacement succeeds.
 *
 * @param[in]     desk    the desk
 * @param[in]     pending the instruction
 * @param[in]     payload its payload
 * @param[in,out] alert   receives the payload of the alert (00CB, 0124), the event first
 * @param[out]    event   8F66 if all replacements succeeded, else 8F67
 * @param[out]    effects what else is to be done; zeros on failure
 * @return #GBCS_OK; #GBCS_ERR_ROLE if the sender does not speak in its role any more;
 *         #GBCS_ERR_UNSUPPORTED for the code of another command; a status of class malformed;
 *         #GBCS_ERR_SPACE; or a status of class storage. After #GBCS_ERR_ROLE and a status of class
 *         malformed the transaction holds the removal alone, which is to be committed, and there is no
 *         alert.
 */
GBCS_MUST_USE gbcs_status gbcs_credentials_due(const gbcs_desk *desk, const gbcs_pending *pending,
                                               gbcs_bytes payload, gbcs_writer *alert,
                                               uint16_t *event, gbcs_effects *effects);

#ifdef __cplusplus
}
#endif

#endif
