#include "names.h"

#include "gbcs/log.h"

const char *name_of(const name_table *table, uint32_t number)
{
    const char *name = NULL;

    for (size_t i = 0U; (name == NULL) && (i < table->count); i++) {
        if (table->rows[i].number == number) {
            name = table->rows[i].name;
        }
    }
    return name;
}

const char *name_of_alert(uint32_t code)
{
    const bool known = (code <= UINT16_MAX) && (gbcs_event_find((uint16_t)code) != NULL);

    return known ? gbcs_event_name((uint16_t)code) : NULL;
}
