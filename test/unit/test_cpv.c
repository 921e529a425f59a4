/* Certificates, paths and certification requests: real ones, and every rule broken once. */
#include "hex.h"

#include <stdio.h>
#include <stdlib.h>

#include "gbcs/codec/ber.h"
#include "gbcs/cpv.h"

/* clang-format off */
/* Made by test/pki/run.py --certificates, which also checks that they are here unchanged: a PKI with
   keys that follow from names, in the arc and the range of identifiers that are for examples. */
static const char ROOT[] =
    "308201833082012aa00302010202104810ae69819c69e0e74e505bdc11bb32300a06082a8648ce3d"
    "040302301c310b3009060355040b0c023030310d300b06035504030c04526f6f743020170d323030"
    "3130313030303030305a180f32303639313233313233353935395a301c310b3009060355040b0c02"
    "3030310d300b06035504030c04526f6f743059301306072a8648ce3d020106082a8648ce3d030107"
    "034200044b2c6a73086beb6636d99147d8e9b869f6e22178b95b1afc00fbcf590007e591a8175df3"
    "281e4ac85b05ced718a7166f71d751661db2e54eb5863b2e020abdcca34c304a300e0603551d0f01"
    "01ff040403020106300f0603551d130101ff040530030101ff30110603551d0e040a04084f7b4fb7"
    "7d36605b30140603551d200101ff040a30083006060488370101300a06082a8648ce3d0403020347"
    "003044022037e806563aaa64efcab1d79fbc16458883ef45b62cb87fa825ed994008e7b9f1022019"
    "95de3708b8c6250e54d5471444d3ab6d95b138cb70571c738a17bf2ef2f453";

static const char AUTHORITY[] =
    "308201a030820145a00302010202105608a937ccb3e1185ad9dc4e69716468300a06082a8648ce3d"
    "040302301c310b3009060355040b0c023030310d300b06035504030c04526f6f74301e170d323130"
    "3130313030303030305a170d3435313233313233353935395a3021310b3009060355040b0c023037"
    "3112301006035504030c09417574686f726974793059301306072a8648ce3d020106082a8648ce3d"
    "03010703420004fc3f4846ea3b9b60aa4044dbb9e482481eb2a6154a2c116c89809496e081fdf365"
    "21e88eccdc582a81d7256f67b7e1c5601bc491b4bdfa0f8ed204abe16e1deaa3643062300e060355"
    "1d0f0101ff04040302010630120603551d130101ff040830060101ff02010030110603551d0e040a"
    "040841c7f6bad967e9d030140603551d200101ff040a3008300606048837010130130603551d2304"
    "0c300a80084f7b4fb77d36605b300a06082a8648ce3d04030203490030460221008d1bc780d18c9b"
    "45e07df50f6610b6f25880a7664ab8f0421cea4379ba7430a9022100addc3cbb23cacbd3d838f6f5"
    "c6bbce3b967192fe7c07ce77596025897a94681e";

static const char DEVICE_AUTHORITY[] =
    "308201993082013fa003020102021054034e1bb411a344ef555b7b01cf0763300a06082a8648ce3d"
    "040302301c310b3009060355040b0c023030310d300b06035504030c04526f6f74301e170d323130"
    "3130313030303030305a170d3435313233313233353935395a301b3119301706035504030c104465"
    "7669636520417574686f726974793059301306072a8648ce3d020106082a8648ce3d030107034200"
    "0461e3576353b21f76b837051ac004899f70462093791347123a913f31071cd2033f7b1d25d1e43f"
    "67b6ce49c22816e2efae1c9512ebc753b2071f57befe80542ca3643062300e0603551d0f0101ff04"
    "040302010630120603551d130101ff040830060101ff02010030110603551d0e040a04084d807cf3"
    "2cb3518230140603551d200101ff040a3008300606048837010130130603551d23040c300a80084f"
    "7b4fb77d36605b300a06082a8648ce3d0403020348003045022100d16dc633dd7447e605b622ff9c"
    "7fb008815515bb1420554d5c9ad7567289b96a022021b0bd8668e8abc2c54323fb6d94582081178e"
    "9d1db45b7d100e2d870ea0fc6c";

static const char ORGANISATION[] =
    "3082019030820136a00302010202106b0ec20689a17dde8cbbc9dcb2c283c3300a06082a8648ce3d"
    "0403023021310b3009060355040b0c0230373112301006035504030c09417574686f72697479301e"
    "170d3232303130313030303030305a170d3331313233313233353935395a3021310b300906035504"
    "0b0c02303231123010060355042d03090000005eef100000023059301306072a8648ce3d02010608"
    "2a8648ce3d030107034200044b271ae3cc8603784fdbeeb42d8460425f75a161905b40b248d28037"
    "ebcf9344e852106d3c99b8fe57c66b46716d0926ffd4d2ac7ebd33c4b01d265fa7f9fa26a350304e"
    "300e0603551d0f0101ff04040302078030110603551d0e040a04084bfdd06cbdc225a53014060355"
    "1d200101ff040a3008300606048837010130130603551d23040c300a800841c7f6bad967e9d0300a"
    "06082a8648ce3d0403020348003045022056f2d83314f266ff5d6166bd3fb161145d6c2dba1db730"
    "ff9640c5575c32f0d6022100f1d3f9a5283e166c43d560b996bf0fe3466c6207dc8dc82af16b1fb3"
    "f5be1b53";

static const char DEVICE[] =
    "3082019a3082013fa00302010202106545b91109bd2a6cc05898cdb289d68f300a06082a8648ce3d"
    "040302301b3119301706035504030c1044657669636520417574686f726974793020170d32333031"
    "30313030303030305a180f39393939313233313233353935395a30003059301306072a8648ce3d02"
    "0106082a8648ce3d03010703420004d434ae430eee4d2c91e79f46a37a46f1e68248dafe70d8880a"
    "10e990353e8d8bde9ba2c8c00d74a91f6775d21ae6c22c1eb8a5cfea28def4eb816051ed487324a3"
    "7e307c300e0603551d0f0101ff04040302078030110603551d0e040a04084bf63edad091da4f302c"
    "0603551d110101ff04223020a01e06082b06010505070804a0123010060488370102040800005eef"
    "100000e030140603551d200101ff040a3008300606048837010130130603551d23040c300a80084d"
    "807cf32cb35182300a06082a8648ce3d0403020349003046022100e7c7bb26c706279f38b0067135"
    "477e1e4ab9b21a788461eb88bd720df52d21ff022100d3010ab3cd7ff3702e17786787f437610bfd"
    "6692f11a6cfe40b54d915adb25b2";

static const char NEW_ROOT[] =
    "308201a130820147a00302010202106091b9d94060b59402164b1c5a179fc1300a06082a8648ce3d"
    "0403023020310b3009060355040b0c0230303111300f06035504030c084e657720526f6f74302017"
    "0d3230303130313030303030305a180f32303639313233313233353935395a3020310b3009060355"
    "040b0c0230303111300f06035504030c084e657720526f6f743059301306072a8648ce3d02010608"
    "2a8648ce3d03010703420004e8fb199073632bf982e568ec11795be9a90dc4efc0c1f481fd05d4ee"
    "be7bd1d2237eb0372bb42e7ed0bf18974ac91f90ac903da43353c6172ee915d402ce31c0a361305f"
    "300e0603551d0f0101ff040403020106300f0603551d130101ff040530030101ff30110603551d0e"
    "040a04084bdf7e1cdd34f2c430140603551d200101ff040a3008300606048837010130130603551d"
    "23040c300a80084bdf7e1cdd34f2c4300a06082a8648ce3d04030203480030450220609d06031a40"
    "395939007b2054eb36afa3542267c09b0da48f2785c6337097bb022100d427c7a4d203e31f9d03de"
    "cae0059a180df0eb0ce88fe9bf7160c9b92be207cd";

static const char LINK[] =
    "3082019c30820143a0030201020210426f7067b89c40442e59e8863cbe7054300a06082a8648ce3d"
    "040302301c310b3009060355040b0c023030310d300b06035504030c04526f6f743020170d323030"
    "3130313030303030305a180f32303639313233313233353935395a3020310b3009060355040b0c02"
    "30303111300f06035504030c084e657720526f6f743059301306072a8648ce3d020106082a8648ce"
    "3d03010703420004e8fb199073632bf982e568ec11795be9a90dc4efc0c1f481fd05d4eebe7bd1d2"
    "237eb0372bb42e7ed0bf18974ac91f90ac903da43353c6172ee915d402ce31c0a361305f300e0603"
    "551d0f0101ff040403020106300f0603551d130101ff040530030101ff30110603551d0e040a0408"
    "4bdf7e1cdd34f2c430140603551d200101ff040a3008300606048837010130130603551d23040c30"
    "0a80084f7b4fb77d36605b300a06082a8648ce3d0403020347003044022015ec2c7e4a1cfab443c7"
    "d38c335d40f07d6e1fffc649080e47776de88f6633ec022004ee13fcb0801aa6e8a53f08e7614d96"
    "f29ed13df22a6b2c5d9998bfff6f1e5b";

