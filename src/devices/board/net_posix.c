// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// The PC's own sockets.

#include "tinywasm/board_net.h"
#include "tinywasm/net_posix.h"

tw_net_t *tw_board_net(void) {
    static tw_net_posix_t net;
    static bool is_ready;
    if (!is_ready) {
        tw_net_posix_init(&net);
        is_ready = true;
    }
    return &net.base;
}
