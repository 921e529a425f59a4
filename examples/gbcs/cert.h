/**
 * @file
 * What the subcommands of gbcs cert share: files of certificates, certification requests and keys;
 * moments and OBJECT IDENTIFIERs as text; what a certificate seems to be.
 */
#ifndef GBCS_TOOL_CERT_H
#define GBCS_TOOL_CERT_H

#include "format.h"

/** What a file holds. */
typedef enum cert_form {
    CERT_CERTIFICATE, /**< a certificate */
    CERT_REQUEST,     /**< a certification request */
    CERT_PUBLIC_KEY   /**< a public key: its point */
} cert_form;

/** A kind of certificate. */
typedef struct cert_profile {
    /** The GBCS_PROFILE value. */
    uint8_t profile;
    /** Its name. */
    const char *name;
    /** Its reader. */
    gbcs_status (*read)(const gbcs_crypto *crypto, gbcs_bytes octets, gbcs_credential *credential);
} cert_profile;

/** A certification request taken apart: views into it. Its syntax is judged, not what it says. */
typedef struct cert_asked {
    /** What the signature covers. */
    gbcs_bytes signed_octets;
    /** Version as written. */
    uint64_t version;
    /** Subject, tag and length included. */
    gbcs_bytes subject;
    /** The key's algorithm, tag and length included. */
    gbcs_bytes key_algorithm;
    /** The public key. */
    gbcs_bytes public_key;
    /** The extensions that are asked for; empty if there are none. */
    gbcs_bytes extensions;
    /** Signature algorithm, tag and length included. */
    gbcs_bytes signature_algorithm;
    /** Signature. */
    gbcs_bytes signature;
} cert_asked;

/** What a certification request asks for, once it is known to be as GBCS 13.4 has it. */
typedef struct cert_wish {
    /** The same as the library writes it. */
    gbcs_request request;
    /** The key that it points to, validated. */
    gbcs_public_key key;
} cert_wish;

/**
 * Reads a file: PEM, DER, or DER in hexadecimal digits.
 *
 * @param[in]  path   the file, or "-" for standard input
 * @param[out] octets DER, or the point of a public key; to be freed with input_release()
 * @param[out] form   what it is: by its label in PEM, else by its structure
 * @param[out] reason what is wrong, in a clause; null on success
 * @return true on success
 */
bool cert_read(const char *path, gbcs_bytes *octets, cert_form *form, const char **reason);

/**
 * Reads a certificate, and nothing else.
 *
 * @param[in]  path   the file
 * @param[out] octets DER; to be freed with input_release()
 * @return false after a message
 */
bool cert_read_certificate(const char *path, gbcs_bytes *octets);

/**
 * Writes a certificate or certification request: PEM, or DER if it is to be binary.
 *
 * @param path   the file, or null for standard output
 * @param octets DER
 * @param label  the label in PEM
 * @param binary whether DER is wanted
 * @return false after a message
 */
bool cert_write(const char *path, gbcs_bytes octets, const char *label, bool binary);

/**
 * What a certificate seems to be, by what kinds have and others have not.
 *
 * @param certificate the certificate
 * @return its profile
 */
const cert_profile *cert_profile_of(const gbcs_certificate *certificate);

/**
 * The status of reading a certificate as what it seems to be.
 *
 * @param[in]  crypto     the implementations
 * @param[in]  octets     the certificate
 * @param[out] credential what it says; zeros on failure
 * @param[out] profile    what it seems to be; null if it is no certificate
 * @return as the reader of its profile
 */
gbcs_status cert_judge(const gbcs_crypto *crypto, gbcs_bytes octets, gbcs_credential *credential,
                       const cert_profile **profile);

/**
 * Finds an extension.
 *
 * @param[in]  extensions all of them
 * @param[in]  last       last octet of its type, which is 2.5.29.last
 * @param[out] value      its value; empty if there is none
 * @return true if it is there
 */
bool cert_extension(gbcs_bytes extensions, uint8_t last, gbcs_bytes *value);

/**
 * Takes a certification request apart.
 *
 * @param[in]  octets the request
 * @param[out] asked  views into it; zeros on failure
 * @return #GBCS_OK or a status of class malformed
 */
gbcs_status cert_request_parse(gbcs_bytes octets, cert_asked *asked);

/**
 * Judges a certification request: whether it is, octet by octet, one that a device makes (GBCS 13.4),
 * and signed with the key that it is for.
 *
 * @param[in]  crypto the implementations
 * @param[in]  octets the request
 * @param[in]  asked  the same, taken apart
 * @param[out] wish   what it asks for
 * @return #GBCS_OK, #GBCS_ERR_PROFILE, #GBCS_ERR_ALGORITHM, #GBCS_ERR_PUBLIC_KEY, #GBCS_ERR_SIGNATURE
 */
gbcs_status cert_request_judge(const gbcs_crypto *crypto, gbcs_bytes octets,
                               const cert_asked *asked, cert_wish *wish);

/**
 * Reads a moment: "now", a date as 2026-02-03, or with a time of day, 2026-02-03T10:15:00Z.
 *
 * @param[in]  text the text
 * @param[out] utc  the moment
 * @return true if it is one
 */
bool cert_time_from(const char *text, gbcs_utc *utc);

/**
 * Reads an OBJECT IDENTIFIER: numbers with dots between them.
 *
 * @param text   the text
 * @param octets receives its octets; fails if it is none
 */
void cert_oid_from(const char *text, gbcs_writer *octets);

/**
 * An OBJECT IDENTIFIER as numbers with dots between them.
 *
 * @param octets its octets
 * @param out    the text
 * @return the text
 */
const char *cert_oid_text(gbcs_bytes octets, format_text *out);

/**
 * The name of a role on the command line.
 *
 * @param[in]  text the name, such as network-operator
 * @param[out] role a GBCS_ROLE value of an organisation
 * @return true if there is such a role
 */
bool cert_role_from(const char *text, uint8_t *role);

/**
 * The name of a key usage on the command line.
 *
 * @param[in]  text  signature or agreement
 * @param[out] usage a GBCS_KEY_USAGE value
 * @return true if it is one of them
 */
bool cert_usage_from(const char *text, uint8_t *usage);

/** @name Subcommands of gbcs cert
 * @{ */
int command_cert_show(int argc, char **argv);
int command_cert_verify(int argc, char **argv);
int command_cert_request(int argc, char **argv);
int command_cert_issue(int argc, char **argv);
/** @} */

#endif
