/*
 * Power cuts in changes of credentials: of parties (CS02b, CS02g) at once, put off, due and cancelled; of
 * the device itself (CS02c, CS02d), with its keys in storage and in a vault; of the device log (CS03, CS04,
 * GCS59).
 *
 * Power is cut at each write, the vault's included, before and after its effect, and again at each write of
 * the start after that. Then, as the API of the meter shows it:
 *
 * - cells, keys, certificates, counters, cache, pending instructions and device log are all old or all new;
 * - vault and storage agree;
 * - the party that is in the cell is listened to, the other one is not;
 * - the command sent once more is carried out if all is old, and refused if all is new;
 * - no own counter is sent twice.
 *
 * Likewise with each call of the port and the vault failing in turn while power stays: what the meter does
 * from then on is what is stored.
 */
#include "change.h"

/* ---- who is listened to ---------------------------------------------------------------------- */

/** The party that speaks in a role: of before the change, or of after it. */
static void seat(const change *c, uint8_t role, bool new)
{
    const party *next = next_of(c, role);
    party *p = &D.parties[role];

    *p = *device_party(PARTY_ID(role), 0U);
    if (new) {
        p->id = next->id;
        if ((c->uses & SIGNS) != 0U) {
            p->signature_key = next->signature_key;
            p->signature_point = next->signature_point;
        }
        if ((c->uses & AGREES) != 0U) {
            p->agreement_key = next->agreement_key;
            p->agreement_point = next->agreement_point;
        }
        if ((c->uses & TOPS_UP) != 0U) {
            p->top_up_key = next->top_up_key;
            p->top_up_point = next->top_up_point;
        }
    }
}

/** An update that changes nothing, by the party of a role. */
static gbcs_status speak(uint8_t role)
{
    static const uint16_t CODES[GBCS_ROLES] = {[GBCS_ROLE_RECOVERY] = 0x0108,
                                               [SUPPLIER] = 0x0102,
                                               [OPERATOR] = 0x0103,
                                               [BROKER] = 0x0104,
                                               [GBCS_ROLE_TRANSITIONAL_COS] = 0x0106,
                                               [GBCS_ROLE_WAN_PROVIDER] = 0x0105,
                                               [GBCS_ROLE_LOAD_CONTROLLER] = 0x0125};
    const update u = {.code = CODES[role], .counter = D.meter.replay.last[role] + 1U};

    return device_update(&D, &u);
}

static bool is_deaf(gbcs_status status)
{
    return (status == GBCS_ERR_SIGNATURE) || (status == GBCS_ERR_ORIGINATOR) ||
           (status == GBCS_ERR_MAC);
}

/** What the meter shares with a party is what the party shares with it. */
static void check_secret(const gbcs_cell_id *id)
{
    const party *p = &D.parties[id->role];
    gbcs_shared_secret here;
    gbcs_shared_secret there;

    assert_int_equal(gbcs_trust_secret(&D.meter.trust, id, &here), GBCS_OK);
    assert_int_equal(
        gbcs_ecdh(&D.crypto,
                  (id->cell_usage == GBCS_CELL_TOP_UP) ? &p->top_up_key : &p->agreement_key,
                  &D.self.agreement_point, &there),
        GBCS_OK);
    assert_memory_equal(here.z, there.z, sizeof here.z);
}

static gbcs_status enter_token(uint32_t counter)
{
    uint8_t utrn[GBCS_UTRN_SIZE];

    device_token(&D, SUPPLIER, counter, utrn);
    return gbcs_meter_top_up(&D.meter, GBCS_WAY_KEYPAD, gbcs_bytes_of(utrn, sizeof utrn));
}

/** Replaces a key of whoever may replace the root, by way of the root that the parties think of. */
static void try_root(const party *root, bool good)
{
    const uint8_t role =
        (D.device_type == GBCS_DEVICE_CHF) ? GBCS_ROLE_WAN_PROVIDER : (uint8_t)SUPPLIER;
    update u = {.code = (role == SUPPLIER) ? 0x0102 : 0x0105, .count = 1};
    const gbcs_cell_id id = {role, KEY_SIGNATURE, GBCS_CELL_MANAGEMENT};
    const party *next = device_party(D.parties[role].id, 2U);
    const gbcs_cell *cell = gbcs_trust_find(&D.meter.trust, &id);

    D.parties[GBCS_ROLE_ROOT] = *root;
    u.counter = D.meter.replay.last[role] + 1U;
    u.replacements[0] = device_replacement(role, KEY_SIGNATURE, GBCS_CELL_MANAGEMENT, next);
    assert_int_equal(device_update(&D, &u), GBCS_OK);
    assert_true((memcmp(cell->key.point, next->signature_point.point, GBCS_POINT_SIZE) == 0) ==
                good);
}

