/* Block transfer: messages from blocks in any order, blocks from messages, and what is asked again. */
#include "hex.h"

#include <stdlib.h>

#include "block_example.h"
#include "gbcs/config.h"
#include "gbcs/message/transfer.h"

/** Octets of the longest message that goes in blocks. */
#define LONGEST (GBCS_GBT_BLOCKS * GBCS_GBT_BLOCK_SIZE)
/** Blocks of the messages that are put together in every order. */
#define FEW 6U
/** Octets of the shortest message made here: its header, and one of payload. */
#define SHORTEST 37U

static const gbcs_bytes NOTHING = {NULL, 0U};

/** Numbers that look random, the same in every run. */
static uint32_t next_random(uint32_t *state)
{
    *state = (*state * 1664525U) + 1013904223U;
    return *state >> 8U;
}

static uint8_t *memory(size_t size)
{
    uint8_t *octets = calloc((size > 0U) ? size : 1U, 1U);

    assert_non_null(octets);
    return octets;
}

/** A pre-command of so many octets. */
static gbcs_bytes make_message(uint8_t *octets, size_t size, uint64_t counter)
{
    gbcs_writer writer = gbcs_writer_of(octets, size);
    gbcs_header header;
    gbcs_frame frame;
    size_t payload;

    memset(&header, 0, sizeof header);
    header.cra = GBCS_CRA_COMMAND;
    header.counter = counter;
    header.originator = 0x90B3D51F00000001U;
    header.recipient = 0x00DB0000000000A0U;
    header.message_code = 0x0008U;
    payload = size - gbcs_grouping_size(&header, size);
    while ((gbcs_grouping_size(&header, payload) + payload) < size) {
        payload++;
    }
    if ((gbcs_grouping_size(&header, payload) + payload) > size) {
        fail_msg("no message has %u octets", (unsigned int)size); /* where a length grows */
    }
    gbcs_write_grouping(&writer, &header, payload);
    while (writer.used < size) {
        gbcs_write_u8(&writer, (uint8_t)((writer.used * 31U) + (writer.used >> 8U)));
    }
    assert_int_equal(writer.status, GBCS_OK);
    assert_int_equal(gbcs_frame_parse(gbcs_bytes_of(octets, size), &frame), GBCS_OK);
    return gbcs_bytes_of(octets, size);
}

/** The block that begins at an octet of a message; all are of one size but the last. */
static gbcs_gbt_block cut(gbcs_bytes message, size_t block_size, size_t number, size_t count)
{
    const size_t offset = (number - 1U) * block_size;
    gbcs_gbt_block block;
    gbcs_frame frame;

    assert_int_equal(gbcs_frame_parse(message, &frame), GBCS_OK);
    memset(&block, 0, sizeof block);
    block.cra = frame.header.cra;
    block.counter = frame.header.counter;
    block.originator = frame.header.originator;
    block.recipient = frame.header.recipient;
    block.message_code = frame.header.message_code;
    block.control = (number == count) ? 0x80U : 0x40U;
    block.number = (uint16_t)number;
    block.data = gbcs_bytes_of(&message.data[offset],
                               (number == count) ? (message.size - offset) : block_size);
    return block;
}

/** Field by field: what lies between the fields is nothing. */
static void assert_same(const gbcs_assembly *a, const gbcs_assembly *b)
{
    assert_int_equal(a->common.cra, b->common.cra);
    assert_true(a->common.counter == b->common.counter);
    assert_true(a->common.originator == b->common.originator);
    assert_true(a->common.recipient == b->common.recipient);
    assert_int_equal(a->common.message_code, b->common.message_code);
    assert_true(a->present == b->present);
    assert_int_equal(a->block_size, b->block_size);
    assert_int_equal(a->last, b->last);
    assert_int_equal(a->last_size, b->last_size);
    assert_int_equal(a->since, b->since);
    assert_int_equal(a->open, b->open);
}

/** Adds a block; a refusal, and a block that came before, change nothing. */
static gbcs_status add_octets(gbcs_assembly *assembly, gbcs_bytes octets, uint32_t uptime,
                              gbcs_bytes *message)
{
    gbcs_assembly before;
    uint8_t *buffer = memory(assembly->room);
    gbcs_status status;

    memcpy(&before, assembly, sizeof before);
    memcpy(buffer, assembly->buffer, assembly->room);
    message->data = buffer;
    message->size = 99U;
    status = gbcs_assembly_add(assembly, octets, uptime, message);
    assert_ptr_equal(assembly->buffer, before.buffer);
    assert_int_equal(assembly->room, before.room);
    if ((status != GBCS_OK) && assembly->open) {
        assert_same(assembly, &before);
        assert_memory_equal(assembly->buffer, buffer, assembly->room);
    }
    if (status != GBCS_OK) {
        assert_int_equal(message->size, 0);
    }
    if (message->size > 0U) {
        assert_false(assembly->open);
        assert_true(message->data >= assembly->buffer);
        assert_true(message->size <= assembly->room);
    }
    free(buffer);
    return status;
}

