#include "trust/certificate.h"

#include <string.h>

#include "gbcs/codec/ber.h"
#include "gbcs/records.h"
#include "trust/change.h"
#include "trust/keys.h"
#include "trust/vault.h"

/* Two records: a damaged one takes nothing with it, and a transaction is not larger than it must be. */
/* MISRA Ref 8.9.1 */
static const gbcs_record CERTIFICATE_SIGNATURE = {GBCS_RECORD_CERTIFICATES, 1U, GBCS_COPY_TWIN,
                                                  GBCS_DEVICE_CERTIFICATE};
/* MISRA Ref 8.9.1 */
static const gbcs_record CERTIFICATE_AGREEMENT = {GBCS_RECORD_CERTIFICATES + 2U, 1U, GBCS_COPY_TWIN,
                                                  GBCS_DEVICE_CERTIFICATE};

static const gbcs_record *certificate_record(uint8_t key_usage)
{
    return (key_usage == GBCS_KEY_USAGE_SIGNATURE) ? &CERTIFICATE_SIGNATURE
                                                   : &CERTIFICATE_AGREEMENT;
}

/** Whether the device has the private key of a public key. */
static gbcs_status check_own_key(const gbcs_store *store, uint8_t key_usage,
                                 const gbcs_private_key *key, const gbcs_public_key *certified)
{
    gbcs_public_key own;
    gbcs_status status;

    if (key == NULL) {
        status = vault_uses(store, key_usage, certified);
        if (status == GBCS_ERR_ABSENT) {
            status = GBCS_ERR_ARGUMENT;
        }
    } else {
        status = gbcs_public_key_of(store->crypto, key, &own);
        if ((status == GBCS_OK) && (memcmp(own.point, certified->point, sizeof own.point) != 0)) {
            status = GBCS_ERR_ARGUMENT;
        }
    }
    return status;
}

gbcs_status certificate_check(const gbcs_store *store, gbcs_entity_id device, uint8_t key_usage,
                              gbcs_bytes certificate, const gbcs_private_key *key)
{
    gbcs_status status = GBCS_OK;
    gbcs_credential credential;

    if (certificate.size > 0U) {
        status = gbcs_credential_device(store->crypto, certificate, &credential);
        if ((status != GBCS_OK) || (credential.entity != device) ||
            (credential.key_usage != key_usage)) {
            status = GBCS_ERR_ARGUMENT;
        } else {
            status = check_own_key(store, key_usage, key, &credential.key);
        }
    }
    return status;
}

gbcs_status certificate_put(gbcs_store *store, uint8_t key_usage, gbcs_bytes certificate)
{
    const gbcs_record *record = certificate_record(key_usage);

    return (certificate.size > 0U) ? gbcs_store_put(store, record, certificate)
                                   : gbcs_store_remove(store, record);
}

gbcs_status certificate_check_absent(gbcs_store *store, uint8_t key_usage)
{
    gbcs_writer nowhere = gbcs_writer_of(NULL, 0U);
    gbcs_status status = gbcs_store_load(store, certificate_record(key_usage), &nowhere);

    if (status == GBCS_ERR_NO_RECORD) {
        status = GBCS_OK;
    } else if ((status == GBCS_OK) || (status == GBCS_ERR_SPACE)) {
        status = GBCS_ERR_RECORD;
    } else {
        /* unreadable */
    }
    return status;
}

/** Mends a certificate, if there is one that can be read. */
static gbcs_status mend_certificate(gbcs_store *store, uint8_t key_usage)
{
    gbcs_status status = gbcs_store_mend(store, certificate_record(key_usage));

    if ((status == GBCS_ERR_NO_RECORD) || (status == GBCS_ERR_RECORD)) {
        status = GBCS_OK;
    }
    return status;
}

gbcs_status certificate_mend(gbcs_store *store)
{
    gbcs_status status = mend_certificate(store, GBCS_KEY_USAGE_SIGNATURE);

    if (status == GBCS_OK) {
        status = mend_certificate(store, GBCS_KEY_USAGE_AGREEMENT);
    }
    return status;
}

/** Whether what was read is one certificate, as far as its outermost element tells. */
static gbcs_status check_form(gbcs_bytes octets)
{
    gbcs_reader reader = gbcs_reader_of(octets);

    (void)gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    return (gbcs_reader_finish(&reader) == GBCS_OK) ? GBCS_OK : GBCS_ERR_RECORD;
}

gbcs_status gbcs_trust_certificate(const gbcs_trust *trust, uint8_t key_usage, gbcs_writer *writer)
{
    gbcs_store *store = trust->store;
    const size_t start = writer->used;
    gbcs_status status = keys_check_usage(trust, key_usage);
    gbcs_bytes all;

    if (status == GBCS_OK) {
        status = gbcs_store_load(store, certificate_record(key_usage), writer);
        if (status == GBCS_OK) {
            all = gbcs_writer_bytes(writer);
            status = check_form(gbcs_bytes_slice(all, start, all.size - start));
        } else if (status == GBCS_ERR_NO_RECORD) {
            status = GBCS_ERR_ABSENT;
        } else {
            /* unreadable */
        }
    }
    if ((status != GBCS_OK) && (writer->used > start)) {
        gbcs_wipe(&writer->data[start], writer->used - start);
        writer->used = start;
    }
    return status;
}

gbcs_status trust_put_certificate(const gbcs_trust *trust, uint8_t key_usage,
                                  gbcs_bytes certificate)
{
    gbcs_store *store = trust->store;
    gbcs_status status = keys_check_usage(trust, key_usage);

    if (status == GBCS_OK) {
        status = certificate_put(store, key_usage, certificate);
    }
    return status;
}
