/*
 * Who may put what where: every type of device, mode, cell, and role and key usage in the certificate,
 * against the tables of GBCS 4.4 and 13.3, written down here once more.
 */
#include "credentials_bench.h"

/** The cells, and under each DeviceType 0 to 7 an x for those that have it (GBCS 4.4, 13.2, 13.9). */
static const struct {
    uint8_t role;
    uint8_t key_usage;
    uint8_t cell_usage;
    const char *devices;
} HELD[] = {
    {0, CERTIFICATES, 0, "xxxxxx-x"}, {1, SIGNATURE, 0, "xxxxxx-x"}, {2, SIGNATURE, 0, "xx-xxx-x"},
    {2, AGREEMENT, 0, "xx-x---x"},    {2, AGREEMENT, 1, "xx-x----"}, {3, SIGNATURE, 0, "xx-x---x"},
    {3, AGREEMENT, 0, "xx-x---x"},    {4, SIGNATURE, 0, "--x-xx--"}, {4, AGREEMENT, 0, "xxxxxx-x"},
    {5, SIGNATURE, 0, "xxxxxx-x"},    {6, SIGNATURE, 0, "--x-----"}, {8, SIGNATURE, 0, "-x-----x"},
    {8, AGREEMENT, 0, "-x-----x"},
};

static const uint8_t TYPES[] = {0, 1, 2, 3, 4, 5, 7};
static const uint8_t KEY_USAGES[] = {SIGNATURE, AGREEMENT, CERTIFICATES};

/** A certificate that is put everywhere. The role 0 is a new root's, with a link to it. */
typedef struct
try {
    uint8_t role;
    uint8_t key_usage;
    uint8_t octets[700];
    size_t size;
}
try;

static try TRIES[32];
static size_t TRY_COUNT;
static uint8_t PATH[1500];
static size_t PATH_SIZE;

static void make_tries(void)
{
    static const cert link = {.kind = LINK, .key = KEY_NEW_ROOT, .signer = KEY_ROOT};
    static const cert root = {.kind = ROOT, .key = KEY_NEW_ROOT, .signer = KEY_NEW_ROOT};
    gbcs_writer w = gbcs_writer_of(PATH, sizeof PATH);
    uint8_t role;
    size_t u;

    put_certificate(&w, &GOOD_AUTHORITY);
    put_certificate(&w, &link);
    assert_int_equal(w.status, GBCS_OK);
    PATH_SIZE = w.used;
    TRY_COUNT = 0U;
    for (role = 0U; role < 10U; role++) {
        for (u = 0U; u < ((role == 0U) ? 1U : 3U); u++) {
            try *t = &TRIES[TRY_COUNT];
            const cert c = {.kind = ORGANISATION,
                            .key = KEY_FRESH,
                            .signer = KEY_AUTHORITY,
                            .role = role,
                            .entity = NEWCOMER(role),
                            .usage = KEY_USAGES[u]};

            w = gbcs_writer_of(t->octets, sizeof t->octets);
            put_certificate(&w, (role == 0U) ? &root : &c);
            assert_int_equal(w.status, GBCS_OK);
            t->role = role;
            t->key_usage = (role == 0U) ? CERTIFICATES : KEY_USAGES[u];
            t->size = w.used;
            TRY_COUNT++;
        }
    }
}

/** Asks for one replacement. */
static gbcs_bytes one_replacement(const ask *a, const gbcs_cell_id *cell, const try *t)
{
    gbcs_writer w = gbcs_writer_of(B.payload, sizeof B.payload);
    const size_t outer = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    size_t list;
    size_t one;

    put_control(&w, a);
    list = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    one = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    gbcs_write_bytes(&w, gbcs_bytes_of(t->octets, t->size));
    put_cell(&w, GBCS_BER_SEQUENCE, cell);
    close_it(&w, one);
    close_it(&w, list);
    list = gbcs_write_open(&w, GBCS_BER_SEQUENCE);
    gbcs_write_bytes(&w, gbcs_bytes_of(PATH, PATH_SIZE));
    close_it(&w, list);
    close_it(&w, outer);
    assert_int_equal(w.status, GBCS_OK);
    return gbcs_writer_bytes(&w);
}

static bool is_held(uint8_t type, const gbcs_cell_id *cell)
{
    bool held = false;
    size_t i;

    for (i = 0U; i < sizeof HELD / sizeof HELD[0]; i++) {
        held = held || ((HELD[i].role == cell->role) && (HELD[i].key_usage == cell->key_usage) &&
                        (HELD[i].cell_usage == cell->cell_usage) && (HELD[i].devices[type] == 'x'));
    }
    return held;
}

/** Roles whose certificate may be in the cell of a role; with mode 8 also the broker's. */
static bool is_welcome(uint8_t mode, uint8_t cell, uint8_t party)
{
    static const char *const WELCOME[] = {"0", "1", "2", "3", "4", "5", "6", "", "28", ""};
    static const char *const RECOVERED[] = {"0", "1", "24", "34", "4", "5", "6", "", "28", ""};
    const char digit = (char)('0' + party);

    return strchr((mode == 8U) ? RECOVERED[cell] : WELCOME[cell], digit) != NULL;
}