/** Those in the cells are heard, those of the other time are not. */
static void check_parties(const change *c, bool new)
{
    for (uint8_t role = 1; role < GBCS_ROLES; role++) {
        if (((c->roles >> role) & 1U) != 0U) {
            seat(c, role, new);
        }
    }
    for (size_t i = 0; i < GBCS_CELLS; i++) {
        const gbcs_cell_id *id = gbcs_cell_at(i);
        const bool top_up = id->cell_usage == GBCS_CELL_TOP_UP;

        if ((id->role == GBCS_ROLE_ROOT) || !concerns(c, id)) {
            continue;
        }
        gbcs_memory_pass(&D.memory, 100U);
        seat(c, id->role, !new);
        if (top_up) {
            assert_int_equal(enter_token(60), GBCS_ERR_MAC);
        } else if ((use_of(id) == SIGNS) || (id->role == BROKER)) {
            assert_true(is_deaf(speak(id->role)));
        } else {
            /* its key is for answers */
        }
        seat(c, id->role, new);
        if (use_of(id) != SIGNS) {
            check_secret(id);
        }
        assert_int_equal(top_up ? enter_token(60) : speak(id->role), GBCS_OK);
    }
    if ((c->roles & ROLE(GBCS_ROLE_ROOT)) != 0U) {
        const party *former = device_party(PARTY_ID(GBCS_ROLE_ROOT), 0U);
        const party *next = device_party(PARTY_ID(GBCS_ROLE_ROOT), 1U);

        try_root(new ? former : next, false);
        try_root(new ? next : former, true);
    }
}

/** Whether the device takes a MAC, and signs an answer, that its public keys fit to. */
static bool answers(const party *self)
{
    gbcs_frame frame;
    gbcs_status status;
    const uint64_t counter = D.meter.replay.last[SUPPLIER] + 1U;

    D.self = *self;
    status = device_send(&D, 0x0020, SUPPLIER, counter);
    if (status == GBCS_OK) {
        assert_int_equal(device_last_sent(&D, &frame), GBCS_OK);
        status = device_verify_sent(&D, &frame);
    }
    assert_true((status == GBCS_OK) || is_deaf(status));
    return status == GBCS_OK;
}

/** The device uses one key pair, and the vault has not kept the other one. */
static void check_own(const change *c, bool new)
{
    const party *next = own_party(1U);
    const bool signs = c->usage == KEY_SIGNATURE;
    const bool installed = new && (c->code == 0x000BU);
    party former = *own_party(0U);
    party later = former;

    if (signs) {
        later.signature_point = next->signature_point;
    } else {
        later.agreement_point = next->agreement_point;
    }
    if (c->vault && (c->code == 0x000BU)) {
        assert_true(W.full[signs ? GBCS_SLOT_SIGNATURE_PENDING : GBCS_SLOT_AGREEMENT_PENDING] ==
                    !installed);
    }
    if (installed) {
        uint8_t octets[GBCS_DEVICE_CERTIFICATE];
        gbcs_writer w = gbcs_writer_of(octets, sizeof octets);

        assert_int_equal(gbcs_trust_certificate(&D.meter.trust, c->usage, &w), GBCS_OK);
    }
    assert_false(answers(installed ? &former : &later));
    assert_true(answers(installed ? &later : &former));
    if ((c->code == 0x000AU) && new) {
        const uint8_t digest[GBCS_DIGEST_SIZE] = {7};
        uint8_t signature[GBCS_SIGNATURE_SIZE];

        assert_int_equal(gbcs_trust_sign_request(&D.meter.trust, c->usage, digest, signature),
                         GBCS_OK);
    }
    if ((c->code == 0x000AU) && c->pends && !c->vault) {
        gbcs_public_key key;

        assert_int_equal(gbcs_trust_pending(&D.meter.trust, c->usage, &key), GBCS_OK);
        assert_true((memcmp(key.point, next->agreement_point.point, GBCS_POINT_SIZE) != 0) == new);
    }
}

