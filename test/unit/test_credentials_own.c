#include "own_bench.h"

#include "trust/change.h"

#define ISSUE 0x000AU
#define INSTALL 0x000BU
#define PROVIDE 0x000CU

/** The services once more. */
static const struct {
    uint16_t code;
    gbcs_service service;
} SERVICES[] = {
    {ISSUE, gbcs_credentials_issue},
    {INSTALL, gbcs_credentials_install},
    {PROVIDE, gbcs_credentials_provide},
};

static gbcs_bytes hex_payload(const char *hex)
{
    static uint8_t octets[64];

    return gbcs_bytes_of(octets, hex_decode(hex, octets, sizeof octets));
}

/* ---- CS02c ---------------------------------------------------------------------------------- */

/**
 * A certification request, octet for octet but for key and signature: as the reference devices make it.
 * Gives the key, and verifies the signature with it.
 */
static gbcs_public_key check_request(gbcs_bytes octets, uint8_t usage)
{
    static const char head[] = "02010030003059301306072A8648CE3D020106082A8648CE3D030107034200";
    static const char usages[] = "A058305606092A864886F70D01090E31493047300E0603551D0F0101FF0404";
    static const char module[] =
        "30350603551D110101FF042B3029A02706082B06010505070804A01B3019060D2A863A0001848FB90F0102020"
        "1040800005EEF100000E0";
    uint8_t expected[300];
    gbcs_writer w = gbcs_writer_of(expected, sizeof expected);
    gbcs_reader outer = gbcs_reader_of(octets);
    gbcs_reader r = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_DER, GBCS_BER_SEQUENCE));
    const gbcs_tlv info = gbcs_read_tlv(&r, GBCS_DER);
    const gbcs_tlv algorithm = gbcs_read_tlv(&r, GBCS_DER);
    const gbcs_bytes bits = gbcs_read_tagged(&r, GBCS_DER, GBCS_BER_BIT_STRING);
    uint8_t digest[GBCS_DIGEST_SIZE];
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_public_key key;
    size_t at;

    assert_int_equal(gbcs_reader_finish(&r), GBCS_OK);
    assert_int_equal(gbcs_reader_finish(&outer), GBCS_OK);
    assert_int_equal(gbcs_ber_validate(octets, GBCS_DER), GBCS_OK);
    put_hex(&w, head);
    at = w.used;
    assert_true(info.value.size == 186U);
    memcpy(key.point, &info.value.data[at], sizeof key.point);
    gbcs_write_bytes(&w, gbcs_bytes_of(key.point, sizeof key.point));
    put_hex(&w, usages);
    put_hex(&w, usage_text(usage));
    put_hex(&w, module);
    assert_int_equal(w.status, GBCS_OK);
    assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&w), info.value));
    assert_true(gbcs_bytes_equal(algorithm.octets, hex_payload("300A06082A8648CE3D040302")));
    assert_int_equal(bits.data[0], 0);
    assert_int_equal(
        gbcs_ecdsa_signature_from_der(gbcs_bytes_slice(bits, 1U, bits.size - 1U), signature),
        GBCS_OK);
    gbcs_sha256_of(&B.board.crypto, info.octets, digest);
    assert_int_equal(gbcs_ecdsa_verify(&B.board.crypto, &key, digest,
                                       gbcs_bytes_of(signature, sizeof signature)),
                     GBCS_OK);
    return key;
}

static void a_request_is_for_a_new_key_pair_that_is_pending(void **state)
{
    size_t u;
    int vault;

    (void)state;
    for (vault = 0; vault < 2; vault++) {
        own_open(vault == 1);
        for (u = 0U; u < 2U; u++) {
            const uint8_t usage = USAGES[u];
            gbcs_public_key first;
            gbcs_public_key key;
            gbcs_public_key pending;

            assert_int_equal(serve(gbcs_credentials_issue, ISSUE, usage_payload(usage)), GBCS_OK);
            assert_no_effects();
            assert_int_equal(B.effects.event_count, 0U);
            first = check_request(gbcs_writer_bytes(&B.response), usage);
            commit();
            /* another one takes its place */
            assert_int_equal(serve(gbcs_credentials_issue, ISSUE, usage_payload(usage)), GBCS_OK);
            key = check_request(gbcs_writer_bytes(&B.response), usage);
            assert_memory_not_equal(&key, &first, sizeof key);
            assert_int_equal(gbcs_trust_pending(&B.trust, usage, &pending), GBCS_OK);
            assert_memory_equal(&pending, &key, sizeof key);
            B.command.frame.header.counter++;
            commit();
            assert_int_equal(gbcs_trust_pending(&B.trust, usage, &pending), GBCS_OK);
            assert_memory_equal(&pending, &key, sizeof key);
            assert_true(uses(usage, own_key(usage)));
            /* the counters begin anew */
            B.replay.last[GBCS_ROLE_SUPPLIER] = 0U;
        }
    }
}

