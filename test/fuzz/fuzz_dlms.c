/**
 * @file
 * DLMS payloads, and A-XDR values by themselves.
 */
#include "fuzz.h"
#include "gbcs/codec/dlms.h"

static void request(gbcs_bytes input)
{
    gbcs_dlms_list list;
    if (gbcs_dlms_request_parse(input, &list) == GBCS_OK) {
        gbcs_dlms_request_item *items;
        gbcs_dlms_items walk = gbcs_dlms_items_of(&list);
        gbcs_writer writer;
        size_t count = 0U;
        REQUIRE(list.count <= input.size);
        REQUIRE(fuzz_inside(list.control, input) && fuzz_inside(list.data, input));
        REQUIRE((list.date_time.size == 0U) || (list.date_time.size == 12U));
        items = fuzz_memory(list.count * sizeof(*items));
        while ((count < list.count) && gbcs_dlms_request_next(&walk, &items[count])) {
            REQUIRE(fuzz_inside(items[count].instance, list.control));
            REQUIRE(fuzz_inside(items[count].parameters, list.control));
            REQUIRE(fuzz_inside(items[count].data, list.data));
            count++;
        }
        REQUIRE(count == list.count);
        writer = fuzz_writer(input.size);
        gbcs_write_dlms_request(&writer, list.invoke_id, list.date_time, items, count);
        fuzz_require_written(&writer, input);
        free(items);
    }
}

static void response(gbcs_bytes input)
{
    gbcs_dlms_list list;
    if (gbcs_dlms_response_parse(input, &list) == GBCS_OK) {
        gbcs_dlms_response_item *items;
        gbcs_dlms_items walk = gbcs_dlms_items_of(&list);
        gbcs_writer writer;
        size_t count = 0U;
        REQUIRE(list.count <= input.size);
        REQUIRE(fuzz_inside(list.control, input) && fuzz_inside(list.data, input));
        REQUIRE((list.date_time.size == 0U) || (list.date_time.size == 12U));
        items = fuzz_memory(list.count * sizeof(*items));
        while ((count < list.count) && gbcs_dlms_response_next(&walk, &items[count])) {
            REQUIRE(fuzz_inside(items[count].data, list.data));
            count++;
        }
        REQUIRE(count == list.count);
        writer = fuzz_writer(input.size);
        gbcs_write_dlms_response(&writer, list.invoke_id, list.date_time, items, count);
        fuzz_require_written(&writer, input);
        free(items);
    }
}

static void notification(gbcs_bytes input)
{
    gbcs_dlms_notification parsed;
    if (gbcs_dlms_notification_parse(input, &parsed) == GBCS_OK) {
        REQUIRE(fuzz_inside(parsed.body, input) && fuzz_inside(parsed.alert_time, parsed.body));
        REQUIRE(fuzz_inside(parsed.extra, parsed.body));
        if (parsed.date_time.size == 0U) {
            gbcs_writer writer = fuzz_writer(input.size);
            gbcs_write_dlms_notification(&writer, &parsed);
            fuzz_require_written(&writer, input);
        }
    }
}

static void write_element(gbcs_writer *writer, const gbcs_axdr_element *element)
{
    uint8_t memory[8];
    gbcs_writer head = gbcs_writer_of(memory, sizeof memory);
    gbcs_bytes length;
    bool is_string = (element->type == GBCS_AXDR_OCTET_STRING) ||
                     (element->type == GBCS_AXDR_VISIBLE_STRING) ||
                     (element->type == GBCS_AXDR_UTF8_STRING);
    bool is_counted = (element->type == GBCS_AXDR_ARRAY) ||
                      (element->type == GBCS_AXDR_STRUCTURE) ||
                      (element->type == GBCS_AXDR_BIT_STRING);
    if (is_string || is_counted) {
        gbcs_write_axdr_head(writer, element->type,
                             is_string ? element->value.size : element->count);
    } else {
        gbcs_write_u8(writer, (uint8_t)element->type);
    }
    if (element->type == GBCS_AXDR_COMPACT_ARRAY) {
        gbcs_write_bytes(writer, element->description);
        gbcs_write_axdr_head(&head, GBCS_AXDR_OCTET_STRING, element->value.size);
        length = gbcs_writer_bytes(&head);
        gbcs_write_bytes(writer, gbcs_bytes_slice(length, 1U, length.size - 1U));
    }
    gbcs_write_bytes(writer, element->value);
}

/** A value written again, element by element. */
static void value_again(gbcs_bytes input)
{
    gbcs_axdr_walk walk = gbcs_axdr_walk_of(input);
    gbcs_axdr_element element;
    gbcs_writer writer = fuzz_writer(input.size);
    while (gbcs_axdr_walk_next(&walk, &element)) {
        write_element(&writer, &element);
    }
    fuzz_require_written(&writer, input);
}

/** Walker and reader must say the same of one value. */
static void value(gbcs_bytes input)
{
    gbcs_axdr_walk walk = gbcs_axdr_walk_of(input);
    gbcs_axdr_element element;
    gbcs_reader reader = gbcs_reader_of(input);
    gbcs_bytes whole = gbcs_read_axdr(&reader);
    size_t next = 0U;

    while (gbcs_axdr_walk_next(&walk, &element)) {
        REQUIRE(element.offset >= next);
        REQUIRE(element.offset < input.size);
        REQUIRE(element.depth <= GBCS_AXDR_DEPTH);
        REQUIRE(fuzz_inside(element.value, input));
        next = element.offset + 1U;
    }
    if (reader.status == GBCS_OK) {
        REQUIRE(whole.size > 0U);
        REQUIRE(whole.size == reader.position);
    }
    REQUIRE((gbcs_axdr_walk_end(&walk) == GBCS_OK) == (gbcs_reader_finish(&reader) == GBCS_OK));
    if (gbcs_axdr_walk_end(&walk) == GBCS_OK) {
        value_again(input);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_bytes input = gbcs_bytes_of(data, size);
    request(input);
    response(input);
    notification(input);
    value(input);
    return 0;
}
