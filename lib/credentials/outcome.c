#include "credentials/execution.h"
#include "message/cell_name.h"

/** Writes a RemotePartySeqNumberChange, as it was asked for. */
static void write_floor(gbcs_writer *writer, const update_floor *floor)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t list;
    size_t one;

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, floor->role);
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, floor->counter);
    if (floor->has_top_up) {
        list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
        one = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, 0U);
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, floor->top_up);
        gbcs_write_close(writer, one, GBCS_BER_NO_81);
        gbcs_write_close(writer, list, GBCS_BER_NO_81);
    }
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}

/** Writes a ReplacementOutcome: who was in the cell before, and who is now. */
static void write_replacement(gbcs_writer *writer, const execution *run, size_t number)
{
    const gbcs_cell_id *id = &run->what.replacements[number].cell;
    const size_t index = gbcs_cell_index(run->trust->device_type, id);
    const gbcs_cell *before = (index < GBCS_CELLS) ? &run->trust->cells[index] : NULL;
    const gbcs_cell *now = before;
    size_t mark;

    if (run->statuses[number] == (uint8_t)GBCS_REPLACEMENT_SUCCESS) {
        now = &run->contents[index];
    }
    mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    cell_name_write(writer, id);
    gbcs_write_unsigned(writer, GBCS_BER_ENUMERATED, run->statuses[number]);
    cell_holder_write(writer, before);
    cell_holder_write(writer, now);
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}

void execution_write(gbcs_writer *writer, const execution *run)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t list;
    size_t i;

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, run->what.counter);
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, run->what.mode->mode);
    list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    for (i = 0U; i < run->what.floor_count; i++) {
        write_floor(writer, &run->what.floors[i]);
    }
    gbcs_write_close(writer, list, GBCS_BER_NO_81);
    list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    for (i = 0U; i < run->what.count; i++) {
        write_replacement(writer, run, i);
    }
    gbcs_write_close(writer, list, GBCS_BER_NO_81);
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}
