#include <string.h>

#include "build.h"
#include "input.h"
#include "pem.h"

/** Characters of a moment: 2026-02-03T10:15:00Z. */
#define MOMENT_SIZE 20U

/** Instead of a date: what was to be done is not to be done (GBCS 13.3). */
static const char CANCEL_TIME[] = "99991231235959Z";

/* Readers of values. Each returns what is wrong, in a clause, or null. */

static const char *read_entity(const char *text, gbcs_entity_id *entity)
{
    const bool good = (strlen(text) == 16U) && tool_entity_from(text, entity) && (*entity != 0U);

    return good ? NULL : "not 16 hexadecimal digits that name somebody";
}

static const char *read_originator(const char *text, build_request *request)
{
    return read_entity(text, &request->originator);
}

static const char *read_target(const char *text, build_request *request)
{
    return read_entity(text, &request->target);
}

static const char *read_acb(const char *text, build_request *request)
{
    request->tool.has_acb = true;
    return read_entity(text, &request->tool.acb);
}

static const char *read_party(const char *text, build_request *request)
{
    return read_entity(text, &request->party);
}

static const char *read_peer(const char *text, build_request *request)
{
    return read_entity(text, &request->peer);
}

/** A counter without sign or blanks; a leading zero does not make it octal. */
static const char *read_counter(const char *text, size_t size, uint64_t *counter)
{
    const bool hexadecimal =
        (size > 2U) && (text[0] == '0') && ((text[1] == 'x') || (text[1] == 'X'));
    const uint64_t base = hexadecimal ? 16U : 10U;
    bool good = size > 0U;

    *counter = 0U;
    for (size_t i = hexadecimal ? 2U : 0U; good && (i < size); i++) {
        const int digit = tool_hex_digit((unsigned char)text[i]);
        good = (digit >= 0) && ((uint64_t)digit < base) &&
               (*counter <= ((GBCS_COUNTER_LAST - (uint64_t)digit) / base));
        *counter = (*counter * base) + (uint64_t)(good ? digit : 0);
    }
    return good ? NULL : "not a number of up to 63 bits, decimal or 0x and hexadecimal digits";
}

static const char *read_own_counter(const char *text, build_request *request)
{
    const char *reason = read_counter(text, strlen(text), &request->counter);

    if ((reason == NULL) && (request->counter == 0U)) {
        reason = "an Originator Counter is not 0";
    }
    return reason;
}

static const char *read_party_counter(const char *text, build_request *request)
{
    return read_counter(text, strlen(text), &request->party_counter);
}

static const char *read_floor(const char *text, build_request *request)
{
    return read_counter(text, strlen(text), &request->floor);
}

static const char *read_top_up_floor(const char *text, build_request *request)
{
    return read_counter(text, strlen(text), &request->top_up_floor);
}

/** ROLE=N or, for a supplier, ROLE=N,N. */
static const char *read_other_floor(const char *text, build_request *request)
{
    build_floor floor = {.has_top_up = false};
    const char *equals = strchr(text, '=');
    const char *comma = (equals != NULL) ? strchr(equals, ',') : NULL;
    const char *reason = NULL;

    if (equals == NULL) {
        reason = "not ROLE=N";
    } else if (!build_role_find(text, (size_t)(equals - text), &floor.role)) {
        reason = "no such role";
    } else if ((comma != NULL) && (floor.role != GBCS_ROLE_SUPPLIER)) {
        reason = "only a supplier has a floor for top ups";
    } else {
        const char *number = &equals[1];
        reason = read_counter(number, (comma != NULL) ? (size_t)(comma - number) : strlen(number),
                              &floor.counter);
    }
    if ((reason == NULL) && (comma != NULL)) {
        floor.has_top_up = true;
        reason = read_counter(&comma[1], strlen(&comma[1]), &floor.top_up);
    }
    for (size_t i = 0U; (reason == NULL) && (i < request->other_floor_count); i++) {
        if (request->other_floors[i].role == floor.role) {
            reason = "a second floor for this role";
        }
    }
    if (reason == NULL) {
        /* there are no more of them than roles */
        request->other_floors[request->other_floor_count] = floor;
        request->other_floor_count++;
    }
    return reason;
}

