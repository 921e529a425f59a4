#include "build.h"

/** Context tags of AuthorisingRemotePartyControl (GBCS 13.3). */
#define TAG_TIME_CHECKS (GBCS_BER_CONTEXT + 1U)
#define TAG_CELL (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 2U)
#define TAG_COUNTER (GBCS_BER_CONTEXT + 3U)
#define TAG_FLOOR (GBCS_BER_CONTEXT + 4U)
#define TAG_TOP_UP_FLOORS (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 5U)
#define TAG_OTHER_FLOORS (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 6U)

/** applyTimeBasedCPVChecks: disapply. The other value is the default, which is not written. */
#define DISAPPLY 1U
/** seqNumberUsage: prepaymentTopUp, the only one. */
#define USAGE_TOP_UP 0U

/** TrustAnchorCellIdentifier (GBCS 13.2). */
static void write_cell(gbcs_writer *writer, uint8_t tag, const gbcs_cell_id *cell)
{
    const size_t mark = gbcs_write_open(writer, tag);

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, cell->role);
    build_write_key_usage(writer, cell->key_usage);
    if (cell->cell_usage != GBCS_CELL_MANAGEMENT) {
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, cell->cell_usage);
    }
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** CS02a, CS02f: whose key protects the command, and whose credentials are asked for. */
void build_write_details(gbcs_writer *writer, const build_request *request)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const gbcs_cell_id own = {request->as,
                              (request->form == GBCS_FORM_MACED) ? GBCS_KEY_USAGE_AGREEMENT
                                                                 : GBCS_KEY_USAGE_SIGNATURE,
                              GBCS_CELL_MANAGEMENT};
    size_t list;

    write_cell(writer, GBCS_BER_SEQUENCE, &own);
    list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    for (size_t i = 0U; i < request->role_count; i++) {
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, request->roles[i]);
    }
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** SEQUENCE OF SpecialistSeqNumber: one, as there is one usage. */
static void write_top_up_floor(gbcs_writer *writer, uint8_t tag, uint64_t counter)
{
    const size_t list = gbcs_write_open(writer, tag);
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, USAGE_TOP_UP);
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, counter);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
}

/** SEQUENCE OF RemotePartySeqNumberChange. */
static void write_other_floors(gbcs_writer *writer, const build_request *request)
{
    const size_t list = gbcs_write_open(writer, TAG_OTHER_FLOORS);

    for (size_t i = 0U; i < request->other_floor_count; i++) {
        const build_floor *floor = &request->other_floors[i];
        const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, floor->role);
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, floor->counter);
        if (floor->has_top_up) {
            write_top_up_floor(writer, GBCS_BER_SEQUENCE, floor->top_up);
        }
        gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
    }
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
}

/** AuthorisingRemotePartyControl. */
static void write_control(gbcs_writer *writer, const build_request *request)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const gbcs_cell_id own = {request->mode->role, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT};

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, request->mode->number);
    if (build_has(request, BUILD_NO_TIME_CHECK)) {
        gbcs_write_unsigned(writer, TAG_TIME_CHECKS, DISAPPLY);
    }
    if (request->form != GBCS_FORM_MACED) {
        /* what is not signed is authorised by no cell that could be named */
        write_cell(writer, TAG_CELL, &own);
    }
    gbcs_write_unsigned(writer, TAG_COUNTER, request->counter);
    if (build_has(request, BUILD_FLOOR)) {
        gbcs_write_unsigned(writer, TAG_FLOOR, request->floor);
    }
    if (build_has(request, BUILD_TOP_UP_FLOOR)) {
        write_top_up_floor(writer, TAG_TOP_UP_FLOORS, request->top_up_floor);
    }
    if (build_has(request, BUILD_OTHER_FLOOR)) {
        write_other_floors(writer, request);
    }
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** CS02b, CS02g (GBCS 13.3, 13.10). */
void build_write_update(gbcs_writer *writer, const build_request *request)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t list;

    write_control(writer, request);
    list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    for (size_t i = 0U; i < request->replacement_count; i++) {
        const size_t one = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
        gbcs_write_bytes(writer, request->replacements[i].certificate);
        write_cell(writer, GBCS_BER_SEQUENCE, &request->replacements[i].cell);
        gbcs_write_close(writer, one, GBCS_BER_SHORTEST);
    }
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    for (size_t i = 0U; i < request->path_count; i++) {
        gbcs_write_bytes(writer, request->paths[i]);
    }
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    if (build_has(request, BUILD_DATE)) {
        gbcs_write_tlv(writer, GBCS_BER_GENERALIZED_TIME, GBCS_BER_SHORTEST,
                       gbcs_bytes_of(request->date, sizeof request->date));
    }
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}
