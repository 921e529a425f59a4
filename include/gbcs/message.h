/**
 * @file
 * Messages: use cases, protection, encryption of attributes; commands verified, responses and alerts
 * built, long messages in blocks.
 */
#ifndef GBCS_MESSAGE_H
#define GBCS_MESSAGE_H

#include "gbcs/message/date.h"
#include "gbcs/message/encrypt.h"
#include "gbcs/message/protect.h"
#include "gbcs/message/respond.h"
#include "gbcs/message/transfer.h"
#include "gbcs/message/usecase.h"
#include "gbcs/message/verify.h"

#endif
