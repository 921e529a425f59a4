/**
 * @file
 * All of libgbcs.
 */
#ifndef GBCS_GBCS_H
#define GBCS_GBCS_H

#include "gbcs/base.h"
#include "gbcs/codec.h"
#include "gbcs/cpv.h"
#include "gbcs/credentials.h"
#include "gbcs/crypto.h"
#include "gbcs/joining.h"
#include "gbcs/log.h"
#include "gbcs/message.h"
#include "gbcs/meter.h"
#include "gbcs/port.h"
#include "gbcs/random.h"
#include "gbcs/replay.h"
#include "gbcs/schedule.h"
#include "gbcs/service.h"
#include "gbcs/store.h"
#include "gbcs/top_up.h"
#include "gbcs/trust.h"
#include "gbcs/utrn.h"

#endif
