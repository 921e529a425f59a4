/**
 * @file
 * What is written about keys: certification requests, certificates, and the paths that they make. The
 * input says what is in them.
 *
 * A request is compared with one that is put together here, from the inside out. A certificate that is
 * written is read by the rules of its kind and says what it was to say; one that is refused leaves
 * nothing behind. A path of three certificates holds exactly if keys, names, policies and times fit, and
 * not at all when an octet of it was changed.
 *
 *     first octet mod 3: 0 request, 1 certificate, 2 path; the rest in the order in which it is read below
 */
#include "device.h"
#include "fuzz.h"

/** Octets that hold whatever is written here. */
#define ROOM 2048U
/** Keys to choose from. */
#define KEYS 6U
/** What is in memory before. */
#define UNTOUCHED 0xBEU

static device d;
/** A key from which nobody signs anything else. */
static const party *keys[KEYS];

static gbcs_bytes view(const void *octets, size_t size)
{
    return gbcs_bytes_of(octets, size);
}

static void begin(void)
{
    static bool made;

    if (!made) {
        /* the input decides what is looked at, not the cost of signatures */
        device_make_quick(&d);
        for (size_t i = 0U; i < KEYS; i++) {
            keys[i] = device_party(PARTY_ID(i), 7U);
        }
        made = true;
    }
}

/** Up to so many octets of the input, their number first. */
static gbcs_bytes some(gbcs_reader *reader, size_t most)
{
    const size_t wanted = gbcs_read_u8(reader) % (most + 1U);
    const size_t left = gbcs_reader_left(reader);

    return gbcs_read_bytes(reader, (wanted < left) ? wanted : left);
}

static const party *some_key(gbcs_reader *reader)
{
    return keys[gbcs_read_u8(reader) % KEYS];
}

/* ---- DER, from the inside out ---------------------------------------------------------------- */

/** Octets that grow to the front. */
typedef struct stack {
    uint8_t octets[ROOM];
    size_t start;
} stack;

static void put(stack *s, const void *octets, size_t size)
{
    REQUIRE(size <= s->start);
    s->start -= size;
    if (size > 0U) {
        memcpy(&s->octets[s->start], octets, size);
    }
}

static void put_octet(stack *s, uint8_t octet)
{
    put(s, &octet, 1U);
}

/** Puts tag and length before all that lies above a place. */
static void enclose(stack *s, uint8_t tag, size_t end)
{
    const size_t size = end - s->start;

    if (size >= 0x100U) {
        put_octet(s, (uint8_t)size);
        put_octet(s, (uint8_t)(size >> 8));
        put_octet(s, 0x82U);
    } else if (size >= 0x80U) {
        put_octet(s, (uint8_t)size);
        put_octet(s, 0x81U);
    } else {
        put_octet(s, (uint8_t)size);
    }
    put_octet(s, tag);
}

static void put_value(stack *s, uint8_t tag, const void *octets, size_t size)
{
    const size_t end = s->start;

    put(s, octets, size);
    enclose(s, tag, end);
}

/** Half of a signature as INTEGER. */
static void put_number(stack *s, const uint8_t half[32])
{
    const size_t end = s->start;
    size_t zeros = 0U;

    while ((zeros < 31U) && (half[zeros] == 0U)) {
        zeros++;
    }
    put(s, &half[zeros], 32U - zeros);
    if (half[zeros] >= 0x80U) {
        put_octet(s, 0U);
    }
    enclose(s, 0x02U, end);
}

/** A critical extension around what lies above a place. */
static void make_extension(stack *s, uint8_t last_of_oid, size_t end)
{
    const uint8_t oid[] = {0x06, 0x03, 0x55, 0x1D, last_of_oid, 0x01, 0x01, 0xFF};

    enclose(s, 0x04U, end);
    put(s, oid, sizeof oid);
    enclose(s, 0x30U, end);
}

/** subjectAltName: otherName { id-on-hardwareModuleName, [0] { hwType, hwSerialNum } }. */
static void put_alternative_name(stack *s, const gbcs_request *request)
{
    static const uint8_t MODULE[] = {0x06, 0x08, 0x2B, 0x06, 0x01, 0x05, 0x05, 0x07, 0x08, 0x04};
    const size_t end = s->start;
    uint8_t entity[8];

    for (size_t i = 0U; i < 8U; i++) {
        entity[i] = (uint8_t)(request->device >> (56U - (8U * i)));
    }
    put_value(s, 0x04U, entity, sizeof entity);
    put_value(s, 0x06U, request->hardware_type.data, request->hardware_type.size);
    enclose(s, 0x30U, end);
    enclose(s, 0xA0U, end);
    put(s, MODULE, sizeof MODULE);
    enclose(s, 0xA0U, end);
    enclose(s, 0x30U, end);
    make_extension(s, 0x11U, end);
}

