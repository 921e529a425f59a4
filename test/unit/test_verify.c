/* The gate: every use case by every role to every device type, and every reason to refuse. */
#include "verify_bench.h"

#include "message/authority.h"
#include "message/budget.h"
#include "message/speaker.h"

/* Dates in a payload: one, and the one that cancels. */
#define NEW "20300115000000Z"
#define NEVER "99991231235959Z"

/* clang-format off */
/* The organisation of test_cpv.c, made by test/pki/run.py. */
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
/* clang-format on */

/** Entity Identifier in that certificate. */
#define ORGANISATION_ENTITY 0x00005EEF10000002U

/** Codes of commands for which tests need a kind. */
#define NON_CRITICAL 0x0045U /* ECS29a, network operator to ESME, guarded */
#define READ 0x0021U         /* ECS10, supplier to ESME, not guarded */
#define BROKER_READ 0x0034U  /* ECS21b, supplier or Access Control Broker to ESME, not guarded */
#define CRITICAL 0x001CU     /* ECS04a, supplier to ESME, guarded */
#define ACTIVATION 0x0012U   /* CS06, supplier to ESME, future dateable */
#define DETAILS 0x0008U      /* CS02a */
#define RECOVERY 0x0108U     /* CS02b, signature only */

static bench b;
static message m;

/** A key that should not be taken. */
static const gbcs_private_key *stranger_key(void)
{
    return &b.parties[GBCS_ROLE_ISSUING_AUTHORITY].signature_key;
}

static bool is_between_devices(const gbcs_use_case *row)
{
    return row->category == GBCS_CATEGORY_HAN_COMMAND;
}

static bool is_command(const gbcs_use_case *row)
{
    return (row->category == GBCS_CATEGORY_COMMAND) ||
           (row->category == GBCS_CATEGORY_CRITICAL_COMMAND) ||
           (row->category == GBCS_CATEGORY_VARIANT) || is_between_devices(row);
}

static bool holds(uint8_t role, uint8_t key_usage)
{
    const gbcs_cell_id id = {role, key_usage, GBCS_CELL_MANAGEMENT};

    return gbcs_trust_find(&b.trust, &id) != NULL;
}

/** What should become of a command that is protected as it should be. */
static gbcs_status verdict_of(const gbcs_use_case *row, uint8_t role)
{
    const update *u = update_of(row->code);
    const bool in_a_cell = gbcs_trust_knows(&b.trust, ENTITY(role));
    const uint8_t usage =
        (m.form == GBCS_FORM_MACED) ? GBCS_KEY_USAGE_AGREEMENT : GBCS_KEY_USAGE_SIGNATURE;
    gbcs_status status = GBCS_OK;

    if (!is_command(row) || !gbcs_use_case_for_device(row, b.trust.device_type)) {
        status = GBCS_ERR_UNSUPPORTED;
    } else if (!in_a_cell || is_between_devices(row)) {
        status = GBCS_ERR_ORIGINATOR;
    } else if (!gbcs_use_case_for_role(row, role) || ((u != NULL) && (u->role != role)) ||
               !holds(role, usage)) {
        status = GBCS_ERR_ROLE;
    }
    return status;
}

static uint16_t event_of(gbcs_status status)
{
    return (status == GBCS_ERR_UNSUPPORTED)  ? 0x8F85U
           : (status == GBCS_ERR_ORIGINATOR) ? 0x8F3EU
           : (status == GBCS_ERR_ROLE)       ? 0x8F30U
           : (status == GBCS_ERR_REPLAY)     ? 0x8F53U
                                             : 0U;
}

static void check_accepted(const gbcs_use_case *row, uint8_t role)
{
    gbcs_counter_id id;

    assert_ptr_equal(b.command.use_case, row);
    assert_int_equal(b.command.role, role);
    assert_int_equal(b.command.form, m.form);
    assert_int_equal(b.command.date.dating, GBCS_DATING_IMMEDIATE);
    assert_false(b.command.has_party_key);
    assert_int_equal(b.command.frame.header.counter, m.header.counter);
    assert_int_equal(gbcs_command_counter(&b.command, &id),
                     (row->flags & (GBCS_USE_REPLAY | GBCS_USE_TOP_UP)) == GBCS_USE_REPLAY);
    assert_int_equal(id.role, role);
    assert_int_equal(id.code, 0);
}

/** One use case, from one role to the present device. Returns 1 if it is accepted. */
static unsigned int try_row(const gbcs_use_case *row, uint8_t role)
{
    gbcs_status status;
    uint16_t event;

    make(&b, &m, row->code, role);
    if (m.form == GBCS_FORM_BARE) {
        m.form = GBCS_FORM_MACED;
    }
    status = verdict_of(row, role);
    event = event_of(status);
    if ((m.form == GBCS_FORM_SIGNED) && !holds(role, GBCS_KEY_USAGE_SIGNATURE)) {
        event = 0U; /* neither MAC nor a signature that could be verified */
    }
    if (give(&b, build(&b, &m)) != status || (b.refusal.event != event)) {
        fail_msg("%04X to %u by %u: %s %04X, not %s %04X", row->code, b.trust.device_type, role,
                 gbcs_status_name(b.refusal.status), b.refusal.event, gbcs_status_name(status),
                 event);
    }
    if (status == GBCS_OK) {
        check_accepted(row, role);
    }
    return (status == GBCS_OK) ? 1U : 0U;
}

static void every_use_case_is_taken_from_those_who_may(void **state)
{
    const gbcs_use_case *row;
    unsigned int accepted = 0U;
    uint8_t device;
    uint8_t role;
    size_t i;

    (void)state;
    for (device = 0U; device < GBCS_DEVICES; device++) {
        if (device != 6U) {
            bench_open(&b, device);
            bench_warm(&b);
            for (i = 0U; (row = gbcs_use_case_at(i)) != NULL; i++) {
                for (role = 0U; role < GBCS_ROLES; role++) {
                    accepted += try_row(row, role);
                }
            }
        }
    }
    assert_true(accepted > 400U);
}

/** What the gate is told of a device on the HAN. */
static gbcs_status known_peer;

static gbcs_status peer_key(gbcs_store *store, gbcs_entity_id device, gbcs_public_key *key)
{
    const party *p = &b.parties[GBCS_ROLE_ISSUING_AUTHORITY];

    assert_ptr_equal(store, &b.store);
    memset(key, 0, sizeof *key);
    assert_int_equal(device, 0x00DB0000000000A4U);
    if (known_peer == GBCS_OK) {
        *key = p->agreement_public;
    }
    return known_peer;
}

