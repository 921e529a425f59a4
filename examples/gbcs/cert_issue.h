/**
 * @file
 * What gbcs cert issue is asked for.
 */
#ifndef GBCS_TOOL_CERT_ISSUE_H
#define GBCS_TOOL_CERT_ISSUE_H

#include "cert.h"

/** Octets of a serial number (GBCS 12). */
#define SERIAL_SIZE 16U

/** What the command line says, and what becomes of it. */
typedef struct issue_wish {
    const char *issuer;
    const char *issuer_key;
    const char *request;
    const char *key;
    const char *output;
    bool binary;
    bool has_role;
    bool has_not_after;
    /** What is to be said: all that does not come from files. */
    gbcs_certificate_content content;
    uint8_t serial[SERIAL_SIZE];
    gbcs_public_key public_key;
    gbcs_crypto crypto;
    /** Octets that the content points into. */
    gbcs_bytes issuer_octets;
    gbcs_bytes request_octets;
} issue_wish;

/**
 * Reads the command line. Says on standard error what is wrong with it, or missing.
 *
 * @param argc number of arguments, the name included
 * @param argv the arguments
 * @param wish what they say
 * @return true if all is well
 */
bool issue_parse(int argc, char **argv, issue_wish *wish);

#endif
