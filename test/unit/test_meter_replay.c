/*
 * Protection against replay, as a whole meter sees it (GBCS 4.3.1.4, 4.3.1.5): each command is done once.
 */
#include "replay_bench.h"

/* ---- commands that are protected ------------------------------------------------------------ */

static void take_once(const command *c)
{
    must_take(c, FIRST, NULL);
    must_refuse(c, FIRST, NULL);
    must_refuse(c, FIRST - 1U, NULL);
    must_refuse(c, 1, NULL);
    must_refuse(c, 0, NULL);
    must_take(c, FIRST + 1U, NULL);
    restart();
    must_refuse(c, FIRST + 1U, NULL);
    must_refuse(c, FIRST, NULL);
    must_refuse(c, 1, NULL);
    must_take(c, FIRST + 2U, NULL);
    must_take(c, GBCS_COUNTER_LAST, NULL);
    must_refuse(c, GBCS_COUNTER_LAST, NULL);
    restart();
    must_refuse(c, GBCS_COUNTER_LAST, NULL);
    assert_int_equal(order_count - D.application.resumed, 4);
}

static void a_protected_command_is_taken_once(void **state)
{
    (void)state;
    assert_true(for_each(taken_counted, take_once) >= PROTECTED);
}

/** Tokens are taken in any order, each once. */
static void credit_once(const command *c)
{
    must_take(c, FIRST, NULL);
    must_refuse(c, FIRST, NULL);
    must_take(c, FIRST - 1U, NULL);
    must_take(c, FIRST + 5U, NULL);
    must_refuse(c, FIRST - 1U, NULL);
    restart();
    must_refuse(c, FIRST, NULL);
    must_refuse(c, FIRST - 1U, NULL);
    must_refuse(c, FIRST + 5U, NULL);
    must_take(c, FIRST + 1U, NULL);
    must_take(c, LAST_TOKEN, NULL);
    must_refuse(c, LAST_TOKEN, NULL);
    assert_int_equal(D.application.balance, 5U * DEVICE_CREDIT);
    /* no counter was moved by it, and none is compared with it */
    assert_int_equal(held(c->role, 0U), 0U);
}

static void a_token_is_taken_once(void **state)
{
    (void)state;
    assert_int_equal(for_each(taken_top_up, credit_once), TOP_UPS);
}

/* ---- commands with a date ------------------------------------------------------------------- */

/** Another code that the device can be told to do later, from the same role. */
static bool find_other(const command *c, command *other)
{
    size_t i;
    bool found = false;

    *other = *c;
    for (i = 0; !found && ((other->use_case = gbcs_use_case_at(i)) != NULL); i++) {
        found = (other->use_case->code != c->use_case->code) && can_be_dated(other) &&
                gbcs_use_case_for_role(other->use_case, other->role) &&
                (form_of(other) != GBCS_FORM_BARE) && is_held(other);
    }
    return found;
}

static void assert_held(const command *c, uint64_t immediate, uint64_t dated)
{
    assert_int_equal(held(c->role, 0), immediate);
    assert_int_equal(held(c->role, c->use_case->code), dated);
}

/** The dates of the trial: past, this second, to come; cancelled. */
#define DATES 4U

static void refuse_all(const command *c, const gbcs_date dates[DATES])
{
    const gbcs_date now = {GBCS_DATING_IMMEDIATE, 0};
    size_t i;

    must_refuse(c, FIRST, &now);
    for (i = 0; i < DATES; i++) {
        must_refuse(c, 50U + i, &dates[i]);
        /* a counter counts, not the date that it came with */
        must_refuse(c, 50U + i, &dates[(i + 1U) % DATES]);
        must_refuse(c, 53, &dates[i]);
    }
    assert_held(c, FIRST, 53);
}

