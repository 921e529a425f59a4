/* Certificates that are made: each kind, each bound, each field set wrong, each buffer too small. What
   the octets are is compared with other implementations by test/pki/run.py. */
#include "hex.h"

#include "gbcs/codec/ber.h"
#include "gbcs/cpv.h"

#define ROOM 1024U
/* 2026-02-03T10:15:00Z, and around it */
#define NOW ((gbcs_utc)1770113700)
#define EARLIER (NOW - 1000)
#define LATER (NOW + 1000)
/* 2050-01-01T00:00:00Z (RFC 5280 4.1.2.5) */
#define UTC_2050 ((gbcs_utc)2524608000)
/* 1950-01-01T00:00:00Z */
#define UTC_1950 ((gbcs_utc)-631152000)
#define ENTITY 0x00005EEF10000002U
#define DEVICE 0x00005EEF100000E0U
#define SIXTY_FOUR "0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"

/** Who has a key: its private key is the number, plus one. */
enum { ROOT, NEW_ROOT, AUTHORITY, DEVICE_AUTHORITY, END, KEYS };

typedef gbcs_status (*reading)(const gbcs_crypto *, gbcs_bytes, gbcs_credential *);

static const uint8_t SERIAL[] = {0x12, 0x34};
/* 2.999.1.1 and 2.999.1.2: the arc for examples */
static const uint8_t POLICY[] = {0x88, 0x37, 0x01, 0x01};
static const uint8_t HARDWARE[] = {0x88, 0x37, 0x01, 0x02};

static gbcs_crypto crypto;
static gbcs_private_key private_keys[KEYS];
static gbcs_public_key public_keys[KEYS];

static int set_up(void **state)
{
    uint8_t scalar[GBCS_SCALAR_SIZE] = {0U};
    size_t i;

    (void)state;
    gbcs_crypto_default(&crypto);
    for (i = 0U; i < KEYS; i++) {
        scalar[GBCS_SCALAR_SIZE - 1U] = (uint8_t)(i + 1U);
        assert_int_equal(
            gbcs_private_key_from(gbcs_bytes_of(scalar, sizeof scalar), &private_keys[i]), GBCS_OK);
        assert_int_equal(gbcs_public_key_of(&crypto, &private_keys[i], &public_keys[i]), GBCS_OK);
    }
    return 0;
}

static gbcs_bytes text(const char *characters)
{
    return gbcs_bytes_of((const uint8_t *)characters, strlen(characters));
}

#define OCTETS(array) gbcs_bytes_of((array), sizeof(array))

/* ---- good content ----------------------------------------------------------------------------- */

/** A certificate that is to be made, and who makes it. */
typedef struct making {
    gbcs_certificate_content content;
    size_t issuer;
} making;

static gbcs_certificate_name name_of(uint8_t role, gbcs_entity_id entity, const char *title)
{
    gbcs_certificate_name name = {{NULL, 0U}, 0U, 0U, {NULL, 0U}};

    name.role = role;
    name.entity = entity;
    name.common_name = text(title);
    return name;
}

static making begin(uint8_t profile, uint8_t usage, size_t own, size_t issuer)
{
    making order;

    memset(&order, 0, sizeof order);
    order.issuer = issuer;
    order.content.profile = profile;
    order.content.serial = OCTETS(SERIAL);
    order.content.issuer = name_of(GBCS_ROLE_ROOT, 0U, "Root");
    order.content.not_before = EARLIER;
    order.content.not_after = LATER;
    order.content.key = &public_keys[own];
    order.content.key_usage = usage;
    order.content.policy = OCTETS(POLICY);
    gbcs_key_identifier(&public_keys[issuer], order.content.authority_identifier);
    return order;
}

static making organisation(void)
{
    making order = begin(GBCS_PROFILE_ORGANISATION, GBCS_KEY_USAGE_SIGNATURE, END, AUTHORITY);

    order.content.issuer = name_of(GBCS_ROLE_ISSUING_AUTHORITY, 0U, "Authority");
    order.content.subject = name_of(GBCS_ROLE_SUPPLIER, ENTITY, "");
    return order;
}

