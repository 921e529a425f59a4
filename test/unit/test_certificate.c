/* Certificates: a real one, made-up ones part by part, and every way for a part to be wrong. */
#include "hex.h"

#include <stdlib.h>

#include "gbcs/codec/ber.h"
#include "gbcs/codec/certificate.h"

#define ROOM 1024U

/* Made for this test with OpenSSL 3.0: openssl req -new -x509 on a key of its own. */
static const char OPENSSL[] =
    "308201b030820156a00302010202051122334455300a06082a8648ce3d040302303a311930170603"
    "55040313104578616d706c6520537570706c696572310b3009060355040b130230323110300e0603"
    "55042d1307303132333435363020170d3236313132313033343235385a180f323035393039323930"
    "33343235385a303a31193017060355040313104578616d706c6520537570706c696572310b300906"
    "0355040b130230323110300e060355042d1307303132333435363059301306072a8648ce3d020106"
    "082a8648ce3d03010703420004743854101d09fca87f88546ce4803877c76c2c9d5f2e5dcab427b1"
    "3df44d905ca6c34583da4b75f3c691119aadcdfbd1a4c2d470131e3530466726577fa76ca8a34730"
    "45300e0603551d0f0101ff040403020780301d0603551d0e0416041450e2a48f9ea5ec49696f4c86"
    "9f9614141569805830140603551d200101ff040a3008300606042a030405300a06082a8648ce3d04"
    "03020348003045022100ee1f381db683ee294b9e43c21829fb390a9d606703decb01fc8f04c22d67"
    "1fdc02207759663f3287af22484fabda6cd34adbcf7b950d8ac292c03c6432e005c9751d";

/** The parts that a made-up certificate is put together from. */
enum {
    VERSION,
    SERIAL,
    ALGORITHM,
    ISSUER,
    VALIDITY,
    SUBJECT,
    KEY,
    UNIQUE_IDS,
    EXTENSIONS,
    OUTER_ALGORITHM,
    SIGNATURE,
    PARTS
};

#define OU_07 "310B3009060355040B13023037"
#define OU_02 "310B3009060355040B13023032"
#define UNIQUE_ID "3112 3010 0603 55042D 0309 00 90B3D51F00000001"
#define KEY_USAGE "300E 0603 551D0F 0101FF 0404 03020780"
#define KEY_ID "3011 0603 551D0E 040A 0408 4001020304050607"
#define ECDSA "300A 0608 2A8648CE3D040302"
#define EC_KEY "3013 0607 2A8648CE3D0201 0608 2A8648CE3D030107"
#define FROM "170D 3135313033303030303030305A"
#define TO "170D 3235313032393233353935395A"
#define NO_END "180F 39393939313233313233353935395A"

static const char *const PROPER[PARTS] = {
    "A003 020102",                  /* VERSION */
    "0202 1122",                    /* SERIAL */
    ECDSA,                          /* ALGORITHM */
    "300D" OU_07,                   /* ISSUER */
    "301E" FROM TO,                 /* VALIDITY */
    "3021" OU_02 UNIQUE_ID,         /* SUBJECT */
    "301B" EC_KEY "0304 00 04AABB", /* KEY */
    "",                             /* UNIQUE_IDS */
    "A325 3023" KEY_USAGE KEY_ID,   /* EXTENSIONS */
    ECDSA,                          /* OUTER_ALGORITHM */
    "0309 00 3006020103020104"      /* SIGNATURE */
};

