/**
 * @file
 * GBZ payloads: commands and responses in components, and alerts.
 */
#include "fuzz.h"
#include "gbcs/codec/gbz.h"

static void components(gbcs_bytes input)
{
    gbcs_gbz gbz;
    if (gbcs_gbz_parse(input, &gbz) == GBCS_OK) {
        gbcs_gbz_component list[UINT8_MAX];
        gbcs_reader reader = gbcs_reader_of(gbz.components);
        gbcs_writer writer = fuzz_writer(input.size);
        REQUIRE(fuzz_inside(gbz.components, input));
        REQUIRE(gbz.count > 0U);
        for (size_t i = 0U; i < gbz.count; i++) {
            gbcs_read_gbz_component(&reader, &list[i]);
            REQUIRE(reader.status == GBCS_OK);
            REQUIRE(fuzz_inside(list[i].body, gbz.components));
        }
        REQUIRE(gbcs_reader_finish(&reader) == GBCS_OK);
        gbcs_write_gbz(&writer, list, gbz.count);
        fuzz_require_written(&writer, input);
    }
}

static void alert(gbcs_bytes input)
{
    gbcs_gbz_alert parsed;
    if (gbcs_gbz_alert_parse(input, &parsed) == GBCS_OK) {
        gbcs_writer writer = fuzz_writer(input.size);
        REQUIRE(fuzz_inside(parsed.extra, input));
        gbcs_write_gbz_alert(&writer, &parsed);
        fuzz_require_written(&writer, input);
    }
}

/** Components one after another without a count, as they stand in the extra of an alert. */
static void bare_components(gbcs_bytes input)
{
    gbcs_reader reader = gbcs_reader_of(input);
    while ((reader.status == GBCS_OK) && (gbcs_reader_left(&reader) > 0U)) {
        gbcs_gbz_component component;
        size_t start = reader.position;
        gbcs_read_gbz_component(&reader, &component);
        if (reader.status == GBCS_OK) {
            gbcs_bytes octets = gbcs_bytes_slice(input, start, reader.position - start);
            gbcs_writer writer = fuzz_writer(octets.size);
            REQUIRE(octets.size > 0U);
            REQUIRE(fuzz_inside(component.body, octets));
            gbcs_write_gbz_component(&writer, &component);
            fuzz_require_written(&writer, octets);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_bytes input = gbcs_bytes_of(data, size);
    components(input);
    alert(input);
    bare_components(input);
    return 0;
}
