#include <string.h>

#include "credentials/own.h"

/** CS02e (GBCS 13.6). */
#define CODE_PROVIDE 0x000CU

static gbcs_status provide(const gbcs_trust *trust, uint8_t key_usage, gbcs_writer *response)
{
    gbcs_status status = gbcs_trust_certificate(trust, key_usage, response);

    if ((status != GBCS_OK) && (status != GBCS_ERR_SPACE)) {
        const gbcs_provide_result result = (status == GBCS_ERR_ABSENT)
                                               ? GBCS_PROVIDE_NO_CERTIFICATE
                                               : GBCS_PROVIDE_RETRIEVAL_FAILED;

        status = own_answer(response, (uint32_t)result);
    }
    return status;
}

gbcs_status gbcs_credentials_provide(const gbcs_desk *desk, const gbcs_command *command,
                                     gbcs_writer *response, gbcs_effects *effects)
{
    uint8_t key_usage = 0U;
    gbcs_status status = own_check_command(command, CODE_PROVIDE);

    (void)memset(effects, 0, sizeof *effects);
    if (status == GBCS_OK) {
        status = own_read_usage(command->frame.payload, &key_usage);
    }
    if (status != GBCS_OK) {
        /* not this command, or not its payload */
    } else if (key_usage == 0U) {
        status = own_answer(response, (uint32_t)GBCS_PROVIDE_INVALID_KEY_USAGE);
    } else {
        status = provide(desk->trust, key_usage, response);
    }
    return status;
}