static const char *read_device_type(const char *text, build_request *request)
{
    return build_device_type_find(text, &request->device_type)
               ? NULL
               : "none of esme, gsme, chf, gpf, hcalcs, ppmid, sapc";
}

static const char *read_peer_type(const char *text, build_request *request)
{
    /* which number a SAPC has in a message is not known */
    const bool good = build_device_type_find(text, &request->peer_type) &&
                      (request->peer_type != GBCS_DEVICE_SAPC);

    return good ? NULL : "none of esme, gsme, chf, gpf, hcalcs, ppmid, type2";
}

static const char *read_role(const char *text, build_request *request)
{
    uint8_t role = GBCS_ROLE_NONE;
    const char *reason = build_role_find(text, strlen(text), &role) ? NULL : "no such role";

    for (size_t i = 0U; (reason == NULL) && (i < request->role_count); i++) {
        if (request->roles[i] == role) {
            reason = "named twice";
        }
    }
    if (reason == NULL) {
        request->roles[request->role_count] = role;
        request->role_count++;
    }
    return reason;
}

static const char *read_as(const char *text, build_request *request)
{
    return build_role_find(text, strlen(text), &request->as) ? NULL : "no such role";
}

static const char *read_mode(const char *text, build_request *request)
{
    request->mode = build_mode_find(text);
    return (request->mode != NULL) ? NULL : "no such mode; --help lists them";
}

/** Takes a certificate from a file in, as it is: what is wrong with it is for the device to find. */
static const char *read_certificate_file(const char *path, gbcs_bytes *certificate)
{
    gbcs_bytes point = {NULL, 0U};
    const char *reason = NULL;

    input_release(certificate);
    if (!pem_read_public(path, certificate, &point, &reason)) {
        /* it has said why */
    } else if (certificate->size == 0U) {
        reason = "a bare public key; a certificate is needed here";
    } else if ((gbcs_ber_validate(*certificate, GBCS_DER) != GBCS_OK) ||
               (certificate->data[0] != GBCS_BER_SEQUENCE)) {
        reason = "not a certificate in DER";
    } else {
        reason = NULL;
    }
    input_release(&point);
    return reason;
}

static const char *read_certificate(const char *text, build_request *request)
{
    return read_certificate_file(text, &request->certificate);
}

static const char *read_path(const char *text, build_request *request)
{
    const char *reason = "more certificates than a command may have";

    if (request->path_count < BUILD_PATHS) {
        reason = read_certificate_file(text, &request->paths[request->path_count]);
        request->path_count++; /* to be freed */
    }
    return reason;
}

/** CELL=FILE. */
static const char *read_replacement(const char *text, build_request *request)
{
    const char *equals = strchr(text, '=');
    gbcs_cell_id cell = {0U, 0U, 0U};
    const char *reason = NULL;

    if (equals == NULL) {
        reason = "not CELL=FILE";
    } else if (!build_cell_find(text, (size_t)(equals - text), &cell)) {
        reason = "no such cell; one is such as supplier/signature, supplier/top-up, or root";
    } else {
        for (size_t i = 0U; i < request->replacement_count; i++) {
            if (memcmp(&request->replacements[i].cell, &cell, sizeof cell) == 0) {
                reason = "a second certificate for this cell";
            }
        }
    }
    if (reason == NULL) {
        /* there are no more of them than cells */
        build_replacement *replacement = &request->replacements[request->replacement_count];
        request->replacement_count++;
        replacement->cell = cell;
        reason = read_certificate_file(&equals[1], &replacement->certificate);
    }
    return reason;
}

/** A moment as for gbcs meter run: its digits are those of a GeneralizedTime. */
static const char *read_date(const char *text, build_request *request)
{
    static const char FORM[MOMENT_SIZE + 1U] = "____-__-__T__:__:__Z";
    gbcs_writer writer = gbcs_writer_of(request->date, sizeof request->date);
    bool good = strlen(text) == MOMENT_SIZE;
    gbcs_utc utc = 0;

    if (strcmp(text, "cancel") == 0) {
        (void)memcpy(request->date, CANCEL_TIME, sizeof request->date);
        good = true;
    } else {
        for (size_t i = 0U; good && (i < MOMENT_SIZE); i++) {
            if (FORM[i] == '_') {
                gbcs_write_u8(&writer, (uint8_t)text[i]);
            } else {
                good = text[i] == FORM[i];
            }
        }
        gbcs_write_u8(&writer, (uint8_t)'Z');
        good = good && (gbcs_utc_from_generalized(gbcs_writer_bytes(&writer), &utc) == GBCS_OK);
    }
    return good ? NULL : "neither \"cancel\" nor a moment such as 2026-02-03T10:15:00Z";
}

