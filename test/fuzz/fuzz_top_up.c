/**
 * @file
 * Prepayment on a meter, against a model: the input is a row of entries in commands, from the keypad and
 * from a PPMID, with time, restarts and power cuts between them. The model knows which tokens were sold,
 * which were taken, and how entries are limited, and is kept in another way than the library's: all
 * counters ever used, and moments in which things end.
 *
 *     first    type of the device: even ESME, odd GSME
 *     step     kind, and what it takes
 *     00       a command with a token: token, which counter (1), octet to change in the payload (2),
 *              change (1)
 *     01       a token at the keypad: token, digit to change (1), change (1)
 *     02       a token from a PPMID, the same
 *     03       time passes: seconds (2)
 *     04       power goes off and on
 *     05       how the application answers from here on (1)
 *     06       what it says of the limits of credit from here on (1)
 *     07       the application completes what it has put off
 *     08       power goes after so many writes (1) of the next step, before or after the last (1)
 *     09       a row of tokens at the keypad: number (1), stride (1), first counter (2, above the highest)
 *     0A       20 octets at the keypad as they are
 *     token    counter: kind (1) and number (2); class and value (2)
 */
#include "fuzz_device.h"

/** Kinds of steps. */
#define STEPS 11U
/** Most steps of one input. */
#define MOST_STEPS 32U
/** Most tokens taken in one input. */
#define MOST_USED 1024U
/** Most tokens of the rows of one input, so that it takes no longer than its time. */
#define MOST_IN_ROWS 512U
/** Most commands that are answered, or may be, in one input. */
#define MOST_ANSWERED 256U
/** Use cases. */
#define CODE_CS01A 0x0007U
#define CODE_CS01B 0x0097U
#define CODE_PCS01 0x009BU

static device fresh[2];
static device d;
/** What device.c's application would do. */
static gbcs_reply (*execute)(void *context, const gbcs_order *order, gbcs_answer *answer);

/* ---- the model ------------------------------------------------------------------------------- */

/** A way that is limited: when things end, in seconds since the start of the input. */
typedef struct limited {
    uint32_t failures[GBCS_ENTRY_FAILURES];
    size_t count;
    uint32_t suspended_until;
    uint32_t last;
    uint32_t day_until;
} limited;

/** A token that was taken. */
typedef struct used_token {
    uint32_t counter;
    uint32_t pence;
    /** Under which number it was handed out; 0 if it was not yet. */
    uint64_t order;
    bool credited;
} used_token;

/** A command that was answered. */
typedef struct answered_command {
    uint64_t counter;
    /** Whether the answer was seen; else power went when it was about to be sent. */
    bool seen;
} answered_command;

typedef struct model {
    used_token used[MOST_USED];
    size_t count;
    uint32_t highest;
    uint32_t now;
    limited ways[GBCS_LIMITED_WAYS];
    /** The token that the step is about. */
    uint32_t counter;
    uint32_t pence;
    gbcs_way way;
    /** What the application was asked in this step, and whether it has put it off. */
    uint32_t orders;
    bool open;
    gbcs_way open_way;
    uint64_t open_command;
    /** Commands that were answered: each is once. Messages sent that were looked at for it. */
    answered_command answered[MOST_ANSWERED];
    size_t answered_count;
    uint32_t looked_at;
    /** Originator Counter of the command that the step is about. */
    uint64_t command;
    /** Counter of the last message of the PPMID. */
    uint64_t from_ppmid;
    uint32_t balance;
    /** Tokens that came in rows. */
    size_t in_rows;
    /** Whether power went in the middle of the step. */
    bool cut;
    /** Seconds that passed in the step before the tick in which power went: a granule that ended in them was
     * not saved. */
    uint32_t late;
} model;

static model m;

static used_token *find_used(uint32_t counter)
{
    used_token *found = NULL;

    for (size_t i = 0U; i < m.count; i++) {
        if (m.used[i].counter == counter) {
            found = &m.used[i];
        }
    }
    return found;
}

static void use(uint32_t counter, uint32_t pence)
{
    REQUIRE(m.count < MOST_USED);
    m.used[m.count] = (used_token){counter, pence, 0U, false};
    m.count++;
    m.highest = (counter > m.highest) ? counter : m.highest;
}