/** Adds a block from memory of exactly its size. */
static gbcs_status add(gbcs_assembly *assembly, const gbcs_gbt_block *block, uint32_t uptime,
                       gbcs_bytes *message)
{
    uint8_t octets[GBCS_GBT_MESSAGE_SIZE];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    uint8_t *exact;
    gbcs_status status;

    gbcs_write_gbt(&writer, block);
    assert_int_equal(writer.status, GBCS_OK);
    exact = memory(writer.used);
    memcpy(exact, octets, writer.used);
    status = add_octets(assembly, gbcs_bytes_of(exact, writer.used), uptime, message);
    free(exact);
    return status;
}

/** The next permutation in the order of a dictionary; false after the last. */
static bool permute(size_t *order, size_t count)
{
    size_t i = count - 1U;
    size_t j = count - 1U;
    size_t swap;

    while ((i > 0U) && (order[i - 1U] >= order[i])) {
        i--;
    }
    if (i > 0U) {
        while (order[j] <= order[i - 1U]) {
            j--;
        }
        swap = order[i - 1U];
        order[i - 1U] = order[j];
        order[j] = swap;
        for (j = count - 1U; i < j; i++, j--) {
            swap = order[i];
            order[i] = order[j];
            order[j] = swap;
        }
        return true;
    }
    return false;
}

/** Adds all blocks in an order; whether they became the message. */
static bool assembled(gbcs_bytes message, size_t block_size, size_t count, const size_t *order,
                      size_t room)
{
    uint8_t *buffer = memory(room);
    gbcs_assembly assembly;
    gbcs_bytes got = NOTHING;
    bool refused = false;
    size_t i;

    memset(buffer, 0xEE, room);
    gbcs_assembly_begin(&assembly, buffer, room);
    for (i = 0U; i < count; i++) {
        const gbcs_gbt_block block = cut(message, block_size, order[i], count);
        const gbcs_status status = add(&assembly, &block, 0U, &got);

        assert_true((status == GBCS_OK) || (status == GBCS_ERR_SPACE));
        refused = refused || (status != GBCS_OK);
        if (!refused && (i < (count - 1U))) {
            assert_int_equal(got.size, 0);
            assert_true(assembly.open);
        }
    }
    if (!refused) {
        assert_true(gbcs_bytes_equal(got, message));
        assert_ptr_equal(got.data, buffer);
    }
    free(buffer);
    return !refused;
}

/** In every order, in a buffer of every size about the message's. */
static void assemble_in_every_order(size_t block_size, size_t count, size_t last_size)
{
    const size_t size = ((count - 1U) * block_size) + last_size;
    uint8_t *octets = memory(size);
    const gbcs_bytes message = make_message(octets, size, 7U);
    size_t order[FEW] = {1U, 2U, 3U, 4U, 5U, 6U};

    do {
        assert_true(assembled(message, block_size, count, order, size));
        assert_true(assembled(message, block_size, count, order, size + 1U));
        assert_true(assembled(message, block_size, count, order, size + block_size));
        assert_false(assembled(message, block_size, count, order, size - 1U));
        assert_false(assembled(message, block_size, count, order, size - last_size));
    } while (permute(order, count));
    free(octets);
}

static void blocks_become_a_message_in_every_order(void **state)
{
    size_t count;

    (void)state;
    assemble_in_every_order(1U, 1U, SHORTEST);
    assemble_in_every_order(1U, 1U, GBCS_GBT_BLOCK_SIZE);
    for (count = 2U; count <= FEW; count++) {
        assemble_in_every_order(SHORTEST, count, 1U);
        assemble_in_every_order(SHORTEST, count, SHORTEST - 1U);
        assemble_in_every_order(SHORTEST, count, SHORTEST);
        /* one that waits lies over its place, or over those of others */
        assemble_in_every_order(1U, count, SHORTEST);
        assemble_in_every_order(7U, count, SHORTEST + 1U);
    }
    assemble_in_every_order(GBCS_GBT_BLOCK_SIZE, 3U, GBCS_GBT_BLOCK_SIZE);
}

static void a_buffer_of_any_size_takes_what_fits(void **state)
{
    static const size_t ORDERS[][3] = {{1U, 2U, 3U}, {3U, 2U, 1U}, {3U, 1U, 2U}};
    const size_t size = 100U;
    uint8_t octets[100];
    const gbcs_bytes message = make_message(octets, size, 7U);
    size_t room;
    size_t i;

    (void)state;
    for (room = 0U; room <= (2U * size); room++) {
        for (i = 0U; i < (sizeof ORDERS / sizeof ORDERS[0]); i++) {
            assert_int_equal(assembled(message, 45U, 3U, ORDERS[i], room), room >= size);
        }
    }
}

static void what_can_not_fit_is_refused_at_once(void **state)
{
    uint8_t octets[100];
    uint8_t buffer[99] = {0U};
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    gbcs_gbt_block block = cut(message, 33U, 3U, 4U);
    gbcs_assembly assembly;
    gbcs_bytes got;

    (void)state;
    gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
    assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_ERR_SPACE); /* a fourth has to follow */
    assert_false(assembly.open);
    block = cut(message, 33U, 1U, 4U);
    block.number = 63U;
    block.control = 0x80U;
    assembly.room = 94U;
    assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_ERR_SPACE); /* 62 octets and 33 */
    assembly.room = 95U;
    assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_OK);
    assembly.room = sizeof buffer;
    block.number = 62U;
    block.control = 0U;
    assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_ERR_SPACE);
    block.data.size = 1U;
    assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_OK);
}

