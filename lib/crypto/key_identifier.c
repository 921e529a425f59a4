#include <string.h>

#include "gbcs/crypto.h"

/** Octets of a SHA-1 digest. */
#define SHA1_SIZE 20U

void gbcs_key_identifier(const gbcs_public_key *key, uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE])
{
    uint8_t digest[SHA1_SIZE];
    br_sha1_context sha1;

    br_sha1_init(&sha1);
    br_sha1_update(&sha1, key->point, GBCS_POINT_SIZE);
    br_sha1_out(&sha1, digest);
    (void)memcpy(identifier, &digest[SHA1_SIZE - GBCS_KEY_IDENTIFIER_SIZE],
                 GBCS_KEY_IDENTIFIER_SIZE);
    /* four bits, 0100, in place of what lies above the lowest 60 */
    identifier[0] = (uint8_t)((identifier[0] & 0x0FU) | 0x40U);
}
