#include "gbcs/crypto.h"

void gbcs_gcm_begin(const gbcs_crypto *crypto, const gbcs_aes_key *key,
                    const uint8_t iv[GBCS_IV_SIZE], gbcs_gcm *gcm)
{
    br_ghash ghash = crypto->ghash;

    crypto->aes_ctr->init(&gcm->key.vtable, key->octets, GBCS_AES_KEY_SIZE);
    br_gcm_init(&gcm->state, &gcm->key.vtable, ghash);
    br_gcm_reset(&gcm->state, iv, GBCS_IV_SIZE);
    gcm->text = false;
    gcm->status = GBCS_OK;
    gbcs_wipe_stack_cipher();
}

void gbcs_gcm_add(gbcs_gcm *gcm, gbcs_bytes data)
{
    if (gcm->text) {
        gcm->status = GBCS_ERR_ARGUMENT;
    } else if (data.size > 0U) {
        br_gcm_aad_inject(&gcm->state, data.data, data.size);
    } else {
        /* BearSSL would copy from a null pointer */
    }
}

/** Pads the additional data to a whole block (SP 800-38D 7.1 step 4), once. */
static void end_additional_data(gbcs_gcm *gcm)
{
    if (!gcm->text) {
        br_gcm_flip(&gcm->state);
        gcm->text = true;
    }
}

/** Encrypts or decrypts text in place. */
static void run(gbcs_gcm *gcm, int encrypt, uint8_t *text, size_t size)
{
    if (size > 0U) {
        end_additional_data(gcm);
        br_gcm_run(&gcm->state, encrypt, text, size);
    }
}

void gbcs_gcm_encrypt(gbcs_gcm *gcm, uint8_t *text, size_t size)
{
    run(gcm, 1, text, size);
}

void gbcs_gcm_decrypt(gbcs_gcm *gcm, uint8_t *text, size_t size)
{
    run(gcm, 0, text, size);
}

void gbcs_gcm_end(gbcs_gcm *gcm, uint8_t tag[GBCS_TAG_SIZE])
{
    end_additional_data(gcm);
    br_gcm_get_tag(&gcm->state, tag);
    if (gcm->status != GBCS_OK) {
        gbcs_wipe(tag, GBCS_TAG_SIZE);
    }
    gbcs_wipe(gcm, sizeof *gcm);
    gbcs_wipe_stack_cipher();
}

gbcs_status gbcs_gcm_check(gbcs_gcm *gcm, gbcs_bytes tag)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;
    bool usable =
        (gcm->status == GBCS_OK) && ((tag.size == GBCS_MAC_SIZE) || (tag.size == GBCS_TAG_SIZE));
    uint8_t expected[GBCS_TAG_SIZE];

    gbcs_gcm_end(gcm, expected);
    if (usable) {
        status = gbcs_bytes_equal_secret(gbcs_bytes_of(expected, tag.size), tag) ? GBCS_OK
                                                                                 : GBCS_ERR_MAC;
    }
    gbcs_wipe(expected, sizeof expected);
    return status;
}