/** Whether a counter was used, or is below a hundred that were. */
static bool is_spent(uint32_t counter)
{
    size_t above = 0U;

    for (size_t i = 0U; i < m.count; i++) {
        above += (m.used[i].counter > counter) ? 1U : 0U;
    }
    return (above >= GBCS_CACHE_ENTRIES) || (find_used(counter) != NULL);
}

/** Whether a token that came without its counter is looked for under it. */
static bool is_near(uint32_t counter)
{
    const uint32_t block = counter >> 10;
    const uint32_t middle = m.highest >> 10;

    return (block <= (middle + 1U)) && ((block + 1U) >= middle);
}

/** The application: each token is handed out under one number, after it was taken, and credited once. */
static gbcs_reply watch(void *context, const gbcs_order *order, gbcs_answer *answer)
{
    const gbcs_reply reply = execute(context, order, answer);
    const gbcs_top_up *top_up = order->top_up;
    const gbcs_use_case *use_case = gbcs_use_case_find(order->intent->header.message_code);
    used_token *token;

    REQUIRE(top_up != NULL);
    m.orders++;
    token = find_used(top_up->counter);
    if (token == NULL) {
        REQUIRE((!order->resumed) || m.cut);
        REQUIRE((top_up->counter == m.counter) && (top_up->pence == m.pence) &&
                (top_up->way == m.way) && !is_spent(m.counter));
        use(m.counter, m.pence);
        token = &m.used[m.count - 1U];
    }
    REQUIRE((token->order == order->id) || (token->order == 0U));
    REQUIRE(top_up->pence == token->pence);
    REQUIRE(top_up->supplier == d.parties[GBCS_ROLE_SUPPLIER].id);
    token->order = order->id;
    if ((reply == GBCS_REPLY_NOW) && !token->credited) {
        token->credited = true;
        m.balance += token->pence;
    }
    m.open = (reply == GBCS_REPLY_LATER) && (use_case != NULL) &&
             (use_case->category != GBCS_CATEGORY_LOCAL);
    m.open_way = top_up->way;
    m.open_command = order->intent->header.counter;
    m.command = (top_up->way == GBCS_WAY_COMMAND) ? m.open_command : 0U;
    return reply;
}

/** Alerts, and other messages, that were sent since a number. */
static void count_sent(uint32_t from, uint32_t *alerts, uint32_t *others)
{
    *alerts = 0U;
    *others = 0U;
    for (uint32_t i = from; i != d.application.sent_count; i++) {
        const sent_message *message = &d.application.sent[i % DEVICE_SENT];
        gbcs_frame frame;

        REQUIRE(gbcs_frame_parse(gbcs_bytes_of(message->octets, message->size), &frame) == GBCS_OK);
        if (frame.header.cra == GBCS_CRA_ALERT) {
            (*alerts)++;
        } else {
            (*others)++;
        }
    }
}

static answered_command *find_answered(uint64_t counter)
{
    answered_command *found = NULL;

    for (size_t i = 0U; i < m.answered_count; i++) {
        if (m.answered[i].counter == counter) {
            found = &m.answered[i];
        }
    }
    return found;
}

static void note_answered(uint64_t counter, bool seen)
{
    answered_command *known = find_answered(counter);

    if (known == NULL) {
        REQUIRE(m.answered_count < MOST_ANSWERED);
        m.answered[m.answered_count] = (answered_command){counter, seen};
        m.answered_count++;
    } else {
        known->seen = known->seen || seen;
    }
}

static bool is_answered(uint64_t counter)
{
    const answered_command *known = find_answered(counter);

    return (known != NULL) && known->seen;
}

/** Whether a command may get no answer though none was seen: power went when it was about to be sent, or it is
 * below those that are remembered. */
static bool may_be_answered(uint64_t counter)
{
    const size_t remembered = (GBCS_STRICT_READS != 0) ? 1U : GBCS_ANSWERED;
    size_t above = 0U;

    for (size_t i = 0U; i < m.answered_count; i++) {
        above += (m.answered[i].counter > counter) ? 1U : 0U;
    }
    return (find_answered(counter) != NULL) || (above >= remembered);
}

