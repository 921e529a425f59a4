/**
 * @file
 * Payloads of ASN.1 instructions, in records that hold nothing else. They are written where no
 * instruction has its payload, before the transaction that names them, and never erased: a page that
 * no instruction names is free.
 */
#ifndef SCHEDULE_PAGE_H
#define SCHEDULE_PAGE_H

#include "schedule/list.h"

/**
 * Whether pages are as many as a payload needs.
 *
 * @param pages bit n for page n
 * @param size  octets of the payload
 * @return true if they are, and exist, and there is a payload
 */
bool pages_fit(uint8_t pages, size_t size);

/**
 * Writes a payload where there is room, each page in a transaction of its own.
 *
 * @param[in]     store   the records; no transaction is open
 * @param[in]     all     the instructions that are there, which keep theirs
 * @param[in]     payload the payload
 * @param[in,out] one     receives where the payload is, its size and digest
 * @return #GBCS_OK; #GBCS_ERR_SPACE; or a status of class storage
 */
GBCS_MUST_USE gbcs_status pages_write(gbcs_store *store, const list *all, gbcs_bytes payload,
                                      entry *one);

/**
 * Reads a payload.
 *
 * @param[in]     store  the records
 * @param[in]     one    the instruction
 * @param[in,out] writer receives the payload; holds none of it on failure, and is not latched
 * @return #GBCS_OK; #GBCS_ERR_RECORD if a page is lost, or is another one's; #GBCS_ERR_SPACE; or
 *         what the port says
 */
GBCS_MUST_USE gbcs_status pages_read(gbcs_store *store, const entry *one, gbcs_writer *writer);

#endif
