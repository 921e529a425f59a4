/**
 * @file
 * A-XDR values (IEC 62056-6-2, 4.1.5), and names for the members of protected data (GBCS 8).
 */
#include <stdlib.h>
#include <string.h>

#include "format.h"
#include "names.h"
#include "show.h"

/** Characters of the path of a member: its place in each array and structure around it. */
#define PATH_SIZE (GBCS_AXDR_DEPTH * 12U)

/** A name for the members on a path; an asterisk stands for any place. */
typedef struct path_name {
    const char *path;
    const char *name;
} path_name;

/** The layers of protection parameters. */
static const path_name LAYERS[] = {
    {"", "protection parameters"},
    {"*", "protection layer"},
    {"*.0", "protection type"},
    {"*.1", "protection options"},
    {"*.1.0", "transaction-id"},
    {"*.1.1", "originator system title"},
    {"*.1.2", "recipient system title"},
    {"*.1.3", "other information"},
    {"*.1.4", "key info"},
    {"*.1.4.0", "key info type"},
    {"*.1.4.1", "agreed key options"},
    {"*.1.4.1.0", "key parameters"},
    {"*.1.4.1.1", "key ciphered data"},
};

/** The attributes that get_protected_attributes asks for. */
static const path_name ATTRIBUTES[] = {
    {"", "attributes"},
    {"*", "attribute"},
    {"*.0", "class"},
    {"*.1", "instance"},
    {"*.2", "attribute number"},
    {"*.3", "data index"},
    {"*.4", "restriction"},
    {"*.4.0", "restriction type"},
    {"*.4.1", "restriction value"},
};

/** A value under way. */
typedef struct axdr_show {
    show *message;
    const char *label;
    show_axdr_kind kind;
    /** Place of the present member at each depth. */
    size_t place[GBCS_AXDR_DEPTH + 1U];
    /** Class that was met last in a list of attributes. */
    uint16_t class_id;
} axdr_show;

/** Whether a path is the one of a pattern. */
static bool path_matches(const char *pattern, const char *path)
{
    while ((*pattern != '\0') && (*path != '\0')) {
        if (*pattern == '*') {
            while ((*path != '\0') && (*path != '.')) {
                path++;
            }
            pattern++;
        } else if (*pattern == *path) {
            pattern++;
            path++;
        } else {
            break;
        }
    }
    return (*pattern == '\0') && (*path == '\0');
}

static const char *find_path(const path_name *names, size_t count, const char *path)
{
    const char *found = NULL;

    for (size_t i = 0U; i < count; i++) {
        if (path_matches(names[i].path, path)) {
            found = names[i].name;
        }
    }
    return found;
}

/** The path below its first part. */
static const char *below(const char *path)
{
    const char *dot = strchr(path, '.');

    return (dot != NULL) ? &dot[1] : "";
}

/** The name of a member of protected data. */
static const char *member_name(show_axdr_kind kind, const char *path)
{
    const char *name = NULL;

    if (kind == AXDR_LAYERS) {
        name = find_path(LAYERS, TOOL_COUNT(LAYERS), path);
    } else if ((kind == AXDR_PROTECTED_REQUEST) && (path[0] == '0')) {
        name = find_path(ATTRIBUTES, TOOL_COUNT(ATTRIBUTES), below(path));
    } else if (((kind == AXDR_PROTECTED_REQUEST) && (path[0] == '1')) ||
               ((kind == AXDR_PROTECTED_DATA) && (path[0] == '0'))) {
        name = find_path(LAYERS, TOOL_COUNT(LAYERS), below(path));
    } else if ((kind == AXDR_PROTECTED_DATA) && (path[0] == '1')) {
        name = "protected attributes";
    } else {
        name = NULL;
    }
    return name;
}

/** Puts the path of the present member together. */
static void make_path(const axdr_show *value, size_t depth, char path[PATH_SIZE])
{
    size_t used = 0U;

    path[0] = '\0';
    for (size_t i = 1U; i <= depth; i++) {
        used += (size_t)snprintf(&path[used], PATH_SIZE - used, "%s%zu", (i > 1U) ? "." : "",
                                 value->place[i] - 1U);
    }
}

/** Whether 5 octets look like a date that somebody meant. */
static bool is_date(gbcs_bytes octets)
{
    const uint8_t *o = octets.data;

    return (((o[0] == 0xFFU) && (o[1] == 0xFFU)) || (o[0] == 0x07U) || (o[0] == 0x08U)) &&
           (((o[2] >= 1U) && (o[2] <= 12U)) || (o[2] >= 0xFDU)) &&
           (((o[3] >= 1U) && (o[3] <= 31U)) || (o[3] >= 0xFDU));
}

static bool is_clock(gbcs_bytes octets)
{
    const uint8_t *o = octets.data;

    return ((o[0] < 24U) || (o[0] == 0xFFU)) && ((o[1] < 60U) || (o[1] == 0xFFU)) &&
           ((o[2] < 60U) || (o[2] == 0xFFU)) && ((o[3] < 100U) || (o[3] == 0xFFU));
}