/** Two answers to one command would be under one key: whatever happens there is one. */
static void look_at_answers(void)
{
    REQUIRE((d.application.sent_count - m.looked_at) <= DEVICE_SENT);
    for (; m.looked_at != d.application.sent_count; m.looked_at++) {
        const sent_message *message = &d.application.sent[m.looked_at % DEVICE_SENT];
        gbcs_frame frame;

        REQUIRE(gbcs_frame_parse(gbcs_bytes_of(message->octets, message->size), &frame) == GBCS_OK);
        if ((frame.header.message_code == CODE_CS01A) ||
            (frame.header.message_code == CODE_CS01B)) {
            REQUIRE(!is_answered(frame.header.counter));
            note_answered(frame.header.counter, true);
        }
    }
}

/** When credit is added the supplier is alerted if the token was typed in, and answered if a command came,
 * unless that was answered before: refused for a limit, or credited, and power went before that was noted. A
 * PPMID in a message is answered too. */
static void told(uint32_t from, gbcs_way way)
{
    uint32_t alerts;
    uint32_t others;

    count_sent(from, &alerts, &others);
    REQUIRE(alerts == ((way == GBCS_WAY_COMMAND) ? 0U : 1U));
    if (way == GBCS_WAY_PPMID) {
        REQUIRE(others == ((d.device_type == GBCS_DEVICE_GSME) ? 1U : 0U));
    } else if ((way == GBCS_WAY_KEYPAD) || is_answered(m.command)) {
        REQUIRE(others == 0U);
    } else if (may_be_answered(m.command)) {
        REQUIRE(others <= 1U);
    } else {
        REQUIRE(others == 1U);
    }
}

/** The balance is the sum of what was credited. */
static void check_balance(void)
{
    uint32_t sum = 0U;

    for (size_t i = 0U; i < m.count; i++) {
        sum += m.used[i].credited ? m.used[i].pence : 0U;
    }
    REQUIRE(sum == m.balance);
    REQUIRE(d.application.balance == m.balance);
}

/** Seconds for which a way is suspended, seen from a moment. */
static uint32_t suspended_from(const limited *l, uint32_t moment)
{
    return (l->suspended_until > moment) ? (l->suspended_until - moment) : 0U;
}

static uint32_t suspended_for(const limited *l)
{
    return suspended_from(l, m.now);
}

/** Failures that still count. */
static size_t live_failures(const limited *l)
{
    size_t live = 0U;

    for (size_t i = 0U; i < l->count; i++) {
        live += (l->failures[i] > m.now) ? 1U : 0U;
    }
    return live;
}

static void count_failure(gbcs_way way)
{
    limited *l = &m.ways[(way == GBCS_WAY_KEYPAD) ? 0U : 1U];
    size_t kept = 0U;
    uint32_t length = GBCS_ENTRY_SUSPENSION;

    for (size_t i = 0U; i < l->count; i++) {
        if (l->failures[i] > m.now) {
            l->failures[kept] = l->failures[i];
            kept++;
        }
    }
    l->failures[kept] = m.now + GBCS_ENTRY_WINDOW;
    l->count = kept + 1U;
    if (l->count == GBCS_ENTRY_FAILURES) {
        if (l->day_until > m.now) {
            length = ((2U * l->last) < GBCS_ENTRY_SUSPENSION_MAX) ? (2U * l->last)
                                                                  : GBCS_ENTRY_SUSPENSION_MAX;
        }
        l->last = length;
        l->suspended_until = m.now + length;
        l->day_until = m.now + 86400U;
        l->count = 0U;
    }
}

/** After a restart what is counted may be longer by a granule, and never shorter; the model follows. */
static void follow_limits(void)
{
    for (size_t i = 0U; i < GBCS_LIMITED_WAYS; i++) {
        const gbcs_limit_state *state = &d.meter.limit.states[i];
        limited *l = &m.ways[i];
        const uint32_t day = (l->day_until > m.now) ? (l->day_until - m.now) : 0U;

        REQUIRE(state->failure_count >= live_failures(l));
        REQUIRE(state->suspended >= suspended_for(l));
        REQUIRE(state->suspended <= (suspended_for(l) + GBCS_ENTRY_GRANULE));
        REQUIRE(state->day >= day);
        REQUIRE(state->day <= (day + GBCS_ENTRY_DAY_GRANULE));
        l->suspended_until = m.now + state->suspended;
        l->day_until = m.now + state->day;
        l->last = state->last;
        l->count = state->failure_count;
        for (size_t k = 0U; k < l->count; k++) {
            l->failures[k] = m.now + state->failures[k];
        }
    }
}

