/* Certificates of the test parties, and commands that put them into cells. */
#include "pki.h"

#include <string.h>

#include "gbcs/codec/ber.h"

/** 2025-01-01 and 2035-01-01 00:00:00 UTC. */
#define FIRST ((gbcs_utc)1735689600)
#define LAST ((gbcs_utc)2051222400)

/** Uses of the keys of those that issue. */
#define ISSUER_USAGE (GBCS_KEY_USAGE_CERTIFICATES | GBCS_KEY_USAGE_REVOCATIONS)

/** A policy: 2.999.1.1, of the arc for examples. */
static const uint8_t POLICY[] = {0x88, 0x37, 0x01, 0x01};
/** A serial number. */
static const uint8_t SERIAL[] = {0x12, 0x34};

/* ---- certificates --------------------------------------------------------------------------- */

static gbcs_crypto crypto_of(const device *d)
{
    gbcs_crypto crypto;

    gbcs_crypto_default(&crypto);
    return d->quick ? d->crypto : crypto;
}

static gbcs_certificate_name title(uint8_t role, const char *characters)
{
    gbcs_certificate_name name = {.role = role};

    name.common_name = gbcs_bytes_of((const uint8_t *)characters, strlen(characters));
    return name;
}

/** The name of a root; each generation has its own, by the first octets of its key. */
static gbcs_certificate_name root_name(const party *root)
{
    static char text[3][8];
    static size_t next;
    char *name = text[next % 3U];

    next++;
    memcpy(name, "Root ", 5U);
    name[5] = (char)('A' + (root->signature_point.point[1] >> 4));
    name[6] = (char)('A' + (root->signature_point.point[1] & 15U));
    name[7] = '\0';
    return title(GBCS_ROLE_ROOT, name);
}

static gbcs_certificate_content content_of(uint8_t profile, uint8_t key_usage,
                                           const gbcs_public_key *key, const party *issuer)
{
    gbcs_certificate_content content;

    memset(&content, 0, sizeof content);
    content.profile = profile;
    content.serial = gbcs_bytes_of(SERIAL, sizeof SERIAL);
    content.not_before = FIRST;
    content.not_after = LAST;
    content.key = key;
    content.key_usage = key_usage;
    content.policy = gbcs_bytes_of(POLICY, sizeof POLICY);
    gbcs_key_identifier(&issuer->signature_point, content.authority_identifier);
    return content;
}

static const party *root_of(const device *d)
{
    return &d->parties[GBCS_ROLE_ROOT];
}

static void write_signed(const device *d, const gbcs_certificate_content *content,
                         const party *issuer, gbcs_writer *writer)
{
    const gbcs_crypto crypto = crypto_of(d);

    gbcs_write_certificate(&crypto, content, &issuer->signature_key, writer);
}

/** The certificate of the issuing authority, of the root of today. */
static void write_authority(const device *d, gbcs_writer *writer)
{
    gbcs_certificate_content content =
        content_of(GBCS_PROFILE_AUTHORITY, ISSUER_USAGE,
                   &device_party(AUTHORITY_ID, 0U)->signature_point, root_of(d));

    content.issuer = root_name(root_of(d));
    content.subject = title(GBCS_ROLE_ISSUING_AUTHORITY, "Authority");
    write_signed(d, &content, root_of(d), writer);
}

/** The certificate by which the root of today vouches for another one. */
static void write_link(const device *d, const party *next, gbcs_writer *writer)
{
    gbcs_certificate_content content =
        content_of(GBCS_PROFILE_LINK, ISSUER_USAGE, &next->signature_point, root_of(d));

    content.issuer = root_name(root_of(d));
    content.subject = root_name(next);
    write_signed(d, &content, root_of(d), writer);
}

static void write_root(const device *d, const certificate *of, gbcs_writer *writer)
{
    gbcs_certificate_content content =
        content_of(GBCS_PROFILE_ROOT, ISSUER_USAGE, &of->holder->signature_point, of->holder);

    content.issuer = root_name(of->holder);
    content.subject = content.issuer;
    write_signed(d, &content, of->holder, writer);
}

static const gbcs_public_key *key_of(const certificate *of)
{
    const gbcs_public_key *key = &of->holder->signature_point;

    if (of->top_up) {
        key = &of->holder->top_up_point;
    } else if (of->key_usage == GBCS_KEY_USAGE_AGREEMENT) {
        key = &of->holder->agreement_point;
    } else {
        /* for signatures */
    }
    return key;
}

