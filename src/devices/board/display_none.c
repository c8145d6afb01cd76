// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#include "tinywasm/board_devices.h"

tw_err_t tw_board_display(tw_display_t **display) {
    *display = NULL;
    return TW_ERR_UNSUPPORTED;
}