/** What storage says of used counters is what the model says: the highest hundred. */
static void check_cache(void)
{
    gbcs_cache cache;
    size_t zeros = 0U;

    REQUIRE(gbcs_cache_load(&d.meter.store, &cache) == GBCS_OK);
    REQUIRE(gbcs_cache_highest(&cache) == m.highest);
    for (size_t i = 0U; i < GBCS_CACHE_ENTRIES; i++) {
        zeros += (cache.counters[i] == 0U) ? 1U : 0U;
        REQUIRE((cache.counters[i] == 0U) || (find_used(cache.counters[i]) != NULL));
        REQUIRE((i == 0U) || (cache.counters[i] == 0U) ||
                (cache.counters[i] > cache.counters[i - 1U]));
    }
    REQUIRE(zeros == ((m.count < GBCS_CACHE_ENTRIES) ? (GBCS_CACHE_ENTRIES - m.count) : 0U));
}

/* ---- steps ----------------------------------------------------------------------------------- */

/** A token, and its digits. */
typedef struct sold {
    uint32_t counter;
    uint32_t pence;
    uint8_t utrn[GBCS_UTRN_SIZE];
} sold;

static sold make_token(uint32_t counter, gbcs_value_class value_class, uint16_t value)
{
    const party *supplier = &d.parties[GBCS_ROLE_SUPPLIER];
    gbcs_shared_secret secret;
    const gbcs_token_parties parties = {supplier->id, DEVICE_ID, &secret};
    sold s = {(counter == 0U) ? 1U : counter, value, {0}};
    gbcs_writer writer = gbcs_writer_of(s.utrn, sizeof s.utrn);
    gbcs_token token;

    if (value_class == GBCS_VALUE_POUNDS) {
        s.pence *= 100U;
    }
    device_must(gbcs_ecdh(&d.crypto, &supplier->top_up_key, &d.self.agreement_point, &secret));
    device_must(gbcs_token_make(&d.crypto, &parties, s.counter, value_class, value, &token));
    gbcs_write_utrn(&writer, &token);
    device_must(writer.status);
    return s;
}

/** One counter has one value: its digits, mixed. */
static sold sell(uint32_t counter)
{
    const uint32_t mixed = counter * 2654435761U;

    return make_token(counter, ((mixed >> 31) != 0U) ? GBCS_VALUE_POUNDS : GBCS_VALUE_PENCE,
                      (uint16_t)((mixed >> 16) & GBCS_TOKEN_VALUE_MAX));
}

/** A counter near the highest, near 0, near the last, or one that was used. */
static sold read_token(gbcs_reader *reader)
{
    const uint8_t kind = gbcs_read_u8(reader) % 6U;
    const uint16_t number = gbcs_read_u16(reader);
    uint32_t counter = number;

    if (kind == 0U) {
        counter = m.highest + 1U + (number & 0xFU);
    } else if (kind == 1U) {
        counter = m.highest + 0x800U - (number & 0xFFFU);
    } else if ((kind == 2U) && (m.count > 0U)) {
        counter = m.used[number % m.count].counter;
    } else if (kind == 3U) {
        counter = UINT32_MAX - number;
    } else if (kind == 4U) {
        counter = m.highest + ((uint32_t)number << 8);
    } else {
        /* low */
    }
    return sell(counter);
}

static void expect(const sold *s, gbcs_way way)
{
    m.counter = s->counter;
    m.pence = s->pence;
    m.way = way;
    m.orders = 0U;
}

static void tick(void)
{
    uint32_t next = 0U;
    const gbcs_status status = gbcs_meter_tick(&d.meter, &next);

    REQUIRE((status == GBCS_OK) || !d.memory.powered);
}

static void boot(void)
{
    REQUIRE(device_reboot(&d) == GBCS_OK);
}