void device_write_certificate(const device *d, const certificate *of, gbcs_writer *writer)
{
    const party *issuer = device_party(AUTHORITY_ID, 0U);
    gbcs_certificate_content content =
        content_of(GBCS_PROFILE_ORGANISATION, of->key_usage, key_of(of), issuer);

    content.issuer = title(GBCS_ROLE_ISSUING_AUTHORITY, "Authority");
    content.subject.role = of->role;
    content.subject.entity = of->holder->id;
    content.not_before = (of->first != 0) ? of->first : FIRST;
    content.not_after = (of->last != 0) ? of->last : LAST;
    if (of->role == GBCS_ROLE_ROOT) {
        write_root(d, of, writer);
    } else {
        write_signed(d, &content, issuer, writer);
    }
}

void device_write_own_certificate(const device *d, gbcs_entity_id entity, uint8_t key_usage,
                                  const gbcs_public_key *key, gbcs_writer *writer)
{
    const party *issuer = device_party(AUTHORITY_ID, 0U);
    gbcs_certificate_content content = content_of(GBCS_PROFILE_DEVICE, key_usage, key, issuer);

    content.issuer = title(GBCS_ROLE_NONE, "Device Authority");
    content.subject.role = GBCS_ROLE_NONE;
    content.subject.entity = entity;
    content.not_after = GBCS_UTC_LAST;
    content.hardware_type = gbcs_bytes_of(POLICY, sizeof POLICY);
    write_signed(d, &content, issuer, writer);
}

/* ---- commands ------------------------------------------------------------------------------- */

/** Codes, modes and the roles that authorise them (GBCS 13.3, 13.10). */
static const struct mode {
    uint16_t code;
    uint8_t mode;
    uint8_t role;
} MODES[] = {
    {0x0100, 0, GBCS_ROLE_SUPPLIER},
    {0x0101, 1, GBCS_ROLE_WAN_PROVIDER},
    {0x0102, 2, GBCS_ROLE_SUPPLIER},
    {0x0103, 3, GBCS_ROLE_NETWORK_OPERATOR},
    {0x0104, 4, GBCS_ROLE_ACB},
    {0x0105, 5, GBCS_ROLE_WAN_PROVIDER},
    {0x0106, 6, GBCS_ROLE_TRANSITIONAL_COS},
    {0x0107, 7, GBCS_ROLE_TRANSITIONAL_COS},
    {0x0108, 8, GBCS_ROLE_RECOVERY},
    {0x0109, 9, GBCS_ROLE_SUPPLIER},
    {0x0125, 10, GBCS_ROLE_LOAD_CONTROLLER},
    {0x0126, 11, GBCS_ROLE_SUPPLIER},
};

static const struct mode *mode_of(uint16_t code)
{
    size_t i = 0U;

    while ((i < ((sizeof MODES / sizeof MODES[0]) - 1U)) && (MODES[i].code != code)) {
        i++;
    }
    return &MODES[i];
}

uint8_t device_update_role(uint16_t code)
{
    return mode_of(code)->role;
}

replacement device_replacement(uint8_t role, uint8_t key_usage, uint8_t cell_usage,
                               const party *holder)
{
    const replacement r = {.cell = {role, key_usage, cell_usage},
                           .content = {.holder = holder,
                                       .role = role,
                                       .key_usage = key_usage,
                                       .top_up = cell_usage == GBCS_CELL_TOP_UP}};

    return r;
}

void device_write_cell(gbcs_writer *writer, uint8_t tag, const gbcs_cell_id *cell)
{
    static const uint8_t SIGNATURE[] = {0x03, 0x02, 0x07, 0x80};
    static const uint8_t AGREEMENT[] = {0x03, 0x02, 0x03, 0x08};
    static const uint8_t CERTIFICATES[] = {0x03, 0x02, 0x02, 0x04};
    const size_t mark = gbcs_write_open(writer, tag);
    const uint8_t *usage = CERTIFICATES;

    if (cell->key_usage == GBCS_KEY_USAGE_SIGNATURE) {
        usage = SIGNATURE;
    } else if (cell->key_usage == GBCS_KEY_USAGE_AGREEMENT) {
        usage = AGREEMENT;
    } else {
        /* the root's */
    }
    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, cell->role);
    gbcs_write_bytes(writer, gbcs_bytes_of(usage, 4U));
    if (cell->cell_usage != GBCS_CELL_MANAGEMENT) {
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, cell->cell_usage);
    }
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** A list of one counter for top up; nothing if it is 0. */
static void write_top_up_floor(gbcs_writer *writer, uint8_t tag, uint32_t counter)
{
    if (counter != 0U) {
        const size_t list = gbcs_write_open(writer, tag);
        const size_t one = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, 0U);
        gbcs_write_unsigned(writer, GBCS_BER_INTEGER, counter);
        gbcs_write_close(writer, one, GBCS_BER_SHORTEST);
        gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    }
}

