#include "meter/inside.h"

#include <string.h>

gbcs_writer meter_output(const gbcs_meter *meter)
{
    uint8_t *const output = meter->setup->output;

    return gbcs_writer_of(output, meter->setup->output_room);
}

void meter_wipe_output(gbcs_meter *meter)
{
    uint8_t *const output = meter->setup->output;

    meter->sent = gbcs_bytes_of(NULL, 0U);
    gbcs_wipe(output, meter->setup->output_room);
}

uint8_t meter_role_of(const gbcs_meter *meter, gbcs_entity_id party)
{
    return gbcs_roles_first(gbcs_trust_roles(&meter->trust, party, GBCS_KEY_USAGE_AGREEMENT));
}

gbcs_status meter_stage(gbcs_meter *meter, gbcs_bytes octets)
{
    gbcs_status status = GBCS_OK;

    meter->sent = gbcs_bytes_of(NULL, 0U);
    if (octets.size > meter->setup->output_room) {
        status = GBCS_ERR_SPACE;
    } else if (octets.size > 0U) {
        (void)memmove(meter->setup->output, octets.data, octets.size);
    } else {
        /* nothing to be moved */
    }
    return status;
}

/** The shared secret with the recipient: of the management cell of its role (GBCS 6.4.5). */
static gbcs_status recipient_secret(gbcs_meter *meter, uint8_t role, gbcs_shared_secret *secret)
{
    const gbcs_cell_id id = {role, GBCS_KEY_USAGE_AGREEMENT, GBCS_CELL_MANAGEMENT};

    return gbcs_trust_secret(&meter->trust, &id, secret);
}

/** The shared secret with another device on the HAN, whose command is answered. */
static gbcs_status peer_secret(gbcs_meter *meter, gbcs_entity_id peer, gbcs_shared_secret *secret)
{
    gbcs_public_key key;
    gbcs_status status = gbcs_joining_key(&meter->store, peer, &key);

    if (status == GBCS_OK) {
        status = gbcs_trust_agree(&meter->trust, &key, secret);
    }
    return status;
}

/** The shared secret that makes the MAC. */
static gbcs_status mac_secret_of(gbcs_meter *meter, const outgoing *out, gbcs_shared_secret *secret)
{
    return (out->use_case->category == GBCS_CATEGORY_HAN_COMMAND)
               ? peer_secret(meter, out->header.recipient, secret)
               : recipient_secret(meter, out->role, secret);
}

/** The shared secret with a Supplementary Remote Party that is a Known Remote Party too. */
static gbcs_status known_party_secret(gbcs_meter *meter, gbcs_entity_id party,
                                      gbcs_shared_secret *secret)
{
    /* without a role there is no such cell, and nobody to encrypt for */
    return recipient_secret(meter, meter_role_of(meter, party), secret);
}

/** The shared secret with the party that sensitive data is for (GBCS 8). */
static gbcs_status reader_secret(gbcs_meter *meter, const outgoing *out, gbcs_shared_secret *secret)
{
    gbcs_status status;

    if (out->party_key != NULL) {
        status = gbcs_trust_agree(&meter->trust, out->party_key, secret);
    } else if (out->header.other_form != GBCS_OTHER_CODE) {
        status = known_party_secret(meter, out->header.party, secret);
    } else {
        status = recipient_secret(meter, out->role, secret);
    }
    return status;
}

/** Writes the payload: as it is, or with its sensitive parts encrypted on the way. */
static gbcs_status write_payload(gbcs_meter *meter, const outgoing *out, bool sealed,
                                 gbcs_bytes plain, gbcs_writer *writer)
{
    gbcs_shared_secret secret;
    gbcs_status status = GBCS_OK;

    if (sealed) {
        status = reader_secret(meter, out, &secret);
        if (status == GBCS_OK) {
            gbcs_write_sealed_payload(meter->setup->crypto, &secret, out->use_case, &out->header,
                                      out->request, plain, writer);
            status = writer->status;
        }
        gbcs_wipe(&secret, sizeof secret);
    } else {
        gbcs_write_bytes(writer, plain);
        status = writer->status;
    }
    return status;
}

/** Ends a message with what protects it. */
static gbcs_status finish_message(gbcs_meter *meter, gbcs_pieces *pieces, gbcs_form form,
                                  gbcs_writer *writer)
{
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_bytes with = {NULL, 0U};
    gbcs_status status = writer->status;

    if ((status == GBCS_OK) && (form == GBCS_FORM_SIGNED)) {
        gbcs_pieces_digest(pieces, digest);
        status = gbcs_trust_sign(&meter->trust, digest, signature);
        with = gbcs_bytes_of(signature, sizeof signature);
    }
    if (status != GBCS_OK) {
        gbcs_writer_fail(writer, status);
    }
    gbcs_pieces_finish(pieces, with, writer);
    return writer->status;
}