static void keep_apart(const command *c)
{
    const gbcs_utc begin = D.memory.now;
    const gbcs_date now = {GBCS_DATING_IMMEDIATE, 0};
    const gbcs_date dates[DATES] = {{GBCS_DATING_DATED, begin - DAY},
                                    {GBCS_DATING_DATED, begin},
                                    {GBCS_DATING_DATED, begin + DAY},
                                    {GBCS_DATING_CANCEL, 0}};
    command other;
    size_t i;

    must_take(c, FIRST, &now);
    assert_held(c, FIRST, 0);
    for (i = 0; i < DATES; i++) {
        must_take(c, 50U + i, &dates[i]);
        if (orders[order_count - 1U].asked) {
            assert_int_equal(D.application.date.dating, dates[i].dating);
            assert_true(D.application.date.time == dates[i].time);
        }
        assert_held(c, FIRST, 50U + i);
    }
    refuse_all(c, dates);
    /* the clock has passed the dates, is set back, is not known; after a restart */
    D.memory.now = begin + (2 * DAY);
    refuse_all(c, dates);
    D.memory.now = begin - (2 * DAY);
    refuse_all(c, dates);
    restart();
    refuse_all(c, dates);
    D.memory.clock_set = false;
    refuse_all(c, dates);
    /* above the dated counter is not above the other one, and the other way round */
    must_refuse(c, 60, &now);
    must_take(c, 54, &dates[2]);
    assert_held(c, FIRST, 54);
    must_take(c, FIRST + 1U, &now);
    assert_held(c, FIRST + 1U, 54);
    if (find_other(c, &other)) {
        must_take(&other, 7, &dates[2]);
        assert_held(&other, FIRST + 1U, 7);
        assert_held(c, FIRST + 1U, 54);
        must_refuse(c, 54, &dates[3]);
        must_take(&other, 8, &dates[3]);
        must_refuse(&other, FIRST + 1U, &now);
        restart();
        assert_held(&other, FIRST + 1U, 8);
        assert_held(c, FIRST + 1U, 54);
        must_refuse(&other, 8, &dates[2]);
        must_refuse(c, 54, &dates[2]);
        must_take(c, 55, &dates[0]);
    }
}

static void dated_commands_have_counters_of_their_own(void **state)
{
    (void)state;
    assert_true(for_each(taken_dateable, keep_apart) >= DATEABLE);
}

/** All codes that can be dated, of all roles, one after the other on one device. */
static uint64_t next_counter;

static void take_dated(const command *c)
{
    /* past, as not so many can wait */
    const gbcs_date date = {GBCS_DATING_DATED, FRESH.memory.now - DAY};

    must_take(c, next_counter, &date);
    assert_int_equal(held(c->role, c->use_case->code), next_counter);
    next_counter--;
    /* the next command of the device finds what this one has left */
    FRESH = D;
    order_count = 0;
}

static void no_two_codes_share_a_counter(void **state)
{
    (void)state;
    next_counter = FIRST;
    assert_true(for_each(taken_dateable, take_dated) >= DATEABLE);
}

/* ---- commands that are not protected -------------------------------------------------------- */

static void take_again_and_again(const command *c)
{
    uint32_t i;

    assert_int_equal(gbcs_meter_seal(&D.meter), GBCS_OK);
    START = D;
    for (i = 0; i < 4U; i++) {
        must_take(c, FIRST, NULL);
        must_take(c, FIRST - 1U, NULL);
        assert_not_moved(&START);
    }
    restart();
    must_take(c, FIRST, NULL);
    must_take(c, 0, NULL);
    assert_not_moved(&START);
    assert_int_equal(D.application.resumed, 0);
}

static void other_commands_do_not_move_counters(void **state)
{
    (void)state;
    assert_true(for_each(taken_unprotected, take_again_and_again) >= UNPROTECTED);
}

static gbcs_status give_again(const command *c, uint64_t counter)
{
    const uint32_t before = seen(counter, false);
    const gbcs_status status = give(c, counter, NULL);

    assert_int_equal(seen(counter, false), before);
    return status;
}

/** An encrypted answer is given once for a counter, whatever happens to power. */
static void answer_once(const command *c)
{
    uint32_t i;

    assert_int_equal(gbcs_meter_seal(&D.meter), GBCS_OK);
    START = D;
    must_take(c, FIRST, NULL);
    assert_int_equal(give_again(c, FIRST), GBCS_ERR_ANSWERED);
    must_take(c, FIRST - 1U, NULL);
    restart();
    assert_int_equal(give_again(c, FIRST), GBCS_ERR_ANSWERED);
    assert_int_equal(give_again(c, FIRST - 1U), GBCS_ERR_ANSWERED);
    assert_not_moved(&START);
    for (i = 0; i < 2U; i++) {
        begin_at(&START);
        gbcs_memory_cut(&D.memory, 0, (i == 0U) ? GBCS_MEMORY_BEFORE : GBCS_MEMORY_AFTER);
        assert_int_equal(give_again(c, FIRST), GBCS_ERR_UNFINISHED);
        restart();
        if (i == 0U) {
            must_take(c, FIRST, NULL);
        } else {
            assert_int_equal(give_again(c, FIRST), GBCS_ERR_ANSWERED);
        }
        assert_not_moved(&START);
    }
}

