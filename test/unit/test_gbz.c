#include "gbcs/codec/gbz.h"
#include "hex.h"

/** A component of each kind, the last one last. */
static const char COMMAND[] = "0109 05"
                              "00 0700 0005 01 00 04 AABB"
                              "10 0705 0008 1C374A80 01 01 09 CC"
                              "02 0702 0009 00 07 19 02 06 0002 DDEE"
                              "12 0702 000B 00 08 1C374A81 19 03 07 0000"
                              "01 0708 0003 08 04 0B";

static const struct {
    uint8_t control;
    uint16_t cluster;
    uint8_t additional_control;
    uint8_t frame_counter;
    uint32_t from_date_time;
    uint8_t frame_control;
    uint8_t sequence;
    uint8_t command;
    const char *body;
} COMPONENTS[] = {
    {0x00, 0x0700, 0, 0, 0, 0x01, 0, 0x04, "AABB"},
    {0x10, 0x0705, 0, 0, 0x1C374A80, 0x01, 1, 0x09, "CC"},
    {0x02, 0x0702, 0, 7, 0, 0x19, 2, 0x06, "DDEE"},
    {0x12, 0x0702, 0, 8, 0x1C374A81, 0x19, 3, 0x07, ""},
    {0x01, 0x0708, 0, 0, 0, 0x08, 4, 0x0B, ""},
};

#define COUNT (sizeof COMPONENTS / sizeof COMPONENTS[0])

static void assert_component(const gbcs_gbz_component *found, size_t i)
{
    assert_int_equal(found->control, COMPONENTS[i].control);
    assert_int_equal(found->cluster, COMPONENTS[i].cluster);
    assert_int_equal(found->additional_control, COMPONENTS[i].additional_control);
    assert_int_equal(found->frame_counter, COMPONENTS[i].frame_counter);
    assert_int_equal(found->from_date_time, COMPONENTS[i].from_date_time);
    assert_int_equal(found->frame_control, COMPONENTS[i].frame_control);
    assert_int_equal(found->sequence, COMPONENTS[i].sequence);
    assert_int_equal(found->command, COMPONENTS[i].command);
    assert_bytes(found->body, COMPONENTS[i].body);
}

static void assert_no_component(const gbcs_gbz_component *found)
{
    assert_int_equal(found->control, 0);
    assert_int_equal(found->cluster, 0);
    assert_int_equal(found->additional_control, 0);
    assert_int_equal(found->frame_counter, 0);
    assert_int_equal(found->from_date_time, 0);
    assert_int_equal(found->frame_control, 0);
    assert_int_equal(found->sequence, 0);
    assert_int_equal(found->command, 0);
    assert_null(found->body.data);
    assert_int_equal(found->body.size, 0);
}

/** Parses a command or response; nothing is handed out if it is refused. */
static gbcs_status parse(gbcs_bytes payload)
{
    gbcs_gbz gbz = {0x5AU, {NULL, 1U}};
    const gbcs_status status = gbcs_gbz_parse(payload, &gbz);

    if (status != GBCS_OK) {
        assert_int_equal(gbz.count, 0);
        assert_null(gbz.components.data);
        assert_int_equal(gbz.components.size, 0);
    }
    return status;
}

static gbcs_status parse_alert(gbcs_bytes payload)
{
    gbcs_gbz_alert alert = {0x5AU, 0x5A5AU, 0x5A5A5A5AU, {NULL, 1U}};
    const gbcs_status status = gbcs_gbz_alert_parse(payload, &alert);

    if (status != GBCS_OK) {
        assert_int_equal(alert.has_extra, 0);
        assert_int_equal(alert.alert_code, 0);
        assert_int_equal(alert.time, 0);
        assert_null(alert.extra.data);
        assert_int_equal(alert.extra.size, 0);
    }
    return status;
}

