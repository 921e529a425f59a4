#include <string.h>

#include "credentials/update.h"
#include "message/cell_name.h"

/** Context tags of AuthorisingRemotePartyControl (GBCS 13.3). */
#define TAG_TIME_CHECKS (GBCS_BER_CONTEXT + 1U)
#define TAG_CELL (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 2U)
#define TAG_COUNTER (GBCS_BER_CONTEXT + 3U)
#define TAG_FLOOR (GBCS_BER_CONTEXT + 4U)
#define TAG_TOP_UP_FLOOR (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 5U)
#define TAG_OTHER_FLOORS (GBCS_BER_CONTEXT + GBCS_BER_CONSTRUCTED + 6U)

/** applyTimeBasedCPVChecks: disapply. The other value is the default, which is not written. */
#define DISAPPLY 1U
/** seqNumberUsage: prepaymentTopUp, the only one. */
#define USAGE_TOP_UP 0U

static bool is_next(const gbcs_reader *reader, uint8_t tag)
{
    return (gbcs_reader_left(reader) > 0U) && (gbcs_reader_peek(reader) == tag);
}

/** Reads what is in SEQUENCE OF SpecialistSeqNumber: one, as there is one usage. */
static gbcs_status read_top_up_floor(gbcs_bytes octets, update_floor *floor)
{
    gbcs_reader list = gbcs_reader_of(octets);
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(&list, GBCS_DER, GBCS_BER_SEQUENCE));
    gbcs_status status = gbcs_reader_finish(&list);

    (void)number_read(&reader, GBCS_DER, GBCS_BER_INTEGER, USAGE_TOP_UP);
    floor->top_up = number_read(&reader, GBCS_DER, GBCS_BER_INTEGER, GBCS_COUNTER_LAST);
    floor->has_top_up = true;
    if (status == GBCS_OK) {
        status = gbcs_reader_finish(&reader);
    }
    if ((status == GBCS_OK) && (floor->role != GBCS_ROLE_SUPPLIER)) {
        /* nobody else tops up */
        status = GBCS_ERR_VALUE;
    }
    return status;
}

/** Takes another floor into the list: one for each role. */
static gbcs_status add_floor(update *what, const update_floor *floor)
{
    gbcs_status status = (floor->role < GBCS_ROLES) ? GBCS_OK : GBCS_ERR_VALUE;
    size_t i;

    for (i = 0U; i < what->floor_count; i++) {
        if (what->floors[i].role == floor->role) {
            status = GBCS_ERR_VALUE;
        }
    }
    if (status == GBCS_OK) {
        what->floors[what->floor_count] = *floor;
        what->floor_count++;
    }
    return status;
}

/** Reads the floors of the sender's own role. */
static void read_own_floors(gbcs_reader *reader, update *what)
{
    update_floor floor = {0U, 0U, false, 0U};
    gbcs_bytes top_up;

    floor.role = what->mode->role;
    if (is_next(reader, TAG_FLOOR)) {
        floor.counter = number_read(reader, GBCS_DER, TAG_FLOOR, GBCS_COUNTER_LAST);
        if (gbcs_read_optional(reader, GBCS_DER, TAG_TOP_UP_FLOOR, &top_up)) {
            gbcs_reader_fail(reader, read_top_up_floor(top_up, &floor));
        }
        gbcs_reader_fail(reader, add_floor(what, &floor));
    }
}

/** Reads what is in a RemotePartySeqNumberChange. */
static gbcs_status read_other_floor(gbcs_bytes octets, update_floor *floor)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    gbcs_bytes top_up;

    floor->role = (uint8_t)number_read(&reader, GBCS_DER, GBCS_BER_INTEGER, UINT8_MAX);
    floor->counter = number_read(&reader, GBCS_DER, GBCS_BER_INTEGER, GBCS_COUNTER_LAST);
    if (gbcs_read_optional(&reader, GBCS_DER, GBCS_BER_SEQUENCE, &top_up)) {
        gbcs_reader_fail(&reader, read_top_up_floor(top_up, floor));
    }
    return gbcs_reader_finish(&reader);
}

/** Reads the floors of other roles. */
static gbcs_status read_other_floors(gbcs_bytes octets, update *what)
{
    gbcs_reader list = gbcs_reader_of(octets);
    gbcs_bytes one;
    gbcs_status status;

    while (gbcs_reader_left(&list) > 0U) {
        update_floor floor = {0U, 0U, false, 0U};

        one = gbcs_read_tagged(&list, GBCS_DER, GBCS_BER_SEQUENCE);
        status = read_other_floor(one, &floor);
        if (status == GBCS_OK) {
            status = (floor.role == what->mode->role) ? GBCS_ERR_VALUE : add_floor(what, &floor);
        }
        gbcs_reader_fail(&list, status);
    }
    return gbcs_reader_finish(&list);
}

