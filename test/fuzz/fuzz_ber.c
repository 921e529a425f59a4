/**
 * @file
 * ASN.1 trees: the walk ends, stays inside, and what it meets is written again as it was.
 */
#include "fuzz.h"
#include "gbcs/codec/ber.h"

/** Octets of tag and length. */
static size_t head_size(const gbcs_tlv *tlv)
{
    return tlv->octets.size - tlv->value.size;
}

/** Each element that has a length of one of the two written forms comes out the same. */
static void write_again(const gbcs_tlv *tlv, gbcs_ber_rules rules)
{
    static const gbcs_ber_form forms[] = {GBCS_BER_SHORTEST, GBCS_BER_NO_81};
    size_t equal = 0U;

    for (size_t i = 0U; i < sizeof(forms) / sizeof(forms[0]); i++) {
        uint8_t *memory = fuzz_memory(tlv->value.size + 6U);
        gbcs_writer writer = gbcs_writer_of(memory, tlv->value.size + 6U);
        gbcs_write_tlv(&writer, tlv->tag, forms[i], tlv->value);
        REQUIRE(writer.status == GBCS_OK);
        equal += gbcs_bytes_equal(gbcs_writer_bytes(&writer), tlv->octets) ? 1U : 0U;
        REQUIRE((rules != GBCS_DER) || (forms[i] != GBCS_BER_SHORTEST) || (equal == 1U));
        free(memory);
    }
    /* A head of two octets can be nothing but the shortest. */
    REQUIRE((equal > 0U) || (head_size(tlv) > 2U));
}

/** An unsigned number is written again as it was, for only its shortest form is read. */
static void number_again(const gbcs_tlv *tlv)
{
    uint64_t number = 0U;
    if ((tlv->tag == GBCS_BER_INTEGER) && (gbcs_ber_unsigned(tlv->value, &number) == GBCS_OK)) {
        uint8_t memory[11];
        gbcs_writer writer = gbcs_writer_of(memory, sizeof(memory));
        gbcs_reader reader;
        gbcs_write_unsigned(&writer, GBCS_BER_INTEGER, number);
        reader = gbcs_reader_of(gbcs_writer_bytes(&writer));
        REQUIRE(
            gbcs_bytes_equal(gbcs_read_tagged(&reader, GBCS_DER, GBCS_BER_INTEGER), tlv->value));
    }
}

static gbcs_status walk_over(gbcs_bytes input, gbcs_ber_rules rules)
{
    gbcs_ber_walk walk = gbcs_ber_walk_of(input, rules);
    gbcs_ber_element element;
    size_t next = 0U;

    while (gbcs_ber_walk_next(&walk, &element)) {
        REQUIRE(element.offset >= next);
        REQUIRE(element.offset < input.size);
        REQUIRE(element.depth <= GBCS_BER_DEPTH);
        REQUIRE(fuzz_inside(element.tlv.octets, input));
        REQUIRE(fuzz_inside(element.tlv.value, element.tlv.octets));
        REQUIRE(element.tlv.octets.data == &input.data[element.offset]);
        write_again(&element.tlv, rules);
        number_again(&element.tlv);
        next = element.offset + head_size(&element.tlv);
    }
    return gbcs_ber_walk_end(&walk);
}

/** A DER tree written from the inside out: open, content, close. */
static void tree_again(gbcs_bytes input)
{
    gbcs_ber_walk walk = gbcs_ber_walk_of(input, GBCS_DER);
    gbcs_ber_element element;
    gbcs_writer writer = fuzz_writer(input.size);
    size_t mark[GBCS_BER_DEPTH + 1U];
    size_t open = 0U;

    while (gbcs_ber_walk_next(&walk, &element)) {
        while (open > element.depth) {
            open--;
            gbcs_write_close(&writer, mark[open], GBCS_BER_SHORTEST);
        }
        if ((element.tlv.tag & GBCS_BER_CONSTRUCTED) != 0U) {
            mark[open] = gbcs_write_open(&writer, element.tlv.tag);
            open++;
        } else {
            gbcs_write_tlv(&writer, element.tlv.tag, GBCS_BER_SHORTEST, element.tlv.value);
        }
    }
    while (open > 0U) {
        open--;
        gbcs_write_close(&writer, mark[open], GBCS_BER_SHORTEST);
    }
    fuzz_require_written(&writer, input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    gbcs_bytes input = gbcs_bytes_of(data, size);
    gbcs_status der = walk_over(input, GBCS_DER);
    gbcs_status ber = walk_over(input, GBCS_BER);

    REQUIRE((der != GBCS_OK) || (ber == GBCS_OK));
    if (der == GBCS_OK) {
        tree_again(input);
    }
    REQUIRE((gbcs_ber_validate(input, GBCS_DER) != GBCS_OK) || (der == GBCS_OK));
    REQUIRE((gbcs_ber_validate(input, GBCS_BER) != GBCS_OK) || (ber == GBCS_OK));
    return 0;
}
