/* The frame of a message: its forms, every refusal, and that what was parsed is written back. */
#include "hex.h"

#include <stdlib.h>

#include "gbcs/codec/frame.h"

#define ROOM 1024U

/* Message Identifiers of a command, response and alert, and the other parts of messages. */
#define COMMAND "09 01 0000000000000102 08 90B3D51F00000001 08 00DB0000000000A0 "
#define RESPONSE "09 02 0000000000000102 08 00DB0000000000A0 08 90B3D51F00000001 "
#define ALERT "09 03 0000000000000007 08 00DB0000000000A0 08 90B3D51F00000001 "
#define OCTETS_16 "000102030405060708090A0B0C0D0E0F "
#define SIGNATURE OCTETS_16 OCTETS_16 OCTETS_16 OCTETS_16
#define MAC "A0A1A2A3A4A5A6A7A8A9AAAB "
#define EMPTY "000000000000 "
#define SECURITY "1100000000 "
#define TIME "0C 07EA0102FF030405008000FF "
#define PARTY "90B3D51F00000002 "
#define PARTY_COUNTER "0000000000000304 "
#define OWN_COUNTER "0000000000000506 "

/** A message and what it says. */
typedef struct good_row {
    const char *name;
    const char *hex;
    gbcs_cra cra;
    size_t date_time_size;
    gbcs_other_form form;
    const char *payload;
    bool is_signed;
    bool is_maced;
} good_row;

static const good_row GOOD[] = {
    {"pre-command", "DF " COMMAND "00 02 004F 03 D92000", GBCS_CRA_COMMAND, 0U, GBCS_OTHER_CODE,
     "D92000", false, false},
    {"signed command", "DF " COMMAND "00 02 0008 01 05 40 " SIGNATURE, GBCS_CRA_COMMAND, 0U,
     GBCS_OTHER_CODE, "05", true, false},
    {"signed response with time", "DF " RESPONSE TIME "02 0012 02 0500 40 " SIGNATURE,
     GBCS_CRA_RESPONSE, 12U, GBCS_OTHER_CODE, "0500", true, false},
    {"signed alert with party", "DF " ALERT "00 0A 0123 " PARTY "02 0F20 40 " SIGNATURE,
     GBCS_CRA_ALERT, 0U, GBCS_OTHER_PARTY, "0F20", true, false},
    {"MACed command", "DD " EMPTY "37 " SECURITY "DF " COMMAND "00 02 004F 03 D92000 00 " MAC,
     GBCS_CRA_COMMAND, 0U, GBCS_OTHER_CODE, "D92000", false, true},
    {"MACed response with party and counters",
     "DD " EMPTY "5B " SECURITY "DF " RESPONSE TIME "1A 0034 " PARTY PARTY_COUNTER OWN_COUNTER
     "03 DA2000 00 " MAC,
     GBCS_CRA_RESPONSE, 12U, GBCS_OTHER_ORIGINATOR_COUNTER, "DA2000", false, true},
    {"MACed alert", "DD " EMPTY "35 " SECURITY "DF " ALERT "00 02 1000 01 0F 00 " MAC,
     GBCS_CRA_ALERT, 0U, GBCS_OTHER_CODE, "0F", false, true},
    {"critical command with party and counter",
     "DD " EMPTY "8187 " SECURITY "DF " COMMAND "00 12 004F " PARTY PARTY_COUNTER
     "03 D92000 40 " SIGNATURE MAC,
     GBCS_CRA_COMMAND, 0U, GBCS_OTHER_PARTY_COUNTER, "D92000", true, true},
    {"command with the shortest certificate",
     "DD " EMPTY "50 " SECURITY "DF " COMMAND "00 1B 0034 " PARTY PARTY_COUNTER
     "3007 05000500020100 03 D92000 00 " MAC,
     GBCS_CRA_COMMAND, 0U, GBCS_OTHER_CERTIFICATE, "D92000", false, true},
};

