/**
 * @file
 * All of libgbcs.
 */
#ifndef GBCS_GBCS_H
#define GBCS_GBCS_H

#include "gbcs/base.h"
#include "gbcs/codec.h"
#include "gbcs/cpv.h"
#include "gbcs/crypto.h"
#include "gbcs/message.h"
#include "gbcs/port.h"
#include "gbcs/random.h"
#include "gbcs/store.h"
#include "gbcs/utrn.h"

#endif
