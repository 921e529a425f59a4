/* The use case table: its order, its lookup, and what must hold for every row (GBCS 15, 17, 20). */
#include "hex.h"

#include "gbcs/message/usecase.h"

#define ESME (1U << GBCS_DEVICE_ESME)
#define GSME (1U << GBCS_DEVICE_GSME)
#define CHF (1U << GBCS_DEVICE_CHF)
#define GPF (1U << GBCS_DEVICE_GPF)
#define HCALCS (1U << GBCS_DEVICE_HCALCS)
#define PPMID (1U << GBCS_DEVICE_PPMID)
#define SAPC (1U << GBCS_DEVICE_SAPC)
#define ALL_DEVICES (ESME | GSME | CHF | GPF | HCALCS | PPMID | SAPC)

#define S (1U << GBCS_ROLE_SUPPLIER)
#define NO (1U << GBCS_ROLE_NETWORK_OPERATOR)
#define ACB (1U << GBCS_ROLE_ACB)
#define LC (1U << GBCS_ROLE_LOAD_CONTROLLER)
#define TCOS (1U << GBCS_ROLE_TRANSITIONAL_COS)
#define REC (1U << GBCS_ROLE_RECOVERY)
#define WAN (1U << GBCS_ROLE_WAN_PROVIDER)
#define ALL_ROLES (S | NO | ACB | LC | TCOS | REC | WAN)

#define DATED (GBCS_USE_REPLAY | GBCS_USE_FUTURE_DATED | GBCS_USE_RESPONSE_TIME)
#define ALL_FLAGS                                                                                  \
    (GBCS_USE_REPLAY | GBCS_USE_FUTURE_DATED | GBCS_USE_OTHER_RECIPIENT | GBCS_USE_ENCRYPTED |     \
     GBCS_USE_RESPONSE_TIME | GBCS_USE_TOP_UP)

/** Message Codes known. */
#define USE_CASES 239U

/** The code of a contingency update: authorised by a key that belongs to no role. */
#define ANY_BY_CONTINGENCY 0x0109U

static bool is_alert(const gbcs_use_case *row)
{
    return (row->category == GBCS_CATEGORY_CRITICAL_ALERT) ||
           (row->category == GBCS_CATEGORY_ALERT);
}

static void codes_ascend(void **state)
{
    size_t count = 0U;
    uint32_t before = 0U;

    (void)state;
    for (const gbcs_use_case *row = gbcs_use_case_at(0U); row != NULL;
         row = gbcs_use_case_at(count)) {
        assert_true(row->code > before);
        before = row->code;
        count++;
    }
    assert_int_equal(count, USE_CASES);
    assert_null(gbcs_use_case_at(USE_CASES + 1U));
    assert_null(gbcs_use_case_at(SIZE_MAX));
}

static void every_code_is_found_and_no_other(void **state)
{
    size_t next = 0U;

    (void)state;
    for (uint32_t code = 0U; code <= 0xFFFFU; code++) {
        const gbcs_use_case *expected = gbcs_use_case_at(next);
        const gbcs_use_case *row = gbcs_use_case_find((uint16_t)code);

        if ((expected != NULL) && (expected->code == code)) {
            assert_ptr_equal(row, expected);
            next++;
        } else {
            assert_null(row);
        }
    }
    assert_int_equal(next, USE_CASES);
}

static void unknown_codes(void **state)
{
    /* below the first, gaps that lie next to known codes, above the last */
    static const uint16_t UNKNOWN[] = {0x0000, 0x0005, 0x0006, 0x0009, 0x0011, 0x0041, 0x006A,
                                       0x00D5, 0x00FF, 0x0127, 0x012C, 0x0FFF, 0x1002, 0xFFFF};

    (void)state;
    for (size_t i = 0U; i < (sizeof UNKNOWN / sizeof UNKNOWN[0]); i++) {
        assert_null(gbcs_use_case_find(UNKNOWN[i]));
        assert_string_equal(gbcs_use_case_name(UNKNOWN[i]), "unknown");
    }
}