static const char DEVICE_KEY[] =
    "29ae5a591723a7ab6b9a1d786b4b8d760a69fa289eb69846d72f4e4da57e0b3d";

static const char SIGNATURE_REQUEST[] =
    "3082010a3081b102010030003059301306072a8648ce3d020106082a8648ce3d03010703420004d4"
    "34ae430eee4d2c91e79f46a37a46f1e68248dafe70d8880a10e990353e8d8bde9ba2c8c00d74a91f"
    "6775d21ae6c22c1eb8a5cfea28def4eb816051ed487324a04f304d06092a864886f70d01090e3140"
    "303e300e0603551d0f0101ff040403020780302c0603551d110101ff04223020a01e06082b060105"
    "05070804a0123010060488370102040800005eef100000e0300a06082a8648ce3d04030203480030"
    "45022023746e808bcbaa51cf5fcd4c1b6b49f208735af26f3b22bb58bd34608ccbb610022100d3b5"
    "9e452310c6d3426700a9d6187300eb0716f4dd86a21db89297503d366b75";

static const char AGREEMENT_REQUEST[] =
    "3082010b3081b102010030003059301306072a8648ce3d020106082a8648ce3d03010703420004d4"
    "34ae430eee4d2c91e79f46a37a46f1e68248dafe70d8880a10e990353e8d8bde9ba2c8c00d74a91f"
    "6775d21ae6c22c1eb8a5cfea28def4eb816051ed487324a04f304d06092a864886f70d01090e3140"
    "303e300e0603551d0f0101ff040403020308302c0603551d110101ff04223020a01e06082b060105"
    "05070804a0123010060488370102040800005eef100000e0300a06082a8648ce3d04030203490030"
    "46022100f8773577b51caec3c6c796ccfcaf23954be82611fb5ae667b060d50de4cbda53022100a2"
    "f744eb67c19113b2707e8586600af51f3cf200c634c2afec5ba20c4fa88d60";
/* clang-format on */

/* Parts of the certificates above. */
#define ORGANISATION_POINT                                                                         \
    "044b271ae3cc8603784fdbeeb42d8460425f75a161905b40b248d28037ebcf9344"                           \
    "e852106d3c99b8fe57c66b46716d0926ffd4d2ac7ebd33c4b01d265fa7f9fa26"
#define ORGANISATION_IDENTIFIER "4bfdd06cbdc225a5"
#define AUTHORITY_IDENTIFIER "41c7f6bad967e9d0"
#define AUTHORITY_NAME "3021 310B3009060355040B0C023037 3112301006035504030C09417574686F72697479"

#define ROLE_RDN "310B3009 060355040B 0C023032"
#define ENTITY_RDN "31123010 060355042D 0309 00 00005EEF10000002"
#define FIFTEEN "0102030405060708090A0B0C0D0E0F"
#define JANUARY "170D 3235303130313030303030305A"
#define FEBRUARY "170D 3235303230313030303030305A"
#define CRITICAL_USAGE "300E 0603551D0F 0101FF 0404"
#define EC_KEY "3013 0607 2A8648CE3D0201 0608 2A8648CE3D030107"
#define ZEROS30 "000000000000000000000000000000000000000000000000000000000000"
#define ZEROS31 ZEROS30 "00"
#define ONE ZEROS31 "01"
#define FULL "FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
#define HALF "7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"
/* The base point of P-256 (FIPS 186-4 D.1.2.3). */
#define BASE_POINT                                                                                 \
    "0342 0004 6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"                   \
    "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5"
/* An otherName: a HardwareModuleName. */
#define MODULE(type, serial) "A01E 0608 2B06010505070804 A012 3010 0604" type "0408" serial

#define ROOM 1024U
/* 2026-02-03T10:15:00Z: within every validity above */
#define NOW ((gbcs_utc)1770113700)
/* Bounds of the organisation's validity, and of its authority's */
#define FIRST ((gbcs_utc)1640995200)
#define LAST ((gbcs_utc)1956527999)
#define AUTHORITY_LAST ((gbcs_utc)2398377599)
/* The arc for examples: what all certificates above have as policy, and another */
#define POLICY "8837 0101"
#define OTHER_POLICY "8837 0103"

/** What a part of a certificate is replaced with: "" to leave it out. */
typedef struct edit {
    size_t part;
    const char *hex;
} edit;

/** Parts of a certificate: of what is signed, then its extensions, then what is outside. */
enum {
    VERSION,
    SERIAL,
    ALGORITHM,
    ISSUER,
    VALIDITY,
    SUBJECT,
    KEY,
    EXTENSIONS,
    MORE = 20, /* behind the last extension */
    OUTER_ALGORITHM,
    SIGNATURE,
    NO_PART
};

/** Extensions of an organisation's certificate. */
#define USAGE (EXTENSIONS + 0)
#define ORGANISATION_SUBJECT_KEY (EXTENSIONS + 1)
#define ORGANISATION_POLICIES (EXTENSIONS + 2)
#define ORGANISATION_AUTHORITY_KEY (EXTENSIONS + 3)
/** Extensions of a device's certificate. */
#define DEVICE_NAME (EXTENSIONS + 2)
#define DEVICE_POLICIES (EXTENSIONS + 3)
/** Extensions of an authority's certificate, of a link, of a root's. */
#define CONSTRAINTS (EXTENSIONS + 1)
#define ISSUER_SUBJECT_KEY (EXTENSIONS + 2)
#define ISSUER_POLICIES (EXTENSIONS + 3)
#define ISSUER_AUTHORITY_KEY (EXTENSIONS + 4)

typedef gbcs_status (*reading)(const gbcs_crypto *, gbcs_bytes, gbcs_credential *);

static gbcs_crypto crypto;

static int set_up(void **state)
{
    (void)state;
    gbcs_crypto_default(&crypto);
    return 0;
}

/* ---- certificates made from others ------------------------------------------------------------ */

static void write_part(gbcs_writer *writer, const edit *change, size_t part, gbcs_bytes octets)
{
    uint8_t buffer[ROOM];
    const bool changed = change->part == part;

    gbcs_write_bytes(writer, changed ? hex_bytes(change->hex, buffer, sizeof buffer) : octets);
}

static void write_extensions(gbcs_writer *writer, const edit *change, gbcs_bytes octets)
{
    gbcs_reader outer = gbcs_reader_of(octets);
    gbcs_reader inner = gbcs_reader_of(gbcs_read_tlv(&outer, GBCS_DER).value);
    const size_t context = gbcs_write_open(writer, 0xA3U);
    const size_t list = gbcs_write_open(writer, GBCS_BER_SEQUENCE);
    const gbcs_bytes none = {NULL, 0U};
    gbcs_reader extensions = gbcs_reader_of(gbcs_read_tlv(&inner, GBCS_DER).value);
    size_t i;

    for (i = 0U; gbcs_reader_left(&extensions) > 0U; i++) {
        write_part(writer, change, EXTENSIONS + i, gbcs_read_tlv(&extensions, GBCS_DER).octets);
    }
    write_part(writer, change, MORE, none);
    gbcs_write_close(writer, list, GBCS_BER_SHORTEST);
    gbcs_write_close(writer, context, GBCS_BER_SHORTEST);
}

