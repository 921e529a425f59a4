/*
 * A flood: a meter among a million messages of all kinds that are not good ones, and now and then a
 * good command. Each good one is taken; what is not authentic costs no more curve operations than
 * the budget allows; log, alerts and writes stay within their bounds.
 *
 * FLOOD_MESSAGES sets the number of messages, FLOOD_SEED another course of events.
 *
 * A signature-only command has nothing that shows who it is from but its signature. While others
 * send bad ones in the name of the same party, it is taken when the budget is not spent, else it is
 * refused as busy, and no counter moves, so that it can be sent again. With n bad ones to each
 * attempt it is taken with a probability of about 1 to n + 1 each time that the budget regains one
 * operation.
 *
 * A replayed critical command has a good MAC, so its signature is verified before it is refused; the
 * budget is not for those. They are counted.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "device.h"

#define MESSAGES 1000000UL
/** One message in so many is a good command. */
#define GOOD_EVERY 2000U
/** Messages a second. */
#define RATE 16U
/** Attempts after which a signature-only command must have been taken, a second each: the budget
 * regains one operation in GBCS_BUDGET_SECONDS, which the flood takes with some probability. */
#define ATTEMPTS 400U

/* What a flood may cost in any time of one window: each kind opens and closes its window, each time
 * with an entry; 8F60 is one entry; each has one alert, whose own counters are reserved in blocks. A
 * good command writes when it is taken, and perhaps once more when it is done. */
#define LOG_WRITES ((2U * GBCS_REFUSAL_KINDS) + 1U)
#define ALERTS (GBCS_REFUSAL_KINDS + 1U)
#define OWN_WRITES 2U
/** Windows after which the log is read. */
#define READ_EVERY 8U

/* Message Codes: read; guarded; critical; signature only. */
#define READ 0x004EU
#define GUARDED 0x0023U
#define CRITICAL 0x0020U
#define RECOVERY 0x0108U
#define DETAILS 0x0008U
/** An event of the meter's own: unauthorised physical access. */
#define OWN_EVENT 0x8F3FU
/** Of no command to an ESME. */
#define OTHERS_CODE 0x006BU
#define NO_CODE 0x7777U

/** A command that was made before. */
typedef struct sample {
    uint8_t octets[DEVICE_MESSAGE];
    size_t size;
} sample;

typedef enum sample_id {
    MACED,
    GUARDED_ONE,
    BOTH,
    BROKERS,
    UNSUPPORTED,
    UNKNOWN_CODE,
    FORBIDDEN,
    UNKNOWN_PARTY,
    MALFORMED,
    SIGNED_DETAILS,
    SIGNED_RECOVERY,
    SAMPLES
} sample_id;

static device d;
static sample samples[SAMPLES];
static uint32_t state = 1U;
static uint64_t counter = 1000U;
static uint32_t good[3];
static uint32_t taken[3];
static uint32_t attempts;
static uint32_t most_attempts;
static uint32_t spent;
static uint32_t replayed;
static uint32_t own_entries;
static uint32_t own_read;
static uint32_t seconds;

static void require(bool holds, const char *what)
{
    if (!holds) {
        (void)printf("flood: after %u s: does not hold: %s\n", (unsigned int)seconds, what);
        exit(EXIT_FAILURE);
    }
}

static uint32_t any(uint32_t below)
{
    state ^= state << 13U;
    state ^= state >> 17U;
    state ^= state << 5U;
    return state % below;
}

/* ---- messages ------------------------------------------------------------------------------- */

static void make(sample *to, const recipe *of)
{
    gbcs_writer writer = gbcs_writer_of(to->octets, sizeof to->octets);

    device_command(&d, of, &writer);
    device_must(writer.status);
    to->size = writer.used;
}

