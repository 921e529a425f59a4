/**
 * @file
 * The check of what CS02a, CS02b, CS02f and CS02g do.
 */
#ifndef GBCS_TEST_CONFORMANCE_CREDENTIALS_H
#define GBCS_TEST_CONFORMANCE_CREDENTIALS_H

#include "checks.h"

/**
 * Each command about credentials through gate and service of a device in whose cells is what the
 * response says was there: the response's payload comes out octet for octet, or for a command with a
 * date, that of the alert when it is due; and what the outcome says is in the cells then.
 *
 * The clock was never set, so that no times are compared: the reference messages are of a time at
 * which no certificate in them was valid yet.
 *
 * @param on      the keys; receives results as #CHECK_CREDENTIALS
 * @param set     the messages
 * @param issuers issuers.json of the reference messages: the root's key; null if there is none
 */
void check_credentials(bench *on, const message_set *set, const char *issuers);

#endif
