/*
 * What must be refused: a message with one bit changed, and one that is cut off.
 */
#include "checks.h"
#include "payload.h"

/** Whether a message's protection still says yes when its octets are others. */
static bool accepted(const bench *on, const message *of, gbcs_bytes octets, bool by_signature)
{
    gbcs_frame frame;
    gbcs_status status = gbcs_frame_parse(octets, &frame);

    /* The keys stay those of the true message: had the header led to others, it would be easier. */
    if ((status == GBCS_OK) && by_signature) {
        status = gbcs_signature_verify(&on->crypto, &of->signer, &frame);
    } else if (status == GBCS_OK) {
        status = gbcs_mac_verify(&on->crypto, &of->secret, &frame);
    } else {
        /* refused already */
    }
    return status == GBCS_OK;
}

/** Changes one bit of each octet, not always the same one, and says which change was accepted. */
static void change_octets(bench *on, const message *of, bool by_signature, size_t from, size_t end)
{
    gbcs_bytes copy = heap_copy(of->octets);
    uint8_t *octets = (uint8_t *)(uintptr_t)copy.data;
    size_t wrong = 0U;
    size_t tried = 0U;

    for (size_t i = from; i < end; i += on->plan.step) {
        uint8_t bit = (uint8_t)(1U << ((i * 5U) % 8U));
        octets[i] ^= bit;
        if (accepted(on, of, copy, by_signature)) {
            wrong++;
            if (wrong == 1U) {
                results_fail(&on->results, CHECK_CHANGE, of->path, "accepted with octet %zu ^ %02X",
                             i, (unsigned int)bit);
            }
        }
        octets[i] ^= bit;
        tried++;
    }
    results_tried(&on->results, CHECK_CHANGE, tried);
    if (wrong == 0U) {
        results_pass(&on->results, CHECK_CHANGE);
    }
    heap_free(copy);
}

/** MAC and signature are tried each by itself, over what it covers. */
static void check_changes_of(bench *on, const message *of)
{
    if (of->mac == VERDICT_VALID) {
        change_octets(on, of, false, 0U, of->octets.size);
    } else if (of->mac == VERDICT_UNCHECKABLE) {
        results_skip(&on->results, CHECK_CHANGE, of->path, "no private key of either party");
    } else {
        /* no MAC */
    }
    if (of->signature == VERDICT_VALID) {
        size_t signed_from = (size_t)(of->frame.signed_octets.data - of->octets.data);
        change_octets(on, of, true, (of->mac == VERDICT_NONE) ? 0U : signed_from,
                      of->octets.size - of->frame.mac.size);
    } else if (of->signature == VERDICT_UNCHECKABLE) {
        results_skip(&on->results, CHECK_CHANGE, of->path, "no public key of the originator");
    } else {
        /* no signature */
    }
}

static bool same_kind(const message *a, const message *b)
{
    return b->parsed && message_same_folder(a, b) && (a->frame.header.cra == b->frame.header.cra) &&
           (a->mac == b->mac) && (a->signature == b->signature);
}

/** Whether no message before this one is of the same folder and kind. */
static bool is_first(const message_set *set, size_t index)
{
    bool first = true;
    for (size_t i = 0U; first && (i < index); i++) {
        first = !same_kind(&set->messages[index], &set->messages[i]);
    }
    return first;
}

void check_changes(bench *on, const message_set *set)
{
    for (size_t i = 0U; (on->plan.step > 0U) && (i < set->count); i++) {
        const message *of = &set->messages[i];
        if (of->parsed && (on->plan.all || is_first(set, i))) {
            check_changes_of(on, of);
        }
    }
}

/** Where a cut leaves a pre-command: right behind the payload of a command that is only signed. */
static bool is_precommand_cut(const gbcs_frame *frame, size_t size)
{
    return (frame->header.cra == GBCS_CRA_COMMAND) && (frame->mac.size == 0U) &&
           (size == frame->octets.size - frame->signature_part.size);
}

static bool frame_cut_refused(const message *of, size_t size)
{
    gbcs_bytes cut = heap_copy(gbcs_bytes_slice(of->octets, 0U, size));
    gbcs_frame frame;
    bool refused = true;

    if (gbcs_frame_parse(cut, &frame) == GBCS_OK) {
        refused = is_precommand_cut(&of->frame, size) && (frame.signature.size == 0U) &&
                  (frame.signature_part.size == 0U) && (frame.mac.size == 0U);
    }
    heap_free(cut);
    return refused;
}

/** Every decoder reads the cut payload; that of its family must refuse it. */
static bool payload_cut_refused(const message *of, size_t size)
{
    family is = payload_family_of(&of->frame);
    gbcs_bytes cut = heap_copy(gbcs_bytes_slice(of->frame.payload, 0U, size));
    gbcs_frame frame = of->frame;
    gbcs_sealed_walk walk;
    gbcs_bytes sealed;
    bool refused = true;

    for (family as = FAMILY_REQUEST; as < FAMILIES; as = (family)(as + 1)) {
        gbcs_status status = payload_parse(as, cut);
        if ((as == is) && (status == GBCS_OK)) {
            refused = payload_prefix_is_whole(is, of->frame.payload, size);
        }
    }
    frame.payload = cut;
    if (gbcs_sealed_walk_of(&frame, &walk) == GBCS_OK) {
        while (gbcs_sealed_next(&walk, &sealed)) {
            refused = refused && (sealed.size < cut.size);
        }
    }
    heap_free(cut);
    return refused;
}

/** Cuts at each length, and says where the first cut was accepted. */
static void cut_all(bench *on, const message *of, const char *what, size_t size,
                    bool (*refused)(const message *of, size_t size))
{
    size_t wrong = 0U;
    for (size_t i = 0U; i < size; i++) {
        if (!refused(of, i)) {
            wrong++;
            if (wrong == 1U) {
                results_fail(&on->results, CHECK_TRUNCATION, of->path, "%s of %zu octets accepted",
                             what, i);
            }
        }
    }
    results_tried(&on->results, CHECK_TRUNCATION, size);
    if (wrong == 0U) {
        results_pass(&on->results, CHECK_TRUNCATION);
    }
}

void check_truncation(bench *on, const message *of)
{
    if (of->parsed) {
        cut_all(on, of, "message", of->octets.size, frame_cut_refused);
        cut_all(on, of, "payload", of->frame.payload.size, payload_cut_refused);
    }
}
