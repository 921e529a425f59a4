/**
 * @file
 * Status codes: what a call has to say about itself.
 */
#ifndef GBCS_BASE_STATUS_H
#define GBCS_BASE_STATUS_H

#ifdef __cplusplus
extern "C" {
#endif

/** A result that the caller may not ignore. */
#if defined(__GNUC__)
#define GBCS_MUST_USE __attribute__((warn_unused_result))
#else
#define GBCS_MUST_USE
#endif

/**
 * Result of every call that can fail.
 *
 * #GBCS_OK is zero. Any other value names one reason and lies in the range of its class, see
 * #gbcs_status_class. A call that fails leaves nothing half done: its outputs are complete or empty.
 */
typedef enum gbcs_status {
    /** Done. */
    GBCS_OK = 0x0000,

    /** An argument is outside what the call takes: a null pointer, a length, an enumerator. */
    GBCS_ERR_ARGUMENT = 0x0101,
    /** The caller's buffer is too small for the result. */
    GBCS_ERR_SPACE = 0x0102,
    /** The message has no such part (no MAC to check, no signature, no encrypted attribute). */
    GBCS_ERR_ABSENT = 0x0103,
    /** A private key is not a number from 1 to n - 1. */
    GBCS_ERR_PRIVATE_KEY = 0x0104,
    /** The time is not known: the clock was never set, or lost its time. */
    GBCS_ERR_CLOCK = 0x0105,
    /** Too much is under way: another call, an action that is open, or a limit that is reached. */
    GBCS_ERR_BUSY = 0x0106,
    /** No such action is open. */
    GBCS_ERR_TICKET = 0x0107,

    /** The input ends before the item that it begins. */
    GBCS_ERR_TRUNCATED = 0x0201,
    /** The input goes on after the item is complete. */
    GBCS_ERR_TRAILING = 0x0202,
    /** A tag, type or constant octet is not one that may stand here. */
    GBCS_ERR_TAG = 0x0203,
    /** A length or count is not in its shortest form, or disagrees with what it measures. */
    GBCS_ERR_LENGTH = 0x0204,
    /** A field holds a value that its definition does not allow. */
    GBCS_ERR_VALUE = 0x0205,
    /** Data is nested deeper than any GBCS message needs. */
    GBCS_ERR_NESTING = 0x0206,
    /** Octets that should be a date and time are not one. */
    GBCS_ERR_TIME = 0x0207,
    /** The check digit is wrong. */
    GBCS_ERR_CHECK_DIGIT = 0x0208,
    /** The message is not of the kind that is taken here, such as a response where a command should be. */
    GBCS_ERR_CRA = 0x0209,

    /** The MAC, or the tag of encrypted attributes, is not authentic. */
    GBCS_ERR_MAC = 0x0301,
    /** The signature is not authentic. */
    GBCS_ERR_SIGNATURE = 0x0302,
    /** A public key is not an uncompressed point on the curve P-256. */
    GBCS_ERR_PUBLIC_KEY = 0x0303,
    /** A certificate's version, serial number, validity or set of extensions is not that of its kind. */
    GBCS_ERR_PROFILE = 0x0304,
    /** A certificate's key or signature is of another algorithm than ECDSA on P-256 with SHA-256. */
    GBCS_ERR_ALGORITHM = 0x0305,
    /** A certificate's key usage is not one that its kind has. */
    GBCS_ERR_KEY_USAGE = 0x0306,
    /** A certificate's key identifier is not that of its key, or not in the form that GBCS asks for. */
    GBCS_ERR_KEY_IDENTIFIER = 0x0307,
    /** A certificate does not say in the proper form whose it is: role, name, Entity Identifier. */
    GBCS_ERR_IDENTITY = 0x0308,
    /** A certificate's policies are malformed, or not those of its issuer. */
    GBCS_ERR_POLICY = 0x0309,
    /** A certificate may not be the issuer of others, or not at this distance. */
    GBCS_ERR_AUTHORITY = 0x030A,
    /** No chain of the certificates at hand leads to the root. */
    GBCS_ERR_PATH = 0x030B,
    /** A certificate is not valid yet. */
    GBCS_ERR_NOT_YET_VALID = 0x030C,
    /** A certificate is not valid any more. */
    GBCS_ERR_EXPIRED = 0x030D,
    /** The message is protected, but not in the way that its use case asks for. */
    GBCS_ERR_FORM = 0x030E,

    /** The message is for another device. */
    GBCS_ERR_TARGET = 0x0401,
    /** The device takes no command of this Message Code. */
    GBCS_ERR_UNSUPPORTED = 0x0402,
    /** The sender is in no Trust Anchor Cell. */
    GBCS_ERR_ORIGINATOR = 0x0403,
    /** None of the roles in which the sender can speak may use the command. */
    GBCS_ERR_ROLE = 0x0404,
    /** The device is not in the part of its life in which this may be done. */
    GBCS_ERR_LIFE = 0x0405,
    /** Sensitive data would leave the device without being encrypted. */
    GBCS_ERR_PLAIN = 0x0406,
    /** Too many tokens were not authentic: for a while none is looked at. */
    GBCS_ERR_SUSPENDED = 0x0407,
    /** The credit would exceed a limit of the meter. */
    GBCS_ERR_CREDIT = 0x0408,

    /** The counter is not greater than the one of the last command. */
    GBCS_ERR_REPLAY = 0x0501,
    /** A read with this counter was answered with encryption already, or may have been. */
    GBCS_ERR_ANSWERED = 0x0502,

    /** The medium failed. */
    GBCS_ERR_STORAGE = 0x0601,
    /** Storage holds no such record. */
    GBCS_ERR_NO_RECORD = 0x0602,
    /** The record is damaged, or was not written by this device in this place. */
    GBCS_ERR_RECORD = 0x0603,
    /** The record is good, but in another layout. */
    GBCS_ERR_LAYOUT = 0x0604,
    /** The medium failed in the middle of a transaction, which is settled when storage is next opened. */
    GBCS_ERR_UNFINISHED = 0x0605,

    /** The noise source failed. */
    GBCS_ERR_ENTROPY = 0x0701
} gbcs_status;

/** The classes of status: the high octet of a #gbcs_status. */
typedef enum gbcs_status_class {
    /** Success. */
    GBCS_CLASS_OK = 0x00,
    /** The caller misused the library. */
    GBCS_CLASS_USAGE = 0x01,
    /** The input is malformed. */
    GBCS_CLASS_MALFORMED = 0x02,
    /** The input is not authentic. */
    GBCS_CLASS_AUTHENTICATION = 0x03,
    /** The party may not do this. */
    GBCS_CLASS_AUTHORISATION = 0x04,
    /** The input was seen before, or comes too late. */
    GBCS_CLASS_FRESHNESS = 0x05,
    /** Storage failed, or holds something else than was put there. */
    GBCS_CLASS_STORAGE = 0x06,
    /** A self-test failed; the library refuses to work. */
    GBCS_CLASS_SELF_TEST = 0x07
} gbcs_status_class;

/**
 * The class of a status.
 *
 * @param status any status
 * @return its class
 */
gbcs_status_class gbcs_status_class_of(gbcs_status status);

/**
 * The identifier of a status, for logs and tools.
 *
 * @param status any status
 * @return its identifier, such as "GBCS_ERR_MAC"; "GBCS_ERR_UNKNOWN" for a value that is none
 */
const char *gbcs_status_name(gbcs_status status);

/**
 * What a status means, in a sentence for people.
 *
 * @param status any status
 * @return a clause without capital or full stop, such as "the MAC is not authentic"
 */
const char *gbcs_status_text(gbcs_status status);

#ifdef __cplusplus
}
#endif

#endif
