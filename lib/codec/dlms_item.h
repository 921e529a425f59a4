/**
 * @file
 * What parser and writer of access-requests both check.
 */
#ifndef CODEC_DLMS_ITEM_H
#define CODEC_DLMS_ITEM_H

#include "gbcs/codec/dlms.h"

/**
 * Whether data may stand with a kind of access: a get has none, so that null-data holds its place.
 *
 * @param access the kind of access
 * @param data   one A-XDR value
 * @return true unless it is a get with other data than null-data
 */
bool dlms_data_fits(gbcs_access access, gbcs_bytes data);

#endif
