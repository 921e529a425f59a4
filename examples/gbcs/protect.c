#include "protect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/** Use cases with rules of their own (GBCS 13.2, 13.3.4, 13.9). */
static const struct {
    uint16_t code;
    protect_rule rule;
} VARIANTS[] = {
    {0x0008U, PROTECT_EITHER},     /* CS02a: the ACB's are MACed, all others signed */
    {0x0104U, PROTECT_MAC_EITHER}, /* CS02b by the ACB: signed too if for a
                                      Communications Hub */
    {0x0108U, PROTECT_SIGN},       /* CS02b by recovery */
    {0x0109U, PROTECT_SIGN},       /* CS02b by contingency */
    {0x011BU, PROTECT_EITHER},     /* CS02f: as CS02a */
};

static protect_rule rule_of_variant(uint16_t code)
{
    protect_rule rule = PROTECT_NEVER;

    for (size_t i = 0U; i < TOOL_COUNT(VARIANTS); i++) {
        if (VARIANTS[i].code == code) {
            rule = VARIANTS[i].rule;
        }
    }
    return rule;
}

static protect_rule rule_of(uint16_t code)
{
    const gbcs_use_case *use_case = gbcs_use_case_find(code);
    protect_rule rule = PROTECT_NEVER;

    if (use_case != NULL) {
        switch (use_case->category) {
        case GBCS_CATEGORY_CRITICAL_COMMAND:
            rule = PROTECT_SIGN_MAC;
            break;
        case GBCS_CATEGORY_COMMAND:
        case GBCS_CATEGORY_HAN_COMMAND:
            rule = PROTECT_MAC;
            break;
        case GBCS_CATEGORY_VARIANT:
            rule = rule_of_variant(code);
            break;
        case GBCS_CATEGORY_CRITICAL_ALERT:
        case GBCS_CATEGORY_ALERT:
        case GBCS_CATEGORY_LOCAL:
        default:
            break;
        }
    }
    return rule;
}

bool protect_read(const char *path, protect_input *input)
{
    const char *reason = NULL;
    bool valid = false;

    (void)memset(input, 0, sizeof *input);
    if (!input_read(path, &input->octets, &reason)) {
        tool_error("%s: %s", path, reason);
    } else {
        const gbcs_status status = gbcs_frame_parse(input->octets, &input->frame);
        const uint16_t code = input->frame.header.message_code;
        input->rule = rule_of(code);
        if (status != GBCS_OK) {
            tool_error("%s: not a message: %s", path, gbcs_status_text(status));
        } else if (input->frame.header.cra != GBCS_CRA_COMMAND) {
            tool_error("%s: %s, not a command", path,
                       (input->frame.header.cra == GBCS_CRA_ALERT) ? "an alert" : "a response");
        } else if (input->frame.mac.size > 0U) {
            tool_error("%s: has a MAC already", path);
        } else if (input->rule == PROTECT_NEVER) {
            tool_error("%s: Message Code %04X (%s) has no commands", path, code,
                       gbcs_use_case_name(code));
        } else {
            valid = true;
        }
    }
    return valid;
}

void protect_release(protect_input *input)
{
    input_release(&input->octets);
}

/** Writes octets or digits to a stream. */
static bool write_message(FILE *stream, gbcs_bytes message, bool binary)
{
    if (binary) {
        (void)fwrite(message.data, 1U, message.size, stream);
    } else {
        tool_print_hex(stream, message);
        (void)fputc('\n', stream);
    }
    return ferror(stream) == 0;
}

static bool write_file(const char *path, gbcs_bytes message, bool binary)
{
    FILE *file = fopen(path, "wb");
    bool valid = file != NULL;

    if (valid) {
        valid = write_message(file, message, binary);
        valid = (fclose(file) == 0) && valid;
    }
    if (!valid) {
        tool_error("%s: %s", path, strerror(errno));
    }
    return valid;
}

