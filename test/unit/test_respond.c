/*
 * What a device sends: pieces against the whole message, headers of responses, alerts, payloads with
 * sensitive parts. No known answers of others: the reference messages are in test/conformance.
 */
#include "hex.h"

#include "gbcs/gbcs.h"

#define ROOM 1024U
/** What a buffer holds before: no zero, and in no plaintext. */
#define FILL 0xEEU

static gbcs_crypto crypto;
static gbcs_shared_secret secret;
static uint8_t signature_octets[GBCS_SIGNATURE_SIZE];

static const gbcs_header HEADER = {
    .cra = GBCS_CRA_RESPONSE,
    .counter = 0x0102030405060708U,
    .originator = 0x00db000000000001U,
    .recipient = 0x90b3000000000002U,
    .message_code = 0x0062U,
};

static const gbcs_bytes NONE = {NULL, 0U};

static int setup(void **state)
{
    (void)state;
    gbcs_crypto_default(&crypto);
    (void)memset(&secret, 0x5A, sizeof secret);
    for (size_t i = 0U; i < sizeof signature_octets; i++) {
        signature_octets[i] = (uint8_t)(0x80U + i);
    }
    return 0;
}

static gbcs_bytes signature_of(gbcs_form form)
{
    return (form == GBCS_FORM_MACED) ? NONE
                                     : gbcs_bytes_of(signature_octets, sizeof signature_octets);
}

static const gbcs_shared_secret *secret_of(gbcs_form form)
{
    return (form == GBCS_FORM_SIGNED) ? NULL : &secret;
}

static void fill_payload(uint8_t *payload, size_t size)
{
    for (size_t i = 0U; i < size; i++) {
        payload[i] = (uint8_t)(1U + (i % 200U));
    }
}

/* ---- pieces ---- */

static void append_steps(gbcs_pieces *pieces, gbcs_bytes payload, size_t first, size_t step,
                         gbcs_writer *writer)
{
    size_t at = (first < payload.size) ? first : payload.size;

    gbcs_pieces_append(pieces, gbcs_bytes_slice(payload, 0U, at), writer);
    while (at < payload.size) {
        size_t size = ((payload.size - at) < step) ? (payload.size - at) : step;
        gbcs_pieces_append(pieces, gbcs_bytes_slice(payload, at, size), writer);
        at += size;
    }
}

/** The message in pieces; its size, 0 if it failed. */
static size_t in_pieces(gbcs_form form, gbcs_bytes payload, size_t first, size_t step,
                        gbcs_writer *writer)
{
    gbcs_pieces pieces;

    gbcs_pieces_begin(&pieces, &crypto, &HEADER, payload.size, form, secret_of(form), writer);
    append_steps(&pieces, payload, first, step, writer);
    gbcs_pieces_finish(&pieces, signature_of(form), writer);
    assert_zeros(&pieces, sizeof pieces);
    return gbcs_writer_bytes(writer).size;
}

