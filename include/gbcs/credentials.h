/**
 * @file
 * Credentials of remote parties and of the device (GBCS 13): CS02a, CS02b, CS02f, CS02g; its own key
 * pairs and certificates: CS02c, CS02d, CS02e.
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

/** Why there is no certification request (GBCS 13.4). */
typedef enum gbcs_issue_result {
    /** The usage is neither digital signature nor key agreement alone. */
    GBCS_ISSUE_INVALID_KEY_USAGE = 1,
    /** No key pair was made, or none could be kept. */
    GBCS_ISSUE_KEY_PAIR_FAILED = 2,
    /** There is one, but no request for it. */
    GBCS_ISSUE_REQUEST_FAILED = 3
} gbcs_issue_result;

/** What became of a certificate for the device, in the order in which that is checked (GBCS 13.5). */
typedef enum gbcs_install_result {
    /** The device has it, and uses its key pair. */
    GBCS_INSTALL_SUCCESS = 0,
    /** It is not what the profile of device certificates asks for. */
    GBCS_INSTALL_INVALID_CERTIFICATE = 1,
    /** It is another device's. */
    GBCS_INSTALL_WRONG_IDENTITY = 2,
    /** Its usage is neither digital signature nor key agreement alone. What else it says is not looked at
     * then, so that this is told before the two above. */
    GBCS_INSTALL_INVALID_KEY_USAGE = 3,
    /** No key pair is pending for its usage, or the one that was is lost. */
    GBCS_INSTALL_NO_KEY_PAIR = 4,
    /** The key pair that is pending is another one. */
    GBCS_INSTALL_WRONG_PUBLIC_KEY = 5,
    /** It could not be kept: larger than #GBCS_DEVICE_CERTIFICATE, or for another reason. */
    GBCS_INSTALL_NOT_STORED = 6,
    /** The key pair could not be put into use. */
    GBCS_INSTALL_KEY_NOT_CHANGED = 7
} gbcs_install_result;

/** Why there is no certificate in an answer (GBCS 13.6). */
typedef enum gbcs_provide_result {
    /** The usage is neither digital signature nor key agreement alone. */
    GBCS_PROVIDE_INVALID_KEY_USAGE = 1,
    /** The device was given none. */
    GBCS_PROVIDE_NO_CERTIFICATE = 2,
    /** It is damaged, or can't be read. */
    GBCS_PROVIDE_RETRIEVAL_FAILED = 3
} gbcs_provide_result;

/**
 * CS02a, CS02f: what is in the cells of the roles asked for (GBCS 13.2, 13.9), in the order in which
 * they are asked for, and the counter held for each. A role without any filled cell is told by its
 * status only. At most #GBCS_ROLES roles may be asked for.
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response
 * @param[out]    effects  zeros: there are none
 * @return #GBCS_OK; #GBCS_ERR_ARGUMENT for another command, or one that was not accepted; a status of
 *         class malformed, with nothing written; #GBCS_ERR_SPACE
 */
GBCS_MUST_USE gbcs_status gbcs_credentials_details(const gbcs_desk *desk,
                                                   const gbcs_command *command,
                                                   gbcs_writer *response, gbcs_effects *effects);

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

/**
 * CS02c: makes a key pair of the device, keeps it pending, and asks for its certificate: the response is
 * a certification request (PKCS #10), signed with the new private key (GBCS 13.4). The key pair in use
 * stays in use. One that was pending for the same usage is replaced.
 *
 * The change is added to the open transaction, which must be empty before. If the response is a
 * #gbcs_issue_result, the transaction is empty again, and what was pending still is; but a vault may have
 * lost it, see gbcs_trust_pend().
 *
 * The key pair is made by the vault or else by gbcs_desk::random, which reseeds for it. At most 4 curve
 * operations beside the vault's.
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response
 * @param[out]    effects  zeros: there are none
 * @return #GBCS_OK, also if the response is a #gbcs_issue_result: no random generator and no vault is
 *         #GBCS_ISSUE_KEY_PAIR_FAILED, a hardware type that is none #GBCS_ISSUE_REQUEST_FAILED.
 *         #GBCS_ERR_ARGUMENT for another command, or one that was not accepted; a status of class
 *         malformed, with nothing written; #GBCS_ERR_SPACE
 */
GBCS_MUST_USE gbcs_status gbcs_credentials_issue(const gbcs_desk *desk, const gbcs_command *command,
                                                 gbcs_writer *response, gbcs_effects *effects);

/**
 * CS02d: takes the certificate of a key pair that is pending, and puts that into use in the place of the
 * former one, which is destroyed (GBCS 13.5). Certificate, key pair and the command's counter change
 * together, or none does.
 *
 * Who signed the certificate can't be checked, as the issuing authority of devices is in no cell: the
 * supplier's signature of the command vouches for it. Nor is its first day compared with the clock.
 *
 * The changes are added to the open transaction, which must be empty before, and is empty again if the
 * response is not #GBCS_INSTALL_SUCCESS. With it, gbcs_trust_settle() or gbcs_trust_open() follows when
 * the transaction was committed, abandoned, or failed; the device uses the new key pair from the commit
 * on (with a vault: from then on).
 *
 * At most 2 curve operations, and with a vault 1 of its own.
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response, a #gbcs_install_result
 * @param[out]    effects  on success gbcs_effects::trust_changed; one event: 8F4D or 8F4F on success, 8F4C
 *                         or 8F4E on failure, by the usage of the certificate; 8F4C if that is not
 *                         known
 * @return #GBCS_OK, also if the response is a failure; #GBCS_ERR_ARGUMENT for another command, or one that
 *         was not accepted; a status of class malformed for a payload that is not one SEQUENCE, with
 *         nothing written; #GBCS_ERR_SPACE. On failure nothing was added.
 */
GBCS_MUST_USE gbcs_status gbcs_credentials_install(const gbcs_desk *desk,
                                                   const gbcs_command *command,
                                                   gbcs_writer *response, gbcs_effects *effects);

/**
 * CS02e: gives a certificate of the device (GBCS 13.6).
 *
 * @param[in]     desk     the desk
 * @param[in]     command  the command, accepted
 * @param[in,out] response receives the payload of the response: the certificate, or a
 *                         #gbcs_provide_result
 * @param[out]    effects  zeros: there are none
 * @return #GBCS_OK, also if there is no certificate; #GBCS_ERR_ARGUMENT for another command, or one that
 *         was not accepted; a status of class malformed, with nothing written; #GBCS_ERR_SPACE
 */
GBCS_MUST_USE gbcs_status gbcs_credentials_provide(const gbcs_desk *desk,
                                                   const gbcs_command *command,
                                                   gbcs_writer *response, gbcs_effects *effects);

/**
 * The alert that a CS02b or CS02g which was pending is not done, as its sender has lost control of its role:
 * without outcomes, as nothing was looked at.
 *
 * @param[in]     pending the instruction
 * @param[in,out] alert   receives the payload of the alert (00CB, 0124), event 8F67 first
 * @return #GBCS_OK; #GBCS_ERR_UNSUPPORTED for the code of another command; #GBCS_ERR_SPACE
 */
GBCS_MUST_USE gbcs_status gbcs_credentials_dropped(const gbcs_pending *pending, gbcs_writer *alert);

#ifdef __cplusplus
}
#endif

#endif