static void a_command_is_taken_apart(void **state)
{
    uint8_t buffer[128];
    gbcs_gbz_component component;
    gbcs_reader reader;
    gbcs_gbz gbz;
    size_t i;

    (void)state;
    assert_int_equal(gbcs_gbz_parse(hex_bytes(COMMAND, buffer, sizeof buffer), &gbz), GBCS_OK);
    assert_int_equal(gbz.count, COUNT);
    assert_ptr_equal(gbz.components.data, &buffer[3]);
    reader = gbcs_reader_of(gbz.components);
    for (i = 0; i < COUNT; i++) {
        gbcs_read_gbz_component(&reader, &component);
        assert_int_equal(reader.status, GBCS_OK);
        assert_component(&component, i);
    }
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_OK);
    gbcs_read_gbz_component(&reader, &component);
    assert_int_equal(reader.status, GBCS_ERR_TRUNCATED);
    assert_no_component(&component);
}

static void a_command_ends_where_it_ends(void **state)
{
    uint8_t buffer[128];
    const gbcs_bytes payload = hex_bytes(COMMAND, buffer, sizeof buffer);
    size_t size;

    (void)state;
    for (size = 0; size < payload.size; size++) {
        assert_int_equal(parse(gbcs_bytes_of(buffer, size)), GBCS_ERR_TRUNCATED);
    }
    buffer[payload.size] = 0;
    assert_int_equal(parse(gbcs_bytes_of(buffer, payload.size + 1U)), GBCS_ERR_TRAILING);
}

static void malformed_commands_are_refused(void **state)
{
    static const struct {
        const char *hex;
        gbcs_status status;
    } rows[] = {
        {"0109 01 01 0708 0003 08 00 0B", GBCS_OK},
        /* profile */
        {"0108 01 01 0708 0003 08 00 0B", GBCS_ERR_TAG},
        {"0901 01 01 0708 0003 08 00 0B", GBCS_ERR_TAG},
        /* no components */
        {"0109 00", GBCS_ERR_VALUE},
        {"0109 00 01 0708 0003 08 00 0B", GBCS_ERR_VALUE},
        /* count and last component disagree */
        {"0109 01 00 0708 0003 08 00 0B", GBCS_ERR_VALUE},
        {"0109 02 01 0708 0003 08 00 0B 01 0708 0003 08 01 0B", GBCS_ERR_VALUE},
        {"0109 02 00 0708 0003 08 00 0B 00 0708 0003 08 01 0B", GBCS_ERR_VALUE},
        {"0109 02 01 0708 0003 08 00 0B", GBCS_ERR_VALUE},
        {"0109 01 01 0708 0003 08 00 0B 01 0708 0003 08 01 0B", GBCS_ERR_TRAILING},
        /* too short for its own fields */
        {"0109 01 01 0708 0002 08 00", GBCS_ERR_LENGTH},
        {"0109 01 01 0708 0000", GBCS_ERR_LENGTH},
        {"0109 01 11 0705 0006 1C374A80 01 01", GBCS_ERR_LENGTH},
        {"0109 01 11 0705 0003 01 01 09", GBCS_ERR_LENGTH},
        {"0109 01 03 0702 0006 00 00 19 00 06 00", GBCS_ERR_LENGTH},
        {"0109 01 03 0702 0003 19 00 06", GBCS_ERR_LENGTH},
        {"0109 01 13 0702 000A 00 00 1C374A80 19 00 06 00", GBCS_ERR_LENGTH},
        /* ciphered information shorter or longer than the rest */
        {"0109 01 03 0702 0009 00 00 19 00 06 0001 AABB", GBCS_ERR_LENGTH},
        {"0109 01 03 0702 0009 00 00 19 00 06 0003 AABB", GBCS_ERR_LENGTH},
        {"0109 01 03 0702 0009 00 00 19 00 06 FFFF AABB", GBCS_ERR_LENGTH},
        /* beyond the payload */
        {"0109 01 01 0708 FFFF 08 00 0B", GBCS_ERR_TRUNCATED},
    };
    uint8_t buffer[64];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(parse(hex_bytes(rows[i].hex, buffer, sizeof buffer)), rows[i].status);
    }
}

