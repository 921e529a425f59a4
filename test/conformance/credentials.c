/*
 * Commands about credentials, carried out, and compared with what the reference devices answered.
 */
#include "credentials.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gbcs/credentials.h"
#include "kind.h"
#include "rig.h"

#ifdef HAVE_JANSSON
#include <jansson.h>
#endif

/** CS02a, CS02f; the alerts of CS02b, CS02g. */
#define CODE_DETAILS 0x0008U
#define CODE_DETAILS_F 0x011BU
#define CODE_ALERT 0x00CBU
#define CODE_ALERT_G 0x0124U

static rig under_test;

/** A command, and where it is tried. */
typedef struct credentials_trial {
    bench *on;
    const message_set *set;
    const message *of;
    const gbcs_public_key *root;
    /** Its response; for a command with a date the alert when it was due, if there is one. */
    const message *response;
    const message *alert;
} credentials_trial;

/* ---- what the reference says ---------------------------------------------------------------- */

/** Reads issuers.json: the key of the root, which is the entry whose name begins so. */
static bool read_root(const char *path, gbcs_public_key *root)
{
    bool found = false;
#ifdef HAVE_JANSSON
    json_t *file = (path == NULL) ? NULL : json_load_file(path, 0, NULL);
    const char *name;
    json_t *entry;

    json_object_foreach(file, name, entry)
    {
        const char *hex = json_string_value(json_object_get(entry, "publicKey"));
        if ((strstr(name, "root") != NULL) && (hex != NULL) &&
            (strlen(hex) == 2U * sizeof root->point)) {
            for (size_t i = 0U; i < sizeof root->point; i++) {
                const char digits[3] = {hex[2U * i], hex[2U * i + 1U], '\0'};
                root->point[i] = (uint8_t)strtoul(digits, NULL, 16);
            }
            found = true;
        }
    }
    json_decref(file);
#else
    (void)path;
    (void)root;
#endif
    return found;
}

static bool is_update(uint16_t code)
{
    return ((code >= 0x0100U) && (code <= 0x0109U)) || (code == 0x0125U) || (code == 0x0126U);
}

static bool is_details(uint16_t code)
{
    return (code == CODE_DETAILS) || (code == CODE_DETAILS_F);
}

/** The inside of an element; what was wrong shows as an empty one. */
static gbcs_reader inside(gbcs_reader *reader, uint8_t tag)
{
    return gbcs_reader_of(gbcs_read_tagged(reader, GBCS_BER, tag));
}

static uint64_t number(gbcs_reader *reader, uint8_t tag)
{
    uint64_t value = 0U;
    if (gbcs_ber_unsigned(gbcs_read_tagged(reader, GBCS_BER, tag), &value) != GBCS_OK) {
        value = UINT64_MAX;
    }
    return value;
}

/** What follows the role in the name of a cell. */
static void read_usage(gbcs_reader *reader, gbcs_cell_id *id)
{
    const gbcs_bytes usage = gbcs_read_tagged(reader, GBCS_BER, GBCS_BER_BIT_STRING);

    id->key_usage = (usage.size == 2U) ? usage.data[1] : 0U;
    id->cell_usage = GBCS_CELL_MANAGEMENT;
    if (gbcs_reader_peek(reader) == GBCS_BER_INTEGER) {
        id->cell_usage = (uint8_t)number(reader, GBCS_BER_INTEGER);
    }
}

/** The outcome in a response or alert; empty if there is none. */
static gbcs_reader outcome_of(const message *in)
{
    gbcs_reader outer = gbcs_reader_of(in->frame.payload);
    gbcs_reader reader = inside(&outer, GBCS_BER_SEQUENCE);

    if (gbcs_reader_peek(&reader) == GBCS_BER_INTEGER) {
        (void)gbcs_read_tlv(&reader, GBCS_BER);
    }
    (void)gbcs_read_tlv(&reader, GBCS_BER);
    return (gbcs_reader_left(&reader) > 0U) ? inside(&reader, GBCS_BER_SEQUENCE)
                                            : gbcs_reader_of(gbcs_bytes_of(NULL, 0U));
}

/** The alert about a command with a date: the one of its folder with its counter in the outcome. */
static const message *find_alert(const message_set *set, const message *command)
{
    const message *found = NULL;

    for (size_t i = 0U; (found == NULL) && (i < set->count); i++) {
        const message *of = &set->messages[i];
        if (of->parsed && message_same_folder(of, command) &&
            ((of->frame.header.message_code == CODE_ALERT) ||
             (of->frame.header.message_code == CODE_ALERT_G))) {
            gbcs_reader outcome = outcome_of(of);
            if (number(&outcome, GBCS_BER_INTEGER) == command->frame.header.counter) {
                found = of;
            }
        }
    }
    return found;
}