static void the_longest_message_is_cut_and_put_together(void **state)
{
    uint8_t *octets = memory(LONGEST);
    uint8_t *buffer = memory(LONGEST);
    const gbcs_bytes message = make_message(octets, LONGEST, 7U);
    gbcs_assembly assembly;
    gbcs_bytes got = NOTHING;
    size_t i;

    (void)state;
    gbcs_assembly_begin(&assembly, buffer, LONGEST);
    for (i = GBCS_GBT_BLOCKS; i >= 1U; i--) {
        uint8_t block[GBCS_GBT_MESSAGE_SIZE];
        gbcs_writer writer = gbcs_writer_of(block, sizeof block);

        assert_int_equal(got.size, 0);
        gbcs_write_block(message, i, &writer);
        assert_int_equal(gbcs_writer_bytes(&writer).size, GBCS_GBT_MESSAGE_SIZE);
        assert_int_equal(add_octets(&assembly, gbcs_writer_bytes(&writer), 0U, &got), GBCS_OK);
    }
    assert_true(gbcs_bytes_equal(got, message));
    free(buffer);
    free(octets);
}

/** What is known of a message that is put together, kept in another way than the library does. */
typedef struct model {
    bool present[GBCS_GBT_BLOCKS + 1U];
    size_t count;
    size_t missing;
} model;

/** One block of those that may come while a message is put together. */
static void one_step(model *known, gbcs_assembly *assembly, gbcs_bytes message, size_t block_size,
                     uint32_t *seed)
{
    const size_t number = 1U + (next_random(seed) % known->count);
    const uint32_t kind = next_random(seed) % 8U;
    const bool open = assembly->open;
    const bool present = known->present[number];
    gbcs_gbt_block block = cut(message, block_size, number, known->count);
    uint8_t data[GBCS_GBT_BLOCK_SIZE];
    gbcs_bytes got;

    memcpy(data, block.data.data, block.data.size);
    block.data.data = data;
    block.control |= (uint8_t)(next_random(seed) & 0x7FU);
    block.acknowledged = (uint16_t)(next_random(seed) % 64U);
    if ((kind == 0U) && open && (number > 1U)) {
        block.counter++;
        assert_int_equal(add(assembly, &block, 0U, &got), GBCS_ERR_VALUE);
    } else if ((kind == 1U) && present) {
        data[next_random(seed) % block.data.size] ^= 0x10U;
        assert_int_equal(add(assembly, &block, 0U, &got), GBCS_ERR_VALUE);
    } else if ((kind == 2U) && present) {
        block.control ^= 0x80U;
        assert_int_equal(add(assembly, &block, 0U, &got), GBCS_ERR_VALUE);
    } else if ((kind == 3U) && present && (block.data.size > 1U)) {
        block.data.size--;
        assert_int_equal(add(assembly, &block, 0U, &got), GBCS_ERR_VALUE);
    } else if ((kind == 4U) && known->present[known->count]) {
        block.number = (uint16_t)(known->count + 1U);
        block.control = (uint8_t)((known->count == 62U) ? 0x80U : 0x00U);
        if (known->count < GBCS_GBT_BLOCKS) {
            assert_int_equal(add(assembly, &block, 0U, &got), GBCS_ERR_VALUE);
        }
    } else if ((kind == 5U) && open) {
        block.data.size = 0U;
        assert_int_equal(add(assembly, &block, 0U, &got), GBCS_ERR_LENGTH);
    } else {
        assert_int_equal(add(assembly, &block, 0U, &got), GBCS_OK);
        known->missing -= present ? 0U : 1U;
        known->present[number] = true;
        assert_int_equal(got.size, (known->missing == 0U) ? message.size : 0U);
        assert_int_equal(assembly->open, known->missing != 0U);
        if (known->missing == 0U) {
            assert_true(gbcs_bytes_equal(got, message));
        }
    }
}

static void a_model_agrees_for_any_number_of_blocks(void **state)
{
    uint32_t seed = 1U;
    size_t count;

    (void)state;
    for (count = 2U; count <= GBCS_GBT_BLOCKS; count++) {
        const size_t block_size = 20U + (next_random(&seed) % 81U);
        const size_t random = ((count - 1U) * block_size) + 20U + (next_random(&seed) % block_size);
        const size_t size = ((random == 164U) || (random == 293U)) ? (random + 1U) : random;
        uint8_t *octets = memory(size);
        uint8_t *buffer = memory(size);
        const gbcs_bytes message = make_message(octets, size, count);
        gbcs_assembly assembly;
        model known;

        memset(&known, 0, sizeof known);
        known.count = count;
        known.missing = count;
        gbcs_assembly_begin(&assembly, buffer, size);
        while (known.missing > 0U) {
            one_step(&known, &assembly, message, block_size, &seed);
        }
        free(buffer);
        free(octets);
    }
}

