#include "trust/change.h"

#include "trust/record.h"

gbcs_status trust_put_cells(const gbcs_trust *trust, const gbcs_cell *const changes[GBCS_CELLS])
{
    gbcs_store *store = trust->store;
    const gbcs_cell *cells[GBCS_CELLS];
    gbcs_status status = GBCS_OK;
    size_t i;

    if ((trust->life != GBCS_LIFE_MANUFACTURE) && (trust->life != GBCS_LIFE_SEALED)) {
        status = GBCS_ERR_LIFE;
    }
    for (i = 0U; i < GBCS_CELLS; i++) {
        if (changes[i] == NULL) {
            cells[i] = cell_is_filled(&trust->cells[i]) ? &trust->cells[i] : NULL;
        } else {
            cells[i] = changes[i];
            if ((status == GBCS_OK) &&
                ((!cell_is_of_type(trust->device_type, i)) || (!cell_is_sound(i, changes[i])))) {
                status = GBCS_ERR_ARGUMENT;
            }
        }
    }
    if (status == GBCS_OK) {
        status = record_put_cells(store, cells);
    }
    return status;
}
