/*
 * Messages made anew: encrypted blocks closed again, then the whole message from its fields and its
 * plain payload.
 */
#include "checks.h"

#include <stdlib.h>

/** The payload while it is written anew, and what it takes to close a block. */
typedef struct making {
    bench *on;
    message *of;
    gbcs_shared_secret secret;
    gbcs_writer payload;
    size_t copied;
    bool equal;
} making;

/** Octets of the payload up to an offset go over as they are. */
static void copy_to(making *at, size_t offset)
{
    gbcs_write_bytes(&at->payload,
                     gbcs_bytes_slice(at->of->frame.payload, at->copied, offset - at->copied));
    at->copied = offset;
}

/** Puts the structure that was written in the place of the one that ends where the block ends. */
static void replace(making *at, const gbcs_writer *structure, size_t end)
{
    gbcs_bytes made = gbcs_writer_bytes(structure);
    at->equal =
        (structure->status == GBCS_OK) && (end >= at->copied + made.size) &&
        gbcs_bytes_equal(gbcs_bytes_slice(at->of->frame.payload, end - made.size, made.size), made);
    if (at->equal) {
        copy_to(at, end - made.size);
        gbcs_write_bytes(&at->payload, made);
        at->copied = end;
    }
}

/** The encrypted component that ends where the block ends. */
static bool find_component(const gbcs_frame *frame, size_t end, gbcs_gbz_component *component)
{
    gbcs_gbz gbz;
    gbcs_gbz_alert alert;
    gbcs_bytes components = {NULL, 0U};
    gbcs_reader reader;
    bool found = false;

    if (frame->header.cra != GBCS_CRA_ALERT) {
        if (gbcs_gbz_parse(frame->payload, &gbz) == GBCS_OK) {
            components = gbz.components;
        }
    } else if (gbcs_gbz_alert_parse(frame->payload, &alert) == GBCS_OK) {
        components = alert.extra;
    } else {
        /* neither: nothing to look through */
    }
    reader = gbcs_reader_of(components);
    while (!found && (gbcs_reader_left(&reader) > 0U)) {
        gbcs_read_gbz_component(&reader, component);
        found = (reader.status == GBCS_OK) &&
                ((size_t)(components.data - frame->payload.data) + reader.position == end);
    }
    return found;
}

/** Closes an opened block again, alone and with the structure around it. */
static void close_block(making *at, gbcs_bytes sealed, gbcs_bytes plain, bool gbz)
{
    const gbcs_header *header = &at->of->frame.header;
    gbcs_key_info info = gbcs_encryption_key_info(header);
    gbcs_writer alone = heap_writer(sealed.size);
    gbcs_writer structure = heap_writer(at->of->octets.size);
    size_t end = (size_t)(sealed.data - at->of->frame.payload.data) + sealed.size;
    gbcs_gbz_component component;
    bool same;

    gbcs_seal(&at->on->crypto, &at->secret, &info, plain, &alone);
    same = heap_written(&alone, sealed);
    if (!gbz) {
        gbcs_write_dlms_protected(&at->on->crypto, &at->secret, header, plain, &structure);
    } else if (find_component(&at->of->frame, end, &component)) {
        component.body = plain;
        gbcs_write_gbz_protected(&at->on->crypto, &at->secret, header, &component, &structure);
    } else {
        gbcs_writer_fail(&structure, GBCS_ERR_ABSENT);
    }
    replace(at, &structure, end);
    if (same && at->equal) {
        results_pass(&at->on->results, CHECK_ENCRYPTED);
    } else {
        results_fail(&at->on->results, CHECK_ENCRYPTED, at->of->path, "closed again, %s differs",
                     same ? "the structure around the block" : "the block");
    }
    free(structure.data);
}

/** Whether a block with one bit of any octet changed is refused, and nothing of it comes out. */
static bool changes_refused(const making *at, const gbcs_key_info *info, gbcs_bytes sealed)
{
    gbcs_bytes copy = heap_copy(sealed);
    uint8_t *octets = (uint8_t *)(uintptr_t)copy.data;
    bool refused = true;

    for (size_t i = 0U; i < sealed.size; i++) {
        gbcs_writer plain = heap_writer(sealed.size);
        octets[i] ^= (uint8_t)(1U << (i % 8U));
        refused = (gbcs_unseal(&at->on->crypto, &at->secret, info, copy, &plain) != GBCS_OK) &&
                  (gbcs_writer_bytes(&plain).size == 0U) && refused;
        octets[i] = sealed.data[i];
        free(plain.data);
    }
    heap_free(copy);
    results_tried(&at->on->results, CHECK_ENCRYPTED, sealed.size);
    return refused;
}