static void blocks_that_do_not_fit_together_are_refused(void **state)
{
    /* the block that is there; the one that comes; what is said */
    static const struct {
        const char *name;
        uint16_t first;
        uint8_t first_control;
        uint8_t first_size;
        uint16_t second;
        uint8_t second_control;
        uint8_t second_size;
        gbcs_status status;
    } ROWS[] = {
        {"beyond the last", 3U, 0x80U, 5U, 4U, 0x40U, 5U, GBCS_ERR_VALUE},
        {"last before one that is there", 3U, 0x40U, 5U, 2U, 0x80U, 5U, GBCS_ERR_VALUE},
        {"last behind the last", 3U, 0x80U, 5U, 4U, 0x80U, 5U, GBCS_ERR_VALUE},
        {"last before the last", 3U, 0x80U, 5U, 2U, 0x80U, 5U, GBCS_ERR_VALUE},
        {"last in place of one", 3U, 0x40U, 5U, 3U, 0x80U, 5U, GBCS_ERR_VALUE},
        {"one in place of the last", 3U, 0x80U, 5U, 3U, 0x40U, 5U, GBCS_ERR_VALUE},
        {"smaller", 3U, 0x40U, 5U, 2U, 0x40U, 4U, GBCS_ERR_LENGTH},
        {"larger", 3U, 0x40U, 5U, 4U, 0x40U, 6U, GBCS_ERR_LENGTH},
        {"same again, smaller", 3U, 0x40U, 5U, 3U, 0x40U, 4U, GBCS_ERR_VALUE},
        {"last again, larger", 3U, 0x80U, 5U, 3U, 0x80U, 6U, GBCS_ERR_VALUE},
        {"no data", 3U, 0x40U, 5U, 2U, 0x40U, 0U, GBCS_ERR_LENGTH},
        {"no data in the last", 3U, 0x40U, 5U, 4U, 0x80U, 0U, GBCS_ERR_LENGTH},
        {"63 that is not the last", 3U, 0x40U, 5U, 63U, 0x40U, 5U, GBCS_ERR_VALUE},
        {"one before the last", 3U, 0x80U, 5U, 2U, 0x40U, 7U, GBCS_OK},
        {"a smaller last", 3U, 0x40U, 5U, 4U, 0x80U, 1U, GBCS_OK},
        {"a larger last", 3U, 0x40U, 5U, 4U, 0x80U, 9U, GBCS_OK},
        {"a gap", 3U, 0x40U, 5U, 62U, 0x40U, 5U, GBCS_OK},
        {"last of 63", 3U, 0x40U, 5U, 63U, 0x80U, 5U, GBCS_OK},
        {"same again", 3U, 0x40U, 5U, 3U, 0x7FU, 5U, GBCS_OK},
        {"last again", 3U, 0x80U, 5U, 3U, 0xFFU, 5U, GBCS_OK},
    };
    uint8_t octets[100];
    uint8_t buffer[400] = {0U};
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof ROWS / sizeof ROWS[0]); i++) {
        gbcs_gbt_block block = cut(message, 10U, 1U, 9U);
        gbcs_assembly assembly;
        gbcs_status status;
        gbcs_bytes got;

        gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
        block.number = ROWS[i].first;
        block.control = ROWS[i].first_control;
        block.data.size = ROWS[i].first_size;
        assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_OK);
        block.number = ROWS[i].second;
        block.control = ROWS[i].second_control;
        block.data.size = ROWS[i].second_size;
        status = add(&assembly, &block, 0U, &got);
        if (status != ROWS[i].status) {
            fail_msg("%s: %s", ROWS[i].name, gbcs_status_name(status));
        }
        assert_true(assembly.open);
    }
}

/** Changes one field that the blocks of a message have in common. */
static void make_alien(gbcs_gbt_block *block, size_t field)
{
    switch (field) {
    case 0U:
        block->cra = GBCS_CRA_ALERT;
        break;
    case 1U:
        block->counter++;
        break;
    case 2U:
        block->originator++;
        break;
    case 3U:
        block->recipient++;
        break;
    default:
        block->message_code++;
        break;
    }
}

static void only_a_first_block_replaces_an_open_message(void **state)
{
    uint8_t octets[100];
    uint8_t buffer[100] = {0U};
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    size_t field;

    (void)state;
    for (field = 0U; field < 5U; field++) {
        gbcs_gbt_block block = cut(message, 45U, 1U, 3U);
        gbcs_gbt_block alien = cut(message, 30U, 2U, 4U);
        gbcs_assembly assembly;
        gbcs_bytes got;

        gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
        assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_OK);
        make_alien(&alien, field);
        assert_int_equal(add(&assembly, &alien, 1U, &got), GBCS_ERR_VALUE);
        /* the first one of the same message, in another size: no */
        block = cut(message, 30U, 1U, 4U);
        assert_int_equal(add(&assembly, &block, 1U, &got), GBCS_ERR_VALUE);
        /* the first one of another message, which does not fit: no */
        alien = cut(message, 100U, 1U, 2U);
        make_alien(&alien, field);
        assert_int_equal(add(&assembly, &alien, 1U, &got), GBCS_ERR_SPACE);
        alien = cut(message, 30U, 1U, 4U);
        make_alien(&alien, field);
        assert_int_equal(add(&assembly, &alien, 2U, &got), GBCS_OK);
        assert_true(assembly.present == 1U);
        assert_int_equal(assembly.block_size, 30);
        assert_int_equal(assembly.since, 2);
        block = cut(message, 45U, 2U, 3U);
        assert_int_equal(add(&assembly, &block, 2U, &got), GBCS_ERR_VALUE);
    }
}

