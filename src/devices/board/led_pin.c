// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
// A board's LED on a pin of its own.

#include "board.h"
#include "tinywasm/board_devices.h"

tw_err_t tw_board_led(tw_led_t **led) {
    static tw_led_t made;
    static bool is_ready;
    tw_err_t err = is_ready ? TW_ERR_OK : tw_led_init(&made, BOARD_LED_PIN, BOARD_LED_LOW_LIT);
    is_ready = err == TW_ERR_OK;
    *led = is_ready ? &made : NULL;
    return err;
}
