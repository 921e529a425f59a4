/**
 * @file
 * A meter for a fuzz target, always the same one.
 */
#ifndef GBCS_TEST_FUZZ_DEVICE_H
#define GBCS_TEST_FUZZ_DEVICE_H

#include "device.h"
#include "fuzz.h"

/** Puts a copy of a device that was made before in place: only its views of itself are set. It is quick, and
 * not booted. */
static inline void fuzz_device_take(device *d, const device *fresh)
{
    *d = *fresh;
    d->memory.medium = d->medium;
    d->memory.sizes = d->sizes;
    d->port.context = &d->memory;
    d->setup.port = &d->port;
    d->setup.crypto = &d->crypto;
    d->setup.application.context = &d->application;
    d->setup.store_buffer = d->store_buffer;
    d->setup.input = d->input;
    d->setup.output = d->output;
    /* the input decides what is looked at, not the cost of signatures */
    device_make_quick(d);
}

/** What was sent since a number is well formed, and, to a party, authentic. */
static inline void fuzz_device_sent(const device *d, uint32_t from)
{
    const test_application *a = &d->application;

    REQUIRE((a->sent_count - from) <= DEVICE_SENT);
    for (uint32_t i = from; i != a->sent_count; i++) {
        const sent_message *message = &a->sent[i % DEVICE_SENT];
        const gbcs_bytes octets = gbcs_bytes_of(message->octets, message->size);
        gbcs_frame frame;
        gbcs_gbt_block block;

        if (gbcs_gbt_is_block(octets)) {
            REQUIRE(gbcs_gbt_parse(octets, &block) == GBCS_OK);
        } else {
            gbcs_status status;

            REQUIRE(gbcs_frame_parse(octets, &frame) == GBCS_OK);
            REQUIRE(frame.header.originator == DEVICE_ID);
            status = device_verify_sent(d, &frame);
            REQUIRE((status == GBCS_OK) || (status == GBCS_ERR_ORIGINATOR));
        }
    }
}

#endif