/* GBCS 18.4: the Critical Command ECS04b of Supplier A to Device A. */
static const char STANDARD_VECTOR[] =
    "DD 000000000000 81A9 1100000000"
    "DF 09 01 0000000000000001 08 123456789ABCDEF0 08 FFFFFFFFFFFFFFFE 00 02 00B3 35"
    "D92000000100 03 0300700000130A00FF02 0300700000130A01FF02 0300700000130A02FF02"
    "03 0500000000 0500000000 0500000000 40"
    "59045AB0F554622B0360340B9D87B5A23ED5723B41DE3F206E58CDD10F915B9F"
    "E2E12E2DA3632478A8DF678E418895869AC1E55318CCE04D120D2D6B44DC167B"
    "5D832D15B57A56D620F198B3";

/** Writes a message from the fields that a frame has. */
static gbcs_bytes rebuild(const gbcs_frame *frame, uint8_t *buffer, size_t room)
{
    gbcs_writer writer = gbcs_writer_of(buffer, room);
    const size_t grouping_size = gbcs_grouping_size(&frame->header, frame->payload.size);
    const size_t content_size = grouping_size + frame->payload.size + frame->signature_part.size;
    size_t start;

    if (frame->mac.size > 0U) {
        gbcs_write_mac_header(&writer, content_size);
        if (writer.status == GBCS_OK) {
            assert_int_equal(writer.used, gbcs_mac_header_size(content_size));
        }
    }
    start = writer.used;
    gbcs_write_grouping(&writer, &frame->header, frame->payload.size);
    if (writer.status == GBCS_OK) {
        assert_int_equal(writer.used - start, grouping_size);
    }
    gbcs_write_bytes(&writer, frame->payload);
    if (frame->signature_part.size > 0U) {
        gbcs_write_signature_part(&writer, frame->signature);
    }
    gbcs_write_bytes(&writer, frame->mac);
    return gbcs_writer_bytes(&writer);
}

/** Parses, and asserts that a refusal leaves nothing behind. */
static gbcs_status parse(gbcs_bytes octets, gbcs_frame *frame)
{
    gbcs_status status;

    memset(frame, 0xA5, sizeof *frame);
    status = gbcs_frame_parse(octets, frame);
    if (status != GBCS_OK) {
        assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
        assert_zeros(frame, sizeof *frame);
    }
    return status;
}

static void assert_rebuilt(const gbcs_frame *frame, gbcs_bytes octets)
{
    uint8_t buffer[ROOM];
    gbcs_bytes again = rebuild(frame, buffer, sizeof buffer);

    assert_true(gbcs_bytes_equal(again, octets));
}

static void every_form_is_read_and_written_back(void **state)
{
    uint8_t buffer[ROOM];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof GOOD / sizeof GOOD[0]); i++) {
        const good_row *row = &GOOD[i];
        gbcs_bytes octets = hex_bytes(row->hex, buffer, sizeof buffer);
        gbcs_frame frame;
        gbcs_status status = parse(octets, &frame);

        if (status != GBCS_OK) {
            fail_msg("%s: %s", row->name, gbcs_status_name(status));
        }
        assert_int_equal(frame.header.cra, row->cra);
        assert_int_equal(frame.header.date_time.size, row->date_time_size);
        assert_int_equal(frame.header.other_form, row->form);
        assert_bytes(frame.payload, row->payload);
        assert_bytes(frame.signature, row->is_signed ? SIGNATURE : "");
        assert_bytes(frame.mac, row->is_maced ? MAC : "");
        assert_true(gbcs_bytes_equal(frame.octets, octets));
        assert_rebuilt(&frame, octets);
    }
}

/** That the views lie one behind the other, and those of crypto span what they should. */
static void assert_layout(const gbcs_frame *frame)
{
    const uint8_t *end = &frame->octets.data[frame->octets.size];
    const uint8_t *payload_end = &frame->payload.data[frame->payload.size];

    assert_ptr_equal(&frame->grouping.data[frame->grouping.size], frame->payload.data);
    assert_ptr_equal(frame->signed_octets.data, &frame->grouping.data[1]);
    assert_ptr_equal(&frame->signed_octets.data[frame->signed_octets.size], payload_end);
    assert_ptr_equal(frame->maced_octets.data, frame->grouping.data);
    assert_ptr_equal(&frame->maced_octets.data[frame->maced_octets.size], end - frame->mac.size);
    if (frame->signature_part.size > 0U) {
        assert_ptr_equal(frame->signature_part.data, payload_end);
        assert_int_equal(frame->signature_part.size, 1U + frame->signature.size);
        assert_int_equal(frame->signature_part.data[0], frame->signature.size);
    } else {
        assert_ptr_equal(payload_end, end);
        assert_int_equal(frame->header.cra, GBCS_CRA_COMMAND);
    }
}

