/**
 * @file
 * gbcs decrypt: the encrypted attributes of responses and alerts.
 */
#include "check.h"
#include "names.h"
#include "options.h"
#include "show.h"

static const struct argp_option OPTIONS[] = {OPTION_KEYS, OPTION_COLOR, OPTION_JSON, {0}};

static const char DOCUMENTATION[] =
    "Open the encrypted attributes of responses and alerts."
    "\v"
    "Prints, for each message, each encrypted block: its place, its plain octets, and what they "
    "mean. "
    "It needs the key agreement keys of the device and of the party that the attributes are for, "
    "one "
    "of them private; see `gbcs verify --help' for the folder. `gbcs decode --keys' shows the same "
    "within the whole message.\n"
    "\n"
    "Exit status: 0 if all blocks could be opened, or there were none; 1 if not; 2 if a file, key, "
    "folder or option is bad.\n"
    "\n"
    "Example:\n"
    "  gbcs decrypt --keys examples/keystore examples/messages";

static const struct argp ARGUMENTS = {
    .options = OPTIONS, .args_doc = "--keys DIR PATH...", .doc = DOCUMENTATION};

/** How a block's plain octets are to be read: as A-XDR, or as the body of a ZCL command. */
static bool find_component(const gbcs_frame *frame, gbcs_bytes sealed,
                           gbcs_gbz_component *component)
{
    gbcs_gbz gbz;
    gbcs_gbz_alert alert;
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(NULL, 0U));
    bool found = false;

    if (gbcs_gbz_parse(frame->payload, &gbz) == GBCS_OK) {
        reader = gbcs_reader_of(gbz.components);
    } else if (gbcs_gbz_alert_parse(frame->payload, &alert) == GBCS_OK) {
        reader = gbcs_reader_of(alert.extra);
    } else {
        found = false;
    }
    while (!found && (gbcs_reader_left(&reader) > 0U)) {
        gbcs_read_gbz_component(&reader, component);
        found = (reader.status == GBCS_OK) && (component->body.data == sealed.data);
    }
    return found;
}

static void show_plain(show *message, const show_block *block)
{
    gbcs_gbz_component component;
    gbcs_bytes plain = show_open_plain(message, block);

    report_add(&message->rows, plain, "plain octets", "%zu", plain.size);
    message->rows.depth--;
    report_add(&message->rows, gbcs_bytes_of(NULL, 0U), "decoded", "%s", "");
    message->rows.depth++;
    if (find_component(message->frame, block->sealed, &component)) {
        show_zcl(message, component.cluster, component.frame_control, component.command, plain);
    } else {
        show_axdr(message, plain, "data", AXDR_ANY);
    }
    show_close_plain(message);
}

/** Shows all blocks. False if one stays closed. */
static bool show_blocks(show *message)
{
    bool opened = true;

    for (size_t i = 0U; i < message->block_count; i++) {
        const show_block *block = &message->blocks[i];
        char name[32];
        (void)snprintf(name, sizeof name, "block [%zu]", i);
        report_add(&message->rows, block->sealed, name, "%zu octets, %s%s", block->sealed.size,
                   (block->plain != NULL) ? "authentic" : "closed: ",
                   (block->plain != NULL) ? "" : message->block_reason);
        report_set_mood(&message->rows, (block->plain != NULL) ? REPORT_GOOD : REPORT_BAD);
        message->rows.depth++;
        if (block->plain != NULL) {
            show_plain(message, block);
        } else {
            opened = false;
        }
        message->rows.depth--;
    }
    return opened;
}

/** Decrypts a message, and counts its blocks. */
static int decrypt_octets(const tool_options *options, keystore *store, const char *path,
                          gbcs_bytes octets, size_t *blocks)
{
    gbcs_frame frame;
    show message;
    const gbcs_status status = gbcs_frame_parse(octets, &frame);
    int result = TOOL_OK;

    if (status != GBCS_OK) {
        tool_error("%s: not a message: %s", path, gbcs_status_text(status));
        result = TOOL_ERROR;
    } else {
        report_title title = {path, check_kind(&frame), frame.header.message_code,
                              gbcs_use_case_name(frame.header.message_code), octets.size};
        show_begin(&message, &frame, octets, store);
        *blocks += message.block_count;
        if (message.block_count > 0U) {
            result = show_blocks(&message) ? TOOL_OK : TOOL_FAILED;
            if (options->json) {
                report_print_json(&message.rows, &title);
            } else {
                report_print_text(
                    &message.rows, &title,
                    report_color(options->color == COLOR_ALWAYS, options->color == COLOR_NEVER));
            }
        }
        show_end(&message);
    }
    return result;
}

static int decrypt_file(const tool_options *options, keystore *store, const char *path,
                        size_t *blocks)
{
    gbcs_bytes octets;
    const char *reason = NULL;
    int result = TOOL_ERROR;

    if (input_read(path, &octets, &reason)) {
        result = decrypt_octets(options, store, path, octets, blocks);
    } else {
        tool_error("%s: %s", path, reason);
    }
    input_release(&octets);
    return result;
}

static int worse(int a, int b)
{
    return (a > b) ? a : b;
}

int command_decrypt(int argc, char **argv)
{
    tool_options options;
    keystore store = {.keys = NULL};
    input_list list = {NULL, 0U, 0U};
    size_t blocks = 0U;
    int status = TOOL_ERROR;

    if (options_parse(&ARGUMENTS, argc, argv, &options) && options_need_keys(&options) &&
        keystore_open(&store, options.keys)) {
        status = options_inputs(&options, &list) ? TOOL_OK : TOOL_ERROR;
        for (size_t i = 0U; (i < list.count) && tool_output_works(); i++) {
            tool_progress_hide();
            status = worse(status, decrypt_file(&options, &store, list.paths[i], &blocks));
            tool_progress(i + 1U, list.count);
        }
        if ((status == TOOL_OK) && (blocks == 0U) && !options.json) {
            (void)puts("no encrypted attributes");
        }
    }
    input_free(&list);
    keystore_close(&store);
    options_free(&options);
    return status;
}