/** The meter works, for those whom it is to work for. */
static void check_works(const change *c, bool new)
{
    const bool effective = new && (c->when != PUT_OFF) && (c->when != CANCELLED);
    const uint8_t *answer = D.application.payload;

    D.application.payload = NULL;
    if (is_update(c)) {
        check_parties(c, effective);
    } else if (is_own(c)) {
        check_own(c, new);
    } else {
        /* the state says it all */
    }
    if (D.device_type == GBCS_DEVICE_ESME) {
        assert_int_equal(device_send(&D, 0x004E, BROKER, 1U), GBCS_OK);
    }
    wait_for(GBCS_DONE_SECONDS);
    come_back();
    D.application.payload = answer;
}

/* ---- what may be found ----------------------------------------------------------------------- */

/** Before the change, after it, and in the middle of it; as a start finds it, and as it is a little later. */
typedef struct frame_of_states {
    state before;
    state middle;
    state after;
    state before_later;
    state after_later;
} frame_of_states;

static frame_of_states S;

/** What follows at once: what is due, what has lost its sender, what the application is asked again. */
static void follow_up(void)
{
    wait_for(0U);
    wait_for(0U);
}

static void expect(unsigned int parts, const change *c, const char *what)
{
    if (parts != 0U) {
        fail_msg("%s: %s, parts %x", c->name, what, parts);
    }
}

/** What a start finds is one of the states, in all its parts. */
static void check_found(const change *c, const state *found)
{
    const unsigned int fixed = ~(c->late | c->loose);
    unsigned int parts = differences(found, &S.before) & fixed;

    if (has_middle) {
        parts = (parts != 0U) ? differences(found, &S.middle) & fixed : parts;
    }
    parts = (parts != 0U) ? differences(found, &S.after) & fixed : parts;
    expect(parts, c, "neither old nor new");
    assert_true(is_beginning(&S.before, found));
}

/** What there is a little later is old or new; whether it is new. */
static bool is_done(const change *c, const state *found)
{
    const bool done = (differences(found, &S.after_later) & ~c->loose) == 0U;

    if (!done) {
        expect(differences(found, &S.before_later) & ~c->loose, c, "later neither old nor new");
    }
    return done;
}

/** The same command once more, and then the meter works. */
static void go_on(const change *c, bool done)
{
    static moment here;
    state found;

    if (!done) {
        keep(&here);
        check_works(c, false);
        go_back(&here);
        assert_int_equal(send_it(), GBCS_OK);
        follow_up();
        look(&found);
        expect(differences(&found, &S.after_later) & ~c->loose, c, "sent again");
    } else {
        assert_int_equal(send_it(), c->again);
    }
    check_works(c, true);
}

/** Power is on again, for good. What was done when it went is done. */
static void carry_on(const change *c, bool was_begun)
{
    state found;
    bool done;

    come_back();
    follow_up();
    look(&found);
    done = is_done(c, &found);
    assert_true(done || (!was_begun && (c->when != DUE)));
    go_on(c, done);
}

/** The start after a cut, cut itself at each of its writes. */
static void cut_the_start(const change *c, const moment *after_cut, bool was_begun)
{
    bool through = false;
    uint32_t i;

    for (i = 0; !through; i++) {
        state found;

        go_back(after_cut);
        gbcs_memory_reboot(&D.memory);
        order_cut(i);
        (void)start();
        through = D.memory.powered;
        if (!through) {
            tried.second_cuts++;
            boot_only();
            look(&found);
            check_found(c, &found);
            carry_on(c, was_begun);
        }
    }
    go_back(after_cut);
}

/** The change without any cut: what there is before, in the middle, and after it. */
static void observe(const change *c, const moment *begin)
{
    boot_only();
    look(&S.before);
    come_back();
    follow_up();
    look(&S.before_later);
    go_back(begin);
    has_middle = false;
    if (is_of_device_log(c)) {
        D.application.before_reply = take_middle;
    }
    assert_int_equal(perform(c), GBCS_OK);
    D.application.before_reply = NULL;
    boot_only();
    look(&S.after);
    come_back();
    follow_up();
    look(&S.after_later);
    assert_int_not_equal(differences(&S.before, &S.after), 0);
    go_on(c, true);
    if (has_middle) {
        go_back(&in_the_middle);
        boot_only();
        look(&S.middle);
    }
    go_back(begin);
}