static void the_views_of_every_form_are_contiguous(void **state)
{
    uint8_t buffer[ROOM];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof GOOD / sizeof GOOD[0]); i++) {
        gbcs_frame frame;

        assert_int_equal(parse(hex_bytes(GOOD[i].hex, buffer, sizeof buffer), &frame), GBCS_OK);
        assert_layout(&frame);
        assert_int_equal(frame.grouping.data[0], GBCS_TAG_GENERAL_SIGNING);
    }
}

static void the_fields_of_a_header_are_read(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_frame frame;

    (void)state;
    assert_int_equal(parse(hex_bytes(GOOD[5].hex, buffer, sizeof buffer), &frame), GBCS_OK);
    assert_true(frame.header.counter == 0x102U);
    assert_true(frame.header.originator == 0x00DB0000000000A0U);
    assert_true(frame.header.recipient == 0x90B3D51F00000001U);
    assert_int_equal(frame.header.message_code, 0x0034);
    assert_true(frame.header.party == 0x90B3D51F00000002U);
    assert_true(frame.header.party_counter == 0x304U);
    assert_true(frame.header.party_originator_counter == 0x506U);
    assert_bytes(frame.header.date_time, "07EA0102FF030405008000FF");
    assert_int_equal(frame.header.party_certificate.size, 0);

    assert_int_equal(parse(hex_bytes(GOOD[8].hex, buffer, sizeof buffer), &frame), GBCS_OK);
    assert_true(frame.header.party == 0x90B3D51F00000002U);
    assert_true(frame.header.party_counter == 0x304U);
    assert_true(frame.header.party_originator_counter == 0U);
    assert_bytes(frame.header.party_certificate, "3007 05000500020100");
}

static void the_vector_of_the_standard_is_read_and_written_back(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_bytes octets = hex_bytes(STANDARD_VECTOR, buffer, sizeof buffer);
    gbcs_frame frame;

    (void)state;
    assert_int_equal(parse(octets, &frame), GBCS_OK);
    assert_true(frame.header.counter == 1U);
    assert_true(frame.header.originator == 0x123456789ABCDEF0U);
    assert_true(frame.header.recipient == 0xFFFFFFFFFFFFFFFEU);
    assert_int_equal(frame.header.message_code, 0x00B3);
    assert_int_equal(frame.payload.size, 0x35);
    assert_int_equal(frame.signed_octets.data[0], 0x09);
    assert_int_equal(frame.signed_octets.size, 33U + 0x35U);
    assert_bytes(frame.mac, "5D832D15B57A56D620F198B3");
    assert_layout(&frame);
    assert_rebuilt(&frame, octets);
}

/** Parses octets at the very end of their memory, where a sanitizer sees any step beyond. */
static gbcs_status parse_exact(gbcs_bytes octets, size_t size, gbcs_frame *frame)
{
    uint8_t *copy = malloc((size > 0U) ? size : 1U);
    gbcs_status status;

    assert_non_null(copy);
    memcpy(copy, octets.data, size);
    status = parse(gbcs_bytes_of(copy, size), frame);
    free(copy);
    return status;
}

static void a_message_cut_off_anywhere_is_refused(void **state)
{
    uint8_t buffer[ROOM];
    size_t i;
    size_t size;

    (void)state;
    for (i = 0U; i < (sizeof GOOD / sizeof GOOD[0]); i++) {
        gbcs_bytes octets = hex_bytes(GOOD[i].hex, buffer, sizeof buffer);
        gbcs_frame whole;

        assert_int_equal(parse(octets, &whole), GBCS_OK);
        for (size = 0U; size < octets.size; size++) {
            gbcs_frame frame;
            gbcs_status status = parse_exact(octets, size, &frame);

            /* a signed command without its signature is the pre-command that it was made from */
            if ((GOOD[i].cra == GBCS_CRA_COMMAND) && (!GOOD[i].is_maced) &&
                (size == (whole.grouping.size + whole.payload.size))) {
                assert_int_equal(status, GBCS_OK);
                assert_int_equal(frame.signature_part.size, 0);
            } else {
                assert_int_equal(status, GBCS_ERR_TRUNCATED);
            }
        }
    }
}