static void unknown_control_bits_are_refused(void **state)
{
    unsigned int control;

    (void)state;
    for (control = 0; control <= 0xFFU; control++) {
        const bool known = (control & 0xECU) == 0U;
        uint8_t input[16] = {0};
        gbcs_gbz_component component;
        gbcs_reader reader;

        input[0] = (uint8_t)control;
        /* zeros are right for all the fields that the bits ask for */
        input[4] = (uint8_t)(3U + (((control & 0x02U) != 0U) ? 4U : 0U) +
                             (((control & 0x10U) != 0U) ? 4U : 0U));
        reader = gbcs_reader_of(gbcs_bytes_of(input, 5U + input[4]));
        gbcs_read_gbz_component(&reader, &component);
        assert_int_equal(gbcs_reader_finish(&reader), known ? GBCS_OK : GBCS_ERR_VALUE);
        if (!known) {
            assert_no_component(&component);
        }
    }
}

static void an_earlier_error_is_kept(void **state)
{
    uint8_t buffer[16];
    gbcs_reader reader = gbcs_reader_of(hex_bytes("01 0708 0003 08 00 0B", buffer, sizeof buffer));
    gbcs_gbz_component component;

    (void)state;
    gbcs_reader_fail(&reader, GBCS_ERR_TIME);
    gbcs_read_gbz_component(&reader, &component);
    assert_int_equal(reader.status, GBCS_ERR_TIME);
    assert_no_component(&component);
}

static void alerts_are_taken_apart(void **state)
{
    uint8_t buffer[64];
    gbcs_gbz_alert alert;
    gbcs_gbz_component component;
    gbcs_reader reader;

    (void)state;
    assert_int_equal(
        gbcs_gbz_alert_parse(hex_bytes("0109 00 8F31 2D0A0B0C", buffer, sizeof buffer), &alert),
        GBCS_OK);
    assert_int_equal(alert.has_extra, 0);
    assert_int_equal(alert.alert_code, 0x8F31);
    assert_int_equal(alert.time, 0x2D0A0B0C);
    assert_int_equal(alert.extra.size, 0);
    assert_int_equal(
        gbcs_gbz_alert_parse(
            hex_bytes("0109 01 8F0A 2D0A0B0C 01 0708 0004 09 00 0B AA", buffer, sizeof buffer),
            &alert),
        GBCS_OK);
    assert_int_equal(alert.has_extra, 1);
    assert_int_equal(alert.alert_code, 0x8F0A);
    assert_bytes(alert.extra, "01 0708 0004 09 00 0B AA");
    reader = gbcs_reader_of(alert.extra);
    gbcs_read_gbz_component(&reader, &component);
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_OK);
    assert_bytes(component.body, "AA");
}

static void malformed_alerts_are_refused(void **state)
{
    static const struct {
        const char *hex;
        gbcs_status status;
    } rows[] = {
        {"0109 00 8F31 2D0A0B0C", GBCS_OK},
        {"0109 01 8F31 2D0A0B0C 00", GBCS_OK},
        {"0109 00 8F31 2D0A0B0C 00", GBCS_ERR_TRAILING},
        {"0109 01 8F31 2D0A0B0C", GBCS_ERR_TRUNCATED},
        {"0109 02 8F31 2D0A0B0C 00", GBCS_ERR_VALUE},
        {"0109 FF 8F31 2D0A0B0C 00", GBCS_ERR_VALUE},
        {"0108 00 8F31 2D0A0B0C", GBCS_ERR_TAG},
    };
    uint8_t buffer[16];
    size_t size;
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        assert_int_equal(parse_alert(hex_bytes(rows[i].hex, buffer, sizeof buffer)),
                         rows[i].status);
    }
    for (i = 0; i < 2U; i++) {
        (void)hex_decode(rows[i].hex, buffer, sizeof buffer);
        for (size = 0; size < 9U + i; size++) {
            assert_int_equal(parse_alert(gbcs_bytes_of(buffer, size)), GBCS_ERR_TRUNCATED);
        }
    }
}

