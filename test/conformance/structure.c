/*
 * From octets to fields and back: frame and payload.
 */
#include "checks.h"
#include "payload.h"

/** The frame written again from the fields of its header. */
static void check_frame(bench *on, const message *of)
{
    const gbcs_frame *frame = &of->frame;
    gbcs_writer writer = heap_writer(of->octets.size);

    if (frame->mac.size > 0U) {
        gbcs_write_mac_header(&writer, frame->maced_octets.size);
    }
    gbcs_write_grouping(&writer, &frame->header, frame->payload.size);
    gbcs_write_bytes(&writer, frame->payload);
    if (frame->signature_part.size > 0U) {
        gbcs_write_signature_part(&writer, frame->signature);
    }
    gbcs_write_bytes(&writer, frame->mac);
    if (heap_written(&writer, of->octets)) {
        results_pass(&on->results, CHECK_FRAME);
    } else {
        results_fail(&on->results, CHECK_FRAME, of->path, "written again, it differs");
    }
}

static void check_payload(bench *on, const message *of)
{
    family is = payload_family_of(&of->frame);
    gbcs_writer writer = heap_writer(of->frame.payload.size);
    gbcs_status status = payload_write_again(is, of->frame.payload, &writer);
    gbcs_status written = writer.status;
    bool equal = heap_written(&writer, of->frame.payload);

    if (status != GBCS_OK) {
        results_fail(&on->results, CHECK_PAYLOAD, of->path, "%s: %s", payload_family_name(is),
                     gbcs_status_text(status));
    } else if (!equal) {
        results_fail(&on->results, CHECK_PAYLOAD, of->path, "%s: written again, it differs (%s)",
                     payload_family_name(is), gbcs_status_name(written));
    } else {
        results_pass(&on->results, CHECK_PAYLOAD);
    }
}

static void check_message(bench *on, message *of)
{
    gbcs_status status = gbcs_frame_parse(of->octets, &of->frame);

    of->parsed = (status == GBCS_OK);
    if (of->parsed) {
        results_pass(&on->results, CHECK_PARSE);
        check_frame(on, of);
        check_payload(on, of);
    } else {
        results_fail(&on->results, CHECK_PARSE, of->path, "%s", gbcs_status_text(status));
    }
}

void check_structure(bench *on, message *of)
{
    if (gbcs_gbt_is_block(of->octets)) {
        check_block(on, of);
    } else {
        check_message(on, of);
    }
}