static void a_change_of_any_bit_is_refused_or_seen(void **state)
{
    uint8_t buffer[ROOM];
    size_t i;
    size_t bit;

    (void)state;
    for (i = 0U; i < (sizeof GOOD / sizeof GOOD[0]); i++) {
        gbcs_bytes octets = hex_bytes(GOOD[i].hex, buffer, sizeof buffer);
        size_t refused = 0U;

        for (bit = 0U; bit < (8U * octets.size); bit++) {
            gbcs_frame frame;

            buffer[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
            if (parse(octets, &frame) == GBCS_OK) {
                assert_rebuilt(&frame, octets);
            } else {
                refused++;
            }
            buffer[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
        }
        /* every bit of the tags, of the lengths and of the constants; most of the CRA flag */
        assert_true(refused >= (8U * (GOOD[i].is_maced ? 21U : 7U)));
    }
}

/** Octets that are no message. */
typedef struct bad_row {
    const char *name;
    const char *hex;
    gbcs_status status;
} bad_row;

#define REST "02 004F 03 D92000 "
#define MACED "DD " EMPTY "37 " SECURITY "DF " COMMAND "00 02 004F 03 D92000 00 " MAC

static const bad_row BAD[] = {
    {"nothing", "", GBCS_ERR_TRUNCATED},
    {"another tag", "DE " COMMAND "00 " REST, GBCS_ERR_TAG},
    {"a block", "DD " COMMAND "00 02 004F 00 05 0000000000", GBCS_ERR_TAG},
    {"transaction-id of 8", "DF 08" COMMAND "00 " REST, GBCS_ERR_TAG},
    {"CRA flag 0", "DF 09 00 0000000000000102 08 0000000000000001 08 0000000000000002 00 " REST,
     GBCS_ERR_VALUE},
    {"CRA flag 4", "DF 09 04 0000000000000102 08 0000000000000001 08 0000000000000002 00 " REST,
     GBCS_ERR_VALUE},
    {"originator of 7", "DF 09 01 0000000000000102 07 00000000000001 08 0000000000000002 00 " REST,
     GBCS_ERR_TAG},
    {"recipient of 9", "DF 09 01 0000000000000102 08 0000000000000001 09 000000000000000200 " REST,
     GBCS_ERR_TAG},
    {"date-time of 11", "DF " COMMAND "0B 07EA0102FF030405008000 " REST, GBCS_ERR_LENGTH},
    {"date-time of 13", "DF " COMMAND "0D 07EA0102FF030405008000FF00 " REST, GBCS_ERR_LENGTH},
    {"length of date-time in two octets", "DF " COMMAND "8100 " REST, GBCS_ERR_LENGTH},
    {"other-information of 0", "DF " COMMAND "00 00 03 D92000", GBCS_ERR_LENGTH},
    {"other-information of 1", "DF " COMMAND "00 01 4F 03 D92000", GBCS_ERR_LENGTH},
    {"other-information of 3", "DF " COMMAND "00 03 004F00 03 D92000", GBCS_ERR_LENGTH},
    {"other-information of 9", "DF " COMMAND "00 09 004F 90B3D51F000000 03 D92000",
     GBCS_ERR_LENGTH},
    {"other-information of 11", "DF " COMMAND "00 0B 004F " PARTY "00 03 D92000", GBCS_ERR_LENGTH},
    {"other-information of 17", "DF " COMMAND "00 11 004F " PARTY "00000000000003 03 D92000",
     GBCS_ERR_LENGTH},
    {"other-information of 19", "DF " COMMAND "00 13 004F " PARTY PARTY_COUNTER "30 03 D92000",
     GBCS_ERR_LENGTH},
    {"other-information of 25, a certificate of 7",
     "DF " COMMAND "00 19 004F " PARTY PARTY_COUNTER "3005 0500020100 03 D92000", GBCS_ERR_LENGTH},
    {"other-information of 27, no SEQUENCE",
     "DF " COMMAND "00 1B 0034 " PARTY PARTY_COUNTER "0407 05000500020100 03 D92000", GBCS_ERR_TAG},
    {"certificate that ends too early",
     "DF " COMMAND "00 1B 0034 " PARTY PARTY_COUNTER "3006 05000500020100 03 D92000",
     GBCS_ERR_TRAILING},
    {"certificate that ends too late",
     "DF " COMMAND "00 1B 0034 " PARTY PARTY_COUNTER "3008 05000500020100 03 D92000",
     GBCS_ERR_TRUNCATED},
    {"certificate with a length that is not shortest",
     "DF " COMMAND "00 1C 0034 " PARTY PARTY_COUNTER "308107 05000500020100 03 D92000",
     GBCS_ERR_LENGTH},
    {"length of other-information in two octets", "DF " COMMAND "00 8102 004F 03 D92000",
     GBCS_ERR_LENGTH},
    {"party 0", "DF " COMMAND "00 0A 004F 0000000000000000 03 D92000", GBCS_ERR_VALUE},
    {"no payload", "DF " COMMAND "00 02 004F 00", GBCS_ERR_LENGTH},
    {"no payload, but a MAC", "DD " EMPTY "34 " SECURITY "DF " COMMAND "00 02 004F 00 00 " MAC,
     GBCS_ERR_LENGTH},
    {"length of payload in two octets", "DF " COMMAND "00 02 004F 8103 D92000", GBCS_ERR_LENGTH},
    {"length of payload in five octets", "DF " COMMAND "00 02 004F 8400000003 D92000",
     GBCS_ERR_LENGTH},
    {"payload of nearly 2^32", "DF " COMMAND "00 02 004F 84FFFFFFFF D92000", GBCS_ERR_TRUNCATED},
    {"response that ends after its payload", "DF " RESPONSE "00 " REST, GBCS_ERR_TRUNCATED},
    {"alert that ends after its payload", "DF " ALERT "00 " REST, GBCS_ERR_TRUNCATED},
    {"neither MAC nor signature", "DF " RESPONSE "00 " REST "00", GBCS_ERR_LENGTH},
    {"command with neither MAC nor signature", "DF " COMMAND "00 " REST "00", GBCS_ERR_LENGTH},
    {"MAC without MAC header", "DF " COMMAND "00 " REST "00 " MAC, GBCS_ERR_LENGTH},
    {"signature and MAC without MAC header", "DF " COMMAND "00 " REST "40 " SIGNATURE MAC,
     GBCS_ERR_TRAILING},
    {"signature of 63", "DF " COMMAND "00 " REST "3F " SIGNATURE, GBCS_ERR_LENGTH},
    {"signature of 65", "DF " COMMAND "00 " REST "41 " SIGNATURE "00", GBCS_ERR_LENGTH},
    {"length of signature in two octets", "DF " COMMAND "00 " REST "8140 " SIGNATURE,
     GBCS_ERR_LENGTH},
    {"an octet after the signature", "DF " COMMAND "00 " REST "40 " SIGNATURE "00",
     GBCS_ERR_TRAILING},
    {"an octet after the MAC", MACED "00", GBCS_ERR_TRAILING},
    {"an octet after the MAC, in the length",
     "DD " EMPTY "38 " SECURITY "DF " COMMAND "00 " REST "00 " MAC "00", GBCS_ERR_TRAILING},
    {"MAC of 11", "DD " EMPTY "36 " SECURITY "DF " COMMAND "00 " REST "00 A0A1A2A3A4A5A6A7A8A9AA",
     GBCS_ERR_TRUNCATED},
    {"no MAC", "DD " EMPTY "2B " SECURITY "DF " COMMAND "00 " REST "00", GBCS_ERR_TRUNCATED},
    {"no signature part", "DD " EMPTY "2A " SECURITY "DF " COMMAND "00 " REST, GBCS_ERR_TRUNCATED},
    {"length that says one too few", "DD " EMPTY "36 " SECURITY "DF " COMMAND "00 " REST "00 " MAC,
     GBCS_ERR_TRAILING},
    {"length that says one too many", "DD " EMPTY "38 " SECURITY "DF " COMMAND "00 " REST "00 " MAC,
     GBCS_ERR_TRUNCATED},
    {"length of all in two octets", "DD " EMPTY "8137 " SECURITY "DF " COMMAND "00 " REST "00 " MAC,
     GBCS_ERR_LENGTH},
    {"indefinite length", "DD " EMPTY "80 " SECURITY "DF " COMMAND "00 " REST "00 " MAC,
     GBCS_ERR_LENGTH},
    {"key-info", "DD 000000000001 37 " SECURITY "DF " COMMAND "00 " REST "00 " MAC, GBCS_ERR_TAG},
    {"encrypted", "DD " EMPTY "37 3100000000 DF " COMMAND "00 " REST "00 " MAC, GBCS_ERR_TAG},
    {"security suite 0", "DD " EMPTY "37 1000000000 DF " COMMAND "00 " REST "00 " MAC,
     GBCS_ERR_TAG},
    {"invocation counter", "DD " EMPTY "37 1100000001 DF " COMMAND "00 " REST "00 " MAC,
     GBCS_ERR_TAG},
    {"MAC header twice", "DD " EMPTY "37 " SECURITY "DD " COMMAND "00 " REST "00 " MAC,
     GBCS_ERR_TAG},
};

static void what_is_no_message_is_refused(void **state)
{
    uint8_t buffer[ROOM];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof BAD / sizeof BAD[0]); i++) {
        gbcs_frame frame;
        gbcs_status status = parse(hex_bytes(BAD[i].hex, buffer, sizeof buffer), &frame);

        if (status != BAD[i].status) {
            fail_msg("%s: %s", BAD[i].name, gbcs_status_name(status));
        }
    }
}

