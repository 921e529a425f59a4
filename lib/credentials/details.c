#include <string.h>

#include "gbcs/credentials.h"
#include "message/cell_name.h"

/** CS02a and CS02f. */
#define CODE_DETAILS 0x0008U
#define CODE_DETAILS_F 0x011BU

/** Most roles in a request: each of them once. It keeps the response short. */
#define ROLES_ASKED_MAX GBCS_ROLES

/** What is asked for. */
typedef struct request {
    /** Message Code. */
    uint16_t code;
    /** Roles, in their order. */
    uint8_t roles[ROLES_ASKED_MAX];
    /** Their number. */
    size_t count;
} request;

/** Reads the roles that are asked for. */
static gbcs_status read_roles(gbcs_bytes octets, request *asked)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    uint8_t role;

    while (gbcs_reader_left(&reader) > 0U) {
        role = (uint8_t)number_read(&reader, GBCS_DER, GBCS_BER_INTEGER, UINT8_MAX);
        if (asked->count == ROLES_ASKED_MAX) {
            gbcs_reader_fail(&reader, GBCS_ERR_LENGTH);
        } else {
            asked->roles[asked->count] = role;
            asked->count++;
        }
    }
    return gbcs_reader_finish(&reader);
}

static gbcs_status read_request(gbcs_bytes payload, request *asked)
{
    gbcs_reader outer = gbcs_reader_of(payload);
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_DER, GBCS_BER_SEQUENCE));
    const gbcs_bytes authority = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    const gbcs_bytes roles = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    gbcs_status status = gbcs_reader_finish(&outer);
    gbcs_cell_id cell;

    if (status == GBCS_OK) {
        status = gbcs_reader_finish(&reader);
    }
    if (status == GBCS_OK) {
        /* the gate has seen that it is the sender's */
        status = cell_name_read(authority, GBCS_DER, &cell);
    }
    if (status == GBCS_OK) {
        status = read_roles(roles, asked);
    }
    return status;
}

/** Whether a use case tells of a role: the load controller's came with CS02f (GBCS 13.9). */
static bool is_told(uint16_t code, uint8_t role)
{
    return (role < GBCS_ROLES) && ((role != GBCS_ROLE_LOAD_CONTROLLER) || (code == CODE_DETAILS_F));
}

/** A cell of a role that is filled, or null. */
static const gbcs_cell *cell_of(const gbcs_trust *trust, uint8_t role, size_t index)
{
    const gbcs_cell_id *id = gbcs_cell_at(index);

    return (id->role == role) ? gbcs_trust_find(trust, id) : NULL;
}

static bool holds(const gbcs_trust *trust, uint8_t role)
{
    bool held = false;
    size_t i;

    for (i = 0U; i < GBCS_CELLS; i++) {
        held = held || (cell_of(trust, role, i) != NULL);
    }
    return held;
}

/** Writes TrustAnchorCellContents. */
static void write_cell(gbcs_writer *writer, const gbcs_cell_id *id, const gbcs_cell *cell)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    cell_name_write_usage(writer, id);
    cell_holder_write(writer, cell);
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}

/** Writes currentSeqNumber and the cells of a role, in the order in which they are stored. */
static void write_cells(gbcs_writer *writer, const gbcs_desk *desk, uint8_t role)
{
    const gbcs_cell *cell;
    size_t mark;
    size_t i;

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, desk->replay->last[role]);
    mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    for (i = 0U; i < GBCS_CELLS; i++) {
        cell = cell_of(desk->trust, role, i);
        if (cell != NULL) {
            write_cell(writer, gbcs_cell_at(i), cell);
        }
    }
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}

/** Writes RemotePartyDetails. */
static void write_role(gbcs_writer *writer, const gbcs_desk *desk, uint16_t code, uint8_t role)
{
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const bool told = is_told(code, role) && holds(desk->trust, role);
    gbcs_replacement_status status = GBCS_REPLACEMENT_SUCCESS;

    if (!told) {
        status = (code == CODE_DETAILS_F) ? GBCS_REPLACEMENT_OTHER
                                          : GBCS_REPLACEMENT_TRUST_ANCHOR_NOT_FOUND;
    }
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, role);
    gbcs_write_unsigned(writer, GBCS_BER_ENUMERATED, (uint64_t)status);
    if (told) {
        write_cells(writer, desk, role);
    }
    gbcs_write_close(writer, mark, GBCS_BER_NO_81);
}

gbcs_status gbcs_credentials_details(const gbcs_desk *desk, const gbcs_command *command,
                                     gbcs_writer *response, gbcs_effects *effects)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;
    request asked;
    size_t mark;
    size_t i;

    (void)memset(&asked, 0, sizeof asked);
    (void)memset(effects, 0, sizeof *effects);
    if (gbcs_command_accepted(command)) {
        asked.code = command->use_case->code;
    }
    if ((asked.code == CODE_DETAILS) || (asked.code == CODE_DETAILS_F)) {
        status = read_request(command->frame.payload, &asked);
    }
    if (status == GBCS_OK) {
        mark = gbcs_write_open(response, GBCS_BER_SEQUENCE);
        for (i = 0U; i < asked.count; i++) {
            write_role(response, desk, asked.code, asked.roles[i]);
        }
        gbcs_write_close(response, mark, GBCS_BER_NO_81);
        status = response->status;
    }
    return status;
}
