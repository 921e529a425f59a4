#include "gbcs/utrn.h"

#include "utrn/head.h"

/** Security control, the first octet that a MAC covers. */
#define SECURITY_CONTROL 0x11U
/** Octets that the MAC of a token covers. */
#define COVERED_SIZE 35U
/** Counters that have the same bits above those that a token carries. */
#define COUNTER_BLOCK ((uint64_t)GBCS_TOKEN_COUNTER_MASK + 1U)
/** Blocks in which a counter is looked for: below the highest, its own, above. */
#define BLOCKS_TRIED 3U

/** Makes the MAC of a token (GBCS 14; key and initialisation vector as 4.3.3.3 and 4.3.3.4). */
static void make_mac(const gbcs_crypto *crypto, const gbcs_token_parties *parties, uint32_t counter,
                     uint32_t head, uint8_t mac[GBCS_TOKEN_MAC_SIZE])
{
    const gbcs_key_info info = {GBCS_PURPOSE_COMMAND, parties->supplier, (uint64_t)counter << 32,
                                parties->device};
    uint8_t covered[COVERED_SIZE];
    uint8_t iv[GBCS_IV_SIZE];
    uint8_t tag[GBCS_TAG_SIZE];
    gbcs_writer writer = gbcs_writer_of(covered, sizeof covered);
    gbcs_aes_key key;
    gbcs_gcm gcm;

    /* invocation counter, 00, then as in a Message Identifier: CRA flag and Originator Counter */
    gbcs_write_u8(&writer, SECURITY_CONTROL);
    gbcs_write_u32(&writer, 0U);
    gbcs_write_u8(&writer, 0U);
    gbcs_write_u64(&writer, info.originator);
    gbcs_write_u64(&writer, info.recipient);
    gbcs_write_u8(&writer, (uint8_t)GBCS_CRA_COMMAND);
    gbcs_write_u64(&writer, info.counter);
    gbcs_write_u32(&writer, head);

    gbcs_derive_key(crypto, parties->secret, &info, &key);
    gbcs_make_iv(parties->supplier, iv);
    gbcs_gcm_begin(crypto, &key, iv, &gcm);
    gbcs_wipe(&key, sizeof key);
    gbcs_gcm_add(&gcm, gbcs_writer_bytes(&writer));
    gbcs_gcm_end(&gcm, tag);

    writer = gbcs_writer_of(mac, GBCS_TOKEN_MAC_SIZE);
    gbcs_write_bytes(&writer,
                     gbcs_bytes_of(&tag[GBCS_TAG_SIZE - GBCS_TOKEN_MAC_SIZE], GBCS_TOKEN_MAC_SIZE));
    gbcs_wipe(tag, sizeof tag);
}

/** Whether a token is authentic with this counter. Takes the same steps for every counter. */
static bool is_authentic(const gbcs_crypto *crypto, const gbcs_token_parties *parties,
                         uint32_t counter, uint32_t head, const gbcs_token *token)
{
    /* the counter 0: see gbcs_token_make() */
    const bool fits =
        (counter != 0U) && ((counter & GBCS_TOKEN_COUNTER_MASK) == token->truncated_counter);
    uint8_t mac[GBCS_TOKEN_MAC_SIZE];
    bool right;

    make_mac(crypto, parties, counter, head, mac);
    right = gbcs_bytes_equal_secret(gbcs_bytes_of(mac, sizeof mac),
                                    gbcs_bytes_of(token->mac, sizeof token->mac));
    gbcs_wipe(mac, sizeof mac);
    return fits && right;
}

gbcs_status gbcs_token_make(const gbcs_crypto *crypto, const gbcs_token_parties *parties,
                            uint32_t counter, gbcs_value_class value_class, uint16_t value,
                            gbcs_token *token)
{
    const gbcs_token none = {0U, GBCS_VALUE_PENCE, 0U, {0U, 0U, 0U, 0U}};
    gbcs_status status = GBCS_ERR_ARGUMENT;
    uint32_t head;

    *token = none;
    token->truncated_counter = (uint16_t)(counter & GBCS_TOKEN_COUNTER_MASK);
    token->value_class = value_class;
    token->value = value;
    if ((counter != 0U) && token_head_pack(token, &head)) {
        make_mac(crypto, parties, counter, head, token->mac);
        status = GBCS_OK;
    } else {
        *token = none;
    }
    return status;
}

gbcs_status gbcs_token_verify(const gbcs_crypto *crypto, const gbcs_token_parties *parties,
                              uint32_t counter, const gbcs_token *token)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;
    uint32_t head;

    if (token_head_pack(token, &head)) {
        status = GBCS_ERR_MAC;
        if (is_authentic(crypto, parties, counter, head, token)) {
            status = GBCS_OK;
        }
    }
    return status;
}

gbcs_status gbcs_token_find_counter(const gbcs_crypto *crypto, const gbcs_token_parties *parties,
                                    uint32_t highest, const gbcs_token *token, uint32_t *counter)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;
    uint32_t head;
    uint32_t found = 0U;
    uint32_t count = 0U;
    uint64_t block;

    *counter = 0U;
    if (token_head_pack(token, &head)) {
        status = GBCS_ERR_MAC;
        for (block = 0U; block < BLOCKS_TRIED; block++) {
            /* one block too high, so that it is not negative */
            const uint64_t raised =
                (((highest / COUNTER_BLOCK) + block) * COUNTER_BLOCK) + token->truncated_counter;
            const uint32_t candidate = (uint32_t)((raised - COUNTER_BLOCK) & UINT32_MAX);
            const bool exists =
                (raised >= COUNTER_BLOCK) && (raised <= (UINT32_MAX + COUNTER_BLOCK));
            const bool authentic = is_authentic(crypto, parties, candidate, head, token);

            if (exists && authentic) {
                found = candidate;
                count++;
            }
        }
        if (count == 1U) {
            *counter = found;
            status = GBCS_OK;
        }
    }
    return status;
}
