// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// apps/simple and lwIP with UDP, ARP and ICMP: what it takes more is what they cost, the driver and
// all buffers included.

#include "../simple_with_net.h"

int main(void) {
    static const tw_net_lwip_config_t config = {.ip = {10, 0, 2, 15}};
    start_net(&config);
    use_udp();
    run_with_net();
}
