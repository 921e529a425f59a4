/*
 * Keys and certificates of the device: CS02c, CS02d, CS02e (GBCS 13.4 to 13.6).
 */
#include <string.h>

#include "element.h"
#include "service.h"

/** Octets of the SubjectPublicKeyInfo of a key on P-256, up to its point. */
#define KEY_HEAD 26U
/** A record that holds nothing that can be read. */
static const uint8_t DAMAGED[] = {0xFFU};

/** The usage that a command names. */
static uint8_t usage_in(gbcs_bytes payload)
{
    gbcs_reader reader = element_sequence(payload);
    const gbcs_bytes usage = gbcs_read_tagged(&reader, GBCS_BER, GBCS_BER_BIT_STRING);

    return (usage.size == 2U) ? usage.data[1] : 0U;
}

static bool succeeds(const trial *t)
{
    return element_only_number(t->response->frame.payload) == 0U;
}

/* ---- CS02c ---------------------------------------------------------------------------------- */

/** The hardware type in a certification request: behind the name of hardwareModuleName (RFC 4108). */
static gbcs_bytes hardware_type_in(gbcs_bytes request)
{
    static const uint8_t NAME[] = {0x06U, 0x08U, 0x2BU, 0x06U, 0x01U,
                                   0x05U, 0x05U, 0x07U, 0x08U, 0x04U};
    gbcs_bytes type = {NULL, 0U};

    for (size_t i = 0U; (type.size == 0U) && ((i + sizeof NAME) < request.size); i++) {
        if (memcmp(&request.data[i], NAME, sizeof NAME) == 0) {
            gbcs_reader reader = gbcs_reader_of(request);
            gbcs_reader value;
            (void)gbcs_read_bytes(&reader, i + sizeof NAME);
            value = element_inside(&reader, GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED);
            value = element_inside(&value, GBCS_BER_SEQUENCE);
            type = gbcs_read_tagged(&value, GBCS_BER, GBCS_BER_OID);
        }
    }
    return type;
}

const char *issue_equip(trial *t)
{
    const gbcs_bytes payload = t->response->frame.payload;

    t->outfit.hardware_type = hardware_type_in(payload);
    t->outfit.makes_no_keys = element_only_number(payload) == (uint64_t)GBCS_ISSUE_KEY_PAIR_FAILED;
    return NULL;
}

/** A certification request in its parts (RFC 2986 4). */
typedef struct request {
    /** What is signed, up to the point of the key; the point; what follows it. */
    gbcs_bytes head;
    gbcs_public_key key;
    gbcs_bytes tail;
    /** All of that, tag and length included. */
    gbcs_bytes info;
    gbcs_bytes algorithm;
    /** r, s */
    uint8_t signature[GBCS_SIGNATURE_SIZE];
} request;

/** Reads half of a signature, an INTEGER. */
static void read_half(gbcs_reader *reader, uint8_t half[32])
{
    gbcs_bytes number = gbcs_read_tagged(reader, GBCS_DER, GBCS_BER_INTEGER);

    if ((number.size == 33U) && (number.data[0] == 0U)) {
        number = gbcs_bytes_slice(number, 1U, 32U);
    }
    (void)memset(half, 0, 32U);
    if ((number.size > 0U) && (number.size <= 32U)) {
        (void)memcpy(&half[32U - number.size], number.data, number.size);
    }
}

static bool read_request(gbcs_bytes payload, request *of)
{
    gbcs_reader reader = element_sequence(payload);
    const gbcs_tlv info = gbcs_read_tlv(&reader, GBCS_DER);
    gbcs_reader bits;
    gbcs_reader inside = gbcs_reader_of(info.value);
    gbcs_bytes key;
    size_t place;

    of->info = info.octets;
    of->algorithm = gbcs_read_tlv(&reader, GBCS_DER).octets;
    bits = element_inside(&reader, GBCS_BER_BIT_STRING);
    (void)gbcs_read_u8(&bits);
    bits = element_inside(&bits, GBCS_BER_SEQUENCE);
    read_half(&bits, of->signature);
    read_half(&bits, &of->signature[32]);
    element_skip(&inside, 2U);
    key = gbcs_read_tlv(&inside, GBCS_DER).octets;
    if (key.size == (KEY_HEAD + sizeof of->key.point)) {
        place = (size_t)(key.data - of->info.data) + KEY_HEAD;
        (void)memcpy(of->key.point, &of->info.data[place], sizeof of->key.point);
        of->head = gbcs_bytes_slice(of->info, 0U, place);
        place += sizeof of->key.point;
        of->tail = gbcs_bytes_slice(of->info, place, of->info.size - place);
    }
    return (gbcs_reader_finish(&reader) == GBCS_OK) && (gbcs_reader_finish(&bits) == GBCS_OK) &&
           (of->tail.size > 0U);
}

/** Whether a request is signed with the key that it is about. */
static bool verifies(const trial *t, const request *of)
{
    uint8_t digest[GBCS_DIGEST_SIZE];

    gbcs_sha256_of(&t->on->crypto, of->info, digest);
    return gbcs_ecdsa_verify(&t->on->crypto, &of->key, digest,
                             gbcs_bytes_of(of->signature, sizeof of->signature)) == GBCS_OK;
}

/** Whether the grouping header is that of the response, but for the length of the payload. */
static bool has_header_of(const message *with, const gbcs_frame *frame)
{
    gbcs_writer writer = heap_writer(gbcs_grouping_size(&with->frame.header, frame->payload.size));

    gbcs_write_grouping(&writer, &with->frame.header, frame->payload.size);
    return heap_written(&writer, frame->grouping);
}

