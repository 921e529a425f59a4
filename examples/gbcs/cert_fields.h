/**
 * @file
 * What certificates and certification requests have in common, as rows of a report.
 */
#ifndef GBCS_TOOL_CERT_FIELDS_H
#define GBCS_TOOL_CERT_FIELDS_H

#include "report.h"

/**
 * Adds a Name.
 *
 * @param rows  the report
 * @param label what it is called
 * @param name  the Name, tag and length included
 */
void cert_add_name(report *rows, const char *label, gbcs_bytes name);

/**
 * Adds role and Entity Identifier, as far as a Name has them.
 *
 * @param rows the report
 * @param name the Name, tag and length included
 */
void cert_add_identity(report *rows, gbcs_bytes name);

/**
 * Adds a public key, and the key identifier that it has (GBCS 12).
 *
 * @param rows      the report
 * @param algorithm its algorithm, tag and length included
 * @param point     the key
 */
void cert_add_key(report *rows, gbcs_bytes algorithm, gbcs_bytes point);

/**
 * Adds extensions.
 *
 * @param rows       the report
 * @param extensions all of them
 */
void cert_add_extensions(report *rows, gbcs_bytes extensions);

/**
 * Adds a signature.
 *
 * @param rows      the report
 * @param algorithm its algorithm, tag and length included
 * @param octets    the signature
 */
void cert_add_signature(report *rows, gbcs_bytes algorithm, gbcs_bytes octets);

#endif
