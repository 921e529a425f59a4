#include "gbcs/records.h"

#define BOARD_RECORD_SIZE GBCS_RECORD_SIZE
#define BOARD_RECORDS GBCS_RECORD_COUNT
#include "board.h"

#include "gbcs/message/usecase.h"
#include "gbcs/message/verify.h"
#include "gbcs/trust.h"

#define DEVICE 0x00DB1234567890A0U
#define SIGNATURE GBCS_KEY_USAGE_SIGNATURE
#define AGREEMENT GBCS_KEY_USAGE_AGREEMENT
#define CERTIFICATES GBCS_KEY_USAGE_CERTIFICATES

/** The records once more, as doc/storage.md has them. */
static const gbcs_record LIFE = {1U, 1U, GBCS_COPY_TWIN, 64U};
static const gbcs_record CELLS = {3U, 1U, GBCS_COPY_TWIN, 1100U};
static const gbcs_record KEYS = {5U, 1U, GBCS_COPY_TWIN, 100U};
static const gbcs_record PENDING_DS = {GBCS_RECORD_PENDING, 1U, GBCS_COPY_TWIN, 66U};
static const gbcs_record PENDING_KA = {GBCS_RECORD_PENDING + 2U, 1U, GBCS_COPY_TWIN, 66U};
static const gbcs_record *const RECORDS[] = {&LIFE, &CELLS, &KEYS};
/** Stands for the counter of the command that a change comes with. */
static const gbcs_record COUNTER = {7U, 1U, GBCS_COPY_TWIN, 8U};

/** The cells once more, and under each DeviceType 0 to 7 an x for those that have it. */
static const struct {
    gbcs_cell_id id;
    const char *devices;
} EXPECTED[GBCS_CELLS] = {
    {{0, CERTIFICATES, 0}, "xxxxxx.x"}, {{1, SIGNATURE, 0}, "xxxxxx.x"},
    {{2, SIGNATURE, 0}, "xx.xxx.x"},    {{2, AGREEMENT, 0}, "xx.x...x"},
    {{2, AGREEMENT, 1}, "xx.x...."},    {{3, SIGNATURE, 0}, "xx.x...x"},
    {{3, AGREEMENT, 0}, "xx.x...x"},    {{4, SIGNATURE, 0}, "..x.xx.."},
    {{4, AGREEMENT, 0}, "xxxxxx.x"},    {{5, SIGNATURE, 0}, "xxxxxx.x"},
    {{6, SIGNATURE, 0}, "..x....."},    {{8, SIGNATURE, 0}, ".x.....x"},
    {{8, AGREEMENT, 0}, ".x.....x"},
};

static const gbcs_cell_id SUPPLIER_KA = {GBCS_ROLE_SUPPLIER, AGREEMENT, GBCS_CELL_MANAGEMENT};
static const gbcs_cell_id ACB_KA = {GBCS_ROLE_ACB, AGREEMENT, GBCS_CELL_MANAGEMENT};
static const gbcs_cell_id WAN_DS = {GBCS_ROLE_WAN_PROVIDER, SIGNATURE, GBCS_CELL_MANAGEMENT};

/** The same board and trust for all tests of this file, new in each. */
static board B;
static gbcs_trust T;

/** A private key that is told from others by a number, in each of its parts. */
static gbcs_private_key key_number(size_t number)
{
    gbcs_private_key key;
    size_t i;

    for (i = 0; i < sizeof key.scalar; i++) {
        key.scalar[i] = (uint8_t)((number * 37U) ^ (i * 11U));
    }
    key.scalar[0] = 0x12;
    return key;
}

#define OWN_SIGNATURE_KEY 100U
#define OWN_AGREEMENT_KEY 101U

static gbcs_public_key public_key_number(size_t number)
{
    const gbcs_private_key key = key_number(number);
    gbcs_public_key point;

    assert_int_equal(gbcs_public_key_of(&B.crypto, &key, &point), GBCS_OK);
    return point;
}

/** What a test puts into the cell with an index: the key with that number, an entity for each role. */
static gbcs_cell content_of(size_t index)
{
    gbcs_cell cell;

    memset(&cell, 0, sizeof cell);
    cell.entity = (EXPECTED[index].id.role == GBCS_ROLE_ROOT)
                      ? 0U
                      : (0x90B3D51F30010000U + EXPECTED[index].id.role);
    cell.key = public_key_number(index);
    gbcs_key_identifier(&cell.key, cell.key_identifier);
    return cell;
}

/** All that is given to a device, where it does not move. */
typedef struct gift {
    gbcs_private_key signature_key;
    gbcs_private_key agreement_key;
    gbcs_provision_cell cells[GBCS_CELLS + 1U];
    gbcs_provision provision;
} gift;

static bool type_has(size_t device_type, size_t index)
{
    return (device_type < 8U) && (EXPECTED[index].devices[device_type] == 'x');
}

static void wrap(gift *g, uint8_t device_type)
{
    size_t i;

    memset(g, 0, sizeof *g);
    g->signature_key = key_number(OWN_SIGNATURE_KEY);
    g->agreement_key = key_number(OWN_AGREEMENT_KEY);
    g->provision.device = DEVICE;
    g->provision.device_type = device_type;
    g->provision.signature_key = &g->signature_key;
    g->provision.agreement_key = &g->agreement_key;
    g->provision.cells = g->cells;
    g->provision.own_counter = 1U;
    for (i = 0; i < GBCS_CELLS; i++) {
        if (type_has(device_type, i)) {
            g->cells[g->provision.cell_count].id = EXPECTED[i].id;
            g->cells[g->provision.cell_count].content = content_of(i);
            g->provision.cell_count++;
        }
    }
}

static void new_board(bool sealed)
{
    board_init(&B, sealed);
    assert_int_equal(board_open(&B), GBCS_OK);
    memset(&T, 0xEE, sizeof T);
    assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_OK);
    assert_int_equal(T.life, GBCS_LIFE_BLANK);
}

static gbcs_status provision_and_commit(const gbcs_provision *provision)
{
    gbcs_status status = gbcs_trust_provision(&T, provision);

    if (status == GBCS_OK) {
        status = gbcs_store_commit(&B.store);
    }
    return status;
}

static gbcs_status reopen(void)
{
    gbcs_status status = board_reboot(&B);

    if (status == GBCS_OK) {
        memset(&T, 0xEE, sizeof T);
        status = gbcs_trust_open(&T, &B.store);
    }
    return status;
}

/** A board with a device of a type in manufacture, opened. */
static void new_device(uint8_t device_type, bool sealed)
{
    static gift g;

    new_board(sealed);
    wrap(&g, device_type);
    assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
    assert_int_equal(reopen(), GBCS_OK);
}

/** A medium at some moment. */
typedef struct snapshot {
    uint8_t medium[BOARD_RECORDS * BOARD_RECORD_SIZE];
    size_t sizes[BOARD_RECORDS];
} snapshot;

static void take(snapshot *s)
{
    memcpy(s->medium, B.medium, sizeof s->medium);
    memcpy(s->sizes, B.sizes, sizeof s->sizes);
}

static void put_back(const snapshot *s)
{
    memcpy(B.medium, s->medium, sizeof s->medium);
    memcpy(B.sizes, s->sizes, sizeof s->sizes);
    gbcs_memory_reboot(&B.memory);
}

static void assert_same_medium(const snapshot *s)
{
    assert_memory_equal(s->medium, B.medium, sizeof s->medium);
    assert_memory_equal(s->sizes, B.sizes, sizeof s->sizes);
}

/** It trusts nobody, has no keys, and refuses to be provisioned and sealed. */
static void assert_unknown(void)
{
    static gift g;
    gbcs_shared_secret secret;
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    const uint8_t digest[GBCS_DIGEST_SIZE] = {1};

    assert_int_equal(T.life, GBCS_LIFE_UNKNOWN);
    assert_zeros(T.cells, sizeof T.cells);
    assert_zeros(T.secrets, sizeof T.secrets);
    assert_int_equal(T.device, 0);
    wrap(&g, GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_LIFE);
    assert_int_equal(gbcs_trust_seal(&T), GBCS_ERR_LIFE);
    memset(signature, 1, sizeof signature);
    assert_int_equal(gbcs_trust_sign(&T, digest, signature), GBCS_ERR_NO_RECORD);
    assert_zeros(signature, sizeof signature);
    memset(&secret, 1, sizeof secret);
    assert_int_equal(gbcs_trust_agree(&T, &g.cells[0].content.key, &secret), GBCS_ERR_NO_RECORD);
    assert_zeros(&secret, sizeof secret);
}

static void each_type_of_device_has_its_cells(void **state)
{
    size_t slots = 0;
    size_t i;
    unsigned int type;
    unsigned int role;
    unsigned int usage;
    unsigned int cell;

    (void)state;
    for (i = 0; i < GBCS_CELLS; i++) {
        assert_memory_equal(gbcs_cell_at(i), &EXPECTED[i].id, sizeof EXPECTED[i].id);
        slots += (EXPECTED[i].id.key_usage == AGREEMENT) ? 1U : 0U;
        for (type = 0; type < 256; type++) {
            assert_int_equal(gbcs_cell_index((uint8_t)type, &EXPECTED[i].id),
                             type_has(type, i) ? i : GBCS_CELLS);
        }
    }
    assert_int_equal(slots, GBCS_AGREEMENT_CELLS);
    assert_null(gbcs_cell_at(GBCS_CELLS));
    assert_null(gbcs_cell_at(SIZE_MAX));
    /* and there are no others */
    for (type = 0; type < 9; type++) {
        size_t found = 0;
        size_t wanted = 0;

        for (i = 0; i < GBCS_CELLS; i++) {
            wanted += type_has(type, i) ? 1U : 0U;
        }
        for (role = 0; role < 256; role++) {
            for (usage = 0; usage < 256; usage++) {
                for (cell = 0; cell < 3; cell++) {
                    const gbcs_cell_id id = {(uint8_t)role, (uint8_t)usage, (uint8_t)cell};

                    found += (gbcs_cell_index((uint8_t)type, &id) < GBCS_CELLS) ? 1U : 0U;
                }
            }
        }
        assert_int_equal(found, wanted);
    }
}

/**
 * What a row of the use-case table allows though the device has no cell for it: the row has one set of
 * roles for all its devices, and such a command is refused for want of a key. Under each DeviceType 0
 * to 7 an x for those that lack the cell.
 */
static const struct {
    uint16_t code;
    uint8_t role;
    const char *devices;
} WITHOUT_CELL[] = {
    /* the WAN provider reads, and has changed, the credentials of the hub's CHF only */
    {0x0008, GBCS_ROLE_WAN_PROVIDER, "xx.xxx.x"},
    {0x000A, GBCS_ROLE_WAN_PROVIDER, "xx.xxx.x"},
    {0x000B, GBCS_ROLE_WAN_PROVIDER, "xx.xxx.x"},
    {0x000C, GBCS_ROLE_WAN_PROVIDER, "xx.xxx.x"},
    /* the CHF serves no supplier and no network operator: the Access Control Broker asks it */
    {0x0008, GBCS_ROLE_SUPPLIER, "..x....."},
    {0x000A, GBCS_ROLE_SUPPLIER, "..x....."},
    {0x000B, GBCS_ROLE_SUPPLIER, "..x....."},
    {0x000C, GBCS_ROLE_SUPPLIER, "..x....."},
    {0x0059, GBCS_ROLE_SUPPLIER, "..x....."},
    {0x0059, GBCS_ROLE_NETWORK_OPERATOR, "..x....."},
    /* nor do switch and prepayment interface serve a network operator */
    {0x0008, GBCS_ROLE_NETWORK_OPERATOR, "..x.xx.."},
    /* a supplier signs to switch and prepayment interface; reads with a MAC are the Broker's */
    {0x0013, GBCS_ROLE_SUPPLIER, "..x.xx.."},
    /* the Broker's signature key is in devices without a supplier's management only: the meter in the
       reference messages has nine cells, and this is none of them */
    {0x000A, GBCS_ROLE_ACB, "xx.x...x"},
    {0x000B, GBCS_ROLE_ACB, "xx.x...x"},
    {0x000C, GBCS_ROLE_ACB, "xx.x...x"},
    {0x000F, GBCS_ROLE_ACB, "xx.....x"},
    {0x0012, GBCS_ROLE_ACB, "xx.....x"},
    {0x00AF, GBCS_ROLE_ACB, "x......."},
    /* before handover the Broker is in the supplier's or network operator's cell, and speaks as that */
    {0x0102, GBCS_ROLE_ACB, "xx.x...x"},
    {0x0103, GBCS_ROLE_ACB, "xx.x...x"},
};