static void fields_lie_within_their_sets(void **state)
{
    (void)state;
    for (size_t i = 0U; i < USE_CASES; i++) {
        const gbcs_use_case *row = gbcs_use_case_at(i);

        assert_int_not_equal(row->devices, 0);
        assert_int_equal(row->devices & ~ALL_DEVICES, 0);
        assert_int_equal(row->roles & ~ALL_ROLES, 0);
        assert_int_equal(row->flags & ~ALL_FLAGS, 0);
        assert_in_range(row->category, GBCS_CATEGORY_CRITICAL_COMMAND, GBCS_CATEGORY_LOCAL);
        assert_in_range(row->family, GBCS_FAMILY_DLMS, GBCS_FAMILY_ANY);
    }
}

/** Alerts, commands between devices and codes of logs have no sender with a role; the rest has. */
static void roles_fit_the_category(void **state)
{
    (void)state;
    for (size_t i = 0U; i < USE_CASES; i++) {
        const gbcs_use_case *row = gbcs_use_case_at(i);
        const bool without_role = is_alert(row) || (row->category == GBCS_CATEGORY_HAN_COMMAND) ||
                                  (row->category == GBCS_CATEGORY_LOCAL) ||
                                  (row->code == ANY_BY_CONTINGENCY);

        assert_int_equal(row->roles == 0U, without_role);
    }
}

static void flags_fit_the_category(void **state)
{
    (void)state;
    for (size_t i = 0U; i < USE_CASES; i++) {
        const gbcs_use_case *row = gbcs_use_case_at(i);

        if (is_alert(row)) {
            /* only an alert itself may be encrypted: it is no answer and nothing answers it */
            assert_int_equal(row->flags & ~GBCS_USE_ENCRYPTED, 0);
        }
        if ((row->flags & GBCS_USE_FUTURE_DATED) != 0U) {
            /* what may wait must not be repeated, and its response says when it was done */
            assert_int_not_equal(row->flags & GBCS_USE_REPLAY, 0);
            assert_int_not_equal(row->flags & GBCS_USE_RESPONSE_TIME, 0);
        }
        if ((row->flags & (GBCS_USE_ENCRYPTED | GBCS_USE_OTHER_RECIPIENT)) != 0U) {
            /* reads, and the two alerts of the Billing Data Log */
            assert_int_equal(row->flags & GBCS_USE_REPLAY, 0);
            assert_true(is_alert(row) || (row->category == GBCS_CATEGORY_COMMAND));
        }
        if ((row->category == GBCS_CATEGORY_HAN_COMMAND) ||
            (row->category == GBCS_CATEGORY_LOCAL)) {
            assert_int_equal(row->flags & ~GBCS_USE_TOP_UP, 0);
        }
        /* CS01a, CS01b, PCS01 carry a UTRN */
        assert_int_equal((row->flags & GBCS_USE_TOP_UP) != 0U, (row->code == 0x0007U) ||
                                                                   (row->code == 0x0097U) ||
                                                                   (row->code == 0x009BU));
    }
}

static void categories_have_their_numbers(void **state)
{
    static const size_t EXPECTED[] = {
        [GBCS_CATEGORY_CRITICAL_COMMAND] = 65U,
        [GBCS_CATEGORY_COMMAND] = 135U,
        [GBCS_CATEGORY_CRITICAL_ALERT] = 17U,
        [GBCS_CATEGORY_ALERT] = 11U,
        [GBCS_CATEGORY_HAN_COMMAND] = 2U,
        [GBCS_CATEGORY_VARIANT] = 5U,
        [GBCS_CATEGORY_LOCAL] = 4U,
    };
    size_t found[GBCS_CATEGORY_LOCAL + 1] = {0U};

    (void)state;
    for (size_t i = 0U; i < USE_CASES; i++) {
        found[gbcs_use_case_at(i)->category]++;
    }
    assert_memory_equal(found, EXPECTED, sizeof EXPECTED);
}