static void write_floors(gbcs_writer *writer, const floor_of *floors)
{
    if (floors[0].role != 0U) {
        const size_t list = gbcs_write_open(writer, 0xA6U);

        for (size_t i = 0U; (i < GBCS_ROLES) && (floors[i].role != 0U); i++) {
            const size_t one = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

            gbcs_write_unsigned(writer, GBCS_BER_INTEGER, floors[i].role);
            gbcs_write_unsigned(writer, GBCS_BER_INTEGER, floors[i].counter);
            write_top_up_floor(writer, GBCS_BER_SEQUENCE, floors[i].top_up);
            gbcs_write_close(writer, one, GBCS_BER_SHORTEST);
        }
        gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    }
}

static void write_control(const device *d, const update *of, const struct mode *mode,
                          gbcs_writer *writer)
{
    const gbcs_form form =
        gbcs_command_form(gbcs_use_case_find(of->code), d->device_type, mode->role);
    static const uint8_t TRUE[] = {0x81, 0x01, 0x01};
    const gbcs_cell_id authority = {mode->role, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT};
    const size_t mark = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

    gbcs_write_unsigned(writer, GBCS_BER_INTEGER, mode->mode);
    if (of->timeless) {
        gbcs_write_bytes(writer, gbcs_bytes_of(TRUE, sizeof TRUE));
    }
    if (form != GBCS_FORM_MACED) {
        device_write_cell(writer, 0xA2U, &authority);
    }
    gbcs_write_unsigned(writer, 0x83U, of->counter);
    if (of->floor != 0U) {
        gbcs_write_unsigned(writer, 0x84U, of->floor);
    }
    write_top_up_floor(writer, 0xA5U, of->top_up_floor);
    write_floors(writer, of->floors);
    gbcs_write_close(writer, mark, GBCS_BER_SHORTEST);
}

/** GeneralizedTime of a date; nothing if it is immediate. */
static void write_execution_time(gbcs_writer *writer, const gbcs_date *date)
{
    if ((date != NULL) && (date->dating != GBCS_DATING_IMMEDIATE)) {
        gbcs_write_u8(writer, GBCS_BER_GENERALIZED_TIME);
        gbcs_write_u8(writer, GBCS_GENERALIZED_TIME_SIZE);
        gbcs_write_generalized_time(writer, (date->dating == GBCS_DATING_CANCEL) ? GBCS_UTC_LAST
                                                                                 : date->time);
    }
}

void device_write_update(const device *d, const update *of, gbcs_writer *writer)
{
    const size_t outer = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    size_t list;

    write_control(d, of, mode_of(of->code), writer);
    list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    for (size_t i = 0U; i < of->count; i++) {
        const size_t one = gbcs_write_open(writer, GBCS_BER_SEQUENCE);

        device_write_certificate(d, &of->replacements[i].content, writer);
        device_write_cell(writer, GBCS_BER_SEQUENCE, &of->replacements[i].cell);
        gbcs_write_close(writer, one, GBCS_BER_SHORTEST);
    }
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    if (of->count > 0U) {
        write_authority(d, writer);
    }
    if (of->link_to != 0U) {
        write_link(d, device_party(PARTY_ID(GBCS_ROLE_ROOT), of->link_to), writer);
    }
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    write_execution_time(writer, of->date);
    gbcs_write_close(writer, outer, GBCS_BER_SHORTEST);
}

gbcs_status device_update(device *d, const update *of)
{
    static uint8_t message[DEVICE_LONG_COMMAND];
    static uint8_t buffer[DEVICE_LONG_COMMAND];
    gbcs_writer payload = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_writer writer = gbcs_writer_of(message, sizeof message);
    const uint8_t role = device_update_role(of->code);
    recipe how = {.code = of->code, .counter = of->counter, .from = role};

    device_write_update(d, of, &payload);
    device_must(payload.status);
    how.form = gbcs_command_form(gbcs_use_case_find(of->code), d->device_type, role);
    how.payload = gbcs_writer_bytes(&payload);
    device_command(d, &how, &writer);
    device_must(writer.status);
    return gbcs_meter_receive(&d->meter, gbcs_writer_bytes(&writer));
}