static bool is_without_cell(uint16_t code, uint8_t role, uint8_t device_type)
{
    bool found = false;
    size_t i;

    for (i = 0; i < (sizeof WITHOUT_CELL / sizeof WITHOUT_CELL[0]); i++) {
        found = found || ((WITHOUT_CELL[i].code == code) && (WITHOUT_CELL[i].role == role) &&
                          (WITHOUT_CELL[i].devices[device_type] == 'x'));
    }
    return found;
}

/** Whether a device has the cells that a command from a role needs. */
static bool has_cells_for(uint8_t device_type, uint8_t role, gbcs_form form)
{
    const bool maced = form == GBCS_FORM_MACED;
    const gbcs_cell_id sender = {role, maced ? AGREEMENT : SIGNATURE, GBCS_CELL_MANAGEMENT};
    const bool has_sender = gbcs_cell_index(device_type, &sender) < GBCS_CELLS;
    const bool has_broker = gbcs_cell_index(device_type, &ACB_KA) < GBCS_CELLS;

    return has_sender && (has_broker || (form == GBCS_FORM_SIGNED));
}

static void each_command_has_the_cells_that_it_needs(void **state)
{
    const gbcs_use_case *row;
    size_t commands = 0;
    size_t without = 0;
    size_t listed = 0;
    size_t i;
    uint8_t type;
    uint8_t role;

    (void)state;
    for (i = 0; (row = gbcs_use_case_at(i)) != NULL; i++) {
        for (type = 0; type < 8; type++) {
            for (role = 0; role < GBCS_ROLES; role++) {
                const gbcs_form form = gbcs_command_form(row, type, role);
                const bool excepted = is_without_cell(row->code, role, type);

                /* 0109 is authorised by a key that is in no cell */
                if ((form != GBCS_FORM_BARE) && (row->code != 0x0109U) &&
                    gbcs_use_case_for_role(row, role)) {
                    commands++;
                    without += excepted ? 1U : 0U;
                    if (has_cells_for(type, role, form) == excepted) {
                        fail_msg("%04X to %u from %u", row->code, type, role);
                    }
                }
            }
        }
    }
    for (i = 0; i < (sizeof WITHOUT_CELL / sizeof WITHOUT_CELL[0]); i++) {
        for (type = 0; type < 8; type++) {
            listed += (WITHOUT_CELL[i].devices[type] == 'x') ? 1U : 0U;
        }
    }
    assert_int_equal(without, listed);
    assert_true(commands > 500U);
    /* every command finds somebody who may send it to each of its devices */
    for (i = 0; (row = gbcs_use_case_at(i)) != NULL; i++) {
        for (type = 0; type < 8; type++) {
            bool somebody = (row->code == 0x0109U) || (row->roles == 0U);

            for (role = 0; role < GBCS_ROLES; role++) {
                somebody =
                    somebody || (gbcs_use_case_for_role(row, role) &&
                                 has_cells_for(type, role, gbcs_command_form(row, type, role)));
            }
            if (gbcs_use_case_for_device(row, type) && !somebody) {
                fail_msg("%04X to %u", row->code, type);
            }
        }
    }
}

static void a_credential_fills_a_cell(void **state)
{
    gbcs_credential credential;
    gbcs_cell cell;
    gbcs_cell expected;

    (void)state;
    board_init(&B, true);
    expected = content_of(2);
    memset(&credential, 0, sizeof credential);
    memset(&cell, 0xEE, sizeof cell);
    credential.entity = expected.entity;
    credential.key = expected.key;
    memcpy(credential.key_identifier, expected.key_identifier, sizeof expected.key_identifier);
    gbcs_cell_from_credential(&credential, &cell);
    assert_int_equal(cell.entity, expected.entity);
    assert_memory_equal(&cell.key, &expected.key, sizeof cell.key);
    assert_memory_equal(cell.key_identifier, expected.key_identifier, sizeof cell.key_identifier);
}

static void assert_device(uint8_t device_type, gbcs_life life)
{
    size_t i;

    assert_int_equal(T.life, life);
    assert_int_equal(T.device_type, device_type);
    assert_int_equal(T.device, DEVICE);
    assert_zeros(T.secrets, sizeof T.secrets);
    assert_int_equal(T.secrets_held, 0);
    for (i = 0; i < GBCS_CELLS; i++) {
        const gbcs_cell *cell = gbcs_trust_find(&T, &EXPECTED[i].id);

        if (type_has(device_type, i)) {
            const gbcs_cell expected = content_of(i);

            assert_non_null(cell);
            assert_int_equal(cell->entity, expected.entity);
            assert_memory_equal(&cell->key, &expected.key, sizeof cell->key);
            assert_memory_equal(cell->key_identifier, expected.key_identifier,
                                sizeof cell->key_identifier);
        } else {
            assert_null(cell);
        }
    }
}

static void what_is_provisioned_comes_back(void **state)
{
    unsigned int type;
    int sealed;

    (void)state;
    for (type = 0; type < 8; type++) {
        for (sealed = 0; sealed < 2; sealed++) {
            if (type != 6) {
                new_device((uint8_t)type, sealed == 1);
                assert_device((uint8_t)type, GBCS_LIFE_MANUFACTURE);
                assert_int_equal(gbcs_trust_seal(&T), GBCS_OK);
                assert_device((uint8_t)type, GBCS_LIFE_SEALED);
                assert_int_equal(reopen(), GBCS_OK);
                assert_device((uint8_t)type, GBCS_LIFE_SEALED);
            }
        }
    }
}

static void cells_may_stay_empty(void **state)
{
    static gift g;
    size_t i;

    (void)state;
    new_board(true);
    wrap(&g, GBCS_DEVICE_ESME);
    g.provision.cells = NULL;
    g.provision.cell_count = 0;
    assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
    assert_int_equal(reopen(), GBCS_OK);
    assert_int_equal(T.life, GBCS_LIFE_MANUFACTURE);
    for (i = 0; i < GBCS_CELLS; i++) {
        assert_null(gbcs_trust_find(&T, &EXPECTED[i].id));
    }
    assert_int_equal(gbcs_trust_roles(&T, 0, SIGNATURE), 0);
    assert_false(gbcs_trust_knows(&T, 0));
}

static void provisioning_takes_the_place_of_what_was_given_before(void **state)
{
    static gift g;
    gbcs_private_key other = key_number(77);

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    wrap(&g, GBCS_DEVICE_CHF);
    g.provision.signature_key = &other;
    assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
    /* the trust of before is not opened anew: what is sealed is what is stored */
    assert_int_equal(gbcs_trust_seal(&T), GBCS_OK);
    assert_int_equal(reopen(), GBCS_OK);
    assert_device(GBCS_DEVICE_CHF, GBCS_LIFE_SEALED);
}

static void a_party_speaks_for_the_roles_whose_cells_it_is_in(void **state)
{
    const gbcs_entity_id acb = 0x90B3D51F30000002U;
    static gift g;
    size_t i;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    for (i = 0; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = &EXPECTED[i].id;
        const bool there = type_has(GBCS_DEVICE_ESME, i) && (id->role != GBCS_ROLE_ROOT);
        const bool counts = there && (id->cell_usage == GBCS_CELL_MANAGEMENT);
        const gbcs_entity_id entity = 0x90B3D51F30010000U + id->role;

        if (counts) {
            assert_int_equal(gbcs_trust_roles(&T, entity, id->key_usage), 1U << id->role);
        }
        if (there) {
            assert_true(gbcs_trust_knows(&T, entity));
        }
        assert_int_equal(gbcs_trust_roles(&T, entity, CERTIFICATES), 0);
    }
    assert_int_equal(gbcs_trust_roles(&T, 0x90B3D51F30010004U, SIGNATURE), 0);
    assert_int_equal(gbcs_trust_roles(&T, 0, CERTIFICATES), 0);
    assert_false(gbcs_trust_knows(&T, 0));
    assert_false(gbcs_trust_knows(&T, DEVICE));
    assert_false(gbcs_trust_knows(&T, 0x90B3D51F30010006U));

    /* before handover the Access Control Broker is in the cells of others; top up is no management */
    new_board(true);
    wrap(&g, GBCS_DEVICE_GPF);
    for (i = 2; i < g.provision.cell_count; i++) {
        g.cells[i].content.entity = acb;
        if (g.cells[i].id.cell_usage == GBCS_CELL_TOP_UP) {
            g.cells[i].content.entity = acb + 1U;
        }
    }
    assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
    assert_int_equal(reopen(), GBCS_OK);
    assert_int_equal(gbcs_trust_roles(&T, acb, SIGNATURE), (1U << 2) | (1U << 3) | (1U << 5));
    assert_int_equal(gbcs_trust_roles(&T, acb, AGREEMENT), (1U << 2) | (1U << 3) | (1U << 4));
    assert_int_equal(gbcs_trust_roles(&T, acb + 1U, AGREEMENT), 0);
    assert_true(gbcs_trust_knows(&T, acb));
    assert_true(gbcs_trust_knows(&T, acb + 1U));
}

/**
 * The usage of the cell that tells who has control, by device type and role: s for signatures, a for key
 * agreement, - for none; 0 of the root, which has no identifier.
 */
static void a_role_is_controlled_by_the_party_in_its_cell(void **state)
{
    static const char *const CONTROL[] = {
        /* 0 to 8 */
        "-sssas---", "-sssas--s", "-s--sss--", "-sssas---",
        "-ss-ss---", "-ss-ss---", "---------", "-sssas--s",
    };
    static gift g;
    uint8_t type;
    uint8_t role;
    size_t i;

    (void)state;
    for (type = 0; type < 8U; type++) {
        if (type != 6U) {
            new_board(true);
            wrap(&g, type);
            /* a party of its own in each cell */
            for (i = 0; i < g.provision.cell_count; i++) {
                const gbcs_cell_id *id = &g.cells[i].id;

                g.cells[i].content.entity = (id->role == GBCS_ROLE_ROOT)
                                                ? 0U
                                                : ((uint64_t)id->role << 16) +
                                                      ((uint64_t)id->cell_usage << 8) +
                                                      id->key_usage;
            }
            assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
            assert_int_equal(reopen(), GBCS_OK);
        }
        for (role = 0; role < 10U; role++) {
            const char expected = ((role < 9U) && (type != 6U)) ? CONTROL[type][role] : '-';
            const uint64_t usage = (expected == 's') ? SIGNATURE : AGREEMENT;

            T.device_type = type;
            assert_int_equal(gbcs_trust_control(&T, role),
                             (expected == '-') ? 0U : (((uint64_t)role << 16) + usage));
        }
        /* the signature cell alone tells, also while it is empty */
        if (type == GBCS_DEVICE_ESME) {
            assert_int_equal(gbcs_trust_control(&T, GBCS_ROLE_SUPPLIER), 0x20080U);
            memset(&T.cells[2], 0, sizeof T.cells[2]);
            assert_int_equal(gbcs_trust_control(&T, GBCS_ROLE_SUPPLIER), 0U);
        }
    }
    new_board(true);
    for (role = 0; role < 10U; role++) {
        assert_int_equal(gbcs_trust_control(&T, role), 0U);
    }
}