/** Whether 12 octets are a date-time: GBCS leaves the deviation open. */
static bool is_date_time(gbcs_bytes octets)
{
    return (octets.data[9] == 0x80U) && (octets.data[10] == 0x00U);
}

/** What an octet string seems to hold. */
static const char *guess_octets(gbcs_bytes octets, format_text *text)
{
    const char *name = (octets.size == GBCS_OBIS_SIZE) ? name_of_object(octets) : NULL;
    format_text obis;

    text->text[0] = '\0';
    if ((octets.size == GBCS_DLMS_TIME_SIZE) && is_date_time(octets)) {
        (void)format_dlms_time(octets, text);
    } else if (name != NULL) {
        (void)snprintf(text->text, sizeof text->text, "%.40s %s", format_obis(octets, &obis), name);
    } else if ((octets.size > 1U) && (format_string(octets, text)[0] != '\0')) {
        /* the text is there already */
    } else if ((octets.size == 5U) && is_date(octets)) {
        (void)format_dlms_date(octets, text);
    } else if ((octets.size == 4U) && is_clock(octets)) {
        format_text clock;
        (void)snprintf(text->text, sizeof text->text, "as a time %.40s",
                       format_dlms_clock(octets, &clock));
    } else {
        text->text[0] = '\0';
    }
    return text->text;
}

static void format_bits(gbcs_bytes octets, size_t bits, format_text *text)
{
    size_t used = 0U;

    for (size_t i = 0U; (i < bits) && (used + 4U < sizeof text->text); i++) {
        text->text[used] =
            (((unsigned int)octets.data[i / 8U] >> (7U - (i % 8U))) & 1U) != 0U ? '1' : '0';
        used++;
    }
    text->text[used] = '\0';
}

static void format_float(gbcs_bytes octets, format_text *text)
{
    double number = 0.0;

    if (octets.size == 4U) {
        const uint32_t bits = (uint32_t)format_number(octets);
        float single = 0.0F;
        (void)memcpy(&single, &bits, sizeof single);
        number = (double)single;
    } else {
        const uint64_t bits = format_number(octets);
        (void)memcpy(&number, &bits, sizeof number);
    }
    (void)snprintf(text->text, sizeof text->text, "%g", number);
}

/** The value of a member that holds no others. */
static void format_leaf(const gbcs_axdr_element *element, format_text *text)
{
    const gbcs_bytes octets = element->value;
    const uint64_t number = (octets.size <= 8U) ? format_number(octets) : 0U;

    text->text[0] = '\0';
    switch (element->type) {
    case GBCS_AXDR_BOOLEAN:
        (void)snprintf(text->text, sizeof text->text, "%s", (number != 0U) ? "true" : "false");
        break;
    case GBCS_AXDR_BIT_STRING:
        format_bits(octets, element->count, text);
        break;
    case GBCS_AXDR_INT8:
    case GBCS_AXDR_INT16:
    case GBCS_AXDR_INT32:
    case GBCS_AXDR_INT64:
        (void)snprintf(text->text, sizeof text->text, "%lld",
                       (long long)format_signed(number, octets.size));
        break;
    case GBCS_AXDR_BCD:
    case GBCS_AXDR_UINT8:
    case GBCS_AXDR_UINT16:
    case GBCS_AXDR_UINT32:
    case GBCS_AXDR_UINT64:
    case GBCS_AXDR_ENUM:
        (void)snprintf(text->text, sizeof text->text, "%llu", (unsigned long long)number);
        break;
    case GBCS_AXDR_FLOAT32:
    case GBCS_AXDR_FLOAT64:
        format_float(octets, text);
        break;
    case GBCS_AXDR_DATE_TIME:
        (void)format_dlms_time(octets, text);
        break;
    case GBCS_AXDR_DATE:
        (void)format_dlms_date(octets, text);
        break;
    case GBCS_AXDR_TIME:
        (void)format_dlms_clock(octets, text);
        break;
    case GBCS_AXDR_OCTET_STRING:
        (void)guess_octets(octets, text);
        break;
    case GBCS_AXDR_VISIBLE_STRING:
    case GBCS_AXDR_UTF8_STRING:
        (void)format_string(octets, text);
        break;
    case GBCS_AXDR_NULL:
    case GBCS_AXDR_DONT_CARE:
    case GBCS_AXDR_ARRAY:
    case GBCS_AXDR_STRUCTURE:
    case GBCS_AXDR_COMPACT_ARRAY:
    default:
        break;
    }
}

/** What a member of a list of attributes means beyond its number. */
static const char *attribute_meaning(axdr_show *value, const char *name,
                                     const gbcs_axdr_element *element)
{
    const uint64_t number = (element->value.size <= 8U) ? format_number(element->value) : 0U;
    const char *meaning = NULL;

    if (strcmp(name, "class") == 0) {
        value->class_id = (uint16_t)number;
        meaning = name_of_class(value->class_id);
    } else if (strcmp(name, "instance") == 0) {
        meaning = (element->value.size == GBCS_OBIS_SIZE) ? name_of_object(element->value) : NULL;
    } else if (strcmp(name, "attribute number") == 0) {
        meaning = name_of_attribute(value->class_id, (uint8_t)number);
    } else if (strcmp(name, "protection type") == 0) {
        meaning = (number == 2U) ? "authentication and encryption" : NULL;
    } else if (strcmp(name, "key info type") == 0) {
        meaning = (number == 2U) ? "agreed key" : NULL;
    } else if (strcmp(name, "key parameters") == 0) {
        meaning = (number == 2U) ? "C(0e, 2s, ECC CDH)" : NULL;
    } else {
        meaning = NULL;
    }
    return meaning;
}