static void cut_each_write(const change *c, const moment *begin)
{
    static moment after_cut;
    bool through = false;
    bool begun = false;
    uint32_t i;

    for (i = 0; !through; i++) {
        state found;

        go_back(begin);
        order_cut(i);
        (void)perform(c);
        through = D.memory.powered;
        if (!through) {
            tried.cuts++;
            keep(&after_cut);
            boot_only();
            look(&found);
            check_found(c, &found);
            assert_true(is_beginning(&found, &S.after));
            /* what is once there does not go again */
            assert_true(!begun || ((differences(&found, &S.before) & BIT(COUNTERS)) != 0U) ||
                        (c->when == DUE));
            begun = (differences(&found, &S.before) & BIT(COUNTERS)) != 0U;
            cut_the_start(c, &after_cut, begun);
            carry_on(c, begun);
        }
    }
}

/** Refused for the failure, with its counter: only the device's own key pairs are (GBCS 13.4, 13.5). */
static bool is_given_up(const change *c, const state *found, gbcs_status status)
{
    const unsigned int counters = BIT(COUNTERS);

    return is_own(c) && (status == GBCS_OK) &&
           ((differences(found, &S.before_later) & ~(counters | c->loose)) == 0U) &&
           ((differences(found, &S.after_later) & counters) == 0U);
}

/** A call fails, and power stays on: the meter goes on with what is stored. */
static bool fail_once(const change *c, gbcs_memory_call call, uint32_t number)
{
    static moment here;
    gbcs_status status;
    state found;
    state stored;
    bool failed;

    order_failure(call, number);
    status = perform(c);
    failed = take_failure(call);
    if (failed) {
        follow_up();
        look(&found);
        keep(&here);
        if (is_given_up(c, &found, status)) {
            assert_int_equal(send_it(), GBCS_ERR_REPLAY);
        } else {
            const bool done = is_done(c, &found);

            assert_true(done || ((status != GBCS_OK) && (c->when != DUE)));
            go_on(c, done);
        }
        go_back(&here);
        come_back();
        follow_up();
        look(&stored);
        expect(differences(&found, &stored), c, "works with what is not stored");
    }
    return failed;
}

static void fail_each_call(const change *c, const moment *begin)
{
    static const gbcs_memory_call CALLS[] = {
        GBCS_MEMORY_LOAD,   GBCS_MEMORY_STORE,    GBCS_MEMORY_ERASE,  GBCS_MEMORY_STORAGE_KEY,
        GBCS_MEMORY_UPTIME, GBCS_MEMORY_TIME_GET, GBCS_MEMORY_ENTROPY};

    for (size_t call = 0; call < (sizeof CALLS / sizeof CALLS[0]); call++) {
        const bool writes =
            (CALLS[call] == GBCS_MEMORY_STORE) || (CALLS[call] == GBCS_MEMORY_ERASE);
        uint32_t number = 0;

        go_back(begin);
        while (fail_once(c, CALLS[call], number)) {
            number += writes ? 1U : 2U;
            go_back(begin);
        }
    }
}

static void each_change_is_made_or_not(void **nothing)
{
    static moment begin;
    size_t i;

    (void)nothing;
    for (i = 0; i < CHANGE_COUNT; i++) {
        const change *c = &CHANGES[i];
        const unsigned long cuts = tried.cuts;
        const unsigned long second = tried.second_cuts;
        const unsigned long failures = tried.failures;

        prepare(c);
        keep(&begin);
        observe(c, &begin);
        cut_each_write(c, &begin);
        fail_each_call(c, &begin);
        printf("%s: %lu cuts, %lu in the start after them, %lu failed calls\n", c->name,
               tried.cuts - cuts, tried.second_cuts - second, tried.failures - failures);
        assert_true(tried.cuts > cuts);
    }
    printf("%lu cuts, %lu cuts in the start after them, %lu failed calls\n", tried.cuts,
           tried.second_cuts, tried.failures);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_change_is_made_or_not),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