static uint64_t expected(uint8_t type, const struct mode_row *mode, const gbcs_cell_id *cell,
                         const try *t)
{
    const bool may = (cell->role < 9U) && (mode->targets[cell->role] == 'x');
    uint64_t status = GBCS_REPLACEMENT_BAD_CERTIFICATE;

    if (!is_held(type, cell) || !may) {
        status = GBCS_REPLACEMENT_TRUST_ANCHOR_NOT_FOUND;
    } else if (is_welcome(mode->mode, cell->role, t->role) && (t->key_usage == cell->key_usage)) {
        status = GBCS_REPLACEMENT_SUCCESS;
    } else {
        /* bad */
    }
    return status;
}

/** Tries all certificates in a cell; returns how many were taken. */
static unsigned int try_cell(uint8_t type, const struct mode_row *mode, const gbcs_cell_id *cell)
{
    const ask a = ask_of(mode->code);
    unsigned int taken = 0U;
    size_t t;

    for (t = 0U; t < TRY_COUNT; t++) {
        const gbcs_bytes payload = one_replacement(&a, cell, &TRIES[t]);
        const uint64_t want = expected(type, mode, cell, &TRIES[t]);
        told outcome;

        bench_command(a.code, a.role, payload, a.counter);
        assert_int_equal(gbcs_command_date(B.command.use_case, payload, &B.command.date), GBCS_OK);
        assert_int_equal(gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects),
                         GBCS_OK);
        outcome = told_of(0U);
        if (outcome.status != want) {
            fail_msg("type %u, mode %u, cell %u %02X %u, certificate %u %02X: %u, not %u", type,
                     mode->mode, cell->role, cell->key_usage, cell->cell_usage, TRIES[t].role,
                     TRIES[t].key_usage, (unsigned int)outcome.status, (unsigned int)want);
        }
        assert_int_equal(B.effects.trust_changed, want == 0U);
        assert_int_equal(B.board.store.count, (want == 0U) ? 1U : 0U);
        taken += (want == 0U) ? 1U : 0U;
        gbcs_store_abandon(&B.board.store);
    }
    return taken;
}

static void every_certificate_in_every_cell(void **state)
{
    /* Counted by hand. The gas meter: root 2 modes, supplier 3 cells in 2 modes, network operator 2,
     * broker 1, transitional 1, recovery 9 and for 5 of them the broker's certificate too. */
    static const unsigned int TAKEN[] = {26, 38, 12, 26, 14, 14, 0, 34};
    size_t i;
    size_t m;
    size_t u;

    (void)state;
    for (i = 0U; i < sizeof TYPES; i++) {
        unsigned int taken = 0U;

        bench_open(TYPES[i]);
        make_tries();
        for (m = 0U; m < MODE_ROW_COUNT; m++) {
            uint8_t role;

            for (role = 0U; role < 10U; role++) {
                for (u = 0U; u < 6U; u++) {
                    const gbcs_cell_id cell = {role, KEY_USAGES[u % 3U], (uint8_t)(u / 3U)};

                    taken += try_cell(TYPES[i], &MODE_ROWS[m], &cell);
                }
            }
        }
        assert_int_equal(taken, TAKEN[TYPES[i]]);
    }
}

/** A mode is its role's alone, and contingency nobody's, on every type of device. */
static void a_mode_is_of_one_role(void **state)
{
    size_t i;
    size_t m;

    (void)state;
    for (i = 0U; i < sizeof TYPES; i++) {
        bench_open(TYPES[i]);
        for (m = 0U; m <= MODE_ROW_COUNT; m++) {
            const bool known = m < MODE_ROW_COUNT;
            const uint16_t code = known ? MODE_ROWS[m].code : 0x0109U;
            ask a = ask_of(code);
            gbcs_bytes payload;
            uint8_t role;

            a.mode = known ? a.mode : 9U;
            payload = make_payload(&a);
            for (role = 0U; role < GBCS_ROLES; role++) {
                gbcs_status want = known ? GBCS_ERR_ROLE : GBCS_ERR_UNSUPPORTED;

                if (known && (role == MODE_ROWS[m].role)) {
                    want = GBCS_OK;
                }
                bench_command(code, role, payload, a.counter);
                assert_int_equal(gbcs_command_date(B.command.use_case, payload, &B.command.date),
                                 GBCS_OK);
                assert_int_equal(
                    gbcs_credentials_update(&B.desk, &B.command, &B.response, &B.effects), want);
                assert_int_equal(B.board.store.count, 0U);
                assert_false(B.effects.trust_changed);
                if (want != GBCS_OK) {
                    assert_int_equal(B.response.used, 0U);
                    assert_int_equal(B.effects.event_count, 0U);
                }
            }
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_certificate_in_every_cell),
        cmocka_unit_test(a_mode_is_of_one_role),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