/** A command of a PPMID (PCS01), with the MAC of the two devices. */
static void devices_on_the_han_speak_for_themselves(void **state)
{
    const party *ppmid = &b.parties[GBCS_ROLE_ISSUING_AUTHORITY];
    const gbcs_peers peers = {&b.store, peer_key};
    gbcs_shared_secret secret;
    gbcs_counter_id id;

    (void)state;
    bench_open(&b, GBCS_DEVICE_GSME);
    bench_warm(&b);
    b.gate.peers = &peers;
    known_peer = GBCS_OK;
    assert_int_equal(gbcs_trust_agree(&b.trust, &ppmid->agreement_public, &secret), GBCS_OK);
    make(&b, &m, 0x009B, GBCS_ROLE_ISSUING_AUTHORITY);
    m.header.originator = 0x00DB0000000000A4U;
    m.secret = &secret;
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_NONE);
    assert_int_equal(b.command.form, GBCS_FORM_MACED);
    assert_false(gbcs_command_counter(&b.command, &id));
    /* the broker's key makes no MAC between devices, nor theirs that of others */
    m.secret = &b.secret;
    expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
    make(&b, &m, 0x0097, GBCS_ROLE_SUPPLIER);
    m.secret = &secret;
    expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
    /* nobody else speaks for a device, nor it for others */
    make(&b, &m, 0x009B, GBCS_ROLE_ISSUING_AUTHORITY);
    m.header.originator = 0x00DB0000000000A4U;
    m.secret = &secret;
    m.header.other_form = GBCS_OTHER_PARTY;
    m.header.party = 1U;
    expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
    m.secret = &b.secret;
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    /* signed too is another form */
    m.header.other_form = GBCS_OTHER_CODE;
    m.header.party = 0U;
    m.secret = &secret;
    m.form = GBCS_FORM_BOTH;
    expect(&b, &m, GBCS_ERR_FORM, 0x8F3D);
    /* one that is not joined, or not to be found out */
    m.form = GBCS_FORM_MACED;
    known_peer = GBCS_ERR_ABSENT;
    expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
    m.secret = &b.secret;
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    known_peer = GBCS_ERR_RECORD;
    expect(&b, &m, GBCS_ERR_RECORD, 0);
    known_peer = GBCS_OK;
    /* each costs a key agreement, which a flood does not get */
    m.secret = &secret;
    b.budget.spent = GBCS_BUDGET_SIZE;
    b.budget.since = b.gate.uptime;
    expect(&b, &m, GBCS_ERR_BUSY, 0);
    b.gate.peers = NULL;
}

static void forms_follow_from_the_use_case(void **state)
{
    static const struct {
        uint16_t code;
        uint8_t device;
        uint8_t role;
        gbcs_form command;
        gbcs_form response;
    } rows[] = {
        {CRITICAL, GBCS_DEVICE_ESME, 2, GBCS_FORM_BOTH, GBCS_FORM_SIGNED},
        {CRITICAL, GBCS_DEVICE_GSME, 2, GBCS_FORM_BARE, GBCS_FORM_SIGNED},
        {READ, GBCS_DEVICE_ESME, 2, GBCS_FORM_MACED, GBCS_FORM_MACED},
        {READ, GBCS_DEVICE_ESME, 255, GBCS_FORM_MACED, GBCS_FORM_MACED},
        {READ, 8, 2, GBCS_FORM_BARE, GBCS_FORM_MACED},
        {DETAILS, GBCS_DEVICE_ESME, 4, GBCS_FORM_MACED, GBCS_FORM_MACED},
        {DETAILS, GBCS_DEVICE_ESME, 5, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
        {DETAILS, GBCS_DEVICE_CHF, 6, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
        {0x011B, GBCS_DEVICE_ESME, 4, GBCS_FORM_MACED, GBCS_FORM_MACED},
        {0x011B, GBCS_DEVICE_ESME, 2, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
        {0x0100, GBCS_DEVICE_ESME, 2, GBCS_FORM_BOTH, GBCS_FORM_SIGNED},
        {0x0104, GBCS_DEVICE_ESME, 4, GBCS_FORM_MACED, GBCS_FORM_SIGNED},
        {0x0104, GBCS_DEVICE_CHF, 4, GBCS_FORM_BOTH, GBCS_FORM_SIGNED},
        {0x0107, GBCS_DEVICE_GPF, 5, GBCS_FORM_BOTH, GBCS_FORM_SIGNED},
        {0x0108, GBCS_DEVICE_CHF, 1, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
        {0x0109, GBCS_DEVICE_ESME, 255, GBCS_FORM_SIGNED, GBCS_FORM_SIGNED},
        {0x0125, GBCS_DEVICE_ESME, 8, GBCS_FORM_BOTH, GBCS_FORM_SIGNED},
        {0x0126, GBCS_DEVICE_ESME, 2, GBCS_FORM_BOTH, GBCS_FORM_SIGNED},
        {0x0090, GBCS_DEVICE_GSME, 255, GBCS_FORM_MACED, GBCS_FORM_MACED}, /* HAN */
        {0x0090, GBCS_DEVICE_ESME, 255, GBCS_FORM_BARE, GBCS_FORM_MACED},
        {0x1000, GBCS_DEVICE_ESME, 2, GBCS_FORM_BARE, GBCS_FORM_SIGNED}, /* alert */
        {0x0116, GBCS_DEVICE_ESME, 2, GBCS_FORM_BARE, GBCS_FORM_SIGNED}, /* never a message */
    };
    gbcs_use_case unknown = {0x0999U, 0xFFU, 0xFFFFU, 0U, GBCS_CATEGORY_VARIANT, GBCS_FAMILY_ASN1};
    size_t i;

    (void)state;
    for (i = 0U; i < sizeof rows / sizeof rows[0]; i++) {
        const gbcs_use_case *row = gbcs_use_case_find(rows[i].code);

        assert_int_equal(gbcs_command_form(row, rows[i].device, rows[i].role), rows[i].command);
        assert_int_equal(gbcs_response_form(row, rows[i].command), rows[i].response);
    }
    /* a variant that has no rule is not accepted */
    assert_int_equal(gbcs_command_form(&unknown, GBCS_DEVICE_ESME, 2U), GBCS_FORM_BARE);
    assert_int_equal(gbcs_response_form(&unknown, GBCS_FORM_MACED), GBCS_FORM_SIGNED);
}

static void every_other_form_is_refused(void **state)
{
    static const struct {
        uint16_t code;
        uint8_t role;
    } rows[] = {{CRITICAL, 2}, {READ, 2}, {DETAILS, 4}, {DETAILS, 5}, {RECOVERY, 1}, {0x0104, 4}};
    size_t i;
    unsigned int form;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof rows / sizeof rows[0]; i++) {
        for (form = 0U; form < 4U; form++) {
            gbcs_form right;

            make(&b, &m, rows[i].code, rows[i].role);
            right = m.form;
            m.form = (gbcs_form)form;
            if (m.form == right) {
                expect(&b, &m, GBCS_OK, 0);
            } else {
                expect(&b, &m, GBCS_ERR_FORM,
                       ((m.form == GBCS_FORM_MACED) || (m.form == GBCS_FORM_BOTH)) ? 0x8F3D : 0);
            }
        }
    }
    /* the wrong form is told before an old counter, and a pre-command is told nothing */
    make(&b, &m, CRITICAL, 2U);
    m.header.counter = 0U;
    m.form = GBCS_FORM_MACED;
    expect(&b, &m, GBCS_ERR_FORM, 0x8F3D);
    make(&b, &m, 0x0FFFU, 2U);
    m.form = GBCS_FORM_BARE;
    expect(&b, &m, GBCS_ERR_FORM, 0);
    /* the party in the cell of another usage could have signed a command that needs none */
    b.holder[GBCS_ROLE_SUPPLIER] = GBCS_ROLE_NONE;
    bench_device(&b, GBCS_DEVICE_ESME);
    make(&b, &m, NON_CRITICAL, GBCS_ROLE_NETWORK_OPERATOR);
    m.form = GBCS_FORM_BOTH;
    m.signer = stranger_key();
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0x8F3D);
}

static void what_is_no_command_to_the_device_is_only_counted(void **state)
{
    static const gbcs_entity_id targets[] = {0U, DEVICE + 1U, DEVICE - 1U, ENTITY(2),
                                             DEVICE ^ ((uint64_t)1U << 63)};
    gbcs_bytes octets;
    size_t i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof targets / sizeof targets[0]; i++) {
        make(&b, &m, READ, 2U);
        m.header.recipient = targets[i];
        expect(&b, &m, GBCS_ERR_TARGET, 0);
    }
    make(&b, &m, READ, 2U);
    m.header.cra = GBCS_CRA_RESPONSE;
    expect(&b, &m, GBCS_ERR_CRA, 0);
    m.header.cra = GBCS_CRA_ALERT;
    expect(&b, &m, GBCS_ERR_CRA, 0);
    m.header.cra = GBCS_CRA_COMMAND;
    octets = build(&b, &m);
    for (i = 0U; i < octets.size; i++) {
        assert_int_equal(gbcs_status_class_of(give(&b, gbcs_bytes_of(octets.data, i))),
                         GBCS_CLASS_MALFORMED);
        assert_int_equal(b.refusal.event, 0);
        assert_int_equal(b.command.frame.octets.size, 0);
    }
    assert_int_equal(b.budget.spent, 0);
    /* a device without identity is nobody's target */
    memset(&b.trust, 0, sizeof b.trust);
    b.trust.store = &b.store;
    m.header.recipient = 0U;
    expect(&b, &m, GBCS_ERR_TARGET, 0);
}

static void the_frame_of_a_refused_command_is_kept(void **state)
{
    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, 0x0FFFU, 2U);
    expect(&b, &m, GBCS_ERR_UNSUPPORTED, 0x8F85);
    assert_int_equal(b.command.frame.header.message_code, 0x0FFF);
    assert_int_equal(b.command.frame.header.counter, 100);
    assert_int_equal(b.command.frame.header.originator, ENTITY(2));
}

