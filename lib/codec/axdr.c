#include "codec/length.h"
#include "gbcs/codec/dlms.h"

/** How the octets after a type are to be read. */
typedef enum axdr_form {
    /** No type has this number. */
    FORM_NONE,
    /** As many octets as the type says. */
    FORM_FIXED,
    /** A length and as many octets. */
    FORM_OCTETS,
    /** A number of bits and the octets that hold them. */
    FORM_BITS,
    /** A number of members and the members. */
    FORM_MEMBERS,
    /** A type description, a length and as many octets. */
    FORM_COMPACT
} axdr_form;

/** One more than the highest number of a type, apart from don't-care. */
#define TYPE_COUNT ((size_t)GBCS_AXDR_TIME + 1U)

/** A row of the table of types. */
typedef struct axdr_row {
    gbcs_axdr_type type;
    axdr_form form;
    /** Octets of a value of FORM_FIXED. */
    size_t size;
} axdr_row;

/** An open array or structure of a type description. */
typedef struct axdr_frame {
    /** Members still to come. */
    size_t left;
    /** Where the description of the first member begins. */
    size_t again;
    /** Whether the other members have the same. */
    bool repeated;
} axdr_frame;

/** A walk over the members of a compact-array, led by their type description. */
typedef struct axdr_compact {
    gbcs_reader description;
    gbcs_reader contents;
    /** Whether only the description is read, once, to find its end. */
    bool dry;
    size_t depth;
    axdr_frame frames[GBCS_AXDR_DEPTH];
} axdr_compact;

/** The CHOICE Data of IEC 62056-5-3. Null for a type that is not in it. */
static const axdr_row *find_type(uint8_t type)
{
    static const axdr_row TYPES[TYPE_COUNT] = {
        [GBCS_AXDR_NULL] = {GBCS_AXDR_NULL, FORM_FIXED, 0U},
        [GBCS_AXDR_ARRAY] = {GBCS_AXDR_ARRAY, FORM_MEMBERS, 0U},
        [GBCS_AXDR_STRUCTURE] = {GBCS_AXDR_STRUCTURE, FORM_MEMBERS, 0U},
        [GBCS_AXDR_BOOLEAN] = {GBCS_AXDR_BOOLEAN, FORM_FIXED, 1U},
        [GBCS_AXDR_BIT_STRING] = {GBCS_AXDR_BIT_STRING, FORM_BITS, 0U},
        [GBCS_AXDR_INT32] = {GBCS_AXDR_INT32, FORM_FIXED, 4U},
        [GBCS_AXDR_UINT32] = {GBCS_AXDR_UINT32, FORM_FIXED, 4U},
        [GBCS_AXDR_OCTET_STRING] = {GBCS_AXDR_OCTET_STRING, FORM_OCTETS, 0U},
        [GBCS_AXDR_VISIBLE_STRING] = {GBCS_AXDR_VISIBLE_STRING, FORM_OCTETS, 0U},
        [GBCS_AXDR_UTF8_STRING] = {GBCS_AXDR_UTF8_STRING, FORM_OCTETS, 0U},
        [GBCS_AXDR_BCD] = {GBCS_AXDR_BCD, FORM_FIXED, 1U},
        [GBCS_AXDR_INT8] = {GBCS_AXDR_INT8, FORM_FIXED, 1U},
        [GBCS_AXDR_INT16] = {GBCS_AXDR_INT16, FORM_FIXED, 2U},
        [GBCS_AXDR_UINT8] = {GBCS_AXDR_UINT8, FORM_FIXED, 1U},
        [GBCS_AXDR_UINT16] = {GBCS_AXDR_UINT16, FORM_FIXED, 2U},
        [GBCS_AXDR_COMPACT_ARRAY] = {GBCS_AXDR_COMPACT_ARRAY, FORM_COMPACT, 0U},
        [GBCS_AXDR_INT64] = {GBCS_AXDR_INT64, FORM_FIXED, 8U},
        [GBCS_AXDR_UINT64] = {GBCS_AXDR_UINT64, FORM_FIXED, 8U},
        [GBCS_AXDR_ENUM] = {GBCS_AXDR_ENUM, FORM_FIXED, 1U},
        [GBCS_AXDR_FLOAT32] = {GBCS_AXDR_FLOAT32, FORM_FIXED, 4U},
        [GBCS_AXDR_FLOAT64] = {GBCS_AXDR_FLOAT64, FORM_FIXED, 8U},
        [GBCS_AXDR_DATE_TIME] = {GBCS_AXDR_DATE_TIME, FORM_FIXED, 12U},
        [GBCS_AXDR_DATE] = {GBCS_AXDR_DATE, FORM_FIXED, 5U},
        [GBCS_AXDR_TIME] = {GBCS_AXDR_TIME, FORM_FIXED, 4U},
    };
    static const axdr_row DONT_CARE = {GBCS_AXDR_DONT_CARE, FORM_FIXED, 0U};
    const axdr_row *row = NULL;

    if (type < TYPE_COUNT) {
        if (TYPES[type].form != FORM_NONE) {
            row = &TYPES[type];
        }
    } else if (type == (uint8_t)GBCS_AXDR_DONT_CARE) {
        row = &DONT_CARE;
    } else {
        /* unknown */
    }
    return row;
}