/** Power is back: what was taken is taken, and what was not may still come. */
static void restart(void)
{
    gbcs_cache cache;

    boot();
    if (!m.cut) {
        follow_limits();
        check_cache();
    } else {
        /* the failure that was being saved may be counted or not */
        for (size_t i = 0U; i < GBCS_LIMITED_WAYS; i++) {
            const limited before = m.ways[i];
            const gbcs_limit_state *state = &d.meter.limit.states[i];

            count_failure((i == 0U) ? GBCS_WAY_KEYPAD : GBCS_WAY_PPMID);
            REQUIRE((state->suspended <= (suspended_for(&m.ways[i]) + GBCS_ENTRY_GRANULE)) ||
                    (state->suspended <=
                     (suspended_from(&before, m.now - m.late) + GBCS_ENTRY_GRANULE)));
            REQUIRE(state->suspended >= suspended_for(&before));
            REQUIRE((state->failure_count >= live_failures(&before)) || (state->suspended > 0U));
            m.ways[i].suspended_until = m.now + state->suspended;
            m.ways[i].day_until = m.now + state->day;
            m.ways[i].last = state->last;
            m.ways[i].count = state->failure_count;
            for (size_t k = 0U; k < state->failure_count; k++) {
                m.ways[i].failures[k] = m.now + state->failures[k];
            }
        }
    }
    REQUIRE(gbcs_cache_load(&d.meter.store, &cache) == GBCS_OK);
    m.open = false;
    tick();
    if (m.cut && (m.counter != 0U) && (gbcs_cache_check(&cache, m.counter) == GBCS_ERR_REPLAY)) {
        /* what is in the cache was handed out now, or before */
        REQUIRE((find_used(m.counter) != NULL) || is_spent(m.counter));
    }
    check_cache();
    m.cut = false;
}

/** Whether power went in a step; then it comes back, and nothing is said of what was returned. */
static bool has_been_cut(void)
{
    const bool cut = !d.memory.powered;

    if (cut) {
        m.cut = true;
        look_at_answers();
        if (m.command != 0U) {
            note_answered(m.command, false);
        }
        restart();
    } else {
        /* a cut counts for one step */
        d.memory.cut_ordered = false;
    }
    return cut;
}

/** What is to become of a token that was typed in. */
static gbcs_status typed_in(const sold *s, const uint8_t utrn[GBCS_UTRN_SIZE], gbcs_way way,
                            bool looks_at_open)
{
    gbcs_token token;
    gbcs_status status = gbcs_utrn_parse(gbcs_bytes_of(utrn, GBCS_UTRN_SIZE), &token);
    const bool genuine = memcmp(utrn, s->utrn, GBCS_UTRN_SIZE) == 0;

    if (looks_at_open && m.open) {
        status = GBCS_ERR_BUSY;
    } else if (suspended_for(&m.ways[(way == GBCS_WAY_KEYPAD) ? 0U : 1U]) > 0U) {
        status = GBCS_ERR_SUSPENDED;
    } else if (status != GBCS_OK) {
        /* mistyped */
    } else if (!genuine || !is_near(s->counter)) {
        status = GBCS_ERR_MAC;
    } else if (is_spent(s->counter)) {
        status = GBCS_ERR_REPLAY;
    } else if (d.application.limit != GBCS_CREDIT_FITS) {
        status = GBCS_ERR_CREDIT;
    } else {
        /* it is to be taken */
    }
    return status;
}

/** Types a token in, and compares with the model. */
static void type_in(const sold *s, const uint8_t utrn[GBCS_UTRN_SIZE], gbcs_way way)
{
    const gbcs_status expected = typed_in(s, utrn, way, true);
    const uint32_t sent = d.application.sent_count;
    gbcs_status status;

    expect(s, way);
    status = gbcs_meter_top_up(&d.meter, way, gbcs_bytes_of(utrn, GBCS_UTRN_SIZE));
    if (!has_been_cut()) {
        REQUIRE(status == expected);
        REQUIRE(m.orders == ((status == GBCS_OK) ? 1U : 0U));
        REQUIRE((status != GBCS_OK) || (find_used(s->counter) != NULL));
        if (status == GBCS_ERR_MAC) {
            count_failure(way);
        }
        fuzz_device_sent(&d, sent);
        if ((m.orders > 0U) && (d.application.reply == GBCS_REPLY_NOW)) {
            told(sent, way);
        }
        look_at_answers();
    }
}