static void a_message_must_be_what_its_blocks_say(void **state)
{
    uint8_t octets[100];
    uint8_t buffer[100] = {0U};
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    size_t field;

    (void)state;
    for (field = 0U; field < 5U; field++) {
        gbcs_gbt_block first = cut(message, 50U, 1U, 2U);
        gbcs_gbt_block second = cut(message, 50U, 2U, 2U);
        gbcs_assembly assembly;
        gbcs_bytes got;

        make_alien(&first, field);
        make_alien(&second, field);
        gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
        assert_int_equal(add(&assembly, &second, 0U, &got), GBCS_OK);
        assert_int_equal(add(&assembly, &first, 0U, &got), GBCS_ERR_VALUE);
        assert_false(assembly.open);
    }
}

static void blocks_of_no_message_are_refused_in_the_end(void **state)
{
    uint8_t octets[100];
    uint8_t buffer[100] = {0U};
    gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    gbcs_gbt_block first = cut(message, 50U, 1U, 2U);
    gbcs_gbt_block second = cut(message, 50U, 2U, 2U);
    gbcs_assembly assembly;
    gbcs_bytes got;

    (void)state;
    gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
    octets[0] = 0xDEU;
    assert_int_equal(add(&assembly, &first, 0U, &got), GBCS_OK);
    assert_int_equal(add(&assembly, &second, 0U, &got), GBCS_ERR_TAG);
    assert_false(assembly.open);
    octets[0] = 0xDFU;
    second.data.size--;
    assert_int_equal(add(&assembly, &first, 0U, &got), GBCS_OK);
    assert_int_equal(add(&assembly, &second, 0U, &got), GBCS_ERR_TRUNCATED);
    assert_false(assembly.open);
}

static void a_block_cut_off_anywhere_changes_nothing(void **state)
{
    uint8_t octets[100];
    uint8_t buffer[100] = {0U};
    uint8_t written[200];
    gbcs_writer writer = gbcs_writer_of(written, sizeof written);
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    gbcs_gbt_block first = cut(message, 50U, 1U, 2U);
    gbcs_gbt_block second = cut(message, 50U, 2U, 2U);
    gbcs_assembly assembly;
    gbcs_bytes got;
    size_t size;

    (void)state;
    gbcs_write_gbt(&writer, &second);
    gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
    assert_int_equal(add(&assembly, &first, 0U, &got), GBCS_OK);
    for (size = 0U; size < writer.used; size++) {
        uint8_t *exact = memory(size);

        memcpy(exact, written, size);
        assert_int_equal(add_octets(&assembly, gbcs_bytes_of(exact, size), 0U, &got),
                         GBCS_ERR_TRUNCATED);
        assert_true(assembly.open);
        free(exact);
    }
    assert_int_equal(add_octets(&assembly, gbcs_writer_bytes(&writer), 0U, &got), GBCS_OK);
    assert_true(gbcs_bytes_equal(got, message));
}

static void a_message_waits_so_long_and_no_longer(void **state)
{
    /* also where the uptime begins again at 0 in between */
    static const uint32_t SINCE[] = {0U, 100U, 0xFFFFFFFFU, 0xFFFFFFF0U};
    uint8_t octets[100];
    uint8_t buffer[100] = {0U};
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    const gbcs_gbt_block first = cut(message, 50U, 1U, 2U);
    const gbcs_gbt_block second = cut(message, 50U, 2U, 2U);
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof SINCE / sizeof SINCE[0]); i++) {
        const uint32_t before_end = (uint32_t)(SINCE[i] + GBCS_GBT_SECONDS - 1U);
        const uint32_t end = (uint32_t)(SINCE[i] + GBCS_GBT_SECONDS);
        gbcs_assembly assembly;
        gbcs_bytes got;

        gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
        assert_false(gbcs_assembly_expire(&assembly, end));
        assert_int_equal(add(&assembly, &first, SINCE[i], &got), GBCS_OK);
        assert_false(gbcs_assembly_expire(&assembly, SINCE[i]));
        /* what came before is no progress */
        assert_int_equal(add(&assembly, &first, before_end, &got), GBCS_OK);
        assert_false(gbcs_assembly_expire(&assembly, before_end));
        assert_true(assembly.open);
        assert_true(gbcs_assembly_expire(&assembly, end));
        assert_false(assembly.open);
        assert_false(gbcs_assembly_expire(&assembly, end));
        /* in time */
        assert_int_equal(add(&assembly, &first, SINCE[i], &got), GBCS_OK);
        assert_int_equal(add(&assembly, &second, before_end, &got), GBCS_OK);
        assert_true(gbcs_bytes_equal(got, message));
        assert_false(gbcs_assembly_expire(&assembly, end));
        /* too late, and nobody asked: it begins anew */
        assert_int_equal(add(&assembly, &first, SINCE[i], &got), GBCS_OK);
        assert_int_equal(gbcs_assembly_add(&assembly, NOTHING, end, &got), GBCS_ERR_TRUNCATED);
        assert_false(assembly.open);
        assert_int_equal(add(&assembly, &first, SINCE[i], &got), GBCS_OK);
        assert_int_equal(add(&assembly, &second, end, &got), GBCS_OK);
        assert_true(assembly.open);
        assert_true(assembly.present == 2U);
        assert_int_equal(assembly.since, end);
    }
}