/** A certificate with one part replaced; its signature stays as it was. */
static gbcs_bytes edited(const char *base, edit change, uint8_t *buffer)
{
    uint8_t original[ROOM];
    gbcs_reader file = gbcs_reader_of(hex_bytes(base, original, sizeof original));
    gbcs_reader outer = gbcs_reader_of(gbcs_read_tlv(&file, GBCS_DER).value);
    gbcs_reader tbs = gbcs_reader_of(gbcs_read_tlv(&outer, GBCS_DER).value);
    gbcs_writer writer = gbcs_writer_of(buffer, ROOM);
    const size_t whole = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    const size_t inside = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    size_t i;

    for (i = VERSION; i < EXTENSIONS; i++) {
        write_part(&writer, &change, i, gbcs_read_tlv(&tbs, GBCS_DER).octets);
    }
    write_extensions(&writer, &change, gbcs_read_tlv(&tbs, GBCS_DER).octets);
    gbcs_write_close(&writer, inside, GBCS_BER_SHORTEST);
    if (change.part == ALGORITHM) {
        change.part = OUTER_ALGORITHM;
    }
    write_part(&writer, &change, OUTER_ALGORITHM, gbcs_read_tlv(&outer, GBCS_DER).octets);
    write_part(&writer, &change, SIGNATURE, gbcs_read_tlv(&outer, GBCS_DER).octets);
    gbcs_write_close(&writer, whole, GBCS_BER_SHORTEST);
    assert_int_equal(gbcs_reader_finish(&outer), GBCS_OK);
    assert_int_equal(gbcs_reader_finish(&tbs), GBCS_OK);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

/** Reads, and asserts that a refusal leaves nothing behind. */
static gbcs_status read_as(reading read, gbcs_bytes octets, gbcs_credential *credential)
{
    gbcs_status status;

    memset(credential, 0xA5, sizeof *credential);
    status = read(&crypto, octets, credential);
    if (status != GBCS_OK) {
        assert_zeros(credential, sizeof *credential);
    }
    return status;
}

/** Reads a certificate that must be good; it stays in the buffer. */
static void read_good(reading read, const char *hex, uint8_t *buffer, gbcs_credential *credential)
{
    assert_int_equal(read_as(read, hex_bytes(hex, buffer, ROOM), credential), GBCS_OK);
}

/** A row of a table: what is done to a certificate, and what comes of it. */
typedef struct row {
    const char *name;
    const char *base;
    edit change;
    gbcs_status status;
} row;

static void check_rows(reading read, const row *rows, size_t count)
{
    uint8_t buffer[ROOM];
    gbcs_credential credential;
    size_t i;

    for (i = 0U; i < count; i++) {
        const gbcs_status status =
            read_as(read, edited(rows[i].base, rows[i].change, buffer), &credential);

        if (status != rows[i].status) {
            fail_msg("%s: %s, not %s", rows[i].name, gbcs_status_name(status),
                     gbcs_status_name(rows[i].status));
        }
    }
}

#define CHECK_ROWS(read, rows) check_rows((read), (rows), sizeof(rows) / sizeof((rows)[0]))

/* ---- what a certificate says ------------------------------------------------------------------ */

static void an_organisation_is_read(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_credential credential;

    (void)state;
    read_good(gbcs_credential_organisation, ORGANISATION, buffer, &credential);
    assert_int_equal(credential.profile, GBCS_PROFILE_ORGANISATION);
    assert_int_equal(credential.role, GBCS_ROLE_SUPPLIER);
    assert_int_equal(credential.key_usage, GBCS_KEY_USAGE_SIGNATURE);
    assert_true(credential.entity == 0x00005EEF10000002U);
    assert_true(credential.path_length == GBCS_PATH_LENGTH_NONE);
    assert_true(credential.certificate.not_before == FIRST);
    assert_true(credential.certificate.not_after == LAST);
    assert_bytes(credential.policies, "3006 0604" POLICY);
    assert_int_equal(credential.hardware_type.size, 0);
    assert_ptr_equal(credential.certificate.octets.data, buffer);
    assert_bytes(gbcs_bytes_of(credential.key.point, sizeof credential.key.point),
                 ORGANISATION_POINT);
    assert_octets(credential.key_identifier, 8U, ORGANISATION_IDENTIFIER);
    assert_octets(credential.authority_identifier, 8U, AUTHORITY_IDENTIFIER);
}

static void a_device_is_read(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_credential credential;

    (void)state;
    read_good(gbcs_credential_device, DEVICE, buffer, &credential);
    assert_int_equal(credential.profile, GBCS_PROFILE_DEVICE);
    assert_int_equal(credential.role, GBCS_ROLE_NONE);
    assert_int_equal(credential.key_usage, GBCS_KEY_USAGE_SIGNATURE);
    assert_true(credential.entity == 0x00005EEF100000E0U);
    assert_true(credential.path_length == GBCS_PATH_LENGTH_NONE);
    assert_true(credential.certificate.not_after == GBCS_UTC_LAST);
    assert_bytes(credential.hardware_type, "88370102");
}

static void authorities_and_roots_are_read(void **state)
{
    static const uint8_t both = GBCS_KEY_USAGE_CERTIFICATES | GBCS_KEY_USAGE_REVOCATIONS;
    uint8_t buffer[ROOM];
    gbcs_credential credential;

    (void)state;
    read_good(gbcs_credential_authority, AUTHORITY, buffer, &credential);
    assert_int_equal(credential.profile, GBCS_PROFILE_AUTHORITY);
    assert_int_equal(credential.role, GBCS_ROLE_ISSUING_AUTHORITY);
    assert_int_equal(credential.key_usage, both);
    assert_true(credential.path_length == 0U);
    assert_true(credential.entity == 0U);
    read_good(gbcs_credential_authority, DEVICE_AUTHORITY, buffer, &credential);
    assert_int_equal(credential.role, GBCS_ROLE_NONE);
    read_good(gbcs_credential_root, ROOT, buffer, &credential);
    assert_int_equal(credential.profile, GBCS_PROFILE_ROOT);
    assert_int_equal(credential.role, GBCS_ROLE_ROOT);
    assert_true(credential.path_length == GBCS_PATH_LENGTH_NONE);
    assert_memory_equal(credential.authority_identifier, credential.key_identifier, 8U);
}

static void every_role_is_read(void **state)
{
    static const struct {
        const char *subject;
        uint8_t role;
        gbcs_status status;
    } rows[] = {
        {"3030", GBCS_ROLE_ROOT, GBCS_ERR_IDENTITY},
        {"3031", GBCS_ROLE_RECOVERY, GBCS_OK},
        {"3032", GBCS_ROLE_SUPPLIER, GBCS_OK},
        {"3033", GBCS_ROLE_NETWORK_OPERATOR, GBCS_OK},
        {"3034", GBCS_ROLE_ACB, GBCS_OK},
        {"3035", GBCS_ROLE_TRANSITIONAL_COS, GBCS_OK},
        {"3036", GBCS_ROLE_WAN_PROVIDER, GBCS_OK},
        {"3037", GBCS_ROLE_ISSUING_AUTHORITY, GBCS_ERR_IDENTITY},
        {"3038", GBCS_ROLE_LOAD_CONTROLLER, GBCS_OK},
        {"3039", 9U, GBCS_ERR_IDENTITY},
        {"3041", 10U, GBCS_ERR_IDENTITY},
        {"3745", 126U, GBCS_ERR_IDENTITY},
        {"3746", GBCS_ROLE_OTHER, GBCS_OK},
        {"3766", GBCS_ROLE_OTHER, GBCS_ERR_IDENTITY},
        {"3830", 128U, GBCS_ERR_IDENTITY},
        {"4646", GBCS_ROLE_NONE, GBCS_ERR_IDENTITY},
        {"2F32", 2U, GBCS_ERR_IDENTITY},
        {"3A32", 2U, GBCS_ERR_IDENTITY},
        {"4032", 2U, GBCS_ERR_IDENTITY},
        {"4732", 2U, GBCS_ERR_IDENTITY},
    };
    uint8_t buffer[ROOM];
    char subject[128];
    gbcs_credential credential;
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof(rows) / sizeof(rows[0]); i++) {
        (void)snprintf(subject, sizeof subject, "3021 310B3009 060355040B 0C02%s" ENTITY_RDN,
                       rows[i].subject);
        assert_int_equal(read_as(gbcs_credential_organisation,
                                 edited(ORGANISATION, (edit){SUBJECT, subject}, buffer),
                                 &credential),
                         rows[i].status);
        if (rows[i].status == GBCS_OK) {
            assert_int_equal(credential.role, rows[i].role);
        }
    }
}

/* ---- rules of the profiles -------------------------------------------------------------------- */

static void fields_are_checked(void **state)
{
    static const row rows[] = {
        {"as it is", ORGANISATION, {NO_PART, ""}, GBCS_OK},
        {"v4", ORGANISATION, {VERSION, "A003 020103"}, GBCS_ERR_VALUE},
        {"serial of 1 octet", ORGANISATION, {SERIAL, "0201 01"}, GBCS_OK},
        {"serial 0", ORGANISATION, {SERIAL, "0201 00"}, GBCS_ERR_PROFILE},
        {"serial 128", ORGANISATION, {SERIAL, "0202 0080"}, GBCS_OK},
        {"serial -1", ORGANISATION, {SERIAL, "0201 FF"}, GBCS_ERR_PROFILE},
        {"serial -128", ORGANISATION, {SERIAL, "0201 80"}, GBCS_ERR_PROFILE},
        {"16 octets", ORGANISATION, {SERIAL, "0210 7F" FIFTEEN}, GBCS_OK},
        {"17 octets", ORGANISATION, {SERIAL, "0211 0080" FIFTEEN}, GBCS_ERR_PROFILE},
        {"one second", ORGANISATION, {VALIDITY, "301E" JANUARY JANUARY}, GBCS_OK},
        {"reversed", ORGANISATION, {VALIDITY, "301E" FEBRUARY JANUARY}, GBCS_ERR_PROFILE},
        {"SHA-384", ORGANISATION, {ALGORITHM, "300A 0608 2A8648CE3D040303"}, GBCS_ERR_ALGORITHM},
        {"NULL", ORGANISATION, {ALGORITHM, "300C 0608 2A8648CE3D040302 0500"}, GBCS_ERR_ALGORITHM},
        {"no curve",
         ORGANISATION,
         {KEY, "300F 3009 0607 2A8648CE3D0201 0302 0004"},
         GBCS_ERR_ALGORITHM},
        {"short point", ORGANISATION, {KEY, "3019" EC_KEY "0302 0004"}, GBCS_ERR_PUBLIC_KEY},
        {"off the curve",
         ORGANISATION,
         {KEY, "3059" EC_KEY "0342 0004" ONE ONE},
         GBCS_ERR_PUBLIC_KEY},
        {"another's key", ORGANISATION, {KEY, "3059" EC_KEY BASE_POINT}, GBCS_ERR_KEY_IDENTIFIER},
        {"no signature", ORGANISATION, {SIGNATURE, "0301 00"}, GBCS_ERR_TRUNCATED},
        {"trailing", ORGANISATION, {SIGNATURE, "030A 00 3006 020101 020101 00"}, GBCS_ERR_TRAILING},
        {"empty issuer", ORGANISATION, {ISSUER, "3000"}, GBCS_ERR_IDENTITY},
        {"empty subject", ORGANISATION, {SUBJECT, "3000"}, GBCS_ERR_IDENTITY},
        {"role in the issuer twice",
         ORGANISATION,
         {ISSUER, "301A 310B3009060355040B0C023037 310B3009060355040B0C023037"},
         GBCS_ERR_IDENTITY},
        {"issuer of role 00",
         ORGANISATION,
         {ISSUER, "300D 310B3009060355040B0C023030"},
         GBCS_ERR_IDENTITY},
    };
    uint8_t buffer[ROOM];
    uint8_t original[ROOM];
    gbcs_bytes octets = hex_bytes(ORGANISATION, original, sizeof original);

    (void)state;
    /* what is put together again is what it was */
    assert_true(gbcs_bytes_equal(edited(ORGANISATION, (edit){NO_PART, ""}, buffer), octets));
    CHECK_ROWS(gbcs_credential_organisation, rows);
}