/** Builds the message from the payload, which is at the end of the output buffer. */
static gbcs_status build(gbcs_meter *meter, const outgoing *out, size_t size, bool sealed,
                         gbcs_writer *writer)
{
    const gbcs_bytes plain =
        gbcs_bytes_of(&writer->data[writer->room - out->plain_size], out->plain_size);
    gbcs_pieces pieces;
    gbcs_shared_secret secret;
    gbcs_bytes payload;
    size_t start;
    gbcs_status status = GBCS_OK;

    gbcs_wipe(&secret, sizeof secret);
    if (out->form == GBCS_FORM_MACED) {
        status = mac_secret_of(meter, out, &secret);
    }
    if (status == GBCS_OK) {
        gbcs_pieces_begin(&pieces, meter->setup->crypto, &out->header, size, out->form,
                          (out->form == GBCS_FORM_MACED) ? &secret : NULL, writer);
        gbcs_wipe(&secret, sizeof secret);
        start = writer->used;
        status = write_payload(meter, out, sealed, plain, writer);
        if (status == GBCS_OK) {
            /* it is where it goes to: adding it there is only a matter of MAC and signature */
            payload = gbcs_bytes_of(&writer->data[start], writer->used - start);
            writer->used = start;
            gbcs_pieces_append(&pieces, payload, writer);
        }
        gbcs_writer_fail(writer, status);
        status = finish_message(meter, &pieces, out->form, writer);
    }
    return status;
}

/** Hands a message to the application, in one piece or in blocks. */
static void hand_over(gbcs_meter *meter, gbcs_bytes message)
{
    const gbcs_application *application = &meter->setup->application;

    if (gbcs_block_count(message.size) == 0U) {
        application->send(application->context, message);
    } else {
        meter->sent = message;
        meter_send_again(meter, 1U);
    }
}

void meter_send_again(gbcs_meter *meter, size_t first)
{
    const gbcs_application *application = &meter->setup->application;
    const size_t count = gbcs_block_count(meter->sent.size);
    uint8_t *const output = meter->setup->output;
    gbcs_writer writer;
    size_t number;

    for (number = first; number <= count; number++) {
        /* blocks are cut out behind the message */
        writer =
            gbcs_writer_of(&output[meter->sent.size], meter->setup->output_room - meter->sent.size);
        gbcs_write_block(meter->sent, number, &writer);
        if (writer.status == GBCS_OK) {
            application->send(application->context, gbcs_writer_bytes(&writer));
        }
    }
}

/** Whether a message of this size can be built, and cut into blocks if it must be. */
static gbcs_status check_room(const gbcs_meter *meter, size_t size)
{
    const size_t blocks = gbcs_block_count(size);
    size_t needed = size;

    if (blocks > 0U) {
        needed += GBCS_BLOCK_ROOM;
    }
    return ((blocks <= GBCS_GBT_BLOCKS) && (needed <= meter->setup->output_room)) ? GBCS_OK
                                                                                  : GBCS_ERR_SPACE;
}

/** Octets of the message. */
static size_t message_size(const outgoing *out, size_t payload_size)
{
    static const uint8_t SIGNATURE[GBCS_SIGNATURE_SIZE] = {0};
    static const gbcs_shared_secret SECRET = {{0}};
    const gbcs_protection protection = {
        NULL,
        gbcs_bytes_of(SIGNATURE, (out->form == GBCS_FORM_SIGNED) ? sizeof SIGNATURE : 0U),
        (out->form == GBCS_FORM_MACED) ? &SECRET : NULL,
    };

    return gbcs_message_size(&out->header, payload_size, &protection);
}

/**
 * Encrypted attributes in a response of a use case that is not known to have any: nothing has kept
 * the command from being answered before, under the same key and initialisation vector.
 */
static gbcs_status check_first(gbcs_meter *meter, const outgoing *out)
{
    const bool once = (out->use_case->flags & (GBCS_USE_ENCRYPTED | GBCS_USE_REPLAY)) != 0U;
    const bool own = (out->header.cra == GBCS_CRA_ALERT) ||
                     (out->header.other_form == GBCS_OTHER_ORIGINATOR_COUNTER);

    return (once || own) ? GBCS_OK
                         : gbcs_replay_answer(&meter->replay, out->role, out->header.counter);
}

gbcs_status meter_send(gbcs_meter *meter, const outgoing *out)
{
    uint8_t *output = meter->setup->output;
    const size_t room = meter->setup->output_room;
    gbcs_writer writer = gbcs_writer_of(output, room);
    size_t size = 0U;
    bool sealed = false;
    gbcs_status status;

    meter->sent = gbcs_bytes_of(NULL, 0U);
    status = gbcs_sealed_payload_size(out->use_case, out->request,
                                      gbcs_bytes_of(output, out->plain_size), &size, &sealed);
    if (status == GBCS_OK) {
        status = check_room(meter, message_size(out, size));
    }
    if ((status == GBCS_OK) && sealed) {
        status = check_first(meter, out);
    }
    if (status == GBCS_OK) {
        (void)memmove(&output[room - out->plain_size], output, out->plain_size);
        status = build(meter, out, size, sealed, &writer);
    }
    if (status == GBCS_OK) {
        gbcs_wipe(&output[writer.used], room - writer.used);
        hand_over(meter, gbcs_writer_bytes(&writer));
    } else {
        meter_wipe_output(meter);
    }
    return status;
}