/** Each key pair is made with fresh entropy. */
static void a_key_pair_is_made_after_a_reseed(void **state)
{
    uint32_t before;

    (void)state;
    own_open(false);
    before = B.board.memory.calls[GBCS_MEMORY_ENTROPY];
    assert_int_equal(serve(gbcs_credentials_issue, ISSUE, usage_payload(SIGNATURE)), GBCS_OK);
    assert_true(B.board.memory.calls[GBCS_MEMORY_ENTROPY] > before);
    gbcs_store_abandon(&B.board.store);
}

/** Ways in which there is no request; what is answered then. */
static unsigned int prevent(unsigned int way, bool *vault_makes_one)
{
    static const uint8_t no_oid[] = {0x80, 0x01};
    unsigned int expected = GBCS_ISSUE_KEY_PAIR_FAILED;

    *vault_makes_one = false;
    switch (way) {
    case 0:
        B.desk.hardware_type = gbcs_bytes_of(NULL, 0U);
        expected = GBCS_ISSUE_REQUEST_FAILED;
        break;
    case 1:
        B.desk.hardware_type = gbcs_bytes_of(no_oid, sizeof no_oid);
        expected = GBCS_ISSUE_REQUEST_FAILED;
        break;
    case 2:
        B.desk.random = NULL;
        break;
    case 3:
        gbcs_random_end(&R);
        break;
    case 4:
        gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_ENTROPY, 1U, GBCS_ERR_ENTROPY,
                         GBCS_MEMORY_BEFORE);
        break;
    case 5:
        V.generate = GBCS_ERR_STORAGE;
        *vault_makes_one = true;
        break;
    case 6:
        V.nonsense = true;
        *vault_makes_one = true;
        break;
    case 7:
        V.sign = GBCS_ERR_STORAGE;
        expected = GBCS_ISSUE_REQUEST_FAILED;
        *vault_makes_one = true;
        break;
    case 8:
        V.other = true;
        expected = GBCS_ISSUE_REQUEST_FAILED;
        *vault_makes_one = true;
        break;
    case 9:
        /* before the vault has done what was decided */
        B.trust.unsettled = true;
        break;
    case 10:
        /* a vault is not asked then, as it would lose what is pending */
        B.desk.hardware_type = gbcs_bytes_of(NULL, 0U);
        expected = GBCS_ISSUE_REQUEST_FAILED;
        break;
    default:
        expected = 0U;
        break;
    }
    return expected;
}

static void without_a_request_nothing_changes(void **state)
{
    unsigned int expected = 1U;
    unsigned int way;

    (void)state;
    for (way = 0U; expected != 0U; way++) {
        const bool vault = way > 4U;
        bool makes_one;

        own_open(vault);
        pend(AGREEMENT, KEY_PENDING);
        expected = prevent(way, &makes_one);
        if (expected != 0U) {
            assert_int_equal(serve(gbcs_credentials_issue, ISSUE, usage_payload(AGREEMENT)),
                             GBCS_OK);
            assert_int_equal(result(), expected);
            assert_no_effects();
            assert_int_equal(B.effects.event_count, 0U);
            assert_int_equal(B.board.store.count, 0U);
            assert_int_equal(V.next, VAULT_FIRST + (vault ? 1U : 0U) + (makes_one ? 1U : 0U));
            V.sign = GBCS_OK;
            V.other = false;
            commit();
            assert_pending(AGREEMENT, vault ? VAULT_FIRST : KEY_PENDING);
            assert_true(uses(AGREEMENT, OWN_AGREEMENT));
            assert_true(uses(SIGNATURE, OWN_SIGNATURE));
        }
    }
    assert_int_equal(way, 12U);
}