static void who_is_not_known_is_refused(void **state)
{
    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, READ, 2U);
    m.header.originator = STRANGER;
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    make(&b, &m, CRITICAL, 2U);
    m.header.originator = STRANGER;
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    assert_int_equal(counts.verifications, 0);
    /* identifier of the root's cell, and of cells that are empty */
    make(&b, &m, READ, 2U);
    m.header.originator = 0U;
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    b.holder[GBCS_ROLE_SUPPLIER] = GBCS_ROLE_NONE;
    bench_device(&b, GBCS_DEVICE_ESME);
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    make(&b, &m, CRITICAL, 2U);
    m.header.originator = 0U;
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    make(&b, &m, READ, 2U);
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    /* the code is looked at first */
    m.header.message_code = 0x1000U;
    expect(&b, &m, GBCS_ERR_UNSUPPORTED, 0x8F85);
}

static void every_octet_of_a_maced_command_counts(void **state)
{
    static const uint16_t codes[] = {READ, CRITICAL};
    static uint8_t copy[MESSAGE_ROOM];
    size_t i;
    size_t n;
    unsigned int bit;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    bench_warm(&b);
    for (n = 0U; n < 2U; n++) {
        gbcs_bytes octets;
        size_t bad_mac = 0U;

        make(&b, &m, codes[n], GBCS_ROLE_SUPPLIER);
        octets = build(&b, &m);
        memcpy(copy, octets.data, octets.size);
        octets.data = copy;
        for (i = 0U; i < octets.size; i++) {
            for (bit = 0U; bit < 8U; bit++) {
                gbcs_status status;

                copy[i] ^= (uint8_t)(1U << bit);
                status = give(&b, octets);
                assert_int_not_equal(status, GBCS_OK);
                assert_int_equal(b.refusal.event, (status == GBCS_ERR_MAC) ? 0x8F3D : 0);
                assert_true((status == GBCS_ERR_MAC) || (status == GBCS_ERR_TARGET) ||
                            (status == GBCS_ERR_CRA) ||
                            (gbcs_status_class_of(status) == GBCS_CLASS_MALFORMED));
                bad_mac += (status == GBCS_ERR_MAC) ? 1U : 0U;
                /* what can't make the MAC costs no curve operation once the secret is at hand */
                assert_int_equal(counts.multiplications + counts.verifications, 0);
                copy[i] ^= (uint8_t)(1U << bit);
            }
        }
        assert_true(bad_mac > (octets.size * 4U));
        assert_int_equal(give(&b, octets), GBCS_OK);
        assert_int_equal(b.budget.spent, 0);
    }
}

static void signature_and_mac_must_both_be_right(void **state)
{
    gbcs_shared_secret wrong = {{0x11U}};

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, CRITICAL, GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_OK, 0);
    m.secret = &wrong;
    expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
    assert_int_equal(counts.verifications, 0);
    m.signer = stranger_key();
    expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
    m.secret = &b.secret;
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0x8F3D);
    assert_int_equal(counts.verifications, 1);
    /* keys that the device trusts, but not in this role or for this use */
    m.signer = &b.parties[GBCS_ROLE_NETWORK_OPERATOR].signature_key;
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0x8F3D);
    m.signer = &b.parties[GBCS_ROLE_SUPPLIER].agreement_key;
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0x8F3D);
    m.signer = &b.parties[GBCS_ROLE_ROOT].signature_key;
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0x8F3D);
}

static void a_bad_signature_is_told_before_what_was_remembered(void **state)
{
    static const uint16_t codes[] = {0x0FFFU /* unknown */, CRITICAL /* no right */};
    size_t i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    for (i = 0U; i < 2U; i++) {
        make(&b, &m, codes[i], GBCS_ROLE_NETWORK_OPERATOR);
        m.form = GBCS_FORM_BOTH;
        expect(&b, &m, (i == 0U) ? GBCS_ERR_UNSUPPORTED : GBCS_ERR_ROLE,
               (i == 0U) ? 0x8F85 : 0x8F30);
        assert_int_equal(counts.verifications, 1);
        m.signer = stranger_key();
        expect(&b, &m, GBCS_ERR_SIGNATURE, 0x8F3D);
    }
    make(&b, &m, CRITICAL, GBCS_ROLE_SUPPLIER);
    m.header.counter = 0U;
    expect(&b, &m, GBCS_ERR_REPLAY, 0x8F53);
    m.signer = stranger_key();
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0x8F3D);
}

static void nothing_is_told_to_who_can_not_make_the_mac(void **state)
{
    static const struct {
        uint16_t code;
        uint64_t originator;
        uint64_t counter;
        gbcs_status status;
    } rows[] = {
        {0x0FFFU, ENTITY(GBCS_ROLE_SUPPLIER), 100U, GBCS_ERR_UNSUPPORTED},
        {0x1000U, STRANGER, 0U, GBCS_ERR_UNSUPPORTED},
        {CRITICAL, STRANGER, 0U, GBCS_ERR_ORIGINATOR},
        {CRITICAL, ENTITY(GBCS_ROLE_NETWORK_OPERATOR), 0U, GBCS_ERR_ROLE},
        {CRITICAL, ENTITY(GBCS_ROLE_SUPPLIER), 0U, GBCS_ERR_REPLAY},
    };
    const gbcs_shared_secret wrong = {{0x22U}};
    size_t i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    bench_warm(&b);
    for (i = 0U; i < sizeof rows / sizeof rows[0]; i++) {
        make(&b, &m, rows[i].code, GBCS_ROLE_SUPPLIER);
        m.form = GBCS_FORM_BOTH;
        m.header.originator = rows[i].originator;
        m.header.counter = rows[i].counter;
        if (rows[i].originator == ENTITY(GBCS_ROLE_NETWORK_OPERATOR)) {
            m.signer = &b.parties[GBCS_ROLE_NETWORK_OPERATOR].signature_key;
        }
        expect(&b, &m, rows[i].status, event_of(rows[i].status));
        m.secret = &wrong;
        expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
        assert_int_equal(counts.multiplications + counts.verifications, 0);
    }
}

