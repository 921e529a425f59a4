/**
 * @file
 * Lengths and counts as A-XDR and DER write them: below 128 one octet; else 8n and n octets.
 */
#ifndef CODEC_LENGTH_H
#define CODEC_LENGTH_H

#include "gbcs/base.h"

/**
 * Reads a length in its shortest form. It may go beyond what is left to read.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED, or #GBCS_ERR_LENGTH for another form
 * @return the length, below 2^32; 0 after an error
 */
size_t length_read(gbcs_reader *reader);

/**
 * Reads a length in any definite form of up to four octets.
 *
 * @param reader the reader; fails with #GBCS_ERR_TRUNCATED, or #GBCS_ERR_LENGTH for another form
 * @return the length; 0 after an error
 */
size_t length_read_any(gbcs_reader *reader);

/**
 * Octets that a length takes in its shortest form.
 *
 * @param length the length, below 2^32
 * @return 1 to 5
 */
size_t length_size(size_t length);

/**
 * Writes a length in its shortest form.
 *
 * @param writer the writer; fails with #GBCS_ERR_SPACE, or #GBCS_ERR_ARGUMENT for 2^32 and more
 * @param length the length
 */
void length_write(gbcs_writer *writer, size_t length);

#endif
