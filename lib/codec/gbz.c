#include "gbcs/codec/gbz.h"

/** Control bits that have a meaning (GBCS 7.2.10); with any other a component can't be read. */
#define GBZ_CONTROL_BITS (GBCS_GBZ_LAST | GBCS_GBZ_ENCRYPTED | GBCS_GBZ_FROM_DATE_TIME)

/** Octets of a ZCL header without manufacturer code: frame control, sequence number, command. */
#define ZCL_HEADER_SIZE 3U

/** Most that fits the two octets of a length. */
#define GBZ_LENGTH_MAX 0xFFFFU

static bool has_bit(const gbcs_gbz_component *component, uint8_t bit)
{
    return (component->control & bit) != 0U;
}

/** Reads what a component's length covers. */
static void read_component_fields(gbcs_reader *reader, gbcs_gbz_component *component)
{
    size_t size;

    if (has_bit(component, GBCS_GBZ_ENCRYPTED)) {
        component->additional_control = gbcs_read_u8(reader);
        component->frame_counter = gbcs_read_u8(reader);
    }
    if (has_bit(component, GBCS_GBZ_FROM_DATE_TIME)) {
        component->from_date_time = gbcs_read_u32(reader);
    }
    component->frame_control = gbcs_read_u8(reader);
    component->sequence = gbcs_read_u8(reader);
    component->command = gbcs_read_u8(reader);
    if (has_bit(component, GBCS_GBZ_ENCRYPTED)) {
        size = gbcs_read_u16(reader);
    } else {
        size = gbcs_reader_left(reader);
    }
    component->body = gbcs_read_bytes(reader, size);
}

void gbcs_read_gbz_component(gbcs_reader *reader, gbcs_gbz_component *component)
{
    const gbcs_gbz_component none = {0U, 0U, 0U, 0U, 0U, 0U, 0U, 0U, {NULL, 0U}};
    gbcs_reader content;

    *component = none;
    component->control = gbcs_read_u8(reader);
    if ((component->control & (uint8_t)~GBZ_CONTROL_BITS) != 0U) {
        gbcs_reader_fail(reader, GBCS_ERR_VALUE);
    }
    component->cluster = gbcs_read_u16(reader);
    content = gbcs_reader_of(gbcs_read_bytes(reader, gbcs_read_u16(reader)));
    if (reader->status == GBCS_OK) {
        read_component_fields(&content, component);
        /* too short for its fields, or longer than the ciphered information in it */
        if (gbcs_reader_finish(&content) != GBCS_OK) {
            gbcs_reader_fail(reader, GBCS_ERR_LENGTH);
        }
    }
    if (reader->status != GBCS_OK) {
        *component = none;
    }
}

gbcs_status gbcs_gbz_parse(gbcs_bytes payload, gbcs_gbz *gbz)
{
    const gbcs_gbz none = {0U, {NULL, 0U}};
    gbcs_reader reader = gbcs_reader_of(payload);
    size_t start;
    uint8_t left;
    gbcs_status status;

    if (gbcs_read_u16(&reader) != GBCS_GBZ_PROFILE) {
        gbcs_reader_fail(&reader, GBCS_ERR_TAG);
    }
    gbz->count = gbcs_read_u8(&reader);
    if (gbz->count == 0U) {
        gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
    }
    start = reader.position;
    for (left = gbz->count; left > 0U; left--) {
        gbcs_gbz_component component;

        gbcs_read_gbz_component(&reader, &component);
        if (has_bit(&component, GBCS_GBZ_LAST) != (left == 1U)) {
            gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
        }
    }
    gbz->components = gbcs_bytes_slice(payload, start, reader.position - start);
    status = gbcs_reader_finish(&reader);
    if (status != GBCS_OK) {
        *gbz = none;
    }
    return status;
}