/** The payload of a Consumer Top Up, or of an action of the token gateway. */
static gbcs_bytes payload_of(const uint8_t utrn[GBCS_UTRN_SIZE], uint16_t code, uint8_t octets[64])
{
    static const uint8_t GATEWAY[] = {0xD9, 0x20, 0x00, 0x00, 0x01, 0x00, 0x01, 0x03, 0x00, 0x73,
                                      0x00, 0x00, 0x13, 0x28, 0x00, 0xFF, 0x01, 0x01, 0x09, 0x14};
    static const uint8_t CONSUMER[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x05, 0x00,
                                       0x19, 0x01, 0x00, 0x04, 0x00, 0x14};
    const bool is_dlms = code == CODE_CS01A;
    const size_t size = is_dlms ? sizeof GATEWAY : sizeof CONSUMER;

    memcpy(octets, is_dlms ? GATEWAY : CONSUMER, size);
    if (code == CODE_PCS01) {
        octets[11] = 0x02;
    }
    memcpy(&octets[size], utrn, GBCS_UTRN_SIZE);
    return gbcs_bytes_of(octets, size + GBCS_UTRN_SIZE);
}

static void carried(gbcs_reader *reader)
{
    const uint16_t code = (d.device_type == GBCS_DEVICE_GSME) ? CODE_CS01B : CODE_CS01A;
    const sold s = read_token(reader);
    const uint8_t which = gbcs_read_u8(reader);
    const size_t place = gbcs_read_u16(reader);
    const uint8_t change = gbcs_read_u8(reader);
    const uint32_t sent = d.application.sent_count;
    const bool open = m.open;
    static uint8_t octets[DEVICE_MESSAGE];
    uint8_t payload[64];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    recipe of = {.code = code, .from = GBCS_ROLE_SUPPLIER};
    gbcs_status status;

    of.form = gbcs_command_form(gbcs_use_case_find(code), d.device_type, GBCS_ROLE_SUPPLIER);
    of.counter = (uint64_t)(((which & 1U) != 0U) ? (s.counter + 1024U) : s.counter) << 32;
    of.counter += ((which & 2U) != 0U) ? 1U : 0U;
    of.from = ((which & 4U) != 0U) ? GBCS_ROLE_NETWORK_OPERATOR : GBCS_ROLE_SUPPLIER;
    if ((of.counter == 0U) || (of.counter > GBCS_COUNTER_LAST)) {
        return;
    }
    of.payload = payload_of(s.utrn, code, payload);
    payload[place % of.payload.size] ^= change;
    device_command(&d, &of, &writer);
    device_must(writer.status);
    expect(&s, GBCS_WAY_COMMAND);
    m.command = of.counter;
    status = gbcs_meter_receive(&d.meter, gbcs_writer_bytes(&writer));
    if (!has_been_cut()) {
        const bool good = ((which & 7U) == 0U) && (change == 0U) && !open &&
                          (d.application.limit == GBCS_CREDIT_FITS);

        REQUIRE(gbcs_status_class_of(status) != GBCS_CLASS_STORAGE);
        if (m.orders > 0U) {
            REQUIRE((status == GBCS_OK) && (m.orders == 1U) && ((which & 7U) == 0U) && !open);
            REQUIRE(d.application.limit == GBCS_CREDIT_FITS);
        } else {
            REQUIRE(!good || is_spent(s.counter));
        }
        fuzz_device_sent(&d, sent);
        if ((m.orders > 0U) && (d.application.reply == GBCS_REPLY_NOW)) {
            told(sent, GBCS_WAY_COMMAND);
        }
    }
}

/** PCS01: the same from a PPMID in a message, to a GSME that knows its key. */
static void from_ppmid(const sold *s, const uint8_t utrn[GBCS_UTRN_SIZE])
{
    static uint8_t octets[DEVICE_MESSAGE];
    const party *ppmid = device_party(PEER_C, 0U);
    const gbcs_status expected = typed_in(s, utrn, GBCS_WAY_PPMID, true);
    const uint32_t sent = d.application.sent_count;
    uint8_t payload[64];
    gbcs_shared_secret secret;
    gbcs_protection protection = {.secret = &secret};
    gbcs_header header = {.cra = GBCS_CRA_COMMAND};
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);
    gbcs_status status;

    m.from_ppmid++;
    header.counter = m.from_ppmid;
    header.originator = PEER_C;
    header.recipient = DEVICE_ID;
    header.message_code = CODE_PCS01;
    device_must(gbcs_ecdh(&d.crypto, &ppmid->agreement_key, &d.self.agreement_point, &secret));
    gbcs_write_message(&d.crypto, &header, payload_of(utrn, CODE_PCS01, payload), &protection,
                       &writer);
    device_must(writer.status);
    expect(s, GBCS_WAY_PPMID);
    status = gbcs_meter_receive(&d.meter, gbcs_writer_bytes(&writer));
    if (!has_been_cut()) {
        REQUIRE((status == expected) || ((status == GBCS_OK) && (expected != GBCS_ERR_BUSY)));
        REQUIRE(m.orders == ((expected == GBCS_OK) ? 1U : 0U));
        if (expected == GBCS_ERR_MAC) {
            count_failure(GBCS_WAY_PPMID);
        }
        fuzz_device_sent(&d, sent);
        if ((m.orders > 0U) && (d.application.reply == GBCS_REPLY_NOW)) {
            told(sent, GBCS_WAY_PPMID);
        }
    }
}

