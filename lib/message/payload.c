#include "message/payload.h"

#include "gbcs/codec/ber.h"
#include "gbcs/codec/dlms.h"
#include "gbcs/codec/gbz.h"
#include "gbcs/message/date.h"

gbcs_family payload_family(gbcs_bytes payload)
{
    const gbcs_reader first = gbcs_reader_of(payload);
    gbcs_reader profile = first;
    gbcs_family family = GBCS_FAMILY_ASN1;

    if (gbcs_reader_peek(&first) == GBCS_TAG_ACCESS_REQUEST) {
        family = GBCS_FAMILY_DLMS;
    } else if (gbcs_read_u16(&profile) == GBCS_GBZ_PROFILE) {
        /* not ASN.1: no BOOLEAN has nine octets */
        family = GBCS_FAMILY_GBZ;
    } else {
        /* ASN.1 has no first octets of its own */
    }
    return family;
}

static gbcs_status check_asn1(gbcs_bytes payload)
{
    return (payload_family(payload) == GBCS_FAMILY_ASN1) ? gbcs_ber_validate(payload, GBCS_BER)
                                                         : GBCS_ERR_TAG;
}

gbcs_status gbcs_payload_check(gbcs_family family, gbcs_bytes payload)
{
    const gbcs_family expected = (family == GBCS_FAMILY_ANY) ? payload_family(payload) : family;
    gbcs_dlms_list request;
    gbcs_gbz gbz;
    gbcs_status status;

    switch (expected) {
    case GBCS_FAMILY_DLMS:
        status = gbcs_dlms_request_parse(payload, &request);
        break;
    case GBCS_FAMILY_GBZ:
        status = gbcs_gbz_parse(payload, &gbz);
        break;
    case GBCS_FAMILY_ASN1:
        status = check_asn1(payload);
        break;
    case GBCS_FAMILY_ANY:
    default:
        status = GBCS_ERR_TAG;
        break;
    }
    return status;
}
