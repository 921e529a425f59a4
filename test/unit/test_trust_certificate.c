#include "own_bench.h"

#include "trust/change.h"

static const gbcs_bytes NONE = {NULL, 0U};

/** The certificates of a device, where they don't move. */
static uint8_t OCTETS[2][1000];

static gbcs_bytes certificate_of(size_t u)
{
    const cert c = own_cert(USAGES[u], own_key(USAGES[u]));

    return make_own(&c, OCTETS[u], sizeof OCTETS[u]);
}

static void assert_certificate(size_t u, gbcs_bytes expected)
{
    uint8_t octets[1000];
    gbcs_writer w = gbcs_writer_of(octets, sizeof octets);

    assert_int_equal(gbcs_trust_certificate(&B.trust, USAGES[u], &w),
                     (expected.size > 0U) ? GBCS_OK : GBCS_ERR_ABSENT);
    assert_int_equal(w.status, GBCS_OK);
    assert_true(gbcs_bytes_equal(gbcs_writer_bytes(&w), expected));
}

/** What a device is given, with the keys of own_open(). */
static gbcs_provision provision(bool vault)
{
    static gbcs_private_key keys[2];
    gbcs_provision p = {.device = DEVICE, .device_type = GBCS_DEVICE_ESME, .own_counter = 1U};

    keys[0] = key_of(OWN_SIGNATURE);
    keys[1] = key_of(OWN_AGREEMENT);
    p.signature_key = vault ? NULL : &keys[0];
    p.agreement_key = vault ? NULL : &keys[1];
    return p;
}

/** A board whose device is blank. */
static void blank(bool vault)
{
    own_open(vault);
    assert_int_equal(gbcs_trust_erase(&B.trust), GBCS_OK);
    V.keys[GBCS_SLOT_SIGNATURE] = OWN_SIGNATURE;
    V.keys[GBCS_SLOT_AGREEMENT] = OWN_AGREEMENT;
}

static gbcs_status give(const gbcs_provision *p)
{
    gbcs_status status = gbcs_trust_provision(&B.trust, p);

    if (status == GBCS_OK) {
        status = gbcs_store_commit(&B.board.store);
    }
    return (status == GBCS_OK) ? gbcs_trust_open(&B.trust, &B.board.store) : status;
}

static void certificates_are_given_or_not(void **state)
{
    unsigned int which;
    int vault;

    (void)state;
    for (vault = 0; vault < 2; vault++) {
        blank(vault == 1);
        /* 3: none is left of what was given before */
        for (which = 0U; which < 5U; which++) {
            gbcs_provision p = provision(vault == 1);

            p.signature_certificate = ((which & 1U) != 0U) ? certificate_of(0U) : NONE;
            p.agreement_certificate = ((which & 2U) != 0U) ? certificate_of(1U) : NONE;
            assert_int_equal(give(&p), GBCS_OK);
            assert_certificate(0U, p.signature_certificate);
            assert_certificate(1U, p.agreement_certificate);
        }
    }
}