static const message *find_response(const message_set *set, const message *command)
{
    const message *found = NULL;

    for (size_t i = 0U; (found == NULL) && (i < set->count); i++) {
        const message *of = &set->messages[i];
        if (of->parsed && message_answers(of, command)) {
            found = of;
        }
    }
    return found;
}

/* ---- what is in the cells ------------------------------------------------------------------- */

/** Puts a party into a cell, by the identifier of its key; false if that is not at hand. */
static bool put(const credentials_trial *t, const gbcs_cell_id *id, gbcs_bytes entity,
                gbcs_bytes identifier)
{
    gbcs_trust *trust = &under_test.meter.trust;
    const size_t index = gbcs_cell_index(trust->device_type, id);
    const keystore *keys = &t->on->keys;
    gbcs_reader reader = gbcs_reader_of(entity);
    gbcs_cell cell = {.entity = gbcs_read_u64(&reader)};
    bool found = false;

    for (size_t i = 0U; !found && (index < GBCS_CELLS) && (i < keys->count); i++) {
        cell.key = keys->keys[i].public_key;
        gbcs_key_identifier(&cell.key, cell.key_identifier);
        found = gbcs_bytes_equal(gbcs_bytes_of(cell.key_identifier, sizeof cell.key_identifier),
                                 identifier);
    }
    if (found) {
        trust->cells[index] = cell;
    }
    return found;
}

/** Puts into the cells what an outcome says was there. */
static bool put_existing(const credentials_trial *t, const message *in)
{
    gbcs_reader outcome = outcome_of(in);
    gbcs_reader list;
    bool good = true;

    (void)gbcs_read_tlv(&outcome, GBCS_BER);
    (void)gbcs_read_tlv(&outcome, GBCS_BER);
    (void)gbcs_read_tlv(&outcome, GBCS_BER);
    list = inside(&outcome, GBCS_BER_SEQUENCE);
    while (good && (gbcs_reader_left(&list) > 0U)) {
        gbcs_reader one = inside(&list, GBCS_BER_SEQUENCE);
        gbcs_reader name = inside(&one, GBCS_BER_SEQUENCE);
        gbcs_cell_id id = {.role = (uint8_t)number(&name, GBCS_BER_INTEGER)};
        gbcs_bytes entity;
        gbcs_bytes identifier;
        read_usage(&name, &id);
        (void)gbcs_read_tlv(&one, GBCS_BER);
        entity = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
        identifier = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
        good = put(t, &id, entity, identifier);
    }
    return good;
}

static void empty_cells_of(uint8_t role)
{
    for (size_t i = 0U; i < GBCS_CELLS; i++) {
        if (gbcs_cell_at(i)->role == role) {
            (void)memset(&under_test.meter.trust.cells[i], 0, sizeof(gbcs_cell));
        }
    }
}

/** Puts into cells and counters what a response to CS02a or CS02f says, and nothing else. */
static bool put_details(const credentials_trial *t, const message *in)
{
    gbcs_reader outer = gbcs_reader_of(in->frame.payload);
    gbcs_reader list = inside(&outer, GBCS_BER_SEQUENCE);
    bool good = true;

    while (good && (gbcs_reader_left(&list) > 0U)) {
        gbcs_reader one = inside(&list, GBCS_BER_SEQUENCE);
        gbcs_cell_id id = {.role = (uint8_t)number(&one, GBCS_BER_INTEGER)};
        gbcs_reader cells;
        (void)gbcs_read_tlv(&one, GBCS_BER);
        empty_cells_of(id.role);
        if (gbcs_reader_left(&one) > 0U) {
            under_test.meter.replay.last[id.role] = number(&one, GBCS_BER_INTEGER);
            cells = inside(&one, GBCS_BER_SEQUENCE);
            while (good && (gbcs_reader_left(&cells) > 0U)) {
                gbcs_reader cell = inside(&cells, GBCS_BER_SEQUENCE);
                gbcs_bytes entity;
                gbcs_bytes identifier;
                read_usage(&cell, &id);
                entity = gbcs_read_tagged(&cell, GBCS_BER, GBCS_BER_OCTET_STRING);
                identifier = gbcs_read_tagged(&cell, GBCS_BER, GBCS_BER_OCTET_STRING);
                good = put(t, &id, entity, identifier);
            }
        }
    }
    return good;
}