/** All samples are good as far as their maker could do it, and stale, for none of them is fresh. */
static void make_samples(void)
{
    static const uint8_t NOTHING[] = {0xD9, 0x00};
    const recipe recipes[SAMPLES] = {
        [MACED] = {READ, 5U, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED, {NULL, 0U}, NULL, 0U, 0U},
        [GUARDED_ONE] =
            {GUARDED, 5U, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED, {NULL, 0U}, NULL, 0U, 0U},
        [BOTH] = {CRITICAL, 5U, GBCS_ROLE_SUPPLIER, GBCS_FORM_BOTH, {NULL, 0U}, NULL, 0U, 0U},
        [BROKERS] = {READ, 5U, GBCS_ROLE_ACB, GBCS_FORM_MACED, {NULL, 0U}, NULL, 0U, 0U},
        [UNSUPPORTED] =
            {OTHERS_CODE, 5U, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED, {NULL, 0U}, NULL, 0U, 0U},
        [UNKNOWN_CODE] =
            {NO_CODE, 5U, GBCS_ROLE_SUPPLIER, GBCS_FORM_MACED, {NULL, 0U}, NULL, 0U, 0U},
        [FORBIDDEN] =
            {GUARDED, 5U, GBCS_ROLE_NETWORK_OPERATOR, GBCS_FORM_MACED, {NULL, 0U}, NULL, 0U, 0U},
        [UNKNOWN_PARTY] = {READ, 5U, STRANGER, GBCS_FORM_MACED, {NULL, 0U}, NULL, 0U, 0U},
        [MALFORMED] = {READ,
                       5U,
                       GBCS_ROLE_SUPPLIER,
                       GBCS_FORM_MACED,
                       {NOTHING, sizeof NOTHING},
                       NULL,
                       0U,
                       0U},
        [SIGNED_DETAILS] =
            {DETAILS, 5U, GBCS_ROLE_TRANSITIONAL_COS, GBCS_FORM_SIGNED, {NULL, 0U}, NULL, 0U, 0U},
        [SIGNED_RECOVERY] =
            {RECOVERY, 5U, GBCS_ROLE_RECOVERY, GBCS_FORM_SIGNED, {NULL, 0U}, NULL, 0U, 0U},
    };

    for (size_t i = 0U; i < SAMPLES; i++) {
        make(&samples[i], &recipes[i]);
    }
}

/** Turns over a bit of the last octets: of the MAC or of the signature. */
static void spoil(sample *s, size_t last)
{
    s->octets[s->size - 1U - any((uint32_t)last)] ^= (uint8_t)(1U << any(8U));
}

static void random_octets(sample *s)
{
    s->size = any(300U);
    for (size_t i = 0U; i < s->size; i++) {
        s->octets[i] = (uint8_t)any(256U);
    }
    if (s->size > 8U) {
        /* some look like a message at first */
        s->octets[0] = (any(2U) == 0U) ? 0xDDU : s->octets[0];
        s->octets[1] = (any(2U) == 0U) ? 0x00U : s->octets[1];
    }
}

/** A block of a message that there is not. */
static void block_of_nothing(sample *s)
{
    static const uint8_t NOTHING[40] = {0xDDU};
    gbcs_gbt_block block;
    gbcs_writer writer = gbcs_writer_of(s->octets, sizeof s->octets);

    memset(&block, 0, sizeof block);
    block.cra = GBCS_CRA_COMMAND;
    block.counter = any(4U);
    block.originator = d.parties[GBCS_ROLE_SUPPLIER].id;
    block.recipient = (any(8U) == 0U) ? STRANGER_ID : DEVICE_ID;
    block.message_code = GUARDED;
    block.number = (uint16_t)(1U + any(GBCS_GBT_BLOCKS));
    block.control = (any(4U) == 0U) ? GBCS_GBT_LAST : GBCS_GBT_STREAMING;
    block.data = gbcs_bytes_of(NOTHING, sizeof NOTHING);
    gbcs_write_gbt(&writer, &block);
    device_must(writer.status);
    s->size = writer.used;
}

/** A message that must not be taken. Reads are not guarded, so that no replay of one is among them. */
static void bad_message(sample *s)
{
    const uint32_t kind = any(11U);

    switch (kind) {
    case 0U:
        random_octets(s);
        break;
    case 1U:
        *s = samples[any(SAMPLES)];
        s->size = any((uint32_t)s->size);
        break;
    case 2U:
        *s = samples[any(UNSUPPORTED)];
        spoil(s, s->size);
        break;
    case 3U:
        *s = samples[any(UNSUPPORTED)];
        spoil(s, GBCS_MAC_SIZE);
        break;
    case 4U:
        *s = samples[SIGNED_DETAILS];
        spoil(s, GBCS_SIGNATURE_SIZE);
        break;
    case 5U:
        *s = samples[SIGNED_RECOVERY];
        spoil(s, GBCS_SIGNATURE_SIZE);
        break;
    case 6U:
        *s = samples[(any(16U) > 0U) ? GUARDED_ONE : BOTH];
        break;
    case 7U:
        *s = samples[UNSUPPORTED + any(2U)];
        break;
    case 8U:
        *s = samples[FORBIDDEN];
        break;
    case 9U:
        *s = samples[(any(2U) == 0U) ? UNKNOWN_PARTY : MALFORMED];
        break;
    default:
        block_of_nothing(s);
        break;
    }
}

/* ---- what is counted ------------------------------------------------------------------------ */