/* Rows of the mapping table (GBCS 20), one or more of each kind, and the first and the last. */
static void known_rows(void **state)
{
    static const gbcs_use_case ROWS[] = {
        {0x0001, CHF, ACB, GBCS_USE_REPLAY, GBCS_CATEGORY_COMMAND, GBCS_FAMILY_DLMS},
        {0x0008, ALL_DEVICES, S | NO | ACB | TCOS | WAN, 0, GBCS_CATEGORY_VARIANT,
         GBCS_FAMILY_ASN1},
        {0x0012, ESME | GSME | HCALCS | SAPC, S | ACB, DATED, GBCS_CATEGORY_CRITICAL_COMMAND,
         GBCS_FAMILY_ASN1},
        {0x0027, ESME, S | NO, GBCS_USE_ENCRYPTED | GBCS_USE_RESPONSE_TIME, GBCS_CATEGORY_COMMAND,
         GBCS_FAMILY_DLMS},
        {0x0037, ESME, S | NO | ACB, GBCS_USE_ENCRYPTED | GBCS_USE_OTHER_RECIPIENT,
         GBCS_CATEGORY_COMMAND, GBCS_FAMILY_DLMS},
        {0x004F, ESME, S, GBCS_USE_REPLAY, GBCS_CATEGORY_CRITICAL_COMMAND, GBCS_FAMILY_DLMS},
        {0x0053, ESME, S, 0, GBCS_CATEGORY_CRITICAL_COMMAND, GBCS_FAMILY_DLMS},
        {0x0061, ESME, 0, GBCS_USE_ENCRYPTED, GBCS_CATEGORY_CRITICAL_ALERT, GBCS_FAMILY_DLMS},
        {0x0074, GSME | GPF, S | NO, GBCS_USE_ENCRYPTED | GBCS_USE_RESPONSE_TIME,
         GBCS_CATEGORY_COMMAND, GBCS_FAMILY_GBZ},
        {0x0097, GSME, S, GBCS_USE_REPLAY | GBCS_USE_TOP_UP | GBCS_USE_RESPONSE_TIME,
         GBCS_CATEGORY_COMMAND, GBCS_FAMILY_GBZ},
        {0x009B, GSME, 0, GBCS_USE_TOP_UP, GBCS_CATEGORY_HAN_COMMAND, GBCS_FAMILY_GBZ},
        {0x0105, CHF, WAN, DATED, GBCS_CATEGORY_CRITICAL_COMMAND, GBCS_FAMILY_ASN1},
        {0x0108, ALL_DEVICES, REC, DATED, GBCS_CATEGORY_VARIANT, GBCS_FAMILY_ASN1},
        {0x0116, ESME, 0, 0, GBCS_CATEGORY_LOCAL, GBCS_FAMILY_ANY},
        {0x011F, ESME, LC, GBCS_USE_REPLAY, GBCS_CATEGORY_CRITICAL_COMMAND, GBCS_FAMILY_DLMS},
        {0x0129, HCALCS | PPMID, ACB, 0, GBCS_CATEGORY_COMMAND, GBCS_FAMILY_ASN1},
        {0x1001, ALL_DEVICES, 0, 0, GBCS_CATEGORY_ALERT, GBCS_FAMILY_ANY},
    };

    (void)state;
    for (size_t i = 0U; i < (sizeof ROWS / sizeof ROWS[0]); i++) {
        const gbcs_use_case *row = gbcs_use_case_find(ROWS[i].code);

        assert_non_null(row);
        assert_int_equal(row->code, ROWS[i].code);
        assert_int_equal(row->devices, ROWS[i].devices);
        assert_int_equal(row->roles, ROWS[i].roles);
        assert_int_equal(row->flags, ROWS[i].flags);
        assert_int_equal(row->category, ROWS[i].category);
        assert_int_equal(row->family, ROWS[i].family);
    }
}

