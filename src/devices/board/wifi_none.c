// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/board_wifi.h"

tw_err_t tw_board_wifi(tw_wifi_t **wifi, tw_net_t **net) {
    *wifi = NULL;
    *net = NULL;
    return TW_ERR_UNSUPPORTED;
}