/** Puts parts together; the lengths around them come out right. */
static gbcs_bytes assemble(const char *const parts[PARTS], uint8_t *buffer, size_t room)
{
    gbcs_writer writer = gbcs_writer_of(buffer, room);
    const size_t whole = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    const size_t tbs = gbcs_write_open(&writer, GBCS_BER_SEQUENCE);
    uint8_t part[ROOM];
    size_t i;

    for (i = 0U; i < PARTS; i++) {
        if (i == OUTER_ALGORITHM) {
            gbcs_write_close(&writer, tbs, GBCS_BER_SHORTEST);
        }
        gbcs_write_bytes(&writer, hex_bytes(parts[i], part, sizeof part));
    }
    gbcs_write_close(&writer, whole, GBCS_BER_SHORTEST);
    assert_int_equal(writer.status, GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

/** Parses, and asserts that a refusal leaves nothing behind. */
static gbcs_status parse(gbcs_bytes octets, gbcs_certificate *certificate)
{
    gbcs_status status;

    memset(certificate, 0xA5, sizeof *certificate);
    status = gbcs_certificate_parse(octets, certificate);
    if (status != GBCS_OK) {
        assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
        assert_zeros(certificate, sizeof *certificate);
    }
    return status;
}

/** Parses the proper certificate with one or two parts replaced. */
static gbcs_status parse_with(size_t part, const char *hex, size_t other, const char *other_hex,
                              uint8_t *buffer, gbcs_certificate *certificate)
{
    const char *parts[PARTS];

    memcpy(parts, PROPER, sizeof parts);
    parts[part] = hex;
    if (other_hex != NULL) {
        parts[other] = other_hex;
    }
    return parse(assemble(parts, buffer, ROOM), certificate);
}

static void a_certificate_is_taken_apart(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_bytes octets = assemble(PROPER, buffer, sizeof buffer);
    gbcs_certificate certificate;

    (void)state;
    assert_int_equal(parse(octets, &certificate), GBCS_OK);
    assert_true(gbcs_bytes_equal(certificate.octets, octets));
    assert_ptr_equal(certificate.signed_octets.data, &octets.data[3]);
    assert_int_equal(certificate.signed_octets.data[0], GBCS_BER_SEQUENCE);
    assert_ptr_equal(&certificate.signed_octets.data[certificate.signed_octets.size],
                     &octets.data[octets.size - 12U - 11U]);
    assert_true(certificate.version == 2U);
    assert_bytes(certificate.serial, "1122");
    assert_bytes(certificate.issuer, PROPER[ISSUER]);
    assert_true(certificate.not_before == 1446163200);
    assert_true(certificate.not_after == 1761782399);
    assert_bytes(certificate.subject, PROPER[SUBJECT]);
    assert_bytes(certificate.key_algorithm, EC_KEY);
    assert_bytes(certificate.public_key, "04AABB");
    assert_bytes(certificate.extensions, KEY_USAGE KEY_ID);
    assert_bytes(certificate.signature_algorithm, ECDSA);
    assert_bytes(certificate.signature, "3006020103020104");
}

static void a_certificate_of_openssl_is_taken_apart(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_bytes octets = hex_bytes(OPENSSL, buffer, sizeof buffer);
    gbcs_certificate certificate;
    gbcs_extension extension;
    gbcs_reader reader;
    gbcs_bytes value;
    uint8_t oid[3];

    (void)state;
    assert_int_equal(parse(octets, &certificate), GBCS_OK);
    assert_int_equal(certificate.signed_octets.size, 346);
    assert_bytes(certificate.serial, "1122334455");
    assert_true(certificate.not_before == 1795232578);
    assert_true(certificate.not_after == 2832032578);
    assert_int_equal(certificate.public_key.size, 65);
    assert_int_equal(certificate.public_key.data[0], 0x04);
    assert_int_equal(certificate.signature.size, 71);
    assert_true(gbcs_bytes_equal(certificate.issuer, certificate.subject));
    assert_true(
        gbcs_name_attribute(certificate.subject, hex_bytes("55040B", oid, sizeof oid), &value));
    assert_bytes(value, "3032");
    reader = gbcs_reader_of(certificate.extensions);
    assert_true(gbcs_read_extension(&reader, &extension));
    assert_bytes(extension.oid, "551D0F");
    assert_true(extension.critical);
    assert_bytes(extension.value, "03020780");
    assert_true(gbcs_read_extension(&reader, &extension));
    assert_bytes(extension.oid, "551D0E");
    assert_false(extension.critical);
    assert_true(gbcs_read_extension(&reader, &extension));
    assert_bytes(extension.oid, "551D20");
    assert_false(gbcs_read_extension(&reader, &extension));
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_OK);
}

/** A part that may stand in a certificate. */
typedef struct good_row {
    const char *name;
    size_t part;
    const char *hex;
} good_row;

static const good_row GOOD[] = {
    {"serial 0", SERIAL, "020100"},
    {"negative serial", SERIAL, "0201FF"},
    {"no issuer", ISSUER, "3000"},
    {"no subject, as for a device", SUBJECT, "3000"},
    {"two attributes in one RDN, in order", SUBJECT,
     "3018 3116 3009 0603 55040A 1302 3032 3009 0603 55040B 1302 3032"},
    {"value that is no string", SUBJECT,
     "3016 3114 3012 0603 55040B A10B 3009 06035504031302 3032"},
    {"longer RDN element later", SUBJECT,
     "3019 3117 3009 0603 55040B 1302 3032 300A 0603 55040A 1303 303232"},
    {"no end", VALIDITY, "3020" FROM NO_END},
    {"last UTCTime", VALIDITY, "301E" FROM "170D 3439313233313233353935395A"},
    {"first GeneralizedTime", VALIDITY, "3020" FROM "180F 32303530303130313030303030305A"},
    {"end before start", VALIDITY, "301E" TO FROM},
    {"key without parameters", KEY, "3010 3008 0606 2A8648CE3D02 0304 00 04AABB"},
    {"key with NULL parameters", KEY, "3012 300A 0606 2A8648CE3D02 0500 0304 00 04AABB"},
    {"empty key", KEY, "3018" EC_KEY "0301 00"},
    {"issuerUniqueID", UNIQUE_IDS, "8102 0780"},
    {"subjectUniqueID", UNIQUE_IDS, "8202 00FF"},
    {"both unique identifiers", UNIQUE_IDS, "8101 00 8202 00FF"},
    {"no extensions", EXTENSIONS, ""},
    {"one extension", EXTENSIONS, "A312 3010" KEY_USAGE},
    {"extension with an empty value", EXTENSIONS, "A30B 3009 3007 0603 551D0E 0400"},
};

static void parts_may_have_other_forms(void **state)
{
    uint8_t buffer[ROOM];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof GOOD / sizeof GOOD[0]); i++) {
        gbcs_certificate certificate;
        gbcs_status status = parse_with(GOOD[i].part, GOOD[i].hex, 0U, NULL, buffer, &certificate);

        if (status != GBCS_OK) {
            fail_msg("%s: %s", GOOD[i].name, gbcs_status_name(status));
        }
    }
}