static void names_are_checked(void **state)
{
    static const row rows[] = {
        {"PrintableString",
         ORGANISATION,
         {SUBJECT, "3021 310B3009 060355040B 13023032" ENTITY_RDN},
         GBCS_OK},
        {"IA5String",
         ORGANISATION,
         {SUBJECT, "3021 310B3009 060355040B 16023032" ENTITY_RDN},
         GBCS_ERR_IDENTITY},
        {"one digit",
         ORGANISATION,
         {SUBJECT, "3020 310A3008 060355040B 0C0132" ENTITY_RDN},
         GBCS_ERR_IDENTITY},
        {"three digits",
         ORGANISATION,
         {SUBJECT, "3022 310C300A 060355040B 0C03303032" ENTITY_RDN},
         GBCS_ERR_IDENTITY},
        {"no role", ORGANISATION, {SUBJECT, "3014" ENTITY_RDN}, GBCS_ERR_IDENTITY},
        {"role twice",
         ORGANISATION,
         {SUBJECT, "302E" ROLE_RDN ROLE_RDN ENTITY_RDN},
         GBCS_ERR_IDENTITY},
        {"no entity", ORGANISATION, {SUBJECT, "300D" ROLE_RDN}, GBCS_ERR_IDENTITY},
        {"entity twice",
         ORGANISATION,
         {SUBJECT, "3035" ROLE_RDN ENTITY_RDN ENTITY_RDN},
         GBCS_ERR_IDENTITY},
        {"entity 0",
         ORGANISATION,
         {SUBJECT, "3021" ROLE_RDN "31123010 060355042D 0309 000000000000000000"},
         GBCS_ERR_IDENTITY},
        {"entity of 63 bits",
         ORGANISATION,
         {SUBJECT, "3021" ROLE_RDN "31123010 060355042D 0309 010000000000000002"},
         GBCS_ERR_IDENTITY},
        {"entity of 9 octets",
         ORGANISATION,
         {SUBJECT, "3022" ROLE_RDN "31133011 060355042D 030A 00000000000000000201"},
         GBCS_ERR_IDENTITY},
        {"entity of 7 octets",
         ORGANISATION,
         {SUBJECT, "3020" ROLE_RDN "3111300F 060355042D 0308 0000000000000002"},
         GBCS_ERR_IDENTITY},
        {"entity as OCTET STRING",
         ORGANISATION,
         {SUBJECT, "3021" ROLE_RDN "31123010 060355042D 0409 000000000000000002"},
         GBCS_ERR_IDENTITY},
        {"other attributes too",
         ORGANISATION,
         {SUBJECT, "302E" ROLE_RDN ENTITY_RDN "310B3009 0603550406 13024742"},
         GBCS_OK},
        {"an attribute with structure",
         ORGANISATION,
         {SUBJECT, "302F" ROLE_RDN ENTITY_RDN "310C300A 0603550407 3003020101"},
         GBCS_OK},
    };

    (void)state;
    CHECK_ROWS(gbcs_credential_organisation, rows);
}

static void extensions_are_checked(void **state)
{
    static const row rows[] = {
        {"no usage", ORGANISATION, {USAGE, ""}, GBCS_ERR_PROFILE},
        {"usage not critical",
         ORGANISATION,
         {USAGE, "300B 0603551D0F 0404 03020780"},
         GBCS_ERR_PROFILE},
        {"agreement", ORGANISATION, {USAGE, CRITICAL_USAGE "03020308"}, GBCS_OK},
        {"both", ORGANISATION, {USAGE, CRITICAL_USAGE "03020388"}, GBCS_ERR_KEY_USAGE},
        {"keyCertSign", ORGANISATION, {USAGE, CRITICAL_USAGE "03020204"}, GBCS_ERR_KEY_USAGE},
        {"39 unused bits", ORGANISATION, {USAGE, CRITICAL_USAGE "03022780"}, GBCS_ERR_KEY_USAGE},
        {"zeros at the end", ORGANISATION, {USAGE, CRITICAL_USAGE "03020080"}, GBCS_ERR_KEY_USAGE},
        {"unused bit set", ORGANISATION, {USAGE, CRITICAL_USAGE "03020781"}, GBCS_ERR_KEY_USAGE},
        {"no BIT STRING", ORGANISATION, {USAGE, CRITICAL_USAGE "04020780"}, GBCS_ERR_KEY_USAGE},
        {"no bits",
         ORGANISATION,
         {USAGE, "300D 0603551D0F 0101FF 0403 030100"},
         GBCS_ERR_KEY_USAGE},
        {"decipherOnly",
         ORGANISATION,
         {USAGE, "300F 0603551D0F 0101FF 0405 0303070080"},
         GBCS_ERR_KEY_USAGE},
        {"octets behind",
         ORGANISATION,
         {USAGE, "300F 0603551D0F 0101FF 0405 0302078000"},
         GBCS_ERR_KEY_USAGE},
        {"no subject key", ORGANISATION, {ORGANISATION_SUBJECT_KEY, ""}, GBCS_ERR_PROFILE},
        {"subject key critical",
         ORGANISATION,
         {ORGANISATION_SUBJECT_KEY, "3014 0603551D0E 0101FF 040A 0408" ORGANISATION_IDENTIFIER},
         GBCS_ERR_PROFILE},
        {"subject key of another",
         ORGANISATION,
         {ORGANISATION_SUBJECT_KEY, "3011 0603551D0E 040A 0408" AUTHORITY_IDENTIFIER},
         GBCS_ERR_KEY_IDENTIFIER},
        {"subject key of 1 octet",
         ORGANISATION,
         {ORGANISATION_SUBJECT_KEY, "300A 0603551D0E 0403 040140"},
         GBCS_ERR_KEY_IDENTIFIER},
        {"no authority key", ORGANISATION, {ORGANISATION_AUTHORITY_KEY, ""}, GBCS_ERR_PROFILE},
        {"one's own",
         ORGANISATION,
         {ORGANISATION_AUTHORITY_KEY, "3013 0603551D23 040C 300A 8008" ORGANISATION_IDENTIFIER},
         GBCS_ERR_KEY_IDENTIFIER},
        {"serial number too",
         ORGANISATION,
         {ORGANISATION_AUTHORITY_KEY,
          "3016 0603551D23 040F 300D 8008" AUTHORITY_IDENTIFIER "820101"},
         GBCS_ERR_KEY_IDENTIFIER},
        {"serial number alone",
         ORGANISATION,
         {ORGANISATION_AUTHORITY_KEY, "300C 0603551D23 0405 3003 820101"},
         GBCS_ERR_KEY_IDENTIFIER},
        {"authority key critical",
         ORGANISATION,
         {ORGANISATION_AUTHORITY_KEY, "3016 0603551D23 0101FF 040C 300A 8008" AUTHORITY_IDENTIFIER},
         GBCS_ERR_PROFILE},
        {"CA, not critical",
         ORGANISATION,
         {MORE, "300C 0603551D13 0405 3003 0101FF"},
         GBCS_ERR_PROFILE},
        {"another name, not critical",
         ORGANISATION,
         {MORE, "300C 0603551D11 0405 3003 820141"},
         GBCS_ERR_PROFILE},
        {"empty authority key",
         ORGANISATION,
         {ORGANISATION_AUTHORITY_KEY, "3009 0603551D23 0402 3000"},
         GBCS_ERR_KEY_IDENTIFIER},
        {"no policies", ORGANISATION, {ORGANISATION_POLICIES, ""}, GBCS_ERR_PROFILE},
        {"policies not critical",
         ORGANISATION,
         {ORGANISATION_POLICIES, "3011 0603551D20 040A 3008 3006 0604" POLICY},
         GBCS_ERR_PROFILE},
        {"empty list",
         ORGANISATION,
         {ORGANISATION_POLICIES, "300C 0603551D20 0101FF 0402 3000"},
         GBCS_ERR_POLICY},
        {"policy twice",
         ORGANISATION,
         {ORGANISATION_POLICIES,
          "301C 0603551D20 0101FF 0412 3010 3006 0604" POLICY "3006 0604" POLICY},
         GBCS_ERR_POLICY},
        {"two policies",
         ORGANISATION,
         {ORGANISATION_POLICIES,
          "301C 0603551D20 0101FF 0412 3010 3006 0604" POLICY "3006 0604" OTHER_POLICY},
         GBCS_OK},
        {"qualifiers",
         ORGANISATION,
         {ORGANISATION_POLICIES, "3016 0603551D20 0101FF 040C 300A 3008 0604" POLICY "3000"},
         GBCS_ERR_POLICY},
        {"policy that never ends",
         ORGANISATION,
         {ORGANISATION_POLICIES, "3011 0603551D20 0101FF 0407 3005 3003 060180"},
         GBCS_ERR_POLICY},
        {"unknown", ORGANISATION, {MORE, "3009 0603551D7E 04020500"}, GBCS_OK},
        {"unknown critical",
         ORGANISATION,
         {MORE, "300C 0603551D7E 0101FF 04020500"},
         GBCS_ERR_PROFILE},
        {"CA", ORGANISATION, {MORE, "300F 0603551D13 0101FF 04053003 0101FF"}, GBCS_ERR_PROFILE},
        {"contingency key",
         ORGANISATION,
         {MORE, "300E 0608 2B06010505070114 04020500"},
         GBCS_ERR_PROFILE},
    };

    (void)state;
    CHECK_ROWS(gbcs_credential_organisation, rows);
}