static void no_buffer_takes_nothing(void **state)
{
    uint8_t octets[100];
    uint8_t written[50];
    gbcs_writer writer = gbcs_writer_of(written, sizeof written);
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    gbcs_gbt_block block = cut(message, 100U, 1U, 1U);
    gbcs_assembly assembly;
    gbcs_bytes got;
    uint8_t whole[200];
    gbcs_writer whole_writer = gbcs_writer_of(whole, sizeof whole);

    (void)state;
    memset(&assembly, 0, sizeof assembly);
    gbcs_write_gbt(&whole_writer, &block);
    assert_int_equal(gbcs_assembly_add(&assembly, gbcs_writer_bytes(&whole_writer), 0U, &got),
                     GBCS_ERR_SPACE);
    assert_false(assembly.open);
    assert_false(gbcs_assembly_expire(&assembly, 1000U));
    gbcs_assembly_request(&assembly, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    assert_int_equal(writer.used, 0);
}

/** The request of an assembly; parsed, if there is one. */
static bool request_of(const gbcs_assembly *assembly, gbcs_gbt_block *request)
{
    uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_assembly_request(assembly, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    if (writer.used > 0U) {
        assert_int_equal(gbcs_gbt_parse(gbcs_writer_bytes(&writer), request), GBCS_OK);
    }
    return writer.used > 0U;
}

static void what_is_missing_is_asked_for(void **state)
{
    static const struct {
        uint16_t added;
        bool asked;
        uint16_t acknowledged;
    } STEPS[] = {
        {2U, false, 0U}, {6U, true, 0U}, {3U, true, 0U},
        {1U, true, 3U},  {5U, true, 3U}, {4U, false, 0U},
    };
    uint8_t octets[60];
    uint8_t buffer[60] = {0U};
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    gbcs_assembly assembly;
    gbcs_gbt_block request;
    size_t i;

    (void)state;
    gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
    assert_false(request_of(&assembly, &request));
    for (i = 0U; i < (sizeof STEPS / sizeof STEPS[0]); i++) {
        const gbcs_gbt_block block = cut(message, 10U, STEPS[i].added, 6U);
        gbcs_bytes got;

        assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_OK);
        assert_int_equal(request_of(&assembly, &request), STEPS[i].asked);
        if (STEPS[i].asked) {
            assert_int_equal(request.number, 0);
            assert_int_equal(request.acknowledged, STEPS[i].acknowledged);
            assert_int_equal(request.control, 0xBF);
            assert_int_equal(request.data.size, 0);
            assert_int_equal(request.cra, block.cra);
            assert_true(request.counter == block.counter);
            assert_true(request.originator == block.originator);
            assert_true(request.recipient == block.recipient);
            assert_int_equal(request.message_code, block.message_code);
        }
    }
}

static void a_request_needs_its_room(void **state)
{
    uint8_t octets[60];
    uint8_t buffer[60] = {0U};
    uint8_t written[64];
    const gbcs_bytes message = make_message(octets, sizeof octets, 7U);
    const gbcs_gbt_block block = cut(message, 30U, 2U, 2U);
    gbcs_assembly assembly;
    gbcs_bytes got;
    size_t room;

    (void)state;
    gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
    assert_int_equal(add(&assembly, &block, 0U, &got), GBCS_OK);
    for (room = 0U; room <= sizeof written; room++) {
        gbcs_writer writer = gbcs_writer_of(written, room);

        gbcs_assembly_request(&assembly, &writer);
        assert_int_equal(writer.status, (room < 47U) ? GBCS_ERR_SPACE : GBCS_OK);
    }
}

static void a_number_of_blocks_follows_from_the_size(void **state)
{
    static const struct {
        size_t size;
        size_t count;
    } ROWS[] = {
        {0U, 0U},
        {1U, 0U},
        {1149U, 0U},
        {1150U, 0U},
        {1199U, 0U},
        {1200U, 0U},
        {1201U, 2U},
        {2298U, 2U},
        {2299U, 3U},
        {3447U, 3U},
        {3448U, 4U},
        {71238U, 62U},
        {71239U, 63U},
        {LONGEST, 63U},
        {LONGEST + 1U, 64U},
        {73537U, 65U},
        {SIZE_MAX, (SIZE_MAX / 1149U) + 1U},
    };
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof ROWS / sizeof ROWS[0]); i++) {
        assert_true(gbcs_block_count(ROWS[i].size) == ROWS[i].count);
    }
}

