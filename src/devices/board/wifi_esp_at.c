// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board's radio: a co-processor with ESP-AT commands on one of its UARTs.

#include "board.h"
#include "tinywasm/board_wifi.h"
#include "tinywasm/esp_at.h"

tw_err_t tw_board_wifi(tw_wifi_t **wifi, tw_net_t **net) {
    static tw_esp_at_t made;
    static tw_esp_at_socket_t sockets[TW_BOARD_WIFI_SOCKETS];
    static bool is_ready;
    const tw_esp_at_config_t config = {.uart = BOARD_WIFI_UART,
                                       .baud = BOARD_WIFI_BAUD,
                                       .sockets = sockets,
                                       .socket_count = TW_BOARD_WIFI_SOCKETS};
    tw_err_t err = is_ready ? TW_ERR_OK : tw_esp_at_init(&made, &config);
    is_ready = err == TW_ERR_OK;
    *wifi = is_ready ? &made.wifi : NULL;
    *net = is_ready ? &made.net : NULL;
    return err;
}