static void signed_only_commands_are_told_nothing_unless_authentic(void **state)
{
    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, RECOVERY, GBCS_ROLE_RECOVERY);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(counts.verifications, 1);
    assert_int_equal(counts.multiplications, 0);
    assert_int_equal(b.command.form, GBCS_FORM_SIGNED);
    assert_int_equal(b.budget.spent, 0);
    m.signer = stranger_key();
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0);
    assert_int_equal(b.budget.spent, 1);
    /* old, by the right party and by another */
    make(&b, &m, RECOVERY, GBCS_ROLE_RECOVERY);
    bench_take(&b, GBCS_ROLE_RECOVERY, 0U, 100U);
    expect(&b, &m, GBCS_ERR_REPLAY, 0x8F53);
    m.signer = stranger_key();
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0);
    /* unknown code, no right */
    make(&b, &m, 0x0FFFU, GBCS_ROLE_SUPPLIER);
    m.form = GBCS_FORM_SIGNED;
    expect(&b, &m, GBCS_ERR_UNSUPPORTED, 0x8F85);
    m.signer = stranger_key();
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0);
    make(&b, &m, RECOVERY, GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
    /* unknown party, party without a signature key */
    m.header.originator = STRANGER;
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0);
    make(&b, &m, 0x0FFFU, GBCS_ROLE_ACB);
    m.form = GBCS_FORM_SIGNED;
    expect(&b, &m, GBCS_ERR_UNSUPPORTED, 0);
    assert_int_equal(counts.verifications, 0);
    make(&b, &m, BROKER_READ, GBCS_ROLE_ACB);
    m.form = GBCS_FORM_SIGNED;
    expect(&b, &m, GBCS_ERR_FORM, 0);
    assert_int_equal(counts.verifications, 0);
    /* contingency: the key that authorises it is in no cell */
    make(&b, &m, 0x0109U, GBCS_ROLE_RECOVERY);
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
    m.header.originator = STRANGER;
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0);
}

static void every_octet_of_a_signature_counts(void **state)
{
    static uint8_t copy[MESSAGE_ROOM];
    gbcs_bytes octets;
    size_t i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, RECOVERY, GBCS_ROLE_RECOVERY);
    octets = build(&b, &m);
    memcpy(copy, octets.data, octets.size);
    octets.data = copy;
    for (i = 0U; i < octets.size; i++) {
        memset(&b.budget, 0, sizeof b.budget);
        copy[i] ^= 0x04U;
        assert_int_not_equal(give(&b, octets), GBCS_OK);
        assert_int_equal(b.refusal.event, 0);
        copy[i] ^= 0x04U;
    }
    assert_int_equal(give(&b, octets), GBCS_OK);
}

static void counters_must_grow(void **state)
{
    static const struct {
        uint64_t counter;
        gbcs_status status;
    } rows[] = {
        {0U, GBCS_ERR_REPLAY},
        {1U, GBCS_ERR_REPLAY},
        {999U, GBCS_ERR_REPLAY},
        {1000U, GBCS_ERR_REPLAY},
        {1001U, GBCS_OK},
        {GBCS_COUNTER_LAST, GBCS_OK},
        {GBCS_COUNTER_LAST + 1U, GBCS_ERR_REPLAY},
        {UINT64_MAX, GBCS_ERR_REPLAY},
    };
    size_t i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    bench_take(&b, GBCS_ROLE_SUPPLIER, 0U, 1000U);
    for (i = 0U; i < sizeof rows / sizeof rows[0]; i++) {
        make(&b, &m, CRITICAL, GBCS_ROLE_SUPPLIER);
        m.header.counter = rows[i].counter;
        expect(&b, &m, rows[i].status, event_of(rows[i].status));
        /* that of another role, and a use case that is not guarded */
        make(&b, &m, READ, GBCS_ROLE_SUPPLIER);
        m.header.counter = rows[i].counter;
        expect(&b, &m, GBCS_OK, 0);
    }
    make(&b, &m, NON_CRITICAL, GBCS_ROLE_NETWORK_OPERATOR);
    m.header.counter = 1U;
    expect(&b, &m, GBCS_OK, 0);
    m.header.counter = 0U;
    expect(&b, &m, GBCS_ERR_REPLAY, 0x8F53);
    /* verifying takes nothing */
    m.header.counter = 1U;
    expect(&b, &m, GBCS_OK, 0);
}

static void dated_commands_have_counters_of_their_own(void **state)
{
    static const char *const dates[] = {NULL, NEW, NEVER};
    gbcs_counter_id id;
    size_t i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    bench_take(&b, GBCS_ROLE_SUPPLIER, 0U, 1000U);
    bench_take(&b, GBCS_ROLE_SUPPLIER, ACTIVATION, 500U);
    for (i = 0U; i < 3U; i++) {
        const uint64_t last = (i == 0U) ? 1000U : 500U;

        make(&b, &m, ACTIVATION, GBCS_ROLE_SUPPLIER);
        m.header.counter = last;
        set_activation(&m, last, dates[i]);
        expect(&b, &m, GBCS_ERR_REPLAY, 0x8F53);
        m.header.counter = last + 1U;
        set_activation(&m, last + 1U, dates[i]);
        expect(&b, &m, GBCS_OK, 0);
        assert_int_equal(b.command.date.dating, i);
        assert_true(gbcs_command_counter(&b.command, &id));
        assert_int_equal(id.role, GBCS_ROLE_SUPPLIER);
        assert_int_equal(id.code, (i == 0U) ? 0U : ACTIVATION);
    }
    /* a command that is none has no counter */
    memset(&b.command, 0, sizeof b.command);
    assert_false(gbcs_command_counter(&b.command, &id));
    /* a date that is none is told to who made the MAC, and no old counter is */
    set_activation(&m, 7U, "20300115000000X");
    m.header.counter = 7U;
    expect(&b, &m, GBCS_ERR_TIME, 0x8F1E);
}

static void content_must_be_what_the_use_case_asks_for(void **state)
{
    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, READ, GBCS_ROLE_SUPPLIER);
    set_payload(&m, "0500");
    assert_int_equal(gbcs_status_class_of(give(&b, build(&b, &m))), GBCS_CLASS_MALFORMED);
    assert_int_equal(b.refusal.event, 0x8F1E);
    /* CS06: another counter, none, no SEQUENCE */
    make(&b, &m, ACTIVATION, GBCS_ROLE_SUPPLIER);
    set_activation(&m, 99U, NULL);
    expect(&b, &m, GBCS_ERR_VALUE, 0x8F1E);
    set_activation(&m, 101U, NULL);
    expect(&b, &m, GBCS_ERR_VALUE, 0x8F1E);
    set_activation(&m, 100U, NULL);
    expect(&b, &m, GBCS_OK, 0);
    set_payload(&m, "3002 0400");
    assert_int_equal(gbcs_status_class_of(give(&b, build(&b, &m))), GBCS_CLASS_MALFORMED);
    assert_int_equal(b.refusal.event, 0x8F1E);
    set_payload(&m, "0500");
    assert_int_equal(gbcs_status_class_of(give(&b, build(&b, &m))), GBCS_CLASS_MALFORMED);
    assert_int_equal(b.refusal.event, 0x8F1E);
    set_payload(
        &m, "3025 0420 0000000000000000000000000000000000000000000000000000000000000000 0201FF");
    assert_int_equal(gbcs_status_class_of(give(&b, build(&b, &m))), GBCS_CLASS_MALFORMED);
    assert_int_equal(b.refusal.event, 0x8F1E);
    /* but not before the MAC */
    m.secret = &(const gbcs_shared_secret){{1U}};
    expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
}

static void headers_of_other_messages_are_refused(void **state)
{
    static const uint8_t time[GBCS_DLMS_TIME_SIZE] = {0x07U, 0xEAU, 2U, 3U};
    unsigned int form;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    for (form = GBCS_OTHER_CODE; form <= GBCS_OTHER_ORIGINATOR_COUNTER; form++) {
        const bool good = (form == GBCS_OTHER_CODE) || (form == GBCS_OTHER_PARTY_COUNTER);

        make(&b, &m, BROKER_READ, GBCS_ROLE_ACB);
        m.header.other_form = (gbcs_other_form)form;
        m.header.party = (form >= GBCS_OTHER_PARTY) ? STRANGER : 0U;
        m.header.party_counter = (form >= GBCS_OTHER_PARTY_COUNTER) ? 5U : 0U;
        m.header.party_originator_counter = (form == GBCS_OTHER_ORIGINATOR_COUNTER) ? 6U : 0U;
        expect(&b, &m, good ? GBCS_OK : GBCS_ERR_VALUE, good ? 0 : 0x8F1E);
    }
    make(&b, &m, READ, GBCS_ROLE_SUPPLIER);
    m.header.date_time = gbcs_bytes_of(time, sizeof time);
    expect(&b, &m, GBCS_ERR_VALUE, 0x8F1E);
    /* a Supplementary Remote Party has only the Access Control Broker to speak for it */
    make(&b, &m, BROKER_READ, GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_OK, 0);
    m.header.other_form = GBCS_OTHER_PARTY_COUNTER;
    m.header.party = STRANGER;
    m.header.party_counter = 5U;
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
}

