#include "trust/cells.h"

#include <string.h>

/** First octet of a point that is not compressed (SEC 1, 2.3.3). */
#define UNCOMPRESSED 0x04U

#define GSME (1U << GBCS_DEVICE_GSME)
#define ESME (1U << GBCS_DEVICE_ESME)
#define CHF (1U << GBCS_DEVICE_CHF)
#define GPF (1U << GBCS_DEVICE_GPF)
#define HCALCS (1U << GBCS_DEVICE_HCALCS)
#define PPMID (1U << GBCS_DEVICE_PPMID)
#define SAPC (1U << GBCS_DEVICE_SAPC)

#define ALL (GSME + ESME + CHF + GPF + HCALCS + PPMID + SAPC)
/** Those that serve a supplier and a network operator. */
#define SUPPLIED (GSME + ESME + GPF + SAPC)
/** Those that take prepayment credit, or hold its key for the meter that does. */
#define PREPAID (GSME + ESME + GPF)
/** Those that may control a load on behalf of a load controller. */
#define CONTROLLED (ESME + SAPC)
/** Those that the Access Control Broker commands with its signature. */
#define SIGNED_BY_ACB (CHF + HCALCS + PPMID)
/** Those that a supplier commands with its signature: CS03A2 and others also go to devices that serve
 * no supplier. */
#define SIGNED_BY_SUPPLIER (SUPPLIED + HCALCS + PPMID)

#define SIGNATURE GBCS_KEY_USAGE_SIGNATURE
#define AGREEMENT GBCS_KEY_USAGE_AGREEMENT
#define CERTIFICATES GBCS_KEY_USAGE_CERTIFICATES

/** The key of the cell is for no key agreement. */
#define NO_SLOT GBCS_AGREEMENT_CELLS

/** A Trust Anchor Cell and who has it. */
typedef struct cell_row {
    gbcs_cell_id id;
    /** Bit n for DeviceType n. */
    uint32_t devices;
    /** Place of the secret that is shared with its holder. */
    size_t slot;
} cell_row;

/* GBCS 4.4, 13. The order is that of the record of cells: only to be extended at its end. */
static const cell_row CELLS[GBCS_CELLS] = {
    {{GBCS_ROLE_ROOT, CERTIFICATES, GBCS_CELL_MANAGEMENT}, ALL, NO_SLOT},
    {{GBCS_ROLE_RECOVERY, SIGNATURE, GBCS_CELL_MANAGEMENT}, ALL, NO_SLOT},
    {{GBCS_ROLE_SUPPLIER, SIGNATURE, GBCS_CELL_MANAGEMENT}, SIGNED_BY_SUPPLIER, NO_SLOT},
    {{GBCS_ROLE_SUPPLIER, AGREEMENT, GBCS_CELL_MANAGEMENT}, SUPPLIED, 0U},
    {{GBCS_ROLE_SUPPLIER, AGREEMENT, GBCS_CELL_TOP_UP}, PREPAID, 1U},
    {{GBCS_ROLE_NETWORK_OPERATOR, SIGNATURE, GBCS_CELL_MANAGEMENT}, SUPPLIED, NO_SLOT},
    {{GBCS_ROLE_NETWORK_OPERATOR, AGREEMENT, GBCS_CELL_MANAGEMENT}, SUPPLIED, 2U},
    {{GBCS_ROLE_ACB, SIGNATURE, GBCS_CELL_MANAGEMENT}, SIGNED_BY_ACB, NO_SLOT},
    {{GBCS_ROLE_ACB, AGREEMENT, GBCS_CELL_MANAGEMENT}, ALL, 3U},
    {{GBCS_ROLE_TRANSITIONAL_COS, SIGNATURE, GBCS_CELL_MANAGEMENT}, ALL, NO_SLOT},
    {{GBCS_ROLE_WAN_PROVIDER, SIGNATURE, GBCS_CELL_MANAGEMENT}, CHF, NO_SLOT},
    {{GBCS_ROLE_LOAD_CONTROLLER, SIGNATURE, GBCS_CELL_MANAGEMENT}, CONTROLLED, NO_SLOT},
    {{GBCS_ROLE_LOAD_CONTROLLER, AGREEMENT, GBCS_CELL_MANAGEMENT}, CONTROLLED, 4U},
};

const gbcs_cell_id *gbcs_cell_at(size_t index)
{
    return (index < GBCS_CELLS) ? &CELLS[index].id : NULL;
}

bool cell_type_is_known(uint8_t device_type)
{
    return (device_type < GBCS_DEVICES) && (((ALL >> device_type) & 1U) == 1U);
}

bool cell_is_of_type(uint8_t device_type, size_t index)
{
    return cell_type_is_known(device_type) && (((CELLS[index].devices >> device_type) & 1U) == 1U);
}

static bool is_same(const gbcs_cell_id *a, const gbcs_cell_id *b)
{
    return (a->role == b->role) && (a->key_usage == b->key_usage) &&
           (a->cell_usage == b->cell_usage);
}

size_t gbcs_cell_index(uint8_t device_type, const gbcs_cell_id *id)
{
    size_t index = GBCS_CELLS;
    size_t i;

    for (i = 0U; (i < GBCS_CELLS) && (index == GBCS_CELLS); i++) {
        if (is_same(&CELLS[i].id, id) && cell_is_of_type(device_type, i)) {
            index = i;
        }
    }
    return index;
}

size_t cell_agreement_slot(size_t index)
{
    return (index < GBCS_CELLS) ? CELLS[index].slot : NO_SLOT;
}

bool cell_is_filled(const gbcs_cell *cell)
{
    /* a key identifier begins with the bits 0100 */
    return cell->key_identifier[0] != 0U;
}

bool cell_is_sound(size_t index, const gbcs_cell *cell)
{
    const bool of_root = CELLS[index].id.role == GBCS_ROLE_ROOT;
    const bool named = cell->entity != 0U;
    uint8_t identifier[GBCS_KEY_IDENTIFIER_SIZE];

    gbcs_key_identifier(&cell->key, identifier);
    return (named != of_root) && (cell->key.point[0] == UNCOMPRESSED) &&
           gbcs_bytes_equal(gbcs_bytes_of(identifier, sizeof identifier),
                            gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier));
}

void gbcs_cell_from_credential(const gbcs_credential *credential, gbcs_cell *cell)
{
    cell->entity = credential->entity;
    cell->key = credential->key;
    (void)memcpy(cell->key_identifier, credential->key_identifier, sizeof cell->key_identifier);
}