static size_t whole(gbcs_form form, gbcs_bytes payload, uint8_t *out)
{
    gbcs_protection protection = {NULL, signature_of(form), secret_of(form)};
    gbcs_writer writer = gbcs_writer_of(out, ROOM);

    gbcs_write_message(&crypto, &HEADER, payload, &protection, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    return writer.used;
}

static void assert_same(gbcs_form form, gbcs_bytes payload, size_t first, size_t step)
{
    uint8_t expected[ROOM];
    uint8_t made[ROOM];
    gbcs_writer writer = gbcs_writer_of(made, sizeof made);
    size_t size = whole(form, payload, expected);

    assert_int_equal(in_pieces(form, payload, first, step, &writer), size);
    assert_memory_equal(made, expected, size);
}

static void test_pieces_of_all_sizes(void **state)
{
    static const size_t STEPS[] = {1U, 7U, 16U, ROOM};
    uint8_t octets[300];

    (void)state;
    fill_payload(octets, sizeof octets);
    for (int form = GBCS_FORM_MACED; form <= GBCS_FORM_BOTH; form++) {
        for (size_t size = 1U; size <= sizeof octets; size++) {
            for (size_t i = 0U; i < sizeof STEPS / sizeof STEPS[0]; i++) {
                assert_same((gbcs_form)form, gbcs_bytes_of(octets, size), 0U, STEPS[i]);
            }
        }
    }
}

static void test_pieces_of_all_splits(void **state)
{
    uint8_t octets[130];

    (void)state;
    fill_payload(octets, sizeof octets);
    for (int form = GBCS_FORM_MACED; form <= GBCS_FORM_BOTH; form++) {
        for (size_t first = 0U; first <= sizeof octets; first++) {
            assert_same((gbcs_form)form, gbcs_bytes_of(octets, sizeof octets), first, ROOM);
        }
    }
}

static void test_pieces_in_small_buffers(void **state)
{
    uint8_t octets[40];
    uint8_t made[ROOM];

    (void)state;
    fill_payload(octets, sizeof octets);
    for (int form = GBCS_FORM_MACED; form <= GBCS_FORM_BOTH; form++) {
        size_t size = whole((gbcs_form)form, gbcs_bytes_of(octets, sizeof octets), made);
        for (size_t room = 0U; room < size; room++) {
            gbcs_writer writer;
            (void)memset(made, FILL, sizeof made);
            writer = gbcs_writer_of(made, room);
            assert_int_equal(
                in_pieces((gbcs_form)form, gbcs_bytes_of(octets, sizeof octets), 0U, 8U, &writer),
                0U);
            assert_int_equal(writer.status, GBCS_ERR_SPACE);
            for (size_t i = writer.used; i < sizeof made; i++) {
                assert_true((made[i] == FILL) || ((made[i] == 0U) && (i < room)));
            }
        }
    }
}

/** The caller empties the writer between the calls. */
static void test_pieces_emptied(void **state)
{
    uint8_t octets[100];
    uint8_t expected[ROOM];
    uint8_t sent[ROOM];
    uint8_t small[128];
    size_t size = 0U;
    gbcs_pieces pieces;
    gbcs_writer writer = gbcs_writer_of(small, sizeof small);

    (void)state;
    fill_payload(octets, sizeof octets);
    gbcs_pieces_begin(&pieces, &crypto, &HEADER, sizeof octets, GBCS_FORM_BOTH, &secret, &writer);
    for (size_t at = 0U; at < sizeof octets; at += 10U) {
        (void)memcpy(&sent[size], small, writer.used);
        size += writer.used;
        writer.used = 0U;
        gbcs_pieces_append(&pieces, gbcs_bytes_of(&octets[at], 10U), &writer);
    }
    (void)memcpy(&sent[size], small, writer.used);
    size += writer.used;
    writer.used = 0U;
    gbcs_pieces_finish(&pieces, signature_of(GBCS_FORM_BOTH), &writer);
    (void)memcpy(&sent[size], small, writer.used);
    size += writer.used;
    assert_int_equal(writer.status, GBCS_OK);
    assert_int_equal(size, whole(GBCS_FORM_BOTH, gbcs_bytes_of(octets, sizeof octets), expected));
    assert_memory_equal(sent, expected, size);
}

/** The payload lies where it goes to, or further on. */
static void test_pieces_in_place(void **state)
{
    uint8_t expected[ROOM];
    uint8_t octets[90];
    size_t size;

    (void)state;
    fill_payload(octets, sizeof octets);
    size = whole(GBCS_FORM_MACED, gbcs_bytes_of(octets, sizeof octets), expected);
    for (size_t beyond = 0U; beyond < 95U; beyond++) {
        uint8_t made[ROOM];
        gbcs_pieces pieces;
        gbcs_writer writer = gbcs_writer_of(made, sizeof made);
        gbcs_pieces_begin(&pieces, &crypto, &HEADER, sizeof octets, GBCS_FORM_MACED, &secret,
                          &writer);
        (void)memcpy(&made[writer.used + beyond], octets, sizeof octets);
        gbcs_pieces_append(&pieces, gbcs_bytes_of(&made[writer.used + beyond], sizeof octets),
                           &writer);
        gbcs_pieces_finish(&pieces, NONE, &writer);
        assert_int_equal(gbcs_writer_bytes(&writer).size, size);
        assert_memory_equal(made, expected, size);
    }
}

static void test_pieces_digest(void **state)
{
    uint8_t octets[50];
    uint8_t made[ROOM];
    uint8_t expected[GBCS_DIGEST_SIZE];
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_frame frame;

    (void)state;
    fill_payload(octets, sizeof octets);
    for (int form = GBCS_FORM_MACED; form <= GBCS_FORM_BOTH; form++) {
        gbcs_writer writer = gbcs_writer_of(made, sizeof made);
        gbcs_pieces pieces;
        gbcs_pieces_begin(&pieces, &crypto, &HEADER, sizeof octets, (gbcs_form)form,
                          secret_of((gbcs_form)form), &writer);
        gbcs_pieces_append(&pieces, gbcs_bytes_of(octets, 49U), &writer);
        (void)memset(digest, FILL, sizeof digest);
        gbcs_pieces_digest(&pieces, digest);
        assert_zeros(digest, sizeof digest);
        gbcs_pieces_append(&pieces, gbcs_bytes_of(&octets[49], 1U), &writer);
        for (int again = 0; again < 2; again++) {
            (void)memset(digest, FILL, sizeof digest);
            gbcs_pieces_digest(&pieces, digest);
        }
        gbcs_pieces_finish(&pieces, signature_of((gbcs_form)form), &writer);
        assert_int_equal(gbcs_frame_parse(gbcs_writer_bytes(&writer), &frame), GBCS_OK);
        gbcs_sha256_of(&crypto, frame.signed_octets, expected);
        if (form == GBCS_FORM_MACED) {
            assert_zeros(digest, sizeof digest);
        } else {
            assert_memory_equal(digest, expected, sizeof digest);
        }
        gbcs_pieces_digest(&pieces, digest);
        assert_zeros(digest, sizeof digest);
    }
}

static void test_pieces_refuse_to_begin(void **state)
{
    static const struct {
        gbcs_form form;
        bool with_secret;
        size_t size;
        uint64_t party;
    } CASES[] = {
        {GBCS_FORM_BARE, false, 3U, 0U}, {GBCS_FORM_BARE, true, 3U, 0U},
        {(gbcs_form)4, true, 3U, 0U},    {GBCS_FORM_MACED, false, 3U, 0U},
        {GBCS_FORM_BOTH, false, 3U, 0U}, {GBCS_FORM_SIGNED, true, 3U, 0U},
        {GBCS_FORM_MACED, true, 0U, 0U}, {GBCS_FORM_SIGNED, false, SIZE_MAX, 0U},
        {GBCS_FORM_MACED, true, 3U, 1U},
    };

    (void)state;
    for (size_t i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint8_t made[ROOM] = {0};
        gbcs_writer writer = gbcs_writer_of(made, sizeof made);
        gbcs_writer other = gbcs_writer_of(made, sizeof made);
        gbcs_header header = HEADER;
        gbcs_pieces pieces;
        header.party = CASES[i].party;
        gbcs_pieces_begin(&pieces, &crypto, &header, CASES[i].size, CASES[i].form,
                          CASES[i].with_secret ? &secret : NULL, &writer);
        assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
        assert_int_equal(writer.used, 0U);
        assert_zeros(made, sizeof made);
        assert_zeros(&pieces, sizeof pieces);
        /* and nothing can be made of what did not begin */
        gbcs_pieces_append(&pieces, gbcs_bytes_of(signature_octets, 1U), &other);
        assert_int_equal(other.status, GBCS_ERR_LENGTH);
        other = gbcs_writer_of(made, sizeof made);
        gbcs_pieces_finish(&pieces, NONE, &other);
        assert_int_equal(other.status, GBCS_ERR_ARGUMENT);
        assert_zeros(made, sizeof made);
    }
}

static void test_pieces_refuse_to_end(void **state)
{
    static const struct {
        gbcs_form form;
        size_t appended;
        size_t signature_size;
        gbcs_status status;
    } CASES[] = {
        {GBCS_FORM_MACED, 4U, 0U, GBCS_ERR_LENGTH},
        {GBCS_FORM_MACED, 0U, 0U, GBCS_ERR_LENGTH},
        {GBCS_FORM_MACED, 6U, 0U, GBCS_ERR_LENGTH},
        {GBCS_FORM_MACED, 5U, 64U, GBCS_ERR_ARGUMENT},
        {GBCS_FORM_MACED, 5U, 1U, GBCS_ERR_ARGUMENT},
        {GBCS_FORM_SIGNED, 5U, 0U, GBCS_ERR_ARGUMENT},
        {GBCS_FORM_SIGNED, 5U, 63U, GBCS_ERR_ARGUMENT},
        {GBCS_FORM_BOTH, 5U, 0U, GBCS_ERR_ARGUMENT},
        {GBCS_FORM_BOTH, 5U, 64U, GBCS_OK},
    };

    (void)state;
    for (size_t i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        uint8_t made[ROOM] = {0};
        gbcs_writer writer = gbcs_writer_of(made, sizeof made);
        gbcs_pieces pieces;
        size_t used;
        gbcs_pieces_begin(&pieces, &crypto, &HEADER, 5U, CASES[i].form, secret_of(CASES[i].form),
                          &writer);
        gbcs_pieces_append(&pieces, gbcs_bytes_of(signature_octets, CASES[i].appended), &writer);
        used = writer.used;
        gbcs_pieces_finish(&pieces, gbcs_bytes_of(signature_octets, CASES[i].signature_size),
                           &writer);
        assert_int_equal(writer.status, CASES[i].status);
        assert_zeros(&pieces, sizeof pieces);
        if (CASES[i].status != GBCS_OK) {
            assert_int_equal(writer.used, used);
            assert_zeros(&made[used], sizeof made - used);
        }
    }
}

/** Without room for all of it, the end is not begun. */
static void test_pieces_end_in_small_buffers(void **state)
{
    (void)state;
    for (int form = GBCS_FORM_MACED; form <= GBCS_FORM_BOTH; form++) {
        size_t needed = 1U;
        needed += (form != GBCS_FORM_MACED) ? GBCS_SIGNATURE_SIZE : 0U;
        needed += (form != GBCS_FORM_SIGNED) ? GBCS_MAC_SIZE : 0U;
        for (size_t room = 0U; room <= needed; room++) {
            uint8_t made[ROOM] = {0};
            gbcs_writer writer = gbcs_writer_of(made, sizeof made);
            gbcs_pieces pieces;
            gbcs_pieces_begin(&pieces, &crypto, &HEADER, 5U, (gbcs_form)form,
                              secret_of((gbcs_form)form), &writer);
            gbcs_pieces_append(&pieces, gbcs_bytes_of(signature_octets, 5U), &writer);
            (void)memset(made, 0, sizeof made);
            writer = gbcs_writer_of(made, room);
            gbcs_pieces_finish(&pieces, signature_of((gbcs_form)form), &writer);
            assert_int_equal(writer.status, (room < needed) ? GBCS_ERR_SPACE : GBCS_OK);
            assert_int_equal(writer.used, (room < needed) ? 0U : needed);
            assert_zeros(&made[writer.used], sizeof made - writer.used);
        }
    }
}

/* ---- headers ---- */

static void test_response_header(void **state)
{
    static const struct {
        gbcs_other_form command;
        uint64_t own_counter;
        gbcs_other_form response;
        uint64_t counter;
    } CASES[] = {
        {GBCS_OTHER_CODE, 0U, GBCS_OTHER_CODE, 0U},
        {GBCS_OTHER_CODE, 9U, GBCS_OTHER_CODE, 0U},
        {GBCS_OTHER_PARTY, 9U, GBCS_OTHER_PARTY, 0U},
        {GBCS_OTHER_PARTY_COUNTER, 0U, GBCS_OTHER_PARTY_COUNTER, 0U},
        {GBCS_OTHER_PARTY_COUNTER, 9U, GBCS_OTHER_PARTY_COUNTER, 0U},
        /* a counter that the command brings is never taken for an own one */
        {GBCS_OTHER_ORIGINATOR_COUNTER, 0U, GBCS_OTHER_PARTY_COUNTER, 0U},
        {GBCS_OTHER_ORIGINATOR_COUNTER, 9U, GBCS_OTHER_ORIGINATOR_COUNTER, 9U},
        {GBCS_OTHER_CERTIFICATE, 0U, GBCS_OTHER_PARTY_COUNTER, 0U},
        {GBCS_OTHER_CERTIFICATE, 9U, GBCS_OTHER_ORIGINATOR_COUNTER, 9U},
    };
    static const uint8_t TIME[GBCS_DLMS_TIME_SIZE] = {0};

    (void)state;
    for (size_t i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        gbcs_intent intent;
        gbcs_header header;
        (void)memset(&intent, 0, sizeof intent);
        intent.header = HEADER;
        intent.header.cra = GBCS_CRA_COMMAND;
        intent.header.other_form = CASES[i].command;
        intent.header.party = 0x1111U;
        intent.header.party_counter = 0x2222U;
        intent.header.party_originator_counter = 0x3333U;
        intent.header.party_certificate = gbcs_bytes_of(TIME, 3U);
        gbcs_response_header(&intent, CASES[i].own_counter, gbcs_bytes_of(TIME, sizeof TIME),
                             &header);
        assert_int_equal(header.cra, GBCS_CRA_RESPONSE);
        assert_true(header.counter == HEADER.counter);
        assert_true(header.originator == HEADER.recipient);
        assert_true(header.recipient == HEADER.originator);
        assert_ptr_equal(header.date_time.data, TIME);
        assert_int_equal(header.date_time.size, sizeof TIME);
        assert_int_equal(header.message_code, HEADER.message_code);
        assert_int_equal(header.other_form, CASES[i].response);
        assert_int_equal(header.party, 0x1111U);
        assert_int_equal(header.party_counter, 0x2222U);
        assert_int_equal(header.party_originator_counter, CASES[i].counter);
        assert_int_equal(header.party_certificate.size, 0U);
    }
}

/* ---- alerts ---- */

/** 2016-02-29T12:34:56Z. */
#define MOMENT ((gbcs_utc)1456749296)

static const uint8_t CONTENT[] = {0x09, 0x02, 0xAA, 0xBB, 0x11, 0x07};

static const struct alert_case {
    gbcs_family family;
    uint16_t event;
    gbcs_utc time;
    uint8_t clock_status;
    uint8_t element_count;
    size_t content_size;
    uint64_t counter;
    gbcs_status status;
    /** Empty on failure. */
    const char *hex;
} ALERTS[] = {
    {GBCS_FAMILY_DLMS, 0x8F3D, MOMENT, 0xFF, 0U, 0U, 0xFFFFFFFFFF123456U, GBCS_OK,
     "0f20123456000202128f3d090c07e0021dff0c2238008000ff"},
    {GBCS_FAMILY_DLMS, 0x8F72, MOMENT, 0x00, 1U, 4U, 1U, GBCS_OK,
     "0f20000001000203128f72090c07e0021dff0c223800800000 0902aabb"},
    {GBCS_FAMILY_DLMS, 0x8F87, MOMENT, 0x02, 2U, 6U, 0xFFFFFFU, GBCS_OK,
     "0f20ffffff000204128f87090c07e0021dff0c223800800002 0902aabb1107"},
    {GBCS_FAMILY_DLMS, 0x8F87, MOMENT, 0x02, 1U, 6U, 1U, GBCS_ERR_ARGUMENT, ""},
    {GBCS_FAMILY_DLMS, 0x8F87, MOMENT, 0x02, 2U, 5U, 1U, GBCS_ERR_ARGUMENT, ""},
    {GBCS_FAMILY_DLMS, 0x8F87, MOMENT, 0x02, 1U, 0U, 1U, GBCS_ERR_ARGUMENT, ""},
    {GBCS_FAMILY_DLMS, 0x8F87, MOMENT, 0x02, 0U, 4U, 1U, GBCS_ERR_ARGUMENT, ""},
    {GBCS_FAMILY_DLMS, 0x8F3D, GBCS_UTC_LAST + 1, 0xFF, 0U, 0U, 1U, GBCS_ERR_TIME, ""},
    {GBCS_FAMILY_DLMS, 0x8F3D, GBCS_UTC_FIRST - 1, 0xFF, 0U, 0U, 1U, GBCS_ERR_TIME, ""},
    /* 2016-02-29T12:34:56Z is 510064496 seconds after 2000 */
    {GBCS_FAMILY_GBZ, 0x8F3D, MOMENT, 0xFF, 0U, 0U, 1U, GBCS_OK, "0109008f3d1e66f770"},
    {GBCS_FAMILY_GBZ, 0x8F72, MOMENT, 0x00, 0U, 4U, 1U, GBCS_OK, "0109018f721e66f770 0902aabb"},
    {GBCS_FAMILY_GBZ, 0x8F72, MOMENT, 0x00, 1U, 4U, 1U, GBCS_ERR_ARGUMENT, ""},
    {GBCS_FAMILY_GBZ, 0x8F72, 946684800, 0x00, 0U, 0U, 1U, GBCS_OK, "0109008f7200000000"},
    {GBCS_FAMILY_GBZ, 0x8F72, 946684799, 0x00, 0U, 0U, 1U, GBCS_ERR_TIME, ""},
    {GBCS_FAMILY_ASN1, 0x8F72, MOMENT, 0x00, 0U, 0U, 1U, GBCS_ERR_ARGUMENT, ""},
    {GBCS_FAMILY_ANY, 0x8F72, MOMENT, 0x00, 0U, 0U, 1U, GBCS_ERR_ARGUMENT, ""},
};

static gbcs_alert alert_of(const struct alert_case *as)
{
    gbcs_alert alert = {as->event, as->time, as->clock_status, as->element_count,
                        gbcs_bytes_of(CONTENT, as->content_size)};
    return alert;
}

static void test_alerts(void **state)
{
    (void)state;
    for (size_t i = 0U; i < sizeof ALERTS / sizeof ALERTS[0]; i++) {
        const struct alert_case *as = &ALERTS[i];
        const gbcs_alert alert = alert_of(as);
        uint8_t made[64] = {0};
        gbcs_writer writer = gbcs_writer_of(made, sizeof made);
        gbcs_write_u8(&writer, 0x77U);
        gbcs_write_alert(as->family, &alert, as->counter, &writer);
        assert_int_equal(writer.status, as->status);
        assert_octets(&made[1], writer.used - 1U, as->hex);
        assert_zeros(&made[writer.used], sizeof made - writer.used);
        if (as->status == GBCS_OK) {
            assert_int_equal(gbcs_alert_size(as->family, &alert), writer.used - 1U);
        }
    }
}

static void test_alerts_in_small_buffers(void **state)
{
    (void)state;
    for (size_t i = 0U; i < sizeof ALERTS / sizeof ALERTS[0]; i++) {
        const struct alert_case *as = &ALERTS[i];
        const gbcs_alert alert = alert_of(as);
        size_t size = (as->status == GBCS_OK) ? gbcs_alert_size(as->family, &alert) : 0U;
        for (size_t room = 0U; room < size; room++) {
            uint8_t made[64] = {0};
            gbcs_writer writer = gbcs_writer_of(made, room);
            gbcs_write_alert(as->family, &alert, as->counter, &writer);
            assert_int_equal(writer.status, GBCS_ERR_SPACE);
            assert_int_equal(writer.used, 0U);
            assert_zeros(made, sizeof made);
        }
    }
}

static void test_alert_with_many_elements(void **state)
{
    static const uint8_t NULLS[255] = {0};
    uint8_t made[400];

    (void)state;
    for (size_t count = 120U; count <= sizeof NULLS; count++) {
        gbcs_alert alert = {0x8F3D, MOMENT, 0xFF, (uint8_t)count, gbcs_bytes_of(NULLS, count)};
        gbcs_dlms_notification read;
        gbcs_writer writer = gbcs_writer_of(made, sizeof made);
        gbcs_write_alert(GBCS_FAMILY_DLMS, &alert, 1U, &writer);
        assert_int_equal(gbcs_alert_size(GBCS_FAMILY_DLMS, &alert), writer.used);
        assert_int_equal(gbcs_dlms_notification_parse(gbcs_writer_bytes(&writer), &read), GBCS_OK);
        assert_int_equal(read.extra_count, count);
    }
    assert_int_equal(gbcs_alert_size(GBCS_FAMILY_ASN1, &(gbcs_alert){.event = 1U}), 0U);
}

/* ---- sensitive parts ---- */

#define OBIS "00002b0208ff"
#define PROTECTED "03001e" OBIS "01"

static gbcs_use_case use_case_of(uint8_t flags, gbcs_category category, gbcs_family family)
{
    gbcs_use_case use_case = {0x0034U, 0U, 0U, flags, category, family};
    return use_case;
}

#define S GBCS_USE_ENCRYPTED
#define RESP GBCS_CATEGORY_COMMAND
#define ALRT GBCS_CATEGORY_CRITICAL_ALERT
#define ALRN GBCS_CATEGORY_ALERT
#define DLMS GBCS_FAMILY_DLMS
#define GBZ GBCS_FAMILY_GBZ

/* plain text that is looked for afterwards: a run of D5 */
#define SECRET8 "d5d5d5d5d5d5d5d5"
#define ASK_ONE "d9200000010001" PROTECTED "0100"
#define TIME12 "090c07e0021dff0c2238008000ff"

static const struct payload_case {
    uint8_t flags;
    gbcs_category category;
    gbcs_family family;
    const char *request;
    const char *plain;
    gbcs_status status;
    /** Octets that encryption adds; 0 if nothing is encrypted. */
    size_t growth;
} PAYLOADS[] = {
    /* DLMS responses: 2 + 52 + 2 octets around the sealed value, 17 in it */
    {S, RESP, DLMS, ASK_ONE, "da200000010000010908" SECRET8 "010300", GBCS_OK, 73U},
    {S, RESP, DLMS, ASK_ONE,
     "da20000001000001020209021234"
     "0908" SECRET8 "010300",
     GBCS_OK, 73U},
    {S, RESP, DLMS, ASK_ONE, "da200000010000010908" SECRET8 "010301", GBCS_OK, 73U},
    {S, RESP, DLMS, ASK_ONE, "da2000000100000100010301", GBCS_OK, 0U},
    {S, RESP, DLMS, ASK_ONE, "da2000000100000100010300", GBCS_OK, 0U},
    {0U, RESP, DLMS, ASK_ONE, "da200000010000010908" SECRET8 "010300", GBCS_OK, 73U},
    /* two of them */
    {S, RESP, DLMS, "d9200000010002" PROTECTED PROTECTED "020000",
     "da200000010000020908" SECRET8 "0908" SECRET8 "0203000300", GBCS_OK, 146U},
    /* a null one, then one that is not */
    {S, RESP, DLMS, "d9200000010002" PROTECTED PROTECTED "020000",
     "da20000001000002000908" SECRET8 "0203010300", GBCS_OK, 73U},
    /* other items may hold nothing: get, set, action of another class, another method, attribute */
    {S, RESP, DLMS, "d9200000010002" PROTECTED "01000300000a0600ff02020000",
     "da200000010000020908" SECRET8 "000203000100", GBCS_OK, 73U},
    {S, RESP, DLMS, "d9200000010002" PROTECTED "01000300000a0600ff02020000",
     "da200000010000020908" SECRET8 "11050203000100", GBCS_ERR_PLAIN, 0U},
    {S, RESP, DLMS, "d920000001000101000300000a0600ff020100",
     "da200000010000010908" SECRET8 "010100", GBCS_ERR_PLAIN, 0U},
    {S, RESP, DLMS, "d920000001000103001e" OBIS "020100", "da200000010000010908" SECRET8 "010300",
     GBCS_ERR_PLAIN, 0U},
    {S, RESP, DLMS, "d920000001000101001e" OBIS "010100", "da200000010000010908" SECRET8 "010100",
     GBCS_ERR_PLAIN, 0U},
    {S, RESP, DLMS, "d920000001000103001f" OBIS "010100", "da200000010000010908" SECRET8 "010300",
     GBCS_ERR_PLAIN, 0U},
    /* in other use cases they may hold anything */
    {0U, RESP, DLMS, "d920000001000101000300000a0600ff020100",
     "da200000010000010908" SECRET8 "010100", GBCS_OK, 0U},
    {0U, RESP, DLMS, "", "da200000010000010908" SECRET8 "010100", GBCS_OK, 0U},
    {0U, RESP, DLMS,
     "d920000001000204000300000a0600ff02010005000300000a0600ff020100"
     "020000",
     "da20000001000002110500"
     "0201000200",
     GBCS_OK, 0U},
    /* the response to something else */
    {S, RESP, DLMS, "", "da200000010000010908" SECRET8 "010300", GBCS_ERR_TRUNCATED, 0U},
    {S, RESP, DLMS, "da", "da2000000100000100010301", GBCS_ERR_TAG, 0U},
    {S, RESP, DLMS, ASK_ONE, "da20000001000001000103", GBCS_ERR_TRUNCATED, 0U},
    {S, RESP, DLMS, ASK_ONE, "", GBCS_ERR_TRUNCATED, 0U},
    {S, RESP, DLMS, ASK_ONE, "da2000000100000100010101", GBCS_ERR_VALUE, 0U},
    {S, RESP, DLMS, ASK_ONE, "da2000000100000200000203010301", GBCS_ERR_VALUE, 0U},
    {0U, RESP, DLMS, ASK_ONE, "da2000000100000200000203010301", GBCS_ERR_VALUE, 0U},
    /* DLMS alerts: 52 + 2 + 17 */
    {S, ALRT, DLMS, "", "0f20000001000203128f0a" TIME12 "0908" SECRET8, GBCS_OK, 71U},
    {S, ALRN, DLMS, "", "0f20000001000203128f0a" TIME12 "0908" SECRET8, GBCS_OK, 71U},
    {S, ALRT, DLMS, "", "0f20000001000202128f0a" TIME12, GBCS_OK, 0U},
    {S, ALRT, DLMS, "", "0f20000001000204128f0a" TIME12 "0908" SECRET8 "00", GBCS_ERR_PLAIN, 0U},
    {S, ALRT, DLMS, "", "0f20000001000203128f0a" TIME12, GBCS_ERR_TRUNCATED, 0U},
    {0U, ALRT, DLMS, "", "0f20000001000203128f0a" TIME12 "0908" SECRET8, GBCS_OK, 0U},
    {0U, ALRN, GBZ, "", "0109018f0a00000000" SECRET8, GBCS_OK, 0U},
    /* GBZ responses: 17 each */
    {S, RESP, GBZ, "",
     "01090103070200110000180001"
     "0008" SECRET8,
     GBCS_ERR_TRUNCATED, 0U},
    {S, RESP, GBZ, "",
     "0109010307020"
     "00f0000180001"
     "0008" SECRET8,
     GBCS_OK, 17U},
    {S, RESP, GBZ, "",
     "010902020702000f00001900010008" SECRET8 "0107020005080"
     "10b018b",
     GBCS_OK, 17U},
    {S, RESP, GBZ, "",
     "010902020702000f00001900010008" SECRET8 "0307020009000119010600"
     "020102",
     GBCS_OK, 34U},
    {S, RESP, GBZ, "",
     "01090113070200130000"
     "000000001800010008" SECRET8,
     GBCS_OK, 17U},
    /* plain: the default response, and nothing that only looks like one */
    {S, RESP, GBZ, "", "010901010702000508000b08c0", GBCS_OK, 0U},
    {S, RESP, GBZ, "",
     "01090101070200050"
     "8000108c0",
     GBCS_ERR_PLAIN, 0U},
    {S, RESP, GBZ, "", "010901010702000509000b08c0", GBCS_ERR_PLAIN, 0U},
    {S, RESP, GBZ, "",
     "01090101070200060"
     "8000b08c0d5",
     GBCS_ERR_PLAIN, 0U},
    {S, RESP, GBZ, "", "010901010702000408000b08", GBCS_ERR_PLAIN, 0U},
    {S, RESP, GBZ, "",
     "0109010107020"
     "00b180001" SECRET8,
     GBCS_ERR_PLAIN, 0U},
    {S, RESP, GBZ, "",
     "010902020702000f00001900010008" SECRET8 "01070200"
     "0b190001" SECRET8,
     GBCS_ERR_PLAIN, 0U},
    {0U, RESP, GBZ, "",
     "0109010107020"
     "00b180001" SECRET8,
     GBCS_OK, 0U},
    {0U, RESP, GBZ, "",
     "0109010307020"
     "00f0000180001"
     "0008" SECRET8,
     GBCS_OK, 17U},
    {S, RESP, GBZ, "", "010900", GBCS_ERR_VALUE, 0U},
    {S, RESP, GBZ, "", "010a", GBCS_ERR_TAG, 0U},
    /* GBZ alerts */
    {S, ALRT, GBZ, "",
     "0109018f0a00000000"
     "030702000f00001900060008" SECRET8,
     GBCS_OK, 17U},
    {S, ALRT, GBZ, "",
     "0109018f0a00000000"
     "020702000f00001900060008" SECRET8 "030702000f00011900060008" SECRET8,
     GBCS_OK, 34U},
    {S, ALRT, GBZ, "", "0109008f0a00000000", GBCS_OK, 0U},
    {S, ALRT, GBZ, "",
     "0109018f0a00000000"
     "010702000b190006" SECRET8,
     GBCS_ERR_PLAIN, 0U},
    {S, ALRT, GBZ, "",
     "0109018f0a00000000"
     "020702000f00001900060008" SECRET8,
     GBCS_ERR_VALUE, 0U},
    {S, ALRT, GBZ, "",
     "0109018f0a00000000"
     "030702000f00001900060008" SECRET8 "030702000f00011900060008" SECRET8,
     GBCS_ERR_VALUE, 0U},
    {S, ALRT, GBZ, "", "0109018f0a00000000" SECRET8, GBCS_ERR_VALUE, 0U},
    {S, ALRT, GBZ, "", "0109018f0a000000", GBCS_ERR_TRUNCATED, 0U},
    /* ASN.1 */
    {0U, RESP, GBCS_FAMILY_ASN1, "", "3003020105", GBCS_OK, 0U},
    {S, RESP, GBCS_FAMILY_ASN1, "", "3003020105", GBCS_ERR_PLAIN, 0U},
    {0U, RESP, GBCS_FAMILY_ANY, "", "3003020105", GBCS_OK, 0U},
};

#define PAYLOAD_COUNT (sizeof PAYLOADS / sizeof PAYLOADS[0])

/** A case with its octets. */
typedef struct payload {
    gbcs_use_case use_case;
    uint8_t request_octets[128];
    uint8_t plain_octets[128];
    gbcs_bytes request;
    gbcs_bytes plain;
    size_t size;
} payload;

static void open_case(const struct payload_case *as, payload *to)
{
    to->use_case = use_case_of(as->flags, as->category, as->family);
    to->request = hex_bytes(as->request, to->request_octets, sizeof to->request_octets);
    to->plain = hex_bytes(as->plain, to->plain_octets, sizeof to->plain_octets);
    to->size = to->plain.size + as->growth;
}

/** Whether a run of plain text is to be seen. */
static bool seen(const uint8_t *octets, size_t size)
{
    size_t run = 0U;
    bool found = false;

    for (size_t i = 0U; i < size; i++) {
        run = (octets[i] == 0xD5U) ? (run + 1U) : 0U;
        found = found || (run == 3U);
    }
    return found;
}

static void seal_case(const payload *from, gbcs_bytes plain, gbcs_writer *writer)
{
    gbcs_write_sealed_payload(&crypto, &secret, &from->use_case, &HEADER, from->request, plain,
                              writer);
}

static void test_payload_sizes(void **state)
{
    (void)state;
    for (size_t i = 0U; i < PAYLOAD_COUNT; i++) {
        payload of;
        size_t size = 99U;
        bool sealed = true;
        open_case(&PAYLOADS[i], &of);
        if (gbcs_sealed_payload_size(&of.use_case, of.request, of.plain, &size, &sealed) !=
            PAYLOADS[i].status) {
            fail_msg("payload %u: %s", (unsigned int)i, PAYLOADS[i].plain);
        }
        assert_int_equal(size, (PAYLOADS[i].status == GBCS_OK) ? of.size : 0U);
        assert_int_equal(sealed, PAYLOADS[i].growth > 0U);
    }
}

/** Opens the blocks of a payload, and puts what was in them one after another. */
static size_t open_blocks(const payload *of, gbcs_category category, gbcs_bytes made, uint8_t *out)
{
    gbcs_frame frame = {.header = HEADER, .payload = made};
    gbcs_key_info info = gbcs_encryption_key_info(&HEADER);
    gbcs_writer writer = gbcs_writer_of(out, ROOM);
    gbcs_sealed_walk walk;
    gbcs_bytes sealed;

    (void)of;
    frame.header.cra = (category == RESP) ? GBCS_CRA_RESPONSE : GBCS_CRA_ALERT;
    assert_int_equal(gbcs_sealed_walk_of(&frame, &walk), GBCS_OK);
    while (gbcs_sealed_next(&walk, &sealed)) {
        assert_int_equal(gbcs_unseal(&crypto, &secret, &info, sealed, &writer), GBCS_OK);
    }
    return writer.used;
}

static void test_payloads_sealed(void **state)
{
    (void)state;
    for (size_t i = 0U; i < PAYLOAD_COUNT; i++) {
        payload of;
        uint8_t made[ROOM] = {0};
        uint8_t opened[ROOM];
        gbcs_writer writer = gbcs_writer_of(made, sizeof made);
        open_case(&PAYLOADS[i], &of);
        gbcs_write_u8(&writer, 0x77U);
        seal_case(&of, of.plain, &writer);
        assert_int_equal(writer.status, PAYLOADS[i].status);
        assert_int_equal(made[0], 0x77U);
        assert_zeros(&made[writer.used], sizeof made - writer.used);
        if (PAYLOADS[i].status != GBCS_OK) {
            assert_int_equal(writer.used, 1U);
        } else if (PAYLOADS[i].growth == 0U) {
            assert_int_equal(writer.used - 1U, of.plain.size);
            assert_memory_equal(&made[1], of.plain.data, of.plain.size);
        } else {
            size_t size = open_blocks(&of, PAYLOADS[i].category,
                                      gbcs_bytes_of(&made[1], writer.used - 1U), opened);
            assert_int_equal(writer.used - 1U, of.size);
            assert_false(seen(made, writer.used));
            assert_true(seen(opened, size));
        }
    }
}

/** The octets of one of each kind, but for what is encrypted. */
static void test_payloads_known(void **state)
{
    static const char PARAMETERS[] = "0101020216020205090904010203040506070809"
                                     "08"
                                     "00db000000000001090890b3000000000002"
                                     "0900"
                                     "020216020202090102"
                                     "0900";
    uint8_t expected[128];
    uint8_t made[ROOM];
    payload of;
    gbcs_writer writer = gbcs_writer_of(made, sizeof made);
    size_t size = hex_decode(PARAMETERS, expected, sizeof expected);

    (void)state;
    assert_int_equal(size, 52U);
    open_case(&PAYLOADS[0], &of);
    seal_case(&of, of.plain, &writer);
    assert_octets(made, 10U, "da200000010000010202");
    assert_memory_equal(&made[10], expected, size);
    assert_octets(&made[62], 7U, "091b3100000000");
    assert_octets(&made[writer.used - 3U], 3U, "010300");
}

/** In its own buffer the result is the same; too near to its place it is refused and wiped. */
static void test_payloads_in_place(void **state)
{
    (void)state;
    for (size_t i = 0U; i < PAYLOAD_COUNT; i++) {
        payload of;
        uint8_t apart[ROOM];
        gbcs_writer writer = gbcs_writer_of(apart, sizeof apart);
        open_case(&PAYLOADS[i], &of);
        seal_case(&of, of.plain, &writer);
        for (size_t at = 0U; (at < 300U) && (of.plain.size > 0U); at++) {
            uint8_t made[ROOM] = {0};
            gbcs_writer inside = gbcs_writer_of(made, sizeof made);
            bool far = (at >= 4U + PAYLOADS[i].growth);
            inside.used = 4U;
            (void)memcpy(&made[at], of.plain.data, of.plain.size);
            seal_case(&of, gbcs_bytes_of(&made[at], of.plain.size), &inside);
            if (PAYLOADS[i].status != GBCS_OK) {
                assert_int_equal(inside.status, PAYLOADS[i].status);
            } else if (!far) {
                assert_int_equal(inside.status, GBCS_ERR_SPACE);
            } else {
                assert_int_equal(inside.status, GBCS_OK);
                assert_int_equal(inside.used - 4U, writer.used);
                assert_memory_equal(&made[4], apart, writer.used);
            }
            if (inside.status != GBCS_OK) {
                /* also where it overlaps what was written before */
                assert_int_equal(inside.used, 4U);
                assert_zeros(made, sizeof made);
            }
            assert_zeros(&made[inside.used], sizeof made - inside.used);
            assert_false(seen(made, sizeof made) && (PAYLOADS[i].growth > 0U));
        }
    }
}

static void test_payloads_in_small_buffers(void **state)
{
    (void)state;
    for (size_t i = 0U; i < PAYLOAD_COUNT; i++) {
        payload of;
        open_case(&PAYLOADS[i], &of);
        for (size_t room = 0U; (PAYLOADS[i].status == GBCS_OK) && (room < of.size); room++) {
            uint8_t made[ROOM] = {0};
            gbcs_writer writer = gbcs_writer_of(made, room);
            seal_case(&of, of.plain, &writer);
            assert_int_equal(writer.status, GBCS_ERR_SPACE);
            assert_int_equal(writer.used, 0U);
            assert_zeros(made, sizeof made);
            /* and the same with the plain one at the end of it */
            if (room >= of.plain.size) {
                size_t at = room - of.plain.size;
                writer = gbcs_writer_of(made, room);
                (void)memcpy(&made[at], of.plain.data, of.plain.size);
                seal_case(&of, gbcs_bytes_of(&made[at], of.plain.size), &writer);
                assert_int_equal(writer.status, GBCS_ERR_SPACE);
                assert_zeros(made, sizeof made);
            }
        }
    }
}

/** Cut off anywhere, a payload with sensitive parts is none, and nothing beyond its end is read. */
static void test_payloads_cut_off(void **state)
{
    (void)state;
    for (size_t i = 0U; i < PAYLOAD_COUNT; i++) {
        payload of;
        open_case(&PAYLOADS[i], &of);
        for (size_t cut = 1U; (PAYLOADS[i].growth > 0U) && (cut <= of.plain.size); cut++) {
            size_t left = of.plain.size - cut;
            uint8_t *copy = (uint8_t *)test_malloc(left + 1U);
            size_t size = 99U;
            bool sealed = true;
            /* at the end of the block */
            (void)memcpy(&copy[1], of.plain.data, left);
            assert_int_not_equal(gbcs_sealed_payload_size(&of.use_case, of.request,
                                                          gbcs_bytes_of(&copy[1], left), &size,
                                                          &sealed),
                                 GBCS_OK);
            assert_int_equal(size, 0U);
            assert_false(sealed);
            test_free(copy);
        }
    }
}

/** A writer that has failed before stays so, and the plain payload is wiped all the same. */
static void test_payload_after_a_failure(void **state)
{
    payload of;
    uint8_t made[ROOM] = {0};
    gbcs_writer writer = gbcs_writer_of(made, sizeof made);

    (void)state;
    open_case(&PAYLOADS[0], &of);
    (void)memcpy(&made[500], of.plain.data, of.plain.size);
    gbcs_writer_fail(&writer, GBCS_ERR_TIME);
    seal_case(&of, gbcs_bytes_of(&made[500], of.plain.size), &writer);
    assert_int_equal(writer.status, GBCS_ERR_TIME);
    assert_zeros(made, sizeof made);
}

/** Sealed values around the sizes at which lengths take more octets; the longest component. */
static void test_payload_lengths(void **state)
{
    static uint8_t plain[66000];
    static uint8_t made[66200];
    gbcs_use_case dlms = use_case_of(S, RESP, DLMS);
    gbcs_use_case gbz = use_case_of(S, RESP, GBZ);
    uint8_t request[64];
    gbcs_bytes asked = hex_bytes(ASK_ONE, request, sizeof request);
    size_t size;
    bool sealed;

    (void)state;
    for (size_t value = 100U; value < 300U; value++) {
        gbcs_dlms_response_item item = {NONE, GBCS_ACCESS_ACTION, 0U};
        gbcs_writer string = gbcs_writer_of(made, sizeof made);
        gbcs_writer writer = gbcs_writer_of(plain, sizeof plain);
        gbcs_write_axdr_head(&string, GBCS_AXDR_OCTET_STRING, value);
        string.used += value;
        item.data = gbcs_writer_bytes(&string);
        gbcs_write_dlms_response(&writer, 1U, NONE, &item, 1U);
        assert_int_equal(
            gbcs_sealed_payload_size(&dlms, asked, gbcs_writer_bytes(&writer), &size, &sealed),
            GBCS_OK);
        string = gbcs_writer_of(made, sizeof made);
        gbcs_write_sealed_payload(&crypto, &secret, &dlms, &HEADER, asked,
                                  gbcs_writer_bytes(&writer), &string);
        assert_int_equal(string.status, GBCS_OK);
        assert_int_equal(string.used, size);
    }
    for (size_t body = 65505U; body < 65525U; body++) {
        gbcs_gbz_component component = {.control = GBCS_GBZ_ENCRYPTED, .body = {made, body}};
        gbcs_writer writer = gbcs_writer_of(plain, sizeof plain);
        /* additional header, ZCL header, length: 7 octets; and 17 of the seal */
        gbcs_status expected = (body + 24U <= 65535U) ? GBCS_OK : GBCS_ERR_LENGTH;
        gbcs_write_gbz(&writer, &component, 1U);
        assert_int_equal(
            gbcs_sealed_payload_size(&gbz, NONE, gbcs_writer_bytes(&writer), &size, &sealed),
            expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces_of_all_sizes),
        cmocka_unit_test(test_pieces_of_all_splits),
        cmocka_unit_test(test_pieces_in_small_buffers),
        cmocka_unit_test(test_pieces_emptied),
        cmocka_unit_test(test_pieces_in_place),
        cmocka_unit_test(test_pieces_digest),
        cmocka_unit_test(test_pieces_refuse_to_begin),
        cmocka_unit_test(test_pieces_refuse_to_end),
        cmocka_unit_test(test_pieces_end_in_small_buffers),
        cmocka_unit_test(test_response_header),
        cmocka_unit_test(test_alerts),
        cmocka_unit_test(test_alerts_in_small_buffers),
        cmocka_unit_test(test_alert_with_many_elements),
        cmocka_unit_test(test_payload_sizes),
        cmocka_unit_test(test_payloads_sealed),
        cmocka_unit_test(test_payloads_known),
        cmocka_unit_test(test_payloads_in_place),
        cmocka_unit_test(test_payloads_in_small_buffers),
        cmocka_unit_test(test_payloads_cut_off),
        cmocka_unit_test(test_payload_after_a_failure),
        cmocka_unit_test(test_payload_lengths),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
