// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_DEVICES_NETWORK_USE_H
#define TW_DEVICES_NETWORK_USE_H

#include "tinywasm/host.h"
#include "tinywasm/net_use.h"

// From the start of each device that shares it.
void tw__net_use_start(tw_net_use_t *use, tw_engine_t *engine);
// The caller's account, which lasts as long as its instance; NULL: every one is taken.
struct tw_net_user *tw__net_use_of(tw_net_use_t *use, tw_call_t *call);
// How many bytes may go now.
uint32_t tw__net_use_allowance(const tw_net_use_t *use, struct tw_net_user *user);
void tw__net_use_spend(struct tw_net_user *user, size_t bytes);

#endif
