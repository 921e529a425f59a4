/**
 * @file
 * Elements of payloads in ASN.1. What is wrong shows as an empty element, or a number that none is: the
 * payloads are those of the set, and were checked before.
 */
#ifndef GBCS_TEST_CONFORMANCE_ELEMENT_H
#define GBCS_TEST_CONFORMANCE_ELEMENT_H

#include "gbcs/gbcs.h"

/** The inside of the next element. */
gbcs_reader element_inside(gbcs_reader *reader, uint8_t tag);

/** The inside of a payload that is one SEQUENCE. */
gbcs_reader element_sequence(gbcs_bytes payload);

/** Goes past some elements. */
void element_skip(gbcs_reader *reader, size_t count);

/** A number, UINT64_MAX if there is none. */
uint64_t element_number(gbcs_reader *reader, uint8_t tag);

/** An Entity Identifier in an OCTET STRING. */
gbcs_entity_id element_entity(gbcs_reader *reader);

/** The number that a payload is, an INTEGER and nothing else; UINT64_MAX if it is something else. */
uint64_t element_only_number(gbcs_bytes payload);

#endif