/** A part that may not stand in a certificate. */
typedef struct bad_row {
    const char *name;
    size_t part;
    const char *hex;
    gbcs_status status;
} bad_row;

static const bad_row BAD[] = {
    {"v1 written out", VERSION, "A003 020100", GBCS_ERR_VALUE},
    {"v2", VERSION, "A003 020101", GBCS_ERR_VALUE},
    {"v4", VERSION, "A003 020103", GBCS_ERR_VALUE},
    {"negative version", VERSION, "A003 0201FF", GBCS_ERR_VALUE},
    {"version of no INTEGER", VERSION, "A003 0A0102", GBCS_ERR_TAG},
    {"empty version", VERSION, "A000", GBCS_ERR_TRUNCATED},
    {"two versions", VERSION, "A006 020102 020102", GBCS_ERR_TRAILING},
    {"version without its tag", VERSION, "020102", GBCS_ERR_TAG},
    {"no serial", SERIAL, "", GBCS_ERR_TAG},
    {"empty serial", SERIAL, "0200", GBCS_ERR_LENGTH},
    {"serial not shortest", SERIAL, "02020001", GBCS_ERR_LENGTH},
    {"serial with a long length", SERIAL, "02810111", GBCS_ERR_LENGTH},
    {"no algorithm", ALGORITHM, "", GBCS_ERR_TAG},
    {"empty algorithm", ALGORITHM, "3000", GBCS_ERR_TRUNCATED},
    {"algorithm of no OID", ALGORITHM, "3003 020102", GBCS_ERR_TAG},
    {"algorithm with two parameters", ALGORITHM, "300E 0608 2A8648CE3D040302 0500 0500",
     GBCS_ERR_TRAILING},
    {"another algorithm inside", ALGORITHM, "300A 0608 2A8648CE3D040303", GBCS_ERR_VALUE},
    {"another algorithm outside", OUTER_ALGORITHM, "300C 0608 2A8648CE3D040302 0500",
     GBCS_ERR_VALUE},
    {"no algorithm outside", OUTER_ALGORITHM, "", GBCS_ERR_TAG},
    {"issuer of no SEQUENCE", ISSUER, OU_07, GBCS_ERR_TAG},
    {"issuer of no SET", ISSUER, "300B 3009 0603 55040B 1302 3037", GBCS_ERR_TAG},
    {"issuer with an empty SET", ISSUER, "3002 3100", GBCS_ERR_TRUNCATED},
    {"attribute of no SEQUENCE", ISSUER, "3007 3105 0603 55040B", GBCS_ERR_TAG},
    {"attribute without a type", ISSUER, "3008 3106 3004 1302 3037", GBCS_ERR_TAG},
    {"attribute without a value", ISSUER, "3009 3107 3005 0603 55040B", GBCS_ERR_TRUNCATED},
    {"attribute with two values", ISSUER, "3011 310F 300D 0603 55040B 1302 3037 1302 3037",
     GBCS_ERR_TRAILING},
    {"two attributes in one RDN, out of order", SUBJECT,
     "3018 3116 3009 0603 55040B 1302 3032 3009 0603 55040A 1302 3032", GBCS_ERR_VALUE},
    {"two attributes in one RDN, the longer first", SUBJECT,
     "3019 3117 300A 0603 55040A 1303 303232 3009 0603 55040B 1302 3032", GBCS_ERR_VALUE},
    {"an attribute twice in one RDN", SUBJECT,
     "3018 3116 3009 0603 55040B 1302 3032 3009 0603 55040B 1302 3032", GBCS_ERR_VALUE},
    {"a malformed attribute after another in one RDN", SUBJECT,
     "300F 310D 3009 0603 55040B 1302 3032 0500", GBCS_ERR_TAG},
    {"validity of no SEQUENCE", VALIDITY, FROM TO, GBCS_ERR_TAG},
    {"no time", VALIDITY, "3000", GBCS_ERR_TRUNCATED},
    {"one time", VALIDITY, "300F" FROM, GBCS_ERR_TRUNCATED},
    {"three times", VALIDITY, "302D" FROM TO TO, GBCS_ERR_TRAILING},
    {"time of another type", VALIDITY, "301E 130D 3135313033303030303030305A" TO, GBCS_ERR_TAG},
    {"UTCTime without seconds", VALIDITY, "301C 170B 31353130333030303030 5A" TO, GBCS_ERR_LENGTH},
    {"UTCTime that does not exist", VALIDITY, "301E 170D 3135313333303030303030305A" TO,
     GBCS_ERR_TIME},
    {"GeneralizedTime with fractions", VALIDITY,
     "3022" FROM "1811 39393939313233313233353935392E305A", GBCS_ERR_LENGTH},
    {"GeneralizedTime before 2050", VALIDITY, "3020" FROM "180F 32303439313233313233353935395A",
     GBCS_ERR_TIME},
    {"subject of no SEQUENCE", SUBJECT, "0500", GBCS_ERR_TAG},
    {"key of no SEQUENCE", KEY, "0304 00 04AABB", GBCS_ERR_TAG},
    {"key without algorithm", KEY, "3006 0304 00 04AABB", GBCS_ERR_TAG},
    {"key algorithm only", KEY, "3015" EC_KEY, GBCS_ERR_TRUNCATED},
    {"key of another type", KEY, "301B" EC_KEY "0404 00 04AABB", GBCS_ERR_TAG},
    {"key with an octet begun", KEY, "301B" EC_KEY "0304 04 04AAB0", GBCS_ERR_VALUE},
    {"key with more after it", KEY, "301D" EC_KEY "0304 00 04AABB 0500", GBCS_ERR_TRAILING},
    {"unique identifiers in the wrong order", UNIQUE_IDS, "8202 00FF 8102 0780", GBCS_ERR_TRAILING},
    {"unique identifier twice", UNIQUE_IDS, "8102 0780 8102 0780", GBCS_ERR_TRAILING},
    {"empty issuerUniqueID", UNIQUE_IDS, "8100", GBCS_ERR_LENGTH},
    {"subjectUniqueID with unused bits set", UNIQUE_IDS, "8202 07FF", GBCS_ERR_VALUE},
    {"something else before the extensions", UNIQUE_IDS, "0500", GBCS_ERR_TRAILING},
    {"extensions of no SEQUENCE", EXTENSIONS, "A310" KEY_USAGE, GBCS_ERR_TAG},
    {"nothing in the tag of extensions", EXTENSIONS, "A300", GBCS_ERR_TRUNCATED},
    {"empty extensions", EXTENSIONS, "A302 3000", GBCS_ERR_LENGTH},
    {"two lists of extensions", EXTENSIONS, "A324 3010" KEY_USAGE "3010" KEY_USAGE,
     GBCS_ERR_TRAILING},
    {"extensions twice", EXTENSIONS, "A312 3010" KEY_USAGE "A312 3010" KEY_USAGE,
     GBCS_ERR_TRAILING},
    {"an extension twice", EXTENSIONS, "A335 3033" KEY_USAGE KEY_ID KEY_USAGE, GBCS_ERR_VALUE},
    {"extension of no SEQUENCE", EXTENSIONS, "A304 3002 0500", GBCS_ERR_TAG},
    {"empty extension", EXTENSIONS, "A304 3002 3000", GBCS_ERR_TRUNCATED},
    {"extension without a type", EXTENSIONS, "A307 3005 3003 0101FF", GBCS_ERR_TAG},
    {"extension without a value", EXTENSIONS, "A30C 300A 3008 0603 551D0F 0101FF",
     GBCS_ERR_TRUNCATED},
    {"extension with another value", EXTENSIONS, "A30B 3009 3007 0603 551D0F 0500", GBCS_ERR_TAG},
    {"extension with more after it", EXTENSIONS, "A310 300E 300C 0603 551D0F 0101FF 0400 0500",
     GBCS_ERR_TRAILING},
    {"not critical written out", EXTENSIONS, "A310 300E 300C 0603 551D0F 010100 0402 0500",
     GBCS_ERR_VALUE},
    {"critical of 01", EXTENSIONS, "A310 300E 300C 0603 551D0F 010101 0402 0500", GBCS_ERR_VALUE},
    {"critical twice", EXTENSIONS, "A313 3011 300F 0603 551D0F 0101FF 0101FF 0402 0500",
     GBCS_ERR_TAG},
    {"a wrong extension after a right one", EXTENSIONS, "A314 3012" KEY_USAGE "3000",
     GBCS_ERR_TRUNCATED},
    {"no signature", SIGNATURE, "", GBCS_ERR_TRUNCATED},
    {"signature of another type", SIGNATURE, "0409 00 3006020103020104", GBCS_ERR_TAG},
    {"signature with an octet begun", SIGNATURE, "0309 01 3006020103020104", GBCS_ERR_VALUE},
    {"signature without its count of unused bits", SIGNATURE, "0300", GBCS_ERR_LENGTH},
    {"more after the signature", SIGNATURE, "0302 00 30 0500", GBCS_ERR_TRAILING},
};