/** The key is another one, and so is the signature, which may be a little longer or shorter. */
const char *issue_compare(const trial *t, rig *r)
{
    const message *with = t->response;
    const char *wrong = NULL;
    gbcs_frame frame;
    request expected;
    request is;

    if (!read_request(with->frame.payload, &expected)) {
        wrong = rig_compare(r, with, t->moved);
    } else if (gbcs_frame_parse(rig_sent(r), &frame) != GBCS_OK) {
        wrong = "not one message was sent";
    } else if (!has_header_of(with, &frame)) {
        wrong = "another header";
    } else if (!rig_is_signed(r, &frame)) {
        wrong = "its signature is not the device's";
    } else if (!read_request(frame.payload, &is)) {
        wrong = "no certification request";
    } else if (!gbcs_bytes_equal(is.head, expected.head) ||
               !gbcs_bytes_equal(is.tail, expected.tail) ||
               !gbcs_bytes_equal(is.algorithm, expected.algorithm)) {
        wrong = "another certification request";
    } else if (!verifies(t, &is) || !verifies(t, &expected)) {
        wrong = "not signed with the key that it is about";
    } else {
        /* it asks for the same */
    }
    return wrong;
}

const char *issue_left(const trial *t, rig *r)
{
    gbcs_public_key pending;
    request expected;
    const bool made = read_request(t->response->frame.payload, &expected);
    const gbcs_status status =
        gbcs_trust_pending(&r->meter.trust, usage_in(t->of->frame.payload), &pending);

    return (made == (status == GBCS_OK)) ? NULL : "a key pair is pending, or none is";
}

cost issue_costs(const trial *t)
{
    request expected;

    return (cost){read_request(t->response->frame.payload, &expected) ? 1U : 0U, 0U};
}

/* ---- CS02d ---------------------------------------------------------------------------------- */

/** The key pair of the certificate is pending, if that is to be so; or another one. */
gbcs_status install_store(const trial *t, rig *r)
{
    const uint64_t result = element_only_number(t->response->frame.payload);
    gbcs_credential credential;
    gbcs_status status = gbcs_credential_device(&t->on->crypto, t->of->frame.payload, &credential);

    if ((status != GBCS_OK) || (result == (uint64_t)GBCS_INSTALL_NO_KEY_PAIR)) {
        status = GBCS_OK;
    } else {
        if (result != (uint64_t)GBCS_INSTALL_WRONG_PUBLIC_KEY) {
            r->keys.next = &credential.key;
        }
        status = gbcs_trust_pend(&r->meter.trust, credential.key_usage, NULL);
        r->keys.next = NULL;
    }
    return (status == GBCS_OK) ? gbcs_store_commit(&r->meter.store) : status;
}

const char *install_left(const trial *t, rig *r)
{
    gbcs_writer writer = heap_writer(RIG_MESSAGE);
    gbcs_credential credential;
    gbcs_public_key pending;
    const char *wrong = NULL;
    bool kept;

    if (gbcs_credential_device(&t->on->crypto, t->of->frame.payload, &credential) != GBCS_OK) {
        credential.key_usage = GBCS_KEY_USAGE_SIGNATURE;
    }
    kept = (gbcs_trust_certificate(&r->meter.trust, credential.key_usage, &writer) == GBCS_OK);
    if (!heap_written(&writer, kept ? t->of->frame.payload : gbcs_bytes_of(NULL, 0U))) {
        wrong = "another certificate";
    } else if (kept != succeeds(t)) {
        wrong = "the certificate is kept, or is not";
    } else if (succeeds(t) && (gbcs_trust_pending(&r->meter.trust, credential.key_usage,
                                                  &pending) != GBCS_ERR_ABSENT)) {
        wrong = "the key pair is still pending";
    } else if (succeeds(t) && (credential.key_usage == GBCS_KEY_USAGE_SIGNATURE) &&
               (memcmp(r->keys.pairs[GBCS_SLOT_SIGNATURE].seen.point, credential.key.point,
                       GBCS_POINT_SIZE) != 0)) {
        wrong = "the vault uses another key pair";
    } else {
        /* as it should be */
    }
    return wrong;
}

/** Certificate and key pair change; an event; then the vault is told, and nothing is pending. */
cost install_costs(const trial *t)
{
    return (cost){succeeds(t) ? 2U : 0U, succeeds(t) ? 3U : 1U};
}

/* ---- CS02e ---------------------------------------------------------------------------------- */

const char *provide_equip(trial *t)
{
    const gbcs_bytes certificate = t->response->frame.payload;
    gbcs_credential credential;

    if (gbcs_credential_device(&t->on->crypto, certificate, &credential) != GBCS_OK) {
        /* it has none */
    } else if (credential.key_usage == GBCS_KEY_USAGE_SIGNATURE) {
        t->outfit.signature_certificate = certificate;
    } else {
        t->outfit.agreement_certificate = certificate;
    }
    return NULL;
}

gbcs_status provide_store(const trial *t, rig *r)
{
    const bool for_signature = usage_in(t->of->frame.payload) == (uint8_t)GBCS_KEY_USAGE_SIGNATURE;
    gbcs_status status = GBCS_OK;

    if (element_only_number(t->response->frame.payload) ==
        (uint64_t)GBCS_PROVIDE_RETRIEVAL_FAILED) {
        status = rig_store(r, GBCS_RECORD_CERTIFICATES + (for_signature ? 0U : 2U),
                           gbcs_bytes_of(DAMAGED, sizeof DAMAGED));
    }
    return status;
}