/** Ways to spoil what is given; the number says which. */
static gbcs_status spoil(gift *g, unsigned int way)
{
    static const uint8_t order[32] = {0xFF, 0xFF, 0xFF, 0xFF, 0x00, 0x00, 0x00, 0x00,
                                      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
                                      0xBC, 0xE6, 0xFA, 0xAD, 0xA7, 0x17, 0x9E, 0x84,
                                      0xF3, 0xB9, 0xCA, 0xC2, 0xFC, 0x63, 0x25, 0x51};
    gbcs_status expected = GBCS_ERR_ARGUMENT;

    switch (way) {
    case 0:
        g->provision.device = 0;
        break;
    case 1:
        g->provision.device_type = 6;
        break;
    case 2:
        g->provision.device_type = 8;
        break;
    case 3:
        g->provision.device_type = 255;
        break;
    case 4:
        g->cells[3].id = WAN_DS;
        break;
    case 5:
        g->cells[g->provision.cell_count] = g->cells[1];
        g->provision.cell_count++;
        break;
    case 6:
        g->cells[1].content.entity = 0;
        break;
    case 7:
        g->cells[0].content.entity = 1;
        break;
    case 8:
        g->cells[10].content.key_identifier[7] ^= 1U;
        break;
    case 9:
        g->provision.signature_key = NULL;
        break;
    case 10:
        g->provision.agreement_key = NULL;
        break;
    case 11:
        g->provision.cells = NULL;
        break;
    case 12:
        memset(&g->cells[2].content, 0, sizeof g->cells[2].content);
        expected = GBCS_ERR_PUBLIC_KEY;
        break;
    case 13:
        g->cells[10].content.key.point[64] ^= 1U;
        expected = GBCS_ERR_PUBLIC_KEY;
        break;
    case 14:
        g->cells[4].content.key.point[0] = 2;
        expected = GBCS_ERR_PUBLIC_KEY;
        break;
    case 15:
        memset(&g->signature_key, 0, sizeof g->signature_key);
        expected = GBCS_ERR_PRIVATE_KEY;
        break;
    case 16:
        memcpy(g->agreement_key.scalar, order, sizeof order);
        expected = GBCS_ERR_PRIVATE_KEY;
        break;
    default:
        expected = GBCS_OK;
        break;
    }
    return expected;
}

static void what_may_not_be_given_changes_nothing(void **state)
{
    static snapshot before;
    static gift g;
    unsigned int way;
    int given;

    (void)state;
    for (given = 0; given < 2; given++) {
        gbcs_status expected = GBCS_ERR_ARGUMENT;

        if (given == 1) {
            new_device(GBCS_DEVICE_GSME, true);
        } else {
            new_board(true);
        }
        take(&before);
        for (way = 0; expected != GBCS_OK; way++) {
            wrap(&g, GBCS_DEVICE_ESME);
            expected = spoil(&g, way);
            if (expected != GBCS_OK) {
                assert_int_equal(gbcs_trust_provision(&T, &g.provision), expected);
                assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
                assert_same_medium(&before);
            }
        }
        assert_int_equal(way, 18);
        assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
    }
    memset(&T, 0, sizeof T);
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_ARGUMENT);
}

static void a_failed_provisioning_abandons_the_transaction(void **state)
{
    static snapshot before;
    static gift g;
    const gbcs_record other = {7U, 1U, GBCS_COPY_ONE, GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD};
    static const uint8_t octets[GBCS_RECORD_SIZE - 1000U];

    (void)state;
    new_board(true);
    take(&before);
    wrap(&g, GBCS_DEVICE_ESME);
    g.provision.device = 0;
    assert_int_equal(gbcs_store_put(&B.store, &other, gbcs_bytes_of(octets, 1)), GBCS_OK);
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_same_medium(&before);
    /* no room for cells, or for keys */
    g.provision.device = DEVICE;
    assert_int_equal(gbcs_store_put(&B.store, &other, gbcs_bytes_of(octets, sizeof octets)),
                     GBCS_OK);
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_SPACE);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_same_medium(&before);
}

static void sealing_is_for_good(void **state)
{
    static snapshot sealed;
    static gift g;
    uint32_t writes;

    (void)state;
    new_board(true);
    assert_int_equal(gbcs_trust_seal(&T), GBCS_ERR_LIFE);
    assert_int_equal(board_writes(&B), 0);
    new_device(GBCS_DEVICE_ESME, true);
    assert_int_equal(gbcs_trust_seal(&T), GBCS_OK);
    take(&sealed);
    writes = board_writes(&B);
    assert_int_equal(gbcs_trust_seal(&T), GBCS_OK);
    assert_int_equal(board_writes(&B), writes);
    wrap(&g, GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_LIFE);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    /* one octet of RAM makes no difference: storage knows */
    T.life = GBCS_LIFE_MANUFACTURE;
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_LIFE);
    T.life = GBCS_LIFE_BLANK;
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_LIFE);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_same_medium(&sealed);
    assert_int_equal(reopen(), GBCS_OK);
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_LIFE);
}

static void sealing_that_fails_leaves_no_transaction(void **state)
{
    const gbcs_record none = {0U, 1U, GBCS_COPY_ONE, 1U};

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    assert_int_equal(gbcs_store_put(&B.store, &none, gbcs_bytes_of(NULL, 0)), GBCS_ERR_ARGUMENT);
    assert_int_equal(gbcs_trust_seal(&T), GBCS_ERR_ARGUMENT);
    assert_int_equal(T.life, GBCS_LIFE_MANUFACTURE);
    assert_int_equal(gbcs_trust_seal(&T), GBCS_OK);
}

/** Whether octets of a secret, eight in a row, are anywhere in memory. */
static bool contains(const uint8_t *memory, size_t size, const uint8_t secret[32])
{
    bool found = false;
    size_t i;
    size_t part;

    for (i = 0; (i + 8U) <= size; i++) {
        for (part = 0; part < 32U; part += 8U) {
            found = found || (memcmp(&memory[i], &secret[part], 8) == 0);
        }
    }
    return found;
}

static bool medium_contains_keys(void)
{
    const gbcs_private_key signature = key_number(OWN_SIGNATURE_KEY);
    const gbcs_private_key agreement = key_number(OWN_AGREEMENT_KEY);

    return contains(B.medium, sizeof B.medium, signature.scalar) ||
           contains(B.medium, sizeof B.medium, agreement.scalar);
}

static void erasure_leaves_nothing(void **state)
{
    static gift g;
    int sealed;

    (void)state;
    for (sealed = 0; sealed < 2; sealed++) {
        gbcs_shared_secret secret;

        new_device(GBCS_DEVICE_ESME, sealed == 1);
        assert_int_equal(medium_contains_keys(), sealed == 0);
        assert_int_equal(gbcs_trust_seal(&T), GBCS_OK);
        assert_int_equal(gbcs_trust_secret(&T, &ACB_KA, &secret), GBCS_OK);
        assert_int_equal(gbcs_trust_erase(&T), GBCS_OK);
        assert_false(medium_contains_keys());
        assert_zeros(B.sizes, sizeof B.sizes);
        assert_int_equal(T.life, GBCS_LIFE_BLANK);
        assert_zeros(T.cells, sizeof T.cells);
        assert_zeros(T.secrets, sizeof T.secrets);
        assert_int_equal(T.secrets_held, 0);
        assert_int_equal(gbcs_trust_secret(&T, &ACB_KA, &secret), GBCS_ERR_ABSENT);
        /* a new life, at once */
        wrap(&g, GBCS_DEVICE_CHF);
        assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
        assert_int_equal(reopen(), GBCS_OK);
        assert_device(GBCS_DEVICE_CHF, GBCS_LIFE_MANUFACTURE);
    }
    memset(&T, 0, sizeof T);
    assert_int_equal(gbcs_trust_erase(&T), GBCS_ERR_ARGUMENT);
}

static void a_device_whose_storage_is_damaged_can_be_erased(void **state)
{
    static const uint8_t nonsense[60] = {1};

    (void)state;
    new_device(GBCS_DEVICE_ESME, false);
    /* a damaged journal keeps the store closed */
    gbcs_memory_place(&B.memory, 0, gbcs_bytes_of(nonsense, sizeof nonsense));
    assert_int_equal(board_reboot(&B), GBCS_ERR_RECORD);
    assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_ERR_UNFINISHED);
    assert_unknown();
    assert_true(medium_contains_keys());
    assert_int_equal(gbcs_trust_erase(&T), GBCS_OK);
    assert_false(medium_contains_keys());
    assert_int_equal(reopen(), GBCS_OK);
    assert_int_equal(T.life, GBCS_LIFE_BLANK);
    /* a store that was never opened has no port */
    memset(&B.store, 0, sizeof B.store);
    assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_ERR_UNFINISHED);
    assert_int_equal(gbcs_trust_erase(&T), GBCS_ERR_ARGUMENT);
    assert_int_equal(T.life, GBCS_LIFE_UNKNOWN);
}

static void every_damaged_bit_is_found(void **state)
{
    static snapshot good;
    size_t r;
    int sealed;

    (void)state;
    for (sealed = 0; sealed < 2; sealed++) {
        new_device(GBCS_DEVICE_HCALCS, sealed == 1);
        take(&good);
        for (r = 0; r < 3; r++) {
            const uint16_t place = RECORDS[r]->number;
            const size_t bits = 8U * gbcs_memory_record(&B.memory, place).size;
            size_t bit;

            for (bit = 0; bit < bits; bit++) {
                gbcs_memory_flip(&B.memory, (uint16_t)(place + (bit & 1U)), bit);
                assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_OK);
                assert_int_equal(T.life, GBCS_LIFE_MANUFACTURE);
                /* and mended */
                assert_memory_equal(good.medium, B.medium, sizeof good.medium);
                gbcs_memory_flip(&B.memory, place, bit);
                gbcs_memory_flip(&B.memory, (uint16_t)(place + 1U), bit);
                assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_ERR_RECORD);
                assert_int_equal(T.life, GBCS_LIFE_UNKNOWN);
                gbcs_memory_flip(&B.memory, place, bit);
                gbcs_memory_flip(&B.memory, (uint16_t)(place + 1U), bit);
            }
            assert_same_medium(&good);
        }
    }
}

static void records_that_do_not_belong_together_are_refused(void **state)
{
    static snapshot good;
    unsigned int missing;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    take(&good);
    /* bit n: the n-th record is missing, or damaged in both places */
    for (missing = 1; missing < 16; missing++) {
        const bool damaged = missing > 7U;
        const gbcs_status expected = (missing == 7U) ? GBCS_OK : GBCS_ERR_RECORD;
        size_t r;

        put_back(&good);
        for (r = 0; r < 3; r++) {
            if (((missing >> r) & 1U) == 1U) {
                gbcs_memory_place(&B.memory, RECORDS[r]->number, gbcs_bytes_of(NULL, 0));
                gbcs_memory_place(&B.memory, (uint16_t)(RECORDS[r]->number + 1U),
                                  gbcs_bytes_of(NULL, 0));
            } else if (damaged) {
                gbcs_memory_flip(&B.memory, RECORDS[r]->number, 200);
                gbcs_memory_flip(&B.memory, (uint16_t)(RECORDS[r]->number + 1U), 200);
            } else {
                /* good */
            }
        }
        if (missing != 15U) {
            assert_int_equal(reopen(), expected);
        }
        if ((missing != 15U) && (expected != GBCS_OK)) {
            assert_unknown();
        }
    }
}