/** A certificate for a cell; what is wrong with it. */
static void certificates_of_others_are_refused(void **state)
{
    static const struct {
        cert_kind kind;
        uint64_t entity;
        /** Which place: 0 signature, 1 agreement. */
        size_t place;
        uint8_t usage;
        unsigned int key;
        size_t padding;
        size_t cut;
        bool misnamed;
    } CASES[] = {
        {OWN, DEVICE + 1U, 0, SIGNATURE, OWN_SIGNATURE, 0, 0, false},
        {OWN, DEVICE + 1U, 1, AGREEMENT, OWN_AGREEMENT, 0, 0, false},
        {OWN, DEVICE, 0, AGREEMENT, OWN_SIGNATURE, 0, 0, false},
        {OWN, DEVICE, 0, AGREEMENT, OWN_AGREEMENT, 0, 0, false},
        {OWN, DEVICE, 1, SIGNATURE, OWN_AGREEMENT, 0, 0, false},
        {OWN, DEVICE, 1, CERTIFICATES, OWN_AGREEMENT, 0, 0, false},
        {OWN, DEVICE, 0, SIGNATURE, OWN_AGREEMENT, 0, 0, false},
        {OWN, DEVICE, 0, SIGNATURE, KEY_OTHER, 0, 0, false},
        {OWN, DEVICE, 1, AGREEMENT, OWN_SIGNATURE, 0, 0, false},
        {OWN, DEVICE, 0, SIGNATURE, OWN_SIGNATURE, 300, 0, false},
        {OWN, DEVICE, 1, AGREEMENT, OWN_AGREEMENT, 300, 0, false},
        {OWN, DEVICE, 0, SIGNATURE, OWN_SIGNATURE, 0, 1, false},
        {OWN, DEVICE, 0, SIGNATURE, OWN_SIGNATURE, 0, 0, true},
        {ORGANISATION, DEVICE, 0, SIGNATURE, OWN_SIGNATURE, 0, 0, false},
    };
    uint8_t octets[1200];
    size_t i;
    int vault;

    (void)state;
    for (vault = 0; vault < 2; vault++) {
        blank(vault == 1);
        for (i = 0U; i < sizeof CASES / sizeof CASES[0]; i++) {
            gbcs_provision p = provision(vault == 1);
            const cert c = {.kind = CASES[i].kind,
                            .key = CASES[i].key,
                            .signer = KEY_AUTHORITY,
                            .role = GBCS_ROLE_SUPPLIER,
                            .entity = CASES[i].entity,
                            .usage = CASES[i].usage,
                            .misnamed = CASES[i].misnamed,
                            .cut = CASES[i].cut,
                            .padding = CASES[i].padding};
            const gbcs_bytes given = make_own(&c, octets, sizeof octets);

            p.signature_certificate = (CASES[i].place == 0U) ? given : certificate_of(0U);
            p.agreement_certificate = (CASES[i].place == 1U) ? given : certificate_of(1U);
            assert_int_equal(give(&p), GBCS_ERR_ARGUMENT);
            assert_int_equal(B.board.store.count, 0U);
        }
    }
}

/** What a vault says while its keys are compared. */
static void a_vault_may_fail_while_a_certificate_is_checked(void **state)
{
    gbcs_provision p;

    (void)state;
    blank(true);
    p = provision(true);
    p.signature_certificate = certificate_of(0U);
    p.agreement_certificate = certificate_of(1U);
    V.sign = GBCS_ERR_STORAGE;
    assert_int_equal(give(&p), GBCS_ERR_STORAGE);
    V.sign = GBCS_OK;
    V.agree = GBCS_ERR_ENTROPY;
    assert_int_equal(give(&p), GBCS_ERR_ENTROPY);
    V.agree = GBCS_OK;
    V.keys[GBCS_SLOT_AGREEMENT] = KEY_OTHER;
    assert_int_equal(give(&p), GBCS_ERR_ARGUMENT);
    V.keys[GBCS_SLOT_AGREEMENT] = OWN_AGREEMENT;
    V.keys[GBCS_SLOT_SIGNATURE] = KEY_OTHER;
    assert_int_equal(give(&p), GBCS_ERR_ARGUMENT);
    V.keys[GBCS_SLOT_SIGNATURE] = OWN_SIGNATURE;
    assert_int_equal(give(&p), GBCS_OK);
}

/** All that a device of the most cells can be given fits into one transaction, with its counters. */
static void the_largest_provisioning_fits(void **state)
{
    static gbcs_provision_cell cells[GBCS_CELLS];
    gbcs_provision p = provision(false);
    size_t i;

    (void)state;
    blank(false);
    p.cells = cells;
    for (i = 0U; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);

        if (gbcs_cell_index(GBCS_DEVICE_ESME, id) < GBCS_CELLS) {
            gbcs_provision_cell *to = &cells[p.cell_count];

            to->id = *id;
            to->content.entity = (id->role == GBCS_ROLE_ROOT) ? 0U : ENTITY(id->role);
            to->content.key = *point_of((unsigned int)i + 1U);
            gbcs_key_identifier(&to->content.key, to->content.key_identifier);
            p.cell_count++;
        }
    }
    p.signature_certificate = make_own_sized(SIGNATURE, OWN_SIGNATURE, GBCS_DEVICE_CERTIFICATE,
                                             OCTETS[0], sizeof OCTETS[0]);
    p.agreement_certificate = make_own_sized(AGREEMENT, OWN_AGREEMENT, GBCS_DEVICE_CERTIFICATE,
                                             OCTETS[1], sizeof OCTETS[1]);
    assert_int_equal(gbcs_trust_provision(&B.trust, &p), GBCS_OK);
    assert_int_equal(gbcs_replay_begin(&B.board.store, 1U), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    bench_reopen();
    assert_certificate(0U, p.signature_certificate);
    assert_certificate(1U, p.agreement_certificate);
}