static void entry(gbcs_reader *reader, gbcs_way way)
{
    const sold s = read_token(reader);
    const size_t place = gbcs_read_u8(reader) % GBCS_UTRN_SIZE;
    const uint8_t change = gbcs_read_u8(reader);
    uint8_t utrn[GBCS_UTRN_SIZE];

    memcpy(utrn, s.utrn, sizeof utrn);
    if ((change >= 0x80U) && (change < 0xF0U)) {
        /* digits of another token: well formed, and not authentic */
        uint64_t number = change;
        gbcs_token token;
        gbcs_writer writer = gbcs_writer_of(utrn, sizeof utrn);

        device_must(gbcs_utrn_parse(gbcs_bytes_of(s.utrn, sizeof s.utrn), &token));
        token.mac[place % GBCS_TOKEN_MAC_SIZE] ^= (uint8_t)number;
        gbcs_write_utrn(&writer, &token);
        device_must(writer.status);
    } else {
        utrn[place] ^= change;
    }
    if ((way == GBCS_WAY_PPMID) && (d.device_type == GBCS_DEVICE_GSME)) {
        from_ppmid(&s, utrn);
    } else {
        type_in(&s, utrn, way);
    }
}

/** Many tokens, so that the lowest are forgotten. */
static void row(gbcs_reader *reader)
{
    const size_t wanted = gbcs_read_u8(reader) & 0x7FU;
    const size_t left = MOST_IN_ROWS - m.in_rows;
    const size_t count = (wanted < left) ? wanted : left;
    const uint32_t stride = gbcs_read_u8(reader) & 0x1FU;
    uint32_t counter = m.highest + 1U + (gbcs_read_u16(reader) & 0x3FFU);

    for (size_t i = 0U; i < count; i++) {
        const sold s = sell(counter);

        type_in(&s, s.utrn, GBCS_WAY_KEYPAD);
        counter += stride;
    }
    m.in_rows += count;
}

/** The token that digits are of, if it is one: libFuzzer learns genuine ones. */
static sold known(const uint8_t utrn[GBCS_UTRN_SIZE])
{
    sold found = {0U, 0U, {0}};
    gbcs_token token;

    if (gbcs_utrn_parse(gbcs_bytes_of(utrn, GBCS_UTRN_SIZE), &token) == GBCS_OK) {
        for (uint32_t i = 0U; i < 3U; i++) {
            const uint32_t block = (m.highest >> 10) + i;
            const uint32_t counter = ((block - 1U) << 10) | token.truncated_counter;

            if ((block > 0U) && (block <= 0x400000U) && (counter > 0U)) {
                const sold s = sell(counter);

                found = (memcmp(s.utrn, utrn, sizeof s.utrn) == 0) ? s : found;
            }
        }
    }
    return found;
}

static void as_it_is(gbcs_reader *reader)
{
    uint8_t utrn[GBCS_UTRN_SIZE] = {0};
    const gbcs_bytes octets = gbcs_read_bytes(reader, GBCS_UTRN_SIZE);

    if (octets.size == sizeof utrn) {
        sold s;

        memcpy(utrn, octets.data, sizeof utrn);
        s = known(utrn);
        type_in(&s, utrn, GBCS_WAY_KEYPAD);
    }
}