/** Puts a record on the medium as no device would, and opens the trust. */
static gbcs_status open_with(const gbcs_record *record, gbcs_bytes octets)
{
    assert_int_equal(gbcs_store_put(&B.store, record, octets), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    memset(&T, 0xEE, sizeof T);
    return gbcs_trust_open(&T, &B.store);
}

static gbcs_bytes read_record(const gbcs_record *record, uint8_t *octets, size_t room)
{
    gbcs_writer writer = gbcs_writer_of(octets, room);

    assert_int_equal(gbcs_store_load(&B.store, record, &writer), GBCS_OK);
    return gbcs_writer_bytes(&writer);
}

static void a_record_of_every_other_length_is_refused(void **state)
{
    static snapshot good;
    size_t r;

    (void)state;
    new_device(GBCS_DEVICE_HCALCS, true);
    take(&good);
    for (r = 0; r < 3; r++) {
        uint8_t octets[1100] = {0};
        size_t whole;
        size_t size;

        put_back(&good);
        assert_int_equal(board_open(&B), GBCS_OK);
        whole = read_record(RECORDS[r], octets, sizeof octets).size;
        for (size = 0; size <= (whole + 2U); size++) {
            const gbcs_status status = open_with(RECORDS[r], gbcs_bytes_of(octets, size));

            if (size == whole) {
                assert_int_equal(status, GBCS_OK);
            } else if (size > whole) {
                /* larger than the layout allows, or octets left over */
                assert_true((status == GBCS_ERR_LAYOUT) || (status == GBCS_ERR_RECORD));
            } else {
                assert_int_equal(status, GBCS_ERR_RECORD);
            }
        }
    }
}

static void only_two_values_are_a_life(void **state)
{
    uint8_t octets[64];
    gbcs_bytes life;
    unsigned int value;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    life = read_record(&LIFE, octets, sizeof octets);
    assert_bytes(life, "3A 01 00DB1234567890A0");
    for (value = 0; value < 256; value++) {
        octets[0] = (uint8_t)value;
        if ((value == 0x3AU) || (value == 0xC5U)) {
            assert_int_equal(open_with(&LIFE, life), GBCS_OK);
            assert_int_equal(T.life, value);
        } else {
            assert_int_equal(open_with(&LIFE, life), GBCS_ERR_RECORD);
            assert_unknown();
        }
    }
}

static void an_identity_that_can_not_be_is_refused(void **state)
{
    static const char *const WRONG[] = {
        "3A 06 00DB1234567890A0", "3A 08 00DB1234567890A0", "3A FF 00DB1234567890A0",
        "3A 00 00DB1234567890A0", /* a gas meter has not all these cells */
        "3A 01 0000000000000000",
    };
    uint8_t octets[64];
    size_t i;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    for (i = 0; i < (sizeof WRONG / sizeof WRONG[0]); i++) {
        assert_int_equal(open_with(&LIFE, hex_bytes(WRONG[i], octets, sizeof octets)),
                         GBCS_ERR_RECORD);
    }
}

/** Where a filled cell has its parts. */
#define CELL_SIZE 82U
#define AT_ENTITY 1U
#define AT_POINT 9U
#define AT_IDENTIFIER 74U

static void cells_that_can_not_be_are_refused(void **state)
{
    uint8_t octets[1100];
    uint8_t spoilt[1100];
    gbcs_bytes cells;
    size_t i;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    cells = read_record(&CELLS, octets, sizeof octets);
    assert_int_equal(cells.size, (11U * CELL_SIZE) + 2U);
    memcpy(spoilt, octets, sizeof spoilt);
    for (i = 0; i < (7U * CELL_SIZE); i += CELL_SIZE) {
        const bool of_root = i == 0U;

        assert_int_equal(octets[i], 1);
        spoilt[i] = 2;
        assert_int_equal(open_with(&CELLS, gbcs_bytes_of(spoilt, cells.size)), GBCS_ERR_RECORD);
        spoilt[i] = 1;
        memset(&spoilt[i + AT_ENTITY], of_root ? 1 : 0, 8);
        assert_int_equal(open_with(&CELLS, gbcs_bytes_of(spoilt, cells.size)), GBCS_ERR_RECORD);
        memcpy(&spoilt[i + AT_ENTITY], &octets[i + AT_ENTITY], 8);
        spoilt[i + AT_IDENTIFIER + 3U] ^= 0x10U;
        assert_int_equal(open_with(&CELLS, gbcs_bytes_of(spoilt, cells.size)), GBCS_ERR_RECORD);
        spoilt[i + AT_IDENTIFIER + 3U] ^= 0x10U;
        spoilt[i + AT_POINT + 40U] ^= 0x10U;
        assert_int_equal(open_with(&CELLS, gbcs_bytes_of(spoilt, cells.size)), GBCS_ERR_RECORD);
        spoilt[i + AT_POINT + 40U] ^= 0x10U;
        {
            gbcs_public_key key;

            memcpy(key.point, &spoilt[i + AT_POINT], sizeof key.point);
            key.point[0] = 0x06U;
            spoilt[i + AT_POINT] = 0x06U;
            gbcs_key_identifier(&key, &spoilt[i + AT_IDENTIFIER]);
        }
        assert_int_equal(open_with(&CELLS, gbcs_bytes_of(spoilt, cells.size)), GBCS_ERR_RECORD);
        memcpy(spoilt, octets, sizeof spoilt);
        assert_int_equal(open_with(&CELLS, gbcs_bytes_of(spoilt, cells.size)), GBCS_OK);
    }
    /* the eighth, which this type does not have, and the ninth change places */
    memmove(&spoilt[7U * CELL_SIZE], &octets[(7U * CELL_SIZE) + 1U], CELL_SIZE);
    spoilt[8U * CELL_SIZE] = 0;
    assert_int_equal(open_with(&CELLS, gbcs_bytes_of(spoilt, cells.size)), GBCS_ERR_RECORD);
    assert_unknown();
}

static void keys_that_can_not_be_are_refused(void **state)
{
    static const char *const NUMBERS[] = {
        "0000000000000000000000000000000000000000000000000000000000000000",
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551",
        "FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632550",
        "0000000000000000000000000000000000000000000000000000000000000001",
    };
    size_t first;
    size_t second;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    for (first = 0; first < 4; first++) {
        for (second = 0; second < 4; second++) {
            uint8_t octets[64];

            (void)hex_decode(NUMBERS[first], octets, 32);
            (void)hex_decode(NUMBERS[second], &octets[32], 32);
            assert_int_equal(open_with(&KEYS, gbcs_bytes_of(octets, 64)),
                             ((first >= 2U) && (second >= 2U)) ? GBCS_OK : GBCS_ERR_RECORD);
        }
    }
}

/** The secret as the other party computes it. */
static gbcs_shared_secret expected_secret(size_t index)
{
    const gbcs_private_key key = key_number(index);
    const gbcs_public_key device = public_key_number(OWN_AGREEMENT_KEY);
    gbcs_shared_secret secret;

    assert_int_equal(gbcs_ecdh(&B.crypto, &key, &device, &secret), GBCS_OK);
    return secret;
}

static void a_secret_is_computed_once(void **state)
{
    uint32_t agreements = 0;
    size_t i;
    int round;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    for (round = 0; round < 2; round++) {
        for (i = 0; i < GBCS_CELLS; i++) {
            const gbcs_cell_id *id = &EXPECTED[i].id;
            gbcs_shared_secret secret;

            memset(&secret, 0xEE, sizeof secret);
            if (type_has(GBCS_DEVICE_ESME, i) && (id->key_usage == AGREEMENT)) {
                const gbcs_shared_secret expected = expected_secret(i);
                const bool kept = (round == 1) && (GBCS_KEEP_SECRETS == 1);

                assert_int_equal(gbcs_trust_has_secret(&T, id), kept);
                assert_int_equal(gbcs_trust_secret(&T, id, &secret), GBCS_OK);
                assert_memory_equal(&secret, &expected, sizeof secret);
                agreements += kept ? 0U : 1U;
                assert_int_equal(gbcs_trust_has_secret(&T, id), GBCS_KEEP_SECRETS);
            } else {
                assert_int_equal(gbcs_trust_secret(&T, id, &secret), GBCS_ERR_ABSENT);
                assert_zeros(&secret, sizeof secret);
                assert_false(gbcs_trust_has_secret(&T, id));
            }
            assert_int_equal(T.agreements, agreements);
        }
    }
    assert_int_equal(agreements, (GBCS_KEEP_SECRETS == 1) ? 5 : 10);
    gbcs_trust_forget(&T);
    assert_zeros(T.secrets, sizeof T.secrets);
    assert_int_equal(T.secrets_held, 0);
    assert_false(gbcs_trust_has_secret(&T, &ACB_KA));
}

static void an_empty_cell_has_no_secret(void **state)
{
    static gift g;
    gbcs_shared_secret secret;

    (void)state;
    new_board(true);
    assert_int_equal(gbcs_trust_secret(&T, &ACB_KA, &secret), GBCS_ERR_ABSENT);
    wrap(&g, GBCS_DEVICE_ESME);
    g.provision.cell_count = 2;
    assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
    assert_int_equal(reopen(), GBCS_OK);
    assert_int_equal(gbcs_trust_secret(&T, &ACB_KA, &secret), GBCS_ERR_ABSENT);
    assert_false(gbcs_trust_has_secret(&T, &ACB_KA));
    assert_int_equal(T.agreements, 0);
}

static void a_party_in_no_cell_has_a_secret_that_is_not_kept(void **state)
{
    const gbcs_public_key stranger = public_key_number(55);
    gbcs_shared_secret expected;
    gbcs_shared_secret secret;
    gbcs_public_key wrong = stranger;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    expected = expected_secret(55);
    assert_int_equal(gbcs_trust_agree(&T, &stranger, &secret), GBCS_OK);
    assert_memory_equal(&secret, &expected, sizeof secret);
    assert_int_equal(gbcs_trust_agree(&T, &stranger, &secret), GBCS_OK);
    assert_int_equal(T.agreements, 2);
    assert_zeros(T.secrets, sizeof T.secrets);
    wrong.point[64] ^= 1U;
    assert_int_equal(gbcs_trust_agree(&T, &wrong, &secret), GBCS_ERR_PUBLIC_KEY);
    assert_zeros(&secret, sizeof secret);
    assert_int_equal(T.agreements, 3);
}

static void the_device_signs_with_its_key(void **state)
{
    const uint8_t digest[GBCS_DIGEST_SIZE] = {1, 2, 3};
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_public_key key;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    key = public_key_number(OWN_SIGNATURE_KEY);
    assert_int_equal(gbcs_trust_sign(&T, digest, signature), GBCS_OK);
    assert_int_equal(
        gbcs_ecdsa_verify(&B.crypto, &key, digest, gbcs_bytes_of(signature, sizeof signature)),
        GBCS_OK);
    /* the record was lost while the device runs */
    assert_int_equal(gbcs_store_remove(&B.store, &KEYS), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_int_equal(gbcs_trust_sign(&T, digest, signature), GBCS_ERR_NO_RECORD);
    assert_zeros(signature, sizeof signature);
}

static void nothing_of_a_private_key_stays_in_memory(void **state)
{
    const gbcs_private_key signature_key = key_number(OWN_SIGNATURE_KEY);
    const gbcs_private_key agreement_key = key_number(OWN_AGREEMENT_KEY);
    const uint8_t digest[GBCS_DIGEST_SIZE] = {1, 2, 3};
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_shared_secret secret;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    assert_int_equal(gbcs_trust_sign(&T, digest, signature), GBCS_OK);
    assert_int_equal(gbcs_trust_secret(&T, &SUPPLIER_KA, &secret), GBCS_OK);
    assert_false(contains((const uint8_t *)&T, sizeof T, signature_key.scalar));
    assert_false(contains((const uint8_t *)&T, sizeof T, agreement_key.scalar));
    assert_zeros(B.buffer, sizeof B.buffer);
}

/** A vault with keys of its own. */
typedef struct vault_state {
    /** The number of the private key in each slot; 0 if there is none. */
    size_t keys[4];
    /** The number of the key that is made next. */
    size_t next;
    gbcs_status failure;
    /** What generate gives is no point on the curve. */
    bool nonsense;
    uint32_t agreements;
    uint32_t signatures;
    uint32_t promotions;
    uint32_t erasures;
} vault_state;

static vault_state V;

static gbcs_status vault_generate(void *context, gbcs_vault_slot slot, uint8_t point[65])
{
    gbcs_public_key key;

    assert_ptr_equal(context, &B.memory);
    assert_true((slot == GBCS_SLOT_SIGNATURE_PENDING) || (slot == GBCS_SLOT_AGREEMENT_PENDING));
    V.keys[slot] = V.next;
    V.next++;
    key = public_key_number(V.keys[slot]);
    memcpy(point, key.point, sizeof key.point);
    point[64] ^= V.nonsense ? 1U : 0U;
    return V.failure;
}

static gbcs_status vault_promote(void *context, gbcs_vault_slot slot)
{
    assert_ptr_equal(context, &B.memory);
    assert_true((slot == GBCS_SLOT_SIGNATURE_PENDING) || (slot == GBCS_SLOT_AGREEMENT_PENDING));
    if (V.failure == GBCS_OK) {
        assert_int_not_equal(V.keys[slot], 0);
        V.keys[(slot == GBCS_SLOT_SIGNATURE_PENDING) ? GBCS_SLOT_SIGNATURE : GBCS_SLOT_AGREEMENT] =
            V.keys[slot];
        V.keys[slot] = 0;
        V.promotions++;
    }
    return V.failure;
}

static gbcs_status vault_sign(void *context, gbcs_vault_slot slot, const uint8_t digest[32],
                              uint8_t signature[64])
{
    const gbcs_private_key key = key_number(V.keys[slot]);

    assert_ptr_equal(context, &B.memory);
    assert_int_not_equal(slot, GBCS_SLOT_AGREEMENT);
    V.signatures++;
    memset(signature, 0xEE, 64);
    return (V.failure != GBCS_OK) ? V.failure : gbcs_ecdsa_sign(&B.crypto, &key, digest, signature);
}

static gbcs_status vault_agree(void *context, gbcs_vault_slot slot, const uint8_t peer[65],
                               uint8_t z[32])
{
    const gbcs_private_key key = key_number(V.keys[slot]);
    gbcs_public_key point;
    gbcs_shared_secret secret;

    assert_ptr_equal(context, &B.memory);
    assert_int_equal(slot, GBCS_SLOT_AGREEMENT);
    V.agreements++;
    memcpy(point.point, peer, sizeof point.point);
    assert_int_equal(gbcs_ecdh(&B.crypto, &key, &point, &secret), GBCS_OK);
    memcpy(z, secret.z, 32);
    return V.failure;
}

static gbcs_status vault_erase(void *context)
{
    assert_ptr_equal(context, &B.memory);
    /* before any record */
    assert_int_equal(B.memory.calls[GBCS_MEMORY_ERASE], 0);
    V.erasures++;
    if (V.failure == GBCS_OK) {
        memset(V.keys, 0, sizeof V.keys);
    }
    return V.failure;
}

static const gbcs_vault VAULT = {.generate = vault_generate,
                                 .promote = vault_promote,
                                 .sign = vault_sign,
                                 .agree = vault_agree,
                                 .erase = vault_erase};

/** A board with a vault, and a device of which the vault holds the keys. */
static void new_device_with_vault(void)
{
    static gift g;

    memset(&V, 0, sizeof V);
    V.keys[GBCS_SLOT_SIGNATURE] = OWN_SIGNATURE_KEY;
    V.keys[GBCS_SLOT_AGREEMENT] = OWN_AGREEMENT_KEY;
    V.next = 200;
    new_board(true);
    B.port.vault = &VAULT;
    wrap(&g, GBCS_DEVICE_ESME);
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_ARGUMENT);
    g.provision.signature_key = NULL;
    assert_int_equal(gbcs_trust_provision(&T, &g.provision), GBCS_ERR_ARGUMENT);
    g.provision.agreement_key = NULL;
    assert_int_equal(provision_and_commit(&g.provision), GBCS_OK);
    assert_int_equal(gbcs_memory_record(&B.memory, 5).size, 0);
    assert_int_equal(gbcs_memory_record(&B.memory, 6).size, 0);
    assert_int_equal(reopen(), GBCS_OK);
    assert_device(GBCS_DEVICE_ESME, GBCS_LIFE_MANUFACTURE);
}

static void a_vault_does_what_private_keys_do(void **state)
{
    const uint8_t digest[GBCS_DIGEST_SIZE] = {1, 2, 3};
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_shared_secret expected;
    gbcs_shared_secret secret;
    gbcs_public_key key;

    (void)state;
    new_device_with_vault();
    key = public_key_number(OWN_SIGNATURE_KEY);
    assert_int_equal(gbcs_trust_sign(&T, digest, signature), GBCS_OK);
    assert_int_equal(
        gbcs_ecdsa_verify(&B.crypto, &key, digest, gbcs_bytes_of(signature, sizeof signature)),
        GBCS_OK);
    expected = expected_secret(3);
    V.failure = GBCS_ERR_STORAGE;
    memset(&secret, 0xEE, sizeof secret);
    assert_int_equal(gbcs_trust_secret(&T, &SUPPLIER_KA, &secret), GBCS_ERR_STORAGE);
    assert_zeros(&secret, sizeof secret);
    assert_zeros(T.secrets, sizeof T.secrets);
    assert_false(gbcs_trust_has_secret(&T, &SUPPLIER_KA));
    assert_int_equal(gbcs_trust_sign(&T, digest, signature), GBCS_ERR_STORAGE);
    assert_zeros(signature, sizeof signature);
    V.failure = GBCS_OK;
    assert_int_equal(gbcs_trust_secret(&T, &SUPPLIER_KA, &secret), GBCS_OK);
    assert_memory_equal(&secret, &expected, sizeof secret);
    assert_int_equal(gbcs_trust_secret(&T, &SUPPLIER_KA, &secret), GBCS_OK);
    assert_int_equal(V.agreements, (GBCS_KEEP_SECRETS == 1) ? 2 : 3);
    assert_int_equal(T.agreements, V.agreements);
    assert_int_equal(V.signatures, 2);
    assert_int_equal(gbcs_trust_seal(&T), GBCS_OK);
    assert_int_equal(reopen(), GBCS_OK);
    assert_device(GBCS_DEVICE_ESME, GBCS_LIFE_SEALED);
}

static void a_vault_is_erased_first(void **state)
{
    uint8_t octets[64];

    (void)state;
    new_device_with_vault();
    B.memory.calls[GBCS_MEMORY_ERASE] = 0;
    V.failure = GBCS_ERR_STORAGE;
    assert_int_equal(gbcs_trust_erase(&T), GBCS_ERR_STORAGE);
    assert_int_equal(V.erasures, 1);
    assert_zeros(B.sizes, sizeof B.sizes);
    assert_unknown();
    V.failure = GBCS_OK;
    B.memory.calls[GBCS_MEMORY_ERASE] = 0;
    assert_int_equal(gbcs_trust_erase(&T), GBCS_OK);
    assert_zeros(V.keys, sizeof V.keys);
    assert_int_equal(T.life, GBCS_LIFE_BLANK);

    /* keys in a record, though there is a vault */
    new_device(GBCS_DEVICE_ESME, true);
    B.port.vault = &VAULT;
    assert_int_equal(reopen(), GBCS_ERR_RECORD);
    assert_unknown();
    /* and none though there is no vault */
    new_device_with_vault();
    B.port.vault = NULL;
    assert_int_equal(reopen(), GBCS_ERR_RECORD);
    memset(octets, 0x11, sizeof octets);
    assert_int_equal(open_with(&KEYS, gbcs_bytes_of(octets, sizeof octets)), GBCS_OK);
}

static const uint8_t USAGES[] = {SIGNATURE, AGREEMENT};

#define PENDING_KEY 30U
#define OTHER_PENDING_KEY 40U

/** Keeps a key pair pending, with a counter in the same transaction. */
static gbcs_status pend_and_commit(uint8_t usage, size_t number)
{
    static const uint8_t counter[8] = {1};
    const gbcs_private_key key = key_number(number);
    gbcs_status status = gbcs_trust_pend(&T, usage, (B.port.vault == NULL) ? &key : NULL);

    if (status == GBCS_OK) {
        status = gbcs_store_put(&B.store, &COUNTER, gbcs_bytes_of(counter, sizeof counter));
    }
    if (status == GBCS_OK) {
        status = gbcs_store_commit(&B.store);
    } else {
        gbcs_store_abandon(&B.store);
    }
    return status;
}

/** Puts a pending key pair into use, with a counter in the same transaction. */
static gbcs_status promote_and_commit(uint8_t usage)
{
    static const uint8_t counter[8] = {2};
    gbcs_status status = gbcs_trust_promote(&T, usage);

    if (status == GBCS_OK) {
        status = gbcs_store_put(&B.store, &COUNTER, gbcs_bytes_of(counter, sizeof counter));
    }
    if (status == GBCS_OK) {
        status = gbcs_store_commit(&B.store);
    } else {
        gbcs_store_abandon(&B.store);
    }
    return (status == GBCS_OK) ? gbcs_trust_settle(&T) : status;
}

/** First octet of the counter in storage; 0 if there is none. */
static unsigned int counter_stored(void)
{
    uint8_t octets[8] = {0};
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    if (gbcs_store_load(&B.store, &COUNTER, &writer) != GBCS_OK) {
        octets[0] = 0;
    }
    return octets[0];
}

static void assert_pending(uint8_t usage, size_t number)
{
    const uint8_t digest[GBCS_DIGEST_SIZE] = {7};
    const gbcs_public_key expected = public_key_number(number);
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_public_key key;

    assert_int_equal(gbcs_trust_pending(&T, usage, &key), GBCS_OK);
    assert_memory_equal(&key, &expected, sizeof key);
    assert_int_equal(gbcs_trust_sign_request(&T, usage, digest, signature), GBCS_OK);
    assert_int_equal(
        gbcs_ecdsa_verify(&B.crypto, &key, digest, gbcs_bytes_of(signature, sizeof signature)),
        GBCS_OK);
}

static void assert_none_pending(uint8_t usage, gbcs_status expected)
{
    const uint8_t digest[GBCS_DIGEST_SIZE] = {7};
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_public_key key;

    memset(&key, 1, sizeof key);
    assert_int_equal(gbcs_trust_pending(&T, usage, &key), expected);
    assert_zeros(&key, sizeof key);
    memset(signature, 1, sizeof signature);
    assert_int_equal(gbcs_trust_sign_request(&T, usage, digest, signature), expected);
    assert_zeros(signature, sizeof signature);
    assert_int_equal(gbcs_trust_promote(&T, usage), expected);
    assert_false(T.unsettled);
}

/** The device uses the key pair with a number. */
static bool uses(uint8_t usage, size_t number)
{
    const uint8_t digest[GBCS_DIGEST_SIZE] = {7};
    const gbcs_public_key key = public_key_number(number);
    const gbcs_private_key other = key_number(3);
    const gbcs_public_key peer = public_key_number(3);
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_shared_secret expected;
    gbcs_shared_secret secret;
    bool same;

    if (usage == SIGNATURE) {
        assert_int_equal(gbcs_trust_sign(&T, digest, signature), GBCS_OK);
        same = gbcs_ecdsa_verify(&B.crypto, &key, digest,
                                 gbcs_bytes_of(signature, sizeof signature)) == GBCS_OK;
    } else {
        assert_int_equal(gbcs_ecdh(&B.crypto, &other, &key, &expected), GBCS_OK);
        assert_int_equal(gbcs_trust_agree(&T, &peer, &secret), GBCS_OK);
        same = memcmp(&secret, &expected, sizeof secret) == 0;
    }
    return same;
}

static size_t own_key(uint8_t usage)
{
    return (usage == SIGNATURE) ? OWN_SIGNATURE_KEY : OWN_AGREEMENT_KEY;
}

/** A device that has a key pair of each usage pending. */
static void new_device_with_pending(bool sealed)
{
    new_device(GBCS_DEVICE_ESME, sealed);
    assert_int_equal(pend_and_commit(SIGNATURE, PENDING_KEY), GBCS_OK);
    assert_int_equal(pend_and_commit(AGREEMENT, PENDING_KEY + 1U), GBCS_OK);
}

/** What can be done with a device, for failures and power cuts. */
typedef enum action {
    OPEN,
    PROVISION,
    SEAL,
    ERASE,
    SIGN,
    AGREE,
    PEND,
    PENDING,
    REQUEST,
    PROMOTE,
    ACTIONS
} action;

static gbcs_status act(action what)
{
    static const uint8_t digest[GBCS_DIGEST_SIZE] = {1};
    static gift g;
    uint8_t signature[GBCS_SIGNATURE_SIZE];
    gbcs_shared_secret secret;
    gbcs_public_key key;
    gbcs_status status = GBCS_OK;

    switch (what) {
    case PROVISION:
        wrap(&g, GBCS_DEVICE_CHF);
        status = provision_and_commit(&g.provision);
        break;
    case SEAL:
        status = gbcs_trust_seal(&T);
        break;
    case ERASE:
        status = gbcs_trust_erase(&T);
        break;
    case SIGN:
        status = gbcs_trust_sign(&T, digest, signature);
        if (status != GBCS_OK) {
            assert_zeros(signature, sizeof signature);
        }
        break;
    case AGREE:
        status = gbcs_trust_secret(&T, &SUPPLIER_KA, &secret);
        if (status != GBCS_OK) {
            assert_zeros(&secret, sizeof secret);
            assert_false(gbcs_trust_has_secret(&T, &SUPPLIER_KA));
            assert_int_equal(T.agreements, 0);
        }
        break;
    case PEND:
        status = pend_and_commit(AGREEMENT, OTHER_PENDING_KEY);
        break;
    case PENDING:
        status = gbcs_trust_pending(&T, SIGNATURE, &key);
        assert_true((status == GBCS_OK) || (key.point[0] == 0U));
        break;
    case REQUEST:
        status = gbcs_trust_sign_request(&T, AGREEMENT, digest, signature);
        if (status != GBCS_OK) {
            assert_zeros(signature, sizeof signature);
        }
        break;
    case PROMOTE:
        status = promote_and_commit(AGREEMENT);
        break;
    case OPEN:
    case ACTIONS:
    default:
        status = gbcs_trust_open(&T, &B.store);
        break;
    }
    return status;
}

/** Removes the counter: it then shows whether a change was made. */
static void reset_counter(void)
{
    assert_int_equal(gbcs_store_remove(&B.store, &COUNTER), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
}

/** Whether the device is as it was before an action, or as it is after it. */
static void assert_old_or_new(action what)
{
    const bool provisioned = (what == PROVISION) && (T.device_type == GBCS_DEVICE_CHF);
    const bool sealed = (what == SEAL) && (T.life == GBCS_LIFE_SEALED);
    const bool pended = (what == PEND) && (counter_stored() == 1U);
    const bool promoted = (what == PROMOTE) && (counter_stored() == 2U);
    const gbcs_private_key own = key_number(OWN_AGREEMENT_KEY);
    const gbcs_private_key pending = key_number(PENDING_KEY + 1U);

    assert_device(provisioned ? GBCS_DEVICE_CHF : GBCS_DEVICE_ESME,
                  sealed ? GBCS_LIFE_SEALED : GBCS_LIFE_MANUFACTURE);
    if (provisioned) {
        assert_none_pending(SIGNATURE, GBCS_ERR_ABSENT);
        assert_none_pending(AGREEMENT, GBCS_ERR_ABSENT);
    } else if (promoted) {
        assert_pending(SIGNATURE, PENDING_KEY);
        assert_none_pending(AGREEMENT, GBCS_ERR_ABSENT);
    } else {
        assert_pending(SIGNATURE, PENDING_KEY);
        assert_pending(AGREEMENT, pended ? OTHER_PENDING_KEY : (PENDING_KEY + 1U));
    }
    assert_true(uses(AGREEMENT, promoted ? (PENDING_KEY + 1U) : OWN_AGREEMENT_KEY));
    assert_true(uses(SIGNATURE, OWN_SIGNATURE_KEY));
    /* what was replaced is nowhere */
    if (promoted) {
        assert_false(contains(B.medium, sizeof B.medium, own.scalar));
    }
    if (pended || provisioned) {
        assert_false(contains(B.medium, sizeof B.medium, pending.scalar));
    }
}

/** After a failure or a cut of an erasure: blank, refused or still whole; and it can be repeated. */
static void judge_erasure(void)
{
    if (reopen() == GBCS_OK) {
        assert_true((T.life == GBCS_LIFE_BLANK) || (T.life == GBCS_LIFE_MANUFACTURE));
    } else {
        assert_unknown();
    }
    assert_int_equal(gbcs_trust_erase(&T), GBCS_OK);
    assert_int_equal(T.life, GBCS_LIFE_BLANK);
    assert_zeros(B.sizes, sizeof B.sizes);
}

static void every_call_of_the_port_may_fail(void **state)
{
    static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE, GBCS_MEMORY_ERASE,
                                             GBCS_MEMORY_STORAGE_KEY};
    static snapshot good;
    size_t call;
    action what;

    (void)state;
    new_device_with_pending(true);
    reset_counter();
    take(&good);
    for (what = OPEN; what < ACTIONS; what++) {
        for (call = 0; call < 4; call++) {
            bool through = false;
            uint32_t i;

            for (i = 2; !through; i++) {
                gbcs_status status;

                put_back(&good);
                assert_int_equal(reopen(), GBCS_OK);
                gbcs_memory_fail(&B.memory, CALLS[call], i / 2U, GBCS_ERR_STORAGE,
                                 ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
                status = act(what);
                through = B.memory.failures[CALLS[call]].in > 0U;
                if (through) {
                    assert_int_equal(status, GBCS_OK);
                } else if ((what == ERASE) && (status == GBCS_OK)) {
                    /* the removal of pending key pairs has failed, but they were erased after it */
                    assert_int_equal(T.life, GBCS_LIFE_BLANK);
                    assert_zeros(B.sizes, sizeof B.sizes);
                } else if (what == ERASE) {
                    assert_int_equal(status, GBCS_ERR_STORAGE);
                    assert_int_equal(T.life, GBCS_LIFE_UNKNOWN);
                    judge_erasure();
                } else {
                    assert_true((status == GBCS_ERR_STORAGE) || (status == GBCS_ERR_UNFINISHED));
                    assert_zeros(B.buffer, sizeof B.buffer);
                    if (what == OPEN) {
                        assert_unknown();
                    }
                    assert_int_equal(reopen(), GBCS_OK);
                    assert_old_or_new(what);
                }
            }
        }
    }
}

static void a_blank_device_may_not_be_readable(void **state)
{
    uint32_t in;

    (void)state;
    new_board(true);
    for (in = 1; in <= 6; in++) {
        gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, in, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
        assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_ERR_STORAGE);
        assert_unknown();
    }
    assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_OK);
}

