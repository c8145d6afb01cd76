// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and a frame over the Ethernet of hal.h.

#include "../simple_with.h"

int main(void) {
    static uint8_t frame[HAL_NET_FRAME_BYTES];
    uint8_t mac[6] = {0};
    if (hal_net_open(mac) == HAL_OK && hal_net_is_up() == 1) {
        (void)hal_net_send(frame, sizeof frame);
        (void)hal_net_receive(frame);
    }
    make_simple_engine();
    run_ping();
}
