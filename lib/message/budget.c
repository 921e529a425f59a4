#include "message/budget.h"

#include "gbcs/config.h"

/** Takes into account what was regained since the last time. */
static void regain(gbcs_budget *budget, uint32_t uptime)
{
    /* right also after the seconds have begun at 0 again */
    const uint32_t regained = (uptime - budget->since) / GBCS_BUDGET_SECONDS;

    if (regained >= budget->spent) {
        budget->spent = 0U;
        budget->since = uptime;
    } else {
        budget->spent -= regained;
        budget->since += regained * GBCS_BUDGET_SECONDS;
    }
}

bool budget_spend(gbcs_budget *budget, uint32_t uptime)
{
    bool left;

    regain(budget, uptime);
    left = budget->spent < GBCS_BUDGET_SIZE;
    if (left) {
        budget->spent += 1U;
    }
    return left;
}

void budget_return(gbcs_budget *budget)
{
    if (budget->spent > 0U) {
        budget->spent -= 1U;
    }
}
