#include "gbcs/base/status.h"

#include <stddef.h>

/** A row of the table of statuses. */
typedef struct status_row {
    gbcs_status status;
    const char *name;
    const char *text;
} status_row;

static const status_row *find_status(gbcs_status status)
{
    static const status_row TABLE[] = {
        {GBCS_OK, "GBCS_OK", "done"},
        {GBCS_ERR_ARGUMENT, "GBCS_ERR_ARGUMENT", "an argument is outside what the call takes"},
        {GBCS_ERR_SPACE, "GBCS_ERR_SPACE", "the buffer is too small for the result"},
        {GBCS_ERR_ABSENT, "GBCS_ERR_ABSENT", "the message has no such part"},
        {GBCS_ERR_PRIVATE_KEY, "GBCS_ERR_PRIVATE_KEY",
         "the private key is not a number from 1 to n - 1"},
        {GBCS_ERR_CLOCK, "GBCS_ERR_CLOCK", "the time is not known"},
        {GBCS_ERR_BUSY, "GBCS_ERR_BUSY", "too much is under way; try again later"},
        {GBCS_ERR_TICKET, "GBCS_ERR_TICKET", "no such action is open"},
        {GBCS_ERR_TRUNCATED, "GBCS_ERR_TRUNCATED", "the input ends too early"},
        {GBCS_ERR_TRAILING, "GBCS_ERR_TRAILING", "octets are left over at the end of the input"},
        {GBCS_ERR_TAG, "GBCS_ERR_TAG", "a tag or constant octet is not one that may stand here"},
        {GBCS_ERR_LENGTH, "GBCS_ERR_LENGTH",
         "a length is not in its shortest form or disagrees with what it measures"},
        {GBCS_ERR_VALUE, "GBCS_ERR_VALUE",
         "a field holds a value that its definition does not allow"},
        {GBCS_ERR_NESTING, "GBCS_ERR_NESTING", "data is nested too deep"},
        {GBCS_ERR_TIME, "GBCS_ERR_TIME", "the octets are not a date and time"},
        {GBCS_ERR_CHECK_DIGIT, "GBCS_ERR_CHECK_DIGIT", "the check digit is wrong"},
        {GBCS_ERR_CRA, "GBCS_ERR_CRA", "the message is not a command"},
        {GBCS_ERR_MAC, "GBCS_ERR_MAC", "the MAC is not authentic"},
        {GBCS_ERR_SIGNATURE, "GBCS_ERR_SIGNATURE", "the signature is not authentic"},
        {GBCS_ERR_PUBLIC_KEY, "GBCS_ERR_PUBLIC_KEY",
         "the public key is not an uncompressed point on the curve"},
        {GBCS_ERR_PROFILE, "GBCS_ERR_PROFILE",
         "the certificate's version, serial number, validity or set of extensions is not that of "
         "its kind"},
        {GBCS_ERR_ALGORITHM, "GBCS_ERR_ALGORITHM",
         "the certificate's key or signature is of another algorithm"},
        {GBCS_ERR_KEY_USAGE, "GBCS_ERR_KEY_USAGE",
         "the certificate's key usage is not one that its kind has"},
        {GBCS_ERR_KEY_IDENTIFIER, "GBCS_ERR_KEY_IDENTIFIER",
         "the certificate's key identifier is not that of its key"},
        {GBCS_ERR_IDENTITY, "GBCS_ERR_IDENTITY",
         "the certificate does not say in the proper form whose it is"},
        {GBCS_ERR_POLICY, "GBCS_ERR_POLICY",
         "the certificate's policies are malformed or not those of its issuer"},
        {GBCS_ERR_AUTHORITY, "GBCS_ERR_AUTHORITY",
         "the certificate may not be the issuer of this one"},
        {GBCS_ERR_PATH, "GBCS_ERR_PATH", "no chain of certificates leads to the root"},
        {GBCS_ERR_NOT_YET_VALID, "GBCS_ERR_NOT_YET_VALID", "the certificate is not valid yet"},
        {GBCS_ERR_EXPIRED, "GBCS_ERR_EXPIRED", "the certificate is not valid any more"},
        {GBCS_ERR_FORM, "GBCS_ERR_FORM", "the message is not protected as its use case asks"},
        {GBCS_ERR_TARGET, "GBCS_ERR_TARGET", "the message is for another device"},
        {GBCS_ERR_UNSUPPORTED, "GBCS_ERR_UNSUPPORTED", "the device does not support the command"},
        {GBCS_ERR_ORIGINATOR, "GBCS_ERR_ORIGINATOR", "the sender is not known"},
        {GBCS_ERR_ROLE, "GBCS_ERR_ROLE", "the sender may not use the command"},
        {GBCS_ERR_LIFE, "GBCS_ERR_LIFE", "the device is not in the part of its life for this"},
        {GBCS_ERR_PLAIN, "GBCS_ERR_PLAIN", "sensitive data may not leave unencrypted"},
        {GBCS_ERR_SUSPENDED, "GBCS_ERR_SUSPENDED", "entries are not looked at for a while"},
        {GBCS_ERR_CREDIT, "GBCS_ERR_CREDIT", "the credit would exceed a limit"},
        {GBCS_ERR_REPLAY, "GBCS_ERR_REPLAY", "the counter is not greater than the last one"},
        {GBCS_ERR_ANSWERED, "GBCS_ERR_ANSWERED", "the read was answered before"},
        {GBCS_ERR_STORAGE, "GBCS_ERR_STORAGE", "the storage medium failed"},
        {GBCS_ERR_NO_RECORD, "GBCS_ERR_NO_RECORD", "storage holds no such record"},
        {GBCS_ERR_RECORD, "GBCS_ERR_RECORD", "the record is damaged or not of this place"},
        {GBCS_ERR_LAYOUT, "GBCS_ERR_LAYOUT", "the record is in another layout"},
        {GBCS_ERR_UNFINISHED, "GBCS_ERR_UNFINISHED",
         "the medium failed in the middle of a transaction"},
        {GBCS_ERR_ENTROPY, "GBCS_ERR_ENTROPY", "the noise source failed"},
    };
    static const status_row UNKNOWN = {GBCS_OK, "GBCS_ERR_UNKNOWN", "the status is unknown"};
    const status_row *row = &UNKNOWN;
    size_t i;

    for (i = 0U; i < (sizeof(TABLE) / sizeof(TABLE[0])); i++) {
        if (TABLE[i].status == status) {
            row = &TABLE[i];
        }
    }
    return row;
}

gbcs_status_class gbcs_status_class_of(gbcs_status status)
{
    return (gbcs_status_class)((unsigned int)status >> 8);
}

const char *gbcs_status_name(gbcs_status status)
{
    return find_status(status)->name;
}

const char *gbcs_status_text(gbcs_status status)
{
    return find_status(status)->text;
}
