/**
 * @file
 * What the tests of the meter share: a device, looks at what it sent, logged and stored.
 */
#ifndef METER_BENCH_H
#define METER_BENCH_H

#include "hex.h"

#include "device.h"

/** Message Codes for which tests need a kind, of commands to an ESME. */
#define READ 0x004EU          /* ECS40: supplier, network operator, broker; not guarded */
#define SECRET_READ 0x0060U   /* ECS66: the same; encrypted answer */
#define TIMED_SECRET 0x0027U  /* ECS17b: the same with date-time */
#define TIMED_READ 0x0028U    /* ECS17c: the same; date-time in the response */
#define OTHER_READ 0x0037U    /* ECS22b: encrypted answer, perhaps for another party */
#define GUARDED 0x0023U       /* ECS14: supplier; guarded */
#define CRITICAL 0x0020U      /* ECS09: supplier; critical, guarded */
#define CRITICAL_READ 0x0053U /* ECS46a: supplier; critical, not guarded */
#define DATED 0x0019U         /* ECS01a: supplier; critical, future dateable */
#define DETAILS 0x0008U       /* CS02a */

/** Shorter names of the roles that speak. */
#define SUPPLIER GBCS_ROLE_SUPPLIER
#define OPERATOR GBCS_ROLE_NETWORK_OPERATOR
#define BROKER GBCS_ROLE_ACB

static device d;
/** Implementations of the parties. */
static gbcs_crypto theirs;

static inline void begin(uint8_t device_type)
{
    gbcs_crypto_default(&theirs);
    assert_int_equal(device_init(&d, device_type), GBCS_OK);
}

/** Makes a command of the usual kind without sending it. */
static inline recipe recipe_of(uint16_t code, uint8_t role, uint64_t counter)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(code);
    recipe of = {.code = code, .counter = counter, .from = role, .form = GBCS_FORM_MACED};

    if (use_case != NULL) {
        of.form = gbcs_command_form(use_case, d.device_type, role);
    }
    return of;
}

static uint8_t command_octets[DEVICE_MESSAGE];

