// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TW_DEVICES_NETWORK_USE_H
#define TW_DEVICES_NETWORK_USE_H

#include "tinywasm/bridge.h"
#include "tinywasm/host.h"
#include "tinywasm/net_use.h"

// From the start of each device that shares it.
void tw__net_use_start(tw_net_use_t *use, tw_engine_t *engine);
// The caller's account, which lasts as long as its instance; NULL: every one is taken.
struct tw_net_user *tw__net_use_of(tw_net_use_t *use, tw_call_t *call);
// How many bytes may go now.
uint32_t tw__net_use_allowance(const tw_net_use_t *use, struct tw_net_user *user);
void tw__net_use_spend(struct tw_net_user *user, size_t bytes);

// A socket of TCP; of use->secure, which there has to be, if it is to be TLS to the host of this
// name. UNSUPPORTED: that carrier does not look who its peers are. What it is of is *net.
TW_MUST_CHECK tw_err_t tw__net_use_open(const tw_net_use_t *use, bool is_secure, const char *name,
                                        size_t size, tw_net_t **net, uint32_t *socket);
// What a module is told of a socket that is FAILED: DENIED if the peer is not whom it has to be, or
// IO; and *problem of it.
tw_err_t tw__net_use_failure(tw_net_t *net, uint32_t socket, const char **problem);
// Gives a module what is wrong; its size.
uint32_t tw__net_use_tell(const char *problem, tw_buffer_t text);

#endif
