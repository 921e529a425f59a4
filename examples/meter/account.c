/**
 * @file
 * The prepayment account: credit that must be added once.
 *
 * As with the load switch, the id of the order is what makes "once" true: it is stored with the
 * balance, in one write. The meter does its part: a token is used from the moment that the order is
 * saved, and an order that was open when power went is handed out again, with the same id and credit.
 */
#include "commands.h"

/** Octets of the record: layout, balance, id of the order. */
#define RECORD_SIZE 13U
/** First octet of the record. */
#define RECORD_LAYOUT 1U

/** CS01a; from other devices than an ESME the answer is GBZ. */
#define CODE_CS01A 0x0007U
/** The invoke id of its response if the command is gone: the low half of its counter is zero. */
#define CS01A_INVOKE_ID 0x20000000U

/** The object of the Meter Balance: class 112, 0-0:19.10.0.255. */
#define CREDIT 112U
#define CREDIT_AMOUNT 2U
#define CREDIT_SET_AMOUNT 2U
static const uint8_t METER_BALANCE[GBCS_OBIS_SIZE] = {0x00U, 0x00U, 0x13U, 0x0AU, 0x00U, 0xFFU};

/** The prepayment cluster of ZigBee, and its Consumer Top Up Response. */
#define CLUSTER_PREPAYMENT 0x0705U
#define CONSUMER_TOP_UP_RESPONSE 0x03U
/** ZCL frame control of it: a command of the cluster, from server to client. */
#define ZCL_RESPONSE_OF_CLUSTER 0x09U
/** Result type, and where the top up comes from. */
#define TOP_UP_ACCEPTED 0x00U
#define FROM_SUPPLIER 0x00U
/** Octets of its body. */
#define TOP_UP_RESPONSE_SIZE 10U

/** Stores the balance and who changed it: one write, both or neither. */
static gbcs_status store_account(const application *app, const account *changed)
{
    uint8_t octets[RECORD_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u8(&writer, RECORD_LAYOUT);
    gbcs_write_u32(&writer, (uint32_t)changed->balance);
    gbcs_write_u64(&writer, changed->changed_by);
    return app->port->store(app->port->context, ACCOUNT_RECORD, octets, sizeof octets);
}

gbcs_status account_begin(application *app)
{
    account *own = &app->account;
    uint8_t octets[RECORD_SIZE];
    size_t size = 0U;
    gbcs_status status =
        app->port->load(app->port->context, ACCOUNT_RECORD, octets, sizeof octets, &size);
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(octets, size));

    if (status == GBCS_OK) {
        gbcs_read_constant(&reader, RECORD_LAYOUT);
        own->balance = (int32_t)gbcs_read_u32(&reader);
        own->changed_by = gbcs_read_u64(&reader);
        status = (gbcs_reader_finish(&reader) == GBCS_OK) ? GBCS_OK : GBCS_ERR_RECORD;
    } else if (status == GBCS_ERR_NO_RECORD) {
        status = GBCS_OK; /* new: nothing on it */
    }
    return status;
}

/** Changes the balance, in storage first. */
static gbcs_status change_balance(application *app, const gbcs_order *order, int32_t balance)
{
    const account changed = {balance, order->id};
    const gbcs_status status = store_account(app, &changed);

    if (status == GBCS_OK) {
        app->account = changed;
    }
    return status;
}

/*
 * The callback. It only says yes or no: nothing of the token is used up by a no, and a yes is followed by
 * the order to credit. Sums are of 64 bits, so that no credit is too large to be compared.
 */
gbcs_credit_limit application_may_credit(void *context, const gbcs_top_up *top_up)
{
    const application *app = context;
    const int64_t after = (int64_t)app->account.balance + (int64_t)top_up->pence;
    gbcs_credit_limit limit = GBCS_CREDIT_FITS;

    if (top_up->pence > MAXIMUM_CREDIT) {
        limit = GBCS_CREDIT_ABOVE_THRESHOLD;
    } else if (after > (int64_t)MAXIMUM_BALANCE) {
        limit = GBCS_CREDIT_ABOVE_BALANCE;
    } else {
        limit = GBCS_CREDIT_FITS;
    }
    return limit;
}

/** The number by which a response belongs to its command. */
static uint32_t number_of(const gbcs_order *order)
{
    gbcs_top_up_request request;
    uint32_t number = (order->intent->header.message_code == CODE_CS01A) ? CS01A_INVOKE_ID : 0U;

    if ((order->command != NULL) &&
        (gbcs_top_up_read(order->top_up->way, order->command->frame.payload, &request) ==
         GBCS_OK)) {
        number = request.number;
    }
    return number;
}

