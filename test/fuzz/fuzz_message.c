/**
 * @file
 * Whole messages: the frame is written again as it was, its payload is searched for sealed blocks, its
 * MAC is refused, and the same fields with a MAC of our own are accepted.
 */
#include "fuzz.h"
#include "gbcs/codec/certificate.h"
#include "gbcs/message/encrypt.h"

/** Any secret will do, as long as no input can know it. */
static const gbcs_shared_secret SECRET = {{0x5A, 0xC3, 0x01}};

static void parts_are_inside(const gbcs_frame *frame, gbcs_bytes input)
{
    const gbcs_bytes parts[] = {frame->grouping,      frame->payload,      frame->signature_part,
                                frame->signed_octets, frame->maced_octets, frame->mac};
    REQUIRE(gbcs_bytes_equal(frame->octets, input));
    for (size_t i = 0U; i < sizeof(parts) / sizeof(parts[0]); i++) {
        REQUIRE(fuzz_inside(parts[i], input));
    }
    REQUIRE(fuzz_inside(frame->signature, frame->signature_part));
    REQUIRE(fuzz_inside(frame->header.date_time, frame->grouping));
    REQUIRE(fuzz_inside(frame->header.party_certificate, frame->grouping));
    REQUIRE((frame->signature.size == 0U) || (frame->signature.size == GBCS_FRAME_SIGNATURE_SIZE));
    REQUIRE((frame->mac.size == 0U) || (frame->mac.size == GBCS_FRAME_MAC_SIZE));
    REQUIRE((frame->mac.size == 0U) || (frame->signature_part.size > 0U));
    REQUIRE(frame->signed_octets.data == &frame->grouping.data[1]);
    REQUIRE(frame->signed_octets.size + 1U == frame->grouping.size + frame->payload.size);
    REQUIRE(frame->maced_octets.data == frame->grouping.data);
    REQUIRE(frame->maced_octets.size ==
            frame->grouping.size + frame->payload.size + frame->signature_part.size);
}

static void write_again(const gbcs_frame *frame)
{
    gbcs_writer writer = fuzz_writer(frame->octets.size);
    REQUIRE(gbcs_grouping_size(&frame->header, frame->payload.size) == frame->grouping.size);
    if (frame->mac.size > 0U) {
        gbcs_write_mac_header(&writer, frame->maced_octets.size);
    }
    gbcs_write_grouping(&writer, &frame->header, frame->payload.size);
    gbcs_write_bytes(&writer, frame->payload);
    if (frame->signature_part.size > 0U) {
        gbcs_write_signature_part(&writer, frame->signature);
    }
    gbcs_write_bytes(&writer, frame->mac);
    fuzz_require_written(&writer, frame->octets);
}

static void walk_sealed(const gbcs_crypto *crypto, const gbcs_frame *frame)
{
    gbcs_sealed_walk walk;
    if (gbcs_sealed_walk_of(frame, &walk) == GBCS_OK) {
        gbcs_key_info info = gbcs_encryption_key_info(&frame->header);
        gbcs_bytes sealed;
        size_t count = 0U;
        while (gbcs_sealed_next(&walk, &sealed)) {
            gbcs_writer plain = fuzz_writer(sealed.size);
            REQUIRE(fuzz_inside(sealed, frame->payload));
            REQUIRE(gbcs_unseal(crypto, &SECRET, &info, sealed, &plain) != GBCS_OK);
            REQUIRE(gbcs_writer_bytes(&plain).size == 0U);
            free(plain.data);
            count++;
            REQUIRE(count <= frame->payload.size);
        }
    }
}

/** The same header, payload and signature with a MAC that is ours. */
static void protect(const gbcs_crypto *crypto, const gbcs_frame *frame)
{
    gbcs_protection protection = {NULL, frame->signature, &SECRET};
    size_t size = gbcs_message_size(&frame->header, frame->payload.size, &protection);
    gbcs_writer writer = fuzz_writer(size);
    gbcs_frame ours;

    gbcs_write_message(crypto, &frame->header, frame->payload, &protection, &writer);
    REQUIRE(writer.status == GBCS_OK);
    REQUIRE(writer.used == size);
    REQUIRE(gbcs_frame_parse(gbcs_writer_bytes(&writer), &ours) == GBCS_OK);
    REQUIRE(gbcs_bytes_equal(ours.grouping, frame->grouping));
    REQUIRE(gbcs_bytes_equal(ours.payload, frame->payload));
    REQUIRE(gbcs_bytes_equal(ours.signature, frame->signature));
    REQUIRE(gbcs_mac_verify(crypto, &SECRET, &ours) == GBCS_OK);
    free(writer.data);
}