/** The key pair could be made, but not kept. */
static void no_room_for_a_key_pair(void **state)
{
    static const uint8_t filler[GBCS_RECORD_SIZE];
    const gbcs_record other = {GBCS_RECORD_LOG, 1U, GBCS_COPY_ONE,
                               GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD};

    (void)state;
    own_open(false);
    pend(SIGNATURE, KEY_PENDING);
    assert_int_equal(
        gbcs_store_put(&B.board.store, &other, gbcs_bytes_of(filler, GBCS_RECORD_SIZE - 80U)),
        GBCS_OK);
    assert_int_equal(serve(gbcs_credentials_issue, ISSUE, usage_payload(SIGNATURE)), GBCS_OK);
    assert_int_equal(result(), GBCS_ISSUE_KEY_PAIR_FAILED);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    assert_pending(SIGNATURE, KEY_PENDING);
}

/* ---- payloads that name a usage ------------------------------------------------------------- */

static void only_two_usages_are_good(void **state)
{
    static const char *const OTHERS[] = {
        "3004 03020204", "3004 03020106",   "3004 03020388", "3004 03020080",   "3004 03020700",
        "3003 030100",   "3005 0303078000", "3004 03020640", "3005 0303078080",
    };
    size_t i;
    size_t s;

    (void)state;
    own_open(false);
    for (i = 0U; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        for (s = 0U; s < 3U; s += 2U) {
            const gbcs_bytes payload = hex_payload(OTHERS[i]);

            assert_int_equal(serve(SERVICES[s].service, SERVICES[s].code, payload), GBCS_OK);
            assert_int_equal(result(), 1U);
            assert_no_effects();
            assert_int_equal(B.effects.event_count, 0U);
            assert_int_equal(B.board.store.count, 0U);
        }
    }
}

static void other_payloads_are_malformed(void **state)
{
    static const char *const OTHERS[] = {
        "",
        "30",
        "3004",
        "3004030207",
        "300403020780 00",
        "300403020780 0500",
        "3006 03020780 0500",
        "3000",
        "3003 020101",
        "3004 04020780",
        "3104 03020780",
        "03020780",
        "308104 03020780",
        "3080 03020780 0000",
        "3005 0381020780",
        "3002 0300",
        "3004 03020880",
        "3004 03020508",
        "3004 0302FF80",
        "3003 030107",
        "3004 030207C0",
    };
    size_t i;
    size_t s;

    (void)state;
    own_open(false);
    for (i = 0U; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
        for (s = 0U; s < 3U; s += 2U) {
            gbcs_status status =
                serve(SERVICES[s].service, SERVICES[s].code, hex_payload(OTHERS[i]));

            if (gbcs_status_class_of(status) != GBCS_CLASS_MALFORMED) {
                fail_msg("%s: %s", OTHERS[i], gbcs_status_text(status));
            }
            assert_int_equal(B.response.used, 0U);
            assert_no_effects();
            assert_int_equal(B.effects.event_count, 0U);
            assert_int_equal(B.board.store.count, 0U);
        }
    }
}

/* ---- CS02d ---------------------------------------------------------------------------------- */

/** The certificate in storage is this one; empty: there is none. */
static void assert_certificate(uint8_t usage, gbcs_bytes expected)
{
    uint8_t octets[700];
    gbcs_writer w = gbcs_writer_of(octets, sizeof octets);

    if (expected.size == 0U) {
        assert_int_equal(gbcs_trust_certificate(&B.trust, usage, &w), GBCS_ERR_ABSENT);
        assert_int_equal(w.used, 0U);
        assert_int_equal(w.status, GBCS_OK);
    } else {
        assert_int_equal(gbcs_trust_certificate(&B.trust, usage, &w), GBCS_OK);
        assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&w), expected));
    }
}