/** A transaction without room for one of them. */
static void no_room_for_certificates(void **state)
{
    static const uint8_t filler[GBCS_RECORD_SIZE];
    const gbcs_record other = {GBCS_RECORD_LOG, 1U, GBCS_COPY_ONE,
                               GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD};
    size_t room;
    unsigned int fitted = 0U;

    (void)state;
    blank(false);
    for (room = GBCS_RECORD_SIZE - 2000U; room <= (GBCS_RECORD_SIZE - 200U); room += 100U) {
        gbcs_provision p = provision(false);
        gbcs_status status;

        p.signature_certificate = certificate_of(0U);
        p.agreement_certificate = certificate_of(1U);
        assert_int_equal(gbcs_store_put(&B.board.store, &other, gbcs_bytes_of(filler, room)),
                         GBCS_OK);
        status = gbcs_trust_provision(&B.trust, &p);
        assert_true((status == GBCS_OK) || (status == GBCS_ERR_SPACE));
        fitted += (status == GBCS_OK) ? 1U : 0U;
        if (status != GBCS_OK) {
            assert_int_equal(B.board.store.count, 0U);
        }
        gbcs_store_abandon(&B.board.store);
    }
    assert_true((fitted > 3U) && (fitted < 15U));
}

static void other_usages_and_lives_have_no_certificate(void **state)
{
    gbcs_writer w = gbcs_writer_of(B.out, sizeof B.out);
    unsigned int usage;

    (void)state;
    own_open(false);
    for (usage = 0U; usage < 256U; usage++) {
        if ((usage != SIGNATURE) && (usage != AGREEMENT)) {
            assert_int_equal(gbcs_trust_certificate(&B.trust, (uint8_t)usage, &w),
                             GBCS_ERR_ARGUMENT);
            assert_int_equal(trust_put_certificate(&B.trust, (uint8_t)usage, NONE),
                             GBCS_ERR_ARGUMENT);
        }
    }
    blank(false);
    assert_int_equal(gbcs_trust_certificate(&B.trust, SIGNATURE, &w), GBCS_ERR_LIFE);
    assert_int_equal(trust_put_certificate(&B.trust, AGREEMENT, NONE), GBCS_ERR_LIFE);
    memset(&B.trust, 0, sizeof B.trust);
    assert_int_equal(gbcs_trust_certificate(&B.trust, SIGNATURE, &w), GBCS_ERR_LIFE);
    assert_int_equal(w.used, 0U);
}

