// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// Says something to a server on the PC, by TCP, and gives how many bytes it answers; below 0 it
// fails, as the functions of `net` do.
#include "net.h"

static char answer[16];

__attribute__((export_name("hail"))) int32_t hail(int32_t port) {
    int32_t number = net_tcp();
    uint32_t socket = (uint32_t)number;
    int32_t result = number < 0 ? number : net_connect(socket, tw_str("127.0.0.1"), (uint16_t)port);
    result = result < 0 ? result : net_send(socket, (tw_list_t){"hail", 4});
    result = result < 0 ? result : net_receive(socket, (tw_buffer_t){answer, sizeof answer});
    (void)net_close(socket);
    return result;
}
