/**
 * @file
 * Members of A-XDR compact-arrays, whose types stand apart from them (IEC 62056-5-3).
 */
#include "names.h"
#include "show.h"

/** Where the walk is. The library has checked that description and contents fit. */
typedef struct compact {
    show *message;
    gbcs_reader description;
    gbcs_reader contents;
} compact;

static void show_member(compact *walk, const char *name, bool shown);

/** Octets of a value of each type that has always as many. */
static const struct {
    gbcs_axdr_type type;
    size_t size;
} SIZES[] = {
    {GBCS_AXDR_BOOLEAN, 1U}, {GBCS_AXDR_INT32, 4U},      {GBCS_AXDR_UINT32, 4U},
    {GBCS_AXDR_BCD, 1U},     {GBCS_AXDR_INT8, 1U},       {GBCS_AXDR_INT16, 2U},
    {GBCS_AXDR_UINT8, 1U},   {GBCS_AXDR_UINT16, 2U},     {GBCS_AXDR_INT64, 8U},
    {GBCS_AXDR_UINT64, 8U},  {GBCS_AXDR_ENUM, 1U},       {GBCS_AXDR_FLOAT32, 4U},
    {GBCS_AXDR_FLOAT64, 8U}, {GBCS_AXDR_DATE_TIME, 12U}, {GBCS_AXDR_DATE, 5U},
    {GBCS_AXDR_TIME, 4U},
};

/** Octets of a value of a type; 0 for a string, which begins with its length. */
static size_t size_of(gbcs_axdr_type type)
{
    size_t size = 0U;

    for (size_t i = 0U; i < TOOL_COUNT(SIZES); i++) {
        if (SIZES[i].type == type) {
            size = SIZES[i].size;
        }
    }
    return size;
}

/** A count or length: one octet, or one that tells how many follow. */
static size_t read_length(gbcs_reader *reader)
{
    size_t length = gbcs_read_u8(reader);

    if (length >= 0x80U) {
        size_t octets = length & 0x7FU;
        length = 0U;
        for (; octets > 0U; octets--) {
            length = (length << 8) | gbcs_read_u8(reader);
        }
    }
    return length;
}

static void show_simple(compact *walk, gbcs_axdr_type type, const char *name)
{
    const size_t before = walk->contents.position;
    gbcs_axdr_element element = {.type = type};
    size_t size = size_of(type);

    if (type == GBCS_AXDR_BIT_STRING) {
        element.count = read_length(&walk->contents);
        size = (element.count + 7U) / 8U;
    } else if (size == 0U) {
        size = read_length(&walk->contents);
    } else {
        /* its size is that of its type */
    }
    element.value = gbcs_read_bytes(&walk->contents, size);
    show_axdr_leaf(walk->message, &element,
                   gbcs_bytes_slice(walk->contents.input, before, walk->contents.position - before),
                   name, NULL);
}

static void show_several(compact *walk, gbcs_axdr_type type, const char *name, bool shown)
{
    const bool array = type == GBCS_AXDR_ARRAY;
    const size_t count =
        array ? gbcs_read_u16(&walk->description) : read_length(&walk->description);
    const size_t start = walk->description.position;

    if (shown) {
        report_add(&walk->message->rows, gbcs_bytes_of(NULL, 0U), name, "%s of %zu",
                   name_of_axdr(type), count);
    }
    walk->message->rows.depth++;
    for (size_t i = 0U; shown && (i < count); i++) {
        char place[32];
        (void)snprintf(place, sizeof place, "[%zu]", i);
        if (array) {
            walk->description.position = start;
        }
        show_member(walk, place, true);
    }
    for (size_t i = 0U; !shown && (i < (array ? 1U : count)); i++) {
        show_member(walk, "", false);
    }
    if (array && shown && (count == 0U)) {
        show_member(walk, "", false); /* its type is described all the same */
    }
    walk->message->rows.depth--;
}

/** Shows the member that the description comes to, or only goes over the description. */
static void show_member(compact *walk, const char *name, bool shown)
{
    const uint8_t octet = gbcs_read_u8(&walk->description);
    const gbcs_axdr_type type = (gbcs_axdr_type)octet;

    if ((type == GBCS_AXDR_ARRAY) || (type == GBCS_AXDR_STRUCTURE)) {
        show_several(walk, type, name, shown);
    } else if (shown) {
        show_simple(walk, type, name);
    } else {
        /* nothing more is said of a simple type */
    }
}

void show_axdr_compact(show *message, const gbcs_axdr_element *element)
{
    compact walk = {message, gbcs_reader_of(element->description), gbcs_reader_of(element->value)};

    message->rows.depth++;
    for (size_t i = 0U; gbcs_reader_left(&walk.contents) > 0U; i++) {
        char place[32];
        (void)snprintf(place, sizeof place, "[%zu]", i);
        walk.description = gbcs_reader_of(element->description);
        show_member(&walk, place, true);
    }
    message->rows.depth--;
}