/** The command of the Access Control Broker for a party whose certificate is given. */
static void make_for_party(gbcs_bytes certificate)
{
    make(&b, &m, BROKER_READ, GBCS_ROLE_ACB);
    m.header.other_form = GBCS_OTHER_CERTIFICATE;
    m.header.party = ORGANISATION_ENTITY;
    m.header.party_counter = 5U;
    m.header.party_certificate = certificate;
}

static void the_certificate_of_a_party_is_judged(void **state)
{
    static uint8_t octets[1024];
    const gbcs_bytes certificate = hex_bytes(ORGANISATION, octets, sizeof octets);
    static const uint8_t usage[] = {0x03U, 0x02U, 0x07U, 0x80U};
    gbcs_credential credential;
    size_t place = 0U;
    size_t i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    bench_warm(&b);
    make_for_party(certificate);
    expect(&b, &m, GBCS_ERR_KEY_USAGE, 0x8F1E);
    for (i = 0U; i < (certificate.size - sizeof usage); i++) {
        if (memcmp(&octets[i], usage, sizeof usage) == 0) {
            place = i;
        }
    }
    octets[place + 2U] = 0x03U;
    octets[place + 3U] = 0x08U;
    expect(&b, &m, GBCS_OK, 0);
    assert_true(b.command.has_party_key);
    assert_int_equal(counts.multiplications, 1);
    assert_int_equal(gbcs_credential_organisation(&b.crypto, certificate, &credential), GBCS_OK);
    assert_memory_equal(&b.command.party_key, &credential.key, sizeof credential.key);
    /* another party's, no certificate, and a MAC that is not the Access Control Broker's */
    m.header.party = ORGANISATION_ENTITY + 1U;
    expect(&b, &m, GBCS_ERR_IDENTITY, 0x8F1E);
    make_for_party(certificate);
    octets[place] = 0x04U;
    assert_int_not_equal(give(&b, build(&b, &m)), GBCS_OK);
    assert_int_equal(b.refusal.event, 0x8F1E);
    m.secret = &(const gbcs_shared_secret){{1U}};
    expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
    assert_int_equal(counts.multiplications, 0);
    /* nobody else sends one */
    octets[place] = 0x03U;
    make_for_party(certificate);
    m.header.originator = ENTITY(GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
}

static void details_are_asked_for_in_the_role_of_the_cell(void **state)
{
    static const struct {
        uint8_t sender;
        gbcs_cell_id cell;
        gbcs_form form;
        gbcs_status status;
        uint16_t event;
    } rows[] = {
        {4, {4, GBCS_KEY_USAGE_AGREEMENT, 0}, GBCS_FORM_MACED, GBCS_OK, 0},
        {5, {5, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_SIGNED, GBCS_OK, 0},
        {2, {2, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_SIGNED, GBCS_OK, 0},
        /* a cell that holds somebody else */
        {2, {3, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_SIGNED, GBCS_ERR_ROLE, 0x8F30},
        {2, {4, GBCS_KEY_USAGE_AGREEMENT, 0}, GBCS_FORM_MACED, GBCS_ERR_ROLE, 0x8F30},
        {4, {2, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_MACED, GBCS_ERR_ROLE, 0x8F30},
        /* a key that is for something else */
        {2, {2, GBCS_KEY_USAGE_AGREEMENT, 0}, GBCS_FORM_MACED, GBCS_ERR_ROLE, 0x8F30},
        {2, {2, GBCS_KEY_USAGE_SIGNATURE, 1}, GBCS_FORM_SIGNED, GBCS_ERR_ROLE, 0x8F30},
        {4, {4, GBCS_KEY_USAGE_AGREEMENT, 1}, GBCS_FORM_MACED, GBCS_ERR_ROLE, 0x8F30},
        {4, {4, GBCS_KEY_USAGE_CERTIFICATES, 0}, GBCS_FORM_MACED, GBCS_ERR_ROLE, 0x8F30},
        {4, {4, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_MACED, GBCS_ERR_ROLE, 0x8F30},
        {2, {9, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_SIGNED, GBCS_ERR_ROLE, 0x8F30},
        {1, {1, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_SIGNED, GBCS_ERR_ROLE, 0x8F30},
        /* protected for another role */
        {5, {5, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_MACED, GBCS_ERR_FORM, 0x8F3D},
        {5, {5, GBCS_KEY_USAGE_SIGNATURE, 0}, GBCS_FORM_BOTH, GBCS_ERR_FORM, 0x8F3D},
        {4, {4, GBCS_KEY_USAGE_AGREEMENT, 0}, GBCS_FORM_SIGNED, GBCS_ERR_FORM, 0},
    };
    size_t i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    for (i = 0U; i < sizeof rows / sizeof rows[0]; i++) {
        make(&b, &m, DETAILS, rows[i].sender);
        m.form = rows[i].form;
        set_details(&m, rows[i].cell);
        if (give(&b, build(&b, &m)) != rows[i].status || (b.refusal.event != rows[i].event)) {
            fail_msg("row %u: %s %04X", (unsigned int)i, gbcs_status_name(b.refusal.status),
                     b.refusal.event);
        }
        if (rows[i].status == GBCS_OK) {
            assert_int_equal(b.command.role, rows[i].cell.role);
        }
    }
    /* nothing can be read: it is told to who is authentic, in the form that he should have used */
    make(&b, &m, DETAILS, 5U);
    set_payload(&m, "3000");
    assert_int_equal(gbcs_status_class_of(give(&b, build(&b, &m))), GBCS_CLASS_MALFORMED);
    assert_int_equal(b.refusal.event, 0x8F1E);
    m.signer = stranger_key();
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0);
    make(&b, &m, DETAILS, 4U);
    set_payload(&m, "3000");
    assert_int_equal(gbcs_status_class_of(give(&b, build(&b, &m))), GBCS_CLASS_MALFORMED);
    assert_int_equal(b.refusal.event, 0x8F1E);
    make(&b, &m, DETAILS, 2U);
    set_payload(&m, "3000");
    m.form = GBCS_FORM_MACED;
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
}

static void the_broker_asks_for_details_with_a_mac_only(void **state)
{
    const gbcs_cell_id cell = {GBCS_ROLE_ACB, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT};

    (void)state;
    bench_open(&b, GBCS_DEVICE_CHF); /* which holds a signature key of it */
    make(&b, &m, DETAILS, GBCS_ROLE_ACB);
    expect(&b, &m, GBCS_OK, 0);
    set_details(&m, cell);
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
    m.form = GBCS_FORM_SIGNED;
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
    set_payload(&m, "3000");
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
}

/** Sends CS02b or CS02g with a cell, a mode and a counter of choice. */
static gbcs_status send_update(const update *u, uint8_t mode, const gbcs_cell_id *cell,
                               uint64_t counter)
{
    make(&b, &m, u->code, u->role);
    set_update(&m, mode, cell, counter, NULL);
    return give(&b, build(&b, &m));
}

/** All that an update may say wrongly, to a device that takes it. */
static void check_update(const update *u)
{
    const bool maced = (u->code == 0x0104U) && (b.trust.device_type != GBCS_DEVICE_CHF);
    const gbcs_cell_id own = {u->role, GBCS_KEY_USAGE_SIGNATURE, GBCS_CELL_MANAGEMENT};
    const gbcs_cell_id *right = maced ? NULL : &own;
    unsigned int i;

    assert_int_equal(send_update(u, u->mode, right, 100U), GBCS_OK);
    assert_int_equal(b.command.role, u->role);
    for (i = 0U; i < 13U; i++) {
        if (i != u->mode) {
            assert_int_equal(send_update(u, (uint8_t)i, right, 100U), GBCS_ERR_VALUE);
            assert_int_equal(b.refusal.event, 0x8F1E);
        }
    }
    assert_int_equal(send_update(u, u->mode, right, 99U), GBCS_ERR_VALUE);
    assert_int_equal(b.refusal.event, 0x8F1E);
    assert_int_equal(send_update(u, u->mode, right, 101U), GBCS_ERR_VALUE);
    assert_int_equal(send_update(u, u->mode, maced ? &own : NULL, 100U), GBCS_ERR_VALUE);
    assert_int_equal(b.refusal.event, 0x8F1E);
    for (i = 0U; i < 10U; i++) {
        const gbcs_cell_id other = {(uint8_t)i, GBCS_KEY_USAGE_SIGNATURE, 0U};

        if (i != u->role) {
            assert_int_equal(send_update(u, u->mode, &other, 100U), GBCS_ERR_ROLE);
            assert_int_equal(b.refusal.event, 0x8F30);
        }
    }
    for (i = 0U; i < 3U; i++) {
        static const uint8_t usages[] = {GBCS_KEY_USAGE_AGREEMENT, GBCS_KEY_USAGE_CERTIFICATES,
                                         GBCS_KEY_USAGE_SIGNATURE};
        const gbcs_cell_id other = {u->role, usages[i], (i == 2U) ? 1U : 0U};

        assert_int_equal(send_update(u, u->mode, &other, 100U), GBCS_ERR_ROLE);
        assert_int_equal(b.refusal.event, 0x8F30);
    }
}

static void updates_are_authorised_by_the_cell_of_their_mode(void **state)
{
    static const uint8_t devices[] = {GBCS_DEVICE_ESME, GBCS_DEVICE_CHF, GBCS_DEVICE_GPF,
                                      GBCS_DEVICE_PPMID};
    size_t i;
    size_t d;

    (void)state;
    for (d = 0U; d < sizeof devices; d++) {
        bench_open(&b, devices[d]);
        for (i = 0U; i < UPDATE_ROWS; i++) {
            const gbcs_use_case *row = gbcs_use_case_find(UPDATES[i].code);

            if ((UPDATES[i].role < GBCS_ROLES) && gbcs_use_case_for_device(row, devices[d])) {
                check_update(&UPDATES[i]);
            }
        }
    }
    /* nothing can be read: told to who is authentic */
    make(&b, &m, 0x0106U, GBCS_ROLE_TRANSITIONAL_COS);
    set_payload(&m, "3000");
    assert_int_equal(gbcs_status_class_of(give(&b, build(&b, &m))), GBCS_CLASS_MALFORMED);
    assert_int_equal(b.refusal.event, 0x8F1E);
    m.signer = stranger_key();
    expect(&b, &m, GBCS_ERR_SIGNATURE, 0x8F3D);
}

static void dated_updates_have_counters_of_their_own(void **state)
{
    const gbcs_cell_id supplier = {GBCS_ROLE_SUPPLIER, GBCS_KEY_USAGE_SIGNATURE, 0U};
    gbcs_counter_id id;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    bench_take(&b, GBCS_ROLE_SUPPLIER, 0U, 1000U);
    make(&b, &m, 0x0102U, GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_ERR_REPLAY, 0x8F53);
    set_update(&m, 2U, &supplier, 100U, NEW);
    expect(&b, &m, GBCS_OK, 0);
    assert_true(gbcs_command_counter(&b.command, &id));
    assert_int_equal(id.code, 0x0102);
}

static void before_handover_the_broker_speaks_as_itself_where_it_may(void **state)
{
    const gbcs_cell_id supplier = {GBCS_ROLE_SUPPLIER, GBCS_KEY_USAGE_SIGNATURE, 0U};

    (void)state;
    bench_begin(&b);
    b.holder[GBCS_ROLE_SUPPLIER] = GBCS_ROLE_ACB;
    b.holder[GBCS_ROLE_NETWORK_OPERATOR] = GBCS_ROLE_ACB;
    bench_device(&b, GBCS_DEVICE_ESME);
    make(&b, &m, BROKER_READ, GBCS_ROLE_ACB);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_ACB);
    /* codes that it may not send as itself */
    make(&b, &m, READ, GBCS_ROLE_ACB);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_SUPPLIER);
    make(&b, &m, NON_CRITICAL, GBCS_ROLE_ACB);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_NETWORK_OPERATOR);
    make(&b, &m, CRITICAL, GBCS_ROLE_ACB);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_SUPPLIER);
    make(&b, &m, 0x0027U, GBCS_ROLE_ACB); /* ECS17b: supplier or network operator */
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_SUPPLIER);
    /* a meter holds no signature key of the Access Control Broker but in the supplier's cell */
    make(&b, &m, ACTIVATION, GBCS_ROLE_ACB);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_SUPPLIER);
    /* handover: authorised by the cell that is named; guarded by that role's counter */
    make(&b, &m, 0x0102U, GBCS_ROLE_ACB);
    set_update(&m, 2U, &supplier, 100U, NULL);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_SUPPLIER);
    bench_take(&b, GBCS_ROLE_SUPPLIER, 0U, 100U);
    expect(&b, &m, GBCS_ERR_REPLAY, 0x8F53);
    make(&b, &m, DETAILS, GBCS_ROLE_ACB);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_ACB);
    set_details(&m, supplier);
    m.form = GBCS_FORM_SIGNED;
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_SUPPLIER);
    /* as the supplier it speaks for no other party */
    make(&b, &m, READ, GBCS_ROLE_ACB);
    m.header.other_form = GBCS_OTHER_PARTY_COUNTER;
    m.header.party = STRANGER;
    expect(&b, &m, GBCS_ERR_ROLE, 0x8F30);
    /* the supplier itself is not known yet */
    make(&b, &m, READ, GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_ERR_ORIGINATOR, 0x8F3E);
    /* a device that holds a signature key of its own for the Access Control Broker */
    bench_device(&b, GBCS_DEVICE_PPMID);
    make(&b, &m, 0x00ABU, GBCS_ROLE_ACB); /* CS03A2 */
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.command.role, GBCS_ROLE_ACB);
}

