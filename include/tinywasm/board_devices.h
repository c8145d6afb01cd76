// SPDX-FileCopyrightText: The TinyWASM authors
// SPDX-License-Identifier: Apache-2.0
#ifndef TINYWASM_BOARD_DEVICES_H
#define TINYWASM_BOARD_DEVICES_H

// The devices that a board has, by its data: board.cmake says which they are, board.h where they
// are. Firmware links tinywasm::board_devices and is then the same on every board; each function
// that it does not call costs nothing.
//
//     tw_led_t *led = NULL;
//     tw_err_t err = tw_board_led(&led);
//     err = err == TW_ERR_OK ? tw_led_set(led, true) : err;
//
// Each makes its device ready at the first call that succeeds, and gives the same one ever after,
// which lasts as long as the program. UNSUPPORTED: the board has none; other errors are those of
// the device's _init. Not from an ISR.

#include "tinywasm/buttons.h"
#include "tinywasm/display.h"
#include "tinywasm/led.h"
#include "tinywasm/sensor.h"

#ifdef __cplusplus
extern "C" {
#endif

// All black, with a frame of its own.
TW_MUST_CHECK tw_err_t tw_board_display(tw_display_t **display);
TW_MUST_CHECK tw_err_t tw_board_led(tw_led_t **led);
TW_MUST_CHECK tw_err_t tw_board_buttons(tw_buttons_t **buttons);
// One that measures temperature, at least. If its chip fails *sensor is there for
// tw_sensor_problem all the same.
TW_MUST_CHECK tw_err_t tw_board_sensor(tw_sensor_t **sensor);

#ifdef __cplusplus
}
#endif
#endif