/** The role whose cells the originator is in, before what the response says is put there. */
static uint8_t role_of(const message *of)
{
    static const uint8_t ROLES[] = {GBCS_ROLE_SUPPLIER,
                                    GBCS_ROLE_WAN_PROVIDER,
                                    GBCS_ROLE_SUPPLIER,
                                    GBCS_ROLE_NETWORK_OPERATOR,
                                    GBCS_ROLE_ACB,
                                    GBCS_ROLE_WAN_PROVIDER,
                                    GBCS_ROLE_TRANSITIONAL_COS,
                                    GBCS_ROLE_TRANSITIONAL_COS,
                                    GBCS_ROLE_RECOVERY,
                                    GBCS_ROLE_ROOT};
    const uint16_t code = of->frame.header.message_code;
    uint8_t role = GBCS_ROLE_NONE;

    if ((code >= 0x0100U) && (code <= 0x0109U)) {
        role = ROLES[code - 0x0100U];
    } else if (code == 0x0125U) {
        role = GBCS_ROLE_LOAD_CONTROLLER;
    } else if (code == 0x0126U) {
        role = GBCS_ROLE_SUPPLIER;
    } else {
        /* the cells of the keys' own roles will do */
    }
    return role;
}

/** A device as it was before the command; why not, or null. */
static const char *start(const credentials_trial *t)
{
    const gbcs_header *header = &t->of->frame.header;
    const uint8_t device_type = kind_of_device(t->set, header->recipient);
    gbcs_trust *trust = &under_test.meter.trust;
    rig_parties parties = {.party = header->originator, .role = role_of(t->of)};
    const char *wrong = NULL;
    gbcs_status status;

    if (t->of->mac == VERDICT_VALID) {
        parties.secret = &t->of->secret;
    }
    status = rig_start(&under_test, &t->on->keys, header->recipient, device_type, &parties, 1U);
    if (status != GBCS_OK) {
        wrong = gbcs_status_text(status);
    } else {
        trust->cells[0].entity = 0U;
        trust->cells[0].key = *t->root;
        gbcs_key_identifier(t->root, trust->cells[0].key_identifier);
        if (is_details(header->message_code)) {
            wrong = put_details(t, t->response) ? NULL : "a key in its cells is not at hand";
        } else if (t->alert != NULL) {
            wrong = put_existing(t, t->alert) ? NULL : "a key in its cells is not at hand";
        } else {
            wrong = put_existing(t, t->response) ? NULL : "a key in its cells is not at hand";
        }
    }
    return wrong;
}

/* ---- the trial ------------------------------------------------------------------------------ */

static gbcs_status verify(const credentials_trial *t, gbcs_command *command)
{
    gbcs_budget budget = {0U, 0U};
    gbcs_gate gate = {&t->on->keys.crypto, &under_test.meter.trust, &under_test.meter.replay,
                      &budget, 1000U};
    gbcs_replay before = under_test.meter.replay;
    gbcs_refusal refusal;
    gbcs_status status;

    /* the counters that a response tells are those of another moment */
    (void)memset(under_test.meter.replay.last, 0, sizeof under_test.meter.replay.last);
    status = gbcs_command_verify(&gate, t->of->octets, command, &refusal);
    under_test.meter.replay = before;
    return status;
}

/** Runs the service; then, for a command with a date, what is done when it is due. */
static gbcs_status serve(const credentials_trial *t, const gbcs_command *command,
                         gbcs_writer *response, gbcs_writer *alert, gbcs_effects *effects)
{
    gbcs_desk desk = {.crypto = &t->on->keys.crypto,
                      .store = &under_test.meter.store,
                      .trust = &under_test.meter.trust,
                      .replay = &under_test.meter.replay,
                      .clock = GBCS_CLOCK_UNKNOWN};
    static gbcs_schedule schedule;
    gbcs_status status = GBCS_OK;
    gbcs_pending pending;
    uint16_t event;

    (void)memset(effects, 0, sizeof *effects);
    desk.schedule = &schedule;
    if (is_details(command->use_case->code)) {
        status = gbcs_credentials_details(&desk, command, response);
    } else {
        status = gbcs_schedule_open(&schedule, desk.store);
        if (status == GBCS_OK) {
            status = gbcs_credentials_update(&desk, command, response, effects);
        }
        if ((status == GBCS_OK) && (t->alert != NULL)) {
            pending = (gbcs_pending){.code = command->use_case->code,
                                     .role = command->role,
                                     .originator = command->frame.header.originator,
                                     .counter = command->frame.header.counter,
                                     .date = command->date.time,
                                     .verdict = true,
                                     .payload_size = command->frame.payload.size};
            gbcs_store_abandon(desk.store);
            status = gbcs_credentials_due(&desk, &pending, command->frame.payload, alert, &event,
                                          effects);
        }
    }
    return status;
}