static void where_two_roles_are_left_no_counter_depends_on_it(void **state)
{
    const uint16_t both = (1U << GBCS_ROLE_SUPPLIER) + (1U << GBCS_ROLE_NETWORK_OPERATOR);
    const gbcs_use_case *row;
    unsigned int left = 0U;
    size_t i;

    (void)state;
    for (i = 0U; (row = gbcs_use_case_at(i)) != NULL; i++) {
        if (((row->roles & both) == both) && !gbcs_use_case_for_role(row, GBCS_ROLE_ACB)) {
            assert_int_equal(row->category, GBCS_CATEGORY_COMMAND);
            assert_int_equal(row->flags & GBCS_USE_REPLAY, 0);
            left++;
        }
    }
    assert_true(left > 0U);
}

static void only_the_key_of_the_originator_verifies(void **state)
{
    const speaker supplier = {GBCS_ROLE_SUPPLIER, GBCS_FORM_BOTH, GBCS_OK, GBCS_OK};
    const speaker mover = {GBCS_ROLE_TRANSITIONAL_COS, GBCS_FORM_SIGNED, GBCS_OK, GBCS_OK};
    const speaker nobody = {GBCS_ROLE_NONE, GBCS_FORM_BARE, GBCS_OK, GBCS_OK};
    const gbcs_cell *cell;
    uint8_t role = 0U;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    cell = speaker_cell(&b.trust, ENTITY(GBCS_ROLE_SUPPLIER), &supplier, &role);
    assert_int_equal(cell->entity, ENTITY(GBCS_ROLE_SUPPLIER));
    assert_int_equal(role, GBCS_ROLE_SUPPLIER);
    assert_null(speaker_cell(&b.trust, ENTITY(GBCS_ROLE_NETWORK_OPERATOR), &supplier, &role));
    assert_int_equal(role, GBCS_ROLE_NONE);
    cell = speaker_cell(&b.trust, ENTITY(GBCS_ROLE_NETWORK_OPERATOR), &nobody, &role);
    assert_int_equal(cell->entity, ENTITY(GBCS_ROLE_NETWORK_OPERATOR));
    assert_int_equal(role, GBCS_ROLE_NETWORK_OPERATOR);
    assert_null(speaker_cell(&b.trust, ENTITY(GBCS_ROLE_SUPPLIER), &mover, &role));
    assert_null(speaker_cell(&b.trust, STRANGER, &nobody, &role));
    assert_null(speaker_cell(&b.trust, 0U, &nobody, &role));
}