static void a_certificate_puts_its_key_pair_into_use(void **state)
{
    static const gbcs_bytes none = {NULL, 0U};
    uint8_t octets[1000];
    size_t u;
    int vault;

    (void)state;
    for (vault = 0; vault < 2; vault++) {
        for (u = 0U; u < 2U; u++) {
            const unsigned int key = (vault == 1) ? VAULT_FIRST : KEY_PENDING;
            const cert c = own_cert(USAGES[u], key);
            gbcs_bytes certificate;

            own_open(vault == 1);
            pend(USAGES[u], KEY_PENDING);
            certificate = make_own(&c, octets, sizeof octets);
            assert_int_equal(serve(gbcs_credentials_install, INSTALL, certificate), GBCS_OK);
            assert_int_equal(result(), GBCS_INSTALL_SUCCESS);
            assert_true(B.effects.trust_changed);
            assert_int_equal(B.effects.event_count, 1U);
            assert_int_equal(B.effects.events[0], (u == 0U) ? 0x8F4DU : 0x8F4FU);
            assert_int_equal(B.effects.floor_count, 0U);
            assert_false(B.effects.hands_out);
            /* until the commit */
            assert_certificate(USAGES[u], none);
            assert_true(uses(USAGES[u], own_key(USAGES[u])));
            commit();
            assert_certificate(USAGES[u], certificate);
            assert_certificate(USAGES[1U - u], none);
            assert_true(uses(USAGES[u], key));
            assert_true(uses(USAGES[1U - u], own_key(USAGES[1U - u])));
            assert_pending(USAGES[u], 0U);
            assert_int_equal(serve(gbcs_credentials_provide, PROVIDE, usage_payload(USAGES[u])),
                             GBCS_OK);
            assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&B.response), certificate));
            assert_no_effects();
            /* and not twice */
            assert_int_equal(serve(gbcs_credentials_install, INSTALL, certificate), GBCS_OK);
            assert_int_equal(result(), GBCS_INSTALL_NO_KEY_PAIR);
        }
    }
}

/** Ways to make a certificate one that is not taken, and what is said and logged of it. */
static void a_certificate_that_does_not_fit_changes_nothing(void **state)
{
    static const gbcs_bytes none = {NULL, 0U};
    static const struct {
        uint8_t usage;
        /** What is pending for signatures and key agreement; 0: nothing. */
        unsigned int pending[2];
        unsigned int key;
        uint64_t entity;
        bool misnamed;
        bool off_curve;
        bool organisation;
        size_t cut;
        size_t padding;
        bool vault;
        gbcs_install_result expected;
        uint16_t event;
    } CASES[] = {
        /* no device's certificate */
        {SIGNATURE,
         {KEY_PENDING, 0},
         KEY_PENDING,
         DEVICE,
         true,
         false,
         false,
         0,
         0,
         false,
         1,
         0x8F4C},
        {AGREEMENT,
         {0, KEY_PENDING},
         KEY_PENDING,
         DEVICE,
         true,
         false,
         false,
         0,
         0,
         false,
         1,
         0x8F4C},
        {SIGNATURE,
         {KEY_PENDING, 0},
         KEY_PENDING,
         DEVICE,
         false,
         true,
         false,
         0,
         0,
         false,
         1,
         0x8F4C},
        {SIGNATURE,
         {KEY_PENDING, 0},
         KEY_PENDING,
         DEVICE,
         false,
         false,
         true,
         0,
         0,
         false,
         1,
         0x8F4C},
        {SIGNATURE,
         {KEY_PENDING, 0},
         KEY_PENDING,
         DEVICE,
         false,
         false,
         false,
         1,
         0,
         false,
         1,
         0x8F4C},
        /* it comes before what else is wrong */
        {SIGNATURE, {0, 0}, KEY_PENDING, DEVICE + 1U, true, false, false, 0, 0, false, 1, 0x8F4C},
        /* of another device */
        {SIGNATURE,
         {KEY_PENDING, 0},
         KEY_PENDING,
         DEVICE + 1U,
         false,
         false,
         false,
         0,
         0,
         false,
         2,
         0x8F4C},
        {AGREEMENT,
         {0, KEY_PENDING},
         KEY_PENDING,
         DEVICE + 1U,
         false,
         false,
         false,
         0,
         0,
         false,
         2,
         0x8F4E},
        {AGREEMENT,
         {0, 0},
         KEY_PENDING,
         DEVICE + 1U,
         false,
         false,
         false,
         0,
         300,
         false,
         2,
         0x8F4E},
        /* for another usage */
        {CERTIFICATES,
         {KEY_PENDING, 0},
         KEY_PENDING,
         DEVICE,
         false,
         false,
         false,
         0,
         0,
         false,
         3,
         0x8F4C},
        {SIGNATURE | AGREEMENT,
         {KEY_PENDING, KEY_PENDING},
         KEY_PENDING,
         DEVICE,
         false,
         false,
         false,
         0,
         0,
         false,
         3,
         0x8F4C},
        /* no key pair */
        {SIGNATURE, {0, 0}, KEY_PENDING, DEVICE, false, false, false, 0, 0, false, 4, 0x8F4C},
        {SIGNATURE, {0, 0}, OWN_SIGNATURE, DEVICE, false, false, false, 0, 0, false, 4, 0x8F4C},
        {SIGNATURE,
         {0, KEY_PENDING},
         KEY_PENDING,
         DEVICE,
         false,
         false,
         false,
         0,
         0,
         false,
         4,
         0x8F4C},
        {AGREEMENT,
         {KEY_PENDING, 0},
         KEY_PENDING,
         DEVICE,
         false,
         false,
         false,
         0,
         300,
         false,
         4,
         0x8F4E},
        /* another one */
        {SIGNATURE,
         {KEY_PENDING, 0},
         OWN_SIGNATURE,
         DEVICE,
         false,
         false,
         false,
         0,
         0,
         false,
         5,
         0x8F4C},
        {AGREEMENT,
         {0, KEY_PENDING},
         KEY_PENDING + 1U,
         DEVICE,
         false,
         false,
         false,
         0,
         300,
         false,
         5,
         0x8F4E},
        {AGREEMENT, {0, 1}, VAULT_FIRST + 1U, DEVICE, false, false, false, 0, 0, true, 5, 0x8F4E},
        /* too large */
        {SIGNATURE,
         {KEY_PENDING, 0},
         KEY_PENDING,
         DEVICE,
         false,
         false,
         false,
         0,
         300,
         false,
         6,
         0x8F4C},
        {AGREEMENT,
         {0, KEY_PENDING},
         KEY_PENDING,
         DEVICE,
         false,
         false,
         false,
         0,
         300,
         false,
         6,
         0x8F4E},
    };
    uint8_t octets[1200];
    size_t i;
    size_t u;

    (void)state;
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        cert c = own_cert(CASES[i].usage, CASES[i].key);
        gbcs_bytes certificate;

        own_open(CASES[i].vault);
        for (u = 0U; u < 2U; u++) {
            if (CASES[i].pending[u] != 0U) {
                pend(USAGES[u], CASES[i].pending[u]);
            }
        }
        c.entity = CASES[i].entity;
        c.misnamed = CASES[i].misnamed;
        c.off_curve = CASES[i].off_curve;
        c.cut = CASES[i].cut;
        c.padding = CASES[i].padding;
        if (CASES[i].organisation) {
            c.kind = ORGANISATION;
            c.role = GBCS_ROLE_SUPPLIER;
        }
        certificate = make_own(&c, octets, sizeof octets);
        assert_int_equal(serve(gbcs_credentials_install, INSTALL, certificate), GBCS_OK);
        assert_int_equal(result(), CASES[i].expected);
        assert_no_effects();
        assert_int_equal(B.effects.event_count, 1U);
        assert_int_equal(B.effects.events[0], CASES[i].event);
        assert_int_equal(B.board.store.count, 0U);
        assert_false(B.trust.unsettled);
        commit();
        for (u = 0U; u < 2U; u++) {
            const unsigned int pending = CASES[i].pending[u];

            assert_pending(USAGES[u], (CASES[i].vault && (pending != 0U)) ? VAULT_FIRST : pending);
            assert_true(uses(USAGES[u], own_key(USAGES[u])));
            assert_certificate(USAGES[u], none);
        }
    }
}

