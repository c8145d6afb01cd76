// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/board_wifi.h"

tw_err_t tw_board_wire(tw_net_t **net) {
    *net = NULL;
    return TW_ERR_UNSUPPORTED;
}