/** The components of the table. */
static void make_components(gbcs_gbz_component *components, uint8_t *bodies)
{
    size_t i;

    for (i = 0; i < COUNT; i++) {
        components[i].control = COMPONENTS[i].control;
        components[i].cluster = COMPONENTS[i].cluster;
        components[i].additional_control = COMPONENTS[i].additional_control;
        components[i].frame_counter = COMPONENTS[i].frame_counter;
        components[i].from_date_time = COMPONENTS[i].from_date_time;
        components[i].frame_control = COMPONENTS[i].frame_control;
        components[i].sequence = COMPONENTS[i].sequence;
        components[i].command = COMPONENTS[i].command;
        components[i].body = hex_bytes(COMPONENTS[i].body, &bodies[4U * i], 4);
    }
}

static void a_command_is_written(void **state)
{
    gbcs_gbz_component components[COUNT];
    uint8_t bodies[4U * COUNT];
    uint8_t buffer[128];
    const size_t size = hex_decode(COMMAND, buffer, sizeof buffer);
    gbcs_writer writer;
    size_t room;
    size_t i;

    (void)state;
    make_components(components, bodies);
    for (room = 0; room <= size; room++) {
        writer = gbcs_writer_of(buffer, room);
        gbcs_write_gbz(&writer, components, COUNT);
        assert_int_equal(writer.status, (room < size) ? GBCS_ERR_SPACE : GBCS_OK);
    }
    assert_bytes(gbcs_writer_bytes(&writer), COMMAND);
    /* whatever the caller says about the last component */
    for (i = 0; i < COUNT; i++) {
        components[i].control ^= GBCS_GBZ_LAST;
    }
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_gbz(&writer, components, COUNT);
    assert_bytes(gbcs_writer_bytes(&writer), COMMAND);
    for (i = 0; i < COUNT; i++) {
        assert_int_equal(components[i].control, COMPONENTS[i].control ^ GBCS_GBZ_LAST);
    }
}

static void a_component_is_written_as_it_is(void **state)
{
    gbcs_gbz_component components[COUNT];
    uint8_t bodies[4U * COUNT];
    uint8_t buffer[32];
    size_t i;

    (void)state;
    make_components(components, bodies);
    for (i = 0; i < COUNT; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_gbz_component back;
        gbcs_reader reader;

        gbcs_write_gbz_component(&writer, &components[i]);
        assert_int_equal(writer.status, GBCS_OK);
        reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
        gbcs_read_gbz_component(&reader, &back);
        assert_int_equal(gbcs_reader_finish(&reader), GBCS_OK);
        assert_component(&back, i);
    }
}

static void a_command_has_1_to_255_components(void **state)
{
    static gbcs_gbz_component components[256];
    static uint8_t buffer[4096];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_gbz gbz;

    (void)state;
    gbcs_write_gbz(&writer, components, 255);
    assert_int_equal(writer.status, GBCS_OK);
    assert_int_equal(gbcs_gbz_parse(gbcs_writer_bytes(&writer), &gbz), GBCS_OK);
    assert_int_equal(gbz.count, 255);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_gbz(&writer, components, 256);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_gbz(&writer, components, 0);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
}