static making device(void)
{
    making order = begin(GBCS_PROFILE_DEVICE, GBCS_KEY_USAGE_AGREEMENT, END, DEVICE_AUTHORITY);

    order.content.issuer = name_of(GBCS_ROLE_NONE, 0U, "Device Authority");
    order.content.subject = name_of(GBCS_ROLE_NONE, DEVICE, "");
    order.content.not_after = GBCS_UTC_LAST;
    order.content.hardware_type = OCTETS(HARDWARE);
    return order;
}

#define BOTH_USAGES (GBCS_KEY_USAGE_CERTIFICATES | GBCS_KEY_USAGE_REVOCATIONS)

static making authority(void)
{
    making order = begin(GBCS_PROFILE_AUTHORITY, BOTH_USAGES, AUTHORITY, ROOT);

    order.content.subject = name_of(GBCS_ROLE_ISSUING_AUTHORITY, 0U, "Authority");
    return order;
}

static making device_authority(void)
{
    making order = begin(GBCS_PROFILE_AUTHORITY, BOTH_USAGES, DEVICE_AUTHORITY, ROOT);

    order.content.subject = name_of(GBCS_ROLE_NONE, 0U, "Device Authority");
    return order;
}

static making root(void)
{
    making order = begin(GBCS_PROFILE_ROOT, BOTH_USAGES, NEW_ROOT, NEW_ROOT);

    order.content.issuer = name_of(GBCS_ROLE_ROOT, 0U, "New Root");
    order.content.subject = order.content.issuer;
    return order;
}

static making link_to_root(void)
{
    making order = begin(GBCS_PROFILE_LINK, BOTH_USAGES, NEW_ROOT, ROOT);

    order.content.subject = name_of(GBCS_ROLE_ROOT, 0U, "New Root");
    return order;
}

/** A kind of certificate: one that is good, how it is read, its extensions in their order. */
typedef struct kind {
    const char *name;
    making (*make)(void);
    reading read;
    const char *extensions;
} kind;

/* last octets of the types: 0F usage, 13 constraints, 20 policies, 0E subject key, 11 alternative
   name, 23 authority key */