static void the_budget_is_spent_and_regained(void **state)
{
    gbcs_budget budget = {0U, 0U};
    unsigned int i;

    (void)state;
    for (i = 0U; i < GBCS_BUDGET_SIZE; i++) {
        assert_true(budget_spend(&budget, 100U));
    }
    assert_false(budget_spend(&budget, 100U));
    assert_false(budget_spend(&budget, 100U + GBCS_BUDGET_SECONDS - 1U));
    assert_true(budget_spend(&budget, 100U + GBCS_BUDGET_SECONDS));
    assert_false(budget_spend(&budget, 100U + GBCS_BUDGET_SECONDS));
    /* a part of the time is not lost */
    assert_true(budget_spend(&budget, 100U + (3U * GBCS_BUDGET_SECONDS) - 1U));
    assert_false(budget_spend(&budget, 100U + (3U * GBCS_BUDGET_SECONDS) - 1U));
    assert_true(budget_spend(&budget, 100U + (3U * GBCS_BUDGET_SECONDS)));
    budget_return(&budget);
    assert_true(budget_spend(&budget, 100U + (3U * GBCS_BUDGET_SECONDS)));
    assert_false(budget_spend(&budget, 100U + (3U * GBCS_BUDGET_SECONDS)));
    /* never more than the whole */
    for (i = 0U; i < GBCS_BUDGET_SIZE; i++) {
        assert_true(budget_spend(&budget, 1000000U));
    }
    assert_false(budget_spend(&budget, 1000000U));
    budget.spent = 0U;
    budget_return(&budget);
    assert_int_equal(budget.spent, 0);
    /* what is left of the time when all is regained does not count for later */
    budget.since = 100U;
    budget.spent = 1U;
    for (i = 0U; i < GBCS_BUDGET_SIZE; i++) {
        assert_true(budget_spend(&budget, 100U + GBCS_BUDGET_SECONDS + 5U));
    }
    assert_false(budget_spend(&budget, 100U + (2U * GBCS_BUDGET_SECONDS)));
    /* the seconds begin at 0 again */
    budget.since = UINT32_MAX - 3U;
    budget.spent = GBCS_BUDGET_SIZE;
    assert_false(budget_spend(&budget, GBCS_BUDGET_SECONDS - 5U));
    assert_true(budget_spend(&budget, GBCS_BUDGET_SECONDS - 4U));
    assert_false(budget_spend(&budget, GBCS_BUDGET_SECONDS - 4U));
}

static void forged_signatures_cost_no_more_than_the_budget(void **state)
{
    unsigned int i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    bench_warm(&b);
    make(&b, &m, RECOVERY, GBCS_ROLE_RECOVERY);
    m.signer = stranger_key();
    for (i = 0U; i < GBCS_BUDGET_SIZE; i++) {
        expect(&b, &m, GBCS_ERR_SIGNATURE, 0);
        assert_int_equal(counts.verifications, 1);
    }
    expect(&b, &m, GBCS_ERR_BUSY, 0);
    assert_int_equal(counts.verifications, 0);
    /* a command with a MAC is taken all the same, with its signature */
    make(&b, &m, CRITICAL, GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(counts.verifications, 1);
    assert_int_equal(counts.multiplications, 0);
    /* after a while recovery is heard again */
    make(&b, &m, RECOVERY, GBCS_ROLE_RECOVERY);
    expect(&b, &m, GBCS_ERR_BUSY, 0);
    b.gate.uptime += GBCS_BUDGET_SECONDS;
    expect(&b, &m, GBCS_OK, 0);
    expect(&b, &m, GBCS_OK, 0);
}

static void shared_secrets_cost_no_more_than_the_budget(void **state)
{
    unsigned int i;

    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, READ, GBCS_ROLE_SUPPLIER);
    m.secret = &(const gbcs_shared_secret){{1U}};
    for (i = 0U; i < GBCS_BUDGET_SIZE; i++) {
        gbcs_trust_forget(&b.trust);
        expect(&b, &m, GBCS_ERR_MAC, 0x8F3D);
        assert_int_equal(counts.multiplications, 1);
    }
    gbcs_trust_forget(&b.trust);
    expect(&b, &m, GBCS_ERR_BUSY, 0);
    assert_int_equal(counts.multiplications, 0);
    m.secret = &b.secret;
    expect(&b, &m, GBCS_ERR_BUSY, 0);
    b.gate.uptime += GBCS_BUDGET_SECONDS;
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(counts.multiplications, 1);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(counts.multiplications, 0);
    /* good commands give back what they cost */
    gbcs_trust_forget(&b.trust);
    expect(&b, &m, GBCS_OK, 0);
    assert_int_equal(b.budget.spent, GBCS_BUDGET_SIZE - 1U);
}

static void what_can_not_be_verified_is_not_taken(void **state)
{
    (void)state;
    bench_begin(&b);
    b.holder[GBCS_ROLE_ACB] = GBCS_ROLE_NONE;
    bench_device(&b, GBCS_DEVICE_ESME);
    make(&b, &m, READ, GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_ERR_ABSENT, 0);
    b.holder[GBCS_ROLE_ACB] = GBCS_ROLE_ACB;
    bench_device(&b, GBCS_DEVICE_ESME);
    b.memory.failures[GBCS_MEMORY_LOAD] =
        (gbcs_memory_failure){1U, GBCS_ERR_STORAGE, GBCS_MEMORY_BEFORE};
    expect(&b, &m, GBCS_ERR_STORAGE, 0);
    expect(&b, &m, GBCS_OK, 0);
}

static void only_the_gate_makes_accepted_commands(void **state)
{
    gbcs_command command;
    unsigned int bit;

    (void)state;
    memset(&command, 0, sizeof command);
    assert_false(gbcs_command_accepted(&command));
    memset(&command, 0xFF, sizeof command);
    assert_false(gbcs_command_accepted(&command));
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, READ, GBCS_ROLE_SUPPLIER);
    expect(&b, &m, GBCS_OK, 0);
    for (bit = 0U; bit < 32U; bit++) {
        command = b.command;
        command.accepted ^= (uint32_t)1U << bit;
        assert_false(gbcs_command_accepted(&command));
    }
}

static void a_fault_on_the_way_leaves_no_accepted_command(void **state)
{
    (void)state;
    bench_open(&b, GBCS_DEVICE_ESME);
    make(&b, &m, CRITICAL, GBCS_ROLE_SUPPLIER);
    /* what was verified is not what the type that is there now asks for */
    fault = &b.trust.device_type;
    expect(&b, &m, GBCS_ERR_FORM, 0);
    fault = NULL;
    b.trust.device_type = GBCS_DEVICE_ESME;
    expect(&b, &m, GBCS_OK, 0);
}

