// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// As net_tcp, with DHCP, names and pings.

#include "../simple_with_net.h"

int main(void) {
    static const tw_net_lwip_config_t config = {.name = "tinywasm"};
    uint32_t question = 0;
    tw_net_answer_t answer;
    start_net(&config);
    use_udp();
    use_tcp();
    check_io(tw_net_resolve(net, "tinywasm.test", &question));
    check_io(tw_net_ping(net, (const uint8_t[]){10, 0, 2, 2}, 1000, &question));
    tw_err_t err = tw_net_answer(net, question, &answer);
    check(err == TW_ERR_INVAL || err == TW_ERR_PENDING ? TW_ERR_OK : err);
    run_with_net();
}
