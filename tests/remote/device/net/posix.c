// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "../net.h"

#include "tinywasm/net_posix.h"

tw_net_t *make_net(void) {
    static tw_net_posix_t net;
    tw_net_posix_init(&net);
    return &net.base;
}