static void parts_that_are_wrong_are_refused(void **state)
{
    uint8_t buffer[ROOM];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof BAD / sizeof BAD[0]); i++) {
        gbcs_certificate certificate;
        gbcs_status status = parse_with(BAD[i].part, BAD[i].hex, 0U, NULL, buffer, &certificate);

        if (status != BAD[i].status) {
            fail_msg("%s: %s", BAD[i].name, gbcs_status_name(status));
        }
    }
}

static void version_1_has_neither_identifiers_nor_extensions(void **state)
{
    const char *parts[PARTS];
    uint8_t buffer[ROOM];
    gbcs_certificate certificate;

    (void)state;
    assert_int_equal(parse_with(EXTENSIONS, "", 0U, NULL, buffer, &certificate), GBCS_OK);
    assert_true(certificate.version == 2U);
    assert_int_equal(certificate.extensions.size, 0);
    assert_int_equal(parse_with(VERSION, "", EXTENSIONS, "", buffer, &certificate), GBCS_OK);
    assert_true(certificate.version == 0U);
    assert_int_equal(certificate.extensions.size, 0);
    assert_int_equal(parse_with(VERSION, "", 0U, NULL, buffer, &certificate), GBCS_ERR_TRAILING);
    memcpy(parts, PROPER, sizeof parts);
    parts[VERSION] = "";
    parts[EXTENSIONS] = "";
    parts[UNIQUE_IDS] = "8102 0780";
    assert_int_equal(parse(assemble(parts, buffer, sizeof buffer), &certificate),
                     GBCS_ERR_TRAILING);
}