bool protect_write(const tool_options *options, const keystore *store, const protect_input *input,
                   const gbcs_protection *protection)
{
    const gbcs_header *header = &input->frame.header;
    const size_t size = gbcs_message_size(header, input->frame.payload.size, protection);
    uint8_t *buffer = tool_allocate(size);
    gbcs_writer writer = gbcs_writer_of(buffer, size);
    bool valid = false;

    gbcs_write_message(&store->crypto, header, input->frame.payload, protection, &writer);
    if (writer.status != GBCS_OK) {
        tool_error("the message can't be built: %s", gbcs_status_text(writer.status));
    } else if (options->output != NULL) {
        valid = write_file(options->output, gbcs_writer_bytes(&writer), options->binary);
    } else {
        (void)write_message(stdout, gbcs_writer_bytes(&writer), options->binary);
        valid = true; /* standard output is looked at when the program ends */
    }
    free(buffer);
    return valid;
}

const gbcs_private_key *protect_signing_key(const tool_options *options, const keystore *store,
                                            gbcs_entity_id originator)
{
    const keystore_key *key = keystore_find(store, originator, KEY_SIGNATURE);
    const bool there = (key != NULL) && key->has_private;
    char text[TOOL_ENTITY_SIZE];

    if (!there) {
        tool_error("%s: no private digital signature key of the originator %s", options->keys,
                   tool_entity(originator, text));
    }
    return there ? &key->private_key : NULL;
}

static bool is_broker(const keystore *store, gbcs_entity_id entity)
{
    const keystore_key *key = keystore_find(store, entity, KEY_AGREEMENT);

    return (key != NULL) && (key->role == KEYSTORE_ROLE_ACB);
}

/** The broker whose MAC it is to be; 0 after a message. */
static gbcs_entity_id choose_broker(const tool_options *options, const keystore *store,
                                    gbcs_entity_id originator)
{
    const keystore_key *only = keystore_next_acb(store, NULL);
    const keystore_key *second = (only != NULL) ? keystore_next_acb(store, only) : NULL;
    const bool own = is_broker(store, originator);
    gbcs_entity_id chosen = 0U;
    char first_text[TOOL_ENTITY_SIZE];
    char second_text[TOOL_ENTITY_SIZE];

    if (options->has_acb && !is_broker(store, options->acb)) {
        tool_error("%s: no key agreement certificate of an Access Control Broker %s", options->keys,
                   tool_entity(options->acb, first_text));
    } else if (options->has_acb && own && (options->acb != originator)) {
        tool_error("--acb=%s: the originator %s is an Access Control Broker itself",
                   tool_entity(options->acb, first_text), tool_entity(originator, second_text));
    } else if (options->has_acb || own) {
        chosen = own ? originator : options->acb;
    } else if (only == NULL) {
        tool_error("%s: no key agreement certificate of an Access Control Broker", options->keys);
    } else if (second != NULL) {
        tool_error("%s: several Access Control Brokers (%s, %s); choose one with --acb",
                   options->keys, tool_entity(only->entity, first_text),
                   tool_entity(second->entity, second_text));
    } else {
        chosen = only->entity;
    }
    return chosen;
}

const gbcs_shared_secret *protect_secret_of(const tool_options *options, keystore *store,
                                            gbcs_entity_id one, gbcs_entity_id other)
{
    const gbcs_shared_secret *secret = NULL;
    char reason[CHECK_REASON_SIZE];
    const keystore_answer answer = keystore_secret(store, one, other, &secret);

    if (answer != KEYSTORE_FOUND) {
        check_explain(store, answer, one, other, reason);
        tool_error("%s: %s", options->keys, reason);
        secret = NULL;
    }
    return secret;
}

const gbcs_shared_secret *protect_mac_secret(const tool_options *options, keystore *store,
                                             gbcs_entity_id originator, gbcs_entity_id target)
{
    const gbcs_entity_id broker = choose_broker(options, store, originator);

    return (broker != 0U) ? protect_secret_of(options, store, broker, target) : NULL;
}