static void put_usage(stack *s, uint8_t usage)
{
    const uint8_t bits[] = {0x03, 0x02, (usage == GBCS_KEY_USAGE_SIGNATURE) ? 7 : 3, usage};
    const size_t end = s->start;

    put(s, bits, sizeof bits);
    make_extension(s, 0x0FU, end);
}

/** The information that is signed (RFC 2986 4.1). */
static void put_information(stack *s, const gbcs_request *request)
{
    static const uint8_t EXTENSION_REQUEST[] = {0x06, 0x09, 0x2A, 0x86, 0x48, 0x86,
                                                0xF7, 0x0D, 0x01, 0x09, 0x0E};
    static const uint8_t BEFORE_KEY[] = {0x02, 0x01, 0x00, 0x30, 0x00, 0x30, 0x59, 0x30,
                                         0x13, 0x06, 0x07, 0x2A, 0x86, 0x48, 0xCE, 0x3D,
                                         0x02, 0x01, 0x06, 0x08, 0x2A, 0x86, 0x48, 0xCE,
                                         0x3D, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00};
    const size_t end = s->start;

    put_alternative_name(s, request);
    put_usage(s, request->key_usage);
    enclose(s, 0x30U, end);
    enclose(s, 0x31U, end);
    put(s, EXTENSION_REQUEST, sizeof EXTENSION_REQUEST);
    enclose(s, 0x30U, end);
    enclose(s, 0xA0U, end);
    put(s, request->key->point, GBCS_POINT_SIZE);
    put(s, BEFORE_KEY, sizeof BEFORE_KEY);
    enclose(s, 0x30U, end);
}

/** The request with the signature of a key. */
static void put_request(stack *s, const gbcs_request *request, const gbcs_private_key *key)
{
    static const uint8_t ECDSA_SHA256[] = {0x30, 0x0A, 0x06, 0x08, 0x2A, 0x86,
                                           0x48, 0xCE, 0x3D, 0x04, 0x03, 0x02};
    static stack inner;
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    const size_t end = s->start;

    inner.start = ROOM;
    put_information(&inner, request);
    gbcs_sha256_of(&d.crypto, view(&inner.octets[inner.start], ROOM - inner.start), digest);
    device_must(gbcs_ecdsa_sign(&d.crypto, key, digest, signature));
    put_number(s, &signature[32]);
    put_number(s, signature);
    enclose(s, 0x30U, end);
    put_octet(s, 0U);
    enclose(s, 0x03U, end);
    put(s, ECDSA_SHA256, sizeof ECDSA_SHA256);
    put(s, &inner.octets[inner.start], ROOM - inner.start);
    enclose(s, 0x30U, end);
}

/** Whether octets are those of an OBJECT IDENTIFIER: numbers of seven bits an octet, none with a zero in
 * front, the last one complete. */
static bool is_oid(gbcs_bytes octets)
{
    bool good = (octets.size > 0U) && (octets.data[octets.size - 1U] < 0x80U);

    for (size_t i = 0U; i < octets.size; i++) {
        if ((octets.data[i] == 0x80U) && ((i == 0U) || (octets.data[i - 1U] < 0x80U))) {
            good = false;
        }
    }
    return good;
}

static void requests(gbcs_reader *reader)
{
    static stack expected;
    const party *holder = some_key(reader);
    gbcs_request request = {.key = &holder->signature_point};
    uint8_t usage = gbcs_read_u8(reader);
    const size_t short_of = gbcs_read_u8(reader);
    gbcs_writer writer;
    size_t size;
    bool good;

    request.key_usage = (usage == 1U) ? GBCS_KEY_USAGE_AGREEMENT
                                      : ((usage == 0U) ? GBCS_KEY_USAGE_SIGNATURE : usage);
    request.device = gbcs_read_u64(reader);
    request.hardware_type = gbcs_read_bytes(reader, gbcs_reader_left(reader));
    good = ((request.key_usage == GBCS_KEY_USAGE_SIGNATURE) ||
            (request.key_usage == GBCS_KEY_USAGE_AGREEMENT)) &&
           (request.device != 0U) && is_oid(request.hardware_type) &&
           (request.hardware_type.size < (ROOM / 2U));
    if (good) {
        expected.start = ROOM;
        put_request(&expected, &request, &holder->signature_key);
        size = ROOM - expected.start;
        writer = fuzz_writer((short_of < size) ? (size - short_of) : 0U);
        gbcs_write_request(&d.crypto, &request, &holder->signature_key, &writer);
        if (short_of == 0U) {
            fuzz_require_written(&writer, view(&expected.octets[expected.start], size));
        } else {
            REQUIRE((writer.status == GBCS_ERR_SPACE) && (writer.used == 0U));
            free(writer.data);
        }
    } else {
        writer = fuzz_writer(ROOM);
        gbcs_write_request(&d.crypto, &request, &holder->signature_key, &writer);
        REQUIRE((writer.status == GBCS_ERR_ARGUMENT) ||
                (request.hardware_type.size >= (ROOM / 2U)));
        REQUIRE((writer.status == GBCS_OK) || (writer.used == 0U));
        free(writer.data);
    }
}