static const kind kinds[] = {
    {"organisation", organisation, gbcs_credential_organisation, "0F 0E 20 23"},
    {"device", device, gbcs_credential_device, "0F 0E 11 20 23"},
    {"authority", authority, gbcs_credential_authority, "0F 13 20 0E 23"},
    {"device authority", device_authority, gbcs_credential_authority, "0F 13 20 0E 23"},
    {"root", root, gbcs_credential_root, "0F 13 20 0E 23"},
    {"link", link_to_root, gbcs_credential_link, "0F 13 20 0E 23"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static gbcs_bytes made(const making *order, uint8_t buffer[ROOM])
{
    gbcs_writer writer = gbcs_writer_of(buffer, ROOM);

    memset(buffer, 0, ROOM);
    gbcs_write_certificate(&crypto, &order->content, &private_keys[order->issuer], &writer);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

/* ---- each kind -------------------------------------------------------------------------------- */

static void compare(const gbcs_certificate_content *content, const gbcs_credential *credential)
{
    const gbcs_certificate *certificate = &credential->certificate;

    assert_int_equal(credential->profile, content->profile);
    assert_int_equal(credential->role, content->subject.role);
    assert_int_equal(credential->key_usage, content->key_usage);
    assert_true(credential->entity == content->subject.entity);
    assert_true(certificate->not_before == content->not_before);
    assert_true(certificate->not_after == content->not_after);
    assert_true(gbcs_bytes_equal(certificate->serial, content->serial));
    assert_true(gbcs_bytes_equal(credential->hardware_type, content->hardware_type));
    assert_memory_equal(credential->key.point, content->key->point, GBCS_POINT_SIZE);
    assert_memory_equal(credential->authority_identifier, content->authority_identifier,
                        GBCS_KEY_IDENTIFIER_SIZE);
    assert_bytes(credential->policies, "3006 0604 88370101");
}

static void each_kind_is_read_again(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_credential credential;
    gbcs_trust_anchor issuer;
    size_t i;

    (void)state;
    for (i = 0U; i < COUNT(kinds); i++) {
        const making order = kinds[i].make();
        const gbcs_bytes octets = made(&order, buffer);

        assert_int_equal(kinds[i].read(&crypto, octets, &credential), GBCS_OK);
        compare(&order.content, &credential);
        issuer.key = public_keys[order.issuer];
        gbcs_key_identifier(&issuer.key, issuer.key_identifier);
        assert_int_equal(gbcs_credential_verify(&crypto, &credential, &issuer), GBCS_OK);
    }
}

static void a_link_is_no_root(void **state)
{
    const making wanted[] = {root(), link_to_root()};
    uint8_t buffer[ROOM];
    gbcs_credential credential;

    (void)state;
    assert_int_equal(gbcs_credential_link(&crypto, made(&wanted[0], buffer), &credential),
                     GBCS_ERR_KEY_IDENTIFIER);
    assert_int_equal(gbcs_credential_root(&crypto, made(&wanted[1], buffer), &credential),
                     GBCS_ERR_IDENTITY);
    assert_int_equal(gbcs_credential_link(&crypto, made(&wanted[1], buffer), &credential), GBCS_OK);
}

static void extensions_have_their_order(void **state)
{
    uint8_t buffer[ROOM];
    uint8_t expected[8];
    gbcs_certificate certificate;
    gbcs_extension extension;
    size_t i;

    (void)state;
    for (i = 0U; i < COUNT(kinds); i++) {
        const making order = kinds[i].make();
        const size_t count = hex_decode(kinds[i].extensions, expected, sizeof expected);
        gbcs_reader reader;
        size_t n = 0U;

        assert_int_equal(gbcs_certificate_parse(made(&order, buffer), &certificate), GBCS_OK);
        reader = gbcs_reader_of(certificate.extensions);
        while (gbcs_read_extension(&reader, &extension)) {
            assert_true(n < count);
            assert_int_equal(extension.oid.data[2], expected[n]);
            n++;
        }
        assert_int_equal(n, count);
    }
}

static void check_path(making end, making between, reading read)
{
    uint8_t end_octets[ROOM];
    uint8_t between_octets[ROOM];
    gbcs_credential credential;
    gbcs_trust_anchor anchor;
    gbcs_path path;

    memset(&path, 0, sizeof path);
    anchor.key = public_keys[ROOT];
    gbcs_key_identifier(&anchor.key, anchor.key_identifier);
    assert_int_equal(read(&crypto, made(&end, end_octets), &credential), GBCS_OK);
    path.end = &credential;
    path.root = &anchor;
    path.certificates[0] = made(&between, between_octets);
    path.count = 1U;
    path.policy = OCTETS(POLICY);
    path.at_time = true;
    path.time = NOW;
    assert_int_equal(gbcs_path_check(&crypto, &path), GBCS_OK);
    path.time = LATER + 1;
    assert_int_equal(gbcs_path_check(&crypto, &path), GBCS_ERR_EXPIRED);
}

static void paths_are_good(void **state)
{
    (void)state;
    check_path(organisation(), authority(), gbcs_credential_organisation);
    check_path(device(), device_authority(), gbcs_credential_device);
    check_path(root(), link_to_root(), gbcs_credential_root);
}

static void every_role_and_usage_is_written(void **state)
{
    static const uint8_t roles[] = {1U, 2U, 3U, 4U, 5U, 6U, 8U, 127U};
    static const uint8_t usages[] = {GBCS_KEY_USAGE_SIGNATURE, GBCS_KEY_USAGE_AGREEMENT};
    uint8_t buffer[ROOM];
    gbcs_credential credential;
    size_t i;

    (void)state;
    for (i = 0U; i < (2U * COUNT(roles)); i++) {
        making order = organisation();

        order.content.subject.role = roles[i / 2U];
        order.content.key_usage = usages[i % 2U];
        assert_int_equal(gbcs_credential_organisation(&crypto, made(&order, buffer), &credential),
                         GBCS_OK);
        compare(&order.content, &credential);
    }
}

/* ---- names ------------------------------------------------------------------------------------ */

static void names_have_their_order(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_certificate certificate;
    making order = organisation();

    (void)state;
    order.content.subject.common_name = text("A");
    assert_int_equal(gbcs_certificate_parse(made(&order, buffer), &certificate), GBCS_OK);
    assert_bytes(certificate.issuer, "3021 310B3009060355040B0C023037"
                                     "3112301006035504030C09417574686F72697479");
    assert_bytes(certificate.subject, "302D 310A300806035504030C0141 310B3009060355040B0C023032"
                                      "31123010060355042D030900 00005EEF10000002");
    order = device();
    assert_int_equal(gbcs_certificate_parse(made(&order, buffer), &certificate), GBCS_OK);
    assert_bytes(certificate.subject, "3000");
}

/** As authorities of the field write theirs: PrintableString. */
static void names_are_taken_as_they_are(void **state)
{
    static const char NAME[] = "301A 310B3009060355040B13023037 310B3009060355040313025A31";
    uint8_t octets[32];
    uint8_t buffer[ROOM];
    gbcs_certificate certificate;
    making order = organisation();

    (void)state;
    order.content.issuer = name_of(GBCS_ROLE_SUPPLIER, ENTITY, "not looked at");
    order.content.issuer.octets = hex_bytes(NAME, octets, sizeof octets);
    assert_int_equal(gbcs_certificate_parse(made(&order, buffer), &certificate), GBCS_OK);
    assert_bytes(certificate.issuer, NAME);
}

/* ---- bounds ----------------------------------------------------------------------------------- */

static void write_order(const making *order, gbcs_status status)
{
    uint8_t buffer[ROOM] = {0U};
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

    gbcs_write_certificate(&crypto, &order->content, &private_keys[order->issuer], &writer);
    assert_int_equal(writer.status, status);
    if (status != GBCS_OK) {
        assert_zeros(buffer, sizeof buffer);
    }
}

static void serial_numbers_have_bounds(void **state)
{
    static const struct {
        const char *serial;
        gbcs_status status;
    } rows[] = {
        {"01", GBCS_OK},
        {"7F", GBCS_OK},
        {"0080", GBCS_OK},
        {"7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", GBCS_OK},
        {"", GBCS_ERR_ARGUMENT},
        {"00", GBCS_ERR_ARGUMENT},
        {"0000", GBCS_ERR_ARGUMENT},
        {"0001", GBCS_ERR_ARGUMENT},
        {"80", GBCS_ERR_ARGUMENT},
        {"FF", GBCS_ERR_ARGUMENT},
        {"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF", GBCS_ERR_ARGUMENT},
        {"0080000000000000000000000000000000", GBCS_ERR_ARGUMENT},
        {"0100000000000000000000000000000000", GBCS_ERR_ARGUMENT},
    };
    uint8_t serial[32];
    size_t i;

    (void)state;
    for (i = 0U; i < COUNT(rows); i++) {
        making order = organisation();

        order.content.serial = hex_bytes(rows[i].serial, serial, sizeof serial);
        write_order(&order, rows[i].status);
    }
}

static void times_have_bounds(void **state)
{
    static const struct {
        gbcs_utc first;
        gbcs_utc last;
        gbcs_status status;
    } rows[] = {
        {NOW, NOW, GBCS_OK},
        {NOW, NOW - 1, GBCS_ERR_ARGUMENT},
        {UTC_1950, GBCS_UTC_LAST, GBCS_OK},
        {UTC_1950 - 1, NOW, GBCS_ERR_ARGUMENT},
        {GBCS_UTC_FIRST, NOW, GBCS_ERR_ARGUMENT},
        {INT64_MIN, NOW, GBCS_ERR_ARGUMENT},
        {NOW, GBCS_UTC_LAST + 1, GBCS_ERR_ARGUMENT},
        {NOW, INT64_MAX, GBCS_ERR_ARGUMENT},
        {UTC_2050 - 1, UTC_2050, GBCS_OK},
        {UTC_2050, UTC_2050 + 1, GBCS_OK},
    };
    size_t i;

    (void)state;
    for (i = 0U; i < COUNT(rows); i++) {
        making order = organisation();

        order.content.not_before = rows[i].first;
        order.content.not_after = rows[i].last;
        write_order(&order, rows[i].status);
    }
}

static void titles_have_bounds(void **state)
{
    static const struct {
        const char *title;
        gbcs_status status;
    } rows[] = {
        {SIXTY_FOUR, GBCS_OK},
        {SIXTY_FOUR "0", GBCS_ERR_ARGUMENT},
        {" ", GBCS_OK},
        {"~", GBCS_OK},
        {"\x1F", GBCS_ERR_ARGUMENT},
        {"\x7F", GBCS_ERR_ARGUMENT},
        {"a\nb", GBCS_ERR_ARGUMENT},
        {"\xC3\xA9", GBCS_ERR_ARGUMENT},
    };
    size_t i;

    (void)state;
    for (i = 0U; i < COUNT(rows); i++) {
        making order = organisation();

        order.content.subject.common_name = text(rows[i].title);
        write_order(&order, rows[i].status);
    }
}

/* ---- fields that are wrong -------------------------------------------------------------------- */

/** A field. */
typedef enum part {
    PROFILE,
    USAGE,
    ISSUER_ROLE,
    ISSUER_TITLE,
    ISSUER_ENTITY,
    ISSUER_OCTETS,
    SUBJECT_ROLE,
    SUBJECT_TITLE,
    SUBJECT_ENTITY,
    SUBJECT_OCTETS,
    LAST_MOMENT,
    POLICY_OID,
    HARDWARE_OID,
    AUTHORITY_KEY,
    POINT
} part;

/** What it is set to: a number, or octets. */
typedef struct setting {
    part field;
    uint64_t number;
    const char *hex;
} setting;

static void apply(const setting *change, gbcs_certificate_content *content, uint8_t *buffer,
                  gbcs_public_key *key)
{
    const gbcs_bytes octets = hex_bytes(change->hex, buffer, 128U);
    gbcs_bytes *views[POINT + 1] = {NULL};

    views[ISSUER_TITLE] = &content->issuer.common_name;
    views[ISSUER_OCTETS] = &content->issuer.octets;
    views[SUBJECT_TITLE] = &content->subject.common_name;
    views[SUBJECT_OCTETS] = &content->subject.octets;
    views[POLICY_OID] = &content->policy;
    views[HARDWARE_OID] = &content->hardware_type;
    if (views[change->field] != NULL) {
        *views[change->field] = octets;
    } else if (change->field == PROFILE) {
        content->profile = (uint8_t)change->number;
    } else if (change->field == USAGE) {
        content->key_usage = (uint8_t)change->number;
    } else if (change->field == ISSUER_ROLE) {
        content->issuer.role = (uint8_t)change->number;
    } else if (change->field == ISSUER_ENTITY) {
        content->issuer.entity = change->number;
    } else if (change->field == SUBJECT_ROLE) {
        content->subject.role = (uint8_t)change->number;
    } else if (change->field == SUBJECT_ENTITY) {
        content->subject.entity = change->number;
    } else if (change->field == LAST_MOMENT) {
        content->not_after = (gbcs_utc)change->number;
    } else if (change->field == AUTHORITY_KEY) {
        memcpy(content->authority_identifier, octets.data, octets.size);
    } else {
        memcpy(key->point, content->key->point, sizeof key->point);
        memcpy(key->point, octets.data, octets.size);
        content->key = key;
    }
}

#define NO_IDENTIFIER "0000000000000000"

static void wrong_fields_are_refused(void **state)
{
    static const struct {
        size_t kind;
        setting change;
    } rows[] = {
        /* organisation */
        {0U, {PROFILE, 0U, ""}},
        {0U, {PROFILE, GBCS_PROFILE_DEVICE, ""}},
        {0U, {PROFILE, GBCS_PROFILE_AUTHORITY, ""}},
        {0U, {PROFILE, GBCS_PROFILE_ROOT, ""}},
        {0U, {PROFILE, GBCS_PROFILE_LINK, ""}},
        {0U, {PROFILE, GBCS_PROFILE_ORGANISATION | GBCS_PROFILE_DEVICE, ""}},
        {0U, {PROFILE, 0x20U, ""}},
        {0U, {PROFILE, 0xFFU, ""}},
        {0U, {USAGE, 0U, ""}},
        {0U, {USAGE, 0x88U, ""}},
        {0U, {USAGE, 0x06U, ""}},
        {0U, {USAGE, 0x40U, ""}},
        {0U, {USAGE, 0x01U, ""}},
        {0U, {ISSUER_ROLE, GBCS_ROLE_ROOT, ""}},
        {0U, {ISSUER_ROLE, GBCS_ROLE_NONE, ""}},
        {0U, {ISSUER_TITLE, 0U, "0A"}},
        {0U, {ISSUER_OCTETS, 0U, "3000"}},
        {0U, {ISSUER_OCTETS, 0U, "30"}},
        {0U, {ISSUER_OCTETS, 0U, "3021 310B3009060355040B0C023037"}},
        {0U, {ISSUER_OCTETS, 0U, "300D 310B3009060355040B0C023037 3000"}},
        {0U, {ISSUER_OCTETS, 0U, "0500"}},
        {0U, {SUBJECT_ROLE, GBCS_ROLE_ROOT, ""}},
        {0U, {SUBJECT_ROLE, GBCS_ROLE_ISSUING_AUTHORITY, ""}},
        {0U, {SUBJECT_ROLE, GBCS_ROLE_NONE, ""}},
        {0U, {SUBJECT_ROLE, 9U, ""}},
        {0U, {SUBJECT_ROLE, 126U, ""}},
        {0U, {SUBJECT_ROLE, 128U, ""}},
        {0U, {SUBJECT_ENTITY, 0U, ""}},
        {0U, {SUBJECT_OCTETS, 0U, "3000"}},
        {0U, {SUBJECT_OCTETS, 0U, "300D 310B3009060355040B0C023032"}},
        {0U, {POLICY_OID, 0U, ""}},
        {0U, {POLICY_OID, 0U, "80"}},
        {0U, {POLICY_OID, 0U, "8001"}},
        {0U, {HARDWARE_OID, 0U, "88370102"}},
        {0U, {AUTHORITY_KEY, 0U, NO_IDENTIFIER}},
        {0U, {POINT, 0U, "02"}},
        {0U, {POINT, 0U, "00"}},
        {0U, {POINT, 0U, "0400"}},
        /* device */
        {1U, {PROFILE, GBCS_PROFILE_ORGANISATION, ""}},
        {1U, {USAGE, 0x88U, ""}},
        {1U, {ISSUER_ROLE, GBCS_ROLE_ROOT, ""}},
        {1U, {ISSUER_TITLE, 0U, ""}},
        {1U, {SUBJECT_ROLE, GBCS_ROLE_SUPPLIER, ""}},
        {1U, {SUBJECT_TITLE, 0U, "41"}},
        {1U, {SUBJECT_ENTITY, 0U, ""}},
        {1U, {SUBJECT_OCTETS, 0U, "300D 310B3009060355040B0C023032"}},
        {1U, {LAST_MOMENT, (uint64_t)LATER, ""}},
        {1U, {LAST_MOMENT, (uint64_t)(GBCS_UTC_LAST - 1), ""}},
        {1U, {HARDWARE_OID, 0U, ""}},
        {1U, {HARDWARE_OID, 0U, "80"}},
        {1U, {AUTHORITY_KEY, 0U, NO_IDENTIFIER}},
        /* authority */
        {2U, {PROFILE, GBCS_PROFILE_LINK, ""}},
        {2U, {USAGE, GBCS_KEY_USAGE_CERTIFICATES, ""}},
        {2U, {USAGE, GBCS_KEY_USAGE_SIGNATURE, ""}},
        {2U, {ISSUER_ROLE, GBCS_ROLE_ISSUING_AUTHORITY, ""}},
        {2U, {SUBJECT_ROLE, GBCS_ROLE_ROOT, ""}},
        {2U, {SUBJECT_ROLE, GBCS_ROLE_SUPPLIER, ""}},
        {2U, {SUBJECT_TITLE, 0U, ""}},
        {2U, {SUBJECT_ENTITY, ENTITY, ""}},
        {2U, {HARDWARE_OID, 0U, "88370102"}},
        {2U, {AUTHORITY_KEY, 0U, NO_IDENTIFIER}},
        /* root */
        {4U, {PROFILE, GBCS_PROFILE_LINK, ""}},
        {4U, {USAGE, GBCS_KEY_USAGE_REVOCATIONS, ""}},
        {4U, {USAGE, GBCS_KEY_USAGE_AGREEMENT, ""}},
        {4U, {ISSUER_TITLE, 0U, "41"}},
        {4U, {ISSUER_ROLE, GBCS_ROLE_NONE, ""}},
        {4U, {SUBJECT_ROLE, GBCS_ROLE_NONE, ""}},
        {4U, {SUBJECT_TITLE, 0U, ""}},
        {4U, {SUBJECT_ENTITY, ENTITY, ""}},
        {4U, {AUTHORITY_KEY, 0U, "4001020304050607"}},
        /* link */
        {5U, {PROFILE, GBCS_PROFILE_ROOT, ""}},
        {5U, {ISSUER_ROLE, GBCS_ROLE_ISSUING_AUTHORITY, ""}},
        {5U, {SUBJECT_ROLE, GBCS_ROLE_ISSUING_AUTHORITY, ""}},
        {5U, {AUTHORITY_KEY, 0U, NO_IDENTIFIER}},
    };
    uint8_t octets[128];
    uint8_t buffer[ROOM];
    uint8_t digest[GBCS_DIGEST_SIZE];
    gbcs_public_key key;
    size_t i;

    (void)state;
    for (i = 0U; i < COUNT(rows); i++) {
        making order = kinds[rows[i].kind].make();
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);

        memset(buffer, 0, sizeof buffer);
        memset(digest, 0xA5, sizeof digest);
        apply(&rows[i].change, &order.content, octets, &key);
        (void)gbcs_write_certificate_open(&crypto, &order.content, &writer, digest);
        if (writer.status != GBCS_ERR_ARGUMENT) {
            fail_msg("row %u, of %s: %s", (unsigned int)i, kinds[rows[i].kind].name,
                     gbcs_status_name(writer.status));
        }
        assert_int_equal(writer.used, 0);
        assert_zeros(buffer, sizeof buffer);
        assert_zeros(digest, sizeof digest);
    }
}

static void a_root_may_leave_its_authority_out(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_credential credential;
    making order = root();

    (void)state;
    memset(order.content.authority_identifier, 0, sizeof order.content.authority_identifier);
    order.content.key_usage = GBCS_KEY_USAGE_CERTIFICATES;
    assert_int_equal(gbcs_credential_root(&crypto, made(&order, buffer), &credential), GBCS_OK);
    assert_memory_equal(credential.authority_identifier, credential.key_identifier,
                        GBCS_KEY_IDENTIFIER_SIZE);
    order.issuer = ROOT;
    write_order(&order, GBCS_ERR_KEY_IDENTIFIER);
}

static void the_key_must_be_the_issuers(void **state)
{
    gbcs_private_key none;
    uint8_t buffer[ROOM] = {0U};
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    making order = organisation();

    (void)state;
    memset(&none, 0, sizeof none);
    gbcs_write_certificate(&crypto, &order.content, &none, &writer);
    assert_int_equal(writer.status, GBCS_ERR_PRIVATE_KEY);
    assert_zeros(buffer, sizeof buffer);
    order.issuer = DEVICE_AUTHORITY;
    write_order(&order, GBCS_ERR_KEY_IDENTIFIER);
}

/* ---- the buffer, and signatures from elsewhere ------------------------------------------------ */

static void certificates_need_room(void **state)
{
    uint8_t whole[ROOM];
    uint8_t buffer[ROOM];
    uint8_t digest[GBCS_DIGEST_SIZE];
    size_t i;
    size_t room;

    (void)state;
    for (i = 0U; i < 2U; i++) {
        const making order = kinds[i].make();
        const gbcs_bytes octets = made(&order, whole);

        for (room = 1U; room <= (octets.size + 1U); room++) {
            gbcs_writer writer = gbcs_writer_of(buffer, room);

            memset(buffer, 0, sizeof buffer);
            gbcs_write_u8(&writer, 0x55U);
            gbcs_write_certificate(&crypto, &order.content, &private_keys[order.issuer], &writer);
            if (room > octets.size) {
                assert_int_equal(writer.status, GBCS_OK);
                assert_memory_equal(&buffer[1], octets.data, octets.size);
            } else {
                assert_int_equal(writer.status, GBCS_ERR_SPACE);
                assert_int_equal(writer.used, 1);
                assert_zeros(&buffer[1], sizeof buffer - 1U);
            }
            assert_int_equal(buffer[0], 0x55);
        }
        for (room = 1U; room < 100U; room++) {
            gbcs_writer writer = gbcs_writer_of(buffer, room);

            memset(digest, 0xA5, sizeof digest);
            (void)gbcs_write_certificate_open(&crypto, &order.content, &writer, digest);
            assert_int_equal(writer.status, GBCS_ERR_SPACE);
            assert_zeros(digest, sizeof digest);
        }
    }
}

static void certificates_are_signed_elsewhere(void **state)
{
    uint8_t whole[ROOM];
    uint8_t buffer[ROOM];
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    size_t i;

    (void)state;
    for (i = 0U; i < COUNT(kinds); i++) {
        const making order = kinds[i].make();
        const gbcs_bytes octets = made(&order, whole);
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        size_t mark;

        gbcs_write_u8(&writer, 0x55U);
        mark = gbcs_write_certificate_open(&crypto, &order.content, &writer, digest);
        assert_int_equal(gbcs_ecdsa_sign(&crypto, &private_keys[order.issuer], digest, signature),
                         GBCS_OK);
        gbcs_write_certificate_close(&writer, mark, signature);
        assert_int_equal(writer.status, GBCS_OK);
        assert_int_equal(writer.used, octets.size + 1U);
        assert_memory_equal(&buffer[1], octets.data, octets.size);
    }
}

static void bad_signatures_and_marks_are_refused(void **state)
{
    uint8_t buffer[ROOM] = {0U};
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE] = {0U};
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    const making order = organisation();
    const size_t mark = gbcs_write_certificate_open(&crypto, &order.content, &writer, digest);

    (void)state;
    gbcs_write_certificate_close(&writer, mark, signature);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    assert_zeros(buffer, sizeof buffer);
    memset(signature, 1, sizeof signature);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_certificate_close(&writer, 0U, signature);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    /* a writer that has failed stays as it is */
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_writer_fail(&writer, GBCS_ERR_TAG);
    gbcs_write_certificate(&crypto, &order.content, &private_keys[order.issuer], &writer);
    assert_int_equal(writer.status, GBCS_ERR_TAG);
    assert_int_equal(writer.used, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_kind_is_read_again),
        cmocka_unit_test(a_link_is_no_root),
        cmocka_unit_test(extensions_have_their_order),
        cmocka_unit_test(paths_are_good),
        cmocka_unit_test(every_role_and_usage_is_written),
        cmocka_unit_test(names_have_their_order),
        cmocka_unit_test(names_are_taken_as_they_are),
        cmocka_unit_test(serial_numbers_have_bounds),
        cmocka_unit_test(times_have_bounds),
        cmocka_unit_test(titles_have_bounds),
        cmocka_unit_test(wrong_fields_are_refused),
        cmocka_unit_test(a_root_may_leave_its_authority_out),
        cmocka_unit_test(the_key_must_be_the_issuers),
        cmocka_unit_test(certificates_need_room),
        cmocka_unit_test(certificates_are_signed_elsewhere),
        cmocka_unit_test(bad_signatures_and_marks_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