static void payloads_of_any_length_are_read_and_written_back(void **state)
{
    /* where a length grows by an octet, in the grouping header and in the MAC header */
    static const size_t SIZES[] = {1U,   75U,  76U,    127U,   128U,   202U,  203U,
                                   255U, 256U, 65481U, 65482U, 65535U, 65536U};
    static uint8_t payload[65536];
    static uint8_t message[65536 + 256];
    static uint8_t again[sizeof message];
    size_t i;

    (void)state;
    memset(payload, 0x5A, sizeof payload);
    for (i = 0U; i < (sizeof SIZES / sizeof SIZES[0]); i++) {
        uint8_t buffer[ROOM];
        gbcs_frame frame;
        gbcs_frame parsed;
        gbcs_bytes octets;

        assert_int_equal(parse(hex_bytes(GOOD[4].hex, buffer, sizeof buffer), &frame), GBCS_OK);
        frame.payload = gbcs_bytes_of(payload, SIZES[i]);
        octets = rebuild(&frame, message, sizeof message);
        assert_int_equal(parse(octets, &parsed), GBCS_OK);
        assert_int_equal(parsed.payload.size, SIZES[i]);
        assert_layout(&parsed);
        assert_true(gbcs_bytes_equal(rebuild(&parsed, again, sizeof again), octets));
    }
}