static const char *read_usage(const char *text, build_request *request)
{
    const bool signature = strcmp(text, "signature") == 0;

    request->usage = signature ? GBCS_KEY_USAGE_SIGNATURE : GBCS_KEY_USAGE_AGREEMENT;
    return (signature || (strcmp(text, "agreement") == 0)) ? NULL
                                                           : "neither signature nor agreement";
}

static const char *read_join_as(const char *text, build_request *request)
{
    request->responds = strcmp(text, "responder") == 0;
    return (request->responds || (strcmp(text, "initiator") == 0))
               ? NULL
               : "neither initiator nor responder";
}

/** Only the number of digits is looked at: a token that is not good is for the device to refuse. */
static const char *read_token(const char *text, build_request *request)
{
    request->token = gbcs_bytes_of((const uint8_t *)text, strlen(text));
    return ((request->token.size == GBCS_UTRN_SIZE) &&
            (strspn(text, "0123456789") == GBCS_UTRN_SIZE))
               ? NULL
               : "not the 20 digits of a token";
}

static const char *read_nothing(const char *text, build_request *request)
{
    (void)text;
    (void)request;
    return NULL;
}

/** An option. */
static const struct {
    const char *name;
    const char *(*read)(const char *text, build_request *request);
} KINDS[BUILD_OPTIONS] = {
    [BUILD_ORIGINATOR] = {"originator", read_originator},
    [BUILD_TARGET] = {"target", read_target},
    [BUILD_COUNTER] = {"counter", read_own_counter},
    [BUILD_DEVICE_TYPE] = {"device-type", read_device_type},
    [BUILD_ACB] = {"acb", read_acb},
    [BUILD_PARTY] = {"party", read_party},
    [BUILD_PARTY_COUNTER] = {"party-counter", read_party_counter},
    [BUILD_ROLE] = {"role", read_role},
    [BUILD_AS] = {"as", read_as},
    [BUILD_MODE] = {"mode", read_mode},
    [BUILD_REPLACE] = {"replace", read_replacement},
    [BUILD_PATH] = {"path", read_path},
    [BUILD_FLOOR] = {"floor", read_floor},
    [BUILD_TOP_UP_FLOOR] = {"top-up-floor", read_top_up_floor},
    [BUILD_OTHER_FLOOR] = {"other-floor", read_other_floor},
    [BUILD_NO_TIME_CHECK] = {"no-time-check", read_nothing},
    [BUILD_DATE] = {"date", read_date},
    [BUILD_USAGE] = {"key-usage", read_usage},
    [BUILD_CERTIFICATE] = {"certificate", read_certificate},
    [BUILD_PEER] = {"peer", read_peer},
    [BUILD_PEER_TYPE] = {"peer-type", read_peer_type},
    [BUILD_JOIN_AS] = {"join-as", read_join_as},
    [BUILD_TOKEN] = {"token", read_token},
};

bool build_has(const build_request *request, build_option option)
{
    return (request->given & BUILD_BIT(option)) != 0U;
}

const char *build_option_name(build_option option)
{
    return KINDS[option].name;
}

bool build_take(build_option option, const char *text, build_request *request)
{
    const char *reason = KINDS[option].read(text, request);

    if (reason != NULL) {
        tool_error("--%s=%s: %s", KINDS[option].name, text, reason);
    }
    request->given |= BUILD_BIT(option);
    return reason == NULL;
}

void build_release(build_request *request)
{
    for (size_t i = 0U; i < request->replacement_count; i++) {
        input_release(&request->replacements[i].certificate);
    }
    for (size_t i = 0U; i < request->path_count; i++) {
        input_release(&request->paths[i]);
    }
    input_release(&request->certificate);
}