static void an_encrypted_answer_is_given_once(void **state)
{
    (void)state;
    assert_true(for_each(taken_encrypted, answer_once) >= SECRET);
}

/* ---- commands that are refused -------------------------------------------------------------- */

/** What is wrong with a command. */
typedef enum fault { MAC, ADDRESS, PAYLOAD, FORM, PARTY, PRETENDER, FAULTS } fault;

/** A known party that may not send the command. */
static size_t party_without_right(const command *c)
{
    size_t role = 1;

    while ((role < GBCS_ROLES) && (gbcs_use_case_for_role(c->use_case, (uint8_t)role) ||
                                   !gbcs_trust_knows(&D.meter.trust, PARTY_ID(role)))) {
        role++;
    }
    assert_true(role < GBCS_ROLES);
    return role;
}

static gbcs_status give_faulty(const command *c, fault wrong, uint64_t counter)
{
    static uint8_t octets[DEVICE_MESSAGE];
    static const uint8_t nothing[] = {0xD9};
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    recipe of = {.code = c->use_case->code,
                 .counter = numbered(c->use_case->code, counter),
                 .from = c->role,
                 .form = form_of(c)};

    switch (wrong) {
    case ADDRESS:
        of.recipient = DEVICE_ID + 1U;
        break;
    case PAYLOAD:
        of.payload = gbcs_bytes_of(nothing, sizeof nothing);
        break;
    case FORM:
        of.form = (of.form == GBCS_FORM_MACED) ? GBCS_FORM_BOTH : GBCS_FORM_MACED;
        break;
    case PARTY:
        of.from = party_without_right(c);
        break;
    case PRETENDER:
        of.from = STRANGER;
        break;
    case MAC:
    case FAULTS:
    default:
        break;
    }
    device_command(&D, &of, &writer);
    assert_int_equal(writer.status, GBCS_OK);
    if (wrong == MAC) {
        octets[writer.used - 1U] ^= 1U;
    }
    return gbcs_meter_receive(&D.meter, gbcs_writer_bytes(&writer));
}

static void refuse(const command *c)
{
    uint32_t wrong;

    assert_int_equal(gbcs_meter_seal(&D.meter), GBCS_OK);
    for (wrong = 0; wrong < (uint32_t)FAULTS; wrong++) {
        START = D;
        assert_int_not_equal(give_faulty(c, (fault)wrong, FIRST + 9U), GBCS_OK);
        assert_int_equal(order_count, 0);
        assert_not_moved(&START);
        restart();
        assert_int_equal(order_count, 0);
        assert_not_moved(&START);
    }
    must_take(c, FIRST, NULL);
}

static void refused_commands_move_nothing(void **state)
{
    (void)state;
    assert_true(for_each(taken, refuse) >= PROTECTED + UNPROTECTED + SECRET);
}

/** The table lets a role send to several types of device; not each of them has a cell for it. */
static void refuse_the_unknown(const command *c)
{
    gbcs_status status;

    START = D;
    status = give(c, FIRST, NULL);
    assert_true((status == GBCS_ERR_ORIGINATOR) || (status == GBCS_ERR_ROLE));
    assert_int_equal(order_count, 0);
    assert_not_moved(&START);
}

static void a_party_in_no_cell_moves_nothing(void **state)
{
    (void)state;
    assert_true(for_each(not_held, refuse_the_unknown) > 0U);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_protected_command_is_taken_once),
        cmocka_unit_test(a_token_is_taken_once),
        cmocka_unit_test(dated_commands_have_counters_of_their_own),
        cmocka_unit_test(no_two_codes_share_a_counter),
        cmocka_unit_test(other_commands_do_not_move_counters),
        cmocka_unit_test(an_encrypted_answer_is_given_once),
        cmocka_unit_test(refused_commands_move_nothing),
        cmocka_unit_test(a_party_in_no_cell_moves_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
