#include "message/content.h"

#include "message/authority.h"

/** CS06, which repeats the counter in its payload. */
#define CODE_ACTIVATION 0x0012U

/** What a command can't have in its header (GBCS 7.2.7): these are for responses and alerts. */
static gbcs_status check_header(const gbcs_header *header)
{
    gbcs_status status = GBCS_OK;

    if ((header->date_time.size > 0U) || (header->other_form == GBCS_OTHER_PARTY) ||
        (header->other_form == GBCS_OTHER_ORIGINATOR_COUNTER)) {
        status = GBCS_ERR_VALUE;
    }
    return status;
}

/** The counter in CS06 must be the header's (GBCS 11.2); that in CS02b is seen to by the speaker. */
static gbcs_status check_repeated_counter(const gbcs_frame *frame)
{
    gbcs_status status = GBCS_OK;
    authority who;

    if (frame->header.message_code == CODE_ACTIVATION) {
        status = authority_of_activation(frame->payload, &who);
        if ((status == GBCS_OK) && (who.counter != frame->header.counter)) {
            status = GBCS_ERR_VALUE;
        }
    }
    return status;
}

gbcs_status content_check(const gbcs_use_case *use_case, const gbcs_frame *frame)
{
    gbcs_status status = check_header(&frame->header);

    if (status == GBCS_OK) {
        status = gbcs_payload_check(use_case->family, frame->payload);
    }
    if (status == GBCS_OK) {
        status = check_repeated_counter(frame);
    }
    return status;
}

gbcs_status content_party_key(const gbcs_crypto *crypto, const gbcs_header *header,
                              gbcs_public_key *key)
{
    gbcs_credential credential;
    gbcs_status status =
        gbcs_credential_organisation(crypto, header->party_certificate, &credential);

    if ((status == GBCS_OK) && (credential.key_usage != GBCS_KEY_USAGE_AGREEMENT)) {
        status = GBCS_ERR_KEY_USAGE;
    }
    if ((status == GBCS_OK) && (credential.entity != header->party)) {
        status = GBCS_ERR_IDENTITY;
    }
    if (status == GBCS_OK) {
        *key = credential.key;
    }
    return status;
}
