// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board's buttons on pins of their own.

#include "board.h"
#include "tinywasm/board_devices.h"

tw_err_t tw_board_buttons(tw_buttons_t **buttons) {
    static const tw_buttons_config_t config = {BOARD_BUTTON_PINS, BOARD_BUTTONS_LOW_PRESSED,
                                               TW_BUTTONS_DEBOUNCE_MS};
    static tw_buttons_t made;
    static bool is_ready;
    tw_err_t err = is_ready ? TW_ERR_OK : tw_buttons_init(&made, &config);
    is_ready = err == TW_ERR_OK;
    *buttons = is_ready ? &made : NULL;
    return err;
}
