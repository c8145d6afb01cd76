// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// As net_udp, with TCP.

#include "../simple_with_net.h"

int main(void) {
    static const tw_net_lwip_config_t config = {.ip = {10, 0, 2, 15}};
    start_net(&config);
    use_udp();
    use_tcp();
    run_with_net();
}