/** The cell that authorises is the sender's, for signatures; the gate has verified with its key. */
static gbcs_status check_authority(gbcs_bytes octets, const update_mode *mode)
{
    gbcs_cell_id cell;
    gbcs_status status = cell_name_read(octets, GBCS_DER, &cell);

    if ((status == GBCS_OK) &&
        ((cell.role != mode->role) || (cell.key_usage != GBCS_KEY_USAGE_SIGNATURE) ||
         (cell.cell_usage != GBCS_CELL_MANAGEMENT))) {
        status = GBCS_ERR_VALUE;
    }
    return status;
}

/** Reads AuthorisingRemotePartyControl. A plaintextSymmetricKey belongs to no mode that is known. */
static gbcs_status read_control(gbcs_bytes octets, uint64_t counter, update *what)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    const uint64_t mode = number_read(&reader, GBCS_DER, GBCS_BER_INTEGER, UINT8_MAX);
    gbcs_bytes value;

    if (is_next(&reader, TAG_TIME_CHECKS)) {
        what->times_count = number_read(&reader, GBCS_DER, TAG_TIME_CHECKS, DISAPPLY) != DISAPPLY;
        gbcs_reader_fail(&reader, what->times_count ? GBCS_ERR_VALUE : GBCS_OK);
    }
    if (gbcs_read_optional(&reader, GBCS_DER, TAG_CELL, &value)) {
        gbcs_reader_fail(&reader, check_authority(value, what->mode));
    }
    what->counter = number_read(&reader, GBCS_DER, TAG_COUNTER, GBCS_COUNTER_LAST);
    read_own_floors(&reader, what);
    if (gbcs_read_optional(&reader, GBCS_DER, TAG_OTHER_FLOORS, &value)) {
        gbcs_reader_fail(&reader, read_other_floors(value, what));
    }
    if ((mode != what->mode->mode) || (what->counter != counter)) {
        gbcs_reader_fail(&reader, GBCS_ERR_VALUE);
    }
    return gbcs_reader_finish(&reader);
}

/** Reads what is in a TrustAnchorReplacement. */
static gbcs_status read_replacement(gbcs_bytes octets, update_replacement *replacement)
{
    gbcs_reader reader = gbcs_reader_of(octets);
    const gbcs_tlv certificate = gbcs_read_tlv(&reader, GBCS_DER);
    const gbcs_bytes cell = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    gbcs_status status = gbcs_reader_finish(&reader);

    if ((status == GBCS_OK) && (certificate.tag != GBCS_BER_SEQUENCE)) {
        status = GBCS_ERR_TAG;
    }
    replacement->certificate = certificate.octets;
    return (status == GBCS_OK) ? cell_name_read(cell, GBCS_DER, &replacement->cell) : status;
}

static gbcs_status read_replacements(gbcs_bytes octets, update *what)
{
    gbcs_reader list = gbcs_reader_of(octets);
    gbcs_bytes one;

    while (gbcs_reader_left(&list) > 0U) {
        one = gbcs_read_tagged(&list, GBCS_DER, GBCS_BER_SEQUENCE);
        if (what->count == UPDATE_REPLACEMENTS) {
            gbcs_reader_fail(&list, GBCS_ERR_LENGTH);
        } else {
            gbcs_reader_fail(&list, read_replacement(one, &what->replacements[what->count]));
            what->count++;
        }
    }
    return gbcs_reader_finish(&list);
}

static gbcs_status read_certificates(gbcs_bytes octets, update *what)
{
    gbcs_reader list = gbcs_reader_of(octets);
    gbcs_tlv one;

    while (gbcs_reader_left(&list) > 0U) {
        one = gbcs_read_tlv(&list, GBCS_DER);
        if (one.tag != GBCS_BER_SEQUENCE) {
            gbcs_reader_fail(&list, GBCS_ERR_TAG);
        } else if (what->certificate_count == GBCS_PATH_CERTIFICATES) {
            gbcs_reader_fail(&list, GBCS_ERR_LENGTH);
        } else {
            what->certificates[what->certificate_count] = one.octets;
            what->certificate_count++;
        }
    }
    return gbcs_reader_finish(&list);
}

gbcs_status update_read(gbcs_bytes payload, const update_mode *mode, uint64_t counter, update *what)
{
    gbcs_reader outer = gbcs_reader_of(payload);
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_DER, GBCS_BER_SEQUENCE));
    const gbcs_bytes control = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    const gbcs_bytes replacements = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    const gbcs_bytes certificates = gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_SEQUENCE);
    gbcs_status status = gbcs_reader_finish(&outer);
    gbcs_bytes date;

    (void)memset(what, 0, sizeof *what);
    what->mode = mode;
    what->times_count = true;
    /* the gate has read the date */
    (void)gbcs_read_optional(&reader, GBCS_DER, GBCS_BER_GENERALIZED_TIME, &date);
    if (status == GBCS_OK) {
        status = gbcs_reader_finish(&reader);
    }
    if (status == GBCS_OK) {
        status = read_control(control, counter, what);
    }
    if (status == GBCS_OK) {
        status = read_replacements(replacements, what);
    }
    if (status == GBCS_OK) {
        status = read_certificates(certificates, what);
    }
    return status;
}