static void a_certificate_of_usual_size_goes_into_the_header(void **state)
{
    uint8_t buffer[ROOM];
    uint8_t message[ROOM];
    uint8_t certificate[406] = {0x30, 0x82, 0x01, 0x92};
    gbcs_frame frame;
    gbcs_frame parsed;
    gbcs_bytes octets;

    (void)state;
    assert_int_equal(parse(hex_bytes(GOOD[8].hex, buffer, sizeof buffer), &frame), GBCS_OK);
    frame.header.party_certificate = gbcs_bytes_of(certificate, sizeof certificate);
    octets = rebuild(&frame, message, sizeof message);
    assert_int_equal(parse(octets, &parsed), GBCS_OK);
    assert_int_equal(parsed.header.other_form, GBCS_OTHER_CERTIFICATE);
    assert_true(gbcs_bytes_equal(parsed.header.party_certificate, frame.header.party_certificate));
    assert_layout(&parsed);
}

static void counters_of_zero_are_kept(void **state)
{
    static const char HEX[] = "DF 09 01 0000000000000000 08 0000000000000001 08 0000000000000002 00"
                              "1A 004F 0000000000000003 0000000000000000 0000000000000000 01 05";
    uint8_t buffer[ROOM];
    gbcs_bytes octets = hex_bytes(HEX, buffer, sizeof buffer);
    gbcs_frame frame;

    (void)state;
    assert_int_equal(parse(octets, &frame), GBCS_OK);
    assert_int_equal(frame.header.other_form, GBCS_OTHER_ORIGINATOR_COUNTER);
    assert_rebuilt(&frame, octets);
}