/** A certificate as large as may be is kept, and one of an octet more is not. */
static void the_largest_certificate(void **state)
{
    uint8_t octets[1200];
    size_t more;

    (void)state;
    for (more = 0U; more < 2U; more++) {
        gbcs_bytes certificate;

        own_open(false);
        pend(AGREEMENT, KEY_PENDING);
        certificate = make_own_sized(AGREEMENT, KEY_PENDING, GBCS_DEVICE_CERTIFICATE + more, octets,
                                     sizeof octets);
        assert_int_equal(serve(gbcs_credentials_install, INSTALL, certificate), GBCS_OK);
        assert_int_equal(result(), (more == 0U) ? GBCS_INSTALL_SUCCESS : GBCS_INSTALL_NOT_STORED);
        commit();
        if (more == 0U) {
            assert_certificate(AGREEMENT, certificate);
        }
    }
}

/** What a vault says when it is to put its key pair into use, or has lost it. */
static void a_vault_may_not_have_the_key_pair(void **state)
{
    static const gbcs_bytes none = {NULL, 0U};
    uint8_t octets[1000];
    size_t u;
    int way;

    (void)state;
    for (u = 0U; u < 2U; u++) {
        for (way = 0; way < 3; way++) {
            const cert c = own_cert(USAGES[u], VAULT_FIRST);
            gbcs_bytes certificate;
            const bool done = way == 2;

            own_open(true);
            pend(USAGES[u], 0U);
            certificate = make_own(&c, octets, sizeof octets);
            if (way == 0) {
                V.sign = GBCS_ERR_STORAGE;
            } else {
                V.keys[GBCS_SLOT_SIGNATURE_PENDING + u] = done ? VAULT_FIRST : KEY_OTHER;
            }
            assert_int_equal(serve(gbcs_credentials_install, INSTALL, certificate), GBCS_OK);
            assert_int_equal(result(), done       ? GBCS_INSTALL_SUCCESS
                                       : way == 0 ? GBCS_INSTALL_KEY_NOT_CHANGED
                                                  : GBCS_INSTALL_NO_KEY_PAIR);
            V.sign = GBCS_OK;
            if (!done) {
                assert_int_equal(B.board.store.count, 0U);
                assert_false(B.trust.unsettled);
            }
            commit();
            assert_certificate(USAGES[u], done ? certificate : none);
            assert_true(uses(USAGES[u], done ? VAULT_FIRST : own_key(USAGES[u])));
        }
    }
}