/** Opens a block and closes it again. */
static void turn_block(making *at, gbcs_bytes sealed, bool gbz)
{
    gbcs_key_info info = gbcs_encryption_key_info(&at->of->frame.header);
    gbcs_writer plain = heap_writer(sealed.size);
    gbcs_status status = gbcs_unseal(&at->on->crypto, &at->secret, &info, sealed, &plain);

    at->equal = false;
    if (status != GBCS_OK) {
        results_fail(&at->on->results, CHECK_ENCRYPTED, at->of->path, "%s",
                     gbcs_status_text(status));
    } else if (!changes_refused(at, &info, sealed)) {
        results_fail(&at->on->results, CHECK_ENCRYPTED, at->of->path,
                     "accepted with a changed octet");
    } else if (at->of->block_count == MESSAGE_BLOCKS) {
        results_fail(&at->on->results, CHECK_ENCRYPTED, at->of->path,
                     "more blocks than are looked at");
    } else {
        gbcs_bytes opened = heap_copy(gbcs_writer_bytes(&plain));
        at->of->blocks[at->of->block_count] = opened;
        at->of->block_count++;
        close_block(at, sealed, opened, gbz);
    }
    free(plain.data);
}

/** All blocks of a message; false if the payload can't be written anew. */
static bool turn_blocks(making *at)
{
    const gbcs_frame *frame = &at->of->frame;
    gbcs_sealed_walk walk;
    gbcs_bytes sealed;
    gbcs_status status = gbcs_sealed_walk_of(frame, &walk);
    bool usable = (status == GBCS_OK);
    bool known = false;

    if (!usable) {
        results_fail(&at->on->results, CHECK_ENCRYPTED, at->of->path, "%s",
                     gbcs_status_text(status));
    } else {
        known = keys_encryption_secret(&at->on->keys, &frame->header, &at->secret);
    }
    while (usable && gbcs_sealed_next(&walk, &sealed)) {
        if (known) {
            turn_block(at, sealed, walk.gbz);
            usable = at->equal;
        } else {
            results_skip(&at->on->results, CHECK_ENCRYPTED, at->of->path,
                         "no private key of either party");
            usable = false;
        }
    }
    if (usable) {
        copy_to(at, frame->payload.size);
    }
    return usable && (at->payload.status == GBCS_OK);
}

/** The message from its header, payload and secret, and its signature if it has one. */
static void rebuild(bench *on, const message *of, gbcs_bytes payload)
{
    gbcs_protection protection = {NULL, of->frame.signature, &of->secret};
    size_t size = gbcs_message_size(&of->frame.header, payload.size, &protection);
    gbcs_writer writer = heap_writer(size);
    gbcs_writer small = heap_writer(size - 1U);

    gbcs_write_message(&on->crypto, &of->frame.header, payload, &protection, &writer);
    gbcs_write_message(&on->crypto, &of->frame.header, payload, &protection, &small);
    if (!heap_written(&writer, of->octets)) {
        results_fail(&on->results, CHECK_REBUILD, of->path, "made anew, it differs");
    } else if ((small.status != GBCS_ERR_SPACE) || (small.used != 0U)) {
        results_fail(&on->results, CHECK_REBUILD, of->path, "too small a buffer is not refused");
    } else {
        results_pass(&on->results, CHECK_REBUILD);
    }
    free(small.data);
}

void check_making(bench *on, message *of)
{
    making at = {.on = on, .of = of, .copied = 0U, .equal = true};

    if (of->parsed) {
        at.payload = heap_writer(of->frame.payload.size);
        if (!turn_blocks(&at)) {
            results_skip(&on->results, CHECK_REBUILD, of->path, "a block could not be made anew");
        } else if (of->mac == VERDICT_VALID) {
            rebuild(on, of, gbcs_writer_bytes(&at.payload));
        } else if (of->mac == VERDICT_UNCHECKABLE) {
            results_skip(&on->results, CHECK_REBUILD, of->path, "no private key of either party");
        } else {
            /* without a MAC there is nothing to make but the signature, whose nonce is not known */
        }
        gbcs_wipe(&at.secret, sizeof at.secret);
        free(at.payload.data);
    }
}