static const axdr_row *read_type(gbcs_reader *reader)
{
    const axdr_row *row = find_type(gbcs_read_u8(reader));

    if (row == NULL) {
        gbcs_reader_fail(reader, GBCS_ERR_TAG);
    }
    return (reader->status == GBCS_OK) ? row : NULL;
}

/** Reads a count of things that take an octet each or more: it can't be more than what is left. */
static size_t read_count(gbcs_reader *reader)
{
    const size_t count = length_read(reader);

    if (count > gbcs_reader_left(reader)) {
        gbcs_reader_fail(reader, GBCS_ERR_TRUNCATED);
    }
    return (reader->status == GBCS_OK) ? count : 0U;
}

static size_t octets_of_bits(size_t bits)
{
    return (bits / 8U) + (((bits % 8U) != 0U) ? 1U : 0U);
}

/** Reads the octets of a value that has no members; count is set for a bit-string only. */
static gbcs_bytes read_simple(gbcs_reader *reader, const axdr_row *row, size_t *count)
{
    size_t size = row->size;

    *count = 0U;
    if (row->form == FORM_OCTETS) {
        size = length_read(reader);
    } else if (row->form == FORM_BITS) {
        *count = length_read(reader);
        size = octets_of_bits(*count);
    } else {
        /* the type says it all */
    }
    return gbcs_read_bytes(reader, size);
}

/**
 * The type of a member of a compact-array: one that takes an octet at least, so that the number of steps
 * is bounded by the number of octets.
 */
static const axdr_row *read_member_type(gbcs_reader *description)
{
    const axdr_row *row = read_type(description);

    if (row != NULL) {
        if ((row->form == FORM_COMPACT) || ((row->form == FORM_FIXED) && (row->size == 0U))) {
            gbcs_reader_fail(description, GBCS_ERR_TAG);
            row = NULL;
        }
    }
    return row;
}

/** Reads the number of members of an array (two octets) or structure; none is refused. */
static size_t read_member_count(gbcs_reader *description, gbcs_axdr_type type)
{
    size_t count;

    if (type == GBCS_AXDR_ARRAY) {
        count = gbcs_read_u16(description);
    } else {
        count = read_count(description);
    }
    if (count == 0U) {
        gbcs_reader_fail(description, GBCS_ERR_LENGTH);
    }
    return count;
}

static void open_frame(axdr_compact *compact, gbcs_axdr_type type)
{
    const size_t count = read_member_count(&compact->description, type);

    if (compact->depth == GBCS_AXDR_DEPTH) {
        gbcs_reader_fail(&compact->description, GBCS_ERR_NESTING);
    } else {
        axdr_frame *frame = &compact->frames[compact->depth];

        frame->repeated = (type == GBCS_AXDR_ARRAY) && (!compact->dry);
        frame->left = ((type == GBCS_AXDR_ARRAY) && compact->dry) ? 1U : count;
        frame->again = compact->description.position;
        compact->depth++;
    }
}

/** Closes what a complete member completes, and turns back for the next member of an array. */
static void close_frames(axdr_compact *compact)
{
    bool closed = true;

    while (closed && (compact->depth > 0U)) {
        axdr_frame *frame = &compact->frames[compact->depth - 1U];

        frame->left--;
        closed = (frame->left == 0U);
        if (closed) {
            compact->depth--;
        } else if (frame->repeated) {
            compact->description.position = frame->again;
        } else {
            /* the description of a structure's next member follows */
        }
    }
}

/** Reads one member with all its members. */
static void read_member(axdr_compact *compact)
{
    size_t bits;

    do {
        const axdr_row *row = read_member_type(&compact->description);

        if (row == NULL) {
            compact->depth = 0U;
        } else if (row->form == FORM_MEMBERS) {
            open_frame(compact, row->type);
        } else {
            if (!compact->dry) {
                (void)read_simple(&compact->contents, row, &bits);
            }
            close_frames(compact);
        }
    } while ((compact->depth > 0U) && (compact->contents.status == GBCS_OK));
}

/** Reads a type description: a type and, for an array or structure, its count and its types. */
static gbcs_bytes read_description(gbcs_reader *reader)
{
    const size_t start = reader->position;
    axdr_compact compact;

    compact.description = *reader;
    compact.contents = *reader;
    compact.dry = true;
    compact.depth = 0U;
    read_member(&compact);
    *reader = compact.description;
    return gbcs_bytes_slice(reader->input, start, reader->position - start);
}

/** Checks that contents are whole members of a type whose description was read before. */
static gbcs_status check_contents(gbcs_bytes description, gbcs_bytes contents)
{
    axdr_compact compact;

    compact.contents = gbcs_reader_of(contents);
    compact.dry = false;
    while (gbcs_reader_left(&compact.contents) > 0U) {
        compact.description = gbcs_reader_of(description);
        compact.depth = 0U;
        read_member(&compact);
    }
    return compact.contents.status;
}

