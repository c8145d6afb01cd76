// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TESTS_REMOTE_NET_H
#define TESTS_REMOTE_NET_H

#include "tinywasm/net.h"

// The network that the board has; add its device to the engine.
tw_net_t *make_net(void);

#endif