static void a_certificate_without_extensions_is_refused(void **state)
{
    uint8_t buffer[ROOM];
    uint8_t original[ROOM];
    gbcs_reader file = gbcs_reader_of(hex_bytes(ORGANISATION, original, sizeof original));
    gbcs_reader outer = gbcs_reader_of(gbcs_read_tlv(&file, GBCS_DER).value);
    gbcs_reader tbs = gbcs_reader_of(gbcs_read_tlv(&outer, GBCS_DER).value);
    gbcs_credential credential;
    size_t first;

    (void)state;
    /* with version 3, then with version 1, which is not written */
    for (first = VERSION; first <= SERIAL; first++) {
        gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
        const size_t whole = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
        const size_t inside = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
        size_t i;

        tbs.position = 0U;
        for (i = VERSION; i < EXTENSIONS; i++) {
            const gbcs_bytes part = gbcs_read_tlv(&tbs, GBCS_DER).octets;

            if (i >= first) {
                gbcs_write_bytes(&writer, part);
            }
        }
        gbcs_write_close(&writer, inside, GBCS_BER_SHORTEST);
        gbcs_write_bytes(&writer,
                         gbcs_bytes_slice(outer.input, outer.position, gbcs_reader_left(&outer)));
        gbcs_write_close(&writer, whole, GBCS_BER_SHORTEST);
        assert_int_equal(
            read_as(gbcs_credential_organisation, gbcs_writer_bytes(&writer), &credential),
            GBCS_ERR_PROFILE);
    }
}

static void devices_are_checked(void **state)
{
    static const row rows[] = {
        {"expires", DEVICE, {VALIDITY, "301E" JANUARY FEBRUARY}, GBCS_ERR_PROFILE},
        {"a subject", DEVICE, {SUBJECT, "300D" ROLE_RDN}, GBCS_ERR_IDENTITY},
        {"issuer of role 07", DEVICE, {ISSUER, "300D 310B3009060355040B0C023037"}, GBCS_OK},
        {"issuer of role 00",
         DEVICE,
         {ISSUER, "300D 310B3009060355040B0C023030"},
         GBCS_ERR_IDENTITY},
        {"no issuer", DEVICE, {ISSUER, "3000"}, GBCS_ERR_IDENTITY},
        {"policies not critical",
         DEVICE,
         {DEVICE_POLICIES, "3011 0603551D20 040A 3008 3006 0604" POLICY},
         GBCS_OK},
        {"two policies",
         DEVICE,
         {DEVICE_POLICIES,
          "301C 0603551D20 0101FF 0412 3010 3006 0604" POLICY "3006 0604" OTHER_POLICY},
         GBCS_ERR_POLICY},
        {"no name", DEVICE, {DEVICE_NAME, ""}, GBCS_ERR_PROFILE},
        {"name not critical",
         DEVICE,
         {DEVICE_NAME, "3029 0603551D11 0422 3020" MODULE("88370102", "00005EEF100000E0")},
         GBCS_ERR_PROFILE},
        {"another device",
         DEVICE,
         {DEVICE_NAME, "302C 0603551D11 0101FF 0422 3020" MODULE("88370103", "00005EEF100000E1")},
         GBCS_OK},
        {"device 0",
         DEVICE,
         {DEVICE_NAME, "302C 0603551D11 0101FF 0422 3020" MODULE("88370102", "0000000000000000")},
         GBCS_ERR_IDENTITY},
        {"hardware type that never ends",
         DEVICE,
         {DEVICE_NAME, "302C 0603551D11 0101FF 0422 3020" MODULE("88370182", "00005EEF100000E0")},
         GBCS_ERR_IDENTITY},
        {"name of another type",
         DEVICE,
         {DEVICE_NAME, "302C 0603551D11 0101FF 0422 3020 A01E 0608 2B06010505070805 A012 3010 0604"
                       "88370102 0408 00005EEF100000E0"},
         GBCS_ERR_IDENTITY},
        {"octets behind the names",
         DEVICE,
         {DEVICE_NAME,
          "302E 0603551D11 0101FF 0424 3020" MODULE("88370102", "00005EEF100000E0") "0500"},
         GBCS_ERR_IDENTITY},
        {"something behind the name",
         DEVICE,
         {DEVICE_NAME,
          "302E 0603551D11 0101FF 0424 3022" MODULE("88370102", "00005EEF100000E0") "8200"},
         GBCS_ERR_IDENTITY},
        {"something behind the value",
         DEVICE,
         {DEVICE_NAME, "302E 0603551D11 0101FF 0424 3022 A020 0608 2B06010505070804 A012 3010 0604"
                       "88370102 0408 00005EEF100000E0 0500"},
         GBCS_ERR_IDENTITY},
        {"something behind the module",
         DEVICE,
         {DEVICE_NAME, "302E 0603551D11 0101FF 0424 3022 A020 0608 2B06010505070804 A014 3010 0604"
                       "88370102 0408 00005EEF100000E0 0500"},
         GBCS_ERR_IDENTITY},
        {"something behind the serial number",
         DEVICE,
         {DEVICE_NAME, "302E 0603551D11 0101FF 0424 3022 A020 0608 2B06010505070804 A014 3012 0604"
                       "88370102 0408 00005EEF100000E0 0500"},
         GBCS_ERR_IDENTITY},
        {"serial number of 9 octets",
         DEVICE,
         {DEVICE_NAME, "302D 0603551D11 0101FF 0423 3021 A01F 0608 2B06010505070804 A013 3011 0604"
                       "88370102 0409 00005EEF100000E000"},
         GBCS_ERR_IDENTITY},
        {"a DNS name",
         DEVICE,
         {DEVICE_NAME, "300F 0603551D11 0101FF 0405 3003 820141"},
         GBCS_ERR_IDENTITY},
    };

    (void)state;
    CHECK_ROWS(gbcs_credential_device, rows);
}

static void authorities_are_checked(void **state)
{
    static const row rows[] = {
        {"keyCertSign alone", AUTHORITY, {USAGE, CRITICAL_USAGE "03020204"}, GBCS_ERR_KEY_USAGE},
        {"signature", AUTHORITY, {USAGE, CRITICAL_USAGE "03020780"}, GBCS_ERR_KEY_USAGE},
        {"no usage", AUTHORITY, {USAGE, ""}, GBCS_ERR_PROFILE},
        {"no subject key", AUTHORITY, {ISSUER_SUBJECT_KEY, ""}, GBCS_ERR_PROFILE},
        {"no policies", AUTHORITY, {ISSUER_POLICIES, ""}, GBCS_ERR_PROFILE},
        {"no constraints", AUTHORITY, {CONSTRAINTS, ""}, GBCS_ERR_PROFILE},
        {"not critical",
         AUTHORITY,
         {CONSTRAINTS, "300F 0603551D13 0408 3006 0101FF 020100"},
         GBCS_ERR_PROFILE},
        {"length 1",
         AUTHORITY,
         {CONSTRAINTS, "3012 0603551D13 0101FF 0408 3006 0101FF 020101"},
         GBCS_ERR_AUTHORITY},
        {"length -1",
         AUTHORITY,
         {CONSTRAINTS, "3012 0603551D13 0101FF 0408 3006 0101FF 0201FF"},
         GBCS_ERR_AUTHORITY},
        {"no length",
         AUTHORITY,
         {CONSTRAINTS, "300F 0603551D13 0101FF 0405 3003 0101FF"},
         GBCS_ERR_AUTHORITY},
        {"no CA", AUTHORITY, {CONSTRAINTS, "300C 0603551D13 0101FF 0402 3000"}, GBCS_ERR_AUTHORITY},
        {"CA FALSE",
         AUTHORITY,
         {CONSTRAINTS, "3012 0603551D13 0101FF 0408 3006 010100 020100"},
         GBCS_ERR_AUTHORITY},
        {"something behind",
         AUTHORITY,
         {CONSTRAINTS, "3014 0603551D13 0101FF 040A 3008 0101FF 020100 0500"},
         GBCS_ERR_AUTHORITY},
        {"no commonName",
         AUTHORITY,
         {SUBJECT, "300D 310B3009060355040B0C023037"},
         GBCS_ERR_IDENTITY},
        {"role 02",
         AUTHORITY,
         {SUBJECT, "301A" ROLE_RDN "310B3009 0603550403 0C024F4E"},
         GBCS_ERR_IDENTITY},
        {"an Entity Identifier",
         AUTHORITY,
         {SUBJECT, "3021 310B3009 0603550403 0C024F4E" ENTITY_RDN},
         GBCS_ERR_IDENTITY},
        {"no issuer", AUTHORITY, {ISSUER, "3000"}, GBCS_ERR_IDENTITY},
        {"issuer of role 07",
         AUTHORITY,
         {ISSUER, "300D 310B3009060355040B0C023037"},
         GBCS_ERR_IDENTITY},
        {"no authority key", AUTHORITY, {ISSUER_AUTHORITY_KEY, ""}, GBCS_ERR_PROFILE},
        {"name of a device",
         AUTHORITY,
         {MORE, "302C 0603551D11 0101FF 0422 3020" MODULE("88370102", "00005EEF100000E0")},
         GBCS_ERR_PROFILE},
    };

    (void)state;
    CHECK_ROWS(gbcs_credential_authority, rows);
}

