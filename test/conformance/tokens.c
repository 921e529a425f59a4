/*
 * Top-up tokens (GBCS 14): known tokens of the public test keys, whose MACs are computed here with
 * the key derivation and the full tag of the library.
 */
#include "checks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/** What is added to a token's 64 bits to get the first 19 digits of a UTRN (GBCS 14.8). */
#define PPTD_OFFSET 7394156990786306048U

/** Message Code of CS01a: Apply Prepayment Top Up to an ESME. */
#define CODE_CS01A 0x0007U

/** Digits of a UTRN, the last of which checks the others. */
#define UTRN_SIZE 20U

/** A token as a consumer types it, and what it is bound to. */
typedef struct token {
    gbcs_entity_id supplier;
    gbcs_entity_id meter;
    uint64_t counter;
    char utrn[UTRN_SIZE + 1U];
} token;

/** From the reference messages (the second one is in CS01a) and the tests of gbcs-parser. */
static const token TOKENS[] = {
    {0x90B3D51F30010000U, 0x00DB1234567890A0U, 0x0000000100000000U, "73943333457189043313"},
    {0x90B3D51F30010000U, 0x00DB1234567890A0U, 0x0000000300000000U, "73946144332040217315"},
    {0x90B3D51F30010000U, 0x00DB1234567890A0U, 0x0000000400000000U, "73947252416745201637"},
};

/** The 64 bits of a token: 32 that say what it is worth, 32 of its MAC. */
static uint64_t token_bits(const token *of)
{
    char digits[UTRN_SIZE];
    (void)snprintf(digits, sizeof digits, "%.19s", of->utrn);
    return strtoull(digits, NULL, 10) - PPTD_OFFSET;
}

/** The last 32 bits of a token: the last four octets of a full tag. */
static uint32_t token_mac(const bench *on, const gbcs_shared_secret *secret, const token *of)
{
    const gbcs_key_info info = {GBCS_PURPOSE_COMMAND, of->supplier, of->counter, of->meter};
    uint8_t covered[35];
    uint8_t tag[GBCS_TAG_SIZE];
    uint8_t iv[GBCS_IV_SIZE];
    gbcs_writer writer = gbcs_writer_of(covered, sizeof covered);
    gbcs_aes_key key;
    gbcs_gcm gcm;
    gbcs_reader reader;

    gbcs_write_u8(&writer, 0x11U);
    gbcs_write_u8(&writer, 0U);
    gbcs_write_u32(&writer, 0U);
    gbcs_write_u64(&writer, of->supplier);
    gbcs_write_u64(&writer, of->meter);
    gbcs_write_u8(&writer, (uint8_t)GBCS_CRA_COMMAND);
    gbcs_write_u64(&writer, of->counter);
    gbcs_write_u32(&writer, (uint32_t)(token_bits(of) >> 32));
    gbcs_derive_key(&on->crypto, secret, &info, &key);
    gbcs_make_iv(of->supplier, iv);
    gbcs_gcm_begin(&on->crypto, &key, iv, &gcm);
    gbcs_gcm_add(&gcm, gbcs_writer_bytes(&writer));
    gbcs_gcm_end(&gcm, tag);
    gbcs_wipe(&key, sizeof key);
    reader = gbcs_reader_of(gbcs_bytes_of(&tag[12], 4U));
    return gbcs_read_u32(&reader);
}

static void check_token(bench *on, const token *of, const char *where)
{
    gbcs_shared_secret secret;

    if (!keys_token_secret(&on->keys, of->supplier, of->meter, &secret)) {
        results_skip(&on->results, CHECK_TOKEN, where, "no top-up key of its supplier");
    } else if ((uint32_t)token_bits(of) != token_mac(on, &secret, of)) {
        results_fail(&on->results, CHECK_TOKEN, where, "its MAC is another");
    } else {
        results_pass(&on->results, CHECK_TOKEN);
    }
    gbcs_wipe(&secret, sizeof secret);
}

void check_tokens(bench *on)
{
    for (size_t i = 0U; i < sizeof TOKENS / sizeof TOKENS[0]; i++) {
        check_token(on, &TOKENS[i], TOKENS[i].utrn);
    }
}

void check_token_of(bench *on, const message *of)
{
    const gbcs_header *header = &of->frame.header;
    gbcs_dlms_list list;

    if (of->parsed && (header->message_code == CODE_CS01A) && (header->cra == GBCS_CRA_COMMAND) &&
        (gbcs_dlms_request_parse(of->frame.payload, &list) == GBCS_OK)) {
        token in = {header->originator, header->recipient, header->counter, ""};
        gbcs_dlms_items items = gbcs_dlms_items_of(&list);
        gbcs_dlms_request_item item;
        if (gbcs_dlms_request_next(&items, &item) && (item.data.size == 2U + UTRN_SIZE)) {
            (void)memcpy(in.utrn, &item.data.data[2], UTRN_SIZE);
            check_token(on, &in, of->path);
        }
    }
}
