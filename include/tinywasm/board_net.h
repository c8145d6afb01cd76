// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BOARD_NET_H
#define TINYWASM_BOARD_NET_H

// The network that a board has, as board.cmake says (BOARD_NET): lwIP on its Ethernet, with the
// chip's address and DHCP; on the PC its own sockets, which nobody else reaches. Firmware links
// tinywasm::board_net, which is not there on a board without one.
//
//     tw_net_t *net = tw_board_net();
//     tw_err_t err = tw_engine_add_device(engine, &net->device);

#include "tinywasm/net.h"

#ifdef __cplusplus
extern "C" {
#endif

// The same each time; it is made ready by the first call.
tw_net_t *tw_board_net(void);

#ifdef __cplusplus
}
#endif
#endif
