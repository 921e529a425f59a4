#include "log/refusals.h"

#include <string.h>

/** Unread refusals that the log may hold: a quarter of it. */
#define MOST_UNREAD ((GBCS_LOG_PAGES * GBCS_LOG_PAGE_ENTRIES) / 4U)

/** Unusual numbers of malformed, out-of-order or unexpected commands (GBCS 16.2). */
#define EVENT_UNUSUAL_NUMBER 0x8F60U

/* integrity of the payload; no right; authentication; unknown party; not covered by others;
 * unknown Message Code; tokens: above a balance, used, above a threshold, not authentic */
/* MISRA Ref 8.9.1 */
static const uint16_t KINDS[GBCS_REFUSAL_KINDS] = {0x8F1EU, 0x8F30U, 0x8F3DU, 0x8F3EU, 0x8F53U,
                                                   0x8F85U, 0x8F47U, 0x8F51U, 0x8F5BU, 0x8F63U};

/** The kind of a refusal, from 0; #GBCS_REFUSAL_KINDS for an event that is none. */
static uint32_t kind_of_refusal(uint16_t event)
{
    uint32_t kind = GBCS_REFUSAL_KINDS;
    uint32_t i;

    for (i = 0U; i < GBCS_REFUSAL_KINDS; i++) {
        if (KINDS[i] == event) {
            kind = i;
        }
    }
    return kind;
}

bool log_is_limited(uint16_t event)
{
    return (kind_of_refusal(event) < GBCS_REFUSAL_KINDS) || (event == EVENT_UNUSUAL_NUMBER);
}

bool gbcs_log_takes_refusal(const gbcs_log *log)
{
    return log->unread_refusals < MOST_UNREAD;
}

/** Whether a window's time is over. The difference is right across the wrap of the seconds. */
static bool is_over(uint32_t opened, uint32_t uptime)
{
    return (uint32_t)(uptime - opened) >= GBCS_REFUSAL_WINDOW;
}

static void count_up(uint32_t *count)
{
    if (*count < UINT32_MAX) {
        *count = *count + 1U;
    }
}

/** Logs what a window has counted, if there is anything and the log may hold it. */
static gbcs_status settle_window(gbcs_refusal_window *window, gbcs_log *log)
{
    gbcs_status status = GBCS_OK;
    gbcs_log_entry entry = window->last;

    if ((window->count > 0U) && gbcs_log_takes_refusal(log)) {
        entry.count = window->count;
        status = gbcs_log_add(log, &entry);
        if (status == GBCS_OK) {
            window->count = 0U;
        }
    }
    return status;
}

/** Settles a window and closes it; it stays open if that fails. */
static gbcs_status shut(gbcs_refusal_window *window, gbcs_log *log)
{
    const gbcs_status status = settle_window(window, log);

    if (status == GBCS_OK) {
        (void)memset(window, 0, sizeof *window);
    }
    return status;
}

/** Notes a refusal in the window of its kind. */
static gbcs_status note_refusal(gbcs_refusal_window *window, gbcs_log *log,
                                const gbcs_log_entry *entry, uint32_t uptime, bool *alert)
{
    gbcs_status status = GBCS_OK;

    if ((window->event != 0U) && is_over(window->opened, uptime)) {
        status = shut(window, log);
    }
    window->last = *entry;
    count_up(&window->count);
    if (window->event == 0U) {
        window->event = entry->event;
        window->opened = uptime;
        *alert = true;
        status = settle_window(window, log);
    }
    return status;
}

gbcs_status gbcs_refusals_note(gbcs_refusals *refusals, gbcs_log *log, const gbcs_log_entry *entry,
                               uint32_t uptime, bool *alert)
{
    const uint32_t kind = kind_of_refusal(entry->event);
    gbcs_status status = GBCS_ERR_ARGUMENT;

    *alert = false;
    if (kind < GBCS_REFUSAL_KINDS) {
        status = note_refusal(&refusals->windows[kind], log, entry, uptime, alert);
    }
    return status;
}

bool gbcs_refusals_count(gbcs_refusals *refusals, uint32_t uptime)
{
    bool raise = false;

    if ((refusals->unusual == 0U) || is_over(refusals->unusual_since, uptime)) {
        refusals->unusual = 0U;
        refusals->unusual_since = uptime;
        refusals->unusual_raised = false;
    }
    count_up(&refusals->unusual);
    if ((!refusals->unusual_raised) && (refusals->unusual >= GBCS_UNUSUAL_NUMBER)) {
        /* counted from here, so that the next one is not raised sooner than a window later */
        refusals->unusual_since = uptime;
        refusals->unusual_raised = true;
        raise = true;
    }
    return raise;
}

gbcs_status gbcs_refusals_close(gbcs_refusals *refusals, gbcs_log *log, uint32_t uptime,
                                uint32_t *next)
{
    gbcs_status status = GBCS_OK;
    gbcs_status closed;
    gbcs_refusal_window *window;
    uint32_t left;
    uint32_t i;

    *next = UINT32_MAX;
    for (i = 0U; i < GBCS_REFUSAL_KINDS; i++) {
        window = &refusals->windows[i];
        left = 0U;
        if ((window->event != 0U) && is_over(window->opened, uptime)) {
            closed = shut(window, log);
            status = (status == GBCS_OK) ? closed : status;
        } else {
            left = GBCS_REFUSAL_WINDOW - (uint32_t)(uptime - window->opened);
        }
        if ((window->event != 0U) && (left < *next)) {
            *next = left;
        }
    }
    return status;
}