static void a_whole_that_is_wrong_is_refused(void **state)
{
    uint8_t buffer[ROOM + 1U];
    gbcs_bytes octets = assemble(PROPER, buffer, ROOM);
    gbcs_certificate certificate;

    (void)state;
    buffer[octets.size] = 0U;
    assert_int_equal(parse(gbcs_bytes_of(buffer, octets.size + 1U), &certificate),
                     GBCS_ERR_TRAILING);
    buffer[0] = GBCS_BER_SET;
    assert_int_equal(parse(octets, &certificate), GBCS_ERR_TAG);
    assert_int_equal(parse(hex_bytes("3000", buffer, ROOM), &certificate), GBCS_ERR_TRUNCATED);
    assert_int_equal(parse(hex_bytes("0500", buffer, ROOM), &certificate), GBCS_ERR_TAG);
    assert_int_equal(parse(gbcs_bytes_of(NULL, 0U), &certificate), GBCS_ERR_TRUNCATED);
}

static void a_certificate_cut_off_anywhere_is_refused(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_bytes octets = hex_bytes(OPENSSL, buffer, sizeof buffer);
    size_t size;

    (void)state;
    for (size = 0U; size < octets.size; size++) {
        uint8_t *copy = malloc((size > 0U) ? size : 1U);
        gbcs_certificate certificate;

        assert_non_null(copy);
        memcpy(copy, buffer, size);
        assert_int_equal(parse(gbcs_bytes_of(copy, size), &certificate), GBCS_ERR_TRUNCATED);
        free(copy);
    }
}