/** A transaction without room for the certificate, or for what follows it. */
static void no_room_for_a_certificate(void **state)
{
    static const uint8_t filler[GBCS_RECORD_SIZE];
    const gbcs_record other = {GBCS_RECORD_LOG, 1U, GBCS_COPY_ONE,
                               GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD};
    static const struct {
        size_t room;
        gbcs_install_result expected;
    } CASES[] = {
        {GBCS_RECORD_SIZE - 80U, GBCS_INSTALL_NOT_STORED},
        {GBCS_RECORD_SIZE - 560U, GBCS_INSTALL_KEY_NOT_CHANGED},
        {1000U, GBCS_INSTALL_SUCCESS},
    };
    const cert c = own_cert(SIGNATURE, KEY_PENDING);
    uint8_t octets[1000];
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
        gbcs_bytes certificate;

        own_open(false);
        pend(SIGNATURE, KEY_PENDING);
        certificate = make_own(&c, octets, sizeof octets);
        assert_int_equal(
            gbcs_store_put(&B.board.store, &other, gbcs_bytes_of(filler, CASES[i].room)), GBCS_OK);
        assert_int_equal(serve(gbcs_credentials_install, INSTALL, certificate), GBCS_OK);
        assert_int_equal(result(), CASES[i].expected);
        assert_int_equal(B.trust.unsettled, CASES[i].expected == GBCS_INSTALL_SUCCESS);
        assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
        bench_reopen();
        assert_true(uses(SIGNATURE, (CASES[i].expected == GBCS_INSTALL_SUCCESS) ? KEY_PENDING
                                                                                : OWN_SIGNATURE));
    }
}

static void a_payload_that_is_no_certificate_is_malformed(void **state)
{
    const cert c = own_cert(SIGNATURE, KEY_PENDING);
    uint8_t octets[1000];
    gbcs_bytes certificate;
    size_t size;

    (void)state;
    own_open(false);
    pend(SIGNATURE, KEY_PENDING);
    certificate = make_own(&c, octets, sizeof octets - 1U);
    octets[certificate.size] = 0U;
    for (size = 0U; size <= certificate.size + 1U; size++) {
        if (size != certificate.size) {
            const gbcs_status status =
                serve(gbcs_credentials_install, INSTALL, gbcs_bytes_of(octets, size));

            assert_int_equal(gbcs_status_class_of(status), GBCS_CLASS_MALFORMED);
            assert_int_equal(B.response.used, 0U);
            assert_int_equal(B.effects.event_count, 0U);
            assert_int_equal(B.board.store.count, 0U);
        }
    }
    octets[0] = GBCS_BER_SET;
    assert_int_equal(serve(gbcs_credentials_install, INSTALL, certificate), GBCS_ERR_TAG);
    octets[0] = GBCS_BER_SEQUENCE;
    /* one that is empty is one element, and no certificate */
    assert_int_equal(serve(gbcs_credentials_install, INSTALL, hex_payload("3000")), GBCS_OK);
    assert_int_equal(result(), GBCS_INSTALL_INVALID_CERTIFICATE);
}