/* ---- certificates ---------------------------------------------------------------------------- */

static gbcs_status read_as(uint8_t profile, gbcs_bytes octets, gbcs_credential *credential)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;

    switch (profile) {
    case GBCS_PROFILE_ORGANISATION:
        status = gbcs_credential_organisation(&d.crypto, octets, credential);
        break;
    case GBCS_PROFILE_DEVICE:
        status = gbcs_credential_device(&d.crypto, octets, credential);
        break;
    case GBCS_PROFILE_AUTHORITY:
        status = gbcs_credential_authority(&d.crypto, octets, credential);
        break;
    case GBCS_PROFILE_ROOT:
        status = gbcs_credential_root(&d.crypto, octets, credential);
        break;
    case GBCS_PROFILE_LINK:
        status = gbcs_credential_link(&d.crypto, octets, credential);
        break;
    default:
        memset(credential, 0, sizeof *credential);
        break;
    }
    return status;
}

static void some_name(gbcs_reader *reader, gbcs_certificate_name *name)
{
    const uint8_t what = gbcs_read_u8(reader);

    name->role = ((what & 1U) != 0U) ? gbcs_read_u8(reader) : GBCS_ROLE_NONE;
    name->entity = ((what & 2U) != 0U) ? gbcs_read_u64(reader) : 0U;
    if ((what & 4U) != 0U) {
        name->common_name = some(reader, 70U);
    }
    if ((what & 8U) != 0U) {
        name->octets = some(reader, 200U);
    }
}

/** A moment: the first octet chooses a bound, or eight that follow. */
static gbcs_utc some_time(gbcs_reader *reader)
{
    /* 1950, 2050, 2026, and what lies beside the ends of what can be written */
    static const gbcs_utc BOUNDS[] = {-631152000, 2524608000,    2524607999,
                                      1767225600, GBCS_UTC_LAST, 0};
    const uint8_t which = gbcs_read_u8(reader);

    return (which < 6U) ? BOUNDS[which] : (gbcs_utc)gbcs_read_u64(reader);
}

static void says(const gbcs_credential *credential, const gbcs_certificate_content *content)
{
    static const uint8_t none[GBCS_KEY_IDENTIFIER_SIZE];
    const bool is_end =
        (content->profile & (GBCS_PROFILE_ORGANISATION | GBCS_PROFILE_DEVICE)) != 0U;
    const gbcs_certificate *certificate = &credential->certificate;

    REQUIRE(credential->profile == content->profile);
    REQUIRE(gbcs_bytes_equal(certificate->serial, content->serial));
    REQUIRE(certificate->not_before == content->not_before);
    REQUIRE(certificate->not_after == content->not_after);
    REQUIRE(credential->key_usage == content->key_usage);
    REQUIRE(memcmp(&credential->key, content->key, sizeof credential->key) == 0);
    REQUIRE(gbcs_bytes_equal(credential->hardware_type, content->hardware_type));
    if (content->subject.octets.size == 0U) {
        REQUIRE((content->profile == GBCS_PROFILE_DEVICE) ||
                (credential->role == content->subject.role));
        REQUIRE(credential->entity == (is_end ? content->subject.entity : 0U));
        REQUIRE(is_end || (content->subject.entity == 0U));
    } else {
        REQUIRE(gbcs_bytes_equal(certificate->subject, content->subject.octets));
    }
    if (content->issuer.octets.size > 0U) {
        REQUIRE(gbcs_bytes_equal(certificate->issuer, content->issuer.octets));
    }
    if (memcmp(content->authority_identifier, none, sizeof none) != 0) {
        REQUIRE(memcmp(credential->authority_identifier, content->authority_identifier,
                       sizeof none) == 0);
    }
    /* SEQUENCE { OBJECT IDENTIFIER } */
    REQUIRE(credential->policies.size == (content->policy.size + 4U));
    REQUIRE(memcmp(&credential->policies.data[4], content->policy.data, content->policy.size) == 0);
}