static void power_may_go_at_every_write(void **state)
{
    static const action WRITING[] = {PROVISION, SEAL, ERASE, PEND, PROMOTE};
    static snapshot start;
    size_t a;
    uint32_t i;

    (void)state;
    for (a = 0; a < 10; a++) {
        const action what = WRITING[a / 2U];
        bool through = false;

        new_device_with_pending((a % 2U) == 0U);
        reset_counter();
        take(&start);
        for (i = 0; !through; i++) {
            gbcs_status status;

            put_back(&start);
            assert_int_equal(reopen(), GBCS_OK);
            gbcs_memory_cut(&B.memory, i / 2U,
                            ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
            status = act(what);
            through = status == GBCS_OK;
            if (what == ERASE) {
                gbcs_memory_reboot(&B.memory);
                judge_erasure();
            } else {
                assert_int_equal(reopen(), GBCS_OK);
                assert_old_or_new(what);
            }
        }
        assert_true(i > 4U);
    }
}

static void a_blank_device_stays_blank_or_is_provisioned(void **state)
{
    bool through = false;
    uint32_t i;

    (void)state;
    for (i = 0; !through; i++) {
        new_board((i % 3U) != 0U);
        gbcs_memory_cut(&B.memory, i / 2U,
                        ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        through = act(PROVISION) == GBCS_OK;
        assert_int_equal(reopen(), GBCS_OK);
        if (i == 0U) {
            assert_int_equal(T.life, GBCS_LIFE_BLANK);
        } else {
            /* the journal was written */
            assert_device(GBCS_DEVICE_CHF, GBCS_LIFE_MANUFACTURE);
        }
    }
    assert_true(i > 8U);
}

static void a_lost_place_is_mended(void **state)
{
    static snapshot good;
    static const gbcs_record *const TWINS[] = {&LIFE, &CELLS, &KEYS, &PENDING_DS, &PENDING_KA};
    static const gbcs_status EXPECTED_STATUS[] = {GBCS_OK, GBCS_ERR_STORAGE};
    size_t r;
    uint16_t place;
    int absent;
    int failing;

    (void)state;
    new_device_with_pending(true);
    take(&good);
    for (r = 0; r < 5; r++) {
        for (place = 0; place < 2; place++) {
            for (absent = 0; absent < 2; absent++) {
                for (failing = 1; failing >= 0; failing--) {
                    const uint16_t lost = (uint16_t)(TWINS[r]->number + place);

                    if (absent == 1) {
                        gbcs_memory_place(&B.memory, lost, gbcs_bytes_of(NULL, 0));
                    } else {
                        gbcs_memory_flip(&B.memory, lost, 300);
                    }
                    if (failing == 1) {
                        gbcs_memory_fail(&B.memory, GBCS_MEMORY_STORE, 1, GBCS_ERR_STORAGE,
                                         GBCS_MEMORY_BEFORE);
                    }
                    assert_int_equal(gbcs_trust_open(&T, &B.store), EXPECTED_STATUS[failing]);
                    if (failing == 1) {
                        assert_unknown();
                        put_back(&good);
                        assert_int_equal(board_open(&B), GBCS_OK);
                    } else {
                        assert_same_medium(&good);
                    }
                }
            }
        }
    }
    /* the vault's keys are in no record */
    new_device_with_vault();
    take(&good);
    gbcs_memory_flip(&B.memory, LIFE.number, 300);
    assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_OK);
    assert_same_medium(&good);
}

static void a_pending_key_pair_takes_the_place_of_the_one_in_use(void **state)
{
    size_t u;
    int sealed;

    (void)state;
    for (sealed = 0; sealed < 2; sealed++) {
        for (u = 0; u < 2; u++) {
            const gbcs_private_key own = key_number(own_key(USAGES[u]));
            const gbcs_private_key first = key_number(PENDING_KEY);
            const gbcs_private_key second = key_number(OTHER_PENDING_KEY);
            const bool clear = sealed == 0;

            new_device(GBCS_DEVICE_ESME, sealed == 1);
            assert_int_equal(gbcs_trust_seal(&T), GBCS_OK);
            assert_none_pending(SIGNATURE, GBCS_ERR_ABSENT);
            assert_none_pending(AGREEMENT, GBCS_ERR_ABSENT);
            assert_int_equal(pend_and_commit(USAGES[u], PENDING_KEY), GBCS_OK);
            assert_pending(USAGES[u], PENDING_KEY);
            assert_none_pending(USAGES[1U - u], GBCS_ERR_ABSENT);
            assert_int_equal(contains(B.medium, sizeof B.medium, first.scalar), clear);
            assert_int_equal(pend_and_commit(USAGES[u], OTHER_PENDING_KEY), GBCS_OK);
            assert_false(contains(B.medium, sizeof B.medium, first.scalar));
            assert_int_equal(reopen(), GBCS_OK);
            assert_pending(USAGES[u], OTHER_PENDING_KEY);
            assert_true(uses(USAGES[u], own_key(USAGES[u])));

            assert_int_equal(contains(B.medium, sizeof B.medium, own.scalar), clear);
            assert_int_equal(promote_and_commit(USAGES[u]), GBCS_OK);
            assert_int_equal(counter_stored(), 2);
            /* in neither place, nor in the journal */
            assert_false(contains(B.medium, sizeof B.medium, own.scalar));
            assert_int_equal(contains(B.medium, sizeof B.medium, second.scalar), clear);
            assert_false(contains((const uint8_t *)&T, sizeof T, own.scalar));
            assert_false(contains((const uint8_t *)&T, sizeof T, second.scalar));
            assert_zeros(B.buffer, sizeof B.buffer);
            assert_none_pending(USAGES[u], GBCS_ERR_ABSENT);
            assert_true(uses(USAGES[u], OTHER_PENDING_KEY));
            assert_true(uses(USAGES[1U - u], own_key(USAGES[1U - u])));
            assert_int_equal(reopen(), GBCS_OK);
            assert_device(GBCS_DEVICE_ESME, GBCS_LIFE_SEALED);
            assert_none_pending(USAGES[u], GBCS_ERR_ABSENT);
            assert_true(uses(USAGES[u], OTHER_PENDING_KEY));
            assert_true(uses(USAGES[1U - u], own_key(USAGES[1U - u])));
        }
    }
}

static void both_usages_may_be_pended_in_one_transaction(void **state)
{
    const gbcs_private_key first = key_number(PENDING_KEY);
    const gbcs_private_key second = key_number(OTHER_PENDING_KEY);

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    assert_int_equal(gbcs_trust_pend(&T, SIGNATURE, &first), GBCS_OK);
    assert_int_equal(gbcs_trust_pend(&T, AGREEMENT, &first), GBCS_OK);
    assert_int_equal(gbcs_trust_pend(&T, AGREEMENT, &second), GBCS_OK);
    /* seen before the commit, so that a certification request can be signed with it */
    assert_pending(SIGNATURE, PENDING_KEY);
    assert_pending(AGREEMENT, OTHER_PENDING_KEY);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_pending(SIGNATURE, PENDING_KEY);
    assert_pending(AGREEMENT, OTHER_PENDING_KEY);
}

static void what_the_open_transaction_does_is_seen(void **state)
{
    static const uint8_t octets[GBCS_RECORD_SIZE];
    const gbcs_record other = {9U, 1U, GBCS_COPY_ONE, GBCS_RECORD_SIZE - GBCS_RECORD_OVERHEAD};
    const gbcs_private_key key = key_number(OTHER_PENDING_KEY);
    gbcs_public_key found;
    size_t u;

    (void)state;
    for (u = 0; u < 2; u++) {
        new_device_with_pending(true);
        /* another one is pending; an abandoned one is not */
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], &key), GBCS_OK);
        assert_pending(USAGES[u], OTHER_PENDING_KEY);
        assert_pending(USAGES[1U - u], PENDING_KEY + 1U - u);
        gbcs_store_abandon(&B.store);
        assert_pending(USAGES[u], PENDING_KEY + u);
        /* one that was just made may be put into use */
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], &key), GBCS_OK);
        assert_int_equal(gbcs_trust_promote(&T, USAGES[u]), GBCS_OK);
        assert_int_equal(gbcs_trust_pending(&T, USAGES[u], &found), GBCS_ERR_ABSENT);
        assert_zeros(&found, sizeof found);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
        assert_int_equal(gbcs_trust_settle(&T), GBCS_OK);
        assert_true(uses(USAGES[u], OTHER_PENDING_KEY));
        assert_none_pending(USAGES[u], GBCS_ERR_ABSENT);
        /* a transaction that has failed shows nothing */
        assert_int_equal(gbcs_store_put(&B.store, &other, gbcs_bytes_of(octets, sizeof octets)),
                         GBCS_ERR_ARGUMENT);
        assert_none_pending(USAGES[1U - u], GBCS_ERR_ARGUMENT);
        gbcs_store_abandon(&B.store);
        assert_pending(USAGES[1U - u], PENDING_KEY + 1U - u);
    }
    /* the same of a vault's */
    new_device_with_vault();
    assert_int_equal(gbcs_trust_pend(&T, AGREEMENT, NULL), GBCS_OK);
    assert_pending(AGREEMENT, 200);
    assert_int_equal(gbcs_trust_promote(&T, AGREEMENT), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_int_equal(gbcs_trust_settle(&T), GBCS_OK);
    assert_true(uses(AGREEMENT, 200));
}

