#include <string.h>

#include "credentials/own.h"
#include "gbcs/codec/ber.h"
#include "trust/change.h"

/** CS02d (GBCS 13.5). */
#define CODE_INSTALL 0x000BU

/** The device's own certificate was or was not replaced, by its usage (GBCS 16.2). */
#define EVENT_SIGNATURE_FAILED 0x8F4CU
#define EVENT_SIGNATURE_REPLACED 0x8F4DU
#define EVENT_AGREEMENT_FAILED 0x8F4EU
#define EVENT_AGREEMENT_REPLACED 0x8F4FU

/** Whether a payload is one element, a SEQUENCE. All that is inside is the certificate's own matter. */
static gbcs_status check_one_element(gbcs_bytes payload)
{
    gbcs_reader reader = gbcs_reader_of(payload);

    (void)gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    return gbcs_reader_finish(&reader);
}

/**
 * Checks what the certificate says, in the order of the results. Who signed it can't be checked: the
 * issuing authority of devices is in no cell. The supplier vouches for it with the signature of the
 * command.
 */
static gbcs_install_result judge_certificate(const gbcs_desk *desk, gbcs_bytes octets,
                                             gbcs_credential *credential)
{
    const gbcs_status status = gbcs_credential_device(desk->crypto, octets, credential);
    gbcs_install_result result = GBCS_INSTALL_SUCCESS;

    if (status == GBCS_ERR_KEY_USAGE) {
        /* another usage, or several: no more was looked at */
        result = GBCS_INSTALL_INVALID_KEY_USAGE;
    } else if (status != GBCS_OK) {
        result = GBCS_INSTALL_INVALID_CERTIFICATE;
    } else if (credential->entity != desk->trust->device) {
        result = GBCS_INSTALL_WRONG_IDENTITY;
    } else {
        /* the key pair is next */
    }
    return result;
}

/** Compares the public key with that of the key pair that is pending for its usage. */
static gbcs_install_result judge_key(const gbcs_desk *desk, const gbcs_credential *credential)
{
    gbcs_trust *trust = desk->trust;
    gbcs_public_key pending;
    gbcs_install_result result = GBCS_INSTALL_SUCCESS;

    if (gbcs_trust_pending(trust, credential->key_usage, &pending) != GBCS_OK) {
        /* none, or one that is lost */
        result = GBCS_INSTALL_NO_KEY_PAIR;
    } else if (memcmp(pending.point, credential->key.point, sizeof pending.point) != 0) {
        result = GBCS_INSTALL_WRONG_PUBLIC_KEY;
    } else {
        /* it is the one */
    }
    return result;
}

/** Adds both to the transaction: the certificate, and that its key pair is the one in use. */
static gbcs_install_result put_both(const gbcs_desk *desk, gbcs_bytes octets, uint8_t key_usage)
{
    gbcs_trust *trust = desk->trust;
    gbcs_install_result result = GBCS_INSTALL_SUCCESS;
    gbcs_status status = trust_put_certificate(trust, key_usage, octets);

    if (status != GBCS_OK) {
        result = GBCS_INSTALL_NOT_STORED;
    } else {
        status = gbcs_trust_promote(trust, key_usage);
        if (status == GBCS_ERR_ABSENT) {
            /* a vault has lost what storage says is pending */
            result = GBCS_INSTALL_NO_KEY_PAIR;
        } else if (status != GBCS_OK) {
            result = GBCS_INSTALL_KEY_NOT_CHANGED;
        } else {
            /* both */
        }
    }
    return result;
}

/** Does all of it or nothing; the transaction is empty then. */
static gbcs_install_result install(const gbcs_desk *desk, gbcs_bytes octets, uint8_t *key_usage)
{
    gbcs_store *store = desk->store;
    gbcs_credential credential;
    gbcs_install_result result = judge_certificate(desk, octets, &credential);

    *key_usage = credential.key_usage;
    if (result == GBCS_INSTALL_SUCCESS) {
        result = judge_key(desk, &credential);
    }
    if (result == GBCS_INSTALL_SUCCESS) {
        result = put_both(desk, octets, credential.key_usage);
    }
    if (result != GBCS_INSTALL_SUCCESS) {
        gbcs_store_abandon(store);
    }
    return result;
}

/** A certificate whose usage is not known has no event of its own: it is told as one for signatures. */
static uint16_t install_event(uint8_t key_usage, bool done)
{
    uint16_t event;

    if (key_usage == GBCS_KEY_USAGE_AGREEMENT) {
        event = done ? EVENT_AGREEMENT_REPLACED : EVENT_AGREEMENT_FAILED;
    } else {
        event = done ? EVENT_SIGNATURE_REPLACED : EVENT_SIGNATURE_FAILED;
    }
    return event;
}

gbcs_status gbcs_credentials_install(const gbcs_desk *desk, const gbcs_command *command,
                                     gbcs_writer *response, gbcs_effects *effects)
{
    gbcs_writer probe = *response;
    gbcs_install_result result;
    uint8_t key_usage;
    gbcs_status status = own_check_command(command, CODE_INSTALL);

    (void)memset(effects, 0, sizeof *effects);
    if (status == GBCS_OK) {
        status = check_one_element(command->frame.payload);
    }
    if (status == GBCS_OK) {
        /* all answers are of one size: what is begun below can be answered */
        status = own_answer(&probe, (uint32_t)GBCS_INSTALL_SUCCESS);
    }
    if (status == GBCS_OK) {
        result = install(desk, command->frame.payload, &key_usage);
        effects->trust_changed = result == GBCS_INSTALL_SUCCESS;
        effects->events[0] = install_event(key_usage, result == GBCS_INSTALL_SUCCESS);
        effects->event_count = 1U;
        status = own_answer(response, (uint32_t)result);
    }
    return status;
}
