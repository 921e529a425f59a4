#include "show.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "format.h"

/** Octets before the ciphertext and after it (GBCS 8). */
#define SECURITY_HEADER_SIZE 5U

gbcs_bytes show_between(const uint8_t *first, const uint8_t *end)
{
    return gbcs_bytes_of(first, (size_t)(end - first));
}

/** Opens a block. False if it is not authentic. */
static bool open_block(show *message, show_block *block, const gbcs_shared_secret *secret)
{
    const gbcs_key_info info = gbcs_encryption_key_info(&message->frame->header);
    gbcs_writer writer;
    bool opened = false;

    block->plain = tool_allocate(block->sealed.size);
    writer = gbcs_writer_of(block->plain, block->sealed.size);
    opened = gbcs_unseal(&message->store->crypto, secret, &info, block->sealed, &writer) == GBCS_OK;
    if (opened) {
        block->plain_size = writer.used;
    } else {
        gbcs_wipe(block->plain, block->sealed.size);
        free(block->plain);
        block->plain = NULL;
    }
    return opened;
}

static void open_blocks(show *message)
{
    gbcs_shared_secret secret;
    char reason[CHECK_REASON_SIZE] = "";

    if (message->store == NULL) {
        message->block_reason = tool_copy("encrypted; --keys opens it");
    } else if (!check_encryption_secret(message->store, &message->frame->header, &secret, reason)) {
        message->block_reason = tool_copy(reason);
    } else {
        bool authentic = true;
        for (size_t i = 0U; i < message->block_count; i++) {
            authentic = open_block(message, &message->blocks[i], &secret) && authentic;
        }
        if (!authentic) {
            message->block_reason = tool_copy("not authentic under the keys at hand");
        }
    }
    gbcs_wipe(&secret, sizeof secret);
}

void show_begin(show *message, const gbcs_frame *frame, gbcs_bytes octets, keystore *store)
{
    gbcs_sealed_walk walk;
    gbcs_bytes sealed;

    (void)memset(message, 0, sizeof *message);
    report_begin(&message->rows, octets);
    message->store = store;
    message->frame = frame;
    if ((frame != NULL) && (gbcs_sealed_walk_of(frame, &walk) == GBCS_OK)) {
        while (gbcs_sealed_next(&walk, &sealed)) {
            message->blocks = tool_grow(message->blocks, message->block_count, &message->block_room,
                                        sizeof message->blocks[0]);
            message->blocks[message->block_count] = (show_block){.sealed = sealed};
            message->block_count++;
        }
        if (message->block_count > 0U) {
            open_blocks(message);
        }
    }
}

void show_end(show *message)
{
    for (size_t i = 0U; i < message->block_count; i++) {
        show_block *block = &message->blocks[i];
        if (block->plain != NULL) {
            gbcs_wipe(block->plain, block->sealed.size);
        }
        free(block->plain);
    }
    free(message->blocks);
    free(message->block_reason);
    report_free(&message->rows);
    (void)memset(message, 0, sizeof *message);
}

const show_block *show_find_block(const show *message, gbcs_bytes octets)
{
    const show_block *found = NULL;

    for (size_t i = 0U; i < message->block_count; i++) {
        if ((octets.size > 0U) && (message->blocks[i].sealed.data == octets.data) &&
            (message->blocks[i].sealed.size == octets.size)) {
            found = &message->blocks[i];
        }
    }
    return found;
}

void show_sealed(show *message, const show_block *block)
{
    const gbcs_bytes sealed = block->sealed;

    if (sealed.size < GBCS_SEAL_OVERHEAD) {
        report_add(&message->rows, sealed, "octets", "too few to be sealed data");
        report_set_mood(&message->rows, REPORT_BAD);
    } else {
        const size_t text = sealed.size - GBCS_SEAL_OVERHEAD;
        report_add(&message->rows, gbcs_bytes_slice(sealed, 0U, SECURITY_HEADER_SIZE),
                   "security header", "authenticated and encrypted");
        report_add(&message->rows, gbcs_bytes_slice(sealed, SECURITY_HEADER_SIZE, text),
                   "ciphertext", "%zu octets%s%s", text, (block->plain == NULL) ? ", " : "",
                   (block->plain == NULL) ? message->block_reason : "");
        report_set_mood(&message->rows, (block->plain == NULL) ? REPORT_DOUBT : REPORT_PLAIN);
        report_add(&message->rows,
                   gbcs_bytes_slice(sealed, SECURITY_HEADER_SIZE + text, GBCS_MAC_SIZE), "tag",
                   "%s", (block->plain != NULL) ? "valid" : "");
        report_set_mood(&message->rows, REPORT_GOOD);
    }
}

gbcs_bytes show_open_plain(show *message, const show_block *block)
{
    report_add(&message->rows, gbcs_bytes_of(NULL, 0U), "decrypted", "%zu octets",
               block->plain_size);
    message->rows.origin = block->plain;
    message->rows.decrypted = true;
    message->rows.depth++;
    return gbcs_bytes_of(block->plain, block->plain_size);
}

void show_close_plain(show *message)
{
    message->rows.depth--;
    message->rows.origin = message->frame->octets.data;
    message->rows.decrypted = false;
}

/** Whether a payload begins as one of DLMS. */
static bool is_dlms(gbcs_bytes payload)
{
    const uint8_t tag = (payload.size > 0U) ? payload.data[0] : 0U;

    return (tag == GBCS_TAG_ACCESS_REQUEST) || (tag == GBCS_TAG_ACCESS_RESPONSE) ||
           (tag == GBCS_TAG_DATA_NOTIFICATION);
}

static bool is_gbz(gbcs_bytes payload)
{
    return (payload.size >= 2U) && (payload.data[0] == 0x01U) && (payload.data[1] == 0x09U);
}

void show_payload(show *message)
{
    const gbcs_bytes payload = message->frame->payload;
    const char *family = "ASN.1";
    gbcs_status status = GBCS_OK;

    if (payload.size == 0U) {
        report_add(&message->rows, payload, "payload", "empty");
        report_set_mood(&message->rows, REPORT_BAD);
        message->broken = true;
    } else {
        family = is_dlms(payload) ? "DLMS" : (is_gbz(payload) ? "GBZ" : "ASN.1");
        report_add(&message->rows, gbcs_bytes_of(NULL, 0U), "payload", "%s, %zu octets", family,
                   payload.size);
        message->rows.depth++;
        if (is_dlms(payload)) {
            status = show_dlms(message, payload);
        } else if (is_gbz(payload)) {
            status = show_gbz(message, payload);
        } else {
            status = show_asn1(message, payload);
        }
        message->rows.depth--;
    }
    if (status != GBCS_OK) {
        message->rows.depth++;
        report_add(&message->rows, payload, "octets", "not a well-formed %s payload: %s", family,
                   gbcs_status_text(status));
        report_set_mood(&message->rows, REPORT_BAD);
        message->rows.depth--;
        message->broken = true;
    }
}
