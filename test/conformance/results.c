#include "results.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const NAMES[CHECKS] = {
    [CHECK_PARSE] = "parse",
    [CHECK_FRAME] = "frame",
    [CHECK_PAYLOAD] = "payload",
    [CHECK_CERTIFICATE] = "certificate",
    [CHECK_MAC] = "mac",
    [CHECK_SIGNATURE] = "signature",
    [CHECK_ENCRYPTED] = "encrypted",
    [CHECK_REBUILD] = "rebuild",
    [CHECK_BLOCK] = "block",
    [CHECK_PRECOMMAND] = "precommand",
    [CHECK_CHANGE] = "change",
    [CHECK_TRUNCATION] = "truncation",
    [CHECK_ALERT] = "alert",
    [CHECK_HEADER] = "header",
    [CHECK_SENSITIVE] = "sensitive",
    [CHECK_PIECES] = "pieces",
    [CHECK_COMMAND] = "command",
    [CHECK_ANSWER] = "answer",
    [CHECK_FORGED] = "forged",
    [CHECK_REPEATED] = "repeated",
    [CHECK_EFFECT] = "effect",
    [CHECK_DATED] = "dated",
    [CHECK_RAISED] = "raised",
    [CHECK_TOKEN] = "token",
    [CHECK_MANIFEST] = "manifest",
    [CHECK_EXPECTED] = "expected",
};

void results_pass(results *to, check what)
{
    to->tallies[what].passed++;
}

void results_fail(results *to, check what, const char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    to->tallies[what].failed++;
    (void)printf("failed: %s: %s: ", path, NAMES[what]);
    (void)vprintf(format, arguments);
    (void)printf("\n");
    va_end(arguments);
}

void results_skip(results *to, check what, const char *path, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    to->tallies[what].skipped++;
    (void)printf("skipped: %s: %s: ", path, NAMES[what]);
    (void)vprintf(format, arguments);
    (void)printf("\n");
    va_end(arguments);
}

void results_tried(results *to, check what, size_t count)
{
    to->tallies[what].tried += count;
}

/** The check of a name, or CHECKS. */
static check find(const char *name)
{
    check what = CHECK_PARSE;
    while ((what < CHECKS) && (strcmp(NAMES[what], name) != 0)) {
        what = (check)(what + 1);
    }
    return what;
}

static void compare(results *to, check what, size_t passed, size_t skipped)
{
    const tally *is = &to->tallies[what];
    if ((is->passed == passed) && (is->skipped == skipped)) {
        results_pass(to, CHECK_EXPECTED);
    } else {
        results_fail(to, CHECK_EXPECTED, NAMES[what], "%zu passed and %zu skipped, not %zu and %zu",
                     is->passed, is->skipped, passed, skipped);
    }
}

bool results_expect(results *to, const char *expected)
{
    const char *at = expected;
    bool understood = true;

    while (understood && (*at != '\0')) {
        char name[16];
        size_t passed = 0U;
        size_t skipped = 0U;
        int used = 0;
        check what = CHECKS;
        if (sscanf(at, "%15[a-z]=%zu%n/%zu%n", name, &passed, &used, &skipped, &used) >= 2) {
            what = find(name);
            at = &at[used];
        }
        understood = (what != CHECKS) && ((*at == ',') || (*at == '\0'));
        if (*at == ',') {
            at = &at[1];
        }
        if (understood) {
            compare(to, what, passed, skipped);
        }
    }
    return understood;
}

bool results_close(const results *from)
{
    tally sum = {0U, 0U, 0U, 0U};
    for (size_t i = 0U; i < CHECKS; i++) {
        const tally *one = &from->tallies[i];
        (void)printf("%-11s %6zu passed, %zu failed, %zu skipped", NAMES[i], one->passed,
                     one->failed, one->skipped);
        if (one->tried > 0U) {
            (void)printf(" (%zu trials)", one->tried);
        }
        (void)printf("\n");
        sum.passed += one->passed;
        sum.failed += one->failed;
        sum.skipped += one->skipped;
    }
    (void)printf("%zu passed, %zu failed, %zu skipped\n", sum.passed, sum.failed, sum.skipped);
    return (sum.failed == 0U) && (sum.passed > 0U);
}
