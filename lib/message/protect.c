#include "gbcs/message/protect.h"

#include "message/mac.h"

/* MISRA Ref 8.9.1 */
/** Algorithm identifier of AES-GCM-128 in OtherInfo (GBCS 4.3.3.3). */
static const uint8_t ALGORITHM_ID[] = {0x60, 0x85, 0x74, 0x06, 0x08, 0x03, 0x00};

/* MISRA Ref 8.9.1 */
/** What a MAC covers before the grouping header: security control, invocation counter, 00. */
static const uint8_t MAC_PREFIX[] = {0x11, 0x00, 0x00, 0x00, 0x00, 0x00};

/** Length octet of the transaction identifier, which OtherInfo includes (GBCS 4.3.3.3). */
#define TRANSACTION_ID_SIZE 9U

/** Octets of OtherInfo. */
#define OTHER_INFO_SIZE 33U

gbcs_key_info gbcs_mac_key_info(const gbcs_header *header)
{
    /* the CRA flag and the purpose of a MAC key have the same values */
    gbcs_key_info info = {(gbcs_purpose)header->cra, header->originator, header->counter,
                          header->recipient};
    return info;
}

void gbcs_derive_key(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                     const gbcs_key_info *info, gbcs_aes_key *key)
{
    uint8_t other_info[OTHER_INFO_SIZE];
    gbcs_writer writer = gbcs_writer_of(other_info, sizeof other_info);

    gbcs_write_bytes(&writer, gbcs_bytes_of(ALGORITHM_ID, sizeof ALGORITHM_ID));
    gbcs_write_u64(&writer, info->originator);
    gbcs_write_u8(&writer, TRANSACTION_ID_SIZE);
    gbcs_write_u8(&writer, (uint8_t)info->purpose);
    gbcs_write_u64(&writer, info->counter);
    gbcs_write_u64(&writer, info->recipient);
    gbcs_kdf(crypto, secret, gbcs_writer_bytes(&writer), key);
}

void gbcs_make_iv(gbcs_entity_id originator, uint8_t iv[GBCS_IV_SIZE])
{
    gbcs_writer writer = gbcs_writer_of(iv, GBCS_IV_SIZE);

    gbcs_write_u64(&writer, originator);
    gbcs_write_u32(&writer, 0U);
}

void mac_begin(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
               const gbcs_header *header, gbcs_gcm *gcm)
{
    const gbcs_key_info info = gbcs_mac_key_info(header);
    gbcs_aes_key key;
    uint8_t iv[GBCS_IV_SIZE];

    gbcs_derive_key(crypto, secret, &info, &key);
    gbcs_make_iv(header->originator, iv);
    gbcs_gcm_begin(crypto, &key, iv, gcm);
    gbcs_wipe(&key, sizeof key);
    gbcs_gcm_add(gcm, gbcs_bytes_of(MAC_PREFIX, sizeof MAC_PREFIX));
}

void mac_end(gbcs_gcm *gcm, uint8_t mac[GBCS_MAC_SIZE])
{
    uint8_t tag[GBCS_TAG_SIZE];
    gbcs_writer writer = gbcs_writer_of(mac, GBCS_MAC_SIZE);

    gbcs_gcm_end(gcm, tag);
    gbcs_write_bytes(&writer, gbcs_bytes_of(tag, GBCS_MAC_SIZE));
    gbcs_wipe(tag, sizeof tag);
}

void gbcs_mac_make(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                   const gbcs_header *header, gbcs_bytes maced_octets, uint8_t mac[GBCS_MAC_SIZE])
{
    gbcs_gcm gcm;

    mac_begin(crypto, secret, header, &gcm);
    gbcs_gcm_add(&gcm, maced_octets);
    mac_end(&gcm, mac);
}

gbcs_status gbcs_mac_verify(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                            const gbcs_frame *frame)
{
    gbcs_status status = GBCS_ERR_ABSENT;
    gbcs_gcm gcm;

    if (frame->mac.size == GBCS_MAC_SIZE) {
        mac_begin(crypto, secret, &frame->header, &gcm);
        gbcs_gcm_add(&gcm, frame->maced_octets);
        status = gbcs_gcm_check(&gcm, frame->mac);
    }
    return status;
}

gbcs_status gbcs_signature_verify(const gbcs_crypto *crypto, const gbcs_public_key *key,
                                  const gbcs_frame *frame)
{
    gbcs_status status = GBCS_ERR_ABSENT;
    uint8_t digest[GBCS_DIGEST_SIZE];

    if (frame->signature.size == GBCS_SIGNATURE_SIZE) {
        gbcs_sha256_of(crypto, frame->signed_octets, digest);
        status = gbcs_ecdsa_verify(crypto, key, digest, frame->signature);
    }
    return status;
}