/** Too little room at each size leaves nothing in the writer, nor latches it. */
static void no_room_to_read(void **state)
{
    gbcs_bytes certificate;
    size_t room;

    (void)state;
    own_open(false);
    certificate = certificate_of(0U);
    assert_int_equal(trust_put_certificate(&B.trust, SIGNATURE, certificate), GBCS_OK);
    assert_certificate(0U, NONE);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    for (room = 0U; room <= certificate.size; room++) {
        gbcs_writer w = gbcs_writer_of(B.out, room + 1U);

        gbcs_write_u8(&w, 0x55U);
        assert_int_equal(gbcs_trust_certificate(&B.trust, SIGNATURE, &w),
                         (room < certificate.size) ? GBCS_ERR_SPACE : GBCS_OK);
        assert_int_equal(w.used, (room < certificate.size) ? 1U : (certificate.size + 1U));
        assert_int_equal(w.status, GBCS_OK);
    }
    /* put, and taken away */
    assert_int_equal(trust_put_certificate(&B.trust, SIGNATURE, NONE), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
    assert_certificate(0U, NONE);
}

/** A record that holds something else is damaged; the device works without it. */
static void a_record_that_is_no_certificate_is_refused(void **state)
{
    static const char *const OTHERS[] = {"",     "30",   "3000 00", "300100 00",
                                         "3100", "3080", "308100"};
    static const gbcs_record *const RECORDS[] = {&CERTIFICATE_DS, &CERTIFICATE_KA};
    uint8_t octets[16];
    size_t i;
    size_t u;

    (void)state;
    for (u = 0U; u < 2U; u++) {
        own_open(false);
        for (i = 0U; i < sizeof OTHERS / sizeof OTHERS[0]; i++) {
            gbcs_writer w = gbcs_writer_of(B.out, sizeof B.out);
            const gbcs_bytes content =
                gbcs_bytes_of(octets, hex_decode(OTHERS[i], octets, sizeof octets));

            memset(B.out, 0xEE, sizeof B.out);
            assert_int_equal(gbcs_store_put(&B.board.store, RECORDS[u], content), GBCS_OK);
            assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
            bench_reopen();
            assert_int_equal(gbcs_trust_certificate(&B.trust, USAGES[u], &w), GBCS_ERR_RECORD);
            assert_int_equal(w.used, 0U);
            assert_int_equal(w.status, GBCS_OK);
            assert_true((content.size == 0U) || (B.out[0] == 0U));
        }
    }
}

/** A blank device has none: if there is one, the device's identity is lost. */
static void a_blank_device_has_no_certificates(void **state)
{
    static const gbcs_record *const RECORDS[] = {&CERTIFICATE_DS, &CERTIFICATE_KA};
    static const uint8_t some[] = {0x30, 0x00};
    size_t u;
    int way;

    (void)state;
    for (u = 0U; u < 2U; u++) {
        for (way = 0; way < 4; way++) {
            blank(false);
            assert_int_equal(gbcs_store_put(&B.board.store, RECORDS[u],
                                            gbcs_bytes_of(some, (way == 0) ? 0U : sizeof some)),
                             GBCS_OK);
            assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
            if (way == 2) {
                gbcs_memory_flip(&B.board.memory, RECORDS[u]->number, 300U);
                gbcs_memory_flip(&B.board.memory, RECORDS[u]->number + 1U, 300U);
            }
            assert_int_equal(gbcs_trust_open(&B.trust, &B.board.store), GBCS_ERR_RECORD);
            assert_int_equal(B.trust.life, GBCS_LIFE_UNKNOWN);
            assert_int_equal(gbcs_trust_erase(&B.trust), GBCS_OK);
            assert_int_equal(gbcs_trust_open(&B.trust, &B.board.store), GBCS_OK);
            assert_int_equal(B.trust.life, GBCS_LIFE_BLANK);
        }
    }
}

/** One place that is lost is written again, whatever call of the port fails meanwhile. */
static void certificates_are_mended(void **state)
{
    static const gbcs_record *const RECORDS[] = {&CERTIFICATE_DS, &CERTIFICATE_KA};
    size_t u;
    uint32_t i;

    (void)state;
    for (u = 0U; u < 2U; u++) {
        bool through = false;
        uint32_t stopped = 0U;

        for (i = 1U; !through; i++) {
            gbcs_bytes certificate;
            gbcs_status status;

            own_open(false);
            certificate = certificate_of(u);
            assert_int_equal(trust_put_certificate(&B.trust, USAGES[u], certificate), GBCS_OK);
            assert_int_equal(gbcs_store_commit(&B.board.store), GBCS_OK);
            gbcs_memory_place(&B.board.memory, RECORDS[u]->number, NONE);
            gbcs_memory_fail(&B.board.memory, GBCS_MEMORY_LOAD, i, GBCS_ERR_STORAGE,
                             GBCS_MEMORY_BEFORE);
            status = gbcs_trust_open(&B.trust, &B.board.store);
            through = B.board.memory.failures[GBCS_MEMORY_LOAD].in > 0U;
            assert_int_equal(status, through ? GBCS_OK : GBCS_ERR_STORAGE);
            stopped += through ? 0U : 1U;
            if (through) {
                assert_true(gbcs_memory_record(&B.board.memory, RECORDS[u]->number).size > 0U);
            }
            B.board.memory.failures[GBCS_MEMORY_LOAD].in = 0U;
            bench_reopen();
            assert_certificate(u, certificate);
        }
        assert_true(stopped > 8U);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(certificates_are_given_or_not),
        cmocka_unit_test(certificates_of_others_are_refused),
        cmocka_unit_test(a_vault_may_fail_while_a_certificate_is_checked),
        cmocka_unit_test(the_largest_provisioning_fits),
        cmocka_unit_test(no_room_for_certificates),
        cmocka_unit_test(other_usages_and_lives_have_no_certificate),
        cmocka_unit_test(no_room_to_read),
        cmocka_unit_test(a_record_that_is_no_certificate_is_refused),
        cmocka_unit_test(a_blank_device_has_no_certificates),
        cmocka_unit_test(certificates_are_mended),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