/** What has happened in the window that is open. */
typedef struct window {
    uint32_t since;
    uint32_t writes;
    uint32_t alerts;
    /** Good commands. */
    uint32_t good;
} window;

static uint32_t windows;
static window current;
static window most;

static bool is_alert(const sent_message *sent)
{
    gbcs_frame frame;

    return (gbcs_frame_parse(gbcs_bytes_of(sent->octets, sent->size), &frame) == GBCS_OK) &&
           (frame.header.cra == GBCS_CRA_ALERT);
}

static void account(uint32_t writes, uint32_t sent_before)
{
    for (uint32_t i = sent_before; i != d.application.sent_count; i++) {
        current.alerts += is_alert(&d.application.sent[i % DEVICE_SENT]) ? 1U : 0U;
    }
    current.writes += writes;
    most.writes = (current.writes > most.writes) ? current.writes : most.writes;
    most.alerts = (current.alerts > most.alerts) ? current.alerts : most.alerts;
    require(current.alerts <= ALERTS, "one alert a kind and 8F60 in a window");
    require(current.writes <= (LOG_WRITES + OWN_WRITES + current.good), "writes in a window");
}

/** An entry of the application's own, that no flood may wash out. */
static void log_event(void)
{
    gbcs_log_entry entry = {.event = OWN_EVENT, .detail = own_entries, .count = 1U};

    device_must(gbcs_log_add(&d.meter.log, &entry));
    own_entries++;
}

/** All entries are still there that are no refusals, and refusals are a quarter at most. */
static void check_log(void)
{
    gbcs_log_entry entry;
    uint32_t found = own_read;
    uint32_t refusals = 0U;

    require(d.meter.log.first <= d.meter.log.unread, "nothing unread is lost");
    for (uint32_t i = d.meter.log.unread; i < d.meter.log.next; i++) {
        device_must(gbcs_log_get(&d.meter.log, i, &entry));
        if (entry.event == OWN_EVENT) {
            require(entry.detail == found, "own entries in their order");
            found++;
        } else {
            refusals++;
        }
    }
    require(refusals <= ((GBCS_LOG_PAGES * GBCS_LOG_PAGE_ENTRIES) / 4U), "refusals unread");
    require(found == own_entries, "own entries are all there");
}

/** Someone reads the log, and something happens that is to be there the next time. */
static void read_log(void)
{
    check_log();
    device_must(gbcs_log_mark_read(&d.meter.log, d.meter.log.next));
    own_read = own_entries;
    log_event();
}

static void pass(uint32_t by)
{
    const uint32_t sent = d.application.sent_count;
    const uint32_t writes = device_writes(&d);
    uint32_t next = 0U;

    gbcs_memory_pass(&d.memory, by);
    seconds += by;
    device_must(gbcs_meter_tick(&d.meter, &next));
    account(device_writes(&d) - writes, sent);
    if ((seconds - current.since) >= GBCS_REFUSAL_WINDOW) {
        current = (window){seconds, 0U, 0U, 0U};
        windows++;
        if ((windows % READ_EVERY) == 0U) {
            read_log();
        }
    }
}

/* ---- the flood ------------------------------------------------------------------------------ */

static void give_bad(void)
{
    static sample s;
    const curve_counts before = device_curve();
    const uint32_t asked = d.application.asked;
    const uint32_t sent = d.application.sent_count;
    const uint32_t writes = device_writes(&d);
    curve_counts after;
    gbcs_status status;
    gbcs_frame frame;

    bad_message(&s);
    status = gbcs_meter_receive(&d.meter, gbcs_bytes_of(s.octets, s.size));
    after = device_curve();
    require((status != GBCS_OK) || gbcs_gbt_is_block(gbcs_bytes_of(s.octets, s.size)),
            "a bad message is not taken");
    require(gbcs_status_class_of(status) != GBCS_CLASS_STORAGE, "storage is sound");
    require(d.application.asked == asked, "the application is not asked");
    account(device_writes(&d) - writes, sent);
    /* verifications of replayed critical commands are of authentic ones: they have a good MAC */
    if ((gbcs_frame_parse(gbcs_bytes_of(s.octets, s.size), &frame) != GBCS_OK) ||
        (frame.mac.size == 0U) || (status == GBCS_ERR_MAC)) {
        spent += after.verifications - before.verifications;
        spent += after.multiplications - before.multiplications;
    } else {
        require(after.multiplications == before.multiplications, "secrets are at hand");
        replayed += after.verifications - before.verifications;
    }
    require(spent <= (GBCS_BUDGET_SIZE + (seconds / GBCS_BUDGET_SECONDS)), "the budget");
}

