#include <string.h>

#include "credentials/own.h"
#include "gbcs/codec/ber.h"

/** CS02c (GBCS 13.4). */
#define CODE_ISSUE 0x000AU

/** Whether a request can be made at all: it says the hardware type (RFC 4108 5). */
static bool has_hardware_type(const gbcs_desk *desk)
{
    const gbcs_tlv type = {GBCS_BER_OID, desk->hardware_type, {NULL, 0U}};

    return gbcs_ber_check(&type, GBCS_DER) == GBCS_OK;
}

/** Makes a key pair in RAM, for as short as can be, and keeps it pending. */
static gbcs_status make_here(gbcs_trust *trust, gbcs_random *random, uint8_t key_usage)
{
    gbcs_private_key key;
    gbcs_public_key public_key;
    gbcs_status status = gbcs_random_key_pair(random, &key, &public_key);

    if (status == GBCS_OK) {
        status = gbcs_trust_pend(trust, key_usage, &key);
    }
    gbcs_wipe(&key, sizeof key);
    return status;
}

/** Makes a key pair where the device has its keys. */
static gbcs_status make_key_pair(const gbcs_desk *desk, uint8_t key_usage)
{
    gbcs_trust *trust = desk->trust;
    gbcs_random *random = desk->random;
    gbcs_status status = GBCS_ERR_ENTROPY;

    if (desk->store->port->vault != NULL) {
        status = gbcs_trust_pend(trust, key_usage, NULL);
    } else if (random != NULL) {
        status = make_here(trust, random, key_usage);
    } else {
        /* the device makes no keys */
    }
    return status;
}

/** Writes the request, signed with the new private key; nothing on failure. */
static gbcs_status request_certificate(const gbcs_desk *desk, uint8_t key_usage,
                                       gbcs_writer *response)
{
    gbcs_trust *trust = desk->trust;
    gbcs_writer attempt = *response;
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_public_key key;
    gbcs_status status = gbcs_trust_pending(trust, key_usage, &key);
    gbcs_request request;
    size_t mark = 0U;

    request.key = &key;
    request.key_usage = key_usage;
    request.hardware_type = desk->hardware_type;
    request.device = trust->device;
    if (status == GBCS_OK) {
        mark = gbcs_write_request_open(desk->crypto, &request, &attempt, digest);
        status = attempt.status;
    }
    if (status == GBCS_OK) {
        status = gbcs_trust_sign_request(trust, key_usage, digest, signature);
    }
    if (status == GBCS_OK) {
        gbcs_write_request_close(&attempt, mark, signature);
        status = attempt.status;
    }
    if (status == GBCS_OK) {
        *response = attempt;
    }
    return status;
}

/** Answers that there is no request; the transaction keeps nothing of what was tried. */
static gbcs_status refuse_request(const gbcs_desk *desk, gbcs_issue_result result,
                                  gbcs_writer *response)
{
    gbcs_store *store = desk->store;

    gbcs_store_abandon(store);
    return own_answer(response, (uint32_t)result);
}

static gbcs_status issue(const gbcs_desk *desk, uint8_t key_usage, gbcs_writer *response)
{
    gbcs_status status;

    if (key_usage == 0U) {
        status = refuse_request(desk, GBCS_ISSUE_INVALID_KEY_USAGE, response);
    } else if (!has_hardware_type(desk)) {
        /* before a vault makes a key pair, and loses the one that is pending */
        status = refuse_request(desk, GBCS_ISSUE_REQUEST_FAILED, response);
    } else if (make_key_pair(desk, key_usage) != GBCS_OK) {
        status = refuse_request(desk, GBCS_ISSUE_KEY_PAIR_FAILED, response);
    } else {
        status = request_certificate(desk, key_usage, response);
        if ((status != GBCS_OK) && (status != GBCS_ERR_SPACE)) {
            status = refuse_request(desk, GBCS_ISSUE_REQUEST_FAILED, response);
        }
    }
    return status;
}

gbcs_status gbcs_credentials_issue(const gbcs_desk *desk, const gbcs_command *command,
                                   gbcs_writer *response, gbcs_effects *effects)
{
    uint8_t key_usage = 0U;
    gbcs_status status = own_check_command(command, CODE_ISSUE);

    (void)memset(effects, 0, sizeof *effects);
    if (status == GBCS_OK) {
        status = own_read_usage(command->frame.payload, &key_usage);
    }
    if (status == GBCS_OK) {
        status = issue(desk, key_usage, response);
    }
    return status;
}
