/**
 * @file
 * Messages: protection, encryption of attributes, use cases.
 */
#ifndef GBCS_MESSAGE_H
#define GBCS_MESSAGE_H

#include "gbcs/message/encrypt.h"
#include "gbcs/message/protect.h"
#include "gbcs/message/usecase.h"

#endif