static void roots_are_checked(void **state)
{
    static const row rows[] = {
        {"with authority key", NEW_ROOT, {NO_PART, ""}, GBCS_OK},
        {"without", NEW_ROOT, {ISSUER_AUTHORITY_KEY, ""}, GBCS_OK},
        {"another's",
         NEW_ROOT,
         {ISSUER_AUTHORITY_KEY, "3013 0603551D23 040C 300A 8008" AUTHORITY_IDENTIFIER},
         GBCS_ERR_KEY_IDENTIFIER},
        {"9 octets",
         NEW_ROOT,
         {ISSUER_AUTHORITY_KEY, "3014 0603551D23 040D 300B 8009" AUTHORITY_IDENTIFIER "00"},
         GBCS_ERR_KEY_IDENTIFIER},
        {"keyCertSign alone", NEW_ROOT, {USAGE, CRITICAL_USAGE "03020204"}, GBCS_OK},
        {"cRLSign alone", NEW_ROOT, {USAGE, CRITICAL_USAGE "03020102"}, GBCS_ERR_KEY_USAGE},
        {"length 0",
         NEW_ROOT,
         {CONSTRAINTS, "3012 0603551D13 0101FF 0408 3006 0101FF 020100"},
         GBCS_ERR_AUTHORITY},
        {"length 1",
         NEW_ROOT,
         {CONSTRAINTS, "3012 0603551D13 0101FF 0408 3006 0101FF 020101"},
         GBCS_OK},
        {"two names", NEW_ROOT, {ISSUER, "300D 310B3009060355040B0C023030"}, GBCS_ERR_IDENTITY},
        {"issuer of role 07",
         NEW_ROOT,
         {ISSUER, "300D 310B3009060355040B0C023037"},
         GBCS_ERR_IDENTITY},
        {"contingency key", NEW_ROOT, {MORE, "300E 0608 2B06010505070114 04020500"}, GBCS_OK},
        {"critical", NEW_ROOT, {MORE, "3011 0608 2B06010505070114 0101FF 04020500"}, GBCS_OK},
    };

    (void)state;
    CHECK_ROWS(gbcs_credential_root, rows);
}

/** Each kind of certificate is refused as any other kind. */
static void kinds_are_not_mixed_up(void **state)
{
    static const struct {
        const char *hex;
        reading read;
    } rows[] = {
        {ORGANISATION, gbcs_credential_organisation},
        {DEVICE, gbcs_credential_device},
        {AUTHORITY, gbcs_credential_authority},
        {NEW_ROOT, gbcs_credential_root},
    };
    uint8_t buffer[ROOM];
    gbcs_credential credential;
    size_t i;
    size_t j;

    (void)state;
    for (i = 0U; i < 4U; i++) {
        for (j = 0U; j < 4U; j++) {
            const gbcs_bytes octets = hex_bytes(rows[j].hex, buffer, sizeof buffer);

            assert_int_equal(read_as(rows[i].read, octets, &credential) == GBCS_OK, i == j);
        }
    }
}

/* ---- paths ------------------------------------------------------------------------------------ */

/** A path of the certificates above. */
typedef struct fixture {
    gbcs_credential end;
    gbcs_trust_anchor root;
    gbcs_path path;
    uint8_t end_octets[ROOM];
    uint8_t octets[GBCS_PATH_CERTIFICATES][ROOM];
} fixture;

static void anchor_to(const char *hex, gbcs_trust_anchor *anchor)
{
    uint8_t buffer[ROOM];
    gbcs_certificate certificate;

    assert_int_equal(gbcs_certificate_parse(hex_bytes(hex, buffer, sizeof buffer), &certificate),
                     GBCS_OK);
    assert_int_equal(gbcs_public_key_from(&crypto, certificate.public_key, &anchor->key), GBCS_OK);
    gbcs_key_identifier(&anchor->key, anchor->key_identifier);
}

static void add(fixture *f, const char *base, edit change)
{
    f->path.certificates[f->path.count] = edited(base, change, f->octets[f->path.count]);
    f->path.count++;
}

static void begin(fixture *f, reading read, const char *hex)
{
    memset(f, 0, sizeof *f);
    read_good(read, hex, f->end_octets, &f->end);
    anchor_to(ROOT, &f->root);
    f->path.end = &f->end;
    f->path.root = &f->root;
    f->path.at_time = true;
    f->path.time = NOW;
}

/** The organisation, with its authority at hand. */
static void begin_organisation(fixture *f)
{
    begin(f, gbcs_credential_organisation, ORGANISATION);
    add(f, AUTHORITY, (edit){NO_PART, ""});
}

static void good_paths_are_accepted(void **state)
{
    static fixture f;

    (void)state;
    begin_organisation(&f);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
    begin(&f, gbcs_credential_device, DEVICE);
    add(&f, DEVICE_AUTHORITY, (edit){NO_PART, ""});
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
    begin(&f, gbcs_credential_root, NEW_ROOT);
    add(&f, LINK, (edit){NO_PART, ""});
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
}

static void bounds_of_validity_are_included(void **state)
{
    static const struct {
        gbcs_utc time;
        gbcs_status status;
    } rows[] = {
        {FIRST - 1, GBCS_ERR_NOT_YET_VALID},
        {FIRST, GBCS_OK},
        {LAST, GBCS_OK},
        {LAST + 1, GBCS_ERR_EXPIRED},
        {GBCS_UTC_FIRST, GBCS_ERR_NOT_YET_VALID},
        {GBCS_UTC_LAST, GBCS_ERR_EXPIRED},
    };
    static fixture f;
    size_t i;

    (void)state;
    begin_organisation(&f);
    for (i = 0U; i < sizeof(rows) / sizeof(rows[0]); i++) {
        f.path.time = rows[i].time;
        f.path.at_time = true;
        assert_int_equal(gbcs_path_check(&crypto, &f.path), rows[i].status);
        f.path.at_time = false;
        assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
    }
    /* a device outlives its authority */
    begin(&f, gbcs_credential_device, DEVICE);
    add(&f, DEVICE_AUTHORITY, (edit){NO_PART, ""});
    f.path.time = AUTHORITY_LAST;
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
    f.path.time = AUTHORITY_LAST + 1;
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_EXPIRED);
}

static void policies_are_compared(void **state)
{
    static fixture f;
    uint8_t policy[8];

    (void)state;
    begin_organisation(&f);
    f.path.policy = hex_bytes(POLICY, policy, sizeof policy);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
    f.path.policy = hex_bytes(OTHER_POLICY, policy, sizeof policy);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_POLICY);
}

static void the_certificate_between_is_checked(void **state)
{
    static const row rows[] = {
        {"as it is", AUTHORITY, {NO_PART, ""}, GBCS_OK},
        {"another name", AUTHORITY, {SUBJECT, "300D" ROLE_RDN}, GBCS_ERR_PATH},
        {"not CA",
         AUTHORITY,
         {CONSTRAINTS, "300C 0603551D13 0101FF 0402 3000"},
         GBCS_ERR_AUTHORITY},
        {"of another root",
         AUTHORITY,
         {ISSUER_AUTHORITY_KEY, "3013 0603551D23 040C 300A 8008" ORGANISATION_IDENTIFIER},
         GBCS_ERR_PATH},
        {"another policy",
         AUTHORITY,
         {ISSUER_POLICIES, "3014 0603551D20 0101FF 040A 3008 3006 0604" OTHER_POLICY},
         GBCS_ERR_POLICY},
        {"expired", AUTHORITY, {VALIDITY, "301E" JANUARY FEBRUARY}, GBCS_ERR_EXPIRED},
        {"signed anew", AUTHORITY, {SIGNATURE, "0309 00 3006 020101 020101"}, GBCS_ERR_SIGNATURE},
        {"changed", AUTHORITY, {SERIAL, "0201 01"}, GBCS_ERR_SIGNATURE},
        {"another's", DEVICE_AUTHORITY, {NO_PART, ""}, GBCS_ERR_PATH},
        {"another key of that name", DEVICE_AUTHORITY, {SUBJECT, AUTHORITY_NAME}, GBCS_ERR_PATH},
    };
    static fixture f;
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(&f, gbcs_credential_organisation, ORGANISATION);
        add(&f, rows[i].base, rows[i].change);
        assert_int_equal(gbcs_path_check(&crypto, &f.path), rows[i].status);
    }
}