static void read_compact(gbcs_reader *reader, gbcs_axdr_element *element)
{
    element->description = read_description(reader);
    element->value = gbcs_read_bytes(reader, length_read(reader));
    if (reader->status == GBCS_OK) {
        const gbcs_status status = check_contents(element->description, element->value);

        /* if the contents end within a member, their length is wrong */
        gbcs_reader_fail(reader, (status == GBCS_ERR_TRUNCATED) ? GBCS_ERR_LENGTH : status);
    }
}

static void open_members(gbcs_axdr_walk *walk, gbcs_axdr_element *element)
{
    element->count = read_count(&walk->reader);
    if (walk->depth == GBCS_AXDR_DEPTH) {
        gbcs_reader_fail(&walk->reader, GBCS_ERR_NESTING);
    } else {
        walk->left[walk->depth] = element->count;
        walk->depth++;
    }
}

/** Leaves the arrays and structures that have all their members. */
static void close_members(gbcs_axdr_walk *walk)
{
    bool closed = true;

    while (closed && (walk->depth > 0U)) {
        closed = (walk->left[walk->depth - 1U] == 0U);
        if (closed) {
            walk->depth--;
        }
    }
}

static void read_next_value(gbcs_axdr_walk *walk, gbcs_axdr_element *element)
{
    const axdr_row *row;

    element->depth = walk->depth;
    element->offset = walk->reader.position;
    row = read_type(&walk->reader);
    if (row != NULL) {
        element->type = row->type;
        if (row->form == FORM_MEMBERS) {
            open_members(walk, element);
        } else if (row->form == FORM_COMPACT) {
            read_compact(&walk->reader, element);
        } else {
            element->value = read_simple(&walk->reader, row, &element->count);
        }
    }
}

gbcs_axdr_walk gbcs_axdr_walk_of(gbcs_bytes input)
{
    gbcs_axdr_walk walk = {{{NULL, 0U}, 0U, GBCS_OK}, 0U, {0}, false};

    walk.reader = gbcs_reader_of(input);
    return walk;
}

bool gbcs_axdr_walk_next(gbcs_axdr_walk *walk, gbcs_axdr_element *element)
{
    const gbcs_axdr_element none = {GBCS_AXDR_NULL, 0U, 0U, 0U, {NULL, 0U}, {NULL, 0U}};
    bool found = false;

    *element = none;
    if ((walk->reader.status == GBCS_OK) && ((walk->depth > 0U) || (!walk->begun))) {
        walk->begun = true;
        if (walk->depth > 0U) {
            walk->left[walk->depth - 1U]--;
        }
        read_next_value(walk, element);
        close_members(walk);
        found = (walk->reader.status == GBCS_OK);
    }
    if (!found) {
        *element = none;
    }
    return found;
}

gbcs_status gbcs_axdr_walk_end(const gbcs_axdr_walk *walk)
{
    gbcs_status status = gbcs_reader_finish(&walk->reader);

    if ((status == GBCS_OK) && ((walk->depth > 0U) || (!walk->begun))) {
        status = GBCS_ERR_TRUNCATED;
    }
    return status;
}

static gbcs_bytes read_walked(gbcs_reader *reader)
{
    const gbcs_bytes rest =
        gbcs_bytes_slice(reader->input, reader->position, gbcs_reader_left(reader));
    gbcs_axdr_walk walk = gbcs_axdr_walk_of(rest);
    gbcs_axdr_element element;
    bool more = true;

    while (more) {
        more = gbcs_axdr_walk_next(&walk, &element);
    }
    gbcs_reader_fail(reader, walk.reader.status);
    return gbcs_read_bytes(reader, (reader->status == GBCS_OK) ? walk.reader.position : 0U);
}

gbcs_bytes gbcs_read_axdr(gbcs_reader *reader)
{
    const size_t start = reader->position;
    const axdr_row *row = read_type(reader);
    gbcs_bytes octets = {NULL, 0U};
    size_t bits;

    if (row == NULL) {
        /* the reader has failed */
    } else if ((row->form == FORM_MEMBERS) || (row->form == FORM_COMPACT)) {
        reader->position = start;
        octets = read_walked(reader);
    } else {
        (void)read_simple(reader, row, &bits);
        if (reader->status == GBCS_OK) {
            octets = gbcs_bytes_of(&reader->input.data[start], reader->position - start);
        }
    }
    return octets;
}

void gbcs_write_axdr_head(gbcs_writer *writer, gbcs_axdr_type type, size_t count)
{
    const axdr_row *row = find_type((uint8_t)type);
    bool counted = false;

    if (row != NULL) {
        counted = (row->form != FORM_FIXED) && (row->form != FORM_COMPACT);
    }
    if (counted) {
        gbcs_write_u8(writer, (uint8_t)type);
        length_write(writer, count);
    } else {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
}