typedef gbcs_status (*authority_reader)(gbcs_bytes payload, authority *who);

static void authority_is_read_strictly(void **state)
{
    static const struct {
        authority_reader reader;
        const char *hex;
        gbcs_status status;
    } rows[] = {
        {authority_of_details, "3010 3007 020102 03020780 3005 0201020500", GBCS_OK},
        {authority_of_details, "300E 300A 020102 03020308 020101 3000", GBCS_OK},
        {authority_of_details, "300E 300A 020102 03020308 020102 3000", GBCS_ERR_VALUE},
        {authority_of_details, "300C 3008 02020100 03020780 3000", GBCS_ERR_VALUE},
        {authority_of_details, "300B 3007 0201FF 03020780 3000", GBCS_ERR_VALUE},
        {authority_of_details, "300B 3007 020102 03020680 3000", GBCS_ERR_VALUE},
        {authority_of_details, "300B 3007 020102 03020788 3000", GBCS_ERR_VALUE},
        {authority_of_details, "300C 3008 020102 0303078000 3000", GBCS_ERR_VALUE},
        {authority_of_details, "300E 300A 020102 03020780 0500 00 3000", GBCS_ERR_TAG},
        {authority_of_details, "300D 3009 020102 03020780 0500 3000", GBCS_ERR_TAG},
        {authority_of_details, "300E 300A 030102 03020780 020101 3000", GBCS_ERR_TAG},
        {authority_of_details, "3009 3007 020102 03020780", GBCS_ERR_TRUNCATED},
        {authority_of_details, "300D 3007 020102 03020780 3000 0500", GBCS_ERR_TRAILING},
        {authority_of_details, "300B 3007 020102 03020780 3000 0500", GBCS_ERR_TRAILING},
        {authority_of_details, "310B 3007 020102 03020780 3000", GBCS_ERR_TAG},
        {authority_of_update, "3008 3006 020102 830164", GBCS_OK},
        {authority_of_update, "3011 300F 020102 A207 020102 03020780 830164", GBCS_OK},
        {authority_of_update, "300A 3008 020102 800101", GBCS_ERR_TRUNCATED},
        {authority_of_update, "300B 3009 020102 800100 830164", GBCS_OK},
        {authority_of_update, "300A 3008 020102 A200 830164", GBCS_ERR_TRUNCATED},
        {authority_of_update, "300B 3009 020102 830164 840100", GBCS_OK},
        {authority_of_update, "300B 3009 020102 840100 830164", GBCS_ERR_TAG},
        {authority_of_update, "300B 3009 020102 830164 870100", GBCS_ERR_TRAILING},
        {authority_of_update, "300E 300C 020102 8301 64 A500 A600 A600", GBCS_ERR_TRAILING},
        {authority_of_update, "3009 3007 02020100 830164", GBCS_ERR_VALUE},
        {authority_of_update, "3008 3006 020102 8301FF", GBCS_ERR_VALUE},
        {authority_of_update, "3008 3006 020102 830164 00", GBCS_ERR_TRAILING},
        {authority_of_update, "3000", GBCS_ERR_TRUNCATED},
        {authority_of_activation, "3006 0401AA 020164", GBCS_OK},
        {authority_of_activation, "3006 0401AA 0201FF", GBCS_ERR_VALUE},
        {authority_of_activation, "3003 0401AA", GBCS_ERR_TRUNCATED},
        {authority_of_activation, "3006 0401AA 030164", GBCS_ERR_TAG},
        {authority_of_activation, "0500", GBCS_ERR_TAG},
    };
    uint8_t octets[64];
    authority who;
    size_t i;
    size_t size;

    (void)state;
    for (i = 0U; i < sizeof rows / sizeof rows[0]; i++) {
        const gbcs_bytes payload = hex_bytes(rows[i].hex, octets, sizeof octets);
        gbcs_status status;

        memset(&who, 0xA5, sizeof who);
        status = rows[i].reader(payload, &who);
        if (status != rows[i].status) {
            fail_msg("%s: %s", rows[i].hex, gbcs_status_name(status));
        }
        if (status != GBCS_OK) {
            assert_zeros(&who, sizeof who);
        }
        for (size = 0U; (status == GBCS_OK) && (size < payload.size); size++) {
            memset(&who, 0xA5, sizeof who);
            assert_int_not_equal(rows[i].reader(gbcs_bytes_of(octets, size), &who), GBCS_OK);
            assert_zeros(&who, sizeof who);
        }
    }
    assert_int_equal(authority_of_details(hex_bytes(rows[1].hex, octets, sizeof octets), &who),
                     GBCS_OK);
    assert_true(who.named);
    assert_int_equal(who.cell.role, 2);
    assert_int_equal(who.cell.key_usage, GBCS_KEY_USAGE_AGREEMENT);
    assert_int_equal(who.cell.cell_usage, GBCS_CELL_TOP_UP);
    assert_int_equal(authority_of_update(hex_bytes(rows[16].hex, octets, sizeof octets), &who),
                     GBCS_OK);
    assert_true(who.named);
    assert_int_equal(who.mode, 2);
    assert_int_equal(who.counter, 0x64);
    assert_int_equal(who.cell.key_usage, GBCS_KEY_USAGE_SIGNATURE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_use_case_is_taken_from_those_who_may),
        cmocka_unit_test(devices_on_the_han_speak_for_themselves),
        cmocka_unit_test(forms_follow_from_the_use_case),
        cmocka_unit_test(every_other_form_is_refused),
        cmocka_unit_test(what_is_no_command_to_the_device_is_only_counted),
        cmocka_unit_test(the_frame_of_a_refused_command_is_kept),
        cmocka_unit_test(who_is_not_known_is_refused),
        cmocka_unit_test(every_octet_of_a_maced_command_counts),
        cmocka_unit_test(signature_and_mac_must_both_be_right),
        cmocka_unit_test(a_bad_signature_is_told_before_what_was_remembered),
        cmocka_unit_test(nothing_is_told_to_who_can_not_make_the_mac),
        cmocka_unit_test(signed_only_commands_are_told_nothing_unless_authentic),
        cmocka_unit_test(every_octet_of_a_signature_counts),
        cmocka_unit_test(counters_must_grow),
        cmocka_unit_test(dated_commands_have_counters_of_their_own),
        cmocka_unit_test(content_must_be_what_the_use_case_asks_for),
        cmocka_unit_test(headers_of_other_messages_are_refused),
        cmocka_unit_test(the_certificate_of_a_party_is_judged),
        cmocka_unit_test(details_are_asked_for_in_the_role_of_the_cell),
        cmocka_unit_test(the_broker_asks_for_details_with_a_mac_only),
        cmocka_unit_test(updates_are_authorised_by_the_cell_of_their_mode),
        cmocka_unit_test(dated_updates_have_counters_of_their_own),
        cmocka_unit_test(before_handover_the_broker_speaks_as_itself_where_it_may),
        cmocka_unit_test(where_two_roles_are_left_no_counter_depends_on_it),
        cmocka_unit_test(only_the_key_of_the_originator_verifies),
        cmocka_unit_test(the_budget_is_spent_and_regained),
        cmocka_unit_test(forged_signatures_cost_no_more_than_the_budget),
        cmocka_unit_test(shared_secrets_cost_no_more_than_the_budget),
        cmocka_unit_test(what_can_not_be_verified_is_not_taken),
        cmocka_unit_test(only_the_gate_makes_accepted_commands),
        cmocka_unit_test(a_fault_on_the_way_leaves_no_accepted_command),
        cmocka_unit_test(authority_is_read_strictly),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