/** Every number that a device type or role can have, against the bits of a row. */
static void sets_are_asked_by_number(void **state)
{
    static const struct {
        uint16_t code;
        uint8_t devices[8];
        uint8_t roles[8];
    } SETS[] = {
        {0x0001, {GBCS_DEVICE_CHF, 255}, {GBCS_ROLE_ACB, 255}},
        {0x000D,
         {GBCS_DEVICE_GSME, GBCS_DEVICE_ESME, GBCS_DEVICE_SAPC, 255},
         {GBCS_ROLE_SUPPLIER, 255}},
        {0x0061, {GBCS_DEVICE_ESME, 255}, {255}},
        {0x0108,
         {GBCS_DEVICE_GSME, GBCS_DEVICE_ESME, GBCS_DEVICE_CHF, GBCS_DEVICE_GPF, GBCS_DEVICE_HCALCS,
          GBCS_DEVICE_PPMID, GBCS_DEVICE_SAPC, 255},
         {GBCS_ROLE_RECOVERY, 255}},
        {0x011B,
         {GBCS_DEVICE_ESME, GBCS_DEVICE_SAPC, 255},
         {GBCS_ROLE_SUPPLIER, GBCS_ROLE_NETWORK_OPERATOR, GBCS_ROLE_ACB, GBCS_ROLE_TRANSITIONAL_COS,
          GBCS_ROLE_LOAD_CONTROLLER, 255}},
    };

    (void)state;
    for (size_t i = 0U; i < (sizeof SETS / sizeof SETS[0]); i++) {
        const gbcs_use_case *row = gbcs_use_case_find(SETS[i].code);
        size_t devices = 0U;
        size_t roles = 0U;

        for (uint32_t number = 0U; number <= 255U; number++) {
            const bool device = (number < 255U) && (SETS[i].devices[devices] == number);
            const bool role = (number < 255U) && (SETS[i].roles[roles] == number);

            assert_int_equal(gbcs_use_case_for_device(row, (uint8_t)number), device);
            assert_int_equal(gbcs_use_case_for_role(row, (uint8_t)number), role);
            devices += device ? 1U : 0U;
            roles += role ? 1U : 0U;
        }
        assert_int_equal(SETS[i].devices[devices], 255);
        assert_int_equal(SETS[i].roles[roles], 255);
    }
}

/** Roles whose cells a device holds (GBCS 13); load control on those with a controller only. */
static uint32_t roles_held_by(uint8_t device_type)
{
    static const uint32_t HELD[GBCS_DEVICES] = {
        [GBCS_DEVICE_GSME] = REC | S | NO | ACB | TCOS,
        [GBCS_DEVICE_ESME] = REC | S | NO | ACB | TCOS | LC,
        [GBCS_DEVICE_CHF] = REC | ACB | TCOS | WAN,
        [GBCS_DEVICE_GPF] = REC | S | NO | ACB | TCOS,
        [GBCS_DEVICE_HCALCS] = REC | ACB | TCOS,
        [GBCS_DEVICE_PPMID] = REC | ACB | TCOS,
        [GBCS_DEVICE_SAPC] = REC | S | NO | ACB | TCOS | LC,
    };

    return HELD[device_type];
}

/** CS02a and CS02f name the cell that authorises; in no other command two roles are told apart. */
static bool names_its_role(const gbcs_use_case *row)
{
    return (row->code == 0x0008U) || (row->code == 0x011BU);
}

/** In which roles an entity that is in the cells of some roles may send a command. */
static uint32_t roles_left(const gbcs_use_case *row, uint8_t device_type, uint32_t entity)
{
    const uint32_t allowed = row->roles & entity & roles_held_by(device_type);

    return ((allowed & ACB) != 0U) ? ACB : allowed;
}

static bool is_single(uint32_t roles)
{
    return (roles & (roles - 1U)) == 0U;
}

/** Whether an entity that is in the cells of given roles, and maybe of others, has two roles left. */
static bool is_open(const gbcs_use_case *row, uint32_t with)
{
    bool open = false;

    for (uint8_t device = 0U; device < GBCS_DEVICES; device++) {
        for (uint32_t entity = 0U; entity <= ALL_ROLES; entity++) {
            if (gbcs_use_case_for_device(row, device) && ((entity & with) == with)) {
                open = open || !is_single(roles_left(row, device, entity));
            }
        }
    }
    return open;
}

