/*
 * Certificates that messages carry: in ASN.1 payloads, and in other-information.
 */
#include "checks.h"
#include "payload.h"

/** What a certificate begins with behind its two outer tags and lengths: [0] { version v3 }. */
static const uint8_t VERSION_3[] = {0xA0U, 0x03U, 0x02U, 0x01U, 0x02U};

static bool looks_like_certificate(const gbcs_tlv *tlv)
{
    gbcs_reader outside = gbcs_reader_of(tlv->value);
    gbcs_reader inside = gbcs_reader_of(gbcs_read_tagged(&outside, GBCS_BER, GBCS_BER_SEQUENCE));
    return (tlv->tag == GBCS_BER_SEQUENCE) &&
           gbcs_bytes_equal(gbcs_read_bytes(&inside, sizeof VERSION_3),
                            gbcs_bytes_of(VERSION_3, sizeof VERSION_3));
}

/** Cut off, it is refused; the number of lengths at which it is not. */
static size_t accepted_cuts(gbcs_bytes octets)
{
    size_t wrong = 0U;
    for (size_t i = 0U; i < octets.size; i++) {
        gbcs_bytes cut = heap_copy(gbcs_bytes_slice(octets, 0U, i));
        gbcs_certificate certificate;
        if (gbcs_certificate_parse(cut, &certificate) == GBCS_OK) {
            wrong++;
        }
        heap_free(cut);
    }
    return wrong;
}

/** All of its extensions can be read. */
static bool has_whole_extensions(const gbcs_certificate *certificate)
{
    gbcs_reader reader = gbcs_reader_of(certificate->extensions);
    gbcs_extension extension;
    bool more = true;
    while (more) {
        more = gbcs_read_extension(&reader, &extension);
    }
    return gbcs_reader_finish(&reader) == GBCS_OK;
}

static void check_one(bench *on, const message *of, gbcs_bytes octets)
{
    gbcs_certificate certificate;
    gbcs_public_key key;
    gbcs_status status = gbcs_certificate_parse(octets, &certificate);

    if (status == GBCS_OK) {
        status = gbcs_public_key_from(&on->crypto, certificate.public_key, &key);
    }
    if (status != GBCS_OK) {
        results_fail(&on->results, CHECK_CERTIFICATE, of->path, "%s", gbcs_status_text(status));
    } else if (!has_whole_extensions(&certificate)) {
        results_fail(&on->results, CHECK_CERTIFICATE, of->path, "an extension can't be read");
    } else if (accepted_cuts(octets) > 0U) {
        results_fail(&on->results, CHECK_CERTIFICATE, of->path, "cut off, it is accepted");
    } else {
        results_pass(&on->results, CHECK_CERTIFICATE);
    }
    results_tried(&on->results, CHECK_CERTIFICATE, octets.size);
}

void check_certificates(bench *on, message *of)
{
    if (of->parsed && (of->frame.header.party_certificate.size > 0U)) {
        check_one(on, of, of->frame.header.party_certificate);
    }
    if (of->parsed && (payload_family_of(&of->frame) == FAMILY_BER)) {
        gbcs_ber_walk walk = gbcs_ber_walk_of(of->frame.payload, GBCS_BER);
        gbcs_ber_element element;
        while (gbcs_ber_walk_next(&walk, &element)) {
            if (looks_like_certificate(&element.tlv)) {
                of->certificate_count++;
                check_one(on, of, element.tlv.octets);
            }
        }
    }
}