static void components_that_cannot_be_read_are_not_written(void **state)
{
    static const struct {
        gbcs_gbz_component component;
        size_t body;
        gbcs_status status;
    } rows[] = {
        {{0x00, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 0, GBCS_OK},
        {{0x12, 0x0702, 1, 1, 1, 0, 0, 0, {NULL, 0}}, 0, GBCS_OK},
        {{0x04, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 0, GBCS_ERR_ARGUMENT},
        {{0x80, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 0, GBCS_ERR_ARGUMENT},
        {{0x20, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 0, GBCS_ERR_ARGUMENT},
        {{0x08, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 0, GBCS_ERR_ARGUMENT},
        {{0x40, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 0, GBCS_ERR_ARGUMENT},
        {{0x10, 0x0702, 1, 0, 1, 0, 0, 0, {NULL, 0}}, 0, GBCS_ERR_ARGUMENT},
        {{0x10, 0x0702, 0, 1, 1, 0, 0, 0, {NULL, 0}}, 0, GBCS_ERR_ARGUMENT},
        {{0x02, 0x0702, 1, 1, 1, 0, 0, 0, {NULL, 0}}, 0, GBCS_ERR_ARGUMENT},
        {{0x00, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 65532, GBCS_OK},
        {{0x00, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 65533, GBCS_ERR_ARGUMENT},
        {{0x02, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 65528, GBCS_OK},
        {{0x02, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 65529, GBCS_ERR_ARGUMENT},
        {{0x10, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 65528, GBCS_OK},
        {{0x10, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 65529, GBCS_ERR_ARGUMENT},
        {{0x12, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 65524, GBCS_OK},
        {{0x12, 0x0702, 0, 0, 0, 0, 0, 0, {NULL, 0}}, 65525, GBCS_ERR_ARGUMENT},
    };
    static uint8_t body[65536];
    static uint8_t buffer[65550];
    size_t i;

    (void)state;
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        gbcs_gbz_component component = rows[i].component;
        gbcs_reader reader;

        component.body = gbcs_bytes_of(body, rows[i].body);
        gbcs_write_gbz_component(&writer, &component);
        assert_int_equal(writer.status, rows[i].status);
        if (rows[i].status == GBCS_OK) {
            reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
            gbcs_read_gbz_component(&reader, &component);
            assert_int_equal(gbcs_reader_finish(&reader), GBCS_OK);
            assert_int_equal(component.body.size, rows[i].body);
        }
    }
}

static void alerts_are_written(void **state)
{
    static const char *hex[] = {"0109 00 8F31 2D0A0B0C", "0109 01 8F31 2D0A0B0C 05",
                                "0109 01 8F31 2D0A0B0C 0005"};
    uint8_t buffer[16];
    uint8_t again[16];
    gbcs_gbz_alert alert;
    gbcs_writer writer;
    size_t room;
    size_t i;

    (void)state;
    for (i = 0; i < 3U; i++) {
        const gbcs_bytes payload = hex_bytes(hex[i], buffer, sizeof buffer);

        assert_int_equal(gbcs_gbz_alert_parse(payload, &alert), GBCS_OK);
        for (room = 0; room <= payload.size; room++) {
            writer = gbcs_writer_of(again, room);
            gbcs_write_gbz_alert(&writer, &alert);
            assert_int_equal(writer.status, (room < payload.size) ? GBCS_ERR_SPACE : GBCS_OK);
        }
        assert_bytes(gbcs_writer_bytes(&writer), hex[i]);
        /* has_extra must agree */
        alert.has_extra ^= 1U;
        writer = gbcs_writer_of(again, sizeof again);
        gbcs_write_gbz_alert(&writer, &alert);
        assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
        alert.has_extra = 2U;
        writer = gbcs_writer_of(again, sizeof again);
        gbcs_write_gbz_alert(&writer, &alert);
        assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_command_is_taken_apart),
        cmocka_unit_test(a_command_ends_where_it_ends),
        cmocka_unit_test(malformed_commands_are_refused),
        cmocka_unit_test(unknown_control_bits_are_refused),
        cmocka_unit_test(an_earlier_error_is_kept),
        cmocka_unit_test(alerts_are_taken_apart),
        cmocka_unit_test(malformed_alerts_are_refused),
        cmocka_unit_test(a_command_is_written),
        cmocka_unit_test(a_component_is_written_as_it_is),
        cmocka_unit_test(a_command_has_1_to_255_components),
        cmocka_unit_test(components_that_cannot_be_read_are_not_written),
        cmocka_unit_test(alerts_are_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
