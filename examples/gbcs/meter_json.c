#include "meter_json.h"

#include <stdlib.h>

#include "format.h"

json_t *json_line(const char *kind)
{
    json_t *line = json_object();

    (void)json_object_set_new(line, "kind", json_string(kind));
    return line;
}

void json_print(json_t *line)
{
    if ((json_dumpf(line, stdout, JSON_COMPACT) != 0) && tool_output_works()) {
        tool_error("out of memory");
        exit(TOOL_ERROR);
    }
    (void)putchar('\n');
    json_decref(line);
}

void json_add_code(json_t *line, const char *name, uint16_t code)
{
    char text[8];

    (void)snprintf(text, sizeof text, "%04X", (unsigned int)code);
    (void)json_object_set_new(line, name, (code != 0U) ? json_string(text) : json_null());
}

void json_add_entity(json_t *line, const char *name, gbcs_entity_id entity)
{
    char text[TOOL_ENTITY_SIZE];

    (void)json_object_set_new(
        line, name, (entity != 0U) ? json_string(tool_entity(entity, text)) : json_null());
}

void json_add_time(json_t *line, const char *name, gbcs_utc time)
{
    format_text text;

    (void)json_object_set_new(line, name,
                              (time != 0) ? json_string(format_utc(time, &text)) : json_null());
}

void json_add_counter(json_t *line, const char *name, uint64_t counter)
{
    char text[24];

    (void)snprintf(text, sizeof text, "%llu", (unsigned long long)counter);
    (void)json_object_set_new(line, name, json_string(text));
}

void json_add_number(json_t *line, const char *name, int64_t number)
{
    (void)json_object_set_new(line, name, json_integer((json_int_t)number));
}

void json_add_octets(json_t *line, const char *name, gbcs_bytes octets)
{
    char *text = tool_allocate((2U * octets.size) + 1U);

    for (size_t i = 0U; i < octets.size; i++) {
        (void)snprintf(&text[2U * i], 3U, "%02X", octets.data[i]);
    }
    (void)json_object_set_new(line, name, json_string(text));
    free(text);
}

void json_add_text(json_t *line, const char *name, const char *text)
{
    json_t *string = json_string(text);

    (void)json_object_set_new(line, name, (string != NULL) ? string : json_string("?"));
}
