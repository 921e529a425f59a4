/**
 * @file
 * Public keys of root and issuing authorities, which are in no message.
 */
#ifndef GBCS_TEST_CONFORMANCE_ISSUERS_H
#define GBCS_TEST_CONFORMANCE_ISSUERS_H

#include "gbcs/gbcs.h"

/**
 * Reads the key of the root.
 *
 * @param path the root's certificate (*.pem); or JSON: an object with an entry for each authority, whose
 *             "publicKey" is the point in hexadecimal digits, and the root's name holds "root". Null for
 *             none
 * @param root receives the key
 * @return false if it is not there
 */
bool issuers_root(const char *path, gbcs_public_key *root);

#endif