/** Whether two certificates say the same, by all that was taken apart. */
static bool say_the_same(const gbcs_certificate *a, const gbcs_certificate *b)
{
    return gbcs_bytes_equal(a->signed_octets, b->signed_octets) &&
           gbcs_bytes_equal(a->signature_algorithm, b->signature_algorithm) &&
           gbcs_bytes_equal(a->signature, b->signature);
}

static void a_change_of_any_bit_is_refused_or_seen(void **state)
{
    uint8_t original[ROOM];
    uint8_t buffer[ROOM];
    gbcs_bytes octets = assemble(PROPER, original, sizeof original);
    gbcs_certificate before;
    size_t bit;

    (void)state;
    assert_int_equal(parse(octets, &before), GBCS_OK);
    memcpy(buffer, original, octets.size);
    for (bit = 0U; bit < (8U * octets.size); bit++) {
        gbcs_certificate after;

        buffer[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
        if (parse(gbcs_bytes_of(buffer, octets.size), &after) == GBCS_OK) {
            assert_false(say_the_same(&before, &after));
        }
        buffer[bit / 8U] ^= (uint8_t)(1U << (bit % 8U));
    }
}

static void extensions_are_read_one_by_one(void **state)
{
    uint8_t buffer[ROOM];
    gbcs_extension extension;
    gbcs_reader reader = gbcs_reader_of(hex_bytes(KEY_USAGE KEY_ID, buffer, sizeof buffer));

    (void)state;
    assert_true(gbcs_read_extension(&reader, &extension));
    assert_bytes(extension.oid, "551D0F");
    assert_true(extension.critical);
    assert_bytes(extension.value, "03020780");
    assert_true(gbcs_read_extension(&reader, &extension));
    assert_bytes(extension.oid, "551D0E");
    assert_false(extension.critical);
    assert_bytes(extension.value, "0408 4001020304050607");
    assert_false(gbcs_read_extension(&reader, &extension));
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_OK);

    /* an error is no end, and gives nothing */
    reader = gbcs_reader_of(hex_bytes(KEY_USAGE "3007 0603 551D0E 0500", buffer, sizeof buffer));
    assert_true(gbcs_read_extension(&reader, &extension));
    assert_false(gbcs_read_extension(&reader, &extension));
    assert_int_equal(extension.oid.size, 0);
    assert_false(extension.critical);
    assert_int_equal(extension.value.size, 0);
    assert_int_equal(gbcs_reader_finish(&reader), GBCS_ERR_TAG);
    assert_false(gbcs_read_extension(&reader, &extension));

    reader = gbcs_reader_of(hex_bytes("30", buffer, sizeof buffer));
    assert_false(gbcs_read_extension(&reader, &extension));
    assert_int_equal(reader.status, GBCS_ERR_TRUNCATED);
    reader = gbcs_reader_of(hex_bytes("31", buffer, sizeof buffer));
    assert_false(gbcs_read_extension(&reader, &extension));
    assert_int_equal(reader.status, GBCS_ERR_TAG);
}

