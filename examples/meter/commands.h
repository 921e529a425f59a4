/**
 * @file
 * What the files of the application share.
 */
#ifndef GBCS_EXAMPLE_COMMANDS_H
#define GBCS_EXAMPLE_COMMANDS_H

#include "application.h"

/** Most items of an access-request that are answered; real ones have less. */
#define DLMS_ITEMS 32U

/** Results of an item of an access-response (IEC 62056-5-3, Data-Access-Result, Action-Result). */
#define DLMS_SUCCESS 0U
#define DLMS_HARDWARE_FAULT 1U
#define DLMS_OBJECT_UNDEFINED 4U
#define DLMS_OTHER_REASON 250U

/** A function that carries out a command. */
typedef gbcs_reply (*command_function)(application *app, const gbcs_order *order,
                                       gbcs_answer *answer);

/** @name The load switch
 * @{ */
gbcs_status switch_begin(application *app);
gbcs_reply switch_open(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply switch_arm(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply switch_close(application *app, const gbcs_order *order, gbcs_answer *answer);
/** @} */

/** @name The account
 * @{ */
gbcs_status account_begin(application *app);
gbcs_reply account_credit(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply account_read(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply account_reset(application *app, const gbcs_order *order, gbcs_answer *answer);
/** @} */

/** @name Prices
 * @{ */
gbcs_status tariff_begin(application *app);
gbcs_reply tariff_set(application *app, const gbcs_order *order, gbcs_answer *answer);
/** @} */

/** @name DLMS
 * @{ */
gbcs_reply dlms_accept(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply dlms_read(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply dlms_read_import(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply dlms_other_reason(application *app, const gbcs_order *order, gbcs_answer *answer);
/** @} */

/** @name GBZ
 * @{ */
gbcs_reply gbz_accept(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply gbz_read(application *app, const gbcs_order *order, gbcs_answer *answer);
gbcs_reply gbz_default_response(application *app, const gbcs_order *order, gbcs_answer *answer);
/** @} */

/** Whether an order was carried out before: the id is kept with what it has changed. */
bool was_done(const gbcs_order *order, uint64_t kept);

/**
 * Takes the only item out of an access-request.
 *
 * @param[in]  order the order
 * @param[out] item  the item
 * @return false if there is no request, or not just one item
 */
bool dlms_only_item(const gbcs_order *order, gbcs_dlms_request_item *item);

/**
 * Answers an access-request of one item.
 *
 * @param answer    receives the access-response
 * @param invoke_id as in the request
 * @param access    as in the request
 * @param data      one A-XDR value; none for null-data
 * @param result    a DLMS value
 */
void dlms_answer_one(gbcs_answer *answer, uint32_t invoke_id, gbcs_access access, gbcs_bytes data,
                     uint8_t result);

/** The invoke id of the response to a command: it follows from the command's counter. */
uint32_t dlms_invoke_id(const gbcs_order *order);

#endif