/**
 * Whatever cells one entity is in, a command that a counter guards, or that is signed, has one role
 * to be sent in. Reads have more where supplier, network operator and load controller may send them;
 * the lowest is taken then.
 */
static void one_role_remains(void **state)
{
    size_t open = 0U;

    (void)state;
    for (size_t i = 0U; i < USE_CASES; i++) {
        const gbcs_use_case *row = gbcs_use_case_at(i);

        if ((!names_its_role(row)) && is_open(row, 0U)) {
            assert_int_equal(row->flags & GBCS_USE_REPLAY, 0);
            assert_int_equal(row->category, GBCS_CATEGORY_COMMAND);
            assert_int_equal(row->roles & ~(S | NO | LC | ACB), 0);
            assert_false(is_single(row->roles & (S | NO | LC)));
            open++;
        }
    }
    assert_int_equal(open, 35);
}

/** The Access Control Broker, in others' cells before handover, is itself but in these reads. */
static void broker_is_itself(void **state)
{
    static const uint16_t OPEN[] = {0x0027, 0x0029, 0x002A, 0x0074, 0x00B6, 0x00FD};
    size_t open = 0U;

    (void)state;
    for (size_t i = 0U; i < USE_CASES; i++) {
        const gbcs_use_case *row = gbcs_use_case_at(i);

        if ((!names_its_role(row)) && is_open(row, ACB)) {
            assert_true(open < (sizeof OPEN / sizeof OPEN[0]));
            assert_int_equal(row->code, OPEN[open]);
            open++;
        }
    }
    assert_int_equal(open, sizeof OPEN / sizeof OPEN[0]);
}

static void known_names(void **state)
{
    static const struct {
        uint16_t code;
        const char *name;
    } NAMES[] = {
        {0x0001, "CCS01 Add Device to CHF device log"},
        {0x000A, "CS02c Issue Security Credentials"},
        {0x004F, "ECS42 Remotely Close the Load Switch on the ESME"},
        {0x0109, "CS02b Update Security Credentials (anyByContingency)"},
        {0x1001, "Generic Non Critical Alert"},
    };

    (void)state;
    for (size_t i = 0U; i < (sizeof NAMES / sizeof NAMES[0]); i++) {
        assert_string_equal(gbcs_use_case_name(NAMES[i].code), NAMES[i].name);
    }
}

/** One line of printable ASCII, no blank too many, and not the name of another code. */
static void every_name_is_clean_and_unique(void **state)
{
    (void)state;
    for (size_t i = 0U; i < USE_CASES; i++) {
        const char *name = gbcs_use_case_name(gbcs_use_case_at(i)->code);
        const size_t length = strlen(name);

        assert_string_not_equal(name, "unknown");
        assert_true(length > 8U);
        assert_true((name[0] != ' ') && (name[length - 1U] != ' '));
        assert_null(strstr(name, "  "));
        for (size_t j = 0U; j < length; j++) {
            assert_in_range(name[j], ' ', '~');
        }
        for (size_t j = 0U; j < i; j++) {
            assert_string_not_equal(name, gbcs_use_case_name(gbcs_use_case_at(j)->code));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(codes_ascend),
        cmocka_unit_test(every_code_is_found_and_no_other),
        cmocka_unit_test(unknown_codes),
        cmocka_unit_test(fields_lie_within_their_sets),
        cmocka_unit_test(roles_fit_the_category),
        cmocka_unit_test(flags_fit_the_category),
        cmocka_unit_test(categories_have_their_numbers),
        cmocka_unit_test(known_rows),
        cmocka_unit_test(sets_are_asked_by_number),
        cmocka_unit_test(one_role_remains),
        cmocka_unit_test(broker_is_itself),
        cmocka_unit_test(known_names),
        cmocka_unit_test(every_name_is_clean_and_unique),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