/** The fields of a header, as many octets of the input say. */
static void read_header(gbcs_reader *reader, gbcs_header *header)
{
    static const gbcs_cra cra[] = {GBCS_CRA_COMMAND, GBCS_CRA_RESPONSE, GBCS_CRA_ALERT};
    static const gbcs_other_form form[] = {GBCS_OTHER_CODE, GBCS_OTHER_PARTY,
                                           GBCS_OTHER_PARTY_COUNTER, GBCS_OTHER_ORIGINATOR_COUNTER,
                                           GBCS_OTHER_CERTIFICATE};
    uint8_t kind = gbcs_read_u8(reader);
    (void)memset(header, 0, sizeof *header);
    header->cra = cra[kind % 3U];
    header->other_form = form[(kind / 4U) % 5U];
    header->counter = gbcs_read_u64(reader);
    header->originator = gbcs_read_u64(reader);
    header->recipient = gbcs_read_u64(reader);
    header->message_code = gbcs_read_u16(reader);
    if (kind >= 0x80U) {
        header->date_time = gbcs_read_bytes(reader, GBCS_DLMS_TIME_SIZE);
    }
    if (header->other_form >= GBCS_OTHER_PARTY) {
        header->party = gbcs_read_u64(reader);
    }
    if (header->other_form >= GBCS_OTHER_PARTY_COUNTER) {
        header->party_counter = header->party + header->counter;
    }
    if (header->other_form == GBCS_OTHER_ORIGINATOR_COUNTER) {
        header->party_originator_counter = ~header->counter;
    }
    if (header->other_form == GBCS_OTHER_CERTIFICATE) {
        header->party_certificate = gbcs_read_bytes(reader, gbcs_read_u8(reader));
    }
}

/** A message made from fields that the input says, and read again. */
static void made(const gbcs_crypto *crypto, gbcs_bytes input)
{
    gbcs_reader reader = gbcs_reader_of(input);
    gbcs_protection protection = {NULL, {NULL, 0U}, NULL};
    gbcs_header header;
    gbcs_writer writer = fuzz_writer(input.size + 128U);
    gbcs_bytes payload;
    gbcs_frame frame;
    uint8_t kind = gbcs_read_u8(&reader);

    read_header(&reader, &header);
    if ((kind & 1U) != 0U) {
        protection.signature = gbcs_read_bytes(&reader, GBCS_FRAME_SIGNATURE_SIZE);
    }
    protection.secret = ((kind & 2U) != 0U) ? &SECRET : NULL;
    payload = gbcs_read_bytes(&reader, gbcs_reader_left(&reader));
    if (reader.status == GBCS_OK) {
        gbcs_write_message(crypto, &header, payload, &protection, &writer);
    }
    if ((reader.status == GBCS_OK) && (writer.status == GBCS_OK) &&
        (gbcs_frame_parse(gbcs_writer_bytes(&writer), &frame) == GBCS_OK)) {
        REQUIRE((frame.header.cra == header.cra) && (frame.header.counter == header.counter));
        REQUIRE(frame.header.originator == header.originator);
        REQUIRE(frame.header.recipient == header.recipient);
        REQUIRE(frame.header.message_code == header.message_code);
        REQUIRE(frame.header.other_form == header.other_form);
        REQUIRE(frame.header.party == header.party);
        REQUIRE(frame.header.party_counter == header.party_counter);
        REQUIRE(frame.header.party_originator_counter == header.party_originator_counter);
        REQUIRE(gbcs_bytes_equal(frame.header.party_certificate, header.party_certificate));
        REQUIRE(gbcs_bytes_equal(frame.header.date_time, header.date_time));
        REQUIRE(gbcs_bytes_equal(frame.payload, payload));
        REQUIRE(gbcs_bytes_equal(frame.signature, protection.signature));
        REQUIRE((frame.mac.size > 0U) == (protection.secret != NULL));
    } else {
        /* what is refused: no payload, no party, what is no certificate, a bare response */
        REQUIRE((reader.status != GBCS_OK) || (writer.status != GBCS_OK) || (payload.size == 0U) ||
                (header.other_form >= GBCS_OTHER_PARTY) || (protection.secret == NULL));
    }
    free(writer.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_bytes input = gbcs_bytes_of(data, size);
    gbcs_frame frame;
    gbcs_crypto crypto;

    gbcs_crypto_default(&crypto);
    if (gbcs_frame_parse(input, &frame) == GBCS_OK) {
        parts_are_inside(&frame, input);
        write_again(&frame);
        walk_sealed(&crypto, &frame);
        REQUIRE(gbcs_mac_verify(&crypto, &SECRET, &frame) ==
                ((frame.mac.size > 0U) ? GBCS_ERR_MAC : GBCS_ERR_ABSENT));
        protect(&crypto, &frame);
        if (frame.header.other_form == GBCS_OTHER_CERTIFICATE) {
            gbcs_certificate certificate;
            gbcs_status status =
                gbcs_certificate_parse(frame.header.party_certificate, &certificate);
            REQUIRE((status != GBCS_OK) || (certificate.public_key.size > 0U));
        }
    } else {
        REQUIRE((frame.octets.size == 0U) && (frame.payload.size == 0U));
        REQUIRE((frame.signature.size == 0U) && (frame.mac.size == 0U));
    }
    made(&crypto, input);
    return 0;
}