/** Certificate, key pair and counter change together, wherever power goes. */
static void power_may_go_while_a_certificate_is_taken(void **state)
{
    static const gbcs_bytes none = {NULL, 0U};
    uint8_t octets[1000];
    size_t u;
    uint32_t i;
    int vault;

    (void)state;
    for (vault = 0; vault < 2; vault++) {
        for (u = 0U; u < 2U; u++) {
            bool through = false;

            for (i = 0U; !through; i++) {
                const unsigned int key = (vault == 1) ? VAULT_FIRST : KEY_PENDING;
                const cert c = own_cert(USAGES[u], key);
                const gbcs_counter_id id = {GBCS_ROLE_SUPPLIER, 0U};
                gbcs_bytes certificate;
                bool done;

                own_open(vault == 1);
                pend(USAGES[u], KEY_PENDING);
                certificate = make_own(&c, octets, sizeof octets);
                gbcs_memory_cut(&B.board.memory, i / 2U,
                                ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
                assert_int_equal(serve(gbcs_credentials_install, INSTALL, certificate), GBCS_OK);
                through = (gbcs_replay_accept(&B.replay, &id, 1000U, NULL) == GBCS_OK) &&
                          (gbcs_trust_settle(&B.trust) == GBCS_OK);
                assert_int_equal(board_reboot(&B.board), GBCS_OK);
                bench_reopen();
                done = B.replay.last[GBCS_ROLE_SUPPLIER] == 1000U;
                assert_true(done || !through);
                assert_certificate(USAGES[u], done ? certificate : none);
                assert_true(uses(USAGES[u], done ? key : own_key(USAGES[u])));
                assert_pending(USAGES[u], done ? 0U : key);
            }
            assert_true(i > 8U);
        }
    }
}

/* ---- CS02e ---------------------------------------------------------------------------------- */

static void a_certificate_may_be_absent_or_damaged(void **state)
{
    static const gbcs_record *const RECORDS[] = {&CERTIFICATE_DS, &CERTIFICATE_KA};
    uint8_t octets[1000];
    size_t u;

    (void)state;
    for (u = 0U; u < 2U; u++) {
        const cert c = own_cert(USAGES[u], own_key(USAGES[u]));
        const gbcs_bytes payload = usage_payload(USAGES[u]);
        gbcs_bytes certificate;

        own_open(false);
        certificate = make_own(&c, octets, sizeof octets);
        assert_int_equal(serve(gbcs_credentials_provide, PROVIDE, payload), GBCS_OK);
        assert_int_equal(result(), GBCS_PROVIDE_NO_CERTIFICATE);
        assert_no_effects();
        assert_int_equal(trust_put_certificate(&B.trust, USAGES[u], certificate), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
        assert_int_equal(serve(gbcs_credentials_provide, PROVIDE, payload), GBCS_OK);
        assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&B.response), certificate));
        /* damaged in one place: mended at the start */
        gbcs_memory_flip(&B.board.memory, RECORDS[u]->number, 300U);
        bench_reopen();
        gbcs_memory_flip(&B.board.memory, RECORDS[u]->number + 1U, 300U);
        bench_reopen();
        assert_int_equal(serve(gbcs_credentials_provide, PROVIDE, payload), GBCS_OK);
        assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&B.response), certificate));
        /* in both: the device works, and says so */
        gbcs_memory_flip(&B.board.memory, RECORDS[u]->number, 300U);
        gbcs_memory_flip(&B.board.memory, RECORDS[u]->number + 1U, 300U);
        bench_reopen();
        assert_int_equal(serve(gbcs_credentials_provide, PROVIDE, payload), GBCS_OK);
        assert_int_equal(result(), GBCS_PROVIDE_RETRIEVAL_FAILED);
        assert_int_equal(serve(gbcs_credentials_provide, PROVIDE, usage_payload(USAGES[1U - u])),
                         GBCS_OK);
        assert_int_equal(result(), GBCS_PROVIDE_NO_CERTIFICATE);
        /* and another one can take its place */
        assert_int_equal(trust_put_certificate(&B.trust, USAGES[u], certificate), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
        assert_certificate(USAGES[u], certificate);
        gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, 1U, GBCS_ERR_STORAGE,
                         GBCS_MEMORY_BEFORE);
        assert_int_equal(serve(gbcs_credentials_provide, PROVIDE, payload), GBCS_OK);
        assert_int_equal(result(), GBCS_PROVIDE_RETRIEVAL_FAILED);
    }
}

/* ---- all three ------------------------------------------------------------------------------ */

