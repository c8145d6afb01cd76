// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BOARD_WIFI_H
#define TINYWASM_BOARD_WIFI_H

// The radio that a board has, or has a place for, by its data: board.cmake says which it is
// (BOARD_WIFI), board.h where (BOARD_WIFI_UART, BOARD_WIFI_BAUD). Link tinywasm::board_wifi.
//
//     tw_wifi_t *wifi = NULL;
//     tw_net_t *net = NULL;
//     tw_err_t err = tw_board_wifi(&wifi, &net);
//     err = err == TW_ERR_OK ? tw_engine_add_device(engine, &net->device) : err;
//     err = err == TW_ERR_OK ? tw_wifi_join(wifi, "home", "its secret") : err;

#include "tinywasm/net.h"
#include "tinywasm/wifi.h"

#ifdef __cplusplus
extern "C" {
#endif

// Sockets that the board's radio has room for.
#define TW_BOARD_WIFI_SOCKETS 3

// The radio, and the carrier of sockets that it is: net is polled for both. It is made ready at the
// first call that succeeds, and lasts as long as the program. UNSUPPORTED: the board has none.
// Whether one answers, tw_wifi_state tells. Not from an ISR.
TW_MUST_CHECK tw_err_t tw_board_wifi(tw_wifi_t **wifi, tw_net_t **net);

// For firmware that takes a wire where no radio answers, on every board: the network of
// tinywasm/board_net.h, or UNSUPPORTED where the board has none. Link tinywasm::board_wire.
TW_MUST_CHECK tw_err_t tw_board_wire(tw_net_t **net);

#ifdef __cplusplus
}
#endif
#endif
