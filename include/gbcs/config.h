/**
 * @file
 * Policy: the numbers that are a choice and not a rule of GBCS.
 *
 * Each can be set by the compiler (-DGBCS_LOG_PAGES=16). The library, and all that includes its
 * headers, must be built with the same values.
 */
#ifndef GBCS_CONFIG_H
#define GBCS_CONFIG_H

/** Seconds of a window in which refusals of one kind share a log entry and an alert. */
#ifndef GBCS_REFUSAL_WINDOW
#define GBCS_REFUSAL_WINDOW 600U
#endif

/** Messages that were ignored or refused in one window that make alert 8F60 due, once. */
#ifndef GBCS_UNUSUAL_NUMBER
#define GBCS_UNUSUAL_NUMBER 50U
#endif

/** Curve operations that may be spent at once on messages that turn out not to be authentic. */
#ifndef GBCS_BUDGET_SIZE
#define GBCS_BUDGET_SIZE 8U
#endif

/** Seconds after which one more may be spent. */
#ifndef GBCS_BUDGET_SECONDS
#define GBCS_BUDGET_SECONDS 10U
#endif

/** Own counters that are reserved in storage at a time. */
#ifndef GBCS_OWN_BLOCK
#define GBCS_OWN_BLOCK 64U
#endif

/** Answers with encrypted attributes that are remembered for each role. */
#ifndef GBCS_ANSWERED
#define GBCS_ANSWERED 64U
#endif

/** Records that the Security Log takes. */
#ifndef GBCS_LOG_PAGES
#define GBCS_LOG_PAGES 8U
#endif

/** Entries in each of them. All but one record's entries are always kept. */
#ifndef GBCS_LOG_PAGE_ENTRIES
#define GBCS_LOG_PAGE_ENTRIES 16U
#endif

/** Entries left before one that was not read is lost, at which the application is warned. */
#ifndef GBCS_LOG_WARNING
#define GBCS_LOG_WARNING 20U
#endif

/** Seconds without a new block after which a long message that is not complete is dropped. */
#ifndef GBCS_GBT_SECONDS
#define GBCS_GBT_SECONDS 30U
#endif

/** Seconds for which the mark that an action is done may wait for a write that it can share. */
#ifndef GBCS_DONE_SECONDS
#define GBCS_DONE_SECONDS 2U
#endif

/** Whether reads with encrypted answers must have a counter above all that were answered (1), or
 * only one that was not answered yet (0). */
#ifndef GBCS_STRICT_READS
#define GBCS_STRICT_READS 0
#endif

/** Whether shared secrets are kept in RAM (1) or computed for each message (0). */
#ifndef GBCS_KEEP_SECRETS
#define GBCS_KEEP_SECRETS 1
#endif

/** Items of DLMS and GBZ commands that can be pending: 1 to 39. */
#ifndef GBCS_PENDING_ITEMS
#define GBCS_PENDING_ITEMS 32U
#endif

/** ASN.1 instructions that can be pending: 1 to 4. */
#ifndef GBCS_PENDING_INSTRUCTIONS
#define GBCS_PENDING_INSTRUCTIONS 4U
#endif

/** Records for their payloads: 1 to 8. A payload takes as many as it fills, and one that is to take
 * the place of another needs room beside it. */
#ifndef GBCS_PENDING_PAGES
#define GBCS_PENDING_PAGES 6U
#endif

/** Largest certificate of the device itself, in octets. */
#ifndef GBCS_DEVICE_CERTIFICATE
#define GBCS_DEVICE_CERTIFICATE 512U
#endif

/** Devices that the device log holds: 1 to 23. */
#ifndef GBCS_DEVICE_ENTRIES
#define GBCS_DEVICE_ENTRIES 16U
#endif

/** Seconds after which the random generator takes fresh entropy: 30 days. */
#ifndef GBCS_RESEED_SECONDS
#define GBCS_RESEED_SECONDS 2592000U
#endif

/** UTRN Counters in the cache (GBCS 14.1). */
#ifndef GBCS_CACHE_ENTRIES
#define GBCS_CACHE_ENTRIES 100U
#endif

/** Tokens that are not authentic, typed in on one interface within #GBCS_ENTRY_WINDOW seconds, that
 * suspend it. */
#ifndef GBCS_ENTRY_FAILURES
#define GBCS_ENTRY_FAILURES 5U
#endif

/** See #GBCS_ENTRY_FAILURES. */
#ifndef GBCS_ENTRY_WINDOW
#define GBCS_ENTRY_WINDOW 600U
#endif

/** Seconds of the first suspension; each further one within a day is twice as long. */
#ifndef GBCS_ENTRY_SUSPENSION
#define GBCS_ENTRY_SUSPENSION 600U
#endif

/** Most seconds of a suspension (DEV.7: not over 60 minutes). */
#ifndef GBCS_ENTRY_SUSPENSION_MAX
#define GBCS_ENTRY_SUSPENSION_MAX 3600U
#endif

/** A power cut makes what is counted for entries longer, by less than so many seconds. While something is
 * counted there is one write in so many seconds (see doc/storage.md for the wear). */
#ifndef GBCS_ENTRY_GRANULE
#define GBCS_ENTRY_GRANULE 10U
#endif

/** The same while there is neither a suspension nor a failure, and only the day is counted in which a
 * further suspension is twice as long. */
#ifndef GBCS_ENTRY_DAY_GRANULE
#define GBCS_ENTRY_DAY_GRANULE 1800U
#endif

/** Octets of stack that are overwritten after an operation with a symmetric secret: not less than the
 * deepest one uses. 0 for none. */
#ifndef GBCS_STACK_CIPHER
#define GBCS_STACK_CIPHER 2048U
#endif

/** The same after an operation on the curve with a private key. */
#ifndef GBCS_STACK_CURVE
#define GBCS_STACK_CURVE 4096U
#endif

#endif