static void the_first_that_fits_is_taken(void **state)
{
    static const edit none = {NO_PART, ""};
    static const edit expired = {VALIDITY, "301E" JANUARY FEBRUARY};
    static const edit changed = {SERIAL, "0201 01"};
    static fixture f;

    (void)state;
    begin(&f, gbcs_credential_organisation, ORGANISATION);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_PATH);
    add(&f, DEVICE_AUTHORITY, none);
    add(&f, AUTHORITY, expired);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_EXPIRED);
    add(&f, LINK, none);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_EXPIRED);
    add(&f, AUTHORITY, none);
    assert_int_equal(f.path.count, GBCS_PATH_CERTIFICATES);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
    f.path.count++;
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_ARGUMENT);
    /* one that is malformed is passed over, but the reason if there is no other */
    f.path.count = 1U;
    f.path.certificates[0].size--;
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_TRUNCATED);
    add(&f, AUTHORITY, none);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
    /* signatures don't choose: that would cost a verification each */
    begin(&f, gbcs_credential_organisation, ORGANISATION);
    add(&f, AUTHORITY, changed);
    add(&f, AUTHORITY, none);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_SIGNATURE);
}

static void both_signatures_are_verified(void **state)
{
    static fixture f;

    (void)state;
    begin_organisation(&f);
    f.end.signature[GBCS_SIGNATURE_SIZE - 1U] ^= 1U;
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_SIGNATURE);
    begin_organisation(&f);
    anchor_to(NEW_ROOT, &f.root);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_PATH);
    /* the identifier alone does not make it the root */
    begin_organisation(&f);
    memcpy(f.root.key.point, f.end.key.point, sizeof f.root.key.point);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_SIGNATURE);
}

static void only_ends_of_paths_are_judged(void **state)
{
    static fixture f;

    (void)state;
    begin_organisation(&f);
    f.end.profile = 0U;
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_ARGUMENT);
    begin(&f, gbcs_credential_authority, AUTHORITY);
    add(&f, LINK, (edit){NO_PART, ""});
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_ARGUMENT);
}

static void a_new_root_needs_its_link(void **state)
{
    static const row rows[] = {
        {"an authority", AUTHORITY, {NO_PART, ""}, GBCS_ERR_PATH},
        {"itself", NEW_ROOT, {NO_PART, ""}, GBCS_ERR_KEY_IDENTIFIER},
        {"the old root", ROOT, {NO_PART, ""}, GBCS_ERR_PATH},
        {"length 0",
         LINK,
         {CONSTRAINTS, "3012 0603551D13 0101FF 0408 3006 0101FF 020100"},
         GBCS_ERR_AUTHORITY},
        {"keyCertSign alone", LINK, {USAGE, CRITICAL_USAGE "03020204"}, GBCS_ERR_SIGNATURE},
        {"signature", LINK, {USAGE, CRITICAL_USAGE "03020780"}, GBCS_ERR_KEY_USAGE},
        {"no authority key", LINK, {ISSUER_AUTHORITY_KEY, ""}, GBCS_ERR_PROFILE},
        {"issuer of role 07", LINK, {ISSUER, "300D 310B3009060355040B0C023037"}, GBCS_ERR_IDENTITY},
        {"contingency key", LINK, {MORE, "300E 0608 2B06010505070114 04020500"}, GBCS_ERR_PROFILE},
    };
    static fixture f;
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof(rows) / sizeof(rows[0]); i++) {
        begin(&f, gbcs_credential_root, NEW_ROOT);
        add(&f, rows[i].base, rows[i].change);
        assert_int_equal(gbcs_path_check(&crypto, &f.path), rows[i].status);
    }
    begin(&f, gbcs_credential_root, NEW_ROOT);
    add(&f, LINK, (edit){NO_PART, ""});
    f.end.key.point[1] ^= 1U;
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_ERR_PATH);
}

static void a_key_that_is_trusted_verifies(void **state)
{
    gbcs_trust_anchor anchor;
    gbcs_credential credential;
    uint8_t buffer[ROOM];

    (void)state;
    anchor_to(DEVICE_AUTHORITY, &anchor);
    read_good(gbcs_credential_device, DEVICE, buffer, &credential);
    assert_int_equal(gbcs_credential_verify(&crypto, &credential, &anchor), GBCS_OK);
    credential.signature[0] ^= 1U;
    assert_int_equal(gbcs_credential_verify(&crypto, &credential, &anchor), GBCS_ERR_SIGNATURE);
    read_good(gbcs_credential_organisation, ORGANISATION, buffer, &credential);
    assert_int_equal(gbcs_credential_verify(&crypto, &credential, &anchor), GBCS_ERR_PATH);
}

static void every_cut_is_refused(void **state)
{
    uint8_t buffer[ROOM];
    const gbcs_bytes whole = hex_bytes(ORGANISATION, buffer, sizeof buffer);
    gbcs_credential credential;
    size_t i;

    (void)state;
    for (i = 0U; i < whole.size; i++) {
        /* of its own size, so that a reading beyond it is found out */
        uint8_t *cut = malloc(i + 1U);

        assert_non_null(cut);
        memcpy(cut, buffer, i);
        assert_int_equal(gbcs_status_class_of(read_as(gbcs_credential_organisation,
                                                      gbcs_bytes_of(cut, i), &credential)),
                         GBCS_CLASS_MALFORMED);
        free(cut);
    }
}

static void changed_bits_are_refused(void **state)
{
    static fixture f;
    gbcs_bytes octets;
    size_t i;

    (void)state;
    begin_organisation(&f);
    octets = f.end.certificate.octets;
    for (i = 0U; i < 8U * octets.size; i += 7U) {
        f.end_octets[i / 8U] ^= (uint8_t)(1U << (i % 8U));
        if (read_as(gbcs_credential_organisation, octets, &f.end) == GBCS_OK) {
            assert_int_not_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
        }
        f.end_octets[i / 8U] ^= (uint8_t)(1U << (i % 8U));
    }
    assert_int_equal(read_as(gbcs_credential_organisation, octets, &f.end), GBCS_OK);
    assert_int_equal(gbcs_path_check(&crypto, &f.path), GBCS_OK);
}

/* ---- signatures ------------------------------------------------------------------------------- */

static void signatures_come_from_der(void **state)
{
    static const struct {
        const char *der;
        const char *plain;
        gbcs_status status;
    } rows[] = {
        {"3006 020101 020102", ZEROS31 "01" ZEROS31 "02", GBCS_OK},
        {"3008 02020080 02020100", ZEROS31 "80" ZEROS30 "0100", GBCS_OK},
        {"3046 022100" FULL "022100" FULL, FULL FULL, GBCS_OK},
        {"3044 0220" HALF "0220" HALF, HALF HALF, GBCS_OK},
        {"3006 020100 020102", "", GBCS_ERR_VALUE},
        {"3006 020101 020100", "", GBCS_ERR_VALUE},
        {"3006 0201FF 020102", "", GBCS_ERR_VALUE},
        {"3006 020101 020180", "", GBCS_ERR_VALUE},
        {"3007 02020001 020102", "", GBCS_ERR_LENGTH},
        {"3007 0202FF80 020102", "", GBCS_ERR_LENGTH},
        {"3005 0200 020102", "", GBCS_ERR_LENGTH},
        {"3026 022101" FULL "020101", "", GBCS_ERR_VALUE},
        {"3027 02220080" FULL "020101", "", GBCS_ERR_VALUE},
        {"3009 020101 020102 020103", "", GBCS_ERR_TRAILING},
        {"3006 020101 020102 00", "", GBCS_ERR_TRAILING},
        {"3003 020101", "", GBCS_ERR_TRUNCATED},
        {"3000", "", GBCS_ERR_TRUNCATED},
        {"", "", GBCS_ERR_TRUNCATED},
        {"3006 020101 0201", "", GBCS_ERR_TRUNCATED},
        {"3006 040101 020102", "", GBCS_ERR_TAG},
        {"3006 020101 0A0102", "", GBCS_ERR_TAG},
        {"3106 020101 020102", "", GBCS_ERR_TAG},
        {"308106 020101 020102", "", GBCS_ERR_LENGTH},
        {"3007 02810101 020102", "", GBCS_ERR_LENGTH},
        {"3080 020101 020102 0000", "", GBCS_ERR_LENGTH},
    };
    uint8_t der[128];
    uint8_t again[128];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const gbcs_bytes octets = hex_bytes(rows[i].der, der, sizeof der);
        gbcs_writer writer = gbcs_writer_of(again, sizeof again);

        memset(signature, 0xA5, sizeof signature);
        assert_int_equal(gbcs_ecdsa_signature_from_der(octets, signature), rows[i].status);
        if (rows[i].status == GBCS_OK) {
            assert_octets(signature, sizeof signature, rows[i].plain);
            gbcs_write_ecdsa_signature(&writer, signature);
            assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&writer), octets));
        } else {
            assert_zeros(signature, sizeof signature);
        }
    }
}

