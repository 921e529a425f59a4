/**
 * @file
 * Numbers of the records in storage: one place for all layers. What is in each, octet by octet, is
 * in doc/storage.md.
 */
#ifndef GBCS_RECORDS_H
#define GBCS_RECORDS_H

#include "gbcs/config.h"

/** The journal; the store's own. */
#define GBCS_RECORD_JOURNAL 0U
/** Identity and life cycle of the device; twin. */
#define GBCS_RECORD_LIFE 1U
/** Trust Anchor Cells; twin. */
#define GBCS_RECORD_CELLS 3U
/** Private keys of the device, if it has no vault; twin. */
#define GBCS_RECORD_KEYS 5U
/** The device's own Originator Counter; twin. */
#define GBCS_RECORD_OWN_COUNTER 7U
/** Originator Counters of remote parties, and the open action; alternating twin. */
#define GBCS_RECORD_COUNTERS 9U
/** Counters answered with encryption, of supplier, network operator, Access Control Broker and load
 * controller; and of top ups that were answered; alternating twins. */
#define GBCS_RECORD_ANSWERED 11U
/** How far the Security Log was read. */
#define GBCS_RECORD_LOG_READ 21U
/** The Security Log: #GBCS_LOG_PAGES records. */
#define GBCS_RECORD_LOG 22U
/** The pending key pairs of the device, for digital signature and for key agreement; twins. */
#define GBCS_RECORD_PENDING (GBCS_RECORD_LOG + GBCS_LOG_PAGES)
/** Items of DLMS and GBZ commands that are pending; twin. */
#define GBCS_RECORD_ITEMS (GBCS_RECORD_PENDING + 4U)
/** ASN.1 instructions that are pending, without their payloads; twin. */
#define GBCS_RECORD_INSTRUCTIONS (GBCS_RECORD_ITEMS + 2U)
/** The device's own certificates, for digital signature and for key agreement; twins. */
#define GBCS_RECORD_CERTIFICATES (GBCS_RECORD_INSTRUCTIONS + 2U)
/** The device log: other devices that this one is joined with; twin. */
#define GBCS_RECORD_DEVICES (GBCS_RECORD_CERTIFICATES + 4U)
/** The UTRN Counter Cache; twin. */
#define GBCS_RECORD_CACHE (GBCS_RECORD_DEVICES + 2U)
/** Failures of tokens that were typed in, and what they led to; alternating twin. */
#define GBCS_RECORD_ENTRIES (GBCS_RECORD_CACHE + 2U)
/** Payloads of pending instructions: #GBCS_PENDING_PAGES records. */
#define GBCS_RECORD_PAYLOADS (GBCS_RECORD_ENTRIES + 2U)

/** Number of records that a port must have. */
#define GBCS_RECORD_COUNT (GBCS_RECORD_PAYLOADS + GBCS_PENDING_PAGES)

/** Most octets of the record of counters, with which every transaction of a command goes. */
#define GBCS_COUNTERS_SIZE 634U

/** Least record_size of a port: the largest record, and the largest transaction with the journal. */
#define GBCS_RECORD_SIZE 2880U

#endif