/** One second of the flood. */
static void flood_second(void)
{
    for (uint32_t i = 0U; i < RATE; i++) {
        give_bad();
    }
    pass(1U);
}

/** A good command of a form. A command that is signed only may have to be sent again. */
static void give_good(gbcs_form form)
{
    static const struct {
        uint16_t code;
        uint8_t role;
    } ROWS[] = {{GUARDED, GBCS_ROLE_SUPPLIER},
                {DETAILS, GBCS_ROLE_TRANSITIONAL_COS},
                {CRITICAL, GBCS_ROLE_SUPPLIER}};
    const size_t row = (size_t)form - (size_t)GBCS_FORM_MACED;
    const uint32_t accepted = d.meter.counts.accepted;
    uint32_t tried = 1U;
    gbcs_status status;

    counter++;
    good[row]++;
    current.good++;
    status = device_send(&d, ROWS[row].code, ROWS[row].role, counter);
    while ((form == GBCS_FORM_SIGNED) && (status == GBCS_ERR_BUSY) && (tried < ATTEMPTS)) {
        flood_second();
        tried++;
        status = device_send(&d, ROWS[row].code, ROWS[row].role, counter);
    }
    require(status == GBCS_OK, "a good command is taken");
    require(d.meter.counts.accepted == (accepted + 1U), "and carried out, once");
    taken[row] += (tried == 1U) ? 1U : 0U;
    attempts += (form == GBCS_FORM_SIGNED) ? tried : 0U;
    most_attempts = (tried > most_attempts) ? tried : most_attempts;
}

static unsigned long setting(const char *name, unsigned long otherwise)
{
    const char *text = getenv(name);

    return (text != NULL) ? strtoul(text, NULL, 10) : otherwise;
}

static void run(unsigned long messages)
{
    unsigned long i;
    uint32_t forms = 0U;

    for (i = 0U; i < messages; i++) {
        give_bad();
        if ((i % RATE) == 0U) {
            pass(1U);
        }
        if ((i % GOOD_EVERY) == (GOOD_EVERY - 1U)) {
            give_good((gbcs_form)((uint32_t)GBCS_FORM_MACED + (forms % 3U)));
            forms++;
        }
    }
}

static void report(unsigned long messages, double took)
{
    const gbcs_meter_counts *c = &d.meter.counts;

    (void)printf("flood: %lu messages in %u s of the meter, %.1f s here\n", messages,
                 (unsigned int)seconds, took);
    (void)printf("  accepted %u, refused and reported %u, only counted %u\n",
                 (unsigned int)c->accepted, (unsigned int)c->refused, (unsigned int)c->ignored);
    (void)printf("  good commands taken at once: MACed %u of %u, both %u of %u, signed %u of %u\n",
                 (unsigned int)taken[0], (unsigned int)good[0], (unsigned int)taken[2],
                 (unsigned int)good[2], (unsigned int)taken[1], (unsigned int)good[1]);
    (void)printf("  signed ones needed %u attempts, one of them %u\n", (unsigned int)attempts,
                 (unsigned int)most_attempts);
    (void)printf("  curve operations for what is not authentic: %u, bound %u\n",
                 (unsigned int)spent,
                 (unsigned int)(GBCS_BUDGET_SIZE + (seconds / GBCS_BUDGET_SECONDS)));
    (void)printf("  signatures verified of replayed commands: %u\n", (unsigned int)replayed);
    (void)printf("  in %u s at most %u writes, %u alerts\n", (unsigned int)GBCS_REFUSAL_WINDOW,
                 (unsigned int)most.writes, (unsigned int)most.alerts);
    (void)printf("  log: %u entries given, %u unread refusals, %u entries of others, none lost\n",
                 (unsigned int)(d.meter.log.next - 1U), (unsigned int)d.meter.log.unread_refusals,
                 (unsigned int)own_entries);
}

int main(void)
{
    const unsigned long messages = setting("FLOOD_MESSAGES", MESSAGES);
    const clock_t start = clock();

    state = (uint32_t)setting("FLOOD_SEED", 1U) | 1U;
    device_must(device_init(&d, GBCS_DEVICE_ESME));
    make_samples();
    log_event();
    /* the secret with the Access Control Broker is at hand from the first good command on */
    device_must(device_send(&d, GUARDED, GBCS_ROLE_SUPPLIER, counter));
    counter++;
    device_must(device_send(&d, CRITICAL, GBCS_ROLE_SUPPLIER, counter));
    log_event();
    run(messages);
    log_event();
    check_log();
    report(messages, (double)(clock() - start) / (double)CLOCKS_PER_SEC);
    return EXIT_SUCCESS;
}