static void complete(void)
{
    static uint8_t dlms[] = {0xDA, 0x20, 0x00, 0x00, 0x01, 0x00,
                             0x00, 0x01, 0x00, 0x01, 0x03, 0x00};
    static uint8_t gbz[] = {0x01, 0x09, 0x01, 0x01, 0x07, 0x00, 0x00,
                            0x05, 0x18, 0x00, 0x0B, 0x00, 0x00};
    const bool is_gbz = d.device_type == GBCS_DEVICE_GSME;
    const bool open = m.open;
    const uint32_t sent = d.application.sent_count;
    gbcs_answer answer;
    gbcs_status status;

    memset(&answer, 0, sizeof answer);
    answer.payload = is_gbz ? gbcs_writer_of(gbz, sizeof gbz) : gbcs_writer_of(dlms, sizeof dlms);
    answer.payload.used = answer.payload.room;
    m.command = (open && (m.open_way == GBCS_WAY_COMMAND)) ? m.open_command : 0U;
    status = gbcs_meter_complete(&d.meter, d.application.id, &answer);
    if (!has_been_cut()) {
        REQUIRE(status == (open ? GBCS_OK : GBCS_ERR_TICKET));
        m.open = false;
        fuzz_device_sent(&d, sent);
        if (open) {
            told(sent, m.open_way);
        }
    }
}

static void pass(uint32_t seconds)
{
    gbcs_memory_pass(&d.memory, seconds);
    m.now += seconds;
    m.late = seconds;
    tick();
    (void)has_been_cut();
    m.late = 0U;
}

static void step(gbcs_reader *reader)
{
    uint32_t writes;

    m.command = 0U;
    switch (gbcs_read_u8(reader) % STEPS) {
    case 0U:
        carried(reader);
        break;
    case 1U:
        entry(reader, GBCS_WAY_KEYPAD);
        break;
    case 2U:
        entry(reader, GBCS_WAY_PPMID);
        break;
    case 3U:
        pass(gbcs_read_u16(reader));
        break;
    case 4U:
        restart();
        break;
    case 5U:
        d.application.reply = (gbcs_reply)(gbcs_read_u8(reader) & 3U);
        break;
    case 6U:
        d.application.limit = (gbcs_credit_limit)(gbcs_read_u8(reader) % 3U);
        break;
    case 7U:
        complete();
        break;
    case 8U:
        writes = gbcs_read_u8(reader) & 0x0FU;
        gbcs_memory_cut(&d.memory, writes,
                        ((gbcs_read_u8(reader) & 1U) != 0U) ? GBCS_MEMORY_AFTER
                                                            : GBCS_MEMORY_BEFORE);
        break;
    case 9U:
        row(reader);
        break;
    default:
        as_it_is(reader);
        break;
    }
    look_at_answers();
    check_balance();
}

/** Gives a GSME a PPMID that it is joined with by method C. */
static void furnish(device *of)
{
    static const gbcs_record LOG = {GBCS_RECORD_DEVICES, 1U, GBCS_COPY_TWIN, 512U};
    uint8_t octets[128];
    gbcs_writer writer = gbcs_writer_of(octets, sizeof octets);

    gbcs_write_u64(&writer, PEER_C);
    gbcs_write_u8(&writer, GBCS_DEVICE_PPMID);
    gbcs_write_u8(&writer, (uint8_t)GBCS_JOIN_C);
    gbcs_write_u8(&writer, 1U);
    gbcs_write_bytes(
        &writer, gbcs_bytes_of(device_party(PEER_C, 0U)->agreement_point.point, GBCS_POINT_SIZE));
    device_must(gbcs_store_put(&of->meter.store, &LOG, gbcs_writer_bytes(&writer)));
    device_must(gbcs_store_commit(&of->meter.store));
}

static void begin(uint8_t type)
{
    static bool made;

    if (!made) {
        device_must(device_init(&fresh[0], GBCS_DEVICE_ESME));
        device_must(device_init(&fresh[1], GBCS_DEVICE_GSME));
        furnish(&fresh[1]);
        made = true;
    }
    fuzz_device_take(&d, &fresh[type & 1U]);
    execute = d.setup.application.execute;
    d.setup.application.execute = watch;
    memset(&m, 0, sizeof m);
    m.looked_at = d.application.sent_count;
    device_must(gbcs_meter_boot(&d.meter, &d.setup));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_reader reader = gbcs_reader_of(gbcs_bytes_of(data, size));

    begin(gbcs_read_u8(&reader));
    for (size_t i = 0U; (i < MOST_STEPS) && (gbcs_reader_left(&reader) > 0U); i++) {
        step(&reader);
    }
    if (d.memory.powered) {
        d.memory.cut_ordered = false;
        restart();
        check_balance();
        REQUIRE(gbcs_meter_stop(&d.meter) == GBCS_OK);
    }
    return 0;
}
