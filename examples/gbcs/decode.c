/**
 * @file
 * gbcs decode: every field of a message.
 */
#include "check.h"
#include "options.h"
#include "show.h"

static const struct argp_option OPTIONS[] = {OPTION_KEYS, OPTION_COLOR, OPTION_JSON, {0}};

static const char DOCUMENTATION[] =
    "Show every field of messages: where it is, its octets, and what it means."
    "\v"
    "Columns are the offset in the message (hexadecimal), the field's name, its octets and their "
    "meaning. Each octet of the message is in exactly one row. Offsets of decrypted data begin "
    "with "
    "a plus sign and count from the start of that data.\n"
    "\n"
    "With --keys, encrypted attributes are opened in place, parties are shown with their roles, "
    "and "
    "MAC and signature with a verdict; see `gbcs verify --help' for the folder.\n"
    "\n"
    "A line of JSON holds path, kind, message_code, use_case, size and fields; a field holds name, "
    "offset, size, hex, value, and fields where there are some below it. A file that is no message "
    "gives path and error.\n"
    "\n"
    "Colour is off where the environment variable NO_COLOR is set, unless --color=always.\n"
    "\n"
    "Exit status: 0; 1 if the payload of a message is not well formed; 2 if a file, key, folder or "
    "option is bad, or a file holds no message.\n"
    "\n"
    "Examples:\n"
    "  gbcs decode examples/messages\n"
    "  gbcs decode --json - < message.hex";

static const struct argp ARGUMENTS = {
    .options = OPTIONS, .args_doc = "PATH...", .doc = DOCUMENTATION};

static void print_report(const tool_options *options, const report *rows, const report_title *title)
{
    if (options->json) {
        report_print_json(rows, title);
    } else {
        report_print_text(
            rows, title,
            report_color(options->color == COLOR_ALWAYS, options->color == COLOR_NEVER));
    }
}

static void bad_message(const tool_options *options, const char *path, const char *reason)
{
    tool_error("%s: %s", path, reason);
    if (options->json) {
        report_print_json_error(path, reason);
    }
}

/** Decodes a message or a block. */
static int decode_octets(const tool_options *options, keystore *store, const char *path,
                         gbcs_bytes octets)
{
    gbcs_frame frame;
    gbcs_gbt_block block;
    show message;
    report_title title = {.path = path, .size = octets.size};
    const bool is_block = gbcs_gbt_is_block(octets);
    int result = TOOL_ERROR;
    const gbcs_status status =
        is_block ? gbcs_gbt_parse(octets, &block) : gbcs_frame_parse(octets, &frame);

    if (status == GBCS_OK) {
        show_begin(&message, is_block ? NULL : &frame, octets, store);
        title.kind = is_block ? "GBT BLOCK" : check_kind(&frame);
        title.code = is_block ? block.message_code : frame.header.message_code;
        title.use_case = gbcs_use_case_name(title.code);
        if (is_block) {
            show_gbt(&message, octets, &block);
        } else {
            show_message(&message);
        }
        print_report(options, &message.rows, &title);
        result = message.broken ? TOOL_FAILED : TOOL_OK;
        show_end(&message);
    } else {
        char reason[TOOL_TEXT_SIZE];
        (void)snprintf(reason, sizeof reason, "not a message: %s", gbcs_status_text(status));
        bad_message(options, path, reason);
    }
    return result;
}

static int decode_file(const tool_options *options, keystore *store, const char *path)
{
    gbcs_bytes octets;
    const char *reason = NULL;
    int result = TOOL_ERROR;

    if (input_read(path, &octets, &reason)) {
        result = decode_octets(options, store, path, octets);
    } else {
        bad_message(options, path, reason);
    }
    input_release(&octets);
    return result;
}

/** Decodes all messages. The worst of their results. */
static int decode_all(const tool_options *options, keystore *store)
{
    input_list list = {NULL, 0U, 0U};
    int status = options_inputs(options, &list) ? TOOL_OK : TOOL_ERROR;

    for (size_t i = 0U; (i < list.count) && tool_output_works(); i++) {
        tool_progress_hide();
        const int result = decode_file(options, store, list.paths[i]);
        status = (result > status) ? result : status;
        tool_progress(i + 1U, list.count);
    }
    input_free(&list);
    return status;
}

int command_decode(int argc, char **argv)
{
    tool_options options;
    keystore store = {.keys = NULL};
    int status = TOOL_ERROR;

    if (options_parse(&ARGUMENTS, argc, argv, &options)) {
        if (options.keys == NULL) {
            status = decode_all(&options, NULL);
        } else if (keystore_open(&store, options.keys)) {
            status = decode_all(&options, &store);
        } else {
            status = TOOL_ERROR;
        }
    }
    keystore_close(&store);
    options_free(&options);
    return status;
}