static void certificates(gbcs_reader *reader)
{
    static const uint8_t USAGES[] = {GBCS_KEY_USAGE_SIGNATURE, GBCS_KEY_USAGE_AGREEMENT,
                                     GBCS_KEY_USAGE_CERTIFICATES | GBCS_KEY_USAGE_REVOCATIONS,
                                     GBCS_KEY_USAGE_CERTIFICATES};
    gbcs_certificate_content content;
    gbcs_credential credential;
    const party *issuer = some_key(reader);
    const uint8_t profile = gbcs_read_u8(reader);
    const uint8_t usage = gbcs_read_u8(reader);
    const uint8_t naming = gbcs_read_u8(reader);
    const size_t room = ((naming & 0x80U) != 0U) ? (naming * 4U) : ROOM;
    gbcs_writer writer = fuzz_writer(room);

    memset(writer.data, UNTOUCHED, room);
    memset(&content, 0, sizeof content);
    content.profile = (profile < 5U) ? (uint8_t)(1U << profile) : profile;
    content.key_usage = (usage < 4U) ? USAGES[usage] : usage;
    content.key = &some_key(reader)->signature_point;
    if ((naming & 1U) != 0U) {
        gbcs_key_identifier(&issuer->signature_point, content.authority_identifier);
    } else if ((naming & 2U) != 0U) {
        content.authority_identifier[gbcs_read_u8(reader) % GBCS_KEY_IDENTIFIER_SIZE] = 1U;
    } else {
        /* none */
    }
    content.serial = some(reader, 20U);
    content.policy = some(reader, 70U);
    content.hardware_type = some(reader, 140U);
    content.not_before = some_time(reader);
    content.not_after = some_time(reader);
    some_name(reader, &content.issuer);
    some_name(reader, &content.subject);
    if ((naming & 4U) != 0U) {
        content.subject = content.issuer;
    }
    gbcs_write_certificate(&d.crypto, &content, &issuer->signature_key, &writer);
    if (writer.status == GBCS_OK) {
        const gbcs_bytes written = gbcs_writer_bytes(&writer);
        gbcs_trust_anchor anchor;

        anchor.key = issuer->signature_point;
        gbcs_key_identifier(&anchor.key, anchor.key_identifier);
        REQUIRE(read_as(content.profile, written, &credential) == GBCS_OK);
        says(&credential, &content);
        REQUIRE(gbcs_credential_verify(&d.crypto, &credential, &anchor) == GBCS_OK);
    } else {
        REQUIRE(writer.used == 0U);
        for (size_t i = 0U; i < room; i++) {
            /* what was there for a while is wiped */
            REQUIRE((writer.data[i] == 0U) || (writer.data[i] == UNTOUCHED));
        }
    }
    free(writer.data);
}

/* ---- paths ----------------------------------------------------------------------------------- */

/** What one certificate of a path says of it. */
typedef struct link_of_path {
    gbcs_certificate_content content;
    const party *issuer;
    uint8_t policy[2];
    size_t size;
    uint8_t octets[ROOM];
} link_of_path;

/** Times to choose from, and the moment of the path: 2025, 2026, 2030. */
static const gbcs_utc MOMENTS[] = {1735689600, 1767225600, 1893456000};

static const char *const TITLES[] = {"A", "B"};

static gbcs_certificate_name titled(uint8_t role, uint8_t which)
{
    gbcs_certificate_name name = {.role = role};

    name.common_name = view(TITLES[which & 1U], 1U);
    return name;
}

static void make_link(link_of_path *l, gbcs_reader *reader, uint8_t profile, const party *key,
                      const party *issuer)
{
    static const uint8_t SERIAL[] = {0x12};
    const uint8_t usage = (profile == GBCS_PROFILE_ORGANISATION)
                              ? GBCS_KEY_USAGE_SIGNATURE
                              : (GBCS_KEY_USAGE_CERTIFICATES | GBCS_KEY_USAGE_REVOCATIONS);
    const uint8_t choice = gbcs_read_u8(reader);

    memset(l, 0, sizeof *l);
    l->issuer = issuer;
    l->policy[0] = 0x55U;
    l->policy[1] = choice & 1U;
    l->content.profile = profile;
    l->content.key_usage = usage;
    l->content.serial = view(SERIAL, 1U);
    l->content.policy = view(l->policy, 2U);
    l->content.key = &key->signature_point;
    l->content.not_before = MOMENTS[(choice >> 1) & 1U];
    l->content.not_after = MOMENTS[1U + ((choice >> 2) & 1U)];
    gbcs_key_identifier(&issuer->signature_point, l->content.authority_identifier);
}