static void no_room_for_the_response(void **state)
{
    uint8_t octets[1000];
    const cert c = own_cert(SIGNATURE, KEY_PENDING);
    gbcs_bytes payloads[3];
    size_t s;

    (void)state;
    own_open(false);
    payloads[1] = make_own(&c, octets, sizeof octets);
    payloads[0] = usage_payload(SIGNATURE);
    payloads[2] = payloads[0];
    for (s = 0U; s < 3U; s++) {
        size_t room = 0U;
        gbcs_status status = GBCS_ERR_SPACE;

        own_open(false);
        assert_int_equal(trust_put_certificate(&B.trust, SIGNATURE, payloads[1]), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
        for (room = 0U; status != GBCS_OK; room += (room < 8U) ? 1U : 9U) {
            pend(SIGNATURE, KEY_PENDING);
            bench_command(SERVICES[s].code, GBCS_ROLE_SUPPLIER, payloads[s], 1000U);
            B.response = gbcs_writer_of(B.out, room);
            memset(&B.effects, 0xEE, sizeof B.effects);
            status = SERVICES[s].service(&B.desk, &B.command, &B.response, &B.effects);
            if (status != GBCS_OK) {
                assert_int_equal(status, GBCS_ERR_SPACE);
                assert_int_equal(B.response.used, 0U);
                assert_int_equal(B.effects.event_count, 0U);
                assert_no_effects();
                assert_false(B.trust.unsettled);
                if (SERVICES[s].code == INSTALL) {
                    assert_int_equal(B.board.store.count, 0U);
                }
                gbcs_store_abandon(&B.board.store);
            }
        }
        assert_true(room > 3U);
        gbcs_store_abandon(&B.board.store);
        assert_int_equal(gbcs_trust_settle(&B.trust), GBCS_OK);
        /* behind something else */
        bench_command(SERVICES[s].code, GBCS_ROLE_SUPPLIER, payloads[s], 1000U);
        gbcs_write_u8(&B.response, 0x77U);
        assert_int_equal(SERVICES[s].service(&B.desk, &B.command, &B.response, &B.effects),
                         GBCS_OK);
        assert_int_equal(B.out[0], 0x77);
        assert_int_equal(B.out[1], (s == 1U) ? 0x02 : 0x30);
        gbcs_store_abandon(&B.board.store);
    }
}

static void other_commands_are_refused(void **state)
{
    static const uint16_t CODES[] = {0x0008, 0x000A, 0x000B, 0x000C, 0x0102};
    size_t s;
    size_t i;

    (void)state;
    own_open(false);
    for (s = 0U; s < 3U; s++) {
        for (i = 0U; i < sizeof CODES / sizeof CODES[0]; i++) {
            if (CODES[i] != SERVICES[s].code) {
                assert_int_equal(serve(SERVICES[s].service, CODES[i], usage_payload(SIGNATURE)),
                                 GBCS_ERR_ARGUMENT);
                assert_int_equal(B.response.used, 0U);
                assert_int_equal(B.effects.event_count, 0U);
                assert_int_equal(B.board.store.count, 0U);
            }
        }
        bench_command(SERVICES[s].code, GBCS_ROLE_SUPPLIER, usage_payload(SIGNATURE), 1000U);
        B.command.accepted = 0U;
        assert_int_equal(SERVICES[s].service(&B.desk, &B.command, &B.response, &B.effects),
                         GBCS_ERR_ARGUMENT);
        assert_int_equal(B.response.used, 0U);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_request_is_for_a_new_key_pair_that_is_pending),
        cmocka_unit_test(a_key_pair_is_made_after_a_reseed),
        cmocka_unit_test(without_a_request_nothing_changes),
        cmocka_unit_test(no_room_for_a_key_pair),
        cmocka_unit_test(only_two_usages_are_good),
        cmocka_unit_test(other_payloads_are_malformed),
        cmocka_unit_test(a_certificate_puts_its_key_pair_into_use),
        cmocka_unit_test(a_certificate_that_does_not_fit_changes_nothing),
        cmocka_unit_test(the_largest_certificate),
        cmocka_unit_test(a_vault_may_not_have_the_key_pair),
        cmocka_unit_test(no_room_for_a_certificate),
        cmocka_unit_test(a_payload_that_is_no_certificate_is_malformed),
        cmocka_unit_test(power_may_go_while_a_certificate_is_taken),
        cmocka_unit_test(a_certificate_may_be_absent_or_damaged),
        cmocka_unit_test(no_room_for_the_response),
        cmocka_unit_test(other_commands_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