static void shared_secrets_are_not_kept_while_a_change_is_open(void **state)
{
    const gbcs_private_key key = key_number(PENDING_KEY);
    gbcs_shared_secret old;
    gbcs_shared_secret secret;
    size_t u;
    int committed;

    (void)state;
    for (u = 0; u < 2; u++) {
        for (committed = 0; committed < 2; committed++) {
            const bool changed = (committed == 1) && (USAGES[u] == AGREEMENT);

            new_device_with_pending(true);
            assert_int_equal(gbcs_trust_secret(&T, &ACB_KA, &old), GBCS_OK);
            assert_int_equal(gbcs_trust_promote(&T, USAGES[u]), GBCS_OK);
            assert_zeros(T.secrets, sizeof T.secrets);
            assert_false(gbcs_trust_has_secret(&T, &ACB_KA));
            /* one change in a transaction */
            assert_int_equal(gbcs_trust_promote(&T, USAGES[u]), GBCS_ERR_BUSY);
            assert_int_equal(gbcs_trust_promote(&T, USAGES[1U - u]), GBCS_ERR_BUSY);
            assert_int_equal(gbcs_trust_pend(&T, USAGES[u], &key), GBCS_ERR_BUSY);
            /* until the commit the key pair in use is the one before it */
            assert_int_equal(gbcs_trust_secret(&T, &ACB_KA, &secret), GBCS_OK);
            assert_memory_equal(&secret, &old, sizeof old);
            assert_false(gbcs_trust_has_secret(&T, &ACB_KA));
            if (committed == 1) {
                assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
            } else {
                gbcs_store_abandon(&B.store);
            }
            assert_int_equal(gbcs_trust_secret(&T, &ACB_KA, &secret), GBCS_OK);
            assert_int_equal(memcmp(&secret, &old, sizeof old) != 0, changed);
            assert_false(gbcs_trust_has_secret(&T, &ACB_KA));
            gbcs_trust_forget(&T);
            assert_int_equal(gbcs_trust_promote(&T, USAGES[1U - u]), GBCS_ERR_BUSY);
            assert_int_equal(gbcs_trust_settle(&T), GBCS_OK);
            assert_int_equal(gbcs_trust_secret(&T, &ACB_KA, &secret), GBCS_OK);
            assert_int_equal(gbcs_trust_has_secret(&T, &ACB_KA), GBCS_KEEP_SECRETS);
            assert_int_equal(gbcs_trust_promote(&T, USAGES[1U - u]), GBCS_OK);
            gbcs_store_abandon(&B.store);
            assert_int_equal(gbcs_trust_settle(&T), GBCS_OK);
            if (committed == 0) {
                assert_pending(USAGES[u], PENDING_KEY + u);
            }
        }
    }
}