/** The octets of a command; good until the next call. */
static inline gbcs_bytes command_of(const recipe *of)
{
    gbcs_writer writer = gbcs_writer_of(command_octets, sizeof command_octets);

    device_command(&d, of, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

static inline gbcs_status send_recipe(const recipe *of)
{
    return gbcs_meter_receive(&d.meter, command_of(of));
}

/** The message that was sent so many messages ago, 0 for the last; parsed. */
static inline gbcs_frame sent_frame(uint32_t ago)
{
    const test_application *a = &d.application;
    gbcs_frame frame;

    assert_true(a->sent_count > ago);
    const sent_message *message = &a->sent[(a->sent_count - 1U - ago) % DEVICE_SENT];
    assert_int_equal(gbcs_frame_parse(gbcs_bytes_of(message->octets, message->size), &frame),
                     GBCS_OK);
    return frame;
}

static inline gbcs_bytes sent_octets(uint32_t ago)
{
    const test_application *a = &d.application;
    const sent_message *message = &a->sent[(a->sent_count - 1U - ago) % DEVICE_SENT];

    assert_true(a->sent_count > ago);
    return gbcs_bytes_of(message->octets, message->size);
}

/** The last message sent, verified as its recipient does. */
static inline gbcs_frame verified_frame(uint32_t ago)
{
    gbcs_frame frame = sent_frame(ago);

    assert_int_equal(device_verify_sent(&d, &frame), GBCS_OK);
    return frame;
}

/** The event code of a DLMS alert. */
static inline uint16_t alert_event(const gbcs_frame *frame)
{
    gbcs_dlms_notification read;

    assert_int_equal(frame->header.cra, GBCS_CRA_ALERT);
    assert_int_equal(gbcs_dlms_notification_parse(frame->payload, &read), GBCS_OK);
    return read.alert_code;
}

static inline uint32_t log_count(void)
{
    return d.meter.log.next - d.meter.log.first;
}

/** The entry so many entries ago, 0 for the last. */
static inline gbcs_log_entry logged(uint32_t ago)
{
    gbcs_log_entry entry;

    assert_true(log_count() > ago);
    assert_int_equal(gbcs_log_get(&d.meter.log, d.meter.log.next - 1U - ago, &entry), GBCS_OK);
    return entry;
}

/** Everything that is stored. */
typedef struct image {
    uint8_t medium[sizeof d.medium];
    size_t sizes[GBCS_RECORD_COUNT];
} image;

static inline void take_image(image *to)
{
    memcpy(to->medium, d.medium, sizeof d.medium);
    memcpy(to->sizes, d.sizes, sizeof d.sizes);
}

static inline bool is_log(size_t record)
{
    return record >= GBCS_RECORD_LOG_READ;
}

static inline bool is_own_counter(size_t record)
{
    return (record == GBCS_RECORD_OWN_COUNTER) || (record == (GBCS_RECORD_OWN_COUNTER + 1U));
}

static inline bool same_record(const image *before, size_t record)
{
    return (before->sizes[record] == d.sizes[record]) &&
           (memcmp(&before->medium[record * DEVICE_RECORD_SIZE],
                   &d.medium[record * DEVICE_RECORD_SIZE], d.sizes[record]) == 0);
}

/** Nothing has changed but perhaps the Security Log and the own counter. */
static inline void assert_only_reported(const image *before)
{
    for (size_t i = 0U; i < GBCS_RECORD_COUNT; i++) {
        if (!is_log(i) && !is_own_counter(i) && !same_record(before, i)) {
            fail_msg("record %u has changed", (unsigned int)i);
        }
    }
}

static inline void assert_nothing_changed(const image *before)
{
    for (size_t i = 0U; i < GBCS_RECORD_COUNT; i++) {
        if (!same_record(before, i)) {
            fail_msg("record %u has changed", (unsigned int)i);
        }
    }
}

static inline uint32_t ticked(void)
{
    uint32_t next = 0U;

    assert_int_equal(gbcs_meter_tick(&d.meter, &next), GBCS_OK);
    return next;
}

/** Whether octets are to be found among others. */
static inline bool holds(const void *in, size_t size, const void *what, size_t length)
{
    const uint8_t *octets = in;
    bool found = false;

    for (size_t i = 0U; (i + length) <= size; i++) {
        found = found || (memcmp(&octets[i], what, length) == 0);
    }
    return found;
}

/* ---- sensitive data ------------------------------------------------------------------------- */

/** One action get_protected_attributes, and its answer with 8 octets D5. */
#define ASK "d920000001000103001e00002b0208ff010100"
#define TELL "da200000010000010908d5d5d5d5d5d5d5d5010300"
/** The plain value in it. */
#define VALUE "0908d5d5d5d5d5d5d5d5"

/** Opens the only sealed block of a message. */
static inline void assert_opened(const gbcs_frame *frame, const gbcs_shared_secret *secret,
                                 const char *value)
{
    const gbcs_key_info info = gbcs_encryption_key_info(&frame->header);
    uint8_t expected[64];
    const gbcs_bytes plain = hex_bytes(value, expected, sizeof expected);
    uint8_t opened[64];
    gbcs_writer writer = gbcs_writer_of(opened, sizeof opened);
    gbcs_sealed_walk walk;
    gbcs_bytes sealed;

    assert_false(holds(frame->octets.data, frame->octets.size, plain.data, plain.size));
    assert_false(holds(d.output, sizeof d.output, plain.data, plain.size));
    assert_int_equal(gbcs_sealed_walk_of(frame, &walk), GBCS_OK);
    assert_true(gbcs_sealed_next(&walk, &sealed));
    assert_int_equal(gbcs_unseal(&theirs, secret, &info, sealed, &writer), GBCS_OK);
    assert_int_equal(writer.used, plain.size);
    assert_memory_equal(opened, plain.data, plain.size);
    assert_false(gbcs_sealed_next(&walk, &sealed));
}

static uint8_t ask_octets[64];
static uint8_t tell_octets[64];

/** A command that asks for protected attributes; the application knows the answer. */
static inline recipe asking(uint16_t code, uint8_t role, uint64_t counter)
{
    recipe of = recipe_of(code, role, counter);
    const gbcs_bytes tell = hex_bytes(TELL, tell_octets, sizeof tell_octets);

    of.payload = hex_bytes(ASK, ask_octets, sizeof ask_octets);
    d.application.payload = tell.data;
    d.application.payload_size = tell.size;
    return of;
}

#endif