/** Little-endian, as all of ZCL. */
static void write_le32(gbcs_writer *writer, uint32_t value)
{
    for (unsigned int shift = 0U; shift < 32U; shift += 8U) {
        gbcs_write_u8(writer, (uint8_t)((value >> shift) & 0xFFU));
    }
}

/** Consumer Top Up Response: result, value, source, balance. */
static void answer_in_gbz(const application *app, const gbcs_order *order, gbcs_answer *answer)
{
    uint8_t octets[TOP_UP_RESPONSE_SIZE];
    gbcs_writer body = gbcs_writer_of(octets, sizeof octets);
    gbcs_gbz_component component = {.cluster = CLUSTER_PREPAYMENT,
                                    .frame_control = ZCL_RESPONSE_OF_CLUSTER,
                                    .sequence = (uint8_t)(number_of(order) & 0xFFU),
                                    .command = CONSUMER_TOP_UP_RESPONSE};

    gbcs_write_u8(&body, TOP_UP_ACCEPTED);
    write_le32(&body, order->top_up->pence);
    gbcs_write_u8(&body, FROM_SUPPLIER);
    write_le32(&body, (uint32_t)app->account.balance);
    component.body = gbcs_writer_bytes(&body);
    gbcs_write_gbz(&answer->payload, &component, 1U);
}

/** Says that the credit was added. For a token that was typed in there is nobody to say it to. */
static void answer_credit(const application *app, const gbcs_order *order, gbcs_answer *answer)
{
    if (order->top_up->way != GBCS_WAY_COMMAND) {
        /* the consumer is told by who called gbcs_meter_top_up(), the supplier by an alert */
    } else if (order->intent->header.message_code == CODE_CS01A) {
        dlms_answer_one(answer, number_of(order), GBCS_ACCESS_ACTION, gbcs_bytes_of(NULL, 0U),
                        DLMS_SUCCESS);
    } else {
        answer_in_gbz(app, order, answer);
    }
}

gbcs_reply account_credit(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    gbcs_reply reply = GBCS_REPLY_NOW;

    if (was_done(order, app->account.changed_by)) {
        /* power was cut after the credit was added, and before the meter had noted it */
        answer_credit(app, order, answer);
    } else if (change_balance(app, order,
                              (int32_t)((int64_t)app->account.balance + order->top_up->pence)) ==
               GBCS_OK) {
        answer_credit(app, order, answer);
    } else {
        /* the record may be the old one or the new one: it is logged that nobody knows */
        reply = GBCS_REPLY_NONE;
    }
    return reply;
}

static bool is_about_balance(const gbcs_dlms_request_item *item, gbcs_access access, uint8_t number)
{
    return (item->access == access) && (item->class_id == CREDIT) && (item->attribute == number) &&
           gbcs_bytes_equal(item->instance, gbcs_bytes_of(METER_BALANCE, GBCS_OBIS_SIZE));
}

gbcs_reply account_read(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    gbcs_dlms_request_item item;
    uint8_t octets[5];
    gbcs_writer value = gbcs_writer_of(octets, sizeof octets);
    gbcs_reply reply = GBCS_REPLY_NOW;

    gbcs_write_u8(&value, GBCS_AXDR_INT32);
    gbcs_write_u32(&value, (uint32_t)app->account.balance);
    if (dlms_only_item(order, &item) && is_about_balance(&item, GBCS_ACCESS_GET, CREDIT_AMOUNT)) {
        dlms_answer_one(answer, dlms_invoke_id(order), item.access, gbcs_writer_bytes(&value),
                        DLMS_SUCCESS);
    } else {
        reply = dlms_other_reason(app, order, answer);
    }
    return reply;
}

/** Whether the command sets the balance to zero. */
static bool asks_for_zero(const gbcs_order *order)
{
    static const uint8_t ZERO[] = {GBCS_AXDR_INT32, 0U, 0U, 0U, 0U};
    gbcs_dlms_request_item item;

    return dlms_only_item(order, &item) &&
           is_about_balance(&item, GBCS_ACCESS_ACTION, CREDIT_SET_AMOUNT) &&
           gbcs_bytes_equal(item.data, gbcs_bytes_of(ZERO, sizeof ZERO));
}

gbcs_reply account_reset(application *app, const gbcs_order *order, gbcs_answer *answer)
{
    uint8_t result = DLMS_SUCCESS;
    gbcs_reply reply = GBCS_REPLY_NOW;

    if (!order->resumed && !asks_for_zero(order)) {
        reply = dlms_other_reason(app, order, answer);
    } else {
        if (!was_done(order, app->account.changed_by) &&
            (change_balance(app, order, 0) != GBCS_OK)) {
            result = DLMS_HARDWARE_FAULT;
        }
        dlms_answer_one(answer, dlms_invoke_id(order), GBCS_ACCESS_ACTION, gbcs_bytes_of(NULL, 0U),
                        result);
    }
    return reply;
}
