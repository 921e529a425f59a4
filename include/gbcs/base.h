/**
 * @file
 * The ground: statuses, octets, times, parties. It stands on nothing.
 */
#ifndef GBCS_BASE_H
#define GBCS_BASE_H

#include "gbcs/base/bytes.h"
#include "gbcs/base/party.h"
#include "gbcs/base/status.h"
#include "gbcs/base/time.h"

#endif