static bool write_link(link_of_path *l)
{
    gbcs_writer writer = gbcs_writer_of(l->octets, sizeof l->octets);

    gbcs_write_certificate(&d.crypto, &l->content, &l->issuer->signature_key, &writer);
    l->size = writer.used;
    return writer.status == GBCS_OK;
}

static bool holds_at(const link_of_path *l, const gbcs_path *path)
{
    return (!path->at_time) ||
           ((path->time >= l->content.not_before) && (path->time <= l->content.not_after));
}

/** Root, what is between, end; roots to roots by a link, else by an authority. */
static void paths(gbcs_reader *reader)
{
    static link_of_path end;
    static link_of_path between;
    static gbcs_trust_anchor anchor;
    const uint8_t how = gbcs_read_u8(reader);
    const bool to_root = (how & 1U) != 0U;
    const party *root = some_key(reader);
    const party *middle = some_key(reader);
    const party *middle_issuer = some_key(reader);
    const party *last = some_key(reader);
    const party *last_issuer = to_root ? last : some_key(reader);
    const uint8_t names = gbcs_read_u8(reader);
    const size_t change_at = gbcs_read_u16(reader);
    const uint8_t change = gbcs_read_u8(reader);
    gbcs_credential credential;
    gbcs_path path;
    bool good;

    make_link(&between, reader, to_root ? GBCS_PROFILE_LINK : GBCS_PROFILE_AUTHORITY, middle,
              middle_issuer);
    make_link(&end, reader, to_root ? GBCS_PROFILE_ROOT : GBCS_PROFILE_ORGANISATION, last,
              last_issuer);
    between.content.issuer = titled(GBCS_ROLE_ROOT, 0U);
    between.content.subject = titled(to_root ? GBCS_ROLE_ROOT : GBCS_ROLE_ISSUING_AUTHORITY, names);
    end.content.issuer =
        titled(to_root ? GBCS_ROLE_ROOT : GBCS_ROLE_ISSUING_AUTHORITY, (uint8_t)(names >> 1));
    end.content.subject = end.content.issuer;
    if (!to_root) {
        end.content.subject = (gbcs_certificate_name){.role = GBCS_ROLE_SUPPLIER, .entity = 1U};
    }
    if (!write_link(&between) || !write_link(&end)) {
        /* one that names its own key as another's, or the other way round */
        REQUIRE((middle == middle_issuer) || (last == last_issuer));
        return;
    }
    memset(&path, 0, sizeof path);
    path.at_time = (how & 2U) != 0U;
    path.time = MOMENTS[((how >> 2) & 3U) % 3U];
    if ((how & 0x30U) == 0x10U) {
        path.time++;
    } else if ((how & 0x30U) == 0x20U) {
        path.time--;
    } else {
        /* on the second */
    }
    if ((how & 0x80U) != 0U) {
        path.policy = view("\x55\x01", 2U);
    }
    anchor.key = root->signature_point;
    gbcs_key_identifier(&anchor.key, anchor.key_identifier);
    path.root = &anchor;
    path.end = &credential;
    path.certificates[0] = view(between.octets, between.size);
    path.count = 1U;
    good = (middle_issuer == root) && (to_root ? (last == middle) : (last_issuer == middle)) &&
           (((names ^ (names >> 1)) & 1U) == 0U) && (end.policy[1] == between.policy[1]) &&
           ((path.policy.size == 0U) || (end.policy[1] == 1U)) && holds_at(&end, &path) &&
           holds_at(&between, &path);
    REQUIRE(read_as(end.content.profile, view(end.octets, end.size), &credential) == GBCS_OK);
    REQUIRE((gbcs_path_check(&d.crypto, &path) == GBCS_OK) == good);
    if (change != 0U) {
        const size_t place = change_at % (end.size + between.size);

        if (place < end.size) {
            end.octets[place] ^= change;
        } else {
            between.octets[place - end.size] ^= change;
        }
        if (read_as(end.content.profile, view(end.octets, end.size), &credential) == GBCS_OK) {
            REQUIRE(gbcs_path_check(&d.crypto, &path) != GBCS_OK);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(data, size));
    const uint8_t kind = gbcs_read_u8(&reader) % 3U;

    begin();
    if (kind == 0U) {
        requests(&reader);
    } else if (kind == 1U) {
        certificates(&reader);
    } else {
        paths(&reader);
    }
    return 0;
}