static void a_buffer_too_small_fails_at_every_size(void **state)
{
    uint8_t buffer[ROOM];
    uint8_t small[ROOM];
    size_t i;
    size_t room;

    (void)state;
    for (i = 0U; i < (sizeof GOOD / sizeof GOOD[0]); i++) {
        gbcs_bytes octets = hex_bytes(GOOD[i].hex, buffer, sizeof buffer);
        gbcs_frame frame;

        assert_int_equal(parse(octets, &frame), GBCS_OK);
        for (room = 0U; room < octets.size; room++) {
            memset(small, 0xEE, sizeof small);
            assert_int_equal(rebuild(&frame, small, room).size, 0);
            assert_int_equal(small[room], 0xEE);
        }
        assert_int_equal(rebuild(&frame, small, octets.size).size, octets.size);
    }
}

static gbcs_header header_of(gbcs_other_form form)
{
    static const uint8_t CERTIFICATE[] = {0x30, 0x07, 0x05, 0x00, 0x05, 0x00, 0x02, 0x01, 0x00};
    gbcs_header header;

    memset(&header, 0, sizeof header);
    header.cra = GBCS_CRA_COMMAND;
    header.counter = 1U;
    header.originator = 2U;
    header.recipient = 3U;
    header.message_code = 0x004FU;
    header.other_form = form;
    header.party = (form >= GBCS_OTHER_PARTY) ? 4U : 0U;
    header.party_counter = (form >= GBCS_OTHER_PARTY_COUNTER) ? 5U : 0U;
    header.party_originator_counter = (form == GBCS_OTHER_ORIGINATOR_COUNTER) ? 6U : 0U;
    if (form == GBCS_OTHER_CERTIFICATE) {
        header.party_certificate = gbcs_bytes_of(CERTIFICATE, sizeof CERTIFICATE);
    }
    return header;
}

static gbcs_status write_status(const gbcs_header *header, size_t payload_size)
{
    uint8_t buffer[ROOM];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    gbcs_write_grouping(&writer, header, payload_size);
    return writer.status;
}

static void a_field_that_the_form_does_not_have_is_refused(void **state)
{
    /* by form: party, its counter, its originator counter, certificate */
    static const bool HAS[5][4] = {{false, false, false, false},
                                   {true, false, false, false},
                                   {true, true, false, false},
                                   {true, true, true, false},
                                   {true, true, false, true}};
    size_t form;

    (void)state;
    for (form = 0U; form < 5U; form++) {
        const gbcs_header base = header_of((gbcs_other_form)form);
        const gbcs_header full[4] = {base, base, base, base};
        gbcs_header header[4];
        size_t field;

        memcpy(header, full, sizeof header);
        header[0].party = 9U;
        header[1].party_counter = 9U;
        header[2].party_originator_counter = 9U;
        header[3].party_certificate = header_of(GBCS_OTHER_CERTIFICATE).party_certificate;
        assert_int_equal(write_status(&base, 1U), GBCS_OK);
        for (field = 0U; field < 4U; field++) {
            assert_int_equal(write_status(&header[field], 1U),
                             HAS[form][field] ? GBCS_OK : GBCS_ERR_ARGUMENT);
        }
    }
}

static void a_field_that_the_form_needs_is_asked_for(void **state)
{
    gbcs_header header;
    size_t form;

    (void)state;
    for (form = 1U; form < 5U; form++) {
        header = header_of((gbcs_other_form)form);
        header.party = 0U;
        assert_int_equal(write_status(&header, 1U), GBCS_ERR_ARGUMENT);
    }
    header = header_of(GBCS_OTHER_CERTIFICATE);
    header.party_certificate = gbcs_bytes_of(NULL, 0U);
    assert_int_equal(write_status(&header, 1U), GBCS_ERR_ARGUMENT);
}

static void a_certificate_that_would_not_be_read_back_is_refused(void **state)
{
    static const char *const HEX[] = {
        "3006 050005000500",    /* would be taken for an originator counter */
        "3005 0500020100",      /* too short for any form */
        "3106 05000500020100",  /* no SEQUENCE */
        "3006 05000500020100",  /* an octet after it */
        "3008 05000500020100",  /* an octet missing */
        "308107 05000500020100" /* not DER */
    };
    uint8_t buffer[16];
    gbcs_header header = header_of(GBCS_OTHER_CERTIFICATE);
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof HEX / sizeof HEX[0]); i++) {
        header.party_certificate = hex_bytes(HEX[i], buffer, sizeof buffer);
        assert_int_equal(write_status(&header, 1U), GBCS_ERR_ARGUMENT);
    }
}