/** A Name, an attribute type, and the value that is found. */
typedef struct name_row {
    const char *name;
    const char *hex;
    const char *oid;
    const char *value;
} name_row;

static const name_row NAMES[] = {
    {"the first of two", "3021" OU_02 UNIQUE_ID, "55040B", "3032"},
    {"a BIT STRING", "3021" OU_02 UNIQUE_ID, "55042D", "00 90B3D51F00000001"},
    {"not there", "3021" OU_02 UNIQUE_ID, "550403", NULL},
    {"a type that only begins alike", "3021" OU_02 UNIQUE_ID, "5504", NULL},
    {"in the same RDN as another",
     "3018 3116 3009 0603 55040A 1302 3033 3009 0603 55040B 1302 3032", "55040B", "3032"},
    {"an UTF8String", "300D 310B 3009 0603 55040B 0C02 3032", "55040B", "3032"},
    {"an empty value", "300B 3109 3007 0603 55040B 1300", "55040B", ""},
    {"twice, alike", "301A" OU_02 OU_02, "55040B", NULL},
    {"twice, in one RDN", "3018 3116 3009 0603 55040B 1302 3031 3009 0603 55040B 1302 3032",
     "55040B", NULL},
    {"twice, unlike", "301A" OU_02 OU_07, "55040B", NULL},
    {"an empty Name", "3000", "55040B", NULL},
    {"no Name", "", "55040B", NULL},
    {"two Names", "300D" OU_02 "300D" OU_07, "55040B", NULL},
    {"an error after it", "300F" OU_02 "3100", "55040B", NULL},
    {"a value that is malformed", "300E 310C 300A 0603 55042D 0303 0890B3", "55042D", NULL},
    {"no type", "3021" OU_02 UNIQUE_ID, "", NULL},
};

static void attributes_of_a_name_are_found(void **state)
{
    uint8_t buffer[ROOM];
    uint8_t oid_octets[8];
    size_t i;

    (void)state;
    for (i = 0U; i < (sizeof NAMES / sizeof NAMES[0]); i++) {
        const name_row *row = &NAMES[i];
        gbcs_bytes name = hex_bytes(row->hex, buffer, sizeof buffer);
        gbcs_bytes oid = hex_bytes(row->oid, oid_octets, sizeof oid_octets);
        gbcs_bytes value = {buffer, 1U};

        if (gbcs_name_attribute(name, oid, &value) != (row->value != NULL)) {
            fail_msg("%s", row->name);
        }
        assert_bytes(value, (row->value != NULL) ? row->value : "");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_certificate_is_taken_apart),
        cmocka_unit_test(a_certificate_of_openssl_is_taken_apart),
        cmocka_unit_test(parts_may_have_other_forms),
        cmocka_unit_test(parts_that_are_wrong_are_refused),
        cmocka_unit_test(version_1_has_neither_identifiers_nor_extensions),
        cmocka_unit_test(a_whole_that_is_wrong_is_refused),
        cmocka_unit_test(a_certificate_cut_off_anywhere_is_refused),
        cmocka_unit_test(a_change_of_any_bit_is_refused_or_seen),
        cmocka_unit_test(extensions_are_read_one_by_one),
        cmocka_unit_test(attributes_of_a_name_are_found),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