static void blocks_written_are_those_of_the_message(void **state)
{
    static const size_t SIZES[] = {1201U, 2297U, 2298U, 2299U, 30000U, LONGEST - 1148U, LONGEST};
    uint8_t *octets = memory(LONGEST);
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof SIZES / sizeof SIZES[0]); i++) {
        const gbcs_bytes message = make_message(octets, SIZES[i], 9U);
        const size_t count = gbcs_block_count(SIZES[i]);
        size_t number;

        for (number = 1U; number <= count; number++) {
            const gbcs_gbt_block expected = cut(message, GBCS_GBT_BLOCK_SIZE, number, count);
            uint8_t written[GBCS_GBT_MESSAGE_SIZE];
            gbcs_writer writer = gbcs_writer_of(written, sizeof written);
            gbcs_gbt_block block;

            gbcs_write_block(message, number, &writer);
            assert_int_equal(gbcs_gbt_parse(gbcs_writer_bytes(&writer), &block), GBCS_OK);
            assert_int_equal(block.control, (number == count) ? 0xBF : 0x7F);
            assert_int_equal(block.number, number);
            assert_int_equal(block.acknowledged, 0);
            assert_true(gbcs_bytes_equal(block.data, expected.data));
            assert_int_equal(block.cra, expected.cra);
            assert_true(block.counter == expected.counter);
            assert_true(block.originator == expected.originator);
            assert_true(block.recipient == expected.recipient);
            assert_int_equal(block.message_code, expected.message_code);
        }
    }
    free(octets);
}

/** The status of writing a block. */
static gbcs_status write_status(gbcs_bytes message, size_t number, size_t room)
{
    uint8_t written[GBCS_GBT_MESSAGE_SIZE];
    gbcs_writer writer = gbcs_writer_of(written, room);

    gbcs_write_block(message, number, &writer);
    return writer.status;
}