/** Whether the cells hold what an outcome says took the place of what was there. */
static bool holds_replacing(const message *in)
{
    gbcs_reader outcome = outcome_of(in);
    gbcs_reader list;
    bool good = gbcs_store_commit(&under_test.meter.store) == GBCS_OK;
    static gbcs_trust trust;

    good = good && (gbcs_trust_open(&trust, &under_test.meter.store) == GBCS_OK);
    for (size_t i = 0U; i < 3U; i++) {
        (void)gbcs_read_tlv(&outcome, GBCS_BER);
    }
    list = inside(&outcome, GBCS_BER_SEQUENCE);
    while (good && (gbcs_reader_left(&list) > 0U)) {
        gbcs_reader one = inside(&list, GBCS_BER_SEQUENCE);
        gbcs_reader name = inside(&one, GBCS_BER_SEQUENCE);
        gbcs_cell_id id = {.role = (uint8_t)number(&name, GBCS_BER_INTEGER)};
        uint64_t status = number(&one, GBCS_BER_ENUMERATED);
        const gbcs_cell *cell;
        gbcs_bytes identifier;
        read_usage(&name, &id);
        for (size_t i = 0U; i < 3U; i++) {
            (void)gbcs_read_tlv(&one, GBCS_BER);
        }
        identifier = gbcs_read_tagged(&one, GBCS_BER, GBCS_BER_OCTET_STRING);
        cell = gbcs_trust_find(&trust, &id);
        good = (cell != NULL) &&
               ((status != 0U) ||
                gbcs_bytes_equal(gbcs_bytes_of(cell->key_identifier, sizeof cell->key_identifier),
                                 identifier));
    }
    return good;
}

static void compare(const credentials_trial *t, const message *with, gbcs_bytes payload)
{
    if (gbcs_bytes_equal(with->frame.payload, payload)) {
        results_pass(&t->on->results, CHECK_CREDENTIALS);
    } else {
        results_fail(&t->on->results, CHECK_CREDENTIALS, with->path, "another payload is made");
    }
}

static void try_command(const credentials_trial *t)
{
    gbcs_writer response = heap_writer(RIG_MESSAGE);
    gbcs_writer alert = heap_writer(RIG_MESSAGE);
    const char *wrong = start(t);
    gbcs_effects effects;
    gbcs_command command;
    gbcs_status status;

    if (wrong != NULL) {
        results_skip(&t->on->results, CHECK_CREDENTIALS, t->of->path, "%s", wrong);
    } else {
        status = verify(t, &command);
        if (status == GBCS_OK) {
            status = serve(t, &command, &response, &alert, &effects);
        }
        if (status != GBCS_OK) {
            results_fail(&t->on->results, CHECK_CREDENTIALS, t->of->path, "%s",
                         gbcs_status_text(status));
        } else {
            compare(t, t->response, gbcs_writer_bytes(&response));
            if (t->alert != NULL) {
                compare(t, t->alert, gbcs_writer_bytes(&alert));
            }
            if (effects.trust_changed &&
                !holds_replacing((t->alert != NULL) ? t->alert : t->response)) {
                results_fail(&t->on->results, CHECK_CREDENTIALS, t->of->path, "other cells");
            }
        }
    }
    rig_stop(&under_test);
    free(response.data);
    free(alert.data);
}

void check_credentials(bench *on, const message_set *set, const char *issuers)
{
    gbcs_public_key root;
    const bool has_root = read_root(issuers, &root);

    for (size_t i = 0U; i < set->count; i++) {
        const message *of = &set->messages[i];
        const gbcs_header *header = &of->frame.header;
        credentials_trial t = {.on = on, .set = set, .of = of, .root = &root};
        if (of->parsed && (header->cra == GBCS_CRA_COMMAND) &&
            ((of->frame.mac.size > 0U) || (of->frame.signature.size > 0U)) &&
            (is_details(header->message_code) || is_update(header->message_code))) {
            t.response = find_response(set, of);
            t.alert = find_alert(set, of);
            if (!has_root) {
                results_skip(&on->results, CHECK_CREDENTIALS, of->path, "no root at hand");
            } else if (t.response == NULL) {
                results_skip(&on->results, CHECK_CREDENTIALS, of->path, "no response at hand");
            } else {
                try_command(&t);
            }
        }
    }
}