static void name_element(const axdr_show *value, const gbcs_axdr_element *element,
                         const char **known, format_text *name)
{
    char path[PATH_SIZE];

    make_path(value, element->depth, path);
    *known =
        (path[0] != '\0') || (value->kind == AXDR_LAYERS) ? member_name(value->kind, path) : NULL;
    if (element->depth == 0U) {
        (void)snprintf(name->text, sizeof name->text, "%s", value->label);
    } else {
        (void)snprintf(name->text, sizeof name->text, "[%zu]%s%s",
                       value->place[element->depth] - 1U, (*known != NULL) ? " " : "",
                       (*known != NULL) ? *known : "");
    }
}

static bool is_string(gbcs_axdr_type type)
{
    return (type == GBCS_AXDR_OCTET_STRING) || (type == GBCS_AXDR_VISIBLE_STRING) ||
           (type == GBCS_AXDR_UTF8_STRING);
}

void show_axdr_leaf(show *message, const gbcs_axdr_element *element, gbcs_bytes octets,
                    const char *name, const char *more)
{
    const char *type = name_of_axdr(element->type);
    const char *comma = (more != NULL) ? ", " : "";
    format_text text;

    format_leaf(element, &text);
    if (is_string(element->type)) {
        report_add(&message->rows, octets, name, "%s of %zu%s%s%s%s", type, element->value.size,
                   (text.text[0] != '\0') ? ": " : "", text.text, comma,
                   (more != NULL) ? more : "");
    } else {
        report_add(&message->rows, octets, name, "%s%s%s%s%s", type,
                   (text.text[0] != '\0') ? " " : "", text.text, comma, (more != NULL) ? more : "");
    }
}

/** A string that holds a sealed block. */
static void show_block_element(show *message, const show_block *block, gbcs_bytes octets,
                               const char *name)
{
    const size_t head = octets.size - block->sealed.size;

    report_add(&message->rows, gbcs_bytes_slice(octets, 0U, head), name,
               "octet-string of %zu, sealed", block->sealed.size);
    message->rows.depth++;
    show_sealed(message, block);
    if (block->plain != NULL) {
        const gbcs_bytes plain = show_open_plain(message, block);
        show_axdr(message, plain, "data", AXDR_ANY);
        show_close_plain(message);
    }
    message->rows.depth--;
}

static void show_element(axdr_show *value, const gbcs_axdr_element *element, gbcs_bytes octets)
{
    show *message = value->message;
    const show_block *block = show_find_block(message, element->value);
    const char *type = name_of_axdr(element->type);
    const char *known = NULL;
    format_text name;

    name_element(value, element, &known, &name);
    if ((element->type == GBCS_AXDR_ARRAY) || (element->type == GBCS_AXDR_STRUCTURE)) {
        report_add(&message->rows, octets, name.text, "%s of %zu", type, element->count);
    } else if (element->type == GBCS_AXDR_COMPACT_ARRAY) {
        report_add(&message->rows, gbcs_bytes_slice(octets, 0U, octets.size - element->value.size),
                   name.text, "%s of %zu octets", type, element->value.size);
        show_axdr_compact(message, element);
    } else if (block != NULL) {
        show_block_element(message, block, octets, name.text);
    } else {
        show_axdr_leaf(message, element, octets, name.text,
                       (known != NULL) ? attribute_meaning(value, known, element) : NULL);
    }
}

void show_axdr(show *message, gbcs_bytes value, const char *label, show_axdr_kind kind)
{
    axdr_show state = {.message = message, .label = label, .kind = kind};
    gbcs_axdr_walk walk = gbcs_axdr_walk_of(value);
    gbcs_axdr_element element;
    const size_t depth = message->rows.depth;
    size_t shown = 0U;

    while (gbcs_axdr_walk_next(&walk, &element)) {
        shown = walk.reader.position;
        state.place[element.depth]++;
        if (element.depth < GBCS_AXDR_DEPTH) {
            state.place[element.depth + 1U] = 0U;
        }
        message->rows.depth = depth + element.depth;
        show_element(&state, &element,
                     gbcs_bytes_slice(value, element.offset, shown - element.offset));
    }
    message->rows.depth = depth;
    if (gbcs_axdr_walk_end(&walk) != GBCS_OK) {
        report_add(&message->rows, gbcs_bytes_slice(value, shown, value.size - shown), "octets",
                   "not A-XDR: %s", gbcs_status_text(gbcs_axdr_walk_end(&walk)));
        report_set_mood(&message->rows, REPORT_BAD);
    }
}
