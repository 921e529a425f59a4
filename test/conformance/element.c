#include "element.h"

gbcs_reader element_inside(gbcs_reader *reader, uint8_t tag)
{
    return gbcs_reader_of(gbcs_read_tagged(reader, GBCS_BER, tag));
}

gbcs_reader element_sequence(gbcs_bytes payload)
{
    gbcs_reader outer = gbcs_reader_of(payload);

    return element_inside(&outer, GBCS_BER_SEQUENCE);
}

void element_skip(gbcs_reader *reader, size_t count)
{
    for (size_t i = 0U; i < count; i++) {
        (void)gbcs_read_tlv(reader, GBCS_BER);
    }
}

uint64_t element_number(gbcs_reader *reader, uint8_t tag)
{
    uint64_t value = 0U;

    if (gbcs_ber_unsigned(gbcs_read_tagged(reader, GBCS_BER, tag), &value) != GBCS_OK) {
        value = UINT64_MAX;
    }
    return value;
}

gbcs_entity_id element_entity(gbcs_reader *reader)
{
    gbcs_reader octets = element_inside(reader, GBCS_BER_OCTET_STRING);

    return gbcs_read_u64(&octets);
}

uint64_t element_only_number(gbcs_bytes payload)
{
    gbcs_reader reader = gbcs_reader_of(payload);
    const uint64_t value = element_number(&reader, GBCS_BER_INTEGER);

    return (gbcs_reader_finish(&reader) == GBCS_OK) ? value : UINT64_MAX;
}
