/**
 * @file
 * Names in certificates: whose it is, as far as GBCS 12 reads it.
 */
#ifndef CPV_NAME_H
#define CPV_NAME_H

#include "gbcs/cpv.h"

/** What a Name says. */
typedef struct party_name {
    /** How many attributes it has, of any type. */
    size_t attributes;
    /** How many commonNames. */
    size_t titles;
    /** RemotePartyRole: a GBCS_PARTY value, #GBCS_ROLE_NONE if there is no organizationalUnitName. */
    uint8_t role;
    /** Entity Identifier; 0 if there is no x500UniqueIdentifier. */
    gbcs_entity_id entity;
} party_name;

/**
 * Reads a Name.
 *
 * @param[in]  octets a well-formed Name, tag and length included
 * @param[out] name   what it says
 * @return #GBCS_OK; #GBCS_ERR_IDENTITY if role or Entity Identifier is there twice, or is none
 */
GBCS_MUST_USE gbcs_status name_read(gbcs_bytes octets, party_name *name);

#endif
