/**
 * @file
 * Moments, OBJECT IDENTIFIERs, roles and key usages as text.
 */
#include <string.h>
#include <time.h>

#include "cert.h"
#include "meter_init.h"

/** Characters of 2026-02-03, and of 2026-02-03T10:15:00Z. */
#define DATE_SIZE 10U
#define MOMENT_SIZE 20U

bool cert_time_from(const char *text, gbcs_utc *utc)
{
    static const char SHAPE[] = "dddd-dd-ddTdd:dd:ddZ";
    char moment[MOMENT_SIZE + 1U] = "0000-00-00T00:00:00Z";
    uint8_t characters[GBCS_GENERALIZED_TIME_SIZE];
    const size_t size = strlen(text);
    size_t used = 0U;
    bool good = (size == DATE_SIZE) || (size == MOMENT_SIZE);

    if (strcmp(text, "now") == 0) {
        *utc = (gbcs_utc)time(NULL);
        good = true;
    } else if (good) {
        (void)memcpy(moment, text, size);
        for (size_t i = 0U; i < MOMENT_SIZE; i++) {
            const bool is_digit = (moment[i] >= '0') && (moment[i] <= '9');
            good = good && ((SHAPE[i] == 'd') ? is_digit : (moment[i] == SHAPE[i]));
            if (is_digit && (used < (sizeof characters - 1U))) {
                characters[used] = (uint8_t)moment[i];
                used++;
            }
        }
        characters[sizeof characters - 1U] = (uint8_t)'Z';
        good = good && (gbcs_utc_from_generalized(gbcs_bytes_of(characters, sizeof characters),
                                                  utc) == GBCS_OK);
    }
    return good;
}

/** Writes a number in octets of seven bits each, of which all but the last have the top bit. */
static void write_arc(gbcs_writer *octets, uint64_t arc)
{
    unsigned int shift = 0U;

    while ((shift < 63U) && ((arc >> (shift + 7U)) != 0U)) {
        shift += 7U;
    }
    for (; shift > 0U; shift -= 7U) {
        gbcs_write_u8(octets, (uint8_t)(((arc >> shift) & 0x7FU) | 0x80U));
    }
    gbcs_write_u8(octets, (uint8_t)(arc & 0x7FU));
}

/** Reads a number and what comes behind it. */
static bool read_arc(const char **text, uint64_t *arc)
{
    const char *next = *text;
    bool good = (*next >= '0') && (*next <= '9') && !((next[0] == '0') && (next[1] >= '0'));

    *arc = 0U;
    for (; good && (*next >= '0') && (*next <= '9'); next++) {
        good = *arc < (UINT32_MAX / 10U);
        *arc = (10U * *arc) + (uint64_t)(*next - '0');
    }
    *text = next;
    return good;
}

void cert_oid_from(const char *text, gbcs_writer *octets)
{
    const char *next = text;
    uint64_t first = 0U;
    uint64_t arc = 0U;
    bool good = read_arc(&next, &first) && (first <= 2U) && (*next == '.');

    if (good) {
        next++;
        good = read_arc(&next, &arc) && ((first == 2U) || (arc < 40U));
        write_arc(octets, (40U * first) + arc);
    }
    while (good && (*next == '.')) {
        next++;
        good = read_arc(&next, &arc);
        write_arc(octets, arc);
    }
    if (!good || (*next != '\0')) {
        gbcs_writer_fail(octets, GBCS_ERR_VALUE);
    }
}

const char *cert_oid_text(gbcs_bytes octets, format_text *out)
{
    uint64_t arc = 0U;
    size_t used = 0U;

    out->text[0] = '\0';
    for (size_t i = 0U; (i < octets.size) && (used < (sizeof out->text - 44U)); i++) {
        arc = (arc << 7) | (octets.data[i] & 0x7FU);
        if (octets.data[i] < 0x80U) {
            const unsigned long long first = (arc < 80U) ? (arc / 40U) : 2U;
            if (used == 0U) {
                used = (size_t)snprintf(out->text, sizeof out->text, "%llu.%llu", first,
                                        (unsigned long long)arc - (40U * first));
            } else {
                used += (size_t)snprintf(&out->text[used], sizeof out->text - used, ".%llu",
                                         (unsigned long long)arc);
            }
            arc = 0U;
        }
    }
    return out->text;
}

bool cert_role_from(const char *text, uint8_t *role)
{
    bool found = strcmp(text, "other") == 0;

    *role = GBCS_ROLE_OTHER;
    for (size_t i = 0U; i < GBCS_ROLES; i++) {
        if ((INIT_ROLE_OPTIONS[i] != NULL) && (strcmp(text, INIT_ROLE_OPTIONS[i]) == 0)) {
            *role = (uint8_t)i;
            found = true;
        }
    }
    return found;
}

bool cert_usage_from(const char *text, uint8_t *usage)
{
    const bool signature = strcmp(text, "signature") == 0;

    *usage = signature ? GBCS_KEY_USAGE_SIGNATURE : GBCS_KEY_USAGE_AGREEMENT;
    return signature || (strcmp(text, "agreement") == 0);
}
