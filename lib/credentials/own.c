#include "credentials/own.h"

#include "gbcs/codec/ber.h"

gbcs_status own_check_command(const gbcs_command *command, uint16_t code)
{
    gbcs_status status = GBCS_ERR_ARGUMENT;

    if (gbcs_command_accepted(command)) {
        if (command->use_case->code == code) {
            status = GBCS_OK;
        }
    }
    return status;
}

gbcs_status own_read_usage(gbcs_bytes payload, uint8_t *key_usage)
{
    /* in DER bits at the end that are zeros are cut off (X.690 11.2.2) */
    static const uint8_t FOR_SIGNATURE[] = {0x07U, GBCS_KEY_USAGE_SIGNATURE};
    static const uint8_t FOR_AGREEMENT[] = {0x03U, GBCS_KEY_USAGE_AGREEMENT};
    gbcs_reader outer = gbcs_reader_of(payload);
    gbcs_reader reader = gbcs_reader_of(gbcs_read_tagged(&outer, GBCS_DER, GBCS_BER_SEQUENCE));
    const gbcs_tlv bits = gbcs_read_tlv(&reader, GBCS_DER);
    gbcs_status status = gbcs_reader_finish(&outer);

    *key_usage = 0U;
    if (status == GBCS_OK) {
        status = gbcs_reader_finish(&reader);
    }
    if ((status == GBCS_OK) && (bits.tag != GBCS_BER_BIT_STRING)) {
        status = GBCS_ERR_TAG;
    }
    if (status == GBCS_OK) {
        status = gbcs_ber_check(&bits, GBCS_DER);
    }
    if (status != GBCS_OK) {
        /* not what was asked for */
    } else if (gbcs_bytes_equal(bits.value, gbcs_bytes_of(FOR_SIGNATURE, sizeof FOR_SIGNATURE))) {
        *key_usage = GBCS_KEY_USAGE_SIGNATURE;
    } else if (gbcs_bytes_equal(bits.value, gbcs_bytes_of(FOR_AGREEMENT, sizeof FOR_AGREEMENT))) {
        *key_usage = GBCS_KEY_USAGE_AGREEMENT;
    } else {
        /* a usage that no key pair of the device has */
    }
    return status;
}

gbcs_status own_answer(gbcs_writer *response, uint32_t result)
{
    gbcs_write_unsigned(response, GBCS_BER_INTEGER, result);
    return response->status;
}
