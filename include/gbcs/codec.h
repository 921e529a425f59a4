/**
 * @file
 * From octets to fields and back. Parsing copies nothing and trusts nothing; writing what was parsed
 * gives the same octets.
 */
#ifndef GBCS_CODEC_H
#define GBCS_CODEC_H

#include "gbcs/codec/ber.h"
#include "gbcs/codec/certificate.h"
#include "gbcs/codec/dlms.h"
#include "gbcs/codec/frame.h"
#include "gbcs/codec/gbt.h"
#include "gbcs/codec/gbz.h"

#endif
