// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple with the host module net.

#include "../simple_with_modules.h"
#include "tinywasm/sockets.h"

int main(void) {
    static tw_sockets_t sockets;
    static tw_net_use_t use;
    tw_net_use_init(&use, no_net());
    tw_sockets_init(&sockets, &use);
    run_with_module(&sockets.device, 0);
}
