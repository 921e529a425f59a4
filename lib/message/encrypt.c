#include "gbcs/message/encrypt.h"

/** Security control of sealed data: authenticated and encrypted. It is also the additional data. */
#define SECURITY_CONTROL 0x31U

/** Invocation counter of sealed data, always 0. */
#define INVOCATION_COUNTER 0U

gbcs_key_info gbcs_encryption_key_info(const gbcs_header *header)
{
    gbcs_key_info info = {GBCS_PURPOSE_ENCRYPTION, header->originator, header->counter,
                          header->recipient};

    if (header->other_form != GBCS_OTHER_CODE) {
        info.recipient = header->party;
    }
    if (header->other_form == GBCS_OTHER_ORIGINATOR_COUNTER) {
        info.counter = header->party_originator_counter;
    }
    return info;
}

static void begin(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                  const gbcs_key_info *info, gbcs_gcm *gcm)
{
    const uint8_t control = SECURITY_CONTROL;
    gbcs_aes_key key;
    uint8_t iv[GBCS_IV_SIZE];

    gbcs_derive_key(crypto, secret, info, &key);
    gbcs_make_iv(info->originator, iv);
    gbcs_gcm_begin(crypto, &key, iv, gcm);
    gbcs_wipe(&key, sizeof key);
    gbcs_gcm_add(gcm, gbcs_bytes_of(&control, 1U));
}

void gbcs_seal(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
               const gbcs_key_info *info, gbcs_bytes plain, gbcs_writer *writer)
{
    gbcs_gcm gcm;
    uint8_t tag[GBCS_TAG_SIZE];
    size_t text;

    if ((writer->room - writer->used) < GBCS_SEAL_OVERHEAD) {
        gbcs_writer_fail(writer, GBCS_ERR_SPACE);
    } else if (plain.size > ((writer->room - writer->used) - GBCS_SEAL_OVERHEAD)) {
        /* before the first octet, so that no plaintext is left behind in the buffer */
        gbcs_writer_fail(writer, GBCS_ERR_SPACE);
    } else {
        /* it fits */
    }
    gbcs_write_u8(writer, SECURITY_CONTROL);
    gbcs_write_u32(writer, INVOCATION_COUNTER);
    text = writer->used;
    gbcs_write_bytes(writer, plain);
    if (writer->status == GBCS_OK) {
        begin(crypto, secret, info, &gcm);
        gbcs_gcm_encrypt(&gcm, &writer->data[text], plain.size);
        gbcs_gcm_end(&gcm, tag);
        gbcs_write_bytes(writer, gbcs_bytes_of(tag, GBCS_MAC_SIZE));
        gbcs_wipe(tag, sizeof tag);
    }
}

/** Takes sealed data apart. */
static gbcs_status split(gbcs_bytes sealed, gbcs_bytes *text, gbcs_bytes *tag)
{
    gbcs_reader reader = gbcs_reader_of(sealed);

    gbcs_read_constant(&reader, SECURITY_CONTROL);
    if (gbcs_read_u32(&reader) != INVOCATION_COUNTER) {
        gbcs_reader_fail(&reader, GBCS_ERR_TAG);
    }
    if (gbcs_reader_left(&reader) < GBCS_MAC_SIZE) {
        gbcs_reader_fail(&reader, GBCS_ERR_TRUNCATED);
    }
    *text = gbcs_read_bytes(&reader, gbcs_reader_left(&reader) - GBCS_MAC_SIZE);
    *tag = gbcs_read_bytes(&reader, GBCS_MAC_SIZE);
    return gbcs_reader_finish(&reader);
}

gbcs_status gbcs_unseal(const gbcs_crypto *crypto, const gbcs_shared_secret *secret,
                        const gbcs_key_info *info, gbcs_bytes sealed, gbcs_writer *writer)
{
    const size_t start = writer->used;
    gbcs_gcm gcm;
    gbcs_bytes text;
    gbcs_bytes tag;

    gbcs_writer_fail(writer, split(sealed, &text, &tag));
    gbcs_write_bytes(writer, text);
    if (writer->status == GBCS_OK) {
        begin(crypto, secret, info, &gcm);
        gbcs_gcm_decrypt(&gcm, &writer->data[start], text.size);
        gbcs_writer_fail(writer, gbcs_gcm_check(&gcm, tag));
        if (writer->status != GBCS_OK) {
            gbcs_wipe(&writer->data[start], text.size);
            writer->used = start;
        }
    }
    return writer->status;
}