static void signatures_go_to_der(void **state)
{
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    uint8_t buffer[80];
    gbcs_writer writer;
    size_t room;

    (void)state;
    (void)hex_decode(FULL HALF, signature, sizeof signature);
    for (room = 0U; room <= 71U; room++) {
        writer = gbcs_writer_of(buffer, room);
        gbcs_write_ecdsa_signature(&writer, signature);
        assert_int_equal(writer.status, (room < 71U) ? GBCS_ERR_SPACE : GBCS_OK);
    }
    memset(signature, 0, 32U);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_ecdsa_signature(&writer, signature);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
    (void)hex_decode(FULL ZEROS31 "00", signature, sizeof signature);
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_ecdsa_signature(&writer, signature);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
}

/* ---- certification requests ------------------------------------------------------------------- */

/** What the device above asks for. */
typedef struct asking {
    gbcs_private_key private_key;
    gbcs_public_key public_key;
    gbcs_request request;
    uint8_t hardware_type[4];
} asking;

static void ask(asking *a)
{
    uint8_t scalar[GBCS_SCALAR_SIZE];

    assert_int_equal(
        gbcs_private_key_from(hex_bytes(DEVICE_KEY, scalar, sizeof scalar), &a->private_key),
        GBCS_OK);
    assert_int_equal(gbcs_public_key_of(&crypto, &a->private_key, &a->public_key), GBCS_OK);
    a->request.key = &a->public_key;
    a->request.key_usage = GBCS_KEY_USAGE_SIGNATURE;
    a->request.hardware_type = hex_bytes("88370102", a->hardware_type, sizeof a->hardware_type);
    a->request.device = 0x00005EEF100000E0U;
}

static void requests_are_written(void **state)
{
    uint8_t buffer[512];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    asking a;

    (void)state;
    ask(&a);
    gbcs_write_request(&crypto, &a.request, &a.private_key, &writer);
    assert_bytes(gbcs_writer_bytes(&writer), SIGNATURE_REQUEST);
    a.request.key_usage = GBCS_KEY_USAGE_AGREEMENT;
    writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_write_request(&crypto, &a.request, &a.private_key, &writer);
    assert_bytes(gbcs_writer_bytes(&writer), AGREEMENT_REQUEST);
}

static void requests_are_signed_elsewhere(void **state)
{
    uint8_t buffer[512];
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_writer writer = gbcs_writer_of(buffer, sizeof buffer);
    gbcs_bytes whole;
    size_t mark;
    asking a;

    (void)state;
    ask(&a);
    /* behind something else */
    gbcs_write_u8(&writer, 0x55U);
    mark = gbcs_write_request_open(&crypto, &a.request, &writer, digest);
    assert_int_equal(writer.status, GBCS_OK);
    assert_int_equal(gbcs_ecdsa_sign(&crypto, &a.private_key, digest, signature), GBCS_OK);
    gbcs_write_request_close(&writer, mark, signature);
    whole = gbcs_writer_bytes(&writer);
    assert_int_equal(buffer[0], 0x55);
    assert_bytes(gbcs_bytes_slice(whole, 1U, whole.size - 1U), SIGNATURE_REQUEST);
}

/** A writer that has failed holds nothing of the request, and what was there before. */
static void assert_abandoned(const gbcs_writer *writer, gbcs_status status)
{
    assert_int_equal(writer->status, status);
    assert_int_equal(writer->used, 1);
    assert_int_equal(writer->data[0], 0x55);
    assert_zeros(&writer->data[1], writer->room - 1U);
}

static gbcs_writer writer_behind(uint8_t *buffer, size_t room)
{
    gbcs_writer writer = gbcs_writer_of(buffer, room);

    memset(buffer, 0, room);
    gbcs_write_u8(&writer, 0x55U);
    return writer;
}

static void requests_need_room(void **state)
{
    uint8_t expected[512];
    uint8_t buffer[512];
    uint8_t digest[GBCS_DIGEST_SIZE];
    const size_t size = hex_decode(SIGNATURE_REQUEST, expected, sizeof expected);
    gbcs_writer writer;
    asking a;
    size_t room;

    (void)state;
    ask(&a);
    for (room = 1U; room <= size; room++) {
        writer = writer_behind(buffer, room);
        gbcs_write_request(&crypto, &a.request, &a.private_key, &writer);
        assert_abandoned(&writer, GBCS_ERR_SPACE);
    }
    writer = writer_behind(buffer, size + 1U);
    gbcs_write_request(&crypto, &a.request, &a.private_key, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    for (room = 1U; room < 100U; room++) {
        memset(digest, 0xA5, sizeof digest);
        writer = writer_behind(buffer, room);
        (void)gbcs_write_request_open(&crypto, &a.request, &writer, digest);
        assert_abandoned(&writer, GBCS_ERR_SPACE);
        assert_zeros(digest, sizeof digest);
    }
}

static void wrong_requests_are_refused(void **state)
{
    static const uint8_t usages[] = {0U, 0x88U, 0x04U, 0x40U, 0xFFU};
    uint8_t buffer[512];
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE] = {0U};
    gbcs_writer writer;
    asking a;
    size_t mark;
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof(usages); i++) {
        ask(&a);
        a.request.key_usage = usages[i];
        writer = writer_behind(buffer, sizeof buffer);
        gbcs_write_request(&crypto, &a.request, &a.private_key, &writer);
        assert_abandoned(&writer, GBCS_ERR_ARGUMENT);
    }
    ask(&a);
    a.request.device = 0U;
    writer = writer_behind(buffer, sizeof buffer);
    gbcs_write_request(&crypto, &a.request, &a.private_key, &writer);
    assert_abandoned(&writer, GBCS_ERR_ARGUMENT);
    ask(&a);
    a.request.hardware_type.size = 0U;
    writer = writer_behind(buffer, sizeof buffer);
    gbcs_write_request(&crypto, &a.request, &a.private_key, &writer);
    assert_abandoned(&writer, GBCS_ERR_ARGUMENT);
    ask(&a);
    memset(&a.private_key, 0, sizeof a.private_key);
    writer = writer_behind(buffer, sizeof buffer);
    gbcs_write_request(&crypto, &a.request, &a.private_key, &writer);
    assert_abandoned(&writer, GBCS_ERR_PRIVATE_KEY);
    /* a signature of zeros, and marks that are none */
    ask(&a);
    writer = writer_behind(buffer, sizeof buffer);
    mark = gbcs_write_request_open(&crypto, &a.request, &writer, digest);
    gbcs_write_request_close(&writer, mark, signature);
    assert_abandoned(&writer, GBCS_ERR_ARGUMENT);
    memset(signature, 1, sizeof signature);
    writer = writer_behind(buffer, sizeof buffer);
    gbcs_write_request_close(&writer, 0U, signature);
    assert_abandoned(&writer, GBCS_ERR_ARGUMENT);
    writer = writer_behind(buffer, sizeof buffer);
    gbcs_write_request_close(&writer, sizeof buffer, signature);
    assert_int_equal(writer.status, GBCS_ERR_ARGUMENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_organisation_is_read),
        cmocka_unit_test(a_device_is_read),
        cmocka_unit_test(authorities_and_roots_are_read),
        cmocka_unit_test(every_role_is_read),
        cmocka_unit_test(fields_are_checked),
        cmocka_unit_test(names_are_checked),
        cmocka_unit_test(extensions_are_checked),
        cmocka_unit_test(a_certificate_without_extensions_is_refused),
        cmocka_unit_test(devices_are_checked),
        cmocka_unit_test(authorities_are_checked),
        cmocka_unit_test(roots_are_checked),
        cmocka_unit_test(kinds_are_not_mixed_up),
        cmocka_unit_test(good_paths_are_accepted),
        cmocka_unit_test(bounds_of_validity_are_included),
        cmocka_unit_test(policies_are_compared),
        cmocka_unit_test(the_certificate_between_is_checked),
        cmocka_unit_test(the_first_that_fits_is_taken),
        cmocka_unit_test(both_signatures_are_verified),
        cmocka_unit_test(only_ends_of_paths_are_judged),
        cmocka_unit_test(a_new_root_needs_its_link),
        cmocka_unit_test(a_key_that_is_trusted_verifies),
        cmocka_unit_test(every_cut_is_refused),
        cmocka_unit_test(changed_bits_are_refused),
        cmocka_unit_test(signatures_come_from_der),
        cmocka_unit_test(signatures_go_to_der),
        cmocka_unit_test(requests_are_written),
        cmocka_unit_test(requests_are_signed_elsewhere),
        cmocka_unit_test(requests_need_room),
        cmocka_unit_test(wrong_requests_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
