#include "names.h"

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