static void a_header_that_would_not_be_read_back_is_refused(void **state)
{
    static const uint8_t TIME_OCTETS[13] = {0};
    gbcs_header header = header_of(GBCS_OTHER_CODE);
    size_t size;

    (void)state;
    for (size = 0U; size <= sizeof TIME_OCTETS; size++) {
        header.date_time = gbcs_bytes_of(TIME_OCTETS, size);
        assert_int_equal(write_status(&header, 1U),
                         ((size == 0U) || (size == 12U)) ? GBCS_OK : GBCS_ERR_ARGUMENT);
    }
    header = header_of(GBCS_OTHER_CODE);
    header.cra = (gbcs_cra)0;
    assert_int_equal(write_status(&header, 1U), GBCS_ERR_ARGUMENT);
    header.cra = (gbcs_cra)4;
    assert_int_equal(write_status(&header, 1U), GBCS_ERR_ARGUMENT);
    header = header_of(GBCS_OTHER_CODE);
    header.other_form = (gbcs_other_form)5;
    assert_int_equal(write_status(&header, 1U), GBCS_ERR_ARGUMENT);
    header = header_of(GBCS_OTHER_CODE);
    assert_int_equal(write_status(&header, 0U), GBCS_ERR_ARGUMENT);
}

static void lengths_beyond_four_octets_are_refused(void **state)
{
    const gbcs_header header = header_of(GBCS_OTHER_CODE);
    uint8_t buffer[ROOM];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    (void)state;
    assert_int_equal(write_status(&header, 0xFFFFFFFFU), GBCS_OK);
    gbcs_write_mac_header(&writer, SIZE_MAX);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_mac_header(&writer, 0xFFFFFFFFU - 17U);
    assert_bytes(gbcs_writer_bytes(&writer), "DD 000000000000 84FFFFFFFF 1100000000");
#if SIZE_MAX > 0xFFFFFFFF
    assert_int_equal(write_status(&header, (size_t)0xFFFFFFFFU + 1U), GBCS_ERR_ARGUMENT);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_mac_header(&writer, 0xFFFFFFFFU - 16U);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
#endif
}

static void a_signature_has_64_octets_or_none(void **state)
{
    static const uint8_t OCTETS[66] = {0x11};
    uint8_t buffer[80];
    size_t size;

    (void)state;
    for (size = 0U; size <= sizeof OCTETS; size++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

        gbcs_write_signature_part(&writer, gbcs_bytes_of(OCTETS, size));
        if ((size == 0U) || (size == 64U)) {
            assert_int_equal(writer.status, GBCS_OK);
            assert_int_equal(writer.used, 1U + size);
            assert_int_equal(buffer[0], size);
        } else {
            assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_form_is_read_and_written_back),
        cmocka_unit_test(the_views_of_every_form_are_contiguous),
        cmocka_unit_test(the_fields_of_a_header_are_read),
        cmocka_unit_test(the_vector_of_the_standard_is_read_and_written_back),
        cmocka_unit_test(a_message_cut_off_anywhere_is_refused),
        cmocka_unit_test(a_change_of_any_bit_is_refused_or_seen),
        cmocka_unit_test(what_is_no_message_is_refused),
        cmocka_unit_test(payloads_of_any_length_are_read_and_written_back),
        cmocka_unit_test(a_certificate_of_usual_size_goes_into_the_header),
        cmocka_unit_test(counters_of_zero_are_kept),
        cmocka_unit_test(a_buffer_too_small_fails_at_every_size),
        cmocka_unit_test(a_field_that_the_form_does_not_have_is_refused),
        cmocka_unit_test(a_field_that_the_form_needs_is_asked_for),
        cmocka_unit_test(a_certificate_that_would_not_be_read_back_is_refused),
        cmocka_unit_test(a_header_that_would_not_be_read_back_is_refused),
        cmocka_unit_test(lengths_beyond_four_octets_are_refused),
        cmocka_unit_test(a_signature_has_64_octets_or_none),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