static void a_block_that_is_none_is_not_written(void **state)
{
    uint8_t *octets = memory(LONGEST + 1U);
    gbcs_bytes message = make_message(octets, 2299U, 9U);
    size_t room;

    (void)state;
    assert_int_equal(write_status(message, 0U, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    assert_int_equal(write_status(message, 1U, GBCS_GBT_MESSAGE_SIZE), GBCS_OK);
    assert_int_equal(write_status(message, 3U, GBCS_GBT_MESSAGE_SIZE), GBCS_OK);
    assert_int_equal(write_status(message, 4U, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    assert_int_equal(write_status(message, 65537U, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    assert_int_equal(write_status(message, SIZE_MAX, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    for (room = 0U; room < GBCS_GBT_MESSAGE_SIZE; room++) {
        assert_int_equal(write_status(message, 1U, room), GBCS_ERR_SPACE);
    }
    octets[0] = 0xDEU;
    assert_int_equal(write_status(message, 1U, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    assert_int_equal(write_status(NOTHING, 1U, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    message = make_message(octets, 1200U, 9U);
    assert_int_equal(write_status(message, 1U, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    message = make_message(octets, LONGEST + 1U, 9U);
    assert_int_equal(write_status(message, 1U, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    assert_int_equal(write_status(message, 64U, GBCS_GBT_MESSAGE_SIZE), GBCS_ERR_ARGUMENT);
    free(octets);
}

/** What a message's sender makes of a block. */
static size_t requested(const gbcs_gbt_block *block, gbcs_bytes message)
{
    uint8_t octets[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_gbt(&writer, block);
    return gbcs_block_requested(gbcs_writer_bytes(&writer), message);
}

static void a_request_names_the_first_block_that_is_missing(void **state)
{
    uint8_t *octets = memory(LONGEST + 1U);
    gbcs_bytes message = make_message(octets, 3000U, 9U);
    gbcs_gbt_block request = cut(message, GBCS_GBT_BLOCK_SIZE, 1U, 3U);
    gbcs_gbt_block other;
    size_t field;

    (void)state;
    request.number = 0U;
    request.data.size = 0U;
    assert_int_equal(requested(&request, message), 1);
    request.acknowledged = 2U;
    assert_int_equal(requested(&request, message), 3);
    for (field = 0U; field < 5U; field++) {
        other = request;
        make_alien(&other, field);
        assert_int_equal(requested(&other, message), 0);
    }
    request.acknowledged = 3U; /* all are there */
    assert_int_equal(requested(&request, message), 0);
    request.acknowledged = 63U;
    assert_int_equal(requested(&request, message), 0);
    request.acknowledged = 2U;
    other = request;
    other.number = 1U;
    assert_int_equal(requested(&other, message), 0);
    other.data = gbcs_bytes_of(octets, 1U);
    assert_int_equal(requested(&other, message), 0);
    assert_int_equal(gbcs_block_requested(NOTHING, message), 0);
    octets[0] = 0xDEU;
    assert_int_equal(requested(&request, message), 0);
    assert_int_equal(requested(&request, NOTHING), 0);
    message = make_message(octets, 1200U, 9U);
    request.acknowledged = 0U;
    assert_int_equal(requested(&request, message), 0);
    message = make_message(octets, LONGEST, 9U);
    request.acknowledged = 62U;
    assert_int_equal(requested(&request, message), 63);
    message = make_message(octets, LONGEST + 1U, 9U);
    assert_int_equal(requested(&request, message), 0);
    free(octets);
}

/** Sends from a block on; some are lost. Time goes on by a second. */
static void send_some(gbcs_assembly *assembly, gbcs_bytes message, size_t first, uint32_t *seed,
                      uint32_t *uptime, gbcs_bytes *got)
{
    const size_t count = gbcs_block_count(message.size);
    size_t number;

    *uptime = (uint32_t)(*uptime + 1U);
    for (number = first; (number <= count) && (got->size == 0U); number++) {
        uint8_t octets[GBCS_GBT_MESSAGE_SIZE];
        gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

        gbcs_write_block(message, number, &writer);
        if ((next_random(seed) % 3U) != 0U) {
            assert_int_equal(add_octets(assembly, gbcs_writer_bytes(&writer), *uptime, got),
                             GBCS_OK);
        }
    }
}

static void what_is_lost_is_repeated_until_all_is_there(void **state)
{
    uint8_t *octets = memory(LONGEST);
    uint8_t *buffer = memory(LONGEST);
    uint32_t seed = 5U;
    uint32_t uptime = 0xFFFFFF00U;
    size_t count;

    (void)state;
    for (count = 2U; count <= GBCS_GBT_BLOCKS; count++) {
        const size_t size = (count * GBCS_GBT_BLOCK_SIZE) - (next_random(&seed) % 1000U);
        const gbcs_bytes message = make_message(octets, (count == 2U) ? 2000U : size, count);
        gbcs_assembly assembly;
        gbcs_bytes got = NOTHING;
        size_t asked = 1U;
        unsigned int rounds = 0U;

        gbcs_assembly_begin(&assembly, buffer, LONGEST);
        while (got.size == 0U) {
            uint8_t request[64];
            gbcs_writer writer = gbcs_writer_of(request, sizeof request);
            size_t again;

            assert_true(rounds < 1000U);
            rounds++;
            send_some(&assembly, message, asked, &seed, &uptime, &got);
            gbcs_assembly_request(&assembly, &writer);
            again = gbcs_block_requested(gbcs_writer_bytes(&writer), message);
            assert_int_equal(again > 0U, assembly.open && (assembly.last > 0U));
            if (again > 0U) {
                assert_true(again >= asked);
                asked = again;
            }
        }
        assert_true(gbcs_bytes_equal(got, message));
    }
    free(buffer);
    free(octets);
}

static void a_command_in_two_blocks_is_put_together(void **state)
{
    uint8_t first[GBCS_GBT_MESSAGE_SIZE];
    uint8_t second[GBCS_GBT_MESSAGE_SIZE];
    uint8_t buffer[1866] = {0U};
    const gbcs_bytes blocks[2] = {hex_bytes(BLOCK_EXAMPLE[0], first, sizeof first),
                                  hex_bytes(BLOCK_EXAMPLE[1], second, sizeof second)};
    gbcs_assembly assembly;
    gbcs_bytes message;
    gbcs_frame frame;
    size_t i;

    (void)state;
    gbcs_assembly_begin(&assembly, buffer, sizeof buffer);
    assert_int_equal(add_octets(&assembly, blocks[1], 0U, &message), GBCS_OK);
    assert_int_equal(add_octets(&assembly, blocks[0], 0U, &message), GBCS_OK);
    assert_int_equal(message.size, sizeof buffer);
    assert_int_equal(gbcs_frame_parse(message, &frame), GBCS_OK);
    assert_int_equal(frame.header.message_code, 0x0102);
    assert_int_equal(frame.signature.size, GBCS_FRAME_SIGNATURE_SIZE);
    assert_int_equal(frame.mac.size, GBCS_FRAME_MAC_SIZE);
    assert_int_equal(gbcs_block_count(message.size), 2);
    for (i = 0U; i < 2U; i++) {
        uint8_t octets[GBCS_GBT_MESSAGE_SIZE];
        gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

        gbcs_write_block(message, i + 1U, &writer);
        assert_int_equal(writer.used, blocks[i].size);
        /* its window is 2, the one that we write is the largest */
        octets[43] = (uint8_t)((octets[43] & 0xC0U) | 2U);
        assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&writer), blocks[i]));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(blocks_become_a_message_in_every_order),
        cmocka_unit_test(a_buffer_of_any_size_takes_what_fits),
        cmocka_unit_test(what_can_not_fit_is_refused_at_once),
        cmocka_unit_test(the_longest_message_is_cut_and_put_together),
        cmocka_unit_test(a_model_agrees_for_any_number_of_blocks),
        cmocka_unit_test(blocks_that_do_not_fit_together_are_refused),
        cmocka_unit_test(only_a_first_block_replaces_an_open_message),
        cmocka_unit_test(a_message_must_be_what_its_blocks_say),
        cmocka_unit_test(blocks_of_no_message_are_refused_in_the_end),
        cmocka_unit_test(a_block_cut_off_anywhere_changes_nothing),
        cmocka_unit_test(a_message_waits_so_long_and_no_longer),
        cmocka_unit_test(no_buffer_takes_nothing),
        cmocka_unit_test(what_is_missing_is_asked_for),
        cmocka_unit_test(a_request_needs_its_room),
        cmocka_unit_test(a_number_of_blocks_follows_from_the_size),
        cmocka_unit_test(blocks_written_are_those_of_the_message),
        cmocka_unit_test(a_block_that_is_none_is_not_written),
        cmocka_unit_test(a_request_names_the_first_block_that_is_missing),
        cmocka_unit_test(what_is_lost_is_repeated_until_all_is_there),
        cmocka_unit_test(a_command_in_two_blocks_is_put_together),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