static void other_usages_and_lives_have_no_pending_key_pairs(void **state)
{
    const gbcs_private_key key = key_number(PENDING_KEY);
    gbcs_private_key wrong = key;
    unsigned int usage;
    size_t u;

    (void)state;
    new_device(GBCS_DEVICE_ESME, true);
    for (usage = 0; usage < 256; usage++) {
        if ((usage != SIGNATURE) && (usage != AGREEMENT)) {
            assert_none_pending((uint8_t)usage, GBCS_ERR_ARGUMENT);
            assert_int_equal(gbcs_trust_pend(&T, (uint8_t)usage, &key), GBCS_ERR_ARGUMENT);
        }
    }
    for (u = 0; u < 2; u++) {
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], NULL), GBCS_ERR_ARGUMENT);
        memset(&wrong, 0, sizeof wrong);
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], &wrong), GBCS_ERR_PRIVATE_KEY);
        memset(&wrong, 0xFF, sizeof wrong);
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], &wrong), GBCS_ERR_PRIVATE_KEY);
        assert_int_equal(B.store.count, 0);
    }
    new_board(true);
    for (u = 0; u < 2; u++) {
        assert_none_pending(USAGES[u], GBCS_ERR_LIFE);
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], &key), GBCS_ERR_LIFE);
    }
    assert_int_equal(gbcs_trust_settle(&T), GBCS_OK);
    new_device_with_pending(true);
    gbcs_memory_fail(&B.memory, GBCS_MEMORY_LOAD, 1, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
    assert_int_equal(gbcs_trust_open(&T, &B.store), GBCS_ERR_STORAGE);
    for (u = 0; u < 2; u++) {
        assert_none_pending(USAGES[u], GBCS_ERR_LIFE);
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], &key), GBCS_ERR_LIFE);
    }
    memset(&T, 0, sizeof T);
    assert_int_equal(gbcs_trust_settle(&T), GBCS_OK);
    assert_none_pending(SIGNATURE, GBCS_ERR_LIFE);
}

static void a_pending_key_pair_that_can_not_be_is_refused(void **state)
{
    static const struct {
        bool vault;
        const char *octets;
        gbcs_status status;
    } CASES[] = {
        {false, "", GBCS_ERR_RECORD},
        {false, "00", GBCS_ERR_RECORD},
        {false, "01", GBCS_ERR_RECORD},
        {false, "01 00000000000000000000000000000000 0000000000000000000000000000000001",
         GBCS_ERR_RECORD},
        {false, "01 0000000000000000000000000000000000000000000000000000000000000000",
         GBCS_ERR_RECORD},
        {false, "01 0000000000000000000000000000000000000000000000000000000000000001", GBCS_OK},
        {false, "04 0000000000000000000000000000000000000000000000000000000000000001",
         GBCS_ERR_RECORD},
        {false,
         "02 04 6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
         "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
         GBCS_ERR_RECORD},
        {true, "01 0000000000000000000000000000000000000000000000000000000000000001",
         GBCS_ERR_RECORD},
        /* the base point of P-256 (FIPS 186-4 D.1.2.3) */
        {true,
         "02 04 6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
         "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
         GBCS_OK},
        {true,
         "02 06 6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
         "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
         GBCS_ERR_RECORD},
        {true,
         "04 04 6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
         "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5",
         GBCS_ERR_RECORD},
        {true,
         "02 04 6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296"
         "4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51",
         GBCS_ERR_RECORD},
        {true, "02", GBCS_ERR_RECORD},
        {true, "03", GBCS_ERR_RECORD},
    };
    const gbcs_private_key key = key_number(PENDING_KEY);
    uint8_t octets[66];
    size_t i;

    (void)state;
    for (i = 0; i < (sizeof CASES / sizeof CASES[0]); i++) {
        gbcs_public_key found;

        if (CASES[i].vault) {
            new_device_with_vault();
        } else {
            new_device(GBCS_DEVICE_ESME, true);
        }
        /* the device works without it */
        assert_int_equal(open_with(&PENDING_KA, hex_bytes(CASES[i].octets, octets, sizeof octets)),
                         GBCS_OK);
        assert_int_equal(gbcs_trust_pending(&T, AGREEMENT, &found), CASES[i].status);
        if (CASES[i].status != GBCS_OK) {
            assert_none_pending(AGREEMENT, GBCS_ERR_RECORD);
        }
        assert_none_pending(SIGNATURE, GBCS_ERR_ABSENT);
        /* and another one can take its place */
        assert_int_equal(pend_and_commit(AGREEMENT, PENDING_KEY), GBCS_OK);
        assert_pending(AGREEMENT, CASES[i].vault ? 200 : PENDING_KEY);
        /* a device that is blank has none */
        if (!CASES[i].vault) {
            new_board(true);
            assert_int_equal(open_with(((i % 2U) == 0U) ? &PENDING_DS : &PENDING_KA,
                                       hex_bytes(CASES[i].octets, octets, sizeof octets)),
                             GBCS_ERR_RECORD);
            assert_unknown();
            assert_int_equal(gbcs_trust_erase(&T), GBCS_OK);
        }
    }
    /* damaged in both places */
    new_device_with_pending(true);
    gbcs_memory_flip(&B.memory, PENDING_DS.number, 300);
    gbcs_memory_flip(&B.memory, PENDING_DS.number + 1U, 300);
    assert_int_equal(reopen(), GBCS_OK);
    assert_none_pending(SIGNATURE, GBCS_ERR_RECORD);
    assert_pending(AGREEMENT, PENDING_KEY + 1U);
    assert_int_equal(gbcs_trust_pend(&T, SIGNATURE, &key), GBCS_OK);
    assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
    assert_pending(SIGNATURE, PENDING_KEY);
}