gbcs_status gbcs_gbz_alert_parse(gbcs_bytes payload, gbcs_gbz_alert *alert)
{
    const gbcs_gbz_alert none = {0U, 0U, 0U, {NULL, 0U}};
    gbcs_reader reader = gbcs_reader_of(payload);
    gbcs_status status;

    if (gbcs_read_u16(&reader) != GBCS_GBZ_PROFILE) {
        gbcs_reader_fail(&reader, GBCS_ERR_TAG);
    }
    alert->has_extra = gbcs_read_u8(&reader);
    if (alert->has_extra > 1U) {
        gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
    }
    alert->alert_code = gbcs_read_u16(&reader);
    alert->time = gbcs_read_u32(&reader);
    alert->extra.data = NULL;
    alert->extra.size = 0U;
    if (alert->has_extra == 1U) {
        if (gbcs_reader_left(&reader) == 0U) {
            gbcs_reader_fail(&reader, GBCS_ERR_TRUNCATED);
        }
        alert->extra = gbcs_read_bytes(&reader, gbcs_reader_left(&reader));
    }
    status = gbcs_reader_finish(&reader);
    if (status != GBCS_OK) {
        *alert = none;
    }
    return status;
}

/** Octets of a component before its body that its length covers. */
static size_t header_size(const gbcs_gbz_component *component)
{
    size_t size = ZCL_HEADER_SIZE;

    if (has_bit(component, GBCS_GBZ_ENCRYPTED)) {
        /* additional header, length of the ciphered information */
        size += 4U;
    }
    if (has_bit(component, GBCS_GBZ_FROM_DATE_TIME)) {
        size += 4U;
    }
    return size;
}

/** Whether the control bits are known, and fields that they leave out are 0. */
static bool can_write(const gbcs_gbz_component *component, size_t body_size)
{
    bool can = ((component->control & (uint8_t)~GBZ_CONTROL_BITS) == 0U) &&
               (body_size <= (GBZ_LENGTH_MAX - header_size(component)));

    if (!has_bit(component, GBCS_GBZ_ENCRYPTED)) {
        can = can && (component->additional_control == 0U) && (component->frame_counter == 0U);
    }
    if (!has_bit(component, GBCS_GBZ_FROM_DATE_TIME)) {
        can = can && (component->from_date_time == 0U);
    }
    return can;
}

void gbcs_write_gbz_head(gbcs_writer *writer, const gbcs_gbz_component *component, size_t body_size)
{
    if (!can_write(component, body_size)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    gbcs_write_u8(writer, component->control);
    gbcs_write_u16(writer, component->cluster);
    gbcs_write_u16(writer, (uint16_t)(header_size(component) + body_size));
    if (has_bit(component, GBCS_GBZ_ENCRYPTED)) {
        gbcs_write_u8(writer, component->additional_control);
        gbcs_write_u8(writer, component->frame_counter);
    }
    if (has_bit(component, GBCS_GBZ_FROM_DATE_TIME)) {
        gbcs_write_u32(writer, component->from_date_time);
    }
    gbcs_write_u8(writer, component->frame_control);
    gbcs_write_u8(writer, component->sequence);
    gbcs_write_u8(writer, component->command);
    if (has_bit(component, GBCS_GBZ_ENCRYPTED)) {
        gbcs_write_u16(writer, (uint16_t)body_size);
    }
}

void gbcs_write_gbz_component(gbcs_writer *writer, const gbcs_gbz_component *component)
{
    gbcs_write_gbz_head(writer, component, component->body.size);
    gbcs_write_bytes(writer, component->body);
}

void gbcs_write_gbz(gbcs_writer *writer, const gbcs_gbz_component *components, size_t count)
{
    if ((count == 0U) || (count > 255U)) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    } else {
        size_t i;

        gbcs_write_u16(writer, GBCS_GBZ_PROFILE);
        gbcs_write_u8(writer, (uint8_t)count);
        for (i = 0U; i < count; i++) {
            gbcs_gbz_component component = components[i];

            component.control &= (uint8_t)~GBCS_GBZ_LAST;
            if (i == (count - 1U)) {
                component.control |= GBCS_GBZ_LAST;
            }
            gbcs_write_gbz_component(writer, &component);
        }
    }
}

void gbcs_write_gbz_alert(gbcs_writer *writer, const gbcs_gbz_alert *alert)
{
    const uint8_t has_extra = (alert->extra.size > 0U) ? 1U : 0U;

    if (alert->has_extra != has_extra) {
        gbcs_writer_fail(writer, GBCS_ERR_ARGUMENT);
    }
    gbcs_write_u16(writer, GBCS_GBZ_PROFILE);
    gbcs_write_u8(writer, has_extra);
    gbcs_write_u16(writer, alert->alert_code);
    gbcs_write_u32(writer, alert->time);
    gbcs_write_bytes(writer, alert->extra);
}