static void a_promotion_without_room_changes_nothing(void **state)
{
    static const uint8_t octets[GBCS_RECORD_SIZE - 140U];
    const gbcs_record other = {9U, 1U, GBCS_COPY_ONE, sizeof octets};
    size_t i;

    (void)state;
    for (i = 0; i < 2; i++) {
        new_device_with_pending(true);
        assert_int_equal(gbcs_store_put(&B.store, &other, gbcs_bytes_of(octets, sizeof octets)),
                         GBCS_OK);
        assert_int_equal(gbcs_trust_promote(&T, USAGES[i]), GBCS_ERR_SPACE);
        assert_false(T.unsettled);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_ERR_SPACE);
        assert_pending(USAGES[i], PENDING_KEY + i);
        assert_true(uses(USAGES[i], own_key(USAGES[i])));
    }
}

static void pending_key_pairs_are_erased_first(void **state)
{
    const gbcs_private_key pending = key_number(PENDING_KEY);
    const gbcs_private_key other = key_number(PENDING_KEY + 1U);
    uint32_t i;
    bool through = false;

    (void)state;
    for (i = 0; !through; i++) {
        bool left;

        new_device_with_pending(false);
        assert_true(contains(B.medium, sizeof B.medium, pending.scalar));
        gbcs_memory_cut(&B.memory, i, GBCS_MEMORY_BEFORE);
        through = gbcs_trust_erase(&T) == GBCS_OK;
        gbcs_memory_reboot(&B.memory);
        left = contains(B.medium, sizeof B.medium, pending.scalar) ||
               contains(B.medium, sizeof B.medium, other.scalar);
        /* while one is left the device still has everything else */
        assert_true(!left || medium_contains_keys());
        judge_erasure();
        assert_false(contains(B.medium, sizeof B.medium, pending.scalar));
        assert_false(contains(B.medium, sizeof B.medium, other.scalar));
    }
    assert_true(i > 8U);
}

static void a_vault_makes_and_promotes_key_pairs(void **state)
{
    const gbcs_private_key key = key_number(PENDING_KEY);
    size_t u;

    (void)state;
    for (u = 0; u < 2; u++) {
        const gbcs_vault_slot used = (u == 0U) ? GBCS_SLOT_SIGNATURE : GBCS_SLOT_AGREEMENT;
        const gbcs_vault_slot slot =
            (u == 0U) ? GBCS_SLOT_SIGNATURE_PENDING : GBCS_SLOT_AGREEMENT_PENDING;

        new_device_with_vault();
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], &key), GBCS_ERR_ARGUMENT);
        assert_int_equal(V.next, 200);
        /* what the vault says, or gives */
        V.failure = GBCS_ERR_STORAGE;
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], NULL), GBCS_ERR_STORAGE);
        V.failure = GBCS_OK;
        V.nonsense = true;
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], NULL), GBCS_ERR_PUBLIC_KEY);
        V.nonsense = false;
        assert_int_equal(B.store.count, 0);
        assert_int_equal(pend_and_commit(USAGES[u], 0), GBCS_OK);
        assert_pending(USAGES[u], 202);
        assert_int_equal(reopen(), GBCS_OK);
        assert_pending(USAGES[u], 202);
        assert_none_pending(USAGES[1U - u], GBCS_ERR_ABSENT);
        /* made, but not committed: what storage says is not so */
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], NULL), GBCS_OK);
        gbcs_store_abandon(&B.store);
        {
            const uint8_t digest[GBCS_DIGEST_SIZE] = {7};
            uint8_t signature[GBCS_SIGNATURE_SIZE] = {1};

            assert_int_equal(gbcs_trust_sign_request(&T, USAGES[u], digest, signature),
                             GBCS_ERR_ABSENT);
            assert_zeros(signature, sizeof signature);
            assert_int_equal(gbcs_trust_promote(&T, USAGES[u]), GBCS_ERR_ABSENT);
            assert_int_equal(B.store.count, 0);
            assert_false(T.unsettled);
        }
        assert_int_equal(pend_and_commit(USAGES[u], 0), GBCS_OK);
        assert_pending(USAGES[u], 204);
        /* an abandoned promotion is none */
        assert_int_equal(gbcs_trust_promote(&T, USAGES[u]), GBCS_OK);
        gbcs_store_abandon(&B.store);
        assert_int_equal(gbcs_trust_settle(&T), GBCS_OK);
        assert_pending(USAGES[u], 204);
        assert_int_equal(V.promotions, 0);
        /* decided, but the vault fails */
        V.failure = GBCS_ERR_STORAGE;
        assert_int_equal(gbcs_trust_promote(&T, USAGES[u]), GBCS_ERR_STORAGE);
        V.failure = GBCS_OK;
        assert_int_equal(gbcs_trust_promote(&T, USAGES[u]), GBCS_OK);
        assert_int_equal(gbcs_store_commit(&B.store), GBCS_OK);
        V.failure = GBCS_ERR_STORAGE;
        assert_int_equal(gbcs_trust_settle(&T), GBCS_ERR_STORAGE);
        assert_int_equal(V.keys[used], own_key(USAGES[u]));
        assert_int_equal(gbcs_trust_pend(&T, USAGES[u], NULL), GBCS_ERR_BUSY);
        {
            gbcs_public_key none;

            assert_int_equal(gbcs_trust_pending(&T, USAGES[u], &none), GBCS_ERR_ABSENT);
            assert_zeros(&none, sizeof none);
        }
        assert_int_equal(reopen(), GBCS_ERR_STORAGE);
        assert_unknown();
        V.failure = GBCS_OK;
        assert_int_equal(reopen(), GBCS_OK);
        assert_int_equal(V.promotions, 1);
        assert_int_equal(V.keys[used], 204);
        assert_int_equal(V.keys[slot], 0);
        assert_none_pending(USAGES[u], GBCS_ERR_ABSENT);
        assert_true(uses(USAGES[u], 204));
        assert_true(uses(USAGES[1U - u], own_key(USAGES[1U - u])));
        assert_int_equal(gbcs_trust_settle(&T), GBCS_OK);
        assert_int_equal(V.promotions, 1);
    }
}

static void a_vault_and_storage_agree_after_every_power_cut(void **state)
{
    size_t u;
    uint32_t i;

    (void)state;
    for (u = 0; u < 2; u++) {
        bool through = false;

        for (i = 0; !through; i++) {
            bool decided;

            new_device_with_vault();
            assert_int_equal(pend_and_commit(USAGES[u], 0), GBCS_OK);
            reset_counter();
            gbcs_memory_cut(&B.memory, i / 2U,
                            ((i % 2U) == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
            through = promote_and_commit(USAGES[u]) == GBCS_OK;
            assert_int_equal(reopen(), GBCS_OK);
            decided = counter_stored() == 2U;
            assert_true(decided || !through);
            assert_int_equal(V.promotions, decided ? 1 : 0);
            assert_true(uses(USAGES[u], decided ? 200 : own_key(USAGES[u])));
            if (decided) {
                assert_none_pending(USAGES[u], GBCS_ERR_ABSENT);
            } else {
                assert_pending(USAGES[u], 200);
            }
        }
        assert_true(i > 8U);
    }
}

static void every_call_may_fail_while_a_vault_is_settled(void **state)
{
    static const gbcs_memory_call CALLS[] = {GBCS_MEMORY_LOAD, GBCS_MEMORY_STORE, GBCS_MEMORY_ERASE,
                                             GBCS_MEMORY_STORAGE_KEY};
    size_t call;
    uint32_t i;

    (void)state;
    for (call = 0; call < 4; call++) {
        bool through = false;

        for (i = 1; !through; i++) {
            gbcs_status status;

            new_device_with_vault();
            assert_int_equal(pend_and_commit(AGREEMENT, 0), GBCS_OK);
            gbcs_memory_fail(&B.memory, CALLS[call], i, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE);
            status = promote_and_commit(AGREEMENT);
            through = B.memory.failures[CALLS[call]].in > 0U;
            assert_true((status == GBCS_OK) == through);
            assert_int_equal(reopen(), GBCS_OK);
            assert_true(uses(AGREEMENT, (counter_stored() == 2U) ? 200 : OWN_AGREEMENT_KEY));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_type_of_device_has_its_cells),
        cmocka_unit_test(each_command_has_the_cells_that_it_needs),
        cmocka_unit_test(a_credential_fills_a_cell),
        cmocka_unit_test(what_is_provisioned_comes_back),
        cmocka_unit_test(cells_may_stay_empty),
        cmocka_unit_test(provisioning_takes_the_place_of_what_was_given_before),
        cmocka_unit_test(a_party_speaks_for_the_roles_whose_cells_it_is_in),
        cmocka_unit_test(a_role_is_controlled_by_the_party_in_its_cell),
        cmocka_unit_test(what_may_not_be_given_changes_nothing),
        cmocka_unit_test(a_failed_provisioning_abandons_the_transaction),
        cmocka_unit_test(sealing_is_for_good),
        cmocka_unit_test(sealing_that_fails_leaves_no_transaction),
        cmocka_unit_test(erasure_leaves_nothing),
        cmocka_unit_test(a_device_whose_storage_is_damaged_can_be_erased),
        cmocka_unit_test(every_damaged_bit_is_found),
        cmocka_unit_test(records_that_do_not_belong_together_are_refused),
        cmocka_unit_test(a_record_of_every_other_length_is_refused),
        cmocka_unit_test(only_two_values_are_a_life),
        cmocka_unit_test(an_identity_that_can_not_be_is_refused),
        cmocka_unit_test(cells_that_can_not_be_are_refused),
        cmocka_unit_test(keys_that_can_not_be_are_refused),
        cmocka_unit_test(a_secret_is_computed_once),
        cmocka_unit_test(an_empty_cell_has_no_secret),
        cmocka_unit_test(a_party_in_no_cell_has_a_secret_that_is_not_kept),
        cmocka_unit_test(the_device_signs_with_its_key),
        cmocka_unit_test(nothing_of_a_private_key_stays_in_memory),
        cmocka_unit_test(a_vault_does_what_private_keys_do),
        cmocka_unit_test(a_vault_is_erased_first),
        cmocka_unit_test(every_call_of_the_port_may_fail),
        cmocka_unit_test(a_blank_device_may_not_be_readable),
        cmocka_unit_test(power_may_go_at_every_write),
        cmocka_unit_test(a_blank_device_stays_blank_or_is_provisioned),
        cmocka_unit_test(a_lost_place_is_mended),
        cmocka_unit_test(a_pending_key_pair_takes_the_place_of_the_one_in_use),
        cmocka_unit_test(both_usages_may_be_pended_in_one_transaction),
        cmocka_unit_test(what_the_open_transaction_does_is_seen),
        cmocka_unit_test(shared_secrets_are_not_kept_while_a_change_is_open),
        cmocka_unit_test(other_usages_and_lives_have_no_pending_key_pairs),
        cmocka_unit_test(a_pending_key_pair_that_can_not_be_is_refused),
        cmocka_unit_test(a_promotion_without_room_changes_nothing),
        cmocka_unit_test(pending_key_pairs_are_erased_first),
        cmocka_unit_test(a_vault_makes_and_promotes_key_pairs),
        cmocka_unit_test(a_vault_and_storage_agree_after_every_power_cut),
        cmocka_unit_test(every_call_may_fail_while_a_vault_is_settled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
